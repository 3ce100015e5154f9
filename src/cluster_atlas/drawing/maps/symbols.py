"""Symbols of parks and sites, and the names that find room beside them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from cluster_atlas.drawing import fonts
from cluster_atlas.drawing.maps.canvas import NEAR, PX, Drawing
from cluster_atlas.drawing.maps.occupancy import (
    SEA,
    Occupancy,
    Rect,
    leader,
    passes,
    positions_around,
    positions_beside,
)
from cluster_atlas.drawing.maps.squares import tie
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
from cluster_atlas.values.colours import INK
from cluster_atlas.values.mapspec import Feature, Layer, Style

_SYMBOL_GAP = 6.5

# Middles of symbols stand this far apart; round a shared point so many rings and turns are tried.
_SYMBOL = 9.5
_RINGS, _TURNS = 8, 6

# What it costs to cover the point of another city whose name may want to stand there.
_POINT_COST = 4.0


class _Search(NamedTuple):
    """How room for a name is looked for: letters at most so large, spots so far apart (points)."""

    most: float = math.inf
    step: float = 6.0


# One after the other, until every city has its name; 7.4 is the smallest size that is still read.
_SEARCHES = (_Search(), _Search(), _Search(7.4), _Search(7.4, 3.0), _Search(7.4, 3.0))


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
    for at, features in _by_spot(drawing, layers).items():
        others = [point for _, point in drawn.values()]
        spread = _spread(at, len(features), others, occupancy)
        drawn |= {f.id: (f, point) for f, point in zip(features, spread, strict=True)}
    for feature, (x, y) in drawn.values():
        at = drawing.frame.at(next(feature.geometry.positions()))
        if math.dist(at, (x, y)) > NEAR:
            colour = feature.style.stroke or INK
            drawing.items.append(rule(at, (x, y), colour, 0.5, name="leader"))
            drawing.items.append(Shape((ellipse(*at, 1.1, 1.1, 12),), fill=colour))
        mark = symbol(feature.style, x, y, feature.title)
        drawing.items += [replace(mark, stroke="#ffffff", stroke_width=2.6, name=""), mark]
        drawing.symbols.append(Rect(x, y, 9, 9))
    occupancy.occupied += drawing.symbols
    return list(drawn.values())


def _by_spot(drawing: Drawing, layers: Sequence[Layer]) -> dict[Point, list[Feature]]:
    """Return the features inside a map by where they stand, each place once."""
    found: dict[str, tuple[Feature, Point]] = {}
    for feature in (feature for layer in layers for feature in layer.features):
        x, y = drawing.frame.at(next(feature.geometry.positions()))
        if feature.id not in found and drawing.occupancy.inside(Rect(x, y, 8, 8)):
            found[feature.id] = (feature, (round(x, 1), round(y, 1)))
    spots: dict[Point, list[Feature]] = {}
    for feature, at in found.values():
        spots.setdefault(at, []).append(feature)
    return spots


def _spread(at: Point, number: int, others: Sequence[Point], occupancy: Occupancy) -> list[Point]:
    """Return where symbols stand that share a point: alone on it, else in a ring round it."""
    if number == 1:
        return [_moved_apart(at, others, occupancy)]
    best: list[Point] = []
    least = math.inf
    for wider in range(_RINGS):
        radius = max(8.0, number * _SYMBOL / (2 * math.pi)) + wider * _SYMBOL / 2
        for turn in range(_TURNS):
            start = 2 * math.pi * turn / (_TURNS * number) - math.pi / 2
            angles = [start + 2 * math.pi * k / number for k in range(number)]
            ring = [(at[0] + radius * math.cos(a), at[1] + radius * math.sin(a)) for a in angles]
            cost = 3.0 * wider + sum(_crowding(spot, others, occupancy) for spot in ring)
            if cost < least:
                best, least = ring, cost
    return best


def _crowding(spot: Point, others: Sequence[Point], occupancy: Occupancy) -> float:
    """Return what a symbol at a spot would cover or leave."""
    rect = Rect(*spot, 9, 9)
    cost = 60.0 * sum(math.dist(spot, other) < _SYMBOL for other in others)
    cost += 60.0 * sum(bool(rect.overlap(other)) for other in occupancy.occupied)
    return cost + (0.0 if occupancy.inside(rect) else 100.0)


def _moved_apart(at: Point, others: Sequence[Point], occupancy: Occupancy) -> Point:
    x, y = at
    for turn in range(1, 60):
        crowded = any(math.dist((x, y), other) < _SYMBOL for other in others)
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
    cities = [feature for feature in found if feature.level == "city"]
    return cities, [feature for feature in found if feature not in cities]


def write_cities(drawing: Drawing, cities: Sequence[Feature], fills: dict[str, str]) -> None:
    """Write the names of cities, smaller where larger ones leave no room for all of them.

    Each try lets those choose first that found no room most often, and spares the points of the
    others; the try with most names stands.
    """
    spots = {city.id: _spot(drawing, city) for city in cities}
    missed = dict.fromkeys(spots, 0)
    fewest, best = len(cities) + 1, list[WrittenName]()
    before = list(drawing.occupancy.occupied)
    for search in _SEARCHES:
        drawing.occupancy.occupied = list(before)
        missing = 0
        names = []
        for city in sorted(cities, key=lambda city: -missed[city.id]):
            others = [spots[other] for other in spots if other != city.id and any(missed.values())]
            name = placed_name(drawing, city, fills, search, others)
            if name is not None:
                names.append(name)
            elif drawing.occupancy.inside(Rect(*spots[city.id], 1, 1)):
                missing += 1
                missed[city.id] += 1
        if missing < fewest:
            fewest, best = missing, names
        if not missing:
            break
    drawing.occupancy.occupied = [*before, *(name.rect for name in best)]
    for name in best:
        _write(drawing, name)


def write_name(drawing: Drawing, feature: Feature, fills: dict[str, str]) -> None:
    """Write a place's name near its point, if there is room."""
    name = placed_name(drawing, feature, fills, _SEARCHES[0], ())
    if name is not None:
        _write(drawing, name)


