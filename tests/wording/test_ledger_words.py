"""What is said of a ledger held against the plans; the projects of these tests are made up."""

from __future__ import annotations

import pytest

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.questions.office.implementation import check_implementation
from cluster_atlas.values.ledger import Project
from cluster_atlas.wording.ledger_words import implementation_sentence, money

RAIL = ("rail-equipment",)
LEDGER = (
    Project("1", "虚构甲", "city:440700", industries=RAIL, investment=3.2e8),
    Project("2", "虚构乙", "city:440700", industries=RAIL),
    Project("3", "虚构丙", "city:440700", investment=1e7),
)


@pytest.mark.parametrize(
    ("yuan", "zh", "en"),
    [
        (0.0, "0 亿元", "CNY 0 bn"),
        (3.2e8, "3.2 亿元", "CNY 0.32 bn"),
        (1.2345e8, "1.23 亿元", "CNY 0.123 bn"),
        (2.5e6, "0.03 亿元", "CNY 0.003 bn"),
        (1e13, "100000 亿元", "CNY 10000 bn"),
    ],
)
def test_money(yuan: float, zh: str, en: str) -> None:
    assert (money("zh", yuan), money("en", yuan)) == (zh, en)


def test_the_sentence_counts_what_stands_where(atlas: Atlas) -> None:
    facts = [fact for fact in atlas.facts if fact.id == "equipment-rail-base"]
    found = check_implementation(atlas, LEDGER, facts)
    assert implementation_sentence("zh", found) == (
        "3 个项目（总投资 3.3 亿元，1 个未填）中，2 个在规划点名其产业之地，1 个产业未对应。"
        "点名到市、县或园区的 1 条定位中，0 条尚无项目。"
    )
    assert implementation_sentence("en", found) == (
        "Of 3 projects (CNY 0.33 bn; 1 without a figure), 2 stand where the plans name the place "
        "for the industry, 1 has no matched industry. Of 1 designation naming a city, county or "
        "park, 0 have no project yet."
    )


@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_is_said_so(atlas: Atlas, language: str) -> None:
    expected = {
        "zh": "现有筛选下没有项目。现有筛选下没有点名到市、县或园区的定位。",
        "en": "No project under these filters. "
        "No designation under these filters names a city, county or park.",
    }
    found = check_implementation(atlas, (), ())
    assert implementation_sentence(language, found) == expected[language]
