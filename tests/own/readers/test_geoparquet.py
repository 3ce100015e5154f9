"""GeoParquet: the system that it names or leaves out, and every encoding of shapes."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import geopandas as gpd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

from cluster_atlas.own.limits import DEFAULT_LIMITS
from cluster_atlas.own.readers.geoparquet import read_geoparquet
from cluster_atlas.own.sourcetable import ReadOptions, SourceTable
from cluster_atlas.values.issues import AtlasError
from tests.own.readers.layers import shape_of

MORNING = dt.datetime.fromisoformat("2024-05-01T08:30")
SQUARE = shapely.box(113, 23, 114, 24)


def read(path: Path, **options: Any) -> SourceTable:
    (table,) = read_geoparquet(path, "地块.parquet", ReadOptions(**options))
    return table


def with_geo(path: Path, change: Any) -> Path:
    table = pq.read_table(path)
    geo = json.loads(table.schema.metadata[b"geo"])
    change(geo)
    pq.write_table(table.replace_schema_metadata({b"geo": json.dumps(geo).encode()}), path)
    return path


def frame(crs: Any = 4547, **columns: Any) -> Any:
    shapes = [SQUARE, None, shapely.Point(113, 23, float("nan"))]
    return gpd.GeoDataFrame({"名称": ["甲", None, "丙"], **columns}, geometry=shapes, crs=crs)


def written(folder: Path, table: Any, **options: Any) -> Path:
    path = folder / "a.parquet"
    table.to_parquet(path, **options)
    return path


def refused(path: Path, **options: Any) -> str:
    with pytest.raises(AtlasError) as caught:
        read(path, **options)
    return caught.value.issues[0].message.en


def test_values_and_shapes_are_read(tmp_path: Path) -> None:
    table = read(written(tmp_path, frame(代码=["044010", "1", None]), write_covering_bbox=True))
    assert table.columns == ("名称", "代码")
    assert table.values == (["甲", None, "丙"], ["044010", "1", None])
    assert [one if one is None else shape_of(one).wkt for one in table.shapes] == [
        SQUARE.wkt, None, "POINT (113 23)",
    ]  # fmt: skip
    assert (table.system, table.format, table.name) == ("EPSG:4547", "geoparquet", "地块")
    assert [note.message.en for note in table.notes] == ["has heights, which are dropped"]


def test_a_missing_system_is_wgs84_and_an_empty_one_unknown(tmp_path: Path) -> None:
    path = written(tmp_path, frame())
    with_geo(path, lambda geo: geo["columns"]["geometry"].pop("crs"))
    assert read(path).system == "OGC:CRS84"
    with_geo(path, lambda geo: geo["columns"]["geometry"].update(crs=None))
    table = read(path)
    assert table.system == ""
    assert "names no usable system of coordinates" in [note.message.en for note in table.notes]


def test_a_system_without_a_code_is_given_as_wkt(tmp_path: Path) -> None:
    local = "+proj=tmerc +lat_0=0 +lon_0=113.2833 +k=1 +x_0=50000 +y_0=0 +ellps=GRS80 +units=m"
    system = read(written(tmp_path, frame(local))).system
    assert "113.2833" in system
    assert system.startswith("PROJCRS")


@pytest.mark.parametrize(
    "shape",
    [
        shapely.Point(113, 23),
        shapely.LineString([(0, 0), (1, 1)]),
        shapely.Polygon([(0, 0), (9, 0), (9, 9)], [[(5, 2), (6, 2), (6, 3)]]),
        shapely.MultiPoint([(1, 2), (3, 4)]),
        shapely.MultiLineString([[(0, 0), (1, 1)], [(2, 2), (3, 3)]]),
        shapely.MultiPolygon([SQUARE, shapely.box(0, 0, 1, 1)]),
    ],
)
def test_shapes_as_nested_lists_are_read(tmp_path: Path, shape: Any) -> None:
    table = gpd.GeoDataFrame({"n": [1, 2]}, geometry=[shape, None], crs=4490)
    found = read(written(tmp_path, table, geometry_encoding="geoarrow"))
    assert shape_of(found.shapes[0]).equals(shape)
    assert found.shapes[1] is None


def test_interleaved_positions_are_read(tmp_path: Path) -> None:
    position = pa.list_(pa.float64(), 2)
    column = pa.array([[[1.0, 2.0], [3.0, 4.0]]], pa.list_(position))
    geo = {
        "version": "1.1.0",
        "primary_column": "g",
        "columns": {"g": {"encoding": "linestring", "geometry_types": []}},
    }
    table = pa.table({"g": column}).replace_schema_metadata({b"geo": json.dumps(geo).encode()})
    pq.write_table(table, tmp_path / "a.parquet")
    assert shape_of(read(tmp_path / "a.parquet").shapes[0]).wkt == "LINESTRING (1 2, 3 4)"


def test_kinds_of_values(tmp_path: Path) -> None:
    china = dt.timezone(dt.timedelta(hours=8))
    columns = {
        "日": pa.array([dt.date(2024, 5, 1)]),
        "午夜": pa.array(
            [dt.datetime(2024, 5, 1, tzinfo=china)], pa.timestamp("ns", "Asia/Shanghai")
        ),
        "时": pa.array([MORNING], pa.timestamp("us")),
        "数": pa.array([Decimal("12.50")]),
        "整": pa.array([440106202405010001]),
        "表": pa.array([["一", "二"]]),
        "类": pa.array(["工业"]).dictionary_encode(),
        "非": pa.array([float("nan")]),
        "字节": pa.array([b"x"]),
    }
    pq.write_table(pa.table(columns), tmp_path / "a.parquet")
    table = read(tmp_path / "a.parquet")
    assert [column[0] for column in table.values] == [
        dt.date(2024, 5, 1), dt.date(2024, 5, 1), MORNING, 12.5,
        440106202405010001, '["一", "二"]', "工业", None, None,
    ]  # fmt: skip
    assert (table.format, table.shapes) == ("parquet", ())
    assert [note.message.en for note in table.notes] == [
        "has no geo metadata and is read as a table"
    ]


def test_what_contradicts_itself_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, frame())
    with_geo(path, lambda geo: geo.update(primary_column="无"))
    assert refused(path) == "has geo metadata of a column that is not there"
    with_geo(path, lambda geo: geo.pop("columns"))
    assert refused(path) == "has geo metadata that cannot be read"
    path = written(tmp_path, frame())
    with_geo(path, lambda geo: geo["columns"]["geometry"].update(encoding="polygon"))
    assert refused(path) == "has shapes that do not fit their encoding"
    path.write_bytes(b"PAR1 and nothing else")
    assert refused(path) == "is no readable Parquet"
    path.write_bytes(b"<OGRVRTDataSource/>")
    assert refused(path) == "is no Parquet"


def test_limits_are_held(tmp_path: Path) -> None:
    path = written(tmp_path, frame(a=[1, 2, 3]))
    for limits, words in (
        ({"rows": 2}, "holds more than 2 features"),
        ({"columns": 2}, "holds more than 2 fields"),
        ({"vertices": 5}, "holds more than 5 vertices"),
        ({"expanded_bytes": 10}, "is larger than 0 MB when unpacked"),
        ({"file_bytes": 10}, "is larger than 0 MB"),
    ):
        assert refused(path, limits=replace(DEFAULT_LIMITS, **limits)) == words
