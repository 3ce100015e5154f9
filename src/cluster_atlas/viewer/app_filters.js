// Streamlit component: the filter panel; sends each new selection to the server.
import { h, fill } from "./dom.js";
import { t } from "./i18n.js";
import { readData, sharedAtlas } from "./shared.js";
import { createFilters } from "./filters.js";

const filterInstances = new WeakMap();

async function startFilters(instance) {
  const { data, root } = instance;
  fill(root, h("p", { class: "ca-loading" }, t(data.lang, "loading")));
  const atlas = await sharedAtlas(data.pack);
  const el = h("div", {});
  fill(root, el);
  instance.atlas = atlas;
  instance.filters = createFilters(el, atlas, {
    onChange: (sel) => {
      instance.seq = Math.max(instance.seq, instance.data.seq || 0) + 1;
      instance.send("act", { sel, seq: instance.seq });
    },
    link: () => location.href,
  });
  showFilters(instance);
}

// The server counts regions and cities in the order of the pack, and industries of the clusters
// that stand unfolded; the panel looks places up by id and industries by their place in the pack.
function panelCounts(atlas, counts) {
  const offered = atlas.places.filter((place) => place.level === "region" || place.level === "city");
  const left = Object.fromEntries(Object.entries(counts.industry).map(([id, list]) => [atlas.index.cluster.get(id), [...list]]));
  return {
    ...counts,
    place: Object.fromEntries(offered.map((place, i) => [place.id, counts.place[i]])),
    industry: atlas.industries.map((industry) => left[industry.cluster]?.shift() ?? 0),
  };
}

function showFilters({ atlas, data, filters, seq }) {
  // An answer to an older click must not undo a newer one.
  if (!filters || (data.seq || 0) < seq) return;
  filters.show(data.sel, panelCounts(atlas, data.counts), data.lang || "zh");
}

export default function filtersComponent(component) {
  const { parentElement, setTriggerValue } = component;
  const data = readData(component.data);
  let instance = filterInstances.get(parentElement);
  if (!instance) {
    instance = { root: h("div", { class: "ca-root ca-app-filters" }), seq: 0 };
    parentElement.append(instance.root);
    filterInstances.set(parentElement, instance);
  }
  const isNew = !instance.data;
  instance.data = data;
  instance.send = setTriggerValue;
  if (isNew) startFilters(instance).catch((error) => fill(instance.root, h("p", { class: "ca-loading" }, t(data.lang, "failed", { why: error.message }))));
  else showFilters(instance);
  return () => setTimeout(() => {
    if (!instance.root.isConnected) filterInstances.delete(parentElement);
  }, 0);
}
