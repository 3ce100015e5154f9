"""Arrows between places: each from the name or point of one to the name or point of the other."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from cluster_atlas.drawing.maps.canvas import Drawing, arrow_head, shape_of
from cluster_atlas.drawing.maps.frame import polyline
from cluster_atlas.drawing.maps.occupancy import Rect
from cluster_atlas.drawing.shapes import Contour, Item, Point
from cluster_atlas.values.mapspec import CURVE_FREE, Feature, Layer, Position

# What an arrow leaves free round a point and round a name, in points.
_ROUND_A_POINT, _ROUND_A_NAME = 3.5, 1.5
# A name is an arrow's end where its edge is at most so far from the point.
_NEAR = 6.0
# Steps of a curve, and those in which its end is looked for between two of them.
_STEPS, _HALVINGS = 32, 8
# Length of an arrow's head.
_HEAD = 6.5
# How far from its place an arrow's end is moved off the name of another, in which steps and in how
# many directions.
_FARTHEST, _FARTHER, _DIRECTIONS = 30, 3, 16
# Where on a head it is looked whether a name covers it.
_PARTS = (0.0, 0.5, 1.0)
# An arrow ends so far inside the edge of its ground.
_EDGE = 1.2
# Points by which a curve of the third degree is known.
_KNOWN = 4


def arrows_in(drawing: Drawing, layer: Layer) -> list[Feature]:
    """Return the arrows that lie wholly in the frame, and keep names off them."""
    x0, y0, x1, y1 = drawing.frame.box
    found = []
    for feature in layer.features:
        points = polyline(drawing.frame, feature.geometry.positions())
        if all(x0 < x < x1 and y0 < y < y1 for x, y in points):
            drawing.occupancy.lines += points
            curve = _whole_curve(tuple(feature.geometry.positions()))
            drawing.targets += [drawing.frame.at(end) for end in (curve[0], curve[-1])]
            found.append(feature)
    return found


def draw_arrows(drawing: Drawing, arrows: Sequence[Feature]) -> Iterator[Item]:
    """Yield arrows; the names of their places are written by now."""
    for feature in arrows:
        curve = _whole_curve(tuple(feature.geometry.positions()))
        points = polyline(drawing.frame, curve)
        points = _ended(drawing, _ended(drawing, points[::-1])[::-1])
        style = feature.style
        shape = shape_of(style, (Contour(points, closed=False),), feature.title)
        rim = replace(shape, stroke="#ffffff", stroke_width=shape.stroke_width + 1.6, dash=())
        yield replace(rim, stroke_opacity=0.8, name="")
        yield shape
        if style.arrow:
            yield arrow_head(_before(points), points[-1], style.stroke)
        if style.arrow == "both":
            yield arrow_head(_before(points[::-1]), points[0], style.stroke)


def _whole_curve(positions: Sequence[Position]) -> list[Position]:
    """Return a curve of the third degree from end to end, of which the middle is known."""
    last = len(positions) - 1
    if last < _KNOWN - 1:
        return list(positions)
    known = [round(last * part / (_KNOWN - 1)) for part in range(_KNOWN)]
    at = [CURVE_FREE + (1 - 2 * CURVE_FREE) * number / last for number in known]
    curve = []
    for step in range(_STEPS + 1):
        t = step / _STEPS
        weights = [
            math.prod((t - at[j]) / (at[i] - at[j]) for j in range(_KNOWN) if j != i)
            for i in range(_KNOWN)
        ]
        lon, lat = (
            sum(w * positions[number][axis] for w, number in zip(weights, known, strict=True))
            for axis in (0, 1)
        )
        curve.append((lon, lat))
    return curve


def _ended(drawing: Drawing, points: tuple[Point, ...]) -> tuple[Point, ...]:
    """Return a line that ends in sight: at its place's name or point, under no other's name.

    It ends on the ground of its place: where the place is so small that what is left free round
    its point or name lies elsewhere, at the point itself, and where that is covered at the nearest
    spot of the same ground that is not.
    """
    home = points[-1]
    line = _shortened(drawing, points[::-1], home)[::-1]
    others = [rect for at, rect in drawing.named if math.dist(at, home) >= 1]
    ground = drawing.ground.under(*home)
    if _stands_on(drawing, line[-1], ground) and not _is_covered(line, others):
        return line
    if not _is_covered(points, [rect for _, rect in drawing.named]):
        return points
    # Nearer to the edge of its ground only where nothing else is left.
    for edge, away in itertools.product(
        (_EDGE, _EDGE / 2), range(_FARTHER, _FARTHEST + 1, _FARTHER)
    ):
        for number in range(_DIRECTIONS):
            angle = 2 * math.pi * number / _DIRECTIONS
            moved = _bent(points, away * math.cos(angle), away * math.sin(angle))
            line = _shortened(drawing, moved[::-1], home)[::-1]
            at_home = all(_stands_on(drawing, one[-1], ground, edge) for one in (moved, line))
            if at_home and not _is_covered(line, others):
                return line
    return _shortened(drawing, points[::-1], home)[::-1]


def _stands_on(drawing: Drawing, at: Point, ground: int, edge: float = _EDGE) -> bool:
    """Tell whether a point lies on a ground, so far inside its edge."""
    x, y = at
    around = ((0.0, 0.0), (edge, 0.0), (-edge, 0.0), (0.0, edge), (0.0, -edge))
    return all(drawing.ground.under(x + dx, y + dy) == ground for dx, dy in around)


def _is_covered(line: Sequence[Point], names: Sequence[Rect]) -> bool:
    """Tell whether the end of a line, as long as an arrow's head, lies under one of the names."""
    tip = line[-1]
    head = [at for at in line if math.dist(at, tip) < _HEAD]
    before = _before(line)
    head += [(tip[0] + (before[0] - tip[0]) * k, tip[1] + (before[1] - tip[1]) * k) for k in _PARTS]
    return any(rect.overlap(Rect(*at, 0, 0)) for rect in names for at in head)


