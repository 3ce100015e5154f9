"""Takes the documentation's screenshots of the running app: both widths, both languages."""

from __future__ import annotations

import shutil
import sys
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from cluster_atlas.atlas.atlas import open_atlas
from cluster_atlas.briefing.briefing import city_briefing
from cluster_atlas.briefing.outputs import Outputs
from cluster_atlas.drawing.formats.pdf import render_pdf
from cluster_atlas.drawing.formats.png import render_png
from cluster_atlas.drawing.shapes import About

IMAGES = Path(__file__).parents[1] / "docs" / "images"
WIDE, PHONE = (1440, 900), (390, 844)
SHOTS = {
    "province": "/?",
    "industry": "/?industry=rail-equipment&focus=city:440700",
    "cluster": "/?cluster=uhd",
    "sources": "/?view=sources&document=gd-equipment-2023",
    "answer": "/?s=燃料电池电堆",
    "multiples": "/?view=compare&sub=multiples",
    "chain": "/?view=compare&sub=chain&w=auto",
    "compare": "/?view=compare&with=city:440300&with=city:441300&with=city:441900",
    "matrix": "/?view=compare&sub=matrix&w=similarity",
    "network": "/?view=compare&sub=network",
    "evolve": "/?view=evolve&from=gd-electronics-2021&to=gd-electronics-2023",
    "find": "/?view=find&q=轨道交通装备&with=city:440700",
    "brief": "/?view=brief&focus=city:440700",
}
ON_A_PHONE = {"province", "answer", "industry", "compare", "find", "brief"}


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
    _briefing()


def _briefing() -> None:
    """Write a page of paper and a slide of a briefing, as the files themselves show them."""
    atlas = open_atlas()
    briefing = replace(city_briefing("city:440700"), title="江门市产业定位", office="")
    made = Outputs(atlas, briefing)
    (IMAGES / "brief-pdf-zh.png").write_bytes(next(render_png(made.pdf, 96)))
    slide = render_pdf(made.slides[1:2], About(date=made.brief.date))
    (IMAGES / "brief-slide-zh.png").write_bytes(next(render_png(slide, 96)))


def _take(browser: Browser, address: str, name: str, size: tuple[int, int]) -> None:
    page = browser.new_page(viewport={"width": size[0], "height": size[1]})
    page.add_init_script('localStorage.setItem("cluster-atlas-tour", "seen")')
    page.goto(address)
    page.wait_for_selector(".ca-stage")
    page.wait_for_timeout(5000 if "view=brief" in address else 2500)
    page.screenshot(path=IMAGES / f"{name}.png")
    page.close()


if __name__ == "__main__":
    main(sys.argv[1])
