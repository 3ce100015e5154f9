"""Rings of polygons without their order: which is a shell, and whose hole is each other one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cluster_atlas.own.readers.shapes.wkb import Coordinates, gathered, polygon_of

# More rings than these in one shape are compared by a tree, not each with each.
_FEW = 64
# A ring of more positions than these is searched by GEOS, which divides it first.
_LONG = 2000
_SAME = 1e-9
_PIECE = 2_000_000


@dataclass(frozen=True, slots=True)
class Areas:
    """Polygons put together from rings.

    Attributes
    ----------
    shapes
        WKB of each owner; ``None`` where its rings cross, so that its area is not known.
    repeated
        Owners with a ring that stood there twice and is now there once.
    """

    shapes: list[bytes | None]
    repeated: list[int]


@dataclass(frozen=True, slots=True)
class Rings:
    """Closed rings of at least four positions, one behind the other.

    Attributes
    ----------
    flat
        The positions of all.
    lengths
        How many each ring has.
    owners
        The shape of each ring, from 0, in ascending order.
    """

    flat: Coordinates
    lengths: NDArray[np.int64]
    owners: NDArray[np.int64]

    @property
    def starts(self) -> NDArray[np.int64]:
        """Return where each ring begins."""
        return np.cumsum(self.lengths) - self.lengths

    def ring(self, place: int) -> Coordinates:
        """Return the positions of one ring."""
        start = int(self.lengths[:place].sum())
        return self.flat[start : start + int(self.lengths[place])]


def assembled(rings: Sequence[Coordinates], owners: Sequence[int], count: int) -> Areas:
    """Put rings together that stand one by one; see :func:`put_together`."""
    if not rings:
        return Areas([None] * count, [])
    flat = np.concatenate([ring[:, :2] for ring in rings]).astype("<f8", copy=False)
    lengths = np.array([len(ring) for ring in rings], dtype=np.int64)
    return put_together(Rings(flat, lengths, np.asarray(owners, dtype=np.int64)), count)


def put_together(rings: Rings, count: int) -> Areas:
    """Put closed rings together by what lies in what, whichever way they are wound.

    Parameters
    ----------
    rings
        Of all shapes.
    count
        How many shapes there are.
    """
    areas, boxes = _measured(rings)
    found = _contained(rings, np.abs(areas), boxes)
    depth = np.bincount(found.inner, minlength=len(areas))
    nearest = _nearest(found, depth, np.abs(areas))
    raw, starts, lengths = rings.flat.tobytes(), rings.starts.tolist(), rings.lengths.tolist()
    owners = rings.owners.tolist()

    def packed(ring: int) -> tuple[int, bytes]:
        begin = 16 * starts[ring]
        return lengths[ring], raw[begin : begin + 16 * lengths[ring]]

    parts: list[list[bytes]] = [[] for _ in range(count)]
    for shell, holes in _members(depth, nearest, found.repeated).items():
        parts[owners[shell]].append(polygon_of([packed(shell), *map(packed, holes)]))
    shapes = [gathered(own) for own in parts]
    repeated = sorted({owners[ring] for ring in found.repeated})
    # Shells clockwise and holes counterclockwise: as the format wants it, and so not guessed.
    guessed = np.unique(rings.owners[(areas > 0) == (depth % 2 == 0)])
    for place in _doubtful(shapes, sorted({*guessed.tolist(), *found.near, *repeated})):
        shapes[place] = None
    return Areas(shapes, repeated)


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Rings inside rings of the same owner.

    Attributes
    ----------
    inner, outer
        The ring inside, and the one around it, directly or not.
    repeated
        Rings that stand there a second time.
    near
        Owners with rings that may meet: their boxes do, and none lies in the other.
    """

    inner: NDArray[np.int64]
    outer: NDArray[np.int64]
    repeated: set[int]
    near: set[int]


def _nearest(found: _Pairs, depth: NDArray[np.int64], size: NDArray[np.float64]) -> dict[int, int]:
    """Return the shell of each hole: of the rings around it the smallest that is one."""
    shells = (depth[found.inner] % 2 == 1) & (depth[found.outer] % 2 == 0)
    inner, outer = found.inner[shells], found.outer[shells]
    # The smallest comes last, and stays.
    order = np.argsort(-size[outer], kind="stable")
    return dict(zip(inner[order].tolist(), outer[order].tolist(), strict=True))


