"""Scale bar, north arrow and the insets of a map, in the emptiest corners."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cluster_atlas.drawing.maps.canvas import Drawing
from cluster_atlas.drawing.maps.frame import (
    areas,
    contours,
    frame_for,
)
from cluster_atlas.drawing.maps.occupancy import (
    Rect,
)
from cluster_atlas.drawing.shapes import (
    Contour,
    Point,
    Shape,
    rectangle,
)
from cluster_atlas.drawing.typeset import clipped, text_box, words
from cluster_atlas.values.colours import INK, QUIET
from cluster_atlas.values.mapspec import Inset, Layer

_INSET = (62.0, 50.0)


def draw_furniture(drawing: Drawing, layers: Sequence[Layer]) -> None:
    """Draw the insets of what the frame leaves out, and scale bar with north arrow."""
    inside = [inset for inset in drawing.spec.insets if drawing.frame.holds(inset.bounds)]
    busy = [
        drawing.frame.at(next(feature.geometry.positions()))
        for layer in layers
        if layer.kind in {"cells", "point"}
        for feature in layer.features
    ]
    for inset in inside:
        west, south = drawing.frame.at(inset.bounds[:2])
        east, north = drawing.frame.at(inset.bounds[2:])
        rect = Rect((west + east) / 2, (south + north) / 2, east - west, south - north)
        drawing.occupancy.occupied.append(rect)
        # Its name wants room beside it.
        busy += [(rect.x, rect.y + rect.h / 2 + 12), (rect.x, rect.y - rect.h / 2 - 12)]
    for inset in drawing.spec.insets:
        if inset not in inside:
            _inset(drawing, inset, _corner(drawing, _INSET, busy))
    _scale(drawing, _corner(drawing, _scale_size(drawing), busy))


def _corner(drawing: Drawing, size: tuple[float, float], busy: Iterable[Point]) -> Rect:
    """Take the corner with the least in it: symbols first, then the map's own cities."""
    x0, y0, x1, y1 = drawing.frame.box
    w, h = size
    pad = 5.0
    places = list(busy)

    def cost(rect: Rect) -> float:
        around_it = Rect(rect.x, rect.y, rect.w + 8, rect.h + 8)
        hidden = sum(bool(around_it.overlap(Rect(*place, 6, 6))) for place in places)
        taken = sum(bool(rect.overlap(other)) for other in drawing.occupancy.occupied)
        _, cities, _, _ = drawing.ground.shares(rect, -1)
        return 8 * taken + 2 * hidden + cities

    corners = [
        Rect(x, y, w, h)
        for y in (y1 - pad - h / 2, y0 + pad + h / 2)
        for x in (x0 + pad + w / 2, x1 - pad - w / 2)
    ]
    best = min(corners, key=cost)
    drawing.occupancy.occupied.append(best)
    return best


def _scale_size(drawing: Drawing) -> tuple[float, float]:
    _, length = drawing.frame.scale_bar(drawing.frame.w / 5)
    return (length + 34, 20.0)


def _scale(drawing: Drawing, rect: Rect) -> None:
    """Draw north arrow and scale bar."""
    km, length = drawing.frame.scale_bar(drawing.frame.w / 5)
    left, top = rect.x - rect.w / 2, rect.y - rect.h / 2
    north = {"zh": "北", "en": "N"}[drawing.spec.language]
    drawing.labels.append(
        Shape((rectangle(left, top, rect.w, rect.h),), fill="#ffffff", fill_opacity=0.85)
    )
    arrow = Contour(((left + 9, top + 2), (left + 12.4, top + 10.5), (left + 9, top + 8.4)))
    other = Contour(((left + 9, top + 2), (left + 5.6, top + 10.5), (left + 9, top + 8.4)))
    drawing.labels += [
        Shape((arrow,), fill=INK, stroke=INK, stroke_width=0.4, name="north arrow"),
        Shape((other,), fill="#ffffff", stroke=INK, stroke_width=0.4),
        text_box(left + 2, top + 10.5, 14, [words(north, 7.4, INK, align="center", leading=1.2)]),
    ]
    x, y = left + 22, top + 15
    bar = Contour(((x, y - 3), (x, y), (x + length, y), (x + length, y - 3)), closed=False)
    drawing.labels += [
        Shape((bar,), stroke=INK, stroke_width=0.9, name="scale bar"),
        text_box(x, top + 1.5, length + 10, [words(f"{km} km", 7.4, INK, leading=1.2)]),
    ]


def _inset(drawing: Drawing, inset: Inset, rect: Rect) -> None:
    """Draw a part of the province in a frame of its own."""
    left, top, w, h = rect.x - rect.w / 2, rect.y - rect.h / 2, rect.w, rect.h
    frame = frame_for(inset.bounds, (left, top, w, h - 10), 5)
    drawing.items.append(
        Shape((rectangle(left, top, w, h),), fill=drawing.spec.background, name="inset")
    )
    for layer in drawing.spec.visible_layers():
        for feature in layer.features:
            if layer.kind in {"land", "border"} and feature.level == "province":
                outline = contours(areas(frame, feature.geometry))
                if outline and layer.kind == "land":
                    drawing.items.append(Shape(outline, fill=feature.style.fill))
                elif outline:
                    drawing.items.append(
                        Shape(outline, stroke=feature.style.stroke, stroke_width=0.7)
                    )
    name = clipped(inset.name, 7.4, w - 2)
    drawing.items += [
        text_box(left, top + h - 10, w, [words(name, 7.4, QUIET, align="center", leading=1.2)]),
        Shape((rectangle(left, top, w, h),), stroke="#9aa6b0", stroke_width=0.5),
    ]
