"""Answers are sent at once: none waits for an acknowledgement, or for another's file."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from unittest.mock import Mock

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from streamlit.web.server.starlette import starlette_server
from websockets.sync.client import connect

from cluster_atlas.ui import preload


def test_a_file_is_not_compressed_once_more_while_others_wait() -> None:
    sent: list[Any] = []

    async def answer(_: Request) -> Response:
        return Response(b"x" * 10_000, media_type="application/zip-of-ours")

    async def keep(message: Any) -> None:
        sent.append(message)

    routes = [Route(path, answer) for path in ("/media/a.zip", "/b/media/a.zip", "/a.txt")]
    within = [*preload.middleware(), Middleware(GZipMiddleware)]
    app = Starlette(routes=routes, middleware=within)
    for route in routes:
        headers = [(b"accept-encoding", b"gzip")]
        asked = {"type": "http", "method": "GET", "path": route.path, "headers": headers}
        # In a thread of its own: that of the tests may run a browser's loop.
        with ThreadPoolExecutor(1) as thread:
            thread.submit(asyncio.run, app(asked, Mock(), keep)).result()
    found = [dict(message["headers"]) for message in sent if message["type"].endswith("start")]
    assert [b"content-encoding" in headers for headers in found] == [False, False, True]


def test_small_messages_are_sent_at_once() -> None:
    told: list[int] = []

    async def answer(messages: WebSocket) -> None:
        await messages.accept()
        await messages.close()

    app = Starlette(routes=[WebSocketRoute("/", answer)], middleware=preload.middleware())

    async def told_app(scope: Scope, receive: Receive, send: Send) -> None:
        await app(scope, receive, send)
        if scope["type"] == "websocket":
            server_side: Any = send
            connection = server_side.__self__.transport.get_extra_info("socket")
            told.append(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))

    # As Streamlit listens: on a socket that does not name its protocol.
    listening = starlette_server._bind_socket("127.0.0.1", 0, 10)
    spoken: Any = starlette_server._get_websocket_protocol()
    config = uvicorn.Config(told_app, ws=spoken, log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=asyncio.run, args=(server.serve([listening]),), daemon=True)
    thread.start()
    try:
        end = time.monotonic() + 10
        while not server.started and time.monotonic() < end:
            time.sleep(0.01)
        with connect(f"ws://127.0.0.1:{listening.getsockname()[1]}/") as socket_:
            for _ in socket_:
                pass
    finally:
        server.should_exit = True
        thread.join(10)
        listening.close()
    assert told == [1]
