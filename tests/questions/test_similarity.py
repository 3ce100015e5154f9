"""Likeness of cities: the measure by hand, its properties, the order of like ones."""

from __future__ import annotations

from itertools import combinations

import pytest

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.selection import Selection, select
from cluster_atlas.questions.compare import province_matrix
from cluster_atlas.questions.roles import Item, items_of
from cluster_atlas.questions.similarity import (
    REGION_SHARE,
    TIER_POINTS,
    Similarity,
    similar_order,
    similarity,
)
from cluster_atlas.values.model import Designation

SHENZHEN, HUIZHOU, SHANTOU = "city:440300", "city:441300", "city:440500"


@pytest.fixture(scope="module")
def facts(atlas: Atlas) -> tuple[Designation, ...]:
    return select(atlas).facts


@pytest.fixture(scope="module")
def alike(atlas: Atlas, facts: tuple[Designation, ...]) -> Similarity:
    return similarity(atlas, facts)


def test_likeness_by_hand(atlas: Atlas, facts: tuple[Designation, ...], alike: Similarity) -> None:
    """The measure as the page states it, worked out fact by fact."""
    about: dict[Item, list[Designation]] = {}
    for fact in facts:
        for item in set(items_of(atlas, fact)):
            about.setdefault(item, []).append(fact)

    def weight(city: str, item: Item) -> float:
        points = [0.0]
        for fact in about[item]:
            if city in atlas.covered_cities(fact):
                tier = TIER_POINTS[atlas.codes["role"][fact.role].tier]
                points.append(tier * (1 if city in atlas.named_cities(fact) else REGION_SHARE))
        return max(points)

    for a, b in ((SHENZHEN, HUIZHOU), ("city:440100", SHANTOU), ("city:441500", "city:445200")):
        weights = [(item, weight(a, item), weight(b, item)) for item in about]
        most = sum(max(x, y) for _, x, y in weights)
        both = {i.cluster for i, x, _ in weights if x} & {i.cluster for i, _, y in weights if y}
        pair = alike.pair(a, b)
        assert pair.likeness == sum(min(x, y) for _, x, y in weights) / most
        assert pair.complement == sum(abs(x - y) for i, x, y in weights if i.cluster in both) / most


def test_likeness_is_a_measure(alike: Similarity) -> None:
    assert len(alike.alike) + len(alike.unranked) == len(alike.complementary) == 210
    for a, b in combinations(alike.cities, 2):
        pair, back = alike.pair(a, b), alike.pair(b, a)
        assert (pair.likeness, pair.complement) == (back.likeness, back.complement)
        assert 0 <= pair.likeness <= 1
        assert 0 <= pair.complement <= 1 - pair.likeness + 1e-12
        assert pair.regional <= pair.least
    for city in alike.cities:
        assert alike.pair(city, city).likeness == 1
        assert alike.pair(city, city).complement == 0
    for pairs, value in ((alike.alike, "likeness"), (alike.complementary, "complement")):
        numbers = [getattr(pair, value) for pair in pairs]
        assert numbers == sorted(numbers, reverse=True)


def test_likeness_by_regional_text_alone_is_not_ranked(atlas: Atlas, alike: Similarity) -> None:
    assert alike.unranked
    assert not {(p.first, p.second) for p in alike.alike} & {
        (p.first, p.second) for p in alike.unranked
    }
    for pair in alike.unranked:
        shared = [part for part in alike.contributions(pair.first, pair.second) if part.least]
        assert all(part.regional for part in shared)
    for pair in alike.alike:
        parts = [part for part in alike.contributions(pair.first, pair.second) if part.least]
        assert not parts or any(not part.regional for part in parts)
    # Where every city is meant through a region only, nothing is ranked by likeness.
    safety = similarity(atlas, select(atlas, Selection(clusters=["safety"])).facts)
    assert [pair for pair in safety.alike if pair.likeness] == []


def test_every_point_opens_to_a_fact_about_the_city(atlas: Atlas, alike: Similarity) -> None:
    for city, profile in alike.profiles.items():
        about = set(select(atlas, Selection(places=[city])).facts)
        for item, weight in profile.items():
            assert weight.fact in about
            assert item in items_of(atlas, weight.fact)
            assert weight.direct == (city in atlas.named_cities(weight.fact))
    pair = alike.alike[3]
    parts = alike.contributions(pair.first, pair.second)
    assert sum(part.least for part in parts) == pair.least
    assert sum(part.most for part in parts) == pair.most
    assert sum(part.differing for part in parts) == pair.differing


def test_like_ones_stand_together() -> None:
    at = {"a": 0.0, "b": 9.0, "c": 1.0, "d": 10.0, "e": 5.2}
    order = similar_order(list(at), lambda x, y: abs(at[x] - at[y]))
    assert order == ("a", "c", "e", "b", "d")


def test_ties_keep_the_first_order() -> None:
    assert similar_order(list("abcd"), lambda _, __: 1.0) == tuple("abcd")
    assert similar_order([], lambda _, __: 1.0) == ()
    assert similar_order(["a"], lambda _, __: 1.0) == ("a",)


def test_neighbours_in_the_order_are_more_alike_than_cities_are(
    atlas: Atlas, facts: tuple[Designation, ...], alike: Similarity
) -> None:
    matrix = province_matrix(atlas, facts)
    mean = sum(pair.likeness for pair in alike.alike) / len(alike.alike)
    assert sum(matrix.likeness.values()) / len(matrix.likeness) > 1.5 * mean
    assert set(matrix.likeness) == set(alike.order[1:])
