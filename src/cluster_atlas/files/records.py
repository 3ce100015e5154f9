"""TOML and CSV records turned into typed values, or into issues with their line."""

from __future__ import annotations

import csv
import io
import json
import keyword
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import rtoml

from cluster_atlas.values.characters import legible
from cluster_atlas.values.issues import Issue, Text, quote

if TYPE_CHECKING:
    from pydantic import TypeAdapter

Record = TypeVar("Record")

# What pydantic calls a fault, and what we tell a planner about it.
_FAULTS: dict[str, tuple[Text, Text]] = {
    "missing": (Text("缺少必填项", "required field is missing"), Text("请补上", "add it")),
    "extra_forbidden": (
        Text("不认识的字段", "unknown field"),
        Text("请删去或改正字段名", "remove it or correct its name"),
    ),
    "unexpected_keyword_argument": (
        Text("不认识的字段", "unknown field"),
        Text("请删去或改正字段名", "remove it or correct its name"),
    ),
    "string_type": (Text("应为文字", "must be text"), Text("请加引号", "put it in quotes")),
    "tuple_type": (
        Text("应为列表", "must be a list"),
        Text('请写成 ["…"]', 'write it as ["…"]'),
    ),
}
_NUMBER_FAULT = (
    Text("应为数字", "must be a number"),
    Text("请写成不带引号的数字", "write a number without quotes"),
)
_DATE_FAULT = (
    Text("应为日期", "must be a date"),
    Text("请写成 2023-12-29（不加引号）", "write it as 2023-12-29 without quotes"),
)
_OTHER_FAULT = (
    Text("类型不对", "has the wrong type"),
    Text("请对照同类记录改正", "compare with a record of the same kind"),
)

# What a file is told of which nothing is left to read; see :mod:`cluster_atlas.files.causes`.
NOT_TOML = Text("TOML 写法有误", "is not valid TOML")
NO_TABLES = Text("应为一组表", "must be a list of tables")

# No file of ours has tables and lists so deep in each other.
_DEEPEST = 20

_TABLE_HEADER = re.compile(r"^\s*\[\[?\s*([A-Za-z0-9_-]+)\s*\]\]?\s*(?:#.*)?$")


class TomlFile:
    """A parsed TOML file that can say on which line a table or a key stands.

    Parameters
    ----------
    path
        File to read.
    name
        Name by which issues call it, relative to the data folder.
    """

    def __init__(self, path: Path, name: str) -> None:
        self.name = name
        self.issues: list[Issue] = []
        self.data: dict[str, Any] = {}
        self._lines: list[str] = []
        text = read_text(path, name, self.issues)
        if text is None:
            return
        self._lines = text.splitlines()
        try:
            data = _parsed(text)
        except tomllib.TOMLDecodeError as error:
            self.issues.append(_broken_toml(name, error))
            return
        except RecursionError:
            self.issues.append(_too_deep(name))
            return
        if _depth(data) > _DEEPEST:
            self.issues.append(_too_deep(name))
        else:
            self.data = data

    def tables(self, key: str) -> Iterator[tuple[int, dict[str, Any]]]:
        """Yield each ``[[key]]`` table with its line; a value of another kind is an issue."""
        found = self.data.get(key, [])
        if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
            self.issues.append(
                Issue(
                    self.name,
                    "",
                    key,
                    quote(found),
                    NO_TABLES,
                    Text(f"请写成 [[{key}]]", f"write it as [[{key}]]"),
                    self.line_of(key),
                )
            )
            return
        lines = self._table_lines(key)
        for index, table in enumerate(found):
            yield (lines[index] if index < len(lines) else 1), table

    def line_of(self, key: str, start: int = 1) -> int | None:
        """Return the line of ``key =`` at or after line ``start``, within the same table."""
        pattern = re.compile(rf"^\s*{re.escape(key)}\s*=")
        for number in range(start, len(self._lines) + 1):
            line = self._lines[number - 1]
            if pattern.match(line):
                return number
            if number > start and _TABLE_HEADER.match(line):
                return None
        return None

    def _table_lines(self, key: str) -> list[int]:
        """Return the lines on which ``[[key]]`` stands, skipping multi-line strings."""
        lines = []
        inside = ""
        for number, line in enumerate(self._lines, start=1):
            header = None if inside or "[" not in line else _TABLE_HEADER.match(line)
            if header and header.group(1) == key:
                lines.append(number)
            for mark in ('"""', "'''"):
                if mark not in line:
                    continue
                if (not inside or inside == mark) and line.count(mark) % 2:
                    inside = "" if inside else mark
        return lines


def _parsed(text: str) -> dict[str, Any]:
    """Return the values of a TOML text; what is wrong with it is said by the standard library."""
    try:
        return rtoml.loads(text)
    except rtoml.TomlParsingError:
        return tomllib.loads(text)


