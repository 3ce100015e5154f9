"""Commands as whole processes, in turn with those of an earlier commit."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from typing import Any

from bench.servers import ROOT

COMMANDS = {
    "facts": ("facts", "--industry", "轨道交通装备", "--format", "jsonl"),
    "find": ("find", "燃料电池", "--format", "json"),
    "compare": ("compare", "深圳", "惠州", "--format", "json"),
    "evolve": ("evolve", "gd-electronics-2021", "gd-electronics-2023", "--format", "json"),
}


def measure_commands(before: Path | None, runs: int) -> list[dict[str, Any]]:
    """Run each command in turn here and, where there is one, in an earlier checkout.

    Parameters
    ----------
    before
        The Python of an environment that has the earlier commit installed, or ``None``.
    runs
        Counted runs of each command; one more comes first, which fills caches.

    Returns
    -------
    list of dict
        A row per command: ``seconds`` and ``before_s`` (medians of whole processes; ``before_s``
        is ``None`` without an earlier checkout) and ``floor_s``, Python with click and no more.
    """
    return [_row(name, words, before, runs) for name, words in COMMANDS.items()]


def _row(name: str, words: tuple[str, ...], before: Path | None, runs: int) -> dict[str, Any]:
    contestants = {
        "seconds": [sys.executable, "-m", "cluster_atlas", *words],
        "floor_s": [sys.executable, "-c", "import click"],
    }
    if before is not None:
        contestants["before_s"] = [str(before), "-m", "cluster_atlas", *words]
    taken: dict[str, list[float]] = {key: [] for key in contestants}
    for number in range(runs + 1):
        for key, command in contestants.items():
            seconds = _seconds(command)
            if number:
                taken[key].append(seconds)
    return {"name": name, "before_s": None} | {key: median(times) for key, times in taken.items()}


def _seconds(command: list[str]) -> float:
    start = time.perf_counter()
    # Away from both checkouts, so that each runs what its own environment has.
    subprocess.run(command, cwd=ROOT.anchor, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start
