"""What is chosen stands above the map, goes by one rule, and is passed on from there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.selection import Selection, select
from cluster_atlas.web.page import export_html
from tests.browser.conftest import visible, wait_visible
from tests.browser.questions import answer, load
from tests.conftest import PATIENCE_MS

Open = Callable[..., Page]
SIZES = ((1440, 900), (1366, 768), (390, 844))
_CLIPBOARD = "navigator.clipboard.readText()"
VIEWS = ("表格", "对比", "演变", "落点", "来源", "地图")


# For what the server takes part in; the rest is the same script, and a soak looks at both.
in_app_and_file = pytest.mark.parametrize("opened", ["app", "file"], indirect=True)


@pytest.fixture(scope="module")
def file(atlas: Atlas, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("file") / "atlas.html"
    path.write_text(export_html(atlas), encoding="utf-8")
    return path.as_uri()


@pytest.fixture(params=["file", pytest.param("app", marks=pytest.mark.soak)])
def opened(request: pytest.FixtureRequest, browser: Browser, file: str) -> Iterator[Open]:
    """Return a function that opens a query in the app or in the file, in a window of a size."""
    where = request.getfixturevalue("app") + "/?" if request.param == "app" else file + "#"
    contexts = []

    def visit(query: str = "", size: tuple[int, int] = SIZES[0]) -> Page:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            permissions=["clipboard-read", "clipboard-write"],
        )
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        page = context.new_page()
        page.goto(where + query)
        page.wait_for_selector("[data-atlas-map][data-painted]", state="attached")
        return page

    yield visit
    for context in contexts:
        context.close()


def chips(page: Page) -> list[str]:
    return page.locator(".ca-chosen-chip").all_inner_texts()


def number(atlas: Atlas, **filters: Any) -> int:
    return len(select(atlas, Selection(**filters)).facts)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_chosen_stands_as_chips(
    opened: Open, atlas: Atlas, size: tuple[int, int], language: str
) -> None:
    page = opened(f"cluster=uhd&status=priority&as_of=2024&lang={language}", size)
    said = {
        "zh": ["超高清视频", "重点发展·打造", "时点 2024"],
        "en": ["Ultra-HD video", "Priority", "as of 2024"],
    }[language]
    bar = page.locator(".ca-chosen-bar")
    for name in said:
        expect(bar).to_contain_text(name)
    bar_box, map_box = bar.bounding_box(), page.locator("[data-atlas-map]").bounding_box()
    assert bar_box
    assert map_box
    assert bar_box["y"] + bar_box["height"] <= map_box["y"] + 1
    assert 0 <= bar_box["x"] < bar_box["x"] + bar_box["width"] <= size[0] + 1
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    page.locator(".ca-chosen-chip").nth(1).click()
    wait_visible(page, number(atlas, clusters=["uhd"], as_of=2024))
    assert len(chips(page)) == 2


@in_app_and_file
def test_letting_go_moves_neither_map_nor_focus(opened: Open, atlas: Atlas) -> None:
    page = opened("cluster=uhd&status=priority")
    shape = "(el) => [el.dataset.view, el.clientWidth, el.clientHeight].join(' ')"
    before = page.locator("[data-atlas-map]").evaluate(shape)
    page.locator(".ca-chosen-chip").first.focus()
    page.keyboard.press("Enter")
    wait_visible(page, number(atlas, statuses=["priority"]))
    page.keyboard.press("Enter")
    wait_visible(page, number(atlas))
    expect(page.locator(".ca-chosen-bar")).to_contain_text("未加筛选")
    assert page.locator("[data-atlas-map]").evaluate(shape) == before


@pytest.mark.parametrize(
    ("language", "said", "none"),
    [("zh", "显示搜索结果", "未加筛选"), ("en", "Showing the answer of the search", "No filter")],
)
@pytest.mark.parametrize("asked", ["燃料电池电堆", "惠州 东莞"])
def test_an_answer_that_narrows_the_list_is_said(
    opened: Open, asked: str, language: str, said: str, none: str
) -> None:
    page = opened(f"s={asked}&lang={language}")
    bar = page.locator(".ca-chosen-bar")
    expect(bar).to_contain_text(said)
    expect(bar).not_to_contain_text(none)
    page.keyboard.press("Escape")
    expect(bar).to_contain_text(none)


def test_an_answer_stands_in_for_the_filters(opened: Open) -> None:
    page = opened("cluster=uhd")
    page.locator(".ca-ask-input").fill("燃料电池电堆")
    bar = page.locator(".ca-chosen-bar")
    expect(bar).to_contain_text("显示搜索结果")
    assert chips(page) == []
    page.keyboard.press("Escape")
    expect(bar).not_to_contain_text("显示搜索结果")
    assert chips(page) == ["超高清视频"]


def test_chips_stand_above_every_view(opened: Open) -> None:
    page = opened("cluster=uhd")
    for view in VIEWS:
        page.get_by_role("tab", name=view, exact=True).click()
        expect(page.locator(".ca-chosen-chip")).to_be_visible()


@in_app_and_file
def test_a_click_on_a_legal_state_chooses_it(opened: Open, atlas: Atlas) -> None:
    page = opened()
    panel = page.locator(".ca-filters")
    panel.get_by_role("button", name=re.compile("^规划期满")).click()
    wait_visible(page, number(atlas, legal_states=["period-ended"]))
    assert chips(page) == ["规划期满"]
    panel.get_by_role("button", name=re.compile("^有效")).click()
    wait_visible(page, number(atlas, legal_states=["period-ended", "in-force"]))
    page.locator(".ca-chosen-chip").first.click()
    page.locator(".ca-chosen-chip").first.click()
    wait_visible(page, number(atlas))
    expect(panel).to_contain_text("不选时显示")


def test_another_cluster_lets_the_industry_of_the_old_one_go(opened: Open, atlas: Atlas) -> None:
    page = opened("cluster=equipment&industry=rail-equipment")
    page.locator(".ca-filters").get_by_role("button", name=re.compile("超高清视频")).first.click()
    wait_visible(page, number(atlas, clusters=["equipment", "uhd"]))
    page = opened("view=compare&sub=matrix&industry=rail-equipment")
    # A cell of the matrix is a cluster of its own; so is its heading.
    page.evaluate("scrollTo(0, 0)")
    page.locator("thead th button").first.click()
    page.wait_for_selector('.ca-stage[data-view="map"]')
    wait_visible(page, number(atlas, industries=["rail-equipment"], clusters=["equipment"]))


def test_one_rule_for_a_change_of_clusters(browser: Browser, atlas: Atlas) -> None:
    context = browser.new_context()
    page = context.new_page()
    modules = {"questions/choose.js": ["choose"], "questions/select.js": ["emptySelection"]}
    load(page, atlas, modules)
    body = """
    const base = { ...questions.emptySelection(), ...given[0] };
    const { cluster, industry } = questions.choose(atlas, base, given[1]);
    return [cluster, industry];
    """
    rail, tv = ["rail-equipment"], [i.id for i in atlas.cluster_by_id["uhd"].industries][:1]
    old = {"cluster": ["equipment"], "industry": rail}
    assert answer(page, body, [old, {"cluster": ["uhd"]}]) == [["uhd"], []]
    assert answer(page, body, [old, {"cluster": []}]) == [[], []]
    assert answer(page, body, [old, {"cluster": ["equipment", "uhd"]}]) == [
        ["equipment", "uhd"],
        [],
    ]
    both = {"cluster": ["equipment", "uhd"], "industry": rail + tv}
    assert answer(page, body, [both, {"cluster": ["uhd"]}]) == [["uhd"], tv]
    alone = {"industry": rail}
    assert answer(page, body, [alone, {"cluster": ["uhd"]}]) == [["uhd"], []]
    assert answer(page, body, [alone, {"cluster": ["equipment"]}]) == [["equipment"], rail]
    assert answer(page, body, [old, {"industry": rail + tv}]) == [["equipment", "uhd"], rail + tv]
    # A part narrows what it is a part of, and the whole takes in its parts; others stay.
    parts, aviation = ["rail-parts", "rail-vehicles"], ["aviation-equipment"]
    assert answer(page, body, [alone, {"industry": [*rail, *parts[:1]]}]) == [[], parts[:1]]
    several = {"industry": [*aviation, *parts]}
    assert answer(page, body, [several, {"industry": [*aviation, *parts, *rail]}]) == [
        [],
        aviation + rail,
    ]
    context.close()


@pytest.mark.parametrize("size", SIZES)
def test_tabs_stay_where_they_are(opened: Open, size: tuple[int, int]) -> None:
    page = opened("", size)
    tabs = page.locator(".ca-tabs[role=tablist]").first
    before = tabs.bounding_box()
    for view in VIEWS:
        tabs.get_by_role("tab", name=view, exact=True).click()
        expect(tabs.get_by_role("tab", name=view, exact=True)).to_have_attribute(
            "aria-selected", "true"
        )
        page.evaluate("scrollTo(0, 0)")
        assert tabs.bounding_box() == before, view
    chosen = "(el) => el.getBoundingClientRect().x"
    assert tabs.get_by_role("tab", name="地图", exact=True).evaluate(chosen) >= 0


@in_app_and_file
def test_the_link_is_at_hand(opened: Open, atlas: Atlas) -> None:
    page = opened("cluster=uhd&lang=en")
    wait_visible(page, number(atlas, clusters=["uhd"]))
    page.locator(".ca-chosen-bar").get_by_role("button", name="Copy link").click()
    # The button says so for a moment only.
    page.wait_for_function(f"{_CLIPBOARD}.then((text) => text.includes('cluster=uhd'))")
    copied = page.evaluate(_CLIPBOARD)
    other = page.context.new_page()
    other.goto(copied)
    wait_visible(other, number(atlas, clusters=["uhd"]))
    expect(other.locator(".ca-chosen-bar")).to_contain_text("Ultra-HD")


def test_a_link_opens_what_its_sender_saw(opened: Open) -> None:
    page = opened("", SIZES[1])
    page.emulate_media(reduced_motion="reduce")
    box = page.locator("[data-atlas-map]")

    def other_view_than(view: str) -> str:
        expect(box).not_to_have_attribute("data-view", view)
        page.wait_for_timeout(100)
        return box.get_attribute("data-view") or ""

    home = box.get_attribute("data-view") or ""

    def copied() -> str:
        page.locator(".ca-chosen-bar").get_by_role("button", name="复制链接").click()
        return str(page.evaluate(_CLIPBOARD))

    # Enter flies to the answer; so does who comes by the link, in a map of any size.
    page.locator(".ca-ask-input").fill("转向架")
    page.locator(".ca-ask-input").press("Enter")
    flown = other_view_than(home)
    answer_link = copied()
    assert "at=" not in answer_link
    # A view of the sender's own travels along, and stays out of the address.
    page.locator(".ca-tools button").nth(1).click()
    own, own_link = other_view_than(flown), copied()
    assert "at=" in own_link
    assert "at=" not in page.url

    other = page.context.new_page()
    other.emulate_media(reduced_motion="reduce")

    for link, there in ((answer_link, flown), (own_link, own)):
        other.goto("about:blank")
        other.goto(link)
        visible(other)
        other.wait_for_timeout(100)
        view = other.locator("[data-atlas-map]").get_attribute("data-view") or ""
        both = [[float(v) for v in one.split(",")] for one in (view, there)]
        assert both[0] == pytest.approx(both[1], abs=0.02)
    assert "at=" not in other.url


@in_app_and_file
@pytest.mark.parametrize(("query", "size"), [("", SIZES[1]), ("cluster=uhd&lang=en", SIZES[2])])
def test_a_picture_of_the_map_as_shown(opened: Open, query: str, size: tuple[int, int]) -> None:
    page = opened(query, size)
    visible(page)
    button = page.locator(".ca-share-picture")
    with page.expect_download() as waiting:
        button.click()
    name = waiting.value.suggested_filename
    assert name.startswith("Guangdong" if "en" in query else "粤产集群图谱")
    assert name.endswith(".png")
    picture = Image.open(BytesIO(Path(waiting.value.path()).read_bytes()))
    box = page.locator("[data-atlas-map]").bounding_box()
    assert box
    assert 1280 <= picture.width <= 2 * max(640, round(box["width"]))
    assert picture.height > picture.width / 2
    # Land, sea and a heading are on it.
    assert len(picture.convert("RGB").resize((200, 200)).getcolors(40_000) or []) > 50
    page.get_by_role("tab", name="Table" if "en" in query else "表格", exact=True).click()
    expect(button).to_be_hidden()


def test_a_citation_is_copied_with_what_it_is_for(opened: Open) -> None:
    page = opened("industry=rail-equipment")
    row = page.locator(".ca-fact", has_text="全省轨道交通产业基地").first
    row.get_by_role("button", name="复制引文").click()
    page.wait_for_function(f"{_CLIPBOARD}.then((text) => text.includes('江门'))")
    copied = page.evaluate(_CLIPBOARD)
    assert copied.startswith("江门：全省轨道交通产业基地（产业基地，重点发展·打造）。《")
    assert copied.endswith("四（五）。")


def test_on_a_phone_all_filters_can_be_cleared_however_many(opened: Open) -> None:
    chosen = "place=city:440700&cluster=robots&cluster=electronics&role=base&focus=city:440700"
    page = opened(f"{chosen}&lang=en", SIZES[2])
    clear = page.locator(".ca-chosen-bar").get_by_role("button", name="Clear filters")
    expect(clear).to_be_in_viewport(ratio=1)
    clear.click()
    expect(page.locator(".ca-chosen-chip")).to_have_count(0)
    expect(clear).to_be_hidden()
    # The title of a designation stands first, and a site with its city.
    page.get_by_role("tab", name="Table").click()
    first = page.locator(".ca-table tbody tr").first
    expect(first.locator("td").first.locator(".ca-title")).to_be_in_viewport(ratio=1)
    expect(page.locator(".ca-table .ca-of-city").first).not_to_be_empty()
