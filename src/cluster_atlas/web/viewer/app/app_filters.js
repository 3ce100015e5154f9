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
  const filters = createFilters(el, atlas, {
    onChange: (sel) => screen.change({ sel }),
    onOpen: (focus) => screen.change({ focus, view: "map" }),
  });
  const leave = screen.listen(({ sel, counts, lang }) => filters.show(sel, counts, lang));
  return { tell() {}, destroy: leave };
}
