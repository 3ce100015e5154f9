// What the search answers, as a planner would say it, in sentences of the pack; as replies.py.
import { clauseMark, documentMark, legalLabel } from "../core/cite.js";
import { titleOf } from "../core/headlines.js";
import { joinNames, joinWords, nameOf, worded } from "../core/i18n.js";
import { legalStates } from "../questions/select.js";
import { namesIn } from "./search.js";
import { joinedWords } from "./vocabulary.js";

/**
 * The cluster, industry or place that a subject is.
 *
 * @param {Atlas} atlas
 * @param {Subject} subject
 */
export function entityOf(atlas, [kind, id]) {
  const list = /** @type {Named[]} */ (atlas.rows[/** @type {"cluster"} */ (kind)]);
  return list[atlas.index[/** @type {"cluster"} */ (kind)].get(id) ?? -1];
}

/**
 * What a subject is called.
 *
 * @param {Atlas} atlas
 * @param {Lang} lang
 * @param {Subject} subject
 */
export function subjectName(atlas, lang, subject) {
  const [kind, id] = subject;
  if (kind !== "document" && kind !== "clause") return nameOf(lang, entityOf(atlas, subject), true);
  const [key, address] = id.split("#");
  const doc = documentMark(lang, atlas.documents[atlas.index.document.get(key) ?? -1]);
  const clause = atlas.clauses[address];
  return clause ? `${doc} ${nameOf(lang, clause)}` : doc;
}

/**
 * The answer as one sentence.
 *
 * @param {Atlas} atlas
 * @param {Lang} lang
 * @param {Reply} reply
 */
export function replySentence(atlas, lang, reply) {
  const parts = [spanOf(atlas, lang, reply), ...partsOf(atlas, lang, reply)].filter(Boolean);
  if (lang !== "en") return `${parts.join("；")}。`;
  return parts.map((part) => `${part.slice(0, 1).toUpperCase()}${part.slice(1)}.`).join(" ");
}

/**
 * What changed between two years that were asked for.
 *
 * @param {Atlas} atlas
 * @param {Lang} lang
 * @param {Reply} reply
 */
function spanOf(atlas, lang, { years: [first, last], changed, comparable }) {
  if (!first) return "";
  const { replies } = atlas.words;
  const most = atlas.rules.replies.titles;
  const semicolon = lang === "en" ? "; " : "、";
  let said = ["added", "dropped", "changed"].flatMap((kind) => {
    const all = changed.filter((change) => change.kind === kind);
    const some = all.slice(0, most).map((change) => titleOf(atlas, lang, change.new < 0 ? change.old : change.new));
    const titles = some.join(semicolon) + (all.length > most ? "…" : "");
    return all.length ? [worded(lang, replies[kind], { n: all.length, titles })] : [];
  });
  if (!comparable || !said.length) said = [worded(lang, replies[comparable ? "same" : "single"], {})];
  return worded(lang, replies.span, { first, last, said: said.join(lang === "en" ? "; " : "，") });
}

/**
 * @param {Atlas} atlas
 * @param {Lang} lang
 * @param {Reply} reply
 * @returns {string[]}
 */
