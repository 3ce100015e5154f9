"""The exported file, opened from disk with the network blocked."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.selection import FILTERS, Selection, select
from cluster_atlas.web.page import export_html
from tests.browser.conftest import visible, wait_visible
from tests.conftest import HOSTILE, examples


def opened(page: Page, atlas: Atlas, path: Path, **what: Any) -> Page:
    selection = what.pop("selection", None)
    path.write_text(export_html(atlas, selection, **what), encoding="utf-8")
    page.goto(path.as_uri())
    visible(page)
    return page


def test_whole_and_silent(offline: Page, atlas: Atlas, tmp_path: Path) -> None:
    page = opened(offline, atlas, tmp_path / "a.html")
    assert visible(page) == len(select(atlas).facts)
    assert page.evaluate("atlas.facts.length") == len(atlas.facts)
    expect(page.locator("body")).to_contain_text("行政区划数据来源：天地图")
    expect(page.locator("body")).to_contain_text(atlas.data_hash[:6])
    page.get_by_role("button", name="超高清视频").first.click()
    wait_visible(page, len(select(atlas, Selection(clusters=["uhd"])).facts))
    page.get_by_role("tab", name="表格").click()
    expect(page.locator("table")).to_contain_text("超高清核心器件")
    requests = page.evaluate("performance.getEntriesByType('resource').map((e) => e.name)")
    assert [name for name in requests if not name.startswith(("blob:", "data:"))] == []


def test_python_and_the_file_select_random_facts_alike(
    offline: Page, atlas: Atlas, tmp_path: Path
) -> None:
    page = opened(offline, atlas, tmp_path / "a.html")
    chance = random.Random(7)  # noqa: S311 - the same selections each time
    options: dict[str, list[str]] = {
        "cluster": [c.id for c in atlas.clusters],
        "industry": list(atlas.industries),
        "status": list(atlas.codes["status"]),
        "role": list(atlas.codes["role"]),
        "place": [p for f in atlas.facts for p in f.places],
        "document": [f.document for f in atlas.facts],
        "legal": list(atlas.codes["legal-state"]),
    }
    texts = ["", "", "", "jm", "江门 轨道", "oled", "supercomputing", "粤工信", "4.5", "不存在"]
    asked = []
    for _ in range(examples(300)):
        chosen: dict[str, Any] = {
            key: chance.sample(sorted(set(values)), chance.choice((1, 1, 2)))
            for key, values in options.items()
            if chance.random() < 0.25
        }
        if chance.random() < 0.3:
            chosen["as_of"] = chance.randint(2020, 2028)
        if chance.random() < 0.25:
            chosen["named"] = ["1"]
        chosen["text"] = chance.choice(texts)
        asked.append(chosen)
    answers = page.evaluate(
        "(asked) => asked.map((s) => { const n = atlas.select(s);"
        " return [n, atlas.state.ids.map((i) => atlas.facts[i].id)]; })",
        asked,
    )
    for chosen, (count, ids) in zip(asked, answers, strict=True):
        fields = {FILTERS.get(key, key): value for key, value in chosen.items()}
        expected = [fact.id for fact in select(atlas, Selection(**fields)).facts]
        assert ids == expected, chosen
        assert count == len(expected)


def test_counts_are_those_of_python(offline: Page, atlas: Atlas, tmp_path: Path) -> None:
    selection = Selection(clusters=["uhd"], statuses=["priority"])
    page = opened(offline, atlas, tmp_path / "a.html", selection=selection)
    counts = select(atlas, selection).counts
    for role in atlas.codes["role"].values():
        button = page.locator(f'[data-option="role:{role.id}"]')
        if button.count():
            expect(button).to_contain_text(str(counts["role"][role.id]))


@pytest.mark.opens("HTML", "Chromium")
def test_hostile_title_and_note(offline: Page, atlas: Atlas, tmp_path: Path) -> None:
    text = " ".join(HOSTILE)
    page = opened(offline, atlas, tmp_path / "a.html", title=text, note=text)
    expect(page.locator("h1")).to_have_text(text)
    expect(page.locator(".ca-notebar")).to_have_text(text)
    assert page.title() == text


def test_hostile_address(offline: Page, atlas: Atlas, tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(export_html(atlas), encoding="utf-8")
    for text in HOSTILE:
        value = quote(text, safe="")
        # The first loads the file; the others change its address.
        offline.goto(f"{path.as_uri()}#industry={value}&focus={value}")
        visible(offline)
        expect(offline.locator(".ca-notice")).to_contain_text(text)
        assert offline.title() != "owned"


def test_english(offline: Page, atlas: Atlas, tmp_path: Path) -> None:
    page = opened(offline, atlas, tmp_path / "a.html", language="en", focus="city:440700")
    expect(page.locator("body")).to_contain_text("Provincial rail-industry base")
    assert page.evaluate("document.documentElement.lang") == "en"


def test_prints_on_a4(offline: Page, atlas: Atlas, tmp_path: Path) -> None:
    page = opened(
        offline, atlas, tmp_path / "a.html", selection=Selection(industries=["rail-equipment"])
    )
    pdf = page.pdf(format="A4", landscape=True)
    assert pdf.startswith(b"%PDF")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator(".ca-paper")).to_contain_text("粤工信装备〔2023〕13号")
    expect(page.locator(".ca-app-filters, .ca-drawer").first).not_to_be_visible()


def test_card_opens_and_cites(offline: Page, atlas: Atlas, tmp_path: Path) -> None:
    page = opened(
        offline, atlas, tmp_path / "a.html", selection=Selection(industries=["rail-equipment"])
    )
    page.get_by_role("button", name="全省轨道交通产业基地").click()
    expect(page.locator(".ca-panel")).to_contain_text("四（五）")
    expect(page.locator(".ca-panel")).to_contain_text("规划期满")
    page.keyboard.press("Escape")
    expect(page.locator(".ca-panel")).to_contain_text("当前")
