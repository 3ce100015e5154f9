"""A briefing laid out on pages: the same pages for PDF, SVG, PNG and slides."""

from __future__ import annotations

from dataclasses import replace

from cluster_atlas.drawing.layout.blocks import write_groups
from cluster_atlas.drawing.layout.flow import write_citations
from cluster_atlas.drawing.layout.onepage import one_page as compose_page
from cluster_atlas.drawing.layout.pieces import (
    answered,
    day_of,
    paper_map,
    side_map,
    write_changes,
    write_empty,
    write_figures,
    write_key,
    write_legend,
    write_notes,
    write_panels,
    write_remarks,
)
from cluster_atlas.drawing.layout.scaling import enlarged_items
from cluster_atlas.drawing.layout.sheet import ACCENT, PAGE_NUMBER, QUIET, SMALLEST, Sheet
from cluster_atlas.drawing.layout.slides import write_cover, write_roles, write_slide
from cluster_atlas.drawing.layout.tables import write_tables
from cluster_atlas.drawing.qrcode import qr_code
from cluster_atlas.drawing.shapes import (
    ARTIFACT,
    Page,
    Tag,
    rule,
    tagged,
)
from cluster_atlas.drawing.typeset import (
    text_box,
    words,
)
from cluster_atlas.values.briefspec import LEAST_SIZE, TABLES_FIRST, Brief, Part
from cluster_atlas.values.colours import INK

# Room below which a part does not start beside a map: its heading and a statement.
_FEW_LINES = 90.0
# Edge of a QR code in points (24 mm): its cells are 0.4 mm or more for the links that it holds.
_CODE = 68.0


def layout(brief: Brief, *, one_page: bool = False) -> list[Page]:
    """Return a briefing's pages.

    Parameters
    ----------
    brief
        What to lay out.
    one_page
        Whether each part gets one page only, as on slides: what does not fit is counted there and
        stands in the page's notes with its citations.

    Returns
    -------
    list of Page
        In points, y downward; the same input gives the same pages. Every page carries credits,
        data hash, day and number.
    """
    if brief.digest is not None and not one_page:
        single = compose_page(brief, brief.digest)
        single.end()
        return _numbered(single)
    sheet = Sheet(brief, one_page=one_page)
    sheet.begin(brief.title)
    if sheet.is_slide:
        write_cover(sheet)
    else:
        _masthead(sheet)
    for number, part in enumerate(brief.parts):
        if sheet.is_slide:
            sheet.begin(part.title)
            write_slide(sheet, part)
            if one_page and part.map is not None and part.groups:
                write_roles(sheet, part)
        else:
            _paper_part(sheet, part, first=number == 0)
    if not one_page:
        write_citations(sheet)
    sheet.end()
    return _numbered(sheet)


def _numbered(sheet: Sheet) -> list[Page]:
    """Return a sheet's pages with their number and how many there are."""
    zoom, pages = sheet.zoom, sheet.pages
    found = []
    for number, page in enumerate(pages, start=1):
        line = words(f"{number} / {len(pages)}", SMALLEST, QUIET, align="right", leading=1.35)
        at = sheet.width - sheet.margin - PAGE_NUMBER
        box = text_box(at, sheet.bottom + 11, PAGE_NUMBER, [line], name="page number", tag=ARTIFACT)
        least = LEAST_SIZE[sheet.brief.page]
        items = (*page.items, *enlarged_items([box], zoom, least))
        found.append(replace(page, items=items))
    return found


