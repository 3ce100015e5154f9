"""The lower bound: the cluster filter and a count, as text, with nothing of the product in it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import streamlit as st


@st.cache_data
def counts() -> dict[str, int]:
    """Return how many designations each cluster has, by its name."""
    content = json.loads(Path(os.environ["BENCH_CONTENT"]).read_text(encoding="utf-8"))
    return {cluster["name"]: cluster["shown"] for cluster in content["clusters"]}


found = counts()
chosen = st.pills("产业集群", list(found), selection_mode="multi", default=[])
st.write(f"{sum(found[name] for name in chosen or found)} 条定位")
