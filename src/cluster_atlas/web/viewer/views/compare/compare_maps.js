// Small maps of single places: their ground, the counties, parks and sites that are named in them.
import { contextOf, h } from "../../core/dom.js";
import { t, joinNames } from "../../core/i18n.js";
import { boxOf } from "../../core/unpack.js";
import { isHollow, paintMap, traceSymbol } from "../../map/paint.js";
import { INK } from "../../core/ink.js";
import { emptyScene } from "../../map/scene.js";

const [MAP_WIDTH, MAP_HEIGHT] = [168, 112]; // px
const [WHERE_WIDTH, WHERE_HEIGHT] = [50, 36]; // px of the little province in the corner
const FILL = "rgba(23,50,77,.13)";
const NAMED_FILL = "rgba(23,50,77,.34)";
const DEEP = "#17324d";

/**
 * A map without anything that a selection would put on it; leaves the pen where map pixels count.
 *
 * @param {CanvasRenderingContext2D} ctx
 * @param {Frame & { dpr: number }} view
 * @param {Atlas} atlas
 * @param {Shapes} shapes
 * @param {PlaceIndex} [city]
 */
export function paintGround(ctx, view, atlas, shapes, city = -1) {
  const scene = emptyScene(city);
  paintMap(
    ctx,
    { ...view, sea: true },
    { atlas, shapes, scene, layout: { blocks: [], marks: [], arrows: [], labels: [] }, lit: new Set() },
  );
}

/**
 * The frame that shows a box of map units in the middle of a canvas; zoom in halves, so that paths are shared.
 *
 * @param {Box} box
 * @param {number} w
 * @param {number} high
 * @returns {Frame}
 */
export function frameOf(box, w, high, fill = 0.86, most = 11) {
  const fits = Math.log2(Math.min((w * fill) / (box[2] - box[0]), (high * fill) / (box[3] - box[1])));
  const zoom = Math.min(most, Math.floor(fits * 4) / 4);
  const scale = 2 ** zoom;
  return {
    zoom,
    w,
    h: high,
    left: ((box[0] + box[2]) / 2) * scale - w / 2,
    top: ((box[1] + box[3]) / 2) * scale - high / 2,
  };
}

/**
 * Outlines that stand for a place: its own, those of a region's cities, or those of the host of a spot.
 *
 * @param {Atlas} atlas
 * @param {PlaceIndex} place
 */
function unitsOf(atlas, place) {
  const item = atlas.places[place];
  /** @param {PlaceIndex} p */
  const hasOutline = (p) => p >= 0 && atlas.places[p].unit >= 0;
  const holders = item.members || [place, item.county, item.city].filter(hasOutline).slice(0, 1);
  return holders.filter(hasOutline).map((p) => atlas.places[p].unit);
}

/**
 * The Dongsha islands lie far out: where they would shrink their city to a speck, the little province shows them.
 *
 * @param {Atlas} atlas
 * @param {UnitIndex} unit
 */
function nearRings(atlas, unit) {
  const [x0, y0, x1, y1] = atlas.dongsha;
  /** @param {Ring} ring */
  const far = (ring) => ring[0] >= x0 && ring[0] <= x1 && ring[1] >= y0 && ring[1] <= y1;
  const rings = atlas.units[unit].rings.filter((ring) => !far(ring));
  return rings.length ? rings : atlas.units[unit].rings;
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Shapes} shapes
 * @param {Frame} view
 * @param {UnitIndex[]} units
 * @param {string} colour
 */
function fillUnits(ctx, shapes, view, units, colour) {
  const paths = shapes.at(view.zoom);
  ctx.fillStyle = colour;
  for (const unit of units) ctx.fill(paths.unit(unit), "evenodd");
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Shapes} shapes
 * @param {Frame} view
 * @param {UnitIndex[]} units
 * @param {number} width
 */
function outlineUnits(ctx, shapes, view, units, width) {
  const paths = shapes.at(view.zoom);
  ctx.setLineDash([]);
  ctx.strokeStyle = DEEP;
  ctx.lineWidth = width;
  for (const unit of units) ctx.stroke(paths.unit(unit));
}

/**
 * The corner for the little province that hides least of the place's outline.
 *
 * @param {Frame} frame
 * @param {Ring[]} rings
 */
function freeCorner(frame, rings) {
  const [right, bottom] = [MAP_WIDTH - WHERE_WIDTH - 3, MAP_HEIGHT - WHERE_HEIGHT - 3];
  const corners = [
    [right, bottom],
    [3, bottom],
    [right, 3],
    [3, 3],
  ];
  const scale = 2 ** frame.zoom;
  /** @param {number[]} corner */
  const hidden = ([left, top]) => {
    let n = 0;
    for (const ring of rings)
      for (let i = 0; i < ring.length; i += 2) {
        const [x, y] = [ring[i] * scale - frame.left - left, ring[i + 1] * scale - frame.top - top];
        if (x > -3 && y > -3 && x < WHERE_WIDTH + 3 && y < WHERE_HEIGHT + 3) n += 1;
      }
    return n;
  };
  return corners.sort((a, b) => hidden(a) - hidden(b))[0];
}

/**
 * The whole province in the corner, the place dark in it.
 *
 * @param {CanvasRenderingContext2D} ctx
 * @param {{ atlas: Atlas, shapes: Shapes, dpr: number, units: UnitIndex[] }} what
 * @param {number[]} corner
 */
