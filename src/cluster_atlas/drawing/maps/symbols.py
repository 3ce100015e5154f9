"""Symbols of parks and sites, and the names that find room beside them."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cluster_atlas.drawing import fonts
from cluster_atlas.drawing.maps.canvas import NEAR, PX, Drawing, tie_line
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
)
from cluster_atlas.drawing.typeset import CUT, text_box, words
from cluster_atlas.values.colours import INK, OUTLINE, contrast
from cluster_atlas.values.mapspec import Feature, Layer, Style

_SYMBOL_GAP = 6.5
# Letters of a line of a park's or site's name; the viewer's lines are as long.
_LONGEST_HAN, _LONGEST_LATIN = 14, 26

# Round a symbol this much is looked at, to tell on whose ground it stands.
_FOOT = 2.0
# What it costs a symbol to stand on the ground of another city, on other land and on the sea.
_ON_OTHERS, _ON_LAND, _ON_SEA = 240.0, 80.0, 30.0

# How far off its symbol a name is looked room for, and in which steps and in how many directions.
_FARTHEST, _FARTHER, _DIRECTIONS = 90.0, 7.0, 20
# The most of a name of a site that may lie on another city.
_ASTRAY = 0.04

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
# A name on its city's point with less than this on its own ground moves off an arrow's end there,
# for so much.
_ROOMY, _ON_TARGET = 0.9, 16.0
# The same for a name of another city.
_ON_OTHER_TARGET = 16.0
# What it costs a name to run over the ground of others or over the sea, if it did so wholly, and to
# lie on a point of the outline of what a map is about, up to so many.
_OVER_OTHERS, _OVER_SEA = 16.0, 4.0
_OVER_OUTLINE, _MOST_OUTLINE = 0.3, 8.0
# A name with this much on its own ground is at home, if no more of it lies on other land.
_AT_HOME = 0.35
# So many points of the outline of its city may lie under the name of one that the map is about.
_ON_OUTLINE = 2
# A name of the neighbourhood has this much on what it names, land or sea, and a name of a SAR that
# stands beside it at most so much on other land.
_OUTSIDE, _ABROAD = 0.9, 0.1


class _Search(NamedTuple):
    """How room for a name is looked for.

    Letters are at most ``most`` points large, spots ``step`` points and what is written ``gap``
    points apart; ``abroad`` tells whether a name may stand on the ground of another place, tied
    to its own, ``short`` whether it stands without its count, ``whole`` whether that of a city that
    the map is about leaves the outline of its city whole. On its own ground lies ``home`` times as
    much of it as on that of others.
    """

    most: float = math.inf
    step: float = 6.0
    gap: float = 1.5
    abroad: bool = False
    short: bool = False
    whole: bool = False
    home: float = 1.0


# One after the other, until every city has its name; 7.4 is the smallest size that is still read.
_SEARCHES = (
    _Search(whole=True, home=1.5),
    _Search(7.4, whole=True, home=1.5),
    _Search(7.4, 3.0, whole=True, home=1.5),
    _Search(7.4, 3.0, -1.0, home=1.5),
    # Again, because each try lets those choose first that the one before left without.
    *(
        _Search(7.4, step, -1.0, abroad=True, short=step < 3)  # noqa: PLR2004 - the later ones
        for step in (3.0, 3.0, 2.0, 2.0, 1.5)
    ),
)


def symbol(style: Style, x: float, y: float, name: str = "") -> Shape:
    """Return a point's symbol: triangle, diamond, square or disc, hollow if roughly known."""
    radius = style.size * PX / 2 or 4.0
    corners = {
        "triangle": ((0, -1.08), (1, 0.76), (-1, 0.76)),
        "diamond": ((0, -1.05), (1.05, 0), (0, 1.05), (-1.05, 0)),
        "square": ((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)),
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
    for feature, point in drawn.values():
        at = _spot(drawing, feature)
        if math.dist(at, point) > NEAR:
            drawing.items += tie_line(at, point, feature.style.stroke or INK)
            drawing.seen.moved = True
    for feature, (x, y) in drawn.values():
        drawing.seen.symbols.add((feature.style.symbol, feature.style.hollow))
        drawing.seen.symbol_colours.add(feature.style.fill)
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
            cost = 3.0 * wider
            for spot in ring:
                cost += _crowding(drawing, at, spot, others, least - cost)
            if cost < least:
                best, least = ring, cost
    if least < _ON_SEA * number:
        return best
    # Where a ring would reach into another city or over other symbols, each looks for its own spot.
    apart: list[Point] = []
    for _ in range(number):
        apart.append(_moved_apart(drawing, at, [*others, *apart], tied=True))
    return min(best, apart, key=lambda spots: _crowding_of(drawing, at, spots, others))


def _crowding_of(
    drawing: Drawing, at: Point, spots: Sequence[Point], others: Sequence[Point]
) -> float:
    """Return what symbols of one point would cover, cross or leave, each other included."""
    return sum(
        _crowding(drawing, at, spot, [*others, *spots[:number]])
        for number, spot in enumerate(spots)
    )


def _crowding(
    drawing: Drawing, at: Point, spot: Point, others: Sequence[Point], most: float = math.inf
) -> float:
    """Return what a symbol of a point at a spot would cover, cross or leave.

    More than ``most`` is not added up.
    """
    rect, occupancy = Rect(*spot, 9, 9), drawing.occupancy
    cost = 0.0 if occupancy.inside(rect) else 100.0
    cost += _away(drawing.ground, drawing.ground.under(*at), spot)
    cost += 60.0 * sum(math.dist(spot, other) < _SYMBOL for other in others)
    if cost < most:
        cost += 60.0 * sum(bool(rect.overlap(other)) for other in occupancy.occupied)
    if cost < most:
        # A line under another symbol would be read as that symbol's.
        cost += 40.0 * sum(passes(at, spot, Rect(*other, 8, 8)) for other in others)
    if cost < most:
        cost += 40.0 * sum(crossing(at, spot, *tie) or passes(*tie, rect) for tie in drawing.ties)
    return cost


def _away(ground: Ground, home: int, spot: Point) -> float:
    """Return what it costs a symbol to leave the ground of its city, on which it would be read."""
    x, y = spot
    around = ((0, 0), (_FOOT, 0), (-_FOOT, 0), (0, _FOOT), (0, -_FOOT))
    under = [ground.under(x + dx, y + dy) for dx, dy in around]
    prices = {home: 0.0, SEA: _ON_SEA, LAND: _ON_LAND} | {home: 0.0}
    costs = [prices.get(one, _ON_OTHERS) for one in under]
    return costs[0] or max(costs) / 8


def _moved_apart(
    drawing: Drawing, at: Point, others: Sequence[Point], *, tied: bool = False
) -> Point:
    """Return the free spot nearest to a point; the least crowded near by where none is free.

    One that is to be ``tied`` does not stand on the point itself.
    """
    best, least = at, math.inf if tied else _crowding(drawing, at, at, others)
    for turn in range(1, _TURNS_AROUND):
        radius = 4.5 + 0.6 * turn
        if radius >= least:
            break
        spot = (at[0] + radius * math.cos(turn * 2.4), at[1] + radius * math.sin(turn * 2.4))
        cost = radius + _crowding(drawing, at, spot, others, least - radius)
        if cost < least:
            best, least = spot, cost
    return best


def write_symbol_name(
    drawing: Drawing, feature: Feature, at: Point, most: float, *, apart: bool
) -> bool:
    """Write a symbol's name, on one line or more; tells whether there is room.

    Letters are at most ``most`` points large. The name stands beside its symbol or, ``apart``, off
    it and tied to it.
    """
    x, y = at
    size = min(feature.style.text_size * PX, most)
    ground = drawing.ground
    own = ground.nearest(*_spot(drawing, feature))

    def allowed(rect: Rect, *, others: npt.NDArray[np.bool_]) -> bool:
        # On another city it would be read as that city's.
        if ground.strays(rect, others) > _ASTRAY:
            return False
        if drawing.occupancy.crossings(rect) > _MOST_HIDDEN or _is_over_a_tie(drawing, rect):
            return False
        off = apart or _stands_off((x, y), rect)
        return not off or _is_tied(drawing, (x, y), rect)

    ways = [(lines, _room_of(lines, size)) for lines in _ways_to_write(feature)]
    others, quiet = ground.others({own}), _quiet(drawing, own) if apart else frozenset[int]()
    if apart:
        spread = [(lines, room, _positions_apart(x, y, room)) for lines, room in ways]
        tries = [(one, others) for one in spread]
        # Only where there is no other room, and only on what the map says nothing of.
        tries += [(one, ground.others({own, *quiet})) for one in spread if quiet]
    else:
        beside = ((lines, room, positions_beside(x, y, room, _SYMBOL_GAP)) for lines, room in ways)
        tries = [(one, others) for one in beside]
    for (lines, room, spots), elsewhere in tries:
        asked = partial(allowed, others=elsewhere)
        rect = drawing.occupancy.put(room, spots, asked)
        if rect is not None:
            written = [words(line, size, INK, align="center", leading=1.2) for line in lines]
            off = apart or _stands_off((x, y), rect)
            line = leader((x, y), rect) if off else None
            if line is not None:
                drawing.ties.append(line)
            label = _label(rect, written, plate="#ffffff")
            drawn = tuple(_tie_of_symbol(line)) if line else ()
            _write(drawing, WrittenName((x, y), rect, label, drawn))
            return True
    return False


def _tie_of_symbol(line: tuple[Point, Point]) -> Iterator[Shape]:
    """Yield the line from the edge of a symbol to its name."""
    (x, y), end = line
    share = min(1.0, _SYMBOL / 2 / math.dist((x, y), end))
    start = (x + (end[0] - x) * share, y + (end[1] - y) * share)
    yield from tie_line(start, end, OUTLINE, dot=False)


def _room_of(lines: Sequence[str], size: float) -> tuple[float, float]:
    """Return width and height of lines of letters of a size."""
    return max(fonts.width(line, size) for line in lines) + 3, len(lines) * size * 1.2 + 1.5


def _quiet(drawing: Drawing, own: int) -> frozenset[int]:
    """Return the cities on which a name that is tied to a site in another may stand.

    A map about some cities leaves the others for what has no room on these; on others it is those
    that carry no shade.
    """
    ground = drawing.ground
    about = {ground.number[key] for key in ground.subjects if key in ground.number}
    loud = about if own in about else {ground.number.get(key, own) for key in drawing.shaded}
    return frozenset(
        number
        for key, number in ground.number.items()
        if number not in loud and not key.startswith("sar:")
    )


def _positions_apart(x: float, y: float, size: tuple[float, float]) -> list[LabelPosition]:
    """Return spots for a name that is tied to its symbol, near ones first."""
    spots = []
    away = 2 * _SYMBOL_GAP
    while away <= _FARTHEST:
        for number in range(_DIRECTIONS):
            turn = 2 * math.pi * number / _DIRECTIONS
            dx, dy = math.cos(turn), math.sin(turn)
            at = (x + dx * (away + size[0] / 2), y + dy * (away + size[1] / 2))
            spots.append(LabelPosition(*at, away / 6))
        away += _FARTHER
    return spots


def _stands_off(at: Point, rect: Rect) -> bool:
    """Tell whether a name is so far from its symbol that a line must tie them."""
    dx, dy = abs(at[0] - rect.x) - rect.w / 2, abs(at[1] - rect.y) - rect.h / 2
    return max(dx, dy) > _SYMBOL_GAP + 1


def _ways_to_write(feature: Feature) -> Iterator[list[str]]:
    """Yield a name on one line and, where it is long, on two or three.

    One that is longer than a line is cut only where there is no room for two or three.
    """
    text = feature.label
    if not text:
        return
    longest = _LONGEST_LATIN if text.isascii() else _LONGEST_HAN
    if len(text) > longest:
        yield from (_in_lines(text, lines) for lines in (2, 3))
        text = text[: longest - 1] + CUT
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
    searches = [one._replace(most=min(one.most, drawing.letters)) for one in _SEARCHES]
    for number, search in enumerate(searches):
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
    """A name with its place on a map, the point that it names, and the line that ties the two.

    ``counted`` tells whether it carries a number.
    """

    at: Point
    rect: Rect
    label: Item
    tie: tuple[Shape, ...]
    line: tuple[Point, Point] | None = None
    counted: bool = False


def _write(drawing: Drawing, name: WrittenName) -> None:
    drawing.items += name.tie
    drawing.labels.append(name.label)
    drawing.seen.numbers |= name.counted


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
    # A SAR is small, and its name stands on the sea beside it.
    reach = 60.0 if search.abroad or search.short or feature.level == "sar" else 32.0
    cost = _costs(drawing, (x, y), room, (ground, own), others, reach)
    spots = positions_around(x, y, reach, cost, search.step)
    if drawing.occupancy.inside(Rect(x, y, 1, 1)):
        spots = [_moved_in(spot, room, drawing.occupancy.box) for spot in spots]

    def allowed(rect: Rect) -> bool:
        return _may_stand(drawing, feature, search, rect)

    rect = drawing.occupancy.put(room, spots, allowed, search.gap)
    if rect is None:
        return None
    at_home = own is None or _reads_as_own(ground, rect, own, search.home)
    line = None if at_home else leader((x, y), rect)
    if line is not None:
        drawing.ties.append(line)
    within = own is not None and ground.shares(rect, own)[0] > _WITHIN
    colour, rim = _letters(style.text or INK, drawing.fills.get(feature.id, "") if within else "")
    span = Span(text, size, style.bold, style.italic, colour)
    label = _label(rect, [Paragraph((span,), "center", 1.25)], halo=rim)
    drawn = tuple(tie((x, y), rect)) if line else ()
    return WrittenName((x, y), rect, label, drawn, line, bool(text != feature.short_label != ""))


def _costs(  # noqa: PLR0913 - what is to stand where, and what had better stay free
    drawing: Drawing,
    at: Point,
    room: tuple[float, float],
    home: tuple[Ground, int | None],
    others: Sequence[Point],
    reach: float,
) -> Callable[[float, float], float]:
    """Return what a name of a size that belongs to a point costs at each spot within a reach."""
    (x, y), (ground, own) = at, home
    wide, high = room[0] / 2 + 0.5, room[1] / 2 + 0.5
    across = 1.25 * reach + wide
    dear = [(spot, _POINT_COST) for spot in others]
    for target in drawing.targets:
        mine = math.dist(target, at) < 1
        # Of a small city the name would cover all: an arrow could end in no sight of it.
        if not mine or own is None or ground.shares(Rect(x, y, *room), own)[0] < _ROOMY:
            dear.append((target, _ON_TARGET if mine else _ON_OTHER_TARGET))
    near = [
        (p, q, price)
        for (p, q), price in dict(dear).items()
        if abs(p - x) < across and abs(q - y) < reach + high
    ]

    def cost_at(a: float, b: float) -> float:
        under = ground.under(a, b)
        cost = 0.0 if own is None or under == own else 12.0 if under == SEA else 20.0
        if own is not None:
            rect = Rect(a, b, *room)
            _, areas, sea, _ = ground.shares(rect, own)
            cost += _OVER_OTHERS * areas + _OVER_SEA * sea
            cost += min(_MOST_OUTLINE, _OVER_OUTLINE * drawing.ground.outlined(rect))
        # Asked of thousands of spots.
        return cost + sum(price for p, q, price in near if abs(p - a) < wide and abs(q - b) < high)

    return cost_at


def _may_stand(drawing: Drawing, feature: Feature, search: _Search, rect: Rect) -> bool:
    """Tell whether a place's name may stand somewhere: at home, or tied to its point."""
    ground = drawing.counties if feature.level == "county" else drawing.ground
    own = ground.number.get(feature.id)
    if _is_over_a_tie(drawing, rect) or ground.abroad(rect, own) > _ASTRAY:
        return False
    if search.whole and feature.id in ground.subjects:
        inside = own is not None and _reads_as_own(ground, rect, own, search.home)
        return inside and ground.outlined(rect) <= _ON_OUTLINE
    if own is None:
        return _is_outside(feature, ground, rect)
    if _reads_as_own(ground, rect, own, search.home):
        return True
    # A name that leaves its own ground is tied to it.
    at_home = ground.under(rect.x, rect.y) in {own, SEA, LAND}
    return (search.abroad or at_home) and _is_tied(drawing, _spot(drawing, feature), rect)


def _letters(colour: str, fill: str) -> tuple[str, str]:
    """Return the colours of a name and of the rim round it on a ground, which may be unknown."""
    if fill and contrast(colour, fill) < min(_READABLE, contrast("#ffffff", fill)):
        return "#ffffff", fill
    # A white rim is read on every ground, also where the name runs over its edge.
    return colour, "#ffffff"


def _reads_as_own(ground: Ground, rect: Rect, own: int, home: float) -> bool:
    """Tell whether a name says what it stands on: ``home`` times as much of it as on the rest."""
    if ground.under(rect.x, rect.y) != own:
        return False
    mine, areas, _, land = ground.shares(rect, own)
    return mine >= max(_AT_HOME, home * (areas + land))


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
