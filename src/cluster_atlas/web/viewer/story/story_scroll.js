// Which part of a scrolled story is being read. All numbers are pixels.

const LINE = 0.35; // of the column's height: where a reader reads

/**
 * The line moves from the top to its place as the story starts, and on to the bottom as it ends, so
 * that short first and last parts have their turn.
 *
 * @param {number} at
 * @param {number} most
 * @param {number} high
 */
function readingLine(at, most, high) {
  if (most < high) return most > 0 ? (high * at) / most : 0;
  const lead = LINE * high;
  return Math.min(at, lead) + Math.max(0, at - (most - (high - lead)));
}

/**
 * @param {number[]} tops
 * @param {number} y
 */
function partUnder(tops, y) {
  return Math.max(
    0,
    tops.findLastIndex((top) => top <= y),
  );
}

/**
 * @param {number[]} tops
 * @param {Scrolled} column
 */
export function partRead(tops, { at, most, high }) {
  return partUnder(tops, at + readingLine(at, most, high));
}

/**
 * How far to scroll so that a part is read: to its top, or less far where a short part would be
 * over already.
 *
 * @param {number[]} tops
 * @param {number} k
 * @param {Scrolled} column
 */
export function scrollForPart(tops, k, { most, high }) {
  /** @param {number} at */
  const reads = (at) => at + readingLine(at, most, high);
  const wanted = Math.max(0, Math.min(most, tops[k]));
  if (partUnder(tops, reads(wanted)) === k) return wanted;
  let [low, top] = [0, most];
  for (let i = 0; i < 24; i += 1) {
    const middle = (low + top) / 2;
    if (reads(middle) > tops[k]) top = middle;
    else low = middle;
  }
  return top;
}
