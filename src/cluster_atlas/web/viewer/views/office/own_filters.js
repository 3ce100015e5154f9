// The filters of the office's own rows: their kinds and the stages of its projects, with counts.
import { h, fill } from "../../core/dom.js";
import { nameOf, number, t } from "../../core/i18n.js";
import { toggled } from "../../questions/choose.js";
import { ownShown } from "../../questions/office/own_rows.js";

const NONE = "none";

/** @param {string} text */
const listed = (text) => text.split(",").filter(Boolean);

/**
 * The choice after a click on a kind or stage: as with all filters, none chosen is no restriction.
 *
 * @param {string} choice
 * @param {string} id
 */
function clicked(choice, id) {
  if (id === NONE) return choice === NONE ? "" : NONE;
  return toggled(
    listed(choice).filter((one) => one !== NONE),
    id,
  ).join(",");
}

/** A choice of own rows that leaves all. */
export const ALL_OWN = { own: "", stages: "" };

/**
 * The section of the filter panel; hidden while there are no own rows.
 *
 * @param {Atlas} atlas
 * @param {(change: Partial<Ask>) => void} onAsk
 */
export function createOwnFilters(atlas, onAsk) {
  const el = h("section", { class: "ca-filter ca-own-filter", hidden: true });

  /**
   * @param {string} name
   * @param {number | null} count
   * @param {boolean} pressed
   * @param {() => void} onclick
   */
  const pick = (name, count, pressed, onclick) =>
    h(
      "button",
      { type: "button", class: `ca-pick${count === 0 ? " ca-zero" : ""}`, "aria-pressed": String(pressed), onclick },
      h("span", {}, name),
      count !== null && h("span", { class: "ca-count" }, number(count)),
    );

  return {
    el,
    /**
     * @param {FactSelection} sel
     * @param {Ask} ask
     * @param {Lang} lang
     */
    show(sel, ask, lang) {
      const { own } = atlas;
      el.hidden = !own?.rows.length;
      if (!own || el.hidden) return;
      const shown = ownShown(atlas, { sel, ask });
      const kinds = new Set(own.rows.map((row) => row.kind));
      const stages = new Set(own.rows.map((row) => row.stage));
      const [chosen, reached] = [listed(ask.own), listed(ask.stages)];
      const at = [...el.querySelectorAll("button")].findIndex((button) => button === el.getRootNode().activeElement);
      const kindPicks = own.kinds.map(
        (kind, k) =>
          kinds.has(k) &&
          pick(nameOf(lang, kind), shown.kinds[k], chosen.includes(kind.id), () =>
            onAsk({ own: clicked(ask.own, kind.id) }),
          ),
      );
      const stagePicks = own.stages.map(
        (stage, k) =>
          stages.has(k) &&
          pick(nameOf(lang, stage), shown.stages[k], reached.includes(stage.id), () =>
            onAsk({ stages: clicked(ask.stages, stage.id) }),
          ),
      );
      const projects = stagePicks.some(Boolean);
      fill(
        el,
        h("h3", {}, t(lang, "ownData")),
        h(
          "div",
          { class: "ca-picks", role: "group", "aria-label": t(lang, "ownKinds") },
          kindPicks,
          pick(t(lang, "ownHidden"), null, ask.own === NONE, () => onAsk({ own: clicked(ask.own, NONE) })),
        ),
        projects &&
          h(
            "div",
            { class: "ca-citygroup" },
            h("h4", {}, t(lang, "ownStages")),
            h("div", { class: "ca-picks", role: "group", "aria-label": t(lang, "ownStages") }, stagePicks),
          ),
      );
      if (at >= 0) el.querySelectorAll("button")[at]?.focus({ preventScroll: true });
    },
  };
}

/**
 * What is chosen of the own rows, for the chips above the map: names, and the choice without each.
 *
 * @param {Atlas} atlas
 * @param {Ask} ask
 * @param {Lang} lang
 * @returns {{ name: string, without: Partial<Ask> }[]}
 */
export function ownChosen({ own }, ask, lang) {
  if (!own) return [];
  const kinds = own.kinds
    .filter(({ id }) => listed(ask.own).includes(id))
    .map((kind) => ({
      name: t(lang, "ownChip", { name: nameOf(lang, kind) }),
      without: { own: clicked(ask.own, kind.id) },
    }));
  const stages = own.stages
    .filter(({ id }) => listed(ask.stages).includes(id))
    .map((stage) => ({
      name: t(lang, "ownStageChip", { name: nameOf(lang, stage) }),
      without: { stages: clicked(ask.stages, stage.id) },
    }));
  const none = ask.own && !kinds.length ? [{ name: t(lang, "ownChipNone"), without: { own: "" } }] : [];
  return [...kinds, ...none, ...stages];
}
