// Which of an office's own rows are shown under the filters; the same rule as ownrows.py.
import { haystackOf, occurs, searchWords } from "../../core/words.js";

// An industry of an own row that stands for a whole cluster.
const CLUSTER = "cluster:";
// Kinds that are for an industry: where theirs is not known, a filter of one leaves them out.
const FOR_INDUSTRY = ["projects", "firms"];

/** @param {string} text */
const listed = (text) => text.split(",").filter(Boolean);

/**
 * The kinds that are shown; one that names none of them shows none.
 *
 * @param {Own} own
 * @param {string} choice - ids with commas between; all where empty
 */
export function chosenKinds(own, choice) {
  const wanted = listed(choice);
  return own.kinds.map(({ id }) => !choice || wanted.includes(id));
}

/**
 * @param {Atlas} atlas
 * @param {string[]} ids
 * @returns {Set<string> | null} null where all places are shown
 */
function placesOf(atlas, ids) {
  const chosen = ids.map((id) => atlas.places[atlas.index.place.get(id) ?? -1]).filter(Boolean);
  if (!chosen.length || chosen.some(({ level }) => level === "province")) return null;
  return new Set(chosen.flatMap(({ id, members }) => [id, ...(members ?? []).map((p) => atlas.places[p].id)]));
}

/**
 * The clusters and industries that a row is for, those above its own as well.
 *
 * @param {Atlas} atlas
 * @param {OwnRow} row
 */
export function meantBy(atlas, { industries: ids }) {
  const own = ids.map((id) => atlas.index.industry.get(id)).filter((i) => i !== undefined);
  const parents = own.map((i) => atlas.industries[i].parent).filter((i) => i >= 0);
  const whole = ids.filter((id) => id.startsWith(CLUSTER)).map((id) => id.slice(CLUSTER.length));
  return {
    clusters: new Set([...own.map((i) => atlas.clusters[atlas.industries[i].cluster].id), ...whole]),
    industries: new Set([...own, ...parents].map((i) => atlas.industries[i].id)),
  };
}

/**
 * @param {Atlas} atlas
 * @param {OwnRow} row
 * @param {string} kind
 * @param {FactSelection} sel
 */
function isFor(atlas, row, kind, sel) {
  if (!sel.cluster.length && !sel.industry.length) return true;
  if (!row.industries.length) return !FOR_INDUSTRY.includes(kind);
  const { clusters, industries } = meantBy(atlas, row);
  return (
    (!sel.cluster.length || sel.cluster.some((id) => clusters.has(id))) &&
    (!sel.industry.length || sel.industry.some((id) => industries.has(id)))
  );
}

/**
 * @param {OwnRow} row
 * @param {string[]} words
 */
function holds({ name, layer, values }, words) {
  const hay = haystackOf([name, layer, ...values.filter((value) => typeof value === "string")]);
  return words.length > 0 && words.every((word) => occurs(word, hay));
}

/**
 * Positions of the own rows that a selection shows beside itself, in their order.
 *
 * @param {Atlas} atlas
 * @param {Own} own
 * @param {FactSelection} sel
 * @param {Pick<Ask, "own" | "stages">} ask
 * @returns {number[]}
 */
export function selectOwn(atlas, own, sel, ask) {
  const kinds = chosenKinds(own, ask.own);
  const stages = listed(ask.stages);
  const places = placesOf(atlas, sel.place);
  const words = searchWords(sel.text);
  const found = [];
  for (const [i, row] of own.rows.entries()) {
    const { id: kind } = own.kinds[row.kind];
    if (!kinds[row.kind]) continue;
    if (stages.length && kind === "projects" && !stages.includes(own.stages[row.stage]?.id)) continue;
    if (places && ![row.city, row.county, row.zone].some((id) => places.has(id))) continue;
    if (isFor(atlas, row, kind, sel) && (!sel.text.trim() || holds(row, words))) found.push(i);
  }
  return found;
}
