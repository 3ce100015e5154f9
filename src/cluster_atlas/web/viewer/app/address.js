// What of a state stands in an address, of the file behind the hash and of the app before it.
import { isFocus } from "../core/focus.js";
import { cleanSelection } from "../questions/select.js";
import { cleanAsk } from "../views/stage.js";

const VIEW_NAMES = ["map", "table", "compare", "evolve", "find", "sources", ...(withOwnRows ? ["implementation"] : [])];
/** @type {FilterName[]} */
const LISTS = ["cluster", "industry", "status", "role", "place", "document", "legal", "named"];
const VIEW_LIMITS = [
  [107, 120],
  [19, 30],
  [3, 15],
];
// What an address says of the page around a state.
const FRAME_KEYS = ["part", "show", "lang", "embed", "at"];

/**
 * @param {FactSelection} selection
 * @param {Record<string, string | string[] | null>} [extra]
 */
export function selectionToQuery(selection, extra = {}) {
  const query = new URLSearchParams();
  for (const name of LISTS) for (const id of selection[name]) query.append(name, id);
  if (selection.as_of !== null) query.set("as_of", String(selection.as_of));
  if (selection.text.trim()) query.set("text", selection.text);
  for (const [name, value] of Object.entries(extra)) for (const one of [value].flat()) if (one) query.append(name, one);
  return query.toString();
}

/**
 * Longitude, latitude and zoom that an address asks for; null where they make no view.
 *
 * @param {string} query - with the sign before it
 */
export function viewOf(query) {
  const at = (new URLSearchParams(query.slice(1)).get("at") ?? "").split(",").map(Number);
  return VIEW_LIMITS.every(([low, high], i) => at[i] > low && at[i] < high) ? at : null;
}

/**
 * @param {Atlas} atlas
 * @param {string} text
 */
export function queryToSelection(atlas, text) {
  const query = new URLSearchParams(text);
  const lists = Object.fromEntries(LISTS.map((name) => [name, query.getAll(name)]));
  const raw = { ...lists, as_of: query.get("as_of"), text: query.get("text") || "" };
  const focus = query.get("focus");
  const view = VIEW_NAMES.find((name) => name === query.get("view")) ?? "map";
  const ask = Object.fromEntries(
    [...query.keys()].map((name) => [name, name === "with" ? query.getAll(name) : query.get(name)]),
  );
  const clean = cleanSelection(atlas, raw);
  const strange = query.getAll("with").filter((id) => id && !atlas.index.place.has(id));
  const own = [...query.keys()].some((key) => !FRAME_KEYS.includes(key));
  return {
    sel: clean.selection,
    unknown: [...clean.unknown, ...strange],
    own,
    focus: isFocus(atlas, focus) ? focus : null,
    view,
    ask: cleanAsk(atlas, ask),
    lang: query.get("lang"),
    part: query.get("part"),
    show: query.get("show"),
  };
}
