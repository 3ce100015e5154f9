"""What is said of a ledger of projects held against the plans."""

from __future__ import annotations

import math

from cluster_atlas.values.issues import Text
from cluster_atlas.values.ledger import Amount, Implementation
from cluster_atlas.wording.numbers import noun, number, quantity

# How projects stand to the plans, in short; the long form is STATES in values/ledger.py.
STATE_NAMES = {
    "named": Text("规划点名", "Named"),
    "region": Text("仅随区域", "By region only"),
    "none": Text("未点名", "Not named"),
    "unmatched": Text("产业未对应", "Industry not matched"),
}
# Yuan of the unit in which money is told, and how many parts of it are told.
_UNITS = {"zh": (1e8, 100), "en": (1e9, 1000)}


def money_number(language: str, yuan: float) -> str:
    """Return an amount in 亿元 (Chinese) or billions (English), with two or three decimals."""
    unit, parts = _UNITS[language]
    # As JavaScript rounds.
    return number(math.floor(yuan / unit * parts + 0.5) / parts)


def money(language: str, yuan: float) -> str:
    """Return an amount with its unit: ``12.5 亿元``, ``CNY 1.25 bn``."""
    told = money_number(language, yuan)
    return f"CNY {told} bn" if language == "en" else f"{told} 亿元"


def implementation_sentence(language: str, found: Implementation) -> str:
    """Return what a ledger comes to: where its projects stand, and what is still without one.

    The viewer's ``implementationSentence`` says the same.
    """
    said = _projects(language, found) + _designations(language, found)
    return said if language == "zh" else said.strip()


def _projects(language: str, found: Implementation) -> str:
    total = found.total.all
    if not total.count:
        return Text("现有筛选下没有项目。", "No project under these filters. ").in_language(
            language
        )
    states = [
        (state, found.total.states[state].count)
        for state in STATE_NAMES
        if state in found.total.states
    ]
    told = [_stands(language, state, count) for state, count in states]
    investment = _investment(language, total)
    if language == "zh":
        return f"{total.count} 个项目（{investment}）中，{'，'.join(told)}。"
    return f"Of {quantity(total.count, 'project')} ({investment}), {', '.join(told)}. "


def _stands(language: str, state: str, count: int) -> str:
    if language == "zh":
        return (
            f"{count} 个"
            + {
                "named": "在规划点名其产业之地",
                "region": "仅随所在区域",
                "none": "所在地未获点名",
                "unmatched": "产业未对应",
            }[state]
        )
    stand = noun(count, "stands", "stand")
    return (
        f"{count} "
        + {
            "named": f"{stand} where the plans name the place for the industry",
            "region": f"{stand} where only the region is named",
            "none": f"{stand} where no plan names the place",
            "unmatched": f"{noun(count, 'has', 'have')} no matched industry",
        }[state]
    )


def _investment(language: str, amount: Amount) -> str:
    told = money(language, amount.investment)
    if language == "zh":
        return f"总投资 {told}" + (f"，{amount.untold} 个未填" if amount.untold else "")
    return told + (f"; {amount.untold} without a figure" if amount.untold else "")


def _designations(language: str, found: Implementation) -> str:
    count, waiting = found.designations, len(found.waiting)
    if not count:
        return Text(
            "现有筛选下没有点名到市、县或园区的定位。",
            "No designation under these filters names a city, county or park.",
        ).in_language(language)
    if language == "zh":
        return f"点名到市、县或园区的 {count} 条定位中，{waiting} 条尚无项目。"
    have = noun(waiting, "has", "have")
    return (
        f"Of {quantity(count, 'designation')} naming a city, county or park, "
        f"{waiting} {have} no project yet."
    )
