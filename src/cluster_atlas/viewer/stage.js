// Map, table and right panel in step with each other; the same in the app and in the exported page.
import { h, fill } from "./dom.js";
import { t } from "./i18n.js";
import { createMap } from "./map.js";
import { createPanel } from "./list.js";
import { createTable } from "./table.js";
import { createSources } from "./sources.js";

const VIEWS = ["map", "table", "sources"];

// callbacks: {onFocus(id | null), onView("map" | "table")}; the caller answers with show().
export function createStage(L, el, atlas, options, callbacks) {
  const mapEl = h("div", {});
  const tableEl = h("div", { hidden: true, tabindex: "0" });
  const sourcesEl = h("div", { hidden: true });
  const panelEl = h("aside", {});
  const tabs = h("div", { class: "ca-tabs", role: "tablist" });
  el.classList.add("ca-stage");
  el.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || state.focus === null) return;
    event.stopPropagation();
    callbacks.onFocus(null);
  });
  fill(el, h("div", { class: "ca-centre" }, mapEl, tableEl, sourcesEl), panelEl);
  let state = null;

  const open = (id, fromMap = false) => {
    const place = atlas.index.place.get(id);
    const already = id === state.focus;
    callbacks.onFocus(id);
    if (id === null) return;
    const fact = place === undefined ? atlas.facts.id.indexOf(id) : -1;
    const spots = fact < 0 ? [place] : atlas.facts.places[fact];
    if (state.view === "map" && !(fromMap && already)) map.focus(spots);
  };
  const map = createMap(L, mapEl, atlas, {
    lang: options.lang, basemap: options.basemap || null,
    onOpen: (place) => open(atlas.places[place].id, true),
    onHover: (place) => panel.mark(place),
  });
  const panel = createPanel(panelEl, atlas, { open, hover: (places) => map.highlight(places) });
  const table = createTable(tableEl, atlas, { open, hover: (places) => map.highlight(places) });
  const sources = createSources(sourcesEl, atlas, { open, hover: (places) => map.highlight(places) });

  function tab(view) {
    const on = state.view === view;
    return h("button", { type: "button", role: "tab", "aria-selected": String(on), onclick: () => on || callbacks.onView(view) }, t(state.lang, view));
  }

  // A fact in focus is shown by its places: by their city when there is only one.
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
    setTexts: sources.setTexts,
    // state: {ids, sel, lang, focus: id | null, view}
    show(wanted) {
      const known = atlas.index.place.has(wanted.focus) || atlas.facts.id.includes(wanted.focus);
      const next = known ? wanted : { ...wanted, focus: null };
      const before = state;
      // A server that only confirms what is shown already must not disturb the reader.
      const alike = before && before.ids === next.ids && JSON.stringify({ ...before, ids: 0 }) === JSON.stringify({ ...next, ids: 0 });
      state = next;
      if (alike) return;
      el.dataset.view = state.view;
      el.classList.toggle("ca-with-card", state.focus !== null);
      const moved = before?.view !== state.view;
      if (moved || before.lang !== state.lang) fill(tabs, VIEWS.map(tab));
      mapEl.hidden = state.view !== "map";
      tableEl.hidden = state.view !== "table";
      sourcesEl.hidden = state.view !== "sources";
      map.show({ ids: state.ids, sel: state.sel, lang: state.lang, ...focusOf(state) });
      // Who comes by a link to a card sees its place; later views move by the reader's own hand only.
      if (!before && state.view === "map" && focusOf(state).picked.length) map.focus(focusOf(state).picked);
      panel.show(state);
      const fresh = moved || before.ids !== state.ids || before.lang !== state.lang;
      if (state.view === "table" && fresh) table.show(state);
      if (state.view === "sources" && fresh) sources.show(state);
    },
    destroy() {
      map.destroy();
      fill(el);
    },
  };
}
