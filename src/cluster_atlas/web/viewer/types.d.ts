// The values of the viewer's world, as core/unpack.js makes them of the pack (see pack.py) and as
// the modules hand them on. Checked by tsc only; nothing here exists at run time.
//
// A document is a PlanDocument and a selection a FactSelection here, since Document and Selection
// are the browser's own.

/** "zh" or "en"; any other word from an address is read as Chinese. */
type Lang = string;
/** A position in the list of its kind; -1 where there is none. */
type FactIndex = number;
type PlaceIndex = number;
type ClusterIndex = number;
type IndustryIndex = number;
type DocumentIndex = number;
type UnitIndex = number;
type CodeIndex = number;
/** Positions of facts, as a list or as the selection engine gives them. */
type FactIds = number[] | Uint32Array;
type Point = [x: number, y: number];
/** West, north, east, south in map units or pixels. */
type Box = number[];
/** Latitude, longitude in degrees, as Leaflet has them. */
type LatLng = [lat: number, lng: number];
/** Longitude, latitude in degrees (EPSG:4326). */
type LonLat = [lon: number, lat: number];

/** A map that has every key that is asked of it, as a list has every position. */
interface FullMap<Key, Value> extends Map<Key, Value> {
  get(key: Key): Value;
}

interface FullWeakMap<Key extends WeakKey, Value> extends WeakMap<Key, Value> {
  get(key: Key): Value;
}

interface Array<T> {
  /** filter(Boolean) leaves out what is nothing. */
  filter(predicate: BooleanConstructor): Exclude<T, null | undefined | false | 0 | "">[];
}

// What the viewer looks up are elements of HTML, in a page or in the shadow of a component.
interface ParentNode {
  querySelector<Tag extends keyof HTMLElementTagNameMap>(selectors: Tag): HTMLElementTagNameMap[Tag] | null;
  querySelector(selectors: string): HTMLElement | null;
  querySelectorAll<Tag extends keyof HTMLElementTagNameMap>(selectors: Tag): NodeListOf<HTMLElementTagNameMap[Tag]>;
  querySelectorAll(selectors: string): NodeListOf<HTMLElement>;
}

interface Node {
  getRootNode(): Document | ShadowRoot;
}

// A canvas can always be repeated; only pictures that are not loaded yet cannot.
interface CanvasRenderingContext2D {
  createPattern(image: HTMLCanvasElement, repetition: "repeat"): CanvasPattern;
}

// ---------------------------------------------------------------- what the pack holds

/** Anything with a name in both languages. */
interface Named {
  zh: string;
  en?: string | null;
  /** The official name: 江门市 for 江门. */
  full?: string;
}

/** Words in both languages, some with slots to fill: {place}. */
interface Phrase extends Named {
  en: string;
}

interface Code extends Named {
  id: string;
  en: string;
  /** Strength of a role, 1 (strongest) to 5. */
  tier?: number;
}

interface Codes {
  stage: Code[];
  role: Code[];
  status: Code[];
  legal: Code[];
  relation: Code[];
  level: Code[];
  precision: Code[];
  /** Kinds of economic function zones: the third to fifth digit of a zone's code. */
  zone: Code[];
  waiver: Code[];
  group: Code[];
}

/** Sentence, word and reason of a sentence that names a place and carries no designation. */
type Waiver = [address: string, sentence: number, word: string, reason: string];

interface PlanDocument extends Named {
  id: string;
  zh: string;
  en: string;
  short: string;
  short_en: string;
  number: string;
  issuers: string[];
  /** Ids of the documents that it replaces. */
  supersedes: string[];
  /** Dates are ISO: YYYY-MM-DD. */
  issued: string;
  /** The day of issue as it is said: whether it is assumed. */
  day: Phrase;
  from: string | null;
  to: string | null;
  draft: boolean;
  superseded: string | null;
  /** Day on which the final text of a draft was issued. */
  finalised: string | null;
  /** What is known of that final text. */
  final: Phrase | null;
  /** Its number, or its short title where it has none. */
  label: Phrase;
  /** How a citation of it begins. */
  cited: Phrase;
  /** What is said of it in each legal state that it has on one day or another. */
  legal: Record<string, Phrase>;
  waived?: Waiver[];
}

interface Spelled {
  /** Names in pinyin, syllables apart, by "|". */
  spelled: string;
  /** Further names. */
  others: string[];
  /** What a search looks through besides the names. */
  words: string;
  synonyms?: string;
  aliases?: string;
}

interface Cluster extends Named, Spelled {
  id: string;
  en: string;
  group: string;
  colour: string;
  /** One for each tier of a role, strongest first. */
  shades: string[];
  /** Dark enough for small print. */
  ink: string;
}

interface Industry extends Named, Spelled {
  id: string;
  en: string;
  cluster: ClusterIndex;
  parent: IndustryIndex;
  stage: string | null;
  gbt: string[];
  products: string;
}

interface PackedPlace extends Named, Spelled {
  id: string;
  en: string;
  full: string;
  level: string;
  adcode: string | null;
  city: PlaceIndex;
  county: PlaceIndex;
  lon: number | null;
  lat: number | null;
  precision: string;
  /** Uncertainty in km. */
  radius: number | null;
  source: string;
  inferred: string;
  /** Cities of a region. */
  members?: PlaceIndex[];
  /** Named by a document, itself or in a relation. */
  named?: boolean;
  /** Of a park or site: position in `located` of what its location is worth. */
  worth?: number;
  /** Code of an economic function zone in GB/T 37028-2018. */
  zone?: string;
  /** The cities of a zone that lies in several. */
  cities?: PlaceIndex[];
}

/** A place that has no point of its own has neither x nor y. */
interface Place extends PackedPlace {
  /** Drawn as a symbol: its point is known better than by its city. */
  located: boolean;
  x: number | null;
  y: number | null;
  unit: UnitIndex;
  regions: PlaceIndex[];
}

interface Target {
  metric: string;
  metric_en: string;
  value: number;
  /** Value, unit, qualifier and year in words. */
  amount: Phrase;
}

type Relation = [type: string, from: PlaceIndex, to: PlaceIndex];

/** Designations in columns: row i of each is fact i. */
interface Facts {
  id: string[];
  cluster: ClusterIndex[];
  document: DocumentIndex[];
  clause: string[];
  role: CodeIndex[];
  status: CodeIndex[];
  zh: string[];
  en: string[];
  places: PlaceIndex[][];
  /** Cities that a fact covers, itself or through a region. */
  cities: PlaceIndex[][];
  /** Cities that a fact names, or of which it names a part. */
  direct: PlaceIndex[][];
  industries: IndustryIndex[][];
  target: (Target | null)[];
  relations: Relation[][];
  note: string[];
}

/**
 * One statement in two editions: old and new fact, judged as 0 or 1, likeness in per cent, and where
 * something differs a sentence about it in both languages.
 */
