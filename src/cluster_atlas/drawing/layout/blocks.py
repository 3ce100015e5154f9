"""Designations as blocks: title and citation, where and what, status and role, clause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cluster_atlas.drawing import fonts
from cluster_atlas.drawing.layout.flow import Block, flow
from cluster_atlas.drawing.layout.sheet import EDGE, QUIET, Sheet
from cluster_atlas.drawing.shapes import (
    ARTIFACT,
    Item,
    Paragraph,
    Point,
    Shape,
    Span,
    Tag,
    disc,
    list_item,
    rectangle,
    rule,
    tagged,
)
from cluster_atlas.drawing.typeset import (
    clipped,
    height,
    measure,
    text_box,
    words,
)
from cluster_atlas.values.briefspec import Cell, Group, Statement, Table
from cluster_atlas.values.colours import INK


def write_groups(sheet: Sheet, groups: Sequence[Group]) -> None:
    """Write statements by cluster in columns."""
    blocks = []
    for group in groups:
        heading, listed = sheet.subheading(), Tag("L")
        for number, statement in enumerate(group.statements):
            item = list_item(listed)
            first = heading if number == 0 else None
            blocks.append(_statement_block(sheet, statement, group, item, first))
    flow(sheet, blocks)


def compact_blocks(groups: Sequence[Group], most: int, *, english: bool) -> list[Block]:
    """Return the first statements of groups as blocks of three lines, each under its own name.

    A statement says its cluster itself, where there are several.
    """
    told = [
        (statement, group, len(groups) > 1) for group in groups for statement in group.statements
    ]
    listed = Tag("L")
    return [
        _compact_block(statement, group, listed, named=named, english=english)
        for statement, group, named in told[:most]
    ]


def _compact_block(
    statement: Statement, group: Group, listed: Tag, *, named: bool, english: bool
) -> Block:
    tag = list_item(listed)
    indent = 11.0
    comma = ", " if english else "，"
    place = "" if statement.via_only else _shortened(statement.where, english=english)
    where = comma.join(text for text in (place, statement.via, statement.target) if text)
    cluster = f"{group.name} · " if named else ""
    title = Paragraph((Span(statement.title, 8.4, bold=True, colour=INK),), leading=1.3)
    line = words(" ", 7.4, INK, leading=1.38)
    source = (f"{cluster}{statement.clause}", statement.legal)
    # The target stands with the places.
    untold = replace(statement, target="")

    def marks(wide: float) -> list[Paragraph]:
        return [line] if _marks_fit(untold, wide, 1.0) else [line, line]

    def tall(wide: float) -> float:
        inner = wide - indent
        return height([title, *marks(inner), *_about(where, source, inner)], inner) + 4.5

    def draw(x: float, y: float, wide: float) -> list[Item]:
        inner = wide - indent
        middle = y + height([title], inner)
        low = middle + height(marks(inner), inner)
        return [
            Shape((rectangle(x, y + 2.2, 6.4, 6.4),), fill=group.colour, name=group.name),
            text_box(x + indent, y, inner, [title], name=statement.id, tag=tag),
            *tagged(_marks(untold, x + indent, middle, inner, 1.0), tag),
            text_box(x + indent, low, inner, _about(where, source, inner), tag=tag),
        ]

    return Block(tall, draw)


def _about(where: str, source: Sequence[str], wide: float) -> list[Paragraph]:
    """Return where and by which clause: on one line, else the clause with its state on another."""
    place = [Span(where, 7.4, colour=INK)] if where else []
    cited = Span(" · ".join(source), 7.4, colour=QUIET)
    gap = Span("　", 7.4)
    if not place or measure((*place, gap, cited)) <= wide:
        return [Paragraph((*place, gap, cited) if place else (cited,), leading=1.32)]
    if measure((cited,)) <= wide:
        return [Paragraph(tuple(place), leading=1.32), Paragraph((cited,), leading=1.32)]
    clause, legal = (Span(text, 7.4, colour=QUIET) for text in source)
    return [Paragraph((*place, gap, clause), leading=1.32), Paragraph((legal,), leading=1.32)]


def _shortened(names: str, *, english: bool) -> str:
    """Return a list of places with the first few of them and their number."""
    comma, most = (", ", 4) if english else ("、", 5)
    parts = names.split(comma)
    if len(parts) <= most + 1:
        return names
    more = f" and {len(parts) - most} more" if english else f"等 {len(parts)} 处"
    return comma.join(parts[:most]) + more


def row_blocks(table: Table, most: int) -> list[Block]:
    """Return the first rows of a table as blocks, its widest column as what is said."""
    widest = max(range(len(table.weights)), key=lambda column: table.weights[column])
    listed = Tag("L")
    return [_row_block(row, widest, listed) for row in table.rows[:most]]


def _row_block(row: Sequence[Cell], widest: int, listed: Tag) -> Block:
    def told(cells: Sequence[Cell]) -> str:
        plain = (
            cell if isinstance(cell, str) else "".join(p for p in cell if isinstance(p, str))
            for cell in cells
        )
        return "　".join(text.strip() for text in plain if text.strip())

    lines = (
        (told(row[:widest]), 8.4, True, INK),
        (told(row[widest : widest + 1]), 8.0, False, INK),
        (told(row[widest + 1 :]), 7.4, False, QUIET),
    )
    paragraphs = [
        words(text, size, colour, bold=bold, leading=1.36)
        for text, size, bold, colour in lines
        if text
    ]

    tag = list_item(listed)

    def draw(x: float, y: float, wide: float) -> list[Item]:
        return [text_box(x, y, wide, paragraphs, name="row", tag=tag)]

    return Block(lambda wide: height(paragraphs, wide) + 4.0, draw)


def _statement_block(
    sheet: Sheet, statement: Statement, group: Group, tag: Tag, first: Tag | None
) -> Block:
    """Return one statement as a block; the ``first`` of a cluster carries the cluster's heading."""
    scale = sheet.scale
    head = 19.0 * scale if first else 0.0
    before = 3.0 * scale if first else 0.0
    paragraphs = _statement_words(statement, scale)
    indent = 11.0 * scale

    def tall(wide: float) -> float:
        inner = wide - indent
        below = _below(statement, paragraphs, inner, scale)
        above = [*paragraphs[:3], *_second_line(statement, paragraphs, inner, scale)]
        return before + head + height([*above, *below], inner) + 4.5 * scale

    def draw(x: float, y: float, wide: float) -> list[Item]:
        items: list[Item] = []
        if first:
            items += _group_head(group, (x, y + before), wide, scale, first)
        said = _statement_items(
            statement, paragraphs, x + indent, y + before + head, wide - indent, scale
        )
        return [*items, *tagged(said, tag)]

    def again(x: float, y: float, wide: float) -> list[Item]:
        more = " (continued)" if sheet.brief.english else "（续）"
        return _group_head(group, (x, y + 3.0 * scale), wide, scale, ARTIFACT, more)

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


