"""Lines of 45 degrees inside an outline."""

from __future__ import annotations

from collections.abc import Iterable

import shapely
from shapely.geometry.base import BaseGeometry

from cluster_atlas.drawing.shapes import Contour

STEP = 6.0


def hatch_lines(contours: Iterable[Contour], step: float = STEP) -> tuple[Contour, ...]:
    """Return parallel lines that fill closed contours (even-odd), ``step`` points apart."""
    area: BaseGeometry = shapely.Polygon()
    for contour in contours:
        if len(contour.points) > 2:  # noqa: PLR2004 - fewer points enclose nothing
            area = area.symmetric_difference(shapely.make_valid(shapely.Polygon(contour.points)))
    if area.is_empty:
        return ()
    left, top, right, bottom = area.bounds
    gap = step * 2**0.5
    # On one grid for all shapes, so that the lines of neighbours meet.
    first = int((left + top) // gap)
    last = int((right + bottom) // gap) + 1
    lines = [
        shapely.LineString([(left, gap * n - left), (right, gap * n - right)])
        for n in range(first, last + 1)
    ]
    inside = shapely.intersection(shapely.MultiLineString(lines), area)
    return tuple(
        Contour(tuple((float(x), float(y)) for x, y in part.coords), closed=False)
        for part in shapely.get_parts(inside)
        if part.geom_type == "LineString" and not part.is_empty
    )
