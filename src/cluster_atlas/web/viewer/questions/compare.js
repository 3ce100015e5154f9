// Places side by side, and all cities against all clusters; the same answers as compare.py.
import { areaPlaces, factsByItem, partedFacts, readCell } from "./roles.js";
import { citySimilarity } from "./similarity.js";

/**
 * @param {Atlas} atlas
 * @param {PlaceIndex | undefined} place
 */
export function isComparable(atlas, place) {
  return place !== undefined && atlas.rules.comparable.includes(atlas.places[place].level);
}

/**
 * @param {Atlas} atlas
 * @param {FactIds} ids
 */
function factsByCluster(atlas, ids) {
  /** @type {FactIndex[][]} */
  const found = atlas.clusters.map(() => []);
  for (const i of ids) found[atlas.facts.cluster[i]].push(i);
  return found.map((facts, cluster) => ({ cluster, facts })).filter((entry) => entry.facts.length);
}

/** @param {Cell} cell */
const isThere = (cell) => cell.facts.length > 0;

/**
 * @param {Atlas} atlas
 * @param {PlaceIndex[]} places
 * @param {{ cluster: ClusterIndex, facts: FactIndex[] }} entry
 * @param {ItemFacts[]} items
 * @returns {CompareRow}
 */
function clusterRow(atlas, places, { cluster, facts }, items) {
  /** @type {CompareRow[]} */
  const rows = [];
  /** @type {CompareRow["others"]} */
  const others = [];
  for (const item of items.filter((entry) => entry.cluster === cluster)) {
    const cells = places.map((p) => readCell(atlas, p, item.facts));
    if (cells.some(isThere)) rows.push({ cluster, industry: item.industry, cells, rows: [], others: [] });
    else if (item.industry >= 0) others.push([item.industry, cells[0].state]);
  }
  return { cluster, industry: null, cells: places.map((p) => readCell(atlas, p, facts)), rows, others };
}

/**
 * What the facts that name a place say of it, without those of its region.
 *
 * @param {Atlas} atlas
 * @param {PlaceIndex} place
 * @param {FactIndex[]} facts
 * @returns {Cell}
 */
function ownCell(atlas, place, facts) {
  const cell = readCell(atlas, place, facts);
  if (cell.named === cell.facts.length) return cell;
  const [own] = partedFacts(atlas, place, facts);
  return own.length ? readCell(atlas, place, own) : { state: "none", facts: [], named: 0, strongest: null };
}

/**
 * The same measure of the same cluster in one row; the target of a region is not its cities' own.
 *
 * @param {Atlas} atlas
 * @param {FactIds} ids
 * @param {PlaceIndex[]} places
 * @returns {TargetRow[]}
 */
function targetRows(atlas, ids, places) {
  /** @type {FullMap<string, Named & { cluster: ClusterIndex, facts: FactIndex[] }>} */
  const found = new Map();
  for (const i of ids) {
    const target = atlas.facts.target[i];
    if (!target) continue;
    const key = `${atlas.facts.cluster[i]} ${target.metric}`;
    if (!found.has(key))
      found.set(key, { cluster: atlas.facts.cluster[i], zh: target.metric, en: target.metric_en, facts: [] });
    found.get(key).facts.push(i);
  }
  return [...found.values()]
    .map(({ facts, ...row }) => ({ ...row, cells: places.map((p) => ownCell(atlas, p, facts)) }))
    .filter((row) => row.cells.some(isThere));
}

/**
 * Relations that facts state, each once, by type and then by first mention: [{type, from, to, facts}].
 *
 * @param {Atlas} atlas
 * @param {FactIds} ids
 * @returns {Link[]}
 */
export function relationNetwork(atlas, ids) {
  /** @type {FullMap<string, Link>} */
  const found = new Map();
  for (const fact of ids) {
    for (const [type, from, to] of atlas.facts.relations[fact]) {
      const key = `${type} ${from} ${to}`;
      const link = found.get(key) || found.set(key, { type, from, to, facts: [], through: false }).get(key);
      if (link.facts.at(-1) !== fact) link.facts.push(fact);
    }
  }
  /** @param {Link} link */
  const rank = (link) => atlas.codes.relation.findIndex((code) => code.id === link.type);
  return [...found.values()].sort((a, b) => rank(a) - rank(b));
}

