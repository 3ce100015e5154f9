"""A workspace that cannot be used is told of in a sentence, and left as it was."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import pyarrow as pa
import pytest

from cluster_atlas.own.workspace import schema, sqlitefile
from cluster_atlas.own.workspace.networks import is_on_network
from cluster_atlas.own.workspace.workspace import Workspace, open_workspace
from cluster_atlas.values.issues import AtlasError
from tests.own.workspaces import ABOUT, LEDGER, refused, values


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not a workspace"),
        (b"PK\x03\x04" + bytes(100), "not a workspace"),
        (b"SQLite format 3\x00", "damaged"),
        (b"SQLite format 3\x00" + bytes(5000), "damaged"),
        (b"SQLite format 3\x00" + b"\xff" * 5000, "damaged"),
        (b"Encrypted" * 3000, "not a workspace"),
    ],
    ids=["empty", "zip", "header", "zeros", "ones", "other"],
)
def test_a_file_of_another_kind_is_refused(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "own.atlas"
    path.write_bytes(content)
    for create in (False, True):
        refused(lambda c=create: open_workspace(path, create=c), words, path=path)  # type: ignore[misc]
    assert contents(tmp_path) == {"own.atlas": content}


def test_a_database_of_another_program_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE meta (name)")
        database.execute("PRAGMA application_id = 1196444487")
    before = contents(tmp_path)
    refused(lambda: open_workspace(path, create=True), "another program", path=path)
    assert contents(tmp_path) == before


@pytest.mark.parametrize("keep", [100, 5_000, 16_384, 40_000, -1])
def test_a_truncated_file_is_refused_and_left(file: Path, keep: int) -> None:
    file.write_bytes(file.read_bytes()[:keep])
    before = contents(file.parent)
    refused(lambda: open_workspace(file), "damaged", "backup", path=file)
    assert contents(file.parent) == before


def test_damage_anywhere_is_a_sentence_and_never_other_values(file: Path, tmp_path: Path) -> None:
    whole = file.read_bytes()
    with open_workspace(file) as workspace:
        truth = workspace.rows("projects")
    rand = random.Random(4)  # noqa: S311 - the same damage each time
    told = 0
    for trial in range(120):
        path = tmp_path / f"{trial}.atlas"
        content = bytearray(whole)
        at = rand.choice([rand.randrange(200), rand.randrange(len(content))])
        content[at : at + 64] = rand.randbytes(64)
        path.write_bytes(content)
        try:
            with open_workspace(path, timeout=0.1) as workspace:
                rows = workspace.rows("projects")
                workspace.history(), workspace.imports(), workspace.log_entries()
        except AtlasError:
            told += 1
        else:
            # The chunk is held against its checksum; what an edit says is not.
            assert rows["name"].equals(truth["name"])
    assert told > 20


def test_a_damaged_chunk_is_told(file: Path) -> None:
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("UPDATE chunks SET data = SUBSTR(data, 1, LENGTH(data) - 9)")
    with open_workspace(file) as workspace:
        refused(lambda: workspace.rows("projects"), "damaged", "checksum", path=file)
        refused(lambda: workspace.delete_for_good(["1-1"]), "damaged")
        assert len(workspace.history()) == 1


@pytest.mark.parametrize(
    "change",
    [
        "chunks SET data = CAST(data AS TEXT) || 'x'",
        "chunks SET gone = x'ffffffff'",
        "chunks SET gone = x'ff'",
        "chunks SET slots = 1e300",
        "chunks SET slots = 4",
        "imports SET row_count = 4",
        "chunks SET slots = 1000000000000",
        "chunks SET first = 'x'",
        "imports SET fields = x'00'",
        "imports SET fields = 7",
        "edits SET value = '{'",
        "edits SET position = 99",
        "edits SET position = 'x'",
    ],
)
def test_content_that_another_made_up_is_a_sentence(file: Path, change: str) -> None:
    with closing(sqlite3.connect(file)) as database, database:
        database.execute(f"UPDATE {change}")
    with open_workspace(file) as workspace:
        refused(lambda: workspace.rows("projects"), "damaged", path=file)


def test_a_trigger_in_a_file_from_elsewhere_runs_nothing(file: Path) -> None:
    with closing(sqlite3.connect(file)) as database, database:
        database.execute(
            "CREATE TRIGGER t AFTER INSERT ON log BEGIN UPDATE imports SET file = 'x'; END"
        )
    refused(lambda: open_workspace(file), "damaged", "schema", path=file)


def test_a_newer_workspace_is_refused_and_left(file: Path) -> None:
    with closing(sqlite3.connect(file)) as database:
        database.execute(f"PRAGMA user_version = {schema.FORMAT + 1}")
    before = contents(file.parent)
    refused(lambda: open_workspace(file), "newer version", "upgrade", path=file)
    assert contents(file.parent) == before


def test_one_that_is_upgraded_under_us_is_not_written(file: Path) -> None:
    with open_workspace(file) as workspace, closing(sqlite3.connect(file)) as database:
        database.execute(f"PRAGMA user_version = {schema.FORMAT + 1}")
        refused(lambda: workspace.edit("1-2", "stage", "x", 0, ""), "newer version")


@pytest.fixture
def newer_format(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the program know one format more than the files that were made."""
    steps = {schema.FORMAT: ("ALTER TABLE templates ADD COLUMN note TEXT",)}
    monkeypatch.setattr(schema, "MIGRATIONS", steps)
    monkeypatch.setattr(schema, "FORMAT", schema.FORMAT + 1)


