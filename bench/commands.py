"""The questions on the command line: whole processes, and against an earlier version."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

# The command of an earlier version, in an environment of its own.
BEFORE_VARIABLE = "BENCH_BEFORE"

COMMANDS = (
    ("facts", "--cluster", "uhd"),
    ("find", "AMOLED"),
    ("compare", "惠州", "东莞"),
    ("evolve", "2020", "2025"),
)


def measure_commands(folder: Path, runs: int) -> list[dict[str, Any]]:
    """Run each command in turn with the earlier version's, output thrown away.

    Returns
    -------
    list of dict
        A row a command: medians of ``seconds`` and, with nothing in the cache, ``fresh_s``; and
        ``times_before``, the median of the ratios of each turn, ``None`` without an earlier
        version.
    """
    before = os.environ.get(BEFORE_VARIABLE)
    ours = (sys.executable, "-m", "cluster_atlas")
    rows = []
    for words in COMMANDS:
        taken: dict[str, list[float]] = {"seconds": [], "fresh_s": [], "times_before": []}
        _run((*ours, *words))
        for _ in range(runs):
            own = _run((*ours, *words))
            taken["seconds"].append(own)
            if before:
                taken["times_before"].append(own / _run((before, *words)))
            with tempfile.TemporaryDirectory(dir=folder) as empty:
                taken["fresh_s"].append(_run((*ours, *words), CLUSTER_ATLAS_CACHE=empty))
        medians = {key: median(values) if values else None for key, values in taken.items()}
        rows.append({"name": words[0]} | medians)
    return rows


def _run(words: tuple[str, ...], **variables: str) -> float:
    """Run a command and return the seconds of its whole process."""
    started = time.perf_counter()
    subprocess.run(words, check=True, env=os.environ | variables, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started
