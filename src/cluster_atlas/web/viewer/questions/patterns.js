// Crowded industries, gaps, and what each area has; the same answers as patterns.py.
import { areaPlaces, namesAPlace } from "./roles.js";

/** @type {GapKind[]} */
export const GAP_KINDS = ["one", "region", "unlocated", "unnamed"];

/**
 * @param {Atlas} atlas
 * @param {PlaceIndex[]} cities
 * @param {PlaceIndex[]} through
 * @param {FactIndex[]} facts
 * @returns {GapKind}
 */
function gapOf(atlas, cities, through, facts) {
  if (cities.length) return cities.length === 1 ? "one" : "";
  if (through.length) return "region";
  return facts.some((i) => namesAPlace(atlas, i)) ? "unlocated" : "unnamed";
}

/**
 * @param {Atlas} atlas
 * @param {IndustryIndex} industry
 * @param {FactIndex[]} facts
 * @returns {Spread}
 */
function spreadOf(atlas, industry, facts) {
  const { direct, cities: all } = atlas.facts;
  const [named, covered] = [direct, all].map((column) => new Set(facts.flatMap((i) => column[i])));
  const cities = atlas.cities.filter((c) => named.has(c));
  const through = atlas.cities.filter((c) => covered.has(c) && !named.has(c));
  return { industry, cities, through, facts, gap: gapOf(atlas, cities, through, facts) };
}

/**
 * Industries and segments with the cities named for them, most first; and those with one or none.
 *
 * @param {Atlas} atlas
 * @param {FactIds} ids
 */
export function industryCrowding(atlas, ids) {
  /** @type {FactIndex[][]} */
  const found = atlas.industries.map(() => []);
  for (const fact of ids) {
    const own = atlas.facts.industries[fact];
    const parents = own.map((i) => atlas.industries[i].parent).filter((i) => i >= 0);
    for (const industry of new Set([...own, ...parents])) found[industry].push(fact);
  }
  const spreads = found.flatMap((facts, industry) => (facts.length ? [spreadOf(atlas, industry, facts)] : []));
  /** @param {Spread} spread */
  const kind = (spread) => GAP_KINDS.indexOf(spread.gap);
  return {
    crowded: spreads
      .filter((s) => !s.gap)
      .sort((a, b) => b.cities.length - a.cities.length || b.through.length - a.through.length),
    gaps: spreads.filter((s) => s.gap).sort((a, b) => kind(a) - kind(b)),
  };
}

/**
 * [{area, cluster (-1: all), named, through, total, share}]: all clusters first, then each that the facts speak of.
 *
 * @param {Atlas} atlas
 * @param {FactIds} ids
 * @returns {AreaShare[]}
 */
export function regionShares(atlas, ids) {
  const { cluster, cities, direct } = atlas.facts;
  const all = [...ids];
  return [-1, ...new Set(all.map((i) => cluster[i]))].flatMap((k) => {
    const facts = all.filter((i) => k < 0 || cluster[i] === k);
    const total = facts.filter((i) => direct[i].length).length;
    return areaPlaces(atlas).map((area) => {
      /** @param {PlaceIndex} c */
      const inside = (c) => (atlas.places[area].members || []).includes(c);
      const named = facts.filter((i) => direct[i].some(inside));
      const through = facts.filter((i) => !direct[i].some(inside) && cities[i].some(inside));
      return { area, cluster: k, named, through, total, share: total ? named.length / total : 0 };
    });
  });
}
