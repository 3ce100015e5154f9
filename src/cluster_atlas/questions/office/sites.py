"""Free premises and land of the office for what a visitor asks: where the plans want it first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.questions.office.ownrows import CLUSTER, with_parents
from cluster_atlas.values.answers import MEDIUM, Answer, Candidate
from cluster_atlas.values.issues import AtlasError, Issue, Text, quote
from cluster_atlas.values.owndata import OwnRow

# How a site stands to what is asked, the best first; the viewer's sites.js holds the same rules.
STANDINGS = {
    "named": Text("所在地被点名", "its place is named"),
    "region": Text("所在区域被点名", "its region is named"),
    "weak": Text("所在地仅弱相关", "its place matches weakly"),
    "none": Text("所在地未被点名", "its place is not named"),
}
WANTED = {
    "fits": Text("意向产业相符", "wanted for this industry"),
    "open": Text("未注明意向产业", "wanted industry not told"),
    "other": Text("意向为其他产业", "wanted for another industry"),
}
# What may be needed, by its key in an address: area and power at least, price and day at most.
NEEDS = ("area", "power", "price", "by")
# Two matches that differ by less are as good as each other.
_SAME = 1e-9
_DAY_LENGTH = len("2026-01-31")


@dataclass(frozen=True, slots=True)
class Need:
    """What a visitor needs of a site; ``None`` where it does not matter.

    Attributes
    ----------
    area
        Square metres at least.
    power
        VA at least.
    price
        At most, in the unit of the office's own list.
    by
        Last day on which it may come free.
    """

    area: float | None = None
    power: float | None = None
    price: float | None = None
    by: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """A free site, and how it stands to what is asked.

    Attributes
    ----------
    row
        Premises, or a park with free land.
    standing
        Key of :data:`STANDINGS`.
    candidate
        The ranked place that it lies in; ``None`` where it lies in none.
    wanted
        Key of :data:`WANTED`.
    area
        Free, in square metres; ``None`` where not told.
    untold
        Keys of :data:`NEEDS` that are needed and of which the office's list says nothing.
    """

    row: OwnRow
    standing: str
    candidate: Candidate | None
    wanted: str
    area: float | None
    untold: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sites:
    """Free sites, best first; ``short`` is the number of those that miss a need."""

    found: tuple[Site, ...]
    short: int


def find_sites(atlas: Atlas, answer: Answer, rows: Iterable[OwnRow], need: Need) -> Sites:
    """Return the free sites for a question, with those first that lie where the plans want it.

    Parameters
    ----------
    atlas
        The atlas of the answer.
    answer
        Places ranked for a product or an industry.
    rows
        The office's own rows; those of other kinds are passed over.
    need
        Sites that are told to miss it are left out and counted.

    Returns
    -------
    Sites
        In order of standing, wanted industry, what is untold, area (the smallest that is enough;
        the largest first where none is needed), score of the place, and as they were imported.
    """
    asked = _asked(atlas, answer)
    sites, short = [], 0
    for row in rows:
        if not is_free(row):
            continue
        told = _told(row)
        if _misses(told, need):
            short += 1
            continue
        standing, candidate = _stands(row, answer.candidates)
        wanted = _wanted(atlas, row, asked)
        sites.append(Site(row, standing, candidate, wanted, told["area"], _untold(told, need)))
    sites.sort(key=lambda site: _order(site, need))
    return Sites(tuple(sites), short)


def read_need(told: Mapping[str, str], *, where: str) -> Need:
    """Return a need from texts by key, such as those of an address or of options.

    Raises
    ------
    AtlasError
        If a key is none of :data:`NEEDS`, or a text is no positive number or no date.
    """
    issues: list[Issue] = []
    found: dict[str, Any] = {}
    for key, text in told.items():
        value = _needed(key, text)
        if value is None:
            message = Text("不能作为需求", "is no need")
            hint = Text(
                "面积（平方米）、供电（伏安）、价格为正数，日期如 2026-06-30",
                "give area (m²), power (VA) and price as positive numbers, the day as 2026-06-30",
            )
            issues.append(Issue(where, "", key, quote(text), message, hint))
        found[key] = value
    if issues:
        raise AtlasError(issues)
    return Need(**found)


def free_area(row: OwnRow) -> float | None:
    """Return what is free of a row in square metres; ``None`` where it is not told."""
    told = row.values.get("free_area" if row.kind == "parks" else "area")
    if isinstance(told, float | int):
        return float(told)
    return row.area_m2 if row.kind == "premises" else None


def _needed(key: str, text: str) -> float | dt.date | None:
    try:
        if key == "by":
            return dt.date.fromisoformat(text) if len(text) == _DAY_LENGTH else None
        value = float(text)
    except ValueError:
        return None
    return value if key in NEEDS and 0 < value < float("inf") else None


def is_free(row: OwnRow) -> bool:
    """Tell whether a row is on offer: premises or land, or a park with free area."""
    return row.kind == "premises" or (row.kind == "parks" and bool(free_area(row)))


def _told(row: OwnRow) -> dict[str, Any]:
    """Return what the office's list says of each need."""
    return {
        "area": free_area(row),
        "power": row.values.get("power"),
        "price": row.values.get("price"),
        "by": row.values.get("free_from"),
    }


def _misses(told: Mapping[str, Any], need: Need) -> bool:
    area, power, price, by = (told[key] for key in NEEDS)
    return (
        (need.area is not None and area is not None and area < need.area)
        or (need.power is not None and power is not None and power < need.power)
        or (need.price is not None and price is not None and price > need.price)
        or (need.by is not None and by is not None and by > need.by.isoformat())
    )


def _untold(told: Mapping[str, Any], need: Need) -> tuple[str, ...]:
    return tuple(key for key in NEEDS if getattr(need, key) is not None and told[key] is None)


def _stands(row: OwnRow, candidates: Sequence[Candidate]) -> tuple[str, Candidate | None]:
    """Return how a site's place stands, by the first ranked place that it lies in."""
    own = {row.zone, row.county, row.city}
    named = next((one for one in candidates if one.place.id in own), None)
    region = next((one for one in candidates if row.city and row.city in one.place.members), None)
    for standing, one in (("named", named), ("region", region)):
        if one is not None and one.score >= MEDIUM:
            return standing, one
    found = named or region
    return ("weak" if found else "none"), found


def _asked(atlas: Atlas, answer: Answer) -> frozenset[str]:
    """Return the industries that the designations which match best are for, and their clusters."""
    evidence = [one for candidate in answer.candidates for one in candidate.evidence]
    best = max((one.match for one in evidence), default=0.0)
    facts = [one.fact for one in evidence if one.match > best - _SAME]
    clusters = {f"{CLUSTER}{fact.cluster}" for fact in facts}
    return with_parents(atlas, (one for fact in facts for one in fact.industries)) | clusters


def _wanted(atlas: Atlas, row: OwnRow, asked: frozenset[str]) -> str:
    if not row.industries:
        return "open"
    return "other" if asked.isdisjoint(with_parents(atlas, row.industries)) else "fits"


def _order(site: Site, need: Need) -> tuple[Any, ...]:
    area = site.area
    size = float("inf") if area is None else area if need.area is not None else -area
    return (
        list(STANDINGS).index(site.standing),
        list(WANTED).index(site.wanted),
        len(site.untold),
        size,
        -round(site.candidate.score, 6) if site.candidate else 0.0,
    )
