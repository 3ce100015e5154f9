// The cards of the right panel: a place with all that is said of it, or one designation in full.
import { h, swatch, copyButton } from "../core/dom.js";
import { t, nameOf, joinNames, number } from "../core/i18n.js";
import { countWords, dotted, shortCount, titleOf } from "../core/headlines.js";
import {
  citation,
  citedStatement,
  clauseMark,
  editionLabel,
  legalLabel,
  precisionLabel,
  targetLabel,
} from "../core/cite.js";
import { aboutPlace, compareStrength, countClusters, partedFacts } from "../questions/roles.js";
import { chipsOf, factRow, placeLinks, viaNote } from "./facts.js";
import { zoneLines, zoneSection } from "./zones_card.js";
import { ownSection } from "./office/own_card.js";

/**
 * The shown facts that speak of a place, by the same rule as the place filter.
 *
 * @param {Atlas} atlas
 * @param {FactIds} ids
 * @param {PlaceIndex} place
 */
export function factsAbout(atlas, ids, place) {
  return [...ids].filter(aboutPlace(atlas, place));
}

/**
 * @param {string} title
 * @param {number | null} count
 * @param {...Child} children
 */
function section(title, count, ...children) {
  return h(
    "section",
    { class: "ca-section" },
    h("h3", {}, title, count !== null && h("span", {}, String(count))),
    children,
  );
}

/**
 * @param {Lang} lang
 * @param {[key: string, value: number | string][]} pairs
 */
function bigNumbers(lang, pairs) {
  return h(
    "dl",
    { class: "ca-numbers" },
    pairs.map(([key, value]) => {
      const said = typeof value === "string" ? value : number(value);
      // The noun is that of the number, which stands large above it.
      return h("div", {}, h("dd", {}, said), h("dt", {}, t(lang, key, { n: said }).slice(said.length).trim()));
    }),
  );
}

/**
 * @param {FactContext} ctx
 * @param {FactIndex[]} facts
 * @param {PlaceIndex} place
 */
function clusterSections(ctx, facts, place) {
  const { atlas, lang } = ctx;
  const { cluster } = atlas.facts;
  const strength = compareStrength(atlas);
  /** @param {FactIndex} i */
  const note = (i) => viaNote(ctx, place, i);
  // Of many places that a designation names this one is told first.
  const here = { ...ctx, within: new Set([place]) };
  /** @param {FactIndex} i */
  const rank = (i) => Number(note(i) !== null);
  const found = atlas.clusters
    .map((item, k) => ({
      item,
      mine: facts.filter((i) => cluster[i] === k).sort((a, b) => rank(a) - rank(b) || strength(a, b)),
    }))
    .filter(({ mine }) => mine.length);
  // What names the place stands before what comes by its region: clusters and statements alike.
  found.sort((a, b) => rank(a.mine[0]) - rank(b.mine[0]));
  return found.map(({ item, mine }) => {
    const role = atlas.codes.role[atlas.facts.role[mine[0]]];
    const named = mine.filter((i) => !rank(i)).length;
    // Long sections start closed; what they hold is made when they open.
    const body = h("div", {});
    const fillBody = () => body.childElementCount || body.append(...mine.map((i) => factRow(here, i, true, note(i))));
    const open = mine.length <= 6 || facts.length <= 24;
    if (open) fillBody();
    return h(
      "details",
      { class: "ca-cluster", open, ontoggle: fillBody },
      h(
        "summary",
        {},
        swatch(item.colour, "ca-sq2"),
        h("strong", {}, nameOf(lang, item)),
        h("em", {}, [note(mine[0]), nameOf(lang, role)].filter(Boolean).join(" ")),
        h("span", { title: countWords(lang, named, mine.length - named) }, shortCount(named, mine.length - named)),
      ),
      body,
    );
  });
}

/**
 * @param {FactContext} ctx
 * @param {FactIndex} fact
 */
function citeButton(ctx, fact) {
  return copyButton(t(ctx.lang, "cite"), t(ctx.lang, "copied"), () => citedStatement(ctx.lang, ctx.atlas, fact));
}

/**
 * @param {FactContext} ctx
 * @param {FactIndex} fact
 */
function shortClause(ctx, fact) {
  const doc = ctx.atlas.documents[ctx.atlas.facts.document[fact]];
  return h(
    "p",
    { class: "ca-clause" },
    h("span", { class: "ca-clause-at", title: nameOf(ctx.lang, doc) }, clauseMark(ctx.lang, ctx.atlas, fact)),
    citeButton(ctx, fact),
  );
}

/**
 * @param {FactContext} ctx
 * @param {FactIndex} fact
 */
function statement(ctx, fact) {
  return h(
    "div",
    { class: "ca-line" },
    h(
      "button",
      { type: "button", class: "ca-title ca-small", onclick: () => ctx.open(ctx.atlas.facts.id[fact]) },
      titleOf(ctx.atlas, ctx.lang, fact),
    ),
    shortClause(ctx, fact),
  );
}

/**
 * @param {FactContext} ctx
 * @param {FactIndex[]} facts
 * @param {PlaceIndex} city
 */
