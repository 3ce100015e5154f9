// The evidence view: each document's designations in the order of its clauses, and what was waived.
import { h, fill, growList } from "../core/dom.js";
import { t, nameOf } from "../core/i18n.js";
import { clauseKey, clauseLabel, documentMark, finalLabel, legalLabel } from "../core/cite.js";
import { legalStates, selectFacts } from "../questions/select.js";
import { factRow } from "./facts.js";
import { replySentence } from "../search/reply.js";
import { scopePage } from "../search/scope.js";
import { searchAtlas } from "../search/search.js";

/**
 * Clauses of a document that have shown facts, waived sentences or, where it is given, a text.
 *
 * @param {Atlas} atlas
 * @param {FactIds} ids
 * @param {DocumentIndex} k
 * @param {Record<string, string>} texts
 * @returns {Clause[]}
 */
function clausesOf(atlas, ids, k, texts) {
  const { document, clause } = atlas.facts;
  /** @type {FullMap<string, Clause>} */
  const clauses = new Map();
  /**
   * @param {string} address
   * @returns {Clause}
   */
  const at = (address) => {
    if (!clauses.has(address)) clauses.set(address, { address, facts: [], waived: [] });
    return clauses.get(address);
  };
  for (const i of ids) if (document[i] === k) at(clause[i]).facts.push(i);
  for (const [address, sentence, word, reason] of atlas.documents[k].waived || [])
    at(address).waived.push({ sentence, word, reason });
  for (const address of Object.keys(texts)) at(address);
  /**
   * @param {Clause} a
   * @param {Clause} b
   */
  const order = (a, b) => (clauseKey(a.address) < clauseKey(b.address) ? -1 : 1);
  return [...clauses.values()].sort(order);
}

/**
 * @param {Atlas} atlas
 * @param {Lang} lang
 * @param {Clause["waived"][number]} waiver
 */
function waivedLine(atlas, lang, { sentence, word, reason }) {
  const named = (atlas.codes.waiver || []).find((code) => code.id === reason);
  return h("li", {}, t(lang, "waivedAt", { n: sentence, word }), named && h("span", {}, nameOf(lang, named)));
}

/**
 * The letter before a plan, whose number, issuers and sentences come in one run.
 *
 * @param {string} text
 */
const linesOf = (text) => text.replace(/〕\d+号|[厅局部会](?=广东省|中共|关于|\d)|的通知|[。：](?=.)/g, "$&\n");

/**
 * @param {FactContext} ctx
 * @param {Clause} clause
 * @param {string | undefined} text
 */
function clauseBlock(ctx, clause, text) {
  const { atlas, lang } = ctx;
  return h(
    "section",
    { class: "ca-evidence", "data-clause": clause.address },
    h(
      "h4",
      {},
      clauseLabel(lang, atlas, clause.address),
      h("span", { class: "ca-mute" }, t(lang, "clauseFacts", { n: clause.facts.length })),
    ),
    text && h("blockquote", {}, clause.address === "0" ? linesOf(text) : text),
    clause.facts.map((i) => factRow(ctx, i)),
    clause.waived.length > 0 &&
      h(
        "ul",
        { class: "ca-waived" },
        clause.waived.map((item) => waivedLine(atlas, lang, item)),
      ),
  );
}

/**
 * @param {FactContext} ctx
 * @param {DocumentIndex} k
 * @param {number} count
 */
function documentHead(ctx, k, count) {
  const { atlas, lang, legal } = ctx;
  const doc = atlas.documents[k];
  const line = [
    documentMark(lang, doc),
    (doc.issuers || []).join("、"),
    nameOf(lang, doc.day),
    legalLabel(lang, doc, legal[k]),
  ];
  const final = finalLabel(lang, doc, legal[k]);
  const replaced = (doc.supersedes || []).map((id) => atlas.documents.find((other) => other.id === id)).filter(Boolean);
  return [
    h("h3", {}, nameOf(lang, doc)),
    h(
      "p",
      { class: "ca-clause" },
      line.filter(Boolean).map((part) => h("span", {}, part)),
    ),
    final && h("p", { class: "ca-clause" }, final),
    replaced.length > 0 &&
      h(
        "p",
        { class: "ca-clause" },
        t(lang, "replaces", { name: replaced.map((other) => documentMark(lang, other)).join("、") }),
      ),
    h("p", { class: "ca-clause" }, t(lang, "evidenceCount", { n: count, waived: (doc.waived || []).length })),
  ];
}

/**
 * The designations of all documents that the other filters show: a document is no filter of the list of
 * documents, and those of every legal state stand in it unless states are chosen.
 *
 * @param {Atlas} atlas
 * @param {FactSelection} sel
 */
