"""KML and KMZ of any maker: every folder, every placemark, every pair."""

from __future__ import annotations

import time
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from cluster_atlas.own.limits import DEFAULT_LIMITS
from cluster_atlas.own.readers.kml import read_kml
from cluster_atlas.own.sourcetable import ReadOptions, SourceTable
from cluster_atlas.values.issues import AtlasError
from tests.own.readers.layers import shape_of

POINT = "<Point><coordinates>113.5,23.1,0</coordinates></Point>"


def kml(body: str, encoding: str = "UTF-8") -> bytes:
    head = f'<?xml version="1.0" encoding="{encoding}"?>\n'
    spaces = 'xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2"'
    return f"{head}<kml {spaces}><Document>{body}</Document></kml>".encode(
        "gb18030" if encoding.lower().startswith("gb") else encoding
    )


def mark(body: str, name: str = "") -> str:
    title = f"<name>{name}</name>" if name else ""
    return f"<Placemark>{title}{body}</Placemark>"


def read_all(folder: Path, content: bytes, **options: object) -> list[SourceTable]:
    path = folder / "upload"
    path.write_bytes(content)
    return read_kml(path, "我的地点.kml", ReadOptions(**options))  # type: ignore[arg-type]


def read(folder: Path, content: bytes) -> SourceTable:
    (table,) = read_all(folder, content)
    return table


def column(table: SourceTable, name: str) -> list[object]:
    return list(table.values[table.columns.index(name)])


def refused(folder: Path, content: bytes, **options: object) -> str:
    with pytest.raises(AtlasError) as caught:
        read_all(folder, content, **options)
    return caught.value.issues[0].message.en


def said(table: SourceTable) -> list[str]:
    return [note.message.en for note in table.notes]


def test_every_folder_and_placemark_is_read(tmp_path: Path) -> None:
    body = (
        mark(POINT, "零")
        + f"<Folder><name>园区</name>{mark(POINT, '一')}"
        + f"<Folder><name>在建</name>{mark(POINT, '二')}{mark(POINT, '三')}</Folder>"
        + f"{mark(POINT, '四')}</Folder>"
        + f"<Document><Folder>{mark(POINT, '五')}</Folder></Document>"
    )
    table = read(tmp_path, kml(body))
    assert column(table, "名称") == ["零", "一", "二", "三", "四", "五"]
    assert column(table, "文件夹") == [None, "园区", "园区/在建", "园区/在建", "园区", None]
    assert (table.system, table.format, table.name) == ("OGC:CRS84", "kml", "我的地点")
    assert list(table.rows) == [1, 2, 3, 4, 5, 6]
    assert {shape_of(one).wkt for one in table.shapes} == {"POINT (113.5 23.1)"}


def test_every_pair_is_kept(tmp_path: Path) -> None:
    schema = '<Schema name="s" id="s"><SimpleField type="string" name="等级"/></Schema>'
    pairs = (
        '<ExtendedData><Data name="代码"><value>044010</value></Data>'
        '<Data name="面积"><displayName>面积</displayName><value>12.5</value></Data>'
        '<Data name="地市"><value>佛山</value></Data><Data name="地市"><value>又</value></Data>'
        '<SchemaData schemaUrl="#s"><SimpleData name="等级">国家级</SimpleData></SchemaData>'
        '<camp:number xmlns:camp="http://a.example">14</camp:number>'
        '<Data name="空"><value/></Data></ExtendedData>'
    )
    described = "<description><![CDATA[<b>说</b>明]]></description><address>广州</address>"
    when = "<TimeStamp><when>2024-05-01</when></TimeStamp>"
    table = read(tmp_path, kml(schema + mark(described + when + pairs + POINT, "甲")))
    assert dict(zip(table.columns, (values[0] for values in table.values), strict=True)) == {
        "名称": "甲", "说明": "<b>说</b>明", "地址": "广州", "时间": "2024-05-01",
        "代码": "044010", "面积": "12.5", "地市": "佛山",
        "地市 2": "又", "等级": "国家级", "number": "14", "空": None,
    }  # fmt: skip


