// The pattern of the province: likeness with its measure, crowded industries, gaps, shares of the areas.
import { h, fill } from "../../core/dom.js";
import { joinWords, t, nameOf } from "../../core/i18n.js";
import { dotted, titleOf } from "../../core/headlines.js";
import { contributionsOf } from "../../questions/similarity.js";
import { crowdingSections, shareSection } from "./compare_spread.js";
import { clusterMark, cmpDecimals, cmpFlip, cmpKeyed, cmpSection, cmpUnfolder, industryName } from "./compare_parts.js";

const PAIRS_AT_FIRST = 8;

/** @param {CompareContext} ctx */
function measureBox(ctx) {
  const { atlas, lang } = ctx;
  /** @param {[level: string, points: number]} entry */
  const tier = ([level, points]) => {
    const roles = atlas.codes.role.filter((role) => String(role.tier || 5) === level).map((role) => nameOf(lang, role));
    return h(
      "tr",
      {},
      h("th", { scope: "row" }, t(lang, "cmpHowPoints", { n: points })),
      h("td", {}, joinWords(lang, roles)),
    );
  };
  const table = h("table", {}, h("tbody", {}, Object.entries(atlas.rules.tierPoints).map(tier)));
  return h(
    "details",
    { class: "ca-cmp-how", open: true },
    h("summary", {}, t(lang, "cmpHow")),
    h(
      "div",
      {},
      h(
        "div",
        {},
        h("p", {}, t(lang, "cmpHowText")),
        h("p", {}, t(lang, "cmpHowLike")),
        h("p", {}, t(lang, "cmpHowOther")),
        h("p", {}, t(lang, "cmpHowWhy")),
      ),
      h("div", {}, table, h("p", {}, t(lang, "cmpHowRegion", { share: atlas.rules.regionShare }))),
    ),
  );
}

/**
 * What each industry counts for in two cities: the number of the pair, opened.
 *
 * @param {CompareContext} ctx
 * @param {CityPair} pair
 * @param {ViewCallbacks} callbacks
 */
function pairTable(ctx, pair, callbacks) {
  const { atlas, lang } = ctx;
  const { profiles } = ctx.answers.alike();
  const parts = contributionsOf(atlas, profiles, pair.first, pair.second).sort(
    (a, b) => b.most - a.most || a.cluster - b.cluster,
  );
  /** @param {ProfileWeight | null} value */
  const weight = (value) =>
    h(
      "td",
      {},
      value === null
        ? h("span", { class: "ca-cmp-weight" }, h("b", { class: "ca-mute" }, "0"))
        : h(
            "span",
            { class: "ca-cmp-weight" },
            h("b", {}, String(value.points)),
            h(
              "button",
              {
                type: "button",
                class: `ca-title ca-small${value.direct ? "" : " ca-cmp-soft"}`,
                onclick: () => ctx.open(atlas.facts.id[value.fact]),
              },
              titleOf(atlas, lang, value.fact),
            ),
          ),
    );
  /** @param {Contribution} part */
  const line = (part) =>
    h(
      "tr",
      {},
      h(
        "th",
        { scope: "row", title: nameOf(lang, atlas.clusters[part.cluster]) },
        h(
          "span",
          { class: "ca-cmp-cluster" },
          clusterMark(ctx, part.cluster),
          h(
            "span",
            {},
            part.industry < 0
              ? `${nameOf(lang, atlas.clusters[part.cluster])} · ${industryName(ctx, part.industry)}`
              : industryName(ctx, part.industry),
          ),
        ),
      ),
      weight(part.first),
      weight(part.second),
      [part.least, part.most, part.differing].map((n) => h("td", { class: "ca-cmp-number" }, n ? String(n) : "–")),
    );
  const names = [pair.first, pair.second].map((c) => nameOf(lang, atlas.places[c]));
  const head = [t(lang, "industry"), ...names, t(lang, "cmpLeast"), t(lang, "cmpMost"), t(lang, "cmpDiffer")];
  const sums = h(
    "tr",
    {},
    h("th", { scope: "row", colspan: 3 }, t(lang, "cmpSum")),
    [pair.least, pair.most, pair.differing].map((n) => h("td", { class: "ca-cmp-number" }, String(n))),
  );
  const side = () => callbacks.ask({ sub: "", w: "", with: [pair.first, pair.second].map((c) => atlas.places[c].id) });
  return h(
    "div",
    { class: "ca-cmp-opened" },
    h("button", { type: "button", class: "ca-button", onclick: side }, t(lang, "cmpOpenCompare")),
    h(
      "div",
      { class: "ca-cmp-scroll ca-cmp-parts", tabindex: "-1" },
      h(
        "table",
        {},
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            head.map((word, k) => h("th", { scope: "col", class: k > 2 ? "ca-cmp-number" : "" }, word)),
          ),
        ),
        h("tbody", {}, parts.map(line)),
        h("tfoot", {}, sums),
      ),
    ),
  );
}

