"""A MapSpec drawn into a box of a page: areas, lines, symbols, squares and labels that fit."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from cluster_atlas.drawing.maps.annotations import draw_callouts, draw_spotlight
from cluster_atlas.drawing.maps.arrows import arrows_in, draw_arrows
from cluster_atlas.drawing.maps.canvas import NEAR, Drawing, Seen, shape_of
from cluster_atlas.drawing.maps.citynames import names_to_write, write_cities, write_name
from cluster_atlas.drawing.maps.enlargement import TITLE, divided, frames_for
from cluster_atlas.drawing.maps.frame import (
    Frame,
    edges,
    is_whole,
    surface,
)
from cluster_atlas.drawing.maps.furniture import draw_furniture, draw_scale, write_unnamed
from cluster_atlas.drawing.maps.occupancy import (
    Ground,
    Occupancy,
    Rect,
)
from cluster_atlas.drawing.maps.points.marks import draw_lines, draw_marks
from cluster_atlas.drawing.maps.points.sitenames import (
    number_sites,
    site_names,
    write_symbol_name,
)
from cluster_atlas.drawing.maps.points.symbols import draw_points, shaded_in
from cluster_atlas.drawing.maps.squares import draw_cells
from cluster_atlas.drawing.shapes import (
    Contour,
    Figure,
    Item,
    Point,
    Shape,
    Tag,
    ellipse,
    rectangle,
    tagged,
)
from cluster_atlas.drawing.typeset import clipped, text_box, words
from cluster_atlas.values.colours import INK
from cluster_atlas.values.mapspec import OWN_GROUP, Feature, Inset, Layer, MapSpec
from cluster_atlas.wording.map_words import map_words

MARGIN, _CLOSE_MARGIN = 16.0, 7.0
# A map of less, in degrees of longitude, is a close one.
_CLOSE = 3.0
# The most numbers that a map has room for, each of two digits.
ALL_SITES = 99
_EDGE_STEPS = 24
# Borders of other groups are drawn round what a map is about.
_BASE = frozenset({"base", "names"})
_EDGE, _FRAMED = "#9aa6b0", "#5a6b7a"


class DrawnMap(NamedTuple):
    """The items of a map, bottom first, its frame, and what is seen of it."""

    items: list[Item]
    frame: Frame
    seen: Seen


def margin_of(spec: MapSpec) -> float:
    """Return what is left free round a map's bounds, in points: less round one city."""
    west, _, east, _ = spec.bounds
    return _CLOSE_MARGIN if east - west < _CLOSE else MARGIN


def draw_map(
    spec: MapSpec, box: tuple[float, float, float, float], *, margin: float = MARGIN
) -> tuple[list[Item], Frame]:
    """Return a map drawn into a box, as :func:`drawn_map` draws it."""
    found = drawn_map(spec, box, margin=margin)
    return found.items, found.frame


def drawn_map(
    spec: MapSpec,
    box: tuple[float, float, float, float],
    *,
    margin: float = MARGIN,
    numbers: int = 0,
) -> DrawnMap:
    """Return a map drawn into a box.

    Parameters
    ----------
    spec
        The map; groups that are not shown at the start are left out, as on any print.
    box
        Left, top, width, height in points.
    margin
        Points left free round the map's bounds.
    numbers
        How many parks and sites may carry a number where their name has no room: for those who
        write a key of them, ``seen.numbered``, beside the map.

    Returns
    -------
    DrawnMap
        Items bottom first, none outside the box, with scale bar, north arrow, the map's insets
        that the frame leaves out and the enlargement of what is crowded, together one figure that
        says what it shows; the frame of the map itself; and what its legend is to explain.
    """
    frame, inset, enlarged, panel = frames_for(spec, box, margin)
    layers, inner = divided(spec.visible_layers(), inset, enlarged.bounds if enlarged else None)
    if inset is not None and enlarged is not None:
        # In a part of the box of its own it shows more than what is crowded.
        inset = replace(inset, bounds=enlarged.bounds)
    drawing = _drawing(spec, frame, min(numbers, len(site_names(spec))))
    edge = rectangle(frame.x, frame.y, frame.w, frame.h)
    drawing.items.append(Shape((edge,), fill=spec.background, name="sea"))
    _draw_surfaces(drawing, layers)
    if inset is not None and enlarged is not None and panel is not None:
        drawing.occupancy.occupied.append(panel)
        drawing.occupancy.lines += _edge_points(frame, inset)
        drawing.items += _enlargement(drawing, inset, enlarged, panel, inner)
    draw_furniture(drawing, layers)
    furniture = len(drawing.labels)
    _over_the_surfaces(drawing, layers, with_note=True)
    if spec.spotlight is None:
        drawing.items += drawing.labels
    else:
        # Names of what is not lit are under the veil, scale and north are not.
        drawing.items += drawing.labels[furniture:]
        drawing.items += draw_spotlight(drawing, spec.spotlight)
        drawing.items += drawing.labels[:furniture]
    drawing.items += draw_callouts(drawing, spec.callouts)
    drawing.items.append(Shape((edge,), stroke=_EDGE, stroke_width=0.7, name="frame"))
    told = map_words(spec)
    figure = Figure(spec.title, told)
    items = [replace(item, inside=figure) for item in drawing.items]
    return DrawnMap(tagged(items, Tag("Figure", alt=told)), frame, drawing.seen)


