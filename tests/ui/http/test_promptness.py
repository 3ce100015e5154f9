"""An answer of several messages does not wait for an acknowledgement between two of them."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from streamlit.web.server.starlette import starlette_server
from websockets.sync.client import connect

from cluster_atlas.ui import preload


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