function documentFacts(atlas, sel) {
  const legal = sel.legal?.length ? sel.legal : atlas.codes.legal.map((code) => code.id);
  return selectFacts(atlas, { ...sel, document: [], legal }).ids;
}

/**
 * @param {HTMLElement} el
 * @param {Atlas} atlas
 * @param {Pick<ViewCallbacks, "open" | "hover" | "ask">} callbacks
 * @returns {View}
 */
export function createSources(el, atlas, callbacks) {
  el.classList.add("ca-sources");
  /** @type {DocumentIndex | null} */
  let chosen = null;
  /** @type {string | undefined} */
  let filtered;
  /** @type {ClauseTexts | null} */
  let texts = null;
  /** @type {ScreenState | null} */
  let state = null;

  /** @param {ScreenState} next */
  function show(next) {
    state = next;
    const { lang, sel } = next;
    const ids = documentFacts(atlas, sel);
    const ctx = {
      atlas,
      lang,
      ids,
      legal: legalStates(atlas, sel.as_of ?? null),
      open: callbacks.open,
      hover: callbacks.hover,
    };
    const counts = atlas.documents.map((_, k) => [...ids].filter((i) => atlas.facts.document[i] === k).length);
    if (chosen === null || (!counts[chosen] && counts.some(Boolean))) chosen = Math.max(0, counts.findIndex(Boolean));
    // A document that has just been chosen as a filter is opened.
    if (sel.document?.[0] !== filtered) {
      filtered = sel.document?.[0];
      chosen = atlas.index.document.get(filtered ?? "") ?? chosen;
    }
    const [asked, address] = next.ask.sub.split("#");
    chosen = atlas.index.document.get(asked) ?? chosen;
    const covers = asked === "scope" || !atlas.documents.length;
    const reply = covers ? searchAtlas(atlas, next.ask.s) : null;
    const scope = h(
      "button",
      { type: "button", "aria-pressed": String(covers), onclick: () => callbacks.ask({ sub: covers ? "" : "scope" }) },
      h("span", {}, t(lang, "srcScope")),
    );
    /** @param {DocumentIndex} k */
    const pick = (k) =>
      h(
        "button",
        {
          type: "button",
          "aria-pressed": String(!covers && k === chosen),
          onclick: () => {
            chosen = k;
            if (asked) callbacks.ask({ sub: "" });
            else show(next);
            el.querySelectorAll(".ca-documents button")[k + 1].focus();
          },
        },
        h("span", {}, nameOf(lang, { zh: atlas.documents[k].short, en: atlas.documents[k].short_en })),
        h("small", {}, String(counts[k])),
      );
    const holder = h("div", {});
    const main = h(
      "div",
      { class: "ca-evidences", tabindex: "0" },
      reply?.kind === "outside" && h("p", { class: "ca-notebar" }, replySentence(atlas, lang, reply)),
      covers ? scopePage(atlas, lang) : documentHead(ctx, chosen, counts[chosen]),
      holder,
    );
    fill(
      el,
      h(
        "nav",
        { class: "ca-documents", "aria-label": t(lang, "document") },
        scope,
        atlas.documents.map((_, k) => pick(k)),
      ),
      main,
    );
    // On a narrow screen the list is a strip that scrolls sideways.
    const nav = /** @type {HTMLElement} */ (el.firstElementChild);
    const pressed = /** @type {HTMLElement | null} */ (nav.querySelector('[aria-pressed="true"]'));
    if (pressed) nav.scrollLeft = pressed.offsetLeft - nav.clientWidth / 3;
    if (covers) {
      const name = nameOf(
        lang,
        atlas.sectors.find((sector) => sector.id === reply?.sector),
      );
      const row = [...main.querySelectorAll("tr")].find((one) => one.querySelector("th")?.textContent === name);
      row?.classList.add("ca-lit");
      // What was asked stays in sight above the table where both fit.
      row?.scrollIntoView({ block: "nearest" });
      return;
    }
    const own = texts?.[atlas.documents[chosen].id] || {};
    const list = growList(
      main,
      holder,
      clausesOf(atlas, ids, chosen, own),
      (clause) => clauseBlock(ctx, clause, own[clause.address]),
      8,
    );
    if (!address) return;
    list.all();
    [...holder.querySelectorAll("section")].find((block) => block.dataset.clause === address)?.scrollIntoView();
  }

  return {
    show,
    /** @param {ClauseTexts | null} next */
    setTexts(next) {
      texts = next;
      if (state) show(state);
    },
  };
}
