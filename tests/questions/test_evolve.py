"""Evolutions show the changes between the texts: all of them, and nothing else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from cluster_atlas.atlas.atlas import Atlas, open_atlas
from cluster_atlas.questions.evolve import (
    Evolution,
    LeftOut,
    edition_pairs,
    editions,
    evolutions,
    evolve,
    evolve_dates,
    left_out,
    usual_editions,
)
from cluster_atlas.values.answers import Change
from cluster_atlas.values.issues import AtlasError
from cluster_atlas.values.model import Designation
from tests.conftest import TODAY, shipped_atlas

ATLAS = shipped_atlas()
DRAFT, PLAN_2021, PLAN_2023 = (
    "gd-electronics-2019-draft",
    "gd-electronics-2021",
    "gd-electronics-2023",
)
PAIRS = ((DRAFT, PLAN_2021), (DRAFT, PLAN_2023), (PLAN_2021, PLAN_2023))

# Read from the two texts, clause by clause; what is not named here is the same in both.
# Changed: older title, newer title ("" where it is the same), what differs, places added and taken.
CHANGED_2021_2023: tuple[tuple[str, str, str, str, str], ...] = (
    # 1.1 连续29年 → 截至2022年…连续32年
    ("营业收入连续29年居全国第一", "营业收入连续32年居全国第一", "title target", "", ""),
    # 2.2 6.6万亿元、年均增长6%、约1.4万亿元、7% → 5.5万亿元、4%、约1.1万亿元、5%
    ("新一代电子信息产业营业收入目标", "", "target", "", ""),
    ("营业收入年均增长目标", "", "target", "", ""),
    ("工业增加值目标", "", "target", "", ""),
    ("工业增加值年均增长目标", "", "target", "", ""),
    # 3.1 粤东西北、粤东、粤西、粤北 → 沿海经济带东西两翼和北部生态发展区
    ("做强珠江东岸高端电子信息产业带", "", "renamed-region", "", ""),
    ("主动承接珠三角产业转移", "", "renamed-region", "", ""),
    ("承接东岸电子产业带辐射的上下游配套", "", "renamed-region", "", ""),
    ("与珠江西岸先进装备制造产业带配套协作", "", "renamed-region", "", ""),
    ("原材料、基础件与设备的制造集聚区", "", "renamed-region", "", ""),
    ("为珠三角电子信息产业配套装备的基地", "", "renamed-region", "", ""),
    ("信息技术应用创新基地", "", "renamed-region", "", ""),
    # 3.5 统筹推进4G、5G → 统筹推进5G
    ("统筹推进4G、5G网络、逐步覆盖全省", "统筹推进5G网络、逐步覆盖全省", "title", "", ""),
    # 4.4 广州、深圳、珠海等 → 广州、深圳、珠海、东莞等; 深圳、肇庆 → 深圳、东莞、肇庆、汕头、云浮
    ("“芯火”双创基地", "", "places", "东莞", ""),
    ("制造业创新中心（半导体元器件领域）", "", "places", "东莞", ""),
    ("新型电子元器件产业基地", "", "places", "东莞 汕头 云浮", ""),
    # 4.5 智能终端产业基地 → 智能终端特色产业园
    ("智能终端产业基地", "智能终端特色产业园", "title role", "", ""),
)
ADDED_2021_2023 = (
    "2022年电子信息产业营业收入",  # 1.1 4.67万亿元
    "2022年占全省工业营业收入比重",  # 1.1 26%
    "建成新一代电子信息特色产业园",  # 2.3 10个
    "依托产业梯度转移招商引资对接平台招商引资",  # 3.6
    "汕头区域性国际通信业务出入口局建设",  # 4.2
    "广东移动AI创新应用中心",  # 4.6
)
DROPPED_2021_2023 = (
    "其中超高清视频产业营业收入目标",  # 2.2 其中超高清视频产业1万亿元、其他5.6万亿元
    "其中其他电子信息产业营业收入目标",
    "新一代信息通信园区（5G）建成数",  # 2.3 三个5个
    "建成智能终端产业基地",
    "半导体元件与智能传感器基地建成数",
)

CHANGED_2019_2021: tuple[tuple[str, str, str, str, str], ...] = (
    # 1.1 到2022年，建设2个 → 2.1 到2025年，力争建设2个; 超过6% now for 2025
    ("建设国家级制造业创新中心", "力争建设国家级制造业创新中心", "title status target", "", ""),
    ("重点龙头骨干企业研发投入强度目标", "", "target", "", ""),
    # 1.3 到2022年，建成全球重要的…智能终端产业基地5个 → 2.3 到2025年，建成…智能终端产业基地5个
    ("2022年建成全球重要的智能终端产业基地", "建成智能终端产业基地", "title target", "", ""),
    # 2.1 香港、澳门优质资源 → 3.1 粤港澳大湾区优质资源; 粤东、粤西、粤北地区 → 粤东西北地区
    (
        "借助香港、澳门优质资源",
        "借助粤港澳大湾区优质资源",
        "title places",
        "粤港澳大湾区",
        "香港 澳门",
    ),
    ("主动承接珠三角产业转移", "", "renamed-region", "", ""),
    # 2.3 举办 → 3.3 依托
    (
        "举办中国电子信息博览会，引进企业和项目",
        "依托中国电子信息博览会等交流活动引进重点企业和项目",
        "title",
        "",
        "",
    ),
    # 3.1 半导体芯片工程 → 4.4 半导体元器件工程; “粤芯” → “粤芯二期”; “中芯国际” → 12英寸线
    ("制造业创新中心（半导体芯片领域）", "制造业创新中心（半导体元器件领域）", "title", "", ""),
    ("广州“粤芯”", "粤芯二期", "title places", "粤芯二期", "粤芯"),
    ("深圳“中芯国际”", "中芯国际12英寸线", "title", "", ""),
    # 3.5 持续举办 → 4.5 举办; 中央研究院 → 研究院
    ("持续举办中国手机创新周等活动", "举办中国手机创新周等活动", "title", "", ""),
    ("智能手机核心技术中央研究院建设", "智能手机核心技术研究院建设", "title", "", ""),
    # 3.8 积极引导…加强研究合作 → 4.6 加强…研究合作
    ("粤港澳人工智能研究合作", "", "status", "", ""),
    # 4.5 国内外电子信息 → 5.4 新一代电子信息
    (
        "国内外电子信息论坛与行业年会",
        "新一代电子信息论坛与行业年会",
        "title",
        "",
        "",
    ),
)
ADDED_2019_2021 = (
    "电子信息产业是全省支柱产业、主导力量",
    "2019年电子信息产业营业收入",
    "营业收入连续29年居全国第一",
    "2019年占全省工业营业收入比重",
    "以珠江东岸电子信息产业带为集聚区",
    "终端、通信与芯片设计产业基础好",
    "5G手机、通信设备、电脑产量居全国前列",
    "规模、配套与关键技术优势",
    "推动全省经济高质量发展的支柱性产业",
    "全球新一代电子信息产业集聚区",
    "新一代电子信息产业营业收入目标",
    "其中超高清视频产业营业收入目标",
    "其中其他电子信息产业营业收入目标",
    "营业收入年均增长目标",
    "工业增加值目标",
    "工业增加值年均增长目标",
    "新一代信息通信园区（5G）建成数",
    "半导体元件与智能传感器基地建成数",
    "粤港澳对接合作、集群优势互补联动发展",
    "新型电子元器件产业集聚区",
    "网络安全产业集聚区",
    "信息技术应用创新基地",
    "借省知识产权保护中心平台快速预审专利",
    "低时延数据中心核心区",
    "若干个数据中心集聚区",
    "广州超算中心建设",
    "深圳超算中心建设",
    "深圳鹏城实验室“云脑”建设",
    "横琴先进智能计算平台建设",
    "省市共建云浮信息技术应用创新产业园",
    "新型电子元器件产业基地",
    "粤港澳大湾区集成电路公共技术研究中心建设",
    "人工智能与数字经济广东省实验室建设",
)
KEPT_2019_2021 = (
    "重点打造珠江东岸电子信息产业带",
    "做强珠江东岸高端电子信息产业带",
    "以广州、深圳为主引擎",
    "推进珠三角核心区深度一体化",
    "高端化智能终端产业集聚区",
    "承接东岸电子产业带辐射的上下游配套",
    "与珠江西岸先进装备制造产业带配套协作",
    "原材料、基础件与设备的制造集聚区",
    "为珠三角电子信息产业配套装备的基地",
    "探索在粤实施科技成果转化的机制",
    "连接粤港澳的世界级无线城市群",
    "统筹推进4G、5G网络、逐步覆盖全省",
    "智能终端市场优势",
    "省市共建省级5G产业园区",
    "国际领先的集成电路产业基地",
    "“芯火”双创基地",
    "英诺赛科氮化镓芯片",
    "智能终端产业基地",
    "省级人工智能产业园区",
    "建立全省人工智能百强企业库",
    "广州智能网联汽车与智慧交通应用示范",
    "争取国家赋予更多改革授权和资源倾斜",
    "引进高端人才和团队来粤创新创业",
    "港澳创新研发能力强",
    "产业链齐全",
    "加强粤港澳大湾区产业协作",
)


def facts_of(document: str) -> list[Designation]:
    return [fact for fact in ATLAS.facts if fact.document == document]


def of_kind(evolution: Evolution, kind: str) -> list[Change]:
    return [change for change in evolution.changes if change.kind == kind]


def titles(found: list[Change]) -> list[str]:
    return [fact.title for change in found if (fact := change.new or change.old)]


def names(places: tuple[str, ...]) -> str:
    return " ".join(ATLAS.places[place].label for place in places)


def told(change: Change) -> tuple[str, str, str, str, str]:
    """Return a change as the lists above write it."""
    assert change.old is not None
    assert change.new is not None
    renamed = "" if change.old.title == change.new.title else change.new.title
    differences = " ".join(change.differences)
    added, taken = names(change.places_added), names(change.places_taken)
    return change.old.title, renamed, differences, added, taken


def change_of(old: str, new: str, title: str) -> Change:
    """Return the change of the statement that has a title in either edition."""
    found = [
        change
        for change in evolve(ATLAS, old, new).changes
        if title in {fact.title for fact in (change.old, change.new) if fact}
    ]
    assert len(found) == 1
    return found[0]


def test_2021_to_2023_shows_exactly_the_changes_between_the_texts() -> None:
    evolution = evolve(ATLAS, PLAN_2021, PLAN_2023)
    assert tuple(told(change) for change in of_kind(evolution, "changed")) == CHANGED_2021_2023
    assert tuple(titles(of_kind(evolution, "added"))) == ADDED_2021_2023
    assert tuple(titles(of_kind(evolution, "dropped"))) == DROPPED_2021_2023
    kept = {fact.title for fact in facts_of(PLAN_2021)}
    kept -= {change[0] for change in CHANGED_2021_2023} | set(DROPPED_2021_2023)
    assert set(titles(of_kind(evolution, "kept"))) == kept
    assert evolution.counts == {"changed": 17, "added": 6, "dropped": 5, "kept": 50}


def test_2019_draft_to_2021_shows_exactly_the_changes_between_the_texts() -> None:
    evolution = evolve(ATLAS, DRAFT, PLAN_2021)
    assert tuple(told(change) for change in of_kind(evolution, "changed")) == CHANGED_2019_2021
    assert tuple(titles(of_kind(evolution, "added"))) == ADDED_2019_2021
    assert tuple(titles(of_kind(evolution, "kept"))) == KEPT_2019_2021
    dropped = {fact.title for fact in facts_of(DRAFT)}
    dropped -= {change[0] for change in CHANGED_2019_2021} | set(KEPT_2019_2021)
    assert set(titles(of_kind(evolution, "dropped"))) == dropped
    assert evolution.counts == {"changed": 13, "added": 33, "dropped": 61, "kept": 26}


def test_numbers_of_the_goals() -> None:
    def value(change: Change) -> tuple[float, float]:
        assert change.old
        assert change.new
        assert change.old.target
        assert change.new.target
        return change.old.target.value, change.new.target.value

    goals = ("新一代电子信息产业营业收入目标", "营业收入年均增长目标", "工业增加值目标")
    found = [value(change_of(PLAN_2021, PLAN_2023, title)) for title in goals]
    assert found == [(6.6, 5.5), (6, 4), (1.4, 1.1)]


def test_judgement_is_told_where_titles_differ_and_only_there() -> None:
    for old, new in PAIRS:
        for change in evolve(ATLAS, old, new).changes:
            differ = bool(change.old and change.new and change.old.title != change.new.title)
            assert change.judged == differ
            assert 0 <= change.likeness <= 1
            assert (change.likeness > 0) == (change.old is not None and change.new is not None)
    assert change_of(PLAN_2021, PLAN_2023, "智能终端特色产业园").likeness == pytest.approx(
        0.75, abs=0.01
    )


def test_of_two_goals_the_one_with_the_same_number_goes_on() -> None:
    """2019 has two goals of terminal bases, 2 by 2019 and 5 by 2022; 2021 has 5."""
    change = change_of(DRAFT, PLAN_2021, "建成智能终端产业基地")
    assert change.old
    assert change.old.target
    assert (change.old.target.year, change.old.target.value) == (2022, 5)


def test_editions_in_steps_and_through_a_draft(atlas: Atlas) -> None:
    assert editions(atlas) == PAIRS
    # The Shenzhen draft is of another issuer than the province's plan of the same cluster.
    assert not any("sz-uhd" in document for pair in editions(atlas) for document in pair)


def test_two_days_compare_only_what_both_have() -> None:
    found = evolve_dates(ATLAS, dt.date(2020, 12, 31), dt.date(2026, 11, 23))
    assert [(e.old, e.new) for e in found] == [((PLAN_2021,), (PLAN_2023,))]
    assert found == (evolve(ATLAS, PLAN_2021, PLAN_2023),)


def test_what_only_one_day_has_is_named() -> None:
    missing = left_out(ATLAS, "2020", "2026")
    assert missing.clusters == tuple(c.id for c in ATLAS.clusters if c.id != "electronics")
    assert missing.documents == ("gd-electronics-2023-brief",)
    assert left_out(ATLAS, "2026", "2020") == missing
    assert left_out(ATLAS, "2020", "2022") == LeftOut()
    assert left_out(ATLAS, PLAN_2021, PLAN_2023) == LeftOut()
    assert left_out(ATLAS, "2019", "2020") == LeftOut(("electronics",))


def test_days_on_which_nothing_changed_and_the_way_back() -> None:
    assert evolve_dates(ATLAS, dt.date(2021, 1, 1), dt.date(2022, 12, 31)) == ()
    assert evolve_dates(ATLAS, dt.date(2010, 1, 1), dt.date(2020, 12, 31)) == ()
    back = evolve_dates(ATLAS, dt.date(2023, 12, 31), dt.date(2020, 12, 31))
    assert [(e.old, e.new) for e in back] == [((PLAN_2023,), (PLAN_2021,))]


def test_the_usual_editions_are_the_newest_that_are_no_draft() -> None:
    assert usual_editions(ATLAS) == (PLAN_2021, PLAN_2023)


def test_years_days_documents_and_their_numbers_as_text() -> None:
    pair = evolutions(ATLAS, PLAN_2021, "粤工信电子〔2023〕21号")
    assert pair == (evolve(ATLAS, PLAN_2021, PLAN_2023),)
    years = evolutions(ATLAS, "2021", " 2024 ")
    assert years == evolve_dates(ATLAS, dt.date(2021, 12, 31), dt.date(2024, 12, 31))
    assert evolutions(ATLAS, "2020-09-24", "2020-09-25") == ()
    assert evolutions(ATLAS, "2023-12-27", "2023-12-29")[0].new == (PLAN_2023,)


@pytest.mark.parametrize(
    ("old", "new", "zh", "en"),
    [
        (PLAN_2021, "gd-uhd-2023", "不是同一规划的版本", "no edition of the same plan"),
        ("gd-auto-2023", "gd-uhd-2023", "都没有其他版本", "neither has another edition"),
        (PLAN_2021, "gd-electronics-2024", "最接近的是", "the nearest known one is"),
        (PLAN_2021, "", "未知的文件", "unknown document"),
        (PLAN_2021, PLAN_2021, "两个不同的版本", "two different editions"),
        (PLAN_2021, "粤工信电子〔2020〕138号", "两个不同的版本", "two different editions"),
        ("2021", "2021-12-31", "两个不同的版本或时点", "two different editions or days"),
        ("2021", PLAN_2021, "两份文件，或两个年份", "two documents, or two years"),
        ("2021", "2021-02-30", "两份文件，或两个年份", "two documents, or two years"),
        ("x" * 10_000, PLAN_2021, "未知的文件", "unknown document"),
    ],
)
def test_bad_input(old: str, new: str, zh: str, en: str) -> None:
    with pytest.raises(AtlasError) as error:
        evolutions(ATLAS, old, new)
    (issue,) = error.value.issues
    assert issue.file == "evolve"
    assert zh in issue.sentence("zh")
    assert en in issue.sentence("en")
    assert len(issue.sentence("zh")) < 400


def test_both_unknown_documents_are_told_at_once() -> None:
    with pytest.raises(AtlasError) as error:
        evolve(ATLAS, "x", "y")
    assert [issue.field for issue in error.value.issues] == ["from", "to"]


def unpacked(pack: list[dict[str, Any]], k: int) -> set[tuple[str, str]]:
    return {(ATLAS.facts[p[0]].id, ATLAS.facts[p[1]].id) for p in pack[k]["pairs"]}


def test_packed(numbers: tuple[dict[str, int], dict[str, int]]) -> None:
    pack = edition_pairs(ATLAS, *numbers)
    documents = list(ATLAS.documents)
    assert [(documents[row["from"]], documents[row["to"]]) for row in pack] == list(PAIRS)
    for k, (old, new) in enumerate(PAIRS):
        expected = {
            (c.old.id, c.new.id) for c in evolve(ATLAS, old, new).changes if c.old and c.new
        }
        assert unpacked(pack, k) == expected
    terminals = ATLAS.fact_by_id["electronics-terminal-parks"]
    (row,) = [p for p in pack[2]["pairs"] if p[1] == numbers[0][terminals.id]]
    assert row[2:5] == [1, 75, ["title", "role"]]


def test_packed_without_a_document(numbers: tuple[dict[str, int], dict[str, int]]) -> None:
    facts, documents = numbers
    some = {key: number for key, number in documents.items() if key != DRAFT}
    assert len(edition_pairs(ATLAS, facts, some)) == 1


@pytest.fixture
def numbers() -> tuple[dict[str, int], dict[str, int]]:
    facts = {fact.id: number for number, fact in enumerate(ATLAS.facts)}
    return facts, {key: number for number, key in enumerate(ATLAS.documents)}


def test_one_plan_may_replace_two(spoil: Callable[[str, str, str], Any]) -> None:
    name = "geodata/documents/gd-electronics-2023.toml"
    folder = spoil(name, '["gd-electronics-2021"]', '["gd-electronics-2021", "gd-uhd-2023"]')
    atlas = open_atlas(folder, today=TODAY)
    found = evolve_dates(atlas, dt.date(2023, 12, 27), dt.date(2023, 12, 29))
    merged = next(e for e in found if PLAN_2023 in e.new)
    assert set(merged.old) == {PLAN_2021, "gd-uhd-2023"}
    assert len([c for c in merged.changes if c.old]) == 72 + 76
    assert len([c for c in merged.changes if c.new]) == 73
