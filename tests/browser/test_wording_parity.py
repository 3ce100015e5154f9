"""Every designation is said in the same words by Python and by the viewer, in both languages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.selection import select
from cluster_atlas.questions.find import find
from cluster_atlas.wording.naming import counted, counted_short
from cluster_atlas.wording.numbers import number
from cluster_atlas.wording.reasons import sentence
from cluster_atlas.wording.wording import Wording
from tests.browser.questions import answer, asked_page

MODULES = {
    "core/cite.js": [
        "citation",
        "citedStatement",
        "clauseLabel",
        "clauseMark",
        "documentMark",
        "finalLabel",
        "legalLabel",
        "precisionLabel",
        "targetLabel",
    ],
    "core/headlines.js": ["countWords", "shortCount"],
    "core/i18n.js": ["joinNames", "number"],
    "questions/select.js": ["legalStates"],
    "questions/find.js": ["findPlaces"],
    "questions/reasons.js": ["reasonOf"],
}


@pytest.fixture(scope="module")
def asked(browser: Browser, atlas: Atlas) -> Iterator[Page]:
    yield from asked_page(browser, atlas, MODULES)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_designation(asked: Page, atlas: Atlas, language: str) -> None:
    body = """
    const { document, clause, places, target } = atlas.facts;
    return atlas.facts.id.map((id, i) => {
      const doc = atlas.documents[document[i]];
      return [
        id,
        questions.documentMark(given, doc),
        questions.clauseLabel(given, atlas, clause[i]),
        questions.clauseMark(given, atlas, i),
        questions.citation(given, atlas, i),
        questions.citedStatement(given, atlas, i),
        questions.targetLabel(given, atlas, target[i]),
        questions.joinNames(given, places[i].map((p) => atlas.places[p])),
      ];
    });
    """
    wording = Wording(atlas, language, atlas.today)
    expected = [
        [
            fact.id,
            wording.document(fact.document),
            wording.clause_label(fact),
            wording.clause(fact),
            wording.citation(fact),
            wording.statement(fact),
            wording.target(fact),
            wording.places(fact.places),
        ]
        for fact in atlas.facts
    ]
    assert answer(asked, body, language) == expected


@pytest.mark.parametrize("language", ["zh", "en"])
def test_counts_by_name_and_by_region(asked: Page, language: str) -> None:
    pairs = [(0, 0), (13, 39), (0, 13), (5, 0), (1, 1)]
    body = """
    const [lang, pairs] = given;
    return pairs.map((p) => [questions.countWords(lang, ...p), questions.shortCount(...p)]);
    """
    expected = [[counted(*pair, language), counted_short(*pair)] for pair in pairs]
    assert answer(asked, body, [language, pairs]) == expected


@pytest.mark.parametrize("language", ["zh", "en"])
def test_legal_states_of_every_year(asked: Page, atlas: Atlas, language: str) -> None:
    body = """
    return given.years.map((year) => questions.legalStates(atlas, year).map((state, k) => state && [
      questions.legalLabel(given.language, atlas.documents[k], state),
      questions.finalLabel(given.language, atlas.documents[k], state)]));
    """
    years = [*range(2018, atlas.today.year + 1), None]
    found: list[list[list[str] | None]] = answer(
        asked, body, {"years": years, "language": language}
    )
    documents: list[str] = answer(asked, "return atlas.documents.map((doc) => doc.id);")
    for year, said in zip(years, found, strict=True):
        day = atlas.today if year is None else min(dt.date(year, 12, 31), atlas.today)
        wording = Wording(atlas, language, day)
        assert said == [
            [wording.legal(key), wording.final(key)] if atlas.documents[key].issued <= day else None
            for key in documents
        ]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_every_location_is_worth(asked: Page, atlas: Atlas, language: str) -> None:
    body = """
    return atlas.places.filter((place) => ["park", "site"].includes(place.level)).map(
      (place) => [place.id, questions.precisionLabel(given, atlas, place)]);
    """
    wording = Wording(atlas, language, atlas.today)
    found: list[list[str]] = answer(asked, body, language)
    assert len(found) > 100
    assert found == [[key, wording.located(atlas.places[key])] for key, _ in found]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_reason(asked: Page, atlas: Atlas, language: str) -> None:
    body = """
    const legal = questions.legalStates(atlas, null);
    const ids = given.facts.map((id) => atlas.facts.id.indexOf(id));
    return questions.findPlaces(atlas, given.text, ids).found.map(
      (found) => questions.reasonOf(atlas, given.language, legal, found));
    """
    facts = select(atlas).facts
    given: dict[str, Any] = {"facts": [fact.id for fact in facts], "language": language}
    wording = Wording(atlas, language, atlas.today)
    for text in ("轨道交通装备", "集成电路", "家电", "大湾区 新材料"):
        mine = [sentence(wording, found) for found in find(atlas, text, facts).candidates]
        assert len(mine) > 10
        assert answer(asked, body, given | {"text": text}) == mine


def test_numbers(asked: Page) -> None:
    values = [0, 5.0, 11987.44, 1e6, 1234567, 0.1 + 0.2, 1e-7, 1.5e-9, 1e21, 1.25e22, -12.5, -1e-8]
    found = answer(asked, "return given.map((value) => questions.number(value));", values)
    assert found == [number(value) for value in values]
