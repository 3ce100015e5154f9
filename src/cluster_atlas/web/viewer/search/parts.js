// The parts of a text: places, roles, statuses, legal states, and what else it asks; as text_parts.py.
import { holds } from "../core/headlines.js";
import { searchWords } from "../core/words.js";
import { isAscii, vocabularyOf } from "./vocabulary.js";

const AREAS = ["city", "county", "region"];
const TAKEN = "\0"; // where a name was taken out
// Two years beside a place ask what changed between them.
const YEARS = /^((?:19|20)\d\d)(?: 年[到至]?)? ((?:19|20)\d\d)(?: 年)?$/;
const GAPS = /[ \0]+/;

/**
 * Of equal names the first has its meaning.
 *
 * @param {Names} found
 * @returns {Names}
 */
const longestFirst = (found) => [...new Map(found.reverse())].sort(([a], [b]) => b.length - a.length);

/** @param {string} text */
const spaced = (text) => searchWords(text).join(" ");

/** @param {Atlas} atlas */
function knownOf(atlas) {
  const list = vocabularyOf(atlas);
  if (list.names) return list.names;
  const { subjects, places } = list;
  /** @type {Names} */
  const words = [];
  for (const kind of /** @type {const} */ (["role", "status", "legal"]))
    for (const { id, zh, en } of atlas.codes[kind]) {
      const names = zh.split("·");
      for (const name of [zh, ...names, ...names.map((n) => `${n}区`), en, `${en}s`])
        words.push([spaced(name), [kind, id]]);
    }
  for (const [kind, all] of Object.entries(atlas.rules.search.asides))
    for (const word of kind ? all : [...all, ...atlas.rules.query.stopWords])
      words.push([word, [kind, kind === "named" ? "1" : ""]]);
  const listed = longestFirst(words);
  const areas = places
    .filter(({ subject }) => AREAS.includes(atlas.places[atlas.index.place.get(subject[1]) ?? -1].level))
    .flatMap(({ written, spelled, subject }) =>
      [spaced(written), spelled]
        .filter((name) => name.length > 1)
        .map((name) => /** @type {Names[0]} */ ([name, subject])),
    );
  const keys = new Set([...subjects, ...places].flatMap(({ key, spelled }) => [key, spelled]));
  // The better part of a cluster's name is one, too.
  for (const { key, subject } of subjects)
    if (subject[0] === "cluster") for (let at = 1; at <= key.length / 2; at += 1) keys.add(key.slice(at));
  const names = longestFirst([...areas, ...listed.filter(([name]) => isAscii(name))]);
  return (list.names = { areas: longestFirst(areas), words: listed, names, keys });
}

/**
 * The pieces of a text between the names in it; what these mean is noted in the order of the text.
 *
 * @param {Atlas} atlas
 * @param {string} text
 * @param {Names} names
 * @param {Subject[]} taken
 */
function takeNames(atlas, text, names, taken) {
  const terms = vocabularyOf(atlas).subjects.filter((term) => term.weight > 0.9);
  /** @type {[number, Subject][]} */
  const found = [];
  let left = ` ${text} `;
  for (const [name, subject] of names) {
    const latin = isAscii(name);
    const sought = latin ? ` ${name} ` : name;
    if (!left.includes(sought)) continue;
    // A part of a longer word of an industry: 南海 in 南海油气.
    if (!latin && terms.some(({ key }) => key.length > name.length && key.includes(name) && left.includes(key)))
      continue;
    found.push([left.indexOf(sought), subject]);
    left = left.replaceAll(sought, sought.replace(name, TAKEN.repeat(name.length)));
  }
  taken.push(...found.sort(([a], [b]) => a - b).map(([, subject]) => subject));
  return left.split(GAPS).filter(Boolean);
}

/**
 * A piece without the words at its edges, which are noted; a code leaves a known name.
 *
 * @param {Atlas} atlas
 * @param {string} piece
 * @param {Subject[]} taken
 * @returns {string}
 */
function takeEdges(atlas, piece, taken) {
  const { words, keys } = knownOf(atlas);
  for (const [word, subject] of words) {
    if (isAscii(word)) continue;
    for (const rest of [
      piece.endsWith(word) && piece.slice(0, -word.length),
      piece.startsWith(word) && piece.slice(word.length),
    ]) {
      if (rest === false || (rest && subject[1] && !keys.has(rest))) continue;
      taken.push(subject);
      return rest && takeEdges(atlas, rest, taken);
    }
  }
  return piece;
}

/**
 * What a text is made of; all of it is the rest where it is one name itself.
 *
 * @param {Atlas} atlas
 * @param {string} text
 * @returns {Parts}
 */
export function partsOf(atlas, text) {
  const { areas, words, names, keys } = knownOf(atlas);
  const whole = spaced(text);
  /** @type {Parts} */
  const none = { within: [], codes: [], changes: false, rest: whole, years: [] };
  if (keys.has(whole.replaceAll(" ", "")) && !words.some(([word]) => word === whole)) return none;
  /** @type {Subject[]} */
  const taken = [];
  let rest = takeNames(atlas, whole, names, taken)
    .map((piece) => takeEdges(atlas, piece, taken))
    .filter(Boolean)
    .join(" ");
  let changes = taken.some(([kind]) => kind === "changes");
  const places = taken.filter(([kind]) => kind === "place");
  const all = [...new Set(places.map(([, id]) => atlas.index.place.get(id) ?? -1))];
  // 广州 南沙 asks for 南沙.
  const within = all.filter((one) => !all.some((other) => other !== one && holds(atlas, one, other)));
  const codes = taken.filter(([kind, id]) => id && kind !== "place");
  const span = rest.match(YEARS);
  /** @type {string[]} */
  let years = [];
  if (within.length && span && span[1] !== span[2]) [changes, rest, years] = [true, "", span.slice(1).sort()];
  if (!within.length && !codes.length && !(changes && rest)) return none;
  // Beside a word that nobody knows, a base or a project is a part of that word.
  if (codes.length && rest && !keys.has(rest.replaceAll(" ", "")))
    return { ...none, within, rest: takeNames(atlas, whole, areas, []).join(" ") };
  if (within.length && codes.length && codes[0][0] !== "named") codes.push(["named", "1"]);
  return { within, codes, changes, rest, years };
}
