"""Whether an office's projects stand where the plans want their industry, and where nobody does."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.selection import Selection
from cluster_atlas.questions.office.ownrows import (
    CLUSTER,
    clusters_meant,
    select_own,
    with_parents,
)
from cluster_atlas.questions.roles import WHOLE_LEVELS
from cluster_atlas.values.ledger import (
    Amount,
    Implementation,
    Pairing,
    Project,
    ProjectCheck,
    Tally,
)
from cluster_atlas.values.model import Designation
from cluster_atlas.values.owndata import OwnData, OwnRow

_KIND = "projects"
_YEAR = re.compile(r"\d{4}-")


class Asked(NamedTuple):
    """The cities and clusters that an answer is about; all where ``None``."""

    cities: frozenset[str] | None = None
    clusters: frozenset[str] | None = None


EVERYTHING = Asked()


def implementation_of(
    atlas: Atlas,
    data: OwnData,
    selection: Selection,
    facts: Sequence[Designation],
    stages: str = "",
) -> Implementation:
    """Return how the projects that a selection shows answer to the designations that it shows.

    Parameters
    ----------
    atlas
        The atlas of the selection.
    data
        The office's own rows; which of their kinds a map shows does not matter here.
    selection, facts
        A selection with ids, and the designations that it selects.
    stages
        Ids of the stages of projects, with commas between; all where empty.
    """
    rows = select_own(atlas, data, selection, _KIND, stages)
    asked = Asked(_cities_asked(atlas, selection), _clusters_asked(atlas, selection))
    return check_implementation(atlas, projects_of(atlas, rows), facts, asked)


def _cities_asked(atlas: Atlas, selection: Selection) -> frozenset[str] | None:
    places = [atlas.places[place] for place in selection.places]
    if not places or any(place.level == "province" for place in places):
        return None
    cities = {city for place in places for city in (place.id, place.city, *place.members)}
    return frozenset(city for city in cities if city.startswith("city:"))


def _clusters_asked(atlas: Atlas, selection: Selection) -> frozenset[str] | None:
    of_industries = [atlas.cluster_of_industry[one] for one in selection.industries]
    return frozenset(selection.clusters or of_industries) or None


def projects_of(atlas: Atlas, rows: Iterable[OwnRow]) -> tuple[Project, ...]:
    """Return the projects of own rows; places and industries that the atlas lacks are left out."""
    known = frozenset((*atlas.industries, *(CLUSTER + one.id for one in atlas.clusters)))
    return tuple(_project(atlas, row, known) for row in rows if row.kind == _KIND)


def _project(atlas: Atlas, row: OwnRow, known: frozenset[str]) -> Project:
    investment, started = row.values.get("investment"), row.values.get("started")
    return Project(
        id=row.id,
        name=row.name,
        city=row.city if row.city in atlas.places else "",
        county=row.county if row.county in atlas.places else "",
        zone=row.zone if row.zone in atlas.places else "",
        industries=tuple(one for one in row.industries if one in known),
        stage=row.stage,
        investment=investment if isinstance(investment, int | float) else None,
        year=started[:4] if isinstance(started, str) and _YEAR.match(started) else "",
    )


def check_implementation(
    atlas: Atlas,
    projects: Iterable[Project],
    facts: Sequence[Designation],
    asked: Asked = EVERYTHING,
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
    asked
        What the answer is about; what else a project is for or a designation names is left aside.

    Returns
    -------
    Implementation
        A project answers to a designation if that is for its industry (or for the one above or
        below it, or for its whole cluster) and names its park, county or city, or a region of its
        city.
    """
    plans = _Plans(atlas, facts, asked)
    checked = tuple(plans.check(project) for project in projects)
    answered = {fact.id for one in checked for fact in one.facts}
    naming = [fact for fact in facts if _names_a_part(atlas, fact, asked.cities)]
    waiting = tuple(fact for fact in naming if fact.id not in answered)
    pairings = _pairings(atlas, checked, naming, asked.cities)
    return Implementation(
        projects=checked,
        designations=len(naming),
        waiting=waiting,
        total=_tally("", ((one, one.state) for one in checked), len(naming), len(waiting)),
        clusters=_by_cluster(atlas, checked, naming, waiting),
        cities=_by_city(atlas, checked, pairings),
        years=_by_year(checked),
        pairings=pairings,
        several=sum(len(one.clusters) > 1 for one in checked),
    )


class _Wanted(NamedTuple):
    """A designation with what it is for."""

    fact: Designation
    family: frozenset[str]


