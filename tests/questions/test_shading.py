"""Shades tell cities apart: by count, by how specifically a city is named, or by role."""

from __future__ import annotations

import itertools

import pytest

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.selection import Selection, select
from cluster_atlas.mapping.compose import compose
from cluster_atlas.questions.roles import cities, cities_of
from cluster_atlas.questions.shading import MEASURES, USUAL, class_of, measure_named, shade
from cluster_atlas.values.model import Designation


def naming(atlas: Atlas, cluster: str) -> dict[str, list[Designation]]:
    """Return, for each city that a cluster names, what does so."""
    found: dict[str, list[Designation]] = {}
    for fact in select(atlas, Selection(clusters=[cluster])).facts:
        for city in atlas.named_cities(fact):
            found.setdefault(city, []).append(fact)
    return found


def test_classes_take_in_every_value_once() -> None:
    for key, measure in MEASURES.items():
        if not measure.classes:
            continue
        least = [found.least for found in measure.classes]
        assert least == sorted(set(least))
        assert least[0] == 1
        for value in range(1, 40):
            found = class_of(key, value)
            later = [c.least for c in measure.classes if c.least > found.least]
            assert found.least <= value < min(later, default=value + 1)
        tiers = [found.tier for found in measure.classes]
        assert all(a != b and 1 <= a <= 5 for a, b in itertools.pairwise(tiers))


def test_one_sentence_that_names_many_darkens_none_of_them(atlas: Atlas) -> None:
    fact = max(atlas.facts, key=lambda fact: len(cities_of(atlas, fact)[0]))
    assert len(cities_of(atlas, fact)[0]) > 10
    assert shade(atlas, "count", [fact]) == 5
    assert shade(atlas, "specificity", [fact]) == 5
    alone = next(f for f in atlas.facts if len(cities_of(atlas, f)[0]) == 1)
    assert shade(atlas, "specificity", [fact, alone]) == 1


@pytest.mark.parametrize("measure", MEASURES)
def test_the_map_is_filled_by_the_measure(atlas: Atlas, measure: str) -> None:
    spec = compose(atlas, Selection(clusters=["materials"]), shade=measure)
    named = naming(atlas, "materials")
    layer = next(layer for layer in spec.layers if layer.role == "city-tiers")
    cluster = atlas.cluster_by_id["materials"]
    fills = {f.id: f.style.fill for f in layer.features if f.style.fill_opacity}
    tiers = {city: shade(atlas, measure, facts) for city, facts in named.items()}
    assert fills.keys() == tiers.keys()
    for a, b in itertools.combinations(tiers, 2):
        assert (fills[a] == fills[b]) == (tiers[a] == tiers[b])
    heading = MEASURES[measure].heading.zh
    assert spec.legend[0].label == f"{cluster.name} · {heading}"


def test_the_usual_shades_tell_more_cities_apart_than_roles_do(atlas: Atlas) -> None:
    """Of all pairs of named cities of a cluster, more differ than by the strongest role."""

    def apart(measure: str) -> int:
        return sum(
            a != b
            for cluster in atlas.clusters
            for a, b in itertools.combinations(
                [shade(atlas, measure, facts) for facts in naming(atlas, cluster.id).values()], 2
            )
        )

    assert apart(USUAL) > apart("role")
    assert apart(USUAL) >= apart("specificity")


def test_a_measure_that_there_is_not_is_the_usual_one(atlas: Atlas) -> None:
    assert measure_named("") == measure_named("heat") == USUAL
    wanted = Selection(clusters=["uhd"])
    assert compose(atlas, wanted, shade="heat") == compose(atlas, wanted)
    assert len(cities(atlas)) == 21