def read_text(path: Path, name: str, issues: list[Issue]) -> str | None:
    """Return a file's UTF-8 text (a BOM is dropped), or note an issue and return ``None``."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        message = Text("找不到文件", "file not found")
        hint = Text("请检查数据目录", "check the data folder")
    except UnicodeDecodeError:
        message = Text("不是 UTF-8 文字", "is not UTF-8 text")
        hint = Text(
            "请另存为 UTF-8（Excel 中选“CSV UTF-8”）", 'save it as UTF-8 (in Excel "CSV UTF-8")'
        )
    except OSError as error:
        message = Text("无法读取文件", "file cannot be read")
        hint = Text(str(error.strerror), str(error.strerror))
    issues.append(Issue(name, "", "", "", message, hint))
    return None


def read_csv(
    path: Path, name: str, issues: list[Issue], needed: Sequence[str] = ()
) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield each row of a CSV file with its line; rows of another width become issues.

    A file that lacks one of the ``needed`` columns is one issue, and no row of it is read.

    Columns at the end that have neither a name nor a value, as spreadsheets write them, are none.
    Characters that are not seen are left out.
    """
    text = read_text(path, name, issues)
    if text is None:
        return
    reader = csv.reader(io.StringIO(legible(text)))
    header = next(reader, [])
    while header and not header[-1].strip():
        header.pop()
    lacking = [column for column in needed if column not in header]
    if lacking:
        message = Text(
            f"首行缺少列 {'、'.join(lacking)}",
            f"has no column {', '.join(lacking)} in its first line",
        )
        hint = Text(
            "请用逗号分隔，首行写列名", "part columns by commas, their names in the first line"
        )
        issues.append(Issue(name, "", "", quote(",".join(header)), message, hint))
        return
    for cells in reader:
        row = cells[: len(header)] if not "".join(cells[len(header) :]).strip() else cells
        if not row:
            continue
        if len(row) != len(header):
            issues.append(
                Issue(
                    name,
                    row[0],
                    "",
                    f"{len(row)}",
                    Text(f"应有 {len(header)} 列", f"needs {len(header)} columns"),
                    Text("请检查逗号与引号", "check commas and quotes"),
                    reader.line_num,
                )
            )
            continue
        yield reader.line_num, dict(zip(header, row, strict=True))


def to_record(
    kind: type[Record],
    values: Mapping[str, Any],
    issues: list[Issue],
    *,
    file: TomlFile | str,
    line: int | None = None,
) -> Record | None:
    """Return ``values`` as a ``kind``, or note every fault of it and return ``None``.

    Parameters
    ----------
    kind
        Frozen dataclass of the model.
    values
        Fields as written in the file, with hyphens or underscores.
    issues
        List that receives what is wrong.
    file, line
        Where the record stands.
    """
    # Loaded with the first record: a start that finds its atlas kept reads none.
    from pydantic import ValidationError

    try:
        # As JSON, because pydantic's strict mode then takes mappings for dataclasses and lists
        # for tuples, and still refuses a number in quotes.
        text = json.dumps(_plain(values), default=str)
        return cast("Record", _adapter(cast("Any", kind)).validate_json(text, strict=True))
    except ValidationError as error:
        faults = error.errors(include_url=False)
        issues.extend(_fault_issue(fault, values, file, line) for fault in faults)
        return None


def to_records(
    kind: type[Record],
    tables: Sequence[Mapping[str, Any]],
    issues: list[Issue],
    file: TomlFile,
    lines: Sequence[int],
) -> list[Record | None]:
    """Return many records of a kind as :func:`to_record` does, ``None`` for each faulty one.

    Good ones are taken together, which costs a third of one by one.
    """
    from pydantic import ValidationError

    try:
        text = json.dumps([_plain(table) for table in tables], default=str)
        good = _adapter(cast("Any", list[kind])).validate_json(text, strict=True)  # type: ignore[valid-type]
    except ValidationError:
        pairs = zip(tables, lines, strict=True)
        return [to_record(kind, table, issues, file=file, line=line) for table, line in pairs]
    return cast("list[Record | None]", good)


@cache
def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    from pydantic import TypeAdapter

    return TypeAdapter(kind)


def _plain(value: Any) -> Any:  # noqa: ANN401 - any TOML value
    """Turn the keys of TOML tables into Python names, at every depth; texts are what is seen."""
    if isinstance(value, str):
        return legible(value)
    if isinstance(value, dict):
        return {_name(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value


@cache
def _name(key: str) -> str:
    name = key.replace("-", "_")
    return f"{name}_" if keyword.iskeyword(name) else name


def _fault_issue(
    fault: Mapping[str, Any], values: Mapping[str, Any], file: TomlFile | str, line: int | None
) -> Issue:
    field = ".".join(str(part) for part in fault["loc"]).rstrip("_").replace("_", "-")
    kind = str(fault["type"])
    message, hint = _fault_text(kind)
    name = file.name if isinstance(file, TomlFile) else file
    if isinstance(file, TomlFile):
        line = file.line_of(field.split(".")[0], line or 1) or line
    value = "" if kind == "missing" else quote(fault.get("input", ""))
    return Issue(name, quote(values.get("id", "")), field, value, message, hint, line)


def _fault_text(kind: str) -> tuple[Text, Text]:
    """Return message and mend for what pydantic calls a fault."""
    if kind.startswith(("int", "float")):
        return _NUMBER_FAULT
    if kind.startswith("date"):
        return _DATE_FAULT
    return _FAULTS.get(kind, _OTHER_FAULT)


def _depth(value: Any) -> int:  # noqa: ANN401 - any TOML value
    """Return how deep tables and lists lie in each other, without going deeper than matters."""
    deep, level = 0, [value]
    while level and deep <= _DEEPEST:
        deep += 1
        level = [
            item
            for one in level
            if isinstance(one, Mapping | list)
            for item in (one.values() if isinstance(one, Mapping) else one)
        ]
    return deep


def _too_deep(name: str) -> Issue:
    message = Text("嵌套过深", "nests too deeply")
    hint = Text("请减少表与列表的层数", "use fewer levels of tables and lists")
    return Issue(name, "", "", "", message, hint)


def _broken_toml(name: str, error: tomllib.TOMLDecodeError) -> Issue:
    found = re.search(r"at line (\d+)", str(error))
    reason = str(error).split(" (at ")[0]
    return Issue(
        name,
        "",
        "",
        quote(reason),
        NOT_TOML,
        Text("请检查这一行的引号、括号与等号", "check quotes, brackets and equals signs there"),
        int(found.group(1)) if found else None,
    )
