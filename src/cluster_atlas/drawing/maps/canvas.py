"""A map while it is drawn, and how its styles become shapes."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

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
    ellipse,
    rule,
)
from cluster_atlas.values.mapspec import CellState, MapSpec, Style, Symbol

# Styles are in screen pixels.
PX = 0.75


NEAR = 4.0

# How much wider than a tie its rim is, which shows it on dark shades.
_RIM = 1.8


@dataclass
class Seen:
    """What a reader sees on a map, for its legend to explain that and nothing else.

    Attributes
    ----------
    colours
        Of areas and of hatching.
    edges
        Colour and width of the outlines of areas.
    arrows
        Dashes and heads of lines.
    symbols
        Shape of each symbol, and whether it is hollow; ``symbol_colours`` are their colours.
    squares
        States of the squares of grids; ``square_colours`` are the colours of their places.
    marks
        Fill of each symbol of an office's own data, and whether it is hollow.
    rings, numbers, moved, bare
        Whether there are rings, numbers beside names, symbols off their place, and cities that
        have no squares though others have them.
    """

    colours: set[str] = field(default_factory=set)
    edges: set[tuple[str, float]] = field(default_factory=set)
    arrows: set[tuple[tuple[float, ...], str]] = field(default_factory=set)
    symbols: set[tuple[Symbol, bool]] = field(default_factory=set)
    symbol_colours: set[str] = field(default_factory=set)
    marks: set[tuple[str, bool]] = field(default_factory=set)
    squares: set[CellState] = field(default_factory=set)
    square_colours: set[str] = field(default_factory=set)
    rings: bool = False
    numbers: bool = False
    moved: bool = False
    bare: bool = False


@dataclass
class Drawing:
    """One map while it is drawn.

    ``ground`` is that of cities and SARs, ``fills`` the colours of those that are filled,
    ``shaded`` those whose colour is more than plain ground;
    ``gridded`` are those with squares, which carry their names;
    ``named`` are the points of cities with where their names stand;
    ``symbols`` are where parks and sites are drawn, ``ties`` the lines from points to names that
    stand off, ``sites`` how many of them have a name and how many have none; ``targets`` are the
    points at which arrows end, ``letters`` the size of those beside squares, which no name of
    another city exceeds; ``seen`` is what the legend is to explain.
    """

    spec: MapSpec
    frame: Frame
    occupancy: Occupancy
    ground: Ground
    counties: Ground
    fills: dict[str, str] = field(default_factory=dict)
    shaded: frozenset[str] = frozenset()
    items: list[Item] = field(default_factory=list)
    labels: list[Item] = field(default_factory=list)
    symbols: list[Rect] = field(default_factory=list)
    ties: list[tuple[Point, Point]] = field(default_factory=list)
    gridded: set[str] = field(default_factory=set)
    named: list[tuple[Point, Rect]] = field(default_factory=list)
    sites: Counter[bool] = field(default_factory=Counter)
    targets: list[Point] = field(default_factory=list)
    letters: float = math.inf
    seen: Seen = field(default_factory=Seen)


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


def tie_line(start: Point, end: Point, colour: str, *, dot: bool = True) -> Iterator[Shape]:
    """Yield the line from a place's point to what stands off it, with a light rim and a dot.

    From a symbol, which shows the place by itself, it comes without the dot.
    """
    line = rule(start, end, colour, 0.7, name="leader")
    yield replace(
        line, name="", stroke="#ffffff", stroke_width=line.stroke_width + _RIM, stroke_opacity=0.9
    )
    if dot:
        yield Shape((ellipse(*start, 2.2, 2.2, 12),), fill="#ffffff", fill_opacity=0.9)
    yield line
    if dot:
        yield Shape((ellipse(*start, 1.4, 1.4, 12),), fill=colour)


def arrow_head(before: Point, tip: Point, colour: str, size: float = 6.5) -> Shape:
    """Return the head of an arrow that comes from a point, ``size`` points long."""
    turn = math.atan2(tip[1] - before[1], tip[0] - before[0])
    sides = tuple(
        (tip[0] + size * math.cos(turn + bend), tip[1] + size * math.sin(turn + bend))
        for bend in (2.72, -2.72)
    )
    return Shape((Contour((tip, *sides)),), fill=colour, stroke="#ffffff", stroke_width=0.5)
