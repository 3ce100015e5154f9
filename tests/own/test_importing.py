"""Tables made rows: understood, placed and reported; every refused row has its reason."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pytest
import shapely
from pyproj import Geod

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.own.importing import Importer, Prepared, SystemWish, report
from cluster_atlas.own.rows.rowforms import rows_in_form
from cluster_atlas.own.sourcetable import SourceTable, Value
from cluster_atlas.own.systems.conversion import from_wgs84
from cluster_atlas.own.systems.system import read_system
from cluster_atlas.values.issues import AtlasError, Issue, Text

Row = dict[str, Value]
Positions = npt.NDArray[np.float64]


@pytest.fixture(scope="module")
def importer(atlas: Atlas) -> Importer:
    return Importer(atlas)


def table(
    rows: list[Row], shapes: list[bytes | None] | None = None, system: str = ""
) -> SourceTable:
    heads = tuple(dict.fromkeys(key for row in rows for key in row))
    return SourceTable(
        "台账",
        heads,
        tuple([row.get(head) for row in rows] for head in heads),
        range(3, len(rows) + 3),
        shapes=shapes or (),
        system=system,
    )


def prepared(
    importer: Importer, kind: str, source: SourceTable, crs: str = "", *, accept: bool = False
) -> Prepared:
    return importer.rows_of(kind, source, {}, SystemWish(crs, accept_guess=accept))


HEADS = ("项目名称", "区县", "产业", "总投资（万元）", "项目进展", "联系电话")
LEDGER: list[Row] = [
    dict(zip(HEADS, cells, strict=True))
    for cells in (
        ("虚构轨道项目", "江门市新会区", "轨道交通装备", 32000.0, "在建", "13800138000"),
        ("虚构显示项目", "仲恺高新区", "新型显示", "1.2亿元", "已投产", None),
        (None, "新会区", None, None, None, None),
        ("虚构外省项目", "湖南省长沙市", "养猪", "面议", "快了", None),
    )
]


def test_a_ledger_without_coordinates_is_placed_by_its_names(importer: Importer) -> None:
    found = prepared(importer, "projects", table(LEDGER))
    assert not found.choice.is_open
    rows = found.table.to_pylist()
    assert [row["row"] for row in rows] == [3, 4]
    assert [row["county"] for row in rows] == ["county:440705", "county:441302"]
    assert [row["investment"] for row in rows] == [3.2e8, 1.2e8]
    assert [row["stage"] for row in rows] == ["building", "operating"]
    assert rows[0]["industries"] == ["rail-equipment"]


def test_rows_add_up_and_each_refusal_says_why(importer: Importer) -> None:
    told = report(prepared(importer, "projects", table(LEDGER)))
    assert told["read"] == told["taken"] + told["refused"] == len(LEDGER)
    reasons = {(issue["row"], issue["field"]) for issue in told["issues"]}
    assert {
        (5, "项目名称"),
        (6, "区县"),
        (6, "总投资（万元）"),
        (6, "项目进展"),
        (6, "产业"),
    } <= reasons
    assert all(issue["hint"] and issue["hint_en"] for issue in told["issues"])


def test_what_is_private_leaves_in_no_form(importer: Importer) -> None:
    found = prepared(importer, "projects", table(LEDGER))
    assert found.match.private == ("联系电话",)
    stored = found.table.append_column("id", pa.array(["1-1", "1-2"]))
    for form in ("jsonl", "geojson", "csv"):
        assert b"13800138000" not in rows_in_form("projects", stored, form)
        assert "虚构轨道项目".encode() in rows_in_form("projects", stored, form)
    assert b"13800138000" in rows_in_form("projects", stored, "jsonl", private=True)


def test_coordinates_are_read_in_no_system_that_was_not_said(importer: Importer) -> None:
    rows: list[Row] = [{"名称": "甲", "经度": 113.03, "纬度": 22.46, "区县": "新会区"}]
    asked = prepared(importer, "premises", table(rows))
    assert asked.choice.is_open
    assert {one.system.id for one in asked.choice.guess.candidates} == {"wgs84", "gcj02", "bd09"}
    told = prepared(importer, "premises", table(rows), "gcj02")
    (row,) = told.table.to_pylist()
    assert told.choice.declared == "user"
    assert abs(row["lon"] - 113.03) > 0.003


@pytest.mark.parametrize("code", ["EPSG:4547", "EPSG:4526", "EPSG:4498", "gcj02", "bd09"])
def test_plots_come_in_within_a_metre(atlas: Atlas, importer: Importer, code: str) -> None:
    true = shapely.box(113.90, 22.75, 113.92, 22.76)
    system = read_system(code)

    def turned(xy: Positions) -> Positions:
        return np.column_stack(from_wgs84(atlas, system, xy[:, 0], xy[:, 1]))

    shape = shapely.transform(true, turned)
    source = table([{"地块名称": "虚构地块", "备注": "x"}], [shapely.to_wkb(shape)])
    (row,) = prepared(importer, "premises", source, code).table.to_pylist()
    found = shapely.from_wkb(row["wkb"])
    assert shapely.hausdorff_distance(found, true) * 111_000 < 0.01
    assert row["county"] == "county:440311"
    assert row["precision"] == "boundary"
    assert row["area_m2"] == pytest.approx(2_277_000, rel=0.01)


def test_a_declared_system_of_the_file_is_taken(importer: Importer) -> None:
    shape = shapely.to_wkb(shapely.box(500000, 2520000, 500100, 2520100))
    source = table([{"名称": "虚构"}], [shape], system="EPSG:4547")
    found = prepared(importer, "parks", source)
    assert (found.choice.declared, found.choice.system.id if found.choice.system else "") == (
        "file",
        "EPSG:4547",
    )
    assert found.table["area_m2"][0].as_py() == pytest.approx(10_000, rel=0.001)


def test_xian_80_is_refused_with_its_reason(importer: Importer) -> None:
    shape = shapely.to_wkb(shapely.box(500000, 2520000, 500100, 2520100))
    with pytest.raises(AtlasError, match="西安80"):
        prepared(importer, "parks", table([{"名称": "虚构"}], [shape], system="EPSG:2383"))


@pytest.mark.parametrize(
    ("lon", "lat", "says"),
    [
        (112.9, 28.2, "省外或海上"),
        (115.5, 21.5, "省外或海上"),
        (114.17, 22.30, "香港或澳门"),
        (1e308, 23.0, "省外或海上"),
    ],
)
def test_points_elsewhere_are_refused(
    importer: Importer, lon: float, lat: float, says: str
) -> None:
    rows: list[Row] = [
        {"名称": "甲", "经度": lon, "纬度": lat},
        {"名称": "乙", "经度": 113.3, "纬度": 23.1},
    ]
    found = prepared(importer, "parks", table(rows), "wgs84")
    assert found.refused == (0,)
    assert says in found.issues()[0].message.zh


def test_swapped_longitude_and_latitude_are_seen(importer: Importer) -> None:
    rows: list[Row] = [
        {"名称": "甲", "经度": 22.46, "纬度": 113.03, "区县": "新会区"},
        {"名称": "乙", "经度": 22.83, "纬度": 113.25, "区县": "顺德区"},
    ]
    found = prepared(importer, "parks", table(rows), "wgs84")
    assert found.choice.swapped
    assert found.table["county"].to_pylist() == ["county:440705", "county:440606"]


def test_a_point_in_another_county_than_named_is_said(importer: Importer) -> None:
    rows: list[Row] = [{"名称": "甲", "经度": 113.25, "纬度": 22.83, "区县": "新会区"}]
    found = prepared(importer, "parks", table(rows), "wgs84")
    assert found.refused == ()
    assert "顺德区" in found.issues()[0].message.zh


def test_a_missing_column_is_refused_with_what_is_there(importer: Importer) -> None:
    with pytest.raises(AtlasError, match="--match"):
        importer.match("projects", table([{"甲": 1.0, "乙": 2.0}]))
    with pytest.raises(AtlasError):
        importer.match("projects", table(LEDGER), {"name": "没有的列"})
    match = importer.match("projects", table([{"甲": "x", "区县": "新会区"}]), {"name": "甲"})
    assert match.fields["name"] == "甲"


def test_a_flat_shape_is_refused(importer: Importer) -> None:
    flat = shapely.to_wkb(shapely.Polygon([(113, 23), (113.1, 23), (113, 23)]))
    source = table([{"名称": "甲", "区县": "天河区"}], [flat], system="EPSG:4326")
    assert prepared(importer, "parks", source).refused == (0,)


def test_a_zone_before_the_easting_of_a_system_without_is_refused(importer: Importer) -> None:
    """PROJ gives infinity and no error for it."""
    rows: list[Row] = [
        {"名称": "甲", "横坐标": 38412345.0, "纵坐标": 2556789.0, "区县": "南海区"},
        {"名称": "乙", "横坐标": 412345.0, "纵坐标": 2556789.0, "区县": "南海区"},
    ]
    found = prepared(importer, "parks", table(rows), "EPSG:4547")
    assert found.refused == (0,)
    assert "EPSG:4526" in found.issues()[0].hint.zh
    prefixed = prepared(importer, "parks", table(rows[:1]))
    assert prefixed.choice.is_open
    assert [one.system.id for one in prefixed.choice.guess.candidates] == ["EPSG:4526"]


def test_a_shape_that_its_system_cannot_hold_is_refused_alone(importer: Importer) -> None:
    right = shapely.box(412345, 2556789, 412445, 2556889)
    # One corner typed with the zone before it.
    torn = shapely.transform(right, lambda xy: xy + [[38e6, 0]] * (np.arange(5) == 2)[:, None])
    source = table(
        [{"名称": "甲"}, {"名称": "乙"}, {"名称": "丙", "区县": "南海区"}],
        [shapely.to_wkb(torn), shapely.to_wkb(right), None],
        system="EPSG:4547",
    )
    found = prepared(importer, "parks", source)
    assert found.refused == (0,)
    assert found.issues()[0].value.startswith("384")
    assert found.table["area_m2"].to_pylist() == [pytest.approx(10_000, rel=0.001), None]


def test_what_is_no_coordinate_is_said(importer: Importer) -> None:
    rows: list[Row] = [
        {"名称": "甲", "经度": "待定", "纬度": None, "区县": "南海区"},
        {"名称": "乙", "经度": None, "纬度": " ", "区县": "南海区"},
    ]
    for crs in ("", "wgs84"):
        found = prepared(importer, "parks", table(rows), crs)
        assert found.refused == ()
        assert [(issue.line, issue.value) for issue in found.issues()] == [(3, "待定")]


@pytest.mark.parametrize("code", ["EPSG:4547", "EPSG:3857"])
def test_areas_are_those_on_the_ellipsoid(atlas: Atlas, importer: Importer, code: str) -> None:
    """At Zhanjiang the plane of 114° is 0.36 % too large, the web's 15 %."""
    plot = shapely.segmentize(shapely.box(110.30, 21.10, 110.40, 21.20), 0.01)
    system = read_system(code)
    flat = shapely.transform(
        plot, lambda xy: np.column_stack(from_wgs84(atlas, system, xy[:, 0], xy[:, 1]))
    )
    true = abs(Geod(ellps="WGS84").geometry_area_perimeter(plot)[0])
    found = prepared(importer, "parks", table([{"名称": "甲"}], [shapely.to_wkb(flat)], code))
    assert found.table["area_m2"][0].as_py() == pytest.approx(true, rel=1e-5)
    assert abs(flat.area / true - 1) > 0.003


