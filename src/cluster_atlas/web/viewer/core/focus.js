// What a card can be opened of.
import { ownRowOf } from "./own.js";

/**
 * Does an id name a place, a designation or a row of the office's own?
 *
 * @param {Atlas} atlas
 * @param {string | null} id
 */
export function isFocus(atlas, id) {
  return (
    atlas.index.place.has(id) || atlas.facts.id.includes(id ?? "") || (withOwnRows && ownRowOf(atlas, id) !== undefined)
  );
}
