// A ledger of projects held against the plans; the same answers as implementation.py.
import { CLUSTER, meantBy, selectOwn } from "./own_rows.js";

const KIND = "projects";

/**
 * How the projects that a selection shows answer to the designations that it shows. Which kinds of
 * own rows the map shows does not matter here.
 *
 * @param {Atlas} atlas
 * @param {Own} own
 * @param {Pick<ScreenState, "sel" | "ids"> & { ask: Pick<Ask, "stages"> }} state
 * @returns {Implementation}
 */
export function implementationOf(atlas, own, { sel, ids, ask }) {
  const shown = selectOwn(atlas, own, sel, { own: KIND, stages: ask.stages });
  const asked = { cities: citiesAsked(atlas, sel.place), clusters: clustersAsked(atlas, sel) };
  return checkImplementation(atlas, projectsOf(atlas, own, shown), [...ids], asked);
}

/**
 * The clusters that filters are about; null where they are about all.
 *
 * @param {Atlas} atlas
 * @param {FactSelection} sel
 */
function clustersAsked(atlas, { cluster, industry }) {
  const ofIndustries = industry.flatMap((id) => atlas.industries[atlas.index.industry.get(id) ?? -1]?.cluster ?? []);
  const asked = cluster.length ? cluster.map((id) => atlas.index.cluster.get(id) ?? -1) : ofIndustries;
  return asked.length ? new Set(asked) : null;
}

/**
 * The cities that a filter by place is about; null where it is about all.
 *
 * @param {Atlas} atlas
 * @param {string[]} ids
 */
function citiesAsked(atlas, ids) {
  const asked = ids.map((id) => atlas.index.place.get(id) ?? -1).filter((p) => p >= 0);
  if (!asked.length || asked.some((p) => atlas.places[p].level === "province")) return null;
  const about = asked.flatMap((p) => [p, atlas.places[p].city, ...(atlas.places[p].members ?? [])]);
  return new Set(about.filter((p) => atlas.places[p]?.level === "city"));
}

/**
 * Whether there is a project, whatever the filters.
 *
 * @param {Own | null} own
 */
export function hasProjects(own) {
  return Boolean(own?.rows.some(({ kind }) => own.kinds[kind].id === KIND));
}

/**
 * Where a row is; -1 for what is not known, or is no place of the atlas.
 *
 * @param {Atlas} atlas
 * @param {OwnRow} row
 */
export function placesOf(atlas, { city, county, zone }) {
  const [c, n, z] = [city, county, zone].map((id) => atlas.index.place.get(id) ?? -1);
  return { city: c, county: n, zone: z };
}

/**
 * Own rows of projects as far as they are held against the plans; places that the atlas lacks are
 * left out.
 *
 * @param {Atlas} atlas
 * @param {Own} own
 * @param {number[]} shown - positions of own rows
 * @returns {Project[]}
 */
function projectsOf(atlas, own, shown) {
  const fields = own.kinds.find(({ id }) => id === KIND)?.fields ?? [];
  const [investment, started] = ["investment", "started"].map((name) => fields.findIndex(({ id }) => id === name));
  return shown.map((i) => {
    const row = own.rows[i];
    const [told, day] = [row.values[investment], row.values[started]];
    return {
      row,
      ...placesOf(atlas, row),
      stage: own.stages[row.stage]?.id ?? "",
      investment: typeof told === "number" ? told : null,
      year: typeof day === "string" && /^\d{4}-/.test(day) ? day.slice(0, 4) : "",
    };
  });
}

/**
 * A project answers to a designation if that is for its industry (or for the one above or below it,
 * or for its whole cluster) and names its park, county or city, or a region of its city.
 *
 * @param {Atlas} atlas
 * @param {Project[]} projects
 * @param {FactIndex[]} ids
 * @param {{ cities: Set<PlaceIndex> | null, clusters: Set<ClusterIndex> | null }} asked - what else a
 *   project is for or a fact names is left aside
 * @returns {Implementation}
 */
