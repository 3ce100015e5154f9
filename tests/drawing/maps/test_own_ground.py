"""What stands where on paper: names on the ground that they name, blocks in their cities' order."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
import shapely

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.boundaries import geometry
from cluster_atlas.atlas.selection import Selection, select
from cluster_atlas.briefing.briefing import Briefing, PartChoice, city_briefing
from cluster_atlas.briefing.maps.part_maps import selection_map
from cluster_atlas.briefing.parts import compose_brief
from cluster_atlas.drawing.maps.draw import draw_map
from cluster_atlas.drawing.maps.enlargement import frames_for
from cluster_atlas.drawing.maps.frame import Frame
from cluster_atlas.drawing.maps.occupancy import Rect
from cluster_atlas.drawing.maps.readable import readable
from cluster_atlas.drawing.shapes import Item, Line, Shape, TextBox
from cluster_atlas.values.mapspec import Feature, MapSpec
from tests.conftest import with_soak
from tests.drawing.maps.items import leaders, written

# The boxes that maps take on paper, in points before a page is scaled to its paper.
BOXES = {
    "A4": (35.0, 219.8, 419.5, 318.8),
    "across": (35.0, 177.1, 360.9, 189.1),
    "low": (35.0, 158.5, 360.9, 161.2),
    "A3": (28.6, 168.8, 509.2, 387.0),
    "slide": (36.9, 80.0, 496.0, 330.0),
}

CLUSTERS = (
    "electronics",
    "uhd",
    "auto",
    "materials",
    "software",
    "equipment",
    "future-electronics",
)
# The most of a name that may lie on other cities than its own without a line.
_MOST_ON_OTHERS = 0.3


@cache
def _areas(atlas: Atlas) -> dict[str, shapely.MultiPolygon]:
    areas = {shape.id: geometry(shape) for shape in atlas.shapes}
    shapely.prepare(list(areas.values()))
    return areas


@cache
def _cluster(atlas: Atlas, cluster: str, language: str) -> MapSpec:
    return selection_map(atlas, select(atlas, Selection(clusters=[cluster])), language)


@cache
def _comparison(atlas: Atlas, language: str) -> MapSpec:
    part = PartChoice("compare", state="with=city:441300&with=city:441900")
    brief = compose_brief(atlas, Briefing(part=(part,), language=language)).brief
    spec = brief.parts[0].map
    assert spec is not None
    return spec


@cache
def _city(atlas: Atlas, city: str, language: str) -> MapSpec:
    spec = compose_brief(atlas, Briefing(part=city_briefing(city).part, language=language)).brief
    assert spec.parts[0].map is not None
    return spec.parts[0].map


_Box = tuple[float, float, float, float]
_DRAWN: dict[tuple[int, _Box], tuple[list[Item], Frame]] = {}


def _drawn(spec: MapSpec, box: _Box) -> tuple[list[Item], Frame]:
    """Return a map of the cached ones as it is drawn in a box; made once."""
    key = id(spec), box
    if key not in _DRAWN:
        _DRAWN[key] = draw_map(spec, box)
    return _DRAWN[key]


def _lettered(spec: MapSpec, *levels: str) -> dict[str, Feature]:
    """Return the features of some levels by each lettering that may stand for them."""
    return {
        text: feature
        for layer in spec.visible_layers()
        if layer.kind in {"label", "cells"}
        for feature in layer.features
        if feature.level in levels
        for text in (feature.label, feature.short_label)
        if text
    }


def _shares(
    atlas: Atlas, frame: Frame, rect: Rect, own: str, level: str = "city"
) -> tuple[float, float]:
    """Return the shares of a rectangle on its own ground, and on that of others of its level."""
    across, down = np.meshgrid(np.linspace(-0.45, 0.45, 12), np.linspace(-0.4, 0.4, 3))
    spots = [
        frame.position(rect.x + rect.w * dx, rect.y + rect.h * dy)
        for dx, dy in zip(across.ravel(), down.ravel(), strict=True)
    ]
    lons, lats = zip(*spots, strict=True)
    areas = _areas(atlas)
    levels = {level, "sar"} if level == "city" else {level}
    others = np.zeros(len(spots), dtype=bool)
    for key, area in areas.items():
        if key != own and key.split(":")[0] in levels:
            others |= shapely.contains_xy(area, lons, lats)
    mine = shapely.contains_xy(areas[own], lons, lats)
    return float(mine.mean()), float(others.mean())


def _names(
    spec: MapSpec, box: _Box, *levels: str
) -> Iterator[tuple[Feature, Frame, Rect, list[Item]]]:
    """Yield each name of a map without squares, the frame in which it is, and all items."""
    items, _ = _drawn(spec, box)
    found = frames_for(spec, box, 16.0)
    lettered = _lettered(spec, *levels)
    for text, rect, group in written(items):
        if text in lettered and not group:
            inner = found.panel is not None and rect.overlap(found.panel)
            frame = found.enlarged if inner and found.enlarged else found.frame
            yield lettered[text], frame, rect, items


def _is_tied(items: list[Item], rect: Rect) -> bool:
    return any(
        abs(x - rect.x) <= rect.w / 2 + 4 and abs(y - rect.y) <= rect.h / 2 + 4
        for _, (x, y) in leaders(items)
    )


@pytest.mark.parametrize(
    ("cluster", "language", "box"),
    [
        ("uhd", "en", "across"),
        ("uhd", "zh", "across"),
        ("uhd", "zh", "A3"),
        ("uhd", "en", "slide"),
        ("materials", "en", "across"),
    ],
)
def test_a_city_is_named_on_its_own_ground_also_where_arrows_crowd(
    atlas: Atlas, cluster: str, language: str, box: str
) -> None:
    astray = []
    for feature, frame, rect, items in _names(
        _cluster(atlas, cluster, language), BOXES[box], "city"
    ):
        mine, others = _shares(atlas, frame, rect, feature.id)
        # On the coast a name runs into the sea; a line says the same of one that stands off.
        if mine < max(0.2, others - 0.1) and not _is_tied(items, rect):
            astray.append((feature.label, round(mine, 2), round(others, 2)))
    assert not astray


@pytest.mark.parametrize(
    ("cluster", "language", "box"),
    with_soak(
        [("uhd", "en", "A4"), ("electronics", "zh", "across"), ("materials", "en", "A3")],
        itertools.product(CLUSTERS, ("zh", "en"), BOXES),
    ),
)
def test_a_name_of_which_a_good_part_lies_on_others_is_tied_to_its_city(
    atlas: Atlas, cluster: str, language: str, box: str
) -> None:
    astray = []
    for feature, frame, rect, items in _names(
        _cluster(atlas, cluster, language), BOXES[box], "city"
    ):
        _, others = _shares(atlas, frame, rect, feature.id)
        if others > _MOST_ON_OTHERS and not _is_tied(items, rect):
            astray.append((feature.label, round(others, 2)))
    assert not astray


@pytest.mark.parametrize("cluster", ["uhd", "materials"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_city_with_a_shade_is_named(atlas: Atlas, cluster: str, language: str) -> None:
    spec = _cluster(atlas, cluster, language)
    shaded = {
        feature.id
        for layer in spec.visible_layers()
        if layer.role == "city-tiers"
        for feature in layer.features
        if feature.level == "city" and feature.style.fill_opacity
    }
    assert shaded
    for box in BOXES.keys() - {"low"}:
        assert shaded <= {feature.id for feature, *_ in _names(spec, BOXES[box], "city")}, box


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_neighbour_is_named_on_its_own_land_or_not_at_all(atlas: Atlas, language: str) -> None:
    spec = _cluster(atlas, "uhd", language)
    names = 0
    for box in BOXES.values():
        for feature, frame, rect, _ in _names(spec, box, "context"):
            names += 1
            at = shapely.Point(frame.position(rect.x, rect.y))
            assert _areas(atlas)[feature.id].contains(at), (feature.label, box)
    assert names > len(BOXES)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("box", ["A4", "low"])
def test_a_city_without_room_for_squares_keeps_its_name(
    atlas: Atlas, language: str, box: str
) -> None:
    spec = _comparison(atlas, language)
    items, frame = _drawn(spec, BOXES[box])
    lettered = _lettered(spec, "city")
    seen = {lettered[text].id for text, *_ in written(items) if text in lettered}
    x0, y0, x1, y1 = frame.box
    # One at the very edge of the map is none of its neighbourhood.
    within = {
        feature.id
        for feature in lettered.values()
        for x, y in [frame.at(next(feature.geometry.positions()))]
        if x0 + 6 < x < x1 - 6 and y0 + 6 < y < y1 - 6
    }
    assert within <= seen, within - seen
    blocks = _blocks(items)
    for city in lettered.values():
        if city.title in blocks:
            mine, others = _shares(atlas, frame, blocks[city.title], city.id)
            assert mine >= others - 0.1, city.title


def _blocks(items: list[Item]) -> dict[str, Rect]:
    """Return what the squares of each city take, by its title."""
    found: dict[str, list[tuple[float, float]]] = {}
    for item in items:
        if isinstance(item, Shape) and item.group:
            found.setdefault(item.group, []).extend(item.contours[0].points)
    spots = {key: tuple(zip(*points, strict=True)) for key, points in found.items()}
    return {
        key: Rect(
            (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2, max(xs) - min(xs), max(ys) - min(ys)
        )
        for key, (xs, ys) in spots.items()
    }


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("box", ["A4", "A3"])
def test_squares_stand_to_each_other_as_their_cities_do(
    atlas: Atlas, language: str, box: str
) -> None:
    spec = selection_map(atlas, select(atlas, Selection()), language)
    items, _ = draw_map(spec, BOXES[box])
    found = frames_for(spec, BOXES[box], 16.0)
    assert found.panel is not None
    assert found.enlarged is not None
    blocks = _blocks(items)
    cities = {f.title: f for f in _lettered(spec, "city").values() if f.title in blocks}
    assert len(cities) > 20
    for one, other in itertools.combinations(cities, 2):
        inner = [bool(blocks[key].overlap(found.panel)) for key in (one, other)]
        if inner[0] != inner[1]:
            continue
        frame = found.enlarged if inner[0] else found.frame
        a, b = (frame.at(next(cities[key].geometry.positions())) for key in (one, other))
        if 1 < math.dist(a, b) < 84:
            spot, away = blocks[one], blocks[other]
            dx, dy = spot.x - away.x, spot.y - away.y
            along = dx * (a[0] - b[0]) + dy * (a[1] - b[1])
            assert along > 0.35 * math.hypot(dx, dy) * math.dist(a, b), (one, other)


@pytest.mark.parametrize("box", ["across", "A3"])
def test_arrows_reach_from_city_to_city(atlas: Atlas, box: str) -> None:
    spec = _cluster(atlas, "uhd", "en")
    items, frame = _drawn(spec, BOXES[box])
    rects = {feature.id: rect for feature, _, rect, _ in _names(spec, BOXES[box], "city")}
    arrows = {
        feature.title: feature.id.split()[1:]
        for layer in spec.visible_layers()
        if layer.kind == "line"
        for feature in layer.features
    }
    lines = [
        (item.name, item.contours[0].points)
        for item in items
        if isinstance(item, Shape) and item.name in arrows
    ]
    assert len(lines) > 10
    for name, points in lines:
        for key, end in zip(arrows[name], (points[0], points[-1]), strict=True):
            place = atlas.places[key]
            if place.lon is None or place.lat is None:
                continue
            at = frame.at((place.lon, place.lat))
            reaches_name = key in rects and rects[key].overlap(Rect(*end, 0, 0), 4)
            # Off the name of another city it stands on its own ground.
            spot = shapely.Point(frame.position(*end))
            near = 10 if key in _areas(atlas) and _areas(atlas)[key].contains(spot) else 6
            assert math.dist(at, end) < near or reaches_name, (name, math.dist(at, end))


@pytest.mark.parametrize(
    ("language", "more", "all_of_them"),
    [
        ("zh", "另有 {} 处未注名", "{} 处未注名"),
        ("en", "{} more unnamed", "{} sites unnamed"),
    ],
)
def test_sites_stand_in_their_city_and_those_without_a_name_are_counted(
    atlas: Atlas, language: str, more: str, all_of_them: str
) -> None:
    spec = _cluster(atlas, "uhd", language)
    items, _ = _drawn(spec, BOXES["A4"])
    found = frames_for(spec, BOXES["A4"], 16.0)
    assert found.enlarged is not None
    sites = [f for layer in spec.visible_layers() if layer.kind == "point" for f in layer.features]
    astray = []
    for site in sites:
        home = next(site.geometry.positions())
        marks = [i for i in items if isinstance(i, Shape) and i.name == site.title]
        xs, ys = zip(*marks[-1].contours[0].points, strict=True)
        at = ((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2)
        inside = found.panel is not None and bool(Rect(*at, 1, 1).overlap(found.panel))
        spot = shapely.Point((found.enlarged if inside else found.frame).position(*at))
        here = atlas.places[site.id].city
        if here in _areas(atlas) and _areas(atlas)[here].contains(shapely.Point(home)):
            astray += [] if _areas(atlas)[here].contains(spot) else [site.title]
    assert len(astray) < 2, astray
    texts = {text for text, *_ in written(items)}
    whole = "".join("".join(s.text for s in line.spans) for line in _lines_of(items))
    # The map and its enlargement have one note for both.
    named = [s for s in sites if s.label in texts or s.title.replace(" ", "") in whole]
    note = (more if named else all_of_them).format(len(sites) - len(named))
    assert [text for text in texts if re.search("未注名|unnamed", text)] == [note]


@pytest.mark.parametrize(("box", "language"), [("low", "zh"), ("low", "en"), ("across", "en")])
def test_no_arrow_ends_under_the_name_of_another_city(
    atlas: Atlas, box: str, language: str
) -> None:
    spec = _cluster(atlas, "uhd", language)
    items, frame = _drawn(spec, BOXES[box])
    rects = {feature.id: rect for feature, _, rect, _ in _names(spec, BOXES[box], "city", "sar")}
    arrows = {
        feature.title: feature.id.split()[1:]
        for layer in spec.visible_layers()
        if layer.kind == "line"
        for feature in layer.features
    }
    seen = 0
    for item in items:
        if not (isinstance(item, Shape) and item.name in arrows):
            continue
        points = item.contours[0].points
        for key, line in zip(arrows[item.name], (points[::-1], points), strict=True):
            seen += 1
            tip = line[-1]
            base = next(at for at in reversed(line) if math.dist(at, tip) > 5)
            head = [tip, ((tip[0] + base[0]) / 2, (tip[1] + base[1]) / 2)]
            covering = [
                other
                for other, rect in rects.items()
                if other != key and any(rect.overlap(Rect(*at, 0, 0)) for at in head)
            ]
            # Where it begins, on a map as low as that, the stem alone may lie under a name.
            assert not covering or (line is not points and box == "across"), (item.name, key)
            place = atlas.places[key]
            assert place.lon is not None
            assert place.lat is not None
            at_home = (
                _areas(atlas)[key].contains(shapely.Point(frame.position(*tip)))
                or math.dist(frame.at((place.lon, place.lat)), tip) < 4
                or (key in rects and rects[key].overlap(Rect(*tip, 0, 0), 4))
            )
            assert at_home, (item.name, key)
    assert seen > 20


def _lines_of(items: list[Item]) -> Iterator[Line]:
    for item in items:
        if isinstance(item, TextBox):
            for line in item.lines:
                spans = tuple(replace(s, text=s.text.replace(" ", "")) for s in line.spans)
                yield replace(line, spans=spans)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_county_is_named_at_home_or_outside_its_city(atlas: Atlas, language: str) -> None:
    spec = _city(atlas, "city:440700", language)
    siblings = [p.id for p in atlas.places.values() if p.city == "city:440700"]
    for box in ("A4", "across", "A3"):
        named = set()
        for feature, frame, rect, items in _names(spec, BOXES[box], "county"):
            named.add(feature.id)
            mine, others = _shares(atlas, frame, rect, feature.id, "county")
            at = shapely.Point(frame.position(rect.x, rect.y))
            under = [key for key in siblings if key in _areas(atlas) and key != feature.id]
            abroad = any(_areas(atlas)[key].contains(at) for key in under)
            assert not abroad, (feature.label, box, mine, others)
            assert mine >= others or _is_tied(items, rect), (feature.label, box)
        # The city's two parks choose first: on a low map one county gives way to them.
        assert len(named) >= (6 if box == "across" else 7), (box, named)


def test_a_park_is_named_in_full_where_paper_has_room(atlas: Atlas) -> None:
    items, _ = _drawn(_city(atlas, "city:440700", "en"), BOXES["A3"])
    said = " ".join("".join(s.text for s in line.spans) for line in _set_lines(items))
    assert "Guangdong Rail Transit Industrial Park" in said
    assert "…" not in said


def _set_lines(items: list[Item]) -> Iterator[Line]:
    for item in items:
        if isinstance(item, TextBox):
            yield from item.lines


@pytest.mark.parametrize("language", ["zh", "en"])
def test_macao_is_named_beside_its_coast_and_tied_to_it(atlas: Atlas, language: str) -> None:
    for spec in (_city(atlas, "city:440700", language), _comparison(atlas, language)):
        for feature, frame, rect, items in _names(spec, BOXES["A4"], "sar"):
            mine, others = _shares(atlas, frame, rect, feature.id)
            assert mine >= others or _is_tied(items, rect), feature.label
            assert others < 0.35, (feature.label, others)


# The map of a cluster on one page of A4 upright, as English with its long head leaves it room.
ONE_PAGE = (35.0, 124.05, 419.5, 169.9)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_low_map_of_the_province_enlarges_the_delta(atlas: Atlas, language: str) -> None:
    for name in ("uhd", "materials"):
        spec = _cluster(atlas, name, language)
        for box in (ONE_PAGE, (35.0, 124.0, 419.5, 150.0), BOXES["across"], BOXES["low"]):
            assert frames_for(spec, box, 16.0).inset is not None, box


def _marks(spec: MapSpec, items: list[Item]) -> Iterator[tuple[Feature, tuple[float, float]]]:
    """Yield each park and site that is drawn, and where its symbol stands."""
    shapes = {item.name: item for item in items if isinstance(item, Shape) and item.name}
    for layer in spec.visible_layers():
        for feature in layer.features if layer.kind == "point" else ():
            if feature.title in shapes:
                xs, ys = zip(*shapes[feature.title].contours[0].points, strict=True)
                yield feature, ((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2)


@pytest.mark.parametrize(
    ("cluster", "language", "box"),
    [("uhd", "zh", "page"), ("uhd", "en", "page"), ("uhd", "zh", "A3"), ("robots", "zh", "A4")],
)
def test_symbols_and_names_of_sites_stand_in_no_other_city(
    atlas: Atlas, cluster: str, language: str, box: str
) -> None:
    spec = _cluster(atlas, cluster, language)
    room = ONE_PAGE if box == "page" else BOXES[box]
    items, _ = _drawn(spec, room)
    found = frames_for(spec, room, 16.0)
    areas = _areas(atlas)
    lettered: dict[str, Feature] = {}
    for feature, at in _marks(spec, items):
        lettered |= {text.replace(" ", ""): feature for text in (feature.label, feature.title)}
        own = atlas.places[feature.id].city
        home = shapely.Point(next(feature.geometry.positions()))
        if own in areas and areas[own].contains(home):
            inner = found.panel is not None and bool(Rect(*at, 1, 1).overlap(found.panel))
            frame = found.enlarged if inner and found.enlarged else found.frame
            spot = shapely.Point(frame.position(*at))
            off = areas[own].distance(spot) * 100 * frame.points_per_km()
            others = [key for key in areas if key.startswith("city:") and key != own]
            # A pixel of the ground on which it was placed.
            assert off < 1.5 or not any(areas[key].contains(spot) for key in others), feature.title
    shaded = {
        feature.id
        for layer in spec.visible_layers()
        if layer.role == "city-tiers"
        for feature in layer.features
        if feature.style.fill_opacity
    }
    ends = leaders(items)
    for item in items:
        if not isinstance(item, TextBox) or not item.plate:
            continue
        text = "".join(s.text for line in item.lines for s in line.spans).replace(" ", "")
        if text not in lettered:
            continue
        rect = Rect(item.x + item.w / 2, item.y + item.h / 2, item.w, item.h)
        own = atlas.places[lettered[text].id].city
        inner = found.panel is not None and bool(rect.overlap(found.panel))
        frame = found.enlarged if inner and found.enlarged else found.frame
        tied = any(
            abs(x - rect.x) <= rect.w / 2 + 4 and abs(y - rect.y) <= rect.h / 2 + 4
            for _, (x, y) in ends
        )
        for key in areas:
            if key == own or key.split(":")[0] not in {"city", "sar"}:
                continue
            share = _shares(atlas, frame, rect, key)[0]
            # Off its city only on what the map says nothing of, and tied.
            quiet = tied and key.startswith("city:") and key not in shaded
            assert share < 0.1 or quiet, (text, key, share)


@pytest.mark.parametrize(("language", "box"), [("zh", "page"), ("zh", "A3"), ("en", "A3")])
def test_an_arrow_to_a_small_city_ends_in_it(atlas: Atlas, language: str, box: str) -> None:
    spec = _cluster(atlas, "uhd", language)
    room = ONE_PAGE if box == "page" else BOXES[box]
    items, frame = _drawn(spec, room)
    city = "city:440500"
    titles = {
        feature.title
        for layer in spec.visible_layers()
        if layer.kind == "line"
        for feature in layer.features
        if feature.id.split()[2] == city
    }
    tips = [
        item.contours[0].points[-1]
        for item in items
        if isinstance(item, Shape) and item.name in titles
    ]
    assert tips
    place = atlas.places[city]
    assert place.lon is not None
    assert place.lat is not None
    home = frame.at((place.lon, place.lat))
    names = [rect for feature, _, rect, _ in _names(spec, room, "city") if feature.id == city]
    for tip in tips:
        inside = _areas(atlas)[city].contains(shapely.Point(frame.position(*tip)))
        # Its name stands for it where that covers its point.
        named = any(
            rect.overlap(Rect(*tip, 0, 0), 3) and rect.overlap(Rect(*home, 0, 0)) for rect in names
        )
        assert inside or named or math.dist(home, tip) < 2.5, math.dist(home, tip)


def test_ties_have_a_light_rim_that_dark_ground_does_not_hide(atlas: Atlas) -> None:
    items, _ = _drawn(_cluster(atlas, "uhd", "zh"), BOXES["A3"])
    lines = {
        item.contours[0].points: item
        for item in items
        if isinstance(item, Shape) and item.name == "leader"
    }
    assert lines
    rims = [
        item
        for item in items
        if isinstance(item, Shape)
        and not item.name
        and item.stroke == "#ffffff"
        and item.contours[0].points in lines
    ]
    assert {rim.contours[0].points for rim in rims} == lines.keys()
    for rim in rims:
        assert rim.stroke_width > lines[rim.contours[0].points].stroke_width + 1


@pytest.mark.parametrize("language", ["zh", "en"])
def test_hong_kong_is_named_and_no_name_of_another_lies_over_it(
    atlas: Atlas, language: str
) -> None:
    for spec in (_cluster(atlas, "uhd", language), _comparison(atlas, language)):
        for box in ("A4", "A3"):
            named = {f.id for f, *_ in _names(spec, BOXES[box], "sar")}
            assert "sar:810000" in named, box
            for feature, frame, rect, _ in _names(spec, BOXES[box], "city"):
                for sar in ("sar:810000", "sar:820000"):
                    assert _shares(atlas, frame, rect, sar)[0] < 0.1, (feature.label, box)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_compared_cities_are_named_inside_their_outlines(atlas: Atlas, language: str) -> None:
    spec = readable(_comparison(atlas, language), 0.0)
    for box in ((35.0, 105.0, 274.0, 300.0), (35.0, 119.0, 419.5, 198.0)):
        named = {f.id: (frame, rect) for f, frame, rect, _ in _names(spec, box, "city")}
        for key in ("city:441300", "city:441900"):
            assert key in named, box
            mine, others = _shares(atlas, *named[key], key)
            # Letters are never smaller than can be read.
            assert mine > 0.8, (key, mine, others)
