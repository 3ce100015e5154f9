"""Designations written to KML: one folder per cluster, shades and citations in the file itself."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any
from xml.etree import ElementTree as ET

from shapely.geometry.base import BaseGeometry

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.selection import SelectionResult
from cluster_atlas.exports.geolayers import DESIGNATION_FIELDS, GeoRow, designation_rows
from cluster_atlas.exports.layerstyles import ROUGH, TIERS
from cluster_atlas.exports.ownfiles import OwnLayer, own_layers
from cluster_atlas.files.outfiles import xml_bytes
from cluster_atlas.questions.office.owntables import own_credit
from cluster_atlas.values.colours import ramp
from cluster_atlas.values.issues import Text
from cluster_atlas.values.owndata import OwnData
from cluster_atlas.wording import colophon
from cluster_atlas.wording.wording import Wording

_NAMESPACE = "http://www.opengis.net/kml/2.2"
_SCHEMA = "designation"
_TYPES = {str: "string", int: "int", float: "double"}
# Nothing but the description is shown: viewers would take a value in a balloon for HTML.
_BALLOON = "$[description]"
_SHOWN = {
    "place_name": Text("地区", "Place"),
    "industry_names": Text("产业", "Industry"),
    "role_name": Text("角色", "Role"),
    "status_name": Text("状态", "Status"),
    "target": Text("目标", "Target"),
    "legal_state_name": Text("效力", "Legal state"),
    "citation": Text("引文", "Citation"),
}
# What is said of each document under the file's name.
_DOCUMENT_LINE = ("title", "number", "issued", "legal", "final")
_SEEN, _FAINT = 0.8, 0.25
_WHITE = "#ffffff"


def kml_bytes(
    atlas: Atlas, selected: SelectionResult, language: str = "zh", own: OwnData | None = None
) -> bytes:
    """Return KML 2.2 with one placemark per designation and place, and one per own row.

    Returns
    -------
    bytes
        UTF-8 XML that asks for no other file. Folders are clusters, then kinds of own rows; all
        values stand in the extended data as they are, and as escaped HTML in the description. What
        nobody can locate has a placemark without a geometry. Coordinates are EPSG:4326, lon,lat.
    """
    wording = Wording(atlas, language, selected.day)
    rows = designation_rows(wording, selected.facts)
    offices = own_layers(wording, own) if own else []
    root = ET.Element("kml", xmlns=_NAMESPACE)
    document = ET.SubElement(root, "Document")
    _text(document, "name", colophon.heading(atlas, language))
    whose = [own_credit(wording, own)] if own else []
    _text(document, "description", _about(atlas, selected, language, whose))
    known = {cluster.id: number for number, cluster in enumerate(atlas.clusters)}
    ordered = sorted(rows, key=lambda row: known[row.data["cluster"]])
    present = {row.data["cluster"] for row in rows}
    for cluster in atlas.clusters:
        if cluster.id in present:
            _styles(document, cluster.id, cluster.colour)
    for layer in offices:
        _own_styles(document, layer)
    # The OGC's schema of KML has styles first, then the schema of the fields, then folders.
    _schema(document, _SCHEMA, DESIGNATION_FIELDS)
    for layer in offices:
        _schema(document, layer.name, layer.fields)
    for _, members in groupby(ordered, key=lambda row: str(row.data["cluster"])):
        _folder(document, list(members), language)
    for layer in offices:
        _own_folder(document, layer)
    return xml_bytes(root)


def style_id(values: Mapping[str, Any]) -> str:
    """Return the style of a row: its cluster, and its tier or what kind of symbol it has."""
    level = values["level"]
    if level in {"city", "county"}:
        return f"{values['cluster']}-tier-{values['tier']}"
    if level in {"park", "site"}:
        rough = values["precision"] in ROUGH
        return f"{values['cluster']}-{'rough' if rough else 'spot'}"
    return f"{values['cluster']}-outline"


def _about(atlas: Atlas, selected: SelectionResult, language: str, whose: Sequence[str]) -> str:
    """Return edition, filters, documents and credits as escaped HTML."""
    filters = colophon.filter_pairs(atlas, selected, language)
    colon = ": " if language == "en" else "："
    lines = [
        colophon.heading(atlas, language),
        *(f"{name}{colon}{value}" for name, value in filters),
        *colophon.credit_lines(atlas, language),
        *whose,
        *(
            " · ".join(filter(None, (row[key] for key in _DOCUMENT_LINE)))
            for row in colophon.document_rows(atlas, selected, language)
        ),
    ]
    return "<br>".join(map(_escaped, lines))


def _schema(document: ET.Element, schema_name: str, fields: Mapping[str, type]) -> None:
    schema = ET.SubElement(document, "Schema", name=schema_name, id=schema_name)
    for name, kind in fields.items():
        ET.SubElement(schema, "SimpleField", type=_TYPES[kind], name=name)


def _styles(document: ET.Element, cluster: str, colour: str) -> None:
    shades, ink = ramp(colour).shades, ramp(colour).ink
    for tier in TIERS:
        _style(document, f"{cluster}-tier-{tier}", ink, fill=shades[tier - 1], opacity=_SEEN)
    # KML has no hatching: a region is a faint surface.
    _style(document, f"{cluster}-outline", ink, fill=shades[2], opacity=_FAINT)
    _style(document, f"{cluster}-spot", ink, symbol=ink)
    _style(document, f"{cluster}-rough", ink, symbol=shades[2])


def _style(  # noqa: PLR0913 - what a style is made of
    document: ET.Element,
    name: str,
    line: str,
    *,
    fill: str = "",
    opacity: float = 1.0,
    symbol: str = "",
) -> None:
    style = ET.SubElement(document, "Style", id=name)
    if symbol:
        # No icon is named, so that a viewer takes its own and fetches none.
        icon = ET.SubElement(style, "IconStyle")
        _text(icon, "color", abgr(symbol))
        _text(ET.SubElement(style, "LabelStyle"), "scale", "0.8")
    else:
        edge = ET.SubElement(style, "LineStyle")
        _text(edge, "color", abgr(line))
        _text(edge, "width", "1.3")
        _text(ET.SubElement(style, "PolyStyle"), "color", abgr(fill, opacity))
    _text(ET.SubElement(style, "BalloonStyle"), "text", _BALLOON)


def _folder(document: ET.Element, rows: Sequence[GeoRow], language: str) -> None:
    folder = ET.SubElement(document, "Folder")
    _text(folder, "name", rows[0].data["cluster_name"])
    for row in rows:
        mark = ET.SubElement(folder, "Placemark")
        title = row.data["title_en" if language == "en" else "title"]
        _text(mark, "name", f"{row.data['place_name']} · {title}")
        _text(mark, "description", _description(row.data, title, language))
        _text(mark, "styleUrl", f"#{style_id(row.data)}")
        _data(mark, _SCHEMA, row.data)
        if row.shape is not None:
            _geometry(mark, row.shape)


def _data(mark: ET.Element, schema: str, values: Mapping[str, Any]) -> None:
    data = ET.SubElement(ET.SubElement(mark, "ExtendedData"), "SchemaData")
    data.set("schemaUrl", f"#{schema}")
    for field, value in values.items():
        if value is not None:
            ET.SubElement(data, "SimpleData", name=field).text = str(value)


def _own_styles(document: ET.Element, layer: OwnLayer) -> None:
    for number, rule in enumerate(layer.rules):
        name, style = f"{layer.name}-{number}", rule.style
        if rule.kind == "point":
            # A pale fill would make a pale icon.
            colour = style.fill if style.fill != _WHITE else style.stroke
            _style(document, name, style.stroke, symbol=colour)
        else:
            _style(document, name, style.stroke, fill=style.stroke, opacity=_FAINT)


def _own_folder(document: ET.Element, layer: OwnLayer) -> None:
    folder = ET.SubElement(document, "Folder")
    _text(folder, "name", layer.title)
    for row in layer.rows:
        mark = ET.SubElement(folder, "Placemark")
        _text(mark, "name", row.data["name"] or layer.title)
        told = (f"{_escaped(name)}: {_escaped(str(v))}" for name, v in row.data.items() if v)
        _text(mark, "description", "<br>".join(told))
        number = layer.rule_of(row)
        if number is not None:
            _text(mark, "styleUrl", f"#{layer.name}-{number}")
        _data(mark, layer.name, row.data)
        if row.shape is not None:
            _geometry(mark, row.shape)


def _description(values: Mapping[str, Any], title: str, language: str) -> str:
    """Return a designation as HTML in which no value is markup."""
    lines = [f"<b>{_escaped(title)}</b>"]
    lines += [
        f"{_escaped(text.in_language(language))}: {_escaped(str(values[field]))}"
        for field, text in _SHOWN.items()
        if values[field]
    ]
    return "<br>".join(lines)


def _geometry(mark: ET.Element, shape: BaseGeometry) -> None:
    if shape.geom_type == "Point":
        _text(ET.SubElement(mark, "Point"), "coordinates", _coordinates([shape.coords[0]]))
        return
    parts = getattr(shape, "geoms", [shape])
    parent = ET.SubElement(mark, "MultiGeometry")
    for part in parts:
        if part.geom_type == "LineString":
            line = ET.SubElement(parent, "LineString")
            _text(line, "coordinates", _coordinates(part.coords))
        if part.geom_type != "Polygon":
            continue
        polygon = ET.SubElement(parent, "Polygon")
        for kind, ring in (
            ("outerBoundaryIs", part.exterior),
            *(("innerBoundaryIs", hole) for hole in part.interiors),
        ):
            line = ET.SubElement(ET.SubElement(polygon, kind), "LinearRing")
            _text(line, "coordinates", _coordinates(ring.coords))


def _coordinates(positions: Sequence[Sequence[float]]) -> str:
    return " ".join(f"{lon!r},{lat!r}" for lon, lat, *_ in positions)


def _text(parent: ET.Element, tag: str, text: str) -> None:
    ET.SubElement(parent, tag).text = text


def _escaped(text: str) -> str:
    """Return a text that is no HTML and names no field of a balloon."""
    return html.escape(text).replace("$[", "&#36;[")


def abgr(colour: str, opacity: float = 1.0) -> str:
    """Return ``#rrggbb`` as KML writes it: ``aabbggrr``."""
    return f"{round(255 * opacity):02x}{colour[5:7]}{colour[3:5]}{colour[1:3]}"
