// What changed between two editions of a plan, or between two years; the same answers as evolve.py.
import { legalStates } from "./select.js";

/**
 * @param {Atlas} atlas
 * @param {string} id
 */
const evoDocument = (atlas, id) => atlas.index.document.get(id);
/** @param {string} text */
const evoIsYear = (text) => /^\d{4}$/.test(text);

/**
 * The newest two editions of which neither is a draft, as ids; two years where no plan has any.
 *
 * @param {Atlas} atlas
 */
export function usualEditions(atlas) {
  const { documents } = atlas;
  /** @param {Edition} edition */
  const rank = ({ from, to }) => `${documents[from].draft ? 0 : 1} ${documents[to].issued} ${documents[from].issued}`;
  const pairs = [...(atlas.editions || [])].sort((a, b) => (rank(a) < rank(b) ? 1 : -1));
  if (pairs.length) return { from: documents[pairs[0].from].id, to: documents[pairs[0].to].id };
  const years = evolveYears(atlas);
  return { from: String(years[0]), to: String(years.at(-1)) };
}

/**
 * Every year from the first document to the day of the data.
 *
 * @param {Atlas} atlas
 */
export function evolveYears(atlas) {
  const issued = atlas.documents.map((doc) => Number((doc.issued || atlas.date).slice(0, 4)));
  const last = Number(atlas.date.slice(0, 4));
  const first = Math.min(last, ...issued);
  return Array.from({ length: last - first + 1 }, (_, k) => first + k);
}

/**
 * What an address asks for: {mode: "editions" | "years", from, to}, older first, or {mode: "", why}.
 *
 * @param {Atlas} atlas
 * @param {string} from
 * @param {string} to
 * @returns {EvolutionQuestion}
 */
export function readEvolution(atlas, from, to) {
  const asked = from || to ? { from, to } : usualEditions(atlas);
  if (evoIsYear(asked.from) && evoIsYear(asked.to)) {
    const [first, last] = [asked.from, asked.to].sort();
    return first === last ? { mode: "", why: "same", ...asked } : { mode: "years", from: first, to: last };
  }
  if (asked.from === asked.to) return { mode: "", why: "same", ...asked };
  const [a, b] = [evoDocument(atlas, asked.from), evoDocument(atlas, asked.to)];
  if (a === undefined || b === undefined)
    return { mode: "", why: "unknown", ...asked, unknown: a === undefined ? asked.from : asked.to };
  const found = (atlas.editions || []).find((e) => (e.from === a && e.to === b) || (e.from === b && e.to === a));
  if (!found) return { mode: "", why: "other", ...asked };
  return { mode: "editions", from: atlas.documents[found.from].id, to: atlas.documents[found.to].id };
}

/**
 * [{old: [documents], new: [documents], changes}]; what only one of two years has is not compared.
 * A change is {kind, old, new, differences, added, taken, regions, judged, likeness, said}: facts are
 * positions (-1: none), places too; likeness is in per cent; said is its sentence where something differs.
 *
 * @param {Atlas} atlas
 * @param {string} from
 * @param {string} to
 * @returns {Evolution[]}
 */
export function evolutionsBetween(atlas, from, to) {
  const asked = readEvolution(atlas, from, to);
  if (asked.mode === "editions") {
    const [old, now] = [asked.from, asked.to].map((id) => [evoDocument(atlas, id) ?? -1]);
    return [evoCompareDocuments(atlas, old, now)];
  }
  return asked.mode === "years" ? evoCompareYears(atlas, Number(asked.from), Number(asked.to)) : [];
}

/**
 * For each plan what only the earlier, and what only the later year has.
 *
 * @param {Atlas} atlas
 * @param {number} first
 * @param {number} last
 */
function evoSides(atlas, first, last) {
  /** @param {number} year */
  const words = (year) => legalStates(atlas, year).map((state) => state !== null && atlas.rules.legal.includes(state));
  const [before, after] = [words(first), words(last)];
  const plan = evolvePlans(atlas);
  /** @type {FullMap<DocumentIndex, { old: DocumentIndex[], new: DocumentIndex[] }>} */
  const groups = new Map();
  atlas.documents.forEach((_, k) => {
    if (before[k] === after[k]) return;
    if (!groups.has(plan[k])) groups.set(plan[k], { old: [], new: [] });
    groups.get(plan[k])[before[k] ? "old" : "new"].push(k);
  });
  return [...groups.values()];
}

/**
 * Clusters of which nothing is compared between two years, and documents without a counterpart in
 * the others; the same as left_out() in evolve.py.
 *
 * @param {Atlas} atlas
 * @param {EvolutionQuestion} asked
 */
