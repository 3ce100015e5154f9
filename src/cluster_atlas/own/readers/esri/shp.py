"""Shapes of a shapefile: read flat, and put right where their rings are in disorder."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from cluster_atlas.own.readers.shapes import wkb
from cluster_atlas.own.readers.shapes.layerfaults import DAMAGED_SHAPE
from cluster_atlas.own.readers.shapes.rings import Rings, put_together
from cluster_atlas.values.issues import Text

HEADER = 100
_CODE = 9994
_RECORD_HEAD = 8
_NULL, _POINT, _LINE, _POLYGON, _POINTS = 0, 1, 3, 5, 8
_TALL, _MEASURED, _PATCHES = 10, 20, 31
_LEAST = {_POINT: 20, _LINE: 44, _POLYGON: 44, _POINTS: 40}
_COUNTS = 44  # type, box, number of parts, number of points

NO_NUMBER = Text("坐标不是数", "has a coordinate that is no number")
PATCHES = Text("是三维面片，不读入", "is a three-dimensional patch, which is not read")
CROSSING = Text("环互相交叉，面积不能确定", "has rings that cross, so that its area is not known")
SHORT = Text("环少于四点", "has a ring of fewer than four positions")


class NotShp(ValueError):  # noqa: N818 - it is what the caller is told, not a failure
    """The bytes are not the shapes of a shapefile."""


@dataclass(slots=True)
class Shapes:
    """What stands in a ``.shp``.

    Attributes
    ----------
    shapes
        WKB of each record, in the order of the table; ``None`` where there is none.
    vertices
        Of all of them.
    tall, measured
        Whether heights or measures stood there, which are dropped.
    lost
        By record, from 0: why its shape was not read.
    closed, repeated
        Records with a ring that was closed, and with one that stood there twice.
    """

    shapes: list[bytes | None]
    vertices: int = 0
    tall: bool = False
    measured: bool = False
    lost: dict[int, Text] = field(default_factory=dict)
    closed: list[int] = field(default_factory=list)
    repeated: list[int] = field(default_factory=list)


def read_shp(shp: bytes, shx: bytes | None, most: int) -> Shapes:
    """Read the shapes of a shapefile.

    Parameters
    ----------
    shp, shx
        The two files; without an index, or with one that does not fit, the shapes are found one
        after the other.
    most
        Vertices after which reading stops; the caller refuses the file by their number.
    """
    if len(shp) < HEADER or struct.unpack_from(">i", shp)[0] != _CODE:
        raise NotShp
    offsets, sizes = _indexed(shp, shx) or _walked(shp)
    read = Shapes([None] * len(offsets))
    if not len(offsets):
        return read
    words = np.frombuffer(shp, "<i4", len(shp) // 4)
    kinds = np.where(sizes >= 4, words[np.minimum(offsets // 4, len(words) - 1)], -1)  # noqa: PLR2004
    flat = kinds % 10
    flat[kinds == _PATCHES] = -1
    read.tall = bool(((kinds > _TALL) & (kinds < _MEASURED)).any())
    read.measured = bool(((kinds > _MEASURED) & (kinds < _PATCHES)).any())
    for place in np.flatnonzero(kinds == _PATCHES).tolist():
        read.lost[place] = PATCHES
    short = np.zeros(len(flat), dtype=bool)
    for kind, least in _LEAST.items():
        short |= (flat == kind) & (sizes < least)
    strange = ~np.isin(flat, [_NULL, *_LEAST]) & (kinds != _PATCHES)
    for place in np.flatnonzero(short | strange).tolist():
        read.lost[place] = DAMAGED_SHAPE
        flat[place] = _NULL
    _read_points(shp, offsets, np.flatnonzero(flat == _POINT), read)
    _read_multipoints(shp, offsets, sizes, np.flatnonzero(flat == _POINTS), read)
    parted = np.flatnonzero((flat == _LINE) | (flat == _POLYGON))
    if len(parted):
        _read_parted(
            shp, words, _Records(parted, offsets[parted], sizes[parted], flat[parted]), read, most
        )
    return read


def _indexed(shp: bytes, shx: bytes | None) -> tuple[NDArray[np.int64], NDArray[np.int64]] | None:
    """Return where each record begins and its size, by the index, if it fits the shapes."""
    if shx is None or len(shx) < HEADER:
        return None
    pairs = np.frombuffer(shx, ">i4", (len(shx) - HEADER) // 8 * 2, HEADER).reshape(-1, 2)
    offsets, sizes = pairs.astype(np.int64).T * 2
    if not len(offsets):
        return (offsets, sizes) if len(shp) <= HEADER + _RECORD_HEAD else None
    inside = (offsets >= HEADER) & (sizes >= 0) & (offsets + _RECORD_HEAD + sizes <= len(shp))
    if not inside.all() or (offsets % 4).any():
        return None
    # The size stands in both files.
    own = np.frombuffer(shp, ">i4", len(shp) // 4)[offsets // 4 + 1].astype(np.int64) * 2
    return (offsets + _RECORD_HEAD, sizes) if (own == sizes).all() else None


def _walked(shp: bytes) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return where each record begins and its size, from record to record."""
    offsets, sizes = [], []
    place, end = HEADER, len(shp)
    unpack = struct.Struct(">ii").unpack_from
    while place + _RECORD_HEAD <= end:
        _number, length = unpack(shp, place)
        size = length * 2
        if size < 4 or size % 4 or place + _RECORD_HEAD + size > end:  # noqa: PLR2004
            # The file breaks off here: the record is there, its shape is not.
            offsets.append(0)
            sizes.append(0)
            break
        offsets.append(place + _RECORD_HEAD)
        sizes.append(size)
        place += _RECORD_HEAD + size
    return np.array(offsets, dtype=np.int64), np.array(sizes, dtype=np.int64)


