"""One selection is one map: what Python composes and what the viewer draws, held together."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.selection import FILTERS, Selection
from cluster_atlas.mapping.compose import compose, theme_of
from cluster_atlas.questions.shading import MEASURES
from cluster_atlas.values.mapspec import Feature, LegendEntry, MapSpec, grid_columns
from tests.browser.questions import answer, asked_page
from tests.conftest import examples

MODULES = {
    "core/headlines.js": ["shortCount"],
    "map/scene.js": ["buildScene", "isDrawn", "squaresOf", "tierFill"],
    "map/legend_entries.js": ["legendEntries"],
    "map/paint.js": ["arrowDash", "isHollow"],
    "map/layout.js": ["layOut"],
    "map/shapes.js": ["createShapes"],
    "questions/select.js": ["selectFacts"],
}

SELECTIONS = examples(80)
A_BATCH = 25

# What the viewer shows of each selection when it shows the province: below the zoom from which
# counties and parks are named whatever is chosen. Labels are laid out with letters of no width, at
# a zoom at which no two are near each other, so that none is left out.
VIEWER = """
const STATES = { "-1": "off", 0: "none", 1: "part", 2: "full" };
const SYMBOLS = { park: "triangle", site: "diamond" };
const P = atlas.places, C = atlas.clusters, I = atlas.industries, ZOOM = 7;
const shapes = (window.shapes ??= questions.createShapes(atlas));
const arrow = (type) => [questions.arrowDash(type), type === "jointly" ? "both" : "end"];
const countOf = ({ n, named }) => questions.shortCount(named, n - named);
const entry = (e) => [e.kind, e.label, e.fill ?? "", e.kind === "symbol" ? "" : e.stroke ?? "",
  e.hatch ?? "", STATES[e.cell] ?? "", SYMBOLS[e.symbol] ?? "", Boolean(e.hollow),
  (e.also ?? []).map((level) => SYMBOLS[level]),
  ...(e.relation ? arrow(e.relation) : [[], ""])];
return given.map(([sel, lang, shade]) => {
  const { ids } = questions.selectFacts(atlas, sel);
  const state = { ids, sel, lang, focus: null, shade };
  const scene = questions.buildScene(atlas, state, new Set());
  const { theme } = scene;
  const ink = (k) => C[k].ink;
  const drawn = scene.symbols.filter((e) => questions.isDrawn(scene, atlas, e, ZOOM));
  const layout = questions.layOut(atlas, shapes, scene, theme ? 14 : 9, (text) => 0.01);
  const close = ["county", "named", theme ? "" : "symbol"];
  const labels = layout.labels.filter((l) => !close.includes(l.kind));
  const fillOf = ([p, e]) => [P[p].id, questions.tierFill(atlas, scene, e.shade)];
  const filled = (entries) => Object.fromEntries(entries.map(fillOf).filter(([, fill]) => fill));
  return {
    theme: theme && [C[theme.cluster].id, theme.industry < 0 ? "" : I[theme.industry].id],
    cities: filled([...scene.cities]),
    counties: filled(scene.counties.map((e) => [e.place, e])),
    sars: theme ? scene.sars.map((e) => P[e.place].id) : [],
    hatched: theme ? scene.hatched.map((p) => P[p].id) : [],
    squares: theme ? {} : Object.fromEntries(atlas.cities.map((c) => [P[c].id,
      questions.squaresOf(atlas, scene, c).map(([colour, k]) => [colour, STATES[k]])])),
    spots: Object.fromEntries(drawn.map((e) => [P[e.place].id,
      [ink(e.cluster), SYMBOLS[P[e.place].level], questions.isHollow(P[e.place])]])),
    rings: drawn.filter((e) => P[e.place].radius).map((e) => P[e.place].id),
    arrows: theme ? Object.fromEntries(scene.arrows.map((a) => [
      `${a.type} ${P[a.from].id} ${P[a.to].id}`, [ink(a.cluster), ...arrow(a.type)]])) : {},
    labels: [...layout.blocks.map((b) => `${b.text} ${countOf(scene.cities.get(b.city))}`),
      ...labels.map((l) => l.lines.join(lang === "en" && l.lines.length > 1 ? " " : ""))],
    legend: questions.legendEntries(atlas, scene, lang).map(entry),
  };
});
"""


@pytest.fixture(scope="module")
def viewer(browser: Browser, atlas: Atlas) -> Iterator[Page]:
    """Return a page that has the viewer's map, short of pixels, and the atlas."""
    yield from asked_page(browser, atlas, MODULES)


