"""Names and squares on the screen: each on its own ground or tied to it, at four sizes."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.web.page import export_html
from tests.browser.conftest import visible
from tests.browser.questions import answer, asked_page
from tests.conftest import shipped_atlas

SIZES = [(1440, 900), (1366, 768), (1920, 1080), (390, 844)]
LANGUAGES = ["zh", "en"]
# Between them, every place that has a symbol.
CLUSTERS = [f"cluster={cluster.id}" for cluster in shipped_atlas().clusters]
STATES = ["", *CLUSTERS, "industry=rail-equipment"]
# Views that are closer than that of the province.
CLOSE = ["cluster=materials&place=region:western-guangdong", "place=city:441300&place=city:441900"]
CLOSE += ["cluster=uhd&place=city:440100"]

MODULES = {
    "map/scene.js": ["buildScene"],
    "map/layout.js": ["layOut"],
    "map/legend_entries.js": ["legendEntries", "veilEntries"],
    "map/paint.js": ["paintMap"],
    "map/shapes.js": ["createShapes", "insideUnit"],
    "map/blocks.js": ["edgesOf", "isClear", "overlapArea", "passesUnder"],
    "map/labels/delta.js": ["DELTA", "landUnder"],
    "questions/compare.js": ["relationNetwork"],
    "views/compare/compare_arrows.js": ["platesOf", "arrowsBetween"],
    "views/compare/compare_maps.js": ["frameOf"],
    "core/unpack.js": ["unpackAtlas", "readPack", "toUnits"],
    "questions/select.js": ["selectFacts"],
    "app/address.js": ["queryToSelection", "viewOf"],
}

# The layout that a screen shows: what its edge, or what lies over it, cuts is not drawn.
SHOWN = """
const Q = questions, P = atlas.places, units = atlas.units;
const shapes = (window.shapes ??= Q.createShapes(atlas));
const pen = document.createElement("canvas").getContext("2d");
const measure = (text, font) => { pen.font = font; return pen.measureText(text).width; };
const wide = units.filter(({ level }) => level === "city" || level === "sar");
const groundAt = (x, y) => wide.find((unit) => Q.insideUnit(unit, x, y));
const layoutOf = (scene, [part, at, seen]) => {
  const first = Q.layOut(atlas, shapes, scene, at, measure, part);
  if (!seen) return first;
  const [x, y] = Q.toUnits(seen.lng, seen.lat).map((v) => v * 2 ** at);
  const [left, top] = [x - seen.size[0] / 2, y - seen.size[1] / 2];
  const covers = seen.boxes.map(([bx, by, w, h]) =>
    ({ x: left + bx + w / 2, y: top + by + h / 2, w, h }));
  const view = [left, top, left + seen.size[0], top + seen.size[1]];
  const taken = [...covers, ...Q.edgesOf(view, 160)];
  const own = first.labels.filter(({ kind }) => kind === "strong" || kind === "symbol");
  const layout = own.every(Q.isClear(taken)) ? first
    : Q.layOut(atlas, shapes, scene, at, measure, part, taken);
  return {
    ...layout,
    blocks: layout.blocks.filter(Q.isClear([...covers, ...Q.edgesOf(view)])),
    labels: layout.labels.filter(Q.isClear([...covers, ...Q.edgesOf(view)])),
  };
};
"""

# What stands where in the layouts of a screen: that of the map, and that of the enlargement.
LAYOUT = """
const side = ([px, py], [qx, qy], [rx, ry]) => (qx - px) * (ry - py) - (qy - py) * (rx - px);
const FAR = 56; // px
const parts = (a, b) => side(...a, b[0]) * side(...a, b[1]) < 0;
const crosses = (a, b) => parts(a, b) && parts(b, a);
return given.map(([query, lang, zoom, boxes]) => {
  const { sel } = Q.queryToSelection(atlas, query);
  const { ids } = Q.selectFacts(atlas, sel);
  const scene = Q.buildScene(atlas, { ids, sel, lang, focus: null }, new Set());
  const faults = [];
  const said = new Set();
  for (const box of boxes) {
    const [, at] = box;
    const far = (a, b) => Math.hypot(a.x - b.x, a.y - b.y);
    const scale = 2 ** at;
    const { blocks, labels, marks, arrows } = layoutOf(scene, box);
    const own = (place, x, y) =>
      P[place].unit < 0 || Q.insideUnit(units[P[place].unit], x / scale, y / scale);
    // A name beside its squares may reach over a border; the squares are what stands for the city.
    const stands = (b) => ({ x: b.x - (b.shift ?? 0), y: b.y });
    // Of fifteen points of a name those on the ground of each city.
    const lands = (l) => {
      const counts = new Map();
      for (const i of [-2, -1, 0, 1, 2]) for (const j of [-1, 0, 1]) {
        const [x, y] = [l.x + (l.w * i) / 5, l.y + (l.h * j) / 3];
        const on = groundAt(x / scale, y / scale);
        if (on) counts.set(on, (counts.get(on) ?? 0) + 1);
      }
      return counts;
    };
    const astray = (city, b, what) => {
      const { x, y } = stands(b);
      const ground = groundAt(x / scale, y / scale);
      // A name may lie on a small island.
      if (ground && ground.place !== city && !(b.lines && lands(b).get(ground) < 6))
        faults.push([at, P[city].id, what, "in", P[ground.place].id]);
      const off = far({ x, y }, { x: P[city].x * scale, y: P[city].y * scale });
      if (off > (b.leader ? 1.5 : 1) * FAR) faults.push([at, P[city].id, what, "far off", off]);
    };
    for (const b of blocks) {
      said.add(b.city);
      const tied = b.leader && own(b.city, b.ax, b.ay);
      if (!own(b.city, stands(b).x, b.y) && !tied)
        faults.push([at, P[b.city].id, "squares astray"]);
      astray(b.city, b, "squares");
    }
    for (const l of labels) {
      if (l.city !== undefined) {
        said.add(l.city);
        astray(l.city, l, "name");
      }
      if (P[l.place]?.level === "sar") astray(l.place, l, "name");
      if (l.place === undefined) continue;
      const tied = l.leader && own(l.place, ...l.leader[0]);
      if (!own(l.place, l.x, l.y) && !tied) faults.push([at, l.lines[0], "name astray"]);
    }
    // Two cities' squares or names stand as the cities do, and their lines do not cross.
    const sars = labels.filter((l) => P[l.place]?.level === "sar");
    const cities = [...blocks, ...labels.filter((l) => l.city !== undefined), ...sars].map((b) => {
      const p = b.city ?? b.place;
      const at = { x: P[p].x * scale, y: P[p].y * scale };
      const line = b.leader && (b.lines ? b.leader : [[at.x, at.y], b.leader]);
      return { id: P[p].id, at, b: { ...b, ...stands(b) }, line };
    });
    cities.forEach((one, i) => cities.slice(i + 1).forEach((other) => {
      const [dx, dy] = [other.at.x - one.at.x, other.at.y - one.at.y];
      const back = dx * (other.b.x - one.b.x) + dy * (other.b.y - one.b.y) < 0;
      const kept = far(one.b, one.at) + far(other.b, other.at);
      const nearer = far(one.b, other.at) + far(other.b, one.at) < kept;
      // A SAR is known by its ground.
      const cities = [one, other].every(({ id }) => id.startsWith("city:"));
      if ((back && cities) || nearer) faults.push([at, one.id, other.id, "change places"]);
      if (one.line && other.line && crosses(one.line, other.line))
        faults.push([at, one.id, other.id, "lines cross"]);
    }));
    // A symbol's name is nearer to it than to any other symbol, or tied to it.
    for (const l of labels.filter((one) => one.entry && !one.leader)) {
      const gap = (m) => Math.hypot(
        Math.max(0, Math.abs(m.x - l.x) - l.w / 2), Math.max(0, Math.abs(m.y - l.y) - l.h / 2));
      const mine = gap(marks.find((m) => m.entry === l.entry));
      if (mine > 14 || marks.some((m) => m.entry !== l.entry && gap(m) < mine))
        faults.push([at, l.lines[0], "whose name"]);
    }
    // Without a tie to its point a name lies on its own city's ground more than on any other's.
    for (const l of labels) {
      const home = l.entry ? P[l.entry.place].city : l.place;
      if (home === undefined || home < 0 || P[home].unit < 0 || l.leader) continue;
      const counts = lands(l), own = counts.get(units[P[home].unit]) ?? 0;
      for (const [ground, n] of counts)
        if (P[home].level !== "county" && n > own + 2)
          faults.push([at, l.lines[0], "untied over", ground.name]);
    }
    // A line to a name is whole: no other symbol nor name lies on it, and no other line crosses it.
    const ties = labels.filter((l) => l.leader);
    ties.forEach((l, i) => {
      for (const m of marks)
        if (m.entry !== l.entry && Q.passesUnder(...l.leader, { ...m, w: 8, h: 8 })
            && far(m, { x: l.leader[0][0], y: l.leader[0][1] }) > 9)
          faults.push([at, l.lines[0], "tie under", m.place.id]);
      for (const other of labels)
        if (other !== l && Q.passesUnder(...l.leader, other))
          faults.push([at, l.lines[0], "tie under", other.lines[0]]);
      for (const other of ties.slice(i + 1))
        if (crosses(l.leader, other.leader))
          faults.push([at, l.lines[0], other.lines[0], "ties cross"]);
    });
    const all = [...blocks.map((b) => [b.text, b]), ...labels.map((l) => [l.lines[0], l])];
    all.forEach(([one, a], i) => all.slice(i + 1).forEach(([other, b]) => {
      if (Q.overlapArea(a, b) > 0) faults.push([at, one, other]);
    }));
    marks.forEach((a, i) => marks.slice(i + 1).forEach((b) => {
      if (Math.hypot(a.x - b.x, a.y - b.y) < 10) faults.push([at, a.place.id, b.place.id]);
    }));
    arrows.forEach((a, i) => arrows.slice(i + 1).forEach((b) => {
      const middle = (c) => c.points[Math.floor(c.points.length / 2)];
      const [p, q] = [middle(a), middle(b)];
      const ends = [a.from, a.to].sort().join() === [b.from, b.to].sort().join();
      if (ends && Math.hypot(p[0] - q[0], p[1] - q[1]) < 4) faults.push([at, "arrows", a.type]);
    }));
  }
  const missing = atlas.cities.filter((c) => !said.has(c)).map((c) => P[c].id);
  return { faults, missing };
});
"""


# Symbols moved off their own city's ground, though not to sea; names of parks that are cut.
ASTRAY = """
return given.flatMap(([query, lang, boxes]) => {
  const { sel } = Q.queryToSelection(atlas, query);
  const { ids } = Q.selectFacts(atlas, sel);
  const scene = Q.buildScene(atlas, { ids, sel, lang, focus: null }, new Set());
  return boxes.flatMap((box) => {
    const [, at] = box;
    const on = (x, y) => groundAt(x / 2 ** at, y / 2 ** at);
    const { marks, labels } = layoutOf(scene, box);
    const left = marks.filter((m) => {
      if (Math.hypot(m.x - m.tx, m.y - m.ty) < 1 || m.place.city < 0) return false;
      const ground = on(m.x, m.y);
      return ground && ground.place !== m.place.city;
    });
    const cut = labels.filter((l) => l.lines.some((line) => line.endsWith("…")));
    return [
      ...left.map((m) => [query, at, m.place.id, on(m.x, m.y).name]),
      ...cut.map((l) => [query, at, l.lines]),
    ];
  });
});
"""


@pytest.fixture(scope="module")
def exported(atlas: Atlas, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the address of a file of everything."""
    path = tmp_path_factory.mktemp("labels") / "atlas.html"
    path.write_text(export_html(atlas), encoding="utf-8")
    return path.as_uri()


