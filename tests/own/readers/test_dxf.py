"""Drawings: layers with their state, closed lines as areas, blocks taken apart, texts."""

from __future__ import annotations

import io
import math
import time
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import ezdxf
import pytest
import shapely

from cluster_atlas.own.limits import DEFAULT_LIMITS
from cluster_atlas.own.readers.dxf import DrawingLayer, dxf_layers, read_dxf
from cluster_atlas.own.sourcetable import ReadOptions, SourceTable
from cluster_atlas.values.issues import AtlasError
from tests.own.readers.layers import shape_of

SQUARE = [(0, 0), (10, 0), (10, 10), (0, 10)]


def drawing(version: str = "R2010") -> tuple[Any, Any]:
    document = ezdxf.new(version)  # type: ignore[attr-defined]
    return document, document.modelspace()


def read_all(folder: Path, document: Any, **options: Any) -> list[SourceTable]:
    path = folder / "upload"
    document.saveas(path)
    return read_dxf(path, "规划图.dxf", ReadOptions(**options))


def read(folder: Path, document: Any, **options: Any) -> SourceTable:
    (table,) = read_all(folder, document, **options)
    return table


def column(table: SourceTable, name: str) -> list[object]:
    return list(table.values[table.columns.index(name)])


def shapes(table: SourceTable) -> list[Any]:
    return [None if one is None else shape_of(one) for one in table.shapes]


def said(table: SourceTable) -> list[str]:
    return [note.message.en for note in table.notes]


def test_closed_lines_are_areas_and_open_ones_lines(tmp_path: Path) -> None:
    document, space = drawing()
    space.add_lwpolyline(SQUARE, close=True)
    space.add_lwpolyline(SQUARE)
    space.add_lwpolyline([*SQUARE, SQUARE[0]])
    space.add_polyline2d(SQUARE, close=True)
    space.add_polyline3d([(x, y, 7) for x, y in SQUARE], close=True)
    space.add_line((0, 0, 5), (3, 4, 9))
    space.add_point((1, 2, 3))
    space.add_solid([(0, 0), (10, 0), (0, 10), (10, 10)])
    table = read(tmp_path, document)
    assert [(one.geom_type, one.area, one.length) for one in shapes(table)] == [
        ("Polygon", 100, 40), ("LineString", 0, 30), ("Polygon", 100, 40), ("Polygon", 100, 40),
        ("Polygon", 100, 40), ("LineString", 0, 5), ("Point", 0, 0), ("Polygon", 100, 40),
    ]  # fmt: skip
    assert not any(shapely.has_z(one) for one in shapes(table))
    assert (table.format, table.system, table.name) == ("dxf", "", "0")
    assert column(table, "类型")[0] == "LWPOLYLINE"


@pytest.mark.parametrize("radius", [3.0, 100.0, 5000.0])
def test_arcs_are_stroked_within_half_a_metre(tmp_path: Path, radius: float) -> None:
    document, space = drawing()
    space.add_circle((0, 0), radius)
    space.add_lwpolyline([(-radius, 0, 1), (radius, 0, 1)], format="xyb", close=True)
    space.add_arc((0, 0), radius, 0, 180)
    space.add_ellipse((0, 0), (radius, 0), 1.0)
    table = read(tmp_path, document)
    for one in shapes(table):
        edge = one.exterior if one.geom_type == "Polygon" else one
        # No stroke is further from the arc than allowed.
        middles = [part.interpolate(0.5, normalized=True) for part in _strokes(edge)]
        assert all(radius - math.hypot(point.x, point.y) <= 0.5 for point in middles)
    assert [one.geom_type for one in shapes(table)] == [
        "Polygon", "Polygon", "LineString", "Polygon",
    ]  # fmt: skip


def _strokes(line: Any) -> list[Any]:
    positions = list(line.coords)
    return [shapely.LineString(pair) for pair in pairwise(positions)]


def test_hatches_are_areas_with_holes(tmp_path: Path) -> None:
    document, space = drawing()
    hatch = space.add_hatch()
    hatch.paths.add_polyline_path(SQUARE, is_closed=True, flags=1)
    hatch.paths.add_polyline_path([(2, 2), (5, 2), (5, 5), (2, 5)], is_closed=True, flags=16)
    assert [one.area for one in shapes(read(tmp_path, document))] == [91]


def test_texts_are_points_with_their_text(tmp_path: Path) -> None:
    document, space = drawing()
    space.add_text("地块 A-01").set_placement((5, 6))
    middle = ezdxf.enums.TextEntityAlignment.MIDDLE_CENTER
    space.add_text("居中").set_placement((7, 8), align=middle)
    space.add_mtext("{\\fSimSun|b0;工业}用地\\P第二行").dxf.insert = (1, 2)
    table = read(tmp_path, document)
    assert column(table, "文字") == ["地块 A-01", "居中", "工业用地\n第二行"]
    assert [one.wkt for one in shapes(table)] == ["POINT (5 6)", "POINT (7 8)", "POINT (1 2)"]


