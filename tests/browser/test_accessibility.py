"""WCAG 2.2 AA by axe-core, on every page of the file, in a briefing and in the app."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

import cluster_atlas as ca
from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.web.page import export_html
from tests.browser.conftest import visible
from tests.browser.test_empty import PAGES
from tests.conftest import ROOT

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# Of each element that falls short: the rule, what it looks like in the page, and why.
RUN = """async ([root, tags]) => {
  // What a browser has not laid out yet, because it is out of sight, has no size to be held.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("* { content-visibility: visible !important; }");
  document.adoptedStyleSheets = [sheet];
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 60)));
  const options = { runOnly: tags, resultTypes: ["violations"] };
  const { violations } = await axe.run(root, options);
  return violations.flatMap(({ id, nodes }) =>
    nodes.slice(0, 3).map(({ html, failureSummary }) => [id, html.slice(0, 120), failureSummary]));
}"""

MORE_PAGES = [
    "cluster=uhd",
    "industry=rail-equipment&focus=city:440700",
    "cluster=materials&place=region:western-guangdong",
]


@pytest.fixture(scope="module")
def file(atlas: Atlas, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("axe") / "atlas.html"
    path.write_text(export_html(atlas), encoding="utf-8")
    return path.as_uri()


@pytest.fixture
def quiet(browser: Browser) -> Iterator[Page]:
    """Return a page in which nothing moves, so that no colour is half way."""
    context = browser.new_context(reduced_motion="reduce", locale="zh-CN")
    yield context.new_page()
    context.close()


def shortcomings(page: Page, root: str = "body") -> list[Any]:
    """Return what axe-core finds in a part of the page."""
    if not page.evaluate("() => 'axe' in window"):
        # The pages' own policy refuses foreign scripts.
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[Any] = page.evaluate(RUN, [root, RULES])
    return found


@pytest.mark.parametrize(
    ("language", "size"),
    [("zh", (1366, 768)), pytest.param("en", (390, 844), marks=pytest.mark.soak)],
)
def test_every_page_of_the_file(
    quiet: Page, file: str, language: str, size: tuple[int, int]
) -> None:
    quiet.set_viewport_size({"width": size[0], "height": size[1]})
    quiet.goto(file)
    visible(quiet)
    found = {}
    for query in [*PAGES, *MORE_PAGES]:
        quiet.evaluate("(hash) => { location.hash = hash; }", f"#{query}&lang={language}")
        found[query] = shortcomings(quiet)
    assert {query: faults for query, faults in found.items() if faults} == {}


def test_a_briefing(quiet: Page, atlas: Atlas, tmp_path: Path) -> None:
    ca.brief(atlas, tmp_path / "brief.html", place="江门")
    quiet.set_viewport_size({"width": 1366, "height": 768})
    quiet.goto((tmp_path / "brief.html").as_uri())
    visible(quiet)
    assert shortcomings(quiet) == []


def test_our_part_of_the_app(quiet: Page, app: str) -> None:
    quiet.set_viewport_size({"width": 1366, "height": 768})
    quiet.goto(app)
    visible(quiet)
    assert shortcomings(quiet) == []
