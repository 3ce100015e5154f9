"""A workspace beside a plain model of it, whatever is done in whatever order."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from cluster_atlas.own.workspace.entries import ImportAbout
from cluster_atlas.own.workspace.workspace import Workspace, open_workspace
from cluster_atlas.values.issues import AtlasError


class Doings(RuleBasedStateMachine):
    """A workspace beside a plain model of it."""

    def __init__(self) -> None:
        super().__init__()
        # In memory: thousands of commits are written through.
        memory = Path("/dev/shm")  # noqa: S108 - a folder of its own in it
        self.folder = tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None)
        path = Path(self.folder.name) / "own.atlas"
        # Two, as in two programs.
        self.workspaces = [open_workspace(path, create=True) for _ in range(2)]
        self.turn = 0
        self.kind: dict[int, str] = {}
        self.undone: set[int] = set()
        self.replaced: dict[int, int] = {}
        self.rows: dict[int, dict[int, dict[str, Any]]] = {}
        self.edits: dict[tuple[int, int], list[tuple[str, Any]]] = {}

    @property
    def workspace(self) -> Workspace:
        """Return one of both in turn."""
        self.turn += 1
        return self.workspaces[self.turn % 2]

    def shown(self, number: int) -> bool:
        """Whether an import is seen."""
        over = [new for new, old in self.replaced.items() if old == number]
        return number not in self.undone and not any(new not in self.undone for new in over)

    def any_row(self, data: st.DataObject) -> tuple[int, int] | None:
        """Draw a row that can be edited."""
        every = [(n, p) for n, rows in self.rows.items() if self.shown(n) for p in rows]
        return data.draw(st.sampled_from(every)) if every else None

    def version(self, number: int, position: int) -> int:
        """Return the version of a row."""
        made = self.workspace.history(f"{number}-{position}")
        return made[-1].version if made else 0

    @initialize()
    def start(self) -> None:
        """Begin with nothing."""
        assert self.workspace.imports() == ()

    @rule(
        kind=st.sampled_from(["parks", "firms"]),
        table=st.lists(st.tuples(st.text(max_size=3), st.none() | st.integers(-9, 9)), max_size=4),
        field=st.sampled_from(["a", "b"]),
        replaces=st.none() | st.integers(1, 6),
    )
    def add(self, kind: str, table: list[Any], field: str, replaces: int | None) -> None:
        """Add an import, perhaps as a newer version."""
        texts, numbers = [t for t, _ in table], [n for _, n in table]
        columns = {"t": pa.array(texts, pa.string()), field: pa.array(numbers, pa.int64())}
        is_good = replaces is None or (self.kind.get(replaces) == kind and self.shown(replaces))
        about = ImportAbout("x", replaces=replaces)
        try:
            number = self.workspace.add_import(kind, pa.table(columns), about)
        except AtlasError:
            assert not is_good
            return
        assert is_good
        self.kind[number] = kind
        if replaces is not None:
            self.replaced[number] = replaces
        self.rows[number] = {
            place: {"t": text, field: value} for place, (text, value) in enumerate(table, 1)
        }

    @precondition(lambda self: self.rows)
    @rule(
        data=st.data(), field=st.sampled_from(["a", "b", "c"]), value=st.none() | st.integers(-9, 9)
    )
    def edit(self, data: st.DataObject, field: str, value: int | None) -> None:
        """Edit a row; a second edit of what was seen before is refused."""
        row = self.any_row(data)
        if row:
            seen = self.version(*row)
            self.workspace.edit(f"{row[0]}-{row[1]}", field, value, seen, "王")
            self.edits.setdefault(row, []).append((field, value))
            with pytest.raises(AtlasError):
                self.workspace.edit(f"{row[0]}-{row[1]}", field, value, seen, "李")

    @precondition(lambda self: self.edits)
    @rule(data=st.data())
    def undo_edit(self, data: st.DataObject) -> None:
        """Take back the last edit of a row."""
        row = data.draw(st.sampled_from(sorted(self.edits)))
        if not self.shown(row[0]):
            return
        try:
            self.workspace.undo_edit(f"{row[0]}-{row[1]}", self.version(*row), "王")
        except AtlasError:
            assert not self.edits[row]
        else:
            self.edits[row].pop()

    @precondition(lambda self: self.rows)
    @rule(data=st.data())
    def undo_or_redo(self, data: st.DataObject) -> None:
        """Undo an import, or redo it."""
        number = data.draw(st.sampled_from(sorted(self.rows)))
        old = self.replaced.get(number)
        if number in self.undone:
            is_good = old is None or self.shown(old)
            action = self.workspace.redo
        else:
            is_good = self.shown(number)
            action = self.workspace.undo
        try:
            action(number)
        except AtlasError:
            assert not is_good
        else:
            assert is_good
            self.undone ^= {number}

    @precondition(lambda self: self.rows)
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        """Delete a row for good."""
        row = self.any_row(data)
        if row:
            assert self.workspace.delete_for_good([f"{row[0]}-{row[1]}"] * 2) == 1
            del self.rows[row[0]][row[1]]
            self.edits.pop(row, None)

    @rule(data=st.data())
    def backup_and_restore(self, data: st.DataObject) -> None:
        """Go back to how it was a moment ago."""
        path = Path(self.folder.name) / f"backup-{self.turn}"
        self.workspace.backup(path)
        row = self.any_row(data)
        if row:
            self.workspace.edit(f"{row[0]}-{row[1]}", "a", 77, self.version(*row), "")
        self.workspace.restore(path)

    @invariant()
    def is_as_the_model(self) -> None:
        """Hold all rows against the model."""
        for kind in ("parks", "firms"):
            found = {}
            for row in self.workspace.rows(kind).to_pylist():
                place = row.pop("id")
                del row["version"], row["import"]
                found[place] = {name: value for name, value in row.items() if value is not None}
            expected = {}
            for number, rows in self.rows.items():
                if self.kind[number] == kind and self.shown(number):
                    for position, values_ in rows.items():
                        row = {**values_, **dict(self.edits.get((number, position), []))}
                        kept = {name: value for name, value in row.items() if value is not None}
                        expected[f"{number}-{position}"] = kept
            assert found == expected

    def teardown(self) -> None:
        """Leave nothing."""
        for workspace in self.workspaces:
            workspace.close()
        self.folder.cleanup()


Doings.TestCase.settings = settings(
    max_examples=25,
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
TestAnyOrderOfDoing = pytest.mark.slow(Doings.TestCase)
