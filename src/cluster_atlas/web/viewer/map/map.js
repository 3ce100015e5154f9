// The one persistent map: Leaflet moves it, a single canvas layer draws it.
import { contextOf, h, fill, icon, ICONS, still } from "../core/dom.js";
import { t, nameOf } from "../core/i18n.js";
import { ORIGIN, boxOf, toUnits, toLonLat, unpackOutlines } from "../core/unpack.js";
import { paintMarks } from "../core/marks.js";
import { createShapes, FINER_FROM } from "./shapes.js";
import { outlineCredit } from "../core/cite.js";
import { buildScene, isDrawn, placesOf } from "./scene.js";
import { FONT, LEGIBLE, layOut } from "./layout.js";
import { createDelta, landUnder } from "./labels/delta.js";
import { paintMap } from "./paint.js";
import { edgesOf, isClear } from "./blocks.js";
import { createLegend } from "./legend.js";
import { legendEntries } from "./legend_entries.js";
import { createInset, createScale, createTooltip } from "./overlays.js";
import { frameAround, paintPicture } from "./picture.js";
import { createOwnPointer } from "./own/own_pointer.js";

/** @type {[LatLng, LatLng]} */
const FRAME = [
  [19.2, 107.6],
  [30, 119.6],
]; // where the view may wander
const MAX_ZOOM = 14;
const CLOSE_LOOK = 10.25; // zoom at which the view goes no closer to a place
const SMALL = 560; // px
const LINKED = 512; // px
const SNAP = 0.125;
const NAME_REACH = 160; // px from a symbol to the far end of its name
const OWN_NAMES = new Set(["strong", "symbol"]); // labels
const PARTS = [0.5, 0.6, 0.7, 0.85, 0.4, 0.3, 0.2]; // of the room round the province
const NO_LAYOUT = { blocks: [], marks: [], arrows: [], labels: [] };
const ROUND = 22; // px that the squares of a city may stand out of its outline

/**
 * A renderer that paints everything by itself; Leaflet gives it padding and zoom animation.
 *
 * @param {Leaflet} L
 * @param {() => void} paint
 */
function makeCanvasLayer(L, paint) {
  const CanvasLayer = L.Renderer.extend({
    options: { padding: 0.2 },
    /** @this {CanvasLayer} */
    _initContainer() {
      this._container = document.createElement("canvas");
      this._container.setAttribute("aria-hidden", "true");
    },
    /** @this {CanvasLayer} */
    _destroyContainer() {
      this._container.remove();
    },
    /** @this {CanvasLayer} */
    _update() {
      if (this._map?._animatingZoom && this._bounds) return;
      /** @type {CanvasLayer} */ (L.Renderer.prototype)._update.call(this);
      L.DomUtil.setPosition(this._container, /** @type {import("leaflet").Point} */ (this._bounds.min));
      paint();
    },
    /**
     * Pixels of the view that the canvas covers, counted from ORIGIN.
     *
     * @this {CanvasLayer & { _map: LeafletMap }}
     */
    frame() {
      const corner = this._map.getPixelOrigin().add(/** @type {import("leaflet").Point} */ (this._bounds.min));
      const scale = 2 ** this._zoom;
      /** @param {Box} this */
      const size = this._bounds.getSize();
      return {
        zoom: this._zoom,
        left: corner.x - ORIGIN[0] * scale,
        top: corner.y - ORIGIN[1] * scale,
        w: size.x,
        h: size.y,
      };
    },
  });
  return /** @type {CanvasLayer} */ (new CanvasLayer());
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Frame} frame
 * @param {number} dpr
 */
function sizeCanvas(canvas, frame, dpr) {
  const [w, high] = [Math.round(frame.w * dpr), Math.round(frame.h * dpr)];
  if (canvas.width !== w || canvas.height !== high) [canvas.width, canvas.height] = [w, high];
  canvas.style.width = `${frame.w}px`;
  canvas.style.height = `${frame.h}px`;
}

/**
 * @param {Leaflet} L
 * @param {Box} box
 */
function latLngBox(L, box) {
  const [west, north] = toLonLat(box[0], box[1]);
  const [east, south] = toLonLat(box[2], box[3]);
  return L.latLngBounds([south, west], [north, east]);
}

/**
 * @param {Leaflet} L
 * @param {HTMLElement} view
 * @returns {LeafletMap}
 */
