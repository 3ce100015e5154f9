// Where the symbols of parks and sites stand: on their point, or in a ring round one that they share.
import { isDrawn } from "../scene.js";
import { overlapArea } from "../blocks.js";
import { SEA, insideUnit } from "../shapes.js";

const SYMBOL = 13; // px between the middles of two
const [RINGS, TURNS] = [9, 12];
const TRIES = 420; // spots that are looked at, out to some 110 px
const TOUCHING = 10; // px between two that have no more room
const WIDE = new Set(["city", "sar"]);

/**
 * @param {number} zoom
 * @param {Place} place
 * @param {number} metres - a pixel
 */
function ringOf(zoom, place, metres) {
  const ring = ((place.radius ?? 0) * 1000) / metres;
  return ring > 6 ? ring : 0;
}

/**
 * Spots in a ring round a shared point, turned and widened until little is covered.
 *
 * @param {Point} at
 * @param {number} number
 * @param {(x: number, y: number) => boolean} taken
 * @param {(x: number, y: number) => boolean} strays - onto another city's ground
 */
function ringSpots([tx, ty], number, taken, strays) {
  /** @type {Point[]} */
  let best = [];
  let least = Infinity;
  for (let wider = 0; wider < RINGS; wider += 1) {
    const radius = Math.max(11, (number * SYMBOL) / (2 * Math.PI)) + (wider * SYMBOL) / 2;
    for (let turn = 0; turn < TURNS; turn += 1) {
      /** @type {Point[]} */
      const ring = Array.from({ length: number }, (_, k) => {
        const angle = (2 * Math.PI * (k + turn / TURNS)) / number - Math.PI / 2;
        return [tx + radius * Math.cos(angle), ty + radius * Math.sin(angle)];
      });
      const cost = 3 * wider + ring.reduce((sum, [x, y]) => sum + (taken(x, y) ? 60 : 0) + (strays(x, y) ? 25 : 0), 0);
      if (cost < least) [best, least] = [ring, cost];
    }
  }
  return best;
}

/**
 * Symbols that would lie on each other are moved apart; each is tied to its true point, where the
 * uncertainty ring stays.
 *
 * @param {LayoutContext} ctx
 * @param {Block[]} blocks
 * @param {(lat: number, zoom: number) => number} metresPerPixel
 * @returns {Mark[]}
 */
export function symbolMarks(ctx, blocks, metresPerPixel) {
  const { atlas, scene, scale, zoom } = ctx;
  /** @type {Mark[]} */
  const marks = [];
  /**
   * @param {number} x
   * @param {number} y
   */
  const taken = (x, y, gap = SYMBOL) =>
    marks.some((m) => Math.hypot(m.x - x, m.y - y) < gap) ||
    blocks.some((b) => overlapArea(b, { x, y, w: SYMBOL, h: SYMBOL }));
  const wide = atlas.units.filter(({ level }) => WIDE.has(level));
  /** @type {FullMap<string, NamedPlace[]>} */
  const shared = new Map();
  for (const entry of scene.symbols) {
    const { x, y } = atlas.places[entry.place];
    if (!isDrawn(scene, atlas, entry, zoom) || !ctx.here(x ?? 0, y ?? 0)) continue;
    const key = [x, y].map((v) => ((v ?? 0) * scale).toFixed(0)).join(" ");
    if (!shared.has(key)) shared.set(key, []);
    shared.get(key).push(entry);
  }
  // Rings want the most room: they choose first.
  for (const entries of [...shared.values()].sort((a, b) => b.length - a.length)) {
    const first = atlas.places[entries[0].place];
    /** @type {Point} */
    const at = [(first.x ?? 0) * scale, (first.y ?? 0) * scale];
    const unit = atlas.places[first.city]?.unit ?? -1;
    const own = [unit < 0 ? ctx.shapes.owner(at[0] / scale, at[1] / scale) : unit, SEA];
    /**
     * Its raster is coarse at a border.
     *
     * @param {number} x
     * @param {number} y
     */
    const isAbroad = (x, y) =>
      unit >= 0 && wide.some((other) => other !== atlas.units[unit] && insideUnit(other, x, y));
    /**
     * @param {number} x
     * @param {number} y
     */
    const strays = (x, y) => {
      const [ux, uy] = [x / scale, y / scale];
      const ground = ctx.shapes.owner(ux, uy);
      return !own.includes(ground) || isAbroad(ux, uy) || Boolean(ctx.part?.inside && !ctx.here(ux, uy));
    };
    let spots = entries.length > 1 ? ringSpots(at, entries.length, taken, strays) : [];
    // A ring has no room in a small city, or near a border: each finds a spot of its own.
    if (!spots.length || spots.some(([x, y]) => strays(x, y))) spots = nearSpots(at, entries.length, taken, strays);
    entries.forEach((entry, i) => {
      const place = atlas.places[entry.place];
      const [tx, ty] = [(place.x ?? 0) * scale, (place.y ?? 0) * scale];
      const ring = ringOf(zoom, place, metresPerPixel(place.lat ?? 0, zoom));
      marks.push({ entry, place, x: spots[i][0], y: spots[i][1], tx, ty, w: SYMBOL, h: SYMBOL, ring });
    });
  }
  return marks;
}

/**
 * The nearest free spots round a point: on its own ground while there is room, if need be where symbols touch.
 *
 * @param {Point} at
 * @param {number} number
 * @param {(x: number, y: number, gap?: number) => boolean} taken
 * @param {(x: number, y: number) => boolean} strays
 */
function nearSpots([tx, ty], number, taken, strays) {
  /** @type {Point[]} */
  const spots = [];
  /**
   * @param {Point} spot
   * @param {number} gap
   */
  const free = ([x, y], gap) => !taken(x, y, gap) && !spots.some(([px, py]) => Math.hypot(px - x, py - y) < gap);
  // Several at one point are all moved off it, so that it is seen.
  if (number === 1 && free([tx, ty], SYMBOL)) return [/** @type {Point} */ ([tx, ty])];
  const around = Array.from({ length: TRIES }, (_, k) => {
    const r = 6 + 5 * Math.sqrt(k + 1);
    return /** @type {Point} */ ([tx + r * Math.cos((k + 1) * 2.4), ty + r * Math.sin((k + 1) * 2.4)]);
  });
  /** @param {number} gap */
  const atHome = (gap) => around.find((spot) => free(spot, gap) && !strays(...spot));
  for (let n = 0; n < number; n += 1)
    spots.push(atHome(SYMBOL) ?? atHome(TOUCHING) ?? around.find((spot) => free(spot, SYMBOL)) ?? around[n]);
  return spots;
}
