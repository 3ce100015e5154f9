"""Selections: the bit sets give what a plain reading of the rules gives."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.screen import read_question
from cluster_atlas.atlas.selection import (
    FILTERS,
    MOST_UNKNOWN,
    Selection,
    parse_selection,
    select,
)
from cluster_atlas.values.issues import AtlasError
from cluster_atlas.values.model import Designation
from tests.conftest import examples, shipped_atlas

ATLAS = shipped_atlas()
TREE = ("cluster", "industry")


def plain(atlas: Atlas, selection: Selection) -> list[str]:
    """Select fact by fact, as the rules are written, without bit sets."""
    end = dt.date(selection.as_of, 12, 31) if selection.as_of else atlas.today
    day = min(end, atlas.today)
    legal = selection.legal_states or ("in-force", "period-ended")

    def shown(fact: Designation) -> bool:
        parents = {atlas.industries[i].parent for i in fact.industries}
        return (
            atlas.documents[fact.document].issued <= day
            and atlas.legal_state(fact.document, day) in legal
            and _any(selection.clusters, {fact.cluster})
            and _any(selection.industries, set(fact.industries) | parents)
            and _any(selection.statuses, {fact.status})
            and _any(selection.roles, {fact.role})
            and _any(selection.documents, {fact.document})
            and _any(selection.places, _answers(atlas, fact, named=bool(selection.named)))
            and (not selection.named or _names_a_spot(atlas, fact))
        )

    return [fact.id for fact in atlas.facts if shown(fact)]


def _any(wanted: object, have: set[str]) -> bool:
    return not wanted or bool(set(wanted) & have)  # type: ignore[call-overload]


def _names_a_spot(atlas: Atlas, fact: Designation) -> bool:
    return any(
        atlas.places[p].level in {"city", "county", "park", "site", "sar"} for p in fact.places
    )


def _answers(atlas: Atlas, fact: Designation, *, named: bool = False) -> set[str]:
    """Every place that a fact answers for; of cities, when asked, those that it names only."""
    places = {atlas.places[p] for p in fact.places}
    cities = {p.id if p.level == "city" else p.city for p in places} - {""}
    members = set() if named else {m for p in places for m in p.members if m.startswith("city:")}
    regions = {p.id for p in atlas.places.values() if cities & set(p.members)}
    return {*fact.places, *cities, *members, *regions, *(p.county for p in places)} - {""}


def subsets(options: list[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(options), max_size=2)


SELECTIONS = st.builds(
    Selection,
    clusters=subsets([c.id for c in ATLAS.clusters]),
    industries=subsets(list(ATLAS.industries)),
    statuses=subsets(list(ATLAS.codes["status"])),
    roles=subsets(list(ATLAS.codes["role"])),
    places=subsets([p for p in ATLAS.places if not p.startswith("county")]),
    documents=subsets(list(ATLAS.documents)),
    legal_states=subsets(list(ATLAS.codes["legal-state"])),
    as_of=st.none() | st.integers(2019, 2030),
    named=st.booleans(),
)


@settings(max_examples=examples(150), deadline=None)
@given(SELECTIONS)
def test_bit_sets_agree_with_the_rules(selection: Selection) -> None:
    assert [fact.id for fact in select(ATLAS, selection).facts] == plain(ATLAS, selection)


@settings(max_examples=examples(60), deadline=None)
@given(SELECTIONS)
def test_a_cluster_never_has_less_than_an_industry_of_it(selection: Selection) -> None:
    counts = select(ATLAS, selection).counts
    for key, industry in ATLAS.industries.items():
        of = counts["industry"][key]
        assert of <= counts["cluster"][ATLAS.cluster_of_industry[key]]
        if industry.parent:
            assert of <= counts["industry"][industry.parent]


@settings(max_examples=examples(60), deadline=None)
@given(SELECTIONS, st.sampled_from(list(FILTERS)), st.data())
def test_a_count_is_what_choosing_the_option_shows(
    selection: Selection, key: str, data: st.DataObject
) -> None:
    counts = select(ATLAS, selection).counts[key]
    option = data.draw(st.sampled_from(list(counts)))
    chosen: dict[str, Any] = {FILTERS[key]: (option,)}
    if key in TREE:
        chosen = {"clusters": (), "industries": (), **chosen}
    alone = replace(selection, **chosen)
    assert len(select(ATLAS, alone).facts) == counts[option]


@settings(max_examples=examples(200), deadline=None)
@given(SELECTIONS)
def test_through_the_address_and_back(selection: Selection) -> None:
    query = {k: v if isinstance(v, list) else [v] for k, v in selection.to_query().items()}
    again, issues = parse_selection(ATLAS, query)
    assert again == selection
    assert not issues


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("轨道交通", "equipment-rail-base"),
        ("jm guidao", "equipment-rail-base"),
        ("jiangmen", "equipment-rail-base"),
        ("rail Jiangmen", "equipment-rail-base"),
        ("ＡＭＯＬＥＤ 模组", "uhd-visionox"),
        ("hxqj", "uhd-shenzhen-core"),
        ("粤工信装备〔2023〕13号 激光", "equipment-laser-bases"),
        ("有机发光", "uhd-visionox"),
    ],
)
def test_text_finds(atlas: Atlas, text: str, found: str) -> None:
    assert found in {fact.id for fact in select(atlas, Selection(text=text)).facts}


@pytest.mark.parametrize("text", ["不存在的词", "。。。", "zzzz", "x" * 5000])
def test_text_that_finds_nothing(atlas: Atlas, text: str) -> None:
    assert select(atlas, Selection(text=text)).facts == ()


@pytest.mark.parametrize("make", [lambda: Selection(clusters=["x"]), lambda: Selection(as_of=12)])
def test_unknown_values_are_refused(atlas: Atlas, make: Callable[[], Selection]) -> None:
    with pytest.raises(AtlasError):
        select(atlas, make())


def test_names_and_codes_stand_for_ids(atlas: Atlas) -> None:
    given_ = {
        "place": ["江门", "440300", "Huizhou"],
        "industry": ["轨道交通装备"],
        "role": ["产业基地"],
    }
    selection, issues = parse_selection(atlas, given_)
    assert not issues
    assert selection.places == ("city:440700", "city:440300", "city:441300")
    assert selection.industries == ("rail-equipment",)


def test_unknown_names_are_left_out_and_said(atlas: Atlas) -> None:
    selection, issues = parse_selection(atlas, {"place": ["江们"], "as_of": ["soon"]})
    assert selection == Selection()
    assert [issue.field for issue in issues] == ["place", "as_of"]


@pytest.mark.parametrize(
    ("key", "value", "zh", "en"),
    [
        ("place", "region:yuexi", "粤西", "Western Guangdong"),
        ("place", "city:440701", "江门市", "Jiangmen"),
        ("place", "江们", "江门市", "Jiangmen"),
        ("cluster", "elctronics", "新一代电子信息", "New-generation electronic information"),
        (
            "document",
            "gd-electronics-2022",
            "新一代电子信息行动计划 2021",
            "Electronic-information",
        ),
        ("place", "region:nowhere-at-all", "", ""),
        ("named", "2", "", ""),
    ],
)
def test_a_link_is_told_the_nearest_by_its_name(
    atlas: Atlas, key: str, value: str, zh: str, en: str
) -> None:
    (issue,) = parse_selection(atlas, {key: [value]})[1]
    assert value in issue.sentence("en")
    if zh:
        assert issue.sentence("zh").endswith(f"最接近的是「{zh}」")
        assert f'the nearest known one is "{en}' in issue.sentence("en")
    else:
        assert "最接近" not in issue.sentence("zh")


def test_any_number_of_unknown_values_is_refused_at_once(atlas: Atlas) -> None:
    places = [f"nowhere {number}" for number in range(20_000)]
    began = time.process_time()
    selection, issues = parse_selection(atlas, {"place": [*places, "江门市", "440700"]})
    compared, _ = read_question(atlas, {"with": [*places, "city:440700"]}, issues)
    assert time.process_time() - began < 2, "the nearest name of each would take a minute"
    assert len(issues) == 2 * MOST_UNKNOWN
    assert selection.places == compared == ("city:440700",)


@pytest.mark.parametrize("city", ["city:440700", "city:441500"])
def test_named_only_leaves_what_names_a_city(atlas: Atlas, city: str) -> None:
    everything = select(atlas, Selection(places=[city]))
    named = select(atlas, Selection(places=[city], named=True))
    expected = tuple(fact for fact in everything.facts if city in atlas.named_cities(fact))
    assert named.facts == expected
    assert everything.counts["named"] == named.counts["named"] == {"1": len(expected)}
    assert len(everything.facts) > len(expected), "the rest comes by a region"
    assert named.selection.to_query() == {"place": [city], "named": ["1"]}


def test_as_of_a_year(atlas: Atlas) -> None:
    assert select(atlas, Selection(as_of=2018)).facts == ()
    in_2022 = {fact.document for fact in select(atlas, Selection(as_of=2022)).facts}
    assert in_2022 == {"gd-electronics-2021"}
    in_2024 = select(atlas, Selection(as_of=2024))
    assert "gd-electronics-2023" in {fact.document for fact in in_2024.facts}
    assert "gd-electronics-2021" not in {fact.document for fact in in_2024.facts}
    assert in_2024.counts["legal"]["period-ended"] == 0


@pytest.mark.parametrize("value", ["9" * 5_000, "２０２４", "²", "1e3", "-2024"])
def test_what_is_no_year_is_told(atlas: Atlas, value: str) -> None:
    selection, (issue,) = parse_selection(atlas, {"as_of": [value]})
    assert selection.as_of is None
    assert issue.field == "as_of"


@pytest.mark.parametrize(("year", "state"), [(2023, "draft"), (2024, "finalised")])
def test_a_draft_is_chosen_by_what_became_of_it(atlas: Atlas, year: int, state: str) -> None:
    """The measures of Shenzhen were a draft until the final text of March 2024."""
    documents = ["sz-uhd-2023-draft", "sz-uhd-2023-note"]
    asked = Selection(legal_states=[state], documents=documents, as_of=year)
    chosen = select(atlas, asked)
    assert len(chosen.facts) == 39
    other = "draft" if state == "finalised" else "finalised"
    assert not select(atlas, replace(asked, legal_states=[other])).facts
