"""Room on a map: what is taken, and the best free spot for a label or a block of squares."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from cluster_atlas.drawing.shapes import Contour, Point

SEA, LAND = 0, 1
_REACH = 84.0

# How far off the shore a place may lie, in points, to be still its area's.
_OFFSHORE = 9

# A line shorter than this is not seen.
NEAREST = 3.0
_PASSES = 6
_GAP = 3.0

# What it costs to lie over a point of a line, and over so many that more make no difference: where
# lines are everywhere, other things decide.
_OVER_A_LINE, _MOST_OVER_LINES = 1.5, 6.0

# What it costs two blocks to change sides.
_TURNED = 45.0
# It has, where the directions between blocks and between cities differ by more than 66 degrees.
_ALONG = 0.4


class Rect(NamedTuple):
    """A rectangle by its middle and size, in points."""

    x: float
    y: float
    w: float
    h: float

    def gap(self, other: Rect) -> float:
        """Return how far two rectangles are apart, 0 where they touch."""
        wide = abs(self.x - other.x) - (self.w + other.w) / 2
        high = abs(self.y - other.y) - (self.h + other.h) / 2
        return math.hypot(max(0.0, wide), max(0.0, high))

    def overlap(self, other: Rect, gap: float = 0.0) -> float:
        """Return the area that two rectangles share when one is widened by a gap."""
        wide = (self.w + other.w) / 2 + gap - abs(self.x - other.x)
        high = (self.h + other.h) / 2 + gap - abs(self.y - other.y)
        return wide * high if wide > 0 and high > 0 else 0.0


class LabelPosition(NamedTuple):
    """A possible middle and what it costs to stand there."""

    x: float
    y: float
    cost: float


@dataclass
class Occupancy:
    """What is already on a map.

    Attributes
    ----------
    box
        Left, top, right, bottom of the map in points; nothing is put outside.
    occupied
        Rectangles on which nothing else may lie.
    lines
        Points of lines that labels had better not cover.
    """

    box: tuple[float, float, float, float]
    occupied: list[Rect] = field(default_factory=list)
    lines: list[Point] = field(default_factory=list)

    def inside(self, rect: Rect) -> bool:
        """Tell whether a rectangle lies wholly on the map."""
        left, top, right, bottom = self.box
        return (
            left <= rect.x - rect.w / 2
            and rect.x + rect.w / 2 <= right
            and top <= rect.y - rect.h / 2
            and rect.y + rect.h / 2 <= bottom
        )

    def is_free(self, rect: Rect, gap: float = 1.5) -> bool:
        """Tell whether a rectangle lies on the map and touches nothing."""
        return self.inside(rect) and not any(rect.overlap(other, gap) for other in self.occupied)

    def _free(
        self, size: tuple[float, float], spots: Sequence[LabelPosition], gap: float
    ) -> Iterator[LabelPosition]:
        """Yield the spots at which :meth:`is_free` holds, all asked at once."""
        middles = np.array([(spot.x, spot.y) for spot in spots]).reshape(-1, 2)
        half = np.array(size) / 2
        left, top, right, bottom = self.box
        inside = (middles - half >= (left, top)) & (middles + half <= (right, bottom))
        free: npt.NDArray[np.bool_] = np.all(inside, axis=1)
        if self.occupied:
            taken = np.array(self.occupied)
            away = np.abs(middles[:, None] - taken[None, :, :2])
            free &= ~(away < (half + taken[:, 2:] / 2 + gap)).all(axis=2).any(axis=1)
        return itertools.compress(spots, free.tolist())

    def crossings(self, rect: Rect) -> int:
        """Return how many points of lines lie under a rectangle."""
        return sum(
            abs(x - rect.x) < rect.w / 2 and abs(y - rect.y) < rect.h / 2 for x, y in self.lines
        )

    def put(
        self,
        size: tuple[float, float],
        spots: Iterable[LabelPosition],
        allowed: Callable[[Rect], bool] = lambda _: True,
        gap: float = 1.5,
    ) -> Rect | None:
        """Take and return the cheapest free spot for a size; ``None`` where all are taken.

        ``allowed`` is asked of free spots only; ``gap`` points stay free round the rectangle.
        """
        best, least = None, math.inf
        for spot in self._free(size, list(spots), gap):
            if spot.cost >= least:
                continue
            rect = Rect(spot.x, spot.y, *size)
            over = _OVER_A_LINE * self.crossings(rect)
            cost = spot.cost + min(_MOST_OVER_LINES, over)
            if cost < least and allowed(rect):
                best, least = rect, cost
        if best is not None:
            self.occupied.append(best)
        return best


def positions_around(
    x: float,
    y: float,
    reach: float,
    foreign_cost: Callable[[float, float], float],
    step: float = 6.0,
) -> list[LabelPosition]:
    """Return spots in rings round a point, ``step`` points apart.

    ``foreign_cost`` adds what it costs to leave home.
    """
    spots = [LabelPosition(x, y, foreign_cost(x, y))]
    radius = step
    while radius <= reach:
        for number in range(12):
            turn = number * math.pi / 6
            at = (x + radius * 1.25 * math.cos(turn), y + radius * math.sin(turn))
            spots.append(LabelPosition(*at, radius / 6 + foreign_cost(*at)))
        radius += step
    return spots


def positions_beside(
    x: float, y: float, size: tuple[float, float], gap: float
) -> list[LabelPosition]:
    """Return spots beside a symbol: right, left, below, above, then the corners, then farther."""
    dx, dy = size[0] / 2 + gap, size[1] / 2 + gap
    near = [(dx, 0.0, 0.0), (-dx, 0.0, 1.0), (0.0, dy, 2.0), (0.0, -dy, 2.0)]
    near += [(sx * (dx - 3), sy * (dy - 3), 2.5) for sx in (1, -1) for sy in (1, -1)]
    near += [(sx * (dx + 7), sy * (dy + 4), 6) for sx in (1, -1) for sy in (1, -1)]
    near += [(0, dy + 12, 7), (0, -dy - 12, 7), (dx + 16, 0, 8), (-dx - 16, 0, 8)]
    return [LabelPosition(x + a, y + b, cost) for a, b, cost in near]


class Ground:
    """Which area lies under each point of a map: sea, other land, or one of its areas.

    Parameters
    ----------
    box
        Left, top, right, bottom of the map in points.
    land
        Outlines of all land.
    areas
        Outlines of the areas by their id.
    subjects
        Ids of the areas that the map is about, where not all are; their outlines are kept clear.

    ``number`` is that of each area in ``cells``, and ``sars`` are those of Hong Kong and Macao.
    """

    def __init__(
        self,
        box: tuple[float, float, float, float],
        land: Sequence[Contour],
        areas: dict[str, Sequence[Contour]],
        subjects: Collection[str] = (),
    ) -> None:
        self.subjects = frozenset(subjects)
        self.left, self.top = box[0], box[1]
        self.number = {key: number for number, key in enumerate(areas, start=LAND + 1)}
        self.sars = {number for key, number in self.number.items() if key.startswith("sar:")}
        image = Image.new("I", (math.ceil(box[2] - box[0]) + 1, math.ceil(box[3] - box[1]) + 1))
        pen = ImageDraw.Draw(image)
        for contour in land:
            self._fill(pen, contour, LAND)
        for key, contours in areas.items():
            for contour in contours:
                self._fill(pen, contour, self.number[key])
        self.cells: npt.NDArray[np.int64] = np.asarray(image, dtype=np.int64)
        lines = Image.new("L", image.size)
        pen = ImageDraw.Draw(lines)
        for key in self.subjects & areas.keys():
            for contour in areas[key]:
                pen.line([(x - self.left, y - self.top) for x, y in contour.points], fill=1)
        self.outlines: npt.NDArray[np.uint8] = np.asarray(lines, dtype=np.uint8)

    def _fill(self, pen: ImageDraw.ImageDraw, contour: Contour, value: int) -> None:
        points = [(x - self.left, y - self.top) for x, y in contour.points]
        if len(points) > 2:  # noqa: PLR2004 - fewer points enclose nothing
            pen.polygon(points, fill=value)

    def under(self, x: float, y: float) -> int:
        """Return what lies under a point; sea outside the map."""
        row, column = int(y - self.top), int(x - self.left)
        high, wide = self.cells.shape
        return int(self.cells[row, column]) if 0 <= row < high and 0 <= column < wide else SEA

    def nearest(self, x: float, y: float) -> int:
        """Return the area under a point, of one off the shore the nearest; sea where all is far."""
        for away in range(_OFFSHORE):
            for dx, dy in ((away, 0), (-away, 0), (0, away), (0, -away)):
                found = self.under(x + dx, y + dy)
                if found > LAND:
                    return found
        return SEA

    def abroad(self, rect: Rect, own: int | None) -> float:
        """Return the share of a rectangle over Hong Kong and Macao, other than its own area."""
        part = self.cells[self._under(rect)]
        others = [number for number in self.sars if number != own]
        if not (part.size and others):
            return 0.0
        return sum(int(np.count_nonzero(part == number)) for number in others) / part.size

    def others(self, own: Collection[int]) -> npt.NDArray[np.bool_]:
        """Return by its number which area is none of some, for :meth:`strays`."""
        found = np.ones(LAND + 1 + len(self.number), dtype=bool)
        found[[SEA, LAND, *own]] = False
        return found

    def strays(self, rect: Rect, others: npt.NDArray[np.bool_]) -> float:
        """Return the share of a rectangle over some areas."""
        part = self.cells[self._under(rect)]
        return int(np.count_nonzero(others[part])) / part.size if part.size else 0.0

    def outlined(self, rect: Rect) -> int:
        """Return how many points of the subjects' outlines lie under a rectangle."""
        return int(np.count_nonzero(self.outlines[self._under(rect)])) if self.subjects else 0

    def subject(self, rect: Rect) -> float:
        """Return the share of a rectangle over the areas that the map is about."""
        part = self.cells[self._under(rect)]
        mine = [self.number[key] for key in self.subjects if key in self.number]
        return float(np.isin(part, mine).mean()) if part.size and mine else 0.0

    def _under(self, rect: Rect) -> tuple[slice, slice]:
        x0, y0 = rect.x - rect.w / 2 - self.left, rect.y - rect.h / 2 - self.top
        rows = slice(max(0, int(y0)), max(0, int(y0 + rect.h)) + 1)
        return rows, slice(max(0, int(x0)), max(0, int(x0 + rect.w)) + 1)

    def enclosed(self, rect: Rect, narrow: float) -> float:
        """Return the share of a rectangle over water with land at both sides, ``narrow`` apart."""
        x0, y0 = rect.x - rect.w / 2 - self.left, rect.y - rect.h / 2 - self.top
        first, last = max(0, int(x0)), max(0, int(x0 + rect.w))
        hit = total = 0
        for row in self.cells[max(0, int(y0)) : max(0, int(y0 + rect.h)) + 1 : 3]:
            (shore,) = np.nonzero(row > LAND)
            for x in range(first, min(last + 1, len(row)), 3):
                total += 1
                place = int(np.searchsorted(shore, x))
                if row[x] == SEA and 0 < place < len(shore):
                    hit += bool(shore[place] - shore[place - 1] < narrow)
        return hit / total if total else 0.0

    def shares(self, rect: Rect, own: int) -> tuple[float, float, float, float]:
        """Return the shares of a rectangle over its own area, other areas, sea, other land."""
        x0, y0 = rect.x - rect.w / 2 - self.left, rect.y - rect.h / 2 - self.top
        rows = slice(max(0, int(y0)), max(0, int(y0 + rect.h)) + 1, 3)
        columns = slice(max(0, int(x0)), max(0, int(x0 + rect.w)) + 1, 3)
        part = self.cells[rows, columns]
        if not part.size:
            return (0.0, 0.0, 1.0, 0.0)
        # Counted rather than averaged, which takes three times as long on so few cells.
        mine, areas, sea, land = (
            int(np.count_nonzero(cells)) / part.size
            for cells in (part == own, part > LAND, part == SEA, part == LAND)
        )
        return (mine, areas - mine, sea, land)


