// Where every block, symbol, arrow and label stands at one zoom, in pixels counted from ORIGIN.
import { nameOf, t } from "../core/i18n.js";
import { shortCount } from "../core/headlines.js";
import { toUnits } from "../core/unpack.js";
import { isDrawn } from "./scene.js";
import { placeBlocks, overlapArea } from "./blocks.js";
import { SEA } from "./shapes.js";

export const FONT = '"Noto Sans SC","Noto Sans CJK SC","Source Han Sans SC","PingFang SC","Microsoft YaHei",sans-serif';
const blockCache = /** @type {FullWeakMap<Atlas, FullMap<string, Block[]>>} */ (new WeakMap());
const CLOSE = 9.25; // zoom from which counties and parks are named in the province view

/**
 * @param {number} zoom
 * @returns {[size: number, gap: number]}
 */
export function squareSize(zoom) {
  if (zoom < 6.6) return [3.6, 0.8];
  return zoom < 8.2 ? [7.5, 1.8] : [9.5, 2.2];
}

/**
 * @param {number} lat
 * @param {number} zoom
 */
export function metresPerPixel(lat, zoom) {
  return (156543.034 * Math.cos((lat * Math.PI) / 180)) / 2 ** zoom;
}

/** @param {Atlas} atlas */
function unitLevels(atlas) {
  return atlas.units.map((unit) => unit.level);
}

/**
 * Room for the longest count a city can have, so that no filter moves a block.
 *
 * @param {Atlas} atlas
 */
function widestCount(atlas) {
  /** @param {PlaceIndex[][]} lists */
  const most = (lists) => {
    /** @type {Map<PlaceIndex, number>} */
    const totals = new Map();
    for (const cities of lists) for (const c of cities) totals.set(c, (totals.get(c) || 0) + 1);
    return Math.max(1, ...totals.values());
  };
  const { cities, direct } = atlas.facts;
  const regional = most(cities.map((all, i) => all.filter((c) => !direct[i].includes(c))));
  return shortCount(most(direct), regional).replaceAll(/\d/g, "8");
}

/**
 * @param {LayoutContext} ctx
 * @returns {Block[]}
 */
function cityBlocks(ctx) {
  const { atlas, scene, zoom, scale, measure } = ctx;
  const [size, gap] = squareSize(zoom);
  const cols = atlas.rules.columns;
  const rows = Math.ceil(atlas.clusters.length / cols);
  const font = zoom < 6.6 ? 9.5 : 12;
  const count = zoom < 6.6 ? "" : widestCount(atlas);
  const countWidth = count && 4 + measure(count, `${font - 1}px ${FONT}`);
  return atlas.cities
    .filter((c) => atlas.places[c].x !== null)
    .map((c) => {
      const place = atlas.places[c];
      const text = nameOf(scene.lang, place);
      const nameWidth = measure(text, `600 ${font}px ${FONT}`);
      const width = nameWidth + (countWidth || 0);
      const grid = cols * (size + gap) - gap;
      const high = rows * (size + gap) - gap;
      const ax = (place.x ?? 0) * scale;
      const ay = (place.y ?? 0) * scale;
      return {
        city: c,
        unit: place.unit,
        ...{ ax, ay, x: ax, y: ay, crowd: 0, share: null, leader: null },
        text,
        counted: Boolean(count),
        font,
        nameWidth,
        size,
        gap,
        cols,
        gridWidth: grid,
        gridHeight: high,
        width,
        w: Math.max(grid, width) + 4,
        h: high + font + (zoom < 6.6 ? 5 : 9),
      };
    });
}

/**
 * Symbols that would lie on each other are moved apart a little; the uncertainty ring stays put.
 *
 * @param {LayoutContext} ctx
 * @param {Block[]} blocks
 * @returns {Mark[]}
 */
