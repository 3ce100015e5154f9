// Projects counted by cluster, by city and by year of start.
import { h, fill, swatch } from "../../core/dom.js";
import { nameOf, t } from "../../core/i18n.js";
import { money, moneyNumber, PROJECT_STATES } from "../../questions/office/implementation_say.js";
import { cmpChoice } from "../compare/compare_parts.js";
import {
  countLink,
  note,
  stageBar,
  stageKeys,
  stageName,
  stagesOf,
  stateBar,
  stateKeys,
} from "./implementation_parts.js";

/**
 * @typedef {"cluster" | "city" | "year"} Subject
 */

/**
 * What a tally counts, by its name.
 *
 * @param {ImplementationContext} ctx
 * @param {Subject} subject
 * @param {string} id
 */
export function tallyName({ atlas, lang }, subject, id) {
  if (!id) return t(lang, `impNo_${subject}`);
  if (subject === "year") return id;
  const list = subject === "cluster" ? atlas.clusters : atlas.places;
  return nameOf(lang, list[atlas.index[subject === "cluster" ? "cluster" : "place"].get(id) ?? -1]);
}

/**
 * The filter that leaves one row; null for what no filter names.
 *
 * @param {Subject} subject
 * @param {string} id
 * @returns {Partial<FactSelection> | null}
 */
function filterOf(subject, id) {
  if (!id || subject === "year") return null;
  return subject === "cluster" ? { cluster: [id] } : { place: [id] };
}

/**
 * The name of a row; a click leaves only what it stands for.
 *
 * @param {ImplementationContext} ctx
 * @param {Subject} subject
 * @param {ProjectTally} tally
 */
function rowHead(ctx, subject, { id }) {
  const { atlas, lang } = ctx;
  const name = tallyName(ctx, subject, id);
  const filter = filterOf(subject, id);
  const cluster = subject === "cluster" && atlas.clusters[atlas.index.cluster.get(id) ?? -1];
  const only = { type: "button", class: "ca-imp-name", title: t(lang, "impOnly", { name }) };
  return h(
    "th",
    { scope: "row" },
    cluster && swatch(cluster.colour, "ca-sq2"),
    filter ? h("button", { ...only, onclick: () => ctx.go(null, filter) }, name) : name,
  );
}

/**
 * What of a row leads to its list.
 *
 * @param {ImplementationContext} ctx
 * @param {Subject} subject
 * @param {ProjectTally} tally
 */
function linksOf(ctx, subject, tally) {
  const { lang } = ctx;
  const name = tallyName(ctx, subject, tally.id);
  const filter = filterOf(subject, tally.id);
  // No filter names what has no industry, but a state does; what has no city is only counted.
  const projects = filter ? "projects" : subject === "cluster" ? "unmatched" : "";
  /**
   * @param {number} n
   * @param {string} word
   * @param {string} page
   */
  const link = (n, word, page) => countLink(n, t(lang, word, { name, n }), page ? () => ctx.go(page, filter) : null);
  return {
    projects: () => link(tally.all.count, "impShowProjects", projects),
    named: () => link(tally.states.named?.count ?? 0, "impShowNamed", filter ? "named" : ""),
    waiting: () => link(tally.waiting, "impShowWaiting", filter ? "waiting" : ""),
  };
}

/**
 * Clusters or cities as rows: what stands where, invested, how far, and what waits.
 *
 * @param {ImplementationContext} ctx
 * @param {"cluster" | "city"} subject
 */