function startLeaflet(L, view) {
  const map = L.map(view, {
    zoomControl: false,
    attributionControl: false,
    zoomSnap: SNAP,
    zoomDelta: 0.75,
    wheelPxPerZoomLevel: 90,
    maxBounds: FRAME,
    maxBoundsViscosity: 0.8,
    maxZoom: MAX_ZOOM,
    minZoom: 5,
    trackResize: false,
    zoomAnimation: !still(),
    inertia: !still(),
  });
  const glide = map.panBy;
  map.panBy = (by, how) => glide.call(map, by, still() ? { animate: false } : how);
  return map;
}

/**
 * @param {Leaflet} L
 * @param {HTMLElement} el
 * @param {Atlas} atlas
 * @param {MapOptions} options
 */
export function createMap(L, el, atlas, options) {
  const shapes = createShapes(atlas);
  const pen = contextOf(document.createElement("canvas"));
  /**
   * @param {string} text
   * @param {string} font
   */
  const measure = (text, font) => {
    pen.font = font;
    return pen.measureText(text).width;
  };
  const view = h("div", { class: "ca-map-view", role: "application" });
  const legendEl = h("section", { class: "ca-legend" });
  const tools = h("div", { class: "ca-tools" });
  const foot = h("div", { class: "ca-credit" });
  const cityNav = h("nav", { class: "ca-hidden" });
  el.classList.add("ca-map");
  Object.assign(el.dataset, { atlasMap: "", painted: "0", visible: "0" });
  fill(el, view, legendEl, tools, foot, cityNav);

  /** @type {MapState} */
  let state = { ids: [], sel: {}, lang: options.lang || "zh", focus: null };
  /** @type {Set<ClusterIndex>} */
  const hidden = new Set();
  /** @type {Scene} */
  let scene;
  /** @type {FullMap<string, Layout>} */
  let layouts = new Map();
  /** @type {Layout | undefined} */
  let layoutNow;
  let placed = ""; // the places that the filter names
  /** @type {PlaceIndex[]} */
  let lit = [];
  let frameAsked = 0;
  let paintDue = false;
  const ground = { canvas: document.createElement("canvas"), key: "", drawn: "" };
  // How the view came about, to be done again in another size; null once the reader moved it.
  /** @type {(() => void) | null} */
  let aim = null;
  /** @type {() => void} */
  let linked = () => {}; // shows the view that a link brought
  let led = false;
  let fitted = "";
  let credited = "";
  let low = 0; // px that the credit is high
  // How much closer than a map of LINKED pixels this one shows the same.
  const fit = () => Math.log2(Math.min(el.clientWidth, el.clientHeight) / LINKED);
  const sizeNow = () => `${el.clientWidth} ${el.clientHeight}`;
  /** @type {() => void} */
  let readyNow;
  /** @type {Promise<void>} */
  const ready = new Promise((resolve) => (readyNow = resolve));

  const map = startLeaflet(L, view);
  const layer = makeCanvasLayer(L, () => paintSoon());
  const tooltip = createTooltip(el, atlas);
  const ownPointer = withOwnRows
    ? createOwnPointer(el, atlas, { ...options, fly: (box) => flyBox(box, MAX_ZOOM - 0.5) })
    : null;
  const scale = createScale(el, map);
  const inset = createInset(el, atlas, shapes, () => flyBox(atlas.dongsha, 10.5));
  const delta = createDelta(el, atlas, shapes, {
    measure,
    onOpen: (place) => options.onOpen?.(place),
    onFly: (box) => flyBox(box, 10.5),
  });
  /** @param {ClusterIndex} cluster */
  const toggle = (cluster) => {
    if (!hidden.delete(cluster)) hidden.add(cluster);
    rebuild();
  };
  const legend = createLegend(legendEl, atlas, toggle, options.onShade);

  /**
   * Takes the view somewhere; `again` does so at once when the map gets another size.
   *
   * @param {() => void} again
   * @param {() => void} move
   */
  function lead(again, move) {
    led = true;
    // Else Leaflet starts to pull the old view, in its new size, back inside its bounds.
    map._enforcingBounds = true;
    map.invalidateSize({ pan: false });
    fitted = sizeNow();
    move();
    map._enforcingBounds = false;
    led = false;
    aim = again;
  }

  /**
   * `covered` pixels at the right lie under a card.
   *
   * @param {Box} units
   * @param {number} maxZoom
   */
  function flyBox(units, maxZoom, covered = 0, jump = still()) {
    const wide = el.clientWidth - covered > 700;
    /** @type {import("leaflet").FitBoundsOptions} */
    const room = {
      paddingTopLeft: [wide ? 230 : 24, 30],
      paddingBottomRight: [covered + (wide ? 60 : 24), 50],
      maxZoom,
    };
    const box = latLngBox(L, units);
    lead(
      () => flyBox(units, maxZoom, covered, true),
      () => {
        if (jump) map.fitBounds(box, { ...room, animate: false });
        else map.flyToBounds(box, { ...room, duration: 0.6 });
      },
    );
  }

  /** @param {HTMLElement} box */
  const boxIn = ({ offsetLeft, offsetTop, offsetWidth: w, offsetHeight: high }) => ({
    x: offsetLeft + w / 2,
    y: offsetTop + high / 2,
    w,
    h: high,
  });
  /** What lies over the map and stays where it is, by its middle, in pixels of the map's element. */
  const boxesOver = () => [legendEl, tools].map(boxIn);

  /**
   * Zoom and middle of the view of the province that keeps it free of legend, tools and scale, and on
   * a small screen leaves room for the enlargement of the Delta; null where none does.
   *
   * @param {number} most
   * @param {boolean} roomy
   */
  function freeView(most, roomy) {
    const [x0, y0, x1, y1] = atlas.home;
    const [w, high] = [el.clientWidth, el.clientHeight];
    const [boxes, credit] = [boxesOver(), boxIn(foot)];
    for (let less = 0; less <= (roomy ? 0.5 : SNAP); less += SNAP) {
      const zoom = most - less;
      // Legible squares count for more than an open legend.
      if (!roomy && zoom < LEGIBLE && most >= LEGIBLE) break;
      const scaleNow = 2 ** zoom;
      const [roomX, roomY] = [w - (x1 - x0) * scaleNow, high - (y1 - y0) * scaleNow];
      const tops = roomy ? [-36, -60, -90].map((v) => roomY + v) : PARTS.map((v) => roomY * v);
      for (const left of [...PARTS.slice(0, 4).map((v) => roomX * v), roomX - 12]) {
        for (const top of tops) {
          const shown = { left: x0 * scaleNow - left, top: y0 * scaleNow - top, scale: scaleNow, w, h: high };
          if (landUnder(atlas, shapes, shown, credit, 6)) continue;
          if (boxes.some((box) => landUnder(atlas, shapes, shown, box, roomy ? 6 : ROUND))) continue;
          if (roomy && !delta.fits(shown, zoom, [...boxes, credit])) continue;
          const [lng, lat] = toLonLat((shown.left + w / 2) / scaleNow, (shown.top + high / 2) / scaleNow);
          return { zoom, centre: /** @type {LatLng} */ ([lat, lng]) };
        }
      }
    }
    return null;
  }

  const refit = () => fitProvince();

  /** The view of the province; the legend folds where it leaves no room for it. */
  function homeView() {
    const home = latLngBox(L, atlas.home);
    const small = el.clientWidth < SMALL;
    const most = map.getBoundsZoom(home, false, L.point(small ? 12 : 36, small ? 40 : 56));
    // A map too small for both shows the province; the legend opens at a click.
    const free =
      (small && freeView(most, true)) || freeView(most, false) || (legend.fold() ? freeView(most, false) : null);
    return free ?? { zoom: most, centre: home.getCenter() };
  }

  /** @param {"jump" | "fly" | "glide"} [move] */
  function fitProvince(move = "jump") {
    lead(refit, () => {
      map.setMinZoom(5);
      const { zoom, centre } = homeView();
      if (move === "fly" && !still()) map.flyTo(centre, zoom, { duration: 0.6 });
      else map.setView(centre, zoom, { animate: move === "glide" && !still() });
      map.setMinZoom(Math.max(5, zoom - 0.5));
    });
  }

  /**
   * Where the view stands while nothing is in focus: at the places of a filter, or at home.
   *
   * @param {"jump" | "fly"} move
   */
  function rest(move) {
    const box = boxOfPlaces(atlas, placesOf(atlas, state.sel));
    if (!el.clientWidth) {
      // Behind another page of the stage: done when the map is seen again.
      [aim, fitted] = [() => rest("jump"), ""];
    } else if (box) flyBox(box, CLOSE_LOOK, 0, move === "jump" || still());
    else fitProvince(move);
  }

  /**
   * @param {number} zoom
   * @param {LayoutPart | null} part
   */
  function layoutAt(zoom, part) {
    const key = `${zoom} ${Boolean(part)}`;
    if (!layouts.has(key)) layouts.set(key, layOut(atlas, shapes, scene, zoom, measure, part));
    return layouts.get(key);
  }

  function paintNow() {
    cancelAnimationFrame(frameAsked);
    frameAsked = 0;
    paintDue = false;
    if (!scene || !layer._map || !el.clientWidth) return;
    const frame = layer.frame();
    if (!frame.w || !frame.h) return;
    const dpr = Math.min(3, globalThis.devicePixelRatio || 1);
    sizeCanvas(layer._container, frame, dpr);
    const [left, top] = shownOf(frame);
    const shown = { left, top, scale: 2 ** frame.zoom, w: el.clientWidth, h: el.clientHeight };
    const part = delta.place(shown, frame.zoom, boxesOver());
    let layout = layoutAt(frame.zoom, part);
    /** @param {Rect} box */
    const onScreen = (box) => ({ ...box, x: box.x - left, y: box.y - top });
    // The names of symbols go where there is room, scale and inset have few places to choose from.
    const names = layout.labels.filter(({ kind }) => kind !== "symbol");
    const squares = [...layout.blocks, ...names].map(onScreen);
    if (frame.zoom >= FINER_FROM) fetchFiner();
    setCredit(state.lang, shapes.at(frame.zoom).finer);
    const over = [...squares, ...boxesOver()];
    scale.place(low + 6, (box) => !isClear(over)(box) || landUnder(atlas, shapes, shown, box, 2));
    inset.update(shown, state.lang, squares, low + 8);
    delta.paint(scene, new Set(lit));
    const covers = coveredBy(frame);
    const taken = [...covers, ...edgesOf(shownOf(frame), NAME_REACH)];
    // The names that the map is about stand where they are seen: not outside, nor under the legend.
    if (!layout.labels.filter((one) => OWN_NAMES.has(one.kind)).every(isClear(taken)))
      layout = layOut(atlas, shapes, scene, frame.zoom, measure, part, taken);
    // Squares half under what lies over the map could not be read.
    layout = { ...layout, blocks: layout.blocks.filter(isClear(covers)) };
    layoutNow = layout;
    legend.explain(layout.blocks);
    const parts = { atlas, shapes, scene, layout, lit: new Set(lit), covers, shown: shownOf(frame), ground };
    paintMap(contextOf(layer._container), { ...frame, dpr, overTiles: Boolean(options.basemap) }, parts);
    if (state.marks) {
      const seen = { ...frame, dpr, wide: el.clientWidth, shown: parts.shown };
      paintMarks(contextOf(layer._container), seen, { atlas, shapes, marks: state.marks, measure, font: FONT });
    }
    el.dataset.painted = String(Number(el.dataset.painted) + 1);
    // Where the view stands, for links and for those who test that a filter leaves it alone.
    const { lat, lng } = map.getCenter();
    el.dataset.view = [lat.toFixed(4), lng.toFixed(4), map.getZoom()].join(",");
    scale.update(state.lang);
    readyNow();
  }

  /**
   * Where the legend, the tools and the insets lie: a label half under them is left out.
   *
   * @param {Frame} frame
   */
  function coveredBy(frame) {
    const [left, top] = shownOf(frame);
    const corner = el.getBoundingClientRect();
    return [legendEl, tools, foot, scale.el, delta.el, inset.el].map((box) => {
      const { x, y, width: w, height } = box.getBoundingClientRect();
      return { x: left + x - corner.x + w / 2, y: top + y - corner.y + height / 2, w, h: height };
    });
  }

  /**
   * What the reader sees of the canvas: a label half outside is left out.
   *
   * @param {Frame} frame
   */
  function shownOf(frame) {
    const corner = map.containerPointToLayerPoint([0, 0]).subtract(layer._bounds.min ?? [0, 0]);
    const [left, top] = [frame.left + corner.x, frame.top + corner.y];
    return [left, top, left + el.clientWidth, top + el.clientHeight];
  }

  // After what runs now, and before the browser shows anything: Leaflet reports one change of the
  // view several times. Not left to the next frame: the page around the map may be busy for a while.
  function paintSoon() {
    if (paintDue) return;
    paintDue = true;
    queueMicrotask(() => paintDue && paintNow());
  }

  function askPaint() {
    if (!frameAsked) frameAsked = requestAnimationFrame(paintNow);
  }

  function rebuild() {
    scene = buildScene(atlas, state, hidden);
    layouts = new Map();
    el.dataset.visible = String(scene.facts.length);
    legend.update(scene, state, hidden);
    if (el.dataset.painted === "0") {
      // Only now it is known what the legend covers. Whoever follows a link finds it as its sender did.
      if (aim === refit) refit();
      else if (el.clientWidth) homeView();
      // The first picture does not wait for the list beside it.
      paintNow();
    } else paintSoon();
  }

  /**
   * @param {Lang} lang
   * @param {boolean} finer
   */
  function setCredit(lang, finer) {
    const credit = options.basemap?.attribution ? `${options.basemap.attribution} · ` : "";
    const text = `${credit}${outlineCredit(atlas, lang, finer)}`;
    const key = `${text} ${el.clientWidth}`;
    if (credited === key) return;
    credited = key;
    foot.textContent = text;
    // Scale and inset stand above it, on one line or more.
    low = foot.offsetHeight;
    el.style.setProperty("--foot", `${low}px`);
  }

  // Once, and only by the app: an exported file has what it draws.
  async function fetchFiner() {
    if (atlas.finer || !atlas.outlines) return;
    const address = atlas.outlines;
    delete atlas.outlines;
    try {
      const answer = await fetch(address);
      if (!answer.ok) return;
      atlas.finer = unpackOutlines(atlas, await answer.json());
    } catch {
      return; // without a network the coarse outlines stay
    }
    shapes.refresh();
    Object.assign(ground, { key: "", drawn: "" });
    if (layer._map) paintSoon();
  }

  /** @param {Lang} lang */
  function setLanguage(lang) {
    view.setAttribute("aria-label", t(lang, "mapLabel"));
    cityNav.setAttribute("aria-label", t(lang, "city"));
    /**
     * @param {string} key
     * @param {string} path
     * @param {() => void} run
     */
    const button = (key, path, run) =>
      h("button", { type: "button", title: t(lang, key), "aria-label": t(lang, key), onclick: run }, icon(path));
    fill(
      tools,
      button("zoomIn", ICONS.plus, () => map.zoomIn()),
      button("zoomOut", ICONS.minus, () => map.zoomOut()),
      button("home", ICONS.home, () => fitProvince("glide")),
    );
    fill(
      cityNav,
      atlas.cities.map((c) =>
        h(
          "button",
          {
            type: "button",
            onclick: () => options.onOpen?.(c),
            onfocus: () => highlight(c),
            onblur: () => highlight(null),
          },
          nameOf(lang, atlas.places[c], true),
        ),
      ),
    );
    setCredit(lang, false);
  }

  /**
   * Where a point of the view lies, in pixels of its zoom.
   *
   * @param {import("leaflet").PointExpression} point
   */
  function pixelsAt(point) {
    const at = map.project(map.containerPointToLatLng(point));
    const zoom = map.getZoom();
    return { x: at.x - ORIGIN[0] * 2 ** zoom, y: at.y - ORIGIN[1] * 2 ** zoom, zoom };
  }

  /**
   * What lies under a point of the view: a park or site, else a county named or in focus, else a city.
   *
   * @param {import("leaflet").PointExpression} point
   * @returns {PlaceIndex | null}
   */
  function placeAt(point) {
    const { x, y, zoom } = pixelsAt(point);
    const layout = layoutNow;
    const mark = layout?.marks.find((m) => Math.hypot(m.x - x, m.y - y) < 11);
    if (mark) return mark.entry.place;
    /** @param {Rect} box */
    const within = (box) => Math.abs(box.x - x) < box.w / 2 && Math.abs(box.y - y) < box.h / 2;
    const label = layout?.labels.find((l) => l.entry && within(l));
    if (label?.entry) return label.entry.place;
    const block = layout?.blocks.find(within);
    if (block) return block.city;
    const [ux, uy] = [x / 2 ** zoom, y / 2 ** zoom];
    const county = shapes.hit(ux, uy, "county");
    const named =
      county >= 0 &&
      scene.counties.find((e) => atlas.places[e.place].unit === county && isDrawn(scene, atlas, e, zoom));
    if (named) return named.place;
    const city = shapes.hit(ux, uy, "city");
    return city >= 0 ? atlas.units[city].place : null;
  }

  /**
   * What the pointer may find of the own rows; outlines only where no symbol or name of the plans lies.
   *
   * @param {import("leaflet").Point} point
   */
  function ownSpot(point) {
    const place = placeAt(point);
    const onLand = place === null || atlas.places[place].unit >= 0;
    return { scene, layout: layoutNow ?? NO_LAYOUT, at: pixelsAt(point), point, onLand };
  }

  /** @param {PlaceIndex | PlaceIndex[] | null} what */
  function highlight(what) {
    const next = what === null ? [] : [what].flat();
    if (next.length === lit.length && next.every((p, i) => p === lit[i])) return;
    lit = next;
    askPaint();
  }

  /** @type {PlaceIndex | null} */
  let hovered = null;
  /**
   * @param {PlaceIndex | null} place
   * @param {{ x: number, y: number } | null} point
   */
  function hover(place, point) {
    view.classList.toggle("ca-pointing", place !== null);
    tooltip.show(scene, state.lang, place, point);
    if (place === hovered) return;
    hovered = place;
    highlight(place);
    options.onHover?.(place);
  }

  map.on("mousemove", (event) => {
    if (!scene) return;
    const point = event.containerPoint;
    const isOwn = withOwnRows && scene.own && ownPointer?.hover(ownSpot(point));
    hover(isOwn ? null : placeAt(point), point);
    if (isOwn) view.classList.add("ca-pointing");
  });
  map.on("mouseout movestart", () => {
    hover(null, null);
    if (withOwnRows) ownPointer?.leave();
  });
  map.on("click", (event) => {
    if (withOwnRows && scene.own && ownPointer?.open(ownSpot(event.containerPoint))) return;
    const place = placeAt(event.containerPoint);
    tooltip.show(scene, state.lang, null, null);
    if (place !== null) options.onOpen?.(place);
  });
  map.on("dragstart zoomstart", () => led || (aim = null));
  map.on("move", () => {
    // A long drag runs off the painted margin: paint again before the reader sees the edge.
    const size = map.getSize();
    const corner = map.containerPointToLayerPoint([0, 0]);
    const bounds = layer._bounds;
    if (
      bounds &&
      !map._animatingZoom &&
      layer._zoom === map.getZoom() &&
      !bounds.contains(L.bounds(corner, corner.add(size)))
    )
      layer._update();
    scale.update(state.lang);
  });
  const observer = new ResizeObserver(() => {
    // An observer reports the size it finds first, too.
    if (!el.clientWidth || !el.clientHeight || sizeNow() === fitted) return;
    fitted = sizeNow();
    if (aim) aim();
    else map.invalidateSize({ pan: false });
    layer._map?._loaded && layer._update();
  });

  map.setView([22.9, 113.4], 7);
  if (options.basemap)
    L.tileLayer?.(options.basemap.url, { subdomains: options.basemap.subdomains || "abc", maxZoom: 18 }).addTo(map);
  fitProvince();
  layer.addTo(map);
  observer.observe(el);
  setLanguage(state.lang);

  return {
    ready,
    shapes,
    leaflet: map,
    /**
     * Moves the view where the filter names other places than before, and never else.
     *
     * @param {MapState} next
     */
    show(next) {
      const turned = next.lang !== state.lang;
      if (turned) setLanguage(next.lang);
      state = { ...state, ...next };
      const before = placed;
      placed = placesOf(atlas, state.sel).join(" ");
      const first = el.dataset.painted === "0";
      if (first && placed) rest("jump");
      rebuild();
      // The legend and the names are longer in one language than in the other.
      if (turned && aim === refit && !first) refit();
      // Places taken from the filter leave the view to a reader who has moved it since.
      if (!first && placed !== before && (placed || aim)) rest("fly");
      // Before the page around the map changes: the map asks where its legend lies, and the browser
      // would lay out all of the page for the answer.
      if (paintDue) paintNow();
    },
    highlight,
    /**
     * Flies to places because the reader asked for them.
     *
     * @param {PlaceIndex[]} places
     */
    focus(places, covered = 0) {
      const box = boxOfPlaces(atlas, places);
      if (box) flyBox(box, CLOSE_LOOK, covered);
    },
    // Flies to a box of map units.
    ...(withOwnRows
      ? { look: (/** @type {Box} */ box, /** @type {number} */ covered) => flyBox(box, CLOSE_LOOK + 1, covered) }
      : {}),
    home: () => rest("fly"),
    // Longitude, latitude and zoom of a view that the reader made, as in a map of LINKED pixels.
    at() {
      const { lat, lng } = map.getCenter();
      return aim && aim !== linked ? "" : [lng.toFixed(4), lat.toFixed(4), (map.getZoom() - fit()).toFixed(2)].join();
    },
    /**
     * Shows such a view.
     *
     * @param {number[]} at
     */
    goTo([lng, lat, zoom]) {
      linked = () => lead(linked, () => map.setView([lat, lng], zoom + fit(), { animate: false }));
      linked();
    },
    /**
     * Paints on a canvas of its own, for paper: the view on screen, or a state framed for its places
     * (the province without any). size: [width, height, dpr]. Returns the zoom, the latitude of the
     * middle and the legend.
     *
     * @param {HTMLCanvasElement} canvas
     * @param {PictureSize} size
     * @param {MapState | null} [wanted]
     */
    paintOn(canvas, size, wanted = null) {
      const drawn = wanted ? buildScene(atlas, { ...wanted, alone: true }, new Set()) : scene;
      const seen = {
        zoom: map.getZoom() + Math.log2(Math.min(size[0] / map.getSize().x, size[1] / map.getSize().y)),
        centre: toUnits(map.getCenter().lng, map.getCenter().lat),
      };
      const box = boxOfPlaces(atlas, drawn.picked) ?? boxOfPlaces(atlas, placesOf(atlas, wanted?.sel ?? {}));
      const framed = box ? frameAround(box, size, 0.76) : frameAround(atlas.home, size, 0.92);
      const chosen = wanted || !map.getSize().x ? framed : seen;
      const { marks } = wanted || state;
      const painted = paintPicture(canvas, { atlas, shapes, scene: drawn, measure, marks }, chosen, size);
      return {
        ...painted,
        entries: legendEntries(atlas, drawn, wanted?.lang ?? state.lang, painted.counted).filter(
          (entry) => entry.cluster === undefined || !hidden.has(entry.cluster),
        ),
        legend: legend.printed(drawn, wanted ?? state, wanted ? new Set() : hidden, painted.counted),
      };
    },
    destroy() {
      observer.disconnect();
      cancelAnimationFrame(frameAsked);
      map.remove();
      fill(el);
    },
  };
}

