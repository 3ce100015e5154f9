"""Statements are paired by their facts alone, one to one, and the same both ways."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cluster_atlas.questions.evolve import editions, evolve
from cluster_atlas.questions.sameness import changes, renamed_regions, title_likeness
from cluster_atlas.values.answers import KINDS, Change
from cluster_atlas.values.model import Designation, Place, Target
from tests.conftest import examples, shipped_atlas

ATLAS = shipped_atlas()
PAIRS = editions(ATLAS)
PLAN_2021, PLAN_2023 = "gd-electronics-2021", "gd-electronics-2023"


def facts_of(document: str) -> list[Designation]:
    return [fact for fact in ATLAS.facts if fact.document == document]


def made(**values: Any) -> Designation:
    """Return a statement about Guangzhou, with what a test wants otherwise."""
    usual: dict[str, Any] = {
        "id": "x",
        "places": ("city:440100",),
        "industries": ("5g",),
        "role": "base",
        "status": "building",
        "title": "产业基地",
        "title_en": "Base",
        "clause": "d#1",
        "terms": ("t",),
    }
    return Designation(**usual | values)


def test_what_is_not_the_same() -> None:
    """Another industry, another metric or two other traits make another statement."""
    apart = {"title": "产业基地建设", "title_en": "Base built"}
    count = Target("企业", "Firms", 5, "家", "firms")
    others = [
        made(**apart, industries=("itai",)),
        made(**apart, role="park", status="planned"),
        made(**apart, role="park", places=("city:440300",)),
        made(title="研究院", title_en="Institute"),
    ]
    for other in others:
        assert [c.kind for c in changes(ATLAS, [made()], [other])] == ["added", "dropped"]
    sold = replace(count, metric="产值")
    found = changes(ATLAS, [made(target=count)], [made(**apart, target=sold)])
    assert [c.kind for c in found] == ["added", "dropped"]
    found = changes(ATLAS, [made()], [made(**apart, role="park")])
    assert [(c.kind, c.differences, c.judged) for c in found] == [
        ("changed", ("title", "role"), True)
    ]


def test_places_in_another_order_are_the_same() -> None:
    old = made(places=("city:440100", "city:440300"), industries=("5g", "itai"))
    new = made(places=("city:440300", "city:440100"), industries=("itai", "5g"))
    assert [change.kind for change in changes(ATLAS, [old], [new])] == ["kept"]


def test_regions_under_other_names() -> None:
    def groups(old: tuple[str, ...], new: tuple[str, ...]) -> list[Any]:
        return renamed_regions(ATLAS, made(places=old), made(places=new))

    east, west, north = "eastern-guangdong", "western-guangdong", "northern-guangdong"
    wings = ("region:coastal-east-wing", "region:coastal-west-wing", "region:northern-eco")
    assert groups((f"region:{north}",), wings[2:]) == [((f"region:{north}",), wings[2:])]
    assert groups(("region:east-west-north",), wings) == [(("region:east-west-north",), wings)]
    assert groups(tuple(f"region:{name}" for name in (east, west)), ("region:coastal-wings",))
    # Eleven of the Bay Area's members are not the Delta's nine, and a city is no region.
    assert groups(("region:prd",), ("region:gba",)) == []
    assert groups(("region:guang-fo",), ("city:440100", "city:440600")) == []


def test_a_region_that_grew_by_one_city_in_twelve_is_the_same() -> None:
    whole = ATLAS.places["region:east-west-north"]
    less = Place("region:less", "少一市", "Less", "region", members=whole.members[1:])
    atlas = replace(ATLAS, places=ATLAS.places | {less.id: less})
    old, new = made(places=(whole.id,)), made(places=(less.id,))
    assert [c.differences for c in changes(atlas, [old], [new])] == [("renamed-region",)]


STATEMENTS = [
    fact for document in dict.fromkeys(d for p in PAIRS for d in p) for fact in facts_of(document)
]
TEXTS = st.lists(st.sampled_from(STATEMENTS), max_size=40, unique_by=lambda fact: fact.id)


def swapped(change: Change) -> tuple[Any, ...]:
    """Return a change as it reads the other way round."""
    kind = {"added": "dropped", "dropped": "added"}.get(change.kind, change.kind)
    likeness = round(change.likeness, 9)
    places = set(change.places_taken), set(change.places_added)
    return kind, change.new, change.old, change.differences, *places, change.judged, likeness


def plain(change: Change) -> tuple[Any, ...]:
    likeness = round(change.likeness, 9)
    places = set(change.places_added), set(change.places_taken)
    return change.kind, change.old, change.new, change.differences, *places, change.judged, likeness


def check_whole(olds: list[Designation], news: list[Designation]) -> None:
    """Each statement once, and the way back is the way there the other way round."""
    there, back = changes(ATLAS, olds, news), changes(ATLAS, news, olds)
    assert sorted(c.old.id for c in there if c.old) == sorted(fact.id for fact in olds)
    assert sorted(c.new.id for c in there if c.new) == sorted(fact.id for fact in news)
    order = [KINDS.index(change.kind) for change in there]
    assert all(one <= other for one, other in pairwise(order))
    assert len(there) == len(back)
    assert all(plain(change) in [swapped(c) for c in back] for change in there)


@pytest.mark.parametrize(("old", "new"), PAIRS)
def test_editions_are_whole_and_the_same_both_ways(old: str, new: str) -> None:
    check_whole(facts_of(old), facts_of(new))
    there, back = evolve(ATLAS, old, new), evolve(ATLAS, new, old)
    assert there.counts["added"] == back.counts["dropped"]
    assert there.counts["changed"] == back.counts["changed"]


@settings(max_examples=examples(60), deadline=None)
@given(TEXTS, TEXTS)
def test_any_statements_are_whole_and_the_same_both_ways(
    olds: list[Designation], news: list[Designation]
) -> None:
    check_whole(olds, news)


@pytest.mark.parametrize(("old", "new"), PAIRS)
def test_ids_play_no_part(old: str, new: str) -> None:
    olds, news = facts_of(old), facts_of(new)
    other = [replace(fact, id=f"z{k}") for k, fact in enumerate(reversed(news))][::-1]
    found = [told(change) for change in changes(ATLAS, olds, news)]
    assert [told(change) for change in changes(ATLAS, olds, other)] == found


def told(change: Change) -> tuple[Any, ...]:
    """Return a change without ids."""
    pair = [fact and (fact.title, fact.clause) for fact in (change.old, change.new)]
    return (change.kind, *pair, change.differences, change.places_added, change.likeness)


def test_a_text_against_itself_is_kept() -> None:
    for document in ATLAS.documents:
        facts = facts_of(document)
        found = changes(ATLAS, facts, facts)
        assert {change.kind for change in found} <= {"kept"}
        assert all(change.old == change.new for change in found)


def test_title_likeness_is_the_same_both_ways() -> None:
    facts = STATEMENTS[::9]
    for one in facts:
        assert title_likeness(one, one) == 1
        assert all(title_likeness(one, two) == title_likeness(two, one) for two in facts)
