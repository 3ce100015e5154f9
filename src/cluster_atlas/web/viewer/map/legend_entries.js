// What the legend says of a scene, in plain values and in order, as Python's MapSpec.legend has it.
import { t, nameOf, joinNames } from "../core/i18n.js";
import { tierFill } from "./scene.js";
import { INK, isHollow } from "./paint.js";

const SILENT = "#a9b4bd"; // outline of a city that no document mentions
const SPOT_INK = "#3c4a57"; // symbols of no theme

function gridEntries(atlas, scene, lang) {
  const states = new Set([...scene.cities.values()].flatMap((city) => scene.open.map((k) => city.squares[k])));
  const meanings = [
    [2, "squareDirect"],
    [1, "squareRegion"],
    [0, "squareNone"],
  ];
  return [
    { kind: "heading", label: t(lang, "squareHead") },
    ...scene.open.map((k) => ({
      kind: "cell",
      label: nameOf(lang, atlas.clusters[k]),
      fill: atlas.clusters[k].colour,
      cell: 2,
      cluster: k,
    })),
    { kind: "heading", label: t(lang, "squareMeaning") },
    ...meanings
      .filter(([state]) => states.has(state))
      .map(([state, key]) => ({ kind: "cell", label: t(lang, key), fill: INK.quiet, stroke: INK.empty, cell: state })),
  ];
}

// One entry per tier that colours a city or county, named by the roles that do so.
function tierEntries(atlas, scene, lang, ink) {
  const coloured = [...scene.cities.values(), ...scene.counties].filter((entry) => entry.tier);
  return [1, 2, 3, 4, 5]
    .map((tier) => [tier, new Set(coloured.filter((entry) => entry.tier === tier).map((entry) => entry.role))])
    .filter(([, roles]) => roles.size)
    .map(([tier, roles]) => ({
      kind: "area",
      label: joinNames(
        lang,
        atlas.codes.role.filter((_, k) => roles.has(k)),
      ),
      fill: tierFill(atlas, scene, tier),
      stroke: ink,
    }));
}

function areaEntries(atlas, scene, lang, { shades, ink }) {
  const silent = [...scene.cities.values()].some((city) => !city.n);
  return [
    silent && { kind: "area", label: t(lang, "squareNone"), fill: "#ffffff", stroke: SILENT },
    scene.hatched.length && { kind: "hatch", label: t(lang, "hatch"), hatch: shades[2], stroke: SILENT },
    scene.counties.length && { kind: "area", label: t(lang, "countyKey"), fill: "", stroke: ink },
  ].filter(Boolean);
}

function spotEntries(atlas, scene, lang, ink) {
  const places = scene.symbols.map((entry) => atlas.places[entry.place]);
  const entry = (label, symbol, hollow) => ({ kind: "symbol", label, symbol, hollow, fill: ink });
  const entries = ["park", "site"]
    .filter((level) => places.some((place) => place.level === level))
    .map((level) => {
      const code = atlas.codes.level.find(({ id }) => id === level);
      return entry(nameOf(lang, code), level, false);
    });
  const rough = places.find(isHollow);
  if (rough) entries.push(entry(t(lang, "hollow"), rough.level, true));
  if (places.some((place) => place.radius)) entries.push({ kind: "circle", label: t(lang, "circle"), stroke: ink });
  return entries;
}

function arrowEntries(atlas, scene, lang, ink) {
  const types = new Set(scene.arrows.map((arrow) => arrow.type));
  return atlas.codes.relation
    .filter((code) => types.has(code.id))
    .map((code) => ({ kind: "line", label: nameOf(lang, code), stroke: ink, relation: code.id }));
}

// -> [{kind, label, and the look: fill, stroke, hatch, cell, symbol, hollow, relation; cluster of a switch}]
export function legendEntries(atlas, scene, lang) {
  if (!scene.theme) {
    // Parks and sites of the city in focus stand among the squares of the others.
    const near = scene.city >= 0 ? spotEntries(atlas, scene, lang, SPOT_INK) : [];
    return [...gridEntries(atlas, scene, lang), ...near];
  }
  const { cluster, industry } = scene.theme;
  const ramp = atlas.clusters[cluster];
  const name = nameOf(lang, industry >= 0 ? atlas.industries[industry] : atlas.clusters[cluster]);
  return [
    { kind: "heading", label: t(lang, "tierHead", { name }) },
    ...tierEntries(atlas, scene, lang, ramp.ink),
    ...areaEntries(atlas, scene, lang, ramp),
    ...spotEntries(atlas, scene, lang, ramp.ink),
    ...arrowEntries(atlas, scene, lang, ramp.ink),
  ];
}
