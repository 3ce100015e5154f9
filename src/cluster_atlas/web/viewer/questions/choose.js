// What a click on a filter makes of a selection: one rule for all of them, from wherever it comes.

/** @type {FilterName[]} */
const CHOSEN_ORDER = ["cluster", "industry", "status", "role", "place", "document", "legal", "named"];

/**
 * An option clicked: it comes to those chosen, or leaves them; none chosen is no restriction.
 *
 * @param {string[]} chosen
 * @param {string} id
 */
export function toggled(chosen, id) {
  return chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id];
}

/**
 * A selection with some filters set anew. Industries belong to their cluster: they go with it, and
 * with a cluster that comes beside them and of which they would show nothing; an industry that comes
 * brings its cluster where others are chosen, and replaces what it is a part of and its own parts.
 *
 * @param {Atlas} atlas
 * @param {FactSelection} selection
 * @param {Partial<FactSelection>} change
 * @returns {FactSelection}
 */
export function choose(atlas, selection, change) {
  const next = { ...selection, ...change };
  /** @param {string} id */
  const clusterOf = (id) => atlas.clusters[atlas.industries[atlas.index.industry.get(id) ?? -1].cluster].id;
  if (change.cluster) {
    const gone = selection.cluster.filter((id) => !next.cluster.includes(id));
    const come = next.cluster.filter((id) => !selection.cluster.includes(id));
    const kept = next.industry.filter(
      (id) => !gone.includes(clusterOf(id)) && (!next.cluster.length || next.cluster.includes(clusterOf(id))),
    );
    next.industry = come.every((cluster) => kept.some((id) => clusterOf(id) === cluster)) ? kept : [];
  } else if (change.industry) {
    const come = next.industry.filter((id) => !selection.industry.includes(id));
    /** @param {string} id */
    const parentOf = (id) => atlas.industries[atlas.industries[atlas.index.industry.get(id) ?? -1].parent]?.id;
    next.industry = next.industry.filter((id) => !come.some((one) => parentOf(one) === id || parentOf(id) === one));
    if (next.cluster.length) next.cluster = [...new Set([...next.cluster, ...come.map(clusterOf)])];
  }
  return next;
}

/**
 * Every option chosen, in the order of the panel.
 *
 * @param {FactSelection} selection
 */
export function chosenOptions(selection) {
  return CHOSEN_ORDER.flatMap((name) => selection[name].map((id) => ({ name, id })));
}
