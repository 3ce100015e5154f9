"""Which column of a file is which field: by its heading, by its values, or by the user's word."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
from rapidfuzz import fuzz

from cluster_atlas.own.cells.quantities import unit_of_heading
from cluster_atlas.own.cells.telephones import are_telephones
from cluster_atlas.own.kinds import Field, fields_of, kind_list
from cluster_atlas.own.placenames import PlaceNames
from cluster_atlas.own.sourcetable import SourceTable, Value
from cluster_atlas.values.issues import AtlasError, Issue, Text, nearest, quote

# Values of a column that are looked at to tell what it holds.
_SAMPLE = 200
# From this likeness of a heading on, in percent, it is taken for the field's.
_ALIKE = 88
# Types of fields whose values are amounts: billions of yuan look like telephone numbers.
_AMOUNTS = frozenset({"area", "money", "power", "number", "x", "y", "date"})
# From this share of values on a column holds what its values say.
_MOSTLY = 0.8
# Degrees about the province, for columns without a telling heading.
_LONGITUDES, _LATITUDES = (108.0, 119.0), (18.0, 27.0)

# What stands behind a name in a heading: 面积（亩）, 总投资/万元, 经度*.
_UNIT = re.compile(r"[（(\[【/／*:：].*$")
_SEPARATORS = re.compile(r"[\s_\-.·]+")


@dataclass(frozen=True, slots=True)
class ColumnMatch:
    """How a file's columns are understood.

    Attributes
    ----------
    fields
        Column by the id of the field that it holds.
    units
        Unit that the heading tells, by the id of the field: ``亩``, ``万元``.
    others
        Columns that are kept as they are, in their order.
    private
        Columns that leave in no export.
    """

    fields: dict[str, str]
    units: dict[str, str]
    others: tuple[str, ...]
    private: tuple[str, ...]


def match_columns(
    kind: str,
    table: SourceTable,
    names: PlaceNames,
    wanted: Mapping[str, str] | None = None,
) -> ColumnMatch:
    """Return which column of a table holds which field.

    Parameters
    ----------
    kind
        Of ``kinds.toml``.
    table
        As it was read.
    names
        Of the atlas, which tell a column of counties.
    wanted
        What the user says: column by field id; an empty column leaves the field out.

    Raises
    ------
    AtlasError
        The user names a field or a column that is not there.
    """
    fields = fields_of(kind)
    wanted = dict(wanted or {})
    _hold_known(fields, table, wanted)
    found = {field: column for field, column in wanted.items() if column}
    free = [column for column in table.columns if column not in found.values()]
    open_fields = [field for field in fields if field.id not in wanted]
    for score, field, column in _by_heading(open_fields, free):
        if score >= _ALIKE and field.id not in found and column not in found.values():
            found[field.id] = column
    for field in open_fields:
        if field.id not in found:
            column = _by_values(field, table, names, [c for c in free if c not in found.values()])
            if column:
                found[field.id] = column
    taken = set(found.values())
    private = [field.id for field in fields if field.private]
    own = {found[one] for one in private if one in found}
    amounts = {found[one.id] for one in fields if one.type in _AMOUNTS and one.id in found}
    own |= {
        column
        for column, values in zip(table.columns, table.values, strict=True)
        if _sounds_private(column) or (column not in amounts and are_telephones(values))
    }
    return ColumnMatch(
        found,
        {field: unit for field, column in found.items() if (unit := unit_of_heading(column)[0])},
        tuple(column for column in table.columns if column not in taken),
        tuple(column for column in table.columns if column in own),
    )


def is_private(kind: str, column: str) -> bool:
    """Tell whether a column of a kind stays in the workspace: persons, telephones, contacts."""
    return any(one.private and one.id == column for one in fields_of(kind)) or _sounds_private(
        column
    )


def private_columns(kind: str, table: pa.Table) -> frozenset[str]:
    """Return the columns of kept rows that leave in no export: by their names or their values."""
    amounts = {field.id for field in fields_of(kind) if field.type in _AMOUNTS}
    return frozenset(
        name
        for name in table.column_names
        if is_private(kind, name)
        or (
            name not in amounts
            and _may_hold_numbers(table[name].type)
            and are_telephones(table[name].to_pylist())
        )
    )


def _may_hold_numbers(kind: pa.DataType) -> bool:
    """Tell whether a column of this type may be one of telephone numbers, as text or not."""
    of = (
        pa.types.is_string,
        pa.types.is_large_string,
        pa.types.is_integer,
        pa.types.is_floating,
    )
    return any(is_one(kind) for is_one in of)


def _hold_known(fields: Sequence[Field], table: SourceTable, wanted: Mapping[str, str]) -> None:
    known = [field.id for field in fields]
    issues = []
    for field, column in wanted.items():
        if field not in known:
            message = Text("没有这个字段", "is no field of this kind")
            near = nearest(field, known) or "、".join(known)
            hint = Text(f"可用：{near}", f"as {near}")
            issues.append(Issue("--match", "", "", quote(field), message, hint))
        elif column and column not in table.columns:
            message = Text("文件中没有这一列", "is no column of the file")
            near = nearest(column, table.columns) or "、".join(table.columns[:8])
            hint = Text(f"文件的列：{near}", f"it has {near}")
            issues.append(Issue("--match", "", field, quote(column), message, hint))
    if issues:
        raise AtlasError(issues)


def _by_heading(fields: Sequence[Field], columns: Sequence[str]) -> list[tuple[float, Field, str]]:
    """Return how alike headings and fields are, best first; exact ones before all others."""
    scored = []
    for order, field in enumerate(fields):
        words = [_plain(word) for word in (field.id, *field.name, *field.headings)]
        for column in columns:
            bare = _plain(_UNIT.sub("", column)) or _plain(column)
            if bare in words or _plain(column) in words:
                score = 200.0 - words.index(bare if bare in words else _plain(column))
            else:
                score = max(_likeness(bare, word) for word in words)
            scored.append((score, -order, field, column))
    scored.sort(key=lambda one: one[:2], reverse=True)
    return [(score, field, column) for score, _, field, column in scored]


def _likeness(heading: str, word: str) -> float:
    """Return how alike two headings are, in percent: longer ones that hold the other count."""
    if min(len(heading), len(word)) < 2:  # noqa: PLR2004 - one character is in many words
        return 0.0
    if len(word) >= 3 and heading.endswith(word):  # noqa: PLR2004 - 拟建设地点 is a 建设地点
        return 95.0
    return fuzz.ratio(heading, word)


def _plain(text: str) -> str:
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).lower()


def _by_values(field: Field, table: SourceTable, names: PlaceNames, columns: Sequence[str]) -> str:
    """Return the one column whose values are of a field's type; empty where none or several are."""
    tests = {
        "x": lambda value: _between(value, _LONGITUDES),
        "y": lambda value: _between(value, _LATITUDES),
        "unit": lambda value: isinstance(value, str) and names.unit(value).is_found,
        "code": lambda value: isinstance(value, str) and bool(re.fullmatch(r"[0-9A-Z]{18}", value)),
    }
    holds = tests.get(field.type)
    if holds is None or (field.type == "unit" and field.id != "county"):
        return ""
    found = []
    for column in columns:
        values = [v for v in table.values[table.columns.index(column)][:_SAMPLE] if v is not None]
        if values and sum(map(holds, values)) >= _MOSTLY * len(values):
            found.append(column)
    return found[0] if len(found) == 1 else ""


def _between(value: Value, bounds: tuple[float, float]) -> bool:
    if not isinstance(value, float) or value.is_integer():
        return False
    return bounds[0] < value < bounds[1]


def _sounds_private(heading: str) -> bool:
    plain = _plain(heading)
    return any(word in plain for word in kind_list().private_headings)
