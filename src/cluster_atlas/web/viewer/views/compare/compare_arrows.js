// The map of relations: places as name plates that keep apart, relations as arrows coloured and dashed by type.
import { outlineCredit } from "../../core/cite.js";
import { contextOf, h, fill } from "../../core/dom.js";
import { t, nameOf } from "../../core/i18n.js";
import { titleOf } from "../../core/headlines.js";
import { arrowDash, drawHead, drawTie } from "../../map/paint.js";
import { INK } from "../../core/ink.js";
import { FONT } from "../../map/layout.js";
import { overlapArea } from "../../map/blocks.js";
import { landUnder } from "../../map/labels/delta.js";
import { pointOf } from "../../map/scene.js";
import { frameOf, paintGround } from "./compare_maps.js";

// The stylesheet has the same colours for the words of the table.
/** @type {Record<string, string>} */
const RELATION_INK = { drives: "#1d5796", supports: "#a8560f", "transfers-to": "#7b2f86", jointly: "#2c7a66" };
const ARROW_REACH = 7; // px within which the pointer means an arrow
const NAMED_FROM = 520; // px; on narrower maps all but cities are numbers, which are told below
const [LETTERS, SMALL_LETTERS] = [12, 9.5]; // px; English names are wide
const ALIKE = 0.4; // cosine of the most that the way between two plates turns from that between their places
const LEAST_HEIGHT = 400; // px
const OF_THE_WINDOW = 0.68; // of its height, so that the table below is seen to be there
const PLATE_LINE = 15; // px, height of one line of a name plate
const [PLATE_TRIES, SIDED_TRIES] = [9000, 600];
const GAP = 7; // px between plates, for the stem of an arrow
const ROOMS = [28, 16, GAP]; // px between the plates of regions, the first that is found
const NEAR = 12; // px from them to those of cities
const BENDS = [0.16, 0.24, 0.08, -0.16, -0.24, 0.34, -0.34, -0.08, 0.46, -0.46, 0.9, -0.9]; // of an arrow's length
const [BEND, APART] = [46, 13]; // px: most of an arrow's bend, and between arrows of one pair
const [RIM, HEAD] = [1, 16]; // px between plate and arrow, and of an arrow that its head needs

/**
 * Where a place stands, in map units: a region in the middle of its cities.
 *
 * @param {Atlas} atlas
 * @param {PlaceIndex} p
 * @returns {Point | null}
 */
function spotOfPlace(atlas, p) {
  const { county, city } = atlas.places[p];
  const host = [county, city].find((q) => q >= 0 && atlas.places[q].x !== null);
  return pointOf(atlas, p) ?? (host === undefined ? null : pointOf(atlas, host));
}

/**
 * Each name plate stands on its place, or at the nearest spot where it touches none. A region has no
 * place of its own: its plate stands off the land, where the cities leave room.
 *
 * @param {Plate[]} plates
 * @param {number} w
 * @param {number} high
 * @param {(box: Rect) => boolean} onLand
 */
function spreadPlates(plates, w, high, onLand) {
  /** @type {(Rect & { roams?: boolean })[]} */
  const done = [];
  /** @type {Plate[]} */
  const cities = [];
  // Cities first, those in the middle of others before those at the edge, who have where to go.
  const all = plates.filter((plate) => !plate.roams);
  /** @param {Plate} a */
  const room = (a) => all.reduce((sum, b) => sum - 1 / (30 + Math.hypot(a.ax - b.ax, a.ay - b.ay)), 0);
  // SARs, who have the sea, and parks come after them; regions have all that is left.
  /** @param {Plate} plate */
  const rank = ({ level, roams }) => (level === "city" ? 0 : roams ? 2 : 1);
  for (const plate of [...plates].sort((a, b) => rank(a) - rank(b) || room(a) - room(b))) {
    if (plate.roams) ROOMS.find((gap) => settle(plate, gap));
    else settle(plate, GAP);
    done.push(plate);
    if (!plate.roams) cities.push(plate);
    if (isAway(plate)) done.push({ x: plate.ax, y: plate.ay, w: 6, h: 6 });
  }

  /**
   * @param {Plate} plate
   * @param {number} gap
   */
  function settle(plate, gap) {
    for (let k = 0; k < PLATE_TRIES; k += 1) {
      // Outward on a spiral of even steps. What lies to the north of a city stays there, if near by.
      const step = k < SIDED_TRIES ? k : k - SIDED_TRIES;
      const sided = k < SIDED_TRIES && !plate.roams;
      const far = 3 * Math.sqrt(step);
      plate.x = Math.min(w - plate.w / 2 - 3, Math.max(plate.w / 2 + 3, plate.ax + far * Math.cos(2.4 * step)));
      plate.y = Math.min(high - plate.h / 2 - 3, Math.max(plate.h / 2 + 3, plate.ay + far * Math.sin(2.4 * step)));
      if (sided && cities.some((other) => isTurned(plate, other))) continue;
      if (done.some((other) => overlapArea(other, plate, other.roams ? gap : Math.min(gap, NEAR)))) continue;
      if (!plate.roams || !onLand(plate)) return true;
    }
    return false;
  }
}