def _read_points(
    shp: bytes, offsets: NDArray[np.int64], places: NDArray[np.int64], read: Shapes
) -> None:
    unpack = struct.Struct("<dd").unpack_from
    for place, offset in zip(places.tolist(), offsets[places].tolist(), strict=True):
        x, y = unpack(shp, offset + 4)
        if np.isfinite(x) and np.isfinite(y):
            read.shapes[place] = wkb.point(x, y)
        else:
            read.lost[place] = NO_NUMBER
    read.vertices += len(places)


def _read_multipoints(
    shp: bytes,
    offsets: NDArray[np.int64],
    sizes: NDArray[np.int64],
    places: NDArray[np.int64],
    read: Shapes,
) -> None:
    for place in places.tolist():
        offset = int(offsets[place])
        number = struct.unpack_from("<i", shp, offset + 36)[0]
        if number < 0 or 40 + 16 * number > sizes[place]:
            read.lost[place] = DAMAGED_SHAPE
            continue
        positions = np.frombuffer(shp, "<f8", 2 * number, offset + 40).reshape(-1, 2)
        if np.isfinite(positions).all():
            points = [wkb.point(x, y) for x, y in positions.tolist()]
            read.shapes[place] = wkb.gathered(points)
        else:
            read.lost[place] = NO_NUMBER
        read.vertices += number


@dataclass(frozen=True, slots=True)
class _Records:
    """Lines and polygons: their places in the table, and where in the file they stand."""

    places: NDArray[np.int64]
    offsets: NDArray[np.int64]
    sizes: NDArray[np.int64]
    kinds: NDArray[np.int32]

    def __getitem__(self, chosen: NDArray[np.bool_]) -> _Records:
        return _Records(
            self.places[chosen], self.offsets[chosen], self.sizes[chosen], self.kinds[chosen]
        )


