// The legend inside the map: its cluster rows switch clusters on and off at once.
import { contextOf, h, fill, icon, ICONS, swatch } from "../core/dom.js";
import { nameOf, t } from "../core/i18n.js";
import { planEntries, veilEntries } from "./legend_entries.js";
import { ownEntries } from "./own/own_legend.js";
import { traceSymbol, arrowDash, drawHead } from "./paint.js";

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

/**
 * One key for symbols that mean the same.
 *
 * @param {string[]} levels
 * @param {string} colour
 * @param {boolean} hollow
 */
function symbolKeys(levels, colour, hollow) {
  const keys = levels.map((level) => symbolKey(level, colour, hollow));
  return keys.length === 1 ? keys[0] : h("span", { class: "ca-legend-keys" }, keys);
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
 * The picture before an entry, as the map draws it.
 *
 * @param {LegendPicture} entry
 */
export function pictureOf(entry) {
  if (entry.kind === "own") return drawnKey(entry.draw);
  switch (entry.kind) {
    case "area": {
      const filled = entry.fill && entry.fill !== "#ffffff";
      return filled ? swatch(entry.fill, "ca-sq2 ca-edge") : swatch(entry.stroke, "ca-sq0");
    }
    case "hatch":
      return swatch(entry.hatch, "ca-hatch");
    case "cell":
      return swatch(entry.cell ? entry.fill : entry.stroke, `ca-sq${entry.cell}`);
    case "symbol":
      return symbolKeys([entry.symbol, ...(entry.also ?? [])], entry.fill, entry.hollow);
    case "circle":
      return ringKey(entry.stroke);
    default:
      return arrowKey(entry.stroke, entry.relation);
  }
}

/** @param {LegendEntry} entry */
function entryRow(entry) {
  if (entry.kind === "heading") return h("p", {}, entry.label);
  return h("div", { class: "ca-legend-row" }, pictureOf(entry), h("span", {}, entry.label));
}

/**
 * What the shades stand for, to choose from.
 *
 * @param {Atlas} atlas
 * @param {Lang} lang
 * @param {ShadeMeasure} measure
 * @param {(measure: string) => void} onShade - told the id, "" for the usual measure
 */
export function shadeChoice({ rules: { shades } }, lang, measure, onShade) {
  /** @param {ShadeMeasure} other */
  const option = (other) =>
    h(
      "button",
      {
        type: "button",
        class: "ca-pick",
        "aria-pressed": String(other === measure),
        onclick: () => onShade(other === shades[0] ? "" : other.id),
      },
      nameOf(lang, other),
    );
  return h("div", { class: "ca-picks", role: "group", "aria-label": t(lang, "shadeBy") }, shades.map(option));
}

/**
 * @param {HTMLElement} el
 * @param {Atlas} atlas
 * @param {(cluster: ClusterIndex) => void} onToggle
 * @param {(measure: string) => void} [onShade]
 */
export function createLegend(el, atlas, onToggle, onShade) {
  /** @type {boolean | null} */
  let open = null;
  /** @type {[scene: Scene, state: MapState, hidden: Set<ClusterIndex>]} */
  let last;
  let counts = true;
  let ownOpen = false;

  /**
   * A cluster's entry switches it on and off.
   *
   * @param {LegendPicture & { cluster: ClusterIndex }} entry
   * @param {Set<ClusterIndex>} present
   * @param {Set<ClusterIndex>} hidden
   */
  function clusterRow(entry, present, hidden) {
    return h(
      "button",
      {
        type: "button",
        class: "ca-legend-row ca-toggle",
        "aria-pressed": String(!hidden.has(entry.cluster)),
        disabled: !present.has(entry.cluster),
        onclick: () => onToggle(entry.cluster),
      },
      pictureOf(entry),
      h("span", {}, entry.label),
    );
  }

  /**
   * The office's own rows, folded: they are not what the plans say, and not what the map is about.
   *
   * @param {LegendEntry[]} entries
   * @param {boolean} onPaper
   */
  function ownLegend([heading, ...entries], onPaper) {
    if (!heading) return null;
    return h(
      "details",
      {
        class: "ca-legend-own",
        open: onPaper || ownOpen,
        ontoggle: (event) => onPaper || (ownOpen = /** @type {HTMLDetailsElement} */ (event.target).open),
      },
      h("summary", {}, heading.label),
      entries.map(entryRow),
    );
  }

  /**
   * The heading, and the elements below it.
   *
   * @param {Scene} scene
   * @param {MapState} state
   * @param {Set<ClusterIndex>} hidden
   * @param {boolean} counted
   * @param {boolean} [onPaper]
   */
  function written(scene, state, hidden, counted, onPaper = false) {
    const [heading, ...entries] = planEntries(atlas, scene, state.lang, counted);
    const present = new Set([...state.ids].map((i) => atlas.facts.cluster[i]));
    const switches = entries.filter((entry) => entry.cluster !== undefined);
    const others = [...entries.slice(switches.length), ...veilEntries(scene, state.lang)].map(entryRow);
    const unlocated =
      scene.theme && scene.unlocated ? h("p", {}, t(state.lang, "unlocated", { n: scene.unlocated })) : null;
    const body = [
      switches.map((entry) => clusterRow(entry, present, hidden)),
      switches.length ? h("div", { class: "ca-legend-keys" }, others) : others,
      unlocated,
      withOwnRows && scene.own && ownLegend(ownEntries(scene.own, state.lang), onPaper),
    ];
    return { heading: heading.label, body };
  }

  /**
   * @param {Scene} scene
   * @param {MapState} state
   * @param {Set<ClusterIndex>} hidden
   */
  function update(scene, state, hidden) {
    last = [scene, state, hidden];
    // Asked once only: it would have the page laid out before the map is drawn.
    const room = open === null && el.parentElement?.clientWidth;
    if (room) open = room > 560;
    const { heading, body } = written(scene, state, hidden, counts);
    const choice = scene.theme && onShade && shadeChoice(atlas, state.lang, scene.measure, onShade);
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
      h("span", {}, open ? heading : t(state.lang, "legend")),
      icon(ICONS.down),
    );
    fill(el, head, open && h("div", { class: "ca-legend-body" }, choice, body));
    if (kept >= 0) el.querySelectorAll("button")[kept]?.focus({ preventScroll: true });
  }

  return {
    update,
    /**
     * Explains the numbers at the cities, or not where none are drawn.
     *
     * @param {Block[]} blocks
     */
    explain([block]) {
      if (!block || block.counted === counts) return;
      counts = block.counted;
      update(...last);
    },
    /** Closes it where it would lie over what the map is about; says whether it was open. */
    fold() {
      const was = Boolean(open);
      open = false;
      if (was && last) update(...last);
      return was;
    },
    /**
     * The rows for paper, open whatever the state on screen.
     *
     * @param {Scene} scene
     * @param {MapState} state
     * @param {Set<ClusterIndex>} hidden
     * @param {boolean} counted
     */
    printed(scene, state, hidden, counted) {
      const { heading, body } = written(scene, state, hidden, counted, true);
      return h("div", { class: "ca-legend-print" }, h("strong", {}, heading), body);
    },
  };
}
