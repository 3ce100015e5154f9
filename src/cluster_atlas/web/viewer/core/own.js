// An office's own rows, as web/ownpack.py hands them out.

const FORMAT = 1;
// What the id of a row has before it where a place or a designation could be meant as well.
const FOCUS = "own:";

/**
 * @param {OwnPack} pack
 * @returns {Own}
 */
export function unpackOwn(pack) {
  if (pack.format !== FORMAT) throw new Error(`own rows of format ${pack.format}`);
  const { rows } = pack;
  const columns = Object.entries(rows);
  /** @type {(i: number) => OwnRow} */
  const row = (i) => /** @type {never} */ (Object.fromEntries(columns.map(([name, column]) => [name, column[i]])));
  return {
    ...pack,
    rows: rows.id.map((_, i) => row(i)),
    at: new Map(rows.id.map((id, i) => [FOCUS + id, i])),
  };
}

/** @param {OwnRow} row */
export const ownFocus = ({ id }) => FOCUS + id;

/**
 * The own row that a focus names; undefined for a place, a designation, or a row that is not there.
 *
 * @param {Atlas} atlas
 * @param {string | null} focus
 */
export function ownRowOf({ own }, focus) {
  return own?.rows[own.at.get(focus ?? "") ?? -1];
}
