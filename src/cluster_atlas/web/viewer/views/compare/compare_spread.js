// Crowded industries, gaps and the shares of the areas; every number opens to the designations it counts.
import { h } from "../../core/dom.js";
import { t, nameOf } from "../../core/i18n.js";
import { placeLinks } from "../facts.js";
import { GAP_KINDS, industryCrowding, regionShares } from "../../questions/patterns.js";
import {
  clusterLabel,
  clusterMark,
  cmpChoice,
  cmpFacts,
  cmpNote,
  cmpSection,
  cmpFlip,
  cmpKeyed,
  cmpUnfolder,
} from "./compare_parts.js";

const CROWDED_SHOWN = 12;
/** @type {Partial<Record<GapKind, string>>} */
const GAP_WORDS = { one: "cmpGapOne", region: "cmpGapRegion", unlocated: "cmpGapUnlocated", unnamed: "cmpGapUnnamed" };

/**
 * @param {Atlas} atlas
 * @param {string} level
 * @returns {(spread: Spread) => boolean}
 */
function ofLevel(atlas, level) {
  return (spread) => level === "all" || atlas.industries[spread.industry].parent < 0 === (level === "top");
}

/**
 * @param {RowContext} ctx
 * @param {Spread} spread
 */
function spreadName(ctx, { industry }) {
  const { atlas, lang } = ctx;
  const { parent, cluster } = atlas.industries[industry];
  return [
    clusterMark(ctx, cluster),
    h(
      "span",
      { class: "ca-cmp-pair ca-cmp-swatched" },
      nameOf(lang, atlas.industries[industry]),
      h("small", {}, nameOf(lang, parent < 0 ? atlas.clusters[cluster] : atlas.industries[parent])),
    ),
  ];
}

/**
 * @param {FactContext} ctx
 * @param {Spread} spread
 */
function spreadOpened(ctx, spread) {
  return h(
    "div",
    { class: "ca-cmp-opened" },
    spread.cities.length > 0 && h("p", { class: "ca-where" }, placeLinks(ctx, spread.cities, 21)),
    cmpFacts(ctx, spread.facts),
  );
}

/**
 * @param {FactContext} ctx
 * @param {PatternState} own
 * @param {Spread} spread
 */
function crowdedLine(ctx, own, spread) {
  const { atlas, lang } = ctx;
  const key = `spread ${spread.industry}`;
  const open = own.open.has(key);
  const [bar, rest] = [h("i", {}), h("i", { class: "ca-cmp-soft" })];
  bar.style.setProperty("--v", String(spread.cities.length / atlas.cities.length));
  rest.style.setProperty("--v", String(spread.through.length / atlas.cities.length));
  return h(
    "li",
    {},
    cmpUnfolder(
      open,
      () => own.redraw(() => cmpFlip(own.open, key)),
      key,
      spreadName(ctx, spread),
      h("span", { class: "ca-cmp-bars", "aria-hidden": "true" }, bar, rest),
      h("b", {}, t(lang, "cmpCities", { n: spread.cities.length })),
      spread.through.length > 0 && h("small", {}, t(lang, "cmpPlus", { n: spread.through.length })),
    ),
    open && spreadOpened(ctx, spread),
  );
}

/**
 * One kind of gap: a line per cluster, its industries as buttons that open below.
 *
 * @param {FactContext} ctx
 * @param {PatternState} own
 * @param {GapKind} kind
 * @param {Spread[]} spreads
 */
