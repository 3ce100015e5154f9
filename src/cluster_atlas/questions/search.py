"""One search that answers: what a text asks for, the places that plans name, or that none does."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.selection import Selection, select
from cluster_atlas.atlas.spelling import tokens
from cluster_atlas.questions.find import find
from cluster_atlas.questions.query import LONGEST_QUERY, refusal
from cluster_atlas.questions.vocabulary import (
    STRIPPED,
    Term,
    asked,
    fit,
    place_terms_of,
    skipped_fit,
    vocabulary_of,
    without_generic,
)
from cluster_atlas.values.issues import AtlasError
from cluster_atlas.values.model import Designation, Document
from cluster_atlas.values.searches import Hit, Named, Reply, Subject
from cluster_atlas.wording.documents import clause_label

# The viewer's search.js holds the same rules; a test holds both to the same answers.
# Of a full score of 100: below the first, a text asks for what no plan here covers; below the
# second, a hit is not worth naming; the third and above it are firm.
COVERED, WORTH_NAMING, FIRM = 50.0, 30.0, 65.0
MOST_HITS = 8

# A name of these is taken out of a text that asks for more than the place.
AREAS = ("city", "county", "region")

# Numbers of documents: the year in its brackets may be left out.
_NUMBER = re.compile("(?:(20[0-9]{2})[^0-9]{0,2})?([0-9]{1,4})号")
_ID = re.compile(r"([a-z]+(?:-[a-z0-9]+)+)(?:#([0-9a-z.]+))?")
_TITLE_END = re.compile(r"(?:行动)?(?:计划|规划|方案|措施|意见|文件)$")


def search(atlas: Atlas, text: str, *, day: dt.date | None = None) -> Reply:
    """Return the answer to whatever a reader types: product, industry, place, document or clause.

    Parameters
    ----------
    atlas
        An open atlas.
    text
        Chinese, English, pinyin or its initials, with typing errors.
    day
        The day whose legal states count; today where ``None``.

    Raises
    ------
    AtlasError
        If the text holds no word or is too long.
    """
    if not tokens(text) or len(text) > LONGEST_QUERY:
        raise AtlasError([refusal(text, empty=not tokens(text))])
    paper = _paper_hits(atlas, text)
    if paper:
        return _reply(atlas, text, paper, (), day)
    within, rest = _take_places(atlas, text)
    places = _hits(atlas, text, place_terms_of(atlas), skipped=True)
    subjects = _hits(atlas, text, vocabulary_of(atlas))
    if within and rest:
        subjects = _merged(atlas, [*subjects, *_hits(atlas, rest, vocabulary_of(atlas))])
    best = subjects[0].score if subjects else 0.0
    place = places[0].score if places else 0.0
    if within and best < COVERED and place < COVERED:
        # A place is named, and beside it nothing that is known.
        places = _hits(atlas, atlas.places[within[0]].name, place_terms_of(atlas))
        place = places[0].score
    if place >= max(best, COVERED):
        return _reply(atlas, text, [*places, *subjects], (), day)
    return _reply(atlas, text, [*subjects, *(h for h in places if h.score < best)], within, day)


def _hits(atlas: Atlas, text: str, terms: Sequence[Term], *, skipped: bool = False) -> list[Hit]:
    """Return what a text may mean among terms, best first; each subject by its best term."""
    forms = [(asked(text), 1.0)]
    forms += [
        (asked(short), STRIPPED**number)
        for number, short in enumerate(without_generic(forms[0][0].key), start=1)
    ]
    best: dict[Subject, Hit] = {}
    for term in terms:
        share = max(fit(form, term) * less for form, less in forms)
        if skipped:
            share = max(share, skipped_fit(forms[0][0].key, term.key))
        score = tenth(100 * share * term.weight)
        if score >= WORTH_NAMING and (term.subject not in best or best[term.subject].score < score):
            best[term.subject] = Hit(term.subject, term.written, score)
    return _merged(atlas, best.values())


def tenth(score: float) -> float:
    """Return a score with one digit, halves upwards as the viewer rounds them."""
    return math.floor(score * 10 + 0.5) / 10


def _merged(atlas: Atlas, hits: Iterable[Hit]) -> list[Hit]:
    """Return hits best first, each subject by its best one; of equals what plans say more of."""
    best: dict[Subject, Hit] = {}
    for hit in hits:
        if hit.subject not in best or best[hit.subject].score < hit.score:
            best[hit.subject] = hit
    said = atlas.derive("facts-of", lambda: _facts_of(atlas))
    return sorted(best.values(), key=lambda hit: (-hit.score, -said.get(hit.subject, 0)))


def _facts_of(atlas: Atlas) -> dict[Subject, int]:
    """Return how many designations speak of each cluster and industry, with its segments."""
    found: Counter[Subject] = Counter()
    for fact in atlas.facts:
        mine = {Subject("cluster", fact.cluster)}
        for key in fact.industries:
            mine |= set(_upwards(atlas, Subject("industry", key)))
        found.update(mine)
    return dict(found)


def _take_places(atlas: Atlas, text: str) -> tuple[tuple[str, ...], str]:
    """Return the cities, counties and regions that a text names beside something, and the rest."""
    names = atlas.derive("area-names", lambda: _area_names(atlas))
    found: list[str] = []
    rest: list[str] = []
    for word in tokens(text):
        left = word
        for name, place in names.items():
            if (
                name in left
                and (left == name or not name.isascii())
                and not _inside_term(atlas, left, name)
            ):
                found.append(place)
                left = left.replace(name, " ", 1)
        rest += left.split()
    return tuple(dict.fromkeys(found)), " ".join(rest)


def _area_names(atlas: Atlas) -> dict[str, str]:
    """Return the names of cities, counties and regions with their ids, longest names first."""
    found: dict[str, str] = {}
    for term in place_terms_of(atlas):
        if atlas.places[term.subject.id].level in AREAS:
            for key in (term.key, term.spelled):
                if len(key) > 1:
                    found.setdefault(key, term.subject.id)
    return dict(sorted(found.items(), key=lambda entry: -len(entry[0])))


def _inside_term(atlas: Atlas, word: str, name: str) -> bool:
    """Tell whether a name is only a part of a longer word of an industry (南海 in 南海油气)."""
    return any(
        len(term.key) > len(name) and name in term.key and term.key in word
        for term in vocabulary_of(atlas)
        if term.weight > 0.9  # noqa: PLR2004 - titles name places
    )


class _Paper(NamedTuple):
    """Documents that a text means, and the address of a clause in them."""

    documents: list[Document]
    address: str


def _paper_hits(atlas: Atlas, text: str) -> list[Hit]:
    """Return the document or clause that a text means by id, number, or title; newest first."""
    found = _paper(atlas, text)
    documents = sorted(
        found.documents, key=lambda d: (d.id in atlas.superseded, -d.issued.toordinal())
    )
    hits = []
    for document in documents:
        if found.address in addresses_of(atlas):
            subject = Subject("clause", f"{document.id}#{found.address}")
        else:
            subject = Subject("document", document.id)
        hits.append(Hit(subject, document.number, 100.0))
    return hits


def _paper(atlas: Atlas, text: str) -> _Paper:
    bare = "".join(text.lower().split())
    by_id = _ID.fullmatch(bare)
    if by_id and by_id[1] in atlas.documents:
        return _Paper([atlas.documents[by_id[1]]], by_id[2] or "")
    plain = "".join(tokens(text))
    number = _NUMBER.search(plain)
    if number:
        before, after = plain[: number.start()], plain[number.end() :]
        documents = [
            d
            for d in atlas.documents.values()
            if _same_number("".join(tokens(d.number)), before, number[1] or "", number[2])
        ]
        return _Paper(documents, _address(atlas, after))
    stem = _TITLE_END.sub("", plain)
    if stem == plain or not stem:
        return _Paper([], "")
    return _Paper([d for d in atlas.documents.values() if _titled(d, stem)], "")


def _same_number(own: str, before: str, year: str, number: str) -> bool:
    """Tell whether a document's number is the one asked for; what is left out does not count."""
    mine = _NUMBER.search(own)
    if mine is None or mine[2] != number:
        return False
    return (not year or mine[1] == year) and own[: mine.start()].endswith(before)


