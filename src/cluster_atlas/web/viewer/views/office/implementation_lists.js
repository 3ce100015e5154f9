// The projects one by one, and the designations that no project answers to.
import { fill, growList, h, statusMark, swatch } from "../../core/dom.js";
import { clauseMark } from "../../core/cite.js";
import { titleOf } from "../../core/headlines.js";
import { ownFocus } from "../../core/own.js";
import { joinNames, nameOf, number, t } from "../../core/i18n.js";
import { stateIn } from "../../questions/office/implementation.js";
import { moneyNumber, PROJECT_STATES } from "../../questions/office/implementation_say.js";
import { compareStrength } from "../../questions/roles.js";
import { cmpChoice, cmpKeyed } from "../compare/compare_parts.js";
import { placeLinks, roleMark } from "../facts.js";
import { sortButton, sortOrder } from "../sort_head.js";
import { stageName, stateMark } from "./implementation_parts.js";

/**
 * A column of a list: what heads it, what it is sorted by, and what stands in it.
 *
 * @template Row
 * @typedef {{
 *   id: string,
 *   name: string,
 *   key: (row: Row) => string | number,
 *   cell: (row: Row) => Child,
 *   look?: string,
 * }} Column
 */

/**
 * A table that is sorted by any column and grows while it is scrolled.
 *
 * @template Row
 * @param {ImplementationContext} ctx
 * @param {string} caption
 * @param {Column<Row>[]} columns
 * @param {Row[]} rows
 * @param {() => void} redraw
 */
function sortedTable(ctx, caption, columns, rows, redraw) {
  const { lang, sort } = ctx;
  const by = columns.find(({ id }) => id === sort.column);
  const words = new Intl.Collator(lang === "en" ? "en" : "zh-CN", { numeric: true });
  /** @type {(a: string | number, b: string | number) => number} */
  const order = (a, b) => (typeof a === "number" ? a - Number(b) : words.compare(a, String(b)));
  const sorted = by
    ? rows
        .map((row, i) => /** @type {const} */ ([by.key(row), i, row]))
        .sort(([a, i], [b, j]) => order(a, b) * sort.direction || i - j)
        .map(([, , row]) => row)
    : rows;
  /** @param {Column<Row>} column */
  const head = ({ id, name, look }) => {
    const direction = sort.column === id ? sort.direction : 0;
    const button = sortButton(lang, name, direction, (wanted) => {
      Object.assign(sort, { column: id, direction: wanted });
      redraw();
    });
    return h(
      "th",
      { scope: "col", class: look ?? null, "aria-sort": sortOrder(direction) },
      cmpKeyed(`sort ${id}`, button),
    );
  };
  const body = h("tbody", {});
  const headRow = h("tr", {}, columns.map(head));
  headRow.dataset.name = t(lang, "impSort");
  const table = h(
    "table",
    { class: "ca-imp-list" },
    h("caption", { class: "ca-hidden" }, caption),
    h("thead", {}, headRow),
    body,
  );
  growList(
    ctx.scroller,
    body,
    sorted,
    (row) =>
      h(
        "tr",
        {},
        columns.map(({ cell, look, name }) => {
          const el = h("td", { class: look ?? null }, cell(row));
          el.dataset.name = name;
          return el;
        }),
      ),
    40,
  );
  return table;
}

/**
 * Where a project stands, most exactly known first.
 *
 * @param {Project} project
 */
const spotsOf = ({ zone, county, city }) => [zone, county, city].filter((p) => p >= 0);

/**
 * @param {HTMLElement} el
 * @param {ImplementationContext} ctx
 * @param {string} page - of all projects, or the state of those shown
 * @param {() => void} redraw
 */
