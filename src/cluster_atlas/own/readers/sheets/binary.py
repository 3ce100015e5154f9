"""What XLS and XLSB files say of their cells and the reader of values does not: errors."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterator
from typing import Any

from cluster_atlas.own.limits import Limits
from cluster_atlas.own.readers.sheets.cellscan import CellScan
from cluster_atlas.own.readers.sheets.package import main_part, open_part, relations

_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}
# Records of XLS.
_SHEET, _FORMULA, _ERROR, _END = 0x85, 0x06, 0x205, 0x0A
_WORKSHEET, _CALCULATE, _EXTENT = 0, 0x2, 0x200
# Records of cells: number, short numbers, texts, formula, blanks, truth value or error.
_PLACED = {0x203, 0x27E, 0xBD, 0xFD, 0x204, 0xD6, 0x06, 0x406, 0x201, 0xBE, 0x205}
_ROWS, _COLUMNS = 65_536, 256
# Bytes of a container's header, and sizes of its sectors as powers of 2.
_HEADER, _SECTORS = 512, {9, 12}
# Bytes of what a container says of each stream.
_ENTRY = 128
# Records of XLSB.
_EXTENT_XLSB, _ROWS_XLSB, _COLUMNS_XLSB = 148, 1_048_576, 16_384
_ROW, _CELL_ERROR, _FIRST_VALUE, _FORMULA_ERROR, _BOOK_SHEET = 0, 3, 2, 11, 156


def scan_xls(content: bytes) -> list[CellScan]:
    """Return what an XLS file (also ET of WPS) says of the cells of each sheet, in their order.

    Raises
    ------
    ValueError
        Where it claims more than the format can hold; the reader of values would believe it.
    """
    import olefile

    _check_container(content)
    with olefile.OleFileIO(io.BytesIO(content)) as container:
        _check_streams(container, len(content))
        name = next((n for n in ("Workbook", "Book") if container.exists(n)), "")
        if not name:
            return []
        stream = container.openstream(name).read()
    starts = [
        struct.unpack_from("<I", stream, at)[0]
        for kind, at, size in _xls_records(stream, 0)
        if kind == _SHEET and size > 6 and stream[at + 5] == _WORKSHEET  # noqa: PLR2004
    ]
    return [_scan_xls_sheet(stream, start) for start in starts]


def _check_container(content: bytes) -> None:
    """Refuse a container that claims to have more sectors of any kind than it is long."""
    if len(content) < _HEADER:
        raise ValueError("no header")
    shift = int.from_bytes(content[30:32], "little")
    for at in (40, 44, 64, 72):
        count = int.from_bytes(content[at : at + 4], "little")
        if shift not in _SECTORS or (count << shift) > len(content) + _HEADER:
            raise ValueError("more sectors than the file is long")


def _check_streams(container: Any, length: int) -> None:  # noqa: ANN401 - no types
    """Refuse a container one of whose streams claims to be longer than all of it."""
    directory = container.directory_fp
    directory.seek(0)
    entries = directory.read()
    for at in range(0, len(entries) - _ENTRY + 1, _ENTRY):
        size = int.from_bytes(entries[at + 120 : at + 124], "little")
        if entries[at + 66] and size > length:
            raise ValueError("a stream longer than the file")


def _xls_records(stream: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """Yield kind, place and size of each record up to the end of a part of the workbook."""
    end, read = len(stream) - 4, struct.Struct("<HH").unpack_from
    while at <= end:
        kind, size = read(stream, at)
        yield kind, at + 4, size
        if kind == _END:
            return
        at += 4 + size


def _scan_xls_sheet(stream: bytes, start: int) -> CellScan:
    scan = CellScan()
    for kind, at, size in _xls_records(stream, start):
        if kind in _PLACED and size >= 4 and stream[at + 3]:  # noqa: PLR2004 - 256 and more
            raise ValueError("a column that the format does not have")
        if kind == _EXTENT and size >= 12:  # noqa: PLR2004
            _check_claim(stream, at)
        elif kind == _ERROR and size >= 8 and stream[at + 7]:  # noqa: PLR2004
            place = struct.unpack_from("<HH", stream, at)
            scan.errors[place] = _ERRORS.get(stream[at + 6], "#?")
        elif kind == _FORMULA and size >= 16:  # noqa: PLR2004
            result = stream[at + 6 : at + 14]
            place = struct.unpack_from("<HH", stream, at)
            if result[6:] == b"\xff\xff" and result[0] == 2:  # noqa: PLR2004
                scan.errors[place] = _ERRORS.get(result[2], "#?")
            elif stream[at + 14] & _CALCULATE and not any(result):
                # As written by a program that does not compute.
                scan.uncomputed[place] = "="
    return scan


def _check_claim(stream: bytes, at: int) -> None:
    _, rows, _, columns = struct.unpack_from("<IIHH", stream, at)
    if rows > _ROWS or columns > _COLUMNS:
        raise ValueError("more rows or columns than the format has")


def scan_xlsb(archive: zipfile.ZipFile, limits: Limits) -> dict[str, CellScan]:
    """Return what an XLSB file says of the cells of each sheet.

    Raises
    ------
    ValueError
        Where a record claims more than there is; the reader of values would believe it.
    """
    book = main_part(archive, "xl/workbook.bin")
    part = open_part(archive, book)
    if part is None:
        return {}
    targets = relations(archive, book)
    scans = {}
    for kind, data in _xlsb_records(part.read()):
        if kind == _BOOK_SHEET:
            relation, after = _wide_text(data, 8)
            name, _ = _wide_text(data, after)
            sheet = open_part(archive, targets.get(relation, ""))
            if sheet is not None:
                scans[name] = _scan_xlsb_sheet(sheet.read(), limits)
    return scans


def _scan_xlsb_sheet(content: bytes, limits: Limits) -> CellScan:
    scan, row = CellScan(), 0
    for kind, data in _xlsb_records(content):
        if kind == _ROW and len(data) >= 4:  # noqa: PLR2004
            row = int.from_bytes(data[:4], "little")
        elif kind == _EXTENT_XLSB and len(data) >= 16:  # noqa: PLR2004
            _, deepest, _, farthest = struct.unpack_from("<4I", data)
            if deepest >= _ROWS_XLSB or farthest >= _COLUMNS_XLSB:
                raise ValueError("more rows or columns than the format has")
        elif _FIRST_VALUE <= kind <= _FORMULA_ERROR and len(data) > 8:  # noqa: PLR2004
            column = int.from_bytes(data[:4], "little")
            if column >= limits.columns:
                scan.farthest = max(scan.farthest, column)
            if kind in {_CELL_ERROR, _FORMULA_ERROR}:
                scan.errors[row, column] = _ERRORS.get(data[8], "#?")
    return scan


def _xlsb_records(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield kind and data of each record; both kind and size take as many bytes as they need."""
    at, end = 0, len(content)
    while at < end:
        kind = content[at]
        at += 1
        if kind & 0x80 and at < end:
            kind = (kind & 0x7F) | (content[at] & 0x7F) << 7
            at += 1
        size = shift = 0
        while at < end and shift <= 21:  # noqa: PLR2004 - four bytes at most
            byte = content[at]
            size |= (byte & 0x7F) << shift
            at, shift = at + 1, shift + 7
            if not byte & 0x80:
                break
        if at + size > end:
            raise ValueError("a record longer than its part")
        yield kind, content[at : at + size]
        at += size


def _wide_text(data: bytes, at: int) -> tuple[str, int]:
    length = int.from_bytes(data[at : at + 4], "little")
    end = at + 4 + 2 * length
    return data[at + 4 : end].decode("utf-16-le", "replace"), end
