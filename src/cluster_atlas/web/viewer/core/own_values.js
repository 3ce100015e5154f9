// How an own row, its kind, its stage and its values are said, with units that are readable.
import { joinWords, nameOf, number, t } from "./i18n.js";

const TEN_THOUSAND = 1e4;
const HUNDRED_MILLION = 1e8;
const DIGITS = 4; // that are told of a number in another unit than its own

/** @param {number} value */
const short = (value) => number(Number(value.toPrecision(DIGITS)));

/**
 * @param {Lang} lang
 * @param {number} squareMetres
 */
export function areaWords(lang, squareMetres) {
  const wide = Math.abs(squareMetres) >= TEN_THOUSAND;
  const n = wide ? squareMetres / TEN_THOUSAND : squareMetres;
  return t(lang, wide ? "ownWideArea" : "ownSquareMetres", { n: short(n) });
}

/**
 * @param {Lang} lang
 * @param {number} yuan
 */
export function moneyWords(lang, yuan) {
  const size = Math.abs(yuan);
  if (size < TEN_THOUSAND) return t(lang, "ownYuan", { n: number(yuan) });
  if (lang === "en") {
    const [key, unit] = size < 1e6 ? ["ownTenThousand", 1e3] : ["ownHundredMillion", 1e6];
    return t(lang, key, { n: short(yuan / unit) });
  }
  const [key, unit] = size < HUNDRED_MILLION ? ["ownTenThousand", 1e4] : ["ownHundredMillion", 1e8];
  return t(lang, key, { n: short(yuan / unit) });
}

/** @param {number} voltAmperes */
function powerWords(voltAmperes) {
  return Math.abs(voltAmperes) >= 1e6 ? `${short(voltAmperes / 1e6)} MVA` : `${short(voltAmperes / 1e3)} kVA`;
}

/**
 * A value as it is read; empty where there is none.
 *
 * @param {Lang} lang
 * @param {OwnField} field
 * @param {string | number | string[] | null} value
 */
export function valueWords(lang, { type }, value) {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return joinWords(lang, value.map(String));
  if (typeof value !== "number") return String(value);
  if (type === "area") return areaWords(lang, value);
  if (type === "money") return moneyWords(lang, value);
  return type === "power" ? powerWords(value) : number(value);
}

/**
 * The value of a field of a row; null where its kind has no such field or the row leaves it blank.
 *
 * @param {Own} own
 * @param {OwnRow} row
 * @param {string} id
 */
export function valueOf(own, row, id) {
  const at = own.kinds[row.kind].fields.findIndex((field) => field.id === id);
  return at < 0 ? null : row.values[at];
}

/**
 * A field of a row in words; empty where blank.
 *
 * @param {Lang} lang
 * @param {Own} own
 * @param {OwnRow} row
 * @param {string} id
 */
export function saidValue(lang, own, row, id) {
  const field = own.kinds[row.kind].fields.find((one) => one.id === id);
  return field ? valueWords(lang, field, valueOf(own, row, id)) : "";
}

/**
 * What a row is called: one without a name by its layer or kind.
 *
 * @param {Lang} lang
 * @param {Own} own
 * @param {OwnRow} row
 */
export function ownName(lang, own, row) {
  return row.name || row.layer || `${nameOf(lang, own.kinds[row.kind])} ${row.id}`;
}

/**
 * The stage of a project; empty for what is none.
 *
 * @param {Lang} lang
 * @param {Own} own
 * @param {OwnRow} row
 */
export function stageWords(lang, own, row) {
  if (own.kinds[row.kind].id !== "projects") return "";
  return nameOf(lang, own.stages[row.stage]) || t(lang, "ownNoStage");
}

/**
 * Rows counted by kind: 3 个项目、2 处可用载体; what there is most to ask about first.
 *
 * @param {Lang} lang
 * @param {Own} own
 * @param {OwnRow[]} rows
 */
export function countedKinds(lang, own, rows) {
  const order = ["projects", "premises", "parks", "firms", "layer"];
  const said = order.map((kind) => {
    const n = rows.filter((row) => own.kinds[row.kind].id === kind).length;
    return n ? t(lang, `ownCount_${kind}`, { n }) : "";
  });
  return joinWords(lang, said.filter(Boolean));
}

/**
 * What the location of a row is worth: 点位 ±0.1 km; located() of Python says it so.
 *
 * @param {Atlas} atlas
 * @param {Lang} lang
 * @param {OwnRow} row
 */
export function ownPrecision(atlas, lang, row) {
  const code = atlas.codes.precision.find(({ id }) => id === row.precision);
  if (row.lon === null || !code) return t(lang, "ownNotPlaced");
  const word = row.shape ? t(lang, "ownOutline") : nameOf(lang, code);
  return row.radius && !row.shape && !isRough(row) ? `${word} ±${number(row.radius)} km` : word;
}

/**
 * Is only its county or city known, so that no point of it may be drawn?
 *
 * @param {OwnRow} row
 */
export function isRough(row) {
  return row.precision === "county" || row.precision === "city-only" || row.precision === "unknown";
}
