"""Headers by which a browser guards the app: what its page may load, and who may frame it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import parse_qs, urlsplit

from cluster_atlas.web.templating import policy_hash

Headers = list[tuple[bytes, bytes]]

# Of every answer. The address holds what is looked for: other sites learn the host only, which
# services of tiles want to know.
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}

_INLINE = re.compile(r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL)


def with_headers(headers: Iterable[tuple[bytes, bytes]], *, policy: str, framed: bool) -> Headers:
    """Return an answer's headers with those that guard it; what it says itself goes first.

    Parameters
    ----------
    headers
        Pairs of name and value, as ASGI has them.
    policy
        Content-security policy of a page; empty for what is no page of ours.
    framed
        Whether pages of other sites may frame it.
    """
    own = list(headers)
    named = {name.lower() for name, _ in own}
    told = dict(ALWAYS)
    # Where any page may frame it nothing is said: "*" would leave out pages opened from disk.
    if not framed:
        told["X-Frame-Options"] = "SAMEORIGIN"
        policy = "; ".join(filter(None, (policy, "frame-ancestors 'self'")))
    if policy:
        told["Content-Security-Policy"] = policy
    added = [(name.lower().encode(), value.encode()) for name, value in told.items()]
    return [*own, *(pair for pair in added if pair[0] not in named)]


def may_be_framed(query: bytes) -> bool:
    """Tell whether an address asks for the map alone, which any page may show in a frame."""
    return parse_qs(query.decode("latin-1")).get("embed") == ["true"]


def page_policy(page: str, tiles: str = "") -> str:
    """Return the content-security policy of the app's page.

    Scripts are the app's own files, and those of the page by their hash. Streamlit makes scripts of
    its own from text (``blob:``) and sets styles from scripts, so that both are allowed. Nothing is
    sent anywhere else.

    Parameters
    ----------
    page
        The page's HTML.
    tiles
        Address of the office's own tiles; empty where there are none.
    """
    hashes = " ".join(f"'{policy_hash(script)}'" for script in _INLINE.findall(page))
    pictures = " ".join(filter(None, ("'self' data: blob:", _origin(tiles))))
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' blob: {hashes}".rstrip(),
            "style-src 'self' 'unsafe-inline'",
            f"img-src {pictures}",
            "font-src 'self' data:",
            "connect-src 'self' data: blob:",
            "frame-src 'self' data: blob:",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
        )
    )


def _origin(address: str) -> str:
    """Return the origin of an address of tiles, ``{s}`` as any host; empty where it has none."""
    parts = urlsplit(address.replace("{s}", "wildcard"))
    if parts.scheme not in {"http", "https"} or not re.fullmatch(r"[\w.:\[\]-]+", parts.netloc):
        return ""
    host = re.sub(r"^[^.]*wildcard[^.]*\.", "*.", parts.netloc)
    return f"{parts.scheme}://{host}" if "wildcard" not in host else f"{parts.scheme}:"
