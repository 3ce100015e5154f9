"""An office's own rows seen beside the plans: map, card, table, filters; in a file and the app."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.selection import Selection
from cluster_atlas.questions.office.ownrows import select_own
from cluster_atlas.values.owndata import OwnData, OwnRow
from cluster_atlas.web.ownpack import own_pack
from cluster_atlas.web.page import export_html
from tests.browser.conftest import serve, visible
from tests.browser.questions import answer, load
from tests.browser.test_accessibility import shortcomings
from tests.conftest import ROOT
from tests.hostile import HOSTILE
from tests.own.madeup import made_up_data, made_up_workspace

GUANGZHOU, PANYU = "city:440100", "county:440113"
SHOWN = "[data-atlas-map][data-painted]"
# How many pixels of the map are of the colour that only own data has.
RED = """() => {
  const canvas = document.querySelector(".ca-map-view canvas");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let n = 0;
  for (let i = 0; i < data.length; i += 4)
    if (data[i] === 0xb3 && data[i + 1] === 0x26 && data[i + 2] === 0x1e) n += 1;
  return n;
}"""


@pytest.fixture(scope="module")
def own(atlas: Atlas) -> OwnData:
    return made_up_data(atlas)


@pytest.fixture(scope="module")
def file(atlas: Atlas, own: OwnData, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("own") / "atlas.html"
    path.write_text(export_html(atlas, own=own), encoding="utf-8")
    return path.as_uri()


@pytest.fixture(scope="module")
def office(atlas: Atlas, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of an app that serves a made-up office."""
    path = made_up_workspace(atlas, tmp_path_factory.mktemp("office") / "office.atlas")
    yield from serve(ROOT, "--workspace", str(path))


@pytest.fixture
def quiet(browser: Browser) -> Iterator[Page]:
    """Return a page in which nothing moves, and that fails if its scripts fail."""
    context = browser.new_context(
        viewport={"width": 1440, "height": 900}, locale="zh-CN", reduced_motion="reduce"
    )
    context.set_default_timeout(15_000)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert errors == []


def visit(page: Page, address: str) -> None:
    page.goto("about:blank")
    page.goto(address)
    drawn = f"{SHOWN}:not([data-painted='0']), [data-atlas-map][hidden]"
    page.wait_for_selector(drawn, state="attached")


def saved(atlas: Atlas, own: OwnData, folder: Path) -> str:
    path = folder / "own.html"
    path.write_text(export_html(atlas, own=own), encoding="utf-8")
    return path.as_uri()


def point_of(page: Page, lon: float, lat: float) -> tuple[float, float]:
    """Return where a place of the earth lies in the window."""
    box = page.locator("[data-atlas-map]").bounding_box()
    view = page.locator("[data-atlas-map]").get_attribute("data-view")
    assert box
    assert view
    middle_lat, middle_lon, zoom = map(float, view.split(","))

    def mercator(degrees: float) -> float:
        return math.degrees(math.log(math.tan(math.pi / 4 + math.radians(degrees) / 2)))

    scale = 256 * 2**zoom / 360
    x = box["x"] + box["width"] / 2 + (lon - middle_lon) * scale
    y = box["y"] + box["height"] / 2 - (mercator(lat) - mercator(middle_lat)) * scale
    return x, y


def a_project(own: OwnData) -> OwnRow:
    """Return a project that no other row stands near."""
    placed = [row for row in own.rows if row.lon is not None and row.lat is not None]

    def distance(one: OwnRow, other: OwnRow) -> float:
        assert one.lon is not None
        assert one.lat is not None
        return math.hypot(one.lon - (other.lon or 0), one.lat - (other.lat or 0))

    projects = own.of_kind("projects")
    return max(projects, key=lambda row: min(distance(row, o) for o in placed if o.id != row.id))


def test_own_rows_are_drawn_and_told_apart_in_the_legend(quiet: Page, file: str) -> None:
    visit(quiet, file)
    assert quiet.evaluate(RED) > 500
    visit(quiet, file + "#own=none")
    assert quiet.evaluate(RED) == 0
    assert quiet.locator(".ca-legend-own").count() == 0
    visit(quiet, file + "#cluster=equipment")
    assert quiet.evaluate(RED) > 300
    summary = quiet.locator(".ca-legend-own summary")
    expect(summary).to_have_text("单位自有数据 · own data")
    summary.click()
    expect(quiet.locator(".ca-legend-own")).to_contain_text("项目 · 开工、在建")
    # No statement of a plan is in that part, and no stage in the other.
    assert "重点" not in quiet.locator(".ca-legend-own").inner_text()
    assert "在建" not in quiet.locator(".ca-legend-body > .ca-legend-row").all_inner_texts()


