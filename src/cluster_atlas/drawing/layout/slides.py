"""A briefing as slides: a cover, then a slide per part with all the rest in its notes."""

from __future__ import annotations

from collections.abc import Sequence

from cluster_atlas.drawing import fonts
from cluster_atlas.drawing.layout.blocks import write_groups
from cluster_atlas.drawing.layout.flow import write_overflow
from cluster_atlas.drawing.layout.pieces import (
    day_of,
    side_map,
    write_changes,
    write_empty,
    write_figures,
    write_notes,
    write_panels,
    write_remarks,
)
from cluster_atlas.drawing.layout.sheet import ACCENT, EDGE, QUIET, Sheet
from cluster_atlas.drawing.layout.tables import write_tables
from cluster_atlas.drawing.maps.draw import draw_map
from cluster_atlas.drawing.shapes import (
    Shape,
    rectangle,
    rule,
)
from cluster_atlas.drawing.typeset import (
    clipped,
    text_box,
    words,
)
from cluster_atlas.values.briefspec import TABLES_FIRST, Brief, Group, Part, cell_text
from cluster_atlas.values.colours import INK


def write_cover(sheet: Sheet) -> None:
    """Lay the first slide out: words at the left, the first map at the right."""
    brief = sheet.brief
    sheet.put(Shape((rectangle(0, 0, 10, sheet.high),), fill=ACCENT, name="band"))
    first = next((part.map for part in brief.parts if part.map is not None), None)
    if first is not None:
        box = (sheet.width * 0.53, sheet.margin, sheet.width * 0.43, sheet.bottom - sheet.margin)
        sheet.put(*draw_map(first, box)[0])
        sheet.span = (sheet.margin, sheet.width * 0.53 - 2 * sheet.margin)
    sheet.y = sheet.high * 0.3
    if brief.office:
        sheet.write([words(brief.office, 14, INK, bold=True, after=8)], name="office")
    size = 34 if len(brief.title) <= 12 else 26 if len(brief.title) <= 40 else 17  # noqa: PLR2004
    sheet.write(
        [words(brief.title, size, ACCENT, bold=True, leading=1.25)], name="title", heading=True
    )
    if brief.subtitle:
        sheet.write([words(brief.subtitle, 16, QUIET, leading=1.35)], name="subtitle")
    sheet.y += 8
    sheet.write([words(day_of(brief), 12, QUIET, after=12)], name="date")
    write_notes(sheet, brief.notes, size=13)
    write_changes(sheet)
    sheet.span = None


def write_slide(sheet: Sheet, part: Part) -> None:
    """Lay one part out as a slide: heading, map at the left, what is said at the right."""
    sheet.span, sheet.columns, sheet.part = None, 1, part.title
    title = words(part.title, 21, ACCENT, bold=True, leading=1.25, after=1)
    sheet.write([title], name=part.title, heading=True)
    if part.summary:
        sheet.write([words(part.summary, 9, QUIET, after=4)], name="summary")
    sheet.notes += _spoken(sheet.brief, part)
    if part.empty:
        write_notes(sheet, part.notes, size=11)
        write_empty(sheet, part.empty)
        return
    if part.map is not None:
        side_map(sheet, part.map, share=0.56)
    write_notes(sheet, part.notes, size=11)
    write_figures(sheet, part.figures, size=18)
    write_panels(sheet, part.panels)
    write_remarks(sheet, part.remarks)
    _slide_body(sheet, part)
    sheet.span = None


def _slide_body(sheet: Sheet, part: Part) -> None:
    """Write statements and tables; what did not fit is counted once."""
    if part.kind in TABLES_FIRST:
        write_tables(sheet, part.tables)
    if sheet.one_page and part.map is not None and len(part.groups) > 1:
        _clusters(sheet, part.groups)
    else:
        write_groups(sheet, part.groups)
    if part.kind not in TABLES_FIRST:
        write_tables(sheet, part.tables)
    write_overflow(sheet)


def _clusters(sheet: Sheet, groups: Sequence[Group]) -> None:
    """Write a row per cluster, to be read from afar; its statements are in the notes."""
    step = min(30.0, (sheet.room - 16) / len(groups))
    size = min(14.0, step * 0.5)
    for group in groups:
        x, y, wide = sheet.left, sheet.y, sheet.column_width
        first = group.statements[0]
        side = size * 0.8
        mark = rectangle(x, y + (step - side) / 2, side, side)
        count = words(group.counted, size * 0.8, ACCENT, bold=True, align="right")
        counted = fonts.width(group.counted, size * 0.8, bold=True)
        name = clipped(group.name, size, wide * 0.5, bold=True)
        at = x + side + 8 + fonts.width(name, size, bold=True) + 10
        room = x + wide - at - counted - 10
        said = clipped(f"{group.lead} · {first.status}", size * 0.8, room)
        top = y + (step - size * 1.42) / 2
        sheet.put(
            Shape((mark,), fill=group.colour, name=group.name),
            text_box(
                x + side + 8, top, wide * 0.6, [words(name, size, INK, bold=True)], name=group.name
            ),
            text_box(at, top + size * 0.2, room, [words(said, size * 0.8, QUIET)]),
            text_box(x, top + size * 0.2, wide, [count]),
            rule((x, y + step), (x + wide, y + step), EDGE, 0.5),
        )
        sheet.y += step
        sheet.left_out += len(group.statements)
    sheet.y += 6


def _spoken(brief: Brief, part: Part) -> list[str]:
    """Return a part's notes: every statement with its citation, every row of its tables."""
    cited = {citation.number: citation.text for citation in brief.citations}
    lines = [note.text for note in part.notes]
    for group in part.groups:
        lines.append(f"■ {group.name}")
        lines += [
            " · ".join(
                bit for bit in (s.title, s.where, s.what, s.status, s.role, s.via, s.target) if bit
            )
            + f" —— {cited[s.cite]}"
            for s in group.statements
        ]
    for table in part.tables:
        lines.append(f"■ {table.title}")
        lines += [" · ".join(cell_text(cell) for cell in row if cell) for row in table.rows]
    if part.kind == "sources":
        lines += [f"[{c.number}] {c.text}" for c in brief.citations]
    return [*lines, *part.remarks, *brief.credits, brief.edition]
