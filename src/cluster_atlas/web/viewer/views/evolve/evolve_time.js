// The "as of" slider of the evolve view, with play and pause.
import { h, fill } from "../../core/dom.js";
import { t } from "../../core/i18n.js";
import { legalStates } from "../../questions/select.js";
import { evolveYears } from "../../questions/evolve.js";

const EVO_STEP = 1200; // ms per year

/**
 * What happened in a year, and how many plans were the last word at its end.
 *
 * @param {Atlas} atlas
 * @param {Lang} lang
 * @param {number} year
 * @param {number} last
 */
function evoYearLine(atlas, lang, year, last) {
  /** @param {string | null} day */
  const of = (day) => Number((day || "").slice(0, 4)) === year;
  const issued = atlas.documents.filter((doc) => of(doc.issued)).length;
  const replaced = atlas.documents.filter((doc) => of(doc.superseded)).length;
  const words = legalStates(atlas, year).filter((state) => state !== null && atlas.rules.legal.includes(state)).length;
  const parts = [
    issued ? t(lang, "evoIssuedIn", { year, n: issued }) : t(lang, "evoNothingIn", { year }),
    replaced && t(lang, "evoReplacedIn", { n: replaced }),
    t(lang, year === last ? "evoInForceNow" : "evoInForce", { n: words }),
  ];
  return parts.filter(Boolean).join(lang === "en" ? "; " : "，");
}

/**
 * The slider sets the year of the filter; playing only shows the years and leaves the filter alone.
 *
 * @param {HTMLElement} el
 * @param {Atlas} atlas
 * @param {{ asOf(year: number | null): void, look(year: number | null): void }} callbacks
 */
export function createAsOf(el, atlas, callbacks) {
  const years = evolveYears(atlas);
  const [first, last] = [years[0], years[years.length - 1]];
  const range = h("input", { type: "range", min: first, max: last, step: 1 });
  const play = h("button", {
    type: "button",
    class: "ca-button ca-evo-play",
    onclick: () => (timer ? stop() : start()),
  });
  const [head, out, line] = [h("h3", {}), h("output", {}), h("p", { class: "ca-evo-line", "aria-live": "polite" })];
  const marks = h("div", { class: "ca-evo-years", "aria-hidden": "true" });
  let [timer, year, lang] = [0, last, "zh"];
  let filtered = last; // the year of the filter
  fill(el, head, h("div", { class: "ca-evo-player" }, play, h("div", { class: "ca-slider" }, range, marks), out), line);
  range.addEventListener("input", () => {
    year = filtered = Number(range.value);
    stop();
    callbacks.asOf(named(year));
  });

  /** @param {number} one */
  const named = (one) => (one === last ? null : one);

  /** @param {number} next */
  function look(next) {
    year = next;
    paint();
    callbacks.look(named(next));
  }

  function start() {
    timer = setInterval(step, EVO_STEP);
    look(year === last ? first : year);
  }

  function stop() {
    clearInterval(timer);
    timer = 0;
    paint();
  }

  function step() {
    // Nobody sees a view that was left.
    const left = !el.isConnected || !el.getClientRects().length;
    if (!left && year < last) return look(year + 1);
    stop();
    return look(filtered);
  }

  function paint() {
    range.value = String(year);
    range.style.setProperty("--p", String((year - first) / (last - first || 1)));
    out.textContent = year === last ? t(lang, "now") : String(year);
    range.setAttribute("aria-valuetext", out.textContent);
    play.textContent = `${timer ? "❚❚" : "▶"} ${t(lang, timer ? "evoPause" : "evoPlay")}`;
    play.setAttribute("aria-pressed", String(timer !== 0));
    line.textContent = evoYearLine(atlas, lang, year, last);
  }

  return {
    /**
     * Returns the year shown; while it plays, a filter that changes does not turn it back.
     *
     * @param {number | null} asOf
     * @param {Lang} language
     */
    show(asOf, language) {
      lang = language;
      fill(head, t(lang, "evoAsOf"), h("span", { class: "ca-note" }, t(lang, "evoAsOfLead")));
      range.setAttribute("aria-label", t(lang, "asof"));
      filtered = Math.min(last, Math.max(first, asOf ?? last));
      if (!timer) year = filtered;
      const issued = new Set(atlas.documents.map((doc) => Number((doc.issued || "").slice(0, 4))));
      fill(
        marks,
        years.map((one) =>
          h(
            "span",
            { class: issued.has(one) ? "ca-evo-issued" : null },
            h("i", {}, String(one).slice(0, 2)),
            String(one).slice(2),
          ),
        ),
      );
      paint();
      return named(year);
    },
  };
}
