// What a searched text means: the places it names, and the rest as weighted pairs of characters.
// The same rules as query.py, whose numbers come in the pack; a test holds both to the same answers.
import { searchWords } from "../core/words.js";

const LATIN = /^[a-z0-9]+$/;
const lexicons = /** @type {FullWeakMap<Atlas, Lexicon>} */ (new WeakMap());

/**
 * @param {number} facts
 * @param {number} containing
 */
function rarity(facts, containing) {
  return Math.log(1 + facts / Math.max(containing, 1));
}

/** @param {string} word */
export function singular(word) {
  return word.length > 3 && word.endsWith("s") && !word.endsWith("ss") ? word.slice(0, -1) : word;
}

/** @param {string} text */
const joinedWords = (text) => searchWords(text).join("");
/** @param {string} text */
const isAscii = (text) => /^[\x20-\x7e]*$/.test(text);

/**
 * Latin words in the singular, and pairs of other characters; each piece once.
 *
 * @param {Atlas} atlas
 * @param {string} text
 */
export function gramsOf(atlas, text) {
  const { stopWords } = atlas.rules.query;
  /** @type {Set<string>} */
  const found = new Set();
  for (const token of searchWords(text)) {
    const letters = [...token];
    if (LATIN.test(token)) {
      if (!stopWords.includes(token)) found.add(singular(token));
    } else if (letters.length === 1) found.add(token);
    else for (let i = 0; i + 1 < letters.length; i += 1) found.add(letters[i] + letters[i + 1]);
  }
  return [...found];
}

/**
 * Pieces of the words of an industry, kept: most industries stand in many designations.
 *
 * @param {Atlas} atlas
 * @param {FullMap<string, string[]>} cache
 * @param {string} key
 * @param {() => string[]} texts
 * @returns {string[]}
 */
function gramsOnce(atlas, cache, key, texts) {
  if (!cache.has(key)) cache.set(key, [...new Set(texts().flatMap((text) => gramsOf(atlas, text)))]);
  return cache.get(key);
}

/**
 * @param {Atlas} atlas
 * @param {FactIndex} i
 * @param {Map<IndustryIndex, IndustryIndex[]>} segments
 * @param {FullMap<string, string[]>} cache
 * @returns {Grams}
 */
function factGrams(atlas, i, segments, cache) {
  const { facts, industries, clusters } = atlas;
  /** @type {Grams} */
  const weights = new Map();
  /**
   * @param {QueryField} field
   * @param {string[]} pieces
   */
  const put = (field, pieces) => {
    const weight = atlas.rules.query.fields[field];
    for (const gram of pieces) if ((weights.get(gram) || 0) < weight) weights.set(gram, weight);
  };
  /** @param {IndustryIndex} k */
  const names = (k) =>
    gramsOnce(atlas, cache, `n${k}`, () => [industries[k].zh, industries[k].en, ...industries[k].others]);
  /** @param {IndustryIndex} k */
  const products = (k) => gramsOnce(atlas, cache, `p${k}`, () => (industries[k].products || "").split("|"));
  put("title", gramsOf(atlas, facts.zh[i]));
  put("title", gramsOf(atlas, facts.en[i]));
  for (const k of facts.industries[i]) {
    put("industry", names(k));
    put("product", products(k));
    for (const segment of segments.get(k) || []) {
      put("segment", names(segment));
      put("segment", products(segment));
    }
    if (industries[k].parent >= 0) put("parent", names(industries[k].parent));
  }
  const cluster = clusters[facts.cluster[i]];
  put(
    "cluster",
    gramsOnce(atlas, cache, `c${facts.cluster[i]}`, () => [cluster.zh, cluster.en]),
  );
  return weights;
}

/** @param {Atlas} atlas */
function termsOf(atlas) {
  const names = [
    ...atlas.clusters.map((c) => c.zh),
    ...atlas.industries.flatMap((k) => [k.zh, ...k.others, ...(k.products || "").split("|")]),
  ];
  return [...new Set(names.map(joinedWords).filter((name) => name && !isAscii(name)))];
}

/**
 * Places of a level after the other, as both tables below take them.
 *
 * @param {Atlas} atlas
 * @returns {(readonly [Place, PlaceIndex])[]}
 */
function placesByLevel(atlas) {
  return atlas.rules.query.levels.flatMap((level) =>
    atlas.places.map((place, p) => /** @type {const} */ ([place, p])).filter(([place]) => place.level === level),
  );
}

