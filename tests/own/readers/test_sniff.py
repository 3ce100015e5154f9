"""A file's format is what is in it, whatever its name says; others are refused by name."""

from __future__ import annotations

import io
import sqlite3
import struct
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import geopandas
import openpyxl
import pytest
from msoffcrypto.format.ooxml import OOXMLFile
from shapely import Point

from cluster_atlas.own.limits import Limits
from cluster_atlas.own.readers.sniff import FORMATS, sniff
from cluster_atlas.values.issues import AtlasError

GEOJSON = '{"name":"x","features":[],"type":"FeatureCollection"}'
KML = '<?xml version="1.0"?>\n<!-- x --><kml xmlns="http://www.opengis.net/kml/2.2"/>'
DXF = "999\nmade by x\n  0\r\nSECTION\r\n  2\r\nHEADER\r\n"
SHP = struct.pack(">i", 9994) + bytes(96)
DBF = bytes([3, 124, 3, 5]) + struct.pack("<IHH", 1, 65, 11) + bytes(21) + b"NAME" + bytes(30)


def zipped(*names: str, **texts: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
        for name, text in texts.items():
            archive.writestr(name, text)
    return content.getvalue()


def xlsx() -> bytes:
    content = io.BytesIO()
    openpyxl.Workbook().save(content)
    return content.getvalue()


def locked() -> bytes:
    content = io.BytesIO()
    OOXMLFile(io.BytesIO(xlsx())).encrypt("x", content)
    return content.getvalue()


def office(kind: str) -> bytes:
    return zipped(**{"[Content_Types].xml": f'<Override ContentType="application/vnd.{kind}"/>'})


def layer(driver: str) -> Callable[[Path], bytes]:
    def write(folder: Path) -> bytes:
        frame = geopandas.GeoDataFrame({"a": [1]}, geometry=[Point(113, 23)], crs=4326)
        path = folder / {"GPKG": "a.gpkg", "FlatGeobuf": "a.fgb"}.get(driver, "made")
        if driver == "parquet":
            frame.to_parquet(path)
        else:
            frame.to_file(path, driver=driver)
        return path.read_bytes()

    return write


TAKEN: list[tuple[str, str, bytes | Callable[[Path], bytes]]] = [
    ("xlsx", "a.csv", xlsx()),
    ("xlsx", "a.xls", xlsx()),
    ("xlsx", "a.xlsx", locked()),
    ("xlsm", "a.xlsx", office("ms-excel.sheet.macroEnabled.main+xml")),
    ("xlsb", "a.xlsx", office("ms-excel.sheet.binary.macroEnabled.main")),
    ("ods", "a.zip", zipped(mimetype="application/vnd.oasis.opendocument.spreadsheet")),
    ("csv", "a.xls", "名称,值\n甲,1".encode("gbk")),
    ("csv", "a.xls", "名称\t值".encode("utf-16")),
    ("csv", "a.txt", "名称\t值\n".encode("utf-16-le")),
    ("csv", "a.csv", b"BM,MZ\n1,2\n"),
    ("csv", "a.csv", "<无>,[1]\n".encode()),
    ("csv", "a.csv", b"\xef\xbb\xbf{0},x\n"),
    ("csv", "a.csv", b"a,b\n1,\0\n" + b"1,2\n" * 1000),
    ("html", "a.xls", "\n<html><table>".encode("utf-16")),
    ("html", "a.xls", b"<!DOCTYPE html><!-- x --><HTML>"),
    ("html", "a.xls", b"<table border=1><tr>"),
    ("geojson", "a.txt", GEOJSON.encode()),
    ("geojson", "a.json", b"\xef\xbb\xbf " + GEOJSON.encode()),
    (
        "geojson",
        "a.json",
        b'{"features":[' + b'{"x":1},' * 99_999 + b'{}],"type":"FeatureCollection"}',
    ),
    ("topojson", "a.json", b'{"type":"Topology","objects":{"a":{"type":"Point"}}}'),
    ("shapefile", "a.bin", SHP),
    ("shapefile", "a.dbf", DBF),
    ("shapefile", "a.prj", b'PROJCS["CGCS2000_3_Degree_GK_CM_114E",GEOGCS['),
    ("shapefile", "a.cpg", b"UTF-8"),
    ("shapefile-zip", "a.zip", zipped("红线/地块.SHP", "红线/地块.dbf")),
    ("gdb-zip", "a.zip", zipped("x.gdb/a00000001.gdbtable", "x.gdb/a.gdbtablx")),
    ("mapinfo-zip", "a.zip", zipped("a.TAB", "a.DAT")),
    ("kmz", "a.zip", zipped("doc.kml", "files/a.png")),
    ("mapinfo", "a.tab", b"!table\n!version 300\n"),
    ("mapinfo", "a.mif", b'Version   300\nCharset "WindowsSimpChinese"\n'),
    ("mapinfo", "a.mid", "甲,1".encode("gbk")),
    ("mapinfo", "a.dat", DBF),
    ("kml", "a.txt", KML.encode()),
    ("dxf", "a.txt", DXF.encode()),
    ("dxf", "a.dxf", b"AutoCAD Binary DXF\r\n\x1a\0" + bytes(50)),
    ("geopackage", "a.db", layer("GPKG")),
    ("flatgeobuf", "a.bin", layer("FlatGeobuf")),
    ("geoparquet", "a.bin", layer("parquet")),
]


@pytest.mark.parametrize(
    ("expected", "name", "content"), TAKEN, ids=[f"{i}-{t[0]}" for i, t in enumerate(TAKEN)]
)
def test_the_format_is_what_is_in_it(
    tmp_path: Path, expected: str, name: str, content: bytes | Callable[[Path], bytes]
) -> None:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content(tmp_path))
    assert sniff(path) == expected
    assert expected in FORMATS


