// Clusters in cities: where plans and projects meet, and where either stands alone.
import { h, fill, swatch } from "../../core/dom.js";
import { nameOf, t } from "../../core/i18n.js";

/** @typedef {"met" | "waiting" | "unplanned"} PairingState */
/** @type {PairingState[]} */
const PAIRING_STATES = ["met", "waiting", "unplanned"];

/**
 * @param {Pairing} pairing
 * @returns {PairingState}
 */
function stateOf({ projects, designations }) {
  if (!designations) return "unplanned";
  return projects ? "met" : "waiting";
}

/**
 * @param {HTMLElement} el
 * @param {ImplementationContext} ctx
 */
export function showMatrix(el, ctx) {
  const { atlas, lang, found } = ctx;
  /** @type {Map<string, Pairing>} */
  const at = new Map(found.pairings.map((one) => [`${one.cluster} ${one.city}`, one]));
  /** @param {"cluster" | "city"} of */
  const there = (of) => new Set(found.pairings.map((one) => one[of]));
  const [withCluster, withCity] = [there("cluster"), there("city")];
  const clusters = [...atlas.clusters.keys()].filter((k) => withCluster.has(k));
  const cities = [...atlas.cities, -1].filter((city) => withCity.has(city));
  /** @param {PlaceIndex} city */
  const cityName = (city) => (city < 0 ? t(lang, "impNo_city") : nameOf(lang, atlas.places[city]));

  /** @param {Pairing} pairing */
  function cell(pairing) {
    const { cluster, city, projects, designations } = pairing;
    const state = stateOf(pairing);
    const label = t(lang, "impCell", {
      ...pairing,
      city: cityName(city),
      cluster: nameOf(lang, atlas.clusters[cluster]),
    });
    const shown = String(state === "waiting" ? designations : projects);
    const look = `ca-imp-${state}`;
    if (city < 0) return h("td", {}, h("span", { class: look, title: label }, shown));
    const filter = { cluster: [atlas.clusters[cluster].id], place: [atlas.places[city].id] };
    return h(
      "td",
      {},
      h(
        "button",
        {
          type: "button",
          class: look,
          title: label,
          "aria-label": `${shown}，${label}`,
          onclick: () => ctx.go(projects ? "projects" : "waiting", filter),
          onmouseenter: () => ctx.hover([city]),
          onmouseleave: () => ctx.hover(null),
        },
        shown,
      ),
    );
  }

  fill(
    el,
    h(
      "p",
      { class: "ca-imp-keys" },
      PAIRING_STATES.map((state) =>
        h("span", {}, h("i", { class: `ca-imp-${state}`, "aria-hidden": "true" }), t(lang, `impKey_${state}`)),
      ),
      h("span", {}, h("i", { class: "ca-imp-blank", "aria-hidden": "true" }), t(lang, "impKey_blank")),
    ),
    h(
      "div",
      { class: "ca-imp-scroll", tabindex: "0" },
      h(
        "table",
        { class: "ca-imp-matrix" },
        h("caption", { class: "ca-hidden" }, t(lang, "impMatrix")),
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            h("th", { scope: "col" }, t(lang, "city")),
            clusters.map((k) =>
              h(
                "th",
                { scope: "col" },
                swatch(atlas.clusters[k].colour, "ca-sq2"),
                h("span", {}, nameOf(lang, atlas.clusters[k])),
              ),
            ),
          ),
        ),
        h(
          "tbody",
          {},
          cities.map((city) =>
            h(
              "tr",
              {},
              h("th", { scope: "row" }, cityName(city)),
              clusters.map((k) => {
                const pairing = at.get(`${k} ${city}`);
                return pairing
                  ? cell(pairing)
                  : h("td", {}, h("span", { class: "ca-hidden" }, t(lang, "impKey_blank")));
              }),
            ),
          ),
        ),
      ),
    ),
  );
}
