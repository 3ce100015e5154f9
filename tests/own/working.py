"""A program of its own that works on a workspace and says what it has committed.

``python -m tests.own.working PLACE OFFICE DOING SEED TIMES``
"""

from __future__ import annotations

import json
import random
import sys

import pyarrow as pa

from cluster_atlas.own.workspace.entries import Edit, ImportAbout
from cluster_atlas.own.workspace.workspace import Workspace, open_workspace


def numbers(seed: int, count: int) -> list[int]:
    """Return what an import of so many rows holds."""
    return list(range(seed, seed + count))


def say(*told: object) -> None:
    print(json.dumps(told), flush=True)  # noqa: T201 - what the parent reads


def bring(workspace: Workspace, chance: random.Random, least: int = 1) -> None:
    """Import rows that the name of the file tells."""
    seed, count = chance.randrange(10**6), chance.randrange(least, 30_000)
    table = pa.table({"n": numbers(seed, count), "text": [f"第{n}行" for n in range(count)]})
    number = workspace.add_import("firms", table, ImportAbout(f"{seed}-{count}"))
    say("import", number, seed, count)


def edit(workspace: Workspace, chance: random.Random) -> None:
    """Write one value into two rows at once."""
    entries = [entry for entry in workspace.imports() if entry.rows > 1]
    if not entries:
        return
    entry = chance.choice(entries)
    value = chance.randrange(10**9)
    edits = []
    for position in chance.sample(range(1, entry.rows + 1), 2):
        row = f"{entry.number}-{position}"
        history = workspace.history(row)
        edits.append(Edit(row, "stage", value, history[-1].version if history else 0))
    versions = workspace.edit_all(edits, "王")
    say("edit", value, versions)


def delete(workspace: Workspace, chance: random.Random) -> None:
    """Delete a row that is never edited: the first of an import of one row."""
    table = pa.table({"n": [chance.randrange(10**6)]})
    number = workspace.add_import("parks", table, ImportAbout("one"))
    workspace.delete_for_good([f"{number}-1"])
    say("delete", f"{number}-1")


def read(workspace: Workspace, _: random.Random) -> None:
    """Read all rows, which are as the names of their files tell."""
    rows = workspace.rows("firms")
    say("read", len(rows))


DOINGS = {"bring": bring, "edit": edit, "delete": delete, "read": read}


def main(place: str, office: str, doing: str, seed: str, times: str) -> None:
    chance = random.Random(int(seed))  # noqa: S311 - the same each time
    say("ready")
    with open_workspace(place, create=True, office=office) as workspace:
        for _ in range(int(times)):
            chosen = chance.choice(list(DOINGS)) if doing == "any" else doing
            DOINGS[chosen](workspace, chance)


if __name__ == "__main__":
    main(*sys.argv[1:])
