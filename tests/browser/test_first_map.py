"""The app's map stands before Streamlit's own page, which takes it over as it is."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, Route, expect

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.selection import Selection, select
from tests.browser.conftest import visible

FIRST = ".cluster-atlas-first-map"


@pytest.fixture
def held(page: Page) -> Callable[[], None]:
    """Hold Streamlit's own script back until the function that is returned is called."""
    waiting: list[Route] = []
    released: list[bool] = []

    def hold(route: Route) -> None:
        # A script that is asked for late is not held any more.
        if released:
            route.continue_()
        else:
            waiting.append(route)

    page.route("**/static/js/index.*.js", hold)

    def release() -> None:
        released.append(True)
        for route in waiting:
            route.continue_()

    return release


def test_a_click_before_streamlit_is_there_is_not_lost(
    page: Page, app: str, atlas: Atlas, held: Callable[[], None]
) -> None:
    page.goto(f"{app}/?cluster=robots", wait_until="commit")
    assert visible(page) == len(select(atlas, Selection(clusters=["robots"])).facts)
    expect(page.locator(FIRST)).to_be_visible()
    assert page.locator('[data-testid="stApp"]').count() == 0
    before = page.locator("[data-atlas-map]").bounding_box()
    page.locator("[data-atlas-map]").evaluate("(el) => (el.dataset.mark = 'first')")
    page.locator(".ca-tabs").get_by_role("tab", name="来源").or_(
        page.locator(".ca-tabs").get_by_role("button", name="来源")
    ).first.click()
    held()
    expect(page.locator(".ca-app-filters")).to_be_visible()
    page.wait_for_url("**view=sources**")
    expect(page.locator(FIRST)).to_have_count(0)
    page.locator(".ca-tabs").get_by_text("地图", exact=True).click()
    shown = page.locator("[data-atlas-map]")
    expect(shown).to_have_count(1)
    assert shown.get_attribute("data-mark") == "first"
    # What takes it over puts it where it stood.
    assert shown.bounding_box() == before


def test_a_click_while_it_moves_is_not_lost(page: Page, app: str, held: Callable[[], None]) -> None:
    page.goto(f"{app}/?view=compare&with=city:440300&with=city:441300&lang=zh", wait_until="commit")
    box = page.locator(".ca-view:visible").get_by_role("combobox").first
    box.fill("广州")
    cell = page.locator(".ca-cmp-cell").nth(6)
    cell.evaluate("(el) => el.scrollIntoView({ block: 'center', behavior: 'instant' })")
    scrolled = page.locator(".ca-view:visible").evaluate("(el) => el.scrollTop")
    assert scrolled
    held()
    expect(page.locator(".ca-app-filters")).to_be_visible()
    where = cell.bounding_box()
    assert where
    # To press takes the keyboard from the box, which lets the map move; the click ends later.
    page.mouse.move(where["x"] + 8, where["y"] + 8)
    page.mouse.down()
    page.wait_for_timeout(200)
    page.mouse.up()
    expect(page.locator(".ca-cmp-detail")).to_have_count(1)
    expect(page.locator(FIRST)).to_have_count(0)
    assert page.locator(".ca-view:visible").evaluate("(el) => el.scrollTop") == scrolled


def test_who_types_already_goes_on(page: Page, app: str, held: Callable[[], None]) -> None:
    page.goto(f"{app}/?view=find", wait_until="commit")
    box = page.locator(".ca-fnd-box")
    box.press_sequentially("轨道")
    held()
    expect(page.locator(".ca-app-filters")).to_be_visible()
    page.keyboard.type("交通装备")
    expect(box).to_have_value("轨道交通装备")
    expect(page.locator(".ca-fnd-card").first).to_contain_text("江门市")
    page.wait_for_url("**q=*")
    # It moves as soon as the keyboard is elsewhere.
    page.locator(".ca-app-filters .ca-row, .ca-app-filters button").first.click()
    expect(page.locator(FIRST)).to_have_count(0)
    expect(box).to_have_value("轨道交通装备")


def test_a_page_that_was_chosen_meanwhile_is_not_covered(
    page: Page, app: str, held: Callable[[], None]
) -> None:
    page.goto(app, wait_until="commit")
    visible(page)
    page.get_by_role("tab", name="简报").click()
    held()
    expect(page.locator(".st-key-brief-desk img").first).to_be_visible()
    expect(page.locator(FIRST)).to_have_count(0)


@pytest.mark.parametrize("query", ["view=brief", "embed=true"])
def test_other_pages_do_not_begin_with_a_map(
    page: Page, app: str, held: Callable[[], None], query: str
) -> None:
    page.goto(f"{app}/?{query}", wait_until="commit")
    page.wait_for_function("() => document.readyState !== 'loading'")
    held()
    expect(page.locator('[data-testid="stApp"]')).to_be_visible()
    expect(page.locator(FIRST)).to_have_count(0)


def test_what_the_address_says_wrongly_is_told_by_the_server(page: Page, app: str) -> None:
    page.goto(f"{app}/?place={quote('没有这个地方')}")
    visible(page)
    expect(page.locator(".st-key-notices")).to_contain_text("没有这个地方")
