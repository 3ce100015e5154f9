// Draws the office's own rows: outlines under the names, tiles over the squares. A white tile with a
// red edge is always own data, as nothing of the plans is.
import { contextOf } from "../../core/dom.js";
import { ownName } from "../../core/own_values.js";
import { isClear } from "../blocks.js";
import { FONT } from "../layout.js";
import { INK } from "../../core/ink.js";
import { OWN_INK, outlineOf, spotOfRow } from "./own_scene.js";
import { tilesAt } from "./own_tiles.js";

const HATCH = 7; // px between lines
const [NAMES_FROM, MOST_NAMES, LONGEST_NAME, NAME_SIZE] = [10.5, 60, 18, 11]; // zoom, names, characters, px
const PARKS_FROM = 8.5; // zoom

// How far a project has come, in four that a small mark can show; never by a disc, as a plan's status.
/** @type {Record<string, StageMark>} */
const STAGE_MARKS = {
  negotiated: "open",
  signed: "open",
  started: "half",
  building: "half",
  completed: "full",
  operating: "full",
  full: "full",
  stalled: "crossed",
};

/**
 * What a project's diamond shows of its stage.
 *
 * @param {Own} own
 * @param {number} stage
 * @returns {StageMark}
 */
export function stageMark(own, stage) {
  return STAGE_MARKS[own.stages[stage]?.id] ?? "unknown";
}

/**
 * The square tile, its middle at a point.
 *
 * @param {CanvasRenderingContext2D} ctx
 * @param {number} x
 * @param {number} y
 * @param {{ w: number, h: number, rough?: boolean, pale?: boolean }} how
 */
export function drawTile(ctx, x, y, { w, h, rough = false, pale = false }) {
  ctx.beginPath();
  ctx.roundRect(x - w / 2, y - h / 2, w, h, 3.5);
  ctx.strokeStyle = "rgba(255,255,255,.9)";
  ctx.lineWidth = 3.4;
  ctx.stroke();
  ctx.fillStyle = "#fff";
  ctx.fill();
  ctx.strokeStyle = pale ? "#d98a84" : OWN_INK;
  ctx.lineWidth = 1.2;
  if (rough) ctx.setLineDash([2, 2]);
  ctx.stroke();
  ctx.setLineDash([]);
}

/**
 * What stands in a tile of one row: a square for premises, a diamond by its stage for a project, a dot
 * for a firm, an outline for a park, lines for a piece of a layer.
 *
 * @param {CanvasRenderingContext2D} ctx
 * @param {number} x
 * @param {number} y
 * @param {string} kind
 * @param {StageMark} [mark]
 */
