// Places the squares-and-name blocks of the cities so that none touches another.
import { SEA, insideUnit } from "./shapes.js";

const REACH = 110; // px a block may move from its city's label point
const PASSES = 4;
const MARGIN = 9; // px
const GROWTH = [0.5, 1];
/** @type {((a: Block, b: Block) => number)[]} */
const ORDERS = [(a, b) => a.ax - b.ax, (a, b) => b.ax - a.ax];
const PULL = 2.5; // px that cost as much as 1
const TURNED = 5; // what a name beside its squares costs, for names stand below
const ROUNDS = 24;
const WORST = 6;
const TOGETHER = [3, 5, 7];
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
 * The edges of a view as boxes, with something of what lies beyond them.
 *
 * @param {number[]} [view]
 * @param {number} [beyond] - px
 * @returns {Rect[]}
 */
export function edgesOf(view, beyond = 1) {
  if (!view) return [];
  const [x0, y0, x1, y1] = view;
  const [x, y, w, h] = [(x0 + x1) / 2, (y0 + y1) / 2, x1 - x0 + 2 * beyond, y1 - y0 + 2 * beyond];
  const half = beyond / 2;
  return [x0 - half, x1 + half]
    .map((at) => ({ x: at, y, w: beyond, h }))
    .concat([y0 - half, y1 + half].map((at) => ({ x, y: at, w, h: beyond })));
}

/**
 * Whether a box is off all of these.
 *
 * @param {Rect[]} boxes
 */
export const isClear = (boxes) => (/** @type {Rect} */ box) => !boxes.some((other) => overlapArea(other, box));

/**
 * Do two lines cross?
 *
 * @param {Line} line
 * @param {Line} other
 */
export const cross = ([[ax, ay], [bx, by]], [[cx, cy], [x, y]]) => crosses(ax, ay, bx, by, { ax: cx, ay: cy, x, y });

/**
 * @param {Rect} a
 * @param {Rect} b
 */
export function overlapArea(a, b, gap = 0) {
  const w = (a.w + b.w) / 2 + gap - Math.abs(a.x - b.x);
  if (w <= 0) return 0;
  const h = (a.h + b.h) / 2 + gap - Math.abs(a.y - b.y);
  return h > 0 ? w * h : 0;
}

/**
 * Do the lines from two blocks to their cities' points cross?
 *
 * @param {number} ax
 * @param {number} ay
 * @param {number} bx
 * @param {number} by
 * @param {Tied} other
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
 * How far the way from one block to another turns from the way between their cities: 0 up to 45
 * degrees, 1.7 where they stand the other way round.
 *
 * @param {{ ax: number, ay: number }} block
 * @param {number} x
 * @param {number} y
 * @param {Tied} other
 */
function turn({ ax, ay }, x, y, other) {
  const [dx, dy, ex, ey] = [other.ax - ax, other.ay - ay, other.x - x, other.y - y];
  const far = dx * dx + dy * dy;
  if (far > REACH * REACH) return 0;
  return Math.max(0, 0.7 - (dx * ex + dy * ey) / (Math.sqrt(far * (ex * ex + ey * ey)) || 1));
}

/**
 * What it costs that two names or blocks change their order, or that their lines cross.
 *
 * @param {{ ax: number, ay: number }} block
 * @param {number} x
 * @param {number} y
 * @param {Tied} other
 */
export const disorder = (block, x, y, other) =>
  60 * turn(block, x, y, other) + (crosses(block.ax, block.ay, x, y, other) ? 60 : 0);

/**
 * @param {Block} block
 * @param {BlockSpot} spot
 * @param {Rect[]} fixed
 * @param {number} grown - share of their size that blocks have by now
 * @param {number} [most] - a cost from which on the spot is of no use
 */
