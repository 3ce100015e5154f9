"""Drawing rules as a QGIS layer style (QML): a rule-based renderer with labels."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from xml.etree import ElementTree as ET

from cluster_atlas.exports.layerstyles import HATCH_GAP, HATCH_WIDTH, Condition, Label, Rule
from cluster_atlas.files.outfiles import xml_bytes
from cluster_atlas.values.mapspec import Style
from cluster_atlas.wording.numbers import number

# Lengths are screen pixels of 1/96 inch, which QGIS is told in points.
_POINTS_A_PIXEL = 0.75
_WHITE = "#ffffff"
_NAMESPACE = uuid.UUID("7a2d6d0e-6f4a-5b1c-9c52-3f1f0f0b7a11")
_SHAPES = {
    "": "square",
    "square": "square",
    "triangle": "triangle",
    "diamond": "diamond",
    "disc": "circle",
}
_DOT = 0.4
# Placements of QGIS: over the middle of a polygon; around a point, best side first.
_OVER_MIDDLE, _AROUND_POINT = "1", "6"
_CENTRED, _BELOW = "4", "7"
_SIZE_PROPERTY = "3"
_DRAW_ORDER = '"draw_order"'


def qml(rules: Sequence[Rule], *, title: str, abstract: str, ordered: bool = True) -> bytes:
    """Return a style that QGIS 3.22 or newer reads.

    Parameters
    ----------
    rules
        What to draw; those of polygons and of points may stand together, each layer takes its own.
    title, abstract
        Go into the layer's metadata: edition, and whom to credit.
    ordered
        Whether the rows have a field ``draw_order``, lowest below.

    Returns
    -------
    bytes
        UTF-8 XML; the same rules give the same bytes.
    """
    root = ET.Element("qgis", version="3.22.0", styleCategories="Symbology|Labeling|Metadata")
    metadata = ET.SubElement(root, "resourceMetadata")
    for name, text in (("title", title), ("abstract", abstract)):
        ET.SubElement(metadata, name).text = text
    _renderer(root, rules, ordered=ordered)
    _labeling(root, rules)
    return xml_bytes(root)


def expression(test: Iterable[Condition]) -> str:
    """Return a test as a QGIS expression, values quoted."""
    parts = []
    for field, values in test:
        words = [str(v) if isinstance(v, int) else "'" + v.replace("'", "''") + "'" for v in values]
        name = '"' + field.replace('"', '""') + '"'
        parts.append(
            f"{name} = {words[0]}" if len(words) == 1 else f"{name} IN ({', '.join(words)})"
        )
    return " AND ".join(parts)


def _renderer(root: ET.Element, rules: Sequence[Rule], *, ordered: bool) -> None:
    settings = {"type": "RuleRenderer", "symbollevels": "0", "forceraster": "0"}
    renderer = ET.SubElement(
        root, "renderer-v2", settings, enableorderby=str(int(ordered)), referencescale="-1"
    )
    tree = ET.SubElement(renderer, "rules", key=_key("rules"))
    symbols = ET.SubElement(renderer, "symbols")
    number = 0
    for group, members in groupby(rules, key=lambda rule: rule.group):
        # A heading with its own check box, so that a cluster is switched on and off at once.
        parent = ET.SubElement(tree, "rule", key=_key(group), label=group) if group else tree
        for rule in members:
            test = expression(rule.test)
            values = {"label": rule.name, "filter": test, "symbol": str(number)}
            if rule.from_scale:
                values["scalemaxdenom"] = str(rule.from_scale)
            ET.SubElement(parent, "rule", values, key=_key(group, rule.name, test))
            _symbol(symbols, str(number), rule)
            number += 1
    if ordered:
        order = ET.SubElement(renderer, "orderby")
        clause = ET.SubElement(order, "orderByClause", asc="1", nullsFirst="1")
        clause.text = _DRAW_ORDER


def _symbol(symbols: ET.Element, name: str, rule: Rule) -> None:
    kind = {"area": "fill", "line": "line", "point": "marker"}[rule.kind]
    symbol = ET.SubElement(
        symbols, "symbol", type=kind, name=name, alpha="1", clip_to_extent="1", force_rhr="0"
    )
    if rule.style.hatch:
        _hatch(symbol, name, rule.style.hatch)
        if rule.style.stroke:
            _layer(symbol, "SimpleFill", _fill(rule.style))
    elif rule.kind == "area":
        _layer(symbol, "SimpleFill", _fill(rule.style))
    elif rule.kind == "line":
        _layer(symbol, "SimpleLine", _line(rule.style))
    else:
        if rule.radius_km:
            _ring(symbol, rule)
        _layer(symbol, "SimpleMarker", _marker(rule, halo=True))
        _layer(symbol, "SimpleMarker", _marker(rule))
        if rule.dot:
            dot = Style(fill=rule.dot, stroke=rule.dot, size=_DOT * rule.style.size, stroke_width=0)
            _layer(symbol, "SimpleMarker", _marker(replace(rule, style=dot)))


def _layer(symbol: ET.Element, kind: str, values: Mapping[str, str]) -> ET.Element:
    settings = {"class": kind, "enabled": "1", "locked": "0", "pass": "0"}
    layer = ET.SubElement(symbol, "layer", settings)
    options = ET.SubElement(layer, "Option", type="Map")
    for key, value in values.items():
        ET.SubElement(options, "Option", type="QString", name=key, value=value)
    return layer


def _fill(style: Style) -> dict[str, str]:
    return {
        "color": _rgba(style.fill or _WHITE, style.fill_opacity),
        "style": "solid" if style.fill else "no",
        **_outline(style),
    }


def _outline(style: Style) -> dict[str, str]:
    return {
        "outline_color": _rgba(style.stroke or _WHITE, style.stroke_opacity),
        "outline_style": ("dash" if style.dash else "solid") if style.stroke else "no",
        "outline_width": _points(style.stroke_width),
        "outline_width_unit": "Point",
        "joinstyle": "round",
    }


def _line(style: Style) -> dict[str, str]:
    return {
        "line_color": _rgba(style.stroke, style.stroke_opacity),
        "line_style": "dash" if style.dash else "solid",
        "line_width": _points(style.stroke_width),
        "line_width_unit": "Point",
    }


def _hatch(symbol: ET.Element, name: str, colour: str) -> None:
    """Lines at 45 degrees; QGIS keeps the line of a pattern in a symbol of its own."""
    pattern = {
        "angle": "45",
        "color": _rgba(colour),
        "distance": _points(HATCH_GAP),
        "distance_unit": "Point",
        "line_width": _points(HATCH_WIDTH),
        "line_width_unit": "Point",
    }
    layer = _layer(symbol, "LinePatternFill", pattern)
    line = ET.SubElement(layer, "symbol", type="line", name=f"@{name}@0", alpha="1")
    values = {
        "line_color": _rgba(colour),
        "line_style": "solid",
        "line_width": _points(HATCH_WIDTH),
        "line_width_unit": "Point",
    }
    _layer(line, "SimpleLine", values)


def _marker(rule: Rule, *, halo: bool = False) -> dict[str, str]:
    """Return a symbol, or the white edge below it that keeps it apart from dark fills."""
    style = rule.style
    width = style.stroke_width + 2 if halo else style.stroke_width
    stroke = _WHITE if halo else style.stroke
    return {
        "name": _SHAPES[style.symbol],
        "color": _rgba(_WHITE if halo or style.hollow else style.fill),
        "outline_color": _rgba(stroke),
        "outline_style": "solid",
        "outline_width": _points(width),
        "outline_width_unit": "Point",
        "size": _points(style.size),
        "size_unit": "Point",
        "offset": ",".join(_points(pixels) for pixels in rule.offset_px),
        "offset_unit": "Point",
        "joinstyle": "miter",
    }


def _ring(symbol: ET.Element, rule: Rule) -> None:
    """Draw the uncertainty as a dashed ring of its true size on the ground."""
    values = {
        "name": "circle",
        "color": _rgba(_WHITE, 0.1),
        "outline_color": _rgba(rule.style.stroke, 0.85),
        "outline_style": "dash",
        "outline_width": _points(1.0),
        "outline_width_unit": "Point",
        "size": "0",
        "size_unit": "RenderMetersInMapUnits",
    }
    layer = _layer(symbol, "SimpleMarker", values)
    diameter = f'coalesce("{rule.radius_km}", 0) * 2000'
    given = ET.SubElement(layer, "data_defined_properties")
    top = ET.SubElement(given, "Option", type="Map")
    ET.SubElement(top, "Option", type="QString", name="name", value="")
    properties = ET.SubElement(top, "Option", type="Map", name="properties")
    size = ET.SubElement(properties, "Option", type="Map", name="size")
    ET.SubElement(size, "Option", type="bool", name="active", value="true")
    ET.SubElement(size, "Option", type="QString", name="expression", value=diameter)
    ET.SubElement(size, "Option", type="int", name="type", value=_SIZE_PROPERTY)
    ET.SubElement(top, "Option", type="QString", name="type", value="collection")


def _labeling(root: ET.Element, rules: Sequence[Rule]) -> None:
    labeling = ET.SubElement(root, "labeling", type="rule-based")
    tree = ET.SubElement(labeling, "rules", key=_key("labels"))
    for rule in rules:
        if rule.label is None:
            continue
        test = expression(rule.test)
        key = _key("label", rule.group, rule.name, test)
        entry = ET.SubElement(tree, "rule", key=key, description=rule.name, filter=test)
        _lettering(entry, rule.label, rule.kind)


def _lettering(entry: ET.Element, label: Label, kind: str) -> None:
    settings = ET.SubElement(entry, "settings", calloutType="simple")
    style = ET.SubElement(
        settings,
        "text-style",
        fieldName=label.field,
        isExpression="0",
        fontSize=_points(label.size_px),
        fontSizeUnit="Point",
        fontWeight="75" if label.bold else "50",
        namedStyle="Bold" if label.bold else "Regular",
        textColor=_rgba(label.colour),
        textOpacity="1",
    )
    ET.SubElement(
        style,
        "text-buffer",
        bufferDraw="1",
        bufferSize=_points(2.0),
        bufferSizeUnits="Point",
        bufferColor=_rgba(label.halo),
        bufferOpacity="0.85",
        bufferJoinStyle="128",
    )
    over = kind != "point" or bool(label.below_px)
    ET.SubElement(
        settings,
        "placement",
        placement=_OVER_MIDDLE if over else _AROUND_POINT,
        quadOffset=_BELOW if label.below_px else _CENTRED,
        xOffset="0",
        yOffset=_points(label.below_px),
        offsetUnits="Point",
        centroidInside="1",
        centroidWhole="0",
        dist=_points(7.0),
        distUnits="Point",
        priority=str(label.priority),
    )
    ET.SubElement(settings, "rendering", obstacle=str(int(kind == "point")), drawLabels="1")


def _rgba(colour: str, opacity: float = 1.0) -> str:
    parts = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    return ",".join(map(str, (*parts, round(255 * opacity))))


def _points(pixels: float) -> str:
    return number(round(pixels * _POINTS_A_PIXEL, 4))


def _key(*words: str) -> str:
    """Return a rule's key: always the same for the same rule."""
    return "{" + str(uuid.uuid5(_NAMESPACE, "\n".join(words))) + "}"
