"""import, own and implementation as an office runs them, without a browser."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from cluster_atlas.cli.options import read_rows
from cluster_atlas.own.workspace.workspace import Workspace
from cluster_atlas.values.issues import AtlasError, Issue, Text
from tests.conftest import run_command

REFUSED, ASKED = 2, 3
# A code whose check holds.
CODE = "914403001922038216"
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


def rows_of(workspace: Path, kind: str = "projects") -> list[dict[str, Any]]:
    done = run("own", "--workspace", workspace, "--as", kind)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """Return a workspace with two projects of one import."""
    ledger, workspace = tmp_path / "台账.csv", tmp_path / "office.atlas"
    ledger.write_text(CSV, encoding="gb18030")
    done = run("import", ledger, "--workspace", workspace, "--as", "projects", "--crs", "gcj02")
    assert done.returncode == 0, done.stderr
    return workspace


def test_a_newer_version_takes_the_place_of_an_import(tmp_path: Path, kept: Path) -> None:
    newer = tmp_path / "台账二.csv"
    newer.write_text("项目名称,区县\n虚构新项目,江门市新会区\n", encoding="utf-8")
    arguments = ("import", newer, "--workspace", kept, "--as", "projects", "--replaces")
    done = run(*arguments, "1")
    assert done.returncode == 0, done.stderr
    assert [row["id"] for row in rows_of(kept)] == ["2-1"]
    history = json.loads(run("own", "history", "--workspace", kept, "--format", "json").stdout)
    assert [entry["replaces"] for entry in history] == [None, 1]
    # Twice, of an import that is not there, and by nothing.
    for number in ("1", "7"):
        assert run(*arguments, number).returncode == REFUSED
    newer.write_text("项目名称,区县\n,江门市新会区\n", encoding="utf-8")
    refused = run(*arguments, "2")
    assert refused.returncode == REFUSED
    assert "--replaces" in refused.stderr
    assert [row["id"] for row in rows_of(kept)] == ["2-1"]
    assert run("own", "undo", "--workspace", kept, "2").returncode == 0
    assert [row["id"] for row in rows_of(kept)] == ["1-1", "1-2"]


def test_a_newer_version_of_a_layer_bears_its_name(tmp_path: Path) -> None:
    workspace = tmp_path / "office.atlas"
    for name, more in (("三区三线", ()), ("三区三线2026", ("--replaces", "1"))):
        path = tmp_path / f"{name}.geojson"
        path.write_text('{"type": "Point", "coordinates": [113.3, 23.1]}', encoding="utf-8")
        done = run("import", path, "--workspace", workspace, "--as", "layer", *more)
        assert done.returncode == 0, done.stderr
    assert [(row["id"], row["layer"]) for row in rows_of(workspace, "layer")] == [
        ("2-1", "三区三线")
    ]


def test_an_edit_is_taken_back(kept: Path) -> None:
    before = rows_of(kept)[0]["stage"]
    for value in ("operating", "full"):
        assert run("own", "edit", "--workspace", kept, "1-1", "stage", value).returncode == 0
    for value in ("operating", before):
        done = run("own", "undo-edit", "--workspace", kept, "1-1", "--by", "李")
        assert done.returncode == 0, done.stderr
        assert "stage" in done.stdout
        assert rows_of(kept)[0]["stage"] == value
    assert run("own", "undo-edit", "--workspace", kept, "1-1").returncode == REFUSED
    assert run("own", "undo-edit", "--workspace", kept, "9-9").returncode == REFUSED
    assert run("own", "edit", "--workspace", kept, "1-1", "stage", "full").returncode == 0
    seen_before = ("own", "undo-edit", "--workspace", kept, "1-1", "--version", "1")
    assert run(*seen_before).returncode == REFUSED


def test_who_read_which_kind_is_logged(kept: Path) -> None:
    run("own", "--workspace", kept, "--as", "projects", "--by", "李")
    run("own", "--workspace", kept, "--as", "projects", "--private", "--by", "王")
    run("implementation", "--workspace", kept, "--by", "陈")
    logged = json.loads(run("own", "log", "--workspace", kept, "--format", "json").stdout)
    assert [(one["by"], one["subject"]) for one in logged if one["action"] == "read"] == [
        ("李", "projects"), ("王", "projects, private"), ("陈", "projects"),
    ]  # fmt: skip
    assert "13800138000" not in json.dumps(logged)


def test_what_cannot_be_logged_is_read_and_said(
    kept: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refused(*_: object) -> None:
        message, hint = Text("只读", "can only be read"), Text("请核对", "check it")
        raise AtlasError([Issue("office.atlas", "", "", "", message, hint)])

    monkeypatch.setattr(Workspace, "log", refused)
    assert read_rows(str(kept), "projects", "李").num_rows == 2
    assert "office.atlas" in capsys.readouterr().err


def test_refused_rows_go_back_without_private_columns_unless_asked(tmp_path: Path) -> None:
    ledger = tmp_path / "台账.csv"
    ledger.write_text(
        "项目名称,区县,联系人,电话,备注,微信号,说明\n,江门市新会区,张三,13800138000,甲,wx-1,x\n",
        encoding="utf-8",
    )
    for more, private in (((), False), (("--private",), True)):
        back = tmp_path / f"back{private}.xlsx"
        shared = ("--workspace", tmp_path / "w.atlas", "--as", "projects", "--rejected", back)
        done = run("import", ledger, *shared, *more)
        assert done.returncode == 0, done.stderr
        with CalamineWorkbook.from_path(back) as book:
            headings, row = book.get_sheet_by_index(0).to_python()[:2]
        told = ["项目名称", "区县", "联系人", "电话", "备注", "微信号", "说明"]
        hidden = set() if private else {"联系人", "电话", "微信号"}
        assert headings[3:] == [name for name in told if name not in hidden]
        assert ("13800138000" in map(str, row)) is private
        assert ("张三" in row) is private


def test_firms_that_are_there_already_are_told_and_kept(tmp_path: Path) -> None:
    first, second, workspace = tmp_path / "甲.csv", tmp_path / "乙.csv", tmp_path / "w.atlas"
    first.write_text(
        f"企业名称,区县,统一社会信用代码\n虚构甲公司,江门市新会区,{CODE}\n虚构乙公司,江门市新会区,\n",
        encoding="utf-8",
    )
    second.write_text(
        "企业名称,区县,统一社会信用代码\n,江门市新会区,\n"
        f"虚构（甲）公司,江门市蓬江区,{CODE}\n虚构丙公司,江门市新会区,\n虚构丙公司,江门市新会区,\n",
        encoding="utf-8",
    )
    shared = ("--workspace", workspace, "--as", "firms", "--report", "json")
    told = json.loads(run("import", first, *shared).stdout)
    assert (told["taken"], told["issues"]) == (2, [])
    told = json.loads(run("import", second, *shared).stdout)
    assert (told["taken"], told["refused"]) == (3, 1)
    assert [(one["row"], one["field"], one["reason"]) for one in told["issues"][1:]] == [
        (3, "统一社会信用代码", "与 1-1（第 1 次导入）是同一企业"),
        (5, "企业名称", "与第 4 行是同一企业"),
    ]
    listed = run("own", "duplicates", "--workspace", workspace, "--by", "李", "--format", "json")
    assert [(one["row"], one["name"], one["same_as"]) for one in json.loads(listed.stdout)] == [
        ("2-1", "虚构（甲）公司", "1-1"),
        ("2-3", "虚构丙公司", "2-2"),
    ]
    assert len(rows_of(workspace, "firms")) == 5
    # A newer version does not repeat what it replaces.
    again = json.loads(run("import", first, *shared, "--replaces", "1").stdout)
    assert [one["reason"] for one in again["issues"]] == ["与 2-1（第 2 次导入）是同一企业"]
    assert run("own", "duplicates", "--workspace", tmp_path / "none").returncode == REFUSED


def square(west: float, east: float, **properties: str) -> dict[str, Any]:
    ring = [[west, 22.9], [east, 22.9], [east, 22.91], [west, 22.91], [west, 22.9]]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def test_overlaps_go_out_in_every_form(tmp_path: Path) -> None:
    workspace, plots, farm = (
        tmp_path / name for name in ("w.atlas", "地块.geojson", "农田.geojson")
    )
    plots.write_text(json.dumps(square(113.4, 113.41, 名称="甲地块")), encoding="utf-8")
    farm.write_text(json.dumps(square(113.405, 113.42)), encoding="utf-8")
    for path, kind, more in (
        (plots, "premises", ()),
        (farm, "layer", ("--layer", "永久基本农田")),
    ):
        done = run("import", path, "--workspace", workspace, "--as", kind, *more)
        assert done.returncode == 0, done.stderr
    shared = ("own", "--workspace", workspace, "--as", "premises", "--overlaps", "--by", "李")
    row = json.loads(run(*shared).stdout)
    assert row["永久基本农田_share"] == pytest.approx(0.5, abs=1e-6)
    assert row["永久基本农田_m2"] == pytest.approx(row["area_m2"] / 2, rel=1e-6)
    # It lies on the border of its county, and no zone of its name is there.
    assert 0.5 < row["county_share"] < 1
    assert row["zone_m2"] is None
    feature = json.loads(run(*shared, "--format", "geojson").stdout)["features"][0]
    assert feature["properties"] == row
    assert feature["geometry"]["type"] == "Polygon"
    headings, cells = (line.split(",") for line in run(*shared, "--format", "csv").stdout.split())
    at = headings.index("永久基本农田_m2")
    assert float(cells[at]) == pytest.approx(row["永久基本农田_m2"])
    book = tmp_path / "地块.xlsx"
    assert run(*shared, "--format", "xlsx", "--out", book).returncode == 0
    with CalamineWorkbook.from_path(book) as opened:
        names, values = opened.get_sheet_by_index(0).to_python()[:2]
    assert values[names.index("永久基本农田_share")] == pytest.approx(0.5, abs=1e-6)
    assert run("own", "--workspace", workspace, "--as", "firms", "--overlaps").returncode == REFUSED
    logged = json.loads(run("own", "log", "--workspace", workspace, "--format", "json").stdout)
    assert [one["subject"] for one in logged if one["by"] == "李"][:3] == [
        "premises", "layer", "parks",
    ]  # fmt: skip


def test_free_sites_where_the_plans_want_an_industry(tmp_path: Path) -> None:
    land, workspace = tmp_path / "载体.csv", tmp_path / "office.atlas"
    land.write_text(
        "载体名称,城市,区县,面积（平方米）\n"
        "虚构厂房甲,云浮市,云城区,9000\n"
        "虚构厂房乙,江门市,新会区,5000\n"
        "虚构厂房丙,江门市,新会区,500\n",
        encoding="utf-8",
    )
    shared = ("--workspace", workspace)
    assert run("import", land, *shared, "--as", "premises").returncode == 0
    done = run("sites", "转向架", *shared, "--area", "1000", "--format", "csv")
    assert done.returncode == 0, done.stderr
    _, *rows = done.stdout.splitlines()
    assert ["乙" in row for row in rows] == [True, False]
    refused = run("sites", "转向架", *shared, "--free-by", "明年")
    assert refused.returncode == REFUSED
    assert "明年" in refused.stderr
    assert "Traceback" not in refused.stderr
