// The evolve view: two editions or two years, what changed as sentences, table, map and text.
import { h, fill, copyButton } from "../../core/dom.js";
import { joinWords, t, nameOf, number } from "../../core/i18n.js";
import { legalStates, selectFacts } from "../../questions/select.js";
import {
  citiesOfChanges,
  evolutionsBetween,
  evolveLeftOut,
  evolvePlans,
  evolveYears,
  namingCounts,
  readEvolution,
  usualEditions,
} from "../../questions/evolve.js";
import { cityAsked } from "../../core/headlines.js";
import { leftOutSentence } from "../../questions/evolve_say.js";
import { changeRow, changeTable, changesText, kindBadge } from "./evolve_rows.js";
import { CITY_CHANGES, EVO_SIGNS, createChangeMap, isShaded, signsOf } from "./evolve_map.js";
import { createAsOf } from "./evolve_time.js";

/**
 * @param {HTMLElement} el
 * @param {Atlas} atlas
 * @param {Pick<ViewCallbacks, "open" | "hover" | "ask" | "asOf" | "shapes">} callbacks
 * @returns {View}
 */
export function createEvolveView(el, atlas, callbacks) {
  const parts = Object.fromEntries(
    ["choice", "notice", "asof", "map", "told", "kinds", "cities", "tools", "list"].map((name) => [
      name,
      h("div", { class: `ca-evo-${name}` }),
    ]),
  );
  const [head, lead] = [h("h2", {}), h("p", { class: "ca-evo-lead" })];
  const main = h(
    "div",
    { class: "ca-evo-main" },
    h(
      "div",
      { class: "ca-evo-top" },
      parts.map,
      h("div", { class: "ca-evo-summary" }, parts.told, parts.kinds, parts.cities, parts.asof),
    ),
    parts.tools,
    parts.list,
  );
  el.classList.add("ca-evo");
  fill(el, h("div", { class: "ca-evo-page" }, head, lead, parts.choice, parts.notice, main));
  const [legend, lenses] = [
    h("p", { class: "ca-evo-legend" }),
    h("div", { class: "ca-tabs ca-evo-lenses", role: "group" }),
  ];
  const map = createChangeMap(parts.map, atlas, {
    shapes: callbacks.shapes,
    pick: toggleCity,
    hover: (city) => callbacks.hover(city === null ? null : [city]),
  });
  parts.map.append(lenses, legend);
  const asOf = createAsOf(parts.asof, atlas, { asOf: moveTo, look: lookAt });
  /** @type {ScreenState} */
  let state;
  /** @type {EvolutionQuestion} */
  let asked;
  let shown = "";
  // What the reader narrows the list to; a new pair of editions starts afresh.
  /** @type {Set<ChangeKind>} */
  let kinds = new Set();
  /** @type {PlaceIndex | null} */
  let city = null;
  /** @type {PlaceIndex | null} */
  let place = null; // the city that was open, or in the filter, when the reader came here
  // The map tells the changes until the reader moves the year.
  /** @type {"changes" | "year"} */
  let lens = "changes";
  /** @type {number | null} */
  let year = null;
  /** @type {{ key: string, evolutions: Evolution[] }} */
  const found = { key: "", evolutions: [] };
  /** @type {{ key: string, ids: Set<FactIndex> }} */
  const allowed = { key: "", ids: new Set() };

  function evolutions() {
    const key = `${asked.mode} ${asked.from} ${asked.to}`;
    if (found.key !== key)
      Object.assign(found, { key, evolutions: asked.mode ? evolutionsBetween(atlas, asked.from, asked.to) : [] });
    return found.evolutions;
  }

  // A change is listed if either statement passes the filters, legal state and year left aside.
  function allowedFacts() {
    const sel = { ...state.sel, legal: atlas.codes.legal.map((code) => code.id), document: [], as_of: null };

    const key = JSON.stringify(sel);
    if (allowed.key !== key) Object.assign(allowed, { key, ids: new Set(selectFacts(atlas, sel).ids) });
    return allowed.ids;
  }

  function listed() {
    const ids = allowedFacts();
    return evolutions()
      .map((one) => ({ ...one, changes: one.changes.filter((c) => ids.has(c.old) || ids.has(c.new)) }))
      .filter((one) => one.changes.length);
  }

  // What the two years are not compared in, of the clusters that the filters leave.
  function leftOut() {
    const { clusters, documents } = evolveLeftOut(atlas, asked);
    const { cluster } = state.sel;
    const shownOf = clusters.filter((k) => !cluster.length || cluster.includes(atlas.clusters[k].id));
    return leftOutSentence(atlas, state.lang, { clusters: shownOf, documents });
  }

  /** @param {Change} change */
  function namesCity(change) {
    /** @param {FactIndex} fact */
    const named = (fact) => city !== null && fact >= 0 && atlas.facts.direct[fact].includes(city);
    return city === null || named(change.old) || named(change.new);
  }

  const context = () => ({
    atlas,
    lang: state.lang,
    open: callbacks.open,
    hover: callbacks.hover,
    legal: legalStates(atlas, null),
  });
  /** @param {DocumentIndex} k */
  const shortName = (k) =>
    (state.lang === "en" ? atlas.documents[k].short_en : atlas.documents[k].short) ||
    nameOf(state.lang, atlas.documents[k]);

  /**
   * The name of a document, or what stands in its place.
   *
   * @param {string} id
   */
  function nameById(id) {
    const k = atlas.index.document.get(id);
    return k === undefined ? id : shortName(k);
  }

  function titleOfAll() {
    const { lang } = state;
    if (asked.mode === "years")
      return `${t(lang, "evoYearEnd", { year: asked.from })} → ${t(lang, "evoYearEnd", { year: asked.to })}`;
    const [from, to] = [asked.from, asked.to].map(nameById);
    return `${from} → ${to}`;
  }

  /**
   * @param {string} label
   * @param {string} value
   * @param {Child[]} options
   * @param {(value: string) => void} onchange
   */
  function choose(label, value, options, onchange) {
    /** @type {HTMLSelectElement} */
    const select = h("select", { "aria-label": label, onchange: () => onchange(select.value) }, options);
    select.value = value;
    return h("label", { class: "ca-evo-select" }, h("span", {}, label), select);
  }

  function pairOptions() {
    const plan = evolvePlans(atlas);
    /** @type {FullMap<DocumentIndex, Edition[]>} */
    const groups = new Map();
    [...(atlas.editions || [])].reverse().forEach((pair) => {
      const key = plan[pair.from];
      if (!groups.has(key)) groups.set(key, []);
      groups.get(key).push(pair);
    });
    /** @param {Edition} edition */
    const option = ({ from, to }) => {
      const [old, now] = [shortName(from), shortName(to)];
      // Of the same name only the year is said again: the choice is narrow on a telephone.
      const stem = old.replace(/\d{4}$/, "");
      const said = stem !== old && now.startsWith(stem) ? now.slice(stem.length) : now;
      return h("option", { value: `${atlas.documents[from].id} ${atlas.documents[to].id}` }, `${old} → ${said}`);
    };
    return [...groups].map(([, pairs]) => h("optgroup", { label: clusterOf(pairs[0].to) }, pairs.map(option)));
  }

  /** @param {DocumentIndex} document */
  function clusterOf(document) {
    const fact = atlas.facts.document.indexOf(document);
    return fact < 0 ? "" : nameOf(state.lang, atlas.clusters[atlas.facts.cluster[fact]]);
  }

  function showChoice() {
    const { lang } = state;
    const byYear = asked.mode === "years" || (!asked.mode && /^\d{4}$/.test(asked.from));
    const years = evolveYears(atlas);
    /**
     * @param {boolean} yearly
     * @param {string} key
     * @param {Partial<Ask>} change
     */
    const mode = (yearly, key, change) =>
      h(
        "button",
        {
          type: "button",
          "aria-pressed": String(yearly === byYear),
          onclick: () => yearly === byYear || callbacks.ask(change),
        },
        t(lang, key),
      );
    const usual = usualEditions(atlas);
    /** @param {string} id */
    const issued = (id) => (atlas.documents[atlas.index.document.get(id) ?? -1]?.issued || "").slice(0, 4);
    const span = { from: issued(usual.from) || String(years[0]), to: String(years.at(-1)) };
    const yearOptions = () => years.map((one) => h("option", { value: one }, t(lang, "evoYearEnd", { year: one })));
    const [pair, empty] = [`${asked.from} ${asked.to}`, h("option", { value: "", hidden: true }, "–")];
    fill(
      parts.choice,
      h(
        "div",
        { class: "ca-tabs", role: "group", "aria-label": t(lang, "evoMode") },
        mode(false, "evoByEdition", { from: "", to: "" }),
        mode(true, "evoByYear", span),
      ),
      byYear
        ? [
            choose(t(lang, "evoFrom"), asked.from, yearOptions(), (from) => callbacks.ask({ from, to: asked.to })),
            choose(t(lang, "evoTo"), asked.to, yearOptions(), (to) => callbacks.ask({ from: asked.from, to })),
          ]
        : choose(t(lang, "evoPair"), asked.mode ? pair : "", [empty, pairOptions()], (value) =>
            callbacks.ask(Object.fromEntries(["from", "to"].map((name, k) => [name, value.split(" ")[k]]))),
          ),
    );
  }

  function showNotice() {
    const { lang } = state;
    const key = asked.why && { same: "evoSame", unknown: "evoUnknown", other: "evoOther" }[asked.why];
    parts.notice.hidden = !key;
    main.hidden = Boolean(key);
    const named = { id: asked.unknown, from: nameById(asked.from), to: nameById(asked.to) };
    fill(parts.notice, key && h("p", { role: "alert" }, t(lang, key, named)));
  }

  /** @param {Evolution[]} all */
  function showSummary(all) {
    const { lang } = state;
    const changes = all.flatMap((one) => one.changes);
    const total = evolutions().reduce((sum, one) => sum + one.changes.length, 0);
    const missing = leftOut();
    const judged = changes.filter((change) => change.judged).length;
    const filtered =
      changes.length !== total && t(lang, "evoFiltered", { n: number(changes.length), all: number(total) });
    fill(
      parts.told,
      h("h3", { "aria-live": "polite" }, titleOfAll()),
      filtered && h("p", { class: "ca-mute" }, filtered),
      missing && h("p", { class: "ca-evo-left" }, missing),
      judged > 0 && h("p", { class: "ca-mute" }, t(lang, "evoJudgedNote", { n: judged })),
      h(
        "details",
        { class: "ca-evo-means" },
        h("summary", {}, t(lang, "evoMeans")),
        h("p", {}, t(lang, "evoMeansText")),
      ),
    );
    /** @param {ChangeKind} kind */
    const count = (kind) => changes.filter((change) => change.kind === kind && namesCity(change)).length;
    parts.kinds.setAttribute("role", "group");
    parts.kinds.setAttribute("aria-label", t(lang, "evoKinds"));
    fill(
      parts.kinds,
      atlas.rules.changeKinds.map((kind) => {
        const button = h(
          "button",
          {
            type: "button",
            class: "ca-evo-kind",
            "aria-pressed": String(kinds.has(kind)),
            disabled: !count(kind) && !kinds.has(kind),
            onclick: () => toggleKind(kind),
          },
          kindBadge(lang, kind),
          h("span", {}, t(lang, `evo_${kind}`)),
          h("b", {}, number(count(kind))),
        );
        button.dataset.kind = kind;
        return button;
      }),
    );
    const cities = citiesOfChanges(atlas, changes);
    showCities(cities);
    showMap(cities);
  }

  /** @param {ChangedCities} cities */
  function showMap(cities) {
    const { lang } = state;
    const name = year === null ? t(lang, "now") : t(lang, "evoYearEnd", { year });
    /**
     * @param {"changes" | "year"} one
     * @param {string} label
     */
    const tab = (one, label) =>
      h(
        "button",
        {
          type: "button",
          "aria-pressed": String(one === lens),
          onclick: () => {
            lens = one;
            showMap(cities);
            lenses.querySelector('[aria-pressed="true"]')?.focus({ preventScroll: true });
          },
        },
        label,
      );
    fill(lenses, tab("changes", t(lang, "evoMapLens")), tab("year", name));
    if (lens === "year") {
      /** @param {number | null} day */
      const at = (day) => namingCounts(atlas, selectFacts(atlas, { ...state.sel, as_of: day }).ids);
      const named = at(year);
      map.show({ named, most: Math.max(0, ...at(null).values()), city, lang, label: t(lang, "evoMapYear", { name }) });
      fill(legend, h("span", {}, t(lang, "evoMapYear", { name })));
      return;
    }
    map.show({ cities, city, lang, label: t(lang, "evoMapLabel") });
    /**
     * @param {CityChange} kind
     * @param {string} word
     */
    const key = (kind, word) =>
      cities[kind].size > 0 &&
      h("span", {}, h("i", { class: `ca-evo-key ca-evo-${kind}` }), `${EVO_SIGNS[kind]} ${t(lang, word)}`);
    fill(
      legend,
      key("added", "evoMapAdded"),
      key("dropped", "evoMapDropped"),
      key("changed", "evoMapChanged"),
      h("span", {}, t(lang, isShaded(cities) ? "evoMapShade" : "evoMapOnly")),
    );
  }

  /**
   * The year is shown here at once; the filter follows when the caller has set it.
   *
   * @param {number | null} next
   */
  function moveTo(next) {
    lookAt(next);
    callbacks.asOf(next);
  }

  /** @param {number | null} next */
  function lookAt(next) {
    [lens, year] = ["year", next];
    showMap(
      citiesOfChanges(
        atlas,
        listed().flatMap((one) => one.changes),
      ),
    );
  }

  /** @param {ChangedCities} cities */
  function showCities(cities) {
    const { lang } = state;
    const named = atlas.cities.filter((c) => signsOf(cities, c) || c === city);
    parts.cities.setAttribute("role", "group");
    parts.cities.setAttribute("aria-label", t(lang, "evoCities"));
    /** @param {PlaceIndex} c */
    const chip = (c) => {
      const button = h(
        "button",
        {
          type: "button",
          class: "ca-pick",
          "aria-pressed": String(c === city),
          onclick: () => toggleCity(c),
          onmouseenter: () => callbacks.hover([c]),
          onmouseleave: () => callbacks.hover(null),
        },
        h("span", {}, nameOf(lang, atlas.places[c])),
        h("span", { class: "ca-count" }, countsOf(cities, c)),
      );
      button.dataset.city = atlas.places[c].id;
      return button;
    };
    fill(parts.cities, named.length ? named.map(chip) : h("p", { class: "ca-mute" }, t(lang, "evoMapNone")));
  }

  /**
   * ＋12 △3: how many changes of each kind name the city.
   *
   * @param {ChangedCities} cities
   * @param {PlaceIndex} c
   */
  function countsOf(cities, c) {
    const counts = cities.counts.get(c);
    return CITY_CHANGES.filter((kind) => counts?.[kind])
      .map((kind) => `${EVO_SIGNS[kind]}${counts?.[kind]}`)
      .join(" ");
  }

  /** @param {Change[]} changes */
  function showTools(changes) {
    const { lang } = state;
    const table = state.ask.sub === "table";
    /**
     * @param {boolean} on
     * @param {string} key
     * @param {string} sub
     */
    const tab = (on, key, sub) =>
      h(
        "button",
        { type: "button", "aria-pressed": String(on), onclick: () => on || callbacks.ask({ sub }) },
        t(lang, key),
      );
    fill(
      parts.tools,
      h("div", { class: "ca-tabs", role: "group" }, tab(!table, "evoList", ""), tab(table, "evoTable", "table")),
      copyButton(t(lang, "evoCopy"), t(lang, "copied"), () => changesText(context(), titleOfAll(), changes)),
    );
  }

  /**
   * Rows of one kind; what did not change, and whole new plans, are folded until they are asked for.
   *
   * @param {ChangeKind} kind
   * @param {Change[]} changes
   * @param {boolean} folded
   */
  function kindSection(kind, changes, folded) {
    const { lang } = state;
    const ctx = context();
    const title = [
      kindBadge(lang, kind),
      t(lang, `evo_${kind}`),
      h("span", { class: "ca-count" }, number(changes.length)),
    ];
    if (!folded)
      return h(
        "section",
        { class: "ca-evo-group" },
        h("h3", {}, title),
        changes.map((change) => changeRow(ctx, change)),
      );
    return foldedRows("ca-evo-group", h("h3", {}, title), () => changes.map((change) => changeRow(ctx, change)));
  }

  /**
   * @param {string} className
   * @param {Child} title
   * @param {() => Node[]} make
   */
  function foldedRows(className, title, make) {
    const details = h("details", { class: className }, h("summary", {}, title));
    details.addEventListener(
      "toggle",
      () => details.open && details.childElementCount === 1 && details.append(...make()),
    );
    return details;
  }

  /** @param {Change[]} changes */
  function kindSections(changes) {
    /** @param {ChangeKind} kind */
    const of = (kind) => changes.filter((change) => change.kind === kind);
    return atlas.rules.changeKinds
      .filter((kind) => of(kind).length)
      .map((kind) => kindSection(kind, of(kind), kind === "kept" && !kinds.has("kept")));
  }

  /**
   * On paper what did not change is only counted.
   *
   * @param {Change[]} changes
   */
  function keptNote(changes) {
    const n = changes.filter((change) => change.kind === "kept").length;
    return n > 0 && h("span", { class: "ca-note ca-evo-paper" }, `${t(state.lang, "evo_kept")} ${number(n)}`);
  }

  /** @param {Evolution} one */
  function planSection(one) {
    const { lang } = state;
    /** @param {DocumentIndex[]} documents */
    const names = (documents) => joinWords(lang, documents.map(shortName));
    return h(
      "section",
      { class: "ca-evo-plan" },
      h("h2", {}, `${names(one.old)} → ${names(one.new)}`, keptNote(one.changes)),
      kindSections(one.changes),
    );
  }

  /** @param {Evolution[]} all */
  function showList(all) {
    const { lang } = state;
    const chosen = all
      .map((one) => ({
        ...one,
        changes: one.changes.filter((change) => namesCity(change) && (!kinds.size || kinds.has(change.kind))),
      }))
      .filter((one) => one.changes.length);
    const changes = chosen.flatMap((one) => one.changes);
    showTools(changes);
    if (!changes.length)
      fill(parts.list, h("p", { class: "ca-empty" }, t(lang, evolutions().length ? "evoNoMatch" : "evoNothing")));
    else if (state.ask.sub === "table") fill(parts.list, changeTable(context(), changes));
    else fill(parts.list, asked.mode === "years" ? chosen.map(planSection) : kindSections(changes));
  }

  /**
   * Shows again what the reader's own click narrowed, and leaves the focus on what was clicked.
   *
   * @param {string} selector
   */
  function narrow(selector) {
    const all = listed();
    showSummary(all);
    showList(all);
    el.querySelector(selector)?.focus({ preventScroll: true });
  }

  /** @param {ChangeKind} kind */
  function toggleKind(kind) {
    if (!kinds.delete(kind)) kinds.add(kind);
    narrow(`[data-kind="${kind}"].ca-evo-kind`);
  }

  /** @param {PlaceIndex} c */
  function toggleCity(c) {
    city = c === city ? null : c;
    narrow(`[data-city="${atlas.places[c].id}"]`);
  }

  return {
    /** @param {ScreenState} next */
    show(next) {
      state = next;
      const { lang, ask } = state;
      const before = year;
      year = asOf.show(state.sel.as_of, lang);
      const pair = `${ask.from} ${ask.to}`;
      const came = place;
      const open = atlas.index.place.get(state.focus) ?? cityAsked(atlas, state.sel);
      const home = atlas.places[open]?.level === "city" ? open : atlas.places[open]?.city;
      place = home >= 0 ? home : null;
      const key = JSON.stringify([pair, place, ask.sub, lang, { ...state.sel, as_of: null, legal: [], document: [] }]);
      if (key === shown) {
        if (year !== before && asked.mode)
          showMap(
            citiesOfChanges(
              atlas,
              listed().flatMap((one) => one.changes),
            ),
          );
        return;
      }
      const [last, fresh] = [shown && JSON.parse(shown)[0], !shown];
      shown = key;
      asked = readEvolution(atlas, ask.from, ask.to);
      if (last !== pair) kinds = new Set();
      if (last !== pair || came !== place) city = place;
      const focus = fresh ? null : placeOfFocus();
      head.textContent = t(lang, "evoHead");
      lead.textContent = t(lang, "evoLead");
      showChoice();
      showNotice();
      if (asked.mode) {
        const all = listed();
        showSummary(all);
        showList(all);
      }
      focus?.();
    },
    settle: () => map.drawNow(),
  };

  // A control that is built anew keeps the focus, by its place among the controls of its part.
  function placeOfFocus() {
    const active = el.getRootNode().activeElement;
    const part = Object.values(parts).find((one) => one.contains(active));
    if (!part) return null;
    const controls = () => [...part.querySelectorAll("button, select, input, summary")];
    const at = controls().findIndex((one) => one === active);
    return () => controls()[at]?.focus({ preventScroll: true });
  }
}