def _drawing(spec: MapSpec, frame: Frame, numbers: int) -> Drawing:
    cities, counties = _grounds(spec, frame)
    fills = {
        feature.id: feature.style.fill
        for layer in spec.visible_layers()
        if layer.kind == "fill"
        for feature in layer.features
        if feature.style.fill and feature.style.fill_opacity
    }
    shaded = shaded_in(spec.visible_layers())
    occupancy = Occupancy(frame.box)
    return Drawing(spec, frame, occupancy, cities, counties, fills, shaded, numbers=numbers)


def _draw_surfaces(drawing: Drawing, layers: Sequence[Layer]) -> None:
    # The plain ground of a city is explained where nothing lies over it, seen or not.
    themed = {
        feature.id
        for layer in layers
        if layer.kind == "fill" and layer.role != "city-areas"
        for feature in layer.features
    }
    for layer in layers:
        if layer.kind in {"land", "fill", "hatch", "border"}:
            plain = themed if layer.role == "city-areas" else frozenset[str]()
            drawing.items += _surfaces(drawing, layer, plain)


def _enlargement(
    drawing: Drawing, inset: Inset, frame: Frame, panel: Rect, layers: Sequence[Layer]
) -> Iterator[Item]:
    """Yield a part of a map again, larger, and the frame round the part itself."""
    (west, low), (east, high) = (
        drawing.frame.at(inset.bounds[:2]),
        drawing.frame.at(inset.bounds[2:]),
    )
    part = rectangle(west, high, east - west, low - high)
    yield Shape((part,), stroke=_FRAMED, stroke_width=0.9, name="enlarged part")
    x, y = panel.x - panel.w / 2, panel.y - panel.h / 2
    whole = rectangle(x, y, panel.w, panel.h)
    yield Shape((whole,), fill=drawing.spec.background, name="enlargement")
    inner = replace(_drawing(drawing.spec, frame, drawing.numbers), seen=drawing.seen)
    _draw_surfaces(inner, layers)
    _over_the_surfaces(inner, layers)
    drawing.sites += inner.sites
    draw_scale(inner, layers)
    yield from inner.items
    yield from inner.labels
    strip = rectangle(x, y + panel.h - TITLE, panel.w, TITLE)
    yield Shape((strip,), fill="#ffffff")
    name = words(clipped(inset.name, 7.2, panel.w - 4), 7.2, INK, align="center", leading=1.2)
    yield text_box(x, y + panel.h - TITLE + 1, panel.w, [name])
    yield Shape((whole,), stroke=_FRAMED, stroke_width=0.9)


def _edge_points(frame: Frame, inset: Inset) -> list[Point]:
    """Return points along the frame round a part, which names had better not cover."""
    (west, low), (east, high) = frame.at(inset.bounds[:2]), frame.at(inset.bounds[2:])
    shares = [step / _EDGE_STEPS for step in range(_EDGE_STEPS + 1)]
    across = [(west + (east - west) * k, y) for k in shares for y in (low, high)]
    return across + [(x, high + (low - high) * k) for k in shares for x in (west, east)]


def _over_the_surfaces(
    drawing: Drawing, layers: Sequence[Layer], *, with_note: bool = False
) -> None:
    """Draw rings, arrows, squares, symbols and names; layers come bottom first.

    ``with_note`` tells how many symbols have no name, here and on the enlargement together.
    """
    arrows: list[Feature] = []
    for layer in layers:
        if layer.kind == "circle":
            drawing.items += _circles(drawing, layer)
        elif layer.kind == "line" and layer.group == OWN_GROUP:
            draw_lines(drawing, layer)
        elif layer.kind == "line":
            arrows += arrows_in(drawing, layer)
        elif layer.kind == "cells":
            draw_cells(drawing, layer)
    draw_marks(drawing, [layer for layer in layers if layer.role == "own"])
    below = len(drawing.items)
    _write_names(drawing, layers, with_note=with_note)
    # An arrow ends at a name, and lies under all symbols.
    drawing.items[below:below] = draw_arrows(drawing, arrows)
    drawing.seen.arrows.update((arrow.style.dash, arrow.style.arrow) for arrow in arrows)


