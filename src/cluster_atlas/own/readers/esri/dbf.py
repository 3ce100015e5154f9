"""Tables of dBase and its heirs, as they lie beside shapes: read by record, in any encoding."""

from __future__ import annotations

import datetime as dt
import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cluster_atlas.own.readers.encodings import BIG5, GB, WESTERN, decoded, decoded_all
from cluster_atlas.own.sourcetable import Value

_HEADER, _FIELD = 32, 32
_END = 0x0D
_DELETED = ord("*")
_DAY = 8
_VISUAL_FOXPRO = {0x30, 0x31, 0x32}

# The byte of the language that says something of Chinese text; others are left to its content.
_LANGUAGES = {0x4D: GB, 0x7A: GB, 0x4F: BIG5, 0x78: BIG5, 0x03: WESTERN, 0x57: WESTERN}


class NotDbf(ValueError):  # noqa: N818 - it is what the caller is told, not a failure
    """The bytes are not a table of dBase."""


@dataclass(frozen=True, slots=True)
class DbfField:
    """One field: its name as it stands in the file, type, width, decimals, place in the record."""

    name: bytes
    kind: str
    width: int
    decimals: int
    offset: int


class Dbf:
    """A table in memory.

    Attributes
    ----------
    fields
        In order.
    declared
        How many records the header speaks of.
    count
        How many are there.
    language
        The encoding that the language byte means; empty where it says nothing.
    deleted
        Of each record whether it is marked as deleted; it has a shape all the same.
    """

    def __init__(self, raw: bytes) -> None:
        if len(raw) < _HEADER:
            raise NotDbf
        self._raw = raw
        self.declared, self._start, self._length = struct.unpack_from("<IHH", raw, 4)
        if self._start < _HEADER + 1 or self._length < 1 or self._start > len(raw):
            raise NotDbf
        self.language = _LANGUAGES.get(raw[29], "")
        self._binary = raw[0] in _VISUAL_FOXPRO
        self.fields = tuple(self._described())
        if not self.fields or self.fields[-1].offset + self.fields[-1].width > self._length:
            raise NotDbf
        self.count = min(self.declared, (len(raw) - self._start) // self._length)
        self._records = np.frombuffer(
            raw, np.uint8, self.count * self._length, self._start
        ).reshape(self.count, self._length)
        self.deleted: NDArray[np.bool_] = self._records[:, 0] == _DELETED

    def _described(self) -> Iterator[DbfField]:
        offset, place = 1, _HEADER
        while place + _FIELD <= self._start and self._raw[place] != _END:
            name = self._raw[place : place + 11].split(b"\0")[0]
            kind = chr(self._raw[place + 11]).upper()
            width, decimals = self._raw[place + 16], self._raw[place + 17]
            if kind == "C":
                # Text of more than 255 bytes keeps the rest of its width with the decimals.
                width, decimals = width + 256 * decimals, 0
            yield DbfField(name, kind, width, decimals, offset)
            offset += width
            place += _FIELD

    def texts(self, fields: Sequence[DbfField] | None = None) -> Iterator[bytes]:
        """Yield texts of the table, its names first, by which its encoding is judged.

        Parameters
        ----------
        fields
            Those that hold text; else all that are said to.
        """
        yield from (one.name for one in self.fields)
        if fields is None:
            fields = [one for one in self.fields if one.kind == "C"]
        # Rows from all over the table: the first may be alike.
        step = max(1, self.count // 500)
        for record in self._records[::step]:
            for one in fields:
                text = bytes(record[one.offset : one.offset + one.width]).rstrip(b" \0")
                if text and not text.isascii():
                    yield text

    def column(self, field: DbfField, encoding: str) -> tuple[list[Value], list[int]]:
        """Return the values of a field, and the records whose value could not be read whole."""
        raw = self._cells(field)
        if field.kind in "NF":
            return _numbers(raw, self._has_points(field))
        if field.kind == "D":
            return _each(raw, _day)
        if field.kind == "L":
            return _each(raw, _logical)
        binary = self._binary_reader(field)
        if binary is not None:
            return _each([cell.ljust(field.width, b"\0") for cell in raw], binary)
        texts, cut = decoded_all(raw, encoding)
        return texts, cut  # type: ignore[return-value]

    def _cells(self, field: DbfField) -> list[bytes]:
        """Return the bytes of a field in each record, without what is blank in all of them."""
        if not self.count or not field.width:
            return [b""] * self.count
        end = field.offset + field.width
        used = np.flatnonzero(
            np.bitwise_or.reduce(self._records[:, field.offset : end] ^ ord(" "), axis=0)
        )
        width = int(used[-1]) + 1 if len(used) else 1
        if self._binary_reader(field) is not None:
            width = field.width
        cell = np.dtype(
            {
                "names": ["cell"],
                "formats": [f"S{width}"],
                "offsets": [field.offset],
                "itemsize": self._length,
            }
        )
        cells: list[bytes] = np.frombuffer(self._raw, cell, self.count, self._start)[
            "cell"
        ].tolist()
        return cells

    def _has_points(self, field: DbfField) -> bool:
        """Whether each number of a field has its decimal point where the header puts it."""
        place = field.offset + field.width - field.decimals - 1
        return bool(field.decimals and (self._records[:, place] == ord(".")).all())

    def _binary_reader(self, field: DbfField) -> Callable[[bytes], Value] | None:
        """Return how numbers of a binary field are read; ``None`` for a field of text."""
        if field.kind == "I" and field.width == 4:  # noqa: PLR2004
            return lambda cell: int(struct.unpack("<i", cell)[0])
        if field.kind in "OB" and field.width == 8 and (field.kind == "O" or self._binary):  # noqa: PLR2004
            return lambda cell: float(struct.unpack("<d", cell)[0])
        if field.kind in "T@" and field.width == 8:  # noqa: PLR2004
            return _moment
        return None


def names(fields: tuple[DbfField, ...], encoding: str) -> tuple[list[str], list[str]]:
    """Return the names of fields, and those that were cut inside a character."""
    pairs = [decoded(field.name.rstrip(b" "), encoding) for field in fields]
    return [text for text, _whole in pairs], [text for text, whole in pairs if not whole]


def _numbers(raw: list[bytes], points: bool) -> tuple[list[Value], list[int]]:  # noqa: FBT001
    """Return numbers; ``points`` where each is known to have its decimal point."""
    if points:
        # Zeros at the end of a fraction only slow the reading down.
        return [float(cell.rstrip(b"0")) for cell in raw], []
    for read in (int, float):
        try:
            return [read(cell) if cell.strip() else None for cell in raw], []
        except ValueError:
            continue
    return _each(raw, _number)


def _each(raw: list[bytes], read: Callable[[bytes], Value]) -> tuple[list[Value], list[int]]:
    """Read cells one by one: a blank one is ``None``, one of another kind a fault."""
    values: list[Value] = []
    wrong: list[int] = []
    for place, cell in enumerate(raw):
        try:
            values.append(read(cell))
        except (ValueError, OverflowError, struct.error):
            values.append(None)
            wrong.append(place)
    return values, wrong


def _number(cell: bytes) -> Value:
    text = cell.strip(b" \0")
    # A number too wide for its field stands there as stars.
    if not text or not text.strip(b"*"):
        if text:
            raise ValueError(cell)
        return None
    try:
        return int(text)
    except ValueError:
        return float(text.replace(b",", b"."))


def _day(cell: bytes) -> Value:
    text = cell.strip(b" \0")
    if not text.strip(b"0"):
        return None
    if len(text) != _DAY or not text.isdigit():
        raise ValueError(cell)
    return dt.date(int(text[:4]), int(text[4:6]), int(text[6:]))


def _logical(cell: bytes) -> Value:
    text = cell.strip(b" \0?").upper()
    if not text:
        return None
    if text in {b"T", b"Y"}:
        return True
    if text in {b"F", b"N"}:
        return False
    raise ValueError(cell)


def _moment(cell: bytes) -> Value:
    days, milliseconds = struct.unpack("<ii", cell)
    if not days:
        return None
    day = dt.datetime.combine(dt.date.fromordinal(days - 1_721_425), dt.time())
    return day + dt.timedelta(milliseconds=milliseconds)


def raw_cell(table: Dbf, field: DbfField, record: int) -> str:
    """Return a cell as it stands in the file, to be quoted."""
    cell = bytes(table._records[record, field.offset : field.offset + field.width])  # noqa: SLF001
    return cell.strip(b" \0").decode("ascii", errors="replace")
