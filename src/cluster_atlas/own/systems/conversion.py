"""Points of any coordinate system in WGS84, and back."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Proj, Transformer

from cluster_atlas.atlas.location import Bounded, units_at
from cluster_atlas.own.systems.offsets import (
    bd09_to_gcj02,
    gcj02_to_bd09,
    gcj02_to_wgs84,
    wgs84_to_gcj02,
)
from cluster_atlas.own.systems.system import System

Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

_EAST, _NORTH = 180.0, 90.0


def to_wgs84(atlas: Bounded, system: System, x: Numbers, y: Numbers) -> tuple[Numbers, Numbers]:
    """Return longitude and latitude (WGS84) of points in a system.

    Parameters
    ----------
    atlas
        Its boundaries say which points lie in Hong Kong and Macao, where web maps shift nothing.
    system
        That of the numbers.
    x, y
        Easting and northing in metres, or longitude and latitude in degrees.

    Returns
    -------
    tuple
        Degrees; NaN for what the system cannot place.
    """
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    if not system.definition:
        # Metres, and the 1e308 of a program for no value, are no degrees.
        good = (abs(x) <= _EAST) & (abs(y) <= _NORTH)
        x, y = np.where(good, x, np.nan), np.where(good, y, np.nan)
        return _without_offset(atlas, system, x, y) if system.datum in {"gcj02", "bd09"} else (x, y)
    if system.datum == "other":
        lon, lat = _way(system.definition).transform(x, y)
    else:
        lon, lat = _projection(system.definition)(x, y, inverse=True)
    good = np.isfinite(lon) & np.isfinite(lat)
    return np.where(good, lon, np.nan), np.where(good, lat, np.nan)


def from_wgs84(
    atlas: Bounded, system: System, lon: Numbers, lat: Numbers
) -> tuple[Numbers, Numbers]:
    """Return points (WGS84, degrees) in a system: the way back of :func:`to_wgs84`."""
    lon, lat = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
    if system.datum in {"gcj02", "bd09"}:
        special = _in_special_region(atlas, lon, lat)
        east, north = wgs84_to_gcj02(lon, lat)
        east, north = np.where(special, lon, east), np.where(special, lat, north)
        return gcj02_to_bd09(east, north) if system.datum == "bd09" else (east, north)
    if not system.definition:
        return lon, lat
    if system.datum == "other":
        return _way(system.definition).transform(lon, lat, direction="INVERSE")
    return _projection(system.definition)(lon, lat)


def _without_offset(
    atlas: Bounded, system: System, x: Numbers, y: Numbers
) -> tuple[Numbers, Numbers]:
    """Take a web map's offset off, but not in Hong Kong and Macao.

    A position in Hong Kong may be one of Hong Kong, or one of Shenzhen moved over the border: where
    the unmoved position is land of the mainland, it is taken for that.
    """
    east, north = bd09_to_gcj02(x, y) if system.datum == "bd09" else (x, y)
    lon, lat = gcj02_to_wgs84(east, north)
    stays = _in_special_region(atlas, east, north)
    if stays.any():
        moved = np.zeros(len(stays), dtype=bool)
        units, _ = units_at(atlas, _points(lon[stays], lat[stays]))
        moved[stays] = [unit.startswith("county:") for unit in units]
        stays &= ~moved
    return np.where(stays, east, lon), np.where(stays, north, lat)


# Hong Kong and Macao lie in this box: most points of a file are outside and are not looked up.
_SPECIAL_BOX = (113.4, 22.0, 114.6, 22.7)


def _in_special_region(atlas: Bounded, lon: Numbers, lat: Numbers) -> Flags:
    west, south, east, north = _SPECIAL_BOX
    near: Flags = (lon > west) & (lon < east) & (lat > south) & (lat < north)
    found = np.zeros(len(near), dtype=bool)
    if near.any():
        units, _ = units_at(atlas, _points(lon[near], lat[near]))
        found[near] = [unit.startswith("sar:") for unit in units]
    return found


@lru_cache(maxsize=64)
def _projection(definition: str) -> Proj:
    return Proj(definition)


@lru_cache(maxsize=64)
def _way(definition: str) -> Transformer:
    return Transformer.from_crs(definition, "EPSG:4326", always_xy=True, only_best=True)


def _points(lon: Numbers, lat: Numbers) -> npt.NDArray[np.object_]:
    return np.asarray(shapely.points(lon, lat), dtype=object)
