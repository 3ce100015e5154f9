"""Workbooks of Excel, WPS and LibreOffice: each sheet as a table, with the rows' own numbers."""

from __future__ import annotations

import contextlib
import io
import zipfile
from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from python_calamine import (
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from cluster_atlas.own.limits import Limits
from cluster_atlas.own.readers.assembly import Fault, Grid, assembled, no_collection
from cluster_atlas.own.readers.headings import Merge
from cluster_atlas.own.readers.sheets import binary, opendocument
from cluster_atlas.own.readers.sheets.cellscan import (
    CellScan,
    Place,
    scan_extent,
    scan_sheet,
    whole_rows,
)
from cluster_atlas.own.readers.sheets.decryption import decrypted, is_encrypted
from cluster_atlas.own.readers.sheets.package import (
    BookParts,
    book_parts,
    check_package,
    claims_width,
    main_part,
    part_blocks,
)
from cluster_atlas.own.readers.sheets.recalculation import recalculated
from cluster_atlas.own.sourcetable import ReadOptions, SourceTable
from cluster_atlas.values.issues import AtlasError, Issue, Text, unknown

_OLE, _ZIP = b"\xd0\xcf\x11\xe0", b"PK\x03\x04"
# Of the time for a file, the part that computing formulas may take.
_SHARE = 0.25
_NO_WORKBOOK = Text("不是可读的工作簿", "is no workbook that can be read")
_ERROR = (
    Text("公式出错，按空白读入", "shows an error and is read as blank"),
    Text("请改正公式，或填入数值", "mend the formula or type the value"),
)
_UNCOMPUTED = (
    Text("公式从未计算过，按空白读入", "is a formula never calculated and is read as blank"),
    Text("用 Excel 或 WPS 打开、保存后再导入", "open and save the file in a spreadsheet first"),
)
_SAVE_AGAIN = Text("请在 Excel 或 WPS 中另存为 .xlsx", "save it as .xlsx in a spreadsheet")


@no_collection()
def read_workbook(path: Path, name: str, options: ReadOptions) -> list[SourceTable]:
    """Read an XLSX, XLSM, XLSB, XLS, ET or ODS file, told apart by its content.

    A :data:`~cluster_atlas.own.sourcetable.Reader`; it refuses one under another
    password as well. The encoding is in the file.

    Returns
    -------
    list of SourceTable
        Sheets with anything in them: those that are shown first, then the hidden ones, each in the
        order of the workbook.
    """
    book = _opened(path, name, options)
    tables = []
    for sheet in _wanted(book, options.table):
        table = _table(book, sheet)
        if table is not None:
            tables.append(table)
    if not tables:
        message = Text("没有数据", "holds no data")
        hint = Text("请检查是否导错了文件", "see whether it is the right file")
        raise AtlasError([Issue(name, options.table, "", "", message, hint)])
    return tables


@dataclass(frozen=True, slots=True)
class _Book:
    """A workbook open for reading.

    ``content`` is where it is read from: the file, or the bytes of what was decrypted.
    """

    file: str
    content: Path | bytes
    limits: Limits
    format: str
    values: CalamineWorkbook
    archive: zipfile.ZipFile | None = None
    parts: BookParts = field(default_factory=BookParts)
    scans: dict[str, CellScan] = field(default_factory=dict)


def _opened(path: Path, name: str, options: ReadOptions) -> _Book:
    """Open a workbook once it is known to be safe."""
    content: Path | bytes = path
    with path.open("rb") as file:
        head = file.read(4)
    with _readable(name):
        if head == _OLE:
            content = path.read_bytes()
            if is_encrypted(content):
                content = decrypted(content, name, options.password)
                head = content[:4]
        if head == _ZIP:
            return _opened_package(name, content, options.limits)
        return _opened_xls(name, content, options.limits)


@contextlib.contextmanager
def _readable(file: str, sheet: str = "") -> Iterator[None]:
    """Refuse what the libraries cannot read, however they say so."""
    try:
        yield
    except AtlasError:
        raise
    except BaseException as error:
        # A fault that the reader of values did not foresee is no ordinary exception.
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            issue = Issue(file, sheet, "", "", _NO_WORKBOOK, _SAVE_AGAIN)
            raise AtlasError([issue]) from error
        raise


def _opened_package(file: str, content: Path | bytes, limits: Limits) -> _Book:
    archive = zipfile.ZipFile(content if isinstance(content, Path) else io.BytesIO(content))
    check_package(archive, file, limits)
    names = {name.lower() for name in archive.namelist()}
    if "content.xml" in names:
        if opendocument.is_encrypted(archive):
            message = Text("有打开密码", "is under a password")
            hint = Text("请在 WPS 或 LibreOffice 中去掉密码后另存", "save a copy without it")
            raise AtlasError([Issue(file, "", "", "", message, hint)])
        scans = opendocument.scan_content(archive, limits)
        # All sheets are read when the file is opened.
        for sheet, scan in scans.items():
            _check_extent(file, sheet, scan, limits)
        return _Book(file, content, limits, "ods", _values(content), archive, scans=scans)
    if main_part(archive, "xl/workbook.xml").endswith(".bin"):
        scans = binary.scan_xlsb(archive, limits)
        return _Book(file, content, limits, "xlsb", _values(content), archive, scans=scans)
    kind = "xlsm" if any(name.endswith("vbaproject.bin") for name in names) else "xlsx"
    return _Book(file, content, limits, kind, _values(content), archive, book_parts(archive))


def _opened_xls(file: str, content: Path | bytes, limits: Limits) -> _Book:
    if isinstance(content, Path):
        content = content.read_bytes()
    found = binary.scan_xls(content)
    values = _values(content)
    shown = [s.name for s in values.sheets_metadata if s.typ == SheetTypeEnum.WorkSheet]
    scans = dict(zip(shown, found, strict=False))
    return _Book(file, content, limits, "xls", values, scans=scans)


def _values(content: Path | bytes) -> CalamineWorkbook:
    if isinstance(content, Path):
        return CalamineWorkbook.from_path(content)
    return CalamineWorkbook.from_filelike(io.BytesIO(content))


@dataclass(frozen=True, slots=True)
class _Sheet:
    name: str
    hidden: bool


def _wanted(book: _Book, table: str) -> list[_Sheet]:
    """Return the sheets to read: those that are shown first."""
    sheets = [
        _Sheet(sheet.name, sheet.visible != SheetVisibleEnum.Visible)
        for sheet in book.values.sheets_metadata
        if sheet.typ == SheetTypeEnum.WorkSheet
    ]
    if table:
        found = [sheet for sheet in sheets if sheet.name == table]
        if not found:
            kind = Text("工作表", "sheet")
            raise AtlasError([unknown(kind, table, [s.name for s in sheets], file=book.file)])
        return found
    return sorted(sheets, key=lambda sheet: sheet.hidden)


def _table(book: _Book, sheet: _Sheet) -> SourceTable | None:
    with _readable(book.file, sheet.name):
        values, scan = _read(book, sheet.name)
        rows, start = values.to_python(), values.start or (0, 0)
        if book.format == "ods":
            rows = opendocument.with_lengths(rows)
        if missed := scan.errors | scan.uncomputed:
            # A row or column of nothing but such cells is no part of what is read.
            rows, start = _grown(rows, start, missed)
            _compute(book, sheet.name, scan, rows, start)
    grid = Grid(
        file=book.file,
        name=sheet.name,
        cells=rows,
        numbers=range(start[0] + 1, start[0] + 1 + len(rows)),
        first_column=start[1],
        merges=_merges(values, scan, start),
        faults=[
            *_faults(scan.errors, start, *_ERROR),
            *_faults(scan.uncomputed, start, *_UNCOMPUTED),
        ],
    )
    return assembled(grid, book.limits, format_=book.format, hidden=sheet.hidden)


def _read(book: _Book, sheet: str) -> tuple[CalamineSheet, CellScan]:
    """Read the values of a sheet and what else its file says, both at once."""
    part = book.parts.sheets.get(sheet)
    if part is None or book.archive is None:
        scan = book.scans.get(sheet, CellScan())
        _check_extent(book.file, sheet, scan, book.limits)
        return book.values.get_sheet_by_name(sheet), scan
    limits = book.limits
    if not claims_width(book.archive, part, limits.columns):
        # Before a cell far away makes the reader of values fill the memory.
        extent = scan_extent(whole_rows(part_blocks(book.archive, part)), limits.columns)
        _check_extent(book.file, sheet, extent, limits)
    with ThreadPoolExecutor(1) as other:
        # Values are read without Python's lock.
        scanned = other.submit(_scanned, book.content, part, recalculates=book.parts.recalculates)
        return book.values.get_sheet_by_name(sheet), scanned.result()


def _scanned(content: Path | bytes, part: str, *, recalculates: bool = False) -> CellScan:
    """Look through a sheet in a file opened for that: two cannot read one at the same time."""
    with zipfile.ZipFile(content if isinstance(content, Path) else io.BytesIO(content)) as archive:
        return scan_sheet(whole_rows(part_blocks(archive, part)), recalculates=recalculates)


def _check_extent(file: str, sheet: str, scan: CellScan, limits: Limits) -> None:
    """Refuse a sheet with a value so far out that the cells before it would fill the memory."""
    for far, most, noun in (
        (scan.farthest, limits.columns, Text("列", "columns")),
        (scan.deepest, limits.rows, Text("行", "rows")),
    ):
        if far >= most:
            message = Text(f"超过 {most} {noun.zh}", f"has more than {most} {noun.en}")
            hint = Text("请删去表格以外的零散单元格", "delete stray cells far away from the table")
            raise AtlasError([Issue(file, sheet, "", str(far + 1), message, hint)])


def _grown(
    rows: list[list[Any]], start: Place, places: Collection[Place]
) -> tuple[list[list[Any]], Place]:
    """Return rows that reach over all places, blank where nothing was read, and their start."""
    width = len(rows[0]) if rows else 0
    if not rows:
        start = min(row for row, _ in places), min(column for _, column in places)
    top = min(start[0], *(row for row, _ in places))
    left = min(start[1], *(column for _, column in places))
    right = max(start[1] + width, *(column + 1 for _, column in places))
    bottom = max(start[0] + len(rows), *(row + 1 for row, _ in places))
    if (top, left) == start and right - left == width and bottom - top == len(rows):
        return rows, start
    before, after = [""] * (start[1] - left), [""] * (right - start[1] - width)
    above, below = start[0] - top, bottom - start[0] - len(rows)
    blank = [""] * (right - left)
    grown = [blank.copy() for _ in range(above)]
    grown += [[*before, *row, *after] for row in rows]
    grown += [blank.copy() for _ in range(below)]
    return grown, (top, left)


def _compute(book: _Book, sheet: str, scan: CellScan, rows: list[list[Any]], start: Place) -> None:
    """Put values in the place of formulas without one; what stays unknown is blank."""
    made = None
    if scan.uncomputed and not scan.fetches and not book.parts.reaches_out:
        made = _recalculated(book, sheet)
    for row, column in list(scan.uncomputed):
        value: Any = ""
        if made is not None:
            values, errors = made
            value = values.get((row, column), "")
            del scan.uncomputed[row, column]
            if (row, column) in errors:
                scan.errors[row, column] = errors[row, column]
        rows[row - start[0]][column - start[1]] = value


def _recalculated(book: _Book, sheet: str) -> tuple[dict[Place, Any], dict[Place, str]] | None:
    """Return the values and errors of a sheet as LibreOffice computes them, if there is one."""
    if book.format not in {"xlsx", "xlsm"}:
        return None
    content = book.content.read_bytes() if isinstance(book.content, Path) else book.content
    made = recalculated(content, _SHARE * book.limits.seconds)
    if made is None:
        return None
    sheet_values = _values(made).get_sheet_by_name(sheet)
    top, left = sheet_values.start or (0, 0)
    values = {
        (top + number, left + column): cell
        for number, row in enumerate(sheet_values.to_python())
        for column, cell in enumerate(row)
    }
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        parts = book_parts(archive)
    return values, _scanned(made, parts.sheets.get(sheet, "")).errors


def _merges(values: CalamineSheet, scan: CellScan, start: Place) -> list[Merge]:
    known = values.merged_cell_ranges
    found = [Merge(*top, *bottom) for top, bottom in known] if known else scan.merges
    top, left = start
    return [
        Merge(m.top - top, m.left - left, m.bottom - top, m.right - left)
        for m in found
        if m.top >= top and m.left >= left
    ]


def _faults(places: dict[Place, str], start: Place, message: Text, hint: Text) -> Iterator[Fault]:
    for (row, column), text in sorted(places.items()):
        yield Fault(row - start[0], column - start[1], text, message, hint)
