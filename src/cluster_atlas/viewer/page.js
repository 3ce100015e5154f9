// The exported page: header, filters, stage, state in the address, printing.
import { h, fill, icon, ICONS } from "./dom.js";
import { t } from "./i18n.js";
import { unpackAtlas } from "./unpack.js";
import { cleanSelection, emptySelection, legalStates, selectFacts } from "./select.js";
import { createFilters } from "./filters.js";
import { cleanAsk, createStage } from "./stage.js";
import { preparePaper } from "./paper.js";
import { findPlaces } from "./find.js";

const VIEW_NAMES = ["map", "table", "compare", "evolve", "find", "sources"];
const LISTS = ["cluster", "industry", "status", "role", "place", "document", "legal"];

export function selectionToQuery(selection, extra = {}) {
  const query = new URLSearchParams();
  for (const name of LISTS) for (const id of selection[name]) query.append(name, id);
  if (selection.as_of !== null) query.set("as_of", selection.as_of);
  if (selection.text.trim()) query.set("text", selection.text);
  for (const [name, value] of Object.entries(extra)) for (const one of [value].flat()) if (one) query.append(name, one);
  return query.toString();
}

export function queryToSelection(atlas, text) {
  const query = new URLSearchParams(text);
  const raw = Object.fromEntries(LISTS.map((name) => [name, query.getAll(name)]));
  raw.as_of = query.get("as_of");
  raw.text = query.get("text") || "";
  const focus = query.get("focus");
  const known = focus !== null && (atlas.index.place.has(focus) || atlas.facts.id.includes(focus));
  const view = VIEW_NAMES.includes(query.get("view")) ? query.get("view") : "map";
  const ask = Object.fromEntries([...query.keys()].map((name) => [name, name === "with" ? query.getAll(name) : query.get(name)]));
  const clean = cleanSelection(atlas, raw);
  const strange = query.getAll("with").filter((id) => id && !atlas.index.place.has(id));
  return { ...clean, unknown: [...clean.unknown, ...strange], focus: known ? focus : null, view, ask: cleanAsk(atlas, ask), lang: query.get("lang") };
}

// Facts as plain objects, for window.atlas.facts.
export function plainFacts(atlas) {
  const { facts } = atlas;
  const legal = legalStates(atlas, null);
  return facts.id.map((id, i) => ({
    id, title: facts.zh[i], title_en: facts.en[i], clause: facts.clause[i],
    cluster: atlas.clusters[facts.cluster[i]].id, document: atlas.documents[facts.document[i]].id, legal_state: legal[facts.document[i]],
    role: atlas.codes.role[facts.role[i]].id, status: atlas.codes.status[facts.status[i]].id,
    industries: facts.industries[i].map((k) => atlas.industries[k].id), places: facts.places[i].map((p) => atlas.places[p].id),
    target: facts.target[i], relations: facts.relations[i].map(([type, from, to]) => ({ type, from: atlas.places[from].id, to: atlas.places[to].id })),
  }));
}

function buildFrame(root) {
  const parts = {};
  const part = (name, tag, className, ...children) => (parts[name] = h(tag, { class: className }, children));
  part("brand", "div", "ca-brand");
  part("actions", "div", "ca-actions");
  part("header", "header", "ca-header", parts.brand, parts.actions);
  part("note", "p", "ca-notebar");
  part("notice", "div", "ca-notice");
  parts.notice.setAttribute("role", "alert");
  part("filters", "div", "");
  part("drawer", "div", "ca-drawer", parts.filters);
  part("stage", "main", "");
  part("paper", "div", "ca-paper");
  root.classList.add("ca-root", "ca-page");
  fill(root, parts.header, parts.notice, h("div", { class: "ca-columns" }, parts.drawer, parts.stage), parts.paper);
  return parts;
}

// config: {selection, title, note, lang, date, focus}
export async function startPage(L, packPromise, config = {}) {
  const root = document.getElementById("atlas");
  root.classList.add("ca-root");
  fill(root, h("p", { class: "ca-loading" }, t(config.lang || "zh", "loading")));
  let atlas;
  try {
    atlas = unpackAtlas(await packPromise);
  } catch (error) {
    fill(root, h("p", { class: "ca-loading" }, t(config.lang || "zh", "failed", { why: error.message })));
    throw error;
  }
  return runPage(L, root, atlas, config);
}

function firstState(atlas, config) {
  const start = cleanSelection(atlas, config.selection);
  const wanted = { ...start, focus: config.focus ?? null, ask: cleanAsk(atlas, config.ask), view: config.view || "map", lang: config.lang || "zh" };
  if (location.hash.length < 2) return wanted;
  const linked = queryToSelection(atlas, location.hash.slice(1));
  return { ...linked, lang: linked.lang || wanted.lang };
}

