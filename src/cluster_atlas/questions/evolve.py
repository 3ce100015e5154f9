"""How a plan changed from one edition to another, and the whole atlas from one day to another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.selection import DEFAULT_LEGAL_STATES, index_of
from cluster_atlas.questions.sameness import changes
from cluster_atlas.values.answers import KINDS, Change
from cluster_atlas.values.issues import AtlasError, Issue, Text, quote, unknown
from cluster_atlas.values.model import Designation
from cluster_atlas.wording.changes import percent, row, sentence
from cluster_atlas.wording.wording import Wording

_DOCUMENT = Text("文件", "document")


@dataclass(frozen=True, slots=True)
class Evolution:
    """What changed between two texts.

    Attributes
    ----------
    old, new
        Ids of the documents compared: one each for two editions; several where one plan replaced
        several.
    changes
        Every statement of both once, in the order of :data:`KINDS`.
    """

    old: tuple[str, ...]
    new: tuple[str, ...]
    changes: tuple[Change, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many statements there are of each kind."""
        found = [change.kind for change in self.changes]
        return {kind: found.count(kind) for kind in KINDS}


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What two days cannot be compared in: one of them has no plan to hold against the other's.

    Attributes
    ----------
    clusters
        Ids of clusters of which nothing was compared, in the order of the atlas.
    documents
        Ids of documents without a counterpart in clusters of which something was.
    """

    clusters: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()


def editions(atlas: Atlas) -> tuple[tuple[str, str], ...]:
    """Return every pair of an older and a newer edition of one plan, by their dates.

    A plan is newer than what it ``supersedes``, and than what that supersedes. A draft is older
    than the first plan that follows it in the same cluster from the same leading issuer.
    """
    older = {document: _predecessors(atlas, document) for document in atlas.documents}
    pairs = {(old, new) for new in older for old in _closure(older, new)}
    issued = {key: document.issued for key, document in atlas.documents.items()}
    return tuple(sorted(pairs, key=lambda pair: (issued[pair[0]], issued[pair[1]], pair)))


def evolve(atlas: Atlas, old: str, new: str) -> Evolution:
    """Return what changed between two editions of one plan.

    Parameters
    ----------
    atlas
        An open atlas.
    old, new
        Ids, numbers or titles of two editions; either may be the older one.

    Raises
    ------
    AtlasError
        If one is no document, if both are the same, or if they are not editions of one plan.
    """
    asked = {"from": old, "to": new}
    index = index_of(atlas)
    found = {field: index.resolve("document", value) for field, value in asked.items()}
    issues = [
        unknown(_DOCUMENT, asked[field], atlas.documents, file="evolve", field=field)
        for field, document in found.items()
        if not document
    ]
    if issues:
        raise AtlasError(issues)
    first, second = found.values()
    if first == second:
        raise AtlasError([_twice(quote(new))])
    if not {(first, second), (second, first)} & set(editions(atlas)):
        raise AtlasError([_other_plan(atlas, first, second)])
    return _evolution(atlas, (first,), (second,))


def evolve_dates(atlas: Atlas, earlier: dt.date, later: dt.date) -> tuple[Evolution, ...]:
    """Return what changed in the whole atlas between two days.

    On each day the last word of a plan counts: issued by then, no draft, not superseded by then.
    An edition that another replaced is compared with it. A plan that only one of the days has is
    no change and is not compared, since nobody read what was there before; :func:`left_out` names
    it. What both days have is not listed.

    Returns
    -------
    tuple of Evolution
        By the day on which the newer edition was issued.

    Raises
    ------
    AtlasError
        If both days are the same.
    """
    found = [_evolution(atlas, *sides) for sides in _sides(atlas, earlier, later) if all(sides)]
    return tuple(sorted(found, key=lambda e: _first_issued(atlas, e)))


def left_out(atlas: Atlas, earlier: str, later: str) -> LeftOut:
    """Return what :func:`evolutions` of the same two texts does not compare; nothing of editions.

    Raises
    ------
    AtlasError
        If both are the same day.
    """
    days = [_day(earlier), _day(later)]
    if days[0] is None or days[1] is None:
        return LeftOut()
    sides = _sides(atlas, days[0], days[1])
    clusters = _clusters(atlas)

    def clusters_of(documents: Iterable[str]) -> set[str]:
        return {cluster for document in documents for cluster in clusters.get(document, ())}

    compared = clusters_of(d for olds, news in sides if olds and news for d in (*olds, *news))
    alone = [d for olds, news in sides if not (olds and news) for d in (*olds, *news)]
    return LeftOut(
        tuple(c.id for c in atlas.clusters if c.id in clusters_of(alone) - compared),
        tuple(d for d in atlas.documents if d in alone and clusters_of([d]) & compared),
    )


def usual_editions(atlas: Atlas) -> tuple[str, str]:
    """Return what is compared where nothing else was asked for.

    The newest two editions of which the older is no draft; the first and the last year where no
    plan has two editions.
    """
    documents = atlas.documents

    def rank(pair: tuple[str, str]) -> tuple[bool, dt.date, dt.date]:
        old, new = (documents[key] for key in pair)
        return not old.draft, new.issued, old.issued

    pairs = editions(atlas)
    if pairs:
        return max(pairs, key=rank)
    years = [document.issued.year for document in documents.values()] or [atlas.today.year]
    return str(min(years)), str(atlas.today.year)


def evolutions(atlas: Atlas, earlier: str, later: str) -> tuple[Evolution, ...]:
    """Return what changed between two editions, or between two years or days, given as text.

    Parameters
    ----------
    atlas
        An open atlas.
    earlier, later
        Two documents (one evolution is returned), or two of ``2021`` (its last day) and
        ``2021-06-30``.

    Raises
    ------
    AtlasError
        As :func:`evolve` and :func:`evolve_dates`, and if a day is compared with a document.
    """
    days = [_day(earlier), _day(later)]
    first, second = days
    if first is not None and second is not None:
        return evolve_dates(atlas, first, second)
    if first is None and second is None:
        return (evolve(atlas, earlier, later),)
    raise AtlasError([_mixed(quote(f"{earlier} {later}"))])


def change_rows(atlas: Atlas, evolution: Evolution, language: str = "zh") -> list[dict[str, Any]]:
    """Return an evolution as flat rows, one per statement, as :func:`.wording.changes.row`."""
    wording = Wording(atlas, language, atlas.today)
    return [row(wording, change) for change in evolution.changes]


def edition_pairs(
    atlas: Atlas, fact_number: Mapping[str, int], document_number: Mapping[str, int]
) -> list[dict[str, Any]]:
    """Return every pair of editions as compact values for the viewer.

    Parameters
    ----------
    atlas
        An open atlas.
    fact_number, document_number
        Position of each fact and document in the pack; a document that is not in it is left out.

    Returns
    -------
    list of dict
        ``from, to`` and ``pairs``: a row ``[old, new, judged as 0 or 1, likeness in per cent,
        differences, sentence in Chinese, in English]`` for each statement that both have; without
        sentences where nothing differs. What is in no pair was added or dropped.
    """
    voices = [Wording(atlas, language, atlas.today) for language in ("zh", "en")]
    return [
        {
            "from": document_number[old],
            "to": document_number[new],
            "pairs": [
                [
                    fact_number[change.old.id],
                    fact_number[change.new.id],
                    int(change.judged),
                    percent(change.likeness),
                    list(change.differences),
                    *(sentence(voice, change) for voice in voices if change.differences),
                ]
                for change in _evolution(atlas, (old,), (new,)).changes
                if change.old is not None and change.new is not None
            ],
        }
        for old, new in editions(atlas)
        if old in document_number and new in document_number
    ]


def _predecessors(atlas: Atlas, document: str) -> set[str]:
    """Return the editions right before a document."""
    drafts = {d.id for d in atlas.documents.values() if d.draft and _final(atlas, d.id) == document}
    return {old for old in atlas.documents[document].supersedes if old in atlas.documents} | drafts


def _final(atlas: Atlas, draft: str) -> str:
    """Return the plan that became of a draft, or an empty string."""
    own = atlas.documents[draft]
    clusters = _clusters(atlas)
    later = [
        plan
        for plan in atlas.documents.values()
        if not plan.draft
        and plan.issued > own.issued
        and plan.issuers[:1] == own.issuers[:1]
        and clusters.get(plan.id, set()) & clusters.get(draft, set())
    ]
    return min(later, key=lambda plan: (plan.issued, plan.id)).id if later else ""


def _clusters(atlas: Atlas) -> dict[str, set[str]]:
    """Return the clusters of each document's facts."""

    def gather() -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for fact in atlas.facts:
            found.setdefault(fact.document, set()).add(fact.cluster)
        return found

    return atlas.derive("document clusters", gather)


