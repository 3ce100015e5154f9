"""A map in plain values: layers of styled features, groups, legend, credits and notes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

Position: TypeAlias = tuple[float, float]
Ring: TypeAlias = tuple[Position, ...]
Polygon: TypeAlias = tuple[Ring, ...]
Bounds: TypeAlias = tuple[float, float, float, float]
Row: TypeAlias = tuple[str, str]

GeometryType = Literal["Point", "LineString", "MultiPolygon"]
Symbol = Literal["", "triangle", "diamond", "square", "disc"]
CellState = Literal["off", "none", "part", "full"]
LayerKind = Literal["land", "fill", "hatch", "border", "circle", "line", "label", "cells", "point"]
# The last two are of a print: a symbol off its place, and cities without squares.
LegendKind = Literal["heading", "area", "hatch", "line", "circle", "symbol", "cell", "tie", "bare"]
# What a layer is to those who change a composed map: the cities as a net of borders or as areas,
# the names of the base map, the cities in the shades of a cluster, the cities with their numbers,
# the points of an office's own data.
LayerRole = Literal["", "city-borders", "city-areas", "names", "city-tiers", "counts", "own"]
# The group of an office's own data.
OWN_GROUP = "own"

# Bottom to top: a renderer draws layers in this order, whichever group they belong to.
LAYER_KINDS: tuple[LayerKind, ...] = (
    "land",
    "fill",
    "hatch",
    "border",
    "circle",
    "line",
    "label",
    "cells",
    "point",
)

# The share of an arrow's curve that its line leaves free at either end, where names stand.
CURVE_FREE = 0.08

_COLOUR = re.compile(r"#[0-9a-f]{6}")


@dataclass(frozen=True, slots=True)
class Geometry:
    """A GeoJSON geometry in EPSG:4326, made by :func:`point`, :func:`line` or :func:`area`.

    Coordinates are nested tuples of ``(lon, lat)``. Features that show the same unit share the
    same polygons, so that a renderer can write each of them once.
    """

    type: GeometryType
    coordinates: tuple[Any, ...]

    def positions(self) -> Iterator[Position]:
        """Yield every ``(lon, lat)`` of the geometry."""
        if self.type == "Point":
            yield (self.coordinates[0], self.coordinates[1])
        elif self.type == "LineString":
            yield from self.coordinates
        else:
            for polygon in self.coordinates:
                for ring in polygon:
                    yield from ring

    def as_geojson(self) -> dict[str, Any]:
        """Return the geometry as a GeoJSON object."""
        return {"type": self.type, "coordinates": self.coordinates}


def point(lon: float, lat: float) -> Geometry:
    """Return a point (EPSG:4326, degrees)."""
    return Geometry("Point", (lon, lat))


def line(positions: Iterable[Position]) -> Geometry:
    """Return a line through positions ``(lon, lat)`` (EPSG:4326, degrees)."""
    return Geometry("LineString", tuple(positions))


def area(polygons: Iterable[Polygon]) -> Geometry:
    """Return polygons, each its outer ring and then its holes (EPSG:4326, degrees)."""
    return Geometry("MultiPolygon", tuple(polygons))


@dataclass(frozen=True, slots=True)
class Style:
    """How a feature or a legend key is drawn.

    Attributes
    ----------
    fill, stroke, hatch, text
        Colours ``#rrggbb`` of surface, line, 45 degree hatching and lettering; empty for none.
    fill_opacity, stroke_opacity
        From 0 to 1. A fill of opacity 0 is not seen but can be pointed at.
    stroke_width, size, text_size
        Line, symbol and letters in screen pixels (0.75 pt on paper).
    dash
        Lengths of stroke and gap in pixels; empty for a solid line.
    symbol, hollow
        Shape of a point's symbol, and whether only its outline is drawn.
    radius_m
        Radius of a circle in metres on the ground.
    arrow
        Heads of a line: none, at its end, or at both ends.
    bold, italic
        Weight and slant of the lettering.

    Raises
    ------
    ValueError
        If a colour is not written as ``#rrggbb`` in small letters.
    """

    fill: str = ""
    fill_opacity: float = 1.0
    stroke: str = ""
    stroke_width: float = 1.0
    stroke_opacity: float = 1.0
    dash: tuple[float, ...] = ()
    hatch: str = ""
    symbol: Symbol = ""
    hollow: bool = False
    size: float = 0.0
    radius_m: float = 0.0
    arrow: Literal["", "end", "both"] = ""
    text: str = ""
    text_size: float = 12.0
    bold: bool = False
    italic: bool = False

    def __post_init__(self) -> None:
        """Refuse any colour that a renderer would have to interpret."""
        for name in ("fill", "stroke", "hatch", "text"):
            value = getattr(self, name)
            if value and not _COLOUR.fullmatch(value):
                message = f"style.{name}: not a colour {value!r}; write it as #rrggbb"
                raise ValueError(message)


@dataclass(frozen=True, slots=True)
class Record:
    """One statement about a feature: a title and rows of (field label, value).

    Features share their records: the same ``id`` is the same statement everywhere.
    """

    id: str
    group: str
    title: str
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """One square of a grid that compares groups: ``full``, ``part`` or ``none``.

    ``off`` keeps the place of a group that is not compared: nothing is drawn there, for nothing is
    said of it.
    """

    group: str
    colour: str
    state: CellState


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing on the map.

    Attributes
    ----------
    id
        The same for all features of one place.
    geometry
        Where it is.
    style
        How it is drawn.
    title, rows, records
        What a popup or a table says of it: a heading, rows of (field label, value), statements.
    label, short_label
        Lettering beside it, and the lettering where there is little room; empty for none.
    cells
        Squares of a grid, for layers of kind ``cells``.
    offset
        Pixels to the right and down by which a symbol is moved off others at the same point.
    level
        The gazetteer's level of the place that it stands for (``city``, ``park`` …), ``context``
        for neighbouring land, ``outside`` for what lies beyond it; empty where it is no place.
    aside
        Whether it stands back: it is drawn faded, for the map is about something else.
    """

    id: str
    geometry: Geometry
    style: Style
    title: str = ""
    rows: tuple[Row, ...] = ()
    records: tuple[Record, ...] = ()
    label: str = ""
    cells: tuple[Cell, ...] = ()
    offset: tuple[float, float] = (0.0, 0.0)
    level: str = ""
    short_label: str = ""
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Layer:
    """Features of one kind that belong to one group; most layers have no ``role``."""

    id: str
    name: str
    kind: LayerKind
    group: str
    features: tuple[Feature, ...]
    role: LayerRole = ""


