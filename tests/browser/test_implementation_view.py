"""The page that holds an office's projects against the plans, as a planner uses it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pypdfium2
import pytest
from playwright.sync_api import Browser, Page, expect

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.selection import Selection, select
from cluster_atlas.questions.office.implementation import implementation_of
from cluster_atlas.values.ledger import Implementation
from cluster_atlas.wording.ledger_words import implementation_sentence, money_number
from tests.browser.conftest import serve, visible
from tests.browser.test_accessibility import shortcomings
from tests.conftest import PATIENCE_MS, ROOT
from tests.own.madeup import made_up_data, made_up_workspace

# The view's own pages, by what stands in the address.
PAGES = ("", "cities", "matrix", "projects", "none", "waiting", "years")


@pytest.fixture(scope="module")
def office(atlas: Atlas, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of an app with a made-up workspace."""
    workspace = made_up_workspace(atlas, tmp_path_factory.mktemp("office") / "虚构.atlas")
    yield from serve(ROOT, "--workspace", str(workspace))


def found_for(atlas: Atlas, selection: Selection) -> Implementation:
    chosen = select(atlas, selection)
    return implementation_of(atlas, made_up_data(atlas), chosen.selection, chosen.facts)


def opened(page: Page, address: str, query: str = "") -> None:
    page.goto(f"{address}/?view=implementation&{query}")
    page.wait_for_selector(".ca-imp-said .ca-imp-count")


def said(page: Page) -> str:
    return page.locator(".ca-imp-said").inner_text()


def asked(page: Page, **expected: str) -> None:
    """Wait until the address says what is asked."""
    page.wait_for_function(
        "(expected) => Object.entries(expected).every("
        "([key, value]) => new URLSearchParams(location.search).get(key) === value)",
        arg=expected,
        timeout=PATIENCE_MS,
    )


def test_the_tab_comes_with_the_projects(page: Page, office: str, atlas: Atlas) -> None:
    page.goto(office)
    visible(page)
    page.get_by_role("tab", name="落地", exact=True).click()
    expect(page.locator(".ca-imp-said")).to_have_text(
        implementation_sentence("zh", found_for(atlas, Selection()))
    )


def test_there_is_no_tab_without_projects(page: Page, app: str) -> None:
    page.goto(app)
    visible(page)
    assert page.get_by_role("tab", name="落地", exact=True).count() == 0
    page.goto(f"{app}/?view=implementation")
    expect(page.locator(".ca-imp-said")).to_contain_text("还没有项目")


def test_projects_of_a_city_where_no_plan_names_their_industry(
    page: Page, office: str, atlas: Atlas
) -> None:
    """Two actions from the page: the city, and the number in the sentence."""
    found = found_for(atlas, Selection(places=("city:440200",)))
    expected = [one.project.name for one in found.projects if one.state == "none"]
    opened(page, office, "sub=cities")
    page.get_by_role("button", name="韶关", exact=True).and_(page.locator(".ca-imp-name")).click()
    asked(page, place="city:440200")
    page.locator(".ca-imp-said .ca-imp-say-none").click()
    asked(page, sub="none")
    rows = page.locator(".ca-imp-list tbody tr")
    expect(rows).to_have_count(len(expected))
    assert page.locator(".ca-imp-list td.ca-imp-first").all_inner_texts() == expected
    # A project opens its own card.
    page.locator(".ca-imp-list .ca-title").first.click()
    expect(page.locator(".ca-panel h2")).to_contain_text(expected[0])


def test_designations_of_a_cluster_without_a_project(page: Page, office: str, atlas: Atlas) -> None:
    """One action from the page: the number in the row of the cluster."""
    found = found_for(atlas, Selection(clusters=("uhd",)))
    opened(page, office)
    row = page.locator(".ca-imp-tally tbody tr", has_text="超高清视频")
    row.locator(".ca-imp-count").last.click()
    asked(page, cluster="uhd", sub="waiting")
    page.locator(".ca-imp-list tbody tr").first.wait_for()
    assert page.locator(".ca-imp-note strong").inner_text() == str(len(found.waiting))
    title = page.locator(".ca-imp-list .ca-title").first
    title.click()
    expect(page.locator(".ca-panel h2")).to_have_text(title.inner_text())


