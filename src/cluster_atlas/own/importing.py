"""A table from outside made rows of one kind: understood, placed and checked, with reasons."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import shapely

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.location import units_at
from cluster_atlas.own.cells.column import Column, column_of
from cluster_atlas.own.cells.creditcodes import credit_codes
from cluster_atlas.own.cells.days import days
from cluster_atlas.own.cells.quantities import UNITS, quantities
from cluster_atlas.own.columnmatch import ColumnMatch, match_columns
from cluster_atlas.own.industries import industry_names
from cluster_atlas.own.kinds import Field, fields_of, kind_list
from cluster_atlas.own.placenames import place_names
from cluster_atlas.own.placing import (
    Finding,
    Whereabouts,
    named_units,
    place_columns,
    place_rows,
    shape_findings,
)
from cluster_atlas.own.sourcetable import ColumnValues, SourceTable, Value, without_examples
from cluster_atlas.own.systems.coordinates import coordinates, pairs
from cluster_atlas.own.systems.guess import Guess, guess_system
from cluster_atlas.own.systems.system import WGS84, System, read_system
from cluster_atlas.own.workspace.entries import OWN_COLUMNS
from cluster_atlas.values.issues import AtlasError, Issue, Text, quote

Numbers = npt.NDArray[np.float64]

# Formats whose coordinates are degrees of WGS84 by their own rules.
_FIXED_WGS84 = {"kml", "kmz", "topojson", "geojson-seq"}
_DEGREES = 400.0
# Kind of quantity by the type of a field; a plain number may bear any unit or none.
_QUANTITIES = {"area": "area", "money": "money", "power": "power", "number": ""}
_COORDINATES = ("x", "y", "xy")
# Fields that become the place of a row; its address stays as it was written as well.
_WHERE = ("city", "county", "zone", *_COORDINATES)


@dataclass(frozen=True, slots=True)
class SystemChoice:
    """Which coordinate system a table is read in.

    Attributes
    ----------
    system
        ``None`` where it has no coordinates, or none was declared or accepted.
    swapped
        Whether the first coordinate is the northing.
    declared
        ``user``, ``file``, ``guess`` (accepted by the user), or empty.
    guess
        What the numbers themselves say.
    """

    system: System | None
    swapped: bool = False
    declared: str = ""
    guess: Guess = field(default_factory=lambda: Guess((), certain=False))

    @property
    def is_open(self) -> bool:
        """Whether the user must still say which system it is."""
        return self.system is None and not self.declared


@dataclass(slots=True)
class Prepared:
    """Rows that are ready to be kept, and what is wrong with the others.

    Attributes
    ----------
    kind, source, match, choice
        What was read, and how it was understood.
    table
        The rows that may be taken: ``row`` (number in the file), the fields, the columns of the
        file, and where it lies, in WGS84.
    refused
        Positions of the refused rows in the source.
    findings
        All that is to say, by row.
    """

    kind: str
    source: SourceTable
    match: ColumnMatch
    choice: SystemChoice
    table: pa.Table
    refused: tuple[int, ...]
    findings: tuple[Finding, ...]

    def issues(self, *, private: bool = False) -> tuple[Issue, ...]:
        """Return the findings as issues with the row that the maker's program shows.

        Values of private columns are left out unless they are asked for.
        """
        own = set(self.match.private)
        hidden = {
            field for field, column in self.match.fields.items() if column in own and not private
        }
        found = [
            Issue(
                self.source.name,
                "",
                self.match.fields.get(one.field, one.field),
                "" if one.field in hidden or one.value is None else quote(one.value),
                one.message,
                one.hint,
                int(self.source.rows[one.row]),
            )
            for one in self.findings
        ]
        read = (
            replace(issue, value="") if issue.field in own and not private else issue
            for issue in self.source.issues
        )
        return (*read, *found)


@dataclass(frozen=True, slots=True)
class SystemWish:
    """What the user says about the coordinate system of a file.

    Attributes
    ----------
    told
        Its name or code; empty: what the file says, or else the numbers.
    parameters
        To WGS84, for a datum that is closed otherwise.
    accept_guess
        Whether what is guessed may be taken, where it is certain.
    """

    told: str = ""
    parameters: tuple[float, ...] = ()
    accept_guess: bool = False


class Importer:
    """Makes rows of tables: the boundaries of an atlas and its names decide."""

    def __init__(self, atlas: Atlas) -> None:
        self.atlas = atlas
        self.places = place_names(atlas)
        self.industries = industry_names(atlas)
        # Boundaries are read now: most who ask wait for the file meanwhile.
        units_at(atlas, [])

    def match(
        self, kind: str, source: SourceTable, wanted: Mapping[str, str] | None = None
    ) -> ColumnMatch:
        """Return how a table's columns are understood.

        Parameters
        ----------
        kind
            Of ``kinds.toml``.
        source
            The table.
        wanted
            What the user says: column by field id; an empty column leaves the field out.

        Raises
        ------
        AtlasError
            There is no such kind, field or column, or a column that the kind needs is missing.
        """
        known = kind_list().kinds
        if kind not in known:
            message = Text("没有这个类别", "is no kind of own data")
            hint = Text(f"可用：{'、'.join(known)}", f"as {', '.join(known)}")
            raise AtlasError([Issue("--as", "", "", quote(kind), message, hint)])
        match = match_columns(kind, source, self.places, wanted)
        for one in fields_of(kind):
            if one.needed and one.id not in match.fields:
                message = Text(f"没有“{one.name.zh}”一列", f"has no column of “{one.name.en}”")
                hint = Text("请用 --match 指明", "name it by --match")
                raise AtlasError([Issue(source.name, "", one.id, "", message, hint)])
        return match

    def rows_of(
        self, kind: str, source: SourceTable, wanted: Mapping[str, str], wish: SystemWish
    ) -> Prepared:
        """Return the rows of a table, by what the user says of its columns and its system.

        Parameters and errors are those of :meth:`match`; the system may be unknown as well, or its
        way to WGS84.
        """
        match = self.match(kind, source, wanted)
        if "name" in match.fields:
            source = without_examples(source, match.fields["name"])
        where = self._whereabouts(source, match)
        choice = self._choice(source, match, where, wish)
        return self._prepared(kind, source, match, where, choice)

    def _whereabouts(self, source: SourceTable, match: ColumnMatch) -> Whereabouts:
        """Return what a table says of where its rows are."""
        texts = {key: _field(source, match, key) for key in ("address", "zone")}
        cities, counties = (_field(source, match, key) for key in ("city", "county"))
        units = named_units(self.places, cities, counties, len(source))
        shapes = shapely.from_wkb(np.asarray(source.shapes, dtype=object), on_invalid="ignore")
        x, y = _numbers(source, match, shapes)
        unread = _unread(source, match, x, y)
        return Whereabouts(units, **texts, x=x, y=y, unread=unread, shapes=shapes)

    def _choice(
        self, source: SourceTable, match: ColumnMatch, where: Whereabouts, wish: SystemWish
    ) -> SystemChoice:
        """Return the system that a table is read in; open where the user must say it.

        Raises
        ------
        AtlasError
            The system is unknown, or its way to WGS84 is.
        """
        x, y = where.x, where.y
        if x is None or y is None or not np.isfinite(x).any():
            return SystemChoice(None, declared="none")
        named = [unit.county or unit.city for unit in where.units]
        guess = guess_system(self.atlas, x, y, named, _telling(source, match))
        if wish.told:
            system = read_system(wish.told, wish.parameters, where="--crs")
            swapped = any(one.swapped for one in guess.candidates if one.system.id == system.id)
            return SystemChoice(system, swapped, "user", guess)
        if source.system:
            system = read_system(source.system, wish.parameters, where=source.name)
            return SystemChoice(system, declared="file", guess=guess)
        if source.format in _FIXED_WGS84 or (source.format == "geojson" and _are_degrees(x, y)):
            return SystemChoice(WGS84, declared="file", guess=guess)
        if wish.accept_guess and guess.certain:
            best = guess.candidates[0]
            return SystemChoice(best.system, best.swapped, "guess", guess)
        return SystemChoice(None, guess=guess)

    def _prepared(
        self,
        kind: str,
        source: SourceTable,
        match: ColumnMatch,
        where: Whereabouts,
        choice: SystemChoice,
    ) -> Prepared:
        """Return the rows of a table, understood and placed.

        A choice that is open leaves coordinates out.
        """
        if choice.swapped and not len(source.shapes):
            where = replace(where, x=where.y, y=where.x)
        placed = place_rows(self.atlas, self.places, where, choice.system)
        findings = placed.findings
        columns: dict[str, pa.Array] = {"row": pa.array(np.asarray(source.rows, dtype=np.int64))}
        for one in fields_of(kind):
            if one.id in match.fields and one.id not in _WHERE:
                columns[one.id] = self._typed(one, source, match, findings)
        findings += shape_findings(placed)
        columns |= place_columns(placed)
        for column in match.others:
            taken = column in columns or column in OWN_COLUMNS
            name = f"{column}（原列）" if taken else column
            columns[name] = _as_written(_column(source, column))
        findings += _missing(kind, source, match)
        refused = sorted({one.row for one in findings if one.refused})
        keep = np.ones(len(source), dtype=bool)
        keep[refused] = False
        table = pa.table(columns).filter(pa.array(keep))
        findings.sort(key=lambda one: one.row)
        return Prepared(kind, source, match, choice, table, tuple(refused), tuple(findings))

    def _typed(
        self, one: Field, source: SourceTable, match: ColumnMatch, findings: list[Finding]
    ) -> pa.Array:
        """Return a field's values in its type; what does not fit is blank and said."""
        values = _field(source, match, one.id)
        column = column_of(source, match.fields[one.id])
        if one.type in _QUANTITIES:
            kind = _QUANTITIES[one.type]
            unit = match.units.get(one.id, "")
            found, wrong = quantities(column, kind, unit if unit in UNITS.get(kind, ()) else "")
            _say(findings, column, one.id, wrong)
            return pa.array(found, type=pa.float64())
        if one.type == "date":
            dates, wrong = days(column)
            _say(findings, column, one.id, wrong)
            return pa.array([when.day if when else None for when in dates], type=pa.date32())
        if one.type == "code":
            codes, wrong = credit_codes(column)
            _say(findings, column, one.id, wrong)
            findings += _repeated(one.id, codes, source.rows)
            return pa.array(codes, type=pa.string())
        if one.type == "stage":
            return _stages(values, one.id, findings)
        if one.type == "industries":
            return self._matched(values, one.id, findings)
        return _as_written(values)

    def _matched(self, values: Sequence[Value], field: str, findings: list[Finding]) -> pa.Array:
        meanings = {value: self.industries.match(_text(value) or "") for value in set(values)}
        found = [meanings[value][0] for value in values]
        strange = {value for value, (_, unknown) in meanings.items() if unknown}
        rows = [row for row, value in enumerate(values) if value in strange] if strange else []
        for row in rows:
            for part in meanings[values[row]][1]:
                near = self.industries.similar(part)
                message = Text("未对应到图谱中的产业", "matches no industry of the atlas")
                hint = (
                    Text(f"最接近的是 {near}", f"the nearest is {near}")
                    if near
                    else Text("可填名称或 GB/T 4754 代码", "give a name or a GB/T 4754 code")
                )
                findings.append(Finding(row, field, part, message, hint, refused=False))
        return pa.array(found, type=pa.list_(pa.string()))


