// What the plans say of one own row's industry at its place, by the rule of a whole ledger.
import { createCheck, placesOf } from "./implementation.js";

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
  const { named, regional, clusters } = createCheck(atlas, [...ids], null)({ row, ...placesOf(atlas, row) });
  /** @param {FactIndex[]} facts */
  const inOrder = (facts) => [...facts].sort((a, b) => a - b);
  return clusters.length ? { named: inOrder(named), regional: inOrder(regional) } : null;
}
