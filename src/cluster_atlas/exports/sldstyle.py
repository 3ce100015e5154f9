"""Drawing rules as a Styled Layer Descriptor (SLD 1.1) for QGIS, GeoServer and others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from xml.etree import ElementTree as ET

from cluster_atlas.exports.layerstyles import HATCH_WIDTH, Condition, Label, Rule
from cluster_atlas.files.outfiles import xml_bytes
from cluster_atlas.values.mapspec import Style
from cluster_atlas.wording.numbers import number

_SLD, _SE = "http://www.opengis.net/sld", "http://www.opengis.net/se"
_OGC = "http://www.opengis.net/ogc"
_SHAPES = {
    "": "square",
    "square": "square",
    "triangle": "triangle",
    "diamond": "diamond",
    "disc": "circle",
}
_WHITE = "#ffffff"
# The standard names no mark for lines: QGIS knows the first name and reads no second mark,
# GeoServer passes over marks that it does not know. Neither draws an unbroken line for a turned
# mark of the other.
_HATCH_MARKS = ("slash", "shape://slash")
# Side of the tile that a diagonal crosses, in whole pixels, since GeoServer cuts off the rest. Its
# lines are 5.66 pixels apart, as those of QGIS's own pattern.
_HATCH_TILE = 8
_ABOVE = 14.0


def sld(rules: Sequence[Rule], *, layer: str, title: str, abstract: str) -> bytes:
    """Return rules as an SLD document.

    Parameters
    ----------
    rules
        What to draw, bottom first; sizes are pixels.
    layer
        Name of the layer that is drawn.
    title, abstract
        Edition, and whom to credit.

    Returns
    -------
    bytes
        UTF-8 XML; the same rules give the same bytes. Rings of uncertainty are left out: SLD has
        no size on the ground that comes from a field.
    """
    root = ET.Element(
        "StyledLayerDescriptor",
        {"xmlns": _SLD, "xmlns:se": _SE, "xmlns:ogc": _OGC, "version": "1.1.0"},
    )
    named = ET.SubElement(root, "NamedLayer")
    ET.SubElement(named, "se:Name").text = layer
    style = ET.SubElement(named, "UserStyle")
    ET.SubElement(style, "se:Name").text = layer
    about = ET.SubElement(style, "se:Description")
    ET.SubElement(about, "se:Title").text = title
    ET.SubElement(about, "se:Abstract").text = abstract
    drawn = ET.SubElement(style, "se:FeatureTypeStyle")
    for rule in rules:
        _rule(drawn, rule)
    return xml_bytes(root)


def _rule(drawn: ET.Element, rule: Rule) -> None:
    element = ET.SubElement(drawn, "se:Rule")
    name = f"{rule.group} · {rule.name}" if rule.group else rule.name
    ET.SubElement(element, "se:Name").text = name
    ET.SubElement(ET.SubElement(element, "se:Description"), "se:Title").text = name
    _filter(element, rule.test)
    if rule.from_scale:
        ET.SubElement(element, "se:MaxScaleDenominator").text = str(rule.from_scale)
    if rule.kind == "point":
        _point(element, rule)
    elif rule.kind == "line":
        line = ET.SubElement(element, "se:LineSymbolizer")
        _parameters(line, "se:Stroke", _stroke(rule.style))
    else:
        _polygon(element, rule.style)
    if rule.label is not None:
        _text(element, rule.label, rule.kind)


def _filter(element: ET.Element, test: Iterable[Condition]) -> None:
    conditions = list(test)
    if not conditions:
        return
    parent = ET.SubElement(element, "ogc:Filter")
    if len(conditions) > 1:
        parent = ET.SubElement(parent, "ogc:And")
    for field, values in conditions:
        place = ET.SubElement(parent, "ogc:Or") if len(values) > 1 else parent
        for value in values:
            equal = ET.SubElement(place, "ogc:PropertyIsEqualTo")
            ET.SubElement(equal, "ogc:PropertyName").text = field
            ET.SubElement(equal, "ogc:Literal").text = str(value)


def _polygon(element: ET.Element, style: Style) -> None:
    symbolizer = ET.SubElement(element, "se:PolygonSymbolizer")
    if style.hatch:
        graphic = ET.SubElement(ET.SubElement(symbolizer, "se:Fill"), "se:GraphicFill")
        graphic = ET.SubElement(graphic, "se:Graphic")
        for name in _HATCH_MARKS:
            mark = ET.SubElement(graphic, "se:Mark")
            ET.SubElement(mark, "se:WellKnownName").text = name
            _parameters(mark, "se:Stroke", {"stroke": style.hatch, "stroke-width": HATCH_WIDTH})
        ET.SubElement(graphic, "se:Size").text = number(_HATCH_TILE)
    elif style.fill:
        _parameters(symbolizer, "se:Fill", {"fill": style.fill})
    if style.stroke:
        _parameters(symbolizer, "se:Stroke", _stroke(style))


def _point(element: ET.Element, rule: Rule) -> None:
    style = rule.style
    symbolizer = ET.SubElement(element, "se:PointSymbolizer")
    graphic = ET.SubElement(symbolizer, "se:Graphic")
    mark = ET.SubElement(graphic, "se:Mark")
    ET.SubElement(mark, "se:WellKnownName").text = _SHAPES[style.symbol]
    _parameters(mark, "se:Fill", {"fill": _WHITE if style.hollow else style.fill})
    _parameters(mark, "se:Stroke", _stroke(style))
    ET.SubElement(graphic, "se:Size").text = number(style.size)
    if any(rule.offset_px):
        moved = ET.SubElement(graphic, "se:Displacement")
        # QGIS reads the second number downwards, as it writes it.
        right, down = rule.offset_px
        ET.SubElement(moved, "se:DisplacementX").text = number(right)
        ET.SubElement(moved, "se:DisplacementY").text = number(down)


def _stroke(style: Style) -> dict[str, str | float]:
    values: dict[str, str | float] = {"stroke": style.stroke, "stroke-width": style.stroke_width}
    if style.stroke_opacity < 1:
        values["stroke-opacity"] = style.stroke_opacity
    if style.dash:
        values["stroke-dasharray"] = " ".join(number(length) for length in style.dash)
    return values


def _text(element: ET.Element, label: Label, kind: str) -> None:
    symbolizer = ET.SubElement(element, "se:TextSymbolizer")
    text = ET.SubElement(symbolizer, "se:Label")
    ET.SubElement(text, "ogc:PropertyName").text = label.field
    font: dict[str, str | float] = {"font-size": label.size_px}
    if label.bold:
        font["font-weight"] = "bold"
    _parameters(symbolizer, "se:Font", font)
    if kind == "point":
        # Above the symbol or below the grid of squares. No anchor point is given as well, since
        # QGIS then forgets the displacement.
        spot = ET.SubElement(ET.SubElement(symbolizer, "se:LabelPlacement"), "se:PointPlacement")
        moved = ET.SubElement(spot, "se:Displacement")
        ET.SubElement(moved, "se:DisplacementX").text = "0"
        ET.SubElement(moved, "se:DisplacementY").text = number(-label.below_px or _ABOVE)
    halo = ET.SubElement(symbolizer, "se:Halo")
    ET.SubElement(halo, "se:Radius").text = "2"
    _parameters(halo, "se:Fill", {"fill": label.halo})
    _parameters(symbolizer, "se:Fill", {"fill": label.colour})


def _parameters(parent: ET.Element, tag: str, values: Mapping[str, str | float]) -> None:
    element = ET.SubElement(parent, tag)
    for name, value in values.items():
        text = value if isinstance(value, str) else number(value)
        ET.SubElement(element, "se:SvgParameter", name=name).text = text
