// Places the squares-and-name blocks of the cities so that none touches another.
import { SEA, insideUnit } from "./shapes.js";

const REACH = 110; // px a block may move from its city's label point
const PASSES = 6;
const MARGIN = 9; // px
const NEAREST = 4; // px: a shorter line is not seen

/** @returns {Point[]} */
function offsets() {
  /** @type {Point[]} */
  const list = [[0, 0]];
  for (let r = 5; r <= REACH; r += r < 40 ? 5 : 9) {
    const steps = Math.min(28, Math.round(6 + r / 3));
    for (let k = 0; k < steps; k += 1) {
      const angle = (2 * Math.PI * k) / steps;
      list.push([r * Math.cos(angle), r * Math.sin(angle) * 0.9]);
    }
  }
  return list;
}

const OFFSETS = offsets();

/**
 * Share of a block over its own city, over sea, over other cities and over neighbouring land.
 *
 * @param {Block} block
 * @param {number} x
 * @param {number} y
 * @param {number} scale
 * @param {Owner} owner
 * @param {string[]} levels
 * @returns {GroundShare}
 */
function ground(block, x, y, scale, owner, levels) {
  const share = { own: 0, sea: 0, city: 0, land: 0 };
  for (let i = 0; i < 5; i += 1) {
    for (let j = 0; j < 5; j += 1) {
      const unit = owner((x + block.w * (i / 4 - 0.5)) / scale, (y + block.h * (j / 4 - 0.5)) / scale);
      const kind = unit === block.unit ? "own" : unit === SEA ? "sea" : levels[unit] === "city" ? "city" : "land";
      share[kind] += 1 / 25;
    }
  }
  return share;
}

/**
 * The edges of a view as boxes.
 *
 * @param {number[]} [view]
 * @returns {Rect[]}
 */
export function edgesOf(view) {
  if (!view) return [];
  const [x0, y0, x1, y1] = view;
  const [x, y, w, h] = [(x0 + x1) / 2, (y0 + y1) / 2, x1 - x0, y1 - y0];
  return [x0, x1].map((at) => ({ x: at, y, w: 1, h })).concat([y0, y1].map((at) => ({ x, y: at, w, h: 1 })));
}

/**
 * Whether a box is off all of these.
 *
 * @param {Rect[]} boxes
 */
export const isClear = (boxes) => (/** @type {Rect} */ box) => !boxes.some((other) => overlapArea(other, box));

/**
 * @param {Rect} a
 * @param {Rect} b
 */
export function overlapArea(a, b, gap = 0) {
  const w = (a.w + b.w) / 2 + gap - Math.abs(a.x - b.x);
  const h = (a.h + b.h) / 2 + gap - Math.abs(a.y - b.y);
  return w > 0 && h > 0 ? w * h : 0;
}

/**
 * Do the lines from two blocks to their cities' points cross?
 *
 * @param {number} ax
 * @param {number} ay
 * @param {number} bx
 * @param {number} by
 * @param {Block} other
 */
function crosses(ax, ay, bx, by, other) {
  /**
   * @param {number} px
   * @param {number} py
   * @param {number} qx
   * @param {number} qy
   * @param {number} rx
   * @param {number} ry
   */
  const side = (px, py, qx, qy, rx, ry) => (qx - px) * (ry - py) - (qy - py) * (rx - px);
  const { ax: cx, ay: cy, x: dx, y: dy } = other;
  return (
    side(ax, ay, bx, by, cx, cy) * side(ax, ay, bx, by, dx, dy) < 0 &&
    side(cx, cy, dx, dy, ax, ay) * side(cx, cy, dx, dy, bx, by) < 0
  );
}

/**
 * @param {Block} block
 * @param {number} x
 * @param {number} y
 * @param {Block[]} others
 * @param {Rect[]} fixed
 * @param {number} [most] - a cost from which on the spot is of no use
 */
