"""Scale bar, north arrow and the insets of a map, in the emptiest corners."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from cluster_atlas.drawing import fonts
from cluster_atlas.drawing.maps.canvas import Drawing
from cluster_atlas.drawing.maps.frame import (
    frame_for,
    surface,
)
from cluster_atlas.drawing.maps.occupancy import (
    LabelPosition,
    Rect,
)
from cluster_atlas.drawing.shapes import (
    Contour,
    Item,
    Point,
    Shape,
    rectangle,
)
from cluster_atlas.drawing.typeset import clipped, text_box, words
from cluster_atlas.values.colours import INK, QUIET
from cluster_atlas.values.mapspec import Inset, Layer
from cluster_atlas.wording.numbers import noun

_INSET = (62.0, 50.0)
# Of a low map an inset takes this part of the height, but no less than the second number.
_INSET_PART, _INSET_LEAST = 0.26, 30.0

# What a city's squares or a symbol take round their point.
_SPOT = (22.0, 22.0)

# What the north arrow takes of the scale bar's width.
_NORTH = 16.0

_SCALE_SIZE = 7.4

# Places along an edge that are tried for what says how many have no name.
_SHARES = 8

# What it costs to hide land of what the map is about, and of Hong Kong or Macao.
_OWN, _ABROAD = 20.0, 6.0

# Where along an edge room is looked for, the corners apart.
_ALONG = (0.5, 0.25, 0.75, 0.125, 0.875)

# Water narrower than this is an estuary, not open sea.
_NARROW_KM = 75.0


def draw_furniture(drawing: Drawing, layers: Sequence[Layer]) -> None:
    """Draw the insets of what the frame leaves out, and scale bar with north arrow."""
    inside = [inset for inset in drawing.spec.insets if drawing.frame.holds(inset.bounds)]
    busy = _spots(drawing, layers)
    for inset in inside:
        west, south = drawing.frame.at(inset.bounds[:2])
        east, north = drawing.frame.at(inset.bounds[2:])
        rect = Rect((west + east) / 2, (south + north) / 2, east - west, south - north)
        drawing.occupancy.occupied.append(rect)
        # Its name wants room beside it.
        busy += [(rect.x, rect.y + rect.h / 2 + 12), (rect.x, rect.y - rect.h / 2 - 12)]
    for inset in drawing.spec.insets:
        if inset not in inside:
            high = max(_INSET_LEAST, min(_INSET[1], _INSET_PART * drawing.frame.h))
            _inset(drawing, inset, _corner(drawing, (_INSET[0], high), busy))
    _scale(drawing, _corner(drawing, _scale_size(drawing), busy))


def draw_scale(drawing: Drawing, layers: Sequence[Layer]) -> None:
    """Draw the scale bar alone, for a part of a map at a scale of its own.

    Names come before it: where they leave it no corner there is none.
    """
    wide, high = _scale_size(drawing)
    taken = list(drawing.occupancy.occupied)
    rect = _corner(drawing, (wide - _NORTH, high), _spots(drawing, layers))
    if not any(rect.overlap(other) for other in taken):
        _scale(drawing, rect, north=False)


def write_unnamed(drawing: Drawing, count: int, named: int) -> None:
    """Write along an edge of the map how many parks and sites have no name on it, if it can.

    ``named`` is how many have one.
    """
    if named:
        words_of = {"zh": f"另有 {count} 处未注名", "en": f"{count} more unnamed"}
    else:
        sites = noun(count, "site")
        words_of = {"zh": f"{count} 处未注名", "en": f"{count} {sites} unnamed"}
    said = words_of[drawing.spec.language]
    line = words(said, _SCALE_SIZE, QUIET, align="center", leading=1.25)
    room = (fonts.width(said, _SCALE_SIZE) + 4, _SCALE_SIZE * 1.25)
    x0, y0, x1, y1 = drawing.frame.box
    left, right = x0 + 3 + room[0] / 2, x1 - 3 - room[0] / 2
    rect = drawing.occupancy.put(
        room,
        [
            LabelPosition(left + (right - left) * step / _SHARES, y, cost)
            for y, cost in ((y1 - 3 - room[1] / 2, 0.0), (y0 + 3 + room[1] / 2, 2.0))
            for step in range(_SHARES + 1)
        ],
    )
    if rect is not None:
        at = (rect.x - rect.w / 2, rect.y - rect.h / 2, rect.w)
        drawing.labels.append(text_box(*at, [line], plate="#ffffff"))


def _spots(drawing: Drawing, layers: Sequence[Layer]) -> list[Point]:
    """Return where squares, symbols and the names of cities want to stand."""
    return [
        drawing.frame.at(next(feature.geometry.positions()))
        for layer in layers
        if layer.kind in {"cells", "point", "label"}
        for feature in layer.features
        if layer.kind != "label" or feature.level in {"city", "county"}
    ]


def _corner(drawing: Drawing, size: tuple[float, float], busy: Iterable[Point]) -> Rect:
    """Take the corner with the least in it: symbols first, then the map's own cities."""
    x0, y0, x1, y1 = drawing.frame.box
    w, h = size
    pad = 5.0
    places = list(busy)

    def cost(rect: Rect) -> float:
        around_it = Rect(rect.x, rect.y, rect.w + 8, rect.h + 8)
        hidden = sum(bool(around_it.overlap(Rect(*place, *_SPOT))) for place in places)
        taken = sum(bool(rect.overlap(other)) for other in drawing.occupancy.occupied)
        _, cities, _, _ = drawing.ground.shares(rect, -1)
        enclosed = drawing.ground.enclosed(rect, _NARROW_KM * drawing.frame.points_per_km())
        own = _OWN if drawing.ground.subject(around_it) else 0.0
        abroad = _ABROAD * _on_a_sar(drawing, around_it)
        return 8 * taken + 2 * hidden + cities + 1.5 * enclosed + own + abroad

    left, right = x0 + pad + w / 2, x1 - pad - w / 2
    corners = [
        Rect(x, y, w, h) for y in (y1 - pad - h / 2, y0 + pad + h / 2) for x in (left, right)
    ]
    # Where all corners are taken a part of an edge may be free.
    top, low = corners[-1].y, corners[0].y
    for share in _ALONG:
        corners += [Rect(left + (right - left) * share, y, w, h) for y in (low, top)]
        corners += [Rect(x, top + (low - top) * share, w, h) for x in (right, left)]
    best = min(corners, key=cost)
    drawing.occupancy.occupied.append(best)
    return best


