// The one search box: the answer while typing, its clauses, what else may be meant, and what to do next.
import { h, fill, icon, ICONS, statusMark } from "../core/dom.js";
import { clauseMark } from "../core/cite.js";
import { nameOf, t } from "../core/i18n.js";
import { titleOf } from "../core/headlines.js";
import { chosenOptions } from "../questions/choose.js";
import { emptySelection } from "../questions/select.js";
import { entityOf, nearestSubjects, replySentence, subjectName } from "./reply.js";
import { searchAtlas, selectionFor } from "./search.js";
import { vocabularyOf } from "./vocabulary.js";

const PAUSE = 120; // ms of quiet after which what is typed is answered
const CLAUSES = 3;
const AWAY = ["pointerdown", "keydown"];

/**
 * What the map shows for an answer.
 *
 * @param {Atlas} atlas
 * @param {Reply} reply
 */
export function shownBy(atlas, reply) {
  return reply.basis ? selectionFor(atlas, reply.basis, reply.within, reply.codes) : emptySelection();
}

/**
 * The answer that stands behind what is shown; null where the reader has chosen otherwise since.
 *
 * @param {Atlas} atlas
 * @param {Pick<ScreenState, "sel" | "ask" | "view">} state
 */
export function answerShown(atlas, { sel, ask, view }) {
  const reply = ask?.s ? searchAtlas(atlas, ask.s) : null;
  if (!reply?.basis) return null;
  const own = { ...emptySelection(), ...sel };
  const wanted = { ...shownBy(atlas, reply), as_of: own.as_of };
  // A comparison says by itself which places it speaks of.
  const place = view === "compare" ? wanted.place : own.place;
  return JSON.stringify({ ...own, place, legal: wanted.legal }) === JSON.stringify(wanted) ? reply : null;
}

/**
 * Cities and counties of an answer, parks by their city; ids, strongest first.
 *
 * @param {Atlas} atlas
 * @param {Reply} reply
 */
function comparable(atlas, { named, within }) {
  // Several places that the reader names are those to be compared.
  const all = (within.length > 1 ? within : named.places).map((p) => {
    const place = atlas.places[p];
    return place.level === "park" || place.level === "site" ? atlas.places[place.city] : place;
  });
  return [...new Set(all.filter(Boolean).map((place) => place.id))].slice(0, atlas.rules.mostCompared);
}

/**
 * @param {HTMLElement} el
 * @param {Atlas} atlas
 * @param {SearchCallbacks} callbacks
 */