def _members(
    depth: NDArray[np.int64], nearest: Mapping[int, int], repeated: set[int]
) -> dict[int, list[int]]:
    """Return the shells, each with its holes."""
    shells = np.flatnonzero(depth % 2 == 0).tolist()
    members: dict[int, list[int]] = {shell: [] for shell in shells if shell not in repeated}
    for hole, shell in sorted(nearest.items()):
        members[shell].append(hole)
    return members


def _contained(rings: Rings, size: NDArray[np.float64], boxes: NDArray[np.float64]) -> _Pairs:
    """Return which rings lie in which."""
    low, high = _meeting(boxes, rings.owners)
    fits = (boxes[low, :2] >= boxes[high, :2]).all(axis=1)
    fits &= (boxes[low, 2:] <= boxes[high, 2:]).all(axis=1)
    fits &= size[high] >= size[low] * (1 - _SAME)
    inner, outer = low[fits], high[fits]
    alike = np.abs(size[inner] - size[outer]) <= size[outer] * _SAME
    alike &= (boxes[inner] == boxes[outer]).all(axis=1)
    repeated = {
        max(one, other)
        for one, other in zip(inner[alike].tolist(), outer[alike].tolist(), strict=True)
        if _same_places(rings.ring(one), rings.ring(other))
    }
    if repeated:
        gone = list(repeated)
        alike |= np.isin(inner, gone) | np.isin(outer, gone)
        apart = ~(np.isin(low, gone) | np.isin(high, gone))
        low, high = low[apart], high[apart]
    inner, outer = inner[~alike], outer[~alike]
    inside = _inside(rings, inner, outer)
    inner, outer = inner[inside], outer[inside]
    # Each pair stands there both ways round.
    told = np.isin(low * len(size) + high, inner * len(size) + outer)
    told |= np.isin(high * len(size) + low, inner * len(size) + outer)
    return _Pairs(inner, outer, repeated, set(rings.owners[low[~told]].tolist()))


