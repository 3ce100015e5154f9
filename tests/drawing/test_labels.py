"""Names and squares on paper: each on its own ground or tied to it, none on another's."""

from __future__ import annotations

import itertools
import math
from functools import cache

import pytest
import shapely

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.boundaries import geometry
from cluster_atlas.atlas.selection import Selection, select
from cluster_atlas.briefing.briefing import city_briefing
from cluster_atlas.briefing.maps.part_maps import selection_map
from cluster_atlas.briefing.parts import compose_brief
from cluster_atlas.drawing.maps.draw import draw_map
from cluster_atlas.drawing.maps.enlargement import frames_for, known_bounds
from cluster_atlas.drawing.maps.frame import Frame
from cluster_atlas.drawing.maps.occupancy import Rect
from cluster_atlas.drawing.shapes import Item, Shape
from cluster_atlas.questions.roles import cities
from cluster_atlas.values.mapspec import MapSpec
from tests.conftest import SHOWN_CITIES, some_and_all, with_soak
from tests.drawing.maps.items import leaders, written

# What a map takes of A4 upright and across, of A3, and of a slide, in points.
PAPERS = {
    "A4": (42.5, 120.0, 510.0, 388.0),
    "A4 across": (42.5, 90.0, 437.0, 380.0),
    "A3": (42.5, 120.0, 756.0, 575.0),
    "A3 across": (42.5, 90.0, 641.0, 590.0),
    "slide": (36.9, 80.0, 496.0, 330.0),
}

SELECTIONS = {
    "province": Selection(),
    "one cluster": Selection(clusters=["materials"]),
    "many symbols": Selection(clusters=["equipment"]),
    "one industry": Selection(industries=["rail-equipment"]),
}

# Every paper in both languages, every selection on two or three papers; the rest in a soak.
USUAL = [
    ("A4", "province", "zh"),
    ("A4", "many symbols", "en"),
    ("A4 across", "province", "en"),
    ("A4 across", "one cluster", "zh"),
    ("A3", "one cluster", "en"),
    ("A3", "many symbols", "zh"),
    ("A3 across", "province", "en"),
    ("A3 across", "one industry", "zh"),
    ("slide", "province", "en"),
    ("slide", "one industry", "zh"),
]
CASES = with_soak(USUAL, itertools.product(PAPERS, SELECTIONS, ("zh", "en")))


@cache
def _spec(atlas: Atlas, name: str, language: str) -> MapSpec:
    return selection_map(atlas, select(atlas, SELECTIONS[name]), language)


@cache
def _drawn(atlas: Atlas, paper: str, name: str, language: str) -> tuple[list[Item], Frame]:
    return draw_map(_spec(atlas, name, language), PAPERS[paper])


@cache
def _areas(atlas: Atlas) -> dict[str, shapely.MultiPolygon]:
    return {shape.id: geometry(shape) for shape in atlas.shapes}


def _names(spec: MapSpec) -> dict[str, str]:
    """Return the lettering of cities and SARs, as squares and names carry it, with their ids."""
    return {
        text: feature.id
        for layer in spec.visible_layers()
        for feature in layer.features
        if feature.level in {"city", "sar"}
        for text in (feature.label, feature.short_label)
        if text
    }


def _frames(spec: MapSpec, box: tuple[float, float, float, float]) -> list[Frame]:
    found = frames_for(spec, box, 16.0)
    return [frame for frame in (found.enlarged, found.frame) if frame is not None]


def _frame_of(frames: list[Frame], at: Rect) -> Frame:
    """Return the frame of the enlargement where something stands in it, else that of the map."""
    return next(
        frame
        for frame in frames
        if frame.x <= at.x <= frame.x + frame.w and frame.y <= at.y <= frame.y + frame.h
    )


