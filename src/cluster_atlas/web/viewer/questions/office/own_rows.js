// Which of an office's own rows are shown under the filters; the same rule as ownrows.py.
import { haystackOf, occurs, searchWords } from "../../core/words.js";

// An industry of an own row that stands for a whole cluster.
export const CLUSTER = "cluster:";
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
 * @param {OwnRow} row
 * @param {Set<string>} places
 */
const liesIn = ({ city, county, zone }, places) => [city, county, zone].some((id) => places.has(id));

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
 * Positions of the own rows that a selection of the plans leaves, of all kinds and stages.
 *
 * @param {Atlas} atlas
 * @param {Own} own
 * @param {FactSelection} sel
 * @returns {number[]}
 */
export function ownUnder(atlas, own, sel) {
  const places = placesOf(atlas, sel.place);
  const words = searchWords(sel.text);
  const found = [];
  for (const [i, row] of own.rows.entries()) {
    if (places && !liesIn(row, places)) continue;
    const { id: kind } = own.kinds[row.kind];
    if (isFor(atlas, row, kind, sel) && (!sel.text.trim() || holds(row, words))) found.push(i);
  }
  return found;
}

/**
 * Whether the choice of kinds shows a row, and whether that of stages does.
 *
 * @param {Own} own
 * @param {Pick<Ask, "own" | "stages">} ask
 */
function chosenBy(own, ask) {
  const kinds = chosenKinds(own, ask.own);
  const stages = listed(ask.stages);
  return {
    /** @param {OwnRow} row */
    kind: (row) => kinds[row.kind],
    /** @param {OwnRow} row */
    stage: (row) =>
      !stages.length || own.kinds[row.kind].id !== "projects" || stages.includes(own.stages[row.stage]?.id),
  };
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
  const chosen = chosenBy(own, ask);
  return ownUnder(atlas, own, sel).filter((i) => chosen.kind(own.rows[i]) && chosen.stage(own.rows[i]));
}

/** @type {WeakMap<Own, { under: string, left: number[], key: string, shown: OwnShown }>} */
const kept = /* @__PURE__ */ new WeakMap();
/** @type {OwnShown} */
const NOTHING = { rows: [], kinds: [], stages: [] };

/**
 * What of the own rows the screen shows, and how many of each kind and stage there are under the other
 * filters; the same object while nothing of it changes.
 *
 * @param {Atlas} atlas
 * @param {{ sel: FactSelection, ask: Pick<Ask, "own" | "stages"> }} state
 * @returns {OwnShown}
 */
export function ownShown(atlas, { sel, ask }) {
  const { own } = atlas;
  if (!own) return NOTHING;
  const { cluster, industry, place, text } = sel;
  const under = JSON.stringify([cluster, industry, place, text]);
  const key = JSON.stringify([under, ask.own, ask.stages]);
  const last = kept.get(own);
  if (last?.key === key) return last.shown;
  const left = last?.under === under ? last.left : ownUnder(atlas, own, sel);
  const chosen = chosenBy(own, ask);
  const [kinds, stages] = [own.kinds, own.stages].map((list) => list.map(() => 0));
  for (const i of left) {
    const row = own.rows[i];
    if (chosen.stage(row)) kinds[row.kind] += 1;
    if (row.stage >= 0 && own.kinds[row.kind].id === "projects") stages[row.stage] += 1;
  }
  const rows = left.filter((i) => chosen.kind(own.rows[i]) && chosen.stage(own.rows[i]));
  const shown = { rows, kinds, stages };
  kept.set(own, { under, left, key, shown });
  return shown;
}

/**
 * The shown own rows of a place, a region's those of its cities.
 *
 * @param {Atlas} atlas
 * @param {number[]} rows
 * @param {PlaceIndex} place
 * @returns {OwnRow[]}
 */
export function ownIn(atlas, rows, place) {
  const { own } = atlas;
  if (!own) return [];
  const places = placesOf(atlas, [atlas.places[place].id]);
  return rows.map((i) => own.rows[i]).filter((row) => !places || liesIn(row, places));
}
