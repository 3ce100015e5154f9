"""What stands on every map whatever is selected: land, borders and names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

import shapely

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.boundaries import geometry
from cluster_atlas.values.colours import INK, OUTLINE, QUIET
from cluster_atlas.values.issues import Text
from cluster_atlas.values.mapspec import (
    Bounds,
    Feature,
    Geometry,
    Group,
    Inset,
    Layer,
    MapSpec,
    Polygon,
    Ring,
    Style,
    area,
    bounds_of,
    point,
)
from cluster_atlas.values.model import Shape

SEA = "#e8eef2"

# Beyond the frame of the neighbouring land nothing is known, which is not the same as sea.
_OUTSIDE = Style(fill="#f8f9f9", stroke="#d8dde1", stroke_width=0.8)
_FAR = 25.0

_LAND = Style(fill="#ffffff")
_FOREIGN = Style(fill="#f3f1ec", stroke="#d8d3c8", stroke_width=0.8)
_SAR = Style(fill="#efece4", stroke="#b9b4a8", stroke_width=0.8)
_CITY_BORDER = Style(stroke="#a9b4bd", stroke_width=0.9)
_COUNTY_BORDER = Style(stroke=OUTLINE, stroke_width=0.6, stroke_opacity=0.5, dash=(2, 2))
_COUNTY_NET = Style(stroke="#d3dae0", stroke_width=0.5)
_PROVINCE_BORDER = Style(stroke=OUTLINE, stroke_width=1.3)

_CITY_NAME = Style(text=INK, text_size=12.5)
_SAR_NAME = Style(text=QUIET, text_size=11.5)
_FOREIGN_NAME = Style(text="#857d6e", text_size=13)
_SEA_NAME = Style(text="#678496", text_size=15, italic=True)
_ISLAND_NAME = Style(text=QUIET, text_size=11)

# The Dongsha islands are part of Guangdong and stay visible: west, south, east, north (EPSG:4326).
_DONGSHA_NAME = Text("东沙群岛", "Dongsha Islands")
_DONGSHA_BOUNDS: Bounds = (116.62, 20.53, 116.98, 20.82)

# The cities round the estuary are too close to be named on a map of the province: a part that holds
# their points, and those of no other city (EPSG:4326).
_DELTA_NAME = Text("珠江三角洲", "Pearl River Delta")
_DELTA_BOUNDS: Bounds = (112.75, 21.98, 114.31, 23.66)

# Names of waters and islands that have no row in the gazetteer: where they are written (EPSG:4326).
_SEA_NAMES = (
    (Text("南　海", "South China Sea"), 114.9, 21.1, _SEA_NAME),
    (_DONGSHA_NAME, 116.78, 20.52, _ISLAND_NAME),
)

# Neighbouring land is named inside this much of a margin around the province, in degrees.
_MARGIN = 0.55

# A map that shows no more than this many degrees from west to east has the finer outlines.
CLOSE = 3.0

GROUPS = ("base", "names")
_NAMES = {"base": Text("底图", "Base map"), "names": Text("地名", "Place names")}


def base_groups(language: str) -> tuple[Group, Group]:
    """Return the group of land and borders, always shown, and that of names."""
    base, names = (_NAMES[key].in_language(language) for key in GROUPS)
    return Group("base", base, fixed=True), Group("names", names)


@lru_cache(maxsize=8)
def base_layers(atlas: Atlas, language: str) -> tuple[Layer, ...]:
    """Return land, borders and names of an atlas; made once.

    Parameters
    ----------
    atlas
        An open atlas.
    language
        ``zh`` or ``en``, for the names.
    """
    return (
        _land(atlas),
        Layer(
            "city-borders",
            "",
            "border",
            "base",
            tuple(_units(atlas, ("city",), _CITY_BORDER)),
            role="city-borders",
        ),
        Layer(
            "province-border",
            "",
            "border",
            "base",
            tuple(_units(atlas, ("province",), _PROVINCE_BORDER)),
        ),
        Layer("names", "", "label", "names", tuple(_names(atlas, language)), role="names"),
    )


def insets(language: str) -> tuple[Inset, ...]:
    """Return what a map draws apart where its frame leaves it out: the Dongsha islands."""
    return (Inset(_DONGSHA_NAME.in_language(language), _DONGSHA_BOUNDS),)


def enlargements(language: str) -> tuple[Inset, ...]:
    """Return the crowded part of the province: the cities round the Pearl River estuary."""
    return (Inset(_DELTA_NAME.in_language(language), _DELTA_BOUNDS),)


def county_borders(atlas: Atlas, cities: Iterable[str]) -> Layer:
    """Return the borders of all counties of some cities."""
    wanted = set(cities)
    features = (
        feature
        for feature in _units(atlas, ("county",), _COUNTY_BORDER)
        if feature.id in atlas.places and atlas.places[feature.id].city in wanted
    )
    return Layer("county-borders", "", "border", "base", tuple(features))


@lru_cache(maxsize=8)
def county_net(atlas: Atlas, *, finer: bool = False) -> Layer:
    """Return the borders of all counties, one feature a city, coarse or of the finer outlines."""
    areas = finer_areas(atlas) if finer else unit_areas(atlas)
    counties: dict[str, list[Polygon]] = {}
    for place in atlas.places.values():
        if place.level == "county" and place.id in areas:
            counties.setdefault(place.city, []).extend(areas[place.id].coordinates)
    features = tuple(
        Feature(f"counties of {city}", area(polygons), _COUNTY_NET, level="county")
        for city, polygons in counties.items()
    )
    return Layer("county-borders", "", "border", "base", features)


@lru_cache(maxsize=8)
def unit_areas(atlas: Atlas) -> dict[str, Geometry]:
    """Return the polygons of each unit of an atlas by its id; made once."""
    return {shape.id: area(shape.polygons) for shape in atlas.shapes}


@lru_cache(maxsize=8)
def finer_areas(atlas: Atlas) -> dict[str, Geometry]:
    """Return the finer polygons of each unit, and of the strip along the border; made once."""
    return {shape.id: area(shape.polygons) for shape in atlas.finer_shapes}


def refined(atlas: Atlas, spec: MapSpec) -> MapSpec:
    """Return a map of a city or a few with the finer outlines, and with whom they are owed to.

    A map of more than :data:`CLOSE` degrees is returned as it is. Polygons of several units in one
    keep the coarse outlines, but for the net of counties, whose coast would stand beside the finer.
    """
    west, _, east, _ = spec.bounds
    if east - west > CLOSE or atlas.finer_shapes == atlas.shapes:
        return spec
    coarse, finer = unit_areas(atlas), finer_areas(atlas)
    net = county_net(atlas)

    def of(layer: Layer) -> Layer:
        if layer is net:
            return county_net(atlas, finer=True)
        features = tuple(
            replace(feature, geometry=finer[feature.id])
            if feature.geometry is coarse.get(feature.id)
            else feature
            for feature in layer.features
        )
        if layer.id == "land":
            # Above the coarse neighbours and below what is ours.
            place = sum(feature.level in {"context", "outside"} for feature in features)
            style = Style(fill=_FOREIGN.fill)
            strips = tuple(
                Feature(shape.id, finer[shape.id], style, level="context")
                for shape in atlas.finer_shapes
                if shape.level == "strip"
            )
            features = (*features[:place], *strips, *features[place:])
        return replace(layer, features=features)

    credit = atlas.finer_credit.in_language(spec.language)
    return replace(
        spec,
        layers=tuple(map(of, spec.layers)),
        credits=tuple(owed(spec.credits, credit, spec.language)),
    )


def owed(credits_: Iterable[str], finer: str, language: str) -> Iterator[str]:
    """Yield credit lines whose first, that of the outlines, names the finer ones as well."""
    stop = "; " if language == "en" else "；"
    for number, line in enumerate(credits_):
        yield line if number or not finer or finer in line else f"{line}{stop}{finer}"


@lru_cache(maxsize=8)
def province_bounds(atlas: Atlas) -> Bounds:
    """Return the frame of the province, Dongsha included (of all units if there is no province)."""
    levels = {shape.level for shape in atlas.shapes}
    level = "province" if "province" in levels else "city"
    areas = unit_areas(atlas)
    return bounds_of(areas[shape.id] for shape in atlas.shapes if shape.level == level)


def _land(atlas: Atlas) -> Layer:
    features = (
        *_units(atlas, ("context",), _FOREIGN),
        *_outside(atlas),
        *_units(atlas, ("province",), _LAND),
        *_units(atlas, ("sar",), _SAR),
    )
    return Layer("land", "", "land", "base", features)


def _outside(atlas: Atlas) -> Iterator[Feature]:
    """Yield what lies beyond the box of all shapes, where there is neighbouring land in it."""
    if any(shape.level == "context" for shape in atlas.shapes):
        west, south, east, north = bounds_of(unit_areas(atlas).values())
        frame = _box(west, south, east, north)
        world = _box(west - _FAR, south - _FAR, east + _FAR, north + _FAR)
        yield Feature("outside", area([(world, frame)]), _OUTSIDE, level="outside")


def _box(west: float, south: float, east: float, north: float) -> Ring:
    return ((west, south), (east, south), (east, north), (west, north), (west, south))


def _units(atlas: Atlas, levels: Iterable[str], style: Style) -> Iterator[Feature]:
    areas = unit_areas(atlas)
    for shape in atlas.shapes:
        if shape.level in levels:
            yield Feature(shape.id, areas[shape.id], style, level=shape.level)


def _names(atlas: Atlas, language: str) -> Iterator[Feature]:
    """Yield the names to write: cities first, which matter most where room is short."""
    for level, style in (("city", _CITY_NAME), ("sar", _SAR_NAME)):
        for place in atlas.places.values():
            if place.level == level and place.lon is not None and place.lat is not None:
                label = place.label_en if language == "en" else place.label
                spot = point(place.lon, place.lat)
                yield Feature(place.id, spot, style, label=label, level=level)
    for number, (text, lon, lat, style) in enumerate(_SEA_NAMES):
        label = text.in_language(language)
        yield Feature(f"water:{number}", point(lon, lat), style, label=label)
    west, south, east, north = province_bounds(atlas)
    frame = shapely.box(west - _MARGIN, south - _MARGIN, east + _MARGIN, north + _MARGIN)
    for shape in atlas.shapes:
        widest = _widest_spot(shape, frame) if shape.level == "context" else None
        if widest is not None:
            label = shape.name_en if language == "en" else _short(shape.name)
            yield Feature(shape.id, widest, _FOREIGN_NAME, label=label, level="context")


def _widest_spot(shape: Shape, frame: shapely.Polygon) -> Geometry | None:
    """Return the point of neighbouring land that is farthest from its edges inside the frame."""
    seen = shapely.get_parts(shapely.intersection(geometry(shape), frame))
    land = [part for part in seen if isinstance(part, shapely.Polygon)]
    largest = max(land, key=lambda part: part.area, default=shapely.Polygon())
    if largest.area < _MARGIN**2:
        return None
    lon, lat = shapely.maximum_inscribed_circle(largest, tolerance=0.05).coords[0]
    return point(lon, lat)


def _short(name: str) -> str:
    """Return 湖南 for 湖南省 and 广西 for 广西壮族自治区."""
    return name.removesuffix("壮族自治区").removesuffix("省")
