"""The app under its own policy: every page works, nothing is refused, no other site frames it."""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

from playwright.sync_api import ConsoleMessage, Page, expect

from cluster_atlas.atlas.screen import VIEWS
from cluster_atlas.ui.atlas_store import DATA_VARIABLE
from cluster_atlas.ui.http.headers import ALWAYS
from tests.browser.conftest import free_port, visible, wait_for
from tests.conftest import ROOT


def headers(address: str) -> dict[str, str]:
    with urllib.request.urlopen(address, timeout=30) as answer:
        return {name.lower(): value for name, value in answer.headers.items()}


def test_every_page_works_under_the_policy(page: Page, app: str, tmp_path: Path) -> None:
    refused: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text or "frame-ancestors" in message.text:
            refused.append(message.text)

    page.on("console", hear)
    # Without own rows there are no projects to hold against the plans.
    for view in set(VIEWS) - {"implementation"}:
        page.goto(f"{app}/?cluster=uhd&view={view}&q=8K")
        if view == "brief":
            page.get_by_role("radio", name="网页").click()
            inner = page.frame_locator(".st-key-brief-frame iframe")
            expect(inner.locator("[data-atlas-map][data-painted]")).to_be_attached()
        elif view == "own":
            expect(page.get_by_role("button", name="打开或新建")).to_be_visible()
        elif view == "map":
            visible(page)
            page.get_by_role("button", name="导出本页").click()
            with page.expect_download() as waiting:
                page.get_by_role("button", name="下载 HTML").click()
            assert waiting.value.suggested_filename.endswith(".html")
        else:
            expect(page.locator(".ca-view:visible")).to_be_visible()
    assert refused == []
    page.evaluate("""() => {
      const script = document.createElement("script");
      script.text = "window.ran = 1";
      document.body.append(script);
    }""")
    assert page.evaluate("window.ran") is None, "a script that somebody put into the page"
    assert len(refused) == 1
    refused.clear()
    portal = tmp_path / "portal.html"
    portal.write_text(f'<iframe src="{app}/"></iframe>', encoding="utf-8")
    page.goto(portal.as_uri())
    page.wait_for_timeout(500)
    assert refused, "another site's frame"


def test_every_answer_has_its_headers(app: str) -> None:
    for path in ("/", "/_stcore/health", "/static/manifest.json", "/?embed=true"):
        told = headers(app + path)
        assert told["x-content-type-options"] == "nosniff", path
        assert told["referrer-policy"] == ALWAYS["Referrer-Policy"], path
        own = "embed" not in path
        assert ("x-frame-options" in told) is own, path
        assert ("frame-ancestors" in told["content-security-policy"]) is own, path
        assert told.get("server", "") in {"", "uvicorn"}, "no version"


WORD = "qxzvjkw"


def answered(address: str) -> str:
    """Return all that a server says to an address, whatever it thinks of it."""
    try:
        with urllib.request.urlopen(address, timeout=30) as answer:
            said: bytes = answer.read()
            return f"{answer.headers}{said.decode('utf-8', 'replace')}"
    except urllib.error.HTTPError as error:
        return f"{error.headers}{error.read().decode('utf-8', 'replace')}"


def test_neither_answers_nor_the_log_tell_where_the_app_lies(page: Page, tmp_path: Path) -> None:
    data = tmp_path / WORD
    data.mkdir()
    for name in ("layers", "geodata"):
        (data / name).symlink_to(ROOT / name)
    port = free_port()
    words = ["serve", "--no-open", "--port", str(port), "--data", str(data)]
    # A page has no secret; the day's tiles are asked for by the browser itself.
    names = dict.fromkeys(("USER", "LOGNAME", "HOSTNAME"), WORD)
    address = f"http://127.0.0.1:{port}"
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "cluster_atlas", *words],
            env={k: v for k, v in os.environ.items() if k != DATA_VARIABLE} | names,
            stdout=log,
            stderr=log,
        )
        try:
            wait_for(f"{address}/_stcore/health")
            page.goto(f"{address}/?place=nowhere&text={WORD[:3]}")
            visible(page)
            shown = page.content()
            for path in (
                "/",
                "/no/such/page.html",
                "/media/nothing.html",
                "/static/nothing.js",
                "/atlas/x/nothing",
                "/_stcore/host-config",
                "/_stcore/metrics",
                "/_stcore/agent/openapi.json",
                "/component/x/y.js",
                "/%2e%2e/%2e%2e/app.py",
            ):
                shown += answered(address + path)
        finally:
            server.terminate()
            server.wait(timeout=20)
    told = (tmp_path / "log").read_text(encoding="utf-8")
    for private in (WORD, str(tmp_path), str(ROOT), "Traceback"):
        assert private not in shown, private
        assert private not in told, private
    assert WORD[:3] not in told, "what visitors look for is not kept"
    assert "图谱已打开" in told
