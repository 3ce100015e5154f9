// The exported page: header, filters, story, stage, state in the address, printing.
import { h, fill, icon, ICONS } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { unpackOwn } from "../core/own.js";
import { unpackAtlas } from "../core/unpack.js";
import { cleanSelection, emptySelection, legalStates, selectFacts } from "../questions/select.js";
import { createFilters } from "../views/filters.js";
import { cleanAsk, createStage } from "../views/stage.js";
import { clearPaper, preparePaper } from "../map/paper.js";
import { findPlaces } from "../questions/find.js";
import { queryToSelection, selectionToQuery, viewOf } from "./address.js";
import { createEmbedLink, isEmbedded } from "./embed.js";
import { createStory } from "../story/story.js";
import { prepareStoryPaper } from "../story/story_paper.js";
import { plainText, readState, readStory } from "../story/story_state.js";
import { slideKey } from "../story/story_keys.js";

/**
 * Facts as plain objects, for window.atlas.facts.
 *
 * @param {Atlas} atlas
 */
export function plainFacts(atlas) {
  const { facts } = atlas;
  const legal = legalStates(atlas, null);
  return facts.id.map((id, i) => ({
    id,
    title: facts.zh[i],
    title_en: facts.en[i],
    clause: facts.clause[i],
    cluster: atlas.clusters[facts.cluster[i]].id,
    document: atlas.documents[facts.document[i]].id,
    legal_state: legal[facts.document[i]],
    role: atlas.codes.role[facts.role[i]].id,
    status: atlas.codes.status[facts.status[i]].id,
    industries: facts.industries[i].map((k) => atlas.industries[k].id),
    places: facts.places[i].map((p) => atlas.places[p].id),
    target: facts.target[i],
    relations: facts.relations[i].map(([type, from, to]) => ({
      type,
      from: atlas.places[from].id,
      to: atlas.places[to].id,
    })),
  }));
}

/** @param {HTMLElement} root */
function buildFrame(root) {
  /** @type {Record<string, HTMLElement>} */
  const parts = {};
  /**
   * @param {string} name
   * @param {keyof HTMLElementTagNameMap} tag
   * @param {string} className
   * @param {...Child} children
   */
  const part = (name, tag, className, ...children) => (parts[name] = h(tag, { class: className }, children));
  part("brand", "div", "ca-brand");
  part("actions", "div", "ca-actions");
  part("header", "header", "ca-header", parts.brand, parts.actions);
  part("note", "p", "ca-notebar");
  part("notice", "div", "ca-notice");
  parts.notice.setAttribute("role", "alert");
  part("filters", "div", "");
  part("drawer", "div", "ca-drawer", parts.filters);
  part("story", "div", "");
  part("stage", "main", "");
  part("paper", "div", "ca-paper");
  root.classList.add("ca-root", "ca-page");
  fill(
    root,
    parts.header,
    parts.notice,
    h("div", { class: "ca-columns" }, parts.drawer, parts.story, parts.stage),
    parts.paper,
  );
  return parts;
}

/**
 * @param {Leaflet} L
 * @param {Promise<Pack>} packPromise
 * @param {PageConfig} [config]
 */
export async function startPage(L, packPromise, config = {}) {
  const root = /** @type {HTMLElement} */ (document.getElementById("atlas"));
  root.classList.add("ca-root");
  fill(root, h("p", { class: "ca-loading" }, t(config.lang || "zh", "loading")));
  let atlas;
  try {
    const pack = await packPromise;
    atlas = unpackAtlas(pack);
    if (withOwnRows && pack.own) atlas.own = unpackOwn(pack.own);
  } catch (error) {
    fill(
      root,
      h("p", { class: "ca-loading" }, t(config.lang || "zh", "failed", { why: /** @type {Error} */ (error).message })),
    );
    throw error;
  }
  return runPage(L, root, atlas, config);
}

/**
 * What a link asks for: a state of its own; where it names none, that of its part or of the file.
 *
 * @param {Atlas} atlas
 * @param {PageFile} file
 * @param {string} address
 */
