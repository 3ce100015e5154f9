"""The server goes away under an open page and comes back: nothing that was chosen is lost."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress

import pytest
from playwright.sync_api import Page, expect

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