type EditionPair = [
  old: FactIndex,
  now: FactIndex,
  judged: number,
  likeness: number,
  differences: string[],
  zh?: string,
  en?: string,
];

interface Edition {
  from: DocumentIndex;
  to: DocumentIndex;
  pairs: EditionPair[];
}

interface PackedUnit {
  place: PlaceIndex;
  level: string;
  name: string;
  name_en: string;
  /** Polygons of rings of arcs; ~i is arc i backwards. */
  rings: number[][][];
}

interface PackedShapes {
  starts: number[];
  lengths: number[];
  /** Base64 of the steps in planes of bytes. */
  steps: string;
  scale: Point;
  origin: LonLat;
  units: PackedUnit[];
  /** In an exported file: each unit with finer coasts, of the same arcs; null for neighbouring land. */
  coasts?: (PackedUnit["rings"] | null)[];
}

/** The finer outlines as the app fetches them. */
interface PackedOutlines extends Omit<PackedShapes, "units" | "coasts"> {
  /** In the order of the pack's units; null where there is no finer one. */
  units: (PackedUnit["rings"] | null)[];
  /** Neighbouring land along the border, between these outlines and the coarse neighbours. */
  strip: PackedUnit["rings"];
}

/** Outlines that are drawn from city zoom on; units as those of the atlas, one for one. */
interface FinerShapes {
  arcs: Ring[];
  units: Unit[];
  strip: Unit | null;
}

/** Numbers and lists of the search for places, as find.py has them. */
interface FindRules {
  /** Points by tier. */
  role: Record<number, number>;
  status: Record<string, number>;
  legal: Record<string, number>;
  /** Directness of the ways in which a designation speaks of a place. */
  itself: number;
  region: number;
  inside: number;
  throughRegion: number;
  /** Share of the score by where a place lies, where the query names one. */
  asked: number;
  insideAsked: number;
  insideBare: number;
  weights: Record<WeightName, number>;
  largestWeight: number;
  /** Scores from which a place is called strong, and medium. */
  strong: number;
  medium: number;
  leastMatch: number;
  leastShare: number;
  nearKm: number;
  halfFull: number;
  levels: string[];
  /** How many neighbours a reason names. */
  namedNear: number;
}

type QueryField = "title" | "industry" | "product" | "segment" | "parent" | "cluster";

/** Numbers and lists by which a query is read, as query.py has them. */
interface QueryRules {
  longest: number;
  stopWords: string[];
  fields: Record<QueryField, number>;
  levels: string[];
  shortestFuzzy: number;
  shortestPinyin: number;
  alike: number;
}

/** Numbers and lists by which the viewer answers as Python does; see rules.py. */
interface Rules {
  /** What the shades of a map may stand for, the usual measure first. */
  shades: ShadeMeasure[];
  /** Legal states that are shown where none is chosen. */
  legal: string[];
  /** How full the disc of a status is, in quarters. */
  fullness: Record<string, number>;
  /** Columns of the squares of a city. */
  columns: number;
  /** Levels of places that stand for the whole province or more. */
  wholeLevels: string[];
  /** Ids of the areas of the province. */
  areas: string[];
  /** Levels of places that can be compared. */
  comparable: string[];
  mostCompared: number;
  /** Points by tier. */
  tierPoints: Record<number, number>;
  /** What counts of the points of a role that comes through a region only. */
  regionShare: number;
  changeKinds: ChangeKind[];
  /** Share of common members from which two regions are the same. */
  sameRegion: number;
  /** Cities without counties. */
  wholeCities: string[];
  find: FindRules;
  query: QueryRules;
  search: SearchRules;
  replies: ReplyLimits;
}

/** Sentences of the pack by subject. */
interface Words {
  reasons: Record<string, Phrase>;
  changes: Record<string, Phrase>;
  replies: Record<string, Phrase>;
  target: Phrase;
  statement: Phrase;
}

/** The economic function zones that no plan names, in columns. */
interface PackedZones {
  code: string[];
  zh: string[];
  en: string[];
  /** The county of each, else its city or cities. */
  at: PlaceIndex[][];
  inferred: string[];
  spelled: string[];
  source: string;
  /** Positions in `located` by precision. */
  worth: Record<string, number>;
}

/** Null where a row lacks a value. */
type Columns<Row> = Record<keyof Row, any[]>;

interface Pack {
  format: number;
  /** The office's own rows that travel along in a file. */
  own?: OwnPack;
  hash: string;
  date: string;
  /** Who the map is owed to, by language; and who where the finer outlines are drawn. */
  credit: Record<string, string>;
  finer_credit: Record<string, string>;
  codes: Codes;
  rules: Rules;
  words: Words;
  /** Names of clauses by address. */
  clauses: Record<string, Phrase>;
  /** What the locations of parks and sites are worth. */
  located: Phrase[];
  /** A syllable, then the characters that are usually read so. */
  readings: string[];
  sectors: Columns<Sector>;
  decision: (Named & { number: string }) | null;
  /** Words by the clause that has them, by "|". */
  planWords: Record<string, string>;
  documents: PlanDocument[];
  clusters: Cluster[];
  industries: Columns<Industry>;
  places: Columns<PackedPlace>;
  zones: PackedZones;
  facts: Facts;
  editions?: Edition[];
  shapes: PackedShapes;
}

// ---------------------------------------------------------------- the atlas

/** x and y in turn, in map units. */
type Ring = Float64Array;

interface Unit {
  place: PlaceIndex;
  level: string;
  name: string;
  name_en: string;
  /** Rings of arcs. */
  refs: number[][];
  rings: Ring[];
  box: Box;
}

type FilterName = "cluster" | "industry" | "status" | "role" | "place" | "document" | "legal" | "named";

/** An id that is null or comes from outside is in no list. */
interface IdIndex extends Map<string, number> {
  get(id: string | null | undefined): number | undefined;
  has(id: unknown): boolean;
}

interface Atlas extends Omit<Pack, "places" | "industries" | "sectors"> {
  industries: Industry[];
  sectors: Sector[];
  /** The usual syllable of each character. */
  reading: FullMap<string, string>;
  /** Null until they are there. */
  finer: FinerShapes | null;
  /** Where the app fetches them. */
  outlines?: string;
  /** The office's own rows; null where there are none. */
  own: Own | null;
  /** Number of facts. */
  n: number;
  arcs: Ring[];
  units: Unit[];
  frame: Box;
  dongsha: Box;
  home: Box;
  places: Place[];
  cities: PlaceIndex[];
  /** What each filter chooses from. */
  rows: Record<FilterName, (Named & { id: string })[]>;
  /** Position of each id in `rows`. */
  index: Record<FilterName, IdIndex>;
}

// ---------------------------------------------------------------- selection

/** Chosen ids by filter; none chosen is no restriction. */
interface FactSelection extends Record<FilterName, string[]> {
  /** The end of that year is the day; null is the day of the data. */
  as_of: number | null;
  text: string;
}

/** An object from outside, of whose values nothing is known yet. */
type Outside = Record<string, unknown> | null | undefined;

