"""Answers to what planners ask: changes between editions, and places found, with their evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from cluster_atlas.values.model import Designation, Place, Relation

KINDS = ("changed", "added", "dropped", "kept")
DIFFERENCES = (
    "title",
    "places",
    "renamed-region",
    "industries",
    "role",
    "status",
    "target",
    "relations",
)

# How directly a designation speaks of a place.
ITSELF, REGION, INSIDE, THROUGH_REGION = 1.0, 0.9, 0.7, 0.4

# Scores are absolute: a first place below the second of these is weak, and said to be.
STRONG, MEDIUM = 50.0, 25.0

Grams = Mapping[str, float]
RegionGroup = tuple[tuple[str, ...], tuple[str, ...]]


def shared_ranks(scores: Sequence[float]) -> list[int]:
    """Return the rank of each of some scores, greatest first; equal scores share one."""
    ranks: list[int] = []
    for number, score in enumerate(scores):
        same = number > 0 and round(score, 6) == round(scores[number - 1], 6)
        ranks.append(ranks[-1] if same else number + 1)
    return ranks


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one statement between two editions.

    Attributes
    ----------
    kind
        One of :data:`KINDS`.
    old, new
        The statement in either edition; ``None`` where it was added or dropped.
    differences
        What differs, a part of :data:`DIFFERENCES` in that order.
    regions
        Regions of ``old`` that are those of ``new`` under other names, group by group.
    places_added, places_taken
        Places that only the newer, only the older edition lists. A region under another name is
        neither.
    relations_added, relations_taken
        Relations that only the newer, only the older edition has.
    judged
        Whether the titles differ, so that sameness is a judgement.
    likeness
        0 … 1 as :func:`~cluster_atlas.questions.sameness.likeness` measures it; 0 where there is
        no other statement.
    """

    kind: str
    old: Designation | None
    new: Designation | None
    differences: tuple[str, ...] = ()
    regions: tuple[RegionGroup, ...] = ()
    places_added: tuple[str, ...] = ()
    places_taken: tuple[str, ...] = ()
    relations_added: tuple[Relation, ...] = ()
    relations_taken: tuple[Relation, ...] = ()
    judged: bool = False
    likeness: float = 0.0


@dataclass(frozen=True)
class Query:
    """What a query was taken to mean.

    Attributes
    ----------
    text
        The query as it was searched.
    places
        Ids of the places that it names.
    grams
        The pieces of the rest, each with its weight: rare pieces say more.
    notes
        What was read for what: (written, read).
    """

    text: str
    places: tuple[str, ...]
    grams: Grams
    notes: tuple[tuple[str, str], ...]


class Distance(NamedTuple):
    """A geodesic distance in km and the sum of both places' uncertainties in km."""

    km: float
    uncertainty_km: float


@dataclass(frozen=True)
class Evidence:
    """A designation that speaks for a place: how well it matches and how directly it speaks."""

    fact: Designation
    match: float
    directness: float


@dataclass(frozen=True)
class Neighbour:
    """A related park or platform near a place: its distance where both have points.

    ``adjoining`` tells that it lies in the place's county or in one that borders on it.
    """

    place: Place
    distance: Distance | None
    adjoining: bool


@dataclass(frozen=True)
class Candidate:
    """A ranked place.

    Attributes
    ----------
    place
        The place.
    score
        0 to 100.
    points
        By name of its weight, what it has of each, 0 to 1.
    evidence
        Best first.
    near
        Related parks and platforms, nearest first.
    transfers
        Places that are told to transfer industry to it.
    """

    place: Place
    score: float
    points: Mapping[str, float]
    evidence: tuple[Evidence, ...]
    near: tuple[Neighbour, ...]
    transfers: tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """Ranked places, what the query was taken to mean, and the nearest terms where none match."""

    query: Query
    candidates: tuple[Candidate, ...]
    nearest: tuple[str, ...] = field(default=())
