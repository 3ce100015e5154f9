"""What the mouse says of a map's picture, and what a browser says that it kept."""

from __future__ import annotations

import json

import pytest

from cluster_atlas.drawing.maps.frame import frame_for
from cluster_atlas.ui.briefing_keep import LARGEST, MOST_SAVED, Kept, read_told
from cluster_atlas.ui.briefing_marks import point_at

FRAME = frame_for((109.6, 20.2, 117.2, 25.5), (0, 0, 420, 300), 16)


def test_a_click_is_the_place_that_is_drawn_there() -> None:
    x, y = FRAME.at((113.264, 23.129))
    at = [x / FRAME.w, y / FRAME.h]
    found = point_at(FRAME, json.dumps([*at, *at]))
    assert found is not None
    assert found[:2] == pytest.approx((113.264, 23.129), abs=1e-3)
    assert found[2:] == (0.0, 0.0)


def test_a_drag_sets_where_the_text_stands() -> None:
    found = point_at(FRAME, "[0.5, 0.5, 0.7, 0.3]")
    assert found is not None
    assert found[2:] == pytest.approx((0.2, -0.2 * 300 / 420), abs=2e-3)


@pytest.mark.parametrize("told", ["", "None", "[1]", '["a", 1, 1, 1]', "[NaN, 0, 0, 0]", "{"])
def test_anything_else_is_no_point(told: str) -> None:
    assert point_at(FRAME, told) is None


def test_what_the_browser_kept_is_taken_as_it_can_be() -> None:
    saved = [{"name": "a" * 500, "date": "2026-11-28", "toml": "x"}] * (MOST_SAVED + 5)
    found = read_told(json.dumps({"deck": "title = 1", "saved": saved}))
    assert found.deck == "title = 1"
    assert len(found.saved) == MOST_SAVED
    assert len(found.saved[0][0]) == 80
    huge = [{"name": "b", "toml": "x" * (LARGEST + 1)}]
    assert read_told(json.dumps({"deck": "", "saved": huge})).saved == []


@pytest.mark.parametrize(
    "text", [None, "", "[]", '{"deck": 3}', '{"deck": "", "saved": [1]}', "{" * 9]
)
def test_a_browser_that_tells_nonsense_kept_nothing(text: object) -> None:
    assert read_told(text) == Kept()
