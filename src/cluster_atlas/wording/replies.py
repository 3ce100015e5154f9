"""What the one search answers, as a planner would say it, and as rows to print."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cluster_atlas.atlas.selection import ONLY_NAMED
from cluster_atlas.atlas.spelling import tokens
from cluster_atlas.values.answers import Change
from cluster_atlas.values.issues import Text
from cluster_atlas.values.model import Designation
from cluster_atlas.values.searches import Hit, Reply, Subject
from cluster_atlas.values.strategic import Sector
from cluster_atlas.wording.documents import document_name
from cluster_atlas.wording.wording import Entity, Wording

# How many places, regions, clauses and nearest subjects a sentence names.
NAMED, REGIONS, CLAUSES, NEAREST = 5, 3, 2, 3
# How many titles it gives of each kind of change.
TITLES = 2
# How many hits an answer has, and industries a sentence.
MOST_HITS = 8
# How many designations a record lists.
EVIDENCE = 12
# Below this score a first hit is said to be weak.
FIRM = 65.0

# Code lists whose words are filters, by the kind of subject.
CODE_LISTS = {"role": "role", "status": "status", "legal": "legal-state"}

# What a browser takes from the ends of a text; Python's own list is another.
BLANKS = "\t\n\v\f\r \u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff" + "".join(
    chr(code) for code in range(0x2000, 0x200B)
)

# The parts of an answer; the viewer fills the same ones.
REPLY_PARTS = {
    "belongs": Text("“{text}”属{name}", "“{text}” belongs to {name}"),
    "read": Text(
        "“{text}”按“{term}”理解，属{name}", "“{text}”, read as “{term}”, belongs to {name}"
    ),
    "weak": Text(
        "没有词与“{text}”完全相符，最接近的是{name}（“{term}”，相符 {score}/100）",
        "nothing matches “{text}” well; the nearest is {name} (“{term}”, {score} of 100)",
    ),
    "itself": Text("{name}", "{name}"),
    "in": Text("{name}（{cluster}）", "{name} ({cluster})"),
    "cluster": Text("{name}产业集群", "the {name} cluster"),
    "above": Text(
        "规划没有为它点名地方，以下是{name}的",
        "no plan names a place for it; shown is the wider {name}",
    ),
    "named": Text("规划点名{names}", "plans name {names}"),
    "more": Text("{names}等 {n} 处", "{names} and others, {n} places in all"),
    "regions": Text("随区域：{names}", "by region: {names}"),
    "nowhere": Text("规划没有为它点名地方", "no plan names a place for it"),
    "basis": Text("依据{clauses}，{until}", "according to {clauses}: {until}"),
    # The clauses named are the first of more.
    "rest": Text("{clauses}等 {n} 处条款", "{clauses} and {more} more"),
    "papers": Text("{clauses}（共 {n} 份文件）", "{clauses} ({n} documents in all)"),
    "some": Text("{n} 份{until}", "{n} of {all} {until}"),
    "until": Text("规划期至 {year} 年", "planned to {year}"),
    "ended": Text("规划期至 {year} 年（已满）", "planned to {year} (ended)"),
    "place": Text("{name}：{n} 条定位点名该地", "designations that name {name}: {n}"),
    "beside": Text("同时点名{names}", "named with it: {names}"),
    "of": Text("{name}：{n} 条定位", "{name}, designations: {n}"),
    "absent": Text("规划没有为{places}点名{name}", "no plan names {places} for {name}"),
    "rather": Text("点名的有{names}", "named instead: {names}"),
    "shared": Text("都点名{names}的集群 {n} 个", "clusters naming {names}: {n}"),
    "both": Text("{first}、{last}", "both {first} and {last}"),
    "all": Text("{first}、{last}", "all of {first} and {last}"),
    "industries": Text("产业 {n} 项：{names}", "industries ({n}): {names}"),
    "through": Text("另有 {n} 条随区域", "through its regions: {n} more"),
    "span": Text(
        "{first} 年末至 {last} 年末，{said}",
        "from the end of {first} to the end of {last}: {said}",
    ),
    "added": Text("新增 {n} 条（{titles}）", "{n} added ({titles})"),
    "dropped": Text("不再列入 {n} 条（{titles}）", "{n} dropped ({titles})"),
    "changed": Text("改动 {n} 条（{titles}）", "{n} changed ({titles})"),
    "same": Text("点名该地的定位没有变化", "nothing that names it changed"),
    "single": Text("没有可比的两个版本", "no plan has two editions to compare"),
    "clusters": Text("涉及{names}", "clusters: {names}"),
    "unnamed": Text("没有规划点名{name}", "no plan names {name}"),
    "clause": Text("{name}，{until}：{n} 条定位", "{name}, {until}, designations: {n}"),
    "word": Text("“{text}”见于{name}，{until}", "“{text}” appears in {name}, {until}"),
    "outside": Text("此图谱没有覆盖{name}的规划", "this atlas covers no plan for {name}"),
    "beyond": Text(
        "{name}不在全省二十个战略性产业集群之列，此图谱没有覆盖其规划",
        "{name} is not one of the province's twenty strategic clusters; no plan for it is covered",
    ),
    "unknown": Text(
        "此图谱没有覆盖“{text}”的规划，也没有与之相近的词",
        "this atlas covers no plan for “{text}” and knows no similar word",
    ),
    "nearest": Text("图谱内最接近的是{names}", "nearest in the atlas: {names}"),
    "none": Text("图谱内没有相近的集群", "no cluster in this atlas is close to it"),
}
_LIMITS = {
    "titles": TITLES,
    "named": NAMED,
    "regions": REGIONS,
    "clauses": CLAUSES,
    "nearest": NEAREST,
    "firm": FIRM,
}


def reply_limits() -> dict[str, float]:
    """Return how much a sentence names, as the viewer is told it."""
    return dict(_LIMITS)


def reply_sentence(wording: Wording, reply: Reply) -> str:
    """Return the answer as one sentence."""
    parts = [part for part in (*_span(wording, reply), *_parts(wording, reply)) if part]
    if not wording.english:
        return "；".join(parts) + "。"
    # Names of clusters hold commas, lists of them semicolons.
    return " ".join(f"{part[:1].upper()}{part[1:]}." for part in parts)


def subject_name(wording: Wording, subject: Subject) -> str:
    """Return what a subject is called."""
    key = subject.id
    if subject.kind == "named":
        return ONLY_NAMED.in_language(wording.language)
    if subject.kind in CODE_LISTS:
        return wording.code(CODE_LISTS[subject.kind], key)
    if subject.kind == "document":
        return wording.document(key)
    if subject.kind == "clause":
        document, _, address = key.partition("#")
        return f"{wording.document(document)} {wording.address(address)}"
    if subject.kind == "place":
        place = wording.atlas.places[key]
        return wording.text(place.name, place.label_en)
    return wording.name(_entity(wording, subject))


def _entity(wording: Wording, subject: Subject) -> Entity:
    """Return the cluster, industry or place that a subject is."""
    atlas = wording.atlas
    lists: dict[str, Mapping[str, Entity]] = {
        "cluster": atlas.cluster_by_id,
        "industry": atlas.industries,
        "place": atlas.places,
    }
    return lists[subject.kind][subject.id]


def _parts(wording: Wording, reply: Reply) -> Iterable[str]:
    if reply.kind == "outside":
        return _outside(wording, reply)
    if reply.kind == "place":
        return _together(wording, reply) if reply.within else _place(wording, reply)
    if reply.kind in {"named", *CODE_LISTS}:
        return _coded(wording, reply)
    if reply.kind in {"document", "clause"}:
        return _paper(wording, reply)
    return _subject(wording, reply)


def _part(wording: Wording, key: str, **slots: object) -> str:
    return REPLY_PARTS[key].in_language(wording.language).format(**slots)


def _span(wording: Wording, reply: Reply) -> Iterable[str]:
    """Yield what changed between two years that were asked for."""
    if not reply.years:
        return
    said = [
        _part(wording, kind, n=len(titles), titles=_titles(wording, titles))
        for kind in ("added", "dropped", "changed")
        if (titles := [_titled(wording, c) for c in reply.changed if c.kind == kind])
    ]
    if not reply.comparable:
        said = [_part(wording, "single")]
    elif not said:
        said = [_part(wording, "same")]
    first, last = reply.years
    yield _part(wording, "span", first=first, last=last, said=wording.text("，", "; ").join(said))


def _titled(wording: Wording, change: Change) -> str:
    fact = change.new or change.old
    return wording.title(fact) if fact else ""


def _titles(wording: Wording, titles: Sequence[str]) -> str:
    return wording.text("、", "; ").join(titles[:TITLES]) + ("…" if len(titles) > TITLES else "")


def _full_name(wording: Wording, subject: Subject) -> str:
    """Return an industry with its cluster, a cluster as one."""
    name = subject_name(wording, subject)
    if subject.kind == "cluster":
        return _part(wording, "cluster", name=name)
    if subject.kind == "industry":
        cluster = wording.atlas.cluster_by_id[wording.atlas.cluster_of_industry[subject.id]]
        return _part(wording, "in", name=name, cluster=wording.name(cluster))
    return name


def _opening(wording: Wording, reply: Reply) -> str:
    """Return what the text was taken for: plainly, or as the nearest there is."""
    hit = reply.hits[0]
    name = _full_name(wording, hit.subject)
    text, term = _plain(reply.text), _plain(hit.term)
    # Beside a place the text is not all of what was looked for.
    said = hit.term if _is_narrowed(reply) else reply.text.strip(BLANKS)
    slots = {"text": said, "term": hit.term, "name": name}
    if hit.score < FIRM:
        return _part(wording, "weak", score=math.floor(hit.score + 0.5), **slots)
    own = _entity(wording, hit.subject)
    if _plain(said) in {_plain(own.name), _plain(own.name_en)}:
        return _part(wording, "itself", name=name)
    # Of several words one does not speak for the others.
    belongs = text in term or (term in text and len(said.split()) == 1)
    return _part(wording, "belongs" if belongs else "read", **slots)


def _plain(text: str) -> str:
    return "".join(tokens(text))


def _is_narrowed(reply: Reply) -> bool:
    """Tell whether a text says more than its subject."""
    return bool(reply.within or reply.codes or reply.absent or reply.changes)


def _subject(wording: Wording, reply: Reply) -> Iterable[str]:
    yield _opening(wording, reply)
    if reply.absent:
        names = [reply.hits[0].term, *_codes(wording, reply)]
        places = wording.places(reply.absent)
        yield _part(wording, "absent", places=places, name=" · ".join(names))
    if reply.within or reply.codes:
        yield from _there(wording, reply)
    if not reply.facts:
        yield _part(wording, "nowhere")
        return
    if reply.basis and reply.basis != reply.hits[0].subject:
        yield _part(wording, "above", name=_full_name(wording, reply.basis))
    yield from _named(wording, reply, "named" if reply.within or not reply.absent else "rather")
    yield _basis(wording, reply.facts)


def _there(wording: Wording, reply: Reply) -> Iterable[str]:
    """Yield how many designations there are of what stands beside a subject."""
    atlas, facts = wording.atlas, reply.facts
    names = [wording.short(atlas.places[one]) for one in reply.within]
    names += _codes(wording, reply)
    name = " · ".join(names)
    if not reply.within:
        yield _part(wording, "of", name=name, n=len(facts))
        return
    named = [f for f in facts if any(wording.atlas.is_named(f, one) for one in reply.within)]
    yield _part(wording, "place", name=name, n=len(named))
    if len(named) < len(facts):
        yield _part(wording, "through", n=len(facts) - len(named))


def _codes(wording: Wording, reply: Reply) -> list[str]:
    """Return the names of roles, statuses and legal states; beside them, naming is understood."""
    only = len(reply.codes) == 1 and not reply.within
    return [subject_name(wording, one) for one in reply.codes if only or one.kind != "named"]


def _coded(wording: Wording, reply: Reply) -> Iterable[str]:
    yield from _there(wording, reply)
    if not reply.facts:
        return
    clusters = dict.fromkeys(fact.cluster for fact in reply.facts)
    yield _clusters(wording, clusters)
    if reply.within:
        industries = dict.fromkeys(one for fact in reply.facts for one in fact.industries)
        yield from _industries(wording, [Subject("industry", one) for one in industries])
        # Who shares the role: the places asked for are named already.
        cities = (city for fact in reply.facts for city in wording.atlas.named_cities(fact))
        others = [city for city in dict.fromkeys(cities) if city not in reply.within]
        if others:
            yield _part(wording, "beside", names=wording.places(others))
    else:
        yield from _named(wording, reply)
    yield _basis(wording, reply.facts)


def _industries(wording: Wording, industries: Sequence[Subject]) -> Iterable[str]:
    """Yield how many industries there are, and the first of them."""
    if industries:
        names = [subject_name(wording, one) for one in industries[:MOST_HITS]]
        more = "…" if len(industries) > MOST_HITS else ""
        yield _part(wording, "industries", names=wording.join(names) + more, n=len(industries))


def _together(wording: Wording, reply: Reply) -> Iterable[str]:
    """Yield what several places are named in together."""
    clusters = [one.id for one in reply.shared if one.kind == "cluster"]
    first, last = wording.places(reply.within[:-1]), wording.places(reply.within[-1:])
    several = "both" if len(reply.within) == 2 else "all"  # noqa: PLR2004 - two places
    names = _part(wording, several, first=first, last=last)
    yield _part(wording, "shared", names=names, n=len(clusters))
    if clusters:
        yield _clusters(wording, clusters)
    yield from _industries(wording, [one for one in reply.shared if one.kind == "industry"])
    named = [
        fact
        for fact in reply.facts
        if fact.cluster in clusters
        and any(wording.atlas.is_named(fact, one) for one in reply.within)
    ]
    if named:
        yield _basis(wording, named)


def _clusters(wording: Wording, clusters: Iterable[str]) -> str:
    names = wording.join(wording.name(wording.atlas.cluster_by_id[one]) for one in clusters)
    return _part(wording, "clusters", names=names)


def _named(wording: Wording, reply: Reply, key: str = "named") -> Iterable[str]:
    places, regions = reply.named.places, reply.named.regions
    if places:
        yield _part(wording, key, names=_some(wording, places, NAMED))
    if regions:
        yield _part(wording, "regions", names=_some(wording, regions, REGIONS))


def _some(wording: Wording, places: Sequence[str], most: int) -> str:
    # One more is sooner named than counted.
    if len(places) <= most + 1:
        return wording.places(places)
    return _part(wording, "more", names=wording.places(places[:most]), n=len(places))


def _basis(wording: Wording, facts: Sequence[Designation]) -> str:
    """Return the first clauses of designations, of how many, and to when their documents reach."""
    clauses = list(dict.fromkeys(wording.clause(fact) for fact in facts))
    documents = list(dict.fromkeys(fact.document for fact in facts))
    said = wording.join(clauses[:CLAUSES])
    if len(clauses) > CLAUSES:
        more = len(clauses) - CLAUSES
        said = _part(wording, "rest", clauses=said, n=len(clauses), more=more)
    if len(documents) > 1:
        said = _part(wording, "papers", clauses=said, n=len(documents))
    # Every document is counted in one state; what most have comes first.
    states = Counter(_until(wording, one) for one in documents).most_common()
    until = states[0][0]
    if len(states) > 1:
        all_ = len(documents)
        until = wording.join(
            _part(wording, "some", n=n, all=all_, until=state) for state, n in states
        )
    return _part(wording, "basis", clauses=said, until=until)


def _until(wording: Wording, document_id: str) -> str:
    """Return to when a document's plan reaches, or its legal state where it names no years."""
    document = wording.atlas.documents[document_id]
    state = wording.atlas.legal_state(document_id, wording.day)
    if document.valid_to is None or state not in {"in-force", "period-ended"}:
        label = wording.legal(document_id)
        return label[:1].lower() + label[1:]
    key = "ended" if state == "period-ended" else "until"
    return _part(wording, key, year=document.valid_to.year)


