// Whether the server is there, and what the reader is told while it does not answer.
import { h } from "../core/dom.js";

const STATE = "data-test-connection-state";

/** @type {Record<Lang, string>} */
const SAID = {
  zh: "与服务器失去联系：筛选照常，导出与简报要等恢复。恢复后自动同步。",
  en: "No answer from the server: filters go on to work, exports and briefings wait. It catches up by itself.",
};
// Over the map's foot, where it hides nothing that is used.
const STYLE = `.ca-away:not(:empty) {
  position: fixed; z-index: 900; left: 50%; bottom: 40px; transform: translateX(-50%); max-width: min(90vw, 560px);
  margin: 0; padding: 8px 14px; border-radius: 8px; background: var(--deep); color: #fff; font-size: 13px;
}`;

/**
 * @param {HTMLElement} parent
 * @param {() => Lang} language
 * @returns {(isAway: boolean) => void}
 */
export function createAwayNote(parent, language) {
  const note = h("p", { class: "ca-away", role: "status" });
  parent.append(h("style", {}, STYLE), note);
  return (isAway) => {
    const text = isAway ? SAID[language()] : "";
    if (note.textContent !== text) note.textContent = text;
  };
}

/**
 * Streamlit's page writes the state of its connection on its outermost element, which may come after
 * the map.
 *
 * @param {(isConnected: boolean) => void} run - runs after each change
 * @returns {() => void} ends it
 */
export function watchConnection(run) {
  const watch = new MutationObserver(([{ target }]) => {
    run(/** @type {Element} */ (target).getAttribute(STATE) === "CONNECTED");
  });
  watch.observe(document.body, { subtree: true, attributeFilter: [STATE] });
  return () => watch.disconnect();
}
