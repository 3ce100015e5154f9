"""Polygons cut into shared arcs come back as they were."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from cluster_atlas.atlas.arcs import GRID, Quantiser, pack_shapes
from cluster_atlas.atlas.atlas import Atlas

UNIT = Quantiser((0.0, 0.0), (1.0, 1.0))
Points = list[tuple[int, int]]


def unpack(arc: list[int], *, reverse: bool) -> Points:
    points = [(arc[0], arc[1])]
    for dx, dy in zip(arc[2::2], arc[3::2], strict=True):
        points.append((points[-1][0] + dx, points[-1][1] + dy))
    return points[::-1] if reverse else points


def ring_of(numbers: list[int], arcs: list[list[int]]) -> Points:
    points: Points = []
    for number in numbers:
        path = unpack(arcs[~number if number < 0 else number], reverse=number < 0)
        if points:
            assert points[-1] == path[0]
        points += path[1:] if points else path
    assert points[0] == points[-1]
    return points[:-1]


def same_ring(a: Points, b: Points) -> bool:
    return len(a) == len(b) and any(a == b[i:] + b[:i] for i in range(len(b)))


def test_shipped_shapes_come_back(atlas: Atlas) -> None:
    arcs, units = pack_shapes([shape.polygons for shape in atlas.shapes], GRID)
    for shape, polygons in zip(atlas.shapes, units, strict=True):
        for rings, numbers in zip(shape.polygons, polygons, strict=True):
            for ring, ring_numbers in zip(rings, numbers, strict=True):
                assert same_ring(GRID.points(ring), ring_of(ring_numbers, arcs))


def test_a_shared_border_is_kept_once(atlas: Atlas) -> None:
    arcs, _ = pack_shapes([shape.polygons for shape in atlas.shapes], GRID)
    edges: set[frozenset[tuple[int, int]]] = set()
    count = 0
    for arc in arcs:
        points = unpack(arc, reverse=False)
        pairs = [frozenset(pair) for pair in pairwise(points)]
        count += len(pairs)
        edges.update(pairs)
    assert count == len(edges)


@given(st.integers(1, 5), st.integers(1, 5))
def test_grid_of_squares(width: int, height: int) -> None:
    squares = [
        [[[(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1), (x, y)]]]
        for x in range(width)
        for y in range(height)
    ]
    arcs, units = pack_shapes(squares, UNIT)
    edges = sum(len(arc) // 2 - 1 for arc in arcs)
    assert edges == width * (height + 1) + height * (width + 1)
    for square, polygons in zip(squares, units, strict=True):
        assert same_ring(UNIT.points(square[0][0]), ring_of(polygons[0][0], arcs))
