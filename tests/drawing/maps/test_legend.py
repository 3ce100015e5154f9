"""The legend of a print explains what is drawn on its map, and nothing else."""

from __future__ import annotations

import itertools
import re

import pytest

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.selection import Selection, select
from cluster_atlas.briefing.briefing import Briefing, PartChoice
from cluster_atlas.briefing.maps.part_maps import selection_map
from cluster_atlas.briefing.parts import compose_brief
from cluster_atlas.drawing.maps.draw import drawn_map
from cluster_atlas.drawing.maps.legend import entries_of, legend_entries
from cluster_atlas.drawing.maps.readable import readable
from cluster_atlas.drawing.shapes import Shape
from cluster_atlas.values.mapspec import MapSpec
from tests.conftest import with_soak
from tests.drawing.maps.items import written

# What maps take of A4 upright and across, and of A3, in points before a page is scaled.
BOXES = {
    "A4": (35.0, 123.9, 419.5, 169.9),
    "A4 across": (35.0, 167.0, 367.0, 169.0),
    "A3": (28.6, 168.8, 509.2, 387.0),
}
CONTENTS = {
    "comparison": "with=city:441300&with=city:441900",
    "three compared": "with=city:440100&with=city:440600&with=city:441900",
    "uhd": "",
    "materials": "",
}
CASES = with_soak(
    [
        ("A4 across", "comparison", "en"),
        ("A4", "comparison", "zh"),
        ("A3", "three compared", "zh"),
        ("A4", "uhd", "en"),
        ("A4 across", "materials", "zh"),
    ],
    itertools.product(BOXES, CONTENTS, ("zh", "en")),
)


def _spec(atlas: Atlas, name: str, language: str) -> MapSpec:
    if not CONTENTS[name]:
        return selection_map(atlas, select(atlas, Selection(clusters=[name])), language)
    part = PartChoice("compare", state=CONTENTS[name])
    spec = compose_brief(atlas, Briefing(part=(part,), language=language)).brief.parts[0].map
    assert spec is not None
    return spec


@pytest.mark.parametrize(("paper", "name", "language"), CASES)
@pytest.mark.parametrize("squares", [True, False])
def test_a_legend_promises_what_is_drawn_and_leaves_nothing_unexplained(
    atlas: Atlas, paper: str, name: str, language: str, *, squares: bool
) -> None:
    spec = _spec(atlas, name, language)
    if not squares:
        if not CONTENTS[name]:
            pytest.skip("a map of one cluster has no squares")
        spec = readable(spec, 0.0)
    drawn = drawn_map(spec, BOXES[paper])
    entries = entries_of(legend_entries(spec), drawn.seen)
    shapes = [item for item in drawn.items if isinstance(item, Shape)]
    kinds = {entry.kind for entry in entries}
    texts = [text for text, *_ in written(drawn.items)]
    numbers = any(re.search(r" \d+\+\d+$", text) for text in texts)
    assert numbers == any("+" in entry.label for entry in entries)
    rings = [shape for shape in shapes if shape.dash and len(shape.contours[0].points) > 40]
    assert bool(rings) == ("circle" in kinds)
    marks = {
        f.title for layer in spec.visible_layers() if layer.kind == "point" for f in layer.features
    }
    assert ("symbol" in kinds) == any(shape.name in marks for shape in shapes)
    gridded = {shape.group for shape in shapes if shape.group}
    cities = {
        feature.title: feature
        for layer in spec.visible_layers()
        if layer.kind == "cells"
        for feature in layer.features
    }
    x0, y0, x1, y1 = drawn.frame.box
    inside = {
        title
        for title, feature in cities.items()
        for x, y in [drawn.frame.at(next(feature.geometry.positions()))]
        if x0 + 1 < x < x1 - 1 and y0 + 1 < y < y1 - 1
    }
    named = {title for title, feature in cities.items() if feature.short_label in texts}
    bare = inside - gridded
    assert bool(bare) == ("bare" in kinds), bare
    # One whose point the edge cuts off is named without squares, which the legend says as well.
    assert bool(gridded and (named | inside) - gridded) == bool(kinds & {"bare", "cut"}), named
    # Of those that are not outlined all have squares or none has.
    compared = set(re.findall(r"city:\d+", CONTENTS[name]))
    outlined = {title for title, feature in cities.items() if feature.id in compared}
    assert not bare or gridded <= outlined
    fills = {shape.fill for shape in shapes} | {shape.hatch for shape in shapes}
    for entry in entries:
        if entry.kind in {"area", "hatch"}:
            assert {entry.style.fill, entry.style.hatch} <= fills | {""}, entry.label
    for number, entry in enumerate(entries):
        last = number + 1 == len(entries) or entries[number + 1].kind == "heading"
        assert entry.kind != "heading" or not last or "+" in entry.label, entry.label
