"""A map on paper: what is on it, and that nothing covers anything."""

from __future__ import annotations

import itertools
from dataclasses import replace
from functools import cache

import pytest

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.screen import Screen
from cluster_atlas.atlas.selection import Selection, select
from cluster_atlas.briefing.briefing import Briefing, PartChoice, city_briefing, state_of
from cluster_atlas.briefing.maps.part_maps import selection_map
from cluster_atlas.briefing.parts import compose_brief
from cluster_atlas.drawing.maps.draw import draw_map
from cluster_atlas.drawing.maps.frame import Frame, edges, surface
from cluster_atlas.drawing.maps.legend import draw_legend, legend_entries, legend_size
from cluster_atlas.drawing.maps.occupancy import Rect
from cluster_atlas.drawing.shapes import Item, Shape, TextBox
from cluster_atlas.drawing.typeset import measure
from cluster_atlas.questions.roles import cities
from cluster_atlas.values.mapspec import MapSpec
from tests.conftest import SHOWN_CITIES, some_and_all

BOX = (40.0, 50.0, 510.0, 386.0)


def _map(atlas: Atlas, selection: Selection, language: str = "zh") -> MapSpec:
    return selection_map(atlas, select(atlas, selection), language)


@cache
def _drawn(atlas: Atlas, name: str, language: str) -> tuple[list[Item], Frame]:
    return draw_map(_map(atlas, SELECTIONS[name], language), BOX)


def _city(atlas: Atlas, city: str, language: str = "zh") -> MapSpec:
    spec = compose_brief(atlas, city_briefing(city, language=language)).brief.parts[0].map
    assert spec is not None
    return spec


def _texts(items: list[Item]) -> list[TextBox]:
    return [item for item in items if isinstance(item, TextBox)]


def _rects(boxes: list[TextBox]) -> list[tuple[str, Rect]]:
    """Return each line of text as the rectangle of its letters."""
    found = []
    for box in boxes:
        for line in box.lines:
            wide = measure(line.spans)
            size = line.spans[0].size
            text = "".join(span.text for span in line.spans)
            found.append((text, Rect(line.x + wide / 2, line.y - size * 0.35, wide, size * 0.8)))
    return found


def _outside(items: list[Item], frame: Frame) -> list[Shape]:
    """Return the shapes that stick out of a frame."""
    x0, y0, x1, y1 = frame.box
    return [
        item
        for item in items
        if isinstance(item, Shape)
        for contour in item.contours
        for x, y in contour.points
        if not (x0 - 1 <= x <= x1 + 1 and y0 - 1 <= y <= y1 + 1)
    ]


SELECTIONS = {
    "province": Selection(),
    "one cluster": Selection(clusters=["equipment"]),
    "crowded": Selection(clusters=["uhd"]),
    "one industry": Selection(industries=["rail-equipment"]),
}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", SELECTIONS)
def test_labels_never_touch_each_other_and_nothing_leaves_the_frame(
    atlas: Atlas, name: str, language: str
) -> None:
    items, frame = _drawn(atlas, name, language)
    x0, _, x1, _ = frame.box
    assert not _outside(items, frame)
    rects = _rects(_texts(items))
    for text, rect in rects:
        assert x0 <= rect.x - rect.w / 2, text
        assert rect.x + rect.w / 2 <= x1 + 0.5, text
    for (one, a), (other, b) in itertools.combinations(rects, 2):
        assert not a.overlap(b), (one, other)


def test_a_map_of_some_cities_draws_nothing_of_those_outside(atlas: Atlas) -> None:
    state = state_of(Screen(compared=("city:440700", "city:441300")))
    briefing = Briefing(part=(PartChoice("compare", state=state),))
    spec = compose_brief(atlas, briefing).brief.parts[0].map
    assert spec is not None
    items, frame = draw_map(spec, BOX)
    assert not _outside(items, frame)
    said = {box.paragraphs[0].text.split()[0] for box in _texts(items)}
    assert {"江门", "惠州", "广州"} <= said
    assert "湛江" not in said


