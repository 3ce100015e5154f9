// Changes as page elements: a row with both statements, a table, and plain text to copy.
import { h, statusMark } from "../../core/dom.js";
import { t, nameOf, joinNames, joinWords } from "../../core/i18n.js";
import { titleOf } from "../../core/headlines.js";
import { clauseLabel, clauseMark, documentMark, targetLabel } from "../../core/cite.js";
import { roleMark } from "../facts.js";
import { changeSentence } from "../../questions/evolve_say.js";
import { EVO_SIGNS } from "./evolve_map.js";

/**
 * @param {Lang} lang
 * @param {ChangeKind} kind
 */
export function kindBadge(lang, kind) {
  return h("span", { class: `ca-evo-badge ca-evo-${kind}`, title: t(lang, `evo_${kind}`) }, EVO_SIGNS[kind]);
}

/**
 * 2021 or 2019（征求意见稿）: what tells one edition of a plan from another.
 *
 * @param {Lang} lang
 * @param {PlanDocument} doc
 */
export function editionName(lang, doc) {
  const year = /\d{4}.*$/.exec((lang === "en" ? doc.short_en : doc.short) || "");
  return year ? year[0] : documentMark(lang, doc);
}

/**
 * @param {RowContext} ctx
 * @param {FactIndex} fact
 */
function evoClauseButton(ctx, fact) {
  const { atlas, lang } = ctx;
  const doc = atlas.documents[atlas.facts.document[fact]];
  return h(
    "button",
    {
      type: "button",
      class: "ca-evo-clause",
      title: `${nameOf(lang, doc)} ${documentMark(lang, doc)}`,
      onclick: () => ctx.open(atlas.facts.id[fact]),
      onfocus: () => ctx.hover(atlas.facts.places[fact]),
      onblur: () => ctx.hover(null),
    },
    h(
      "span",
      { class: "ca-hidden" },
      t(lang, "evoOpen", { name: `${titleOf(atlas, lang, fact)} ${clauseMark(lang, atlas, fact)}` }),
    ),
    h("b", {}, editionName(lang, doc)),
    ` ${clauseLabel(lang, atlas, atlas.facts.clause[fact])}`,
  );
}

/**
 * Places of one side, those that only it has marked by sign and stroke, not by colour alone.
 *
 * @param {RowContext} ctx
 * @param {FactIndex} fact
 * @param {PlaceIndex[]} special
 * @param {"added" | "dropped"} kind
 * @param {PlaceIndex[]} renamed
 */
function evoPlaceMarks(ctx, fact, special, kind, renamed) {
  const { atlas, lang } = ctx;
  const list = atlas.facts.places[fact].map((p) => {
    const mark = special.includes(p) && kind;
    const name = nameOf(lang, atlas.places[p]);
    if (mark)
      return h(
        "span",
        { class: `ca-evo-mark ca-evo-${kind}` },
        `${EVO_SIGNS[kind]} `,
        kind === "dropped" ? h("s", {}, name) : name,
      );
    return h("span", { class: renamed.includes(p) ? "ca-evo-differs" : null }, name);
  });
  return h("p", { class: "ca-evo-places" }, list);
}

/**
 * Relations of one side, where they or the regions at their ends differ.
 *
 * @param {RowContext} ctx
 * @param {Change} change
 * @param {FactIndex} fact
 */
function evoRelationLine(ctx, change, fact) {
  const { atlas, lang } = ctx;
  if (
    !change.differences.some((name) => name === "relations" || name === "renamed-region") ||
    !atlas.facts.relations[fact].length
  )
    return null;
  /** @type {Map<string, string[]>} */
  const words = new Map();
  for (const [type, from, to] of atlas.facts.relations[fact]) {
    const key = `${nameOf(
      lang,
      atlas.codes.relation.find((code) => code.id === type),
    )} ${nameOf(lang, atlas.places[from])} →`;
    words.set(key, [...(words.get(key) || []), nameOf(lang, atlas.places[to])]);
  }
  return h(
    "p",
    { class: "ca-mute" },
    [...words].map(([key, ends]) => `${key} ${joinWords(lang, ends)}`).join(lang === "en" ? "; " : "；"),
  );
}

/**
 * One statement: clause, title, places, role, status, target; what differs stands out.
 *
 * @param {RowContext} ctx
 * @param {Change} change
 * @param {FactIndex} fact
 * @param {"old" | "new"} side
 */
function evoSideOf(ctx, change, fact, side) {
  const { atlas, lang } = ctx;
  const { role, status, target } = atlas.facts;
  /** @param {string} name */
  const differs = (name) => (change.differences.includes(name) ? "ca-chip ca-evo-differs" : "ca-chip");
  const alone = change.old < 0 || change.new < 0;
  const special = alone ? [] : side === "old" ? change.taken : change.added;
  const renamed = change.regions.flatMap((pair) => pair[side === "old" ? 0 : 1]);
  return h(
    "div",
    {
      class: "ca-evo-side",
      onmouseenter: () => ctx.hover(atlas.facts.places[fact]),
      onmouseleave: () => ctx.hover(null),
    },
    evoClauseButton(ctx, fact),
    !alone && change.differences.includes("title") && h("p", { class: "ca-evo-title" }, titleOf(atlas, lang, fact)),
    evoPlaceMarks(ctx, fact, special, side === "old" ? "dropped" : "added", renamed),
    h(
      "p",
      { class: "ca-chips" },
      h(
        "span",
        { class: differs("status") },
        statusMark(atlas, status[fact]),
        nameOf(lang, atlas.codes.status[status[fact]]),
      ),
      h("span", { class: differs("role") }, roleMark(atlas, fact), nameOf(lang, atlas.codes.role[role[fact]])),
      target[fact] &&
        h("span", { class: `${differs("target")} ca-chip-target` }, targetLabel(lang, atlas, target[fact])),
    ),
    evoRelationLine(ctx, change, fact),
  );
}

