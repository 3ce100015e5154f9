"""The first page of a paper: its map is on it, and it is full unless all ends there."""

from __future__ import annotations

import itertools

import pytest

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.briefing.briefing import Briefing, PartChoice
from cluster_atlas.briefing.parts import compose_brief
from cluster_atlas.drawing.layout.pages import layout
from cluster_atlas.drawing.shapes import Page, Shape
from cluster_atlas.values.briefspec import Brief
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


@pytest.mark.parametrize(("subject", "language"), list(itertools.product(SUBJECTS, ("zh", "en"))))
def test_the_map_is_on_the_first_page_and_the_page_is_full(
    atlas: Atlas, subject: str, language: str
) -> None:
    for brief, pages in first_pages(atlas, subject, language):
        about = (brief.page, brief.landscape)
        first = pages[0]
        frames = [s for s in first.items if isinstance(s, Shape) and s.name == "frame"]
        assert frames, about
        (foot,) = (item.y for item in first.items if getattr(item, "name", "") == "footer")
        lows = [
            max(y for contour in item.contours for _, y in contour.points)
            if isinstance(item, Shape)
            else item.y + item.h
            for item in first.items
        ]
        lowest = max(low for low in lows if low < foot - 5)
        assert len(pages) == 1 or foot - lowest < EMPTY * foot, (*about, foot - lowest)
