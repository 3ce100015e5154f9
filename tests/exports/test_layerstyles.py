"""Styles draw the layers as the map does: by their rules, and in QGIS itself where it is there."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.selection import Selection, SelectionResult, select
from cluster_atlas.exports.exchange import export_files
from cluster_atlas.exports.geofiles import style_files
from cluster_atlas.exports.geolayers import GeoRow, designation_rows
from cluster_atlas.exports.layerstyles import Rule, city_rules, cluster_rules, unit_rules
from cluster_atlas.exports.qmlstyle import expression, qml
from cluster_atlas.exports.sldstyle import sld
from cluster_atlas.values.colours import ramp
from cluster_atlas.values.model import UNLOCATED, Designation
from cluster_atlas.wording.wording import Wording
from tests.conftest import HOSTILE
from tests.exports.exporting import (
    QGIS_PYTHON,
    everything,
    has_qgis,
    parsed,
    read_in_qgis,
    spoiled,
    stored,
)

OGC, SE = "{http://www.opengis.net/ogc}", "{http://www.opengis.net/se}"
SLD = "{http://www.opengis.net/sld}"
ABOUT: dict[str, Any] = {"title": "标题", "abstract": "署名"}

needs_qgis = pytest.mark.skipif(
    not has_qgis(), reason=f"{QGIS_PYTHON} has no QGIS: apt-get install python3-qgis"
)


def drawn_rows(atlas: Atlas, facts: Sequence[Designation]) -> list[GeoRow]:
    return designation_rows(Wording(atlas, "zh", atlas.today), facts)


@pytest.fixture(scope="module")
def rules(atlas: Atlas) -> list[Rule]:
    rows = drawn_rows(atlas, everything(atlas).facts)
    return cluster_rules(atlas, (row.data for row in rows))


@pytest.fixture(scope="module")
def uhd(atlas: Atlas) -> SelectionResult:
    return select(atlas, Selection(clusters=["uhd"]))


def matching(rules: list[Rule], data: dict[str, Any]) -> list[Rule]:
    return [rule for rule in rules if all(data[field] in values for field, values in rule.test)]


def test_every_row_is_drawn_in_the_shade_of_its_tier(atlas: Atlas, rules: list[Rule]) -> None:
    drawn = set()
    for row in drawn_rows(atlas, everything(atlas).facts):
        cluster = atlas.cluster_by_id[row.data["cluster"]]
        colours = ramp(cluster.colour)
        found = matching(rules, row.data)
        level, precision = row.data["level"], row.data["precision"]
        drawn.add((level, precision))
        if level == "province" or precision in UNLOCATED:
            # Neither is drawn on the map.
            assert found == []
            continue
        first = found[0]
        assert first.group == cluster.name
        if level in {"city", "county"}:
            assert first.style.fill == colours.shades[row.data["tier"] - 1]
            assert len(found) == (2 if level == "county" else 1)
            assert all(rule.style.stroke == colours.ink for rule in found[1:])
        elif level == "region":
            assert first.style.hatch == colours.shades[2]
        elif level == "sar":
            assert (first.style.fill, first.style.stroke) == ("", colours.ink)
        else:
            assert first.style.symbol == {"park": "triangle", "site": "diamond"}[level]
            assert first.style.hollow == (precision in {"town", "county-seat"})
            assert first.style.fill == colours.ink
            assert first.radius_km == "radius_km"
    assert {level for level, _ in drawn} == {
        "province",
        "region",
        "city",
        "county",
        "sar",
        "park",
        "site",
    }


def test_only_what_is_there_has_a_rule(atlas: Atlas, rules: list[Rule]) -> None:
    rows = [row.data for row in drawn_rows(atlas, everything(atlas).facts)]
    for rule in rules:
        assert any(rule in matching([rule], data) for data in rows), rule.name
    assert cluster_rules(atlas, []) == []


def test_squares_have_their_place_in_the_grid(atlas: Atlas) -> None:
    found = city_rules(atlas)
    assert len(found) == 3 * len(atlas.clusters)
    offsets = {rule.group: rule.offset_px for rule in found}
    assert len(set(offsets.values())) == len(atlas.clusters)
    assert len({right for right, _ in offsets.values()}) == 4
    assert sum(right for right, _ in offsets.values()) == pytest.approx(0)
    for cluster, full in zip(atlas.clusters, found[::3], strict=True):
        assert full.style.fill == cluster.colour
    few = replace(atlas, clusters=atlas.clusters[:3])
    assert len({rule.offset_px[1] for rule in city_rules(few)}) == 1
    assert city_rules(replace(atlas, clusters=())) == []


def test_a_tier_is_named_by_its_roles(atlas: Atlas) -> None:
    data = {"cluster": "uhd", "level": "city", "tier": 1, "precision": "boundary"}
    (rule,) = cluster_rules(atlas, [data])
    roles = [role.name for role in atlas.codes["role"].values() if role.tier == 1]
    assert rule.name == "、".join(roles)
    (rule,) = cluster_rules(atlas, [data], "en")
    assert rule.group == atlas.cluster_by_id["uhd"].name_en


def test_expressions_quote_their_values() -> None:
    test = (('na"me', ("it's", "b")), ("tier", (1,)))
    assert expression(test) == "\"na\"\"me\" IN ('it''s', 'b') AND \"tier\" = 1"


def test_qml_has_one_rule_a_line(atlas: Atlas, rules: list[Rule]) -> None:
    root = parsed(qml(rules, **ABOUT))
    renderer = root.find("renderer-v2")
    assert renderer is not None
    assert (renderer.get("type"), renderer.get("enableorderby")) == ("RuleRenderer", "1")
    lines = [rule for rule in renderer.iter("rule") if rule.get("symbol")]
    assert [line.get("label") for line in lines] == [rule.name for rule in rules]
    assert [line.get("filter") for line in lines] == [expression(rule.test) for rule in rules]
    groups = [rule.get("label") for rule in renderer.findall("rules/rule")]
    assert groups == list(dict.fromkeys(rule.group for rule in rules))
    keys = [rule.get("key") for rule in root.iter("rule")]
    assert len(set(keys)) == len(keys)
    assert root.findtext("resourceMetadata/abstract") == "署名"
    ground = parsed(qml(unit_rules(atlas), **ABOUT, ordered=False)).find("renderer-v2")
    assert ground is not None
    assert ground.find("orderby") is None


def test_sld_has_the_same_rules_and_colours(rules: list[Rule]) -> None:
    root = parsed(sld(rules, layer="集群", **ABOUT))
    assert root.get("version") == "1.1.0"
    assert root.findtext(f"{SLD}NamedLayer/{SE}Name") == "集群"
    lines = list(root.iter(f"{SE}Rule"))
    assert len(lines) == len(rules)
    for line, rule in zip(lines, rules, strict=True):
        literals = [e.text for e in line.iterfind(f"{OGC}Filter//{OGC}Literal")]
        assert literals == [str(value) for _, values in rule.test for value in values]
        parameters = {
            (e.get("name"), e.text)
            for kind in ("Polygon", "Point")
            for e in line.iterfind(f"{SE}{kind}Symbolizer//{SE}SvgParameter")
        }
        if rule.style.hatch:
            assert ("stroke", rule.style.hatch) in parameters
            # For QGIS, then for GeoServer, which passes over the first; neither turns it.
            graphic = line.find(f".//{SE}GraphicFill/{SE}Graphic")
            assert graphic is not None
            names = [mark.findtext(f"{SE}WellKnownName") for mark in graphic.iter(f"{SE}Mark")]
            assert names == ["slash", "shape://slash"]
            assert graphic.find(f"{SE}Rotation") is None
            # GeoServer cuts a tile down to whole pixels, and its diagonals would no longer meet.
            assert str(graphic.findtext(f"{SE}Size")).isdecimal()
            drawn = {tuple(e.itertext()) for e in graphic.iter(f"{SE}Stroke")}
            assert len(drawn) == 1
        elif rule.style.fill:
            fill = "#ffffff" if rule.style.hollow else rule.style.fill
            assert ("fill", fill) in parameters
        if rule.style.stroke:
            assert ("stroke", rule.style.stroke) in parameters


@pytest.mark.parametrize("text", [*HOSTILE, "\x00\x07bell", "]]>", "it's"])
def test_hostile_texts_stay_text(atlas: Atlas, text: str) -> None:
    bad = spoiled(atlas, text)
    for name, content in style_files(bad, everything(bad), "x").items():
        assert b"<!DOCTYPE" not in content
        root = parsed(content)
        found = {e.text for e in root.iter()} | {v for e in root.iter() for v in e.attrib.values()}
        assert any(stored(text) in value for value in found if value), name


@pytest.mark.opens("GeoPackage", "QGIS")
@needs_qgis
def test_qgis_draws_the_package_as_the_map(
    atlas: Atlas, uhd: SelectionResult, tmp_path: Path
) -> None:
    """Each layer has its style as soon as it is added, and the picture has the map's colours."""
    path = tmp_path / "x.gpkg"
    path.write_bytes(export_files(atlas, uhd, "gpkg", "x")["x.gpkg"])
    names = ("designations_points", "cluster_areas", "units", "designations_areas")
    shades = ramp(atlas.cluster_by_id["uhd"].colour).shades
    # Guangzhou, Huizhou, Zhuhai, Shaoguan; Heyuan that nothing names; the sea.
    spots = [(113.6, 23.5), (114.6, 23.3), (113.2, 22.2), (113.6, 24.9), (114.9, 24.2), (112, 20.5)]
    answer = read_in_qgis(
        [{"source": f"{path}|layername={name}"} for name in names],
        frame=(109.3, 19.9, 117.8, 25.8),
        colours=spots,
        image=str(tmp_path / "x.png"),
    )
    points, areas, units, facts = answer["layers"]
    for layer in (points, areas, units, facts):
        assert layer["valid"]
        assert layer["renderer"] == "RuleRenderer"
        assert layer["labels"]
        assert atlas.data_hash in layer["abstract"] or atlas.credit.zh in layer["abstract"]
    assert [layer["ordered"] for layer in answer["layers"]] == [True, True, False, True]
    rows = [row.data for row in drawn_rows(atlas, uhd.facts)]
    expected = cluster_rules(atlas, rows)
    for layer, kind in ((points, "point"), (facts, "area")):
        own = [rule for rule in expected if rule.kind == kind]
        assert [rule["label"] for rule in layer["rules"]] == [rule.name for rule in own]
        assert [rule["filter"] for rule in layer["rules"]] == [expression(r.test) for r in own]
    hatch, *tiers = facts["rules"]
    assert hatch["symbols"][0]["kind"] == "LinePatternFill"
    assert hatch["symbols"][0]["colour"] == shades[2]
    assert "45" in (hatch["symbols"][0]["angle"], hatch["symbols"][0]["line_angle"])
    assert [rule["symbols"][0]["colour"] for rule in tiers] == list(shades)
    drawn = {(r["symbols"][-1]["name"], r["symbols"][-1]["colour"]) for r in points["rules"]}
    ink = ramp(atlas.cluster_by_id["uhd"].colour).ink
    symbols = ("triangle", "diamond")
    assert drawn == {(symbol, colour) for symbol in symbols for colour in (ink, "#ffffff")}
    assert answer["colours"] == [shades[0], shades[1], shades[2], shades[3], "#ffffff", "#e8eef2"]


