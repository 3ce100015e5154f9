// What folium_renderer.py encodes for the page, and what folium_renderer.js makes of it. Checked by
// tsc only; nothing here exists at run time.

type FoliumMap = import("leaflet").Map;
type FoliumPathOptions = import("leaflet").PathOptions;

/** A style of the map in plain values: Style in mapspec.py. */
interface FoliumStyle {
  fill: string;
  stroke: string;
  hatch: string;
  text: string;
  fill_opacity: number;
  stroke_opacity: number;
  stroke_width: number;
  size: number;
  text_size: number;
  dash: number[];
  symbol: "" | "triangle" | "diamond" | "square" | "disc";
  hollow: boolean;
  /** Metres on the ground. */
  radius_m: number;
  arrow: "" | "end" | "both";
  bold: boolean;
  italic: boolean;
}

type FoliumRow = [label: string, value: string];

/** One thing on the map: `point`, `line` or `polygons` says where, in steps of the grid. */
interface FoliumFeature {
  id: string;
  style: number;
  title: string;
  label: string;
  rows?: FoliumRow[];
  /** Numbers of records of the book. */
  records?: number[];
  cells: [colour: string, state: string][];
  /** Cells per row, where there are cells. */
  columns?: number;
  offset?: number[];
  point: number[];
  line?: number[];
  /** Numbers of polygons of the book. */
  polygons?: number[];
  /** Whether it stays on its point, whatever else is there. */
  stays?: boolean;
}

interface FoliumRecord {
  group: string;
  title: string;
  rows: FoliumRow[];
}

/** A marker that is on the map now. */
interface FoliumMark {
  id: string;
  kind: string;
  content: HTMLElement;
}

/** What the layers of a map share. */
interface FoliumBook {
  map: FoliumMap;
  /** Tiles lie under the map. */
  tiles: boolean;
  maxZoom: number;
  /** Colours by group; none where there is one group only. */
  colours: Record<string, string>;
  polygons: number[][][];
  styles: FoliumStyle[];
  records: FoliumRecord[];
  marks: Set<FoliumMark>;
  /** Title, legend and controls that lie over the map. */
  panels(): HTMLElement[];
  /** Moves marks and names apart with the next frame. */
  arrange(): void;
}

interface FoliumLayer {
  kind: string;
  stays: boolean;
  features: FoliumFeature[];
}

type FoliumLegendEntry = [kind: string, label: string, style: number, state: string];

interface FoliumSection {
  group: string;
  entries: FoliumLegendEntry[];
}

interface FoliumPanel {
  title: string;
  subtitle: string;
  notes: string[];
  credits: string[];
  words: Record<"legend" | "notes", string>;
  bounds: number[];
  legend: FoliumSection[];
}

/** Pixels of the page. */
interface FoliumEdges {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** A box by its middle and how far it was moved. */
interface FoliumBox {
  x: number;
  y: number;
  w: number;
  h: number;
  dx: number;
  dy: number;
}

/** A pin as folium.Icon describes it. */
type FoliumPin = import("leaflet").DivIcon & {
  options: import("leaflet").DivIconOptions & { markerColor: string; iconColor: string };
};
