"""The two packaged components: the filter panel and the map with its list."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from functools import cache
from typing import Any

import streamlit as st
from streamlit.runtime import get_instance

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.screen import Screen
from cluster_atlas.atlas.selection import SelectionResult
from cluster_atlas.web.assets import app_script
from cluster_atlas.web.pack import option_ids, pack_bytes

BITS_IN_BYTE = 8


@cache
def _component(name: str) -> Callable[..., Any]:
    """Register a component of the package once; its files are served, never sent again."""
    return st.components.v2.component(f"cluster-atlas.{name}", js="component.js", css="viewer.css")


def filter_panel(
    atlas: Atlas, screen: Screen, selected: SelectionResult, seq: int, on_change: Callable[[], None]
) -> None:
    """Show the filters with their counts; a click changes ``st.session_state["filters"]``."""
    _component("filters")(
        key="filters",
        data=_message(
            "filters",
            atlas,
            screen,
            {
                "sel": screen.selection.to_dict(),
                "counts": panel_counts(atlas, selected),
                "seq": seq,
            },
        ),
        on_act_change=on_change,
    )


def map_panel(  # noqa: PLR0913 - what the map is told
    atlas: Atlas,
    screen: Screen,
    selected: SelectionResult,
    on_change: Callable[[], None],
    *,
    basemap: dict[str, str] | None = None,
    texts: bytes = b"",
) -> None:
    """Show the map and the list: they are told only which designations to show."""
    _component("map")(
        key="map",
        data=_message(
            "map",
            atlas,
            screen,
            {
                "sel": screen.selection.to_dict(),
                "bits": encode_bits(selected.bits, len(atlas.facts)),
                "focus": screen.focus or None,
                "view": screen.view,
                "ask": screen.question(),
                "basemap": basemap,
                "texts": _serve(texts, "application/json", "clause-texts") if texts else None,
            },
        ),
        on_act_change=on_change,
    )


def panel_counts(atlas: Atlas, selected: SelectionResult) -> dict[str, Any]:
    """Return the counts of the panel's options, in the order of the pack.

    Industries are counted for the clusters that stand unfolded only: ``{cluster id: [counts]}``.
    """
    counts: dict[str, Any] = {
        key: [selected.counts[key][option] for option in options]
        for key, options in option_ids(atlas).items()
        if key != "industry"
    }
    chosen = selected.selection
    unfolded = {*chosen.clusters, *(atlas.cluster_of_industry[i] for i in chosen.industries)}
    counts["industry"] = {
        cluster.id: [selected.counts["industry"][i.id] for i in cluster.industries]
        for cluster in atlas.clusters
        if cluster.id in unfolded or len(atlas.clusters) == 1
    }
    return counts


def encode_bits(bits: int, length: int) -> str:
    """Return a bit set in base64: bit ``i`` is bit ``i & 7`` of byte ``i >> 3``."""
    size = (length + BITS_IN_BYTE - 1) // BITS_IN_BYTE
    return base64.b64encode(bits.to_bytes(size, "little")).decode()


def _message(kind: str, atlas: Atlas, screen: Screen, values: dict[str, Any]) -> bytes:
    """Return what a component is told, as JSON bytes: for a dict Streamlit would import pandas."""
    told = {
        "kind": kind,
        "pack": _serve(pack_bytes(atlas), "application/gzip", "atlas-pack"),
        "viewer": _serve(app_script(), "text/javascript", "atlas-viewer"),
        "lang": screen.language,
    }
    return json.dumps(told | values, ensure_ascii=False, separators=(",", ":")).encode()


def _serve(content: bytes, kind: str, place: str) -> str:
    """Hand a file to Streamlit's media store, which serves it under the hash of its content.

    The store forgets what the running script did not ask for, so this is called in every run.
    """
    return str(get_instance().media_file_mgr.add(content, kind, place))
