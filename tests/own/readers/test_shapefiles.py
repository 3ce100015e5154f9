"""Shapefiles as offices bring them: in any encoding, with parts missing and rings in disorder."""

from __future__ import annotations

import datetime as dt
import struct
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import shapely

from cluster_atlas.own.limits import DEFAULT_LIMITS
from cluster_atlas.own.readers.shapefile import read_shapefile_parts, read_shapefiles
from cluster_atlas.own.sourcetable import ReadOptions, SourceTable
from cluster_atlas.values.issues import AtlasError
from tests.own.readers.layers import shape_of

Ring = Sequence[tuple[float, float]]

OUTER: Ring = [(0, 0), (0, 10), (10, 10), (10, 0), (0, 0)]  # clockwise, as the format wants it
HOLE: Ring = [(2, 2), (5, 2), (5, 5), (2, 5), (2, 2)]
NAMES = ["广州市番禺区", "佛山市顺德区", "东莞市长安镇"]


def area(*rings: Ring) -> bytes:
    """Return a polygon as a shapefile holds it."""
    flat = np.array([position for ring in rings for position in ring], dtype="<f8")
    starts = np.cumsum([0, *(len(ring) for ring in rings[:-1])]).astype("<i4")
    box = np.concatenate([flat.min(axis=0), flat.max(axis=0)]).astype("<f8")
    head = struct.pack("<i", 5) + box.tobytes() + struct.pack("<ii", len(rings), len(flat))
    return head + starts.tobytes() + flat.tobytes()


def point(x: float, y: float) -> bytes:
    return struct.pack("<idd", 1, x, y)


