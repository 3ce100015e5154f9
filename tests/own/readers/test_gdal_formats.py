"""GeoPackage, FlatGeobuf, file geodatabase and MapInfo: nothing lost, nothing trusted."""

from __future__ import annotations

import datetime as dt
import math
import sqlite3
import struct
import warnings
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import shapely

from cluster_atlas.own.limits import DEFAULT_LIMITS
from cluster_atlas.own.readers.gdal_formats import (
    read_file_geodatabase,
    read_flatgeobuf,
    read_mapinfo,
    read_mapinfo_parts,
)
from cluster_atlas.own.readers.geopackage import read_geopackage
from cluster_atlas.own.sourcetable import ReadOptions, SourceTable
from cluster_atlas.values.issues import AtlasError
from tests.own.readers.layers import shape_of

Reader = Callable[[Path, str, ReadOptions], list[SourceTable]]

PLAIN = ReadOptions()


@pytest.fixture(autouse=True)
def _files_are_not_awaited() -> Iterator[None]:
    """Spare the tests the waiting for the disk at each change of a package."""
    pyogrio.set_gdal_config_options({"OGR_SQLITE_SYNCHRONOUS": "OFF"})
    yield
    pyogrio.set_gdal_config_options({"OGR_SQLITE_SYNCHRONOUS": None})


def frame(**columns: Any) -> Any:
    shapes = [shapely.Point(113, 23), None, shapely.Point(114, 22, 5)]
    return gpd.GeoDataFrame({"名称": ["番禺", "顺德", None], **columns}, geometry=shapes, crs=4490)


def write(path: Path, table: Any, **options: Any) -> Path:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if path.suffix == ".gdb":
            options["driver"] = "OpenFileGDB"
        pyogrio.write_dataframe(table, path, **options)
    return path


def changed(path: Path, *statements: str | tuple[str, tuple[Any, ...]]) -> None:
    """Change a package as a program does that knows nothing of shapes."""
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA synchronous = OFF")
        for (name,) in database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            database.execute(f'DROP TRIGGER "{name}"')
        for statement in statements:
            if isinstance(statement, tuple):
                database.execute(*statement)
            else:
                database.execute(statement)
    database.close()


def wkt(table: SourceTable) -> list[str | None]:
    return [None if one is None else shape_of(one).wkt for one in table.shapes]


def said(table: SourceTable) -> list[str]:
    return [note.message.en for note in table.notes]


def refused(reader: Reader, path: Path, **options: Any) -> str:
    with pytest.raises(AtlasError) as caught:
        reader(path, "数据", ReadOptions(**options))
    return caught.value.issues[0].message.en


@pytest.mark.parametrize(
    ("suffix", "reader"),
    [("gpkg", read_geopackage), ("fgb", read_flatgeobuf), ("gdb", read_file_geodatabase)],
)
def test_a_layer_keeps_text_numbers_days_and_missing_shapes(
    tmp_path: Path, suffix: str, reader: Reader
) -> None:
    days = np.array(["2024-05-01", "NaT", "2024-12-31"], dtype="datetime64[ms]")
    table = frame(代码=["044010", "1", None], 数=[1.5, None, 2.0], 日=days)
    if suffix == "fgb":
        table = table.dropna(subset=["geometry"])
        table.geometry = table.geometry.force_2d()
    path = write(tmp_path / f"地块.{suffix}", table)
    (found,) = reader(path, f"地块.{suffix}", PLAIN)
    kept = [0, 2] if suffix == "fgb" else [0, 1, 2]
    expected: list[list[Any]] = [
        ["番禺", "顺德", None], ["044010", "1", None], [1.5, None, 2.0],
        [dt.date(2024, 5, 1), None, dt.date(2024, 12, 31)],
    ]  # fmt: skip
    assert found.columns == ("名称", "代码", "数", "日")
    order = sorted(range(len(found)), key=lambda row: kept.index(_row(found, row)))
    assert [[values[row] for row in order] for values in found.values] == [
        [values[row] for row in kept] for values in expected
    ]
    shapes = ["POINT (113 23)", None, "POINT (114 22)"]
    assert [wkt(found)[row] for row in order] == [shapes[row] for row in kept]
    assert (found.system, found.name) == ("EPSG:4490", "地块")
    assert ("has heights, which are dropped" in said(found)) == (suffix != "fgb")
    assert list(found.rows) == list(range(1, len(found) + 1))


