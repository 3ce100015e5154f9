"""A peer: st_folium with a base map that stays, and the filtered groups added to it."""

from __future__ import annotations

import os

import streamlit as st
from streamlit_folium import st_folium

from bench.content import Content, read_content
from bench.folium_peer import base_map, cluster_groups


@st.cache_data
def content() -> Content:
    """Return the content that the bench wrote."""
    return read_content(os.environ["BENCH_CONTENT"])


names = [cluster["name"] for cluster in content()["clusters"]]
chosen = st.pills("产业集群", names, selection_mode="multi", default=[])
st_folium(
    base_map(content()),
    key="map",
    width=900,
    height=700,
    returned_objects=[],
    feature_group_to_add=cluster_groups(content(), chosen),
)
