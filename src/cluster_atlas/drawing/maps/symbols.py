"""Symbols of parks and sites, and the names that find room beside them."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from cluster_atlas.drawing import fonts
from cluster_atlas.drawing.maps.canvas import NEAR, PX, Drawing
from cluster_atlas.drawing.maps.occupancy import (
    LAND,
    SEA,
    Ground,
    LabelPosition,
    Rect,
    crossing,
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
from cluster_atlas.drawing.typeset import CUT, text_box, words
from cluster_atlas.values.colours import INK, contrast
from cluster_atlas.values.mapspec import Feature, Layer, Style

_SYMBOL_GAP = 6.5

# Middles of symbols stand this far apart; round a shared point so many rings and turns are tried.
_SYMBOL = 9.5
_RINGS, _TURNS = 8, 6
# A symbol that others crowd out looks so far round its point.
_TURNS_AROUND = 90

# So many points of arrows may lie under the name of a park or site.
_MOST_HIDDEN = 4

# One name in so many may stand off its city before other places are tried.
_TIED = 6

# What it costs to cover the point of another city whose name may want to stand there.
_POINT_COST = 4.0
# A name with this much on its own ground is white where the ground is dark: where letters of its
# own colour would have a contrast below the other number.
_WITHIN, _READABLE = 0.7, 4.5
# What it costs a name to run over the ground of others or over the sea, if it did so wholly, and to
# lie on a point of the outline of what a map is about, up to so many.
_OVER_OTHERS, _OVER_SEA = 16.0, 4.0
_OVER_OUTLINE, _MOST_OUTLINE = 0.3, 8.0
# A name with this much on its own ground is at home, if no more of it lies on other land.
_AT_HOME = 0.35
# A name of the neighbourhood has this much on what it names, land or sea, and a name of a SAR that
# stands beside it at most so much on other land.
_OUTSIDE, _ABROAD = 0.9, 0.1


class _Search(NamedTuple):
    """How room for a name is looked for.

    Letters are at most ``most`` points large, spots ``step`` points and what is written ``gap``
    points apart; ``abroad`` tells whether a name may stand on the ground of another place, tied
    to its own, ``short`` whether it stands without its count.
    """

    most: float = math.inf
    step: float = 6.0
    gap: float = 1.5
    abroad: bool = False
    short: bool = False


# One after the other, until every city has its name; 7.4 is the smallest size that is still read.
_SEARCHES = (
    _Search(),
    _Search(7.4),
    _Search(7.4, 3.0),
    _Search(7.4, 3.0, -1.0),
    # Again, because each try lets those choose first that the one before left without.
    *(
        _Search(7.4, step, -1.0, abroad=True, short=step < 3)  # noqa: PLR2004 - the later ones
        for step in (3.0, 3.0, 2.0, 2.0, 1.5)
    ),
)


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
        spread = _spread(drawing, at, len(features), others)
        drawn |= {f.id: (f, point) for f, point in zip(features, spread, strict=True)}
        drawing.ties += [(at, point) for point in spread if math.dist(at, point) > NEAR]
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
        at = drawing.frame.at(next(feature.geometry.positions()))
        if feature.id not in found and drawing.occupancy.inside(Rect(*at, 0, 0)):
            # One at the edge of its map is moved in, not left out.
            (x, y), (x0, y0, x1, y1) = at, drawing.frame.box
            x, y = min(max(x, x0 + 4), x1 - 4), min(max(y, y0 + 4), y1 - 4)
            found[feature.id] = (feature, (round(x, 1), round(y, 1)))
    spots: dict[Point, list[Feature]] = {}
    for feature, at in found.values():
        spots.setdefault(at, []).append(feature)
    return spots


def _spread(drawing: Drawing, at: Point, number: int, others: Sequence[Point]) -> list[Point]:
    """Return where symbols stand that share a point: alone on it, else in a ring round it."""
    if number == 1:
        return [_moved_apart(drawing, at, others)]
    best: list[Point] = []
    least = math.inf
    for wider in range(_RINGS):
        radius = max(8.0, number * _SYMBOL / (2 * math.pi)) + wider * _SYMBOL / 2
        for turn in range(_TURNS):
            start = 2 * math.pi * turn / (_TURNS * number) - math.pi / 2
            angles = [start + 2 * math.pi * k / number for k in range(number)]
            ring = [(at[0] + radius * math.cos(a), at[1] + radius * math.sin(a)) for a in angles]
            cost = 3.0 * wider + sum(_crowding(drawing, at, spot, others) for spot in ring)
            if cost < least:
                best, least = ring, cost
    return best


def _crowding(drawing: Drawing, at: Point, spot: Point, others: Sequence[Point]) -> float:
    """Return what a symbol of a point at a spot would cover, cross or leave."""
    rect, occupancy = Rect(*spot, 9, 9), drawing.occupancy
    cost = 60.0 * sum(math.dist(spot, other) < _SYMBOL for other in others)
    cost += 60.0 * sum(bool(rect.overlap(other)) for other in occupancy.occupied)
    cost += 40.0 * sum(crossing(at, spot, *tie) or passes(*tie, rect) for tie in drawing.ties)
    # A symbol on the ground of another city would be read as that city's.
    cost += 25.0 * (drawing.ground.under(*spot) != drawing.ground.under(*at))
    return cost + (0.0 if occupancy.inside(rect) else 100.0)


def _moved_apart(drawing: Drawing, at: Point, others: Sequence[Point]) -> Point:
    """Return the free spot nearest to a point; the least crowded near by where none is free."""
    best, least = at, _crowding(drawing, at, at, others)
    for turn in range(1, _TURNS_AROUND):
        radius = 4.5 + 0.6 * turn
        if radius >= least:
            break
        spot = (at[0] + radius * math.cos(turn * 2.4), at[1] + radius * math.sin(turn * 2.4))
        cost = radius + _crowding(drawing, at, spot, others)
        if cost < least:
            best, least = spot, cost
    return best


def write_symbol_name(drawing: Drawing, feature: Feature, x: float, y: float, most: float) -> bool:
    """Write a symbol's name beside it, on one line or more; tells whether there is room.

    Letters are at most ``most`` points large; a name that stands off is tied to its symbol.
    """
    size = min(feature.style.text_size * PX, most)
    for lines in _ways_to_write(feature):
        room = (
            max(fonts.width(line, size) for line in lines) + 3,
            len(lines) * size * 1.2 + 1.5,
        )

        def allowed(rect: Rect) -> bool:
            hidden = drawing.occupancy.crossings(rect) > _MOST_HIDDEN
            if hidden or _is_over_a_tie(drawing, rect):
                return False
            return not _stands_off((x, y), rect) or _is_tied(drawing, (x, y), rect)

        spots = positions_beside(x, y, room, _SYMBOL_GAP)
        rect = drawing.occupancy.put(room, spots, allowed)
        if rect is not None:
            written = [words(line, size, INK, align="center", leading=1.2) for line in lines]
            line = tie((x, y), rect) if _stands_off((x, y), rect) else ()
            _write(
                drawing,
                WrittenName((x, y), rect, _label(rect, written, plate="#ffffff"), tuple(line)),
            )
            return True
    return False


def _stands_off(at: Point, rect: Rect) -> bool:
    """Tell whether a name is so far from its symbol that a line must tie them."""
    dx, dy = abs(at[0] - rect.x) - rect.w / 2, abs(at[1] - rect.y) - rect.h / 2
    return max(dx, dy) > _SYMBOL_GAP + 1


def _ways_to_write(feature: Feature) -> Iterator[list[str]]:
    """Yield a name on one line and, where it is long, on two or three.

    One that is cut for the screen is written in full where paper has room for that.
    """
    text, whole = feature.label, feature.title
    if not text:
        return
    if text.endswith(CUT) and whole:
        yield from (_in_lines(whole, lines) for lines in (2, 3))
    yield [text]
    if len(text) >= 9:  # noqa: PLR2004 - short names stand on one line
        yield _in_lines(text, 2)


def _in_lines(text: str, number: int) -> list[str]:
    """Return a text parted into so many lines of about one length, between words if it has any."""
    lines = []
    for left in range(number, 1, -1):
        cut = -(-len(text) // left)
        if " " in text:
            spaces = [at for at, letter in enumerate(text) if letter == " "]
            cut = min(spaces, key=lambda at: abs(at - cut), default=len(text))
        lines.append(text[:cut])
        text = text[cut:].strip()
    return [line for line in (*lines, text) if line]


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


def names_to_write(
    layers: Sequence[Layer], gridded: Collection[str] = ()
) -> tuple[list[Feature], list[Feature]]:
    """Return the names to write, of cities and of all else; squares carry their own."""
    found = [
        feature
        for layer in layers
        if layer.kind == "label"
        for feature in layer.features
        if feature.id not in gridded
    ]
    cities = [feature for feature in found if feature.level == "city"]
    return cities, [feature for feature in found if feature not in cities]


def write_cities(drawing: Drawing, cities: Sequence[Feature], shaded: Collection[str]) -> float:
    """Write the names of cities; returns how large their letters are at most, in points.

    Cities that the map is about choose first, and letters are smaller where larger ones leave no
    room for all. Each try lets those choose before others that found no room most often, and
    spares the points of the others; the one with most names and fewest lines stands.

    Parameters
    ----------
    drawing, cities
        The map and the cities to name.
    shaded
        Ids of the cities that the map is about.
    """
    spots = {city.id: _spot(drawing, city) for city in cities}
    missed = dict.fromkeys(spots, 0)
    least, best, most = math.inf, list[WrittenName](), math.inf
    before, tied = list(drawing.occupancy.occupied), list(drawing.ties)
    for number, search in enumerate(_SEARCHES):
        drawing.occupancy.occupied, drawing.ties = list(before), list(tied)
        cost = 0
        names = []
        for city in sorted(cities, key=lambda city: (city.id not in shaded, -missed[city.id])):
            others = [spots[other] for other in spots if other != city.id and any(missed.values())]
            # Only what the map is about is worth a long line.
            near = search if city.id in shaded else search._replace(abroad=False)
            name = placed_name(drawing, city, near, others)
            if name is not None:
                names.append(name)
                cost += name.line is not None
                cost += 1 if search.short and city.short_label else 0
            elif drawing.occupancy.inside(Rect(*spots[city.id], 1, 1)):
                # No number of other names makes up for one that the map is about.
                cost += 4 * len(cities) if city.id in shaded else 2
                missed[city.id] += 1
        if cost < least:
            least, best, most = cost, names, search.most
        if cost * _TIED <= len(cities):
            break
        # Large letters stand only where nearly all of them are at home.
        least = math.inf if number == 0 else least
    drawing.occupancy.occupied = [*before, *(name.rect for name in best)]
    drawing.ties = [*tied, *(name.line for name in best if name.line is not None)]
    for name in best:
        _write(drawing, name)
        drawing.named.append((name.at, name.rect))
    return most


def write_name(drawing: Drawing, feature: Feature, most: float) -> None:
    """Write a place's name near its point in letters at most so large, if there is room."""
    name = placed_name(drawing, feature, _Search(most), ())
    if name is not None:
        _write(drawing, name)


