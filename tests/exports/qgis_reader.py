"""Opens layers in QGIS and prints how it draws them; run by the Python that has QGIS."""

from __future__ import annotations

import importlib
import json
import os
import sys
from typing import Any

# The Python of QGIS is not that of the tests, so that nothing is known of its types here.
core: Any = importlib.import_module("qgis.core")
gui: Any = importlib.import_module("qgis.PyQt.QtGui")
qt: Any = importlib.import_module("qgis.PyQt.QtCore")


def described(layer: Any) -> dict[str, Any]:
    renderer = layer.renderer()
    rules = []
    if renderer.type() == "RuleRenderer":
        root = renderer.rootRule()
        for rule in root.descendants():
            symbol = rule.symbol()
            if symbol is not None:
                rules.append(
                    {
                        "label": rule.label(),
                        "filter": rule.filterExpression(),
                        "symbols": [
                            {
                                "kind": part.layerType(),
                                "colour": part.color().name(),
                                "stroke": part.strokeColor().name(),
                                **{
                                    key: part.properties().get(key, "")
                                    for key in ("name", "angle", "line_angle", "style")
                                },
                            }
                            for part in symbol.symbolLayers()
                        ],
                    }
                )
    return {
        "valid": layer.isValid(),
        "count": layer.featureCount(),
        "renderer": renderer.type(),
        "ordered": renderer.orderByEnabled(),
        "labels": layer.labelsEnabled(),
        "abstract": layer.metadata().abstract(),
        "rules": rules,
    }


def colours(layers: list[Any], asked: dict[str, Any]) -> list[str]:
    """Return the colours of the map at some positions (EPSG:4326)."""
    west, south, east, north = asked["frame"]
    width, height = 1400, round(1400 * (north - south) / (east - west))
    settings = core.QgsMapSettings()
    settings.setLayers(layers)
    settings.setOutputSize(qt.QSize(width, height))
    settings.setBackgroundColor(gui.QColor("#e8eef2"))
    settings.setDestinationCrs(core.QgsCoordinateReferenceSystem("EPSG:4326"))
    settings.setExtent(core.QgsRectangle(west, south, east, north))
    settings.setFlags(core.QgsMapSettings.Antialiasing)
    job = core.QgsMapRendererSequentialJob(settings)
    job.start()
    job.waitForFinished()
    image = job.renderedImage()
    if asked.get("image"):
        image.save(asked["image"])
    return [
        image.pixelColor(
            round((lon - west) / (east - west) * width),
            round((north - lat) / (north - south) * height),
        ).name()
        for lon, lat in asked["colours"]
    ]


def main() -> None:
    asked = json.load(sys.stdin)
    app = core.QgsApplication([], False)  # noqa: FBT003 - QGIS's own signature
    app.initQgis()
    layers, answers = [], []
    for wanted in asked["layers"]:
        layer = core.QgsVectorLayer(wanted["source"], wanted["source"], "ogr")
        for name, load in (("qml", layer.loadNamedStyle), ("sld", layer.loadSldStyle)):
            if name in wanted:
                message, done = load(wanted[name])
                assert done, message
        layers.append(layer)
        answers.append(described(layer))
    answer: dict[str, Any] = {"layers": answers}
    if "colours" in asked:
        answer["colours"] = colours(layers, asked)
    sys.stdout.write("\n" + json.dumps(answer) + "\n")
    sys.stdout.flush()
    # Leaving in order would take QGIS's objects down in an order that it does not like.
    os._exit(0)


main()