def report(prepared: Prepared, *, kept: bool = True) -> dict[str, Any]:
    """Return what came of a table as plain values; rows add up to those read where it is kept."""
    choice = prepared.choice
    reasons = [
        {
            "system": one.system.id,
            "name": one.system.name.zh,
            "name_en": one.system.name.en,
            "weight": round(one.weight, 4),
            "reason": one.reason().zh,
            "reason_en": one.reason().en,
        }
        for one in choice.guess.candidates[:5]
    ]
    return {
        "table": prepared.source.name,
        "kind": prepared.kind,
        "read": len(prepared.source),
        "taken": prepared.table.num_rows if kept else 0,
        "refused": len(prepared.refused),
        "system": {
            "name": choice.system.id if choice.system else None,
            "declared": choice.declared or None,
            "reasons": reasons,
        },
        "encoding": prepared.source.encoding or None,
        "columns": prepared.match.fields,
        "private": list(prepared.match.private),
        "issues": [
            {
                "row": issue.line,
                "field": issue.field,
                "value": issue.value,
                "reason": issue.message.zh,
                "reason_en": issue.message.en,
                "hint": issue.hint.zh,
                "hint_en": issue.hint.en,
            }
            for issue in (*prepared.source.notes, *prepared.issues())
        ],
    }


