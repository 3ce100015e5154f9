// Draws a scene and its layout on a canvas; knows nothing of Leaflet or the page.
import { contextOf } from "../core/dom.js";
import { shortCount } from "../core/headlines.js";
import { INK } from "../core/ink.js";
import { isDarkTier } from "../questions/roles.js";
import { BESIDE, FONT } from "./layout.js";
import { squaresOf, tierFill } from "./scene.js";
import { edgesOf, isClear } from "./blocks.js";
import { clearOfOwn, drawOwnAreas, drawOwnSpots } from "./own/own_paint.js";

const HATCH = 8; // px between lines

/**
 * What one paint needs, so that the steps below need only it.
 *
 * @param {CanvasRenderingContext2D} ctx
 * @param {PaintView} view
 * @param {PaintParts} parts
 * @returns {PaintStage}
 */
function setStage(ctx, view, parts) {
  ctx.setTransform(view.dpr, 0, 0, view.dpr, 0, 0);
  ctx.clearRect(0, 0, view.w, view.h);
  if (view.sea) {
    ctx.fillStyle = INK.sea;
    ctx.fillRect(0, 0, view.w, view.h);
  }
  ctx.translate(-view.left, -view.top);
  ctx.lineJoin = "round";
  ctx.lineCap = "round";
  return { ...parts, ctx, view, paths: parts.shapes.at(view.zoom) };
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Path2D} path
 * @param {string | CanvasGradient} colour
 * @param {number} width
 * @param {number[]} [dash]
 */
function stroke(ctx, path, colour, width, dash = []) {
  ctx.setLineDash(dash);
  ctx.strokeStyle = colour;
  ctx.lineWidth = width;
  ctx.stroke(path);
  ctx.setLineDash([]);
}

/**
 * The ground below everything that filters change. While the view stands still it is kept as a
 * picture, which is made when the browser has time, or by the next paint if that comes first.
 *
 * @param {PaintStage} stage
 * @param {Ground | undefined} keep
 */
function drawGround(stage, keep) {
  if (!keep) {
    drawLand(stage);
    return;
  }
  const { ctx, view } = stage;
  const key = [view.zoom, view.left, view.top, view.w, view.h, view.dpr].join(" ");
  if (keep.key !== key) {
    Object.assign(keep, { key, drawn: "" });
    drawLand(stage);
    const idle = globalThis.requestIdleCallback || ((run) => setTimeout(run, 200));
    idle(() => keep.key === key && keepGround(stage, keep));
    return;
  }
  keepGround(stage, keep);
  ctx.drawImage(keep.canvas, view.left, view.top, keep.canvas.width / view.dpr, keep.canvas.height / view.dpr);
}

/**
 * @param {PaintStage} stage
 * @param {Ground} keep
 */
function keepGround(stage, keep) {
  if (keep.drawn === keep.key) return;
  const { view } = stage;
  [keep.canvas.width, keep.canvas.height] = [Math.round(view.w * view.dpr), Math.round(view.h * view.dpr)];
  drawLand(setStage(contextOf(keep.canvas), view, stage));
  keep.drawn = keep.key;
}

/** @param {PaintStage} stage */
function drawLand({ ctx, atlas, paths, view }) {
  if (!view.overTiles) stroke(ctx, paths.lines("foreign"), "rgba(255,255,255,.55)", 5);
  stroke(ctx, paths.lines("province"), "rgba(255,255,255,.6)", 8);
  /**
   * @param {string[]} levels
   * @param {string} colour
   */
  const draw = (levels, colour) => {
    ctx.fillStyle = colour;
    atlas.units.forEach((unit, i) => levels.includes(unit.level) && ctx.fill(paths.unit(i), "evenodd"));
  };
  ctx.globalAlpha = view.overTiles ? 0.5 : 1;
  if (!view.overTiles) {
    draw(["context"], INK.foreign);
    const strip = paths.strip();
    if (strip) ctx.fill(strip, "evenodd");
  }
  draw(["sar"], INK.sar);
  // Below our own land, which it does not bleach.
  if (!view.overTiles) drawForeignLines(ctx, paths, view, atlas.frame);
  draw(["city"], INK.land);
  ctx.globalAlpha = 1;
}

