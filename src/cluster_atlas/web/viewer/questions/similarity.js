// How alike, and how complementary, the roles of cities are; measure and reasons stand in similarity.py.
import { compareStrength, itemKey, itemOfKey, roleTier, topIndustries } from "./roles.js";

/**
 * city -> Map(item key -> {points, fact, direct}): of several designations the one that counts most.
 *
 * @param {Atlas} atlas
 * @param {FactIds} ids
 * @returns {FullMap<PlaceIndex, Profile>}
 */
function roleProfiles(atlas, ids) {
  /** @type {FullMap<PlaceIndex, Profile>} */
  const profiles = new Map();
  for (const c of atlas.cities) profiles.set(c, new Map());
  const { cities, direct, cluster } = atlas.facts;
  for (const fact of [...ids].sort(compareStrength(atlas))) {
    const points = atlas.rules.tierPoints[roleTier(atlas, fact)];
    const keys = topIndustries(atlas, fact).map((industry) => itemKey(atlas, cluster[fact], industry));
    for (const city of cities[fact]) {
      const profile = profiles.get(city);
      if (!profile) continue;
      const named = direct[fact].includes(city);
      const weight = { points: named ? points : points * atlas.rules.regionShare, fact, direct: named };
      for (const key of keys) if (!((profile.get(key)?.points ?? -1) >= weight.points)) profile.set(key, weight);
    }
  }
  return profiles;
}

/**
 * What each item counts for in two cities.
 *
 * @param {Atlas} atlas
 * @param {FullMap<PlaceIndex, Profile>} profiles
 * @param {PlaceIndex} a
 * @param {PlaceIndex} b
 * @returns {Contribution[]}
 */
export function contributionsOf(atlas, profiles, a, b) {
  const [first, second] = [profiles.get(a), profiles.get(b)];
  /** @param {Profile} profile */
  const clustersOf = (profile) => new Set([...profile.keys()].map((key) => itemOfKey(atlas, key).cluster));
  const [mine, theirs] = [clustersOf(first), clustersOf(second)];
  const keys = [...new Set([...first.keys(), ...second.keys()])].sort((x, y) => x - y);
  return keys.map((key) => {
    const [x, y] = [first.get(key) ?? null, second.get(key) ?? null];
    const [p, q] = [x?.points ?? 0, y?.points ?? 0];
    const item = itemOfKey(atlas, key);
    const common = mine.has(item.cluster) && theirs.has(item.cluster);
    const [least, most] = [Math.min(p, q), Math.max(p, q)];
    return {
      ...item,
      first: x,
      second: y,
      least,
      most,
      common,
      differing: common ? most - least : 0,
      regional: Boolean(x && y && !x.direct && !y.direct),
    };
  });
}

/**
 * @param {Atlas} atlas
 * @param {FullMap<PlaceIndex, Profile>} profiles
 * @param {PlaceIndex} first
 * @param {PlaceIndex} second
 * @returns {CityPair}
 */
function holdTogether(atlas, profiles, first, second) {
  const parts = contributionsOf(atlas, profiles, first, second);
  /** @param {(part: Contribution) => number} of */
  const sum = (of) => parts.reduce((all, part) => all + of(part), 0);
  const [least, differing, most] = [sum((part) => part.least), sum((part) => part.differing), sum((part) => part.most)];
  const regional = sum((part) => (part.regional ? part.least : 0));
  return {
    first,
    second,
    least,
    differing,
    most,
    regional,
    likeness: most ? least / most : 0,
    complement: most ? differing / most : 0,
  };
}

/**
 * Whether all that two cities share came through a region: no likeness of their own.
 *
 * @param {CityPair} pair
 */
export const isRegional = ({ least, regional }) => least > 0 && least === regional;

/**
 * @param {number[][]} between
 * @returns {[number, number]}
 */
function nearestGroups(between) {
  /** @type {[left: number, right: number]} */
  let best = [0, 1];
  for (let i = 0; i < between.length; i += 1) {
    for (let j = i + 1; j < between.length; j += 1) if (between[i][j] < between[best[0]][best[1]]) best = [i, j];
  }
  return best;
}

/**
 * @param {number[][]} between
 * @param {number} left
 * @param {number} right
 * @param {number} nLeft
 * @param {number} nRight
 */
function mergeDistances(between, left, right, nLeft, nRight) {
  for (let k = 0; k < between.length; k += 1) {
    if (k === left || k === right) continue;
    between[left][k] = between[k][left] = (nLeft * between[left][k] + nRight * between[right][k]) / (nLeft + nRight);
  }
  between.splice(right, 1);
  for (const row of between) row.splice(right, 1);
}

/**
 * Leaves of an average-linkage tree, like ones together; ties and turns as similar_order() in similarity.py has them.
 *
 * @param {PlaceIndex[]} names
 * @param {(a: PlaceIndex, b: PlaceIndex) => number} distance
 */
export function similarOrder(names, distance) {
  const groups = names.map((name) => [name]);
  const between = names.map((a) => names.map((b) => (a === b ? 0 : distance(a, b))));
  while (groups.length > 1) {
    const [left, right] = nearestGroups(between);
    mergeDistances(between, left, right, groups[left].length, groups[right].length);
    const [other] = groups.splice(right, 1);
    /** @param {PlaceIndex[]} group */
    const turned = (group) => [group, [...group].reverse()];
    const ways = turned(groups[left]).flatMap((a) => turned(other).map((b) => [a, b]));
    /** @param {PlaceIndex[][]} way */
    const joint = ([a, b]) => distance(a[a.length - 1], b[0]);
    groups[left] = ways.reduce((best, way) => (joint(way) < joint(best) ? way : best)).flat();
  }
  return groups[0] || [];
}

/**
 * Profiles of the cities, and the pairs of those that have one.
 *
 * @param {Atlas} atlas
 * @param {FactIds} ids
 * @returns {Similarity}
 */
export function citySimilarity(atlas, ids) {
  const profiles = roleProfiles(atlas, ids);
  const known = atlas.cities.filter((c) => profiles.get(c).size);
  /** @type {Map<string, CityPair>} */
  const pairs = new Map();
  known.forEach((a, i) =>
    known.slice(i + 1).forEach((b) => pairs.set(`${a} ${b}`, holdTogether(atlas, profiles, a, b))),
  );
  /**
   * @param {PlaceIndex} a
   * @param {PlaceIndex} b
   */
  const pair = (a, b) => pairs.get(`${a} ${b}`) || pairs.get(`${b} ${a}`) || null;
  /** @param {"likeness" | "complement"} key */
  const sorted = (key) => [...pairs.values()].sort((x, y) => y[key] - x[key]);
  const order = similarOrder(known, (a, b) => 1 - (pair(a, b)?.likeness ?? 0));
  return {
    profiles,
    pair,
    alike: sorted("likeness").filter((one) => !isRegional(one)),
    unranked: [...pairs.values()].filter(isRegional),
    complementary: sorted("complement"),
    order: [...order, ...atlas.cities.filter((c) => !profiles.get(c).size)],
  };
}
