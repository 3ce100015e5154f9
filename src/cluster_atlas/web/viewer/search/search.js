// One search that answers: what a text asks for, the places that plans name, or that none does. The
// same rules as search.py, whose numbers come in the pack; a test holds both to the same answers.
import { findPlaces } from "../questions/find.js";
import { emptySelection, selectFacts } from "../questions/select.js";
import { searchWords } from "../core/words.js";
import { askedText, fitOf, isAscii, joinedWords, skippedFit, vocabularyOf, withoutGeneric } from "./vocabulary.js";

const NUMBER = /(?:(20[0-9]{2})[^0-9]{0,2})?([0-9]{1,4})号/;
const ID = /^([a-z]+(?:-[a-z0-9]+)+)(?:#([0-9a-z.]+))?$/;
const TITLE_END = /(?:行动)?(?:计划|规划|方案|措施|意见|文件)$/;
const AREAS = ["city", "county", "region"];

const known = /** @type {FullWeakMap<Atlas, { said: Map<string, number>, areas: [string, PlaceIndex][] }>} */ (
  new WeakMap()
);

/** @param {Subject} subject */
const keyOf = ([kind, id]) => `${kind} ${id}`;

/**
 * @template Key, Value
 * @param {Map<Key, Value>} map
 * @param {Key} key
 * @param {Value} value
 */
const setDefault = (map, key, value) => map.has(key) || map.set(key, value);

/** @param {Atlas} atlas */
function knownOf(atlas) {
  if (!known.has(atlas)) known.set(atlas, { said: factsSaid(atlas), areas: areaNames(atlas) });
  return known.get(atlas);
}

/**
 * How many designations speak of each cluster and industry, with its segments.
 *
 * @param {Atlas} atlas
 */
function factsSaid(atlas) {
  /** @type {Map<string, number>} */
  const found = new Map();
  for (let i = 0; i < atlas.n; i += 1) {
    const mine = new Set([keyOf(["cluster", atlas.clusters[atlas.facts.cluster[i]].id])]);
    for (const k of atlas.facts.industries[i])
      for (const one of upwards(atlas, ["industry", atlas.industries[k].id])) mine.add(keyOf(one));
    for (const key of mine) found.set(key, (found.get(key) || 0) + 1);
  }
  return found;
}

/**
 * Names of cities, counties and regions, longest first.
 *
 * @param {Atlas} atlas
 * @returns {[string, PlaceIndex][]}
 */
function areaNames(atlas) {
  /** @type {Map<string, PlaceIndex>} */
  const found = new Map();
  for (const { key, spelled, subject } of vocabularyOf(atlas).places) {
    const p = atlas.index.place.get(subject[1]) ?? -1;
    if (!AREAS.includes(atlas.places[p].level)) continue;
    for (const name of [key, spelled]) if (name.length > 1) setDefault(found, name, p);
  }
  return [...found].sort(([a], [b]) => b.length - a.length);
}

/**
 * The cities, counties and regions that a text names beside something, and the rest.
 *
 * @param {Atlas} atlas
 * @param {string} text
 * @returns {{ within: PlaceIndex[], rest: string }}
 */
function takeAreas(atlas, text) {
  const terms = vocabularyOf(atlas).subjects.filter((term) => term.weight > 0.9);
  /** @type {PlaceIndex[]} */
  const within = [];
  const rest = searchWords(text).flatMap((word) => {
    let left = word;
    for (const [name, p] of knownOf(atlas).areas) {
      if (!left.includes(name) || (left !== name && isAscii(name))) continue;
      const inside = terms.some(({ key }) => key.length > name.length && key.includes(name) && left.includes(key));
      if (inside) continue;
      within.push(p);
      left = left.replace(name, " ");
    }
    return left.split(" ").filter(Boolean);
  });
  return { within: [...new Set(within)], rest: rest.join(" ") };
}

/**
 * Hits best first, each subject by its best one; of equals what plans say more of.
 *
 * @param {Atlas} atlas
 * @param {Iterable<Hit>} hits
 * @returns {Hit[]}
 */
function merged(atlas, hits) {
  /** @type {FullMap<string, Hit>} */
  const best = new Map();
  for (const hit of hits) {
    const key = keyOf(hit.subject);
    if (!best.has(key) || best.get(key).score < hit.score) best.set(key, hit);
  }
  const { said } = knownOf(atlas);
  /** @param {Hit} hit */
  const much = (hit) => said.get(keyOf(hit.subject)) || 0;
  return [...best.values()].sort((a, b) => b.score - a.score || much(b) - much(a));
}

/**
 * What a text may mean among terms, best first.
 *
 * @param {Atlas} atlas
 * @param {string} text
 * @param {Term[]} terms
 */
function hitsOf(atlas, text, terms, skipped = false) {
  const rules = atlas.rules.search;
  const whole = askedText(atlas, text);
  const forms = [whole, ...withoutGeneric(rules, whole.key).map((short) => askedText(atlas, short))];
  /** @type {Hit[]} */
  const found = [];
  for (const term of terms) {
    let share = skipped ? skippedFit(rules, whole.key, term.key) : 0;
    forms.forEach((form, i) => (share = Math.max(share, fitOf(atlas, form, term) * rules.stripped ** i)));
    const score = Math.floor(100 * share * term.weight * 10 + 0.5) / 10;
    if (score >= rules.worthNaming) found.push({ subject: term.subject, term: term.written, score, rank: 0 });
  }
  return merged(atlas, found);
}

/**
 * The document or clause that a text means by id, number or title; the newest first.
 *
 * @param {Atlas} atlas
 * @param {string} text
 * @returns {Hit[]}
 */
function paperHits(atlas, text) {
  const { documents, address } = paperOf(atlas, text);
  return documents
    .sort(
      (a, b) =>
        Number(Boolean(a.superseded)) - Number(Boolean(b.superseded)) ||
        (a.issued < b.issued ? 1 : a.issued > b.issued ? -1 : 0),
    )
    .map((doc) => ({
      subject: address in atlas.clauses ? ["clause", `${doc.id}#${address}`] : ["document", doc.id],
      term: doc.number,
      score: 100,
      rank: 0,
    }));
}

/**
 * @param {Atlas} atlas
 * @param {string} text
 * @returns {{ documents: PlanDocument[], address: string }}
 */
function paperOf(atlas, text) {
  const [, id, of] = ID.exec(text.toLowerCase().replace(/\s+/g, "")) || [];
  const named = atlas.documents.filter((doc) => doc.id === id);
  if (named.length) return { documents: named, address: of || "" };
  const plain = joinedWords(text);
  const number = NUMBER.exec(plain);
  if (number) {
    const before = plain.slice(0, number.index);
    const documents = atlas.documents.filter((doc) => {
      const own = joinedWords(doc.number);
      const mine = NUMBER.exec(own);
      if (!mine || mine[2] !== number[2] || (number[1] && mine[1] !== number[1])) return false;
      return own.slice(0, mine.index).endsWith(before);
    });
    return { documents, address: addressOf(atlas, plain.slice(number.index + number[0].length)) };
  }
  const stem = plain.replace(TITLE_END, "");
  if (stem === plain || stem.length < 2) return { documents: [], address: "" };
  const titled = atlas.documents.filter((doc) =>
    [doc.short, doc.zh].some((title) => joinedWords(title).includes(stem)),
  );
  return { documents: titled, address: "" };
}

/**
 * The address that a text after a number means: 四（五） or 4.5.
 *
 * @param {Atlas} atlas
 * @param {string} label
 */
function addressOf(atlas, label) {
  const wanted = label.startsWith("第") ? label.slice(1) : label;
  if (!wanted) return "";
  const found = Object.entries(atlas.clauses).find(([address, { zh }]) =>
    [joinedWords(address), joinedWords(zh)].includes(wanted),
  );
  return found ? found[0] : "";
}

/**
 * The best hits with their ranks; equal scores share one.
 *
 * @param {Atlas} atlas
 * @param {Hit[]} hits
 */
function ranked(atlas, hits) {
  const best = [...hits]
    .sort((a, b) => b.score - a.score)
    .slice(0, atlas.rules.search.mostHits)
    .map((hit) => ({ ...hit }));
  best.forEach((hit, i) => (hit.rank = i && best[i - 1].score === hit.score ? best[i - 1].rank : i + 1));
  return best;
}

/**
 * The subject, and what it is a part of.
 *
 * @param {Atlas} atlas
 * @param {Subject} subject
 * @returns {Subject[]}
 */
function upwards(atlas, subject) {
  const [kind, id] = subject;
  if (kind === "clause") return [subject, ["document", id.split("#")[0]]];
  if (kind !== "industry") return [subject];
  /** @type {Subject[]} */
  const all = [];
  let k = atlas.index.industry.get(id) ?? -1;
  const { cluster } = atlas.industries[k];
  for (; k >= 0; k = atlas.industries[k].parent) all.push(["industry", atlas.industries[k].id]);
  return [...all, ["cluster", atlas.clusters[cluster].id]];
}

/**
 * What shows a subject's designations; a document is shown in whatever state it is.
 *
 * @param {Atlas} atlas
 * @param {Subject} subject
 * @param {PlaceIndex[]} [within]
 * @returns {FactSelection}
 */
export function selectionFor(atlas, [kind, id], within = []) {
  const place = within.map((p) => atlas.places[p].id);
  const usual = emptySelection();
  if (kind === "cluster" || kind === "industry") return { ...usual, [kind]: [id], place };
  if (kind === "place") return { ...usual, place: [id] };
  return { ...usual, document: [id.split("#")[0]], legal: atlas.codes.legal.map((code) => code.id), place };
}

/**
 * Whose designations answer: the subject's own, or of what it is a part of.
 *
 * @param {Atlas} atlas
 * @param {Subject} subject
 * @param {PlaceIndex[]} within
 * @returns {{ basis: Subject, facts: FactIndex[] }}
 */
function basisOf(atlas, subject, within) {
  for (const one of upwards(atlas, subject)) {
    const [kind, id] = one;
    let facts = [...selectFacts(atlas, selectionFor(atlas, one, within)).ids];
    if (kind === "clause") facts = facts.filter((i) => clauseId(atlas, i) === id);
    if (facts.some((i) => atlas.facts.places[i].some((p) => atlas.places[p].level !== "province")))
      return { basis: one, facts };
  }
  return { basis: subject, facts: [] };
}

/**
 * @param {Atlas} atlas
 * @param {FactIndex} i
 */
const clauseId = (atlas, i) => `${atlas.documents[atlas.facts.document[i]].id}#${atlas.facts.clause[i]}`;

/**
 * @param {Atlas} atlas
 * @param {FactIndex[]} facts
 */
function strongest(atlas, facts) {
  /** @param {FactIndex} i */
  const tier = (i) => atlas.codes.role[atlas.facts.role[i]].tier || 5;
  return [...facts].sort((a, b) => tier(a) - tier(b));
}

/**
 * @param {Atlas} atlas
 * @param {FactIndex[]} facts
 * @returns {NamedPlaces}
 */
function plainNames(atlas, facts) {
  const all = [...new Set(facts.flatMap((i) => atlas.facts.places[i]))];
  /** @param {string[]} levels */
  const of = (levels) => all.filter((p) => levels.includes(atlas.places[p].level));
  return { places: of(["city", "county", "park", "site"]), regions: of(["region"]) };
}

/**
 * Does a designation name a place, or something in it?
 *
 * @param {Atlas} atlas
 * @param {FactIndex} i
 * @param {PlaceIndex} place
 */
export function namesPlace(atlas, i, place) {
  return atlas.facts.places[i].some((p) => {
    const one = atlas.places[p];
    return p === place || one.city === place || one.county === place;
  });
}

/**
 * Designations and the places they name, both strongest first.
 *
 * @param {Atlas} atlas
 * @param {Hit} hit
 * @param {FactIndex[]} facts
 * @param {PlaceIndex[]} within
 * @returns {{ facts: FactIndex[], named: NamedPlaces }}
 */
function namedBy(atlas, hit, facts, within) {
  const [kind, id] = hit.subject;
  if (kind === "place") {
    const place = atlas.index.place.get(id) ?? -1;
    const mine = facts.filter((i) => namesPlace(atlas, i, place));
    const rest = facts.filter((i) => !namesPlace(atlas, i, place));
    return { facts: [...strongest(atlas, mine), ...strongest(atlas, rest)], named: { places: [], regions: [] } };
  }
  if (kind === "document" || kind === "clause") return { facts, named: plainNames(atlas, facts) };
  const asking = within.map((p) => atlas.places[p].full).join(" ");
  const text = `${asking} ${hit.term}`.slice(0, atlas.rules.query.longest);
  const found = findPlaces(atlas, text, Uint32Array.from(facts))?.found || [];
  if (!found.length) {
    const all = strongest(atlas, facts);
    return { facts: all, named: plainNames(atlas, all) };
  }
  const ordered = [...new Set(found.flatMap((f) => f.evidence.map((e) => e.fact)))];
  const named = new Set(ordered.flatMap((i) => atlas.facts.places[i]));
  const met = found.map((f) => f.place).filter((p) => named.has(p));
  /** @param {PlaceIndex} p */
  const isRegion = (p) => atlas.places[p].level === "region";
  const rest = facts.filter((i) => !ordered.includes(i));
  const more = plainNames(atlas, rest);
  return {
    facts: [...ordered, ...strongest(atlas, rest)],
    named: {
      places: [...new Set([...met.filter((p) => !isRegion(p)), ...more.places])],
      regions: [...new Set([...met.filter(isRegion), ...more.regions])],
    },
  };
}

/**
 * @param {Atlas} atlas
 * @param {string} text
 * @param {Hit[]} found
 * @param {PlaceIndex[]} within
 * @returns {Reply}
 */
function replyOf(atlas, text, found, within) {
  const hits = ranked(atlas, found);
  const [first] = hits;
  const inside = hits.filter((hit) => hit.subject[0] !== "sector");
  const sector = first && first.subject[0] === "sector" ? first.subject[1] : "";
  if (!first || sector || first.score < atlas.rules.search.covered) {
    const named = { places: [], regions: [] };
    return { text, kind: "outside", hits: ranked(atlas, inside), within: [], sector, basis: null, facts: [], named };
  }
  const { basis, facts } = basisOf(atlas, first.subject, within);
  const ordered = namedBy(atlas, first, facts, within);
  return { text, kind: first.subject[0], hits: inside, within, sector: "", basis, ...ordered };
}

/**
 * The answer to whatever a reader types; null where there is no word in it.
 *
 * @param {Atlas} atlas
 * @param {string} text
 * @returns {Reply | null}
 */
export function searchAtlas(atlas, text) {
  if (!searchWords(text).length || text.length > atlas.rules.query.longest) return null;
  const { subjects: terms, places: names } = vocabularyOf(atlas);
  const { covered } = atlas.rules.search;
  const paper = paperHits(atlas, text);
  if (paper.length) return replyOf(atlas, text, paper, []);
  const { within, rest } = takeAreas(atlas, text);
  let places = hitsOf(atlas, text, names, true);
  let subjects = hitsOf(atlas, text, terms);
  if (within.length && rest) subjects = merged(atlas, [...subjects, ...hitsOf(atlas, rest, terms)]);
  const best = subjects.length ? subjects[0].score : 0;
  // A place is named, and beside it nothing that is known.
  if (within.length && best < covered && !(places.length && places[0].score >= covered))
    places = hitsOf(atlas, atlas.places[within[0]].full, names);
  const place = places.length ? places[0].score : 0;
  if (place >= Math.max(best, covered)) return replyOf(atlas, text, [...places, ...subjects], []);
  return replyOf(atlas, text, [...subjects, ...places.filter((hit) => hit.score < best)], within);
}
