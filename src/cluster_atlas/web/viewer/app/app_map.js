// The map with its list in the app, told by the server which facts to show.
import * as L from "../map/leaflet_tiles.js";
import { h, fill } from "../core/dom.js";
import { createEmbedLink, isEmbedded } from "./embed.js";
import { printApp } from "./app_paper.js";
import { idsOfBits } from "../core/unpack.js";
import { cleanAsk, createStage } from "../views/stage.js";
import { emptySelection } from "../questions/select.js";

// A value as it can be held against another.
function asText(value) {
  return typeof value === "object" ? JSON.stringify(value ?? {}, Object.keys(value ?? {}).sort()) : value;
}

// host: {data: what the server told last, send(name, value)}
export function startMap(root, atlas, host) {
  let own = {};
  let [bits, ids, due, state] = [null, [], null, null];
  const sent = { focus: [], view: [], ask: [] };
  const el = h("div", {});
  const embed = isEmbedded(location.href);
  fill(root, el);
  root.classList.toggle("ca-embed", embed);

  // Of several messages in one go Streamlit keeps the last, so each says all that is not confirmed.
  function tell(more = {}) {
    if (!due)
      queueMicrotask(() => {
        host.send("act", { ...own, ...due });
        due = null;
      });
    due = { ...due, ...more };
  }

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
  el.querySelector(".ca-centre").append(stage.tabs, link.el);
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

  // What the server says wins, except while it still answers to an older click of the reader's.
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
      for (const key of ["focus", "view", "ask"]) settle(key, before);
      show();
    },
    destroy() {
      unbind();
      stage.destroy();
    },
  };
}