/** State of a document on a day; null: not yet issued. */
type LegalState = string | null;

interface Counts extends Record<Exclude<FilterName, "place">, number[]> {
  place: Record<string, number>;
  /** Of each city, how many name it. */
  byName: Record<string, number>;
}

interface SelectionResult {
  ids: Uint32Array;
  total: number;
  counts: Counts;
}

/** A set of facts as bits: fact i is bit i & 31 of word i >> 5. */
type Bits = Uint32Array;

/** What the selection of one atlas keeps: the facts of each option, and of each searched text. */
interface Engine {
  bits: Record<Exclude<FilterName, "legal">, Bits[]>;
  /** The facts of each place without what only its region brings it. */
  byName: Bits[];
  hay: string[] | null;
  legal: FullMap<number | null, Bits[]>;
  texts: FullMap<string, Bits>;
}

// ---------------------------------------------------------------- questions

interface Ask {
  /** What the shades of the map stand for. */
  shade: string;
  /** Ids of places on the short list. */
  with: string[];
  sub: string;
  from: string;
  to: string;
  q: string;
  w: string;
  /** Text of the search box whose answer is shown. */
  s: string;
  /** Kinds of own rows that are shown, with commas between; all where empty. */
  own: string;
  /** Stages of own projects that are shown, with commas between; all where empty. */
  stages: string;
  /** What is needed of a free site, as `area:5000,by:2026-06-30`. */
  need: string;
}

// ---------------------------------------------------------------- an office's own rows

interface OwnField extends Named {
  id: string;
  /** As kinds.toml has it; empty for a column of the file. */
  type: string;
}

interface OwnKind extends Named {
  id: string;
  /** What the values of its rows are. */
  fields: OwnField[];
}

/** Polygons as lists of rings, or lines, of longitudes and latitudes in degrees. */
interface OwnShape {
  polygons?: Point[][][];
  lines?: Point[][];
}

interface OwnRow {
  id: string;
  /** Position in the kinds. */
  kind: number;
  /** Name of its plain layer; empty for other kinds. */
  layer: string;
  name: string;
  /** Ids of places; empty where not known. */
  city: string;
  county: string;
  zone: string;
  /** Degrees; null where it is not located. */
  lon: number | null;
  lat: number | null;
  precision: string;
  /** Of that point, in km. */
  radius: number | null;
  /** Of its shape, in square metres. */
  area: number | null;
  /** Ids of industries, or `cluster:ID`. */
  industries: string[];
  /** Position in the stages; -1 for none. */
  stage: number;
  /** In the order of its kind's fields; null where blank. */
  values: (string | number | string[] | null)[];
  shape: OwnShape | null;
}

interface OwnPack {
  format: number;
  /** What the workspace is called. */
  name: string;
  /** Another number after every change. */
  revision: number;
  kinds: OwnKind[];
  stages: (Named & { id: string })[];
  rows: { [Key in keyof OwnRow]: OwnRow[Key][] };
}

type NeedName = "area" | "power" | "price" | "by";

/** What is needed of a site: square metres and VA at least, price and ISO date at most. */
interface Need {
  area?: number;
  power?: number;
  price?: number;
  by?: string;
}

/** A free site, and how it stands to what is asked. */
interface Site {
  row: OwnRow;
  /** What the office's list says of each need; null where it says nothing. */
  told: Record<Exclude<NeedName, "area">, number | string | null> & { area: number | null };
  /** `named`, `region`, `weak` or `none`. */
  standing: string;
  /** The ranked place that it lies in. */
  candidate: FoundPlace | null;
  /** `fits`, `open` or `other`. */
  wanted: string;
  /** What is needed and not told. */
  untold: NeedName[];
}

interface Sites {
  found: Site[];
  /** How many are told to miss a need. */
  short: number;
}

interface Own extends Omit<OwnPack, "rows"> {
  rows: OwnRow[];
  /** Positions of the rows by the focus that names them, `own:3-17`. */
  at: Map<string, number>;
}

/** What of the own rows is shown, and how many of each kind and stage there would be. */
interface OwnShown {
  /** Positions of the rows that are shown. */
  rows: number[];
  /** By position in the kinds and in the stages. */
  kinds: number[];
  stages: number[];
}

/** A spot of the map at which an own row, or several that are not told apart there, is drawn. */
interface OwnSpot {
  /** Map units. */
  x: number;
  y: number;
  rows: number[];
  /** Only the county or city is known. */
  rough: boolean;
}

/** Points, lines and boxes of all own rows in map units; null where they have none. */
interface OwnUnits {
  points: (Point | null)[];
  lines: (Point[][] | null)[];
  boxes: (Box | null)[];
}

/** Outlines that are drawn alike. */
interface OwnArea {
  /** Name of the plain layer; empty for parks. */
  layer: string;
  colour: string;
  /** Which hatch; -1 for none. */
  hatch: number;
  fill: Path2D;
  /** Outlines and lines. */
  line: Path2D;
}

interface OwnScene {
  own: Own;
  rows: number[];
  /** Position of the row whose card is open, or -1. */
  focus: number;
  areas: OwnArea[];
  spots: OwnSpot[];
  /** Rows that are drawn nowhere. */
  unplaced: number;
  /** What is drawn at a zoom beside the squares of the cities, in pixels. */
  drawn: { zoom: number; blocks: Block[]; tiles: OwnTile[] } | null;
}

/** A point of the map at which own rows are looked for. */
interface OwnSpotAt {
  scene: Scene;
  layout: Layout;
  /** In pixels of the zoom. */
  at: { x: number; y: number; zoom: number };
  /** In pixels of the view. */
  point: { x: number; y: number };
  /** No symbol or name of the plans lies there. */
  onLand: boolean;
}

/** A column of the table of own rows; what it shows where that is not what it is sorted by. */
interface OwnColumn {
  id: string;
  name: string;
  key(row: OwnRow): string | number;
  cell?(row: OwnRow): Child;
}

/** How far a project has come, as a small mark shows it. */
type StageMark = "open" | "half" | "full" | "crossed" | "unknown";

interface OwnTile extends Rect {
  rows: number[];
  rough: boolean;
  /** City at whose squares it stands, or -1. */
  city: PlaceIndex;
}

/** How a project stands to the plans; as STATES in values/ledger.py. */
type ProjectState = "named" | "region" | "none" | "unmatched";

/** A project as far as it is held against the plans. */
interface Project {
  row: OwnRow;
  /** -1 where not known. */
  city: PlaceIndex;
  county: PlaceIndex;
  zone: PlaceIndex;
  /** Id of its stage; empty where the ledger says none. */
  stage: string;
  /** Yuan; null where the ledger says none. */
  investment: number | null;
  /** Of its start; empty where the ledger says none. */
  year: string;
}

/** A project with the facts that it answers to, by its own place and by a region of its city. */
interface ProjectCheck {
  project: Project;
  named: FactIndex[];
  regional: FactIndex[];
  clusters: ClusterIndex[];
}