export function createSearchBox(el, atlas, callbacks) {
  /** @type {ScreenState} */
  let state;
  /** @type {Reply | null} */
  let reply = null;
  let [open, active, timer] = [false, -1, 0];
  /** @type {string | undefined} */
  let told; // the text of the address that is in the box
  let glanced = false; // whether the map shows an answer that nobody has chosen
  const listId = `ca-answer-${Math.random().toString(36).slice(2)}`;
  const input = h("input", {
    type: "search",
    class: "ca-ask-input",
    role: "combobox",
    "aria-expanded": "false",
    "aria-controls": listId,
    "aria-autocomplete": "list",
    autocomplete: "off",
    spellcheck: "false",
    maxlength: String(atlas.rules.query.longest),
    oninput: () => {
      clearTimeout(timer);
      timer = setTimeout(answer, PAUSE);
    },
    onfocus: () => {
      // Made before the first letter is typed.
      setTimeout(() => vocabularyOf(atlas));
      if (input.value.trim()) answer();
    },
    onkeydown: (event) => keys(/** @type {KeyboardEvent} */ (event)),
  });
  const clear = h("button", { type: "button", class: "ca-ask-clear", onclick: () => empty() }, icon(ICONS.close));
  const bar = h("div", { class: "ca-ask-bar", role: "search" }, input, clear);
  const panel = h("div", { class: "ca-answer", hidden: true });
  const line = h("div", { class: "ca-ask-line", hidden: true });
  el.classList.add("ca-ask");
  el.addEventListener("focusout", (event) => {
    const next = /** @type {FocusEvent} */ (event).relatedTarget;
    if (open && next instanceof Node && !el.contains(next)) close();
  });
  fill(el, bar, line, panel);

  // An answer that a link has opened has no keyboard to lose.
  /** @param {Event} event */
  function away(event) {
    if (event instanceof KeyboardEvent ? event.key === "Escape" : !event.composedPath().includes(el)) close();
  }

  function close() {
    for (const name of AWAY) document.removeEventListener(name, away);
    // What was typed last does not open it again.
    clearTimeout(timer);
    open = false;
    active = -1;
    paint();
  }

  function empty() {
    input.value = "";
    reply = null;
    close();
    leave();
    input.focus();
  }

  // What an earlier answer chose goes with it; what the reader chose stays.
  function leave() {
    if (answerShown(atlas, state)) callbacks.filter({ ...emptySelection(), as_of: state.sel.as_of });
    if (state.ask.s) callbacks.ask({ s: "" });
  }

  function answer() {
    clearTimeout(timer);
    reply = searchAtlas(atlas, input.value);
    open = Boolean(reply);
    active = -1;
    paint();
  }

  const rows = () => [...panel.querySelectorAll('[role="option"]')];

  /** @param {KeyboardEvent} event */
  function keys(event) {
    const { key } = event;
    if (key === "Escape") {
      if (!open && !input.value) return;
      event.stopPropagation();
      event.preventDefault();
      if (open) close();
      else empty();
      return;
    }
    if (key === "Enter") {
      event.preventDefault();
      if (!open || reply?.text !== input.value) answer();
      const row = rows()[active];
      if (row) row.click();
      else if (reply) act(reply);
      return;
    }
    if (key !== "ArrowDown" && key !== "ArrowUp") return;
    event.preventDefault();
    if (!open) answer();
    const all = rows();
    if (!all.length) return;
    const step = key === "ArrowDown" ? 1 : -1;
    active = (active + step + all.length + (active < 0 && step < 0 ? 1 : 0)) % all.length;
    mark(all);
  }

  /** @param {HTMLElement[]} all */
  function mark(all) {
    all.forEach((row, i) => row.setAttribute("aria-selected", String(i === active)));
    if (active < 0) input.removeAttribute("aria-activedescendant");
    else {
      input.setAttribute("aria-activedescendant", all[active].id);
      all[active].scrollIntoView({ block: "nearest" });
    }
  }

  /**
   * What Enter does: a place is flown to, several compared, a subject shown on the map, what is missing
   * explained.
   *
   * @param {Reply} found
   */
  function act(found) {
    if (found.kind === "outside") scope();
    else if (found.changes) evolve(found);
    else if (found.kind === "place" && found.within.length) compare(found);
    else if (found.kind === "place") fly(found.hits[0].subject[1]);
    else show(found);
  }

  function scope() {
    close();
    // The page of what is covered says what was asked for.
    go("sources", { sub: "scope" });
  }

  /**
   * The text asked for goes along; it is not told by a link.
   *
   * @param {string} view
   * @param {Partial<Ask>} [ask]
   */
  function go(view, ask) {
    told = input.value.trim();
    callbacks.go(view, { s: told, ...ask });
  }

  /** @param {string} id */
  function fly(id) {
    close();
    input.blur();
    leave();
    callbacks.go("map");
    callbacks.open(id);
  }

  /**
   * @param {Reply} found
   * @param {string} [view]
   * @param {Partial<Ask>} [ask]
   * @param {boolean} [within] - whether the places asked for are a filter
   */
  function show(found, view = "map", ask = {}, within = true) {
    close();
    input.blur();
    callbacks.open(null);
    const sel = { ...shownBy(atlas, found), as_of: state.sel.as_of };
    callbacks.filter(within ? sel : { ...sel, place: [] });
    go(view, ask);
    if (view === "map") callbacks.look(found.within.length ? found.within : found.named.places);
  }

  /** @param {Reply} found */
  const compare = (found) => show(found, "compare", { with: comparable(atlas, found), sub: "" }, false);

  /**
   * Between the years that were asked for, if any.
   *
   * @param {Reply} found
   */
  function evolve(found) {
    const [from, to] = found.years;
    show(found, "evolve", to ? { from, to } : {});
  }

  /** @param {Hit} hit */
  function take(hit) {
    const [kind, id] = hit.subject;
    if (kind === "place") {
      fly(id);
      return;
    }
    input.value =
      kind === "clause" ? id : kind === "document" ? hit.term : nameOf(state.lang, entityOf(atlas, hit.subject));
    answer();
    if (reply && reply.kind !== "outside") show(reply);
  }

  /**
   * @param {string} key
   * @param {() => void} run
   */
  const button = (key, run) => h("button", { type: "button", class: "ca-button", onclick: run }, t(state.lang, key));

  /** @param {Reply} found */
  function actions(found) {
    if (found.kind === "outside") return [button("srcScope", scope)];
    // What was asked for comes first.
    const many = found.kind === "place" && found.within.length > 0;
    const compared = comparable(atlas, found).length > 1 && button("srcCompare", () => compare(found));
    return [
      found.changes && button("evolve", () => evolve(found)),
      many && compared,
      button("srcMap", () => (found.kind === "place" && !many ? fly(found.hits[0].subject[1]) : show(found))),
      !many && compared,
      button("srcPrint", () => {
        show(found);
        callbacks.print();
      }),
    ];
  }

  /** @param {FactIndex} i */
  function clauseRow(i) {
    const status = atlas.facts.status[i];
    return h(
      "button",
      {
        type: "button",
        class: "ca-answer-clause",
        onclick: () => {
          close();
          callbacks.open(atlas.facts.id[i]);
        },
      },
      h("span", {}, titleOf(atlas, state.lang, i)),
      h("small", {}, statusMark(atlas, status), nameOf(state.lang, atlas.codes.status[status])),
      h("small", {}, clauseMark(state.lang, atlas, i)),
    );
  }

  /**
   * @param {Hit} hit
   * @param {number} k
   */
  function hitRow(hit, k) {
    const { lang } = state;
    const score = h("i", { class: "ca-fnd-bar", "aria-hidden": "true" });
    score.style.setProperty("--share", String(hit.score / 100));
    const weak = hit.rank > 0 && hit.score < atlas.rules.replies.firm;
    return h(
      "div",
      {
        role: "option",
        id: `${listId}-${k}`,
        class: "ca-answer-hit",
        "aria-selected": "false",
        title: t(lang, "srcScore", { n: hit.score }),
        onclick: () => take(hit),
      },
      h("b", {}, hit.rank ? String(hit.rank) : ""),
      h("span", {}, subjectName(atlas, lang, hit.subject), weak && h("em", {}, t(lang, "srcWeak"))),
      h("small", {}, t(lang, `kind_${hit.subject[0]}`)),
      hit.rank > 0 && score,
    );
  }

  /**
   * @param {Reply} found
   * @returns {Hit[]}
   */
  function listed(found) {
    if (found.kind !== "outside") return found.hits.slice((found.kind === "place" && found.within.length) || 1);
    const near = nearestSubjects(atlas, found).map((subject) => ({ subject, term: "", score: 0, rank: 0 }));
    if (!near.length) return found.hits;
    return near.map((one) => found.hits.find((hit) => String(hit.subject) === String(one.subject)) || one);
  }

  // While an answer stands open map and list show it; filters stay as they are.
  function glance() {
    const seen = open && reply && reply.kind !== "outside" && state.view === "map" ? reply : null;
    if (seen || glanced) callbacks.glance(seen && { ...shownBy(atlas, seen), as_of: state.sel.as_of });
    glanced = seen !== null;
  }

  function paint() {
    const { lang } = state;
    glance();
    input.setAttribute("aria-expanded", String(open));
    clear.hidden = !input.value;
    panel.hidden = !open || !reply;
    mark([]);
    if (open && reply) {
      const others = listed(reply);
      const nearest = reply.kind === "outside" ? nearestSubjects(atlas, reply) : [];
      const cited = reply.facts.slice(0, CLAUSES);
      fill(
        panel,
        h("p", { class: "ca-answer-told", "aria-live": "polite" }, replySentence(atlas, lang, reply)),
        h("div", { class: "ca-answer-acts" }, actions(reply)),
        cited.length > 0 && h("h3", {}, t(lang, "srcClauses")),
        cited.map(clauseRow),
        reply.facts.length > CLAUSES &&
          h("p", { class: "ca-mute ca-answer-more" }, t(lang, "srcMore", { n: reply.facts.length - CLAUSES })),
        others.length > 0 && h("h3", {}, t(lang, nearest.length ? "srcNear" : "srcHits")),
        h("div", { role: "listbox", id: listId, "aria-label": t(lang, "srcHits") }, others.map(hitRow)),
      );
    }
    const shown = !open && input.value.trim() === state.ask.s ? answerShown(atlas, state) : null;
    line.hidden = !shown;
    if (shown)
      fill(
        line,
        h("p", {}, replySentence(atlas, lang, shown)),
        h("button", { type: "button", class: "ca-link", onclick: () => callbacks.print() }, t(lang, "print")),
        h("button", { type: "button", class: "ca-link", onclick: () => empty() }, t(lang, "srcClear")),
      );
  }

  return {
    /** @param {ScreenState} next */
    show(next) {
      const linked = next.ask.s !== told;
      state = next;
      const text = t(next.lang, "srcBox");
      input.placeholder = text;
      input.setAttribute("aria-label", text);
      clear.setAttribute("aria-label", t(next.lang, "srcClear"));
      const typing = el.getRootNode().activeElement === input;
      told = next.ask.s;
      if (linked && !typing) {
        input.value = told;
        // A link that asks and chooses nothing shows what its sender saw.
        open = Boolean(told) && next.view === "map" && !next.focus && !chosenOptions(next.sel).length;
        reply = open ? searchAtlas(atlas, told) : null;
        if (open) for (const name of AWAY) document.addEventListener(name, away);
      }
      paint();
    },
  };
}
