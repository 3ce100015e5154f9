"""A map in plain values: geometry, colours, order of drawing."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cluster_atlas.values.mapspec import (
    LAYER_KINDS,
    Feature,
    Group,
    Layer,
    MapSpec,
    Record,
    Style,
    area,
    bounds_of,
    feature_collection,
    line,
    point,
)

LONS = st.floats(-180, 180, allow_nan=False)
LATS = st.floats(-90, 90, allow_nan=False)
POSITIONS = st.tuples(LONS, LATS)
RINGS = st.lists(POSITIONS, min_size=4, max_size=8).map(tuple)
GEOMETRIES = st.one_of(
    POSITIONS.map(lambda p: point(*p)),
    st.lists(POSITIONS, min_size=2, max_size=8).map(line),
    st.lists(st.lists(RINGS, min_size=1, max_size=2).map(tuple), min_size=1, max_size=4).map(area),
)
STYLE = Style(fill="#123456")


def layer(kind: Any, group: str = "g", *features: Feature) -> Layer:
    return Layer(f"{group}-{kind}", "name", kind, group, features)


@given(st.lists(GEOMETRIES, min_size=1, max_size=6))
def test_bounds_hold_every_position_and_touch_one_on_each_side(geometries: list[Any]) -> None:
    west, south, east, north = bounds_of(geometries)
    positions = [position for geometry in geometries for position in geometry.positions()]
    assert {west, east} <= {lon for lon, _ in positions}
    assert {south, north} <= {lat for _, lat in positions}
    assert all(west <= lon <= east and south <= lat <= north for lon, lat in positions)


def test_bounds_of_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one geometry"):
        bounds_of([])


@given(GEOMETRIES)
def test_a_geometry_is_geojson(geometry: Any) -> None:
    value = json.loads(json.dumps(geometry.as_geojson()))
    assert value["type"] in {"Point", "LineString", "MultiPolygon"}
    depth = {"Point": 1, "LineString": 2, "MultiPolygon": 4}[value["type"]]
    coordinates = value["coordinates"]
    for _ in range(depth - 1):
        coordinates = coordinates[0]
    assert len(coordinates) == 2
    assert all(isinstance(number, int | float) for number in coordinates)


@pytest.mark.parametrize("name", ["fill", "stroke", "hatch", "text"])
@pytest.mark.parametrize("colour", ["red", "#FFF", "#12345G", "#1234567", "url(http://x.y)", " "])
def test_a_colour_that_needs_reading_is_refused(name: str, colour: str) -> None:
    with pytest.raises(ValueError, match=f"style.{name}.*#rrggbb"):
        Style(**{name: colour})  # type: ignore[arg-type]


def test_layers_are_drawn_by_kind_and_only_in_groups_that_are_shown() -> None:
    layers = (layer("point", "a"), layer("fill", "b"), layer("fill", "a"), layer("land", "a"))
    groups = (Group("a", "A"), Group("b", "B", shown=False))
    spec = MapSpec("", "", "zh", (0, 0, 1, 1), "#ffffff", groups, layers, (), (), ())
    assert [drawn.id for drawn in spec.visible_layers()] == ["a-land", "a-fill", "a-point"]
    assert len(set(LAYER_KINDS)) == len(LAYER_KINDS)


def test_a_layer_is_a_feature_collection_with_its_rows() -> None:
    record = Record("fact", "g", "what", (("Role", "base"),))
    feature = Feature("city:1", point(1, 2), STYLE, "Title", (("Count", "3"),), (record,), "Label")
    (value,) = feature_collection(layer("point", "g", feature))["features"]
    assert value["id"] == "city:1"
    assert value["geometry"] == {"type": "Point", "coordinates": (1, 2)}
    properties = {"title": "Title", "label": "Label", "Count": "3", "records": ["fact"]}
    assert value["properties"] == properties


def test_a_spec_is_plain_values() -> None:
    feature = Feature("city:1", area([(((0, 0), (1, 0), (1, 1), (0, 0)),)]), STYLE)
    layers = (layer("fill", "g", feature),)
    spec = MapSpec("t", "s", "zh", (0, 0, 1, 1), "#ffffff", (Group("g", "G"),), layers, (), (), ())
    value = json.loads(json.dumps(dataclasses.asdict(spec)))
    assert value["layers"][0]["features"][0]["style"]["fill"] == "#123456"
