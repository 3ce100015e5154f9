"""Blocks set into columns of even height, and the citations that end a briefing."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cluster_atlas.drawing.layout.sheet import ACCENT, QUIET, SMALLEST, Sheet, columns_for
from cluster_atlas.drawing.shapes import (
    Item,
    Paragraph,
    Span,
    Tag,
    list_item,
)
from cluster_atlas.drawing.typeset import (
    height,
    text_box,
    words,
)
from cluster_atlas.values.briefspec import Citation
from cluster_atlas.values.colours import INK
from cluster_atlas.wording.numbers import noun


@dataclass(frozen=True)
class Block:
    """Something that is never parted: its height in a width, and its items at a spot there.

    ``again`` draws a heading of a height of ``again_tall`` where the block comes first in a
    column and is not the first of its cluster.
    """

    tall: Callable[[float], float]
    draw: Callable[[float, float, float], list[Item]]
    again: Callable[[float, float, float], list[Item]] | None = None
    again_tall: float = 0.0


def flow(sheet: Sheet, blocks: Sequence[Block]) -> None:
    """Set blocks into columns, as many as the page is wide for, of even height at the end."""
    left = list(blocks)
    sheet.into_columns(columns_for(sheet))
    fresh = sheet.y <= sheet.margin
    while left:
        taken, lowest = _fill(sheet, left, fresh=fresh)
        left = left[taken:]
        sheet.y = lowest
        if not left:
            break
        if sheet.one_page:
            sheet.left_out += len(left)
            sheet.full = True
            break
        sheet.continue_part()
        sheet.into_columns(columns_for(sheet))
        fresh = True
    sheet.columns, sheet.column = 1, 0
    if blocks:
        sheet.y += 8


def _fill(sheet: Sheet, blocks: Sequence[Block], *, fresh: bool) -> tuple[int, float]:
    """Set what fits of blocks on this page; returns how many, and how low they reach.

    On a fresh page a block deeper than it stands alone and runs over rather than never.
    """
    wide, top = sheet.column_width, sheet.y
    talls = [block.tall(wide) for block in blocks]
    deep = depth_of(
        talls, [block.again_tall for block in blocks], sheet.columns, sheet.bottom - top
    )
    lowest, taken = top, 0
    for column in range(sheet.columns):
        sheet.column = column
        y = top
        while taken < len(blocks):
            block = blocks[taken]
            again = block.again_tall if y <= top else 0.0
            alone = fresh and y <= top
            if y + again + talls[taken] > top + deep and not alone:
                break
            if again and block.again is not None:
                sheet.put(*block.again(sheet.left, y, wide))
                y += again
            sheet.put(*block.draw(sheet.left, y, wide))
            y += talls[taken]
            taken += 1
        lowest = max(lowest, y)
    return taken, lowest


def depth_of(talls: Sequence[float], again: Sequence[float], columns: int, room: float) -> float:
    """Return the least depth of columns that hold all blocks; the whole room where none does.

    Parameters
    ----------
    talls, again
        Heights of the blocks, and of the heading that each gets at the top of a column.
    columns, room
        How many columns there are, and how deep they can be.
    """
    deep = max(sum(talls) / columns, max(talls, default=0.0))
    while deep < room:
        column, used = 1, again[0] if again else 0.0
        for tall, heading in zip(talls, again, strict=True):
            if used + tall > deep:
                column, used = column + 1, heading
            used += tall
        if column <= columns:
            return deep
        deep += 6.0
    return room


def columns_of(talls: Sequence[float], columns: int, deep: float) -> list[int]:
    """Return how many blocks stand in each column of a depth; the last one takes all the rest."""
    counts, used = [0], 0.0
    for tall in talls:
        if counts[-1] and used + tall > deep + 0.01 and len(counts) < columns:
            counts.append(0)
            used = 0.0
        counts[-1] += 1
        used += tall
    return [*counts, *[0] * (columns - len(counts))]


def write_overflow(sheet: Sheet) -> None:
    """Say how much did not fit and where it stands."""
    statements, rows = sheet.left_out, sheet.rows_out
    if not (statements or rows):
        return
    english, count = sheet.brief.english, sum(rows.values())
    if english:
        bits = [f"{statements} {noun(statements, 'designation')}"] if statements else []
        total = [*bits, *([f"{count} {noun(count, 'row')}"] if rows else [])]
        bits += [f"{n} {noun(n, 'row')} of “{title or 'the table'}”" for title, n in rows.items()]
        texts = [f"{' and '.join(one)} more in this page's notes" for one in (bits, total)]
    else:
        bits = [f"定位 {statements} 条"] if statements else []
        total = [*bits, *([f"表格 {count} 行"] if rows else [])]
        bits += [f"“{title or '表格'}”{n} 行" for title, n in rows.items()]
        texts = [f"另有{'、'.join(one)}，见本页备注" for one in (bits, total)]
    left = sheet.span[0] if sheet.span else sheet.margin
    named, counted = (words(one, SMALLEST, ACCENT, align="right", leading=1.2) for one in texts)
    # Below it stands the foot of the page: it has one line.
    is_long = height([named], sheet.body) > 1.5 * height([counted], math.inf)
    line = counted if is_long else named
    sheet.put(text_box(left, sheet.bottom - 5, sheet.body, [line], name="more"))
    sheet.left_out = 0
    sheet.rows_out.clear()


def write_citations(sheet: Sheet) -> None:
    """Write what the numbers in square brackets stand for, document by document."""
    brief = sheet.brief
    if not brief.citations:
        return
    if sheet.is_slide or sheet.room < 90:  # noqa: PLR2004 - a heading and a few lines
        sheet.begin()
    else:
        sheet.y += 8
    head = {"zh": "引文", "en": "Citations"}[brief.language]
    sheet.span, sheet.part = None, head
    title = words(head, 11 * sheet.scale, ACCENT, bold=True, after=3)
    sheet.write([title], name=head, heading=sheet.is_slide, tag=sheet.heading(2))
    found: dict[str, list[Citation]] = {}
    for citation in brief.citations:
        found.setdefault(citation.document, []).append(citation)
    listed = Tag("L")
    blocks = [
        _citation_block(document, mine, sheet.scale, listed, english=brief.english)
        for document, mine in found.items()
    ]
    flow(sheet, blocks)


def _citation_block(
    document: str, citations: Sequence[Citation], scale: float, listed: Tag, *, english: bool
) -> Block:
    size = 7.4 * scale
    spans = [Span(document, size, colour=INK)]
    for number, citation in enumerate(citations):
        comma = ", " if english else "，"
        spans += [
            Span(comma if number == 0 else "  ", size, colour=INK),
            Span(f"[{citation.number}]\u00a0", size, bold=True, colour=QUIET),
            Span(citation.clause, size, colour=INK),
        ]
    paragraph = Paragraph(tuple(spans), leading=1.4, after=3 * scale)
    tag = list_item(listed)

    def draw(x: float, y: float, wide: float) -> list[Item]:
        return [text_box(x, y, wide, [paragraph], name="citations", tag=tag)]

    return Block(lambda wide: height([paragraph], wide), draw)