type Judged = readonly [ProjectCheck, ProjectState];

/** How many projects, what those invest that tell it (yuan), and how many do not. */
interface ProjectAmount {
  count: number;
  investment: number;
  untold: number;
}

/** The projects of one cluster, city or year; empty id: of none, or of all. */
interface ProjectTally {
  id: string;
  all: ProjectAmount;
  /** By id of the stage, empty for none. */
  stages: Record<string, ProjectAmount>;
  states: Partial<Record<ProjectState, ProjectAmount>>;
  /** How many designations name a city or a place in one, and how many of them no project answers to. */
  designations: number;
  waiting: number;
}

/** A cluster in a city (-1: not known); as Pairing in values/ledger.py. */
interface Pairing {
  cluster: ClusterIndex;
  city: PlaceIndex;
  projects: number;
  named: number;
  designations: number;
  waiting: number;
}

/** A ledger held against the plans; as Implementation in values/ledger.py. */
interface Implementation {
  projects: ProjectCheck[];
  designations: number;
  waiting: FactIndex[];
  total: ProjectTally;
  clusters: ProjectTally[];
  cities: ProjectTally[];
  years: ProjectTally[];
  pairings: Pairing[];
  several: number;
}

type CellState = "none" | "unnamed" | "direct" | "region";

interface Cell {
  state: CellState;
  facts: FactIndex[];
  /** Number of facts that name the place. */
  named: number;
  strongest: FactIndex | null;
}

interface ItemFacts {
  key: number;
  cluster: ClusterIndex;
  industry: IndustryIndex;
  facts: FactIndex[];
}

interface CompareRow {
  cluster: ClusterIndex;
  /** Null for the row of the whole cluster; -1 for its facts without industry. */
  industry: IndustryIndex | null;
  cells: Cell[];
  rows: CompareRow[];
  /** Industries that none of the places has, each with the kind of nothing. */
  others: [IndustryIndex, CellState][];
}

interface TargetRow extends Named {
  cluster: ClusterIndex;
  cells: Cell[];
}

interface Link {
  type: string;
  from: PlaceIndex;
  to: PlaceIndex;
  facts: FactIndex[];
  /** Reaches the compared places only through a region or a part of theirs. */
  through: boolean;
}

interface Comparison {
  places: PlaceIndex[];
  rows: CompareRow[];
  shared: CompareRow[];
  only: CompareRow[][];
  targets: TargetRow[];
  links: Link[];
}

interface ProfileWeight {
  points: number;
  fact: FactIndex;
  direct: boolean;
}

/** Weight by item key. */
type Profile = Map<number, ProfileWeight>;

interface Contribution {
  cluster: ClusterIndex;
  industry: IndustryIndex;
  first: ProfileWeight | null;
  second: ProfileWeight | null;
  least: number;
  most: number;
  common: boolean;
  differing: number;
  regional: boolean;
}

interface CityPair {
  first: PlaceIndex;
  second: PlaceIndex;
  least: number;
  differing: number;
  most: number;
  regional: number;
  likeness: number;
  complement: number;
}

interface Similarity {
  profiles: FullMap<PlaceIndex, Profile>;
  pair(a: PlaceIndex, b: PlaceIndex): CityPair | null;
  /** Pairs of cities that both have a profile, the most alike first. */
  alike: CityPair[];
  /** Pairs that share nothing but what came through a region. */
  unranked: CityPair[];
  complementary: CityPair[];
  order: PlaceIndex[];
}

interface Matrix {
  cities: PlaceIndex[];
  clusters: ClusterIndex[];
  cells: FullMap<PlaceIndex, Cell[]>;
  totals: FullMap<PlaceIndex, number>;
  /** How many of them name the city. */
  named: FullMap<PlaceIndex, number>;
  orders: Record<string, PlaceIndex[]>;
  alike: Similarity;
}

/** Why nobody is named at a place of a chain; empty where somebody is. */
type ChainGap = "" | "region" | "province" | "silent" | "no-industry";

/** What the facts say of one industry of a chain; industry -1 is a stage as a whole. */
interface ChainLink {
  industry: IndustryIndex;
  places: [PlaceIndex, FactIndex[]][];
  regions: [PlaceIndex, FactIndex[]][];
  facts: FactIndex[];
  gap: ChainGap;
}

interface ChainStage {
  stage: Code;
  whole: ChainLink;
  links: ChainLink[];
}

type GapKind = "" | "one" | "region" | "unlocated" | "unnamed";

interface Spread {
  industry: IndustryIndex;
  cities: PlaceIndex[];
  through: PlaceIndex[];
  facts: FactIndex[];
  gap: GapKind;
}

interface AreaShare {
  area: PlaceIndex;
  /** -1 for all clusters together. */
  cluster: ClusterIndex;
  named: FactIndex[];
  through: FactIndex[];
  total: number;
  share: number;
}

type ChangeKind = "changed" | "added" | "dropped" | "kept";

interface Change {
  kind: ChangeKind;
  /** -1 where the statement is in one edition only. */
  old: FactIndex;
  new: FactIndex;
  differences: string[];
  added: PlaceIndex[];
  taken: PlaceIndex[];
  /** Regions of the old statement that are those of the new under other names. */
  regions: [PlaceIndex[], PlaceIndex[]][];
  judged: boolean;
  /** Per cent. */
  likeness: number;
  /** Its sentence, where something differs. */
  said: Named | null;
}

interface Evolution {
  old: DocumentIndex[];
  new: DocumentIndex[];
  changes: Change[];
}

interface EvolutionQuestion {
  mode: "editions" | "years" | "";
  why?: "same" | "unknown" | "other";
  from: string;
  to: string;
  unknown?: string;
}

type CityChange = "added" | "dropped" | "changed";

interface ChangedCities extends Record<CityChange, Set<PlaceIndex>> {
  counts: Map<PlaceIndex, Record<CityChange, number>>;
}

/** What a piece of a text weighs. */
type Grams = Map<string, number>;

interface Lexicon {
  facts: Grams[];
  rare: Grams;
  places: Map<string, PlaceIndex>;
  unknown: number;
  terms: string[];
  spelled: Map<string, string>;
  latin: string[];
}

interface Query {
  text: string;
  places: PlaceIndex[];
  grams: Grams;
  /** [written, read] of every word that was put right. */
  notes: [string, string][];
}

type WeightName = "role" | "status" | "legal" | "depth" | "near" | "target" | "transfer";

type Weights = Partial<Record<WeightName, number>>;

interface Evidence {
  fact: FactIndex;
  match: number;
  directness: number;
}

/** Kilometres and their uncertainty. */
type Distance = [km: number, radius: number];

interface Neighbour {
  place: PlaceIndex;
  apart: Distance | null;
  adjoining: boolean;
}

interface FoundPlace {
  place: PlaceIndex;
  score: number;
  points: Record<WeightName, number>;
  evidence: Evidence[];
  near: Neighbour[];
  transfers: PlaceIndex[];
}