function partsOf(atlas, lang, reply) {
  const { replies } = atlas.words;
  const { replies: limits } = atlas.rules;
  const legal = legalStates(atlas, null);
  const said = reply.text.trim();
  const [hit] = reply.hits;
  /**
   * @param {string} key
   * @param {Record<string, unknown>} [slots]
   */
  const part = (key, slots = {}) => worded(lang, replies[key], slots);
  /** @param {PlaceIndex[]} places */
  const names = (places) =>
    joinNames(
      lang,
      places.map((p) => atlas.places[p]),
    );
  /** @param {string[]} words */
  const join = (words) => joinWords(lang, words);
  /** @param {Subject} subject */
  const full = (subject) => {
    const name = subjectName(atlas, lang, subject);
    if (subject[0] === "cluster") return part("cluster", { name });
    if (subject[0] !== "industry") return name;
    const k = atlas.index.industry.get(subject[1]) ?? -1;
    return part("in", { name, cluster: nameOf(lang, atlas.clusters[atlas.industries[k].cluster]) });
  };
  /** @param {DocumentIndex} k */
  const until = (k) => {
    const doc = atlas.documents[k];
    const state = legal[k];
    if (!doc.to || (state !== "in-force" && state !== "period-ended"))
      return legalLabel(lang, doc, state).replace(/^./, (first) => first.toLowerCase());
    return part(state === "period-ended" ? "ended" : "until", { year: Number(doc.to.slice(0, 4)) });
  };
  /**
   * @param {PlaceIndex[]} places
   * @param {number} most
   */
  const some = (places, most) => {
    // One more is sooner named than counted.
    if (places.length <= most + 1) return names(places);
    return part("more", { names: names(places.slice(0, most)), n: places.length });
  };
  // Every document is counted in one state; what most have comes first.
  /** @param {FactIndex[]} facts */
  function basis(facts) {
    const all = [...new Set(facts.map((i) => clauseMark(lang, atlas, i)))];
    const documents = [...new Set(facts.map((i) => atlas.facts.document[i]))];
    const more = all.length - limits.clauses;
    let clauses = join(all.slice(0, limits.clauses));
    if (more > 0) clauses = part("rest", { clauses, n: all.length, more });
    if (documents.length > 1) clauses = part("papers", { clauses, n: documents.length });
    /** @type {Map<string, number>} */
    const states = new Map();
    for (const k of documents) states.set(until(k), (states.get(until(k)) || 0) + 1);
    const reach = [...states].sort((a, b) => b[1] - a[1]);
    return part("basis", {
      clauses,
      until:
        reach.length > 1
          ? join(reach.map(([state, n]) => part("some", { n, all: documents.length, until: state })))
          : reach[0][0],
    });
  }
  const named = (key = "named") => [
    reply.named.places.length && part(key, { names: some(reply.named.places, limits.named) }),
    reply.named.regions.length && part("regions", { names: some(reply.named.regions, limits.regions) }),
  ];
  const isBasis = reply.basis !== null && hit && String(reply.basis) === String(hit.subject);

  function opening() {
    const name = full(hit.subject);
    const own = entityOf(atlas, hit.subject);
    const { within, absent, changes } = reply;
    const told = within.length || reply.codes.length || absent.length || changes ? hit.term : said;
    const slots = { text: told, term: hit.term, name };
    if (hit.score < limits.firm) return part("weak", { ...slots, score: Math.floor(hit.score + 0.5) });
    if ([own.zh, own.en ?? ""].map(joinedWords).includes(joinedWords(told))) return part("itself", { name });
    const [text, term] = [joinedWords(said), joinedWords(hit.term)];
    // Of several words one does not speak for the others.
    return part(term.includes(text) || (text.includes(term) && !/\s/.test(told)) ? "belongs" : "read", slots);
  }

  /** @param {Subject[]} subjects */
  const listed = (subjects) => join(subjects.map((one) => subjectName(atlas, lang, one)));

  // Beside roles and states it is understood that they are named.
  function codes() {
    const only = reply.codes.length === 1 && !reply.within.length;
    return reply.codes.filter(([kind]) => only || kind !== "named").map((one) => subjectName(atlas, lang, one));
  }

  function thing() {
    const { absent, within, facts } = reply;
    const first = [
      opening(),
      absent.length && part("absent", { places: names(absent), name: [hit.term, ...codes()].join(" · ") }),
      ...(within.length || reply.codes.length ? there() : []),
    ];
    if (!facts.length) return [...first, part("nowhere")];
    return [
      ...first,
      !isBasis && reply.basis && part("above", { name: full(reply.basis) }),
      ...named(within.length || !absent.length ? "named" : "rather"),
      basis(facts),
    ];
  }

  // How many designations there are of what stands beside a subject.
  function there() {
    const { facts, within } = reply;
    const name = [...within.map((p) => nameOf(lang, atlas.places[p])), ...codes()].join(" · ");
    if (!within.length) return [part("of", { name, n: facts.length })];
    const n = facts.filter((i) => namesIn(atlas, i, within)).length;
    return [part("place", { name, n }), n < facts.length && part("through", { n: facts.length - n })];
  }

  /** @param {ClusterIndex[]} all */
  const clusters = (all) =>
    part("clusters", {
      names: joinNames(
        lang,
        [...new Set(all)].map((k) => atlas.clusters[k]),
      ),
    });

  /** @param {Subject[]} all */
  function industries(all) {
    const most = atlas.rules.search.mostHits;
    if (!all.length) return "";
    return part("industries", {
      names: listed(all.slice(0, most)) + (all.length > most ? "…" : ""),
      n: all.length,
    });
  }

  function coded() {
    const { facts } = reply;
    if (!facts.length) return there();
    const all = [...new Set(facts.flatMap((i) => atlas.facts.industries[i]))];
    const beside = [...new Set(facts.flatMap((i) => atlas.facts.direct[i]))].filter((p) => !reply.within.includes(p));
    return [
      ...there(),
      clusters(facts.map((i) => atlas.facts.cluster[i])),
      ...(reply.within.length
        ? [
            industries(all.map((k) => ["industry", atlas.industries[k].id])),
            beside.length && part("beside", { names: names(beside) }),
          ]
        : named()),
      basis(facts),
    ];
  }

  function together() {
    const { within } = reply;
    const all = reply.shared.filter(([kind]) => kind === "cluster");
    const several = { first: names(within.slice(0, -1)), last: names(within.slice(-1)) };
    const shared = new Set(all.map(([, id]) => id));
    const mine = reply.facts.filter(
      (i) => shared.has(atlas.clusters[atlas.facts.cluster[i]].id) && namesIn(atlas, i, within),
    );
    return [
      part("shared", { names: part(within.length === 2 ? "both" : "all", several), n: all.length }),
      all.length && clusters(all.map(([, id]) => atlas.index.cluster.get(id) ?? -1)),
      industries(reply.shared.slice(all.length)),
      mine.length && basis(mine),
    ];
  }

  function place() {
    const p = atlas.index.place.get(hit.subject[1]) ?? -1;
    const name = subjectName(atlas, lang, hit.subject);
    const mine = reply.facts.filter((i) => namesIn(atlas, i, [p]));
    const rest = reply.facts.length - mine.length;
    const through = rest && part("through", { n: rest });
    if (!mine.length) return [part("unnamed", { name }), through];
    return [
      part("place", { name, n: mine.length }),
      clusters(mine.map((i) => atlas.facts.cluster[i])),
      through,
      basis(mine),
    ];
  }

  function paper() {
    const k = atlas.index.document.get(hit.subject[1].split("#")[0]) ?? -1;
    const slots = { text: hit.term, until: until(k), n: reply.facts.length };
    let name = subjectName(atlas, lang, hit.subject);
    if (hit.subject[0] === "document") {
      const title = nameOf(lang, atlas.documents[k]);
      name = lang === "en" ? `${title} (${name})` : `《${title}》（${name}）`;
    }
    const isWord = hit.subject[0] === "clause" && hit.score < 100;
    return [
      isWord && part("word", { ...slots, name }),
      isBasis ? !isWord && part("clause", { ...slots, name }) : part("nowhere"),
      ...(isBasis ? named() : []),
    ];
  }

  function outside() {
    const sector = atlas.sectors.find((one) => one.id === reply.sector);
    const lines = [];
    if (sector) {
      const name = nameOf(lang, sector);
      if (![sector.zh, sector.en].map(joinedWords).includes(joinedWords(said)))
        lines.push(part("belongs", { text: said, name }));
      lines.push(part(sector.group ? "outside" : "beyond", { name: sector.group ? part("cluster", { name }) : name }));
    } else lines.push(part(reply.hits.length ? "outside" : "unknown", { text: said, name: `“${said}”` }));
    const near = nearestSubjects(atlas, reply).slice(0, limits.nearest);
    if (near.length) lines.push(part("nearest", { names: join(near.map(full)) }));
    else if (sector) lines.push(part("none"));
    return lines;
  }

  const makers = /** @type {Record<string, () => (string | false | 0 | null)[]>} */ ({
    outside,
    place: reply.within.length ? together : place,
    document: paper,
    clause: paper,
    cluster: thing,
    industry: thing,
  });
  return /** @type {string[]} */ ((makers[reply.kind] || coded)());
}

/**
 * What of the atlas comes nearest to a text outside: what its sector names, without a sector what it is like.
 *
 * @param {Atlas} atlas
 * @param {Reply} reply
 * @returns {Subject[]}
 */
export function nearestSubjects(atlas, reply) {
  const sector = atlas.sectors.find((one) => one.id === reply.sector);
  return sector ? sector.near.map((k) => ["cluster", atlas.clusters[k].id]) : reply.hits.map((hit) => hit.subject);
}
