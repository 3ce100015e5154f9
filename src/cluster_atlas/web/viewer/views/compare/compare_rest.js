// What stands below the matrix of compared places: what they share, what one alone has, targets, relations.
import { h } from "../../core/dom.js";
import { t, nameOf, joinNames } from "../../core/i18n.js";
import { dotted, titleOf } from "../../core/headlines.js";
import { clauseMark } from "../../core/cite.js";
import { placeLinks } from "../facts.js";
import { NO_INDUSTRY } from "../../questions/roles.js";
import { clusterLabel, cmpNote, cmpSection, industryName } from "./compare_parts.js";

/** @param {CompareRow} row */
const isIndustry = (row) => row.industry !== null && row.industry >= 0;

/** @param {CompareRow} row */
export const isNamed = (row) => row.cells.every((cell) => cell.named);

/**
 * Rows of one cluster as a line: the cluster, then its industries; each leads to its row of the matrix.
 *
 * @param {RowContext} ctx
 * @param {CompareRow[]} rows
 * @param {(row: CompareRow) => void} reveal
 */
function clusterLine(ctx, rows, reveal) {
  const inner = rows.filter(isIndustry);
  const rest = rows.find((row) => row.industry === NO_INDUSTRY) || rows[0];
  /** @param {CompareRow} row */
  const link = (row) =>
    h(
      "button",
      { type: "button", class: "ca-cmp-item", onclick: () => reveal(row) },
      row.industry === null ? t(ctx.lang, "cmpOtherIndustries") : industryName(ctx, row.industry),
    );
  return h(
    "li",
    {},
    h("span", { class: "ca-cmp-cluster" }, clusterLabel(ctx, rows[0].cluster)),
    h("span", { class: "ca-cmp-items" }, (inner.length ? inner : [rest]).map(link)),
  );
}

/**
 * @param {RowContext} ctx
 * @param {string} title
 * @param {CompareRow[]} rows
 * @param {(row: CompareRow) => void} reveal
 */
function rowSet(ctx, title, rows, reveal) {
  const clusters = [...new Set(rows.map((row) => row.cluster))];
  const count = rows.filter(isIndustry).length;
  return h(
    "div",
    { class: "ca-cmp-set" },
    h("h4", {}, title, h("b", {}, t(ctx.lang, "cmpIndustries", { n: count }))),
    rows.length
      ? h(
          "ul",
          {},
          clusters.map((k) =>
            clusterLine(
              ctx,
              rows.filter((row) => row.cluster === k),
              reveal,
            ),
          ),
        )
      : cmpNote(t(ctx.lang, "cmpNothing")),
  );
}

/**
 * @param {RowContext} ctx
 * @param {Comparison} found
 * @param {(row: CompareRow) => void} reveal
 */
export function setsSection(ctx, found, reveal) {
  const { atlas, lang } = ctx;
  const only = found.places.map((p, k) =>
    rowSet(ctx, t(lang, "cmpOnly", { name: nameOf(lang, atlas.places[p]) }), found.only[k], reveal),
  );
  return cmpSection(
    t(lang, "cmpSets"),
    h(
      "div",
      { class: "ca-cmp-sets" },
      rowSet(ctx, t(lang, "cmpNamed"), found.shared.filter(isNamed), reveal),
      rowSet(
        ctx,
        t(lang, "cmpShared"),
        found.shared.filter((row) => !isNamed(row)),
        reveal,
      ),
      only,
    ),
  );
}

/**
 * A target of several cities is theirs together: the others are named beside it.
 *
 * @param {RowContext} ctx
 * @param {PlaceIndex} place
 * @param {FactIndex} fact
 */
