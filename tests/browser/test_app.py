"""The app as its users use it, in a real browser."""

from __future__ import annotations

import re
import shutil
from collections.abc import Generator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, WebSocketRoute, expect

from cluster_atlas.atlas.atlas import Atlas, open_atlas
from cluster_atlas.atlas.selection import MAX_TEXT, Selection, select
from cluster_atlas.web.page import export_html
from tests.browser.conftest import serve, visible, wait_visible
from tests.conftest import HOSTILE, ROOT


def number(atlas: Atlas, **filters: object) -> int:
    return len(select(atlas, Selection(**filters)).facts)  # type: ignore[arg-type]


def choose(page: Page, text: str) -> None:
    """Click an option of the filter panel by its name."""
    page.locator(".ca-app-filters").get_by_role("button", name=re.compile(text)).first.click()


def centre(page: Page) -> str:
    """Return where the map stands, as the viewer says it."""
    return str(
        page.evaluate("() => document.querySelector('[data-atlas-map]')?.dataset.view ?? ''")
    )


def map_of(page: Page) -> str:
    """Mark the map's element, so that a new one in its place would be noticed."""
    return str(
        page.locator("[data-atlas-map]").evaluate(
            "(el) => (el.dataset.mark ??= String(Math.random()))"
        )
    )


def test_rail_equipment_to_its_clause(page: Page, app: str, atlas: Atlas) -> None:
    page.goto(app)
    assert visible(page) == number(atlas)
    mark, view = map_of(page), centre(page)
    choose(page, "高端装备制造")
    wait_visible(page, number(atlas, clusters=["equipment"]))
    choose(page, "^轨道交通装备")
    wait_visible(page, number(atlas, industries=["rail-equipment"]))
    assert (map_of(page), centre(page)) == (mark, view)
    page.get_by_role("button", name="全省轨道交通产业基地").click()
    expect(page.locator(".ca-panel")).to_contain_text("粤工信装备〔2023〕13号")
    expect(page.locator(".ca-panel")).to_contain_text("四（五）")
    expect(page.locator(".ca-panel")).to_contain_text("江门")
    assert map_of(page) == mark


def test_ultra_hd_shows_shenzhen_and_huizhou(page: Page, app: str, atlas: Atlas) -> None:
    page.goto(app + "/?cluster=uhd&place=city:440300")
    wait_visible(page, number(atlas, clusters=["uhd"], places=["city:440300"]))
    expect(page.locator(".ca-panel")).to_contain_text("超高清核心器件、整机、关键技术与标准")
    page.goto(app + "/?cluster=uhd&place=city:441300")
    wait_visible(page, number(atlas, clusters=["uhd"], places=["city:441300"]))
    expect(page.locator(".ca-panel")).to_contain_text("终端垂直一体化制造")


def test_status_filter_counts_and_reset(page: Page, app: str, atlas: Atlas) -> None:
    page.goto(app)
    visible(page)
    choose(page, "超高清视频")
    wait_visible(page, number(atlas, clusters=["uhd"]))
    priority = number(atlas, clusters=["uhd"], statuses=["priority"])
    button = page.locator(".ca-app-filters").get_by_role("button", name=re.compile("重点发展"))
    expect(button).to_contain_text(str(priority))
    button.click()
    wait_visible(page, priority)
    choose(page, "清除筛选")
    wait_visible(page, number(atlas))


def test_a_shared_address_shows_the_same(
    page: Page, browser: Browser, app: str, atlas: Atlas
) -> None:
    page.goto(app)
    visible(page)
    choose(page, "高端装备制造")
    wait_visible(page, number(atlas, clusters=["equipment"]))
    choose(page, "已形成")
    expected = number(atlas, clusters=["equipment"], statuses=["established"])
    wait_visible(page, expected)
    page.wait_for_url(re.compile("status=established"))
    other = browser.new_context().new_page()
    other.goto(page.url)
    wait_visible(other, expected)
    pressed = other.locator('.ca-app-filters [aria-pressed="true"]', has_text="已形成")
    expect(pressed).to_be_visible()
    other.context.close()


