"""The app under its own policy: every page works, nothing is refused, no other site frames it."""

from __future__ import annotations

import urllib.request
from pathlib import Path

from playwright.sync_api import ConsoleMessage, Page, expect

from cluster_atlas.atlas.screen import VIEWS
from tests.browser.conftest import visible
from tests.ui.http.test_headers import ALWAYS


def headers(address: str) -> dict[str, str]:
    with urllib.request.urlopen(address, timeout=30) as answer:
        return {name.lower(): value for name, value in answer.headers.items()}


def test_every_page_works_under_the_policy(page: Page, app: str, tmp_path: Path) -> None:
    refused: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text or "frame-ancestors" in message.text:
            refused.append(message.text)

    page.on("console", hear)
    for view in VIEWS:
        page.goto(f"{app}/?cluster=uhd&view={view}&q=8K")
        if view == "brief":
            page.get_by_role("radio", name="网页").click()
            inner = page.frame_locator(".st-key-brief-frame iframe")
            expect(inner.locator("[data-atlas-map][data-painted]")).to_be_attached()
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
        assert "frame-ancestors" in told["content-security-policy"], path
        assert ("x-frame-options" in told) is ("embed" not in path), path
        assert told.get("server", "") in {"", "uvicorn"}, "no version"
