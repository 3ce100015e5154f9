// Words about a fact; the pack holds them finished: citation, clause, legal state, target, precision.
import { joinNames, nameOf, worded } from "./i18n.js";

/**
 * Whom the outlines are owed to: both sets where the finer one is drawn as well.
 *
 * @param {Atlas} atlas
 * @param {Lang} lang
 * @param {boolean} [finer]
 */
export function outlineCredit(atlas, lang, finer = atlas.finer !== null) {
  const own = [atlas.credit, ...(finer && atlas.finer_credit.zh ? [atlas.finer_credit] : [])];
  return own.map((credit) => credit[lang] || credit.zh).join(lang === "en" ? "; " : "；");
}

/**
 * 四（五） · §4.5
 *
 * @param {Lang} lang
 * @param {Atlas} atlas
 * @param {string} clause
 */
export function clauseLabel(lang, atlas, clause) {
  return nameOf(lang, atlas.clauses[clause]) || clause;
}

/**
 * A document in short: its number, or its short title where it has none.
 *
 * @param {Lang} lang
 * @param {PlanDocument} doc
 */
export function documentMark(lang, doc) {
  return nameOf(lang, doc.label);
}

/**
 * Document and clause in short: 粤工信装备〔2023〕13号 四（五）
 *
 * @param {Lang} lang
 * @param {Atlas} atlas
 * @param {FactIndex} fact
 */
export function clauseMark(lang, atlas, fact) {
  const { document, clause } = atlas.facts;
  return `${documentMark(lang, atlas.documents[document[fact]])} ${clauseLabel(lang, atlas, clause[fact])}`;
}

/**
 * The document and its clause: 《…》（…），四（五）
 *
 * @param {Lang} lang
 * @param {Atlas} atlas
 * @param {FactIndex} fact
 */
export function citation(lang, atlas, fact) {
  const head = nameOf(lang, atlas.documents[atlas.facts.document[fact]].cited);
  return `${head}${lang === "en" ? ", " : "，"}${clauseLabel(lang, atlas, atlas.facts.clause[fact])}`;
}

/**
 * A designation with its citation, to be pasted into another text.
 *
 * @param {Lang} lang
 * @param {Atlas} atlas
 * @param {FactIndex} fact
 */
export function citedStatement(lang, atlas, fact) {
  const { places, role, status, zh, en } = atlas.facts;
  return worded(lang, atlas.words.statement, {
    places: joinNames(
      lang,
      places[fact].map((p) => atlas.places[p]),
    ),
    title: nameOf(lang, { zh: zh[fact], en: en[fact] }),
    role: nameOf(lang, atlas.codes.role[role[fact]]),
    status: nameOf(lang, atlas.codes.status[status[fact]]),
    citation: citation(lang, atlas, fact),
  });
}

/**
 * Every document of some facts once, with all their clauses: 《…》（…）：三（一）、五（四）
 *
 * @param {Lang} lang
 * @param {Atlas} atlas
 * @param {FactIds} facts
 */
export function citedDocuments(lang, atlas, facts) {
  return atlas.documents
    .map((doc, k) => {
      const clauses = new Set(
        Array.from(facts)
          .filter((i) => atlas.facts.document[i] === k)
          .map((i) => atlas.facts.clause[i]),
      );
      const labels = [...clauses]
        .sort((a, b) => (clauseKey(a) < clauseKey(b) ? -1 : 1))
        .map((clause) => clauseLabel(lang, atlas, clause));
      const head = nameOf(lang, doc.cited);
      return labels.length ? head + (lang === "en" ? `: ${labels.join(", ")}` : `：${labels.join("、")}`) : "";
    })
    .filter(Boolean);
}

/**
 * 2023—2025
 *
 * @param {PlanDocument} doc
 */
export function editionLabel(doc) {
  const [from, to] = [doc.from, doc.to].map((day) => (day || "").slice(0, 4));
  return from && to && from !== to ? `${from}—${to}` : from || to;
}

/**
 * Legal state with the year that explains it: 规划期满 2025.
 *
 * @param {Lang} lang
 * @param {PlanDocument} doc
 * @param {LegalState} state
 */
export function legalLabel(lang, doc, state) {
  return nameOf(lang, doc.legal[String(state)]);
}

/**
 * What is known of the final text of a draft, once it is issued: 正式稿 2024年3月20日由…印发；据…
 *
 * @param {Lang} lang
 * @param {PlanDocument} doc
 * @param {LegalState} state
 */
export function finalLabel(lang, doc, state) {
  return state === "finalised" && doc.final ? nameOf(lang, doc.final) : "";
}

/**
 * 营业收入 约 1.4 万亿元（2025 年）
 *
 * @param {Lang} lang
 * @param {Atlas} atlas
 * @param {Target | null} target
 */
export function targetLabel(lang, atlas, target) {
  if (!target) return "";
  const metric = lang === "en" ? target.metric_en : target.metric;
  return worded(lang, atlas.words.target, { metric, amount: nameOf(lang, target.amount) });
}

/**
 * Clauses sort by number at every level: 3.2 before 3.10.
 *
 * @param {string} clause
 */
export function clauseKey(clause) {
  return clause
    .split(".")
    .map((part) => part.replace(/\d+/, (n) => n.padStart(4, "0")))
    .join(".");
}

/**
 * What the location of a park or site is worth: 点位 ±4 km.
 *
 * @param {Lang} lang
 * @param {Atlas} atlas
 * @param {Place} place
 */
export function precisionLabel(lang, atlas, place) {
  return nameOf(lang, atlas.located[place.worth ?? -1]);
}
