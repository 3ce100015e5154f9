// Every word of the user interface, Chinese and English.
import { WORDS_CHOSEN } from "./words/words_chosen.js";
import { WORDS_COMPARE } from "./words/words_compare.js";
import { WORDS_EVOLVE } from "./words/words_evolve.js";
import { WORDS_FIND } from "./words/words_find.js";
import { WORDS_IMPLEMENTATION } from "./words/words_implementation.js";
import { WORDS_OWN } from "./words/words_own.js";
import { WORDS_SEARCH } from "./words/words_search.js";
import { WORDS_SITES } from "./words/words_sites.js";
import { WORDS_STORY } from "./words/words_story.js";

/** @type {Record<string, string[]>} */
const WORDS = {
  ...WORDS_CHOSEN,
  ...WORDS_COMPARE,
  ...WORDS_EVOLVE,
  ...WORDS_FIND,
  ...(withOwnRows ? WORDS_IMPLEMENTATION : {}),
  ...(withOwnRows ? WORDS_OWN : {}),
  ...(withOwnRows ? WORDS_SITES : {}),
  ...WORDS_SEARCH,
  ...WORDS_STORY,
  compare: ["对比", "Compare"],
  implementation: ["落地", "Implementation"],
  evolve: ["演变", "Evolve"],
  product: ["粤产集群图谱", "Guangdong Cluster Atlas"],
  loading: ["加载中…", "Loading…"],
  failed: ["图谱未能载入：{why}", "The atlas did not load: {why}"],
  map: ["地图", "Map"],
  table: ["表格", "Table"],
  sources: ["来源", "Sources"],
  clauseFacts: ["{n} 条定位", "{n} designation[s]"],
  waivedAt: ["第 {n} 句提到“{word}”，未列为定位：", "Sentence {n} names “{word}” but is no designation: "],
  evidenceCount: [
    "当前 {n} 条定位；另有 {waived} 句提到地名而未列为定位，逐句注明理由",
    "{n} designation[s] shown; {waived} more sentence[s] with a place but no designation, each with a reason",
  ],
  replaces: ["替代：{name}", "Replaces: {name}"],
  print: ["打印", "Print"],
  filters: ["筛选", "Filters"],
  close: ["关闭", "Close"],
  back: ["返回列表", "Back to list"],
  search: ["在当前结果中筛选", "Narrow what is shown"],
  cluster: ["产业集群", "Clusters"],
  status: ["规划状态", "Status"],
  role: ["角色定位", "Role"],
  legal: ["文件效力", "Legal state"],
  named: ["点名方式", "How places are named"],
  asof: ["时点", "As of"],
  now: ["今", "Now"],
  region: ["区域", "Region"],
  city: ["城市", "City"],
  otherCities: ["其他", "Other"],
  document: ["文件", "Document"],
  reset: ["清除筛选", "Clear filters"],
  copyLink: ["复制链接", "Copy link"],
  copied: ["已复制", "Copied"],
  cite: ["复制引文", "Copy citation"],
  summary: ["当前 {n} 条定位", "{n} designation[s]"],
  cities: ["点名 {n} 市", "{n} cit[y|ies] named"],
  parks: ["{n} 园区与机构", "{n} [park or site|parks and sites]"],
  none: ["没有符合条件的定位", "No designation matches"],
  noneHint: ["放宽一项筛选，或清除筛选后再试。", "Relax one filter, or clear them all."],
  precision: ["精度", "Precision"],
  edition: ["版次", "Edition"],
  squareHead: ["每格一个产业集群，依此次序", "One square per cluster, in this order"],
  squareDirect: ["点名该市", "City named"],
  squareRegion: ["随所在区域", "Through its region"],
  squareNone: ["文件未提及", "Not mentioned"],
  squareMeaning: ["定位方式（数字：点名+随区域）", "How a city is named (number: named+by region)"],
  shadeBy: ["深浅", "Shade"],
  outside: ["不在所选地方", "Outside the places chosen"],
  hatch: ["仅随所在区域提及", "Through its region only"],
  hollow: ["空心：仅知镇街或县区驻地", "Hollow: town or county seat only"],
  circle: ["虚圈：位置误差范围", "Dashed ring: uncertainty"],
  countyKey: ["点名的县（市、区）", "County named"],
  unlocated: ["{n} 处位置未明，未上图", "{n} not located, not drawn"],
  legend: ["图例", "Legend"],
  zoomIn: ["放大", "Zoom in"],
  zoomOut: ["缩小", "Zoom out"],
  home: ["全省", "Whole province"],
  dongsha: ["东沙群岛", "Dongsha Islands"],
  delta: ["珠江三角洲", "Pearl River Delta"],
  sea: ["南　海", "South China Sea"],
  north: ["北", "N"],
  mapLabel: [
    "广东省产业集群地图。方向键平移，加减键缩放",
    "Map of industrial clusters in Guangdong. Arrow keys pan, plus and minus zoom",
  ],
  nClusters: ["{n} 集群", "{n} cluster[s]"],
  nFacts: ["{n} 定位", "{n} designation[s]"],
  nNamed: ["{n} 点名", "{n} named"],
  nVia: ["{n} 随区域", "{n} by region"],
  countNamed: ["点名 {n}", "named {n}"],
  countVia: ["随区域 {n}", "by region {n}"],
  nParks: ["{n} 园区·平台", "{n} [park or site|parks, sites]"],
  nTargets: ["{n} 目标", "{n} target[s]"],
  byCluster: ["各集群中的角色", "Roles by cluster"],
  counties: ["区县", "Counties"],
  places: ["园区与平台", "Parks and sites"],
  targets: ["目标", "Targets"],
  relations: ["城市关系", "Relations"],
  members: ["所含城市", "Member cities"],
  unlocatedHead: ["位置未明（未上图）", "Not located (not drawn)"],
  via: ["随{name}", "via {name}"],
  facts: ["定位", "Designations"],
  industry: ["产业", "Industry"],
  place: ["地区", "Place"],
  target: ["目标", "Target"],
  clause: ["条款", "Clause"],
  docTitle: ["文件", "Document"],
  source: ["位置来源", "Location source"],
  inferred: ["推断", "Inferred"],
  gbt: ["国民经济行业分类", "GB/T 4754"],
  zones: ["开发区", "Economic zones"],
  zoneCode: ["开发区代码", "Zone code"],
  zoneSilent: ["省级规划没有点名此开发区。", "No provincial plan here names this zone."],
  nothing: ["现有筛选下，文件未提及此地。", "Under these filters no document mentions this place."],
  notMentioned: ["文件未提及", "Not mentioned"],
  unknown: ["链接中的“{id}”不在本图谱中，已忽略。", "“{id}” in the link is not in this atlas and was ignored."],
  dataEdition: ["数据版本 {hash} · {date}", "Data {hash} · {date}"],
  sortBy: ["按{name}排序", "Sort by {name}"],
  listLabel: ["定位列表", "List of designations"],
  language: ["EN, switch to English", "中文，切换为中文"],
  showing: ["筛选：{what}", "Filters: {what}"],
};

