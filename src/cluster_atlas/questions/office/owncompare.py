"""Places held side by side by an office's own rows: projects, investment, free area."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from cluster_atlas.atlas.selection import Selection
from cluster_atlas.questions.office.ownrows import select_own
from cluster_atlas.questions.office.owntables import (
    OWN_DATA,
    area_words,
    investment_of,
    money_words,
)
from cluster_atlas.questions.office.sites import free_area, is_free
from cluster_atlas.values.issues import Text
from cluster_atlas.values.owndata import OwnData
from cluster_atlas.wording.numbers import noun
from cluster_atlas.wording.wording import Wording

_HEADS = (Text("集群", "cluster"), Text("产业", "industry"))
_PROJECTS = Text("项目数", "projects")
_INVESTMENT = Text("项目总投资", "investment")
_SITES = Text("可用载体数", "free sites")
_FREE = Text("可用面积", "free area")


def own_compare_rows(
    wording: Wording, places: Sequence[str], data: OwnData
) -> list[dict[str, Any]]:
    """Return what an office has of its own in each of some places.

    Parameters
    ----------
    wording
        Names everything.
    places
        Ids of the atlas; the columns after the first two, as in a comparison of designations.
    data
        The rows that count.

    Returns
    -------
    list of dict
        A row each for projects, their investment, free sites and their area; none where there is
        no own row in any of the places. What a ledger does not tell is counted in its cell.
    """
    mine = [_within(wording, place, data) for place in places]
    if not any(one.rows for one in mine):
        return []
    tallies = (
        (_PROJECTS, [str(len(one.of_kind("projects"))) for one in mine]),
        (_INVESTMENT, [_invested(wording, one) for one in mine]),
        (_SITES, [str(sum(map(is_free, one.rows))) for one in mine]),
        (_FREE, [_free(wording, one) for one in mine]),
    )
    language = wording.language
    heads = [head.in_language(language) for head in _HEADS]
    names = [wording.name(wording.atlas.places[place]) for place in places]
    return [
        dict(zip(heads, (OWN_DATA.in_language(language), what.in_language(language)), strict=True))
        | dict(zip(names, cells, strict=True))
        for what, cells in tallies
    ]


def _within(wording: Wording, place: str, data: OwnData) -> OwnData:
    return replace(data, rows=select_own(wording.atlas, data, Selection(places=(place,))))


def _invested(wording: Wording, data: OwnData) -> str:
    projects = data.of_kind("projects")
    told = [yuan for row in projects if (yuan := investment_of(row)) is not None]
    return _summed(wording, money_words(wording, sum(told)), len(told), len(projects), "project")


def _free(wording: Wording, data: OwnData) -> str:
    sites = [row for row in data.rows if is_free(row)]
    told = [area for row in sites if (area := free_area(row)) is not None]
    return _summed(wording, area_words(wording, sum(told)), len(told), len(sites), "site")


def _summed(wording: Wording, words: str, told: int, count: int, what: str) -> str:
    """Return a sum, with how many rows tell nothing; a dash where none does."""
    untold = count - told
    if not told:
        return "—"
    said = f"{untold} {noun(untold, what)} not told"
    return words + (wording.text(f"（{untold} 个未填）", f" ({said})") if untold else "")
