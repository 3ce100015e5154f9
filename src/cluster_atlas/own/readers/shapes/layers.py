"""A layer on its way to a table: its columns as they come, its shapes, and what was lost."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from cluster_atlas.own.limits import Limits
from cluster_atlas.own.readers.shapes import wkb
from cluster_atlas.own.readers.shapes.layerfaults import (
    COLUMNS,
    DAMAGED_SHAPE,
    EXPORT,
    HEIGHTS,
    ROWS,
    VERTICES,
    no_layer,
    note,
    too_many,
)
from cluster_atlas.own.sourcetable import ReadOptions, SourceTable, Value
from cluster_atlas.values.issues import Issue, Text, quote

# A fault of each of so many rows is told one by one; of the others their number.
TOLD_ROWS = 100


class Layer:
    """One layer, filled feature by feature.

    Parameters
    ----------
    file
        What the user calls the file; named in every issue.
    name
        Of the layer.
    options
        Its limits are held as the layer grows.
    """

    def __init__(self, file: str, name: str, options: ReadOptions) -> None:
        self.file = file
        self.name = name
        self.limits = options.limits
        self.shapes: list[bytes | None] = []
        self.issues: list[Issue] = []
        self.notes: dict[str, Issue] = {}
        self._columns: dict[str, list[Value]] = {}
        self._vertices = 0

    def add(self, values: Mapping[str, Value], shape: bytes | None, vertices: int) -> None:
        """Add a feature."""
        place = len(self.shapes)
        self.shapes.append(shape)
        self._vertices += vertices
        if self._vertices > self.limits.vertices:
            raise too_many(self.file, VERTICES, self.limits.vertices)
        if place >= self.limits.rows:
            raise too_many(self.file, ROWS, self.limits.rows)
        for key, value in values.items():
            column = self._columns.get(key)
            if column is None:
                column = self._columns[key] = []
                if len(self._columns) > self.limits.columns:
                    raise too_many(self.file, COLUMNS, self.limits.columns)
            if len(column) < place:
                column.extend([None] * (place - len(column)))
            column.append(value)

    def lost(self, message: Text, hint: Text, *, value: object = "", field: str = "") -> None:
        """Say what of the feature that comes next could not be read."""
        self.issues.append(
            Issue(
                self.file,
                self.name,
                field,
                quote(value) if value != "" else "",
                message,
                hint,
                len(self.shapes) + 1,
            )
        )

    def note(self, message: Text, hint: Text, value: object = "") -> None:
        """Say once what holds for the layer."""
        if message.en not in self.notes:
            self.notes[message.en] = note(self.file, self.name, message, hint, value)

    def table(self, **known: str | bool) -> SourceTable:
        """Return the table; ``known`` are further attributes of it."""
        for column in self._columns.values():
            column.extend([None] * (len(self.shapes) - len(column)))
        return layer_table(
            self.file,
            self.name,
            list(self._columns),
            list(self._columns.values()),
            range(1, len(self.shapes) + 1),
            self.shapes,
            self.limits,
            self.issues,
            self.notes.values(),
            **known,
        )


def chosen(tables: Sequence[SourceTable], file: str, wanted: str) -> list[SourceTable]:
    """Return the one table that is wanted, or all that the maker's program shows."""
    if not wanted:
        return [table for table in tables if not table.hidden]
    found = [table for table in tables if table.name == wanted]
    if not found:
        raise no_layer(file, wanted, [table.name for table in tables])
    return found


def flat_shapes(  # noqa: PLR0913 - a layer has that many parts
    file: str,
    name: str,
    shapes: Sequence[bytes | None],
    limits: Limits,
    issues: list[Issue],
    notes: list[Issue],
    lost: Iterable[int] = (),
) -> list[bytes | None]:
    """Return the shapes of another program in two dimensions.

    Parameters
    ----------
    file, name
        Of the file and the layer.
    shapes
        Well-known binary of any writer, as long as the layer.
    limits
        How many vertices there may be.
    issues, notes
        Are given what cannot be read, and that heights were dropped.
    lost
        Rows, from 0, whose shape could not be read before.

    Raises
    ------
    AtlasError
        Of more vertices than a file may hold.
    """
    flat, vertices, tall, broken = wkb.flattened(shapes)
    if vertices > limits.vertices:
        raise too_many(file, VERTICES, limits.vertices)
    if tall:
        notes.append(note(file, name, *HEIGHTS))
    issues.extend(
        Issue(file, name, "", "", DAMAGED_SHAPE, EXPORT, place + 1)
        for place in sorted({*broken, *lost})
    )
    return flat


