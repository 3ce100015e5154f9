"""Columns of several imports made one, and edits laid over them."""

from __future__ import annotations

import base64
import datetime as dt
import json
import math
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa

from cluster_atlas.values.characters import storable

# What a field holds: JSON as it is kept, by the index of the row.
Overlay = Mapping[int, str]


# Of the whole numbers that a column can hold.
_LARGEST = 2**63


# What JSON has only as texts.
_READ: tuple[tuple[Callable[[pa.DataType], bool], Callable[[str], Any]], ...] = (
    (pa.types.is_date, dt.date.fromisoformat),
    (pa.types.is_timestamp, dt.datetime.fromisoformat),
    (pa.types.is_time, dt.time.fromisoformat),
    (pa.types.is_binary, partial(base64.b64decode, validate=True)),
    (pa.types.is_large_binary, partial(base64.b64decode, validate=True)),
)


class UnfitError(ValueError):
    """A value that cannot be kept, or not in such a column."""


def kept_value(value: Any) -> str:  # noqa: ANN401 - whatever a table may hold
    """Return a value as JSON.

    Raises
    ------
    UnfitError
        If it is of no kind that a column can hold, or no finite number.
    """
    return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":"))


def fits(kept: str, type_: pa.DataType) -> bool:
    """Tell whether a column takes a value; one of whole numbers takes any number."""
    value = json.loads(kept)
    return _array([value], type_) is not None or _array([value], _wider(type_)) is not None


def united(tables: Sequence[pa.Table]) -> pa.Table:
    """Return the rows of all tables under the columns of all.

    A column whose kinds cannot become one without loss is text.
    """
    if len(tables) == 1:
        return tables[0]
    try:
        return pa.concat_tables(tables, promote_options="permissive")
    except pa.ArrowException:
        clashing = {name for name in _names(tables) if not _can_unite(tables, name)}
        texts = [_with_texts(table, clashing) for table in tables]
        return pa.concat_tables(texts, promote_options="permissive")


def overlaid(table: pa.Table, overlays: Mapping[str, Overlay]) -> pa.Table:
    """Return a table with the values of its edits; a field that it lacks becomes a column."""
    for name, overlay in overlays.items():
        index = table.schema.get_field_index(name)
        column = table.column(index) if index >= 0 else pa.chunked_array([pa.nulls(len(table))])
        changed = _changed(column, overlay)
        if index < 0:
            table = table.append_column(name, changed)
        else:
            field = table.schema.field(index).with_type(changed.type)
            table = table.set_column(index, field, changed)
    return table


def _changed(column: pa.ChunkedArray, overlay: Overlay) -> pa.ChunkedArray:
    values = [json.loads(kept) for kept in overlay.values()]
    for type_ in (column.type, _wider(column.type), _inferred(column.type, values)):
        new = _array(values, type_)
        old = None if new is None else _cast(column, type_)
        if old is not None:
            break
    else:
        old = _texts(column)
        new = pa.array(map(_text, values), old.type)
    order = np.arange(len(column))
    order[list(overlay)] = len(column) + np.arange(len(values))
    return pa.chunked_array([*old.chunks, new]).take(pa.array(order))


def _array(values: list[Any], type_: pa.DataType) -> pa.Array | None:
    """Return plain values as an array of a type; ``None`` where one of them is of another."""
    try:
        return pa.array([_of_type(value, type_) for value in values], type_)
    except (pa.ArrowException, UnfitError, ValueError, TypeError, OverflowError):
        return None


def _of_type(value: Any, type_: pa.DataType) -> Any:  # noqa: ANN401 - whatever a table may hold
    types = pa.types
    if value is None:
        return None
    if isinstance(value, bool) and not types.is_boolean(type_):
        raise UnfitError
    # Arrow itself would cut off what stands behind the point.
    if isinstance(value, float) and types.is_integer(type_) and not value.is_integer():
        raise UnfitError
    if types.is_nested(type_):
        if not (types.is_list(type_) or types.is_large_list(type_)) or not isinstance(value, list):
            raise UnfitError
        return [_of_type(item, type_.value_type) for item in value]
    for is_such, read in _READ:
        if is_such(type_):
            if not isinstance(value, str):
                raise UnfitError
            value = read(value)
    # Arrow itself would turn a time of a zone into another one.
    if types.is_timestamp(type_) and (value.tzinfo is None) != (type_.tz is None):
        raise UnfitError
    return value


def _wider(type_: pa.DataType) -> pa.DataType:
    return pa.float64() if pa.types.is_integer(type_) else type_


def _inferred(type_: pa.DataType, values: list[Any]) -> pa.DataType:
    """Return the kind of values for a column that has none of its own."""
    if not pa.types.is_null(type_):
        return type_
    try:
        return pa.array(values).type
    except (pa.ArrowException, OverflowError):
        return pa.string()


def _cast(column: pa.ChunkedArray, type_: pa.DataType) -> pa.ChunkedArray | None:
    try:
        return column.cast(type_)
    except pa.ArrowException:
        return None


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever a table may hold
    if value is None or (isinstance(value, bool | int) and abs(value) <= _LARGEST):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    raise UnfitError


def _names(tables: Sequence[pa.Table]) -> list[str]:
    return list(dict.fromkeys(name for table in tables for name in table.column_names))


def _can_unite(tables: Sequence[pa.Table], name: str) -> bool:
    parts = [table.select([name]) for table in tables if name in table.column_names]
    try:
        pa.concat_tables(parts, promote_options="permissive")
    except pa.ArrowException:
        return False
    return True


def _with_texts(table: pa.Table, names: set[str]) -> pa.Table:
    for index, name in enumerate(table.column_names):
        if name in names:
            column = _texts(table.column(index))
            table = table.set_column(
                index, table.schema.field(index).with_type(column.type), column
            )
    return table


def _texts(column: pa.ChunkedArray) -> pa.ChunkedArray:
    found = _cast(column, pa.string())
    if found is None:
        found = pa.chunked_array([pa.array(map(_text, column.to_pylist()), pa.string())])
    return found


def _text(value: Any) -> str | None:  # noqa: ANN401 - whatever a table may hold
    if value is None or isinstance(value, str):
        return value
    return kept_value(value)