def test_an_old_workbook(tmp_path: Path) -> None:
    """``xls`` needs a container of streams; one that the encryption of a workbook makes will do."""
    path = tmp_path / "a.et"
    name, other = ("EncryptedPackage".encode("utf-16-le"), "Workbook".encode("utf-16-le"))
    content = locked()
    at = content.index(name)
    entry = bytearray(content[at : at + 66])
    entry[:64] = other.ljust(64, b"\0")
    entry[64:66] = struct.pack("<H", len(other) + 2)
    path.write_bytes(content[:at] + bytes(entry) + content[at + 66 :])
    assert sniff(path) == "xls"


def database() -> bytes:
    with sqlite3.connect(":memory:") as base:
        base.execute("CREATE TABLE a (b)")
        return base.serialize()


def tar() -> bytes:
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("a.shp"))
    return content.getvalue()


VRT = b'<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>/etc/passwd</SrcDataSource>'


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", b"", "空文件"),
        ("a.geojson", VRT, "VRT"),
        ("a.geojson", b"\xef\xbb\xbf<?xml version='1.0'?>" + VRT, "VRT"),
        ("a.kml", b"<VRTDataset/>", "VRT"),
        (
            "a.xls",
            b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook>',
            "2003",
        ),
        ("a.xml", b"<a/>", "别种 XML"),
        ("a.gml", b"<wfs:FeatureCollection>", "GML"),
        ("a.xlsx", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "PDF"),
        ("a.csv", b"\x89PNG\r\n\x1a\n\0\0", "图片"),
        ("a.csv", b"\xff\xd8\xff\xe0\0\x10JFIF\0", "图片"),
        ("a.tif", b"II*\0\x08\0\0\0", "影像"),
        ("a.zip", b"Rar!\x1a\x07\x01\0", "请先解压"),
        ("a.zip", b"7z\xbc\xaf\x27\x1c\0\x04", "请先解压"),
        ("a.csv", b"\x1f\x8b\x08\0\0\0", "请先解压"),
        ("a.tar", tar(), "请先解压"),
        ("a.zip", zipped("a.csv", "b.csv"), "请先解压"),
        ("a.zip", b"PK\x03\x04x", "损坏的压缩包"),
        ("a.docx", office("openxmlformats-officedocument.wordprocessingml.document.main"), "Word"),
        ("a.dwg", b"AC1032\0\0\0\0", "DXF"),
        ("a.mdb", b"\0\1\0\0Standard Jet DB\0", "Access"),
        ("a.gpkg", database(), "数据库"),
        ("a.json", b'{"a": 1}', "不是 GeoJSON"),
        ("a.exe", b"MZ\x90\0\x03\0", "程序"),
        ("a.xls", b"MIME-Version: 1.0\r\n", "网页存档"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "损坏"),
        ("a.csv", bytes(range(256)) * 4, "不是可导入的格式"),
    ],
)
def test_what_is_not_taken_is_refused_by_name(
    tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(AtlasError, match=words) as error:
        sniff(path)
    (issue,) = error.value.issues
    assert issue.file == name
    assert issue.sentence("en").isascii()


def test_a_file_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"a,b\n" * 600_000)
    with pytest.raises(AtlasError, match="超过 1 MB"):
        sniff(path, limits=Limits(file_bytes=2**20))
