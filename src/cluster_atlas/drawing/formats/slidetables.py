"""Tables of slides as PowerPoint's own, with a heading row, cells and borders."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from cluster_atlas.drawing.formats.slidetext import attribute, colour, emu, paragraphs, spoken
from cluster_atlas.drawing.shapes import Cell, Item, Row, Shape, TextBox

# A row with what stands in it.
FilledRow = tuple[Row, list[Item]]

# The style without grid and bands.
_PLAIN = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
_KIND = "http://schemas.openxmlformats.org/drawingml/2006/table"
# Rows of one table touch, but for what rounding leaves.
_NEAR = 0.05


def tables(items: Sequence[Item]) -> Iterator[list[FilledRow]]:
    """Yield the tables of items that all stand in cells, each as its rows from the top.

    A row that names the columns, has another title or does not touch the one above begins a table.
    """
    table: list[FilledRow] = []
    for row, members in itertools.groupby(items, key=_row):
        if table and not _goes_on(table[-1][0], row):
            yield table
            table = []
        table.append((row, list(members)))
    if table:
        yield table


def table_frame(table: Sequence[FilledRow], number: int, language: str) -> str:
    """Return a table as a graphic frame.

    Parameters
    ----------
    table
        Its rows, from the top.
    number
        Its number on the slide.
    language
        ``zh`` or ``en``.
    """
    first = table[0][0]
    high = sum(row.high for row, _ in table)
    place = (
        f'<a:off x="{emu(first.x)}" y="{emu(first.y)}"/>'
        f'<a:ext cx="{emu(sum(first.widths))}" cy="{emu(high)}"/>'
    )
    columns = "".join(f'<a:gridCol w="{emu(wide)}"/>' for wide in first.widths)
    rows = "".join(_table_row(row, items, language) for row, items in table)
    name = attribute(first.table or f"table {number}")
    return (
        f'<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="{number}" name="{name}"/>'
        '<p:cNvGraphicFramePr><a:graphicFrameLocks noGrp="1"/></p:cNvGraphicFramePr><p:nvPr/>'
        f"</p:nvGraphicFramePr><p:xfrm>{place}</p:xfrm><a:graphic>"
        f'<a:graphicData uri="{_KIND}"><a:tbl><a:tblPr firstRow="{int(first.head)}">'
        f"<a:tableStyleId>{_PLAIN}</a:tableStyleId></a:tblPr><a:tblGrid>{columns}</a:tblGrid>"
        f"{rows}</a:tbl></a:graphicData></a:graphic></p:graphicFrame>"
    )


def _row(item: Item) -> Row:
    if isinstance(item.inside, Cell):
        return item.inside.row
    message = f"an item of a table without its cell: {item.name!r}"
    raise TypeError(message)


def _goes_on(above: Row, row: Row) -> bool:
    alike = (above.table, above.x, above.widths) == (row.table, row.x, row.widths)
    return alike and not row.head and abs(above.y + above.high - row.y) < _NEAR


def _table_row(row: Row, items: Sequence[Item], language: str) -> str:
    boxes = {
        item.inside.column: item
        for item in items
        if isinstance(item, TextBox) and isinstance(item.inside, Cell)
    }
    # An empty cell is no higher than the others.
    size = min((p.size for box in boxes.values() for p in box.paragraphs), default=1.0)
    empty = f'<a:p><a:endParaRPr {spoken(language)} sz="{round(size * 100)}"/></a:p>'
    look = _look([item for item in items if isinstance(item, Shape)])
    cells = []
    left = row.x
    for number, wide in enumerate(row.widths):
        box = boxes.get(number)
        said = paragraphs(box.paragraphs, language) if box else empty
        side, above = (box.x - left, box.y - row.y) if box else (0.0, 0.0)
        cells.append(
            f"<a:tc><a:txBody><a:bodyPr/><a:lstStyle/>{said}</a:txBody>"
            f'<a:tcPr marL="{emu(side)}" marR="{emu(side)}" marT="{emu(above)}" marB="0">'
            f"{look}</a:tcPr></a:tc>"
        )
        left += wide
    return f'<a:tr h="{emu(row.high)}">{"".join(cells)}</a:tr>'


def _look(shapes: Sequence[Shape]) -> str:
    """Return the borders and the fill of a row's cells by its rule and its ground."""
    sides = "".join(f'<a:{side} w="0"><a:noFill/></a:{side}>' for side in ("lnL", "lnR", "lnT"))
    for line in (shape for shape in shapes if shape.stroke):
        below = f"<a:solidFill>{colour(line.stroke)}</a:solidFill>"
        sides += f'<a:lnB w="{emu(line.stroke_width)}">{below}</a:lnB>'
    ground = next((shape.fill for shape in shapes if shape.fill), "")
    fill = f"<a:solidFill>{colour(ground)}</a:solidFill>" if ground else "<a:noFill/>"
    return sides + fill
