"""A Streamlit server of each contestant, in a process of its own on the loopback address."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).parents[1]
APPS = ROOT / "bench" / "apps"
PATIENCE_S = 60.0


@dataclass(frozen=True)
class Contestant:
    """An app that takes part.

    Attributes
    ----------
    name
        Its name in the tables.
    kind
        How the probes read what it shows: ``atlas``, ``text`` or ``folium``.
    command
        Words after ``python -m`` that start it; the port follows.
    option
        CSS selector of the filter options.
    fresh
        Start with an empty cache folder, as the first start of all.
    """

    name: str
    kind: str
    command: tuple[str, ...]
    option: str
    fresh: bool = False


@dataclass(frozen=True)
class Server:
    """Clock times (s) at which a server was started and at which its port was open."""

    started: float
    ready: float


def _peer(name: str, kind: str, script: str) -> Contestant:
    # It runs as Streamlit runs by itself, not under the settings of this project's folder.
    run = ("streamlit", "run", str(APPS / script), "--runner.postScriptGC", "true")
    options = ("--server.address", "127.0.0.1", "--server.headless", "true", "--server.port")
    return Contestant(name, kind, run + options, '[data-testid="stButtonGroup"] button')


TEXT_ONLY = _peer("text only", "text", "text_only.py")
REBUILT = _peer("st_folium, rebuilt", "folium", "folium_rebuilt.py")
GROUP = _peer("st_folium, feature_group_to_add", "folium", "folium_group.py")
OURS = Contestant(
    "ours", "atlas", ("cluster_atlas", "serve", "--no-open", "--port"), ".ca-cluster-row"
)


FIRST_EVER = replace(OURS, name="ours, first start", fresh=True)


def free_port() -> int:
    """Return a port of the loopback address on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serve(contestant: Contestant, content: Path, port: int) -> Iterator[Server]:
    """Start a server and yield it when its port is open; it is ended by its id."""
    paths = [str(ROOT), os.environ.get("PYTHONPATH", "")]
    environment = os.environ | {
        "BENCH_CONTENT": str(content),
        "PYTHONPATH": os.pathsep.join(path for path in paths if path),
    }
    if contestant.fresh:
        environment["CLUSTER_ATLAS_CACHE"] = tempfile.mkdtemp(dir=content.parent)
    started = time.time()
    server = subprocess.Popen(
        [sys.executable, "-m", *contestant.command, str(port)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(port, server)
        yield Server(started, time.time())
    finally:
        server.terminate()
        try:
            server.wait(timeout=20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    """Wait until the port is open."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end and server.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.02)
    raise TimeoutError(f"the server did not open port {port}; run it by hand to see why")
