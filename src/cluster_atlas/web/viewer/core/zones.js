// The economic function zones that no plan names, unfolded from the pack's columns into places.

// What names of zones say in full and people in short; _SHORT_FORMS in gazetteer.py is the same list.
/** @type {[long: RegExp, short: string[]][]} */
const SHORT_FORMS = [
  [/高新?技术产业(开发区|园区)/, ["高新区"]],
  [/经济(技术)?开发区/, ["经开区", "开发区"]],
  [/综合保税区/, ["综保区"]],
  [/自由贸易试验区/, ["自贸区", "自贸试验区"]],
  [/国家自主创新示范区/, ["自创区"]],
  [/产业转移工业园区/, ["产业转移工业园"]],
];

/**
 * What a zone is called in short: 佛山高新区 for 佛山高新技术产业开发区; short_forms() of Python.
 *
 * @param {string} name
 */
export function shortForms(name) {
  const plain = name.replace(/^(中国（广东）|广东省?)(?=..)/, "").replace(/^(..)[市县](?=...)/, "$1");
  const short = SHORT_FORMS.flatMap(([long, words]) => words.map((word) => plain.replace(long, word)));
  return [plain !== name ? plain : "", ...short.filter((one) => one !== plain)].filter(Boolean);
}

/**
 * The kind of a zone, which its code tells; undefined for a place that is none.
 *
 * @param {Pick<Pack, "codes">} atlas
 * @param {PackedPlace} place
 */
export function zoneKind(atlas, place) {
  return place.zone ? atlas.codes.zone.find((kind) => kind.id === place.zone?.slice(2, 5)) : undefined;
}

/**
 * @param {PackedZones} zones
 * @param {PackedPlace[]} places
 * @returns {Omit<PackedPlace, "others" | "words">[]}
 */
export function zonePlaces(zones, places) {
  return zones.code.map((zone, i) => {
    const homes = zones.at[i];
    const only = homes.length === 1 ? homes[0] : -1;
    const inCounty = only >= 0 && places[only].level === "county";
    const precision = inCounty ? "county" : homes.length ? "city-only" : "unknown";
    return {
      id: `zone:${zone}`,
      zone,
      zh: zones.zh[i],
      full: zones.zh[i],
      en: zones.en[i],
      level: "park",
      adcode: null,
      city: inCounty ? places[only].city : only,
      county: inCounty ? only : -1,
      cities: homes.length > 1 ? homes : [],
      lon: null,
      lat: null,
      precision,
      radius: null,
      source: zones.source,
      inferred: zones.inferred[i],
      aliases: shortForms(zones.zh[i]).join("|"),
      spelled: zones.spelled[i],
      worth: zones.worth[precision],
    };
  });
}
