"""The tables of a workspace, the same in a file and on a server, and their versions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

from cluster_atlas.values.issues import Issue
from cluster_atlas.values.version import VERSION

# "GdCA", in the header of the file.
APPLICATION_ID = 0x47644341
FORMAT = 1

# Run one statement with ``?`` for each value; its rows.
Run = Callable[..., list[tuple[Any, ...]]]

# Columns in the order of the tables; a table stands behind those to which it refers.
TABLES: dict[str, tuple[str, ...]] = {
    "meta": ("name TEXT PRIMARY KEY", "value TEXT NOT NULL"),
    "counters": ("name TEXT PRIMARY KEY", "value BIGINT NOT NULL"),
    "imports": (
        "number BIGINT PRIMARY KEY",
        "kind TEXT NOT NULL",
        "file TEXT NOT NULL",
        "sha256 TEXT NOT NULL",
        "row_count BIGINT NOT NULL",
        "refused BIGINT NOT NULL",
        "system TEXT NOT NULL",
        "declared BIGINT NOT NULL",
        "encoding TEXT NOT NULL",
        "layer TEXT NOT NULL",
        "replaces BIGINT REFERENCES imports (number)",
        "author TEXT NOT NULL",
        "made_at TEXT NOT NULL",
        "undone_at TEXT NOT NULL",
        "undone_by TEXT NOT NULL",
        "fields {blob} NOT NULL",
    ),
    "chunks": (
        "import_number BIGINT NOT NULL REFERENCES imports (number)",
        "first BIGINT NOT NULL",
        "slots BIGINT NOT NULL",
        "gone {blob} NOT NULL",
        "checksum BIGINT NOT NULL",
        "data {blob} NOT NULL",
        "PRIMARY KEY (import_number, first)",
    ),
    "edits": (
        "version BIGINT PRIMARY KEY",
        "import_number BIGINT NOT NULL REFERENCES imports (number)",
        "position BIGINT NOT NULL",
        "field TEXT NOT NULL",
        # JSON; without a value the field is again as it was imported.
        "value TEXT",
        "author TEXT NOT NULL",
        "made_at TEXT NOT NULL",
        "undoes BIGINT",
    ),
    "templates": (
        "name TEXT PRIMARY KEY",
        "kind TEXT NOT NULL",
        "fields TEXT NOT NULL",
        "author TEXT NOT NULL",
        "made_at TEXT NOT NULL",
    ),
    "log": (
        "number BIGINT PRIMARY KEY",
        "made_at TEXT NOT NULL",
        "author TEXT NOT NULL",
        "action TEXT NOT NULL",
        "subject TEXT NOT NULL",
    ),
}

COUNTERS = ("import", "version", "log", "revision")

# What turns a workspace of one format into the next, statement by statement.
MIGRATIONS: dict[int, Sequence[str]] = {}


class Connection(Protocol):
    """What a workspace needs of a database.

    Attributes
    ----------
    label
        What its messages call it: a path, or an address without its password.
    notes
        What the user should know of how it is kept.
    """

    label: object
    notes: tuple[Issue, ...]

    def reading(self) -> AbstractContextManager[Run]:
        """Return a transaction that sees one state and changes nothing."""

    def writing(self) -> AbstractContextManager[Run]:
        """Return a transaction, the only one that writes; what fails in it leaves no trace."""

    def copy_to(self, path: Path) -> None:
        """Write one state of all tables into a new file."""

    def forget(self) -> None:
        """Overwrite what was deleted where the database would still keep it."""

    def close(self) -> None:
        """End the connection."""


def statements(blob: str) -> list[str]:
    """Return what makes the tables; ``blob`` is the database's type of bytes."""
    made = [
        f"CREATE TABLE {name} ({', '.join(columns).format(blob=blob)})"
        for name, columns in TABLES.items()
    ]
    return [*made, "CREATE INDEX edits_of_rows ON edits (import_number, position)"]


def columns_of(table: str) -> list[str]:
    """Return the names of a table's columns."""
    return [column.split()[0] for column in TABLES[table] if not column.startswith("PRIMARY")]


def fill(run: Run, title: str) -> None:
    """Write what a new workspace holds."""
    for name, value in (("format", str(FORMAT)), ("made_by", VERSION), ("title", title)):
        run("INSERT INTO meta (name, value) VALUES (?, ?)", (name, value))
    for counter in COUNTERS:
        run("INSERT INTO counters (name, value) VALUES (?, 0)", (counter,))


def migrate(run: Run, found: int) -> None:
    """Turn a workspace of an older format into one of today's, inside a transaction."""
    for version in range(found, FORMAT):
        for statement in MIGRATIONS[version]:
            run(statement)
    run("UPDATE meta SET value = ? WHERE name = 'format'", (str(FORMAT),))


def copy_rows(source: Run, target: Run) -> None:
    """Put the rows of one workspace in the place of another's, inside their transactions.

    Counters never fall: a row, version or import that was seen before is not taken for another.
    """
    before: dict[str, int] = dict(target("SELECT name, value FROM counters"))
    for table in reversed(TABLES):
        target(f"DELETE FROM {table}")  # noqa: S608 - a name of ours
    for table in TABLES:
        columns = columns_of(table)
        names, marks = ", ".join(columns), ", ".join("?" for _ in columns)
        keys = _keys_of(table)
        select = f"SELECT {', '.join(keys)} FROM {table} ORDER BY {', '.join(keys)}"  # noqa: S608
        where = " AND ".join(f"{key} = ?" for key in keys)
        # One row at a time: a chunk is large.
        for key in source(select):
            (row,) = source(f"SELECT {names} FROM {table} WHERE {where}", key)  # noqa: S608
            target(f"INSERT INTO {table} ({names}) VALUES ({marks})", row)  # noqa: S608
    for name, value in before.items():
        target("UPDATE counters SET value = ? WHERE name = ? AND value < ?", (value, name, value))


def _keys_of(table: str) -> list[str]:
    return ["import_number", "first"] if table == "chunks" else columns_of(table)[:1]
