"""Names of cities, counties and neighbours: on their own ground, or tied to their point."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

from cluster_atlas.drawing import fonts
from cluster_atlas.drawing.maps.canvas import PX, Drawing, spot_of
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
)
from cluster_atlas.drawing.maps.squares import tie
from cluster_atlas.drawing.shapes import Item, Paragraph, Point, Shape, Span
from cluster_atlas.drawing.typeset import text_box
from cluster_atlas.values.colours import INK, contrast
from cluster_atlas.values.mapspec import Feature, Layer

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
# A name of the neighbourhood has this much on what it names, land or sea; of the names of others at
# most so much lies over Hong Kong and Macao.
_OUTSIDE, _ABROAD = 0.9, 0.04


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
    home: float = 3.0


# One after the other, until every city has its name; 7.4 is the smallest size that is still read.
_SEARCHES = (
    _Search(whole=True),
    _Search(7.4, whole=True),
    _Search(7.4, 3.0, whole=True),
    _Search(7.4, 3.0, -1.0),
    # Again, because each try lets those choose first that the one before left without.
    *(
        _Search(7.4, step, -1.0, abroad=True, short=step < 3)  # noqa: PLR2004 - the later ones
        for step in (3.0, 3.0, 2.0, 2.0, 1.5)
    ),
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
    spots = {city.id: spot_of(drawing, city) for city in cities}
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
        put_name(drawing, name)
        drawing.named.append((name.at, name.rect))
    written = {name.at for name in best}
    drawing.seen.lettered |= {city for city, spot in spots.items() if spot in written}
    return most


def write_name(drawing: Drawing, feature: Feature, most: float) -> None:
    """Write a place's name near its point in letters at most so large, if there is room."""
    name = placed_name(drawing, feature, _Search(most), ())
    if name is not None:
        put_name(drawing, name)


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


def put_name(drawing: Drawing, name: WrittenName) -> None:
    """Draw a name and its line."""
    drawing.items += name.tie
    drawing.labels.append(name.label)
    drawing.seen.numbers |= name.counted


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
    x, y = spot_of(drawing, feature)
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
    label = label_box(rect, [Paragraph((span,), "center", 1.25)], halo=rim)
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
    if is_over_a_tie(drawing, rect) or ground.abroad(rect, own) > _ABROAD:
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
    return (search.abroad or at_home) and is_tied(drawing, spot_of(drawing, feature), rect)


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


def is_over_a_tie(drawing: Drawing, rect: Rect) -> bool:
    """Tell whether a rectangle would hide the line of another name."""
    return any(passes(*line, rect) for line in drawing.ties)


def is_tied(drawing: Drawing, anchor: Point, rect: Rect) -> bool:
    """Tell whether a line from a point to a rectangle is seen, crosses none and is under nothing.

    From under a symbol that stands on the point itself it may come.
    """
    line = leader(anchor, rect)
    spot = Rect(*anchor, 1, 1)
    if line is None or not drawing.occupancy.inside(spot):
        return False
    own = [symbol for symbol in drawing.symbols if math.dist(symbol[:2], anchor) < 1]
    if any(crossing(*line, *other) for other in drawing.ties):
        return False
    return not any(passes(*line, other) for other in drawing.occupancy.occupied if other not in own)


def label_box(rect: Rect, written: Sequence[Paragraph], *, halo: str = "", plate: str = "") -> Item:
    """Return lines of letters set into the middle of a rectangle."""
    high = sum(p.size * p.leading for p in written)
    return text_box(
        rect.x - rect.w / 2,
        rect.y - high / 2,
        rect.w,
        written,
        halo=halo,
        plate=plate,
    )
