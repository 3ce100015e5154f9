"""Places for an industry: ranked by what the plans say of them, every rank with its reasons."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.questions.near import county_of, distance, neighbours
from cluster_atlas.questions.query import grams, lexicon_of, understand
from cluster_atlas.values.answers import (
    INSIDE,
    ITSELF,
    REGION,
    THROUGH_REGION,
    Answer,
    Candidate,
    Evidence,
    Neighbour,
    Query,
)
from cluster_atlas.values.issues import AtlasError, Issue, Text, quote
from cluster_atlas.values.model import Designation, Place
from cluster_atlas.wording.numbers import number

# The viewer takes these numbers from the pack; a test holds both to the same answers.
# Points of what the plans say; all lie between 0 and 1.
ROLE_POINTS = {1: 1.0, 2: 0.85, 3: 0.6, 4: 0.4, 5: 0.25}
STATUS_POINTS = {
    "established": 0.85,
    "building": 0.8,
    "priority": 1.0,
    "supported": 0.6,
    "planned": 0.4,
}
LEGAL_POINTS = {
    "in-force": 1.0,
    "period-ended": 0.8,
    "draft": 0.4,
    "finalised": 0.3,
    "superseded": 0.2,
}

# A place of the query counts whole, what lies inside it less.
# Where the query is that place and nothing else, it stands first.
ASKED, INSIDE_ASKED, INSIDE_BARE = 1.0, 0.85, 0.5

# What counts beside the match, and how much; the reader may change these.
WEIGHTS = {
    "role": 4.0,
    "status": 2.0,
    "legal": 1.0,
    "depth": 2.0,
    "near": 1.0,
    "target": 0.5,
    "transfer": 0.5,
}
LARGEST_WEIGHT = 10.0

LEAST_MATCH = 0.2
LEAST_SHARE = 0.45
NEAR_KM = 50.0
# So many further designations, or neighbours, give half of their points.
HALF_FULL = 2.0
LEVELS = ("city", "county", "park", "site", "region")


def find(
    atlas: Atlas,
    text: str,
    facts: Sequence[Designation],
    *,
    weights: Mapping[str, float] | None = None,
    day: dt.date | None = None,
) -> Answer:
    """Return the places that a selection's plans designate for what a text asks for.

    Parameters
    ----------
    atlas
        An open atlas.
    text
        An industry, a product, a place, or both; Chinese, English or pinyin.
    facts
        The designations that count, such as those of a selection.
    weights
        Changes to :data:`WEIGHTS`, each 0 to 10.
    day
        The day whose legal states count, such as that of a selection; today where ``None``.

    Raises
    ------
    AtlasError
        If the text holds no word or is too long, or a weight is unknown or out of range.
    """
    chosen = _weights(weights or {})
    query = understand(atlas, text)
    matches = _matches(atlas, query, facts)
    evidence = _evidence(atlas, matches)
    related = _related(atlas, matches)
    legal = {key: LEGAL_POINTS[atlas.legal_state(key, day)] for key in atlas.documents}
    found = [
        ranked
        for place, speaking in evidence.items()
        if (ranked := _rank(atlas, place, speaking, query, related, chosen, legal)) is not None
    ]
    order = {place: number for number, place in enumerate(atlas.places)}
    found.sort(key=lambda f: (-round(f.score, 6), LEVELS.index(f.place.level), order[f.place.id]))
    return Answer(query, tuple(found), () if found else _nearest(atlas, query))


def _weights(changes: Mapping[str, float]) -> dict[str, float]:
    wrong = {k: v for k, v in changes.items() if k not in WEIGHTS or not 0 <= v <= LARGEST_WEIGHT}
    if wrong:
        names = "、".join(WEIGHTS)
        raise AtlasError(
            [
                Issue(
                    "find",
                    "",
                    "weights",
                    quote(f"{key}={number(value)}"),
                    Text("不是可用的权重", "is no usable weight"),
                    Text(f"可用 0 至 10：{names}", f"give 0 to 10 for one of {', '.join(WEIGHTS)}"),
                )
                for key, value in wrong.items()
            ]
        )
    return WEIGHTS | dict(changes)


def _matches(
    atlas: Atlas, query: Query, facts: Iterable[Designation]
) -> dict[str, tuple[Designation, float]]:
    """Return the designations that match, by id; without a word left every one does."""
    chosen = {fact.id for fact in facts}
    total = sum(query.grams.values())
    found: dict[str, tuple[Designation, float]] = {}
    for fact, weights in zip(atlas.facts, lexicon_of(atlas).facts, strict=True):
        if fact.id not in chosen:
            continue
        said = sum(rare * weights.get(gram, 0.0) for gram, rare in query.grams.items())
        found[fact.id] = (fact, said / total if total else 1.0)
    best = max((match for _, match in found.values()), default=0.0)
    least = max(LEAST_MATCH, LEAST_SHARE * best)
    return {key: entry for key, entry in found.items() if entry[1] >= least}


def _evidence(
    atlas: Atlas, matches: Mapping[str, tuple[Designation, float]]
) -> dict[str, list[Evidence]]:
    """Return, for each place, the designations that speak of it, by their most direct way."""
    found: dict[str, dict[str, Evidence]] = {}
    for fact, match in matches.values():
        for id_, directness in _spoken_of(atlas, fact):
            mine = found.setdefault(id_, {})
            if fact.id not in mine or mine[fact.id].directness < directness:
                mine[fact.id] = Evidence(fact, match, directness)
    return {place: list(mine.values()) for place, mine in found.items()}


def _spoken_of(atlas: Atlas, fact: Designation) -> Iterable[tuple[str, float]]:
    for id_ in fact.places:
        place = atlas.places[id_]
        if place.level == "region":
            yield id_, REGION
            yield from ((m, THROUGH_REGION) for m in place.members if m.startswith("city:"))
        elif place.level in LEVELS:
            yield id_, ITSELF
            yield from ((unit, INSIDE) for unit in (place.county, place.city) if unit)


def _related(atlas: Atlas, matches: Mapping[str, tuple[Designation, float]]) -> list[Place]:
    """Return the parks and platforms that the matching designations name."""
    named = dict.fromkeys(place for fact, _ in matches.values() for place in fact.places)
    return [p for p in map(atlas.places.__getitem__, named) if p.level in {"park", "site"}]


def _rank(  # noqa: PLR0913 - what a rank rests on
    atlas: Atlas,
    id_: str,
    speaking: Sequence[Evidence],
    query: Query,
    related: Sequence[Place],
    weights: Mapping[str, float],
    legal: Mapping[str, float],
) -> Candidate | None:
    place = atlas.places[id_]
    share = _share_of(atlas, place, set(query.places), bare=not query.grams)
    if not share:
        return None
    said = sorted(speaking, key=lambda e: -round(_said(atlas, e, weights, legal), 9))
    best = said[0]
    near = _near(atlas, place, related)
    transfers = _transfers(atlas, place, said)
    points = {
        **_wording_points(atlas, best.fact, legal),
        "depth": _saturated(sum(e.match * e.directness for e in said[1:]), HALF_FULL),
        "near": _saturated(float(len(near)), HALF_FULL),
        "target": 1.0 if any(e.fact.target and e.directness == ITSELF for e in said) else 0.0,
        "transfer": 1.0 if transfers else 0.0,
    }
    whole = sum(weights.values())
    worth = sum(weights[key] * points[key] for key in WEIGHTS) / whole if whole else 1.0
    score = 100 * share * best.match * best.directness * worth
    return Candidate(place, score, points, tuple(said), tuple(near), tuple(transfers))


def _share_of(atlas: Atlas, place: Place, asked: set[str], *, bare: bool) -> float:
    """Return what a place counts for a query that names places; 1 where it names none."""
    if not asked or place.id in asked:
        return ASKED
    units = {place.id, place.city, place.county}
    inside = units & asked or any(units & set(atlas.places[one].members) for one in asked)
    if not inside:
        return 0.0
    return INSIDE_BARE if bare else INSIDE_ASKED


def _wording_points(
    atlas: Atlas, fact: Designation, legal: Mapping[str, float]
) -> dict[str, float]:
    """Return the points of a designation's own words."""
    return {
        "role": ROLE_POINTS[atlas.codes["role"][fact.role].tier],
        "status": STATUS_POINTS[fact.status],
        "legal": legal[fact.document],
    }