function symbolMarks(ctx, blocks) {
  const { atlas, scene, scale, zoom } = ctx;
  /** @type {Mark[]} */
  const marks = [];
  /**
   * @param {number} x
   * @param {number} y
   */
  const taken = (x, y) =>
    marks.some((m) => Math.hypot(m.x - x, m.y - y) < 13) || blocks.some((b) => overlapArea(b, { x, y, w: 13, h: 13 }));
  const drawn = scene.symbols.filter((entry) => isDrawn(scene, atlas, entry, zoom));
  for (const entry of drawn) {
    const place = atlas.places[entry.place];
    const tx = (place.x ?? 0) * scale;
    const ty = (place.y ?? 0) * scale;
    let [x, y] = [tx, ty];
    for (let k = 1; k < 40 && taken(x, y); k += 1) {
      const r = 6 + 2.4 * k;
      [x, y] = [tx + r * Math.cos(k * 2.4), ty + r * Math.sin(k * 2.4)];
    }
    const ring = ((place.radius ?? 0) * 1000) / metresPerPixel(place.lat ?? 0, zoom);
    marks.push({ entry, place, x, y, tx, ty, w: 13, h: 13, ring: ring > 6 ? ring : 0 });
  }
  return marks;
}

/**
 * A quadratic curve bent to its left, cut short of both ends so that it does not run into names.
 *
 * @param {LayoutContext} ctx
 * @param {Block[]} blocks
 * @returns {ArrowCurve[]}
 */
function arrowCurves(ctx, blocks) {
  const { scene, scale, zoom } = ctx;
  /**
   * @param {PlaceIndex} place
   * @param {Point} spot
   */
  const under = (place, [x, y]) =>
    blocks.some((b) => b.city === place && Math.abs(b.x - x) < b.w / 2 + 4 && Math.abs(b.y - y) < b.h / 2 + 4);
  const drawn = scene.arrows.filter((arrow) => {
    if (scene.theme) return true;
    return scene.city >= 0 && [arrow.from, arrow.to].includes(scene.city) && zoom > 6;
  });
  return drawn
    .map((arrow) => {
      const [x0, y0, x1, y1] = arrow.a.concat(arrow.b).map((v) => v * scale);
      const [dx, dy] = [x1 - x0, y1 - y0];
      const length = Math.hypot(dx, dy);
      const bend = Math.min(0.22 * length, 60);
      const mid = [(x0 + x1) / 2 + (dy / length) * bend, (y0 + y1) / 2 - (dx / length) * bend];
      /**
       * @param {number} k
       * @returns {Point}
       */
      const point = (k) => {
        const [start, turn, end] = [(1 - k) ** 2, 2 * k * (1 - k), k * k];
        return [start * x0 + turn * mid[0] + end * x1, start * y0 + turn * mid[1] + end * y1];
      };
      const from = Math.min(0.3, 12 / length);
      const to = 1 - Math.min(0.3, 17 / length);
      const points = Array.from({ length: 49 }, (_, i) => point(from + ((to - from) * i) / 48));
      while (points.length > 8 && under(arrow.to, points[points.length - 1])) points.pop();
      while (points.length > 8 && under(arrow.from, points[0])) points.shift();
      return { ...arrow, points, crowded: length < 24 };
    })
    .filter((arrow) => !arrow.crowded);
}

/**
 * Keeps what is already on the map and says what a new label would cover.
 *
 * @param {ArrowCurve[]} arrows
 * @returns {Board}
 */
function createBoard(arrows) {
  /** @type {Rect[]} */
  const taken = [];
  const dots = arrows.flatMap((arrow) => arrow.points);
  return {
    take: (rect) => taken.push(rect),
    free: (rect, gap = 2) => !taken.some((other) => overlapArea(rect, other, gap)),
    crossed: (rect) =>
      dots.filter(([x, y]) => Math.abs(x - rect.x) < rect.w / 2 && Math.abs(y - rect.y) < rect.h / 2).length,
  };
}

