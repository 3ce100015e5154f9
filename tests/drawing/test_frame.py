"""Where positions stand on paper, and how long a kilometre is there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from cluster_atlas.drawing.hatching import hatch_lines
from cluster_atlas.drawing.maps.frame import areas, contours, edges, frame_for, is_whole
from cluster_atlas.drawing.shapes import Contour, rectangle
from cluster_atlas.values.mapspec import area

GUANGDONG = (109.66, 20.22, 117.31, 25.52)
WEST = st.floats(105, 118)
SOUTH = st.floats(18, 40)
SIZE = st.floats(0.05, 6)


@given(WEST, SOUTH, SIZE, SIZE)
def test_the_scale_bar_is_right_at_the_maps_latitude(
    west: float, south: float, wide: float, high: float
) -> None:
    frame = frame_for((west, south, west + wide, south + high), (20, 30, 500, 380), 10)
    km, length = frame.scale_bar(110)
    left, _, right, _ = frame.bounds
    middle = frame.latitude
    metres = Geod(ellps="WGS84").inv(left, middle, left + (right - left) / 100, middle)[2]
    points = frame.w / 100
    assert length / km == pytest.approx(points / (metres / 1000), rel=2e-3)
    assert 0 < length <= 110 or km == 1


@given(WEST, SOUTH, SIZE, SIZE)
def test_the_bounds_are_in_the_frame_and_the_middle_is_its_middle(
    west: float, south: float, wide: float, high: float
) -> None:
    bounds = (west, south, west + wide, south + high)
    frame = frame_for(bounds, (20, 30, 500, 380), 10)
    assert frame.holds(bounds)
    x, y = frame.at((west, south))
    assert frame.positions([(west, south)])[0] == pytest.approx((x, y))
    for inside, outside in zip(frame.bounds[:2], bounds[:2], strict=True):
        assert inside <= outside


def test_areas_are_cut_at_the_frame_and_get_no_edge_along_it() -> None:
    frame = frame_for((113, 22, 114, 23), (0, 0, 300, 300), 0)
    ring = ((112.5, 22.5), (113.5, 22.5), (113.5, 23.5), (112.5, 23.5), (112.5, 22.5))
    shape = area([(ring,)])
    assert not is_whole(frame, shape)
    (outline,) = contours(areas(frame, shape))
    x0, y0, x1, y1 = frame.box
    assert all(x0 <= x <= x1 and y0 <= y <= y1 for x, y in outline.points)
    for contour in edges(frame, shape):
        assert not contour.closed
        assert not any(x < x0 + 0.01 for x, _ in contour.points[1:-1])
    far = area([(((10, 10), (11, 10), (11, 11), (10, 10)),)])
    assert contours(areas(frame, far)) == ()


def test_hatching_stays_inside_and_leaves_holes_free() -> None:
    box, hole = rectangle(0, 0, 100, 100), rectangle(40, 40, 20, 20)
    lines = hatch_lines([box, hole])
    assert len(lines) > 20
    for line in lines:
        for x, y in line.points:
            assert -0.01 <= x <= 100.01
            assert -0.01 <= y <= 100.01
            assert not (40.1 < x < 59.9 and 40.1 < y < 59.9)
    assert hatch_lines([Contour(((0, 0), (1, 1)))]) == ()
