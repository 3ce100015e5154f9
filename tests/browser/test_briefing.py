"""The briefing page used as a writer would, in a real browser."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Page, expect

from cluster_atlas.atlas.atlas import open_atlas
from cluster_atlas.questions.evolve import usual_editions


@pytest.fixture
def writer(page: Page, app: str) -> Page:
    """Return the briefing page, reached by its tab from Jiangmen's card."""
    page.goto(f"{app}/?focus=city:440700")
    page.get_by_role("tab", name="简报").click()
    # The tab can be clicked before the server is heard from: the first picture waits for both.
    expect(page.locator(".st-key-brief-desk img").first).to_be_visible()
    return page


def _text(path: Path) -> str:
    document = pypdfium2.PdfDocument(path)
    return "".join(sheet.get_textpage().get_text_range() for sheet in document)


def test_what_is_written_is_seen_and_downloaded(writer: Page, tmp_path: Path) -> None:
    picture = writer.locator(".st-key-brief-desk img").first
    before = picture.get_attribute("src")
    title = writer.get_by_label("标题", exact=True)
    expect(title).to_have_attribute("placeholder", "江门市")
    title.fill("江门产业简报")
    title.press("Enter")
    expect(picture).not_to_have_attribute("src", before or "")
    with writer.expect_download() as waiting:
        writer.locator(".st-key-brief-download-pdf button").click()
    assert waiting.value.suggested_filename == "江门产业简报.pdf"
    path = tmp_path / "a.pdf"
    waiting.value.save_as(path)
    said = _text(path)
    assert "江门产业简报" in said
    assert "点名江门的定位有 13 条" in said
    assert "38 条定位随所在区域" in said
    # What is still being typed is in the file.
    title.fill("还没离开输入框")
    with writer.expect_download() as waiting:
        writer.locator(".st-key-brief-download-pdf button").click()
    path = tmp_path / "a.pdf"
    waiting.value.save_as(path)
    assert "还没离开输入框" in _text(path)


@pytest.mark.soak
def test_the_profiles_of_all_cities_come_as_one_archive(writer: Page, tmp_path: Path) -> None:
    writer.get_by_text("全部 21 市的名片").click()
    writer.get_by_role("button", name="生成").click()
    button = writer.locator(".st-key-brief-download-all button")
    expect(button).to_be_visible(timeout=120_000)
    with writer.expect_download() as waiting:
        button.click()
    path = tmp_path / "a.zip"
    waiting.value.save_as(path)
    names = zipfile.ZipFile(path).namelist()
    assert len(names) == 1 + 21 * 3
    assert "440700-江门市.pptx" in names
    expect(writer.locator('[data-testid="stAlertContainer"]')).to_have_count(0)


def test_parts_move_and_the_map_is_still_there(writer: Page) -> None:
    rows = writer.locator('[class*="st-key-brief-row-"]')
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("江门市")
    rows.first.get_by_role("button", disabled=False).nth(2).click()
    expect(rows.first).to_contain_text("来源")
    writer.get_by_role("tab", name="地图").click()
    expect(writer.locator("[data-atlas-map]")).to_be_visible()
    writer.get_by_role("tab", name="简报").click()
    expect(rows.first).to_contain_text("来源")


def test_the_page_and_the_slides_are_previewed(writer: Page) -> None:
    writer.get_by_role("radio", name="网页").click()
    frame = writer.frame_locator(".st-key-brief-frame iframe")
    expect(frame.locator("[data-atlas-map][data-painted]")).to_be_attached()
    expect(frame.get_by_role("heading", name="江门市").first).to_be_visible()
    writer.get_by_role("radio", name="幻灯片").click()
    expect(writer.locator(".st-key-brief-desk img")).to_have_count(4)


def test_a_phone_reaches_everything(page: Page, app: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{app}/?focus=city:440700&view=brief")
    expect(page.locator(".st-key-brief-desk img").first).to_be_visible()
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 390, "nothing sticks out"
    for name in ("HTML", "PDF", "PPT", "Word"):
        expect(page.get_by_role("button", name=name).first).to_be_attached()


@pytest.mark.parametrize(("name", "wide", "high"), [("A3 一页", 420, 297), ("PDF", 210, 297)])
def test_what_is_shown_is_handed_out_by_the_menu(
    page: Page, app: str, tmp_path: Path, name: str, wide: int, high: int
) -> None:
    page.goto(f"{app}/?cluster=uhd")
    page.wait_for_selector("[data-atlas-map][data-painted]")
    page.get_by_role("button", name="导出本页").click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name=name, exact=True).click()
    path = tmp_path / "a.pdf"
    waiting.value.save_as(path)
    document = pypdfium2.PdfDocument(path)
    size = [round(points / 72 * 25.4) for points in document[0].get_size()]
    assert size == [wide, high]
    assert (len(document) == 1) == (name == "A3 一页")
    assert "超高清视频" in _text(path)


def test_the_menu_hands_out_the_changes_that_are_shown(
    page: Page, app: str, tmp_path: Path
) -> None:
    """Two editions are shown before any is chosen; the slides are about them."""
    page.goto(f"{app}/?view=evolve")
    page.wait_for_selector(".ca-view:visible")
    page.get_by_role("button", name="导出本页").click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="PPT", exact=True).click()
    path = tmp_path / "a.pptx"
    waiting.value.save_as(path)
    atlas = open_atlas()
    old, new = usual_editions(atlas)
    with zipfile.ZipFile(path) as package:
        slides = [name for name in package.namelist() if name.startswith("ppt/slides/slide")]
        text = "".join(package.read(name).decode() for name in slides)
    assert atlas.documents[old].short in text
    assert atlas.documents[new].short in text


def test_the_menu_on_the_briefing_page_hands_out_no_other_page(page: Page, app: str) -> None:
    page.goto(f"{app}/?view=brief")
    page.get_by_role("button", name="导出本页").click()
    expect(page.get_by_role("button", name="下载 HTML")).to_be_visible()
    expect(page.get_by_role("button", name="A3 一页")).to_have_count(0)


def test_the_menu_leads_to_the_briefing_page(page: Page, app: str) -> None:
    page.goto(f"{app}/?place=city:440700")
    expect(page.locator("[data-painted]").first).to_be_visible()
    page.get_by_role("button", name="导出本页").click()
    page.get_by_role("button", name="先在简报里调整").click()
    expect(page.locator(".st-key-brief-desk img").first).to_be_visible()
    page.wait_for_url("**view=brief**")
