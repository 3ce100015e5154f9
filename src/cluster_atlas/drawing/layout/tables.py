"""Tables whose rows are never parted and whose heading stands again on every page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from cluster_atlas.drawing.layout.sheet import ACCENT, EDGE, QUIET, SLIDE_SLACK, Sheet
from cluster_atlas.drawing.shapes import (
    ARTIFACT,
    Cell,
    Item,
    Paragraph,
    Row,
    Shape,
    Tag,
    rectangle,
    rule,
)
from cluster_atlas.drawing.typeset import (
    height,
    text_box,
    words,
)
from cluster_atlas.values.briefspec import Cell as Words
from cluster_atlas.values.briefspec import Table, cell_text
from cluster_atlas.values.colours import INK

# Ground of the row that names the columns.
HEAD = "#f4f6f8"
# Points from the edge of a cell to its words.
CELL_EDGE = 3.0
# Points that a row is higher than its words, and how far its lines are apart; those of a dense one.
_SPACE, _LEADING = 5.0, 1.36
_DENSE_SPACE, _DENSE_LEADING = 1.6, 1.22


def write_tables(sheet: Sheet, tables: Sequence[Table]) -> None:
    """Write tables one below the other."""
    for table in tables:
        _table(sheet, table)


def _table(sheet: Sheet, table: Table) -> None:
    """Write a table; its heading stands again where it goes on, and no row is parted."""
    if not table.rows:
        return
    # No row stands alone before a page ends; a slide shows what it can.
    together = table.rows[: 1 if sheet.one_page else 2]
    tall = sum(_row_height(sheet, table, row) for row in together)
    if not sheet.reserve((34 if table.title else 12) + tall):
        sheet.rows_out[table.title] += len(table.rows)
        return
    if table.title:
        size = 9.5 * sheet.scale
        title = words(table.title, size, ACCENT, bold=True, after=2)
        sheet.write([title], name=table.title, tag=sheet.subheading())
    tag = Tag("Table")
    _row(sheet, table, table.head, tag)
    for row in table.rows:
        page = len(sheet.pages)
        if not sheet.reserve(_row_height(sheet, table, row)):
            sheet.rows_out[table.title] += 1
            continue
        if len(sheet.pages) != page:
            _row(sheet, table, table.head, ARTIFACT)
        _row(sheet, table, row, tag)
    sheet.y += 9


def _widths(sheet: Sheet, table: Table) -> list[float]:
    """Return the widths of a table's columns on the present page."""
    total = sum(table.weights)
    return [weight / total * sheet.body for weight in table.weights]


def _cell(sheet: Sheet, table: Table, cell: Words, *, head: bool) -> Paragraph:
    leading = _DENSE_LEADING if table.dense else _LEADING
    colour = QUIET if head else INK
    return words(cell_text(cell), 7.4 * sheet.scale, colour, bold=head, leading=leading)


def _room(sheet: Sheet, wide: float) -> float:
    """Return the width for the words of a cell."""
    return (SLIDE_SLACK if sheet.is_slide else 1.0) * (wide - 2 * CELL_EDGE)


def _space(table: Table) -> float:
    return _DENSE_SPACE if table.dense else _SPACE


def _row_height(sheet: Sheet, table: Table, row: Sequence[Words]) -> float:
    head = row is table.head
    return _space(table) + max(
        height([_cell(sheet, table, cell, head=head)], _room(sheet, wide))
        for cell, wide in zip(row, _widths(sheet, table), strict=True)
    )


def _row(sheet: Sheet, table: Table, row: Sequence[Words], tag: Tag) -> None:
    """Write a row of a table; a head that stands there again is none of its content."""
    widths, head = _widths(sheet, table), row is table.head
    tall = _row_height(sheet, table, row)
    cells = [[_cell(sheet, table, cell, head=head)] if cell else [] for cell in row]
    rooms = [_room(sheet, wide) for wide in widths]
    place = Row(table.title, sheet.left, sheet.y, tall, tuple(widths), tag, head)
    sheet.put(*row_items(place, cells, rooms, _space(table) / 2))
    sheet.y += tall


def row_items(
    row: Row, cells: Sequence[Sequence[Paragraph]], rooms: Sequence[float], above: float
) -> Iterator[Item]:
    """Yield a row of a table: the ground of a head, the words of its cells, the rule below.

    Parameters
    ----------
    row
        Where it stands.
    cells
        The paragraphs of each cell; an empty one is not drawn.
    rooms
        Width in points that the words of each cell have.
    above
        Points from the top of the row to its words.
    """
    right, low = row.x + sum(row.widths), row.y + row.high
    whole = Tag("TR", row.tag, columns=len(cells))
    if row.head:
        ground = rectangle(row.x, row.y, sum(row.widths), row.high)
        yield Shape((ground,), fill=HEAD, inside=Cell(row))
    x = row.x
    for number, (paragraphs, wide, room) in enumerate(zip(cells, row.widths, rooms, strict=True)):
        if paragraphs:
            tag = Tag("TH" if row.head else "TD", whole, column=number)
            box = text_box(
                x + CELL_EDGE,
                row.y + above,
                room,
                paragraphs,
                tag=ARTIFACT if row.tag is ARTIFACT else tag,
            )
            yield replace(box, inside=Cell(row, number))
        x += wide
    yield replace(rule((row.x, low), (right, low), EDGE, 0.5), inside=Cell(row))
