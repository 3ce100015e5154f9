// Chinese names in pinyin, by the usual syllable of each character; the pack names the exceptions.

/**
 * "bian边变便" … -> character -> syllable.
 *
 * @param {string[]} packed
 * @returns {FullMap<string, string>}
 */
export function readingTable(packed) {
  /** @type {FullMap<string, string>} */
  const table = new Map();
  for (const entry of packed) {
    const at = entry.search(/[^a-z]/);
    for (const character of entry.slice(at)) table.set(character, entry.slice(0, at));
  }
  return table;
}

/**
 * A text in toneless pinyin, a blank between syllables; what is no known character is left out.
 *
 * @param {Pick<Atlas, "reading">} atlas
 * @param {string} text
 */
export function usualSyllables({ reading }, text) {
  return [...text]
    .map((character) => reading.get(character))
    .filter(Boolean)
    .join(" ");
}
