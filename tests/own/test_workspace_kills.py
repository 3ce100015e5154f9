"""Several programs at one workspace, and programs that are killed in the midst of it."""

from __future__ import annotations

import json
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from cluster_atlas.own.workspace.entries import ImportAbout
from cluster_atlas.own.workspace.workspace import Workspace, open_workspace
from tests.conftest import ROOT
from tests.own.working import numbers
from tests.own.workspaces import LEDGER

STORES = ["file", pytest.param("server", marks=pytest.mark.slow)]
KILLS = [5, pytest.param(100, marks=pytest.mark.soak)]
# A program is killed so many seconds at most after it has said so many things.
MOST_SAID = 8
LONGEST = 0.15


def work(place: object, office: str, doing: str, seed: int, times: int) -> subprocess.Popen[str]:
    """Start a program that works on a workspace."""
    options = [str(place), office, doing, str(seed), str(times)]
    return subprocess.Popen(
        [sys.executable, "-m", "tests.own.working", *options],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


def told(lines: str) -> list[list[Any]]:
    """Return what a program said, without a line that it could not finish."""
    return [json.loads(line) for line in lines.splitlines(keepends=True) if line.endswith("\n")]


def check(workspace: Workspace, said: list[list[Any]]) -> Counter[str]:
    """Hold a workspace against what a program said it had committed."""
    entries = {entry.number: entry for entry in workspace.imports()}
    rows = workspace.rows("firms")
    found = {row["id"]: row for row in rows.to_pylist()}
    values = {row: fields["n"] for row, fields in found.items()}
    stages = {row: fields.get("stage") for row, fields in found.items()}
    # No half import, said or not.
    expected = {}
    for entry in entries.values():
        if entry.kind == "firms":
            seed, count = map(int, entry.about.file.split("-"))
            assert entry.rows == count
            for position, value in enumerate(numbers(seed, count), 1):
                expected[f"{entry.number}-{position}"] = value
    assert values == expected
    # No half edit: each wrote one value into two rows.
    history = workspace.history()
    assert set(Counter(change.value for change in history).values()) <= {2}
    last = {change.row: change.value for change in history}
    assert {row: stage for row, stage in stages.items() if stage is not None} == last
    kept = {(change.row, change.version, change.value) for change in history}
    parks = set(workspace.rows("parks")["id"].to_pylist())
    for what, *about in said:
        if what == "import":
            number, seed, count = about
            assert entries[number].about.file == f"{seed}-{count}"
        elif what == "edit":
            value, versions = about
            assert {(row, version, value) for row, version in versions.items()} <= kept
        elif what == "delete":
            assert about[0] not in parks
            assert entries[int(about[0].split("-")[0])].deleted == 1
    return Counter(what for what, *_ in said)


@pytest.mark.parametrize("kills", KILLS)
@pytest.mark.parametrize("store", STORES)
def test_a_killed_program_loses_nothing_that_it_committed(
    request: pytest.FixtureRequest, tmp_path: Path, store: str, kills: int
) -> None:
    chance = random.Random(kills)  # noqa: S311 - the same each time
    counts: Counter[str] = Counter()
    for trial in range(kills):
        place: Any = tmp_path / f"{trial}.atlas"
        office = ""
        if store == "server":
            place, office = request.getfixturevalue("server"), f"killed {kills} {trial}"
        child = work(place, office, "any", trial, 10_000)
        assert child.stdout is not None
        begun = "".join(child.stdout.readline() for _ in range(chance.randint(1, MOST_SAID)))
        time.sleep(chance.uniform(0, LONGEST))
        child.send_signal(signal.SIGKILL)
        rest, _ = child.communicate()
        assert child.returncode == -signal.SIGKILL
        with open_workspace(place, create=True, office=office) as workspace:
            counts += check(workspace, told(begun + rest))
            # And it goes on.
            workspace.add_import("projects", LEDGER, ImportAbout("after"))
        if store == "file":
            with closing(sqlite3.connect(place)) as database:
                assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert counts["ready"] == kills
    if kills > 50:
        assert min(counts["import"], counts["edit"], counts["delete"]) > 50


@pytest.mark.parametrize("store", STORES)
def test_programs_work_at_once_and_none_is_locked_out(
    request: pytest.FixtureRequest, tmp_path: Path, store: str
) -> None:
    place: Any = tmp_path / "own.atlas"
    office = ""
    if store == "server":
        place, office = request.getfixturevalue("server"), "at once"
    with open_workspace(place, create=True, office=office) as workspace:
        children = [
            work(place, office, doing, seed, times)
            for seed, (doing, times) in enumerate(
                [("bring", 4), ("bring", 4), ("read", 10), ("edit", 40), ("delete", 15)]
            )
        ]
        said = [told(child.communicate(timeout=120)[0]) for child in children]
        assert [child.returncode for child in children] == [0] * len(children)
        counts = check(workspace, [line for lines in said for line in lines])
    assert (counts["import"], counts["read"], counts["delete"]) == (8, 10, 15)
