// Every word by which a reader may ask for something, and how well a text fits it. The same rules as
// vocabulary.py and fit.py, whose numbers come in the pack; a test holds both to the same answers.
import { usualSyllables } from "../core/readings.js";
import { searchWords } from "../core/words.js";
import { oneOff, singular } from "../questions/query.js";

const LATIN = /^[a-z0-9]+$/;
const lists = /** @type {FullWeakMap<Atlas, Vocabulary>} */ (new WeakMap());

/** @param {string} text */
export const joinedWords = (text) => searchWords(text).join("");
/** @param {string} text */
export const isAscii = (text) => /^[ -~]*$/.test(text);

/**
 * @param {Atlas} atlas
 * @param {string[]} words
 */
const latinWords = (atlas, words) =>
  words.filter((word) => LATIN.test(word) && !atlas.rules.query.stopWords.includes(word)).map(singular);

/**
 * @param {Atlas} atlas
 * @param {string} text
 * @returns {AskedText}
 */
export function askedText(atlas, text) {
  const words = searchWords(text);
  const key = words.join("").replace(/[\ud800-\udfff]/g, "");
  const pairs = new Set(Array.from({ length: Math.max(0, key.length - 1) }, (_, i) => key.slice(i, i + 2)));
  return { key, words: latinWords(atlas, words), spelled: usualSyllables(atlas, key).replaceAll(" ", ""), pairs };
}

/**
 * @param {Atlas} atlas
 * @param {string} written
 * @param {Subject} subject
 * @param {number} weight
 * @param {string} [read] - syllables, where they are not the usual ones
 * @returns {Term}
 */
function termOf(atlas, written, subject, weight, read) {
  const words = searchWords(written);
  const key = words.join("");
  const parts = (read ?? usualSyllables(atlas, written)).split(" ").filter(Boolean);
  const whole = parts.length === key.length;
  return {
    key,
    written,
    subject,
    weight,
    words: isAscii(key) ? latinWords(atlas, words) : [],
    spelled: whole ? parts.join("") : "",
    initials: whole ? parts.map((part) => part[0]).join("") : "",
  };
}

/**
 * @param {Atlas} atlas
 * @returns {Term[]}
 */
function subjectTerms(atlas) {
  const { name, synonym, product, title, plan } = atlas.rules.search.weights;
  /** @type {Term[]} */
  const terms = [];
  /**
   * @param {string} written
   * @param {Subject} subject
   * @param {number} weight
   * @param {string} [read]
   */
  const put = (written, subject, weight, read) => terms.push(termOf(atlas, written, subject, weight, read));
  for (const { id, zh, en, spelled } of atlas.clusters) {
    /** @type {Subject} */
    const subject = ["cluster", id];
    put(zh, subject, name, spelled);
    put(en, subject, name);
    for (const part of zh.split(/[与和]/)) put(part, subject, synonym);
  }
  for (const sector of atlas.sectors) {
    /** @type {Subject} */
    const subject = sector.atlas.length ? ["cluster", atlas.clusters[sector.atlas[0]].id] : ["sector", sector.id];
    for (const written of [sector.zh, sector.en]) put(written, subject, synonym);
    for (const word of sector.words.split("|").filter(Boolean)) put(word, subject, product);
  }
  for (const { id, zh, en, others, spelled, products } of atlas.industries) {
    /** @type {Subject} */
    const subject = ["industry", id];
    const [own, ...read] = spelled.split("|");
    put(zh, subject, name, own);
    put(en, subject, name);
    others.forEach((other, i) => put(other, subject, synonym, read[i]));
    for (const word of (products || "").split("|").filter(Boolean)) put(word, subject, product);
  }
  atlas.facts.zh.forEach((written, i) => {
    const [first] = atlas.facts.industries[i];
    if (first !== undefined) put(written, ["industry", atlas.industries[first].id], title);
  });
  for (const [clause, words] of Object.entries(atlas.planWords))
    for (const word of words.split("|")) put(word, ["clause", clause], plan);
  return terms;
}