function clash(block, x, y, others, fixed, most = Infinity) {
  let cost = 0;
  const here = { x, y, w: block.w, h: block.h };
  for (const other of others) {
    if (other === block) continue;
    if (cost >= most) return cost;
    const area = overlapArea(here, other, 5);
    if (area) cost += 40 + area;
    // A block on another city's point hides what that point stands for.
    else if (Math.abs(other.ax - x) < block.w / 2 && Math.abs(other.ay - y) < block.h / 2) cost += 8;
    if (crosses(block.ax, block.ay, x, y, other)) cost += 12;
  }
  // A line under another block leads nowhere, and one under this block is hidden by it.
  for (const other of others) {
    if (other === block) continue;
    if (cost >= most) return cost;
    if (passesUnder([block.ax, block.ay], [x, y], other)) cost += 60;
    if (passesUnder([other.ax, other.ay], [other.x, other.y], here)) cost += 60;
  }
  for (const other of fixed) if (overlapArea(here, other, 3)) cost += 30;
  return cost;
}

/**
 * What it costs to stand at a spot, apart from other blocks; worked out when the spot is tried.
 *
 * @param {Block} block
 * @param {BlockSpot} spot
 * @param {number} scale
 * @param {Owner} owner
 * @param {string[]} levels
 * @param {Box} edge
 * @param {boolean} home - whether its middle lies in its own outline
 */
function costAt(block, spot, scale, owner, levels, edge, home) {
  const { x, y } = spot;
  const share = ground(block, x, y, scale, owner, levels);
  const out = Math.max(
    0,
    edge[0] - x + block.w / 2,
    x + block.w / 2 - edge[2],
    edge[1] - y + block.h / 2,
    y + block.h / 2 - edge[3],
  );
  // In the middle of another city a block would be read as that city's.
  const middle = owner(x / scale, y / scale);
  const strange = !home && ["city", "sar"].includes(levels[middle]) ? 24 : 0;
  // Away from home it needs a line that is seen.
  const loose = home || leaderTo([block.ax, block.ay], { ...block, x, y }) ? 0 : 60;
  spot.share = share;
  spot.cost = spot.away + share.city * 14 + share.sea * 3 + share.land * 5 + strange + loose + (out ? 60 + 3 * out : 0);
  return spot.cost;
}

/**
 * Spots round a city's point, near ones first.
 *
 * @param {Block} block
 * @returns {BlockSpot[]}
 */
function spotsOf(block) {
  return OFFSETS.map(([dx, dy]) => spotAt(block, block.ax + dx, block.ay + dy)).sort((a, b) => a.away - b.away);
}

/**
 * @param {Block} block
 * @param {number} x
 * @param {number} y
 * @returns {BlockSpot}
 */
function spotAt(block, x, y) {
  return { x, y, away: Math.hypot(x - block.ax, y - block.ay) / 9, cost: null, share: null };
}

/**
 * @param {Block} block
 * @param {Block[]} blocks
 * @param {Rect[]} fixed
 * @param {SpotCost} costOf
 */
function settle(block, blocks, fixed, costOf) {
  const spots = block.spots || [];
  let [best, bestCost] = [spots[0], Infinity];
  for (const spot of spots) {
    // No spot farther off can be cheaper than its distance.
    if (spot.away >= bestCost) break;
    const own = spot.cost ?? costOf(block, spot);
    if (own >= bestCost) continue;
    const cost = own + clash(block, spot.x, spot.y, blocks, fixed, bestCost - own);
    if (cost < bestCost) [best, bestCost] = [spot, cost];
  }
  const moved = best.x !== block.x || best.y !== block.y;
  Object.assign(block, { x: best.x, y: best.y, share: best.share });
  return moved;
}

/**
 * Two neighbours that stand on each other's side change places where that is cheaper for both together.
 *
 * @param {Block[]} blocks
 * @param {Rect[]} fixed
 * @param {SpotCost} costOf
 */
function swapped(blocks, fixed, costOf) {
  /** @param {Block} block */
  const total = (block) =>
    costOf(block, spotAt(block, block.x, block.y)) + clash(block, block.x, block.y, blocks, fixed);
  /**
   * @param {Block} a
   * @param {Block} b
   */
  const exchange = (a, b) => {
    const [x, y] = [a.x, a.y];
    Object.assign(a, { x: b.x, y: b.y });
    Object.assign(b, { x, y });
  };
  let any = false;
  blocks.forEach((a, k) =>
    blocks.slice(k + 1).forEach((b) => {
      if (Math.hypot(a.ax - b.ax, a.ay - b.ay) > REACH) return;
      const before = total(a) + total(b);
      exchange(a, b);
      if (total(a) + total(b) < before - 1) any = true;
      else exchange(a, b);
    }),
  );
  return any;
}

