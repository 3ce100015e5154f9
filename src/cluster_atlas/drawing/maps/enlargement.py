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
_LEAST, _MOST = 1.6, 2.6

# A part that takes more of a map's width than this is not enlarged.
_CROWDED = 0.3

_FREE = 0.08

_SMALLEST = (230.0, 170.0)
_STEPS = 30
_STEP = 0.02

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

    The map is made smaller and moved aside until the enlargement covers none of the province; a
    map that is clear by itself, or too small for two, has none.

    Parameters
    ----------
    spec
        The map; of its enlargements the first that is crowded is taken.
    box
        Left, top, width, height in points.
    margin
        Points left free round the map's bounds.
    """
    whole = frame_for(spec.bounds, box, margin)
    for inset in spec.enlargements:
        if _is_crowded(whole, inset.bounds):
            found = _beside(spec, inset, whole, margin)
            if found is not None:
                return found
    return MapFrames(whole)


def _is_crowded(frame: Frame, bounds: Bounds) -> bool:
    west, east = frame.at(bounds[:2])[0], frame.at(bounds[2:])[0]
    large = frame.w >= _SMALLEST[0] and frame.h >= _SMALLEST[1]
    share = (east - west) / frame.w
    return large and frame.holds(bounds) and share < _CROWDED and frame.points_per_km() < _CLEAR


def _beside(spec: MapSpec, inset: Inset, whole: Frame, margin: float) -> MapFrames | None:
    """Return the largest map beside which the enlargement finds room."""
    land = list(_own_land(spec))
    for step in range(_STEPS):
        scale = whole.scale * (1 - step * _STEP)
        per_km = whole.points_per_km() * scale / whole.scale
        times = max(_LEAST, min(_MOST, _WANTED / per_km))
        (west, low), (east, high) = whole.at(inset.bounds[:2]), whole.at(inset.bounds[2:])
        grown = times * scale / whole.scale
        size = ((east - west) * grown, (low - high) * grown + TITLE)
        if size[0] > whole.w / 2 or size[1] > whole.h - 2 * _PAD:
            continue
        for at_right in (False, True):
            for at_foot in (False, True):
                panel = _panel(whole, size, at_right=at_right, at_foot=at_foot)
                sides = (not at_right, not at_foot)
                frame = _aside(spec.bounds, replace(whole, scale=scale), margin, sides)
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


def divided(layers: Sequence[Layer], inset: Inset | None) -> tuple[list[Layer], list[Layer]]:
    """Return the layers of a map without what its enlargement shows, and those of the enlargement.

    Areas are in both; squares, names, symbols, rings and lines are in one of them.
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
        there = [is_within(inset.bounds, feature) for feature in layer.features]
        pairs = list(zip(layer.features, there, strict=True))
        outer.append(replace(layer, features=tuple(one for one, inside in pairs if not inside)))
        inner.append(replace(layer, features=tuple(one for one, inside in pairs if inside)))
    return outer, inner
