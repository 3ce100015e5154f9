// What the map shows of the office's own rows: outlines, spots, and what stands at which spot at a zoom.
import { toUnits } from "../../core/unpack.js";
import { isRough } from "../../core/own_values.js";

export const OWN_INK = "#b3261e"; // of all own data; no cluster has a red
// Plain layers by the order of their names; each with another hatch.
const LAYER_COLOURS = ["#0f766e", "#92400e", "#6d28d9", "#0369a1", "#4d7c0f", "#be185d"];
const ROUND = 0.05; // map units that are seen round a point
const SMALLEST = 12; // px: below that a park is drawn as a spot

/** @type {WeakMap<Own, OwnUnits>} */
const measured = /* @__PURE__ */ new WeakMap();

/** @param {OwnShape} shape */
const linesOf = ({ polygons, lines }) => polygons?.flat() ?? lines ?? [];

/**
 * Points and boxes of all own rows in map units, worked out once.
 *
 * @param {Own} own
 * @returns {OwnUnits}
 */
function unitsOf(own) {
  const found = measured.get(own);
  if (found) return found;
  const points = own.rows.map(({ lon, lat }) => (lon === null || lat === null ? null : toUnits(lon, lat)));
  const lines = own.rows.map(({ shape }) =>
    shape ? linesOf(shape).map((line) => line.map((p) => toUnits(...p))) : null,
  );
  const boxes = lines.map((parts) => parts && boxOfLines(parts));
  const units = { points, lines, boxes };
  measured.set(own, units);
  return units;
}

/**
 * @param {Point[][]} lines
 * @returns {Box}
 */
function boxOfLines(lines) {
  /** @type {Box} */
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const line of lines)
    for (const [x, y] of line) {
      box[0] = Math.min(box[0], x);
      box[1] = Math.min(box[1], y);
      box[2] = Math.max(box[2], x);
      box[3] = Math.max(box[3], y);
    }
  return box;
}

/**
 * @param {Own} own
 * @param {number[]} rows
 * @returns {OwnArea[]}
 */
function areasOf(own, rows) {
  const { lines } = unitsOf(own);
  const layers = [...new Set(own.rows.filter((row) => row.layer).map((row) => row.layer))].sort();
  /** @type {Map<string, OwnArea>} */
  const areas = new Map();
  for (const i of rows) {
    const { layer, shape } = own.rows[i];
    const parts = lines[i];
    if (!parts || !shape) continue;
    const k = layers.indexOf(layer);
    const colour = k < 0 ? OWN_INK : LAYER_COLOURS[k % LAYER_COLOURS.length];
    const area = areas.get(layer) ?? { layer, colour, hatch: k, fill: new Path2D(), line: new Path2D() };
    areas.set(layer, area);
    for (const part of parts) trace(area.line, part);
    if (shape.polygons) for (const part of parts) trace(area.fill, part);
  }
  // Parks above the layers that they lie in.
  return [...areas.values()].sort((a, b) => Number(a.hatch < 0) - Number(b.hatch < 0) || a.hatch - b.hatch);
}

/**
 * @param {Path2D} path
 * @param {Point[]} line
 */
function trace(path, line) {
  line.forEach(([x, y], k) => (k ? path.lineTo(x, y) : path.moveTo(x, y)));
}

/**
 * Where the rows without an outline are drawn; one of which only the county or city is known stands
 * with all such rows in the middle of that unit.
 *
 * @param {Atlas} atlas
 * @param {Own} own
 * @param {number[]} rows
 */
function spotsOf(atlas, own, rows) {
  const { points } = unitsOf(own);
  /** @type {OwnSpot[]} */
  const spots = [];
  /** @type {Map<PlaceIndex, OwnSpot>} */
  const rough = new Map();
  let unplaced = 0;
  for (const i of rows) {
    const row = own.rows[i];
    const point = points[i];
    const unit = atlas.index.place.get(row.precision === "city-only" ? row.city : row.county || row.city);
    const { x, y } = unit === undefined ? { x: null, y: null } : atlas.places[unit];
    if (point && !isRough(row)) spots.push({ x: point[0], y: point[1], rows: [i], rough: false });
    else if (unit === undefined || x === null || y === null) unplaced += 1;
    else {
      const spot = rough.get(unit) ?? { x, y, rows: [], rough: true };
      spot.rows.push(i);
      rough.set(unit, spot);
    }
  }
  return { spots: [...spots, ...rough.values()], unplaced };
}