function countySection(ctx, facts, city) {
  const { atlas, lang } = ctx;
  const named = atlas.places
    .map((_, p) => /** @type {const} */ ([p, facts.filter((i) => atlas.facts.places[i].includes(p))]))
    .filter(([p, mine]) => mine.length && atlas.places[p].level === "county" && atlas.places[p].city === city);
  if (!named.length) return null;
  return section(
    t(lang, "counties"),
    named.length,
    named.map(([p, mine]) =>
      h(
        "div",
        { class: "ca-entry" },
        h("div", { class: "ca-entry-head" }, placeLinks(ctx, [p])),
        mine.map((i) => statement(ctx, i)),
      ),
    ),
  );
}

/**
 * @param {FactContext} ctx
 * @param {PlaceIndex} p
 * @param {FactIndex[]} mine
 */
function spotEntry(ctx, p, mine) {
  const { atlas, lang } = ctx;
  const place = atlas.places[p];
  return h(
    "div",
    { class: "ca-entry" },
    h(
      "div",
      { class: "ca-entry-head" },
      placeLinks(ctx, [p]),
      h("span", { class: "ca-mute" }, precisionLabel(lang, atlas, place)),
    ),
    place.source &&
      h(
        "p",
        { class: "ca-source" },
        `${t(lang, "source")}：${place.source}${place.inferred ? ` · ${t(lang, "inferred")}：${place.inferred}` : ""}`,
      ),
    mine.map((i) => statement(ctx, i)),
  );
}

/**
 * @param {FactContext} ctx
 * @param {FactIndex[]} facts
 * @param {PlaceIndex} city
 */
function spotSections(ctx, facts, city) {
  const { atlas, lang } = ctx;
  const inside = atlas.places
    .map((_, p) => /** @type {const} */ ([p, facts.filter((i) => atlas.facts.places[i].includes(p))]))
    .filter(
      ([p, mine]) => mine.length && ["park", "site"].includes(atlas.places[p].level) && atlas.places[p].city === city,
    );
  const drawn = inside.filter(([p]) => atlas.places[p].located);
  const unlocated = inside.filter(([p]) => !atlas.places[p].located);
  return [
    drawn.length > 0 &&
      section(
        t(lang, "places"),
        drawn.length,
        drawn.map(([p, mine]) => spotEntry(ctx, p, mine)),
      ),
    unlocated.length > 0 &&
      section(
        t(lang, "unlocatedHead"),
        unlocated.length,
        unlocated.map(([p, mine]) => spotEntry(ctx, p, mine)),
      ),
  ];
}

/**
 * @param {FactContext} ctx
 * @param {FactIndex[]} facts
 */
function targetSection(ctx, facts) {
  const { places } = ctx.atlas.facts;
  const mine = facts.filter((i) => ctx.atlas.facts.target[i]);
  if (!mine.length) return null;
  return section(
    t(ctx.lang, "targets"),
    mine.length,
    mine.map((i) =>
      h(
        "div",
        { class: "ca-entry" },
        h("p", { class: "ca-target" }, targetLabel(ctx.lang, ctx.atlas, ctx.atlas.facts.target[i])),
        h("p", { class: "ca-where" }, placeLinks(ctx, places[i])),
        statement(ctx, i),
      ),
    ),
  );
}

/**
 * @param {FactContext} ctx
 * @param {Relation} relation
 */
function relationLine(ctx, [type, from, to]) {
  const code = ctx.atlas.codes.relation.find((item) => item.id === type);
  return h(
    "p",
    { class: "ca-relation" },
    placeLinks(ctx, [from]),
    h("span", { class: "ca-mute" }, `${type === "jointly" ? "↔" : "→"} ${nameOf(ctx.lang, code) || type}`),
    placeLinks(ctx, [to]),
  );
}

/**
 * @param {FactContext} ctx
 * @param {FactIndex[]} facts
 * @param {PlaceIndex} place
 */
function relationSection(ctx, facts, place) {
  const { atlas, lang } = ctx;
  const mine = facts.flatMap((i) =>
    atlas.facts.relations[i]
      .filter(([, from, to]) => from === place || to === place)
      .map((relation) => /** @type {const} */ ([i, relation])),
  );
  if (!mine.length) return null;
  return section(
    t(lang, "relations"),
    mine.length,
    mine.map(([i, relation]) => h("div", { class: "ca-entry" }, relationLine(ctx, relation), shortClause(ctx, i))),
  );
}

/**
 * @param {FactContext} ctx
 * @param {PlaceIndex} place
 */
function placeHead(ctx, place) {
  const { atlas, lang } = ctx;
  const item = atlas.places[place];
  const parents = [item.city, ...(item.cities ?? []), item.county].filter((p) => p >= 0 && p !== place);
  const level = atlas.codes.level.find((code) => code.id === item.level);
  const facts = [
    item.adcode,
    ["park", "site", "region"].includes(item.level) && nameOf(lang, level),
    item.regions.length &&
      joinNames(
        lang,
        item.regions.map((r) => atlas.places[r]),
      ),
  ].filter(Boolean);
  return h(
    "header",
    { class: "ca-card-head" },
    h("h2", { tabindex: "-1" }, nameOf(lang, item, true)),
    h("p", {}, parents.length > 0 && placeLinks(ctx, parents, 9), h("span", {}, dotted(facts))),
  );
}

