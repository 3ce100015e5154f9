// The keys that lead through a briefing's slides.

/** @type {Record<string, number>} */
const SLIDE_STEPS = { ArrowRight: 1, ArrowDown: 1, PageDown: 1, " ": 1, ArrowLeft: -1, ArrowUp: -1, PageUp: -1 };
const TYPED_IN = "input, textarea, select, [contenteditable]";

/**
 * What a key means: a step, "first", "last", "leave" or null. Keys of a field, a button or a text
 * that scrolls stay theirs.
 *
 * @param {KeyboardEvent} event
 * @returns {number | "first" | "last" | "leave" | null}
 */
export function slideKey(event) {
  const { key } = event;
  const target = /** @type {Element} */ (event.target);
  if (event.ctrlKey || event.altKey || event.metaKey || target.closest?.(TYPED_IN)) return null;
  if (key === "Escape") return "leave";
  if (key === "Home") return "first";
  if (key === "End") return "last";
  if (key === " " && target.closest?.("button, summary, a, label")) return null;
  if (["ArrowUp", "ArrowDown"].includes(key) && target.closest?.(".ca-view, .ca-panel, .ca-drawer")) return null;
  if (event.shiftKey) return key === " " ? -1 : null;
  return SLIDE_STEPS[key] ?? null;
}
