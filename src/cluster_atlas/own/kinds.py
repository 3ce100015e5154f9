"""The kinds of own data and their fields; what they are stands in ``kinds.toml``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import rtoml

from cluster_atlas.values.issues import Text
from cluster_atlas.values.owndata import OwnRow

_FILE = Path(__file__).with_name("kinds.toml")


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a kind.

    Attributes
    ----------
    id
        Name in files and code.
    name
        On screen and in templates.
    type
        ``text``, ``unit``, ``address``, ``zone``, ``x``, ``y``, ``xy``, ``area`` (m²), ``money``
        (yuan), ``power`` (VA), ``number``, ``date``, ``industries``, ``stage`` or ``code``.
    headings
        Words that head its column in offices' files, beside its names.
    needed
        Whether a row without it is refused.
    private
        Whether it stays in the workspace: it leaves in no export, link, log or error.
    """

    id: str
    name: Text
    type: str = "text"
    headings: tuple[str, ...] = ()
    needed: bool = False
    private: bool = False


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of a project in an office's own ledger, and the words that mean it."""

    id: str
    name: Text
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of own data and its fields, in the order of its template."""

    id: str
    name: Text
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class KindList:
    """All kinds by id, the stages in order, and the headings that are private in any kind."""

    kinds: dict[str, Kind]
    stages: tuple[Stage, ...]
    private_headings: tuple[str, ...]


@cache
def kind_list() -> KindList:
    """Return the kinds of own data."""
    data = rtoml.loads(_FILE.read_text(encoding="utf-8"))
    shared = {group: tuple(map(_field, fields)) for group, fields in data["shared"].items()}
    kinds = {
        kind["id"]: Kind(kind["id"], _name(kind), tuple(_in_order(kind, shared)))
        for kind in data["kind"]
    }
    stages = tuple(Stage(one["id"], _name(one), tuple(one["words"])) for one in data["stage"])
    return KindList(kinds, stages, tuple(data["private-headings"]))


def fields_of(kind: str) -> tuple[Field, ...]:
    """Return the fields of a kind, in the order of its template."""
    return kind_list().kinds[kind].fields


def value_names(kind: str, rows: Sequence[OwnRow]) -> list[str]:
    """Return the names of all values of rows of a kind: fields first, then the files' columns."""
    there = dict.fromkeys(name for row in rows for name in row.values)
    fields = [one.id for one in fields_of(kind) if one.id in there]
    return [*fields, *(name for name in there if name not in fields)]


def _in_order(kind: Mapping[str, Any], shared: Mapping[str, tuple[Field, ...]]) -> Iterator[Field]:
    own = {field["id"]: _field(field) for field in kind.get("field", ())}
    for name in kind["order"]:
        if name.startswith("@"):
            yield from shared[name[1:]]
        else:
            yield own[name]


def _field(entry: Mapping[str, Any]) -> Field:
    return Field(
        id=entry["id"],
        name=_name(entry),
        type=entry.get("type", "text"),
        headings=tuple(entry.get("headings", ())),
        needed=entry.get("needed", False),
        private=entry.get("private", False),
    )


def _name(entry: Mapping[str, Any]) -> Text:
    return Text(entry["name"], entry["name-en"])
