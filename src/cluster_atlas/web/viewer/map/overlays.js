// What lies over the map: tooltip, scale bar and the inset of the Dongsha islands.
import { contextOf, h, fill, swatch } from "../core/dom.js";
import { t, nameOf, number } from "../core/i18n.js";
import { countWords, shortCount } from "../core/headlines.js";
import { metresPerPixel } from "./layout.js";
import { paintMap } from "./paint.js";
import { INK } from "../core/ink.js";
import { emptyScene } from "./scene.js";
import { SEA } from "./shapes.js";
import { overlapArea } from "./blocks.js";

const SCALE_LEFT = 12; // px
const NARROW = 0.5; // map units: water with our land that near at both sides is an estuary
const STEPS = [0.5, 1, 2, 5, 10, 20, 50, 100, 200]; // km

/**
 * @param {HTMLElement} el
 * @param {LeafletMap} map
 */
export function createScale(el, map) {
  const bar = h("i", {});
  const text = h("span", {});
  const north = h("b", {});
  const box = h("div", { class: "ca-scale" }, north, h("div", {}, text, bar));
  el.append(box);
  return {
    el: box,
    /**
     * Along the lower edge, or else the upper one, where it hides nothing.
     *
     * @param {number} foot - px below it
     * @param {(box: Rect) => boolean} isTaken
     */
    place(foot, isTaken) {
      const [w, high, tall] = [box.offsetWidth, box.offsetHeight, el.clientHeight];
      let spot = [SCALE_LEFT, foot];
      search: for (const bottom of [foot, tall - high - 12])
        for (let left = SCALE_LEFT; left + w < el.clientWidth * 0.75; left += 12)
          if (!isTaken({ x: left + w / 2, y: tall - bottom - high / 2, w, h: high })) {
            spot = [left, bottom];
            break search;
          }
      const [left, bottom] = spot.map((v) => `${v}px`);
      if (box.style.left !== left || box.style.bottom !== bottom) Object.assign(box.style, { left, bottom });
    },
    /** @param {Lang} lang */
    update(lang) {
      const { km, px } = scaleStep(map.getCenter().lat, map.getZoom(), 110);
      bar.style.width = `${px}px`;
      text.textContent = `${km} km`;
      north.textContent = `${t(lang, "north")} ↑`;
    },
  };
}

/**
 * The longest round distance that fits into `room` pixels at a latitude.
 *
 * @param {number} lat
 * @param {number} zoom
 * @param {number} room
 */
export function scaleStep(lat, zoom, room) {
  const perKm = 1000 / metresPerPixel(lat, zoom);
  const km = STEPS.filter((step) => step * perKm <= room).at(-1) ?? STEPS[0];
  return { km, px: Math.round(km * perKm) };
}

/**
 * @param {HTMLElement} el
 * @param {Atlas} atlas
 */
