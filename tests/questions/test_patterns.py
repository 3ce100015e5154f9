"""Crowded industries, gaps and the shares of the areas."""

from __future__ import annotations

import pytest

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.selection import Selection, select
from cluster_atlas.questions.patterns import GAPS, crowding, region_shares
from cluster_atlas.questions.roles import AREAS
from cluster_atlas.values.model import Designation


@pytest.fixture(scope="module")
def facts(atlas: Atlas) -> tuple[Designation, ...]:
    return select(atlas).facts


def test_auto_parts_are_crowded_and_rice_cookers_are_nowhere(
    atlas: Atlas, facts: tuple[Designation, ...]
) -> None:
    found = crowding(atlas, facts)
    assert found.crowded[0].industry == "auto-parts"
    gaps = {spread.industry: spread.gap for spread in found.gaps}
    assert gaps["uhd-devices"] == "one"
    assert gaps["av-in-vehicle"] == "region"
    assert gaps["lighting-appliances"] == "unnamed"


def test_crowding_counts(atlas: Atlas, facts: tuple[Designation, ...]) -> None:
    found = crowding(atlas, facts)
    for spread in (*found.crowded, *found.gaps):
        chosen = select(atlas, Selection(industries=[spread.industry])).facts
        assert spread.facts == chosen
        assert set(spread.cities) == {c for f in chosen for c in atlas.named_cities(f)}
        covered = {c for f in chosen for c in atlas.covered_cities(f)}
        assert set(spread.through) == covered - set(spread.cities)
    assert all(len(spread.cities) > 1 and not spread.gap for spread in found.crowded)
    assert all(len(spread.cities) <= 1 and spread.gap in GAPS for spread in found.gaps)
    numbers = [(len(s.cities), len(s.through)) for s in found.crowded]
    assert numbers == sorted(numbers, reverse=True)
    named = {industry for fact in facts for industry in fact.industries}
    parents = {atlas.industries[industry].parent for industry in named} - {""}
    assert {s.industry for s in (*found.crowded, *found.gaps)} == named | parents


def test_shares_of_the_areas(atlas: Atlas, facts: tuple[Designation, ...]) -> None:
    shares = region_shares(atlas, facts)
    assert [share.area for share in shares[:4]] == list(AREAS)
    for share in shares:
        members = set(atlas.places[share.area].members)
        assert all(members & set(atlas.named_cities(fact)) for fact in share.named)
        assert all(not members & set(atlas.named_cities(fact)) for fact in share.through)
        assert all(members & set(atlas.covered_cities(fact)) for fact in share.through)
        assert 0 <= share.share <= 1
    whole = {s.area: len(s.named) for s in shares if not s.cluster}
    for area, number in whole.items():
        assert number == sum(len(s.named) for s in shares if s.cluster and s.area == area)