/**
 * What people call a park: without province and city, with its city before it.
 *
 * @param {Atlas} atlas
 * @param {Place} place
 */
function shorterNames(atlas, place) {
  const { shorter, province, shortestRest } = atlas.rules.search;
  if (place.level !== "park" && place.level !== "site") return [];
  const city = place.city >= 0 ? atlas.places[place.city].zh : "";
  const ends = shorter.map(([, usual]) => usual);
  const found = [place.full, ...place.others].flatMap((name) => {
    const short = shorter.reduce((text, [long, usual]) => text.replaceAll(long, usual), name);
    const bare = [`${province}省`, province, `${city}市`, city].reduce(
      (text, head) =>
        head && text.startsWith(head) && text.length - head.length >= shortestRest ? text.slice(head.length) : text,
      short,
    );
    return ends.includes(bare) ? [short] : [short, bare, city + bare];
  });
  return [...new Set(found)];
}

/**
 * @param {Atlas} atlas
 * @returns {Term[]}
 */
function placeTerms(atlas) {
  const { weights } = atlas.rules.search;
  return atlas.places.flatMap((place) => {
    if (place.level === "province" || place.level === "sar") return [];
    /** @type {Subject} */
    const subject = ["place", place.id];
    const weight = place.level === "city" || place.level === "county" ? weights.name : weights.place;
    const read = place.spelled.split("|");
    return [
      ...[place.full, ...place.others].map((name, i) => termOf(atlas, name, subject, weight, read[i])),
      ...[place.zh, place.en, ...shorterNames(atlas, place)].map((name) => termOf(atlas, name, subject, weight)),
    ];
  });
}

/** @param {Atlas} atlas */
export function vocabularyOf(atlas) {
  if (!lists.has(atlas)) lists.set(atlas, { subjects: subjectTerms(atlas), places: placeTerms(atlas) });
  return lists.get(atlas);
}

/**
 * How well a text fits a term, 0 to 1, before the term's weight.
 *
 * @param {Atlas} atlas
 * @param {AskedText} text
 * @param {Term} term
 */
export function fitOf(atlas, text, term) {
  const rules = atlas.rules.search;
  const q = text.key;
  const t = term.key;
  if (!t) return 0;
  if (q === t) return 1;
  if (term.subject[0] === "cluster" && isPart(rules, q, term)) return rules.clusterPart;
  if (LATIN.test(q)) return Math.max(spelledFit(rules, q, term), englishFit(rules, text.words, term.words));
  return Math.max(writtenFit(rules, text, term), soundFit(rules, text, term));
}

/**
 * Is a text the better part of a cluster's name or of its pinyin?
 *
 * @param {SearchRules} rules
 * @param {string} q
 * @param {Term} term
 */
function isPart(rules, q, term) {
  const ascii = isAscii(q);
  const whole = ascii ? term.spelled : term.key;
  if (q.length < 2 || !whole || (ascii && q.length < rules.shortestSpelled)) return false;
  const length = q.length / whole.length;
  return (whole.endsWith(q) && length >= rules.clusterEnd) || (whole.startsWith(q) && length >= rules.clusterBeginning);
}

/**
 * @param {[number, number]} share
 * @param {number} length
 */
const of = ([least, more], length) => least + more * length;

/**
 * @param {SearchRules} rules
 * @param {AskedText} text
 * @param {Term} term
 */
function writtenFit(rules, text, term) {
  const [q, t] = [text.key, term.key];
  if (term.words.length || isAscii(t))
    return term.words.length && term.words.every((word) => text.words.includes(word))
      ? of(rules.head, t.length / q.length)
      : 0;
  if (t.length > 1 && q.includes(t)) return of(q.endsWith(t) ? rules.head : rules.elsewhere, t.length / q.length);
  if (q.length > 1 && t.includes(q)) {
    const begun = t.startsWith(q) || t.endsWith(q);
    return of(begun ? rules.begun : rules.inside, q.length / t.length);
  }
  let common = 0;
  for (let i = 0; i + 1 < t.length; i += 1) if (text.pairs.has(t.slice(i, i + 2))) common += 1;
  return (rules.pairs * 2 * common) / Math.max(text.pairs.size + t.length - 1, 1);
}

