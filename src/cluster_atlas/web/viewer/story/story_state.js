// A briefing as it came with the file, in plain texts, and what each of its parts shows.
import { isFocus } from "../core/focus.js";
import { cleanSelection } from "../questions/select.js";
import { cleanAsk } from "../views/stage.js";

const PART_KINDS = [
  "map",
  "place",
  "compare",
  "multiples",
  "chain",
  "evolve",
  "find",
  "implementation",
  "list",
  "sources",
];
const PAGE_VIEWS = ["map", "table", "compare", "evolve", "find", "sources", ...(withOwnRows ? ["implementation"] : [])];
/** @type {Note["kind"][]} */
const NOTE_KINDS = ["paragraph", "bullet", "heading"];

/**
 * A text as it is typed: without marks that turn the direction of what follows.
 *
 * @param {unknown} value
 */
export function plainText(value) {
  return String(value ?? "").replace(/[\u202a-\u202e\u2066-\u2069]/g, "");
}

/**
 * @param {unknown} value
 * @returns {Outside[]}
 */
const listOf = (value) => (Array.isArray(value) ? value : []);
/** @param {unknown} value */
const textsOf = (value) => listOf(value).map(plainText).filter(Boolean);

/**
 * @param {unknown} raw
 * @returns {Note[]}
 */
function readNotes(raw) {
  return listOf(raw)
    .map((note) => ({
      kind: NOTE_KINDS.find((kind) => kind === note?.kind) ?? "paragraph",
      runs: listOf(note?.runs)
        .map((run) => ({ text: plainText(run?.text), bold: run?.bold === true }))
        .filter((run) => run.text),
    }))
    .filter((note) => note.runs.length);
}

/**
 * The state that was chosen for a page: known places and views only.
 *
 * @param {Atlas} atlas
 * @param {Outside} raw
 * @returns {PageState}
 */
export function readState(atlas, raw, usual = "map") {
  const focus = plainText(raw?.focus);
  const view = PAGE_VIEWS.find((name) => name === raw?.view) ?? usual;
  return {
    sel: cleanSelection(atlas, /** @type {Outside} */ (raw?.selection)).selection,
    focus: isFocus(atlas, focus) ? focus : null,
    view,
    ask: cleanAsk(atlas, /** @type {Outside} */ (raw?.ask)),
  };
}

/** @param {unknown} value */
const share = (value) => Math.max(-1, Math.min(1, Number(value) || 0));

/**
 * What the writer put over a part's map, known places and spots on the earth only; null for nothing.
 *
 * @param {Atlas} atlas
 * @param {Outside} raw
 * @returns {Marks | null}
 */
function readMarks(atlas, raw) {
  if (!raw || typeof raw !== "object") return null;
  const lit = listOf(raw.lit).map((id) => atlas.index.place.get(plainText(id)));
  const callouts = listOf(raw.callouts)
    .map((one) => ({
      text: plainText(one?.text),
      lon: Number(one?.lon),
      lat: Number(one?.lat),
      dx: share(one?.dx),
      dy: share(one?.dy),
    }))
    .filter(({ text, lon, lat }) => text && Math.abs(lon) <= 180 && Math.abs(lat) < 85);
  return { lit: lit.filter((place) => place !== undefined), dim: raw.dim !== false, callouts };
}

/**
 * How many statements a briefing takes from each document; null where the file does not say.
 *
 * @param {unknown} raw
 * @returns {Map<string, number> | null}
 */
function readDocuments(raw) {
  if (!Array.isArray(raw)) return null;
  return new Map(raw.map((one) => [plainText(one?.[0]), Number(one?.[1]) || 0]));
}

/**
 * @param {Atlas} atlas
 * @param {Outside} raw
 * @returns {StoryPart}
 */
function readPart(atlas, raw) {
  const kind = PART_KINDS.find((name) => name === raw?.kind) ?? "map";
  return {
    kind,
    title: plainText(raw?.title),
    summary: plainText(raw?.summary),
    notes: readNotes(raw?.notes),
    remarks: textsOf(raw?.remarks),
    answer: plainText(raw?.answer),
    empty: plainText(raw?.empty),
    marks: readMarks(atlas, /** @type {Outside} */ (raw?.marks)),
    documents: readDocuments(raw?.documents),
    state: readState(atlas, /** @type {Outside} */ (raw?.state), PAGE_VIEWS.includes(kind) ? kind : "map"),
  };
}

/**
 * The story of a file, or null; every text of it is only a text, whatever it holds.
 *
 * @param {Atlas} atlas
 * @param {Outside} raw
 * @returns {Story | null}
 */
export function readStory(atlas, raw) {
  if (!raw || typeof raw !== "object") return null;
  return {
    slides: raw.mode === "slides",
    subtitle: plainText(raw.subtitle),
    office: plainText(raw.office),
    approval: plainText(raw.approval).trim(),
    notes: readNotes(raw.notes),
    changes: textsOf(raw.changes),
    credits: textsOf(raw.credits),
    parts: listOf(raw.parts).map((part) => readPart(atlas, part)),
  };
}