/**
 * Does one plate stand on another side of another than its place does?
 *
 * @param {Plate} a
 * @param {Plate} b
 */
function isTurned(a, b) {
  const [x, y, ax, ay] = [a.x - b.x, a.y - b.y, a.ax - b.ax, a.ay - b.ay];
  return x * ax + y * ay < ALIKE * Math.hypot(x, y) * Math.hypot(ax, ay);
}

/**
 * A city whose plate stands away from it shows its place by a dot.
 *
 * @param {Plate} plate
 */
const isAway = (plate) => !plate.roams && Math.hypot(plate.x - plate.ax, plate.y - plate.ay) > 10;

/**
 * Long names stand on two lines.
 *
 * @param {string} text
 */
function plateLines(text) {
  if (/[\u3400-\u9fff]/.test(text))
    return text.length < 8
      ? [text]
      : [text.slice(0, Math.ceil(text.length / 2)), text.slice(Math.ceil(text.length / 2))];
  const cut = text.length > 16 ? text.indexOf(" ", text.length / 2 - 4) : -1;
  return cut > 0 ? [text.slice(0, cut), text.slice(cut + 1)] : [text];
}

/**
 * @param {Atlas} atlas
 * @param {Shapes} shapes
 * @param {Lang} lang
 * @param {CanvasRenderingContext2D} pen
 * @param {Frame} view
 * @param {Link[]} links
 */
export function platesOf(atlas, shapes, lang, pen, view, links) {
  const scale = 2 ** view.zoom;
  const ends = [...new Set(links.flatMap((link) => [link.from, link.to]))];
  let n = 0;
  const plates = ends.flatMap((p) => {
    const spot = spotOfPlace(atlas, p);
    if (!spot) return [];
    const place = atlas.places[p];
    const wide = !["city", "county", "park", "site"].includes(place.level);
    const roams = wide && place.level !== "sar";
    const narrow = view.w < NAMED_FROM;
    const brief = narrow && !["city", "county", "sar"].includes(place.level);
    const size = narrow && !brief && lang === "en" ? SMALL_LETTERS : LETTERS;
    const lines = brief ? [String((n += 1))] : plateLines(nameOf(lang, place));
    pen.font = `${wide ? 600 : 500} ${size}px ${FONT}`;
    const [ax, ay] = [spot[0] * scale - view.left, spot[1] * scale - view.top];
    const width = Math.max(...lines.map((line) => pen.measureText(line).width));
    const room = size < LETTERS ? { w: width + 5, h: size + 4 } : { w: width + 10, h: lines.length * PLATE_LINE + 3 };
    return [{ p, level: place.level, lines, size, wide, roams, brief, ax, ay, x: ax, y: ay, ...room }];
  });
  /** @param {Rect} box */
  const onLand = (box) => landUnder(atlas, shapes, { ...view, scale }, box, 2);
  spreadPlates(plates, view.w, view.h, onLand);
  return new Map(plates.map((plate) => [plate.p, plate]));
}

