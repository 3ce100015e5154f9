// How far places are from each other, in kilometres and in borders between counties; as near.py.

const [AXIS, FLATTENING] = [6378137, 1 / 298.257223563]; // WGS84
const borderTables = /** @type {FullWeakMap<Atlas, Borders>} */ (new WeakMap());

/**
 * Metres on the ellipsoid between two points in degrees (Vincenty's inverse formula).
 *
 * @param {number} lon1
 * @param {number} lat1
 * @param {number} lon2
 * @param {number} lat2
 * @returns {number}
 */
export function geodesic(lon1, lat1, lon2, lat2) {
  if (lon1 === lon2 && lat1 === lat2) return 0;
  const rad = Math.PI / 180;
  const b = AXIS * (1 - FLATTENING);
  const [u1, u2] = [lat1, lat2].map((lat) => Math.atan((1 - FLATTENING) * Math.tan(lat * rad)));
  const [s1, c1, s2, c2] = [Math.sin(u1), Math.cos(u1), Math.sin(u2), Math.cos(u2)];
  const difference = (lon2 - lon1) * rad;
  let [lambda, before] = [difference, Infinity];
  let [sinSigma, cosSigma, sigma, cos2, cosM] = [0, 0, 0, 0, 0];
  for (let k = 0; k < 100 && Math.abs(lambda - before) > 1e-13; k += 1) {
    const [sl, cl] = [Math.sin(lambda), Math.cos(lambda)];
    sinSigma = Math.hypot(c2 * sl, c1 * s2 - s1 * c2 * cl);
    cosSigma = s1 * s2 + c1 * c2 * cl;
    sigma = Math.atan2(sinSigma, cosSigma);
    const sinAlpha = (c1 * c2 * sl) / sinSigma;
    cos2 = 1 - sinAlpha ** 2;
    cosM = cos2 ? cosSigma - (2 * s1 * s2) / cos2 : 0;
    const c = (FLATTENING / 16) * cos2 * (4 + FLATTENING * (4 - 3 * cos2));
    before = lambda;
    lambda =
      difference +
      (1 - c) * FLATTENING * sinAlpha * (sigma + c * sinSigma * (cosM + c * cosSigma * (2 * cosM ** 2 - 1)));
  }
  const u = (cos2 * (AXIS ** 2 - b ** 2)) / b ** 2;
  const big = 1 + (u / 16384) * (4096 + u * (-768 + u * (320 - 175 * u)));
  const small = (u / 1024) * (256 + u * (-128 + u * (74 - 47 * u)));
  const turn =
    small *
    sinSigma *
    (cosM +
      (small / 4) *
        (cosSigma * (2 * cosM ** 2 - 1) - (small / 6) * cosM * (4 * sinSigma ** 2 - 3) * (4 * cosM ** 2 - 3)));
  return b * big * (sigma - turn);
}

/**
 * How far two places are apart; null where one has no point: a unit's point is its seat of government.
 *
 * @param {Place} one
 * @param {Place} other
 * @returns {Distance | null}
 */
export function distanceOf(one, other) {
  if (one.lon === null || one.lat === null || other.lon === null || other.lat === null) return null;
  return [geodesic(one.lon, one.lat, other.lon, other.lat) / 1000, (one.radius || 0) + (other.radius || 0)];
}

/**
 * The outline (position among atlas.units) of the county-level unit that a place is or lies in, or -1.
 *
 * @param {Atlas} atlas
 * @param {PlaceIndex} p
 * @returns {UnitIndex}
 */
export function countyUnit(atlas, p) {
  const table = bordersOf(atlas);
  const place = atlas.places[p];
  if (place.level === "county") return table.unitOf.get(p) ?? -1;
  if (place.county >= 0) return table.unitOf.get(place.county) ?? -1;
  return table.whole.get(place.level === "city" ? p : place.city) ?? -1;
}

/**
 * unit -> set of units with which it shares a border
 *
 * @param {Atlas} atlas
 * @returns {Borders}
 */
export function bordersOf(atlas) {
  if (!borderTables.has(atlas)) borderTables.set(atlas, buildBorders(atlas));
  return borderTables.get(atlas);
}

/**
 * @param {Atlas} atlas
 * @returns {Borders}
 */
function buildBorders(atlas) {
  /** @type {FullMap<number, UnitIndex[]>} */
  const owners = new Map();
  /** @type {Borders} */
  const { unitOf, whole, borders } = { unitOf: new Map(), whole: new Map(), borders: new Map() };
  atlas.units.forEach((unit, u) => {
    if (unit.level !== "county") return;
    if (unit.place >= 0) unitOf.set(unit.place, u);
    borders.set(u, new Set());
    for (const ref of unit.refs.flat()) {
      const arc = ref < 0 ? ~ref : ref;
      if (!owners.has(arc)) owners.set(arc, []);
      owners.get(arc).push(u);
    }
  });
  for (const shared of owners.values())
    for (const one of shared) for (const other of shared) if (one !== other) borders.get(one).add(other);
  // Cities without counties: their boundaries stand among those of the counties.
  for (const id of atlas.rules.wholeCities) {
    const city = atlas.index.place.get(id);
    if (city === undefined) continue;
    const u = atlas.units.findIndex(
      (unit) => unit.level === "county" && unit.place < 0 && unit.name === atlas.places[city].full,
    );
    if (u >= 0) whole.set(city, u);
  }
  return { borders, unitOf, whole };
}
