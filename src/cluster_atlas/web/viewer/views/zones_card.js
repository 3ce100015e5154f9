// Economic function zones on the cards: what one is, and the list of a city or county.
import { h } from "../core/dom.js";
import { t, nameOf } from "../core/i18n.js";
import { precisionLabel } from "../core/cite.js";
import { zoneKind } from "../core/zones.js";
import { placeLinks } from "./facts.js";

/**
 * Kind and code of a zone as lines of a card; nothing for a place that is none.
 *
 * @param {FactContext} ctx
 * @param {Place} place
 * @returns {Child}
 */
export function zoneLines({ atlas, lang }, place) {
  if (!place.zone) return null;
  return [
    h("dt", {}, t(lang, "zones")),
    h("dd", {}, nameOf(lang, zoneKind(atlas, place))),
    h("dt", {}, t(lang, "zoneCode")),
    h("dd", {}, `GB/T 37028-2018 ${place.zone}`),
  ];
}

/**
 * The zones of a city or county, closed until asked for: the plans name few of them.
 *
 * @param {FactContext} ctx
 * @param {PlaceIndex} unit
 */
export function zoneSection(ctx, unit) {
  const { atlas, lang } = ctx;
  const mine = atlas.places
    .map((place, p) => /** @type {const} */ ([place, p]))
    .filter(([place]) => place.zone && (place.city === unit || place.county === unit || place.cities?.includes(unit)))
    .sort(([a], [b]) => (a.zone ?? "").localeCompare(b.zone ?? ""));
  if (!mine.length) return null;
  return h(
    "details",
    { class: "ca-section ca-zones" },
    h("summary", {}, h("h3", {}, t(lang, "zones"), h("span", {}, String(mine.length)))),
    mine.map(([place, p]) =>
      h(
        "div",
        { class: "ca-entry" },
        h("div", { class: "ca-entry-head" }, placeLinks(ctx, [p]), h("span", { class: "ca-mute" }, place.zone)),
        h(
          "p",
          { class: "ca-source" },
          `${nameOf(lang, zoneKind(atlas, place))} · ${precisionLabel(lang, atlas, place)}`,
        ),
      ),
    ),
  );
}
