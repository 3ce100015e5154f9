"""A briefing on one page: one map, the answer, its strongest statements, what it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from cluster_atlas.drawing.layout.blocks import compact_blocks, row_blocks
from cluster_atlas.drawing.layout.flow import Block, columns_of, depth_of
from cluster_atlas.drawing.layout.pieces import (
    day_of,
    key_height,
    map_over_key,
    write_empty,
    write_notes,
)
from cluster_atlas.drawing.layout.sheet import ACCENT, GUTTER, QUIET, Sheet
from cluster_atlas.drawing.maps.draw import margin_of
from cluster_atlas.drawing.maps.legend import (
    draw_legend,
    draw_rows,
    entries_of,
    legend_entries,
    legend_size,
    legend_width,
    rows_height,
)
from cluster_atlas.drawing.maps.points.sitenames import site_names
from cluster_atlas.drawing.maps.readable import readable
from cluster_atlas.drawing.shapes import Paragraph, rule
from cluster_atlas.drawing.typeset import height, text_box, words
from cluster_atlas.values.briefspec import Brief, Digest, Note
from cluster_atlas.values.colours import INK
from cluster_atlas.values.mapspec import LegendEntry, MapSpec
from cluster_atlas.wording.numbers import noun

# How much larger than the smallest type is tried, from the largest.
_SIZES = (1.3, 1.2, 1.1)
# The least that a map is given: of the sheet's height upright, of its width lying.
_MAP_HEIGHT, _MAP_WIDTH = 0.3, 0.44
# The least height that a map beside the statements has without its legend, of the sheet's.
_LOW_MAP = 0.24
# What the key of a map's numbers takes besides, of the sheet's height.
_MOST_KEY = 0.08
# Height over width of a map beyond which it shows sea only.
_MAP_RATIO = 0.8
# The same of one that leaves room for its legend at its right, and of one beside the statements.
_MAP_SHAPE, _MAP_TALL = 0.68, 1.25
# How much larger a map is to be before its legend stands beside it: in a wide box the part that is
# enlarged has room of its own.
_MUCH_LARGER = 1.25
# Width of a column of statements.
_COLUMN = 180.0
# What the writer's own words may take of the sheet's height.
_OWN_WORDS = 0.2
_GAP = 6.0
# What is put between the statements of a shorter column at most.
_STRETCH = 14.0
# Sentences below and beside the statements.
_SMALL = 7.6


@dataclass(frozen=True)
class _Kept:
    """How many statements or rows, and how many sentences, a page keeps; ``low`` is its head."""

    statements: int
    remarks: int
    low: bool = False


@dataclass(frozen=True)
class _Plan:
    """What a page is to hold at one size of type, below its head.

    ``map_room`` is the height that is left for the map with its legend; ``fits`` tells whether it
    is enough.
    """

    sheet: Sheet
    blocks: Sequence[Block]
    deep: float
    columns: int
    tail: Sequence[Paragraph]
    left: float
    wide: float
    map_room: float
    fits: bool


def one_page(brief: Brief, digest: Digest) -> Sheet:
    """Return a sheet of exactly one page.

    Letters are as large as the page has room for and never smaller than its paper asks for; what
    does not fit at that size is left out from the end and counted: statements, then, on a page as
    low as a slide under a smaller head, sentences as well.
    """
    plan = next(one for one in _plans(brief, digest) if one is not None)
    _draw(plan, digest)
    return plan.sheet


def _plans(brief: Brief, digest: Digest) -> Iterator[_Plan | None]:
    """Yield what a page may hold, the best first, ``None`` for what has no room; the last has."""
    total, remarks = _count(digest), len(digest.remarks)
    whole = _Kept(total, remarks)
    # Asked of every plan, and the same for all.
    spec = readable(digest.map, 0.0) if digest.map is not None else None
    entries = legend_entries(spec) if spec else []
    names = site_names(spec) if spec else []
    plan_of = partial(_plan, brief, digest, entries, names)
    plan = plan_of(1.0, whole)
    if plan.fits:
        yield from (_fitting(plan_of(more, whole)) for more in _SIZES)
        yield plan
    fewer = [_Kept(kept, remarks) for kept in range(total - 1, -1, -1)]
    low = [_Kept(kept, remarks, low=True) for kept in range(total, -1, -1)]
    least = [_Kept(0, kept, low=True) for kept in range(remarks - 1, -1, -1)]
    for kept in (*fewer, *low, *least):
        yield _fitting(plan_of(1.0, kept))
    yield plan_of(1.0, _Kept(0, 0, low=True))


def _fitting(plan: _Plan) -> _Plan | None:
    return plan if plan.fits else None


def _count(digest: Digest) -> int:
    statements = sum(len(group.statements) for group in digest.groups)
    return len(digest.table.rows) if digest.table is not None else statements


def _plan(  # noqa: PLR0913 - what the page is of, and how much of it
    brief: Brief,
    digest: Digest,
    entries: Sequence[LegendEntry],
    names: Sequence[str],
    more: float,
    kept: _Kept,
) -> _Plan:
    """Return what a page would hold; its map may have some legend entries, and numbers of sites."""
    sheet = Sheet(brief, one_page=True, more=more)
    sheet.begin(brief.title)
    _head(sheet, digest, low=kept.low)
    lying = brief.landscape and digest.map is not None
    taken = sheet.body * _MAP_WIDTH + GUTTER if lying else 0.0
    left, wide = sheet.margin + taken, sheet.body - taken
    blocks = _blocks(sheet, digest, kept)
    columns = 1 if digest.table is not None and lying else max(1, round(wide / _COLUMN))
    column = (wide - (columns - 1) * GUTTER) / columns
    talls = [block.tall(column) for block in blocks]
    room = sheet.bottom - sheet.y
    tail = _tail(brief, digest, kept)
    rest = height(tail, wide) + (_GAP if blocks else 0.0)
    deep = depth_of(talls, [0.0] * len(talls), columns, room)
    fits = len(columns_of(talls, columns, deep)) == columns and deep + rest <= room
    map_room = room
    if digest.map is not None and not lying:
        map_room = room - deep - rest - 2 * _GAP
        key = key_height(names, brief.language, wide)
        least = _MAP_HEIGHT * sheet.high + min(key, _MOST_KEY * sheet.high)
        fits = fits and map_room >= least
    elif digest.map is not None:
        legend = rows_height(entries, taken - GUTTER)
        fits = fits and map_room - legend >= _LOW_MAP * sheet.high
    return _Plan(sheet, blocks, deep, columns, tail, left, wide, map_room, fits)


def _head(sheet: Sheet, digest: Digest, *, low: bool) -> None:
    """Write office and day, the title, what is shown, the answer, and the writer's own words.

    A ``low`` one has smaller letters, and what is shown is said by the answer alone.
    """
    brief = sheet.brief
    day = words(day_of(brief), 8.4, QUIET, align="right", leading=1.4)
    date = text_box(sheet.left, sheet.y, sheet.body, [day], name="date")
    if brief.office:
        sheet.write([words(brief.office, 9.5, INK, bold=True, leading=1.4, after=1)], name="office")
    size = 19 if len(brief.title) <= 24 else 14 if len(brief.title) <= 60 else 10.5  # noqa: PLR2004
    size = min(size, 14) if low else size
    # The day stands at the right of a short title.
    room = sheet.body - 80 if not brief.office else sheet.body
    title = words(brief.title, size, ACCENT, bold=True, leading=1.25)
    tag = sheet.heading(1)
    # The day stands above the title and is read after it.
    sheet.put(
        text_box(sheet.left, sheet.y, room, [title], name="title", heading=True, tag=tag), date
    )
    sheet.y += height([title], room)
    about = digest.title if digest.title != brief.title else ""
    line = " · ".join(text for text in (brief.subtitle, about, digest.summary) if text)
    if line and not (low and digest.answer):
        sheet.write([words(line, 8.4, QUIET, after=1, leading=1.35)], name="summary")
    sheet.y += 3
    sheet.put(rule((sheet.left, sheet.y), (sheet.left + sheet.body, sheet.y), ACCENT, 1.2))
    sheet.y += 5
    if digest.answer and digest.map is not None:
        letters = _SMALL if low else 10
        answer = words(digest.answer, letters, INK, bold=True, leading=1.4, after=3)
        sheet.write([answer], name="answer")
    elif digest.answer:
        write_empty(sheet, digest.answer)
    _own_words(sheet, (*brief.notes, *digest.notes))


def _own_words(sheet: Sheet, notes: Sequence[Note]) -> None:
    """Write the writer's notes as far as they have room, and say so where they go on."""
    lowest = sheet.y + _OWN_WORDS * sheet.high
    for note in notes:
        # A line is about as many characters as its width in Chinese letters.
        lines = 1 + len(note.text) * 8.4 / sheet.body
        if sheet.y + lines * 8.4 * 1.42 > lowest:
            cut = "（说明未全列）" if not sheet.brief.english else "(the note goes on)"
            sheet.write([words(cut, _SMALL, QUIET, after=2)], name="note cut")
            return
        write_notes(sheet, [note], size=8.4)
        sheet.y -= 3
    sheet.y += 3 if notes else 0