/**
 * @param {Atlas} atlas
 * @param {PlaceIndex[]} places
 */
function boxOfPlaces(atlas, places) {
  const boxes = places
    .flatMap((p) => atlas.places[p].members || [p])
    .map((p) => viewBox(atlas, p))
    .filter(Boolean);
  return boxes.length ? [0, 1, 2, 3].map((i) => Math[i < 2 ? "min" : "max"](...boxes.map((box) => box[i]))) : null;
}

/**
 * What to look at for a place: its largest outline (far islands do not decide the view), the
 * surroundings of its point, or the county or city it is known to lie in.
 *
 * @param {Atlas} atlas
 * @param {PlaceIndex} p
 * @returns {Box | null}
 */
function viewBox(atlas, p) {
  const { unit, x, y, city, cities, county, located } = atlas.places[p];
  if (unit >= 0) {
    /** @param {Box} outline */
    const size = (outline) => (outline[2] - outline[0]) * (outline[3] - outline[1]);
    return atlas.units[unit].rings.map((ring) => boxOf([ring])).reduce((a, b) => (size(b) > size(a) ? b : a));
  }
  if (located && x !== null && y !== null) return [x - 0.09, y - 0.09, x + 0.09, y + 0.09];
  const home = [county, city, ...(cities ?? [])].find((one) => one >= 0 && one !== p);
  return home === undefined ? null : viewBox(atlas, home);
}
