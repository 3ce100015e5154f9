// Why a found place stands where it stands, in a sentence made of facts; as reasons.py.
import { t, nameOf, joinNames } from "../core/i18n.js";
import { titleOf } from "../core/headlines.js";
import { clauseLabel, legalLabel, targetLabel } from "../core/cite.js";
import { ITSELF, THROUGH_REGION } from "./find.js";

const NAMED_NEAR = 3;

/**
 * How the designation comes to the place, where it does not name it itself.
 *
 * @param {Atlas} atlas
 * @param {Lang} lang
 * @param {FoundPlace} found
 */
function wayOf(atlas, lang, found) {
  const best = found.evidence[0];
  const named = atlas.facts.places[best.fact];
  /** @param {PlaceIndex[]} places */
  const names = (places) =>
    joinNames(
      lang,
      places.map((p) => atlas.places[p]),
    );
  if (best.directness === THROUGH_REGION)
    return t(lang, "fndVia", {
      names: names(named.filter((p) => (atlas.places[p].members || []).includes(found.place))),
    });
  if (named.includes(found.place)) return "";
  return t(lang, "fndIn", {
    names: names(named.filter((p) => [atlas.places[p].city, atlas.places[p].county].includes(found.place))),
  });
}

/**
 * @param {Atlas} atlas
 * @param {Lang} lang
 * @param {Neighbour} neighbour
 */
function besideName(atlas, lang, { place, apart }) {
  const name = nameOf(lang, atlas.places[place]);
  if (!apart) return name + t(lang, "fndAdjoin");
  return name + t(lang, "fndKm", { km: Math.round(apart[0]), sure: Math.round(apart[1]) });
}

/**
 * @param {Atlas} atlas
 * @param {Lang} lang
 * @param {LegalState[]} legal
 * @param {FoundPlace} found
 */
export function reasonOf(atlas, lang, legal, found) {
  const { facts, documents, codes } = atlas;
  const best = found.evidence[0].fact;
  const doc = documents[facts.document[best]];
  const parts = [
    t(lang, "fndBest", {
      place: nameOf(lang, atlas.places[found.place]),
      way: wayOf(atlas, lang, found),
      title: titleOf(atlas, lang, best),
      role: nameOf(lang, codes.role[facts.role[best]]),
      status: nameOf(lang, codes.status[facts.status[best]]),
      clause: `${doc.number} ${clauseLabel(lang, facts.clause[best])}`,
      legal: legalLabel(lang, atlas, doc, legal[facts.document[best]]),
    }),
  ];
  if (found.evidence.length > 1) parts.push(t(lang, "fndMore", { n: found.evidence.length - 1 }));
  const goal = found.evidence.find((e) => facts.target[e.fact] && e.directness === ITSELF);
  if (goal) parts.push(t(lang, "fndGoal", { what: targetLabel(lang, facts.target[goal.fact]) }));
  if (found.transfers.length)
    parts.push(
      t(lang, "fndFrom", {
        names: joinNames(
          lang,
          found.transfers.map((p) => atlas.places[p]),
        ),
      }),
    );
  if (found.near.length)
    parts.push(
      t(lang, "fndBeside", {
        n: found.near.length,
        names: found.near
          .slice(0, NAMED_NEAR)
          .map((n) => besideName(atlas, lang, n))
          .join(lang === "en" ? ", " : "、"),
      }),
    );
  return lang === "en" ? `${parts.join("; ")}.` : `${parts.join("；")}。`;
}
