"""import, own and implementation as an office runs them, without a browser."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from tests.conftest import run_command

REFUSED, ASKED = 2, 3
CSV = (
    "项目名称,区县,所属产业,总投资（万元）,项目进展,联系电话,经度,纬度\n"
    "虚构轨道项目,江门市新会区,轨道交通装备,32000,在建,13800138000,113.0327,22.4585\n"
    "虚构石化项目,惠州市惠阳区,C2614,约35亿元,开工,,114.6000,22.7400\n"
    ",新会区,,,,,,\n"
)


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return run_command(*map(str, arguments))


def test_a_ledger_comes_in_and_goes_out(tmp_path: Path) -> None:
    ledger, workspace = tmp_path / "台账.csv", tmp_path / "office.atlas"
    ledger.write_text(CSV, encoding="gb18030")
    arguments = ("import", ledger, "--workspace", workspace, "--as", "projects", "--report", "json")

    asked = run(*arguments)
    told = json.loads(asked.stdout)
    assert asked.returncode == ASKED
    assert told["taken"] == 0
    assert told["system"]["name"] is None
    assert told["system"]["reasons"]
    assert not workspace.exists()

    rejected = tmp_path / "back.xlsx"
    kept = run(*arguments, "--crs", "gcj02", "--rejected", rejected)
    told = json.loads(kept.stdout)
    assert kept.returncode == 0, kept.stderr
    assert (told["read"], told["taken"], told["refused"]) == (3, 2, 1)
    assert told["system"] | {"reasons": []} == {"name": "gcj02", "declared": "user", "reasons": []}
    assert told["encoding"].lower().startswith("gb")
    assert rejected.exists()
    assert "13800138000" not in kept.stdout

    rows = [
        json.loads(line)
        for line in run("own", "--workspace", workspace, "--as", "projects").stdout.splitlines()
    ]
    assert [row["county"] for row in rows] == ["county:440705", "county:441303"]
    assert rows[1]["investment"] == 35e8
    assert all("13800138000" not in json.dumps(row) for row in rows)

    checked = run("implementation", "--workspace", workspace, "--format", "json")
    assert len(json.loads(checked.stdout)) == 2
    waiting = run(
        "implementation", "--workspace", workspace, "--about", "waiting", "--format", "jsonl"
    )
    assert len(waiting.stdout.splitlines()) > 100

    with_metres = run("own", "--workspace", workspace, "--as", "projects", "--crs", "EPSG:4547")
    assert 300_000 < json.loads(with_metres.stdout.splitlines()[0])["x"] < 500_000

    edited = run("own", "edit", "--workspace", workspace, "1-1", "stage", "operating", "--by", "李")
    assert edited.returncode == 0, edited.stderr
    stale = run("own", "edit", "--workspace", workspace, "1-1", "stage", "full", "--version", "0")
    assert stale.returncode == REFUSED
    assert "李" in stale.stderr
    assert run("own", "backup", "--workspace", workspace, tmp_path / "copy.atlas").returncode == 0
    changes = run("own", "history", "--workspace", workspace, "--row", "1-1", "--format", "json")
    assert json.loads(changes.stdout)[0]["value"] == "operating"
    assert "edit" in run("own", "log", "--workspace", workspace, "--format", "csv").stdout

    assert run("own", "undo", "--workspace", workspace).returncode == 0
    assert run("own", "--workspace", workspace, "--as", "projects").stdout == ""
    history = json.loads(run("own", "history", "--workspace", workspace, "--format", "json").stdout)
    assert history[0]["undone"]


def test_bad_input_keeps_nothing(tmp_path: Path) -> None:
    workspace = tmp_path / "office.atlas"
    empty = tmp_path / "空.csv"
    empty.write_bytes(b"")
    for path in (empty, tmp_path / "没有.xlsx"):
        done = run("import", path, "--workspace", workspace, "--as", "projects")
        assert done.returncode == REFUSED
        assert "Traceback" not in done.stderr
        assert path.name in done.stderr
    assert not workspace.exists()


def test_what_a_file_holds_is_listed_without_a_workspace(tmp_path: Path) -> None:
    ledger = tmp_path / "台账.csv"
    ledger.write_text(CSV, encoding="utf-8")
    done = run("import", ledger, "--workspace", tmp_path / "w", "--as", "projects", "--list")
    assert done.returncode == 0, done.stderr
    assert "台账" in done.stdout
    assert not (tmp_path / "w").exists()


def test_columns_are_kept_as_a_template(tmp_path: Path) -> None:
    ledger, workspace = tmp_path / "a.csv", tmp_path / "office.atlas"
    ledger.write_text("甲,乙\n虚构项目,江门市新会区\n", encoding="utf-8")
    matching = tmp_path / "match.json"
    matching.write_text(json.dumps({"name": "甲", "county": "乙"}), encoding="utf-8")
    shared = ("import", ledger, "--workspace", workspace, "--as", "projects")
    assert run(*shared).returncode == REFUSED
    kept = run(*shared, "--match", matching, "--save-template", "月报")
    assert kept.returncode == 0, kept.stderr
    assert run(*shared, "--template", "月报").returncode == 0
    assert run(*shared, "--template", "年报").returncode == REFUSED
    rows = run("own", "--workspace", workspace, "--as", "projects").stdout.splitlines()
    assert len(rows) == 2
