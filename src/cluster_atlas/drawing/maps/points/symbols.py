"""Symbols of parks and sites: each at its place, or moved aside and tied to it."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from cluster_atlas.drawing import fonts
from cluster_atlas.drawing.maps.canvas import NEAR, PX, Drawing, spot_of, tie_line
from cluster_atlas.drawing.maps.occupancy import LAND, SEA, Rect, crossing, leader, passes
from cluster_atlas.drawing.shapes import Contour, Point, Shape, ellipse, rectangle
from cluster_atlas.values.colours import INK
from cluster_atlas.values.mapspec import Feature, Layer, Style

_Floats = npt.NDArray[np.float64]

# Letters of the numbers beside symbols.
NUMBER_SIZE = 7.4

# Edge of a symbol's square, and what its neighbour in a frame stands off.
SYMBOL, _PITCH = 9.0, 9.8
# What the frame round the symbols of one point leaves free.
_PAD = 1.6

# Round a symbol this much is looked at, to tell on whose ground it stands.
_FOOT = 2.0
# What it costs a symbol to stand on the ground of another city, on that which a map about others
# leaves quiet, on other land and on the sea.
_ON_OTHERS, _ON_QUIET, _ON_LAND, _ON_SEA = 240.0, 45.0, 110.0, 110.0
# What it costs to leave the map, to cover something, to tie across another line or symbol, and to
# cover the point of another.
_OUTSIDE, _COVERS, _CROSSES, _ON_A_POINT = 1000.0, 160.0, 130.0, 60.0

# Spots are tried round a point in a spiral: in these directions, so far off.
_TURNS = np.arange(1, 260)
_SPIRAL = np.column_stack((np.cos(_TURNS * 2.4), np.sin(_TURNS * 2.4)))
_AWAY = NEAR + 0.5 + 0.3 * _TURNS
# How often each looks again for a better spot, the others being placed.
_PASSES = 4


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


@dataclass
class SymbolGroup:
    """The parks and sites of one point: one symbol, or some that stand together.

    Attributes
    ----------
    at
        The point that they share, on the page.
    features
        In the order in which they stand, row by row.
    rect
        What they take, the frame and the room for their numbers included.
    offsets
        Where each symbol stands, and last the middle of the numbers, from the middle of ``rect``.
    """

    at: Point
    features: Sequence[Feature]
    rect: Rect
    offsets: Sequence[Point] = field(default_factory=lambda: [(0.0, 0.0)])

    @property
    def symbols(self) -> list[tuple[Feature, Point]]:
        """Each feature with where its symbol stands."""
        x, y = self.rect.x, self.rect.y
        spots = [(x + dx, y + dy) for dx, dy in self.offsets]
        return list(zip(self.features, spots, strict=False))

    @property
    def numbers_at(self) -> Point:
        """The middle of what has the numbers of several."""
        dx, dy = self.offsets[-1]
        return (self.rect.x + dx, self.rect.y + dy)

    @property
    def is_moved(self) -> bool:
        """Whether a line ties it to its point."""
        return len(self.features) > 1 or math.dist(self.at, (self.rect.x, self.rect.y)) > NEAR

    @property
    def tie(self) -> tuple[Point, Point] | None:
        """The line from the point to what stands off it."""
        if not self.is_moved:
            return None
        if len(self.features) == 1:
            return self.at, (self.rect.x, self.rect.y)
        return leader(self.at, self.rect)


def draw_points(drawing: Drawing, layers: Sequence[Layer]) -> list[SymbolGroup]:
    """Draw symbols, those that have no room moved apart; returns where all stand."""
    groups = _placed(drawing, _by_spot(drawing, layers))
    for group in groups:
        tie = group.tie
        if tie is not None:
            drawing.ties.append(tie)
            drawing.items += tie_line(*tie, group.features[0].style.stroke or INK)
            drawing.seen.moved = True
    for group in groups:
        if len(group.features) > 1:
            drawing.items += _frame(group)
        for feature, (x, y) in group.symbols:
            drawing.seen.symbols.add((feature.style.symbol, feature.style.hollow))
            drawing.seen.symbol_colours.add(feature.style.fill)
            mark = symbol(feature.style, x, y, feature.title)
            drawing.items += [replace(mark, stroke="#ffffff", stroke_width=2.6, name=""), mark]
            drawing.symbols.append(Rect(x, y, SYMBOL, SYMBOL))
        drawing.occupancy.occupied.append(group.rect)
    return groups


def _frame(group: SymbolGroup) -> Iterator[Shape]:
    """Yield the light ground that holds the symbols of one point together."""
    x, y, w, h = group.rect
    ground = rectangle(x - w / 2 + 0.5, y - h / 2 + 0.5, w - 1, h - 1)
    edge = group.features[0].style.stroke or INK
    yield Shape((ground,), fill="#ffffff", stroke=edge, stroke_width=0.5, fill_opacity=0.92)


def _by_spot(drawing: Drawing, layers: Sequence[Layer]) -> dict[Point, list[Feature]]:
    """Return the features inside a map by where they stand, each place once."""
    found: dict[str, tuple[Feature, Point]] = {}
    for feature in (feature for layer in layers for feature in layer.features):
        at = spot_of(drawing, feature)
        if feature.id not in found and drawing.occupancy.inside(Rect(*at, 0, 0)):
            # One at the edge of its map is moved in, not left out.
            (x, y), (x0, y0, x1, y1) = at, drawing.frame.box
            edge = SYMBOL / 2
            x, y = min(max(x, x0 + edge), x1 - edge), min(max(y, y0 + edge), y1 - edge)
            found[feature.id] = (feature, (round(x, 1), round(y, 1)))
    spots: dict[Point, list[Feature]] = {}
    for feature, at in found.values():
        spots.setdefault(at, []).append(feature)
    return spots


def _placed(drawing: Drawing, spots: dict[Point, list[Feature]]) -> list[SymbolGroup]:
    """Return where symbols stand: alone on their point if that is free, else off it.

    All look again when each has a place: lines cross least, and none starts under a symbol.
    """
    many = sum(map(len, spots.values())) + len(drawing.seen.numbered) > 9  # noqa: PLR2004 - a digit
    groups = [
        SymbolGroup(at, features, Rect(*at, SYMBOL, SYMBOL))
        for at, features in sorted(spots.items(), key=lambda spot: -len(spot[1]))
    ]
    # Several take most room, and look for it off the points of the others.
    for number, group in enumerate(groups):
        placed = groups[:number]
        alone = [one for one in groups[number:] if len(one.features) == 1 and one is not group]
        groups[number] = _settled(drawing, group, [*placed, *alone], many=many)
    for _ in range(_PASSES):
        before = list(groups)
        _uncross(groups)
        for number, group in enumerate(list(groups)):
            others = [*groups[:number], *groups[number + 1 :]]
            groups[number] = _settled(drawing, group, others, many=many)
        if groups == before:
            break
    return groups


def _uncross(groups: list[SymbolGroup]) -> None:
    """Change the places of two symbols whose lines cross, which then do not."""
    alone = [number for number, group in enumerate(groups) if len(group.features) == 1]
    for one, other in itertools.combinations(alone, 2):
        ties = groups[one].tie, groups[other].tie
        if ties[0] is not None and ties[1] is not None and crossing(*ties[0], *ties[1]):
            first, second = groups[one].rect, groups[other].rect
            groups[one] = replace(groups[one], rect=second)
            groups[other] = replace(groups[other], rect=first)


def _settled(
    drawing: Drawing, group: SymbolGroup, others: Sequence[SymbolGroup], *, many: bool
) -> SymbolGroup:
    """Return a group where it covers and crosses least, as near to its point as that allows."""
    x, y = group.at
    obstacles = _Obstacles(drawing, group.at, others)
    alone = len(group.features) == 1
    best, least = group, math.inf
    if alone:
        best = replace(group, rect=Rect(x, y, SYMBOL, SYMBOL))
        least = float(obstacles.covered(best, np.array([[x, y]]))[0])
        least += obstacles.crossed(best, math.inf)
    shapes = _shapes(len(group.features), numbered=drawing.numbers > 0, many=many)
    found: list[tuple[float, int, float, float]] = []
    for shape, (size, offsets) in enumerate(shapes if least else ()):
        # Of several the edge, not the middle, is so far off.
        reach = (0.0, 0.0) if alone else (size[0] / 2, size[1] / 2)
        middles = np.array([x, y]) + _SPIRAL * (_AWAY[:, None] + reach)
        one = replace(group, rect=Rect(x, y, *size), offsets=offsets)
        costs = _AWAY + obstacles.covered(one, middles)
        tried = np.flatnonzero(costs < least)
        rows = zip(costs[tried].tolist(), middles[tried].tolist(), strict=True)
        found += [(cost, shape, *middle) for cost, middle in rows]
    for cost, shape, *middle in sorted(found):
        if cost >= least:
            break
        size, offsets = shapes[shape]
        one = replace(group, rect=Rect(middle[0], middle[1], *size), offsets=offsets)
        whole = cost + obstacles.crossed(one, least - cost)
        if whole < least:
            best, least = one, whole
    return best


class _Obstacles:
    """What symbols of one point are in the way of: all else on a map."""

    def __init__(self, drawing: Drawing, at: Point, others: Sequence[SymbolGroup]) -> None:
        self.rects = [other.rect for other in others]
        self.ties = [tie for other in others if (tie := other.tie) is not None] + drawing.ties
        taken = [*self.rects, *drawing.occupancy.occupied]
        self.taken = np.array(taken).reshape(-1, 4)
        points = [other.at for other in others if other.is_moved]
        self.points = np.array([(*point, 2.0, 2.0) for point in points]).reshape(-1, 4)
        self.box = drawing.occupancy.box
        self.ground = ground = drawing.ground
        home = ground.under(*at)
        self.prices = np.full(LAND + 1 + len(ground.number), _ON_OTHERS)
        about = {ground.number[key] for key in ground.subjects if key in ground.number}
        if home in about:
            self.prices[[*(set(ground.number.values()) - about - ground.sars)]] = _ON_QUIET
        self.prices[[SEA, LAND, home]] = _ON_SEA, _ON_LAND, 0.0

    def covered(self, group: SymbolGroup, middles: _Floats) -> _Floats:
        """Return what a group would cover or leave at each of some places.

        These are rows of x and y; the answer has one number a row.
        """
        half = np.array(group.rect[2:]) / 2
        left, top, right, low = self.box
        out = (middles - half < (left, top)) | (middles + half > (right, low))
        cost: _Floats = np.where(out.any(axis=1), _OUTSIDE, 0.0)
        for rects, price in ((self.taken, _COVERS), (self.points, _ON_A_POINT)):
            away = np.abs(middles[:, None] - rects[None, :, :2])
            cost = cost + price * (away < half + rects[:, 2:] / 2).all(axis=2).sum(axis=1)
        number = len(group.features)
        for offset in group.offsets[:number]:
            cost = cost + self._away(middles + offset) / number
        return cost

    def _away(self, spots: _Floats) -> _Floats:
        """Return what it costs symbols to leave the ground of their city, of which they would be.

        One that only touches another's ground pays a part.
        """
        cells = self.ground.cells
        high, wide = cells.shape
        found = []
        for dx, dy in ((0, 0), (_FOOT, 0), (-_FOOT, 0), (0, _FOOT), (0, -_FOOT)):
            columns = (spots[:, 0] + dx - self.ground.left).astype(int).clip(0, wide - 1)
            rows = (spots[:, 1] + dy - self.ground.top).astype(int).clip(0, high - 1)
            found.append(self.prices[cells[rows, columns]])
        part: _Floats = np.max(found, axis=0) / 8
        return np.where(found[0] > 0, found[0], part)

    def crossed(self, group: SymbolGroup, most: float) -> float:
        """Return what a group and its line would cross; more than ``most`` is not added up."""
        cost = _CROSSES * sum(passes(*tie, group.rect) for tie in self.ties)
        tie = group.tie
        if group.is_moved and tie is None:
            # Too near for a line that is seen.
            cost += _CROSSES
        if cost < most and tie is not None:
            # A line under another symbol would be read as that symbol's.
            cost += _CROSSES * sum(passes(*tie, other) for other in self.rects)
            cost += _CROSSES * sum(crossing(*tie, *other) for other in self.ties)
        return cost


def _shapes(
    number: int, *, numbered: bool, many: bool
) -> list[tuple[tuple[float, float], list[Point]]]:
    """Return in which sizes so many symbols stand together, and where each does.

    With room for their numbers, which have two digits where there are ``many``.
    """
    if number == 1:
        return [((SYMBOL, SYMBOL), [(0.0, 0.0)])]
    found = []
    letters = fonts.width("88–88" if many else "8–8", NUMBER_SIZE, bold=True) if numbered else 0.0
    for columns in sorted({min(number, 3), math.ceil(math.sqrt(number)), number // 3 + 1}):
        rows = -(-number // columns)
        block = (columns * _PITCH, rows * _PITCH)
        below = numbered and block[0] >= letters
        wide = max(block[0], letters) if below else block[0] + letters
        high = block[1] + (NUMBER_SIZE if below else 0.0)
        size = (wide + 2 * _PAD, high + 2 * _PAD)
        left, top = -wide / 2, -high / 2
        spots = [
            (left + (k % columns + 0.5) * _PITCH, top + (k // columns + 0.5) * _PITCH)
            for k in range(number)
        ]
        label = (0.0, top + block[1] + NUMBER_SIZE / 2)
        beside = (left + block[0] + letters / 2, 0.0)
        found.append((size, [*spots, label if below else beside]))
    return found


def shaded_in(layers: Sequence[Layer]) -> frozenset[str]:
    """Return the ids of the places that a map shades, the plain ground apart."""
    return frozenset(
        feature.id
        for layer in layers
        if layer.kind == "fill" and layer.role != "city-areas"
        for feature in layer.features
        if feature.style.fill and feature.style.fill_opacity
    )
