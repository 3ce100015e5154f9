"""One search that answers: what a text asks for, the places that plans name, or that none does."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.selection import FILTERS, ONLY_NAMED, Selection, select
from cluster_atlas.atlas.spelling import tokens
from cluster_atlas.questions.evolve import evolutions
from cluster_atlas.questions.find import find
from cluster_atlas.questions.query import LONGEST_QUERY, refusal
from cluster_atlas.questions.roles import items_of
from cluster_atlas.questions.search.fit import STRIPPED, fit, skipped_fit, without_generic
from cluster_atlas.questions.search.text_parts import Parts, parts_of
from cluster_atlas.questions.search.vocabulary import asked, candidates
from cluster_atlas.values.answers import Change
from cluster_atlas.values.issues import AtlasError
from cluster_atlas.values.model import Designation, Document
from cluster_atlas.values.searches import Hit, Named, Reply, Subject
from cluster_atlas.wording.documents import clause_label
from cluster_atlas.wording.replies import CODE_LISTS, MOST_HITS

# The viewer's search.js holds the same rules; a test holds both to the same answers.
# Of a full score of 100: below the first, a text asks for what no plan here covers; below the
# second, a hit is not worth naming.
COVERED, WORTH_NAMING = 50.0, 30.0

_PLAIN = Parts((), (), changes=False, rest="")

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
    parts = parts_of(atlas, text)
    reply = _answer(atlas, text, parts, day)
    if not parts.years:
        return reply
    found = evolutions(atlas, *parts.years)
    changed = tuple(
        change
        for evolution in found
        for change in evolution.changes
        if change.kind != "kept" and _touches(atlas, change, parts.within)
    )
    return replace(reply, years=parts.years, changed=changed, comparable=bool(found))


def _touches(atlas: Atlas, change: Change, places: Sequence[str]) -> bool:
    """Tell whether a statement named one of some places before or after."""
    facts = [fact for fact in (change.old, change.new) if fact]
    return any(atlas.is_named(fact, place) for fact in facts for place in places)


def _answer(atlas: Atlas, text: str, parts: Parts, day: dt.date | None) -> Reply:
    within, rest = parts.within, parts.rest
    paper = _paper_hits(atlas, text)
    if paper and (rest or not parts.codes):
        return _reply(atlas, text, paper, _PLAIN, day)
    if not rest and parts.codes:
        return _coded(atlas, text, parts)
    if not rest:
        return _placed(atlas, text, [], parts, day)
    places = _hits(atlas, text, places=True)
    subjects = _hits(atlas, rest)
    if not parts.codes:
        subjects = _merged(atlas, [*_hits(atlas, text), *subjects])
    best = subjects[0].score if subjects else 0.0
    place = places[0].score if places else 0.0
    if within and max(best, place) < COVERED:
        # A place is named, and beside it nothing that is known.
        return _placed(atlas, text, subjects, parts, day)
    if place >= max(best, COVERED):
        return _reply(atlas, text, [*places, *subjects], _PLAIN, day)
    return _reply(atlas, text, [*subjects, *(h for h in places if h.score < best)], parts, day)


def _hits(atlas: Atlas, text: str, *, places: bool = False) -> list[Hit]:
    """Return what a text may mean, among places or all else, best first; each by its best term."""
    forms = [(asked(text), 1.0)]
    forms += [
        (asked(short), STRIPPED**number)
        for number, short in enumerate(without_generic(forms[0][0].key), start=1)
    ]
    best: dict[Subject, Hit] = {}
    for term in candidates(atlas, [form for form, _ in forms], places=places):
        share = max(fit(form, term) * less for form, less in forms)
        if places:
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
    atlas: Atlas, text: str, found: Sequence[Hit], parts: Parts, day: dt.date | None
) -> Reply:
    hits = _ranked(found)
    first = hits[0] if hits else None
    inside = tuple(hit for hit in hits if hit.subject.kind != "sector")
    if first is None or first.subject.kind == "sector" or first.score < COVERED:
        sector = first.subject.id if first and first.subject.kind == "sector" else ""
        return Reply(text, "outside", _ranked(inside), sector=sector)
    basis = _basis(atlas, first.subject)
    asked = parts.within
    parts, absent = _answered(atlas, basis, parts)
    facts = _selected(atlas, basis, parts.within, parts.codes)
    ordered, named = _named(atlas, first, facts, parts.within, day)
    return Reply(
        text,
        first.subject.kind,
        inside,
        parts.within,
        basis=basis if facts else first.subject,
        facts=ordered,
        named=_inside(atlas, named, parts.within, asked),
        codes=parts.codes,
        absent=absent,
        changes=parts.changes,
    )


def _answered(atlas: Atlas, basis: Subject, parts: Parts) -> tuple[Parts, tuple[str, ...]]:
    """Return the parts by which a subject is narrowed, and the places that no plan names for it.

    Where plans name none of the places for it, whom they do name answers.
    """
    if basis.kind not in {"cluster", "industry"}:
        return parts._replace(within=() if basis.kind == "place" else parts.within, codes=()), ()
    facts = _selected(atlas, basis, parts.within, parts.codes)
    absent = tuple(p for p in parts.within if not any(atlas.is_named(fact, p) for fact in facts))
    return (parts._replace(within=()) if absent == parts.within else parts), absent


def _inside(atlas: Atlas, named: Named, within: Sequence[str], asked: Sequence[str]) -> Named:
    """Return the places inside those that answer, and the regions that speak of those asked for."""
    if not asked:
        return named
    places = named.places
    if within:
        places = tuple(p for p in places if any(atlas.holds(one, p) for one in within))
    regions = (r for r in named.regions if any(atlas.holds(r, one) for one in asked))
    return Named(places, tuple(regions))


def _coded(atlas: Atlas, text: str, parts: Parts) -> Reply:
    """Return the designations of a role, status or legal state, in places where some are named."""
    first = parts.codes[0]
    facts = _strongest(atlas, _selected(atlas, first, parts.within, parts.codes))
    named = _inside(atlas, _plain_names(atlas, facts), parts.within, parts.within)
    name = ONLY_NAMED.zh
    if first.kind != "named":
        name = atlas.codes[CODE_LISTS[first.kind]][first.id].name
    return Reply(
        text,
        first.kind,
        (Hit(first, name, 100.0, 1),),
        parts.within,
        basis=first,
        facts=facts,
        named=named,
        codes=parts.codes,
        changes=parts.changes,
    )


def _placed(
    atlas: Atlas, text: str, others: Sequence[Hit], parts: Parts, day: dt.date | None
) -> Reply:
    """Return the answer about a place alone, or about what several are named in together."""
    within = parts.within
    hits = [Hit(Subject("place", one), atlas.places[one].name, 100.0) for one in within]
    if len(hits) == 1:
        return _reply(atlas, text, [*hits, *others], parts, day)
    basis = hits[0].subject
    facts = _named_first(atlas, _selected(atlas, basis, within), within)
    split = [[fact for fact in facts if atlas.is_named(fact, place)] for place in within]
    clusters = [{fact.cluster for fact in mine} for mine in split]
    industries = [
        {item.industry for fact in mine for item in items_of(atlas, fact)} for mine in split
    ]
    shared = [Subject("cluster", c.id) for c in atlas.clusters if all(c.id in s for s in clusters)]
    shared += [Subject("industry", i) for i in atlas.industries if all(i in s for s in industries)]
    return Reply(
        text,
        "place",
        _ranked(hits),
        within,
        basis=basis,
        facts=facts,
        changes=parts.changes,
        shared=tuple(shared),
    )


def _ranked(hits: Iterable[Hit]) -> tuple[Hit, ...]:
    """Return the best hits with their ranks; equal scores share one."""
    best = sorted(hits, key=lambda hit: -hit.score)[:MOST_HITS]
    ranks: list[int] = []
    for number, hit in enumerate(best):
        same = number and best[number - 1].score == hit.score
        ranks.append(ranks[-1] if same else number + 1)
    return tuple(replace(hit, rank=rank) for hit, rank in zip(best, ranks, strict=True))


def selection_for(
    subject: Subject,
    within: Sequence[str] = (),
    codes: Sequence[Subject] = (),
    states: Sequence[str] = (),
) -> Selection:
    """Return the selection that shows a subject; a document is shown in whatever state it is."""
    if subject.kind in {"document", "clause"}:
        documents = [subject.id.partition("#")[0]]
        return Selection(documents=documents, legal_states=states, places=within)
    chosen: dict[str, Any] = {}
    for kind, key in (subject, *(Subject("place", one) for one in within), *codes):
        chosen.setdefault(FILTERS[kind], []).append(key)
    return Selection(**chosen)


def _basis(atlas: Atlas, subject: Subject) -> Subject:
    """Return whose designations answer: the subject's own, or of what it is a part of.

    An industry of which plans speak for the whole province only is answered by the wider one.
    """
    for one in _upwards(atlas, subject):
        facts = _selected(atlas, one)
        if any(atlas.places[p].level != "province" for fact in facts for p in fact.places):
            return one
    return subject


def _selected(
    atlas: Atlas, subject: Subject, within: Sequence[str] = (), codes: Sequence[Subject] = ()
) -> tuple[Designation, ...]:
    """Return the designations of a subject, in places and of codes where there are any."""
    states = tuple(atlas.codes["legal-state"])
    facts = select(atlas, selection_for(subject, within, codes, states)).facts
    if subject.kind == "clause":
        return tuple(fact for fact in facts if fact.clause == subject.id)
    return facts


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
        return _named_first(atlas, facts, [hit.subject.id]), Named()
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


def _strongest(atlas: Atlas, facts: Iterable[Designation]) -> tuple[Designation, ...]:
    tier = {key: code.tier or 5 for key, code in atlas.codes["role"].items()}
    return tuple(sorted(facts, key=lambda fact: tier[fact.role]))


def _named_first(
    atlas: Atlas, facts: Iterable[Designation], places: Sequence[str]
) -> tuple[Designation, ...]:
    """Return what names most of some places first, of that the strongest."""
    number = {fact.id: sum(atlas.is_named(fact, one) for one in places) for fact in facts}
    return tuple(sorted(_strongest(atlas, facts), key=lambda fact: -number[fact.id]))


def _plain_names(atlas: Atlas, facts: Iterable[Designation]) -> Named:
    """Return the places that designations name, in their order."""
    ids = list(dict.fromkeys(place for fact in facts for place in fact.places))
    levels = {one: atlas.places[one].level for one in ids}
    return Named(
        tuple(one for one in ids if levels[one] in {"city", "county", "park", "site"}),
        tuple(one for one in ids if levels[one] == "region"),
    )
