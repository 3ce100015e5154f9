// What Streamlit loads for a component: fetches viewer and atlas as one file each and hands over.
// Both components are served this file under addresses of their own; what they share hangs on the
// addresses they are told.
const SLOT = Symbol.for("cluster-atlas.fetched");
/** @type {WeakMap<Element, AppHost>} */
const hosts = new WeakMap();

// What was told once and is not told again with each click: addresses, language.
/** @type {Partial<ComponentData>} */
let known = {};

// The only wording that is needed before the viewer and its wording are there.
/** @type {Record<string, [wait: string, failed: string]>} */
const SAID = { zh: ["加载中…", "图谱未能载入："], en: ["Loading…", "The atlas did not load: "] };

/**
 * @template Fetched
 * @param {string} url
 * @param {(url: string) => Promise<Fetched>} load
 * @returns {Promise<Fetched>}
 */
function once(url, load) {
  const shared = /** @type {Record<symbol, FullMap<string, Promise<Fetched>>>} */ (/** @type {unknown} */ (globalThis));
  const fetched = (shared[SLOT] ||= new Map());
  if (!fetched.has(url)) {
    const promise = load(url);
    fetched.set(url, promise);
    promise.catch(() => fetched.delete(url));
  }
  return fetched.get(url);
}

// Addresses are told relative to the page; of a module they would be relative to its own file.
/** @param {string} url */
const absolute = (url) => new URL(url, document.baseURI).href;

/** @param {string} url */
async function fetchBytes(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: HTTP ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

/** @param {AppHost} host */
async function start(host) {
  const { viewer: address, pack, kind } = host.data;
  const bytes = once(pack, fetchBytes);
  /** @type {ViewerModule} */
  const viewer = await once(address, (url) => import(absolute(url)));
  const shared = await viewer.sharedAtlas(pack, bytes);
  // The map first: a panel beside it may come a moment later.
  if (kind !== "map") await new Promise((resolve) => setTimeout(resolve));
  if (!host.gone) host.part = viewer[kind](host.root, shared, host);
}

/**
 * @param {Element} parent
 * @param {string} kind
 * @returns {Pick<AppHost, "root" | "wait">}
 */
function newHost(parent, kind) {
  const root = document.createElement("div");
  const wait = document.createElement("p");
  wait.className = "ca-loading";
  root.className = `ca-root ca-app-${kind}`;
  root.append(wait);
  parent.append(root);
  return { root, wait };
}

/**
 * Streamlit calls this again with new data on every rerun; the host stays.
 *
 * @param {ComponentCall} call
 */
export default function component({ parentElement, setTriggerValue, data: bytes }) {
  // What the server tells comes as JSON in bytes.
  /** @type {ComponentData} */
  const data = { ...known, state: null, ...JSON.parse(new TextDecoder().decode(bytes)) };
  known = data;
  const isNew = !hosts.has(parentElement);
  const host = hosts.get(parentElement) || { ...newHost(parentElement, data.kind), data, send: setTriggerValue };
  if (isNew) hosts.set(parentElement, host);
  host.data = data;
  host.send = setTriggerValue;
  host.part?.tell();
  if (isNew) {
    const [wait, failed] = SAID[data.lang || "zh"] || SAID.zh;
    host.wait.textContent = wait;
    start(host).catch((error) => (host.wait.textContent = failed + error.message));
  }
  return () => {
    // Streamlit may run an old cleanup after a new call: only a host that has left the page is cleared.
    setTimeout(() => {
      if (host.root.isConnected) return;
      host.gone = true;
      host.part?.destroy();
      hosts.delete(parentElement);
    }, 0);
  };
}
