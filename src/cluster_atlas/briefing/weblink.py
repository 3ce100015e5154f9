"""Where a reader of the paper finds the same on screen: the address of the office's own atlas."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode, urlsplit

from cluster_atlas.atlas.screen import Screen
from cluster_atlas.values.issues import Issue, Text, quote

LONGEST_ADDRESS = 200
# A QR code of more characters has cells that a telephone does not read from paper.
_LONGEST_LINK = 250

# Which view of the screen shows a part.
_VIEWS = {
    "compare": "compare",
    "evolve": "evolve",
    "find": "find",
    "implementation": "implementation",
    "list": "table",
}


def link_of(address: str, kind: str, screen: Screen) -> str:
    """Return the link to what a part shows.

    Parameters
    ----------
    address
        Where the office serves the atlas: ``https://atlas.example.org/``; empty for nowhere.
    kind
        Kind of the part.
    screen
        What it shows.

    Returns
    -------
    str
        The address itself where the state is too long for a QR code; empty without one.
    """
    if not address:
        return ""
    shown = replace(screen, view=_VIEWS.get(kind, "sources" if kind == "sources" else "map"))
    query = urlencode(shown.to_query(), doseq=True, safe=":")
    link = f"{address}{'' if urlsplit(address).path else '/'}{f'?{query}' if query else ''}"
    return link if len(link) <= _LONGEST_LINK else address


def address_issue(address: str, file: str) -> Issue | None:
    """Return the fault of an address of the atlas, or ``None``; its length is judged elsewhere."""
    if not address or len(address) > LONGEST_ADDRESS or _is_usable(address):
        return None
    return Issue(
        file,
        "",
        "address",
        quote(address),
        Text("不是图谱的网址", "is no web address of an atlas"),
        Text(
            "例如 https://atlas.example.org/，不含问号与密码",
            "write for example https://atlas.example.org/, without ? and password",
        ),
    )


def _is_usable(address: str) -> bool:
    """Tell whether an address leads to a page of the web, and to no more than its base."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError:
        return False
    plain = not (parts.query or parts.fragment or parts.username or parts.password)
    ascii_only = address.isascii() and address.isprintable() and " " not in address
    return (
        parts.scheme in {"http", "https"}
        and bool(host)
        and port != 0
        and plain
        and ascii_only
        and not set("?#\\\"<>'") & set(address)
    )