/** @param {Atlas} atlas */
function placeNames(atlas) {
  const named = new Set(atlas.facts.places.flat());
  /** @type {Map<string, PlaceIndex>} */
  const names = new Map();
  for (const [place, p] of placesByLevel(atlas)) {
    if (place.level !== "city" && place.level !== "county" && !named.has(p)) continue;
    const english = searchWords(place.en)
      .filter((word) => !atlas.rules.query.stopWords.includes(word))
      .join("");
    for (const name of [...[place.full, place.zh, ...place.others].map(joinedWords), english]) {
      if ([...name].length > 1 && !names.has(name)) names.set(name, p);
    }
  }
  return names;
}

/**
 * @param {Atlas} atlas
 * @param {Map<string, PlaceIndex>} places
 */
function spelledNames(atlas, places) {
  /** @type {Map<string, string>} */
  const found = new Map();
  /**
   * @param {string[]} names
   * @param {string} spelled
   */
  const spell = (names, spelled) =>
    spelled.split("|").forEach((syllables, i) => {
      const spelling = syllables.replaceAll(" ", "");
      if (spelling.length >= atlas.rules.query.shortestPinyin && !found.has(spelling))
        found.set(spelling, joinedWords(names[i]));
    });
  for (const [place] of placesByLevel(atlas))
    if (places.has(joinedWords(place.full))) spell([place.full, ...place.others], place.spelled);
  for (const cluster of atlas.clusters) spell([cluster.zh], cluster.spelled);
  for (const industry of atlas.industries) spell([industry.zh, ...industry.others], industry.spelled);
  return found;
}

/**
 * @param {Atlas} atlas
 * @returns {Lexicon}
 */
function buildLexicon(atlas) {
  /** @type {FullMap<IndustryIndex, IndustryIndex[]>} */
  const segments = new Map();
  atlas.industries.forEach((industry, k) => {
    if (industry.parent < 0) return;
    if (!segments.has(industry.parent)) segments.set(industry.parent, []);
    segments.get(industry.parent).push(k);
  });
  /** @type {FullMap<string, string[]>} */
  const cache = new Map();
  const facts = Array.from({ length: atlas.n }, (_, i) => factGrams(atlas, i, segments, cache));
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const found of facts) for (const gram of found.keys()) counts.set(gram, (counts.get(gram) || 0) + 1);
  const rare = new Map([...counts].map(([gram, n]) => [gram, rarity(atlas.n, n)]));
  const places = placeNames(atlas);
  return {
    facts,
    rare,
    places,
    unknown: rarity(atlas.n, 0),
    terms: termsOf(atlas),
    spelled: spelledNames(atlas, places),
    latin: [...counts.keys()].filter((gram) => LATIN.test(gram)).sort(),
  };
}

/**
 * @param {Atlas} atlas
 * @returns {Lexicon}
 */
export function lexiconOf(atlas) {
  if (!lexicons.has(atlas)) lexicons.set(atlas, buildLexicon(atlas));
  return lexicons.get(atlas);
}

/**
 * Share of letter pairs that two words have in common (Dice).
 *
 * @param {string} one
 * @param {string} other
 */
function alikeness(one, other) {
  /** @param {string} word */
  const pairs = (word) => Array.from({ length: Math.max(0, word.length - 1) }, (_, i) => word.slice(i, i + 2));
  const [a, left] = [pairs(one), pairs(other)];
  const all = a.length + left.length;
  if (!a.length || !left.length) return 0;
  let common = 0;
  for (const pair of a) {
    const at = left.indexOf(pair);
    if (at < 0) continue;
    left.splice(at, 1);
    common += 1;
  }
  return (2 * common) / all;
}

/**
 * A Latin word as the atlas writes it: known, spelled in pinyin, or mistyped.
 *
 * @param {Atlas} atlas
 * @param {string} word
 * @param {Query["notes"]} notes
 */
function readLatin(atlas, word, notes) {
  const lexicon = lexiconOf(atlas);
  const { stopWords, shortestPinyin, alike: least } = atlas.rules.query;
  if (!LATIN.test(word) || stopWords.includes(word) || lexicon.rare.has(singular(word)) || lexicon.places.has(word))
    return word;
  if (word.length < shortestPinyin) return word;
  let read = lexicon.spelled.get(word);
  if (!read)
    for (const [spelling, name] of lexicon.spelled)
      if (spelling.startsWith(word)) {
        read = name;
        break;
      }
  if (!read) {
    let best = 0;
    for (const known of lexicon.latin) {
      const alike = alikeness(word, known);
      if (alike >= least && alike >= best) [best, read] = [alike, known];
    }
  }
  if (!read) return word;
  notes.push([word, read]);
  return read;
}