def _place(wording: Wording, reply: Reply) -> Iterable[str]:
    key = reply.hits[0].subject.id
    name = subject_name(wording, reply.hits[0].subject)
    mine = [f for f in reply.facts if wording.atlas.is_named(f, key)]
    if mine:
        yield _part(wording, "place", name=name, n=len(mine))
        yield _clusters(wording, dict.fromkeys(fact.cluster for fact in mine))
    else:
        yield _part(wording, "unnamed", name=name)
    rest = len(reply.facts) - len(mine)
    if rest:
        yield _part(wording, "through", n=rest)
    if mine:
        yield _basis(wording, mine)


def _paper(wording: Wording, reply: Reply) -> Iterable[str]:
    hit = reply.hits[0]
    document = hit.subject.id.partition("#")[0]
    until = _until(wording, document)
    name = subject_name(wording, hit.subject)
    if hit.subject.kind == "document":
        full = document_name(wording.atlas.documents[document], wording.language)
        name = wording.text(f"《{full}》（{name}）", f"{full} ({name})")
    is_word = hit.subject.kind == "clause" and hit.score < 100.0  # noqa: PLR2004 - a plan's word
    if is_word:
        yield _part(wording, "word", text=hit.term, name=name, until=until)
    if reply.basis and reply.basis != hit.subject:
        yield _part(wording, "nowhere")
    elif not is_word:
        yield _part(wording, "clause", name=name, until=until, n=len(reply.facts))
    if reply.basis == hit.subject:
        yield from _named(wording, reply)


