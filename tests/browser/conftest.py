"""A real Chromium, and a real server of the app on the loopback address."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route

from cluster_atlas.ui.atlas_store import DATA_VARIABLE
from tests.conftest import PATIENCE_MS, ROOT

# What the app's tour notes in a browser that has seen it.
_TOUR_SEEN = 'try { localStorage.setItem("cluster-atlas-tour", "seen"); } catch {}'


@pytest.fixture(scope="session", autouse=True)
def new_visitor() -> Iterator[Callable[..., BrowserContext]]:
    """Let every visitor have seen the tour; return what makes the context of one who has not."""
    new_context = Browser.new_context

    def context_of_a_regular(browser: Browser, **options: Any) -> BrowserContext:
        context = new_context(browser, **options)
        context.add_init_script(_TOUR_SEEN)
        return context

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Browser, "new_context", context_of_a_regular)
        yield new_context


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Return a page of a fresh visitor; it fails the test if its scripts fail."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    context.set_default_timeout(PATIENCE_MS)
    visitor = context.new_page()
    errors: list[str] = []
    visitor.on("pageerror", lambda error: errors.append(str(error)))
    yield visitor
    context.close()
    assert errors == []


def free_port() -> int:
    """Return a port of the loopback address that nothing listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def serve(
    folder: Path,
    *options: str,
    base: str = "",
    before: Callable[[str], None] = lambda _: None,
) -> Generator[str, None, None]:
    """Start the app on a free port, yield its address, and end the process that was started.

    Parameters
    ----------
    folder, options
        The data folder, and further words of the command.
    base
        Path that Streamlit is told to serve below.
    before
        Is told the address before anything is started.
    """
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    before(address)
    words = ["serve", "--no-open", "--port", str(port), "--data", str(folder), *options]
    server = subprocess.Popen(
        [sys.executable, "-m", "cluster_atlas", *words],
        env={k: v for k, v in os.environ.items() if k != DATA_VARIABLE}
        | ({"STREAMLIT_SERVER_BASE_URL_PATH": base} if base else {}),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(f"{address}{base and f'/{base}'}/_stcore/health")
        yield address
    finally:
        server.terminate()
        server.wait(timeout=20)


def wait_for(address: str) -> None:
    for _ in range(900):
        try:
            with urllib.request.urlopen(address, timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(address)


@pytest.fixture(scope="session")
def app() -> Iterator[str]:
    """Return the address of the app on the shipped data."""
    yield from serve(ROOT)


def visible(page: Page) -> int:
    """Return how many designations the map says it shows, once it has painted."""
    page.wait_for_selector("[data-atlas-map][data-painted]")
    return int(page.locator("[data-atlas-map]").get_attribute("data-visible") or -1)


def wait_visible(page: Page, number: int) -> None:
    """Wait until the map shows that many designations."""
    page.wait_for_selector(f'[data-atlas-map][data-visible="{number}"]')


@pytest.fixture
def offline(page: Page) -> Iterator[Page]:
    """Return a page for which all but files is refused; it fails if anything else was asked for."""
    refused: list[str] = []

    def refuse(route: Route) -> None:
        if route.request.url.startswith("file:"):
            route.continue_()
        else:
            refused.append(route.request.url)
            route.abort()

    page.route("**", refuse)
    yield page
    assert refused == []