@needs_qgis
def test_qgis_draws_the_squares(atlas: Atlas, tmp_path: Path) -> None:
    path = tmp_path / "x.gpkg"
    path.write_bytes(export_files(atlas, everything(atlas), "gpkg", "x")["x.gpkg"])
    # From the middle of the grid of Guangzhou to its first square, which is full.
    frame = (109.3, 19.9, 117.8, 25.8)
    first = city_rules(atlas)[0]
    city = atlas.places["city:440100"]
    assert city.lon is not None
    assert city.lat is not None
    degrees = (frame[2] - frame[0]) / 1400
    right, down = (pixels * degrees for pixels in first.offset_px)
    (layer,) = (
        answer := read_in_qgis(
            [{"source": f"{path}|layername=city_clusters"}],
            frame=frame,
            colours=[(city.lon + right, city.lat - down), (115.5, 21.0)],
        )
    )["layers"]
    assert [rule["symbols"][1]["colour"] for rule in layer["rules"]] == [
        rule.style.fill for rule in city_rules(atlas)
    ]
    assert answer["colours"] == [first.style.fill, "#e8eef2"]


@pytest.mark.opens("GeoJSON", "QGIS")
@pytest.mark.opens("FlatGeobuf", "QGIS")
@needs_qgis
@pytest.mark.parametrize("kind", ["fgb", "geojson"])
def test_qgis_takes_the_style_beside_a_file(
    atlas: Atlas, uhd: SelectionResult, tmp_path: Path, kind: str
) -> None:
    for name, content in export_files(atlas, uhd, kind, "江门 x").items():
        (tmp_path / name).write_bytes(content)
    path = tmp_path / f"江门 x.{kind}"
    shapes = ("Point", "MultiPolygon" if kind == "geojson" else "Polygon")
    answer = read_in_qgis([{"source": f"{path}|geometrytype={shape}"} for shape in shapes])
    rows = [row.data for row in drawn_rows(atlas, uhd.facts)]
    located = [data for data in rows if data["precision"] not in UNLOCATED]
    assert sum(layer["count"] for layer in answer["layers"]) == len(located)
    for layer in answer["layers"]:
        assert layer["renderer"] == "RuleRenderer"
        assert len(layer["rules"]) == len(cluster_rules(atlas, rows))


