"""How far places are from each other, in kilometres and in borders between counties."""

from __future__ import annotations

import math
from collections import defaultdict

from cluster_atlas.atlas.arcs import GRID, pack_shapes
from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.values.answers import Distance
from cluster_atlas.values.model import Place

# The WGS84 ellipsoid: half its longer axis (m) and its flattening.
_AXIS, _FLATTENING = 6378137.0, 1 / 298.257223563

# Dongguan and Zhongshan have no counties: their boundaries stand among those of the counties.
WHOLE_CITIES = {"city:441900": "county:441900", "city:442000": "county:442000"}


def distance(one: Place, other: Place) -> Distance | None:
    """Return the distance of two places on the WGS84 ellipsoid; ``None`` where one has no point.

    A unit's point is its seat of government.
    """
    if one.lon is None or one.lat is None or other.lon is None or other.lat is None:
        return None
    metres = geodesic(one.lon, one.lat, other.lon, other.lat)
    return Distance(metres / 1000, (one.radius_km or 0.0) + (other.radius_km or 0.0))


def geodesic(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    """Return the metres on the WGS84 ellipsoid between two points in degrees.

    Vincenty's inverse formula (Survey Review 23, 1975), as the viewer's ``near.js`` has it: within
    a millimetre of pyproj, whose import takes as long as a whole search. For points that are no
    antipodes.
    """
    minor = _AXIS * (1 - _FLATTENING)
    u1, u2 = (math.atan((1 - _FLATTENING) * math.tan(math.radians(lat))) for lat in (lat1, lat2))
    (s1, c1), (s2, c2) = ((math.sin(u), math.cos(u)) for u in (u1, u2))
    difference = lam = math.radians(lon2 - lon1)
    for _ in range(100):
        sin_sigma = math.hypot(c2 * math.sin(lam), c1 * s2 - s1 * c2 * math.cos(lam))
        cos_sigma = s1 * s2 + c1 * c2 * math.cos(lam)
        if sin_sigma == 0:
            return 0.0
        sigma = math.atan2(sin_sigma, cos_sigma)
        sin_alpha = c1 * c2 * math.sin(lam) / sin_sigma
        cos2_alpha = 1 - sin_alpha**2
        cos_middle = cos_sigma - 2 * s1 * s2 / cos2_alpha if cos2_alpha else 0.0
        c = _FLATTENING / 16 * cos2_alpha * (4 + _FLATTENING * (4 - 3 * cos2_alpha))
        turn = cos_middle + c * cos_sigma * (2 * cos_middle**2 - 1)
        before, lam = (
            lam,
            difference + (1 - c) * _FLATTENING * sin_alpha * (sigma + c * sin_sigma * turn),
        )
        if abs(lam - before) <= 1e-13:  # noqa: PLR2004 - far below a millimetre
            break
    u = cos2_alpha * (_AXIS**2 - minor**2) / minor**2
    large = 1 + u / 16384 * (4096 + u * (-768 + u * (320 - 175 * u)))
    small = u / 1024 * (256 + u * (-128 + u * (74 - 47 * u)))
    inner = cos_middle * (4 * sin_sigma**2 - 3) * (4 * cos_middle**2 - 3)
    outer = cos_sigma * (2 * cos_middle**2 - 1) - small / 6 * inner
    return minor * large * (sigma - small * sin_sigma * (cos_middle + small / 4 * outer))


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
