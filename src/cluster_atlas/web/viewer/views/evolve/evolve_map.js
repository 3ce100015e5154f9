// The small province map of the evolve view: cities by what became of what names them, or by how
// many statements name them in a year.
import { contextOf, h } from "../../core/dom.js";
import { nameOf } from "../../core/i18n.js";
import { boxOf } from "../../core/unpack.js";
import { drawTie } from "../../map/paint.js";
import { INK } from "../../core/ink.js";
import { FONT } from "../../map/layout.js";

// Told apart by colour, by lightness in grey print, and by a sign.
/** @type {Record<CityChange | "named", string>} */
export const EVO_COLOURS = { added: "#1f6f9f", dropped: "#e59a5c", changed: "#6b5b00", named: "#3f5f7f" };
/** @type {Record<ChangeKind, string>} */
export const EVO_SIGNS = { added: "＋", dropped: "－", changed: "△", kept: "＝" };
/** @type {CityChange[]} */
export const CITY_CHANGES = ["added", "dropped", "changed"];
const EVO_RATIO = 0.72; // height over width
const EVO_LINE = 13; // px from line to line
// Where else a name may stand: in halves of its width, and in lines.
const NEARBY = [
  [0, -1],
  [0, 1],
  [0.7, 0],
  [-0.7, 0],
  [0.9, 1],
  [0.9, -1],
  [-0.9, 1],
  [-0.9, -1],
  [1.5, 0.2],
  [-1.5, 0.2],
  [0, 2],
  [0, -2],
];

/**
 * @param {number[]} a
 * @param {number[]} b
 */
const isApart = (a, b) => a[2] <= b[0] || b[2] <= a[0] || a[3] <= b[1] || b[3] <= a[1];

/**
 * A tile of slanting lines; wide ones on a ground of another colour make stripes of both.
 *
 * @param {CanvasRenderingContext2D} ctx
 * @param {number} dpr
 * @param {Hatch} hatch
 */
function evoHatch(ctx, dpr, { step, width, colour, ground }) {
  const size = Math.round(step * dpr);
  const tile = h("canvas", { width: size, height: size });
  const pen = contextOf(tile);
  if (ground) {
    pen.fillStyle = ground;
    pen.fillRect(0, 0, size, size);
  }
  pen.strokeStyle = colour;
  pen.lineWidth = width * dpr;
  for (const shift of [-size, 0, size]) {
    pen.moveTo(shift - size, 2 * size);
    pen.lineTo(shift + 2 * size, -size);
  }
  pen.stroke();
  const pattern = ctx.createPattern(tile, "repeat");
  pattern.setTransform(new DOMMatrix().scale(1 / dpr));
  return pattern;
}

/**
 * @param {HTMLElement} el
 * @param {Atlas} atlas
 * @param {ChangeMapCallbacks} callbacks
 */
