"""What an ODS file says of its cells and the reader of values does not: errors and merged cells."""

from __future__ import annotations

import re
import zipfile
from typing import Any

from lxml import etree

from cluster_atlas.own.limits import Limits
from cluster_atlas.own.readers.headings import Merge
from cluster_atlas.own.readers.sheets.cellscan import CellScan
from cluster_atlas.own.readers.sheets.package import open_part

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_ERROR = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
_LENGTH = re.compile(r"PT(\d+)H(\d\d)M(\d\d)(?:[.,]\d+)?S")
_CELLS = {f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"}


def scan_content(archive: zipfile.ZipFile, limits: Limits) -> dict[str, CellScan]:
    """Return what the content of an ODS file says of the cells of each sheet.

    A cell or row that is written once and stands many times is counted, not repeated: a few bytes
    can stand for billions of cells.
    """
    part = open_part(archive, "content.xml")
    scans: dict[str, CellScan] = {}
    if part is None:
        return scans
    scan, row, deep = CellScan(), 0, 0
    events = etree.iterparse(
        part,
        events=("start", "end"),
        tag=(f"{_TABLE}table", f"{_TABLE}table-row"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
    )
    for event, element in events:
        if element.tag == f"{_TABLE}table":
            if event == "start" and not deep:
                scan = scans[element.get(f"{_TABLE}name", "")] = CellScan()
                row = 0
            deep += 1 if event == "start" else -1
        elif event == "end":
            times = _times(element, "number-rows-repeated")
            if _scan_row(element, row, scan, limits):
                scan.deepest = row + times - 1
            row += times
            element.clear(keep_tail=False)
    return scans


def with_lengths(rows: list[list[Any]]) -> list[list[Any]]:
    """Return rows with lengths of time as a spreadsheet shows them: ``PT30H00M00S`` is 30:00:00."""
    for row in rows:
        for column, cell in enumerate(row):
            if type(cell) is str and (found := _LENGTH.fullmatch(cell)):
                row[column] = f"{int(found[1])}:{found[2]}:{found[3]}"
    return rows


def is_encrypted(archive: zipfile.ZipFile) -> bool:
    """Tell whether an ODS file is under a password."""
    manifest = open_part(archive, "META-INF/manifest.xml")
    return manifest is not None and b"encryption-data" in manifest.read()


def _times(element: Any, name: str) -> int:  # noqa: ANN401 - lxml has no types
    text = element.get(_TABLE + name, "1")
    return int(text) if text.isdecimal() and len(text) < 8 else 1  # noqa: PLR2004 - of 1,048,576


def _scan_row(element: Any, row: int, scan: CellScan, limits: Limits) -> bool:  # noqa: ANN401
    """Add what the cells of a row say; tell whether any has a value."""
    column, filled = 0, False
    for cell in element:
        if cell.tag not in _CELLS:
            continue
        times = _times(cell, "number-columns-repeated")
        if len(cell):
            filled = True
            if column + times > limits.columns:
                scan.farthest = max(scan.farthest, column + times - 1)
            if cell.get(_ERROR) == "error":
                scan.errors[row, column] = "".join(cell.itertext())
            wide, high = (_times(cell, f"number-{way}-spanned") for way in ("columns", "rows"))
            if wide > 1 or high > 1:
                scan.merges.append(Merge(row, column, row + high - 1, column + wide - 1))
        column += times
    return filled
