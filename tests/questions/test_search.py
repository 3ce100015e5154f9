"""One search that answers: the first hit is right, and what no plan covers is said to be so."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.selection import select
from cluster_atlas.atlas.spelling import tokens
from cluster_atlas.questions.query import LONGEST_QUERY
from cluster_atlas.questions.search.fit import fit, skipped_fit
from cluster_atlas.questions.search.search import COVERED, search, selection_for
from cluster_atlas.questions.search.vocabulary import (
    asked,
    candidates,
    place_terms_of,
    vocabulary_of,
)
from cluster_atlas.values.issues import AtlasError
from cluster_atlas.values.model import Designation
from cluster_atlas.values.searches import Reply, Subject
from cluster_atlas.wording.replies import FIRM, reply_record, reply_sentence
from cluster_atlas.wording.scope import scope_rows
from cluster_atlas.wording.wording import Wording
from tests.conftest import HOSTILE, examples, shipped_atlas

QUERIES: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("search_queries.toml").read_text(encoding="utf-8")
)["query"]
SHARE = 0.9
RANDOM_TEXT = st.text(st.characters(codec="utf-8"), max_size=30)


def names(atlas: Atlas, subject: Subject) -> set[str]:
    """Return all that a subject may be called in the list: itself and what it is a part of."""
    kind, key = subject
    if kind == "place":
        place = atlas.places[key]
        city = atlas.places.get(place.city)
        before = ("", city.name, city.label) if city else ("",)
        return {head + name for head in before for name in (place.name, *place.aliases)}
    if kind in {"document", "clause"}:
        document = key.partition("#")[0]
        clusters = {fact.cluster for fact in atlas.facts if fact.document == document}
        return {f"({cluster})" for cluster in clusters}
    found = {f"({atlas.cluster_of_industry.get(key, key)})"}
    while kind == "industry" and key:
        found.add(atlas.industries[key].name)
        key = atlas.industries[key].parent
    return found


def is_right(atlas: Atlas, query: dict[str, Any]) -> bool:
    reply = search(atlas, query["text"])
    if query["kind"] == "outside" or reply.kind == "outside":
        return bool(query["kind"] == reply.kind)
    mine = names(atlas, reply.hits[0].subject)
    return any(name in mine or name[name.find("(") :] in mine for name in query["expect"])


@pytest.fixture(scope="module")
def misses(atlas: Atlas) -> list[dict[str, Any]]:
    return [query for query in QUERIES if not is_right(atlas, query)]


def test_the_first_answer_is_right_in_nine_of_ten(misses: list[dict[str, Any]]) -> None:
    assert len(QUERIES) == 120
    inside = [query for query in QUERIES if query["kind"] != "outside"]
    wrong = [query["text"] for query in misses if query["kind"] != "outside"]
    assert len(wrong) <= (1 - SHARE) * len(inside), wrong


def test_what_no_plan_covers_is_recognised_in_nine_of_ten(misses: list[dict[str, Any]]) -> None:
    outside = [query for query in QUERIES if query["kind"] == "outside"]
    wrong = [query["text"] for query in misses if query["kind"] == "outside"]
    assert len(wrong) <= (1 - SHARE) * len(outside), wrong


def test_the_misses_are_published(misses: list[dict[str, Any]]) -> None:
    page = Path(__file__).parents[2].joinpath("docs", "find.md").read_text(encoding="utf-8")
    assert all(query["text"] in page for query in misses), [query["text"] for query in misses]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("氢燃料电池电堆", "city:440100"),
        ("转向架", "city:440700"),
        ("PCB", "city:440300"),
        ("惠州 超高清", "city:441300"),
    ],
)
def test_the_places_of_a_product_stand_strongest_first(atlas: Atlas, text: str, place: str) -> None:
    assert search(atlas, text).named.places[0] == place


@pytest.mark.parametrize("text", ["生物医药", "预制菜", "汽车保险", "qzxv", "羊毛衫"])
def test_what_is_missing_is_said_and_the_nearest_named(atlas: Atlas, text: str) -> None:
    reply = search(atlas, text)
    assert reply.kind == "outside"
    assert not reply.facts
    said = reply_sentence(Wording(atlas, "zh", atlas.today), reply)
    assert "没有覆盖" in said
    assert "covers no plan" in reply_sentence(Wording(atlas, "en", atlas.today), reply) or (
        "covered" in reply_sentence(Wording(atlas, "en", atlas.today), reply)
    )


def said(atlas: Atlas, text: str, language: str) -> str:
    return reply_sentence(Wording(atlas, language, atlas.today), search(atlas, text))


@pytest.mark.parametrize("text", ["生物医药", "coffee", "agriculture", "羊毛衫", "汽车保险"])
def test_where_no_cluster_is_near_none_is_named(atlas: Atlas, text: str) -> None:
    assert "图谱内没有相近的集群" in said(atlas, text, "zh")
    assert "No cluster in this atlas is close to it." in said(atlas, text, "en")


@pytest.mark.parametrize("text", ["惠州和东莞 重叠", "深莞惠", "江门", "珠海"])
def test_a_legal_state_is_said_of_the_documents_that_have_it(atlas: Atlas, text: str) -> None:
    reply = search(atlas, text)
    facts: Sequence[Designation] = reply.facts
    if reply.within:
        clusters = {one.id for one in reply.shared}
        facts = [
            fact
            for fact in facts
            if fact.cluster in clusters and any(atlas.is_named(fact, p) for p in reply.within)
        ]
    elif reply.kind == "place":
        facts = [fact for fact in facts if atlas.is_named(fact, reply.hits[0].subject.id)]
    documents = {fact.document for fact in facts}
    states = {atlas.legal_state(one, atlas.today) for one in documents}
    zh, en = said(atlas, text, "zh"), said(atlas, text, "en")
    assert f"（共 {len(documents)} 份文件）" in zh
    assert f"({len(documents)} documents in all)" in en
    assert ("in-force" in states) == ("1 份有效" in zh) == (f"1 of {len(documents)} in force" in en)


def test_what_two_places_share_names_both_of_them(atlas: Atlas) -> None:
    two = said(atlas, "Huizhou Dongguan overlap", "en")
    assert two.startswith("Clusters naming both Huizhou and Dongguan: 7.")
    assert "§1.1, 粤" in two, "names without a comma stand between commas"
    assert "Box 1; 粤" in said(atlas, "robots Huizhou", "en"), "else between semicolons"
    three = said(atlas, "惠州 东莞 江门", "en")
    assert three.startswith("Clusters naming all of Huizhou, Dongguan and Jiangmen: ")


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("gd-equipment-2023#4.5", Subject("clause", "gd-equipment-2023#4.5")),
        ("21号 四（五）", Subject("clause", "gd-electronics-2023#4.5")),
        ("粤工信装备〔2023〕13号", Subject("document", "gd-equipment-2023")),
        ("汽车行动计划", Subject("document", "gd-auto-2023")),
    ],
)
def test_documents_and_clauses_are_found_by_number_address_and_title(
    atlas: Atlas, text: str, subject: Subject
) -> None:
    assert search(atlas, text).hits[0].subject == subject


def test_a_homophone_and_one_wrong_character_are_read(atlas: Atlas) -> None:
    assert search(atlas, "数控积床").hits[0].subject == Subject("industry", "cnc-machine-tools")
    assert search(atlas, "工业机器入").hits[0].subject == Subject("industry", "industrial-robots")


def test_the_head_of_a_word_says_what_it_is(atlas: Atlas) -> None:
    assert search(atlas, "汽车座椅").kind == "industry"
    assert search(atlas, "汽车贷款").kind == "outside"


@pytest.mark.parametrize("text", ["fuel cell stack", "hydrogen fuel cell stack", "fuel-cell stack"])
def test_a_part_of_what_is_named_in_english_is_no_weak_hit(atlas: Atlas, text: str) -> None:
    (first, *_) = search(atlas, text).hits
    assert first.subject == Subject("industry", "auto-fuel-cell")
    assert first.score >= FIRM
    assert search(atlas, "car loan").kind == "outside"


def test_equal_scores_share_a_rank(atlas: Atlas) -> None:
    first, second, *_ = search(atlas, "MLCC").hits
    assert first.score == second.score
    assert first.rank == second.rank == 1
    said = reply_sentence(Wording(atlas, "zh", atlas.today), search(atlas, "汽车"))
    assert "最接近" not in said


def test_a_weak_first_hit_is_called_weak(atlas: Atlas) -> None:
    weak = search(atlas, "扫地机器人尘盒")
    assert COVERED <= weak.hits[0].score < FIRM
    assert "最接近的是" in reply_sentence(Wording(atlas, "zh", atlas.today), weak)


def test_of_several_words_one_does_not_speak_for_the_others(atlas: Atlas) -> None:
    said = reply_sentence(Wording(atlas, "zh", atlas.today), search(atlas, "超高清 汽车"))
    assert said.startswith("“超高清 汽车”按“汽车”理解，属")


def test_the_answer_shows_its_own_designations_only(atlas: Atlas) -> None:
    reply = search(atlas, "PCB")
    assert reply.basis is not None
    shown = select(atlas, selection_for(reply.basis, reply.within)).facts
    assert {fact.id for fact in shown} == {fact.id for fact in reply.facts}
    assert len(shown) < 10


def test_an_answer_cites_its_clauses_and_its_period(atlas: Atlas) -> None:
    said = reply_sentence(Wording(atlas, "zh", atlas.today), search(atlas, "空气炸锅"))
    assert "规划点名" in said
    assert "依据粤工信消费函〔2023〕17号" in said
    assert "规划期至 2025 年" in said


def test_who_shares_a_role_with_a_place_is_named(atlas: Atlas) -> None:
    said = reply_sentence(Wording(atlas, "zh", atlas.today), search(atlas, "中山 核心区"))
    assert "同时点名深圳、佛山、珠海、惠州、湛江、江门、广州、东莞、云浮" in said


@pytest.mark.parametrize("text", ["河源 2021→2023", "河源2021年到2023年", "Heyuan 2021 to 2023"])
def test_two_years_beside_a_place_ask_what_changed(atlas: Atlas, text: str) -> None:
    found = search(atlas, text)
    assert (found.changes, found.hits[0].subject.id) == (True, "city:441600")
    assert not search(atlas, "河源 2025").changes


def test_the_scope_names_the_twenty_clusters_and_what_is_missing(atlas: Atlas) -> None:
    rows = scope_rows(Wording(atlas, "zh", atlas.today))
    twenty = [row for row in rows if row["group"] != "二十个集群之外"]
    assert len(twenty) == 20
    assert sum(row["covered"] == "已覆盖" for row in twenty) == 10
    assert {row["name"] for row in twenty if not row["documents"]} >= {"绿色石化", "生物医药与健康"}
    assert all(row["documents"] for row in rows if row["covered"] == "已覆盖")


@pytest.mark.parametrize("text", ["", "  ", "，。！", "轨" * (LONGEST_QUERY + 1)])
def test_a_text_without_words_or_too_long_is_refused(atlas: Atlas, text: str) -> None:
    with pytest.raises(AtlasError):
        search(atlas, text)


def holds(atlas: Atlas, reply: Reply) -> None:
    """Hold what is true of any answer."""
    scores = [hit.score for hit in reply.hits]
    assert all(a >= b for a, b in pairwise(scores))
    assert all(0 <= score <= 100 for score in scores)
    assert (reply.kind == "outside") == (reply.basis is None)
    if reply.kind != "outside":
        assert reply.hits[0].subject.kind == reply.kind
        assert reply.hits[0].score >= COVERED
    ids = {fact.id for fact in reply.facts}
    named = {place for fact in reply.facts for place in fact.places}
    assert len(ids) == len(reply.facts)
    assert {*reply.named.places, *reply.named.regions} <= named
    for language in ("zh", "en"):
        wording = Wording(atlas, language, atlas.today)
        assert reply_record([wording], reply)["answer"][language].strip()


@settings(max_examples=examples(40), deadline=None)
@given(st.data())
def test_no_term_that_fits_is_left_out(data: st.DataObject) -> None:
    atlas = shipped_atlas()
    written = st.sampled_from([query["text"] for query in QUERIES])
    cut = st.tuples(written, st.integers(0, 4), st.integers(1, 9)).map(
        lambda c: c[0][c[1] :][: c[2]]
    )
    text = data.draw(st.one_of(RANDOM_TEXT, written, st.tuples(cut, cut).map("".join)))
    form = asked(text)
    for places, terms in ((False, vocabulary_of(atlas)), (True, place_terms_of(atlas))):
        kept = candidates(atlas, [form], places=places)
        fitting = [t for t in terms if fit(form, t) or (places and skipped_fit(form.key, t.key))]
        assert [term for term in kept if term in set(fitting)] == fitting


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_only_searched(atlas: Atlas, text: str) -> None:
    for words in (text, f"轨道 {text}", f"广州{text}"):
        if tokens(words) and len(words) <= LONGEST_QUERY:
            holds(atlas, search(atlas, words))


@settings(max_examples=examples(25), deadline=None)
@given(RANDOM_TEXT)
def test_any_text_gets_an_answer_that_holds_together(atlas: Atlas, text: str) -> None:
    if tokens(text):
        holds(atlas, search(atlas, text))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("河源 2021→2023", "2021 年末至 2023 年末，改动 1 条（智能终端特色产业园）；"),
        ("湛江 2021→2023", "2021 年末至 2023 年末，点名该地的定位没有变化；"),
        ("河源 2015→2016", "2015 年末至 2016 年末，没有可比的两个版本；"),
    ],
)
def test_two_years_beside_a_place_are_answered_by_what_changed(
    atlas: Atlas, text: str, said: str
) -> None:
    wording = Wording(atlas, "zh", atlas.today)
    assert reply_sentence(wording, search(atlas, text)).startswith(said)


def test_a_role_beside_a_place_is_kept(atlas: Atlas) -> None:
    reply = search(atlas, "和中山一起的核心区")
    assert reply.within == ("city:442000",)
    assert Subject("role", "core-area") in reply.codes