function paintWhereabouts(ctx, { atlas, shapes, dpr, units }, [x, y]) {
  const view = { ...frameOf(atlas.home, WHERE_WIDTH, WHERE_HEIGHT, 0.9), dpr };
  const paths = shapes.at(view.zoom);
  ctx.setTransform(dpr, 0, 0, dpr, x * dpr, y * dpr);
  ctx.fillStyle = "rgba(255,255,255,.92)";
  ctx.fillRect(0, 0, WHERE_WIDTH, WHERE_HEIGHT);
  ctx.strokeStyle = INK.border;
  ctx.lineWidth = 1;
  ctx.strokeRect(0.5, 0.5, WHERE_WIDTH - 1, WHERE_HEIGHT - 1);
  ctx.translate(-view.left, -view.top);
  atlas.units.forEach((unit, i) => {
    if (unit.level !== "city") return;
    ctx.fillStyle = units.includes(i) ? DEEP : "#d3dbe2";
    ctx.fill(paths.unit(i), "evenodd");
  });
  if (!units.some((i) => atlas.units[i].level === "city")) fillUnits(ctx, shapes, view, units, DEEP);
}

/**
 * @param {Atlas} atlas
 * @param {PlaceIndex} place
 * @param {FactIndex[]} facts
 */
function namedIn(atlas, place, facts) {
  const named = [...new Set(facts.flatMap((i) => atlas.facts.places[i]))];
  const { level, members } = atlas.places[place];
  /** @param {PlaceIndex} p */
  const inside = (p) =>
    p === place ||
    atlas.places[p].county === place ||
    (level === "region" ? (members || []).includes(atlas.places[p].city) : atlas.places[p].city === place);
  const own = named.filter((p) => inside(p));
  return {
    counties: own.filter((p) => atlas.places[p].level === "county" && p !== place && atlas.places[p].unit >= 0),
    spots: own.filter((p) => ["park", "site"].includes(atlas.places[p].level) && atlas.places[p].located),
  };
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Atlas} atlas
 * @param {Frame} view
 * @param {PlaceIndex[]} spots
 */
function paintSpots(ctx, atlas, view, spots) {
  const scale = 2 ** view.zoom;
  for (const p of spots) {
    const place = atlas.places[p];
    if (place.x === null || place.y === null) continue;
    traceSymbol(ctx, place.level, place.x * scale, place.y * scale, 4.2);
    ctx.strokeStyle = "#fff";
    ctx.lineWidth = 3;
    ctx.stroke();
    ctx.fillStyle = isHollow(place) ? "#fff" : "#8a4b12";
    ctx.fill();
    ctx.strokeStyle = "#8a4b12";
    ctx.lineWidth = 1.2;
    ctx.stroke();
  }
}

/**
 * Maps by place and what is named in it: filters that change neither draw nothing anew.
 *
 * @param {Shapes} shapes
 * @returns {(ctx: RowContext, place: PlaceIndex, facts: FactIndex[]) => HTMLCanvasElement}
 */
export function createPlaceMaps(shapes) {
  /** @type {FullMap<string, HTMLCanvasElement>} */
  const drawn = new Map();
  // facts: those about the place; they say which counties are dark and which parks and sites are drawn.
  return (ctx, place, facts) => {
    const { atlas, lang } = ctx;
    const { counties, spots } = namedIn(atlas, place, facts);
    const key = [place, counties, spots, globalThis.devicePixelRatio].join(" ");
    if (!drawn.has(key)) {
      if (drawn.size > 40) drawn.clear();
      drawn.set(key, drawPlaceMap(atlas, shapes, place, counties, spots));
    }
    const label =
      t(lang, "cmpMapOf", { name: joinNames(lang, [atlas.places[place]]) }) +
      (counties.length
        ? t(lang, "cmpMapNamed", {
            names: joinNames(
              lang,
              counties.map((p) => atlas.places[p]),
            ),
          })
        : "");
    drawn.get(key).setAttribute("aria-label", label);
    return drawn.get(key);
  };
}

/**
 * @param {Atlas} atlas
 * @param {Shapes} shapes
 * @param {PlaceIndex} place
 * @param {PlaceIndex[]} counties
 * @param {PlaceIndex[]} spots
 */
function drawPlaceMap(atlas, shapes, place, counties, spots) {
  const dpr = Math.min(3, globalThis.devicePixelRatio || 1);
  const item = atlas.places[place];
  const canvas = h("canvas", { class: "ca-cmp-map", role: "img", width: MAP_WIDTH * dpr, height: MAP_HEIGHT * dpr });
  const pen = contextOf(canvas);
  const units = unitsOf(atlas, place);
  const rings = units.flatMap((unit) => nearRings(atlas, unit));
  const box = units.length ? boxOf(rings) : atlas.home;
  const view = { ...frameOf(box, MAP_WIDTH, MAP_HEIGHT), dpr };
  const city = item.level === "city" ? place : item.city;
  paintGround(pen, view, atlas, shapes, city);
  if (item.level !== "park" && item.level !== "site") fillUnits(pen, shapes, view, units, FILL);
  fillUnits(
    pen,
    shapes,
    view,
    counties.map((p) => atlas.places[p].unit),
    NAMED_FILL,
  );
  outlineUnits(pen, shapes, view, units, item.level === "region" ? 1 : 1.6);
  paintSpots(pen, atlas, view, spots);
  if (units.length) paintWhereabouts(pen, { atlas, shapes, dpr, units }, freeCorner(view, rings));
  return canvas;
}