def _bent(points: Sequence[Point], dx: float, dy: float) -> tuple[Point, ...]:
    """Return a line with its end moved and its start where it was."""
    last = len(points) - 1
    shares = [(number / last) ** 2 for number in range(last + 1)]
    return tuple((x + dx * k, y + dy * k) for (x, y), k in zip(points, shares, strict=True))


def _shortened(drawing: Drawing, points: tuple[Point, ...], home: Point) -> tuple[Point, ...]:
    """Return a line without its start, as far as that lies under its place's name or point."""
    names = [_edge(rect) for at, rect in drawing.named if math.dist(at, home) < 1]
    ends = [rect for rect in names if rect.overlap(Rect(*home, 0, 0), _NEAR)]

    def hidden(at: Point) -> bool:
        near = math.dist(at, home) < _ROUND_A_POINT
        return near or any(rect.overlap(Rect(*at, 0, 0)) for rect in ends)

    first = next((i for i, at in enumerate(points) if not hidden(at)), None)
    if not first:
        return points
    (x0, y0), (x1, y1) = points[first - 1], points[first]
    share, step = 1.0, 0.5
    for _ in range(_HALVINGS):
        try_at = share - step
        if not hidden((x0 + (x1 - x0) * try_at, y0 + (y1 - y0) * try_at)):
            share = try_at
        step /= 2
    return ((x0 + (x1 - x0) * share, y0 + (y1 - y0) * share), *points[first:])


def _edge(rect: Rect) -> Rect:
    return Rect(rect.x, rect.y, rect.w + 2 * _ROUND_A_NAME, rect.h + 2 * _ROUND_A_NAME)


def _before(points: Sequence[Point]) -> Point:
    """Return a point of a line from which its head comes, so far from the tip as it is long."""
    tip = points[-1]
    return next((at for at in reversed(points) if math.dist(at, tip) > 5), points[0])  # noqa: PLR2004
