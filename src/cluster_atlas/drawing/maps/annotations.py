"""What a writer put over a map: a spotlight with all else under a veil, and texts with arrows."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from cluster_atlas.drawing import fonts
from cluster_atlas.drawing.maps.canvas import Drawing
from cluster_atlas.drawing.maps.frame import edges, surface
from cluster_atlas.drawing.maps.occupancy import Rect
from cluster_atlas.drawing.shapes import Contour, Item, Point, Shape, ellipse, rectangle
from cluster_atlas.drawing.typeset import height, text_box, words
from cluster_atlas.values.colours import INK
from cluster_atlas.values.mapspec import Callout, Spotlight

MARK = "#c8741a"
_VEIL = 0.62
_SPOT = 15.0
_SIZE = 8.4
_PAD = 3.5
# The widest a callout is set, as a share of the map's width.
_WIDEST = 0.34
_NEAR, _STEPS = 30.0, (0.0, 16.0, 34.0, 56.0, 84.0)


def draw_spotlight(drawing: Drawing, light: Spotlight) -> Iterator[Item]:
    """Yield the veil over all that is not lit, and the outline of what is."""
    frame = drawing.frame
    lit = [ring for area in light.areas for ring in surface(frame, area)]
    rings = [ellipse(*frame.at(spot), _SPOT, _SPOT) for spot in light.spots]
    if light.dim and (lit or rings):
        whole = rectangle(frame.x, frame.y, frame.w, frame.h)
        yield Shape((whole, *lit, *rings), fill="#ffffff", fill_opacity=_VEIL, name="veil")
    outline = [edge for area in light.areas for edge in edges(frame, area)]
    if outline or rings:
        yield Shape((*outline, *rings), stroke=MARK, stroke_width=2.2, name="spotlight")


def draw_callouts(drawing: Drawing, callouts: Sequence[Callout]) -> Iterator[Item]:
    """Yield each callout: an arrow to its place and its text in a box inside the frame."""
    taken = list(drawing.occupancy.occupied)
    x0, y0, x1, y1 = drawing.frame.box
    for number, callout in enumerate(callouts, start=1):
        ax, ay = drawing.frame.at(callout.at)
        # An arrow to what the frame leaves out ends at its edge.
        tip = (min(max(ax, x0 + 2), x1 - 2), min(max(ay, y0 + 2), y1 - 2))
        room = drawing.frame.w * _WIDEST
        wide = min(fonts.width(callout.text, _SIZE, bold=True) + 1, room)
        line = words(callout.text, _SIZE, INK, bold=True, leading=1.3)
        tall = height([line], wide)
        rect = _place(drawing, callout, tip, (wide + 2 * _PAD, tall + 2 * _PAD), taken)
        taken.append(rect)
        group = f"callout {number}"
        yield from _arrow(rect, tip, group)
        left, top = rect.x - rect.w / 2, rect.y - rect.h / 2
        box = rectangle(left, top, rect.w, rect.h)
        yield Shape((box,), fill="#ffffff", stroke=MARK, stroke_width=1.0, group=group)
        yield text_box(left + _PAD, top + _PAD, wide, [line], name=callout.text, group=group)


def _place(
    drawing: Drawing,
    callout: Callout,
    tip: Point,
    size: tuple[float, float],
    taken: Sequence[Rect],
) -> Rect:
    """Return where the text stands: where the writer put it, else where it hides least."""
    if callout.offset != (0.0, 0.0):
        right, down = (share * drawing.frame.w for share in callout.offset)
        return _inside(drawing, Rect(tip[0] + right, tip[1] + down, *size))
    candidates = [
        _inside(drawing, Rect(x, y, *size))
        for step in _STEPS
        for turn in range(16)
        for x, y in [_around(tip, size, _NEAR + step, turn * math.pi / 8)]
    ]

    def cost(rect: Rect) -> float:
        hidden = sum(rect.overlap(other, 2.0) for other in taken)
        covers = rect.overlap(Rect(*tip, 12, 12))
        return hidden * 10 + covers * 40 + math.dist((rect.x, rect.y), tip) * 3

    return min(candidates, key=cost)


def _around(tip: Point, size: tuple[float, float], away: float, turn: float) -> Point:
    """Return the middle of a box whose edge is so far from a point in a direction."""
    return (
        tip[0] + math.cos(turn) * (away + size[0] / 2),
        tip[1] + math.sin(turn) * (away + size[1] / 2),
    )


def _inside(drawing: Drawing, rect: Rect) -> Rect:
    """Return a box moved into the frame."""
    x0, y0, x1, y1 = drawing.frame.box
    x = min(max(rect.x, x0 + rect.w / 2 + 3), x1 - rect.w / 2 - 3)
    y = min(max(rect.y, y0 + rect.h / 2 + 3), y1 - rect.h / 2 - 3)
    return Rect(x, y, rect.w, rect.h)


def _arrow(rect: Rect, tip: Point, group: str) -> Iterator[Shape]:
    """Yield the line from the edge of a box to a point, with its head; none from inside."""
    if rect.overlap(Rect(*tip, 1, 1)):
        return
    dx, dy = tip[0] - rect.x, tip[1] - rect.y
    share = min(
        rect.w / 2 / abs(dx) if dx else math.inf,
        rect.h / 2 / abs(dy) if dy else math.inf,
    )
    start = (rect.x + dx * share, rect.y + dy * share)
    line = Contour((start, tip), closed=False)
    yield Shape((line,), stroke="#ffffff", stroke_width=3.0, stroke_opacity=0.8, group=group)
    yield Shape((line,), stroke=MARK, stroke_width=1.3, group=group)
    turn = math.atan2(dy, dx)
    sides = tuple(
        (tip[0] + 6.5 * math.cos(turn + bend), tip[1] + 6.5 * math.sin(turn + bend))
        for bend in (2.72, -2.72)
    )
    yield Shape((Contour((tip, *sides)),), fill=MARK, group=group)
