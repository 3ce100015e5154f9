// An office's own rows, as web/ownpack.py hands them out.

const FORMAT = 1;

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
  return { ...pack, rows: rows.id.map((_, i) => row(i)) };
}