export function createChangeMap(el, atlas, callbacks) {
  const canvas = h("canvas", { class: "ca-evo-canvas", role: "img" });
  el.append(canvas);
  /** @type {ChangeMapState} */
  let shown;
  /** @type {ReturnType<typeof fit>} */
  let view;
  /** @type {PlaceIndex | null} */
  let hovered = null;
  let coming = 0;

  function fit() {
    const w = Math.max(200, Math.round(canvas.clientWidth));
    const high = Math.round(w * EVO_RATIO);
    const [x0, y0, x1, y1] = atlas.home;
    // In steps, so that outlines need not be made anew at every pixel of a window's new width.
    const zoom = Math.floor(Math.log2(Math.min(w / (x1 - x0), high / (y1 - y0)) * 0.98) * 16) / 16;
    const scale = 2 ** zoom;
    return {
      w,
      h: high,
      zoom,
      scale,
      dpr: Math.min(3, globalThis.devicePixelRatio || 1),
      left: ((x0 + x1) / 2) * scale - w / 2,
      top: ((y0 + y1) / 2) * scale - high / 2,
    };
  }

  // With the next frame, when all else of the page stands, so that one layout serves both.
  function drawSoon() {
    cancelAnimationFrame(coming);
    coming = requestAnimationFrame(draw);
  }

  function draw() {
    if (!shown || !canvas.clientWidth) return;
    const next = fit();
    const paths = callbacks.shapes.at(next.zoom);
    [canvas.width, canvas.height] = [next.w * next.dpr, next.h * next.dpr];
    canvas.style.height = `${next.h}px`;
    view = next;
    const ctx = contextOf(canvas);
    ctx.setTransform(view.dpr, 0, 0, view.dpr, 0, 0);
    ctx.fillStyle = INK.sea;
    ctx.fillRect(0, 0, view.w, view.h);
    ctx.translate(-view.left, -view.top);
    ctx.lineJoin = "round";
    drawLandOf(ctx, paths);
    atlas.cities.forEach((city) => drawCity(ctx, paths, city));
    drawLinesOf(ctx, paths);
    drawSigns(ctx);
  }

  /**
   * @param {CanvasRenderingContext2D} ctx
   * @param {ZoomPaths} paths
   */
  function drawLandOf(ctx, paths) {
    const colours = new Map([
      ["context", INK.foreign],
      ["sar", INK.sar],
      ["city", INK.land],
    ]);
    atlas.units.forEach((unit, i) => {
      const colour = colours.get(unit.level);
      if (!colour) return;
      ctx.fillStyle = colour;
      ctx.fill(paths.unit(i), "evenodd");
    });
  }

  /**
   * @param {CanvasRenderingContext2D} ctx
   * @param {ZoomPaths} paths
   * @param {PlaceIndex} city
   */
  function drawCity(ctx, paths, city) {
    const { unit } = atlas.places[city];
    if (unit < 0) return;
    const fillOf = cityFill(ctx, city);
    if (!fillOf) return;
    ctx.fillStyle = fillOf;
    ctx.globalAlpha = weightOf(city);
    ctx.fill(paths.unit(unit), "evenodd");
    ctx.globalAlpha = 1;
  }

  /**
   * Where counts differ widely, as between two years, the more changes the darker.
   *
   * @param {PlaceIndex} city
   */
  function weightOf(city) {
    if (shown.named) return 0.2 + 0.8 * Math.sqrt((shown.named.get(city) || 0) / Math.max(1, shown.most));
    const { counts } = shown.cities;
    /** @param {PlaceIndex} c */
    const count = (c) => Object.values(counts.get(c) || {}).reduce((sum, n) => sum + n, 0);
    return isShaded(shown.cities) ? 0.25 + 0.75 * Math.sqrt(count(city) / Math.max(...atlas.cities.map(count))) : 1;
  }

  /**
   * @param {CanvasRenderingContext2D} ctx
   * @param {PlaceIndex} city
   */
  function cityFill(ctx, city) {
    if (shown.named) return shown.named.has(city) ? EVO_COLOURS.named : null;
    const { cities } = shown;
    const [added, dropped, changed] = CITY_CHANGES.map((kind) => cities[kind].has(city));
    if (added && dropped)
      return evoHatch(ctx, view.dpr, { step: 11, width: 3.9, colour: EVO_COLOURS.dropped, ground: EVO_COLOURS.added });
    if (added || dropped) return EVO_COLOURS[added ? "added" : "dropped"];
    return changed ? evoHatch(ctx, view.dpr, { step: 6, width: 1.3, colour: EVO_COLOURS.changed }) : null;
  }

  /**
   * @param {CanvasRenderingContext2D} ctx
   * @param {ZoomPaths} paths
   */
  function drawLinesOf(ctx, paths) {
    /**
     * @param {Path2D} path
     * @param {string} colour
     * @param {number} width
     */
    const line = (path, colour, width) => {
      ctx.strokeStyle = colour;
      ctx.lineWidth = width;
      ctx.stroke(path);
    };
    line(paths.lines("city"), "rgba(90,107,122,.5)", 0.7);
    atlas.units.forEach(({ level }, i) => level === "sar" && line(paths.unit(i), INK.outline, 0.6));
    line(paths.lines("province"), INK.outline, 0.9);
    for (const city of [shown.city, hovered]) {
      if (city === null || atlas.places[city].unit < 0) continue;
      line(paths.unit(atlas.places[city].unit), "rgba(255,255,255,.9)", 4);
      line(paths.unit(atlas.places[city].unit), INK.text, 1.8);
    }
  }

  /**
   * The middle of a city's outline; its seat where that lies elsewhere.
   *
   * @param {PlaceIndex} city
   */
  function middleOf(city) {
    const { unit, x, y } = atlas.places[city];
    if (unit >= 0) {
      const [x0, y0, x1, y1] = boxOf(atlas.units[unit].rings);
      const middle = [(x0 + x1) / 2, (y0 + y1) / 2];
      if (callbacks.shapes.hit(middle[0], middle[1], "city") === unit) return middle;
    }
    return x === null || y === null ? null : [x, y];
  }

  /** @param {CanvasRenderingContext2D} ctx */
  function drawSigns(ctx) {
    /** @type {number[][]} */
    const taken = [];
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.font = `10px ${FONT}`;
    ctx.fillStyle = INK.text;
    for (const { level, place } of atlas.units) {
      const { x, y } = atlas.places[place] ?? {};
      if (level !== "sar" || x == null || y == null) continue;
      // Either beside its own coast, where no city lies.
      const west = place === atlas.index.place.get("sar:820000");
      ctx.textAlign = west ? "right" : "left";
      const name = nameOf(shown.lang, atlas.places[place]);
      const [left, top] = [x * view.scale + (west ? 4 : -4), y * view.scale + 11];
      ctx.fillText(name, left, top);
      const wide = ctx.measureText(name).width;
      taken.push([left - (west ? wide : 0), top - EVO_LINE / 2, left + (west ? 0 : wide), top + EVO_LINE / 2]);
    }
    ctx.textAlign = "center";
    ctx.lineWidth = 3.4;
    ctx.strokeStyle = "rgba(255,255,255,.95)";
    for (const { city, signs, strong } of citiesSigned()) {
      const spot = middleOf(city);
      if (!spot) continue;
      const [x, y] = spot.map((at) => at * view.scale);
      ctx.font = `600 ${strong ? 12 : 11}px ${FONT}`;
      const name = nameOf(shown.lang, atlas.places[city]);
      const both = `${name} ${signs}`.trim();
      // The name beside its signs, above them, or a little aside; signs alone where there is no room.
      const lines = [[both], [name, signs], ...NEARBY.map(() => [both])];
      const boxes = lines.map((said, i) => {
        const half = Math.max(...said.map((line) => ctx.measureText(line).width)) / 2;
        const [dx, dy] = i < 2 ? [0, 0] : NEARBY[i - 2];
        const [cx, cy] = [x + dx * half, y + dy * EVO_LINE];
        const high = (said.length * EVO_LINE) / 2;
        return [cx - half, cy - high, cx + half, cy + high];
      });
      const free = boxes.findIndex((box) => taken.every((other) => isApart(box, other)));
      const k = free < 0 && strong ? 0 : free;
      const [left, top, right, bottom] = boxes[k] ?? [x, y, x, y];
      if (k > 1) {
        const near = /** @type {Point} */ ([Math.max(left, Math.min(x, right)), Math.max(top, Math.min(y, bottom))]);
        ctx.save();
        drawTie(ctx, [x, y], near, INK.outline, 0.8);
        ctx.restore();
      }
      (lines[k] ?? [signs]).forEach((line, i, all) => {
        const at = (top + bottom) / 2 + (i - (all.length - 1) / 2) * EVO_LINE;
        ctx.strokeText(line, (left + right) / 2, at);
        ctx.fillText(line, (left + right) / 2, at);
      });
      taken.push(boxes[k] ?? [x - EVO_LINE, y - EVO_LINE / 2, x + EVO_LINE, y + EVO_LINE / 2]);
    }
  }

  /** Cities that changes name, those at hand first, then those of most changes. */
  function citiesSigned() {
    /** @param {PlaceIndex} c */
    const much = (c) =>
      shown.named
        ? (shown.named.get(c) ?? 0)
        : Object.values(shown.cities.counts.get(c) ?? {}).reduce((sum, n) => sum + n, 0);
    return atlas.cities
      .map((city) => ({
        city,
        signs: shown.named ? String(shown.named.get(city) || "") : signsOf(shown.cities, city),
        strong: city === hovered || city === shown.city,
      }))
      .filter(({ signs, strong }) => signs || strong)
      .sort((a, b) => Number(b.strong) - Number(a.strong) || much(b.city) - much(a.city));
  }

  /**
   * @param {MouseEvent} event
   * @returns {PlaceIndex | null}
   */
  function cityAt(event) {
    if (!view) return null;
    const box = canvas.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left + view.left, event.clientY - box.top + view.top];
    const unit = callbacks.shapes.hit(x / view.scale, y / view.scale, "city");
    return unit < 0 ? null : atlas.units[unit].place;
  }

  /** @param {PlaceIndex | null} city */
  function hover(city) {
    if (city === hovered) return;
    hovered = city;
    canvas.style.cursor = city === null ? "" : "pointer";
    draw();
    callbacks.hover(city);
  }

  canvas.addEventListener("pointermove", (event) => hover(cityAt(event)));
  canvas.addEventListener("pointerleave", () => hover(null));
  canvas.addEventListener("click", (event) => {
    const city = cityAt(event);
    if (city !== null) callbacks.pick(city);
  });
  new ResizeObserver(() => shown && Math.abs(canvas.clientWidth - (view?.w ?? 0)) > 1 && drawSoon()).observe(canvas);

  return {
    /** @param {ChangeMapState} state */
    show(state) {
      shown = state;
      canvas.setAttribute("aria-label", state.label);
      drawSoon();
    },
    // For paper, which waits for no frame.
    drawNow: draw,
  };
}

/**
 * Whether the map tells numbers by shade: only where there are many.
 *
 * @param {ChangedCities} cities
 */
export function isShaded(cities) {
  return Math.max(0, ...[...cities.counts.values()].map((one) => one.added + one.dropped + one.changed)) > 30;
}

/**
 * ＋ － △ of one city, as many as apply.
 *
 * @param {ChangedCities} cities
 * @param {PlaceIndex} city
 */
export function signsOf(cities, city) {
  return CITY_CHANGES.filter((kind) => cities[kind].has(city))
    .map((kind) => EVO_SIGNS[kind])
    .join("");
}