def _blocks(sheet: Sheet, digest: Digest, kept: _Kept) -> list[Block]:
    english = sheet.brief.english
    said = [_sentence_block(text) for text in digest.remarks[: kept.remarks]]
    if digest.table is not None:
        return [*said, *row_blocks(digest.table, kept.statements), *_own_blocks(digest)]
    return [
        *said,
        *compact_blocks(digest.groups, kept.statements, english=english),
        *_own_blocks(digest),
    ]


def _own_blocks(digest: Digest) -> list[Block]:
    """Return what an office's own data has as one block, the first line as a heading."""
    if not digest.own:
        return []
    head, *rows = digest.own
    told = [words(f"· {text}", _SMALL, INK, leading=1.4, after=1) for text in rows]
    return [_text_block([words(head, _SMALL, INK, bold=True, leading=1.4, after=2), *told], "own")]


def _sentence_block(text: str) -> Block:
    return _text_block([words(text, _SMALL, INK, leading=1.4, after=4)], "remark")


def _text_block(paragraphs: Sequence[Paragraph], name: str) -> Block:
    return Block(
        lambda wide: height(paragraphs, wide),
        lambda x, y, wide: [text_box(x, y, wide, paragraphs, name=name)],
    )


def _tail(brief: Brief, digest: Digest, kept: _Kept) -> list[Paragraph]:
    """Return what ends the page: how much is left out, and the documents by legal state."""
    lines = []
    more = digest.left_out + _count(digest) - kept.statements
    if more and digest.table is not None:
        lines.append(f"{more} more {noun(more, 'row')}" if brief.english else f"另有 {more} 行")
    elif more:
        lines.append(
            f"{more} more {noun(more, 'designation')}" if brief.english else f"另有 {more} 条定位"
        )
    if untold := len(digest.remarks) - kept.remarks:
        lines.append(
            f"{untold} more {noun(untold, 'list')}" if brief.english else f"另有 {untold} 组未列"
        )
    paragraphs = [words(line, _SMALL, ACCENT, bold=True, after=2, leading=1.3) for line in lines]
    paragraphs += [words(text, _SMALL, INK, after=2, leading=1.35) for text in brief.changes[:2]]
    if brief.basis:
        basis = _first_sentence(brief.basis) if kept.low else brief.basis
        paragraphs.append(words(basis, _SMALL, QUIET, leading=1.4))
    return paragraphs


