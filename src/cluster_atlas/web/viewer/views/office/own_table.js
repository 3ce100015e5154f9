// The office's own rows of one kind in a table, sorted by any column.
import { h, fill, growList } from "../../core/dom.js";
import { joinNames, nameOf, t } from "../../core/i18n.js";
import { areaWords, ownName, ownPrecision, valueWords } from "../../core/own_values.js";
import { ownFocus } from "../../core/own.js";
import { ownShown } from "../../questions/office/own_rows.js";
import { placeLinks } from "../facts.js";
import { sortButton, sortOrder } from "../sort_head.js";
import { homesOfRow, ownMark, rowIndustries } from "./own_card.js";

const SUB = "own";
const STEP = 60; // rows that are made at a time

/**
 * What the table is asked to list: "own" or "own:projects" of the address; null for the designations.
 *
 * @param {Atlas} atlas
 * @param {string} sub
 */
function kindAsked({ own }, sub) {
  const [what, id] = sub.split(":");
  if (what !== SUB || !own) return null;
  const there = own.kinds.filter((_, k) => own.rows.some((row) => row.kind === k));
  return there.find((kind) => kind.id === id) ?? there[0] ?? null;
}

/**
 * Columns of a kind: what its rows have, where they are and what that is worth.
 *
 * @param {Atlas} atlas
 * @param {Own} own
 * @param {OwnKind} kind
 * @param {RowContext} ctx
 * @param {OwnRow[]} rows
 * @returns {OwnColumn[]}
 */
function columnsOf(atlas, own, kind, ctx, rows) {
  const { lang } = ctx;
  /** @param {OwnRow} row */
  const homes = (row) =>
    joinNames(
      lang,
      homesOfRow(atlas, row).map((p) => atlas.places[p]),
    );
  /** @param {OwnRow} row */
  const industries = (row) => rowIndustries(ctx, row);
  /** @type {(OwnColumn | false)[]} */
  const columns = [
    {
      id: "name",
      name: t(lang, "ownName"),
      key: (row) => ownName(lang, own, row),
      cell: (row) => [
        ownMark(own, row),
        h(
          "button",
          { type: "button", class: "ca-title ca-small", onclick: () => ctx.open(ownFocus(row)) },
          ownName(lang, own, row),
        ),
      ],
    },
    kind.id === "layer" && { id: "layer", name: t(lang, "ownLayer"), key: (row) => row.layer },
    kind.id === "projects" && {
      id: "stage",
      name: t(lang, "ownStage"),
      key: (row) => row.stage,
      cell: (row) => nameOf(lang, own.stages[row.stage]),
    },
    {
      id: "where",
      name: t(lang, "ownWhere"),
      key: homes,
      cell: (row) => placeLinks(ctx, homesOfRow(atlas, row)),
    },
    rows.some((row) => row.industries.length) && { id: "industry", name: t(lang, "industry"), key: industries },
    ...kind.fields.map((field, k) => ({
      id: `value:${field.id}`,
      name: nameOf(lang, field),
      key: /** @param {OwnRow} row */ (row) => {
        const value = row.values[k];
        return typeof value === "number" ? value : valueWords(lang, field, value);
      },
      cell: /** @param {OwnRow} row */ (row) => valueWords(lang, field, row.values[k]),
    })),
    rows.some((row) => row.area !== null) && {
      id: "shape",
      name: t(lang, "ownShape"),
      key: (row) => row.area ?? "",
      cell: (row) => (row.area === null ? "" : areaWords(lang, row.area)),
    },
    { id: "precision", name: t(lang, "precision"), key: (row) => ownPrecision(atlas, lang, row) },
  ];
  return columns.filter((column) => column !== false);
}

/**
 * Numbers before texts, what is blank last whichever way it is sorted.
 *
 * @param {OwnRow[]} rows
 * @param {(row: OwnRow) => string | number} key
 * @param {number} direction
 * @param {Lang} lang
 */
