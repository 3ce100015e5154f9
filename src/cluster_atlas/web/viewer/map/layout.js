// Where every block, symbol, arrow and label stands at one zoom, in pixels counted from ORIGIN.
import { nameOf, t } from "../core/i18n.js";
import { shortCount } from "../core/headlines.js";
import { toUnits } from "../core/unpack.js";
import { disorder, placeBlocks, leaderTo } from "./blocks.js";
import { arrowCurves } from "./labels/arrow_curves.js";
import { bestSpot, createBoard } from "./labels/label_board.js";
import { groundUnder, isAstray } from "./labels/label_ground.js";
import { symbolMarks } from "./labels/symbol_fan.js";
import { SEA, insideUnit } from "./shapes.js";

export const FONT = '"Noto Sans SC","Noto Sans CJK SC","Source Han Sans SC","PingFang SC","Microsoft YaHei",sans-serif';
const blockCache = /** @type {FullWeakMap<Atlas, FullMap<string, Block[]>>} */ (new WeakMap());
const REACH = 92; // px that the name of a city may stand from its point
const ROOMY = 7.6;
export const BESIDE = 3; // px between squares and a name at their side
const FAR = 56; // px to which it rather keeps
const NEAR = 40; // px beyond which a name hardly belongs to its point
const NEVER_LEFT_OUT = new Set(["city", "sar"]);
const FOREIGN = 24; // what it costs to stand in the middle of another city, or out of the province view
const MARGIN = 4; // px that names may stand out of that view
const TURNED = 40; // disorder of two names that stand the other way round
const UNDER = 18; // what each symbol costs that lies on the name of one of these
const TIED = 13; // px from which the name of a symbol needs a line to it
const TIES = [16, 30, 46, 66]; // px that such a name stands off
const ABROAD = 0.6; // what each fifteenth of a name on the ground of other cities costs
const NEARER = 8; // what it costs to stand nearer to another symbol
const FEW = 6; // symbols
const LINE = 1.5; // what a further line of a name costs
const WAYS = Array.from({ length: 12 }, (_, k) => [Math.cos((k * Math.PI) / 6), Math.sin((k * Math.PI) / 6)]);
/** @type {[number, number]} */
const SMALL_SQUARES = [5.6, 1.4]; // px: side and gap in an enlargement
export const LEGIBLE = 6.6; // zoom below which squares are dots
const CLOSE = 9.25; // zoom from which counties and parks are named in the province view

/**
 * @param {number} zoom
 * @returns {[size: number, gap: number]}
 */
export function squareSize(zoom) {
  if (zoom < LEGIBLE) return [3.6, 0.8];
  return zoom < 8.2 ? [7.5, 1.8] : [9.5, 2.2];
}

/**
 * @param {number} lat
 * @param {number} zoom
 */
export function metresPerPixel(lat, zoom) {
  return (156543.034 * Math.cos((lat * Math.PI) / 180)) / 2 ** zoom;
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
  const small = ctx.part?.inside;
  const [size, gap] = small ? SMALL_SQUARES : squareSize(zoom);
  const cols = atlas.rules.columns;
  const rows = Math.ceil(atlas.clusters.length / cols);
  const bare = small || zoom < LEGIBLE || (scene.lang === "en" && zoom < ROOMY);
  // English names are wide.
  const font = zoom < LEGIBLE ? 9.5 : small ? 10.5 : scene.lang === "en" && zoom < ROOMY ? 11 : 12;
  const count = bare ? "" : widestCount(atlas);
  const countWidth = count ? measure(count, `${font - 1}px ${FONT}`) : 0;
  return atlas.cities
    .filter((c) => ctx.here(atlas.places[c].x ?? NaN, atlas.places[c].y ?? NaN))
    .map((c) => {
      const place = atlas.places[c];
      const text = nameOf(scene.lang, place);
      const nameWidth = measure(text, `600 ${font}px ${FONT}`);
      const grid = cols * (size + gap) - gap;
      const high = rows * (size + gap) - gap;
      const ax = (place.x ?? 0) * scale;
      const ay = (place.y ?? 0) * scale;
      const wide = Math.max(nameWidth, countWidth);
      const lines = (count ? 2 : 1) * font;
      const below = { side: 0, shift: 0, w: Math.max(grid, wide) + 4, h: high + lines + (zoom < LEGIBLE ? 5 : 9) };
      const aside = [1, -1].map((side) => {
        const w = grid + BESIDE + wide + 4;
        return { side, shift: side * (w / 2 - 2 - grid / 2), w, h: Math.max(high, lines) + 4 };
      });
      return {
        city: c,
        unit: place.unit,
        ...{ ax, ay, x: ax, y: ay, away: 0, leader: null },
        ...below,
        forms: [below, ...aside],
        text,
        counted: Boolean(count),
        font,
        size,
        gap,
        cols,
        gridWidth: grid,
        gridHeight: high,
      };
    });
}

