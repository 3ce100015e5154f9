// A first look around in five steps. It is shown once, beside what it explains, takes nothing from whoever
// works already, and is gone as soon as the page is used. The app alone has it, not the exported file.
import { h } from "../../core/dom.js";
import { boxOf, placeBeside, ringAround } from "./tour_place.js";
import { TOUR_SENTENCES, TOUR_WORDS } from "./tour_words.js";

const SEEN = "cluster-atlas-tour";
// A smaller window has no room to spare, in CSS px.
const LEAST = { width: 320, height: 480 };
const PHONE = matchMedia("(max-width: 820px)");

/** @type {{ target: string, onPhone?: string, side: TourSide }[]} */
const STEPS = [
  { target: ".ca-ask-bar", side: "below-end" },
  { target: ".ca-chosen-chips > *", side: "below-start" },
  { target: ".ca-panel", onPhone: ".ca-map", side: "left" },
  // Compare and evolve.
  { target: ".ca-tabs > :nth-child(3), .ca-tabs > :nth-child(4)", side: "below-start" },
  { target: ".ca-chosen-share", side: "below-end" },
];
/** @type {Record<string, number>} */
const MOVES = { ArrowRight: 1, ArrowLeft: -1 };

// Notes that it is shown; where nothing can be noted it would come at each visit, so it does not come.
function isFirstVisit() {
  try {
    if (localStorage.getItem(SEEN) !== null) return false;
    localStorage.setItem(SEEN, "seen");
    return true;
  } catch {
    return false;
  }
}

/**
 * @param {HTMLElement} root - of the map's component: holds all that the tour explains
 * @param {AppScreen} screen
 */
export function createTour(root, screen) {
  /** @type {Lang} */
  let lang = "zh";
  let [at, shown, known] = [0, false, ""];
  let uses = new AbortController();
  const button = h("button", { type: "button", class: "ca-link ca-tour-call", onclick: () => call() });
  // Read out when it changes, while the keyboard stays where it is.
  const sentence = h("p", { id: "ca-tour-sentence", "aria-live": "polite" });
  const count = h("span", { class: "ca-tour-count" });
  const skip = h("button", { type: "button", "aria-keyshortcuts": "Escape", onclick: () => end() });
  const next = h("button", {
    type: "button",
    class: "ca-tour-next",
    "aria-describedby": sentence.id,
    onclick: () => (at + 1 < STEPS.length ? turn(1) : end()),
  });
  const callout = h(
    "section",
    { class: "ca-tour" },
    h("style", {}, tourStyle),
    sentence,
    h("div", { class: "ca-tour-foot" }, count, skip, next),
  );
  const ring = h("div", { class: "ca-tour-ring", "aria-hidden": "true" });

  /** @param {keyof typeof TOUR_WORDS} key */
  const word = (key) => TOUR_WORDS[key][lang === "en" ? 1 : 0];

  function write() {
    const last = at + 1 === STEPS.length;
    const { wide, phone } = TOUR_SENTENCES[at];
    sentence.textContent = ((PHONE.matches && phone) || wide)[lang === "en" ? 1 : 0];
    count.textContent = `${at + 1} / ${STEPS.length}`;
    next.textContent = word(last ? "done" : "next");
    next.setAttribute("aria-keyshortcuts", last ? "Escape" : "ArrowRight");
    skip.textContent = word("skip");
    skip.hidden = last;
    callout.setAttribute("aria-label", word("tour"));
    place();
  }

  const targets = () => {
    const { target, onPhone } = STEPS[at];
    return [...root.querySelectorAll((PHONE.matches && onPhone) || target)];
  };

  function place() {
    const { side } = STEPS[at];
    const room = { width: innerWidth, height: innerHeight };
    const target = boxOf(targets());
    const { width, height } = callout.getBoundingClientRect();
    const spot = target && placeBeside(target, { width, height }, side, room);
    const around = target && ringAround(target, room);
    callout.dataset.side = spot?.side ?? "none";
    callout.style.left = spot ? `${spot.left}px` : "";
    callout.style.top = spot ? `${spot.top}px` : "";
    callout.style.setProperty("--at", `${spot?.arrow ?? 0}px`);
    ring.hidden = !around?.width || !around.height;
    for (const [name, value] of Object.entries(around ?? {})) ring.style.setProperty(name, `${value}px`);
  }

  // What it explains moves with the window, the sidebar and the page's own loading: looked at in each frame.
  let [last, frame] = ["", 0];
  function follow() {
    const now = JSON.stringify([boxOf(targets()), innerWidth, innerHeight, callout.offsetHeight]);
    if (now !== last) place();
    last = now;
    frame = requestAnimationFrame(follow);
  }

  /** @param {number} move */
  function turn(move) {
    at = Math.max(0, Math.min(at + move, STEPS.length - 1));
    write();
  }

  function begin() {
    [at, shown] = [0, true];
    uses = new AbortController();
    const { signal } = uses;
    document.addEventListener("keydown", keys, { capture: true, signal });
    for (const type of ["click", "input", "pointerdown", "wheel"])
      root.addEventListener(type, use, { capture: true, passive: true, signal });
    root.prepend(callout, ring);
    write();
    follow();
  }

  function end() {
    if (!shown) return;
    const inside = callout.contains(root.getRootNode().activeElement);
    shown = false;
    uses.abort();
    cancelAnimationFrame(frame);
    callout.remove();
    ring.remove();
    if (inside) button.focus({ preventScroll: true });
  }

  // By the button: it explains the map's page, and whoever asked has the keyboard in it.
  function call() {
    screen.change({ view: "map" });
    begin();
    next.focus({ preventScroll: true });
  }

  /** @param {Event} event */
  function use({ type, target }) {
    const el = /** @type {Element} */ (target);
    const onMap = el.closest(".ca-map") !== null;
    // Scrolling by touch begins with the same events as a touch does, except on the map.
    if (!callout.contains(el) && (onMap || type === "click" || type === "input")) end();
  }

  /** @param {KeyboardEvent} event */
  function keys(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const path = event.composedPath();
    const inside = path.includes(callout);
    const idle = path[0] === document.body;
    const move = inside || idle ? MOVES[event.key] : undefined;
    if (event.key === "Escape") end();
    else if (move) turn(move);
    else if (!inside && path.includes(root) && !["Tab", "Shift"].includes(event.key)) end();
    // A key of the tour is nobody else's; a dialog beside the map closes by Escape as well.
    if (!move && (event.key !== "Escape" || !(inside || idle || path.includes(root)))) return;
    event.preventDefault();
    event.stopPropagation();
  }

  const leave = screen.listen((state) => {
    const now = JSON.stringify([state.sel, state.focus, state.view, state.ask]);
    if (shown && now !== known) end();
    known = now;
    lang = state.lang;
    button.textContent = word("tour");
    if (shown) write();
  });

  return {
    button,
    // Shows itself to a newcomer, unless somebody has the keyboard somewhere already.
    greet() {
      const free = document.activeElement === document.body;
      const framed = window.parent !== window;
      const roomy = innerWidth >= LEAST.width && innerHeight >= LEAST.height;
      if (!shown && free && !framed && roomy && root.isConnected && isFirstVisit()) begin();
    },
    destroy() {
      leave();
      end();
    },
  };
}
