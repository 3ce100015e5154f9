"""What one user's screen shows, and its form in the address."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.selection import MOST_UNKNOWN, Selection, nearest_option, parse_selection
from cluster_atlas.values.issues import Issue, Text, quote, unknown

LANGUAGES = ("zh", "en")
VIEWS = (
    "map",
    "table",
    "compare",
    "evolve",
    "find",
    "implementation",
    "sources",
    "brief",
    "own",
)
# Pages of the server, which no exported file has: a briefing, and the office's own data.
SERVER_VIEWS = ("brief", "own")
# Before the id of a row of the office's own.
OWN = "own:"
PLACE = Text("地点或定位", "place or designation")

# What the question pages ask, by URL key; see ``Screen.ask``.
ASK_KEYS = ("sub", "from", "to", "q", "w", "shade", "s", "own", "stages", "need")
MOST_COMPARED = 5
LONGEST_QUESTION = 200
TOO_MANY = (
    Text("超出最多五个地点", "is one place too many"),
    Text("请先移去一个地点", "take a place off the list first"),
)
TOO_LONG = (
    Text(
        f"超过 {LONGEST_QUESTION} 字，只用其开头",
        f"is longer than {LONGEST_QUESTION} characters; its beginning is used",
    ),
    Text("请缩短", "shorten it"),
)


@dataclass(frozen=True)
class Screen:
    """A selection, the card that is open, the view, its question and the language.

    ``focus`` is the id of a place, of a designation or, after ``own:``, of a row of the office's
    own data, or empty. ``compared`` are the places on the
    short list; ``ask`` holds what a question page asks: ``sub`` its sub page, ``from`` and ``to``
    two editions or years, ``q`` a search for places, ``w`` its weights or order, ``shade`` what the
    shades of the map stand for, ``s`` the text of the search box whose answer is shown, ``own`` the
    kinds of the office's own rows that are shown (all where empty, none by ``none``) and ``stages``
    the stages of its projects, both with commas between, ``need`` what is needed of a free site, as
    ``area:5000,by:2026-06-30``.
    """

    selection: Selection = field(default_factory=Selection)
    focus: str = ""
    view: str = "map"
    language: str = "zh"
    compared: tuple[str, ...] = ()
    ask: Mapping[str, str] = field(default_factory=dict)

    def question(self) -> dict[str, str | list[str]]:
        """Return what the question pages are told: ``with`` and the set keys of ``ask``."""
        asked: dict[str, str | list[str]] = {key: value for key, value in self.ask.items() if value}
        return {"with": list(self.compared), **asked} if self.compared else asked

    def to_query(self) -> dict[str, str | list[str]]:
        """Return the screen as URL parameters; what is as usual is left out."""
        query = self.selection.to_query() | self.question()
        if self.focus:
            query["focus"] = self.focus
        if self.view != "map":
            query["view"] = self.view
        if self.language != "zh":
            query["lang"] = self.language
        return query


def is_focus(atlas: Atlas, focus: str, is_own: Callable[[str], bool] | None = None) -> bool:
    """Tell whether a card can be opened of an id; ``is_own`` knows those of own rows."""
    if focus in atlas.places or focus in atlas.fact_by_id:
        return True
    return is_own is not None and focus.startswith(OWN) and is_own(focus.removeprefix(OWN))


def read_query(
    atlas: Atlas,
    query: Mapping[str, Sequence[str]],
    is_own: Callable[[str], bool] | None = None,
) -> tuple[Screen, list[Issue]]:
    """Return the screen that URL parameters ask for, and what of them was not understood.

    Parameters
    ----------
    atlas
        The atlas.
    query
        Values by URL key.
    is_own
        Tells whether the office has a row of that id, ``3-17``; asked only where a card of one is
        wanted. Without it there are none.
    """
    selection, issues = parse_selection(atlas, query, file="URL")
    focus = _last(query, "focus")
    if focus and not is_focus(atlas, focus, is_own):
        known = [*atlas.places, *atlas.fact_by_id]
        near = nearest_option(atlas, "place", focus)
        issues.append(unknown(PLACE, focus, known, file="URL", field="focus", near=near))
        focus = ""
    view, language = _last(query, "view") or "map", _last(query, "lang") or "zh"
    for name, value, allowed in (("view", view, VIEWS), ("lang", language, LANGUAGES)):
        if value not in allowed:
            issues.append(
                Issue(
                    "URL",
                    "",
                    name,
                    quote(value),
                    Text("不是可用的值", "is no value for it"),
                    Text(f"可用：{'、'.join(allowed)}", f"use one of {', '.join(allowed)}"),
                )
            )
    screen = Screen(
        selection,
        focus,
        view if view in VIEWS else "map",
        language if language in LANGUAGES else "zh",
        *read_question(atlas, query, issues),
    )
    return screen, issues


def read_question(
    atlas: Atlas, query: Mapping[str, Sequence[str]], issues: list[Issue]
) -> tuple[tuple[str, ...], dict[str, str]]:
    """Return the short list and what a question page asks; faults go to ``issues``."""
    wanted = list(dict.fromkeys(value for value in query.get("with", ()) if value))
    known = [value for value in wanted if value in atlas.places]
    strange = [value for value in wanted if value not in atlas.places]
    issues += [
        unknown(
            PLACE,
            value,
            list(atlas.places),
            file="URL",
            field="with",
            near=nearest_option(atlas, "place", value),
        )
        for value in strange[:MOST_UNKNOWN]
    ]
    issues += [Issue("URL", "", "with", quote(value), *TOO_MANY) for value in known[MOST_COMPARED:]]
    asked = {key: _last(query, key) for key in ASK_KEYS}
    issues += [
        Issue("URL", "", key, quote(value), *TOO_LONG)
        for key, value in asked.items()
        if len(value) > LONGEST_QUESTION
    ]
    cut = {key: value[:LONGEST_QUESTION] for key, value in asked.items() if value}
    return tuple(known[:MOST_COMPARED]), cut


def _last(query: Mapping[str, Sequence[str]], key: str) -> str:
    values = query.get(key) or ("",)
    return values[-1]
