"""Messages of a websocket are sent at once, not when the browser has acknowledged the last one."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import Send


def send_at_once(send: Send) -> None:
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
