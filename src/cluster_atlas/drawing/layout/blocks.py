"""Designations as blocks: title and citation, where and what, status and role, clause."""

from __future__ import annotations

from collections.abc import Sequence

from cluster_atlas.drawing import fonts
from cluster_atlas.drawing.layout.flow import Block, flow
from cluster_atlas.drawing.layout.sheet import EDGE, QUIET, Sheet
from cluster_atlas.drawing.shapes import (
    Item,
    Paragraph,
    Shape,
    Span,
    disc,
    rectangle,
    rule,
)
from cluster_atlas.drawing.typeset import (
    clipped,
    height,
    text_box,
    words,
)
from cluster_atlas.values.briefspec import Group, Statement
from cluster_atlas.values.colours import INK


def write_groups(sheet: Sheet, groups: Sequence[Group]) -> None:
    """Write statements by cluster in columns."""
    blocks = [
        _statement_block(
            sheet.scale, statement, group, first=number == 0, english=sheet.brief.english
        )
        for group in groups
        for number, statement in enumerate(group.statements)
    ]
    flow(sheet, blocks)


def _statement_block(
    scale: float, statement: Statement, group: Group, *, first: bool, english: bool
) -> Block:
    """Return one statement as a block; the first of a cluster carries the cluster's heading."""
    head = 19.0 * scale if first else 0.0
    before = 3.0 * scale if first else 0.0
    paragraphs = _statement_words(statement, scale)
    indent = 11.0 * scale

    def tall(wide: float) -> float:
        inner = wide - indent
        below = _below(statement, paragraphs, inner, scale)
        return before + head + height([*paragraphs[:3], *below], inner) + 4.5 * scale

    def draw(x: float, y: float, wide: float) -> list[Item]:
        items: list[Item] = []
        if first:
            items += _group_head(group, x, y + before, wide, scale)
        return items + _statement_items(
            statement, paragraphs, x + indent, y + before + head, wide - indent, scale
        )

    def again(x: float, y: float, wide: float) -> list[Item]:
        more = " (continued)" if english else "（续）"
        return _group_head(group, x, y + 3.0 * scale, wide, scale, more)

    if first:
        return Block(tall, draw)
    return Block(tall, draw, again, 22.0 * scale)


def _below(
    statement: Statement, paragraphs: Sequence[Paragraph], wide: float, scale: float
) -> list[Paragraph]:
    """Return what stands below the marks; a target that has no room beside them comes first."""
    target = []
    if statement.target and not _target_fits(statement, wide, scale):
        target = [words(statement.target, 7.4 * scale, INK, bold=True, leading=1.36)]
    return [*target, *paragraphs[3:]]


def _target_fits(statement: Statement, wide: float, scale: float) -> bool:
    size = 7.4 * scale
    used = fonts.width(statement.status + statement.role, size) + 39 * scale
    return used + fonts.width(statement.target, size, bold=True) <= wide


def _statement_items(  # noqa: PLR0913 - what it says and where
    statement: Statement,
    paragraphs: Sequence[Paragraph],
    x: float,
    y: float,
    wide: float,
    scale: float,
) -> list[Item]:
    """Return a statement's text and, between its lines, its status and role with their marks."""
    above, below = paragraphs[:2], _below(statement, paragraphs, wide, scale)
    middle = y + height(above, wide)
    low = middle + height([paragraphs[2]], wide)
    return [
        text_box(x, y, wide, above, name=statement.id),
        *_marks(statement, x, middle, wide, scale),
        text_box(x, low, wide, below),
    ]


def _group_head(  # noqa: PLR0913 - where it stands and how
    group: Group, x: float, y: float, wide: float, scale: float, more: str = ""
) -> list[Item]:
    room = wide - 11 * scale
    name = clipped(group.name, 9.5 * scale, room, bold=True)
    said = clipped(
        more or f"  {group.lead} · {group.counted}",
        7.8 * scale,
        room - fonts.width(name, 9.5 * scale, bold=True) - 1,
    )
    spans = (
        Span(name, 9.5 * scale, bold=True, colour=INK),
        Span(said, 7.8 * scale, colour=QUIET),
    )
    low = y + 15.5 * scale
    return [
        Shape((rectangle(x, y + 3.6 * scale, 7 * scale, 7 * scale),), fill=group.colour),
        text_box(x + 11 * scale, y, room, [Paragraph(spans)], name=group.name),
        rule((x, low), (x + wide, low), EDGE, 0.5),
    ]


def _statement_words(statement: Statement, scale: float) -> list[Paragraph]:
    """Return a statement's lines: title and citation, where and what, status and role, clause."""
    named = "" if statement.via_only else statement.where
    where = " · ".join(part for part in (named, statement.what, statement.via) if part)
    return [
        Paragraph(
            (
                Span(statement.title, 8.4 * scale, bold=True, colour=INK),
                Span(f" [{statement.cite}]", 6.8 * scale, colour=QUIET),
            ),
            leading=1.32,
        ),
        words(where, 7.4 * scale, QUIET, leading=1.36),
        # The line of the marks, whose words are set apart from it.
        words(" ", 7.4 * scale, INK, leading=1.38),
        words(f"{statement.clause}　{statement.legal}", 6.9 * scale, QUIET, leading=1.32),
    ]


def _marks(statement: Statement, x: float, y: float, wide: float, scale: float) -> list[Item]:
    """Draw status, role and target, each its words right of its own mark."""
    size, side = 7.4 * scale, 5.8 * scale
    middle = y + 5.2 * scale
    said: list[Item] = [*disc(x + 3.2 * scale, middle, 2.7 * scale, statement.fullness, INK)]
    at = x + 9.4 * scale
    said.append(_word(statement.status, at, y, size))
    at += fonts.width(statement.status, size) + 10 * scale
    box = rectangle(at, middle - side / 2, side, side)
    said.append(Shape((box,), fill=statement.shade, stroke=QUIET, stroke_width=0.35))
    at += side + 3.4 * scale
    said.append(_word(statement.role, at, y, size))
    at += fonts.width(statement.role, size) + 10 * scale
    if statement.target and _target_fits(statement, wide, scale):
        said.append(_word(statement.target, at, y, size, bold=True))
    return said


def _word(text: str, x: float, y: float, size: float, *, bold: bool = False) -> Item:
    line = words(text, size, INK, bold=bold, leading=1.38)
    return text_box(x, y, fonts.width(text, size, bold=bold) + 2, [line], name=text)
