"""The two packaged components: the filter panel and the map with its list."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from functools import cache
from typing import Any

import streamlit as st
from streamlit.runtime import get_instance

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.ui import preload, session
from cluster_atlas.ui.access.office_store import note_reader, office, own_pack
from cluster_atlas.values.issues import AtlasError
from cluster_atlas.web.assets import app_script
from cluster_atlas.web.pack import pack_bytes

# Where something runs by itself, Streamlit's page asks for a run of the whole script when the
# connection is back, and else only where the last run was a fragment's. A server that was started
# anew knows a fragment only after that run, and drops what is sent to it before. The run by itself
# is not wanted and comes as rarely as a browser's timer allows for, whose limit is 24 days.
_BY_ITSELF = dt.timedelta(days=20)


@cache
def _component(name: str) -> Callable[..., Any]:
    """Register a component of the package once; its file is served, never sent again."""
    return st.components.v2.component(f"cluster-atlas.{name}", js="component.js")


def filter_panel(atlas: Atlas, language: str) -> None:
    """Show the filters; they work on what the map's page shows."""
    _component("filters")(key="filters", data=_as_json(_told_once("filters", atlas, language)))


@st.fragment(run_every=_BY_ITSELF)
def map_panel(atlas: Atlas, run: int) -> None:
    """Show the map and the list, in the run of that number and in those of its own after it.

    The page filters by itself and then tells the server what it shows, which runs this function
    alone: the address follows, and the page is told that its message was taken in. Only where
    something else than what it sent became of it, it is told what.
    """
    screen = session.shown().screen
    if not session.is_first(run):
        if session.concerns_the_rest():
            st.rerun(scope="app")
        session.end_click()
        session.write_address(screen)
        told = {"n": session.number()} | session.correction()
    else:
        told = _told_once("map", atlas, screen.language) | {
            "n": session.number(),
            "state": session.page_state(screen),
            "basemap": preload.tile_layer(),
            "texts": _clause_texts(atlas),
            "own": _own_rows(),
        }
    _component("map")(key="map", data=_as_json(told), on_act_change=session.on_act)


def _clause_texts(atlas: Atlas) -> str | None:
    texts = session.clause_texts(atlas)
    return _serve(texts, "application/json", "clause-texts") if texts else None


def _own_rows() -> str | None:
    """Return where this session finds its office's own rows: nobody else is told the address."""
    try:
        of = office()
        pack = own_pack(of) if of else b""
        if of is not None and pack:
            note_reader(of)
    except AtlasError:  # told on the page of that data
        return None
    return _serve(pack, "application/gzip", "own-rows") if pack else None


def _told_once(kind: str, atlas: Atlas, language: str) -> dict[str, Any]:
    """Return what a component is told when it is made, and when all of the page runs again."""
    # Where the app was started by Streamlit's own command, its store of files does as well.
    pack, viewer = preload.addresses() or (
        _serve(pack_bytes(atlas), "application/gzip", "atlas-pack"),
        _serve(app_script(), "text/javascript", "atlas-viewer"),
    )
    return {"kind": kind, "pack": pack, "viewer": viewer, "lang": language}


def _as_json(told: dict[str, Any]) -> bytes:
    """Return what a component is told as JSON bytes: for a dict Streamlit would import pandas."""
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def _serve(content: bytes, kind: str, place: str) -> str:
    """Hand a file to Streamlit's media store; return its address relative to the page's own.

    The store forgets what the running script did not ask for, so this is called in every run.
    """
    return f".{get_instance().media_file_mgr.add(content, kind, place)}"