/**
 * Tier fills of cities, then counties and SARs that are named themselves.
 *
 * @param {PaintStage} stage
 */
function drawTiers({ ctx, atlas, scene, paths, view }) {
  if (!scene.theme) return;
  const { ink } = atlas.clusters[scene.theme.cluster];
  ctx.globalAlpha = view.overTiles ? 0.72 : 1;
  for (const [c, city] of scene.cities) {
    if (!city.tier) continue;
    ctx.fillStyle = tierFill(atlas, scene, city.shade);
    ctx.fill(paths.unit(atlas.places[c].unit), "evenodd");
  }
  for (const entry of scene.counties) {
    const unit = atlas.places[entry.place].unit;
    if (unit < 0) continue;
    ctx.fillStyle = tierFill(atlas, scene, entry.shade);
    ctx.fill(paths.unit(unit), "evenodd");
    stroke(ctx, paths.unit(unit), ink, 1.3);
  }
  // A SAR that a document names is outlined: the tiers are those of Guangdong's own places.
  ctx.globalAlpha = 0.5;
  for (const { place } of scene.sars)
    if (atlas.places[place].unit >= 0) stroke(ctx, paths.unit(atlas.places[place].unit), ink, 1);
  ctx.globalAlpha = 1;
}

/**
 * A tile of 45 degree lines; as a pattern it is far cheaper than lines under a clip of outlines.
 *
 * @param {CanvasRenderingContext2D} ctx
 * @param {string} colour
 * @param {number} dpr
 */
function hatchOf(ctx, colour, dpr) {
  const size = Math.round(HATCH * dpr);
  const tile = document.createElement("canvas");
  [tile.width, tile.height] = [size, size];
  const pen = contextOf(tile);
  pen.strokeStyle = colour;
  pen.lineWidth = 1.1 * dpr;
  for (const shift of [-size, 0, size]) {
    pen.moveTo(shift - size, 2 * size);
    pen.lineTo(shift + 2 * size, -size);
  }
  pen.stroke();
  const pattern = ctx.createPattern(tile, "repeat");
  pattern.setTransform(new DOMMatrix().scale(HATCH / size));
  return pattern;
}

/**
 * Lines over cities that a document names only through their region.
 *
 * @param {PaintStage} stage
 */
function drawHatch({ ctx, atlas, scene, paths, view }) {
  if (!scene.theme || !scene.hatched.length) return;
  ctx.fillStyle = hatchOf(ctx, atlas.clusters[scene.theme.cluster].shades[2], view.dpr);
  ctx.globalAlpha = 0.8;
  for (const c of scene.hatched) if (atlas.places[c].unit >= 0) ctx.fill(paths.unit(atlas.places[c].unit), "evenodd");
  ctx.globalAlpha = 1;
}

/**
 * A veil over the cities that a filter by place is not about.
 *
 * @param {PaintStage} stage
 */
function drawVeil({ ctx, atlas, scene, paths }) {
  if (!scene.within) return;
  // Nothing of a shade stays: a faint one would be read as the least class. It is no water either.
  ctx.fillStyle = INK.outside;
  for (const c of atlas.cities)
    if (!scene.within.has(c) && atlas.places[c].unit >= 0) ctx.fill(paths.unit(atlas.places[c].unit), "evenodd");
}

/**
 * How strongly is drawn what belongs to a city.
 *
 * @param {Scene} scene
 * @param {PlaceIndex | undefined} city
 */
function strengthOf({ within }, city) {
  return within && city !== undefined && city >= 0 && !within.has(city) ? 0.3 : 1;
}

/**
 * The frame round the part that is drawn larger elsewhere.
 *
 * @param {PaintStage} stage
 */
function drawPart({ ctx, layout, view }) {
  if (!layout.part || layout.part.inside) return;
  const [x0, y0, x1, y1] = layout.part.box.map((v) => v * 2 ** view.zoom);
  ctx.strokeStyle = INK.outline;
  ctx.lineWidth = 1;
  ctx.strokeRect(x0, y0, x1 - x0, y1 - y0);
}

