// Which own rows lie under the pointer, and what the map says of them there.
import { h, fill } from "../../core/dom.js";
import { nameOf, t } from "../../core/i18n.js";
import { countedKinds, ownName, ownPrecision, saidValue, stageWords } from "../../core/own_values.js";
import { placeTip } from "../overlays.js";
import { outlineAt, spreadOf } from "./own_scene.js";
import { tilesAt } from "./own_tiles.js";

const NAMED = 6; // rows of many that are named
const REACH = 3; // px round a tile
const APART = 0.005; // map units: nearer rows stay in one tile at the closest zoom

/**
 * The tile at a point of a zoom, in its pixels; else the outlined row there.
 *
 * @param {Atlas} atlas
 * @param {OwnSpotAt} spot
 * @returns {{ rows: number[], city: PlaceIndex }}
 */
function ownAt(atlas, { scene, layout, at: { x, y, zoom }, onLand }) {
  if (!scene.own) return { rows: [], city: -1 };
  /** @param {OwnTile} tile */
  const isHit = (tile) => Math.abs(tile.x - x) < tile.w / 2 + REACH && Math.abs(tile.y - y) < tile.h / 2 + REACH;
  // The last drawn lies on top.
  const tile = tilesAt({ atlas, scene, layout }, zoom).filter(isHit).at(-1);
  if (tile) return tile;
  const scale = 2 ** zoom;
  const found = onLand ? outlineAt(scene.own, x / scale, y / scale, scale) : -1;
  return { rows: found < 0 ? [] : [found], city: -1 };
}

/**
 * What the pointer does with own rows: names them, opens them, comes closer to many.
 *
 * @param {HTMLElement} el
 * @param {Atlas} atlas
 * @param {Pick<MapOptions, "onOpen" | "onOpenOwn"> & { fly: (box: Box) => void }} callbacks
 */
export function createOwnPointer(el, atlas, callbacks) {
  const tip = createOwnTip(el, atlas);
  return {
    /**
     * Says whether own rows lie there.
     *
     * @param {OwnSpotAt} spot
     */
    hover(spot) {
      const { rows } = ownAt(atlas, spot);
      tip.show(spot.scene.lang, rows, spot.point);
      return rows.length > 0;
    },
    leave: () => tip.show("zh", [], null),
    /**
     * Opens the row there; of several at a city's squares the city, of others the view comes closer, and
     * where it cannot, the county that lists them. Says whether there were any.
     *
     * @param {OwnSpotAt} spot
     */
    open(spot) {
      const { rows, city } = ownAt(atlas, spot);
      const { own } = atlas;
      if (!own || !spot.scene.own || !rows.length) return false;
      tip.show(spot.scene.lang, [], null);
      const [first] = rows.map((i) => own.rows[i]);
      const unit = city >= 0 ? city : atlas.index.place.get(first.county || first.city);
      const box = city >= 0 ? null : spreadOf(spot.scene.own, rows);
      if (rows.length === 1 || unit === undefined) callbacks.onOpenOwn?.(first);
      else if (box && Math.max(box[2] - box[0], box[3] - box[1]) > APART) callbacks.fly(box);
      else callbacks.onOpen?.(unit);
      return true;
    },
  };
}

/**
 * @param {HTMLElement} el
 * @param {Atlas} atlas
 */
function createOwnTip(el, atlas) {
  const box = h("div", { class: "ca-tip ca-tip-own", role: "status", hidden: true });
  el.append(box);
  let shown = "";

  /**
   * @param {Own} own
   * @param {Lang} lang
   * @param {OwnRow} row
   */
  const line = (own, lang, row) =>
    h(
      "div",
      {},
      h("em", {}, stageWords(lang, own, row) || nameOf(lang, own.kinds[row.kind])),
      h("span", {}, ownName(lang, own, row)),
    );

  /**
   * @param {Own} own
   * @param {Lang} lang
   * @param {OwnRow} row
   */
  function about(own, lang, row) {
    const kind = nameOf(lang, own.kinds[row.kind]);
    const facts = [kind, row.layer, stageWords(lang, own, row)].filter(Boolean).join(" · ");
    const more = [saidValue(lang, own, row, "investment"), saidValue(lang, own, row, "area")].filter(Boolean);
    return [
      h("header", {}, h("strong", {}, ownName(lang, own, row))),
      h("div", {}, [facts, ...more].join(" · ")),
      h("div", { class: "ca-mute" }, ownPrecision(atlas, lang, row)),
    ];
  }

  /**
   * @param {Own} own
   * @param {Lang} lang
   * @param {OwnRow[]} rows
   */
  function write(own, lang, rows) {
    const [first] = rows;
    const all =
      rows.length > 1
        ? [
            h("header", {}, h("strong", {}, countedKinds(lang, own, rows))),
            rows.slice(0, NAMED).map((row) => line(own, lang, row)),
            rows.length > NAMED && h("div", {}, `… ${rows.length}`),
          ]
        : about(own, lang, first);
    fill(box, h("div", { class: "ca-own-mark" }, t(lang, "ownLegend")), all);
  }

  return {
    /**
     * @param {Lang} lang
     * @param {number[]} rows - none hides it
     * @param {{ x: number, y: number } | null} point
     */
    show(lang, rows, point) {
      const { own } = atlas;
      box.hidden = !own || !rows.length || !point;
      if (!own || !rows.length || !point) return;
      const key = `${own.revision} ${lang} ${rows.join()}`;
      if (key !== shown)
        write(
          own,
          lang,
          rows.map((i) => own.rows[i]),
        );
      shown = key;
      placeTip(el, box, point);
    },
  };
}