@pytest.mark.parametrize(("paper", "name", "language"), CASES)
def test_a_name_stands_on_its_own_ground_or_is_tied_to_it_and_touches_no_other(
    atlas: Atlas, paper: str, name: str, language: str
) -> None:
    spec = _spec(atlas, name, language)
    areas, names = _areas(atlas), _names(spec)
    items, _ = _drawn(atlas, paper, name, language)
    frames, lines = _frames(spec, PAPERS[paper]), leaders(items)
    seen = set()
    for text, rect, group in written(items):
        if text not in names:
            continue
        seen.add(names[text])
        frame, own = _frame_of(frames, rect), areas[names[text]]
        # A block of squares is judged by its middle, a bare name by its own.
        middle = _block(items, group) if group else rect
        if own.contains(shapely.Point(frame.position(middle.x, middle.y))):
            continue
        # A pixel of the ground on which it was placed.
        tied = [
            frame.position(*start)
            for start, end in lines
            if abs(end[0] - middle.x) <= middle.w / 2 + 4
            and abs(end[1] - middle.y) <= middle.h / 2 + 4
        ]
        near = 1.5 / frame.points_per_km() / 100
        assert any(own.distance(shapely.Point(at)) <= 0 for at in tied) or (
            own.distance(shapely.Point(frame.position(middle.x, middle.y))) < near
        ), (text, tied)
    assert seen >= set(cities(atlas))
    _touch_nothing(items)


