// Two to five places side by side: cards, a matrix that opens to the clauses, what is shared, targets, relations.
import { h, fill } from "../../core/dom.js";
import { t, nameOf, joinNames } from "../../core/i18n.js";
import { countWords } from "../../core/headlines.js";
import { countClusters, partedFacts } from "../../questions/roles.js";
import { comparePlaces, isComparable } from "../../questions/compare.js";
import { isRegional } from "../../questions/similarity.js";
import { createPlacePicker } from "./compare_picker.js";
import { createPlaceMaps } from "./compare_maps.js";
import { createSideTable } from "./compare_table.js";
import { isNamed, linkSection, setsSection, targetSectionOf } from "./compare_rest.js";
import { cmpDecimals, cmpKeyed } from "./compare_parts.js";

const SIDE_EXAMPLES = [
  ["city:440300", "city:441300"],
  ["city:440100", "city:440600", "city:441900"],
  ["region:prd", "region:coastal-east-wing", "region:coastal-west-wing", "region:northern-eco"],
];
const SIDE_NEIGHBOURS = 3;

/**
 * What a link names: known places once each, in their order; the rest is told.
 *
 * @param {Atlas} atlas
 * @param {string[]} wanted
 */
function placesAsked(atlas, wanted) {
  /** @type {PlaceIndex[]} */
  const known = [];
  /** @type {string[]} */
  const strange = [];
  for (const id of wanted) {
    const p = atlas.index.place.get(id);
    if (p === undefined || !isComparable(atlas, p)) strange.push(String(id).slice(0, 80));
    else if (!known.includes(p)) known.push(p);
  }
  return { known: known.slice(0, 5), strange };
}

/**
 * @param {CompareContext} ctx
 * @param {(ctx: RowContext, place: PlaceIndex, facts: FactIndex[]) => Node} mapOf
 * @param {PlaceIndex} p
 */
function placeCardOf(ctx, mapOf, p) {
  const { atlas, lang } = ctx;
  const [named, regional] = partedFacts(atlas, p, ctx.ids);
  const mine = [...named, ...regional];
  const clusters = countWords(lang, ...countClusters(atlas, named, regional));
  const open = () => ctx.open(atlas.places[p].id);
  const name = nameOf(lang, atlas.places[p], true);
  return h(
    "li",
    { class: "ca-cmp-card", onmouseenter: () => ctx.hover([p]), onmouseleave: () => ctx.hover(null) },
    mapOf(ctx, p, mine),
    h(
      "div",
      {},
      cmpKeyed(`card ${p}`, h("button", { type: "button", class: "ca-title", onclick: open }, name)),
      h("p", {}, t(lang, "cmpCountClusters", { count: clusters })),
      h("p", {}, t(lang, "cmpCountFacts", { count: countWords(lang, named.length, regional.length) })),
    ),
  );
}

/**
 * 规划都点名惠州、东莞的有 7 个集群和 6 个产业 · 只有惠州有定位的产业 11 个 · 相似度 0.41
 *
 * @param {CompareContext} ctx
 * @param {Comparison} found
 */
function glance(ctx, found) {
  const { atlas, lang } = ctx;
  /** @param {CompareRow[]} rows */
  const industries = (rows) => rows.filter((row) => row.industry !== null && row.industry >= 0).length;
  /** @param {CompareRow[]} rows */
  const counts = (rows) => ({
    clusters: rows.filter((row) => row.industry === null).length,
    industries: industries(rows),
  });
  const places = found.places.map((p) => atlas.places[p]);
  const names = joinNames(lang, places);
  const parts = [
    t(lang, "cmpGlanceNamed", { ...counts(found.shared.filter(isNamed)), names }),
    t(lang, "cmpGlance", counts(found.shared)),
  ];
  found.places.forEach((p, k) =>
    parts.push(t(lang, "cmpGlanceOnly", { name: nameOf(lang, atlas.places[p]), n: industries(found.only[k]) })),
  );
  const [first, second] = found.places;
  const pair = found.places.length === 2 && ctx.answers.alike().pair(first, second);
  if (pair)
    parts.push(
      isRegional(pair) ? t(lang, "cmpGlanceRegional") : t(lang, "cmpGlanceLike", { value: cmpDecimals(pair.likeness) }),
    );
  return h(
    "p",
    { class: "ca-cmp-glance" },
    parts.map((part) => h("span", {}, part)),
  );
}

/**
 * @param {HTMLElement} el
 * @param {Atlas} atlas
 * @param {ViewCallbacks} callbacks
 * @returns {ComparePage}
 */
