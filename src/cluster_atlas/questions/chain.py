"""A cluster by the stages of its chain: which places are named at each, and where nobody is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.questions.roles import WHOLE_LEVELS, cities_of, names_a_place, strength_of
from cluster_atlas.values.issues import Text
from cluster_atlas.values.model import Designation
from cluster_atlas.wording.naming import counted
from cluster_atlas.wording.wording import Wording

# Why nobody is named; an empty string where somebody is.
GAPS = {
    "region": Text("只随区域，未点名", "regions only, nobody named"),
    "province": Text("只说全省，未点名", "whole province only, nobody named"),
    "silent": Text("规划未提及", "the plans say nothing"),
    "no-industry": Text("此环节没有列出产业", "no industry listed at this stage"),
}

_HEADS = {
    "stage": Text("环节", "stage"),
    "industry": Text("产业", "industry"),
    "parent": Text("上级产业", "part of"),
    "places": Text("点名的地方", "places named"),
    "regions": Text("随区域", "by region"),
    "facts": Text("定位条数", "designations"),
    "gap": Text("补链", "gap"),
}

FactsByPlace = Mapping[str, tuple[Designation, ...]]


@dataclass(frozen=True)
class ChainLink:
    """What the plans say of one industry, or of all industries of a stage together.

    Attributes
    ----------
    industry
        Id of the industry or segment; empty for the stage as a whole.
    places
        The cities that are named, themselves or by something in them, with the designations that
        do so, most first; what lies in no known city stands for itself.
    regions
        The regions that are named, with their designations.
    facts
        Every designation of the industry.
    gap
        Key of :data:`GAPS`, or empty where a place is named.
    """

    industry: str
    places: FactsByPlace
    regions: FactsByPlace
    facts: tuple[Designation, ...]
    gap: str


@dataclass(frozen=True)
class ChainStage:
    """One stage of a chain: the whole of it, and its industries in the order of the cluster."""

    stage: str
    whole: ChainLink
    links: tuple[ChainLink, ...]


def chain(atlas: Atlas, cluster: str, facts: Iterable[Designation]) -> tuple[ChainStage, ...]:
    """Return a cluster by stage, in the order of the code list.

    Parameters
    ----------
    atlas
        The atlas of the facts.
    cluster
        Id of a cluster.
    facts
        The selected designations; those of other clusters, and those that name no industry, stand
        at no stage.
    """
    mine = [fact for fact in facts if fact.cluster == cluster]
    stages = []
    for stage in atlas.codes["stage"]:
        here = [i.id for i in atlas.cluster_by_id[cluster].industries if i.stage == stage]
        whole = _link(atlas, "", [fact for fact in mine if set(here) & set(fact.industries)])
        if not here:
            whole = ChainLink("", {}, {}, (), "no-industry")
        links = []
        for key in here:
            # An industry takes in those of its segments that stand at the same stage.
            own = {key, *(i for i in here if atlas.industries[i].parent == key)}
            links.append(_link(atlas, key, [fact for fact in mine if own & set(fact.industries)]))
        stages.append(ChainStage(stage, whole, tuple(links)))
    return tuple(stages)


def _link(atlas: Atlas, industry: str, facts: Sequence[Designation]) -> ChainLink:
    places: dict[str, list[Designation]] = {}
    regions: dict[str, list[Designation]] = {}
    for fact in sorted(facts, key=strength_of(atlas)):
        named = cities_of(atlas, fact)[0]
        apart = [key for key in fact.places if _stands_alone(atlas, key)]
        for key in (*(c for c in atlas.places if c in named), *apart):
            places.setdefault(key, []).append(fact)
        for key in fact.places:
            if atlas.places[key].level == "region":
                regions.setdefault(key, []).append(fact)
    gap = ""
    if not places:
        wide = any(not names_a_place(atlas, fact) for fact in facts)
        gap = "region" if regions else "province" if wide else "silent"
    return ChainLink(industry, _ranked(atlas, places), _ranked(atlas, regions), tuple(facts), gap)


def _stands_alone(atlas: Atlas, key: str) -> bool:
    """Tell whether a named place lies in no known city."""
    place = atlas.places[key]
    return place.level not in {*WHOLE_LEVELS, "region", "city"} and not place.city


def _ranked(atlas: Atlas, found: Mapping[str, list[Designation]]) -> FactsByPlace:
    """Return places with the most designations first, else in the order of the gazetteer."""
    order = {key: number for number, key in enumerate(atlas.places)}
    keys = sorted(found, key=lambda key: (-len(found[key]), order[key]))
    return {key: tuple(found[key]) for key in keys}


def chain_rows(
    atlas: Atlas, stages: Iterable[ChainStage], language: str = "zh"
) -> list[dict[str, Any]]:
    """Return one row per stage and one per industry of it, headings in one language."""
    wording = Wording(atlas, language, atlas.today)
    heads = {key: text.in_language(language) for key, text in _HEADS.items()}
    rows = []
    for stage in stages:
        for link in (stage.whole, *stage.links):
            industry = atlas.industries.get(link.industry)
            parent = atlas.industries.get(industry.parent) if industry else None
            values = {
                "stage": wording.code("stage", stage.stage),
                "industry": wording.name(industry) if industry else "",
                "parent": wording.name(parent) if parent else "",
                "places": _listed(wording, link.places),
                "regions": _listed(wording, link.regions),
                "facts": _count(wording, link),
                "gap": GAPS[link.gap].in_language(language) if link.gap else "",
            }
            rows.append({heads[key]: value for key, value in values.items()})
    return rows


def _count(wording: Wording, link: ChainLink) -> str:
    """Return how many designations name places, regions alone, or else the whole province."""
    named = {fact.id for facts in link.places.values() for fact in facts}
    regional = {fact.id for facts in link.regions.values() for fact in facts} - named
    if named or regional or not link.facts:
        return counted(len(named), len(regional), wording.language) if link.facts else "0"
    return wording.text(f"全省 {len(link.facts)}", f"whole province {len(link.facts)}")


def _listed(wording: Wording, found: FactsByPlace) -> str:
    """Return places with their counts: 广州 6、深圳 4."""
    places = wording.atlas.places
    return wording.join(
        f"{wording.short(places[key])} {len(facts)}" for key, facts in found.items()
    )
