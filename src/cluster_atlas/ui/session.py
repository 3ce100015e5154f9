"""One user's session: the screen it shows, kept in step with the address and the components."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import streamlit as st
from streamlit.runtime import get_instance

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.screen import (
    LANGUAGES,
    SERVER_VIEWS,
    VIEWS,
    Screen,
    is_focus,
    read_query,
    read_question,
)
from cluster_atlas.atlas.selection import FILTERS, parse_selection
from cluster_atlas.proof.verify import read_clauses
from cluster_atlas.ui import labels
from cluster_atlas.ui.access.office_store import session_own
from cluster_atlas.ui.atlas_store import (
    DATA_VARIABLE,
    POLICIES_VARIABLE,
    is_ready,
    refused,
    shared_atlas,
)
from cluster_atlas.ui.exports.handed_out import HandedOut
from cluster_atlas.values.issues import AtlasError, Issue

# The largest whole number that a browser counts to.
LAST_NUMBER = 2**53 - 1
# More values of a filter, or a longer text, no page of ours sends. Whoever does waits so long, in
# s, for each: what it costs to read must not be what the others wait for.
MOST_VALUES, LONGEST_TEXT = 2_000, 20_000
FORFEIT = 0.5
_HANDED_OUT = HandedOut()
# How long, in s, a file waits for the run of its click; it is then made of what is known.
PATIENCE = 10.0


@dataclass
class Shown:
    """What a session shows; handed to downloads, inside whose callables there is no session."""

    screen: Screen


class Turn:
    """Lets a download come after the run of its own click.

    A file is made outside of any run, while the click that asks for it may also be what sends the
    text still being typed. The page sends both together: the click's run takes the text in and then
    lets the file be made.
    """

    def __init__(self) -> None:
        self._clicked = False
        self._come = threading.Event()

    def click(self) -> None:
        """Note the click; what the button calls first in its run."""
        self._clicked = True

    def end_run(self) -> None:
        """Say that a run has taken in what was typed."""
        clicked, self._clicked = self._clicked, False
        # A turn that nobody took, since the connection broke, does not count for a later click.
        if clicked:
            self._come.set()
        else:
            self._come.clear()

    def wait(self) -> None:
        """Return when the click's run has taken in what was typed, or after :data:`PATIENCE`."""
        self._come.wait(PATIENCE)
        self._come.clear()


def turn(page: str) -> Turn:
    """Return the turn of a page's downloads; inside their callables there is no session."""
    found: Turn = st.session_state.setdefault(f"turn-{page}", Turn())
    return found


def download(make: Callable[[], bytes], name: str, mime: str) -> dict[str, Any]:
    """Return what a download button is given so that its file waits for the browser to fetch it."""

    def made() -> bytes:
        content = make()
        _HANDED_OUT.hold(get_instance().media_file_mgr.add, content, mime, name)
        return content

    return {"data": made, "file_name": name, "mime": mime}


def atlas() -> Atlas:
    """Return the atlas of the server's data folder; faulty data stops the page and is listed."""
    folder = os.environ.get(DATA_VARIABLE)
    try:
        if is_ready(folder):
            return shared_atlas(folder)
        with st.spinner(labels.LOADING.zh):
            return shared_atlas(folder)
    except AtlasError as error:
        lines = "\n".join(f"- {issue.sentence('zh')}" for issue in error.issues)
        st.error(labels.DATA_BROKEN.zh)
        st.code(lines, language=None)
        st.stop()


