// What a briefing's writer put over the map: a spotlight, all else under a veil, texts with arrows.
import { toUnits } from "./unpack.js";

const MARK = "#c8741a";
const VEIL = "rgba(255,255,255,.62)";
const [SPOT, LINE, PAD, WIDEST] = [22, 17, 6, 220]; // px

/**
 * Lines of a text; Chinese breaks between characters, Latin between words.
 *
 * @param {string} text
 * @param {(text: string) => number} measure
 */
function linesOf(text, measure) {
  const lines = [""];
  for (const atom of text.match(/[\w.,:%()'/-]+\s*|\s+|./gu) ?? []) {
    const last = lines.length - 1;
    if (lines[last] && measure(lines[last] + atom) > WIDEST) lines.push(atom.trimStart());
    else lines[last] += atom;
  }
  return lines.map((line) => line.trim()).filter(Boolean);
}

/**
 * Where a text stands, by its middle: where the writer put it, else the first free place around.
 *
 * @param {Callout} callout
 * @param {number[]} tip
 * @param {number[]} size
 * @param {Rect[]} taken
 * @param {MarkView} view
 * @returns {Rect}
 */
function boxFor({ dx, dy }, [x, y], [w, h], taken, { shown, wide }) {
  const [x0, y0, x1, y1] = shown;
  /**
   * @param {number} right
   * @param {number} down
   */
  const at = (right, down) => ({
    x: Math.max(x0 + w / 2 + 4, Math.min(x1 - w / 2 - 4, x + right)),
    y: Math.max(y0 + h / 2 + 4, Math.min(y1 - h / 2 - 4, y + down)),
    w,
    h,
  });
  if (dx || dy) return at(dx * wide, dy * wide);
  const tries = [40, 70, 110].flatMap((away) =>
    [
      [1, -1],
      [-1, -1],
      [1, 1],
      [-1, 1],
    ].map(([a, b]) => at(a * (away + w / 2), b * (away * 0.6 + h / 2))),
  );
  /** @param {Rect} box */
  const free = (box) =>
    taken.every((one) => Math.abs(one.x - box.x) * 2 >= one.w + w || Math.abs(one.y - box.y) * 2 >= one.h + h);
  return tries.find(free) ?? tries[0];
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Rect} box
 * @param {number[]} tip
 */
function drawArrow(ctx, box, [x, y]) {
  const [dx, dy] = [x - box.x, y - box.y];
  const share = Math.min(box.w / 2 / Math.abs(dx || 1e-9), box.h / 2 / Math.abs(dy || 1e-9));
  if (share >= 1) return;
  const turn = Math.atan2(dy, dx);
  const line = new Path2D();
  line.moveTo(box.x + dx * share, box.y + dy * share);
  line.lineTo(x, y);
  for (const [colour, width] of /** @type {[string, number][]} */ ([
    ["rgba(255,255,255,.8)", 5],
    [MARK, 2],
  ])) {
    [ctx.strokeStyle, ctx.lineWidth] = [colour, width];
    ctx.stroke(line);
  }
  ctx.beginPath();
  ctx.moveTo(x, y);
  for (const bend of [2.72, -2.72]) ctx.lineTo(x + 10 * Math.cos(turn + bend), y + 10 * Math.sin(turn + bend));
  ctx.fillStyle = MARK;
  ctx.fill();
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {MarkView} view
 * @param {MarkParts} parts
 */
export function paintMarks(ctx, view, { atlas, shapes, marks, measure, font }) {
  const letters = `600 13px ${font}`;
  /** @param {string} text */
  const wideOf = (text) => measure(text, letters);
  const { zoom, left, top, w, h, dpr } = view;
  const scale = 2 ** zoom;
  ctx.setTransform(dpr, 0, 0, dpr, -left * dpr, -top * dpr);
  const paths = shapes.at(zoom);
  const lit = new Path2D();
  for (const place of marks.lit) {
    const { unit, lon, lat } = atlas.places[place];
    if (unit >= 0) lit.addPath(paths.unit(unit));
    else if (lon !== null && lat !== null) {
      const [x, y] = toUnits(lon, lat).map((v) => v * scale);
      lit.moveTo(x + SPOT, y);
      lit.arc(x, y, SPOT, 0, 7);
    }
  }
  if (marks.lit.length && marks.dim) {
    const veil = new Path2D();
    veil.rect(left, top, w, h);
    veil.addPath(lit);
    ctx.fillStyle = VEIL;
    ctx.fill(veil, "evenodd");
  }
  [ctx.strokeStyle, ctx.lineWidth] = [MARK, 3];
  ctx.stroke(lit);
  /** @type {Rect[]} */
  const taken = [];
  for (const callout of marks.callouts) {
    const [x, y] = toUnits(callout.lon, callout.lat).map((v) => v * scale);
    const lines = linesOf(callout.text, wideOf);
    const wide = Math.max(...lines.map(wideOf)) + 2 * PAD;
    const box = boxFor(callout, [x, y], [wide, lines.length * LINE + 2 * PAD - 3], taken, view);
    taken.push(box);
    drawArrow(ctx, box, [x, y]);
    ctx.fillStyle = "#fff";
    ctx.fillRect(box.x - box.w / 2, box.y - box.h / 2, box.w, box.h);
    [ctx.strokeStyle, ctx.lineWidth] = [MARK, 1.5];
    ctx.strokeRect(box.x - box.w / 2, box.y - box.h / 2, box.w, box.h);
    [ctx.fillStyle, ctx.font, ctx.textAlign, ctx.textBaseline] = ["#1f2a33", letters, "left", "middle"];
    lines.forEach((line, i) =>
      ctx.fillText(line, box.x - box.w / 2 + PAD, box.y - box.h / 2 + PAD - 1 + LINE * (i + 0.5)),
    );
  }
}
