// One designation as page elements: title, places, chips, clause line; used by list, cards and detail.
import { h, swatch, copyButton, statusMark } from "../core/dom.js";
import { t, nameOf, joinNames } from "../core/i18n.js";
import { titleOf } from "../core/headlines.js";
import { regionsBetween } from "../questions/roles.js";
import { UNLOCATED } from "../core/unpack.js";
import { citedStatement, clauseMark, editionLabel, legalLabel, precisionLabel, targetLabel } from "../core/cite.js";

const PLACES_SHOWN = 6;

/**
 * @param {Atlas} atlas
 * @param {FactIndex} fact
 */
export function roleMark(atlas, fact) {
  const tier = atlas.codes.role[atlas.facts.role[fact]].tier || 5;
  const { shades } = atlas.clusters[atlas.facts.cluster[fact]];
  return swatch(shades[tier - 1], "ca-sq2 ca-edge");
}

/**
 * @param {RowContext} ctx
 * @param {PlaceIndex[]} places
 * @returns {Child[]}
 */
export function placeLinks(ctx, places, limit = PLACES_SHOWN, cities = false) {
  const { atlas, lang } = ctx;
  // A park, site or county by itself does not say which city it lies in.
  /** @param {PlaceIndex} p */
  const withCity = (p) => {
    const { city } = atlas.places[p];
    const told = cities && city >= 0 && city !== p && !places.includes(city);
    return [link(p), told && h("span", { class: "ca-mute ca-of-city" }, nameOf(lang, atlas.places[city]))];
  };
  /** @param {PlaceIndex} p */
  const link = (p) =>
    h(
      "button",
      {
        type: "button",
        class: "ca-place",
        onclick: (event) => {
          event.stopPropagation();
          ctx.open(atlas.places[p].id);
        },
        onmouseenter: () => ctx.hover([p]),
        onfocus: () => ctx.hover([p]),
        onblur: () => ctx.hover(null),
      },
      nameOf(lang, atlas.places[p]),
    );
  const more = places.length - limit;
  /** @param {PlaceIndex} p */
  const outside = (p) => Number(!ctx.within?.has(p) && !ctx.within?.has(atlas.places[p].city));
  const order = ctx.within && more > 0 ? [...places].sort((a, b) => outside(a) - outside(b)) : places;
  return [order.slice(0, limit).map(withCity), more > 0 && h("span", { class: "ca-mute" }, `+${more}`)];
}

/**
 * The regions through which a fact is about a place: 随珠三角; null where it names it.
 *
 * @param {RowContext} ctx
 * @param {PlaceIndex} place
 * @param {FactIndex} fact
 */
export function viaNote({ atlas, lang }, place, fact) {
  const regions = place < 0 ? [] : regionsBetween(atlas, place, fact).map((p) => atlas.places[p]);
  return regions.length ? t(lang, "via", { name: joinNames(lang, regions) }) : null;
}

/**
 * The vaguest precision among a fact's own parks and sites; none for cities and regions.
 *
 * @param {Atlas} atlas
 * @param {FactIndex} fact
 * @returns {Place | undefined}
 */
function spotOf(atlas, fact) {
  const order = [...UNLOCATED, "county-seat", "town", "site"];
  const spots = atlas.facts.places[fact]
    .map((p) => atlas.places[p])
    .filter((p) => p.level === "park" || p.level === "site");
  return spots.sort((a, b) => order.indexOf(a.precision) - order.indexOf(b.precision))[0];
}

/**
 * @param {RowContext} ctx
 * @param {FactIndex} fact
 */
export function chipsOf(ctx, fact) {
  const { atlas, lang } = ctx;
  const { status, role, target } = atlas.facts;
  const spot = spotOf(atlas, fact);
  return h(
    "p",
    { class: "ca-chips" },
    h("span", { class: "ca-chip" }, statusMark(atlas, status[fact]), nameOf(lang, atlas.codes.status[status[fact]])),
    h("span", { class: "ca-chip" }, roleMark(atlas, fact), nameOf(lang, atlas.codes.role[role[fact]])),
    spot &&
      h("span", { class: "ca-chip ca-chip-soft" }, `${t(lang, "precision")} ${precisionLabel(lang, atlas, spot)}`),
    target[fact] && h("span", { class: "ca-chip ca-chip-target" }, targetLabel(lang, atlas, target[fact])),
  );
}

/**
 * @param {FactContext} ctx
 * @param {FactIndex} fact
 */
export function clauseLine(ctx, fact) {
  const { atlas, lang, legal } = ctx;
  const doc = atlas.documents[atlas.facts.document[fact]];
  const state = legal[atlas.facts.document[fact]];
  return h(
    "p",
    { class: "ca-clause" },
    h("span", { class: "ca-clause-at", title: nameOf(lang, doc) }, clauseMark(lang, atlas, fact)),
    h("span", {}, editionLabel(doc)),
    h("span", { class: `ca-legal-${state}` }, legalLabel(lang, doc, state)),
    copyButton(t(lang, "cite"), t(lang, "copied"), () => citedStatement(lang, atlas, fact)),
  );
}

/**
 * One designation as a row; `bare` leaves out the cluster's colour where a section already tells it.
 *
 * @param {FactContext} ctx
 * @param {FactIndex} fact
 * @param {boolean} [bare]
 * @param {string | null} [note]
 */
export function factRow(ctx, fact, bare = false, note = null) {
  const { atlas, lang } = ctx;
  const { places, industries, cluster } = atlas.facts;
  const named = industries[fact].map((i) => atlas.industries[i]);
  const row = h(
    "article",
    { class: "ca-fact", onmouseenter: () => ctx.hover(places[fact]), onmouseleave: () => ctx.hover(null) },
    h(
      "h4",
      {},
      !bare && swatch(atlas.clusters[cluster[fact]].colour, "ca-sq2"),
      h(
        "button",
        {
          type: "button",
          class: "ca-title",
          onclick: () => ctx.open(atlas.facts.id[fact]),
          onfocus: () => ctx.hover(places[fact]),
          onblur: () => ctx.hover(null),
        },
        titleOf(atlas, lang, fact),
      ),
      note && h("span", { class: "ca-note" }, note),
    ),
    h(
      "p",
      { class: "ca-where" },
      placeLinks(ctx, places[fact]),
      named.length > 0 && h("span", { class: "ca-industry" }, joinNames(lang, named)),
    ),
    chipsOf(ctx, fact),
    clauseLine(ctx, fact),
  );
  row.dataset.fact = String(fact);
  return row;
}
