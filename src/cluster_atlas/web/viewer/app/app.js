// The viewer as the app's components load it: one file for both.
import { h } from "../core/dom.js";
import { unpackOwn } from "../core/own.js";
import { unpackAtlas, readPack } from "../core/unpack.js";
import { startFilters } from "./app_filters.js";
import { startMap } from "./app_map.js";
import { createScreen } from "./app_screen.js";
import { showFirstMap } from "./first_map.js";

/** @type {FullMap<string, Promise<SharedAtlas>>} */
const opened = new Map();

/**
 * Reads the office's own rows when they are at another address than before.
 *
 * @param {AppScreen} screen
 */
function ownReader(screen) {
  /** @type {string | null} */
  let last = null;
  /** @param {string | null | undefined} address */
  return async (address = null) => {
    if (address === last) return;
    last = address;
    const response = address === null ? null : await fetch(address);
    const own = response?.ok ? unpackOwn(await readPack(new Uint8Array(await response.arrayBuffer()))) : null;
    // Meanwhile there may be newer ones.
    if (address === last) screen.showOwn(own);
  };
}

/**
 * The first map, where it stands already, else a new one. The build puts the stylesheets' text here:
 * they come with the script that needs them.
 *
 * @param {HTMLElement} root
 * @param {SharedAtlas} shared
 * @param {ComponentHost<MapData> & { root: HTMLElement }} host
 * @returns {ComponentPart}
 */
function map(root, shared, host) {
  const first = shared.firstMap;
  const readOwn = ownReader(shared.screen);
  const tell = () => {
    shared.screen.told(host.data, (name, value) => host.send(name, value));
    readOwn(host.data.own);
  };
  root.before(h("style", {}, frameStyle + questionStyle));
  tell();
  const part = first?.part ?? startMap(root, shared, host.data.basemap);
  part.readTexts(host.data.texts);
  first?.moveTo((moved) => {
    root.replaceWith(moved);
    host.root = moved;
  });
  part.greet();
  return { tell, destroy: part.destroy };
}

/**
 * @param {HTMLElement} root
 * @param {SharedAtlas} shared
 */
function filters(root, { atlas, screen }) {
  root.before(h("style", {}, frameStyle));
  return startFilters(root, atlas, screen);
}

/**
 * @param {string} url
 * @param {Promise<Uint8Array<ArrayBuffer>>} bytes
 * @returns {Promise<SharedAtlas>}
 */
async function open(url, bytes) {
  const atlas = unpackAtlas(await readPack(await bytes));
  atlas.outlines = url.replace(/pack$/, "outlines");
  return { atlas, screen: createScreen(atlas) };
}

/**
 * The atlas at an address and what the page shows of it: one for both components.
 *
 * @param {string} url
 * @param {Promise<Uint8Array<ArrayBuffer>>} bytes
 */
function sharedAtlas(url, bytes) {
  if (!opened.has(url)) opened.set(url, open(url, bytes));
  return opened.get(url);
}

export { sharedAtlas, showFirstMap, filters, map };
