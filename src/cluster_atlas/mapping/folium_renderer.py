"""A MapSpec drawn as a folium.Map of ordinary layers that also opens with no network."""

from __future__ import annotations

import base64
import html
import json
import re
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import asdict
from functools import lru_cache
from itertools import dropwhile
from pathlib import Path
from typing import Any

import folium
from branca.element import CssLink, Element, Figure, MacroElement
from folium.plugins import BeautifyIcon, LocateControl, TagFilterButton
from folium.template import Template

from cluster_atlas.values.mapspec import (
    Feature,
    Geometry,
    Layer,
    LegendEntry,
    MapSpec,
    Polygon,
    Position,
    Record,
    Style,
    feature_collection,
    grid_columns,
)
from cluster_atlas.web.assets import built

# Grid steps a degree (about 1 m); as in folium_map.js.
_STEPS = 100_000

_PAGE = Path(__file__)

_WORDS = {
    "zh": {"legend": "图例", "notes": "说明"},
    "en": {"legend": "Legend", "notes": "Notes"},
}
_FITS_OPEN = 8

# How far in a map without tiles goes, as folium has it for tiles that do not say.
_MAX_ZOOM = 18

# Leaflet looks for its marker beside the page unless it is told that there is no folder.
_ICONS = "L.Icon.Default.imagePath = ''; L.Icon.Default.mergeOptions({});"

# These plugins show icons by their names in a font; folium loads it with every map of its own.
_WITH_ICONS = (BeautifyIcon, LocateControl, TagFilterButton)
_ICON_FONT = "awesome_markers_font_css"

# A script ends at the first of its closing tags, be it inside a string.
_CLOSE = r"<\/script"


def draw(spec: MapSpec, *, tiles: str | folium.TileLayer | None = None) -> folium.Map:
    """Draw a composed map with folium.

    Parameters
    ----------
    spec
        The map, in EPSG:4326.
    tiles
        A base map as :class:`folium.Map` takes it; none where ``None``: land and sea are drawn
        from the spec and the page makes no request.

    Returns
    -------
    folium.Map
        Each group is a :class:`folium.FeatureGroup` of :class:`folium.GeoJson` layers, switched in
        a layer control. Further layers and plugins are added as to any folium map; those that load
        scripts of their own load them from where folium says.
    """
    west, south, east, north = spec.bounds
    drawn = folium.Map(
        location=[(south + north) / 2, (west + east) / 2],
        tiles=tiles,
        zoom_start=7,
        zoom_snap=0.05 if tiles is None else 1,
        font_size="13px",
    )
    # Everything that folium would load from elsewhere stands in the page (see _PageAssets).
    drawn.default_js, drawn.default_css = [], []
    _Page(html.escape(_sound(spec.title))).add_child(drawn)
    book = _SharedData(spec, tiled=tiles is not None)
    drawn.add_child(_PageAssets(spec.background)).add_child(book)
    groups = {}
    for group in spec.groups:
        groups[group.id] = folium.FeatureGroup(
            name=inert(group.name), control=not group.fixed, show=group.shown
        )
        for layer in spec.layers:
            if layer.group == group.id and not (layer.kind == "land" and tiles is not None):
                groups[group.id].add_child(SpecLayer(layer, book))
        drawn.add_child(groups[group.id])
    drawn.add_child(_Panel(spec, book, groups))
    choices = sum(not group.fixed for group in spec.groups)
    drawn.add_child(AtlasLayerControl(collapsed=choices > _FITS_OPEN))
    return drawn


def inert(text: str) -> str:
    """Return a text as HTML in which nothing can be a template, a tag or a script.

    Every ASCII sign that is neither letter, digit nor space becomes a character reference, so that
    the text passes through folium's templates and HTML unchanged and shows literally.
    """
    return re.sub(r"[\n\r!-/:-@\[-`{-~]", lambda sign: f"&#{ord(sign[0])};", text)


