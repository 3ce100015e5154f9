// What the app's components share: the atlas and Leaflet, fetched once per page whoever asks first.
import { fetchPack, unpackAtlas } from "./unpack.js";

// Each component is served under an address of its own, so that modules are loaded once a component:
// what is shared therefore hangs on a registered symbol, not on a module variable.
const SLOT = Symbol.for("cluster-atlas.shared");

function once(url, load) {
  const store = (globalThis[SLOT] ||= new Map());
  if (!store.has(url)) {
    const promise = load(url);
    store.set(url, promise);
    promise.catch(() => store.delete(url));
  }
  return store.get(url);
}

export function sharedAtlas(url) {
  return once(url, async () => unpackAtlas(await fetchPack(url)));
}

export function sharedLeaflet(url) {
  return once(url, async () => {
    if (!globalThis.L?.map) await import(url);
    return globalThis.L;
  });
}

// Clause texts of the office's own folder: {document id: {clause: text}}.
export function sharedTexts(url) {
  return once(url, async () => (await fetch(url)).json());
}

// What the server tells a component comes as JSON in bytes.
export function readData(bytes) {
  return JSON.parse(new TextDecoder().decode(bytes));
}
