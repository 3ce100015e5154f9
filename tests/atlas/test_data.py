"""Every shipped record of layers/ and geodata/: complete, in its place, and worth its words."""

from __future__ import annotations

import os
import re
from collections import Counter
from pathlib import Path

import pytest
import shapely

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
