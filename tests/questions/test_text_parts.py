"""A text of several parts is answered as a whole: places, roles, statuses, what changed."""

from __future__ import annotations

import pytest

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.selection import select
from cluster_atlas.questions.search.search import search, selection_for
from cluster_atlas.questions.search.text_parts import parts_of
from cluster_atlas.values.searches import Reply, Subject
from cluster_atlas.wording.replies import reply_record, reply_sentence
from cluster_atlas.wording.wording import Wording

HUIZHOU, DONGGUAN, HEYUAN = "city:441300", "city:441900", "city:441600"
ZHONGSHAN, WEST = "city:442000", "region:western-guangdong"
TOGETHER = (
    "惠州 东莞",
    "惠州、东莞",
    "惠州东莞",
    "惠州和东莞对比",
    "惠州与东莞有哪些",
    "Huizhou Dongguan",
    "Huizhou vs Dongguan",
    "compare Huizhou and Dongguan",
)
MATERIALS_IN_THE_WEST = ("粤西 材料", "粤西有哪些材料", "materials in western Guangdong")
CORE_AREAS = ("中山 核心区", "中山核心区", "Zhongshan core area", "core areas, Zhongshan")
NOT_NAMED = ("惠州 电路板", "惠州的印制电路板", "huizhou pcb")
CHANGES = ("河源 演变", "河源变化", "Heyuan changes")
ALONE = {
    "核心区": ("role", "core-area"),
    "集聚区": ("role", "agglomeration"),
    "哪些城市是核心区": ("role", "core-area"),
    "已形成": ("status", "established"),
    "只看规划期满": ("legal", "period-ended"),
    "period ended": ("legal", "period-ended"),
    "征求意见": ("legal", "draft"),
    "点名": ("named", "1"),
}
# Names in full, though parts of them are names, too.
WHOLE = {
    "深莞惠": "region:shen-guan-hui",
    "低时延数据中心核心区": "data-centres",
    "惠州仲恺高新区": "zone:44103006",
    "未来电子信息": "future-electronics",
}
PARTED = (
    *TOGETHER,
    *MATERIALS_IN_THE_WEST,
    *CORE_AREAS,
    *NOT_NAMED,
    *CHANGES,
    *ALONE,
    *WHOLE,
    "广州 深圳 机器人",
    "粤东 粤西",
    "惠州 东莞 白酒",
    "佛山 示范区",
    "机器人 核心区 中山",
    "河源 材料 演变",
    "演变",
    "江门 点名",
    "江门 规划期满的定位",
    "fuel cell stack",
    "hydrogen fuel cell stack",
)


def said(atlas: Atlas, reply: Reply, language: str = "zh") -> str:
    return reply_sentence(Wording(atlas, language, atlas.today), reply)


@pytest.mark.parametrize("text", TOGETHER)
def test_places_are_answered_by_what_names_all_of_them(atlas: Atlas, text: str) -> None:
    reply = search(atlas, text)
    assert (reply.kind, reply.within) == ("place", (HUIZHOU, DONGGUAN))
    named = [
        {fact.cluster for fact in atlas.facts if city in atlas.named_cities(fact)}
        for city in reply.within
    ]
    last_word = {fact.cluster for fact in select(atlas).facts}
    clusters = {one.id for one in reply.shared if one.kind == "cluster"}
    assert clusters == named[0] & named[1] & last_word
    assert f"都点名惠州、东莞的集群 {len(clusters)} 个" in said(atlas, reply)
    assert f"Dongguan: {len(clusters)}" in said(atlas, reply, "en")


@pytest.mark.parametrize("text", MATERIALS_IN_THE_WEST)
def test_a_place_narrows_counts_and_names_to_its_cities(atlas: Atlas, text: str) -> None:
    reply = search(atlas, text)
    assert reply.basis == Subject("cluster", "materials")
    assert reply.within == (WEST,)
    members = set(atlas.places[WEST].members)
    assert reply.named.places
    for place in reply.named.places:
        assert {place, atlas.places[place].city} & members
    assert set(reply.named.regions) <= {WEST}
    shown = select(atlas, selection_for(reply.basis, reply.within)).facts
    assert f"粤西：{len(shown)} 条定位点名该地" in said(atlas, reply)


