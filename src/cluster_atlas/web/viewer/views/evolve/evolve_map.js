// The small province map of the evolve view: cities by what became of what names them, or by how
// many statements name them in a year.
import { h } from "../../core/dom.js";
import { nameOf } from "../../core/i18n.js";
import { INK } from "../../map/paint.js";
import { FONT } from "../../map/layout.js";

// Told apart by colour, by lightness in grey print, and by a sign.
export const EVO_COLOURS = { added: "#1f6f9f", dropped: "#e59a5c", changed: "#6b5b00", named: "#3f5f7f" };
export const EVO_SIGNS = { added: "＋", dropped: "－", changed: "△", kept: "＝" };
const EVO_RATIO = 0.72; // height over width

// A tile of slanting lines; wide ones on a ground of another colour make stripes of both.
function evoHatch(ctx, dpr, { step, width, colour, ground }) {
  const size = Math.round(step * dpr);
  const tile = h("canvas", { width: size, height: size });
  const pen = tile.getContext("2d");
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

// callbacks: {shapes, pick(city), hover(city | null)}
export function createChangeMap(el, atlas, callbacks) {
  const canvas = h("canvas", { class: "ca-evo-canvas", role: "img" });
  el.append(canvas);
  let [shown, view, hovered, coming] = [null, null, null, 0];

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
    const ctx = canvas.getContext("2d");
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

  function drawLandOf(ctx, paths) {
    atlas.units.forEach((unit, i) => {
      if (!["context", "sar", "city"].includes(unit.level)) return;
      ctx.fillStyle = { context: INK.foreign, sar: INK.sar, city: INK.land }[unit.level];
      ctx.fill(paths.unit(i), "evenodd");
    });
  }

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

  // Where counts differ widely, as between two years, the more changes the darker.
  function weightOf(city) {
    if (shown.named) return 0.2 + 0.8 * Math.sqrt((shown.named.get(city) || 0) / Math.max(1, shown.most));
    const count = (c) => Object.values(shown.cities.counts.get(c) || {}).reduce((sum, n) => sum + n, 0);
    return isShaded(shown.cities) ? 0.25 + 0.75 * Math.sqrt(count(city) / Math.max(...atlas.cities.map(count))) : 1;
  }

  function cityFill(ctx, city) {
    if (shown.named) return shown.named.has(city) ? EVO_COLOURS.named : null;
    const [added, dropped, changed] = ["added", "dropped", "changed"].map((kind) => shown.cities[kind].has(city));
    if (added && dropped)
      return evoHatch(ctx, view.dpr, { step: 11, width: 3.9, colour: EVO_COLOURS.dropped, ground: EVO_COLOURS.added });
    if (added || dropped) return EVO_COLOURS[added ? "added" : "dropped"];
    return changed ? evoHatch(ctx, view.dpr, { step: 6, width: 1.3, colour: EVO_COLOURS.changed }) : null;
  }

  function drawLinesOf(ctx, paths) {
    const line = (path, colour, width) => {
      ctx.strokeStyle = colour;
      ctx.lineWidth = width;
      ctx.stroke(path);
    };
    line(paths.lines("city"), "rgba(90,107,122,.5)", 0.7);
    line(paths.lines("province"), INK.outline, 0.9);
    for (const city of [shown.city, hovered]) {
      if (city === null || atlas.places[city].unit < 0) continue;
      line(paths.unit(atlas.places[city].unit), "rgba(255,255,255,.9)", 4);
      line(paths.unit(atlas.places[city].unit), INK.text, 1.8);
    }
  }

  function drawSigns(ctx) {
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    for (const city of atlas.cities) {
      const signs = shown.named ? String(shown.named.get(city) || "") : signsOf(shown.cities, city);
      const strong = city === hovered || city === shown.city;
      if (!signs && !strong) continue;
      const { x, y } = atlas.places[city];
      const text = strong ? `${nameOf(shown.lang, atlas.places[city])} ${signs}`.trim() : signs;
      ctx.font = `600 ${strong ? 12 : 11}px ${FONT}`;
      ctx.lineWidth = 3.4;
      ctx.strokeStyle = "rgba(255,255,255,.95)";
      ctx.strokeText(text, x * view.scale, y * view.scale);
      ctx.fillStyle = INK.text;
      ctx.fillText(text, x * view.scale, y * view.scale);
    }
  }

  function cityAt(event) {
    if (!view) return null;
    const box = canvas.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left + view.left, event.clientY - box.top + view.top];
    const unit = callbacks.shapes.hit(x / view.scale, y / view.scale, "city");
    return unit < 0 ? null : atlas.units[unit].place;
  }

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
    // state: {cities: as citiesOfChanges() gives them, or named: number by city and most: the largest
    // that can be, city: position | null, lang, label}
    show(state) {
      shown = state;
      canvas.setAttribute("aria-label", state.label);
      drawSoon();
    },
    // For paper, which waits for no frame.
    drawNow: draw,
  };
}

// Whether the map tells numbers by shade: only where there are many.
export function isShaded(cities) {
  return Math.max(0, ...[...cities.counts.values()].map((one) => one.added + one.dropped + one.changed)) > 30;
}

// ＋ － △ of one city, as many as apply.
export function signsOf(cities, city) {
  return ["added", "dropped", "changed"]
    .filter((kind) => cities[kind].has(city))
    .map((kind) => EVO_SIGNS[kind])
    .join("");
}
