"""Seen in other ways: at 200 %, with letters of twice the size, and without motion; on every page.

The pages are those of the exported file, whose views the app shows as well.
"""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.web.page import export_html
from tests.browser.conftest import visible
from tests.browser.test_accessibility import MORE_PAGES
from tests.browser.test_empty import PAGES
from tests.conftest import with_soak

# What a reader at 200 % has of a screen of 1366 by 768.
HALF = (683, 384)
WHOLE = (1366, 768)

# Whether the page has to be moved sideways, and which controls cannot be pointed at once they are
# brought into sight. What the search box opens over the page closes by itself.
OUT_OF_REACH = """() => {
  const kind = (el) => el.className || el.tagName;
  const said = (el) => `${kind(el)}: ${(el.ariaLabel || el.textContent).slice(0, 24)}`;
  const seen = new Map();
  const faults = [];
  if (document.documentElement.scrollWidth > innerWidth) faults.push("the page moves sideways");
  const controls = document.querySelectorAll("button, input, select, summary, a[href]");
  for (const el of controls) {
    const shown = el.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true });
    if (!shown || el.closest(".ca-hidden, [aria-hidden=true]")) continue;
    // Of a long list the first are looked at.
    seen.set(kind(el), (seen.get(kind(el)) ?? 0) + 1);
    if (seen.get(kind(el)) > 3) continue;
    el.scrollIntoView({ block: "center", inline: "center" });
    const { left, top, width, height } = el.getBoundingClientRect();
    if (!width || !height) continue;
    const [x, y] = [left + width / 2, top + height / 2];
    const hit = document.elementFromPoint(x, y);
    const over = hit?.closest(".ca-ask") && !el.closest(".ca-ask");
    if (!over && !(hit && (el.contains(hit) || hit.tagName === "LABEL"))) faults.push(said(el));
  }
  scrollTo(0, 0);
  return faults;
}"""
# Texts that a box cuts off which does not scroll: half of a line is lost.
CUT_OFF = """() => {
  const faults = [];
  for (const el of document.querySelectorAll(".ca-root *")) {
    const shown = el.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true });
    if (!shown || el.closest(".ca-hidden, svg, .ca-map-view, [aria-hidden=true]")) continue;
    if (![...el.childNodes].some((node) => node.nodeType === 3 && node.data.trim())) continue;
    const range = document.createRange();
    range.selectNodeContents(el);
    const text = range.getBoundingClientRect();
    const line = parseFloat(getComputedStyle(el).fontSize) / 2;
    for (let box = el; box && box !== document.body; box = box.parentElement) {
      const look = getComputedStyle(box);
      const scrolls = /auto|scroll/.test(look.overflowX + look.overflowY);
      if (scrolls || look.textOverflow === "ellipsis") break;
      if (!/hidden|clip/.test(look.overflowX + look.overflowY)) continue;
      const edge = box.getBoundingClientRect();
      const below = text.bottom - edge.bottom;
      const lost = Math.max(text.right - edge.right, below, edge.left - text.left);
      if (lost > line) faults.push(`${el.className || el.tagName}: ${el.textContent.slice(0, 24)}`);
      if (lost > line) break;
    }
  }
  return faults;
}"""
# As a browser does that enlarges letters alone.
LARGE_LETTERS = """() => {
  const enlarge = (rules) => {
    for (const rule of rules) {
      for (const name of ["fontSize", "lineHeight"]) {
        const size = rule.style?.[name] ?? "";
        if (size.endsWith("px")) rule.style[name] = `${2 * parseFloat(size)}px`;
      }
      if (rule.cssRules) enlarge(rule.cssRules);
    }
  };
  for (const sheet of document.styleSheets) enlarge(sheet.cssRules);
}"""
MOVING = """() => [...document.querySelectorAll(".ca-root, .ca-root *")].filter((el) => {
  const look = getComputedStyle(el);
  const times = `${look.transitionDuration},${look.animationDuration}`.split(",");
  return look.scrollBehavior === "smooth" || times.some((time) => parseFloat(time) > 0);
}).map((el) => el.className || el.tagName)"""
# How many different places the map is at in the half second after something is done.
PLACES = """(act) => new Promise((done) => {
  const root = document.querySelector(".ca-map-view");
  const where = () => [...root.querySelectorAll(".leaflet-map-pane, canvas")]
    .map((el) => el.style.transform + el.style.width).join();
  const seen = new Set();
  const start = performance.now();
  const look = () => {
    seen.add(where());
    if (performance.now() - start < 500) requestAnimationFrame(look);
    else done(seen.size);
  };
  seen.add(where());
  root.focus();
  if (act.startsWith(".")) document.querySelector(act).click();
  else root.dispatchEvent(new KeyboardEvent("keydown", { keyCode: Number(act), bubbles: true }));
  requestAnimationFrame(look);
})"""

LEGENDS = ".ca-paper :is(.ca-legend-print, .ca-cmp-keys, .ca-evo-keys)"
# Of each key its words, the heading that it stands under, and its middle.
KEYS = """(legend) => {
  const corner = legend.getBoundingClientRect();
  let heading = "";
  return [...legend.querySelectorAll("p, strong, .ca-swatch, .ca-key")].flatMap((el) => {
    if (!el.matches(".ca-swatch, .ca-key")) {
      heading = el.textContent;
      return [];
    }
    const { left, top, width, height } = el.getBoundingClientRect();
    const middle = [left - corner.left + width / 2, top - corner.top + height / 2];
    return [[el.parentElement.textContent, heading, middle]];
  });
}"""
# Mean of the grey levels, of 255, by which two keys differ at least.
APART = 5
# Keys that Leaflet moves and enlarges the map by, as it knows them.
RIGHT, PLUS = "39", "187"
SETTLED = "() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 30)))"


