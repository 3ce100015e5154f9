"""A table or layer as it stands in a file: columns, values, row numbers and shapes."""

from __future__ import annotations

import datetime as dt
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from types import NoneType
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, overload

from cluster_atlas.own.limits import DEFAULT_LIMITS, Limits
from cluster_atlas.values.issues import Issue, Text

# How the name of the example in a blank workbook begins; such rows are none of the office's.
EXAMPLE = "示例（导入时略去）"

if TYPE_CHECKING:
    import pyarrow as pa

Value: TypeAlias = str | int | float | bool | dt.date | dt.datetime | dt.time | None

# Arrow counts the bytes of all texts of a column in four.
_MOST = 2**31 - 1
_EPOCH = dt.date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What the user says about a file.

    Attributes
    ----------
    encoding
        Name of the encoding of its text; empty: found.
    password
        Of an encrypted workbook; empty: none.
    table
        Name of the one sheet or layer that is wanted; empty: all that are shown.
    limits
        Bounds of the file.
    """

    encoding: str = ""
    password: str = ""
    table: str = ""
    limits: Limits = DEFAULT_LIMITS


@dataclass(frozen=True, slots=True)
class SourceTable:
    """One sheet of a workbook, text file or layer; nothing of it is interpreted yet.

    Attributes
    ----------
    name
        Of the sheet or layer; of a text file, the file's.
    columns
        Headings, in order; unlike each other and not empty (a second ``名称`` is ``名称 2``).
    values
        One sequence a column, as long as the table. Text stays text (``"044010"``), blank is
        ``None``, no number is NaN or infinite.
    rows
        Number of each row as the program shows it that made the file, from 1: of a workbook the
        number beside the row; of a text file its line; of a layer the count of the feature.
    shapes
        WKB of each row, two-dimensional, x (east) before y; ``None`` where there is none. Empty for
        a table without shapes.
    system
        The coordinate system as the file declares it: ``EPSG:4547``, or WKT, or a name; empty where
        it says none.
    encoding
        Of the text, as it was found or told; empty where the format fixes it.
    format
        ``xlsx``, ``csv``, ``shapefile`` … the format by content, not by name.
    hidden
        Whether the maker's program hides it.
    issues
        What could not be read as it stands, each with its row.
    notes
        What the user should know and need not mend, as issues without a refusal.
    """

    name: str
    columns: tuple[str, ...]
    values: tuple[Sequence[Value], ...]
    rows: Sequence[int]
    shapes: Sequence[bytes | None] = ()
    system: str = ""
    encoding: str = ""
    format: str = ""
    hidden: bool = False
    issues: tuple[Issue, ...] = ()
    notes: tuple[Issue, ...] = field(default=())

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.rows)

    def __reduce__(self) -> tuple[Any, ...]:
        """Return how it goes to another process: two million values one by one take a second."""
        parts = {one.name: getattr(self, one.name) for one in fields(self)}
        parts["values"] = tuple(map(packed, self.values))
        return _received, (parts,)


def without_examples(source: SourceTable, name: str) -> SourceTable:
    """Return a table without the example rows of a blank workbook, and a note of what was left out.

    Parameters
    ----------
    source
        As it was read.
    name
        The column that holds the names.
    """
    values = source.values[source.columns.index(name)]
    examples = {n for n, value in enumerate(values) if _is_example(value)}
    if not examples:
        return source
    kept = [n for n in range(len(source)) if n not in examples]
    gone = {int(source.rows[n]) for n in examples}
    message = Text("是模板的示例行，已略去", "is the example of the blank workbook, left out")
    hint = Text("无需处理", "nothing is to be done")
    notes = [Issue(source.name, "", "", "", message, hint, row) for row in sorted(gone)]
    return replace(
        source,
        values=tuple([column[n] for n in kept] for column in source.values),
        rows=[source.rows[n] for n in kept],
        shapes=[source.shapes[n] for n in kept] if len(source.shapes) else source.shapes,
        issues=tuple(issue for issue in source.issues if issue.line not in gone),
        notes=(*source.notes, *notes),
    )


def _is_example(value: Value) -> bool:
    return isinstance(value, str) and value.strip().startswith(EXAMPLE)


Reader: TypeAlias = Callable[[Path, str, ReadOptions], Sequence[SourceTable]]
"""What reads the files of a format: every public function ``read_…`` of the readers.

