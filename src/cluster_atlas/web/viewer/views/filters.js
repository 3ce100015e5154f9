// The filter panel: every option with its count; a click changes the selection at once.
import { h, fill, swatch, debounce, statusMark } from "../core/dom.js";
import { t, joinNames, nameOf, number } from "../core/i18n.js";
import { shortCount } from "../core/headlines.js";
import { choose, toggled } from "../questions/choose.js";
import { evolveYears } from "../questions/evolve.js";
import { emptySelection } from "../questions/select.js";
import { documentMark, editionLabel } from "../core/cite.js";
import { ALL_OWN, createOwnFilters } from "./office/own_filters.js";

/**
 * Cities under the first region that lists them; the rest under "other".
 *
 * @param {Atlas} atlas
 */
function cityGroups(atlas) {
  const left = new Set(atlas.cities);
  const groups = atlas.places
    .filter((p) => p.level === "region" && p.named)
    .map((region) => {
      const mine = (region.members || []).filter((c) => left.has(c));
      mine.forEach((c) => left.delete(c));
      return { region, cities: mine };
    });
  return [...groups, { region: null, cities: [...left] }].filter((group) => group.cities.length);
}

/**
 * The panel; the caller answers onChange() with show().
 *
 * @param {HTMLElement} el
 * @param {Atlas} atlas
 * @param {FilterCallbacks} callbacks
 */
