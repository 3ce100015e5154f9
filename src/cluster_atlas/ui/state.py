"""What one user's screen shows, and its form in the address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cluster_atlas.atlas import Atlas
from cluster_atlas.issues import Issue, Text, quote, unknown
from cluster_atlas.selection import Selection, parse_selection

LANGUAGES = ("zh", "en")
VIEWS = ("map", "table", "sources")
PLACE = Text("地点或定位", "place or designation")


@dataclass(frozen=True)
class Screen:
    """A selection, the card that is open, the view and the language.

    ``focus`` is the id of a place or a designation, or empty.
    """

    selection: Selection = field(default_factory=Selection)
    focus: str = ""
    view: str = "map"
    language: str = "zh"

    def to_query(self) -> dict[str, str | list[str]]:
        """Return the screen as URL parameters; what is as usual is left out."""
        query = self.selection.to_query()
        if self.focus:
            query["focus"] = self.focus
        if self.view != "map":
            query["view"] = self.view
        if self.language != "zh":
            query["lang"] = self.language
        return query


def read_query(atlas: Atlas, query: Mapping[str, Sequence[str]]) -> tuple[Screen, list[Issue]]:
    """Return the screen that URL parameters ask for, and what of them was not understood."""
    selection, issues = parse_selection(atlas, query, file="URL")
    focus = _last(query, "focus")
    if focus and focus not in atlas.places and focus not in atlas.fact_by_id:
        known = [*atlas.places, *atlas.fact_by_id]
        issues.append(unknown(PLACE, focus, known, file="URL", field="focus"))
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
    )
    return screen, issues


def _last(query: Mapping[str, Sequence[str]], key: str) -> str:
    values = query.get(key) or ("",)
    return values[-1]
