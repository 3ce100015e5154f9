// Clocks inside the page: from a click, or from the start of loading, to what the reader sees.
// Each kind of page says what it shows by one number, its sign; -1 while there is nothing yet.
(() => {
  const PATIENCE = 60_000;
  const deepFind = (root, selector) => {
    const found = root.querySelector(selector);
    if (found) return found;
    for (const el of root.querySelectorAll("*")) {
      const inside = el.shadowRoot && deepFind(el.shadowRoot, selector);
      if (inside) return inside;
    }
    return null;
  };
  let map = null;
  const atlasMap = () => (map?.isConnected ? map : (map = deepFind(document, "[data-atlas-map]")));
  const painted = () => Number(atlasMap()?.dataset.painted ?? 0);

  const signs = {
    // How many designations our map shows, once it has painted.
    atlas: () => (painted() ? Number(atlasMap().dataset.visible) : -1),
    // The number of the text-only app.
    text: () => {
      const words = [...document.querySelectorAll('[data-testid="stMarkdown"]')].map((el) => el.textContent);
      return Number(/(\d+) 条定位/.exec(words.join(" "))?.[1] ?? -1);
    },
    // How many paths Leaflet has drawn, in the page or in the frame of a component.
    folium: () => {
      const frames = [...document.querySelectorAll("iframe")].map((f) => f.contentDocument).filter(Boolean);
      return frames.reduce((n, doc) => n + doc.querySelectorAll("path.leaflet-interactive").length, 0) || -1;
    },
  };

  // Calls `look` whenever the page may show something new, until it returns true.
  const watch = (kind, look) => {
    if (kind === "folium") {
      const timer = setInterval(() => look() && clearInterval(timer), 4);
      return;
    }
    const observer = new MutationObserver(() => look() && observer.disconnect());
    if (kind === "atlas") observer.observe(atlasMap(), { attributes: true });
    else observer.observe(document.body, { childList: true, characterData: true, subtree: true });
  };

  // Resolves when the frame that holds the change has been produced.
  const nextFrame = () =>
    new Promise((resolve) =>
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => resolve(performance.now());
        channel.port2.postMessage(0);
      }),
    );

  // bench.measured resolves to {changed, frame}: ms from the next click, or from the call of `start`,
  // to the change in the page, and to the end of the frame that shows it. `goal` is the sign to wait
  // for; null: any new paint.
  const bench = {
    sign: (kind) => signs[kind](),
    find: (selector) => deepFind(document, selector),
    findAll: (selector) => [...deepFind(document, selector).getRootNode().querySelectorAll(selector)],
    // Resolves when an element is there.
    ready: (selector) =>
      new Promise((resolve) => {
        const timer = setInterval(() => deepFind(document, selector) && (clearInterval(timer), resolve()), 20);
      }),
    arm(kind, goal, start) {
      bench.measured = new Promise((resolve, reject) => {
        setTimeout(reject, PATIENCE, new Error(`no ${kind} page showed ${goal}; it shows ${signs[kind]()}`));
        const begin = (run) => {
          const from = performance.now();
          const before = painted();
          const look = () => {
            const sign = signs[kind]();
            if (goal !== null && sign !== goal) return false;
            if (kind === "atlas" && painted() <= before) return false;
            const changed = performance.now() - from;
            nextFrame().then((end) => resolve({ changed, frame: end - from }));
            return true;
          };
          watch(kind, look);
          run?.();
        };
        if (start) begin(start);
        else document.addEventListener("click", () => begin(null), { capture: true, once: true });
      });
    },
    // bench.addressed resolves to ms from the next click to the address that says these clusters.
    armAddress(clusters) {
      bench.addressed = new Promise((resolve, reject) => {
        setTimeout(reject, PATIENCE, new Error(`the address is ${location.search}, not ${clusters}`));
        const said = () => new URLSearchParams(location.search).getAll("cluster").sort().join();
        const begin = () => {
          const from = performance.now();
          const timer = setInterval(() => {
            if (said() !== [...clusters].sort().join()) return;
            clearInterval(timer);
            resolve(performance.now() - from);
          }, 4);
        };
        document.addEventListener("click", begin, { capture: true, once: true });
      });
    },
    // Clock time (ms since 1970) at which the page first shows something.
    first: (kind) =>
      new Promise((resolve, reject) => {
        setTimeout(reject, PATIENCE, new Error(`no ${kind} page showed anything`));
        const timer = setInterval(() => {
          if (signs[kind]() < 0) return;
          clearInterval(timer);
          resolve(performance.timeOrigin + performance.now());
        }, 10);
      }),
  };
  window.bench = bench;
})();
