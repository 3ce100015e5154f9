"""Takes pictures of the running app and of its papers.

``screenshots.py ADDRESS`` renews those of the documentation; ``screenshots.py ADDRESS FOLDER``
writes every page in four sizes and both languages, and six papers, to be looked at one by one.
"""

from __future__ import annotations

import shutil
import sys
from dataclasses import replace
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from cluster_atlas.atlas.atlas import open_atlas
from cluster_atlas.briefing.briefing import Briefing, PartChoice, city_briefing
from cluster_atlas.briefing.outputs import Outputs
from cluster_atlas.drawing.formats.pdf import render_pdf
from cluster_atlas.drawing.formats.png import render_png
from cluster_atlas.drawing.shapes import About

IMAGES = Path(__file__).parents[1] / "docs" / "images"
WIDE, PHONE = (1440, 900), (390, 844)
SIZES = (WIDE, PHONE, (1366, 768), (1920, 1080))
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
# Pages that stand in no document, and what else people do on the map.
MORE_SHOTS = {
    "city": "/?focus=city:440700",
    "place": "/?cluster=materials&place=region:western-guangdong",
    "two-places": "/?s=惠州 东莞",
    "outside": "/?s=生物医药",
    "table": "/?view=table&cluster=uhd",
    "pattern": "/?view=compare&sub=pattern",
    "coverage": "/?view=sources&sub=scope",
    "changes-of-years": "/?view=evolve&from=2021&to=2023",
}
PAPERS = (
    ("A4", "portrait", "pages"),
    ("A4", "landscape", "pages"),
    ("A4", "portrait", "one-page"),
    ("A3", "landscape", "one-page"),
    ("A3", "portrait", "pages"),
    ("16:9", "landscape", "pages"),
)
ON_A_PHONE = {"province", "answer", "industry", "compare", "find", "brief"}


def main(address: str, folder: str = "") -> None:
    """Take pictures of the app at ``address``: for the documentation, or all into ``folder``."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    to = Path(folder) if folder else IMAGES
    to.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for name, query in (SHOTS | MORE_SHOTS if folder else SHOTS).items():
            for size in SIZES if folder else (WIDE, PHONE) if name in ON_A_PHONE else (WIDE,):
                about = f"-{size[0]}" if folder else "-phone" if size == PHONE else ""
                for language in ("zh", "en"):
                    file = to / f"{name}-{language}{about}.png"
                    _take(browser, f"{address}{query}&lang={language}", file, size)
        browser.close()
    if folder:
        _papers(to)
    else:
        _briefing()


def _papers(folder: Path) -> None:
    """Write the first page of each paper for a city, a cluster and a comparison."""
    atlas = open_atlas()
    subjects = {
        "city": ("place", "focus=city:440700"),
        "cluster": ("map", "cluster=uhd"),
        "comparison": ("compare", "with=city:441300&with=city:441900"),
    }
    for (name, (kind, state)), (paper, way, layout), language in product(
        subjects.items(), PAPERS, ("zh", "en")
    ):
        part = (PartChoice(kind, state=state),)
        briefing = Briefing(
            part=part, page=paper, orientation=way, layout=layout, language=language
        )
        made = Outputs(atlas, briefing)
        file = f"paper-{name}-{paper.replace(':', '-')}-{way}-{layout}-{language}.png"
        (folder / file).write_bytes(next(render_png(made.pdf, 96)))


def _briefing() -> None:
    """Write a page of paper and a slide of a briefing, as the files themselves show them."""
    atlas = open_atlas()
    briefing = replace(city_briefing("city:440700"), title="江门市产业定位", office="")
    made = Outputs(atlas, briefing)
    (IMAGES / "brief-pdf-zh.png").write_bytes(next(render_png(made.pdf, 96)))
    slide = render_pdf(made.slides[1:2], About(date=made.brief.date))
    (IMAGES / "brief-slide-zh.png").write_bytes(next(render_png(slide, 96)))


def _take(browser: Browser, address: str, file: Path, size: tuple[int, int]) -> None:
    page = browser.new_page(viewport={"width": size[0], "height": size[1]})
    page.add_init_script('localStorage.setItem("cluster-atlas-tour", "seen")')
    page.goto(address)
    page.wait_for_selector(".ca-stage")
    page.wait_for_timeout(5000 if "view=brief" in address else 2500)
    page.screenshot(path=file)
    page.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
