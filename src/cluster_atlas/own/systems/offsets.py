"""The offsets that Chinese web maps put on WGS84, GCJ-02 and BD-09, there and exactly back."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

Degrees = npt.NDArray[np.float64]
Pair = tuple[Degrees, Degrees]
Flags = npt.NDArray[np.bool_]

# GCJ-02 is reckoned on Krasovsky's ellipsoid: semi-major axis in metres, eccentricity squared.
_AXIS, _ECCENTRICITY = 6378245.0, 0.00669342162296594323
# Where GCJ-02 shifts at all, in degrees; the formula's offset is reckoned from 105° E 35° N.
_WEST, _EAST, _SOUTH, _NORTH = 72.004, 137.8347, 0.8293, 55.8271
_ORIGIN = (105.0, 35.0)

# BD-09 adds a rotation and a length in degrees of its own to GCJ-02.
_BD_SHIFT = (0.0065, 0.006)
_BD_RADIUS, _BD_ANGLE = 2e-5, 3e-6
_BD_WAVE = np.pi * 3000 / 180

# An inverse ends when a further step moves nothing by a hundredth of a millimetre.
_DONE, _STEPS = 1e-10, 20


def wgs84_to_gcj02(lon: Degrees, lat: Degrees) -> Pair:
    """Return GCJ-02 for WGS84, by the formula alone.

    Parameters
    ----------
    lon, lat
        Degrees, one entry a point.

    Returns
    -------
    tuple
        Longitude and latitude in GCJ-02; unchanged outside the box in which it is defined. Special
        regions are the caller's business: see :func:`cluster_atlas.own.systems.system.to_wgs84`.
    """
    shift_lon, shift_lat = _offset(lon, lat)
    inside = (lon >= _WEST) & (lon <= _EAST) & (lat >= _SOUTH) & (lat <= _NORTH)
    return np.where(inside, lon + shift_lon, lon), np.where(inside, lat + shift_lat, lat)


def gcj02_to_wgs84(lon: Degrees, lat: Degrees) -> Pair:
    """Return WGS84 for GCJ-02: the point that :func:`wgs84_to_gcj02` takes there, to 0.1 mm."""
    return _inverse(wgs84_to_gcj02, lon, lat)


def gcj02_to_bd09(lon: Degrees, lat: Degrees) -> Pair:
    """Return BD-09 for GCJ-02 (degrees)."""
    radius = np.hypot(lon, lat) + _BD_RADIUS * np.sin(lat * _BD_WAVE)
    angle = np.arctan2(lat, lon) + _BD_ANGLE * np.cos(lon * _BD_WAVE)
    return radius * np.cos(angle) + _BD_SHIFT[0], radius * np.sin(angle) + _BD_SHIFT[1]


def bd09_to_gcj02(lon: Degrees, lat: Degrees) -> Pair:
    """Return GCJ-02 for BD-09: the point that :func:`gcj02_to_bd09` takes there, to 0.1 mm."""
    return _inverse(gcj02_to_bd09, lon, lat)


def _offset(lon: Degrees, lat: Degrees) -> Pair:
    """Return what GCJ-02 adds, in degrees."""
    x, y = lon - _ORIGIN[0], lat - _ORIGIN[1]
    root, product = np.sqrt(np.abs(x)), x * y
    # Both offsets share the waves of a sixth and a third of a degree along the parallel.
    ripple = (20 * np.sin(6 * np.pi * x) + 20 * np.sin(2 * np.pi * x)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * product + 0.1 * root + ripple
    east += _waves(x, (20, 1), (40, 3)) + _waves(x, (150, 12), (300, 30))
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * product + 0.2 * root + ripple
    north += _waves(y, (20, 1), (40, 3)) + _waves(y, (160, 12), (320, 30))
    angle = np.radians(lat)
    magic = 1 - _ECCENTRICITY * np.sin(angle) ** 2
    meridian = _AXIS * (1 - _ECCENTRICITY) / magic**1.5
    parallel = _AXIS / np.sqrt(magic) * np.cos(angle)
    return np.degrees(east / parallel), np.degrees(north / meridian)


def _waves(value: Degrees, *terms: tuple[float, float]) -> Degrees:
    """Return two thirds of a sum of sines, each an amplitude and half a wave in degrees."""
    total = np.zeros_like(value)
    for amplitude, length in terms:
        total += amplitude * np.sin(np.pi * value / length)
    return total * 2 / 3


def _inverse(forward: Callable[[Degrees, Degrees], Pair], lon: Degrees, lat: Degrees) -> Pair:
    """Return the points that ``forward`` takes to those given."""
    lon, lat = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
    x, y = lon.copy(), lat.copy()
    for _ in range(_STEPS):
        far_x, far_y = forward(x, y)
        step_x, step_y = lon - far_x, lat - far_y
        x, y = x + step_x, y + step_y
        finite = np.isfinite(step_x) & np.isfinite(step_y)
        moved = np.abs(step_x[finite]) + np.abs(step_y[finite])
        if not moved.size or moved.max() < _DONE:
            break
    return x, y
