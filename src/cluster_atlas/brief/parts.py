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
from cluster_atlas.brief.briefing import Briefing, PartChoice, briefing_issues, cleaned, screen_of
from cluster_atlas.brief.place_parts import list_part, map_part, place_part, sources_part
from cluster_atlas.brief.question_parts import compare_part, evolve_part, find_part
from cluster_atlas.brief.revision import change_sentences
from cluster_atlas.brief.writer import Asked, Made, Writer, kind_name
from cluster_atlas.mapping.compose import TITLE, credits_of
from cluster_atlas.values.briefspec import Brief, Citation, PageName, Part, notes_of
from cluster_atlas.values.issues import AtlasError, Issue, Text
from cluster_atlas.values.model import Designation

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
    made: list[Made] = []
    screens: list[Screen] = []
    gone: list[Issue] = []
    for number, choice in enumerate(chosen.part, start=1):
        screen, strange = screen_of(atlas, choice)
        gone += [replace(issue, file=f"part {number}") for issue in strange]
        screens.append(screen)
        asked = Asked(choice, screen, select(atlas, screen.selection), write)
        made.append(_made(asked, lost=_is_lost(choice, screen)))
    facts = _shown(atlas, made)
    brief = _brief(chosen, write, [one.part for one in made], facts, day)
    changes = change_sentences(atlas, chosen, facts, gone)
    return Composed(replace(brief, changes=changes), tuple(gone), facts, tuple(screens))


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


def _shown(atlas: Atlas, made: Iterable[Made]) -> tuple[Designation, ...]:
    """Return every designation that a part shows, once, in the order of the atlas."""
    ids = {fact.id for one in made for fact in one.facts}
    return tuple(fact for fact in atlas.facts if fact.id in ids)


_MAKERS: dict[str, Callable[[Asked], Made]] = {
    "map": map_part,
    "place": place_part,
    "compare": compare_part,
    "evolve": evolve_part,
    "find": find_part,
    "list": list_part,
    "sources": sources_part,
}


def _made(asked: Asked, *, lost: bool) -> Made:
    """Return one part; where nothing is left to show it says so."""
    kind = asked.choice.kind
    try:
        made = _MAKERS[kind](asked)
    except AtlasError as error:
        why = error.issues[0].sentence(asked.write.language)
        made = Made(Part(kind, kind_name(asked), empty=why))
    empty = _LOST.in_language(asked.write.language) if lost else made.part.empty
    part = replace(
        made.part,
        title=asked.choice.title or made.part.title,
        notes=notes_of(asked.choice.text),
        map=None if empty else made.part.map,
        empty=empty,
    )
    return replace(made, part=part)