/** @type {WeakMap<number[], Omit<OwnScene, "focus" | "drawn">>} */
const scenes = /* @__PURE__ */ new WeakMap();

/**
 * @param {Atlas} atlas
 * @param {Pick<MapState, "own" | "ownFocus">} state
 * @returns {OwnScene | null}
 */
export function ownScene(atlas, { own: rows = [], ownFocus = -1 }) {
  const { own } = atlas;
  if (!own || (!rows.length && ownFocus < 0)) return null;
  const made = scenes.get(rows) ?? {
    own,
    rows,
    areas: areasOf(own, rows),
    ...spotsOf(atlas, own, rows),
  };
  scenes.set(rows, made);
  return { ...made, focus: ownFocus, drawn: null };
}

/**
 * Is a row drawn by its outline at a zoom?
 *
 * @param {OwnScene} scene
 * @param {number} i
 * @param {number} scale - pixels a map unit
 */
export function isOutlined({ own }, i, scale) {
  const box = unitsOf(own).boxes[i];
  // Of a layer small pieces as well: they stand for ground, and there may be thousands.
  return box !== null && (own.rows[i].layer !== "" || Math.max(box[2] - box[0], box[3] - box[1]) * scale >= SMALLEST);
}

/**
 * The box that holds where rows are drawn; null where none is.
 *
 * @param {OwnScene} scene
 * @param {number[]} rows
 */
export function spreadOf(scene, rows) {
  const wanted = new Set(rows);
  const found = scene.spots.filter((spot) => spot.rows.some((i) => wanted.has(i)));
  return found.length ? boxOfLines([found.map(({ x, y }) => [x, y])]) : null;
}

/**
 * What to look at for a row: its outline, the surroundings of its point, or nothing that is known.
 *
 * @param {Own} own
 * @param {number} i
 * @returns {Box | null}
 */
export function ownBox(own, i) {
  const { boxes, points } = unitsOf(own);
  const box = boxes[i];
  const point = points[i];
  if (box) return box;
  if (!point || isRough(own.rows[i])) return null;
  return [point[0] - ROUND, point[1] - ROUND, point[0] + ROUND, point[1] + ROUND];
}

/**
 * Where a row is drawn, in map units; null where it is not.
 *
 * @param {OwnScene} scene
 * @param {number} i
 * @returns {Point | null}
 */
export function spotOfRow(scene, i) {
  const spot = scene.spots.find(({ rows }) => rows.includes(i));
  return spot ? [spot.x, spot.y] : isRough(scene.own.rows[i]) ? null : unitsOf(scene.own).points[i];
}

/**
 * The outline of a row; null where it has none.
 *
 * @param {Own} own
 * @param {number} i
 */
export function outlineOf(own, i) {
  const parts = unitsOf(own).lines[i];
  if (!parts) return null;
  const path = new Path2D();
  for (const part of parts) trace(path, part);
  return path;
}

/**
 * Does a point of the map, in its units, lie in the outline of a row?
 *
 * @param {Own} own
 * @param {number} i
 * @param {number} x
 * @param {number} y
 */
function holdsPoint(own, i, x, y) {
  const { boxes, lines } = unitsOf(own);
  const box = boxes[i];
  if (!box || !own.rows[i].shape?.polygons || x < box[0] || x > box[2] || y < box[1] || y > box[3]) return false;
  let inside = false;
  for (const ring of lines[i] ?? [])
    for (let k = 0, j = ring.length - 1; k < ring.length; j = k++) {
      const [[ax, ay], [bx, by]] = [ring[k], ring[j]];
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
    }
  return inside;
}

/**
 * The outlined row under a point of the map, in its units, the smallest of several; -1 for none.
 *
 * @param {OwnScene} scene
 * @param {number} x
 * @param {number} y
 * @param {number} scale
 */
export function outlineAt(scene, x, y, scale) {
  const found = scene.rows.filter((i) => isOutlined(scene, i, scale) && holdsPoint(scene.own, i, x, y));
  const { rows } = scene.own;
  return found.reduce((best, i) => (best < 0 || (rows[i].area ?? 0) < (rows[best].area ?? 0) ? i : best), -1);
}
