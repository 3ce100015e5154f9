"""How much of a park or plot lies on a layer, in its county and in the zone of its name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import shapely
from shapely.geometry.base import BaseGeometry

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.boundaries import outlines_of
from cluster_atlas.own.areas import areas_m2
from cluster_atlas.own.placenames import normal

Numbers = npt.NDArray[np.float64]
Shapes = npt.NDArray[np.object_]

# The kinds whose polygons are measured.
KINDS = ("parks", "premises")
_TELLING = ("id", "name", "zone")
# Dimensions of a polygon.
_FLAT = 2


def overlap_areas(shapes: Sequence[object] | Shapes, grounds: Sequence[object] | Shapes) -> Numbers:
    """Return how much of each polygon lies on any of others, all in EPSG:4326.

    Parameters
    ----------
    shapes
        shapely polygons; anything else has no area.
    grounds
        Polygons that may overlap each other; what lies on several of them counts once.

    Returns
    -------
    numpy.ndarray
        Square metres on the ellipsoid, one for each of ``shapes``; NaN for what is no polygon.
    """
    mine, others = _polygons(shapes), _polygons(grounds)
    # Who asks is made ready once, and a ground may have a million vertices.
    other, one = shapely.STRtree(mine).query(others, predicate="intersects")
    pieces, place = shapely.get_parts(_cut(mine[one], others[other]), return_index=True)
    # Where two only touch, a line or a point is left.
    is_flat = shapely.get_dimensions(pieces) == _FLAT
    pieces, owner = pieces[is_flat], one[place[is_flat]]
    order = np.argsort(owner, kind="stable")
    owners, starts = np.unique(owner[order], return_index=True)
    found = np.where(shapely.is_missing(mine), np.nan, 0.0)
    if len(owners):
        groups = np.split(pieces[order], starts[1:])
        found[owners] = areas_m2([shapely.union_all(group) for group in groups])
    return found


def with_overlaps(
    atlas: Atlas, kind: str, table: pa.Table, layers: pa.Table, parks: pa.Table
) -> pa.Table:
    """Return rows with how much of each lies on the layers, in its county and in its zone.

    Parameters
    ----------
    atlas
        Has the boundaries of counties, by the finer set, and the names of zones.
    kind
        Of `KINDS`.
    table, layers, parks
        Rows of the kind, of all plain layers and of parks, as a workspace tells them.

    Returns
    -------
    pyarrow.Table
        With two columns for each: ``…_m2``, square metres on the ellipsoid, and ``…_share``, of the
        row's own area from 0 to 1. ``…`` is the name of a layer, ``county`` or ``zone``. Null where
        the row is no polygon, its county is not known, or no polygon of its zone is there.
    """
    shapes = _shapes(table)
    counties = outlines_of(atlas.finer_shapes)
    measured = [
        ("county", _on_own(shapes, list(map(counties.get, _texts(table, "county"))))),
        ("zone", _on_own(shapes, _zones(atlas, kind, table, layers, parks))),
    ]
    names, grounds = np.asarray(_texts(layers, "layer"), dtype=object), _shapes(layers)
    measured += [
        (layer, overlap_areas(shapes, grounds[names == layer])) for layer in dict.fromkeys(names)
    ]
    whole = areas_m2(shapes)
    for name, areas in measured:
        with np.errstate(divide="ignore", invalid="ignore"):
            share = np.minimum(areas / whole, 1.0)
        for ending, values in (("m2", areas), ("share", share)):
            column = _free(f"{name}_{ending}", table.column_names)
            table = table.append_column(column, pa.array(values, from_pandas=True))
    return table


def _on_own(shapes: Shapes, grounds: Sequence[BaseGeometry | None]) -> Numbers:
    """Return how much of each polygon lies on its own ground; NaN where it has none."""
    mine, others = _polygons(shapes), _polygons(grounds)
    is_known = ~(shapely.is_missing(mine) | shapely.is_missing(others))
    found = np.full(len(mine), np.nan)
    found[is_known] = areas_m2(_cut(mine[is_known], others[is_known]))
    return found


def _cut(shapes: Shapes, grounds: Shapes) -> Shapes:
    """Return the part of each polygon that lies on its ground."""
    shapely.prepare(grounds)
    # Most lie wholly inside, which is seen much sooner than what is left of others.
    beyond = ~shapely.covers(grounds, shapes)
    cut = shapes.copy()
    cut[beyond] = shapely.intersection(shapes[beyond], grounds[beyond])
    return cut


def _zones(
    atlas: Atlas, kind: str, table: pa.Table, layers: pa.Table, parks: pa.Table
) -> list[BaseGeometry | None]:
    """Return the ground of the zone of each row: parks and features of layers of its name."""
    known: dict[str, dict[str, BaseGeometry]] = defaultdict(dict)
    for source in (parks, layers):
        columns = (_texts(source, name) for name in _TELLING)
        for row, name, zone, shape in zip(*columns, _shapes(source), strict=True):
            for key in {normal(name), zone} - {""} if shape is not None else ():
                known[key][row] = shape
    kept: dict[tuple[str, ...], BaseGeometry | None] = {}
    found = []
    for row, name, zone in zip(*(_texts(table, name) for name in _TELLING), strict=True):
        place = atlas.places.get(zone)
        names = {zone, normal(place.name) if place else "", normal(name) if kind == "parks" else ""}
        grounds = {at: shape for key in names for at, shape in known.get(key, {}).items()}
        # A park is not measured against itself.
        key = tuple(sorted(grounds.keys() - {row}))
        if key not in kept:
            kept[key] = shapely.union_all(_polygons(map(grounds.get, key))) if key else None
        found.append(kept[key])
    return found


def _texts(table: pa.Table, name: str) -> list[str]:
    """Return a column of text, blank where it is null or not there."""
    if name not in table.column_names:
        return [""] * table.num_rows
    return [str(value or "") for value in table[name].to_pylist()]


def _shapes(table: pa.Table) -> Shapes:
    """Return the polygons of rows; ``None`` for rows with another shape or none."""
    if "wkb" not in table.column_names:
        return np.full(table.num_rows, None, dtype=object)
    shapes: Shapes = shapely.from_wkb(np.asarray(table["wkb"].to_pylist(), dtype=object))
    return _flat(shapes)


def _polygons(shapes: Iterable[object]) -> Shapes:
    """Return polygons that can be cut; ``None`` for anything else."""
    given = np.asarray([*shapes, None], dtype=object)[:-1]
    flat = _flat(given)
    mixed = shapely.get_type_id(flat) == shapely.GeometryType.GEOMETRYCOLLECTION
    for place in np.flatnonzero(mixed):
        parts = shapely.get_parts(flat[place])
        flat[place] = shapely.union_all(parts[shapely.get_dimensions(parts) == _FLAT])
    crossing = ~(shapely.is_valid(flat) | shapely.is_missing(flat))
    flat[crossing] = shapely.make_valid(flat[crossing], method="structure", keep_collapsed=False)
    return flat


def _flat(shapes: Shapes) -> Shapes:
    flat = shapes.copy()
    flat[shapely.get_dimensions(shapes) != _FLAT] = None
    return flat


def _free(name: str, taken: Sequence[str]) -> str:
    while name in taken:
        name += "（图层）"
    return name
