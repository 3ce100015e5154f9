"""Start of the Streamlit server on the app's script."""

from __future__ import annotations

import ctypes
import gc
import logging
import os
import socket
import sys
import threading
import time
import webbrowser
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from cluster_atlas.atlas.cache import key_of
from cluster_atlas.own.limits import DEFAULT_LIMITS
from cluster_atlas.ui.access.office_store import OFFICES_VARIABLE, STORE_VARIABLE
from cluster_atlas.ui.access.offices import read_offices
from cluster_atlas.ui.atlas_store import (
    DATA_VARIABLE,
    POLICIES_VARIABLE,
    hold,
    prepare,
    shared_atlas,
)
from cluster_atlas.ui.exports.process import SHARED
from cluster_atlas.ui.http.ports import is_free
from cluster_atlas.values.issues import AtlasError, Issue, Text
from cluster_atlas.web.assets import app_script

if TYPE_CHECKING:
    import streamlit as st

# File of the settings of the sign-in; else Streamlit's own secrets.toml in the home or the folder.
SECRETS_VARIABLE = "CLUSTER_ATLAS_SECRETS"
# How long, in s, the atlas is left to itself while the first page is fetched.
PATIENCE = 2.0
# How long, in s, one session's run keeps the interpreter from another's answer, which asks for it
# half a dozen times.
SWITCH_EVERY = 0.001
# From so many bytes on a block is large: what the library starts with. Its number in malloc.h.
_LARGE, _MMAP_THRESHOLD = 128 * 1024, -3


def script() -> Path:
    """Return the app's script: in the wheel beside the data, in a checkout at its top."""
    packaged = Path(__file__).parents[1] / "data" / "app.py"
    return packaged if packaged.is_file() else Path(__file__).parents[3] / "app.py"


def run(  # noqa: PLR0913 - one parameter per option of the command
    folder: Path | None,
    *,
    port: int,
    address: str,
    base_path: str,
    browser: bool,
    policies: Path | None = None,
    workspace: str = "",
    offices: Path | None = None,
) -> None:
    """Serve the app until it is interrupted; where it is served already, open the browser on it.

    Parameters
    ----------
    folder
        Data folder; the shipped data where ``None``.
    port, address
        Where to listen.
    base_path
        Path below which the app is asked for, such as ``atlas``; usually none.
    browser
        Open the user's browser.
    policies
        Folder of the policy texts, whose clauses then stand beside their designations.
    workspace
        File of the office's own data, or the address of a database; what the environment names
        where empty.
    offices
        File of the offices whose members sign in, each with a workspace of its own; what the
        environment names where ``None``.

    Raises
    ------
    AtlasError
        If the data folder or the file of offices has an issue, nobody could sign in, the viewer is
        not built or the port is taken; nothing is served then.
    """
    app_script()
    if folder is not None:
        os.environ[DATA_VARIABLE] = str(folder.resolve())
    chosen = os.environ.get(DATA_VARIABLE)
    base_path = base_path.strip("/")
    host = url(address, port)
    own = f"{host}/{base_path}/" if base_path else host
    # Without a browser to open, somebody wants a server, and is told that this is none.
    if not is_free(address, port, own, partial(key_of, chosen) if browser else None):
        print(f"图谱已经开着 · The atlas is open already: {own}", flush=True)  # noqa: T201
        webbrowser.open(own)
        return
    sys.setswitchinterval(SWITCH_EVERY)
    _give_back_memory()
    prepare(chosen)
    import streamlit as st

    from cluster_atlas.ui import preload

    # The shipped data is held to its tests; the office's own is refused before anything is served.
    if chosen is not None:
        shared_atlas(chosen)
    if policies is not None:
        os.environ[POLICIES_VARIABLE] = str(policies.resolve())
    if workspace:
        os.environ[STORE_VARIABLE] = workspace
    if offices is not None:
        os.environ[OFFICES_VARIABLE] = str(offices.resolve())
    if listed := os.environ.get(OFFICES_VARIABLE):
        _hold_offices(listed)
    waiting = (chosen, host, own, browser)
    threading.Thread(target=_warm, args=waiting, daemon=True).start()
    # Said of each file that is held for its browser outside of a run; see session.download.
    contexts = "streamlit.runtime.scriptrunner_utils.script_run_context"
    logging.getLogger(contexts).addFilter(lambda told: "ScriptRunContext" not in told.getMessage())
    # Streamlit looks for its settings beside the script that it believes was started.
    sys.argv = [str(script())]
    app = st.App(
        script(), lifespan=_lifespan, routes=preload.routes(), middleware=preload.middleware()
    )
    # The browser is opened here: with its own way of doing so Streamlit advertises as well.
    app.run(
        config={
            "server.port": port,
            "server.address": address,
            "server.baseUrlPath": base_path,
            "server.headless": True,
            # Its own lines are English only and speak of a Streamlit app; ours are said in _warm.
            "logger.hideWelcomeMessage": True,
            # Nobody edits a running office's code; a watch on a large folder costs memory.
            "server.fileWatcherType": "none",
            # In MB. Refused before it is read whole; what comes in is held to it once more.
            "server.maxUploadSize": DEFAULT_LIMITS.file_bytes // 1_048_576,
        },
    )