@pytest.mark.opens("SLD", "QGIS")
@needs_qgis
def test_qgis_reads_the_sld(atlas: Atlas, uhd: SelectionResult, tmp_path: Path) -> None:
    for name, content in {
        **export_files(atlas, uhd, "gpkg", "x"),
        **style_files(atlas, uhd, "x"),
    }.items():
        (tmp_path / name).write_bytes(content)
    sources = [f"{tmp_path}/x.gpkg|layername=designations_{kind}" for kind in ("areas", "points")]
    answer = read_in_qgis([{"source": s, "sld": f"{tmp_path}/x.sld"} for s in sources])
    areas, points = answer["layers"]
    rules = cluster_rules(atlas, (row.data for row in drawn_rows(atlas, uhd.facts)))
    assert len(areas["rules"]) == len(points["rules"]) == len(rules)
    fills = [r["symbols"][0] for r in areas["rules"][:6]]
    shades = ramp(atlas.cluster_by_id["uhd"].colour).shades
    assert [fill["kind"] for fill in fills] == ["SimpleFill"] * 6
    assert [fill["style"] for fill in fills] == ["b_diagonal", *["solid"] * 5]
    assert [fill["colour"] for fill in fills] == [shades[2], *shades]
    assert [r["symbols"][0]["name"] for r in points["rules"][6:]] == [
        "triangle",
        "triangle",
        "diamond",
        "diamond",
    ]


@needs_qgis
def test_qgis_reads_hostile_texts(atlas: Atlas, tmp_path: Path) -> None:
    for number, text in enumerate(HOSTILE):
        bad = spoiled(atlas, text)
        path = tmp_path / f"{number}.gpkg"
        path.write_bytes(export_files(bad, everything(bad), "gpkg", "x")["x.gpkg"])
    layers = [
        {"source": f"{tmp_path}/{number}.gpkg|layername=designations_areas"}
        for number in range(len(HOSTILE))
    ]
    for text, layer in zip(HOSTILE, read_in_qgis(layers)["layers"], strict=True):
        labels = json.dumps([rule["label"] for rule in layer["rules"]], ensure_ascii=False)
        assert json.dumps(text, ensure_ascii=False)[1:-1] in labels
