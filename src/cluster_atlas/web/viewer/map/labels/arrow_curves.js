// Arrows between places: bent, cut short of both ends, and fanned out where several meet.
const BEND = 0.35; // radians by which a curve leaves its straight line, so that there and back are two
const APART = 0.3; // radians between curves at one place, as long as there is room for all
const PASSES = 40;
const HANDLE = 0.36;
const WHOLE = 2 * Math.PI;

/**
 * The ends at one place turned until they are far enough apart.
 *
 * @param {CurveEnd[]} ends
 */
function fanOut(ends) {
  for (const end of ends) end.angle = ((end.angle % WHOLE) + WHOLE) % WHOLE;
  ends.sort((a, b) => (Math.abs(a.angle - b.angle) < 1e-6 ? a.order - b.order : a.angle - b.angle));
  const apart = Math.min(APART, (0.9 * WHOLE) / ends.length);
  for (let pass = 0; ends.length > 1 && pass < PASSES; pass += 1) {
    ends.forEach((here, i) => {
      const next = ends[(i + 1) % ends.length];
      const short = apart - (next.angle + (i + 1 === ends.length ? WHOLE : 0) - here.angle);
      if (short <= 0) return;
      here.angle -= short / 2;
      next.angle += short / 2;
    });
  }
}

/**
 * Ends of curves by place: arrow_curves() of Python turns them alike.
 *
 * @param {Arrow[]} arrows
 * @returns {[CurveEnd, CurveEnd][]}
 */
function curveEnds(arrows) {
  /** @type {FullMap<string, CurveEnd[]>} */
  const places = new Map();
  /** @type {[CurveEnd, CurveEnd][]} */
  const pairs = arrows.map(({ a, b }, i) => {
    const straight = Math.atan2(b[1] - a[1], b[0] - a[0]);
    // Of arrows between the same two places the outer one is the outer one at both.
    const order = a[0] < b[0] || (a[0] === b[0] && a[1] < b[1]) ? i : -i;
    return [
      { angle: straight - BEND, order },
      { angle: straight + Math.PI + BEND, order: -order },
    ];
  });
  pairs.forEach((pair, i) =>
    [arrows[i].a, arrows[i].b].forEach((spot, k) => {
      const key = spot.join(" ");
      if (!places.has(key)) places.set(key, []);
      places.get(key).push(pair[k]);
    }),
  );
  for (const ends of places.values()) fanOut(ends);
  return pairs;
}

/**
 * @param {LayoutContext} ctx
 * @param {Block[]} blocks
 * @returns {ArrowCurve[]}
 */
export function arrowCurves(ctx, blocks) {
  const { scene, scale, zoom } = ctx;
  /**
   * @param {PlaceIndex} place
   * @param {Point} spot
   */
  const under = (place, [x, y]) =>
    blocks.some((b) => b.city === place && Math.abs(b.x - x) < b.w / 2 + 4 && Math.abs(b.y - y) < b.h / 2 + 4);
  const drawn = scene.arrows.filter((arrow) => {
    if (!ctx.drawsArrow(arrow)) return false;
    if (scene.theme) return true;
    return scene.city >= 0 && [arrow.from, arrow.to].includes(scene.city) && zoom > 6;
  });
  const ends = curveEnds(drawn);
  return drawn
    .map((arrow, i) => {
      const [x0, y0, x1, y1] = arrow.a.concat(arrow.b).map((v) => v * scale);
      const length = Math.hypot(x1 - x0, y1 - y0);
      const reach = HANDLE * length;
      const [out, back] = ends[i];
      const turns = [
        [x0 + reach * Math.cos(out.angle), y0 + reach * Math.sin(out.angle)],
        [x1 + reach * Math.cos(back.angle), y1 + reach * Math.sin(back.angle)],
      ];
      /**
       * @param {number} k
       * @returns {Point}
       */
      const point = (k) => {
        const [start, one, two, end] = [(1 - k) ** 3, 3 * k * (1 - k) ** 2, 3 * k * k * (1 - k), k ** 3];
        return [
          start * x0 + one * turns[0][0] + two * turns[1][0] + end * x1,
          start * y0 + one * turns[0][1] + two * turns[1][1] + end * y1,
        ];
      };
      const from = Math.min(0.3, 5 / length);
      const to = 1 - Math.min(0.3, 17 / length);
      const points = Array.from({ length: 49 }, (_, k) => point(from + ((to - from) * k) / 48));
      while (points.length > 8 && under(arrow.to, points[points.length - 1])) points.pop();
      while (points.length > 8 && under(arrow.from, points[0])) points.shift();
      return { ...arrow, points, crowded: length < 24 };
    })
    .filter((arrow) => !arrow.crowded);
}
