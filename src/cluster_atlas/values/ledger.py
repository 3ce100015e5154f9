"""A ledger of projects held against the plans, in plain values."""

from __future__ import annotations

from dataclasses import dataclass

from cluster_atlas.values.issues import Text
from cluster_atlas.values.model import Designation

STATES = {
    "named": Text("规划点名此地此产业", "the plans name this place for it"),
    "region": Text("随所在区域", "through its region"),
    "none": Text("规划未点名此地此产业", "the plans do not name this place for it"),
    "unmatched": Text("产业未对应", "its industry is not matched"),
}


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
    year
        In which it was started or is to be; empty where the ledger says no day.
    """

    id: str
    name: str
    city: str
    county: str = ""
    zone: str = ""
    industries: tuple[str, ...] = ()
    stage: str = ""
    investment: float | None = None
    year: str = ""


@dataclass(frozen=True, slots=True)
class ProjectCheck:
    """One project held against the plans.

    Attributes
    ----------
    project
        The project.
    named, regional
        The designations that it answers to: those that name its park, county or city, and those
        that reach it by a region of its city.
    clusters
        Ids of the clusters of its industries, in the order of the atlas.
    """

    project: Project
    named: tuple[Designation, ...]
    regional: tuple[Designation, ...]
    clusters: tuple[str, ...]

    @property
    def facts(self) -> tuple[Designation, ...]:
        """The designations that it answers to, those that name its place first."""
        return (*self.named, *self.regional)

    @property
    def state(self) -> str:
        """Key of :data:`STATES`, for all its industries together."""
        return self.state_in("")

    def state_in(self, cluster: str) -> str:
        """Return the state for its industries of one cluster; of all where ``cluster`` is empty."""
        if not self.clusters:
            return "unmatched"
        if any(not cluster or fact.cluster == cluster for fact in self.named):
            return "named"
        return (
            "region" if any(not cluster or f.cluster == cluster for f in self.regional) else "none"
        )


@dataclass(frozen=True, slots=True)
class Amount:
    """Some projects: how many, and what they invest.

    Attributes
    ----------
    count
        Number of projects.
    investment
        Yuan, of those that tell one.
    untold
        Number of the others.
    """

    count: int = 0
    investment: float = 0.0
    untold: int = 0

    def plus(self, project: Project) -> Amount:
        """Return the amount with one more project."""
        told = project.investment
        return Amount(self.count + 1, self.investment + (told or 0.0), self.untold + (told is None))


@dataclass(frozen=True, slots=True)
class Tally:
    """The projects of one cluster, city or year, and the designations that name places for it.

    Attributes
    ----------
    id
        Of the cluster, CURIE of the city, or year; empty for what has none, and for all together.
    all
        All its projects.
    stages, states
        The same by stage (an empty key for none) and by key of :data:`STATES`; what there is none
        of is left out. A project of two clusters is judged in each by that cluster's designations.
    designations
        How many name the city or a place in it, or, of a cluster, any city or place in one.
    waiting
        How many of these no project answers to; of a city, none in this city.
    """

    id: str
    all: Amount
    stages: dict[str, Amount]
    states: dict[str, Amount]
    designations: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Pairing:
    """A cluster in a city.

    Attributes
    ----------
    cluster, city
        Ids.
    projects, named
        How many projects there are, and how many of them answer to a designation that names their
        place.
    designations, waiting
        How many designations of the cluster name the city or a place in it, and how many of these
        no project of this city answers to.
    """

    cluster: str
    city: str
    projects: int
    named: int
    designations: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Implementation:
    """A ledger held against the plans.

    Attributes
    ----------
    projects
        Each with the designations that it answers to, in the order of the ledger.
    designations
        How many of the selected name a city or a place in one.
    waiting
        Those of them that no project answers to.
    total
        All projects together.
    clusters, cities
        Counts of what has projects or is designated, in the order of the atlas; under an empty id
        the projects without any, last. A project of ``several`` clusters counts in each.
    years
        Counts by year of start; under an empty id the projects without a day, last.
    pairings
        Clusters in cities with projects or designations, in the order of the atlas.
    several
        Number of projects of more than one cluster.
    """

    projects: tuple[ProjectCheck, ...]
    designations: int
    waiting: tuple[Designation, ...]
    total: Tally
    clusters: tuple[Tally, ...]
    cities: tuple[Tally, ...]
    years: tuple[Tally, ...]
    pairings: tuple[Pairing, ...]
    several: int
