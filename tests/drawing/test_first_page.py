"""The first page of a paper: its map is on it, and it is full unless all ends there."""

from __future__ import annotations

import itertools

import pytest
import shapely

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.briefing.briefing import Briefing, PartChoice
from cluster_atlas.briefing.maps.dimming import NAME
from cluster_atlas.briefing.parts import compose_brief
from cluster_atlas.drawing.layout.pages import layout
from cluster_atlas.drawing.layout.sheet import QUIET
from cluster_atlas.drawing.maps.draw import draw_map
from cluster_atlas.drawing.maps.frame import areas
from cluster_atlas.drawing.shapes import Page, Shape, TextBox
from cluster_atlas.mapping.basemap import finer_areas
from cluster_atlas.values.briefspec import Brief
from cluster_atlas.values.colours import contrast
from cluster_atlas.wording.numbers import noun
from tests.conftest import with_soak
from tests.drawing.test_pages import PAPERS

SUBJECTS = {
    "city": PartChoice("place", state="focus=city:440700"),
    "cluster": PartChoice("map", state="cluster=uhd"),
    "comparison": PartChoice("compare", state="with=city:441300&with=city:441900"),
}
EMPTY = 0.4


def first_pages(atlas: Atlas, subject: str, language: str) -> list[tuple[Brief, list[Page]]]:
    """Return the briefing of a subject with its pages, for each paper of the hand."""
    found = []
    for page, orientation in PAPERS[:-1]:
        part = (SUBJECTS[subject],)
        briefing = Briefing(part=part, page=page, orientation=orientation, language=language)
        brief = compose_brief(atlas, briefing).brief
        found.append((brief, layout(brief)))
    return found


@pytest.mark.parametrize(
    ("subject", "language"),
    with_soak(
        [*((subject, "zh") for subject in SUBJECTS), ("cluster", "en")],
        itertools.product(SUBJECTS, ("en",)),
    ),
)
def test_the_map_is_on_the_first_page_and_the_page_is_full(
    atlas: Atlas, subject: str, language: str
) -> None:
    for brief, pages in first_pages(atlas, subject, language):
        about = (brief.page, brief.landscape)
        first = pages[0]
        frames = [s for s in first.items if isinstance(s, Shape) and s.name == "frame"]
        assert frames, about
        boxes = [item for item in first.items if isinstance(item, TextBox)]
        (foot,) = (box.y for box in boxes if box.name == "footer")
        lows = [
            max(y for contour in item.contours for _, y in contour.points)
            if isinstance(item, Shape)
            else item.y + item.h
            for item in first.items
        ]
        lowest = max(low for low in lows if low < foot - 5)
        assert len(pages) == 1 or foot - lowest < EMPTY * foot, (*about, foot - lowest)


@pytest.mark.parametrize("subject", ["city", "comparison"])
def test_the_scale_bar_is_not_over_the_places_shown(atlas: Atlas, subject: str) -> None:
    briefing = Briefing(part=(SUBJECTS[subject],))
    spec = compose_brief(atlas, briefing).brief.parts[0].map
    assert spec is not None
    for box in ((0.0, 0.0, 437.0, 240.0), (0.0, 0.0, 510.0, 380.0), (0.0, 0.0, 510.0, 215.0)):
        items, frame = draw_map(spec, box)
        (bar,) = (i for i in items if isinstance(i, Shape) and i.name == "scale bar")
        xs, ys = zip(*bar.contours[0].points, strict=True)
        under = shapely.box(min(xs) - 6, min(ys) - 12, max(xs), max(ys))
        own = [
            areas(frame, feature.geometry)
            for layer in spec.visible_layers()
            if layer.id in {"place-edge", "picked"}
            for feature in layer.features
        ]
        assert own
        assert not any(under.intersects(area) for area in own), (subject, box)


def test_compared_cities_have_their_squares_at_home(atlas: Atlas) -> None:
    for language in ("zh", "en"):
        briefing = Briefing(part=(SUBJECTS["comparison"],), language=language)
        spec = compose_brief(atlas, briefing).brief.parts[0].map
        assert spec is not None
        (grids,) = (layer for layer in spec.visible_layers() if layer.kind == "cells")
        titles = {f.id: f.title for f in grids.features}
        units = finer_areas(atlas)
        for box in ((0.0, 0.0, 437.0, 215.0), (0.0, 0.0, 510.0, 380.0)):
            items, frame = draw_map(spec, box)
            named = {i.name: i for i in items if isinstance(i, TextBox) and i.name}
            assert {"city:441300", "city:441900"} <= {k for k, t in titles.items() if t in named}
            for key, title in titles.items():
                if title in named:
                    at = named[title]
                    home = areas(frame, units[key])
                    assert shapely.distance(home, shapely.Point(at.x + at.w / 2, at.y - 10)) < 3, (
                        title,
                        box,
                    )


def test_names_that_stand_back_and_the_credit_are_read() -> None:
    assert contrast(QUIET, "#ffffff") >= 4.5
    assert contrast(NAME, "#f1f3f4") >= 3.0


@pytest.mark.parametrize(("count", "said"), [(1, "park"), (0, "parks"), (2, "parks")])
def test_one_is_singular(count: int, said: str) -> None:
    assert noun(count, "park") == said
