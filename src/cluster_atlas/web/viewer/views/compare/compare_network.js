// Who drives, supports, receives from and works with whom: a map of arrows and a table with the clauses.
import { h, fill } from "../../core/dom.js";
import { t, nameOf } from "../../core/i18n.js";
import { placeLinks } from "../facts.js";
import { clauseEntry, relationWord } from "./compare_rest.js";
import { createNetworkMap } from "./compare_arrows.js";
import { clusterMark, cmpNote, cmpKeyed } from "./compare_parts.js";

const WHY_AT_FIRST = 3;

/**
 * Relations of one type that one designation states, as few lines as say the same: all of some with
 * all of others, all with each other (`to` is empty), or one with several.
 *
 * @param {Link[]} group
 * @returns {Omit<NetworkLine, "type" | "facts">[]}
 */
function shortened(group) {
  const from = [...new Set(group.map((link) => link.from))];
  const to = [...new Set(group.map((link) => link.to))];
  if (from.length * to.length === group.length) return [{ from, to, links: group }];
  const all = [...new Set([...from, ...to])];
  if (group[0].type === "jointly" && group.length === (all.length * (all.length - 1)) / 2)
    return [{ from: all, to: [], links: group }];
  return from.map((one) => {
    const mine = group.filter((link) => link.from === one);
    return { from: [one], to: mine.map((link) => link.to), links: mine };
  });
}

/**
 * Lines of the table: designations that state the same relations stand in one.
 *
 * @param {Link[]} links
 * @returns {NetworkLine[]}
 */
function linesOf(links) {
  /** @type {FullMap<string, { fact: FactIndex, links: Link[] }>} */
  const byFact = new Map();
  for (const link of links) {
    for (const fact of link.facts) {
      const key = `${link.type} ${fact}`;
      (byFact.get(key) || byFact.set(key, { fact, links: [] }).get(key)).links.push(link);
    }
  }
  /** @type {FullMap<string, NetworkLine>} */
  const lines = new Map();
  for (const { fact, links: group } of byFact.values()) {
    for (const part of shortened(group)) {
      const key = `${group[0].type} ${part.from} > ${part.to}`;
      const line = lines.get(key) || lines.set(key, { type: group[0].type, ...part, facts: [] }).get(key);
      line.facts.push(fact);
    }
  }
  return [...lines.values()];
}

/**
 * ask.w keeps both choices: "drives", "city:440400" or "drives city:440400".
 *
 * @param {Atlas} atlas
 * @param {string} w
 */
function choicesOf(atlas, w) {
  const words = w.split(" ");
  const type = words.find((word) => atlas.codes.relation.some((code) => code.id === word)) || "";
  const place = words.map((word) => atlas.index.place.get(word)).find((p) => p !== undefined) ?? -1;
  return { type, place };
}

/**
 * @param {HTMLElement} el
 * @param {Atlas} atlas
 * @param {ViewCallbacks} callbacks
 * @returns {ComparePage}
 */
