// A change between two editions as one sentence, made or begun in wording/changes.py.
import { joinNames, nameOf, worded } from "../core/i18n.js";
import { targetLabel } from "../core/cite.js";

/**
 * What a statement that stands alone is about: places, role, status and target.
 *
 * @param {Atlas} atlas
 * @param {Lang} lang
 * @param {FactIndex} fact
 */
function statementWords(atlas, lang, fact) {
  const { facts, places, codes } = atlas;
  const named = facts.places[fact].map((p) => places[p]);
  const coded = /** @type {const} */ (["role", "status"]).map((name) => nameOf(lang, codes[name][facts[name][fact]]));
  const what = [joinNames(lang, named), ...coded, targetLabel(lang, atlas, facts.target[fact])];
  return what.filter(Boolean).join(lang === "en" ? "; " : "，");
}

/**
 * What two years are not compared in, as left_out_sentence() in wording/changes.py says it; empty for nothing.
 *
 * @param {Atlas} atlas
 * @param {Lang} lang
 * @param {{ clusters: ClusterIndex[], documents: DocumentIndex[] }} missing
 */
export function leftOutSentence(atlas, lang, { clusters, documents }) {
  const short = documents.map((k) => ({ zh: atlas.documents[k].short, en: atlas.documents[k].short_en }));
  const names = joinNames(lang, [...clusters.map((k) => atlas.clusters[k]), ...short]);
  return names && worded(lang, atlas.words.changes.leftOut, { names });
}

/**
 * @param {Atlas} atlas
 * @param {Lang} lang
 * @param {Change} change
 */
export function changeSentence(atlas, lang, change) {
  if (change.said) return nameOf(lang, change.said);
  const fact = change.new < 0 ? change.old : change.new;
  const title = nameOf(lang, { zh: atlas.facts.zh[fact], en: atlas.facts.en[fact] });
  return worded(lang, atlas.words.changes[change.kind], { title, what: statementWords(atlas, lang, fact) });
}