interface FindAnswer {
  understood: Query;
  found: FoundPlace[];
  nearest: string[];
}

interface FindContext {
  atlas: Atlas;
  understood: Query;
  /** Parks and sites that matching facts name. */
  related: PlaceIndex[];
  weights: Record<WeightName, number>;
  legal: LegalState[];
}

/** What the reasons of one answer are said with, in one language. */
interface ReasonWords {
  atlas: Atlas;
  /** A part of the sentence with its slots filled. */
  part(key: string, slots?: Record<string, unknown>): string;
  names(places: PlaceIndex[]): string;
}

interface Borders {
  borders: FullMap<UnitIndex, Set<UnitIndex>>;
  unitOf: Map<PlaceIndex, UnitIndex>;
  whole: Map<PlaceIndex, UnitIndex>;
}

// ---------------------------------------------------------------- the map

/** What the viewer uses of Leaflet; tiles are for the app only. */
type Leaflet = typeof import("./map/leaflet.js") & { tileLayer?: typeof import("leaflet").tileLayer };

/** With what Leaflet 1.9 keeps to itself and the viewer needs. */
type LeafletMap = import("leaflet").Map & {
  _enforcingBounds?: boolean;
  _animatingZoom?: boolean;
  _loaded?: boolean;
};

/** The one layer of the map, as a renderer of Leaflet 1.9. */
type CanvasLayer = import("leaflet").Renderer & {
  _map: LeafletMap | null;
  _container: HTMLCanvasElement;
  _bounds: import("leaflet").Bounds;
  _zoom: number;
  _update(): void;
  frame(): Frame;
};

interface Theme {
  cluster: ClusterIndex;
  /** -1 for the whole cluster. */
  industry: IndustryIndex;
}

/** Its strongest role is that of the facts that name the city itself. */
interface CitySummary extends StrongestRole {
  n: number;
  /** By cluster: 0 not mentioned, 1 through a region only, 2 named itself. */
  squares: Uint8Array;
  byCluster: Uint16Array;
  /** How many name the city itself, by cluster. */
  namedBy: Uint16Array;
}

/** The strongest role so far; tier 0 where there is none. */
interface StrongestRole {
  tier: number;
  role: CodeIndex;
  /** Tier of its fill; 0 where it is not named. */
  shade: number;
  /** Facts that name it, and the least number of cities that one of them names. */
  named: number;
  fewest: number;
}

/** What the shades of a map stand for; without classes the tiers of the roles. */
interface ShadeMeasure extends Named {
  id: string;
  heading: Named;
  classes: (Named & { least: number; tier: number })[];
}

/** A place that facts name, with the strongest role of them. */
interface NamedPlace extends StrongestRole {
  place: PlaceIndex;
  cluster: ClusterIndex;
  facts: FactIndex[];
}

interface Arrow {
  type: string;
  from: PlaceIndex;
  to: PlaceIndex;
  a: Point;
  b: Point;
  fact: FactIndex;
  cluster: ClusterIndex;
}

interface MapState {
  ids: FactIds;
  sel: Partial<FactSelection>;
  lang: Lang;
  focus: PlaceIndex | null;
  picked?: PlaceIndex[];
  marks?: Marks | null;
  /** Only what is drawn of the cities of the picked places. */
  alone?: boolean;
  /** What the shades stand for; the usual measure where none is asked for. */
  shade?: string;
  /** Positions of the own rows that are shown, and of the one whose card is open, or -1. */
  own?: number[];
  ownFocus?: number;
}

interface Scene {
  measure: ShadeMeasure;
  theme: Theme | null;
  /** Clusters that the filters leave open. */
  open: ClusterIndex[];
  facts: FactIndex[];
  lang: Lang;
  focus: PlaceIndex | null;
  picked: PlaceIndex[];
  city: PlaceIndex;
  homes: Set<PlaceIndex> | null;
  /** The cities that a filter by place is about. */
  within: Set<PlaceIndex> | null;
  cities: FullMap<PlaceIndex, CitySummary>;
  counties: NamedPlace[];
  regions: NamedPlace[];
  sars: NamedPlace[];
  hatched: PlaceIndex[];
  symbols: NamedPlace[];
  unlocated: number;
  arrows: Arrow[];
  shownClusters: boolean[];
  /** Null where no own row is shown. */
  own: OwnScene | null;
}

/** A city's squares: 0 not mentioned, 1 through a region only, 2 named itself. */
type CellMark = 0 | 1 | 2;

/** A line of the legend under its headings; a cell with a cluster switches it on and off. */
type LegendPicture = { label: string } & (
  | { kind: "area"; fill: string; stroke: string; cluster?: undefined }
  | { kind: "hatch"; hatch: string; stroke: string; cluster?: undefined }
  | { kind: "cell"; fill: string; cell: 2; cluster: ClusterIndex }
  | { kind: "cell"; fill: string; stroke: string; cell: CellMark; cluster?: undefined }
  /** `also` are other symbols that mean the same. */
  | { kind: "symbol"; symbol: string; also?: string[]; hollow: boolean; fill: string; cluster?: undefined }
  | { kind: "circle"; stroke: string; cluster?: undefined }
  | { kind: "line"; stroke: string; relation: string; cluster?: undefined }
  | { kind: "own"; draw: (ctx: CanvasRenderingContext2D) => void; cluster?: undefined }
);

type LegendEntry = LegendPicture | { kind: "heading"; label: string; cluster?: undefined };

type LineKind = "province" | "city" | "county" | "foreign";

/** Outlines for one zoom, in its pixels counted from ORIGIN. */
interface ZoomPaths {
  /** Whether the finer outlines are drawn. */
  finer: boolean;
  unit(i: UnitIndex): Path2D;
  strip(): Path2D | null;
  lines(name: LineKind): Path2D;
}

interface Shapes {
  at(zoom: number): ZoomPaths;
  /** The finer outlines have come. */
  refresh(): void;
  /** Unit that owns a spot in map units, or SEA. */
  owner(x: number, y: number): UnitIndex;
  hit(x: number, y: number, level: string): UnitIndex;
}

/** Width of a text in pixels. */
type Measure = (text: string, font: string) => number;

/** A box by its middle, in pixels. */
interface Rect {
  x: number;
  y: number;
  w: number;
  h: number;
}

/** A block with its name below its squares (side 0), right of them (1) or left of them (-1). */
interface BlockForm extends Rect {
  side: number;
  /** How far the block's middle lies right of that of its squares. */
  shift: number;
  /** What the way from its city's point to its squares costs. */
  away: number;
}

interface BlockSpot extends BlockForm {
  cost: number | null;
}

/** Which unit owns a spot in map units. */
type Owner = Shapes["owner"];
/** What it costs a block to stand at a spot. */
type SpotCost = (block: Block, spot: BlockSpot) => number;

