"""The evolve view by itself: what it shows, how it is narrowed, and what it asks of its page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.questions.evolve import edition_pairs
from cluster_atlas.web.pack import pack
from tests.browser.questions import load
from tests.conftest import HOSTILE

MODULES = {
    "views/evolve/evolve_view.js": ["createEvolveView"],
    "map/shapes.js": ["createShapes"],
    "questions/select.js": ["emptySelection"],
}
_START = """(editions) => {
  atlas.editions = editions;
  const el = document.createElement("div");
  document.body.className = "ca-root";
  document.body.append(el);
  window.told = [];
  window.state = { ids: [], sel: questions.emptySelection(), lang: "zh", focus: null,
    view: "evolve", ask: { with: [], sub: "", from: "", to: "", q: "", w: "" } };
  window.change = (part) => { state = { ...state, ...part }; view.show(state); };
  window.ask = (part) => change({ ask: { ...state.ask, ...part } });
  const view = questions.createEvolveView(el, atlas, {
    open: (id) => told.push(id), hover: () => {}, shapes: questions.createShapes(atlas),
    ask: (part) => { told.push(part); ask(part); },
    asOf: (year) => { told.push(year); change({ sel: { ...state.sel, as_of: year } }); },
  });
  view.show(state);
}"""


@pytest.fixture
def start(browser: Browser, atlas: Atlas) -> Iterator[Callable[[], Page]]:
    """Return a function that opens the view in a fresh page; it fails if its script fails."""
    context = browser.new_context(viewport={"width": 1000, "height": 900})
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))

    def begin() -> Page:
        load(page, atlas, MODULES)
        facts = {fact.id: number for number, fact in enumerate(atlas.facts)}
        documents = {row["id"]: number for number, row in enumerate(pack(atlas)["documents"])}
        page.evaluate(_START, edition_pairs(atlas, facts, documents))
        return page

    yield begin
    context.close()
    assert errors == []


@pytest.fixture
def view(start: Callable[[], Page]) -> Page:
    return start()


def counts(page: Page) -> list[int]:
    return [int(text) for text in page.locator(".ca-evo-kind b").all_inner_texts()]


def rows(page: Page) -> list[str]:
    return page.locator(".ca-evo-row .ca-evo-says > span:nth-child(2)").all_inner_texts()


def told(page: Page) -> list[Any]:
    found: list[Any] = page.evaluate("told")
    return found


def test_the_newest_editions_come_first(view: Page) -> None:
    assert counts(view) == [17, 6, 5, 50]
    said = rows(view)
    assert len(said) == 17 + 6 + 5
    assert "「“芯火”双创基地」：新增东莞。" in said
    assert any("营业收入目标由 6.6 万亿元调整为 5.5 万亿元" in text for text in said)
    expect(view.locator(".ca-evo-judged")).to_have_count(3)
    view.locator("summary", has_text="50").click()
    expect(view.locator(".ca-evo-row")).to_have_count(17 + 6 + 5 + 50)


def test_kinds_and_cities_narrow_the_list(view: Page) -> None:
    view.locator('[data-kind="dropped"].ca-evo-kind').click()
    assert len(rows(view)) == 5
    assert view.evaluate("document.activeElement.dataset.kind") == "dropped"
    view.locator('[data-kind="dropped"].ca-evo-kind').click()
    view.locator('[data-city="city:441900"]').click()
    assert len(rows(view)) == 4
    assert counts(view) == [4, 0, 0, 1]
    view.locator('[data-city="city:441900"]').click()
    assert counts(view) == [17, 6, 5, 50]


def test_the_map_names_and_picks_a_city(view: Page) -> None:
    canvas = view.locator("canvas.ca-evo-canvas")
    box = canvas.bounding_box()
    assert box
    for part in range(12, 60):
        view.mouse.click(box["x"] + box["width"] * part / 100, box["y"] + box["height"] * 0.5)
        if view.locator('[data-city="city:445300"][aria-pressed="true"]').count():
            break
    assert rows(view) == ["「新型电子元器件产业基地」：新增东莞、汕头、云浮。"]


def test_clauses_open_the_designation(view: Page) -> None:
    row = view.locator(".ca-evo-row", has_text="智能终端特色产业园")
    row.locator(".ca-evo-clause").first.click()
    row.locator(".ca-evo-clause").last.click()
    assert told(view) == ["electronics-2021-terminal-bases", "electronics-terminal-parks"]


def test_other_editions_and_years(view: Page) -> None:
    view.locator("select").select_option("gd-electronics-2019-draft gd-electronics-2021")
    assert told(view) == [{"from": "gd-electronics-2019-draft", "to": "gd-electronics-2021"}]
    assert counts(view) == [13, 33, 61, 26]
    view.evaluate("ask({ from: '2021', to: '2024' })")
    assert counts(view) == [17, 6, 5, 50]
    view.evaluate("ask({ from: '2024', to: '2021' })")
    assert counts(view) == [17, 6, 5, 50]
    assert len(rows(view)) == 17 + 6 + 5
    left = view.locator(".ca-evo-left")
    expect(left).to_contain_text("未作比较：超高清视频")
    view.evaluate("change({ sel: { ...state.sel, cluster: ['electronics'] } })")
    expect(left).not_to_contain_text("超高清视频")
    view.evaluate("change({ sel: { ...state.sel, cluster: [] } })")
    view.evaluate("ask({ from: '2021', to: '2022' })")
    assert counts(view) == [0, 0, 0, 0]


def test_filters_hold_but_neither_year_nor_legal_state(view: Page) -> None:
    view.evaluate(
        "change({ sel: { ...state.sel, industry: ['components'], as_of: 2021, legal: ['draft'] } })"
    )
    said = rows(view)
    assert said == ["「新型电子元器件产业基地」：新增东莞、汕头、云浮。"]
    view.evaluate("change({ sel: { ...state.sel, industry: [], text: '不存在' } })")
    assert rows(view) == []


def test_table(view: Page) -> None:
    view.evaluate("ask({ sub: 'table' })")
    expect(view.locator("tbody tr")).to_have_count(78)
    row = view.locator("tbody tr", has_text="智能终端特色产业园")
    expect(row).to_contain_text("→ 园区")
    expect(row.locator('th[scope="row"]')).to_contain_text("智能终端产业基地")


def test_bad_and_hostile_addresses(view: Page) -> None:
    for text in HOSTILE:
        view.evaluate("(text) => ask({ from: text, to: 'gd-electronics-2021' })", text)
        expect(view.locator('[role="alert"]')).to_contain_text(text)
        expect(view.locator(".ca-evo-main")).to_be_hidden()
    view.evaluate("ask({ from: '', to: '' })")
    assert counts(view) == [17, 6, 5, 50]
    assert view.title() != "owned"


def test_an_edition_of_another_plan(view: Page) -> None:
    view.evaluate("ask({ from: 'gd-uhd-2023', to: 'gd-electronics-2021' })")
    expect(view.locator('[role="alert"]')).to_contain_text("超高清视频行动计划 2023")


def test_the_year_moves_by_key(view: Page) -> None:
    view.locator('input[type="range"]').focus()
    view.keyboard.press("ArrowLeft")
    view.keyboard.press("ArrowLeft")
    last = int(view.evaluate("atlas.date.slice(0, 4)"))
    assert told(view) == [last - 1, last - 2]
    assert view.evaluate("document.activeElement.type") == "range"


def test_play_pause_and_the_end(view: Page) -> None:
    view.clock.install()
    view.locator(".ca-evo-play").click()
    view.clock.run_for(2500)
    expect(view.locator(".ca-evo-player output")).to_have_text("2021")
    view.locator(".ca-evo-play").click()
    view.clock.run_for(5000)
    expect(view.locator(".ca-evo-player output")).to_have_text("2021")
    view.locator(".ca-evo-play").click()
    view.clock.run_for(2500)
    expect(view.locator(".ca-evo-player output")).to_have_text("2023")
    view.clock.run_for(20_000)
    expect(view.locator(".ca-evo-player output")).to_have_text("今")
    # Nothing but a look: the filter's year stayed.
    assert told(view) == []


def test_play_leaves_the_year_where_it_was(view: Page) -> None:
    view.clock.install()
    view.evaluate("change({ sel: { ...state.sel, as_of: 2022 } })")
    view.locator(".ca-evo-play").click()
    view.clock.run_for(20_000)
    expect(view.locator(".ca-evo-player output")).to_have_text("2022")
    assert view.evaluate("state.sel.as_of") == 2022
    assert told(view) == []


def test_the_map_names_the_cities_that_changed(start: Callable[[], Page]) -> None:
    page = start()
    page.evaluate(
        """() => {
          window.written = [];
          const own = CanvasRenderingContext2D.prototype.fillText;
          CanvasRenderingContext2D.prototype.fillText = function (text, ...at) {
            window.written.push(text);
            return own.call(this, text, ...at);
          };
        }"""
    )
    page.evaluate("ask({ from: 'gd-electronics-2021', to: 'gd-electronics-2023' })")
    page.wait_for_function("() => window.written.length > 0")
    written = " ".join(page.evaluate("window.written"))
    names = page.locator("[data-city] > span:first-child").all_inner_texts()
    assert len(names) == 7
    assert [name for name in names if name not in written] == []
