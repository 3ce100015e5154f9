"""Where a map's positions stand on paper: Mercator scaled into a box, and its scale bar."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import shapely

from cluster_atlas.drawing.shapes import Contour, Point
from cluster_atlas.values.mapspec import Bounds, Geometry, Position

# WGS 84.
_A = 6_378_137.0
_E2 = 0.006_694_379_990_14

# What a scale bar may stand for, in km.
_STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 500)

# Detail below this many points is not seen on paper.
_FINEST = 0.08

# A page asks for an outline several times, and pages of one size for the same ones; a map of the
# province with its enlargement has about eighty.
_KEPT = 256


@dataclass(frozen=True)
class Frame:
    """A box on a page and the part of the earth in it.

    Attributes
    ----------
    x, y, w, h
        The box, in points from the page's upper left corner.
    left, top
        Mercator coordinates of its upper left corner, in radians.
    scale
        Points a radian.
    """

    x: float
    y: float
    w: float
    h: float
    left: float
    top: float
    scale: float

    def at(self, position: Position) -> Point:
        """Return where a position ``(lon, lat)`` (EPSG:4326, degrees) stands, in points."""
        east, north = _mercator(position)
        return (
            self.x + (east - self.left) * self.scale,
            self.y + (self.top - north) * self.scale,
        )

    def positions(self, positions: Sequence[Position]) -> npt.NDArray[np.float64]:
        """Return where many positions stand, one row each, in points."""
        degrees = np.radians(np.asarray(positions, dtype=float))
        north = np.log(np.tan(np.pi / 4 + degrees[:, 1] / 2))
        return np.column_stack(
            (
                self.x + (degrees[:, 0] - self.left) * self.scale,
                self.y + (self.top - north) * self.scale,
            )
        )

    def position(self, x: float, y: float) -> Position:
        """Return the position ``(lon, lat)`` (EPSG:4326, degrees) at a point of the page."""
        north = self.top - (y - self.y) / self.scale
        latitude = math.degrees(2 * math.atan(math.exp(north)) - math.pi / 2)
        return (math.degrees(self.left + (x - self.x) / self.scale), latitude)

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom in points."""
        return (self.x, self.y, self.x + self.w, self.y + self.h)

    @property
    def latitude(self) -> float:
        """Latitude of its middle, in degrees."""
        north = self.top - self.h / 2 / self.scale
        return math.degrees(2 * math.atan(math.exp(north)) - math.pi / 2)

    @property
    def bounds(self) -> Bounds:
        """West, south, east, north in degrees."""
        east = self.left + self.w / self.scale
        south = self.top - self.h / self.scale
        low, high = (
            math.degrees(2 * math.atan(math.exp(north)) - math.pi / 2)
            for north in (south, self.top)
        )
        return (math.degrees(self.left), low, math.degrees(east), high)

    def points_per_km(self) -> float:
        """Return how many points a kilometre takes at the middle latitude."""
        latitude = math.radians(self.latitude)
        radius = _A / math.sqrt(1 - _E2 * math.sin(latitude) ** 2)
        return 1000 * self.scale / (radius * math.cos(latitude))

    def scale_bar(self, longest: float) -> tuple[int, float]:
        """Return a round number of km and its length in points, at most ``longest``."""
        per_km = self.points_per_km()
        fitting = [km for km in _STEPS if km * per_km <= longest] or [_STEPS[0]]
        return fitting[-1], fitting[-1] * per_km

    def holds(self, bounds: Bounds) -> bool:
        """Tell whether all of a box of degrees is in the frame."""
        (left, low), (right, high) = self.at(bounds[:2]), self.at(bounds[2:])
        x0, y0, x1, y1 = self.box
        return x0 <= left and right <= x1 and y0 <= high and low <= y1


