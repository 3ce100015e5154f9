"""From city zoom on the viewer draws the finer outlines, and says whose they are."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.boundaries import geometry
from cluster_atlas.atlas.selection import Selection
from cluster_atlas.web.pack import outlines_bytes
from cluster_atlas.web.page import export_html
from tests.browser.questions import answer, load

UNITS = ("city:440700", "city:440400", "county:440781", "sar:820000", "province:440000")

_AREAS = """
const area = (ring) => {
  let sum = 0;
  for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
    const [xa, ya] = questions.toLonLat(ring[j], ring[j + 1]);
    const [xb, yb] = questions.toLonLat(ring[i], ring[i + 1]);
    sum += (xa * yb - xb * ya) / 2;
  }
  return sum;
};
const finer = questions.unpackOutlines(atlas, given.outlines);
return given.units.map((id) => {
  const i = atlas.units.findIndex((unit) => atlas.places[unit.place]?.id === id);
  return Math.abs(finer.units[i].rings.reduce((sum, ring) => sum + area(ring), 0));
});
"""


@pytest.fixture(scope="module")
def asked(browser: Browser, atlas: Atlas) -> Iterator[Page]:
    context = browser.new_context()
    page = context.new_page()
    load(page, atlas, {"core/unpack.js": ["unpackOutlines", "unpackAtlas", "readPack", "toLonLat"]})
    yield page
    context.close()


def test_fetched_outlines_are_those_of_python(asked: Page, atlas: Atlas) -> None:
    outlines = json.loads(gzip.decompress(outlines_bytes(atlas)))
    found = answer(asked, _AREAS, {"outlines": outlines, "units": UNITS})
    shapes = {shape.id: geometry(shape) for shape in atlas.finer_shapes}
    for unit, area in zip(UNITS, found, strict=True):
        assert area == pytest.approx(shapes[unit].area, rel=1e-6), unit


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_file_credits_both_where_both_are_drawn(
    browser: Browser, atlas: Atlas, tmp_path: Path, language: str
) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    said = {}
    for name, focus in (("province", ""), ("city", "city:440700")):
        path = tmp_path / f"{name}.html"
        text = export_html(atlas, Selection(), language=language, focus=focus)
        path.write_text(text, encoding="utf-8")
        page.goto(path.as_uri())
        page.wait_for_selector("[data-atlas-map]:not([data-painted='0'])")
        page.wait_for_timeout(1200)
        said[name] = page.inner_text(".ca-credit")
        zoom = float(page.get_attribute("[data-atlas-map]", "data-view").split(",")[2])  # type: ignore[union-attr]
        assert (zoom >= 8.5) == (name == "city")
        scale, foot = (page.locator(c).bounding_box() for c in (".ca-scale", ".ca-credit"))
        assert scale is not None
        assert foot is not None
        assert scale["y"] + scale["height"] <= foot["y"] + 1
    page.close()
    own, finer = (c.in_language(language) for c in (atlas.credit, atlas.finer_credit))
    assert said["province"] == own
    assert said["city"].startswith(own)
    assert finer in said["city"]
