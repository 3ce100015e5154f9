// What the map shows for a state: squares, tiers, symbols, hatches and arrows; no pixels yet.
import { measureNamed, shadeOf } from "../questions/shading.js";
import { ownScene } from "./own/own_scene.js";

/**
 * @param {Atlas} atlas
 * @param {Partial<FactSelection>} selection
 * @param {"cluster" | "industry"} name
 */
function chosenOf(atlas, selection, name) {
  return (selection[name] || []).map((id) => atlas.index[name].get(id)).filter((k) => k !== undefined);
}

/**
 * The clusters that the filters by cluster and by industry leave open; open_clusters() of Python.
 *
 * @param {Atlas} atlas
 * @param {Partial<FactSelection>} selection
 */
function openClusters(atlas, selection) {
  const clusters = chosenOf(atlas, selection, "cluster");
  const industries = chosenOf(atlas, selection, "industry");
  /** @param {ClusterIndex} k */
  const owns = (k) => industries.some((i) => atlas.industries[i].cluster === k);
  return atlas.clusters
    .map((_, k) => k)
    .filter((k) => (!clusters.length || clusters.includes(k)) && (!industries.length || owns(k)));
}

/**
 * What a map of a selection is about: the one cluster that is left open, with the one industry of it
 * that is chosen (or -1); null for the province view. theme_of() in mapping/compose.py is the same rule.
 *
 * @param {Atlas} atlas
 * @param {Partial<FactSelection>} selection
 * @returns {Theme | null}
 */
export function themeOf(atlas, selection) {
  const open = openClusters(atlas, selection);
  if (open.length !== 1) return null;
  const industries = chosenOf(atlas, selection, "industry").filter((i) => atlas.industries[i].cluster === open[0]);
  const named = new Set(industries);
  return { cluster: open[0], industry: named.size === 1 ? [...named][0] : -1 };
}

/**
 * The colour of a tier of cities and counties; "" where the map shows none.
 *
 * @param {Atlas} atlas
 * @param {Scene} scene
 * @param {number} tier - `shade` of a place
 */
export function tierFill(atlas, scene, tier) {
  return scene.theme && tier ? atlas.clusters[scene.theme.cluster].shades[tier - 1] : "";
}

/**
 * The colour and the state of each square of a city's grid; -1 keeps the place of a cluster that is
 * not compared: nothing is drawn there, for nothing is said of it.
 *
 * @param {Atlas} atlas
 * @param {Scene} scene
 * @param {PlaceIndex} city
 * @returns {[colour: string, state: number][]}
 */
export function squaresOf(atlas, scene, city) {
  const states = scene.cities.get(city).squares;
  return atlas.clusters.map((cluster, k) => [cluster.colour, scene.open.includes(k) ? states[k] : -1]);
}

/**
 * @param {Atlas} atlas
 * @param {FactIndex} fact
 */
function tierOf(atlas, fact) {
  return atlas.codes.role[atlas.facts.role[fact]].tier || 5;
}

/**
 * Counts a fact that names a place, and notes its role where it is the strongest so far; of equals the
 * first of the code list.
 *
 * @param {Atlas} atlas
 * @param {StrongestRole} entry
 * @param {FactIndex} fact
 */
function keepStrongest(atlas, entry, fact) {
  const [tier, role] = [tierOf(atlas, fact), atlas.facts.role[fact]];
  if (!entry.tier || tier < entry.tier || (tier === entry.tier && role < entry.role))
    [entry.tier, entry.role] = [tier, role];
  entry.fewest = Math.min(entry.fewest || Infinity, atlas.facts.direct[fact].length || 1);
  entry.named += 1;
}

/** @returns {StrongestRole} */
const unnamed = () => ({ tier: 0, role: -1, shade: 0, named: 0, fewest: 0 });

/**
 * squares: per cluster 0 not mentioned, 1 through a region only, 2 named itself
 *
 * @param {Atlas} atlas
 * @param {FactIndex[]} facts
 */
