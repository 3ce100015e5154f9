"""Symbols of an office's own data on a map: where they are, however many, and without names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import shapely

from cluster_atlas.drawing.maps.canvas import Drawing, shape_of
from cluster_atlas.drawing.maps.occupancy import Rect
from cluster_atlas.drawing.maps.symbols import symbol
from cluster_atlas.drawing.shapes import Contour
from cluster_atlas.values.mapspec import Feature, Layer

# From so many symbols on a frame they are drawn smaller, and smaller still from so many.
_MANY, _CROWD = 60, 250
_SMALLER, _SMALLEST = 0.75, 0.55
# The white rim that keeps them apart, in points.
_RIM = 1.0
# What a name keeps clear of, in points.
_SIDE = 7.0


def draw_lines(drawing: Drawing, layer: Layer) -> None:
    """Draw lines of own rows as far as they lie within a map."""
    frame = shapely.box(*drawing.frame.box)
    for feature in layer.features:
        path = shapely.LineString([drawing.frame.at(one) for one in feature.geometry.positions()])
        parts = [one for one in shapely.get_parts(path.intersection(frame)) if one.length]
        outline = tuple(Contour(tuple(one.coords), closed=False) for one in parts)
        if outline:
            drawing.items.append(shape_of(feature.style, outline, feature.title))
            drawing.seen.edges.add((feature.style.stroke, feature.style.stroke_width))
            drawing.seen.colours.add(feature.style.stroke)


def draw_marks(drawing: Drawing, layers: Sequence[Layer]) -> None:
    """Draw the symbols of own rows that lie within a map, none moved and none named.

    Names of places do not cover few, and had better not cover many, which are drawn smaller.
    """
    left, top, right, bottom = drawing.frame.box
    found: list[tuple[Feature, float, float]] = []
    for feature in (feature for layer in layers for feature in layer.features):
        x, y = drawing.frame.at(next(feature.geometry.positions()))
        if left < x < right and top < y < bottom:
            found.append((feature, x, y))
    scale = 1.0 if len(found) < _MANY else _SMALLER if len(found) < _CROWD else _SMALLEST
    for feature, x, y in found:
        style = replace(feature.style, size=feature.style.size * scale)
        mark = symbol(style, x, y, feature.title)
        rim = replace(mark, stroke="#ffffff", stroke_width=mark.stroke_width + _RIM, name="")
        drawing.items += [rim, mark]
        if scale == 1.0:
            drawing.occupancy.occupied.append(Rect(x, y, _SIDE, _SIDE))
        else:
            drawing.occupancy.lines.append((x, y))
        drawing.seen.marks.add((feature.style.fill, feature.style.hollow))
        if feature.style.hollow:
            # What a filled one means is explained as well.
            drawing.seen.marks.add((feature.style.fill, False))
