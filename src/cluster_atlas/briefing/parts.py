"""A briefing composed from the atlas: each chosen part with its map, statements and citations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qs

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.screen import Screen
from cluster_atlas.atlas.selection import FILTERS, select
from cluster_atlas.briefing.briefing import (
    Briefing,
    PartChoice,
    briefing_issues,
    cleaned,
    screen_of,
)
from cluster_atlas.briefing.digest import digest_of
from cluster_atlas.briefing.headline import basis_line
from cluster_atlas.briefing.maps.part_maps import annotated
from cluster_atlas.briefing.office.implementation_part import implementation_part
from cluster_atlas.briefing.office.own_rows import with_own_rows
from cluster_atlas.briefing.overview_parts import chain_part, multiples_part
from cluster_atlas.briefing.place_parts import list_part, map_part, place_part, sources_part
from cluster_atlas.briefing.question_parts import compare_part, evolve_part, find_part
from cluster_atlas.briefing.revision import change_sentences
from cluster_atlas.briefing.weblink import link_of
from cluster_atlas.briefing.writer import PartRequest, PartResult, Writer, kind_name
from cluster_atlas.mapping.basemap import owed
from cluster_atlas.mapping.compose import TITLE, credits_of
from cluster_atlas.questions.office.owntables import own_name
from cluster_atlas.values.briefspec import Brief, PageName, Part, is_of_maps, notes_of
from cluster_atlas.values.issues import AtlasError, Issue, Text, quote, unknown
from cluster_atlas.values.mapspec import MapSpec
from cluster_atlas.values.model import Designation
from cluster_atlas.values.owndata import OwnData

_LOST = Text(
    "此部分的筛选条件已不在数据中，故不出内容",
    "What this part filters by is no longer in the data, so it shows nothing",
)


_PLACE = Text("地点", "place")


@dataclass(frozen=True)
class Composition:
    """A briefing ready to draw, what of it was not understood, and the facts that it shows.

    ``screens`` holds the screen of each part, for outputs that stay alive.
    """

    brief: Brief
    issues: tuple[Issue, ...]
    facts: tuple[Designation, ...]
    screens: tuple[Screen, ...]


def compose_brief(atlas: Atlas, briefing: Briefing, own: OwnData | None = None) -> Composition:
    """Compose a briefing.

    Parameters
    ----------
    atlas
        An open atlas.
    briefing
        What the writer chose; places, filters and facts that are gone are told in the result.
    own
        The office's own data, of which the briefing shows the kinds that it asks for.

    Returns
    -------
    Composition
        Maps in EPSG:4326, colours ``#rrggbb``; the same input gives the same result.

    Raises
    ------
    AtlasError
        If a value of the briefing is not usable (too long, unknown kind or paper) or it has no
        part.
    """
    chosen = cleaned(briefing)
    issues = briefing_issues(chosen)
    if not chosen.part:
        issues.append(_no_part())
    if issues:
        raise AtlasError(issues)
    day = chosen.date or atlas.today
    writer = Writer(atlas, chosen.language, day)
    requests: list[PartRequest] = []
    gone: list[Issue] = []
    for number, choice in enumerate(chosen.part, start=1):
        screen, strange = screen_of(atlas, choice)
        strange = [*strange, *_strange_marks(atlas, choice)]
        gone += [replace(issue, file=f"part {number}") for issue in strange]
        selected = select(atlas, screen.selection)
        as_of = day if screen.selection.as_of is None else min(day, selected.day)
        request = PartRequest(choice, screen, selected, writer.on(as_of))
        requests.append(replace(request, own=own, own_kinds=chosen.own))
    if chosen.own and own is None:
        gone.append(_no_workspace(chosen.own))
    made = _results(atlas, requests)
    facts = _shown(atlas, made)
    brief = _brief(chosen, writer, [one.part for one in made], facts, day)
    if own is not None and any(one.part.own for one in made):
        # The first line stands on every page.
        first, *others = brief.credits
        whose = writer.text("；", "; ") + own_name(writer, own)
        brief = replace(brief, credits=(first + whose, *others))
    brief = replace(
        brief,
        changes=change_sentences(atlas, chosen, facts, gone),
        basis=basis_line(writer, {fact.document for fact in facts}),
        link=link_of(
            chosen.address,
            chosen.part[0].kind,
            replace(requests[0].screen, language=chosen.language),
        ),
    )
    if chosen.layout == "one-page":
        brief = replace(brief, digest=digest_of(tuple(zip(requests, made, strict=True))))
    return Composition(brief, tuple(gone), facts, tuple(one.screen for one in requests))


def _results(atlas: Atlas, requests: Sequence[PartRequest]) -> list[PartResult]:
    """Return the parts as made; those that list sources after all that they are the sources of."""
    made: dict[int, PartResult] = {}
    for number, request in enumerate(requests):
        if request.choice.kind != "sources":
            made[number] = _part_result(request, lost=_is_lost(request.choice, request.screen))
    shown = _shown(atlas, made.values()) if made else None
    for number, request in enumerate(requests):
        if number not in made:
            asked = replace(request, shown=shown)
            lost = shown is None and _is_lost(request.choice, request.screen)
            made[number] = _part_result(asked, lost=lost)
    return [made[number] for number in range(len(requests))]


def _strange_marks(atlas: Atlas, choice: PartChoice) -> list[Issue]:
    """Return an issue for each place of a spotlight or callout that the atlas does not have."""
    keys = (*choice.spotlight, *(one.place for one in choice.callout if one.place))
    return [
        unknown(_PLACE, key, atlas.places, file="briefing")
        for key in dict.fromkeys(keys)
        if key not in atlas.places
    ]


def _with_marks(request: PartRequest, spec: MapSpec | None) -> MapSpec | None:
    """Return a part's map with what the writer put over it."""
    choice, atlas = request.choice, request.atlas
    if spec is None or not (choice.spotlight or choice.callout):
        return spec
    callouts = [
        (
            one.text,
            one.place,
            None if one.lon is None or one.lat is None else (one.lon, one.lat),
            (one.right, one.down),
        )
        for one in choice.callout
    ]
    places = [key for key in choice.spotlight if key in atlas.places]
    return annotated(atlas, spec, places, callouts, dim=choice.dim)


