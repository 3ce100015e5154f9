"""The lower bound: the cluster filter and a count, as text, with nothing of the product in it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import streamlit as st

LAYERS = Path(__file__).parents[2] / "layers"


@st.cache_data
def counts() -> dict[str, int]:
    """Return how many designations each cluster file holds, by cluster name."""
    files = [tomllib.loads(path.read_text("utf-8")) for path in sorted(LAYERS.glob("*.toml"))]
    return {file["name"]: len(file["designation"]) for file in files}


found = counts()
chosen = st.pills("产业集群", list(found), selection_mode="multi", default=[])
st.write(f"{sum(found[name] for name in chosen or found)} 条定位")
