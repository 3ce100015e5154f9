// All cities against all clusters: strongest role as shade, number of designations, three orders.
import { h, fill, swatch } from "../../core/dom.js";
import { t, joinNames, nameOf } from "../../core/i18n.js";
import { countWords, shortCount } from "../../core/headlines.js";
import { isDarkTier, roleTier } from "../../questions/roles.js";
import { areaOfCity } from "../../questions/compare.js";
import { isRegional } from "../../questions/similarity.js";
import { cellKeys } from "./compare_table.js";
import { clusterMark, cmpChoice, cmpNote, cmpDecimals, cmpKeyed } from "./compare_parts.js";

const MATRIX_ORDERS = [
  ["", "cmpByNumber", "number"],
  ["region", "cmpByRegion", "region"],
  ["similarity", "cmpBySimilarity", "similarity"],
];

/**
 * @param {Lang} lang
 * @param {CityPair} pair
 */
const cmpLikeness = (lang, pair) => (isRegional(pair) ? t(lang, "cmpNextRegional") : cmpDecimals(pair.likeness));

/**
 * Which roles a shade stands for, in the colour of one cluster.
 *
 * @param {RowContext} ctx
 * @param {ClusterIndex} cluster
 */
function roleKeys({ atlas, lang }, cluster) {
  /** @param {number} k */
  const roles = (k) => atlas.codes.role.filter(({ tier }) => (tier || 5) === k + 1);
  return h(
    "p",
    { class: "ca-cmp-keys" },
    atlas.clusters[cluster].shades.map((shade, k) =>
      h("span", {}, swatch(shade, "ca-sq2 ca-edge"), joinNames(lang, roles(k))),
    ),
  );
}

/**
 * @param {HTMLElement} el
 * @param {Atlas} atlas
 * @param {ViewCallbacks} callbacks
 * @returns {ComparePage}
 */
