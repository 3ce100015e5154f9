"""Areas of polygons on the ellipsoid, all of a layer at once."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

Numbers = npt.NDArray[np.float64]

# The ellipsoid of WGS84: semi-major axis in metres, eccentricity squared.
_AXIS, _SQUARED = 6378137.0, 0.0066943799901413165
_ECCENTRICITY = math.sqrt(_SQUARED)
# Edges, straight in degrees as GeoJSON has them, are cut to this length before they are bent.
_LONGEST_EDGE = 0.02


def areas_m2(shapes: Sequence[BaseGeometry | None] | npt.NDArray[np.object_]) -> Numbers:
    """Return the area of polygons (EPSG:4326) on the ellipsoid of WGS84.

    Parameters
    ----------
    shapes
        shapely polygons; anything else has no area.

    Returns
    -------
    numpy.ndarray
        Square metres. The polygons are laid on Lambert's cylindrical equal-area plane, which keeps
        areas exactly; of plots and counties they differ from those with geodesic edges by less
        than 1 part in 100,000 and 10,000 (held against ``pyproj.Geod`` in the tests).
    """
    given = np.asarray(shapes, dtype=object)
    west, south, east, north = shapely.bounds(given).T
    # No edge is longer than its polygon; most are plots.
    wide = np.fmax(east - west, north - south) > _LONGEST_EDGE
    flat = given.copy()
    flat[wide] = shapely.segmentize(given[wide], _LONGEST_EDGE)
    found: Numbers = shapely.area(shapely.transform(flat, _to_plane))
    return np.nan_to_num(found)


def _to_plane(positions: Numbers) -> Numbers:
    """Return positions in metres of the equal-area plane."""
    sine = np.sin(np.radians(positions[:, 1]))
    lean = _ECCENTRICITY * sine
    height = (1 - _SQUARED) * (sine / (1 - lean * lean) + np.arctanh(lean) / _ECCENTRICITY) / 2
    return np.column_stack((_AXIS * np.radians(positions[:, 0]), _AXIS * height))