def _outside(wording: Wording, reply: Reply) -> Iterable[str]:
    sectors = {sector.id: sector for sector in wording.atlas.programme.sectors}
    sector = sectors.get(reply.sector)
    text = reply.text.strip(BLANKS)
    if sector is None:
        yield _part(wording, "outside" if reply.hits else "unknown", text=text, name=f"“{text}”")
    else:
        name = wording.name(sector)
        if _plain(text) not in {_plain(sector.name), _plain(sector.name_en)}:
            yield _part(wording, "belongs", text=text, name=name)
        full = _part(wording, "cluster", name=name) if sector.group else name
        yield _part(wording, "outside" if sector.group else "beyond", name=full)
    near = [_full_name(wording, one) for one in _nearest(reply, sector)][:NEAREST]
    if near:
        yield _part(wording, "nearest", names=wording.join(near))
    elif sector:
        yield _part(wording, "none")


def _nearest(reply: Reply, sector: Sector | None) -> list[Subject]:
    """Return what comes nearest: what the sector names, without a sector what the text is like.

    A word that looks alike says nothing where it is known what the text means: coffee is food, and
    no cluster that has coffee makers is near to it.
    """
    if sector:
        return [Subject("cluster", one) for one in sector.near]
    return list(dict.fromkeys(hit.subject for hit in reply.hits))