export function showProjects(el, ctx, page, redraw) {
  const { atlas, lang, found } = ctx;
  /** @param {ProjectCheck} one */
  const state = (one) => stateIn(atlas, one);
  const rows = found.projects.filter((one) => page === "projects" || state(one) === page);
  const stages = [...ctx.own.stages.map(({ id }) => id), ""];

  /** @param {ProjectCheck} one */
  function name({ project }) {
    const spots = spotsOf(project).slice(0, 1);
    return h(
      "button",
      {
        type: "button",
        class: "ca-title ca-small",
        onclick: () => ctx.open(ownFocus(project.row)),
        onmouseenter: () => ctx.hover(spots),
        onmouseleave: () => ctx.hover(null),
      },
      project.row.name,
    );
  }

  /** @param {ProjectCheck} one */
  function plan({ named, regional }) {
    const facts = [...(named.length ? named : regional)].sort(compareStrength(atlas));
    if (!facts.length) return null;
    return [
      h(
        "button",
        { type: "button", class: "ca-title ca-small", onclick: () => ctx.open(atlas.facts.id[facts[0]]) },
        titleOf(atlas, lang, facts[0]),
      ),
      h(
        "small",
        {},
        clauseMark(lang, atlas, facts[0]),
        facts.length > 1 && ` · ${t(lang, "impMore", { n: facts.length - 1 })}`,
      ),
    ];
  }

  /** @type {Column<ProjectCheck>[]} */
  const columns = [
    { id: "name", name: t(lang, "impName"), key: ({ project }) => project.row.name, cell: name, look: "ca-imp-first" },
    {
      id: "place",
      name: t(lang, "impPlace"),
      key: ({ project }) => project.city,
      cell: ({ project }) => placeLinks(ctx, spotsOf(project).slice(0, 1), 1, true),
    },
    {
      id: "cluster",
      name: t(lang, "cluster"),
      key: ({ clusters }) => clusters[0] ?? atlas.clusters.length,
      cell: ({ clusters }) =>
        clusters.map((k) =>
          h(
            "span",
            { class: "ca-imp-cluster" },
            swatch(atlas.clusters[k].colour, "ca-sq2"),
            nameOf(lang, atlas.clusters[k]),
          ),
        ),
    },
    {
      id: "stage",
      name: t(lang, "impStage"),
      key: ({ project }) => stages.indexOf(project.stage),
      cell: ({ project }) => project.stage && stageName(ctx, project.stage),
    },
    {
      id: "money",
      name: `${t(lang, "impInvestment")} ${t(lang, "impUnit")}`,
      key: ({ project }) => project.investment ?? -1,
      cell: ({ project }) => (project.investment === null ? "" : moneyNumber(lang, project.investment)),
      look: "ca-imp-num",
    },
    {
      id: "year",
      name: t(lang, "impYear"),
      key: ({ project }) => project.year,
      cell: ({ project }) => project.year,
      look: "ca-imp-num",
    },
    {
      id: "state",
      name: t(lang, "impState"),
      key: (one) => PROJECT_STATES.indexOf(state(one)),
      cell: (one) => stateMark(lang, state(one)),
    },
    {
      id: "plan",
      name: t(lang, "impPlan"),
      key: ({ named, regional }) => -named.length || (regional.length ? 0 : 1),
      cell: plan,
      look: "ca-imp-plan",
    },
  ];
  /** @param {string} sub */
  const count = (sub) =>
    String(
      sub === "projects" ? found.total.all.count : (found.total.states[/** @type {ProjectState} */ (sub)]?.count ?? 0),
    );
  fill(
    el,
    h(
      "div",
      { class: "ca-imp-legends" },
      cmpChoice(
        t(lang, "impState"),
        ["projects", ...PROJECT_STATES].map((sub) => [
          sub,
          sub === "projects" ? t(lang, "impAll") : t(lang, `impState_${sub}`),
          " ",
          h("span", { class: "ca-count" }, count(sub)),
        ]),
        page,
        (sub) => ctx.go(sub, null),
      ),
    ),
    rows.length
      ? h(
          "div",
          { class: "ca-imp-scroll", tabindex: "0" },
          sortedTable(ctx, t(lang, "impProjects"), columns, rows, redraw),
        )
      : h("p", { class: "ca-empty" }, t(lang, "impNoProjects")),
  );
}

/**
 * @param {HTMLElement} el
 * @param {ImplementationContext} ctx
 * @param {() => void} redraw
 */
export function showWaiting(el, ctx, redraw) {
  const { atlas, lang, found } = ctx;
  const { facts, codes } = atlas;
  const rows = [...found.waiting].sort(compareStrength(atlas));
  /** @type {Column<FactIndex>[]} */
  const columns = [
    {
      id: "title",
      name: t(lang, "facts"),
      key: (i) => titleOf(atlas, lang, i),
      cell: (i) =>
        h(
          "button",
          { type: "button", class: "ca-title ca-small", onclick: () => ctx.open(facts.id[i]) },
          titleOf(atlas, lang, i),
        ),
      look: "ca-imp-first",
    },
    {
      id: "where",
      name: t(lang, "place"),
      key: (i) =>
        joinNames(
          lang,
          facts.places[i].map((p) => atlas.places[p]),
        ),
      cell: (i) => placeLinks(ctx, facts.places[i], 4, true),
    },
    {
      id: "industry",
      name: t(lang, "industry"),
      key: (i) =>
        joinNames(
          lang,
          facts.industries[i].map((k) => atlas.industries[k]),
        ),
      cell: (i) =>
        joinNames(
          lang,
          facts.industries[i].map((k) => atlas.industries[k]),
        ),
    },
    {
      id: "ofCluster",
      name: t(lang, "cluster"),
      key: (i) => facts.cluster[i],
      cell: (i) => [
        swatch(atlas.clusters[facts.cluster[i]].colour, "ca-sq2"),
        " ",
        nameOf(lang, atlas.clusters[facts.cluster[i]]),
      ],
    },
    {
      id: "role",
      name: t(lang, "role"),
      key: (i) => codes.role[facts.role[i]].tier || 5,
      cell: (i) => [roleMark(atlas, i), " ", nameOf(lang, codes.role[facts.role[i]])],
    },
    {
      id: "status",
      name: t(lang, "status"),
      key: (i) => facts.status[i],
      cell: (i) =>
        h(
          "span",
          { class: "ca-nowrap" },
          statusMark(atlas, facts.status[i]),
          " ",
          nameOf(lang, codes.status[facts.status[i]]),
        ),
    },
    {
      id: "clause",
      name: t(lang, "clause"),
      key: (i) => clauseMark(lang, atlas, i),
      cell: (i) => clauseMark(lang, atlas, i),
    },
  ];
  fill(
    el,
    h(
      "p",
      { class: "ca-imp-note" },
      h("strong", {}, number(rows.length)),
      ` / ${number(found.designations)}`,
      " ",
      t(lang, "impWaiting"),
    ),
    rows.length
      ? h(
          "div",
          { class: "ca-imp-scroll", tabindex: "0" },
          sortedTable(ctx, t(lang, "impWaiting"), columns, rows, redraw),
        )
      : h("p", { class: "ca-empty" }, t(lang, "impNoWaiting")),
  );
}
