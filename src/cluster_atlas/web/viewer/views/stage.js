// Map, the other views and the right panel in step; the same in the app and in the exported page.
import { h, fill, showTab } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { createMap } from "../map/map.js";
import { savePicture } from "./share_picture.js";
import { ownBox } from "../map/own/own_scene.js";
import { isFocus } from "../core/focus.js";
import { ownFocus, ownRowOf } from "../core/own.js";
import { choose } from "../questions/choose.js";
import { selectFacts } from "../questions/select.js";
import { ownShown } from "../questions/office/own_rows.js";
import { createChosen } from "./chosen.js";
import { createPanel } from "./list.js";
import { createTable } from "./table.js";
import { createSources } from "./sources.js";
import { createCompareView } from "./compare/compare_view.js";
import { createEvolveView } from "./evolve/evolve_view.js";
import { createFindView } from "./find_view.js";
import { createImplementationView } from "./office/implementation_view.js";
import { hasProjects } from "../questions/office/implementation.js";
import { answerShown, createSearchBox } from "../search/search_box.js";

// The views beside the map, in the order of their tabs; each is made when it is first shown.
/** @type {Record<string, (el: HTMLElement, atlas: Atlas, callbacks: ViewCallbacks) => View>} */
const VIEW_MAKERS = {
  table: createTable,
  compare: createCompareView,
  evolve: createEvolveView,
  find: createFindView,
  ...(withOwnRows ? { implementation: createImplementationView } : {}),
  sources: createSources,
};
const QUESTIONS = ["compare", "evolve", "find", "implementation"];

const LONGEST_QUESTION = 200;
const CARD_SEEN = 80; // px of a card by which it is noticed

/**
 * What the question views ask: known places on the short list, and plain texts; from wherever it came.
 *
 * @param {Atlas} atlas
 * @param {Outside} raw
 * @returns {Ask}
 */
export function cleanAsk(atlas, raw) {
  const listed = new Set([raw?.with || []].flat().map(String));
  /** @param {keyof Ask} key */
  const text = (key) => String(raw?.[key] ?? "").slice(0, LONGEST_QUESTION);
  return {
    with: [...listed].filter((id) => atlas.index.place.has(id)).slice(0, atlas.rules.mostCompared),
    sub: text("sub"),
    from: text("from"),
    to: text("to"),
    q: text("q"),
    w: text("w"),
    shade: text("shade"),
    s: text("s"),
    own: text("own"),
    stages: text("stages"),
    need: text("need"),
  };
}

/**
 * The callbacks say what the reader did; the caller answers with show().
 *
 * @param {Leaflet} L
 * @param {HTMLElement} el
 * @param {Atlas} atlas
 * @param {StageOptions} options
 * @param {StageCallbacks} callbacks
 */
