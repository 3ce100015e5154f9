// What the pages of plans and projects share: marks of states and stages, bars, links to lists.
import { h } from "../../core/dom.js";
import { nameOf, t } from "../../core/i18n.js";
import { money, PROJECT_STATES } from "../../questions/office/implementation_say.js";

/**
 * @param {Lang} lang
 * @param {ProjectState} state
 */
export function stateMark(lang, state) {
  return h(
    "span",
    { class: "ca-imp-state" },
    h("i", { class: `ca-imp-${state}`, "aria-hidden": "true" }),
    t(lang, `impState_${state}`),
  );
}

/**
 * @param {ImplementationContext} ctx
 * @param {string} stage - its id; empty for none
 */
export function stageName({ lang, own }, stage) {
  const found = own.stages.find(({ id }) => id === stage);
  return found ? nameOf(lang, found) : t(lang, "impNoStage");
}

/**
 * The stages that some projects have reached, in their order, with what has none last.
 *
 * @param {ImplementationContext} ctx
 * @param {ProjectTally[]} tallies
 */
export function stagesOf({ own }, tallies) {
  return [...own.stages.map(({ id }) => id), ""].filter((id) => tallies.some(({ stages }) => stages[id]));
}

/**
 * The place of a stage in the shades of its bars: `x` for one that goes no further, `n` for none.
 *
 * @param {string} stage
 * @param {Own} own
 */
function stageShade(stage, own) {
  if (!stage) return "n";
  return stage === "stalled" ? "x" : String(own.stages.findIndex(({ id }) => id === stage));
}

/**
 * @typedef {{ look: string, label: string, size: number, told: string }} Slice
 * @param {string} name
 * @param {Slice[]} slices
 * @param {number} most - the size of the longest bar
 */
function bar(name, slices, most) {
  const there = slices.filter(({ size }) => size > 0);
  const label = there.map(({ label: word, told }) => `${word} ${told}`).join("，");
  return h(
    "span",
    { class: "ca-imp-bar", role: "img", "aria-label": `${name}：${label}`, title: label },
    there.map(({ look, size }) => {
      const part = h("i", { class: look });
      part.style.setProperty("--v", String(size / most));
      return part;
    }),
  );
}

/**
 * @param {ImplementationContext} ctx
 * @param {string} name
 * @param {ProjectTally} tally
 * @param {number} most
 */
export function stateBar({ lang }, name, tally, most) {
  const slices = PROJECT_STATES.map((state) => {
    const size = tally.states[state]?.count ?? 0;
    return { look: `ca-imp-${state}`, label: t(lang, `impState_${state}`), size, told: String(size) };
  });
  return bar(name, slices, most);
}

/**
 * @param {ImplementationContext} ctx
 * @param {string} name
 * @param {ProjectTally} tally
 * @param {number} most
 * @param {"count" | "investment"} [measure]
 */
export function stageBar(ctx, name, tally, most, measure = "count") {
  const slices = stagesOf(ctx, [tally]).map((stage) => {
    const size = tally.stages[stage][measure];
    return {
      look: `ca-imp-stage ca-imp-stage-${stageShade(stage, ctx.own)}`,
      label: stageName(ctx, stage),
      size,
      told: measure === "count" ? String(size) : money(ctx.lang, size),
    };
  });
  return bar(name, slices, most);
}

/** @param {ImplementationContext} ctx */
export function stateKeys({ lang }) {
  return h(
    "p",
    { class: "ca-imp-keys" },
    PROJECT_STATES.map((state) => stateMark(lang, state)),
  );
}

/**
 * @param {ImplementationContext} ctx
 * @param {ProjectTally[]} tallies
 */
export function stageKeys(ctx, tallies) {
  return h(
    "p",
    { class: "ca-imp-keys" },
    stagesOf(ctx, tallies).map((stage) =>
      h(
        "span",
        {},
        h("i", { class: `ca-imp-stage ca-imp-stage-${stageShade(stage, ctx.own)}`, "aria-hidden": "true" }),
        stageName(ctx, stage),
      ),
    ),
  );
}

/**
 * A number that leads to what it counts; plain where there is nothing to see.
 *
 * @param {number} n
 * @param {string} label
 * @param {(() => void) | null} go
 */
export function countLink(n, label, go) {
  if (!n || !go) return h("span", { class: n ? null : "ca-mute" }, String(n));
  return h(
    "button",
    { type: "button", class: "ca-imp-count", "aria-label": label, title: label, onclick: go },
    String(n),
  );
}

/**
 * @param {string} text
 */
export function note(text) {
  return h("p", { class: "ca-imp-note" }, text);
}
