// Why a found place stands where it stands, in a sentence of the pack filled with facts; as reasons.py.
import { nameOf, joinNames, joinWords, worded } from "../core/i18n.js";
import { holds, titleOf } from "../core/headlines.js";
import { clauseMark, legalLabel, targetLabel } from "../core/cite.js";

/**
 * How the designation comes to the place, where it does not name it itself.
 *
 * @param {ReasonWords} ctx
 * @param {FoundPlace} found
 */
function wayOf(ctx, found) {
  const { atlas, part, names } = ctx;
  const best = found.evidence[0];
  const named = atlas.facts.places[best.fact];
  if (best.directness === atlas.rules.find.throughRegion)
    return part("via", {
      names: names(named.filter((p) => (atlas.places[p].members || []).includes(found.place))),
    });
  if (named.includes(found.place)) return "";
  return part("inside", {
    names: names(named.filter((p) => [atlas.places[p].city, atlas.places[p].county].includes(found.place))),
  });
}

/**
 * @param {ReasonWords} ctx
 * @param {PlaceIndex} here
 * @param {Neighbour} neighbour
 */
function besideName({ atlas, part, names }, here, { place, apart }) {
  // What lies inside is not apart.
  if (place !== here && holds(atlas, here, place)) return names([place]);
  if (!apart) return names([place]) + part("adjoining");
  return names([place]) + part("apart", { km: Math.round(apart[0]), sure: Math.round(apart[1]) });
}

/**
 * @param {Atlas} atlas
 * @param {Lang} lang
 * @param {LegalState[]} legal
 * @param {FoundPlace} found
 */
export function reasonOf(atlas, lang, legal, found) {
  const { facts, documents, codes, rules } = atlas;
  /** @param {PlaceIndex[]} places */
  const names = (places) =>
    joinNames(
      lang,
      places.map((p) => atlas.places[p]),
    );
  /**
   * @param {string} key
   * @param {Record<string, unknown>} [slots]
   */
  const part = (key, slots = {}) => worded(lang, atlas.words.reasons[key], slots);
  const ctx = { atlas, part, names };
  const best = found.evidence[0].fact;
  const parts = [
    part("best", {
      place: names([found.place]),
      way: wayOf(ctx, found),
      title: titleOf(atlas, lang, best),
      role: nameOf(lang, codes.role[facts.role[best]]),
      status: nameOf(lang, codes.status[facts.status[best]]),
      clause: clauseMark(lang, atlas, best),
      legal: legalLabel(lang, documents[facts.document[best]], legal[facts.document[best]]),
    }),
  ];
  if (found.evidence.length > 1) parts.push(part("more", { n: found.evidence.length - 1 }));
  const goal = found.evidence.find((e) => facts.target[e.fact] && e.directness === rules.find.itself);
  if (goal) parts.push(part("target", { what: targetLabel(lang, atlas, facts.target[goal.fact]) }));
  if (found.transfers.length) parts.push(part("transfer", { names: names(found.transfers) }));
  if (found.near.length) {
    const beside = found.near.slice(0, rules.find.namedNear).map((n) => besideName(ctx, found.place, n));
    parts.push(part("near", { n: found.near.length, names: joinWords(lang, beside) }));
  }
  return lang === "en" ? `${parts.join("; ")}.` : `${parts.join("；")}。`;
}
