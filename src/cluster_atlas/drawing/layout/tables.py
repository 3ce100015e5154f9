"""Tables whose rows are never parted and whose heading stands again on every page."""

from __future__ import annotations

from collections.abc import Sequence

from cluster_atlas.drawing.layout.sheet import ACCENT, EDGE, QUIET, SLIDE_SLACK, Sheet
from cluster_atlas.drawing.shapes import (
    ARTIFACT,
    Paragraph,
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
from cluster_atlas.values.briefspec import Cell, Table, cell_text
from cluster_atlas.values.colours import INK


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
    tall = sum(_row_height(row, _widths(sheet, table), sheet) for row in together)
    if not sheet.reserve(34 + tall):
        sheet.rows_out[table.title] += len(table.rows)
        return
    if table.title:
        size = 9.5 * sheet.scale
        title = words(table.title, size, ACCENT, bold=True, after=2)
        sheet.write([title], name=table.title, tag=sheet.subheading())
    tag = Tag("Table")
    _row(sheet, table.head, _widths(sheet, table), tag, head=True)
    for row in table.rows:
        page = len(sheet.pages)
        if not sheet.reserve(_row_height(row, _widths(sheet, table), sheet)):
            sheet.rows_out[table.title] += 1
            continue
        if len(sheet.pages) != page:
            _row(sheet, table.head, _widths(sheet, table), ARTIFACT, head=True)
        _row(sheet, row, _widths(sheet, table), tag, head=False)
    sheet.y += 9


def _widths(sheet: Sheet, table: Table) -> list[float]:
    """Return the widths of a table's columns on the present page."""
    total = sum(table.weights)
    return [weight / total * sheet.body for weight in table.weights]


def _cell(cell: Cell, scale: float, *, head: bool) -> Paragraph:
    return words(cell_text(cell), 7.4 * scale, QUIET if head else INK, bold=head, leading=1.36)


def _room(sheet: Sheet, wide: float) -> float:
    """Return the width for the words of a cell."""
    return (SLIDE_SLACK if sheet.is_slide else 1.0) * (wide - 6)


def _row_height(
    row: Sequence[Cell], widths: Sequence[float], sheet: Sheet, *, head: bool = False
) -> float:
    return 5 + max(
        height([_cell(cell, sheet.scale, head=head)], _room(sheet, wide))
        for cell, wide in zip(row, widths, strict=True)
    )


def _row(
    sheet: Sheet, row: Sequence[Cell], widths: Sequence[float], table: Tag, *, head: bool
) -> None:
    """Write a row of a table; a heading that stands there again is none of its content."""
    whole = Tag("TR", table, columns=len(row))
    tall = _row_height(row, widths, sheet, head=head)
    x = sheet.left
    if head:
        box = rectangle(x, sheet.y, sum(widths), tall)
        sheet.put(Shape((box,), fill="#f4f6f8"))
    for column, (cell, wide) in enumerate(zip(row, widths, strict=True)):
        if cell:
            tag = Tag("TH" if head else "TD", whole, column=column)
            said = [_cell(cell, sheet.scale, head=head)]
            room = _room(sheet, wide)
            sheet.put(
                text_box(
                    x + 3, sheet.y + 2.5, room, said, tag=ARTIFACT if table is ARTIFACT else tag
                )
            )
        x += wide
    sheet.y += tall
    sheet.put(rule((sheet.left, sheet.y), (sheet.left + sum(widths), sheet.y), EDGE, 0.5))