/**
 * @param {Lang} lang
 * @param {string} key
 * @param {Record<string, unknown>} [params]
 * @returns {string}
 */
export function t(lang, key, params) {
  const pair = WORDS[key];
  const text = pair ? pair[lang === "en" ? 1 : 0] : key;
  return params ? filledIn(text, params) : text;
}

/**
 * A text with its slots filled, and English nouns in the number before them: “{n} cluster[s]”,
 * “{n} industr[y|ies]”.
 *
 * @param {string} text
 * @param {Record<string, unknown>} params
 */
function filledIn(text, params) {
  /** @type {(all: string, name: string, stem: string, one: string | undefined, many: string) => string} */
  const noun = (_, name, stem, one = "", many) => `{${name}}${stem}${Number(params[name]) === 1 ? one : many}`;
  const counted = text.replace(/\{(\w+)\}([^{}[\]]*)\[(?:([^[\]|]*)\|)?([^[\]]*)\]/g, noun);
  return counted.replace(/\{(\w+)\}/g, (_, name) => String(params[name] ?? ""));
}

/**
 * A sentence of the pack with its slots filled.
 *
 * @param {Lang} lang
 * @param {Phrase} text
 * @param {Record<string, unknown>} params
 */
export function worded(lang, text, params) {
  return filledIn(lang === "en" ? text.en : text.zh, params);
}

/**
 * The name of a place, cluster, industry, code or document; `full` prefers 江门市 to 江门.
 *
 * @param {Lang} lang
 * @param {Named | null | undefined} item
 * @returns {string}
 */
export function nameOf(lang, item, full = false) {
  if (!item) return "";
  if (lang === "en") return item.en || item.zh;
  return (full && item.full) || item.zh;
}

/**
 * @param {Lang} lang
 * @param {Named[]} items
 */
export function joinNames(lang, items) {
  return joinWords(
    lang,
    items.map((item) => nameOf(lang, item)),
  );
}

/**
 * Words as a list; English ones that hold a comma stand between semicolons; as join() in wording.py.
 *
 * @param {Lang} lang
 * @param {string[]} words
 */
export function joinWords(lang, words) {
  if (lang !== "en") return words.join("、");
  return words.join(words.some((word) => word.includes(", ")) ? "; " : ", ");
}

/**
 * A number with all its digits and no other, never with an exponent; as number() in wording/numbers.py.
 *
 * @param {number | null | undefined} value
 */
export function number(value) {
  if (value === null || value === undefined) return "";
  const [, sign, first, rest = "", power] = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(String(value)) || [];
  if (!power) return String(value);
  const point = Number(power) + 1;
  return sign + (point > 0 ? (first + rest).padEnd(point, "0") : `0.${"0".repeat(-point)}${first}${rest}`);
}