function targetEntry(ctx, place, fact) {
  const { atlas, lang } = ctx;
  const { target, places, direct } = atlas.facts;
  const others = direct[fact].filter((c) => c !== place);
  const joint =
    atlas.places[place].level === "city" &&
    others.length > 0 &&
    t(lang, "cmpJoint", {
      names: joinNames(
        lang,
        others.map((c) => atlas.places[c]),
      ),
    });
  const whose =
    !places[fact].includes(place) &&
    joinNames(
      lang,
      places[fact].map((p) => atlas.places[p]),
    );
  return h(
    "div",
    { class: "ca-cmp-target" },
    h(
      "button",
      { type: "button", class: "ca-title ca-small", onclick: () => ctx.open(atlas.facts.id[fact]) },
      nameOf(lang, target[fact]?.amount),
    ),
    h("small", {}, dotted([joint, whose])),
  );
}

/**
 * @param {RowContext} ctx
 * @param {Comparison} found
 */
export function targetSectionOf(ctx, found) {
  const { atlas, lang } = ctx;
  if (!found.targets.length) return cmpSection(t(lang, "cmpTargets"), cmpNote(t(lang, "cmpNoTargets")));
  /**
   * @param {PlaceIndex} place
   * @param {Cell} cell
   */
  const cell = (place, { facts }) =>
    h("td", {}, facts.length ? facts.map((i) => targetEntry(ctx, place, i)) : h("span", { class: "ca-mute" }, "–"));
  /** @param {TargetRow} row */
  const line = (row) =>
    h(
      "tr",
      {},
      h(
        "th",
        { scope: "row" },
        h("span", {}, nameOf(lang, row)),
        h("span", { class: "ca-cmp-cluster" }, clusterLabel(ctx, row.cluster)),
      ),
      found.places.map((p, k) => cell(p, row.cells[k])),
    );
  const table = h(
    "table",
    {},
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        h("th", { scope: "col" }, t(lang, "cmpMeasure")),
        found.places.map((p) => h("th", { scope: "col" }, nameOf(lang, atlas.places[p]))),
      ),
    ),
    h("tbody", {}, found.targets.map(line)),
  );
  table.style.setProperty("--n", String(found.places.length));
  return cmpSection(
    t(lang, "cmpTargets"),
    h("div", { class: "ca-cmp-scroll ca-cmp-side ca-cmp-plain", tabindex: "-1" }, table),
  );
}

/**
 * A designation as one line: its title and its clause.
 *
 * @param {RowContext} ctx
 * @param {FactIndex} fact
 */
export function clauseEntry(ctx, fact) {
  const { atlas, lang } = ctx;
  const doc = atlas.documents[atlas.facts.document[fact]];
  return h(
    "div",
    { class: "ca-cmp-clause" },
    h(
      "button",
      { type: "button", class: "ca-title ca-small", onclick: () => ctx.open(atlas.facts.id[fact]) },
      titleOf(atlas, lang, fact),
    ),
    h("small", { title: nameOf(lang, doc) }, clauseMark(lang, atlas, fact)),
  );
}

/**
 * @param {RowContext} ctx
 * @param {string} type
 */
export function relationWord(ctx, type) {
  return (
    nameOf(
      ctx.lang,
      ctx.atlas.codes.relation.find((code) => code.id === type),
    ) || type
  );
}

/**
 * @param {RowContext} ctx
 * @param {Comparison} found
 */
export function linkSection(ctx, found) {
  const { lang } = ctx;
  if (!found.links.length) return cmpSection(t(lang, "cmpRelations"), cmpNote(t(lang, "cmpNoRelations")));
  /** @param {Link} link */
  const line = (link) =>
    h(
      "li",
      {},
      h(
        "p",
        {},
        placeLinks(ctx, [link.from]),
        h(
          "em",
          { class: `ca-cmp-rel ca-cmp-${link.type}` },
          `${link.type === "jointly" ? "↔" : "→"} ${relationWord(ctx, link.type)}`,
        ),
        placeLinks(ctx, [link.to]),
        link.through && h("small", {}, t(lang, "cmpThrough")),
      ),
      link.facts.map((i) => clauseEntry(ctx, i)),
    );
  return cmpSection(t(lang, "cmpRelations"), h("ul", { class: "ca-cmp-links" }, found.links.map(line)));
}
