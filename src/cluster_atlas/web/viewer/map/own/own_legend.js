// What the legend says of the office's own rows: apart from the plans, under a heading of their own.
import { joinNames, nameOf, t } from "../../core/i18n.js";
import { isRough } from "../../core/own_values.js";
import { drawKind, drawTile, layerHatch, stageMark } from "./own_paint.js";
import { OWN_INK } from "./own_scene.js";

/** @type {StageMark[]} */
const MARKS = ["open", "half", "full", "crossed", "unknown"];
const [WIDE, HIGH] = [18, 14]; // px of an entry's picture

/**
 * @param {(ctx: CanvasRenderingContext2D) => void} [inside]
 * @param {{ rough?: boolean, pale?: boolean }} [how]
 */
const tileKey =
  (inside, how = {}) =>
  /** @param {CanvasRenderingContext2D} ctx */
  (ctx) => {
    drawTile(ctx, WIDE / 2, HIGH / 2, { w: 12.6, h: 12.6, ...how });
    inside?.(ctx);
  };

/** @param {OwnArea} area */
const areaKey =
  (area) =>
  /** @param {CanvasRenderingContext2D} ctx */
  (ctx) => {
    ctx.beginPath();
    ctx.rect(3.5, 2, 11, 10);
    ctx.globalAlpha = area.hatch < 0 ? 0.1 : 0.7;
    ctx.fillStyle = area.hatch < 0 ? area.colour : layerHatch(ctx, area, 2);
    ctx.fill();
    ctx.globalAlpha = 1;
    ctx.strokeStyle = area.colour;
    ctx.lineWidth = area.hatch < 0 ? 1.6 : 1;
    ctx.stroke();
  };

/**
 * @param {string} text
 * @returns {(ctx: CanvasRenderingContext2D) => void}
 */
const written = (text) => (ctx) => {
  ctx.font = "600 9px sans-serif";
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.fillStyle = OWN_INK;
  ctx.fillText(text, WIDE / 2, HIGH / 2 + 0.5);
};

/**
 * @param {OwnScene} scene
 * @param {Lang} lang
 * @returns {LegendEntry[]}
 */
export function ownEntries({ own, rows, areas, unplaced }, lang) {
  const shown = rows.map((i) => own.rows[i]);
  if (!shown.length) return [];
  /**
   * @param {string} label
   * @param {(ctx: CanvasRenderingContext2D) => void} draw
   * @returns {LegendEntry}
   */
  const entry = (label, draw) => ({ kind: "own", label, draw });
  /** @param {string} id */
  const kindOf = (id) => own.kinds.find((kind) => kind.id === id);
  /** @param {string} id */
  const has = (id) => shown.some((row) => own.kinds[row.kind].id === id);
  const outlines = areas.map((area) => entry(area.layer || nameOf(lang, kindOf("parks")), areaKey(area)));
  const plain = ["premises", "firms"].filter(has).map((id) =>
    entry(
      nameOf(lang, kindOf(id)),
      tileKey((ctx) => drawKind(ctx, WIDE / 2, HIGH / 2, id)),
    ),
  );
  const stages = new Set(shown.filter((row) => own.kinds[row.kind].id === "projects").map((row) => row.stage));
  const projects = MARKS.filter((mark) => [...stages].some((stage) => stageMark(own, stage) === mark)).map((mark) => {
    const names = own.stages.filter((_, k) => stages.has(k) && stageMark(own, k) === mark);
    const said = names.length ? joinNames(lang, names) : t(lang, "ownNoStage");
    const draw = tileKey((ctx) => drawKind(ctx, WIDE / 2, HIGH / 2, "projects", mark));
    return entry(`${nameOf(lang, kindOf("projects"))} · ${said}`, draw);
  });
  const rough = shown.some((row) => row.lon !== null && isRough(row));
  const pale = shown.some(({ precision }) => precision === "town" || precision === "county-seat");
  return [
    { kind: "heading", label: t(lang, "ownLegend") },
    ...outlines,
    ...plain,
    ...projects,
    entry(t(lang, "ownMany"), tileKey(written("9"))),
    ...(pale ? [entry(t(lang, "ownHollow"), tileKey(undefined, { pale: true }))] : []),
    ...(rough ? [entry(t(lang, "ownRough"), tileKey(written("9"), { rough: true }))] : []),
    ...(unplaced ? [{ kind: /** @type {const} */ ("heading"), label: t(lang, "ownUnplaced", { n: unplaced }) }] : []),
  ];
}
