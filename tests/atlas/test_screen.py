"""What an address asks for, where a card of an office's own row is wanted."""

from __future__ import annotations

import pytest

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.screen import is_focus, read_query


def is_own(row: str) -> bool:
    return row == "3-17"


def test_a_card_of_an_own_row_is_asked_for_by_its_id(atlas: Atlas) -> None:
    screen, issues = read_query(atlas, {"focus": ["own:3-17"]}, is_own)
    assert (screen.focus, issues) == ("own:3-17", [])
    assert read_query(atlas, {"focus": ["own:3-17"]}, is_own)[0].to_query() == {"focus": "own:3-17"}


@pytest.mark.parametrize("focus", ["own:3-18", "own:", "own", "3-17", "OWN:3-17"])
def test_an_unknown_one_is_told_as_an_unknown_place(atlas: Atlas, focus: str) -> None:
    screen, (issue,) = read_query(atlas, {"focus": [focus]}, is_own)
    assert screen.focus == ""
    assert focus in issue.sentence("zh")


def test_without_an_office_no_row_is_known(atlas: Atlas) -> None:
    assert not is_focus(atlas, "own:3-17")
    assert read_query(atlas, {"focus": ["own:3-17"]})[1]


def test_places_and_designations_ask_no_office(atlas: Atlas) -> None:
    def never(row: str) -> bool:
        raise AssertionError(row)

    assert is_focus(atlas, "city:440700", never)
    assert is_focus(atlas, next(iter(atlas.fact_by_id)), never)
