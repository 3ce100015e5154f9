"""The offices that a server keeps data for, and who belongs to which: the file of these."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar

from cluster_atlas.files.records import TomlFile, to_record
from cluster_atlas.values.issues import AtlasError, Issue, Text, quote

ROLES = ("read", "edit")
_SERVER = "postgresql://"
# Unknown fields in a file are faults, not ignored.
_RECORD = {"extra": "forbid"}


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of an office.

    Attributes
    ----------
    email
        As the sign-in tells it; letters of either case are one.
    role
        ``read`` or ``edit``.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = _RECORD

    email: str
    role: str = "read"


@dataclass(frozen=True, slots=True)
class OfficeEntry:
    """One office of the file.

    Attributes
    ----------
    name
        As its members call it.
    workspace
        Path of its file, or the address of a database, ``postgresql://…``.
    schema
        Schema of the database that holds its tables; of a file empty.
    member
        Who belongs to it.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = _RECORD

    name: str
    workspace: str
    schema: str = ""
    member: tuple[Member, ...] = ()


def read_offices(path: str | Path) -> tuple[OfficeEntry, ...]:
    """Return the offices of a file; read again when the file has changed.

    Raises
    ------
    AtlasError
        With every fault: it is not there or no TOML, an office lacks its name or place, a role is
        unknown, two offices have one place, or one person belongs to two.
    """
    file = Path(path)
    try:
        state = file.stat()
    except OSError:
        return _read(file, 0, 0)
    return _read(file, state.st_mtime_ns, state.st_size)


def office_of(offices: Sequence[OfficeEntry], email: str) -> tuple[OfficeEntry, Member] | None:
    """Return the office that a person belongs to, and as what; ``None`` for a stranger."""
    for office, member in _members(offices):
        if _same(member.email, email):
            return office, member
    return None


@lru_cache(maxsize=4)
def _read(path: Path, _changed: int, _size: int) -> tuple[OfficeEntry, ...]:
    file = TomlFile(path, path.name)
    issues: list[Issue] = []
    found = []
    for line, table in file.tables("office"):
        record = to_record(OfficeEntry, table, issues, file=file, line=line)
        if record is not None:
            found.append(record)
            issues += _faults(record, file.name, line)
    issues += file.issues
    issues += _shared(found, file.name)
    if not found and not issues:
        message = Text("没有单位", "names no office")
        hint = Text("请写 [[office]]", "write [[office]]")
        issues.append(Issue(file.name, "", "", "", message, hint))
    if issues:
        raise AtlasError(issues)
    return tuple(found)


def _faults(office: OfficeEntry, file: str, line: int) -> Iterator[Issue]:
    """Yield what is wrong with an office by itself."""
    blank = Text("为空", "is empty")
    for field in ("name", "workspace"):
        if not getattr(office, field).strip():
            hint = Text("请填写", "fill it in")
            yield Issue(file, quote(office.name), field, "", blank, hint, line)
    is_server = office.workspace.startswith(_SERVER)
    if is_server != bool(office.schema):
        message = (
            Text("数据库要写明模式", "needs a schema of the database")
            if is_server
            else Text("工作区文件没有模式", "a file has no schema")
        )
        hint = Text('每个单位一个，如 schema = "jiangmen"', 'one an office, as schema = "jiangmen"')
        yield Issue(file, quote(office.name), "schema", quote(office.schema), message, hint, line)
    for member in office.member:
        if "@" not in member.email:
            message = Text("不是邮箱地址", "is no e-mail address")
            hint = Text("如 li@example.org", "as li@example.org")
            yield Issue(file, quote(office.name), "email", quote(member.email), message, hint, line)
        if member.role not in ROLES:
            message = Text("不是可用的角色", "is no role")
            hint = Text("可用：read、edit", "use read or edit")
            yield Issue(file, quote(office.name), "role", quote(member.role), message, hint, line)


def _shared(offices: Sequence[OfficeEntry], file: str) -> Iterator[Issue]:
    """Yield what two offices have in common and must not."""
    places: dict[tuple[str, str], str] = {}
    for office in offices:
        # Two ways to write one path are one place; an address may hold a password.
        place = office.workspace
        if not place.startswith(_SERVER):
            place = os.path.realpath(place)
        other = places.setdefault((place, office.schema), office.name)
        if other is not office.name:
            message = Text("两个单位用同一个工作区", "has the workspace of another office")
            hint = Text(f"与「{quote(other)}」相同", f'that of "{quote(other)}"')
            yield Issue(file, quote(office.name), "workspace", "", message, hint)
    people: dict[str, str] = {}
    for office, member in _members(offices):
        other = people.setdefault(member.email.strip().casefold(), office.name)
        if other is not office.name:
            message = Text("一人属于两个单位", "belongs to two offices")
            hint = Text(f"已在「{quote(other)}」中", f'is in "{quote(other)}" already')
            yield Issue(file, quote(office.name), "email", quote(member.email), message, hint)


def _members(offices: Sequence[OfficeEntry]) -> Iterator[tuple[OfficeEntry, Member]]:
    for office in offices:
        for member in office.member:
            yield office, member


def _same(one: str, other: str) -> bool:
    return one.strip().casefold() == other.strip().casefold()
