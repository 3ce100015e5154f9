// Which facts a selection shows, and how many each option of each filter would show.
import { haystackOf, occurs, searchWords } from "../core/words.js";

/** @type {FilterName[]} */
const FILTERS = ["cluster", "industry", "status", "role", "place", "document", "legal", "named"];
// Clusters hold industries: one tree, counted alike, so that no part of it has more than the whole.
const TREE = ["cluster", "industry"];
const engines = /** @type {FullWeakMap<Atlas, Engine>} */ (new WeakMap());

/** @returns {FactSelection} */
export function emptySelection() {
  const lists = Object.fromEntries(FILTERS.map((name) => [name, /** @type {string[]} */ ([])]));
  return { .../** @type {Record<FilterName, string[]>} */ (lists), as_of: null, text: "" };
}

/**
 * A selection from outside: known ids kept, the others named so that the page can say so.
 *
 * @param {Atlas} atlas
 * @param {Outside} raw
 */
export function cleanSelection(atlas, raw) {
  const selection = emptySelection();
  /** @type {string[]} */
  const unknown = [];
  for (const name of FILTERS) {
    for (const id of [raw?.[name] ?? []].flat()) {
      if (!atlas.index[name].has(id)) unknown.push(String(id));
      else if (!selection[name].includes(String(id))) selection[name].push(String(id));
    }
  }
  const year = raw?.as_of;
  if (/^\d{4}$/.test(String(year ?? ""))) selection.as_of = Number(year);
  else if (year) unknown.push(String(year));
  selection.text = String(raw?.text ?? "");
  return { selection, unknown };
}

/**
 * The state of each document on a day, as its dates give it; null: not yet issued.
 *
 * @param {Atlas} atlas
 * @param {number | null} asOf
 * @returns {LegalState[]}
 */
export function legalStates(atlas, asOf) {
  const end = asOf === null ? atlas.date : `${asOf}-12-31`;
  const day = end < atlas.date ? end : atlas.date;
  return atlas.documents.map((doc) => {
    if ((doc.issued || "") > day) return null;
    if (doc.draft) return doc.finalised && doc.finalised <= day ? "finalised" : "draft";
    if (doc.superseded && doc.superseded <= day) return "superseded";
    return doc.to && doc.to < day ? "period-ended" : "in-force";
  });
}

/** @param {number} n */
function newBits(n, full = false) {
  const bits = new Uint32Array((n + 31) >> 5).fill(full ? 0xffffffff : 0);
  if (full && n & 31) bits[bits.length - 1] = 2 ** (n & 31) - 1;
  return bits;
}

/**
 * @param {Uint32Array} a
 * @param {Uint32Array} b
 */
function and(a, b) {
  const out = new Uint32Array(a.length);
  for (let i = 0; i < out.length; i += 1) out[i] = a[i] & b[i];
  return out;
}

