"""The atlas inside another page, the app's briefing tab, and the app on paper."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pypdfium2
import pytest
from playwright.sync_api import FrameLocator, Page, expect

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.selection import Selection, select
from cluster_atlas.web.page import export_html
from tests.browser.conftest import visible, wait_visible
from tests.browser.test_app import map_of

RAIL = "industry=rail-equipment"
CHROME = ".st-key-header, [data-testid=stSidebar], .ca-panel, .ca-tabs"


def portal(page: Page, path: Path, address: str, width: int, height: int) -> FrameLocator:
    """Open a page of another origin, a file, that holds an address in a frame."""
    frame = f'<iframe id="atlas" src="{address}" width="{width}" height="{height}"></iframe>'
    path.write_text(f"<!doctype html><title>portal</title>{frame}", encoding="utf-8")
    page.goto(path.as_uri())
    return page.frame_locator("#atlas")


def frame_address(page: Page) -> str:
    return page.frames[1].url


@pytest.mark.parametrize(("width", "height"), [(800, 500), (360, 420)])
def test_app_in_a_frame(
    page: Page, app: str, atlas: Atlas, tmp_path: Path, width: int, height: int
) -> None:
    frame = portal(page, tmp_path / "portal.html", f"{app}/?{RAIL}&embed=true", width, height)
    number = len(select(atlas, Selection(industries=["rail-equipment"])).facts)
    frame.locator(f'[data-atlas-map][data-visible="{number}"]').wait_for()
    for element in frame.locator(CHROME).all():
        expect(element).not_to_be_visible()
    expect(frame.locator(".ca-credit")).to_contain_text("天地图")
    expect(frame.locator(".ca-scale")).to_be_visible()
    assert frame.locator("[data-atlas-map]").evaluate("(el) => el.clientHeight") == height
    link = frame.get_by_role("link", name="在图谱中打开")
    assert link.get_attribute("href") == f"{app}/?{RAIL}"
    assert link.get_attribute("target") == "_blank"
    frame.locator(".ca-map nav button", has_text="江门市").press("Enter")
    expect(frame.locator(".ca-panel")).to_contain_text("江门市")
    page.frames[1].wait_for_url(re.compile("focus="))
    assert parse_qs(urlsplit(frame_address(page)).query)["embed"] == ["true"]
    frame.get_by_role("button", name="关闭").click()
    expect(frame.locator(".ca-panel")).not_to_be_visible()


def test_file_in_itself(page: Page, atlas: Atlas, tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(export_html(atlas, Selection(clusters=["uhd"])), encoding="utf-8")
    page.set_viewport_size({"width": 360, "height": 420})
    page.goto(path.as_uri() + "#embed=true")
    wait_visible(page, len(select(atlas, Selection(clusters=["uhd"])).facts))
    for element in page.locator(".ca-header, .ca-drawer, .ca-panel").all():
        expect(element).not_to_be_visible()
    page.locator(".ca-map nav button", has_text="惠州市").press("Enter")
    expect(page.locator(".ca-panel")).to_contain_text("惠州市")
    assert "embed=true" in page.url
    page.keyboard.press("Escape")
    page.get_by_role("link", name="在图谱中打开").click()
    expect(page.locator(".ca-header")).to_be_visible()
    assert "embed" not in page.url


def test_briefing_tab_and_back(page: Page, app: str) -> None:
    page.goto(f"{app}/?{RAIL}")
    shown = visible(page)
    mark = map_of(page)
    page.get_by_role("tab", name="简报").click()
    page.wait_for_url(re.compile("view=brief"))
    expect(page.locator("[data-atlas-map]")).not_to_be_visible()
    box = page.locator(".ca-app-map").bounding_box()
    assert box
    assert box["height"] < 80
    page.get_by_role("tab", name="地图").click()
    wait_visible(page, shown)
    expect(page.locator("[data-atlas-map]")).to_be_visible()
    assert map_of(page) == mark


def test_app_prints_what_the_file_prints(page: Page, app: str, atlas: Atlas) -> None:
    page.goto(f"{app}/?{RAIL}")
    shown = visible(page)
    document = pypdfium2.PdfDocument(page.pdf(format="A4"))
    pages = ["".join(p.get_textpage().get_text_range().split()) for p in document]
    text = "".join(pages)
    # Once a designation, and once in full with all their clauses.
    assert text.count("粤工信装备〔2023〕13号") == shown + 1
    assert text.count("（粤工信装备〔2023〕13号，2023年12月29日印发）：一（一）、二、四（五）") == 1
    assert text.count("《广东省培育高端装备制造战略性新兴产业集群行动计划（2023—2025年）》") == 1
    assert "全省轨道交通产业基地" in text
    assert "导出本页" not in text
    assert all("天地图" in body and atlas.data_hash[:6] in body for body in pages)
    assert len(pages) == 2
    expect(page.locator(".ca-print")).to_have_count(0)
    page.goto(f"{app}/?view=compare&with=city:440700&with=city:440600")
    expect(page.locator(".ca-cmp-side").first).to_contain_text("佛山")
    document = pypdfium2.PdfDocument(page.pdf(format="A4"))
    assert "佛山" in document[0].get_textpage().get_text_range()
