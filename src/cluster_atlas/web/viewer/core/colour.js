// Colour arithmetic in OKLab: ramps whose lightness alone tells the tiers apart, in grey print too.

const TIER_LIGHT = [0.55, 0.665, 0.77, 0.86, 0.935]; // tier 1 (strongest) .. 5
const TIER_CHROMA = [1, 0.95, 0.75, 0.48, 0.24];
/** @type {FullMap<string, Ramp>} */
const ramps = new Map();

/** @param {number} v */
function toLinear(v) {
  return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
}

/** @param {number} v */
function toSrgb(v) {
  const c = v <= 0.0031308 ? v * 12.92 : 1.055 * v ** (1 / 2.4) - 0.055;
  return Math.round(255 * Math.min(1, Math.max(0, c)));
}

/** @param {string} hex */
function toLab(hex) {
  const [r, g, b] = [1, 3, 5].map((i) => toLinear(parseInt(hex.slice(i, i + 2), 16) / 255));
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/** @param {number[]} of */
function fromLab([L, a, b]) {
  const l = (L + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (L - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (L - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const rgb = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
  return `#${rgb.map((v) => toSrgb(v).toString(16).padStart(2, "0")).join("")}`;
}

/**
 * @param {string | null | undefined} hex
 * @returns {string}
 */
export function safeColour(hex) {
  return hex && /^#[0-9a-f]{6}$/i.test(hex) ? hex : "#6b7681";
}

/**
 * Five shades of a cluster's colour, strongest (darkest) first, and one dark enough for small print.
 *
 * @param {string | null | undefined} hex
 * @returns {Ramp}
 */
export function tierRamp(hex) {
  const key = safeColour(hex);
  if (!ramps.has(key)) {
    const [, a, b] = toLab(key);
    const shades = TIER_LIGHT.map((L, i) => fromLab([L, a * TIER_CHROMA[i], b * TIER_CHROMA[i]]));
    ramps.set(key, { shades, ink: fromLab([0.36, a * 0.9, b * 0.9]) });
  }
  return ramps.get(key);
}

/**
 * Light text is needed on the darkest tier only.
 *
 * @param {number} tier
 */
export function isDarkTier(tier) {
  return tier === 1;
}
