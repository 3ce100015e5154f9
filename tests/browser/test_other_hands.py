"""Where what we make is not simply opened: old browsers, other pages' frames, other apps."""

from __future__ import annotations

import html
import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.selection import Selection, select
from cluster_atlas.web.page import export_html
from tests.browser.conftest import free_port, visible, wait_for
from tests.conftest import ROOT

SENTENCE = "请用 Edge、Chrome 或 360 极速模式打开"
BOUND_KB = 375


@pytest.fixture(scope="module")
def file(atlas: Atlas, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("file") / "atlas.html"
    path.write_text(export_html(atlas), encoding="utf-8")
    assert path.stat().st_size <= BOUND_KB * 1000
    return path


def test_without_scripts_a_sentence_says_what_to_open_it_with(browser: Browser, file: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(file.as_uri())
    expect(page.get_by_text(SENTENCE)).to_be_visible()
    expect(page.get_by_text("please open the file with")).to_be_visible()
    context.close()


@pytest.mark.parametrize("lacking", ["", "DecompressionStream"])
def test_the_sentence_goes_when_the_map_comes(offline: Page, file: Path, lacking: str) -> None:
    if lacking:
        offline.add_init_script(f"delete globalThis.{lacking}")
    offline.goto(file.as_uri())
    visible(offline)
    assert offline.evaluate("typeof DecompressionStream") == (
        "undefined" if lacking else "function"
    )
    expect(offline.get_by_text(SENTENCE)).to_have_count(0)


@pytest.mark.parametrize("sandbox", [None, "allow-scripts", "allow-scripts allow-same-origin"])
def test_it_works_inside_the_source_of_another_page(
    page: Page, atlas: Atlas, file: Path, sandbox: str | None
) -> None:
    source = html.escape(file.read_text(encoding="utf-8"), quote=True)
    limits = "" if sandbox is None else f' sandbox="{sandbox}"'
    page.set_content(
        f'<iframe{limits} srcdoc="{source}" style="width: 1200px; height: 800px"></iframe>'
    )
    frame = page.frame_locator("iframe")
    shown = frame.locator("[data-atlas-map][data-painted]")
    expect(shown).to_be_visible()
    frame.get_by_role("button", name=re.compile("超高清视频")).first.click()
    number = len(select(atlas, Selection(clusters=["uhd"])).facts)
    expect(frame.locator(f'[data-atlas-map][data-visible="{number}"]')).to_be_visible()
    frame.get_by_role("tab", name="表格").click()
    expect(frame.locator("table")).to_contain_text("超高清核心器件")
    # A link to what has no address would lead nowhere.
    expect(frame.get_by_role("button", name="复制链接")).to_have_count(0)


# What every mark of a colour looks like, by the order in which they stand.
MARKS = """() => [...document.querySelectorAll(".ca-swatch, .ca-disc")].map((mark) => {
  const { backgroundColor, backgroundImage } = getComputedStyle(mark);
  return `${backgroundColor} ${backgroundImage}`;
})"""


def test_marks_keep_their_colours_where_colours_are_forced(offline: Page, file: Path) -> None:
    offline.goto(f"{file.as_uri()}#cluster=uhd")
    visible(offline)
    before = offline.evaluate(MARKS)
    assert len(set(before)) > 12
    offline.emulate_media(forced_colors="active")
    assert offline.evaluate(MARKS) == before
    chosen = offline.locator("[aria-pressed=true]").first
    assert chosen.evaluate("(e) => getComputedStyle(e).outlineStyle") == "solid"


def test_another_app_shows_the_folium_map_by_streamlit_folium(page: Page, tmp_path: Path) -> None:
    app = tmp_path / "other.py"
    app.write_text(
        "import cluster_atlas as ca\n"
        "from streamlit_folium import st_folium\n"
        f"chart = ca.folium_map(ca.open_atlas({str(ROOT)!r}))\n"
        "st_folium(chart, height=500, use_container_width=True, returned_objects=[])\n",
        encoding="utf-8",
    )
    port = free_port()
    options = ["--server.headless", "true", "--server.address", "127.0.0.1"]
    words = [sys.executable, "-m", "streamlit", "run", str(app), "--server.port", str(port)]
    server = subprocess.Popen(
        [*words, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/_stcore/health")
        page.goto(f"http://127.0.0.1:{port}")
        frame = page.frame_locator("iframe[title^=streamlit_folium]")
        # It was blank: this component drops scripts that stand in the page.
        expect(frame.locator(".ca-block")).to_have_count(21)
        expect(frame.get_by_role("heading", name="粤产集群图谱")).to_be_visible()
        sea = frame.locator(".leaflet-container").evaluate("e => getComputedStyle(e).background")
        assert "rgb(221, 221, 221)" not in sea
    finally:
        server.terminate()
        server.wait(timeout=20)
