"""The documents as a site: every page has its reader, links hold, and nothing comes from a host."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.conftest import ROOT

DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
READERS = ("browsing", "planner", "writer", "data-keeper", "administrator", "developer")
_BLOCK = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def test_every_page_stands_in_one_place_under_its_reader() -> None:
    index = DOCS.joinpath("index.md").read_text("utf-8")
    groups = re.findall(r"```\{toctree\}\n:caption: (.+)\n:hidden:\n\n([^`]+)```", index)
    listed = [name for _, names in groups for name in names.split()]
    held = [str(path.relative_to(DOCS).with_suffix("")) for path in PAGES]
    assert sorted([*listed, "index"]) == sorted(held)
    assert [names.split()[0] for _, names in groups] == [f"readers/{name}" for name in READERS]


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.stem)
def test_a_page_is_chinese_first_and_its_links_hold(page: Path) -> None:
    text = page.read_text("utf-8")
    headings = re.findall(
        r"^# .+",
        re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL),
        flags=re.MULTILINE,
    )
    assert len(headings) == 1
    chinese, _, english = headings[0].partition(" · ")
    assert _CHINESE.search(chinese)
    assert english
    assert not _CHINESE.search(english)
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text):
        assert target.startswith("https://") or (page.parent / target).exists(), target


def test_every_link_is_one_of_the_site(tmp_path: Path) -> None:
    """A file beside the site's folder is there for a reader of the repository alone."""
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "-b", "dummy", "-W", "--keep-going", "-q", DOCS, tmp_path],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.soak
def test_the_site_is_built_without_a_warning_and_asks_no_host(
    browser: Browser, tmp_path: Path
) -> None:
    site = tmp_path / "site"
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "-b", "html", "-W", "--keep-going", "-q", DOCS, site],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    # Opened from the folder, as in the offline bundle.
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    for path in PAGES:
        name = path.relative_to(DOCS).with_suffix(".html")
        page.goto(site.joinpath(name).as_uri())
        assert page.locator("h1").count() == 1, name
    for words, title in {
        "子路径": "发布",
        "离线": "离线安装包",
        "名片": "撰写",
        "nginx": "发布",
    }.items():
        page.goto(f"{site.joinpath('search.html').as_uri()}?q={words}")
        page.locator("ul.search li a", has_text=title).first.wait_for()
    page.close()
    assert not faults
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
