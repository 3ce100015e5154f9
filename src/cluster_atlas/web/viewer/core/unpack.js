// Turns the pack into an atlas: facts in columns, places by id, outlines in map units.
import { readingTable, usualSyllables } from "./readings.js";
import { spellingsOf } from "./words.js";
import { zonePlaces } from "./zones.js";

// Map units: Web-Mercator pixels of zoom 0 counted from a point in the middle of Guangdong, so that
// numbers stay small and canvas coordinates keep their precision at every zoom.
/** @type {Point} */
export const ORIGIN = [mercatorX(113.4), mercatorY(22.9)];
/** Levels of precision of a place that has no point; as in model.py. */
export const UNLOCATED = ["unknown", "city-only", "county"];
const SPILL = 2.5; // map units by which neighbouring land is carried on beyond the pack's frame

/**
 * @param {number} lon
 * @returns {number}
 */
function mercatorX(lon) {
  return ((lon + 180) / 360) * 256;
}

/**
 * @param {number} lat
 * @returns {number}
 */
function mercatorY(lat) {
  const sin = Math.sin((lat * Math.PI) / 180);
  return 128 - (Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI)) * 256;
}

/**
 * @param {number} lon
 * @param {number} lat
 * @returns {Point}
 */
export function toUnits(lon, lat) {
  return [mercatorX(lon) - ORIGIN[0], mercatorY(lat) - ORIGIN[1]];
}

/**
 * Inverse of toUnits.
 *
 * @param {number} x
 * @param {number} y
 * @returns {LonLat}
 */
export function toLonLat(x, y) {
  const lon = ((x + ORIGIN[0]) / 256) * 360 - 180;
  const angle = Math.PI * (1 - (2 * (y + ORIGIN[1])) / 256);
  return [lon, (Math.atan(Math.sinh(angle)) * 180) / Math.PI];
}

/** @param {Uint8Array<ArrayBuffer>} bytes */
function gunzip(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).text();
}

/**
 * A server may or may not have undone the gzip on the way: the first two bytes tell.
 *
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @returns {Promise<never>} whatever the server packed
 */
export async function readPack(bytes) {
  const zipped = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return /** @type {never} */ (JSON.parse(zipped ? await gunzip(bytes) : new TextDecoder().decode(bytes)));
}

/**
 * @template Row
 * @param {Columns<Row>} columns
 * @returns {Row[]}
 */
function rowsOf(columns) {
  const all = Object.entries(columns);
  const count = all[0]?.[1].length ?? 0;
  const row = (/** @type {number} */ i) => Object.fromEntries(all.map(([name, column]) => [name, column[i]]));
  return Array.from({ length: count }, (_, i) => /** @type {Row} */ (row(i)));
}

/**
 * Arcs as pack_arcs() in arcs.py writes them: starts, lengths, and steps in planes of bytes.
 *
 * @param {Omit<PackedShapes, "units">} packed
 * @returns {Ring[]}
 */
function decodeArcs({ starts, lengths, steps, scale, origin }) {
  const bytes = Uint8Array.from(atob(steps), (c) => c.charCodeAt(0));
  const n = bytes.length / 3;
  /** @param {number} i */
  const step = (i) => {
    const value = bytes[i] | (bytes[n + i] << 8) | (bytes[2 * n + i] << 16);
    return value & 1 ? -(value + 1) / 2 : value / 2;
  };
  let at = 0;
  return lengths.map((length, k) => {
    const out = new Float64Array(length + 2);
    let [x, y] = [starts[2 * k], starts[2 * k + 1]];
    for (let i = 0; i < out.length; i += 2) {
      if (i) [x, y] = [x + step(at++), y + step(at++)];
      [out[i], out[i + 1]] = toUnits(origin[0] + x * scale[0], origin[1] + y * scale[1]);
    }
    return out;
  });
}

/**
 * The arcs of one ring joined; the vertex where two arcs meet is kept once.
 *
 * @param {number[]} refs
 * @param {Ring[]} arcs
 */
function joinRing(refs, arcs) {
  /** @type {number[]} */
  const points = [];
  for (const ref of refs) {
    const arc = arcs[ref < 0 ? ~ref : ref];
    const last = arc.length / 2 - 1;
    for (let i = points.length ? 1 : 0; i <= last; i += 1) {
      const at = 2 * (ref < 0 ? last - i : i);
      points.push(arc[at], arc[at + 1]);
    }
  }
  return Float64Array.from(points);
}

/**
 * @param {Ring[]} rings
 * @returns {Box}
 */
export function boxOf(rings) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const ring of rings) {
    for (let i = 0; i < ring.length; i += 2) {
      box[0] = Math.min(box[0], ring[i]);
      box[1] = Math.min(box[1], ring[i + 1]);
      box[2] = Math.max(box[2], ring[i]);
      box[3] = Math.max(box[3], ring[i + 1]);
    }
  }
  return box;
}

/**
 * Neighbouring land ends at the pack's frame; carrying its cut edge outwards hides the cut.
 *
 * @param {{ level: string, refs: number[][] }[]} units
 * @param {Ring[]} arcs
 */
function spillContext(units, arcs) {
  const refs = new Set(units.filter((u) => u.level === "context").flatMap((u) => u.refs.flat(2)));
  const used = [...refs].map((ref) => arcs[ref < 0 ? ~ref : ref]);
  const frame = boxOf(used);
  const push = [-SPILL, -SPILL, SPILL, SPILL];
  /** @type {Set<Ring>} */
  const moved = new Set();
  for (const arc of used) {
    if (moved.has(arc)) continue;
    moved.add(arc);
    for (let i = 0; i < arc.length; i += 1) {
      for (const side of [i & 1, (i & 1) + 2]) {
        if (Math.abs(arc[i] - frame[side]) < 1e-4) arc[i] += push[side];
      }
    }
  }
  return frame;
}

