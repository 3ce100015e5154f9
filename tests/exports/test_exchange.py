"""Files for other programs: they hold the selection, no formula runs, no two exports differ."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import replace
from typing import Any, NoReturn

import openpyxl
import pyogrio
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.selection import Selection, select
from cluster_atlas.cli.main import EXPORT_KINDS as COMMAND_KINDS
from cluster_atlas.exports.exchange import (
    EXPORT_KINDS,
    csv_bytes,
    export_files,
    geojson_bytes,
    sources_csv_bytes,
    xlsx_bytes,
)
from cluster_atlas.exports.geolayers import designation_rows
from cluster_atlas.exports.kmlfile import kml_bytes
from cluster_atlas.files.csvfile import cell
from cluster_atlas.values.issues import AtlasError
from cluster_atlas.values.model import Target
from cluster_atlas.wording.facts import table_headings, table_rows
from cluster_atlas.wording.wording import Wording
from tests.conftest import HOSTILE, ROOT, TODAY
from tests.exports.exporting import everything, pairs, spoiled, stored

TEXTS = [*HOSTILE, "-1", "@SUM(A1)", "\x00\x07bell", "+86", "a\nb\r\nc", "\u202eright to left"]


def csv_rows(content: bytes) -> list[dict[str, str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def sheet_rows(content: bytes, title: str) -> list[tuple[Any, ...]]:
    def plain(value: Any) -> Any:
        # A day is a day in the workbook, its text elsewhere.
        return value.date().isoformat() if isinstance(value, dt.datetime) else value

    sheet = openpyxl.load_workbook(io.BytesIO(content))[title]
    return [tuple(map(plain, row)) for row in sheet.values]


@given(st.text())
def test_no_text_cell_starts_a_formula(text: str) -> None:
    value = cell(text)
    assert not value.startswith(("=", "+", "-", "@", "\t", "\r"))


@given(st.integers() | st.floats(allow_nan=False))
def test_numbers_stay_numbers(number: float) -> None:
    assert cell(number) == number


@pytest.mark.parametrize("text", TEXTS)
def test_hostile_texts_stay_text(atlas: Atlas, text: str) -> None:
    bad = spoiled(atlas, text)
    content = xlsx_bytes(bad, everything(bad))
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = [c for sheet in book for row in sheet.iter_rows() for c in row]
    assert all(c.data_type != "f" for c in cells)
    for title in book.sheetnames:
        values = [str(c.value) for row in book[title].iter_rows() for c in row]
        # A spreadsheet has one kind of line break.
        assert any(stored(text).replace("\r\n", "\n") in value for value in values), title
    for content in (csv_bytes(bad, everything(bad)), sources_csv_bytes(bad, everything(bad))):
        rows = csv_rows(content)
        assert any(stored(text) in value for row in rows for value in row.values())
        assert not any(v.startswith(("=", "+", "@", "\t", "\r")) for r in rows for v in r.values())


def test_csv_is_the_selection(atlas: Atlas) -> None:
    selected = everything(atlas)
    rows = csv_rows(csv_bytes(atlas, selected))
    assert len(rows) == len(pairs(selected))
    assert [row["编号"] for row in rows] == [fact for fact, _ in pairs(selected)]
    facts = {fact.id: fact for fact in selected.facts}
    for row in rows:
        assert row["引文"] == Wording(atlas, "zh", atlas.today).citation(facts[row["编号"]])
        assert row["定位"] == facts[row["编号"]].title


@pytest.mark.opens("XLSX", "openpyxl")
@pytest.mark.parametrize("language", ["zh", "en"])
def test_xlsx_is_the_selection(atlas: Atlas, language: str) -> None:
    selected = everything(atlas)
    title = {"zh": "定位", "en": "designations"}[language]
    heads, *rows = sheet_rows(xlsx_bytes(atlas, selected, language), title)
    assert list(heads) == table_headings(language)
    expected = [
        list(row.values())
        for row in table_rows(Wording(atlas, language, selected.day), selected.facts)
    ]
    assert [[value or None for value in row] for row in expected] == [list(row) for row in rows]


def test_xlsx_says_what_it_rests_on(atlas: Atlas) -> None:
    selected = select(atlas, Selection(clusters=["uhd"], places=["city:440100"], text="超高清"))
    content = xlsx_bytes(atlas, selected)
    heads, *rows = sheet_rows(content, "来源")
    table = [dict(zip(heads, row, strict=True)) for row in rows]
    edition = table[0]
    assert (edition["版本"], edition["日期"]) == (atlas.data_hash, TODAY.isoformat())
    assert edition["署名"] == atlas.credit.zh
    filters = {row["名称"]: row["说明"] for row in table if row["类别"] == "筛选"}
    assert filters == {
        "集群": "超高清视频",
        "地区": "广州市",
        "文件效力": "有效、规划期满",
        "检索词": "超高清",
    }
    assert {row["名称"] for row in table} >= {source.title for source in atlas.sources.values()}
    cited = Counter(fact.document for fact in selected.facts)
    heads, *rows = sheet_rows(content, "文件")
    assert {row[heads.index("编号")]: row[heads.index("定位条数")] for row in rows} == cited
    about = openpyxl.load_workbook(io.BytesIO(content)).properties
    assert about.created == about.modified == dt.datetime.combine(TODAY, dt.time())
    assert atlas.data_hash in about.title
    assert atlas.credit.zh in about.description


def test_sources_stand_beside(atlas: Atlas) -> None:
    selected = select(atlas, Selection(clusters=["equipment"], as_of=2024))
    rows = csv_rows(sources_csv_bytes(atlas, selected, "en"))
    kinds = Counter(row["kind"] for row in rows)
    documents = {fact.document for fact in selected.facts}
    assert kinds["document"] == len(documents)
    assert kinds["data source"] == len(atlas.sources)
    assert {row["version"] for row in rows if row["kind"] == "document"} == documents
    assert {"as of": "2024"}.items() <= {row["name"]: row["detail"] for row in rows}.items()
    assert rows[0]["version"] == atlas.data_hash
    assert rows[0]["date"] == TODAY.isoformat()
    assert rows[0]["credit"] == atlas.credit.en


@pytest.mark.parametrize("text", ["江门", *TEXTS])
def test_geojson_is_the_selection(atlas: Atlas, text: str) -> None:
    bad = spoiled(atlas, text)
    selected = everything(bad)
    found = json.loads(geojson_bytes(bad, selected))
    features = found["features"]
    assert Counter(f["id"] for f in features) == Counter(f"{a}@{b}" for a, b in pairs(selected))
    assert {f["properties"]["title"] for f in features} == {text}
    assert {f["properties"]["note"] for f in features} == {text}
    facts = {fact.id: fact for fact in selected.facts}
    for feature in features:
        fact = facts[feature["properties"]["id"]]
        assert feature["properties"]["citation"] == Wording(bad, "zh", bad.today).citation(fact)
    assert (found["data_hash"], found["date"]) == (bad.data_hash, TODAY.isoformat())
    assert found["credit"] == bad.credit.zh == found["credits"][0]
    assert {row["id"] for row in found["documents"]} == {fact.document for fact in selected.facts}


@pytest.mark.opens("GeoJSON", "GDAL")
def test_gdal_reads_the_geojson(atlas: Atlas) -> None:
    selected = everything(atlas)
    frame = pyogrio.read_dataframe(io.BytesIO(geojson_bytes(atlas, selected)))
    assert frame.crs.to_epsg() == 4326
    assert frame["id"].nunique() == len(selected.facts)
    located = frame[frame.geometry.notna()]
    assert located.geometry.is_valid.all()
    assert frame["draw_order"].is_monotonic_increasing
    assert set(located.geometry.geom_type) == {"MultiPolygon", "Point"}
    # The format asks for outer rings against the clock.
    polygons = located[located.geometry.geom_type == "MultiPolygon"].geometry.explode()
    assert polygons.exterior.is_ccw.all()


def test_the_main_file_comes_first(atlas: Atlas) -> None:
    selected = everything(atlas)
    small = replace(selected, facts=selected.facts[:3])
    names = {kind: list(export_files(atlas, small, kind, "x")) for kind in EXPORT_KINDS}
    assert names == {
        "csv": ["x.csv", "x-sources.csv"],
        "xlsx": ["x.xlsx"],
        "geojson": ["x.geojson", "x.qml", "x.sld"],
        "gpkg": ["x.gpkg"],
        "fgb": ["x.fgb", "x-sources.csv", "x.qml", "x.sld"],
        "kml": ["x.kml", "x-sources.csv"],
    }
    assert {"html", *names} == set(COMMAND_KINDS)
    with pytest.raises(AtlasError, match="shp"):
        export_files(atlas, small, "shp", "x")


@pytest.mark.parametrize("kind", EXPORT_KINDS)
def test_an_empty_selection_has_headings_and_sources(atlas: Atlas, kind: str) -> None:
    nothing = select(atlas, Selection(text="nothingofthekind"))
    assert nothing.facts == ()
    files = export_files(atlas, nothing, kind, "x")
    main = files[f"x.{kind}"]
    if kind == "csv":
        assert csv.reader([main.decode("utf-8-sig")]).__next__()[:2] == table_headings()[:2]
    elif kind == "xlsx":
        assert [sheet_rows(main, title)[0][0] for title in ("定位", "文件")] == ["编号", "文件"]
        assert len(sheet_rows(main, "定位")) == 1
    elif kind == "gpkg":
        with tempfile.NamedTemporaryFile(suffix=".gpkg") as file:
            file.write(main)
            for layer in ("designations", "designations_areas", "designations_points"):
                assert len(pyogrio.read_dataframe(file.name, layer=layer)) == 0
    elif kind != "kml":
        assert len(pyogrio.read_dataframe(io.BytesIO(main))) == 0
    everywhere = b"".join(files.values())
    for text in (atlas.data_hash, TODAY.isoformat(), "nothingofthekind"):
        if kind != "xlsx":
            assert text.encode() in everywhere, text


AGAIN = """
import datetime as dt, hashlib, json, sys
from cluster_atlas.atlas.atlas import open_atlas
from cluster_atlas.exports.exchange import EXPORT_KINDS, export_files
from cluster_atlas.atlas.selection import Selection, select
atlas = open_atlas(sys.argv[1], today=dt.date.fromisoformat(sys.argv[2]))
selected = select(atlas, Selection(clusters=["uhd", "equipment"]))
print(json.dumps({
    name: hashlib.sha256(content).hexdigest()
    for kind in EXPORT_KINDS
    for name, content in export_files(atlas, selected, kind, "x").items()
}))
"""


def test_the_same_input_gives_the_same_bytes(atlas: Atlas) -> None:
    """In another process, with another seed, and after the clock of every format has moved on."""
    selected = select(atlas, Selection(clusters=["uhd", "equipment"]))
    first = {
        name: hashlib.sha256(content).hexdigest()
        for kind in EXPORT_KINDS
        for name, content in export_files(atlas, selected, kind, "x").items()
    }
    time.sleep(2.1)
    result = subprocess.run(
        [sys.executable, "-c", AGAIN, ROOT, TODAY.isoformat()],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONHASHSEED": "7", "TZ": "America/New_York"},
    )
    assert json.loads(result.stdout) == first


@pytest.mark.parametrize("kind", EXPORT_KINDS)
def test_no_export_opens_a_connection(
    atlas: Atlas, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> NoReturn:
        raise AssertionError("a request")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    # GDAL would ask for these through a library of its own.
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert export_files(atlas, select(atlas, Selection(clusters=["uhd"])), kind, "x")


def test_numbers_keep_their_digits(atlas: Atlas) -> None:
    target = Target("产值", "Output", 11987.44, "亿元", "CNY 100 million", 2025)
    fact = replace(atlas.fact_by_id["equipment-rail-base"], target=target)
    million = replace(fact, target=replace(target, value=1e6))
    selected = replace(everything(atlas), facts=(fact, million))
    assert [row["目标"] for row in csv_rows(csv_bytes(atlas, selected))] == [
        "产值 11987.44 亿元（2025 年）",
        "产值 1000000 亿元（2025 年）",
    ]


@pytest.mark.parametrize(("year", "said"), [(2024, "有效至 2025"), (None, "规划期满 2025")])
def test_the_legal_state_is_that_of_the_year_asked_for(
    atlas: Atlas, year: int | None, said: str
) -> None:
    selected = select(atlas, Selection(documents=["gd-equipment-2023"], as_of=year))
    code = "in-force" if year else "period-ended"
    assert {row["文件效力"] for row in csv_rows(csv_bytes(atlas, selected))} == {said}
    geojson = json.loads(geojson_bytes(atlas, selected))
    for feature in geojson["features"]:
        assert feature["properties"]["legal_state"] == code
        assert feature["properties"]["legal_state_name"] == said
    assert [row["legal"] for row in geojson["documents"]] == [said]
    rows = designation_rows(Wording(atlas, "zh", selected.day), selected.facts)
    assert {row.data["legal_state_name"] for row in rows} == {said}
    assert f">{said}<" in kml_bytes(atlas, selected).decode()


def test_what_became_of_a_draft_stands_in_every_file(atlas: Atlas) -> None:
    selected = select(atlas, Selection(documents=["sz-uhd-2023-draft"], legal_states=["finalised"]))
    assert {row["文件效力"] for row in csv_rows(csv_bytes(atlas, selected))} == {
        "2024 年已有正式稿"
    }
    geojson = json.loads(geojson_bytes(atlas, selected))
    assert {f["properties"]["legal_state"] for f in geojson["features"]} == {"finalised"}
    assert {f["properties"]["valid_to"] for f in geojson["features"]} == {"2024-03-20"}
    (row,) = geojson["documents"]
    assert "2024年3月20日" in row["final"]
    assert "5845" in row["final"]
    assert "5845" in kml_bytes(atlas, selected).decode()


def test_an_assumed_date_is_marked_in_every_file(atlas: Atlas) -> None:
    old = ["gd-electronics-2019-draft"]
    selected = select(atlas, Selection(documents=old, legal_states=["draft"]))
    said = "2019-04-17（日期为推定）"
    assert {row["印发日期"] for row in csv_rows(csv_bytes(atlas, selected))} == {said}
    geojson = json.loads(geojson_bytes(atlas, selected))
    assert [row["issued"] for row in geojson["documents"]] == [said]
    assert {f["properties"]["valid_from_assumed"] for f in geojson["features"]} == {True}
    rows = designation_rows(Wording(atlas, "zh", selected.day), selected.facts)
    assert {(row.data["issued"], row.data["issued_note"]) for row in rows} == {
        ("2019-04-17", "日期为推定")
    }
    assert said in kml_bytes(atlas, selected).decode()