def reply_record(wordings: Sequence[Wording], reply: Reply) -> dict[str, Any]:
    """Return an answer as plain values.

    Parameters
    ----------
    wordings
        The languages to answer in, such as Chinese and English.
    reply
        The answer.

    Returns
    -------
    dict
        ``text, kind, answer`` (a sentence by language), ``firm`` (whether the first hit is no weak
        one), ``hits`` (``rank, score, kind, id, name, above, cluster, term``), what narrows the
        answer (``within``, places; ``codes``, roles, statuses and legal states; ``absent``, places
        that no plan names for it; ``changes``, ``years``), clusters and industries ``shared`` by
        several places, ``places, regions`` (ids and names), ``evidence`` (designations with their
        clauses), and for ``outside`` its ``sector`` and the ``nearest``.
    """
    first = wordings[0]
    sectors = {sector.id: sector for sector in first.atlas.programme.sectors}
    outside = reply.kind == "outside"
    sector = sectors.get(reply.sector)
    return {
        "text": reply.text,
        "kind": reply.kind,
        "answer": {wording.language: reply_sentence(wording, reply) for wording in wordings},
        "firm": not outside and reply.hits[0].score >= FIRM,
        "hits": [] if outside else [_hit_record(first, hit) for hit in reply.hits],
        "within": [_place_record(first, place) for place in reply.within],
        "codes": [_subject_record(first, one) for one in reply.codes],
        "absent": [_place_record(first, place) for place in reply.absent],
        "changes": reply.changes,
        "years": list(reply.years),
        "shared": [_subject_record(first, one) for one in reply.shared],
        "places": [_place_record(first, place) for place in reply.named.places],
        "regions": [_place_record(first, place) for place in reply.named.regions],
        "evidence": [
            {
                "id": fact.id,
                "title": first.title(fact),
                "clause": fact.clause,
                "cited": first.clause(fact),
            }
            for fact in reply.facts[:EVIDENCE]
        ],
        "sector": first.name(sector) if sector else None,
        "nearest": [_hit_record(first, hit) for hit in reply.hits] if outside else [],
        "nearest_clusters": list(sector.near) if outside and sector else [],
    }


def _hit_record(wording: Wording, hit: Hit) -> dict[str, Any]:
    atlas, (kind, key) = wording.atlas, hit.subject
    cluster = atlas.cluster_of_industry.get(key, key if kind == "cluster" else "")
    if kind in {"document", "clause"}:
        document = key.partition("#")[0]
        cluster = next((fact.cluster for fact in atlas.facts if fact.document == document), "")
    above = []
    industry = atlas.industries.get(key) if kind == "industry" else None
    while industry is not None and industry.parent:
        industry = atlas.industries[industry.parent]
        above.append(wording.name(industry))
    return {
        "rank": hit.rank,
        "score": hit.score,
        "kind": kind,
        "id": key,
        "name": subject_name(wording, hit.subject),
        "above": above,
        "cluster": wording.name(atlas.cluster_by_id[cluster]) if cluster else None,
        "term": hit.term,
    }


def _subject_record(wording: Wording, subject: Subject) -> dict[str, Any]:
    return {"kind": subject.kind, "id": subject.id, "name": subject_name(wording, subject)}


def _place_record(wording: Wording, place: str) -> dict[str, Any]:
    return {"id": place, "name": wording.short(wording.atlas.places[place])}