class WrittenName(NamedTuple):
    """A name with its place on a map, and the line that ties it to its point."""

    rect: Rect
    label: Item
    tie: tuple[Shape, ...]


def _write(drawing: Drawing, name: WrittenName) -> None:
    drawing.items += name.tie
    drawing.labels.append(name.label)


def _spot(drawing: Drawing, feature: Feature) -> Point:
    return drawing.frame.at(next(feature.geometry.positions()))


def placed_name(
    drawing: Drawing,
    feature: Feature,
    fills: dict[str, str],
    search: _Search,
    others: Sequence[Point],
) -> WrittenName | None:
    """Take room for a place's name near its point; ``None`` where there is none.

    Parameters
    ----------
    drawing, feature, fills
        The map, the place, and the colours of areas by id.
    search
        Size of the letters, and spots to look at.
    others
        Points on the page that had better stay free.
    """
    style = feature.style
    x, y = _spot(drawing, feature)
    size = min(style.text_size * PX, search.most)
    room = (fonts.width(feature.label, size, bold=style.bold) + 2, size * 1.25)
    ground = drawing.counties if feature.level == "county" else drawing.ground
    own = ground.number.get(feature.id)

    def foreign_cost(a: float, b: float) -> float:
        under = ground.under(a, b)
        cost = 0.0 if own is None or under == own else 4.0 if under == SEA else 12.0
        rect = Rect(a, b, *room)
        return cost + _POINT_COST * sum(bool(rect.overlap(Rect(*p, 1, 1))) for p in others)

    reach = 32.0 if own is None else 60.0
    spots = positions_around(x, y, reach, foreign_cost, search.step)

    def allowed(rect: Rect) -> bool:
        # A name that leaves its own ground is tied to it.
        return own in {None, ground.under(rect.x, rect.y)} or _is_tied(drawing, (x, y), rect)

    rect = drawing.occupancy.put(room, spots, allowed)
    if rect is None:
        return None
    at_home = ground.under(rect.x, rect.y) == own
    line = tuple(tie((x, y), rect)) if own is not None and not at_home else ()
    fill = fills.get(feature.id, "") if at_home else ""
    ink, halo = _contrast(fill, style.text or INK)
    span = Span(feature.label, size, style.bold, style.italic, ink)
    return WrittenName(rect, _label(rect, [Paragraph((span,), "center", 1.25)], halo=halo), line)


def _is_tied(drawing: Drawing, anchor: Point, rect: Rect) -> bool:
    """Tell whether a line from a point to a rectangle is seen and runs under nothing.

    From under a symbol that stands on the point itself it may come.
    """
    line = leader(anchor, rect)
    spot = Rect(*anchor, 1, 1)
    if line is None or not drawing.occupancy.inside(spot):
        return False
    own = [symbol for symbol in drawing.symbols if symbol.overlap(spot)]
    return not any(passes(*line, other) for other in drawing.occupancy.occupied if other not in own)


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
    return ("#ffffff" if dark else ink), fill
