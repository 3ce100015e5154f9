"""Clicks inside the exported file, which has no server: click to repaint."""

from __future__ import annotations

from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser, Page

from bench.browser import new_context

WARM_UPS = 3

_SELECT = """([turn]) => {
  const cluster = atlas.facts[0].cluster;
  bench.arm("atlas", null, () => atlas.select(turn % 2 ? {} : { cluster: [cluster] }));
  return bench.measured;
}"""


def measure_toggles(browser: Browser, page_file: Path, runs: int) -> list[dict[str, Any]]:
    """Toggle on and off in the exported file: a legend row, a filter, and by ``atlas.select``.

    Returns
    -------
    list of dict
        A row a way: medians of ``changed_ms`` and ``frame_ms``, from the click or the call.
    """
    context = new_context(browser)
    page = context.new_page()
    page.goto(page_file.as_uri())
    page.evaluate("() => bench.first('atlas')")
    page.wait_for_timeout(500)
    taken: dict[str, list[dict[str, float]]] = {"legend": [], "filter": [], "atlas.select": []}
    for turn in range(WARM_UPS + runs):
        for name, clicks in taken.items():
            measured = _select(page, turn) if name == "atlas.select" else _click(page, name)
            if turn >= WARM_UPS:
                clicks.append(measured)
            page.wait_for_timeout(50)
    context.close()
    return [
        {
            "name": name,
            "changed_ms": median(click["changed"] for click in clicks),
            "frame_ms": median(click["frame"] for click in clicks),
        }
        for name, clicks in taken.items()
    ]


def _click(page: Page, name: str) -> dict[str, float]:
    """Click a cluster in the legend or the filter panel; a second click undoes it."""
    option = {"legend": ".ca-legend .ca-toggle", "filter": ".ca-cluster-row"}[name]
    page.evaluate("() => bench.arm('atlas', null)")
    page.locator(option).first.click()
    measured: dict[str, float] = page.evaluate("() => bench.measured")
    return measured


def _select(page: Page, turn: int) -> dict[str, float]:
    measured: dict[str, float] = page.evaluate(_SELECT, [turn])
    return measured