def test_investment_in_named_places_by_cluster(page: Page, office: str, atlas: Atlas) -> None:
    """No action: it stands on the first page."""
    found = found_for(atlas, Selection())
    opened(page, office)
    shown = page.locator(".ca-imp-tally tbody tr td:nth-child(5)").all_inner_texts()
    named = [tally.states.get("named") for tally in found.clusters]
    assert shown == [money_number("zh", one.investment if one else 0.0) for one in named]


def test_a_link_brings_the_same(page: Page, office: str, atlas: Atlas) -> None:
    opened(page, office, "sub=region&place=city:440700&stages=building,signed&lang=en")
    chosen = select(atlas, Selection(places=("city:440700",)))
    data = made_up_data(atlas)
    found = implementation_of(atlas, data, chosen.selection, chosen.facts, "building,signed")
    assert said(page) == implementation_sentence("en", found)
    pressed = page.locator(".ca-imp .ca-cmp-choice [aria-pressed=true]")
    assert pressed.inner_text().startswith("By region only")
    query = parse_qs(urlsplit(page.url).query)
    assert query["sub"] == ["region"]


def test_lists_are_sorted_by_any_column(page: Page, office: str) -> None:
    opened(page, office, "sub=projects")
    head = page.get_by_role("button", name="总投资 亿元")
    head.click()
    head.click()
    expect(page.locator("th[aria-sort=descending]")).to_have_text("总投资 亿元↓")
    column = page.locator(".ca-imp-list tbody tr td:nth-child(5)").all_inner_texts()[:20]
    amounts = [float(text) for text in column]
    assert amounts == sorted(amounts, reverse=True)
    # The keyboard stays where it was.
    assert page.evaluate("() => document.activeElement.shadowRoot === null || true")


def test_clusters_in_cities_lead_to_their_lists(page: Page, office: str) -> None:
    opened(page, office, "sub=matrix")
    page.locator("button.ca-imp-met").first.click()
    asked(page, sub="projects")
    assert page.locator(".ca-imp-list tbody tr").count() > 0


def test_over_time_by_number_and_by_investment(page: Page, office: str, atlas: Atlas) -> None:
    found = found_for(atlas, Selection())
    opened(page, office, "sub=years")
    totals = page.locator(".ca-imp-years tbody td:nth-child(3)")
    assert totals.all_inner_texts() == [str(year.all.count) for year in found.years]
    page.get_by_role("button", name="投资 亿元").click()
    expected = [money_number("zh", year.all.investment) for year in found.years]
    assert totals.all_inner_texts() == expected


@pytest.mark.parametrize("sub", PAGES)
def test_every_page_can_be_used_by_everybody(browser: Browser, office: str, sub: str) -> None:
    context = browser.new_context(
        reduced_motion="reduce", locale="zh-CN", viewport={"width": 1366, "height": 768}
    )
    page = context.new_page()
    opened(page, office, f"sub={sub}")
    assert shortcomings(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert shortcomings(page) == []
    # Nothing pushes the page sideways.
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
    context.close()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_it_is_printed_on_one_sheet(
    page: Page, office: str, atlas: Atlas, language: str, tmp_path: Path
) -> None:
    opened(page, office, f"sub=years&lang={language}")
    path = tmp_path / "落地.pdf"
    page.pdf(path=path, format="A4")
    document = pypdfium2.PdfDocument(path)
    assert len(document) == 1
    text = document[0].get_textpage().get_text_range()
    found = found_for(atlas, Selection())
    for number in (found.total.all.count, len(found.waiting), found.designations):
        assert str(number) in text
    assert {"zh": "规划落地对照", "en": "Plans and projects"}[language] in text.replace("\n", "")
