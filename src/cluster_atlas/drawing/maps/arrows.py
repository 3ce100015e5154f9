"""Arrows between places: all that reach or leave one do so at one spot of its ground."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from cluster_atlas.drawing.maps.canvas import Drawing, arrow_head, shape_of
from cluster_atlas.drawing.maps.frame import polyline
from cluster_atlas.drawing.maps.occupancy import Rect
from cluster_atlas.drawing.shapes import Contour, Item, Point
from cluster_atlas.values.mapspec import CURVE_FREE, Feature, Layer, Position

# Steps of a curve.
_STEPS = 32
# Length of an arrow's head.
_HEAD = 6.5
# How far from its place an arrow's end is moved off names, in which steps and in how many
# directions.
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
    """Yield arrows; the names of their places are written by now.

    All that reach or leave a place do so at one spot.
    """
    curves = [
        polyline(drawing.frame, _whole_curve(tuple(feature.geometry.positions())))
        for feature in arrows
    ]
    at_place: dict[Point, list[Sequence[Point]]] = {}
    for points in curves:
        at_place.setdefault(_rounded(points[-1]), []).append(points)
        at_place.setdefault(_rounded(points[0]), []).append(points[::-1])
    ends = {home: _end(drawing, home, lines) for home, lines in at_place.items()}
    for feature, whole in zip(arrows, curves, strict=True):
        points = _moved(whole, ends[_rounded(whole[-1])])
        points = _moved(points[::-1], ends[_rounded(whole[0])])[::-1]
        style = feature.style
        shape = shape_of(style, (Contour(points, closed=False),), feature.title)
        rim = replace(shape, stroke="#ffffff", stroke_width=shape.stroke_width + 1.6, dash=())
        yield replace(rim, stroke_opacity=0.8, name="")
        yield shape
        if style.arrow:
            yield arrow_head(_before(points), points[-1], style.stroke)
        if style.arrow == "both":
            yield arrow_head(_before(points[::-1]), points[0], style.stroke)


def _rounded(at: Point) -> Point:
    """Return a point by which lines to one place are known, which are computed one by one."""
    return (round(at[0], 1), round(at[1], 1))


def _end(drawing: Drawing, home: Point, lines: Sequence[Sequence[Point]]) -> Point:
    """Return where lines to a place end: at its point or, where a name covers that, near by.

    It is on the ground of the place, and of all lines the head is in sight, or else that of most.
    """
    names = [rect for _, rect in drawing.named]
    ground = drawing.ground.under(*home)
    best, most = home, -1
    for away in (0, *range(_FARTHER, _FARTHEST + 1, _FARTHER)):
        for number in range(_DIRECTIONS if away else 1):
            angle = 2 * math.pi * number / _DIRECTIONS
            spot = (home[0] + away * math.cos(angle), home[1] + away * math.sin(angle))
            # Nearer to the edge of its ground only on its point.
            if away and not _stands_on(drawing, spot, ground, _EDGE):
                continue
            seen = sum(not _is_covered(_moved(line, spot), names) for line in lines)
            if seen > most:
                best, most = spot, seen
        if most == len(lines):
            break
    return best


def _moved(points: Sequence[Point], end: Point) -> tuple[Point, ...]:
    """Return a line with its end elsewhere and its start where it was."""
    return _bent(points, end[0] - points[-1][0], end[1] - points[-1][1])


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


def _stands_on(drawing: Drawing, at: Point, ground: int, edge: float) -> bool:
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


def _before(points: Sequence[Point]) -> Point:
    """Return a point of a line from which its head comes, so far from the tip as it is long."""
    tip = points[-1]
    return next((at for at in reversed(points) if math.dist(at, tip) > 5), points[0])  # noqa: PLR2004