def addresses_of(atlas: Atlas) -> list[str]:
    """Return the addresses of all clauses of all documents."""
    listed = {address for document in atlas.documents.values() for address in document.clauses}
    return sorted(listed | {fact.address for fact in atlas.facts})


def _address(atlas: Atlas, label: str) -> str:
    """Return the address that a text after a number means: 四（五） or 4.5."""
    wanted = label.removeprefix("第")
    found = (
        address
        for address in addresses_of(atlas)
        if wanted in {"".join(tokens(address)), "".join(tokens(clause_label(address)))}
    )
    return next(found, "") if wanted else ""


def _titled(document: Document, stem: str) -> bool:
    """Tell whether a title without its end is that of a document."""
    shorts = ("".join(tokens(document.short)), "".join(tokens(document.title)))
    return len(stem) > 1 and any(stem in title for title in shorts)


def _reply(
    atlas: Atlas, text: str, found: Sequence[Hit], within: tuple[str, ...], day: dt.date | None
) -> Reply:
    hits = _ranked(found)
    first = hits[0] if hits else None
    if first is None or first.subject.kind == "sector" or first.score < COVERED:
        sector = first.subject.id if first and first.subject.kind == "sector" else ""
        inside = tuple(hit for hit in hits if hit.subject.kind != "sector")
        return Reply(text, "outside", _ranked(inside), sector=sector)
    inside = tuple(hit for hit in hits if hit.subject.kind != "sector")
    basis, facts = _basis(atlas, first.subject, within)
    ordered, named = _named(atlas, first, facts, within, day)
    return Reply(text, first.subject.kind, inside, within, "", basis, ordered, named)


