"""The atlas and its viewer are asked for by the head of the page."""

from __future__ import annotations

import asyncio
import gzip
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.ui import preload
from cluster_atlas.values.characters import script_json
from cluster_atlas.web.pack import outlines_bytes, pack_bytes

PAGE = b"<html><head><title>x</title></head><body></body></html>"


def answer(
    path: str, headers: dict[bytes, bytes], *, status: int = 200, body: bytes = PAGE
) -> tuple[dict[str, Any], bytes, dict[str, Any]]:
    """Return start and body of what comes through the middleware, and what was asked behind it."""
    sent: list[dict[str, Any]] = []
    asked: dict[str, Any] = {}

    async def app(scope: Any, _: Any, send: Any) -> None:
        asked.update(scope)
        start = {"type": "http.response.start", "status": status, "headers": [*headers.items()]}
        await send(start)
        await send({"type": "http.response.body", "body": body[:10], "more_body": True})
        await send({"type": "http.response.body", "body": body[10:]})

    async def keep(message: Any) -> None:
        sent.append(message)

    _, middleware = preload.middleware()
    factory: Any = middleware.cls
    wrapped = factory(app)
    scope = {"type": "http", "method": "GET", "path": path, "headers": [(b"if-none-match", b'"1"')]}
    # In a thread of its own: that of the tests may run a browser's loop.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, wrapped(scope, None, keep)).result()
    content = b"".join(m["body"] for m in sent if m["type"] == "http.response.body")
    return sent[0], content, asked


HTML = {b"content-type": b"text/html; charset=utf-8", b"content-length": b"55", b"etag": b'"1"'}


def test_the_page_asks_for_both_and_is_never_taken_for_an_older_one() -> None:
    start, content, asked = answer("/", HTML)
    pack, viewer = preload._addresses()
    assert script_json([pack, viewer, {"basemap": None}]).encode() in content
    assert content.endswith(b"</head><body></body></html>")
    headers = dict(start["headers"])
    assert b"script-src 'self' blob: 'sha256-" in headers[b"content-security-policy"]
    assert int(headers[b"content-length"]) == len(content)
    assert b"etag" not in headers
    assert asked["headers"] == []


@pytest.mark.parametrize(
    ("path", "headers", "status", "body"),
    [
        ("/static/index.js", HTML, 200, PAGE),
        ("/", HTML, 404, PAGE),
        ("/", {b"content-type": b"application/json"}, 200, PAGE),
        ("/", HTML | {b"content-encoding": b"gzip"}, 200, gzip.compress(PAGE, mtime=0)),
        ("/", HTML, 200, b"<p>no head at all</p>"),
    ],
)
def test_all_else_passes_untouched(
    path: str, headers: dict[bytes, bytes], status: int, body: bytes
) -> None:
    start, content, _ = answer(path, headers, status=status, body=body)
    assert content == body
    assert dict(start["headers"]) == headers


def test_pack_and_viewer_are_those_of_the_atlas(
    atlas: Atlas, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preload, "shared_pack", lambda _: pack_bytes(atlas))
    pack, viewer = (make(None) for make in (preload._pack, preload._viewer))  # type: ignore[arg-type]
    assert pack.body == pack_bytes(atlas)
    assert pack.headers["content-encoding"] == "gzip"
    assert b"sharedAtlas" in viewer.body


def test_the_finer_outlines_are_served_beside_the_pack(
    atlas: Atlas, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preload, "shared_atlas", lambda _: atlas)
    monkeypatch.setattr(preload, "_state", {"served": False})
    # Below a path, too, where a proxy leaves it there.
    assert {route.path for route in preload.routes()} == {  # type: ignore[attr-defined]
        f"{base}/atlas/{{key}}/{name}"
        for base in ("", "/{base:path}")
        for name in ("pack", "viewer.js", "outlines")
    }
    outlines = preload._outlines(None)  # type: ignore[arg-type]
    assert outlines.body == outlines_bytes(atlas)
    assert outlines.headers["content-encoding"] == "gzip"
    assert "max-age" in outlines.headers["cache-control"]


def test_settings_cannot_end_the_script(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(preload.BASEMAP_VARIABLE, "https://tiles.example/</script>/{z}/{x}/{y}.png")
    _, content, _ = answer("/", HTML)
    assert content.count(b"</script>") == 2


def test_without_this_server_nothing_is_promised() -> None:
    assert preload.addresses() is None