def leader(anchor: Point, rect: Rect) -> tuple[Point, Point] | None:
    """Return the line that ties a rectangle to its point; ``None`` where it is too near for one."""
    dx, dy = anchor[0] - rect.x, anchor[1] - rect.y
    if max(abs(dx) - rect.w / 2, abs(dy) - rect.h / 2) < NEAREST:
        return None
    end = (
        rect.x + max(-rect.w / 2, min(rect.w / 2, dx)),
        rect.y + max(-rect.h / 2, min(rect.h / 2, dy)),
    )
    return anchor, end


@dataclass
class Block:
    """A block of squares with its name, tied to a point of its own area."""

    key: str
    anchor: Point
    size: tuple[float, float]
    own: int
    at: Point = (0.0, 0.0)
    spots: list[tuple[float, float, float]] = field(default_factory=list)
    costs: dict[int, float] = field(default_factory=dict)

    @property
    def rect(self) -> Rect:
        """Where it stands."""
        return Rect(*self.at, *self.size)


def place_blocks(blocks: Sequence[Block], ground: Ground, occupancy: Occupancy) -> bool:
    """Give every block a place; tells whether all are on the map and none touches anything.

    Nor may two have changed sides: the southern of two cities stays below the northern.
    Near its point and over its own area is best, sea is next; another area's ground is dear.
    """
    for block in blocks:
        block.spots = _offsets(block.anchor)
    crowd = {
        block.key: sum(math.dist(block.anchor, other.anchor) < _REACH for other in blocks)
        for block in blocks
    }
    orders: list[Callable[[Block], float]] = [
        lambda block: -crowd[block.key],
        lambda block: block.anchor[0],
        lambda block: -block.anchor[0],
        lambda block: block.anchor[1],
    ]
    # Where each ends up depends on who chooses first, so several orders are tried.
    tries = [_settled(sorted(blocks, key=order), ground, occupancy) for order in orders]
    _, best = min(tries, key=lambda one: one[0])
    for block in blocks:
        block.at = best[block.key]
    apart = not any(
        a.rect.overlap(b.rect) or _turned(a.at, b.at, _direction(a.anchor, b.anchor))
        for a, b in itertools.combinations(blocks, 2)
    )
    return apart and all(occupancy.is_free(block.rect, 0.0) for block in blocks)