def _ranked(hits: Iterable[Hit]) -> tuple[Hit, ...]:
    """Return the best hits with their ranks; equal scores share one."""
    best = sorted(hits, key=lambda hit: -hit.score)[:MOST_HITS]
    ranks: list[int] = []
    for number, hit in enumerate(best):
        same = number and best[number - 1].score == hit.score
        ranks.append(ranks[-1] if same else number + 1)
    return tuple(replace(hit, rank=rank) for hit, rank in zip(best, ranks, strict=True))


def selection_for(
    subject: Subject, within: Sequence[str] = (), states: Sequence[str] = ()
) -> Selection:
    """Return the selection that shows a subject; a document is shown in whatever state it is."""
    key, places = subject.id, tuple(within)
    if subject.kind == "cluster":
        return Selection(clusters=[key], places=places)
    if subject.kind == "industry":
        return Selection(industries=[key], places=places)
    if subject.kind == "place":
        return Selection(places=[key])
    return Selection(documents=[key.partition("#")[0]], legal_states=states, places=places)


def _basis(
    atlas: Atlas, subject: Subject, within: Sequence[str]
) -> tuple[Subject, tuple[Designation, ...]]:
    """Return whose designations answer: the subject's own, or of what it is a part of.

    An industry of which plans speak for the whole province only is answered by the wider one.
    """
    for one in _upwards(atlas, subject):
        states = tuple(atlas.codes["legal-state"])
        facts = select(atlas, selection_for(one, within, states)).facts
        if one.kind == "clause":
            facts = tuple(fact for fact in facts if fact.clause == one.id)
        if any(atlas.places[p].level != "province" for fact in facts for p in fact.places):
            return one, facts
    return subject, ()


def _upwards(atlas: Atlas, subject: Subject) -> Iterator[Subject]:
    yield subject
    if subject.kind == "clause":
        yield Subject("document", subject.id.partition("#")[0])
    if subject.kind != "industry":
        return
    industry = atlas.industries[subject.id]
    while industry.parent:
        industry = atlas.industries[industry.parent]
        yield Subject("industry", industry.id)
    yield Subject("cluster", atlas.cluster_of_industry[subject.id])


def _named(
    atlas: Atlas, hit: Hit, facts: Sequence[Designation], within: Sequence[str], day: dt.date | None
) -> tuple[tuple[Designation, ...], Named]:
    """Return designations and the places they name, both strongest first."""
    if hit.subject.kind == "place":
        mine = [fact for fact in facts if _names(atlas, fact, hit.subject.id)]
        ids = {fact.id for fact in mine}
        rest = [fact for fact in facts if fact.id not in ids]
        return (*_strongest(atlas, mine), *_strongest(atlas, rest)), Named()
    if hit.subject.kind in {"document", "clause"}:
        return tuple(facts), _plain_names(atlas, facts)
    asking = " ".join(atlas.places[place].name for place in within)
    found = find(atlas, f"{asking} {hit.term}"[:LONGEST_QUERY], facts, day=day).candidates
    if not found:
        strongest = _strongest(atlas, facts)
        return strongest, _plain_names(atlas, strongest)
    ordered_ids = dict.fromkeys(e.fact.id for f in found for e in f.evidence)
    by_id = {fact.id: fact for fact in facts}
    cited = tuple(by_id[key] for key in ordered_ids)
    named = {place for fact in cited for place in fact.places}
    regions = [f.place.id for f in found if f.place.level == "region" and f.place.id in named]
    places = [f.place.id for f in found if f.place.level != "region" and f.place.id in named]
    others = tuple(fact for fact in facts if fact.id not in ordered_ids)
    more = _plain_names(atlas, others)
    return (*cited, *_strongest(atlas, others)), Named(
        tuple(dict.fromkeys((*places, *more.places))),
        tuple(dict.fromkeys((*regions, *more.regions))),
    )


def _names(atlas: Atlas, fact: Designation, place: str) -> bool:
    """Tell whether a designation names a place, or something in it."""
    named = (atlas.places[one] for one in fact.places)
    return any(place in {one.id, one.city, one.county} for one in named)


def _strongest(atlas: Atlas, facts: Iterable[Designation]) -> tuple[Designation, ...]:
    tier = {key: code.tier or 5 for key, code in atlas.codes["role"].items()}
    return tuple(sorted(facts, key=lambda fact: tier[fact.role]))


def _plain_names(atlas: Atlas, facts: Iterable[Designation]) -> Named:
    """Return the places that designations name, in their order."""
    ids = list(dict.fromkeys(place for fact in facts for place in fact.places))
    levels = {one: atlas.places[one].level for one in ids}
    return Named(
        tuple(one for one in ids if levels[one] in {"city", "county", "park", "site"}),
        tuple(one for one in ids if levels[one] == "region"),
    )
