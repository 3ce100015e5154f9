// The first map of the app: it stands where the map will be while the browser still loads Streamlit's
// own page, and moves into that page as it is. Until then it shows what the address says; from then
// on the server has the last word.
import { h } from "../core/dom.js";
import { queryToSelection } from "./address.js";
import { SERVER_VIEWS, startMap } from "./app_map.js";
import { isEmbedded } from "./embed.js";

// How often is looked, in ms, whether Streamlit's page came without a place for the map.
const LOOK_EVERY = 500;
// A sidebar as Streamlit shows it at first: beside the page only where the window is wider than this.
const SIDEBAR_FROM = 768;
const SIDEBAR_WIDTH = 300;
const RELEASES = ["pointerup", "pointercancel"];

/** Where Streamlit keeps the width that the user gave the sidebar, both in px. */
function sidebarWidth() {
  if (innerWidth <= SIDEBAR_FROM) return 0;
  try {
    return Number.parseInt(localStorage.getItem("sidebarWidth") ?? "", 10) || SIDEBAR_WIDTH;
  } catch {
    return SIDEBAR_WIDTH; // storage that the user has switched off
  }
}

/**
 * Puts the map over the empty page; nothing where the address asks for something else than a map.
 *
 * @param {SharedAtlas} shared
 * @param {FirstMapOptions} options
 */
export function showFirstMap(shared, { basemap }) {
  const { sel, focus, view, ask, lang } = queryToSelection(shared.atlas, location.search);
  const served = SERVER_VIEWS.includes(new URLSearchParams(location.search).get("view") ?? "");
  if (isEmbedded(location.href) || served) return;
  const host = h("div", { class: "cluster-atlas-first-map" });
  host.style.cssText = `position:fixed;inset:56px 0 0 ${sidebarWidth()}px;z-index:1;overflow:auto;background:#fff`;
  const root = h("div", { class: "ca-root ca-app-map" });
  const shadow = host.attachShadow({ mode: "open" });
  shadow.append(h("style", {}, frameStyle + questionStyle), root);
  document.body.append(host);
  shared.screen.start({ sel, focus, view, ask, lang: lang === "en" ? "en" : "zh" });
  const map = startMap(root, shared, basemap);
  const part = {
    ...map,
    destroy() {
      leave();
      map.destroy();
    },
  };
  const timer = setInterval(() => {
    // The page says why: faulty data, an error of the script.
    if (document.querySelector('[data-test-script-state="notRunning"] [data-testid="stAlert"]')) part.destroy();
  }, LOOK_EVERY);

  const life = new AbortController();
  const { signal } = life;
  let pressed = false;
  shadow.addEventListener("pointerdown", () => (pressed = true), { capture: true, signal });
  for (const end of RELEASES) addEventListener(end, () => (pressed = false), { capture: true, signal });

  function leave() {
    clearInterval(timer);
    life.abort();
    host.remove();
    delete shared.firstMap;
  }

  shared.firstMap = {
    part,
    moveTo(put) {
      clearInterval(timer);
      delete shared.firstMap;
      // Whoever types or presses already goes on: what moves in a page loses the keyboard and the click.
      const move = () => {
        const active = shadow.activeElement;
        if (pressed || active?.matches("input, textarea") || !host.isConnected) return;
        life.abort();
        const scrolled = [...shadow.querySelectorAll("*")].filter((el) => el.scrollTop || el.scrollLeft);
        const places = scrolled.map((el) => /** @type {const} */ ([el, el.scrollLeft, el.scrollTop]));
        put(root);
        host.remove();
        for (const [el, left, top] of places) el.scrollTo({ left, top, behavior: "instant" });
        if (active instanceof HTMLElement) active.focus({ preventScroll: true });
      };
      const soon = () => setTimeout(move);
      shadow.addEventListener("focusout", soon, { signal });
      for (const end of RELEASES) addEventListener(end, soon, { signal });
      move();
    },
  };
}
