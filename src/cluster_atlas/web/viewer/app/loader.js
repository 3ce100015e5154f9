// The exported page's first script: unpacks code and data, which stand in the page as base85 of gzip.
// The code runs under the hash that the page's policy names.

// The alphabet of Python's base85, which needs a quarter more room than the bytes themselves.
const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~";
const digits = new Map(Array.from(ALPHABET, (c, i) => [c, i]));

/** @param {string} id */
function textOf(id) {
  return document.getElementById(id)?.textContent ?? "";
}

/** @param {string} id */
function bytesOf(id) {
  const text = textOf(id).replace(/\s/g, "");
  const short = (5 - (text.length % 5)) % 5;
  const bytes = new Uint8Array(((text.length + short) / 5) * 4);
  const words = new DataView(bytes.buffer);
  for (let i = 0; i < text.length; i += 5) {
    let word = 0;
    for (let k = i; k < i + 5; k += 1) word = word * 85 + (digits.get(text[k]) ?? 84);
    words.setUint32((i / 5) * 4, word);
  }
  return bytes.subarray(0, bytes.length - short);
}

/** @param {string} id */
function read(id) {
  const stream = new Blob([bytesOf(id)]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).json();
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
scripts.atlasPack = () => read("atlas-pack");
scripts.atlasReady = read("atlas-code").then((code) => {
  put("style", code.style);
  put("script", code.script);
  return scripts.startAtlas(JSON.parse(textOf("atlas-config")));
});
scripts.atlasReady.catch((error) => {
  document.getElementById("atlas")?.replaceChildren(String(error));
});