def test_a_row_is_named_under_the_pointer_and_opened_by_a_click(
    quiet: Page, file: str, own: OwnData
) -> None:
    row = a_project(own)
    visit(quiet, f"{file}#at={row.lon},{row.lat},10.6")
    assert row.lon is not None
    assert row.lat is not None
    at = point_of(quiet, row.lon, row.lat)
    quiet.mouse.move(*at)
    tip = quiet.locator(".ca-tip-own")
    expect(tip).to_contain_text(row.name)
    expect(tip).to_contain_text("own data")
    quiet.mouse.click(*at)
    expect(quiet.locator(".ca-own-card h2")).to_have_text(row.name)
    assert f"focus=own:{row.id}" in quiet.url.replace("%3A", ":")
    quiet.reload()
    expect(quiet.locator(".ca-own-card h2")).to_have_text(row.name)
    quiet.locator(".ca-back").click()
    expect(quiet.locator(".ca-list")).to_be_visible()


def test_many_at_one_city_are_a_number_that_opens_the_city(quiet: Page, file: str) -> None:
    visit(quiet, file)
    tip = quiet.locator(".ca-tip-own")
    # The tile stands at the squares of a city: the pointer comes over it in a few steps.
    x, y = point_of(quiet, 113.4, 23.3)
    steps = ((right, down) for right in range(0, 90, 6) for down in range(-60, 60, 6))
    for right, down in steps:
        quiet.mouse.move(x + right, y + down)
        if tip.is_visible() and "个项目" in tip.inner_text():
            break
    expect(tip).to_contain_text("个项目")
    quiet.mouse.click(x + right, y + down)
    expect(quiet.locator(".ca-own .ca-own-count")).to_contain_text("现有")


@pytest.mark.parametrize(("place", "said"), [(GUANGZHOU, "广州市"), (PANYU, "番禺区")])
def test_a_place_tells_what_the_office_has_there(
    quiet: Page, file: str, atlas: Atlas, own: OwnData, place: str, said: str
) -> None:
    mine = select_own(atlas, own, Selection(places=[place]))
    visit(quiet, f"{file}#focus={place}")
    expect(quiet.locator(".ca-card-head h2")).to_have_text(said)
    section = quiet.locator(".ca-own")
    projects = sum(row.kind == "projects" for row in mine)
    premises = sum(row.kind == "premises" for row in mine)
    expect(section.locator("h3 span")).to_have_text(str(len(mine)))
    expect(section.locator(".ca-own-count")).to_contain_text(f"{projects} 个项目")
    if premises:
        expect(section.locator(".ca-own-count")).to_contain_text(f"{premises} 处可用载体")
    group = section.locator("details", has=quiet.locator("summary", has_text="项目"))
    if group.get_attribute("open") is None:
        group.locator("summary").click()
    expect(group.locator("li")).to_have_count(min(5, projects))
    more = group.get_by_role("button", name=re.compile("再看"))
    if projects > 5:
        more.click()
        expect(group.locator("li")).to_have_count(min(35, projects))
    group.locator("li button").first.click()
    expect(quiet.locator(".ca-own-card")).to_be_visible()


def test_a_filter_of_the_plans_filters_the_card(
    quiet: Page, file: str, atlas: Atlas, own: OwnData
) -> None:
    chosen = Selection(places=[GUANGZHOU], clusters=["equipment"])
    mine = [row for row in select_own(atlas, own, chosen) if row.kind == "projects"]
    visit(quiet, f"{file}#focus={GUANGZHOU}&cluster=equipment")
    expect(quiet.locator(".ca-own-count")).to_contain_text(f"{len(mine)} 个项目")