function checkImplementation(atlas, projects, ids, asked) {
  const { cities } = asked;
  const check = createCheck(atlas, ids, asked.clusters);
  const checked = projects.map(check);
  const answered = new Set(checked.flatMap(({ named, regional }) => [...named, ...regional]));
  const naming = ids.filter((fact) => namesAPart(atlas, fact, cities));
  const waiting = naming.filter((fact) => !answered.has(fact));
  const pairings = pairingsOf(atlas, checked, naming, cities);
  const judged = checked.map((one) => /** @type {const} */ ([one, stateIn(atlas, one)]));
  return {
    projects: checked,
    designations: naming.length,
    waiting,
    total: tallyOf("", judged, naming.length, waiting.length),
    clusters: byCluster(atlas, checked, naming, waiting),
    cities: byCity(atlas, judged, pairings),
    years: byYear(judged),
    pairings,
    several: checked.filter(({ clusters }) => clusters.length > 1).length,
  };
}

/**
 * Returns what holds one row, at its places, against the facts.
 *
 * @param {Atlas} atlas
 * @param {FactIndex[]} ids
 * @param {Set<ClusterIndex> | null} asked - the only clusters that are judged
 */
export function createCheck(atlas, ids, asked) {
  const { facts } = atlas;
  /** @type {Map<PlaceIndex, FactIndex[]>} */
  const byPlace = new Map();
  for (const fact of ids) {
    for (const p of facts.places[fact]) {
      const there = byPlace.get(p);
      if (there) there.push(fact);
      else byPlace.set(p, [fact]);
    }
  }
  /** @param {IndustryIndex} k */
  const parent = (k) => atlas.industries[k].parent;

  /**
   * @param {PlaceIndex[]} places
   * @param {Set<string>} industries - with those above them
   * @param {Set<string>} whole - clusters that stand for themselves
   * @param {Set<string>} clusters
   */
  function answering(places, industries, whole, clusters) {
    /** @type {Set<FactIndex>} */
    const found = new Set();
    for (const fact of places.flatMap((p) => byPlace.get(p) ?? [])) {
      const [{ id: cluster }, own] = [atlas.clusters[facts.cluster[fact]], facts.industries[fact]];
      const family = [...own, ...own.map(parent).filter((k) => k >= 0)];
      if (
        (!own.length && clusters.has(cluster)) ||
        whole.has(cluster) ||
        family.some((k) => industries.has(atlas.industries[k].id))
      )
        found.add(fact);
    }
    return [...found];
  }

  /**
   * @template {Pick<Project, "row" | "city" | "county" | "zone">} Located
   * @param {Located} project
   */
  return (project) => {
    const { clusters, industries } = meantBy(atlas, project.row);
    const wide = project.row.industries.filter((id) => id.startsWith(CLUSTER));
    const whole = new Set(wide.map((id) => id.slice(CLUSTER.length)));
    const places = [project.zone, project.county, project.city].filter((p) => p >= 0);
    const named = answering(places, industries, whole, clusters);
    const regions = atlas.places[project.city]?.regions ?? [];
    const regional = answering(regions, industries, whole, clusters).filter((fact) => !named.includes(fact));
    /** @type {ClusterIndex[]} */
    const ordered = atlas.clusters.flatMap(({ id }, k) => (clusters.has(id) && (!asked || asked.has(k)) ? [k] : []));
    return { project, named, regional, clusters: ordered };
  };
}

/**
 * The state of a project for its industries of one cluster; of all where none is given.
 *
 * @param {Atlas} atlas
 * @param {ProjectCheck} one
 * @param {ClusterIndex} [cluster]
 * @returns {ProjectState}
 */
export function stateIn(atlas, { named, regional, clusters }, cluster = -1) {
  if (!clusters.length) return "unmatched";
  /** @param {FactIndex} fact */
  const counts = (fact) => cluster < 0 || atlas.facts.cluster[fact] === cluster;
  if (named.some(counts)) return "named";
  return regional.some(counts) ? "region" : "none";
}

/**
 * Whether a fact names one of the cities or a place in one, not only regions.
 *
 * @param {Atlas} atlas
 * @param {FactIndex} fact
 * @param {Set<PlaceIndex> | null} cities
 */
function namesAPart(atlas, fact, cities) {
  if (cities) return atlas.facts.direct[fact].some((city) => cities.has(city));
  const whole = [...atlas.rules.wholeLevels, "region"];
  return atlas.facts.places[fact].some((p) => !whole.includes(atlas.places[p].level));
}

/**
 * @template Value
 * @param {Map<string, Value[]>} map
 * @param {string} key
 * @param {Value} value
 */
