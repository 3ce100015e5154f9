"""The maps of a briefing: a selection, one place, places held together, places that were found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import shapely

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.selection import SelectionResult
from cluster_atlas.briefing.maps.dimming import NAME, cities_of, dimmed
from cluster_atlas.mapping.basemap import county_net, refined, unit_areas
from cluster_atlas.mapping.clusterlayers import ClusterView, is_located
from cluster_atlas.mapping.compose import base_map, compose, filter_words
from cluster_atlas.values.colours import INK, OUTLINE, safe_colour
from cluster_atlas.values.mapspec import (
    Bounds,
    Callout,
    Feature,
    Geometry,
    Group,
    Layer,
    LegendEntry,
    MapSpec,
    Spotlight,
    Style,
    Symbol,
    area,
    bounds_of,
    point,
)
from cluster_atlas.values.model import Designation, Place
from cluster_atlas.wording.changes import CHANGE_SIGNS, KIND_NAMES
from cluster_atlas.wording.map_words import HOLLOW
from cluster_atlas.wording.wording import Wording

_ACCENT = "#c8741a"
_GROUND = Style(fill="#ffffff", stroke="#a9b4bd", stroke_width=0.9)
_ELSEWHERE = Style(fill="#f1f3f4", stroke="#c3cad0", stroke_width=0.8)
_COUNTY = Style(stroke=OUTLINE, stroke_width=0.6, stroke_opacity=0.55, dash=(2, 2))
_NAMED_COUNTY = Style(fill="#fbf3e6", stroke=OUTLINE, stroke_width=0.7)
_CITY_EDGE = Style(stroke=INK, stroke_width=1.8)
_COUNTY_NAME = Style(text="#33414d", text_size=11)
_NAMED_COUNTY_NAME = Style(text=INK, text_size=11.5, bold=True)

# Islands farther than this from the largest part, in degrees, do not decide what a map shows.
_FAR = 0.4

# How far round a park or site its map reaches, in degrees.
_ROUND_A_SPOT = 0.16

_PICKED, _FOCUS = "picked", "focus"

# Those of the page, ``EVO_COLOURS`` in viewer/views/evolve/evolve_map.js.
CHANGE_COLOURS = {"added": "#1f6f9f", "dropped": "#e59a5c", "changed": "#6b5b00"}


def selection_map(
    atlas: Atlas, selected: SelectionResult, language: str, shade: str = ""
) -> MapSpec:
    """Return the map of a selection, every city an area of its own under its name.

    Filtered by place, it shows the surroundings of the places, and the rest stands back.
    """
    spec = compose(atlas, selected.selection, language=language, shade=shade)
    # What the filters leave is counted beside the map: of a city it may be more than is drawn.
    reader = Wording(atlas, language, selected.day)
    filters = " · ".join(filter_words(reader, selected, counts=False))
    spec = _with_ground(atlas, replace(spec, subtitle=filters))
    wanted = [atlas.places[key] for key in selected.selection.places]
    cities = cities_of(atlas, selected.selection.places)
    boxes = [box for place in wanted if (box := _bounds(atlas, place)) is not None]
    return dimmed(atlas, spec, cities, _widened(boxes, spec.bounds)) if cities else spec


def places_map(
    atlas: Atlas, selected: SelectionResult, language: str, places: Sequence[str], label: str
) -> MapSpec:
    """Return the map of a selection round some places, which are outlined.

    Parameters
    ----------
    atlas, selected, language
        What the map is of.
    places
        Ids of cities, counties or regions (then their cities); of others there is no outline.
    label
        What the outline means, for the legend.
    """
    spec = _outlined_on(atlas, selection_map(atlas, selected, language), places, label)
    boxes = (_bounds(atlas, atlas.places[key]) for key in places)
    close = _widened([box for box in boxes if box is not None], spec.bounds)
    return refined(atlas, replace(spec, bounds=close))


def outline_map(atlas: Atlas, language: str, places: Sequence[str], label: str) -> MapSpec:
    """Return a plain map of the province with some places outlined."""
    return _outlined_on(atlas, _empty_map(atlas, language, label), places, label)


def change_map(atlas: Atlas, language: str, signs: Mapping[str, str], label: str) -> MapSpec:
    """Return a plain map with the cities outlined that changes name, each with its signs.

    Parameters
    ----------
    atlas, language
        What the map is of.
    signs
        By id of a city, how what is said of it changed: ``＋－△``.
    label
        What the outline means, for the legend.
    """
    spec = outline_map(atlas, language, tuple(signs), label)
    layers = tuple(
        replace(
            layer,
            features=tuple(
                replace(feature, label=f"{feature.label} {signs[feature.id]}")
                if feature.id in signs and feature.label
                else feature
                for feature in layer.features
            ),
        )
        if layer.role == "names"
        else layer
        for layer in spec.layers
    )
    areas = unit_areas(atlas)
    fills = tuple(
        Feature(city, areas[city], _change_style(mine), level="city")
        for city, mine in signs.items()
        if city in areas
    )
    present = set("".join(signs.values()))
    keys = tuple(
        LegendEntry(
            _PICKED, "area", f"{sign} {KIND_NAMES[kind].in_language(language)}", _change_style(sign)
        )
        for kind, sign in CHANGE_SIGNS.items()
        if sign in present
    )
    return replace(
        spec,
        layers=(*layers, Layer("changes", label, "fill", _PICKED, fills)),
        legend=(*spec.legend, *keys),
    )


def _change_style(signs: str) -> Style:
    """Return how a city is filled by what became of what names it, as on the page."""
    added, dropped = CHANGE_SIGNS["added"] in signs, CHANGE_SIGNS["dropped"] in signs
    if added and dropped:
        return Style(fill=CHANGE_COLOURS["added"], hatch=CHANGE_COLOURS["dropped"])
    if added or dropped:
        return Style(fill=CHANGE_COLOURS["added" if added else "dropped"])
    return Style(hatch=CHANGE_COLOURS["changed"])


def annotated(
    atlas: Atlas,
    spec: MapSpec,
    places: Sequence[str],
    callouts: Sequence[tuple[str, str, tuple[float, float] | None, tuple[float, float]]],
    *,
    dim: bool,
) -> MapSpec:
    """Return a map with the writer's spotlight and callouts over it.

    Parameters
    ----------
    atlas, spec
        What is drawn on what.
    places
        Ids of places that stand out; of a region its cities do.
    callouts
        Of each its text, the id of its place or an empty string, its position (lon, lat; EPSG:4326)
        where it has no place, and how far the text stands off.
    dim
        Whether all else is under a veil.
    """
    areas = unit_areas(atlas)
    lit: list[Geometry] = []
    spots: list[tuple[float, float]] = []
    for key in places:
        place = atlas.places[key]
        units = [unit for unit in place.members or (key,) if unit in areas]
        lit += [areas[unit] for unit in units]
        if not units and place.lon is not None and place.lat is not None:
            spots.append((place.lon, place.lat))
    drawn = []
    for text, key, position, offset in callouts:
        found = atlas.places.get(key)
        at = position
        if found is not None and found.lon is not None and found.lat is not None:
            at = (found.lon, found.lat)
        if at is not None and text:
            drawn.append(Callout(text, at, offset))
    light = Spotlight(tuple(lit), tuple(spots), dim) if lit or spots else None
    return replace(spec, callouts=tuple(drawn), spotlight=light)


def _widened(boxes: Sequence[Bounds], otherwise: Bounds) -> Bounds:
    """Return boxes of degrees as one, with a fifth of their surroundings."""
    if not boxes:
        return otherwise
    west, south = min(box[0] for box in boxes), min(box[1] for box in boxes)
    east, north = max(box[2] for box in boxes), max(box[3] for box in boxes)
    more = 0.1 * max(east - west, north - south)
    return (west - more, south - more, east + more, north + more)


def _outlined_on(atlas: Atlas, spec: MapSpec, places: Sequence[str], label: str) -> MapSpec:
    outlined = list(_outlined(atlas, places))
    if not outlined:
        return spec
    style = Style(stroke=_ACCENT, stroke_width=2.4)
    layer = Layer(_PICKED, label, "border", _PICKED, tuple(outlined))
    return replace(
        spec,
        groups=(*spec.groups, Group(_PICKED, label)),
        layers=(*spec.layers, layer),
        legend=(LegendEntry(_PICKED, "area", label, style), *spec.legend),
    )


def _outlined(atlas: Atlas, places: Sequence[str]) -> Iterator[Feature]:
    areas = unit_areas(atlas)
    style = Style(stroke=_ACCENT, stroke_width=2.4)
    for key in places:
        place = atlas.places[key]
        for unit in place.members or (key,):
            if unit in areas:
                yield Feature(unit, areas[unit], style, level=atlas.places[unit].level)


def ranking_map(atlas: Atlas, language: str, ranked: Sequence[Place], title: str) -> MapSpec:
    """Return a plain map with ranked places numbered where they lie.

    A region has no point of its own; it is not drawn, nor are places known by a unit only.
    """
    reader = Wording(atlas, language, atlas.today)
    features = []
    for number, place in enumerate(ranked, start=1):
        if place.lon is None or place.lat is None or place.level == "region":
            continue
        style = Style(fill=_ACCENT, stroke=_ACCENT, size=9, text=INK, text_size=12, bold=True)
        label = f"{number} {reader.short(place)}"
        spot, name = point(place.lon, place.lat), reader.name(place)
        features.append(Feature(place.id, spot, style, name, label=label, level=place.level))
    base = _empty_map(atlas, language, title)
    heading = reader.text("名次与地点", "Rank and place")
    key = Style(fill=_ACCENT, stroke=_ACCENT, size=9)
    return replace(
        base,
        groups=(*base.groups, Group(_PICKED, heading)),
        layers=(*base.layers, Layer(_PICKED, heading, "point", _PICKED, tuple(features))),
        legend=(LegendEntry(_PICKED, "symbol", heading, key),),
    )


def place_map(
    atlas: Atlas, facts: Sequence[Designation], place: Place, language: str
) -> MapSpec | None:
    """Return the map of one place: its counties, its parks and sites, its surroundings.

    Parameters
    ----------
    atlas
        An open atlas.
    facts
        The designations about the place.
    place
        A city, county, region, park or site.
    language
        ``zh`` or ``en``.

    Returns
    -------
    MapSpec or None
        ``None`` where it is not known where the place lies.
    """
    bounds = _bounds(atlas, place)
    if bounds is None:
        return None
    reader = Wording(atlas, language, atlas.today)
    units = _units_of(atlas, place)
    named = {key for fact in facts for key in fact.places}
    spots = list(_spots(reader, facts, place))
    spec = _empty_map(atlas, language, reader.name(place))
    drawn = replace(
        spec,
        bounds=bounds,
        groups=(*spec.groups, Group(_FOCUS, reader.name(place))),
        layers=(
            *_place_ground(atlas, spec, units),
            *_county_layers(reader, units, named),
            *_circle_layers(reader, spots),
            Layer(
                "spots",
                reader.text("园区与机构", "Parks and sites"),
                "point",
                _FOCUS,
                tuple(feature for _, feature in spots),
            ),
        ),
        legend=tuple(_place_legend(reader, units, named, spots)),
    )
    return refined(atlas, drawn)


def _empty_map(atlas: Atlas, language: str, title: str) -> MapSpec:
    """Return land, borders and names, every city an area of its own."""
    return _with_ground(atlas, base_map(atlas, language, title))


def _with_ground(atlas: Atlas, spec: MapSpec) -> MapSpec:
    """Return a map whose cities are named areas with an edge, and show the lines of counties.

    On paper the lines are not patchwork: all cities have them, not those with a county named.
    """
    names = Wording(atlas, spec.language, atlas.today)
    areas = unit_areas(atlas)
    shown = {group.id for group in spec.groups if group.shown}
    # A city that the theme colours is one area, not two.
    coloured = {
        feature.id
        for layer in spec.layers
        if layer.kind == "fill" and layer.group in shown
        for feature in layer.features
        if feature.style.fill_opacity
    }
    cities = tuple(
        Feature(place.id, areas[place.id], _GROUND, names.name(place), level=place.level)
        for place in atlas.places.values()
        if place.level == "city" and place.id in areas and place.id not in coloured
    )
    ground = Layer("city-areas", "", "fill", "base", cities, "city-areas")
    own = [layer for layer in spec.layers if layer.role != "city-borders"]
    layers = [_edged(layer) for layer in own if layer.id != "county-borders"]
    return replace(spec, layers=(ground, county_net(atlas), *layers))


def _edged(layer: Layer) -> Layer:
    """Return a layer of coloured cities with the edge that the net of borders gave them."""
    if layer.role != "city-tiers":
        return layer
    features = tuple(
        replace(feature, style=replace(feature.style, stroke="#a9b4bd", stroke_width=0.9))
        if feature.style.fill_opacity
        else feature
        for feature in layer.features
    )
    return replace(layer, features=features)


def _units_of(atlas: Atlas, place: Place) -> tuple[str, ...]:
    """Return the cities that a place's map is about."""
    if place.members:
        return tuple(key for key in place.members if atlas.places[key].level == "city")
    if place.level in {"city", "sar"}:
        return (place.id,)
    return (place.city,) if place.city else ()


