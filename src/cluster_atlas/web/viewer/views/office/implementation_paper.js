// Plans and projects on one sheet: the sentence, the counts, and the first of each list.
import { h } from "../../core/dom.js";
import { clauseMark } from "../../core/cite.js";
import { titleOf } from "../../core/headlines.js";
import { joinNames, nameOf, t } from "../../core/i18n.js";
import { stateIn } from "../../questions/office/implementation.js";
import { implementationSentence, money } from "../../questions/office/implementation_say.js";
import { compareStrength } from "../../questions/roles.js";
import { stageName } from "./implementation_parts.js";
import { countAndMoney, paperTable, stageLines, tallyName } from "./implementation_tables.js";

// So many rows of a list have room on the sheet.
const ROWS = 12;

/**
 * @template Row
 * @param {ImplementationContext} ctx
 * @param {string} title
 * @param {Row[]} rows
 * @param {(row: Row) => Child} line
 */
function firstRows({ lang }, title, rows, line) {
  if (!rows.length) return null;
  const shown = rows.slice(0, ROWS);
  const cut = rows.length > ROWS && ` · ${t(lang, "impFirst", { n: ROWS, all: rows.length })}`;
  return h(
    "section",
    {},
    h("h3", {}, title, cut),
    h(
      "ul",
      {},
      shown.map((row) => h("li", {}, line(row))),
    ),
  );
}

/**
 * @param {ImplementationContext} ctx
 */
export function paperPage(ctx) {
  const { atlas, lang, found } = ctx;
  const { facts } = atlas;
  const apart = found.projects
    .filter((one) => stateIn(atlas, one) === "none")
    .sort((a, b) => (b.project.investment ?? -1) - (a.project.investment ?? -1));
  const waiting = [...found.waiting].sort(compareStrength(atlas));
  const years = found.years.map(({ id, all }) => `${tallyName(ctx, "year", id)} ${countAndMoney(lang, all)}`);
  /**
   * @param {string} name
   * @param {string[]} parts
   */
  const listed = (name, parts) =>
    h("p", { class: "ca-imp-note" }, h("b", {}, name), " ", parts.join(lang === "en" ? "; " : "；"));
  /** @param {ProjectCheck} one */
  const project = ({ project: mine, clusters }) => {
    const spot = mine.county >= 0 ? mine.county : mine.city;
    return [
      h("b", {}, mine.row.name),
      ` ${[
        spot >= 0 && nameOf(lang, atlas.places[spot]),
        joinNames(
          lang,
          clusters.map((k) => atlas.clusters[k]),
        ),
        mine.stage && stageName(ctx, mine.stage),
        mine.investment !== null && money(lang, mine.investment),
      ]
        .filter(Boolean)
        .join(" · ")}`,
    ];
  };
  /** @param {FactIndex} i */
  const designation = (i) => [
    h("b", {}, titleOf(atlas, lang, i)),
    ` ${joinNames(
      lang,
      facts.places[i].slice(0, 3).map((p) => atlas.places[p]),
    )} · ${clauseMark(lang, atlas, i)}`,
  ];
  return h(
    "div",
    { class: "ca-imp ca-imp-paper" },
    h("h2", {}, t(lang, "impHead")),
    h("p", { class: "ca-imp-said" }, implementationSentence(lang, found)),
    h(
      "div",
      { class: "ca-imp-two" },
      h(
        "div",
        {},
        paperTable(ctx, "cluster"),
        listed(t(lang, "impStages"), stageLines(ctx)),
        listed(t(lang, "impYear"), years),
      ),
      paperTable(ctx, "city"),
    ),
    found.several > 0 && h("p", { class: "ca-imp-note" }, t(lang, "impSeveral", { n: found.several })),
    h(
      "div",
      { class: "ca-imp-two" },
      firstRows(ctx, t(lang, "impIs_none", { n: apart.length }), apart, project),
      firstRows(ctx, t(lang, "impIsWaiting", { n: waiting.length }), waiting, designation),
    ),
    h("p", { class: "ca-imp-note" }, t(lang, "impMethod")),
  );
}
