"""A briefing as slides: a cover, then a slide per part with all the rest in its notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cluster_atlas.drawing import fonts
from cluster_atlas.drawing.layout.blocks import compact_blocks, write_groups
from cluster_atlas.drawing.layout.flow import columns_of, depth_of, write_overflow
from cluster_atlas.drawing.layout.pieces import (
    answered,
    day_of,
    side_map,
    write_changes,
    write_empty,
    write_figures,
    write_legend,
    write_notes,
    write_panels,
    write_remarks,
)
from cluster_atlas.drawing.layout.sheet import (
    ACCENT,
    GUTTER,
    QUIET,
    SMALLEST,
    Sheet,
    columns_for,
)
from cluster_atlas.drawing.layout.tables import CELL_EDGE, row_items, write_tables
from cluster_atlas.drawing.shapes import (
    Paragraph,
    Row,
    Shape,
    Span,
    Tag,
    rectangle,
)
from cluster_atlas.drawing.typeset import (
    clipped,
    measure,
    text_box,
    words,
)
from cluster_atlas.values.briefspec import (
    MOST_STATEMENTS,
    TABLES_FIRST,
    Brief,
    Group,
    Part,
    Table,
    cell_text,
)
from cluster_atlas.values.colours import INK
from cluster_atlas.values.mapspec import LegendEntry
from cluster_atlas.wording.numbers import noun

_LONG_TITLE = 40
# What the words of a row of one line take of their cell: a cell breaks lines, and a program without
# our faces may set them a quarter wider.
_SLACK = 0.82
# Height of a row of clusters where they crowd, as a multiple of its letters.
_LEADING = 1.3
# What stands before a cluster's name, in its colour.
_MARK = "■ "
_CLUSTER_HEADS = {
    "zh": ("集群", "最强角色 · 状态", "条数"),
    "en": ("Cluster", "Role", "Number"),
}
# Height of a line of counts.
_LINE = 12.0


def write_cover(sheet: Sheet) -> None:
    """Lay the first slide out: title, what the parts it is about come to, and what all rests on.

    It has no map: that of the first part follows on the next slide. The day stands with how many
    statements and sources there are.
    """
    brief = sheet.brief
    sheet.put(Shape((rectangle(0, 0, 6, sheet.high),), fill=ACCENT, name="band"))
    told = answered(brief)
    long = len(brief.title) > _LONG_TITLE or brief.notes or brief.changes
    sheet.y = sheet.margin + (6 if long else sheet.high * 0.16)
    if brief.office:
        sheet.write([words(brief.office, 9, INK, bold=True, after=4)], name="office")
    size = 20 if len(brief.title) <= 12 else 14 if len(brief.title) <= _LONG_TITLE else 9  # noqa: PLR2004
    sheet.write(
        [words(brief.title, size, ACCENT, bold=True, leading=1.25)],
        name="title",
        heading=True,
        tag=sheet.heading(1),
    )
    if brief.subtitle:
        sheet.write([words(brief.subtitle, 9, QUIET, leading=1.35)], name="subtitle")
    sheet.y += 3
    line = " · ".join((day_of(brief), *_cover_counts(brief)))
    sheet.write([words(line, SMALLEST, QUIET, after=8)], name="date")
    letters = 10.0 if len(told) == 1 else 8.6
    if not told:
        # Nothing comes to a sentence: the cover says what follows.
        titles = [part.title for part in brief.parts if part.title != brief.title]
        listed = (", " if brief.english else "、").join(titles)
        sheet.write([words(listed, letters, INK, bold=True, after=6)], name="contents")
    for part in told:
        sheet.write([words(part.answer, letters, INK, bold=True, after=6)], name="answer")
    write_notes(sheet, brief.notes, size=8.4)
    write_changes(sheet)
    if brief.basis:
        sheet.write([words(brief.basis, SMALLEST, QUIET, leading=1.38)], name="basis")
    sheet.span = None


def _cover_counts(brief: Brief) -> list[str]:
    """Return how many statements a briefing has, and how many clauses it cites; nothing of zero."""
    groups = [group for part in brief.parts for group in part.groups]
    statements = {statement.id for group in groups for statement in group.statements}
    found = []
    if number := len(statements):
        designations = f"{number} {noun(number, 'designation')}"
        found.append(designations if brief.english else f"{number} 条定位")
    if number := len({citation.text for citation in brief.citations}):
        clauses = f"{number} {noun(number, 'clause')} cited"
        found.append(clauses if brief.english else f"引用条款 {number} 处")
    return found


def write_slide(sheet: Sheet, part: Part) -> None:
    """Lay one part out as a slide: heading, map at the left, what is said at the right."""
    _head(sheet, part.title)
    if part.summary:
        said = clipped(part.summary, SMALLEST, sheet.body)
        sheet.write([words(said, SMALLEST, QUIET, after=2)], name="summary")
    sheet.notes += _spoken(sheet.brief, part)
    if part.empty:
        write_notes(sheet, part.notes, size=8.4)
        write_empty(sheet, part.empty)
        return
    # A map that is all that the slide is about takes most of it.
    sole = part.kind == "map"
    legend: list[LegendEntry] = []
    if part.map is not None:
        share = 0.62 if sole else 0.36 if part.kind in TABLES_FIRST else 0.54
        legend, _ = side_map(sheet, part.map, share=share, aside=sole)
    # The cover has said what it comes to.
    told = part in answered(sheet.brief)
    if part.answer and not told:
        sheet.write([words(part.answer, 8.6, INK, bold=True, after=3)], name="answer")
    write_notes(sheet, part.notes, size=8.4)
    if told or not part.answer:
        write_figures(sheet, part.figures, size=11)
    write_legend(sheet, legend)
    write_panels(sheet, part.panels)
    if not sheet.one_page:
        write_remarks(sheet, part.remarks)
    _slide_body(sheet, part)
    sheet.span = None


def write_roles(sheet: Sheet, part: Part) -> None:
    """Lay the roles of a part out on a slide of their own; what it has no room for is counted."""
    title = part.title + {"zh": "：点名的角色", "en": ": roles named"}[sheet.brief.language]
    sheet.begin(title)
    _head(sheet, title)
    _roles(sheet, part.groups)
    write_overflow(sheet)


def _head(sheet: Sheet, title: str) -> None:
    sheet.span, sheet.columns, sheet.part = None, 1, title
    size = 13 if len(title) <= 2 * _LONG_TITLE else 9
    line = words(title, size, ACCENT, bold=True, leading=1.25, after=1)
    sheet.write([line], name=title, heading=True, tag=sheet.heading(2))


def _slide_body(sheet: Sheet, part: Part) -> None:
    """Write statements and tables; what did not fit is counted once."""
    if part.kind in TABLES_FIRST:
        write_tables(sheet, part.tables)
    if sheet.one_page and part.map is not None and len(part.groups) > 1:
        _clusters(sheet, part.groups)
    elif sheet.one_page and part.groups and part.map is None:
        _roles(sheet, part.groups)
    elif not sheet.one_page:
        write_groups(sheet, part.groups)
    if part.kind == "map" and part.map is not None:
        _counts(sheet, part.tables)
    elif part.kind not in TABLES_FIRST:
        write_tables(sheet, part.tables)
    write_overflow(sheet)


def _counts(sheet: Sheet, tables: Sequence[Table]) -> None:
    """Write the first three columns of tables in two: name with what it is, and how many.

    All columns have no room beside a map that takes most of a slide.
    """
    for table in tables:
        head = cell_text(table.head[2])
        if not sheet.reserve(3 * _LINE):
            sheet.rows_out[table.title] += len(table.rows)
            continue
        title = (Span(table.title, SMALLEST, bold=True, colour=ACCENT),)
        numbers = (head, *(cell_text(row[2]) for row in table.rows))
        widest = max(fonts.width(number, SMALLEST, bold=True) for number in numbers)
        counted = widest / _SLACK + 2 * CELL_EDGE
        widths = (sheet.column_width - counted, counted)
        tag = Tag("Table")
        named = Row(table.title, sheet.left, sheet.y, _LINE, widths, tag, head=True)
        _line(sheet, (title, head), named)
        for row in table.rows:
            name, about, count = (cell_text(cell) for cell in row[:3])
            if count == "0" or not sheet.reserve(_LINE):
                sheet.rows_out[table.title] += 1
                continue
            told = (
                Span(f"{name}　", SMALLEST, bold=True, colour=INK),
                Span(about, SMALLEST, colour=QUIET),
            )
            row_of = Row(table.title, sheet.left, sheet.y, _LINE, widths, tag)
            _line(sheet, (told, count), row_of)


def _line(sheet: Sheet, cells: tuple[tuple[Span, ...], str], row: Row) -> None:
    """Write a row of one line: words whose last are cut to their room, and a number."""
    spans, number = cells
    colour = QUIET if row.head else INK
    rooms = [wide - 2 * CELL_EDGE for wide in row.widths]
    *first, last = spans
    room = rooms[0] * _SLACK - measure(tuple(first))
    cut = replace(last, text=clipped(last.text, last.size, room, bold=last.bold))
    said = [
        [Paragraph((*first, cut), leading=1.3)],
        [words(number, SMALLEST, colour, bold=True, align="right", leading=1.3)],
    ]
    sheet.put(*row_items(row, said, rooms, 0.8))
    sheet.y += _LINE


def _roles(sheet: Sheet, groups: Sequence[Group]) -> None:
    """Write the statements that name a place, some of each cluster, as many as have room."""
    total = sum(len(group.statements) for group in groups)
    columns = columns_for(sheet)
    wide = (sheet.body - (columns - 1) * GUTTER) / columns
    top, room = sheet.y + 2, sheet.room - 2
    for most in range(min(total, MOST_STATEMENTS), 0, -1):
        blocks = compact_blocks(_spread(groups, most), most, english=sheet.brief.english)
        talls = [block.tall(wide) for block in blocks]
        counts = columns_of(talls, columns, depth_of(talls, [0.0] * most, columns, room))
        ends = [sum(talls[sum(counts[:n]) : sum(counts[: n + 1])]) for n in range(columns)]
        if max(ends) <= room or most == 1:
            break
    at = 0
    for number, count in enumerate(counts):
        y = top
        for block, tall in zip(blocks[at : at + count], talls[at : at + count], strict=True):
            sheet.put(*block.draw(sheet.left + number * (wide + GUTTER), y, wide))
            y += tall
        at += count
    sheet.left_out += total - at
    sheet.full = True


def _spread(groups: Sequence[Group], most: int) -> list[Group]:
    """Return groups with so many statements, those that name the place first, some of each."""
    turns = [
        (bool(statement.via), turn, place)
        for place, group in enumerate(groups)
        for turn, statement in enumerate(group.statements)
    ]
    kept = {(place, turn) for _, turn, place in sorted(turns)[:most]}
    found = []
    for place, group in enumerate(groups):
        mine = tuple(s for turn, s in enumerate(group.statements) if (place, turn) in kept)
        if mine:
            found.append(replace(group, statements=mine))
    return found


def _clusters(sheet: Sheet, groups: Sequence[Group]) -> None:
    """Write a row per cluster, to be read from afar; its statements are in the notes."""
    if sheet.room < 2 * _LINE:
        sheet.left_out += sum(len(group.statements) for group in groups)
        return
    # The names of the columns take a row as well.
    step = max(SMALLEST * _LEADING, min(17.0, sheet.room / (len(groups) + 1)))
    size = max(SMALLEST, min(8.4, step * 0.6))
    shown = groups[: max(1, int(sheet.room / step + 0.01) - 1)]
    if 1 < len(shown) < len(groups):
        shown = shown[:-1]
    heads = _CLUSTER_HEADS[sheet.brief.language]
    rows = [
        (heads[0], heads[1], heads[2]),
        *((g.name, f"{g.lead} · {g.statements[0].status}", g.short or g.counted) for g in shown),
    ]
    widths, tag = _cluster_widths(sheet.column_width, rows, size), Tag("Table")
    for number, row in enumerate(rows):
        colour = shown[number - 1].colour if number else ""
        place = Row("clusters", sheet.left, sheet.y, step, widths, tag, head=not number)
        _cluster_row(sheet, row, place, size, colour)
    if len(shown) < len(groups):
        more = len(groups) - len(shown)
        said = (
            f"{more} more {noun(more, 'cluster')}" if sheet.brief.english else f"另有 {more} 个集群"
        )
        line = words(said, SMALLEST, ACCENT, leading=1.3)
        sheet.put(text_box(sheet.left, sheet.y + 1, sheet.column_width, [line], name="clusters"))
        sheet.y += step
    sheet.y += 6


def _cluster_widths(wide: float, rows: Sequence[Sequence[str]], size: float) -> tuple[float, ...]:
    """Return the widths of the columns: as the names need, but no more than half, then the rest."""
    first, _, last = zip(*rows, strict=True)
    named = max(fonts.width(f"{_MARK}{name}", size, bold=True) for name in first)
    counted = max(fonts.width(count, SMALLEST, bold=True) for count in last)
    left = min(wide * 0.6, named / _SLACK + 2 * CELL_EDGE)
    right = counted / _SLACK + 2 * CELL_EDGE
    return (left, wide - left - right, right)


def _cluster_row(
    sheet: Sheet,
    said: Sequence[str],
    row: Row,
    size: float,
    colour: str,
) -> None:
    """Write a cluster's row with its name in a size, or the names of the columns."""
    ink, letters = (INK, size) if colour else (QUIET, SMALLEST)
    rooms = [wide - 2 * CELL_EDGE for wide in row.widths]
    mark = (Span(_MARK, size, colour=colour),) if colour else ()
    room = rooms[0] * _SLACK - measure(mark)
    name = Span(clipped(said[0], letters, room, bold=True), letters, bold=True, colour=ink)
    about = clipped(said[1], SMALLEST, rooms[1] * _SLACK)
    number = Span(said[2], SMALLEST, bold=True, colour=ACCENT if colour else QUIET)
    # Lines of one height, whatever the size of their letters, have their words side by side.
    leading = letters * _LEADING / SMALLEST
    cells = [
        [Paragraph((*mark, name), leading=_LEADING)],
        [Paragraph((Span(about, SMALLEST, colour=QUIET),), leading=leading)],
        [Paragraph((number,), "right", leading)],
    ]
    sheet.put(*row_items(row, cells, rooms, (row.high - letters * _LEADING) / 2))
    sheet.y += row.high


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
