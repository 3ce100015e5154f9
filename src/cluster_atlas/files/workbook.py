"""Tables of plain values as an XLSX workbook, made in memory and the same every time."""

from __future__ import annotations

import datetime as dt
import io
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from cluster_atlas.files.reproducible_zip import reproducible_zip

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

# Widths in digits of the usual face, of which a Chinese character takes two; wider text wraps.
_WIDEST, _OF_SENTENCES, _MARGIN = 22, 44, 1
# Height of a line, in points, and the most lines that a row shows.
_LINE, _MOST_LINES = 15, 8
# Marks of the filter's button in a heading.
_BUTTON = 3
# A table of twenty columns is legible on A3 across; LibreOffice and Excel count paper from 1.
_A3, _MANY_COLUMNS, _A4 = 8, 10, 9
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_FULL_WIDTH = {"W", "F"}
# What Excel takes in a footer is 255 characters with its fields.
_LONGEST_FOOTER = 100


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
        looks = _Looks(
            book.add_format({"bold": True, "text_wrap": True, "valign": "top"}),
            book.add_format({"text_wrap": True, "valign": "top"}),
            book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"}),
        )
        for sheet in sheets:
            page = book.add_worksheet(sheet.title)
            _fill(page, sheet, looks)
            _set_up(page, sheet, title)
    return reproducible_zip(content.getvalue())


class _Looks(NamedTuple):
    heading: Format
    cell: Format
    date: Format


def _fill(page: Worksheet, sheet: Sheet, looks: _Looks) -> None:
    lines = [1] * len(sheet.rows)
    for column, heading in enumerate(sheet.headings):
        page.write_string(0, column, heading, looks.heading)
        cells = [row[column] for row in sheet.rows]
        widths = sorted(_width(str(cell)) for cell in cells if cell not in {None, ""}) or [0]
        most = _OF_SENTENCES if widths[len(widths) // 2] > 2 * _WIDEST else _WIDEST
        width = min(most, max(widths[-1], _width(heading) + _BUTTON) + _MARGIN)
        page.set_column(column, column, width)
        dates = _are_dates(cells)
        for number, value in enumerate(cells, start=1):
            if dates and value:
                page.write_datetime(number, column, dt.date.fromisoformat(value), looks.date)
            elif isinstance(value, str) and value:
                # Never as a formula or a link; a carriage return would show as _x000D_.
                text = value.replace("\r\n", "\n").replace("\r", "\n")
                page.write_string(number, column, text, looks.cell)
                needed = sum(-(-_width(line) // (width - _MARGIN)) for line in text.split("\n"))
                lines[number - 1] = max(lines[number - 1], needed)
            elif value not in {None, ""}:
                page.write(number, column, value, looks.cell)
    # LibreOffice leaves rows at one line where no height is given.
    for number, high in enumerate(lines, start=1):
        page.set_row(number, _LINE * min(high, _MOST_LINES))


def _set_up(page: Worksheet, sheet: Sheet, title: str) -> None:
    """Give a table its filter, and its paper: across, as wide as the page, headings on each."""
    last = len(sheet.headings) - 1
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, len(sheet.rows), last)
    page.set_landscape()
    page.set_paper(_A3 if last >= _MANY_COLUMNS else _A4)
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    # In a footer & begins a field.
    name = f"{title} {sheet.title}".strip()[:_LONGEST_FOOTER].replace("&", "&&")
    page.set_footer(f"&L{name}&R&P / &N")


def _width(text: str) -> int:
    """Return the width of the longest line, in digits."""
    return max(
        sum(2 if unicodedata.east_asian_width(c) in _FULL_WIDTH else 1 for c in line)
        for line in text.split("\n")
    )


def _are_dates(cells: Sequence[Any]) -> bool:
    """Tell whether a column holds days and nothing else, as its text says."""
    found = [cell for cell in cells if cell not in {None, ""}]
    return bool(found) and all(isinstance(cell, str) and _is_day(cell) for cell in found)


def _is_day(text: str) -> bool:
    try:
        return bool(_DATE.fullmatch(text)) and dt.date.fromisoformat(text).year >= 1900  # noqa: PLR2004 - Excel's first
    except ValueError:
        return False