/**
 * A bent line from plate to plate, cut where it enters either.
 *
 * @param {Plate} a
 * @param {Plate} b
 * @param {number} bend - px
 * @returns {Point[]}
 */
function curveOf(a, b, bend) {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const length = Math.hypot(dx, dy) || 1;
  const mid = [(a.x + b.x) / 2 + (dy / length) * bend, (a.y + b.y) / 2 - (dx / length) * bend];
  /**
   * @param {number} k
   * @returns {Point}
   */
  const at = (k) => {
    const [from, turn, to] = [(1 - k) ** 2, 2 * k * (1 - k), k * k];
    return [from * a.x + turn * mid[0] + to * b.x, from * a.y + turn * mid[1] + to * b.y];
  };
  const points = Array.from({ length: 97 }, (_, i) => at(i / 96));
  const clear = points.filter((point) => !isUnder(point, a, RIM) && !isUnder(point, b, RIM));
  return clear.length > 1 ? clear : points.slice(32, 65);
}

/**
 * @param {Point} point
 * @param {Plate} plate
 * @param {number} rim
 */
const isUnder = ([x, y], plate, rim) =>
  Math.abs(x - plate.x) < plate.w / 2 + rim && Math.abs(y - plate.y) < plate.h / 2 + rim;

/**
 * How ill an arrow can be followed by eye: the share of it under plates, its head counting most.
 *
 * @param {Point[]} points
 * @param {Plate[]} others
 */
function hiddenShare(points, others) {
  const [tx, ty] = points[points.length - 1];
  return points.reduce((sum, point) => {
    if (!others.some((plate) => isUnder(point, plate, 2))) return sum;
    return sum + (Math.hypot(point[0] - tx, point[1] - ty) < HEAD ? 3 : 1) / points.length;
  }, 0);
}

/**
 * Each arrow bends so that most of it is seen between the plates; several of one pair bend apart.
 *
 * @param {Link[]} links
 * @param {Map<PlaceIndex, Plate>} plates
 * @returns {LinkCurve[]}
 */
