// Draws in the page what folium_map.py encoded. Whatever comes from data is set as text, never as HTML.
const clusterAtlas = (() => {
  const KINDS = ["land", "fill", "hatch", "border", "circle", "line", "label", "cells", "point"];
  const STEP = 1e-5; // degrees of a grid step, as in folium_map.py
  const SVG = "http://www.w3.org/2000/svg";
  /** @type {Record<string, number>} */
  const TOP = { label: 610, cells: 620, point: 630 }; // marker panes; the others lie under overlays

  // ---- encoded data ----
  /** @param {string} text */
  function decode(text) {
    return JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(text), (c) => c.charCodeAt(0))));
  }

  /**
   * [x0, y0, dx1, dy1, …] in grid steps -> [[lat, lon], …]
   *
   * @param {number[]} deltas
   * @returns {[lat: number, lon: number][]}
   */
  function unfold(deltas) {
    /** @type {[lat: number, lon: number][]} */
    const ring = [];
    for (let i = 0, x = 0, y = 0; i < deltas.length; i += 2) {
      x += deltas[i];
      y += deltas[i + 1];
      ring.push([y * STEP, x * STEP]);
    }
    return ring;
  }

  // ---- elements ----
  /**
   * @template {keyof HTMLElementTagNameMap} Tag
   * @param {Tag} tag
   * @param {string} className
   * @param {...string | Node | null} children
   * @returns {HTMLElementTagNameMap[Tag]}
   */
  function h(tag, className, ...children) {
    const element = document.createElement(tag);
    element.className = className;
    element.append(...children.filter((child) => child !== null));
    return element;
  }

  /**
   * @template {keyof SVGElementTagNameMap} Tag
   * @param {Tag} tag
   * @param {Record<string, string | number | boolean>} attributes
   * @param {...Node} children
   * @returns {SVGElementTagNameMap[Tag]}
   */
  function svg(tag, attributes, ...children) {
    const element = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
    element.append(...children);
    return element;
  }

  const defs = svg("defs", {});
  const made = new Set();

  /**
   * A pattern or arrow head of a colour, made once; returns the reference to it.
   *
   * @param {"hatch" | "arrow"} kind
   * @param {string} colour
   */
  function reference(kind, colour) {
    const id = `ca-${kind}-${colour.slice(1)}`;
    if (!made.has(id)) {
      made.add(id);
      defs.append(kind === "hatch" ? hatch(id, colour) : arrowHead(id, colour));
      if (!defs.parentNode)
        document.body.append(svg("svg", { class: "ca-defs", width: 0, height: 0, "aria-hidden": true }, defs));
    }
    return `url(#${id})`;
  }

  /**
   * @param {string} id
   * @param {string} colour
   */
  function hatch(id, colour) {
    const stripe = svg("path", { d: "M-2,2 l4,-4 M0,7 l7,-7 M5,9 l4,-4", stroke: colour, "stroke-width": 1 });
    return svg("pattern", { id, width: 7, height: 7, patternUnits: "userSpaceOnUse" }, stripe);
  }

  /**
   * @param {string} id
   * @param {string} colour
   */
  function arrowHead(id, colour) {
    const attributes = {
      id,
      viewBox: "0 0 8 8",
      refX: 7,
      refY: 4,
      markerWidth: 8,
      markerHeight: 8,
      markerUnits: "userSpaceOnUse",
      orient: "auto-start-reverse",
    };
    return svg("marker", attributes, svg("path", { d: "M0,0.6 L8,4 L0,7.4 z", fill: colour }));
  }

  // ---- one feature ----
  /**
   * @param {FoliumStyle} style
   * @param {string} kind
   * @param {FoliumBook} book
   * @returns {FoliumPathOptions & import("leaflet").PolylineOptions}
   */
  function pathOptions(style, kind, book) {
    const seen = kind === "land" || kind === "fill";
    return {
      pane: `atlas-${kind}`,
      interactive: kind === "fill" || kind === "line",
      bubblingMouseEvents: false,
      smoothFactor: 0.6,
      stroke: Boolean(style.stroke),
      color: style.stroke || "#000000",
      weight: style.stroke_width,
      opacity: style.stroke_opacity,
      dashArray: style.dash.length ? style.dash.join(" ") : undefined,
      fill: Boolean(style.fill || style.hatch),
      fillColor: style.hatch ? reference("hatch", style.hatch) : style.fill || undefined,
      fillOpacity: style.fill_opacity * (seen && book.tiles ? 0.7 : 1),
    };
  }

  /**
   * @param {FoliumFeature} feature
   * @param {FoliumStyle} style
   * @param {string} kind
   * @param {FoliumBook} book
   */
  function drawPath(feature, style, kind, book) {
    const options = pathOptions(style, kind, book);
    if (feature.polygons)
      return L.polygon(
        feature.polygons.map((number) => book.polygons[number].map(unfold)),
        options,
      );
    if (feature.line) return drawLine(unfold(feature.line), style, options);
    return L.circle(unfold(feature.point)[0], { ...options, radius: style.radius_m });
  }

  /**
   * @param {[lat: number, lon: number][]} points
   * @param {FoliumStyle} style
   * @param {import("leaflet").PolylineOptions} options
   */
  function drawLine(points, style, options) {
    const line = L.polyline(points, options);
    line.on("add", () => {
      const head = reference("arrow", style.stroke);
      if (style.arrow) line.getElement()?.setAttribute("marker-end", head);
      if (style.arrow === "both") line.getElement()?.setAttribute("marker-start", head);
    });
    return line;
  }

  /** @param {FoliumStyle} style */
  function symbol(style) {
    const r = style.size / 2;
    const [c, edge] = [r + 2, style.size + 4];
    const d = {
      triangle: `M${c},${c - r} l${r},${1.8 * r} h${-2 * r} z`,
      square: `M${c - r},${c - r} h${2 * r} v${2 * r} h${-2 * r} z`,
      disc: `M${c - r},${c} a${r},${r} 0 1,0 ${2 * r},0 a${r},${r} 0 1,0 ${-2 * r},0 z`,
      diamond: `M${c},${c - r} l${r},${r} l${-r},${r} l${-r},${-r} z`,
    }[style.symbol || "diamond"];
    /** @param {Record<string, string | number>} attributes */
    const shape = (attributes) => svg("path", { d, "stroke-linejoin": "round", ...attributes });
    return svg(
      "svg",
      { width: edge, height: edge, class: "ca-symbol", "aria-hidden": true },
      shape({ fill: "none", stroke: "#ffffff", "stroke-width": style.stroke_width + 2.6 }),
      shape({ fill: style.hollow ? "#ffffff" : style.fill, stroke: style.stroke, "stroke-width": style.stroke_width }),
    );
  }

  /**
   * @param {string} text
   * @param {FoliumStyle} style
   * @param {string} className
   */
  function lettering(text, style, className) {
    const label = h("span", className, text);
    Object.assign(label.style, {
      color: style.text,
      fontSize: `${style.text_size}px`,
      fontWeight: style.bold ? 600 : 400,
      fontStyle: style.italic ? "italic" : "normal",
    });
    return label;
  }

  /**
   * @param {string} colour
   * @param {string} state
   * @param {string} [edge]
   */
  function square(colour, state, edge = colour) {
    const cell = h("i", `ca-cell ca-${state}`);
    cell.style.color = state === "none" ? edge : colour;
    return cell;
  }

  /**
   * @param {FoliumFeature} feature
   * @param {FoliumStyle} style
   */
  function cellBlock(feature, style) {
    const grid = h(
      "span",
      `ca-grid${feature.cells.length > 6 ? " ca-small" : ""}`,
      ...feature.cells.map(([colour, state]) => square(colour, state, style.stroke)),
    );
    grid.style.gridTemplateColumns = `repeat(${feature.columns}, auto)`;
    return h("div", "ca-block", grid, lettering(feature.label, style, "ca-count"));
  }

  /** @type {Record<string, (feature: FoliumFeature, style: FoliumStyle) => HTMLElement>} */
  const CONTENT = {
    label: (feature, style) => lettering(feature.label, style, "ca-label"),
    cells: cellBlock,
    point: (feature, style) =>
      h("div", "ca-spot", symbol(style), feature.label ? lettering(feature.label, style, "ca-label ca-beside") : null),
  };

  /**
   * @param {FoliumFeature} feature
   * @param {FoliumStyle} style
   * @param {string} kind
   * @param {FoliumBook} book
   */
  function drawMarker(feature, style, kind, book) {
    const content = CONTENT[kind](feature, style);
    const [dx, dy] = feature.offset || [0, 0];
    const icon = L.divIcon({
      className: `ca-marker ca-on-${kind}`,
      html: content,
      iconSize: [0, 0],
      iconAnchor: [-dx, -dy],
      popupAnchor: [dx, dy - 8],
    });
    const marker = L.marker(unfold(feature.point)[0], {
      icon,
      pane: `atlas-${kind}`,
      interactive: kind !== "label",
      riseOnHover: true,
      title: "",
    });
    const entry = { id: feature.id, kind, content, marker };
    if (feature.stays) return marker;
    marker.on("add", () => {
      if (kind !== "label") marker.getElement()?.setAttribute("aria-label", feature.title || feature.label);
      book.marks.add(entry);
      book.arrange();
    });
    marker.on("remove", () => {
      book.marks.delete(entry);
      book.arrange();
    });
    return marker;
  }

  // ---- popups and tooltips ----
  /** @param {FoliumRow[]} rows */
  function rowList(rows) {
    return h("dl", "ca-rows", ...rows.map(([label, value]) => h("div", "", h("dt", "", label), h("dd", "", value))));
  }

  /**
   * @param {FoliumRecord} record
   * @param {FoliumBook} book
   */
  function recordItem(record, book) {
    const colour = book.colours[record.group];
    return h("li", "", h("h4", "", colour ? square(colour, "full") : null, record.title), rowList(record.rows));
  }

  /**
   * @param {FoliumFeature} feature
   * @param {FoliumBook} book
   */
  function card(feature, book) {
    const records = (feature.records || []).map((number) => recordItem(book.records[number], book));
    return h(
      "div",
      "ca-card",
      h("h3", "", feature.title),
      rowList(feature.rows || []),
      records.length ? h("ol", "", ...records) : null,
    );
  }

  /** @param {FoliumFeature} feature */
  function tip(feature) {
    return h("div", "ca-tip", h("strong", "", feature.title), rowList((feature.rows || []).slice(0, 3)));
  }

  /**
   * @param {import("leaflet").Layer} item
   * @param {FoliumFeature} feature
   * @param {FoliumBook} book
   */
  function describe(item, feature, book) {
    if (!feature.title) return;
    item.bindTooltip(() => tip(feature), { sticky: true, direction: "right", offset: [12, 0], opacity: 1 });
    item.bindPopup(() => card(feature, book), { maxWidth: 360, minWidth: 260, maxHeight: 360 });
    item.on("popupopen", () => item.closeTooltip());
  }

  // ---- names that keep clear of symbols and of each other ----
  const SPOTS = [
    [0, 0],
    [0, -12],
    [0, 12],
    [-16, 0],
    [16, 0],
    [-14, -11],
    [14, -11],
    [-14, 11],
    [14, 11],
  ];
  const SIDES = ["right", "left", "above", "below"];

  /**
   * @param {Element} element
   * @returns {FoliumEdges}
   */
  function box(element) {
    const { left, top, right, bottom } = element.getBoundingClientRect();
    return { left: left - 1, top, right: right + 1, bottom };
  }

  /**
   * @param {FoliumEdges} a
   * @param {FoliumEdges[]} taken
   */
  function clear(a, taken) {
    return taken.every((b) => a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top);
  }

  /**
   * Pushes blocks of squares, or symbols, apart where they would cover each other.
   *
   * @param {FoliumMark[]} marks
   */
  function spread(marks) {
    const boxes = marks.map(({ content }) => {
      content.style.translate = "none";
      const { left, top, right, bottom } = content.getBoundingClientRect();
      return { x: (left + right) / 2, y: (top + bottom) / 2, w: right - left + 3, h: bottom - top + 2, dx: 0, dy: 0 };
    });
    for (let round = 0; round < 40; round += 1) {
      for (let i = 0; i < boxes.length; i += 1) for (let k = i + 1; k < boxes.length; k += 1) push(boxes[i], boxes[k]);
    }
    marks.forEach(({ content }, i) => {
      content.style.translate = `${Math.round(boxes[i].dx)}px ${Math.round(boxes[i].dy)}px`;
    });
  }

  /**
   * @param {FoliumBox} a
   * @param {FoliumBox} b
   */
  function push(a, b) {
    const [dx, dy] = [b.x + b.dx - a.x - a.dx, b.y + b.dy - a.y - a.dy];
    const [overX, overY] = [(a.w + b.w) / 2 - Math.abs(dx), (a.h + b.h) / 2 - Math.abs(dy)];
    if (overX <= 0 || overY <= 0) return;
    /** @type {["dx" | "dy", number, number]} */
    const [axis, over, sign] = overX < overY ? ["dx", overX, Math.sign(dx) || 1] : ["dy", overY, Math.sign(dy) || 1];
    a[axis] -= (sign * over) / 2;
    b[axis] += (sign * over) / 2;
  }

  /**
   * @param {HTMLElement} label
   * @param {FoliumEdges[]} taken
   */
  function placeName(label, taken) {
    for (const [dx, dy] of SPOTS) {
      label.style.translate = `${dx}px ${dy}px`;
      if (clear(box(label), taken)) return true;
    }
    return false;
  }

  /**
   * @param {HTMLElement} label
   * @param {FoliumEdges[]} taken
   */
  function placeBeside(label, taken) {
    for (const side of SIDES) {
      label.dataset.side = side;
      if (clear(box(label), taken)) return true;
    }
    return false;
  }

  /** @param {FoliumBook} book */
  function arrangeMarks(book) {
    const marks = [...book.marks];
    const blocks = marks.filter((mark) => mark.kind === "cells");
    const spots = marks.filter((mark) => mark.kind === "point");
    spread([...blocks, ...spots]);
    const named = new Set(blocks.map((mark) => mark.id));
    const taken = [...[...spots, ...blocks].map((mark) => mark.content), ...book.panels()].map(box);
    for (const mark of marks.filter(({ kind }) => kind === "label")) {
      const shown = !named.has(mark.id) && placeName(mark.content, taken);
      mark.content.style.visibility = shown ? "" : "hidden";
      if (shown) taken.push(box(mark.content));
    }
    for (const label of spots.map((mark) => mark.content.querySelector(".ca-label")).filter(Boolean)) {
      const shown = placeBeside(label, taken);
      label.style.visibility = shown ? "" : "hidden";
      if (shown) taken.push(box(label));
    }
  }

  // ---- what folium's script calls ----
  /**
   * @param {FoliumMap} map
   * @param {string} text
   */
  function open(map, text) {
    /** @type {FoliumBook} */
    const book = { map, marks: new Set(), ...decode(text) };
    for (const [number, kind] of KINDS.entries())
      map.createPane(`atlas-${kind}`).style.zIndex = String(TOP[kind] || 210 + number * 10);
    let waiting = false;
    book.panels = () => [...map.getContainer().querySelectorAll(".ca-title, .ca-legend, .leaflet-control-layers")];
    book.arrange = () => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => {
        waiting = false;
        arrangeMarks(book);
      });
    };
    map.on("zoomend moveend resize viewreset", book.arrange);
    // Plugins ask for it; Leaflet itself knows it only while tiles are shown.
    map.setMaxZoom(book.maxZoom);
    map.attributionControl?.setPrefix(false);
    L.control.scale({ imperial: false, position: "bottomleft" }).addTo(map);
    return book;
  }

  /**
   * @param {FoliumBook} book
   * @param {string} text
   */
  function layer(book, text) {
    /** @type {FoliumLayer} */
    const { kind, stays, features } = decode(text);
    const draw = CONTENT[kind] ? drawMarker : drawPath;
    const group = L.geoJSON(null);
    for (const feature of features) {
      feature.stays = stays;
      const item = draw(feature, book.styles[feature.style], kind, book);
      if (item.options.interactive) describe(item, feature, book);
      group.addLayer(item);
    }
    return group;
  }

  // ---- title, legend, notes and credit ----
  /**
   * @param {string} kind
   * @param {FoliumStyle} style
   * @param {string} state
   */
  function legendKey(kind, style, state) {
    if (kind === "cell") return square(style.fill, state, style.stroke);
    if (kind === "symbol") return symbol(style);
    const key = svg("svg", { width: kind === "line" ? 26 : 18, height: 14, class: "ca-key", "aria-hidden": true });
    const line = {
      stroke: style.stroke || "none",
      "stroke-width": Math.min(style.stroke_width, 1.4),
      "stroke-opacity": style.stroke_opacity,
      "stroke-dasharray": style.dash.join(" "),
    };
    const fill = style.hatch ? reference("hatch", style.hatch) : style.fill || "none";
    if (kind === "line")
      key.append(
        svg("path", {
          d: "M1,12 Q9,4 24,4",
          fill: "none",
          ...line,
          "marker-end": reference("arrow", style.stroke),
          ...(style.arrow === "both" ? { "marker-start": reference("arrow", style.stroke) } : {}),
        }),
      );
    else if (kind === "circle") key.append(svg("circle", { cx: 9, cy: 7, r: 6, fill: "none", ...line }));
    else key.append(svg("rect", { x: 2, y: 1.5, width: 14, height: 11, rx: 1.5, fill, ...line }));
    return key;
  }

  /**
   * @param {FoliumBook} book
   * @param {FoliumLegendEntry} entry
   */
  function legendRow(book, [kind, label, style, state]) {
    return kind === "heading"
      ? h("h4", "", label)
      : h("div", "ca-row", legendKey(kind, book.styles[style], state), h("span", "", label));
  }

  /**
   * @param {FoliumBook} book
   * @param {FoliumSection[]} sections
   * @param {Record<string, import("leaflet").Layer>} groups
   * @param {string} label
   */
  function legend(book, sections, groups, label) {
    const body = h("details", "ca-legend leaflet-control", h("summary", "", label));
    body.open = book.map.getSize().x > 640;
    for (const { group, entries } of sections) {
      const section = h("section", "", ...entries.map((entry) => legendRow(book, entry)));
      const target = groups[group];
      const update = () => {
        section.hidden = Boolean(target) && !book.map.hasLayer(target);
      };
      book.map.on("layeradd layerremove", (event) => event.layer === target && update());
      update();
      body.append(section);
    }
    return body;
  }

  /**
   * @param {FoliumMap} map
   * @param {import("leaflet").ControlPosition} position
   * @param {HTMLElement} element
   */
  function dock(map, position, element) {
    const control = new L.Control({ position });
    control.onAdd = () => {
      L.DomEvent.disableClickPropagation(element);
      L.DomEvent.disableScrollPropagation(element);
      return element;
    };
    control.addTo(map);
  }

  /**
   * Fits the bounds into what title, legend and credits leave free.
   *
   * @param {FoliumMap} map
   * @param {number[]} bounds
   * @param {HTMLElement} footer
   */
  function frame(map, [west, south, east, north], footer) {
    const side = map.getSize().x > 900 ? 120 : 8;
    map.fitBounds(
      [
        [south, west],
        [north, east],
      ],
      { paddingTopLeft: [8, 12], paddingBottomRight: [side, footer.offsetHeight + 8], animate: false },
    );
  }

  /**
   * @param {FoliumBook} book
   * @param {string} text
   * @param {Record<string, import("leaflet").Layer>} groups
   */
  function panel(book, text, groups) {
    /** @type {FoliumPanel} */
    const { title, subtitle, notes, credits, words, bounds, legend: sections } = decode(text);
    const { map } = book;
    const container = map.getContainer();
    const folded = notes.length
      ? h("details", "ca-notes", h("summary", "", words.notes), ...notes.map((note) => h("p", "", note)))
      : null;
    const heading = h("div", "ca-title", h("h1", "", title), h("p", "", subtitle), folded);
    // Behind the zoom buttons; whatever else goes to that corner stands below both.
    dock(map, "topleft", heading);
    const footer = h("footer", "ca-credit", ...credits.map((credit) => h("span", "", credit)));
    container.append(footer);
    new ResizeObserver(() => container.style.setProperty("--credit", `${footer.offsetHeight}px`)).observe(footer);
    if (sections.length) dock(map, "topright", legend(book, sections, groups, words.legend));
    frame(map, bounds, footer);
    container.addEventListener("toggle", book.arrange, true);
    book.arrange();
  }

  /**
   * Layers by name, entered once every script has run; names are text, and no name hides another.
   *
   * @param {FoliumMap} map
   * @param {string} text
   * @param {(() => import("leaflet").Layer | null)[]} layers
   * @param {import("leaflet").Control.LayersOptions} options
   */
  function layerControl(map, text, layers, options) {
    const control = L.control.layers({}, {}, options);
    /** @param {string} name */
    const asText = (name) => {
      const span = document.createElement("span");
      span.textContent = name;
      return span.innerHTML;
    };
    addEventListener("DOMContentLoaded", () => {
      /** @type {[kind: string, name: string][]} */
      const names = decode(text);
      names.forEach(([kind, name], number) => {
        const item = layers[number]();
        if (item) control[kind === "overlay" ? "addOverlay" : "addBaseLayer"](item, asText(name));
      });
      control.addTo(map);
      const element = control.getContainer();
      if (options.position === "topright") element?.parentElement?.prepend(element);
    });
    return control;
  }

  return { open, layer, panel, layerControl };
})();