def _said(
    atlas: Atlas, evidence: Evidence, weights: Mapping[str, float], legal: Mapping[str, float]
) -> float:
    """Return the worth of one designation: by it the best one is chosen."""
    told = _wording_points(atlas, evidence.fact, legal)
    whole = sum(weights[key] for key in told)
    worth = sum(weights[key] * told[key] for key in told) / whole if whole else 1.0
    return evidence.match * evidence.directness * worth


def _saturated(amount: float, half: float) -> float:
    """Return a share that grows from 0 towards 1 and is one half at ``half``."""
    return amount / (amount + half)


def _near(atlas: Atlas, place: Place, related: Sequence[Place]) -> list[Neighbour]:
    """Return related parks and platforms in or beside the place's county, or within 50 km."""
    if place.level == "region":
        return []
    borders = neighbours(atlas)
    home = county_of(place)
    around = {home, *borders.get(home, ())} if home else set()
    found = []
    for other in related:
        if other.id == place.id:
            continue
        inside = place.level == "city" and other.city == place.id
        adjoining = inside or county_of(other) in around
        apart = distance(place, other) if other.is_located else None
        if adjoining or (apart is not None and apart.km <= NEAR_KM):
            found.append(Neighbour(other, apart, adjoining))
    return sorted(found, key=lambda n: (n.distance.km if n.distance else NEAR_KM * 2, n.place.id))


def _transfers(atlas: Atlas, place: Place, said: Iterable[Evidence]) -> list[str]:
    """Return who transfers industry to a place, itself or through its region, by these facts."""
    own = {place.id} | {r.id for r in atlas.places.values() if place.id in r.members}
    pairs = (relation for e in said for relation in e.fact.relations)
    givers = (r.from_ for r in pairs if r.type == "transfers-to" and r.to in own)
    return list(dict.fromkeys(givers))


def _nearest(atlas: Atlas, query: Query) -> tuple[str, ...]:
    """Return the known terms that share most with a query that matches nothing."""
    wanted = _pieces(query.text)
    if not wanted:
        return ()
    shared = (
        (-len(wanted & _pieces(term)) / (len(term) + len(wanted)), number, term)
        for number, term in enumerate(lexicon_of(atlas).terms)
    )
    return tuple(term for rank, _, term in sorted(shared)[:5] if rank < 0)


def _pieces(text: str) -> set[str]:
    """Return a text's pieces and its single characters, but for Latin letters."""
    return set(grams(text)) | {letter for letter in text if not letter.isascii()}
