"""Start of the Streamlit server on the app's script."""

from __future__ import annotations

import gc
import os
import socket
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import cluster_atlas
from cluster_atlas.ui.atlas_store import DATA_VARIABLE, POLICIES_VARIABLE, prepare, shared_atlas
from cluster_atlas.values.issues import AtlasError
from cluster_atlas.web.assets import app_script


def script() -> Path:
    """Return the app's script: in the wheel beside the data, in a checkout at its top."""
    packaged = Path(cluster_atlas.__file__).parent / "data" / "app.py"
    return packaged if packaged.is_file() else Path(cluster_atlas.__file__).parents[2] / "app.py"


def run(
    folder: Path | None, *, port: int, address: str, browser: bool, policies: Path | None = None
) -> None:
    """Serve the app until it is interrupted.

    Parameters
    ----------
    folder
        Data folder; the shipped data where ``None``.
    port, address
        Where to listen.
    browser
        Open the user's browser.
    policies
        Folder of the policy texts, whose clauses then stand beside their designations.

    Raises
    ------
    AtlasError
        If the data folder has an issue or the viewer is not built; nothing is served then.
    """
    app_script()
    if folder is not None:
        os.environ[DATA_VARIABLE] = str(folder.resolve())
    chosen = os.environ.get(DATA_VARIABLE)
    prepare(chosen)
    from streamlit.web import cli

    # The shipped data is held to its tests; the office's own is refused before anything is served.
    if chosen is not None:
        shared_atlas(chosen)
    if policies is not None:
        os.environ[POLICIES_VARIABLE] = str(policies.resolve())
    threading.Thread(target=_warm, args=(chosen, address, port), daemon=True).start()
    sys.argv = [
        "streamlit",
        "run",
        str(script()),
        f"--server.port={port}",
        f"--server.address={address}",
        f"--server.headless={'false' if browser else 'true'}",
        "--server.showEmailPrompt=false",
    ]
    sys.exit(cli.main())


def _warm(folder: str | None, address: str, port: int) -> None:
    """Get ready what the first screen needs, while the browser still loads the page around it."""
    _wait_until_open(address, port)
    try:
        shared_atlas(folder)
    except AtlasError:  # whoever asks for the atlas is told
        return
    from cluster_atlas.ui import chrome

    chrome.style()
    # Streamlit collects garbage after every run; what stays for good need not be walked each time.
    gc.freeze()


def _wait_until_open(address: str, port: int) -> None:
    """Wait until the server answers, for ten seconds at most."""
    for _ in range(500):
        with suppress(OSError), socket.create_connection((address, port), timeout=1):
            return
        time.sleep(0.02)
