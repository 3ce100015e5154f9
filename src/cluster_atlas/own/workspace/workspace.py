"""The workspace of an office: imports, edits with their history, undo, backup and deletion."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import pyarrow as pa

from cluster_atlas.own.workspace import editing, intake, refusals, schema, sqlitefile
from cluster_atlas.own.workspace.chunks import DamagedChunkError, chunks_of, plain
from cluster_atlas.own.workspace.entries import (
    Change,
    Edit,
    ImportAbout,
    ImportEntry,
    LogEntry,
    Template,
)
from cluster_atlas.own.workspace.layering import assembled, kept_rows
from cluster_atlas.own.workspace.numbering import (
    current_number,
    line,
    next_number,
    now,
    write_log,
)
from cluster_atlas.values.issues import AtlasError, Issue

SERVERS = ("postgresql://", "postgres://")


def open_workspace(
    place: str | Path,
    *,
    create: bool = False,
    office: str = "",
    timeout: float = sqlitefile.TIMEOUT,
) -> Workspace:
    """Open the workspace of an office.

    Parameters
    ----------
    place
        Path of a file, or the address of a PostgreSQL database, ``postgresql://…``.
    create
        Whether it is made where it is not there.
    office
        Schema of the database that holds the office's tables; the first of the address's search
        path where none is named. A file is one office's.
    timeout
        Seconds to wait for another program that writes.

    Raises
    ------
    AtlasError
        If it is not there, is no workspace, is damaged, of a newer version, or cannot be used;
        it is left as it was.

    Examples
    --------
    >>> import tempfile, pyarrow as pa
    >>> from cluster_atlas.own.workspace.entries import ImportAbout
    >>> folder = tempfile.TemporaryDirectory()
    >>> with open_workspace(f"{folder.name}/office.atlas", create=True) as workspace:
    ...     ledger = pa.table({"name": ["甲项目", "乙项目"], "stage": ["在谈", "签约"]})
    ...     number = workspace.add_import("projects", ledger, ImportAbout("台账.xlsx"))
    ...     version = workspace.edit("1-2", "stage", "开工", seen_version=0, by="李")
    ...     workspace.rows("projects").select(["id", "stage"]).to_pylist()
    [{'id': '1-1', 'stage': '在谈'}, {'id': '1-2', 'stage': '开工'}]
    >>> folder.cleanup()
    """
    if str(place).startswith(SERVERS):
        from cluster_atlas.own.workspace.postgres import open_server

        return Workspace(open_server(str(place), office, create=create, timeout=timeout))
    return Workspace(sqlitefile.open_file(place, create=create, timeout=timeout))


class Workspace:
    """An office's own data, in a file or on a server.

    Every method is one transaction: it is done whole and is on the disk when it returns, or it
    raises an ``AtlasError`` and nothing has changed. Several programs and threads may use one
    workspace at once.
    """

    def __init__(self, connection: schema.Connection) -> None:
        self._connection = connection

    def __enter__(self) -> Self:
        """Return the workspace."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the workspace."""
        self.close()

    def close(self) -> None:
        """End the use of the workspace."""
        self._connection.close()

    @property
    def notes(self) -> tuple[Issue, ...]:
        """What the user should know of how the workspace is kept."""
        return self._connection.notes

    def revision(self) -> int:
        """Return a number that is another one after every change."""
        with self._reading() as run:
            return current_number(run, "revision")

    def add_import(self, kind: str, table: pa.Table, about: ImportAbout) -> int:
        """Keep the rows of a file and return the number of the import.

        Parameters
        ----------
        kind
            ``parks``, ``premises``, ``projects``, ``firms`` or ``layer``.
        table
            Columns by name; places and shapes as the caller wants them back. The row at position
            ``n`` from 1 has the id ``IMPORT-n`` for ever.

        Raises
        ------
        AtlasError
            If the kind, a name of a column or what it replaces is not as it should be.
        """
        intake.check_import(kind, table, about)
        plain_table = plain(table)
        # Packed before the transaction: others wait for no more than the writing.
        chunks = list(chunks_of(plain_table))
        with self._writing() as run:
            return intake.add(run, kind, plain_table, chunks, about)

    def imports(self) -> tuple[ImportEntry, ...]:
        """Return all imports, undone ones as well, by their numbers."""
        with self._reading() as run:
            return intake.entries(run)

    def undo(self, number: int, by: str = "") -> None:
        """Undo an import: its rows are seen no more; those that it replaced are seen again.

        Raises
        ------
        AtlasError
            If there is none of this number, it is undone already, or a newer version stands on it.
        """
        with self._writing() as run:
            intake.undo(run, number, by)

    def redo(self, number: int, by: str = "") -> None:
        """Take back that an import was undone; its edits are there as before.

        Raises
        ------
        AtlasError
            If there is none of this number, it is not undone, or what it replaces is undone or
            replaced by another.
        """
        with self._writing() as run:
            intake.redo(run, number, by)

    def rows(self, kind: str, layer: str = "") -> pa.Table:
        """Return all rows of a kind that are seen, with their edits.

        Parameters
        ----------
        kind, layer
            As in an import; without the name of a layer, rows of all layers.

        Returns
        -------
        pyarrow.Table
            ``id`` (text), ``version`` and ``import`` (int64), of layers ``layer`` (text); then the
            columns of all imports, null where an import has none of that name. A column that is
            of numbers in one import and of texts in another is of texts.
        """
        with self._reading() as run:
            kept = kept_rows(run, kind, layer)
        # Unpacked when others may write again.
        with self._undamaged():
            return assembled(kept, kind)

    def edit(self, row: str, field: str, value: Any, seen_version: int, by: str) -> int:  # noqa: ANN401 - whatever a table may hold
        """Change one field of a row and return the row's version since; see :meth:`edit_all`."""
        return self.edit_all([Edit(row, field, value, seen_version)], by)[row]

    def edit_all(self, edits: Sequence[Edit], by: str) -> dict[str, int]:
        """Make several edits, all of them or none, and return the version of each row since.

        Raises
        ------
        AtlasError
            With an issue for each that is not taken: the row was changed since it was seen (who,
            when, which field), is not there, or takes no such value.
        """
        with self._writing() as run:
            return editing.edit(run, edits, by)

    def undo_edit(self, row: str, seen_version: int, by: str) -> int:
        """Take back the last edit of a row that still counts; return the row's version since.

        Raises
        ------
        AtlasError
            If the row is not there, was changed since it was seen, or has no such edit.
        """
        with self._writing() as run:
            return editing.undo_edit(run, row, seen_version, by)

    def history(self, row: str | None = None) -> list[Change]:
        """Return the edits of a row, or of all rows, the oldest first."""
        with self._reading() as run:
            return editing.history(run, row)

    def delete_for_good(self, rows: Iterable[str], by: str = "") -> int:
        """Delete rows and their edits so that the workspace has no trace of their values.

        The log keeps that they were deleted, by whom and when. Backups have them still.

        Returns
        -------
        int
            How many of them were still there.

        Raises
        ------
        AtlasError
            If one of them never was; none is deleted then.
        """
        with self._writing() as run:
            count = editing.delete_for_good(run, rows, by)
        self._connection.forget()
        return count

    def backup(self, path: str | Path) -> None:
        """Write the workspace as it is into a new file, which is a workspace as well.

        Others go on using the workspace meanwhile.

        Raises
        ------
        AtlasError
            If a file is there already, or cannot be written; nothing is left behind then.
        """
        sqlitefile.place_copy(self._connection, Path(path))

    def restore(self, path: str | Path, by: str = "") -> None:
        """Put what a backup holds in the place of all that is here, which is gone then.

        Raises
        ------
        AtlasError
            If the backup is not there, is no workspace, or is damaged.
        """
        with (
            sqlitefile.loose_copy(Path(path)) as copy,
            copy.reading() as source,
            self._writing() as run,
        ):
            schema.copy_rows(source, run)
            write_log(run, by, "restore", Path(path).name)
        self._connection.forget()

    def save_template(self, name: str, kind: str, fields: Mapping[str, str], by: str = "") -> None:
        """Keep how the columns of a file were matched; one of the same name is replaced."""
        values = line(name), kind, json.dumps(dict(fields)), line(by), now()
        with self._writing() as run:
            run("DELETE FROM templates WHERE name = ?", values[:1])
            run(
                "INSERT INTO templates (name, kind, fields, author, made_at)"
                " VALUES (?, ?, ?, ?, ?)",
                values,
            )
            write_log(run, by, "template", name)

    def templates(self) -> tuple[Template, ...]:
        """Return the templates by their names."""
        with self._reading() as run:
            found = run("SELECT name, kind, fields, author, made_at FROM templates ORDER BY name")
        return tuple(Template(n, k, json.loads(fields), b, at) for n, k, fields, b, at in found)

    def log(self, by: str, action: str, subject: str) -> None:
        """Write who read what; changes are logged by themselves.

        Parameters
        ----------
        by, action, subject
            Each one line. The subject names kinds, rows or files, never a value of a row.
        """
        with self._connection.writing() as run:
            write_log(run, by, action, subject)

    def log_entries(self) -> tuple[LogEntry, ...]:
        """Return the log, the oldest entry first."""
        with self._reading() as run:
            found = run("SELECT number, made_at, author, action, subject FROM log ORDER BY number")
        return tuple(LogEntry(*entry) for entry in found)

    @contextmanager
    def _reading(self) -> Iterator[schema.Run]:
        with self._undamaged(), self._connection.reading() as run:
            yield run

    @contextmanager
    def _writing(self) -> Iterator[schema.Run]:
        try:
            with self._connection.writing() as run:
                yield run
                next_number(run, "revision")
        except (DamagedChunkError, pa.ArrowException, json.JSONDecodeError) as error:
            raise refusals.damaged(self._connection.label, error) from error

    @contextmanager
    def _undamaged(self) -> Iterator[None]:
        """Turn content that is not as it was written into the refusal that says so."""
        try:
            yield
        except AtlasError:
            raise
        except (DamagedChunkError, pa.ArrowException, TypeError, ValueError) as error:
            raise refusals.damaged(self._connection.label, error) from error