def test_an_address_in_one_of_several_towns_is_asked_about(importer: Importer) -> None:
    found = prepared(importer, "projects", table([{"名称": "甲", "地址": "龙潭镇"}]))
    assert found.refused == (0,)
    (issue,) = found.issues()
    assert issue.message.zh == "有几个同名地点"
    assert "县" in issue.value
    assert ":" not in issue.value


def test_what_a_reader_says_of_a_private_column_leaves_its_value_out(importer: Importer) -> None:
    number = "440106202405010000"
    lost = Issue("台账", "", "身份证号", number, Text("末尾丢失", "lost"), Text("x", "x"), 3)
    rows: list[Row] = [{"名称": "甲", "区县": "南海区", "身份证号": number}]
    found = prepared(importer, "projects", replace(table(rows), issues=(lost,)))
    assert number not in str(found.issues())
    assert number not in str(report(found))
    assert number in str(found.issues(private=True))


def test_a_text_that_looks_like_a_formula_stays_text(importer: Importer) -> None:
    found = prepared(importer, "projects", table([{"名称": "=项目", "区县": "南海区"}]))
    stored = found.table.append_column("id", pa.array(["1-1"]))
    assert ",'=项目," in rows_in_form("projects", stored, "csv").decode()
    assert '"=项目"' in rows_in_form("projects", stored, "jsonl").decode()
    with zipfile.ZipFile(io.BytesIO(rows_in_form("projects", stored, "xlsx"))) as book:
        assert not any(b"<f>" in book.read(part) for part in book.namelist())


def test_a_town_among_counties_is_taken_where_its_city_is_told(importer: Importer) -> None:
    rows: list[Row] = [
        {"名称": "甲", "城市": "东莞市", "区县": "长安镇"},
        {"名称": "乙", "城市": "中山市", "区县": "西区"},
        {"名称": "丙", "城市": None, "区县": "西区"},
    ]
    found = prepared(importer, "parks", table(rows))
    assert found.refused == (2,)
    (issue,) = (one for one in found.findings if one.refused)
    assert (issue.value, issue.message.zh) == ("中山市", "有同名的镇街，但未写明所在的市")
    assert found.table.select(["city", "county", "town"]).to_pylist() == [
        {"city": "city:441900", "county": "", "town": "长安镇"},
        {"city": "city:442000", "county": "", "town": "西区街道"},
    ]
