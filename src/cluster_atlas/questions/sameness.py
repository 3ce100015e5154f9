"""Which statement of one edition is which of another, and what differs, from the facts alone."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache
from typing import cast

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.values.answers import DIFFERENCES, KINDS, Change, RegionGroup
from cluster_atlas.values.model import Designation, Relation, Target

# Two regions are one under two names if they share at least this part of all their cities.
SAME_REGION = 0.9
# Statements with different titles can be one only from this likeness of the titles upwards. Of all
# pairs of the electronics editions that agree otherwise, true ones have 0.50 and more, others 0.28.
TITLE_AT_LEAST = 0.4
# … and only if at most so many of places, industries, role, status and target metric differ.
UNLIKE_AT_MOST = 1
# The title counts as much as the five other traits together.
TITLE_SHARE = 0.5


def changes(
    atlas: Atlas, olds: Sequence[Designation], news: Sequence[Designation]
) -> tuple[Change, ...]:
    """Return what became of each statement of an older text in a newer one.

    Statements are paired one to one: those with the same title first, then those with other titles
    that agree in nearly all else (:data:`TITLE_AT_LEAST`, :data:`UNLIKE_AT_MOST`, an industry in
    common, no other metric). The most alike, by :func:`likeness`, go before the others; ids play
    no part in it.

    Parameters
    ----------
    atlas
        An open atlas.
    olds, news
        The statements of both texts, each in the order of its clauses.

    Returns
    -------
    tuple of Change
        Every statement once, in the order of :data:`KINDS` and within it of the texts.
    """
    pairs = _paired(atlas, olds, news)
    found = [
        _compared(atlas, olds[pairs[j]], new) if j in pairs else Change("added", None, new)
        for j, new in enumerate(news)
    ]
    taken = set(pairs.values())
    found += [Change("dropped", old, None) for i, old in enumerate(olds) if i not in taken]
    return tuple(sorted(found, key=lambda change: KINDS.index(change.kind)))


def renamed_regions(atlas: Atlas, old: Designation, new: Designation) -> list[RegionGroup]:
    """Return which regions of one statement are those of another under other names.

    A region is first sought as one, then all that are left as the sum of their cities, as
    粤东西北 is 沿海经济带东翼, 西翼 and 北部生态发展区 together.

    Returns
    -------
    list of (regions of ``old``, regions of ``new``)
        Each group covers the same cities, but for one in ten at most.
    """
    before, after = _regions(atlas, old), _regions(atlas, new)
    left = [region for region in before if region not in after]
    right = [region for region in after if region not in before]
    groups: list[RegionGroup] = []
    for region in tuple(left):
        other = next((r for r in right if _same_region(atlas, [region], [r])), None)
        if other is not None:
            groups.append(((region,), (other,)))
            left.remove(region)
            right.remove(other)
    if left and right and _same_region(atlas, left, right):
        groups.append((tuple(left), tuple(right)))
    return groups


def changed_relations(
    atlas: Atlas, old: Designation, new: Designation
) -> tuple[list[Relation], list[Relation]]:
    """Return the relations that only the newer, and those that only the older statement has.

    A region under another name is the same end.
    """
    before, after = _group_names(atlas, old, new)
    had = {_ends(relation, before) for relation in old.relations}
    has = {_ends(relation, after) for relation in new.relations}
    return (
        [relation for relation in new.relations if _ends(relation, after) not in had],
        [relation for relation in old.relations if _ends(relation, before) not in has],
    )


def likeness(atlas: Atlas, old: Designation, new: Designation) -> float:
    """Return how alike two statements are, 0 … 1.

    Half of it is the titles: twice the characters in common, in order, over all characters,
    without punctuation. The other half is the mean of five traits: the shared part of the cities
    and other places, the shared part of the industries, the same role, the same status, the same
    target metric (full only where the value is the same too).
    """
    traits = (
        _shared(_units(atlas, old.places), _units(atlas, new.places)),
        _shared(set(old.industries), set(new.industries)),
        float(old.role == new.role),
        float(old.status == new.status),
        _target_likeness(old.target, new.target),
    )
    return TITLE_SHARE * title_likeness(old, new) + (1 - TITLE_SHARE) * sum(traits) / len(traits)


def title_likeness(old: Designation, new: Designation) -> float:
    """Return how alike two titles are, 0 … 1."""
    return _measure()(_letters(old.title), _letters(new.title))


@cache
def _measure() -> Callable[[str, str], float]:
    """Return how titles are measured; loaded when the first two are."""
    from rapidfuzz.distance import Indel

    return cast("Callable[[str, str], float]", Indel.normalized_similarity)


def _paired(
    atlas: Atlas, olds: Sequence[Designation], news: Sequence[Designation]
) -> dict[int, int]:
    """Return the position of the older statement for each newer one that has one."""
    pairs: dict[int, int] = {}
    named: dict[str, list[int]] = {}
    for i, old in enumerate(olds):
        named.setdefault(old.title, []).append(i)
    alike = [(i, j) for j, new in enumerate(news) for i in named.get(new.title, ())]
    _take(atlas, olds, news, alike, pairs)
    free = set(range(len(olds))) - set(pairs.values())
    others = [(i, j) for j in range(len(news)) if j not in pairs for i in sorted(free)]
    likely = [(i, j) for i, j in others if _may_be_one(atlas, olds[i], news[j])]
    _take(atlas, olds, news, likely, pairs)
    return pairs


def _take(
    atlas: Atlas,
    olds: Sequence[Designation],
    news: Sequence[Designation],
    candidates: Sequence[tuple[int, int]],
    pairs: dict[int, int],
) -> None:
    """Take the most alike of the candidates, then the next whose statements are still free.

    Of equals the one with fewer differences goes first, then the one that moved least in its text.
    """

    def rank(pair: tuple[int, int]) -> tuple[float, int, float, int]:
        i, j = pair
        moved = abs(i / len(olds) - j / len(news))
        differing = len(_differences(atlas, olds[i], news[j])[0])
        return -round(likeness(atlas, olds[i], news[j]), 9), differing, round(moved, 9), i + j

    taken: set[int] = set()
    for i, j in sorted(candidates, key=rank):
        if j not in pairs and i not in taken:
            pairs[j] = i
            taken.add(i)


def _may_be_one(atlas: Atlas, old: Designation, new: Designation) -> bool:
    """Whether two statements with different titles can be one."""
    # The cheapest first: most pairs end here.
    if (old.role != new.role) + (old.status != new.status) > UNLIKE_AT_MOST:
        return False
    if title_likeness(old, new) < TITLE_AT_LEAST:
        return False
    if _metric(old) and _metric(new) and _metric(old) != _metric(new):
        return False
    if old.industries and new.industries and not _families(atlas, old) & _families(atlas, new):
        return False
    unlike = {"places", "industries", "role", "status"} & {*_differences(atlas, old, new)[0]}
    return len(unlike) + (_metric(old) != _metric(new)) <= UNLIKE_AT_MOST


def _compared(atlas: Atlas, old: Designation, new: Designation) -> Change:
    """Return the change between two statements that are one."""
    found, added, taken = _differences(atlas, old, new)
    more, less = changed_relations(atlas, old, new)
    return Change(
        kind="changed" if found else "kept",
        old=old,
        new=new,
        differences=found,
        regions=tuple(renamed_regions(atlas, old, new)),
        places_added=added,
        places_taken=taken,
        relations_added=tuple(more),
        relations_taken=tuple(less),
        judged="title" in found,
        likeness=likeness(atlas, old, new),
    )


def _differences(
    atlas: Atlas, old: Designation, new: Designation
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Return what differs between two statements, the places added and the places taken."""
    before, after = _group_names(atlas, old, new)
    listed_before = {before.get(place, place) for place in old.places}
    listed_after = {after.get(place, place) for place in new.places}
    added = tuple(p for p in new.places if after.get(p, p) not in listed_before)
    taken = tuple(p for p in old.places if before.get(p, p) not in listed_after)
    differs = {
        "title": old.title != new.title,
        "places": bool(added or taken),
        "renamed-region": bool(before),
        "industries": set(old.industries) != set(new.industries),
        "role": old.role != new.role,
        "status": old.status != new.status,
        "target": _figures(old.target) != _figures(new.target),
        "relations": any(changed_relations(atlas, old, new)),
    }
    return tuple(name for name in DIFFERENCES if differs[name]), added, taken


