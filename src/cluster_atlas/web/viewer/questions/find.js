// Places for an industry: ranked by what the plans say of them. The same rules as find.py; its numbers
// come in the pack.
import { gramsOf, lexiconOf, understandQuery } from "./query.js";
import { bordersOf, countyUnit, distanceOf } from "./near.js";
import { legalStates } from "./select.js";

/**
 * Facts that match, each with how well.
 *
 * @param {Atlas} atlas
 * @param {Query} understood
 * @param {FactIds} ids
 * @returns {[FactIndex, number][]}
 */
function matchesOf(atlas, understood, ids) {
  const pieces = [...understood.grams];
  const total = pieces.reduce((sum, [, rare]) => sum + rare, 0);
  const { facts } = lexiconOf(atlas);
  const { leastMatch, leastShare } = atlas.rules.find;
  const found = Array.from(ids, (i) => {
    const said = pieces.reduce((sum, [gram, rare]) => sum + rare * (facts[i].get(gram) || 0), 0);
    return /** @type {[FactIndex, number]} */ ([i, total ? said / total : 1]);
  });
  const best = found.reduce((most, [, match]) => Math.max(most, match), 0);
  const least = Math.max(leastMatch, leastShare * best);
  return found.filter(([, match]) => match >= least);
}

/**
 * [[place, directness]] of all that a designation speaks of
 *
 * @param {Atlas} atlas
 * @param {FactIndex} fact
 * @returns {number[][]}
 */
function spokenOf(atlas, fact) {
  const { itself, region, inside, throughRegion, levels } = atlas.rules.find;
  return atlas.facts.places[fact].flatMap((p) => {
    const place = atlas.places[p];
    if (place.level === "region") {
      const cities = (place.members || []).filter((m) => atlas.places[m].level === "city");
      return [[p, region], ...cities.map((m) => [m, throughRegion])];
    }
    if (!levels.includes(place.level)) return [];
    return [
      [p, itself],
      ...[place.county, place.level === "city" ? -1 : place.city]
        .filter((unit) => unit >= 0)
        .map((unit) => [unit, inside]),
    ];
  });
}

/**
 * place -> [{fact, match, directness}], each designation by its most direct way
 *
 * @param {Atlas} atlas
 * @param {[FactIndex, number][]} matches
 * @returns {Map<PlaceIndex, Map<FactIndex, Evidence>>}
 */
function evidenceOf(atlas, matches) {
  /** @type {FullMap<PlaceIndex, FullMap<FactIndex, Evidence>>} */
  const found = new Map();
  for (const [fact, match] of matches) {
    for (const [p, directness] of spokenOf(atlas, fact)) {
      if (!found.has(p)) found.set(p, new Map());
      const mine = found.get(p);
      if (!mine.has(fact) || mine.get(fact).directness < directness) mine.set(fact, { fact, match, directness });
    }
  }
  return found;
}

/**
 * @param {Atlas} atlas
 * @param {PlaceIndex} p
 * @param {PlaceIndex[]} places
 * @param {boolean} bare
 */
function shareOf(atlas, p, places, bare) {
  const { asked, insideAsked, insideBare } = atlas.rules.find;
  if (!places.length || places.includes(p)) return asked;
  const place = atlas.places[p];
  const units = [p, place.level === "city" ? -1 : place.city, place.county];
  const inside = places.some(
    (one) => units.includes(one) || (atlas.places[one].members || []).some((m) => units.includes(m)),
  );
  if (!inside) return 0;
  return bare ? insideBare : insideAsked;
}

/**
 * @param {FindContext} ctx
 * @param {FactIndex} fact
 * @returns {Pick<Record<WeightName, number>, "role" | "status" | "legal">}
 */
function toldPoints(ctx, fact) {
  const { atlas, legal } = ctx;
  const { role, status, legal: states } = atlas.rules.find;
  return {
    role: role[atlas.codes.role[atlas.facts.role[fact]].tier || 5],
    status: status[atlas.codes.status[atlas.facts.status[fact]].id],
    legal: states[String(legal[atlas.facts.document[fact]])],
  };
}

/**
 * @param {Partial<Record<WeightName, number>>} points
 * @param {Record<WeightName, number>} weights
 */
function worthOf(points, weights) {
  const keys = /** @type {WeightName[]} */ (Object.keys(points));
  const whole = keys.reduce((sum, key) => sum + weights[key], 0);
  return whole ? keys.reduce((sum, key) => sum + weights[key] * (points[key] ?? 0), 0) / whole : 1;
}

/**
 * @param {number} amount
 * @param {number} half
 */
const saturated = (amount, half) => amount / (amount + half);

/**
 * @param {FindContext} ctx
 * @param {PlaceIndex} p
 * @returns {Neighbour[]}
 */