def _bounds(atlas: Atlas, place: Place) -> Bounds | None:
    areas = unit_areas(atlas)
    if place.members:
        return bounds_of(_main_part(areas[member]) for member in place.members if member in areas)
    if place.id in areas:
        return bounds_of([_main_part(areas[place.id])])
    if is_located(place) and place.lon is not None and place.lat is not None:
        reach = _ROUND_A_SPOT
        return (place.lon - reach, place.lat - reach, place.lon + reach, place.lat + reach)
    return bounds_of([_main_part(areas[place.city])]) if place.city in areas else None


def _main_part(geometry: Geometry) -> Geometry:
    """Return polygons without the far islands that would decide the frame."""
    outlines = [shapely.Polygon(rings[0]) for rings in geometry.coordinates]
    largest = max(outlines, key=lambda outline: outline.area)
    return area(
        rings
        for rings, outline in zip(geometry.coordinates, outlines, strict=True)
        if shapely.distance(largest, outline) <= _FAR
    )


def _place_ground(atlas: Atlas, spec: MapSpec, units: Sequence[str]) -> Iterator[Layer]:
    """Yield the base with all but the place's cities in quiet grey, and its edge on top."""
    for layer in spec.layers:
        if layer.role == "city-areas":
            features = tuple(
                feature if feature.id in units else replace(feature, style=_ELSEWHERE)
                for feature in layer.features
            )
            yield replace(layer, features=features)
        elif layer.role == "names":
            # One city's name is the map's title; on its own ground it would read as a county's.
            kept = (f for f in layer.features if len(units) > 1 or f.id not in units)
            yield replace(layer, features=tuple(_quieter(f, units) for f in kept))
        else:
            yield layer
    areas = unit_areas(atlas)
    edge = tuple(
        Feature(unit, areas[unit], _CITY_EDGE, level=atlas.places[unit].level)
        for unit in units
        if unit in areas
    )
    yield Layer("place-edge", "", "border", _FOCUS, edge)


