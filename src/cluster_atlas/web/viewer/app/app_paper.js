// Paper of the app: for the time of printing a sheet stands in the page in place of Streamlit's own.
import { h } from "../core/dom.js";
import { clearPaper, preparePaper } from "../map/paper.js";

// The rules that the component has for itself, and that nothing but the sheet is printed.
const ALONE = `@media print {
  html, body { height: auto !important; overflow: visible !important; }
  body > :not(.ca-print) { display: none !important; }
}`;

/** @param {Document | ShadowRoot} root */
function rulesOf(root) {
  return [...root.styleSheets, ...(root.adoptedStyleSheets || [])]
    .flatMap((sheet) => [...sheet.cssRules].map((rule) => rule.cssText))
    .join("\n");
}

/**
 * now() gives {stage, state, styles: the root whose styles the viewer has}. Returns what ends it.
 *
 * @param {Atlas} atlas
 * @param {() => { stage: Stage, state: ScreenState, styles: Document | ShadowRoot }} now
 */
export function printApp(atlas, now) {
  /** @type {HTMLElement | null} */
  let sheet = null;
  const begin = () => {
    const { stage, state, styles } = now();
    const paper = h("div", { class: "ca-paper" });
    sheet?.remove();
    // Streamlit's page says that all of it is English.
    sheet = h("div", { class: "ca-root ca-page ca-print", lang: state.lang === "en" ? "en" : "zh-CN" }, paper);
    preparePaper(paper, atlas, stage.map, state, {}, stage.question(), stage.answer());
    sheet.append(h("style", {}, `${rulesOf(styles)}\n${ALONE}`));
    document.body.append(sheet);
  };
  const end = () => {
    if (!sheet) return;
    clearPaper(/** @type {HTMLElement} */ (sheet.firstElementChild));
    sheet.remove();
    sheet = null;
  };
  globalThis.addEventListener("beforeprint", begin);
  globalThis.addEventListener("afterprint", end);
  return () => {
    end();
    globalThis.removeEventListener("beforeprint", begin);
    globalThis.removeEventListener("afterprint", end);
  };
}
