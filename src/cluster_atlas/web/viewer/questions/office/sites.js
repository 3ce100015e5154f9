// Free premises and land of the office for what is asked; the same rules as sites.py.
import { valueOf } from "../../core/own_values.js";
import { CLUSTER, meantBy } from "./own_rows.js";

// Two matches that differ by less are as good as each other.
const SAME = 1e-9;
const STANDINGS = ["named", "region", "weak", "none"];
const WANTED = ["fits", "open", "other"];
/** @type {NeedName[]} */
export const NEEDS = ["area", "power", "price", "by"];

/**
 * "area:5000,by:2026-06-30" as it stands in an address; what is not understood is left out.
 *
 * @param {string} text
 * @returns {Need}
 */
export function parseNeed(text) {
  /** @type {Need} */
  const need = {};
  for (const pair of text.split(",")) {
    const [name, value = ""] = pair.split(":");
    if (name === "by" && /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value))) need.by = value;
    else if (name === "area" || name === "power" || name === "price")
      if (Number(value) > 0 && Number.isFinite(Number(value))) need[name] = Number(value);
  }
  return need;
}

/** @param {Need} need */
export function needText(need) {
  return NEEDS.filter((name) => need[name] !== undefined)
    .map((name) => `${name}:${need[name]}`)
    .join(",");
}

/**
 * What is free of a row, in square metres; null where it is not told.
 *
 * @param {Own} own
 * @param {OwnRow} row
 */
function freeArea(own, row) {
  const isPark = own.kinds[row.kind].id === "parks";
  const told = valueOf(own, row, isPark ? "free_area" : "area");
  if (typeof told === "number") return told;
  return isPark ? null : row.area;
}

/**
 * What the office's list says of each need.
 *
 * @param {Own} own
 * @param {OwnRow} row
 */
function toldOf(own, row) {
  /** @param {string} field - none of these is a list */
  const told = (field) => /** @type {string | number | null} */ (valueOf(own, row, field));
  const [power, price, by] = ["power", "price", "free_from"].map(told);
  return { area: freeArea(own, row), power, price, by };
}

/**
 * @param {ReturnType<typeof toldOf>} told
 * @param {Need} need
 */
function misses({ area, power, price, by }, need) {
  /** @type {(wanted: number | string | undefined, has: number | string | null, least: boolean) => boolean} */
  const short = (wanted, has, least) => wanted !== undefined && has !== null && (least ? has < wanted : has > wanted);
  return (
    short(need.area, area, true) ||
    short(need.power, power, true) ||
    short(need.price, price, false) ||
    short(need.by, by, false)
  );
}

/**
 * The industries that the designations which match best are for, with those above them and their clusters.
 *
 * @param {Atlas} atlas
 * @param {FindAnswer} answer
 */
function askedIndustries(atlas, { found }) {
  const evidence = found.flatMap((one) => one.evidence);
  const best = evidence.reduce((most, { match }) => Math.max(most, match), 0);
  /** @type {Set<string>} */
  const asked = new Set();
  for (const { match, fact } of evidence) {
    if (match <= best - SAME) continue;
    asked.add(CLUSTER + atlas.clusters[atlas.facts.cluster[fact]].id);
    for (const own of atlas.facts.industries[fact]) {
      const { id, parent } = atlas.industries[own];
      asked.add(id);
      if (parent >= 0) asked.add(atlas.industries[parent].id);
    }
  }
  return asked;
}

/**
 * @param {Atlas} atlas
 * @param {OwnRow} row
 * @param {Set<string>} asked
 */
function wantedBy(atlas, row, asked) {
  if (!row.industries.length) return "open";
  return [...row.industries, ...meantBy(atlas, row).industries].some((id) => asked.has(id)) ? "fits" : "other";
}

/**
 * How a site's place stands, by the best ranked place that it lies in.
 *
 * @param {Atlas} atlas
 * @param {OwnRow} row
 * @param {FoundPlace[]} found
 * @returns {{ standing: string, candidate: FoundPlace | null }}
 */
function standingOf(atlas, row, found) {
  const own = [row.zone, row.county, row.city];
  const city = atlas.index.place.get(row.city);
  const named = found.find(({ place }) => own.includes(atlas.places[place].id));
  const region =
    city === undefined ? undefined : found.find(({ place }) => atlas.places[place].members?.includes(city));
  for (const [standing, candidate] of /** @type {const} */ ([
    ["named", named],
    ["region", region],
  ])) {
    if (candidate && candidate.score >= atlas.rules.find.medium) return { standing, candidate };
  }
  const candidate = named ?? region ?? null;
  return { standing: candidate ? "weak" : "none", candidate };
}

/**
 * The free sites for an answer, with those first that lie where the plans want it.
 *
 * @param {Atlas} atlas
 * @param {Own} own
 * @param {number[]} rows - positions of those that are shown
 * @param {FindAnswer} answer
 * @param {Need} need
 * @returns {Sites}
 */
export function findSites(atlas, own, rows, answer, need) {
  const asked = askedIndustries(atlas, answer);
  /** @type {Site[]} */
  const sites = [];
  let short = 0;
  for (const index of rows) {
    const row = own.rows[index];
    const kind = own.kinds[row.kind].id;
    const told = toldOf(own, row);
    if (kind !== "premises" && !(kind === "parks" && told.area)) continue;
    if (misses(told, need)) {
      short += 1;
      continue;
    }
    const untold = NEEDS.filter((name) => need[name] !== undefined && told[name] === null);
    const wanted = wantedBy(atlas, row, asked);
    sites.push({ row, told, wanted, untold, ...standingOf(atlas, row, answer.found) });
  }
  /** @param {Site} site */
  const order = ({ standing, wanted, untold, told: { area }, candidate }) => [
    STANDINGS.indexOf(standing),
    WANTED.indexOf(wanted),
    untold.length,
    area === null ? Infinity : need.area === undefined ? -area : area,
    candidate ? -Math.round(candidate.score * 1e6) : 0,
  ];
  const keyed = sites.map((site) => ({ site, key: order(site) }));
  keyed.sort((a, b) => a.key.map((value, i) => Math.sign(value - b.key[i]) || 0).find(Boolean) ?? 0);
  return { found: keyed.map(({ site }) => site), short };
}
