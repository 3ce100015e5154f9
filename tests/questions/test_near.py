"""Distances on the ellipsoid, and counties that share a border."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.questions.near import county_of, distance, geodesic, neighbours
from cluster_atlas.values.model import Place


def point(lon: float, lat: float, radius: float | None = None) -> Place:
    return Place("site:x", "x", "x", "site", lon=lon, lat=lat, radius_km=radius)


def test_a_degree_of_latitude_at_the_equator_is_110_574_km() -> None:
    found = distance(point(113, 0), point(113, 1))
    assert found is not None
    assert found.km == pytest.approx(110.574, abs=0.001)


def test_uncertainties_add_up() -> None:
    found = distance(point(113, 23, 2.0), point(113, 23, 5.0))
    assert found == (0.0, 7.0)


def test_a_place_without_a_point_has_no_distance() -> None:
    assert distance(point(113, 23), dataclasses.replace(point(0, 0), lon=None, lat=None)) is None


@given(st.floats(109, 118), st.floats(20, 26), st.floats(109, 118), st.floats(20, 26))
def test_a_distance_is_the_same_both_ways(a: float, b: float, c: float, d: float) -> None:
    there, back = distance(point(a, b), point(c, d)), distance(point(c, d), point(a, b))
    assert there is not None
    assert back is not None
    assert there.km == pytest.approx(back.km, abs=1e-6)


@given(st.floats(109, 118), st.floats(20, 26), st.floats(109, 118), st.floats(20, 26))
def test_a_distance_is_that_of_pyproj(a: float, b: float, c: float, d: float) -> None:
    expected = Geod(ellps="WGS84").inv(a, b, c, d)[2]
    assert geodesic(a, b, c, d) == pytest.approx(expected, abs=0.001)


def test_neighbours_are_mutual_and_known(atlas: Atlas) -> None:
    borders = neighbours(atlas)
    assert all(one in borders[other] for one, others in borders.items() for other in others)
    # Nansha touches Panyu, Shunde and, over the water, nobody across the estuary by land.
    assert "county:440113" in borders["county:440115"]
    assert "county:440606" in borders["county:440115"]
    assert "county:440981" not in borders["county:440115"]


def test_cities_without_counties_are_their_own(atlas: Atlas) -> None:
    borders = neighbours(atlas)
    assert county_of(atlas.places["city:441900"]) == "county:441900"
    assert "county:440306" in borders["county:441900"]
    assert county_of(atlas.places["county:440115"]) == "county:440115"
    assert county_of(atlas.places["city:440100"]) == ""