def test_every_kml_of_a_kmz_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("doc.kml", kml(mark(POINT, "一")))
        archive.writestr("files/第二.kml", kml(mark(POINT, "二")))
        archive.writestr("files/空.kml", kml(""))
        archive.writestr("files/icon.png", b"png")
    tables = read_kml(path, "我的.kmz", ReadOptions())
    assert [(one.name, column(one, "名称"), one.format) for one in tables] == [
        ("我的", ["一"], "kmz"),
        ("files/第二", ["二"], "kmz"),
    ]
    (only,) = read_kml(path, "我的.kmz", ReadOptions(table="files/第二"))
    assert column(only, "名称") == ["二"]


def test_a_kmz_is_checked_like_any_archive(tmp_path: Path) -> None:
    path = tmp_path / "a"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../doc.kml", kml(mark(POINT)))
    with pytest.raises(AtlasError, match=r"文件夹之外|leads out"):
        read_kml(path, "我的.kmz", ReadOptions())


@pytest.mark.parametrize("declared", ["GBK", "gb2312", "GB18030", "UTF-8", "utf-16"])
def test_the_encoding_that_is_declared_is_read(tmp_path: Path, declared: str) -> None:
    table = read(tmp_path, kml(mark(POINT, "广州番禺"), declared))
    assert column(table, "名称") == ["广州番禺"]


@pytest.mark.parametrize("name", ["广州番禺", "坪山", "台山", "霞山", "平远"])
def test_gbk_that_calls_itself_utf_8_is_read(tmp_path: Path, name: str) -> None:
    raw = kml(mark(POINT, name), "GBK").replace(b'"GBK"', b'"UTF-8"')
    table = read(tmp_path, raw)
    assert (column(table, "名称"), table.encoding) == ([name], "gb18030")


def test_an_open_ring_is_closed_and_said(tmp_path: Path) -> None:
    def ring(end: str = "") -> str:
        positions = "<coordinates>113,23 114,23\n 114,24 113,24" + end + "</coordinates>"
        line = f"<LinearRing>{positions}</LinearRing>"
        return f"<Polygon><outerBoundaryIs>{line}</outerBoundaryIs></Polygon>"

    table = read(tmp_path, kml(mark(ring(" 113,23")) + mark(ring()) + mark(POINT)))
    assert [shape_of(one).area for one in table.shapes] == [1, 1, 0]
    assert said(table) == ["had rings that were not closed and now are"]


def test_shapes_of_several_parts_and_holes(tmp_path: Path) -> None:
    def ring(x: float, y: float, size: float) -> str:
        corners = [(x, y), (x + size, y), (x + size, y + size), (x, y + size), (x, y)]
        text = " ".join(f"{a}, {b}, 5" for a, b in corners)
        return f"<LinearRing><coordinates>{text}</coordinates></LinearRing>"

    holed = (
        f"<Polygon><outerBoundaryIs>{ring(0, 0, 10)}</outerBoundaryIs>"
        f"<innerBoundaryIs>{ring(1, 1, 2)}{ring(5, 5, 2)}</innerBoundaryIs></Polygon>"
    )
    other = f"<Polygon><outerBoundaryIs>{ring(20, 0, 1)}</outerBoundaryIs></Polygon>"
    table = read(tmp_path, kml(mark(f"<MultiGeometry>{holed}{other}</MultiGeometry>")))
    shape = shape_of(table.shapes[0])
    assert (shape.geom_type, shape.area) == ("MultiPolygon", 93)
    assert said(table) == ["has heights, which are dropped"]


