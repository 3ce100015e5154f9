// What the comparison pages share: sections, lists of designations, choices, focus that stays.
import { h, swatch } from "../../core/dom.js";
import { t, nameOf } from "../../core/i18n.js";
import { factRow, viaNote } from "../facts.js";
import { compareStrength, namesDirectly, NO_INDUSTRY, roleTier } from "../../questions/roles.js";

const FACTS_AT_FIRST = 8;

/**
 * @param {Child} title
 * @param {...Child} children
 */
export function cmpSection(title, ...children) {
  return h("section", { class: "ca-cmp-section" }, h("h3", {}, title), children);
}

/** @param {string} text */
export function cmpNote(text) {
  return h("p", { class: "ca-cmp-note" }, text);
}

/** @param {number} value */
export function cmpDecimals(value, digits = 2) {
  return value.toFixed(digits);
}

/**
 * @param {RowContext} ctx
 * @param {IndustryIndex} industry
 */
export function industryName(ctx, industry) {
  return industry === NO_INDUSTRY ? t(ctx.lang, "cmpWhole") : nameOf(ctx.lang, ctx.atlas.industries[industry]);
}

/**
 * @param {RowContext} ctx
 * @param {ClusterIndex} cluster
 */
export function clusterMark(ctx, cluster) {
  return swatch(ctx.atlas.clusters[cluster].colour, "ca-sq2");
}

/**
 * @param {RowContext} ctx
 * @param {ClusterIndex} cluster
 */
export function clusterLabel(ctx, cluster) {
  return [clusterMark(ctx, cluster), h("span", {}, nameOf(ctx.lang, ctx.atlas.clusters[cluster]))];
}

/**
 * The shade of a fact's role in its cluster's colour; hatched where it comes only through a region.
 *
 * @param {RowContext} ctx
 * @param {FactIndex} fact
 * @param {CellState} state
 */
export function shadeMark(ctx, fact, state) {
  const { shades } = ctx.atlas.clusters[ctx.atlas.facts.cluster[fact]];
  const shade = shades[roleTier(ctx.atlas, fact) - 1];
  return state === "region"
    ? swatch(shades[Math.min(1, roleTier(ctx.atlas, fact) - 1)], "ca-hatch")
    : swatch(shade, "ca-sq2 ca-edge");
}

/**
 * @param {RowContext} ctx
 * @param {PlaceIndex} place
 * @param {FactIndex} fact
 */
export function viaText(ctx, place, fact) {
  return viaNote(ctx, place, fact) ?? "";
}

/**
 * Facts about a place: those that name it first, then strongest first.
 *
 * @param {RowContext} ctx
 * @param {PlaceIndex | null} place
 * @param {FactIndex[]} facts
 */
export function orderedFacts(ctx, place, facts) {
  const strength = compareStrength(ctx.atlas);
  /** @param {FactIndex} i */
  const via = (i) => (place !== null && !namesDirectly(ctx.atlas, place, i) ? 1 : 0);
  return [...facts].sort((a, b) => via(a) - via(b) || strength(a, b));
}

/**
 * Designations with their clauses; long lists end in a button for the rest.
 *
 * @param {FactContext} ctx
 * @param {FactIndex[]} facts
 * @param {PlaceIndex | null} [place]
 */
export function cmpFacts(ctx, facts, place = null) {
  const rows = orderedFacts(ctx, place, facts);
  /** @param {FactIndex} i */
  const make = (i) => factRow(ctx, i, false, place === null ? null : viaText(ctx, place, i) || null);
  const box = h("div", { class: "ca-cmp-facts" }, rows.slice(0, FACTS_AT_FIRST).map(make));
  if (rows.length > FACTS_AT_FIRST) {
    /** @type {HTMLButtonElement} */
    const more = h(
      "button",
      {
        type: "button",
        class: "ca-link ca-cmp-more",
        onclick: () => more.replaceWith(...rows.slice(FACTS_AT_FIRST).map(make)),
      },
      t(ctx.lang, "cmpMore", { n: rows.length }),
    );
    box.append(more);
  }
  return box;
}

/**
 * A row of buttons of which one is chosen.
 *
 * @template {string} Value
 * @param {string} label
 * @param {[value: Value, ...content: Child[]][]} options
 * @param {Value} chosen
 * @param {(value: Value) => void} pick
 */
export function cmpChoice(label, options, chosen, pick) {
  return h(
    "div",
    { class: "ca-cmp-choice", role: "group", "aria-label": label },
    options.map(([value, ...content]) =>
      cmpKeyed(
        `${label} ${value}`,
        h(
          "button",
          { type: "button", "aria-pressed": String(value === chosen), onclick: () => value === chosen || pick(value) },
          content,
        ),
      ),
    ),
  );
}

/**
 * A button that shows and hides what belongs to it.
 *
 * @param {boolean} open
 * @param {() => void} toggle
 * @param {string} key
 * @param {...Child} content
 */
export function cmpUnfolder(open, toggle, key, ...content) {
  return cmpKeyed(
    key,
    h(
      "button",
      { type: "button", class: "ca-cmp-fold", "aria-expanded": String(open), onclick: toggle },
      h("i", { "aria-hidden": "true" }),
      content,
    ),
  );
}

/**
 * Marks an element so that its focus survives a new drawing of the page.
 *
 * @template {HTMLElement} Marked
 * @param {string} key
 * @param {Marked} el
 */
export function cmpKeyed(key, el) {
  el.dataset.key = key;
  return el;
}

/**
 * Draws anew and leaves focus and scroll where the reader had them.
 *
 * @param {HTMLElement} el
 * @param {HTMLElement} scroller
 * @param {() => void} draw
 */
export function cmpKeepPlace(el, scroller, draw) {
  const active = el.getRootNode().activeElement;
  const key = active instanceof HTMLElement && el.contains(active) ? active.dataset.key : undefined;
  const top = scroller.scrollTop;
  const across = [...el.querySelectorAll(".ca-cmp-scroll")].map((box) => box.scrollLeft);
  draw();
  if (key !== undefined)
    [...el.querySelectorAll("[data-key]")].find((other) => other.dataset.key === key)?.focus({ preventScroll: true });
  if (scroller.scrollTop !== top) scroller.scrollTop = top;
  el.querySelectorAll(".ca-cmp-scroll").forEach((box, i) => across[i] && (box.scrollLeft = across[i]));
}

/**
 * Adds or takes away.
 *
 * @template Value
 * @param {Set<Value>} set
 * @param {Value} value
 */
export function cmpFlip(set, value) {
  if (!set.delete(value)) set.add(value);
}
