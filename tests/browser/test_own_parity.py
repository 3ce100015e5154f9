"""The page and Python show the same of an office's own rows under any filters."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.selection import Selection
from cluster_atlas.own.kinds import kind_list
from cluster_atlas.questions.office.ownrows import select_own
from cluster_atlas.web.ownpack import own_pack
from tests.browser.questions import answer, load
from tests.own.madeup import made_up_data

MODULES = {
    "core/own.js": ["unpackOwn"],
    "questions/office/own_rows.js": ["selectOwn"],
    "questions/select.js": ["emptySelection"],
}
TEXTS = ("", "", "", "虚构 1", "项目", "虚构局", ",", "中型")


@pytest.fixture(scope="module")
def asked(browser: Browser, atlas: Atlas) -> Iterator[Page]:
    context = browser.new_context()
    page = context.new_page()
    load(page, atlas, MODULES)
    yield page
    context.close()


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
    assert answer(asked, body, {"pack": own_pack(data), "asked": given}) == expected
