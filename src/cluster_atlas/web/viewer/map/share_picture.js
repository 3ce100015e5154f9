// The map as shown as one picture to pass on: title and filters, map, legend, credits.
import { contextOf, h } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { summaryLine } from "../core/headlines.js";
import { FONT } from "./layout.js";
import { pictureOf } from "./legend.js";
import { scaleStep } from "./overlays.js";
import { INK } from "./paint.js";
import { editionLine, filterWords } from "./paper.js";

const [SHARPNESS, EDGE, LEAST] = [2, 20, 640]; // LEAST: px of width, however narrow the map on screen
const [KEY_WIDTH, KEY_HEIGHT, KEY_LINE] = [18, 14, 21];
const TOKEN = /[\u2e80-\u9fff\uff00-\uffef]|[^\s\u2e80-\u9fff\uff00-\uffef]+\s*|\s+/g;

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {string} text
 * @param {number} width
 */
function linesOf(ctx, text, width) {
  const lines = [""];
  for (const token of text.match(TOKEN) ?? []) {
    if (lines[lines.length - 1] && ctx.measureText(lines[lines.length - 1] + token).width > width) lines.push("");
    lines[lines.length - 1] += token;
  }
  return lines;
}

/**
 * The little picture of an entry; those that the page makes by its stylesheet are drawn here.
 *
 * @param {CanvasRenderingContext2D} ctx
 * @param {LegendPicture} entry
 * @param {number} x
 * @param {number} y
 */
function drawKey(ctx, entry, x, y) {
  const made = pictureOf(entry);
  if (made instanceof HTMLCanvasElement) return ctx.drawImage(made, x, y, KEY_WIDTH, KEY_HEIGHT);
  const [colour, left, top] = [made.style.getPropertyValue("--c"), x + 3, y + 1];
  const is = (/** @type {string} */ name) => made.classList.contains(name);
  ctx.fillStyle = ctx.strokeStyle = colour;
  ctx.lineWidth = 1.2;
  if (is("ca-hatch")) {
    ctx.beginPath();
    for (const k of [3, 7, 11, 15, 19]) {
      const [a, b] = [Math.min(k, 11), Math.max(0, k - 11)];
      ctx.moveTo(left + b, top + a);
      ctx.lineTo(left + a, top + b);
    }
    ctx.stroke();
  }
  if (is("ca-sq1")) ctx.fillRect(left + 3.2, top + 3.2, 4.6, 4.6);
  if (is("ca-sq2")) ctx.fillRect(left, top, 11, 11);
  else ctx.strokeRect(left + 0.6, top + 0.6, 9.8, 9.8);
  if (is("ca-edge")) {
    ctx.strokeStyle = "rgb(0 0 0 / .14)";
    ctx.strokeRect(left + 0.5, top + 0.5, 10, 10);
  }
  return undefined;
}

/**
 * The legend in rows, entry after entry; returns how high it is. Without `draw` it is only measured.
 *
 * @param {CanvasRenderingContext2D} ctx
 * @param {LegendEntry[]} entries
 * @param {[left: number, top: number, width: number]} box
 * @param {boolean} draw
 */
function layLegend(ctx, entries, [left, top, width], draw) {
  let [x, y] = [0, 0];
  for (const entry of entries) {
    const heading = entry.kind === "heading";
    ctx.font = `${heading ? 600 : 400} 12px ${FONT}`;
    const wide = ctx.measureText(entry.label).width + (heading ? 0 : KEY_WIDTH + 5);
    if (x && (heading || x + wide > width)) [x, y] = [0, y + KEY_LINE];
    if (draw) {
      if (!heading) drawKey(ctx, entry, left + x, top + y + 3);
      ctx.fillStyle = INK.text;
      ctx.fillText(entry.label, left + x + (heading ? 0 : KEY_WIDTH + 5), top + y + KEY_LINE / 2);
    }
    x += wide + 16;
  }
  return y + KEY_LINE;
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Lang} lang
 * @param {{ zoom: number, lat: number }} seen
 * @param {number} top
 */
