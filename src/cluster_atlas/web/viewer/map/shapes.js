// Outlines as ready paths per zoom, point-in-outline tests and a coarse raster of who owns which spot.
import { boxOf } from "../core/unpack.js";

const DETAIL = 0.55; // px: vertices closer than this to the last kept one are left out
const CELL = 0.0125; // map units a raster cell: about 2 km
export const SEA = -1;
/** Zoom from which the finer outlines are drawn: a city fills the map, a pixel is 330 m. */
export const FINER_FROM = 8.5;

/**
 * @param {Unit[]} units
 * @param {Set<number>} [arcsOut]
 */
function arcSet(units, arcsOut = new Set()) {
  for (const unit of units) for (const refs of unit.refs) for (const ref of refs) arcsOut.add(ref < 0 ? ~ref : ref);
  return arcsOut;
}

/**
 * @param {Set<number>} set
 * @param {...Set<number>} others
 */
function without(set, ...others) {
  return [...set].filter((i) => !others.some((other) => other.has(i)));
}

/**
 * Neighbouring arcs are thinned once for all that share them, so that no gaps open.
 *
 * @param {Ring} arc
 * @param {number} scale
 */
function thin(arc, scale) {
  const out = [arc[0] * scale, arc[1] * scale];
  let [x, y] = out;
  for (let i = 2; i < arc.length; i += 2) {
    const [nx, ny] = [arc[i] * scale, arc[i + 1] * scale];
    if (i === arc.length - 2 || Math.abs(nx - x) > DETAIL || Math.abs(ny - y) > DETAIL) {
      out.push(nx, ny);
      [x, y] = [nx, ny];
    }
  }
  return out;
}

/**
 * @param {Path2D} path
 * @param {number[]} refs
 * @param {(arc: number) => number[]} thinned
 */
function traceRing(path, refs, thinned) {
  let first = true;
  for (const ref of refs) {
    const arc = thinned(ref < 0 ? ~ref : ref);
    const last = arc.length / 2 - 1;
    for (let i = first ? 0 : 1; i <= last; i += 1) {
      /**
       * @param {number} 2
       * @returns {ZoomPaths}
       */
      const at = 2 * (ref < 0 ? last - i : i);
      if (first) path.moveTo(arc[at], arc[at + 1]);
      else path.lineTo(arc[at], arc[at + 1]);
      first = false;
    }
  }
  path.closePath();
}

/**
 * @param {number[]} arcs
 * @param {(arc: number) => number[]} thinned
 */
function traceLines(arcs, thinned) {
  const path = new Path2D();
  for (const i of arcs) {
    const arc = thinned(i);
    path.moveTo(arc[0], arc[1]);
    for (let k = 2; k < arc.length; k += 2) path.lineTo(arc[k], arc[k + 1]);
  }
  return path;
}

const BANDS = 64;

/**
 * The edges of outlines by the bands of height that they pass, so that a point asks few of them.
 *
 * @type {WeakMap<Ring[], number[][][]>}
 */
const bandsOf = new WeakMap();

/**
 * @param {Unit} unit
 * @param {number} x
 * @param {number} y
 */
export function insideUnit({ box: [x0, y0, x1, y1], rings }, x, y) {
  if (x < x0 || x > x1 || y < y0 || y > y1) return false;
  /** @param {number} at */
  const band = (at) => Math.floor(((at - y0) / (y1 - y0)) * (BANDS - 1));
  let bands = bandsOf.get(rings);
  if (!bands) {
    bandsOf.set(rings, (bands = Array.from({ length: BANDS }, () => [])));
    for (const ring of rings)
      for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
        const [ya, yb] = [ring[i + 1], ring[j + 1]];
        for (let k = band(Math.min(ya, yb)); k <= band(Math.max(ya, yb)); k += 1)
          bands[k].push([ring[i], ya, ring[j], yb]);
      }
  }
  let inside = false;
  for (const [xa, ya, xb, yb] of bands[band(y)])
    if (ya > y !== yb > y && x < ((xb - xa) * (y - ya)) / (yb - ya) + xa) inside = !inside;
  return inside;
}

/**
 * Fills the cells of one unit row by row between its outline's crossings.
 *
 * @param {Raster} raster
 * @param {Unit} unit
 * @param {UnitIndex} value
 */
function burn(raster, unit, value) {
  const { x0, y0, w, h, cells } = raster;
  /** @type {FullMap<number, number[]>} */
  const rows = new Map();
  for (const ring of unit.rings) {
    for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
      const [xa, ya, xb, yb] = [ring[j], ring[j + 1], ring[i], ring[i + 1]];
      const from = Math.max(0, Math.ceil((Math.min(ya, yb) - y0) / CELL - 0.5));
      const to = Math.min(h - 1, Math.ceil((Math.max(ya, yb) - y0) / CELL - 0.5) - 1);
      for (let row = from; row <= to; row += 1) {
        const y = y0 + (row + 0.5) * CELL;
        const list = rows.get(row) || rows.set(row, []).get(row);
        list.push(xa + ((xb - xa) * (y - ya)) / (yb - ya));
      }
    }
  }
  for (const [row, xs] of rows) {
    xs.sort((a, b) => a - b);
    for (let k = 0; k + 1 < xs.length; k += 2) {
      const from = Math.max(0, Math.ceil((xs[k] - x0) / CELL - 0.5));
      const to = Math.min(w - 1, Math.floor((xs[k + 1] - x0) / CELL - 0.5));
      for (let col = from; col <= to; col += 1) cells[row * w + col] = value;
    }
  }
}