def _quieter(feature: Feature, units: Sequence[str]) -> Feature:
    """Return a name that gives way to those of the place's own cities."""
    if feature.id in units or feature.level != "city":
        return feature
    return replace(feature, style=replace(feature.style, text=NAME, text_size=11))


def _county_layers(reader: Wording, units: Sequence[str], named: set[str]) -> Iterator[Layer]:
    """Yield the counties of a place's cities: those named are tinted, all are named by a label."""
    atlas = reader.atlas
    areas = unit_areas(atlas)
    # Of a region the counties would be too many to be read.
    everything = len(units) == 1
    counties = [
        place
        for place in atlas.places.values()
        if place.level == "county"
        and place.city in units
        and place.id in areas
        and (everything or place.id in named)
    ]
    tinted = tuple(
        Feature(place.id, areas[place.id], _NAMED_COUNTY, reader.name(place), level=place.level)
        for place in counties
        if place.id in named
    )
    lines = tuple(
        Feature(place.id, areas[place.id], _COUNTY, level=place.level)
        for place in counties
        if place.id not in named
    )
    names = tuple(
        Feature(
            place.id,
            point(place.lon, place.lat),
            _NAMED_COUNTY_NAME if place.id in named else _COUNTY_NAME,
            label=reader.short(place),
            level=place.level,
        )
        for place in counties
        if place.lon is not None and place.lat is not None
    )
    yield Layer("counties-named", "", "fill", _FOCUS, tinted)
    yield Layer("counties", "", "border", _FOCUS, lines)
    yield Layer("county-names", "", "label", _FOCUS, names)


