"""A workspace as a schema of a PostgreSQL database, one an office."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cluster_atlas.own.workspace import refusals, schema
from cluster_atlas.own.workspace.numbering import line
from cluster_atlas.own.workspace.schema import Run
from cluster_atlas.own.workspace.sqlitefile import write_rows
from cluster_atlas.values.issues import AtlasError, Issue, Text

if TYPE_CHECKING:
    import psycopg

_LONGEST_NAME = 63
# A client that was cut off in the midst of a change must not keep the others out for long.
_IDLE_SECONDS = 60

_LOCKED = {"55P03", "57014", "40P01"}
# By the server's code: what the user is told.
_TOLD: dict[str, Callable[[str, str], AtlasError]] = {
    "42501": refusals.read_only,
    "25006": refusals.read_only,
    "53100": lambda label, _: refusals.full(label),
    "XX001": refusals.damaged,
    "XX002": refusals.damaged,
    "42703": lambda label, _: refusals.of_another_program(label),
}


class Server:
    """A connection to an office's schema; may be used by several threads in turn."""

    def __init__(self, address: str, office: str, *, create: bool, timeout: float) -> None:
        self.notes: tuple[Issue, ...] = ()
        self._address = address
        self._office = office
        self._timeout = timeout
        self._lock = threading.RLock()
        self.label: object = _label(address, office)
        with _sentences(self.label, timeout):
            self._db = self._connected()
            try:
                self._open(create=create)
            except BaseException:
                self._db.close()
                raise

    @contextmanager
    def reading(self) -> Iterator[Run]:
        """Return a transaction that sees one state and changes nothing."""
        with self._transaction("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY") as run:
            yield run

    @contextmanager
    def writing(self) -> Iterator[Run]:
        """Return a transaction, the only one that writes; what fails in it leaves no trace."""
        with self._transaction("BEGIN ISOLATION LEVEL READ COMMITTED") as run:
            # One at a time, as in a file; those who read go on.
            run("LOCK TABLE meta IN EXCLUSIVE MODE")
            self._known_format(run)
            yield run

    def copy_to(self, path: Path) -> None:
        """Write one state of all tables into a new file, which is a workspace as well."""
        with self.reading() as source:
            write_rows(source, path)

    def forget(self) -> None:
        """Give the space of what was deleted back to the database."""
        import psycopg

        # What was deleted is deleted, even where this waits too long for others.
        with self._lock, suppress(psycopg.Error):
            for table in ("chunks", "edits"):
                self._db.execute(f"VACUUM {table}".encode())

    def close(self) -> None:
        """End the connection."""
        with self._lock:
            self._db.close()

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[Run]:
        with self._lock, _sentences(self.label, self._timeout):
            self._begin(begin)
            try:
                yield self._run
                self._run("COMMIT")
            except BaseException:
                import psycopg

                with suppress(psycopg.Error):
                    self._run("ROLLBACK")
                raise

    def _begin(self, begin: str) -> None:
        """Begin a transaction; where the server was restarted meanwhile, by a new connection."""
        import psycopg

        try:
            self._run(begin)
        except psycopg.OperationalError:
            if not self._db.closed:
                raise
            self._db = self._connected()
            self._run(begin)

    def _run(self, statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        cursor = self._db.execute(statement.replace("?", "%s").encode(), values or None)
        return cursor.fetchall() if cursor.description else []

    def _connected(self) -> psycopg.Connection:
        import psycopg
        from psycopg import sql

        try:
            database = psycopg.connect(
                self._address, autocommit=True, connect_timeout=max(2, round(self._timeout))
            )
        except psycopg.OperationalError as error:
            # It does not say by a code which of these it is.
            message = Text("无法连接数据库", "the database is not reached")
            hint = Text(
                "请检查服务器是否运行，以及地址、库名、用户与密码",
                "check that the server runs, and the address, name, user and password",
            )
            raise refusals.refusal(message, hint, value=self.label) from error
        ((encoding,),) = database.execute("SHOW server_encoding").fetchall()
        if encoding != "UTF8":
            database.close()
            message = Text("数据库编码不是 UTF8", "the database is not of encoding UTF8")
            hint = Text("请以 UTF8 新建数据库", "make a database of encoding UTF8")
            raise refusals.refusal(message, hint, value=encoding)
        if not self._office:
            ((found,),) = database.execute("SELECT current_schema()").fetchall()
            self._office = found or "public"
            self.label = _label(self._address, self._office)
        database.execute(sql.SQL("SET search_path TO {}").format(sql.Identifier(self._office)))
        for setting in (
            f"lock_timeout = {round(self._timeout * 1000)}",
            f"idle_in_transaction_session_timeout = {_IDLE_SECONDS * 1000}",
            # Also where the server as a whole is set to answer before it has written.
            "synchronous_commit = on",
            "client_encoding = 'UTF8'",
        ):
            database.execute(f"SET {setting}".encode())
        return database

    def _open(self, *, create: bool) -> None:
        if not self._is_there():
            if not create:
                raise refusals.missing(self.label)
            self._make()
        with self._transaction("BEGIN") as run:
            found = self._known_format(run)
            if found < schema.FORMAT:
                run("LOCK TABLE meta IN EXCLUSIVE MODE")
                schema.migrate(run, self._known_format(run))

    def _is_there(self) -> bool:
        found = self._run(
            "SELECT 1 FROM pg_tables WHERE schemaname = ? AND tablename = 'meta'", (self._office,)
        )
        return bool(found)

    def _make(self) -> None:
        from psycopg import sql

        with self._transaction("BEGIN") as run:
            # Two servers that start at once make it once.
            run("SELECT pg_advisory_xact_lock(?)", (schema.APPLICATION_ID,))
            if self._is_there():
                return
            name = sql.Identifier(self._office)
            self._db.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(name))
            for statement in schema.statements("BYTEA"):
                run(statement)
            schema.fill(run, self._office)

    def _known_format(self, run: Run) -> int:
        found = run("SELECT value FROM meta WHERE name = 'format'")
        if not found or not str(found[0][0]).isdecimal():
            raise refusals.of_another_program(self.label)
        version = int(found[0][0])
        if version > schema.FORMAT:
            raise refusals.newer(self.label, version, schema.FORMAT)
        return version