/**
 * @param {Unit[]} units
 * @returns {Raster}
 */
function buildRaster(units) {
  const frame = boxOf(units.filter((u) => u.level === "city").flatMap((u) => u.rings));
  const [x0, y0] = [frame[0] - 0.6, frame[1] - 0.6];
  const w = Math.ceil((frame[2] + 0.6 - x0) / CELL);
  const h = Math.ceil((frame[3] + 0.6 - y0) / CELL);
  const raster = { x0, y0, w, h, cells: new Int16Array(w * h).fill(SEA) };
  units.forEach((unit, i) => {
    if (unit.level === "city" || unit.level === "sar" || unit.level === "context") burn(raster, unit, i);
  });
  return raster;
}

/**
 * Arcs by the kind of line that they are; where a finer level draws its own border, the coarse one of
 * the neighbouring land is left out.
 *
 * @param {Unit[]} units
 * @param {Unit[]} coarse
 * @returns {Record<LineKind, number[]>}
 */
function linesOf(units, coarse) {
  /**
   * @param {Unit[]} all
   * @param {string} level
   */
  const of = (all, level) => all.filter((unit) => unit.level === level);
  /** @param {Unit[]} all */
  const borders = (all) => arcSet(of(all, "province").length ? of(all, "province") : of(all, "city"));
  const province = borders(units);
  const city = arcSet(of(units, "city"));
  const foreign = arcSet([...of(units, "context"), ...of(units, "sar")]);
  return {
    province: [...province],
    city: without(city, province),
    county: without(arcSet(of(units, "county")), city, province),
    foreign: without(foreign, province, city, borders(coarse), arcSet(of(coarse, "city"))),
  };
}

/**
 * @param {Atlas} atlas
 * @returns {Shapes}
 */
export function createShapes(atlas) {
  const coarse = { ...atlas, strip: null };
  const raster = buildRaster(atlas.units);
  /** @type {Partial<Record<"coarse" | "finer", Record<LineKind, number[]>>>} */
  const lines = {};
  /** @type {FullMap<string, ZoomPaths>} */
  const cache = new Map();

  /**
   * Paths for one zoom, in pixels of that zoom counted from ORIGIN; built when first asked for. From
   * city zoom on they are the finer ones, where these are there.
   *
   * @param {number} zoom
   * @returns {ZoomPaths}
   */
  function at(zoom) {
    const finer = zoom >= FINER_FROM && atlas.finer !== null;
    const key = `${zoom} ${finer}`;
    if (cache.has(key)) return cache.get(key);
    if (cache.size > 5) cache.delete([...cache.keys()][0]);
    const { units, arcs, strip } = (finer && atlas.finer) || coarse;
    const kinds = (lines[finer ? "finer" : "coarse"] ||= linesOf(units, coarse.units));
    const scale = 2 ** zoom;
    /** @type {number[][]} */
    const made = [];
    /** @param {number} i */
    const thinned = (i) => (made[i] ||= thin(arcs[i], scale));
    /** @param {Unit} unit */
    const pathOf = (unit) => {
      const path = new Path2D();
      for (const refs of unit.refs) traceRing(path, refs, thinned);
      return path;
    };
    /** @type {FullMap<UnitIndex, Path2D>} */
    const unitPaths = new Map();
    /** @type {Partial<Record<LineKind, Path2D>>} */
    const linePaths = {};
    /** @type {ZoomPaths} */
    const paths = {
      finer,
      /** @param {UnitIndex} i */
      unit(i) {
        if (!unitPaths.has(i)) unitPaths.set(i, pathOf(units[i]));
        return unitPaths.get(i);
      },
      lines(name) {
        return (linePaths[name] ||= traceLines(kinds[name], thinned));
      },
      strip: () => strip && pathOf(strip),
    };
    cache.set(key, paths);
    return paths;
  }

  /**
   * Unit that owns a spot (map units) among cities, SARs and neighbours; SEA elsewhere.
   *
   * @param {number} x
   * @param {number} y
   */
  function owner(x, y) {
    const col = Math.floor((x - raster.x0) / CELL);
    const row = Math.floor((y - raster.y0) / CELL);
    if (col < 0 || row < 0 || col >= raster.w || row >= raster.h) return SEA;
    return raster.cells[row * raster.w + col];
  }

  /**
   * @param {number} x
   * @param {number} y
   * @param {string} level
   */
  function hit(x, y, level) {
    const { units } = atlas.finer ?? atlas;
    return units.findIndex((unit) => unit.level === level && insideUnit(unit, x, y));
  }

  return { at, owner, hit, refresh: () => cache.clear() };
}