def test_an_older_workspace_is_upgraded_with_its_copy_beside(
    file: Path, request: pytest.FixtureRequest
) -> None:
    old = schema.FORMAT
    request.getfixturevalue("newer_format")
    with ThreadPoolExecutor(4) as pool:
        opened = list(pool.map(open_workspace, [file] * 4))
    assert values(opened[0], "stage")["1-1"] == "签约"
    for workspace in opened:
        workspace.close()
    (copy,) = [path for path in file.parent.iterdir() if f"format-{old}" in path.name]
    for path, version in ((file, schema.FORMAT), (copy, old)):
        with closing(sqlite3.connect(path)) as database:
            assert database.execute("PRAGMA user_version").fetchone() == (version,)


def test_an_older_backup_is_restored(
    file: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    backup = tmp_path / "backup.atlas"
    shutil.copy(file, backup)
    before = backup.read_bytes()
    request.getfixturevalue("newer_format")
    with open_workspace(file) as workspace:
        workspace.undo(1)
        workspace.restore(backup)
        assert values(workspace, "stage")["1-1"] == "签约"
    assert backup.read_bytes() == before


def test_an_upgrade_that_fails_leaves_the_workspace(
    file: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = schema.FORMAT
    request.getfixturevalue("newer_format")
    steps = ("ALTER TABLE templates ADD COLUMN note TEXT", "ALTER TABLE nothing ADD COLUMN x")
    monkeypatch.setattr(schema, "MIGRATIONS", {old: steps})
    refused(lambda: open_workspace(file), "cannot be used", path=file)
    with closing(sqlite3.connect(file)) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (old,)
        names = [row[1] for row in database.execute("PRAGMA table_info(templates)")]
    assert "note" not in names


def test_paths_that_name_no_workspace(tmp_path: Path) -> None:
    refused(lambda: open_workspace(tmp_path, create=True), "is a folder", path=tmp_path)
    refused(lambda: open_workspace(tmp_path / "none.atlas"), "no such workspace")
    refused(lambda: open_workspace(tmp_path / "no" / "a.atlas", create=True), "cannot be used")
    refused(lambda: open_workspace("a\x00b", create=True), "not the path of a file")
    refused(lambda: open_workspace(tmp_path / ("x" * 300), create=True))
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    refused(lambda: open_workspace(tmp_path / "loop", create=True))
    os.mkfifo(tmp_path / "pipe")
    refused(lambda: open_workspace(tmp_path / "pipe", create=True), "not the path of a file")
    assert sorted(contents(tmp_path)) == []


@pytest.mark.parametrize("name", ["工作区 1.atlas", "a?mode=memory", "a#b%41", "x'\"y", "-a"])
def test_any_name_is_good(tmp_path: Path, name: str) -> None:
    with open_workspace(tmp_path / name, create=True) as workspace:
        workspace.add_import("projects", LEDGER, ABOUT)
    with open_workspace(tmp_path / name) as workspace:
        assert len(workspace.rows("projects")) == 3
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_symbolic_link_leads_to_the_workspace(file: Path, tmp_path: Path) -> None:
    link = tmp_path / "elsewhere" / "link.atlas"
    link.parent.mkdir()
    link.symlink_to(file)
    with open_workspace(link) as workspace, open_workspace(file) as same:
        workspace.undo(1)
        assert not same.imports()[0].is_shown
    assert [path.name for path in link.parent.iterdir()] == ["link.atlas"]


@contextmanager
def as_nobody() -> Iterator[None]:
    """Run without the rights of root, which no permission stops."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_folder_that_cannot_be_written(file: Path) -> None:
    folder = Path(tempfile.mkdtemp())
    try:
        path = Path(shutil.copy(file, folder))
        folder.chmod(0o555)
        path.chmod(0o666)
        with as_nobody():
            refused(lambda: open_workspace(path), "cannot be written", path=path)
            refused(lambda: open_workspace(folder / "new", create=True), "cannot be written")
        folder.chmod(0o777)
        path.chmod(0o444)
        with as_nobody():
            refused(lambda: open_workspace(path), "cannot be written", path=path)
        # A backup is read wherever it lies.
        folder.chmod(0o555)
        with as_nobody(), sqlitefile.loose_copy(path) as copy, copy.reading() as run:
            assert run("SELECT COUNT(*) FROM edits") == [(1,)]
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)


def test_a_full_disk_changes_nothing(file: Path) -> None:
    with open_workspace(file) as workspace:
        database = workspace._connection._db  # type: ignore[attr-defined]
        (pages,) = database.execute("PRAGMA page_count").fetchone()
        database.execute(f"PRAGMA max_page_count = {pages + 3}")
        chance = random.Random(1)  # noqa: S311 - the same each time
        large = pa.table({"x": [chance.randbytes(100) for _ in range(3000)]})
        before = workspace.rows("projects"), workspace.imports(), workspace.revision()
        refused(lambda: workspace.add_import("parks", large, ABOUT), "disk is full", path=file)
        assert (workspace.rows("projects"), workspace.imports(), workspace.revision()) == before
        workspace.edit("1-2", "stage", "开工", 0, "王")
    with closing(sqlite3.connect(file)) as found:
        assert found.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_where_no_copy_can_be_made_nothing_is_restored(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(file))
    with open_workspace(file) as workspace:
        refused(lambda: workspace.restore(file), "temporary file")
        assert len(workspace.history()) == 1


def test_one_that_is_locked_too_long_is_told(file: Path) -> None:
    with open_workspace(file, timeout=0.2) as workspace, open_workspace(file) as other:
        with other._connection.writing():
            start = time.monotonic()
            refused(lambda: workspace.undo(1), "more than 0.2 s", "try again", path=file)
            assert 0.15 < time.monotonic() - start < 2
            assert len(workspace.rows("projects")) == 3
        workspace.undo(1)


def test_one_that_was_put_aside_is_not_written(file: Path) -> None:
    with open_workspace(file) as workspace:
        file.rename(file.with_name("aside.atlas"))
        for action in (lambda: workspace.undo(1), lambda: workspace.rows("projects")):
            refused(action, "moved, deleted or replaced", path=file)


def test_on_a_network_share_there_is_no_log(
    file: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(
        f"/dev/sda / ext4 rw 0 0\n//nas/x {tmp_path}/my\\040share cifs rw 0 0\n"
        f"/dev/sdb {tmp_path}/my\\040share/disk ext4 rw 0 0\n"
    )
    assert is_on_network(tmp_path / "my share" / "a", mounts)
    assert not is_on_network(tmp_path / "my share" / "disk", mounts)
    assert not is_on_network(tmp_path, mounts)
    assert not is_on_network(tmp_path)
    monkeypatch.setattr(sqlitefile, "is_on_network", lambda _: True)
    with open_workspace(file) as workspace:
        assert "network share" in workspace.notes[0].sentence("en")
        workspace.undo(1)
        assert sorted(contents(tmp_path)) == ["mounts", "own.atlas"]
    monkeypatch.undo()
    with open_workspace(file) as workspace:
        assert workspace.notes == ()
        assert (tmp_path / "own.atlas-wal").exists()


def test_two_who_make_one_workspace_share_it(tmp_path: Path) -> None:
    for trial in range(10):
        path = tmp_path / f"{trial}.atlas"
        with ThreadPoolExecutor(3) as pool:
            opened = list(pool.map(lambda p: open_workspace(p, create=True), [path] * 3))
        assert sorted(w.add_import("projects", LEDGER, ABOUT) for w in opened) == [1, 2, 3]
        for workspace in opened:
            workspace.close()


# A server.


def test_what_is_wrong_with_a_server(server: str) -> None:
    def opening(address: str, office: str = "x", *, create: bool = False) -> Callable[[], object]:
        return lambda: open_workspace(address, office=office, create=create, timeout=2)

    refused(opening(server, "none"), "no such workspace", "127.0.0.1")
    refused(opening(server.replace("/postgres", "/none")), "not reached", "127.0.0.1/none")
    refused(opening("postgresql://127.0.0.1:1/x"), "not reached")
    refused(opening("postgresql://[bad"), "not the address")
    for office in ("pg_x", "information_schema", "长" * 22, "a\x00b"):
        refused(opening(server, office, create=True), "cannot name a schema")
    with pytest.raises(AtlasError) as caught:
        opening(server, "none")()
    assert "secret" not in str(caught.value.issues)


def test_offices_of_a_server_see_nothing_of_each_other(server: str) -> None:
    with (
        open_workspace(server, create=True, office="甲") as one,
        open_workspace(server, create=True, office='乙";--') as other,
    ):
        one.add_import("projects", LEDGER, ABOUT)
        assert other.imports() == ()
        assert other.log_entries() == ()


def test_formats_on_a_server(server: str, request: pytest.FixtureRequest) -> None:
    def opening() -> Workspace:
        return open_workspace(server, office="格式", create=True)

    with opening() as workspace:
        workspace.add_import("projects", LEDGER, ABOUT)
        request.getfixturevalue("newer_format")
        with opening() as upgraded:
            assert len(upgraded.rows("projects")) == 3
            with upgraded._connection.reading() as run:
                assert run("SELECT note FROM templates") == []
    request.getfixturevalue("monkeypatch").undo()
    refused(opening, "newer version")


def test_a_locked_server_is_told(server: str) -> None:
    with (
        open_workspace(server, create=True, office="锁", timeout=0.2) as one,
        open_workspace(server, office="锁") as other,
    ):
        one.add_import("projects", LEDGER, ABOUT)
        with other._connection.writing():
            refused(lambda: one.undo(1), "more than 0.2 s")
            assert len(one.rows("projects")) == 3
        one.undo(1)


def test_a_connection_that_was_cut_is_made_anew(server: str) -> None:
    cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
    with (
        open_workspace(server, create=True, office="断") as one,
        open_workspace(server, office="断") as other,
    ):
        one.add_import("projects", LEDGER, ABOUT)
        other._connection._db.execute(cut)  # type: ignore[attr-defined]
        assert len(one.rows("projects")) == 3

        def interrupted() -> None:
            with one._connection.writing() as run:
                run("DELETE FROM chunks")
                other._connection._db.execute(cut)  # type: ignore[attr-defined]

        refused(interrupted, "cut off")
        assert len(one.rows("projects")) == 3
