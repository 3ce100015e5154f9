// Words about a fact: clause address, citation, legal state, target, precision.
import { t, nameOf, number } from "./i18n.js";

const DIGITS = "零一二三四五六七八九";

/**
 * 1..99 as 一, 十, 十二, 二十三.
 *
 * @param {number} n
 * @returns {string}
 */
function chineseNumber(n) {
  if (n < 10) return DIGITS[n];
  const tens = Math.floor(n / 10);
  return (tens > 1 ? DIGITS[tens] : "") + "十" + (n % 10 ? DIGITS[n % 10] : "");
}

/**
 * "4.5" -> 四（五）; "4.5.2" -> 四（五）2; "3.1.box1.4" -> 三（一）专栏1第4项; "0" -> 印发通知.
 *
 * @param {Lang} lang
 * @param {string} clause
 */
export function clauseLabel(lang, clause) {
  if (clause === "0") return t(lang, "cover");
  if (clause === "end") return t(lang, "annex");
  let [text, depth, inBox] = ["", 0, false];
  for (const part of String(clause).split(".")) {
    const box = /^box(\d*)$/.exec(part);
    if (box) {
      text += (lang === "en" && text ? ", " : "") + t(lang, "box", { n: box[1] }).trim();
      inBox = true;
    } else if (inBox) {
      text += (lang === "en" ? ", " : "") + t(lang, "item", { n: part });
    } else if (lang === "en") {
      text += (text ? "." : "") + part;
    } else {
      const n = /^\d+$/.test(part) ? chineseNumber(Number(part)) : part;
      text += depth === 0 ? n : depth === 1 ? `（${n}）` : part;
    }
    depth += 1;
  }
  return lang === "en" && /^\d/.test(text) ? `§${text}` : text;
}

/** @param {string} iso */
function chineseDate(iso) {
  const [year, month, day] = iso.split("-").map(Number);
  return `${year}年${month}月${day}日`;
}

/**
 * A document's number; explanations of a plan have none of their own and go by their short title.
 *
 * @param {Lang} lang
 * @param {PlanDocument} doc
 */
export function documentMark(lang, doc) {
  return /\d/.test(doc.number) ? doc.number : nameOf(lang, { zh: doc.short, en: doc.short_en });
}

/**
 * 《…行动计划（2023—2025年）》（粤工信装备〔2023〕13号，2023年12月29日印发）
 *
 * @param {Lang} lang
 * @param {PlanDocument} doc
 */
function documentCitation(lang, doc) {
  const date = doc.issued && (lang === "en" ? doc.issued : chineseDate(doc.issued));
  const inside = [/\d/.test(doc.number) && doc.number, date && t(lang, "issued", { date })].filter(Boolean);
  if (lang === "en") return `${nameOf(lang, doc)} (${inside.join(", ")})`;
  // A title inside a title has single marks.
  return `《${doc.zh.replace(/《/g, "〈").replace(/》/g, "〉")}》${inside.length ? `（${inside.join("，")}）` : ""}`;
}

/**
 * The document and its clause: 《…》（…），四（五）
 *
 * @param {Lang} lang
 * @param {Atlas} atlas
 * @param {FactIndex} fact
 */
export function citation(lang, atlas, fact) {
  const document = documentCitation(lang, atlas.documents[atlas.facts.document[fact]]);
  return `${document}${lang === "en" ? ", " : "，"}${clauseLabel(lang, atlas.facts.clause[fact])}`;
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
        .map((clause) => clauseLabel(lang, clause));
      return labels.length
        ? `${documentCitation(lang, doc)}${lang === "en" ? `: ${labels.join(", ")}` : `：${labels.join("、")}`}`
        : "";
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
 * @param {Atlas} atlas
 * @param {PlanDocument} doc
 * @param {LegalState} state
 */
export function legalLabel(lang, atlas, doc, state) {
  const code = atlas.codes.legal.find((row) => row.id === state);
  const to = (doc.to || "").slice(0, 4);
  if (state === "period-ended") return t(lang, "ended", { year: to });
  if (state === "superseded") return t(lang, "replaced", { year: doc.superseded?.slice(0, 4) });
  if (state === "in-force" && to) return t(lang, "till", { year: to });
  return nameOf(lang, code);
}

/**
 * 营业收入 3,500 亿元以上（2025）
 *
 * @param {Lang} lang
 * @param {Target | null} target
 */
export function targetLabel(lang, target) {
  if (!target) return "";
  const value = number(lang, target.value);
  if (lang === "en") {
    const unit = target.unit_en || target.unit;
    return `${target.metric_en || target.metric}: ${value} ${unit}${target.year ? ` (${target.year})` : ""}`;
  }
  const [before, after] = /上|内|下|右/.test(target.qualifier || "")
    ? ["", target.qualifier]
    : [target.qualifier || "", ""];
  const year = target.year ? `（${target.year}）` : "";
  return `${target.metric} ${before}${before ? " " : ""}${value} ${target.unit}${after}${year}`;
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
 * @param {Lang} lang
 * @param {Atlas} atlas
 * @param {Place} place
 */
export function precisionLabel(lang, atlas, place) {
  if (place.precision === "city-only" && place.city < 0) return t(lang, "locUnknown");
  const code = atlas.codes.precision.find((row) => row.id === place.precision);
  const word = nameOf(lang, code) || place.precision;
  return place.radius ? `${word} ${t(lang, "radius", { km: place.radius })}` : word;
}
