// The filter panel in the app; sends each new selection to the server.
import { h, fill } from "../core/dom.js";
import { createFilters } from "../views/filters.js";

/**
 * The server counts regions and cities in the order of the pack, and industries of the clusters
 * that stand unfolded; the panel looks places up by id and industries by their place in the pack.
 *
 * @param {Atlas} atlas
 * @param {PanelCounts} counts
 * @returns {Counts}
 */
function panelCounts(atlas, counts) {
  const offered = atlas.places.filter((place) => place.level === "city" || (place.level === "region" && place.named));
  const left = Object.fromEntries(
    Object.entries(counts.industry).map(([id, list]) => [atlas.index.cluster.get(id), [...list]]),
  );
  return {
    ...counts,
    place: Object.fromEntries(offered.map((place, i) => [place.id, counts.place[i]])),
    industry: atlas.industries.map((industry) => left[industry.cluster]?.shift() ?? 0),
  };
}

/**
 * @param {HTMLElement} root
 * @param {Atlas} atlas
 * @param {ComponentHost<FilterData>} host
 * @returns {ComponentPart<FilterData>}
 */
export function startFilters(root, atlas, host) {
  let seq = 0;
  const el = h("div", {});
  fill(root, el);
  const filters = createFilters(el, atlas, {
    onChange: (sel) => {
      seq = Math.max(seq, host.data.seq || 0) + 1;
      host.send("act", { sel, seq });
    },
    link: () => location.href,
  });

  function show() {
    const { data } = host;
    // An answer to an older click must not undo a newer one.
    if ((data.seq || 0) >= seq) filters.show(data.sel, panelCounts(atlas, data.counts), data.lang || "zh");
  }

  show();
  return { tell: show, destroy() {} };
}