def test_back_undoes_a_filter(page: Page, app: str, atlas: Atlas) -> None:
    page.goto(app)
    visible(page)
    choose(page, "超高清视频")
    wait_visible(page, number(atlas, clusters=["uhd"]))
    page.wait_for_url(re.compile("cluster=uhd"))
    page.go_back()
    wait_visible(page, number(atlas))
    # Words are searched in pinyin as well.
    page.locator(".ca-app-filters input[type=search]").fill("jm guidao")
    wait_visible(page, number(atlas, text="jm guidao"))


def test_language_switch(page: Page, app: str) -> None:
    page.goto(app + "/?cluster=equipment")
    visible(page)
    page.get_by_role("button", name="EN", exact=True).click()
    expect(page.locator(".ca-app-filters")).to_contain_text("Advanced equipment")
    page.wait_for_url(re.compile("lang=en"))


def test_download_is_what_is_on_screen(page: Page, app: str, tmp_path: Path) -> None:
    page.goto(app + "/?industry=rail-equipment")
    shown = visible(page)
    page.get_by_role("button", name="导出本页").click()
    page.get_by_label("标题").fill("江门 {{7*7}} <b>")
    # The click itself leaves the field and sends what was typed.
    with page.expect_download() as waiting:
        page.get_by_role("button", name="下载 HTML").click()
    assert waiting.value.suggested_filename.startswith("轨道交通装备-20")
    path = tmp_path / "briefing.html"
    waiting.value.save_as(path)
    page.goto(path.as_uri())
    wait_visible(page, shown)
    expect(page.locator("h1")).to_have_text("江门 {{7*7}} <b>")


def test_a_note_typed_and_downloaded_at_once_again_and_again(
    page: Page, app: str, tmp_path: Path
) -> None:
    page.goto(app + "/?industry=rail-equipment")
    visible(page)
    page.get_by_role("button", name="导出本页").click()
    for turn in range(3):
        page.get_by_label("标题").fill(f"标题 {turn}")
        page.get_by_label("说明").fill(f"说明 {turn}")
        with page.expect_download() as waiting:
            page.get_by_role("button", name="下载 HTML").click()
        path = tmp_path / f"{turn}.html"
        waiting.value.save_as(path)
        text = path.read_text(encoding="utf-8")
        assert f"标题 {turn}" in text
        assert f"说明 {turn}" in text