class SpecLayer(folium.GeoJson):
    """A layer of a MapSpec; its ``data`` is GeoJSON, its text reaches the page encoded.

    Attributes
    ----------
    spec_layer
        The layer drawn.
    payload
        Its features as :func:`_encoded` text; polygons, styles and records by their number in
        ``book``.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = clusterAtlas.layer(
                {{ this.book.get_name() }}, {{ this.payload|tojson }});
        {% endmacro %}
        """
    )

    def __init__(self, layer: Layer, book: _SharedData) -> None:
        super().__init__(feature_collection(layer), name=inert(layer.name), control=False)
        self.spec_layer = layer
        self.book = book
        features = [book.feature(feature) for feature in layer.features]
        self.payload = _encoded(
            {"kind": layer.kind, "stays": layer.role == "own", "features": features}
        )


class AtlasLayerControl(folium.LayerControl):
    """A layer control that takes in layers added after it, and shows every name as text.

    It gives way to a :class:`folium.LayerControl` that is added to the map.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = clusterAtlas.layerControl(
                {{ this._parent.get_name() }}, {{ this.names|tojson }}, [
                {%- for variable in this.variables %}
                    () => typeof {{ variable }} === "undefined" ? null : {{ variable }},
                {%- endfor %}
                ], {{ this.options|tojavascript }});
        {% endmacro %}
        """
    )

    def render(self, **kwargs: Any) -> None:  # type: ignore[override]  # noqa: ANN401
        """Collect the layers of the map and enter the script that shows them."""
        others = getattr(self._parent, "_children", {}).values()
        if any(isinstance(c, folium.LayerControl) and c is not self for c in others):
            return
        layers = [c for c in others if isinstance(c, folium.map.Layer) and c.control]
        kinds = ["overlay" if layer.overlay else "base" for layer in layers]
        names = [html.unescape(layer.layer_name) for layer in layers]
        self.names = _encoded(list(zip(kinds, names, strict=True)))
        self.variables = [layer.get_name() for layer in layers]
        MacroElement.render(self, **kwargs)  # type: ignore[no-untyped-call]


class _Page(Figure):
    """A page that comes out the same however often it is rendered.

    folium enters elements into the tree and the page as it renders, some of them under a new name
    each time: that a layer is added to the map, that a marker has an icon. They are taken out
    before the next rendering, which enters them in the same order; what was added since follows.
    """

    def __init__(self, title: str) -> None:
        super().__init__(title=title)
        # Names of what the last rendering entered into each element.
        self._entered: dict[Element, set[str]] = {}

    def render(self, **kwargs: Any) -> str:  # noqa: ANN401 - as branca has it
        """Return the page as HTML."""
        sections = (self.header, self.html, self.script)
        behind = [(section, name) for section in sections for name in self._behind(section)]
        for element, names in self._entered.items():
            for name in names:
                _children(element).pop(name, None)
        before = {e: set(_children(e)) for root in (self, *sections) for e in _elements(root)}
        for child in self._children.values():
            child.render(**kwargs)
        for section, name in behind:
            _children(section).move_to_end(name)
        self._entered = {e: set(_children(e)) - names for e, names in before.items()}
        return str(self._template.render(this=self, kwargs=kwargs))

    def _behind(self, section: Element) -> list[str]:
        """Return what others added to a section behind what the last rendering entered."""
        entered = self._entered.get(section, set())
        following = dropwhile(lambda name: name not in entered, _children(section))
        return [name for name in following if name not in entered]