def screen(atlas: Atlas) -> tuple[Screen, list[Issue]]:
    """Return what to show, and what of a link was not understood.

    The address wins where it differs from what this session wrote there last: then the user came
    by a link or went back. Not in a run that a click on the page started: of two quick clicks the
    second still carries the address from before the first.
    """
    query = _query()
    clicked = st.session_state.pop("clicked", False)
    known = "shown" in st.session_state
    if not known or (query != st.session_state.written and not clicked):
        found, st.session_state.notices = read_query(atlas, query, _is_own)
        # The same object all along: a download that was offered follows it.
        st.session_state.setdefault("shown", Shown(found)).screen = found
        st.session_state.written = query
    st.session_state.rest = False
    st.session_state.data = _data()
    st.session_state.setdefault("edition", atlas.data_hash)
    st.session_state.noticed = bool(st.session_state.notices)
    return shown().screen, st.session_state.notices


def write_address(screen: Screen) -> None:
    """Put the screen into the address, as a step that the back button undoes."""
    wanted = screen.to_query()
    if _as_lists(wanted) != _query():
        st.query_params.from_dict(wanted)
        st.session_state.notices = []
    st.session_state.written = _as_lists(wanted)


def embedded() -> bool:
    """Tell whether the app stands inside another page: ``?embed=true``, which Streamlit keeps."""
    return bool(st.context.is_embedded)


def base_path() -> str:
    """Return the path under which the office publishes the app, without its last slash."""
    return urlsplit(st.context.url or "").path.rstrip("/")


def address() -> str:
    """Return where others find this app; empty where only this machine does."""
    parts = urlsplit(st.context.url or "")
    host = parts.hostname or ""
    try:
        local = ip_address(host).is_loopback
    except ValueError:
        local = host in {"", "localhost"}
    return "" if local else f"{parts.scheme}://{parts.netloc}{parts.path}"


def run() -> int:
    """Return the number of a run of the whole script."""
    st.session_state.run = st.session_state.get("run", 0) + 1
    return int(st.session_state.run)


def is_first(run: int) -> bool:
    """Tell whether the map is shown for the first time in a run, and does not run by itself."""
    first = st.session_state.get("drawn") != run
    st.session_state.drawn = run
    return first


def concerns_the_rest() -> bool:
    """Tell whether a click changed more than the map and the address, or the data has changed."""
    return bool(st.session_state.rest) or st.session_state.data != _data()


def data_note() -> tuple[bool, tuple[Issue, ...]]:
    """Tell whether the page shows an earlier edition, and why the data on disk is not shown."""
    edition, issues = st.session_state.data
    return st.session_state.edition != edition, issues


def _is_own(row: str) -> bool:
    """Tell whether this session's office shows a row of that id."""
    data = session_own()
    return data is not None and any(one.id == row for one in data.rows)


def _data() -> tuple[str, tuple[Issue, ...]]:
    """Return the edition that is served, and why the files of today are not."""
    folder = os.environ.get(DATA_VARIABLE)
    return shared_atlas(folder).data_hash, refused(folder)


def end_click() -> None:
    """Forget a click that is dealt with."""
    st.session_state.pop("clicked", None)


def shown() -> Shown:
    """Return what this session shows."""
    found: Shown = st.session_state.shown
    return found


def number() -> int:
    """Return the number of the last change of the page that was taken in."""
    return int(st.session_state.get("number", 0))


def page_state(screen: Screen) -> dict[str, Any]:
    """Return a screen as the page is told it and tells it: what is as usual is left out."""
    told: dict[str, Any] = {"sel": screen.selection.to_dict()}
    if question := screen.question():
        told["ask"] = question
    if screen.focus:
        told["focus"] = screen.focus
    if screen.view != "map":
        told["view"] = screen.view
    return told


def correction() -> dict[str, Any]:
    """Return the state to tell a page whose message was taken in as something else, or nothing."""
    state = page_state(shown().screen)
    told = {key: value for key, value in _act().items() if key != "n"}
    return {} if not told or told == state else {"state": state}


