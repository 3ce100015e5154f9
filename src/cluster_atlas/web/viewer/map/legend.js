// The legend inside the map: its cluster rows switch clusters on and off at once.
import { contextOf, h, fill, icon, ICONS, swatch } from "../core/dom.js";
import { t, nameOf } from "../core/i18n.js";
import { tierRamp, safeColour } from "../core/colour.js";
import { traceSymbol, isHollow, arrowDash, drawHead } from "./paint.js";

/**
 * A little canvas picture of a symbol, so that legend and map cannot differ.
 *
 * @param {(ctx: CanvasRenderingContext2D) => void} draw
 */
function drawnKey(draw) {
  const canvas = h("canvas", { class: "ca-key", width: 36, height: 28, "aria-hidden": "true" });
  const ctx = contextOf(canvas);
  ctx.scale(2, 2);
  draw(ctx);
  return canvas;
}

/**
 * @param {string} level
 * @param {string} colour
 * @param {boolean} hollow
 */
function symbolKey(level, colour, hollow) {
  return drawnKey((ctx) => {
    traceSymbol(ctx, level, 9, 7, 4.8);
    ctx.fillStyle = hollow ? "#fff" : colour;
    ctx.fill();
    ctx.strokeStyle = colour;
    ctx.lineWidth = 1.4;
    ctx.stroke();
  });
}

/** @param {string} colour */
function ringKey(colour) {
  return drawnKey((ctx) => {
    ctx.setLineDash([2, 2]);
    ctx.strokeStyle = colour;
    ctx.lineWidth = 1.3;
    ctx.arc(9, 7, 5.5, 0, 7);
    ctx.stroke();
  });
}

/**
 * @param {string} colour
 * @param {string} type
 */
function arrowKey(colour, type) {
  return drawnKey((ctx) => {
    ctx.setLineDash(arrowDash(type).map((d) => d * 0.6));
    ctx.strokeStyle = colour;
    ctx.lineWidth = 1.3;
    ctx.moveTo(1, 9);
    ctx.lineTo(17, 6);
    ctx.stroke();
    ctx.scale(0.72, 0.72);
    drawHead(ctx, [1, 12.3], [24.6, 8], colour);
    if (type === "jointly") drawHead(ctx, [24.6, 8], [0.6, 12.4], colour);
  });
}

/**
 * @param {Node} key
 * @param {string} text
 */
function row(key, text) {
  return h("div", { class: "ca-legend-row" }, key, h("span", {}, text));
}

/** @param {Lang} lang */
function squareRows(lang) {
  return h(
    "div",
    { class: "ca-legend-keys" },
    row(swatch("#5a6b7a", "ca-sq2"), t(lang, "squareDirect")),
    row(swatch("#5a6b7a", "ca-sq1"), t(lang, "squareRegion")),
    row(swatch("#c3cad0", "ca-sq0"), t(lang, "squareNone")),
  );
}

/**
 * Names of the roles that stand for a tier on this map.
 *
 * @param {Atlas} atlas
 * @param {Scene} scene
 * @param {Lang} lang
 * @param {number} tier
 */
function tierNames(atlas, scene, lang, tier) {
  const used = new Set(scene.facts.map((i) => atlas.facts.role[i]));
  const names = atlas.codes.role
    .filter((code, k) => code.tier === tier && used.has(k))
    .map((code) => nameOf(lang, code));
  return names.slice(0, 3).join(lang === "en" ? ", " : "、");
}

/**
 * @param {Atlas} atlas
 * @param {Scene} scene
 * @param {Lang} lang
 */
function themeRows(atlas, scene, lang) {
  const theme = /** @type {Theme} */ (scene.theme);
  const { shades, ink } = tierRamp(atlas.clusters[theme.cluster].colour);
  const tiers = new Set([...scene.cities.values()].map((c) => c.tier).concat(scene.counties.map((e) => e.tier)));
  const rows = [1, 2, 3, 4, 5]
    .filter((k) => tiers.has(k))
    .map((k) => row(swatch(shades[k - 1], "ca-sq2 ca-edge"), tierNames(atlas, scene, lang, k)));
  rows.push(row(swatch("#c3cad0", "ca-sq0"), t(lang, "squareNone")));
  if (scene.hatched.length) rows.push(row(swatch(shades[2], "ca-hatch"), t(lang, "hatch")));
  if (scene.counties.length) rows.push(row(swatch(ink, "ca-sq0"), t(lang, "countyKey")));
  return rows.concat(arrowRows(atlas, scene, lang, ink));
}

/**
 * @param {Atlas} atlas
 * @param {Scene} scene
 * @param {Lang} lang
 * @param {string} colour
 */