class _Part(MacroElement):
    """A part of the page with a name of its own in the script."""

    def __init__(self, name: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca says no types here
        self._name = name


class _Verbatim(Element):
    """Text that goes into the page as it is and never becomes a template."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def render(self, **_kwargs: Any) -> str:  # noqa: ANN401 - as branca has it
        """Return the text."""
        return self._text


class _PageAssets(folium.elements.JSCSSMixin, _Part):
    """Leaflet, jQuery and our own script and style, inline.

    Attributes
    ----------
    default_js, default_css
        The same as addresses that hold what they stand for: streamlit-folium loads these and
        drops scripts that stand in the page.
    """

    def __init__(self, background: str) -> None:
        super().__init__("ClusterAtlasAssets")
        self._background = background
        self.default_js = _addresses("script", "text/javascript")
        self.default_css = _addresses("style", "text/css")

    def render(self, **_kwargs: Any) -> None:  # type: ignore[override]  # noqa: ANN401
        """Enter the elements into the head of the page, in order."""
        root = self.get_root()
        fonts = [
            link for link in folium.Map.default_css if link[0] == _ICON_FONT and self._names_icons()
        ]
        self.default_css = [*_addresses("style", "text/css"), *fonts]
        header = root.header if isinstance(root, Figure) else root
        for name, text in _assets().items():
            header.add_child(_Verbatim(text), name=f"cluster-atlas-{name}")
        sea = f"<style>.leaflet-container {{ background: {self._background}; }}</style>"
        header.add_child(_Verbatim(sea), name="cluster-atlas-sea")
        for name, address in fonts:
            header.add_child(CssLink(address), name=name)

    def _names_icons(self) -> bool:
        """Tell whether a plugin of the map names icons of the font that folium's maps load."""
        elements = _elements(self._parent) if self._parent else ()
        return any(isinstance(element, _WITH_ICONS) for element in elements)


class _SharedData(_Part):
    """What the layers share: polygons, styles and records, each written once."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = clusterAtlas.open(
                {{ this._parent.get_name() }}, {{ this.payload()|tojson }});
        {% endmacro %}
        """
    )

    def __init__(self, spec: MapSpec, *, tiled: bool) -> None:
        super().__init__("ClusterAtlasBook")
        self._tiled = tiled
        self._colours = {group.id: group.colour for group in spec.groups if group.colour}
        # Shared polygons are the same object; the object is kept, so that its id stays its own.
        self._polygons: dict[int, tuple[int, Polygon]] = {}
        self._styles: dict[Style, int] = {}
        self._records: dict[str, tuple[int, Record]] = {}

    def feature(self, feature: Feature) -> dict[str, Any]:
        """Return a feature as plain values, with numbers for what it shares."""
        values = {
            "id": feature.id,
            "style": self.style(feature.style),
            "title": feature.title,
            "label": feature.label,
            "rows": feature.rows,
            "records": [self._record(record) for record in feature.records],
            "cells": [(cell.colour, cell.state) for cell in feature.cells],
            "columns": grid_columns(len(feature.cells)) if feature.cells else "",
            "offset": feature.offset if any(feature.offset) else (),
        }
        filled = {key: value for key, value in values.items() if value not in ("", (), [])}
        return filled | self._geometry(feature.geometry)

    def style(self, style: Style) -> int:
        """Return the number of a style."""
        return self._styles.setdefault(style, len(self._styles))

    def payload(self) -> str:
        """Return everything shared, encoded."""
        return _encoded(
            {
                "tiles": self._tiled,
                "maxZoom": self._max_zoom(),
                "colours": self._colours if len(self._colours) > 1 else {},
                "polygons": [
                    [_folded(ring) for ring in polygon] for _, polygon in self._polygons.values()
                ],
                "styles": [asdict(style) for style in self._styles],
                "records": [
                    {"group": record.group, "title": record.title, "rows": record.rows}
                    for _, record in self._records.values()
                ],
            }
        )

    def _max_zoom(self) -> int:
        """Return how far in the finest tiles of the map go, shown or not."""
        elements = _elements(self._parent) if self._parent else ()
        zooms = [e.options.get("max_zoom") for e in elements if isinstance(e, folium.TileLayer)]
        return max((zoom for zoom in zooms if isinstance(zoom, int)), default=_MAX_ZOOM)

    def _geometry(self, geometry: Geometry) -> dict[str, Any]:
        if geometry.type == "Point":
            return {"point": _folded([geometry.coordinates])}
        if geometry.type == "LineString":
            return {"line": _folded(geometry.coordinates)}
        return {"polygons": [self._polygon(polygon) for polygon in geometry.coordinates]}

    def _polygon(self, polygon: Polygon) -> int:
        return self._polygons.setdefault(id(polygon), (len(self._polygons), polygon))[0]

    def _record(self, record: Record) -> int:
        return self._records.setdefault(record.id, (len(self._records), record))[0]


