// A briefing on paper: a cover, then every part with its own picture, statements and citations.
import { dotted } from "../core/headlines.js";
import { h } from "../core/dom.js";
import { t, nameOf } from "../core/i18n.js";
import { documentMark, finalLabel, legalLabel } from "../core/cite.js";
import { aboutPlace } from "../questions/roles.js";
import { legalStates, selectFacts } from "../questions/select.js";
import { focusCity } from "../map/scene.js";
import { editionLine, fillPaper, paperFacts, paperMap, paperView } from "../map/paper.js";
import { coverBlocks, creditLines, wordedHeading, noteBlocks, partMark, remarkList } from "./story_text.js";

const SHEET_WIDTH = 703; // px: A4 upright without its margins

/**
 * What a part lists: of a place what is about it, of a statement itself, else all that is shown.
 *
 * @param {Atlas} atlas
 * @param {StoryPart} part
 * @param {Uint32Array} ids
 * @returns {FactIds}
 */
function listedFacts(atlas, part, ids) {
  const { focus } = part.state;
  if (part.kind !== "place" || focus === null) return ids;
  const place = atlas.index.place.get(focus);
  return place === undefined ? [atlas.facts.id.indexOf(focus)] : ids.filter(aboutPlace(atlas, place));
}

/**
 * `shown` says how many statements the briefing takes from each document; else the part's own count.
 *
 * @param {Atlas} atlas
 * @param {PartState} state
 * @param {Map<string, number> | null} shown
 */
function documentList(atlas, { lang, sel, ids }, shown) {
  const legal = legalStates(atlas, sel.as_of);
  const used = atlas.documents.map(
    (doc, k) => shown?.get(doc.id) ?? (shown ? 0 : ids.filter((i) => atlas.facts.document[i] === k).length),
  );
  /**
   * @param {number} n
   * @param {DocumentIndex} k
   */
  const line = (n, k) => {
    const doc = atlas.documents[k];
    const count = t(lang, "clauseFacts", { n });
    const final = finalLabel(lang, doc, legal[k]);
    return (
      n > 0 &&
      h(
        "li",
        {},
        h("strong", {}, nameOf(lang, doc)),
        h("span", {}, dotted([documentMark(lang, doc), (doc.issuers || []).join("、"), nameOf(lang, doc.day)])),
        h("cite", {}, dotted([legalLabel(lang, doc, legal[k]), final, count])),
      )
    );
  };
  return h("ol", {}, used.map(line));
}

/**
 * @param {Atlas} atlas
 * @param {PartState} state
 * @param {Map<string, number> | null} shown
 */
function documentBlock(atlas, state, shown) {
  return [h("h3", {}, t(state.lang, "storyDocuments")), documentList(atlas, state, shown)];
}

/**
 * A question page worked out for a part, beside the screen and gone with the return.
 *
 * @param {Stage} stage
 * @param {ScreenState} state
 */
function questionPage(stage, state) {
  const el = h("div", { class: "ca-view" });
  const desk = h("div", { class: "ca-desk" }, el);
  desk.style.width = `${SHEET_WIDTH}px`;
  document.getElementById("atlas")?.append(desk);
  stage.printed(el, state.view, state);
  const copy = paperView(el);
  desk.remove();
  return copy;
}

/**
 * @param {Atlas} atlas
 * @param {Stage} stage
 * @param {StoryPart} part
 * @param {PartState} state
 * @returns {Child}
 */
function bodyOf(atlas, stage, part, state) {
  if (part.empty) return h("p", { class: "ca-paper-empty" }, part.empty);
  if (part.kind === "find")
    return [h("p", { class: "ca-paper-filter" }, `“${state.ask.q}”`), questionPage(stage, { ...state, view: "find" })];
  if (part.kind === "evolve" || (withOwnRows && part.kind === "implementation" && atlas.own))
    return questionPage(stage, { ...state, view: part.kind });
  if (["compare", "multiples", "chain"].includes(part.kind)) return questionPage(stage, { ...state, view: "compare" });
  if (part.kind === "sources") return documentBlock(atlas, state, part.documents);
  const facts = ["place", "list"].includes(part.kind) ? listedFacts(atlas, part, state.ids) : [];
  return [
    paperMap(stage.map, state.lang, stage.mapState(state)),
    facts.length > 0 && [
      h("h3", {}, t(state.lang, "storyFacts", { n: facts.length })),
      part.kind === "place"
        ? paperFacts(atlas, state, facts, focusCity(atlas, atlas.index.place.get(state.focus) ?? null))
        : paperFacts(atlas, state, facts),
    ],
  ];
}

/**
 * @param {Atlas} atlas
 * @param {Stage} stage
 * @param {Lang} lang
 * @param {StoryPart} part
 * @param {number} k
 */
function partSheet(atlas, stage, lang, part, k) {
  const state = { ...part.state, lang, ids: selectFacts(atlas, part.state.sel).ids, marks: part.marks };
  return h(
    "section",
    { class: "ca-paper-part" },
    h(
      "div",
      { class: "ca-paper-head" },
      partMark(lang, part, k),
      wordedHeading("h2", part.title),
      part.summary && h("p", { class: "ca-story-summary" }, part.summary),
      part.answer && h("p", { class: "ca-story-answer" }, part.answer),
    ),
    noteBlocks(part.notes),
    bodyOf(atlas, stage, part, state),
    remarkList(part.remarks),
  );
}

/**
 * @param {HTMLElement} el
 * @param {Atlas} atlas
 * @param {Stage} stage
 * @param {PaperConfig & { story: Story }} config
 * @param {Lang} lang
 */
export function prepareStoryPaper(el, atlas, stage, config, lang) {
  const { story } = config;
  const contents = h(
    "ol",
    {},
    story.parts.map((part) => h("li", {}, part.title)),
  );
  fillPaper(el, atlas, lang, config, [
    h(
      "section",
      { class: "ca-paper-cover" },
      coverBlocks(lang, story, config, editionLine(atlas, lang, config), contents),
      h(
        "div",
        { class: "ca-paper-credits" },
        h("h3", {}, t(lang, "storyCredits")),
        creditLines(atlas, lang, story).map((line) => h("p", {}, line)),
      ),
    ),
    story.parts.map((part, i) => partSheet(atlas, stage, lang, part, i + 1)),
  ]);
}
