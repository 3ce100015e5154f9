// What is already on the map, and the cheapest spot that a further name finds there.
import { cross, overlapArea, passesUnder } from "../blocks.js";

const CROSSED = 2.5; // what each arrow under a name costs

/**
 * Does a point lie in a box?
 *
 * @param {Rect} box
 * @param {Point} point
 */
const holds = (box, [x, y]) => Math.abs(box.x - x) < box.w / 2 && Math.abs(box.y - y) < box.h / 2;

/**
 * @param {Point[]} points
 * @returns {Rect}
 */
function boxAround(points) {
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const [x0, x1, y0, y1] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  return { x: (x0 + x1) / 2, y: (y0 + y1) / 2, w: x1 - x0 + 1, h: y1 - y0 + 1 };
}

/**
 * Keeps what is already on the map and says what a new label would cover.
 *
 * @param {ArrowCurve[]} arrows
 * @param {number[] | null} edge - left, top, right and bottom that no label crosses
 * @param {Rect[]} covers - what lies over the map, or beyond its edge
 * @returns {Board}
 */
export function createBoard(arrows, edge, covers) {
  /** @type {Rect[]} */
  const taken = [...covers];
  /** @type {Rect[]} */
  const symbols = [];
  /** @type {Line[]} */
  const ties = [];
  const paths = arrows.map(({ points }) => ({ points, box: boxAround(points) }));
  /** @param {Rect} r */
  const inside = (r) =>
    !edge || (r.x - r.w / 2 > edge[0] && r.x + r.w / 2 < edge[2] && r.y - r.h / 2 > edge[1] && r.y + r.h / 2 < edge[3]);
  return {
    take: (rect) => taken.push(rect),
    mark: (rect) => symbols.push(rect),
    tie: (line) => line && ties.push(line),
    buries: (point) => covers.some((box) => holds(box, point)),
    free: (rect, gap = 2) =>
      inside(rect) &&
      !taken.some((other) => overlapArea(rect, other, gap)) &&
      !ties.some(([from, to]) => passesUnder(from, to, rect)),
    covered: (rect, gap = 2) => symbols.filter((other) => overlapArea(rect, other, gap)).length,
    hides: ([from, to], own) =>
      taken.some((other) => passesUnder(from, to, other)) ||
      ties.some((line) => cross(line, [from, to])) ||
      // One on the point itself leaves the rest of the line to be seen.
      symbols.some((other) => other !== own && passesUnder(from, to, other) && !holds(other, from)),
    crossed: (rect) =>
      paths.filter(
        ({ points, box }) =>
          overlapArea(box, rect) &&
          points.some(([x, y]) => Math.abs(x - rect.x) < rect.w / 2 && Math.abs(y - rect.y) < rect.h / 2),
      ).length,
  };
}

/**
 * The cheapest free spot; null when every one is taken.
 *
 * @param {Board} board
 * @param {{ w: number, h: number }} rect
 * @param {Spot[]} spots
 * @param {SpotRules} [rules] - asked only of a spot that may still be the cheapest
 * @returns {(Rect & { cost: number }) | null}
 */
export function bestSpot(board, rect, spots, { more = () => 0, allows = () => true, under = Infinity } = {}) {
  /** @type {(Rect & { cost: number }) | null} */
  let best = null;
  let bestCost = Infinity;
  for (const spot of spots) {
    if (spot.cost >= bestCost) continue;
    const here = { x: spot.x, y: spot.y, w: rect.w, h: rect.h };
    if (!board.free(here)) continue;
    const least = spot.cost + more(spot);
    if (least >= bestCost || !allows(spot)) continue;
    const hidden = board.covered(here);
    const cost = least + board.crossed(here) * CROSSED + (hidden && under * hidden);
    if (cost < bestCost) [best, bestCost] = [{ ...here, cost }, cost];
  }
  return best;
}
