"""Plain values of designations and places, and the atlas as GeoDataFrames."""

from __future__ import annotations

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.values.model import UNLOCATED
from cluster_atlas.wording.facts import describe, table_rows
from cluster_atlas.wording.wording import Wording


def test_a_site_known_by_its_city_has_no_point(atlas: Atlas) -> None:
    place = describe(
        Wording(atlas, "zh", atlas.today), atlas.fact_by_id["electronics-shantou-gateway"]
    )["places"][0]
    assert (place["lon"], place["lat"], place["radius_km"]) == (None, None, None)
    assert (place["precision"], place["city_adcode"]) == ("city-only", "440500")


def test_a_statement_is_said_with_its_citation(atlas: Atlas) -> None:
    fact = atlas.fact_by_id["equipment-rail-base"]
    wording = Wording(atlas, "zh", atlas.today)
    assert wording.statement(fact) == (
        f"江门：全省轨道交通产业基地（产业基地，重点发展·打造）。{wording.citation(fact)}。"
    )
    english = Wording(atlas, "en", atlas.today).statement(fact)
    assert english.startswith("Jiangmen: Provincial rail-industry base (")
    assert "§4.5" in english


def test_table_rows_have_one_row_a_place(atlas: Atlas) -> None:
    fact = atlas.fact_by_id["equipment-bases-10"]
    rows = table_rows(Wording(atlas, "en", atlas.today), [fact])
    assert [row["place"] for row in rows][:2] == ["Guangzhou", "Shenzhen"]
    assert len(rows) == 10


def test_designations_frame(atlas: Atlas) -> None:
    frame = atlas.designations
    assert frame.crs.to_epsg() == 4326
    assert len(frame) == sum(len(fact.places) for fact in atlas.facts)
    rail = frame[frame["id"] == "equipment-rail-base"].iloc[0]
    assert rail.adcode == "440700"
    assert rail.geometry.contains(frame[frame["id"] == "equipment-rail-park"].iloc[0].geometry)
    assert frame[frame["precision"].isin(UNLOCATED)].geometry.isna().all()


def test_boundaries_frame(atlas: Atlas) -> None:
    frame = atlas.boundaries
    assert frame.crs.to_epsg() == 4326
    counts = frame["level"].value_counts()
    assert (counts["province"], counts["city"], counts["county"], counts["sar"]) == (1, 21, 124, 2)
    assert frame[frame["level"] == "county"]["adcode"].is_unique