def test_the_card_of_a_row_reads_its_values_and_what_the_plans_say(
    quiet: Page, atlas: Atlas, own: OwnData, tmp_path: Path
) -> None:
    project = replace(
        own.of_kind("projects")[0],
        city="city:440700",
        county="",
        zone="",
        industries=("rail-equipment",),
        stage="building",
        values={"investment": 1.25e9, "office": "虚构局"},
    )
    land = replace(
        own.of_kind("premises")[0],
        values={"area": 123_456.0, "power": 2_500_000.0, "price": 25.0, "free_from": "2026-03-01"},
    )
    address = saved(atlas, replace(own, rows=(project, land)), tmp_path)
    visit(quiet, f"{address}#focus=own:{project.id}")
    card = quiet.locator(".ca-own-card")
    expect(card.locator("h2")).to_have_text(project.name)
    for said in ("单位自有数据 · own data", "在建", "12.5 亿元", "轨道交通装备", "点位 ±0.1 km"):
        expect(card).to_contain_text(said)
    plans = card.locator(".ca-own-plans")
    expect(plans).to_contain_text("全省轨道交通产业基地")
    expect(plans.locator(".ca-clause").first).to_contain_text("粤工信装备")
    visit(quiet, f"{address}#focus=own:{land.id}")
    for said in ("12.35 万平方米", "2.5 MVA", "2026-03-01"):
        expect(card).to_contain_text(said)
    visit(quiet, f"{address}#focus=own:{project.id}&lang=en")
    for said in ("under construction", "CNY 1250 million", "Rail"):
        expect(card).to_contain_text(said)


def test_kinds_and_stages_are_filters_with_counts_in_the_address(
    quiet: Page, file: str, own: OwnData
) -> None:
    visit(quiet, file)
    section = quiet.locator(".ca-own-filter")
    projects = own.of_kind("projects")
    building = sum(row.stage == "building" for row in projects)
    pick = section.get_by_role("button")
    expect(pick.filter(has_text="项目")).to_have_text(f"项目{len(projects)}")
    expect(pick.filter(has_text="在建")).to_have_text(f"在建{building}")
    pick.filter(has_text="项目").click()
    pick.filter(has_text="在建").click()
    expect(quiet.locator(".ca-chosen-chip")).to_have_text(["本单位·项目", "阶段·在建"])
    expect(pick.filter(has_text="项目")).to_have_text(f"项目{building}")
    assert "own=projects" in quiet.url
    assert "stages=building" in quiet.url
    quiet.reload()
    expect(quiet.locator(".ca-chosen-chip")).to_have_text(["本单位·项目", "阶段·在建"])
    expect(pick.filter(has_text="在建")).to_have_attribute("aria-pressed", "true")
    quiet.locator(".ca-chosen-chip").last.click()
    assert "stages" not in quiet.url
    quiet.locator(".ca-filter-foot button").click()
    expect(quiet.locator(".ca-chosen-chip")).to_have_count(0)
    assert "own=" not in quiet.url


def test_the_table_lists_own_rows_by_kind_and_sorts_them(
    quiet: Page, file: str, own: OwnData
) -> None:
    visit(quiet, file + "#view=table")
    table = quiet.locator(".ca-table")
    table.get_by_role("button", name="本单位数据").click()
    table.get_by_role("button", name=re.compile("^项目")).click()
    assert "sub=own" in quiet.url
    table.get_by_role("button", name="总投资").click()
    first = table.locator("tbody tr").first
    told = [row for row in own.of_kind("projects") if row.values.get("investment")]
    least = min(told, key=lambda row: row.values["investment"])
    most = max(told, key=lambda row: row.values["investment"])
    expect(first).to_contain_text(least.name)
    table.get_by_role("button", name="总投资").click()
    expect(first).to_contain_text(most.name)
    first.locator(".ca-title").click()
    expect(quiet.locator(".ca-own-card h2")).to_have_text(most.name)
    visit(quiet, file + "#view=table&sub=own:projects&stages=stalled")
    stalled = sum(row.stage == "stalled" for row in own.of_kind("projects"))
    expect(table.locator("tbody tr")).to_have_count(stalled)


def many(own: OwnData, count: int) -> OwnData:
    firms = own.of_kind("firms")
    rows = [
        replace(
            firms[n % len(firms)],
            id=f"9-{n}",
            lon=110.5 + 5.5 * ((n * 7919) % 4999) / 4999,
            lat=21.5 + 3.5 * ((n * 104_729) % 4993) / 4993,
        )
        for n in range(count)
    ]
    return replace(own, rows=tuple(rows))