def _row(table: SourceTable, row: int) -> int:
    """Return which row of the frame it is: some formats sort by place."""
    return ["番禺", "顺德", None].index(table.values[0][row])  # type: ignore[arg-type]


def package(folder: Path) -> Path:
    path = write(folder / "a.gpkg", frame(数=[1, 2, 3]), layer="地块")
    write(path, frame(), layer="道路", append=True)
    changed(
        path,
        "CREATE TABLE layer_styles (id INTEGER PRIMARY KEY, styleQML TEXT)",
        "INSERT INTO gpkg_contents (table_name, data_type, identifier) "
        "VALUES ('layer_styles', 'attributes', 'layer_styles')",
        "CREATE TABLE 项目 (编号 INTEGER PRIMARY KEY, 名 TEXT, 是 BOOLEAN, 开工 DATE, 时 DATETIME)",
        "INSERT INTO gpkg_contents (table_name, data_type, identifier) "
        "VALUES ('项目', 'attributes', '项目')",
        "INSERT INTO 项目 VALUES (7, '一', 1, '2024-05-01', '2024-05-01T08:30:00Z'), "
        "(8, '二', 0, '待定', '2024-05-01T00:00:00+08:00'), (9, NULL, NULL, '2024/6/1', NULL)",
    )
    return path


def test_a_geopackage_shows_its_layers_and_not_its_own_tables(tmp_path: Path) -> None:
    path = package(tmp_path)
    tables = read_geopackage(path, "a.gpkg", PLAIN)
    assert [(one.name, len(one), bool(one.shapes)) for one in tables] == [
        ("地块", 3, True), ("道路", 3, True), ("项目", 3, False),
    ]  # fmt: skip
    (only,) = read_geopackage(path, "a.gpkg", ReadOptions(table="道路"))
    assert only.name == "道路"
    assert refused(read_geopackage, path, table="地") == "unknown layer"


def test_one_undecided_cell_leaves_the_days_of_its_column(tmp_path: Path) -> None:
    (table,) = read_geopackage(package(tmp_path), "a.gpkg", ReadOptions(table="项目"))
    assert [list(column) for column in table.values] == [
        ["一", "二", None],
        [True, False, None],
        [dt.date(2024, 5, 1), None, dt.date(2024, 6, 1)],
        [dt.datetime.fromisoformat(one) for one in ("2024-05-01T08:30", "2024-05-01")] + [None],
    ]
    assert [(issue.line, issue.field, issue.value) for issue in table.issues] == [
        (2, "开工", "待定")
    ]


def test_a_geopackage_copied_while_open_is_said(tmp_path: Path) -> None:
    path = package(tmp_path)
    raw = bytearray(path.read_bytes())
    raw[18] = raw[19] = 2
    path.write_bytes(raw)
    tables = read_geopackage(path, "a.gpkg", PLAIN)
    assert len(tables) == 3
    assert "copied while it was open" in said(tables[0])[0]
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.gpkg"]


def circle(x: float, y: float, radius: float) -> bytes:
    """Return a curve polygon that is a full circle."""
    corners = [(x - radius, y), (x, y + radius), (x + radius, y), (x, y - radius), (x - radius, y)]
    flat = [value for corner in corners for value in corner]
    arc = struct.pack("<BII10d", 1, 8, 5, *flat)
    return struct.pack("<BII", 1, 10, 1) + arc


def with_curves(path: Path, radius: float) -> Path:
    shape = shapely.box(4e5, 2.5e6, 4.1e5, 2.51e6)
    write(path, gpd.GeoDataFrame({"n": [1, 2]}, geometry=[shape, shape], crs=4547), layer="地块")
    blob = b"GP\x00\x01" + struct.pack("<i", 4547) + circle(4e5, 2.5e6, radius)
    changed(path, ('UPDATE "地块" SET geom = ? WHERE fid = 2', (blob,)))
    return path


