"""How alike, and how complementary, the roles are that the plans give to cities.

The measure is the weighted Jaccard index of role profiles. It was chosen because every part of it
can be counted by hand from cited designations; two cities are alike by what both are told to be,
and a city with many designations is not alike to every other one, as it would be by plain overlap;
and cities that have nothing in an industry do not grow alike by that, as they would by correlation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.questions.roles import Item, all_items, cities, cities_of, items_of, strength_of
from cluster_atlas.values.model import Designation

# What a role counts for, by its tier: the five shades of the map as points.
TIER_POINTS = {1: 5.0, 2: 4.0, 3: 3.0, 4: 2.0, 5: 1.0}

# A role that a city has only through its region counts for this share: it is the city's, but not
# the city's alone.
REGION_SHARE = 0.5


@dataclass(frozen=True)
class Weight:
    """What an item counts for in a city's profile, and the designation that makes it so."""

    points: float
    fact: Designation
    direct: bool


Profile = Mapping[Item, Weight]


@dataclass(frozen=True)
class Contribution:
    """One item of a pair: what it counts for in each of the two cities.

    ``common`` tells whether both cities have anything in its cluster.
    """

    item: Item
    first: Weight | None
    second: Weight | None
    common: bool

    @property
    def least(self) -> float:
        """The smaller weight: what the two share."""
        return min(_points(self.first), _points(self.second))

    @property
    def most(self) -> float:
        """The greater weight."""
        return max(_points(self.first), _points(self.second))

    @property
    def differing(self) -> float:
        """The difference of the weights inside a common cluster: where one completes the other."""
        return self.most - self.least if self.common else 0.0

    @property
    def regional(self) -> bool:
        """Whether both cities have it, and both only through a region."""
        both = self.first, self.second
        return all(weight is not None and not weight.direct for weight in both)


@dataclass(frozen=True)
class Pair:
    """Two cities held against each other; all sums run over the items of either.

    Attributes
    ----------
    first, second
        Ids of the cities, in the order of the gazetteer.
    least, differing, most
        Sums of the smaller weights, of the differences inside clusters that both serve, and of the
        greater weights.
    regional
        The part of ``least`` that both have only through a region: likeness that a plan gave to
        the region and not to the two.
    """

    first: str
    second: str
    least: float
    differing: float
    most: float
    regional: float

    @property
    def likeness(self) -> float:
        """Sum of the smaller weights over sum of the greater ones: 0 nothing shared, 1 the same."""
        return self.least / self.most if self.most else 0.0

    @property
    def is_regional(self) -> bool:
        """Whether all that the two share came through a region: no likeness of their own."""
        return 0 < self.least == self.regional

    @property
    def complement(self) -> float:
        """Share of the weight that lies in different industries of clusters both serve, 0 to 1.

        Likeness, complement and the share of clusters that only one serves add up to 1.
        """
        return self.differing / self.most if self.most else 0.0


@dataclass(frozen=True)
class Similarity:
    """The role profiles of the cities, held against each other.

    Attributes
    ----------
    cities
        Cities in the order of the gazetteer.
    items
        Every industry and cluster that any city has, in the order of the atlas.
    profiles
        What each city is told to be; empty where the selection says nothing of it.
    alike
        Pairs of cities that both have a profile, most alike first; of equals, the order of cities.
    unranked
        Pairs that share nothing but what came through a region (:attr:`Pair.is_regional`), in the
        order of cities; they stand in no ranking by likeness.
    complementary
        All these pairs, most complementary first.
    order
        The cities so that like ones stand together (:func:`similar_order`), those without a
        profile last.
    """

    cities: tuple[str, ...]
    items: tuple[Item, ...]
    profiles: Mapping[str, Profile]
    alike: tuple[Pair, ...]
    unranked: tuple[Pair, ...]
    complementary: tuple[Pair, ...]
    order: tuple[str, ...]

    def pair(self, first: str, second: str) -> Pair:
        """Return two cities held against each other."""
        parts = self.contributions(first, second)
        return Pair(
            first,
            second,
            sum(part.least for part in parts),
            sum(part.differing for part in parts),
            sum(part.most for part in parts),
            sum(part.least for part in parts if part.regional),
        )

    def contributions(self, first: str, second: str) -> tuple[Contribution, ...]:
        """Return what each item counts for in the two cities: the numbers of a pair, opened."""
        a, b = self.profiles[first], self.profiles[second]
        common = {item.cluster for item in a} & {item.cluster for item in b}
        return tuple(
            Contribution(item, a.get(item), b.get(item), item.cluster in common)
            for item in self.items
            if item in a or item in b
        )