export function drawKind(ctx, x, y, kind, mark = "full") {
  ctx.strokeStyle = ctx.fillStyle = OWN_INK;
  ctx.lineWidth = 1.2;
  ctx.beginPath();
  if (kind === "premises") {
    ctx.rect(x - 2.8, y - 2.8, 5.6, 5.6);
    ctx.fill();
  } else if (kind === "firms") {
    ctx.arc(x, y, 2.3, 0, 2 * Math.PI);
    ctx.fill();
  } else if (kind === "projects") drawStage(ctx, x, y, mark);
  else {
    ctx.rect(x - 3.2, y - 2.6, 6.4, 5.2);
    ctx.stroke();
  }
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {number} x
 * @param {number} y
 * @param {StageMark} mark
 */
function drawStage(ctx, x, y, mark) {
  const r = 4.2;
  ctx.moveTo(x, y - r);
  ctx.lineTo(x + r, y);
  ctx.lineTo(x, y + r);
  ctx.lineTo(x - r, y);
  ctx.closePath();
  if (mark === "unknown") ctx.setLineDash([1.4, 1.4]);
  ctx.stroke();
  ctx.setLineDash([]);
  if (mark === "full") ctx.fill();
  ctx.beginPath();
  if (mark === "half") {
    ctx.moveTo(x - r, y);
    ctx.lineTo(x, y + r);
    ctx.lineTo(x + r, y);
    ctx.fill();
  } else if (mark === "crossed") {
    ctx.moveTo(x - r / 2, y - r / 2);
    ctx.lineTo(x + r / 2, y + r / 2);
    ctx.moveTo(x + r / 2, y - r / 2);
    ctx.lineTo(x - r / 2, y + r / 2);
    ctx.stroke();
  }
}

/**
 * A tile of parallel lines; each layer has its own direction or weave.
 *
 * @param {CanvasRenderingContext2D} ctx
 * @param {OwnArea} area
 * @param {number} dpr
 */
export function layerHatch(ctx, { colour, hatch }, dpr) {
  const size = Math.round(HATCH * dpr);
  const tile = document.createElement("canvas");
  [tile.width, tile.height] = [size, size];
  const pen = contextOf(tile);
  pen.strokeStyle = colour;
  pen.lineWidth = dpr;
  for (const shift of [-size, 0, size]) {
    if (hatch % 3 !== 1) {
      pen.moveTo(shift - size, 2 * size);
      pen.lineTo(shift + 2 * size, -size);
    }
    if (hatch % 3 > 0) {
      pen.moveTo(shift - size, -size);
      pen.lineTo(shift + 2 * size, 2 * size);
    }
  }
  pen.stroke();
  const pattern = ctx.createPattern(tile, "repeat");
  pattern?.setTransform(new DOMMatrix().scale(HATCH / size));
  return pattern ?? colour;
}

/**
 * A path of map units in pixels of a zoom.
 *
 * @param {Path2D} path
 * @param {number} scale
 */
function scaled(path, scale) {
  const found = new Path2D();
  found.addPath(path, new DOMMatrix([scale, 0, 0, scale, 0, 0]));
  return found;
}

/**
 * Layers hatched, parks outlined; above the fills of the plans and under all names.
 *
 * @param {PaintStage} stage
 */
export function drawOwnAreas({ ctx, scene, view }) {
  const { own } = scene;
  if (!own) return;
  const scale = 2 ** view.zoom;
  for (const area of own.areas) {
    const [fill, line] = [scaled(area.fill, scale), scaled(area.line, scale)];
    const isPark = area.hatch < 0;
    // Of a whole province they would be specks; they are counted at their cities.
    if (isPark && view.zoom < PARKS_FROM) continue;
    ctx.globalAlpha = isPark ? 0.1 : 0.7;
    ctx.fillStyle = isPark ? area.colour : layerHatch(ctx, area, view.dpr);
    ctx.fill(fill, "evenodd");
    ctx.globalAlpha = 1;
    if (isPark) {
      ctx.strokeStyle = "rgba(255,255,255,.8)";
      ctx.lineWidth = 3.4;
      ctx.stroke(line);
    }
    ctx.strokeStyle = area.colour;
    ctx.lineWidth = isPark ? 1.6 : 1;
    ctx.stroke(line);
  }
  const path = own.focus < 0 ? null : outlineOf(own.own, own.focus);
  if (!path) return;
  ctx.strokeStyle = INK.text;
  ctx.lineWidth = 2.4;
  ctx.stroke(scaled(path, scale));
}

/**
 * @param {PaintStage} stage
 * @param {OwnScene} scene
 * @param {OwnTile} tile
 */
function drawOwnTile({ ctx }, { own }, { x, y, w, h, rows, rough }) {
  const [first] = rows.map((i) => own.rows[i]);
  const single = rows.length === 1 && !rough;
  drawTile(ctx, x, y, { w, h, rough, pale: single && isPale(first) });
  if (single) {
    drawKind(ctx, x, y, own.kinds[first.kind].id, stageMark(own, first.stage));
    return;
  }
  ctx.font = `600 10.5px ${FONT}`;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.fillStyle = OWN_INK;
  ctx.fillText(String(rows.length), x, y + 0.5);
}

/**
 * Only the town or the county seat is known.
 *
 * @param {OwnRow} row
 */
const isPale = ({ precision }) => precision === "town" || precision === "county-seat";

/**
 * Tiles, and their names where there is room for them.
 *
 * @param {PaintStage} stage
 */
export function drawOwnSpots(stage) {
  const { ctx, scene, view, layout } = stage;
  const { own } = scene;
  if (!own) return;
  const tiles = tilesAt(stage, view.zoom);
  /** @param {Rect} box */
  const isSeen = ({ x, y }) =>
    x > view.left - 20 && y > view.top - 20 && x < view.left + view.w + 20 && y < view.top + view.h + 20;
  const seen = tiles.filter(isSeen);
  if (view.zoom >= NAMES_FROM) drawRings(stage, own, seen);
  for (const tile of seen) drawOwnTile(stage, own, tile);
  drawFocus(stage, own, tiles);
  if (view.zoom < NAMES_FROM) return;
  const taken = [...layout.labels, ...layout.blocks, ...layout.marks.map(boxOfMark), ...seen, ...(stage.covers ?? [])];
  let left = MOST_NAMES;
  for (const { x, y, w, rows, rough } of seen) {
    if (!left || rows.length > 1 || rough) continue;
    const name = [...ownName(scene.lang, own.own, own.own.rows[rows[0]])];
    const text = name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1).join("")}…` : name.join("");
    ctx.font = `400 ${NAME_SIZE}px ${FONT}`;
    const wide = ctx.measureText(text).width + 6;
    const box = [1, -1]
      .map((side) => ({ x: x + side * (w / 2 + 2 + wide / 2), y, w: wide, h: NAME_SIZE + 4 }))
      .find(isClear(taken));
    if (!box) continue;
    drawName(ctx, box, text);
    taken.push(box);
    left -= 1;
  }
}

/**
 * Whether no tile of own rows lies over a box: a name of the map that one hides is left out.
 *
 * @param {PaintStage} stage
 */
export const clearOfOwn = (stage) => isClear(stage.scene.own ? tilesAt(stage, stage.view.zoom) : []);

/** @param {Mark} mark */
const boxOfMark = ({ x, y }) => ({ x, y, w: 14, h: 14 });

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Rect} box
 * @param {string} text
 */
function drawName(ctx, { x, y }, text) {
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.strokeStyle = "rgba(255,255,255,.92)";
  ctx.lineWidth = 3;
  ctx.strokeText(text, x, y + 0.5);
  ctx.fillStyle = "#7d1a14";
  ctx.fillText(text, x, y + 0.5);
}

/**
 * How far a single row may be from where it is drawn, as for the plans' parks and sites.
 *
 * @param {PaintStage} stage
 * @param {OwnScene} scene
 * @param {OwnTile[]} tiles
 */
function drawRings({ ctx, view }, { own }, tiles) {
  for (const { x, y, rows, rough } of tiles) {
    const { radius, lat } = own.rows[rows[0]];
    if (rough || rows.length > 1 || !radius || lat === null) continue;
    const perKm = (1000 * 256 * 2 ** view.zoom) / (40_075_016 * Math.cos((lat * Math.PI) / 180));
    if (radius * perKm < 12) continue;
    ctx.beginPath();
    ctx.arc(x, y, radius * perKm, 0, 2 * Math.PI);
    ctx.setLineDash([3, 3]);
    ctx.strokeStyle = OWN_INK;
    ctx.lineWidth = 1.1;
    ctx.stroke();
    ctx.setLineDash([]);
  }
}

/**
 * The row whose card is open stands out, also from among many.
 *
 * @param {PaintStage} stage
 * @param {OwnScene} scene
 * @param {OwnTile[]} tiles
 */
function drawFocus({ ctx, view }, scene, tiles) {
  if (scene.focus < 0) return;
  const tile = tiles.find(({ rows }) => rows.includes(scene.focus));
  const point = spotOfRow(scene, scene.focus);
  const at = tile ?? (point && { x: point[0] * 2 ** view.zoom, y: point[1] * 2 ** view.zoom, w: 14, h: 14 });
  // An outline is drawn stronger instead.
  if (!at || (!tile && scene.own.rows[scene.focus].shape)) return;
  ctx.beginPath();
  ctx.roundRect(at.x - at.w / 2 - 3, at.y - at.h / 2 - 3, at.w + 6, at.h + 6, 5);
  ctx.strokeStyle = INK.text;
  ctx.lineWidth = 2;
  ctx.stroke();
}
