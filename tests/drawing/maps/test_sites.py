"""Parks and sites on paper: each symbol at home or tied, each named or numbered, none ambiguous."""

from __future__ import annotations

import itertools
import math
import re
from functools import cache

import pytest
import shapely

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.boundaries import geometry
from cluster_atlas.atlas.screen import Screen
from cluster_atlas.atlas.selection import Selection, select
from cluster_atlas.briefing.briefing import Briefing, city_briefing, parts_for
from cluster_atlas.briefing.maps.part_maps import selection_map
from cluster_atlas.briefing.parts import compose_brief
from cluster_atlas.drawing.maps.draw import ALL_SITES, DrawnMap, drawn_map
from cluster_atlas.drawing.maps.legend import entries_of, legend_entries, site_key
from cluster_atlas.drawing.maps.occupancy import Rect, crossing, passes
from cluster_atlas.drawing.shapes import Shape, TextBox
from cluster_atlas.values.mapspec import MapSpec
from tests.conftest import with_soak
from tests.drawing.maps.items import leaders, written

# The boxes of A4 upright and across and of A3, in points before a page is scaled to its paper.
BOXES = {
    "A4": (35.0, 219.8, 419.5, 318.8),
    "across": (35.0, 177.1, 360.9, 189.1),
    "A3": (28.6, 168.8, 509.2, 387.0),
}
MAPS = ("uhd", "materials", "equipment", "city:440100", "city:440700")
CASES = with_soak(
    [
        ("uhd", "A4", "zh"),
        ("uhd", "across", "en"),
        ("equipment", "A3", "zh"),
        ("materials", "A4", "en"),
        ("city:440100", "across", "zh"),
        ("city:440100", "A4", "en"),
    ],
    itertools.product(MAPS, BOXES, ("zh", "en")),
)


@cache
def _spec(atlas: Atlas, name: str, language: str) -> MapSpec:
    if name.startswith("city:"):
        briefing = Briefing(part=city_briefing(name).part, language=language)
        spec = compose_brief(atlas, briefing).brief.parts[0].map
        assert spec is not None
        return spec
    return selection_map(atlas, select(atlas, Selection(clusters=[name])), language)


@cache
def _drawn(atlas: Atlas, name: str, box: str, language: str) -> DrawnMap:
    return drawn_map(_spec(atlas, name, language), BOXES[box], numbers=ALL_SITES)


def _titles(spec: MapSpec) -> dict[str, str]:
    """Return the label of each park and site by its title, which its symbol carries."""
    return {
        feature.title: feature.label
        for layer in spec.visible_layers()
        if layer.kind == "point"
        for feature in layer.features
    }


