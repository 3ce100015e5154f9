"""The workspace: imports, edits, history, undo, deletion, backup; in a file and on a server."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from cluster_atlas.own.workspace.entries import KINDS, Edit, ImportAbout
from cluster_atlas.own.workspace.workspace import open_workspace
from cluster_atlas.values.issues import AtlasError
from tests.own.workspaces import ABOUT, LEDGER, Store, refused, values

NOON = dt.datetime(2026, 5, 1, 12)  # noqa: DTZ001 - as a ledger has it


def test_an_import_comes_back_as_it_was(store: Store) -> None:
    about = ImportAbout(
        "项目 1.xlsx", "李", "ab" * 32, 7, "gcj02", declared=True, encoding="gb18030"
    )
    assert store().add_import("projects", LEDGER, about) == 1
    workspace = store()
    rows = workspace.rows("projects")
    assert rows.column_names == ["id", "version", "import", "name", "stage", "cost"]
    assert rows["id"].to_pylist() == ["1-1", "1-2", "1-3"]
    assert rows["version"].to_pylist() == [0, 0, 0]
    assert rows.select(LEDGER.column_names).to_pydict() == LEDGER.to_pydict()
    (entry,) = workspace.imports()
    assert (entry.number, entry.kind, entry.rows, entry.about) == (1, "projects", 3, about)
    assert entry.is_shown
    assert not entry.undone_at
    assert dt.datetime.fromisoformat(entry.at).tzinfo == dt.UTC


@pytest.mark.parametrize("count", [0, 1, 9_999, 10_000, 10_001, 25_000])
def test_rows_keep_their_places_across_chunks(file: Path, count: int) -> None:
    with open_workspace(file) as workspace:
        workspace.add_import("firms", pa.table({"n": pa.array(range(count), pa.int64())}), ABOUT)
        rows = workspace.rows("firms")
    assert rows["n"].to_pylist() == list(range(count))
    assert rows["id"].to_pylist() == [f"2-{n + 1}" for n in range(count)]


def test_values_of_every_type_come_back(store: Store) -> None:
    table = pa.table(
        {
            "text\n(万元)": ["'=\";\\n🚄𠮷", ""],
            "float": [1e308, -0.0],
            "int": [2**62, None],
            "truth": [True, None],
            "day": [dt.date(2026, 2, 28), None],
            "moment": pa.array([NOON, None], pa.timestamp("us")),
            "shape": pa.array([b"\x00\x01\xff", None], pa.binary()),
            "industries": pa.array([["a", "b"], None], pa.list_(pa.string())),
            "repeated": pa.array(["x", "x"]).dictionary_encode(),
            "empty": pa.nulls(2),
        }
    )
    workspace = store()
    workspace.add_import("parks", table, ABOUT)
    found = workspace.rows("parks").drop_columns(["id", "version", "import"])
    assert found.to_pydict() == table.to_pydict()
    assert found["shape"].type == pa.binary()


def test_columns_of_several_imports_become_one_table(store: Store) -> None:
    workspace = store()
    for table in (
        {"name": ["甲"], "area": [1.5], "code": [44010]},
        {"name": ["乙"], "area": [2], "code": ["044011"], "phone": ["1"]},
        {"big": [2**60 + 1]},
        {"big": [0.5]},
    ):
        workspace.add_import("premises", pa.table(table), ABOUT)
    rows = workspace.rows("premises")
    assert rows["name"].to_pylist() == ["甲", "乙", None, None]
    assert rows["area"].to_pylist() == [1.5, 2.0, None, None]
    assert rows["code"].to_pylist() == ["44010", "044011", None, None]
    assert rows["phone"].to_pylist() == [None, "1", None, None]
    # A float would be another number.
    assert rows["big"].to_pylist()[2] == str(2**60 + 1)


def test_layers_have_names(store: Store) -> None:
    workspace = store()
    shapes = pa.table({"shape": [b"1"]})
    for name in ("红线", "农田"):
        workspace.add_import("layer", shapes, ImportAbout("a.zip", layer=name))
    assert workspace.rows("layer")["layer"].to_pylist() == ["红线", "农田"]
    assert workspace.rows("layer", "农田")["id"].to_pylist() == ["2-1"]
    refused(lambda: workspace.add_import("layer", shapes, ABOUT), "a layer has a name")
    named = ImportAbout("a.zip", layer="x")
    refused(lambda: workspace.add_import("parks", shapes, named), "a layer has a name", '"x"')


def test_what_cannot_be_kept_is_refused(store: Store) -> None:
    workspace = store()
    refused(lambda: workspace.add_import("plots", LEDGER, ABOUT), "unknown kind", "plots", "parks")
    for names in (["id"], ["import"], ["a", "a"], [" "], ["a\x00"]):
        table = pa.table([pa.array([1])] * len(names), names=names)
        refused(lambda t=table: workspace.add_import("parks", t, ABOUT), "column")  # type: ignore[misc]
    assert workspace.imports() == ()
    assert all(len(workspace.rows(kind)) == 0 for kind in KINDS)


def test_an_import_is_undone_and_done_again(store: Store) -> None:
    workspace, other = store(), store()
    for _ in range(2):
        workspace.add_import("projects", LEDGER, ABOUT)
    version = workspace.edit("1-1", "stage", "投产", 0, "王")
    workspace.undo(1, "王")
    assert list(values(other, "name")) == ["2-1", "2-2", "2-3"]
    entry = other.imports()[0]
    assert (entry.undone_by, entry.is_shown) == ("王", False)
    refused(lambda: other.undo(1), "undone by 王", entry.undone_at)
    refused(lambda: other.edit("1-1", "stage", "x", version, "李"), "undone by 王", "redo")
    other.redo(1)
    refused(lambda: other.redo(1), "not undone")
    assert values(workspace, "stage")["1-1"] == "投产"
    for action in (workspace.undo, workspace.redo):
        refused(lambda a=action: a(9), "no such import", "9")  # type: ignore[misc]


def test_a_newer_version_replaces_an_import(store: Store) -> None:
    workspace = store()
    first = workspace.add_import("projects", LEDGER, ABOUT)

    def replacing(number: int, kind: str = "projects") -> int:
        about = ImportAbout("b.xlsx", replaces=number)
        return workspace.add_import(kind, pa.table({"name": ["新"]}), about)

    def shown() -> list[int]:
        return [entry.number for entry in workspace.imports() if entry.is_shown]

    second = replacing(first)
    third = replacing(second)
    assert shown() == [third]
    refused(lambda: replacing(first), "has a newer version", str(second))
    # An edit of what is not seen would be lost.
    refused(lambda: workspace.edit("1-1", "name", "x", 0, ""), "newer version", str(second))
    refused(lambda: workspace.undo(first), "has a newer version", str(second))
    refused(lambda: replacing(third, "firms"), "another kind", "projects")
    refused(lambda: replacing(99), "no such import")
    workspace.undo(third)
    assert shown() == [second]
    workspace.undo(second)
    assert shown() == [first]
    refused(lambda: workspace.redo(third), "undone by", "redo")
    refused(lambda: replacing(second), "undone by")
    other = replacing(first)
    refused(lambda: workspace.redo(second), "has a newer version", str(other))
    assert shown() == [other]


# Edits.


def test_an_edit_shows_and_has_a_history(store: Store) -> None:
    workspace = store()
    workspace.add_import("projects", LEDGER, ABOUT)
    first = workspace.edit("1-2", "stage", "开工", 0, "王")
    second = workspace.edit("1-2", "cost", None, first, "李")
    assert values(workspace, "stage") == {"1-1": "在谈", "1-2": "开工", "1-3": None}
    assert values(workspace, "cost") == {"1-1": 1, "1-2": None, "1-3": 3}
    assert values(workspace, "version") == {"1-1": 0, "1-2": second, "1-3": 0}
    told = [(c.version, c.field, c.value, c.by) for c in workspace.history("1-2")]
    assert told == [(first, "stage", "开工", "王"), (second, "cost", None, "李")]
    assert workspace.history() == workspace.history("1-2")
    assert workspace.history("1-1") == []


def test_of_two_who_edit_a_row_the_second_is_told_of_the_first(store: Store) -> None:
    one, other = store(), store()
    one.add_import("projects", LEDGER, ABOUT)
    version = one.edit("1-1", "phone", "13800000000", 0, "王")
    at = one.history()[0].at
    refused(lambda: other.edit("1-1", "stage", "停滞", 0, "李"), "1-1", "王", "phone", at)
    refused(lambda: other.edit("1-1", "stage", "停滞", 0, "李"), "王", "修改", language="zh")
    refused(lambda: other.undo_edit("1-1", 0, "李"), "王")
    with pytest.raises(AtlasError) as caught:
        other.edit("1-1", "stage", "停滞", 0, "李")
    # It may be private.
    assert "13800000000" not in str(caught.value.issues)
    assert values(other, "stage")["1-1"] == "在谈"
    refused(lambda: other.edit("1-2", "stage", "停滞", 7, "李"), "no more")
    other.edit("1-1", "stage", "停滞", version, "李")
    assert values(one, "stage")["1-1"] == "停滞"
    assert values(one, "phone")["1-1"] == "13800000000"


def test_several_edits_are_made_all_or_none(store: Store) -> None:
    workspace = store()
    workspace.add_import("projects", LEDGER, ABOUT)
    good = [Edit("1-1", "stage", "投产", 0), Edit("1-1", "cost", 9, 0), Edit("1-2", "cost", 8, 0)]
    bad = [Edit("1-9", "cost", 8, 0), Edit("1-3", "cost", "many", 0)]
    refused(
        lambda: workspace.edit_all([*good, *bad], "李"), "1-9", "no such row", "1-3 cost", "many"
    )
    assert workspace.history() == []
    versions = workspace.edit_all(good, "李")
    assert versions == {k: v for k, v in values(workspace, "version").items() if v}
    assert values(workspace, "cost") == {"1-1": 9, "1-2": 8, "1-3": 3}


@pytest.mark.parametrize(
    "row",
    ["", "1", "1-0", "0-1", "1-4", "2-1", "1-1 ", "-1-1", "1-1;drop", "一-1", "9" * 40 + "-1"],
)
def test_a_row_that_is_not_there_is_refused(store: Store, row: str) -> None:
    workspace = store()
    workspace.add_import("projects", LEDGER, ABOUT)
    refused(lambda: workspace.edit(row, "stage", "x", 0, ""), "no such row")
    refused(lambda: workspace.delete_for_good(["1-1", row]), "no such row")
    assert len(workspace.rows("projects")) == 3


@pytest.mark.parametrize(
    ("type_", "good", "bad"),
    [
        (pa.string(), ["x", "", "🚄\n"], [1, True, ["x"], dt.time, float("nan")]),
        (pa.int64(), [3, 3.5, -(2**63)], ["3", True, float("inf")]),
        (pa.float64(), [3, 1e308], ["", float("nan"), 10**400]),
        (pa.bool_(), [True], [1, "true"]),
        (pa.date32(), [dt.date(2026, 5, 1)], ["5月", 3]),
        (pa.timestamp("us"), [NOON], ["soon", NOON.replace(tzinfo=dt.UTC)]),
        (pa.binary(), [b"\x00\xff"], ["%", 3]),
        (pa.list_(pa.string()), [["a"], []], ["a", [1], {"a": 1}]),
    ],
    ids=str,
)
def test_an_edit_fits_its_column(
    store: Store, type_: pa.DataType, good: list[Any], bad: list[Any]
) -> None:
    workspace = store()
    workspace.add_import("parks", pa.table({"f": pa.nulls(2, type_)}), ABOUT)
    version = 0
    for value in [*good, None]:
        version = workspace.edit("1-1", "f", value, version, "")
        assert workspace.rows("parks")["f"].to_pylist() == [value, None]
    for value in bad:
        refused(lambda v=value: workspace.edit("1-1", "f", v, version, ""), "does not fit", "1-1 f")  # type: ignore[misc]


def test_a_new_field_may_be_filled(store: Store) -> None:
    workspace = store()
    workspace.add_import("parks", pa.table({"n": [1, 2]}), ABOUT)
    workspace.edit("1-2", "备注", "好", 0, "")
    assert workspace.rows("parks")["备注"].to_pylist() == [None, "好"]
    workspace.edit("1-1", "备注", 5, 0, "")
    assert workspace.rows("parks")["备注"].to_pylist() == ["5", "好"]
    for name in ("", "id", "version", "a\nb", "x" * 300, "a\x00"):
        refused(lambda f=name: workspace.edit("1-1", f, 5, 2, ""), "cannot be edited")  # type: ignore[misc]


def test_edits_are_taken_back_one_by_one(store: Store) -> None:
    workspace = store()
    workspace.add_import("projects", LEDGER, ABOUT)
    version = 0
    for field, value in (("stage", "签约"), ("cost", 7), ("stage", "开工")):
        version = workspace.edit("1-1", field, value, version, "王")
    seen = []
    for _ in range(3):
        version = workspace.undo_edit("1-1", version, "李")
        seen.append((values(workspace, "stage")["1-1"], values(workspace, "cost")["1-1"]))
    assert seen == [("签约", 7), ("签约", 1), ("在谈", 1)]
    refused(lambda: workspace.undo_edit("1-1", version, "李"), "no edit to undo")
    last = workspace.history("1-1")[-1]
    assert (last.version, last.as_imported, last.undoes, last.by) == (version, True, 1, "李")
    assert workspace.edit("1-1", "stage", "停滞", version, "王") > version


# Deletion.


def test_deleted_rows_leave_the_others_where_they_are(store: Store) -> None:
    workspace = store()
    workspace.add_import("firms", pa.table({"n": range(1, 20_001)}), ABOUT)
    workspace.edit("1-10001", "n", -1, 0, "王")
    workspace.edit("1-10002", "n", -2, 0, "王")
    gone = ["1-1", "1-10001", "1-20000", "1-10000"]
    assert workspace.delete_for_good(gone, "李") == 4
    assert workspace.delete_for_good(["1-1", "1-2"], "李") == 1
    rows = values(workspace, "n", "firms")
    assert len(rows) == 19_995
    assert not {*gone, "1-2"} & set(rows)
    assert all(value == (-2 if row == "1-10002" else int(row[2:])) for row, value in rows.items())
    assert [change.row for change in workspace.history()] == ["1-10002"]
    assert workspace.imports()[0].deleted == 5
    refused(lambda: workspace.edit("1-1", "n", 1, 0, ""), "deleted for good")
    told = [entry for entry in workspace.log_entries() if entry.action == "delete for good"]
    assert [(entry.by, entry.subject) for entry in told] == [
        ("李", "1-1, 1-10000..1-10001, 1-20000"),
        ("李", "1-2"),
    ]


def test_a_layer_of_which_all_is_deleted_is_empty(store: Store) -> None:
    workspace = store()
    workspace.add_import("projects", LEDGER, ABOUT)
    workspace.delete_for_good(["1-1", "1-2", "1-3"])
    rows = workspace.rows("projects")
    assert len(rows) == 0
    assert "stage" in rows.column_names


def test_of_what_is_deleted_for_good_no_byte_is_left(tmp_path: Path) -> None:
    path = tmp_path / "own.atlas"
    # Bytes that no compression hides.
    chance = random.Random(1)  # noqa: S311 - the same each time
    secrets = [chance.randbytes(400) for _ in range(50)]
    with open_workspace(path, create=True) as workspace:
        workspace.add_import("firms", pa.table({"secret": secrets}), ABOUT)
        workspace.edit("1-7", "phone", "telephone-of-a-person", 0, "王")

        def everywhere() -> bytes:
            return b"".join(part.read_bytes() for part in sorted(tmp_path.iterdir()))

        assert secrets[6] in everywhere()
        assert b"telephone-of-a-person" in everywhere()
        workspace.delete_for_good(["1-7"])
        assert secrets[6] not in everywhere()
        assert b"telephone-of-a-person" not in everywhere()
        assert secrets[7] in everywhere()


# Backup, templates, log.


def test_a_backup_is_a_workspace_and_is_restored(store: Store, tmp_path: Path) -> None:
    workspace, other = store(), store()
    workspace.add_import("projects", LEDGER, ABOUT)
    version = workspace.edit("1-1", "stage", "签约", 0, "王")
    workspace.save_template("台账", "projects", {"项目名称": "name"})
    before = workspace.rows("projects")
    backup = tmp_path / "备份 %41?.atlas"
    workspace.backup(backup)
    assert {path.name for path in tmp_path.iterdir()} - {
        "own.atlas",
        "own.atlas-wal",
        "own.atlas-shm",
    } == {backup.name}
    refused(lambda: workspace.backup(backup), "is there already", path=backup)
    later = workspace.edit("1-1", "stage", "停滞", version, "王")
    number = workspace.add_import("firms", LEDGER, ABOUT)
    revision = workspace.revision()
    other.restore(backup, "李")
    assert workspace.rows("projects").equals(before)
    assert len(workspace.rows("firms")) == 0
    assert workspace.revision() > revision
    assert workspace.templates()[0].fields == {"项目名称": "name"}
    # What was seen before is not taken for what comes now.
    assert workspace.add_import("firms", LEDGER, ABOUT) > number
    assert workspace.edit("1-1", "stage", "开工", version, "王") > later
    with open_workspace(backup) as opened:
        assert opened.rows("projects").equals(before)


def test_what_is_no_backup_restores_nothing(store: Store, tmp_path: Path) -> None:
    workspace = store()
    workspace.add_import("projects", LEDGER, ABOUT)
    wrong = tmp_path / "x.atlas"
    wrong.write_bytes(b"PK\x03\x04" + bytes(200))
    refused(lambda: workspace.restore(wrong), "not a workspace", path=wrong)
    refused(lambda: workspace.restore(tmp_path), "folder")
    refused(lambda: workspace.restore(tmp_path / "none"), "no such workspace")
    damaged = tmp_path / "damaged.atlas"
    workspace.backup(damaged)
    content = bytearray(damaged.read_bytes())
    content[40_000:60_000] = bytes(20_000)
    damaged.write_bytes(content)
    refused(lambda: workspace.restore(damaged), "damaged", path=damaged)
    assert len(workspace.rows("projects")) == 3


def test_a_backup_moves_between_file_and_server(server: str, file: Path, tmp_path: Path) -> None:
    with open_workspace(server, create=True, office="搬家") as office, open_workspace(file) as own:
        office.restore(file)
        assert office.rows("projects").equals(own.rows("projects"))
        office.edit("1-2", "stage", "投产", 0, "王")
        office.backup(tmp_path / "back.atlas")
        own.restore(tmp_path / "back.atlas")
        assert own.rows("projects").equals(office.rows("projects"))


def test_templates_are_kept_by_name(store: Store) -> None:
    workspace = store()
    workspace.save_template("b", "parks", {"名称": "name", '"x"': "area"}, "王")
    workspace.save_template("a", "firms", {})
    workspace.save_template("b", "parks", {"园区": "name"}, "李")
    told = [(found.name, found.kind, found.fields, found.by) for found in workspace.templates()]
    assert told == [("a", "firms", {}, ""), ("b", "parks", {"园区": "name"}, "李")]


def test_the_log_tells_who_did_what_and_no_value(store: Store) -> None:
    workspace = store()
    workspace.add_import("projects", LEDGER, ABOUT)
    workspace.edit("1-1", "phone", "13800000000", 0, "王\n伪造")
    workspace.undo(1, "李")
    workspace.log("客", "read", "projects")
    told = [(entry.by, entry.action, entry.subject) for entry in workspace.log_entries()]
    assert told == [
        ("李", "import", "1 projects"),
        ("王 伪造", "edit", "1-1 phone"),
        ("李", "undo import", "1"),
        ("客", "read", "projects"),
    ]


def test_every_change_has_another_revision(store: Store) -> None:
    workspace = store()
    seen = [workspace.revision()]
    changes: list[Callable[[], object]] = [
        lambda: workspace.add_import("projects", LEDGER, ABOUT),
        lambda: workspace.edit("1-1", "stage", "x", 0, ""),
        lambda: workspace.undo_edit("1-1", 1, ""),
        lambda: workspace.undo(1),
        lambda: workspace.redo(1),
        lambda: workspace.delete_for_good(["1-1"]),
        lambda: workspace.save_template("a", "parks", {}),
    ]
    for change in changes:
        change()
        seen.append(workspace.revision())
    assert sorted(set(seen)) == seen
    workspace.log("客", "read", "projects")
    workspace.rows("projects")
    assert workspace.revision() == seen[-1]
