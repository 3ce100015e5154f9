// A change between two editions as one sentence made of its facts; the same words as changetext.py.
import { joinNames, nameOf } from "../core/i18n.js";

/** @type {Record<string, [zh: string, en: string]>} */
const EVO_KIND_WORDS = { added: ["新增", "Added"], dropped: ["不再列入", "Dropped"] };
/** @type {Record<string, [zh: string, en: string]>} */
const EVO_DIFFERENCE_WORDS = {
  places: ["地区", "places"],
  industries: ["产业", "industries"],
  role: ["角色", "role"],
  status: ["状态", "status"],
};
const EVO_AFTER_NUMBER = ["以上", "以内", "左右"];
/** @type {Record<string, string>} */
const EVO_QUALIFIER_WORDS = {
  约: "about ",
  近: "nearly ",
  左右: "about ",
  超: "over ",
  突破: "over ",
  以上: "at least ",
  不少于: "at least ",
};

/**
 * @param {Atlas} atlas
 * @param {Lang} lang
 * @returns {Sayer}
 */
function evoSayer(atlas, lang) {
  const en = lang === "en";
  const { facts, places, industries, codes } = atlas;
  return {
    en,
    facts,
    text: (zh, english) => (en ? english : zh),
    title: (fact) => (en && facts.en[fact]) || facts.zh[fact],
    places: (list) =>
      joinNames(
        lang,
        list.map((p) => places[p]),
      ),
    industries: (list) =>
      joinNames(
        lang,
        list.map((k) => industries[k]),
      ),
    code: (name, fact) => nameOf(lang, codes[name][facts[name][fact]]),
    relations: (list) =>
      list
        .map(([type, from, to]) => {
          const arrow = type === "jointly" ? " ↔ " : " → ";
          const kind = codes.relation.find((code) => code.id === type);
          return `${nameOf(lang, places[from])}${arrow}${nameOf(lang, places[to])} ${nameOf(lang, kind)}`;
        })
        .join(en ? ", " : "、"),
    goal: (fact) => {
      const { metric, metric_en } = /** @type {Target} */ (facts.target[fact]);
      const aim = codes.status[facts.status[fact]].id !== "established";
      return (en ? metric_en : metric) + (aim ? (en ? " goal" : "目标") : "");
    },
  };
}

/**
 * @param {Atlas} atlas
 * @param {Lang} lang
 * @param {Change} change
 */
export function changeSentence(atlas, lang, change) {
  const say = evoSayer(atlas, lang);
  if (change.old < 0 || change.new < 0) return evoCameOrWent(say, change);
  if (change.kind === "kept")
    return say.text(`「${say.title(change.new)}」未变。`, `"${say.title(change.new)}" is unchanged.`);
  const parts = evoSaidParts(say, change);
  return say.en
    ? `${evoSentenceHead(say, change)}: ${parts.join("; ")}${evoJudgement(say, change)}.`
    : `${evoSentenceHead(say, change)}：${parts.join("；")}${evoJudgement(say, change)}。`;
}

/**
 * @param {Sayer} say
 * @param {Change} change
 */
function evoCameOrWent(say, change) {
  const fact = change.new < 0 ? change.old : change.new;
  const target = say.facts.target[fact];
  const what = [say.places(say.facts.places[fact]), say.code("role", fact), say.code("status", fact)];
  if (target) what.push(`${say.en ? target.metric_en : target.metric} ${evoAmount(say, target, true)}`);
  const [zh, en] = EVO_KIND_WORDS[change.kind];
  return say.en
    ? `${en}: "${say.title(fact)}" (${what.join("; ")}).`
    : `${zh}「${say.title(fact)}」：${what.join("，")}。`;
}

/**
 * @param {Sayer} say
 * @param {Change} change
 */
function evoSentenceHead(say, { old, new: now, differences }) {
  const [before, after] = [say.title(old), say.title(now)];
  if (!differences.includes("title") || before === after) return say.text(`「${after}」`, `"${after}"`);
  const verb = differences.includes("role") ? "改称" : "改为";
  return say.text(`「${before}」${verb}「${after}」`, `"${before}" becomes "${after}"`);
}

/**
 * @param {Sayer} say
 * @param {Change} change
 */
function evoSaidParts(say, change) {
  const { old, new: now, differences } = change;
  /** @param {...string} names */
  const has = (...names) => names.some((name) => differences.includes(name));
  const said = [
    ...evoPlaceParts(say, change),
    ...change.regions.map(([before, after]) =>
      say.text(
        `${say.places(before)}改称${say.places(after)}`,
        `${say.places(before)} now called ${say.places(after)}`,
      ),
    ),
    ...evoIndustryParts(say, old, now),
    ...evoCodeParts(say, change, "role"),
    ...evoCodeParts(say, change, "status"),
    ...(has("target") ? evoTargetParts(say, old, now) : []),
    ...(has("relations") ? evoRelationParts(say, change) : []),
  ];
  const alike = say.title(old) === say.title(now);
  if (!said.length) return [say.text("其余不变", alike ? "worded differently in Chinese" : "nothing else changes")];
  if (!has("places", "renamed-region") && has("title", "role")) said.push(say.text("地区不变", "same places"));
  return said;
}

/**
 * @param {Sayer} say
 * @param {Change} change
 */
function evoPlaceParts(say, { old, added, taken }) {
  const [more, less] = [say.places(added), say.places(taken)];
  if (more && less && taken.length === say.facts.places[old].length)
    return [say.text(`地区由${less}改为${more}`, `places change from ${less} to ${more}`)];
  return [
    more && say.text(`新增${more}`, `adds ${more}`),
    less && say.text(`不再列${less}`, `no longer lists ${less}`),
  ].filter(Boolean);
}

