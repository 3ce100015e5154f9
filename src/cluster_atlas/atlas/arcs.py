"""Polygons that share borders, cut into arcs so that each border is kept once."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

# How far the bytes of a step are shifted in each plane.
PLANES = (0, 8, 16)

Point = tuple[int, int]
Ring = Sequence[tuple[float, float]]
Polygons = Sequence[Sequence[Ring]]


@dataclass(frozen=True)
class Quantiser:
    """A grid of whole steps: degrees to integers.

    Attributes
    ----------
    origin
        Longitude and latitude of the grid's zero.
    step
        Width and height of a step in degrees.
    """

    origin: tuple[float, float]
    step: tuple[float, float]

    def points(self, ring: Ring) -> list[Point]:
        """Return an open ring on the grid, without its closing point and without repeats."""
        points: list[Point] = []
        for lon, lat in ring:
            point = (
                round((lon - self.origin[0]) / self.step[0]),
                round((lat - self.origin[1]) / self.step[1]),
            )
            if not points or points[-1] != point:
                points.append(point)
        if len(points) > 1 and points[0] == points[-1]:
            points.pop()
        return points


# One step of the grid is about 8 m both ways at Guangdong's latitude.
GRID = Quantiser(origin=(108.0, 19.0), step=(0.0001, 0.0001))


def pack_shapes(
    shapes: Sequence[Polygons], grid: Quantiser
) -> tuple[list[list[int]], list[list[list[list[int]]]]]:
    """Return shapes as arcs and, for each shape, the arcs of its rings.

    Parameters
    ----------
    shapes
        For each shape its polygons, each a list of rings of ``(lon, lat)`` in degrees.
    grid
        The grid that coordinates are put on.

    Returns
    -------
    tuple
        Arcs, each ``[x0, y0, dx1, dy1, …]`` in steps; and per shape, polygon and ring the numbers
        of its arcs, ``~n`` where arc ``n`` runs backwards.
    """
    rings = [[[grid.points(ring) for ring in rings] for rings in polygons] for polygons in shapes]
    nodes = _nodes(ring for polygons in rings for rings_ in polygons for ring in rings_)
    arcs: list[list[int]] = []
    known: dict[tuple[Point, ...], int] = {}
    units = [
        [[_arcs_of(ring, nodes, arcs, known) for ring in rings_] for rings_ in polygons]
        for polygons in rings
    ]
    return arcs, units


def pack_arcs(arcs: Sequence[Sequence[int]]) -> dict[str, Any]:
    """Return arcs in little room: where each starts, how many steps it has, and all steps in bytes.

    Steps are made positive (``2n`` for ``n``, ``-2n - 1`` for a negative ``n``) and their bytes
    stand in three planes, low ones first: the higher planes are nearly all zero, which gzip likes.

    Returns
    -------
    dict
        ``starts`` ``[x0, y0, …]``, ``lengths`` (steps of each arc) and ``steps``, base64.
    """
    steps = [2 * n if n >= 0 else -2 * n - 1 for arc in arcs for n in arc[2:]]
    planes = b"".join(bytes(step >> shift & 0xFF for step in steps) for shift in PLANES)
    return {
        "starts": [n for arc in arcs for n in arc[:2]],
        "lengths": [len(arc) - 2 for arc in arcs],
        "steps": base64.b64encode(planes).decode(),
    }


def _nodes(rings: Iterable[list[Point]]) -> set[Point]:
    """Return the points where borders meet: those with other neighbours in another ring."""
    neighbours: dict[Point, frozenset[Point]] = {}
    nodes: set[Point] = set()
    for ring in rings:
        last = len(ring) - 1
        for i, point in enumerate(ring):
            pair = frozenset((ring[i - 1], ring[i + 1 if i < last else 0]))
            if neighbours.setdefault(point, pair) != pair:
                nodes.add(point)
    return nodes


def _arcs_of(
    ring: list[Point],
    nodes: set[Point],
    arcs: list[list[int]],
    known: dict[tuple[Point, ...], int],
) -> list[int]:
    """Cut a ring at its nodes and return the numbers of its arcs, new or already known."""
    cuts = [i for i, point in enumerate(ring) if point in nodes]
    if not cuts:
        # A ring of its own, or one shared whole: it starts at its smallest point, so that
        # both of its owners cut it at the same place.
        cuts = [min(range(len(ring)), key=ring.__getitem__)]
    numbers = []
    for place, start in enumerate(cuts):
        end = cuts[(place + 1) % len(cuts)]
        path = ring[start : end + 1] if end > start else ring[start:] + ring[: end + 1]
        numbers.append(_number(tuple(path), arcs, known))
    return numbers


def _number(
    path: tuple[Point, ...], arcs: list[list[int]], known: dict[tuple[Point, ...], int]
) -> int:
    """Return the number of an arc, ``~n`` where it is known in the other direction."""
    if path in known:
        return known[path]
    backwards = path[::-1]
    if backwards in known:
        return ~known[backwards]
    known[path] = len(arcs)
    arcs.append(_deltas(path))
    return known[path]


def _deltas(path: tuple[Point, ...]) -> list[int]:
    values = [*path[0]]
    for (x0, y0), (x1, y1) in pairwise(path):
        values += (x1 - x0, y1 - y0)
    return values
