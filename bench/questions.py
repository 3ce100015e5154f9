"""Answers of the question pages: a key in the search box, and clicks in compare and evolve."""

from __future__ import annotations

from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser, Page

from bench.browser import new_context
from bench.servers import OURS, free_port, serve

WARM_UPS = 2
FIRST_REST_MS = 800
REST_MS = 60

# A typed text grows by a key at a time; the answer stands in the page when the handler returns.
TYPED = "氢燃料电池电堆"

_KEY = """([selector, text]) => new Promise((resolve) => {
  const box = bench.find(selector);
  box.value = text;
  const from = performance.now();
  box.dispatchEvent(new Event("input", { bubbles: true }));
  const changed = performance.now() - from;
  const done = () => resolve({ changed, frame: performance.now() - from });
  requestAnimationFrame(() => setTimeout(done));
})"""

_CLICK = """([selector, index]) => new Promise((resolve) => {
  const button = bench.findAll(selector)[index];
  const from = performance.now();
  button.click();
  const changed = performance.now() - from;
  const done = () => resolve({ changed, frame: performance.now() - from });
  requestAnimationFrame(() => setTimeout(done));
})"""

# What is clicked on each page: the address it starts from, and two options in turn.
CLICKS = {
    "compare: sub page": ("view=compare&with=city:440300&with=city:441300", ".ca-cmp-tabs button"),
    "evolve: kind": ("view=evolve", ".ca-evo-kind"),
}


def measure_questions(
    browser: Browser, page_file: Path, content: Path, runs: int
) -> list[dict[str, Any]]:
    """Type and click on the question pages, in the exported file and in the running app.

    Returns
    -------
    list of dict
        A row a way and place: medians of ``changed_ms`` (the answer stands in the page) and
        ``frame_ms`` (the frame that shows it), and ``longest_ms`` of the former.
    """
    rows = _measure(browser, lambda query: f"{page_file.as_uri()}#{query}", "file", runs)
    port = free_port()
    with serve(OURS, content, port):
        rows += _measure(browser, lambda query: f"http://127.0.0.1:{port}/?{query}", "app", runs)
    return rows


def _measure(browser: Browser, address: Any, where: str, runs: int) -> list[dict[str, Any]]:  # noqa: ANN401
    page = _open(browser, address("view=find"))
    keys = [
        _do(page, _KEY, [".ca-fnd-box", TYPED[:length]])
        for _ in range(WARM_UPS + max(1, runs // 5))
        for length in range(1, len(TYPED) + 1)
    ]
    page.context.close()
    rows = [_row(f"find: a key ({where})", keys[len(TYPED) * WARM_UPS :])]
    for name, (query, selector) in CLICKS.items():
        page = _open(browser, address(query))
        clicks = [
            _do(page, _CLICK, [selector, step]) for _ in range(WARM_UPS + runs) for step in (1, 0)
        ]
        page.context.close()
        rows.append(_row(f"{name} ({where})", clicks[2 * WARM_UPS :]))
    return rows


def _open(browser: Browser, address: str) -> Page:
    page = new_context(browser, stand_in=True).new_page()
    page.goto(address)
    page.evaluate("() => bench.ready('.ca-view')")
    page.wait_for_timeout(FIRST_REST_MS)
    return page


def _do(page: Page, script: str, given: list[Any]) -> dict[str, float]:
    page.wait_for_timeout(REST_MS)
    measured: dict[str, float] = page.evaluate(script, given)
    return measured


def _row(name: str, taken: list[dict[str, float]]) -> dict[str, Any]:
    changed = [one["changed"] for one in taken]
    return {
        "name": name,
        "changed_ms": median(changed),
        "frame_ms": median(one["frame"] for one in taken),
        "longest_ms": max(changed),
    }