/**
 * Beyond the pack's frame neighbours' borders are unknown: they fade out towards its upper edge.
 *
 * @param {CanvasRenderingContext2D} ctx
 * @param {ZoomPaths} paths
 * @param {PaintView} view
 * @param {Box} frame
 */
function drawForeignLines(ctx, paths, view, frame) {
  const top = frame[1] * 2 ** view.zoom;
  const fade = ctx.createLinearGradient(0, top, 0, top + 60);
  fade.addColorStop(0, INK.foreign);
  fade.addColorStop(1, INK.foreignLine);
  stroke(ctx, paths.lines("foreign"), fade, 0.8);
}

/** @param {PaintStage} stage */
function drawBorders({ ctx, atlas, scene, paths, view }) {
  if (view.zoom >= 8.5) {
    if (scene.theme) stroke(ctx, paths.lines("county"), "rgba(255,255,255,.45)", 2);
    stroke(ctx, paths.lines("county"), scene.theme ? "rgba(90,107,122,.4)" : INK.county, 0.8);
  }
  if (scene.city >= 0) {
    atlas.units.forEach((unit, i) => {
      const place = atlas.places[unit.place];
      if (unit.level === "county" && place && place.city === scene.city)
        stroke(ctx, paths.unit(i), "rgba(90,107,122,.45)", 0.8);
    });
  }
  stroke(ctx, paths.lines("city"), scene.theme ? "rgba(90,107,122,.55)" : INK.border, 1);
  stroke(ctx, paths.lines("province"), INK.outline, 1.2);
}

/**
 * @param {PaintStage} stage
 * @param {PlaceIndex} place
 * @param {string} colour
 * @param {number} width
 */
function drawEmphasis({ ctx, atlas, paths }, place, colour, width) {
  const targets = atlas.places[place].level === "region" ? atlas.places[place].members || [] : [place];
  for (const p of targets) {
    const unit = atlas.places[p].unit;
    if (unit < 0) continue;
    stroke(ctx, paths.unit(unit), "rgba(255,255,255,.85)", width + 2.5);
    stroke(ctx, paths.unit(unit), colour, width);
  }
}

/** @type {Record<string, number[]>} */
const DASHES = { drives: [], supports: [6, 4], "transfers-to": [1.5, 4], jointly: [] };

/** @param {string} type */
export function arrowDash(type) {
  return DASHES[type] || [];
}

/** @param {PaintStage} stage */
function drawArrows({ ctx, atlas, layout }) {
  for (const arrow of layout.arrows) {
    const { ink } = atlas.clusters[arrow.cluster];
    const path = new Path2D();
    arrow.points.forEach(([x, y], i) => (i ? path.lineTo(x, y) : path.moveTo(x, y)));
    stroke(ctx, path, "rgba(255,255,255,.8)", 3.6);
    stroke(ctx, path, ink, 1.4, arrowDash(arrow.type));
    const { points } = arrow;
    drawHead(ctx, points[points.length - 6], points[points.length - 1], ink);
    if (arrow.type === "jointly") drawHead(ctx, arrow.points[5], arrow.points[0], ink);
    else drawTail(ctx, points[0], ink);
  }
}

/**
 * A ring where an arrow begins: among many that cross, each is followed back to its city.
 *
 * @param {CanvasRenderingContext2D} ctx
 * @param {Point} start
 * @param {string} colour
 */
function drawTail(ctx, [x, y], colour) {
  ctx.beginPath();
  ctx.arc(x, y, 2.6, 0, 2 * Math.PI);
  ctx.fillStyle = "#fff";
  ctx.fill();
  ctx.strokeStyle = colour;
  ctx.lineWidth = 1.4;
  ctx.stroke();
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Point} before
 * @param {Point} tip
 * @param {string} colour
 */