@pytest.fixture(scope="module")
def viewer(browser: Browser, atlas: Atlas) -> Iterator[Page]:
    """Return a page that has the viewer's layout and the atlas."""
    yield from asked_page(browser, atlas, MODULES)


# Turn to a state by the address, and let the page lay itself out: its observers of sizes run before
# a frame, and what they ask for after it.
TURN = """async (hash) => {
  if (location.hash !== hash) {
    const turned = new Promise((done) => addEventListener("hashchange", done, { once: true }));
    location.hash = hash;
    await turned;
  }
  for (let i = 0; i < 2; i += 1) await new Promise(requestAnimationFrame);
}"""


def shown(page: Page, address: str, size: tuple[int, int], state: str, language: str) -> Page:
    """Open the file at a size, in a state, and return the page once the map has painted."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto("about:blank")
    page.goto(f"{address}#{state}&lang={language}")
    visible(page)
    page.evaluate(TURN, page.evaluate("location.hash"))
    return page


@dataclass
class Screen:
    """The file of everything, opened in a window of a size."""

    page: Page
    size: tuple[int, int]
    language: str

    def turn(self, state: str) -> None:
        """Go to a state without loading the file again."""
        self.page.evaluate(TURN, f"#{state}&lang={self.language}")


@pytest.fixture(
    scope="module",
    params=list(itertools.product(SIZES, LANGUAGES)),
    ids=lambda one: f"{one[0][0]}x{one[0][1]}-{one[1]}",
)
def screen(request: pytest.FixtureRequest, browser: Browser, exported: str) -> Iterator[Screen]:
    """Return the file at each size in each language."""
    size, language = request.param
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield Screen(shown(page, exported, size, "", language), size, language)
    context.close()
    assert errors == []


# The view of the map, what lies over it, and how high the enlargement is.
SEEN = """() => {
  const map = document.querySelector("[data-atlas-map]"), corner = map.getBoundingClientRect();
  const [lat, lng, zoom] = map.dataset.view.split(",").map(Number);
  const over = ["legend", "tools", "credit", "scale", "inset"];
  const boxes = [...map.querySelectorAll(over.map((name) => `.ca-${name}`))].map((one) => {
    const { left, top, width, height } = one.getBoundingClientRect();
    return [left - corner.left, top - corner.top, width, height];
  });
  const delta = document.querySelector(".ca-delta");
  const high = delta.hidden ? 0 : parseFloat(delta.querySelector("canvas").style.height);
  return { lat, lng, zoom, size: [corner.width, corner.height], boxes, high };
}"""

BOXES = """(names) => Object.fromEntries(names.map((name) => {
  const { left, top, width, height } = document.querySelector(name).getBoundingClientRect();
  return [name, [left, top, width, height]];
}))"""


def layouts(screen: Screen, box: list[float]) -> tuple[float, list[Any]]:
    """Return the zoom of a screen, and its layouts: of the map, or of it and the enlargement."""
    seen = screen.page.evaluate(SEEN)
    if not seen["high"]:
        return seen["zoom"], [[None, seen["zoom"], seen]]
    near = math.log2(seen["high"] / (box[3] - box[1]))
    outside, inside = ({"box": box, "inside": one} for one in (False, True))
    return seen["zoom"], [[outside, seen["zoom"], seen], [inside, near, None]]


def test_a_moved_symbol_stays_in_its_city_or_goes_to_sea(screen: Screen, viewer: Page) -> None:
    box = answer(viewer, "return questions.DELTA;")
    asked = []
    for state in CLUSTERS:
        screen.turn(state)
        asked.append([state, screen.language, layouts(screen, box)[1]])
    assert answer(viewer, SHOWN + ASTRAY, asked) == []


def test_a_name_stands_on_its_own_ground_or_is_tied_to_it(screen: Screen, viewer: Page) -> None:
    box = answer(viewer, "return questions.DELTA;")
    asked: list[Any] = []
    for state in STATES:
        screen.turn(state)
        asked.append([state, screen.language, *layouts(screen, box)])
    found = dict(zip(STATES, answer(viewer, SHOWN + LAYOUT, asked), strict=True))
    assert {state: one["faults"] for state, one in found.items()} == {key: [] for key in STATES}
    # A city that nothing is said of may be left out where a phone has no room for its name.
    missing = {state: one["missing"] for state, one in found.items() if one["missing"]}
    few = 1 if screen.size == SIZES[-1] else 0
    assert sum(map(len, missing.values())) <= few, missing


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SIZES, ids=lambda size: str(size[0]))
def test_names_of_a_close_view_are_told_apart(
    page: Page, exported: str, viewer: Page, size: tuple[int, int], language: str
) -> None:
    page.emulate_media(reduced_motion="reduce")
    box = answer(viewer, "return questions.DELTA;")
    asked: list[Any] = []
    for state in CLOSE:
        screen = Screen(shown(page, exported, size, state, language), size, language)
        asked.append([state, language, *layouts(screen, box)])
    found = dict(zip(CLOSE, answer(viewer, SHOWN + LAYOUT, asked), strict=True))
    assert {state: one["faults"] for state, one in found.items()} == {key: [] for key in CLOSE}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_small_screen_enlarges_the_delta_off_the_province(
    page: Page, exported: str, language: str
) -> None:
    shown(page, exported, (390, 844), "", language)
    delta = page.locator(".ca-delta")
    expect(delta).to_be_visible()
    expect(delta).to_contain_text({"zh": "珠江三角洲", "en": "Pearl River Delta"}[language])
    boxes = page.evaluate(
        BOXES, [".ca-delta", ".ca-legend", ".ca-tools", ".ca-scale", "[data-atlas-map]"]
    )
    whole = boxes.pop("[data-atlas-map]")
    mine = boxes.pop(".ca-delta")
    assert mine[0] >= whole[0]
    assert mine[0] + mine[2] <= whole[0] + whole[2]
    for name, other in boxes.items():
        assert not _touch(mine, other), name
    # A touch on a city in it opens the city.
    place = delta.locator("canvas").bounding_box()
    assert place is not None
    page.mouse.click(place["x"] + place["width"] * 0.62, place["y"] + place["height"] * 0.42)
    expect(page.locator(".ca-panel")).to_contain_text({"zh": "东莞", "en": "Dongguan"}[language])


def _touch(a: list[float], b: list[float]) -> bool:
    return a[0] < b[0] + b[2] and b[0] < a[0] + a[2] and a[1] < b[1] + b[3] and b[1] < a[1] + a[3]


# Which cities' squares, at the screen's view, lie under one of the boxes over the map.
UNDER = """
const Q = questions, shapes = (window.shapes ??= Q.createShapes(atlas));
const pen = document.createElement("canvas").getContext("2d");
const measure = (text, font) => { pen.font = font; return pen.measureText(text).width; };
const [lang, [lat, lng, zoom], size, boxes, box, enlarged] = given;
const { ids } = Q.selectFacts(atlas, {});
const scene = Q.buildScene(atlas, { ids, sel: {}, lang, focus: null }, new Set());
const part = enlarged ? { box, inside: false } : null;
const { blocks } = Q.layOut(atlas, shapes, scene, zoom, measure, part);
const [x, y] = Q.toUnits(lng, lat).map((v) => v * 2 ** zoom);
return blocks.flatMap((b) => Object.entries(boxes)
  .filter(([, [left, top, w, h]]) => Q.overlapArea(b, {
    x: x - size[0] / 2 + left + w / 2, y: y - size[1] / 2 + top + h / 2, w, h }) > 0)
  .map(([name]) => [b.text, name]));
