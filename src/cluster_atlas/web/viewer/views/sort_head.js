// The head of a column by which a table is sorted.
import { h } from "../core/dom.js";
import { t } from "../core/i18n.js";

/**
 * What a column says of its order to those who hear it.
 *
 * @param {number} direction - 1 or -1; 0 where the table is sorted by another column
 */
export function sortOrder(direction) {
  return direction ? (direction > 0 ? "ascending" : "descending") : "none";
}

/**
 * @param {Lang} lang
 * @param {string} name - of the column
 * @param {number} direction - as of sortOrder()
 * @param {(direction: number) => void} onSort - told the direction that the press asks for
 */
export function sortButton(lang, name, direction, onSort) {
  return h(
    "button",
    { type: "button", title: t(lang, "sortBy", { name }), onclick: () => onSort(direction ? -direction : 1) },
    name,
    h("i", { "aria-hidden": "true" }, direction ? (direction > 0 ? "↑" : "↓") : ""),
  );
}
