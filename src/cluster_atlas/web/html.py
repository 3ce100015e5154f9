"""One HTML file that holds the map, its data and its code, and asks the network for nothing."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from functools import cache
from typing import Any

import deflate
from markupsafe import Markup

from cluster_atlas.values.characters import script_json
from cluster_atlas.web.assets import built, page_script, page_style
from cluster_atlas.web.templating import fill, policy_hash

# As of the pack: higher levels gain 3 % and take five times as long.
COMPRESSION = 9


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
    loader = built("loader.js").decode().strip()
    policy = "; ".join(
        (
            "default-src 'none'",
            f"script-src '{policy_hash(loader)}' '{script_hash}'",
            f"style-src '{style_hash}'",
            "img-src data: blob:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
    return fill(
        "page.html",
        lang="en" if config.get("lang") == "en" else "zh-CN",
        # Our own words and code, and data in which nothing is markup.
        policy=Markup(policy),  # noqa: S704
        title=title,
        config=Markup(script_json(config)),  # noqa: S704
        pack=Markup(_base85(pack)),  # noqa: S704
        code=Markup(code),  # noqa: S704
        loader=Markup(loader),  # noqa: S704
    )


@cache
def _code() -> tuple[str, str, str]:
    """Return the packed code, and the hashes of its script and its stylesheet; made once."""
    script, style = page_script(), page_style()
    text = json.dumps({"script": script, "style": style}, ensure_ascii=False)
    packed = bytes(deflate.gzip_compress(text.encode(), COMPRESSION))
    return _base85(packed), policy_hash(script), policy_hash(style)


def _base85(content: bytes) -> str:
    """Return bytes as text that may stand inside a script element.

    The alphabet has no slash, so nothing in it closes the element; the four letters that would
    open a comment are parted by a line break, which the reader leaves out.
    """
    return base64.b85encode(content).decode().replace("<!--", "<!\n--")
