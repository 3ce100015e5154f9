"""Symbols of parks and sites, and the names that find room beside them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from cluster_atlas.drawing import fonts
from cluster_atlas.drawing.maps.canvas import INK, NEAR, PX, Drawing
from cluster_atlas.drawing.maps.occupancy import (
    SEA,
    Occupancy,
    Rect,
    positions_around,
    positions_beside,
)
from cluster_atlas.drawing.shapes import (
    Contour,
    Item,
    Paragraph,
    Point,
    Shape,
    Span,
    ellipse,
    rule,
)
from cluster_atlas.drawing.typeset import text_box, words
from cluster_atlas.values.mapspec import Feature, Layer, Style

_SYMBOL_GAP = 6.5


def symbol(style: Style, x: float, y: float, name: str = "") -> Shape:
    """Return a point's symbol: a triangle, a diamond or a disc, hollow where only roughly known."""
    radius = style.size * PX / 2 or 4.0
    corners = {
        "triangle": ((0, -1.08), (1, 0.76), (-1, 0.76)),
        "diamond": ((0, -1.05), (1.05, 0), (0, 1.05), (-1.05, 0)),
    }.get(style.symbol)
    outline = (
        Contour(tuple((x + dx * radius, y + dy * radius) for dx, dy in corners))
        if corners
        else ellipse(x, y, radius, radius, 24)
    )
    return Shape(
        (outline,),
        name=name,
        fill="#ffffff" if style.hollow else style.fill,
        stroke=style.stroke,
        stroke_width=style.stroke_width * PX,
    )


def draw_points(drawing: Drawing, layers: Sequence[Layer]) -> list[tuple[Feature, Point]]:
    """Draw symbols, those at one spot moved apart; returns where each stands."""
    drawn: dict[str, tuple[Feature, Point]] = {}
    occupancy = drawing.occupancy
    for feature in (feature for layer in layers for feature in layer.features):
        at = drawing.frame.at(next(feature.geometry.positions()))
        if feature.id in drawn or not occupancy.inside(Rect(*at, 8, 8)):
            continue
        x, y = _moved_apart(at, [point for _, point in drawn.values()], occupancy)
        drawn[feature.id] = (feature, (x, y))
    for feature, (x, y) in drawn.values():
        at = drawing.frame.at(next(feature.geometry.positions()))
        if math.dist(at, (x, y)) > NEAR:
            drawing.items.append(rule(at, (x, y), feature.style.stroke or INK, 0.5))
        mark = symbol(feature.style, x, y, feature.title)
        drawing.items += [replace(mark, stroke="#ffffff", stroke_width=2.6, name=""), mark]
        occupancy.occupied.append(Rect(x, y, 9, 9))
    return list(drawn.values())


def _moved_apart(at: Point, others: Sequence[Point], occupancy: Occupancy) -> Point:
    x, y = at
    for turn in range(1, 60):
        crowded = any(math.dist((x, y), other) < 9.5 for other in others)  # noqa: PLR2004
        if not crowded and not any(Rect(x, y, 9, 9).overlap(rect) for rect in occupancy.occupied):
            break
        radius = 4.5 + 1.8 * turn
        x, y = at[0] + radius * math.cos(turn * 2.4), at[1] + radius * math.sin(turn * 2.4)
    return (x, y)


def write_symbol_name(drawing: Drawing, feature: Feature, x: float, y: float) -> None:
    """Write a symbol's name beside it, on one line or two, if there is room."""
    size = feature.style.text_size * PX
    for lines in _ways_to_write(feature.label):
        room = (
            max(fonts.width(line, size) for line in lines) + 3,
            len(lines) * size * 1.2 + 1.5,
        )
        rect = drawing.occupancy.put(room, positions_beside(x, y, room, _SYMBOL_GAP))
        if rect is not None:
            written = [words(line, size, INK, align="center", leading=1.2) for line in lines]
            drawing.labels.append(_label(rect, written, plate="#ffffff"))
            return


def _ways_to_write(text: str) -> Iterator[list[str]]:
    """Yield a name on one line, and, where it is long, on two."""
    if not text:
        return
    yield [text]
    if len(text) < 9:  # noqa: PLR2004 - short names stand on one line
        return
    if " " in text:
        cut = text.find(" ", max(0, len(text) // 2 - 3))
        if cut > 0:
            yield [text[:cut], text[cut + 1 :]]
    else:
        half = -(-len(text) // 2)
        yield [text[:half], text[half:]]


def _label(rect: Rect, written: Sequence[Paragraph], *, halo: str = "", plate: str = "") -> Item:
    high = sum(p.size * p.leading for p in written)
    return text_box(
        rect.x - rect.w / 2,
        rect.y - high / 2,
        rect.w,
        written,
        halo=halo,
        plate=plate,
    )


def names_to_write(layers: Sequence[Layer]) -> tuple[list[Feature], list[Feature]]:
    """Return the names to write, of cities and of all else; grids of squares carry their own."""
    named = {feature.id for layer in layers if layer.kind == "cells" for feature in layer.features}
    found = [
        feature
        for layer in layers
        if layer.kind == "label"
        for feature in layer.features
        if feature.id not in named
    ]
    cities = [feature for feature in found if feature.id.startswith("city:")]
    return cities, [feature for feature in found if feature not in cities]


def write_name(drawing: Drawing, feature: Feature, fills: dict[str, str]) -> None:
    """Write a place's name near its point, if there is room."""
    frame, style = drawing.frame, feature.style
    x, y = frame.at(next(feature.geometry.positions()))
    size = style.text_size * PX
    own = drawing.ground.number.get(feature.id)

    def foreign_cost(a: float, b: float) -> float:
        under = drawing.ground.under(a, b)
        return 0.0 if own is None or under == own else 2.0 if under == SEA else 7.0

    room = (fonts.width(feature.label, size, bold=style.bold) + 2, size * 1.25)
    rect = drawing.occupancy.put(room, positions_around(x, y, 26.0 if own else 32.0, foreign_cost))
    if rect is None:
        return
    fill = fills.get(feature.id, "") if drawing.ground.under(rect.x, rect.y) == own else ""
    ink, halo = _contrast(fill, style.text or INK)
    span = Span(feature.label, size, style.bold, style.italic, ink)
    drawing.labels.append(_label(rect, [Paragraph((span,), "center", 1.25)], halo=halo))


def fills_of(layers: Sequence[Layer]) -> dict[str, str]:
    """Return the colour of each filled area that is drawn, by the id of its place."""
    return {
        feature.id: feature.style.fill
        for layer in layers
        if layer.kind == "fill"
        for feature in layer.features
        if feature.style.fill and feature.style.fill_opacity > 0.5  # noqa: PLR2004
    }


def _contrast(fill: str, ink: str) -> tuple[str, str]:
    """Return the colours of letters and of their rim over a fill."""
    if not fill:
        return ink, "#ffffff"
    red, green, blue = (int(fill[i : i + 2], 16) for i in (1, 3, 5))
    dark = 0.2126 * red + 0.7152 * green + 0.0722 * blue < 140  # noqa: PLR2004 - half way
    return ("#ffffff" if dark else INK), fill
