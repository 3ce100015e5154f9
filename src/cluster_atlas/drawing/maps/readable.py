"""A map for a small frame: numbers beside the names of cities instead of grids of squares."""

from __future__ import annotations

from dataclasses import replace

from cluster_atlas.values.colours import INK
from cluster_atlas.values.mapspec import Feature, Layer, LegendEntry, MapSpec, Style
from cluster_atlas.wording.map_words import NUMBERS

# Points of width for a degree of longitude from which on grids have room side by side.
_ROOM = 52.0


def readable(spec: MapSpec, width: float) -> MapSpec:
    """Return a map as it can be read in a width.

    Parameters
    ----------
    spec
        The map.
    width
        Of its frame, in points.

    Returns
    -------
    MapSpec
        The same where it has no grids of squares or they have room; else the city's name with its
        number stands for each grid, and the legend says so.
    """
    west, _, east, _ = spec.bounds
    grids = [layer for layer in spec.layers if layer.kind == "cells"]
    if not grids or width / max(east - west, 1e-6) >= _ROOM:
        return spec
    gridded = {feature.id for layer in grids for feature in layer.features}
    groups = {layer.group for layer in grids}
    layers = tuple(
        replace(layer, kind="label", features=tuple(map(_named, layer.features)))
        if layer.kind == "cells"
        else _without(layer, gridded)
        for layer in spec.layers
    )
    legend = tuple(entry for entry in spec.legend if entry.group not in groups)
    numbers = NUMBERS.in_language(spec.language)
    said = tuple(
        LegendEntry(group, "heading", numbers[0].upper() + numbers[1:], Style())
        for group in sorted(groups)
    )
    return replace(spec, layers=layers, legend=(*legend, *said))


def _named(feature: Feature) -> Feature:
    style = Style(text=feature.style.text or INK, text_size=11, bold=feature.style.bold)
    return replace(feature, style=style, cells=())


def _without(layer: Layer, gridded: set[str]) -> Layer:
    """Return a layer of names without those that stand for a grid now."""
    if layer.kind != "label":
        return layer
    kept = tuple(feature for feature in layer.features if feature.id not in gridded)
    return replace(layer, features=kept)
