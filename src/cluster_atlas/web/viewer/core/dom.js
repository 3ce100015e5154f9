// Small helpers that build page elements; data only ever becomes text nodes.

/**
 * h("button", {class: "x", onclick: f, "aria-pressed": true}, "text", child, [more])
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Attributes} attributes
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function h(tag, attributes, ...children) {
  const el = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") el.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    else el.setAttribute(name, value === true && !name.startsWith("aria-") ? "" : String(value));
  }
  const inside = /** @type {(string | Node | false | null | undefined)[]} */ (children.flat(9));
  el.append(...inside.filter((child) => child !== null && child !== undefined && child !== false));
  return el;
}

/**
 * @param {Element} el
 * @param {...Child} children
 */
export function fill(el, ...children) {
  const inside = /** @type {(string | Node | false | null | undefined)[]} */ (children.flat(9));
  el.replaceChildren(...inside.filter(Boolean));
}

/** Whether the reader wants nothing to move. */
export const still = () => Boolean(globalThis.matchMedia?.("(prefers-reduced-motion: reduce)").matches);

/**
 * What draws on a canvas; there is none only where the canvas was drawn on in another way before.
 *
 * @param {HTMLCanvasElement} canvas
 */
export function contextOf(canvas) {
  return /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
}

/**
 * A line icon; `d` are path data written in this code, never data.
 *
 * @param {string} d
 */
export function icon(d) {
  const ns = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(ns, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("class", "ca-icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(ns, "path");
  path.setAttribute("d", d);
  svg.append(path);
  return svg;
}

export const ICONS = {
  back: "M10 3 5 8l5 5",
  forward: "M6 3l5 5-5 5",
  close: "M4 4l8 8M12 4l-8 8",
  down: "M4 6l4 4 4-4",
  plus: "M8 3v10M3 8h10",
  minus: "M3 8h10",
  home: "M3 3h4M3 3v4M13 3H9M13 3v4M3 13h4M3 13V9M13 13H9M13 13V9",
};

/**
 * A status is told by how full its disc is, so that grey print and colour-blind readers have it too.
 *
 * @param {Atlas} atlas
 * @param {CodeIndex} status
 */
export function statusMark(atlas, status) {
  const full = atlas.rules.fullness[atlas.codes.status[status].id];
  return h("i", { class: `ca-disc ca-disc${full ?? 2}`, "aria-hidden": "true" });
}

/**
 * @param {string} colour
 * @param {string} [kind]
 */
export function swatch(colour, kind = "") {
  const el = h("i", { class: `ca-swatch ${kind}`, "aria-hidden": "true" });
  el.style.setProperty("--c", colour);
  return el;
}

/**
 * @template {unknown[]} Arguments
 * @param {number} wait - milliseconds
 * @param {(...args: Arguments) => void} run
 * @returns {(...args: Arguments) => void}
 */
export function debounce(wait, run) {
  let timer = 0;
  return (...args) => {
    clearTimeout(timer);
    timer = setTimeout(() => run(...args), wait);
  };
}

/**
 * Copies from file:// as well, where navigator.clipboard is missing.
 *
 * @param {string} text
 * @param {Element} host
 */
export async function copyText(text, host) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = h("textarea", { class: "ca-hidden", readonly: true });
    area.value = text;
    host.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}

/**
 * A button that copies what `text` returns and says so for a moment.
 *
 * @param {string} label
 * @param {string} doneLabel
 * @param {() => string} text
 */
export function copyButton(label, doneLabel, text, className = "ca-link") {
  const button = h("button", { type: "button", class: className }, label);
  button.addEventListener("click", async (event) => {
    event.stopPropagation();
    const done = await copyText(text(), /** @type {Element} */ (button.parentElement));
    button.focus({ preventScroll: true });
    if (!done) return;
    button.textContent = doneLabel;
    setTimeout(() => (button.textContent = label), 1400);
  });
  return button;
}

/**
 * Adds rows in portions while the reader scrolls, so that thousands of rows cost nothing at first.
 *
 * @template Row
 * @param {HTMLElement} scroller
 * @param {HTMLElement} holder
 * @param {Row[]} rows
 * @param {(row: Row) => Node} make
 */
export function growList(scroller, holder, rows, make, step = 16) {
  let next = 0;
  const more = () => {
    const until = Math.min(rows.length, next + step);
    const part = document.createDocumentFragment();
    for (; next < until; next += 1) part.append(make(rows[next]));
    holder.append(part);
  };
  const check = () => {
    while (next < rows.length && scroller.scrollTop + scroller.clientHeight * 2 > scroller.scrollHeight) {
      const before = next;
      more();
      if (!scroller.clientHeight || before === next) break;
    }
  };
  holder.replaceChildren();
  more();
  scroller.onscroll = check;
  return {
    all: () => {
      while (next < rows.length) more();
    },
  };
}

/**
 * Tabs that do not all have room show the one that is on.
 *
 * @param {HTMLElement} tabs
 */
export function showTab(tabs) {
  requestAnimationFrame(() => {
    const [on, all] = [tabs.querySelector('[aria-selected="true"]'), tabs].map((el) => el?.getBoundingClientRect());
    // Not scrollIntoView(): it would move the page as well.
    if (on && all) tabs.scrollLeft += on.left + on.width / 2 - all.left - all.width / 2;
  });
}