def on_act() -> None:
    """Take in what the page shows: each message says all of it."""
    act = _act()
    number = act.get("n")
    if not isinstance(number, int) or not 0 <= number <= LAST_NUMBER:
        return
    if _is_oversized(act):
        time.sleep(FORFEIT)
        return
    st.session_state.number = number
    before = shown().screen
    selection, _ = parse_selection(atlas(), _values(act.get("sel")))
    ask = act.get("ask")
    compared, asked = read_question(atlas(), _lists(ask if isinstance(ask, Mapping) else {}), [])
    focus = str(act.get("focus") or "")
    view = act.get("view", "map")
    _change(
        selection=selection,
        focus=focus if is_focus(atlas(), focus, _is_own) else "",
        view=view if view in VIEWS else before.view,
        compared=compared,
        ask=asked,
    )
    after = shown().screen
    # The server's pages and the notices stand beside the map.
    served = bool({before.view, after.view} & set(SERVER_VIEWS))
    st.session_state.rest = st.session_state.noticed or served
    if after.view == "brief" != before.view:
        # A briefing starts with what was on screen.
        st.session_state["view-before"] = before.view


def clicked() -> None:
    """Note that a click on the page, and not the address, started this run."""
    st.session_state.clicked = True


def switch_language() -> None:
    """Show the other language."""
    current = shown().screen.language
    show_language(next(language for language in LANGUAGES if language != current))


def show_language(language: str) -> None:
    """Show a language."""
    _change(language=language)


def show_briefing() -> None:
    """Show the briefing page, which starts with what was on screen."""
    st.session_state["view-before"] = shown().screen.view
    _change(view="brief")


def clause_texts(atlas: Atlas) -> bytes:
    """Return the clauses of the office's own policies folder as JSON; empty where none is given."""
    folder = os.environ.get(POLICIES_VARIABLE)
    return _texts(atlas, folder) if folder else b""


@st.cache_resource(show_spinner=False)
def _texts(_atlas: Atlas, folder: str) -> bytes:
    clauses = read_clauses(Path(folder), [])
    texts: dict[str, dict[str, str]] = {}
    for (document, clause), text in clauses.items():
        if document in _atlas.documents:
            texts.setdefault(document, {})[clause] = text
    return json.dumps(texts, ensure_ascii=False).encode()


def _change(**changes: Any) -> None:  # noqa: ANN401 - fields of a screen
    clicked()
    shown().screen = replace(shown().screen, **changes)


def _act() -> Mapping[str, Any]:
    """Return what the page sent; it comes from a browser, so its form is not trusted."""
    act = getattr(st.session_state.get("map"), "act", None)
    return act if isinstance(act, Mapping) else {}


def _is_oversized(act: Mapping[str, Any]) -> bool:
    """Tell whether a message holds more than a page of ours sends."""
    asked = [part for key in ("sel", "ask") if isinstance(part := act.get(key), Mapping)]
    values = [*act.values(), *(value for part in asked for value in part.values())]
    return any(
        (isinstance(value, str) and len(value) > LONGEST_TEXT)
        or (isinstance(value, list) and len(value) > MOST_VALUES)
        for value in values
    )


def _values(sent: object) -> dict[str, list[str]]:
    """Return filter values of a browser as lists of text by URL key."""
    if not isinstance(sent, Mapping):
        return {}
    values = {
        key: [str(item) for item in sent[key]]
        for key in FILTERS
        if isinstance(sent.get(key), list | tuple)
    }
    return values | {key: [str(sent[key])] for key in ("as_of", "text") if sent.get(key)}


def _lists(sent: Mapping[Any, Any]) -> dict[str, list[str]]:
    """Return what a browser sent as lists of text by key."""
    return {
        str(key): [str(item) for item in (value if isinstance(value, list | tuple) else [value])]
        for key, value in sent.items()
    }


def _query() -> dict[str, list[str]]:
    return {key: st.query_params.get_all(key) for key in sorted(st.query_params)}


def _as_lists(query: Mapping[str, str | list[str]]) -> dict[str, list[str]]:
    pairs = sorted(query.items())
    return {key: value if isinstance(value, list) else [value] for key, value in pairs}
