// The find view: a search box, ranked places with their reasons, weights, and the short list.
import { dotted } from "../core/headlines.js";
import { h, fill } from "../core/dom.js";
import { t, nameOf, joinNames, number } from "../core/i18n.js";
import { legalStates } from "../questions/select.js";
import { factRow } from "./facts.js";
import { findPlaces } from "../questions/find.js";
import { lexiconOf } from "../questions/query.js";
import { reasonOf } from "../questions/reasons.js";
import { createSites } from "./office/sites_view.js";

const EXAMPLES = {
  zh: ["AMOLED 模组", "氢燃料电池电堆", "工业机器人减速器", "轨道交通信号", "高栏 化工"],
  en: ["AMOLED module", "fuel cell stack", "industrial robot reducer", "rail signalling", "gaolan chemical"],
};
const FIRST_SHOWN = 20;
const EVIDENCE_SHOWN = 6;
const PAUSE = 400; // ms of quiet after which a typed query enters the address

/**
 * @param {Lang} lang
 * @param {string} key
 */
const weightName = (lang, key) => t(lang, `fnd${key[0].toUpperCase()}${key.slice(1)}`);

/**
 * A bar as long as a share of 1; set by script, which a page's policy allows where a style attribute is not.
 *
 * @param {number} share
 */
function shareBar(share) {
  const bar = h("i", { class: "ca-fnd-bar", "aria-hidden": "true" });
  bar.style.setProperty("--share", String(share));
  return bar;
}

/**
 * "role:4,near:0" -> {role: 4, near: 0}; what is not understood is left out.
 *
 * @param {Atlas} atlas
 * @param {string} text
 * @returns {Weights}
 */
export function parseWeights(atlas, text) {
  const usual = atlas.rules.find.weights;
  const most = atlas.rules.find.largestWeight;
  const pairs = text.split(",").map((pair) => pair.split(":"));
  const known = pairs
    .map(([key, value]) => /** @type {const} */ ([key, value === "" ? NaN : Number(value)]))
    .filter(([key, value]) => key in usual && value >= 0 && value <= most);
  return Object.fromEntries(known);
}

/**
 * Names of the weights, in their order.
 *
 * @param {Weights} weights
 */
function weightNames(weights) {
  return /** @type {WeightName[]} */ (Object.keys(weights));
}

/**
 * @param {Weights} usual
 * @param {Weights} weights
 */
function weightsText(usual, weights) {
  return weightNames(usual)
    .filter((key) => weights[key] !== undefined && weights[key] !== usual[key])
    .map((key) => `${key}:${weights[key]}`)
    .join(",");
}

/**
 * @param {HTMLElement} el
 * @param {Atlas} atlas
 * @param {Pick<ViewCallbacks, "open" | "hover" | "ask" | "go">} callbacks
 * @returns {View}
 */
