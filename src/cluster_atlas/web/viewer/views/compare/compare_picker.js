// Chips of the compared places and the box that finds further ones.
import { h, fill, icon, ICONS } from "../../core/dom.js";
import { t, nameOf } from "../../core/i18n.js";
import { haystackOf, occurs, searchWords } from "../../core/words.js";
import { isComparable } from "../../questions/compare.js";
import { understandQuery } from "../../questions/query.js";
import { cmpKeyed } from "./compare_parts.js";

const LEVELS_FIRST = ["city", "region", "county", "park", "site", "sar"];
const PLACES_SUGGESTED = 8;
const placeHays = /** @type {FullWeakMap<Place, string>} */ (new WeakMap());

/** @param {Place} place */
function placeHay(place) {
  if (!placeHays.has(place))
    placeHays.set(place, haystackOf([place.full, place.zh, place.en, place.words, place.adcode || ""]));
  return placeHays.get(place);
}

/**
 * Places whose name, pinyin or code has every word; cities first, names that begin with the text before others.
 *
 * @param {Atlas} atlas
 * @param {string} text
 * @param {PlaceIndex[]} without
 */
function placesFound(atlas, text, without) {
  const words = searchWords(text);
  if (!words.length) return [];
  /** @param {Place} place */
  const begins = (place) =>
    [place.zh, place.full, place.en].some((name) => name.toLowerCase().startsWith(text.trim().toLowerCase()));
  return atlas.places
    .map((place, p) => ({ place, p }))
    .filter(
      ({ place, p }) =>
        isComparable(atlas, p) && !without.includes(p) && words.every((word) => occurs(word, placeHay(place))),
    )
    .map((entry) => ({ ...entry, rank: [begins(entry.place) ? 0 : 1, LEVELS_FIRST.indexOf(entry.place.level)] }))
    .sort((a, b) => a.rank[0] - b.rank[0] || a.rank[1] - b.rank[1] || a.p - b.p)
    .slice(0, PLACES_SUGGESTED);
}

/**
 * @param {RowContext} ctx
 * @param {Place} place
 */
function whereabouts(ctx, place) {
  const level = ctx.atlas.codes.level.find((code) => code.id === place.level);
  return place.city >= 0 ? nameOf(ctx.lang, ctx.atlas.places[place.city]) : nameOf(ctx.lang, level);
}

/**
 * change(places): called with the positions that are to be compared.
 *
 * @param {HTMLElement} el
 * @param {(places: PlaceIndex[]) => void} change
 * @returns {(ctx: RowContext, places: PlaceIndex[]) => void}
 */
export function createPlacePicker(el, change) {
  /** @type {RowContext} */
  let ctx;
  /** @type {PlaceIndex[]} */
  let chosen = [];
  /** @type {PlaceIndex[][]} */
  let found = [];
  let active = 0;
  const list = h("ul", {
    class: "ca-cmp-hits",
    role: "listbox",
    id: `ca-cmp-hits-${Math.random().toString(36).slice(2)}`,
    hidden: true,
  });
  const input = cmpKeyed(
    "picker",
    h("input", {
      type: "text",
      class: "ca-search ca-cmp-search",
      role: "combobox",
      autocomplete: "off",
      spellcheck: "false",
      "aria-expanded": "false",
      "aria-autocomplete": "list",
      "aria-controls": list.id,
    }),
  );
  const chips = h("ul", { class: "ca-cmp-chips" });
  const box = h("div", { class: "ca-cmp-find" }, input, list);
  const note = h("span", { class: "ca-cmp-note", hidden: true });
  fill(el, chips, box, note);
  el.classList.add("ca-cmp-picker");

  /** @param {PlaceIndex[]} places */
  function take(places) {
    input.value = "";
    close();
    change([...chosen, ...places].slice(0, ctx.atlas.rules.mostCompared));
  }

  /** @param {PlaceIndex} p */
  function drop(p) {
    change(chosen.filter((other) => other !== p));
    input.focus({ preventScroll: true });
  }

  function close() {
    found = [];
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function mark() {
    [...list.children].forEach((row, k) => row.setAttribute("aria-selected", String(k === active)));
    if (found.length) input.setAttribute("aria-activedescendant", `${list.id}-${active}`);
  }

  function search() {
    const text = input.value.slice(0, 100);
    const { places } = ctx.atlas;
    found = placesFound(ctx.atlas, text, chosen).map(({ p }) => [p]);
    // Several at once, however they are divided.
    const named = (understandQuery(ctx.atlas, text)?.places ?? []).filter(
      (p) => isComparable(ctx.atlas, p) && !chosen.includes(p),
    );
    if (named.length > (found.length ? 1 : 0)) found.unshift(named);
    active = 0;
    /**
     * @param {PlaceIndex[]} of
     * @param {number} k
     */
    const row = (of, k) =>
      h(
        "li",
        {
          role: "option",
          id: `${list.id}-${k}`,
          onmousedown: (event) => event.preventDefault(),
          onclick: () => take(found[k]),
        },
        h("span", {}, of.map((p) => nameOf(ctx.lang, places[p], true)).join(" · ")),
        of.length === 1 && h("small", {}, whereabouts(ctx, places[of[0]])),
      );
    const none = text.trim() && h("li", { class: "ca-mute" }, t(ctx.lang, "cmpNoHit", { q: text.trim().slice(0, 30) }));
    fill(list, found.length ? found.map(row) : none);
    list.hidden = !list.childElementCount;
    input.setAttribute("aria-expanded", String(!list.hidden));
    mark();
  }

  input.addEventListener("input", search);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Backspace" && !input.value && chosen.length) drop(chosen[chosen.length - 1]);
    if (list.hidden) return;
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step && found.length) active = (active + step + found.length) % found.length;
    else if (event.key === "Enter" && found[active]) take(found[active]);
    else if (event.key === "Escape") {
      event.stopPropagation();
      close();
    } else return;
    event.preventDefault();
    mark();
  });

  /** @param {PlaceIndex} p */
  function chip(p) {
    const name = nameOf(ctx.lang, ctx.atlas.places[p]);
    return h(
      "li",
      {},
      h("button", { type: "button", class: "ca-cmp-name", onclick: () => ctx.open(ctx.atlas.places[p].id) }, name),
      cmpKeyed(
        `drop ${p}`,
        h(
          "button",
          {
            type: "button",
            class: "ca-cmp-drop",
            "aria-label": t(ctx.lang, "cmpRemove", { name }),
            onclick: () => drop(p),
          },
          icon(ICONS.close),
        ),
      ),
    );
  }

  return (next, places) => {
    [ctx, chosen] = [next, places];
    chips.setAttribute("aria-label", t(ctx.lang, "cmpChosen"));
    chips.hidden = !places.length;
    fill(chips, places.map(chip));
    const full = places.length >= ctx.atlas.rules.mostCompared;
    box.hidden = full;
    note.hidden = !full;
    note.textContent = t(ctx.lang, "cmpFull");
    input.placeholder = t(ctx.lang, "cmpAdd");
    input.setAttribute("aria-label", input.placeholder);
  };
}
