// What the plans make of one place in one cluster or industry; the same answers as roles.py.

// Item of a designation that names no industry: its cluster as a whole.
export const NO_INDUSTRY = -1;

/**
 * The areas of the province; together they hold every city once.
 *
 * @param {Atlas} atlas
 */
export function areaPlaces(atlas) {
  return atlas.rules.areas.map((id) => atlas.index.place.get(id)).filter((p) => p !== undefined);
}

/**
 * The rule of the place filter: whether a fact answers to a place.
 *
 * @param {Atlas} atlas
 * @param {PlaceIndex} place
 * @returns {(fact: FactIndex) => boolean}
 */
export function aboutPlace(atlas, place) {
  const { level, members = [] } = atlas.places[place];
  const { places, cities, direct } = atlas.facts;
  if (level === "city") return (i) => cities[i].includes(place);
  if (level === "region") return (i) => places[i].includes(place) || direct[i].some((c) => members.includes(c));
  if (level === "county") return (i) => places[i].some((p) => p === place || atlas.places[p].county === place);
  return (i) => places[i].includes(place);
}

/**
 * Whether a fact about a place names it or a place in it, and not only a region it lies in.
 *
 * @param {Atlas} atlas
 * @param {PlaceIndex} place
 * @param {FactIndex} fact
 */
export function namesDirectly(atlas, place, fact) {
  return atlas.places[place].level !== "city" || atlas.facts.direct[fact].includes(place);
}

/**
 * The facts about a place that name it, and those that mean it by its region only.
 *
 * @param {Atlas} atlas
 * @param {PlaceIndex} place
 * @param {FactIds} facts
 * @returns {[named: FactIndex[], regional: FactIndex[]]}
 */
export function partedFacts(atlas, place, facts) {
  const mine = [...facts].filter(aboutPlace(atlas, place));
  const named = mine.filter((i) => namesDirectly(atlas, place, i));
  return [named, mine.filter((i) => !named.includes(i))];
}

/**
 * How many clusters name a place, and how many more reach it through its regions only.
 *
 * @param {Atlas} atlas
 * @param {FactIndex[]} named
 * @param {FactIndex[]} regional
 * @returns {[named: number, via: number]}
 */
export function countClusters(atlas, named, regional) {
  const of = (/** @type {FactIndex[]} */ facts) => new Set(facts.map((i) => atlas.facts.cluster[i]));
  return [of(named).size, of([...named, ...regional]).size - of(named).size];
}

/**
 * The regions through which a fact is about a place; none where it is direct.
 *
 * @param {Atlas} atlas
 * @param {PlaceIndex} place
 * @param {FactIndex} fact
 */
export function regionsBetween(atlas, place, fact) {
  if (namesDirectly(atlas, place, fact)) return [];
  return atlas.facts.places[fact].filter((p) => (atlas.places[p].members || []).includes(place));
}

/**
 * @param {Atlas} atlas
 * @param {FactIndex} fact
 */
export function namesAPlace(atlas, fact) {
  return atlas.facts.places[fact].some((p) => !atlas.rules.wholeLevels.includes(atlas.places[p].level));
}

/**
 * @param {Atlas} atlas
 * @param {FactIndex} fact
 */
export function roleTier(atlas, fact) {
  return atlas.codes.role[atlas.facts.role[fact]].tier || 5;
}

/**
 * Light text is needed on the darkest tier only.
 *
 * @param {number} tier
 */
export function isDarkTier(tier) {
  return tier === 1;
}

/**
 * Strongest first: tier of the role, order of the roles, of the statuses, of the facts.
 *
 * @param {Atlas} atlas
 * @returns {(a: FactIndex, b: FactIndex) => number}
 */
export function compareStrength(atlas) {
  const { role, status } = atlas.facts;
  return (a, b) => roleTier(atlas, a) - roleTier(atlas, b) || role[a] - role[b] || status[a] - status[b] || a - b;
}

/**
 * What the designations of one row say of a place: {state, facts, named, strongest}; as Cell in roles.py.
 *
 * @param {Atlas} atlas
 * @param {PlaceIndex} place
 * @param {FactIndex[]} facts
 * @returns {Cell}
 */
export function readCell(atlas, place, facts) {
  const mine = facts.filter(aboutPlace(atlas, place));
  if (!mine.length)
    return {
      state: facts.some((i) => namesAPlace(atlas, i)) ? "none" : "unnamed",
      facts: mine,
      named: 0,
      strongest: null,
    };
  const direct = mine.filter((i) => namesDirectly(atlas, place, i));
  const strongest = [...(direct.length ? direct : mine)].sort(compareStrength(atlas))[0];
  return { state: direct.length ? "direct" : "region", facts: mine, named: direct.length, strongest };
}

/**
 * Top-level industries of a fact, segments rolled up; NO_INDUSTRY where it has none.
 *
 * @param {Atlas} atlas
 * @param {FactIndex} fact
 */
export function topIndustries(atlas, fact) {
  const tops = atlas.facts.industries[fact].map((i) =>
    atlas.industries[i].parent < 0 ? i : atlas.industries[i].parent,
  );
  return tops.length ? [...new Set(tops)] : [NO_INDUSTRY];
}

/**
 * [{cluster, industry, facts}] in the order of clusters and industries, NO_INDUSTRY first.
 *
 * @param {Atlas} atlas
 * @param {FactIds} ids
 * @returns {ItemFacts[]}
 */
export function factsByItem(atlas, ids) {
  /** @type {FullMap<number, ItemFacts>} */
  const found = new Map();
  for (const fact of ids) {
    for (const industry of topIndustries(atlas, fact)) {
      const key = itemKey(atlas, atlas.facts.cluster[fact], industry);
      if (!found.has(key)) found.set(key, { key, cluster: atlas.facts.cluster[fact], industry, facts: [] });
      found.get(key).facts.push(fact);
    }
  }
  return [...found.values()].sort((a, b) => a.key - b.key);
}

/**
 * A number for each cluster and industry that sorts as the atlas does.
 *
 * @param {Atlas} atlas
 * @param {ClusterIndex} cluster
 * @param {IndustryIndex} industry
 */
export function itemKey(atlas, cluster, industry) {
  return cluster * (atlas.industries.length + 1) + industry + 1;
}

/**
 * @param {Atlas} atlas
 * @param {number} key
 */
export function itemOfKey(atlas, key) {
  const size = atlas.industries.length + 1;
  return { cluster: Math.floor(key / size), industry: (key % size) - 1 };
}
