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
    "compare": "/?view=compare&with=city:440300&with=city:441300&with=city:441900",
    "matrix": "/?view=compare&sub=matrix&w=similarity",
    "network": "/?view=compare&sub=network",
    "evolve": "/?view=evolve&from=gd-electronics-2021&to=gd-electronics-2023",
    "find": "/?view=find&q=轨道交通装备&with=city:440700",
}
ON_A_PHONE = {"province", "industry", "compare", "find"}


def main(address: str) -> None:
    """Write ``docs/images/<name>-<language>[-phone].png`` from the app at ``address``."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for name, query in SHOTS.items():
            for language in ("zh", "en"):
                _take(browser, f"{address}{query}&lang={language}", f"{name}-{language}", WIDE)
                if name in ON_A_PHONE:
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
    page.wait_for_selector(".ca-stage")
    page.wait_for_timeout(2500)
    page.screenshot(path=IMAGES / f"{name}.png")
    page.close()


if __name__ == "__main__":
    main(sys.argv[1])