function drawScale(ctx, lang, { zoom, lat }, top) {
  const { km, px } = scaleStep(lat, zoom, 110);
  ctx.font = `400 11px ${FONT}`;
  ctx.fillStyle = ctx.strokeStyle = "#4a5864";
  ctx.lineWidth = 1.3;
  ctx.fillText(`${t(lang, "north")} ↑`, 12, top + 16);
  ctx.beginPath();
  ctx.moveTo(52, top + 13);
  ctx.lineTo(52, top + 19);
  ctx.lineTo(52 + px, top + 19);
  ctx.lineTo(52 + px, top + 13);
  ctx.stroke();
  ctx.fillText(`${km} km`, 58 + px, top + 16);
}

/**
 * @param {Atlas} atlas
 * @param {AtlasMap} map
 * @param {ScreenState} state
 * @param {string} [title]
 */
export function sharePicture(atlas, map, state, title = "") {
  const { lang } = state;
  const size = map.leaflet.getSize();
  const width = Math.max(LEAST, size.x);
  const high = Math.round((width * size.y) / size.x);
  const picture = h("canvas", {});
  const seen = map.paintOn(picture, [width, high, SHARPNESS]);
  const canvas = h("canvas", {});
  const ctx = contextOf(canvas);
  const body = width - 2 * EDGE;
  /** @type {{ font: string, step: number, colour: string, lines: string[] }[]} */
  const [heading, filters, credits] = [
    { font: `700 20px ${FONT}`, step: 28, colour: INK.text, said: title || t(lang, "product") },
    {
      font: `400 13px ${FONT}`,
      step: 20,
      colour: INK.text,
      said: [summaryLine(atlas, lang, state.ids), filterWords(atlas, state)].filter(Boolean).join(" ｜ "),
    },
    {
      font: `400 11px ${FONT}`,
      step: 16,
      colour: "#5d6a76",
      said: [title && t(lang, "product"), editionLine(atlas, lang, {}), atlas.credit[lang === "en" ? "en" : "zh"]]
        .filter(Boolean)
        .join(" · "),
    },
  ].map(({ said, ...look }) => {
    ctx.font = look.font;
    return { ...look, lines: linesOf(ctx, said, body) };
  });
  const tall = (/** @type {typeof heading} */ block) => block.lines.length * block.step;
  const above = 14 + tall(heading) + tall(filters) + 10;
  const legendTop = above + high + 10;
  const legend = layLegend(ctx, seen.entries, [EDGE, legendTop, body], false);
  const total = legendTop + legend + 8 + tall(credits) + 12;
  [canvas.width, canvas.height] = [width * SHARPNESS, total * SHARPNESS];
  ctx.scale(SHARPNESS, SHARPNESS);
  ctx.fillStyle = "#fff";
  ctx.fillRect(0, 0, width, total);
  ctx.textBaseline = "middle";
  /**
   * @param {typeof heading} block
   * @param {number} top
   */
  const write = ({ font, step, colour, lines }, top) => {
    [ctx.font, ctx.fillStyle] = [font, colour];
    lines.forEach((line, k) => ctx.fillText(line, EDGE, top + (k + 0.5) * step));
  };
  write(heading, 14);
  write(filters, 14 + tall(heading));
  ctx.drawImage(picture, 0, above, width, high);
  drawScale(ctx, lang, seen, above);
  layLegend(ctx, seen.entries, [EDGE, legendTop, body], true);
  write(credits, legendTop + legend + 8);
  return canvas;
}

/**
 * Hands the picture to the browser's downloads, under a name that says what it shows.
 *
 * @param {Atlas} atlas
 * @param {AtlasMap} map
 * @param {ScreenState} state
 * @param {string} [title]
 */
export function savePicture(atlas, map, state, title) {
  const named = [title || t(state.lang, "product"), filterWords(atlas, state)].filter(Boolean).join(" ");
  sharePicture(atlas, map, state, title).toBlob((blob) => {
    if (!blob) return;
    const href = URL.createObjectURL(blob);
    h("a", { href, download: `${named.replace(/[\\/:*?"<>|\p{Cc}\s]+/gu, "-").slice(0, 80)}.png` }).click();
    setTimeout(() => URL.revokeObjectURL(href), 60_000);
  }, "image/png");
}
