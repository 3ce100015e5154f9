// How facts stand in a list: their titles, their order, and the line that counts them.
import { number, t } from "./i18n.js";

/**
 * @param {Atlas} atlas
 * @param {Lang} lang
 * @param {FactIndex} fact
 */
export function titleOf(atlas, lang, fact) {
  return (lang === "en" && atlas.facts.en[fact]) || atlas.facts.zh[fact];
}

/**
 * What names a city, park or region comes before what speaks of the whole province.
 *
 * @param {Atlas} atlas
 * @param {FactIds} ids
 */
export function placesFirst(atlas, ids) {
  /** @param {FactIndex} i */
  const wide = (i) => atlas.facts.places[i].every((p) => atlas.places[p].level === "province");
  return [...ids].sort((a, b) => Number(wide(a)) - Number(wide(b)) || a - b);
}

/**
 * 当前 412 条定位 · 21 市 · 58 园区
 *
 * @param {Atlas} atlas
 * @param {Lang} lang
 * @param {FactIds} ids
 */
export function summaryLine(atlas, lang, ids) {
  /** @type {Set<PlaceIndex>} */
  const cities = new Set();
  /** @type {Set<PlaceIndex>} */
  const parks = new Set();
  for (const i of ids) {
    for (const c of atlas.facts.cities[i]) cities.add(c);
    for (const p of atlas.facts.places[i]) if (["park", "site"].includes(atlas.places[p].level)) parks.add(p);
  }
  /**
   * @param {string} key
   * @param {number} n
   */
  const part = (key, n) => t(lang, n === 1 ? `${key}1` : key, { n: number(n) });
  return [part("summary", ids.length), part("cities", cities.size), part("parks", parks.size)].join(" · ");
}