/**
 * Whether the end of a relation is a place, lies in it, or is a region that holds it.
 *
 * @param {Atlas} atlas
 * @param {PlaceIndex} place
 * @param {PlaceIndex} end
 */
export function isMeant(atlas, place, end) {
  const [holder, inner] = [atlas.places[place], atlas.places[end]];
  const city = inner.level === "city" ? end : inner.city;
  return (
    end === place ||
    (inner.members || []).includes(place) ||
    inner.city === place ||
    inner.county === place ||
    (city >= 0 && (holder.members || []).includes(city))
  );
}

/**
 * Links that join two of the places; one end that takes in both tells nothing between them.
 *
 * @param {Atlas} atlas
 * @param {PlaceIndex[]} places
 * @param {Link[]} links
 * @returns {Link[]}
 */
function linksAmong(atlas, places, links) {
  return links.flatMap((link) => {
    const [from, to] = [link.from, link.to].map((end) => places.filter((p) => isMeant(atlas, p, end)));
    const apart = from.some((p) => !to.includes(p)) && to.some((p) => !from.includes(p));
    return apart ? [{ ...link, through: !(places.includes(link.from) && places.includes(link.to)) }] : [];
  });
}

/**
 * ids: fact positions; places: two to five place positions
 *
 * @param {Atlas} atlas
 * @param {FactIds} ids
 * @param {PlaceIndex[]} places
 * @returns {Comparison}
 */
export function comparePlaces(atlas, ids, places) {
  const items = factsByItem(atlas, ids);
  const rows = factsByCluster(atlas, ids).map((entry) => clusterRow(atlas, places, entry, items));
  const flat = rows.flatMap((row) => [row, ...row.rows]);
  /**
   * @param {CompareRow} row
   * @param {number} k
   */
  const ownedBy = (row, k) => row.cells.every((cell, j) => isThere(cell) === (j === k));
  return {
    places,
    rows,
    shared: flat.filter((row) => row.cells.every(isThere)),
    only: places.map((_, k) => flat.filter((row) => ownedBy(row, k))),
    targets: targetRows(atlas, ids, places),
    links: linksAmong(atlas, places, relationNetwork(atlas, ids)),
  };
}

/**
 * The area that a city lies in, or -1.
 *
 * @param {Atlas} atlas
 * @param {PlaceIndex} city
 */
export function areaOfCity(atlas, city) {
  return areaPlaces(atlas).find((area) => atlas.places[area].members?.includes(city)) ?? -1;
}

/**
 * All cities against all clusters, one cell per cluster, with the orders in which cities may stand.
 *
 * @param {Atlas} atlas
 * @param {FactIds} ids
 * @param {Similarity} [alike]
 * @returns {Matrix}
 */
export function provinceMatrix(atlas, ids, alike = citySimilarity(atlas, ids)) {
  const columns = factsByCluster(atlas, ids);
  /** @type {Matrix["cells"]} */
  const cells = new Map();
  /** @type {Matrix["totals"]} */
  const totals = new Map();
  /** @type {Matrix["named"]} */
  const named = new Map();
  for (const c of atlas.cities) {
    const mine = columns.map(({ facts }) => readCell(atlas, c, facts));
    cells.set(c, mine);
    totals.set(
      c,
      mine.reduce((sum, cell) => sum + cell.facts.length, 0),
    );
    named.set(
      c,
      mine.reduce((sum, cell) => sum + cell.named, 0),
    );
  }
  const areas = [...areaPlaces(atlas), -1];
  /** @param {PlaceIndex} c */
  const rank = (c) => areas.indexOf(areaOfCity(atlas, c));
  const orders = {
    number: [...atlas.cities].sort((a, b) => named.get(b) - named.get(a) || totals.get(b) - totals.get(a)),
    region: [...atlas.cities].sort((a, b) => rank(a) - rank(b)),
    similarity: alike.order,
  };
  return {
    cities: atlas.cities,
    clusters: columns.map((column) => column.cluster),
    cells,
    totals,
    named,
    orders,
    alike,
  };
}
