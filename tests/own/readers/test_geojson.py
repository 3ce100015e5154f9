"""GeoJSON and TopoJSON in every form, and what only looks like them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import shapely

from cluster_atlas.own.limits import DEFAULT_LIMITS
from cluster_atlas.own.readers.geojson import read_geojson
from cluster_atlas.own.sourcetable import ReadOptions, SourceTable
from cluster_atlas.values.issues import AtlasError
from tests.own.readers.layers import shape_of

SQUARE = [[113.0, 23.0], [113.5, 23.0], [113.5, 23.5], [113.0, 23.5], [113.0, 23.0]]


def feature(geometry: Any, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def point(*position: float) -> dict[str, Any]:
    return {"type": "Point", "coordinates": list(position)}


def collection(*features: Any, **members: Any) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features), **members}


def read_all(folder: Path, content: Any, **options: Any) -> list[SourceTable]:
    path = folder / "upload"
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
        path.write_text(text, encoding="utf-8")
    return read_geojson(path, "地块.geojson", ReadOptions(**options))


def read(folder: Path, content: Any, **options: Any) -> SourceTable:
    (table,) = read_all(folder, content, **options)
    return table


def wkt(table: SourceTable) -> list[str | None]:
    return [None if one is None else shape_of(one).wkt for one in table.shapes]


def refused(folder: Path, content: Any, **options: Any) -> str:
    with pytest.raises(AtlasError) as caught:
        read_all(folder, content, **options)
    (issue,) = caught.value.issues
    assert issue.file == "地块.geojson"
    return issue.message.en


def test_a_collection_keeps_every_property(tmp_path: Path) -> None:
    table = read(
        tmp_path,
        collection(
            feature(point(113, 23), 代码="044010", 面积=12.5, 年=2024),
            {
                "type": "Feature",
                "id": 7,
                "geometry": None,
                "properties": {"是": True, "表": [1, "二"]},
            },
            feature({"type": "Polygon", "coordinates": [SQUARE]}, 代码=None),
        ),
    )
    assert table.columns == ("代码", "面积", "年", "是", "表", "id")
    assert [list(column) for column in table.values] == [
        ["044010", None, None], [12.5, None, None], [2024, None, None],
        [None, True, None], [None, '[1, "二"]', None], [None, 7, None],
    ]  # fmt: skip
    assert wkt(table)[:2] == ["POINT (113 23)", None]
    assert shape_of(table.shapes[2]).area == pytest.approx(0.25)
    assert (table.system, table.encoding, list(table.rows)) == ("OGC:CRS84", "utf-8", [1, 2, 3])
    assert table.name == "地块"
    assert not table.issues


@pytest.mark.parametrize(
    "content",
    [
        feature(point(113, 23)),
        point(113, 23),
        "\x1e" + json.dumps(feature(point(113, 23))) + "\n",
        "\x1e" + json.dumps(point(113, 23), indent=1) + "\n",
        json.dumps(collection(feature(point(113, 23)))).encode("utf-8-sig"),
        json.dumps(collection(feature(point(113, 23)))).encode("utf-16"),
    ],
)
def test_every_form_of_it_is_read(tmp_path: Path, content: Any) -> None:
    assert wkt(read(tmp_path, content)) == ["POINT (113 23)"]


def test_one_feature_a_line_is_read(tmp_path: Path) -> None:
    for mark in ("", "\x1e"):
        lines = [mark + json.dumps(feature(point(113, y), n=y)) for y in (22, 23)]
        assert read(tmp_path, "\n".join(lines)).values == ([22, 23],)


@pytest.mark.parametrize("name", ["番禺区", "坪山", "台山", "霞山", "平远"])
def test_gbk_is_read(tmp_path: Path, name: str) -> None:
    raw = json.dumps(collection(feature(point(113, 23), name=name)), ensure_ascii=False)
    table = read(tmp_path, raw.encode("gbk"))
    assert (table.values[0], table.encoding) == ([name], "gb18030")


@pytest.mark.parametrize("name", ["番禺区", "吴川", "Café", "A·B", "km²"])
def test_what_the_standard_demands_is_read(tmp_path: Path, name: str) -> None:
    raw = json.dumps(collection(feature(point(113, 23), name=name)), ensure_ascii=False)
    assert read(tmp_path, raw.encode()).values[0] == [name]


def test_numbers_that_are_none_become_blank(tmp_path: Path) -> None:
    text = json.dumps(collection(feature(point(113, 23), a=1.0, b=2.0, c=3.0, d=4)))
    for before, after in (("1.0", "NaN"), ("2.0", "-Infinity"), ("3.0", "1e999")):
        text = text.replace(before, after)
    table = read(tmp_path, text)
    assert table.values == ([None], [None], [None], [4])


@pytest.mark.parametrize(
    ("name", "system"),
    [
        ("urn:ogc:def:crs:EPSG::4547", "EPSG:4547"),
        ("EPSG:4526", "EPSG:4526"),
        ("epsg:4490", "EPSG:4490"),
        ("urn:ogc:def:crs:EPSG:9.9:4490", "EPSG:4490"),
        ("http://www.opengis.net/def/crs/EPSG/0/4549", "EPSG:4549"),
        ("urn:ogc:def:crs:OGC:1.3:CRS84", "OGC:CRS84"),
        ("广州2000坐标系", "广州2000坐标系"),
    ],
)
def test_the_system_is_the_one_that_is_named(tmp_path: Path, name: str, system: str) -> None:
    crs = {"type": "name", "properties": {"name": name}}
    table = read(tmp_path, collection(feature(point(412345.6, 2556789.1)), crs=crs))
    assert table.system == system
    old = {"type": "EPSG", "properties": {"code": 4547}}
    assert read(tmp_path, collection(feature(point(4e5, 2e6)), crs=old)).system == "EPSG:4547"


def test_projected_numbers_without_a_system_are_asked_about(tmp_path: Path) -> None:
    table = read(tmp_path, collection(feature(point(412345.6, 2556789.1))))
    assert table.system == ""
    assert [(note.message.en, note.value) for note in table.notes] == [
        ("names no system, and its coordinates are no degrees", "412346, 2556789")
    ]


def test_heights_are_dropped_before_anything(tmp_path: Path) -> None:
    text = json.dumps(collection(feature(point(113, 23, 9.5)), feature(point(113, 22))))
    table = read(tmp_path, text.replace("9.5", "NaN"))
    assert wkt(table) == ["POINT (113 23)", "POINT (113 22)"]
    assert [note.message.en for note in table.notes] == ["has heights, which are dropped"]
    mixed = {"type": "LineString", "coordinates": [[113, 23, 1], [114, 24]]}
    assert wkt(read(tmp_path, feature(mixed))) == ["LINESTRING (113 23, 114 24)"]


def test_all_kinds_of_shapes_are_read(tmp_path: Path) -> None:
    hole = [[113.1, 23.1], [113.1, 23.2], [113.2, 23.2], [113.2, 23.1], [113.1, 23.1]]
    kinds = {
        "MultiPoint": [[1, 2], [3, 4]],
        "MultiLineString": [[[0, 0], [1, 1]], [[2, 2], [3, 3]]],
        "Polygon": [SQUARE, hole],
        "MultiPolygon": [[SQUARE, hole], [[[0, 0], [1, 0], [1, 1], [0, 0]]]],
    }
    geometries = [{"type": kind, "coordinates": found} for kind, found in kinds.items()]
    geometries.append({"type": "GeometryCollection", "geometries": [point(1, 2), *geometries[1:2]]})
    table = read(tmp_path, collection(*map(feature, geometries)))
    for geometry, found in zip(geometries, table.shapes, strict=True):
        assert shape_of(found).equals(shapely.from_geojson(json.dumps(geometry)))


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [0, 0]]]},
        {"type": "Point", "coordinates": [113, None]},
        {"type": "Point", "coordinates": ["x", "y"]},
        {"type": "LineString", "coordinates": [[1, 2]]},
        {"type": "LineString", "coordinates": {"a": 1}},
        {"type": "Circle", "coordinates": [1, 2]},
        {"type": "MultiPolygon", "coordinates": [[1, 2]]},
        [1, 2],
    ],
)
def test_a_shape_against_the_rules_is_told_by_its_feature(tmp_path: Path, geometry: Any) -> None:
    table = read(tmp_path, collection(feature(point(1, 2)), feature(geometry, n=1), feature(None)))
    assert [one is None for one in table.shapes] == [False, True, True]
    assert [issue.line for issue in table.issues] == [2]
    assert table.values == ([None, 1, None],)


def test_an_open_ring_is_closed_and_said(tmp_path: Path) -> None:
    table = read(tmp_path, feature({"type": "Polygon", "coordinates": [SQUARE[:-1]]}))
    assert shape_of(table.shapes[0]).area == pytest.approx(0.25)
    assert [note.message.en for note in table.notes] == [
        "had rings that were not closed and now are"
    ]


def test_empty_shapes_are_none(tmp_path: Path) -> None:
    empty = {"type": "MultiPolygon", "coordinates": []}
    table = read(tmp_path, collection(feature(empty), feature(point(1, 2))))
    assert (wkt(table), table.issues) == ([None, "POINT (1 2)"], ())


def test_what_is_no_geojson_is_refused_with_the_reason(tmp_path: Path) -> None:
    encoded = collection(
        feature({"type": "Polygon", "coordinates": ["@@ABC"], "encodeOffsets": [[1, 2]]}),
        UTF8Encoding=True,
    )
    assert "encoded for a chart library" in refused(tmp_path, encoded)
    assert refused(tmp_path, "{") == "is no readable JSON"
    assert refused(tmp_path, '{"a": 1}') == "is JSON, but no GeoJSON"
    assert refused(tmp_path, "[1, 2]") == "is JSON, but no GeoJSON"
    assert refused(tmp_path, collection()) == "holds no feature"
    esri = {"geometryType": "esriGeometryPoint", "features": []}
    assert refused(tmp_path, esri) == "is Esri JSON and no GeoJSON"
    assert refused(tmp_path, "<OGRVRTDataSource/>") == "is no readable JSON"
    assert refused(tmp_path, '{"type": "Feature", "n": ' + "[" * 100_000) == "is nested too deeply"
    assert refused(tmp_path, '{"type": ' + "9" * 5000 + "}") == "is no readable JSON"


def test_limits_are_held(tmp_path: Path) -> None:
    line = {"type": "LineString", "coordinates": SQUARE}
    content = collection(*(feature(line, a=1, b=2) for _ in range(3)))
    for limits, said in (
        ({"vertices": 14}, "holds more than 14 vertices"),
        ({"rows": 2}, "holds more than 2 features"),
        ({"columns": 1}, "holds more than 1 fields"),
        ({"file_bytes": 10}, "is larger than 0 MB"),
    ):
        assert refused(tmp_path, content, limits=replace(DEFAULT_LIMITS, **limits)) == said
    long = collection(feature(point(1, 2), t="长" * 40_000), feature(point(1, 2), t="短"))
    table = read(tmp_path, long)
    assert table.values == ([None, "短"],)
    assert [issue.line for issue in table.issues] == [1]


def test_names_out_of_the_file_command_no_terminal(tmp_path: Path) -> None:
    table = read(tmp_path, feature(point(1, 2), **{"名\x1b[31m": "长" * 40_000}))
    (issue,) = table.issues
    assert "\x1b" not in issue.sentence("zh")
    assert table.columns == ("名\x1b[31m",)


@pytest.mark.parametrize("depth", [100, 900, 960, 990, 1000, 2000])
def test_deep_properties_break_nothing(tmp_path: Path, depth: int) -> None:
    text = json.dumps(feature(point(1, 2), n=7)).replace("7", "[" * depth + "]" * depth)
    try:
        assert len(read(tmp_path, text)) == 1
    except AtlasError as error:
        assert error.issues[0].message.en == "is nested too deeply"  # noqa: PT017


def deep(depth: int) -> dict[str, Any]:
    found: dict[str, Any] = point(1, 2)
    for _ in range(depth):
        found = {"type": "GeometryCollection", "geometries": [found]}
    return found


def test_collections_within_collections_end(tmp_path: Path) -> None:
    table = read(tmp_path, collection(feature(deep(5)), feature(deep(100))))
    assert [one is None for one in table.shapes] == [False, True]


TOPOLOGY = {
    "type": "Topology",
    "transform": {"scale": [0.5, 0.5], "translate": [113, 22]},
    "objects": {
        "市": {
            "type": "GeometryCollection",
            "geometries": [
                {"type": "Polygon", "arcs": [[0, 1]], "properties": {"名": "甲"}, "id": "440100"},
                {"type": "Polygon", "arcs": [[2, ~0]], "properties": {"名": "乙"}},
                {"type": None, "properties": {"名": "丙"}},
                {"type": "Polygon", "arcs": [[9]]},
            ],
        },
        "点": {"type": "Point", "coordinates": [2, 4], "properties": {"名": "丁"}},
    },
    # The border runs from (113.5, 22) up; the first arc is shared by both.
    "arcs": [
        [[1, 0], [0, 2]],
        [[1, 2], [-1, 0], [0, -2], [1, 0]],
        [[1, 0], [1, 0], [0, 2], [-1, 0]],
    ],
}  # fmt: skip


def test_topologies_are_decoded(tmp_path: Path) -> None:
    cities, points = read_all(tmp_path, TOPOLOGY)
    assert (cities.name, points.name, cities.format, cities.system) == (
        "市",
        "点",
        "topojson",
        "OGC:CRS84",
    )
    found = [None if one is None else shape_of(one) for one in cities.shapes]
    assert found[0] is not None
    assert found[1] is not None
    assert found[0].bounds == (113, 22, 113.5, 23)
    assert found[1].bounds == (113.5, 22, 114, 23)
    assert [found[0].area, found[1].area] == [0.5, 0.5]
    assert found[2:] == [None, None]
    assert [issue.line for issue in cities.issues] == [4]
    assert cities.values == (["甲", "乙", "丙", None], ["440100", None, None, None])
    assert wkt(points) == ["POINT (114 24)"]
    (only,) = read_all(tmp_path, TOPOLOGY, table="点")
    assert only.name == "点"


def test_topologies_without_a_grid_or_arcs(tmp_path: Path) -> None:
    plain = {
        "type": "Topology",
        "objects": {"线": {"type": "LineString", "arcs": [0]}},
        "arcs": [[[113, 23, 5], [114, 24, 5]]],
    }
    assert wkt(read(tmp_path, plain)) == ["LINESTRING (113 23, 114 24)"]
    assert refused(tmp_path, {"type": "Topology"}) == "is TopoJSON without objects or arcs"
    broken = {**plain, "arcs": [["x"]]}
    assert refused(tmp_path, broken) == "is TopoJSON whose arcs cannot be read"
    assert "vertices" in refused(tmp_path, plain, limits=replace(DEFAULT_LIMITS, vertices=1))
