"""The link that paper carries: only where an address was given, and to what the part shows."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.screen import Screen, read_query
from cluster_atlas.atlas.selection import Selection
from cluster_atlas.briefing.briefing import Briefing, PartChoice, briefing_toml, city_briefing
from cluster_atlas.briefing.parts import compose_brief
from cluster_atlas.briefing.weblink import link_of
from cluster_atlas.values.issues import AtlasError
from tests.conftest import HOSTILE

BASE = "https://atlas.example.org/"


def test_no_link_without_an_address(atlas: Atlas) -> None:
    assert compose_brief(atlas, city_briefing("city:440700")).brief.link == ""


def test_the_link_opens_what_the_first_part_shows(atlas: Atlas) -> None:
    part = PartChoice("compare", state="with=city:440300&with=city:441300&cluster=uhd")
    briefing = Briefing(part=(part,), address=BASE, language="en")
    link = compose_brief(atlas, briefing).brief.link
    assert link.startswith(BASE + "?")
    screen, issues = read_query(atlas, parse_qs(urlsplit(link).query))
    assert issues == []
    assert (screen.view, screen.language) == ("compare", "en")
    assert screen.compared == ("city:440300", "city:441300")
    assert screen.selection == Selection(clusters=("uhd",))


def test_a_state_too_long_for_a_code_leaves_the_address() -> None:
    long = Screen(Selection(text="长" * 100))
    assert link_of(BASE, "map", long) == BASE
    assert link_of("http://10.0.0.5:8501", "map", Screen()) == "http://10.0.0.5:8501/"


@pytest.mark.parametrize(
    "address",
    [
        *HOSTILE,
        "atlas.example.org",
        "ftp://atlas.example.org/",
        "javascript:alert(1)",
        "http://",
        "http://user:secret@atlas.example.org/",
        "https://atlas.example.org/?view=map",
        "https://atlas.example.org/#x",
        "https://atlas.example.org:99999/",
        "https://[atlas/",
        "https://" + "x" * 300,
    ],
)
def test_an_address_that_is_none_is_refused(atlas: Atlas, address: str) -> None:
    with pytest.raises(AtlasError) as error:
        compose_brief(atlas, replace(city_briefing("city:440700"), address=address))
    assert {issue.field for issue in error.value.issues} == {"address"}


def test_the_address_is_kept() -> None:
    text = briefing_toml(replace(city_briefing("city:440700"), address=BASE))
    assert f'address = "{BASE}"' in text