def _column(source: SourceTable, name: str) -> Sequence[Value]:
    return source.values[source.columns.index(name)]


def _field(source: SourceTable, match: ColumnMatch, field: str) -> Sequence[Value]:
    return _column(source, match.fields[field]) if field in match.fields else []


def _numbers(
    source: SourceTable, match: ColumnMatch, shapes: npt.NDArray[np.object_]
) -> tuple[Numbers | None, Numbers | None]:
    """Return the coordinates as they stand in the file; of shapes those of a point of each."""
    if len(shapes):
        inner = shapely.centroid(shapes)
        return shapely.get_x(inner), shapely.get_y(inner)
    if "x" in match.fields and "y" in match.fields:
        return (
            coordinates(_field(source, match, "x")),
            coordinates(_field(source, match, "y")),
        )
    if "xy" in match.fields:
        return pairs(_field(source, match, "xy"))
    return None, None


def _unread(
    source: SourceTable, match: ColumnMatch, x: Numbers | None, y: Numbers | None
) -> dict[int, str]:
    """Return what stands in the columns of coordinates of the rows where it is none."""
    if x is None or y is None or len(source.shapes):
        return {}
    blank = np.flatnonzero(~(np.isfinite(x) & np.isfinite(y))).tolist()
    columns = [_field(source, match, key) for key in _COORDINATES if key in match.fields]
    texts = {row: [(_text(column[row]) or "").strip() for column in columns] for row in blank}
    return {row: ", ".join(filter(None, parts)) for row, parts in texts.items() if any(parts)}


