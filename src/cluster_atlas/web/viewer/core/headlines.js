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
 * What names the city (-1 for none) comes first, what speaks of the whole province last.
 *
 * @param {Atlas} atlas
 * @param {FactIds} ids
 * @param {PlaceIndex} [city]
 */
export function placesFirst(atlas, ids, city = -1) {
  const { places, direct } = atlas.facts;
  /** @param {FactIndex} i */
  const rank = (i) => {
    if (places[i].every((p) => atlas.places[p].level === "province")) return 2;
    return city < 0 || direct[i].includes(city) ? 0 : 1;
  };
  return [...ids].sort((a, b) => rank(a) - rank(b) || a - b);
}

/**
 * The one city that the filter by place holds, or -1.
 *
 * @param {Atlas} atlas
 * @param {Partial<FactSelection>} selection
 */
export function cityAsked(atlas, { place = [] }) {
  const city = place.length === 1 ? (atlas.index.place.get(place[0]) ?? -1) : -1;
  return city >= 0 && atlas.places[city].level === "city" ? city : -1;
}

/**
 * Is a place another, or does it hold it: a city its parks, a region those of its cities?
 *
 * @param {Atlas} atlas
 * @param {PlaceIndex} place - the wider one
 * @param {PlaceIndex} other
 */
export function holds(atlas, place, other) {
  const { city, county } = atlas.places[other];
  const members = atlas.places[place].members || [];
  return [other, city, county].includes(place) || members.includes(other) || members.includes(city);
}

/**
 * What is there of some words in a row, whose dots never end a line.
 *
 * @param {(string | number | false | null | undefined)[]} words
 */
export const dotted = (words) => words.filter(Boolean).join(" ·\u00a0");

/**
 * 点名 13 · 随区域 39; as counted() in wording/naming.py
 *
 * @param {Lang} lang
 * @param {number} named
 * @param {number} via
 */
export function countWords(lang, named, via) {
  const words = [t(lang, "countNamed", { n: named }), t(lang, "countVia", { n: via })];
  return (via || !named ? words : words.slice(0, 1)).join(" · ");
}

/**
 * 13+39; as counted_short() in wording/naming.py
 *
 * @param {number} named
 * @param {number} via
 */
export function shortCount(named, via) {
  return via ? `${named}+${via}` : String(named);
}

/**
 * 当前 412 条定位 · 点名 17 市 · 58 园区, of places what lies in them; of one city 当前 52 条定位 ·
 * 点名 13 · 随区域 39
 *
 * @param {Atlas} atlas
 * @param {Lang} lang
 * @param {FactIds} ids
 * @param {Partial<FactSelection>} sel
 */
export function summaryLine(atlas, lang, ids, sel) {
  const city = cityAsked(atlas, sel);
  const asked = (sel.place || []).map((id) => atlas.index.place.get(id) ?? -1);
  /** @param {PlaceIndex} p */
  const counts = (p) => !asked.length || asked.some((one) => holds(atlas, one, p));
  /** @type {Set<PlaceIndex>} */
  const cities = new Set();
  /** @type {Set<PlaceIndex>} */
  const parks = new Set();
  for (const i of ids) {
    for (const c of atlas.facts.direct[i]) if (counts(c)) cities.add(c);
    for (const p of atlas.facts.places[i])
      if (["park", "site"].includes(atlas.places[p].level) && counts(p)) parks.add(p);
  }
  /**
   * @param {string} key
   * @param {number} n
   */
  const part = (key, n) => t(lang, key, { n: number(n) });
  if (city >= 0) {
    const named = [...ids].filter((i) => atlas.facts.direct[i].includes(city)).length;
    return dotted([part("summary", ids.length), countWords(lang, named, ids.length - named)]);
  }
  const told = [cities.size && part("cities", cities.size), parks.size && part("parks", parks.size)];
  return dotted([part("summary", ids.length), ...told]);
}