function linkedState(atlas, file, address) {
  const linked = queryToSelection(atlas, new URL(address).hash.slice(1));
  const { story, start } = file;
  const part = Math.max(0, Math.min(story?.parts.length ?? 0, Math.trunc(Number(linked.part)) || 0));
  const { sel, focus, view, ask } = linked.own ? linked : stateOfPart(file, part);
  const slides = Boolean(story) && (linked.show ? linked.show === "slides" : Boolean(story?.slides));
  return {
    sel,
    focus,
    view,
    ask,
    part,
    slides,
    embed: isEmbedded(address),
    lang: linked.lang || start.lang,
    unknown: linked.unknown,
  };
}

/**
 * Parts are counted from 1; the cover shows what the file opens with.
 *
 * @param {PageFile} file
 * @param {number} part
 * @returns {PageState}
 */
function stateOfPart({ story, start }, part) {
  const { sel, focus, view, ask } = (part && story?.parts[part - 1].state) || start;
  return { sel, focus, view, ask };
}

/** @param {PageState} state */
function stateQuery({ sel, focus, view, ask }) {
  return selectionToQuery(sel, { focus, view: view === "map" ? "" : view, ...ask });
}

/**
 * @param {Leaflet} L
 * @param {HTMLElement} root
 * @param {Atlas} atlas
 * @param {PageConfig} given
 */