"""


def test_legend_scale_and_insets_leave_the_squares_free(screen: Screen, viewer: Page) -> None:
    screen.turn("")
    page = screen.page
    names = [".ca-legend", ".ca-scale", ".ca-tools", ".ca-inset:not(.ca-delta)", ".ca-delta"]
    boxes = page.evaluate(BOXES, [*names, "[data-atlas-map]"])
    left, top, *extent = boxes.pop("[data-atlas-map]")
    over = {name: [b[0] - left, b[1] - top, *b[2:]] for name, b in boxes.items() if b[2]}
    # A large screen needs no enlargement.
    assert (".ca-delta" in over) == (screen.size == SIZES[-1])
    given = [screen.language, _view(page), extent, over]
    given += [answer(viewer, "return questions.DELTA;"), ".ca-delta" in over]
    assert answer(viewer, UNDER, given) == []


def test_nothing_lies_over_the_credit(screen: Screen) -> None:
    credit = ".ca-credit"
    for state in ("cluster=materials", "industry=rail-equipment&focus=city:440700"):
        screen.turn(state)
        boxes = screen.page.evaluate(BOXES, [credit, ".ca-scale", ".ca-inset:not(.ca-delta)"])
        foot = boxes.pop(credit)
        for name, box in boxes.items():
            assert not (box[2] and _touch(foot, box)), (state, name)


def test_the_legend_explains_the_numbers_that_are_drawn(page: Page, exported: str) -> None:
    for language, said in (("zh", "数字：点名+随区域"), ("en", "named+by region")):
        shown(page, exported, (1440, 900), "", language)
        head = page.locator(".ca-legend-head")
        if head.get_attribute("aria-expanded") == "false":
            head.click()
        # English names leave no room for them.
        assert (said in page.locator(".ca-legend").inner_text()) == (language == "zh")


def test_the_inset_of_dongsha_keeps_off_the_estuary(page: Page, exported: str) -> None:
    shown(page, exported, (1440, 900), "focus=city:440100", "zh")
    boxes = page.evaluate(BOXES, [".ca-inset:not(.ca-delta)", "[data-atlas-map]"])
    inset, whole = boxes.values()
    lat, lng, zoom = _view(page)
    per_degree = 256 / 360 * 2**zoom
    middle = whole[0] + whole[2] / 2
    west = lng + (inset[0] - middle) / per_degree
    east = lng + (inset[0] + inset[2] - middle) / per_degree
    high = whole[1] + whole[3] / 2
    slope = per_degree / math.cos(math.radians(lat))
    north = lat - (inset[1] - high) / slope
    south = lat - (inset[1] + inset[3] - high) / slope
    water = (113.45, 22.3, 113.95, 23.05)
    assert not (west < water[2] and east > water[0] and south < water[3] and north > water[1])


def test_the_inset_is_small_where_it_can_only_stand_on_land(page: Page, exported: str) -> None:
    # The inland west: there is no sea in view.
    shown(page, exported, (1440, 900), "at=112.9,23.3,9", "zh")
    assert page.locator(".ca-inset:not(.ca-delta)").evaluate("e => e.offsetWidth") < 80
    shown(page, exported, (1440, 900), "at=113.9,21.9,9", "zh")
    assert page.locator(".ca-inset:not(.ca-delta)").evaluate("e => e.offsetWidth") > 100


def test_symbols_of_one_point_stand_round_it(viewer: Page) -> None:
    found = answer(
        viewer,
        """
        const Q = questions, shapes = (window.shapes ??= Q.createShapes(atlas));
        return atlas.clusters.flatMap(({ id }) => {
          const sel = { cluster: [id] };
          const { ids } = Q.selectFacts(atlas, sel);
          const scene = Q.buildScene(atlas, { ids, sel, lang: "zh", focus: null }, new Set());
          const { marks } = Q.layOut(atlas, shapes, scene, 8, (text) => text.length * 11);
          const spots = Object.values(Object.groupBy(marks, (m) => `${m.tx} ${m.ty}`));
          return spots.filter((list) => list.length > 1).map((list) =>
            list.map((m) => Math.hypot(m.x - m.tx, m.y - m.ty)));
        });
        """,
    )
    assert min(distance for distances in found for distance in distances) > 9, "tied by a line"
    # Where a ring would reach over a border, each finds a spot of its own.
    rings = [distances for distances in found if max(distances) - min(distances) < 0.1]
    assert len(rings) > len(found) / 2


def test_named_cities_keep_their_names(viewer: Page) -> None:
    labels, moved = answer(
        viewer,
        """
        const Q = questions, shapes = (window.shapes ??= Q.createShapes(atlas));
        const sel = { industry: ["rail-equipment"] };
        const { ids } = Q.selectFacts(atlas, sel);
        const scene = Q.buildScene(atlas, { ids, sel, lang: "zh", focus: null }, new Set());
        const measure = (text) => text.length * 12;
        const cities = (covers) => Q.layOut(atlas, shapes, scene, 6, measure, null, covers).labels
          .filter((label) => label.city !== undefined);
        const before = cities();
        const [jiangmen] = before.filter((label) => label.lines[0] === "江门");
        const after = cities([jiangmen]).filter((label) => label.lines[0] === "江门");
        return [
          before.map((label) => label.kind),
          after.map((label) => Q.overlapArea(label, jiangmen)),
        ];
        """,
    )
    # They choose first, and stand elsewhere where something lies over the map.
    assert labels == sorted(labels, key=lambda kind: kind != "strong")
    assert "strong" in labels
    assert moved == [0]


def test_a_link_carries_a_view_or_nothing(viewer: Page) -> None:
    strange = ["<img>", "113,23", "113,23,99", "0,0,7", "113,NaN,7", "a,b,7", "113,23,1e9", ""]
    views = "return given.map((at) => questions.viewOf(`#at=${encodeURIComponent(at)}`));"
    found = answer(viewer, views, ["113.1,22.5,7.25", *strange])
    assert found == [[113.1, 22.5, 7.25], *[None] * len(strange)]


def test_the_legend_gives_way_when_the_language_turns(page: Page, exported: str) -> None:
    shown(page, exported, (1280, 700), "", "zh")
    page.locator(".ca-lang").click()
    page.evaluate(TURN, page.evaluate("location.hash"))
    turned = _view(page)
    legend = page.locator(".ca-legend-head").get_attribute("aria-expanded")
    shown(page, exported, (1280, 700), "", "en")
    assert _view(page) == pytest.approx(turned, abs=0.05)
    assert page.locator(".ca-legend-head").get_attribute("aria-expanded") == legend
    # Squares that can be told apart count for more than an open legend.
    assert turned[2] >= 6.6


@pytest.mark.parametrize("state", ["at=113.4,22.9,6.2", "place=city:440400"])
def test_the_legend_of_a_link_is_as_its_sender_had_it(
    page: Page, exported: str, state: str
) -> None:
    shown(page, exported, (1366, 768), "cluster=equipment", "en")
    sent = page.locator(".ca-legend-head").get_attribute("aria-expanded")
    shown(page, exported, (1366, 768), f"cluster=equipment&{state}", "en")
    assert page.locator(".ca-legend-head").get_attribute("aria-expanded") == sent == "false"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("high", [220, 196, 172])
def test_names_of_the_enlargement_are_told_apart(viewer: Page, high: int, language: str) -> None:
    box = answer(viewer, "return questions.DELTA;")
    near = math.log2(high / (box[3] - box[1]))
    asked = [[s, language, near, [[{"box": box, "inside": True}, near, None]]] for s in STATES]
    found = dict(zip(STATES, answer(viewer, SHOWN + LAYOUT, asked), strict=True))
    assert {state: one["faults"] for state, one in found.items()} == {key: [] for key in STATES}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_enlargement_names_both_special_regions(viewer: Page, language: str) -> None:
    missing = answer(
        viewer,
        """
        const Q = questions, shapes = (window.shapes ??= Q.createShapes(atlas));
        const pen = document.createElement("canvas").getContext("2d");
        const measure = (text, font) => { pen.font = font; return pen.measureText(text).width; };
        const sars = atlas.places.filter((place) => place.level === "sar").map((place) => place.id);
        const near = Math.log2(196 / (Q.DELTA[3] - Q.DELTA[1]));
        return ["", ...given[1]].flatMap((query) => {
          const { sel } = Q.queryToSelection(atlas, query);
          const { ids } = Q.selectFacts(atlas, sel);
          const state = { ids, sel, lang: given[0], focus: null };
          const scene = Q.buildScene(atlas, state, new Set());
          const part = { box: Q.DELTA, inside: true };
          const { labels } = Q.layOut(atlas, shapes, scene, near, measure, part);
          const named = labels.map((one) => atlas.places[one.place]?.id);
          return sars.filter((id) => !named.includes(id)).map((id) => [query, id]);
        });
        """,
        [language, CLUSTERS],
    )
    assert missing == []


def _view(page: Page) -> list[float]:
    """Return latitude, longitude and zoom of the map once it has painted what was asked for."""
    page.evaluate(TURN, page.evaluate("location.hash"))
    view = page.locator("[data-atlas-map]").get_attribute("data-view") or ""
    return [float(v) for v in view.split(",")]


def test_a_filter_by_place_goes_there_once_and_dims_the_rest(page: Page, exported: str) -> None:
    # The view jumps where it would fly: what it does not do at once, it does not do.
    page.emulate_media(reduced_motion="reduce")
    shown(page, exported, (1440, 900), "cluster=materials", "zh")
    home = _view(page)
    region = "region:western-guangdong"
    page.evaluate("(r) => atlas.select({ cluster: ['materials'], place: [r] })", region)
    there = _view(page)
    assert there[2] > home[2]
    assert abs(there[0] - 21.8) < 0.7
    assert abs(there[1] - 111.0) < 0.9
    page.locator(".ca-tools button").nth(1).click()
    page.wait_for_function(f"(zoom) => ({SEEN})().zoom < zoom", arg=there[2])
    own = _view(page)
    page.evaluate("(r) => atlas.select({ cluster: ['uhd'], place: [r] })", region)
    assert _view(page) == own, "the reader's own zoom is left alone"
    page.evaluate("() => atlas.select({ cluster: ['uhd'], place: [] })")
    assert _view(page) == own, "so it is when the filter goes"


# The colour of the middle pixel of a city, and of a spot at sea, in a map of 600 by 400 pixels.
COLOURS = """
const Q = questions, shapes = (window.shapes ??= Q.createShapes(atlas));
const [query, lang] = given, { sel } = Q.queryToSelection(atlas, query);
const { ids } = Q.selectFacts(atlas, sel);
const scene = Q.buildScene(atlas, { ids, sel, lang, focus: null }, new Set());
const canvas = document.createElement("canvas");
[canvas.width, canvas.height] = [600, 400];
const pen = canvas.getContext("2d"), zoom = 6, [x, y] = Q.toUnits(113.4, 22.8);
const view = { zoom, left: x * 2 ** zoom - 300, top: y * 2 ** zoom - 200, w: 600, h: 400 };
const layout = { blocks: [], marks: [], arrows: [], labels: [] };
Q.paintMap(pen, { ...view, dpr: 1, sea: true },
  { atlas, shapes, scene, layout, lit: new Set() });