function citySummaries(atlas, facts) {
  const size = atlas.clusters.length;
  /** @type {Scene["cities"]} */
  const table = new Map();
  for (const c of atlas.cities)
    table.set(c, {
      n: 0,
      ...unnamed(),
      squares: new Uint8Array(size),
      byCluster: new Uint16Array(size),
      namedBy: new Uint16Array(size),
    });
  const { cities, direct, cluster } = atlas.facts;
  for (const fact of facts) {
    for (const c of cities[fact]) {
      const city = table.get(c);
      if (!city) continue;
      city.n += 1;
      city.byCluster[cluster[fact]] += 1;
      city.squares[cluster[fact]] ||= 1;
    }
    for (const c of direct[fact]) {
      const city = table.get(c);
      if (!city) continue;
      city.namedBy[cluster[fact]] += 1;
      city.squares[cluster[fact]] = 2;
      keepStrongest(atlas, city, fact);
    }
  }
  return table;
}

/**
 * Counties, parks, sites, regions and SARs that the facts name, with the strongest role of each.
 *
 * @param {Atlas} atlas
 * @param {FactIndex[]} facts
 */
function namedPlaces(atlas, facts) {
  /** @type {Map<PlaceIndex, NamedPlace>} */
  const named = new Map();
  for (const fact of facts) {
    for (const p of atlas.facts.places[fact]) {
      const entry = named.get(p) || { place: p, ...unnamed(), cluster: atlas.facts.cluster[fact], facts: [] };
      keepStrongest(atlas, entry, fact);
      entry.facts.push(fact);
      named.set(p, entry);
    }
  }
  return named;
}

/**
 * Member cities of named regions and SARs that no document names by themselves: their fill is free.
 *
 * @param {Atlas} atlas
 * @param {NamedPlace[]} regions
 * @param {Scene["cities"]} cities
 */
function hatchedCities(atlas, regions, cities) {
  const members = new Set(regions.flatMap((entry) => atlas.places[entry.place].members || []));
  return [...members].filter((c) => !cities.get(c)?.tier);
}

/**
 * A region has no point of its own: its arrows start in the middle of its cities.
 *
 * @param {Atlas} atlas
 * @param {PlaceIndex} p
 * @returns {Point | null}
 */
export function pointOf(atlas, p) {
  const place = atlas.places[p];
  if (place.x !== null && place.y !== null) return [place.x, place.y];
  const members = (place.members || []).map((m) => atlas.places[m]).filter((m) => m.x !== null);
  if (!members.length) return null;
  /** @param {"x" | "y"} axis */
  const middle = (axis) => members.reduce((sum, m) => sum + (m[axis] ?? 0), 0) / members.length;
  return [middle("x"), middle("y")];
}

/**
 * Where an arrow of the map starts or ends; the province is all of the map.
 *
 * @param {Atlas} atlas
 * @param {PlaceIndex} p
 */
function endOf(atlas, p) {
  return atlas.places[p].level === "province" ? null : pointOf(atlas, p);
}

/**
 * @param {Atlas} atlas
 * @param {FactIndex[]} facts
 * @returns {Arrow[]}
 */
function arrowsOf(atlas, facts) {
  /** @type {Map<string, Arrow>} */
  const arrows = new Map();
  for (const fact of facts) {
    for (const [type, from, to] of atlas.facts.relations[fact]) {
      const [a, b] = [endOf(atlas, from), endOf(atlas, to)];
      const key = `${type} ${from} ${to}`;
      if (!a || !b || from === to || arrows.has(key) || (a[0] === b[0] && a[1] === b[1])) continue;
      arrows.set(key, { type, from, to, a, b, fact, cluster: atlas.facts.cluster[fact] });
    }
  }
  return [...arrows.values()];
}

/**
 * The city a focused place lies in (itself for a city), or -1.
 *
 * @param {Atlas} atlas
 * @param {PlaceIndex | null} focus
 */
export function focusCity(atlas, focus) {
  const place = focus === null ? null : atlas.places[focus];
  if (focus === null || !place) return -1;
  return place.level === "city" ? focus : place.city;
}

/**
 * The cities that places lie in or consist of; null where they are in none.
 *
 * @param {Atlas} atlas
 * @param {PlaceIndex[]} places
 */