function arrowRows(atlas, scene, lang, colour) {
  const types = new Set(scene.arrows.map((arrow) => arrow.type));
  return atlas.codes.relation
    .filter((code) => types.has(code.id))
    .map((code) => row(arrowKey(colour, code.id), nameOf(lang, code)));
}

/**
 * @param {Atlas} atlas
 * @param {Scene} scene
 * @param {Lang} lang
 * @param {string} colour
 */
function symbolRows(atlas, scene, lang, colour) {
  const places = scene.symbols.map((entry) => atlas.places[entry.place]);
  const rows = ["park", "site"]
    .filter((level) => places.some((p) => p.level === level))
    .map((level) => row(symbolKey(level, colour, false), t(lang, level)));
  if (places.some(isHollow)) rows.push(row(symbolKey("park", colour, true), t(lang, "hollow")));
  if (places.some((p) => p.radius)) rows.push(row(ringKey(colour), t(lang, "circle")));
  return rows;
}

/**
 * @param {HTMLElement} el
 * @param {Atlas} atlas
 * @param {(cluster: ClusterIndex) => void} onToggle
 */
export function createLegend(el, atlas, onToggle) {
  /** @type {boolean | null} */
  let open = null;
  /** @type {[scene: Scene, state: MapState, hidden: Set<ClusterIndex>]} */
  let last;

  /**
   * @param {Scene} scene
   * @param {MapState} state
   * @param {Set<ClusterIndex>} hidden
   */
  function clusterRows(scene, state, hidden) {
    const present = new Set([...state.ids].map((i) => atlas.facts.cluster[i]));
    if (atlas.clusters.length < 2) return [];
    return atlas.clusters.map((cluster, k) =>
      h(
        "button",
        {
          type: "button",
          class: "ca-legend-row ca-toggle",
          "aria-pressed": String(!hidden.has(k)),
          disabled: !present.has(k),
          onclick: () => onToggle(k),
        },
        swatch(safeColour(cluster.colour), "ca-sq2"),
        h("span", {}, nameOf(state.lang, cluster)),
      ),
    );
  }

  /**
   * @param {Scene} scene
   * @param {MapState} state
   * @param {Set<ClusterIndex>} hidden
   */
  function body(scene, state, hidden) {
    const lang = state.lang;
    const unlocated = scene.unlocated ? h("p", {}, t(lang, "unlocated", { n: scene.unlocated })) : null;
    if (!scene.theme) {
      const near = scene.city >= 0;
      return [
        clusterRows(scene, state, hidden),
        squareRows(lang),
        h("p", {}, t(lang, "squareCount")),
        near && symbolRows(atlas, scene, lang, "#3c4a57"),
      ];
    }
    const { ink } = tierRamp(atlas.clusters[scene.theme.cluster].colour);
    return [themeRows(atlas, scene, lang), symbolRows(atlas, scene, lang, ink), unlocated];
  }

  /**
   * @param {Scene} scene
   * @param {Lang} lang
   */
  function heading(scene, lang) {
    if (!scene.theme) return t(lang, "squareHead");
    const { cluster, industry } = scene.theme;
    return t(lang, "tierHead", {
      name: nameOf(lang, industry >= 0 ? atlas.industries[industry] : atlas.clusters[cluster]),
    });
  }

  /**
   * @param {Scene} scene
   * @param {MapState} state
   * @param {Set<ClusterIndex>} hidden
   */
  function update(scene, state, hidden) {
    last = [scene, state, hidden];
    const room = el.parentElement?.clientWidth;
    if (open === null && room) open = room > 560;
    const focused = document.activeElement;
    const active = el.getRootNode().activeElement ?? focused;
    const kept = [...el.querySelectorAll("button")].findIndex((button) => button === active);
    const head = h(
      "button",
      {
        type: "button",
        class: "ca-legend-head",
        "aria-expanded": String(open),
        onclick: () => {
          open = !open;
          update(...last);
        },
      },
      h("span", {}, open ? heading(scene, state.lang) : t(state.lang, "legend")),
      icon(ICONS.down),
    );
    fill(el, head, open && h("div", { class: "ca-legend-body" }, body(scene, state, hidden)));
    if (kept >= 0) el.querySelectorAll("button")[kept]?.focus({ preventScroll: true });
  }

  return {
    update,
    /**
     * The rows for paper, open whatever the state on screen.
     *
     * @param {Scene} scene
     * @param {MapState} state
     * @param {Set<ClusterIndex>} hidden
     */
    printed: (scene, state, hidden) =>
      h("div", { class: "ca-legend-print" }, h("strong", {}, heading(scene, state.lang)), body(scene, state, hidden)),
  };
}
