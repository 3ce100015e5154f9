"""Guangdong Cluster Atlas: the cited roles of places in industrial clusters, on a map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cluster_atlas.atlas.atlas import Atlas, check_folder, open_atlas
from cluster_atlas.atlas.selection import Selection, select
from cluster_atlas.values.issues import AtlasError, Issue

if TYPE_CHECKING:
    from cluster_atlas.mapping.folium_map import folium_map
    from cluster_atlas.web.page import export_html

__version__ = "0.1.0"
__all__ = [
    "Atlas",
    "AtlasError",
    "Issue",
    "Selection",
    "check_folder",
    "export_html",
    "folium_map",
    "open_atlas",
    "select",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the name stands for
    """Import renderers when they are asked for: folium alone takes half a second."""
    if name == "folium_map":
        from cluster_atlas.mapping.folium_map import folium_map

        return folium_map
    if name == "export_html":
        from cluster_atlas.web.page import export_html

        return export_html
    raise AttributeError(name)
