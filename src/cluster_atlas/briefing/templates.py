"""Templates: what a briefing for a usual purpose is made of, filled from what is on screen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.screen import Screen
from cluster_atlas.atlas.selection import Selection, select
from cluster_atlas.briefing.briefing import Briefing, PartChoice, state_of
from cluster_atlas.questions.compare import FEWEST, MOST
from cluster_atlas.questions.evolve import editions
from cluster_atlas.values.briefspec import TEMPLATES
from cluster_atlas.values.issues import AtlasError, Issue, Text, quote, unknown

TEMPLATE_NAMES = {
    "city-visit": Text("到访一市", "City visit"),
    "industry-page": Text("产业一页", "Industry one-pager"),
    "three-maps": Text("三图演示", "Three-map deck"),
    "comparison": Text("对比", "Comparison"),
    "change-report": Text("变化报告", "Change report"),
    "implementation": Text("规划落地对照", "Plans and projects"),
}
_TEMPLATE = Text("模板", "template")
_MAPS = 3
_SOURCES = PartChoice("sources")


def from_template(
    atlas: Atlas, name: str, screen: Screen, *, language: str = "zh", chosen: Sequence[str] = ()
) -> Briefing:
    """Return the briefing of a template, filled from a screen.

    Parameters
    ----------
    atlas
        An open atlas.
    name
        One of :data:`cluster_atlas.values.briefspec.TEMPLATES`.
    screen
        Its filters, its place, the places compared and the editions asked for.
    language
        ``zh`` or ``en``.
    chosen
        Clusters for the maps of a deck; those of the filters where there are none.

    Raises
    ------
    AtlasError
        If there is no such template, or the screen lacks what it is about: a city for a visit,
        two places for a comparison.
    """
    if name not in TEMPLATES:
        raise AtlasError([unknown(_TEMPLATE, name, TEMPLATES, file="--template")])
    makers: dict[str, Callable[[], Briefing]] = {
        "city-visit": lambda: _city_visit(atlas, screen),
        "industry-page": lambda: _industry_page(screen),
        "three-maps": lambda: _three_maps(atlas, screen, chosen),
        "comparison": lambda: _comparison(screen),
        "change-report": lambda: _change_report(atlas, screen),
        "implementation": lambda: _implementation(screen),
    }
    return replace(makers[name](), language=language)


def _plain(screen: Screen) -> Screen:
    return replace(screen, view="map", focus="", compared=(), ask={})


def _lacks(name: str, message: Text, hint: Text) -> AtlasError:
    return AtlasError([Issue("--template", "", "", quote(name), message, hint)])


def _city_visit(atlas: Atlas, screen: Screen) -> Briefing:
    """Return a place's profile, what its region has, and its sources, on A4."""
    key = screen.focus if ":" in screen.focus else next(iter(screen.selection.places), "")
    if key not in atlas.places:
        raise _lacks(
            "city-visit",
            Text("需要一个市", "needs a city"),
            Text("请先在地图上点选，或用 --place", "choose one on the map, or give --place"),
        )
    plain = replace(_plain(screen), selection=replace(screen.selection, places=()))
    here = replace(plain, selection=replace(plain.selection, places=(key,)))
    parts = (
        PartChoice("place", state=state_of(replace(plain, focus=key))),
        PartChoice("map", state=state_of(here), spotlight=(key,)),
        _SOURCES,
    )
    return Briefing(part=parts)


def _industry_page(screen: Screen) -> Briefing:
    """Return the one map of the filters with its strongest statements, on one page."""
    return Briefing(
        layout="one-page", part=(PartChoice("map", state=state_of(_plain(screen))), _SOURCES)
    )


def _three_maps(atlas: Atlas, screen: Screen, chosen: Sequence[str]) -> Briefing:
    """Return three maps as slides: of the clusters or industries chosen, else of the largest."""
    plain = _plain(screen)
    free = replace(plain.selection, clusters=(), industries=())
    industries = screen.selection.industries[:_MAPS]
    clusters = tuple(chosen or screen.selection.clusters)[:_MAPS]
    if len(industries) > 1:
        selections = [replace(free, industries=(key,)) for key in industries]
    elif len(clusters) == 1:
        selections = _of_one_cluster(atlas, free, clusters[0])
    else:
        found = Counter(fact.cluster for fact in select(atlas, free).facts)
        most = clusters or tuple(key for key, _ in found.most_common(_MAPS))
        selections = [replace(free, clusters=(key,)) for key in most]
    maps = (PartChoice("map", state=state_of(replace(plain, selection=one))) for one in selections)
    return Briefing(page="16:9", orientation="landscape", mode="slides", part=(*maps, _SOURCES))


def _of_one_cluster(atlas: Atlas, free: Selection, cluster: str) -> list[Selection]:
    """Return a cluster and the two of its industries that the plans say most of."""
    whole = replace(free, clusters=(cluster,))
    own = {industry.id for industry in atlas.cluster_by_id[cluster].industries}
    found = Counter(
        key for fact in select(atlas, whole).facts for key in fact.industries if key in own
    )
    largest = [key for key, _ in found.most_common(_MAPS - 1)]
    return [whole, *(replace(free, industries=(key,)) for key in largest)]


def _comparison(screen: Screen) -> Briefing:
    """Return the places compared, on one page."""
    places = screen.compared or screen.selection.places
    if not FEWEST <= len(places) <= MOST:
        raise _lacks(
            "comparison",
            Text("需要 2 至 5 个地点", "needs two to five places"),
            Text("请先在对比页选好，或多次用 --place", "choose them in Compare, or repeat --place"),
        )
    plain = replace(_plain(screen), selection=replace(screen.selection, places=()))
    state = state_of(replace(plain, compared=tuple(places)))
    return Briefing(layout="one-page", part=(PartChoice("compare", state=state), _SOURCES))


def _implementation(screen: Screen) -> Briefing:
    """Return the office's projects held against the plans, on one page whose rows name clauses."""
    asked = {key: screen.ask[key] for key in ("stages",) if screen.ask.get(key)}
    state = state_of(replace(_plain(screen), ask=asked))
    return Briefing(part=(PartChoice("implementation", state=state),))


def _change_report(atlas: Atlas, screen: Screen) -> Briefing:
    """Return what changed between the editions asked for, else between a cluster's last two."""
    asked = {key: screen.ask[key] for key in ("from", "to") if screen.ask.get(key)}
    if len(asked) < FEWEST:
        asked = _last_editions(atlas, screen.selection)
    state = state_of(replace(_plain(screen), ask=asked))
    return Briefing(part=(PartChoice("evolve", state=state), _SOURCES))


def _last_editions(atlas: Atlas, selection: Selection) -> dict[str, str]:
    """Return the last two editions of a plan that the filters leave, the last of all first."""
    facts = select(atlas, selection).facts
    used = {fact.document for fact in facts}
    pairs = [pair for pair in editions(atlas) if used & set(pair)] or list(editions(atlas))
    if not pairs:
        raise _lacks(
            "change-report",
            Text("数据中没有两版的规划", "finds no plan with two editions"),
            Text("请用 --from 与 --to 给出两个年份", "give two years by --from and --to"),
        )
    old, new = max(pairs, key=lambda pair: (atlas.documents[pair[1]].issued, pair))
    return {"from": old, "to": new}