def _write_names(drawing: Drawing, layers: Sequence[Layer], *, with_note: bool) -> None:
    """Draw symbols, then write names: first what a map is read by, cities and counties."""
    points = [layer for layer in layers if layer.kind == "point" and layer.role != "own"]
    groups = draw_points(drawing, points)
    cities, others = names_to_write(layers, drawing.gridded)
    size = write_cities(drawing, cities, drawing.shaded | drawing.ground.subjects)
    counties = [feature for feature in others if feature.level == "county"]
    # They are small, and a name of a site is worth less than what it would lie on.
    sars = [feature for feature in others if feature.level == "sar"]
    for feature in sars:
        write_name(drawing, feature, size)
    # Where a key explains numbers, those that share a point carry these.
    spots = [spot for group in groups for spot in group.symbols]
    alone = [group for group in groups if len(group.features) == 1 or not drawing.numbers]
    left = [spot for group in alone for spot in group.symbols]
    for feature in counties:
        write_name(drawing, feature, size)
    left = _write_sites(drawing, left, size)
    # Off their symbols they take what others leave.
    left = _write_sites(drawing, left, size, apart=True)
    if drawing.numbers:
        named = {feature.id for feature, _ in spots} - {feature.id for feature, _ in left}
        bare = [g for g in groups if g not in alone or g.features[0].id not in named]
        left = [spot for group in number_sites(drawing, bare) for spot in group.symbols]
    drawing.sites.update({False: len(left), True: len(spots) - len(left)})
    if with_note and drawing.sites[False]:
        write_unnamed(drawing, drawing.sites[False], drawing.sites[True])
    for feature in (one for one in others if one not in counties and one not in sars):
        write_name(drawing, feature, size)


def _write_sites(
    drawing: Drawing,
    spots: Sequence[tuple[Feature, Point]],
    size: float,
    *,
    apart: bool = False,
) -> list[tuple[Feature, Point]]:
    """Write names of parks and sites beside their symbols or apart; returns those without room."""
    return [
        (feature, at)
        for feature, at in spots
        if not write_symbol_name(drawing, feature, at, size, apart=apart)
    ]


def _grounds(spec: MapSpec, frame: Frame) -> tuple[Ground, Ground]:
    """Return what lies where: land with the areas of cities and SARs, and those of counties."""
    land: list[Contour] = []
    cities: dict[str, Sequence[Contour]] = {}
    counties: dict[str, Sequence[Contour]] = {}
    named = {f.id for layer in spec.layers if layer.kind == "label" for f in layer.features}
    for layer in spec.visible_layers():
        for feature in layer.features:
            if feature.geometry.type != "MultiPolygon" or feature.level == "outside":
                continue
            if layer.kind == "land":
                land += surface(frame, feature.geometry)
            if feature.level in {"city", "sar"} and feature.id not in cities:
                cities[feature.id] = surface(frame, feature.geometry)
            elif feature.level == "county" and feature.id in named - counties.keys():
                counties[feature.id] = surface(frame, feature.geometry)
    subjects = {
        feature.id
        for layer in spec.visible_layers()
        if layer.kind == "border" and layer.group not in _BASE
        for feature in layer.features
        if feature.id in cities
    }
    return Ground(frame.box, land, cities, subjects), Ground(frame.box, land, counties)


def _surfaces(drawing: Drawing, layer: Layer, hidden: Collection[str]) -> Iterator[Shape]:
    """Yield filled, hatched and outlined areas; what the frame cuts gets no edge along it.

    Those whose ids are ``hidden`` need no explanation.
    """
    frame = drawing.frame
    for feature in layer.features:
        style = feature.style
        cut = surface(frame, feature.geometry)
        if not cut:
            continue
        drawn = shape_of(style, cut, feature.title)
        filled = bool(style.fill and style.fill_opacity)
        if not (filled or style.hatch or style.stroke):
            # It is there to be pointed at, which paper does not allow.
            continue
        if feature.id not in hidden:
            drawing.seen.colours |= {style.fill if filled else "", style.hatch} - {""}
            drawing.seen.edges.add((style.stroke, style.stroke_width))
        if not style.stroke or (filled and is_whole(frame, feature.geometry)):
            yield drawn
        else:
            if filled or style.hatch:
                yield replace(drawn, stroke="")
            outline = edges(frame, feature.geometry)
            if outline:
                name = f"{feature.title} ⎯" if feature.title else ""
                yield replace(drawn, contours=outline, fill="", hatch="", name=name)


def _circles(drawing: Drawing, layer: Layer) -> Iterator[Shape]:
    frame = drawing.frame
    for feature in layer.features:
        x, y = frame.at(next(feature.geometry.positions()))
        radius = feature.style.radius_m / 1000 * frame.points_per_km()
        x0, y0, x1, y1 = frame.box
        inside = x0 < x - radius and x + radius < x1 and y0 < y - radius and y + radius < y1
        # A ring as small as its symbol says nothing.
        if radius > NEAR and inside:
            drawing.seen.rings = True
            ring = (ellipse(x, y, radius, radius),)
            yield replace(shape_of(feature.style, ring, ""), stroke_width=0.8)
