// The matrix of clusters, their industries and the compared places; every cell opens to its clauses.
import { h, fill, swatch, statusMark } from "../../core/dom.js";
import { t, nameOf, joinNames, joinWords } from "../../core/i18n.js";
import { countWords, shortCount } from "../../core/headlines.js";
import { INK } from "../../core/ink.js";
import {
  clusterLabel,
  cmpFacts,
  cmpSection,
  cmpFlip,
  industryName,
  cmpKeyed,
  shadeMark,
  cmpUnfolder,
  viaText,
} from "./compare_parts.js";

/** @param {CompareRow} row */
function rowKey(row) {
  return `${row.cluster} ${row.industry ?? "all"}`;
}

/**
 * @param {RowContext} ctx
 * @param {CompareRow} row
 */
function rowName(ctx, row) {
  return row.industry === null ? nameOf(ctx.lang, ctx.atlas.clusters[row.cluster]) : industryName(ctx, row.industry);
}

/** @param {RowContext} ctx */
export function cellKeys(ctx) {
  const { lang } = ctx;
  const grey = INK.outline;
  /**
   * @param {Node} mark
   * @param {string} word
   */
  const key = (mark, word) => h("span", {}, mark, t(lang, word));
  return h(
    "p",
    { class: "ca-cmp-keys" },
    key(swatch(grey, "ca-sq2"), "cmpKeyDirect"),
    key(swatch(grey, "ca-hatch"), "cmpKeyRegion"),
    key(h("i", { class: "ca-cmp-key-none", "aria-hidden": "true" }), "cmpKeyNone"),
    key(h("i", { class: "ca-cmp-key-unnamed", "aria-hidden": "true" }), "cmpKeyUnnamed"),
  );
}

/**
 * What a cell says when nothing is designated: the two kinds of nothing are told apart.
 *
 * @param {RowContext} ctx
 * @param {PlaceIndex} place
 * @param {CompareRow} row
 * @param {Cell} cell
 */
function emptyCell(ctx, place, row, cell) {
  const word = t(ctx.lang, cell.state === "none" ? "cmpNone" : "cmpUnnamed");
  return h(
    "td",
    {
      class: `ca-cmp-${cell.state}`,
      "aria-label": t(ctx.lang, "cmpCellNone", {
        place: nameOf(ctx.lang, ctx.atlas.places[place]),
        row: rowName(ctx, row),
        state: t(ctx.lang, cell.state === "none" ? "cmpKeyNone" : "cmpKeyUnnamed"),
      }),
    },
    h("span", {}, word),
  );
}

