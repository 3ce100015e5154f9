// Free premises and land beside the ranked places of an answer, with what a visitor needs.
import { h, fill } from "../../core/dom.js";
import { clauseMark } from "../../core/cite.js";
import { nameOf, t } from "../../core/i18n.js";
import { ownFocus } from "../../core/own.js";
import { areaWords, ownName, saidValue } from "../../core/own_values.js";
import { selectOwn } from "../../questions/office/own_rows.js";
import { NEEDS, findSites, needText, parseNeed } from "../../questions/office/sites.js";
import { ownMark } from "./own_card.js";

const FIRST = 5; // sites that are listed before more are asked for
const KVA = 1000;
const PAUSE = 400; // ms of quiet after which a typed need enters the address
const TOLD = ["price", "power", "free_from"]; // of a site, beside its area
/** @type {Record<NeedName, string>} */
const NEED_WORDS = { area: "sitArea", power: "sitPower", price: "sitPrice", by: "sitBy" };
/** @type {Record<string, string>} */
const STANDING_WORDS = { named: "sitNamed", region: "sitRegion", weak: "sitWeak", none: "sitNone" };
/** @type {Record<string, string>} */
const WANTED_WORDS = { fits: "sitFits", open: "sitOpen", other: "sitOther" };

/**
 * @param {Atlas} atlas
 * @param {Pick<ViewCallbacks, "open" | "ask">} callbacks
 */
export function createSites(atlas, callbacks) {
  const el = h("section", { class: "ca-sit", hidden: true });
  const head = h("h3", {});
  const list = h("div", {});
  const needs = h("div", { class: "ca-sit-needs" });
  /** @type {Need} */
  let need = {};
  let [all, timer] = [false, 0];
  /** @type {{ state: ScreenState, answer: FindAnswer } | null} */
  let shown = null;
  fill(el, head, needs, list);

  /** @param {NeedName} name */
  function field(name) {
    const input = h("input", {
      // A field for days would speak the browser's language, not the page's.
      type: name === "by" ? "text" : "number",
      min: name === "by" ? null : "0",
      inputmode: name === "by" ? null : "decimal",
      maxlength: "20",
      placeholder: name === "by" ? "2026-06-30" : null,
      oninput: () => {
        const value = input.value.trim();
        const told = name === "power" && Number(value) ? String(Number(value) * KVA) : value;
        const others = { ...need };
        delete others[name];
        need = { ...others, ...parseNeed(`${name}:${told}`) };
        all = false;
        showSites();
        clearTimeout(timer);
        timer = setTimeout(() => callbacks.ask({ need: needText(need) }), PAUSE);
      },
    });
    input.dataset.need = name;
    return input;
  }
  const fields = NEEDS.map((name) => /** @type {const} */ ([name, field(name), h("span", {})]));
  fill(
    needs,
    fields.map(([, input, label]) => h("label", {}, label, input)),
  );

  /** @param {Site} site */
  function entry({ row, told, standing, candidate, wanted, untold }) {
    if (!shown || !atlas.own) return null;
    const { own } = atlas;
    const { lang } = shown.state;
    const place = atlas.places[atlas.index.place.get(row.zone || row.county || row.city) ?? -1];
    const city = atlas.places[atlas.index.place.get(row.city) ?? -1];
    const where = [place, city].filter((one, k, both) => one && both.indexOf(one) === k);
    const ranked = candidate ? nameOf(lang, atlas.places[candidate.place], true) : "";
    const clause = candidate ? clauseMark(lang, atlas, candidate.evidence[0].fact) : "";
    const { fields: known } = own.kinds[row.kind];
    const values = known
      .filter(({ id }) => TOLD.includes(id) && saidValue(lang, own, row, id))
      .map((one) => `${nameOf(lang, one)} ${saidValue(lang, own, row, one.id)}`);
    return h(
      "li",
      { class: `ca-sit-site ca-sit-${standing}` },
      ownMark(own, row),
      h(
        "div",
        {},
        h(
          "button",
          { type: "button", class: "ca-title ca-small", onclick: () => callbacks.open(ownFocus(row)) },
          ownName(lang, own, row),
        ),
        h("span", { class: "ca-mute" }, where.map((one) => nameOf(lang, one)).join(" · ")),
        h(
          "p",
          { class: "ca-sit-told" },
          [told.area === null ? "" : areaWords(lang, told.area), ...values].filter(Boolean).join(" · "),
        ),
        h(
          "p",
          { class: "ca-source" },
          [t(lang, STANDING_WORDS[standing], { place: ranked, clause }), t(lang, WANTED_WORDS[wanted])].join(" · "),
          untold.length > 0 && [
            " · ",
            t(lang, "sitUntold", {
              what: untold.map((name) => t(lang, NEED_WORDS[name])).join(lang === "en" ? ", " : "、"),
            }),
          ],
        ),
      ),
    );
  }

  function showSites() {
    if (!shown || !atlas.own) return;
    const { state, answer } = shown;
    const rows = selectOwn(atlas, atlas.own, { ...state.sel, text: "" }, state.ask);
    const { found, short } = findSites(atlas, atlas.own, rows, answer, need);
    el.hidden = !found.length && !short;
    fill(head, t(state.lang, "sitHead"), h("span", {}, String(found.length)));
    const limit = all ? found.length : FIRST;
    fill(
      list,
      h("ol", { class: "ca-sit-list" }, found.slice(0, limit).map(entry)),
      found.length > limit &&
        h(
          "button",
          {
            type: "button",
            class: "ca-link",
            onclick: () => {
              all = true;
              showSites();
            },
          },
          t(state.lang, "sitAll", { n: found.length }),
        ),
      short > 0 && h("p", { class: "ca-source", role: "status" }, t(state.lang, "sitShort", { n: short })),
    );
  }

  return {
    el,
    /**
     * @param {ScreenState} state
     * @param {FindAnswer | null} answer
     */
    show(state, answer) {
      el.hidden = true;
      shown = answer && atlas.own ? { state, answer } : null;
      if (!shown) return;
      // The address wins, except while the reader still types.
      if (!el.contains(el.getRootNode().activeElement) && needText(need) !== state.ask.need) {
        need = parseNeed(state.ask.need);
        for (const [name, input] of fields) {
          const value = need[name];
          input.value = value === undefined ? "" : String(name === "power" ? Number(value) / KVA : value);
        }
      }
      for (const [name, input, label] of fields) {
        label.textContent = t(state.lang, NEED_WORDS[name]);
        input.setAttribute("aria-label", label.textContent);
      }
      showSites();
    },
  };
}
