"""The tour of the app's first visit: five steps beside what they explain, once, in nobody's way."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import visible
from tests.conftest import PATIENCE_MS

NewVisitor = Callable[..., BrowserContext]
SIZES = ((1440, 900), (1366, 768), (390, 844))
WIDEST_PHONE = 820
TOUR, RING, CALL = ".ca-tour", ".ca-tour-ring", ".ca-tour-call"
# A step's sentence, told by a word of it, and what it stands beside.
STEPS = (
    ({"zh": "产品、地点或条款", "en": "product, place or clause"}, ".ca-ask-bar"),
    ({"zh": "点 × 移去", "en": "× removes it"}, ".ca-chosen-chips > *"),
    ({"zh": "卡片", "en": "card"}, ".ca-panel"),
    ({"zh": "“演变”", "en": "Evolve"}, ".ca-tabs > :nth-child(4)"),
    ({"zh": "存为图片", "en": "save the picture"}, ".ca-chosen-share"),
)
# Left, top, right and bottom of the first element of each kind, in CSS px of the window; whether
# the sentence is cut, and how wide the page is.
_LAYOUT = """(tour, kinds) => {
  const root = tour.getRootNode();
  const boxes = kinds.map((kind) => {
    const { left, top, right, bottom } = root.querySelector(kind).getBoundingClientRect();
    return [left, top, right, bottom];
  });
  const sentence = tour.querySelector("p");
  const cut = sentence.scrollWidth > sentence.clientWidth;
  return [boxes, cut, document.documentElement.scrollWidth];
}"""
_NOTED = 'localStorage.getItem("cluster-atlas-tour")'
_NO_STORAGE = """Object.defineProperty(window, "localStorage", {
  get() { throw new DOMException("switched off", "SecurityError"); },
});"""

Edges = tuple[float, float, float, float]


@pytest.fixture
def newcomer(browser: Browser, new_visitor: NewVisitor) -> Iterator[Page]:
    """Return a page of somebody who was never here."""
    context = new_visitor(browser, viewport={"width": 1440, "height": 900}, locale="zh-CN")
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert errors == []


def gap(one: Edges, other: Edges) -> float:
    """Return how far two boxes are apart, in CSS px; less than 0 where one lies over the other."""
    return max(one[0] - other[2], other[0] - one[2], one[1] - other[3], other[1] - one[3])


def assert_beside(page: Page, step: int, language: str, size: tuple[int, int]) -> None:
    words, target = STEPS[step]
    tour = page.locator(TOUR)
    expect(tour).to_contain_text(words[language])
    expect(tour).to_contain_text(f"{step + 1} / 5")
    kinds = [TOUR, ".ca-ask-bar", ".ca-map", RING, target]
    (callout, box, shown_map, ring, aim), cut, width = tour.evaluate(_LAYOUT, kinds)
    said = (step, language, size)
    assert 0 <= callout[0] < callout[2] <= size[0], said
    assert 0 <= callout[1] < callout[3] <= size[1], said
    assert gap(callout, box) > 0, said
    assert not cut, said
    assert width <= size[0], said
    if size[0] > WIDEST_PHONE:
        assert 4 <= gap(callout, aim) <= 16, said
    else:
        assert callout[3] >= size[1] - 16, said
        assert gap(ring, shown_map if target == ".ca-panel" else aim) < 0, said


def settle(page: Page) -> None:
    """Wait until Streamlit's page has the map, and a moment longer."""
    visible(page)
    expect(page.locator(".cluster-atlas-first-map")).to_have_count(0)
    page.wait_for_timeout(300)