// Keeps which rows and cells are open, whatever is drawn anew.
export function createSideTable() {
  /** @type {Set<ClusterIndex>} */
  const openRows = new Set();
  /** @type {Set<string>} */
  const openCells = new Set();
  const box = h("div", {});
  /** @type {CompareContext} */
  let ctx;
  /** @type {Comparison} */
  let found;

  /**
   * @param {CompareRow} row
   * @param {number} k
   */
  function cellOf(row, k) {
    const { atlas, lang } = ctx;
    const place = found.places[k];
    const cell = row.cells[k];
    if (cell.strongest === null) return emptyCell(ctx, place, row, cell);
    const key = `cell ${rowKey(row)} ${place}`;
    const role = nameOf(lang, atlas.codes.role[atlas.facts.role[cell.strongest]]);
    const status = nameOf(lang, atlas.codes.status[atlas.facts.status[cell.strongest]]);
    const via = cell.state === "region" && viaText(ctx, place, cell.strongest);
    const toggle = () => {
      cmpFlip(openCells, key);
      draw(key);
    };
    const label = t(lang, "cmpCellOf", {
      place: nameOf(lang, atlas.places[place]),
      row: rowName(ctx, row),
      role: via ? `${via} ${role}` : role,
      status,
      n: countWords(lang, cell.named, cell.facts.length - cell.named),
    });
    return h(
      "td",
      { class: `ca-cmp-${cell.state}` },
      cmpKeyed(
        key,
        h(
          "button",
          {
            type: "button",
            class: "ca-cmp-cell",
            "aria-expanded": String(openCells.has(key)),
            onclick: toggle,
          },
          // What is spoken holds what is seen.
          h("span", { class: "ca-hidden" }, label),
          via && h("em", { title: via }, via),
          h("span", {}, shadeMark(ctx, cell.strongest, cell.state), h("strong", {}, role)),
          h(
            "span",
            {},
            statusMark(atlas, atlas.facts.status[cell.strongest]),
            h("span", {}, status),
            h("b", {}, shortCount(cell.named, cell.facts.length - cell.named)),
          ),
        ),
      ),
    );
  }

  /**
   * The designations of the open cells of a row, below it over the whole width.
   *
   * @param {CompareRow} row
   */
  function detailsOf(row) {
    const open = found.places
      .map((place, k) => ({ place, key: `cell ${rowKey(row)} ${place}`, cell: row.cells[k] }))
      .filter((entry) => openCells.has(entry.key) && entry.cell.facts.length);
    /** @param {{ place: PlaceIndex, key: string, cell: Cell }} opened */
    const part = ({ place, key, cell }) =>
      h(
        "div",
        { class: "ca-cmp-opened" },
        h(
          "h4",
          {},
          t(ctx.lang, "cmpFactsOf", {
            n: cell.facts.length,
            place: nameOf(ctx.lang, ctx.atlas.places[place]),
            row: rowName(ctx, row),
          }),
          h(
            "button",
            {
              type: "button",
              class: "ca-link",
              onclick: () => {
                openCells.delete(key);
                draw(key);
              },
            },
            t(ctx.lang, "cmpClose"),
          ),
        ),
        cmpFacts(ctx, cell.facts, place),
      );
    return (
      open.length > 0 &&
      h(
        "tr",
        { class: "ca-cmp-detail" },
        h("td", { colspan: found.places.length + 1 }, h("div", { class: "ca-cmp-stay" }, open.map(part))),
      )
    );
  }

  /**
   * @param {CompareRow} row
   * @param {Child} head
   */
  function lineOf(row, head) {
    const line = h(
      "tr",
      { class: row.industry === null ? "ca-cmp-clusterrow" : "ca-cmp-industryrow" },
      h("th", { scope: "row" }, head),
      row.cells.map((_, k) => cellOf(row, k)),
    );
    line.dataset.row = rowKey(row);
    return [line, detailsOf(row)];
  }

  /** @param {CompareRow} row */
  function clusterLines(row) {
    const open = openRows.has(row.cluster);
    const key = `row ${row.cluster}`;
    const toggle = () => {
      cmpFlip(openRows, row.cluster);
      draw(key);
    };
    const folds = row.rows.length + row.others.length > 0;
    const head = folds
      ? cmpUnfolder(open, toggle, key, clusterLabel(ctx, row.cluster))
      : h("span", { class: "ca-cmp-fold" }, h("i", {}), clusterLabel(ctx, row.cluster));
    return [
      lineOf(row, head),
      open && row.rows.map((inner) => lineOf(inner, h("span", { class: "ca-cmp-inner" }, rowName(ctx, inner)))),
      open && othersLine(row),
    ];
  }

  /** @param {CompareRow} row */
  function othersLine(row) {
    if (!row.others.length) return null;
    /** @param {CompareRow["others"][number]} other */
    const name = ([industry, state]) =>
      industryName(ctx, industry) + (state === "unnamed" ? t(ctx.lang, "cmpOthersUnnamed") : "");
    return h(
      "tr",
      { class: "ca-cmp-others" },
      h(
        "td",
        { colspan: found.places.length + 1 },
        h("div", { class: "ca-cmp-stay" }, t(ctx.lang, "cmpOthers"), joinWords(ctx.lang, row.others.map(name))),
      ),
    );
  }

  /** @param {string | null} [focus] */
  function draw(focus = null) {
    const { atlas, lang } = ctx;
    const all = found.rows.every((row) => openRows.has(row.cluster));
    const toggleAll = () => {
      openRows.clear();
      if (!all) for (const row of found.rows) openRows.add(row.cluster);
      draw("all rows");
    };
    const scrolled = box.querySelector(".ca-cmp-scroll")?.scrollLeft || 0;
    const head = h(
      "tr",
      {},
      h("th", { scope: "col" }, t(lang, "cluster")),
      found.places.map((p) => h("th", { scope: "col" }, nameOf(lang, atlas.places[p]))),
    );
    const table = h(
      "table",
      {},
      h(
        "caption",
        { class: "ca-hidden" },
        `${t(lang, "cmpTable")}: ${joinNames(
          lang,
          found.places.map((p) => atlas.places[p]),
        )}`,
      ),
      h("thead", {}, head),
      h("tbody", {}, found.rows.map(clusterLines)),
    );
    table.style.setProperty("--n", String(found.places.length));
    fill(
      box,
      cmpSection(
        [
          t(lang, "cmpTable"),
          cmpKeyed(
            "all rows",
            h(
              "button",
              { type: "button", class: "ca-link", onclick: toggleAll },
              t(lang, all ? "cmpFold" : "cmpUnfold"),
            ),
          ),
        ],
        cellKeys(ctx),
        h("div", { class: "ca-cmp-scroll ca-cmp-side", tabindex: "-1" }, table),
        h("p", { class: "ca-cmp-note" }, t(lang, "cmpKeyCount")),
      ),
    );
    const scroller = box.querySelector(".ca-cmp-scroll");
    if (scrolled && scroller) scroller.scrollLeft = scrolled;
    if (focus)
      [...box.querySelectorAll("[data-key]")].find((el) => el.dataset.key === focus)?.focus({ preventScroll: true });
  }

  return {
    /**
     * @param {CompareContext} next
     * @param {Comparison} comparison
     */
    make(next, comparison) {
      [ctx, found] = [next, comparison];
      draw();
      return box;
    },
    /**
     * Opens the row that something else on the page speaks of and goes there.
     *
     * @param {CompareRow} row
     */
    reveal(row) {
      openRows.add(row.cluster);
      draw();
      const line = [...box.querySelectorAll("tr")].find((el) => el.dataset.row === rowKey(row));
      line?.scrollIntoView({ block: "center" });
      line?.querySelector("button")?.focus({ preventScroll: true });
    },
  };
}