def _on_a_sar(drawing: Drawing, rect: Rect) -> bool:
    """Tell whether a rectangle would hide a part of Hong Kong or Macao, which are small."""
    return drawing.ground.abroad(rect, None) > 0


def _scale_size(drawing: Drawing) -> tuple[float, float]:
    return (_scale_words(drawing)[2] + 24, 20.0)


def _scale_words(drawing: Drawing) -> tuple[float, str, float]:
    """Return the length of the scale bar, what it says, and the room that this takes."""
    km, length = drawing.frame.scale_bar(drawing.frame.w / 5)
    said = f"{km} km"
    return length, said, max(length + 10, fonts.width(said, _SCALE_SIZE) + 1)


def _scale(drawing: Drawing, rect: Rect, *, north: bool = True) -> None:
    """Draw the scale bar, and the north arrow before it."""
    length, said, room = _scale_words(drawing)
    left, top = rect.x - rect.w / 2, rect.y - rect.h / 2
    drawing.labels.append(
        Shape((rectangle(left, top, rect.w, rect.h),), fill="#ffffff", fill_opacity=0.85)
    )
    if north:
        drawing.labels += _arrow(drawing.spec.language, left, top)
    x, y = left + (22 if north else 22 - _NORTH), top + 15
    bar = Contour(((x, y - 3), (x, y), (x + length, y), (x + length, y - 3)), closed=False)
    drawing.labels += [
        Shape((bar,), stroke=INK, stroke_width=0.9, name="scale bar"),
        text_box(x, top + 1.5, room, [words(said, _SCALE_SIZE, INK, leading=1.2)]),
    ]


def _arrow(language: str, left: float, top: float) -> Iterator[Item]:
    """Yield the north arrow."""
    north = {"zh": "北", "en": "N"}[language]
    arrow = Contour(((left + 9, top + 2), (left + 12.4, top + 10.5), (left + 9, top + 8.4)))
    other = Contour(((left + 9, top + 2), (left + 5.6, top + 10.5), (left + 9, top + 8.4)))
    yield Shape((arrow,), fill=INK, stroke=INK, stroke_width=0.4, name="north arrow")
    yield Shape((other,), fill="#ffffff", stroke=INK, stroke_width=0.4)
    line = words(north, 6.5, INK, align="center", leading=1.2)
    yield text_box(left + 2, top + 10.5, 14, [line])


def _inset(drawing: Drawing, inset: Inset, rect: Rect) -> None:
    """Draw a part of the province in a frame of its own."""
    left, top, w, h = rect.x - rect.w / 2, rect.y - rect.h / 2, rect.w, rect.h
    frame = frame_for(inset.bounds, (left, top, w, h - 10), 3)
    drawing.items.append(
        Shape((rectangle(left, top, w, h),), fill=drawing.spec.background, name="inset")
    )
    for layer in drawing.spec.visible_layers():
        for feature in layer.features:
            if layer.kind in {"land", "border"} and feature.level == "province":
                outline = surface(frame, feature.geometry)
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