function tallyTable(ctx, subject) {
  const { lang, found } = ctx;
  const tallies = subject === "cluster" ? found.clusters : found.cities;
  const most = Math.max(1, ...tallies.map(({ all }) => all.count));
  /** @param {string} word */
  const withUnit = (word) => `${t(lang, word)} ${t(lang, "impUnit")}`;
  /** @param {ProjectTally} tally */
  const untold = ({ all }) => all.untold > 0 && h("small", {}, t(lang, "impUntold", { n: all.untold }));
  /** @param {ProjectTally} tally */
  const nameFor = (tally) => tallyName(ctx, subject, tally.id);
  /** @type {{ name: string, cell: (tally: ProjectTally) => Child, total?: Child, wide?: boolean }[]} */
  const columns = [
    {
      name: t(lang, "impCount"),
      cell: (tally) => linksOf(ctx, subject, tally).projects(),
      total: String(found.total.all.count),
    },
    { name: t(lang, "impState"), cell: (tally) => stateBar(ctx, nameFor(tally), tally, most), wide: true },
    {
      name: t(lang, "impNamed"),
      cell: (tally) => linksOf(ctx, subject, tally).named(),
      total: String(found.total.states.named?.count ?? 0),
    },
    {
      name: withUnit("impNamedMoney"),
      cell: ({ states }) => moneyNumber(lang, states.named?.investment ?? 0),
      total: moneyNumber(lang, found.total.states.named?.investment ?? 0),
    },
    {
      name: withUnit("impInvestment"),
      cell: (tally) => [untold(tally), moneyNumber(lang, tally.all.investment)],
      total: [untold(found.total), moneyNumber(lang, found.total.all.investment)],
    },
    { name: t(lang, "impStages"), cell: (tally) => stageBar(ctx, nameFor(tally), tally, tally.all.count), wide: true },
    {
      name: t(lang, "impDesignated"),
      cell: (tally) =>
        tally.designations > 0 && [
          linksOf(ctx, subject, tally).waiting(),
          h("span", { class: "ca-mute" }, ` / ${tally.designations}`),
        ],
      total: `${found.waiting.length} / ${found.designations}`,
    },
  ];
  /**
   * @param {typeof columns[number]} column
   * @param {Child} content
   */
  function cell({ name, wide }, content) {
    const el = h("td", { class: wide ? "ca-imp-wide" : "ca-imp-num" }, content);
    // Where there is little room the head is not seen.
    el.dataset.name = name;
    return el;
  }
  /** @param {ProjectTally} tally */
  const row = (tally) =>
    h(
      "tr",
      {},
      rowHead(ctx, subject, tally),
      columns.map((column) => cell(column, column.cell(tally))),
    );
  return h(
    "table",
    { class: "ca-imp-tally" },
    h("caption", { class: "ca-hidden" }, t(lang, subject === "cluster" ? "impClusters" : "impCities")),
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        h("th", { scope: "col" }, t(lang, subject)),
        columns.map(({ name, wide }) => h("th", { scope: "col", class: wide ? "ca-imp-wide" : "ca-imp-num" }, name)),
      ),
    ),
    h("tbody", {}, tallies.map(row)),
    h(
      "tfoot",
      {},
      h(
        "tr",
        {},
        h("th", { scope: "row" }, t(lang, "impTotal")),
        columns.map((column) => cell(column, column.total)),
      ),
    ),
  );
}

/**
 * @param {HTMLElement} el
 * @param {ImplementationContext} ctx
 */
export function showClusters(el, ctx) {
  const { lang, found } = ctx;
  fill(
    el,
    h("div", { class: "ca-imp-legends" }, stateKeys(ctx), stageKeys(ctx, found.clusters)),
    h("div", { class: "ca-imp-scroll", tabindex: "0" }, tallyTable(ctx, "cluster")),
    found.several > 0 && note(t(lang, "impSeveral", { n: found.several })),
    note(t(lang, "impMethod")),
  );
}

/**
 * @param {HTMLElement} el
 * @param {ImplementationContext} ctx
 */
export function showCities(el, ctx) {
  const { lang, found } = ctx;
  fill(
    el,
    h("div", { class: "ca-imp-legends" }, stateKeys(ctx), stageKeys(ctx, found.cities)),
    h("div", { class: "ca-imp-scroll", tabindex: "0" }, tallyTable(ctx, "city")),
    note(t(lang, "impCityNote")),
  );
}

/**
 * Bars a year, by stage, of projects or of what they invest.
 *
 * @param {HTMLElement} el
 * @param {ImplementationContext} ctx
 * @param {() => void} redraw
 */
