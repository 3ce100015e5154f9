"""Clicks inside the exported file, which has no server: click to repaint."""

from __future__ import annotations

from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser, Page

from bench.browser import new_context

WARM_UPS = 3
REST_MS = 50
FIRST_REST_MS = 500

_SELECT = """([step]) => {
  const cluster = atlas.facts[0].cluster;
  bench.arm("atlas", null, () => atlas.select(step ? {} : { cluster: [cluster] }));
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
    page.wait_for_timeout(FIRST_REST_MS)
    ways = {"legend": _click_legend, "filter": _click_filter, "atlas.select": _select}
    taken: dict[str, list[dict[str, float]]] = {name: [] for name in ways}
    for turn in range(WARM_UPS + runs):
        for name, act in ways.items():
            measured = [act(page, step) for step in (0, 1)]
            if turn >= WARM_UPS:
                taken[name].extend(measured)
    context.close()
    return [
        {
            "name": name,
            "changed_ms": median(click["changed"] for click in clicks),
            "frame_ms": median(click["frame"] for click in clicks),
        }
        for name, clicks in taken.items()
    ]


def _click_legend(page: Page, _step: int) -> dict[str, float]:
    return _click(page, ".ca-legend .ca-toggle")


def _click_filter(page: Page, _step: int) -> dict[str, float]:
    return _click(page, ".ca-cluster-row")


def _click(page: Page, option: str) -> dict[str, float]:
    """Click an option of a cluster; a second click undoes it."""
    page.wait_for_timeout(REST_MS)
    page.evaluate("() => bench.arm('atlas', null)")
    page.locator(option).first.click()
    measured: dict[str, float] = page.evaluate("() => bench.measured")
    return measured


def _select(page: Page, step: int) -> dict[str, float]:
    page.wait_for_timeout(REST_MS)
    measured: dict[str, float] = page.evaluate(_SELECT, [step])
    return measured
