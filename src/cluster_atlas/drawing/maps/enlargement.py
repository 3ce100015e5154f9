"""The enlargement of a crowded part beside the rest of a map: where both stand on paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import shapely

from cluster_atlas.drawing.maps.frame import Frame, frame_for
from cluster_atlas.drawing.maps.occupancy import Rect
from cluster_atlas.values.mapspec import Bounds, Feature, Inset, Layer, LayerKind, MapSpec

TITLE = 11.0

_PAD = 5.0
_GAP = 4.0

# Room for the name of an island beside it.
_NAME = 14.0

# From so many points a kilometre on the whole map is as clear as an enlargement.
_CLEAR = 1.3

# An enlargement wants this many points a kilometre, between these multiples of the map's own.
_WANTED = 0.92
_LEAST, _MOST = 1.4, 2.6

# A part that takes more of a map's width than this is not enlarged.
_CROWDED = 0.3

_FREE = 0.08

# Lengths in points that differ by less are the same.
_EQUAL = 1e-6

_SMALLEST = (230.0, 120.0)
_STEPS = 30
_STEP = 0.02
# How much smaller an enlargement is made in a step where a larger one finds no room.
_LESS = 0.1
# A map with its enlargement in a corner, and that itself, may be so much smaller than outside.
_AS_LARGE, _ENLARGED_AS_MUCH = 0.86, 0.9
# For a larger enlargement a map may be so much smaller than the largest.
_NEARLY = 0.82
# An enlargement outside its map shows at most so many times what is crowded.
_ROUND = 3.0
# The least part of a box that is given to an enlargement outside its map.
_LEAST_PART = 0.2

# Layers whose features stand at a point; those of an enlargement are drawn there only.
_SPOTS: frozenset[LayerKind] = frozenset({"cells", "label", "point", "circle", "line"})


class MapFrames(NamedTuple):
    """The frame of a map, and that of the part that is enlarged beside it.

    ``panel`` is the enlargement's whole rectangle, its title included.
    """

    frame: Frame
    inset: Inset | None = None
    enlarged: Frame | None = None
    panel: Rect | None = None


def frames_for(spec: MapSpec, box: tuple[float, float, float, float], margin: float) -> MapFrames:
    """Return where a map and its enlargement stand in a box.

    What lies beyond the neighbouring land that is known is not shown, as far as the map's bounds
    allow. The enlargement covers none of the province: it stands in a corner of the map or, where
    the map is much larger then, in a part of the box of its own. A map that is clear by itself, or
    too small for two, has none.

    Parameters
    ----------
    spec
        The map; of its enlargements the first that is crowded is taken.
    box
        Left, top, width, height in points.
    margin
        Points left free round the map's bounds.
    """
    known = known_bounds(spec)
    whole = frame_for(spec.bounds, box, margin)
    shown = _cropped(whole, known) if known else whole
    for inset in spec.enlargements:
        if _is_crowded(whole, inset.bounds):
            corner = _beside(spec, inset, whole, margin, known)
            apart = _apart(spec, inset, box, margin)
            if corner and (apart is None or _is_as_large(corner, apart)):
                return corner
            if apart is not None:
                return apart
            # Of a box that is much higher than the province a part stays empty.
            alone = _apart(spec, inset, box, margin, narrowed=True)
            if alone is not None:
                return alone
    return MapFrames(shown)


def _is_as_large(one: MapFrames, other: MapFrames) -> bool:
    """Tell whether a map and its enlargement are hardly smaller than another with its own."""
    if one.enlarged is None or other.enlarged is None:
        return False
    return (
        one.frame.scale > _AS_LARGE * other.frame.scale
        and one.enlarged.scale > _ENLARGED_AS_MUCH * other.enlarged.scale
    )


def known_bounds(spec: MapSpec) -> Bounds | None:
    """Return the box of degrees outside which a map knows no land; ``None`` where it has none."""
    for layer in spec.layers:
        for feature in layer.features if layer.kind == "land" else ():
            if feature.level == "outside":
                _, edge = feature.geometry.coordinates[0]
                longitudes, latitudes = zip(*edge, strict=True)
                return (min(longitudes), min(latitudes), max(longitudes), max(latitudes))
    return None


def _moved_inside(frame: Frame, known: Bounds) -> Frame | None:
    """Return a frame moved until all that it shows is known; ``None`` where it shows too much."""
    (west, low), (east, high) = frame.at(known[:2]), frame.at(known[2:])
    x0, y0, x1, y1 = frame.box
    if east - west < x1 - x0 - _EQUAL or low - high < y1 - y0 - _EQUAL:
        return None
    right = max(0.0, west - x0) + min(0.0, east - x1)
    down = max(0.0, high - y0) + min(0.0, low - y1)
    return replace(frame, left=frame.left + right / frame.scale, top=frame.top - down / frame.scale)


def _cropped(frame: Frame, known: Bounds) -> Frame:
    """Return a frame without what is not known: moved and, where that is not enough, cut."""
    (west, low), (east, high) = frame.at(known[:2]), frame.at(known[2:])
    w, h = min(frame.w, east - west), min(frame.h, low - high)
    left = frame.left + (frame.w - w) / 2 / frame.scale
    top = frame.top - (frame.h - h) / 2 / frame.scale
    cut = replace(frame, w=w, h=h, left=left, top=top)
    return _moved_inside(cut, known) or cut


def _is_crowded(frame: Frame, bounds: Bounds) -> bool:
    west, east = frame.at(bounds[:2])[0], frame.at(bounds[2:])[0]
    large = frame.w >= _SMALLEST[0] and frame.h >= _SMALLEST[1]
    share = (east - west) / frame.w
    return large and frame.holds(bounds) and share < _CROWDED and frame.points_per_km() < _CLEAR


def _apart(
    spec: MapSpec,
    inset: Inset,
    box: tuple[float, float, float, float],
    margin: float,
    *,
    narrowed: bool = False,
) -> MapFrames | None:
    """Return the largest map that leaves a part of its box, at the left or below, to another.

    Only for a map that could show more than is known. ``narrowed`` lets the enlargement take less
    than that part, and the map less than the rest.
    """
    x, y, w, h = box
    known = known_bounds(spec)
    if known is None:
        return None
    found: list[MapFrames] = []
    for step in range(_STEPS):
        share = _LEAST_PART + step * _STEP
        wide, high = w * share, h * share
        for rest, part in (
            ((x + wide + _PAD, y, w - wide - _PAD, h), (x, y, wide, h)),
            ((x, y, w, h - high - _PAD), (x, y + h - high, w, high)),
        ):
            frame = frame_for(spec.bounds, rest, margin)
            shown = _cropped(frame, known) if narrowed else _moved_inside(frame, known)
            enlarged = frame_for(inset.bounds, (*part[:3], part[3] - TITLE), 0.0)
            if narrowed:
                enlarged = _narrowed(enlarged, inset)
            if shown is None or enlarged.scale < _LEAST * shown.scale:
                continue
            if not shown.holds(spec.bounds) or _is_far_wider(enlarged, inset):
                continue
            high = enlarged.h + TITLE
            panel = Rect(part[0] + enlarged.w / 2, part[1] + high / 2, enlarged.w, high)
            found.append(MapFrames(shown, inset, enlarged, panel))
    return _largest(found)


def _narrowed(frame: Frame, inset: Inset) -> Frame:
    """Return a frame cut at its left and right to what is near a part."""
    (west, low), (east, high) = frame.at(inset.bounds[:2]), frame.at(inset.bounds[2:])
    w, h = min(frame.w, _ROUND * (east - west)), min(frame.h, _ROUND * (low - high))
    left = frame.left + (frame.w - w) / 2 / frame.scale
    top = frame.top - (frame.h - h) / 2 / frame.scale
    return replace(frame, w=w, h=h, left=left, top=top)


def _is_far_wider(frame: Frame, inset: Inset) -> bool:
    """Tell whether a frame shows so much round a part that it is another map of the province."""
    (west, low), (east, high) = frame.at(inset.bounds[:2]), frame.at(inset.bounds[2:])
    return frame.w > _ROUND * (east - west) + _EQUAL or frame.h > _ROUND * (low - high) + _EQUAL


def _largest(found: Sequence[MapFrames]) -> MapFrames | None:
    """Return the frames with the largest enlargement among those whose map is nearly largest."""
    most = max((one.frame.scale for one in found), default=0.0)
    near = [one for one in found if one.frame.scale >= _NEARLY * most]
    return max(near, key=lambda one: one.enlarged.scale if one.enlarged else 0.0, default=None)


def _beside(
    spec: MapSpec, inset: Inset, whole: Frame, margin: float, known: Bounds | None
) -> MapFrames | None:
    """Return the largest map in a corner of which the enlargement finds room."""
    land = list(_own_land(spec))
    candidates: list[MapFrames] = []
    for step in range(_STEPS):
        scale = whole.scale * (1 - step * _STEP)
        if candidates and scale < _NEARLY * candidates[0].frame.scale:
            break
        per_km = whole.points_per_km() * scale / whole.scale
        times = max(_LEAST, min(_MOST, _WANTED / per_km))
        while times >= _LEAST:
            found = _in_a_corner(
                spec, inset, replace(whole, scale=scale), times, margin, land, known
            )
            if found is not None:
                candidates.append(found)
                break
            times -= _LESS
    return _largest(candidates)


def _in_a_corner(  # noqa: PLR0913 - what is drawn, how large, and what it must not cover
    spec: MapSpec,
    inset: Inset,
    whole: Frame,
    times: float,
    margin: float,
    land: Sequence[shapely.Polygon],
    known: Bounds | None,
) -> MapFrames | None:
    """Return a map of a scale with an enlargement, so many times larger, where both have room."""
    (west, low), (east, high) = whole.at(inset.bounds[:2]), whole.at(inset.bounds[2:])
    size = ((east - west) * times, (low - high) * times + TITLE)
    if size[0] > whole.w / 2 or size[1] > whole.h - 2 * _PAD:
        return None
    for at_right in (False, True):
        for at_foot in (False, True):
            panel = _panel(whole, size, at_right=at_right, at_foot=at_foot)
            aside = _aside(spec.bounds, whole, margin, (not at_right, not at_foot))
            frame = aside if known is None else _moved_inside(aside, known)
            if frame is None or not frame.holds(spec.bounds):
                continue
            if not _covers(panel, frame, land, spec):
                left, top = panel.x - panel.w / 2, panel.y - panel.h / 2
                enlarged = frame_for(inset.bounds, (left, top, panel.w, panel.h - TITLE), 0.0)
                return MapFrames(frame, inset, enlarged, panel)
    return None


def _panel(frame: Frame, size: tuple[float, float], *, at_right: bool, at_foot: bool) -> Rect:
    x0, y0, x1, y1 = frame.box
    w, h = size
    x = x1 - _PAD - w / 2 if at_right else x0 + _PAD + w / 2
    y = y1 - _PAD - h / 2 if at_foot else y0 + _PAD + h / 2
    return Rect(x, y, w, h)


def _aside(bounds: Bounds, frame: Frame, margin: float, sides: tuple[bool, bool]) -> Frame:
    """Return a frame moved so that bounds lie at its right or left edge and at its foot or top."""
    (west, low), (east, high) = frame.at(bounds[:2]), frame.at(bounds[2:])
    x0, y0, x1, y1 = frame.box
    right = x1 - margin - east if sides[0] else x0 + margin - west
    down = y1 - margin - low if sides[1] else y0 + margin - high
    return replace(frame, left=frame.left - right / frame.scale, top=frame.top + down / frame.scale)


def _own_land(spec: MapSpec) -> Iterator[shapely.Polygon]:
    """Yield the province's polygons in degrees, islands too small to be covered left out."""
    for layer in spec.visible_layers():
        for feature in layer.features if layer.kind == "land" else ():
            if feature.level == "province":
                for rings in feature.geometry.coordinates:
                    yield shapely.simplify(shapely.Polygon(rings[0]), 0.01)