// Stands in for Leaflet.awesome-markers, so that folium.Icon works offline: a pin with a dot.
/** @type {typeof L & { AwesomeMarkers: object }} */ (L).AwesomeMarkers = (() => {
  /** @type {Record<string, string>} */
  const COLOURS = {
    red: "#d63e2a",
    darkred: "#a23336",
    lightred: "#ff8e7f",
    orange: "#f69730",
    beige: "#ffcb92",
    green: "#72b026",
    darkgreen: "#728224",
    lightgreen: "#bbf970",
    blue: "#38aadd",
    darkblue: "#00649f",
    cadetblue: "#436978",
    lightblue: "#8adaff",
    purple: "#d252b9",
    darkpurple: "#5b396b",
    pink: "#ff91ea",
    white: "#fbfbfb",
    gray: "#575757",
    lightgray: "#a3a3a3",
    black: "#303030",
  };
  /** @type {new (options: FoliumPin["options"]) => FoliumPin} */
  const Pin = L.DivIcon.extend({
    options: {
      iconSize: [28, 38],
      iconAnchor: [14, 37],
      popupAnchor: [0, -32],
      className: "ca-pin",
      markerColor: "blue",
      iconColor: "white",
    },
    /**
     * @this {FoliumPin}
     * @param {FoliumPin["options"]} options
     */
    initialize(options) {
      L.setOptions(this, options);
      /**
       * @param {string} tag
       * @param {Record<string, string | number>} attributes
       */
      const make = (tag, attributes) => {
        const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
        Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, String(value)));
        return element;
      };
      const picture = make("svg", { width: 28, height: 38 });
      picture.append(
        make("path", {
          d: "M14,37 C11,28 2,23 2,13.5 A12,12 0 0 1 26,13.5 C26,23 17,28 14,37 z",
          fill: COLOURS[this.options.markerColor] || COLOURS.blue,
          stroke: "#ffffff",
        }),
        make("circle", { cx: 14, cy: 13.5, r: 4.5, fill: this.options.iconColor }),
      );
      this.options.html = picture;
    },
  });
  /** @param {FoliumPin["options"]} options */
  const icon = (options) => new Pin(options);
  return { Icon: Pin, icon };
})();
