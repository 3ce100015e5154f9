// How dark a map fills a place; the same tiers as shading.py.

/**
 * The measure of that name, or the usual one.
 *
 * @param {Atlas} atlas
 * @param {string} [name]
 */
export function measureNamed(atlas, name) {
  return atlas.rules.shades.find(({ id }) => id === name) ?? atlas.rules.shades[0];
}

/**
 * The tier of a named place: 1 (darkest) to 5.
 *
 * @param {ShadeMeasure} measure
 * @param {{ tier: number, named: number, fewest: number }} place - `fewest`: of all facts that name it, the
 *   least number of cities that one names
 */
export function shadeOf({ id, classes }, { tier, named, fewest }) {
  if (!classes.length) return tier;
  const value = id === "count" ? named : Math.max(1, fewest);
  return classes.filter(({ least }) => least <= value).at(-1)?.tier ?? 5;
}