export function drawHead(ctx, before, tip, colour) {
  const angle = Math.atan2(tip[1] - before[1], tip[0] - before[0]);
  ctx.beginPath();
  ctx.moveTo(tip[0], tip[1]);
  for (const turn of [2.72, -2.72])
    ctx.lineTo(tip[0] + 9 * Math.cos(angle + turn), tip[1] + 9 * Math.sin(angle + turn));
  ctx.closePath();
  ctx.strokeStyle = "rgba(255,255,255,.85)";
  ctx.lineWidth = 2.4;
  ctx.stroke();
  ctx.fillStyle = colour;
  ctx.fill();
}

/**
 * Triangle for parks, diamond for sites; hollow where only the town or the county seat is known.
 *
 * @param {CanvasRenderingContext2D} ctx
 * @param {string} level
 * @param {number} x
 * @param {number} y
 * @param {number} r
 */
export function traceSymbol(ctx, level, x, y, r) {
  ctx.beginPath();
  const corners =
    level === "park"
      ? [
          [0, -1.08],
          [1, 0.76],
          [-1, 0.76],
        ]
      : [
          [0, -1.05],
          [1.05, 0],
          [0, 1.05],
          [-1.05, 0],
        ];
  corners.forEach(([dx, dy], i) => (i ? ctx.lineTo(x + dx * r, y + dy * r) : ctx.moveTo(x + dx * r, y + dy * r)));
  ctx.closePath();
}

/** @param {Place} place */
export function isHollow(place) {
  return place.precision === "town" || place.precision === "county-seat";
}

/** @param {PaintStage} stage */
function drawRings({ ctx, atlas, layout }) {
  for (const mark of layout.marks) {
    if (!mark.ring) continue;
    const { ink, shades } = atlas.clusters[mark.entry.cluster];
    ctx.beginPath();
    ctx.arc(mark.tx, mark.ty, mark.ring, 0, 2 * Math.PI);
    ctx.globalAlpha = 0.1;
    ctx.fillStyle = shades[1];
    ctx.fill();
    // A light line below keeps the dashes readable on dark fills.
    ctx.globalAlpha = 0.7;
    ctx.lineWidth = 2.2;
    ctx.strokeStyle = "#fff";
    ctx.stroke();
    ctx.globalAlpha = 0.9;
    ctx.setLineDash([3, 3]);
    ctx.lineWidth = 1.1;
    ctx.strokeStyle = ink;
    ctx.stroke();
    ctx.setLineDash([]);
    ctx.globalAlpha = 1;
  }
}

