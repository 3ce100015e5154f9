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
from cluster_atlas.briefing.place_parts import list_part, map_part, place_part, sources_part
from cluster_atlas.briefing.question_parts import compare_part, evolve_part, find_part
from cluster_atlas.briefing.revision import change_sentences
from cluster_atlas.briefing.writer import PartRequest, PartResult, Writer, kind_name
from cluster_atlas.mapping.basemap import owed
from cluster_atlas.mapping.compose import TITLE, credits_of
from cluster_atlas.values.briefspec import Brief, PageName, Part, notes_of
from cluster_atlas.values.issues import AtlasError, Issue, Text
from cluster_atlas.values.model import Designation

_LOST = Text(
    "此部分的筛选条件已不在数据中，故不出内容",
    "What this part filters by is no longer in the data, so it shows nothing",
)


@dataclass(frozen=True)
class Composition:
    """A briefing ready to draw, what of it was not understood, and the facts that it shows.

    ``screens`` holds the screen of each part, for outputs that stay alive.
    """

    brief: Brief
    issues: tuple[Issue, ...]
    facts: tuple[Designation, ...]
    screens: tuple[Screen, ...]


def compose_brief(atlas: Atlas, briefing: Briefing) -> Composition:
    """Compose a briefing.

    Parameters
    ----------
    atlas
        An open atlas.
    briefing
        What the writer chose; places, filters and facts that are gone are told in the result.

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
    made: list[PartResult] = []
    screens: list[Screen] = []
    gone: list[Issue] = []
    for number, choice in enumerate(chosen.part, start=1):
        screen, strange = screen_of(atlas, choice)
        gone += [replace(issue, file=f"part {number}") for issue in strange]
        screens.append(screen)
        selected = select(atlas, screen.selection)
        as_of = day if screen.selection.as_of is None else min(day, selected.day)
        request = PartRequest(choice, screen, selected, writer.on(as_of))
        made.append(_part_result(request, lost=_is_lost(choice, screen)))
    facts = _shown(atlas, made)
    brief = _brief(chosen, writer, [one.part for one in made], facts, day)
    changes = change_sentences(atlas, chosen, facts, gone)
    return Composition(replace(brief, changes=changes), tuple(gone), facts, tuple(screens))


def _is_lost(choice: PartChoice, screen: Screen) -> bool:
    """Tell whether a part that was filtered has lost every filter: it would show everything."""
    wanted = parse_qs(choice.state.lstrip("?"))
    filtered = any(wanted.get(key) for key in (*FILTERS, "text"))
    return filtered and not screen.selection.to_dict()


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
        title=chosen.title or (parts[0].title if parts else product),
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
        credits=tuple(owed(credits_of(writer, facts)[:-1], _finer_credit(writer, parts))),
        changes=(),
        parts=tuple(parts),
        citations=tuple(writer.cited.values()),
    )


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
    "evolve": evolve_part,
    "find": find_part,
    "list": list_part,
    "sources": sources_part,
}


def _part_result(request: PartRequest, *, lost: bool) -> PartResult:
    """Return one part; where nothing is left to show it says so."""
    kind = request.choice.kind
    try:
        made = _MAKERS[kind](request)
    except AtlasError as error:
        why = error.issues[0].sentence(request.writer.language)
        made = PartResult(Part(kind, kind_name(request), empty=why))
    empty = _LOST.in_language(request.writer.language) if lost else made.part.empty
    part = replace(
        made.part,
        title=request.choice.title or made.part.title,
        notes=notes_of(request.choice.text),
        map=None if empty else made.part.map,
        empty=empty,
    )
    return replace(made, part=part)
