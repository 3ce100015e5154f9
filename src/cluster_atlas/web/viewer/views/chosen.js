// The bar above map and views: what is chosen as chips, each with a way to let it go, and what is shared.
import { h, fill, copyButton, icon, swatch, ICONS } from "../core/dom.js";
import { t, nameOf } from "../core/i18n.js";
import { choose, chosenOptions, toggled } from "../questions/choose.js";
import { emptySelection } from "../questions/select.js";
import { ALL_OWN, ownChosen } from "./office/own_filters.js";

/**
 * @param {Atlas} atlas
 * @param {ChosenCallbacks} callbacks
 */
export function createChosen(atlas, callbacks) {
  const chips = h("div", { class: "ca-chosen-chips", role: "group", tabindex: "-1" });
  const share = h("div", { class: "ca-chosen-share" });
  const clear = h("button", { type: "button", class: "ca-link", onclick: clearAll });
  const el = h("div", { class: "ca-chosen-bar" }, chips, clear, share);
  let [shown, language] = ["", ""];

  function clearAll() {
    callbacks.onFilter(emptySelection());
    if (withOwnRows && atlas.own) callbacks.onAsk?.(ALL_OWN);
  }

  /**
   * @param {Lang} lang
   * @param {string} name
   * @param {() => void} remove
   * @param {HTMLElement | null} [mark]
   */
  function chip(lang, name, remove, mark = null) {
    const label = t(lang, "chosenRemove", { name });
    return h(
      "button",
      { type: "button", class: "ca-chosen-chip", "aria-label": label, title: label, onclick: remove },
      mark,
      h("span", {}, name),
      icon(ICONS.close),
    );
  }

  /**
   * @param {Lang} lang
   * @param {FilterName} name
   * @param {string} id
   */
  function nameOfOption(lang, name, id) {
    const k = atlas.index[name].get(id) ?? -1;
    if (name !== "document") return nameOf(lang, atlas.rows[name][k]);
    return nameOf(lang, { zh: atlas.documents[k].short, en: atlas.documents[k].short_en });
  }

  /**
   * @param {FactSelection} sel
   * @param {Lang} lang
   */
  function chipsOf(sel, lang) {
    /** @param {Partial<FactSelection>} change */
    const set = (change) => () => callbacks.onFilter(choose(atlas, sel, change));
    const options = chosenOptions(sel).map(({ name, id }) => {
      const colour = name === "cluster" && atlas.clusters[atlas.index.cluster.get(id) ?? -1].colour;
      const remove = set({ [name]: toggled(sel[name], id) });
      return chip(lang, nameOfOption(lang, name, id), remove, colour ? swatch(colour) : null);
    });
    const text = sel.text.trim();
    return [
      ...options,
      sel.as_of !== null && chip(lang, t(lang, "chosenYear", { year: sel.as_of }), set({ as_of: null })),
      text && chip(lang, `“${text}”`, set({ text: "" })),
    ].filter(Boolean);
  }

  /** @param {Lang} lang */
  function shareButtons(lang) {
    return [
      callbacks.link && copyButton(t(lang, "copyLink"), t(lang, "copied"), callbacks.link, "ca-link"),
      h(
        "button",
        { type: "button", class: "ca-link ca-share-picture", onclick: callbacks.picture },
        t(lang, "sharePicture"),
      ),
    ];
  }

  return {
    el,
    /** @param {ScreenState} state */
    show({ sel, lang, view, ask }) {
      const own = withOwnRows ? ownChosen(atlas, ask, lang) : [];
      const key = JSON.stringify(withOwnRows ? [sel, lang, own] : [sel, lang]);
      if (language !== lang) fill(share, shareButtons(lang));
      language = lang;
      const picture = share.querySelector(".ca-share-picture");
      if (picture instanceof HTMLElement) picture.hidden = view !== "map";
      if (key === shown) return;
      shown = key;
      const active = el.getRootNode().activeElement;
      const at = [...chips.children].findIndex((child) => child === active);
      const found = [
        ...chipsOf(sel, lang),
        ...(withOwnRows ? own.map(({ name, without }) => chip(lang, name, () => callbacks.onAsk?.(without))) : []),
      ];
      chips.setAttribute("aria-label", t(lang, "chosen"));
      el.classList.toggle("ca-chosen-none", !found.length);
      // Outside of the chips, which scroll where there is little room.
      clear.hidden = found.length < 2;
      clear.textContent = t(lang, "reset");
      el.classList.toggle("ca-chosen-many", found.length > 1);
      fill(chips, found.length ? found : h("span", { class: "ca-mute" }, t(lang, "chosenNone")));
      // Whoever lets chips go by the keyboard stays among them.
      const next = chips.children[Math.min(at, chips.children.length - 1)];
      if (at >= 0) (next instanceof HTMLButtonElement ? next : chips).focus({ preventScroll: true });
    },
  };
}
