"""A ledger held against the plans as flat rows in one language, for tables, CSV and JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.own.kinds import kind_list
from cluster_atlas.questions.office.implementation import (
    STATES,
    Implementation,
    ProjectCheck,
    Tally,
)
from cluster_atlas.values.issues import Text
from cluster_atlas.values.model import Designation
from cluster_atlas.wording.wording import Wording

FlatRow = dict[str, Any]

_HEADS = {
    "project": Text("项目", "project"),
    "place": Text("地点", "place"),
    "cluster": Text("集群", "cluster"),
    "city": Text("城市", "city"),
    "stage": Text("阶段", "stage"),
    "investment": Text("总投资（亿元）", "investment (100 million yuan)"),
    "state": Text("对照", "against the plans"),
    "named": Text("规划点名", "named by the plans"),
    "region": Text("随区域", "by region"),
    "none": Text("未点名", "not named"),
    "untold": Text("未填投资", "without investment"),
    "title": Text("定位", "designation"),
    "role": Text("角色", "role"),
    "status": Text("状态", "status"),
    "clause": Text("依据", "clause"),
}
# Yuan of the unit in which investments are told.
_UNIT = 1e8


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
        ``projects``, ``waiting`` (designations without a project), ``clusters`` or ``cities``.
    language
        ``"zh"`` or ``"en"``.
    """
    wording = Wording(atlas, language, atlas.today)
    if about == "projects":
        rows = [_project(wording, one) for one in found.projects]
    elif about == "waiting":
        rows = [_waiting(wording, fact) for fact in found.waiting]
    else:
        rows = _tallies(wording, found.clusters if about == "clusters" else found.cities, about)
    return [
        {_HEADS[key].in_language(language): value for key, value in row.items()} for row in rows
    ]


def _project(wording: Wording, one: ProjectCheck) -> FlatRow:
    project, language = one.project, wording.language
    first = one.facts[0] if one.facts else None
    return {
        "project": project.name,
        "place": _place_name(wording, project.county or project.city),
        "cluster": wording.join(_cluster_name(wording, cluster) for cluster in one.clusters),
        "stage": _stage_name(project.stage, language),
        "investment": None if project.investment is None else round(project.investment / _UNIT, 4),
        "state": STATES[one.state].in_language(language),
        "title": wording.title(first) if first else "",
        "clause": wording.citation(first) if first else "",
    }


def _waiting(wording: Wording, fact: Designation) -> FlatRow:
    return {
        "cluster": _cluster_name(wording, fact.cluster),
        "place": wording.places(fact.places),
        "title": wording.title(fact),
        "role": wording.code("role", fact.role),
        "status": wording.code("status", fact.status),
        "clause": wording.citation(fact),
    }


def _tallies(wording: Wording, tallies: Sequence[Tally], about: str) -> list[FlatRow]:
    rows = []
    for tally in tallies:
        name = (
            {"cluster": _cluster_name(wording, tally.id)}
            if about == "clusters"
            else {"city": _place_name(wording, tally.id)}
        )
        stages = [
            f"{_stage_name(stage.id, wording.language)} {tally.stages[stage.id]}"
            for stage in kind_list().stages
            if stage.id in tally.stages
        ]
        rows.append(
            {
                **name,
                "named": tally.named,
                "region": tally.region,
                "none": tally.none,
                "stage": " · ".join(stages),
                "investment": round(tally.investment / _UNIT, 4),
                "untold": tally.untold,
            }
        )
    return rows


def _stage_name(stage: str, language: str) -> str:
    return next(
        (one.name.in_language(language) for one in kind_list().stages if one.id == stage), ""
    )


def _place_name(wording: Wording, place: str) -> str:
    return wording.name(wording.atlas.places[place]) if place else ""


def _cluster_name(wording: Wording, cluster: str) -> str:
    return wording.name(wording.atlas.cluster_by_id[cluster])