/**
 * @param {number} x
 * @param {number} y
 * @param {number} reach
 * @returns {Spot[]}
 */
function around(x, y, reach) {
  const spots = [{ x, y, cost: 0 }];
  for (let r = 8; r <= reach; r += 7) {
    const cost = r / 4 + Math.max(0, r - NEAR) / 2;
    for (const [cos, sin] of WAYS) spots.push({ x: x + r * 1.25 * cos, y: y + r * sin, cost });
  }
  return spots;
}

/**
 * A name on its own ground, or tied to its point by a line that is seen; null where there is no room.
 *
 * @param {LayoutContext} ctx
 * @param {Board} board
 * @param {{ w: number, h: number }} rect
 * @param {Place & { x: number, y: number }} place
 * @param {{ reach: number, others?: Tied[], ease?: number }} rules - px; names whose order is kept; what may be
 *   given up in turn where there is no room: 1 order and nearness, 2 a line that is seen, 3 own ground
 * @returns {(Rect & Tied & { over: boolean, leader: [Point, Point] | null }) | null}
 */
function tiedSpot(ctx, board, rect, place, { reach, others = [], ease = 0 }) {
  const { atlas, shapes, scale } = ctx;
  const [x, y] = [place.x * scale, place.y * scale];
  const unit = atlas.units[place.unit];
  // A county is named inside of a city, which has a name of its own.
  const wide = NEVER_LEFT_OUT.has(place.level);
  const near = others.filter((other) => Math.hypot(other.ax - x, other.ay - y) < 2 * reach);
  /** @param {{ x: number, y: number }} point */
  const own = (point) => !unit || insideUnit(unit, point.x / scale, point.y / scale);
  /** @param {Spot} spot */
  const line = (spot) => leaderTo([x, y], { ...rect, ...spot });
  /**
   * What the ground under the middle of a name costs.
   *
   * @param {{ x: number, y: number }} point
   */
  const ground = (point) => {
    if (own(point)) return 0;
    const at = shapes.owner(point.x / scale, point.y / scale);
    return at === SEA ? 4 : atlas.units[at].level === "context" ? 10 : FOREIGN;
  };
  const buried = board.buries([x, y]);
  const [left, top, right, low] = atlas.home.map((v) => v * scale);
  /**
   * Where the view of the whole province would cut it.
   *
   * @param {Spot} spot
   */
  const out = (spot) =>
    spot.x - rect.w / 2 < left - MARGIN ||
    spot.x + rect.w / 2 > right + MARGIN ||
    spot.y < top - MARGIN ||
    spot.y > low + MARGIN;
  /** @param {Spot} spot */
  const more = (spot) =>
    ground(spot) +
    (wide && out(spot) ? FOREIGN : 0) +
    ABROAD * groundUnder(ctx, { ...rect, ...spot }, wide ? place.unit : atlas.places[place.city]?.unit).foreign +
    near.reduce((sum, other) => sum + disorder({ ax: x, ay: y }, spot.x, spot.y, other) / 4, 0);
  /** @param {Spot} spot */
  const stays = (spot) => own(spot) && !(wide && isAstray(groundUnder(ctx, { ...rect, ...spot }, place.unit)));
  /** @param {number} given */
  const allows = (given) => (/** @type {Spot} */ spot) => {
    if (!given && Math.hypot(spot.x - x, spot.y - y) > FAR) return false;
    if (!given && near.some((other) => disorder({ ax: x, ay: y }, spot.x, spot.y, other) > TURNED)) return false;
    if (stays(spot) || (given > 2 && own(spot))) return true;
    const leader = buried ? null : line(spot);
    if (leader === null || (given < 2 && board.hides(leader))) return false;
    return given > 2 || ground(spot) < FOREIGN;
  };
  const spots = around(x, y, reach);
  // Such a name rather stands under a symbol than far off.
  const under = wide ? UNDER : Infinity;
  let best = null;
  for (let given = 0; !best && given <= (buried ? 0 : ease); given += 1)
    best = bestSpot(board, rect, spots, { more, allows: allows(given), under });
  if (!best) return null;
  board.take(best);
  const over = own(best);
  const leader = stays({ ...best, cost: 0 }) ? null : line({ ...best, cost: 0 });
  board.tie(leader);
  return { ...best, ax: x, ay: y, over, leader };
}

