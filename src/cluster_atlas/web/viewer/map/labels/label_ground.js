// On whose ground a name lies: a reader gives it to the city that it mostly lies on.
import { SEA } from "../shapes.js";

const ACROSS = [-0.4, -0.2, 0, 0.2, 0.4];
const DOWN = [-0.33, 0, 0.33];

/**
 * How many of fifteen points of a box lie on its own ground, and on that of other cities and SARs: on all of
 * them, and on the one that has most.
 *
 * @param {LayoutContext} ctx
 * @param {Rect} box
 * @param {UnitIndex} unit - its own
 */
export function groundUnder({ atlas, shapes, scale }, { x, y, w, h }, unit) {
  /** @type {UnitIndex[]} */
  const others = [];
  let [own, foreign, most] = [0, 0, 0];
  for (const across of ACROSS) {
    for (const down of DOWN) {
      const at = shapes.owner((x + w * across) / scale, (y + h * down) / scale);
      if (at === unit) own += 1;
      else if (at !== SEA && atlas.units[at].level !== "context") {
        foreign += 1;
        others.push(at);
      }
    }
  }
  for (const at of others) most = Math.max(most, others.filter((other) => other === at).length);
  return { own, foreign, most };
}

/**
 * Whether a name would be read as another city's; the raster of owners is coarse, so a narrow lead is none.
 *
 * @param {ReturnType<typeof groundUnder>} ground
 */
export const isAstray = ({ own, most }) => most > 0 && most + 1 >= own;