/**
 * @param {RowContext} ctx
 * @param {Change} change
 */
export function changeRow(ctx, change) {
  const { lang } = ctx;
  if (change.kind === "kept") return evoKeptRow(ctx, change);
  /** @type {["old" | "new", FactIndex][]} */
  const both = [
    ["old", change.old],
    ["new", change.new],
  ];
  const sides = both.filter(([, fact]) => fact >= 0);
  const row = h(
    "article",
    { class: "ca-evo-row" },
    h(
      "p",
      { class: "ca-evo-says" },
      kindBadge(lang, change.kind),
      h("span", {}, changeSentence(ctx.atlas, lang, change)),
      change.judged &&
        h(
          "span",
          { class: "ca-evo-judged", title: t(lang, "evoJudgedFull", { n: change.likeness }) },
          `${t(lang, "evoJudged")} ${change.likeness}%`,
        ),
    ),
    h(
      "div",
      { class: `ca-evo-sides${sides.length > 1 ? " ca-evo-both" : ""}` },
      sides.map(([side, fact]) => evoSideOf(ctx, change, fact, side)),
    ),
  );
  row.dataset.kind = change.kind;
  return row;
}

/**
 * @param {RowContext} ctx
 * @param {Change} change
 */
function evoKeptRow(ctx, change) {
  const { atlas, lang } = ctx;
  const row = h(
    "article",
    { class: "ca-evo-row ca-evo-same" },
    h(
      "p",
      { class: "ca-evo-says" },
      kindBadge(lang, "kept"),
      h("span", {}, titleOf(atlas, lang, change.new)),
      h(
        "span",
        { class: "ca-mute" },
        joinNames(
          lang,
          atlas.facts.places[change.new].map((p) => atlas.places[p]),
        ),
      ),
    ),
    h("p", { class: "ca-evo-clauses" }, evoClauseButton(ctx, change.old), evoClauseButton(ctx, change.new)),
  );
  row.dataset.kind = "kept";
  return row;
}

const EVO_COLUMNS = [
  "evoKind",
  "evoStatement",
  "place",
  "role",
  "status",
  "target",
  "evoBefore",
  "evoAfter",
  "evoJudged",
];

/**
 * @param {RowContext} ctx
 * @param {Change[]} changes
 */
export function changeTable(ctx, changes) {
  const { lang } = ctx;
  return h(
    "div",
    { class: "ca-evo-scroll", tabindex: "0", role: "region", "aria-label": t(lang, "evoTable") },
    h(
      "table",
      {},
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          EVO_COLUMNS.map((key) => h("th", { scope: "col" }, t(lang, key))),
        ),
      ),
      h(
        "tbody",
        {},
        changes.map((change) => evoTableRow(ctx, change)),
      ),
    ),
  );
}

/**
 * @param {RowContext} ctx
 * @param {Change} change
 */
function evoTableRow(ctx, change) {
  const { atlas, lang } = ctx;
  const { facts } = atlas;
  const any = change.new < 0 ? change.old : change.new;
  const both = change.old >= 0 && change.new >= 0;
  /**
   * One value where both editions agree, before → after where they do not.
   *
   * @param {(fact: FactIndex) => string} text
   */
  const cell = (text) => {
    const [before, after] = both ? [text(change.old), text(change.new)] : [text(any), text(any)];
    return h(
      "td",
      {},
      before === after
        ? after
        : [h("span", { class: "ca-evo-was" }, before || "–"), h("span", { class: "ca-evo-now" }, `→ ${after || "–"}`)],
    );
  };
  /** @param {FactIndex} fact */
  const places = (fact) =>
    joinNames(
      lang,
      facts.places[fact].map((p) => atlas.places[p]),
    );
  /** @type {(name: "role" | "status") => (fact: FactIndex) => string} */
  const code = (name) => (fact) => nameOf(lang, atlas.codes[name][facts[name][fact]]);
  /** @param {FactIndex} fact */
  const clause = (fact) => h("td", { class: "ca-nowrap" }, fact >= 0 && evoClauseButton(ctx, fact));
  return h(
    "tr",
    {},
    h("td", { class: "ca-nowrap" }, kindBadge(lang, change.kind), t(lang, `evo_${change.kind}`)),
    h(
      "th",
      { scope: "row" },
      titleOf(atlas, lang, any),
      both &&
        change.differences.includes("title") &&
        h("span", { class: "ca-evo-was" }, t(lang, "evoFormer", { name: titleOf(atlas, lang, change.old) })),
    ),
    cell(places),
    cell(code("role")),
    cell(code("status")),
    cell((fact) => targetLabel(lang, atlas, facts.target[fact])),
    clause(change.old),
    clause(change.new),
    h("td", { class: "ca-nowrap" }, change.judged ? `${change.likeness}%` : ""),
  );
}

/**
 * The changes as lines of text with their clauses, for a document or a mail.
 *
 * @param {RowContext} ctx
 * @param {string} title
 * @param {Change[]} changes
 */
export function changesText(ctx, title, changes) {
  const { atlas, lang } = ctx;
  /** @param {FactIndex} fact */
  const at = (fact) => clauseMark(lang, atlas, fact);
  const lines = changes.map((change) => {
    const clauses = [change.old, change.new]
      .filter((fact) => fact >= 0)
      .map(at)
      .join(" → ");
    const said = `${EVO_SIGNS[change.kind]} ${changeSentence(atlas, lang, change)}`;
    return lang === "en" ? `${said} [${clauses}]` : `${said}［${clauses}］`;
  });
  return [title, ...lines].join("\n");
}
