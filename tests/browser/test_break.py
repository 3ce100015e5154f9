"""The server goes away under an open page and comes back: nothing that was chosen is lost."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress

import pytest
from playwright.sync_api import ConsoleMessage, Page, expect

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.selection import Selection, select
from tests.browser.conftest import free_port, visible, wait_for, wait_visible
from tests.conftest import ROOT


class _Server:
    """The app on one port, ended and started again."""

    def __init__(self) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        words = ["serve", "--no-open", "--port", str(self.port), "--data", str(ROOT)]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "cluster_atlas", *words],
            env=os.environ,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait_for(f"{self.address}/_stcore/health")

    def end(self) -> None:
        self.process.kill()
        self.process.wait(timeout=20)


@pytest.fixture
def server() -> Iterator[_Server]:
    one = _Server()
    yield one
    with suppress(ProcessLookupError):
        one.end()


def choose(page: Page, name: str) -> None:
    page.locator(".ca-app-filters").get_by_role("button", name=re.compile(name)).first.click()


def wait_for_components(page: Page) -> None:
    """Wait until the components have taken the page over: the map alone stands before."""
    expect(page.locator(".st-key-map [data-atlas-map]")).to_be_attached()
    expect(page.locator(".ca-app-filters").get_by_role("button").first).to_be_attached()


def test_a_click_while_the_server_is_away_is_told_when_it_is_back(
    page: Page, server: _Server, atlas: Atlas
) -> None:
    page.goto(server.address)
    visible(page)
    choose(page, "超高清")
    page.wait_for_url("**cluster=uhd**")
    server.end()
    choose(page, "智能机器人")
    both = select(atlas, Selection(clusters=["uhd", "robots"])).facts
    wait_visible(page, len(both))
    note = page.locator(".ca-away")
    expect(note).to_contain_text("与服务器失去联系")
    server.start()
    page.wait_for_url(re.compile("cluster=uhd.*cluster=robots|cluster=robots.*cluster=uhd"))
    expect(note).to_be_empty()
    wait_visible(page, len(both))
    choose(page, "汽车")
    page.wait_for_url(re.compile("cluster=auto"))


def _is_lost(message: ConsoleMessage) -> bool:
    """Tell whether Streamlit gives a lost server up: it would open its dialog with this line."""
    return "server is not responding" in message.text


def test_a_page_on_which_nothing_was_clicked_goes_on_as_well(page: Page, server: _Server) -> None:
    page.goto(server.address)
    every = visible(page)
    wait_for_components(page)
    note = page.locator(".ca-away")
    with page.expect_console_message(_is_lost):
        server.end()
    # Said before anything is clicked, and nothing lies over what still works.
    expect(note).to_contain_text("与服务器失去联系")
    expect(page.get_by_test_id("stDialog")).to_have_count(0)
    choose(page, "超高清")
    assert 0 < visible(page) < every
    server.start()
    page.wait_for_url("**cluster=uhd**")
    expect(note).to_be_empty()
    page.get_by_role("tab", name="简报").click()
    expect(page.locator(".st-key-brief-desk")).to_be_visible()


def test_the_first_click_after_a_restart_is_answered(page: Page, server: _Server) -> None:
    page.goto(f"{server.address}/?cluster=uhd&view=table")
    wait_for_components(page)
    server.end()
    server.start()
    # Whether or not the page is connected again by then.
    page.get_by_role("tab", name="简报").click()
    expect(page.locator(".st-key-brief-desk")).to_be_visible()
    expect(page.locator(".ca-away")).to_be_empty()