def _spots(
    reader: Wording, facts: Sequence[Designation], place: Place
) -> Iterator[tuple[str, Feature]]:
    """Yield each located park and site once, in the colour of the first cluster that names it."""
    atlas = reader.atlas
    units = _units_of(atlas, place)
    seen: set[str] = set()
    for cluster in atlas.clusters:
        mine = tuple(fact for fact in facts if fact.cluster == cluster.id)
        view = ClusterView(reader, cluster, mine, {})
        for layer in view.layers():
            for feature in layer.features if layer.kind == "point" else ():
                spot = atlas.places[feature.id]
                if spot.city in units and feature.id not in seen:
                    seen.add(feature.id)
                    # The cluster's own colour: twelve dark inks could not be told apart.
                    colour = safe_colour(cluster.colour)
                    style = replace(feature.style, fill=colour, stroke=colour, stroke_width=2)
                    yield cluster.id, replace(feature, style=style, offset=(0.0, 0.0))


def _circle_layers(reader: Wording, spots: Sequence[tuple[str, Feature]]) -> Iterator[Layer]:
    rings = []
    for cluster, feature in spots:
        place = reader.atlas.places[feature.id]
        if place.radius_km:
            style = Style(
                fill="#ffffff",
                fill_opacity=0.15,
                stroke=safe_colour(reader.atlas.cluster_by_id[cluster].colour),
                stroke_width=0.7,
                stroke_opacity=0.5,
                dash=(3, 3),
                radius_m=place.radius_km * 1000,
            )
            rings.append(Feature(place.id, feature.geometry, style, level=place.level))
    yield Layer("uncertainty", "", "circle", _FOCUS, tuple(rings))


