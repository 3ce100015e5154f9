// Streamlit component: the map with its list, told by the server which facts to show.
import { h, fill } from "./dom.js";
import { t } from "./i18n.js";
import { idsOfBits } from "./unpack.js";
import { readData, sharedAtlas, sharedLeaflet, sharedTexts } from "./shared.js";
import { createStage } from "./stage.js";
import { emptySelection } from "./select.js";

const mapInstances = new WeakMap();

function hostOf(parent) {
  const root = h("div", { class: "ca-root ca-app-map" }, h("p", { class: "ca-loading" }));
  parent.append(root);
  return root;
}

async function startMap(instance) {
  const { data, root } = instance;
  fill(root, h("p", { class: "ca-loading" }, t(data.lang, "loading")));
  const [atlas, L] = await Promise.all([sharedAtlas(data.pack), sharedLeaflet(data.leaflet)]);
  if (instance.gone) return;
  const act = (change) => {
    // Shown at once; the server's answer confirms it.
    instance.own = { ...instance.own, ...change };
    for (const [key, value] of Object.entries(change)) instance.sent[key].push(value);
    showMap(instance);
    instance.send("act", change);
  };
  const el = h("div", {});
  fill(root, el);
  instance.atlas = atlas;
  instance.stage = createStage(L, el, atlas, { lang: data.lang, basemap: instance.data.basemap }, {
    onFocus: (focus) => act({ focus }),
    onView: (view) => act({ view }),
  });
  el.querySelector(".ca-centre").append(instance.stage.tabs);
  showMap(instance);
  if (data.texts) instance.stage.setTexts(await sharedTexts(data.texts));
}

function showMap(instance) {
  const { data, own, atlas, stage } = instance;
  if (!stage) return;
  if (instance.bits !== data.bits) [instance.bits, instance.ids] = [data.bits, idsOfBits(data.bits, atlas.n)];
  stage.show({
    ids: instance.ids, sel: { ...emptySelection(), ...data.sel }, lang: data.lang || "zh",
    focus: own.focus === undefined ? data.focus ?? null : own.focus, view: own.view || data.view || "map",
  });
}

// What the server says wins, except while it still answers to an older click of the reader's.
function settleKey(instance, key, value) {
  if (value === (instance.data[key] ?? null)) return;
  const at = instance.sent[key].indexOf(value);
  instance.sent[key] = at < 0 ? [] : instance.sent[key].slice(at + 1);
  if (!instance.sent[key].length) delete instance.own[key];
}

// Streamlit calls this again with new data on every rerun; the instance stays.
export default function mapComponent(component) {
  const { parentElement, setTriggerValue } = component;
  const data = readData(component.data);
  let instance = mapInstances.get(parentElement);
  if (!instance) {
    instance = { root: hostOf(parentElement), own: {}, sent: { focus: [], view: [] } };
    mapInstances.set(parentElement, instance);
  }
  const isNew = !instance.data;
  if (!isNew) for (const key of ["focus", "view"]) settleKey(instance, key, data[key] ?? null);
  instance.data = data;
  instance.send = setTriggerValue;
  if (isNew) startMap(instance).catch((error) => fill(instance.root, h("p", { class: "ca-loading" }, t(data.lang, "failed", { why: error.message }))));
  else showMap(instance);
  return () => {
    // Streamlit may run an old cleanup after a new call: only a host that has left the page is cleared.
    setTimeout(() => {
      if (instance.root.isConnected) return;
      instance.gone = true;
      instance.stage?.destroy();
      mapInstances.delete(parentElement);
    }, 0);
  };
}
