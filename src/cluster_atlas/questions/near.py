"""How far places are from each other, in kilometres and in borders between counties."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING

from cluster_atlas.atlas.arcs import GRID, pack_shapes
from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.values.answers import Distance
from cluster_atlas.values.model import Place

if TYPE_CHECKING:
    from pyproj import Geod

# Dongguan and Zhongshan have no counties: their boundaries stand among those of the counties.
WHOLE_CITIES = {"city:441900": "county:441900", "city:442000": "county:442000"}


@cache
def _geod() -> Geod:
    from pyproj import Geod

    return Geod(ellps="WGS84")


def distance(one: Place, other: Place) -> Distance | None:
    """Return the distance of two places on the WGS84 ellipsoid; ``None`` where one has no point.

    A unit's point is its seat of government.
    """
    if one.lon is None or one.lat is None or other.lon is None or other.lat is None:
        return None
    metres = _geod().inv(one.lon, one.lat, other.lon, other.lat)[2]
    return Distance(metres / 1000, (one.radius_km or 0.0) + (other.radius_km or 0.0))


def county_of(place: Place) -> str:
    """Return the county-level unit that a place is or lies in; empty where it is not known."""
    if place.level == "county":
        return place.id
    if place.county:
        return place.county
    return WHOLE_CITIES.get(place.id if place.level == "city" else place.city, "")


def neighbours(atlas: Atlas) -> dict[str, frozenset[str]]:
    """Return, for each county-level unit, the units with which it shares a border."""
    return atlas.derive("neighbours", lambda: _neighbours(atlas))


def _neighbours(atlas: Atlas) -> dict[str, frozenset[str]]:
    shapes = [shape for shape in atlas.shapes if shape.level == "county"]
    _, units = pack_shapes([shape.polygons for shape in shapes], GRID)
    owners: defaultdict[int, set[str]] = defaultdict(set)
    for shape, rings in zip(shapes, units, strict=True):
        for refs in (refs for polygon in rings for refs in polygon):
            for ref in refs:
                owners[ref if ref >= 0 else ~ref].add(shape.id)
    found: defaultdict[str, set[str]] = defaultdict(set)
    for ids in owners.values():
        for one in ids:
            found[one] |= ids - {one}
    return {one: frozenset(others) for one, others in found.items()}
