"""Why a ranked place stands where it stands: a sentence made of facts, and rows to print."""

from __future__ import annotations

import math
from typing import Any

from cluster_atlas.values.answers import (
    ITSELF,
    MEDIUM,
    STRONG,
    THROUGH_REGION,
    Answer,
    Candidate,
    Evidence,
    Neighbour,
    shared_ranks,
)
from cluster_atlas.values.issues import Text
from cluster_atlas.values.model import Place
from cluster_atlas.wording.wording import Wording

# How many of the neighbours are named.
NAMED_NEAR = 3

STRENGTHS = (Text("强", "strong"), Text("中", "medium"), Text("弱", "weak"))

# The parts of a reason; the viewer fills the same ones.
REASON_PARTS = {
    "best": Text(
        "{place}{way}：“{title}”，{role}，{status}（{clause}，{legal}）",
        "{place}{way}: “{title}”, {role}, {status} ({clause}, {legal})",
    ),
    "via": Text("（随{names}）", " (through {names})"),
    "inside": Text("（其{names}）", " (by {names} in it)"),
    "more": Text("另有 {n} 条相关定位", "{n} more matching designations"),
    "target": Text("目标：{what}", "target: {what}"),
    "transfer": Text("承接{names}转移", "receives transfers from {names}"),
    "near": Text("相关园区平台 {n} 个：{names}", "related parks and platforms ({n}): {names}"),
    "apart": Text("（{km}±{sure} 公里）", " ({km} ± {sure} km)"),
    "adjoining": Text("（同县区或相邻县区）", " (in the same or a bordering county)"),
}


def sentence(wording: Wording, candidate: Candidate) -> str:
    """Return the reasons of a rank as one sentence: designation, clause, what adds to it."""
    parts = [_best(wording, candidate)]
    if len(candidate.evidence) > 1:
        parts.append(_part(wording, "more", n=len(candidate.evidence) - 1))
    targets = [e.fact for e in candidate.evidence if e.fact.target and e.directness == ITSELF]
    if targets:
        parts.append(_part(wording, "target", what=wording.target(targets[0])))
    if candidate.transfers:
        parts.append(_part(wording, "transfer", names=wording.places(candidate.transfers)))
    if candidate.near:
        names = wording.join(
            _beside(wording, candidate.place, n) for n in candidate.near[:NAMED_NEAR]
        )
        parts.append(_part(wording, "near", n=len(candidate.near), names=names))
    return "; ".join(parts) + "." if wording.english else "；".join(parts) + "。"


def _part(wording: Wording, key: str, **slots: object) -> str:
    return REASON_PARTS[key].in_language(wording.language).format(**slots)


def _best(wording: Wording, candidate: Candidate) -> str:
    """Return the designation that speaks best for a place, with its clause."""
    fact = candidate.evidence[0].fact
    return _part(
        wording,
        "best",
        place=wording.short(candidate.place),
        way=_way(wording, candidate, candidate.evidence[0]),
        title=wording.title(fact),
        role=wording.code("role", fact.role),
        status=wording.code("status", fact.status),
        clause=wording.clause(fact),
        legal=wording.legal(fact.document),
    )


def _way(wording: Wording, candidate: Candidate, best: Evidence) -> str:
    """Return how the designation comes to the place, where it does not name it itself."""
    places, here = wording.atlas.places, candidate.place.id
    if best.directness == THROUGH_REGION:
        regions = [p for p in best.fact.places if here in places[p].members]
        return _part(wording, "via", names=wording.places(regions))
    if here in best.fact.places:
        return ""
    inside = [p for p in best.fact.places if here in {places[p].city, places[p].county}]
    return _part(wording, "inside", names=wording.places(inside))


def _beside(wording: Wording, place: Place, neighbour: Neighbour) -> str:
    """Return a neighbour with its distance and how sure that is; what lies inside is not apart."""
    name = wording.short(neighbour.place)
    if place.id in {neighbour.place.city, neighbour.place.county}:
        return name
    if neighbour.distance is None:
        return name + _part(wording, "adjoining")
    km, sure = neighbour.distance
    return name + _part(wording, "apart", km=_whole(km), sure=_whole(sure))


def _whole(km: float) -> int:
    """Return whole kilometres, halves upwards as the viewer rounds them."""
    return math.floor(km + 0.5)


def strength(score: float) -> Text:
    """Return what a score is worth in a word; scores are absolute, a first place may be weak."""
    return STRENGTHS[(score < STRONG) + (score < MEDIUM)]


def answer_rows(wording: Wording, answer: Answer, top: int) -> list[dict[str, Any]]:
    """Return one flat row per ranked place: rank, place, score, points, clause and the sentence."""
    shown = answer.candidates[:top]
    ranks = shared_ranks([candidate.score for candidate in shown])
    return [
        {
            "rank": rank,
            "id": candidate.place.id,
            "place": wording.text(candidate.place.name, candidate.place.label_en),
            "score": round(candidate.score, 1),
            "strength": strength(candidate.score).in_language(wording.language),
            "match": round(candidate.evidence[0].match, 2),
            **{key: round(value, 2) for key, value in candidate.points.items()},
            "designation": candidate.evidence[0].fact.id,
            "clause": candidate.evidence[0].fact.clause,
            "reason": sentence(wording, candidate),
        }
        for rank, candidate in zip(ranks, shown, strict=True)
    ]