@pytest.fixture(scope="module")
def file(atlas: Atlas, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("seen") / "atlas.html"
    path.write_text(export_html(atlas), encoding="utf-8")
    return path.as_uri()


@contextmanager
def opened(browser: Browser, file: str, size: tuple[int, int]) -> Iterator[Page]:
    """Open the file in a window of a size, for a reader who wants no motion."""
    view: Any = {"width": size[0], "height": size[1]}
    context = browser.new_context(viewport=view, reduced_motion="reduce", locale="zh-CN")
    page = context.new_page()
    page.goto(file)
    visible(page)
    yield page
    context.close()


def pages(page: Page, *languages: str) -> Iterator[str]:
    """Go to every page in some languages, one after the other."""
    for language in languages:
        for query in [*PAGES, *MORE_PAGES]:
            page.evaluate("(hash) => { location.hash = hash; }", f"#{query}&lang={language}")
            page.evaluate(
                "() => new Promise((d) => requestAnimationFrame(() => setTimeout(d, 30)))"
            )
            yield f"{query} {language}"


@pytest.mark.parametrize(
    ("letters", "language"),
    with_soak([(1, "zh"), (2, "en")], [(1, "en"), (2, "zh")]),
)
def test_at_200_percent_nothing_is_cut_off_or_out_of_reach(
    browser: Browser, file: str, letters: int, language: str
) -> None:
    faults: dict[str, Any] = {}
    with opened(browser, file, HALF if letters == 1 else WHOLE) as page:
        if letters > 1:
            page.evaluate(LARGE_LETTERS)
        for query in pages(page, language):
            faults[query] = page.evaluate(CUT_OFF) + page.evaluate(OUT_OF_REACH)
    assert {query: found for query, found in faults.items() if found} == {}


def test_nothing_moves_for_those_who_want_no_motion(browser: Browser, file: str) -> None:
    with opened(browser, file, WHOLE) as page:
        for act in (".ca-tools button", RIGHT, PLUS, ".ca-tools button:last-child"):
            assert page.evaluate(PLACES, act) == 2, f"{act}: where it was, and where it goes"
        for query in pages(page, "zh"):
            assert page.evaluate(MOVING) == [], query
            assert page.evaluate("() => document.getAnimations().length") == 0, query


def test_printed_in_grey_the_keys_of_every_legend_tell_apart(browser: Browser, file: str) -> None:
    """What is alike without its colour are squares of clusters, which their order tells apart."""
    alike: dict[str, Any] = {}
    seen: set[str] = set()
    with opened(browser, file, WHOLE) as page:
        page.emulate_media(media="print", reduced_motion="reduce")
        for query in pages(page, "zh"):
            page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
            for legend in page.locator(LEGENDS).all():
                said = legend.inner_text()
                if legend.is_visible() and said not in seen:
                    seen.add(said)
                    alike[query] = [*alike.get(query, []), *pairs_alike(legend)]
            page.evaluate("() => dispatchEvent(new Event('afterprint'))")
    assert len(seen) > 3
    assert {query: pairs for query, pairs in alike.items() if pairs} == {}


def pairs_alike(legend: Locator) -> list[tuple[str, str]]:
    """Return the keys under one heading that look the same in grey and that no order tells."""
    picture = Image.open(io.BytesIO(legend.screenshot())).convert("L")
    grey = np.asarray(picture, dtype=float)
    keys = legend.evaluate(KEYS)
    cut = [(said, heading, _middle_of(grey, box)) for said, heading, box in keys]
    return [
        (one[0], other[0])
        for one, other in itertools.combinations(cut, 2)
        if one[1] == other[1] and "依此次序" not in one[1]
        if np.abs(one[2] - other[2]).mean() < APART
    ]


def _middle_of(grey: np.ndarray, box: Sequence[float]) -> np.ndarray:
    """Return the pixels round the middle of a key, which have one size for all keys."""
    x, y = (round(value) for value in box)
    return grey[y - 6 : y + 7, x - 6 : x + 7]


def test_the_app_at_200_percent_and_without_motion(browser: Browser, app: str) -> None:
    """Its own frame; the views in it are those of the file."""
    with opened(browser, app, HALF) as page:
        page.get_by_role("button", name="导出本页").wait_for()
        # Parts of the frame come one by one: what lies over another at first goes to its place.
        for _ in range(20):
            # The link past the frame is seen when the keyboard reaches it.
            faults = [said for said in page.evaluate(OUT_OF_REACH) if "Skip to" not in said]
            if not faults:
                break
            page.wait_for_timeout(250)
        assert faults == []
        button = page.get_by_test_id("stExpandSidebarButton").bounding_box()
        title = page.locator(".ca-title b").bounding_box()
        assert button is not None
        assert title is not None
        assert button["x"] + button["width"] <= title["x"], "the way to the filters is not covered"
        assert page.evaluate(MOVING.replace(".ca-root, .ca-root *", "*")) == []
