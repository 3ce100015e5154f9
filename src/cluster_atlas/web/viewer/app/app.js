// The viewer as the app's components load it: one file for both.
import { h } from "../core/dom.js";
import { unpackAtlas, readPack } from "../core/unpack.js";
import { startFilters } from "./app_filters.js";
import { startMap } from "./app_map.js";
import { createScreen } from "./app_screen.js";

/** @type {FullMap<string, Promise<SharedAtlas>>} */
const opened = new Map();

/**
 * The question views' stylesheet comes with the script that needs it; the build puts its text here.
 *
 * @param {HTMLElement} root
 * @param {SharedAtlas} shared
 * @param {ComponentHost<MapData>} host
 */
function map(root, { atlas, screen }, host) {
  const part = startMap(root, atlas, screen, host);
  root.append(h("style", {}, questionStyle));
  return part;
}

/**
 * @param {HTMLElement} root
 * @param {SharedAtlas} shared
 */
function filters(root, { atlas, screen }) {
  return startFilters(root, atlas, screen);
}

/**
 * @param {Promise<Uint8Array<ArrayBuffer>>} bytes
 * @returns {Promise<SharedAtlas>}
 */
async function open(bytes) {
  const atlas = unpackAtlas(await readPack(await bytes));
  return { atlas, screen: createScreen(atlas) };
}

/**
 * The atlas at an address and what the page shows of it: one for both components.
 *
 * @param {string} url
 * @param {Promise<Uint8Array<ArrayBuffer>>} bytes
 */
function sharedAtlas(url, bytes) {
  if (!opened.has(url)) opened.set(url, open(bytes));
  return opened.get(url);
}

export { sharedAtlas, filters, map };