def layer_table(  # noqa: PLR0913 - a table has that many parts
    file: str,
    name: str,
    names: Sequence[str],
    columns: Sequence[list[Value]],
    rows: Sequence[int],
    shapes: Sequence[bytes | None],
    limits: Limits,
    issues: Iterable[Issue] = (),
    notes: Iterable[Issue] = (),
    **known: str | bool,
) -> SourceTable:
    """Return a layer as a table, its values within the limits and its headings unlike each other.

    Raises
    ------
    AtlasError
        Of more rows or columns than a file may hold.
    """
    if len(rows) > limits.rows:
        raise too_many(file, ROWS, limits.rows)
    if len(columns) > limits.columns:
        raise too_many(file, COLUMNS, limits.columns)
    found = list(issues)
    titles = headings(names)
    for heading, column in zip(titles, columns, strict=True):
        found.extend(_cleaned(file, name, heading, column, rows, limits))
    return SourceTable(
        name,
        titles,
        tuple(columns),
        rows,
        shapes if any(shape is not None for shape in shapes) else (),
        issues=tuple(map(_shown, _told(file, name, found))),
        notes=tuple(map(_shown, notes)),
        **known,  # type: ignore[arg-type]
    )


def _shown(issue: Issue) -> Issue:
    """Return an issue in which names out of the file are fit to stand in a sentence."""
    return replace(issue, entry=quote(issue.entry), field=quote(issue.field))


def plain_value(value: Any) -> Value:  # noqa: ANN401
    """Return what JSON holds as a value of a table: what has parts of its own as text.

    What is nested deeper than Python writes is ``None``.
    """
    if not isinstance(value, dict | list):
        return value  # type: ignore[no-any-return]
    try:
        return json.dumps(value, ensure_ascii=False)
    except RecursionError:
        return None


def headings(names: Sequence[str]) -> tuple[str, ...]:
    """Return headings that are neither empty nor alike: a second ``名称`` is ``名称 2``."""
    given = {" ".join(name.split()) for name in names}
    used: dict[str, None] = {}
    for place, name in enumerate(names, start=1):
        plain = " ".join(name.split()) or f"字段 {place}"
        unique, number = plain, 1
        while unique in used or (number > 1 and unique in given):
            number += 1
            unique = f"{plain} {number}"
        used[unique] = None
    return tuple(used)


def _cleaned(  # noqa: PLR0913
    file: str,
    entry: str,
    heading: str,
    column: list[Value],
    rows: Sequence[int],
    limits: Limits,
) -> Iterable[Issue]:
    """Take what no table holds out of a column: numbers that are none, text without end."""
    kinds = set(map(type, column))
    numbers = sum(value for value in column if value) if kinds <= {float, type(None)} else math.nan  # type: ignore[misc]
    # A sum that is a number has no other in it.
    if float in kinds and not math.isfinite(numbers):
        for place, value in enumerate(column):
            if isinstance(value, float) and not math.isfinite(value):
                column[place] = None
    if str not in kinds:
        return
    most = limits.text_length
    mixed = kinds - {str, type(None)}
    texts = [value for value in column if isinstance(value, str)] if mixed else filter(None, column)
    if max(map(len, texts), default=0) > most:  # type: ignore[arg-type]
        long = [
            place
            for place, value in enumerate(column)
            if isinstance(value, str) and len(value) > most
        ]
        for place in long:
            value, column[place] = column[place], None
            message = Text(
                f"文字超过 {most:,} 字，未读入",
                f"has more than {most:,} characters and was not read",
            )
            hint = Text("请缩短", "shorten it")
            yield Issue(file, entry, heading, quote(value), message, hint, rows[place])


def _told(file: str, entry: str, issues: list[Issue]) -> tuple[Issue, ...]:
    """Return the issues, and of a fault of very many rows the first and their number."""
    seen: dict[tuple[str, str], int] = {}
    told: list[Issue] = []
    for issue in issues:
        key = (issue.field, issue.message.en)
        seen[key] = seen.get(key, 0) + 1
        if seen[key] <= TOLD_ROWS:
            told.append(issue)
    for (field, english), number in seen.items():
        if number > TOLD_ROWS:
            same = next(
                issue for issue in told if (issue.field, issue.message.en) == (field, english)
            )
            message = Text(
                f"{same.message.zh}：共 {number:,} 条", f"{english}: {number:,} features in all"
            )
            told.append(Issue(file, entry, field, "", message, same.hint))
    return tuple(told)