export function showYears(el, ctx, redraw) {
  const { lang, found, measure } = ctx;
  const { years, total } = found;
  const stages = stagesOf(ctx, years);
  const most = Math.max(1, ...years.map(({ all }) => all[measure.of]));
  /** @param {ProjectAmount | undefined} amount */
  const told = (amount) =>
    measure.of === "count" ? String(amount?.count ?? 0) : moneyNumber(lang, amount?.investment ?? 0);
  /**
   * @param {ProjectAmount | undefined} amount
   */
  const cell = (amount) => h("td", { class: amount ? "ca-imp-num" : "ca-imp-num ca-mute" }, told(amount));
  /** @param {ProjectTally} tally */
  const rest = (tally) => [cell(tally.all), stages.map((stage) => cell(tally.stages[stage])), cell(tally.states.named)];
  /** @param {ProjectTally} tally */
  const row = (tally) =>
    h(
      "tr",
      {},
      h("th", { scope: "row" }, tallyName(ctx, "year", tally.id)),
      h("td", { class: "ca-imp-wide" }, stageBar(ctx, tallyName(ctx, "year", tally.id), tally, most, measure.of)),
      rest(tally),
    );
  /** @param {string} text */
  const head = (text) => h("th", { scope: "col", class: "ca-imp-num" }, text);
  fill(
    el,
    h(
      "div",
      { class: "ca-imp-legends" },
      cmpChoice(
        t(lang, "impMeasure"),
        [
          ["count", t(lang, "impByCount")],
          ["investment", `${t(lang, "impByMoney")} ${t(lang, "impUnit")}`],
        ],
        measure.of,
        (of) => {
          measure.of = of;
          redraw();
        },
      ),
      stageKeys(ctx, years),
    ),
    h(
      "div",
      { class: "ca-imp-scroll", tabindex: "0" },
      h(
        "table",
        { class: "ca-imp-years" },
        h("caption", { class: "ca-hidden" }, t(lang, "impYears")),
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            h("th", { scope: "col" }, t(lang, "impYear")),
            h("th", { scope: "col", class: "ca-imp-wide" }, t(lang, "impStages")),
            head(t(lang, "impTotal")),
            stages.map((stage) => head(stageName(ctx, stage))),
            head(t(lang, "impNamed")),
          ),
        ),
        h("tbody", {}, years.map(row)),
        h(
          "tfoot",
          {},
          h("tr", {}, h("th", { scope: "row" }, t(lang, "impTotal")), h("td", { class: "ca-imp-wide" }), rest(total)),
        ),
      ),
    ),
    note(t(lang, "impYearNote")),
  );
}

/**
 * A table of few columns for paper.
 *
 * @param {ImplementationContext} ctx
 * @param {"cluster" | "city"} subject
 */
export function paperTable(ctx, subject) {
  const { lang, found } = ctx;
  const tallies = subject === "cluster" ? found.clusters : found.cities;
  const head = [
    t(lang, "impCount"),
    ...PROJECT_STATES.map((state) => t(lang, `impState_${state}`)),
    `${t(lang, "impInvestment")} ${t(lang, "impUnit")}`,
    t(lang, "impNamedMoney"),
    t(lang, "impWaiting"),
  ];
  /** @param {ProjectTally} tally */
  const cells = ({ all, states, waiting, designations }) => [
    all.count,
    ...PROJECT_STATES.map((state) => states[state]?.count ?? 0),
    moneyNumber(lang, all.investment),
    moneyNumber(lang, states.named?.investment ?? 0),
    designations ? `${waiting}/${designations}` : 0,
  ];
  /**
   * @param {string} name
   * @param {ProjectTally} tally
   */
  const row = (name, tally) =>
    h(
      "tr",
      {},
      h("th", {}, name),
      cells(tally).map((value) => h("td", { class: "ca-imp-num" }, String(value) === "0" ? "–" : String(value))),
    );
  return h(
    "table",
    {},
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        h("th", {}, t(lang, subject)),
        head.map((name) => h("th", { class: "ca-imp-num" }, name)),
      ),
    ),
    h(
      "tbody",
      {},
      tallies.map((tally) => row(tallyName(ctx, subject, tally.id), tally)),
    ),
    h("tfoot", {}, row(t(lang, "impTotal"), found.total)),
  );
}

/**
 * 12（84.3 亿元）
 *
 * @param {Lang} lang
 * @param {ProjectAmount} amount
 */
export function countAndMoney(lang, { count, investment }) {
  const told = money(lang, investment);
  return lang === "en" ? `${count} (${told})` : `${count}（${told}）`;
}

/**
 * Each stage with its projects.
 *
 * @param {ImplementationContext} ctx
 */
export function stageLines(ctx) {
  const { stages } = ctx.found.total;
  return stagesOf(ctx, [ctx.found.total]).map(
    (stage) => `${stageName(ctx, stage)} ${countAndMoney(ctx.lang, stages[stage])}`,
  );
}
