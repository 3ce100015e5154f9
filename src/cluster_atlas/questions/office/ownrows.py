"""Which of an office's own rows are shown under the filters of the plans."""

from __future__ import annotations

from collections.abc import Iterable

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.selection import Selection
from cluster_atlas.atlas.spelling import haystack, occurs, tokens
from cluster_atlas.own.kinds import kind_list
from cluster_atlas.values.owndata import OwnData, OwnRow

# An industry of an own row that stands for a whole cluster.
CLUSTER = "cluster:"
# Kinds that are for an industry: where theirs is not known, a filter of one leaves them out. Land
# and layers without one are for any.
_FOR_INDUSTRY = frozenset(("projects", "firms"))


def select_own(
    atlas: Atlas, data: OwnData, selection: Selection, kinds: str = "", stages: str = ""
) -> tuple[OwnRow, ...]:
    """Return the own rows that a selection of designations shows beside itself, in their order.

    Parameters
    ----------
    atlas
        The atlas of the selection.
    data
        The office's own rows.
    selection
        With ids, as :func:`~cluster_atlas.atlas.selection.resolve_selection` returns it. Clusters,
        industries, places and the text concern own rows; what is said of documents does not.
    kinds
        Ids of the kinds that are shown, with commas between; all where empty, none by ``none``.
    stages
        Ids of the stages of projects that are shown, with commas between; all where empty.

    Returns
    -------
    tuple of OwnRow
        A region takes in the rows of its cities, the province all; an industry those of the
        industries below it.
    """
    chosen, reached = chosen_kinds(kinds), _listed(stages)
    places = _places(atlas, selection.places)
    words = tokens(selection.text)
    return tuple(
        row
        for row in data.rows
        if row.kind in chosen
        and (not reached or row.kind != "projects" or row.stage in reached)
        and (places is None or not places.isdisjoint((row.city, row.county, row.zone)))
        and _is_for(atlas, row, selection)
        and (not selection.text.strip() or _holds(row, words))
    )


def chosen_kinds(kinds: str) -> frozenset[str]:
    """Return the kinds that a choice shows; one that names none of them shows none."""
    return (
        frozenset(_listed(kinds) & set(kind_list().kinds))
        if kinds
        else frozenset(kind_list().kinds)
    )


def with_parents(atlas: Atlas, industries: Iterable[str]) -> frozenset[str]:
    """Return industries with those above them; what stands for a whole cluster stays as it is.

    So does what an atlas of a later edition lacks.
    """
    found = frozenset(industries)
    return found.union(
        parent
        for one in found
        if one in atlas.industries and (parent := atlas.industries[one].parent)
    )


def clusters_meant(atlas: Atlas, industries: Iterable[str]) -> frozenset[str]:
    """Return the ids of the clusters that industries belong to or stand for as a whole."""
    found = frozenset(industries)
    whole = frozenset(one.removeprefix(CLUSTER) for one in found if one.startswith(CLUSTER))
    return whole.union(atlas.cluster_of_industry[one] for one in found & atlas.industries.keys())


def _listed(text: str) -> frozenset[str]:
    return frozenset(text.split(",")) - {""}


def _places(atlas: Atlas, places: Iterable[str]) -> frozenset[str] | None:
    """Return the places whose rows are shown; ``None`` where all are."""
    chosen = frozenset(places)
    if not chosen or any(atlas.places[place].level == "province" for place in chosen):
        return None
    return chosen.union(*(atlas.places[place].members for place in chosen))


def _is_for(atlas: Atlas, row: OwnRow, selection: Selection) -> bool:
    """Tell whether a row is for a chosen cluster and a chosen industry."""
    if not selection.clusters and not selection.industries:
        return True
    if not row.industries:
        return row.kind not in _FOR_INDUSTRY
    clusters = clusters_meant(atlas, row.industries)
    industries = with_parents(atlas, row.industries)
    return (not selection.clusters or not clusters.isdisjoint(selection.clusters)) and (
        not selection.industries or not industries.isdisjoint(selection.industries)
    )


def _holds(row: OwnRow, words: list[str]) -> bool:
    told = [value for value in row.values.values() if isinstance(value, str)]
    hay = haystack([row.name, row.layer, *told])
    return bool(words) and all(occurs(word, hay) for word in words)
