// The atlas inside another page: map, legend and credits only, and the way to all the rest.
import { h } from "../core/dom.js";
import { t } from "../core/i18n.js";

/**
 * Whether an address asks for it: `embed=true` before or behind the hash.
 *
 * @param {string} address
 */
export function isEmbedded(address) {
  const { searchParams, hash } = new URL(address);
  return [searchParams, new URLSearchParams(hash.slice(1))].some(
    (query) => (query.get("embed") || "").toLowerCase() === "true",
  );
}

/** @param {string} address */
export function withoutEmbed(address) {
  const url = new URL(address);
  const hash = new URLSearchParams(url.hash.slice(1));
  for (const query of [url.searchParams, hash]) for (const key of ["embed", "embed_options"]) query.delete(key);
  url.hash = hash.toString();
  return url.href;
}

// The link in the corner; its address is read when it is used, because the state moves on.
export function createEmbedLink(own = false) {
  const framed = window.parent !== window;
  const aim = () => (link.href = withoutEmbed(location.href));
  // A file that stands alone in its window opens in place.
  const link = h("a", {
    class: "ca-embed-link",
    target: own && !framed ? "_self" : "_blank",
    rel: "noopener",
    onpointerdown: aim,
    onfocus: aim,
    onclick: aim,
  });
  return {
    el: link,
    /** @param {Lang} lang */
    show(lang) {
      link.textContent = t(lang, "embedOpen");
      aim();
    },
  };
}
