// A cluster by the stages of its chain: which places are named at each, and where nobody is.
import { h, fill } from "../../core/dom.js";
import { t, nameOf } from "../../core/i18n.js";
import { clusterChain } from "../../questions/chain.js";
import { placeLinks } from "../facts.js";
import {
  clusterMark,
  cmpChoice,
  cmpFacts,
  cmpFlip,
  cmpKeepPlace,
  cmpNote,
  cmpUnfolder,
} from "../compare/compare_parts.js";

/**
 * The cluster asked for, else the first that has a designation shown.
 *
 * @param {CompareContext} ctx
 */
function clusterAsked({ atlas, ids, ask }) {
  const asked = atlas.index.cluster.get(ask.w);
  return asked ?? Math.min(...[...ids].map((i) => atlas.facts.cluster[i]));
}

/**
 * @param {HTMLElement} el
 * @param {Atlas} atlas
 * @param {ViewCallbacks} callbacks
 * @returns {ComparePage}
 */
export function createChainPage(el, atlas, callbacks) {
  /** @type {Set<string>} */
  const open = new Set();
  /** @type {CompareContext} */
  let ctx;

  /** @param {ChainLink} link */
  function placesOf({ places, regions }) {
    /** @param {[PlaceIndex, FactIndex[]]} found */
    const mark = ([p, facts]) => h("span", {}, placeLinks(ctx, [p]), ` ${facts.length}`);
    return h(
      "p",
      { class: "ca-where" },
      places.map(mark),
      regions.length > 0 && h("span", { class: "ca-note" }, t(ctx.lang, "chnByRegion")),
      regions.map(mark),
    );
  }

  /** @param {ChainLink} link */
  function linkBox(link) {
    const item = atlas.industries[link.industry];
    const name = nameOf(ctx.lang, item);
    const unfolded = open.has(item.id);
    const toggle = () => {
      cmpFlip(open, item.id);
      cmpKeepPlace(el, el, draw);
    };
    return h(
      "li",
      { class: item.parent >= 0 ? "ca-chn-part" : null },
      link.facts.length
        ? cmpUnfolder(unfolded, toggle, `chain ${item.id}`, h("span", {}, name), h("b", {}, String(link.facts.length)))
        : h("span", {}, name),
      gapMark(link.gap),
      placesOf(link),
      unfolded && cmpFacts(ctx, link.facts),
    );
  }

  /** @param {ChainGap} gap */
  const gapMark = (gap) => gap && h(gap === "no-industry" ? "i" : "em", {}, t(ctx.lang, `chnGap_${gap}`));

  /** @param {ChainStage} stage */
  function stageBox({ stage, whole, links }) {
    const gaps = links.filter((link) => link.gap).length;
    return h(
      "section",
      { class: links.length ? "ca-chn-stage" : "ca-chn-stage ca-chn-none" },
      h("h3", {}, nameOf(ctx.lang, stage), h("small", {}, t(ctx.lang, "chnNamed", { n: whole.places.length }))),
      gapMark(whole.gap),
      placesOf(whole),
      gaps > 0 && h("p", { class: "ca-cmp-note" }, t(ctx.lang, "chnGaps", { n: gaps, all: links.length })),
      h("ul", {}, links.map(linkBox)),
    );
  }

  function draw() {
    const { lang } = ctx;
    const cluster = clusterAsked(ctx);
    if (!ctx.ids.length) return fill(el, h("p", { class: "ca-cmp-empty" }, t(lang, "cmpNoFacts")));
    const shown = new Set([...ctx.ids].map((i) => atlas.facts.cluster[i]));
    const choices = atlas.clusters.map((item, k) => ({ item, k })).filter(({ k }) => shown.has(k) || k === cluster);
    /** @param {string} id */
    const pick = (id) => callbacks.ask({ w: id });
    return fill(
      el,
      cmpNote(t(lang, "chnLead")),
      h(
        "div",
        { class: "ca-cmp-bar" },
        cmpChoice(
          t(lang, "cluster"),
          choices.map(({ item, k }) => [item.id, clusterMark(ctx, k), " ", nameOf(lang, item)]),
          atlas.clusters[cluster].id,
          pick,
        ),
      ),
      h("div", { class: "ca-chn" }, clusterChain(atlas, cluster, ctx.ids).map(stageBox)),
    );
  }

  return (next) => {
    ctx = next;
    draw();
  };
}
