"""A ledger held against the plans as flat rows in one language, for tables, CSV and JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.own.kinds import kind_list
from cluster_atlas.questions.office.owntables import place_name
from cluster_atlas.values.issues import Text
from cluster_atlas.values.ledger import STATES, Amount, Implementation, ProjectCheck, Tally
from cluster_atlas.values.model import Designation
from cluster_atlas.wording.wording import Wording

FlatRow = dict[str, Any]
# What can be listed: projects, designations without a project, and counts by cluster, city, year.
ABOUT = ("projects", "waiting", "clusters", "cities", "years")

_HEADS = {
    "project": Text("项目", "project"),
    "place": Text("地点", "place"),
    "cluster": Text("集群", "cluster"),
    "city": Text("城市", "city"),
    "year": Text("开工年份", "year of start"),
    "stage": Text("阶段", "stage"),
    "projects": Text("项目数", "projects"),
    "investment": Text("总投资（亿元）", "investment (100 million yuan)"),
    "invested_named": Text("点名之地投资（亿元）", "investment in named places (100 million yuan)"),
    "state": Text("对照", "against the plans"),
    "named": Text("规划点名", "named by the plans"),
    "region": Text("随区域", "by region"),
    "none": Text("未点名", "not named"),
    "unmatched": Text("产业未对应", "industry not matched"),
    "untold": Text("未填投资", "without investment"),
    "designations": Text("点名定位", "designations that name a place"),
    "waiting": Text("尚无项目的定位", "designations without a project"),
    "title": Text("定位", "designation"),
    "role": Text("角色", "role"),
    "status": Text("状态", "status"),
    "clause": Text("依据", "clause"),
}
# What stands where a project has no cluster, city or year.
_NOTHING = {
    "cluster": Text("产业未对应", "no industry matched"),
    "city": Text("城市未知", "city not known"),
    "year": Text("未填开工日期", "no day of start"),
}
_TALLIES = {"clusters": "cluster", "cities": "city", "years": "year"}
# Yuan of the unit in which investments are told, and its decimals.
_UNIT, _DECIMALS = 1e8, 4


def implementation_rows(
    atlas: Atlas, found: Implementation, about: str, language: str
) -> list[FlatRow]:
    """Return rows of one part of the answer.

    Parameters
    ----------
    atlas
        Names everything.
    found
        The ledger held against the plans.
    about
        One of :data:`ABOUT`; ``waiting`` are the designations without a project.
    language
        ``"zh"`` or ``"en"``.
    """
    wording = Wording(atlas, language, atlas.today)
    if about == "projects":
        rows = [_project(wording, one) for one in found.projects]
    elif about == "waiting":
        rows = [_waiting(wording, fact) for fact in found.waiting]
    else:
        tallies = {"clusters": found.clusters, "cities": found.cities, "years": found.years}
        rows = _tallies(wording, tallies[about], _TALLIES[about])
    return [
        {_HEADS[key].in_language(language): value for key, value in row.items()} for row in rows
    ]


def tally_name(wording: Wording, subject: str, code: str) -> str:
    """Return the name of what a tally counts; ``subject`` is ``cluster``, ``city`` or ``year``."""
    if not code:
        return _NOTHING[subject].in_language(wording.language)
    if subject == "cluster":
        return wording.name(wording.atlas.cluster_by_id[code])
    return wording.name(wording.atlas.places[code]) if subject == "city" else code


def stage_line(language: str, stages: dict[str, Amount]) -> str:
    """Return how many projects have reached each stage, in the order of the stages."""
    told = [
        f"{stage.name.in_language(language)} {stages[stage.id].count}"
        for stage in kind_list().stages
        if stage.id in stages
    ]
    if "" in stages:
        told.append(f"{Text('未填', 'not told').in_language(language)} {stages[''].count}")
    return " · ".join(told)


def in_units(yuan: float) -> float:
    """Return an investment in 亿元 (100 million yuan)."""
    return round(yuan / _UNIT, _DECIMALS)


def _project(wording: Wording, one: ProjectCheck) -> FlatRow:
    project, language = one.project, wording.language
    first = one.facts[0] if one.facts else None
    return {
        "project": project.name,
        "place": place_name(wording, project.county or project.city),
        "cluster": wording.join(tally_name(wording, "cluster", one) for one in one.clusters),
        "stage": _stage_name(project.stage, language),
        "year": project.year,
        "investment": None if project.investment is None else in_units(project.investment),
        "state": STATES[one.state].in_language(language),
        "title": wording.title(first) if first else "",
        "clause": wording.citation(first) if first else "",
    }


def _waiting(wording: Wording, fact: Designation) -> FlatRow:
    return {
        "cluster": tally_name(wording, "cluster", fact.cluster),
        "place": wording.places(fact.places),
        "title": wording.title(fact),
        "role": wording.code("role", fact.role),
        "status": wording.code("status", fact.status),
        "clause": wording.citation(fact),
    }


def _tallies(wording: Wording, tallies: Sequence[Tally], subject: str) -> list[FlatRow]:
    rows: list[FlatRow] = []
    for tally in tallies:
        row: FlatRow = {
            subject: tally_name(wording, subject, tally.id),
            "projects": tally.all.count,
            **{state: tally.states.get(state, Amount()).count for state in STATES},
            "stage": stage_line(wording.language, tally.stages),
            "investment": in_units(tally.all.investment),
            "invested_named": in_units(tally.states.get("named", Amount()).investment),
            "untold": tally.all.untold,
        }
        if subject != "year":
            row |= {"designations": tally.designations, "waiting": tally.waiting}
        rows.append(row)
    return rows


def _stage_name(stage: str, language: str) -> str:
    return next(
        (one.name.in_language(language) for one in kind_list().stages if one.id == stage), ""
    )