def test_five_thousand_rows_cost_no_element_each_and_freeze_nothing(
    quiet: Page, atlas: Atlas, own: OwnData, tmp_path: Path
) -> None:
    visit(quiet, saved(atlas, many(own, 5000), tmp_path) + "#at=113.3,23.1,9.5")
    assert quiet.evaluate(RED) > 5000
    assert quiet.locator(".ca-map *").count() < 400
    took = quiet.evaluate(
        """async () => {
          const times = [];
          for (let k = 0; k < 6; k += 1) {
            const start = performance.now();
            location.hash = `#at=113.3,23.1,9.5&own=${k % 2 ? "firms" : "none"}`;
            await new Promise((done) => addEventListener("hashchange", done, { once: true }));
            await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
            times.push(performance.now() - start);
          }
          return times.sort((a, b) => a - b)[3];
        }"""
    )
    assert took < 1000
    quiet.evaluate("() => { location.hash = '#view=table&sub=own'; }")
    rows = quiet.locator(".ca-own-table tbody tr")
    expect(rows.first).to_be_visible()
    assert rows.count() < 200
    quiet.locator(".ca-table").evaluate("(el) => { el.scrollTop = el.scrollHeight; }")
    quiet.wait_for_function(
        "() => document.querySelectorAll('.ca-own-table tbody tr').length > 100"
    )


def test_a_row_of_which_only_the_county_is_known_is_no_point(
    browser: Browser, atlas: Atlas, own: OwnData
) -> None:
    page = browser.new_page()
    load(
        page,
        atlas,
        {"core/own.js": ["unpackOwn"], "map/own/own_scene.js": ["ownScene"]},
    )
    base = replace(own.of_kind("firms")[0], county=PANYU, city=GUANGZHOU, lon=113.9, lat=23.9)
    rows = (
        replace(base, id="1-1", precision="county"),
        replace(base, id="1-2", precision="county"),
        replace(base, id="1-3", precision="city-only"),
        replace(base, id="1-4", precision="site"),
        replace(base, id="1-5", precision="", lon=None, lat=None, county="", city=""),
    )
    scene = answer(
        page,
        """
        atlas.own = questions.unpackOwn(given);
        const { spots, unplaced } = questions.ownScene(atlas, { own: [0, 1, 2, 3, 4] });
        const at = (id) => atlas.places[atlas.index.place.get(id)];
        return { spots, unplaced, county: at("county:440113").x, city: at("city:440100").x };
        """,
        own_pack(replace(own, rows=rows)),
    )
    page.close()
    assert scene["unplaced"] == 1
    exact = [spot for spot in scene["spots"] if not spot["rough"]]
    rough = {tuple(spot["rows"]): spot["x"] for spot in scene["spots"] if spot["rough"]}
    assert [spot["rows"] for spot in exact] == [[3]]
    assert rough == {(0, 1): scene["county"], (2,): scene["city"]}


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_of_own_rows_are_texts(
    offline: Page, atlas: Atlas, own: OwnData, tmp_path: Path, text: str
) -> None:
    project, layer = own.of_kind("projects")[0], own.of_kind("layer")[0]
    rows = (
        replace(
            project, name=text, city=GUANGZHOU, county=PANYU, values={"note": text, text: text}
        ),
        replace(layer, name=text, layer=text),
    )
    address = saved(atlas, replace(own, name=text, rows=rows), tmp_path)
    visit(offline, f"{address}#focus=own:{project.id}")
    said = " ".join(text.split())
    expect(offline.locator(".ca-own-card h2")).to_have_text(said)
    expect(offline.locator(".ca-own-card dd").filter(has_text=said).first).to_be_visible()
    expect(offline.locator(".ca-notebar")).to_contain_text(said)
    visit(offline, f"{address}#view=table&sub=own:projects")
    expect(offline.locator(".ca-own-table th").filter(has_text=said).first).to_be_attached()
    assert "owned" not in offline.title()
    assert offline.locator("img[src=x]").count() == 0


def test_a_file_with_own_rows_opens_without_a_network_and_says_whose_they_are(
    offline: Page, file: str, own: OwnData
) -> None:
    visit(offline, f"{file}#focus={GUANGZHOU}")
    expect(offline.locator(".ca-own")).to_be_visible()
    note = offline.locator(".ca-notebar")
    expect(note).to_have_text(f"含虚构自有数据 {len(own.rows)} 条，由该单位提供，不出自规划文件。")
    offline.locator(".ca-lang").click()
    expect(note).to_contain_text("not said by any plan")


def test_without_own_rows_nothing_of_them_is_there(
    quiet: Page, atlas: Atlas, tmp_path: Path
) -> None:
    path = tmp_path / "plain.html"
    path.write_text(export_html(atlas), encoding="utf-8")
    visit(quiet, f"{path.as_uri()}#focus={GUANGZHOU}&own=none&stages=building")
    assert quiet.evaluate(RED) == 0
    assert quiet.locator("[class*=ca-own], .ca-legend-own").count() == 0
    assert "本单位" not in quiet.locator("body").inner_text()