def _symbols(spec: MapSpec, drawn: DrawnMap) -> dict[str, Rect]:
    found = {}
    titles = _titles(spec)
    for item in drawn.items:
        if isinstance(item, Shape) and item.name in titles:
            xs, ys = zip(*item.contours[0].points, strict=True)
            middle = ((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2)
            found[item.name] = Rect(*middle, 8.0, 8.0)
    return found


def _texts(drawn: DrawnMap) -> list[tuple[str, Rect]]:
    """Return each text of a map, of one line or more, and what it takes."""
    return [
        ("".join(s.text for line in item.lines for s in line.spans).replace(" ", ""), _rect(item))
        for item in drawn.items
        if isinstance(item, TextBox)
    ]


def _rect(box: TextBox) -> Rect:
    return Rect(box.x + box.w / 2, box.y + box.h / 2, box.w, box.h)


@pytest.mark.parametrize(("name", "box", "language"), CASES)
def test_nearly_every_site_has_a_name_or_a_number_of_the_key(
    atlas: Atlas, name: str, box: str, language: str
) -> None:
    spec, drawn = _spec(atlas, name, language), _drawn(atlas, name, box, language)
    symbols, texts = _symbols(spec, drawn), _texts(drawn)
    titles = _titles(spec)
    said = {text for text, _ in texts}
    named = [one for one in symbols if titles[one].replace(" ", "") in said]
    numbered = drawn.seen.numbered
    numbers: list[int] = []
    for text in said:
        if found := re.fullmatch(r"(\d+)(?:–(\d+))?", text):
            first, last = int(found[1]), int(found[2] or found[1])
            numbers += range(first, last + 1)
    assert sorted(numbers) == list(range(1, len(numbered) + 1)), "each number is there, once"
    assert set(numbered) <= {titles[one] for one in symbols}
    assert len(named) + len(numbered) >= 0.7 * len(symbols)
    key = site_key(numbered, language)
    assert (key is None) == (not numbered)
    assert key is None or all(label in key.text.replace("\u00a0", " ") for label in numbered)
    # Without a key beside it a map has no numbers.
    bare = drawn_map(spec, BOXES[box])
    assert not bare.seen.numbered


@pytest.mark.parametrize(("name", "box", "language"), CASES)
def test_a_name_or_number_is_nearer_to_its_symbol_than_to_any_other_or_tied_to_it(
    atlas: Atlas, name: str, box: str, language: str
) -> None:
    spec, drawn = _spec(atlas, name, language), _drawn(atlas, name, box, language)
    symbols, lines = _symbols(spec, drawn), leaders(list(drawn.items))
    by_label = {label.replace(" ", ""): title for title, label in _titles(spec).items()}
    for text, rect in _texts(drawn):
        title = by_label.get(text)
        if title is None or title not in symbols:
            continue
        own = symbols[title]
        tied = any(
            rect.gap(Rect(*end, 0, 0)) < 2 and own.gap(Rect(*start, 0, 0)) < 2
            for start, end in lines
        )
        nearest = min((other for other in symbols), key=lambda key: rect.gap(symbols[key]))
        assert tied or nearest == title, (text, nearest)


@pytest.mark.parametrize(("name", "box", "language"), CASES)
def test_lines_of_symbols_cross_nothing(atlas: Atlas, name: str, box: str, language: str) -> None:
    spec, drawn = _spec(atlas, name, language), _drawn(atlas, name, box, language)
    symbols = list(_symbols(spec, drawn).values())
    lines = leaders(list(drawn.items))
    crossed = sum(crossing(*one, *other) for one, other in itertools.combinations(lines, 2))
    through = sum(
        passes(*line, Rect(symbol.x, symbol.y, 5, 5))
        and min(math.dist(end, symbol[:2]) for end in line) > 6
        for line in lines
        for symbol in symbols
    )
    # Where many symbols share a few square centimetres one line may have no other way.
    most = 1 if len(symbols) > 30 or box == "across" else 0
    assert crossed <= most, crossed
    assert through <= most, through
    left, top, wide, high = BOXES[box]
    for symbol in symbols:
        assert left < symbol.x < left + wide
        assert top < symbol.y < top + high


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("box", BOXES)
def test_names_of_sites_are_whole_and_no_line_parts_a_latin_word(
    atlas: Atlas, box: str, language: str
) -> None:
    spec, drawn = _spec(atlas, "uhd", language), _drawn(atlas, "uhd", box, language)
    labels = {re.sub(r"\s", "", label): label for label in _titles(spec).values()}
    for item in drawn.items:
        if not isinstance(item, TextBox):
            continue
        lines = ["".join(span.text for span in line.spans) for line in item.lines]
        assert not any("…" in line for line in lines), lines
        label = labels.get(re.sub(r"\s", "", "".join(lines)), "")
        words = set(re.findall(r"[A-Za-z0-9]+", label))
        assert all(set(re.findall(r"[A-Za-z0-9]+", line)) <= words for line in lines if label), (
            lines
        )


@pytest.mark.parametrize(("box", "language"), [("A4", "zh"), ("across", "zh"), ("A3", "en")])
@pytest.mark.parametrize("cluster", ["uhd", "materials"])
def test_all_arrows_of_a_city_end_at_one_spot_inside_it(
    atlas: Atlas, cluster: str, box: str, language: str
) -> None:
    spec, drawn = _spec(atlas, cluster, language), _drawn(atlas, cluster, box, language)
    arrows = {
        feature.title: feature.id.split()[1:]
        for layer in spec.visible_layers()
        if layer.kind == "line"
        for feature in layer.features
    }
    areas = {shape.id: geometry(shape) for shape in atlas.shapes}
    ends: dict[str, set[tuple[float, float]]] = {}
    outer = 0
    for item in drawn.items:
        if isinstance(item, Shape) and item.name in arrows:
            points = item.contours[0].points
            for key, end in zip(arrows[item.name], (points[0], points[-1]), strict=True):
                ends.setdefault(key, set()).add((round(end[0], 1), round(end[1], 1)))
                place = atlas.places[key]
                at = drawn.frame.at((place.lon or 0, place.lat or 0))
                if key not in areas or math.dist(at, end) > 60:
                    # A region has no ground; one of the enlargement has another frame.
                    continue
                outer += 1
                spot = shapely.Point(drawn.frame.position(*end))
                assert areas[key].contains(spot) or math.dist(at, end) < 1, (item.name, key)
    assert outer
    # A map and its enlargement each have a spot.
    assert all(len(spots) <= 2 for spots in ends.values()), ends
    if cluster == "uhd":
        assert len(ends["city:440500"]) == 1


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_hollow_park_is_in_the_legend_of_its_map(atlas: Atlas, language: str) -> None:
    for name in ("city:440700", "uhd"):
        spec, drawn = _spec(atlas, name, language), _drawn(atlas, name, "A4", language)
        hollow = {shape for shape, is_hollow in drawn.seen.symbols if is_hollow}
        assert hollow
        said = [
            style.symbol
            for entry in entries_of(legend_entries(spec), drawn.seen)
            if entry.kind == "symbol"
            for style in (entry.style, *entry.also)
            if style.hollow
        ]
        assert sorted(said) == sorted(hollow), name


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("box", BOXES)
def test_the_parks_of_a_city_leave_its_counties_their_names(
    atlas: Atlas, box: str, language: str
) -> None:
    spec, drawn = _spec(atlas, "city:440700", language), _drawn(atlas, "city:440700", box, language)
    said = {text for text, *_ in written(list(drawn.items))}
    assert {"zh": "开平", "en": "Kaiping"}[language] in said
    symbols, titles = _symbols(spec, drawn), _titles(spec)
    whole = {text for text, _ in _texts(drawn)}
    for title in symbols:
        label = titles[title]
        assert label.replace(" ", "") in whole or label in drawn.seen.numbered, label


def test_ranked_places_have_no_numbers_but_their_ranks(atlas: Atlas) -> None:
    screen = Screen(view="find", ask={"q": "燃料电池"})
    brief = compose_brief(atlas, Briefing(part=parts_for(screen))).brief
    spec = next(part.map for part in brief.parts if part.map is not None)
    drawn = drawn_map(spec, BOXES["across"], numbers=ALL_SITES)
    assert _titles(spec)
    assert not drawn.seen.numbered
