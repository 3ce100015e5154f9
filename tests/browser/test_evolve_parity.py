"""Python and JavaScript tell the same changes, in the same sentences."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.questions.evolve import (
    Evolution,
    edition_pairs,
    editions,
    evolve,
    evolve_dates,
    left_out,
    usual_editions,
)
from cluster_atlas.values.model import Designation
from cluster_atlas.web.pack import pack
from cluster_atlas.wording.changes import left_out_sentence, percent, sentence
from cluster_atlas.wording.wording import Wording
from tests.browser.questions import answer, load

MODULES = {
    "questions/evolve.js": [
        "changesOnMap",
        "evolutionsBetween",
        "evolveLeftOut",
        "readEvolution",
        "usualEditions",
    ],
    "questions/evolve_say.js": ["changeSentence", "leftOutSentence"],
}
_TOLD = """
const fact = (i) => (i < 0 ? null : atlas.facts.id[i]);
const places = (list) => list.map((p) => atlas.places[p].id);
const told = (c) => [c.kind, fact(c.old), fact(c.new), c.differences, places(c.added),
  places(c.taken), c.judged, c.likeness,
  questions.changeSentence(atlas, "zh", c), questions.changeSentence(atlas, "en", c)];
const documents = (list) => list.map((k) => atlas.documents[k].id);
const evolutions = (from, to) => questions.evolutionsBetween(atlas, from, to).map(
  (e) => [documents(e.old), documents(e.new), e.changes.map(told)]);
"""


@pytest.fixture(scope="module")
def asked(browser: Browser, atlas: Atlas) -> Iterator[Page]:
    """Return a page that has the pure modules and the atlas with its editions."""
    context = browser.new_context()
    page = context.new_page()
    load(page, atlas, MODULES)
    facts = {fact.id: number for number, fact in enumerate(atlas.facts)}
    documents = {row["id"]: number for number, row in enumerate(pack(atlas)["documents"])}
    page.evaluate("(e) => { atlas.editions = e; }", edition_pairs(atlas, facts, documents))
    yield page
    context.close()


def told(atlas: Atlas, evolution: Evolution) -> list[Any]:
    def name(fact: Designation | None) -> str | None:
        return fact.id if fact else None

    changes = [
        [
            change.kind,
            name(change.old),
            name(change.new),
            list(change.differences),
            list(change.places_added),
            list(change.places_taken),
            change.judged,
            percent(change.likeness),
            sentence(Wording(atlas, "zh", atlas.today), change),
            sentence(Wording(atlas, "en", atlas.today), change),
        ]
        for change in evolution.changes
    ]
    return [list(evolution.old), list(evolution.new), changes]


def test_editions(asked: Page, atlas: Atlas) -> None:
    for old, new in editions(atlas):
        found = answer(asked, f"{_TOLD} return evolutions(given[0], given[1]);", [old, new])
        assert found == [told(atlas, evolve(atlas, old, new))]


def test_years(asked: Page, atlas: Atlas) -> None:
    years = range(2018, atlas.today.year + 1)
    pairs = [(str(first), str(last)) for first in years for last in years if first < last]
    found = answer(asked, f"{_TOLD} return given.map((pair) => evolutions(...pair));", pairs)
    for (first, last), answered in zip(pairs, found, strict=True):
        days = dt.date(int(first), 12, 31), dt.date(int(last), 12, 31)
        assert answered == [told(atlas, e) for e in evolve_dates(atlas, *days)]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_years_are_not_compared_in(asked: Page, atlas: Atlas, language: str) -> None:
    years = [str(year) for year in range(2018, atlas.today.year + 1)]
    pairs = [(first, last) for first in years for last in years if first < last]
    body = """
    return given.pairs.map((pair) => questions.leftOutSentence(atlas, given.language,
      questions.evolveLeftOut(atlas, questions.readEvolution(atlas, ...pair))));
    """
    wording = Wording(atlas, language, atlas.today)
    missing = [left_out(atlas, *pair) for pair in pairs]
    mine = [left_out_sentence(wording, one.clusters, one.documents) for one in missing]
    assert any(mine)
    assert answer(asked, body, {"pairs": pairs, "language": language}) == mine


def test_the_usual_editions(asked: Page, atlas: Atlas) -> None:
    found = answer(asked, "return questions.usualEditions(atlas);")
    assert (found["from"], found["to"]) == usual_editions(atlas)


def test_what_an_address_asks_for(asked: Page) -> None:
    def read(old: str, new: str) -> Any:
        return answer(asked, "return questions.readEvolution(atlas, ...given);", [old, new])

    usual = {"mode": "editions", "from": "gd-electronics-2021", "to": "gd-electronics-2023"}
    assert read("", "") == usual
    assert read("gd-electronics-2023", "gd-electronics-2021") == usual
    assert read("2024", "2021") == {"mode": "years", "from": "2021", "to": "2024"}
    assert read("2024", "2024")["why"] == "same"
    assert read("gd-uhd-2023", "gd-electronics-2021")["why"] == "other"
    assert read("gd-electronics-2021", "<b>")["unknown"] == "<b>"
    assert read("gd-electronics-2021", "")["why"] == "unknown"
    assert read("2021", "gd-electronics-2021")["why"] == "unknown"


def test_cities_on_the_map(asked: Page) -> None:
    body = """
    const found = questions.changesOnMap(atlas, ...given);
    const names = (set) => [...set].map((p) => atlas.places[p].zh).sort();
    return Object.fromEntries(Object.entries(found).map(([kind, set]) => [kind, names(set)]));
    """
    found = answer(asked, body, ["gd-electronics-2021", "gd-electronics-2023"])
    assert {kind: set(names) for kind, names in found.items()} == {
        # 芯火, innovation centres, component bases, the gateway; 广东移动 has no city.
        "added": {"东莞", "汕头", "云浮"},
        "dropped": set(),
        # Terminal bases that became parks.
        "changed": {"广州", "深圳", "东莞", "惠州", "河源"},
    }
