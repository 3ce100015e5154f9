"""A peer: st_folium as its first example has it, the map built again in every rerun."""

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
drawn = base_map(content())
for group in cluster_groups(content(), chosen):
    group.add_to(drawn)
st_folium(drawn, key="map", width=900, height=700, returned_objects=[])
