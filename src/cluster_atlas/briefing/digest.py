"""The point of a briefing for one page: one map, the answer, its strongest statements, sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest

from cluster_atlas.briefing.headline import strongest_first
from cluster_atlas.briefing.writer import PartRequest, PartResult, groups_of
from cluster_atlas.questions.roles import facts_about, is_direct
from cluster_atlas.values.briefspec import MOST_OWN, MOST_STATEMENTS, Digest, Group, Table
from cluster_atlas.values.model import Designation, Place


def digest_of(made: Sequence[tuple[PartRequest, PartResult]]) -> Digest:
    """Return what stands on a briefing of one page.

    It is about the first part that has a map, else about the first part. The strongest statements
    are taken first: of a place those that name it, of a comparison those that name all places, then
    some of each place.

    Parameters
    ----------
    made
        The parts in order, each with what it was made from; at least one.
    """
    request, result = next((one for one in made if one[1].part.map is not None), made[0])
    part = result.part
    writer = replace(request.writer, cited={})
    digest = Digest(
        title=part.title,
        summary=part.summary,
        answer=part.empty or part.answer,
        map=part.map,
        notes=part.notes,
        remarks=result.brief_remarks,
        own=part.own[:MOST_OWN],
    )
    if part.empty:
        return digest
    if part.kind == "implementation" and part.tables:
        return _with_rows(replace(digest, own=()), part.tables[:1])
    if part.kind in {"evolve", "find"} and part.tables:
        return _with_rows(digest, part.tables)
    place = request.atlas.places.get(request.screen.focus) if part.kind == "place" else None
    chosen = _chosen(request, result.facts, place)
    of_all = [fact for fact in chosen if _names_all_compared(request, fact)]
    others = [fact for fact in chosen if fact not in of_all]
    groups = [
        group
        for facts in (of_all, others)
        for group in groups_of(writer, facts, place, request.screen.compared)
    ]
    return replace(
        digest,
        # What the page has no room for is left out from the end.
        groups=tuple(_in_turn(groups, chosen) if place is not None else groups),
        left_out=len(result.facts) - len(chosen),
    )


def _in_turn(groups: Sequence[Group], chosen: Sequence[Designation]) -> list[Group]:
    """Return the strongest statement of each cluster, then the second: the answer names several."""
    if len(groups) < 2:  # noqa: PLR2004
        return list(groups)
    order = [fact.id for fact in chosen]
    groups = sorted(groups, key=lambda g: min(order.index(one.id) for one in g.statements))
    turns = zip_longest(*(group.statements for group in groups))
    return [
        replace(group, statements=(statement,))
        for turn in turns
        for group, statement in zip(groups, turn, strict=True)
        if statement is not None
    ]


def _chosen(
    request: PartRequest, facts: Sequence[Designation], place: Place | None
) -> list[Designation]:
    """Return the statements that one page has room for."""
    ordered = strongest_first(request.writer, facts)
    if place is not None:
        ordered.sort(key=lambda fact: not is_direct(request.atlas, place.id, fact))
    if request.choice.kind == "compare":
        own = [
            [
                fact
                for fact in facts_about(request.atlas, key, ordered)
                if is_direct(request.atlas, key, fact)
            ]
            for key in request.screen.compared
        ]
        of_all = [fact for fact in ordered if _names_all_compared(request, fact)]
        turns = (fact for turn in zip_longest(*own) for fact in turn if fact)
        ordered = list(dict.fromkeys((*of_all, *turns, *ordered)))
    return ordered[:MOST_STATEMENTS]


def _names_all_compared(request: PartRequest, fact: Designation) -> bool:
    """Tell whether a designation names every place of a comparison itself."""
    places = request.screen.compared if request.choice.kind == "compare" else ()
    return bool(places) and all(is_direct(request.atlas, key, fact) for key in places)


def _with_rows(digest: Digest, tables: Sequence[Table]) -> Digest:
    """Return a digest with the first rows of all tables as one, and how many more there are."""
    rows = [row for table in tables for row in table.rows]
    first = tables[0]
    table = Table("", first.head, tuple(rows[:MOST_STATEMENTS]), first.weights)
    return replace(digest, table=table, left_out=len(rows) - len(table.rows))
