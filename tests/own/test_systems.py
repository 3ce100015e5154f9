"""Coordinate systems: named by their parameters, exact there and back, and guessed with reasons."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import CRS, Geod, Transformer

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.boundaries import geometry
from cluster_atlas.own.systems.conversion import from_wgs84, to_wgs84
from cluster_atlas.own.systems.coordinates import coordinate, coordinates, pairs
from cluster_atlas.own.systems.guess import guess_system
from cluster_atlas.own.systems.offsets import (
    bd09_to_gcj02,
    gcj02_to_bd09,
    gcj02_to_wgs84,
    wgs84_to_gcj02,
)
from cluster_atlas.own.systems.system import read_system
from cluster_atlas.values.issues import AtlasError

GEOD = Geod(ellps="WGS84")
# Of Guangdong, in degrees.
LONGITUDES, LATITUDES = st.floats(109.6, 117.4), st.floats(20.1, 25.5)


def metres(one: tuple[np.ndarray, np.ndarray], other: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    return np.asarray(GEOD.inv(*one, *other)[2])


def offset(lon: float, lat: float) -> tuple[float, float]:
    """Return GCJ-02 of one point, by the published formula in scalars: a second pair of eyes."""
    x, y, pi, sin = lon - 105, lat - 35, math.pi, math.sin
    both = (20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x)) + both
    north += (20 * sin(y * pi) + 40 * sin(y / 3 * pi)) * 2 / 3
    north += (160 * sin(y / 12 * pi) + 320 * sin(y * pi / 30)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x)) + both
    east += (20 * sin(x * pi) + 40 * sin(x / 3 * pi)) * 2 / 3
    east += (150 * sin(x / 12 * pi) + 300 * sin(x / 30 * pi)) * 2 / 3
    axis, squared = 6378245.0, 0.00669342162296594323
    rest = 1 - squared * sin(math.radians(lat)) ** 2
    north = north * 180 / (axis * (1 - squared) / rest**1.5 * pi)
    east = east * 180 / (axis / math.sqrt(rest) * math.cos(math.radians(lat)) * pi)
    return lon + east, lat + north


@given(LONGITUDES, LATITUDES)
def test_any_point_is_shifted_as_published(lon: float, lat: float) -> None:
    there = wgs84_to_gcj02(np.asarray([lon]), np.asarray([lat]))
    expected = offset(lon, lat)
    assert np.allclose([there[0][0], there[1][0]], expected, rtol=0, atol=1e-12)
    assert 480 < metres((np.asarray([lon]), np.asarray([lat])), there)[0] < 660


@given(LONGITUDES, LATITUDES)
def test_any_offset_is_taken_off_exactly(lon: float, lat: float) -> None:
    here = np.asarray([lon]), np.asarray([lat])
    gcj = wgs84_to_gcj02(*here)
    assert metres(gcj02_to_wgs84(*gcj), here)[0] < 0.001
    assert metres(bd09_to_gcj02(*gcj02_to_bd09(*gcj)), gcj)[0] < 0.001


def test_outside_china_nothing_is_shifted() -> None:
    tokyo = np.asarray([139.69]), np.asarray([35.69])
    assert np.array_equal(wgs84_to_gcj02(*tokyo), tokyo)


def test_hong_kong_and_macao_are_not_shifted(atlas: Atlas) -> None:
    special = np.asarray([114.1694, 113.5439]), np.asarray([22.3193, 22.1987])
    system = read_system("gcj02")
    assert np.array_equal(from_wgs84(atlas, system, *special), special)
    assert np.array_equal(to_wgs84(atlas, system, *special), special)
    # Shenzhen's side of the river lies shifted over Hong Kong, and comes back.
    luohu = np.asarray([114.1200]), np.asarray([22.5450])
    shifted = from_wgs84(atlas, system, *luohu)
    assert metres(shifted, luohu)[0] > 400
    assert metres(to_wgs84(atlas, system, *shifted), luohu)[0] < 0.001


CODES = (
    "wgs84", "cgcs2000", "gcj02", "bd09", "EPSG:4546", "EPSG:4547", "EPSG:4548", "EPSG:4525",
    "EPSG:4526", "EPSG:4527", "EPSG:4497", "EPSG:4498", "EPSG:32649", "EPSG:32650", "EPSG:3857",
    "CGCS2000 中央子午线113°17′",
)  # fmt: skip


@pytest.mark.parametrize("code", CODES)
def test_there_and_back(atlas: Atlas, code: str) -> None:
    rng = np.random.default_rng(7)
    here = rng.uniform(109.8, 117.2, 200), rng.uniform(20.3, 25.4, 200)
    system = read_system(code)
    assert metres(to_wgs84(atlas, system, *from_wgs84(atlas, system, *here)), here).max() < 0.001


@pytest.mark.parametrize("code", [4546, 4547, 4548, 4526, 4527, 4497, 4498, 32649, 32650, 3857])
def test_projections_agree_with_proj(atlas: Atlas, code: int) -> None:
    """CGCS2000 is taken as WGS84: PROJ's own way is a noop of unknown accuracy."""
    there = np.asarray([113.26, 114.05, 110.36]), np.asarray([23.13, 22.54, 21.27])
    x, y = Transformer.from_crs(4326, code, always_xy=True).transform(*there)
    assert metres(to_wgs84(atlas, read_system(f"EPSG:{code}"), x, y), there).max() < 0.001


