"""Exported pages of each tool: size, build time, requests, and what they show with no network."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser

from bench.browser import ink_share, network_requests, new_context
from bench.builders import BUILDERS
from bench.servers import ROOT

# A page that has not drawn by then has not drawn at all.
SETTLE_MS = 3000
# A page shows a map where more of it than this differs from its background.
PAINTED_SHARE = 0.02


def measure_exports(
    browser: Browser, content: Path, folder: Path, runs: int
) -> list[dict[str, Any]]:
    """Build the page of each tool in fresh processes, then open it with the network blocked.

    Returns
    -------
    list of dict
        A row a tool: ``bytes, gzip_bytes``, medians of ``seconds`` and ``cpu_seconds`` of the
        build, ``requests`` (addresses that the page asks the network for), ``ink_share`` and
        ``painted``.
    """
    builds: dict[str, list[dict[str, float]]] = {tool: [] for tool in BUILDERS}
    for _ in range(runs):
        for tool, taken in builds.items():
            taken.append(_build(tool, content, folder / f"{tool}.html"))
    return [
        {
            "name": tool,
            "seconds": median(build["seconds"] for build in taken),
            "cpu_seconds": median(build["cpu_seconds"] for build in taken),
            "all_seconds": [build["seconds"] for build in taken],
        }
        | _look(browser, folder / f"{tool}.html", tool)
        for tool, taken in builds.items()
    ]


def _build(tool: str, content: Path, page: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.builders", tool, str(content), str(page)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    taken: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return taken


def _look(browser: Browser, path: Path, tool: str) -> dict[str, Any]:
    """Open a page with the network blocked: what it asks for, and whether it draws."""
    context = new_context(browser)
    page = context.new_page()
    asked = network_requests(page)
    page.goto(path.as_uri(), wait_until="commit")
    page.wait_for_timeout(SETTLE_MS)
    ink = ink_share(page)
    drawn = tool != "ours" or page.evaluate("() => bench.sign('atlas')") > 0
    context.close()
    text = path.read_bytes()
    return {
        "bytes": len(text),
        "gzip_bytes": len(gzip.compress(text, 9)),
        "requests": len(asked),
        "ink_share": ink,
        "painted": drawn and ink > PAINTED_SHARE,
    }
