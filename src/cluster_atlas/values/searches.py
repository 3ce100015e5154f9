"""What one search box answers: the subject of a text, other meanings, what is not covered."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from cluster_atlas.values.answers import Change
from cluster_atlas.values.model import Designation

# What a text may ask for; a sector is what the atlas has no plan of, the last four are filters.
KINDS = (
    "cluster", "industry", "place", "document", "clause", "sector",
    "role", "status", "legal", "named",
)  # fmt: skip


class Subject(NamedTuple):
    """A thing that can be asked for: its kind, one of :data:`KINDS`, and its id."""

    kind: str
    id: str


@dataclass(frozen=True)
class Hit:
    """A subject that a text may mean.

    Attributes
    ----------
    subject
        What it is.
    term
        The word by which it was found, as the atlas writes it.
    score
        0 to 100, absolute: 100 is the word itself.
    rank
        From 1; hits of equal scores share a rank.
    """

    subject: Subject
    term: str
    score: float
    rank: int = 0


@dataclass(frozen=True)
class Named:
    """The places that designations of a subject speak of, strongest first."""

    places: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reply:
    """The answer to a text.

    Attributes
    ----------
    text
        As it was asked.
    kind
        Kind of the first hit, ``outside`` where no plan of the atlas covers it.
    hits
        Best first; those of ``outside`` are the nearest that is inside.
    within
        Ids of places that the text names beside a subject; of two places or more by themselves
        all of them.
    codes
        Roles, statuses and legal states that the text names; ``named`` for what names a place.
    absent
        Ids of places that the text names and plans do not name for the subject.
    changes
        Whether the text asks for what changed between editions.
    years
        The two years between which it asks for changes, the earlier first; empty for none.
    changed
        What changed between them of what names the places.
    comparable
        Whether any plan has two editions to compare between the years.
    shared
        Clusters and top-level industries for which plans name each of several places.
    sector
        Id of the sector that a text outside belongs to; empty where it is not known.
    basis
        The subject whose designations answer: where no plan names a place for an industry, what it
        is a part of; ``None`` outside.
    facts
        The designations that answer, strongest first.
    named
        The places that they speak of.
    """

    text: str
    kind: str
    hits: tuple[Hit, ...]
    within: tuple[str, ...] = ()
    sector: str = ""
    basis: Subject | None = None
    facts: tuple[Designation, ...] = ()
    named: Named = field(default_factory=Named)
    codes: tuple[Subject, ...] = ()
    absent: tuple[str, ...] = ()
    changes: bool = False
    years: tuple[str, ...] = ()
    changed: tuple[Change, ...] = ()
    comparable: bool = False
    shared: tuple[Subject, ...] = ()