export function evolveLeftOut(atlas, asked) {
  const sides = asked.mode === "years" ? evoSides(atlas, Number(asked.from), Number(asked.to)) : [];
  const { document, cluster } = atlas.facts;
  /** @param {DocumentIndex[]} documents */
  const clustersOf = (documents) => new Set(cluster.filter((_, i) => documents.includes(document[i])));
  /** @param {boolean} both */
  const side = (both) =>
    sides
      .filter((group) => Boolean(group.old.length && group.new.length) === both)
      .flatMap((g) => [...g.old, ...g.new]);
  const [compared, alone] = [clustersOf(side(true)), side(false)];
  const missing = clustersOf(alone);
  return {
    clusters: atlas.clusters.map((_, k) => k).filter((k) => missing.has(k) && !compared.has(k)),
    documents: alone.sort((a, b) => a - b).filter((k) => [...clustersOf([k])].some((c) => compared.has(c))),
  };
}

/**
 * @param {Atlas} atlas
 * @param {number} first
 * @param {number} last
 */
function evoCompareYears(atlas, first, last) {
  const found = evoSides(atlas, first, last)
    .filter((group) => group.old.length && group.new.length)
    .map((group) => evoCompareDocuments(atlas, group.old, group.new));
  /** @param {Evolution} e */
  const key = (e) => {
    const documents = e.new.map((k) => atlas.documents[k]);
    return [documents.map((doc) => doc.issued).sort()[0], ...documents.map((doc) => doc.id)].join(" ");
  };
  return found.sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/**
 * For each document the one that stands for its plan: the same for all its editions.
 *
 * @param {Atlas} atlas
 */
export function evolvePlans(atlas) {
  let plan = atlas.documents.map((_, k) => k);
  for (const { from, to } of atlas.editions || []) {
    const [one, other] = [plan[from], plan[to]];
    plan = plan.map((k) => (k === other ? one : k));
  }
  return plan;
}

/**
 * @param {Atlas} atlas
 * @param {DocumentIndex[]} olds
 * @param {DocumentIndex[]} news
 * @returns {Evolution}
 */
function evoCompareDocuments(atlas, olds, news) {
  const { document } = atlas.facts;
  /** @param {DocumentIndex[]} documents */
  const factsOf = (documents) =>
    Array.from({ length: atlas.n }, (_, i) => i).filter((i) => documents.includes(document[i]));
  const pairs = evoPairsBetween(atlas, olds, news);
  const [before, after] = [new Set(pairs.map((pair) => pair[0])), new Set(pairs.map((pair) => pair[1]))];
  const both = pairs.map((pair) => evoDescribePair(atlas, pair));
  /**
   * @param {ChangeKind} kind
   * @param {FactIndex} old
   * @param {FactIndex} now
   * @returns {Change}
   */
  const alone = (kind, old, now) => ({
    kind,
    old,
    new: now,
    differences: [],
    added: [],
    taken: [],
    regions: [],
    judged: false,
    likeness: 0,
    said: null,
  });
  const changes = [
    ...both,
    ...factsOf(news)
      .filter((i) => !after.has(i))
      .map((i) => alone("added", -1, i)),
    ...factsOf(olds)
      .filter((i) => !before.has(i))
      .map((i) => alone("dropped", i, -1)),
  ];
  /** @param {Change} change */
  const rank = (change) => atlas.rules.changeKinds.indexOf(change.kind);
  changes.sort((a, b) => rank(a) - rank(b));
  return { old: olds, new: news, changes };
}

/**
 * Where one plan replaced several, a statement goes with the one that it is most like.
 *
 * @param {Atlas} atlas
 * @param {DocumentIndex[]} olds
 * @param {DocumentIndex[]} news
 * @returns {EditionPair[]}
 */
function evoPairsBetween(atlas, olds, news) {
  const found = (atlas.editions || []).filter((e) => olds.includes(e.from) && news.includes(e.to));
  if (found.length <= 1) return found.flatMap((e) => e.pairs);
  const [before, after] = [new Set(), new Set()];
  return found
    .flatMap((e) => e.pairs)
    .sort((a, b) => b[3] - a[3])
    .filter(([old, now]) => {
      if (before.has(old) || after.has(now)) return false;
      before.add(old);
      after.add(now);
      return true;
    });
}

/**
 * @param {Atlas} atlas
 * @param {EditionPair} pair
 * @returns {Change}
 */
function evoDescribePair(atlas, [old, now, judged, likeness, differences, zh, en]) {
  const { places } = atlas.facts;
  const regions = differences.includes("renamed-region") ? evoRenamedRegions(atlas, old, now) : [];
  /**
   * @param {PlaceIndex} place
   * @param {0 | 1} side
   */
  const group = (place, side) => regions.findIndex((pair) => pair[side].includes(place));
  /**
   * @param {FactIndex} fact
   * @param {0 | 1} side
   */
  const listed = (fact, side) => new Set(places[fact].map((p) => (group(p, side) < 0 ? p : `group ${group(p, side)}`)));
  const [before, after] = [listed(old, 0), listed(now, 1)];
  /**
   * @param {FactIndex} fact
   * @param {0 | 1} side
   * @param {Set<PlaceIndex | string>} other
   */
  const outside = (fact, side, other) =>
    places[fact].filter((p) => !other.has(group(p, side) < 0 ? p : `group ${group(p, side)}`));
  return {
    kind: differences.length ? "changed" : "kept",
    old,
    new: now,
    differences,
    regions,
    likeness,
    judged: judged === 1,
    said: zh ? { zh, en } : null,
    added: outside(now, 1, before),
    taken: outside(old, 0, after),
  };
}

/**
 * Regions of one statement that are those of another under other names: [[old regions, new regions]].
 *
 * @param {Atlas} atlas
 * @param {FactIndex} old
 * @param {FactIndex} now
 */
function evoRenamedRegions(atlas, old, now) {
  const [before, after] = [old, now].map((fact) => evoNamedRegions(atlas, fact));
  let left = before.filter((p) => !after.includes(p));
  let right = after.filter((p) => !before.includes(p));
  /** @type {Change["regions"]} */
  const groups = [];
  for (const region of [...left]) {
    const other = right.find((p) => evoSameRegion(atlas, [region], [p]));
    if (other === undefined) continue;
    groups.push([[region], [other]]);
    left = left.filter((p) => p !== region);
    right = right.filter((p) => p !== other);
  }
  if (left.length && right.length && evoSameRegion(atlas, left, right)) groups.push([left, right]);
  return groups;
}

/**
 * @param {Atlas} atlas
 * @param {FactIndex} fact
 */
function evoNamedRegions(atlas, fact) {
  const { places, relations } = atlas.facts;
  const named = new Set([...places[fact], ...relations[fact].flatMap(([, from, to]) => [from, to])]);
  return [...named].filter((p) => atlas.places[p].level === "region");
}

/**
 * @param {Atlas} atlas
 * @param {PlaceIndex[]} some
 * @param {PlaceIndex[]} others
 */
function evoSameRegion(atlas, some, others) {
  const [a, b] = [some, others].map((list) => new Set(list.flatMap((p) => atlas.places[p].members || [p])));
  const common = [...a].filter((p) => b.has(p)).length;
  return common / new Set([...a, ...b]).size >= atlas.rules.sameRegion;
}

/**
 * Cities (positions) by what became of what names them. `added`: a new statement names the city, or
 * an old one takes it into its list; `dropped` the reverse; `changed`: a statement that names it
 * before and after differs in something other than its list of places. `counts` holds how many
 * changes of each kind a city has: {added, dropped, changed} by position.
 *
 * @param {Atlas} atlas
 * @param {Change[]} changes
 * @returns {ChangedCities}
 */
export function citiesOfChanges(atlas, changes) {
  /** @type {ChangedCities} */
  const found = { added: new Set(), dropped: new Set(), changed: new Set(), counts: new Map() };
  const { direct } = atlas.facts;
  /**
   * @param {CityChange} name
   * @param {PlaceIndex[]} cities
   */
  const put = (name, cities) =>
    cities
      .filter((c) => atlas.places[c].level === "city")
      .forEach((c) => {
        found[name].add(c);
        const count = found.counts.get(c) || { added: 0, dropped: 0, changed: 0 };
        found.counts.set(c, { ...count, [name]: count[name] + 1 });
      });
  for (const change of changes) {
    const [before, after] = [change.old, change.new].map((fact) => (fact < 0 ? [] : direct[fact]));
    put(
      "added",
      after.filter((c) => !before.includes(c)),
    );
    put(
      "dropped",
      before.filter((c) => !after.includes(c)),
    );
    if (change.differences.some((name) => name !== "places"))
      put(
        "changed",
        after.filter((c) => before.includes(c)),
      );
  }
  return found;
}

/**
 * How many of some facts name each city.
 *
 * @param {Atlas} atlas
 * @param {FactIds} ids
 */
export function namingCounts(atlas, ids) {
  /** @type {Map<PlaceIndex, number>} */
  const counts = new Map();
  for (const i of ids) for (const c of atlas.facts.direct[i]) counts.set(c, (counts.get(c) || 0) + 1);
  return counts;
}

/**
 * {added, dropped, changed}: sets of city positions, to colour a map by.
 *
 * @param {Atlas} atlas
 * @param {string} from
 * @param {string} to
 */
export function changesOnMap(atlas, from, to) {
  const { added, dropped, changed } = citiesOfChanges(
    atlas,
    evolutionsBetween(atlas, from, to).flatMap((e) => e.changes),
  );
  return { added, dropped, changed };
}
