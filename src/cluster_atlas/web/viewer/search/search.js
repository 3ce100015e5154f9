// One search that answers: what a text asks for, the places that plans name, or that none does. The
// same rules as search.py, whose numbers come in the pack; a test holds both to the same answers.
import { holds } from "../core/headlines.js";
import { evolutionsBetween } from "../questions/evolve.js";
import { findPlaces } from "../questions/find.js";
import { topIndustries } from "../questions/roles.js";
import { emptySelection, selectFacts } from "../questions/select.js";
import { searchWords } from "../core/words.js";
import { partsOf } from "./parts.js";
import { askedText, fitOf, joinedWords, skippedFit, vocabularyOf, withoutGeneric } from "./vocabulary.js";

const NUMBER = /(?:(20[0-9]{2})[^0-9]{0,2})?([0-9]{1,4})号/;
const ID = /^([a-z]+(?:-[a-z0-9]+)+)(?:#([0-9a-z.]+))?$/;
const TITLE_END = /(?:行动)?(?:计划|规划|方案|措施|意见|文件)$/;

/** @param {Subject} subject */
const keyOf = ([kind, id]) => `${kind} ${id}`;

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
  const list = vocabularyOf(atlas);
  const said = (list.said ??= factsSaid(atlas));
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
 * @param {Subject[]} [codes]
 * @returns {FactSelection}
 */
export function selectionFor(atlas, subject, within = [], codes = []) {
  const sel = emptySelection();
  const places = within.map((p) => /** @type {Subject} */ (["place", atlas.places[p].id]));
  for (const [kind, id] of [subject, ...places, ...codes])
    if (kind === "document" || kind === "clause") {
      sel.document = [id.split("#")[0]];
      sel.legal = atlas.codes.legal.map((code) => code.id);
    } else {
      const list = sel[/** @type {FilterName} */ (kind)];
      if (!list.includes(id)) list.push(id);
    }
  return sel;
}

/**
 * @param {Atlas} atlas
 * @param {Subject} subject
 * @param {PlaceIndex[]} [within]
 * @param {Subject[]} [codes]
 */
function selected(atlas, subject, within, codes) {
  const facts = [...selectFacts(atlas, selectionFor(atlas, subject, within, codes)).ids];
  return subject[0] === "clause" ? facts.filter((i) => clauseId(atlas, i) === subject[1]) : facts;
}

/**
 * Whose designations answer: the subject's own, or of what it is a part of.
 *
 * @param {Atlas} atlas
 * @param {Subject} subject
 */
function basisOf(atlas, subject) {
  /** @param {FactIndex} i */
  const local = (i) => atlas.facts.places[i].some((p) => atlas.places[p].level !== "province");
  return upwards(atlas, subject).find((one) => selected(atlas, one).some(local)) ?? subject;
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
 * What names most of some places first, of that the strongest.
 *
 * @param {Atlas} atlas
 * @param {FactIndex[]} facts
 * @param {PlaceIndex[]} places
 */
function namedFirst(atlas, facts, places) {
  /** @param {FactIndex} i */
  const number = (i) => places.filter((p) => namesIn(atlas, i, [p])).length;
  return strongest(atlas, facts).sort((a, b) => number(b) - number(a));
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
    return { facts: namedFirst(atlas, facts, [place]), named: NO_REPLY.named };
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
 * The parts by which a subject is narrowed, and the places that no plan names for it; where that is all of
 * them, whom plans do name answers.
 *
 * @param {Atlas} atlas
 * @param {Subject} basis
 * @param {Parts} parts
 * @returns {Pick<Reply, "within" | "codes" | "absent">}
 */
function answered(atlas, basis, { within, codes }) {
  if (basis[0] !== "cluster" && basis[0] !== "industry")
    return { within: basis[0] === "place" ? [] : within, codes: [], absent: [] };
  const facts = selected(atlas, basis, within, codes);
  const absent = within.filter((p) => !facts.some((i) => namesIn(atlas, i, [p])));
  return { within: absent.length === within.length ? [] : within, codes, absent };
}

/**
 * Does a designation name something in places?
 *
 * @param {Atlas} atlas
 * @param {FactIndex} i
 * @param {PlaceIndex[]} places
 */
export function namesIn(atlas, i, places) {
  return atlas.facts.places[i].some((p) => places.some((one) => holds(atlas, one, p)));
}

/**
 * The places inside those that answer, and the regions that speak of those asked for.
 *
 * @param {Atlas} atlas
 * @param {NamedPlaces} named
 * @param {PlaceIndex[]} within
 * @param {PlaceIndex[]} asked
 */
const inside = (atlas, { places, regions }, within, asked) => ({
  places: places.filter((p) => !within.length || within.some((one) => holds(atlas, one, p))),
  regions: regions.filter((r) => !asked.length || asked.some((one) => holds(atlas, r, one))),
});

const NO_REPLY = {
  within: [],
  sector: "",
  codes: [],
  absent: [],
  changes: false,
  shared: [],
  named: { places: [], regions: [] },
  rest: "",
  years: [],
  changed: [],
  comparable: false,
};

/**
 * @param {Atlas} atlas
 * @param {string} text
 * @param {Hit[]} found
 * @param {Parts} [parts]
 * @returns {Reply}
 */
function replyOf(atlas, text, found, parts = NO_REPLY) {
  const hits = ranked(atlas, found);
  const [first] = hits;
  const known = hits.filter((hit) => hit.subject[0] !== "sector");
  const sector = first && first.subject[0] === "sector" ? first.subject[1] : "";
  if (!first || sector || first.score < atlas.rules.search.covered)
    return { ...NO_REPLY, text, sector, kind: "outside", hits: ranked(atlas, known), basis: null, facts: [] };
  const basis = basisOf(atlas, first.subject);
  const told = answered(atlas, basis, parts);
  const facts = selected(atlas, basis, told.within, told.codes);
  const ordered = namedBy(atlas, first, facts, told.within);
  return {
    ...NO_REPLY,
    ...told,
    text,
    kind: first.subject[0],
    hits: known,
    basis: facts.length ? basis : first.subject,
    facts: ordered.facts,
    named: inside(atlas, ordered.named, told.within, parts.within),
    changes: parts.changes,
  };
}

/**
 * The designations of a role, status or legal state; in places where some are named.
 *
 * @param {Atlas} atlas
 * @param {string} text
 * @param {Parts} parts
 * @returns {Reply}
 */
function codedReply(atlas, text, { within, codes, changes }) {
  const [basis] = codes;
  const [kind, id] = basis;
  const facts = strongest(atlas, selected(atlas, basis, within, codes));
  const term = atlas.rows[/** @type {"role"} */ (kind)][atlas.index[/** @type {"role"} */ (kind)].get(id) ?? -1].zh;
  const hits = [{ subject: basis, term, score: 100, rank: 1 }];
  const named = inside(atlas, plainNames(atlas, facts), within, within);
  return { ...NO_REPLY, text, kind, hits, within, codes, changes, basis, facts, named };
}

/**
 * The answer about a place alone, or about what several are named in together.
 *
 * @param {Atlas} atlas
 * @param {string} text
 * @param {Hit[]} others
 * @param {Parts} parts
 * @returns {Reply}
 */
function placedReply(atlas, text, others, parts) {
  const { within, changes } = parts;
  /** @type {Hit[]} */
  const hits = within.map((p) => {
    const { id, full } = atlas.places[p];
    return { subject: ["place", id], term: full, score: 100, rank: 0 };
  });
  if (hits.length === 1) return replyOf(atlas, text, [...hits, ...others], parts);
  const basis = hits[0].subject;
  const facts = namedFirst(atlas, selected(atlas, basis, within), within);
  const split = within.map((p) => facts.filter((i) => namesIn(atlas, i, [p])));
  /**
   * @param {"cluster" | "industry"} kind
   * @param {(fact: FactIndex) => number[]} of
   */
  const shared = (kind, of) =>
    atlas.rows[kind].flatMap(({ id }, k) =>
      split.every((mine) => mine.some((i) => of(i).includes(k))) ? [/** @type {Subject} */ ([kind, id])] : [],
    );
  return {
    ...NO_REPLY,
    text,
    kind: "place",
    hits: ranked(atlas, hits),
    within,
    changes,
    basis,
    facts,
    shared: [
      ...shared("cluster", (i) => [atlas.facts.cluster[i]]),
      ...shared("industry", (i) => topIndustries(atlas, i)),
    ],
  };
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
  const parts = partsOf(atlas, text);
  const reply = answerTo(atlas, text, parts);
  const { years, within } = parts;
  if (!years.length) return reply;
  const found = evolutionsBetween(atlas, years[0], years[1]);
  /** @param {Change} change */
  const touches = (change) => [change.old, change.new].some((i) => i >= 0 && namesIn(atlas, i, within));
  const changed = found.flatMap((e) => e.changes).filter((change) => change.kind !== "kept" && touches(change));
  return { ...reply, years, changed, comparable: found.length > 0 };
}

/**
 * @param {Atlas} atlas
 * @param {string} text
 * @param {Parts} parts
 * @returns {Reply}
 */
function answerTo(atlas, text, parts) {
  const { subjects: terms, places: names } = vocabularyOf(atlas);
  const { covered } = atlas.rules.search;
  const { within, codes, rest } = parts;
  const paper = paperHits(atlas, text);
  if (paper.length && (rest || !codes.length)) return replyOf(atlas, text, paper);
  if (!rest) return codes.length ? codedReply(atlas, text, parts) : placedReply(atlas, text, [], parts);
  const places = hitsOf(atlas, text, names, true);
  let subjects = hitsOf(atlas, rest, terms);
  if (!codes.length) subjects = merged(atlas, [...hitsOf(atlas, text, terms), ...subjects]);
  const best = subjects.length ? subjects[0].score : 0;
  const place = places.length ? places[0].score : 0;
  // A place is named, and beside it nothing that is known.
  if (within.length && Math.max(best, place) < covered) return placedReply(atlas, text, subjects, parts);
  if (place >= Math.max(best, covered)) return replyOf(atlas, text, [...places, ...subjects]);
  return replyOf(atlas, text, [...subjects, ...places.filter((hit) => hit.score < best)], parts);
}