function homesOf(atlas, places) {
  const homes = places.flatMap((p) => atlas.places[p].members || focusCity(atlas, p)).filter((c) => c >= 0);
  return homes.length ? new Set(homes) : null;
}

/**
 * The places that a filter names, except the province: then the map is of all of it.
 *
 * @param {Atlas} atlas
 * @param {Partial<FactSelection>} selection
 */
export function placesOf(atlas, selection) {
  const chosen = (selection.place || []).map((id) => atlas.index.place.get(id)).filter((p) => p !== undefined);
  return chosen.some((p) => atlas.places[p].level === "province") ? [] : chosen;
}

/**
 * The cities that a filter by place is about; the rest of the map stands back.
 *
 * @param {Atlas} atlas
 * @param {Partial<FactSelection>} selection
 */
export function withinOf(atlas, selection) {
  return homesOf(atlas, placesOf(atlas, selection));
}

/**
 * With `state.alone` only what is drawn of the cities of the picked places.
 *
 * @param {Atlas} atlas
 * @param {MapState} state
 * @param {Set<ClusterIndex>} hidden
 * @returns {Scene}
 */
export function buildScene(atlas, state, hidden) {
  const theme = themeOf(atlas, state.sel);
  const facts = [...state.ids].filter((i) => !hidden.has(atlas.facts.cluster[i]));
  const named = namedPlaces(atlas, facts);
  /** @param {...string} levels */
  const of = (...levels) => [...named.values()].filter((e) => levels.includes(atlas.places[e.place].level));
  const picked = state.picked || [];
  const homes = state.alone ? homesOf(atlas, picked) : null;
  const spots = of("park", "site").filter(
    (e) => !homes || homes.has(atlas.places[e.place].city) || picked.includes(e.place),
  );
  const cities = citySummaries(atlas, facts);
  const measure = measureNamed(atlas, state.shade);
  for (const entry of [...cities.values(), ...named.values()]) if (entry.tier) entry.shade = shadeOf(measure, entry);
  return {
    measure,
    theme,
    open: openClusters(atlas, state.sel),
    facts,
    lang: state.lang,
    focus: state.focus,
    picked,
    city: focusCity(atlas, state.focus),
    homes,
    within: withinOf(atlas, state.sel),
    cities,
    counties: of("county"),
    regions: of("region"),
    sars: of("sar"),
    hatched: hatchedCities(atlas, of("region"), cities),
    symbols: spots.filter((e) => atlas.places[e.place].located),
    unlocated: spots.filter((e) => !atlas.places[e.place].located).length,
    arrows: arrowsOf(atlas, facts),
    shownClusters: atlas.clusters.map((_, k) => facts.some((i) => atlas.facts.cluster[i] === k)),
    own: withOwnRows ? ownScene(atlas, state) : null,
  };
}

/**
 * A map on which nothing is shown but the land and, where it is in focus, a city.
 *
 * @param {PlaceIndex} [city]
 * @returns {Scene}
 */
export function emptyScene(city = -1) {
  return {
    measure: { id: "", zh: "", en: "", heading: { zh: "", en: "" }, classes: [] },
    theme: null,
    open: [],
    facts: [],
    lang: "zh",
    focus: null,
    picked: [],
    city,
    homes: null,
    within: null,
    cities: new Map(),
    counties: [],
    regions: [],
    sars: [],
    hatched: [],
    symbols: [],
    unlocated: 0,
    arrows: [],
    shownClusters: [],
    own: null,
  };
}

/**
 * Arrows, symbols and counties belong to a theme, to the focused city, or to a close look.
 *
 * @param {Scene} scene
 * @param {Atlas} atlas
 * @param {{ place: PlaceIndex }} entry
 * @param {number} zoom
 */
export function isDrawn(scene, atlas, entry, zoom) {
  const place = atlas.places[entry.place];
  return (
    Boolean(scene.theme) ||
    zoom >= 9.25 ||
    entry.place === scene.focus ||
    (scene.city >= 0 && place.city === scene.city)
  );
}
