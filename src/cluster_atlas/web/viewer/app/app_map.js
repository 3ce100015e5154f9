// The map with its list in the app, told by the server which facts to show.
import * as L from "../map/leaflet_tiles.js";
import { h, fill } from "../core/dom.js";
import { createEmbedLink, isEmbedded } from "./embed.js";
import { printApp } from "./app_paper.js";
import { idsOfBits } from "../core/unpack.js";
import { cleanAsk, createStage } from "../views/stage.js";
import { emptySelection } from "../questions/select.js";

/**
 * A value as it can be held against another.
 *
 * @param {unknown} value
 */
function asText(value) {
  return typeof value === "object" ? JSON.stringify(value ?? {}, Object.keys(value ?? {}).sort()) : value;
}

/**
 * @param {HTMLElement} root
 * @param {Atlas} atlas
 * @param {ComponentHost<MapData>} host
 * @returns {ComponentPart<MapData>}
 */
export function startMap(root, atlas, host) {
  /** @type {Partial<Told>} */
  let own = {};
  /** @type {Partial<Told> | null} */
  let due = null;
  /** @type {string | null} */
  let bits = null;
  /** @type {FactIds} */
  let ids = [];
  /** @type {ScreenState} */
  let state;
  /** @type {Record<string, unknown[]>} */
  const sent = { focus: [], view: [], ask: [] };
  const el = h("div", {});
  const embed = isEmbedded(location.href);
  fill(root, el);
  root.classList.toggle("ca-embed", embed);

  /**
   * Of several messages in one go Streamlit keeps the last, so each says all that is not confirmed.
   *
   * @param {Partial<Told>} [more]
   */
  /** @param {Partial<Told>} [more] */
  function tell(more = {}) {
    if (!due)
      queueMicrotask(() => {
        host.send("act", { ...own, ...due });
        due = null;
      });
    due = { ...due, ...more };
  }

  /** @param {Partial<Told>} change */
  const act = (change) => {
    // Shown at once; the server's answer confirms it.
    own = { ...own, ...change };
    for (const [key, value] of Object.entries(change)) sent[key].push(asText(value));
    show();
    tell();
  };
  const stage = createStage(
    L,
    el,
    atlas,
    { lang: host.data.lang, basemap: host.data.basemap, views: ["brief"] },
    {
      onFocus: (focus) => act({ focus }),
      onView: (view) => act({ view }),
      onAsk: (ask) => act({ ask }),
      onFilter: (sel) => tell({ sel: { ...host.data.sel, ...due?.sel, ...sel } }),
    },
  );
  const link = createEmbedLink();
  el.querySelector(".ca-centre")?.append(stage.tabs, link.el);
  const unbind = printApp(atlas, () => ({ stage, state, styles: root.getRootNode() }));

  function show() {
    const { data } = host;
    if (bits !== data.bits) [bits, ids] = [data.bits, idsOfBits(data.bits, atlas.n)];
    state = {
      ids,
      sel: { ...emptySelection(), ...data.sel },
      lang: data.lang || "zh",
      focus: own.focus === undefined ? (data.focus ?? null) : own.focus,
      view: own.view || data.view || "map",
      ask: cleanAsk(atlas, own.ask || data.ask),
      embed,
    };
    // The briefing page is the server's; inside another page there is none.
    if (embed && state.view === "brief") state.view = "map";
    root.classList.toggle("ca-briefing", state.view === "brief");
    if (embed) link.show(state.lang);
    stage.show(state);
  }

  /**
   * What the server says wins, except while it still answers to an older click of the reader's.
   *
   * @param {"focus" | "view" | "ask"} key
   * @param {MapData} before
   */
  function settle(key, before) {
    const value = asText(host.data[key] ?? null);
    if (value === asText(before[key] ?? null)) return;
    const at = sent[key].indexOf(value);
    sent[key] = at < 0 ? [] : sent[key].slice(at + 1);
    if (!sent[key].length) delete own[key];
  }

  show();
  // Clause texts of the office's own folder: {document id: {clause: text}}.
  if (host.data.texts)
    fetch(host.data.texts)
      .then((response) => response.json())
      .then(stage.setTexts);
  return {
    tell(before) {
      settle("focus", before);
      settle("view", before);
      settle("ask", before);
      show();
    },
    destroy() {
      unbind();
      stage.destroy();
    },
  };
}
