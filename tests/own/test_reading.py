"""Any file by its own reader, and always spoken of by the name that the user gave it."""

from __future__ import annotations

import inspect
import io
import json
import zipfile
from importlib import import_module
from pathlib import Path

import pytest
import xlsxwriter

from cluster_atlas.own.limits import Limits
from cluster_atlas.own.readers.sniff import FORMATS
from cluster_atlas.own.reading import _READERS, list_tables, read_file
from cluster_atlas.own.sourcetable import ReadOptions, SourceTable
from cluster_atlas.values.issues import AtlasError

NAME = "用户的文件.v1.dat"
POINT = '{"type": "Point", "coordinates": [113, 23]}'
KML = "<kml><Placemark><name>甲</name>{}</Placemark></kml>"


@pytest.fixture
def upload(tmp_path: Path) -> Path:
    """Return where an upload lies: under another name, without a suffix."""
    return tmp_path / "4f1c"


def workbook(*rows: list[str]) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet("项目")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return content.getvalue()


def zipped(**parts: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for suffix, raw in parts.items():
            archive.writestr(f"a.{suffix}", raw)
    return content.getvalue()


def sayings(table: SourceTable) -> list[str]:
    return [issue.file for issue in (*table.issues, *table.notes)]


def test_every_format_has_its_reader_and_all_take_the_same() -> None:
    assert set(FORMATS) <= set(_READERS)
    for module, function in set(_READERS.values()):
        read = getattr(import_module(f"cluster_atlas.own.readers.{module}"), function)
        assert list(inspect.signature(read).parameters) == ["path", "name", "options"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"MZ\x90\0\x03\0",
        b"%PDF-1.7\n",
        bytes(range(256)) * 4,
        b"PK\x03\x04" + bytes(60),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        b"SQLite format 3\0" + bytes(100),
        b"PAR1" + bytes(20) + b"PAR1",
        b"<svg/>",
        b"<html><p>x</p></html>",
        b'{"a": 1}',
        b'{"type": "FeatureCollection", "features": [}',
        b'{"type": "Topology", "objects": 1}',
        b"<kml><Placemark>",
        b"\x00\x00\x27\x0a" + bytes(96),
        b"fgb\x03fgb\x01" + bytes(40),
        b"AutoCAD Binary DXF\r\n\x1a\0",
        b"  0\nSECTION\n  2\nHEADER\n",
        b"!table\n!version 300\n",
        zipped(txt=b"x"),
        zipped(shp=b"x"),
        zipped(tab=b"x"),
        zipped(kml=b"<kml>"),
        workbook(),
        workbook(["名称", "值"])[:-200],
        "名称,值\n".encode(),
    ],
)
def test_what_is_refused_is_named_as_the_user_does(upload: Path, content: bytes) -> None:
    upload.write_bytes(content)
    with pytest.raises(AtlasError) as error:
        read_file(upload, ReadOptions(), NAME)
    assert {issue.file for issue in error.value.issues} == {NAME}


@pytest.mark.parametrize(
    ("content", "options"),
    [
        ("名称\n甲\n".encode(), {"encoding": "klingon"}),
        ("名称\n甲\n".encode() * 9, {"limits": Limits(rows=3)}),
        (POINT.encode(), {"encoding": "klingon"}),
        (POINT.encode(), {"table": "无"}),
        (KML.format("").encode(), {"table": "无"}),
        (workbook(["名称"], ["甲"]), {"table": "无"}),
        (workbook(["名称"], *[["甲"]] * 9), {"limits": Limits(rows=3)}),
        (b"<table><tr><td>a<td>b<tr><td>c<td>d</table>", {"table": "x"}),
    ],
)
def test_so_is_what_is_asked_in_vain(
    upload: Path, content: bytes, options: dict[str, object]
) -> None:
    upload.write_bytes(content)
    with pytest.raises(AtlasError) as error:
        read_file(upload, ReadOptions(**options), NAME)  # type: ignore[arg-type]
    assert {issue.file for issue in error.value.issues} == {NAME}


@pytest.mark.parametrize(
    "content",
    [
        '名称,备注\n甲,"a\n乙,b\n'.encode(),
        "名称,备注\n甲,a\n".encode() + b"\xff,b\n",
        workbook(["名称", "编码"], ["甲", "x" * 9]),
        json.dumps(
            {
                "type": "FeatureCollection",
                "features": [
                    {"type": "Feature", "geometry": {"type": "Point", "coordinates": [1, 2, 3]}},
                    {"type": "Feature", "geometry": {"type": "Point", "coordinates": "x"}},
                ],
            }
        ).encode(),
        KML.format("<Polygon/>").encode(),
    ],
)
def test_so_is_what_is_said_of_rows(upload: Path, content: bytes) -> None:
    upload.write_bytes(content)
    tables = read_file(upload, ReadOptions(limits=Limits(text_length=20)), NAME)
    for table in tables:
        assert set(sayings(table)) <= {NAME}
        assert "4f1c" not in table.name


def test_a_table_without_a_name_is_called_as_the_file_without_its_ending(upload: Path) -> None:
    for content in ("名称\n甲\n".encode(), POINT.encode(), KML.format("").encode()):
        upload.write_bytes(content)
        assert [table.name for table in read_file(upload, name=NAME)] == ["用户的文件.v1"]


def test_a_part_of_a_layer_is_known_by_the_name_that_the_user_gave_it(upload: Path) -> None:
    upload.write_bytes(b"GBK")
    with pytest.raises(AtlasError, match=r"没有 \.shp 文件") as error:
        read_file(upload, name="地块.cpg")
    assert error.value.issues[0].file == "地块.cpg"
    with pytest.raises(AtlasError, match=r"没有 \.tab 或 \.mif 文件") as error:
        read_file(upload, name="地块.mid")
    assert error.value.issues[0].file == "地块.mid"


def test_what_is_not_there_is_refused(upload: Path) -> None:
    for read in (read_file, list_tables):
        with pytest.raises(AtlasError, match="没有这个文件") as error:
            read(upload, ReadOptions(), NAME)
        assert error.value.issues[0].file == NAME