def test_hong_kong_grid_goes_by_wgs84(atlas: Atlas) -> None:
    x, y = np.asarray([836000.0]), np.asarray([819000.0])
    expected = Transformer.from_crs(2326, 4326, always_xy=True).transform(x, y)
    assert metres(to_wgs84(atlas, read_system("香港1980"), x, y), expected)[0] < 0.01


NAMES = {
    "GCJ-02": "gcj02",
    "高德": "gcj02",
    "百度": "bd09",
    "国家2000": "cgcs2000",
    "4547": "EPSG:4547",
    "CGCS2000_3_Degree_GK_CM_114E": "EPSG:4547",
    "CGCS2000 3度带 38带": "EPSG:4526",
    "CGCS2000_3_Degree_GK_Zone_39": "EPSG:4527",
    "CGCS2000_GK_Zone_19": "EPSG:4497",
    "CGCS2000 中央子午线113.5": "cgcs2000-cm113.5",
    CRS("EPSG:4547").to_wkt("WKT1_ESRI"): "EPSG:4547",
    CRS("EPSG:4498").to_wkt("WKT1_ESRI"): "EPSG:4498",
    CRS("EPSG:4490").to_wkt("WKT1_ESRI"): "cgcs2000",
    CRS("EPSG:4547").to_json(): "EPSG:4547",
    # What counts is the meridian, not the name that still says 114.
    CRS("EPSG:4547").to_wkt("WKT1_ESRI").replace("114.0", "113.28333333"): "cgcs2000-cm113.283333",
}


@pytest.mark.parametrize("text", NAMES, ids=lambda text: text[:32])
def test_systems_are_told_by_their_parameters(text: str) -> None:
    assert read_system(text).id == NAMES[text]


REFUSED = (
    "西安80", "EPSG:2383", "北京54", "EPSG:2435", "EPSG:99999", "", "某坐标系",
    CRS("EPSG:4479").to_wkt(), 'LOCAL_CS["x",UNIT["m",1]]', "+proj=longlat", "/etc/hostname",
    CRS("EPSG:2435").to_wkt("WKT1_ESRI"), "x" * 30_000, "[" * 5000, "{" * 5000,
)  # fmt: skip


@pytest.mark.parametrize("text", REFUSED, ids=lambda text: text[:24] or "empty")
def test_what_has_no_known_way_is_refused(text: str) -> None:
    with pytest.raises(AtlasError) as refused:
        read_system(text)
    (issue,) = refused.value.issues
    assert issue.file == "crs"
    assert issue.message.zh
    assert issue.hint.en


def test_a_closed_datum_is_taken_with_parameters(atlas: Atlas) -> None:
    numbers = [-15.2, 128.4, 88.1, 0.2, -0.1, 0.3, 1.5]
    system = read_system("EPSG:2383", numbers)
    lon, lat = to_wgs84(atlas, system, np.asarray([500000.0]), np.asarray([2500000.0]))
    helmert = ",".join(map(str, numbers))
    proj = f"+proj=tmerc +lon_0=114 +x_0=500000 +a=6378140 +rf=298.257 +towgs84={helmert} +type=crs"
    expected = Transformer.from_crs(proj, 4326, always_xy=True).transform(500000.0, 2500000.0)
    assert metres((lon, lat), (np.asarray([expected[0]]), np.asarray([expected[1]])))[0] < 0.001
    with pytest.raises(AtlasError, match=r"parameters|参数"):
        read_system("EPSG:2383", [1.0, 2.0])


WRITTEN = {
    "113.264": 113.264,
    "113°15′50.4″": 113.264,
    "东经113°15′36″": 113.26,
    "E113°15'36\"": 113.26,
    "113度15分36秒": 113.26,
    "113-15-50.4": 113.264,
    "113 15 50.4": 113.264,
    "113°15.84′": 113.264,
    "N23.1°": 23.1,
    "S23.5": -23.5,
    "１１３．２": 113.2,
    "1,234,567.8": 1234567.8,
    "1.13e2": 113.0,
    "-0.5": -0.5,
}