export function createTooltip(el, atlas) {
  const box = h("div", { class: "ca-tip", role: "status", hidden: true });
  el.append(box);
  /** @type {string | null} */
  let shown = null;

  /**
   * @param {Scene} scene
   * @param {Lang} lang
   * @param {PlaceIndex} city
   */
  function overview(scene, lang, city) {
    const { byCluster, namedBy } = scene.cities.get(city);
    /** @param {ClusterIndex} k */
    const count = (k) => shortCount(namedBy[k], byCluster[k] - namedBy[k]);
    return atlas.clusters.map(
      (cluster, k) =>
        byCluster[k] > 0 &&
        h("div", {}, swatch(cluster.colour), h("span", {}, nameOf(lang, cluster)), h("b", {}, count(k))),
    );
  }

  /**
   * @param {Scene} scene
   * @param {Lang} lang
   * @param {PlaceIndex} place
   */
  function details(scene, lang, place) {
    const level = atlas.places[place].level;
    const { places, direct, role } = atlas.facts;
    const mine = scene.facts.filter((i) => (level === "city" ? direct[i] : places[i]).includes(place));
    const lines = mine
      .slice(0, 4)
      .map((i) =>
        h(
          "div",
          {},
          h("em", {}, nameOf(lang, atlas.codes.role[role[i]])),
          h("span", {}, atlas.facts[lang === "en" ? "en" : "zh"][i]),
        ),
      );
    return mine.length > 4 ? [...lines, h("div", {}, `… ${mine.length}`)] : lines;
  }

  /**
   * @param {Scene} scene
   * @param {Lang} lang
   * @param {PlaceIndex} place
   */
  function write(scene, lang, place) {
    const item = atlas.places[place];
    const city = scene.cities.get(place);
    const rows = city && !scene.theme ? overview(scene, lang, place) : details(scene, lang, place);
    const note = item.radius
      ? `±${number(item.radius)} km`
      : city
        ? countWords(lang, city.named, city.n - city.named)
        : "";
    const empty = rows.filter(Boolean).length ? [] : h("div", { class: "ca-mute" }, t(lang, "notMentioned"));
    fill(box, h("header", {}, h("strong", {}, nameOf(lang, item, true)), note && h("span", {}, note)), rows, empty);
  }

  return {
    /**
     * @param {Scene} scene
     * @param {Lang} lang
     * @param {PlaceIndex | null} place
     * @param {{ x: number, y: number } | null} point
     */
    show(scene, lang, place, point) {
      box.hidden = place === null || !point;
      if (place === null || !point) {
        shown = null;
        return;
      }
      const key = `${place} ${lang} ${scene.facts.length}`;
      if (key !== shown) write(scene, lang, place);
      shown = key;
      placeTip(el, box, point);
    },
  };
}

/**
 * Puts a tooltip beside a point of the map, inside of it.
 *
 * @param {HTMLElement} el
 * @param {HTMLElement} box
 * @param {{ x: number, y: number }} point
 */
export function placeTip(el, box, point) {
  const right = point.x + 16 + box.offsetWidth < el.clientWidth;
  const x = right ? point.x + 16 : Math.max(4, point.x - 16 - box.offsetWidth);
  const y = Math.max(4, Math.min(point.y + 12, el.clientHeight - box.offsetHeight - 6));
  box.style.transform = `translate(${Math.round(x)}px,${Math.round(y)}px)`;
}

/**
 * Does a spot of the sea lie between shores of our own?
 *
 * @param {Atlas} atlas
 * @param {Shapes} shapes
 * @param {number} x
 * @param {number} y
 */
function isEstuary(atlas, shapes, x, y) {
  /** @param {number} way */
  const shore = (way) => {
    for (let d = 0.04; d < NARROW; d += 0.04)
      if (["city", "sar"].includes(atlas.units[shapes.owner(x + way * d, y)]?.level)) return d;
    return NARROW;
  };
  return shore(-1) + shore(1) < NARROW;
}

/**
 * Land under a box of a view: our own and estuaries weigh most, open sea nothing.
 *
 * @param {Atlas} atlas
 * @param {Shapes} shapes
 * @param {{ left: number, top: number, scale: number }} view
 * @param {Rect} box
 */
export function landIn(atlas, shapes, { left, top, scale }, { x, y, w, h: high }) {
  let weight = 0;
  for (let i = -3; i <= 3; i += 1) {
    for (let j = -3; j <= 3; j += 1) {
      /** @type {Point} */
      const at = [(left + x + (w * i) / 6) / scale, (top + y + (high * j) / 6) / scale];
      const unit = shapes.owner(...at);
      if (unit !== SEA) weight += atlas.units[unit].level === "context" ? 1 : 4;
      else if (isEstuary(atlas, shapes, ...at)) weight += 4;
    }
  }
  return weight;
}

const MUCH = 200; // cost of a spot: a tenth of its ground is land of ours

/**
 * The Dongsha islands and banks on a canvas of their own.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {Atlas} atlas
 * @param {Shapes} shapes
 * @param {PictureSize} size
 */