@dataclass(frozen=True, slots=True)
class Inset:
    """A part of the province that is drawn apart under its name.

    ``bounds`` are west, south, east, north (EPSG:4326, degrees).
    """

    name: str
    bounds: Bounds


@dataclass(frozen=True, slots=True)
class Group:
    """Layers that a reader switches on and off together.

    Attributes
    ----------
    colour
        Marks the group's statements (``#rrggbb``); empty for none.
    shown
        The state at the start, and what a printed map shows.
    fixed
        Whether it cannot be switched off.
    """

    id: str
    name: str
    colour: str = ""
    shown: bool = True
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """One line of the legend, for as long as its group is shown."""

    group: str
    kind: LegendKind
    label: str
    style: Style
    cell: CellState = "full"


@dataclass(frozen=True, slots=True)
class Callout:
    """A writer's text on the map, with an arrow to what it is about.

    Attributes
    ----------
    text
        The words.
    at
        Where the arrow ends, ``(lon, lat)`` (EPSG:4326, degrees).
    offset
        How far the middle of the text stands right of and below that point, as shares of the map's
        width; both 0 where the map finds a place for it.
    """

    text: str
    at: Position
    offset: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Spotlight:
    """Places that stand out: outlined and, where ``dim`` is set, all else under a white veil.

    ``areas`` are polygons, ``spots`` positions ``(lon, lat)`` (EPSG:4326, degrees).
    """

    areas: tuple[Geometry, ...] = ()
    spots: tuple[Position, ...] = ()
    dim: bool = True


@dataclass(frozen=True, slots=True)
class MapSpec:
    """A composed map, ready for any renderer.

    Attributes
    ----------
    title, subtitle
        Headings of the map.
    language
        ``zh`` or ``en``.
    bounds
        West, south, east, north of what must be in the frame (EPSG:4326, degrees).
    background
        Colour ``#rrggbb`` where no land is.
    groups, layers
        In the order in which readers see them; layers are drawn by :data:`LAYER_KINDS`.
    legend
        Entries of what is present, and nothing else.
    credits
        Whom to credit and what the statements rest on; must stand on every output.
    notes
        What the map cannot show, and the reader's own note.
    insets
        What must stay visible wherever the frame lies: drawn apart where the frame leaves it out.
    enlargements
        Crowded parts, which a renderer may draw larger beside the map.
    callouts, spotlight
        What a writer put over the map; drawn above all else.
    """

    title: str
    subtitle: str
    language: str
    bounds: Bounds
    background: str
    groups: tuple[Group, ...]
    layers: tuple[Layer, ...]
    legend: tuple[LegendEntry, ...]
    credits: tuple[str, ...]
    notes: tuple[str, ...]
    insets: tuple[Inset, ...] = ()
    enlargements: tuple[Inset, ...] = ()
    callouts: tuple[Callout, ...] = ()
    spotlight: Spotlight | None = None

    def visible_layers(self) -> list[Layer]:
        """Return the layers that are shown at the start, bottom first."""
        shown = {group.id for group in self.groups if group.shown}
        layers = (layer for layer in self.layers if layer.group in shown)
        return sorted(layers, key=lambda layer: LAYER_KINDS.index(layer.kind))


def grid_columns(cells: int) -> int:
    """Return how many squares of a grid stand in a row: short rows for few, four for up to twelve.

    The viewer gets it in the pack, so that a cluster has one place in every grid.
    """
    if cells <= 4:  # noqa: PLR2004 - this and the next: the rows of the grid
        return max(1, cells)
    return 3 if cells <= 6 else 4 if cells <= 12 else 5  # noqa: PLR2004


def bounds_of(geometries: Iterable[Geometry]) -> Bounds:
    """Return west, south, east, north of geometries.

    Raises
    ------
    ValueError
        If there is no position in them.
    """
    positions = [position for geometry in geometries for position in geometry.positions()]
    if not positions:
        message = "bounds of nothing; give at least one geometry with positions"
        raise ValueError(message)
    lons, lats = zip(*positions, strict=True)
    return (min(lons), min(lats), max(lons), max(lats))


def feature_collection(layer: Layer) -> dict[str, Any]:
    """Return a layer as a GeoJSON FeatureCollection (EPSG:4326), its rows as properties."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": feature.id,
                "geometry": feature.geometry.as_geojson(),
                "properties": {"title": feature.title, "label": feature.label}
                | dict(feature.rows)
                | {"records": [record.id for record in feature.records]},
            }
            for feature in layer.features
        ],
    }