@pytest.mark.parametrize("version", ["R12", "R2000", "R2004", "R2007", "R2010", "R2018"])
@pytest.mark.parametrize("page", ["ANSI_936", "ANSI_1252"])
def test_chinese_is_read_whatever_the_version_and_code_page(
    tmp_path: Path, version: str, page: str
) -> None:
    document, space = drawing(version)
    document.layers.add("规划红线")
    space.add_text("广州市番禺区", dxfattribs={"layer": "规划红线"}).set_placement((5, 6))
    stream = io.StringIO()
    document.header["$DWGCODEPAGE"] = "ANSI_936"
    document.write(stream)
    late = version >= "R2007"
    text = stream.getvalue().replace("ANSI_936", page)
    path = tmp_path / "a.dxf"
    path.write_bytes(text.encode("utf-8" if late else "gbk"))
    (table,) = read_dxf(path, "a.dxf", ReadOptions())
    assert (table.name, column(table, "文字")) == ("规划红线", ["广州市番禺区"])


def test_layers_are_listed_with_their_state_and_hidden_ones_left_out(tmp_path: Path) -> None:
    document, space = drawing()
    for name in ("红线", "关闭层", "冻结层", "空层"):
        document.layers.add(name)
        if name != "空层":
            space.add_lwpolyline(SQUARE, close=True, dxfattribs={"layer": name})
    document.layers.get("关闭层").off()
    document.layers.get("冻结层").freeze()
    document.paperspace().add_text("图框")
    table = read(tmp_path, document)
    assert (table.name, len(table), column(table, "图层")) == ("红线", 1, ["红线"])
    assert said(table) == [
        "has the layer “关闭层” off; its 1 entities are left out",
        "has the layer “冻结层” frozen; its 1 entities are left out",
        "has 1 entities in paper space, left out",
    ]
    path = tmp_path / "upload"
    assert dxf_layers(path, "a", ReadOptions()) == [
        DrawingLayer("0", 0, "shown"),
        DrawingLayer("Defpoints", 0, "shown"),
        DrawingLayer("关闭层", 1, "off"),
        DrawingLayer("冻结层", 1, "frozen"),
        DrawingLayer("空层", 0, "shown"),
        DrawingLayer("红线", 1, "shown"),
    ]
    chosen = read(tmp_path, document, table="冻结层")
    assert (chosen.name, len(chosen), chosen.hidden) == ("冻结层", 1, True)
    assert len(read(tmp_path, document, table="空层")) == 0
    with pytest.raises(AtlasError, match=r"红线"):
        read(tmp_path, document, table="红线2")


def test_layers_are_a_table_each(tmp_path: Path) -> None:
    document, space = drawing()
    for name in ("乙", "甲"):
        space.add_point((1, 2), dxfattribs={"layer": name})
    assert [one.name for one in read_all(tmp_path, document)] == ["乙", "甲"]


def test_blocks_are_taken_apart_where_they_stand(tmp_path: Path) -> None:
    document, space = drawing()
    inner = document.blocks.new("内")
    inner.add_lwpolyline(SQUARE, close=True)
    outer = document.blocks.new("外")
    outer.add_blockref("内", (100, 0), dxfattribs={"xscale": 2, "yscale": 2})
    outer.add_attdef("编号", (0, 0))
    reference = space.add_blockref("外", (1000, 0), dxfattribs={"layer": "图层一"})
    reference.add_auto_attribs({"编号": "DK-01"})
    grid = {"row_count": 2, "column_count": 3, "row_spacing": 20, "column_spacing": 20}
    space.add_blockref("内", (0, 500), dxfattribs={"layer": "图层一", **grid})
    table = read(tmp_path, document)
    found = shapes(table)
    kinds = column(table, "类型")
    point = kinds.index("INSERT")
    assert column(table, "编号")[point] == "DK-01"
    assert found[point].wkt == "POINT (1000 0)"
    squares = [one for one in found if one.geom_type == "Polygon"]
    assert sorted(one.area for one in squares) == [100] * 6 + [400]
    assert (1100, 0, 1120, 20) in [one.bounds for one in squares]
    assert {one.bounds[:2] for one in squares} >= {(0, 500), (40, 520)}
    assert set(column(table, "图块")) == {"内", "外"}
    assert set(column(table, "图层")) == {"图层一"}