def open_server(address: str, office: str, *, create: bool, timeout: float) -> Server:
    """Open the schema of an office, or make it.

    Raises
    ------
    AtlasError
        If the server or the schema is not there, is no workspace, or cannot be used.
    """
    try:
        import psycopg  # noqa: F401 - whether it is installed
    except ImportError as error:
        message = Text("未安装 PostgreSQL 支持", "there is no support of PostgreSQL")
        hint = Text(
            "请执行 pip install 'cluster-atlas[server]'",
            "run pip install 'cluster-atlas[server]'",
        )
        raise refusals.refusal(message, hint) from error
    is_fit = line(office) == office and len(office.encode()) <= _LONGEST_NAME
    if not is_fit or office.startswith("pg_") or office == "information_schema":
        message = Text("单位名称不能用作数据库模式名", "the office's name cannot name a schema")
        hint = Text("请用不超过 63 字节的名称", "use a name of at most 63 bytes")
        raise refusals.refusal(message, hint, value=office)
    return Server(address, office, create=create, timeout=timeout)


def _label(address: str, office: str) -> str:
    """Return an address without user, password and options, with the schema behind it."""
    import psycopg
    from psycopg.conninfo import conninfo_to_dict

    try:
        parts = conninfo_to_dict(address)
    except psycopg.Error as error:
        message = Text("数据库地址无法理解", "is not the address of a database")
        hint = Text("形如 postgresql://host/database", "as postgresql://host/database")
        raise refusals.refusal(message, hint) from error
    host, name = parts.get("host") or "localhost", parts.get("dbname") or ""
    return f"postgresql://{host}/{name}" + (f" {office}" if office else "")


@contextmanager
def _sentences(label: object, timeout: float) -> Iterator[None]:
    """Turn an error of the server into the refusal that says what happened, and no more."""
    import psycopg

    try:
        yield
    except psycopg.Error as error:
        raise _refused(label, timeout, error) from error


def _refused(label: object, timeout: float, error: psycopg.Error) -> AtlasError:
    import psycopg

    # Its own text may name tables, users and values of others.
    state = error.sqlstate or ""
    if state in _LOCKED:
        return refusals.locked(label, timeout)
    if state in _TOLD:
        return _TOLD[state](str(label), state)
    if isinstance(error, psycopg.OperationalError):
        message = Text("与数据库的连接中断", "the connection to the database was cut off")
        hint = Text(
            "请稍后重新读取，看最近一次改动是否已写入",
            "read anew later and see whether the last change is there",
        )
        return refusals.refusal(message, hint, value=label)
    return refusals.unusable(label, state or type(error).__name__)
