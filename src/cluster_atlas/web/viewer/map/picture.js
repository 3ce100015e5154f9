// Pictures of the map for paper, at print resolution: of the view on screen, or framed for places.
import { contextOf, h } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { paintMarks } from "../core/marks.js";
import { toLonLat } from "../core/unpack.js";
import { FONT, layOut } from "./layout.js";
import { paintMap } from "./paint.js";
import { INK } from "../core/ink.js";
import { landIn, paintIslands } from "./overlays.js";
import { overlapArea } from "./blocks.js";

const CLOSEST = 10.25; // zoom
const [ISLANDS_WIDTH, ISLANDS_HEIGHT, ISLANDS_TITLE, ISLANDS_EDGE] = [126, 84, 20, 10]; // px
const SCALE_BOX = { x: 120, y: 18, w: 240, h: 36 }; // of north and the scale bar, at the sheet's top or foot

/**
 * The frame in which a box of map units fills a share of a picture.
 *
 * @param {Box} box
 * @param {number[]} size
 * @param {number} share
 * @returns {Aim}
 */
export function frameAround(box, [w, high], share) {
  const fits = Math.log2(Math.min((w * share) / (box[2] - box[0]), (high * share) / (box[3] - box[1])));
  return { zoom: Math.min(CLOSEST, fits), centre: [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2] };
}

/**
 * Paper shows no more than the pack's frame holds.
 *
 * @param {Atlas} atlas
 * @param {Aim} aim
 * @param {number[]} size
 * @returns {Frame}
 */
function frameInside(atlas, { zoom, centre }, [w, high]) {
  const [x0, y0, x1, y1] = atlas.frame;
  const near = Math.max(zoom, Math.log2(Math.max(w / (x1 - x0), high / (y1 - y0))));
  const scale = 2 ** near;
  /**
   * @param {number} at
   * @param {number} size
   * @param {number} from
   * @param {number} to
   */
  const inside = (at, size, from, to) => Math.max(from * scale, Math.min(to * scale - size, at * scale - size / 2));
  return { zoom: near, left: inside(centre[0], w, x0, x1), top: inside(centre[1], high, y0, y1), w, h: high };
}

/**
 * Where the inset of the Dongsha islands goes, by its middle; null where the frame holds them.
 *
 * @param {Atlas} atlas
 * @param {Shapes} shapes
 * @param {Frame} frame
 * @returns {Rect | null}
 */
function islandsBox(atlas, shapes, frame) {
  const scale = 2 ** frame.zoom;
  const [x0, y0, x1, y1] = atlas.dongsha.map((v) => v * scale);
  if (x0 > frame.left && x1 < frame.left + frame.w && y0 > frame.top && y1 < frame.top + frame.h) return null;
  const [w, high] = [ISLANDS_WIDTH + 2, ISLANDS_HEIGHT + ISLANDS_TITLE + 2];
  const [left, top, right, low] = [
    ISLANDS_EDGE + w / 2,
    ISLANDS_EDGE + high / 2,
    frame.w - ISLANDS_EDGE - w / 2,
    frame.h - ISLANDS_EDGE - high / 2,
  ];
  const corners = [
    [right, low],
    [right, top],
    [left, low],
  ].map(([x, y]) => ({ x, y, w, h: high }));
  return corners
    .map((box, k) => ({ box, cost: landIn(atlas, shapes, { ...frame, scale }, box) * 10 + k }))
    .reduce((a, b) => (b.cost < a.cost ? b : a)).box;
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Atlas} atlas
 * @param {Shapes} shapes
 * @param {Lang} lang
 * @param {Rect} box
 * @param {number} dpr
 */
function drawIslands(ctx, atlas, shapes, lang, box, dpr) {
  const [x, y] = [box.x - box.w / 2, box.y - box.h / 2];
  const islands = h("canvas", {});
  paintIslands(islands, atlas, shapes, [ISLANDS_WIDTH, ISLANDS_HEIGHT, dpr]);
  ctx.setTransform(dpr, 0, 0, dpr, 0, 0);
  ctx.fillStyle = "#fff";
  ctx.fillRect(x, y, box.w, box.h);
  ctx.fillStyle = INK.sea;
  ctx.fillRect(x + 1, y + 1, ISLANDS_WIDTH, ISLANDS_HEIGHT);
  ctx.drawImage(islands, x + 1, y + 1, ISLANDS_WIDTH, ISLANDS_HEIGHT);
  ctx.strokeStyle = "#9fb0bd";
  ctx.lineWidth = 1;
  ctx.strokeRect(x, y, box.w, box.h);
  ctx.fillStyle = INK.text;
  ctx.font = `400 12px ${FONT}`;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.fillText(t(lang, "dongsha"), box.x, y + ISLANDS_HEIGHT + ISLANDS_TITLE / 2 + 2);
}

/**
 * Returns the picture's zoom and the latitude of its middle, for its scale bar, and whether that
 * stands at the foot and numbers at the cities.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {PictureParts} parts
 * @param {Aim} view
 * @param {PictureSize} size
 */
export function paintPicture(canvas, parts, view, size) {
  const { atlas, shapes, scene, measure } = parts;
  const [w, high, dpr] = size;
  const frame = frameInside(atlas, view, size);
  const islands = islandsBox(atlas, shapes, frame);
  const layout = layOut(atlas, shapes, scene, frame.zoom, measure);
  const foot = { ...SCALE_BOX, y: high - SCALE_BOX.y };
  /** @param {Rect} box */
  const hidden = (box) =>
    layout.blocks.filter((b) => overlapArea(b, { ...box, x: box.x + frame.left, y: box.y + frame.top })).length +
    (islands && overlapArea(box, islands) ? 1 : 0);
  const low = hidden(foot) < hidden(SCALE_BOX);
  const covers = [low ? foot : SCALE_BOX, islands]
    .filter(Boolean)
    .map((box) => ({ ...box, x: box.x + frame.left, y: box.y + frame.top }));
  const shown = [frame.left, frame.top, frame.left + w, frame.top + high];
  [canvas.width, canvas.height] = [w * dpr, high * dpr];
  const ctx = contextOf(canvas);
  paintMap(ctx, { ...frame, dpr, sea: true }, { atlas, shapes, scene, layout, lit: new Set(), covers, shown });
  const { marks } = parts;
  if (marks) paintMarks(ctx, { ...frame, dpr, wide: w, shown }, { atlas, shapes, measure, marks, font: FONT });
  if (islands) drawIslands(ctx, atlas, shapes, scene.lang, islands, dpr);
  const [, lat] = toLonLat((frame.left + w / 2) / 2 ** frame.zoom, (frame.top + high / 2) / 2 ** frame.zoom);
  return { zoom: frame.zoom, lat, low, counted: layout.blocks.some((block) => block.counted) };
}