def _telling(source: SourceTable, match: ColumnMatch) -> list[str]:
    """Return the headings whose words may tell the system: those of the coordinates."""
    heads = [match.fields[key] for key in _COORDINATES if key in match.fields]
    return heads or [source.name]


def _are_degrees(x: Numbers, y: Numbers) -> bool:
    return bool(np.nanmax(np.abs([x, y]), initial=0.0) < _DEGREES)


def _say(findings: list[Finding], column: Column, field: str, issues: Iterable[Issue]) -> None:
    position = {row: number for number, row in enumerate(column.rows)} if issues else {}
    findings += [
        Finding(
            position[issue.line or 0], field, issue.value, issue.message, issue.hint, refused=False
        )
        for issue in issues
    ]


def _repeated(field: str, codes: Sequence[str | None], rows: Sequence[int]) -> Iterator[Finding]:
    """Say of each code that stood in a row before, which one: two rows may be one firm."""
    first: dict[str, int] = {}
    for row, code in enumerate(codes):
        if code is not None and first.setdefault(code, row) != row:
            before = rows[first[code]]
            message = Text(f"与第 {before} 行重复", f"stands in row {before} as well")
            hint = Text("请核对是否为同一单位", "see whether both are one")
            yield Finding(row, field, code, message, hint, refused=False)


def _stages(values: Sequence[Value], field: str, findings: list[Finding]) -> pa.Array:
    words = {word: stage.id for stage in kind_list().stages for word in stage.words}
    words |= {stage.name.en: stage.id for stage in kind_list().stages}
    found: list[str | None] = []
    for row, value in enumerate(values):
        text = str(value).strip() if value is not None else ""
        stage = words.get(text)
        if text and stage is None:
            message = Text("不是已知的阶段", "is no known stage")
            known = "、".join(one.name.zh for one in kind_list().stages)
            english = ", ".join(one.name.en for one in kind_list().stages)
            hint = Text(f"可用：{known}", f"one of {english}")
            findings.append(Finding(row, field, value, message, hint, refused=False))
        found.append(stage)
    return pa.array(found, type=pa.string())


def _missing(kind: str, source: SourceTable, match: ColumnMatch) -> list[Finding]:
    """Refuse rows that are blank in a field that the kind needs."""
    found = []
    for one in fields_of(kind):
        if not one.needed:
            continue
        message = Text(f"“{one.name.zh}”为空", f"has no {one.name.en.lower()}")
        for row, value in enumerate(_field(source, match, one.id)):
            if value is None or not str(value).strip():
                hint = Text("请补填", "fill it in")
                found.append(Finding(row, one.id, None, message, hint, refused=True))
    return found


def _text(value: Value) -> str | None:
    if value is None:
        return None
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    return str(value)


def _as_written(values: Sequence[Value]) -> pa.Array:
    """Return a column as it stands: numbers as numbers where all are, else text."""
    if isinstance(values, ColumnValues) and values.kind in {"string", "double"}:
        return values.array
    if isinstance(values, ColumnValues) and values.kind == "date32[day]":
        return values.array.cast(pa.string())
    kinds = set(map(type, values)) - {type(None)}
    if kinds == {float}:
        return pa.array(values, type=pa.float64())
    if kinds <= {str}:
        return pa.array(values, type=pa.string())
    return pa.array([_text(value) for value in values], type=pa.string())