export function paintIslands(canvas, atlas, shapes, [width, high, dpr]) {
  const [x0, y0, x1, y1] = atlas.dongsha;
  const zoom = Math.log2(Math.min(width / (x1 - x0), high / (y1 - y0)) * 0.84);
  const scale = 2 ** zoom;
  [canvas.width, canvas.height] = [width * dpr, high * dpr];
  const view = {
    zoom,
    left: ((x0 + x1) / 2) * scale - width / 2,
    top: ((y0 + y1) / 2) * scale - high / 2,
    w: width,
    h: high,
    dpr,
  };
  paintMap(contextOf(canvas), view, {
    atlas,
    shapes,
    scene: emptyScene(),
    layout: { blocks: [], marks: [], arrows: [], labels: [] },
    lit: new Set(),
  });
}

/**
 * @param {HTMLElement} el
 * @param {Atlas} atlas
 * @param {Shapes} shapes
 * @param {() => void} onOpen
 */
export function createInset(el, atlas, shapes, onOpen) {
  const canvas = h("canvas", { width: 1, height: 1 });
  const title = h("span", {});
  const button = h("button", { type: "button", class: "ca-inset", hidden: true, onclick: onOpen }, canvas, title);
  el.append(button);
  const [x0, y0, x1, y1] = atlas.dongsha;
  const [usual, small] = [
    { width: 108, high: 74, title: 20 },
    { width: 62, high: 37, title: 15 },
  ];
  /** @type {InsetSize | null} */
  let drawn = null;
  let spot = "";

  /** @param {InsetSize} size */
  function draw(size) {
    paintIslands(canvas, atlas, shapes, [size.width, size.high, Math.min(3, globalThis.devicePixelRatio || 1)]);
    canvas.style.background = INK.sea;
    button.classList.toggle("ca-inset-small", size === small);
    drawn = size;
  }

  /**
   * Bottom right first, then along the right edge and the bottom, wherever the sea is open.
   *
   * @param {ShownView} shown
   * @param {InsetSize} size
   * @param {Rect[]} squares
   * @param {number} foot - px below it
   */
  function choose(shown, { width, high, title: line }, squares, foot) {
    const [w, tall, pad] = [width + 2, high + line + 2, 12];
    const right = shown.w - w - pad;
    const low = shown.h - tall - foot;
    const spots = [[right, low]];
    for (let step = 60; step < 500; step += 60) spots.push([right, low - step], [right - step, low]);
    const fits = spots.filter(([x, y]) => x > 200 && y > 150);
    const weighed = (fits.length ? fits : [[right, low]]).map(([x, y], k) => {
      const box = { x: x + w / 2, y: y + tall / 2, w, h: tall };
      const hidden = squares.filter((rect) => overlapArea(rect, box)).length;
      return { x, y, cost: landIn(atlas, shapes, shown, box) * 10 + k + hidden * 400 };
    });
    return weighed.reduce((a, b) => (b.cost < a.cost ? b : a));
  }

  return {
    el: button,
    /**
     * @param {ShownView} shown
     * @param {Lang} lang
     * @param {Rect[]} squares - of cities, and labels
     * @param {number} foot
     */
    update(shown, lang, squares, foot) {
      const size = shown.w < 560 ? small : usual;
      button.setAttribute("aria-label", t(lang, "dongsha"));
      const [west, north] = [shown.left / shown.scale, shown.top / shown.scale];
      const [east, south] = [west + shown.w / shown.scale, north + shown.h / shown.scale];
      const inView = west < x0 && east > x1 && north < y0 && south > y1;
      const within = west > x0 && east < x1 && north > y0 && south < y1;
      button.hidden = inView || within || shown.h < 260;
      if (button.hidden) return;
      let chosen = choose(shown, size, squares, foot);
      // Where there is no sea to stand on it hides as little as it can.
      const least = size === usual && chosen.cost > MUCH ? small : size;
      if (least !== size) chosen = choose(shown, least, squares, foot);
      if (drawn !== least) draw(least);
      const { x, y } = chosen;
      const next = `translate(${Math.round(x)}px,${Math.round(y)}px)`;
      // Of "Dongsha Islands" the small one has room for the name.
      title.textContent = least === small ? t(lang, "dongsha").split(" ")[0] : t(lang, "dongsha");
      if (next !== spot) button.style.transform = spot = next;
    },
  };
}
