"""Hold the two sets of boundaries against each other: a table for the docs, and an overlay."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from build_boundaries import (  # type: ignore[import-not-found]
    DONGSHA,
    GEODATA,
    area_km2,
)
from shapely.geometry.base import BaseGeometry

from cluster_atlas.atlas.atlas import open_atlas
from cluster_atlas.atlas.boundaries import geometry
from cluster_atlas.values.model import Shape

IMAGES = GEODATA.parent / "docs" / "images"
OVERLAY = ("boundaries-overlay.svg", (112.2, 21.5, 114.4, 22.75), 1000)
METRES = 111_320.0  # a degree of latitude, in metres
LATITUDE = np.cos(np.radians(22.9))


@dataclass(frozen=True, slots=True)
class Agreement:
    """A unit in both sets: areas in square kilometres, and the intersection over the union."""

    id: str
    name: str
    coarse_km2: float
    finer_km2: float
    iou: float


def agreements(coarse: Sequence[Shape], finer: Sequence[Shape]) -> list[Agreement]:
    """Return each county-level unit and special region of both sets, Dongsha's banks left out."""
    others = {shape.id: shape for shape in finer}
    found = []
    for shape in coarse:
        if shape.level in {"county", "sar"}:
            one, other = (_land(geometry(one)) for one in (shape, others[shape.id]))
            both = area_km2(_polygonal(shapely.intersection(one, other)))
            areas = (area_km2(one), area_km2(other))
            iou = both / (sum(areas) - both)
            found.append(Agreement(shape.id, shape.name, *areas, iou))
    return found


def shift_m(coarse: Sequence[Shape], finer: Sequence[Shape]) -> tuple[float, float, int]:
    """Return how far east and north the finer inland borders lie, and on how many points.

    In metres, from a border of the coarse set, every 500 m, to the nearest of the finer one, where
    that is less than 300 m away: chance cancels out, a common shift stays.
    """
    borders = [_borders(shapes) for shapes in (coarse, finer)]
    spots = shapely.segmentize(borders[0], 0.005)
    points = shapely.points(shapely.get_coordinates(spots))
    lines = shapely.get_parts(borders[1])
    tree = shapely.STRtree(lines)
    nearest = lines[tree.nearest(points)]
    steps = shapely.get_coordinates(shapely.shortest_line(points, nearest)).reshape(-1, 2, 2)
    metres = (steps[:, 1] - steps[:, 0]) * METRES * np.array([LATITUDE, 1.0])
    near = metres[np.hypot(*metres.T) < 300]  # noqa: PLR2004 - metres
    # Each step stands across its border: both unknowns by least squares over all directions.
    unit = near / np.maximum(np.hypot(*near.T), 1e-9)[:, None]
    east, north = np.linalg.lstsq(unit, np.hypot(*near.T), rcond=None)[0]
    return float(east), float(north), len(near)


def _borders(shapes: Sequence[Shape]) -> BaseGeometry:
    counties = [geometry(shape) for shape in shapes if shape.level == "county"]
    coast = shapely.coverage_union_all(counties).boundary
    lines = shapely.union_all([shapely.boundary(one) for one in counties])
    return shapely.difference(lines, coast)


def _land(shape: BaseGeometry) -> BaseGeometry:
    return shapely.MultiPolygon(
        [part for part in shapely.get_parts(shape) if not part.within(DONGSHA)]
    )


def _polygonal(shape: BaseGeometry) -> BaseGeometry:
    parts = shapely.get_parts(shape)
    return shapely.MultiPolygon([part for part in parts if part.geom_type == "Polygon"])


def row(one: Agreement) -> str:
    """Return a line of the table."""
    change = one.finer_km2 / one.coarse_km2 - 1
    return (
        f"| {one.id.partition(':')[2]} {one.name} | {one.coarse_km2:.1f} | {one.finer_km2:.1f} | "
        f"{change:+.1%} | {one.iou:.3f} |"
    )


def table(found: Sequence[Agreement]) -> str:
    """Return a Markdown table, the least alike first."""
    lines = ["| unit | Tianditu km² | AMap km² | difference | IoU |", "|---|---:|---:|---:|---:|"]
    return "\n".join([*lines, *(row(one) for one in sorted(found, key=lambda one: one.iou))])


def overlay(coarse: Sequence[Shape], finer: Sequence[Shape]) -> str:
    """Return both sets on one picture of the coast: Tianditu as a red line, AMap as land."""
    _, box, width = OVERLAY
    west, south, east, north = box
    scale = width / (east - west)
    height = round((north - south) / LATITUDE * scale)

    def path(shapes: Sequence[Shape]) -> str:
        steps = []
        for shape in shapes:
            if shape.level not in {"county", "sar"}:
                continue
            seen = shapely.clip_by_rect(shapely.simplify(geometry(shape), 0.0006), *box)
            for part in shapely.get_parts(seen):
                xy = shapely.get_coordinates(part.exterior)
                px = (xy - (west, north)) * (scale, -scale / LATITUDE)
                steps.append("M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in px) + "Z")
        return "".join(steps)

    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
        f'<rect width="{width}" height="{height}" fill="#e8eef2"/>'
        f'<path d="{path(finer)}" fill="#ffffff" stroke="#5a6670" stroke-width="0.8"/>'
        f'<path d="{path(coarse)}" fill="none" stroke="#c0392b" stroke-width="0.8"/></svg>\n'
    )


def main() -> None:
    """Print the table and the common shift; draw the overlay where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--overlay", action="store_true", help="write the picture of the docs")
    options = parser.parse_args()
    atlas = open_atlas(GEODATA.parent)
    if options.overlay:
        IMAGES.joinpath(OVERLAY[0]).write_text(overlay(atlas.shapes, atlas.finer_shapes), "utf-8")
        return
    found = agreements(atlas.shapes, atlas.finer_shapes)
    values = [one.iou for one in found]
    east, north, number = shift_m(atlas.shapes, atlas.finer_shapes)
    print(table(found))
    print(f"\nIoU: median {np.median(values):.3f}, least {min(values):.3f}, {len(values)} units")
    print(f"shift: {east:+.0f} m east, {north:+.0f} m north, on {number} points of inland borders")


if __name__ == "__main__":
    main()