@pytest.mark.parametrize("radius", [10.0, 5_000.0])
def test_curves_are_stroked_within_half_a_metre(tmp_path: Path, radius: float) -> None:
    (table,) = read_geopackage(with_curves(tmp_path / "a.gpkg", radius), "a.gpkg", PLAIN)
    square, curve = (shape_of(one) for one in table.shapes)
    assert square.area == 1e8
    positions = list(curve.exterior.coords)
    for (ax, ay), (bx, by) in pairwise(positions):
        off = radius - math.hypot((ax + bx) / 2 - 4e5, (ay + by) / 2 - 2.5e6)
        assert abs(off) <= 0.5
    assert curve.area == pytest.approx(math.pi * radius**2, rel=1e-4)


def test_a_damaged_shape_is_told_by_its_row(tmp_path: Path) -> None:
    path = package(tmp_path)
    changed(path, ('UPDATE "地块" SET geom = ? WHERE fid = 1', (b"GP\x00\x01\0\0\0\0\x01\x03",)))
    (table,) = read_geopackage(path, "a.gpkg", ReadOptions(table="地块"))
    assert wkt(table) == [None, None, "POINT (114 22)"]
    assert [issue.line for issue in table.issues] == [1]


def test_nothing_of_a_schema_is_trusted(tmp_path: Path) -> None:
    path = package(tmp_path)
    changed(
        path,
        "CREATE VIEW 无尽 AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) "
        "SELECT x FROM n",
        "INSERT INTO gpkg_contents (table_name, data_type, identifier) "
        "VALUES ('无尽', 'attributes', '无尽')",
    )
    limits = replace(DEFAULT_LIMITS, seconds=0.2)
    assert (
        refused(read_geopackage, path, table="无尽", limits=limits) == "is no readable GeoPackage"
    )


@pytest.mark.parametrize("reader", [read_geopackage, read_flatgeobuf])
def test_a_file_of_another_kind_is_not_opened(tmp_path: Path, reader: Reader) -> None:
    secret = write(tmp_path / "other.gpkg", frame())
    path = tmp_path / "a"
    path.write_text(
        f'<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource>{secret}</SrcDataSource>'
        "</OGRVRTLayer></OGRVRTDataSource>",
        encoding="utf-8",
    )
    assert refused(reader, path).startswith("is no ")
    for raw in (b"", b"SQLite format 3\0" + bytes(100), b"fgb\x03fgb\x01" + bytes(50)):
        path.write_bytes(raw)
        words = {
            "is no FlatGeobuf",
            "is no GeoPackage",
            "is no readable GeoPackage",
            "has no layer",
        }
        assert refused(reader, path) in words


def test_limits_are_held(tmp_path: Path) -> None:
    readers = {"gpkg": read_geopackage, "fgb": read_flatgeobuf, "gdb": read_file_geodatabase}
    square = shapely.box(0, 0, 1, 1)
    table = gpd.GeoDataFrame({"n": [1, 2, 3]}, geometry=[square] * 3, crs=4490)
    for suffix, reader in readers.items():
        path = write(tmp_path / f"a.{suffix}", table)
        for limits, words in (
            ({"rows": 2}, "holds more than 2 features"),
            ({"vertices": 14}, "holds more than 14 vertices"),
        ):
            assert refused(reader, path, limits=replace(DEFAULT_LIMITS, **limits)) == words


def test_a_geodatabase_in_a_zip_is_read(tmp_path: Path) -> None:
    home = write(tmp_path / "规划.gdb", frame(), layer="地块")
    write(home, frame(), layer="道路", append=True)
    path = tmp_path / "规划.gdb.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for one in home.iterdir():
            archive.write(one, f"资料/规划.gdb/{one.name}")
    tables = read_file_geodatabase(path, "规划.gdb.zip", PLAIN)
    assert [(one.name, len(one), one.format) for one in tables] == [
        ("地块", 3, "filegdb"), ("道路", 3, "filegdb"),
    ]  # fmt: skip
    (only,) = read_file_geodatabase(path, "规划.gdb.zip", ReadOptions(table="道路"))
    assert only.name == "道路"
    assert refused(read_file_geodatabase, path, table="无") == "unknown layer"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "x")
    assert refused(read_file_geodatabase, path) == "holds no file geodatabase"


