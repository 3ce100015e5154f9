"""From city zoom on the viewer draws the finer outlines, and says whose they are."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.boundaries import geometry
from cluster_atlas.web.pack import outlines_bytes
from cluster_atlas.web.page import export_html
from tests.browser.conftest import visible
from tests.browser.questions import answer, asked_page

# Zoom from which the viewer draws the finer outlines.
FINER_FROM = 8.5

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
    yield from asked_page(
        browser,
        atlas,
        {"core/unpack.js": ["unpackOutlines", "unpackAtlas", "readPack", "toLonLat"]},
    )


def test_fetched_outlines_are_those_of_python(asked: Page, atlas: Atlas) -> None:
    outlines = json.loads(gzip.decompress(outlines_bytes(atlas)))
    found = answer(asked, _AREAS, {"outlines": outlines, "units": UNITS})
    shapes = {shape.id: geometry(shape) for shape in atlas.finer_shapes}
    for unit, area in zip(UNITS, found, strict=True):
        assert area == pytest.approx(shapes[unit].area, rel=1e-6), unit


def test_a_file_credits_both_where_both_are_drawn(page: Page, atlas: Atlas, tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(export_html(atlas), encoding="utf-8")
    # The view jumps where it would fly.
    page.emulate_media(reduced_motion="reduce")
    credit, shown = page.locator(".ca-credit"), page.locator("[data-atlas-map]")
    for language in ("zh", "en"):
        own, finer = (c.in_language(language) for c in (atlas.credit, atlas.finer_credit))
        page.goto("about:blank")
        page.goto(f"{path.as_uri()}#lang={language}")
        visible(page)
        expect(credit).to_have_text(own)
        assert zoom_of(shown) < FINER_FROM
        assert_scale_above_credit(page)
        page.goto("about:blank")
        page.goto(f"{path.as_uri()}#lang={language}&focus=city:440700")
        expect(credit).to_contain_text(finer)
        assert credit.inner_text().startswith(own)
        assert zoom_of(shown) >= FINER_FROM
        assert_scale_above_credit(page)


def zoom_of(shown: Locator) -> float:
    return float((shown.get_attribute("data-view") or "0").split(",")[-1])


def assert_scale_above_credit(page: Page) -> None:
    scale, foot = (page.locator(name).bounding_box() for name in (".ca-scale", ".ca-credit"))
    assert scale is not None
    assert foot is not None
    assert scale["y"] + scale["height"] <= foot["y"] + 1