function runPage(L, root, atlas, given) {
  document.body.style.margin = "0";
  const parts = buildFrame(root);
  const config = {
    ...given,
    title: plainText(given.title),
    note: plainText(given.note),
    story: readStory(atlas, given.story),
  };
  const file = { story: config.story, start: { ...readState(atlas, config), lang: config.lang || "zh" } };
  const { unknown, ...first } = linkedState(atlas, file, location.href);
  /** @type {ReaderState} */
  let state = { ...first, ids: [] };
  if (withOwnRows) state.own = atlas.own?.revision ?? 0;
  /** @type {Counts | null} */
  let counts = null;
  let listed = false; // the list of statements lies over the story, on a small screen
  /** @type {string | null} */
  let written = null;

  /**
   * @param {ScreenState} _
   * @param {string} at
   */
  const linkOf = (_, at) => `${location.href.split("#")[0]}#${location.hash.slice(1)}${at && `&at=${at}`}`;
  // A page inside another's source (srcdoc) has no address: no link to it, nothing to write there.
  const link = location.protocol === "about:" ? undefined : linkOf;
  const stage = createStage(
    L,
    parts.stage,
    atlas,
    { lang: state.lang, title: config.title, link, at: viewOf(location.hash) },
    {
      onFocus: (focus) => update({ focus }, true),
      onView: (view) => update({ view }, true),
      onAsk: (ask) => update({ ask: cleanAsk(atlas, ask) }),
      onFilter: (sel) => update({ sel: { ...state.sel, ...sel } }),
    },
  );
  const filters = createFilters(parts.filters, atlas, {
    onChange: (sel) => {
      tell([]);
      update({ sel });
    },
    ...(withOwnRows
      ? { onAsk: (/** @type {Partial<Ask>} */ ask) => update({ ask: cleanAsk(atlas, { ...state.ask, ...ask }) }) }
      : {}),
    onOpen: (focus) => update({ focus, view: "map" }),
  });
  const story =
    file.story &&
    createStory(parts.story, atlas, file.story, config, {
      go: goTo,
      restore: () => goTo(state.part, true),
      slides: (slides) => update({ slides }, true),
      list: () => {
        listed = !listed;
        showStory();
      },
    });
  root.classList.toggle("ca-told", Boolean(story));
  const embed = createEmbedLink(true);
  parts.stage.querySelector(".ca-centre")?.append(embed.el);

  const isChanged = () => stateQuery(state) !== stateQuery(stateOfPart(file, state.part));

  /**
   * The reader turns to a part: the stage shows what it speaks of.
   *
   * @param {number} part
   * @param {boolean} step
   */
  function goTo(part, step) {
    listed = false;
    tell([]);
    update({ ...stateOfPart(file, part), part }, step, true);
    stage.look();
  }

  /** @param {Partial<ReaderState>} change */
  function update(change, step = false, quiet = false) {
    state = { ...state, ...change };
    if (change.sel || !counts) {
      const result = selectFacts(atlas, state.sel);
      state.ids = result.ids;
      counts = result.counts;
    }
    root.classList.toggle("ca-embed", state.embed);
    root.classList.toggle("ca-slides", state.slides);
    const marks = (!isChanged() && file.story?.parts[state.part - 1]?.marks) || null;
    // The map first: it asks where its legend lies, which what has changed around it makes dear.
    stage.show({ ...state, marks }, quiet);
    if (withOwnRows) filters.show(state.sel, counts, state.lang, state.ask);
    else filters.show(state.sel, counts, state.lang);
    if (story) showStory();
    if (change.lang || !written) writeHeader();
    writeAddress(step);
    return state.ids.length;
  }

  function showStory() {
    const { lang, part, slides, focus, ids } = state;
    const changed = isChanged();
    const shown = file.story?.parts[part - 1];
    root.classList.toggle("ca-listing", shown?.kind === "list");
    root.classList.toggle("ca-sheet-open", listed || (focus !== null && focus !== stateOfPart(file, part).focus));
    stage.say(shown && !changed ? shown.empty : "");
    story?.show({ lang, part, slides, changed, listed, facts: ids.length });
  }

  /** @param {boolean} step */
  function writeAddress(step) {
    const { part, slides, lang } = state;
    const frame = new URLSearchParams();
    if (part) frame.set("part", String(part));
    if (story && slides !== file.story?.slides) frame.set("show", slides ? "slides" : "story");
    if (lang !== file.start.lang) frame.set("lang", lang);
    if (state.embed && location.hash.includes("embed=")) frame.set("embed", "true");
    // A part's own state is not spelled out; an empty one of the reader's must differ from it.
    const own = story && !isChanged() ? "" : stateQuery(state) || (isChanged() ? "view=map" : "");
    const hash = [own, frame.toString()].filter(Boolean).join("&");
    const next = `#${hash}`;
    if (next === written) return;
    // Replacing keeps typing out of the history; opening a card is a step one can go back from.
    if (link && (written !== null || hash || location.hash.length > 1))
      history[step ? "pushState" : "replaceState"](null, "", next);
    written = next;
  }

  /** @param {boolean} [open] */
  function toggleDrawer(open) {
    root.classList.toggle("ca-drawer-open", open);
    parts.toggle?.setAttribute("aria-expanded", String(root.classList.contains("ca-drawer-open")));
  }

  function writeHeader() {
    const { lang } = state;
    document.documentElement.lang = lang === "en" ? "en" : "zh-CN";
    embed.show(lang);
    document.title = config.title || t(lang, "product");
    const other = lang === "en" ? "zh" : "en";
    const date = config.date || atlas.date;
    // A story's heading is that of its cover.
    fill(
      parts.brand,
      h(
        story ? "p" : "h1",
        { class: "ca-brand-title", title: config.title || null },
        config.title || t(lang, "product"),
      ),
      h("span", { class: "ca-sub" }, config.title ? t(lang, "product") : t(other, "product")),
    );
    parts.toggle = h(
      "button",
      { type: "button", class: "ca-button ca-drawer-button", "aria-expanded": "false", onclick: () => toggleDrawer() },
      t(lang, "filters"),
    );
    fill(
      parts.actions,
      h("span", { class: "ca-edition" }, t(lang, "dataEdition", { hash: atlas.hash.slice(0, 6), date })),
      parts.toggle,
      stage.tabs,
      h(
        "button",
        {
          type: "button",
          class: "ca-button ca-lang",
          lang: other === "en" ? "en" : "zh-CN",
          "aria-label": t(lang, "language"),
          onclick: () => {
            update({ lang: other });
            parts.actions.querySelector(".ca-lang")?.focus();
          },
        },
        lang === "en" ? "中文" : "EN",
      ),
      h(
        "button",
        { type: "button", class: "ca-button ca-print-button", onclick: () => globalThis.print() },
        t(lang, "print"),
      ),
    );
    const note = withOwnRows ? noted().note : config.note;
    parts.note.textContent = note || "";
    if (note && !parts.note.isConnected) parts.header.after(parts.note);
    fill(
      parts.drawer,
      parts.filters,
      h(
        "button",
        {
          type: "button",
          class: "ca-drawer-close",
          "aria-label": t(lang, "close"),
          onclick: () => toggleDrawer(false),
        },
        icon(ICONS.close),
      ),
    );
  }

  /** The settings with the sentence that own rows are the office's own, on screen and on paper. */
  function noted() {
    const { own } = atlas;
    if (!own) return config;
    const name = own.name || t(state.lang, "ownOffice");
    return {
      ...config,
      note: [config.note, t(state.lang, "ownTold", { name, n: own.rows.length })].filter(Boolean).join("\n"),
    };
  }

  /** @param {string[]} strange */
  function tell(strange) {
    fill(
      parts.notice,
      strange.map((id) => h("p", {}, t(state.lang, "unknown", { id }))),
    );
  }

  globalThis.addEventListener("hashchange", () => {
    if (location.hash === written) return;
    const { unknown: strange, ...linked } = linkedState(atlas, file, location.href);
    const turned = linked.part !== state.part;
    tell(strange);
    update(linked, false, turned);
    if (turned) stage.look();
  });
  globalThis.addEventListener("beforeprint", () => {
    if (file.story) prepareStoryPaper(parts.paper, atlas, stage, { ...config, story: file.story }, state.lang);
    else {
      const settings = withOwnRows ? noted() : config;
      preparePaper(parts.paper, atlas, stage.map, state, settings, stage.question(), stage.answer());
    }
  });
  globalThis.addEventListener("afterprint", () => clearPaper(parts.paper));
  // Before the map or a page of the stage takes the key for itself.
  document.addEventListener(
    "keydown",
    (event) => {
      if (!state.slides || root.classList.contains("ca-drawer-open")) return;
      const key = slideKey(event);
      const card = state.focus !== stateOfPart(file, state.part).focus;
      if (key === null || (key === "leave" && card)) return;
      event.preventDefault();
      event.stopPropagation();
      if (key === "leave") update({ slides: false }, true);
      else if (key === "first") story?.choose(0);
      else if (key === "last") story?.choose(file.story?.parts.length ?? 0);
      else story?.choose(state.part + key);
    },
    true,
  );
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && root.classList.contains("ca-drawer-open")) toggleDrawer(false);
    else if (event.key === "Escape" && state.focus !== null) update({ focus: null });
  });

  update({});
  tell(unknown);
  /** @type {ReturnType<typeof plainFacts> | null} */
  let facts = null;
  /** @type {typeof globalThis & { atlas: PageApi }} */ (globalThis).atlas = {
    // Shows a selection given in plain values; answers with the number of facts shown.
    select: (selection) =>
      update({ sel: cleanSelection(atlas, { ...emptySelection(), ...selection }).selection, focus: null }),
    // Ranked places for a text among what is shown, in plain values; null without a word in it.
    find: (text) =>
      findPlaces(atlas, String(text), state.ids, {}, state.sel.as_of)?.found.map((f) => ({
        place: atlas.places[f.place].id,
        score: f.score,
        evidence: f.evidence.map((e) => atlas.facts.id[e.fact]),
      })) ?? null,
    get facts() {
      facts = facts || plainFacts(atlas);
      return facts;
    },
    get state() {
      return { ...state, ids: [...state.ids] };
    },
    ready: stage.ready,
  };
  return stage.ready;
}
