"""Where points and shapes lie: the same answer everywhere, and what is doubtful is said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from cluster_atlas.atlas.atlas import Atlas, check_folder, open_atlas
from cluster_atlas.atlas.boundaries import geometry
from cluster_atlas.atlas.location import NEAR_KM, Locator, locate
from cluster_atlas.values.model import Place, Shape
from tests.conftest import TODAY, shipped_atlas

GEOD = Geod(ellps="WGS84")
ATLAS = shipped_atlas()
UNITS = {s.id: geometry(s) for s in ATLAS.finer_shapes if s.level in {"county", "sar"}}
CAMPUS = (113.544, 22.130)


def points_of(places: list[Place]) -> list[shapely.Point]:
    return [shapely.Point(place.lon or 0, place.lat or 0) for place in places]


lon, lat = st.floats(109.5, 117.5), st.floats(20.0, 25.6)
point = st.tuples(lon, lat).map(shapely.Point)


@settings(max_examples=60, deadline=None)
@given(st.lists(point, min_size=1, max_size=8))
def test_many_are_located_as_each_alone(points: list[shapely.Point]) -> None:
    found = locate(ATLAS, points)
    for i, one in enumerate(points):
        alone = locate(ATLAS, [one])
        assert (alone.unit[0], alone.city[0]) == (found.unit[i], found.city[i])
        assert alone.border_km[0] == found.border_km[i]
        assert alone.disputed[0] == found.disputed[i]


@settings(max_examples=80, deadline=None)
@given(point)
def test_a_point_is_in_the_unit_that_holds_it_and_in_no_other(one: shapely.Point) -> None:
    found = locate(ATLAS, [one])
    holders = sorted(key for key, outline in UNITS.items() if outline.intersects(one))
    assert found.unit[0] == (holders[0] if holders else "")
    if found.unit[0].startswith("county:"):
        assert found.city[0] == f"city:{found.unit[0][7:11]}00"
    assert found.near[0] == (found.border_km[0] < NEAR_KM)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(UNITS)), st.floats(0, 1), st.floats(0, 360), st.floats(5, 2000))
def test_a_point_beside_a_border_is_as_near_as_the_ellipsoid_says(
    unit: str, along: float, bearing: float, metres: float
) -> None:
    outline = max(shapely.get_parts(UNITS[unit]), key=lambda part: part.area).exterior
    start = outline.interpolate(along, normalized=True)
    east, north, _ = GEOD.fwd(start.x, start.y, bearing, metres)
    here, beside = locate(ATLAS, [start, shapely.Point(east, north)]).border_km
    # A step of so many metres changes the distance by no more than itself and the scale's error.
    assert abs(beside - here) <= metres / 1000 * 1.001 + 1e-6


def test_distances_are_geodesic_within_a_thousandth(atlas: Atlas) -> None:
    rng = np.random.default_rng(3)
    points = [shapely.Point(xy) for xy in rng.uniform((111.0, 22.5), (115.5, 24.5), (40, 2))]
    found = locate(atlas, points)
    coast = shapely.coverage_union_all(list(UNITS.values())).boundary
    borders = shapely.union_all([outline.boundary for outline in UNITS.values()]) - coast
    for one, km in zip(points, found.border_km, strict=True):
        if km > 20:
            continue
        near = shapely.shortest_line(one, borders)
        # Degrees are no measure: the nearest by degrees is at most a little farther.
        (x0, y0), (x1, y1) = near.coords
        assert km <= GEOD.inv(x0, y0, x1, y1)[2] / 1000 * 1.001


def test_shapes_lie_where_most_of_them_is(atlas: Atlas) -> None:
    for unit in ("county:440114", "county:441900", "sar:810000"):
        found = locate(atlas, [UNITS[unit], UNITS[unit].centroid.buffer(0.001)])
        assert found.unit[0] == unit
        assert found.share[0] == pytest.approx(1)
        assert found.border_km[0] == 0
    both = shapely.union_all([UNITS["county:440106"], UNITS["county:440104"]])
    found = locate(atlas, [both, both.boundary])
    assert found.unit[0] == "county:440106"
    assert 0.6 < found.share[0] < 0.9


def test_what_is_empty_or_at_sea_lies_nowhere(atlas: Atlas) -> None:
    found = locate(atlas, [None, shapely.Point(), shapely.Point(115.0, 21.0)])
    assert list(found.unit) == list(found.city) == ["", "", ""]
    assert found.border_km[0] == found.border_km[1] == np.inf
    assert not found.near.any()
    assert locate(atlas, []).unit.size == 0


def test_the_campus_on_hengqin_is_macaos_and_the_sets_disagree(atlas: Atlas) -> None:
    found = locate(atlas, [shapely.Point(CAMPUS)])
    assert (found.unit[0], found.city[0]) == ("sar:820000", "")
    assert found.disputed[0]
    assert found.near[0]


def test_dongsha_is_located(atlas: Atlas) -> None:
    found = locate(atlas, [shapely.Point(116.727, 20.703)])
    assert (found.unit[0], found.city[0]) == ("county:441581", "city:441500")


def test_every_unit_holds_its_label_point(atlas: Atlas) -> None:
    places = [p for p in atlas.places.values() if p.level in {"city", "county"}]
    found = locate(atlas, points_of(places))
    for place, unit, city in zip(places, found.unit, found.city, strict=True):
        assert place.id in {unit, city}, place.id


def test_a_border_point_belongs_to_the_smaller_code() -> None:
    def square(code: str, west: float) -> Shape:
        ring = ((west, 0.0), (west + 1, 0.0), (west + 1, 1.0), (west, 1.0), (west, 0.0))
        return Shape(f"county:{code}", "county", code, code, "", ((ring,),))

    shapes = [square("440102", 0.0), square("440101", 1.0)]
    found = Locator(shapes, shapes[:1]).locate(
        np.asarray([shapely.Point(1, 0.5), shapely.Point(1.5, 0.5)], dtype=object)
    )
    assert list(found.unit) == ["county:440101", "county:440101"]
    assert list(found.disputed) == [True, True]
    assert found.border_km[0] == pytest.approx(0, abs=1e-6)


def test_every_point_of_the_gazetteer_is_where_it_is_said_to_be(atlas: Atlas) -> None:
    spots = [p for p in atlas.places.values() if p.is_located and p.level in {"park", "site"}]
    found = locate(atlas, points_of(spots))
    for spot, unit, city in zip(spots, found.unit, found.city, strict=True):
        assert (spot.county or spot.city) in {unit, city}, spot.id


def test_a_point_far_from_its_county_is_an_issue(spoil: Callable[..., Path]) -> None:
    folder = spoil("geodata/places.csv", ",113.2304,23.267,", ",113.9,22.6,")
    (issue,) = check_folder(folder)
    assert "坐标不在所填市县" in issue.sentence("zh")
    assert "county:440306" in issue.sentence("en")


def test_without_finer_boundaries_the_coarse_ones_decide(spoil: Callable[..., Path]) -> None:
    folder = spoil("geodata/units.csv", "id,", "id,")
    for name in ("outlines", "coasts"):
        (folder / "geodata" / "boundaries" / f"{name}.geojson").unlink()
    assert check_folder(folder) == []
    atlas = open_atlas(folder, today=TODAY)
    assert atlas.finer_shapes == atlas.shapes
    assert not locate(atlas, [shapely.Point(CAMPUS)]).disputed[0]


def test_a_faulty_finer_file_is_told(spoil: Callable[..., Path]) -> None:
    folder = spoil("geodata/boundaries/outlines.geojson", '"type":"Polygon"', '"type":"Line"')
    assert [issue.file for issue in check_folder(folder)] == ["geodata/boundaries/outlines.geojson"]