export function createFilters(el, atlas, callbacks) {
  let [selection, lang] = [emptySelection(), "zh"];
  /** @type {Counts | null} */
  let counts = null;
  /** @type {FilterOption[]} */
  let options = [];
  /** @type {FilterParts} */
  let parts;
  /** @type {Ask | null} */
  let ask = null;
  const own = withOwnRows ? createOwnFilters(atlas, (asked) => callbacks.onAsk?.(asked)) : null;
  el.classList.add("ca-filters");
  el.setAttribute("role", "search");

  /** @param {Partial<FactSelection>} next */
  function change(next) {
    selection = choose(atlas, selection, next);
    callbacks.onChange(selection);
  }

  /**
   * @param {FilterName} name
   * @param {string} id
   */
  function countOf(name, id) {
    if (!counts) return null;
    if (name === "place") return counts.place?.[id] || 0;
    return counts[name]?.[atlas.index[name].get(id) ?? -1] || 0;
  }

  /**
   * @param {FilterName} name
   * @param {string} id
   * @param {string} className
   * @param {...Child} inside
   */
  function option(name, id, className, ...inside) {
    const count = h("span", { class: "ca-count" });
    const button = h(
      "button",
      { type: "button", class: className, onclick: () => change({ [name]: toggled(selection[name], id) }) },
      inside,
      count,
    );
    options.push({ name, id, button, count });
    return button;
  }

  /** @param {FilterOption} option */
  function paintOption({ name, id, button, count }) {
    const n = countOf(name, id);
    button.setAttribute("aria-pressed", String(selection[name].includes(id)));
    button.classList.toggle("ca-zero", n === 0);
    const named = name === "place" ? counts?.byName[id] : undefined;
    count.textContent = named === undefined || n === null ? number(n) : shortCount(named, n - named);
  }

  /**
   * @param {string} key
   * @param {...Child} children
   */
  function block(key, ...children) {
    return h("section", { class: "ca-filter" }, h("h3", {}, t(lang, key)), children);
  }

  /**
   * @param {string} key
   * @param {boolean} open
   * @param {...Child} children
   */
  function folded(key, open, ...children) {
    return h("details", { class: "ca-filter ca-folded", open }, h("summary", {}, h("h3", {}, t(lang, key))), children);
  }

  /**
   * @param {ClusterIndex} cluster
   * @returns {Node[]}
   */
  function industryTree(cluster) {
    /** @param {IndustryIndex} parent */
    const of = (parent) =>
      atlas.industries
        .map((item, k) => /** @type {const} */ ([item, k]))
        .filter(([item]) => item.cluster === cluster && item.parent === parent);
    /**
     * @param {readonly [Industry, IndustryIndex]} entry
     * @param {number} depth
     * @returns {Node[]}
     */
    const make = ([item, k], depth) => [
      option("industry", item.id, `ca-row ca-depth${depth}`, h("span", {}, nameOf(lang, item))),
      ...of(k).flatMap((child) => make(child, depth + 1)),
    ];
    return of(-1).flatMap((entry) => make(entry, 1));
  }

  function clusterRows() {
    return atlas.clusters.map((cluster) => {
      const tree = h("div", { class: "ca-tree", hidden: true });
      parts.trees.push(tree);
      return [
        option(
          "cluster",
          cluster.id,
          "ca-row ca-cluster-row",
          swatch(cluster.colour, "ca-sq2"),
          h("span", {}, nameOf(lang, cluster)),
        ),
        tree,
      ];
    });
  }

  // The industries of a cluster unfold when it, or one of them, is chosen.
  function paintTrees() {
    atlas.clusters.forEach((cluster, k) => {
      const inside = selection.industry.some(
        (id) => atlas.industries[atlas.index.industry.get(id) ?? -1].cluster === k,
      );
      const open = selection.cluster.includes(cluster.id) || inside || atlas.clusters.length === 1;
      if (open && !parts.trees[k].childElementCount) parts.trees[k].append(...industryTree(k));
      parts.trees[k].hidden = !open;
    });
  }

  function searchBox() {
    const input = h("input", {
      type: "search",
      class: "ca-search",
      placeholder: t(lang, "search"),
      "aria-label": t(lang, "search"),
      autocomplete: "off",
      spellcheck: "false",
    });
    const send = debounce(200, () => change({ text: input.value }));
    input.addEventListener("input", send);
    parts.search = input;
    return input;
  }

  function asOfSlider() {
    const years = evolveYears(atlas);
    const [first, last] = [years[0], years[years.length - 1]];
    const range = h("input", { type: "range", min: first, max: last, step: 1, "aria-label": t(lang, "asof") });
    const read = () => (Number(range.value) === last ? null : Number(range.value));
    range.addEventListener("input", () => {
      if (read() !== selection.as_of) change({ as_of: read() });
    });
    parts.asof = { range, last, out: h("output", {}) };
    return block(
      "asof",
      h(
        "div",
        { class: "ca-slider" },
        range,
        h(
          "div",
          { class: "ca-slider-ends" },
          h("span", {}, String(first)),
          parts.asof.out,
          h("span", {}, t(lang, "now")),
        ),
      ),
    );
  }

  function paintAsOf() {
    const { range, last, out } = parts.asof;
    range.value = String(selection.as_of === null ? last : selection.as_of);
    const word = selection.as_of === null ? t(lang, "now") : String(selection.as_of);
    out.textContent = selection.as_of === null ? "" : word;
    range.setAttribute("aria-valuetext", word);
    range.style.setProperty(
      "--p",
      String((Number(range.value) - Number(range.min)) / (Number(range.max) - Number(range.min) || 1)),
    );
  }

  /**
   * @param {FilterName} name
   * @param {Named & { id: string }} item
   * @param {HTMLElement | null} [mark]
   */
  function chip(name, item, mark = null) {
    return option(name, item.id, "ca-pick", mark, h("span", {}, nameOf(lang, item)));
  }

  function regionBlock() {
    parts.extra = h("div", { class: "ca-picks" });
    return block(
      "region",
      h(
        "div",
        { class: "ca-picks" },
        atlas.places.filter((p) => p.level === "region" && p.named).map((p) => chip("place", p)),
      ),
      parts.extra,
    );
  }

  // Counties and parks chosen by search have no chip of their own: they get one while chosen.
  function paintExtra() {
    options = options.filter((o) => !parts.extra.contains(o.button));
    const chosen = selection.place
      .map((id) => atlas.places[atlas.index.place.get(id) ?? -1])
      .filter((p) => p && p.level !== "region" && p.level !== "city");
    fill(
      parts.extra,
      chosen.map((p) => chip("place", p)),
    );
  }

  function cityBlock() {
    return folded(
      "city",
      false,
      cityGroups(atlas).map(({ region, cities }) =>
        h(
          "div",
          { class: "ca-citygroup" },
          h("h4", {}, region ? nameOf(lang, region) : t(lang, "otherCities")),
          h(
            "div",
            { class: "ca-picks" },
            cities.map((c) => chip("place", atlas.places[c])),
          ),
        ),
      ),
    );
  }

  function documentBlock() {
    return folded(
      "document",
      false,
      atlas.documents.map((doc) =>
        option(
          "document",
          doc.id,
          "ca-row ca-doc",
          h("span", {}, nameOf(lang, doc), h("small", {}, `${documentMark(lang, doc)} · ${editionLabel(doc)}`)),
        ),
      ),
    );
  }

  function build() {
    options = [];
    parts = /** @type {FilterParts} */ ({ trees: /** @type {HTMLElement[]} */ ([]) });
    const reset = h(
      "button",
      {
        type: "button",
        class: "ca-link",
        onclick: () => {
          parts.search.value = "";
          change(emptySelection());
          if (withOwnRows && atlas.own) callbacks.onAsk?.(ALL_OWN);
        },
      },
      t(lang, "reset"),
    );
    parts.reset = reset;
    const usual = atlas.codes.legal.filter((code) => atlas.rules.legal.includes(code.id));
    fill(
      el,
      searchBox(),
      block("cluster", clusterRows()),
      withOwnRows && own?.el,
      block(
        "status",
        h(
          "div",
          { class: "ca-picks" },
          atlas.codes.status.map((code, k) => chip("status", code, statusMark(atlas, k))),
        ),
      ),
      block("named", h("div", { class: "ca-picks" }, chip("named", atlas.rows.named[0]))),
      asOfSlider(),
      block(
        "legal",
        h(
          "div",
          { class: "ca-picks" },
          atlas.codes.legal.map((code) => chip("legal", code)),
        ),
        h("p", { class: "ca-legal-usual" }, t(lang, "legalUsual", { names: joinNames(lang, usual) })),
      ),
      regionBlock(),
      cityBlock(),
      folded(
        "role",
        false,
        h(
          "div",
          { class: "ca-picks" },
          atlas.codes.role.map((code) => chip("role", code)),
        ),
      ),
      documentBlock(),
      h("div", { class: "ca-filter-foot" }, reset),
    );
  }

  function paint() {
    paintTrees();
    paintExtra();
    options.forEach(paintOption);
    paintAsOf();
    const root = el.getRootNode();
    if (root.activeElement !== parts.search) parts.search.value = selection.text;
    el.classList.toggle("ca-chosen", selection.cluster.length > 0);
    parts.reset.disabled =
      JSON.stringify(selection) === JSON.stringify(emptySelection()) && !(withOwnRows && (ask?.own || ask?.stages));
    if (withOwnRows && ask) own?.show(selection, ask, lang);
  }

  build();
  paint();
  return {
    /**
     * @param {Partial<FactSelection>} nextSelection
     * @param {Counts} nextCounts
     * @param {Lang} [nextLang]
     * @param {Ask | null} [nextAsk]
     */
    show(nextSelection, nextCounts, nextLang = lang, nextAsk = null) {
      ask = nextAsk;
      selection = { ...emptySelection(), ...nextSelection };
      counts = nextCounts;
      if (nextLang !== lang) {
        lang = nextLang;
        build();
      }
      paint();
    },
  };
}