const at = ([lon, lat]) => {
  const [px, py] = Q.toUnits(lon, lat).map((v) => v * 2 ** zoom);
  const [r, g, b] = pen.getImageData(px - view.left, py - view.top, 1, 1).data;
  return [r, g, b];
};
const legend = [...Q.legendEntries(atlas, scene, lang), ...Q.veilEntries(scene, lang)];
return [at([112.8, 24.4]), at([115.2, 21.6]), legend.map((one) => [one.label, one.fill])];
"""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("query", ["cluster=materials&", ""])
def test_land_outside_a_filter_is_no_sea_and_stands_in_the_legend(
    viewer: Page, query: str, language: str
) -> None:
    state = f"{query}place=region:western-guangdong"
    land, sea, legend = answer(viewer, COLOURS, [state, language])
    # Land is warm where the sea is cold, and tells itself apart in grey print too.
    assert land[0] > land[2]
    assert sea[0] < sea[2]
    assert sum(sea) - sum(land) > 24
    said = {"zh": "不在所选地方", "en": "Outside the places chosen"}[language]
    assert [said, "#" + bytes(land).hex()] in legend
    legend = answer(viewer, COLOURS, [query, language])[2]
    assert said not in [label for label, _ in legend]


def test_the_edge_cuts_no_squares(viewer: Page) -> None:
    drawn = answer(
        viewer,
        """
        const Q = questions, shapes = (window.shapes ??= Q.createShapes(atlas));
        const sel = {}, { ids } = Q.selectFacts(atlas, sel);
        const scene = Q.buildScene(atlas, { ids, sel, lang: "en", focus: null }, new Set());
        const pen = document.createElement("canvas").getContext("2d");
        const measure = (text, font) => { pen.font = font; return pen.measureText(text).width; };
        const layout = Q.layOut(atlas, shapes, scene, 8, measure);
        const [block] = layout.blocks;
        const names = [];
        pen.fillText = (text) => names.push(text);
        // A view whose right edge passes through the squares of a city.
        return [block.x - 10, block.x + block.w].map((right) => {
          names.length = 0;
          const view = { zoom: 8, left: right - 300, top: block.y - 150, w: 300, h: 300 };
          const shown = [view.left, view.top, right, block.y + 150];
          Q.paintMap(pen, { ...view, dpr: 1 }, {
            atlas, shapes, scene, layout, lit: new Set(), shown });
          return names.includes(block.text);
        });
        """,
    )
    assert drawn == [False, True]


def test_the_rest_stands_back_under_a_filter_by_place(viewer: Page) -> None:
    within = answer(
        viewer,
        """
        const sel = { cluster: ["materials"], place: [given] };
        const { ids } = questions.selectFacts(atlas, sel);
        const state = { ids, sel, lang: "zh", focus: null };
        const { within } = questions.buildScene(atlas, state, new Set());
        return [...within].map((c) => atlas.places[c].id);
        """,
        "region:western-guangdong",
    )
    assert set(within) == {"city:440800", "city:440900", "city:441700"}


@pytest.mark.parametrize("focus", ["city:440100", "city:440300"])
def test_arrows_at_one_city_fan_out(viewer: Page, focus: str) -> None:
    angles = answer(
        viewer,
        """
        const Q = questions, shapes = (window.shapes ??= Q.createShapes(atlas));
        const city = atlas.index.place.get(given);
        const { ids } = Q.selectFacts(atlas, {});
        const state = { ids, sel: {}, lang: "zh", focus: city, picked: [city] };
        const scene = Q.buildScene(atlas, state, new Set());
        const { arrows } = Q.layOut(atlas, shapes, scene, 9, () => 0.01);
        const scale = 2 ** 9;
        return arrows.map((a) => {
          const [hub, near] = a.from === city ? [a.a, a.points[2]] : [a.b, a.points.at(-3)];
          return Math.atan2(near[1] - hub[1] * scale, near[0] - hub[0] * scale);
        });
        """,
        focus,
    )
    assert len(angles) > 2
    ordered = sorted(angles)
    gaps = [b - a for a, b in itertools.pairwise([*ordered, ordered[0] + 2 * math.pi])]
    assert min(gaps) > 0.08


# The map of all relations, before its plates are laid out.
RELATIONS = """
const Q = questions, shapes = (window.shapes ??= Q.createShapes(atlas));
const [lang, [w, high]] = given;
const view = Q.frameOf(atlas.home, w, high, 0.97);
const pen = document.createElement("canvas").getContext("2d");
const links = Q.relationNetwork(atlas, Q.selectFacts(atlas, {}).ids);
"""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", [(930, 610), (360, 400)], ids=["wide", "narrow"])
def test_plates_of_regions_leave_the_land_to_the_cities(
    viewer: Page, size: tuple[int, int], language: str
) -> None:
    plates = answer(
        viewer,
        RELATIONS
        + """
        const shown = { ...view, scale: 2 ** view.zoom };
        const plates = [...Q.platesOf(atlas, shapes, lang, pen, view, links).values()];
        return plates.map((plate) => ({
          id: atlas.places[plate.p].id,
          level: atlas.places[plate.p].level,
          land: Q.landUnder(atlas, shapes, shown, plate, 2),
          hidden: plates.filter((one) => one !== plate && Q.overlapArea(plate, one) > 0).length,
          inside: plate.x > plate.w / 2 && plate.x + plate.w / 2 < w,
        }));
        """,
        [language, size],
    )
    regions = [plate for plate in plates if plate["level"] in ("region", "province")]
    assert len(regions) > 5
    assert [plate for plate in regions if plate["land"]] == []
    assert [plate for plate in plates if plate["hidden"] or not plate["inside"]] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", [(930, 610), (360, 400)], ids=["wide", "narrow"])
def test_plates_of_cities_have_their_names_at_home(
    viewer: Page, size: tuple[int, int], language: str
) -> None:
    plates = answer(
        viewer,
        RELATIONS
        + """
        const plates = [...Q.platesOf(atlas, shapes, lang, pen, view, links).values()];
        return plates.filter(({ p }) => ["city", "sar"].includes(atlas.places[p].level))
          .map((plate) => {
            const place = atlas.places[plate.p], scale = 2 ** view.zoom;
            const at = [(plate.x + view.left) / scale, (plate.y + view.top) / scale];
            const home = Q.insideUnit(atlas.units[place.unit], ...at);
            return { id: place.id, said: plate.lines.join(" "), home };
          });
        """,
        [language, size],
    )
    assert len(plates) > 14
    assert [plate for plate in plates if plate["said"].isdigit()] == []
    away = [plate for plate in plates if plate["id"].startswith("city:") and not plate["home"]]
    # A narrow map has no room for that: lines lead to the places.
    assert size[0] < 520 or away == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", [(930, 610), (360, 400)], ids=["wide", "narrow"])
def test_the_eye_can_follow_an_arrow_between_plates(
    viewer: Page, size: tuple[int, int], language: str
) -> None:
    hidden, number = answer(
        viewer,
        RELATIONS
        + """
        const plates = Q.platesOf(atlas, shapes, lang, pen, view, links);
        const arrows = Q.arrowsBetween(links, plates);
        const under = ([x, y]) => [...plates.values()].some(
          (p) => Math.abs(x - p.x) < p.w / 2 && Math.abs(y - p.y) < p.h / 2);
        const hidden = arrows.filter(({ link, points }) => {
          const seen = points.filter((point) => !under(point));
          const step = Math.hypot(points[1][0] - points[0][0], points[1][1] - points[0][1]);
          const wide = [link.from, link.to].some((p) => plates.get(p).roams);
          const headless = link.type !== "jointly" && under(points.at(-1));
          return headless || seen.length * step < (wide ? 14 : 4);
        });
        const names = ({ link }) => [link.from, link.to].map((p) => atlas.places[p].id);
        return [hidden.map(names), arrows.length];
        """,
        [language, size],
    )
    assert number > 60
    assert hidden == []
