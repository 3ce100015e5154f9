"""The question pages as their users walk them: in the app, and in the exported file from disk."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Locator, Page, expect

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.selection import select
from cluster_atlas.briefing.headline import compare_answer
from cluster_atlas.briefing.writer import Writer
from cluster_atlas.questions.compare import compare
from cluster_atlas.web.page import export_html
from cluster_atlas.wording.naming import SET_NAMES
from tests.conftest import HOSTILE

Open = Callable[[str], None]


# For what the server takes part in; the rest is the same script, and a soak looks at both.
in_app_and_file = pytest.mark.parametrize("opened", ["app", "file"], indirect=True)


@pytest.fixture(scope="module")
def file(atlas: Atlas, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("file") / "atlas.html"
    path.write_text(export_html(atlas), encoding="utf-8")
    return path


@pytest.fixture(params=["file", pytest.param("app", marks=pytest.mark.soak)])
def opened(request: pytest.FixtureRequest, page: Page, file: Path) -> Open:
    """Return a function that opens a query in the app, or in the file with the network blocked."""
    if request.param == "app":
        address = request.getfixturevalue("app") + "/?"
    else:
        page.route(re.compile("^https?:"), lambda route: route.abort())
        address = file.as_uri() + "#"

    def visit(query: str) -> None:
        page.goto("about:blank")
        page.goto(address + query)
        page.wait_for_selector(".ca-view:visible")

    return visit


def tab(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name, exact=True).click()


@in_app_and_file
def test_compare_two_cities(page: Page, opened: Open) -> None:
    opened("view=compare")
    box = page.locator(".ca-view:visible").get_by_role("combobox").first
    for name in ("深圳", "huizhou"):
        box.fill(name)
        page.get_by_role("option").first.click()
    expect(page.locator(".ca-cmp-chips")).to_contain_text("深圳")
    expect(page.locator(".ca-cmp-chips")).to_contain_text("惠州")
    row = page.locator("tr", has_text="超高清视频").first
    expect(row).to_contain_text("引擎·核心城市")
    # What was asked is in the address: the server has taken it in.
    page.wait_for_function("() => location.href.includes('441300')")
    row.locator("td button").nth(1).click()
    detail = page.locator(".ca-cmp-detail")
    expect(detail).to_contain_text("终端垂直一体化制造")
    expect(detail).to_contain_text("粤工信电子")
    row.locator("td button").nth(0).click()
    expect(page.locator(".ca-cmp-detail").first).to_contain_text("核心器件")
    assert "city%3A440300" in page.url or "city:440300" in page.url


def test_several_places_are_chosen_at_once(page: Page, opened: Open) -> None:
    opened("view=compare")
    box = page.locator(".ca-view:visible").get_by_role("combobox").first
    for text in ("惠州、东莞", "惠州 东莞", "惠州和东莞", "惠州，东莞", "Huizhou, Dongguan"):
        box.fill(text)
        expect(page.get_by_role("option").first).to_have_text("惠州市 · 东莞市")
    box.press("Enter")
    expect(page.locator(".ca-cmp-name")).to_have_text(["惠州", "东莞"])


def test_what_is_named_stands_before_what_comes_by_region(page: Page, opened: Open) -> None:
    opened("view=compare&with=city:441300&with=city:441900")
    heads = page.locator(".ca-cmp-set > h4")
    expect(heads.nth(0)).to_contain_text("都点名")
    expect(heads.nth(1)).to_contain_text("共有，随区域")
    expect(page.locator(".ca-cmp-section > h3").first).to_contain_text("异同")
    named = int(re.sub(r"\D", "", heads.nth(0).locator("b").inner_text()))
    shared = named + int(re.sub(r"\D", "", heads.nth(1).locator("b").inner_text()))
    glance = page.locator(".ca-cmp-glance span")
    expect(glance.nth(0)).to_have_text(re.compile(f"^规划都点名.*和 {named} 个产业$"))
    expect(glance.nth(1)).to_have_text(re.compile(f"^连同随区域.*和 {shared} 个产业$"))


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("places", [("441300", "441900"), ("440300", "440700", "445300")])
def test_a_printed_comparison_says_what_the_screen_says(
    page: Page, opened: Open, atlas: Atlas, places: tuple[str, ...], language: str
) -> None:
    ids = [f"city:{code}" for code in places]
    opened("&".join([f"view=compare&lang={language}", *(f"with={one}" for one in ids)]))
    glance = page.locator(".ca-cmp-glance span")
    heads = page.locator(".ca-cmp-set > h4")
    expect(glance.first).to_be_visible()
    writer = Writer(atlas, language, atlas.today)
    comparison = compare(atlas, ids, select(atlas).facts)
    printed = compare_answer(writer, comparison)
    for _ in range(2):
        # The names in brackets are paper's own, and some hold brackets themselves.
        printed = re.sub("（[^（）]*）| [(][^()]*[)]", "", printed)
    for said in glance.all_inner_texts()[: 2 + len(ids)]:
        assert said in printed
    names = [writer.short(atlas.places[one]) for one in ids]
    titles = [SET_NAMES[key].in_language(language) for key in ("all-named", "by-region")]
    titles += [SET_NAMES["only"].in_language(language).format(name=name) for name in names]
    for head, title in zip(heads.all_inner_texts(), titles, strict=True):
        assert head.startswith(title)


@pytest.mark.parametrize("query", ["focus=city:441600", "place=city:441600"])
def test_the_changes_open_with_the_place_at_hand(page: Page, opened: Open, query: str) -> None:
    opened(f"view=evolve&from=gd-electronics-2021&to=gd-electronics-2023&{query}")
    pressed = page.locator('.ca-evo-cities [aria-pressed="true"]')
    expect(pressed).to_have_attribute("data-city", "city:441600")


def test_the_matrix_says_what_its_shades_and_signs_are(page: Page, opened: Open) -> None:
    opened("view=compare&sub=matrix")
    keys = page.locator(".ca-cmp-keys")
    expect(keys.nth(1)).to_contain_text("引擎·核心城市")
    expect(keys.nth(1)).to_contain_text("已有基础")
    expect(page.locator("td.ca-cmp-none").first).to_contain_text("–")


@in_app_and_file
def test_the_province_matrix_leads_to_the_map(page: Page, opened: Open) -> None:
    opened("view=compare&sub=matrix")
    expect(page.locator("tbody tr")).to_have_count(21)
    page.get_by_role("button", name="相似", exact=True).click()
    page.locator("tbody tr", has_text="江门").locator("td button").last.click()
    page.wait_for_selector('.ca-stage[data-view="map"]')
    expect(page.locator(".ca-panel h2")).to_contain_text("江门")
    # Filter, view and card arrive together, whoever keeps the state.
    page.wait_for_url(re.compile("cluster="))


def test_patterns_open_to_what_they_count(page: Page, opened: Open) -> None:
    opened("view=compare&sub=pattern")
    first = page.locator(".ca-cmp-pairs > li").first
    first.locator("button").first.click()
    expect(first.locator("table")).to_contain_text("分")


def test_relations_as_a_network(page: Page, opened: Open) -> None:
    opened("view=compare&sub=network")
    expect(page.locator(".ca-view canvas").first).to_be_visible()
    page.get_by_role("button", name=re.compile("^承接转移")).click()
    expect(page.locator(".ca-view table")).to_contain_text("承接转移")


def test_how_the_electronics_plan_changed(page: Page, opened: Open) -> None:
    opened("view=evolve&from=gd-electronics-2021&to=gd-electronics-2023")
    view = page.locator(".ca-view:visible")
    for words in ("6.6", "5.5", "特色产业园", "北部生态发展区", "芯火"):
        expect(view).to_contain_text(words)
    spark = page.locator(".ca-evo-row", has_text="芯火").first
    expect(spark).to_contain_text("东莞")
    added = page.get_by_role("button", name=re.compile("新增")).first
    added.click()
    expect(view).not_to_contain_text("6.6 万亿元")


def test_what_changed_between_two_years(page: Page, opened: Open) -> None:
    opened("view=evolve&from=2021&to=2024")
    expect(page.locator(".ca-view:visible")).to_contain_text("新一代电子信息")


def first_for_rail(page: Page, opened: Open) -> Locator:
    """Type what is looked for, and return the card of the place that stands first."""
    opened("view=find")
    page.locator(".ca-fnd-box").press_sequentially("轨道交通装备", delay=20)
    card = page.locator(".ca-fnd-card").first
    expect(card).to_contain_text("江门市")
    return card


@in_app_and_file
def test_find_a_place_and_carry_it_to_compare(page: Page, opened: Open) -> None:
    card = first_for_rail(page, opened)
    expect(card).to_contain_text("粤工信装备〔2023〕13号 四（五）")
    card.get_by_role("button", name="加入备选").click()
    page.locator(".ca-fnd-card").nth(1).get_by_role("button", name="加入备选").click()
    card.locator("summary").click()
    expect(card.locator(".ca-fnd-points")).to_contain_text("角色强弱")
    page.get_by_role("button", name="对比这些地点").click()
    expect(page.locator(".ca-cmp-chips")).to_contain_text("江门")


@in_app_and_file
def test_a_query_that_enters_the_address_leaves_the_list_alone(page: Page, opened: Open) -> None:
    """A button that is replaced between press and release never hears of the click."""
    card = first_for_rail(page, opened)
    card.evaluate("card => card.dataset.same = 1")
    page.wait_for_url(re.compile("q=%E8%BD%A8"))
    expect(card).to_have_attribute("data-same", "1")


def test_find_reads_mistyped_pinyin_and_english(page: Page, opened: Open) -> None:
    opened("view=find&q=集成店路设计")
    expect(page.locator(".ca-fnd-told")).to_contain_text("读作“集成电路设计”")
    opened("view=find&q=gaolan chemical")
    expect(page.locator(".ca-fnd-card").first).to_contain_text("高栏")
    opened("view=find&q=rail signalling&lang=en")
    expect(page.locator(".ca-fnd-card").first).to_contain_text("Jiangmen")


def test_find_says_what_it_did_not_find(page: Page, opened: Open) -> None:
    opened("view=find&q=养猪场屠宰")
    expect(page.locator(".ca-view:visible")).to_contain_text("没有定位与“养猪场屠宰”相符")
    opened("view=find&q=机器人&cluster=uhd&document=gd-robots-2023")
    expect(page.locator(".ca-view:visible")).to_contain_text("0 个地点")


@in_app_and_file
def test_a_weight_changes_the_order_and_the_address(page: Page, opened: Open) -> None:
    opened("view=find&q=机器人")
    page.locator(".ca-fnd-weights summary").click()
    page.get_by_label("角色强弱").fill("0")
    page.get_by_label("角色强弱").dispatch_event("change")
    page.wait_for_url(re.compile("role"))


@pytest.mark.parametrize("view", ["compare", "evolve", "find"])
def test_hostile_text_in_a_link_runs_nothing(page: Page, file: Path, view: str) -> None:
    for text in HOSTILE:
        value = quote(text, safe="")
        fields = "&".join(f"{key}={value}" for key in ("q", "with", "sub", "from", "w"))
        # The first loads the file; the others change its address.
        page.goto(f"{file.as_uri()}#view={view}&{fields}")
        page.wait_for_selector(".ca-view:visible")
        assert page.title() != "owned"
        if view == "find":
            expect(page.locator(".ca-fnd-box")).to_have_value(text)


def test_a_question_page_prints_what_it_shows(page: Page, file: Path) -> None:
    said = {
        "view=compare&with=city:440300&with=city:441300": "超高清视频",
        "view=evolve": "5.5",
        "view=find&q=机器人": "机器人",
    }
    paper = page.locator(".ca-paper")
    for query, words in said.items():
        page.emulate_media(media="screen")
        page.goto(f"{file.as_uri()}#{query}")
        page.wait_for_selector(f'.ca-stage[data-view="{query[5:].partition("&")[0]}"]')
        page.evaluate("() => globalThis.dispatchEvent(new Event('beforeprint'))")
        page.emulate_media(media="print")
        expect(paper).to_contain_text("天地图")
        expect(paper).to_contain_text(words)
        page.evaluate("() => globalThis.dispatchEvent(new Event('afterprint'))")


def test_an_unfolded_score_stays_open_when_the_short_list_changes(page: Page, opened: Open) -> None:
    opened("view=find&q=机器人")
    card = page.locator(".ca-fnd-card").first
    card.locator("summary").click()
    expect(card.locator(".ca-fnd-points")).to_be_visible()
    button = card.get_by_role("button", name="加入备选")
    button.focus()
    page.keyboard.press("Enter")
    expect(card.get_by_role("button", name="移出备选")).to_be_focused()
    expect(card.locator(".ca-fnd-points")).to_be_visible()


def test_on_a_telephone_the_tab_that_is_on_is_in_sight(page: Page, opened: Open) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    opened("view=compare&sub=network")
    inside = """(tabs) => {
      const on = tabs.querySelector('[aria-selected="true"]').getBoundingClientRect();
      const all = tabs.getBoundingClientRect();
      return on.left >= all.left && on.right <= all.right;
    }"""
    tabs = page.locator(".ca-cmp [role=tablist]").first
    # The language fills the tabs anew.
    for _ in range(3):
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
        assert tabs.evaluate(inside)
        page.locator(".ca-lang").click()
