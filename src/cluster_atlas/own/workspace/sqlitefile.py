"""A workspace as one SQLite file, used by several programs at once."""

from __future__ import annotations

import os
import sqlite3
import struct
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

from cluster_atlas.files.outfiles import unwritable_temporary
from cluster_atlas.own.workspace import refusals, schema
from cluster_atlas.own.workspace.networks import is_on_network
from cluster_atlas.own.workspace.schema import Run
from cluster_atlas.values.issues import AtlasError, Issue

# Seconds that a program waits for another one to finish writing.
TIMEOUT = 10.0

# A chunk of an import is some hundred pages of this size; pages of 4 KB take twice the time.
_PAGE_BYTES = 16_384
_LOG_BYTES = 64 * 1024 * 1024
_HEADER = b"SQLite format 3\x00"
_HEADER_BYTES = 100
_LARGEST_PAGE = 65_536
_EFFECTIVE = os.access in os.supports_effective_ids
_RETRY = 0.02
_ATTEMPTS = 5


class SqliteFile:
    """A connection to the file of a workspace; may be used by several threads in turn."""

    def __init__(self, path: Path, timeout: float) -> None:
        self.label: object = path
        self.notes: tuple[Issue, ...] = ()
        self._path = path
        self._timeout = timeout
        self._lock = threading.RLock()
        self._shared = is_on_network(path.parent)
        with _sentences(self.label, timeout):
            self._identity = _identity(path)
            self._db = _connect(path, timeout)
        try:
            with _sentences(self.label, timeout):
                _check_kind(self._db, path)
                self._set_journal()
                self._upgrade()
        except BaseException:
            self._db.close()
            raise

    @contextmanager
    def reading(self) -> Iterator[Run]:
        """Return a transaction that sees one state and changes nothing."""
        with self._transaction("BEGIN") as run:
            yield run

    @contextmanager
    def writing(self) -> Iterator[Run]:
        """Return a transaction, the only one that writes; what fails in it leaves no trace."""
        with self._transaction("BEGIN IMMEDIATE") as run:
            # A newer program may have upgraded it since it was opened.
            _known_format(self._db, self.label)
            yield run

    def copy_to(self, path: Path) -> None:
        """Write one state of all tables into a new file."""
        with self._lock, _sentences(self.label, self._timeout):
            _copy(self._db, path)

    def forget(self) -> None:
        """Empty the log, in which deleted rows would stand until it is written over.

        Where another program still reads an older state, the log is emptied by whoever closes last.
        """
        with self._lock, suppress(sqlite3.Error):
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def close(self) -> None:
        """End the connection."""
        with self._lock:
            self._db.close()

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[Run]:
        with self._lock, _sentences(self.label, self._timeout):
            self._check_identity()
            self._db.execute(begin)
            try:
                yield self._run
                self._db.execute("COMMIT")
            except BaseException:
                # Some errors have ended the transaction themselves.
                if self._db.in_transaction:
                    with suppress(sqlite3.Error):
                        self._db.execute("ROLLBACK")
                raise

    def _run(self, statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        return self._db.execute(statement, values).fetchall()

    def _check_identity(self) -> None:
        """Refuse to go on with a file whose name another one bears by now, or none."""
        # A share may number its files anew.
        if not self._shared and _identity(self._path) != self._identity:
            raise refusals.moved_away(self.label)

    def _set_journal(self) -> None:
        """Use the write-ahead log, but for a file that several machines may open."""
        mode = _set_mode(self._db, "DELETE" if self._shared else "WAL", self._timeout)
        if self._shared or mode != "wal":
            self.notes = (refusals.without_log(self.label),)
        # In either mode: what is committed is on the disk.
        self._db.execute("PRAGMA synchronous = FULL")

    def _upgrade(self) -> None:
        """Turn a workspace of an older format into one of today's; its copy is kept beside it."""
        if _known_format(self._db, self.label) == schema.FORMAT:
            return
        with self._transaction("BEGIN IMMEDIATE") as run:
            # Another program may have done it while this one waited.
            found = _known_format(self._db, self.label)
            if found == schema.FORMAT:
                return
            with closing(_connect(self._path, self._timeout)) as before:
                _place_copy(before, beside(self._path, f"format-{found}"))
            schema.migrate(run, found)
            self._db.execute(f"PRAGMA user_version = {schema.FORMAT}")


def open_file(path: str | Path, *, create: bool, timeout: float = TIMEOUT) -> SqliteFile:
    """Open the file of a workspace, or make it.

    Raises
    ------
    AtlasError
        If it is not there and is not to be made, is no workspace, or cannot be used.
    """
    try:
        found = Path(path).expanduser().resolve()
        is_there, is_folder, is_file = found.exists(), found.is_dir(), found.is_file()
    except (OSError, RuntimeError, ValueError) as error:
        raise refusals.unusable_path(path) from error
    if is_folder:
        raise refusals.a_folder(found)
    if is_there and not is_file:
        raise refusals.unusable_path(found)
    if not is_there:
        if not create:
            raise refusals.missing(found)
        _make(found, timeout)
    _check_header(found)
    _check_access(found)
    return SqliteFile(found, timeout)


def place_copy(connection: schema.Connection, path: Path) -> None:
    """Write one state of a workspace to a file, whole or not at all.

    Raises
    ------
    AtlasError
        If a file is there already, or cannot be written.
    """
    with _placed(path) as temporary:
        connection.copy_to(temporary)


def beside(path: Path, word: str) -> Path:
    """Return the name of a copy beside a workspace that no file bears yet."""
    stamp = time.strftime("%Y%m%d-%H%M%S", time.gmtime())
    names = (
        path.with_name(f"{path.stem}.{word}-{stamp}{more}{path.suffix}")
        for more in ("", *(f"-{count}" for count in range(2, 1000)))
    )
    return next(name for name in names if not name.exists())


@contextmanager
def loose_copy(path: Path) -> Iterator[SqliteFile]:
    """Open a copy of a workspace that is checked through and gone afterwards.

    The file itself is only read: it may lie where nothing can be written, and be in use.
    """
    _check_header(path)
    with _temporary_folder() as folder:
        copy = folder / "copy"
        # Where nothing can be written, there is neither a log to read nor one to write.
        is_still = not os.access(path.parent, os.W_OK, effective_ids=_EFFECTIVE)
        mode = "ro&immutable=1" if is_still and not _has_log(path) else "ro"
        with _sentences(path, TIMEOUT), closing(_connect(path, TIMEOUT, mode)) as source:
            _check_kind(source, path)
            _copy(source, copy)
            with closing(_connect(copy, TIMEOUT)) as database:
                _check_through(database, path)
        opened = SqliteFile(copy, TIMEOUT)
        opened.label = path
        try:
            yield opened
        finally:
            opened.close()


@contextmanager
def _temporary_folder() -> Iterator[Path]:
    """Return a folder with an empty file ``copy``."""
    try:
        folder = tempfile.TemporaryDirectory(prefix="cluster-atlas-")
        (Path(folder.name) / "copy").touch()
    except OSError as error:
        raise unwritable_temporary(error) from error
    with folder:
        yield Path(folder.name)


def write_rows(source: Run, path: Path) -> None:
    """Write the rows of a workspace that is no file into an empty file.

    Raises
    ------
    AtlasError
        If the file cannot be written.
    """
    with _sentences(path, TIMEOUT), closing(_new_tables(path)) as database:
        database.execute("BEGIN")
        schema.copy_rows(source, lambda sql, values=(): database.execute(sql, values).fetchall())
        database.execute("COMMIT")


def _new_tables(path: Path) -> sqlite3.Connection:
    """Return a connection to a new file with the empty tables of a workspace."""
    database = _connect(path, TIMEOUT)
    database.execute(f"PRAGMA page_size = {_PAGE_BYTES}")
    database.execute("BEGIN")
    for statement in schema.statements("BLOB"):
        database.execute(statement)
    database.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
    database.execute(f"PRAGMA user_version = {schema.FORMAT}")
    database.execute("COMMIT")
    return database


def _make(path: Path, timeout: float) -> None:
    """Make a workspace whole or not at all; another program that made it first is right."""
    try:
        with (
            _placed(path) as temporary,
            _sentences(path, timeout),
            closing(_new_tables(temporary)) as database,
        ):
            database.execute("BEGIN")
            schema.fill(lambda sql, values=(): database.execute(sql, values).fetchall(), path.stem)
            database.execute("COMMIT")
            if not is_on_network(path.parent):
                database.execute("PRAGMA journal_mode = WAL")
    except AtlasError:
        if not path.is_file():
            raise


@contextmanager
def _placed(path: Path) -> Iterator[Path]:
    """Return a new empty file that becomes ``path`` if all goes well; none is overwritten."""
    if path.is_dir():
        raise refusals.a_folder(path)
    if os.path.lexists(path):
        raise refusals.exists(path)
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
    except PermissionError as error:
        raise refusals.read_only(path, error.strerror or error) from error
    except OSError as error:
        raise refusals.unusable(path, error.strerror or error) from error
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        _name(temporary, path)
    except OSError as error:
        raise refusals.unusable(path, error.strerror or error) from error
    finally:
        for suffix in ("", "-wal", "-shm", "-journal"):
            Path(name + suffix).unlink(missing_ok=True)


def _name(temporary: Path, path: Path) -> None:
    """Give a file its name if no other bears it, for good."""
    try:
        os.link(temporary, path)
    except FileExistsError as error:
        raise refusals.exists(path) from error
    except OSError:
        # A file system without links; two programs within this moment are not told apart.
        if path.exists():
            raise refusals.exists(path) from None
        temporary.replace(path)
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _place_copy(source: sqlite3.Connection, path: Path) -> None:
    with _placed(path) as temporary:
        _copy(source, temporary)


def _copy(source: sqlite3.Connection, path: Path) -> None:
    """Copy one state of a database into an empty file that needs no other beside it."""
    with closing(_connect(path, TIMEOUT)) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode = DELETE")


def _connect(path: Path, timeout: float, mode: str = "rw") -> sqlite3.Connection:
    """Open a file that is there; hostile content runs nothing and leads nowhere."""
    posix = path.as_posix()
    address = f"file://{'' if posix.startswith('/') else '/'}{quote(os.fsencode(posix), safe='/:')}"
    database = sqlite3.connect(
        f"{address}?mode={mode}",
        uri=True,
        timeout=timeout,
        isolation_level=None,
        check_same_thread=False,
    )
    for pragma in (
        f"busy_timeout = {round(timeout * 1000)}",
        "foreign_keys = ON",
        "secure_delete = ON",
        "trusted_schema = OFF",
        "cell_size_check = ON",
        f"journal_size_limit = {_LOG_BYTES}",
        # An import need not wait until the log is put into the file; who closes last does that.
        f"wal_autocheckpoint = {_LOG_BYTES // _PAGE_BYTES}",
        "synchronous = FULL",
    ):
        database.execute(f"PRAGMA {pragma}").fetchall()
    return database


def _set_mode(database: sqlite3.Connection, mode: str, timeout: float) -> str:
    """Set the journal where no other program keeps the file busy; return what it is."""
    end = time.monotonic() + timeout
    while True:
        (now,) = database.execute("PRAGMA journal_mode").fetchone()
        if now == mode.lower():
            return str(now)
        try:
            (now,) = database.execute(f"PRAGMA journal_mode = {mode}").fetchone()
        except sqlite3.OperationalError as error:
            if _code(error) != sqlite3.SQLITE_BUSY:
                raise
        if now == mode.lower() or time.monotonic() > end:
            return str(now)
        time.sleep(_RETRY)


def _check_header(path: Path) -> None:
    """Refuse what is no SQLite file, or is not all of one, before anything opens it."""
    for attempt in range(_ATTEMPTS):
        try:
            with path.open("rb") as file:
                header = file.read(_HEADER_BYTES)
                size = os.fstat(file.fileno()).st_size
        except FileNotFoundError as error:
            raise refusals.missing(path) from error
        except IsADirectoryError as error:
            raise refusals.a_folder(path) from error
        except OSError as error:
            raise refusals.unusable(path, error.strerror or error) from error
        if not header.startswith(_HEADER):
            raise refusals.not_a_workspace(path)
        if _is_whole(header, size) or _has_log(path):
            return
        # Another program may just be writing.
        time.sleep(_RETRY * attempt)
    raise refusals.damaged(path, f"{size} bytes")


def _is_whole(header: bytes, size: int) -> bool:
    """Whether a file is as long as its header says; the numbers of SQLite's file format."""
    if len(header) < _HEADER_BYTES:
        return False
    (page,) = struct.unpack_from(">H", header, 16)
    (pages,) = struct.unpack_from(">I", header, 28)
    return bool(pages) and size == int(pages * (_LARGEST_PAGE if page == 1 else page))


def _has_log(path: Path) -> bool:
    """Whether a log or journal stands beside a file, which has what the file may lack."""
    beside_it = (path.with_name(path.name + suffix) for suffix in ("-wal", "-journal"))
    return any(log.exists() and log.stat().st_size for log in beside_it)


def _check_access(path: Path) -> None:
    for needed in (path, path.parent):
        if not os.access(needed, os.R_OK | os.W_OK, effective_ids=_EFFECTIVE):
            raise refusals.read_only(path, os.strerror(13))


def _check_kind(database: sqlite3.Connection, path: Path) -> None:
    """Refuse a database that is no workspace, is of a newer format, or does not hold together."""
    (application,) = database.execute("PRAGMA application_id").fetchone()
    if application != schema.APPLICATION_ID:
        raise refusals.of_another_program(path)
    _known_format(database, path)
    kinds = dict(database.execute("SELECT name, type FROM sqlite_master").fetchall())
    # What is not ours might act when a row is written.
    if {"trigger", "view"} & set(kinds.values()) or not set(schema.TABLES) <= set(kinds):
        raise refusals.damaged(path, "schema")


def _check_through(database: sqlite3.Connection, label: object) -> None:
    (first, *_) = database.execute("PRAGMA integrity_check(1)").fetchone()
    if first != "ok":
        raise refusals.damaged(label, first)


def _known_format(database: sqlite3.Connection, label: object) -> int:
    (found,) = database.execute("PRAGMA user_version").fetchone()
    if found > schema.FORMAT:
        raise refusals.newer(label, found, schema.FORMAT)
    return int(found)


def _identity(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError:
        return 0, 0
    return found.st_dev, found.st_ino


@contextmanager
def _sentences(label: object, timeout: float) -> Iterator[None]:
    """Turn an error of SQLite into the refusal that says what happened."""
    try:
        yield
    except sqlite3.Error as error:
        refused = _refused(label, timeout, error)
        if refused is None:
            raise
        raise refused from error


def _refused(label: object, timeout: float, error: sqlite3.Error) -> AtlasError | None:
    if isinstance(error, sqlite3.ProgrammingError):
        # Not of the file: a connection that was closed, for one.
        return None
    code = _code(error)
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL}:
        return refusals.locked(label, timeout)
    if code == sqlite3.SQLITE_FULL:
        return refusals.full(label)
    if code in {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM}:
        told = refusals.read_only
    # Without a code: a value that cannot be what it should be.
    elif code in {0, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
        told = refusals.damaged
    else:
        told = refusals.unusable
    return told(label, error)


def _code(error: sqlite3.Error) -> int:
    """Return the primary code; 0 where the error is Python's own."""
    return int(getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF
