"""Whole processes, timed from start to end, with the memory of all below them."""

from __future__ import annotations

import resource
import subprocess
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from bench.servers import ROOT

_SAMPLE_S = 0.05
_PAGE_KB = 1024


def timed(command: Sequence[str]) -> tuple[float, float]:
    """Run a command; return its seconds and the most megabytes that its processes had together.

    Raises
    ------
    CalledProcessError
        If it fails.
    """
    start = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    most = [0.0]
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(_SAMPLE_S):
            most[0] = max(most[0], _memory(process.pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    code = process.wait()
    taken = time.perf_counter() - start
    ended.set()
    watcher.join()
    if code:
        raise subprocess.CalledProcessError(code, command)
    return taken, most[0]


def _memory(pid: int) -> float:
    """Return the resident megabytes of a process and all below it."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        # Each thread has children of its own.
        threads = Path(f"/proc/{pid}/task").glob("*/children")
        children = [child for thread in threads for child in thread.read_text().split()]
    except (OSError, IndexError):
        return 0.0
    own = pages * resource.getpagesize() / _PAGE_KB**2
    return own + sum(_memory(int(child)) for child in children)