export function createMatrixPage(el, atlas, callbacks) {
  /**
   * On the map: the city in focus, the cluster as filter.
   *
   * @param {PlaceIndex} city
   * @param {ClusterIndex} cluster
   */
  function toMap(city, cluster) {
    callbacks.filter({ cluster: [atlas.clusters[cluster].id] });
    callbacks.go("map");
    callbacks.open(atlas.places[city].id);
  }

  /**
   * @param {CompareContext} ctx
   * @param {PlaceIndex} city
   * @param {ClusterIndex} cluster
   * @param {Cell} cell
   */
  function squareOf(ctx, city, cluster, cell) {
    const { lang } = ctx;
    const where = { place: nameOf(lang, atlas.places[city]), row: nameOf(lang, atlas.clusters[cluster]) };
    if (cell.strongest === null) {
      const state = t(lang, cell.state === "none" ? "cmpKeyNone" : "cmpKeyUnnamed");
      return h(
        "td",
        { class: `ca-cmp-${cell.state}`, title: t(lang, "cmpCellNone", { ...where, state }) },
        h("span", { class: "ca-hidden" }, state),
        h("span", { "aria-hidden": "true" }, cell.state === "none" ? "–" : ""),
      );
    }
    const tier = roleTier(atlas, cell.strongest);
    const { shades } = atlas.clusters[cluster];
    const role = nameOf(lang, atlas.codes.role[atlas.facts.role[cell.strongest]]);
    const status = nameOf(lang, atlas.codes.status[atlas.facts.status[cell.strongest]]);
    const label = t(lang, "cmpToMap", {
      label: t(lang, "cmpCellOf", {
        ...where,
        role: cell.state === "region" ? `${t(lang, "cmpKeyRegion")} ${role}` : role,
        status,
        n: countWords(lang, cell.named, cell.facts.length - cell.named),
      }),
    });
    const count = shortCount(cell.named, cell.facts.length - cell.named);
    const button = h(
      "button",
      {
        type: "button",
        // What is spoken holds what is seen, so that it can be asked for by it.
        "aria-label": `${count} ${label}`,
        title: label,
        class: cell.state === "direct" && isDarkTier(tier) ? "ca-cmp-dark" : "",
        onclick: () => toMap(city, cluster),
        onmouseenter: () => ctx.hover([city]),
        onmouseleave: () => ctx.hover(null),
      },
      count,
    );
    button.style.setProperty("--c", cell.state === "direct" ? shades[tier - 1] : shades[1]);
    return h("td", { class: `ca-cmp-${cell.state}` }, cmpKeyed(`square ${city} ${cluster}`, button));
  }

  /**
   * @param {CompareContext} ctx
   * @param {Matrix} found
   * @param {PlaceIndex} city
   * @param {PlaceIndex | undefined} before
   */
  function cityLine(ctx, found, city, before) {
    const { lang } = ctx;
    const name = h(
      "button",
      {
        type: "button",
        class: "ca-place",
        onclick: () => ctx.open(atlas.places[city].id),
        onmouseenter: () => ctx.hover([city]),
        onmouseleave: () => ctx.hover(null),
      },
      nameOf(lang, atlas.places[city]),
    );
    const pair = before !== undefined && found.alike.pair(before, city);
    return h(
      "tr",
      {},
      h("th", { scope: "row" }, cmpKeyed(`city ${city}`, name)),
      ctx.ask.w === "similarity" && h("td", { class: "ca-cmp-like" }, pair ? cmpLikeness(lang, pair) : ""),
      h(
        "td",
        { class: "ca-cmp-total" },
        shortCount(found.named.get(city), found.totals.get(city) - found.named.get(city)),
      ),
      found.clusters.map((cluster, k) => squareOf(ctx, city, cluster, found.cells.get(city)[k])),
    );
  }

  /**
   * @param {CompareContext} ctx
   * @param {Matrix} found
   * @param {PlaceIndex[]} order
   */
  function bodyOf(ctx, found, order) {
    const lines = order.map((city, k) => cityLine(ctx, found, city, order[k - 1]));
    if (ctx.ask.w !== "region") return h("tbody", {}, lines);
    const areas = order.map((city) => areaOfCity(atlas, city));
    const columns = found.clusters.length + 2;
    return [...new Set(areas)].map((area) =>
      h(
        "tbody",
        {},
        h(
          "tr",
          { class: "ca-cmp-arearow" },
          h(
            "th",
            { colspan: columns, scope: "rowgroup" },
            area < 0 ? t(ctx.lang, "cmpOtherArea") : nameOf(ctx.lang, atlas.places[area]),
          ),
        ),
        lines.filter((_, k) => areas[k] === area),
      ),
    );
  }

  /**
   * @param {CompareContext} ctx
   * @param {ClusterIndex} cluster
   */
  function clusterHead(ctx, cluster) {
    const name = h(
      "button",
      {
        type: "button",
        onclick: () => {
          callbacks.filter({ cluster: [atlas.clusters[cluster].id] });
          callbacks.go("map");
        },
      },
      clusterMark(ctx, cluster),
      h("span", {}, nameOf(ctx.lang, atlas.clusters[cluster])),
    );
    const th = h("th", { scope: "col" }, cmpKeyed(`cluster ${cluster}`, name));
    th.style.setProperty("--c", atlas.clusters[cluster].colour);
    return th;
  }

  return (ctx) => {
    const { lang } = ctx;
    const found = ctx.answers.matrix();
    const wanted = MATRIX_ORDERS.find(([value]) => value === ctx.ask.w) || MATRIX_ORDERS[0];
    /** @param {string} value */
    const pick = (value) => callbacks.ask({ w: value });
    const similar = wanted[2] === "similarity";
    const bar = h(
      "div",
      { class: "ca-cmp-bar" },
      h("span", {}, t(lang, "cmpOrder")),
      cmpChoice(
        t(lang, "cmpOrder"),
        MATRIX_ORDERS.map(([value, word]) => [value, t(lang, word)]),
        wanted[0],
        pick,
      ),
    );
    if (!found.clusters.length) return fill(el, bar, h("p", { class: "ca-cmp-empty" }, t(lang, "cmpNoFacts")));
    const head = h(
      "tr",
      {},
      h("th", { scope: "col" }, t(lang, "city")),
      similar && h("th", { scope: "col", class: "ca-cmp-like", title: t(lang, "cmpNextFull") }, t(lang, "cmpNext")),
      h("th", { scope: "col", class: "ca-cmp-total" }, t(lang, "cmpTotal")),
      found.clusters.map((cluster) => clusterHead(ctx, cluster)),
    );
    const own = { ...ctx, ask: { ...ctx.ask, w: wanted[0] } };
    return fill(
      el,
      cmpNote(t(lang, "cmpMatrixLead")),
      bar,
      similar && cmpNote(t(lang, "cmpSimilarLead")),
      cellKeys(ctx),
      roleKeys(ctx, found.clusters[0]),
      h(
        "div",
        { class: `ca-cmp-scroll ca-cmp-matrix${lang === "en" ? " ca-cmp-upright" : ""}`, tabindex: "-1" },
        h(
          "table",
          {},
          h("caption", { class: "ca-hidden" }, t(lang, "cmpMatrix")),
          h("thead", {}, head),
          bodyOf(own, found, found.orders[wanted[2]]),
        ),
      ),
    );
  };
}