@pytest.mark.parametrize("text", WRITTEN)
def test_written_coordinates(text: str) -> None:
    assert coordinate(text) == pytest.approx(WRITTEN[text], abs=1e-12)


@pytest.mark.parametrize("text", ["", "待定", "113°61′", "113°15′75″", "NaN", "inf", "一百一十三"])
def test_what_is_no_coordinate(text: str) -> None:
    assert math.isnan(coordinate(text))


@given(st.text(max_size=40))
def test_any_text_is_a_number_or_none(text: str) -> None:
    assert isinstance(coordinate(text), float)


@given(st.floats(0, 179.999), st.sampled_from(["{}°{}′{:.4f}″", "{} {} {:.4f}", "{}-{}-{:.4f}"]))
def test_any_angle_survives_its_minutes_and_seconds(angle: float, form: str) -> None:
    tenths = round(angle * 3600, 4)
    degrees, rest = divmod(tenths, 3600)
    minutes, seconds = divmod(rest, 60)
    if round(seconds, 4) < 60:
        assert coordinate(form.format(int(degrees), int(minutes), seconds)) == pytest.approx(
            angle, abs=1e-7
        )


def test_pairs_in_one_cell() -> None:
    cells = ["113.26,23.12", "23.12N 113.26E", "E113°15′36″，N23°7′12″", "POINT(113.26 23.12)", "x"]
    lon, lat = pairs(cells)
    assert np.allclose(lon[:4], 113.26)
    assert np.allclose(lat[:4], 23.12)
    assert np.isnan(lon[4])
    assert np.isnan(coordinates([None, "", True])).all()


def scattered(atlas: Atlas, count: int, seed: int) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Return points at random in counties (WGS84), and the counties."""
    rng = np.random.default_rng(seed)
    counties = [shape for shape in atlas.finer_shapes if shape.level == "county"]
    outlines = [geometry(shape) for shape in counties]
    found: list[tuple[float, float]] = []
    units: list[str] = []
    while len(found) < count:
        k = int(rng.integers(len(counties)))
        west, south, east, north = outlines[k].bounds
        point = rng.uniform(west, east), rng.uniform(south, north)
        if outlines[k].contains(shapely.Point(point)):
            found.append(point)
            units.append(counties[k].id)
    lon, lat = np.asarray(found).T
    return lon, lat, units


@pytest.mark.parametrize("code", [code for code in CODES if code not in {"cgcs2000", CODES[-1]}])
@pytest.mark.parametrize("swapped", [False, True])
def test_the_system_is_guessed_from_the_counties_named(
    atlas: Atlas, code: str, *, swapped: bool
) -> None:
    lon, lat, units = scattered(atlas, 150, seed=len(code) + swapped)
    system = read_system(code)
    # A zone holds what lies in it, as offices write it.
    if system.id in {"EPSG:4525", "EPSG:4526", "EPSG:4527", "EPSG:4497", "EPSG:4498"}:
        near = (
            np.abs(lon - {"25": 111, "26": 114, "27": 117, "97": 111, "98": 117}[code[-2:]]) < 3.5
        )
        lon, lat, units = lon[near], lat[near], [u for u, n in zip(units, near, strict=True) if n]
    x, y = from_wgs84(atlas, system, lon, lat)
    guess = guess_system(atlas, *((y, x) if swapped else (x, y)), units)
    best = guess.candidates[0]
    assert (best.system.id, best.swapped) == (system.id, swapped)
    assert guess.certain
    assert best.matching > 0.99
    assert "%" in best.reason().zh


def test_without_names_the_user_is_asked(atlas: Atlas) -> None:
    x, y = np.asarray([113.2, 113.3]), np.asarray([23.1, 23.2])
    guess = guess_system(atlas, x, y)
    assert not guess.certain
    assert {one.system.id for one in guess.candidates} == {"wgs84", "gcj02", "bd09"}
    told = guess_system(atlas, x, y, headings=["名称", "lng_gcj02", "lat_gcj02"])
    assert told.certain
    assert told.candidates[0].system.id == "gcj02"


def test_numbers_that_lie_nowhere_here(atlas: Atlas) -> None:
    hunan = guess_system(atlas, np.asarray([112.9, 113.0]), np.asarray([28.2, 28.3]))
    assert hunan.candidates == ()
    assert guess_system(atlas, np.asarray([np.nan]), np.asarray([1.0])).candidates == ()
    assert guess_system(atlas, np.asarray([1e308]), np.asarray([-1e308])).candidates == ()