It takes where a file lies; what the user calls it, which all that is said of it bears; and what the
user says about it. It returns the tables in their order, of those that the maker's program hides
only what is wanted by name, and raises AtlasError where the file is not of the format, damaged, has
no such table, or exceeds a limit.
"""


def _received(parts: dict[str, Any]) -> SourceTable:
    return SourceTable(**parts | {"values": tuple(map(unpacked, parts["values"]))})


class Packed(NamedTuple):
    """A column of one type as bytes.

    ``kind`` is ``text``, ``number``, ``whole`` or ``day``; ``there`` says of each row in a byte
    whether it has a value, empty where all have; ``lengths`` are those of texts in bytes.
    """

    kind: str
    there: bytes
    lengths: bytes
    data: bytes


def packed(values: Sequence[Value]) -> Packed | Sequence[Value]:
    """Return a column as bytes; as it is where its values are of several types."""
    if isinstance(values, ColumnValues):
        values = list(values)
    kinds = set(map(type, values))
    blanks = NoneType in kinds
    kinds.discard(NoneType)
    pack = _PACKERS.get(kinds.pop()) if len(kinds) == 1 else None
    if pack is None:
        return values
    there = bytes(value is not None for value in values) if blanks else b""
    try:
        return pack(values, there)
    except (OverflowError, UnicodeEncodeError):
        return values


def unpacked(column: Packed | Sequence[Value]) -> Sequence[Value]:
    """Return a column of bytes as values that are made when they are asked for."""
    return ColumnValues(_array(column)) if isinstance(column, Packed) else column


class ColumnValues(Sequence[Any]):
    """The values of a column, made of an Arrow array each time that they are gone through.

    ``array`` is of strings, doubles, whole numbers or days, blanks null.
    """

    __slots__ = ("array",)

    def __init__(self, array: pa.Array) -> None:
        self.array = array

    @property
    def kind(self) -> str:
        """Return Arrow's name of its type: ``string``, ``double``, ``int64`` or ``date32``."""
        return str(self.array.type)

    def __eq__(self, other: object) -> bool:
        """Tell whether another column has the same values."""
        return isinstance(other, Sequence) and list(self) == list(other)

    # As a list, it is no key of a dictionary.
    __hash__ = None  # type: ignore[assignment]

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.array)

    @overload
    def __getitem__(self, index: int) -> Value: ...
    @overload
    def __getitem__(self, index: slice) -> list[Value]: ...
    def __getitem__(self, index: int | slice) -> Value | list[Value]:
        """Return the value of a row, or a list of several."""
        if isinstance(index, slice):
            return _values(self.array[index])
        value: Value = self.array[index].as_py()
        return value

    def __iter__(self) -> Iterator[Value]:
        """Go through the values."""
        return iter(_values(self.array))


def _values(array: pa.Array) -> list[Value]:
    # By way of numpy it takes a tenth of the time; there blanks of numbers would be no blanks.
    import pyarrow as pa

    if pa.types.is_string(array.type) or not array.null_count:
        values = array.to_numpy(zero_copy_only=False)
        found: list[Value] = (
            values.astype(object) if values.dtype.kind == "M" else values
        ).tolist()
        return found
    listed: list[Value] = array.to_pylist()
    return listed


def _texts(values: Sequence[Any], there: bytes) -> Packed:
    texts = [value or "" for value in values] if there else values
    joined = "".join(texts)
    sizes = map(len, texts if joined.isascii() else map(str.encode, texts))
    data = joined.encode()
    if len(data) > _MOST:
        raise OverflowError
    return Packed("text", there, array("i", sizes).tobytes(), data)


def _numbers(values: Sequence[Any], there: bytes) -> Packed:
    numbers = [value or 0.0 for value in values] if there else values
    return Packed("number", there, b"", array("d", numbers).tobytes())


def _whole(values: Sequence[Any], there: bytes) -> Packed:
    return Packed("whole", there, b"", array("q", [value or 0 for value in values]).tobytes())


def _days(values: Sequence[Any], there: bytes) -> Packed:
    days = [0 if value is None else value.toordinal() - _EPOCH for value in values]
    return Packed("day", there, b"", array("i", days).tobytes())


_PACKERS = {str: _texts, float: _numbers, int: _whole, dt.date: _days}


def _array(column: Packed) -> pa.Array:
    import numpy as np
    import pyarrow as pa

    mask = None
    if column.there:
        bits = np.packbits(np.frombuffer(column.there, dtype=np.uint8), bitorder="little")
        mask = pa.py_buffer(bits.tobytes())
    data = pa.py_buffer(column.data)
    if column.kind == "text":
        sizes = np.frombuffer(column.lengths, dtype=np.int32)
        offsets = np.zeros(len(sizes) + 1, dtype=np.int32)
        np.cumsum(sizes, out=offsets[1:])
        return pa.StringArray.from_buffers(len(sizes), pa.py_buffer(offsets), data, mask)
    kind = {"number": pa.float64(), "whole": pa.int64(), "day": pa.date32()}[column.kind]
    count = len(column.data) // (kind.bit_width // 8)
    return pa.Array.from_buffers(kind, count, [mask, data])