/**
 * The cheapest free spot; null when every one is taken.
 *
 * @param {Board} board
 * @param {{ w: number, h: number }} rect
 * @param {Spot[]} spots
 * @returns {Rect | null}
 */
function bestSpot(board, rect, spots) {
  /** @type {Rect | null} */
  let best = null;
  let bestCost = Infinity;
  for (const spot of spots) {
    const here = { ...rect, x: spot.x, y: spot.y };
    if (spot.cost >= bestCost || !board.free(here)) continue;
    const cost = spot.cost + board.crossed(here) * 1.5;
    if (cost < bestCost) [best, bestCost] = [here, cost];
  }
  return best;
}

/**
 * @param {number} x
 * @param {number} y
 * @param {number} reach
 * @param {(x: number, y: number) => number} foreign
 * @returns {Spot[]}
 */
function around(x, y, reach, foreign) {
  const spots = [{ x, y, cost: foreign(x, y) }];
  for (let r = 8; r <= reach; r += 7) {
    for (let k = 0; k < 12; k += 1) {
      const [px, py] = [x + r * 1.25 * Math.cos((k * Math.PI) / 6), y + r * Math.sin((k * Math.PI) / 6)];
      spots.push({ x: px, y: py, cost: r / 7 + foreign(px, py) });
    }
  }
  return spots;
}

/**
 * @param {Mark} mark
 * @param {number} w
 * @param {number} h
 * @returns {Spot[]}
 */
function beside(mark, w, h) {
  const gap = 9;
  const [dx, dy] = [w / 2 + gap, h / 2 + gap - 1];
  /**
   * @param {number} x
   * @param {number} y
   * @param {number} cost
   */
  const at = (x, y, cost) => ({ x: mark.x + x, y: mark.y + y, cost });
  return [
    at(dx, 0, 0),
    at(-dx, 0, 1),
    at(0, dy, 2),
    at(0, -dy, 2),
    at(dx - 4, dy - 4, 2.5),
    at(dx - 4, -dy + 4, 2.5),
    at(-dx + 4, dy - 4, 3),
    at(-dx + 4, -dy + 4, 3),
    at(dx + 8, dy + 4, 6),
    at(dx + 8, -dy - 4, 6),
    at(0, dy + 14, 7),
    at(0, -dy - 14, 7),
  ];
}

/**
 * @param {LayoutContext} ctx
 * @param {string[]} lines
 * @param {number} size
 * @param {number} weight
 */
function textRect(ctx, lines, size, weight, pad = 2) {
  const widths = lines.map((line) => ctx.measure(line, `${weight} ${size}px ${FONT}`));
  return { w: Math.max(...widths) + 2 * pad, h: lines.length * (size + 3) + 1 };
}

/**
 * @param {LayoutContext} ctx
 * @param {Board} board
 * @param {Label[]} out
 */
function cityLabels(ctx, board, out) {
  const { atlas, scene, scale, shapes } = ctx;
  /** @param {PlaceIndex} c */
  const rank = (c) => (c === scene.city ? -1 : scene.cities.get(c).tier || 9);
  /**
   * Where squares stand, the name stands under them.
   *
   * @param {PlaceIndex} c
   */
  const squared = (c) => !scene.theme && scene.homes?.has(c);
  for (const c of [...atlas.cities].sort((a, b) => rank(a) - rank(b))) {
    const place = atlas.places[c];
    if (place.x === null || squared(c)) continue;
    const strong = Boolean(scene.theme) && (scene.cities.get(c).tier > 0 || c === scene.city);
    const lines = [nameOf(scene.lang, place)];
    const size = scene.lang === "en" ? 11 : 12;
    const rect = textRect(ctx, lines, size, strong ? 600 : 400);
    /**
     * @param {number} x
     * @param {number} y
     */
    const foreign = (x, y) => {
      const unit = shapes.owner(x / scale, y / scale);
      return unit === place.unit ? 0 : unit === SEA ? 2 : 7;
    };
    const spot = bestSpot(board, rect, around(place.x * scale, (place.y ?? 0) * scale, strong ? 32 : 24, foreign));
    if (!spot) continue;
    board.take(spot);
    const over = shapes.owner(spot.x / scale, spot.y / scale) === place.unit;
    out.push({ ...spot, lines, size, kind: strong ? "strong" : "quiet", city: c, over });
  }
}