def _hold_offices(listed: str) -> None:
    """Refuse to serve offices whose file is faulty, or whose members could not sign in."""
    from streamlit import config, secrets

    read_offices(listed)
    if file := os.environ.get(SECRETS_VARIABLE):
        config.set_option("secrets.files", [file])
    lacking = []
    # Authlib asks the provider by httpx, which it does not require.
    if any(find_spec(name) is None for name in ("authlib", "httpx")):
        hint = Text(
            '请安装 pip install "cluster-atlas[server]"',
            'install it: pip install "cluster-atlas[server]"',
        )
        lacking.append(
            (
                Text("登录所需的 Authlib、httpx 未安装", "needs Authlib and httpx for the sign-in"),
                hint,
            )
        )
    if not secrets.load_if_toml_exists() or "auth" not in secrets:
        hint = Text("见 docs/publish.md", "see docs/publish.md")
        message = Text("没有登录设置（secrets.toml 的 [auth]）", "needs [auth] in secrets.toml")
        lacking.append((message, hint))
    if lacking:
        raise AtlasError([Issue("--offices", "", "", "", *one) for one in lacking])


@asynccontextmanager
async def _lifespan(_: st.App) -> AsyncIterator[None]:
    """End the process of the exports with the server, which else waits for what that makes."""
    yield
    SHARED.close()


def _give_back_memory() -> None:
    """Have large blocks of memory go back to the system when they are freed.

    The GNU C library does so by itself until the first of them is freed: from then on it keeps
    blocks up to that one's size among the small ones, where each file that is handed out leaves a
    hole. A fixed size keeps it as it began; other libraries know no such setting.
    """
    if sys.platform == "linux" and (set_option := getattr(ctypes.CDLL(None), "mallopt", None)):
        set_option(_MMAP_THRESHOLD, _LARGE)


def url(address: str, port: int) -> str:
    """Return where a browser on this machine finds what listens at an address."""
    host = "localhost" if address in {"0.0.0.0", "::"} else address  # noqa: S104
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def _warm(folder: str | None, host: str, own: str, browser: bool) -> None:  # noqa: FBT001
    """Get ready what the first screen needs, while the browser still loads the page around it."""
    if _wait_until_open(host):
        print(f"图谱已打开 · The atlas is open: {own}", flush=True)  # noqa: T201
        if browser:
            webbrowser.open(own)
    from cluster_atlas.ui import chrome, preload

    preload.first_request.wait(PATIENCE)
    try:
        hold(shared_atlas(folder))
    except AtlasError:  # whoever asks for the atlas is told
        return
    chrome.style()
    # Streamlit collects garbage after every run; what stays for good need not be walked each time.
    gc.freeze()


def _wait_until_open(host: str) -> bool:
    """Wait until the server answers, for ten seconds at most; tell whether it does."""
    parts = urlsplit(host)
    for _ in range(500):
        with suppress(OSError), socket.create_connection((parts.hostname, parts.port), timeout=1):
            return True
        time.sleep(0.02)
    return False