def _group_names(
    atlas: Atlas, old: Designation, new: Designation
) -> tuple[dict[str, str], dict[str, str]]:
    """Return one name for each group of renamed regions, by the regions of either statement."""
    groups = renamed_regions(atlas, old, new)
    before = {region: f"group {k}" for k, (regions, _) in enumerate(groups) for region in regions}
    after = {region: f"group {k}" for k, (_, regions) in enumerate(groups) for region in regions}
    return before, after


def _ends(relation: Relation, names: dict[str, str]) -> tuple[str, str, str]:
    """Return what counts of a relation, regions under the names given."""
    start, end = relation.from_, relation.to
    return relation.type, names.get(start, start), names.get(end, end)


def _figures(target: Target | None) -> tuple[object, ...]:
    """Return what counts of a target; its English wording does not."""
    if target is None:
        return ()
    return target.metric, target.value, target.unit, target.year, target.qualifier


def _metric(fact: Designation) -> str:
    return fact.target.metric if fact.target else ""


def _target_likeness(old: Target | None, new: Target | None) -> float:
    """Return 1 for two statements without a number, 0 where the metrics differ, else ½ … 1."""
    if old is None or new is None:
        return float(old is new)
    if old.metric != new.metric:
        return 0.0
    low, high = sorted((abs(old.value), abs(new.value)))
    alike = old.unit == new.unit and old.value * new.value > 0
    return 0.5 + (0.5 * low / high if alike else 0.0)


def _families(atlas: Atlas, fact: Designation) -> set[str]:
    """Return the industries of a statement and those of which they are segments."""
    parents = {atlas.industries[industry].parent for industry in fact.industries} - {""}
    return {*fact.industries, *parents}


def _regions(atlas: Atlas, fact: Designation) -> list[str]:
    """Return the regions that a statement names, among its places or as an end of a relation."""
    ends = [end for relation in fact.relations for end in (relation.from_, relation.to)]
    named = dict.fromkeys((*fact.places, *ends))
    return [place for place in named if atlas.places[place].level == "region"]


def _same_region(atlas: Atlas, some: Iterable[str], others: Iterable[str]) -> bool:
    return _shared(_units(atlas, some), _units(atlas, others)) >= SAME_REGION


def _units(atlas: Atlas, places: Iterable[str]) -> set[str]:
    """Return places with the members of a region in its stead."""
    return {unit for place in places for unit in atlas.places[place].members or (place,)}


def _shared(some: set[str], others: set[str]) -> float:
    """Return the common part of two sets, 0 … 1; two empty ones are alike."""
    return len(some & others) / len(some | others) if some or others else 1.0


@lru_cache(maxsize=4096)
def _letters(title: str) -> str:
    """Return a title without punctuation, width and case."""
    text = unicodedata.normalize("NFKC", title).casefold()
    return "".join(letter for letter in text if letter.isalnum())