def _second_line(
    statement: Statement, paragraphs: Sequence[Paragraph], wide: float, scale: float
) -> list[Paragraph]:
    """Return the line that the role takes below the status where they do not fit on one."""
    return [] if _marks_fit(statement, wide, scale) else [paragraphs[2]]


def _target_fits(statement: Statement, wide: float, scale: float) -> bool:
    size = 7.4 * scale
    used = fonts.width(statement.status + statement.role, size) + 39 * scale
    return used + fonts.width(statement.target, size, bold=True) <= wide


def _marks_fit(statement: Statement, wide: float, scale: float) -> bool:
    """Tell whether status and role have room on one line."""
    size = 7.4 * scale
    return fonts.width(statement.status + statement.role, size) + 29 * scale <= wide


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
    second = _second_line(statement, paragraphs, wide, scale)
    low = middle + height([paragraphs[2], *second], wide)
    return [
        text_box(x, y, wide, above, name=statement.id),
        *_marks(statement, x, middle, wide, scale),
        text_box(x, low, wide, below),
    ]


def _group_head(  # noqa: PLR0913 - where it stands and how
    group: Group, corner: Point, wide: float, scale: float, tag: Tag, more: str = ""
) -> list[Item]:
    x, y = corner
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
        text_box(x + 11 * scale, y, room, [Paragraph(spans)], name=group.name, tag=tag),
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
                Span(f" [{statement.cite}]", 7.4 * scale, colour=QUIET),
            ),
            leading=1.32,
        ),
        words(where, 7.4 * scale, QUIET, leading=1.36),
        # The line of the marks, whose words are set apart from it.
        words(" ", 7.4 * scale, INK, leading=1.38),
        words(f"{statement.clause}　{statement.legal}", 7.4 * scale, QUIET, leading=1.32),
    ]


def _marks(statement: Statement, x: float, y: float, wide: float, scale: float) -> list[Item]:
    """Draw status, role and target, each its words right of its own mark."""
    size, side = 7.4 * scale, 5.8 * scale
    middle = y + 5.2 * scale
    said: list[Item] = [*disc(x + 3.2 * scale, middle, 2.7 * scale, statement.fullness, INK)]
    at = x + 9.4 * scale
    said.append(_word(statement.status, at, y, size))
    at += fonts.width(statement.status, size) + 10 * scale
    if not _marks_fit(statement, wide, scale):
        at, y, middle = x, y + size * 1.38, middle + size * 1.38
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
