"""The content drawn with folium as its users draw: for the saved page and the Streamlit peers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import folium

from bench.content import POPUP, Content

CENTRE = (22.9, 113.4)
ZOOM = 7


def base_map(content: Content) -> folium.Map:
    """Return a map without tiles that shows counties and cities, each with its popup."""
    drawn = folium.Map(location=CENTRE, zoom_start=ZOOM, tiles=None)
    _outlines(content["counties"], "区县", "#c3cad0", 0.6).add_to(drawn)
    _outlines(content["cities"], "地级市", "#5a6b7a", 1.2).add_to(drawn)
    return drawn


def cluster_group(cluster: dict[str, Any]) -> folium.FeatureGroup:
    """Return the designations of a cluster as a group of points with popups."""
    group = folium.FeatureGroup(name=cluster["name"])
    folium.GeoJson(
        cluster["points"],
        marker=folium.CircleMarker(radius=5, fill=True, fill_opacity=0.8, color=cluster["colour"]),
        popup=folium.GeoJsonPopup(fields=list(POPUP)),
    ).add_to(group)
    return group


def cluster_groups(content: Content, names: Iterable[str]) -> list[folium.FeatureGroup]:
    """Return the groups of the clusters with these names; of all where there is none."""
    chosen = set(names)
    clusters = [c for c in content["clusters"] if not chosen or c["name"] in chosen]
    return [cluster_group(cluster) for cluster in clusters]


def _outlines(outlines: dict[str, Any], name: str, colour: str, width: float) -> folium.GeoJson:
    style = {"color": colour, "weight": width, "fillColor": "#ffffff", "fillOpacity": 0.1}
    return folium.GeoJson(
        outlines,
        name=name,
        style_function=lambda _feature: style,
        popup=folium.GeoJsonPopup(fields=["name", "adcode"]),
    )
