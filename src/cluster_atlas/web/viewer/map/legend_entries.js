// What the legend says of a scene, in plain values and in order, as Python's MapSpec.legend has it.
import { t, nameOf, joinNames } from "../core/i18n.js";
import { tierFill } from "./scene.js";
import { isHollow } from "./paint.js";
import { INK } from "../core/ink.js";
import { ownEntries } from "./own/own_legend.js";

const SILENT = "#a9b4bd"; // outline of a city that no document mentions
const SPOT_INK = "#3c4a57"; // symbols of no theme

/**
 * @param {Atlas} atlas
 * @param {Scene} scene
 * @param {Lang} lang
 * @param {boolean} counted
 * @returns {LegendEntry[]}
 */
function gridEntries(atlas, scene, lang, counted) {
  const states = new Set([...scene.cities.values()].flatMap((city) => scene.open.map((k) => city.squares[k])));
  /** @type {[mark: CellMark, key: string][]} */
  const meanings = [
    [2, "squareDirect"],
    [1, "squareRegion"],
    [0, "squareNone"],
  ];
  /**
   * @param {ClusterIndex} k
   * @returns {LegendEntry}
   */
  const clusterEntry = (k) => {
    const { colour } = atlas.clusters[k];
    return { kind: "cell", label: nameOf(lang, atlas.clusters[k]), fill: colour, cell: 2, cluster: k };
  };
  /**
   * @param {[mark: CellMark, key: string]} meaning
   * @returns {LegendEntry}
   */
  const meaningEntry = ([mark, key]) => {
    return { kind: "cell", label: t(lang, key), fill: INK.quiet, stroke: INK.empty, cell: mark };
  };
  return [
    { kind: "heading", label: t(lang, "squareHead") },
    ...scene.open.map(clusterEntry),
    { kind: "heading", label: t(lang, "squareMeaning").replace(counted ? "" : / ?[（(].*/, "") },
    ...meanings.filter(([mark]) => states.has(mark)).map(meaningEntry),
  ];
}

/**
 * One entry per tier that colours a city or county, named by its class or by the roles that do so.
 *
 * @param {Atlas} atlas
 * @param {Scene} scene
 * @param {Lang} lang
 * @param {string} ink
 * @returns {LegendPicture[]}
 */
function tierEntries(atlas, scene, lang, ink) {
  const coloured = [...scene.cities.values(), ...scene.counties].filter((entry) => entry.tier);
  const { classes } = scene.measure;
  if (classes.length)
    return [...classes]
      .sort((a, b) => a.tier - b.tier)
      .filter(({ tier }) => coloured.some((entry) => entry.shade === tier))
      .map((found) => ({
        kind: "area",
        label: nameOf(lang, found),
        fill: tierFill(atlas, scene, found.tier),
        stroke: ink,
      }));
  return [1, 2, 3, 4, 5]
    .map((tier) => ({ tier, roles: new Set(coloured.filter((e) => e.tier === tier).map((e) => e.role)) }))
    .filter(({ roles }) => roles.size)
    .map(({ tier, roles }) => ({
      kind: "area",
      label: joinNames(
        lang,
        atlas.codes.role.filter((_, k) => roles.has(k)),
      ),
      fill: tierFill(atlas, scene, tier),
      stroke: ink,
    }));
}

/**
 * @param {Atlas} atlas
 * @param {Scene} scene
 * @param {Lang} lang
 * @param {Cluster} cluster
 * @returns {LegendPicture[]}
 */
function areaEntries(atlas, scene, lang, { shades, ink }) {
  const silent = [...scene.cities.values()].some((city) => !city.n);
  /** @type {(LegendPicture | false | 0)[]} */
  const entries = [
    silent && { kind: "area", label: t(lang, "squareNone"), fill: "#ffffff", stroke: SILENT },
    scene.hatched.length && { kind: "hatch", label: t(lang, "hatch"), hatch: shades[2], stroke: SILENT },
    scene.counties.length && { kind: "area", label: t(lang, "countyKey"), fill: "", stroke: ink },
  ];
  return entries.filter(Boolean);
}

/**
 * @param {Atlas} atlas
 * @param {Scene} scene
 * @param {Lang} lang
 * @param {string} ink
 * @returns {LegendPicture[]}
 */
function spotEntries(atlas, scene, lang, ink) {
  const places = scene.symbols.map((entry) => atlas.places[entry.place]);
  /**
   * @param {string} label
   * @param {string} symbol
   * @param {boolean} hollow
   * @param {string[]} [also]
   * @returns {LegendPicture}
   */
  const entry = (label, symbol, hollow, also = []) => ({ kind: "symbol", label, symbol, also, hollow, fill: ink });
  const entries = ["park", "site"]
    .filter((level) => places.some((place) => place.level === level))
    .map((level) => {
      const code = atlas.codes.level.find(({ id }) => id === level);
      return entry(nameOf(lang, code), level, false);
    });
  const [rough, ...also] = ["park", "site"].filter((level) =>
    places.some((place) => place.level === level && isHollow(place)),
  );
  if (rough) entries.push(entry(t(lang, "hollow"), rough, true, also));
  if (places.some((place) => place.radius)) entries.push({ kind: "circle", label: t(lang, "circle"), stroke: ink });
  return entries;
}

/**
 * @param {Atlas} atlas
 * @param {Scene} scene
 * @param {Lang} lang
 * @param {string} ink
 * @returns {LegendPicture[]}
 */
function arrowEntries(atlas, scene, lang, ink) {
  const types = new Set(scene.arrows.map((arrow) => arrow.type));
  return atlas.codes.relation
    .filter((code) => types.has(code.id))
    .map((code) => ({ kind: "line", label: nameOf(lang, code), stroke: ink, relation: code.id }));
}

/**
 * What only the viewer draws: the land that a filter by place is not about.
 *
 * @param {Scene} scene
 * @param {Lang} lang
 * @returns {LegendPicture[]}
 */
export function veilEntries({ within }, lang) {
  return within ? [{ kind: "area", label: t(lang, "outside"), fill: INK.outside, stroke: SILENT }] : [];
}

/**
 * @param {Atlas} atlas
 * @param {Scene} scene
 * @param {Lang} lang
 * @param {boolean} [counted] - whether numbers stand at the cities
 * @returns {LegendEntry[]}
 */
export function legendEntries(atlas, scene, lang, counted = true) {
  const entries = planEntries(atlas, scene, lang, counted);
  return withOwnRows && scene.own ? [...entries, ...ownEntries(scene.own, lang)] : entries;
}

/**
 * @param {Atlas} atlas
 * @param {Scene} scene
 * @param {Lang} lang
 * @param {boolean} counted
 * @returns {LegendEntry[]}
 */
export function planEntries(atlas, scene, lang, counted) {
  if (!scene.theme) {
    // Parks and sites of the city in focus stand among the squares of the others.
    const near = scene.city >= 0 ? spotEntries(atlas, scene, lang, SPOT_INK) : [];
    return [...gridEntries(atlas, scene, lang, counted), ...near];
  }
  const { cluster, industry } = scene.theme;
  const ramp = atlas.clusters[cluster];
  const name = nameOf(lang, industry >= 0 ? atlas.industries[industry] : atlas.clusters[cluster]);
  return [
    { kind: "heading", label: `${name} · ${nameOf(lang, scene.measure.heading)}` },
    ...tierEntries(atlas, scene, lang, ramp.ink),
    ...areaEntries(atlas, scene, lang, ramp),
    ...spotEntries(atlas, scene, lang, ramp.ink),
    ...arrowEntries(atlas, scene, lang, ramp.ink),
  ];
}
