"""Python and JavaScript rank the same places for the same text, on the whole atlas."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.selection import Selection, select
from cluster_atlas.questions.find import find
from cluster_atlas.values.answers import Answer
from tests.browser.questions import answer, asked_page
from tests.conftest import HOSTILE, sample
from tests.questions.test_find import QUERIES

MORE = (
    "广州",
    "高栏 化工",
    "zzzqqq",
    "大湾区 集成电路",
    "shenzen display",
    "承接 转移 陶瓷",
)
TEXTS = [
    *sample([query["text"] for query in QUERIES], 16),
    *MORE,
    *sample([f"轨道 {text}" for text in HOSTILE], 4),
]

_ASK = """
const F = atlas.facts.id, P = atlas.places;
const name = (p) => P[p].id;
const ids = given.facts.map((id) => F.indexOf(id));
const found = questions.findPlaces(atlas, given.text, ids, given.weights, given.year);
return found && {
  notes: found.understood.notes, places: found.understood.places.map(name), nearest: found.nearest,
  found: found.found.map((f) => [name(f.place), f.score, f.evidence.map((e) => F[e.fact]),
    f.near.map((n) => [name(n.place), n.apart && n.apart[0], n.adjoining]), f.transfers.map(name)]),
};
"""


@pytest.fixture(scope="module")
def asked(browser: Browser, atlas: Atlas) -> Iterator[Page]:
    yield from asked_page(browser, atlas, {"questions/find.js": ["findPlaces"]})


def plain(answer: Answer) -> dict[str, object]:
    """Return an answer as the viewer gives it."""
    return {
        "notes": [list(note) for note in answer.query.notes],
        "places": list(answer.query.places),
        "nearest": list(answer.nearest),
        "found": [
            [
                f.place.id,
                pytest.approx(f.score, abs=1e-9),
                [e.fact.id for e in f.evidence],
                [
                    [n.place.id, n.distance and pytest.approx(n.distance.km, abs=1e-6), n.adjoining]
                    for n in f.near
                ],
                list(f.transfers),
            ]
            for f in answer.candidates
        ],
    }


@pytest.mark.parametrize("weights", [{}, {"role": 0.0, "near": 9.0, "depth": 5.0}])
def test_both_rank_every_text_alike(asked: Page, atlas: Atlas, weights: dict[str, float]) -> None:
    facts = select(atlas).facts
    ids = [fact.id for fact in facts]
    for text in TEXTS:
        asking = {"text": text, "facts": ids, "weights": weights, "year": None}
        told = answer(asked, _ASK, asking)
        mine = plain(find(atlas, text, facts, weights=weights))
        assert told == mine, json.dumps(text)


def test_both_take_the_legal_states_of_the_year_asked_for(asked: Page, atlas: Atlas) -> None:
    selected = select(atlas, Selection(as_of=2022))
    ids = [fact.id for fact in selected.facts]
    asking = {"text": "集成电路", "facts": ids, "weights": {"legal": 10.0}, "year": 2022}
    weights = {"legal": 10.0}
    then = find(atlas, "集成电路", selected.facts, weights=weights, day=selected.day)
    assert answer(asked, _ASK, asking) == plain(then)
    assert plain(then) != plain(find(atlas, "集成电路", selected.facts, weights=weights))