/**
 * From a point to the nearest edge of a box that stands apart from it; null where it is too near.
 *
 * @param {Point} from
 * @param {Rect} box
 * @returns {[Point, Point] | null}
 */
export function leaderTo([ax, ay], { x, y, w, h }) {
  const [dx, dy] = [ax - x, ay - y];
  if (Math.max(Math.abs(dx) - w / 2, Math.abs(dy) - h / 2) < NEAREST) return null;
  /**
   * @param {number} v
   * @param {number} half
   */
  const clamp = (v, half) => Math.max(-half, Math.min(half, v));
  return [
    [ax, ay],
    [x + clamp(dx, w / 2), y + clamp(dy, h / 2)],
  ];
}

/**
 * Does a line run under a box? Found at points along it.
 *
 * @param {Point} from
 * @param {Point} to
 * @param {Rect} box
 */
export function passesUnder([x0, y0], [x1, y1], box) {
  if (Math.min(x0, x1) > box.x + box.w / 2 || Math.max(x0, x1) < box.x - box.w / 2) return false;
  if (Math.min(y0, y1) > box.y + box.h / 2 || Math.max(y0, y1) < box.y - box.h / 2) return false;
  const steps = Math.ceil(Math.hypot(x1 - x0, y1 - y0) / 5);
  for (let k = 1; k < steps; k += 1) {
    const [x, y] = [x0 + ((x1 - x0) * k) / steps, y0 + ((y1 - y0) * k) / steps];
    if (Math.abs(x - box.x) < box.w / 2 && Math.abs(y - box.y) < box.h / 2) return true;
  }
  return false;
}

/**
 * blocks: [{ax, ay, w, h, unit}] in px of a zoom; adds x, y (centre) and leader. They stay within
 * a margin round the cities, so that the whole-province view shows them all.
 *
 * @param {Block[]} blocks
 * @param {Rect[]} fixed
 * @param {number} scale
 * @param {Pick<Shapes, "owner">} shapes
 * @param {string[]} levels
 * @param {Box} box
 * @param {Unit[]} units
 * @param {number} [margin] - how far they may stand outside the box
 */
export function placeBlocks(blocks, fixed, scale, { owner }, levels, box, units, margin = MARGIN) {
  const edge = box.map((v, i) => v * scale + (i < 2 ? -1 : 1) * margin);
  /** @param {Block} a */
  const near = (a) => blocks.filter((b) => Math.hypot(a.ax - b.ax, a.ay - b.ay) < 90).length;
  for (const block of blocks) {
    block.spots = spotsOf(block);
    Object.assign(block, { x: block.ax, y: block.ay, crowd: near(block) });
  }
  const order = [...blocks].sort((a, b) => b.crowd - a.crowd);
  /**
   * @param {Block} block
   * @param {{ x: number, y: number }} spot
   */
  const home = ({ unit }, { x, y }) => unit < 0 || insideUnit(units[unit], x / scale, y / scale);
  /**
   * @param {Block} block
   * @param {BlockSpot} spot
   */
  const costOf = (block, spot) => costAt(block, spot, scale, owner, levels, edge, home(block, spot));
  const settleAll = () => {
    for (let pass = 0; pass < PASSES; pass += 1) {
      const moved = order.filter((block) => settle(block, blocks, fixed, costOf));
      if (!moved.length) break;
    }
  };
  settleAll();
  if (swapped(blocks, fixed, costOf)) settleAll();
  for (const block of blocks) {
    const apart = !home(block, block) || (block.share?.own ?? 0) <= 0.55;
    block.leader = apart ? (leaderTo([block.ax, block.ay], block)?.[1] ?? null) : null;
    delete block.spots;
  }
}
