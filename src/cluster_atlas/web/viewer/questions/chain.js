// A cluster by the stages of its chain; the same answers as chain.py.
import { compareStrength, namesAPlace } from "./roles.js";

/**
 * Places with the most facts first, else in the order of the gazetteer.
 *
 * @param {Map<PlaceIndex, FactIndex[]>} found
 */
function ranked(found) {
  return [...found].sort(([a, mine], [b, theirs]) => theirs.length - mine.length || a - b);
}

/**
 * @param {Atlas} atlas
 * @param {IndustryIndex} industry
 * @param {FactIndex[]} facts
 * @returns {ChainLink}
 */
function linkOf(atlas, industry, facts) {
  /** @type {Map<PlaceIndex, FactIndex[]>} */
  const places = new Map();
  /** @type {Map<PlaceIndex, FactIndex[]>} */
  const regions = new Map();
  /**
   * @param {Map<PlaceIndex, FactIndex[]>} found
   * @param {PlaceIndex} p
   * @param {FactIndex} fact
   */
  const note = (found, p, fact) => found.set(p, [...(found.get(p) || []), fact]);
  for (const fact of [...facts].sort(compareStrength(atlas))) {
    for (const city of atlas.facts.direct[fact]) note(places, city, fact);
    for (const p of atlas.facts.places[fact]) {
      const { level, city } = atlas.places[p];
      if (level === "region") note(regions, p, fact);
      else if (level !== "city" && city < 0 && !atlas.rules.wholeLevels.includes(level)) note(places, p, fact);
    }
  }
  const wide = facts.some((i) => !namesAPlace(atlas, i));
  const gap = places.size ? "" : regions.size ? "region" : wide ? "province" : "silent";
  return { industry, places: ranked(places), regions: ranked(regions), facts, gap };
}

/**
 * @param {Atlas} atlas
 * @param {ClusterIndex} cluster
 * @param {FactIds} ids
 * @returns {ChainStage[]}
 */
export function clusterChain(atlas, cluster, ids) {
  const { industries } = atlas.facts;
  const mine = [...ids].filter((i) => atlas.facts.cluster[i] === cluster);
  return atlas.codes.stage.map((stage) => {
    const here = atlas.industries
      .map((_, k) => k)
      .filter((k) => atlas.industries[k].cluster === cluster && atlas.industries[k].stage === stage.id);
    /** @param {IndustryIndex[]} wanted */
    const of = (wanted) => mine.filter((i) => wanted.some((k) => industries[i].includes(k)));
    const whole = linkOf(atlas, -1, of(here));
    return {
      stage,
      whole: here.length ? whole : { ...whole, gap: "no-industry" },
      // An industry takes in those of its segments that stand at the same stage.
      links: here.map((k) => linkOf(atlas, k, of([k, ...here.filter((i) => atlas.industries[i].parent === k)]))),
    };
  });
}