def _block(items: list[Item], group: str) -> Rect:
    """Return the plate under the squares of a group."""
    plate = next(i for i in items if isinstance(i, Shape) and i.group == group)
    xs, ys = zip(*plate.contours[0].points, strict=True)
    return Rect(
        (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2, max(xs) - min(xs), max(ys) - min(ys)
    )


def _touch_nothing(items: list[Item]) -> None:
    """Fail where a name or the scale lies over another's name or squares."""
    words = list(written(items))
    groups = {group for _, _, group in words if group}
    blocks = {group: _block(items, group) for group in groups}
    for (one, a, _), (other, b, _) in itertools.combinations(words, 2):
        assert not a.overlap(b), (one, other)
    for text, rect, group in words:
        for other, block in blocks.items():
            assert group == other or not rect.overlap(block), (text, other)
    for (one, a), (other, b) in itertools.combinations(blocks.items(), 2):
        assert not a.overlap(b), (one, other)
    for item in items:
        if isinstance(item, Shape) and item.name == "scale bar":
            xs, ys = zip(*item.contours[0].points, strict=True)
            bar = Rect(sum(xs) / 4, sum(ys) / 4, max(xs) - min(xs), max(ys) - min(ys))
            assert not [key for key, block in blocks.items() if bar.overlap(block)]


def test_a_map_shows_only_what_is_known_round_the_province(atlas: Atlas) -> None:
    spec = _spec(atlas, "one cluster", "zh")
    known = known_bounds(spec)
    assert known is not None
    boxes = [(0, 0, 272.7, 300.5), (0, 0, 327.2, 376.1), (0, 0, 240, 330), (0, 0, 510, 208)]
    boxes += [(0, 0, 440, 277), (0, 0, 400, 460), (0, 0, 120, 54), (0, 0, 90, 130)]
    for box in (*PAPERS.values(), *boxes):
        west, south, east, north = frames_for(spec, box, 16.0).frame.bounds
        about = (box, (west, south, east, north))
        assert known[0] - 1e-6 <= west < east <= known[2] + 1e-6, about
        assert known[1] - 1e-6 <= south < north <= known[3] + 1e-6, about


@pytest.mark.parametrize(
    ("paper", "name", "language"),
    with_soak(
        [case for case in USUAL if case[1] == "province"],
        itertools.product(PAPERS, ["province"], ("zh", "en")),
    ),
)
def test_the_delta_is_enlarged_beside_the_province_and_named_there_only(
    atlas: Atlas, paper: str, name: str, language: str
) -> None:
    spec = _spec(atlas, name, language)
    box = PAPERS[paper]
    frame, inset, enlarged, panel = frames_for(spec, box, 16.0)
    assert inset is not None
    assert enlarged is not None
    assert panel is not None
    assert enlarged.scale >= 1.4 * frame.scale - 1e-6
    province = next(_areas(atlas)[s.id] for s in atlas.shapes if s.level == "province")
    corners = (
        frame.position(panel.x - panel.w / 2, panel.y + panel.h / 2),
        frame.position(panel.x + panel.w / 2, panel.y - panel.h / 2),
    )
    over = shapely.intersection(province, shapely.box(*corners[0], *corners[1]))
    assert over.area / province.area < 1e-4, "the enlargement covers the province"
    items, _ = _drawn(atlas, paper, name, language)
    names = _names(spec)
    west, south, east, north = inset.bounds
    for text, rect, _ in written(items):
        place = atlas.places.get(names.get(text, ""))
        if place is None or place.lon is None or place.lat is None:
            continue
        there = west < place.lon < east and south < place.lat < north
        assert bool(rect.overlap(panel)) == there, text


@some_and_all
def test_a_map_of_one_city_has_no_enlargement(atlas: Atlas, which: str) -> None:
    for city in SHOWN_CITIES if which == "some" else cities(atlas):
        spec = compose_brief(atlas, city_briefing(city)).brief.parts[0].map
        assert spec is not None
        assert frames_for(spec, PAPERS["A4"], 16.0).inset is None


@some_and_all
def test_the_inset_of_dongsha_keeps_off_the_estuary(atlas: Atlas, which: str) -> None:
    spec = compose_brief(atlas, city_briefing("city:440100")).brief.parts[0].map
    assert spec is not None
    water = shapely.box(113.45, 22.3, 113.95, 23.05)
    for paper in ("A4", "slide") if which == "some" else PAPERS:
        box = PAPERS[paper]
        items, frame = draw_map(spec, box)
        inset = next(i for i in items if isinstance(i, Shape) and i.name == "inset")
        corners = [frame.position(*point) for point in inset.contours[0].points]
        assert not shapely.Polygon(corners).intersects(water), paper


def test_all_cities_have_the_lines_of_their_counties(atlas: Atlas) -> None:
    counted = {place.city for place in atlas.places.values() if place.level == "county"}
    for name in SELECTIONS:
        spec = _spec(atlas, name, "zh")
        lines = [
            feature
            for layer in spec.visible_layers()
            if layer.kind == "border"
            for feature in layer.features
            if feature.level == "county"
        ]
        assert len(lines) == len(counted), name


@pytest.mark.parametrize("name", ["one cluster", "many symbols"])
def test_symbols_that_share_a_point_stand_together_tied_to_it(atlas: Atlas, name: str) -> None:
    spec = _spec(atlas, name, "zh")
    items, frame = _drawn(atlas, "A3", name, "zh")
    frames = _frames(spec, PAPERS["A3"])
    lines = leaders(items)
    spots: dict[tuple[float, float], list[str]] = {}
    for layer in spec.visible_layers():
        for feature in layer.features if layer.kind == "point" else ():
            spots.setdefault(next(feature.geometry.positions()), []).append(feature.title)
    shared = {at: titles for at, titles in spots.items() if len(titles) > 1}
    assert shared
    for at, titles in shared.items():
        drawn = []
        for title in titles:
            marks = [i for i in items if isinstance(i, Shape) and i.name == title]
            xs, ys = zip(*marks[-1].contours[0].points, strict=True)
            drawn.append(Rect((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2, 6, 6))
        for a, b in itertools.combinations(drawn, 2):
            assert not a.overlap(b), titles
        for one in drawn:
            near = min(math.dist(one[:2], other[:2]) for other in drawn if other is not one)
            assert near < 12, titles
        inside = next((f for f in frames if _holds(f, drawn[0])), frame)
        point = inside.at(at)
        ties = [end for start, end in lines if math.dist(start, point) < 1]
        # It ends at their frame, of which a corner may be empty.
        assert any(one.gap(Rect(*end, 0, 0)) < 12 for one in drawn for end in ties), titles


def _holds(frame: Frame, rect: Rect) -> bool:
    x0, y0, x1, y1 = frame.box
    return x0 <= rect.x <= x1 and y0 <= rect.y <= y1


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_filter_by_place_shows_that_place_and_dims_the_rest(atlas: Atlas, language: str) -> None:
    region = "region:western-guangdong"
    chosen = Selection(clusters=["materials"], places=[region])
    spec = selection_map(atlas, select(atlas, chosen), language)
    plain = selection_map(atlas, select(atlas, Selection(clusters=["materials"])), language)
    members = set(atlas.places[region].members)
    west, south, east, north = spec.bounds
    assert east - west < 0.6 * (plain.bounds[2] - plain.bounds[0])
    tiers = {
        feature.id: feature.style.fill
        for layer in spec.visible_layers()
        if layer.role == "city-tiers"
        for feature in layer.features
        if feature.level == "city" and feature.style.fill_opacity
    }
    assert members & tiers.keys()
    assert tiers.keys() - members, "cities elsewhere are named by the same statements"
    light = {city: sum(bytes.fromhex(fill[1:])) / 3 for city, fill in tiers.items()}
    for city in tiers.keys() - members:
        assert light[city] > 200, city
    assert min(light[city] for city in members & light.keys()) < 200
    for key in members:
        place = atlas.places[key]
        assert west <= (place.lon or 0) <= east
        assert south <= (place.lat or 0) <= north