/**
 * The Dongsha islands and banks: outlines of our cities far out in the south-east. Box in map units.
 *
 * @param {Unit[]} units
 */
function dongshaBox(units) {
  const [[west, north], [east, south]] = [toUnits(115.5, 21.4), toUnits(117.2, 20.4)];
  const far = units
    .filter((u) => u.level === "city")
    .flatMap((u) => u.rings)
    .filter((ring) => {
      const [x0, y0, x1, y1] = boxOf([ring]);
      return x0 > west && x1 < east && y0 > north && y1 < south;
    });
  return far.length ? boxOf(far) : [...toUnits(116.6, 20.85), ...toUnits(117, 20.55)];
}

/** @param {Unit[]} units */
function homeBox(units) {
  return boxOf(units.filter((unit) => unit.level === "city").flatMap((unit) => unit.rings));
}

/** @param {{ id: string }[]} rows */
function indexById(rows) {
  return new Map(rows.map((row, i) => [row.id, i]));
}

/**
 * @param {PackedPlace} place
 * @returns {Place}
 */
function decodePlace(place) {
  const located = place.lon !== null && place.lat !== null && !UNLOCATED.includes(place.precision);
  const [x, y] = located ? toUnits(place.lon ?? 0, place.lat ?? 0) : [null, null];
  return { ...place, full: place.full || place.zh, located, x, y, unit: -1, regions: [] };
}

/**
 * Units of a finer level: those of the atlas with other rings; neighbouring land stays as it is.
 *
 * @param {Unit[]} units
 * @param {(PackedUnit["rings"] | null)[]} packed
 * @param {Ring[]} arcs
 * @returns {Unit[]}
 */
function finerUnits(units, packed, arcs) {
  return units.map((unit, i) => {
    const refs = packed[i]?.flat();
    if (!refs) return unit;
    const rings = refs.map((ring) => joinRing(ring, arcs));
    return { ...unit, refs, rings, box: boxOf(rings) };
  });
}

/**
 * The finer outlines as they were fetched: their arcs come after those of the atlas.
 *
 * @param {Pick<Atlas, "arcs" | "units">} atlas
 * @param {PackedOutlines} packed
 * @returns {FinerShapes}
 */
export function unpackOutlines({ arcs, units }, packed) {
  const all = [...arcs, ...decodeArcs(packed)];
  /** @param {number} ref */
  const after = (ref) => (ref < 0 ? ref - arcs.length : ref + arcs.length);
  /** @param {PackedUnit["rings"]} polygons */
  const moved = (polygons) => polygons.map((rings) => rings.map((ring) => ring.map(after)));
  const refs = moved(packed.strip).flat();
  const strip = { place: -1, level: "strip", name: "", name_en: "", refs, rings: [], box: [0, 0, 0, 0] };
  return {
    arcs: all,
    units: finerUnits(
      units,
      packed.units.map((one) => one && moved(one)),
      all,
    ),
    strip,
  };
}

/**
 * @param {Pack} pack
 * @returns {Atlas}
 */
export function unpackAtlas(pack) {
  const arcs = decodeArcs(pack.shapes);
  const reading = readingTable(pack.readings);
  const industries = rowsOf(pack.industries);
  const listed = rowsOf(pack.places);
  const packed = /** @type {PackedPlace[]} */ ([...listed, ...zonePlaces(pack.zones, listed)]);
  for (const row of [...pack.clusters, ...industries, ...packed]) {
    const names = (row.synonyms || row.aliases || "").split("|");
    row.others = names.filter(Boolean);
    const named = [/** @type {PackedPlace} */ (row).full || row.zh, ...row.others];
    row.spelled ||= named.map((name) => usualSyllables({ reading }, name)).join("|");
    row.words = `${row.others.join(" ")} ${spellingsOf(row.spelled)}`;
  }
  const outlines = pack.shapes.units.map((unit) => ({ ...unit, refs: unit.rings.flat() }));
  const frame = spillContext(outlines, arcs);
  const places = packed.map(decodePlace);
  const units = outlines.map((unit) => {
    const rings = unit.refs.map((refs) => joinRing(refs, arcs));
    return { ...unit, rings, box: boxOf(rings) };
  });
  units.forEach((unit, i) => {
    const place = places[unit.place];
    if (place && (place.unit < 0 || place.level === unit.level)) place.unit = i;
  });
  // What a document names, itself or in a relation; the filters offer no other region.
  for (const p of pack.facts.places.flat()) places[p].named = true;
  for (const [, from, to] of pack.facts.relations.flat()) places[from].named = places[to].named = true;
  /** @type {PlaceIndex[]} */
  const cities = [];
  places.forEach((place, i) => {
    if (place.level === "city") cities.push(i);
    for (const member of place.members || []) places[member].regions.push(i);
  });
  const { role, status, legal } = pack.codes;
  const named = { cluster: pack.clusters, industry: industries, document: pack.documents, place: places };
  const rows = { ...named, role, status, legal, named: [{ id: "1", zh: "仅点名", en: "Named only" }] };
  const index = /** @type {Atlas["index"]} */ (
    Object.fromEntries(Object.entries(rows).map(([name, list]) => [name, indexById(list)]))
  );
  return {
    ...pack,
    own: null,
    n: pack.facts.id.length,
    reading,
    arcs,
    units,
    finer: pack.shapes.coasts ? { arcs, units: finerUnits(units, pack.shapes.coasts, arcs), strip: null } : null,
    frame,
    dongsha: dongshaBox(units),
    home: homeBox(units),
    industries,
    sectors: rowsOf(pack.sectors),
    places,
    cities,
    rows,
    index,
  };
}