/**
 * Long names of parks may stand on two lines.
 *
 * @param {string} text
 */
function wrapName(text) {
  if (text.length < 9) return [text];
  if (!/[\u3400-\u9fff]/.test(text)) {
    const cut = text.indexOf(" ", text.length / 2 - 3);
    return cut > 0 ? [text.slice(0, cut), text.slice(cut + 1)] : [text];
  }
  const half = Math.ceil(text.length / 2);
  return [text.slice(0, half), text.slice(half)];
}

const LONGEST_LABEL = { zh: 14, en: 26 };

/**
 * The name of a park or site as the map writes it; spot_label() of Python cuts the same names.
 *
 * @param {Lang} lang
 * @param {Place} place
 */
function spotLabel(lang, place) {
  const letters = [...nameOf(lang, place)];
  const most = LONGEST_LABEL[lang === "en" ? "en" : "zh"];
  return letters.length <= most ? letters.join("") : `${letters.slice(0, most - 1).join("")}…`;
}

/**
 * @param {LayoutContext} ctx
 * @param {Board} board
 * @param {Label[]} out
 */
function symbolLabels(ctx, board, out) {
  const { scene, marks } = ctx;
  const order = [...marks].sort(
    (a, b) =>
      Number(b.entry.place === scene.focus) - Number(a.entry.place === scene.focus) || a.entry.tier - b.entry.tier,
  );
  for (const mark of order) {
    const text = spotLabel(scene.lang, mark.place);
    for (const lines of text.length < 9 ? [[text]] : [[text], wrapName(text)]) {
      const rect = textRect(ctx, lines, 11, 500, 3);
      const spot = bestSpot(board, rect, beside(mark, rect.w, rect.h));
      if (!spot) continue;
      board.take(spot);
      out.push({ ...spot, lines, size: 11, kind: "symbol", entry: mark.entry });
      break;
    }
  }
}

/**
 * @param {LayoutContext} ctx
 * @param {Board} board
 * @param {Label[]} out
 */
function countyLabels(ctx, board, out) {
  const { atlas, scene, scale, zoom } = ctx;
  const named = new Set(
    scene.counties.map((entry) => entry.place).filter((p) => !scene.homes || scene.homes.has(atlas.places[p].city)),
  );
  atlas.places.forEach((place, p) => {
    if (place.level !== "county" || place.x === null || place.y === null) return;
    const mine = scene.city >= 0 && place.city === scene.city;
    if (!(zoom >= CLOSE || (mine && zoom >= 7.75) || (named.has(p) && scene.theme && zoom >= 8))) return;
    const lines = [nameOf(scene.lang, place)];
    const rect = textRect(ctx, lines, 11, 400);
    const spot = bestSpot(
      board,
      rect,
      around(place.x * scale, place.y * scale, 18, () => 0),
    );
    if (!spot) return;
    board.take(spot);
    out.push({ ...spot, lines, size: 11, kind: named.has(p) ? "named" : "county" });
  });
}

/** @param {Atlas} atlas */
function sarsOf(atlas) {
  const drawn = atlas.places.filter((place) => place.level === "sar" && place.x !== null);
  return /** @type {(Place & { x: number, y: number })[]} */ (drawn);
}

/**
 * @param {LayoutContext} ctx
 * @param {Board} board
 * @param {Label[]} out
 */
