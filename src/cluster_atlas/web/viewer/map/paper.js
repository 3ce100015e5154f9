// What goes to the printer: title, map at print resolution, legend, credits, then the cited list.
import { h, fill } from "../core/dom.js";
import { t, nameOf, joinNames } from "../core/i18n.js";
import { cityAsked, dotted, placesFirst, summaryLine, titleOf } from "../core/headlines.js";
import { citedDocuments, clauseMark, legalLabel, outlineCredit, targetLabel } from "../core/cite.js";
import { scaleStep } from "./overlays.js";
import { regionsBetween } from "../questions/roles.js";
import { legalStates } from "../questions/select.js";
import { replySentence } from "../search/reply.js";

const [WIDTH, HEIGHT, SHARPNESS] = [1000, 725, 2.4];
const LONGEST_BAR = 130; // px of the picture
const ANSWER_FACTS = 8; // statements below the answer of a search

/**
 * @param {Atlas} atlas
 * @param {PaperState} state
 */
export function filterWords(atlas, state) {
  const { lang, sel } = state;
  /** @type {FilterName[]} */
  const filters = ["cluster", "industry", "status", "role", "place", "document", "legal", "named"];
  const names = filters.flatMap((name) =>
    sel[name].map((id) => nameOf(lang, atlas.rows[name][atlas.index[name].get(id) ?? -1])),
  );
  if (sel.as_of !== null) names.push(`${t(lang, "asof")} ${sel.as_of}`);
  if (sel.text.trim()) names.push(`“${sel.text.trim()}”`);
  return names.length ? t(lang, "showing", { what: names.join(" · ") }) : "";
}

/**
 * @param {Atlas} atlas
 * @param {Lang} lang
 * @param {LegalState[]} legal
 * @param {FactIndex} i
 * @param {PlaceIndex} city - what the filter by place asks for, or -1
 */
function paperRow(atlas, lang, legal, i, city) {
  const { places, industries, role, status, target, document } = atlas.facts;
  const where = joinNames(
    lang,
    places[i].map((p) => atlas.places[p]),
  );
  const what = joinNames(
    lang,
    industries[i].map((k) => atlas.industries[k]),
  );
  const regions = city < 0 ? [] : regionsBetween(atlas, city, i).map((p) => atlas.places[p]);
  const how = [
    regions.length > 0 && t(lang, "via", { name: joinNames(lang, regions) }),
    nameOf(lang, atlas.codes.status[status[i]]),
    nameOf(lang, atlas.codes.role[role[i]]),
    targetLabel(lang, atlas, target[i]),
  ].filter(Boolean);
  const doc = atlas.documents[document[i]];
  const clause = clauseMark(lang, atlas, i);
  return h(
    "li",
    {},
    h("strong", {}, titleOf(atlas, lang, i)),
    h("span", {}, dotted([where, what])),
    h("span", {}, how.join(" · ")),
    h("cite", {}, [clause, legalLabel(lang, doc, legal[document[i]])].filter(Boolean).join(" · ")),
  );
}

/**
 * Statements with number and clause of their documents, whose full titles follow once.
 *
 * @param {Atlas} atlas
 * @param {PaperState} state
 * @param {FactIds} ids
 * @param {PlaceIndex} [city] - whose region a statement may come by; that of the filter by place, if any
 */
export function paperFacts(atlas, { lang, sel }, ids, city = cityAsked(atlas, sel)) {
  const legal = legalStates(atlas, sel.as_of);
  if (!ids.length) return null;
  return [
    h(
      "ol",
      { class: "ca-paper-list" },
      placesFirst(atlas, ids, city).map((i) => paperRow(atlas, lang, legal, i, city)),
    ),
    h(
      "div",
      { class: "ca-paper-cited" },
      h("h3", {}, t(lang, "paperCited")),
      h(
        "ul",
        {},
        citedDocuments(lang, atlas, ids).map((line) => h("li", {}, line)),
      ),
    ),
  ];
}

/**
 * @param {Atlas} atlas
 * @param {Lang} lang
 * @param {PaperConfig} config
 */
export function editionLine(atlas, lang, config) {
  return t(lang, "dataEdition", { hash: atlas.hash.slice(0, 6), date: config.date || atlas.date });
}

/**
 * @param {Atlas} atlas
 * @param {PaperState} state
 * @param {PaperConfig} config
 */
function paperHead(atlas, { lang }, config) {
  return h(
    "header",
    {},
    h("h1", {}, config.title || t(lang, "product")),
    h("p", {}, dotted([config.title && t(lang, "product"), editionLine(atlas, lang, config)])),
  );
}

/**
 * The map as a picture with its legend; `wanted` as map.paintOn() takes it.
 *
 * @param {AtlasMap} map
 * @param {Lang} lang
 * @param {MapState | null} [wanted]
 */
