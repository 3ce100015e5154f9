"""A selection of the atlas as a folium.Map, for notebooks and scripts."""

from __future__ import annotations

import folium

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.selection import Selection
from cluster_atlas.mapping.compose import compose
from cluster_atlas.mapping.folium_renderer import draw


def folium_map(
    atlas: Atlas,
    selection: Selection | None = None,
    *,
    language: str = "zh",
    title: str = "",
    tiles: str | folium.TileLayer | None = None,
) -> folium.Map:
    """Return a selection of the atlas as a folium map.

    Parameters
    ----------
    atlas
        An open atlas.
    selection
        What to show; everything where ``None``.
    language
        ``zh`` or ``en``.
    title
        Heading of the map; the atlas's own name where empty.
    tiles
        A base map as :class:`folium.Map` takes it; none where ``None``, and then the saved page
        makes no request.

    Returns
    -------
    folium.Map
        Ordinary folium layers, one :class:`folium.FeatureGroup` per cluster. A notebook shows it,
        layers and plugins can be added, and ``.save(path)`` writes a page that opens offline.

    Raises
    ------
    AtlasError
        If the selection names a value that the atlas does not have.
    """
    return draw(compose(atlas, selection, language=language, title=title), tiles=tiles)