function runPage(L, root, atlas, config) {
  document.body.style.margin = "0";
  const parts = buildFrame(root);
  const first = firstState(atlas, config);
  let state = { sel: first.selection, focus: first.focus, view: first.view, ask: first.ask, lang: first.lang, ids: [] };
  let counts = null;
  let written = null;

  const stage = createStage(L, parts.stage, atlas, { lang: state.lang, basemap: config.basemap }, {
    onFocus: (focus) => update({ focus }, true),
    onView: (view) => update({ view }, true),
    onAsk: (ask) => update({ ask: cleanAsk(atlas, ask) }),
    onFilter: (sel) => update({ sel: { ...state.sel, ...sel } }),
  });
  const filters = createFilters(parts.filters, atlas, { onChange: (sel) => { tell([]); update({ sel }); }, link: () => location.href });

  function update(change, step = false) {
    state = { ...state, ...change };
    if (change.sel || !counts) {
      const result = selectFacts(atlas, state.sel);
      state.ids = result.ids;
      counts = result.counts;
    }
    filters.show(state.sel, counts, state.lang);
    stage.show(state);
    if (change.lang || !written) writeHeader();
    writeAddress(step);
    return state.ids.length;
  }

  function writeAddress(step) {
    const lang = state.lang === (config.lang || "zh") ? "" : state.lang;
    const hash = selectionToQuery(state.sel, { focus: state.focus, view: state.view === "map" ? "" : state.view, ...state.ask, lang });
    const next = `#${hash}`;
    if (next === written) return;
    // Replacing keeps typing out of the history; opening a card is a step one can go back from.
    if (written !== null || hash || location.hash.length > 1) history[step ? "pushState" : "replaceState"](null, "", next);
    written = next;
  }

  function toggleDrawer(open) {
    root.classList.toggle("ca-drawer-open", open);
    parts.toggle?.setAttribute("aria-expanded", String(root.classList.contains("ca-drawer-open")));
  }

  function writeHeader() {
    const { lang } = state;
    document.documentElement.lang = lang === "en" ? "en" : "zh-CN";
    document.title = config.title || t(lang, "product");
    const other = lang === "en" ? "zh" : "en";
    const date = config.date || atlas.date;
    fill(parts.brand, h("h1", {}, config.title || t(lang, "product")),
      h("span", { class: "ca-sub" }, config.title ? t(lang, "product") : t(other, "product")));
    parts.toggle = h("button", { type: "button", class: "ca-button ca-drawer-button", "aria-expanded": "false", onclick: () => toggleDrawer() }, t(lang, "filters"));
    fill(parts.actions, h("span", { class: "ca-edition" }, t(lang, "dataEdition", { hash: atlas.hash.slice(0, 6), date })), parts.toggle, stage.tabs,
      h("button", { type: "button", class: "ca-button ca-lang", lang: other === "en" ? "en" : "zh-CN", "aria-label": t(lang, "language"), onclick: () => { update({ lang: other }); parts.actions.querySelector(".ca-lang").focus(); } }, lang === "en" ? "中文" : "EN"),
      h("button", { type: "button", class: "ca-button ca-print-button", onclick: () => globalThis.print() }, t(lang, "print")));
    parts.note.textContent = config.note || "";
    if (config.note && !parts.note.isConnected) parts.header.after(parts.note);
    fill(parts.drawer, parts.filters, h("button", { type: "button", class: "ca-drawer-close", "aria-label": t(lang, "close"), onclick: () => toggleDrawer(false) }, icon(ICONS.close)));
  }

  function tell(unknown) {
    fill(parts.notice, unknown.map((id) => h("p", {}, t(state.lang, "unknown", { id }))));
  }

  globalThis.addEventListener("hashchange", () => {
    if (location.hash === written) return;
    const linked = queryToSelection(atlas, location.hash.slice(1));
    tell(linked.unknown);
    update({ sel: linked.selection, focus: linked.focus, view: linked.view, ask: linked.ask, lang: linked.lang || config.lang || "zh" });
  });
  globalThis.addEventListener("beforeprint", () => preparePaper(parts.paper, atlas, stage.map, state, config, stage.question()));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && root.classList.contains("ca-drawer-open")) toggleDrawer(false);
    else if (event.key === "Escape" && state.focus !== null) update({ focus: null });
  });

  update({});
  tell(first.unknown);
  let facts = null;
  globalThis.atlas = {
    // Shows a selection given in plain values; answers with the number of facts shown.
    select: (selection) => update({ sel: cleanSelection(atlas, { ...emptySelection(), ...selection }).selection, focus: null }),
    // Ranked places for a text among what is shown, in plain values; null without a word in it.
    find: (text) => findPlaces(atlas, String(text), state.ids)?.found.map((f) => ({ place: atlas.places[f.place].id, score: f.score, evidence: f.evidence.map((e) => atlas.facts.id[e.fact]) })) ?? null,
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
