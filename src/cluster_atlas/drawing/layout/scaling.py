"""Pages set in letters of one size and enlarged to the paper they are for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from cluster_atlas.drawing.shapes import (
    Cell,
    Contour,
    Figure,
    Item,
    Page,
    Paragraph,
    Shape,
    Span,
    TextBox,
)
from cluster_atlas.drawing.typeset import BULLET


def enlarged(page: Page, factor: float, least: float = 0.0) -> Page:
    """Return a page and all on it enlarged by a factor.

    Parameters
    ----------
    page
        In points.
    factor
        How much larger.
    least
        Letters smaller than this many points afterwards are set at that size.
    """
    items = tuple(enlarged_items(page.items, factor, least))
    return replace(page, width=page.width * factor, height=page.height * factor, items=items)


def enlarged_items(items: Iterable[Item], factor: float, least: float = 0.0) -> Iterable[Item]:
    """Yield items enlarged from the upper left corner of their page."""
    for item in items:
        yield _shape(item, factor) if isinstance(item, Shape) else _box(item, factor, least)


def _shape(shape: Shape, factor: float) -> Shape:
    contours = tuple(
        Contour(tuple((x * factor, y * factor) for x, y in contour.points), contour.closed)
        for contour in shape.contours
    )
    return replace(
        shape,
        contours=contours,
        inside=_inside(shape.inside, factor),
        stroke_width=shape.stroke_width * factor,
        dash=tuple(part * factor for part in shape.dash),
    )


def _inside(inside: Figure | Cell | None, factor: float) -> Figure | Cell | None:
    if not isinstance(inside, Cell):
        return inside
    row = inside.row
    widths = tuple(wide * factor for wide in row.widths)
    larger = replace(row, x=row.x * factor, y=row.y * factor, high=row.high * factor, widths=widths)
    return replace(inside, row=larger)


def _box(box: TextBox, factor: float, least: float) -> TextBox:
    def letters(span: Span) -> Span:
        # A bullet is a mark and no letter.
        floor = 0.0 if span.text == BULLET else least
        return replace(span, size=max(floor, round(span.size * factor, 3)))

    def paragraph(one: Paragraph) -> Paragraph:
        return replace(
            one,
            spans=tuple(map(letters, one.spans)),
            indent=one.indent * factor,
            after=one.after * factor,
        )

    return replace(
        box,
        inside=_inside(box.inside, factor),
        x=box.x * factor,
        y=box.y * factor,
        w=box.w * factor,
        h=box.h * factor,
        paragraphs=tuple(map(paragraph, box.paragraphs)),
        lines=tuple(
            replace(
                line, x=line.x * factor, y=line.y * factor, spans=tuple(map(letters, line.spans))
            )
            for line in box.lines
        ),
    )
