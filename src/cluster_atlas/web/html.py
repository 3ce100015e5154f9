"""One HTML file that holds the map, its data and its code, and asks the network for nothing."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

import deflate
import numpy as np
from markupsafe import Markup

from cluster_atlas.values.characters import script_json
from cluster_atlas.web.assets import built, page_script, page_style
from cluster_atlas.web.templating import fill, policy_hash

# Made once for all files of a process: 3 % smaller than by level 9; 12 gains nothing more.
COMPRESSION = 11

# Printable characters but the space and the one that ends a script; loader.js has the same.
ALPHABET = "".join(chr(code) for code in range(33, 127) if chr(code) != "<")
_BITS, _BYTE = 13, 8
# Pairs of characters beyond those that 13 bits need: so many of their values take one bit more.
SPARE = len(ALPHABET) ** 2 - 2**_BITS


def render_html(pack: bytes, config: Mapping[str, Any], *, title: str, own: bool = False) -> str:
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
    own
        The pack holds an office's own rows under ``own``, which the page then shows.

    Returns
    -------
    str
        HTML that opens from disk, with a content-security policy that allows its own code only.
        The same input gives the same text.
    """
    code, script_hash, style_hash = _code(own)
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
        pack=Markup(as_text(pack)),  # noqa: S704
        code=Markup(code),  # noqa: S704
        loader=Markup(loader),  # noqa: S704
    )


@cache
def _code(own: bool) -> tuple[str, str, str]:  # noqa: FBT001 - one of two scripts
    """Return the packed code, and the hashes of its script and its stylesheet; made once."""
    script, style = page_script(own=own), page_style(own=own)
    packed = bytes(deflate.gzip_compress(f"{script}\0{style}".encode(), COMPRESSION))
    return as_text(packed), policy_hash(script), policy_hash(style)


@lru_cache(maxsize=4)
def as_text(content: bytes) -> str:
    """Return bytes as text that may stand inside a script element: two characters hold 13 bits.

    Where the 13 bits are less than :data:`SPARE`, they hold the next bit as well. Base85 would be
    a fortieth longer. Of the 93 printable characters none is a space or ends a script; the reader
    is ``loader.js``.

    Parameters
    ----------
    content
        Any bytes.

    Returns
    -------
    str
        Two characters of :data:`ALPHABET` per 13 or 14 bits, the last ones filled up with zeros;
        one character more where the zeros are as long as a byte.
    """
    size = _BYTE * len(content)
    bits = np.pad(np.unpackbits(np.frombuffer(content, np.uint8)), (0, _BITS + 1)).astype(np.int32)
    # What 13 bits hold from each bit on, and from which of them one after the other is read.
    windows = np.zeros(size, np.int32)
    for k in range(_BITS):
        windows += bits[k : size + k] << (_BITS - 1 - k)
    steps = (_BITS + (windows < SPARE)).tolist()
    starts, at = [], 0
    while at < size:
        starts.append(at)
        at += steps[at]
    begins = np.array(starts, np.int64)
    values = windows[begins]
    values += (values < SPARE) * bits[begins + _BITS] << _BITS
    filling = at - size
    pairs = np.stack(np.divmod(values, len(ALPHABET)), axis=1).ravel()
    text: str = np.frombuffer(ALPHABET.encode(), np.uint8)[pairs].tobytes().decode()
    return text + ALPHABET[0] if filling >= _BYTE else text
