"""A map on which what lies outside some cities stands back, for a selection by place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import shapely

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.mapping.basemap import unit_areas
from cluster_atlas.values.mapspec import (
    Bounds,
    Cell,
    Feature,
    Geometry,
    Layer,
    MapSpec,
    Style,
    area,
)

_GROUND = "#f1f3f4"
# Names that stand back are still read: 3 to 1 and more on their ground.
NAME = "#78838d"

# How far a colour goes towards the ground.
_FADE = 0.8


def cities_of(atlas: Atlas, places: Iterable[str]) -> set[str]:
    """Return the cities that places consist of or lie in; none where the province is one of them.

    Parameters
    ----------
    atlas
        The atlas of the places.
    places
        Ids of places of any level.
    """
    found: set[str] = set()
    for key in places:
        place = atlas.places[key]
        if place.level == "province":
            return set()
        found |= set(place.members or [key if place.level in {"city", "sar"} else place.city])
    return found - {""}


def dimmed(atlas: Atlas, spec: MapSpec, cities: set[str], bounds: Bounds) -> MapSpec:
    """Return a map that is about some cities: the rest is faded, hatching there is left out.

    Parameters
    ----------
    atlas
        The atlas that the map is of.
    spec
        The map.
    cities
        Ids of cities that stay as they are.
    bounds
        West, south, east, north of what the map is to show (EPSG:4326, degrees).
    """
    layers = tuple(_layer(atlas, layer, cities) for layer in spec.layers)
    return replace(spec, bounds=bounds, layers=layers)


def _layer(atlas: Atlas, layer: Layer, cities: set[str]) -> Layer:
    if layer.kind in {"land", "border"}:
        return layer
    return replace(layer, features=tuple(_features(atlas, layer, cities)))


def _features(atlas: Atlas, layer: Layer, cities: set[str]) -> Iterator[Feature]:
    own = _polygons(atlas, cities)
    for feature in layer.features:
        if layer.kind == "hatch":
            kept = [part for part in feature.geometry.coordinates if id(part) in own]
            if kept:
                yield replace(feature, geometry=area(kept))
        elif layer.kind == "line":
            yield feature if _touches(atlas, feature.geometry, cities) else _faded(feature)
        elif _home(atlas, feature) in {"", *cities}:
            yield feature
        else:
            yield _faded(feature)


def _home(atlas: Atlas, feature: Feature) -> str:
    """Return the city of what a feature stands for; empty where it belongs to none."""
    place = atlas.places.get(feature.id)
    if place is None:
        return ""
    return place.id if place.level == "city" else place.city


def _polygons(atlas: Atlas, cities: set[str]) -> set[int]:
    """Return the identities of the cities' polygons, which all features share."""
    areas = unit_areas(atlas)
    return {id(part) for city in cities if city in areas for part in areas[city].coordinates}


def _touches(atlas: Atlas, geometry: Geometry, cities: set[str]) -> bool:
    """Tell whether a line starts, ends or passes in one of the cities."""
    areas = unit_areas(atlas)
    line = shapely.LineString(list(geometry.positions()))
    return any(
        line.intersects(shapely.Polygon(rings[0]))
        for city in cities
        if city in areas
        for rings in areas[city].coordinates
    )


def _faded(feature: Feature) -> Feature:
    cells = tuple(Cell(cell.group, _pale(cell.colour), cell.state) for cell in feature.cells)
    # What stands back keeps its city's name and gives up that of a park.
    label = "" if feature.level in {"park", "site"} else feature.label
    style = _pale_style(feature.style)
    return replace(feature, style=style, cells=cells, label=label, aside=True)


def _pale_style(style: Style) -> Style:
    return replace(
        style,
        fill=_pale(style.fill) if style.fill else "",
        stroke=_pale(style.stroke) if style.stroke else "",
        text=NAME if style.text else "",
        bold=False,
    )


def _pale(colour: str) -> str:
    """Return a colour ``#rrggbb`` close to the ground."""
    parts = zip(bytes.fromhex(colour[1:]), bytes.fromhex(_GROUND[1:]), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * _FADE):02x}" for a, b in parts)
