"""Every page of an atlas with no cluster, with a cluster without designations, and with one."""

from __future__ import annotations

import re
import shutil
from itertools import product
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from cluster_atlas.atlas.atlas import open_atlas
from cluster_atlas.web.page import export_html
from tests.conftest import ROOT

PAGES = [
    "",
    "focus=city:440700",
    "s=汽车",
    "view=table",
    *(f"view=compare&sub={sub}" for sub in ("", "matrix", "multiples", "chain", "pattern")),
    "view=compare&sub=network",
    "view=compare&with=city:440300&with=city:440700",
    "view=evolve",
    "view=evolve&from=2021&to=2023",
    "view=find&q=汽车",
    "view=sources",
    "view=sources&sub=scope",
]
HEAD = re.compile(r"^\[\[designation\]\]", re.MULTILINE)


def data(folder: Path, clusters: int, designations: int) -> Path:
    """Make a data folder with the first cluster's first designations, or with no cluster."""
    shutil.copytree(ROOT / "geodata", folder / "geodata")
    (folder / "layers").mkdir()
    if clusters:
        # One cluster alone: what names the others goes.
        (folder / "geodata" / "strategic.toml").unlink()
        text = (ROOT / "layers" / "electronics.toml").read_text(encoding="utf-8")
        starts = [match.start() for match in HEAD.finditer(text)]
        (folder / "layers" / "electronics.toml").write_text(
            text[: starts[designations]], encoding="utf-8"
        )
    return folder


@pytest.fixture(scope="module", params=[(0, 0), (1, 0), (1, 1)], ids=["none", "bare", "one"])
def file(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    atlas = open_atlas(data(folder, *request.param))
    assert len(atlas.facts) == request.param[1]
    path = folder / "atlas.html"
    path.write_text(export_html(atlas), encoding="utf-8")
    return path


@pytest.fixture
def errors(browser: Browser) -> tuple[Page, list[str]]:
    page = browser.new_context(viewport={"width": 1366, "height": 768}).new_page()
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    return page, said


def test_every_page_opens_and_says_no_nonsense(file: Path, errors: tuple[Page, list[str]]) -> None:
    page, said = errors
    faults = []
    page.goto(file.as_uri())
    page.wait_for_selector("[data-atlas-map][data-painted]")
    for query, language in product(PAGES, ("zh", "en")):
        page.evaluate("(hash) => { location.hash = hash; }", f"#{query}&lang={language}")
        page.wait_for_function(
            "(lang) => document.documentElement.lang.startsWith(lang)", arg=language
        )
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
        text = page.inner_text("body")
        faults += [
            (query, language, word)
            for word in ("Infinity", "NaN", "undefined", "null", "[object")
            if word in text
        ]
    page.context.close()
    assert faults == []
    assert said == []
