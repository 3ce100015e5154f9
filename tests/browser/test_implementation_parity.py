"""The page and Python hold a ledger against the plans alike, under any filters."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.selection import Selection, select
from cluster_atlas.own.kinds import kind_list
from cluster_atlas.questions.office.implementation import implementation_of
from cluster_atlas.values.ledger import Implementation
from cluster_atlas.web.ownpack import own_pack
from cluster_atlas.wording.ledger_words import implementation_sentence
from tests.browser.questions import answer, asked_page
from tests.own.madeup import made_up_data

MODULES = {
    "core/own.js": ["unpackOwn"],
    "questions/office/implementation.js": ["implementationOf", "stateIn"],
    "questions/office/implementation_say.js": ["implementationSentence"],
    "questions/select.js": ["emptySelection", "selectFacts"],
}
BODY = """
const own = questions.unpackOwn(given.pack);
const fact = (i) => atlas.facts.id[i];
const idOf = (list, i) => list[i]?.id ?? "";
return given.asked.map(([change, stages]) => {
  const sel = { ...questions.emptySelection(), ...change };
  const { ids } = questions.selectFacts(atlas, sel);
  const found = questions.implementationOf(atlas, own, { sel, ids, ask: { stages } });
  return {
    ...found,
    said: ["zh", "en"].map((lang) => questions.implementationSentence(lang, found)),
    projects: found.projects.map((one) => [
      one.project.row.id,
      questions.stateIn(atlas, one),
      one.named.map(fact),
      one.regional.map(fact),
      one.clusters.map((k) => idOf(atlas.clusters, k)),
    ]),
    waiting: found.waiting.map(fact),
    pairings: found.pairings.map((one) => ({
      ...one,
      cluster: idOf(atlas.clusters, one.cluster),
      city: idOf(atlas.places, one.city),
    })),
  };
});
"""


@pytest.fixture(scope="module")
def asked(browser: Browser, atlas: Atlas) -> Iterator[Page]:
    yield from asked_page(browser, atlas, MODULES)


def plain(found: Implementation) -> dict[str, Any]:
    told = [
        [
            one.project.id,
            one.state,
            [fact.id for fact in one.named],
            [fact.id for fact in one.regional],
            list(one.clusters),
        ]
        for one in found.projects
    ]
    return {
        "projects": told,
        "designations": found.designations,
        "waiting": [fact.id for fact in found.waiting],
        "total": asdict(found.total),
        "clusters": [asdict(tally) for tally in found.clusters],
        "cities": [asdict(tally) for tally in found.cities],
        "years": [asdict(tally) for tally in found.years],
        "pairings": [asdict(one) for one in found.pairings],
        "several": found.several,
        "said": [implementation_sentence(language, found) for language in ("zh", "en")],
    }


def test_any_filters(asked: Page, atlas: Atlas) -> None:
    chance = random.Random(7)  # noqa: S311 - no secret
    data = made_up_data(atlas)
    stages = [stage.id for stage in kind_list().stages]
    given, expected = [], []
    for turn in range(60):
        selection = Selection(
            clusters=chance.sample([c.id for c in atlas.clusters], chance.choice((0, 0, 1, 2))),
            industries=chance.sample(list(atlas.industries), chance.choice((0, 0, 0, 3))),
            places=chance.sample(list(atlas.places), chance.choice((0, 0, 1, 5))),
            statuses=chance.sample(list(atlas.codes["status"]), chance.choice((0, 0, 2))),
            roles=chance.sample(list(atlas.codes["role"]), chance.choice((0, 0, 3))),
            as_of=chance.choice((None, None, 2022, 2024)),
        )
        reached = chance.choice(("", "", ",".join(chance.sample(stages, 3))))
        if turn == 0:
            selection, reached = Selection(), ""
        given.append([selection.to_dict(), reached])
        found = select(atlas, selection)
        expected.append(
            plain(implementation_of(atlas, data, found.selection, found.facts, reached))
        )
    assert sum(bool(one["projects"]) for one in expected) > 20
    assert answer(asked, BODY, {"pack": own_pack(data), "asked": given}) == expected
