"""Whether a server may listen at a port, and who does where it may not."""

from __future__ import annotations

import errno
import re
import socket
from contextlib import suppress
from http.client import HTTPException
from typing import TYPE_CHECKING
from urllib.request import ProxyHandler, build_opener

from cluster_atlas.values.issues import AtlasError, Issue, Text, quote

if TYPE_CHECKING:
    from collections.abc import Callable

# How long, in s, another server may take to answer.
PATIENCE = 5.0

# The second is what Windows says of a port that another program holds for itself alone.
_TAKEN = {errno.EADDRINUSE, errno.EACCES}

# Where the page of an atlas names the edition that it shows; see preload.
_EDITION = re.compile(r"\./atlas/(\w+)/pack\b")


def is_free(address: str, port: int, own: str, key: Callable[[], str] | None) -> bool:
    """Tell whether a server may listen at a port; not where this very atlas answers already.

    Parameters
    ----------
    address, port
        Where to listen.
    own
        Where a browser on this machine would find what listens there.
    key
        Returns what tells the edition that would be served from any other; ``None`` where an
        atlas that is served already will not do.

    Raises
    ------
    AtlasError
        If anything else listens there, or nothing may.
    """
    try:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        socket.create_server((address, port), family=family).close()
    except (OSError, OverflowError) as error:
        taken = isinstance(error, OSError) and error.errno in _TAKEN
        shown = _edition(own) if taken else ""
        if shown and key and shown == key():
            return False
        raise AtlasError([_issue(address, port, error, own if shown else "")]) from error
    return True


def _edition(own: str) -> str:
    """Return the key of the edition that an atlas shows at an address; nothing where none does."""
    # A proxy of the machine's settings knows nothing of its own addresses.
    opener = build_opener(ProxyHandler({}))
    with (
        suppress(OSError, ValueError, HTTPException),
        opener.open(f"{own.rstrip('/')}/", timeout=PATIENCE) as answer,
    ):
        found = _EDITION.search(answer.read(1 << 20).decode("utf-8", "replace"))
        return found[1] if found else ""
    return ""


def _issue(address: str, port: int, error: OSError | OverflowError, atlas: str) -> Issue:
    """Return why nothing may listen; where an atlas does, its address is told."""
    code = getattr(error, "errno", None)
    told = getattr(error, "strerror", None) or str(error)
    message = Text(f"此处不能监听（{told}）", f"cannot be listened at ({told})")
    if isinstance(error, OSError) and code not in _TAKEN:
        hint = Text("请用本机的地址，如 127.0.0.1", "give one of this machine, such as 127.0.0.1")
        return Issue("--address", "", "", quote(address), message, hint)
    if atlas:
        message = Text(
            f"此端口上已开着一个图谱（{atlas}），数据不一定与此相同",
            f"is taken by an atlas ({atlas}), perhaps of other data",
        )
    elif code == errno.EADDRINUSE:
        message = Text("此端口已被别的程序占用", "is taken by another program")
    other = 8502 if port != 8502 else 8503  # noqa: PLR2004 - behind the usual one
    hint = Text(f"请换一个端口，如 --port {other}", f"choose another, such as --port {other}")
    return Issue("--port", "", "", str(port), message, hint)