function quietLabels(ctx, board, out) {
  const { atlas, scene, scale, zoom } = ctx;
  const { lang } = scene;
  /**
   * @param {string} text
   * @param {number} x
   * @param {number} y
   * @param {number} size
   * @param {LabelKind} kind
   */
  const put = (text, x, y, size, kind, reach = 40) => {
    const rect = textRect(ctx, [text], size, 400);
    const spot = bestSpot(
      board,
      rect,
      around(x * scale, y * scale, reach, () => 0),
    );
    if (!spot) return;
    board.take(spot);
    out.push({ ...spot, lines: [text], size, kind });
  };
  // No label lies on the Dongsha islands, their own included.
  const [west, north, east, south] = atlas.dongsha;
  board.take({
    x: ((west + east) / 2) * scale,
    y: ((north + south) / 2) * scale,
    w: (east - west) * scale,
    h: (south - north) * scale,
  });
  put(t(lang, "dongsha"), (west + east) / 2, south + 9 / scale, 11, "quiet", 24);
  for (const place of sarsOf(atlas)) if (zoom > 6.5) put(nameOf(lang, place), place.x, place.y, 11, "quiet", 34);
  put(t(lang, "sea"), ...toUnits(114.7, 21.35), 14, "sea");
  for (const unit of atlas.units.filter((u) => u.level === "context")) {
    const name = (lang === "en" ? unit.name_en : "") || unit.name;
    /** @type {Record<string, LonLat>} */
    const spots = {
      湖南: [112.4, 25.75],
      江西: [115.2, 25.65],
      福建: [117.2, 25.15],
      广西: [109.75, 22.45],
      海南: [109.9, 19.75],
    };
    const known = Object.keys(spots).find((key) => unit.name.startsWith(key));
    if (known) put(lang === "en" ? name : known, ...toUnits(...spots[known]), 13, "context");
  }
}

/**
 * Blocks stand where their zoom and language put them, whatever is filtered.
 *
 * @param {LayoutContext} ctx
 * @returns {Block[]}
 */
function steadyBlocks(ctx) {
  const { atlas, shapes, scene, zoom, scale } = ctx;
  const kept = blockCache.get(atlas) || blockCache.set(atlas, new Map()).get(atlas);
  const key = `${zoom} ${scene.lang}`;
  if (!kept.has(key)) {
    const blocks = cityBlocks(ctx);
    const fixed = zoom > 6.5 ? sarsOf(atlas).map((p) => ({ x: p.x * scale, y: p.y * scale, w: 30, h: 16 })) : [];
    placeBlocks(blocks, fixed, scale, shapes.owner, unitLevels(atlas), atlas.home);
    if (kept.size > 12) kept.clear();
    kept.set(key, blocks);
  }
  return kept.get(key);
}

/**
 * scene, zoom -> {blocks, marks, arrows, labels}
 *
 * @param {Atlas} atlas
 * @param {Shapes} shapes
 * @param {Scene} scene
 * @param {number} zoom
 * @param {Measure} measure
 * @returns {Layout}
 */
export function layOut(atlas, shapes, scene, zoom, measure) {
  /** @type {LayoutContext} */
  const ctx = { atlas, shapes, scene, zoom, scale: 2 ** zoom, measure, marks: [] };
  const blocks = scene.theme ? [] : steadyBlocks(ctx).filter((block) => !scene.homes || scene.homes.has(block.city));
  ctx.marks = symbolMarks(ctx, blocks);
  const arrows = arrowCurves(ctx, blocks);
  const board = createBoard(arrows);
  /** @type {Label[]} */
  const labels = [];
  for (const mark of ctx.marks) board.take(mark);
  for (const block of blocks) board.take(block);
  if (scene.theme || scene.homes) cityLabels(ctx, board, labels);
  symbolLabels(ctx, board, labels);
  countyLabels(ctx, board, labels);
  quietLabels(ctx, board, labels);
  return { blocks, marks: ctx.marks, arrows, labels };
}
