"""The numbers and lists by which the viewer answers as Python does: one definition each."""

from __future__ import annotations

from typing import Any

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.selection import DEFAULT_LEGAL_STATES
from cluster_atlas.questions import (
    compare,
    find,
    near,
    query,
    roles,
    sameness,
    shading,
    similarity,
)
from cluster_atlas.questions.search import fit, search, text_parts, vocabulary
from cluster_atlas.values.answers import (
    INSIDE,
    ITSELF,
    KINDS,
    MEDIUM,
    REGION,
    STRONG,
    THROUGH_REGION,
)
from cluster_atlas.values.colours import FULLNESS
from cluster_atlas.values.mapspec import grid_columns
from cluster_atlas.wording.reasons import NAMED_NEAR
from cluster_atlas.wording.replies import MOST_HITS, reply_limits


def rules(atlas: Atlas) -> dict[str, Any]:
    """Return points, weights, levels, thresholds and defaults as plain values.

    Returns
    -------
    dict
        By subject; ``find`` and ``query`` hold those of the search for places.
    """
    return {
        "legal": list(DEFAULT_LEGAL_STATES),
        "fullness": FULLNESS,
        "columns": grid_columns(len(atlas.clusters)),
        "wholeLevels": sorted(roles.WHOLE_LEVELS),
        "areas": list(roles.AREAS),
        "comparable": sorted(compare.COMPARABLE),
        "mostCompared": compare.MOST,
        "tierPoints": similarity.TIER_POINTS,
        "regionShare": similarity.REGION_SHARE,
        "changeKinds": list(KINDS),
        "shades": [
            {
                "id": key,
                **measure.name._asdict(),
                "heading": measure.heading._asdict(),
                "classes": [
                    {"least": c.least, "tier": c.tier, **c.name._asdict()} for c in measure.classes
                ],
            }
            for key, measure in shading.MEASURES.items()
        ],
        "sameRegion": sameness.SAME_REGION,
        "wholeCities": list(near.WHOLE_CITIES),
        "find": _find_rules(),
        "query": _query_rules(),
        "search": _search_rules(),
        "replies": reply_limits(),
    }


def _find_rules() -> dict[str, Any]:
    return {
        "role": find.ROLE_POINTS,
        "status": find.STATUS_POINTS,
        "legal": find.LEGAL_POINTS,
        "itself": ITSELF,
        "region": REGION,
        "inside": INSIDE,
        "throughRegion": THROUGH_REGION,
        "asked": find.ASKED,
        "insideAsked": find.INSIDE_ASKED,
        "insideBare": find.INSIDE_BARE,
        "weights": find.WEIGHTS,
        "largestWeight": find.LARGEST_WEIGHT,
        "strong": STRONG,
        "medium": MEDIUM,
        "leastMatch": find.LEAST_MATCH,
        "leastShare": find.LEAST_SHARE,
        "nearKm": find.NEAR_KM,
        "halfFull": find.HALF_FULL,
        "levels": list(find.LEVELS),
        "namedNear": NAMED_NEAR,
    }


def _search_rules() -> dict[str, Any]:
    return {
        "weights": vocabulary.WEIGHTS,
        "clusterPart": fit.CLUSTER_PART,
        "clusterEnd": fit.CLUSTER_END,
        "clusterBeginning": fit.CLUSTER_BEGINNING,
        "head": fit.HEAD,
        "elsewhere": fit.ELSEWHERE,
        "begun": fit.BEGUN,
        "inside": fit.INSIDE,
        "skipped": fit.SKIPPED,
        "pairs": fit.PAIRS,
        "soundsAlike": fit.SOUNDS_ALIKE,
        "oneOff": fit.ONE_OFF,
        "stripped": fit.STRIPPED,
        "spelled": fit.SPELLED,
        "initials": fit.INITIALS,
        "initialsBegun": fit.INITIALS_BEGUN,
        "wordBegun": fit.WORD_BEGUN,
        "wordLonger": fit.WORD_LONGER,
        "wordMistyped": fit.WORD_MISTYPED,
        "noHead": fit.NO_HEAD,
        "asides": text_parts.ASIDES,
        "generic": fit.GENERIC,
        "shorter": vocabulary.SHORTER,
        "province": vocabulary.PROVINCE,
        "shortestRest": vocabulary.SHORTEST_REST,
        "shortestSpelled": fit.SHORTEST_SPELLED,
        "shortestMistyped": fit.SHORTEST_MISTYPED,
        "shortestInitials": fit.SHORTEST_INITIALS,
        "covered": search.COVERED,
        "worthNaming": search.WORTH_NAMING,
        "mostHits": MOST_HITS,
    }


def _query_rules() -> dict[str, Any]:
    return {
        "longest": query.LONGEST_QUERY,
        "stopWords": sorted(query.STOP_WORDS),
        "fields": query.FIELD_WEIGHTS,
        "levels": list(query.LEVELS),
        "shortestFuzzy": query.SHORTEST_FUZZY,
        "shortestPinyin": query.SHORTEST_PINYIN,
        "alike": query.ALIKE,
    }