export function createSidePage(el, atlas, callbacks) {
  const top = h("div", {});
  const notice = h("p", { class: "ca-cmp-notice", role: "status", hidden: true });
  const cards = h("ul", { class: "ca-cmp-cards" });
  const body = h("div", {});
  const setPicker = createPlacePicker(top, (places) => callbacks.ask({ with: places.map((p) => atlas.places[p].id) }));
  const table = createSideTable();
  const mapOf = createPlaceMaps(callbacks.shapes);
  const mapNote = h("p", { class: "ca-cmp-note" });
  fill(el, top, notice, cards, mapNote, body);

  /**
   * @param {CompareContext} ctx
   * @param {PlaceIndex[]} places
   */
  function tryButton(ctx, places) {
    const go = () => callbacks.ask({ with: places.map((p) => atlas.places[p].id) });
    return h(
      "button",
      { type: "button", class: "ca-pick", onclick: go },
      joinNames(
        ctx.lang,
        places.map((p) => atlas.places[p]),
      ),
    );
  }

  /** @param {CompareContext} ctx */
  function invitation(ctx) {
    const known = SIDE_EXAMPLES.filter((ids) => ids.every((id) => atlas.index.place.has(id))).map((ids) =>
      ids.map((id) => atlas.index.place.get(id) ?? -1),
    );
    return h(
      "div",
      { class: "ca-cmp-empty" },
      h("strong", {}, t(ctx.lang, "cmpEmptyHead")),
      h("p", {}, t(ctx.lang, "cmpEmptyHint")),
      h(
        "p",
        { class: "ca-picks" },
        known.map((places) => tryButton(ctx, places)),
      ),
    );
  }

  /**
   * One place: the cities that the measure holds most like it and most complementary to it.
   *
   * @param {CompareContext} ctx
   * @param {PlaceIndex} p
   */
  function oneMore(ctx, p) {
    const { alike, complementary, unranked } = ctx.answers.alike();
    const regional = unranked
      .filter((pair) => pair.first === p || pair.second === p)
      .map((pair) => atlas.places[pair.first === p ? pair.second : pair.first]);
    const name = nameOf(ctx.lang, atlas.places[p]);
    /**
     * @param {string} key
     * @param {CityPair[]} pairs
     * @param {"likeness" | "complement"} value
     */
    const row = (key, pairs, value) => {
      const mine = pairs
        .filter((pair) => (pair.first === p || pair.second === p) && pair[value] > 0)
        .slice(0, SIDE_NEIGHBOURS);
      /** @param {CityPair} pair */
      const button = (pair) => {
        const other = pair.first === p ? pair.second : pair.first;
        return h(
          "button",
          {
            type: "button",
            class: "ca-pick",
            onclick: () => callbacks.ask({ with: [p, other].map((q) => atlas.places[q].id) }),
          },
          nameOf(ctx.lang, atlas.places[other]),
          h("span", { class: "ca-count" }, cmpDecimals(pair[value])),
        );
      };
      return (
        mine.length > 0 && h("p", { class: "ca-picks" }, h("span", {}, t(ctx.lang, key, { name })), mine.map(button))
      );
    };
    return h(
      "div",
      { class: "ca-cmp-empty" },
      h("strong", {}, t(ctx.lang, "cmpOneHead")),
      row("cmpOneAlike", alike, "likeness"),
      regional.length > 0 &&
        h("p", { class: "ca-cmp-note" }, t(ctx.lang, "cmpOneRegional", { names: joinNames(ctx.lang, regional) })),
      row("cmpOneOther", complementary, "complement"),
    );
  }

  return (ctx) => {
    const { known, strange } = placesAsked(atlas, ctx.ask.with);
    setPicker(ctx, known);
    notice.hidden = !strange.length;
    notice.textContent = strange.map((id) => t(ctx.lang, "cmpUnknown", { id })).join(" ");
    cards.hidden = mapNote.hidden = !known.length;
    mapNote.textContent = t(ctx.lang, "cmpMapNote");
    cards.classList.toggle("ca-cmp-many", known.length > 3);
    fill(
      cards,
      known.map((p) => placeCardOf(ctx, mapOf, p)),
    );
    if (known.length < 2) fill(body, known.length ? oneMore(ctx, known[0]) : invitation(ctx));
    else if (!ctx.ids.length) fill(body, h("p", { class: "ca-cmp-empty" }, t(ctx.lang, "cmpNoFacts")));
    else {
      const found = comparePlaces(atlas, ctx.ids, known);
      fill(
        body,
        glance(ctx, found),
        setsSection(ctx, found, table.reveal),
        table.make(ctx, found),
        targetSectionOf(ctx, found),
        linkSection(ctx, found),
      );
    }
  };
}