def _settled(
    order: Sequence[Block], ground: Ground, occupancy: Occupancy
) -> tuple[float, dict[str, Point]]:
    """Let blocks choose in turn until none moves; returns what it costs and where they stand."""
    for block in order:
        block.at = block.anchor
    for _ in range(_PASSES):
        if not [block for block in order if _settle(block, order, ground, occupancy)]:
            break
    total = sum(_cost_now(block, order) for block in order)
    return total, {block.key: block.at for block in order}


def _cost_now(block: Block, blocks: Sequence[Block]) -> float:
    """Return what a block costs where it stands; it has been there, so the spot is known."""
    spots = ((i, (x, y)) for i, (x, y, _) in enumerate(block.spots))
    number = next((i for i, spot in spots if spot == block.at), 0)
    return block.costs.get(number, 0.0) + _clash(block, block.at, _neighbours(block, blocks))


def _offsets(anchor: Point) -> list[tuple[float, float, float]]:
    """Return spots with their distance, near ones first."""
    x, y = anchor
    spots = [(x, y, 0.0)]
    radius = 4.0
    while radius <= _REACH:
        steps = min(28, round(6 + radius / 2.5))
        for step in range(steps):
            turn = 2 * math.pi * step / steps
            spots.append((x + radius * math.cos(turn), y + 0.9 * radius * math.sin(turn), radius))
        radius += 4.0 if radius < 32 else 7.0  # noqa: PLR2004 - finer steps near by
    return spots