@pytest.mark.parametrize(("language", "size"), [("zh", (1366, 768)), ("en", (390, 844))])
def test_own_rows_are_accessible(
    quiet: Page, file: str, own: OwnData, language: str, size: tuple[int, int]
) -> None:
    quiet.set_viewport_size({"width": size[0], "height": size[1]})
    found: dict[str, Any] = {}
    project = own.of_kind("projects")[0]
    for query in (
        "own=projects&stages=building",
        f"focus={GUANGZHOU}",
        f"focus=own:{project.id}",
        "view=table&sub=own:premises",
        "cluster=equipment",
    ):
        visit(quiet, f"{file}#{query}&lang={language}")
        quiet.evaluate(
            "() => document.querySelectorAll('.ca-own details, .ca-legend-own')"
            ".forEach((d) => { d.open = true; })"
        )
        if size[0] > 820:
            found[query] = shortcomings(quiet)
        else:
            found[query] = shortcomings(quiet, "main")
    assert {query: faults for query, faults in found.items() if faults} == {}


def test_the_keyboard_reaches_a_row_from_its_city(quiet: Page, file: str) -> None:
    visit(quiet, f"{file}#focus={GUANGZHOU}")
    summary = quiet.locator(".ca-own summary", has_text="项目")
    summary.focus()
    quiet.keyboard.press("Enter")
    expect(quiet.locator(".ca-own details[open] li").first).to_be_visible()
    quiet.keyboard.press("Tab")
    name = quiet.evaluate("() => document.activeElement.textContent")
    quiet.keyboard.press("Enter")
    expect(quiet.locator(".ca-own-card h2")).to_have_text(name)
    assert quiet.evaluate("() => document.activeElement.tagName") == "H2"


def test_the_app_shows_its_office_and_keeps_the_filters_in_the_address(
    quiet: Page, office: str
) -> None:
    visit(quiet, office)
    panel = quiet.locator(".ca-app-filters .ca-own-filter")
    expect(panel).to_be_visible()
    panel.get_by_role("button", name=re.compile("^项目")).click()
    panel.get_by_role("button", name=re.compile("^在建")).click()
    quiet.wait_for_url(re.compile("own=projects.*stages=building"))
    expect(quiet.locator(".ca-chosen-chip")).to_have_text(["本单位·项目", "阶段·在建"])
    quiet.reload()
    expect(quiet.locator(".ca-chosen-chip")).to_have_text(["本单位·项目", "阶段·在建"])
    visible(quiet)


def test_a_link_to_a_row_opens_its_card_in_the_app_and_a_strange_one_is_told(
    quiet: Page, office: str
) -> None:
    visit(quiet, f"{office}/?focus=own:3-17")
    expect(quiet.locator(".ca-own-card h2")).to_have_text("虚构项目 17")
    quiet.wait_for_timeout(500)
    assert "focus=own" in quiet.url
    visit(quiet, f"{office}/?focus=own:99-1")
    expect(quiet.locator(".st-key-notices")).to_contain_text("own:99-1")


def test_the_export_holds_own_rows_only_where_it_was_asked_for(
    quiet: Page, office: str, tmp_path: Path
) -> None:
    visit(quiet, f"{office}/?own=projects&stages=building")
    quiet.get_by_role("button", name="导出本页").click()
    box = quiet.get_by_role("checkbox", name=re.compile("含本单位数据"))
    expect(box).not_to_be_checked()

    def downloaded(name: str) -> str:
        with quiet.expect_download() as waiting:
            quiet.get_by_role("button", name="下载 HTML").click()
        waiting.value.save_as(tmp_path / name)
        return (tmp_path / name).as_uri()

    plain = downloaded("plain.html")
    quiet.get_by_text("含本单位数据").click()
    expect(box).to_be_checked()
    quiet.wait_for_timeout(500)
    full = downloaded("own.html")
    visit(quiet, plain)
    assert quiet.locator(".ca-own-filter").count() == 0
    visit(quiet, full)
    kinds = quiet.locator(".ca-own-filter .ca-picks").first.get_by_role("button")
    expect(kinds.first).to_contain_text("项目")
    # Only what was shown has left.
    expect(kinds).to_have_count(2)
