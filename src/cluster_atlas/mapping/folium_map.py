"""A selection of the atlas as a folium.Map, for notebooks and scripts."""

from __future__ import annotations

from collections.abc import Sequence

import folium

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.selection import Selection, select
from cluster_atlas.mapping.compose import compose
from cluster_atlas.mapping.folium_renderer import draw
from cluster_atlas.mapping.ownlayers import with_own
from cluster_atlas.questions.office.owntables import shown_own
from cluster_atlas.values.owndata import OwnData
from cluster_atlas.wording.wording import Wording


def folium_map(  # noqa: PLR0913 - what a map is made of
    atlas: Atlas,
    selection: Selection | None = None,
    *,
    language: str = "zh",
    title: str = "",
    tiles: str | folium.TileLayer | None = None,
    shade: str = "count",
    own: OwnData | None = None,
    own_kinds: Sequence[str] = (),
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
    shade
        What the shades of a cluster stand for: ``count`` (designations that name a city),
        ``specificity`` or ``role``.
    own
        An office's own data (:func:`cluster_atlas.own_data`), of which the rows that the selection
        shows are drawn as a group of their own, without private columns.
    own_kinds
        Only these kinds of it; all where empty.

    Returns
    -------
    folium.Map
        Ordinary folium layers, one :class:`folium.FeatureGroup` per cluster. A notebook shows it,
        layers and plugins can be added, and ``.save(path)`` writes a page that opens offline.

    Raises
    ------
    AtlasError
        If the selection names a value that the atlas does not have.

    Examples
    --------
    >>> import cluster_atlas as ca
    >>> chart = ca.folium_map(ca.open_atlas(), ca.Selection(industries=["轨道交通装备"]))
    >>> type(chart).__module__.partition(".")[0]
    'folium'
    """
    spec = compose(atlas, selection, language=language, title=title, shade=shade)
    if own is not None:
        chosen = select(atlas, selection)
        shown = shown_own(atlas, own, chosen.selection, own_kinds)
        spec = with_own(spec, Wording(atlas, language, chosen.day), shown)
    return draw(spec, tiles=tiles)