export function createStage(L, el, atlas, options, callbacks) {
  const tabNames = ["map", ...Object.keys(VIEW_MAKERS), ...(options.views || [])];
  // Projects are held against the plans where there are some; a link may come before they do.
  const shownTabs = () =>
    tabNames.filter(
      (name) => name !== "implementation" || name === state.view || (withOwnRows && hasProjects(atlas.own)),
    );
  const mapEl = h("div", {});
  const notice = h("div", { class: "ca-void", role: "status", hidden: true });
  const chosen = createChosen(atlas, {
    onFilter: (sel) => callbacks.onFilter(sel),
    ...(withOwnRows ? { onAsk: (/** @type {Partial<Ask>} */ change) => ask(change) } : {}),
    link: options.link && (() => options.link?.(state, state.view === "map" ? map.at() : "") ?? ""),
    picture: () => savePicture(atlas, map, state, options.title),
  });
  const searchEl = h("div", {});
  const centre = h("div", { class: "ca-centre" }, searchEl, chosen.el, mapEl, notice);
  /** @type {Record<string, { box: HTMLElement, view: View }>} */
  const views = {};
  const panelEl = h("aside", {});
  const tabs = h("div", { class: "ca-tabs", role: "tablist" });
  el.classList.add("ca-stage");
  el.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || state.focus === null) return;
    event.stopPropagation();
    callbacks.onFocus(null);
  });
  fill(el, centre, panelEl);
  /** @type {ScreenState} */
  let state;

  // Pixels of the map that a card over it hides.
  function covered() {
    const over = getComputedStyle(panelEl).position === "absolute" && panelEl.offsetWidth < 0.6 * mapEl.offsetWidth;
    return over ? panelEl.offsetWidth : 0;
  }

  /** @param {string | null} id */
  const open = (id, fromMap = false) => {
    const place = atlas.index.place.get(id);
    const already = id === state.focus;
    callbacks.onFocus(id);
    if (id === null) return;
    // On a phone the card lies below the page, out of sight of whoever opened it.
    if (state.view !== "map" && panelEl.getBoundingClientRect().top > innerHeight - CARD_SEEN)
      panelEl.scrollIntoView({ block: "start" });
    if (withOwnRows && ownRowOf(atlas, id)) {
      if (state.view === "map" && !fromMap) lookAtOwn(id);
      return;
    }
    const fact = place === undefined ? atlas.facts.id.indexOf(id) : -1;
    const spots = place === undefined ? atlas.facts.places[fact] : [place];
    if (state.view === "map" && !(fromMap && already)) map.focus(spots, covered());
  };
  /** @param {string | null} id - of an own row */
  function lookAtOwn(id) {
    const { own } = atlas;
    const box = own && ownBox(own, own.at.get(id ?? "") ?? -1);
    if (box) map.look?.(box, covered());
  }
  const map = createMap(L, mapEl, atlas, {
    lang: options.lang,
    basemap: options.basemap || null,
    onOpen: (place) => open(atlas.places[place].id, true),
    onHover: (place) => panel.mark(place),
    ...(withOwnRows ? { onOpenOwn: (/** @type {OwnRow} */ row) => open(ownFocus(row), true) } : {}),
    onShade: (shade) => ask({ shade }),
  });
  const panel = createPanel(panelEl, atlas, {
    open,
    hover: (places) => map.highlight(places),
    source: (fact) => {
      const { document, clause } = atlas.facts;
      inView.go("sources", { sub: `${atlas.documents[document[fact]].id}#${clause[fact]}` });
    },
  });
  /** @param {Partial<Ask>} change */
  const ask = (change) => {
    const next = { ...state.ask, ...change };
    callbacks.onAsk(Object.fromEntries(Object.entries(next).filter(([, value]) => value.length)));
  };
  /** @type {ViewCallbacks} */
  const inView = {
    open,
    ask,
    hover: (places) => map.highlight(places),
    go: (view, change) => {
      if (change) ask(change);
      callbacks.onView(view);
    },
    filter: (change) => callbacks.onFilter(choose(atlas, state.sel, change)),
    asOf: (year) => callbacks.onFilter({ as_of: year }),
    shapes: map.shapes,
  };
  const search = createSearchBox(searchEl, atlas, {
    ...inView,
    open,
    look: (places) => (places.length ? map.focus(places, covered()) : map.home()),
    glance(sel) {
      const seen = sel ? { ...state, sel, ids: selectFacts(atlas, sel).ids } : state;
      map.show(mapState(seen));
      // The list beside counts what the map shows.
      panel.show(seen, true);
      chosen.show(state, sel !== null);
    },
    print: () => setTimeout(() => globalThis.print()),
  });
  /** @type {ClauseTexts | null} */
  let texts = null;

  /** @param {string} name */
  function viewOf(name) {
    if (!views[name]) {
      const box = h("div", { class: "ca-view", tabindex: "0" });
      centre.append(box);
      views[name] = { box, view: VIEW_MAKERS[name](box, atlas, inView) };
      if (texts) views[name].view.setTexts?.(texts);
    }
    return views[name];
  }

  /** @param {string} view */
  function tab(view) {
    const on = state.view === view;
    return h(
      "button",
      { type: "button", role: "tab", "aria-selected": String(on), onclick: () => on || callbacks.onView(view) },
      t(state.lang, view),
    );
  }

  /**
   * @param {ScreenState} of
   * @returns {MapState}
   */
  const mapState = (of) => ({
    ids: of.ids,
    sel: of.sel,
    lang: of.lang,
    shade: of.ask.shade,
    marks: of.marks ?? null,
    ...focusOf(of),
    ...(withOwnRows && atlas.own
      ? { own: ownShown(atlas, of).rows, ownFocus: atlas.own.at.get(of.focus ?? "") ?? -1 }
      : {}),
  });

  /**
   * A fact in focus is shown by its places: by their city when there is only one.
   *
   * @param {Pick<ScreenState, "focus">} state
   */
  function focusOf({ focus }) {
    const place = atlas.index.place.get(focus);
    if (place !== undefined) return { focus: place, picked: [place] };
    const fact = focus === null ? -1 : atlas.facts.id.indexOf(focus);
    if (fact < 0) return { focus: null, picked: [] };
    const picked = atlas.facts.places[fact].filter((p) => atlas.places[p].level !== "province");
    return { focus: picked.length === 1 ? picked[0] : null, picked };
  }

  return {
    tabs,
    map,
    ready: map.ready,
    // The element of the question page that is open, or null.
    question() {
      if (!QUESTIONS.includes(state.view)) return null;
      const { box, view } = viewOf(state.view);
      return view.paper?.() ?? box;
    },
    mapState,
    // The answer of the search box behind what the map shows, or null.
    answer: () => (state.view === "map" ? answerShown(atlas, state) : null),
    /**
     * A view of another state for paper, in an element that must be laid out already.
     *
     * @param {HTMLElement} box
     * @param {string} name
     * @param {ScreenState} of
     */
    printed(box, name, of) {
      const view = VIEW_MAKERS[name](box, atlas, {
        ...inView,
        open() {},
        ask() {},
        hover() {},
        go() {},
        filter() {},
        asOf() {},
      });
      view.show(of);
      view.settle?.();
      const paper = view.paper?.();
      if (paper) fill(box, paper);
    },
    /**
     * What is said instead of a map, or nothing.
     *
     * @param {string} text
     */
    say(text) {
      notice.hidden = !text;
      notice.textContent = text;
    },
    // Where the reader is taken: to the places in focus, or home.
    look() {
      if (state.view !== "map") return;
      if (withOwnRows && ownRowOf(atlas, state.focus)) {
        lookAtOwn(state.focus);
        return;
      }
      const { picked } = focusOf(state);
      if (picked.length) map.focus(picked, covered());
      else map.home();
    },
    /** @param {ClauseTexts | null} found */
    setTexts(found) {
      texts = found;
      for (const { view } of Object.values(views)) view.setTexts?.(found);
    },
    /**
     * @param {ScreenState} wanted
     * @param {boolean} [quiet] - leaves the keyboard where it is
     */
    show(wanted, quiet = false) {
      const next = isFocus(atlas, wanted.focus) ? wanted : { ...wanted, focus: null };
      const before = state && { ...state, asked: JSON.stringify(state.ask) };
      const asked = JSON.stringify(wanted.ask);
      // A server that only confirms what is shown already must not disturb the reader.
      const alike =
        before &&
        before.ids === next.ids &&
        JSON.stringify({ ...state, ids: 0 }) === JSON.stringify({ ...next, ids: 0 });
      state = next;
      if (alike) return;
      el.dataset.view = state.view;
      if (before?.lang !== state.lang) el.lang = state.lang === "en" ? "en" : "zh-CN";
      el.classList.toggle("ca-with-card", state.focus !== null);
      const moved = before?.view !== state.view;
      if (moved || before.lang !== state.lang || before.own !== state.own) {
        fill(tabs, shownTabs().map(tab));
        showTab(tabs);
      }
      mapEl.hidden = state.view !== "map";
      const shown = state.view in VIEW_MAKERS ? viewOf(state.view) : null;
      for (const { box } of Object.values(views)) box.hidden = box !== shown?.box;
      chosen.show(state);
      map.show(mapState(state));
      // Who comes by a link sees what its sender saw; later views move by the reader's own hand only.
      if (!before && state.view === "map") {
        const { picked } = focusOf(state);
        if (options.at) map.goTo(options.at);
        else map.focus(picked.length ? picked : (answerShown(atlas, state)?.named.places ?? []));
      }
      // A row of the office's own that a link asks for comes after the first picture.
      if (
        withOwnRows &&
        !options.at &&
        !before?.own &&
        state.own &&
        state.view === "map" &&
        state.focus !== before?.focus
      )
        lookAtOwn(state.focus);
      panel.show(state, quiet);
      search.show(state);
      const fresh =
        moved ||
        before.ids !== state.ids ||
        before.lang !== state.lang ||
        before.own !== state.own ||
        asked !== before.asked;
      if (fresh) shown?.view.show(state);
    },
    destroy() {
      map.destroy();
      fill(el);
    },
  };
}
