"""The start as an office has it: our line, our browser, our page, and nobody else's words."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import visible

# Latin words of our own in a Chinese session: names of formats, of programs, and of the product.
OWN = {
    *("Guangdong", "Cluster", "Atlas", "EN", "HTML", "PDF", "PPT", "Word", "PNG", "SVG", "TOML"),
    *("Excel", "CSV", "GeoPackage", "GeoJSON", "FlatGeobuf", "KML", "QGIS", "ZIP", "https"),
}
# Every word that stands in Streamlit's part of the page, icons apart, and what a field shows in
# place of a value.
_WORDS = """() => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const el = node.parentElement;
    if (el.closest("script, style, noscript")) continue;
    // An icon is a word in a typeface of its own.
    if (getComputedStyle(el).fontFamily.includes("Material")) continue;
    // What only a screen reader has is a pixel large; what our style replaces has no size.
    const { width, height } = el.getBoundingClientRect();
    const seen = width > 1 && height > 1 && getComputedStyle(el).fontSize !== "0px";
    if (seen && el.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }))
      found.push(node.textContent);
  }
  for (const el of document.querySelectorAll("input, textarea"))
    if (!el.value && el.checkVisibility()) found.push(el.placeholder);
  return found;
}"""
# What Streamlit would put around an app of its own.
_FOREIGN = ", ".join(
    f'[data-testid="{name}"]'
    for name in (
        "stMainMenu",
        "stAppDeployButton",
        "stToast",
        "stSkillsNudge",
        "stSkillsInstallCallout",
        "stStatusWidget",
        "stDecoration",
        "manage-app-button",
    )
)


@dataclass
class Started:
    """A server as somebody started it, with what it printed and where it sent the browser."""

    address: str
    process: subprocess.Popen[str]
    opened: Path

    def output(self) -> list[str]:
        """Stop it, and return its lines."""
        self.process.terminate()
        out, _ = self.process.communicate(timeout=20)
        return [line for line in out.splitlines() if line.strip()]


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Started]:
    """Start the app as its users do, in an account where such a tool has a folder."""
    home = tmp_path_factory.mktemp("home")
    (home / ".agents").mkdir()
    opened = home / "opened.txt"
    browser = home / "browser.sh"
    browser.write_text(f'#!/bin/sh\necho "$1" >> {opened}\n', encoding="utf-8")
    browser.chmod(0o755)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "cluster_atlas", "serve", "--port", str(port)],
        env=user(home) | {"BROWSER": f"{browser} %s"},
        cwd=home,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address)
        yield Started(address, process, opened)
    finally:
        process.kill()
        process.wait(timeout=20)


def user(home: Path) -> dict[str, str]:
    """Return the surroundings of somebody at a screen: without one Streamlit keeps quiet."""
    return os.environ | {"HOME": str(home), "DISPLAY": ":0"}


def _wait_for(address: str) -> None:
    for _ in range(600):
        try:
            urllib.request.urlopen(address + "/_stcore/health", timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(address)


def strange(page: Page) -> set[str]:
    """Return the Latin words of the page that are not ours."""
    # The edition is a hash, whose letters are no words.
    texts = [re.sub(r"\b[0-9a-f]{6}\b", "", text) for text in page.evaluate(_WORDS)]
    words = {word for text in texts for word in re.findall("[A-Za-z]{2,}", text)}
    return words - OWN


def test_streamlit_would_advertise_in_this_account(started: Started) -> None:
    """What this file looks for is there to be found: else the tests below show nothing."""
    home = started.opened.parent
    asked = "from streamlit.web import skills; print(skills.should_show_skills_nudge())"
    answer = subprocess.run(
        [sys.executable, "-c", asked],
        env=user(home),
        cwd=home,
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout.strip() == "True"


def test_every_page_is_ours_alone(page: Page, started: Started) -> None:
    page.goto(f"{started.address}/?focus=city:440700")
    visible(page)
    # As long as Streamlit takes to offer something.
    page.wait_for_timeout(1500)
    for name in ("地图", "表格", "对比", "演变", "落点", "来源", "简报"):
        page.get_by_role("tab", name=name, exact=True).click()
        if name == "简报":
            page.locator(".st-key-brief-desk img").first.wait_for()
        assert strange(page) == set(), name
        assert page.locator(_FOREIGN).locator("visible=true").count() == 0, name


def test_what_opens_by_a_click_is_chinese_too(page: Page, started: Started) -> None:
    page.goto(started.address)
    visible(page)
    page.get_by_role("button", name="导出本页").click()
    title = page.get_by_label("标题")
    title.fill("江门")
    page.get_by_label("说明").fill("两行")
    assert strange(page) == set()
    page.set_viewport_size({"width": 1366, "height": 768})
    menu = page.get_by_test_id("stPopoverBody")
    expect(menu.get_by_role("button", name="KML")).to_be_in_viewport(ratio=1)
    page.keyboard.press("Escape")
    page.get_by_role("tab", name="简报").click()
    page.locator(".st-key-brief-desk img").first.wait_for()
    for name in ("版式与审图号", "保存与打开", "全部 21 市的名片"):
        page.get_by_text(name).click()
    page.get_by_label("标题", exact=True).fill("还在输入")
    picture = page.locator(".st-key-brief-desk img").first
    before = picture.get_attribute("src") or ""
    page.get_by_role("radio", name="幻灯片").click()
    expect(picture).not_to_have_attribute("src", before)
    # Names of papers and of the address to enter are values, not words.
    assert strange(page) - {"atlas", "example", "org"} == set()
    page.locator('[data-testid="stDateInput"] button').click()
    page.get_by_test_id("stDateInputCalendar").wait_for()
    assert strange(page) - {"atlas", "example", "org"} == set()


def test_our_own_address_is_printed_and_opened_once(page: Page, started: Started) -> None:
    page.goto(started.address)
    visible(page)
    # All of Streamlit's own page has come.
    page.wait_for_selector(".ca-app-filters .ca-filters")
    assert started.opened.read_text(encoding="utf-8").split() == [started.address]
    lines = started.output()
    assert lines == [f"图谱已打开 · The atlas is open: {started.address}"]
    # What the page says of a server that is gone.
    expect(page.locator(".ca-away")).to_contain_text("与服务器失去联系")
    assert strange(page) == set()
    expect(page.get_by_role("dialog")).to_have_count(0)
