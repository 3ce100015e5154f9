"""The shipped boundaries: rebuilt byte for byte, tiling exactly, with the right units."""

from __future__ import annotations

import csv
import itertools
import json
import tomllib
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
import shapely
from pyproj import Geod

from scripts import build_boundaries
from tests.conftest import run_here

ROOT = Path(__file__).resolve().parents[2]
GEODATA = ROOT / "geodata"
BUILT_FILES = ("boundaries/units.geojson", "boundaries/context.geojson", "units.csv")
DONGSHA = shapely.box(116.0, 20.0, 117.5, 21.5)
BANKS_AND_REEFS = shapely.box(115.5, 20.0, 117.5, 21.5)
# Zhuhai and Zhanjiang: the source draws few islands and cuts across their inlets.
MUCH_GENERALISED = {"440400", "440800"}
GEOD = Geod(ellps="WGS84")

Feature = dict[str, Any]


def read_features(name: str) -> list[Feature]:
    """Return the features of one shipped file, each with its shape."""
    text = (GEODATA / "boundaries" / name).read_text("utf-8")
    features: list[Feature] = json.loads(text)["features"]
    return [
        feature["properties"] | {"shape": shapely.from_geojson(json.dumps(feature["geometry"]))}
        for feature in features
    ]


@pytest.fixture(scope="module")
def units() -> list[Feature]:
    return read_features("units.geojson")


@pytest.fixture(scope="module")
def context() -> list[Feature]:
    return read_features("context.geojson")