/**
 * @param {Mark} mark
 * @param {number} w
 * @param {number} h
 * @param {number[]} ties - px that it may stand off
 * @returns {Spot[]}
 */
function beside(mark, w, h, ties) {
  const gap = 9;
  const [dx, dy] = [w / 2 + gap, h / 2 + gap];
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
    // The same, slid along until a corner is at the symbol.
    ...[1, -1].flatMap((up) => [at(dx, up * (h / 2 - 2), 2.5), at(-dx, up * (h / 2 - 2), 3)]),
    ...[w / 8, w / 4, w / 2 - 6].flatMap((v) => [v, -v]).flatMap((along) => [at(along, dy, 3), at(along, -dy, 3.5)]),
    at(dx + 8, dy + 4, 6),
    at(dx + 8, -dy - 4, 6),
    at(0, dy + 14, 7),
    at(0, -dy - 14, 7),
    // Tied to it by a line.
    ...ties.flatMap((far) => WAYS.map(([cos, sin]) => at((dx + far) * cos, (dy + far) * sin, 8 + far / 4))),
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
 * How much a unit's box covers, in map units.
 *
 * @param {Unit | undefined} unit
 */
function areaOf(unit) {
  const [x0, y0, x1, y1] = unit?.box ?? [0, 0, 0, 0];
  return (x1 - x0) * (y1 - y0);
}

/**
 * Height of the letters of a city's name, in pixels: English names are wide.
 *
 * @param {LayoutContext} ctx
 */
function nameSize({ scene, zoom, part }) {
  const tight = Boolean(part?.inside) || zoom < LEGIBLE;
  return (scene.lang === "en" ? 11 : 12) - (tight ? 1 : 0);
}

/**
 * @param {LayoutContext} ctx
 * @param {Board} board
 * @param {Label[]} out
 * @param {(strong: boolean) => boolean} wanted - what the map is about, or the rest
 */
function cityLabels(ctx, board, out, wanted) {
  const { atlas, scene } = ctx;
  /** @param {PlaceIndex} c */
  const isStrong = (c) => Boolean(scene.theme) && (scene.cities.get(c).tier > 0 || c === scene.city);
  /**
   * What the map is about chooses first; of these, small ones: they have the least room.
   *
   * @param {PlaceIndex} c
   */
  const rank = (c) => {
    return c === scene.city ? -1 : areaOf(atlas.units[atlas.places[c].unit]) + (isStrong(c) ? 0 : 99);
  };
  /**
   * Where squares stand, the name stands under them.
   *
   * @param {PlaceIndex} c
   */
  const squared = (c) => !scene.theme && scene.homes?.has(c);
  const named = /** @type {(Label & Tied)[]} */ (out.filter(({ place }) => place !== undefined));
  for (const c of [...atlas.cities].sort((a, b) => rank(a) - rank(b))) {
    const place = atlas.places[c];
    const strong = isStrong(c);
    if (!wanted(strong) || !isPlaced(place) || squared(c) || !ctx.here(place.x, place.y)) continue;
    const lines = [nameOf(scene.lang, place)];
    const size = nameSize(ctx);
    const spot = tiedSpot(ctx, board, textRect(ctx, lines, size, strong ? 600 : 400), place, {
      reach: REACH,
      others: named,
      ease: strong ? 3 : 1,
    });
    if (!spot) continue;
    /** @type {Label & Tied} */
    const label = { ...spot, lines, size, kind: strong ? "strong" : "quiet", city: c, place: c };
    named.push(label);
    out.push(label);
  }
}

/**
 * A name on lines that are about as long; English ones break between words.
 *
 * @param {string} text
 * @param {number} number - of lines
 */
function wrapName(text, number) {
  const lines = [""];
  if (/[\u3400-\u9fff]/.test(text)) {
    // Letters and digits between Chinese ones stay together.
    for (const part of text.match(/[\w.-]+|./g) ?? []) {
      const last = lines[lines.length - 1];
      if (lines.length < number && last && last.length + part.length / 2 > text.length / number) lines.push(part);
      else lines[lines.length - 1] += part;
    }
    return lines;
  }
  for (const word of text.split(" ")) {
    const last = lines[lines.length - 1];
    // A word goes on while it brings the end of its line nearer to where that should be.
    const end = (text.length * lines.length) / number;
    const so = lines.join(" ").length;
    if (!last) lines[lines.length - 1] = word;
    else if (lines.length === number || end - so >= so + 1 + word.length - end)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

const LONGEST_LINE = { zh: 14, en: 26 };
const SHORT = 9; // letters that need no second line

/**
 * The ways in which the map writes the name of a park or site, those of fewer lines first.
 *
 * @param {Lang} lang
 * @param {Place} place
 */
function spotLines(lang, place) {
  const text = nameOf(lang, place);
  const most = LONGEST_LINE[lang === "en" ? "en" : "zh"];
  if (text.length < SHORT) return [[text]];
  const ways = [1, 2, 3].map((number) => wrapName(text, number));
  // A short word by itself is no line.
  const kept = ways.filter((lines) =>
    lines.every((line) => line.length <= most && 3 * line.length > text.length / lines.length),
  );
  return kept.length ? kept : ways.slice(2);
}

/**
 * @param {Rect} box
 * @param {Mark} mark
 */
function gapTo({ x, y, w, h }, mark) {
  return Math.hypot(Math.max(0, Math.abs(mark.x - x) - w / 2), Math.max(0, Math.abs(mark.y - y) - h / 2));
}

/**
 * A name stands nearer to its symbol than to any other, or is tied to it.
 *
 * @param {LayoutContext} ctx
 * @param {Board} board
 * @param {Label[]} out
 */
function symbolLabels(ctx, board, out) {
  const { atlas, scene, marks } = ctx;
  // An enlargement is full: a name farther off takes the room of another.
  const ties = ctx.part?.inside ? TIES.slice(0, 3) : TIES;
  const order = [...marks].sort(
    (a, b) =>
      Number(b.entry.place === scene.focus) - Number(a.entry.place === scene.focus) || a.entry.tier - b.entry.tier,
  );
  for (const mark of order) {
    if (board.buries([mark.x, mark.y])) continue;
    const others = marks.filter((m) => m !== mark && Math.abs(m.y - mark.y) < 120 && Math.abs(m.x - mark.x) < 240);
    const unit = atlas.places[mark.place.city]?.unit ?? -1;
    const ways = spotLines(scene.lang, mark.place).flatMap((lines) => {
      const rect = textRect(ctx, lines, 11, 500, 3);
      /** @param {{ x: number, y: number }} spot */
      const line = (spot) => {
        const box = { ...rect, ...spot };
        const gap = gapTo(box, mark);
        const doubtful = gap > TIED || others.some((other) => gapTo(box, other) < gap + 2);
        return doubtful || (unit >= 0 && isAstray(groundUnder(ctx, box, unit)))
          ? leaderTo([mark.x, mark.y], box)
          : null;
      };
      /** @param {Spot} spot */
      const more = (spot) => {
        const box = { ...rect, ...spot };
        const nearer = others.some((other) => gapTo(box, other) < Math.min(TIED, gapTo(box, mark)));
        return (unit < 0 ? 0 : ABROAD * groundUnder(ctx, box, unit).foreign) + (nearer ? NEARER : 0);
      };
      /** @param {Spot} spot */
      const allows = (spot) => {
        const tie = line(spot);
        return !tie || (gapTo({ ...rect, ...spot }, mark) > TIED && !board.hides(tie, mark));
      };
      const spot = bestSpot(board, rect, beside(mark, rect.w, rect.h, ties), { more, allows });
      return spot ? [{ spot, lines, leader: line(spot), cost: spot.cost + LINE * lines.length }] : [];
    });
    if (!ways.length) continue;
    const { spot, lines, leader } = ways.reduce((best, way) => (way.cost < best.cost ? way : best));
    board.take(spot);
    board.tie(leader);
    out.push({ ...spot, leader, lines, size: 11, kind: "symbol", entry: mark.entry, home: mark.place.city });
  }
}

/**
 * @param {LayoutContext} ctx
 * @param {Board} board
 * @param {Label[]} out
 */
function countyLabels(ctx, board, out) {
  const { atlas, scene, zoom } = ctx;
  const named = new Set(
    scene.counties.map((entry) => entry.place).filter((p) => !scene.homes || scene.homes.has(atlas.places[p].city)),
  );
  atlas.places.forEach((place, p) => {
    if (place.level !== "county" || !isPlaced(place) || !ctx.here(place.x, place.y)) return;
    const mine = scene.city >= 0 && place.city === scene.city;
    if (!(zoom >= CLOSE || (mine && zoom >= 7.75) || (named.has(p) && scene.theme && zoom >= 8))) return;
    const lines = [nameOf(scene.lang, place)];
    const spot = tiedSpot(ctx, board, textRect(ctx, lines, 11, 400), place, { reach: 18 });
    if (spot)
      out.push({ ...spot, lines, size: 11, kind: named.has(p) ? "named" : "county", place: p, home: place.city });
  });
}

/**
 * @param {Place} place
 * @returns {place is Place & { x: number, y: number }}
 */
const isPlaced = (place) => place.x !== null && place.y !== null;

/** @param {LayoutContext} ctx */
function sarsOf({ atlas, here }) {
  return atlas.places.filter((place) => place.level === "sar").filter((p) => isPlaced(p) && here(p.x, p.y));
}

/**
 * @param {LayoutContext} ctx
 * @param {Board} board
 * @param {Label[]} out
 */
function sarLabels(ctx, board, out) {
  const { atlas, scene, zoom } = ctx;
  const size = Math.min(11, nameSize(ctx));
  /** @type {Tied[]} */
  const named = [];
  // The small one has the least room.
  /** @param {Place} place */
  const extent = ({ unit }) => areaOf(atlas.units[unit]);
  for (const place of sarsOf(ctx).sort((a, b) => extent(a) - extent(b))) {
    if (zoom <= 6.5 || !isPlaced(place)) continue;
    const lines = [nameOf(scene.lang, place)];
    const spot = tiedSpot(ctx, board, textRect(ctx, lines, size, 400), place, { reach: 64, others: named, ease: 3 });
    if (!spot) continue;
    named.push(spot);
    out.push({ ...spot, lines, size, kind: "quiet", place: atlas.places.indexOf(place) });
  }
}

/**
 * @param {LayoutContext} ctx
 * @param {Board} board
 * @param {Label[]} out
 */
function quietLabels(ctx, board, out) {
  const { atlas, scene, scale } = ctx;
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
    const spot = bestSpot(board, rect, around(x * scale, y * scale, reach));
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
  const { atlas, shapes, scene, zoom, scale, part, measure } = ctx;
  const kept = blockCache.get(atlas) || blockCache.set(atlas, new Map()).get(atlas);
  const key = `${zoom} ${scene.lang} ${part ? part.inside : ""}`;
  if (!kept.has(key)) {
    const blocks = cityBlocks(ctx);
    const fixed = (zoom > 6.5 && !part?.inside ? sarsOf(ctx) : []).map((p) => {
      const w = measure(nameOf(scene.lang, p), `400 11px ${FONT}`) + 4;
      return { x: (p.x ?? 0) * scale, y: (p.y ?? 0) * scale, w, h: 16 };
    });
    const edge = part?.inside ? part.box : atlas.home;
    placeBlocks(blocks, fixed, scale, shapes, edge, atlas.units, part?.inside ? -2 : undefined);
    if (kept.size > 12) kept.clear();
    kept.set(key, blocks);
  }
  return kept.get(key);
}

/**
 * scene, zoom -> {blocks, marks, arrows, labels}; with a part only what lies in its box, or all else.
 *
 * @param {Atlas} atlas
 * @param {Shapes} shapes
 * @param {Scene} scene
 * @param {number} zoom
 * @param {Measure} measure
 * @param {LayoutPart | null} [part]
 * @param {Rect[]} [covers] - where no label stands
 * @returns {Layout}
 */
export function layOut(atlas, shapes, scene, zoom, measure, part = null, covers = []) {
  const scale = 2 ** zoom;
  /**
   * @param {number} x
   * @param {number} y
   */
  const here = (x, y) => !Number.isNaN(x) && (!part || within(part.box, x, y) === part.inside);
  /** @param {Arrow} arrow */
  const drawsArrow = ({ a, b }) => !part || (within(part.box, ...a) && within(part.box, ...b)) === part.inside;
  /** @type {LayoutContext} */
  const ctx = { atlas, shapes, scene, zoom, scale, measure, marks: [], part, here, drawsArrow };
  const blocks = scene.theme ? [] : steadyBlocks(ctx).filter((block) => !scene.homes || scene.homes.has(block.city));
  ctx.marks = symbolMarks(ctx, blocks, metresPerPixel);
  const arrows = arrowCurves(ctx, blocks);
  const board = createBoard(arrows, part?.inside ? part.box.map((v) => v * scale) : null, covers);
  /** @type {Label[]} */
  const labels = [];
  for (const mark of ctx.marks) board.mark(mark);
  for (const block of blocks) board.take(block);
  for (const { ax, ay, leader } of blocks) board.tie(leader && [[ax, ay], leader]);
  const named = scene.theme || scene.homes;
  // In an enlargement few symbols come before the cities that nothing is said of; many would drive them off.
  const few = part?.inside && ctx.marks.length <= FEW;
  sarLabels(ctx, board, labels);
  if (named) cityLabels(ctx, board, labels, (strong) => strong || !few);
  symbolLabels(ctx, board, labels);
  if (named && few) cityLabels(ctx, board, labels, (strong) => !strong);
  countyLabels(ctx, board, labels);
  if (!part?.inside) quietLabels(ctx, board, labels);
  return { blocks, marks: ctx.marks, arrows, labels, part };
}

/**
 * @param {Box} box
 * @param {number} x
 * @param {number} y
 */
const within = ([x0, y0, x1, y1], x, y) => x > x0 && x < x1 && y > y0 && y < y1;