def test_a_download_does_not_hang_on_what_typing_told_the_page(
    page: Page, app: str, tmp_path: Path
) -> None:
    """The server has taken a title in, and the page has not heard of it yet."""
    held: list[str | bytes] = []
    holding = False

    def between(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()

        def hear(message: str | bytes) -> None:
            if holding:
                held.append(message)
                return
            while held:
                socket.send(held.pop(0))
            socket.send(message)

        server.on_message(hear)

    page.route_web_socket("**/_stcore/stream", between)
    page.goto(app + "/?industry=rail-equipment")
    visible(page)
    page.get_by_role("button", name="导出本页").click()
    title = page.get_by_label("标题")
    title.click()
    page.wait_for_timeout(500)
    holding = True
    title.fill("标题在路上")
    title.press("Tab")
    page.wait_for_timeout(1500)
    assert held, "a run of typing was told and kept back"
    with page.expect_download(timeout=20_000) as waiting:
        page.get_by_role("button", name="下载 HTML").click()
        holding = False
    path = tmp_path / "a.html"
    waiting.value.save_as(path)
    assert "标题在路上" in path.read_text(encoding="utf-8")


def test_hostile_address(page: Page, app: str) -> None:
    strange = "&".join(f"industry={quote(text)}" for text in HOSTILE)
    searched = " ".join(HOSTILE)[:MAX_TEXT].strip()
    page.goto(f"{app}/?{strange}&text={quote(searched)}")
    visible(page)
    for text in HOSTILE:
        expect(page.locator(".st-key-notices")).to_contain_text(text)
    assert page.locator(".ca-app-filters input[type=search]").input_value() == searched
    assert page.title() != "owned"


@pytest.fixture
def hostile_app(tmp_path: Path) -> Generator[str, None, None]:
    """Serve data whose names and titles are hostile."""
    import json

    for name in ("layers", "geodata"):
        shutil.copytree(ROOT / name, tmp_path / name)
    path = tmp_path / "layers/equipment.toml"
    text = path.read_text(encoding="utf-8")
    hostile = json.dumps(" ".join(HOSTILE), ensure_ascii=False)
    escaped = hostile.replace("\\", r"\\")
    for field in ("title", "title-en"):
        text = re.sub(rf"^{field} +=.*$", f"{field} = {escaped}", text, flags=re.MULTILINE)
    text = re.sub(r"^name    = .*$", f"name = {escaped}", text, count=1, flags=re.MULTILINE)
    path.write_text(text, encoding="utf-8")
    yield from serve(tmp_path)


def test_hostile_data_is_shown_as_written(page: Page, hostile_app: str) -> None:
    page.goto(hostile_app + "/?cluster=equipment")
    visible(page)
    for text in HOSTILE:
        expect(page.locator(".ca-panel")).to_contain_text(text)
        expect(page.locator(".ca-app-filters")).to_contain_text(text)
    assert page.title() != "owned"


def test_a_new_cluster_is_one_file(folder: Path, page: Page, atlas: Atlas) -> None:
    """One more file in layers/, and filters, map, list, file and command line have it."""
    text = (folder / "layers/equipment.toml").read_text(encoding="utf-8")
    for word in ("id", "parent"):
        text = re.sub(rf'^({word} += ")', r"\1copy-", text, flags=re.MULTILINE)
    text = re.sub(
        r"^(industries += )(.*)$",
        lambda found: found[1] + re.sub(r'"([^"]+)"', r'"copy-\1"', found[2]),
        text,
        flags=re.MULTILINE,
    )
    text = re.sub(r"#[0-9a-f]{6}", "#445566", text, count=1)
    text = text.replace("高端装备制造", "新集群甲", 1)
    (folder / "layers/copy.toml").write_text(text, encoding="utf-8")
    with closing(serve(folder)) as served:
        page.goto(next(served) + "/?cluster=copy")
        wait_visible(page, number(atlas, clusters=["equipment"]))
        expect(page.locator(".ca-app-filters")).to_contain_text("新集群甲")
        expect(page.locator(".ca-legend")).to_contain_text("新集群甲")
    enlarged = open_atlas(folder)
    assert len(select(enlarged, Selection(clusters=["copy"])).facts) == number(
        atlas, clusters=["equipment"]
    )
    path = folder.parent / "copy.html"
    path.write_text(export_html(enlarged, Selection(clusters=["copy"])), encoding="utf-8")
    page.goto(path.as_uri())
    wait_visible(page, number(atlas, clusters=["equipment"]))
    expect(page.locator(".ca-legend")).to_contain_text("新集群甲")


def test_on_a_phone(browser: Browser, app: str, atlas: Atlas) -> None:
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True
    )
    phone = context.new_page()
    phone.goto(app)
    assert visible(phone) > 0
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    box = phone.locator("[data-atlas-map]").bounding_box()
    assert box
    assert box["width"] > 360
    # The list moves with the page: one that scrolls by itself holds the finger that means the page.
    scroll = phone.locator(".ca-panel-body").evaluate("(el) => getComputedStyle(el).overflowY")
    assert scroll == "visible"
    phone.get_by_test_id("stExpandSidebarButton").click()
    choose(phone, "超高清视频")
    wait_visible(phone, number(atlas, clusters=["uhd"]))
    context.close()


def test_keyboard_reaches_a_card(page: Page, app: str) -> None:
    page.goto(app + "/?industry=rail-equipment")
    visible(page)
    page.get_by_role("button", name="全省轨道交通产业基地").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="返回列表")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="返回列表")).not_to_be_visible()


@pytest.mark.parametrize("width", [390, 768, 1366])
def test_language_and_export_take_the_pointer_beside_a_folded_panel(
    page: Page, app: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(app)
    visible(page)
    if width == 1366:
        page.locator('[data-testid="stSidebar"]').hover()
        page.locator('[data-testid="stSidebarCollapseButton"] button').click()
    expect(page.locator(".ca-app-filters")).not_to_be_in_viewport()
    page.get_by_role("button", name="导出本页").click()
    expect(page.get_by_role("button", name="下载 HTML").first).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="EN", exact=True).click()
    expect(page.locator(".ca-ask input")).to_have_attribute("placeholder", re.compile("Search"))
    # The way back to the filters is still there.
    page.locator('[data-testid="stExpandSidebarButton"]').click()
    expect(page.locator(".ca-app-filters")).to_be_in_viewport()