export function createFindView(el, atlas, callbacks) {
  const usual = atlas.rules.find.weights;
  /** @type {ScreenState} */
  let state;
  /** @type {ScreenState | undefined} */
  let shown;
  let drawn = ""; // what the list was made from, besides the designations shown
  /** @type {Weights} */
  let weights = {};
  let [text, all, timer] = ["", false, 0];
  /** @type {Set<string>} */
  const opened = new Set(); // places whose score stands unfolded
  /** @type {HTMLInputElement} */
  const box = h("input", {
    type: "search",
    class: "ca-fnd-box",
    maxlength: String(atlas.rules.query.longest),
    oninput: () => typed(box.value),
    onkeydown: (event) => event.key === "Escape" && box.value && (event.stopPropagation(), typed((box.value = ""))),
  });
  const parts = Object.fromEntries(
    ["lead", "tries", "short", "weights", "told", "list"].map((name) => [name, h("div", { class: `ca-fnd-${name}` })]),
  );
  const head = h("h2", {});
  const sites = withOwnRows ? createSites(atlas, callbacks) : null;
  el.classList.add("ca-fnd");
  fill(
    el,
    h(
      "div",
      { class: "ca-fnd-page" },
      head,
      parts.lead,
      box,
      parts.tries,
      parts.short,
      parts.weights,
      parts.told,
      sites && sites.el,
      parts.list,
    ),
  );
  // Made before the first key is pressed, so that no key has to wait for it.
  setTimeout(() => lexiconOf(atlas), 0);

  /** @param {string} value */
  function typed(value) {
    [text, all] = [value, false];
    showAnswer();
    clearTimeout(timer);
    timer = setTimeout(() => callbacks.ask({ q: text.trim() }), PAUSE);
  }

  /** @param {string} value */
  function search(value) {
    box.value = value;
    typed(value);
    box.focus();
  }

  /** @param {string} id */
  function toggleShort(id) {
    const short = state.ask.with;
    callbacks.ask({ with: short.includes(id) ? short.filter((one) => one !== id) : [...short, id] });
  }

  function showFrame() {
    const { lang } = state;
    head.textContent = t(lang, "fndHead");
    parts.lead.textContent = t(lang, "fndLead");
    box.placeholder = t(lang, "fndBox");
    box.setAttribute("aria-label", t(lang, "fndBox"));
    fill(
      parts.tries,
      h("span", {}, t(lang, "fndTry")),
      EXAMPLES[lang === "en" ? "en" : "zh"].map((example) =>
        h("button", { type: "button", onclick: () => search(example) }, example),
      ),
    );
    showWeights();
  }

  function showShort() {
    const { lang, ask } = state;
    parts.short.hidden = !ask.with.length;
    /** @param {string} id */
    const chip = (id) => {
      const name = nameOf(lang, atlas.places[atlas.index.place.get(id) ?? -1]);
      return h(
        "span",
        { class: "ca-fnd-chip" },
        h("button", { type: "button", onclick: () => callbacks.open(id) }, name),
        h(
          "button",
          {
            type: "button",
            class: "ca-fnd-drop",
            "aria-label": `${t(lang, "fndRemove")} ${name}`,
            onclick: () => toggleShort(id),
          },
          "×",
        ),
      );
    };
    fill(
      parts.short,
      h("strong", {}, t(lang, "fndShort")),
      ask.with.map(chip),
      ask.with.length > 1 &&
        h(
          "button",
          { type: "button", class: "ca-button ca-fnd-go", onclick: () => callbacks.go("compare", { sub: "" }) },
          t(lang, "fndCompare"),
        ),
    );
  }

  function showWeights() {
    const { lang } = state;
    const now = { ...usual, ...weights };
    const open = parts.weights.querySelector("details")?.open || false;
    /** @param {WeightName} key */
    const slide = (key) => {
      const value = h("output", {}, String(now[key]));
      const bar = h("input", {
        type: "range",
        min: "0",
        max: "10",
        step: "0.5",
        "aria-label": weightName(lang, key),
        oninput: () => {
          weights = { ...weights, [key]: Number(bar.value) };
          value.textContent = bar.value;
          showAnswer();
        },
        onchange: () => callbacks.ask({ w: weightsText(usual, weights) }),
      });
      bar.value = String(now[key]);
      return h("label", {}, h("span", {}, weightName(lang, key)), bar, value);
    };
    fill(
      parts.weights,
      h(
        "details",
        { open },
        h("summary", {}, t(lang, "fndWeights")),
        h("p", {}, t(lang, "fndWeightsLead")),
        h("div", { class: "ca-fnd-slides" }, weightNames(usual).map(slide)),
        h(
          "button",
          {
            type: "button",
            class: "ca-button",
            onclick: () => {
              weights = {};
              showWeights();
              showAnswer();
              callbacks.ask({ w: "" });
            },
          },
          t(lang, "fndUsual"),
        ),
      ),
    );
  }

  /** @param {FindAnswer} answer */
  function showTold(answer) {
    const { lang } = state;
    const { notes, places } = answer.understood;
    const lines = notes.map(([written, read]) => t(lang, "fndRead", { written, read }));
    if (places.length)
      lines.push(
        t(lang, "fndAsked", {
          names: joinNames(
            lang,
            places.map((p) => atlas.places[p]),
          ),
        }),
      );
    const n = answer.found.length;
    fill(
      parts.told,
      h("strong", { "aria-live": "polite" }, t(lang, "fndCount", { n: number(n) })),
      lines.map((line) => h("span", {}, line)),
      h("span", {}, t(lang, "fndWithin", { n: number(state.ids.length) })),
    );
  }

  /** @param {FoundPlace} found */
  function pointsTable(found) {
    const { lang } = state;
    const now = { ...usual, ...weights };
    const best = found.evidence[0];
    /**
     * @param {string} name
     * @param {number} value
     * @param {string} weight
     */
    const row = (name, value, weight) =>
      h("tr", {}, h("th", { scope: "row" }, name), h("td", {}, shareBar(value), value.toFixed(2)), h("td", {}, weight));
    return h(
      "table",
      { class: "ca-fnd-points" },
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          h("th", { scope: "col" }),
          h("th", { scope: "col" }, t(lang, "fndPoints")),
          h("th", { scope: "col" }, t(lang, "fndWeight")),
        ),
      ),
      h(
        "tbody",
        {},
        row(t(lang, "fndMatch"), best.match, "×"),
        row(t(lang, "fndDirect"), best.directness, "×"),
        weightNames(usual).map((key) => row(weightName(lang, key), found.points[key], String(now[key]))),
      ),
    );
  }

  /** @param {FoundPlace} found */
  function detail(found) {
    const ctx = {
      atlas,
      lang: state.lang,
      ids: state.ids,
      legal: legalStates(atlas, state.sel.as_of ?? null),
      open: callbacks.open,
      hover: callbacks.hover,
    };
    return [
      pointsTable(found),
      h(
        "div",
        { class: "ca-fnd-facts" },
        found.evidence.slice(0, EVIDENCE_SHOWN).map((e) => factRow(ctx, e.fact)),
      ),
    ];
  }

  /** @param {number} score */
  const strengthOf = (score) => {
    const { strong, medium } = atlas.rules.find;
    return t(state.lang, score >= strong ? "fndStrong" : score >= medium ? "fndMedium" : "fndWeak");
  };

  /**
   * @param {FoundPlace} found
   * @param {number} rank
   */
  function card(found, rank) {
    const { lang, ask } = state;
    const place = atlas.places[found.place];
    const city = place.city >= 0 && place.level !== "city" ? nameOf(lang, atlas.places[place.city]) : "";
    const level = nameOf(
      lang,
      atlas.codes.level.find((code) => code.id === place.level),
    );
    const short = ask.with.includes(place.id);
    const full = !short && ask.with.length >= atlas.rules.mostCompared;
    const body = h("div", {});
    const open = opened.has(place.id);
    if (open) fill(body, detail(found));
    const more = h(
      "details",
      {
        class: "ca-fnd-why",
        open,
        ontoggle: () => {
          opened[more.open ? "add" : "delete"](place.id);
          if (more.open && !body.childElementCount) fill(body, detail(found));
        },
      },
      h("summary", { "data-key": `why ${place.id}` }, t(lang, "fndWhy")),
      body,
    );
    const item = h(
      "li",
      {
        class: "ca-fnd-card",
        onmouseenter: () => callbacks.hover([found.place]),
        onmouseleave: () => callbacks.hover(null),
      },
      h("div", { class: "ca-fnd-rank", "aria-hidden": "true" }, String(rank)),
      h(
        "div",
        { class: "ca-fnd-body" },
        h(
          "div",
          { class: "ca-fnd-top" },
          h(
            "button",
            { type: "button", class: "ca-title", onclick: () => callbacks.open(place.id) },
            nameOf(lang, place, true),
          ),
          h("span", { class: "ca-mute" }, dotted([city, level])),
          h(
            "span",
            { class: "ca-fnd-score", title: t(lang, "fndScore") },
            shareBar(found.score / 100),
            `${found.score.toFixed(1)} ${strengthOf(found.score)}`,
          ),
        ),
        h("p", { class: "ca-fnd-reason" }, reasonOf(atlas, lang, legalStates(atlas, state.sel.as_of ?? null), found)),
        h(
          "div",
          { class: "ca-fnd-acts" },
          h(
            "button",
            {
              type: "button",
              class: "ca-button",
              "data-key": `short ${place.id}`,
              "aria-pressed": String(short),
              disabled: full,
              title: full ? t(lang, "fndFull") : "",
              onclick: () => toggleShort(place.id),
            },
            short ? `★ ${t(lang, "fndRemove")}` : `☆ ${t(lang, "fndAdd")}`,
          ),
          h(
            "button",
            {
              type: "button",
              class: "ca-button",
              onclick: () => {
                callbacks.go("map");
                callbacks.open(place.id);
              },
            },
            t(lang, "fndOnMap"),
          ),
        ),
        more,
      ),
    );
    item.dataset.place = place.id;
    return item;
  }

  /** @param {FindAnswer} answer */
  function showNone(answer) {
    const { lang } = state;
    fill(
      parts.list,
      h(
        "div",
        { class: "ca-empty" },
        h("strong", {}, t(lang, "fndNone", { text: answer.understood.text })),
        h("p", {}, t(lang, "fndNoneHint")),
        answer.nearest.length > 0 &&
          h(
            "p",
            { class: "ca-fnd-tries" },
            h("span", {}, t(lang, "fndNearest")),
            answer.nearest.map((term) => h("button", { type: "button", onclick: () => search(term) }, term)),
          ),
      ),
    );
  }

  const askedNow = () => {
    const { ask, lang, sel, own } = state;
    const ofOwn = withOwnRows ? [own, ask.own, ask.need, sel.place] : [];
    return JSON.stringify([text, weights, ask.with, lang, sel.as_of, ofOwn]);
  };

  // The list is made anew; what had the keyboard's focus in it has it again.
  function showAnswer() {
    drawn = askedNow();
    const active = el.getRootNode().activeElement;
    const key = active instanceof HTMLElement ? active.dataset.key : undefined;
    fillAnswer();
    if (key)
      [...parts.list.querySelectorAll("[data-key]")]
        .find((other) => other.dataset.key === key)
        ?.focus({ preventScroll: true });
  }

  function fillAnswer() {
    const answer = findPlaces(atlas, text, state.ids, weights, state.sel.as_of ?? null);
    parts.tries.hidden = Boolean(answer);
    parts.told.hidden = !answer;
    sites?.show(state, answer);
    if (!answer) {
      fill(parts.list);
      return;
    }
    showTold(answer);
    if (!answer.found.length) {
      showNone(answer);
      return;
    }
    const limit = all ? answer.found.length : FIRST_SHOWN;
    /** @param {FoundPlace} found */
    const whole = (found) => Math.round(found.score * 1e6);
    // Equal scores share a rank.
    const ranks = answer.found.map((found) => 1 + answer.found.findIndex((one) => whole(one) === whole(found)));
    fill(
      parts.list,
      answer.found[0].score < atlas.rules.find.medium && h("p", { class: "ca-fnd-lead" }, t(state.lang, "fndTopWeak")),
      h(
        "ol",
        {},
        answer.found.slice(0, limit).map((found, k) => card(found, ranks[k])),
      ),
      answer.found.length > limit &&
        h(
          "button",
          {
            type: "button",
            class: "ca-button",
            onclick: () => {
              all = true;
              showAnswer();
            },
          },
          t(state.lang, "fndShowAll", { n: answer.found.length }),
        ),
    );
  }

  return {
    /** @param {ScreenState} next */
    show(next) {
      state = next;
      const { q, w } = state.ask;
      // The address wins, except while the reader still types.
      if (shown?.ask.q !== q && el.getRootNode().activeElement !== box) box.value = text = q;
      if (shown?.ask.w !== w) weights = parseWeights(atlas, w);
      if (shown?.lang !== state.lang || shown?.ask.w !== w) showFrame();
      // A query that enters the address while the reader presses a button must not replace the button.
      if (shown?.ids !== state.ids || askedNow() !== drawn) {
        showShort();
        showAnswer();
      }
      shown = state;
    },
  };
}