def _first_sentence(text: str) -> str:
    """Return how many documents there are, without their names."""
    for stop in ("。", ". "):
        first, found, _ = text.partition(stop)
        if found:
            return first + stop.strip()
    return text


def _draw(plan: _Plan, digest: Digest) -> None:
    """Draw what was planned: map and legend, statements in columns, what ends the page."""
    sheet = plan.sheet
    top = sheet.y
    if digest.map is not None:
        foot = _draw_map(plan, digest.map)
        top = foot + 2 * _GAP if plan.left <= sheet.margin else top
    column = (plan.wide - (plan.columns - 1) * GUTTER) / plan.columns
    talls = [block.tall(column) for block in plan.blocks]
    counts = columns_of(talls, plan.columns, plan.deep)
    starts = [sum(counts[:number]) for number in range(len(counts))]
    deeps = [sum(talls[at : at + n]) for at, n in zip(starts, counts, strict=True)]
    lowest = top + max(deeps, default=0.0)
    for number, (at, count) in enumerate(zip(starts, counts, strict=True)):
        # Columns end together as far as a little more between their statements does that.
        more = min(_STRETCH, (max(deeps) - deeps[number]) / max(1, count - 1))
        y = top
        for block, tall in zip(plan.blocks[at : at + count], talls[at : at + count], strict=True):
            sheet.put(*block.draw(plan.left + number * (column + GUTTER), y, column))
            y += tall + more
    y = lowest + (_GAP if plan.blocks else 0.0)
    sheet.put(text_box(plan.left, y, plan.wide, plan.tail, name="basis"))


def _draw_map(plan: _Plan, spec: MapSpec) -> float:
    """Draw the map with its legend below or, where it is much larger then, at its right.

    Returns the foot of both.
    """
    sheet = plan.sheet
    above = plan.left <= sheet.margin
    wide = plan.wide if above else plan.left - GUTTER - sheet.margin
    # A grid of squares has no room on a page with all else.
    spec = readable(spec, 0.0)
    top, entries, margin = sheet.y, legend_entries(spec), margin_of(spec)
    rows = rows_height(entries, wide)
    below = min(plan.map_room - rows - _GAP, wide * (_MAP_RATIO if above else _MAP_TALL))
    if below <= 0:
        return top
    beside = min(plan.map_room, wide * _MAP_RATIO)
    side = legend_width(entries) + _GAP
    room = wide - side - GUTTER
    larger = _scale(room, beside) > _MUCH_LARGER * _scale(wide, below)
    if above and larger and legend_size(entries, side)[2] <= beside:
        # What the map's height leaves free of the width is the legend's.
        taken = min(room, beside / _MAP_SHAPE)
        left = sheet.margin + taken + GUTTER
        drawn, key, _ = map_over_key(spec, (sheet.margin, top, taken, beside), margin=margin)
        shown = entries_of(entries, drawn.seen)
        sheet.put(*drawn.items, *key)
        sheet.put(*draw_legend(shown, left, top, sheet.margin + wide - left))
        return top + beside
    drawn, key, foot = map_over_key(spec, (sheet.margin, top, wide, below), margin=margin)
    shown = entries_of(entries, drawn.seen)
    sheet.put(*drawn.items, *key)
    sheet.put(*draw_rows(shown, sheet.margin, foot + _GAP, wide))
    return foot + _GAP + rows_height(shown, wide)


def _scale(wide: float, high: float) -> float:
    """Return how large the province is drawn in a box, as the height that it would take."""
    return min(high, wide * _MAP_SHAPE)