/**
 * @param {Sayer} say
 * @param {FactIndex} old
 * @param {FactIndex} now
 */
function evoIndustryParts(say, old, now) {
  const [before, after] = [say.facts.industries[old], say.facts.industries[now]];
  const more = say.industries(after.filter((k) => !before.includes(k)));
  const less = say.industries(before.filter((k) => !after.includes(k)));
  return [
    more && say.text(`产业增加${more}`, `industries gain ${more}`),
    less && say.text(`产业减少${less}`, `industries lose ${less}`),
  ].filter(Boolean);
}

/**
 * @param {Sayer} say
 * @param {Change} change
 * @param {"role" | "status"} name
 */
function evoCodeParts(say, { old, new: now, differences }, name) {
  if (!differences.includes(name)) return [];
  const [zh, en] = EVO_DIFFERENCE_WORDS[name];
  const [before, after] = [say.code(name, old), say.code(name, now)];
  return [say.text(`${zh}由${before}改为${after}`, `${en} from ${before} to ${after}`)];
}

/**
 * @param {Sayer} say
 * @param {FactIndex} old
 * @param {FactIndex} now
 */
function evoTargetParts(say, old, now) {
  const [before, after] = [say.facts.target[old], say.facts.target[now]];
  if (before && after) {
    const dated = before.year !== after.year;
    const [first, then] = [evoAmount(say, before, dated), evoAmount(say, after, dated)];
    const name = say.goal(now);
    if (first === then) return [say.text(`${name}的表述有变`, `${name} is worded differently`)];
    return [say.text(`${name}由${evoSpaced(first)}调整为${evoSpaced(then)}`, `${name} from ${first} to ${then}`)];
  }
  if (after) {
    const text = `${say.goal(now)} ${evoAmount(say, after, true)}`;
    return [say.text(`新增${text}`, `now gives ${text}`)];
  }
  const text = `${say.goal(old)} ${evoAmount(say, /** @type {Target} */ (before), true)}`;
  return [say.text(`不再列${text}`, `no longer gives ${text}`)];
}

/**
 * @param {Sayer} say
 * @param {Change} change
 */
function evoRelationParts(say, { old, new: now, regions }) {
  // A region under another name is the same end.
  /** @type {(side: 0 | 1) => (relation: Relation) => string} */
  const ends =
    (side) =>
    ([type, ...places]) =>
      [
        type,
        ...places.map((p) => {
          const group = regions.findIndex((pair) => pair[side].includes(p));
          return group < 0 ? p : `group ${group}`;
        }),
      ].join(" ");
  const [before, after] = [say.facts.relations[old], say.facts.relations[now]];
  /**
   * @param {Relation[]} list
   * @param {0 | 1} side
   * @param {Relation[]} others
   */
  const outside = (list, side, others) => {
    const known = new Set(others.map(ends(side ? 0 : 1)));
    return list.filter((relation) => !known.has(ends(side)(relation)));
  };
  const [more, less] = [outside(after, 1, before), outside(before, 0, after)];
  return [
    more.length && say.text(`新增关系 ${say.relations(more)}`, `new relation ${say.relations(more)}`),
    less.length && say.text(`不再列关系 ${say.relations(less)}`, `relation dropped ${say.relations(less)}`),
  ].filter(Boolean);
}

/**
 * 约 1.4 万亿元（2025 年） · about CNY 1.4 trillion (2025)
 *
 * @param {Sayer} say
 * @param {Target} target
 * @param {boolean} dated
 */
function evoAmount(say, target, dated) {
  const value = String(Number(target.value.toPrecision(12)));
  const { unit, unit_en: english, year } = target;
  const qualifier = target.qualifier ?? "";
  if (say.en)
    return (
      (EVO_QUALIFIER_WORDS[qualifier] || "") + evoEnglishNumber(value, english) + (dated && year ? ` (${year})` : "")
    );
  let text = unit === "%" ? value + unit : `${value} ${unit}`;
  if (EVO_AFTER_NUMBER.includes(qualifier)) text += qualifier;
  else if (qualifier) text = qualifier + (qualifier.endsWith("至") ? text : evoSpaced(text));
  return text + (dated && year ? `（${year} 年）` : "");
}

/**
 * @param {string} value
 * @param {string} unit
 */
function evoEnglishNumber(value, unit) {
  if (unit === "CNY trillion") return `CNY ${value} trillion`;
  if (unit === "%") return value + unit;
  return /\d/.test(unit) ? `${value} × ${unit}` : `${value} ${unit}`.trim();
}

/** @param {string} text */
function evoSpaced(text) {
  return /^\d/.test(text) ? ` ${text}` : text;
}

/**
 * @param {Sayer} say
 * @param {Change} change
 */
function evoJudgement(say, { judged, likeness, differences }) {
  if (!judged) return "";
  const alike = Object.keys(EVO_DIFFERENCE_WORDS)
    .filter((name) => !differences.includes(name))
    .map((name) => say.text(...EVO_DIFFERENCE_WORDS[name]));
  const by = [say.text("标题", "title"), ...alike.slice(0, -1)];
  if (say.en) return ` (held to be the same by ${by.join(", ")} and ${alike.at(-1)}; ${likeness}% alike)`;
  return `（据${by.join("、")}与${alike.at(-1)}判断为同一事项，相似度 ${likeness}%）`;
}