/** What stands at x, y for a point at ax, ay. */
type Tied = { ax: number; ay: number; x: number; y: number };
/** From a point to what stands apart from it. */
type Line = [Point, Point];

/** The squares and the name of a city; x, y and leader come from placeBlocks(). */
interface Block extends BlockForm {
  city: PlaceIndex;
  unit: UnitIndex;
  ax: number;
  ay: number;
  text: string;
  counted: boolean;
  font: number;
  size: number;
  gap: number;
  cols: number;
  gridWidth: number;
  gridHeight: number;
  forms: Omit<BlockForm, "x" | "y" | "away">[];
  spots?: BlockSpot[];
  near?: Block[];
  lifted?: boolean;
  cost?: number;
  leader: Point | null;
}

interface Mark extends Rect {
  entry: NamedPlace;
  place: Place;
  tx: number;
  ty: number;
  /** Radius of the uncertainty in pixels; 0 where it is too small to draw. */
  ring: number;
}

interface ArrowCurve extends Arrow {
  points: Point[];
  crowded: boolean;
}

type LabelKind = "quiet" | "strong" | "county" | "named" | "symbol" | "sea" | "context";

interface Label extends Rect {
  lines: string[];
  size: number;
  kind: LabelKind;
  city?: PlaceIndex;
  /** The city, county or SAR that it names. */
  place?: PlaceIndex;
  /** The city in which it lies, for what is no city's name. */
  home?: PlaceIndex;
  /** Stands on its own ground; else a line leads to it from its point. */
  over?: boolean;
  leader?: [Point, Point] | null;
  entry?: NamedPlace;
}

interface Layout {
  blocks: Block[];
  marks: Mark[];
  arrows: ArrowCurve[];
  labels: Label[];
  part?: LayoutPart | null;
}

/** What lies in a box of map units, or all else: a part that is drawn larger elsewhere. */
interface LayoutPart {
  box: Box;
  inside: boolean;
}

/** The direction in which a curve leaves its place; its order among those of one direction. */
interface CurveEnd {
  angle: number;
  order: number;
}

interface LayoutContext {
  atlas: Atlas;
  shapes: Shapes;
  scene: Scene;
  zoom: number;
  /** Pixels per map unit. */
  scale: number;
  measure: Measure;
  marks: Mark[];
  part: LayoutPart | null;
  /** Is a point of the map, in its units, in the part that is laid out? */
  here(x: number, y: number): boolean;
  drawsArrow(arrow: Arrow): boolean;
}

/** What the reader sees of the map: its upper left corner in pixels from ORIGIN, pixels a map unit. */
interface ShownView {
  left: number;
  top: number;
  scale: number;
  w: number;
  h: number;
}

/** A place where a label may stand, by its middle. */
interface Spot {
  x: number;
  y: number;
  cost: number;
}

/** What a spot costs besides its distance, whether it may be taken at all, and whether symbols may. */
interface SpotRules {
  more?: (spot: Spot) => number;
  allows?: (spot: Spot) => boolean;
  /** What it costs to stand under a symbol. */
  under?: number;
}

/** What is already on the map. */
interface Board {
  take(rect: Rect): void;
  /** A symbol, over which only lines of arrows run. */
  mark(rect: Rect): void;
  free(rect: Rect, gap?: number): boolean;
  /** How many symbols lie on a box. */
  covered(rect: Rect, gap?: number): number;
  /** Does a point lie under what lies over the map, or beyond its edge? */
  buries(point: Point): boolean;
  /** A line that nothing else may hide. */
  tie(line: Line | null): void;
  /** Does a line run under something, or across another? */
  hides(line: Line, own?: Rect): boolean;
  /** How many arrows run under a box. */
  crossed(rect: Rect): number;
}

/** Which unit owns each cell. */
interface Raster {
  x0: number;
  y0: number;
  w: number;
  h: number;
  cells: Int16Array;
}

/** Pixels; `title` is the height of the line below. */
interface InsetSize {
  width: number;
  high: number;
  title: number;
}

interface PictureParts {
  atlas: Atlas;
  shapes: Shapes;
  scene: Scene;
  measure: Measure;
  marks?: Marks | null;
}

/** What a picture shows, in pixels of its zoom counted from ORIGIN. */
interface Frame {
  zoom: number;
  left: number;
  top: number;
  w: number;
  h: number;
}

interface PaintView extends Frame {
  dpr: number;
  sea?: boolean;
  overTiles?: boolean;
}

/** The picture of the land that is kept while the view stands still. */
interface Ground {
  canvas: HTMLCanvasElement;
  key: string;
  drawn: string;
}

interface PaintParts {
  atlas: Atlas;
  shapes: Shapes;
  scene: Scene;
  layout: Layout;
  /** Places under the pointer. */
  lit: Set<PlaceIndex>;
  covers?: Rect[];
  shown?: number[];
  ground?: Ground;
}

/** One paint under way. */
interface PaintStage extends PaintParts {
  ctx: CanvasRenderingContext2D;
  view: PaintView;
  paths: ZoomPaths;
}

/** Width, height, pixels of the device per pixel. */
type PictureSize = [width: number, height: number, dpr: number];

/** What a picture is to show; its centre in map units. */
interface Aim {
  zoom: number;
  centre: Point;
}

interface Basemap {
  url: string;
  subdomains?: string;
  attribution?: string;
  maxZoom?: number;
}

interface MapOptions {
  lang?: Lang;
  basemap: Basemap | null;
  onOpen?(place: PlaceIndex): void;
  onHover?(place: PlaceIndex | null): void;
  /** An own row was clicked. */
  onOpenOwn?(row: OwnRow): void;
  /** The reader chooses what the shades stand for. */
  onShade?(measure: string): void;
}

type AtlasMap = ReturnType<typeof import("./map/map.js").createMap>;

// ---------------------------------------------------------------- pages

type ViewName = string;
/** A child of h(): text, element, a list of these, or nothing. */
type Child = string | Node | false | null | undefined | Child[];

type AttributeValue = string | number | boolean | null | undefined | ((event: never) => unknown);

/** An event of an element: so is what it comes from. */
type ElementEvent<Kind extends Event = Event> = Kind & { target: HTMLElement };

/** Attributes of h(); a function listens to the event of its name. */
interface Attributes {
  onclick?: (event: ElementEvent<MouseEvent>) => unknown;
  onmousedown?: (event: ElementEvent<MouseEvent>) => unknown;
  onmouseenter?: (event: ElementEvent<MouseEvent>) => unknown;
  onmouseleave?: (event: ElementEvent<MouseEvent>) => unknown;
  onpointerdown?: (event: ElementEvent<PointerEvent>) => unknown;
  onfocus?: (event: ElementEvent<FocusEvent>) => unknown;
  onfocusin?: (event: ElementEvent<FocusEvent>) => unknown;
  onblur?: (event: ElementEvent<FocusEvent>) => unknown;
  onkeydown?: (event: ElementEvent<KeyboardEvent>) => unknown;
  oninput?: (event: ElementEvent) => unknown;
  onchange?: (event: ElementEvent) => unknown;
  onsubmit?: (event: ElementEvent) => unknown;
  ontoggle?: (event: ElementEvent) => unknown;
  [name: string]: AttributeValue;
}

