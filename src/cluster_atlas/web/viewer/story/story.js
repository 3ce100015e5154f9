// The column beside the map that tells a briefing: read by scrolling, or shown one part at a time.
import { h, fill, icon, ICONS, still } from "../core/dom.js";
import { t, number } from "../core/i18n.js";
import { editionLine } from "../map/paper.js";
import { coverBlocks, creditLines, wordedHeading, noteBlocks, partMark, remarkList } from "./story_text.js";
import { partRead, scrollForPart } from "./story_scroll.js";

const QUIET = 140; // ms without a move after which the map follows the reader

/**
 * Parts are counted from 1, the cover is 0. The caller answers the callbacks with show().
 *
 * @param {HTMLElement} el
 * @param {Atlas} atlas
 * @param {Story} story
 * @param {PaperConfig} config
 * @param {StoryCallbacks} callbacks
 */
export function createStory(el, atlas, story, config, callbacks) {
  const column = h("div", { class: "ca-story-column", tabindex: "0", role: "region" });
  const bar = h("nav", { class: "ca-story-bar" });
  const spoken = h("p", { class: "ca-hidden", "aria-live": "polite" });
  const last = story.parts.length;
  /** @type {HTMLElement[]} */
  let sections = [];
  /** @type {StoryState} */
  let state;
  let [read, timer] = [0, 0];
  // A part that the column is on its way to: what passes meanwhile is not read.
  /** @type {number | null} */
  let aim = null;
  el.classList.add("ca-story");
  fill(el, column, bar, spoken);

  const measure = () => ({
    at: column.scrollTop,
    most: column.scrollHeight - column.clientHeight,
    high: column.clientHeight,
  });
  const tops = () => sections.slice(0, last + 1).map((section) => section.offsetTop);

  /**
   * @param {number} k
   * @param {boolean} smooth
   */
  function scrollIn(k, smooth) {
    const top = scrollForPart(tops(), k, measure());
    if (Math.abs(top - column.scrollTop) < 1) return;
    aim = k;
    column.scrollTo({ top, behavior: smooth && !still() ? "smooth" : "auto" });
  }

  /** @param {number} k */
  function mark(k) {
    read = k;
    sections.forEach((section, i) => section.classList.toggle("ca-read", i === k));
    for (const [i, section] of sections.entries())
      section[i === k ? "setAttribute" : "removeAttribute"]("aria-current", "step");
  }

  function follow() {
    if (state?.slides) return;
    const now = partRead(tops(), measure());
    if (aim !== null && aim !== now) return;
    aim = null;
    if (now === read) return;
    mark(now);
    clearTimeout(timer);
    timer = setTimeout(() => read !== state.part && callbacks.go(read, false), QUIET);
  }

  /**
   * By a click or a key: a step that one can go back from.
   *
   * @param {number} k
   */
  function choose(k) {
    clearTimeout(timer);
    const next = Math.max(0, Math.min(last, k));
    if (next !== state.part || state.changed) callbacks.go(next, true);
    else if (!state.slides) scrollIn(next, true);
  }

  /**
   * @param {number} k
   * @param {...Child} children
   */
  function sectionOf(k, ...children) {
    const section = h(
      "section",
      {
        class: "ca-story-part",
        onclick: (event) => {
          if (event.target.closest("button") || getSelection()?.isCollapsed === false || k === state.part) return;
          choose(k);
        },
        onfocusin: (event) => k !== state.part && event.target.matches(":focus-visible") && choose(k),
      },
      children,
    );
    return section;
  }

  /** @param {Lang} lang */
  function cover(lang) {
    const contents = h(
      "ol",
      {},
      story.parts.map((part, i) =>
        h("li", {}, h("button", { type: "button", onclick: () => choose(i + 1) }, part.title)),
      ),
    );
    const section = sectionOf(0, coverBlocks(lang, story, config, editionLine(atlas, lang, config), contents));
    section.classList.add("ca-story-cover");
    return section;
  }

  /**
   * @param {Lang} lang
   * @param {StoryPart} part
   * @param {number} k
   */
  function partSection(lang, part, k) {
    return sectionOf(
      k,
      partMark(lang, part, k),
      h("h2", {}, h("button", { type: "button", onclick: () => choose(k) }, wordedHeading("span", part.title))),
      part.summary && h("p", { class: "ca-story-summary" }, part.summary),
      part.answer && h("p", { class: "ca-story-answer" }, part.answer),
      part.empty && h("p", { class: "ca-story-empty" }, part.empty),
      noteBlocks(part.notes),
      remarkList(part.remarks),
    );
  }

  /** @param {Lang} lang */
  function colophon(lang) {
    return h(
      "section",
      { class: "ca-story-end" },
      h("h3", {}, t(lang, "storyCredits")),
      creditLines(atlas, lang, story).map((line) => h("p", {}, line)),
      h("p", {}, [t(lang, "product"), editionLine(atlas, lang, config)].join(" · ")),
      story.approval && h("p", {}, t(lang, "storyApproval", { no: story.approval })),
    );
  }

  /** @param {Lang} lang */
  function write(lang) {
    column.setAttribute("aria-label", t(lang, "storyColumn"));
    bar.setAttribute("aria-label", t(lang, "storySteps"));
    sections = [cover(lang), ...story.parts.map((part, i) => partSection(lang, part, i + 1)), colophon(lang)];
    fill(column, sections);
  }

  function writeBar() {
    const { lang, part, slides, changed, facts, listed } = state;
    const focused = [...bar.querySelectorAll("button")].findIndex((button) => button === document.activeElement);
    /**
     * @param {string} key
     * @param {string} path
     * @param {number} k
     * @param {boolean} off
     */
    const step = (key, path, k, off) =>
      h(
        "button",
        {
          type: "button",
          class: "ca-story-step",
          title: t(lang, key),
          "aria-label": t(lang, key),
          disabled: off,
          onclick: () => choose(k),
        },
        icon(path),
      );
    const at = part ? t(lang, "storyAt", { k: part, n: last }) : t(lang, "storyCover");
    /**
     * @param {string} key
     * @param {() => void} run
     */
    const button = (key, run, className = "") =>
      h("button", { type: "button", class: `ca-button ${className}`, onclick: run }, t(lang, key));
    fill(
      bar,
      step("storyPrevious", ICONS.back, part - 1, part === 0),
      h("span", { class: "ca-story-at" }, at),
      step("storyNext", ICONS.forward, part + 1, part === last),
      h(
        "button",
        { type: "button", class: "ca-button ca-story-list", "aria-expanded": String(listed), onclick: callbacks.list },
        t(lang, "storyFacts", { n: number(facts) }),
      ),
      h("span", { class: "ca-story-gap" }),
      changed && button("storyBack", callbacks.restore, "ca-story-back"),
      button(slides ? "storyLeave" : "storySlides", () => callbacks.slides(!slides)),
    );
    if (focused >= 0) bar.querySelectorAll("button")[focused]?.focus({ preventScroll: true });
    const title = part ? story.parts[part - 1].title : config.title || t(lang, "product");
    spoken.textContent = slides ? `${at} ${title}` : "";
  }

  column.addEventListener("scroll", follow, { passive: true });
  // A reader who takes hold of the column leads again.
  for (const name of ["wheel", "touchstart", "pointerdown", "keydown"])
    column.addEventListener(name, () => (aim = null), { passive: true });

  return {
    choose,
    /** @param {StoryState} next */
    show(next) {
      const before = state;
      state = next;
      if (before?.lang !== next.lang) write(next.lang);
      writeBar();
      const moved = read !== next.part || before?.lang !== next.lang || before.slides !== next.slides;
      mark(next.part);
      // The keys are the slides' now, not those of the button that began them.
      if (before && next.slides && !before.slides) column.focus({ preventScroll: true });
      if (next.slides) column.scrollTop = 0;
      else if (moved) scrollIn(next.part, Boolean(before) && before.slides === next.slides);
    },
  };
}
