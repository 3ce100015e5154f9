"""The finer boundaries: rebuilt byte for byte, tiling, like the coarse ones as the docs say."""

from __future__ import annotations

import json
import re
import runpy
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest
import shapely

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.boundaries import geometry
from tests.conftest import ROOT

SCRIPTS = ROOT / "scripts"
BOUNDARIES = ROOT / "geodata" / "boundaries"
DONGSHA = shapely.box(116.6, 20.5, 117.0, 20.85)
CAMPUS = shapely.Point(113.544, 22.130)
# Units whose agreement is computed anew: alike and unlike, inland and on the coast.
SAMPLE = ("440404", "820000", "440781", "440308", "441900", "441881")

Shapes = dict[str, Any]


@pytest.fixture(scope="module")
def outlines() -> list[dict[str, Any]]:
    text = (BOUNDARIES / "outlines.geojson").read_text("utf-8")
    return json.loads(text)["features"]  # type: ignore[no-any-return]


def by_level(atlas: Atlas, which: str) -> dict[str, Shapes]:
    found: defaultdict[str, Shapes] = defaultdict(dict)
    for shape in getattr(atlas, which):
        found[shape.level][shape.id] = geometry(shape)
    return found


@pytest.mark.slow
def test_the_script_gives_the_shipped_bytes(tmp_path: Path) -> None:
    command = [sys.executable, str(SCRIPTS / "build_outlines.py"), "--out", str(tmp_path)]
    subprocess.run(command, check=True, timeout=300)
    for name in ("outlines.geojson", "coasts.geojson"):
        built = (tmp_path / "boundaries" / name).read_bytes()
        assert built == (BOUNDARIES / name).read_bytes(), name


def test_units_are_those_of_the_coarse_set(outlines: list[dict[str, Any]], atlas: Atlas) -> None:
    levels = Counter(feature["properties"]["level"] for feature in outlines)
    assert levels == {"county": 124, "sar": 2, "strip": 1}
    own = {shape.id: shape.name for shape in atlas.shapes if shape.level in {"county", "sar"}}
    found = {one["properties"]["id"]: one["properties"]["name"] for one in outlines}
    assert {key: found[key] for key in own} == own


@pytest.mark.parametrize("which", ["finer_shapes", "coast_shapes"])
def test_shapes_are_valid_tile_and_keep_their_ids(atlas: Atlas, which: str) -> None:
    found = getattr(atlas, which)
    ids = [shape.id for shape in found if shape.level != "strip"]
    assert ids == [shape.id for shape in atlas.shapes]
    levels = by_level(atlas, which)
    land = [*levels["county"].values(), *levels["sar"].values(), *levels["strip"].values()]
    assert all(shape.is_valid and not shape.is_empty for shape in land)
    assert shapely.coverage_is_valid(land)
    for code, city in levels["city"].items():
        own = [s for key, s in levels["county"].items() if key[7:11] == code[5:9]]
        assert shapely.equals(shapely.coverage_union_all(own), city), code


@pytest.mark.parametrize("which", ["finer_shapes", "coast_shapes"])
def test_no_unit_shrinks_but_by_its_tidal_flats(atlas: Atlas, which: str) -> None:
    coarse, finer = by_level(atlas, "shapes"), by_level(atlas, which)
    for level in ("county", "sar", "city", "province"):
        for key, shape in finer[level].items():
            assert shape.area > 0.93 * coarse[level][key].area, key


@pytest.mark.parametrize("which", ["finer_shapes", "coast_shapes"])
def test_dongsha_and_the_campus(atlas: Atlas, which: str) -> None:
    levels = by_level(atlas, which)
    for level in ("province", "city", "county"):
        holders = [key for key, shape in levels[level].items() if shape.intersects(DONGSHA)]
        wanted = {"province": "440000", "city": "441500", "county": "441581"}[level]
        assert holders == [f"{level}:{wanted}"]
    assert levels["sar"]["sar:820000"].contains(CAMPUS)
    assert not levels["city"]["city:440400"].intersects(CAMPUS)


def test_the_finer_set_is_finer(atlas: Atlas) -> None:
    def edges(which: str) -> int:
        counties = by_level(atlas, which)["county"]
        coast = shapely.coverage_union_all(list(counties.values())).boundary
        return int(shapely.get_num_coordinates(coast))

    coarse, coasts, finer = (edges(name) for name in ("shapes", "coast_shapes", "finer_shapes"))
    assert finer > 4 * coarse
    assert coasts > 1.5 * coarse


def test_borders_inside_the_coasts_level_are_those_of_the_coarse_set(atlas: Atlas) -> None:
    """They are kept once in an exported file: only coasts add to it."""
    coarse, coasts = (by_level(atlas, name)["county"] for name in ("shapes", "coast_shapes"))
    cities = ("county:4402", "county:4414", "county:4453")
    inland = [key for key in coarse if key.startswith(cities)]
    assert inland
    for key in inland:
        assert shapely.equals_exact(
            shapely.normalize(coarse[key]), shapely.normalize(coasts[key])
        ), key


def test_the_docs_say_how_the_sets_agree(atlas: Atlas, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(SCRIPTS))
    compare = runpy.run_path(str(SCRIPTS / "compare_boundaries.py"))
    text = (ROOT / "docs" / "boundaries.md").read_text("utf-8")
    assert len(re.findall(r"^\| \d{6} .*\| 0\.\d{3} \|$", text, re.MULTILINE)) == 126
    coarse = [shape for shape in atlas.shapes if shape.adcode in SAMPLE and shape.level != "city"]
    for one in compare["agreements"](coarse, atlas.finer_shapes):
        assert compare["row"](one) in text, one.id