def test_tracks_are_lines(tmp_path: Path) -> None:
    track = (
        "<gx:Track><when>2024-05-01</when><when>2024-05-02</when>"
        "<gx:coord>113 23 0</gx:coord><gx:coord>114 24 0</gx:coord></gx:Track>"
    )
    table = read(
        tmp_path, kml(mark(track) + mark(f"<gx:MultiTrack>{track}{track}</gx:MultiTrack>"))
    )
    assert [shape_of(one).wkt for one in table.shapes] == [
        "LINESTRING (113 23, 114 24)",
        "MULTILINESTRING ((113 23, 114 24), (113 23, 114 24))",
    ]


def test_what_only_points_elsewhere_is_left_out_and_said(tmp_path: Path) -> None:
    link = "<NetworkLink><Link><href>http://a.example/x.kml</href></Link></NetworkLink>"
    overlay = "<GroundOverlay><Icon><href>a.png</href></Icon></GroundOverlay>"
    table = read(tmp_path, kml(link + mark(POINT) + overlay))
    assert [(note.message.en, note.value) for note in table.notes] == [
        ("has a NetworkLink, which is not read", "http://a.example/x.kml"),
        ("has a GroundOverlay, which is not read", "a.png"),
    ]
    assert len(table) == 1


def test_a_shape_against_the_rules_is_told(tmp_path: Path) -> None:
    bad = "<LineString><coordinates>113;23 114;24</coordinates></LineString>"
    table = read(tmp_path, kml(mark(POINT) + mark(bad, "坏") + mark("", "无")))
    assert [one is None for one in table.shapes] == [False, True, True]
    assert [(issue.line, issue.value) for issue in table.issues] == [(2, "113;23")]
    assert column(table, "名称") == [None, "坏", "无"]


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    raw = kml(mark(POINT, "&a;"))
    head, body = raw.split(b"?>", 1)
    inner = head + b'?><!DOCTYPE kml [<!ENTITY a "aaa">]>' + body
    assert refused(tmp_path, inner) == "defines entities and is not read"
    (tmp_path / "secret").write_text("secret", encoding="utf-8")
    outer = (
        head + f'?><!DOCTYPE kml [<!ENTITY a SYSTEM "file://{tmp_path}/secret">]>'.encode() + body
    )
    assert refused(tmp_path, outer) == "defines entities and is not read"


def test_what_is_no_kml_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path, b"<kml><Document>") == "is no complete KML"
    assert refused(tmp_path, b"<gpx/>") == "is XML, but no KML"
    assert refused(tmp_path, b"<OGRVRTDataSource/>") == "is XML, but no KML"
    path = tmp_path / "empty.kmz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "x")
    with pytest.raises(AtlasError, match=r"没有 KML|without a KML"):
        read_kml(path, "a.kmz", ReadOptions())


def test_limits_are_held(tmp_path: Path) -> None:
    body = kml(mark(POINT) * 3)
    for limits, said_ in (
        ({"rows": 2}, "holds more than 2 features"),
        ({"vertices": 2}, "holds more than 2 vertices"),
        ({"file_bytes": 10}, "is larger than 0 MB"),
    ):
        assert refused(tmp_path, body, limits=replace(DEFAULT_LIMITS, **limits)) == said_
    deep = b"<a>" * 1000 + b"</a>" * 1000
    assert refused(tmp_path, b"<kml>" + deep + b"</kml>") == "is no complete KML"


def test_long_texts_of_plain_letters_take_no_time(tmp_path: Path) -> None:
    positions = " ".join(f"113.{number:06},23.1" for number in range(40_000))
    line = f"<LineString><coordinates>{positions}</coordinates></LineString>"
    blank = "<Point><coordinates>" + " " * 400_000 + "113 , 23</coordinates></Point>"
    start = time.process_time()
    table = read(tmp_path, kml(mark(line, "广州") + mark(blank)))
    assert [len(shape_of(one).coords) for one in table.shapes] == [40_000, 1]
    # Some tenths of a second; a search that begins anew at each letter takes minutes.
    assert time.process_time() - start < 5
