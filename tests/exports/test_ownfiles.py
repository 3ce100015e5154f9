"""Own rows in data files: all that the filters show, true shapes, real numbers, no formula."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pyogrio
import pytest
import shapely

import cluster_atlas as ca
from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.exports.exchange import EXPORT_KINDS, beside_endings, export_files
from cluster_atlas.own.kinds import kind_list
from cluster_atlas.questions.office.owntables import is_located, shown_own
from cluster_atlas.values.issues import AtlasError
from cluster_atlas.values.owndata import OwnData, OwnRow
from tests.exports.exporting import parsed
from tests.hostile import ALL, FORMULAS
from tests.own.madeup import made_up_data, made_up_workspace

KINDS = tuple(kind_list().kinds)
FEW = ca.Selection(text="轨道交通产业基地")
KML = "{http://www.opengis.net/kml/2.2}"


@pytest.fixture(scope="module")
def data(atlas: Atlas) -> OwnData:
    return made_up_data(atlas)


def files(atlas: Atlas, own: OwnData, kind: str, language: str = "zh") -> dict[str, bytes]:
    return export_files(atlas, ca.select(atlas, FEW), kind, "x", language, own=own)


def layer(content: bytes, folder: Path, name: str, layer_name: str | None = None) -> Any:
    path = folder / name
    path.write_bytes(content)
    return pyogrio.read_dataframe(path, layer=layer_name)


def test_a_workbook_has_a_sheet_per_kind_with_numbers_and_days(atlas: Atlas, data: OwnData) -> None:
    book = openpyxl.load_workbook(io.BytesIO(files(atlas, data, "xlsx")["x.xlsx"]))
    assert book.sheetnames == [
        "定位", "园区", "载体与地块", "项目", "企业", "普通图层", "文件", "来源",
    ]  # fmt: skip
    sheet = book["项目"]
    heads = [cell.value for cell in sheet[1]]
    rows = [
        dict(zip(heads, values, strict=True)) for values in sheet.iter_rows(2, values_only=True)
    ]
    projects = data.of_kind("projects")
    assert len(rows) == len(projects)
    for row, project in zip(rows, projects, strict=True):
        assert row["项目名称"] == project.name
        assert row["总投资（元）"] == project.values.get("investment")
        assert row["开工日期"] == dt.datetime.fromisoformat(project.values["started"])
        assert row["经度（WGS84）"] == pytest.approx(project.lon, abs=1e-6)
    stages = {stage.name.zh for stage in kind_list().stages}
    assert {row["阶段"] for row in rows} <= {None, *stages}
    said = [[cell.value for cell in row] for row in book["来源"].rows][-1]
    assert said[0] == "本单位自有数据"
    assert "项目 300" in str(said[2])


def test_csv_has_a_file_per_kind_that_says_whose_rows_they_are(atlas: Atlas, data: OwnData) -> None:
    made = files(atlas, data, "csv", "en")
    assert list(made) == ["x.csv", "x-sources.csv", *(f"x-own-{kind}.csv" for kind in KINDS)]
    text = made["x-own-premises.csv"].decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert len(rows) == len(data.of_kind("premises"))
    assert all(row["Source"].startswith("the office's own data") for row in rows)
    assert all(atlas.data_hash in row["Source"] for row in rows)
    assert float(rows[0]["Area on offer (m²)"]) == data.of_kind("premises")[0].values["area"]


@pytest.mark.parametrize("kind", ["geojson", "gpkg", "fgb"])
def test_layers_have_true_shapes_and_all_values(
    atlas: Atlas, data: OwnData, kind: str, tmp_path: Path
) -> None:
    made = files(atlas, data, kind)
    for own_kind in KINDS:
        mine = data.of_kind(own_kind)
        if kind == "gpkg":
            frame = layer(made["x.gpkg"], tmp_path, "x.gpkg", f"own_{own_kind}")
        else:
            name = f"x-own-{own_kind}.{kind}"
            frame = layer(made[name], tmp_path, name)
            assert f"x-own-{own_kind}.qml" in made
            assert f"x-own-{own_kind}.sld" in made
        assert frame.crs.to_epsg() == 4326
        assert list(frame["name"]) == [row.name for row in mine]
        for shape, row in zip(frame.geometry, mine, strict=True):
            if row.shape:
                assert shape.equals(shapely.from_wkb(row.shape))
            else:
                assert (shape.x, shape.y) == pytest.approx((row.lon, row.lat), abs=1e-9)


def test_a_geopackage_has_a_style_for_each_own_layer(
    atlas: Atlas, data: OwnData, tmp_path: Path
) -> None:
    path = tmp_path / "x.gpkg"
    path.write_bytes(files(atlas, data, "gpkg")["x.gpkg"])
    with sqlite3.connect(path) as base:
        styled = {name for (name,) in base.execute("SELECT f_table_name FROM layer_styles")}
        sources = base.execute("SELECT kind, name FROM sources").fetchall()
    assert {f"own_{kind}" for kind in KINDS} <= styled
    assert ("本单位自有数据", data.name) in sources


def test_a_kml_has_a_folder_per_kind(atlas: Atlas, data: OwnData) -> None:
    root = parsed(files(atlas, data, "kml")["x.kml"])
    folders = {
        str(folder.findtext(f"{KML}name")): folder.findall(f"{KML}Placemark")
        for folder in root.iter(f"{KML}Folder")
    }
    for kind in KINDS:
        assert len(folders[kind_list().kinds[kind].name.zh]) == len(data.of_kind(kind))
    styles = {f"#{style.get('id')}" for style in root.iter(f"{KML}Style")}
    used = {url.text for url in root.iter(f"{KML}styleUrl")}
    assert used <= styles


def test_only_what_the_selection_the_kinds_and_the_stages_show_goes_along(
    atlas: Atlas, data: OwnData
) -> None:
    jiangmen = ca.select(atlas, ca.Selection(places=["江门"])).selection
    shown = shown_own(atlas, data, jiangmen, ("projects",), ("operating",))
    assert shown.rows
    assert {(row.kind, row.city, row.stage) for row in shown.rows} == {
        ("projects", "city:440700", "operating")
    }
    with pytest.raises(AtlasError, match="premisses"):
        shown_own(atlas, data, jiangmen, ("premisses",))


@pytest.mark.parametrize("kind", EXPORT_KINDS)
def test_files_without_own_rows_are_as_they_were(atlas: Atlas, data: OwnData, kind: str) -> None:
    selected = ca.select(atlas, FEW)
    without = export_files(atlas, selected, kind, "x")
    nothing = export_files(atlas, selected, kind, "x", own=replace(data, rows=()))
    assert set(without) == set(nothing)
    assert not any("own" in name for name in without)


def hostile(text: str) -> OwnData:
    """Return own rows of every kind in which every text is hostile, as are the columns' names."""
    shape = shapely.box(113, 23, 113.1, 23.1).wkb
    values = {text: text, "FID": text, "geom": 1.5, "Name": text, "名称": [text, text], "a": None}
    row = OwnRow("1-1", "parks", text, text, "", "", "", 113.0, 23.0, text, 1.0, values=values)
    rows = [replace(row, kind=kind, id=f"{kind}-1", stage=text) for kind in KINDS]
    rows += [replace(row, kind=kind, id=f"{kind}-2", shape=shape) for kind in KINDS]
    rows += [replace(row, kind=kind, id=f"{kind}-3", lon=None, lat=None) for kind in KINDS]
    return OwnData(text, 1, tuple(rows))


