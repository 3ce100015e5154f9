"""What the plans make of one place in one cluster or industry: the cells of every comparison."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.selection import index_of
from cluster_atlas.values.issues import Text
from cluster_atlas.values.model import Designation

# Places that are not a part of the province: a plan that names only them names nobody in it.
WHOLE_LEVELS = frozenset({"province", "sar"})

# The four areas of the province; together they hold every city once.
AREAS = {
    "region:prd": Text("珠三角", "Pearl River Delta"),
    "region:coastal-east-wing": Text("东翼", "East wing"),
    "region:coastal-west-wing": Text("西翼", "West wing"),
    "region:northern-eco": Text("北部", "North"),
}

STATES = {
    "direct": Text("点名", "named itself"),
    "region": Text("随所在区域", "through its region"),
    "none": Text("未列入（规划点名了别处）", "not designated (others are)"),
    "unnamed": Text("规划未点名任何地方", "the plans name no place"),
}


class Item(NamedTuple):
    """A top-level industry of a cluster, or what the plans say of the cluster as a whole.

    ``industry`` is empty for designations that name no industry.
    """

    cluster: str
    industry: str


@dataclass(frozen=True)
class Cell:
    """What designations say of a place.

    Attributes
    ----------
    state
        ``direct``: it is named itself, or by a county, park or site (or, for a region, a city) in
        it. ``region``: only through a region that it lies in. ``none``: not designated, although
        the plans name other places here. ``unnamed``: they name no place below the province.
    facts
        The designations about the place, in the order of the atlas.
    named
        How many of them name it directly.
    strongest
        The strongest of them; of those that name it directly, where any does.
    """

    state: str
    facts: tuple[Designation, ...] = ()
    named: int = 0
    strongest: Designation | None = None

    @property
    def there(self) -> bool:
        """Whether the place is designated, itself or through a region."""
        return bool(self.facts)


def read_cell(atlas: Atlas, place: str, facts: Sequence[Designation]) -> Cell:
    """Return what designations of one row say of a place.

    Parameters
    ----------
    atlas
        The atlas of the facts.
    place
        Id of a city, county, region, SAR, park or site.
    facts
        Every selected designation of the row, whichever place it names.
    """
    mine = facts_about(atlas, place, facts)
    if not mine:
        return Cell("none" if any(names_a_place(atlas, fact) for fact in facts) else "unnamed")
    direct = [fact for fact in mine if is_direct(atlas, place, fact)]
    strongest = min(direct or mine, key=strength_of(atlas))
    return Cell("direct" if direct else "region", mine, len(direct), strongest)


def facts_about(atlas: Atlas, place: str, facts: Iterable[Designation]) -> tuple[Designation, ...]:
    """Return the facts that answer to a place by the rule of the place filter."""
    bits = index_of(atlas).options["place"][place]
    number = fact_numbers(atlas)
    return tuple(fact for fact in facts if bits >> number[fact.id] & 1)


def is_direct(atlas: Atlas, place: str, fact: Designation) -> bool:
    """Tell whether a fact about a place names it, or a place in it, and not only its region.

    Only cities can be meant by a region: the place filter lets no region answer for a county.
    """
    return atlas.places[place].level != "city" or place in cities_of(atlas, fact)[0]


def parted(
    atlas: Atlas, place: str, facts: Iterable[Designation]
) -> tuple[tuple[Designation, ...], tuple[Designation, ...]]:
    """Return the facts about a place that name it, and those that mean it by its region only."""
    mine = facts_about(atlas, place, facts)
    named = tuple(fact for fact in mine if is_direct(atlas, place, fact))
    return named, tuple(fact for fact in mine if not is_direct(atlas, place, fact))


def regions_between(atlas: Atlas, place: str, fact: Designation) -> tuple[str, ...]:
    """Return the regions through which a fact is about a place; empty where it is direct."""
    if is_direct(atlas, place, fact):
        return ()
    return tuple(region for region in fact.places if place in atlas.places[region].members)


def names_a_place(atlas: Atlas, fact: Designation) -> bool:
    """Tell whether a fact names a place below the province."""
    return any(atlas.places[place].level not in WHOLE_LEVELS for place in fact.places)


def items_of(atlas: Atlas, fact: Designation) -> tuple[Item, ...]:
    """Return the top-level industries of a fact, segments rolled up; the cluster if it has none."""
    tops = (atlas.industries[industry].parent or industry for industry in fact.industries)
    return tuple(Item(fact.cluster, top) for top in dict.fromkeys(tops)) or (
        Item(fact.cluster, ""),
    )


def facts_by_item(
    atlas: Atlas, facts: Iterable[Designation]
) -> dict[Item, tuple[Designation, ...]]:
    """Return the facts of each item, in the order of clusters and industries.

    What names no industry comes before the industries of its cluster.
    """
    found: dict[Item, list[Designation]] = {item: [] for item in all_items(atlas)}
    for fact in facts:
        for item in items_of(atlas, fact):
            found[item].append(fact)
    return {item: tuple(mine) for item, mine in found.items() if mine}


def all_items(atlas: Atlas) -> tuple[Item, ...]:
    """Return every item of an atlas in the order of its clusters and industries."""
    return tuple(
        Item(cluster.id, industry)
        for cluster in atlas.clusters
        for industry in ("", *(i.id for i in cluster.industries if not i.parent))
    )


def strength_of(atlas: Atlas) -> Callable[[Designation], tuple[int, ...]]:
    """Return the sort key that puts the strongest designation first.

    By tier of the role, then order of the roles, order of the statuses, order of the facts.
    """
    tiers = {role.id: role.tier or 5 for role in atlas.codes["role"].values()}
    roles = {key: i for i, key in enumerate(atlas.codes["role"])}
    statuses = {key: i for i, key in enumerate(atlas.codes["status"])}
    number = fact_numbers(atlas)
    return lambda fact: (
        tiers[fact.role],
        roles[fact.role],
        statuses[fact.status],
        number[fact.id],
    )


def cities_of(atlas: Atlas, fact: Designation) -> tuple[frozenset[str], frozenset[str]]:
    """Return the cities that a fact names, and all that it counts for; worked out once."""
    return atlas.derive(
        "cities of facts",
        lambda: {
            known.id: (
                frozenset(atlas.named_cities(known)),
                frozenset(atlas.covered_cities(known)),
            )
            for known in atlas.facts
        },
    )[fact.id]


def fact_numbers(atlas: Atlas) -> dict[str, int]:
    """Return the position of each fact in the atlas, by its id; worked out once."""
    return atlas.derive(
        "fact numbers", lambda: {fact.id: number for number, fact in enumerate(atlas.facts)}
    )


def cities(atlas: Atlas) -> tuple[str, ...]:
    """Return the ids of the cities in the order of the gazetteer."""
    return tuple(place.id for place in atlas.places.values() if place.level == "city")


def area_of(atlas: Atlas) -> dict[str, str]:
    """Return the area of each city; an empty string for a city of none."""
    return {
        city: next((a for a in AREAS if a in atlas.places and city in atlas.places[a].members), "")
        for city in cities(atlas)
    }
