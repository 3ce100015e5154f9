"""Briefings against peers: the PDF of a city, and the files of all cities in one go."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser

from bench.processes import timed

# The city with the most designations.
CITY = "广州"
FORMATS = ("html", "pdf", "pptx")


def measure_briefings(browser: Browser, folder: Path, runs: int) -> list[dict[str, Any]]:
    """Make the briefing of one city and of all, and the nearest that other tools make.

    Returns
    -------
    list of dict
        A row a way: ``seconds`` (median; whole process, imports and saving included), ``bytes``
        (of all files), ``files`` and ``peak_mb`` (resident memory of all processes together at the
        worst moment). Chromium's row is the time inside a browser that runs already.
    """
    rows = [
        _row(f"ours: {kind} of a city", _ours(CITY, (kind,), folder / kind), runs)
        for kind in ("pdf", "html", "pptx", "docx")
    ]
    rows.append(_row("ours: html, pdf, pptx of 21 cities", _ours("", FORMATS, folder / "all"), 1))
    rows.append(_row("geopandas + matplotlib: the map alone, pdf", _matplotlib(folder), runs))
    page = next((folder / "html").glob("*.html"))
    rows.append(_chromium(browser, page, folder / "chromium.pdf", runs))
    return rows


def _ours(city: str, formats: tuple[str, ...], out: Path) -> tuple[list[str], Path]:
    which = ["--place", city] if city else ["--all-cities"]
    words = ["brief", *which, "--formats", ",".join(formats), "--out", str(out), "--again"]
    return [sys.executable, "-m", "cluster_atlas", *words], out


def _matplotlib(folder: Path) -> tuple[list[str], Path]:
    out = folder / "matplotlib"
    out.mkdir(exist_ok=True)
    return [sys.executable, "-m", "bench.matplotlib_peer", CITY, str(out / "map.pdf")], out


def _row(name: str, work: tuple[list[str], Path], runs: int) -> dict[str, Any]:
    command, out = work
    taken = [timed(command) for _ in range(runs)]
    files = [path for path in out.iterdir() if path.suffix != ".json"]
    return {
        "name": name,
        "seconds": median(seconds for seconds, _ in taken),
        "peak_mb": max(peak for _, peak in taken),
        "bytes": sum(path.stat().st_size for path in files if path.name != "index.html"),
        "files": len([path for path in files if path.name != "index.html"]),
    }


def _chromium(browser: Browser, page_file: Path, out: Path, runs: int) -> dict[str, Any]:
    """Print our own HTML of the city in a browser that runs already."""
    taken = []
    for _ in range(runs):
        start = time.perf_counter()
        page = browser.new_page()
        page.goto(page_file.as_uri())
        page.wait_for_selector("[data-atlas-map][data-painted]")
        page.pdf(path=out, format="A4", print_background=True)
        page.close()
        taken.append(time.perf_counter() - start)
    return {
        "name": "Chromium prints our html of the city",
        "seconds": median(taken),
        "peak_mb": None,
        "bytes": out.stat().st_size,
        "files": 1,
    }