interface PanelCallbacks {
  /** Null goes back to the list. */
  open(id: string | null): void;
  hover(places: PlaceIndex[] | null): void;
  /** Turns to the clause of a designation. */
  source(fact: FactIndex): void;
}

interface StageOptions {
  lang?: Lang;
  basemap?: Basemap | null;
  /** Names of tabs whose page the caller fills. */
  views?: ViewName[];
  /** Heading of a picture of the map. */
  title?: string;
  /** Address of a state, and of a view of the map unless it is empty. */
  link?(state: ScreenState, at: string): string;
  /** Longitude, latitude and zoom of the view that a link brings. */
  at?: number[] | null;
}

interface ChosenCallbacks {
  onFilter(selection: FactSelection): void;
  onAsk?(change: Partial<Ask>): void;
  /** Address of the present state. */
  link?(): string;
  picture(): void;
}

interface StageCallbacks {
  onFocus(id: string | null): void;
  onView(name: ViewName): void;
  onAsk(ask: Partial<Ask>): void;
  onFilter(change: Partial<FactSelection>): void;
}

interface FilterCallbacks {
  onChange(selection: FactSelection): void;
  /** Which own rows are shown. */
  onAsk?(change: Partial<Ask>): void;
  /** Opens the card of a place of which no plan says anything. */
  onOpen(id: string): void;
}

interface FilterOption {
  name: FilterName;
  id: string;
  button: HTMLButtonElement;
  count: HTMLElement;
}

/** Elements of the filter panel that change. */
interface FilterParts {
  /** The industries of each cluster. */
  trees: HTMLElement[];
  search: HTMLInputElement;
  extra: HTMLElement;
  asof: { range: HTMLInputElement; last: number; out: HTMLOutputElement };
  reset: HTMLButtonElement;
}

/** What stands at one address of a document. */
interface Clause {
  address: string;
  facts: FactIndex[];
  waived: { sentence: number; word: string; reason: string }[];
}

/** What the screen shows. */
interface ScreenState {
  ids: FactIds;
  sel: FactSelection;
  lang: Lang;
  /** Id of a place or a fact. */
  focus: string | null;
  view: ViewName;
  ask: Ask;
  /** Revision of the office's own rows; 0 while there are none. */
  own?: number;
  embed?: boolean;
  marks?: Marks | null;
}

/** What a reader may open from a row. */
interface RowContext {
  atlas: Atlas;
  lang: Lang;
  open(id: string): void;
  hover(places: PlaceIndex[] | null): void;
  /** Cities that a filter is about: they stand first where not all places do. */
  within?: Set<PlaceIndex> | null;
}

interface FactContext extends RowContext {
  legal: LegalState[];
}

interface PanelContext extends FactContext {
  ids: FactIds;
  /** Positions of the own rows that are shown. */
  own?: number[];
  /** Turns to the clause of a designation, where there is a page for it. */
  source?(fact: FactIndex): void;
}

interface ViewCallbacks {
  open(id: string): void;
  hover(places: PlaceIndex[] | null): void;
  ask(change: Partial<Ask>): void;
  go(view: ViewName, change?: Partial<Ask>): void;
  filter(change: Partial<FactSelection>): void;
  asOf(year: number | null): void;
  shapes: Shapes;
}

interface View {
  show(state: ScreenState): void;
  setTexts?(texts: ClauseTexts | null): void;
  /** Brings to an end what waits for a frame, for paper. */
  settle?(): void;
  /** What is printed of it where that is not what is on screen; null where it is. */
  paper?(): HTMLElement | null;
}

/** What the pages of plans and projects are drawn from, and what the reader does there. */
interface ImplementationContext extends RowContext {
  own: Own;
  found: Implementation;
  /** Turns to a page (null: stays) under further filters (null: the same). */
  go(page: string | null, filter: Partial<FactSelection> | null): void;
  sort: { column: string; direction: number };
  measure: { of: "count" | "investment" };
  /** What is scrolled when a list is. */
  scroller: HTMLElement;
}

/** Texts of clauses by document id and address, from the reader's own folder. */
type ClauseTexts = Record<string, Record<string, string>>;

type Stage = ReturnType<typeof import("./views/stage.js").createStage>;

// ---------------------------------------------------------------- the page of changes

/** Slanting lines, in pixels. */
interface Hatch {
  step: number;
  width: number;
  colour: string;
  ground?: string;
}

interface ChangeMapCallbacks {
  shapes: Shapes;
  pick(city: PlaceIndex): void;
  hover(city: PlaceIndex | null): void;
}

/** Shows what changed by city, or how many designations name each: `most` is the largest that can be. */
type ChangeMapState = { city: PlaceIndex | null; lang: Lang; label: string } & (
  { cities: ChangedCities; named?: undefined } | { named: Map<PlaceIndex, number>; most: number }
);

// ---------------------------------------------------------------- the comparison

/** Answers about one selection, each worked out when it is first asked for. */
interface CompareAnswers {
  alike(): Similarity;
  matrix(): Matrix;
  links(): Link[];
}

interface CompareContext extends PanelContext {
  ask: Ask;
  answers: CompareAnswers;
}

type ComparePage = (ctx: CompareContext) => void;

/** What the reader has opened on the page of patterns. */
interface PatternState {
  open: Set<string>;
  /** Lists that stand in full. */
  long: Set<string>;
  level: string;
  redraw(change: () => void): void;
}

/** Relations that the same designations state, as one line: all of some with all of others. */
interface NetworkLine {
  type: string;
  from: PlaceIndex[];
  /** Empty where all of `from` work with each other. */
  to: PlaceIndex[];
  links: Link[];
  facts: FactIndex[];
}

/** The name of a place on the map of relations; ax, ay is where the place is. */
interface Plate extends Rect {
  p: PlaceIndex;
  level: string;
  lines: string[];
  wide: boolean;
  /** A region: it has no place of its own. */
  roams: boolean;
  brief: boolean;
  /** Height of its letters in pixels. */
  size: number;
  ax: number;
  ay: number;
}

interface LinkCurve {
  link: Link;
  points: Point[];
}

interface NetworkMapCallbacks {
  hover(places: PlaceIndex[] | null): void;
  pickPlace(place: PlaceIndex): void;
  pickLink(link: Link): void;
}

interface NetworkState {
  links: Link[];
  /** -1 where none is chosen. */
  place: PlaceIndex;
  lang: Lang;
  word(type: string): string;
}

// ---------------------------------------------------------------- briefings

interface Run {
  text: string;
  bold: boolean;
}

interface Note {
  kind: "paragraph" | "bullet" | "heading";
  runs: Run[];
}

/** What a part or a file shows before the reader does anything. */
interface PageState {
  sel: FactSelection;
  focus: string | null;
  view: ViewName;
  ask: Ask;
}

