// The filter panel in the app.
import { h, fill } from "../core/dom.js";
import { createFilters } from "../views/filters.js";

/**
 * @param {HTMLElement} root
 * @param {Atlas} atlas
 * @param {AppScreen} screen
 * @returns {ComponentPart}
 */
export function startFilters(root, atlas, screen) {
  const el = h("div", {});
  fill(root, el);
  /** @type {Ask} */
  let ask;
  const filters = createFilters(el, atlas, {
    onChange: (sel) => screen.change({ sel }),
    onAsk: (change) => screen.change({ ask: { ...ask, ...change } }),
    onOpen: (focus) => screen.change({ focus, view: "map" }),
  });
  const leave = screen.listen(({ sel, counts, lang, ask: asked }) => {
    ask = asked;
    filters.show(sel, counts, lang, asked);
  });
  return { tell() {}, destroy: leave };
}
