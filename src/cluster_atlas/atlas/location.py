"""Where points and shapes lie: the one answer, by the finer boundaries, with what is doubtful."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Protocol

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

from cluster_atlas.atlas.arcs import GRID, pack_shapes
from cluster_atlas.atlas.boundaries import geometry
from cluster_atlas.atlas.gazetteer import FINER_FILES, Gazetteer, read_shapes
from cluster_atlas.values.issues import Issue, Text, quote
from cluster_atlas.values.model import Shape

# Nearer to a border than this a place may belong to the neighbour (docs/boundaries.md).
NEAR_KM = 0.5

# Lambert's conformal projection of the WGS84 ellipsoid, true on two parallels through Guangdong:
# its scale is off by less than 0.1 % from Leizhou to Nanxiong, half a metre in NEAR_KM.
PROJECTION = "+proj=lcc +lat_1=21 +lat_2=24.8 +lat_0=22.9 +lon_0=113.5 +ellps=WGS84 +units=m"

# Vertices of a piece of border: short pieces have small boxes, so that few are measured.
_PIECE = 24

Ids = npt.NDArray[np.object_]
Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int64]


class Bounded(Hashable, Protocol):
    """An atlas as far as it matters here: both sets of its boundaries."""

    @property
    def shapes(self) -> tuple[Shape, ...]:
        """The coarse boundaries."""

    @property
    def finer_shapes(self) -> tuple[Shape, ...]:
        """The finer ones."""


@dataclass(frozen=True, slots=True)
class Location:
    """Where several points or shapes lie, one entry each in the order asked.

    Attributes
    ----------
    unit
        CURIE of the county-level unit or special region; empty outside all of them. On a border it
        is that of the smaller code; of a shape the unit that holds most of it.
    city
        CURIE of its city; empty in a special region and outside.
    share
        Part of a line or polygon that lies in that unit, 0 to 1; 1 for a point inside one.
    border_km
        Distance in km from the nearest border between units, 0 for what crosses one; a coast is
        none. Plane distances in :data:`PROJECTION`.
    near
        Whether that is less than :data:`NEAR_KM`.
    disputed
        Whether the coarse boundaries tell another unit, or sea instead of land.
    """

    unit: Ids
    city: Ids
    share: Numbers
    border_km: Numbers
    near: Flags
    disputed: Flags


def locate(atlas: Bounded, geometries: Sequence[BaseGeometry | None] | Ids) -> Location:
    """Return where points, lines or polygons (EPSG:4326) lie.

    Parameters
    ----------
    atlas
        An open atlas.
    geometries
        shapely geometries; empty ones and ``None`` lie nowhere.

    Returns
    -------
    Location
        By the finer boundaries; ``disputed`` where the coarse ones differ.

    Examples
    --------
    >>> import shapely
    >>> import cluster_atlas as ca
    >>> from cluster_atlas.atlas.location import locate
    >>> found = locate(ca.open_atlas(), shapely.points([[113.264, 23.129]]))
    >>> found.unit[0], found.city[0]
    ('county:440104', 'city:440100')
    """
    return _locator(atlas).locate(np.asarray(geometries, dtype=object))


def units_at(atlas: Bounded, geometries: Sequence[BaseGeometry | None] | Ids) -> tuple[Ids, Ids]:
    """Return unit and city of geometries as :func:`locate` does, and nothing of what is doubtful.

    For many thousands this takes a tenth of the time.
    """
    shapes = np.asarray(geometries, dtype=object)
    unit, _ = _locator(atlas).units(shapes)
    return unit, _cities(unit)


def distances_km(
    atlas: Bounded, geometries: Sequence[BaseGeometry | None] | Ids, units: Sequence[str] | Ids
) -> Numbers:
    """Return how far geometries (EPSG:4326) are from the units that they are said to lie in.

    Parameters
    ----------
    atlas
        An open atlas.
    geometries
        shapely geometries, one entry a row.
    units
        CURIE of a county-level unit, special region or city for each.

    Returns
    -------
    numpy.ndarray
        Kilometres, 0 inside; infinite for no geometry or an unknown unit.
    """
    locator = _locator(atlas)
    shapes = np.asarray(geometries, dtype=object)
    asked = np.asarray(units, dtype=object)
    found = np.full(len(shapes), np.inf)
    for unit in dict.fromkeys(asked.tolist()):
        mine = np.flatnonzero((asked == unit) & ~shapely.is_missing(shapes))
        outline = locator.outline(unit)
        if len(mine) and outline is not None:
            plane = _projected(shapes[mine])
            away = ~shapely.intersects(outline, plane)
            found[mine] = 0.0
            found[mine[away]] = shapely.distance(outline, plane[away]) / 1000
    return found


@lru_cache(maxsize=2)
def _locator(atlas: Bounded) -> Locator:
    return Locator(atlas.finer_shapes, atlas.shapes)


class Locator:
    """Answers where geometries lie, by two sets of boundaries: the first decides."""

    def __init__(self, finer: Iterable[Shape], coarse: Iterable[Shape]) -> None:
        finer = list(finer)
        self._shapes = finer
        self._planes: dict[str, BaseGeometry | None] = {}
        self._finer, self._coarse = _Set(finer), _Set(coarse)

    def units(self, geometries: Sequence[BaseGeometry | None] | Ids) -> tuple[Ids, Numbers]:
        """Return the unit of each geometry, by the deciding set, and the share that lies there."""
        return self._finer.owners(np.asarray(geometries, dtype=object))

    def locate(self, geometries: Ids) -> Location:
        """Return where geometries lie; see :func:`locate`."""
        shapes = geometries.copy()
        shapes[shapely.is_empty(shapes) | shapely.is_missing(shapes)] = None
        unit, share = self._finer.owners(shapes)
        other, _ = self._coarse.owners(shapes)
        distance = np.full(len(shapes), np.inf)
        if len(self._borders):
            (asked, _), found = self._borders.query_nearest(
                _projected(shapes), return_distance=True, all_matches=False
            )
            distance[asked] = found / 1000
        return Location(
            unit,
            _cities(unit),
            share,
            distance,
            distance < NEAR_KM,
            unit != other,
        )

    def distance_km(self, shape: BaseGeometry, unit: str) -> float:
        """Return how far a geometry (EPSG:4326) is from a county or city; 0 for one inside it."""
        outline = self.outline(unit)
        if outline is None:
            return float(np.inf)
        return (
            float(shapely.distance(outline, _projected(np.asarray([shape], dtype=object))[0]))
            / 1000
        )

    def outline(self, unit: str) -> BaseGeometry | None:
        """Return a county or city in metres of :data:`PROJECTION`; ``None`` for an unknown one."""
        if unit not in self._planes:
            parts = _projected(self._finer.outlines(unit))
            whole = shapely.union_all(parts) if len(parts) else None
            shapely.prepare(whole)
            self._planes[unit] = whole
        return self._planes[unit]

    @cached_property
    def _borders(self) -> shapely.STRtree:
        return shapely.STRtree(_projected(_border_pieces(self._shapes)))


def point_issues(gazetteer: Gazetteer) -> Iterator[Issue]:
    """Yield each park and site whose point lies farther from its county or city than its radius."""
    spots = [p for p in gazetteer.places.values() if p.is_located and p.level in {"park", "site"}]
    issues: list[Issue] = []
    finer: list[Shape] = []
    if gazetteer.folder and (gazetteer.folder / "boundaries" / "outlines.geojson").exists():
        finer = read_shapes(gazetteer.folder, FINER_FILES[0], issues)
    yield from issues
    locator = Locator(finer or gazetteer.shapes, gazetteer.shapes)
    points = [shapely.Point(spot.lon or 0.0, spot.lat or 0.0) for spot in spots]
    units, _ = locator.units(points)
    for spot, point, found in zip(spots, points, units, strict=True):
        home = spot.county or spot.city
        if not home or found == home or (home.startswith("city:") and found[7:11] == home[5:9]):
            continue
        if locator.distance_km(point, home) > (spot.radius_km or 0):
            file, line = gazetteer.lines[spot.id]
            yield Issue(
                file,
                spot.id,
                "county" if spot.county else "city",
                quote(home),
                Text("坐标不在所填市县", "is not where its point lies"),
                Text(f"该点在 {found or '海上或省外'}，请核对", f"it lies in {found or 'no unit'}"),
                line,
            )


class _Set:
    """One set of county-level units and special regions."""

    def __init__(self, shapes: Iterable[Shape]) -> None:
        units = sorted(
            (shape for shape in shapes if shape.level in {"county", "sar"}),
            key=lambda shape: (shape.adcode, shape.id),
        )
        self._ids = np.asarray([*(shape.id for shape in units), ""], dtype=object)
        self._outlines = np.asarray([geometry(shape) for shape in units], dtype=object)
        shapely.prepare(self._outlines)

    def outlines(self, unit: str) -> Ids:
        """Return the outlines of a county-level unit, or of those of a city."""
        code = unit.partition(":")[2]
        prefix = f"county:{code[:4]}" if unit.startswith("city:") else unit
        mine = [bool(unit) and one.startswith(prefix) for one in self._ids[:-1]]
        found: Ids = self._outlines[np.asarray(mine, dtype=bool)]
        return found

    def owners(self, shapes: Ids) -> tuple[Ids, Numbers]:
        """Return the unit of each geometry and the part of it that lies there."""
        nowhere = len(self._ids) - 1
        first, share = np.full(len(shapes), nowhere), np.zeros(len(shapes))
        # Outlines are prepared and shapes are not: these are asked for by those.
        holders, held = shapely.STRtree(shapes).query(self._outlines, predicate="covers")
        np.minimum.at(first, held, holders)
        share[first < nowhere] = 1.0
        rest = np.flatnonzero((first == nowhere) & (shapely.get_dimensions(shapes) > 0))
        units, asked = shapely.STRtree(shapes[rest]).query(self._outlines, predicate="intersects")
        self._share(shapes, rest[asked], units, first, share)
        return self._ids[first], share

    def _share(
        self, shapes: Ids, asked: Places, units: Places, first: Places, share: Numbers
    ) -> None:
        """Write the unit that holds most of each shape that lies in no single one."""
        if not len(asked):
            return
        parts = _sizes(shapely.intersection(shapes[asked], self._outlines[units]))
        whole = _sizes(shapes[asked])
        # The largest part last, of equal ones that of the smaller code.
        order = np.lexsort((-units, parts, asked))
        first[asked[order]] = units[order]
        found = np.divide(parts, whole, out=np.ones_like(parts), where=whole > 0)
        share[asked[order]] = np.minimum(1.0, found[order])


def _sizes(shapes: Ids) -> Numbers:
    """Return the area of polygons, the length of lines, in the projection."""
    plane = _projected(shapes)
    areas = shapely.area(plane)
    found: Numbers = np.where(areas > 0, areas, shapely.length(plane))
    return found


def _cities(units: Ids) -> Ids:
    """Return the city of each unit; a special region has none."""
    cities = [f"city:{one[7:11]}00" if one.startswith("county:") else "" for one in units.tolist()]
    return np.asarray(cities, dtype=object)


def _border_pieces(shapes: Sequence[Shape]) -> Ids:
    """Return the borders between units, in short pieces (EPSG:4326); coasts have one unit only."""
    units = [shape for shape in shapes if shape.level in {"county", "sar", "strip"}]
    arcs, refs = pack_shapes([shape.polygons for shape in units], GRID)
    owners: defaultdict[int, set[int]] = defaultdict(set)
    for number, polygons in enumerate(refs):
        for ring in (ring for rings in polygons for ring in rings):
            for ref in ring:
                owners[ref if ref >= 0 else ~ref].add(number)
    pieces = []
    for number, arc in enumerate(arcs):
        if len(owners[number]) > 1:
            line = np.cumsum(np.asarray(arc).reshape(-1, 2), axis=0) * GRID.step + GRID.origin
            starts = range(0, len(line) - 1, _PIECE)
            pieces += [shapely.LineString(line[i : i + _PIECE + 1]) for i in starts]
    return np.asarray(pieces, dtype=object)


def _projected(shapes: Ids) -> Ids:
    """Return geometries (EPSG:4326) in metres of :data:`PROJECTION`."""
    return shapely.transform(shapes, _to_plane)


def _to_plane(positions: Numbers) -> Numbers:
    return np.column_stack(_transformer().transform(positions[:, 0], positions[:, 1]))


@cache
def _transformer() -> Transformer:
    return Transformer.from_crs("EPSG:4326", PROJECTION, always_xy=True)
