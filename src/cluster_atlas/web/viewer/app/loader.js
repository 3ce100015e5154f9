// The exported page's first script: unpacks code and data, which stand in the page as text of gzip.
// The code runs under the hash that the page's policy names.
import { gunzipSync } from "fflate";

// Two of these 93 characters hold 13 bits, and one more where these are less than SPARE; html.py
// writes them. An odd one at the end says that the last byte only fills up.
const ALPHABET = Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i)).filter((c) => c !== "<");
const BITS = 13;
const SPARE = 93 ** 2 - 2 ** BITS;
const digits = new Uint8Array(128);
ALPHABET.forEach((c, i) => (digits[c.charCodeAt(0)] = i));

/** @param {string} id */
function textOf(id) {
  return document.getElementById(id)?.textContent ?? "";
}

/** @param {string} id */
function bytesOf(id) {
  const text = textOf(id).trim();
  const pairs = text.length >> 1;
  const bytes = new Uint8Array(pairs * 2);
  let [bits, held, at] = [0, 0, 0];
  for (let i = 0; i < pairs; i += 1) {
    const value = digits[text.charCodeAt(2 * i)] * ALPHABET.length + digits[text.charCodeAt(2 * i + 1)];
    const low = value & (2 ** BITS - 1);
    bits = (bits << BITS) | low;
    if (low < SPARE) {
      bits = (bits << 1) | (value >> BITS);
      held += 1;
    }
    for (held += BITS; held >= 8; held -= 8) bytes[at++] = bits >> (held - 8);
    bits &= (1 << held) - 1;
  }
  return bytes.subarray(0, at - (text.length & 1));
}

/** @param {string} id */
function read(id) {
  const bytes = bytesOf(id);
  // Safari before 16.4 and Firefox before 113 run the code but unpack nothing themselves.
  if (!globalThis.DecompressionStream) {
    return new Response(/** @type {Uint8Array<ArrayBuffer>} */ (gunzipSync(bytes)));
  }
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip")));
}

/**
 * @param {"style" | "script"} tag
 * @param {string} text
 */
function put(tag, text) {
  const element = document.createElement(tag);
  element.textContent = text;
  document.head.append(element);
}

const scripts = /** @type {typeof globalThis & FileScripts} */ (globalThis);
scripts.atlasPack = () => read("atlas-pack").json();
// Script and stylesheet stand one behind the other: quotes inside quotes would take room.
scripts.atlasReady = read("atlas-code")
  .text()
  .then((code) => {
    const [script, style] = code.split("\0");
    put("style", style);
    put("script", script);
    return scripts.startAtlas(JSON.parse(textOf("atlas-config")));
  });
scripts.atlasReady.catch((error) => {
  document.getElementById("atlas")?.replaceChildren(String(error));
});
