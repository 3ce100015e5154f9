"""Chromium for the bench: pages that reach this machine only, and what they ask for."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, Request, Route, sync_playwright

from cluster_atlas.web.assets import built

PROBES = Path(__file__).with_name("probes.js").read_text(encoding="utf-8")
VIEWPORT = {"width": 1400, "height": 900}
PATIENCE_MS = 60_000

_ELSEWHERE = re.compile(r"^https?://(?!127\.0\.0\.1[:/])")
_NO_REQUEST = re.compile(r"^(file|data|blob|about):")

# A colour this far from the background (of 255, in any channel) is something drawn.
_VISIBLE_STEP = 8


@contextmanager
def chromium() -> Iterator[Browser]:
    """Yield a headless Chromium; it is closed at the end."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        raise FileNotFoundError("Chromium; install it: bash scripts/system_packages.sh test")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


def new_context(browser: Browser, *, stand_in: bool = False) -> BrowserContext:
    """Return the context of a fresh visitor; every address but this machine's is blocked.

    With ``stand_in`` those addresses are answered at once from this machine: Leaflet and jQuery
    with their scripts, anything else with an empty file. A peer that needs a network has a perfect
    one.
    """
    context = browser.new_context(
        viewport={"width": VIEWPORT["width"], "height": VIEWPORT["height"]}, locale="zh-CN"
    )
    context.set_default_timeout(PATIENCE_MS)
    context.route(_ELSEWHERE, _answer if stand_in else _refuse)
    context.add_init_script(PROBES)
    # The app's tour is shown once; what is measured is every other visit.
    context.add_init_script('try { localStorage.setItem("cluster-atlas-tour", "seen"); } catch {}')
    return context


def _refuse(route: Route) -> None:
    route.abort()


def _answer(route: Route) -> None:
    address = route.request.url
    kind = "text/css" if address.endswith(".css") else "text/javascript"
    body = _library(address.rpartition("/")[2])
    route.fulfill(content_type=kind, body=body, headers={"Access-Control-Allow-Origin": "*"})


def _library(name: str) -> str:
    if name in {"leaflet.js", "leaflet.css"}:
        return built(f"folium/{name}").decode()
    if name.startswith("jquery"):
        return built("folium/jquery.min.js").decode()
    return ""


def network_requests(page: Page) -> list[str]:
    """Return a list that fills with the addresses that a page asks the network for."""
    asked: list[str] = []

    def note(request: Request) -> None:
        if not _NO_REQUEST.match(request.url):
            asked.append(request.url)

    page.on("request", note)
    return asked


def ink_share(page: Page) -> float:
    """Return the share of the window's pixels that differ from its most frequent colour.

    A white page has 0; a map of lines on a plain ground a few hundredths.
    """
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    pixels = np.asarray(picture).reshape(-1, 3).astype(int)
    colours, counts = np.unique(pixels, axis=0, return_counts=True)
    ground = colours[counts.argmax()]
    return float((np.abs(pixels - ground).max(axis=1) > _VISIBLE_STEP).mean())
