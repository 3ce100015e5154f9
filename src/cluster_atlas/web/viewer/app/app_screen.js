// What the app's page shows: one state for the panel and the map. A click changes it at once; the
// server is told of it afterwards, and what it answers is the last word.
import { cleanAsk } from "../views/stage.js";
import { cleanSelection, emptySelection, selectFacts } from "../questions/select.js";

// The server is told again when it has not answered for so long, in ms: a message can be lost when
// two leave at once, or with the connection.
const ANSWER_WITHIN = 2000;
// From this many messages without an answer on the reader is told that the server is away, and from
// as long without a connection on.
const MOST_UNANSWERED = 2;
const LONGEST_LOST = MOST_UNANSWERED * ANSWER_WITHIN;

/**
 * Only what is set, so that the message is short: all of it, so that none depends on another.
 *
 * @param {AppState} state
 */
function messageOf({ sel, focus, view, ask }) {
  /** @param {FactSelection | Ask} of */
  const set = (of) => Object.fromEntries(Object.entries(of).filter(([, value]) => value?.length || value > 0));
  const asked = set(ask);
  return {
    sel: set({ ...sel, text: sel.text.trim() }),
    ...(Object.keys(asked).length && { ask: asked }),
    ...(focus && { focus }),
    ...(view !== "map" && { view }),
  };
}

/**
 * The state is null until the server has told one.
 *
 * @param {Atlas} atlas
 */
export function createScreen(atlas) {
  /** @type {((state: AppState) => void)[]} */
  let listeners = [];
  /** @type {AppState | null} */
  let state = null;
  /** @type {ComponentHost<MapData>["send"] | null} */
  let send = null;
  let [own, asked] = [0, 0]; // numbers of the last change, and of the last one that the server was told
  let [due, waiting, timer, unanswered] = [false, false, 0, 0];
  let [lost, lostTimer] = [false, 0];
  /** @type {(away: boolean) => void} */
  let onAway = () => {};
  const sayAway = () => onAway(lost || unanswered >= MOST_UNANSWERED);

  /** @param {Partial<AppState>} change */
  function show(change) {
    const next = /** @type {AppState} */ ({ ...state, ...change });
    if (!state || change.sel) {
      const { ids, counts } = selectFacts(atlas, next.sel);
      Object.assign(next, { ids, counts });
    }
    state = next;
    for (const run of listeners) run(state);
  }

  // One message at a time, after the frame that shows the change; while the server still answers to
  // one, what changes meanwhile waits and goes together.
  function tellSoon() {
    // Before there is a server, what changes waits as well: its first message asks for it.
    if (due || waiting || !send) return;
    due = true;
    requestAnimationFrame(() => setTimeout(tell));
    // A page in the background has no frames.
    setTimeout(tell, 100);
  }

  function tell() {
    if (!due || !state) return;
    [due, waiting, asked] = [false, true, own];
    send?.("act", { n: own, ...messageOf(state) });
    timer = setTimeout(() => {
      waiting = false;
      unanswered += 1;
      sayAway();
      tellSoon();
    }, ANSWER_WITHIN);
  }

  return {
    language: () => state?.lang ?? "zh",
    /**
     * What is shown before the server says anything.
     *
     * @param {Omit<ScreenState, "ids">} first
     */
    start(first) {
      show(first);
    },
    /**
     * Runs at once and after each change, until what it returns is called. The map is first: it asks
     * where its legend lies, and the browser would lay out whatever else has changed for the answer.
     *
     * @param {(state: AppState) => void} run
     * @param {boolean} [first]
     */
    listen(run, first = false) {
      listeners = first ? [run, ...listeners] : [...listeners, run];
      if (state) run(state);
      return () => {
        listeners = listeners.filter((other) => other !== run);
      };
    },
    /**
     * Runs when the server no longer answers, and when it does again.
     *
     * @param {(away: boolean) => void} run
     */
    onAway(run) {
      onAway = run;
    },
    /**
     * Says whether the page is connected to the server, as often as it likes.
     *
     * @param {boolean} isConnected
     */
    connected(isConnected) {
      if (isConnected) {
        clearTimeout(lostTimer);
        [lost, lostTimer] = [false, 0];
        sayAway();
      } else if (!lostTimer) {
        lostTimer = setTimeout(() => {
          lost = true;
          sayAway();
        }, LONGEST_LOST);
      }
    },
    /** @param {Partial<AppState>} part */
    change(part) {
      own += 1;
      show(part);
      tellSoon();
    },
    /** @param {Own | null} rows - the office's own, which the server is not told of */
    showOwn(rows) {
      atlas.own = rows;
      show({ own: rows?.revision ?? 0 });
    },
    /**
     * @param {MapData} data
     * @param {ComponentHost<MapData>["send"]} sendNow
     */
    told({ n, state: theirs, lang }, sendNow) {
      send = sendNow;
      /** @type {Partial<AppState>} */
      const change = lang && lang !== state?.lang ? { lang } : {};
      // An answer to an older click must not undo a newer one.
      const answered = !waiting || n >= asked;
      if (answered) {
        [waiting, unanswered] = [false, 0];
        sayAway();
        clearTimeout(timer);
      }
      if (answered && (!state || n >= own)) {
        own = n;
        if (theirs) Object.assign(change, readScreen(atlas, theirs));
        if (state && JSON.stringify(change.sel) === JSON.stringify(state.sel)) delete change.sel;
      }
      if (Object.keys(change).length) show(change);
      // What changed meanwhile, or what a server that was started anew does not know.
      if (n < own) tellSoon();
    },
  };
}

/**
 * @param {Atlas} atlas
 * @param {ServerState} told
 */
function readScreen(atlas, { sel, focus, view, ask }) {
  const { selection } = cleanSelection(atlas, { ...emptySelection(), ...sel });
  return { sel: selection, focus: focus || null, view: view || "map", ask: cleanAsk(atlas, ask) };
}
