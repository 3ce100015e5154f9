"""Boundaries as shapely geometries, and what can be wrong with them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from cluster_atlas.atlas.gazetteer import read_shapes
from cluster_atlas.values.issues import Issue, Text, quote
from cluster_atlas.values.model import Place, Shape

LEVELS_WITH_SHAPE = {"province", "city", "county", "sar"}


def geometry(shape: Shape) -> shapely.MultiPolygon:
    """Return a boundary as a MultiPolygon (EPSG:4326, lon/lat)."""
    # All positions at once: a ring at a time takes three times as long.
    rings = [ring for polygon in shape.polygons for ring in polygon]
    positions = np.asarray([position for ring in rings for position in ring]).reshape(-1, 2)
    ring_of = np.repeat(np.arange(len(rings)), [len(ring) for ring in rings])
    polygon_of = np.repeat(np.arange(len(shape.polygons)), [len(one) for one in shape.polygons])
    outlines = np.asarray(shapely.linearrings(positions, indices=ring_of))
    polygons = np.asarray(shapely.polygons(outlines, indices=polygon_of))
    return shapely.MultiPolygon(polygons.tolist())


def place_geometry(place: Place, outlines: dict[str, BaseGeometry]) -> BaseGeometry | None:
    """Return a place's geometry (EPSG:4326).

    Parameters
    ----------
    place
        The place.
    outlines
        Geometry of each unit by id; the union made for a region is kept in it.

    Returns
    -------
    BaseGeometry or None
        The boundary of a unit, the union of a region's members, the point of a park or site, or
        ``None`` where only the city is known.
    """
    if place.members and place.id not in outlines:
        outlines[place.id] = shapely.union_all([outlines[member] for member in place.members])
    if place.id in outlines:
        return outlines[place.id]
    if place.lon is None or place.lat is None:
        return None
    return shapely.Point(place.lon, place.lat)


def outlines_of(shapes: Iterable[Shape]) -> dict[str, BaseGeometry]:
    """Return the geometry of each shape by its id."""
    return {shape.id: geometry(shape) for shape in shapes}


def finer_shapes(
    folder: Path, filename: str, coarse: Sequence[Shape], issues: list[Issue]
) -> tuple[Shape, ...]:
    """Return boundaries by the finer set, in the order and with the ids of the coarse ones.

    Parameters
    ----------
    folder
        A ``geodata/``.
    filename
        Which level of :data:`~cluster_atlas.atlas.gazetteer.FINER_FILES`.
    coarse
        What stands where the file, or a unit in it, is missing: always for neighbouring land.
    issues
        What is wrong with the file goes there.

    Returns
    -------
    tuple of Shape
        Counties and special regions are those of the file; cities and the province are unions of
        its counties, vertex by vertex. Other shapes of the file follow, such as the strip of
        neighbouring land along its border (level ``strip``).
    """
    if not (folder / "boundaries" / filename).exists():
        return tuple(coarse)
    read = {shape.id: shape for shape in read_shapes(folder, filename, issues)}
    members: defaultdict[str, list[BaseGeometry]] = defaultdict(list)
    for shape in read.values():
        if shape.level == "county":
            outline = geometry(shape)
            members[f"city:{shape.adcode[:4]}00"].append(outline)
            members[f"province:{shape.adcode[:2]}0000"].append(outline)
    found = []
    for shape in coarse:
        if shape.id in members:
            union = shapely.coverage_union_all(members[shape.id])
            found.append(replace(shape, polygons=_polygons_of(union)))
        else:
            found.append(read.pop(shape.id, shape))
    return (*found, *(shape for shape in read.values() if shape.level == "strip"))


def _polygons_of(shape: BaseGeometry) -> tuple[tuple[tuple[tuple[float, float], ...], ...], ...]:
    return tuple(
        tuple(
            tuple((float(x), float(y)) for x, y in ring.coords)
            for ring in (part.exterior, *part.interiors)
        )
        for part in shapely.get_parts(shape)
    )


def shape_issues(shapes: Iterable[Shape], places: Mapping[str, Place]) -> Iterator[Issue]:
    """Yield each boundary that is not valid, is there twice, or is missing for a unit."""
    seen: set[str] = set()
    for shape in shapes:
        file = "context.geojson" if shape.level == "context" else "units.geojson"
        name = f"geodata/boundaries/{file}"
        reason = _fault(shape)
        if reason:
            yield Issue(
                name,
                shape.id,
                "geometry",
                quote(reason),
                Text("边界图形无效", "the shape is not valid"),
                Text("请修复自相交或未闭合的环", "mend the ring that crosses itself or is open"),
            )
        if shape.id in seen:
            yield Issue(
                name,
                shape.id,
                "id",
                shape.id,
                Text("边界重复", "the shape is there twice"),
                Text("请删去一个", "drop one"),
            )
        seen.add(shape.id)
    for place in places.values():
        if place.level in LEVELS_WITH_SHAPE and place.id not in seen:
            yield Issue(
                "geodata/boundaries/units.geojson",
                place.id,
                "geometry",
                place.name,
                Text("缺少边界", "has no shape"),
                Text("请补上该单位的边界，或删去该单位", "add its shape, or drop the unit"),
            )


def _fault(shape: Shape) -> str:
    """Return why a shape is not valid, or an empty string."""
    try:
        polygon = geometry(shape)
    except (ValueError, shapely.errors.GEOSException) as error:
        return str(error)
    if polygon.is_empty:
        return "empty"
    reason = str(shapely.is_valid_reason(polygon))
    return "" if reason == "Valid Geometry" else reason
