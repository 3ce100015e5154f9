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

PROBES = Path(__file__).with_name("probes.js").read_text(encoding="utf-8")
VIEWPORT = {"width": 1400, "height": 900}
PATIENCE_MS = 60_000

_LOCAL = re.compile(r"^(http|ws)://127\.0\.0\.1:\d+/")
_NETWORK = re.compile(r"^(https?|wss?):")

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


def new_context(browser: Browser) -> BrowserContext:
    """Return the context of a fresh visitor; every address but this machine's is blocked."""
    context = browser.new_context(
        viewport={"width": VIEWPORT["width"], "height": VIEWPORT["height"]}, locale="zh-CN"
    )
    context.set_default_timeout(PATIENCE_MS)
    context.route(_NETWORK, _local_only)
    context.add_init_script(PROBES)
    return context


def _local_only(route: Route) -> None:
    if _LOCAL.match(route.request.url):
        route.continue_()
    else:
        route.abort()


def network_requests(page: Page) -> list[str]:
    """Return a list that fills with the addresses that a page asks the network for."""
    asked: list[str] = []

    def note(request: Request) -> None:
        if _NETWORK.match(request.url):
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