def test_five_steps_once_and_again_when_called(newcomer: Page, app: str) -> None:
    page, tour = newcomer, newcomer.locator(TOUR)
    page.goto(app)
    expect(tour).to_be_visible(timeout=PATIENCE_MS)
    # Nobody's keyboard is taken, and arrows do without it.
    assert page.evaluate("document.activeElement === document.body")
    for step in range(5):
        assert_beside(page, step, "zh", SIZES[0])
        tour.get_by_role("button", name="完成" if step == 4 else "下一步").click()
    expect(tour).to_have_count(0)
    page.reload()
    settle(page)
    expect(tour).to_have_count(0)
    # By the keyboard, at every size, in either language.
    for language in ("zh", "en"):
        for size in SIZES:
            page.set_viewport_size({"width": size[0], "height": size[1]})
            page.locator(CALL).focus()
            page.keyboard.press("Enter")
            for step in range(5):
                assert_beside(page, step, language, size)
                page.keyboard.press("ArrowRight" if step % 2 else "Enter")
            expect(tour).to_have_count(0)
            assert page.locator(CALL).evaluate("(el) => el.matches(':focus')")
        if language == "zh":
            # Another language is no use of the page: the step goes on in it.
            page.set_viewport_size({"width": 1440, "height": 900})
            page.locator(CALL).click()
            page.get_by_role("button", name="EN", exact=True).click()
            expect(tour).to_contain_text("answer")
            page.keyboard.press("Escape")
            expect(tour).to_have_count(0)


def test_it_gives_way_to_whoever_uses_the_page(newcomer: Page, app: str) -> None:
    page, tour, call = newcomer, newcomer.locator(TOUR), newcomer.locator(CALL)
    page.goto(app)
    expect(tour).to_be_visible(timeout=PATIENCE_MS)
    region = page.get_by_role("region", name="导览")
    expect(region).to_be_visible()
    expect(region.locator("p")).to_have_attribute("aria-live", "polite")
    # The arrows lead on and back, and Tab passes through: the search box comes after it.
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    expect(tour).to_contain_text("2 / 5")
    tour.get_by_role("button", name="下一步").focus()
    page.keyboard.press("Tab")
    assert page.locator(".ca-ask-input").evaluate("(el) => el.matches(':focus')")
    expect(tour).to_be_visible()
    page.keyboard.type("PCB")
    expect(tour).to_have_count(0)
    expect(page.locator(".ca-answer-told")).to_contain_text("深圳")
    page.keyboard.press("Escape")
    call.click()
    expect(tour).to_be_visible()
    page.locator(".ca-map").click(position={"x": 300, "y": 620})
    expect(tour).to_have_count(0)
    call.click()
    page.locator(".ca-filters").get_by_role("button", name="智能机器人").first.click()
    expect(tour).to_have_count(0)
    expect(page.locator(".ca-chosen-chip")).to_contain_text("智能机器人")
    # From another page it leads to the map, which it explains; nothing of it is printed.
    page.get_by_role("tab", name="表格").click()
    call.click()
    expect(page.locator(".ca-map")).to_be_visible()
    page.emulate_media(media="print")
    expect(tour).to_be_hidden()
    page.emulate_media(media="screen")
    tour.get_by_role("button", name="跳过").click()
    expect(tour).to_have_count(0)


def test_it_comes_only_where_it_is_of_use(
    browser: Browser, new_visitor: NewVisitor, app: str
) -> None:
    """Not by a colleague's link, not in another page, not in a small window, not unremembered."""
    context = new_visitor(browser, viewport={"width": 1440, "height": 900}, locale="zh-CN")
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    for query in ("cluster=uhd", "embed=true"):
        page.goto(f"{app}/?{query}")
        settle(page)
        expect(page.locator(TOUR)).to_have_count(0)
        assert page.evaluate(_NOTED) is None, query
    page.set_viewport_size({"width": 800, "height": 360})
    page.goto(app)
    settle(page)
    expect(page.locator(TOUR)).to_have_count(0)
    assert page.evaluate(_NOTED) is None
    context.add_init_script(_NO_STORAGE)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.reload()
    settle(page)
    expect(page.locator(TOUR)).to_have_count(0)
    page.locator(CALL).click()
    expect(page.locator(TOUR)).to_be_visible()
    context.close()
