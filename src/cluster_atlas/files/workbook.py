"""Tables of plain values as an XLSX workbook, made in memory and the same every time."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cluster_atlas.files.reproducible_zip import reproducible_zip

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

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
    from xlsxwriter import Workbook

    content = io.BytesIO()
    # In memory: a full disk would otherwise end in an error of the library, and leave files behind.
    with Workbook(content, {"in_memory": True, "strings_to_urls": False}) as book:
        book.set_properties(
            {
                "title": title,
                "author": creator,
                "comments": description,
                "created": dt.datetime.combine(day, dt.time()),
            }
        )
        bold = book.add_format({"bold": True})
        for sheet in sheets:
            _fill(book.add_worksheet(sheet.title), sheet, bold)
    return reproducible_zip(content.getvalue())


def _fill(page: Worksheet, sheet: Sheet, bold: Format) -> None:
    page.freeze_panes(1, 0)
    for column, heading in enumerate(sheet.headings):
        page.write_string(0, column, heading, bold)
        longest = max(len(str(row[column] or "")) for row in (sheet.headings, *sheet.rows))
        page.set_column(column, column, min(_WIDEST, _MARGIN + _A_LETTER * longest))
    for number, row in enumerate(sheet.rows, start=1):
        for column, value in enumerate(row):
            if isinstance(value, str) and value:
                # Never as a formula or a link; a carriage return would show as _x000D_.
                text = value.replace("\r\n", "\n").replace("\r", "\n")
                page.write_string(number, column, text)
            elif value not in {None, ""}:
                page.write(number, column, value)
