"""Tables of plain values as an XLSX workbook, made in memory and the same every time."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cluster_atlas.files.reproducible_zip import reproducible_zip

_CORE = "docProps/core.xml"
_WIDEST, _MARGIN, _A_LETTER = 48.0, 6.0, 1.7


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: its title, its headings, and rows of as many cells."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Any]]


def workbook(
    sheets: Sequence[Sheet], *, title: str, creator: str, description: str, day: dt.date
) -> bytes:
    """Return tables as a workbook.

    Parameters
    ----------
    sheets
        In order; cells must be fit for a spreadsheet already.
    title, creator, description
        Go into the properties of the workbook.
    day
        When it was made, as its properties say.

    Returns
    -------
    bytes
        XLSX; the same input gives the same bytes.
    """
    from openpyxl import Workbook
    from openpyxl.xml.functions import tostring

    book = Workbook()
    book.remove(book.active)
    for sheet in sheets:
        _fill(book.create_sheet(sheet.title), sheet)
    content = _saved(book)
    about = book.properties
    about.title, about.creator, about.description = title, creator, description
    # The library dates a workbook by the clock when it is saved.
    about.created = about.modified = dt.datetime.combine(day, dt.time())
    return reproducible_zip(content, {_CORE: tostring(about.to_tree())})


def _fill(page: Any, sheet: Sheet) -> None:  # noqa: ANN401 - openpyxl has no types
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    page.append(list(sheet.headings))
    for row in sheet.rows:
        page.append(list(row))
    page.freeze_panes = "A2"
    bold = Font(bold=True)
    for number, heading in enumerate(sheet.headings):
        page.cell(1, number + 1).font = bold
        longest = max(len(str(row[number] or "")) for row in (sheet.headings, *sheet.rows))
        width = min(_WIDEST, _MARGIN + _A_LETTER * max(longest, len(heading)))
        page.column_dimensions[get_column_letter(number + 1)].width = width


def _saved(book: Any) -> bytes:  # noqa: ANN401 - openpyxl has no types
    """Return a workbook as it is saved, without the temporary file that the library makes a sheet.

    On a full disk such a file ends in an error of the XML library and stays behind.
    """
    from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
    from openpyxl.worksheet._writer import WorksheetWriter
    from openpyxl.writer.excel import ExcelWriter

    class InMemory(ExcelWriter):  # type: ignore[misc] # openpyxl has no types
        def write_worksheet(self, ws: Any) -> None:  # noqa: ANN401 - the library's signature
            ws._drawing = SpreadsheetDrawing()  # noqa: SLF001 - as the method replaced does
            writer = WorksheetWriter(ws, io.BytesIO())
            writer.write()
            ws._rels = writer._rels  # noqa: SLF001
            self._archive.writestr(ws.path[1:], writer.read())
            self.manifest.append(ws)

    content = io.BytesIO()
    InMemory(book, zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED)).save()
    return content.getvalue()