class _Plans:
    """Designations by the places that they name."""

    def __init__(self, atlas: Atlas, facts: Iterable[Designation], asked: Asked) -> None:
        self.atlas = atlas
        self.asked = asked.clusters
        self.by_place: defaultdict[str, list[_Wanted]] = defaultdict(list)
        self.regions: defaultdict[str, list[str]] = defaultdict(list)
        for fact in facts:
            wanted = _Wanted(fact, with_parents(atlas, fact.industries))
            for place in fact.places:
                self.by_place[place].append(wanted)
        for region in atlas.places.values():
            for member in region.members:
                self.regions[member].append(region.id)

    def check(self, project: Project) -> ProjectCheck:
        """Return a project with the designations that it answers to."""
        meant = clusters_meant(self.atlas, project.industries)
        family = with_parents(self.atlas, project.industries)
        own = [place for place in (project.zone, project.county, project.city) if place]
        named = self._answering(own, family, meant)
        regional = self._answering(self.regions.get(project.city, []), family, meant)
        judged = meant if self.asked is None else meant & self.asked
        return ProjectCheck(
            project,
            tuple(named.values()),
            tuple(fact for fact in regional.values() if fact.id not in named),
            tuple(cluster.id for cluster in self.atlas.clusters if cluster.id in judged),
        )

    def _answering(
        self, places: Iterable[str], family: frozenset[str], clusters: frozenset[str]
    ) -> dict[str, Designation]:
        """Return the designations of places that are for one of a family of industries."""
        return {
            fact.id: fact
            for place in places
            for fact, industries in self.by_place.get(place, ())
            if (not fact.industries and fact.cluster in clusters)
            or f"{CLUSTER}{fact.cluster}" in family
            or not family.isdisjoint(industries)
        }


def _names_a_part(atlas: Atlas, fact: Designation, cities: frozenset[str] | None) -> bool:
    """Tell whether a designation names one of the cities or a place in one, not only regions."""
    if cities is not None:
        return not cities.isdisjoint(atlas.named_cities(fact))
    levels = {atlas.places[place].level for place in fact.places}
    return bool(levels - WHOLE_LEVELS - {"region"})


def _pairings(
    atlas: Atlas,
    checked: Iterable[ProjectCheck],
    naming: Iterable[Designation],
    cities: frozenset[str] | None,
) -> tuple[Pairing, ...]:
    """Return the clusters in cities that have projects or are designated."""
    states: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    wanted: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    answered = set()
    for one in checked:
        for cluster in one.clusters:
            states[cluster, one.project.city].append(one.state_in(cluster))
        answered |= {(fact.id, one.project.city) for fact in one.facts}
    for fact in naming:
        for city in atlas.named_cities(fact):
            if cities is None or city in cities:
                wanted[fact.cluster, city].append(fact.id)
    keys = [(c.id, city) for c in atlas.clusters for city in (*atlas.places, "")]
    return tuple(
        Pairing(
            cluster,
            city,
            projects=len(states[cluster, city]),
            named=states[cluster, city].count("named"),
            designations=len(wanted[cluster, city]),
            waiting=sum((fact, city) not in answered for fact in wanted[cluster, city]),
        )
        for cluster, city in keys
        if (cluster, city) in states or (cluster, city) in wanted
    )


def _by_cluster(
    atlas: Atlas,
    checked: Iterable[ProjectCheck],
    naming: Sequence[Designation],
    waiting: Sequence[Designation],
) -> tuple[Tally, ...]:
    judged: defaultdict[str, list[tuple[ProjectCheck, str]]] = defaultdict(list)
    for one in checked:
        for cluster in one.clusters or ("",):
            judged[cluster].append((one, one.state_in(cluster)))
    tallies = [
        _tally(
            cluster,
            judged[cluster],
            sum(fact.cluster == cluster for fact in naming),
            sum(fact.cluster == cluster for fact in waiting),
        )
        for cluster in (*(cluster.id for cluster in atlas.clusters), "")
    ]
    return tuple(tally for tally in tallies if tally.all.count or tally.designations)


def _by_city(
    atlas: Atlas, checked: Iterable[ProjectCheck], pairings: Iterable[Pairing]
) -> tuple[Tally, ...]:
    judged: defaultdict[str, list[tuple[ProjectCheck, str]]] = defaultdict(list)
    there: defaultdict[str, list[Pairing]] = defaultdict(list)
    for one in checked:
        judged[one.project.city].append((one, one.state))
    for pairing in pairings:
        there[pairing.city].append(pairing)
    return tuple(
        _tally(
            city,
            judged[city],
            sum(pairing.designations for pairing in there[city]),
            sum(pairing.waiting for pairing in there[city]),
        )
        for city in (*atlas.places, "")
        if city in judged or city in there
    )


def _by_year(checked: Iterable[ProjectCheck]) -> tuple[Tally, ...]:
    judged: defaultdict[str, list[tuple[ProjectCheck, str]]] = defaultdict(list)
    for one in checked:
        judged[one.project.year].append((one, one.state))
    return tuple(_tally(year, judged[year]) for year in sorted(judged, key=lambda y: (not y, y)))


def _tally(
    code: str,
    judged: Iterable[tuple[ProjectCheck, str]],
    designations: int = 0,
    waiting: int = 0,
) -> Tally:
    everything = Amount()
    stages: defaultdict[str, Amount] = defaultdict(Amount)
    states: defaultdict[str, Amount] = defaultdict(Amount)
    for one, state in judged:
        project = one.project
        everything = everything.plus(project)
        stages[project.stage] = stages[project.stage].plus(project)
        states[state] = states[state].plus(project)
    return Tally(code, everything, dict(stages), dict(states), designations, waiting)