def _read_parted(
    shp: bytes, words: NDArray[np.int32], records: _Records, read: Shapes, most: int
) -> None:
    """Read lines and polygons."""
    at = records.offsets // 4
    parts, points = words[at + 9].astype(np.int64), words[at + 10].astype(np.int64)
    needed = _COUNTS + 4 * parts + 16 * points
    whole = (parts >= 0) & (points >= 0) & (needed <= records.sizes)
    for place in records.places[~whole].tolist():
        read.lost[place] = DAMAGED_SHAPE
    whole &= points > 0
    read.vertices += int(points[whole].sum())
    if read.vertices > most:
        return
    records, parts, points = records[whole], parts[whole], points[whole]
    begins = records.offsets + _COUNTS + 4 * parts
    broken = _not_finite(shp, begins, points)
    for place in records.places[broken].tolist():
        read.lost[place] = NO_NUMBER
    # One part from the first position on, closed if it is a ring: as it stands in the file.
    first = begins // 4
    last = first + 4 * (points - 1)
    area = records.kinds == _POLYGON
    closed = np.ones(len(first), dtype=bool)
    for word in range(4):
        closed &= words[first + word] == words[last + word]
    plain = ~broken & (parts == 1) & (words[records.offsets // 4 + 11] == 0)
    plain &= np.where(area, closed & (points >= wkb.LEAST_RING), points > 1)
    _copy(shp, records[plain], begins[plain], points[plain], read)
    others = records[~broken & ~plain]
    area = others.kinds == _POLYGON
    _read_parts(shp, others[~area], read, _lines)
    whole = _read_rings(shp, words, others[area], read)
    _read_parts(shp, others[area][~whole], read, _areas)


def _read_rings(
    shp: bytes, words: NDArray[np.int32], records: _Records, read: Shapes
) -> NDArray[np.bool_]:
    """Read the polygons whose rings are all closed, and return which ones they are."""
    at = records.offsets // 4
    parts, points = words[at + 9].astype(np.int64), words[at + 10].astype(np.int64)
    whole = parts > 0
    if not whole.any():
        return whole
    owners = np.repeat(np.arange(len(parts)), parts)
    first = np.cumsum(parts) - parts
    begins = words[np.repeat(at + 11 - first, parts) + np.arange(len(owners))].astype(np.int64)
    ends = np.r_[begins[1:], 0]
    ends[(first + parts - 1)[whole]] = points[whole]
    lengths = ends - begins
    right = (lengths >= wkb.LEAST_RING) & (begins >= 0) & (ends <= points[owners])
    right[first[whole]] &= begins[first[whole]] == 0
    # Words of the first and last position of each ring, where these are sure to exist.
    base = (at + 11 + parts)[owners]
    low = np.where(right, base + 4 * begins, 0)
    high = np.where(right, base + 4 * (ends - 1), 0)
    for word in range(4):
        right &= words[low + word] == words[high + word]
    whole[owners[~right]] = False
    chosen = records[whole]
    bounds = chosen.offsets + _COUNTS + 4 * parts[whole]
    raw = b"".join(
        [
            shp[begin:end]
            for begin, end in zip(
                bounds.tolist(), (bounds + 16 * points[whole]).tolist(), strict=True
            )
        ]
    )
    if raw:
        flat = np.frombuffer(raw, "<f8").reshape(-1, 2)
        own = np.repeat(np.arange(int(whole.sum())), parts[whole])
        _put(chosen.places.tolist(), Rings(flat, lengths[whole[owners]], own), read)
    return whole


def _copy(
    shp: bytes,
    records: _Records,
    begins: NDArray[np.int64],
    points: NDArray[np.int64],
    read: Shapes,
) -> None:
    """Copy shapes of one part."""
    shapes = read.shapes
    numbers = points.tolist()
    polygons = {number: struct.pack("<BIII", 1, wkb.POLYGON, 1, number) for number in set(numbers)}
    lines = {number: struct.pack("<BII", 1, wkb.LINE, number) for number in set(numbers)}
    ends = (begins + 16 * points).tolist()
    area = (records.kinds == _POLYGON).tolist()
    for place, begin, end, number, face in zip(
        records.places.tolist(), begins.tolist(), ends, numbers, area, strict=True
    ):
        shapes[place] = (polygons if face else lines)[number] + shp[begin:end]


def _read_parts(
    shp: bytes,
    records: _Records,
    read: Shapes,
    build: Callable[[list[int], list[list[wkb.Coordinates]], Shapes], None],
) -> None:
    """Read shapes of several parts, or of one in disorder."""
    places, found = [], []
    for place, parts in zip(records.places.tolist(), _parts(shp, records), strict=True):
        if parts is None:
            read.lost[place] = DAMAGED_SHAPE
        else:
            places.append(place)
            found.append(parts)
    build(places, found, read)


def _parts(shp: bytes, records: _Records) -> Iterator[list[wkb.Coordinates] | None]:
    for offset in records.offsets.tolist():
        number, points = struct.unpack_from("<ii", shp, offset + 36)
        starts = np.frombuffer(shp, "<i4", number, offset + _COUNTS)
        bounds = [*starts.tolist(), points]
        if number == 0 or bounds[0] != 0 or bounds != sorted(bounds):
            yield None
            continue
        flat = np.frombuffer(shp, "<f8", 2 * points, offset + _COUNTS + 4 * number)
        positions = flat.reshape(-1, 2)
        yield [positions[begin:end] for begin, end in pairwise(bounds) if end > begin]


def _lines(places: list[int], found: list[list[wkb.Coordinates]], read: Shapes) -> None:
    for place, parts in zip(places, found, strict=True):
        lines = [wkb.line(part) for part in parts if len(part) > 1]
        read.shapes[place] = wkb.gathered(lines)
        if not lines:
            read.lost[place] = DAMAGED_SHAPE


def _areas(places: list[int], found: list[list[wkb.Coordinates]], read: Shapes) -> None:
    rings: list[wkb.Coordinates] = []
    owners: list[int] = []
    for owner, (place, parts) in enumerate(zip(places, found, strict=True)):
        own = [wkb.closed(part) for part in parts]
        if any(len(one) != len(part) for one, part in zip(own, parts, strict=True)):
            read.closed.append(place)
        own = [ring for ring in own if len(ring) >= wkb.LEAST_RING]
        if not own:
            read.lost[place] = SHORT
        rings.extend(own)
        owners.extend([owner] * len(own))
    if rings:
        flat = np.concatenate(rings)
        lengths = np.array([len(ring) for ring in rings], dtype=np.int64)
        _put(places, Rings(flat, lengths, np.array(owners, dtype=np.int64)), read)


def _put(places: list[int], rings: Rings, read: Shapes) -> None:
    """Put rings together to the shapes of their records."""
    areas = put_together(rings, len(places))
    for place, shape in zip(places, areas.shapes, strict=True):
        read.shapes[place] = shape
        if shape is None and place not in read.lost:
            read.lost[place] = CROSSING
    read.repeated.extend(places[owner] for owner in areas.repeated)


def _not_finite(
    shp: bytes, begins: NDArray[np.int64], points: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Return which records hold a coordinate that is no number, without copying any."""
    broken = np.zeros(len(begins), dtype=bool)
    # Records begin at a multiple of four bytes, numbers of eight bytes at either half.
    for half in (0, 4):
        own = np.flatnonzero(begins % 8 == half)
        if not len(own):
            continue
        numbers = np.frombuffer(shp, "<f8", (len(shp) - half) // 8, half)
        odd = np.flatnonzero(~np.isfinite(numbers))
        if not len(odd):
            continue
        order = own[np.argsort(begins[own], kind="stable")]
        starts = (begins[order] - half) // 8
        holder = np.searchsorted(starts, odd, side="right") - 1
        inside = (holder >= 0) & (odd < starts[holder] + 2 * points[order[holder]])
        broken[order[holder[inside]]] = True
    return broken