@pytest.mark.parametrize("text", [ALL, *FORMULAS, "\x00\x07bell", "a\nb\r\nc", "x" * 32_000])
def test_hostile_rows_stay_text_in_every_format(atlas: Atlas, text: str, tmp_path: Path) -> None:
    own = hostile(text)
    book = openpyxl.load_workbook(io.BytesIO(files(atlas, own, "xlsx")["x.xlsx"]))
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    for name, content in files(atlas, own, "csv").items():
        for line in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")):
            assert not any(value.startswith(("=", "+", "@", "\t")) for value in line), name
    for name, content in files(atlas, own, "geojson").items():
        if name.endswith("json"):
            json.loads(content)
    path = tmp_path / "x.gpkg"
    path.write_bytes(files(atlas, own, "gpkg")["x.gpkg"])
    for kind in KINDS:
        frame = pyogrio.read_dataframe(path, layer=f"own_{kind}")
        assert len(frame) == 3
        assert frame.geometry.isna().sum() == 1
    for name, content in files(atlas, own, "fgb").items():
        if name.endswith(("qml", "sld")):
            parsed(content)
    parsed(files(atlas, own, "kml")["x.kml"])


def test_a_point_of_a_whole_county_is_no_location() -> None:
    row = OwnRow("1-1", "projects", "虚构", lon=113.0, lat=23.0, precision="county")
    assert not is_located(row)
    assert is_located(replace(row, precision="town"))
    assert is_located(replace(row, shape=shapely.box(0, 0, 1, 1).wkb))


def test_the_python_interface_writes_them_beside(atlas: Atlas, tmp_path: Path) -> None:
    own = ca.own_data(made_up_workspace(atlas, tmp_path / "office.atlas"))
    written = ca.export(
        atlas, tmp_path / "a.csv", ca.Selection(places=["江门"]), own=own, own_kinds=["projects"]
    )
    assert [path.name for path in written] == ["a.csv", "a-sources.csv", "a-own-projects.csv"]
    assert {"-own-projects.csv", "-sources.csv"} <= set(beside_endings("csv"))
    # A file of the user's own is not written over.
    (tmp_path / "a-own-projects.csv").write_text("mine", encoding="utf-8")
    with pytest.raises(AtlasError):
        ca.export(atlas, tmp_path / "a.csv", own=own, own_kinds=["projects"])


def test_a_line_is_drawn_as_a_line(atlas: Atlas) -> None:
    road = OwnRow(
        "1-1", "layer", "虚构路", "虚构道路", shape=shapely.LineString([(113, 23), (114, 23)]).wkb
    )
    made = files(atlas, OwnData("虚构", 1, (road,)), "geojson")
    assert b'type="line"' in made["x-own-layer.qml"]
    assert b"LineSymbolizer" in made["x-own-layer.sld"]