export function paperMap(map, lang, wanted = null) {
  const canvas = h("canvas", {});
  const { zoom, lat, low, legend } = map.paintOn(canvas, [WIDTH, HEIGHT, SHARPNESS], wanted);
  const { km, px } = scaleStep(lat, zoom, LONGEST_BAR);
  // A finished picture: printing browsers replay a canvas stroke by stroke and may misplace it.
  const picture = h("img", { class: "ca-paper-map", alt: t(lang, "map"), src: canvas.toDataURL("image/png") });
  const bar = h("i", {});
  bar.style.width = `${(px / WIDTH) * 100}%`;
  return h(
    "figure",
    {},
    h(
      "div",
      { class: "ca-paper-sheet" },
      picture,
      h(
        "div",
        { class: low ? "ca-paper-scale ca-low" : "ca-paper-scale" },
        h("b", {}, `${t(lang, "north")} ↑`),
        bar,
        h("span", {}, `${km} km`),
      ),
    ),
    legend,
  );
}

/**
 * A question page as it stands on screen; its canvases as pictures.
 *
 * @param {HTMLElement} view
 */
export function paperView(view) {
  const copy = /** @type {HTMLElement} */ (view.cloneNode(true));
  const drawn = [...view.querySelectorAll("canvas")];
  copy.querySelectorAll("canvas").forEach((canvas, i) => {
    const picture = h("img", { alt: "", class: canvas.className, src: drawn[i].toDataURL("image/png") });
    picture.style.width = `${drawn[i].clientWidth}px`;
    canvas.replaceWith(picture);
  });
  copy.hidden = false;
  copy.classList.add("ca-paper-view");
  return copy;
}

/** @param {string} text */
const cssString = (text) => `"${text.replace(/["\\<]|\p{Cc}/gu, (c) => `\\${c.codePointAt(0)?.toString(16)} `)}"`;

/**
 * The credits in the margin of every page; null where the browser has no margin boxes.
 *
 * @param {string[]} lines
 */
function marginFoot(lines) {
  if (!document.adoptedStyleSheets || !globalThis.CSSStyleSheet) return null;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`@page { @bottom-left { content: ${lines.map(cssString).join(' "\\a " ')}; } }`);
  return sheet.cssRules[0]?.cssText.includes("bottom-left") ? sheet : null;
}

/** @type {CSSStyleSheet | null} */
let marginSheet = null; // what stands in the margins now

/** @param {HTMLElement} el */
export function clearPaper(el) {
  document.adoptedStyleSheets = (document.adoptedStyleSheets || []).filter((sheet) => sheet !== marginSheet);
  marginSheet = null;
  fill(el);
}

/**
 * Content on sheets whose every page ends with the credits. Without margin boxes they are a fixed
 * line, for which the foot of a table keeps room free.
 *
 * @param {HTMLElement} el
 * @param {Atlas} atlas
 * @param {Lang} lang
 * @param {PaperConfig} config
 * @param {Child} content
 */
export function fillPaper(el, atlas, lang, config, content) {
  const { approval } = config.story || {};
  const lines = [
    outlineCredit(atlas, lang),
    dotted([
      t(lang, "product"),
      editionLine(atlas, lang, config),
      approval && t(lang, "storyApproval", { no: approval }),
    ]),
  ];
  clearPaper(el);
  marginSheet = marginFoot(lines);
  if (marginSheet) document.adoptedStyleSheets = [...document.adoptedStyleSheets, marginSheet];
  el.classList.toggle("ca-margined", Boolean(marginSheet));
  fill(
    el,
    h(
      "div",
      { class: "ca-sheets" },
      h("div", { class: "ca-sheets-body" }, h("div", {}, content)),
      h("div", { class: "ca-sheets-room" }, h("div", {})),
    ),
    h(
      "div",
      { class: "ca-paper-foot" },
      lines.map((line) => h("p", {}, line)),
    ),
  );
}

/**
 * The state on screen; `view` is the element of the question page that is open, or null.
 *
 * @param {HTMLElement} el
 * @param {Atlas} atlas
 * @param {AtlasMap} map
 * @param {PaperState & { ids: FactIds }} state
 * @param {PaperConfig} config
 * @param {HTMLElement | null} [view]
 * @param {Reply | null} [answer] - of the search box; then its first statements only, for one page
 */
export function preparePaper(el, atlas, map, state, config, view = null, answer = null) {
  const { lang } = state;
  const filters = filterWords(atlas, state);
  const summary = view
    ? filters
    : [summaryLine(atlas, lang, state.ids, state.sel), filters].filter(Boolean).join(" ｜ ");
  fillPaper(el, atlas, lang, config, [
    paperHead(atlas, state, config),
    config.note && h("p", { class: "ca-paper-note" }, config.note),
    answer && h("p", { class: "ca-paper-answer" }, replySentence(atlas, lang, answer)),
    summary && h("p", { class: "ca-paper-filter" }, summary),
    view
      ? paperView(view)
      : [paperMap(map, lang), paperFacts(atlas, state, answer ? answer.facts.slice(0, ANSWER_FACTS) : state.ids)],
    answer &&
      answer.facts.length > ANSWER_FACTS &&
      h("p", {}, t(lang, "srcMore", { n: answer.facts.length - ANSWER_FACTS })),
  ]);
}
