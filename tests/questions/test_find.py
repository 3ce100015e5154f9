"""Places for an industry: the right ones first, in an order that its weights explain."""

from __future__ import annotations

import dataclasses
import tomllib
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.selection import Selection, select
from cluster_atlas.questions.find import WEIGHTS, find
from cluster_atlas.questions.query import LONGEST_QUERY, grams, understand
from cluster_atlas.values.issues import AtlasError
from cluster_atlas.wording.reasons import answer_rows, sentence
from cluster_atlas.wording.wording import Wording
from tests.conftest import HOSTILE, examples

QUERIES: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("find_queries.toml").read_text(encoding="utf-8")
)["query"]
WANTED = 55


def first(atlas: Atlas, text: str) -> str:
    found = find(atlas, text, select(atlas).facts).candidates
    return found[0].place.id if found else ""


@pytest.fixture(scope="module")
def misses(atlas: Atlas) -> list[str]:
    return [q["text"] for q in QUERIES if first(atlas, q["text"]) not in q["right"]]


def test_the_right_place_stands_first_in_55_of_60(misses: list[str]) -> None:
    assert len(QUERIES) == 60
    assert len(QUERIES) - len(misses) >= WANTED, misses


def test_the_misses_are_published(misses: list[str]) -> None:
    page = Path(__file__).parents[2].joinpath("docs", "find.md").read_text(encoding="utf-8")
    assert all(text in page for text in misses)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("江门轨道交通", "city:440700"),
        ("rail signalling", "city:440700"),
        ("gaolan chemical", "park:gaolan-new-materials"),
        ("惠州 超高清", "city:441300"),
        ("南沙", "county:440115"),
        ("沿海经济带西翼", "region:coastal-west-wing"),
    ],
)
def test_some_that_were_asked_for(atlas: Atlas, text: str, place: str) -> None:
    assert first(atlas, text) == place


def test_what_was_read_for_what_is_told(atlas: Atlas) -> None:
    assert ("集成店路设计", "集成电路设计") in understand(atlas, "集成店路设计").notes
    assert understand(atlas, "chaogaoqing").notes[0][1].startswith("超高清")
    assert understand(atlas, "纳米材料").notes == ()


def test_a_place_in_the_query_limits_the_answer(atlas: Atlas) -> None:
    answer = find(atlas, "佛山 机器人", select(atlas).facts)
    assert answer.query.places == ("city:440600",)
    assert {f.place.id if f.place.level == "city" else f.place.city for f in answer.candidates} == {
        "city:440600"
    }


def test_a_name_inside_an_industry_is_no_place(atlas: Atlas) -> None:
    names = {name: place for name, place in _names(atlas).items() if place.startswith("county:")}
    name = next(iter(names))
    spoiled = dataclasses.replace(atlas.industries["rail-equipment"], synonyms=(f"{name}牌轨道车",))
    changed = dataclasses.replace(atlas, industries=atlas.industries | {"rail-equipment": spoiled})
    assert understand(changed, f"{name}牌轨道车").places == ()
    assert understand(changed, f"{name}轨道车").places == (names[name],)


def _names(atlas: Atlas) -> dict[str, str]:
    return {p.label: p.id for p in atlas.places.values() if p.level == "county"}


def test_only_the_selection_is_searched(atlas: Atlas) -> None:
    facts = select(atlas, Selection(clusters=["uhd"])).facts
    answer = find(atlas, "显示", facts)
    assert answer.candidates
    assert {e.fact.cluster for f in answer.candidates for e in f.evidence} == {"uhd"}


def test_nothing_found_names_the_nearest_terms(atlas: Atlas) -> None:
    answer = find(atlas, "养猪场", select(atlas).facts)
    assert answer.candidates == ()
    assert len(find(atlas, "磁悬浮汤圆", select(atlas).facts).candidates + answer.nearest) > 0


@pytest.mark.parametrize("text", ["", "  ", "，。！", "？" * 10_000, "轨" * (LONGEST_QUERY + 1)])
def test_a_query_without_words_or_too_long_is_refused(atlas: Atlas, text: str) -> None:
    with pytest.raises(AtlasError) as refused:
        find(atlas, text, select(atlas).facts)
    assert refused.value.issues[0].file == "find"


@pytest.mark.parametrize("weights", [{"luck": 1.0}, {"role": -1.0}, {"role": 11.0}])
def test_a_strange_weight_is_refused(atlas: Atlas, weights: dict[str, float]) -> None:
    with pytest.raises(AtlasError):
        find(atlas, "机器人", select(atlas).facts, weights=weights)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_only_searched(atlas: Atlas, text: str) -> None:
    answer = find(atlas, f"轨道 {text}", select(atlas).facts)
    assert all(0 <= f.score <= 100 for f in answer.candidates)


@settings(max_examples=examples(40), deadline=None)
@given(st.text(max_size=40))
def test_any_text_gets_an_answer_in_order(atlas: Atlas, text: str) -> None:
    if not grams(text):
        return
    found = find(atlas, text, select(atlas).facts).candidates
    scores = [f.score for f in found]
    assert all(0 <= score <= 100 for score in scores)
    assert all(a >= b - 1e-6 for a, b in pairwise(scores))
    assert len({f.place.id for f in found}) == len(found)


def test_a_weight_moves_the_order_by_what_it_weighs(atlas: Atlas) -> None:
    facts = select(atlas).facts
    only = dict.fromkeys(WEIGHTS, 0.0) | {"status": 10.0}
    found = find(atlas, "燃料电池", facts, weights=only).candidates
    for f in found:
        best = f.evidence[0]
        share = f.score / (100 * best.match * best.directness)
        assert share == pytest.approx(f.points["status"])


def test_every_rank_is_explained_by_its_own_facts(atlas: Atlas) -> None:
    answer = find(atlas, "轨道交通装备", select(atlas).facts)
    for found in answer.candidates:
        best = found.evidence[0].fact
        for language, title in (("zh", best.title), ("en", best.title_en)):
            told = sentence(Wording(atlas, language, atlas.today), found)
            assert title in told
            assert atlas.documents[best.document].number in told
    row = answer_rows(Wording(atlas, "zh", atlas.today), answer, 1)[0]
    assert row["place"] == "江门市"
    assert "gd-equipment-2023#4.5" in row["clause"]


def test_distances_to_what_is_near_carry_their_uncertainty(atlas: Atlas) -> None:
    answer = find(atlas, "轨道交通装备", select(atlas).facts)
    jiangmen = next(f for f in answer.candidates if f.place.id == "city:440700")
    beside = {n.place.id: n for n in jiangmen.near}["park:guangdong-rail-park"]
    assert beside.adjoining
    assert beside.distance is not None
    assert 30 < beside.distance.km < 60
    assert beside.distance.uncertainty_km > 0