/**
 * @param {CompareContext} ctx
 * @param {PatternState} own
 * @param {"alike" | "complementary"} kind
 * @param {ViewCallbacks} callbacks
 */
function pairList(ctx, own, kind, callbacks) {
  const { atlas, lang } = ctx;
  /** @type {[title: string, value: "likeness" | "complement", over: "least" | "differing"]} */
  const [title, value, over] =
    kind === "alike" ? ["cmpAlike", "likeness", "least"] : ["cmpComplementary", "complement", "differing"];
  const pairs = ctx.answers.alike()[kind].filter((pair) => pair[value] > 0);
  const shown = own.long.has(kind) ? pairs : pairs.slice(0, PAIRS_AT_FIRST);
  /** @param {CityPair} pair */
  const line = (pair) => {
    const key = `${kind} ${pair.first} ${pair.second}`;
    const open = own.open.has(key);
    const toggle = () => own.redraw(() => cmpFlip(own.open, key));
    const bar = h("span", { class: "ca-cmp-meter", "aria-hidden": "true" });
    bar.style.setProperty("--v", String(pair[value]));
    const names = [pair.first, pair.second].map((c) => nameOf(lang, atlas.places[c])).join(" – ");
    const how = t(lang, "cmpPairSum", { least: pair[over], most: pair.most });
    const regional = kind === "alike" && pair.regional > 0 && t(lang, "cmpPairRegional", { n: pair.regional });
    return h(
      "li",
      {},
      cmpUnfolder(
        open,
        toggle,
        key,
        h("span", { class: "ca-cmp-pair" }, names),
        bar,
        h("b", {}, cmpDecimals(pair[value])),
        h("small", {}, dotted([how, regional])),
      ),
      open && pairTable(ctx, pair, callbacks),
    );
  };
  const more =
    pairs.length > PAIRS_AT_FIRST &&
    cmpKeyed(
      `long ${kind}`,
      h(
        "button",
        { type: "button", class: "ca-link", onclick: () => own.redraw(() => cmpFlip(own.long, kind)) },
        own.long.has(kind) ? t(lang, "cmpFewer", { n: PAIRS_AT_FIRST }) : t(lang, "cmpAllPairs", { n: pairs.length }),
      ),
    );
  const { unranked } = ctx.answers.alike();
  const named = unranked
    .slice(0, PAIRS_AT_FIRST)
    .map((pair) => [pair.first, pair.second].map((c) => nameOf(lang, atlas.places[c])).join("–"));
  if (unranked.length > named.length) named.push("…");
  const names = joinWords(lang, named);
  return cmpSection(
    t(lang, title),
    kind === "alike" &&
      unranked.length > 0 &&
      h("p", { class: "ca-cmp-note ca-cmp-unranked" }, t(lang, "cmpUnranked", { n: unranked.length, names })),
    pairs.length
      ? h("ol", { class: "ca-cmp-pairs" }, shown.map(line))
      : h("p", { class: "ca-cmp-note" }, t(lang, "cmpPairNone")),
    more,
  );
}

/**
 * @param {HTMLElement} el
 * @param {Atlas} atlas
 * @param {ViewCallbacks} callbacks
 * @returns {ComparePage}
 */
export function createPatternPage(el, atlas, callbacks) {
  // What the reader has opened stays open when filters change.
  /** @type {PatternState} */
  const own = { open: new Set(), long: new Set(), level: "all", redraw };
  /** @type {CompareContext} */
  let ctx;

  function draw() {
    if (!ctx.ids.length) return fill(el, h("p", { class: "ca-cmp-empty" }, t(ctx.lang, "cmpNoFacts")));
    return fill(
      el,
      measureBox(ctx),
      pairList(ctx, own, "alike", callbacks),
      pairList(ctx, own, "complementary", callbacks),
      crowdingSections(ctx, own),
      shareSection(ctx, own),
    );
  }

  /** @param {() => void} change */
  function redraw(change) {
    const active = el.getRootNode().activeElement;
    const key = active instanceof HTMLElement ? active.dataset.key : undefined;
    change();
    draw();
    if (key)
      [...el.querySelectorAll("[data-key]")].find((other) => other.dataset.key === key)?.focus({ preventScroll: true });
  }

  return (next) => {
    ctx = next;
    draw();
  };
}