def _settle(block: Block, blocks: Sequence[Block], ground: Ground, occupancy: Occupancy) -> bool:
    neighbours = _neighbours(block, blocks)
    best, least = block.at, math.inf
    for number, (x, y, away) in enumerate(block.spots):
        if away / 7 >= least:
            break
        if number not in block.costs:
            block.costs[number] = _own_cost(block, (x, y), away, ground, occupancy)
        cost = block.costs[number]
        if cost >= least:
            continue
        cost += _clash(block, (x, y), neighbours, least - cost)
        if cost < least:
            best, least = (x, y), cost
    moved = best != block.at
    block.at = best
    return moved


def _own_cost(block: Block, at: Point, away: float, ground: Ground, occupancy: Occupancy) -> float:
    rect = Rect(*at, *block.size)
    _, others, sea, land = ground.shares(rect, block.own)
    cost = away / 7 + 9 * others + 3 * sea + 9 * land
    under = ground.under(*at)
    # In the middle of another area a block would be read as that area's.
    cost += 25 if under not in {block.own, SEA, LAND} else 0
    # Away from home it needs a line that is seen.
    cost += 60 if under != block.own and leader(block.anchor, rect) is None else 0
    cost += 0 if occupancy.inside(rect) else 400
    if block.key in ground.subjects:
        # What the map is about stands at home, also where that hides a little of its outline.
        cost += 20 if under != block.own else min(4.0, 0.08 * ground.outlined(rect))
    else:
        cost += min(12.0, 0.4 * ground.outlined(rect))
    return cost + 90 * sum(bool(rect.overlap(other, _GAP)) for other in occupancy.occupied)


