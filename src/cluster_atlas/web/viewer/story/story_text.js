// The writer's own text and a briefing's cover as page elements; the same on screen and on paper.
import { h } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { outlineCredit } from "../core/cite.js";

/** @param {Note} note */
const runsOf = (note) => note.runs.map((run) => (run.bold ? h("strong", {}, run.text) : run.text));

/**
 * A heading breaks between words only, in Chinese too.
 *
 * @param {"h1" | "h2" | "span"} tag
 * @param {string} text
 */
export function wordedHeading(tag, text) {
  if (!globalThis.Intl?.Segmenter) return h(tag, {}, text);
  const parts = [...new Intl.Segmenter("zh", { granularity: "word" }).segment(text)];
  /** @param {number} i */
  const apart = (i) => i > 0 && parts[i].isWordLike && parts[i - 1].isWordLike;
  return h(
    tag,
    { class: "ca-words" },
    parts.map((part, i) => [apart(i) && h("wbr", {}), part.segment]),
  );
}

/**
 * Paragraphs, small headings and bullets; bullets that follow each other make one list.
 *
 * @param {Note[]} notes
 */
export function noteBlocks(notes) {
  const blocks = [];
  /** @type {HTMLUListElement | null} */
  let bullets = null;
  for (const note of notes) {
    if (note.kind === "bullet") {
      if (!bullets) blocks.push((bullets = h("ul", {})));
      bullets.append(h("li", {}, runsOf(note)));
    } else {
      bullets = null;
      blocks.push(h(note.kind === "heading" ? "h3" : "p", {}, runsOf(note)));
    }
  }
  return blocks.length ? h("div", { class: "ca-story-notes" }, blocks) : null;
}

/** @param {string[]} remarks */
export function remarkList(remarks) {
  return remarks.length
    ? h(
        "ul",
        { class: "ca-story-remarks" },
        remarks.map((line) => h("li", {}, line)),
      )
    : null;
}

/**
 * @param {Lang} lang
 * @param {StoryPart} part
 * @param {number} k
 */
export function partMark(lang, part, k) {
  return h("p", { class: "ca-story-mark" }, h("b", {}, String(k)), t(lang, part.kind));
}

/**
 * `contents` is a list of the parts, as buttons on screen and as text on paper.
 *
 * @param {Lang} lang
 * @param {Story} story
 * @param {PaperConfig} config
 * @param {string} edition
 * @param {Node} contents
 * @returns {Child[]}
 */
export function coverBlocks(lang, story, config, edition, contents) {
  return [
    story.office && h("p", { class: "ca-story-office" }, story.office),
    wordedHeading("h1", config.title || t(lang, "product")),
    story.subtitle && h("p", { class: "ca-story-subtitle" }, story.subtitle),
    h(
      "p",
      { class: "ca-story-edition" },
      `${t(lang, "product")} · ${edition}`.split(/(?<= · )/).map((words) => h("span", { class: "ca-nowrap" }, words)),
    ),
    story.approval && h("p", { class: "ca-story-edition" }, t(lang, "storyApproval", { no: story.approval })),
    noteBlocks(story.notes),
    story.changes.length > 0 &&
      h(
        "div",
        { class: "ca-story-changes" },
        h("h3", {}, t(lang, "storyChanges")),
        h(
          "ul",
          {},
          story.changes.map((line) => h("li", {}, line)),
        ),
      ),
    story.parts.length > 1 &&
      h(
        "nav",
        { class: "ca-story-contents", "aria-label": t(lang, "storyContents") },
        h("h3", {}, t(lang, "storyContents")),
        contents,
      ),
  ];
}

/**
 * Whom to thank: what the office wrote, after the credit that every map carries.
 *
 * @param {Atlas} atlas
 * @param {Lang} lang
 * @param {Story} story
 */
export function creditLines(atlas, lang, story) {
  return [...new Set([outlineCredit(atlas, lang), ...story.credits])];
}