class WrittenName(NamedTuple):
    """A name with its place on a map, the point that it names, and the line that ties the two."""

    at: Point
    rect: Rect
    label: Item
    tie: tuple[Shape, ...]
    line: tuple[Point, Point] | None = None


def _write(drawing: Drawing, name: WrittenName) -> None:
    drawing.items += name.tie
    drawing.labels.append(name.label)


def _spot(drawing: Drawing, feature: Feature) -> Point:
    return drawing.frame.at(next(feature.geometry.positions()))


def placed_name(
    drawing: Drawing,
    feature: Feature,
    search: _Search,
    others: Sequence[Point],
) -> WrittenName | None:
    """Take room for a place's name near its point; ``None`` where there is none.

    Parameters
    ----------
    drawing, feature
        The map and the place.
    search
        Size of the letters, and spots to look at.
    others
        Points on the page that had better stay free.
    """
    style = feature.style
    x, y = _spot(drawing, feature)
    size = min(style.text_size * PX, search.most)
    text = (feature.short_label if search.short else "") or feature.label
    room = (fonts.width(text, size, bold=style.bold) + 2, size * 1.25)
    ground = drawing.counties if feature.level == "county" else drawing.ground
    own = ground.number.get(feature.id)

    def foreign_cost(a: float, b: float) -> float:
        under = ground.under(a, b)
        cost = 0.0 if own is None or under == own else 12.0 if under == SEA else 20.0
        rect = Rect(a, b, *room)
        if own is not None:
            _, areas, sea, _ = ground.shares(rect, own)
            cost += _OVER_OTHERS * areas + _OVER_SEA * sea
            cost += min(_MOST_OUTLINE, _OVER_OUTLINE * drawing.ground.outlined(rect))
        # Asked of thousands of spots.
        return cost + _POINT_COST * sum(abs(p - a) < wide and abs(q - b) < high for p, q in near)

    reach = 60.0 if search.abroad or search.short else 32.0
    wide, high = room[0] / 2 + 0.5, room[1] / 2 + 0.5
    across = 1.25 * reach + wide
    near = [(p, q) for p, q in others if abs(p - x) < across and abs(q - y) < reach + high]
    spots = positions_around(x, y, reach, foreign_cost, search.step)
    if drawing.occupancy.inside(Rect(x, y, 1, 1)):
        spots = [_moved_in(spot, room, drawing.occupancy.box) for spot in spots]

    def allowed(rect: Rect) -> bool:
        if _is_over_a_tie(drawing, rect):
            return False
        if own is None:
            return _is_outside(feature, ground, rect)
        if _reads_as_own(ground, rect, own):
            return True
        # A name that leaves its own ground is tied to it.
        at_home = ground.under(rect.x, rect.y) in {own, SEA, LAND}
        return (search.abroad or at_home) and _is_tied(drawing, (x, y), rect)

    rect = drawing.occupancy.put(room, spots, allowed, search.gap)
    if rect is None:
        return None
    at_home = own is None or _reads_as_own(ground, rect, own)
    line = None if at_home else leader((x, y), rect)
    if line is not None:
        drawing.ties.append(line)
    within = own is not None and ground.shares(rect, own)[0] > _WITHIN
    colour, rim = _letters(style.text or INK, drawing.fills.get(feature.id, "") if within else "")
    span = Span(text, size, style.bold, style.italic, colour)
    label = _label(rect, [Paragraph((span,), "center", 1.25)], halo=rim)
    return WrittenName((x, y), rect, label, tuple(tie((x, y), rect)) if line else (), line)


