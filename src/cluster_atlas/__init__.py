"""Guangdong Cluster Atlas: the cited roles of places in industrial clusters, on a map.

>>> import cluster_atlas as ca
>>> atlas = ca.open_atlas()
>>> rail = ca.select(atlas, ca.Selection(industries=["轨道交通装备"]))
>>> frame = rail.to_frame()

Open and check: :func:`open_atlas`, :func:`check_folder`. Select: :class:`Selection`,
:func:`select`. Ask: :func:`compare`, :func:`evolve`, :func:`find`. An office's own data:
:func:`own_data`. Hand out: :func:`export`, :func:`export_html`, :func:`brief`,
:func:`folium_map`. What is wrong: :class:`AtlasError`, :class:`Issue`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from cluster_atlas.values import version

if TYPE_CHECKING:
    from cluster_atlas.api import brief, compare, evolve, export, find, own_data
    from cluster_atlas.atlas.atlas import Atlas, check_folder, open_atlas
    from cluster_atlas.atlas.selection import Selection, SelectionResult, select
    from cluster_atlas.mapping.folium_map import folium_map
    from cluster_atlas.results import ComparisonResult, EvolutionResult, RankingResult
    from cluster_atlas.values.issues import AtlasError, Issue
    from cluster_atlas.values.owndata import OwnData, OwnRow
    from cluster_atlas.web.page import export_html

__version__ = version.VERSION
__all__ = [
    "Atlas",
    "AtlasError",
    "ComparisonResult",
    "EvolutionResult",
    "Issue",
    "OwnData",
    "OwnRow",
    "RankingResult",
    "Selection",
    "SelectionResult",
    "__version__",
    "brief",
    "check_folder",
    "compare",
    "evolve",
    "export",
    "export_html",
    "find",
    "folium_map",
    "open_atlas",
    "own_data",
    "select",
]

# Where each name is defined: loaded at its first use, since folium alone takes half a second.
_HOMES = {
    "api": ("brief", "compare", "evolve", "export", "find", "own_data"),
    "atlas.atlas": ("Atlas", "check_folder", "open_atlas"),
    "atlas.selection": ("Selection", "SelectionResult", "select"),
    "mapping.folium_map": ("folium_map",),
    "values.owndata": ("OwnData", "OwnRow"),
    "results": ("ComparisonResult", "EvolutionResult", "RankingResult"),
    "values.issues": ("AtlasError", "Issue"),
    "web.page": ("export_html",),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> object:
    """Import what a name stands for, at its first use."""
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    """Return the public names, loaded or not."""
    return sorted({*__all__, *(name for name in globals() if name.startswith("__"))})
