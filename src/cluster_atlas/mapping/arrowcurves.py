"""Bent lines between places that leave and reach each of them in different directions."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import NamedTuple

from cluster_atlas.values.mapspec import CURVE_FREE, Geometry, Position, line

# A curve leaves its straight line by this angle, so that there and back are two lines.
_BEND = 0.35

# Curves leave one place at least so far apart, in radians, as long as there is room for all.
_APART = 0.3
_PASSES = 40

_HANDLE = 0.36
_STEPS = 24


class _End(NamedTuple):
    """One end of a curve: the direction in which it leaves its place, in radians."""

    angle: float
    order: int
    curve: int
    first: bool


def arrow_curves(ends: Sequence[tuple[Position, Position]]) -> list[Geometry]:
    """Return a bent line for each pair of places; lines at one place fan out.

    Parameters
    ----------
    ends
        Start and end of each line, ``(lon, lat)`` in degrees (EPSG:4326), never the same point.
    """
    places: dict[Position, list[_End]] = {}
    for number, (start, end) in enumerate(ends):
        straight = math.atan2(end[1] - start[1], end[0] - start[0])
        # Of lines between the same two places the outer one is the outer one at both.
        order = number if start < end else -number
        places.setdefault(start, []).append(_End(straight + _BEND, order, number, first=True))
        places.setdefault(end, []).append(
            _End(straight + math.pi - _BEND, -order, number, first=False)
        )
    angles = {
        (end.curve, end.first): angle for fan in places.values() for end, angle in _fanned(fan)
    }
    return [
        _curve(start, end, angles[number, True], angles[number, False])
        for number, (start, end) in enumerate(ends)
    ]


def _fanned(fan: Sequence[_End]) -> list[tuple[_End, float]]:
    """Return the ends at one place with directions that are far enough apart."""
    whole = 2 * math.pi
    ends = sorted(fan, key=lambda end: (round(end.angle % whole, 6), end.order))
    angles = [end.angle % whole for end in ends]
    apart = min(_APART, 0.9 * whole / len(ends))
    for _ in range(_PASSES if len(ends) > 1 else 0):
        for here, there in itertools.pairwise([*range(len(ends)), 0]):
            turn = whole if there == 0 else 0.0
            short = apart - (angles[there] + turn - angles[here])
            if short > 0:
                angles[here] -= short / 2
                angles[there] += short / 2
    return list(zip(ends, angles, strict=True))


def _curve(start: Position, end: Position, leaving: float, reaching: float) -> Geometry:
    reach = _HANDLE * math.dist(start, end)
    handles = [
        (x + reach * math.cos(angle), y + reach * math.sin(angle))
        for (x, y), angle in ((start, leaving), (end, reaching))
    ]
    points = (start, *handles, end)

    def at(step: int) -> Position:
        t = CURVE_FREE + (1 - 2 * CURVE_FREE) * step / _STEPS
        weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3)
        x, y = (
            sum(w * point[axis] for w, point in zip(weights, points, strict=True))
            for axis in (0, 1)
        )
        return (x, y)

    return line(at(step) for step in range(_STEPS + 1))
