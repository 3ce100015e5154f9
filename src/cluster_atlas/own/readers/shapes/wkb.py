"""Well-known binary of flat shapes: little-endian, x before y, written from coordinates."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Coordinates: TypeAlias = NDArray[np.float64]
"""One position a row: x, y."""

POINT, LINE, POLYGON, POINTS, LINES, POLYGONS, COLLECTION = range(1, 8)
LEAST_RING = 4

# Circular string, compound curve, curve polygon, multicurve, multisurface, curve, surface.
_CURVED = range(8, 15)

_POINT = struct.Struct("<BIdd").pack
_HEAD = struct.Struct("<BII").pack
_COUNT = struct.Struct("<I").pack
_KIND = struct.Struct("<I").unpack_from
_MULTIPLE = {POINT: POINTS, LINE: LINES, POLYGON: POLYGONS}


def point(x: float, y: float) -> bytes:
    """Return a point."""
    return _POINT(1, POINT, x, y)


def line(positions: Coordinates) -> bytes:
    """Return a line."""
    return _HEAD(1, LINE, len(positions)) + _packed(positions)


def polygon(rings: Sequence[Coordinates]) -> bytes:
    """Return a polygon: its shell and then its holes, each closed."""
    return polygon_of([(len(ring), _packed(ring)) for ring in rings])


def polygon_of(rings: Sequence[tuple[int, bytes]]) -> bytes:
    """Return a polygon of rings that are packed already, each with its number of positions."""
    parts = [_HEAD(1, POLYGON, len(rings))]
    for number, packed in rings:
        parts += (_COUNT(number), packed)
    return b"".join(parts)


def gathered(parts: Sequence[bytes]) -> bytes | None:
    """Return shapes as one: itself, a multiple of one kind, or a collection; none of none."""
    if len(parts) <= 1:
        return parts[0] if parts else None
    kinds = {kind(part) for part in parts}
    together = _MULTIPLE.get(kinds.pop(), COLLECTION) if len(kinds) == 1 else COLLECTION
    return _HEAD(1, together, len(parts)) + b"".join(parts)


def kind(shape: bytes) -> int:
    """Return the code of the kind of a little-endian shape."""
    return int(_KIND(shape, 1)[0])


def closed(ring: Coordinates) -> Coordinates:
    """Return a ring that ends where it begins."""
    if len(ring) and (ring[0] != ring[-1]).any():
        return np.concatenate([ring, ring[:1]])
    return ring


def flattened(
    shapes: Sequence[bytes | None],
) -> tuple[list[bytes | None], int, bool, list[int]]:
    """Return the shapes of another program in two dimensions.

    Returns
    -------
    tuple
        The shapes, how many vertices they have, whether heights were dropped, and the places of
        those that could not be read or hold a coordinate that is no number.
    """
    import shapely

    read = shapely.from_wkb(np.array(shapes, dtype=object), on_invalid="ignore")
    tall = bool(shapely.has_z(read).any() or shapely.has_m(read).any())
    flat = shapely.force_2d(read)
    empty = shapely.is_empty(flat) | shapely.is_missing(flat)
    positions, owners = shapely.get_coordinates(flat, return_index=True)
    broken = set(owners[~np.isfinite(positions).all(axis=1)].tolist())
    given = np.array([shape is not None for shape in shapes], dtype=bool)
    broken |= set(np.flatnonzero(given & shapely.is_missing(flat)).tolist())
    written = shapely.to_wkb(flat, output_dimension=2, byte_order=1, flavor="iso")
    return (
        [
            None if hollow or place in broken else bytes(one)
            for place, (one, hollow) in enumerate(zip(written, empty.tolist(), strict=True))
        ],
        len(positions),
        tall,
        sorted(broken),
    )


def _packed(positions: Coordinates) -> bytes:
    return np.ascontiguousarray(positions[:, :2], dtype="<f8").tobytes()


def is_curved(shape: bytes) -> bool:
    """Whether a shape of any writer has arcs, at its first level or within a collection."""
    code = int.from_bytes(shape[1:5], "little" if shape[:1] == b"\x01" else "big")
    plain = (code & 0x0FFF_FFFF) % 1000
    if plain in _CURVED:
        return True
    # A collection may have curves deeper down: its codes are looked for among its bytes.
    return plain == COLLECTION and any(_code(one) in shape for one in _CURVED)


def _code(kind_code: int) -> bytes:
    return b"\x01" + _COUNT(kind_code)
