"""A map while it is drawn, and how its styles become shapes."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field

from cluster_atlas.drawing.maps.frame import (
    Frame,
)
from cluster_atlas.drawing.maps.occupancy import (
    Ground,
    Occupancy,
    Rect,
)
from cluster_atlas.drawing.shapes import (
    Contour,
    Item,
    Point,
    Shape,
)
from cluster_atlas.values.mapspec import MapSpec, Style

# Styles are in screen pixels.
PX = 0.75


NEAR = 4.0


@dataclass
class Drawing:
    """One map while it is drawn.

    ``ground`` is that of cities and SARs, ``fills`` the colours of those that are filled;
    ``gridded`` are those with squares, which carry their names;
    ``named`` are the points of cities with where their names stand;
    ``symbols`` are where parks and sites are drawn, ``ties`` the lines from points to names that
    stand off, ``sites`` how many of them have a name and how many have none.
    """

    spec: MapSpec
    frame: Frame
    occupancy: Occupancy
    ground: Ground
    counties: Ground
    fills: dict[str, str] = field(default_factory=dict)
    items: list[Item] = field(default_factory=list)
    labels: list[Item] = field(default_factory=list)
    symbols: list[Rect] = field(default_factory=list)
    ties: list[tuple[Point, Point]] = field(default_factory=list)
    gridded: set[str] = field(default_factory=set)
    named: list[tuple[Point, Rect]] = field(default_factory=list)
    sites: Counter[bool] = field(default_factory=Counter)


def shape_of(style: Style, outline: tuple[Contour, ...], name: str) -> Shape:
    """Return contours in the look of a style, widths in points."""
    return Shape(
        outline,
        name=name,
        fill=style.fill if style.fill_opacity else "",
        fill_opacity=style.fill_opacity,
        stroke=style.stroke,
        stroke_width=style.stroke_width * PX,
        stroke_opacity=style.stroke_opacity,
        dash=tuple(part * PX for part in style.dash),
        hatch=style.hatch,
    )


def arrow_head(before: Point, tip: Point, colour: str, size: float = 6.5) -> Shape:
    """Return the head of an arrow that comes from a point, ``size`` points long."""
    turn = math.atan2(tip[1] - before[1], tip[0] - before[0])
    sides = tuple(
        (tip[0] + size * math.cos(turn + bend), tip[1] + size * math.sin(turn + bend))
        for bend in (2.72, -2.72)
    )
    return Shape((Contour((tip, *sides)),), fill=colour, stroke="#ffffff", stroke_width=0.5)