export function arrowsBetween(links, plates) {
  /** @type {Map<string, number[]>} */
  const seen = new Map();
  return links.flatMap((link) => {
    const [a, b] = [plates.get(link.from), plates.get(link.to)];
    if (!a || !b || a === b) return [];
    const pair = [link.from, link.to].sort((p, q) => p - q).join(" ");
    const length = Math.hypot(a.x - b.x, a.y - b.y);
    const others = [...plates.values()].filter((plate) => plate !== a && plate !== b);
    // The same side of a pair is another side when it is drawn the other way round.
    const way = link.from < link.to ? 1 : -1;
    const taken = seen.get(pair) || [];
    const curves = BENDS.map((share, i) => {
      let bend = Math.max(-BEND, Math.min(BEND, share * length));
      while (taken.some((one) => Math.abs(one - way * bend) < APART)) bend += APART * Math.sign(share);
      const points = curveOf(a, b, bend);
      return { bend, points, cost: hiddenShare(points, others) + i / 50 };
    });
    const { bend, points } = curves.reduce((best, one) => (one.cost < best.cost ? one : best));
    seen.set(pair, [...taken, way * bend]);
    return [{ link, points }];
  });
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {LinkCurve} curve
 * @param {boolean} strong
 */
function drawCurve(pen, { link, points }, strong) {
  const colour = RELATION_INK[link.type] || INK.outline;
  pen.beginPath();
  points.forEach(([x, y], i) => (i ? pen.lineTo(x, y) : pen.moveTo(x, y)));
  pen.strokeStyle = "rgba(255,255,255,.85)";
  pen.lineWidth = strong ? 5 : 3.4;
  pen.setLineDash([]);
  pen.stroke();
  pen.strokeStyle = colour;
  pen.lineWidth = strong ? 2.6 : 1.5;
  pen.setLineDash(arrowDash(link.type));
  pen.stroke();
  pen.setLineDash([]);
}

/**
 * Drawn after all stems, whose rims would cut it. What several do together has no direction.
 *
 * @param {CanvasRenderingContext2D} pen
 * @param {LinkCurve} curve
 */
function drawCurveHead(pen, { link, points }) {
  if (link.type === "jointly") return;
  const back = Math.min(6, points.length - 1);
  const colour = RELATION_INK[link.type] || INK.outline;
  drawHead(pen, points[points.length - 1 - back], points[points.length - 1], colour);
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {Plate} plate
 * @param {{ strong: boolean, faint: boolean }} look
 */
function drawPlate(pen, plate, { strong, faint }) {
  pen.globalAlpha = faint ? 0.4 : 1;
  pen.beginPath();
  pen.roundRect(plate.x - plate.w / 2, plate.y - plate.h / 2, plate.w, plate.h, plate.wide ? 9 : 4);
  pen.fillStyle = strong ? "#17324d" : plate.wide ? "#e3ebf1" : "#fff";
  pen.fill();
  pen.strokeStyle = strong ? "#17324d" : "#9fb0bd";
  pen.lineWidth = 1;
  pen.stroke();
  pen.font = `${plate.wide ? 600 : 500} ${plate.size}px ${FONT}`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillStyle = strong ? "#fff" : INK.text;
  plate.lines.forEach((line, i) =>
    pen.fillText(line, plate.x, plate.y + (i - (plate.lines.length - 1) / 2) * PLATE_LINE + 0.5),
  );
  pen.globalAlpha = 1;
}

/**
 * @param {HTMLElement} el
 * @param {Atlas} atlas
 * @param {Shapes} shapes
 * @param {NetworkMapCallbacks} callbacks
 */
export function createNetworkMap(el, atlas, shapes, callbacks) {
  const canvas = h("canvas", { role: "img" });
  const tip = h("div", { class: "ca-tip", hidden: true });
  el.classList.add("ca-cmp-netmap");
  const foot = h("p", { class: "ca-cmp-note" });
  fill(el, canvas, tip, foot);
  const ground = document.createElement("canvas");
  /** @type {NetworkState} */
  let state;
  /** @type {Frame & { dpr: number } | undefined} */
  let view;
  /** @type {Map<PlaceIndex, Plate>} */
  let plates = new Map();
  /** @type {LinkCurve[]} */
  let arrows = [];
  /** @type {Link[]} */
  let lit = [];
  let drawnFor = "";

  function layOutNetwork() {
    if (!el.clientWidth || !state) return false;
    const w = el.clientWidth;
    const high = Math.round(Math.max(LEAST_HEIGHT, Math.min(640, w * 0.7, OF_THE_WINDOW * innerHeight)));
    const dpr = Math.min(3, globalThis.devicePixelRatio || 1);
    view = { ...frameOf(atlas.home, w, high, 0.97), dpr };
    if (drawnFor !== `${w} ${dpr}`) {
      drawnFor = `${w} ${dpr}`;
      for (const each of [canvas, ground]) [each.width, each.height] = [w * dpr, high * dpr];
      [canvas.style.width, canvas.style.height] = [`${w}px`, `${high}px`];
      paintGround(contextOf(ground), view, atlas, shapes);
    }
    plates = platesOf(atlas, shapes, state.lang, contextOf(canvas), view, state.links);
    arrows = arrowsBetween(state.links, plates);
    const { lang } = state;
    const told = [...plates.values()].filter(({ brief }) => brief);
    const key = told.map(({ p, lines }) => h("span", {}, h("b", {}, lines[0]), nameOf(lang, atlas.places[p])));
    fill(foot, key, outlineCredit(atlas, lang, false));
    return true;
  }

  function paint() {
    if (!view) return;
    const pen = contextOf(canvas);
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.drawImage(ground, 0, 0);
    pen.setTransform(view.dpr, 0, 0, view.dpr, 0, 0);
    /** @param {LinkCurve} arrow */
    const isLit = (arrow) => lit.some((link) => link === arrow.link);
    pen.globalAlpha = lit.length ? 0.16 : 0.9;
    const [bright, rest] = [arrows.filter(isLit), arrows.filter((arrow) => !isLit(arrow))];
    for (const arrow of rest) drawCurve(pen, arrow, false);
    for (const arrow of rest) drawCurveHead(pen, arrow);
    pen.globalAlpha = 1;
    for (const arrow of bright) drawCurve(pen, arrow, true);
    for (const arrow of bright) drawCurveHead(pen, arrow);
    // Before all plates: the way to a city is hidden by none that is drawn later.
    for (const plate of plates.values())
      if (isAway(plate)) drawTie(pen, [plate.ax, plate.ay], [plate.x, plate.y], INK.text, 0.9);
    const touched = new Set(lit.flatMap((link) => [link.from, link.to]));
    for (const plate of plates.values())
      drawPlate(pen, plate, { strong: plate.p === state.place, faint: lit.length > 0 && !touched.has(plate.p) });
  }

  /**
   * @param {number} x
   * @param {number} y
   */
  const plateAt = (x, y) =>
    [...plates.values()].find(
      (plate) => Math.abs(x - plate.x) < plate.w / 2 + 2 && Math.abs(y - plate.y) < plate.h / 2 + 2,
    );

  /**
   * @param {number} x
   * @param {number} y
   * @returns {LinkCurve | null}
   */
  function arrowAt(x, y) {
    /** @type {LinkCurve | null} */
    let best = null;
    let near = ARROW_REACH;
    for (const arrow of arrows) {
      const distance = Math.min(...arrow.points.map(([px, py]) => Math.hypot(px - x, py - y)));
      if (distance < near) [best, near] = [arrow, distance];
    }
    return best;
  }

  /**
   * @param {Link} link
   * @param {number} x
   * @param {number} y
   */
  function tell(link, x, y) {
    const names = [link.from, link.to].map((p) => nameOf(state.lang, atlas.places[p]));
    fill(
      tip,
      h(
        "header",
        {},
        h("strong", {}, names.join(link.type === "jointly" ? " ↔ " : " → ")),
        h("span", {}, state.word(link.type)),
      ),
      link.facts.slice(0, 3).map((i) => h("div", {}, h("span", {}, titleOf(atlas, state.lang, i)))),
    );
    tip.hidden = false;
    const left =
      x + 16 + tip.offsetWidth < el.clientWidth + el.scrollLeft ? x + 14 : Math.max(4, x - 14 - tip.offsetWidth);
    const top = Math.max(4, Math.min(y + 12, el.clientHeight - tip.offsetHeight - 4));
    tip.style.transform = `translate(${Math.round(left)}px,${Math.round(top)}px)`;
  }

  /**
   * Said to the map only when it changes: the pointer moves often.
   *
   * @param {Link[]} links
   */
  function light(links) {
    if (links.length === lit.length && links.every((link, i) => link === lit[i])) return;
    lit = links;
    callbacks.hover(lit.length ? [...new Set(lit.flatMap((link) => [link.from, link.to]))] : null);
    paint();
  }

  canvas.addEventListener("pointermove", (event) => {
    const plate = plateAt(event.offsetX, event.offsetY);
    const arrow = plate ? null : arrowAt(event.offsetX, event.offsetY);
    canvas.style.cursor = plate || arrow ? "pointer" : "";
    tip.hidden = true;
    if (arrow) tell(arrow.link, event.offsetX, event.offsetY);
    light(
      plate ? state.links.filter((link) => link.from === plate.p || link.to === plate.p) : arrow ? [arrow.link] : [],
    );
  });
  canvas.addEventListener("pointerleave", () => {
    tip.hidden = true;
    light([]);
  });
  canvas.addEventListener("click", (event) => {
    const plate = plateAt(event.offsetX, event.offsetY);
    const arrow = plate ? null : arrowAt(event.offsetX, event.offsetY);
    if (plate) callbacks.pickPlace(plate.p);
    else if (arrow) callbacks.pickLink(arrow.link);
  });
  new ResizeObserver(() => layOutNetwork() && paint()).observe(el);

  return {
    /** @param {NetworkState} next */
    show(next) {
      [state, lit] = [next, []];
      tip.hidden = true;
      canvas.setAttribute("aria-label", t(next.lang, "cmpNetMap"));
      if (layOutNetwork()) paint();
    },
    light,
  };
}