def _closure(older: Mapping[str, set[str]], document: str) -> set[str]:
    """Return all that came before a document, step by step."""
    found: set[str] = set()
    waiting = set(older[document])
    while waiting:
        one = waiting.pop()
        if one not in found and one != document:
            found.add(one)
            waiting |= older[one]
    return found


def _plans(atlas: Atlas) -> dict[str, str]:
    """Return for each document the one that stands for its plan: the same for all editions."""
    plan = {document: document for document in atlas.documents}
    for old, new in editions(atlas):
        one, other = plan[old], plan[new]
        plan |= {document: one for document, name in plan.items() if name == other}
    return plan


def _last_words(atlas: Atlas, day: dt.date) -> list[str]:
    """Return the plans that are the last word on a day, in the order of the atlas."""
    return [
        document.id
        for document in atlas.documents.values()
        if document.issued <= day and atlas.legal_state(document.id, day) in DEFAULT_LEGAL_STATES
    ]


def _sides(
    atlas: Atlas, earlier: dt.date, later: dt.date
) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Return for each plan the documents that only the earlier, and only the later day has."""
    if earlier == later:
        raise AtlasError([_twice(later.isoformat())])
    before, after = _last_words(atlas, earlier), _last_words(atlas, later)
    plans = _plans(atlas)
    sides = [
        (
            tuple(d for d in before if plans[d] == plan and d not in after),
            tuple(d for d in after if plans[d] == plan and d not in before),
        )
        for plan in dict.fromkeys(plans[document] for document in (*before, *after))
    ]
    return [pair for pair in sides if any(pair)]


def _first_issued(atlas: Atlas, evolution: Evolution) -> tuple[dt.date, tuple[str, ...]]:
    documents = evolution.new or evolution.old
    return min(atlas.documents[document].issued for document in documents), documents


def _evolution(atlas: Atlas, olds: tuple[str, ...], news: tuple[str, ...]) -> Evolution:
    def facts(documents: tuple[str, ...]) -> list[Designation]:
        return [fact for fact in atlas.facts if fact.document in documents]

    return Evolution(olds, news, changes(atlas, facts(olds), facts(news)))


def _day(text: str) -> dt.date | None:
    """Return a day, or the last one of a year; ``None`` where the text is neither."""
    value = text.strip()
    try:
        return dt.date.fromisoformat(f"{value}-12-31" if len(value) == len("2021") else value)
    except ValueError:
        return None


def _twice(value: str) -> Issue:
    return Issue(
        "evolve",
        "",
        "to",
        value,
        Text("与另一版本相同，无从比较", "is the same as the other one"),
        Text("请给出两个不同的版本或时点", "give two different editions or days"),
    )


def _other_plan(atlas: Atlas, first: str, second: str) -> Issue:
    """Return the issue of two documents that are not editions of one plan."""
    hint = Text(
        "两者都没有其他版本，可比较两个年份", "neither has another edition; compare two years"
    )
    for document in (second, first):
        others = [d for pair in editions(atlas) if document in pair for d in pair if d != document]
        if others:
            zh, en = "、".join(others), ", ".join(others)
            hint = Text(f"{document} 的其他版本：{zh}", f"other editions of {document}: {en}")
    message = Text(f"与 {first} 不是同一规划的版本", f"is no edition of the same plan as {first}")
    return Issue("evolve", "", "to", second, message, hint)


def _mixed(value: str) -> Issue:
    return Issue(
        "evolve",
        "",
        "",
        value,
        Text("一个是时点，一个是文件", "is one day and one document"),
        Text("请给出两份文件，或两个年份", "give two documents, or two years"),
    )