class _Panel(_Part):
    """Title, legend, notes and credits, and the frame that they leave to the map."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            clusterAtlas.panel({{ this.book.get_name() }}, {{ this.payload|tojson }}, [
                {%- for group in this.groups %}{{ group.get_name() }}, {% endfor -%}
            ]);
        {% endmacro %}
        """
    )

    def __init__(
        self, spec: MapSpec, book: _SharedData, groups: dict[str, folium.FeatureGroup]
    ) -> None:
        super().__init__("ClusterAtlasPanel")
        self.book = book
        self.groups = list(groups.values())
        numbers = {group: number for number, group in enumerate(groups)}
        sections: dict[int, list[tuple[Any, ...]]] = {}
        for entry in spec.legend:
            sections.setdefault(numbers[entry.group], []).append(self._entry(entry))
        self.payload = _encoded(
            {
                "title": spec.title,
                "subtitle": spec.subtitle,
                "notes": spec.notes,
                "credits": spec.credits,
                "bounds": spec.bounds,
                "words": _WORDS["en" if spec.language == "en" else "zh"],
                "legend": [{"group": key, "entries": rows} for key, rows in sections.items()],
            }
        )

    def _entry(self, entry: LegendEntry) -> tuple[str, str, int, str]:
        return (entry.kind, entry.label, self.book.style(entry.style), entry.cell)


def _children(element: Element) -> OrderedDict[str, Element]:
    """Return what an element holds, by name."""
    return element._children  # noqa: SLF001 - branca has no other way to them


def _elements(root: Element) -> Iterator[Element]:
    """Go over an element and all that it holds."""
    yield root
    for child in _children(root).values():
        yield from _elements(child)


def _encoded(value: Any) -> str:  # noqa: ANN401 - any plain value
    """Return plain values as JSON in base64: letters and digits that no template can mistake."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(_sound(text).encode()).decode()


def _sound(text: str) -> str:
    """Return a text that can be written as UTF-8: half characters become question marks."""
    return text.encode("utf-8", "replace").decode()


def _folded(ring: tuple[Position, ...] | list[Position]) -> list[int]:
    """Return positions as whole grid steps, each as the difference from the one before."""
    values: list[int] = []
    x0 = y0 = 0
    for lon, lat in ring:
        x, y = round(lon * _STEPS), round(lat * _STEPS)
        values += (x - x0, y - y0)
        x0, y0 = x, y
    return values


@lru_cache(maxsize=2)
def _addresses(tag: str, media_type: str) -> list[tuple[str, str]]:
    """Return names and ``data:`` addresses of scripts or of styles, in their order."""
    return [
        (name, f"data:{media_type};base64,{base64.b64encode(text.encode()).decode()}")
        for name, text in _texts(tag).items()
    ]


@lru_cache(maxsize=1)
def _assets() -> dict[str, str]:
    """Return script and style elements by name, in the order in which they must stand."""
    # folium's switches for Leaflet stand in the head before these, as Leaflet needs them.
    return {name: f"<style>{text}</style>" for name, text in _texts("style").items()} | {
        name: f"<script>{text.replace('</script', _CLOSE)}</script>"
        for name, text in _texts("script").items()
    }


def _texts(tag: str) -> dict[str, str]:
    """Return the texts of all ``script`` or ``style`` elements by name, in their order."""
    if tag == "style":
        css = _library("leaflet.css")
        return {"leaflet-css": css, "page-css": _PAGE.with_suffix(".css").read_text("utf-8")}
    icons = {
        "iconUrl": _picture("marker-icon.png"),
        "iconRetinaUrl": _picture("marker-icon-2x.png"),
        "shadowUrl": _picture("marker-shadow.png"),
    }
    return {
        "leaflet": _library("leaflet.js"),
        "icons": _ICONS.format(json.dumps(icons)),
        # folium makes the content of a popup with it.
        "jquery": _library("jquery.min.js"),
        "page": _PAGE.with_suffix(".js").read_text("utf-8"),
    }


def _library(name: str) -> str:
    """Return a script or stylesheet that folium's pages load from elsewhere."""
    return built(f"folium/{name}").decode()


def _picture(name: str) -> str:
    """Return a picture of Leaflet as a data URI."""
    content = built(f"folium/{name}")
    return f"data:image/png;base64,{base64.b64encode(content).decode()}"