def shp(records: Sequence[bytes]) -> tuple[bytes, bytes]:
    """Return a ``.shp`` and its ``.shx``."""
    kind = records[0][:4] if records else struct.pack("<i", 0)
    body, index = b"", b""
    for number, record in enumerate(records, start=1):
        place = struct.pack(">ii", (100 + len(body)) // 2, len(record) // 2)
        index += place
        body += struct.pack(">ii", number, len(record) // 2) + record

    def head(size: int) -> bytes:
        return (
            struct.pack(">7i", 9994, 0, 0, 0, 0, 0, (100 + size) // 2)
            + struct.pack("<i", 1000)
            + kind
            + bytes(64)
        )

    return head(len(body)) + body, head(len(index)) + index


def dbf(
    fields: Sequence[tuple[bytes, str, int, int]],
    rows: Sequence[Sequence[bytes]],
    language: int = 0,
    deleted: Sequence[int] = (),
) -> bytes:
    width = 1 + sum(field[2] for field in fields)
    start = 33 + 32 * len(fields)
    head = struct.pack("<4BIHH", 3, 126, 11, 1, len(rows), start, width) + bytes(17)
    head += bytes([language]) + bytes(2)
    for name, kind, size, decimals in fields:
        head += name[:11].ljust(11, b"\0") + kind.encode() + bytes(4) + bytes([size, decimals])
        head += bytes(14)
    body = b"".join(
        (b"*" if number in deleted else b" ")
        + b"".join(
            value.rjust(field[2]) if field[1] in "NF" else value.ljust(field[2])[: field[2]]
            for value, field in zip(row, fields, strict=True)
        )
        for number, row in enumerate(rows)
    )
    return head + b"\r" + body + b"\x1a"


def read(folder: Path, **parts: bytes) -> SourceTable:
    """Read a shapefile of the given parts; ``None``-less: only those that are given."""
    places = {}
    for suffix, content in parts.items():
        place = folder / f"part.{suffix}"
        place.write_bytes(content)
        places[f"地块.{suffix}"] = place
    (table,) = read_shapefile_parts(places, "地块.shp", ReadOptions())
    assert (table.name, table.format) == ("地块", "shapefile")
    return table


def areas(table: SourceTable) -> list[float | None]:
    return [None if one is None else shape_of(one).area for one in table.shapes]


def said(table: SourceTable) -> list[str]:
    return [note.message.en for note in table.notes]


def named(folder: Path, encoding: str, language: int = 0, **parts: bytes) -> SourceTable:
    shapes, index = shp([point(113, 23)] * 3)
    names = [name.encode(encoding) for name in NAMES]
    table = dbf(
        [("名称".encode(encoding), "C", 40, 0), (b"code", "C", 8, 0)],
        [(name, b"044010") for name in names],
        language,
    )
    return read(folder, shp=shapes, shx=index, dbf=table, prj=b'GEOGCS["x"]', **parts)


@pytest.mark.parametrize("language", [0x00, 0x57, 0x4D, 0x03, 0x78])
@pytest.mark.parametrize(
    "page",
    [None, b"", b"65001", b"ANSI 936", b"OEM", b"GB2312-80", b"UTF-8", b"ISO-8859-1", b"936\r\n"],
)
@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_the_encoding_is_found_whatever_the_file_says_of_it(
    tmp_path: Path, encoding: str, page: bytes | None, language: int
) -> None:
    table = named(tmp_path, encoding, language, **({} if page is None else {"cpg": page}))
    assert table.columns == ("名称", "code")
    assert table.values[0] == NAMES
    assert table.values[1] == ["044010"] * 3
    assert table.encoding == encoding
    assert not table.issues


def test_traditional_characters_are_read_as_such(tmp_path: Path) -> None:
    shapes, index = shp([point(114.1, 22.3)])
    name = "香港新界元朗區錦田鄉"
    table = read(
        tmp_path,
        shp=shapes,
        shx=index,
        dbf=dbf([(b"NAME", "C", 40, 0)], [(name.encode("big5"),)]),
    )
    assert (table.values[0], table.encoding) == ([name], "big5hkscs")


def test_little_chinese_in_gbk_is_not_taken_for_another(tmp_path: Path) -> None:
    for name in ("广州", "东莞", "塘厦", "联通", "甲", "常平", "先进材料"):
        shapes, index = shp([point(113, 23)])
        raw = dbf([(b"NAME", "C", 40, 0)], [(name.encode("gbk"),)])
        assert read(tmp_path, shp=shapes, shx=index, dbf=raw).values[0] == [name]


@pytest.mark.parametrize("names", [["坪山"], ["台山"], ["霞山"], ["平远"], ["坪山", "霞山"]])
@pytest.mark.parametrize("parts", [{}, {"cpg": b"UTF-8"}, {"cpg": b"base64"}])
def test_names_whose_gbk_is_valid_utf8(
    tmp_path: Path, names: list[str], parts: dict[str, bytes]
) -> None:
    shapes, index = shp([point(113, 23)] * len(names))
    raw = dbf([(b"NAME", "C", 40, 0)], [(name.encode("gbk"),) for name in names])
    table = read(tmp_path, shp=shapes, shx=index, dbf=raw, **parts)
    assert (table.values[0], table.encoding) == (names, "gb18030")


def test_utf8_without_a_declaration_is_not_taken_for_gbk(tmp_path: Path) -> None:
    for name in ("吴川", "水口", "石潭", "茶山"):
        shapes, index = shp([point(113, 23)])
        raw = dbf([(b"NAME", "C", 40, 0)], [(name.encode(),)])
        table = read(tmp_path, shp=shapes, shx=index, dbf=raw)
        assert (table.values[0], table.encoding) == ([name], "utf-8")


def test_the_user_may_name_the_encoding(tmp_path: Path) -> None:
    shapes, index = shp([point(113, 23)])
    for suffix, content in (
        ("shp", shapes),
        ("shx", index),
        ("dbf", dbf([(b"NAME", "C", 4, 0)], [("\u5e7f".encode("big5", "ignore") or b"\xa4\xa4",)])),
    ):
        (tmp_path / f"a.{suffix}").write_bytes(content)
    (table,) = read_shapefiles(tmp_path / "a.shp", "a", ReadOptions(encoding="Big5"))
    assert (table.values[0], table.encoding) == (["中"], "big5hkscs")


def test_one_value_cut_inside_a_character_is_told_and_the_rest_read(tmp_path: Path) -> None:
    shapes, index = shp([point(113, 23)] * 3)
    cut = "横琴粤澳深度合作区".encode()[:-1]
    table = read(
        tmp_path,
        shp=shapes,
        shx=index,
        cpg=b"UTF-8",
        dbf=dbf([(b"NAME", "C", 40, 0)], [("番禺".encode(),), (cut,), ("顺德".encode(),)]),
    )
    assert table.values[0] == ["番禺", "横琴粤澳深度合作", "顺德"]
    (issue,) = table.issues
    assert (issue.line, issue.field, issue.value) == (2, "NAME", "横琴粤澳深度合作")
    assert issue.message.en == "was cut inside a character"


def test_field_names_cut_inside_a_character_are_told_and_stay_apart(tmp_path: Path) -> None:
    shapes, index = shp([point(113, 23)])
    first, second = ("用地面积甲".encode()[:10], "用地面积乙".encode()[:10])
    raw = dbf([(first, "C", 9, 0), (second, "C", 9, 0)], [("一".encode(), "二".encode())])
    table = read(tmp_path, shp=shapes, shx=index, dbf=raw)
    assert table.columns == ("用地面", "用地面 2")
    assert "has a field name that was cut inside a character" in said(table)


def test_numbers_days_and_blanks_keep_their_kind(tmp_path: Path) -> None:
    shapes, index = shp([point(113, 23)] * 3)
    fields = [
        (b"WHOLE", "N", 18, 0), (b"REAL", "N", 12, 3), (b"DAY", "D", 8, 0), (b"YES", "L", 1, 0),
    ]  # fmt: skip
    raw = dbf(
        fields,
        [
            (b"440106202405010", b"12.500", b"20240501", b"T"),
            (b"", b"", b"", b"?"),
            (b"******************", b"3.000", b"20241399", b"F"),
        ],
    )
    table = read(tmp_path, shp=shapes, shx=index, dbf=raw)
    assert [list(column) for column in table.values] == [
        [440106202405010, None, None],
        [12.5, None, 3.0],
        [dt.date(2024, 5, 1), None, None],
        [True, None, False],
    ]
    assert [(issue.line, issue.field) for issue in table.issues] == [(3, "WHOLE"), (3, "DAY")]


def test_a_zip_with_folders_inside_is_opened(tmp_path: Path) -> None:
    shapes, index = shp([point(113, 23)])
    table = dbf([(b"NAME", "C", 10, 0)], [("番禺".encode("gbk"),)])
    path = tmp_path / "资料.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for folder in ("一/", "二/深/"):
            for suffix, content in (("SHP", shapes), ("shx", index), ("dbf", table)):
                archive.writestr(f"{folder}地块{folder[0]}.{suffix}", content)
        archive.writestr("说明.txt", "说明")
    tables = read_shapefiles(path, "资料.zip", ReadOptions())
    assert [(one.name, one.values[0]) for one in tables] == [
        ("地块一", ["番禺"]),
        ("地块二", ["番禺"]),
    ]
    (only,) = read_shapefiles(path, "资料.zip", ReadOptions(table="地块二"))
    assert only.name == "地块二"
    with pytest.raises(AtlasError, match=r"地块三"):
        read_shapefiles(path, "资料.zip", ReadOptions(table="地块三"))


def test_missing_parts_are_said(tmp_path: Path) -> None:
    shapes, _index = shp([area(OUTER), area(OUTER, HOLE)])
    table = read(tmp_path, shp=shapes)
    assert areas(table) == [100, 91]
    assert (table.columns, list(table.rows), table.system) == ((), [1, 2], "")
    assert said(table) == [
        "has no .shx; its index was rebuilt from the .shp",
        "has no .prj; its system of coordinates is not known",
        "has no .dbf; only its shapes are read",
    ]


def test_without_shapes_nothing_is_read(tmp_path: Path) -> None:
    place = tmp_path / "a.dbf"
    place.write_bytes(b"")
    with pytest.raises(AtlasError) as caught:
        read_shapefile_parts({"地块.dbf": place}, "地块", ReadOptions())
    assert (
        caught.value.issues[0].sentence("zh")
        == "地块：没有 .shp 文件 「地块.dbf」；请连同其余部分一起读入"
    )


@pytest.mark.parametrize(
    ("rings", "right"),
    [
        ((OUTER, HOLE), 91),
        ((OUTER[::-1], HOLE[::-1]), 91),
        ((OUTER, HOLE[::-1]), 91),
        ((OUTER[::-1], HOLE), 91),
        ((HOLE, OUTER), 91),
        ((OUTER, OUTER), 100),
        ((OUTER, OUTER[::-1]), 100),
        ((OUTER, HOLE, HOLE), 91),
        ((OUTER, [(3, 3), (4, 3), (4, 4), (3, 4), (3, 3)], HOLE), 92),  # an island in the lake
        ((OUTER, [(20, 0), (20, 5), (25, 5), (25, 0), (20, 0)]), 125),
        ((OUTER[:-1], HOLE), 91),
        ((OUTER, [(0, 2), (3, 2), (3, 5), (0, 5), (0, 2)]), 91),  # a bay on the edge
    ],
)
def test_rings_in_disorder_have_the_right_area(
    tmp_path: Path, rings: tuple[Ring, ...], right: float
) -> None:
    shapes, index = shp([area(*rings), area(OUTER)])
    table = read(tmp_path, shp=shapes, shx=index)
    assert areas(table) == pytest.approx([right, 100])


def test_rings_that_cross_are_refused_by_row(tmp_path: Path) -> None:
    across = [(5, 5), (5, 15), (15, 15), (15, 5), (5, 5)]
    shapes, index = shp([area(OUTER), area(OUTER, across)])
    table = read(tmp_path, shp=shapes, shx=index)
    assert areas(table) == [100, None]
    assert [issue.line for issue in table.issues] == [2]


def test_a_parcel_far_from_the_origin_keeps_its_hole(tmp_path: Path) -> None:
    def moved(ring: Ring) -> Ring:
        return [(38_412_345.678 + x * 1e-3, 2_556_789.123 + y * 1e-3) for x, y in ring]

    shapes, index = shp([area(moved(OUTER[::-1]), moved(HOLE[::-1]))])
    assert areas(read(tmp_path, shp=shapes, shx=index))[0] == pytest.approx(91e-6, rel=1e-3)


def test_a_deleted_row_takes_its_shape_with_it(tmp_path: Path) -> None:
    shapes, index = shp([point(113 + number, 23) for number in range(4)])
    rows = [(f"{number}".encode(),) for number in range(4)]
    raw = dbf([(b"N", "C", 4, 0)], rows, deleted=[1])
    table = read(tmp_path, shp=shapes, shx=index, dbf=raw)
    assert table.values[0] == ["0", "2", "3"]
    assert [shape_of(one).x for one in table.shapes] == [113, 115, 116]
    assert list(table.rows) == [1, 3, 4]
    assert "has 1 records marked as deleted, left out with their shapes" in said(table)


def test_heights_and_measures_are_dropped_and_said_once(tmp_path: Path) -> None:
    nan = float("nan")
    tall = struct.pack("<idddd", 11, 113, 23, nan, -1e39)
    shapes, index = shp([tall, struct.pack("<idddd", 11, 113.5, 23, 7, 0)])
    table = read(tmp_path, shp=shapes, shx=index)
    assert [shapely.get_coordinates(shape_of(one)).tolist() for one in table.shapes] == [
        [[113, 23]], [[113.5, 23]],
    ]  # fmt: skip
    assert [len(one or b"") for one in table.shapes] == [21, 21]
    assert said(table).count("has heights, which are dropped") == 1
    measured, index = shp([struct.pack("<iddd", 21, 113, 23, 5)])
    assert "has measures, which are dropped" in said(read(tmp_path, shp=measured, shx=index))


def test_broken_records_are_told_and_the_rest_read(tmp_path: Path) -> None:
    nan = float("nan")
    long = area(OUTER)
    bad = long[:40] + struct.pack("<i", 5000) + long[44:]
    records = [
        area([(0, 0), (nan, 10), (10, 10), (10, 0), (0, 0)]),
        struct.pack("<i", 0),
        bad,
        area([(0, 0), (1, 1), (0, 0)]),
        area(OUTER),
        struct.pack("<i", 31) + bytes(60),
    ]
    shapes, index = shp(records)
    for parts in ({"shp": shapes, "shx": index}, {"shp": shapes}):
        (tmp_path / "part.shx").unlink(missing_ok=True)
        table = read(tmp_path, **parts)
        assert areas(table) == [None, None, None, None, 100, None]
        assert [(issue.line, issue.message.en) for issue in table.issues] == [
            (1, "has a coordinate that is no number"),
            (3, "has a damaged shape"),
            (4, "has a ring of fewer than four positions"),
            (6, "is a three-dimensional patch, which is not read"),
        ]
    table = read(tmp_path, shp=shapes[:-30])
    assert areas(table)[4:] == [100, None]


def test_an_index_that_does_not_fit_is_not_followed(tmp_path: Path) -> None:
    shapes, index = shp([area(OUTER), area(OUTER, HOLE)])
    wrong = index[:100] + struct.pack(">iiii", 5000, 60, 50, 3)
    assert areas(read(tmp_path, shp=shapes, shx=wrong)) == [100, 91]


def test_more_shapes_than_records_are_said(tmp_path: Path) -> None:
    shapes, index = shp([point(113, 23)] * 2)
    raw = dbf([(b"N", "C", 4, 0)], [(b"1",), (b"2",), (b"3",)])
    table = read(tmp_path, shp=shapes, shx=index, dbf=raw)
    assert table.values[0] == ["1", "2", "3"]
    assert [one is None for one in table.shapes] == [False, False, True]
    assert "has 2 shapes and 3 records" in said(table)


def test_lines_and_sets_of_points_are_read(tmp_path: Path) -> None:
    parts = area([(0, 0), (3, 4)], [(0, 0), (0, 1)])
    line = struct.pack("<i", 3) + parts[4:]
    shapes, index = shp([line, struct.pack("<i", 3) + area([(0, 0), (3, 4)])[4:]])
    lines = [shape_of(one) for one in read(tmp_path, shp=shapes, shx=index).shapes]
    assert [(one.geom_type, one.length) for one in lines] == [
        ("MultiLineString", 6),
        ("LineString", 5),
    ]
    many = struct.pack("<i", 8) + bytes(32) + struct.pack("<i", 2) + struct.pack("<4d", 1, 2, 3, 4)
    shapes, index = shp([many])
    (points,) = read(tmp_path, shp=shapes, shx=index).shapes
    assert shape_of(points).wkt == "MULTIPOINT ((1 2), (3 4))"


def test_limits_are_held(tmp_path: Path) -> None:
    shapes, index = shp([area(OUTER)] * 3)
    (tmp_path / "a.shp").write_bytes(shapes)
    (tmp_path / "a.shx").write_bytes(index)
    for limits, said_ in (
        (replace(DEFAULT_LIMITS, vertices=14), "holds more than 14 vertices"),
        (replace(DEFAULT_LIMITS, rows=2), "holds more than 2 features"),
        (replace(DEFAULT_LIMITS, file_bytes=200), "is larger than 0 MB"),
    ):
        with pytest.raises(AtlasError) as caught:
            read_shapefiles(tmp_path / "a.shp", "a", ReadOptions(limits=limits))
        assert [issue.message.en for issue in caught.value.issues] == [said_]


def test_many_parts_are_put_together_in_time(tmp_path: Path) -> None:
    rings: list[Ring] = []
    for number in range(400):
        x, y = number % 20 * 20.0, number // 20 * 20.0
        rings += [[(px + x, py + y) for px, py in ring] for ring in (OUTER, HOLE)]
    shapes, index = shp([area(*rings)])
    assert areas(read(tmp_path, shp=shapes, shx=index)) == pytest.approx([400 * 91])


@pytest.mark.parametrize("corners", [8, 3000])
def test_nests_of_rings_in_any_order_and_winding(tmp_path: Path, corners: int) -> None:
    random = np.random.default_rng(7)
    turns = np.linspace(0, 2 * np.pi, corners + 1)
    for _ in range(5):
        rings: list[Ring] = []
        right = 0.0
        for number in range(6):
            # A lake in an island in a lake: every second ring takes away.
            for depth, radius in enumerate((9, 7, 5, 3)[: random.integers(1, 5)]):
                x = 38_500_000 + 20 * number + radius * np.cos(turns)
                y = 2_500_000 + radius * np.sin(turns)
                x[-1], y[-1] = x[0], y[0]
                ring = list(zip(x.tolist(), y.tolist(), strict=True))
                rings.append(ring[:: random.choice([1, -1])])
                right += (-1) ** depth * shapely.Polygon(ring).area
        random.shuffle(rings)
        shapes, index = shp([area(*rings)])
        table = read(tmp_path, shp=shapes, shx=index)
        assert areas(table) == pytest.approx([right], rel=1e-6)
        assert shapely.is_valid(shape_of(table.shapes[0]))
