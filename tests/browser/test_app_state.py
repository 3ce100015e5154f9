"""The page filters by itself: after each sequence of clicks page, address and server agree."""

from __future__ import annotations

import csv
import io
import random
import zipfile
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.screen import read_query
from cluster_atlas.atlas.selection import ONLY_NAMED, select
from tests.browser.conftest import visible
from tests.conftest import PATIENCE_MS, examples

SEQUENCES = examples(30)

# Clicks one after the other, with the waits (ms) that are given; then what the page shows: how many
# designations, the names of the options that are on, the words searched and the year, and the chips
# that say the same above the map.
_CLICKS = """async (steps) => {
  const pause = (wait) => new Promise((resolve) => setTimeout(resolve, wait));
  const find = (root, selector) => {
    const found = root.querySelector(selector);
    if (found) return found;
    for (const el of root.querySelectorAll("*")) {
      const inside = el.shadowRoot && find(el.shadowRoot, selector);
      if (inside) return inside;
    }
    return null;
  };
  const panel = find(document, ".ca-app-filters");
  const search = panel.querySelector("[type=search]");
  const range = panel.querySelector("[type=range]");
  const enter = (input, value) => {
    input.value = value;
    input.dispatchEvent(new Event("input"));
  };
  for (const [kind, number, wait] of steps) {
    if (kind === "text") enter(search, ["", "显示", "jm", "rail"][number % 4]);
    else if (kind === "year") enter(range, String(Number(range.max) - (number % 8)));
    else if (kind === "chip") {
      const chips = find(document, ".ca-chosen-chips").querySelectorAll(".ca-chosen-chip");
      if (chips.length) chips[number % chips.length].click();
    } else if (kind === "reset") panel.querySelector(".ca-filter-foot .ca-link").click();
    else {
      const buttons = [...panel.querySelectorAll("button[aria-pressed]")];
      buttons[number % buttons.length].click();
    }
    if (wait) await pause(wait);
  }
  // A typed word counts when the hand rests.
  if (steps.some(([kind]) => kind === "text")) await pause(250);
  const on = [...panel.querySelectorAll("button[aria-pressed=true] > span:not(.ca-count)")];
  return {
    shown: Number(find(document, "[data-atlas-map]").dataset.visible),
    on: on.map((span) => span.firstChild.textContent).sort(),
    text: search.value,
    year: range.value === range.max ? null : Number(range.value),
    chips: [...find(document, ".ca-chosen-chips").querySelectorAll(".ca-chosen-chip > span")].map(
      (span) => span.textContent).sort(),
  };
}"""


def steps(chance: random.Random) -> list[tuple[str, int, int]]:
    kinds = chance.choices(
        ("option", "chip", "text", "year", "reset"), (20, 4, 1, 2, 2), k=chance.randint(1, 6)
    )
    return [(kind, chance.randrange(1000), chance.choice((0, 0, 5, 40, 120))) for kind in kinds]


def addressed(page: Page, atlas: Atlas) -> dict[str, Any]:
    """Return the same of the address, which the server alone writes."""
    screen, issues = read_query(atlas, parse_qs(urlsplit(page.url).query))
    assert issues == []
    chosen = screen.selection
    codes = atlas.codes
    names = [
        *(atlas.cluster_by_id[key].name for key in chosen.clusters),
        *(atlas.industries[key].name for key in chosen.industries),
        *(codes["status"][key].name for key in chosen.statuses),
        *(codes["role"][key].name for key in chosen.roles),
        *(atlas.places[key].label for key in chosen.places),
        *(atlas.documents[key].title for key in chosen.documents),
        *(codes["legal-state"][key].name for key in chosen.legal_states),
        *([ONLY_NAMED.zh] if chosen.named else []),
    ]
    titles = {document.title: document.short for document in atlas.documents.values()}
    chips = [
        *(titles.get(name, name) for name in names),
        *([f"时点 {chosen.as_of}"] if chosen.as_of is not None else []),
        *([f"“{chosen.text}”"] if chosen.text else []),
    ]
    return {
        "shown": len(select(atlas, chosen).facts),
        "on": sorted(names),
        "text": chosen.text,
        "year": chosen.as_of,
        "chips": sorted(chips),
    }


def wait_until_agreed(page: Page, atlas: Atlas, shown: dict[str, Any]) -> None:
    """Wait until the address says what the page shows."""
    for _ in range(PATIENCE_MS // 20):
        if (said := addressed(page, atlas)) == shown:
            return
        page.wait_for_timeout(20)
    assert said == shown


def downloaded(page: Page) -> int:
    """Return how many designations the server puts into a file."""
    page.get_by_role("button", name="导出本页").click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="CSV", exact=True).click()
    page.keyboard.press("Escape")
    with zipfile.ZipFile(waiting.value.path()) as archive:
        name = next(n for n in archive.namelist() if n.endswith(".csv") and "source" not in n)
        text = archive.read(name).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    return len({row["编号"] for row in rows})


@pytest.mark.parametrize("seed", [0, *(pytest.param(k, marks=pytest.mark.soak) for k in (1, 2))])
def test_page_address_and_server_agree_after_random_clicks(
    page: Page, app: str, atlas: Atlas, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 - no secret
    page.goto(app)
    visible(page)
    page.wait_for_selector(".ca-app-filters button")
    for turn in range(SEQUENCES):
        clicks = steps(chance)
        shown = page.evaluate(_CLICKS, clicks)
        wait_until_agreed(page, atlas, shown)
        # The server's answer leaves the page as it is.
        assert page.evaluate(_CLICKS, []) == shown, clicks
        if turn % 30 == 29:
            assert downloaded(page) == shown["shown"]
