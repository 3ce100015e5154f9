// What the atlas covers of the province's strategic clusters: documents, editions, what is missing by name.
import { dotted } from "../core/headlines.js";
import { h } from "../core/dom.js";
import { documentMark, editionLabel, legalLabel } from "../core/cite.js";
import { joinNames, nameOf, t } from "../core/i18n.js";
import { legalStates } from "../questions/select.js";

/**
 * @param {Atlas} atlas
 * @param {Lang} lang
 */
export function scopePage(atlas, lang) {
  const twenty = atlas.sectors.filter((sector) => sector.group);
  const legal = legalStates(atlas, null);
  const held = new Set(twenty.flatMap((sector) => sector.atlas));
  /** @param {ClusterIndex[]} clusters */
  const documents = (clusters) => {
    const { cluster, document } = atlas.facts;
    const mine = [...new Set(document.filter((_, i) => clusters.includes(cluster[i])))];
    return mine.map((k) => {
      const doc = atlas.documents[k];
      const told = dotted([editionLabel(doc), legalLabel(lang, doc, legal[k])]);
      return h("div", {}, documentMark(lang, doc), h("span", { class: "ca-mute" }, ` ${told}`));
    });
  };
  /**
   * @param {Named} item
   * @param {ClusterIndex[]} clusters
   * @param {ClusterIndex[]} near
   */
  const row = (item, clusters, near) =>
    h(
      "tr",
      { class: clusters.length ? null : "ca-none" },
      h("th", { scope: "row" }, nameOf(lang, item)),
      h(
        "td",
        {},
        clusters.length
          ? documents(clusters)
          : t(lang, near.length ? "scpNear" : "scpMissing", {
              names: joinNames(
                lang,
                near.map((k) => atlas.clusters[k]),
              ),
            }),
      ),
    );
  /**
   * @param {string} caption
   * @param {Child} rows
   */
  const table = (caption, rows) =>
    h(
      "table",
      { class: "ca-scope" },
      h("caption", {}, caption),
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          [t(lang, "scpName"), t(lang, "scpDocuments")].map((name) => h("th", { scope: "col" }, name)),
        ),
      ),
      h("tbody", {}, rows),
    );
  const groups = [...new Set(twenty.map((sector) => sector.group))];
  const further = atlas.clusters.map((_, k) => k).filter((k) => !held.has(k));
  const n = twenty.filter((sector) => sector.atlas.length).length;
  return [
    h("h3", {}, t(lang, "srcScope")),
    atlas.decision &&
      h(
        "p",
        { class: "ca-clause" },
        t(lang, "scpLead", {
          title: lang === "en" ? atlas.decision.en : `《${atlas.decision.zh}》`,
          number: atlas.decision.number,
          all: twenty.length,
          n,
        }),
      ),
    groups.map((group) =>
      table(
        nameOf(
          lang,
          atlas.codes.group.find((code) => code.id === group),
        ),
        twenty.filter((sector) => sector.group === group).map((sector) => row(sector, sector.atlas, sector.near)),
      ),
    ),
    further.length > 0 &&
      table(
        t(lang, "scpBeyond"),
        further.map((k) => row(atlas.clusters[k], [k], [])),
      ),
  ];
}
