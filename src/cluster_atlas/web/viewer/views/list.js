// The right panel: the list of shown designations, or the card of what was opened.
import { h, fill, icon, ICONS, growList } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { cityAsked, placesFirst, summaryLine } from "../core/headlines.js";
import { withinOf } from "../map/scene.js";
import { legalStates } from "../questions/select.js";
import { factRow, viaNote } from "./facts.js";
import { ownRowOf } from "../core/own.js";
import { ownShown } from "../questions/office/own_rows.js";
import { factCard, placeCard } from "./cards.js";
import { ownCard } from "./office/own_card.js";

/**
 * @param {HTMLElement} el
 * @param {Atlas} atlas
 * @param {PanelCallbacks} callbacks
 */
export function createPanel(el, atlas, callbacks) {
  const head = h("div", { class: "ca-panel-head" });
  const body = h("div", { class: "ca-panel-body", tabindex: "-1" });
  el.classList.add("ca-panel");
  fill(el, head, body);
  let kept = 0;
  /** @type {ScreenState | undefined} */
  let shown;

  /**
   * @param {ScreenState} state
   * @returns {PanelContext}
   */
  function context(state) {
    return {
      atlas,
      lang: state.lang,
      ids: state.ids,
      ...(withOwnRows ? { own: ownShown(atlas, state).rows } : {}),
      legal: legalStates(atlas, state.sel.as_of ?? null),
      within: withinOf(atlas, state.sel),
      open: callbacks.open,
      hover: callbacks.hover,
      source: state.embed ? undefined : callbacks.source,
    };
  }

  /**
   * @param {ScreenState} state
   * @param {PanelContext} ctx
   */
  function showList(state, ctx) {
    const city = cityAsked(atlas, state.sel);
    fill(
      head,
      h("h2", { class: "ca-summary", "aria-live": "polite" }, summaryLine(atlas, state.lang, state.ids, state.sel)),
    );
    const holder = h("div", { class: "ca-list", role: "region", "aria-label": t(state.lang, "listLabel") });
    fill(body, holder);
    if (!state.ids.length)
      fill(
        holder,
        h("div", { class: "ca-empty" }, h("strong", {}, t(state.lang, "none")), h("p", {}, t(state.lang, "noneHint"))),
      );
    else
      growList(body, holder, placesFirst(atlas, state.ids, city), (i) => factRow(ctx, i, false, viaNote(ctx, city, i)));
  }

  /**
   * @param {ScreenState} state
   * @param {PanelContext} ctx
   */
  function showCard(state, ctx) {
    const { lang, focus } = state;
    body.onscroll = null;
    const [picture, word] = state.embed ? [ICONS.close, "close"] : [ICONS.back, "back"];
    fill(
      head,
      h(
        "button",
        { type: "button", class: "ca-back", onclick: () => callbacks.open(null) },
        icon(picture),
        t(lang, word),
      ),
    );
    const place = atlas.index.place.get(focus);
    const row = withOwnRows && ownRowOf(atlas, focus);
    if (row) fill(body, ownCard(ctx, row));
    else fill(body, place === undefined ? factCard(ctx, atlas.facts.id.indexOf(focus ?? "")) : placeCard(ctx, place));
  }

  // Heard, not asked: asked in the midst of changes it would cost a layout.
  let scrolled = 0;
  body.addEventListener("scroll", () => (scrolled = body.scrollTop));

  return {
    /**
     * @param {ScreenState} state
     * @param {boolean} quiet - leaves the keyboard where it is
     */
    show(state, quiet) {
      const opened = state.focus !== null && state.focus !== (shown?.focus ?? null);
      const closed = state.focus === null && shown && shown.focus !== null;
      const before = scrolled;
      if (opened && shown?.focus == null) kept = before;
      const same = shown && shown.focus === state.focus && state.focus !== null ? before : 0;
      const wasInside = body.contains(el.getRootNode().activeElement);
      const ctx = context(state);
      if (state.focus === null) showList(state, ctx);
      else showCard(state, ctx);
      const wanted = quiet ? 0 : closed ? kept : same;
      if (wanted || before) body.scrollTop = scrolled = wanted;
      if (closed) body.onscroll?.(new Event("scroll"));
      const takes = (opened && shown) || (wasInside && state.focus !== null);
      if (takes && !quiet) body.querySelector("h2")?.focus({ preventScroll: true });
      shown = state;
    },
    /**
     * Rows that speak of a place hovered on the map.
     *
     * @param {PlaceIndex | null} place
     */
    mark(place) {
      for (const row of body.querySelectorAll(".ca-fact")) {
        const i = Number(row.dataset.fact);
        const about =
          place !== null && (atlas.facts.places[i].includes(place) || atlas.facts.direct[i].includes(place));
        row.classList.toggle("ca-lit", about);
      }
    },
  };
}
