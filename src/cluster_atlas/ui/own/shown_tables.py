"""What the parts of the page share: tables as text, times, refusals, and values in words."""

from __future__ import annotations

import datetime as dt
import html
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.own.kinds import Field, kind_list
from cluster_atlas.own.rows.templateworkbook import UNITS
from cluster_atlas.questions.office.ownrows import CLUSTER
from cluster_atlas.ui.access.office_store import Office
from cluster_atlas.ui.labels import plain
from cluster_atlas.ui.own import own_labels as labels
from cluster_atlas.values.issues import AtlasError, Issue, Text

Say = Callable[[Text], str]
# How many base units are in one that is shown: the workspace has m², yuan and VA.
FACTORS = {"area": 1.0, "money": 1e4, "power": 1e3}
# Numbers stand at the right of their column.
_NUMERIC = ' class="own-number"'
_MOST_ISSUES = 200


@dataclass(frozen=True, slots=True)
class Desk:
    """What every part of the page works with."""

    atlas: Atlas
    office: Office
    language: str

    def say(self, text: Text) -> str:
        """Return a wording in the language of the page."""
        return text.in_language(self.language)


def show_table(heads: Sequence[str], rows: Iterable[Sequence[Any]], name: str) -> None:
    """Show a small table; every cell is text, whatever is in it."""
    listed = list(rows)
    first = listed[0] if listed else [""] * len(heads)
    head = "".join(
        f"<th{_NUMERIC if isinstance(value, int) else ''}>{html.escape(one)}</th>"
        for one, value in zip(heads, first, strict=True)
    )
    body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in listed)
    st.html(
        f'<div class="own-table own-{name}" tabindex="0"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _cell(value: Any) -> str:  # noqa: ANN401 - text or a whole number
    mark = _NUMERIC if isinstance(value, int) else ""
    return f"<td{mark}>{html.escape(f'{value}')}</td>"


def show_issues(issues: Sequence[Issue], refused: Collection[int], desk: Desk) -> None:
    """Show what was found, by the rows that the file's own program numbers."""
    rows = [
        (
            desk.say(labels.IS_REFUSED) if issue.line in refused else "",
            issue.line or "",
            issue.field,
            issue.value,
            desk.say(issue.message),
            desk.say(issue.hint),
        )
        for issue in issues[:_MOST_ISSUES]
    ]
    show_table([desk.say(one) for one in labels.ISSUE], rows, "issues")
    if len(issues) > _MOST_ISSUES:
        st.caption(desk.say(labels.MORE_ISSUES).format(shown=_MOST_ISSUES, n=len(issues)))


def show_refusal(issues: Iterable[Issue], desk: Desk) -> None:
    """Say why something was not done; options of the command line are told as the page has them."""
    for issue in issues:
        if issue.file.startswith("--"):
            issue = replace(issue, file=desk.say(labels.SYSTEM))  # noqa: PLW2901 - as the page calls it
        st.error(plain(issue.sentence(desk.language)))


@contextmanager
def refusals_shown(desk: Desk) -> Iterator[None]:
    """Show the refusal of what is done inside, and go on."""
    try:
        yield
    except AtlasError as error:
        show_refusal(error.issues, desk)


def done(text: str) -> None:
    """Run the whole page again, for the map to follow, and say there what was done."""
    st.session_state["own-done"] = text
    st.rerun(scope="app")


def local_time(iso: str) -> str:
    """Return a time of the workspace in the server's own time zone; as it is where it is none."""
    try:
        return dt.datetime.fromisoformat(iso).astimezone().strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return iso


def field_name(field: Field, desk: Desk) -> str:
    """Return what a field is called, with the unit it is shown in, and whether it is private."""
    name = desk.say(field.name)
    if field.type in UNITS:
        unit = desk.say(labels.UNIT_NAMES[field.type])
        name = desk.say(labels.FIELD_UNIT).format(name=name, unit=unit)
    return desk.say(labels.PRIVATE).format(name=name) if field.private else name


def number_text(value: float) -> str:
    """Return a number as it is typed: no exponent, no zeros at its end."""
    text = f"{value:.6f}".rstrip("0").rstrip(".")
    return "0" if text in {"", "-0"} else text


def in_words(field: str, kind_of: str, value: Any, desk: Desk) -> str:  # noqa: ANN401 - of a row
    """Return a value of a row in words.

    Parameters
    ----------
    field, kind_of
        Id and type of its field; the type is empty for a column of the file's own.
    value
        As the workspace has it.
    desk
        Names of places, industries and stages in its language.
    """
    if value is None or value == []:
        return ""
    if kind_of == "stage":
        stages = {stage.id: stage.name for stage in kind_list().stages}
        return desk.say(stages[value]) if value in stages else f"{value}"
    if kind_of == "industries":
        # Two clusters may have industries of one name.
        return "、".join(dict.fromkeys(industry_name(one, desk) for one in value))
    if field in {"city", "county", "zone"} and value in desk.atlas.places:
        place = desk.atlas.places[value]
        return desk.say(Text(place.name, place.name_en))
    if isinstance(value, float):
        return number_text(value / FACTORS.get(kind_of, 1.0))
    return "、".join(map(str, value)) if isinstance(value, list) else f"{value}"


def industry_name(key: str, desk: Desk) -> str:
    """Return what an industry or cluster of the atlas is called; the id where it is unknown."""
    atlas = desk.atlas
    cluster = atlas.cluster_by_id.get(key.removeprefix(CLUSTER))
    found = cluster if key.startswith(CLUSTER) else atlas.industries.get(key)
    return desk.say(Text(found.name, found.name_en)) if found else key
