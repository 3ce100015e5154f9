// Where the tour's callout stands: beside what it explains, inside the window; all in CSS px of the window.

const GAP = 12; // between callout and target: the arrow's length and a little air
const MARGIN = 8; // to the window's edges
// How far down a tall target the callout to its left stands: over the sea, not over the cities it speaks of.
const LOW = 0.88;
const ARROW_FROM = 20; // from a corner of the callout to the nearest place of its arrow

/**
 * @param {number} value
 * @param {number} least
 * @param {number} most
 */
const within = (value, least, most) => Math.max(least, Math.min(value, most));

/**
 * The box around all elements that are laid out; null where none is.
 *
 * @param {Iterable<Element>} elements
 * @returns {TourBox | null}
 */
export function boxOf(elements) {
  const boxes = [...elements].map((el) => el.getBoundingClientRect()).filter(({ width, height }) => width && height);
  if (!boxes.length) return null;
  const [left, top] = [Math.min(...boxes.map((box) => box.left)), Math.min(...boxes.map((box) => box.top))];
  const [right, bottom] = [Math.max(...boxes.map((box) => box.right)), Math.max(...boxes.map((box) => box.bottom))];
  return { left, top, width: right - left, height: bottom - top };
}

/**
 * Left and top of a callout, the side where there is room for it, and how far along its edge the arrow stands.
 *
 * @param {TourBox} target
 * @param {Pick<TourBox, "width" | "height">} callout
 * @param {TourSide} wanted - beside the target, or below its start or end
 * @param {Pick<TourBox, "width" | "height">} room - the window
 */
export function placeBeside(target, callout, wanted, room) {
  const middle = target.left + target.width / 2;
  const level = target.top + target.height * (wanted === "left" ? LOW : 0.5);
  const end = target.left + target.width;
  /** @type {Record<TourSide, [left: number, top: number]>} */
  const spots = {
    left: [target.left - GAP - callout.width, level - callout.height / 2],
    right: [end + GAP, target.top],
    "below-start": [target.left, target.top + target.height + GAP],
    "below-end": [end - callout.width, target.top + target.height + GAP],
  };
  const fits = spots[wanted][0] >= MARGIN && spots[wanted][0] + callout.width <= room.width - MARGIN;
  const side = fits ? wanted : "below-end";
  const most = { left: room.width - MARGIN - callout.width, top: room.height - MARGIN - callout.height };
  const left = within(spots[side][0], MARGIN, Math.max(MARGIN, most.left));
  const top = within(spots[side][1], MARGIN, Math.max(MARGIN, most.top));
  const arrow =
    side === "left" || side === "right"
      ? within(level - top, ARROW_FROM, callout.height - ARROW_FROM)
      : within(middle - left, ARROW_FROM, callout.width - ARROW_FROM);
  return { left, top, side, arrow };
}

/**
 * The part of a box, drawn a little larger, that lies in the window.
 *
 * @param {TourBox} target
 * @param {Pick<TourBox, "width" | "height">} room
 * @returns {TourBox}
 */
export function ringAround({ left, top, width, height }, room) {
  const [air, edge] = [3, 2];
  const x = Math.max(edge, left - air);
  const y = Math.max(edge, top - air);
  const right = Math.min(room.width - edge, left + width + air);
  const bottom = Math.min(room.height - edge, top + height + air);
  return { left: x, top: y, width: Math.max(0, right - x), height: Math.max(0, bottom - y) };
}