function clash(block, spot, fixed, grown, most = Infinity) {
  let cost = 0;
  const { ax, ay, near = [] } = block;
  const { x, y, w, h } = spot;
  const here = { x, y, w, h };
  for (const other of near) {
    if (cost >= most) return cost;
    if (other.lifted) continue;
    const area = overlapArea(here, other, 5 - ((1 - grown) * (h + other.h)) / 2);
    if (area) cost += 40 + area;
    // A block on another city's point hides what that point stands for.
    else if (Math.abs(other.ax - x) < w / 2 && Math.abs(other.ay - y) < h / 2) cost += 8;
    const squares = { ax: other.ax, ay: other.ay, x: other.x - other.shift, y: other.y };
    cost += disorder(block, x - spot.shift, y, squares);
  }
  if (grown < 1) return cost;
  // A line under another block leads nowhere, and one under this block is hidden by it.
  for (const other of near) {
    if (cost >= most) return cost;
    if (other.lifted) continue;
    if (passesUnder([ax, ay], [x, y], other)) cost += 60;
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
 * @param {Unit[]} units
 * @param {Box} edge
 * @param {boolean} home - whether its middle lies in its own outline
 */
function costAt(block, spot, scale, owner, units, edge, home) {
  const { x, y, w, h, shift } = spot;
  const { unit } = block;
  /**
   * @param {number} px
   * @param {number} py
   * @param {number} sea
   * @param {number} land - of neighbours
   * @param {number} city
   */
  const ground = (px, py, sea, land, city) => {
    const at = owner(px / scale, py / scale);
    return at === unit ? 0 : at === SEA ? sea : units[at].level === "context" ? land : city;
  };
  // In the middle of another city a block would be read as that city's.
  let cost = spot.away + (home ? 0 : ground(x - shift, y, 5, 16, 60));
  for (let i = -2; i <= 2; i += 1)
    for (let j = -2; j <= 2; j += 1) cost += ground(x + (w * i) / 4, y + (h * j) / 4, 3, 5, 14) / 25;
  const out = Math.max(0, edge[0] - x + w / 2, x + w / 2 - edge[2], edge[1] - y + h / 2, y + h / 2 - edge[3]);
  if (out) cost += 200 + 3 * out;
  // Away from home it needs a line that is seen.
  if (!home && !leaderTo([block.ax, block.ay], spot)) cost += 60;
  spot.cost = cost;
  return cost;
}

/**
 * Spots round a city's point, near ones first.
 *
 * @param {Block} block
 * @returns {BlockSpot[]}
 */
function spotsOf({ ax, ay, forms }) {
  return forms
    .flatMap((form) =>
      OFFSETS.map(([dx, dy]) => {
        const away = Math.hypot(dx, dy) / PULL + (form.side ? TURNED : 0);
        return { ...form, x: ax + dx + form.shift, y: ay + dy, away, cost: null };
      }),
    )
    .sort((a, b) => a.away - b.away);
}

/**
 * Where a block stands and how its name stands to its squares.
 *
 * @param {BlockForm} block
 */
const standing = ({ x, y, w, h, side, shift, away }) => ({ x, y, w, h, side, shift, away });

/**
 * @param {Block} block
 * @param {Rect[]} fixed
 * @param {SpotCost} costOf
 * @param {number} grown
 */
function settle(block, fixed, costOf, grown) {
  const spots = block.spots || [];
  let [best, bestCost] = [spots[0], Infinity];
  for (const spot of spots) {
    // No spot farther off can be cheaper than its distance.
    if (spot.away >= bestCost) break;
    const own = spot.cost ?? costOf(block, spot);
    if (own >= bestCost) continue;
    const cost = own + clash(block, spot, fixed, grown, bestCost - own);
    if (cost < bestCost) [best, bestCost] = [spot, cost];
  }
  const moved = best.x !== block.x || best.y !== block.y || best.side !== block.side;
  Object.assign(block, standing(best), { cost: bestCost });
  return moved;
}

/**
 * Blocks that stand in each other's way are lifted together and set down in another order, for
 * as long as all stand better then.
 *
 * @param {Block[]} blocks
 * @param {Rect[]} fixed
 * @param {SpotCost} costOf
 */
function reseat(blocks, fixed, costOf) {
  /** @param {Block} block */
  const cost = (block) => {
    const spot = { ...standing(block), cost: null };
    return costOf(block, spot) + clash(block, spot, fixed, 1);
  };
  const sum = () => blocks.reduce((all, block) => all + (block.cost = cost(block)), 0);
  let least = sum();
  for (let round = 0; round < ROUNDS; round += 1) {
    const worst = [...blocks].sort((a, b) => (b.cost ?? 0) - (a.cost ?? 0))[round % WORST];
    const lifted = [worst, ...(worst.near ?? []).slice(0, TOGETHER[round % TOGETHER.length])];
    const before = blocks.map(standing);
    const turned = [...lifted.slice(round % lifted.length), ...lifted.slice(0, round % lifted.length)];
    if (round % 2) turned.reverse();
    for (const block of turned) block.lifted = true;
    for (const block of turned) {
      block.lifted = false;
      settle(block, fixed, costOf, 1);
    }
    for (const block of turned) settle(block, fixed, costOf, 1);
    const now = sum();
    if (now < least - 0.01) least = now;
    else blocks.forEach((block, i) => Object.assign(block, before[i]));
  }
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
 * Does a line run under a box? Its last pixels at both ends do not count.
 *
 * @param {Point} from
 * @param {Point} to
 * @param {Rect} box
 */
export function passesUnder([x0, y0], [x1, y1], { x, y, w, h }) {
  let from = 5 / Math.hypot(x1 - x0, y1 - y0);
  let to = 1 - from;
  /**
   * @param {number} at
   * @param {number} way
   * @param {number} half
   */
  const cut = (at, way, half) => {
    const [one, other] = [(-half - at) / way, (half - at) / way];
    from = Math.max(from, Math.min(one, other));
    to = Math.min(to, Math.max(one, other));
  };
  cut(x0 - x, x1 - x0 || 1e-9, w / 2);
  cut(y0 - y, y1 - y0 || 1e-9, h / 2);
  return from < to;
}

/**
 * blocks: [{ax, ay, w, h, unit}] in px of a zoom; adds x, y (centre) and leader. They stay within
 * a margin round the cities, so that the whole-province view shows them all.
 *
 * @param {Block[]} blocks
 * @param {Rect[]} fixed
 * @param {number} scale
 * @param {Pick<Shapes, "owner">} shapes
 * @param {Box} box
 * @param {Unit[]} units
 * @param {number} [margin] - how far they may stand outside the box
 */
export function placeBlocks(blocks, fixed, scale, { owner }, box, units, margin = MARGIN) {
  const edge = box.map((v, i) => v * scale + (i < 2 ? -1 : 1) * margin);
  for (const block of blocks) {
    const { ax, ay } = block;
    /** @param {Block} other */
    const far = (other) => Math.hypot(other.ax - ax, other.ay - ay);
    block.spots = spotsOf(block);
    block.near = blocks.filter((b) => b !== block && far(b) < 2 * REACH).sort((a, b) => far(a) - far(b));
  }
  /**
   * @param {Block} block
   * @param {Pick<BlockSpot, "x" | "y" | "shift">} spot
   */
  const home = ({ unit }, { x, y, shift }) => unit < 0 || insideUnit(units[unit], (x - shift) / scale, y / scale);
  /**
   * @param {Block} block
   * @param {BlockSpot} spot
   */
  const costOf = (block, spot) => costAt(block, spot, scale, owner, units, edge, home(block, spot));
  /** @type {BlockForm[]} */
  let best = [];
  let least = Infinity;
  for (const order of ORDERS) {
    for (const block of blocks) Object.assign(block, block.forms[0], { x: block.ax, y: block.ay, away: 0 });
    const sorted = [...blocks].sort(order);
    // Growing where they stand they push each other apart and keep their order.
    for (const grown of GROWTH)
      for (let pass = 0; pass < PASSES; pass += 1)
        if (!sorted.filter((block) => settle(block, fixed, costOf, grown)).length) break;
    const cost = blocks.reduce((sum, block) => sum + (block.cost ?? 0), 0);
    if (cost < least) [best, least] = [blocks.map(standing), cost];
  }
  blocks.forEach((block, i) => Object.assign(block, best[i]));
  reseat(blocks, fixed, costOf);
  blocks.forEach((block) => {
    block.leader = home(block, block) ? null : (leaderTo([block.ax, block.ay], block)?.[1] ?? null);
    delete block.spots;
    delete block.lifted;
    delete block.near;
  });
}