def _place_legend(
    reader: Wording,
    units: Sequence[str],
    named: set[str],
    spots: Sequence[tuple[str, Feature]],
) -> Iterator[LegendEntry]:
    """Yield what is present: clusters by the colour of their symbols, then what symbols mean."""
    atlas, text = reader.atlas, reader.text
    if spots:
        heading = text("园区与机构（颜色＝集群）", "Parks and sites (colour: cluster)")
        yield LegendEntry(_FOCUS, "heading", heading, Style())
    styles: Mapping[str, Style] = {cluster: feature.style for cluster, feature in reversed(spots)}
    for cluster in atlas.clusters:
        if cluster.id in styles:
            style = Style(fill=safe_colour(cluster.colour))
            yield LegendEntry(_FOCUS, "cell", reader.name(cluster), style)
    yield from _symbol_legend(reader, [feature for _, feature in spots])
    named_places = [atlas.places[key] for key in named]
    if any(place.level == "county" and place.city in units for place in named_places):
        label = text("点名的县（市、区）", "County named")
        yield LegendEntry(_FOCUS, "area", label, _NAMED_COUNTY)


def _symbol_legend(reader: Wording, features: Iterable[Feature]) -> Iterator[LegendEntry]:
    text = reader.text
    found = list(features)
    ink = Style(fill=INK, stroke=INK, stroke_width=1.4, size=11)
    symbols: tuple[tuple[Symbol, str], ...] = (("triangle", "park"), ("diamond", "site"))
    for shape, level in symbols:
        if any(feature.style.symbol == shape for feature in found):
            style = replace(ink, symbol=shape)
            yield LegendEntry(_FOCUS, "symbol", reader.code("level", level), style)
    hollow = {feature.style.symbol for feature in found if feature.style.hollow}
    styles = [replace(ink, symbol=one, hollow=True) for one, _ in symbols if one in hollow]
    if styles:
        label = HOLLOW.in_language(reader.language)
        yield LegendEntry(_FOCUS, "symbol", label, styles[0], also=tuple(styles[1:]))
    if any(reader.atlas.places[feature.id].radius_km for feature in found):
        label = text("虚圈：位置误差范围", "Dashed ring: uncertainty")
        style = Style(stroke=INK, dash=(3, 3), stroke_opacity=0.7)
        yield LegendEntry(_FOCUS, "circle", label, style)
