// The cards of the office's own rows: one row in full, and those of a place in its card.
import { h } from "../../core/dom.js";
import { joinNames, nameOf, t } from "../../core/i18n.js";
import {
  areaWords,
  countedKinds,
  ownName,
  ownPrecision,
  saidValue,
  stageWords,
  valueWords,
} from "../../core/own_values.js";
import { ownFocus } from "../../core/own.js";
import { drawKind, drawTile, stageMark } from "../../map/own/own_paint.js";
import { pictureOf } from "../../map/legend.js";
import { CLUSTER, ownIn } from "../../questions/office/own_rows.js";
import { plansFor } from "../../questions/office/own_plans.js";
import { factRow, placeLinks, viaNote } from "../facts.js";

const FIRST = 5; // rows of a kind that are listed before more are asked for
const FEW = 8; // rows of a place whose lists are open at once
// What is told of a row in a list, by its field.
const TOLD = ["investment", "area", "free_area", "price", "free_from", "size", "firm"];
const PLANS_OF = ["parks", "premises", "projects", "firms"]; // kinds that are for an industry
const LIST_FIRST = 6; // designations, and how many more times as many rows are listed

/**
 * The mark of a row, as the map draws it.
 *
 * @param {Own} own
 * @param {OwnRow} row
 */
export function ownMark(own, row) {
  return pictureOf({
    kind: "own",
    label: "",
    draw(ctx) {
      drawTile(ctx, 9, 7, { w: 12.6, h: 12.6 });
      drawKind(ctx, 9, 7, own.kinds[row.kind].id, stageMark(own, row.stage));
    },
  });
}

/**
 * @param {RowContext} ctx
 * @param {Own} own
 * @param {OwnRow} row
 */
function rowEntry({ lang, open }, own, row) {
  const told = TOLD.map((id) => saidValue(lang, own, row, id));
  const said = [row.layer, stageWords(lang, own, row), ...told].filter(Boolean).join(" · ");
  return h(
    "li",
    { class: "ca-own-entry" },
    ownMark(own, row),
    h(
      "div",
      {},
      h(
        "button",
        { type: "button", class: "ca-title ca-small", onclick: () => open(ownFocus(row)) },
        ownName(lang, own, row),
      ),
      said && h("p", { class: "ca-source" }, said),
    ),
  );
}

/**
 * The first rows, and the others when they are asked for.
 *
 * @param {RowContext} ctx
 * @param {Own} own
 * @param {OwnRow[]} rows
 */
function rowList(ctx, own, rows) {
  const list = h("ul", { class: "ca-own-list" });
  let shown = 0;
  const more = h("button", { type: "button", class: "ca-link", onclick: () => grow(LIST_FIRST * FIRST) });
  /** @param {number} by */
  function grow(by) {
    const from = list.childElementCount;
    list.append(...rows.slice(shown, shown + by).map((row) => rowEntry(ctx, own, row)));
    shown = Math.min(rows.length, shown + by);
    more.textContent = t(ctx.lang, "ownMore", { n: rows.length - shown });
    more.hidden = shown === rows.length;
    // Whoever asks by the keyboard goes on among what has come.
    if (from) list.children[from]?.querySelector("button")?.focus({ preventScroll: true });
  }
  grow(FIRST);
  return [list, h("p", { class: "ca-own-more", hidden: rows.length <= FIRST }, more)];
}

/**
 * What the office has of its own in a place; nothing where there are no own rows at all.
 *
 * @param {PanelContext} ctx
 * @param {PlaceIndex} place
 * @returns {Child}
 */
export function ownSection(ctx, place) {
  const { atlas, lang } = ctx;
  const { own } = atlas;
  if (!own?.rows.length) return null;
  const rows = ownIn(atlas, ctx.own ?? [], place);
  const kinds = own.kinds.map((kind, k) => ({ kind, mine: rows.filter((row) => row.kind === k) }));
  return h(
    "section",
    { class: "ca-section ca-own" },
    h("h3", {}, t(lang, "ownData"), h("span", {}, String(rows.length))),
    h(
      "p",
      { class: "ca-own-count" },
      rows.length ? t(lang, "ownHere", { what: countedKinds(lang, own, rows) }) : t(lang, "ownNone"),
    ),
    kinds
      .filter(({ mine }) => mine.length)
      .map(({ kind, mine }) => {
        const body = h("div", {});
        const fillBody = () => body.childElementCount || body.append(...rowList(ctx, own, mine).flat());
        const open = rows.length <= FEW;
        if (open) fillBody();
        return h(
          "details",
          { class: "ca-cluster", open, ontoggle: fillBody },
          h("summary", {}, h("strong", {}, nameOf(lang, kind)), h("span", {}, String(mine.length))),
          body,
        );
      }),
  );
}

