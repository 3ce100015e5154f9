// Texts as search words; the same rule as words.py, so that app, command and file find alike.

// Latin words and digits, or a run of other letters (Chinese is not split).
const TOKEN = /[a-z0-9]+|(?:(?![a-z0-9])[\p{L}\p{N}])+/gu;

/**
 * @param {string} text
 * @returns {string[]}
 */
export function searchWords(text) {
  return text.normalize("NFKC").toLowerCase().match(TOKEN) || [];
}

/** @param {string[]} texts */
export function haystackOf(texts) {
  return " " + searchWords(texts.join(" ")).join(" ");
}

/**
 * Latin at the start of a word, Chinese anywhere.
 *
 * @param {string} word
 * @param {string} hay
 */
export function occurs(word, hay) {
  return hay.includes(/^[a-z0-9]/.test(word) ? ` ${word}` : word);
}

/**
 * "jiang men|rail …" -> both spellings of each name: written together, and its initials.
 *
 * @param {string} spelled
 */
export function spellingsOf(spelled) {
  return spelled
    .split("|")
    .flatMap((name) => {
      const syllables = name.split(" ");
      return [syllables.join(""), syllables.map((part) => part[0] || "").join("")];
    })
    .join(" ");
}
