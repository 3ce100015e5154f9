"""Named is not "in the region": counts, filter, shades, small maps and the chain, app and file."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.selection import Selection, select
from cluster_atlas.questions.roles import parted
from cluster_atlas.web.page import export_html
from cluster_atlas.wording.naming import counted, counted_short

Open = Callable[[str], None]

CITIES = ["city:440700", "city:441500"]  # one that some statements name, one that none does


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
        page.wait_for_selector("[data-painted]", state="attached")

    return visit


@pytest.mark.parametrize("city", CITIES)
def test_a_citys_card_tells_named_from_by_region(
    page: Page, opened: Open, atlas: Atlas, city: str
) -> None:
    named, regional = parted(atlas, city, select(atlas).facts)
    opened(f"focus={city}")
    numbers = page.locator(".ca-numbers > div")
    expect(numbers.nth(1)).to_have_text(re.compile(rf"^\s*{len(named)}\s*点名\s*$"))
    expect(numbers.nth(2)).to_have_text(re.compile(rf"^\s*{len(regional)}\s*随区域\s*$"))
    heads = page.locator(".ca-cluster > summary").all_inner_texts()
    through = ["随" in head for head in heads]
    assert through == sorted(through), "clusters that name the city come first"
    assert sum(through) == len(
        {fact.cluster for fact in regional} - {fact.cluster for fact in named}
    )


def test_the_targets_of_a_card_are_its_own_with_their_places(
    page: Page, opened: Open, atlas: Atlas
) -> None:
    facts = select(atlas).facts
    city = next(
        place.id
        for place in atlas.places.values()
        if place.level == "city"
        and any(fact.target for fact in parted(atlas, place.id, facts)[0])
        and any(fact.target for fact in parted(atlas, place.id, facts)[1])
    )
    own = [fact for fact in parted(atlas, city, facts)[0] if fact.target]
    opened(f"focus={city}")
    section = page.locator(".ca-section", has=page.get_by_role("heading", name=re.compile("^目标")))
    expect(section.locator(".ca-entry")).to_have_count(len(own))
    for number, fact in enumerate(own):
        where = section.locator(".ca-entry").nth(number).locator(".ca-where")
        expect(where).to_contain_text(atlas.places[fact.places[0]].label)


@in_app_and_file
def test_named_only_is_a_filter(page: Page, opened: Open, atlas: Atlas) -> None:
    city = CITIES[0]
    everything = select(atlas, Selection(places=[city]))
    named = select(atlas, Selection(places=[city], named=True))
    opened(f"place={city}")
    rest = len(everything.facts) - len(named.facts)
    expect(page.locator(".ca-summary")).to_contain_text(counted(len(named.facts), rest, "zh"))
    chip = page.locator(".ca-filters").get_by_role("button", name=re.compile("^仅点名"))
    expect(chip.locator(".ca-count")).to_have_text(str(len(named.facts)))
    # The cities are folded away, so they are no button yet to those who are told the page.
    option = page.locator(".ca-filters button", has_text=re.compile("^江门"))
    assert counted_short(len(named.facts), rest) in (option.text_content() or "")
    chip.click()
    expect(page.locator(".ca-summary")).to_contain_text(f"点名 {len(named.facts)}")
    expect(page.locator("[data-atlas-map]")).to_have_attribute(
        "data-visible", str(len(named.facts))
    )
    page.wait_for_url(re.compile("named=1"))


def test_a_list_of_a_city_starts_with_what_names_it(page: Page, opened: Open, atlas: Atlas) -> None:
    city = CITIES[0]
    named, _ = parted(atlas, city, select(atlas).facts)
    for view in ("map", "table"):
        opened(f"place={city}&view={view}")
        rows = page.locator(".ca-list .ca-fact" if view == "map" else ".ca-table tbody tr")
        expect(rows.nth(len(named))).to_contain_text("随")
        notes = rows.locator(".ca-note")
        assert notes.count() <= rows.count() - len(named)


@in_app_and_file
def test_what_shades_stand_for_is_chosen_in_the_legend(page: Page, opened: Open) -> None:
    opened("cluster=materials")
    legend = page.locator(".ca-legend")
    expect(legend).to_contain_text("先进材料 · 点名条数")
    legend.get_by_role("button", name="专指", exact=True).click()
    expect(legend).to_contain_text("单独点名")
    page.wait_for_url(re.compile("shade=specificity"))
    legend.get_by_role("button", name="角色", exact=True).click()
    expect(legend).to_contain_text("先进材料 · 最强角色")
    legend.get_by_role("button", name="条数", exact=True).click()
    expect(legend).to_contain_text("11 条及以上")


@in_app_and_file
def test_small_maps_lead_to_the_large_one(page: Page, opened: Open, atlas: Atlas) -> None:
    opened("view=compare&sub=multiples")
    maps = page.locator(".ca-mul figure")
    expect(maps).to_have_count(len(atlas.clusters))
    # Each is painted: land, sea and at least one shade more.
    colours = page.locator(".ca-mul-map").evaluate_all(
        """(list) => list.map((canvas) => {
          const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
          const pixels = new Uint32Array(data.buffer);
          return new Set(pixels.filter((_, i) => i % 7 === 0)).size;
        })"""
    )
    assert len(colours) == len(atlas.clusters)
    assert min(colours) > 3
    maps.filter(has_text="智能机器人").locator("button").click()
    page.wait_for_selector('.ca-stage[data-view="map"]')
    page.wait_for_url(re.compile("cluster=robots"))


def test_a_chain_says_who_is_named_and_where_nobody_is(
    page: Page, opened: Open, atlas: Atlas
) -> None:
    opened("view=compare&sub=chain&w=auto")
    stages = page.locator(".ca-chn-stage")
    expect(stages).to_have_count(len(atlas.codes["stage"]))
    expect(stages.nth(2)).to_contain_text("此环节没有列出产业")
    hydrogen = stages.nth(1).locator("li", has_text="氢燃料电池汽车")
    expect(hydrogen).to_contain_text("云浮")
    hydrogen.get_by_role("button", name=re.compile("氢燃料电池汽车")).click()
    expect(hydrogen.locator(".ca-fact").first).to_be_visible()
    page.get_by_role("button", name="智能机器人", exact=True).click()
    expect(stages.first).to_contain_text("机器人关键零部件")
    page.wait_for_url(re.compile("w=robots"))