def test_every_city_is_named_once_and_is_a_shape_under_its_name(atlas: Atlas) -> None:
    for name in SELECTIONS:
        items, _ = _drawn(atlas, name, "zh")
        shapes = [i.name for i in items if isinstance(i, Shape) and i.fill and i.name]
        said = [box.paragraphs[0].text.split()[0] for box in _texts(items)]
        for city in cities(atlas):
            place = atlas.places[city]
            assert shapes.count(place.name) == 1, place.name
            assert said.count(place.label) == 1, place.label


@some_and_all
def test_citys_maps_show_scale_north_and_the_inset_of_dongsha(atlas: Atlas, which: str) -> None:
    for city in SHOWN_CITIES if which == "some" else cities(atlas):
        spec = _city(atlas, city)
        items, frame = draw_map(spec, BOX)
        (dongsha,) = spec.insets
        names = {item.name for item in items}
        said = [text for text, _ in _rects(_texts(items))]
        assert {"scale bar", "north arrow"} <= names
        assert sum(text.endswith(" km") for text in said) == 1
        assert said.count("东沙群岛") == 1, city
        assert ("inset" in names) != frame.holds(dongsha.bounds), city
        rects = _rects(_texts(items))
        for (one, a), (other, b) in itertools.combinations(rects, 2):
            assert not a.overlap(b), (city, one, other)


def test_a_map_without_insets_shows_none(atlas: Atlas) -> None:
    spec = replace(_city(atlas, "city:440700"), insets=())
    items, _ = draw_map(spec, BOX)
    assert "inset" not in {item.name for item in items}
    assert "东沙群岛" not in [text for text, _ in _rects(_texts(items))]


def test_what_a_feature_is_does_not_hang_on_its_id(atlas: Atlas) -> None:
    spec = _city(atlas, "city:440700")
    renamed = tuple(
        replace(layer, features=tuple(replace(f, id=f"x{f.id[::-1]}") for f in layer.features))
        for layer in spec.layers
    )
    assert draw_map(replace(spec, layers=renamed), BOX) == draw_map(spec, BOX)


def test_the_province_shows_dongsha_in_its_place(atlas: Atlas) -> None:
    spec = _map(atlas, Selection())
    items, frame = _drawn(atlas, "province", "zh")
    assert all(frame.holds(inset.bounds) for inset in spec.insets)
    assert "inset" not in {item.name for item in items}
    (label,) = [rect for text, rect in _rects(_texts(items)) if text == "东沙群岛"]
    x, y = frame.at((116.8, 20.7))
    assert abs(label.x - x) < 40
    assert abs(label.y - y) < 40


def test_squares_are_those_of_the_cells(atlas: Atlas) -> None:
    spec = _map(atlas, Selection())
    items, _ = _drawn(atlas, "province", "zh")
    (layer,) = [layer for layer in spec.visible_layers() if layer.kind == "cells"]
    for feature in layer.features:
        mine = [i for i in items if isinstance(i, Shape) and i.group == feature.title]
        full = [cell.colour for cell in feature.cells if cell.state == "full"]
        part = [cell.colour for cell in feature.cells if cell.state == "part"]
        filled = [i.fill for i in mine if i.fill not in {"", "#ffffff"}]
        assert sorted(filled) == sorted([*full, *part])


def test_the_same_map_is_drawn_the_same_twice(atlas: Atlas) -> None:
    first = _drawn(atlas, "province", "zh")
    surface.cache_clear()
    edges.cache_clear()
    assert draw_map(_map(atlas, Selection()), BOX) == first


@pytest.mark.parametrize("width", [180.0, 300.0, 510.0, 900.0])
def test_a_legend_says_all_that_is_shown_inside_its_width(atlas: Atlas, width: float) -> None:
    for spec in (_map(atlas, Selection()), _map(atlas, Selection(clusters=["equipment"]))):
        entries = legend_entries(spec)
        items = list(draw_legend(entries, 10, 20, width))
        _, _, high = legend_size(entries, width)
        assert [box.name for box in _texts(items)] == [entry.label for entry in entries]
        for box in _texts(items):
            assert 20 <= box.y <= 20 + high
        if width >= 300:
            for (one, a), (other, b) in itertools.combinations(_rects(_texts(items)), 2):
                assert not a.overlap(b), (one, other)
