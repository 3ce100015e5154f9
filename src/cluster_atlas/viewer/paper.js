// What goes to the printer: title, map at print resolution, legend, credits, then the cited list.
import { h, fill } from "./dom.js";
import { t, nameOf, joinNames } from "./i18n.js";
import { citation, targetLabel } from "./cite.js";
import { summaryLine } from "./list.js";
import { placesFirst, titleOf } from "./facts.js";
import { scaleStep } from "./overlays.js";

const [WIDTH, HEIGHT, SHARPNESS] = [1000, 725, 2.4];

function filterWords(atlas, state) {
  const { lang, sel } = state;
  const names = ["cluster", "industry", "status", "role", "place", "document", "legal"].flatMap((name) => sel[name].map((id) => nameOf(lang, atlas.rows[name][atlas.index[name].get(id)])));
  if (sel.as_of !== null) names.push(`${t(lang, "asof")} ${sel.as_of}`);
  if (sel.text.trim()) names.push(`“${sel.text.trim()}”`);
  return names.length ? t(lang, "showing", { what: names.join(" · ") }) : "";
}

function paperRow(atlas, lang, i) {
  const { places, industries, role, status, target } = atlas.facts;
  const where = joinNames(lang, places[i].map((p) => atlas.places[p]));
  const what = joinNames(lang, industries[i].map((k) => atlas.industries[k]));
  const how = [nameOf(lang, atlas.codes.status[status[i]]), nameOf(lang, atlas.codes.role[role[i]]), targetLabel(lang, target[i])].filter(Boolean);
  return h("li", {}, h("strong", {}, titleOf(atlas, lang, i)), h("span", {}, [where, what].filter(Boolean).join(" · ")), h("span", {}, how.join(" · ")), h("cite", {}, citation(lang, atlas, i)));
}

function paperHead(atlas, { lang }, config) {
  const edition = t(lang, "dataEdition", { hash: atlas.hash.slice(0, 6), date: config.date || atlas.date });
  return h("header", {}, h("h1", {}, config.title || t(lang, "product")), h("p", {}, [config.title && t(lang, "product"), edition].filter(Boolean).join(" · ")));
}

// A question page as it stands on screen; its canvases as pictures.
function paperView(view) {
  const copy = view.cloneNode(true);
  const drawn = [...view.querySelectorAll("canvas")];
  copy.querySelectorAll("canvas").forEach((canvas, i) => {
    const picture = h("img", { alt: "", src: drawn[i].toDataURL("image/png") });
    picture.style.width = `${drawn[i].clientWidth}px`;
    canvas.replaceWith(picture);
  });
  copy.classList.add("ca-paper-view");
  return copy;
}

// `view` is the element of the question page that is open, or null.
export function preparePaper(el, atlas, map, state, config, view = null) {
  const { lang } = state;
  if (view) {
    fill(el, paperHead(atlas, state, config), config.note && h("p", { class: "ca-paper-note" }, config.note), h("p", { class: "ca-paper-filter" }, filterWords(atlas, state)), paperView(view), h("p", { class: "ca-paper-credit" }, atlas.credit[lang] || atlas.credit.zh));
    return;
  }
  const canvas = h("canvas", {});
  const { zoom, lat } = map.paintOn(canvas, WIDTH, HEIGHT, SHARPNESS);
  const { km, px } = scaleStep(lat, zoom, 130);
  // A finished picture: printing browsers replay a canvas stroke by stroke and may misplace it.
  const picture = h("img", { class: "ca-paper-map", alt: t(lang, "map"), src: canvas.toDataURL("image/png") });
  const bar = h("i", {});
  bar.style.width = `${(px / WIDTH) * 100}%`;
  fill(el,
    paperHead(atlas, state, config),
    config.note && h("p", { class: "ca-paper-note" }, config.note),
    h("p", { class: "ca-paper-filter" }, [summaryLine(atlas, lang, state.ids), filterWords(atlas, state)].filter(Boolean).join(" ｜ ")),
    h("figure", {}, h("div", { class: "ca-paper-sheet" }, picture, h("div", { class: "ca-paper-scale" }, h("b", {}, `${t(lang, "north")} ↑`), bar, h("span", {}, `${km} km`))), map.legend.printed()),
    h("p", { class: "ca-paper-credit" }, atlas.credit[lang] || atlas.credit.zh),
    h("ol", {}, placesFirst(atlas, state.ids).map((i) => paperRow(atlas, lang, i))));
}
