// The viewer as the app's components load it: one file for both.
import { h } from "../core/dom.js";
import { unpackAtlas, readPack } from "../core/unpack.js";
import { startFilters } from "./app_filters.js";
import { startMap } from "./app_map.js";

/** @type {FullMap<string, Promise<Atlas>>} */
const atlases = new Map();

/**
 * The question views' stylesheet comes with the script that needs it; the build puts its text here.
 *
 * @param {HTMLElement} root
 * @param {Atlas} atlas
 * @param {ComponentHost<MapData>} host
 */
function map(root, atlas, host) {
  const part = startMap(root, atlas, host);
  root.append(h("style", {}, questionStyle));
  return part;
}

/**
 * The atlas at an address, unpacked once for both components.
 *
 * @param {string} url
 * @param {Promise<Uint8Array<ArrayBuffer>>} bytes
 */
function sharedAtlas(url, bytes) {
  if (!atlases.has(url)) atlases.set(url, bytes.then(readPack).then(unpackAtlas));
  return atlases.get(url);
}

export { sharedAtlas, startFilters as filters, map };