/**
 * @param {PanelContext} ctx
 * @param {PlaceIndex} place
 */
export function placeCard(ctx, place) {
  const { atlas, lang, ids } = ctx;
  const item = atlas.places[place];
  const [own, regional] = partedFacts(atlas, place, ids);
  const facts = [...own, ...regional].sort((a, b) => a - b);
  const clusters = countClusters(atlas, own, regional);
  const spots = new Set(
    facts
      .flatMap((i) => atlas.facts.places[i])
      .filter(
        (p) =>
          ["park", "site"].includes(atlas.places[p].level) && (item.level !== "city" || atlas.places[p].city === place),
      ),
  );
  const isSpot = item.level === "park" || item.level === "site";
  const about =
    isSpot &&
    h(
      "dl",
      { class: "ca-about" },
      zoneLines(ctx, item),
      h("dt", {}, t(lang, "precision")),
      h("dd", {}, precisionLabel(lang, atlas, item)),
      item.source && [h("dt", {}, t(lang, "source")), h("dd", {}, item.source)],
      item.inferred && [h("dt", {}, t(lang, "inferred")), h("dd", {}, item.inferred)],
    );
  /** @type {[key: string, value: number | string][]} */
  const figures = [
    ["nClusters", shortCount(...clusters)],
    ...(item.level === "city"
      ? /** @type {[string, number][]} */ ([
          ["nNamed", own.length],
          ["nVia", regional.length],
        ])
      : /** @type {[string, number][]} */ ([["nFacts", facts.length]])),
  ];
  if (!isSpot) figures.push(["nParks", spots.size]);
  figures.push(["nTargets", own.filter((i) => atlas.facts.target[i]).length]);
  return h(
    "div",
    { class: "ca-card" },
    placeHead(ctx, place),
    about,
    !(item.zone && !item.named) && bigNumbers(lang, figures),
    withOwnRows && ownSection(ctx, place),
    item.members &&
      section(
        t(lang, "members"),
        item.members.length,
        h("p", { class: "ca-where" }, placeLinks(ctx, item.members, 21)),
      ),
    facts.length
      ? section(t(lang, "byCluster"), null, clusterSections(ctx, facts, place))
      : h("p", { class: "ca-empty" }, t(lang, item.zone && !item.named ? "zoneSilent" : "nothing")),
    item.level === "city" && [countySection(ctx, facts, place), spotSections(ctx, facts, place)],
    ["city", "county"].includes(item.level) && zoneSection(ctx, place),
    item.level !== "region" && [targetSection(ctx, own), relationSection(ctx, facts, place)],
  );
}

/**
 * @param {PanelContext} ctx
 * @param {FactIndex} fact
 */
export function factCard(ctx, fact) {
  const { atlas, lang, legal } = ctx;
  const { places, industries, cluster, document: docs, relations } = atlas.facts;
  const doc = atlas.documents[docs[fact]];
  const item = atlas.clusters[cluster[fact]];
  /**
   * @param {string} key
   * @param {...Child} value
   */
  const line = (key, ...value) => [h("dt", {}, t(lang, key)), h("dd", {}, value)];
  const named = industries[fact].map((i) => atlas.industries[i]);
  const mark = clauseMark(lang, atlas, fact);
  const codes = named.flatMap((industry) => industry.gbt || []);
  return h(
    "div",
    { class: "ca-card" },
    h(
      "header",
      { class: "ca-card-head" },
      h("h2", { tabindex: "-1" }, titleOf(atlas, lang, fact)),
      h("p", {}, swatch(item.colour, "ca-sq2"), h("span", {}, nameOf(lang, item))),
    ),
    chipsOf(ctx, fact),
    h(
      "dl",
      { class: "ca-about" },
      line("place", h("span", { class: "ca-where" }, placeLinks(ctx, places[fact], 30))),
      named.length > 0 && line("industry", joinNames(lang, named)),
      codes.length > 0 && line("gbt", codes.join(" ")),
      line("docTitle", nameOf(lang, doc)),
      line(
        "clause",
        ctx.source ? h("button", { type: "button", class: "ca-link", onclick: () => ctx.source?.(fact) }, mark) : mark,
      ),
      line("edition", dotted([editionLabel(doc), legalLabel(lang, doc, legal[docs[fact]])])),
    ),
    relations[fact].length > 0 &&
      section(
        t(lang, "relations"),
        relations[fact].length,
        relations[fact].map((relation) => relationLine(ctx, relation)),
      ),
    h("blockquote", { class: "ca-citation" }, citation(lang, atlas, fact)),
    h(
      "p",
      {},
      copyButton(t(lang, "cite"), t(lang, "copied"), () => citedStatement(lang, atlas, fact), "ca-button"),
    ),
  );
}