class _Neighbour(NamedTuple):
    """Another block where it stands now, and the box of all that is drawn of it.

    ``direction`` is that in which the city of a block lies from its own.
    """

    anchor: Point
    direction: Point
    rect: Rect
    left: float
    top: float
    right: float
    low: float


def _neighbours(block: Block, blocks: Sequence[Block]) -> list[_Neighbour]:
    """Return the blocks besides one; they keep their places while it looks for its own."""
    return [
        _Neighbour(
            other.anchor,
            _direction(block.anchor, other.anchor),
            other.rect,
            *_extent(other.anchor, other.rect),
        )
        for other in blocks
        if other is not block
    ]


def _direction(anchor: Point, other: Point) -> Point:
    """Return in which direction a point lies from another as a vector of length one.

    One that is far away, or at the same spot, lies nowhere: ``(0, 0)``.
    """
    away = math.dist(anchor, other)
    if not 1.0 < away <= _REACH:
        return (0.0, 0.0)
    return ((anchor[0] - other[0]) / away, (anchor[1] - other[1]) / away)


def _turned(at: Point, other: Point, direction: Point) -> bool:
    """Tell whether a block lies from another in a direction that is not that of their cities."""
    dx, dy = at[0] - other[0], at[1] - other[1]
    along = dx * direction[0] + dy * direction[1]
    return direction != (0.0, 0.0) and along < _ALONG * math.hypot(dx, dy)


def _extent(anchor: Point, rect: Rect) -> tuple[float, float, float, float]:
    """Return left, top, right, bottom of a rectangle, the line to it and the gap round it."""
    (x, y), wide, high = anchor, rect.w / 2 + _GAP, rect.h / 2 + _GAP
    return (
        min(x, rect.x - wide),
        min(y, rect.y - high),
        max(x, rect.x + wide),
        max(y, rect.y + high),
    )


def _clash(
    block: Block, at: Point, neighbours: Sequence[_Neighbour], most: float = math.inf
) -> float:
    """Return what a block costs its neighbours at a spot; more than ``most`` is not added up."""
    rect = Rect(*at, *block.size)
    left, top, right, low = _extent(block.anchor, rect)
    cost = 0.0
    for other in neighbours:
        if _turned(at, (other.rect.x, other.rect.y), other.direction):
            cost += _TURNED
        if other.left > right or other.right < left or other.top > low or other.low < top:
            continue
        shared = rect.overlap(other.rect, _GAP)
        if shared:
            cost += 40 + shared
        elif Rect(*other.anchor, 0, 0).overlap(rect):
            # A block on another's point hides what that point stands for.
            cost += 8
        middle = (other.rect.x, other.rect.y)
        if crossing(block.anchor, at, other.anchor, middle):
            cost += 12
        # A line under another block leads nowhere, and one under this block is hidden by it.
        if passes(block.anchor, at, other.rect) or passes(other.anchor, middle, rect):
            cost += 25
        if cost > most:
            break
    return cost


def passes(start: Point, end: Point, rect: Rect) -> bool:
    """Tell whether a line runs under a rectangle in which it does not end."""
    left, right = rect.x - rect.w / 2, rect.x + rect.w / 2
    top, low = rect.y - rect.h / 2, rect.y + rect.h / 2
    # Most lines are far away, and this is asked very often.
    (x0, y0), (x1, y1) = start, end
    if (x0 < left and x1 < left) or (x0 > right and x1 > right):
        return False
    if (y0 < top and y1 < top) or (y0 > low and y1 > low):
        return False
    corners = ((left, top), (right, top), (right, low), (left, low))
    return any(crossing(start, end, corners[i], corners[(i + 1) % 4]) for i in range(len(corners)))


def crossing(a: Point, b: Point, c: Point, d: Point) -> bool:
    """Tell whether two lines cross."""
    if max(a[0], b[0]) < min(c[0], d[0]) or max(c[0], d[0]) < min(a[0], b[0]):
        return False
    if max(a[1], b[1]) < min(c[1], d[1]) or max(c[1], d[1]) < min(a[1], b[1]):
        return False

    def side(p: Point, q: Point, r: Point) -> float:
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    return side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0
