"""Own rows on a composed map: drawn by kind, explained, credited, and kept where they are."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
import shapely

import cluster_atlas as ca
from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.drawing.formats.pdf import render_pdf
from cluster_atlas.drawing.hatching import hatch_lines
from cluster_atlas.drawing.layout.pieces import map_page
from cluster_atlas.drawing.maps.draw import drawn_map
from cluster_atlas.drawing.maps.legend import entries_of, legend_entries
from cluster_atlas.drawing.shapes import About, Contour, Shape
from cluster_atlas.mapping.compose import compose
from cluster_atlas.mapping.ownlayers import MOST_DRAWN, OWN_COLOUR, PHASES, own_style, with_own
from cluster_atlas.own.kinds import kind_list
from cluster_atlas.values.mapspec import OWN_GROUP, MapSpec
from cluster_atlas.values.owndata import OwnData, OwnRow
from cluster_atlas.wording.map_words import map_words
from cluster_atlas.wording.wording import Wording
from tests.own.madeup import made_up_data

BOX = (0.0, 0.0, 500.0, 360.0)


@pytest.fixture(scope="module")
def data(atlas: Atlas) -> OwnData:
    return made_up_data(atlas)


def drawn(atlas: Atlas, data: OwnData, language: str = "zh") -> MapSpec:
    return with_own(compose(atlas, language=language), Wording(atlas, language, atlas.today), data)


def test_every_row_with_a_location_is_drawn_once(atlas: Atlas, data: OwnData) -> None:
    spec = drawn(atlas, data)
    layers = [layer for layer in spec.layers if layer.group == OWN_GROUP]
    ids = Counter(feature.id for layer in layers for feature in layer.features)
    assert ids == Counter(f"own:{row.id}" for row in data.rows)
    kinds = {layer.id: layer.kind for layer in layers}
    assert kinds["own-parks-areas"] == "border"
    assert kinds["own-layer-areas"] == "hatch"
    assert {kinds[f"own-{kind}"] for kind in ("premises", "projects", "firms")} == {"point"}
    assert spec.credits[-1] == "本单位自有数据（虚构，第 1 版）"
    assert with_own(spec, Wording(atlas, "zh", atlas.today), replace(data, rows=())) is spec


def test_symbols_tell_kinds_and_phases_apart() -> None:
    looks = [own_style(kind) for kind in ("premises", "firms")]
    looks += [own_style("projects", phase.stages[0]) for phase in PHASES]
    assert len({(look.symbol, look.fill, look.stroke) for look in looks}) == len(looks)
    staged = [stage for phase in PHASES for stage in phase.stages]
    assert sorted(staged) == sorted(["", *(stage.id for stage in kind_list().stages)])


def test_what_has_no_location_of_its_own_is_counted_not_drawn(atlas: Atlas, data: OwnData) -> None:
    county = [replace(row, precision="county") for row in data.of_kind("projects")[:3]]
    spec = drawn(atlas, replace(data, rows=tuple(county)))
    assert not [layer for layer in spec.layers if layer.group == OWN_GROUP]
    assert "3 行没有确切位置" in spec.notes[-1]


def test_paper_draws_them_and_its_legend_explains_what_is_seen(atlas: Atlas, data: OwnData) -> None:
    few = replace(data, rows=(*data.of_kind("premises")[:2], *data.of_kind("parks")[:1]))
    spec = drawn(atlas, few)
    found = drawn_map(spec, BOX)
    names = {item.name for item in found.items if isinstance(item, Shape)}
    assert {row.name for row in few.of_kind("premises")} <= names
    told = [entry.label for entry in entries_of(legend_entries(spec), found.seen)]
    assert told[-3:] == ["本单位自有数据", "园区", "载体与地块"]
    assert "载体与地块：" in map_words(spec)


def test_a_phase_is_explained_only_where_it_is_seen(atlas: Atlas, data: OwnData) -> None:
    started = [row for row in data.of_kind("projects") if row.stage == "started"]
    spec = drawn(atlas, replace(data, rows=tuple(started)))
    told = [entry.label for entry in entries_of(legend_entries(spec), drawn_map(spec, BOX).seen)]
    assert [label for label in told if label.startswith("项目")] == ["项目：开工、在建、竣工"]
    words = map_words(spec)
    assert words.count(f"{started[0].name}、") == 1


def test_symbols_stay_on_their_points(atlas: Atlas, data: OwnData) -> None:
    one = replace(data.of_kind("premises")[0], lon=114.9, lat=24.5)
    same = tuple(replace(one, id=f"9-{n}", name=f"虚构 {n}") for n in range(5))
    found = drawn_map(drawn(atlas, replace(data, rows=same)), BOX)
    marks = [i for i in found.items if isinstance(i, Shape) and i.name.startswith("虚构 ")]
    assert len(marks) == 5
    assert len({mark.contours for mark in marks}) == 1


def test_lines_and_shapes_of_any_size_can_be_printed(atlas: Atlas) -> None:
    shapes = {
        "小": shapely.Point(113, 23).buffer(0.0001),
        "线": shapely.LineString([(100, 20), (113, 23), (130, 30)]),
        "点": shapely.MultiPolygon([shapely.box(113, 23, 113.4, 23.2), shapely.box(90, 0, 91, 1)]),
        "全": shapely.box(-180, -80, 180, 80),
    }
    rows = tuple(
        OwnRow(f"1-{n}", "layer", name, "虚构", shape=shape.wkb)
        for n, (name, shape) in enumerate(shapes.items())
    )
    page = map_page(drawn(atlas, OwnData("虚构", 1, rows)), 180, 140)
    assert render_pdf([page], About(title="a", date="2026-11-23", language="zh"))
    lines = [i for i in page.items if isinstance(i, Shape) and i.name == "线"]
    assert lines
    assert lines[0].stroke == OWN_COLOUR


def test_a_shape_between_two_hatching_lines_has_none() -> None:
    tiny = Contour(((0.6, 0.0), (0.9, 0.0), (0.9, 0.1)))
    assert hatch_lines([tiny]) == ()


def test_a_map_of_very_many_rows_says_how_many_it_draws(atlas: Atlas, data: OwnData) -> None:
    one = data.of_kind("firms")[0]
    rows = tuple(replace(one, id=f"9-{n}") for n in range(MOST_DRAWN + 7))
    spec = drawn(atlas, replace(data, rows=rows))
    (layer,) = (layer for layer in spec.layers if layer.group == OWN_GROUP)
    assert len(layer.features) == MOST_DRAWN
    assert f"共 {MOST_DRAWN + 7} 行" in spec.notes[-1]


def test_folium_has_them_as_a_group(atlas: Atlas, data: OwnData) -> None:
    chart = ca.folium_map(
        atlas, ca.Selection(industries=["轨道交通装备"]), own=data, own_kinds=["premises"]
    )
    specs = [
        layer.spec_layer
        for group in chart._children.values()
        for layer in getattr(group, "_children", {}).values()
        if hasattr(layer, "spec_layer") and layer.spec_layer.group == OWN_GROUP
    ]
    assert {layer.id for layer in specs} == {"own-premises"}
    assert all(feature.rows for layer in specs for feature in layer.features)