def _covers(panel: Rect, frame: Frame, land: Sequence[shapely.Polygon], spec: MapSpec) -> bool:
    """Tell whether a panel would lie over the province or over what must stay visible."""
    for inset in spec.insets:
        (west, low), (east, high) = frame.at(inset.bounds[:2]), frame.at(inset.bounds[2:])
        kept = Rect((west + east) / 2, (low + high) / 2, east - west, low - high)
        if panel.overlap(kept, _NAME):
            return True
    corners = [
        frame.position(panel.x + sx * (panel.w / 2 + _GAP), panel.y + sy * (panel.h / 2 + _GAP))
        for sx, sy in ((-1, 1), (1, -1))
    ]
    window = shapely.box(*corners[0], *corners[1])
    return any(window.intersects(polygon) for polygon in land)


def is_within(bounds: Bounds, feature: Feature) -> bool:
    """Tell whether a feature lies in a box of degrees, a line well away from its edges."""
    west, south, east, north = bounds
    if feature.geometry.type == "LineString":
        # Its ends are short of the places that it joins.
        wide, high = _FREE * (east - west), _FREE * (north - south)
        west, south, east, north = west + wide, south + high, east - wide, north - high
    return all(
        west < lon < east and south < lat < north for lon, lat in feature.geometry.positions()
    )


def divided(
    layers: Sequence[Layer], inset: Inset | None, seen: Bounds | None = None
) -> tuple[list[Layer], list[Layer]]:
    """Return the layers of a map without what its enlargement shows, and those of the enlargement.

    Areas are in both; squares, symbols, rings and lines are in one of them. So are names, but that
    of a place which is not crowded and yet ``seen`` in the enlargement is in both.
    """
    if inset is None:
        return list(layers), []
    outer, inner = [], []
    for layer in layers:
        if layer.kind not in _SPOTS:
            outer.append(layer)
            # A name stands for one shape only.
            bare = tuple(replace(feature, title="") for feature in layer.features)
            inner.append(replace(layer, features=bare))
            continue
        within = [is_within(seen or inset.bounds, feature) for feature in layer.features]
        left_out = (
            [is_within(inset.bounds, feature) for feature in layer.features]
            if layer.kind == "label"
            else within
        )
        out = (f for f, left in zip(layer.features, left_out, strict=True) if not left)
        outer.append(replace(layer, features=tuple(out)))
        kept = (f for f, inside in zip(layer.features, within, strict=True) if inside)
        inner.append(replace(layer, features=tuple(kept)))
    return outer, inner
