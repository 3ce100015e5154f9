// The table view: every shown designation in rows, sorted by any column.
import { h, fill, swatch, growList, statusMark } from "../core/dom.js";
import { t, nameOf, joinNames } from "../core/i18n.js";
import { cityAsked, placesFirst, titleOf } from "../core/headlines.js";
import { clauseKey, clauseLabel, documentMark, legalLabel, targetLabel } from "../core/cite.js";
import { legalStates } from "../questions/select.js";
import { placeLinks, viaNote } from "./facts.js";
import { createOwnTable } from "./office/own_table.js";
import { sortButton, sortOrder } from "./sort_head.js";

const COLUMNS = ["facts", "place", "industry", "cluster", "role", "status", "docTitle", "clause", "legal", "target"];

/**
 * @param {Atlas} atlas
 * @param {Lang} lang
 * @param {LegalState[]} legal
 * @returns {Record<string, (fact: FactIndex) => string | number>}
 */
function keysOf(atlas, lang, legal) {
  const f = atlas.facts;
  return {
    place: (i) =>
      joinNames(
        lang,
        f.places[i].map((p) => atlas.places[p]),
      ),
    industry: (i) =>
      joinNames(
        lang,
        f.industries[i].map((k) => atlas.industries[k]),
      ),
    cluster: (i) => f.cluster[i],
    role: (i) => f.role[i],
    status: (i) => f.status[i],
    facts: (i) => titleOf(atlas, lang, i),
    docTitle: (i) => documentMark(lang, atlas.documents[f.document[i]]),
    clause: (i) => clauseKey(f.clause[i]),
    legal: (i) => legal[f.document[i]] || "",
    target: (i) => (f.target[i] ? f.target[i].value : -1),
  };
}

/**
 * @param {FactIds} ids
 * @param {(fact: FactIndex) => string | number} key
 * @param {number} direction
 * @param {Lang} lang
 */
function sortFacts(ids, key, direction, lang) {
  const keyed = [...ids].map((i) => /** @type {const} */ ([key(i), i]));
  const words = new Intl.Collator(lang === "en" ? "en" : "zh-CN");
  /** @type {(a: string | number, b: string | number) => number} */
  const order = (a, b) => (typeof a === "number" ? a - Number(b) : words.compare(a, String(b)));
  keyed.sort(([a, i], [b, j]) => order(a, b) * direction || i - j);
  return keyed.map(([, i]) => i);
}

/**
 * @param {HTMLElement} el
 * @param {Atlas} atlas
 * @param {Pick<ViewCallbacks, "open" | "hover" | "ask">} callbacks
 * @returns {View}
 */
export function createTable(el, atlas, callbacks) {
  el.classList.add("ca-table");
  /** @type {{ column: string | null, direction: number }} */
  const sort = { column: null, direction: 1 };
  /** @type {ScreenState} */
  let state;
  const own = withOwnRows ? createOwnTable(el, atlas, callbacks) : null;

  /**
   * @param {RowContext} ctx
   * @param {LegalState[]} legal
   * @param {FactIndex} i
   */
  function row(ctx, legal, i) {
    const { lang } = ctx;
    const f = atlas.facts;
    const doc = atlas.documents[f.document[i]];
    const cluster = atlas.clusters[f.cluster[i]];
    const via = viaNote(ctx, cityAsked(atlas, state.sel), i);
    /** @param {...Child} children */
    const cell = (...children) => h("td", {}, children);
    return h(
      "tr",
      {},
      cell(
        h(
          "button",
          { type: "button", class: "ca-title ca-small", onclick: () => callbacks.open(f.id[i]) },
          titleOf(atlas, lang, i),
        ),
      ),
      cell(placeLinks(ctx, f.places[i], 5, true), via && h("span", { class: "ca-note" }, via)),
      cell(
        joinNames(
          lang,
          f.industries[i].map((k) => atlas.industries[k]),
        ),
      ),
      cell(swatch(cluster.colour, "ca-sq2"), nameOf(lang, cluster)),
      cell(nameOf(lang, atlas.codes.role[f.role[i]])),
      cell(
        h(
          "span",
          { class: "ca-nowrap" },
          statusMark(atlas, f.status[i]),
          nameOf(lang, atlas.codes.status[f.status[i]]),
        ),
      ),
      h("td", { title: nameOf(lang, doc) }, documentMark(lang, doc)),
      h("td", { class: "ca-nowrap" }, clauseLabel(lang, atlas, f.clause[i])),
      cell(legalLabel(lang, doc, legal[f.document[i]])),
      cell(targetLabel(lang, atlas, f.target[i])),
    );
  }

  /** @param {string} column */
  function headCell(column) {
    const { lang } = state;
    const direction = sort.column === column ? sort.direction : 0;
    const button = sortButton(lang, t(lang, column), direction, (wanted) => {
      Object.assign(sort, { column, direction: wanted });
      show(state);
      el.querySelectorAll("th button")[COLUMNS.indexOf(column)].focus();
    });
    return h("th", { scope: "col", "aria-sort": sortOrder(direction) }, button);
  }

  /** @param {ScreenState} next */
  function show(next) {
    state = next;
    if (withOwnRows) {
      fill(el, own?.switches(state));
      if (own?.show(state)) return;
    }
    const legal = legalStates(atlas, state.sel.as_of ?? null);
    const ctx = { atlas, lang: state.lang, open: callbacks.open, hover: callbacks.hover };
    const ids = sort.column
      ? sortFacts(state.ids, keysOf(atlas, state.lang, legal)[sort.column], sort.direction, state.lang)
      : placesFirst(atlas, state.ids, cityAsked(atlas, state.sel));
    const rows = h("tbody", {});
    const table = h("table", {}, h("thead", {}, h("tr", {}, COLUMNS.map(headCell))), rows);
    if (withOwnRows) el.append(table);
    else fill(el, table);
    if (!ids.length) el.append(h("p", { class: "ca-empty" }, t(state.lang, "none")));
    growList(el, rows, ids, (i) => row(ctx, legal, i), 60);
    el.scrollTop = 0;
  }

  return { show };
}