def selections(atlas: Atlas) -> list[tuple[dict[str, Any], str, str]]:
    """Return selections of all sorts, most about one cluster, with language and measure."""
    chance = random.Random(11)  # noqa: S311 - the same selections each time
    options: dict[str, list[str]] = {
        "cluster": [c.id for c in atlas.clusters],
        "industry": list(atlas.industries),
        "status": list(atlas.codes["status"]),
        "role": list(atlas.codes["role"]),
        "place": [p for f in atlas.facts for p in f.places],
        "document": [f.document for f in atlas.facts],
        "legal": list(atlas.codes["legal-state"]),
    }
    likely = {"cluster": 0.65, "industry": 0.3}
    asked: list[tuple[dict[str, Any], str]] = [({}, "zh"), ({}, "en")]
    asked += [({"cluster": [c.id]}, language) for c in atlas.clusters for language in ("zh", "en")]
    own = {c.id: [i.id for i in c.industries] for c in atlas.clusters}
    for c, other in itertools.pairwise(atlas.clusters):
        mine, theirs = chance.sample(own[c.id], 2), own[other.id][0]
        language = chance.choice(("zh", "en"))
        asked.append(({"industry": mine}, language))
        asked.append(({"cluster": [c.id], "industry": [mine[0], theirs]}, language))
        asked.append(({"cluster": [c.id, other.id], "industry": mine[:1]}, language))
    while len(asked) < SELECTIONS:
        chosen: dict[str, Any] = {
            key: chance.sample(sorted(set(values)), chance.choice((1, 1, 2)))
            for key, values in options.items()
            if chance.random() < likely.get(key, 0.12)
        }
        if chance.random() < 0.15:
            chosen["as_of"] = chance.randint(2020, 2028)
        if chance.random() < 0.15:
            chosen["named"] = ["1"]
        if chance.random() < 0.1:
            chosen["text"] = chance.choice(("jm", "oled", "江门 轨道", "不存在"))
        asked.append((chosen, chance.choice(("zh", "en"))))
    measures = itertools.cycle(("", *MEASURES, "no such measure"))
    return [(*one, measure) for one, measure in zip(asked, measures, strict=False)]


def composed(atlas: Atlas, selection: Selection, language: str, shade: str) -> dict[str, Any]:
    """Return what Python composes, in the words of :data:`VIEWER`."""
    spec = compose(atlas, selection, language=language, shade=shade)
    theme = theme_of(atlas, selection)
    filled = _features(spec, "fill")
    return {
        "theme": theme and [theme.cluster, theme.industry],
        "cities": {f.id: f.style.fill for f in filled if f.level == "city" and _is_seen(f)},
        "counties": {f.id: f.style.fill for f in filled if f.level == "county" and _is_seen(f)},
        "sars": {f.id for f in filled if f.level == "sar"},
        "hatched": _hatched(atlas, spec),
        "squares": {
            f.id: [[cell.colour, cell.state] for cell in f.cells] for f in _features(spec, "cells")
        },
        "spots": {
            f.id: [f.style.fill, f.style.symbol, f.style.hollow] for f in _features(spec, "point")
        },
        "rings": {f.id for f in _features(spec, "circle")},
        "arrows": {
            f.id: [f.style.stroke, list(f.style.dash), f.style.arrow]
            for f in _features(spec, "line")
        },
        "labels": sorted(_labels(spec)),
        "legend": [_entry(entry) for entry in _shown_legend(spec)],
    }


def _features(spec: MapSpec, kind: str) -> list[Feature]:
    return [f for layer in spec.visible_layers() if layer.kind == kind for f in layer.features]


def _is_seen(feature: Feature) -> bool:
    return bool(feature.style.fill and feature.style.fill_opacity)


def _hatched(atlas: Atlas, spec: MapSpec) -> set[str]:
    """Return the units whose polygons the hatched regions are made of."""
    owner = {
        id(polygon): shape.id
        for shape in atlas.shapes
        if shape.level in {"city", "sar"}
        for polygon in shape.polygons
    }
    found = _features(spec, "hatch")
    return {owner[id(polygon)] for feature in found for polygon in feature.geometry.coordinates}


def _labels(spec: MapSpec) -> Iterator[str]:
    """Yield what is written on the map; a grid of squares carries the name of its city."""
    cells = _features(spec, "cells")
    gridded = {feature.id for feature in cells}
    yield from (feature.label for feature in (*cells, *_features(spec, "point")))
    yield from (f.label for f in _features(spec, "label") if f.id not in gridded)


def _shown_legend(spec: MapSpec) -> list[LegendEntry]:
    shown = {group.id for group in spec.groups if group.shown}
    return [entry for entry in spec.legend if entry.group in shown]


def _entry(entry: LegendEntry) -> list[Any]:
    style = entry.style
    cell = entry.cell if entry.kind == "cell" else ""
    stroke = "" if entry.kind == "symbol" else style.stroke
    fill = "" if entry.kind == "circle" else style.fill
    line = [list(style.dash), style.arrow] if entry.kind == "line" else [[], ""]
    look: list[Any] = [fill, stroke, style.hatch, cell, style.symbol, style.hollow]
    look.append([one.symbol for one in entry.also])
    return [entry.kind, entry.label, *look, *line]


def test_every_selection_is_one_map(viewer: Page, atlas: Atlas) -> None:
    asked = selections(atlas)
    themes = 0
    for start in range(0, len(asked), A_BATCH):
        batch = asked[start : start + A_BATCH]
        for (chosen, language, shade), seen in zip(
            batch, answer(viewer, VIEWER, batch), strict=True
        ):
            fields = {FILTERS.get(key, key): value for key, value in chosen.items()}
            expected = composed(atlas, Selection(**fields), language, shade)
            seen |= {key: set(seen[key]) for key in ("sars", "hatched", "rings")}
            seen["labels"].sort()
            for key, value in expected.items():
                assert seen[key] == value, (chosen, language, shade, key)
            themes += expected["theme"] is not None
    assert SELECTIONS / 4 < themes < SELECTIONS, "both kinds of map are held together"


def test_a_grid_has_the_same_columns(viewer: Page, atlas: Atlas) -> None:
    assert answer(viewer, "return atlas.rules.columns;") == grid_columns(len(atlas.clusters))
