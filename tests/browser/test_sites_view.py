"""Free premises and land beside an answer: what a visitor needs, in the page and in its address."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.values.owndata import OwnData, OwnRow
from cluster_atlas.web.page import export_html
from tests.browser.test_accessibility import shortcomings
from tests.hostile import HOSTILE

ASKED = "view=find&q=转向架"


def hall(number: int, city: str, name: str, area: float, **more: object) -> OwnRow:
    """Return a made-up hall on offer."""
    values = {"area": area} | more
    return OwnRow(f"1-{number}", "premises", name, city=f"city:{city}", values=values)


@pytest.fixture(scope="module")
def office() -> OwnData:
    halls = (
        hall(1, "445300", "虚构厂房甲", 90_000.0),
        hall(2, "440700", "虚构厂房乙", 5_000.0, price=31.0, power=630_000.0),
        hall(3, "440700", "虚构厂房丙", 8_000.0, free_from="2027-01-01"),
    )
    return OwnData("虚构", 1, halls)


def opened(browser: Browser, atlas: Atlas, own: OwnData, folder: Path, asked: str = ASKED) -> Page:
    path = folder / "atlas.html"
    path.write_text(export_html(atlas, own=own), encoding="utf-8")
    page = browser.new_page(viewport={"width": 1366, "height": 768}, locale="zh-CN")
    page.context.set_offline(True)
    page.goto(f"{path.as_uri()}#{asked}")
    page.wait_for_selector(".ca-sit-site")
    return page


def names(page: Page) -> list[str]:
    return page.locator(".ca-sit-site .ca-title").all_inner_texts()


def test_needs_narrow_the_sites_and_stand_in_the_address(
    browser: Browser, atlas: Atlas, office: OwnData, tmp_path: Path
) -> None:
    page = opened(browser, atlas, office, tmp_path)
    # Without a need the largest of those in a named place comes first.
    assert names(page) == ["虚构厂房丙", "虚构厂房乙", "虚构厂房甲"]
    first = page.locator(".ca-sit-site").nth(1)
    expect(first).to_contain_text(re.compile(r"规划点名江门市（粤工信装备〔2023〕\d+号 .+）"))
    expect(first).to_contain_text("价格 31")
    page.locator('[data-need="area"]').fill("4000")
    assert names(page)[0] == "虚构厂房乙", "the smallest that is enough"
    page.locator('[data-need="by"]').fill("2026-06-30")
    assert "虚构厂房丙" not in names(page)
    expect(page.locator(".ca-sit")).to_contain_text("另有 1 处不合需求")
    page.wait_for_url("**need=area%3A4000%2Cby%3A2026-06-30**")
    again = browser.new_page()
    again.goto("about:blank")
    again.goto(page.url)
    again.wait_for_selector(".ca-sit-site")
    assert names(again) == names(page)
    assert again.locator('[data-need="area"]').input_value() == "4000"
    again.close()
    page.locator(".ca-sit-site .ca-title").first.click()
    expect(page.locator(".ca-own-card")).to_contain_text("虚构厂房乙")
    page.close()


def test_on_a_telephone_the_card_of_a_site_comes_into_sight(
    browser: Browser, atlas: Atlas, office: OwnData, tmp_path: Path
) -> None:
    page = opened(browser, atlas, office, tmp_path)
    page.set_viewport_size({"width": 390, "height": 844})
    page.locator(".ca-sit-site .ca-title").first.click()
    expect(page.locator(".ca-own-card")).to_be_in_viewport()
    page.close()


def test_a_reader_of_any_kind_can_use_it_and_hostile_names_are_shown_as_they_are(
    browser: Browser, atlas: Atlas, office: OwnData, tmp_path: Path
) -> None:
    rows = tuple(
        replace(office.rows[1], id=f"2-{number}", name=text)
        for number, text in enumerate(HOSTILE[:5], start=1)
    )
    page = opened(browser, atlas, replace(office, rows=rows), tmp_path, ASKED + "&lang=en")
    assert shortcomings(page) == []
    assert sorted(names(page)) == sorted(HOSTILE[:5])
    page.close()


def test_without_own_rows_there_is_none(browser: Browser, atlas: Atlas, tmp_path: Path) -> None:
    path = tmp_path / "plain.html"
    path.write_text(export_html(atlas), encoding="utf-8")
    page = browser.new_page()
    page.goto(f"{path.as_uri()}#{ASKED}")
    page.wait_for_selector(".ca-fnd-card")
    assert page.locator(".ca-sit").count() == 0
    page.close()
