"""The page and Python show the same of an office's own rows under any filters."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.selection import Selection
from cluster_atlas.own.kinds import kind_list
from cluster_atlas.questions.find import find
from cluster_atlas.questions.office.ownrows import select_own
from cluster_atlas.questions.office.sites import find_sites, read_need
from cluster_atlas.web.ownpack import own_pack
from tests.browser.questions import answer as answer_of
from tests.browser.questions import asked_page
from tests.own.madeup import made_up_data

MODULES = {
    "questions/find.js": ["findPlaces"],
    "questions/office/sites.js": ["findSites", "needText", "parseNeed"],
    "core/own.js": ["unpackOwn"],
    "questions/office/own_rows.js": ["selectOwn"],
    "questions/select.js": ["emptySelection"],
}
TEXTS = ("", "", "", "虚构 1", "项目", "虚构局", ",", "中型")


@pytest.fixture(scope="module")
def asked(browser: Browser, atlas: Atlas) -> Iterator[Page]:
    yield from asked_page(browser, atlas, MODULES)


def test_any_selection(asked: Page, atlas: Atlas) -> None:
    chance = random.Random(13)  # noqa: S311 - no secret
    data = made_up_data(atlas)
    kinds, stages = list(kind_list().kinds), [stage.id for stage in kind_list().stages]
    given, expected = [], []
    for _ in range(300):
        selection = Selection(
            clusters=chance.sample([c.id for c in atlas.clusters], chance.choice((0, 0, 1, 2))),
            industries=chance.sample(list(atlas.industries), chance.choice((0, 0, 0, 3))),
            places=chance.sample(list(atlas.places), chance.choice((0, 0, 1, 5))),
            text=chance.choice(TEXTS),
        )
        own = chance.choice(("", "none", ",".join(chance.sample(kinds, 2))))
        reached = chance.choice(("", ",".join(chance.sample(stages, 2))))
        given.append([selection.to_dict(), own, reached])
        shown = select_own(atlas, data, selection, own, reached)
        expected.append([row.id for row in shown])
    assert sum(map(bool, expected)) > 80
    body = """
    const own = questions.unpackOwn(given.pack);
    return given.asked.map(([sel, kinds, stages]) =>
      questions
        .selectOwn(atlas, own, { ...questions.emptySelection(), ...sel }, { own: kinds, stages })
        .map((i) => own.rows[i].id),
    );
    """
    assert answer_of(asked, body, {"pack": own_pack(data), "asked": given}) == expected


def test_free_sites(asked: Page, atlas: Atlas) -> None:
    chance = random.Random(14)  # noqa: S311 - no secret
    data = made_up_data(atlas)
    given, expected = [], []
    for text in (
        "转向架",
        "超高清 显示",
        "industrial robot",
        "氢燃料电池电堆",
        "江门 轨道",
        "新材料",
    ):
        for _ in range(10):
            told = {
                "area": str(chance.randrange(500, 50_000)),
                "power": str(chance.choice((500_000, 2_000_000))),
                "price": str(chance.randrange(10, 60)),
                "by": f"2026-{chance.randrange(1, 13):02}-15",
            }
            kept = chance.sample(list(told), chance.randrange(4))
            chosen = {key: told[key] for key in told if key in kept}
            given.append([text, ",".join(f"{key}:{value}" for key, value in chosen.items())])
            answer = find(atlas, text, atlas.facts)
            sites = find_sites(atlas, answer, data.rows, read_need(chosen, where=""))
            expected.append(
                [
                    [
                        [
                            site.row.id,
                            site.standing,
                            site.wanted,
                            list(site.untold),
                            site.candidate.place.id if site.candidate else None,
                        ]
                        for site in sites.found
                    ],
                    sites.short,
                ]
            )
    body = """
    const own = questions.unpackOwn(given.pack);
    const ids = Uint32Array.from(atlas.facts.id.keys());
    return given.asked.map(([text, told]) => {
      const need = questions.parseNeed(told);
      if (questions.needText(need) !== told) throw new Error(told);
      const answer = questions.findPlaces(atlas, text, ids);
      const { found, short } = questions.findSites(atlas, own, [...own.rows.keys()], answer, need);
      return [
        found.map(({ row, standing, wanted, untold, candidate }) => [
          row.id,
          standing,
          wanted,
          untold,
          candidate && atlas.places[candidate.place].id,
        ]),
        short,
      ];
    });
    """
    assert answer_of(asked, body, {"pack": own_pack(data), "asked": given}) == expected