/** @param {number} word */
function ones(word) {
  let v = word - ((word >>> 1) & 0x55555555);
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
  return (((v + (v >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}

/**
 * @param {Uint32Array} a
 * @param {Uint32Array} b
 */
function countBoth(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += ones(a[i] & b[i]);
  return sum;
}

/**
 * option index -> bits of the facts that have it
 *
 * @param {number} size
 * @param {number} n
 * @param {(fact: FactIndex) => Iterable<number>} optionsOf
 */
function bitsByOption(size, n, optionsOf) {
  const table = Array.from({ length: size }, () => newBits(n));
  for (let i = 0; i < n; i += 1) {
    for (const option of optionsOf(i)) table[option][i >> 5] |= 1 << (i & 31);
  }
  return table;
}

/**
 * @param {Atlas} atlas
 * @param {IndustryIndex[]} industries
 */
function withParents(atlas, industries) {
  /** @type {Set<IndustryIndex>} */
  const all = new Set();
  for (let i of industries) {
    for (; i >= 0 && !all.has(i); i = atlas.industries[i].parent) all.add(i);
  }
  return all;
}

/**
 * Every place a fact answers for: those it names, its cities, and the regions of cities named directly.
 *
 * @param {Atlas} atlas
 * @param {FactIndex} i
 */
function placesAnswered(atlas, i) {
  const { places, cities, direct } = atlas.facts;
  const all = new Set([...places[i].filter((p) => atlas.places[p].level !== "city"), ...cities[i]]);
  for (const city of direct[i]) for (const region of atlas.places[city].regions) all.add(region);
  for (const p of places[i]) if (atlas.places[p].county >= 0) all.add(atlas.places[p].county);
  return all;
}

/**
 * Whether a fact names more than regions and the province.
 *
 * @param {Atlas} atlas
 * @param {FactIndex} i
 */
export function namesASpot(atlas, i) {
  return atlas.facts.places[i].some((p) => !["province", "region"].includes(atlas.places[p].level));
}

/**
 * The places of a fact that it does not mean by their region only; none where it names regions alone.
 *
 * @param {Atlas} atlas
 * @param {FactIndex} i
 */
function placesNamed(atlas, i) {
  const { cities, direct } = atlas.facts;
  if (!namesASpot(atlas, i)) return [];
  return [...placesAnswered(atlas, i)].filter((p) => direct[i].includes(p) || !cities[i].includes(p));
}

/**
 * @param {Atlas} atlas
 * @param {FactIndex} i
 */
function factWords(atlas, i) {
  const { facts, places, industries, clusters, documents } = atlas;
  const doc = documents[facts.document[i]];
  const cities = facts.direct[i].filter((p) => !facts.places[i].includes(p));
  const parents = facts.industries[i].map((k) => industries[k].parent).filter((k) => k >= 0);
  const named = [
    clusters[facts.cluster[i]],
    ...[...facts.industries[i], ...parents].map((k) => industries[k]),
    ...[...facts.places[i], ...cities].map((p) => places[p]),
  ];
  const own = [facts.zh[i], facts.en[i], facts.id[i], doc.number, doc.id, facts.clause[i]];
  return haystackOf([...own, ...named.flatMap((x) => [x.full ?? "", x.zh, x.en, x.words])]);
}

/**
 * @param {Atlas} atlas
 * @returns {Engine}
 */
function buildEngine(atlas) {
  const { facts, n, rows } = atlas;
  /** @param {"cluster" | "status" | "role" | "document"} name */
  const single = (name) => bitsByOption(rows[name].length, n, (i) => [facts[name][i]]);
  const bits = {
    cluster: single("cluster"),
    status: single("status"),
    role: single("role"),
    document: single("document"),
    industry: bitsByOption(rows.industry.length, n, (i) => withParents(atlas, facts.industries[i])),
    place: bitsByOption(rows.place.length, n, (i) => placesAnswered(atlas, i)),
    named: bitsByOption(1, n, (i) => (namesASpot(atlas, i) ? [0] : [])),
  };
  const byName = bitsByOption(rows.place.length, n, (i) => placesNamed(atlas, i));
  return { bits, byName, hay: null, legal: new Map(), texts: new Map() };
}

/**
 * @param {Atlas} atlas
 * @param {Engine} engine
 * @param {number | null} asOf
 */
function legalBits(atlas, engine, asOf) {
  if (!engine.legal.has(asOf)) {
    const states = legalStates(atlas, asOf).map((id) => atlas.index.legal.get(id));
    /** @param {FactIndex} i */
    const of = (i) => [states[atlas.facts.document[i]]].filter((k) => k !== undefined);
    engine.legal.set(asOf, bitsByOption(atlas.rows.legal.length, atlas.n, of));
  }
  return engine.legal.get(asOf);
}

/**
 * @param {Atlas} atlas
 * @param {Engine} engine
 * @param {string} text
 */
function textBits(atlas, engine, text) {
  if (!engine.texts.has(text)) {
    engine.hay ??= Array.from({ length: atlas.n }, (_, i) => factWords(atlas, i));
    const words = searchWords(text);
    const bits = newBits(atlas.n);
    // A text without a word in it, such as a lone comma, is found nowhere.
    if (words.length)
      engine.hay.forEach((hay, i) => {
        if (words.every((word) => occurs(word, hay))) bits[i >> 5] |= 1 << (i & 31);
      });
    if (engine.texts.size > 50) engine.texts.clear();
    engine.texts.set(text, bits);
  }
  return engine.texts.get(text);
}

/**
 * OR over the chosen options; nothing chosen is no restriction.
 *
 * @param {Atlas} atlas
 * @param {Uint32Array[]} table
 * @param {FilterName} name
 * @param {string[]} ids
 */
function chosenBits(atlas, table, name, ids) {
  if (!ids.length) return newBits(atlas.n, true);
  const out = newBits(atlas.n);
  for (const id of ids) {
    const option = table[atlas.index[name].get(id) ?? -1];
    if (option) for (let i = 0; i < out.length; i += 1) out[i] |= option[i];
  }
  return out;
}

/** @param {Uint32Array} bits */
function indexesOf(bits) {
  /** @type {FactIndex[]} */
  const out = [];
  bits.forEach((word, w) => {
    for (let rest = word; rest; rest &= rest - 1) out.push(w * 32 + 31 - Math.clz32(rest & -rest));
  });
  return Uint32Array.from(out);
}

/**
 * The facts that a selection shows, and how many each option of each filter would show; of cities also how
 * many would name them.
 *
 * @param {Atlas} atlas
 * @param {Partial<FactSelection>} selection
 * @returns {SelectionResult}
 */
export function selectFacts(atlas, selection) {
  if (!engines.has(atlas)) engines.set(atlas, buildEngine(atlas));
  const engine = engines.get(atlas);
  const sel = { ...emptySelection(), ...selection };
  const tables = { ...engine.bits, legal: legalBits(atlas, engine, sel.as_of) };
  if (sel.named.length) tables.place = engine.byName;
  const issued = tables.legal.reduce((all, bits) => all.map((word, i) => word | bits[i]), newBits(atlas.n));
  const base = sel.text.trim() ? and(issued, textBits(atlas, engine, sel.text)) : issued;
  const masks = FILTERS.map((name) => {
    const ids = name === "legal" && !sel.legal.length ? atlas.rules.legal : sel[name];
    return chosenBits(atlas, tables[name], name, ids);
  });
  /** @type {Record<string, number>} */
  const byName = {};
  const counted = FILTERS.map((name) => {
    // A city takes in less once only what names it counts.
    const first = name === "named" ? and(base, chosenBits(atlas, engine.byName, "place", sel.place)) : base;
    const own = TREE.includes(name) ? TREE : [name];
    const others = masks.reduce((all, mask, j) => (own.includes(FILTERS[j]) ? all : and(all, mask)), first);
    if (name === "place")
      for (const c of atlas.cities) byName[atlas.places[c].id] = countBoth(others, engine.byName[c]);
    return [name, tables[name].map((bits) => countBoth(others, bits))];
  });
  const counts = /** @type {Record<FilterName, number[]>} */ (Object.fromEntries(counted));
  const named = counts.place.map((count, i) => [atlas.places[i].id, count]).filter(([, count]) => count);
  const ids = indexesOf(masks.reduce(and, base));
  return { ids, total: ids.length, counts: { ...counts, place: Object.fromEntries(named), byName } };
}
