"""The pattern of the whole province: crowded industries, gaps, and what each area has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.questions.roles import AREAS, area_of, cities, cities_of, names_a_place
from cluster_atlas.values.issues import Text
from cluster_atlas.values.model import Designation

GAPS = {
    "one": Text("只点名一市", "one city named"),
    "region": Text("只点名区域", "only regions named"),
    "unlocated": Text("点名的机构所在地未明", "named sites of unknown city only"),
    "unnamed": Text("规划未点名任何地方", "the plans name no place"),
}


@dataclass(frozen=True)
class Spread:
    """Over how many cities an industry is spread.

    Attributes
    ----------
    industry
        Id of an industry (its segments rolled up) or of a segment.
    cities
        Cities named for it, themselves or by a county, park or site in them.
    through
        Cities that it reaches only through a region.
    facts
        Every designation of it.
    gap
        Empty where two cities or more are named, else a key of :data:`GAPS`.
    """

    industry: str
    cities: tuple[str, ...]
    through: tuple[str, ...]
    facts: tuple[Designation, ...]
    gap: str


@dataclass(frozen=True)
class Crowding:
    """Industries with many cities (同质化), most first, and those with one or none."""

    crowded: tuple[Spread, ...]
    gaps: tuple[Spread, ...]


@dataclass(frozen=True)
class AreaShare:
    """What an area has of a cluster, or of all.

    Attributes
    ----------
    area
        Id of the region.
    cluster
        Id of the cluster; empty for all.
    named
        Designations that name a city in the area, itself or by a county, park or site in it.
    through
        Designations that reach it only through a region.
    total
        How many designations of the cluster name any city. One that names cities of two areas
        counts in both, so shares may add up to more than 1.
    """

    area: str
    cluster: str
    named: tuple[Designation, ...]
    through: tuple[Designation, ...]
    total: int

    @property
    def share(self) -> float:
        """Part of the designations that name any city, 0 to 1."""
        return len(self.named) / self.total if self.total else 0.0


def crowding(atlas: Atlas, facts: Sequence[Designation]) -> Crowding:
    """Count the cities of each industry and segment of which the facts say anything.

    Crowded ones come by cities named, then by cities reached through regions, then in the order of
    the atlas; gaps by kind in the order of :data:`GAPS`, then in the order of the atlas.
    """
    found: dict[str, list[Designation]] = {industry: [] for industry in atlas.industries}
    for fact in facts:
        parents = (atlas.industries[i].parent for i in fact.industries)
        for industry in dict.fromkeys((*fact.industries, *filter(None, parents))):
            found[industry].append(fact)
    spreads = [_spread(atlas, industry, mine) for industry, mine in found.items() if mine]
    crowded = [spread for spread in spreads if not spread.gap]
    gaps = [spread for spread in spreads if spread.gap]
    kinds = list(GAPS)
    return Crowding(
        tuple(sorted(crowded, key=lambda s: (-len(s.cities), -len(s.through)))),
        tuple(sorted(gaps, key=lambda s: kinds.index(s.gap))),
    )


def region_shares(atlas: Atlas, facts: Sequence[Designation]) -> tuple[AreaShare, ...]:
    """Return what each of the four areas has of all, then of each cluster."""
    members = area_of(atlas)
    areas = {a: {city for city, area in members.items() if area == a} for a in AREAS}
    clusters = dict.fromkeys(("", *(fact.cluster for fact in facts)))
    return tuple(
        _area_share(atlas, area, held, cluster, facts)
        for cluster in clusters
        for area, held in areas.items()
        if held
    )


def _spread(atlas: Atlas, industry: str, facts: list[Designation]) -> Spread:
    named: set[str] = set()
    covered: set[str] = set()
    for fact in facts:
        named |= cities_of(atlas, fact)[0]
        covered |= cities_of(atlas, fact)[1]
    ordered = [city for city in cities(atlas) if city in covered]
    direct = tuple(city for city in ordered if city in named)
    through = tuple(city for city in ordered if city not in named)
    return Spread(industry, direct, through, tuple(facts), _gap(atlas, direct, through, facts))


def _gap(
    atlas: Atlas, direct: Sequence[str], through: Sequence[str], facts: Iterable[Designation]
) -> str:
    if direct:
        return "one" if len(direct) == 1 else ""
    if through:
        return "region"
    return "unlocated" if any(names_a_place(atlas, fact) for fact in facts) else "unnamed"


def _area_share(
    atlas: Atlas, area: str, held: set[str], cluster: str, facts: Iterable[Designation]
) -> AreaShare:
    mine = [fact for fact in facts if cluster in {"", fact.cluster}]
    found = [(fact, *cities_of(atlas, fact)) for fact in mine]
    return AreaShare(
        area,
        cluster,
        tuple(fact for fact, named, _ in found if named & held),
        tuple(fact for fact, named, covered in found if not named & held and covered & held),
        sum(1 for _, named, _ in found if named),
    )
