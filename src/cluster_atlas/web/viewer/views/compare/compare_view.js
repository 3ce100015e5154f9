// The comparison: six pages (side by side, matrix, small maps, chain, pattern, relations) over the same selection.
import { h, fill, showTab } from "../../core/dom.js";
import { t } from "../../core/i18n.js";
import { legalStates } from "../../questions/select.js";
import { citySimilarity } from "../../questions/similarity.js";
import { provinceMatrix, relationNetwork } from "../../questions/compare.js";
import { cmpKeyed, cmpKeepPlace } from "./compare_parts.js";
import { createSidePage } from "./compare_side.js";
import { createMatrixPage } from "./compare_matrix.js";
import { createMultiplesPage } from "../overview/small_maps.js";
import { createChainPage } from "../overview/chain_page.js";
import { createPatternPage } from "./compare_pattern.js";
import { createNetworkPage } from "./compare_network.js";

/**
 * @typedef {(el: HTMLElement, atlas: Atlas, callbacks: ViewCallbacks) => ComparePage} PageMaker
 * @type {[sub: string, word: string, create: PageMaker][]}
 */
const COMPARE_PAGES = [
  ["", "cmpSide", createSidePage],
  ["matrix", "cmpMatrix", createMatrixPage],
  ["multiples", "mulName", createMultiplesPage],
  ["chain", "chnName", createChainPage],
  ["pattern", "cmpPattern", createPatternPage],
  ["network", "cmpNetwork", createNetworkPage],
];

/**
 * Answers about one selection, each worked out when first asked for.
 *
 * @param {Atlas} atlas
 * @param {FactIds} ids
 */
function compareAnswers(atlas, ids) {
  /** @type {Map<string, unknown>} */
  const kept = new Map();
  /**
   * @template Answer
   * @param {string} name
   * @param {() => Answer} make
   */
  const once = (name, make) => () => {
    if (!kept.has(name)) kept.set(name, make());
    return /** @type {Answer} */ (kept.get(name));
  };
  const alike = once("alike", () => citySimilarity(atlas, ids));
  return {
    alike,
    matrix: once("matrix", () => provinceMatrix(atlas, ids, alike())),
    links: once("links", () => relationNetwork(atlas, ids)),
  };
}

/**
 * @param {HTMLElement} el
 * @param {Atlas} atlas
 * @param {ViewCallbacks} callbacks
 * @returns {View}
 */
export function createCompareView(el, atlas, callbacks) {
  const tabs = h("div", { class: "ca-tabs ca-cmp-tabs", role: "tablist" });
  const body = h("div", { class: "ca-cmp-body", role: "tabpanel" });
  el.classList.add("ca-cmp");
  fill(el, h("div", { class: "ca-cmp-head" }, tabs), body);
  /** @type {FullMap<string, { holder: HTMLElement, show: ComparePage }>} */
  const pages = new Map();
  /** @type {CompareAnswers & { ids: FactIds, drawn: boolean }} */
  let answers;
  let shown = "";
  /** @type {string | null} */
  let turned = null;

  /**
   * @param {typeof COMPARE_PAGES[number]} page
   * @param {string} chosen
   * @param {Lang} lang
   */
  function tab([sub, word], chosen, lang) {
    const pick = () => sub === chosen || callbacks.ask({ sub, w: "" });
    return cmpKeyed(
      `tab ${sub}`,
      h(
        "button",
        { type: "button", role: "tab", "aria-selected": String(sub === chosen), onclick: pick },
        t(lang, word),
      ),
    );
  }

  /** @param {typeof COMPARE_PAGES[number]} page */
  function pageOf([sub, , create]) {
    if (!pages.has(sub)) {
      const holder = h("div", { class: "ca-cmp-page" });
      body.append(holder);
      pages.set(sub, { holder, show: create(holder, atlas, callbacks) });
    }
    return pages.get(sub);
  }

  return {
    /** @param {ScreenState} state */
    show(state) {
      const { ids, lang, ask } = state;
      if (answers?.ids !== ids) answers = { ids, drawn: false, ...compareAnswers(atlas, ids) };
      const page = COMPARE_PAGES.find(([sub]) => sub === ask.sub) || COMPARE_PAGES[0];
      const key = JSON.stringify([page[0], lang, ask.with, ask.w, ask.shade, state.sel.as_of ?? null]);
      if (key === shown && answers.drawn) return;
      shown = key;
      answers.drawn = true;
      const ctx = {
        atlas,
        lang,
        ids,
        ask,
        answers,
        legal: legalStates(atlas, state.sel.as_of ?? null),
        open: callbacks.open,
        hover: callbacks.hover,
      };
      const moved = turned !== page[0];
      turned = page[0];
      cmpKeepPlace(el, el, () => {
        tabs.setAttribute("aria-label", t(lang, "cmpPages"));
        fill(
          tabs,
          COMPARE_PAGES.map((entry) => tab(entry, page[0], lang)),
        );
        const { holder, show } = pageOf(page);
        for (const other of pages.values()) other.holder.hidden = other.holder !== holder;
        show(ctx);
      });
      if (moved) el.scrollTop = 0;
      // They were filled anew, from the first on.
      showTab(tabs);
    },
  };
}