/**
 * @param {SearchRules} rules
 * @param {AskedText} text
 * @param {Term} term
 */
function soundFit(rules, text, term) {
  const [q, t] = [text.key, term.key];
  if (q.length > 2 && term.spelled && q.length === t.length && text.spelled === term.spelled) return rules.soundsAlike;
  return t.length > 3 && q.length > 3 && !isAscii(t) && nearlySame(q, t) ? rules.oneOff : 0;
}

/**
 * @param {string} one
 * @param {string} other
 */
const nearlySame = (one, other) => Math.abs(one.length - other.length) < 2 && oneOff(one, other);

/**
 * @param {SearchRules} rules
 * @param {string} q
 * @param {Term} term
 */
function spelledFit(rules, q, { spelled, initials }) {
  if (!spelled) return 0;
  if (q === spelled) return rules.spelled;
  let best = 0;
  const long = q.length >= rules.shortestSpelled;
  if (q.length >= rules.shortestInitials) {
    if (q === initials) best = rules.initials;
    else if (long && (initials.startsWith(q) || initials.endsWith(q)))
      best = of(rules.initialsBegun, q.length / initials.length);
  }
  if (long && (spelled.startsWith(q) || spelled.endsWith(q)))
    return Math.max(best, of(rules.begun, q.length / spelled.length));
  if (spelled.length >= rules.shortestSpelled && q.includes(spelled))
    return Math.max(best, of(q.endsWith(spelled) ? rules.head : rules.elsewhere, spelled.length / q.length));
  return q.length >= rules.shortestMistyped && nearlySame(q, spelled) ? Math.max(best, rules.oneOff) : best;
}

/**
 * @param {SearchRules} rules
 * @param {string[]} asked
 * @param {string[]} words
 */
function englishFit(rules, asked, words) {
  if (!words.length || !asked.length) return 0;
  const fits = asked.map((mine) => Math.max(...words.map((other) => wordFit(rules, mine, other))));
  const met = words.filter((other) => asked.some((mine) => wordFit(rules, mine, other))).length;
  const covered = fits.reduce((sum, one) => sum + one, 0) / fits.length;
  const headless = !fits[fits.length - 1] && fits.filter(Boolean).length === 1;
  return covered * (0.7 + (0.3 * met) / words.length) * (headless ? rules.noHead : 1);
}

/**
 * @param {SearchRules} rules
 * @param {string} mine
 * @param {string} other
 */
function wordFit(rules, mine, other) {
  if (mine === other) return 1;
  if (mine.length > 2 && other.startsWith(mine)) return rules.wordBegun;
  if (other.length > 3 && mine.startsWith(other)) return rules.wordLonger;
  return Math.min(mine.length, other.length) > 3 && nearlySame(mine, other) ? rules.wordMistyped : 0;
}

/**
 * A name of which characters were left out, its first one kept and the others in their order.
 *
 * @param {SearchRules} rules
 * @param {string} q
 * @param {string} name
 */
export function skippedFit(rules, q, name) {
  if (q.length < rules.shortestRest || isAscii(q) || q.length >= name.length || q[0] !== name[0]) return 0;
  let at = 0;
  for (const character of q) {
    at = name.indexOf(character, at) + 1;
    if (!at) return 0;
  }
  return of(rules.skipped, q.length / name.length);
}

/**
 * A text without the words at its end that say nothing, one after the other.
 *
 * @param {SearchRules} rules
 * @param {string} text
 */
export function withoutGeneric(rules, text) {
  const found = [];
  for (let rest = text; ;) {
    const end = rules.generic.find((word) => rest.endsWith(word));
    if (!end || rest.length - end.length < 2) return found;
    rest = rest.slice(0, rest.length - end.length);
    found.push(rest);
  }
}