function nearOf(ctx, p) {
  const { atlas, related } = ctx;
  const place = atlas.places[p];
  const { nearKm } = atlas.rules.find;
  if (place.level === "region") return [];
  const home = countyUnit(atlas, p);
  const around = home < 0 ? new Set() : new Set([home, ...bordersOf(atlas).borders.get(home)]);
  const found = [];
  for (const other of related) {
    if (other === p) continue;
    const item = atlas.places[other];
    const adjoining = (place.level === "city" && item.city === p) || around.has(countyUnit(atlas, other));
    const apart = item.located ? distanceOf(place, item) : null;
    if (adjoining || (apart && apart[0] <= nearKm)) found.push({ place: other, apart, adjoining });
  }
  /** @param {Neighbour} n */
  const key = (n) => (n.apart ? n.apart[0] : nearKm * 2);
  /**
   * @param {Neighbour} a
   * @param {Neighbour} b
   */
  const byId = (a, b) => (atlas.places[a.place].id < atlas.places[b.place].id ? -1 : 1);
  return found.sort((a, b) => key(a) - key(b) || byId(a, b));
}

/**
 * @param {Atlas} atlas
 * @param {PlaceIndex} p
 * @param {Evidence[]} said
 */
function transfersTo(atlas, p, said) {
  const own = new Set([p, ...atlas.places[p].regions]);
  const pairs = said.flatMap((e) => atlas.facts.relations[e.fact]);
  return [...new Set(pairs.filter(([type, , to]) => type === "transfers-to" && own.has(to)).map(([, from]) => from))];
}

/**
 * @param {FindContext} ctx
 * @param {PlaceIndex} p
 * @param {Evidence[]} speaking
 * @returns {FoundPlace | null}
 */
function rankOf(ctx, p, speaking) {
  const { atlas, understood, weights } = ctx;
  const share = shareOf(atlas, p, understood.places, !understood.grams.size);
  if (!share) return null;
  const said = speaking
    .map((e) => ({ ...e, worth: Math.round(e.match * e.directness * worthOf(toldPoints(ctx, e.fact), weights) * 1e9) }))
    .sort((a, b) => b.worth - a.worth);
  const best = said[0];
  const { halfFull, itself } = atlas.rules.find;
  const near = nearOf(ctx, p);
  const transfers = transfersTo(atlas, p, said);
  const points = {
    ...toldPoints(ctx, best.fact),
    depth: saturated(
      said.slice(1).reduce((sum, e) => sum + e.match * e.directness, 0),
      halfFull,
    ),
    near: saturated(near.length, halfFull),
    target: said.some((e) => atlas.facts.target[e.fact] && e.directness === itself) ? 1 : 0,
    transfer: transfers.length ? 1 : 0,
  };
  return {
    place: p,
    score: 100 * share * best.match * best.directness * worthOf(points, weights),
    points,
    evidence: said,
    near,
    transfers,
  };
}

/**
 * The known terms that share most with a query that matches nothing.
 *
 * @param {Atlas} atlas
 * @param {Query} understood
 */
function nearestTerms(atlas, understood) {
  /**
   * A text's pieces and its single characters, but for Latin letters.
   *
   * @param {string} text
   */
  const pieces = (text) => new Set([...gramsOf(atlas, text), ...[...text].filter((letter) => letter > "\x7f")]);
  const wanted = pieces(understood.text);
  if (!wanted.size) return [];
  const shared = lexiconOf(atlas).terms.map((term, number) => {
    const own = pieces(term);
    const share = [...wanted].filter((piece) => own.has(piece)).length / (term.length + wanted.size);
    return { share, number, term };
  });
  return shared
    .sort((a, b) => b.share - a.share || a.number - b.number)
    .slice(0, 5)
    .filter(({ share }) => share > 0)
    .map(({ term }) => term);
}

/**
 * Places for a text, best first; null for an empty query.
 *
 * @param {Atlas} atlas
 * @param {string} text
 * @param {FactIds} ids
 * @param {Weights} [changes]
 * @param {number | null} [asOf]
 * @returns {FindAnswer | null}
 */
export function findPlaces(atlas, text, ids, changes = {}, asOf = null) {
  const understood = understandQuery(atlas, text);
  if (!understood) return null;
  const matches = matchesOf(atlas, understood, ids);
  /** @param {PlaceIndex} p */
  const isSpot = (p) => ["park", "site"].includes(atlas.places[p].level);
  const related = [...new Set(matches.flatMap(([fact]) => atlas.facts.places[fact]))].filter(isSpot);
  const weights = { ...atlas.rules.find.weights, ...changes };
  const ctx = { atlas, understood, related, weights, legal: legalStates(atlas, asOf) };
  const found = [...evidenceOf(atlas, matches)].map(([p, mine]) => rankOf(ctx, p, [...mine.values()])).filter(Boolean);
  /** @param {FoundPlace} f */
  const level = (f) => atlas.rules.find.levels.indexOf(atlas.places[f.place].level);
  /** @param {FoundPlace} f */
  const score = (f) => Math.round(f.score * 1e6);
  found.sort((a, b) => score(b) - score(a) || level(a) - level(b) || a.place - b.place);
  return { understood, found, nearest: found.length ? [] : nearestTerms(atlas, understood) };
}