def frame_for(bounds: Bounds, box: tuple[float, float, float, float], margin: float) -> Frame:
    """Return the frame that shows a box of degrees inside a box of points.

    Parameters
    ----------
    bounds
        West, south, east, north (EPSG:4326, degrees).
    box
        Left, top, width, height in points.
    margin
        Points left free on each side.
    """
    x, y, w, h = box
    (west, south), (east, north) = _mercator(bounds[:2]), _mercator(bounds[2:])
    room = (max(1.0, w - 2 * margin), max(1.0, h - 2 * margin))
    scale = min(room[0] / max(east - west, 1e-6), room[1] / max(north - south, 1e-6))
    left = (west + east) / 2 - w / 2 / scale
    top = (south + north) / 2 + h / 2 / scale
    return Frame(x, y, w, h, left, top, scale)


def ratio_of(bounds: Bounds) -> float:
    """Return height over width of a box of degrees, as it is drawn."""
    (west, south), (east, north) = _mercator(bounds[:2]), _mercator(bounds[2:])
    return (north - south) / max(east - west, 1e-6)


def _mercator(position: Sequence[float]) -> Point:
    longitude, latitude = math.radians(position[0]), math.radians(position[1])
    return (longitude, math.log(math.tan(math.pi / 4 + latitude / 2)))


def areas(frame: Frame, geometry: Geometry) -> shapely.Geometry:
    """Return polygons in points of the page, cut to the frame; empty where none of it is seen."""
    parts = [
        shapely.Polygon(frame.positions(rings[0]), [frame.positions(ring) for ring in rings[1:]])
        for rings in geometry.coordinates
    ]
    seen = [part for part in parts if shapely.box(*frame.box).intersects(part)]
    simple = shapely.simplify(shapely.MultiPolygon(seen), _FINEST)
    if shapely.box(*frame.box).contains(simple):
        return simple
    # Making valid takes three times as long as asking, and most are.
    whole = simple if shapely.is_valid(simple) else shapely.make_valid(simple)
    return shapely.intersection(whole, shapely.box(*frame.box))


def contours(shape: shapely.Geometry) -> tuple[Contour, ...]:
    """Return the rings of polygons, and lines as open contours."""
    found: list[Contour] = []
    for part in shapely.get_parts(shape):
        if part.geom_type == "Polygon":
            found += [_ring(ring) for ring in (part.exterior, *part.interiors)]
        elif part.geom_type in {"LineString", "LinearRing"}:
            found.append(Contour(_points(part), closed=False))
    return tuple(contour for contour in found if len(contour.points) > 1)


@lru_cache(maxsize=_KEPT)
def surface(frame: Frame, geometry: Geometry) -> tuple[Contour, ...]:
    """Return the outlines of polygons cut to the frame, its edge included; made once."""
    return contours(areas(frame, geometry))


@lru_cache(maxsize=_KEPT)
def edges(frame: Frame, geometry: Geometry) -> tuple[Contour, ...]:
    """Return the outlines of polygons inside the frame, without the frame's own edge."""
    lines = [
        shapely.LineString(frame.positions(ring))
        for rings in geometry.coordinates
        for ring in rings
    ]
    window = shapely.box(*frame.box)
    seen = shapely.MultiLineString([one for one in lines if window.intersects(one)])
    cut = shapely.intersection(shapely.simplify(seen, _FINEST), window)
    return contours(shapely.line_merge(cut) if cut.geom_type == "MultiLineString" else cut)


@lru_cache(maxsize=_KEPT)
def is_whole(frame: Frame, geometry: Geometry) -> bool:
    """Tell whether nothing of a geometry lies outside the frame."""
    x0, y0, x1, y1 = frame.box
    return all(x0 <= x <= x1 and y0 <= y <= y1 for x, y in map(frame.at, geometry.positions()))


def polyline(frame: Frame, positions: Iterable[Position]) -> tuple[Point, ...]:
    """Return where the points of a line stand."""
    return tuple(frame.at(position) for position in positions)


def _ring(ring: shapely.LinearRing) -> Contour:
    return Contour(_points(ring)[:-1])


def _points(line: shapely.LineString) -> tuple[Point, ...]:
    return tuple((round(x, 2), round(y, 2)) for x, y in shapely.get_coordinates(line).tolist())