export function createNetworkPage(el, atlas, callbacks) {
  const bar = h("div", { class: "ca-cmp-bar ca-cmp-netbar" });
  const lead = h("p", { class: "ca-cmp-note" });
  const mapBox = h("div", {});
  const tableBox = h("div", { class: "ca-cmp-scroll ca-cmp-net", tabindex: "-1" });
  fill(el, lead, bar, mapBox, tableBox);
  let chosen = { type: "", place: -1 };
  /** @param {Partial<ReturnType<typeof choicesOf>>} change */
  const set = (change) => {
    const next = { ...chosen, ...change };
    callbacks.ask({ w: [next.type, next.place >= 0 ? atlas.places[next.place].id : ""].filter(Boolean).join(" ") });
  };
  const map = createNetworkMap(mapBox, atlas, callbacks.shapes, {
    hover: callbacks.hover,
    pickPlace: (place) => set({ place: place === chosen.place ? -1 : place }),
    pickLink: (link) => goTo(link),
  });

  /** @param {Link} link */
  function goTo(link) {
    const lines = [...tableBox.querySelectorAll("tbody tr")];
    const line = lines.find((row) => row.dataset.links?.split(",").includes(`${link.type} ${link.from} ${link.to}`));
    for (const row of lines) row.classList.toggle("ca-lit", row === line);
    line?.scrollIntoView({ block: "center" });
  }

  /**
   * @param {CompareContext} ctx
   * @param {Link[]} links
   */
  function barOf(ctx, links) {
    const { lang } = ctx;
    /** @type {Map<string, number>} */
    const counts = new Map();
    for (const { type } of links) counts.set(type, (counts.get(type) || 0) + 1);
    /** @param {string} type */
    const button = (type) => {
      const on = chosen.type === type;
      return cmpKeyed(
        `type ${type}`,
        h(
          "button",
          {
            type: "button",
            class: `ca-cmp-type ca-cmp-${type || "every"}`,
            "aria-pressed": String(on),
            onclick: () => set({ type: on ? "" : type }),
          },
          type && h("i", { "aria-hidden": "true" }),
          type ? relationWord(ctx, type) : t(lang, "cmpNetAll"),
          h("b", {}, String(type ? counts.get(type) || 0 : links.length)),
        ),
      );
    };
    const ends = [...new Set(links.flatMap((link) => [link.from, link.to]))].sort((a, b) => a - b);
    /** @param {PlaceIndex} p */
    const option = (p) =>
      h("option", { value: atlas.places[p].id, selected: p === chosen.place }, nameOf(lang, atlas.places[p]));
    /** @type {HTMLSelectElement} */
    const select = h(
      "select",
      {
        "aria-label": t(lang, "cmpNetPlace"),
        onchange: () => set({ place: atlas.index.place.get(select.value) ?? -1 }),
      },
      h("option", { value: "" }, t(lang, "cmpNetEvery")),
      ends.map(option),
    );
    fill(
      bar,
      h(
        "div",
        { class: "ca-cmp-types", role: "group", "aria-label": t(lang, "cmpNetType") },
        ["", ...atlas.codes.relation.map((code) => code.id)].map(button),
      ),
      cmpKeyed("place", select),
    );
  }

  /**
   * The designations that state a line; long lists end in a button for the rest.
   *
   * @param {CompareContext} ctx
   * @param {FactIndex[]} facts
   * @returns {Child}
   */
  function whyOf(ctx, facts) {
    /** @param {FactIndex} i */
    const make = (i) =>
      h("div", { class: "ca-cmp-why" }, clusterMark(ctx, atlas.facts.cluster[i]), clauseEntry(ctx, i));
    if (facts.length <= WHY_AT_FIRST + 1) return facts.map(make);
    /** @type {HTMLButtonElement} */
    const more = h(
      "button",
      { type: "button", class: "ca-link", onclick: () => more.replaceWith(...facts.slice(WHY_AT_FIRST).map(make)) },
      t(ctx.lang, "cmpMore", { n: facts.length }),
    );
    return [facts.slice(0, WHY_AT_FIRST).map(make), more];
  }

  /**
   * @param {CompareContext} ctx
   * @param {NetworkLine[]} lines
   * @param {number} count
   */
  function tableOf(ctx, lines, count) {
    const { lang } = ctx;
    /** @param {NetworkLine} entry */
    const line = (entry) => {
      const row = h(
        "tr",
        { onmouseenter: () => map.light(entry.links), onmouseleave: () => map.light([]) },
        h("td", { class: "ca-cmp-ends" }, placeLinks(ctx, entry.from, 12)),
        h(
          "td",
          {},
          h(
            "span",
            { class: `ca-cmp-rel ca-cmp-${entry.type}` },
            h("i", { "aria-hidden": "true" }),
            relationWord(ctx, entry.type),
          ),
        ),
        h(
          "td",
          { class: "ca-cmp-ends" },
          entry.to.length ? placeLinks(ctx, entry.to, 12) : h("span", { class: "ca-mute" }, t(lang, "cmpNetAmong")),
        ),
        h("td", {}, whyOf(ctx, entry.facts)),
      );
      row.dataset.links = entry.links.map((link) => `${link.type} ${link.from} ${link.to}`).join(",");
      return row;
    };
    const head = ["cmpNetFrom", "cmpNetType", "cmpNetTo", "cmpNetWhere"].map((word) =>
      h("th", { scope: "col" }, t(lang, word)),
    );
    return h(
      "table",
      {},
      h("caption", { class: "ca-cmp-note" }, t(lang, "cmpNetCount", { n: count })),
      h("thead", {}, h("tr", {}, head)),
      h("tbody", {}, lines.map(line)),
    );
  }

  return (ctx) => {
    const { lang } = ctx;
    const links = ctx.answers.links();
    chosen = choicesOf(atlas, ctx.ask.w);
    lead.textContent = t(lang, "cmpNetLead");
    barOf(ctx, links);
    /** @param {Link} link */
    const touches = (link) => chosen.place < 0 || link.from === chosen.place || link.to === chosen.place;
    const typed = links.filter((link) => !chosen.type || link.type === chosen.type);
    const kept = typed.filter(touches);
    map.show({ links: kept, place: chosen.place, lang, word: (type) => relationWord(ctx, type) });
    mapBox.hidden = !links.length;
    // Whole lines: what a plan says of several places at once is not cut to one of them.
    const lines = linesOf(typed).filter((line) => line.links.some(touches));
    fill(tableBox, kept.length ? tableOf(ctx, lines, kept.length) : cmpNote(t(lang, "cmpNetNone")));
  };
}