function gapGroup(ctx, own, kind, spreads) {
  const { atlas, lang } = ctx;
  const mine = spreads.filter((spread) => spread.gap === kind);
  if (!mine.length) return null;
  /** @param {Spread} spread */
  const button = (spread) => {
    const key = `spread ${spread.industry}`;
    const city = kind === "one" && h("small", {}, nameOf(lang, atlas.places[spread.cities[0]]));
    return h(
      "span",
      { class: "ca-cmp-gap" },
      cmpKeyed(
        key,
        h(
          "button",
          {
            type: "button",
            class: "ca-cmp-item",
            "aria-expanded": String(own.open.has(key)),
            onclick: () => own.redraw(() => cmpFlip(own.open, key)),
          },
          nameOf(lang, atlas.industries[spread.industry]),
        ),
      ),
      city,
    );
  };
  /** @param {ClusterIndex} cluster */
  const line = (cluster) => {
    const inside = mine.filter((spread) => atlas.industries[spread.industry].cluster === cluster);
    const open = inside.filter((spread) => own.open.has(`spread ${spread.industry}`));
    /** @param {Spread} spread */
    const part = (spread) =>
      h(
        "div",
        { class: "ca-cmp-opened" },
        h("h4", {}, nameOf(lang, atlas.industries[spread.industry])),
        cmpFacts(ctx, spread.facts),
      );
    return h(
      "li",
      {},
      h("span", { class: "ca-cmp-cluster" }, clusterLabel(ctx, cluster)),
      h("span", { class: "ca-cmp-items" }, inside.map(button)),
      open.map(part),
    );
  };
  const clusters = [...new Set(mine.map((spread) => atlas.industries[spread.industry].cluster))];
  return h(
    "div",
    { class: "ca-cmp-set" },
    h("h4", {}, t(lang, GAP_WORDS[kind] ?? ""), h("b", {}, String(mine.length))),
    h("ul", {}, clusters.map(line)),
  );
}

/**
 * @param {CompareContext} ctx
 * @param {PatternState} own
 */
export function crowdingSections(ctx, own) {
  const { atlas, lang } = ctx;
  const { crowded, gaps } = industryCrowding(atlas, ctx.ids);
  const keep = ofLevel(atlas, own.level);
  const [many, few] = [crowded.filter(keep), gaps.filter(keep)];
  const shown = own.long.has("crowded") ? many : many.slice(0, CROWDED_SHOWN);
  /** @type {[value: string, word: string][]} */
  const levels = [
    ["all", t(lang, "cmpAllLevels")],
    ["top", t(lang, "cmpTopLevel")],
    ["segment", t(lang, "cmpSegments")],
  ];
  const more =
    many.length > CROWDED_SHOWN &&
    cmpKeyed(
      "long crowded",
      h(
        "button",
        { type: "button", class: "ca-link", onclick: () => own.redraw(() => cmpFlip(own.long, "crowded")) },
        own.long.has("crowded")
          ? t(lang, "cmpFewer", { n: CROWDED_SHOWN })
          : t(lang, "cmpAllIndustries", { n: many.length }),
      ),
    );
  return [
    cmpSection(
      [
        t(lang, "cmpCrowd"),
        cmpChoice(t(lang, "cmpCrowd"), levels, own.level, (level) =>
          own.redraw(() => {
            own.level = level;
          }),
        ),
      ],
      cmpNote(t(lang, "cmpCrowdNote")),
      many.length
        ? h(
            "ol",
            { class: "ca-cmp-pairs" },
            shown.map((spread) => crowdedLine(ctx, own, spread)),
          )
        : cmpNote(t(lang, "cmpCrowdNone")),
      more,
    ),
    cmpSection(
      t(lang, "cmpGaps"),
      cmpNote(t(lang, "cmpGapsNote")),
      few.length
        ? h(
            "div",
            { class: "ca-cmp-sets ca-cmp-gaps" },
            GAP_KINDS.map((kind) => gapGroup(ctx, own, kind, few)),
          )
        : cmpNote(t(lang, "cmpNothing")),
    ),
  ];
}

/**
 * @param {FactContext} ctx
 * @param {PatternState} own
 * @param {AreaShare} share
 * @param {number} most
 */
