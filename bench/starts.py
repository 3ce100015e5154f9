"""From the start of the server's process to the first thing that the reader sees."""

from __future__ import annotations

from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser

from bench.browser import new_context
from bench.servers import FIRST_EVER, GROUP, OURS, TEXT_ONLY, Contestant, free_port, serve


def measure_starts(browser: Browser, content: Path, runs: int) -> list[dict[str, Any]]:
    """Start each app in a fresh process, open it in a running browser, wait for its first map.

    Returns
    -------
    list of dict
        A row a contestant: medians of ``server_s`` (its port is open) and ``first_s`` (a map, or
        the text of the text-only app, is on the page), both from the start of the process, and of
        ``times_text``, the second against that of the text-only app of the same turn.
    """
    contestants = (OURS, TEXT_ONLY, FIRST_EVER, GROUP)
    taken: dict[str, list[dict[str, float]]] = {c.name: [] for c in contestants}
    for _ in range(runs):
        for contestant in contestants:
            taken[contestant.name].append(_start(browser, contestant, content))
    return [
        {
            "name": name,
            "server_s": median(run["server_s"] for run in starts),
            "first_s": median(run["first_s"] for run in starts),
            "times_text": median(
                run["first_s"] / text["first_s"]
                for run, text in zip(starts, taken[TEXT_ONLY.name], strict=True)
            ),
            "all_first_s": [run["first_s"] for run in starts],
        }
        for name, starts in taken.items()
    ]


def _start(browser: Browser, contestant: Contestant, content: Path) -> dict[str, float]:
    context = new_context(browser, stand_in=True)
    page = context.new_page()
    port = free_port()
    with serve(contestant, content, port) as server:
        page.goto(f"http://127.0.0.1:{port}/", wait_until="commit")
        first = page.evaluate("kind => bench.first(kind)", contestant.kind) / 1000
        context.close()
    return {"server_s": server.ready - server.started, "first_s": first - server.started}