interface StoryPart {
  kind: string;
  title: string;
  summary: string;
  notes: Note[];
  remarks: string[];
  /** What it comes to, in one sentence. */
  answer: string;
  /** What is said instead of a picture. */
  empty: string;
  marks: Marks | null;
  documents: Map<string, number> | null;
  state: PageState;
}

/** A writer's text on the map: where its arrow ends, and how far it stands off, in map widths. */
interface Callout {
  text: string;
  lon: number;
  lat: number;
  dx: number;
  dy: number;
}

/** What a writer put over a map. */
interface Marks {
  lit: PlaceIndex[];
  dim: boolean;
  callouts: Callout[];
}

/** `wide` is the width of what is seen, `shown` its edges in pixels of the zoom. */
interface MarkView extends Frame {
  dpr: number;
  wide: number;
  shown: number[];
}

interface MarkParts {
  atlas: Atlas;
  shapes: Shapes;
  marks: Marks;
  measure: Measure;
  font: string;
}

interface Story {
  slides: boolean;
  subtitle: string;
  office: string;
  approval: string;
  notes: Note[];
  changes: string[];
  credits: string[];
  parts: StoryPart[];
}

/** What a part shows, with what is shown worked out. */
interface PartState extends PageState {
  marks?: Marks | null;
  ids: Uint32Array;
  lang: Lang;
}

interface StoryCallbacks {
  /** A part is read now; `step` is one that the reader can go back from. */
  go(part: number, step: boolean): void;
  restore(): void;
  slides(on: boolean): void;
  list(): void;
}

interface StoryState {
  lang: Lang;
  /** Counted from 1; the cover is 0. */
  part: number;
  slides: boolean;
  /** The map shows something else than the part does. */
  changed: boolean;
  facts: number;
  /** The list lies over the story. */
  listed: boolean;
}

/** Pixels: scrolled so far, that it can be scrolled, height. */
interface Scrolled {
  at: number;
  most: number;
  high: number;
}

interface PaperState {
  lang: Lang;
  sel: FactSelection;
  ask?: Ask;
}

interface PaperConfig {
  title?: string;
  note?: string;
  date?: string;
  story?: Story | null;
}

/** What a file says of itself besides its data. */
interface PageConfig extends Omit<PaperConfig, "story"> {
  lang?: Lang;
  basemap?: Basemap | null;
  selection?: Outside;
  focus?: Outside;
  view?: Outside;
  ask?: Outside;
  story?: Outside;
}

/** A file as it opens: its briefing and what it shows at first. */
interface PageFile {
  story: Story | null;
  start: PageState & { lang: Lang };
}

/** What the reader of a file sees. */
interface ReaderState extends ScreenState {
  embed: boolean;
  part: number;
  slides: boolean;
}

/** What the scripts of a file hand on to each other. */
interface FileScripts {
  atlasPack(): Promise<Pack>;
  startAtlas(config: PageConfig): Promise<void>;
  atlasReady: Promise<void>;
}

/** What a page offers to scripts and tests, in plain values: window.atlas. */
interface PageApi {
  /** Shows a selection; answers with the number of designations shown. */
  select(selection: Outside): number;
  /** Ranked places for a text among what is shown; null without a word in it. */
  find(text: unknown): { place: string; score: number; evidence: string[] }[] | null;
  readonly facts: object[];
  readonly state: Omit<ReaderState, "ids"> & { ids: FactIndex[] };
  /** The first picture of the map stands. */
  ready: Promise<void>;
}

// ---------------------------------------------------------------- the app

/** What the app's page shows, in the panel and on the map. */
interface AppState extends ScreenState {
  counts: Counts;
}

type AppScreen = ReturnType<typeof import("./app/app_screen.js").createScreen>;

/** A state as the server tells it: only what is set. */
interface ServerState {
  sel?: Outside;
  focus?: string | null;
  view?: ViewName;
  ask?: Outside;
}

/** What the server told a component, the last of each. */
interface ComponentData {
  kind: "map" | "filters";
  viewer: string;
  pack: string;
  lang?: Lang;
}

/** Through the map the server tells the page. */
interface MapData extends ComponentData {
  /** Number of the last change that the server knows. */
  n: number;
  /** What it shows, where that is not what it was told. */
  state: ServerState | null;
  basemap?: Basemap | null;
  /** Where the texts of clauses are. */
  texts?: string | null;
  /** Where the office's own rows are. */
  own?: string | null;
}

interface ComponentHost<Data> {
  data: Data;
  send(name: string, value: unknown): void;
}

/** What a component starts in its host. */
interface ComponentPart {
  /** The host has new data. */
  tell(): void;
  destroy(): void;
}

/** What the components of a page share. */
interface SharedAtlas {
  atlas: Atlas;
  screen: AppScreen;
  /** The map that waits for its component. */
  firstMap?: FirstMap;
}

/** The map in the app; a component hosts it. */
interface MapPart {
  /** Reads clause texts from where the server has them, if anywhere. */
  readTexts(address: string | null | undefined): void;
  /** Shows the tour to whoever is here for the first time, on a page that nobody has used yet. */
  greet(): void;
  destroy(): void;
}

interface FirstMap {
  part: MapPart;
  /** A component hosts it: `put` places its element there, as soon as nobody types in it. */
  moveTo(put: (root: HTMLElement) => void): void;
}

/** What the head of the app's page hands along. */
interface FirstMapOptions {
  basemap: Basemap | null;
}

/** What app/app.js offers to component.js. */
interface ViewerModule {
  sharedAtlas(url: string, bytes: Promise<Uint8Array<ArrayBuffer>>): Promise<SharedAtlas>;
  showFirstMap(shared: SharedAtlas, options: FirstMapOptions): void;
  map(root: HTMLElement, shared: SharedAtlas, host: AppHost): ComponentPart;
  filters(root: HTMLElement, shared: SharedAtlas, host: AppHost): ComponentPart;
}

/** The element of a component, from its first call until it leaves the page. */
interface AppHost extends ComponentHost<ComponentData> {
  root: HTMLElement;
  /** What is said while the viewer loads. */
  wait: HTMLElement;
  part?: ComponentPart;
  gone?: boolean;
}

/** What Streamlit calls a component with. */
interface ComponentCall {
  parentElement: Element;
  setTriggerValue(name: string, value: unknown): void;
  data: Uint8Array;
}

/** Stylesheets as the build puts them into the app's script: of the frame, the question views, the tour. */
declare const frameStyle: string;
declare const questionStyle: string;
declare const tourStyle: string;
/** Whether the build has what shows an office's own rows; without it an exported file is smaller. */
/** Whether the script is made with what shows an office's own rows: a file without them leaves it out. */
declare const withOwnRows: boolean;

/** A box in the window, in CSS px. */
interface TourBox {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Where the tour's callout stands, seen from what it explains. */
type TourSide = "left" | "right" | "below-start" | "below-end";
