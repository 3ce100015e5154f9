"""Why a found place stands where it stands: a sentence made of facts, and rows to print."""

from __future__ import annotations

from typing import Any

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.questions.find import (
    ITSELF,
    THROUGH_REGION,
    Answer,
    Candidate,
    Evidence,
    Neighbour,
)
from cluster_atlas.wording.facts import citation, target_text

NAMED_NEAR = 3


def sentence(atlas: Atlas, found: Candidate, language: str = "zh") -> str:
    """Return the reasons of a rank as one sentence: designation, clause, what adds to it."""
    en = language == "en"
    parts = [_designated(atlas, found, language)]
    more = len(found.evidence) - 1
    if more:
        parts.append(f"{more} more matching designations" if en else f"另有 {more} 条相关定位")
    targets = [e for e in found.evidence if e.fact.target and e.directness == ITSELF]
    if targets:
        told = target_text(targets[0].fact, language)
        parts.append(f"target: {told}" if en else f"目标：{told}")
    if found.transfers:
        names = _names(atlas, found.transfers, language)
        parts.append(f"receives transfers from {names}" if en else f"承接{names}转移")
    if found.near:
        shown = [_beside(n, language) for n in found.near[:NAMED_NEAR]]
        count = len(found.near)
        head = (
            f"{count} related parks and platforms near by: "
            if en
            else f"附近相关园区平台 {count} 个："
        )
        parts.append(head + (", " if en else "、").join(shown))
    return "; ".join(parts) + "." if en else "；".join(parts) + "。"


def _designated(atlas: Atlas, found: Candidate, language: str) -> str:
    en = language == "en"
    best = found.evidence[0]
    fact = best.fact
    role, status = atlas.codes["role"][fact.role], atlas.codes["status"][fact.status]
    legal = atlas.codes["legal-state"][atlas.legal_state(fact.document)]
    document = atlas.documents[fact.document]
    way = _way(atlas, found, best, language)
    if en:
        return (
            f"{found.place.label_en}{way}: “{fact.title_en}”, {role.name_en}, {status.name_en}"
            f" ({document.number} {fact.address}, {legal.name_en})"
        )
    clause = citation(atlas, fact).rpartition("，")[2]
    return (
        f"{found.place.label}{way}：“{fact.title}”，{role.name}，{status.name}"
        f"（{document.number}{clause}，{legal.name}）"
    )


def _way(atlas: Atlas, found: Candidate, best: Evidence, language: str) -> str:
    """Return how the designation comes to the place, where it does not name it itself."""
    en = language == "en"
    names = [p for p in best.fact.places if p != found.place.id]
    if best.directness == THROUGH_REGION:
        regions = [p for p in names if found.place.id in atlas.places[p].members]
        via = _names(atlas, regions, language)
        return f" (through {via})" if en else f"（随{via}）"
    if best.fact.places and found.place.id not in best.fact.places:
        inside = [
            p for p in names if found.place.id in {atlas.places[p].city, atlas.places[p].county}
        ]
        within = _names(atlas, inside, language)
        return f" (by {within} in it)" if en else f"（其{within}）"
    return ""


def _names(atlas: Atlas, ids: Any, language: str) -> str:  # noqa: ANN401 - any ids
    names = [
        atlas.places[id_].label_en if language == "en" else atlas.places[id_].label for id_ in ids
    ]
    return (", " if language == "en" else "、").join(names)


def _beside(neighbour: Neighbour, language: str) -> str:
    """Return a neighbour with its distance and how sure that is."""
    en = language == "en"
    name = neighbour.place.label_en if en else neighbour.place.label
    if neighbour.distance is None:
        return (
            f"{name} (in the same or a bordering county)" if en else f"{name}（同县区或相邻县区）"
        )
    km, sure = neighbour.distance
    return f"{name} ({km:.0f} ± {sure:.0f} km)" if en else f"{name}（{km:.0f}±{sure:.0f} 公里）"


def answer_rows(
    atlas: Atlas, answer: Answer, top: int, language: str = "zh"
) -> list[dict[str, Any]]:
    """Return one flat row a ranked place: rank, place, score, points, clause and the sentence."""
    return [
        {
            "rank": number,
            "id": found.place.id,
            "place": found.place.label_en if language == "en" else found.place.name,
            "score": round(found.score, 1),
            "match": round(found.evidence[0].match, 2),
            **{key: round(value, 2) for key, value in found.points.items()},
            "designation": found.evidence[0].fact.id,
            "clause": found.evidence[0].fact.clause,
            "reason": sentence(atlas, found, language),
        }
        for number, found in enumerate(answer.candidates[:top], start=1)
    ]