function sortRows(rows, key, direction, lang) {
  const words = new Intl.Collator(lang === "en" ? "en" : "zh-CN", { numeric: true });
  /** @param {string | number} value */
  const isBlank = (value) => value === "" || value === -1;
  const keyed = rows.map((row, i) => /** @type {const} */ ([key(row), i, row]));
  keyed.sort(([a, i], [b, j]) => {
    if (isBlank(a) || isBlank(b)) return Number(isBlank(a)) - Number(isBlank(b)) || i - j;
    const order = typeof a === "number" && typeof b === "number" ? a - b : words.compare(String(a), String(b));
    return order * direction || i - j;
  });
  return keyed.map(([, , row]) => row);
}

/**
 * What stands above the table, and the table of own rows where it is asked for.
 *
 * @param {HTMLElement} el
 * @param {Atlas} atlas
 * @param {Pick<ViewCallbacks, "open" | "hover" | "ask">} callbacks
 */
export function createOwnTable(el, atlas, callbacks) {
  /** @type {{ kind: string, column: string, direction: number }} */
  const sort = { kind: "", column: "", direction: 1 };

  /**
   * Which rows the table lists: designations, or own ones of a kind.
   *
   * @param {ScreenState} state
   */
  function switches(state) {
    const { own } = atlas;
    if (!own?.rows.length) return null;
    const { lang } = state;
    const kind = kindAsked(atlas, state.ask.sub);
    const { kinds } = ownShown(atlas, state);
    /**
     * @param {string} label
     * @param {boolean} on
     * @param {string} sub
     * @param {string} [count]
     */
    const choice = (label, on, sub, count = "") =>
      h(
        "button",
        {
          type: "button",
          class: "ca-pick",
          "aria-pressed": String(on),
          onclick: () => on || callbacks.ask({ sub }),
        },
        label,
        count && h("span", { class: "ca-count" }, count),
      );
    return h(
      "div",
      { class: "ca-own-switch", role: "group", "aria-label": t(lang, "ownTableHead") },
      choice(t(lang, "facts"), !kind, ""),
      choice(t(lang, "ownData"), Boolean(kind), SUB),
      kind && h("span", { class: "ca-mute", "aria-hidden": "true" }, "｜"),
      kind &&
        own.kinds.map(
          (one, k) =>
            own.rows.some((row) => row.kind === k) &&
            choice(nameOf(lang, one), one === kind, `${SUB}:${one.id}`, String(kinds[k])),
        ),
    );
  }

  /** @param {ScreenState} state */
  function show(state) {
    const own = /** @type {Own} */ (atlas.own);
    const kind = kindAsked(atlas, state.ask.sub);
    if (!kind) return false;
    const { lang } = state;
    const ctx = { atlas, lang, open: callbacks.open, hover: callbacks.hover };
    const mine = ownShown(atlas, state)
      .rows.map((i) => own.rows[i])
      .filter((row) => own.kinds[row.kind] === kind);
    const columns = columnsOf(atlas, own, kind, ctx, mine);
    if (sort.kind !== kind.id) Object.assign(sort, { kind: kind.id, column: "", direction: 1 });
    const by = columns.find(({ id }) => id === sort.column);
    const rows = by ? sortRows(mine, by.key, sort.direction, lang) : mine;
    /** @param {OwnColumn} column */
    const headCell = ({ id, name }) => {
      const direction = id === sort.column ? sort.direction : 0;
      const button = sortButton(lang, name, direction, (wanted) => {
        Object.assign(sort, { column: id, direction: wanted });
        fill(el, switches(state));
        show(state);
        el.querySelectorAll("th button")[columns.findIndex((one) => one.id === id)]?.focus();
      });
      return h("th", { scope: "col", "aria-sort": sortOrder(direction) }, button);
    };
    const body = h("tbody", {});
    el.append(h("table", { class: "ca-own-table" }, h("thead", {}, h("tr", {}, columns.map(headCell))), body));
    if (!rows.length) el.append(h("p", { class: "ca-empty" }, t(lang, "ownNone")));
    /** @param {OwnRow} row */
    const made = (row) =>
      h(
        "tr",
        {},
        columns.map(({ key, cell }) => h("td", {}, cell ? cell(row) : String(key(row)))),
      );
    growList(el, body, rows, made, STEP);
    el.scrollTop = 0;
    return true;
  }

  return { switches, show };
}
