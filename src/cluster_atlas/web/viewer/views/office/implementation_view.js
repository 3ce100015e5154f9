// The page of plans and projects: which projects stand where the plans want their industry, which
// designations have none, by cluster, by city, one by one and over time.
import { fill, h, showTab } from "../../core/dom.js";
import { t } from "../../core/i18n.js";
import { hasProjects, implementationOf } from "../../questions/office/implementation.js";
import { implementationPieces } from "../../questions/office/implementation_say.js";
import { cmpKeepPlace, cmpKeyed } from "../compare/compare_parts.js";
import { showProjects, showWaiting } from "./implementation_lists.js";
import { showMatrix } from "./implementation_matrix.js";
import { paperPage } from "./implementation_paper.js";
import { showCities, showClusters, showYears } from "./implementation_tables.js";

// In the order of their tabs; projects stand at the states of `PROJECT_PAGES` as well.
/** @type {[page: string, word: string][]} */
const PAGES = [
  ["", "impClusters"],
  ["cities", "impCities"],
  ["matrix", "impMatrix"],
  ["projects", "impProjects"],
  ["waiting", "impWaiting"],
  ["years", "impYears"],
];
const PROJECT_PAGES = ["projects", "named", "region", "none", "unmatched"];

/** @param {string} sub */
const pageOf = (sub) => (PROJECT_PAGES.includes(sub) || PAGES.some(([page]) => page === sub) ? sub : "");

/**
 * @param {HTMLElement} el
 * @param {Atlas} atlas
 * @param {ViewCallbacks} callbacks
 * @returns {View}
 */
export function createImplementationView(el, atlas, callbacks) {
  const [head, said] = [h("h2", {}), h("p", { class: "ca-imp-said" })];
  const tabs = h("div", { class: "ca-tabs ca-imp-tabs", role: "tablist" });
  const body = h("div", { class: "ca-imp-body", role: "tabpanel" });
  el.classList.add("ca-imp");
  fill(el, h("div", { class: "ca-imp-head" }, head, said, tabs), body);
  /** @type {ScreenState} */
  let state;
  /** @type {{ ids: FactIds | null, own: Own | null, stages: string, found: Implementation | null }} */
  const answered = { ids: null, own: null, stages: "", found: null };
  // What the reader sorts and measures by stays while the page is open.
  /** @type {ImplementationContext["sort"]} */
  const sort = { column: "", direction: 1 };
  /** @type {ImplementationContext["measure"]} */
  const measure = { of: "count" };
  let turned = "";

  /** @param {Own} own */
  function answer(own) {
    const { ids, ask } = state;
    const same = answered.ids === ids && answered.own === own && answered.stages === ask.stages;
    if (!same || !answered.found)
      Object.assign(answered, { ids, own, stages: ask.stages, found: implementationOf(atlas, own, state) });
    return /** @type {Implementation} */ (answered.found);
  }

  /**
   * @param {string | null} page - none leaves it as it is
   * @param {Partial<FactSelection> | null} filter
   */
  function go(page, filter) {
    if (filter && Object.keys(filter).length) callbacks.filter(filter);
    if (page !== null) callbacks.ask({ sub: page });
  }

  /**
   * @param {Own} own
   * @returns {ImplementationContext}
   */
  function context(own) {
    const { lang } = state;
    return {
      atlas,
      own,
      lang,
      found: answer(own),
      go,
      sort,
      measure,
      scroller: el,
      open: callbacks.open,
      hover: callbacks.hover,
    };
  }

  /**
   * @param {ImplementationContext} ctx
   * @param {string} page
   */
  function showPage(ctx, page) {
    const redraw = () => cmpKeepPlace(el, el, () => showPage(ctx, page));
    el.onscroll = null;
    if (PROJECT_PAGES.includes(page)) showProjects(body, ctx, page, redraw);
    else if (page === "cities") showCities(body, ctx);
    else if (page === "matrix") showMatrix(body, ctx);
    else if (page === "waiting") showWaiting(body, ctx, redraw);
    else if (page === "years") showYears(body, ctx, redraw);
    else showClusters(body, ctx);
  }

  /**
   * @param {ImplementationContext} ctx
   * @param {string} chosen
   */
  function showTabs({ lang, found }, chosen) {
    /** @type {Record<string, number>} */
    const counts = { projects: found.total.all.count, waiting: found.waiting.length };
    tabs.setAttribute("aria-label", t(lang, "impPages"));
    fill(
      tabs,
      PAGES.map(([page, word]) => {
        const on = page === chosen || (page === "projects" && PROJECT_PAGES.includes(chosen));
        return cmpKeyed(
          `tab ${page}`,
          h(
            "button",
            {
              type: "button",
              role: "tab",
              "aria-selected": String(on),
              onclick: () => page === chosen || go(page, null),
            },
            t(lang, word),
            page in counts && [" ", h("span", { class: "ca-count" }, String(counts[page]))],
          ),
        );
      }),
    );
    showTab(tabs);
  }

  /** @param {ImplementationContext} ctx */
  function showSentence({ lang, found }) {
    fill(
      said,
      implementationPieces(lang, found).map(({ text, page }) => {
        if (!page) return text;
        const [n] = text.split(" ", 1);
        const look = `ca-imp-count ca-imp-say-${page}`;
        const to = { type: "button", class: look, "aria-label": text, onclick: () => go(page, null) };
        return [cmpKeyed(`said ${page}`, h("button", to, n)), text.slice(n.length)];
      }),
    );
  }

  return {
    /** @param {ScreenState} next */
    show(next) {
      state = next;
      const { own } = atlas;
      head.textContent = t(state.lang, "impHead");
      if (!own || !hasProjects(own)) {
        fill(said, t(state.lang, "impNoOwn"));
        fill(tabs);
        fill(body);
        return;
      }
      const page = pageOf(state.ask.sub);
      const ctx = context(own);
      cmpKeepPlace(el, el, () => {
        showSentence(ctx);
        showTabs(ctx, page);
        showPage(ctx, page);
      });
      const moved = turned !== page;
      turned = page;
      if (moved) el.scrollTop = 0;
    },
    paper: () => (atlas.own && hasProjects(atlas.own) ? paperPage(context(atlas.own)) : null),
  };
}
