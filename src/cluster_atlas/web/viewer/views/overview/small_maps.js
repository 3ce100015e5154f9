// Small multiples: the province once for each cluster, all in the same classes.
import { contextOf, h, fill, swatch } from "../../core/dom.js";
import { t, nameOf } from "../../core/i18n.js";
import { countWords, dotted } from "../../core/headlines.js";
import { shadeChoice } from "../../map/legend.js";
import { paintMap } from "../../map/paint.js";
import { buildScene } from "../../map/scene.js";
import { namesASpot } from "../../questions/select.js";
import { measureNamed } from "../../questions/shading.js";
import { clusterMark, cmpNote } from "../compare/compare_parts.js";
import { frameOf } from "../compare/compare_maps.js";

const [WIDTH, HEIGHT] = [300, 205]; // px
const GREYS = ["#59626b", "#808992", "#a8b0b7", "#ccd2d7", "#e8ebee"]; // of the key: each cluster has its own shades
const HEADROOM = 0.94;

/**
 * @param {Atlas} atlas
 * @param {Shapes} shapes
 * @param {Scene} scene
 */
function smallMap(atlas, shapes, scene) {
  const dpr = Math.min(3, globalThis.devicePixelRatio || 1);
  const canvas = h("canvas", { class: "ca-mul-map", role: "img", width: WIDTH * dpr, height: HEIGHT * dpr });
  const view = { ...frameOf(atlas.home, WIDTH, HEIGHT, HEADROOM), dpr, sea: true };
  const layout = { blocks: [], marks: [], arrows: [], labels: [] };
  paintMap(contextOf(canvas), view, { atlas, shapes, scene, layout, lit: new Set() });
  return canvas;
}

/**
 * @param {HTMLElement} el
 * @param {Atlas} atlas
 * @param {ViewCallbacks} callbacks
 * @returns {ComparePage}
 */
export function createMultiplesPage(el, atlas, callbacks) {
  /**
   * @param {CompareContext} ctx
   * @param {ClusterIndex} k
   */
  function figure(ctx, k) {
    const { lang } = ctx;
    const cluster = atlas.clusters[k];
    const ids = [...ctx.ids].filter((i) => atlas.facts.cluster[i] === k);
    const sel = { cluster: [cluster.id] };
    const scene = buildScene(atlas, { ids, sel, lang, focus: null, shade: ctx.ask.shade }, new Set());
    const canvas = smallMap(atlas, callbacks.shapes, scene);
    const cities = [...scene.cities.values()].filter((city) => city.named).length;
    const isNamed = ids.map((i) => namesASpot(atlas, i));
    const named = isNamed.filter(Boolean).length;
    const regional = ids.filter((i, n) => !isNamed[n] && atlas.facts.cities[i].length).length;
    const count = dotted([cities && t(lang, "cities", { n: cities }), countWords(lang, named, regional)]);
    const name = nameOf(lang, cluster);
    canvas.setAttribute("aria-label", `${name} · ${count}`);
    const toMap = () => {
      callbacks.filter(sel);
      callbacks.go("map");
    };
    return h(
      "figure",
      {},
      h("button", { type: "button", title: t(lang, "map"), onclick: toMap }, canvas),
      h("figcaption", {}, h("strong", {}, clusterMark(ctx, k), " ", name), h("span", {}, count)),
    );
  }

  /**
   * @param {Lang} lang
   * @param {ShadeMeasure} measure
   */
  function keys(lang, { classes }) {
    const tiers = classes.length
      ? classes.map((found) => ({ tier: found.tier, label: nameOf(lang, found) }))
      : atlas.codes.role.map((role) => ({ tier: role.tier || 5, label: nameOf(lang, role) }));
    return h(
      "p",
      { class: "ca-cmp-keys" },
      tiers.map(({ tier, label }) => h("span", {}, swatch(GREYS[tier - 1], "ca-sq2 ca-edge"), label)),
      h("span", {}, swatch(GREYS[2], "ca-hatch"), t(lang, "hatch")),
    );
  }

  return (ctx) => {
    const { lang } = ctx;
    const measure = measureNamed(atlas, ctx.ask.shade);
    const shown = new Set([...ctx.ids].map((i) => atlas.facts.cluster[i]));
    fill(
      el,
      cmpNote(t(lang, "mulLead")),
      h(
        "div",
        { class: "ca-cmp-bar" },
        shadeChoice(atlas, lang, measure, (shade) => callbacks.ask({ shade })),
      ),
      keys(lang, measure),
      shown.size
        ? h(
            "div",
            { class: "ca-mul" },
            atlas.clusters.map((_, k) => shown.has(k) && figure(ctx, k)),
          )
        : h("p", { class: "ca-cmp-empty" }, t(lang, "cmpNoFacts")),
    );
  };
}
