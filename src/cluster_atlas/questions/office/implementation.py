"""Whether an office's projects stand where the plans want their industry, and where nobody does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.questions.roles import WHOLE_LEVELS
from cluster_atlas.values.issues import Text
from cluster_atlas.values.model import Designation

STATES = {
    "named": Text("规划点名此地此产业", "the plans name this place for it"),
    "region": Text("随所在区域", "through its region"),
    "none": Text("规划未点名此地此产业", "the plans do not name this place for it"),
    "unmatched": Text("产业未对应", "its industry is not matched"),
}
CLUSTER = "cluster:"


@dataclass(frozen=True, slots=True)
class Project:
    """A project of an office's ledger, as far as it is held against the plans.

    Attributes
    ----------
    id, name
        Of the row.
    city, county, zone
        CURIEs; empty where not known.
    industries
        Ids of industries of the atlas, or ``cluster:ID``; none where none was matched.
    stage
        Of the ledger; empty where it says none.
    investment
        Yuan; ``None`` where it says none.
    """

    id: str
    name: str
    city: str
    county: str = ""
    zone: str = ""
    industries: tuple[str, ...] = ()
    stage: str = ""
    investment: float | None = None


@dataclass(frozen=True, slots=True)
class ProjectCheck:
    """One project held against the plans.

    Attributes
    ----------
    project
        The project.
    state
        Key of :data:`STATES`.
    facts
        The designations that it answers to, those that name its place first.
    clusters
        Ids of the clusters of its industries.
    """

    project: Project
    state: str
    facts: tuple[Designation, ...]
    clusters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """Projects of one cluster or city, counted by stage.

    Attributes
    ----------
    id
        Of the cluster, or CURIE of the city.
    stages
        Number of projects by stage; under an empty key those without one.
    named, region, none
        How many stand in a named place, in one meant by its region, and in neither.
    investment
        Yuan, of those projects that tell one; ``untold`` is the number of the others.
    """

    id: str
    stages: dict[str, int]
    named: int
    region: int
    none: int
    investment: float
    untold: int


@dataclass(frozen=True, slots=True)
class Implementation:
    """A ledger held against the plans.

    Attributes
    ----------
    projects
        Each with the designations that it answers to, in the order of the ledger.
    waiting
        Designations that name a city or a place in it and that no project answers to.
    clusters, cities
        Counts; a project of two clusters counts in both, one without any in none.
    """

    projects: tuple[ProjectCheck, ...]
    waiting: tuple[Designation, ...]
    clusters: tuple[Tally, ...]
    cities: tuple[Tally, ...]


def projects_of(rows: Iterable[Mapping[str, Any]]) -> tuple[Project, ...]:
    """Return the projects of rows of a workspace's kind ``projects``."""
    return tuple(
        Project(
            id=str(row["id"]),
            name=str(row.get("name") or ""),
            city=row.get("city") or "",
            county=row.get("county") or "",
            zone=row.get("zone") or "",
            industries=tuple(row.get("industries") or ()),
            stage=row.get("stage") or "",
            investment=row.get("investment"),
        )
        for row in rows
    )


def check_implementation(
    atlas: Atlas, projects: Iterable[Project], facts: Sequence[Designation]
) -> Implementation:
    """Return how a ledger of projects answers to designations.

    Parameters
    ----------
    atlas
        The atlas of the facts.
    projects
        Of the ledger, in its order.
    facts
        The selected designations.

    Returns
    -------
    Implementation
        A project answers to a designation if that is for its industry (or for the one above or
        below it, or for its whole cluster) and names its park, county or city, or a region of its
        city.
    """
    by_place: defaultdict[str, list[Designation]] = defaultdict(list)
    for fact in facts:
        for place in fact.places:
            by_place[place].append(fact)
    checked = tuple(_check(atlas, project, by_place) for project in projects)
    answered = {fact.id for one in checked for fact in one.facts}
    waiting = tuple(
        fact for fact in facts if fact.id not in answered and _names_a_part(atlas, fact)
    )
    by_cluster: defaultdict[str, list[ProjectCheck]] = defaultdict(list)
    by_city: defaultdict[str, list[ProjectCheck]] = defaultdict(list)
    for one in checked:
        for cluster in one.clusters:
            by_cluster[cluster].append(one)
        by_city[one.project.city].append(one)
    clusters = [cluster.id for cluster in atlas.clusters if cluster.id in by_cluster]
    cities = [place for place in atlas.places if place in by_city]
    return Implementation(
        checked,
        waiting,
        tuple(_tally(cluster, by_cluster[cluster]) for cluster in clusters),
        tuple(_tally(city, by_city[city]) for city in cities),
    )


def _check(atlas: Atlas, project: Project, by_place: dict[str, list[Designation]]) -> ProjectCheck:
    wanted = _family(atlas, project.industries)
    clusters = _clusters(atlas, project.industries)
    if not clusters:
        return ProjectCheck(project, "unmatched", (), ())
    own = [place for place in (project.zone, project.county, project.city) if place]
    regions = [p.id for p in atlas.places.values() if project.city and project.city in p.members]
    named = _answering(atlas, own, by_place, wanted, clusters)
    regional = [
        fact for fact in _answering(atlas, regions, by_place, wanted, clusters) if fact not in named
    ]
    state = "named" if named else "region" if regional else "none"
    return ProjectCheck(project, state, (*named, *regional), clusters)


def _answering(
    atlas: Atlas,
    places: Sequence[str],
    by_place: dict[str, list[Designation]],
    wanted: frozenset[str],
    clusters: tuple[str, ...],
) -> list[Designation]:
    """Return the designations of places that are for one of the wanted industries."""
    found = {}
    for place in places:
        for fact in by_place.get(place, ()):
            whole = not fact.industries and fact.cluster in clusters
            asked = f"{CLUSTER}{fact.cluster}" in wanted
            if whole or asked or not wanted.isdisjoint(_family(atlas, fact.industries)):
                found[fact.id] = fact
    return list(found.values())


def _family(atlas: Atlas, industries: Iterable[str]) -> frozenset[str]:
    """Return industries with those above them."""
    found = set(industries)
    for one in tuple(found):
        if not one.startswith(CLUSTER) and (parent := atlas.industries[one].parent):
            found.add(parent)
    return frozenset(found)


def _clusters(atlas: Atlas, industries: Iterable[str]) -> tuple[str, ...]:
    """Return the clusters that hold industries, in the order of the atlas."""
    found = {one.removeprefix(CLUSTER) for one in industries if one.startswith(CLUSTER)}
    found |= {atlas.cluster_of_industry[one] for one in industries if not one.startswith(CLUSTER)}
    return tuple(cluster.id for cluster in atlas.clusters if cluster.id in found)


def _names_a_part(atlas: Atlas, fact: Designation) -> bool:
    """Tell whether a designation names a city or a place in one, not only regions."""
    levels = {atlas.places[place].level for place in fact.places}
    return bool(levels - WHOLE_LEVELS - {"region"})


def _tally(code: str, checks: Sequence[ProjectCheck]) -> Tally:
    stages: defaultdict[str, int] = defaultdict(int)
    for one in checks:
        stages[one.project.stage] += 1
    told = [c.project.investment for c in checks if c.project.investment is not None]
    states = [one.state for one in checks]
    return Tally(
        code,
        dict(stages),
        named=states.count("named"),
        region=states.count("region"),
        none=states.count("none") + states.count("unmatched"),
        investment=sum(told),
        untold=len(checks) - len(told),
    )
