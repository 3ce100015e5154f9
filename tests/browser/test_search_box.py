"""The one search box of the exported file: answer, keys, actions, coverage, small screens."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.web.page import export_html
from tests.browser.conftest import visible, wait_visible
from tests.conftest import HOSTILE

_LETTER_AND_ESCAPE = """() => new Promise((done) => {
  const box = document.querySelector(".ca-ask-input");
  box.dispatchEvent(new InputEvent("input", { bubbles: true }));
  box.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
  setTimeout(done, 500);
})"""

BOX, PANEL, LINE = ".ca-ask-input", ".ca-answer", ".ca-ask-line"


@pytest.fixture(scope="module")
def file(atlas: Atlas, tmp_path_factory: pytest.TempPathFactory) -> str:
    path: Path = tmp_path_factory.mktemp("file") / "atlas.html"
    path.write_text(export_html(atlas), encoding="utf-8")
    return path.as_uri()


def type_in(page: Page, text: str) -> None:
    page.locator(BOX).fill(text)
    expect(page.locator(PANEL)).to_be_visible()


def test_the_answer_stands_while_typing_and_its_map_shows_it_alone(page: Page, file: str) -> None:
    page.goto(file)
    everything = visible(page)
    type_in(page, "PCB")
    expect(page.locator(".ca-answer-told")).to_contain_text("规划点名深圳")
    expect(page.locator(".ca-answer-clause").first).to_contain_text("粤工信电子〔2023〕21号")
    # Map and list show it before it is chosen; the filters stay.
    wait_visible(page, 2)
    expect(page.locator(".ca-panel-head")).to_contain_text("当前 2 条定位")
    page.keyboard.press("Escape")
    wait_visible(page, everything)
    expect(page.locator(".ca-panel-head")).to_contain_text(str(everything))
    type_in(page, "pcb")
    type_in(page, "PCB")
    page.get_by_role("button", name="在地图上看").click()
    wait_visible(page, 2)
    expect(page.locator(PANEL)).to_be_hidden()
    expect(page.locator(LINE)).to_contain_text("PCB")
    page.goto(page.url)
    page.reload()
    wait_visible(page, 2)
    assert page.locator(BOX).input_value() == "PCB"
    expect(page.locator(LINE)).to_contain_text("规划点名深圳")
    page.get_by_role("button", name="清除搜索").last.click()
    wait_visible(page, everything)
    assert "s=" not in page.url


def test_a_link_that_only_asks_shows_the_answer(page: Page, file: str) -> None:
    page.goto(f"{file}#s=燃料电池电堆")
    expect(page.locator(".ca-answer-told")).to_contain_text("规划点名")
    expect(page.locator(".ca-answer-clause").first).to_be_visible()
    page.goto(f"{file}#s=生物医药")
    expect(page.locator(".ca-answer-told")).to_contain_text("没有覆盖")
    # Whoever turns to the map has it, without having been in the box.
    page.mouse.click(700, 700)
    expect(page.locator(PANEL)).to_be_hidden()
    page.goto(f"{file}#s=惠州 东莞")
    expect(page.locator(".ca-answer-told")).to_contain_text("惠州、东莞")
    page.keyboard.press("Escape")
    expect(page.locator(PANEL)).to_be_hidden()
    # A link that has chosen something shows that.
    page.goto(f"{file}#s=PCB&cluster=uhd")
    expect(page.locator(BOX)).to_have_value("PCB")
    expect(page.locator(PANEL)).to_be_hidden()


def test_what_is_not_covered_is_said_where_its_cluster_stands(page: Page, file: str) -> None:
    page.goto(file)
    type_in(page, "生物医药")
    page.locator(BOX).press("Enter")
    expect(page.locator(".ca-evidences")).to_contain_text("此图谱没有覆盖")
    row = page.locator(".ca-scope tr.ca-lit")
    expect(row).to_contain_text("生物医药与健康")
    expect(row).to_be_in_viewport()


def test_keys_move_choose_and_leave(page: Page, file: str) -> None:
    page.goto(file)
    type_in(page, "MLCC")
    page.keyboard.press("ArrowDown")
    row = page.locator('.ca-answer-hit[aria-selected="true"]')
    expect(row).to_have_count(1)
    assert page.locator(BOX).get_attribute("aria-activedescendant") == row.get_attribute("id")
    page.keyboard.press("Enter")
    expect(page.locator(LINE)).to_be_visible()
    assert "industry=materials-electronic-ceramics" in page.url
    type_in(page, "机器人")
    page.keyboard.press("Escape")
    expect(page.locator(PANEL)).to_be_hidden()
    assert page.locator(BOX).input_value() == "机器人"
    type_in(page, "机器人")
    # Letters that came just before the key do not open it again.
    page.evaluate(_LETTER_AND_ESCAPE)
    expect(page.locator(PANEL)).to_be_hidden()
    page.keyboard.press("Escape")
    assert page.locator(BOX).input_value() == ""


def test_a_place_opens_its_card(page: Page, file: str) -> None:
    page.goto(file)
    type_in(page, "PCB")
    page.keyboard.press("Enter")
    wait_visible(page, 2)
    type_in(page, "foshan")
    page.keyboard.press("Enter")
    expect(page.locator(".ca-panel")).to_contain_text("佛山市")
    assert "focus=city%3A440600" in page.url
    # What the answer before had chosen is gone.
    assert "industry=" not in page.url


def test_candidates_go_to_the_comparison(page: Page, file: str) -> None:
    page.goto(file)
    type_in(page, "PCB")
    page.get_by_role("button", name="比较候选地").click()
    tab = page.get_by_role("banner").get_by_role("tab", name="对比")
    expect(tab).to_have_attribute("aria-selected", "true")
    assert page.url.count("with=city") == 5


def test_texts_of_several_parts_lead_where_they_ask(page: Page, file: str) -> None:
    page.goto(file)
    type_in(page, "惠州 东莞")
    expect(page.locator(".ca-answer-acts button").first).to_have_text("比较候选地")
    # Neither of the two is another meaning.
    expect(page.locator(".ca-answer-hit")).to_have_count(0)
    page.keyboard.press("Enter")
    assert page.url.count("with=city") == 2
    assert "place=" not in page.url
    expect(page.locator(LINE)).to_contain_text("都点名惠州、东莞的集群")
    type_in(page, "粤西 材料")
    page.keyboard.press("Enter")
    expect(page.locator(".ca-summary")).to_contain_text("点名 3 市")
    assert "cluster=materials" in page.url
    assert "place=region%3Awestern-guangdong" in page.url
    # Past the scale of the whole province: its bar of 100 km or more is 50 km now.
    expect(page.locator(".ca-scale")).to_contain_text("50 km")
    type_in(page, "中山 核心区")
    page.keyboard.press("Enter")
    wait_visible(page, 2)
    assert all(part in page.url for part in ("role=core-area", "place=city%3A442000", "named=1"))
    type_in(page, "河源 演变")
    expect(page.locator(".ca-answer-acts button").first).to_have_text("演变")
    page.keyboard.press("Enter")
    tab = page.get_by_role("banner").get_by_role("tab", name="演变")
    expect(tab).to_have_attribute("aria-selected", "true")
    assert "place=city%3A441600" in page.url
    type_in(page, "河源 2021→2023")
    expect(page.locator(".ca-answer-acts button").first).to_have_text("演变")
    page.keyboard.press("Enter")
    assert all(part in page.url for part in ("from=2021", "to=2023", "place=city%3A441600"))


def test_what_no_plan_covers_is_said_and_leads_to_the_coverage(page: Page, file: str) -> None:
    page.goto(file)
    type_in(page, "生物医药")
    expect(page.locator(".ca-answer-told")).to_contain_text("此图谱没有覆盖生物医药与健康")
    page.keyboard.press("Enter")
    expect(page.locator(".ca-scope").first).to_be_visible()
    expect(page.locator(".ca-scope .ca-none")).to_have_count(10)
    expect(page.locator(".ca-evidences")).to_contain_text("粤府函〔2020〕82号")
    page.locator(".ca-documents button").nth(2).click()
    expect(page.locator(".ca-scope")).to_have_count(0)


def test_the_answer_is_printed_with_its_map(page: Page, file: str) -> None:
    page.goto(file)
    page.evaluate("window.print = () => { window.printed = true; }")
    type_in(page, "转向架")
    page.get_by_role("button", name="打印一页").click()
    page.wait_for_function("window.printed")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    paper = page.locator(".ca-paper")
    assert "规划点名江门" in (paper.locator(".ca-paper-answer").text_content() or "")
    assert paper.locator(".ca-paper-map").count() == 1
    assert paper.locator(".ca-paper-list > li").count() <= 8


def test_hostile_text_stays_text(page: Page, file: str) -> None:
    page.goto(file)
    for text in HOSTILE:
        page.locator(BOX).fill(f"{text} 轨道")
        page.keyboard.press("Enter")
        assert page.evaluate("document.querySelectorAll('.ca-ask script, .ca-ask img').length") == 0


@pytest.mark.parametrize("language", ["zh", "en"])
def test_on_a_small_screen_box_and_answer_are_in_sight(
    browser: Browser, file: str, language: str
) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{file}#lang={language}")
    page.wait_for_selector("[data-atlas-map][data-painted]")
    box = page.locator(BOX).bounding_box()
    assert box
    assert 0 <= box["y"] < 200
    type_in(page, "fuel cel")
    for part in (".ca-answer-told", ".ca-answer-acts"):
        seen = page.locator(part).bounding_box()
        assert seen
        assert seen["y"] + seen["height"] <= 844
        assert seen["x"] >= 0
        assert seen["x"] + seen["width"] <= 390
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()