def _letters(colour: str, fill: str) -> tuple[str, str]:
    """Return the colours of a name and of the rim round it on a ground, which may be unknown."""
    if fill and contrast(colour, fill) < min(_READABLE, contrast("#ffffff", fill)):
        return "#ffffff", fill
    # A white rim is read on every ground, also where the name runs over its edge.
    return colour, "#ffffff"


def _reads_as_own(ground: Ground, rect: Rect, own: int) -> bool:
    """Tell whether a name says what it stands on: no more of it lies on what it does not name."""
    if ground.under(rect.x, rect.y) != own:
        return False
    mine, areas, _, land = ground.shares(rect, own)
    return mine >= max(_AT_HOME, areas + land)


def _is_outside(feature: Feature, ground: Ground, rect: Rect) -> bool:
    """Tell whether a name of a neighbour stands on other land, and that of a sea on the sea."""
    _, areas, sea, land = ground.shares(rect, -1)
    return not areas and (land if feature.level == "context" else sea) >= _OUTSIDE


def _moved_in(
    spot: LabelPosition, room: tuple[float, float], box: tuple[float, float, float, float]
) -> LabelPosition:
    """Return a spot at which a name does not run over the edge of its map."""
    left, top, right, low = box
    x = min(max(spot.x, left + room[0] / 2), right - room[0] / 2)
    return LabelPosition(x, min(max(spot.y, top + room[1] / 2), low - room[1] / 2), spot.cost)


def _is_over_a_tie(drawing: Drawing, rect: Rect) -> bool:
    """Tell whether a rectangle would hide the line of another name."""
    return any(passes(*line, rect) for line in drawing.ties)


def _is_tied(drawing: Drawing, anchor: Point, rect: Rect) -> bool:
    """Tell whether a line from a point to a rectangle is seen, crosses none and is under nothing.

    From under a symbol that stands on the point itself it may come.
    """
    line = leader(anchor, rect)
    spot = Rect(*anchor, 1, 1)
    if line is None or not drawing.occupancy.inside(spot):
        return False
    own = [symbol for symbol in drawing.symbols if symbol.overlap(spot)]
    if any(crossing(*line, *other) for other in drawing.ties):
        return False
    return not any(passes(*line, other) for other in drawing.occupancy.occupied if other not in own)


def shaded_in(layers: Sequence[Layer]) -> frozenset[str]:
    """Return the ids of the places that a map shades, the plain ground apart."""
    return frozenset(
        feature.id
        for layer in layers
        if layer.kind == "fill" and layer.role != "city-areas"
        for feature in layer.features
        if feature.style.fill and feature.style.fill_opacity
    )