function note(map, key, value) {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

/**
 * The clusters in cities that have projects or are designated.
 *
 * @param {Atlas} atlas
 * @param {ProjectCheck[]} checked
 * @param {FactIndex[]} naming
 * @param {Set<PlaceIndex> | null} asked
 * @returns {Pairing[]}
 */
function pairingsOf(atlas, checked, naming, asked) {
  /** @type {Map<string, ProjectState[]>} */
  const states = new Map();
  /** @type {Map<string, FactIndex[]>} */
  const wanted = new Map();
  /** @type {Set<string>} */
  const answered = new Set();
  for (const one of checked) {
    const { city } = one.project;
    for (const k of one.clusters) note(states, `${k} ${city}`, stateIn(atlas, one, k));
    for (const fact of [...one.named, ...one.regional]) answered.add(`${fact} ${city}`);
  }
  for (const fact of naming)
    for (const city of atlas.facts.direct[fact])
      if (!asked || asked.has(city)) note(wanted, `${atlas.facts.cluster[fact]} ${city}`, fact);
  const cities = [...atlas.cities, -1];
  return atlas.clusters.flatMap((_, cluster) =>
    cities.flatMap((city) => {
      const key = `${cluster} ${city}`;
      const [mine, facts] = [states.get(key) ?? [], wanted.get(key) ?? []];
      if (!mine.length && !facts.length) return [];
      return {
        cluster,
        city,
        projects: mine.length,
        named: mine.filter((state) => state === "named").length,
        designations: facts.length,
        waiting: facts.filter((fact) => !answered.has(`${fact} ${city}`)).length,
      };
    }),
  );
}

/**
 * @param {Atlas} atlas
 * @param {ProjectCheck[]} checked
 * @param {FactIndex[]} naming
 * @param {FactIndex[]} waiting
 */
function byCluster(atlas, checked, naming, waiting) {
  return [...atlas.clusters.keys(), -1]
    .map((k) => {
      const mine = checked.filter(({ clusters }) => (k < 0 ? !clusters.length : clusters.includes(k)));
      /** @param {FactIndex[]} facts */
      const count = (facts) => facts.filter((fact) => atlas.facts.cluster[fact] === k).length;
      const judged = mine.map((one) => /** @type {const} */ ([one, stateIn(atlas, one, k)]));
      return tallyOf(atlas.clusters[k]?.id ?? "", judged, count(naming), count(waiting));
    })
    .filter(({ all, designations }) => all.count || designations);
}

/**
 * @param {Atlas} atlas
 * @param {Judged[]} judged
 * @param {Pairing[]} pairings
 */
function byCity(atlas, judged, pairings) {
  return [...atlas.cities, -1]
    .map((city) => {
      const mine = judged.filter(([{ project }]) => project.city === city);
      const there = pairings.filter((one) => one.city === city);
      /** @param {"designations" | "waiting"} what */
      const sum = (what) => there.reduce((n, one) => n + one[what], 0);
      return tallyOf(atlas.places[city]?.id ?? "", mine, sum("designations"), sum("waiting"));
    })
    .filter(({ all, designations }) => all.count || designations);
}

/** @param {Judged[]} judged */
function byYear(judged) {
  const years = [...new Set(judged.map(([{ project }]) => project.year))].sort();
  const told = [...years.filter(Boolean), ...years.filter((year) => !year)];
  return told.map((year) =>
    tallyOf(
      year,
      judged.filter(([{ project }]) => project.year === year),
    ),
  );
}

/** @returns {ProjectAmount} */
export const noProjects = () => ({ count: 0, investment: 0, untold: 0 });

/**
 * @param {ProjectAmount} amount
 * @param {Project} project
 */
function add(amount, { investment }) {
  amount.count += 1;
  amount.investment += investment ?? 0;
  amount.untold += Number(investment === null);
}

/**
 * @param {string} id
 * @param {readonly Judged[]} judged
 * @returns {ProjectTally}
 */
function tallyOf(id, judged, designations = 0, waiting = 0) {
  /** @type {ProjectTally} */
  const tally = { id, all: noProjects(), stages: {}, states: {}, designations, waiting };
  for (const [{ project }, state] of judged) {
    add(tally.all, project);
    add((tally.stages[project.stage] ??= noProjects()), project);
    add((tally.states[state] ??= noProjects()), project);
  }
  return tally;
}
