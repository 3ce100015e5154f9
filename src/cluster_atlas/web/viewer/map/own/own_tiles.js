// Where the office's own rows stand on the screen: tiles that hide neither each other nor the squares.
import { edgesOf, isClear, overlapArea } from "../blocks.js";
import { isDrawn } from "../scene.js";
import { isOutlined } from "./own_scene.js";

const APART = 25; // px between the middles of two tiles
const [HIGH, DIGIT] = [15, 6.2]; // px of a tile, and of each further digit
// Where a count goes that has no spot of its own, in steps of a tile, or round the squares of a city.
/** @type {Point[]} */
const ROUND = [
  [0, 0],
  [0, -1],
  [1, 0],
  [-1, 0],
  [0, 1],
  [1, -1],
  [-1, -1],
  [1, 1],
  [-1, 1],
];

/** @param {number} n */
const widthOf = (n) => HIGH + 1 + DIGIT * (String(n).length - 1);

/**
 * Tiles of spots that lie as near as to touch are one; each stands where its first row does.
 *
 * @param {{ x: number, y: number, rows: number[] }[]} spots - in pixels
 * @returns {OwnTile[]}
 */
function gathered(spots) {
  /** @type {Map<string, OwnTile>} */
  const cells = new Map();
  for (const { x, y, rows } of spots) {
    const [cx, cy] = [Math.floor(x / APART), Math.floor(y / APART)];
    let near;
    for (let i = cx - 1; i <= cx + 1 && !near; i += 1)
      for (let j = cy - 1; j <= cy + 1 && !near; j += 1) {
        const tile = cells.get(`${i} ${j}`);
        if (tile && Math.abs(tile.x - x) < APART && Math.abs(tile.y - y) < APART) near = tile;
      }
    if (near) near.rows.push(...rows);
    else cells.set(`${cx} ${cy}`, { x, y, w: 0, h: HIGH, rows: [...rows], rough: false, city: -1 });
  }
  return [...cells.values()].map((tile) => ({ ...tile, w: widthOf(tile.rows.length) }));
}

/**
 * The city at whose squares a row is counted; -1 where it stands at its own spot.
 *
 * @param {Atlas} atlas
 * @param {Scene} scene
 * @param {OwnRow} row
 * @param {number} zoom
 */
function cityOf(atlas, scene, { city, county }, zoom) {
  const place = atlas.index.place.get(county || city);
  const home = atlas.index.place.get(city);
  return place === undefined || home === undefined || isDrawn(scene, atlas, { place }, zoom) ? -1 : home;
}

/**
 * Is a point of the map, in its units, in the part of it that is laid out?
 *
 * @param {Layout} layout
 * @param {{ x: number | null, y: number | null }} point
 */
function isHere({ part }, { x, y }) {
  if (!part || x === null || y === null) return true;
  const [x0, y0, x1, y1] = part.box;
  return part.inside === (x > x0 && x < x1 && y > y0 && y < y1);
}

/**
 * The tiles of a zoom. In a view of the province the rows of a city are a number at its squares, as the
 * plans' parks and sites are; from nearby, or under a theme, each stands at its spot.
 *
 * @param {Pick<PaintStage, "atlas" | "scene" | "layout" | "covers" | "shown">} stage
 * @param {number} zoom
 * @returns {OwnTile[]}
 */
export function tilesAt({ atlas, scene, layout, covers = [], shown }, zoom) {
  const { own } = scene;
  if (!own) return [];
  const { blocks, labels } = layout;
  if (own.drawn?.zoom === zoom && own.drawn.blocks === blocks) return own.drawn.tiles;
  const scale = 2 ** zoom;
  const edges = edgesOf(layout.part?.inside ? layout.part.box.map((v) => v * scale) : shown);
  const squares = new Map(blocks.map((block) => [block.city, block]));
  /** @type {Map<PlaceIndex, number[]>} */
  const byCity = new Map();
  const [exact, rough] = [[], []].map(() => /** @type {{ x: number, y: number, rows: number[] }[]} */ ([]));
  for (const spot of own.spots) {
    const rows = spot.rough ? spot.rows : spot.rows.filter((i) => !isOutlined(own, i, scale));
    const city = rows.length ? cityOf(atlas, scene, own.own.rows[rows[0]], zoom) : -1;
    // What the enlargement of a part shows is not shown twice.
    if (!rows.length || !isHere(layout, city < 0 ? spot : atlas.places[city])) continue;
    const [x, y] = [spot.x * scale, spot.y * scale];
    const home = city >= 0 ? city : blocks.find((one) => overlapArea(one, { x, y, w: HIGH, h: HIGH }))?.city;
    if (home === undefined) (spot.rough ? rough : exact).push({ x, y, rows });
    else {
      const listed = byCity.get(home) ?? [];
      listed.push(...rows);
      byCity.set(home, listed);
    }
  }
  const tiles = gathered(exact);
  /**
   * The first of some places where a count hides nothing; else the first.
   *
   * @param {Rect[]} places
   */
  const free = (places) => {
    return places.find(isClear([...tiles, ...blocks, ...labels, ...covers, ...edges])) ?? places[0];
  };
  for (const [city, rows] of byCity) {
    const w = widthOf(rows.length);
    const { x, y } = atlas.places[city];
    const block = squares.get(city) ?? { x: (x ?? 0) * scale, y: (y ?? 0) * scale, w: 0, h: 0 };
    const [dx, dy] = [(block.w + w) / 2 + 1, (block.h - HIGH) / 2];
    const corners = [
      [dx, -dy],
      [-dx, -dy],
      [dx, dy],
      [-dx, dy],
      [0, -(block.h + HIGH) / 2 - 1],
      [0, (block.h + HIGH) / 2 + 1],
    ];
    const places = corners.map(([right, down]) => ({ x: block.x + right, y: block.y + down, w, h: HIGH }));
    tiles.push({ ...free(places), rows, rough: false, city });
  }
  for (const { x, y, rows } of rough) {
    const w = widthOf(rows.length);
    const places = ROUND.map(([right, down]) => ({ x: x + right * (w + 6), y: y + down * (HIGH + 4), w, h: HIGH }));
    tiles.push({ ...free(places), rows, rough: true, city: -1 });
  }
  own.drawn = { zoom, blocks, tiles };
  return tiles;
}
