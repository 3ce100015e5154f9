"""The atlas and its viewer, sent to the browser while it still loads Streamlit's own page.

The map stands before that page does; its component takes it over.
"""

from __future__ import annotations

import datetime as dt
import os
import secrets
import socket
import threading
from functools import cache
from typing import TYPE_CHECKING

from cluster_atlas.atlas.cache import key_of
from cluster_atlas.ui.atlas_store import DATA_VARIABLE, edition_key, shared_atlas, shared_pack
from cluster_atlas.ui.http.headers import may_be_framed, page_policy, with_headers
from cluster_atlas.values.characters import script_json
from cluster_atlas.web.assets import app_script

if TYPE_CHECKING:
    from starlette.middleware import Middleware
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import BaseRoute
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

TIANDITU_VARIABLE = "CLUSTER_ATLAS_TIANDITU_TOKEN"
BASEMAP_VARIABLE = "CLUSTER_ATLAS_BASEMAP"

_HEAD = b"</head>"
# Where Streamlit serves what was made for a session.
_FILES = "/media/"
_VALIDATORS = {b"if-none-match", b"if-modified-since"}
_OF_THE_FILE = {b"etag", b"last-modified", b"content-length"}
_POLICY = b"content-security-policy"
_A_DAY = {"Cache-Control": "private, max-age=86400, immutable"}

# Read by Streamlit's page before it asks the server for the same. Its dialog about a lost server is
# modal, and would lie over a map that filters without one; the map's own note says it.
_SETTINGS = "<script>window.__streamlit = { HOST_CONFIG: { blockErrorDialogs: true } };</script>"

# What the components look for under the same name: see component.js.
_SCRIPT = """<script type="module" async>
const [pack, viewer, options] = %s;
const fetched = (globalThis[Symbol.for("cluster-atlas.fetched")] ||= new Map());
const bytes = fetch(pack).then(async (answer) => {
  if (!answer.ok) throw new Error(answer.status);
  return new Uint8Array(await answer.arrayBuffer());
});
const module = import(viewer);
fetched.set(pack, bytes).set(viewer, module);
try {
  const { sharedAtlas, showFirstMap } = await module;
  showFirstMap(await sharedAtlas(pack, bytes), options);
} catch {
  fetched.clear();
}
</script>
"""

# Set when the first page has what its map needs; what a server does for later can wait until then.
first_request = threading.Event()

_state = {"served": False}


def addresses() -> tuple[str, str] | None:
    """Return where pack and viewer are served today, relative to the page's own address.

    ``None`` where this server does not serve them.
    """
    return _addresses() if _state["served"] else None


def routes() -> list[BaseRoute]:
    """Return the routes of pack, viewer and outlines; they wait until the atlas is open."""
    from starlette.routing import Route

    _state["served"] = True
    served = {"pack": _pack, "viewer.js": _viewer, "outlines": _outlines}
    # Below whatever path the office publishes the app at, where a proxy leaves that path there.
    return [
        Route(f"{base}/atlas/{{key}}/{name}", answer)
        for name, answer in served.items()
        for base in ("", "/{base:path}")
    ]


def middleware() -> list[Middleware]:
    """Return what guards every answer, and makes the page ask for pack and viewer first of all."""
    from starlette.middleware import Middleware

    return [Middleware(_Guard), Middleware(_Preload)]


def tile_layer() -> dict[str, str] | None:
    """Return the tile layer that the office configured, or ``None``.

    A Tianditu token or the address of XYZ tiles comes from the environment; it never enters an
    exported file.
    """
    token = os.environ.get(TIANDITU_VARIABLE, "")
    if token.isalnum():
        return {
            "url": "https://t{s}.tianditu.gov.cn/vec_w/wmts?SERVICE=WMTS&REQUEST=GetTile"
            "&VERSION=1.0.0&LAYER=vec&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles"
            f"&TILEMATRIX={{z}}&TILEROW={{y}}&TILECOL={{x}}&tk={token}",
            "subdomains": "01234567",
            "attribution": "底图：天地图",
        }
    url = os.environ.get(BASEMAP_VARIABLE, "")
    return {"url": url, "subdomains": "abc", "attribution": ""} if url else None


def _addresses() -> tuple[str, str]:
    today = dt.date.today()  # noqa: DTZ011 - the office's own day is meant
    data = os.environ.get(DATA_VARIABLE)
    folder = f"./atlas/{edition_key(data) or _key(data, today)}"
    return f"{folder}/pack", f"{folder}/viewer.js"


