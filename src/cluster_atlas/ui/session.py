"""One user's session: the screen it shows, kept in step with the address and the components."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import streamlit as st

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.screen import LANGUAGES, VIEWS, Screen, read_query, read_question
from cluster_atlas.atlas.selection import FILTERS, parse_selection
from cluster_atlas.proof.verify import read_clauses
from cluster_atlas.ui import labels
from cluster_atlas.ui.atlas_store import DATA_VARIABLE, POLICIES_VARIABLE, is_ready, shared_atlas
from cluster_atlas.values.issues import AtlasError, Issue

TIANDITU_VARIABLE = "CLUSTER_ATLAS_TIANDITU_TOKEN"
BASEMAP_VARIABLE = "CLUSTER_ATLAS_BASEMAP"


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
    known = "screen" in st.session_state
    if not known or (query != st.session_state.written and not clicked):
        st.session_state.screen, st.session_state.notices = read_query(atlas, query)
        st.session_state.written = query
    return st.session_state.screen, st.session_state.notices


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


def sequence() -> int:
    """Return the number of the last click in the filter panel that was taken in."""
    return int(st.session_state.get("sequence", 0))


def on_filters() -> None:
    """Take in a click in the filter panel."""
    act = _act("filters")
    st.session_state.sequence = int(act.get("seq", 0))
    chosen = _values(act.get("sel", {}))
    selection, _ = parse_selection(atlas(), chosen)
    _change(selection=selection)


def on_map() -> None:
    """Take in what was opened, closed or switched on the map."""
    act = _act("map")
    if "focus" in act:
        focus = str(act["focus"] or "")
        known = focus in atlas().places or focus in atlas().fact_by_id
        _change(focus=focus if known else "")
    if act.get("view") in VIEWS:
        if act["view"] == "brief":
            # A briefing starts with what was on screen.
            st.session_state["view-before"] = st.session_state.screen.view
        _change(view=act["view"])
    if isinstance(act.get("ask"), Mapping):
        compared, asked = read_question(atlas(), _lists(act["ask"]), [])
        _change(compared=compared, ask=asked)
    if isinstance(act.get("sel"), Mapping):
        selection, _ = parse_selection(atlas(), _values(act["sel"]))
        _change(selection=selection)


def clicked() -> None:
    """Note that a click on the page, and not the address, started this run."""
    st.session_state.clicked = True


def switch_language() -> None:
    """Show the other language."""
    current = st.session_state.screen.language
    show_language(next(language for language in LANGUAGES if language != current))


def show_language(language: str) -> None:
    """Show a language."""
    _change(language=language)


def basemap() -> dict[str, str] | None:
    """Return the tile layer that the office configured, or ``None``.

    A Tianditu token or the address of XYZ tiles comes from the environment; it never enters an
    exported file.
    """
    token = os.environ.get(TIANDITU_VARIABLE, "")
    if token.isalnum():
        return {
            "url": "https://t{s}.tianditu.gov.cn/vec_w/wmts?SERVICE=WMTS&REQUEST=GetTile"
            "&VERSION=1.0.0&LAYER=vec&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles"
            f"&TILEMATRIX={{z}}&TILEROW={{y}}&TILECOL={{x}}&tk={token}",
            "subdomains": "01234567",
            "attribution": "底图：天地图",
        }
    url = os.environ.get(BASEMAP_VARIABLE, "")
    return {"url": url, "subdomains": "abc", "attribution": ""} if url else None


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
    st.session_state.screen = replace(st.session_state.screen, **changes)


def _act(component: str) -> Mapping[str, Any]:
    """Return what a component sent; it comes from a browser, so its form is not trusted."""
    act = getattr(st.session_state.get(component), "act", None)
    return act if isinstance(act, Mapping) else {}


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