@pytest.mark.parametrize("form", ["tab", "mif"])
@pytest.mark.parametrize("charset", [b"WindowsSimpChinese", b"Neutral", b"WindowsLatin1"])
def test_mapinfo_is_read_whatever_its_charset_says(
    tmp_path: Path, form: str, charset: bytes
) -> None:
    table = frame(面积=[1.5, 2.0, 3.0]).drop(index=1)
    options = {"dataset_options": {"FORMAT": "MIF"}} if form == "mif" else {}
    path = write(
        tmp_path / f"地块.{form}",
        table,
        driver="MapInfo File",
        layer_options={"ENCODING": "CP936"},
        **options,
    )
    path.write_bytes(path.read_bytes().replace(b"WindowsSimpChinese", charset))
    (found,) = read_mapinfo(path, path.name, PLAIN)
    assert (found.name, found.columns, found.encoding) == ("地块", ("名称", "面积"), "gb18030")
    assert found.values[0][0] == "番禺"
    assert found.values[1] == [1.5, 3.0]
    assert wkt(found) == ["POINT (113 23)", "POINT (114 22)"]
    assert found.format == "mapinfo"


@pytest.mark.parametrize("form", ["tab", "mif"])
@pytest.mark.parametrize("charset", [b"Neutral", b"UTF-8"])
@pytest.mark.parametrize("name", ["坪山", "台山", "霞山", "平远"])
def test_names_whose_gbk_is_valid_utf8(
    tmp_path: Path, form: str, charset: bytes, name: str
) -> None:
    table = frame()[:1].rename(columns={"名称": "NAME"}).assign(NAME=name, n=1_234_567, f=-1.5)
    options = {"dataset_options": {"FORMAT": "MIF"}} if form == "mif" else {}
    options |= {"layer_options": {"ENCODING": "CP936"}}
    path = write(tmp_path / f"a.{form}", table, driver="MapInfo File", **options)
    path.write_bytes(path.read_bytes().replace(b"WindowsSimpChinese", charset))
    (found,) = read_mapinfo(path, path.name, PLAIN)
    assert (found.values[0], found.encoding) == ([name], "gb18030")


def test_mapinfo_tables_in_a_zip_are_read_and_missing_parts_said(tmp_path: Path) -> None:
    home = tmp_path / "parts"
    home.mkdir()
    for name in ("甲", "乙"):
        write(
            home / f"{name}.tab",
            frame().drop(index=1),
            driver="MapInfo File",
            layer_options={"ENCODING": "CP936"},
        )
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for one in home.iterdir():
            archive.write(one, f"资料/{one.name}")
    assert sorted(one.name for one in read_mapinfo(path, "a.zip", PLAIN)) == ["乙", "甲"]
    with pytest.raises(AtlasError, match=r"\.dat"):
        read_mapinfo_parts({"甲.tab": home / "甲.tab"}, "甲.tab", PLAIN)


def test_a_mapinfo_table_that_points_elsewhere_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.tab"
    for kind in ('"RASTER"', "LINKED", "SEAMLESS"):
        path.write_text(
            f"!table\n!version 300\n\nDefinition Table\n  Type {kind}\n", encoding="ascii"
        )
        assert refused(read_mapinfo, path) == "only points to other files"


def test_settings_of_gdal_are_as_before(tmp_path: Path) -> None:
    key = "GDAL_DISABLE_READDIR_ON_OPEN"
    before = pyogrio.get_gdal_config_option(key)
    read_flatgeobuf(write(tmp_path / "a.fgb", frame()[:1]), "a", PLAIN)
    assert pyogrio.get_gdal_config_option(key) == before
