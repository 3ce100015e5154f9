"""Takes the documentation's screenshots of the running app: both widths, both languages."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

IMAGES = Path(__file__).parents[1] / "docs" / "images"
WIDE, PHONE = (1440, 900), (390, 844)
SHOTS = {
    "province": "/?",
    "industry": "/?industry=rail-equipment&focus=city:440700",
    "cluster": "/?cluster=uhd",
    "sources": "/?view=sources&document=gd-equipment-2023",
}


def main(address: str) -> None:
    """Write ``docs/images/<name>-<language>[-phone].png`` from the app at ``address``."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for name, query in SHOTS.items():
            for language in ("zh", "en"):
                _take(browser, f"{address}{query}&lang={language}", f"{name}-{language}", WIDE)
                if name in {"province", "industry"}:
                    _take(
                        browser,
                        f"{address}{query}&lang={language}",
                        f"{name}-{language}-phone",
                        PHONE,
                    )
        browser.close()


def _take(browser: Browser, address: str, name: str, size: tuple[int, int]) -> None:
    page = browser.new_page(viewport={"width": size[0], "height": size[1]})
    page.goto(address)
    page.wait_for_selector(".ca-evidence" if "sources" in name else "[data-painted]:not([hidden])")
    page.wait_for_timeout(2500)
    page.screenshot(path=IMAGES / f"{name}.png")
    page.close()


if __name__ == "__main__":
    main(sys.argv[1])
