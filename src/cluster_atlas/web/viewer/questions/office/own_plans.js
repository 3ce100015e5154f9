// What the plans say of an own row's industry at its place; the rule of implementation.py for projects.
import { meantBy } from "./own_rows.js";

const CLUSTER = "cluster:";

/**
 * The designations among those shown that are for a row's industry and name its park, county or city,
 * and those that do so by a region of its city; null where its industry is not matched.
 *
 * @param {Atlas} atlas
 * @param {OwnRow} row
 * @param {FactIds} ids
 * @returns {{ named: FactIndex[], regional: FactIndex[] } | null}
 */
export function plansFor(atlas, row, ids) {
  const meant = meantBy(atlas, row);
  if (!meant.clusters.size) return null;
  const whole = new Set(row.industries.filter((id) => id.startsWith(CLUSTER)).map((id) => id.slice(CLUSTER.length)));
  const { facts, industries } = atlas;
  /** @param {FactIndex} i */
  const isFor = (i) => {
    const cluster = atlas.clusters[facts.cluster[i]].id;
    if (whole.has(cluster)) return true;
    if (!facts.industries[i].length) return meant.clusters.has(cluster);
    const family = facts.industries[i].flatMap((k) => [k, industries[k].parent]).filter((k) => k >= 0);
    return family.some((k) => meant.industries.has(industries[k].id));
  };
  const own = new Set([row.zone, row.county, row.city].map((id) => atlas.index.place.get(id)));
  const city = atlas.index.place.get(row.city);
  /** @param {PlaceIndex} p */
  const holdsCity = (p) => city !== undefined && Boolean(atlas.places[p].members?.includes(city));
  const meantIds = [...ids].filter(isFor);
  const named = meantIds.filter((i) => facts.places[i].some((p) => own.has(p)));
  const regional = meantIds.filter((i) => !named.includes(i) && facts.places[i].some(holdsCity));
  return { named, regional };
}
