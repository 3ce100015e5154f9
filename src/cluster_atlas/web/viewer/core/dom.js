// Small helpers that build page elements; data only ever becomes text nodes.

// h("button", {class: "x", onclick: f, "aria-pressed": true}, "text", child, [more])
export function h(tag, attributes, ...children) {
  const el = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") el.addEventListener(name.slice(2), value);
    else el.setAttribute(name, value === true && !name.startsWith("aria-") ? "" : String(value));
  }
  el.append(...children.flat(9).filter((child) => child !== null && child !== undefined && child !== false));
  return el;
}

export function fill(el, ...children) {
  el.replaceChildren(...children.flat(9).filter((child) => child || child === 0));
}

// A line icon; `d` are path data written in this code, never data.
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

export function swatch(colour, kind = "") {
  const el = h("i", { class: `ca-swatch ${kind}`, "aria-hidden": "true" });
  el.style.setProperty("--c", colour);
  return el;
}

export function debounce(wait, run) {
  let timer = 0;
  return (...args) => {
    clearTimeout(timer);
    timer = setTimeout(() => run(...args), wait);
  };
}

// Copies from file:// as well, where navigator.clipboard is missing.
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

// A button that copies what `text` returns and says so for a moment.
export function copyButton(label, doneLabel, text, className = "ca-link") {
  const button = h("button", { type: "button", class: className }, label);
  button.addEventListener("click", async (event) => {
    event.stopPropagation();
    const done = await copyText(text(), button.parentElement);
    button.focus({ preventScroll: true });
    if (!done) return;
    button.textContent = doneLabel;
    setTimeout(() => (button.textContent = label), 1400);
  });
  return button;
}

// Adds rows in portions while the reader scrolls, so that thousands of rows cost nothing at first.
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
