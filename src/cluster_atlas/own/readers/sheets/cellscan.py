"""What a sheet's file says of its cells and the reader of values does not: errors and formulas."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import TypeAlias

from cluster_atlas.own.readers.headings import Merge

# What may follow the rows in the same piece without being cut off it.
_TAIL = 64 * 1024
_LETTERS = 26
_LAST_ROW = 1_048_576
# Functions that would fetch something while they are computed.
_FETCHES = re.compile(rb"webservice|\bdde\b|\[\d+\]|\|", re.IGNORECASE)

# A row, said of itself or of a cell, of as many digits as the last one has.
_DEEP = re.compile(rb""" r=["'][A-Z]{0,3}([0-9]{7,20})["']""")

_Bytes: TypeAlias = bytes | bytearray
Place = tuple[int, int]


@dataclass(slots=True)
class CellScan:
    """Cells of one sheet, by row and column from 0.

    Attributes
    ----------
    errors, uncomputed
        Cells that show an error, with its text; formulas without a value, with the formula.
    merges
        Cells shown as one, where the reader of values does not know them.
    farthest, deepest
        Column of the last value beyond the limit, and the last row of all, where they are known
        before the values are read; else -1.
    fetches
        Whether a formula would fetch something from elsewhere.
    """

    errors: dict[Place, str] = field(default_factory=dict)
    uncomputed: dict[Place, str] = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)
    farthest: int = -1
    deepest: int = -1
    fetches: bool = False


def scan_extent(blocks: Iterable[_Bytes], columns: int) -> CellScan:
    """Return how far values reach behind the columns allowed, and below the rows of the format."""
    scan, beyond = CellScan(), _beyond(columns)
    for block in blocks:
        for found in beyond.finditer(block):
            scan.farthest = max(scan.farthest, _place(found[1])[1])
        for found in _DEEP.finditer(block):
            if (row := int(found[1])) > _LAST_ROW:
                scan.deepest = max(scan.deepest, row - 1)
    return scan


def scan_sheet(blocks: Iterable[_Bytes], *, recalculates: bool) -> CellScan:
    """Return what the XML of a sheet of an XLSX file says of its cells.

    The XML is not parsed, which would take longer than reading the values: it is looked through
    for the few cells that matter, a block of rows at a time.

    Parameters
    ----------
    blocks
        The sheet, unpacked, in one or more pieces, none of which ends inside a row.
    recalculates
        Whether the workbook asks to be computed when it is opened: values of 0 then come from a
        program that does not compute.
    """
    scan = CellScan()
    marks: _Marks | None = None
    has_formulas = False
    for block in blocks:
        marks = marks or _marks(block)
        # A formula that says no more than that it is another's has that one above it.
        has_formulas = has_formulas or marks.formula_end in block
        if has_formulas:
            _scan_formulas(block, marks, scan, recalculates=recalculates)
        if marks.error_start in block:
            for found in marks.error.finditer(block):
                if place := _reference(found[1]):
                    scan.errors[place] = found[2].decode("utf-8", "replace")
    return scan


@dataclass(frozen=True, slots=True)
class _Marks:
    """How cells are written in one file: some programs put a prefix before each name."""

    formula_end: bytes
    error_start: bytes
    formula: re.Pattern[bytes]
    error: re.Pattern[bytes]


def _marks(block: _Bytes) -> _Marks:
    prefix = re.search(rb"<(\w+:)?worksheet\b[^>]*?=\s*([\"'])", block)
    return _marks_of(bytes(prefix[1] or b""), bytes(prefix[2])) if prefix else _marks_of(b"", b'"')


@cache
def _marks_of(prefix: bytes, quotation: bytes) -> _Marks:
    value = rb"(?:<Pv\s*/>|<Pv[^>]*>([^<]*)</Pv>)"
    formula = rb"<Pc(\s[^>]*)?>\s*<Pf\b[^>]*?(?:/>|>([^<]*)</Pf>)\s*" + value + rb"?"
    error = rb"<Pc(\s[^>]*?\bt=[\"']e[\"'][^>]*)>(?:(?!</Pc>).)*?" + value
    return _Marks(
        b"</" + prefix + b"f>",
        b"t=" + quotation + b"e" + quotation,
        re.compile(formula.replace(b"P", prefix)),
        re.compile(error.replace(b"P", prefix), re.DOTALL),
    )


def whole_rows(blocks: Iterable[_Bytes]) -> Iterator[_Bytes]:
    """Yield a sheet in pieces none of which ends inside a row."""
    rest: _Bytes = b""
    for block in blocks:
        joined = rest + block if rest else block
        cut = joined.rfind(b"row>") + 4
        if cut < 4:  # noqa: PLR2004 - none is found
            rest = joined
        else:
            yield joined[:cut] if cut < len(joined) - _TAIL else joined
            rest = joined[cut:]
    yield rest


def _scan_formulas(block: _Bytes, marks: _Marks, scan: CellScan, *, recalculates: bool) -> None:
    for found in marks.formula.finditer(block):
        attributes, formula, value = found[1] or b"", found[2] or b"", found[3]
        if not scan.fetches and _FETCHES.search(formula):
            scan.fetches = True
        # An empty text is a value; a formula of a text has one.
        empty = not value and not re.search(rb"""\bt=["']str""", attributes)
        if (empty or (recalculates and value == b"0")) and (place := _reference(attributes)):
            scan.uncomputed[place] = "=" + formula.decode("utf-8", "replace")


def _reference(attributes: _Bytes) -> Place | None:
    found = re.search(rb"""\br=["']([A-Z]{1,3}[0-9]{1,7})["']""", attributes)
    return _place(found[1]) if found else None


def _place(reference: _Bytes) -> Place:
    """Return row and column, from 0, of a reference as ``C4``."""
    name = reference.rstrip(b"0123456789")
    column = 0
    for letter in name:
        column = column * _LETTERS + letter - 64
    return int(reference[len(name) :] or b"1") - 1, column - 1


@cache
def _beyond(columns: int) -> re.Pattern[bytes]:
    """Return what finds cells with a value in columns behind the last that is allowed."""
    last, number = b"", columns
    while number:
        number, rest = divmod(number - 1, _LETTERS)
        last = bytes([65 + rest]) + last
    longer = b"[A-Z]{%d,3}" % (len(last) + 1) if len(last) < 3 else b"(?!)"  # noqa: PLR2004
    options = [longer]
    for n, letter in enumerate(last):
        if letter < ord("Z"):
            after = b"[%c-Z]" % (letter + 1)
            options.append(last[:n] + after + b"[A-Z]{%d}" % (len(last) - n - 1))
    return re.compile(
        rb' r="((?:' + b"|".join(options) + rb')[0-9]+)"[^>]*(?<!/)>\s*<(?:\w+:)?(?:v|is|f)\b'
    )