@pytest.fixture(scope="module")
def rows() -> dict[str, dict[str, str]]:
    with (GEODATA / "units.csv").open(encoding="utf-8", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


def of_level(units: list[Feature], level: str) -> dict[str, Any]:
    """Return the shapes of a level by adcode."""
    return {unit["adcode"]: unit["shape"] for unit in units if unit["level"] == level}


def land_km2(shape: Any) -> float:
    """Return the ellipsoidal area without the reefs and banks off Shanwei."""
    parts = [part for part in shapely.get_parts(shape) if not part.within(BANKS_AND_REEFS)]
    return sum(abs(GEOD.geometry_area_perimeter(part)[0]) for part in parts) / 1e6


@pytest.mark.slow
def test_rebuild_gives_the_same_bytes(tmp_path: Path) -> None:
    done = run_here(build_boundaries.main, "build_boundaries.py", "--out", str(tmp_path))
    assert done.returncode == 0
    for name in BUILT_FILES:
        assert (tmp_path / name).read_bytes() == (GEODATA / name).read_bytes(), name


def test_units_are_all_there_once(units: list[Feature], rows: dict[str, dict[str, str]]) -> None:
    cities, counties = of_level(units, "city"), of_level(units, "county")
    assert len(cities) == 21
    assert len(counties) == 124
    assert set(of_level(units, "sar")) == {"810000", "820000"}
    assert set(of_level(units, "province")) == {"440000"}
    assert len(units) == len({unit["id"] for unit in units}) == 1 + 21 + 124 + 2
    assert all(len(unit["adcode"]) == 6 and unit["adcode"].isdigit() for unit in units)
    assert all(unit["id"] == f"{unit['level']}:{unit['adcode']}" for unit in units)
    assert {code[:4] for code in counties} == {code[:4] for code in cities}
    # Dongguan and Zhongshan have no counties: their one unit is a shape, not a place.
    assert {unit["id"] for unit in units} - set(rows) == {"county:441900", "county:442000"}
    assert set(rows) <= {unit["id"] for unit in units}


def test_names_agree_with_the_table(units: list[Feature], rows: dict[str, dict[str, str]]) -> None:
    for unit in units:
        if unit["id"] in rows:
            row = rows[unit["id"]]
            assert (row["name"], row["level"]) == (unit["name"], unit["level"])
            assert row["name"].startswith(row["short"])
            assert row["name_en"].startswith(row["short_en"])
    for row in rows.values():
        code = row["id"].split(":")[1]
        parents = {"county": f"city:{code[:4]}00", "city": "province:440000"}
        assert row["parent"] == parents.get(row["level"], "")


def test_everything_is_valid_and_tiles(units: list[Feature], context: list[Feature]) -> None:
    counties = list(of_level(units, "county").values())
    land = [*counties, *of_level(units, "sar").values(), *(unit["shape"] for unit in context)]
    assert all(unit["shape"].is_valid for unit in [*units, *context])
    assert all(part.area > 0 for shape in land for part in shapely.get_parts(shape))
    assert shapely.coverage_is_valid(counties)
    # Nothing overlaps and no sliver narrower than 0.001 degree (100 m) opens between neighbours.
    assert shapely.coverage_is_valid(land, gap_width=1e-3)
    tree = shapely.STRtree(land)
    pairs = [(i, j) for i, j in tree.query(land, predicate="intersects").T if i < j]
    assert len(pairs) > 300
    assert max(shapely.intersection(land[i], land[j]).area for i, j in pairs) == 0


def test_cities_and_province_are_exact_unions(units: list[Feature]) -> None:
    cities, counties = of_level(units, "city"), of_level(units, "county")
    members: defaultdict[str, list[Any]] = defaultdict(list)
    for code, shape in counties.items():
        members[code[:4] + "00"].append(shape)
    for code, city in cities.items():
        assert shapely.equals_exact(
            shapely.normalize(shapely.coverage_union_all(members[code])), shapely.normalize(city)
        ), code
    whole = shapely.normalize(shapely.coverage_union_all(list(cities.values())))
    (province,) = of_level(units, "province").values()
    assert shapely.equals_exact(whole, shapely.normalize(province))


def test_vertices_lie_on_the_grid_and_are_shared(
    units: list[Feature], context: list[Feature]
) -> None:
    def vertices(shapes: list[Any]) -> set[tuple[float, float]]:
        return set(map(tuple, shapely.get_coordinates(shapes).tolist()))

    counties = vertices(list(of_level(units, "county").values()))
    everything = vertices([unit["shape"] for unit in [*units, *context]])
    assert all(value == round(value, 4) for value in itertools.chain(*everything))
    assert vertices([*of_level(units, "city").values()]) <= counties
    # Each land neighbour meets the province in common vertices; Guizhou and Hainan do not touch it.
    for unit in context:
        touches = len(vertices([unit["shape"]]) & counties)
        assert (touches > 20) == (unit["adcode"] not in {"460000", "520000"}), unit["name"]


def test_context_stays_in_its_frame(context: list[Feature]) -> None:
    assert [unit["adcode"] for unit in context] == [
        "350000", "360000", "430000", "450000", "460000", "520000",
    ]  # fmt: skip
    assert all(unit["id"] == f"context:{unit['adcode']}" and unit["name_en"] for unit in context)
    west, south, east, north = shapely.total_bounds([unit["shape"] for unit in context])
    assert (west, south, east, north) == (108.3, 19.4, 118.8, 26.4)


def test_dongsha_is_part_of_shanwei(units: list[Feature]) -> None:
    for unit in units:
        parts = shapely.get_parts(unit["shape"])
        has_dongsha = any(part.within(DONGSHA) for part in parts)
        assert has_dongsha == (unit["adcode"] in {"440000", "441500", "441581"}), unit["id"]


def test_label_points_lie_inside_the_main_part(
    units: list[Feature], rows: dict[str, dict[str, str]]
) -> None:
    shapes = {unit["id"]: unit["shape"] for unit in units}
    for row in rows.values():
        main = max(shapely.get_parts(shapes[row["id"]]), key=lambda part: part.area)
        assert main.contains(shapely.Point(float(row["lon"]), float(row["lat"]))), row["id"]


def test_official_areas_have_a_source_and_fit(
    units: list[Feature], rows: dict[str, dict[str, str]]
) -> None:
    for row in rows.values():
        assert bool(row["area_km2"]) == bool(row["area_source"]), row["id"]
    for code, shape in of_level(units, "city").items():
        bound = 0.05 if code in MUCH_GENERALISED else 0.035
        official = float(rows[f"city:{code}"]["area_km2"])
        assert abs(land_km2(shape) / official - 1) < bound, code
    (province,) = of_level(units, "province").values()
    assert abs(land_km2(province) / float(rows["province:440000"]["area_km2"]) - 1) < 0.01
    cities = sum(float(row["area_km2"]) for row in rows.values() if row["level"] == "city")
    assert abs(cities / float(rows["province:440000"]["area_km2"]) - 1) < 0.002


def test_regions_are_sets_of_known_cities(rows: dict[str, dict[str, str]]) -> None:
    regions = tomllib.loads((GEODATA / "regions.toml").read_text("utf-8"))["region"]
    names = [name for region in regions for name in (region["name"], *region["aliases"])]
    assert len(names) == len(set(names))
    assert len({region["id"] for region in regions}) == len(regions)
    for region in regions:
        levels = {rows[member]["level"] for member in region["members"]}
        assert levels <= {"city", "sar"}
        assert region["members"] == sorted(set(region["members"]))
        assert len(region["members"]) > 1
        assert region.get("source") or region["reading"].startswith("ours: ")
    members = {region["id"]: set(region["members"]) for region in regions}
    outside = members["region:east-west-north"]
    cities = {row["id"] for row in rows.values() if row["level"] == "city"}
    assert members["region:prd"] | outside == cities
    assert not members["region:prd"] & outside
    assert members["region:coastal-wings"] | members["region:northern-eco"] == outside


def test_every_source_names_its_licence_and_credit() -> None:
    sources = tomllib.loads((GEODATA / "sources.toml").read_text("utf-8"))["source"]
    ids = [source["id"] for source in sources]
    assert len(ids) == len(set(ids))
    needed = ("title", "title-en", "publisher", "version", "licence", "credit", "used-for")
    assert all(source[key] for source in sources for key in needed)
    assert all(len(source.get("sha256", "0" * 64)) == 64 for source in sources)
