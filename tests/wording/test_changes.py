"""A change as one sentence and as one row, in both languages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cluster_atlas.questions.evolve import change_rows, editions, evolve
from cluster_atlas.questions.sameness import changes
from cluster_atlas.values.answers import Change
from cluster_atlas.values.model import Designation, Target
from cluster_atlas.wording import changes as wording_changes
from cluster_atlas.wording.wording import Wording
from tests.conftest import TODAY, shipped_atlas
from tests.questions.test_sameness import made

ATLAS = shipped_atlas()
PAIRS = editions(ATLAS)

PLAN_2021, PLAN_2023 = "gd-electronics-2021", "gd-electronics-2023"


def sentence(change: Change, language: str = "zh") -> str:
    return wording_changes.sentence(Wording(ATLAS, language, TODAY), change)


def change_of(old: str, new: str, title: str) -> Change:
    """Return the change of the statement that has a title in either edition."""
    found = [
        change
        for change in evolve(ATLAS, old, new).changes
        if title in {fact.title for fact in (change.old, change.new) if fact}
    ]
    assert len(found) == 1
    return found[0]


def test_sentences() -> None:
    said = {
        title: sentence(change_of(PLAN_2021, PLAN_2023, title))
        for title in ("“芯火”双创基地", "新一代电子信息产业营业收入目标", "智能终端特色产业园")
    }
    assert list(said.values()) == [
        "「“芯火”双创基地」：新增东莞。",
        "「新一代电子信息产业营业收入目标」：营业收入目标由 6.6 万亿元调整为 5.5 万亿元。",
        (
            "「智能终端产业基地」改称「智能终端特色产业园」：角色由产业基地改为园区；地区不变"
            "（据标题、地区、产业与状态判断为同一事项，相似度 75%）。"
        ),
    ]
    north = change_of(PLAN_2021, PLAN_2023, "信息技术应用创新基地")
    assert sentence(north) == "「信息技术应用创新基地」：粤北改称北部生态发展区。"
    assert sentence(north, "en") == (
        '"Base of IT application innovation": Northern Guangdong now called '
        "Northern ecological development area."
    )
    gone = change_of(PLAN_2021, PLAN_2023, "建成智能终端产业基地")
    assert sentence(gone) == (
        "不再列入「建成智能终端产业基地」：广东，产业基地，重点发展·打造，"
        "智能终端产业基地 5 个（2025 年）。"
    )


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_change_has_a_sentence_of_its_facts(language: str) -> None:
    for old, new in PAIRS:
        for change in evolve(ATLAS, old, new).changes:
            text = sentence(change, language)
            fact = change.new or change.old
            assert fact
            assert (fact.title if language == "zh" else fact.title_en) in text
            assert text.endswith("。" if language == "zh" else ".")
            assert ("判断为同一事项" in text or "judged to be the same" in text) == change.judged


def said_of(old: Designation, new: Designation, language: str = "zh") -> str:
    found = changes(ATLAS, [old], [new])
    assert len(found) == 1
    return sentence(found[0], language)


def test_sentences_of_other_differences() -> None:
    goal = Target("产值", "Output", 2000, "亿元", "CNY 100 million", 2022, "以上")
    assert (
        said_of(made(), made(industries=("5g", "itai")))
        == "「产业基地」：产业增加信息技术应用创新。"
    )
    assert (
        said_of(made(), made(target=goal))
        == "「产业基地」：新增产值目标 2000 亿元以上（2022 年）。"
    )
    assert said_of(made(target=goal), made(), "en") == (
        '"Base": no longer gives Output goal at least CNY 200 billion (2022).'
    )
    later = replace(goal, qualifier="达")
    assert said_of(made(target=goal), made(target=replace(goal, qualifier="")), "en") == (
        '"Base": Output goal from at least CNY 200 billion to CNY 200 billion.'
    )
    assert said_of(made(target=later), made(target=replace(goal, qualifier="")), "en") == (
        '"Base": Output goal is worded differently.'
    )
    shrunk = made(places=("city:440100", "city:440300"))
    assert said_of(shrunk, made()) == "「产业基地」：不再列深圳。"
    assert said_of(made(), made(places=("city:440300",))) == "「产业基地」：地区由广州改为深圳。"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_rows(language: str) -> None:
    rows = change_rows(ATLAS, evolve(ATLAS, PLAN_2021, PLAN_2023), language)
    assert len({tuple(row) for row in rows}) == 1
    by_id = {row["new_id"] or row["old_id"]: row for row in rows}
    bases = by_id["electronics-component-bases"]
    assert bases["old_id"] == "electronics-2021-component-bases"
    assert bases["places_added"] == (
        "东莞、汕头、云浮" if language == "zh" else "Dongguan, Shantou, Yunfu"
    )
    assert (bases["judged"], bases["likeness"]) == (False, 94)
    assert by_id["electronics-shantou-gateway"]["likeness"] is None
    assert by_id["electronics-shantou-gateway"]["old_title"] == ""
    clause = "粤工信电子〔2023〕21号 " + ("四（四）" if language == "zh" else "§4.4")
    assert bases["new_clause"] == clause