@pytest.mark.parametrize("text", CORE_AREAS)
def test_a_role_in_a_place_is_a_filter_by_name(atlas: Atlas, text: str) -> None:
    reply = search(atlas, text)
    assert reply.within == (ZHONGSHAN,)
    assert reply.codes == (Subject("role", "core-area"), Subject("named", "1"))
    assert reply.basis
    shown = select(atlas, selection_for(reply.basis, reply.within, reply.codes))
    assert {fact.id for fact in shown.facts} == {fact.id for fact in reply.facts}
    assert shown.selection.to_dict() == {
        "role": ["core-area"],
        "place": [ZHONGSHAN],
        "named": ["1"],
    }
    assert "智能家电、汽车" in said(atlas, reply)
    assert "氢燃料电池汽车" in said(atlas, reply)


@pytest.mark.parametrize("text", NOT_NAMED)
def test_a_place_that_is_not_named_is_said_with_who_is(atlas: Atlas, text: str) -> None:
    reply = search(atlas, text)
    assert reply.absent == (HUIZHOU,)
    assert reply.within == ()
    assert len(reply.named.places) == 7
    assert "规划没有为惠州点名" in said(atlas, reply)
    assert "点名的有深圳" in said(atlas, reply)


@pytest.mark.parametrize("text", CHANGES)
def test_what_changed_in_a_place_is_noticed(atlas: Atlas, text: str) -> None:
    reply = search(atlas, text)
    assert reply.changes
    assert reply.hits[0].subject == Subject("place", HEYUAN)


@pytest.mark.parametrize("text", ALONE)
def test_a_word_of_a_code_list_is_a_filter(atlas: Atlas, text: str) -> None:
    reply = search(atlas, text)
    assert reply.codes == (Subject(*ALONE[text]),)
    assert reply.facts
    assert f"{len(reply.facts)} 条定位" in said(atlas, reply)


@pytest.mark.parametrize("text", WHOLE)
def test_a_whole_name_wins_over_its_parts(atlas: Atlas, text: str) -> None:
    reply = search(atlas, text)
    assert reply.hits[0].subject.id == WHOLE[text]
    assert not reply.within


def test_compounds_of_known_words_are_covered(atlas: Atlas) -> None:
    for text in ("fuel cell stack", "hydrogen fuel cell stack"):
        assert search(atlas, text).hits[0].subject == Subject("industry", "auto-fuel-cell")
    # One known word says too little.
    assert search(atlas, "car insurance").kind == "outside"


def test_a_code_is_a_part_beside_known_words_only(atlas: Atlas) -> None:
    assert parts_of(atlas, "机器人 核心区").codes == (Subject("role", "core-area"),)
    assert parts_of(atlas, "中山 炼丹平台").codes == ()
    assert parts_of(atlas, "中山 炼丹平台").rest == "炼丹平台"
    # The wider place gives way to the one in it.
    assert parts_of(atlas, "广州 南沙").within == ("county:440115",)


def test_what_is_missing_beside_a_subject_is_said(atlas: Atlas) -> None:
    reply = search(atlas, "机器人 核心区 中山")
    assert reply.absent == (ZHONGSHAN,)
    assert "规划没有为中山点名智能机器人 · 核心区" in said(atlas, reply)


def test_a_record_says_what_narrows_the_answer(atlas: Atlas) -> None:
    record = reply_record([Wording(atlas, "zh", atlas.today)], search(atlas, "中山 核心区"))
    assert record["within"] == [{"id": ZHONGSHAN, "name": "中山"}]
    assert record["codes"][0] == {"kind": "role", "id": "core-area", "name": "核心区"}
    together = reply_record([Wording(atlas, "zh", atlas.today)], search(atlas, "惠州 东莞"))
    assert {"kind": "cluster", "id": "uhd", "name": "超高清视频"} in together["shared"]
