"""A briefing composed from the atlas: each chosen part with its map, statements and citations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qs

from cluster_atlas import find as finding
from cluster_atlas.atlas import Atlas
from cluster_atlas.brief.briefing import Briefing, PartChoice, briefing_issues, cleaned, screen_of
from cluster_atlas.brief.changes import change_sentences
from cluster_atlas.brief.places import list_part, map_part, place_part, sources_part
from cluster_atlas.brief.questions import changes_of, compare_part, evolve_part, find_part
from cluster_atlas.brief.writer import (
    Asked,
    Writer,
    kind_name,
)
from cluster_atlas.briefspec import Brief, Citation, Part, notes_of
from cluster_atlas.compose import TITLE, credits_of
from cluster_atlas.issues import AtlasError, Issue, Text
from cluster_atlas.model import Designation
from cluster_atlas.paper import PageName
from cluster_atlas.roles import facts_about
from cluster_atlas.screen import Screen
from cluster_atlas.selection import FILTERS, select

_LOST = Text(
    "此部分的筛选条件已不在数据中，故不出内容",
    "What this part filters by is no longer in the data, so it shows nothing",
)


@dataclass(frozen=True)
class Composed:
    """A briefing ready to draw, what of it was not understood, and the facts that it shows.

    ``screens`` holds the screen of each part, for outputs that stay alive.
    """

    brief: Brief
    issues: tuple[Issue, ...]
    facts: tuple[Designation, ...]
    screens: tuple[Screen, ...]


def compose_brief(atlas: Atlas, briefing: Briefing) -> Composed:
    """Compose a briefing.

    Parameters
    ----------
    atlas
        An open atlas.
    briefing
        What the writer chose; places, filters and facts that are gone are told in the result.

    Returns
    -------
    Composed
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
    write = Writer(atlas, chosen.language, day)
    parts: list[Part] = []
    asked: list[Asked] = []
    gone: list[Issue] = []
    for number, choice in enumerate(chosen.part, start=1):
        screen, strange = screen_of(atlas, choice)
        gone += [replace(issue, file=f"part {number}") for issue in strange]
        asked.append(Asked(choice, screen, select(atlas, screen.selection), write))
        parts.append(_part(asked[-1], lost=_is_lost(choice, screen)))
    facts = _shown(asked)
    brief = _brief(chosen, write, parts, facts, day)
    changes = change_sentences(atlas, chosen, facts, gone)
    return Composed(
        replace(brief, changes=changes), tuple(gone), facts, tuple(one.screen for one in asked)
    )


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
    write: Writer,
    parts: Sequence[Part],
    facts: Sequence[Designation],
    day: dt.date,
) -> Brief:
    atlas = write.atlas
    product = TITLE.in_language(chosen.language)
    edition = write.text(
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
        credits=credits_of(write, facts)[:-1],
        changes=(),
        parts=tuple(parts),
        citations=tuple(_citation(text, number) for text, number in write.cited.items()),
    )


def _citation(text: str, number: int) -> Citation:
    """Return a citation with its document and its clause apart."""
    stop = "，" if "，" in text else ", "
    document, _, clause = text.rpartition(stop)
    return Citation(number, text, document, clause)


def _shown(asked: Iterable[Asked]) -> tuple[Designation, ...]:
    """Return every designation that a part shows, once, in the order of the atlas."""
    ids: set[str] = set()
    atlas: Atlas | None = None
    for one in asked:
        atlas = one.atlas
        ids.update(fact.id for fact in _facts_of(one))
    return tuple(fact for fact in atlas.facts if fact.id in ids) if atlas else ()


def _facts_of(asked: Asked) -> Iterable[Designation]:
    """Return the designations that one part shows or rests on."""
    atlas, screen, facts = asked.atlas, asked.screen, asked.selected.facts
    if asked.choice.kind == "place":
        return facts_about(atlas, screen.focus, facts) if screen.focus in atlas.places else ()
    if asked.choice.kind == "compare":
        return [f for f in facts if any(facts_about(atlas, key, [f]) for key in screen.compared)]
    if asked.choice.kind not in {"evolve", "find"}:
        return facts
    try:
        if asked.choice.kind == "evolve":
            told = changes_of(asked, screen.ask.get("from", ""), screen.ask.get("to", ""))
            both = (fact for change, _ in told for fact in (change.old, change.new))
            return [fact for fact in both if fact is not None]
        answer = finding.find(atlas, screen.ask.get("q", ""), facts)
        return [evidence.fact for found in answer.found for evidence in found.evidence]
    except AtlasError:
        # The part itself says what is wrong with its question.
        return ()


def _part(asked: Asked, *, lost: bool) -> Part:
    """Return one part; where nothing is left to show it says so."""
    makers: dict[str, Callable[[Asked], Part]] = {
        "map": map_part,
        "place": place_part,
        "compare": compare_part,
        "evolve": evolve_part,
        "find": find_part,
        "list": list_part,
        "sources": sources_part,
    }
    kind = asked.choice.kind
    try:
        part = makers[kind](asked)
    except AtlasError as error:
        why = error.issues[0].sentence(asked.write.language)
        part = Part(kind, kind_name(asked), empty=why)
    if lost:
        part = replace(part, empty=_LOST.in_language(asked.write.language))
    return replace(
        part,
        title=asked.choice.title or part.title,
        notes=notes_of(asked.choice.text),
        map=None if part.empty else part.map,
    )