/**
 * A name may be only part of an industry's longer word: 南海 in 南海油气.
 *
 * @param {Lexicon} lexicon
 * @param {string} word
 * @param {number} start
 * @param {number} end
 */
function insideTerm(lexicon, word, start, end) {
  return lexicon.terms.some((term) => {
    if (term.length <= end - start) return false;
    const at = word.indexOf(term);
    return at >= 0 && at <= start && at + term.length >= end;
  });
}

/**
 * Notes the places that a word names, longest names first; what is left of the word.
 *
 * @param {Lexicon} lexicon
 * @param {string} word
 * @param {PlaceIndex[]} places
 * @returns {string[]}
 */
function takePlaces(lexicon, word, places) {
  const whole = lexicon.places.get(word);
  if (whole !== undefined) {
    places.push(whole);
    return [];
  }
  if (LATIN.test(word)) return [word];
  for (let length = word.length - 1; length > 1; length -= 1) {
    for (let start = 0; start + length <= word.length; start += 1) {
      const part = word.slice(start, start + length);
      const named = lexicon.places.get(part);
      if (named === undefined || insideTerm(lexicon, word, start, start + length)) continue;
      places.push(named);
      return [word.slice(0, start), word.slice(start + length)]
        .filter(Boolean)
        .flatMap((side) => takePlaces(lexicon, side, places));
    }
  }
  return [word];
}

/**
 * Do two words differ by one character: changed, left out or too many?
 *
 * @param {string} written
 * @param {string} term
 */
export function oneOff(written, term) {
  const [short, long] = written.length <= term.length ? [written, term] : [term, written];
  let same = 0;
  while (same < short.length && short[same] === long[same]) same += 1;
  return short.slice(same + (short.length === long.length ? 1 : 0)) === long.slice(same + 1);
}

/**
 * A part of a word that is a term but for one character, which occurs nowhere so.
 *
 * @param {Atlas} atlas
 * @param {string} word
 * @param {string} term
 */
function windowLike(atlas, word, term) {
  const lexicon = lexiconOf(atlas);
  const known = new Set(gramsOf(atlas, term));
  for (const length of [term.length, term.length - 1, term.length + 1]) {
    for (let i = 0; i + length <= word.length; i += 1) {
      const part = word.slice(i, i + length);
      if (!oneOff(part, term)) continue;
      const strange = gramsOf(atlas, part).filter((gram) => !known.has(gram));
      if (strange.length && strange.every((gram) => !lexicon.rare.has(gram))) return part;
    }
  }
  return "";
}

/**
 * A Chinese word with one character put right, where that makes it a known term.
 *
 * @param {Atlas} atlas
 * @param {string} word
 * @param {Query["notes"]} notes
 */
function corrected(atlas, word, notes) {
  const lexicon = lexiconOf(atlas);
  if (LATIN.test(word) || gramsOf(atlas, word).every((gram) => lexicon.rare.has(gram))) return word;
  /** @type {[written: string, read: string]} */
  let best = ["", ""];
  for (const term of lexicon.terms) {
    if (term.length < atlas.rules.query.shortestFuzzy || term.length <= best[1].length || word.includes(term)) continue;
    const part = windowLike(atlas, word, term);
    if (part) best = [part, term];
  }
  if (!best[0]) return word;
  notes.push(best);
  return word.replace(best[0], () => best[1]);
}

/**
 * What a text asks for; null where there is no word in it.
 *
 * @param {Atlas} atlas
 * @param {string} text
 * @returns {Query | null}
 */
export function understandQuery(atlas, text) {
  const written = searchWords(String(text).slice(0, atlas.rules.query.longest));
  if (!written.length) return null;
  const lexicon = lexiconOf(atlas);
  /** @type {Pick<Query, "notes" | "places">} */
  const { notes, places } = { notes: [], places: [] };
  const words = written.map((word) => readLatin(atlas, word, notes));
  const rest = words.flatMap((word) => takePlaces(lexicon, word, places)).map((word) => corrected(atlas, word, notes));
  const grams = new Map(
    gramsOf(atlas, rest.join(" ")).map((gram) => [gram, lexicon.rare.get(gram) ?? lexicon.unknown]),
  );
  return { text: words.join(" "), places: [...new Set(places)], grams, notes };
}