def _meeting(
    boxes: NDArray[np.float64], owners: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return pairs of rings of one owner whose boxes meet, both ways round."""
    starts = np.flatnonzero(np.r_[True, owners[1:] != owners[:-1]])
    numbers = np.diff(np.r_[starts, len(owners)])
    found = [(np.empty(0, dtype=np.int64),) * 2]
    for number in np.unique(numbers[(numbers > 1) & (numbers <= _FEW)]).tolist():
        one, other = (axis.ravel() for axis in np.indices((number, number)))
        one, other = one[one != other], other[one != other]
        begin = starts[numbers == number][:, None]
        low, high = (begin + one).ravel(), (begin + other).ravel()
        meet = (boxes[low, :2] <= boxes[high, 2:]).all(axis=1)
        meet &= (boxes[low, 2:] >= boxes[high, :2]).all(axis=1)
        found.append((low[meet], high[meet]))
    for begin, number in zip(starts.tolist(), numbers.tolist(), strict=True):
        if number > _FEW:
            found.append(_meeting_of_many(boxes[begin : begin + number], begin))
    return np.concatenate([low for low, _high in found]), np.concatenate(
        [high for _low, high in found]
    )


def _meeting_of_many(
    boxes: NDArray[np.float64], begin: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    import shapely

    faces: Any = shapely.box(*boxes.T)
    low, high = shapely.STRtree(faces).query(faces, predicate="intersects")
    apart = low != high
    return begin + low[apart], begin + high[apart]


def _inside(rings: Rings, inner: NDArray[np.int64], outer: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return for each pair whether the first ring lies in the second; they may touch."""
    inside = np.zeros(len(inner), dtype=bool)
    asked = np.zeros(len(inner), dtype=bool)
    edges = rings.lengths[outer] - 1
    short = np.flatnonzero(edges <= _LONG)
    asked[edges > _LONG] = True
    for piece in _pieces(short, edges[short]):
        inside[piece], asked[piece] = _first_inside(rings, inner[piece], outer[piece])
    if asked.any():
        inside[asked] = _midst_inside(rings, inner[asked], outer[asked])
    return inside


def _pieces(places: NDArray[np.int64], sizes: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    """Yield the places in pieces, so that what each needs stays small."""
    last = int(sizes.sum()) // _PIECE + 1
    bounds = np.searchsorted(np.cumsum(sizes), np.arange(1, last) * _PIECE)
    for begin, end in pairwise([0, *bounds.tolist(), len(places)]):
        if end > begin:
            yield places[begin:end]


def _first_inside(
    rings: Rings, inner: NDArray[np.int64], outer: NDArray[np.int64]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return whether the first corner of a ring lies in another, and whether on its edge.

    Counted by how often a ray to the east crosses the edge.
    """
    starts, edges = rings.starts, rings.lengths[outer] - 1
    begins = np.cumsum(edges) - edges
    place = np.repeat(starts[outer] - begins, edges) + np.arange(int(edges.sum()))
    corner = np.repeat(rings.flat[starts[inner]], edges, axis=0)
    ax, ay = (rings.flat[place] - corner).T
    bx, by = (rings.flat[place + 1] - corner).T
    side = ax * by - bx * ay
    crossed = ((ay > 0) != (by > 0)) & ((side > 0) == (by > ay)) & (side != 0)
    touched = (side == 0) & (ax * bx <= 0) & (ay * by <= 0)
    return (
        np.add.reduceat(crossed, begins, dtype=np.int64) % 2 == 1,
        np.add.reduceat(touched, begins, dtype=np.int64) > 0,
    )


def _midst_inside(
    rings: Rings, inner: NDArray[np.int64], outer: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Return whether a place in the midst of a ring lies in another, which tells more."""
    import shapely

    needed, places = np.unique(np.concatenate([inner, outer]), return_inverse=True)
    faces = np.array([shapely.Polygon(rings.ring(ring)) for ring in needed.tolist()], dtype=object)
    shapely.prepare(faces)
    midst = shapely.point_on_surface(_mended(faces))
    first, second = places[: len(inner)], places[len(inner) :]
    inside: NDArray[np.bool_] = shapely.contains_xy(
        faces[second], shapely.get_x(midst[first]), shapely.get_y(midst[first])
    )
    return inside


def _doubtful(shapes: Sequence[bytes | None], places: Sequence[int]) -> list[int]:
    """Return the places of shapes whose area depends on how their crossings are read."""
    import shapely

    if not places:
        return []
    read = shapely.from_wkb(np.array([shapes[place] for place in places], dtype=object))
    wrong = np.flatnonzero(~shapely.is_valid(read) & ~shapely.is_missing(read))
    if not len(wrong):
        return []
    mended = np.nan_to_num(shapely.area(_mended(read[wrong])), nan=-1.0)
    given = shapely.area(read[wrong])
    off = np.abs(mended - given) > 1e-6 * np.maximum(mended, given)
    return [places[place] for place in wrong[off].tolist()]


def _mended(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return shapes without crossings, shells joined and holes cut out; none of a hopeless one."""
    import shapely

    found = np.empty(len(shapes), dtype=object)
    for place, shape in enumerate(shapes):
        try:
            found[place] = shapely.make_valid(shape, method="structure")
        except shapely.GEOSException:
            found[place] = None
    return found


def _measured(rings: Rings) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the area of each ring, negative where it runs clockwise, and its box."""
    flat, starts, lengths = rings.flat, rings.starts, rings.lengths
    boxes = np.hstack([np.minimum.reduceat(flat, starts), np.maximum.reduceat(flat, starts)])
    # Measured from its first corner: the digits of a grid's origin would swallow those of a parcel.
    x, y = (flat - np.repeat(flat[starts], lengths, axis=0)).T
    turns = np.zeros(len(flat))
    turns[:-1] = x[:-1] * y[1:] - x[1:] * y[:-1]
    turns[starts + lengths - 1] = 0
    return np.add.reduceat(turns, starts) / 2, boxes


def _same_places(one: Coordinates, other: Coordinates) -> bool:
    first, second = np.unique(one, axis=0), np.unique(other, axis=0)
    return first.shape == second.shape and bool((first == second).all())