def _masthead(sheet: Sheet) -> None:
    """Write office and day, title, subtitle, the writer's notes, and what changed."""
    brief = sheet.brief
    day = words(day_of(brief), 9, QUIET, align="right", leading=1.4)
    date = text_box(sheet.left, sheet.y, sheet.body, [day], name="date")
    start = sheet.y
    if brief.link:
        # The words keep clear of the code.
        sheet.span = (sheet.margin, sheet.body - _CODE - 12)
    office = words(brief.office or " ", 10.5, INK, bold=True, leading=1.4, after=2)
    sheet.write([office], name="office")
    size = 22 if len(brief.title) <= 24 else 16 if len(brief.title) <= 60 else 12  # noqa: PLR2004
    title = words(brief.title, size, ACCENT, bold=True, leading=1.28)
    sheet.write([title], name="title", tag=sheet.heading(1))
    if brief.subtitle:
        sheet.write([words(brief.subtitle, 11, QUIET, after=2, leading=1.35)], name="subtitle")
    # It stands above the title and is read after it.
    sheet.put(date)
    if brief.link:
        sheet.span = None
        _link(sheet, start + 14)
        sheet.y = max(sheet.y, start + 14 + _CODE + 10)
    sheet.y += 3
    sheet.put(rule((sheet.left, sheet.y), (sheet.left + sheet.body, sheet.y), ACCENT, 1.4))
    sheet.y += 7
    for part in answered(brief):
        sheet.write([words(part.answer, 10, INK, bold=True, after=3, leading=1.4)], name="answer")
    write_notes(sheet, brief.notes)
    write_changes(sheet)
    if brief.basis:
        sheet.write([words(brief.basis, SMALLEST, QUIET, after=5, leading=1.38)], name="basis")


def _link(sheet: Sheet, top: float) -> None:
    """Put the QR code to the same on screen at the right edge, with what it is for."""
    left = sheet.left + sheet.body - _CODE
    name = "QR code" if sheet.brief.english else "二维码"
    code = Tag("Figure", alt=f"{name}: {sheet.brief.link}")
    sheet.put(*tagged(qr_code(sheet.brief.link, left, top, _CODE), code))
    said = "On screen" if sheet.brief.english else "扫码看图谱"
    line = words(said, 6.5, QUIET, align="center", leading=1.3)
    sheet.put(text_box(left, top + _CODE, _CODE, [line], name="link"))


def _paper_part(sheet: Sheet, part: Part, *, first: bool) -> None:
    """Lay one part out on paper; a part with a map starts on a page of its own."""
    # Beside a map only statements go on.
    beside = sheet.span is not None and part.map is None and bool(part.groups)
    if beside:
        starts = sheet.room < _FEW_LINES
    else:
        drawn = part.map is not None or bool(part.panels)
        starts = drawn or sheet.span is not None or sheet.room < sheet.high / 4
    if not first and starts:
        sheet.span = None
        sheet.begin(part.title)
    elif not first:
        sheet.y += 14
    # The masthead has said the title of a briefing that is called after its first part.
    said = first and part.title == sheet.brief.title
    _head_of_part(sheet, part, "" if said else part.title)
    _rest_of_part(sheet, part)


def _head_of_part(sheet: Sheet, part: Part, title: str) -> None:
    if title:
        sheet.reserve(60)
        line = words(title, 14, ACCENT, bold=True, leading=1.35, after=1)
        sheet.write([line], name=title, tag=sheet.heading(2))
    else:
        sheet.level = 1
    if part.summary:
        sheet.write([words(part.summary, 8, QUIET, after=3)], name="summary")
    write_notes(sheet, part.notes)
    if part.empty:
        write_empty(sheet, part.empty)


def _rest_of_part(sheet: Sheet, part: Part) -> None:
    if part.empty:
        return
    write_figures(sheet, part.figures)
    if part.map is not None and sheet.brief.landscape:
        # What of a long legend has no room below the map stands beside it.
        legend, numbered = side_map(sheet, part.map, share=0.58)
        write_legend(sheet, legend)
        write_key(sheet, numbered)
    elif part.map is not None:
        paper_map(sheet, part.map)
    write_panels(sheet, part.panels, part.remarks)
    write_remarks(sheet, part.remarks)
    if part.kind in TABLES_FIRST:
        write_tables(sheet, part.tables)
    write_groups(sheet, part.groups)
    if part.kind not in TABLES_FIRST:
        write_tables(sheet, part.tables)