def test_a_block_on_a_frozen_layer_is_left_out_whole(tmp_path: Path) -> None:
    document, space = drawing()
    document.layers.add("冻结层").freeze()
    block = document.blocks.new("块")
    block.add_point((1, 1), dxfattribs={"layer": "其他"})
    space.add_blockref("块", (0, 0), dxfattribs={"layer": "冻结层"})
    space.add_point((5, 5), dxfattribs={"layer": "其他"})
    table = read(tmp_path, document)
    assert [one.wkt for one in shapes(table)] == ["POINT (5 5)"]


def test_blocks_within_blocks_end_at_the_limits(tmp_path: Path) -> None:
    document, space = drawing()
    document.blocks.new("0级").add_point((0, 0))
    for level in range(1, 8):
        block = document.blocks.new(f"{level}级")
        for _ in range(10):
            block.add_blockref(f"{level - 1}级", (0, 0))
    space.add_blockref("7级", (0, 0))
    limits = replace(DEFAULT_LIMITS, rows=500)
    with pytest.raises(AtlasError, match=r"500"):
        read(tmp_path, document, limits=limits)
    with pytest.raises(AtlasError, match=r"vertices|顶点"):
        read(tmp_path, document, limits=replace(DEFAULT_LIMITS, vertices=100))


def test_what_is_no_figure_of_the_plane_is_said(tmp_path: Path) -> None:
    document, space = drawing()
    space.add_point((1, 1))
    for _ in range(2):
        with space.add_mesh().edit_data() as mesh:
            mesh.add_face([(0, 0, 0), (1, 0, 0), (1, 1, 0)])
    assert said(read(tmp_path, document)) == ["has 2 MESH, which are not read"]


def test_another_drawing_that_is_only_pointed_to_is_said(tmp_path: Path) -> None:
    document, space = drawing()
    document.add_xref_def("other.dwg", "底图")
    space.add_blockref("底图", (0, 0))
    space.add_point((1, 1))
    table = read(tmp_path, document)
    assert (len(table), said(table)) == (1, ["has 1 XREF, which are not read"])


def test_a_block_that_holds_itself_ends(tmp_path: Path) -> None:
    document, space = drawing()
    block = document.blocks.new("环")
    block.add_point((0, 0))
    block.add_blockref("环", (1, 0))
    space.add_blockref("环", (0, 0))
    path = tmp_path / "a.dxf"
    document.saveas(path)
    (table,) = read_dxf(path, "a.dxf", ReadOptions())
    assert 1 <= len(table) <= 13


def test_a_drawing_that_is_mirrored_lies_where_it_shows(tmp_path: Path) -> None:
    document, space = drawing()
    space.add_lwpolyline(SQUARE, close=True, dxfattribs={"extrusion": (0, 0, -1)})
    space.add_text("字", dxfattribs={"extrusion": (0, 0, -1), "insert": (5, 6)})
    first, second = shapes(read(tmp_path, document))
    assert (first.bounds, second.wkt) == ((-10, 0, 0, 10), "POINT (-5 6)")


def test_what_is_no_drawing_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.dxf"
    for raw, words in (
        (b"AC1032\0\0\0", "is DWG and no DXF"),
        (b"nothing of the kind", "is no readable DXF"),
        (b"", "is no readable DXF"),
        (b"  0\nSECTION\n  2\nENTITIES\n  0\n", "holds nothing that can be read"),
    ):
        path.write_bytes(raw)
        with pytest.raises(AtlasError) as caught:
            read_dxf(path, "a.dxf", ReadOptions())
        assert caught.value.issues[0].message.en in {words, "is no readable DXF"}
    document, _space = drawing()
    with pytest.raises(AtlasError, match=r"没有可读的图形|nothing"):
        read(tmp_path, document)


def test_binary_drawings_are_read(tmp_path: Path) -> None:
    document, space = drawing()
    space.add_text("番禺").set_placement((1, 2))
    path = tmp_path / "a.dxf"
    document.saveas(path, fmt="bin")
    (table,) = read_dxf(path, "a.dxf", ReadOptions())
    assert column(table, "文字") == ["番禺"]


def test_a_long_line_of_plain_letters_takes_no_time(tmp_path: Path) -> None:
    document, space = drawing("R2000")
    space.add_text("a" * 300_000).set_placement((1, 2))
    space.add_text("b").set_placement((1, 2))
    stream = io.StringIO()
    document.write(stream)
    path = tmp_path / "a.dxf"
    path.write_bytes(stream.getvalue().replace("\nb\n", "\n番禺区\n").encode("gbk"))
    start = time.process_time()
    (table,) = read_dxf(path, "a.dxf", ReadOptions())
    assert column(table, "文字") == [None, "番禺区"]
    assert [issue.line for issue in table.issues] == [1]
    assert time.process_time() - start < 5
