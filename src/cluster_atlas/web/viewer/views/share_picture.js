// The map as shown as one picture to pass on: title and filters, map, legend, credits.
import { contextOf, h } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { summaryLine } from "../core/headlines.js";
import { FONT } from "../map/layout.js";
import { pictureOf } from "../map/legend.js";
import { scaleStep } from "../map/overlays.js";
import { INK } from "../core/ink.js";
import { editionLine, filterWords } from "../map/paper.js";

const [SHARPNESS, EDGE, LEAST] = [2, 20, 640]; // LEAST: px of width, however narrow the map on screen
const [KEY_WIDTH, KEY_HEIGHT, KEY_LINE] = [18, 14, 21];
// A Chinese character, or a word with the space behind it.
const TOKEN = /[\u2e80-\uffef]|[^\s\u2e80-\uffef]*\s*/g;

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
  const [kind, left, top] = [made.className, x + 3.5, y + 1.5];
  ctx.fillStyle = ctx.strokeStyle = made.style.getPropertyValue("--c");
  ctx.lineWidth = 1.2;
  if (kind.includes("hatch")) {
    ctx.beginPath();
    for (const k of [3, 7, 13, 17]) {
      ctx.moveTo(left + Math.max(0, k - 10), top + Math.min(k, 10));
      ctx.lineTo(left + Math.min(k, 10), top + Math.max(0, k - 10));
    }
    ctx.stroke();
  } else if (kind.includes("sq1")) ctx.fillRect(left + 2.7, top + 2.7, 4.6, 4.6);
  else if (kind.includes("sq2")) ctx.fillRect(left, top, 10, 10);
  if (kind.includes("edge")) ctx.strokeStyle = INK.empty;
  return ctx.strokeRect(left, top, 10, 10);
}

/**
 * @param {Atlas} atlas
 * @param {AtlasMap} map
 * @param {ScreenState} state
 * @param {string} [title]
 */
export function sharePicture(atlas, map, state, title) {
  const { lang } = state;
  // No more than the pack's frame holds: a picture as high as a telephone would cut off the sides.
  const [x0, y0, x1, y1] = atlas.frame.map((v) => v * 2 ** map.leaflet.getZoom());
  const screen = map.leaflet.getSize();
  const [x, y] = [Math.min(screen.x, x1 - x0), Math.min(screen.y, y1 - y0)];
  const width = Math.round(Math.max(LEAST, x));
  const high = Math.round((width * y) / x);
  const [picture, canvas] = [h("canvas", {}), h("canvas", {})];
  const { zoom, lat, entries } = map.paintOn(picture, [width, high, SHARPNESS]);
  const { km, px } = scaleStep(lat, zoom, 110);
  const ctx = contextOf(canvas);
  let [draw, top] = [false, 0];

  /**
   * Lines of text in the width of the picture.
   *
   * @param {(string | undefined)[]} said
   * @param {string} joint
   * @param {number} size
   * @param {string} look
   */
  function write(said, joint, size, look) {
    ctx.font = `${look} ${size}px ${FONT}`;
    let line = "";
    const end = () => {
      if (draw) ctx.fillText(line, EDGE, top + size * 0.7);
      [line, top] = ["", top + size * 1.45];
    };
    for (const token of said.filter(Boolean).join(joint).match(TOKEN) ?? []) {
      if (line && ctx.measureText(line + token).width > width - 2 * EDGE) end();
      line += token;
    }
    end();
  }

  // Entry after entry, each heading on a line of its own.
  function writeLegend() {
    let at = EDGE;
    for (const entry of entries) {
      const key = entry.kind === "heading" ? 0 : KEY_WIDTH + 5;
      ctx.font = `${key ? 400 : 600} 12px ${FONT}`;
      const wide = ctx.measureText(entry.label).width + key;
      if (at > EDGE && (!key || at + wide > width - EDGE)) [at, top] = [EDGE, top + KEY_LINE];
      if (draw) {
        if (entry.kind !== "heading") drawKey(ctx, entry, at, top + 3);
        ctx.fillStyle = INK.text;
        ctx.fillText(entry.label, at + key, top + KEY_LINE / 2);
      }
      at += wide + 16;
    }
    top += KEY_LINE;
  }

  function writeScale() {
    ctx.lineWidth = 1.3;
    ctx.strokeStyle = INK.text;
    ctx.strokeRect(52, top + 19, px, 0);
    ctx.font = `400 11px ${FONT}`;
    ctx.fillText(`${t(lang, "north")} ↑`, 12, top + 16);
    ctx.fillText(`${km} km`, 58 + px, top + 16);
  }

  function compose() {
    ctx.fillStyle = INK.text;
    top = 14;
    write([title || t(lang, "product")], "", 20, "700");
    write([summaryLine(atlas, lang, state.ids, state.sel), filterWords(atlas, state)], " ｜ ", 13, "400");
    top += 8;
    if (draw) {
      ctx.drawImage(picture, 0, top, width, high);
      writeScale();
    }
    top += high + 8;
    writeLegend();
    top += 6;
    const credit = atlas.credit[lang === "en" ? "en" : "zh"];
    write([title && t(lang, "product"), editionLine(atlas, lang, {}), credit], " · ", 11, "400");
    top += 10;
  }

  compose();
  [canvas.width, canvas.height] = [width * SHARPNESS, Math.ceil(top) * SHARPNESS];
  ctx.scale(SHARPNESS, SHARPNESS);
  ctx.fillStyle = "#fff";
  ctx.fillRect(0, 0, width, top);
  ctx.textBaseline = "middle";
  draw = true;
  compose();
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
  const named = `${title || t(state.lang, "product")} ${filterWords(atlas, state)}`.trim();
  sharePicture(atlas, map, state, title).toBlob((blob) => {
    const href = URL.createObjectURL(/** @type {Blob} */ (blob));
    h("a", { href, download: `${named.replace(/[\\/:*?"<>|·：\p{Cc}\s]+/gu, "-").slice(0, 80)}.png` }).click();
    setTimeout(() => URL.revokeObjectURL(href), 60_000);
  }, "image/png");
}