def similarity(atlas: Atlas, facts: Sequence[Designation]) -> Similarity:
    """Hold the role profiles of all cities against each other.

    A profile gives each top-level industry (segments rolled up), and each cluster for designations
    without industry, the points of the strongest role: tier 1 to 5 count 5 to 1
    (:data:`TIER_POINTS`), half where it comes only through a region (:data:`REGION_SHARE`); of
    several designations the one that counts most.

    Parameters
    ----------
    atlas
        The atlas of the facts.
    facts
        The designations that count, in the order of the atlas.
    """
    names = cities(atlas)
    profiles = _profiles(atlas, facts)
    items = tuple(i for i in all_items(atlas) if any(i in p for p in profiles.values()))
    whole = Similarity(names, items, profiles, (), (), (), ())
    known = [city for city in names if profiles[city]]
    pairs = {(a, b): whole.pair(a, b) for a, b in combinations(known, 2)}
    ranked = [pair for pair in pairs.values() if not pair.is_regional]
    # Sorting keeps the order of cities among equals.
    return replace(
        whole,
        alike=tuple(sorted(ranked, key=lambda pair: -pair.likeness)),
        unranked=tuple(pair for pair in pairs.values() if pair.is_regional),
        complementary=tuple(sorted(pairs.values(), key=lambda pair: -pair.complement)),
        order=similar_order(known, lambda a, b: 1 - (pairs.get((a, b)) or pairs[b, a]).likeness)
        + tuple(city for city in names if not profiles[city]),
    )


def similar_order(names: Sequence[str], distance: Callable[[str, str], float]) -> tuple[str, ...]:
    """Return names so that near ones stand together: the leaves of an average-linkage tree.

    Always the two nearest groups are joined, the distance of groups being the mean over their
    members. Of equally near ones, those are joined whose first members come first in ``names``.
    The group with the first name stands left; each of the two may be turned round, so that those
    who meet at the joint are as near as can be. Of equally good ways, the one that turns the left
    group least and then the right one is taken.
    """
    groups = [[name] for name in names]
    between = [[distance(a, b) if a != b else 0.0 for b in names] for a in names]
    while len(groups) > 1:
        left, right = _nearest_groups(between)
        _merge_distances(between, left, right, len(groups[left]), len(groups[right]))
        groups[left] = _joined(groups[left], groups.pop(right), distance)
    return tuple(groups[0]) if groups else ()


def _nearest_groups(between: Sequence[Sequence[float]]) -> tuple[int, int]:
    pairs = combinations(range(len(between)), 2)
    return min(pairs, key=lambda pair: between[pair[0]][pair[1]])


def _merge_distances(
    between: list[list[float]], left: int, right: int, n_left: int, n_right: int
) -> None:
    """Put the mean distances of the joined group in the left one's place and drop the right one."""
    for other in range(len(between)):
        if other in {left, right}:
            continue
        total = n_left * between[left][other] + n_right * between[right][other]
        between[left][other] = between[other][left] = total / (n_left + n_right)
    del between[right]
    for row in between:
        del row[right]


def _joined(left: list[str], right: list[str], distance: Callable[[str, str], float]) -> list[str]:
    """Return two groups side by side, turned so that the two who meet are nearest."""
    ways = [(a, b) for a in (left, left[::-1]) for b in (right, right[::-1])]
    a, b = min(ways, key=lambda way: distance(way[0][-1], way[1][0]))
    return a + b


def _profiles(atlas: Atlas, facts: Iterable[Designation]) -> dict[str, Profile]:
    """Return the profile of each city, its items in the order of the atlas."""
    strength = strength_of(atlas)
    found: dict[str, dict[Item, Weight]] = {city: {} for city in cities(atlas)}
    # Strongest first, so that of equal weights the strongest designation is the one shown.
    for fact in sorted(facts, key=strength):
        named, covered = cities_of(atlas, fact)
        points = TIER_POINTS[atlas.codes["role"][fact.role].tier or 5]
        for city in covered:
            direct = city in named
            weight = Weight(points if direct else points * REGION_SHARE, fact, direct)
            for item in items_of(atlas, fact):
                before = found[city].get(item)
                if before is None or before.points < weight.points:
                    found[city][item] = weight
    return dict(found)


def _points(weight: Weight | None) -> float:
    return weight.points if weight else 0.0