/** @param {PaintStage} stage */
function drawSymbols({ ctx, atlas, scene, layout, lit }) {
  for (const mark of layout.marks) {
    const { ink } = atlas.clusters[mark.entry.cluster];
    const strong = lit.has(mark.entry.place) || scene.picked.includes(mark.entry.place);
    ctx.globalAlpha = strengthOf(scene, mark.place.city);
    if (Math.hypot(mark.x - mark.tx, mark.y - mark.ty) > 9)
      drawTie(ctx, [mark.tx, mark.ty], [mark.x, mark.y], ink, 0.7);
    traceSymbol(ctx, mark.place.level, mark.x, mark.y, strong ? 8 : 5.6);
    ctx.strokeStyle = "#fff";
    ctx.lineWidth = 4;
    ctx.stroke();
    ctx.fillStyle = isHollow(mark.place) ? "#fff" : ink;
    ctx.fill();
    ctx.strokeStyle = ink;
    ctx.lineWidth = 1.5;
    ctx.stroke();
    ctx.globalAlpha = 1;
  }
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {number} x
 * @param {number} y
 * @param {number} w
 * @param {number} h
 * @param {number} r
 */
function roundRect(ctx, x, y, w, h, r) {
  ctx.beginPath();
  ctx.roundRect(x, y, w, h, r);
}

/** @param {PaintStage} stage */
function drawLeaders({ ctx, layout }) {
  for (const block of layout.blocks)
    if (block.leader) drawTie(ctx, [block.ax, block.ay], block.leader, INK.outline, 0.8);
  for (const { leader } of layout.labels) if (leader) drawTie(ctx, leader[0], leader[1], INK.text, 0.8);
}

/**
 * From a true point, with a dot on it, to what stands apart from it.
 *
 * @param {CanvasRenderingContext2D} ctx
 * @param {Point} from
 * @param {Point} to
 * @param {string} colour
 * @param {number} width
 */
export function drawTie(ctx, from, to, colour, width) {
  const line = new Path2D();
  line.moveTo(...from);
  line.lineTo(...to);
  // A light rim shows it on dark shades.
  stroke(ctx, line, "rgba(255,255,255,.85)", width + 1.8);
  stroke(ctx, line, colour, width);
  ctx.beginPath();
  ctx.arc(from[0], from[1], 2, 0, 2 * Math.PI);
  ctx.fillStyle = colour;
  ctx.fill();
}

/**
 * Full square: the city is named; small square: only through its region; outline: not mentioned.
 *
 * @param {CanvasRenderingContext2D} ctx
 * @param {number} x
 * @param {number} y
 * @param {number} size
 * @param {number} state
 * @param {string} colour
 */
function drawSquare(ctx, x, y, size, state, colour) {
  const r = size > 6 ? 1.5 : 0.8;
  roundRect(ctx, x + 0.5, y + 0.5, size - 1, size - 1, r);
  ctx.fillStyle = "#fff";
  ctx.fill();
  ctx.strokeStyle = state ? colour : INK.empty;
  ctx.lineWidth = state === 1 ? 1 : 0.9;
  ctx.stroke();
  const inset = state === 2 ? 0 : size * 0.3;
  if (!state) return;
  roundRect(ctx, x + inset, y + inset, size - 2 * inset, size - 2 * inset, state === 2 ? r : 0);
  ctx.fillStyle = colour;
  ctx.fill();
}

/**
 * @param {PaintStage} stage
 * @param {Block} block
 */
function drawBlock({ ctx, atlas, scene, lit }, block) {
  const city = scene.cities.get(block.city);
  if (strengthOf(scene, block.city) < 1) {
    drawNameBehind(ctx, block);
    return;
  }
  const x0 = block.x - block.shift - block.gridWidth / 2;
  const y0 = block.side ? block.y - block.gridHeight / 2 : block.y - block.h / 2 + 2;
  roundRect(ctx, block.x - block.w / 2, block.y - block.h / 2, block.w, block.h, 4);
  ctx.fillStyle = lit.has(block.city) ? "#fff" : "rgba(255,255,255,.86)";
  ctx.fill();
  squaresOf(atlas, scene, block.city).forEach(([colour, state], k) => {
    if (state < 0) return;
    const [col, row] = [k % block.cols, Math.floor(k / block.cols)];
    const step = block.size + block.gap;
    drawSquare(ctx, x0 + col * step, y0 + row * step, block.size, state, colour);
  });
  // Of two lines beside the squares the middle is between them.
  const base = block.side
    ? block.y + block.font * (block.counted ? -0.15 : 0.36)
    : y0 + block.gridHeight + block.font + 2;
  const at = block.x - block.shift + block.side * (block.gridWidth / 2 + BESIDE);
  ctx.textAlign = block.side ? (block.side > 0 ? "left" : "right") : "center";
  ctx.textBaseline = "alphabetic";
  ctx.font = `${city.n ? 600 : 400} ${block.font}px ${FONT}`;
  ctx.fillStyle = city.n ? INK.text : INK.quiet;
  ctx.fillText(block.text, at, base);
  if (block.counted) {
    ctx.font = `${block.font - 1}px ${FONT}`;
    ctx.fillStyle = INK.quiet;
    ctx.fillText(shortCount(city.named, city.n - city.named), at, base + block.font);
  }
}

/**
 * A city outside a filter by place has its name only: squares and numbers would tell what the filter
 * leaves of it, and read as all that it has.
 *
 * @param {CanvasRenderingContext2D} ctx
 * @param {Block} block
 */
function drawNameBehind(ctx, { x, y, font, text }) {
  ctx.globalAlpha = 0.55;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.font = `400 ${font}px ${FONT}`;
  ctx.fillStyle = INK.text;
  ctx.fillText(text, x, y);
  ctx.globalAlpha = 1;
}

/** @type {Record<LabelKind, string>} */
const LABEL_INK = {
  quiet: INK.quiet,
  county: INK.quiet,
  named: INK.text,
  symbol: INK.text,
  sea: INK.seaText,
  context: INK.context,
  strong: INK.text,
};

/**
 * The colour a label stands on decides between dark text with a light rim and the reverse.
 *
 * @param {PaintStage} stage
 * @param {Label} label
 */
function labelColours({ atlas, scene }, label) {
  const city = label.city === undefined ? null : scene.cities.get(label.city);
  const county = scene.theme && label.kind === "county";
  if (!scene.theme || !city || !city.tier || !label.over || strengthOf(scene, label.city) < 1)
    return [county ? INK.text : LABEL_INK[label.kind], "rgba(255,255,255,.92)"];
  return [isDarkTier(city.shade) ? "#fff" : INK.text, tierFill(atlas, scene, city.shade)];
}

/**
 * @param {PaintStage} stage
 * @param {Label} label
 */
function drawLabel(stage, label) {
  const { ctx } = stage;
  const weight = label.kind === "strong" ? 600 : label.kind === "symbol" ? 500 : 400;
  const [ink, rim] = labelColours(stage, label);
  ctx.font = `${label.kind === "sea" ? "italic " : ""}${weight} ${label.size}px ${FONT}`;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  const strength = strengthOf(stage.scene, label.city ?? label.home);
  ctx.globalAlpha = strength < 1 ? 0.55 : 1;
  if (label.kind === "symbol") {
    roundRect(ctx, label.x - label.w / 2, label.y - label.h / 2, label.w, label.h, 3);
    ctx.fillStyle = "rgba(255,255,255,.88)";
    ctx.fill();
  }
  label.lines.forEach((line, i) => {
    const y = label.y + (i - (label.lines.length - 1) / 2) * (label.size + 3) + 0.5;
    if (label.kind !== "symbol" && label.kind !== "sea" && label.kind !== "context") {
      ctx.strokeStyle = rim;
      ctx.lineWidth = 3;
      ctx.strokeText(line, label.x, y);
    }
    ctx.fillStyle = ink;
    ctx.fillText(line, label.x, y);
  });
  ctx.globalAlpha = 1;
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {PaintView} view
 * @param {PaintParts} parts
 */
export function paintMap(ctx, view, parts) {
  const { covers = [], shown } = parts;
  // What the edge cuts of names and squares is left out; one wholly outside is drawn: the map may be dragged.
  const edges = edgesOf(shown);
  const { blocks, labels: all } = parts.layout;
  const layout = {
    ...parts.layout,
    blocks: blocks.filter(isClear(edges)),
    labels: all.filter(isClear([...covers, ...edges])),
  };
  const stage = setStage(ctx, view, { ...parts, layout });
  drawGround(stage, parts.ground);
  drawTiers(stage);
  drawHatch(stage);
  drawVeil(stage);
  drawBorders(stage);
  drawPart(stage);
  if (withOwnRows) drawOwnAreas(stage);
  for (const place of parts.lit) drawEmphasis(stage, place, "#c8741a", 2);
  for (const place of parts.scene.picked) drawEmphasis(stage, place, INK.text, 2);
  drawRings(stage);
  drawArrows(stage);
  drawLeaders(stage);
  /**
   * A basemap names seas and neighbours itself.
   *
   * @param {Label} label
   */
  const own = (label) => !view.overTiles || (label.kind !== "sea" && label.kind !== "context");
  const labels = layout.labels.filter(own);
  // A symbol is known by what is seen of it, a name is not.
  /** @param {Label} label */
  const above = ({ kind }) => kind === "symbol" || kind === "strong";
  const isFree = withOwnRows ? clearOfOwn(stage) : null;
  for (const label of labels) if (!above(label) && (!withOwnRows || isFree?.(label))) drawLabel(stage, label);
  for (const block of layout.blocks) drawBlock(stage, block);
  drawSymbols(stage);
  if (withOwnRows) drawOwnSpots(stage);
  for (const label of labels) if (above(label)) drawLabel(stage, label);
}