function shareCell(ctx, own, share, most) {
  const { atlas, lang } = ctx;
  const key = `share ${share.area} ${share.cluster}`;
  const [bar, rest] = [h("i", {}), h("i", { class: "ca-cmp-soft" })];
  bar.style.setProperty("--v", String(most ? share.named.length / most : 0));
  rest.style.setProperty("--v", String(most ? share.through.length / most : 0));
  const label = t(lang, "cmpBarOf", {
    area: nameOf(lang, atlas.places[share.area]),
    cluster: share.cluster < 0 ? t(lang, "cmpSharesAll") : nameOf(lang, atlas.clusters[share.cluster]),
    named: share.named.length,
    via: share.through.length,
  });
  const some = share.named.length + share.through.length > 0;
  const content = [
    h("span", { class: "ca-cmp-bars", "aria-hidden": "true" }, bar, rest),
    h(
      "span",
      {},
      h("b", {}, String(share.named.length)),
      share.total > 0 && h("small", {}, `${Math.round(share.share * 100)}%`),
      share.through.length > 0 && h("small", {}, `+${share.through.length}`),
    ),
  ];
  return h(
    "td",
    {},
    some
      ? cmpKeyed(
          key,
          h(
            "button",
            {
              type: "button",
              class: "ca-cmp-share",
              "aria-expanded": String(own.open.has(key)),
              title: label,
              onclick: () => own.redraw(() => cmpFlip(own.open, key)),
            },
            h("span", { class: "ca-hidden" }, label),
            content,
          ),
        )
      : h("span", { class: "ca-cmp-share ca-mute", "aria-label": label }, "–"),
  );
}

/**
 * @param {CompareContext} ctx
 * @param {PatternState} own
 */
export function shareSection(ctx, own) {
  const { atlas, lang } = ctx;
  const shares = regionShares(atlas, ctx.ids);
  const areas = [...new Set(shares.map((share) => share.area))];
  /** @param {ClusterIndex} cluster */
  const line = (cluster) => {
    const mine = shares.filter((share) => share.cluster === cluster);
    const most = Math.max(...mine.map((share) => share.named.length + share.through.length));
    const open = mine.filter((share) => own.open.has(`share ${share.area} ${cluster}`));
    const whole = cluster < 0 ? t(lang, "cmpSharesAll") : nameOf(lang, atlas.clusters[cluster]);
    /** @param {AreaShare} share */
    const part = (share) =>
      h(
        "div",
        { class: "ca-cmp-opened" },
        h("h4", {}, `${nameOf(lang, atlas.places[share.area])} · ${whole}`),
        cmpFacts(ctx, [...share.named, ...share.through]),
      );
    return [
      h(
        "tr",
        { class: cluster < 0 ? "ca-cmp-clusterrow" : "" },
        h(
          "th",
          { scope: "row" },
          h("span", { class: "ca-cmp-cluster" }, cluster < 0 ? t(lang, "cmpSharesAll") : clusterLabel(ctx, cluster)),
        ),
        mine.map((share) => shareCell(ctx, own, share, most)),
      ),
      open.length > 0 &&
        h(
          "tr",
          { class: "ca-cmp-detail" },
          h("td", { colspan: areas.length + 1 }, h("div", { class: "ca-cmp-stay" }, open.map(part))),
        ),
    ];
  };
  const clusters = [...new Set(shares.map((share) => share.cluster))];
  const table = h(
    "table",
    {},
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        h("th", { scope: "col" }, t(lang, "cluster")),
        areas.map((area) => h("th", { scope: "col" }, nameOf(lang, atlas.places[area]))),
      ),
    ),
    h("tbody", {}, clusters.map(line)),
  );
  return cmpSection(
    t(lang, "cmpShares"),
    cmpNote(t(lang, "cmpSharesNote", { n: shares[0]?.total ?? 0 })),
    h("div", { class: "ca-cmp-scroll ca-cmp-shares", tabindex: "-1" }, table),
  );
}
