"""One HTML file that holds the map, its data and its code, and asks the network for nothing."""

from __future__ import annotations

import base64
import hashlib
import html
import json
from collections.abc import Mapping
from functools import cache
from typing import Any

import deflate

from cluster_atlas.web.assets import page_script, page_style

# As of the pack: higher levels gain 3 % and take five times as long.
COMPRESSION = 9

# The alphabet of Python's base85, which needs a quarter more room than the bytes themselves.
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~"

# Unpacks code and data; the code runs under the hash that the page's policy names.
_LOADER = """\
const alphabet = new Map(Array.from(ALPHABET, (c, i) => [c, i]));
const bytesOf = (id) => {
  const text = document.getElementById(id).textContent.replace(/\\s/g, "");
  const short = (5 - (text.length % 5)) % 5;
  const bytes = new Uint8Array(((text.length + short) / 5) * 4);
  const words = new DataView(bytes.buffer);
  for (let i = 0; i < text.length; i += 5) {
    let word = 0;
    for (let k = i; k < i + 5; k += 1) word = word * 85 + (alphabet.get(text[k]) ?? 84);
    words.setUint32((i / 5) * 4, word);
  }
  return bytes.subarray(0, bytes.length - short);
};
const read = (id) => new Response(
  new Blob([bytesOf(id)]).stream().pipeThrough(new DecompressionStream("gzip"))
).json();
const put = (tag, text) => {
  const element = document.createElement(tag);
  element.textContent = text;
  document.head.append(element);
};
window.atlasPack = () => read("atlas-pack");
window.atlasReady = read("atlas-code").then((code) => {
  put("style", code.style);
  put("script", code.script);
  return window.startAtlas(JSON.parse(document.getElementById("atlas-config").textContent));
});
window.atlasReady.catch((error) => {
  document.getElementById("atlas").textContent = String(error);
});
""".replace("ALPHABET", json.dumps(_ALPHABET))

_PAGE = """\
<!doctype html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="cluster-atlas">
<title>{title}</title>
</head>
<body>
<div id="atlas"></div>
<noscript>{noscript}</noscript>
<script type="application/json" id="atlas-config">{config}</script>
<script type="text/plain" id="atlas-pack">{pack}</script>
<script type="text/plain" id="atlas-code">{code}</script>
<script>{loader}</script>
</body>
</html>
"""

_NOSCRIPT = "本文件需要启用 JavaScript 才能显示地图。 · The map needs JavaScript."


def render_html(pack: bytes, config: Mapping[str, Any], *, title: str) -> str:
    """Return the page.

    Parameters
    ----------
    pack
        The packed atlas, gzip.
    config
        What the viewer starts with: ``selection, title, note, lang, date, focus, view, ask,
        story``; plain values, none of which is trusted.
    title
        Title of the document.

    Returns
    -------
    str
        HTML that opens from disk, with a content-security policy that allows its own code only.
        The same input gives the same text.
    """
    code, script_hash, style_hash = _code()
    policy = "; ".join(
        (
            "default-src 'none'",
            f"script-src '{_sha256(_LOADER)}' '{script_hash}'",
            f"style-src '{style_hash}'",
            "img-src data: blob:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
    return _PAGE.format(
        lang="en" if config.get("lang") == "en" else "zh-CN",
        policy=policy,
        title=html.escape(title),
        noscript=_NOSCRIPT,
        config=script_json(config),
        pack=_base85(pack),
        code=code,
        loader=_LOADER,
    )


def script_json(value: Any) -> str:  # noqa: ANN401 - any plain value
    """Return JSON that may stand inside a script element: no ``<``, ``>`` or ``&`` in it."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


@cache
def _code() -> tuple[str, str, str]:
    """Return the packed code, and the hashes of its script and its stylesheet; made once."""
    script, style = page_script(), page_style()
    text = json.dumps({"script": script, "style": style}, ensure_ascii=False)
    packed = bytes(deflate.gzip_compress(text.encode(), COMPRESSION))
    return _base85(packed), _sha256(script), _sha256(style)


def _base85(content: bytes) -> str:
    """Return bytes as text that may stand inside a script element.

    The alphabet has no slash, so nothing in it closes the element; the four letters that would
    open a comment are parted by a line break, which the reader leaves out.
    """
    return base64.b85encode(content).decode().replace("<!--", "<!\n--")


def _sha256(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return "sha256-" + base64.b64encode(digest).decode()