def _is_lost(choice: PartChoice, screen: Screen) -> bool:
    """Tell whether a part that was filtered has lost every filter: it would show everything."""
    wanted = parse_qs(choice.state.lstrip("?"))
    filtered = any(wanted.get(key) for key in (*FILTERS, "text"))
    return filtered and not screen.selection.to_dict()


def _no_workspace(kinds: Sequence[str]) -> Issue:
    return Issue(
        "briefing",
        "",
        "own",
        quote(", ".join(kinds)),
        Text("没有打开工作区，未列入", "no workspace is open, so they are left out"),
        Text("加上 --workspace 文件", "add --workspace FILE"),
    )


def _no_part() -> Issue:
    return Issue(
        "briefing",
        "",
        "part",
        "",
        Text("没有任何部分", "has no part"),
        Text("请至少加入一个部分", "add at least one part"),
    )


def _brief(
    chosen: Briefing,
    writer: Writer,
    parts: Sequence[Part],
    facts: Sequence[Designation],
    day: dt.date,
) -> Brief:
    atlas = writer.atlas
    product = TITLE.in_language(chosen.language)
    edition = writer.text(
        f"{product} · 数据版本 {atlas.data_hash} · {day.isoformat()}",
        f"{product} · data {atlas.data_hash} · {day.isoformat()}",
    )
    page: Any = chosen.page
    paper: PageName = page
    return Brief(
        title=chosen.title or title_of(parts, writer) or product,
        subtitle=chosen.subtitle,
        notes=notes_of(chosen.note),
        language=chosen.language,
        page=paper,
        landscape=chosen.orientation == "landscape" or chosen.page == "16:9",
        office=chosen.office,
        approval=chosen.approval,
        date=day.isoformat(),
        data_hash=atlas.data_hash,
        edition=edition,
        credits=tuple(
            owed(credits_of(writer, facts)[:-1], _finer_credit(writer, parts), writer.language)
        ),
        changes=(),
        parts=tuple(parts),
        citations=tuple(writer.cited.values()),
    )


def title_of(parts: Sequence[Part], writer: Writer) -> str:
    """Return the usual title: the first part's, or those of all maps where there are only maps."""
    shown = [part for part in parts if part.kind != "sources"] or list(parts[:1])
    named = shown if is_of_maps(parts) else shown[:1]
    return writer.join(dict.fromkeys(part.title for part in named))


def _finer_credit(writer: Writer, parts: Sequence[Part]) -> str:
    """Return whom the finer outlines are owed to, where a map of the briefing has them."""
    credit = writer.atlas.finer_credit.in_language(writer.language)
    maps = (part.map for part in parts if part.map is not None)
    return credit if credit and any(credit in (m.credits or ("",))[0] for m in maps) else ""


def _shown(atlas: Atlas, made: Iterable[PartResult]) -> tuple[Designation, ...]:
    """Return every designation that a part shows, once, in the order of the atlas."""
    ids = {fact.id for one in made for fact in one.facts}
    return tuple(fact for fact in atlas.facts if fact.id in ids)


_MAKERS: dict[str, Callable[[PartRequest], PartResult]] = {
    "map": map_part,
    "place": place_part,
    "compare": compare_part,
    "multiples": multiples_part,
    "chain": chain_part,
    "evolve": evolve_part,
    "find": find_part,
    "implementation": implementation_part,
    "list": list_part,
    "sources": sources_part,
}


def _part_result(request: PartRequest, *, lost: bool) -> PartResult:
    """Return one part; where nothing is left to show it says so."""
    kind = request.choice.kind
    try:
        made = with_own_rows(request, _MAKERS[kind](request))
    except AtlasError as error:
        why = error.issues[0].sentence(request.writer.language)
        made = PartResult(Part(kind, kind_name(request), empty=why))
    empty = _LOST.in_language(request.writer.language) if lost else made.part.empty
    title = request.choice.title or made.part.title
    spec = _with_marks(request, made.part.map)
    part = replace(
        made.part,
        title=title,
        notes=notes_of(request.choice.text),
        map=None if empty or spec is None else replace(spec, title=title),
        panels=() if empty else made.part.panels,
        empty=empty,
    )
    return replace(made, part=part)
