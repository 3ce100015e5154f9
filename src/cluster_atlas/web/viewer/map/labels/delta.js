// The Pearl River Delta enlarged beside the province, where a small screen has no room for its names.
import { contextOf, h } from "../../core/dom.js";
import { t } from "../../core/i18n.js";
import { toUnits } from "../../core/unpack.js";
import { overlapArea } from "../blocks.js";
import { layOut } from "../layout.js";
import { paintMap } from "../paint.js";

// As basemap.py has it: a part that holds the points of these cities, and of no other.
export const DELTA = /** @type {Box} */ ([...toUnits(112.75, 23.66), ...toUnits(114.31, 21.98)]);
const CROWDED = 3; // cities
const [NARROW, LOW] = [560, 380]; // px: a lower map has no room
// Zoom from which the map itself has room for the names; on a wide one an enlargement must be one.
const [CLEAR, CLEAR_WIDE] = [7.1, 6.9];
const HEIGHTS = [236, 212, 188]; // px, with the title
const [TITLE, GAP, FOOT] = [16, 5, 64]; // px; at the foot are scale and credit
const KEPT = 12; // views whose spot is known
const STEP = 7; // px between the spots that are looked at

/**
 * Does a box over the map lie on one of our cities, or within a gap of one?
 *
 * @param {Atlas} atlas
 * @param {Shapes} shapes
 * @param {ShownView} shown
 * @param {Rect} box
 * @param {number} gap
 */
export function landUnder(atlas, shapes, { left, top, scale }, box, gap) {
  const [w, high] = [box.w + 2 * gap, box.h + 2 * gap];
  const [across, down] = [Math.ceil(w / STEP), Math.ceil(high / STEP)];
  for (let i = 0; i <= across; i += 1) {
    for (let j = 0; j <= down; j += 1) {
      const [x, y] = [box.x + w * (i / across - 0.5), box.y + high * (j / down - 0.5)];
      if (atlas.units[shapes.owner((left + x) / scale, (top + y) / scale)]?.level === "city") return true;
    }
  }
  return false;
}

/**
 * @param {HTMLElement} el
 * @param {Atlas} atlas
 * @param {Shapes} shapes
 * @param {{ measure: Measure, onOpen(place: PlaceIndex): void, onFly(box: Box): void }} options
 */
export function createDelta(el, atlas, shapes, { measure, onOpen, onFly }) {
  const canvas = h("canvas", { width: 1, height: 1 });
  const title = h("span", {});
  const button = h("button", { type: "button", class: "ca-inset ca-delta", hidden: true }, canvas, title);
  el.append(button);
  const [x0, y0, x1, y1] = DELTA;
  const held = atlas.cities.filter((c) => {
    const { x, y } = atlas.places[c];
    return x !== null && y !== null && x > x0 && x < x1 && y > y0 && y < y1;
  });
  /** @type {LayoutPart} */
  const rest = { box: DELTA, inside: false };
  /** @type {Frame | null} */
  let view = null;
  let drawn = "";
  /** @type {Scene | null} */
  let last = null;
  /** @type {FullMap<string, Rect | null>} */
  const chosen = new Map();

  button.addEventListener("click", (event) => {
    const scale = view ? 2 ** view.zoom : 1;
    const spot =
      view && event.detail ? [(view.left + event.offsetX) / scale, (view.top + event.offsetY) / scale] : null;
    const unit = spot ? shapes.hit(spot[0], spot[1], "city") : -1;
    if (unit >= 0) onOpen(atlas.units[unit].place);
    else onFly(DELTA);
  });

  /**
   * The largest size that finds room off our own land and off what lies over the map.
   *
   * @param {ShownView} shown
   * @param {Rect[]} covers
   * @returns {Rect | null}
   */
  function choose(shown, covers) {
    const { w, h: high } = shown;
    for (const tall of HEIGHTS) {
      const wide = Math.round(((tall - TITLE) * (x1 - x0)) / (y1 - y0));
      for (let y = 8 + tall / 2; y + tall / 2 < high - FOOT; y += 8) {
        for (let x = 8 + wide / 2; x + wide / 2 < w - 8; x += 8) {
          const box = { x, y, w: wide, h: tall };
          if (!covers.some((other) => overlapArea(box, other, GAP)) && !landUnder(atlas, shapes, shown, box, GAP))
            return box;
        }
      }
    }
    return null;
  }

  /**
   * @param {ShownView} shown
   * @param {number} zoom
   * @param {Rect[]} covers
   */
  function boxFor(shown, zoom, covers) {
    const { left, top, scale, w, h: high } = shown;
    const wanted = held.length >= CROWDED && high >= LOW && zoom < (w < NARROW ? CLEAR : CLEAR_WIDE);
    const seen = x0 * scale > left && x1 * scale < left + w && y0 * scale > top && y1 * scale < top + high;
    if (!wanted || !seen) return null;
    // A filter paints the same view again: it is searched through once.
    const key = [left, top, scale, w, high, ...covers.flatMap((box) => [box.x, box.y, box.w, box.h])].join(" ");
    if (!chosen.has(key)) {
      if (chosen.size > KEPT) chosen.clear();
      chosen.set(key, choose(shown, covers));
    }
    return chosen.get(key);
  }

  return {
    el: button,
    /**
     * @param {ShownView} shown
     * @param {number} zoom
     * @param {Rect[]} covers
     */
    fits: (shown, zoom, covers) => boxFor(shown, zoom, covers) !== null,
    /**
     * Where it stands now; what is left for the map itself, or null where the map shows everything.
     *
     * @param {ShownView} shown
     * @param {number} zoom
     * @param {Rect[]} covers
     */
    place(shown, zoom, covers) {
      const box = boxFor(shown, zoom, covers);
      button.hidden = !box;
      if (!box) return null;
      const [wide, tall] = [box.w, box.h - TITLE];
      const near = Math.log2(tall / (y1 - y0));
      view = { zoom: near, left: x0 * 2 ** near, top: y0 * 2 ** near, w: wide, h: tall };
      button.style.transform = `translate(${Math.round(box.x - wide / 2)}px,${Math.round(box.y - box.h / 2)}px)`;
      button.style.width = `${wide + 2}px`;
      return rest;
    },
    /**
     * @param {Scene} scene
     * @param {Set<PlaceIndex>} lit
     */
    paint(scene, lit) {
      if (button.hidden || !view) return;
      const dpr = Math.min(3, globalThis.devicePixelRatio || 1);
      const key = [view.zoom, dpr, ...lit].join(" ");
      if (last === scene && key === drawn) return;
      [last, drawn] = [scene, key];
      title.textContent = t(scene.lang, "delta");
      [canvas.width, canvas.height] = [Math.round(view.w * dpr), Math.round(view.h * dpr)];
      canvas.style.width = `${view.w}px`;
      canvas.style.height = `${view.h}px`;
      const layout = layOut(atlas, shapes, scene, view.zoom, measure, { box: DELTA, inside: true });
      paintMap(contextOf(canvas), { ...view, dpr, sea: true }, { atlas, shapes, scene, layout, lit });
    },
  };
}