/**
 * What a row is for: names of industries, and of clusters where it is for all of one.
 *
 * @param {RowContext} ctx
 * @param {OwnRow} row
 */
export function rowIndustries({ atlas, lang }, row) {
  return joinNames(
    lang,
    row.industries
      .map((id) =>
        id.startsWith(CLUSTER)
          ? atlas.clusters[atlas.index.cluster.get(id.slice(CLUSTER.length)) ?? -1]
          : atlas.industries[atlas.index.industry.get(id) ?? -1],
      )
      .filter(Boolean),
  );
}

/**
 * The places that a row lies in, from the smallest.
 *
 * @param {Atlas} atlas
 * @param {OwnRow} row
 */
export function homesOfRow(atlas, { zone, county, city }) {
  const found = [zone, county, city].map((id) => atlas.index.place.get(id)).filter((p) => p !== undefined);
  return [...new Set(found)];
}

/**
 * What the plans say of a row's industry at its place.
 *
 * @param {PanelContext} ctx
 * @param {OwnRow} row
 * @returns {Child}
 */
function planSection(ctx, row) {
  const { atlas, lang } = ctx;
  const plans = plansFor(atlas, row, ctx.ids);
  const facts = plans ? [...plans.named, ...plans.regional] : [];
  const city = atlas.index.place.get(row.city) ?? -1;
  const rest = facts.slice(LIST_FIRST);
  const others = h("div", {});
  const more = h(
    "button",
    {
      type: "button",
      class: "ca-link",
      onclick() {
        others.append(...rest.map((i) => factRow(ctx, i, false, viaNote(ctx, city, i))));
        more.remove();
        others.querySelector("button")?.focus({ preventScroll: true });
      },
    },
    t(lang, "ownMore", { n: rest.length }),
  );
  return h(
    "section",
    { class: "ca-section ca-own-plans" },
    h("h3", {}, t(lang, "ownPlans"), h("span", {}, String(facts.length))),
    facts.length
      ? h("div", { class: "ca-own-facts" }, [
          facts.slice(0, LIST_FIRST).map((i) => factRow(ctx, i, false, viaNote(ctx, city, i))),
          others,
          rest.length > 0 && h("p", { class: "ca-own-more" }, more),
        ])
      : h("p", { class: "ca-mute" }, t(lang, plans ? "ownPlansNone" : "ownPlansUnmatched")),
  );
}

/**
 * @param {PanelContext} ctx
 * @param {OwnRow} row
 */
export function ownCard(ctx, row) {
  const { atlas, lang } = ctx;
  const own = /** @type {Own} */ (atlas.own);
  const kind = own.kinds[row.kind];
  const stage = stageWords(lang, own, row);
  /**
   * @param {string} name
   * @param {Child} value
   */
  const line = (name, value) => [h("dt", {}, name), h("dd", {}, value)];
  const homes = homesOfRow(atlas, row);
  const industries = rowIndustries(ctx, row);
  const values = kind.fields.map((field, k) => {
    const said = valueWords(lang, field, row.values[k]);
    return said && line(nameOf(lang, field), said);
  });
  return h(
    "div",
    { class: "ca-card ca-own-card" },
    h(
      "header",
      { class: "ca-card-head" },
      h("h2", { tabindex: "-1" }, ownName(lang, own, row)),
      h("p", {}, ownMark(own, row), h("span", {}, [t(lang, "ownLegend"), nameOf(lang, kind)].join(" · "))),
    ),
    h(
      "dl",
      { class: "ca-about" },
      row.layer && line(t(lang, "ownLayer"), row.layer),
      stage && line(t(lang, "ownStage"), stage),
      values,
      row.area !== null && line(t(lang, "ownShape"), areaWords(lang, row.area)),
      industries && line(t(lang, "industry"), industries),
      homes.length > 0 && line(t(lang, "ownWhere"), h("span", { class: "ca-where" }, placeLinks(ctx, homes))),
      line(t(lang, "precision"), ownPrecision(atlas, lang, row)),
    ),
    PLANS_OF.includes(kind.id) && planSection(ctx, row),
  );
}
