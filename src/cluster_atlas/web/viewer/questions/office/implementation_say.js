// What a ledger comes to, in words; the same as wording/ledger_words.py.
import { number, t } from "../../core/i18n.js";

/** @type {ProjectState[]} */
export const PROJECT_STATES = ["named", "region", "none", "unmatched"];
// Yuan of the unit in which money is told, and how many parts of it are told.
const UNITS = { zh: [1e8, 100], en: [1e9, 1000] };

/**
 * @param {Lang} lang
 * @param {number} yuan
 */
export function moneyNumber(lang, yuan) {
  const [unit, parts] = UNITS[lang === "en" ? "en" : "zh"];
  return number(Math.round((yuan / unit) * parts) / parts);
}

/**
 * @param {Lang} lang
 * @param {number} yuan
 */
export function money(lang, yuan) {
  return t(lang, "impYuan", { n: moneyNumber(lang, yuan) });
}

/**
 * The sentence in pieces; one that has a `page` begins with the number of what stands there.
 *
 * @param {Lang} lang
 * @param {Implementation} found
 * @returns {{ text: string, page?: string }[]}
 */
export function implementationPieces(lang, found) {
  const { total, designations, waiting } = found;
  const plans = designations
    ? [
        { text: t(lang, "impPlans", { n: designations }) },
        { text: t(lang, "impIsWaiting", { n: waiting.length }), page: "waiting" },
        { text: t(lang, "impEnd") },
      ]
    : [{ text: t(lang, "impNoPlans") }];
  if (!total.all.count) return [{ text: t(lang, "impNone") }, ...plans];
  const { investment, untold } = total.all;
  const told =
    t(lang, "impMoney", { money: money(lang, investment) }) + (untold ? t(lang, "impUntoldIn", { n: untold }) : "");
  const states = PROJECT_STATES.flatMap((state) => {
    const n = total.states[state]?.count;
    return n ? { text: t(lang, `impIs_${state}`, { n }), page: state } : [];
  });
  return [
    { text: t(lang, "impOf", { n: total.all.count, money: told }) },
    ...states.flatMap((one, i) => (i ? [{ text: t(lang, "impComma") }, one] : [one])),
    { text: t(lang, "impStop") },
    ...plans,
  ];
}

/**
 * @param {Lang} lang
 * @param {Implementation} found
 */
export function implementationSentence(lang, found) {
  return implementationPieces(lang, found)
    .map(({ text }) => text)
    .join("")
    .trim();
}
