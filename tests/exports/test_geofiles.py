"""GeoPackage and FlatGeobuf, read by GDAL and SQLite: the selection, its sources, its styles."""

from __future__ import annotations

import io
import sqlite3
from collections import Counter
from pathlib import Path
from typing import Any

import pyogrio
import pytest

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.selection import Selection, select
from cluster_atlas.exports.geofiles import fgb_bytes, gpkg_bytes, style_files
from cluster_atlas.mapping.compose import compose
from cluster_atlas.values.model import UNLOCATED
from cluster_atlas.wording.wording import Wording
from tests.conftest import HOSTILE, TODAY
from tests.exports.exporting import everything, pairs, spoiled, stored

TEXTS = [*HOSTILE, "\x00\x07bell", "a\nb", "'); DROP TABLE designations;--"]


@pytest.fixture(scope="module")
def package(atlas: Atlas, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("package") / "atlas.gpkg"
    path.write_bytes(gpkg_bytes(atlas, everything(atlas)))
    return path


def layer(path: Path, name: str) -> Any:
    return pyogrio.read_dataframe(path, layer=name)


@pytest.mark.opens("GeoPackage", "GDAL")
def test_layers_have_one_kind_of_geometry(package: Path) -> None:
    assert dict(pyogrio.list_layers(package)) == {
        "city_clusters": "Point",
        "cluster_areas": "MultiPolygon",
        "designations_areas": "MultiPolygon",
        "designations_points": "Point",
        "units": "MultiPolygon",
        "designations": None,
        "documents": None,
        "sources": None,
        "zones": None,
        "layer_styles": None,
    }
    zones = layer(package, "zones")
    assert len(zones) == zones["code"].nunique() == 138
    assert dict(zip(zones["code"], zones["place"], strict=True))["44103004"] == (
        "park:zhuhai-hi-tech-zone"
    )
    for name in (
        "city_clusters",
        "cluster_areas",
        "designations_areas",
        "designations_points",
        "units",
    ):
        frame = layer(package, name)
        assert frame.crs.to_epsg() == 4326
        assert frame.geometry.notna().all()
        assert frame.geometry.is_valid.all()


def test_the_package_is_the_selection(atlas: Atlas, package: Path) -> None:
    selected = everything(atlas)
    table = layer(package, "designations")
    assert Counter(zip(table["id"], table["place"], strict=True)) == Counter(pairs(selected))
    facts = {fact.id: fact for fact in selected.facts}
    for row in table.itertuples():
        fact = facts[row.id]
        assert (row.title, row.role, row.status) == (fact.title, fact.role, fact.status)
        assert row.citation == Wording(atlas, "zh", atlas.today).citation(fact)
        assert row.number == atlas.documents[fact.document].number
        assert row.legal_state == atlas.legal_state(fact.document)
        assert row.tier == atlas.codes["role"][fact.role].tier
    areas, points = (layer(package, f"designations_{kind}") for kind in ("areas", "points"))
    unlocated = table["precision"].isin(UNLOCATED).sum()
    assert unlocated > 0
    assert len(areas) + len(points) == len(table) - unlocated


def test_the_package_is_sound_and_dated(package: Path) -> None:
    with sqlite3.connect(package) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        dates = database.execute("SELECT DISTINCT last_change FROM gpkg_contents").fetchall()
        assert dates == [(f"{TODAY.isoformat()}T00:00:00.000Z",)]
        (described,) = database.execute("SELECT DISTINCT description FROM gpkg_contents").fetchall()
        columns = [row[1] for row in database.execute("PRAGMA table_info(layer_styles)")]
        moments = database.execute("SELECT DISTINCT update_time FROM layer_styles").fetchall()
    assert moments == dates
    assert columns == [
        "id",
        "f_table_catalog",
        "f_table_schema",
        "f_table_name",
        "f_geometry_column",
        "styleName",
        "styleQML",
        "styleSLD",
        "useAsDefault",
        "description",
        "owner",
        "ui",
        "update_time",
    ]
    assert TODAY.isoformat() in described[0]


def test_gdal_keeps_its_clock(atlas: Atlas) -> None:
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": "2001-01-01T00:00:00.000Z"})
    try:
        gpkg_bytes(atlas, select(atlas, Selection(clusters=["uhd"])))
        assert pyogrio.get_gdal_config_option("OGR_CURRENT_DATE") == "2001-01-01T00:00:00.000Z"
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


def test_documents_and_sources_travel_along(atlas: Atlas, package: Path) -> None:
    cited = Counter(fact.document for fact in everything(atlas).facts)
    documents = layer(package, "documents")
    assert dict(zip(documents["id"], documents["designations"], strict=True)) == cited
    assert set(documents["title"]) == {atlas.documents[name].title for name in cited}
    sources = layer(package, "sources")
    assert atlas.data_hash in set(sources["version"])
    assert TODAY.isoformat() in set(sources["date"])
    assert {source.credit for source in atlas.sources.values()} <= set(sources["credit"])


def test_areas_are_those_that_the_map_colours(atlas: Atlas, tmp_path: Path) -> None:
    """Cities by the strongest role in them, regions where their cities have none."""
    path = tmp_path / "x.gpkg"
    selected = select(atlas, Selection(clusters=["uhd"]))
    path.write_bytes(gpkg_bytes(atlas, selected))
    frame = layer(path, "cluster_areas")
    tiers = {key: role.tier for key, role in atlas.codes["role"].items()}
    strongest: dict[str, int] = {}
    for fact in selected.facts:
        for city in atlas.named_cities(fact):
            strongest[city] = min(tiers[fact.role], strongest.get(city, 5))
    cities = frame[frame["level"] == "city"]
    assert dict(zip(cities["place"], cities["tier"], strict=True)) == strongest
    coloured = cities.geometry.union_all()
    for region in frame[frame["level"] == "region"].geometry:
        assert region.intersection(coloured).area == pytest.approx(0, abs=1e-9)


def test_squares_are_those_of_the_province_view(atlas: Atlas, package: Path) -> None:
    """The layer says of each city and cluster what the composed map shows there."""
    frame = layer(package, "city_clusters")
    spec = compose(atlas)
    (overview,) = (found for found in spec.layers if found.kind == "cells")
    shown = {
        (feature.id, cell.group): (cell.state, feature.label)
        for feature in overview.features
        for cell in feature.cells
    }
    assert len(frame) == len(shown) == 21 * len(atlas.clusters)
    labels = dict(zip(frame["place"], frame["label"], strict=True))
    for row in frame.itertuples():
        state, label = shown[row.place, row.cluster]
        assert (row.state, labels[row.place]) == (state, label)
    assert (frame["label"] != "").sum() == 21


@pytest.mark.opens("FlatGeobuf", "GDAL")
def test_flatgeobuf_is_the_selection(atlas: Atlas) -> None:
    selected = everything(atlas)
    content = fgb_bytes(atlas, selected)
    frame = pyogrio.read_dataframe(io.BytesIO(content))
    assert frame.crs.to_epsg() == 4326
    # Readers of the format refuse a file for one feature without a geometry.
    assert frame.geometry.notna().all()
    found = Counter(zip(frame["id"], frame["place"], strict=True))
    left_out = Counter(pairs(selected)) - found
    assert found <= Counter(pairs(selected))
    assert left_out
    assert all(atlas.places[place].lon is None for _, place in left_out)
    facts = {fact.id: fact for fact in selected.facts}
    for row in frame.itertuples():
        assert row.citation == Wording(atlas, "zh", atlas.today).citation(facts[row.id])
        assert row.document_title == atlas.documents[row.document].title
    assert frame["draw_order"].is_monotonic_increasing
    about = pyogrio.read_info(io.BytesIO(content))["layer_metadata"]
    assert atlas.data_hash in about["TITLE"]
    assert TODAY.isoformat() in about["TITLE"]
    assert atlas.credit.zh in about["DESCRIPTION"]
    assert f"另有 {left_out.total()} 行没有位置" in about["DESCRIPTION"]


def test_each_place_is_named_once(atlas: Atlas) -> None:
    frame = pyogrio.read_dataframe(io.BytesIO(fgb_bytes(atlas, everything(atlas))))
    named = frame[frame["label"] != ""]
    assert named["place"].is_unique
    assert set(named["place"]) == set(
        frame[frame.geometry.notna() & ~frame["level"].isin(["province", "region"])]["place"]
    )
    assert named["label"].str.len().max() <= 14
    # It is the row that is drawn last: the one with the strongest role.
    strongest = frame.groupby("place")["tier"].min()
    assert (named["tier"] == named["place"].map(strongest)).all()


@pytest.mark.parametrize("text", TEXTS)
def test_hostile_texts_stay_text(atlas: Atlas, tmp_path: Path, text: str) -> None:
    bad = spoiled(atlas, text)
    selected = everything(bad)
    path = tmp_path / "x.gpkg"
    path.write_bytes(gpkg_bytes(bad, selected))
    flat = pyogrio.read_dataframe(io.BytesIO(fgb_bytes(bad, selected)))
    for frame in (layer(path, "designations"), flat):
        for field in ("title", "title_en", "note", "place_name", "document_title", "number"):
            assert set(frame[field]) == {stored(text)}, field
    assert set(layer(path, "documents")["title"]) == {stored(text)}
    assert stored(text) in set(layer(path, "sources")["licence"])
    assert list(style_files(bad, selected, "x")) == ["x.qml", "x.sld"]


def test_english_names(atlas: Atlas) -> None:
    selected = select(atlas, Selection(clusters=["uhd"]))
    frame = pyogrio.read_dataframe(io.BytesIO(fgb_bytes(atlas, selected, "en")))
    assert "Guangzhou" in set(frame["place_name"])
    assert set(frame["cluster_name"]) == {atlas.cluster_by_id["uhd"].name_en}