@cache
def _key(folder: str | None, _: dt.date) -> str:
    """Return the same for the same data, after a new start as well: an open page stays in step."""
    return key_of(folder) or secrets.token_hex(8)


def _pack(_: Request) -> Response:
    from starlette.responses import Response

    try:
        content = shared_pack(os.environ.get(DATA_VARIABLE))
    finally:
        # Of faulty data as well: whoever waits goes on and tells it.
        first_request.set()
    # Undone by the browser beside what else it does.
    headers = _A_DAY | {"Content-Encoding": "gzip"}
    return Response(content, media_type="application/json", headers=headers)


def _outlines(_: Request) -> Response:
    """Answer with the finer outlines; Starlette runs this beside the other answers."""
    from starlette.responses import Response

    from cluster_atlas.web.pack import outlines_bytes

    content = outlines_bytes(shared_atlas(os.environ.get(DATA_VARIABLE)))
    headers = _A_DAY | {"Content-Encoding": "gzip"}
    return Response(content, media_type="application/json", headers=headers)


def _viewer(_: Request) -> Response:
    from starlette.responses import Response

    content = app_script()
    return Response(content, media_type="text/javascript", headers=_A_DAY)


class _Guard:
    """Adds the headers by which a browser guards what it got."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            _send_at_once(send)
            await self._app(scope, receive, send)
            return
        framed = may_be_framed(scope.get("query_string", b""))
        if _FILES in scope["path"]:
            # Compressed as they are; Streamlit would do it again, and let all other answers wait.
            kept = [pair for pair in scope["headers"] if pair[0].lower() != b"accept-encoding"]
            scope = {**scope, "headers": kept}

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                # Only what is a page of ours is told what it may load, by _Preload.
                headers = [pair for pair in message["headers"] if pair[0].lower() != _POLICY]
                policy = dict(message["headers"]).get(_POLICY, b"").decode()
                message["headers"] = with_headers(headers, policy=policy, framed=framed)
            await send(message)

        await self._app(scope, receive, guarded)


def _send_at_once(send: Send) -> None:
    """Let no part of an answer wait for the acknowledgement of the part before it.

    An answer is several small messages. asyncio sets ``TCP_NODELAY`` on sockets that name their
    protocol; Streamlit's does not, so that the second message waits for the acknowledgement of the
    first, which the other side delays by 40 ms where it has nothing to say itself. ASGI has no word
    for it: where the server's transport is not to be found, nothing happens.

    Parameters
    ----------
    send
        What the server gave the application to send with.
    """
    transport = getattr(getattr(send, "__self__", None), "transport", None)
    connection = transport.get_extra_info("socket") if transport else None
    if connection is not None and connection.family in {socket.AF_INET, socket.AF_INET6}:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


class _Preload:
    """Puts settings and script into the page's head; all else passes untouched."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET" or not scope["path"].endswith("/"):
            await self._app(scope, receive, send)
            return
        # The file of the page may be as old as it was, its head is not.
        asked = [pair for pair in scope["headers"] if pair[0].lower() not in _VALIDATORS]
        start: list[Message] = []
        body = bytearray()

        async def collect(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.append(message)
                return
            body.extend(message.get("body", b""))
            if not message.get("more_body", False):
                head, content = _changed(start[0], bytes(body))
                await send(head)
                await send({"type": "http.response.body", "body": content})

        await self._app({**scope, "headers": asked}, receive, collect)


def _changed(start: Message, body: bytes) -> tuple[Message, bytes]:
    """Return the start of an answer and its body, with ours in the head of a plain page."""
    headers = dict(start["headers"])
    is_page = start["status"] == 200 and headers.get(b"content-type", b"").startswith(b"text/html")  # noqa: PLR2004
    if not is_page or b"content-encoding" in headers or _HEAD not in body:
        return start, body
    script = _SCRIPT % script_json([*_addresses(), {"basemap": tile_layer()}])
    content = body.replace(_HEAD, (_SETTINGS + script).encode() + _HEAD, 1)
    kept = [pair for pair in start["headers"] if pair[0].lower() not in _OF_THE_FILE]
    layer = tile_layer()
    policy = page_policy(content.decode(), layer["url"] if layer else "").encode()
    own = [(b"content-length", str(len(content)).encode()), (_POLICY, policy)]
    return {**start, "headers": [*kept, *own]}, content
