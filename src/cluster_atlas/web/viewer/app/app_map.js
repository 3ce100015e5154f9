// The map with its list in the app; through it the page and the server speak.
import * as L from "../map/leaflet_tiles.js";
import { h, fill } from "../core/dom.js";
import { createAwayNote, watchConnection } from "./away.js";
import { queryToSelection, selectionToQuery, viewOf } from "./address.js";
import { createEmbedLink, isEmbedded } from "./embed.js";
import { printApp } from "./app_paper.js";
import { createTour } from "./tour/tour.js";
import { cleanAsk, createStage } from "../views/stage.js";

/** Views that the server shows below the tabs: a briefing, and the office's own data. */
export const SERVER_VIEWS = ["brief", "own"];

/**
 * The address of a state, without waiting until the server has written it.
 *
 * @param {ScreenState} state
 * @param {string} [at] - the view of the map
 */
function linkOf({ sel, focus, view, lang, ask }, at = "") {
  const more = { focus, view: view === "map" ? "" : view, lang: lang === "en" ? lang : "", ...ask, at };
  const query = selectionToQuery(sel, more);
  return location.origin + location.pathname + (query && `?${query}`);
}

/**
 * Shows what the screen shows, whoever tells it.
 *
 * @param {HTMLElement} root
 * @param {SharedAtlas} shared
 * @param {Basemap | null} [basemap]
 * @returns {MapPart}
 */
export function startMap(root, { atlas, screen }, basemap) {
  const el = h("div", {});
  const embed = isEmbedded(location.href);
  /** @type {ScreenState} */
  let state;
  fill(root, el);
  root.classList.toggle("ca-embed", embed);

  const stage = createStage(
    L,
    el,
    atlas,
    { lang: screen.language(), basemap, views: SERVER_VIEWS, link: linkOf, at: viewOf(location.search) },
    {
      onFocus: (focus) => screen.change({ focus }),
      onView: (view) => screen.change({ view }),
      onAsk: (ask) => screen.change({ ask: cleanAsk(atlas, ask) }),
      onFilter: (sel) => screen.change({ sel: { ...state.sel, ...sel } }),
    },
  );
  const link = createEmbedLink();
  el.querySelector(".ca-centre")?.append(stage.tabs, link.el);
  const tour = createTour(root, screen);
  el.querySelector(".ca-chosen-bar")?.append(tour.button);
  screen.onAway(createAwayNote(root, screen.language));
  const unwatch = watchConnection(screen.connected);
  const unbind = printApp(atlas, () => ({ stage, state, styles: root.getRootNode() }));

  /** @param {AppState} told */
  function show({ counts: _, ...shown }) {
    state = { ...shown, embed };
    // Such a page is the server's; inside another page there is none.
    const served = SERVER_VIEWS.includes(state.view);
    if (embed && served) state.view = "map";
    root.classList.toggle("ca-briefing", served && !embed);
    if (embed) link.show(state.lang);
    stage.show(state);
  }

  const leave = screen.listen(show, true);
  return {
    // Clause texts of the office's own folder: {document id: {clause: text}}.
    readTexts(address) {
      if (address)
        fetch(address)
          .then((response) => response.json())
          .then(stage.setTexts);
    },
    async greet() {
      await stage.ready;
      // Whoever comes by a colleague's link, or has chosen something already, has work to do.
      const begun = new URL(linkOf({ ...state, lang: "zh" })).search || queryToSelection(atlas, location.search).own;
      if (!embed && !begun) tour.greet();
    },
    destroy() {
      leave();
      unwatch();
      tour.destroy();
      unbind();
      stage.destroy();
    },
  };
}
