"""The command does everything without a browser, and refuses in sentences with exit code 2."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import pyogrio
import pytest

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.cli.main import EXPORT_KINDS
from cluster_atlas.exports import exchange
from tests.conftest import HOSTILE, ROOT, by_kind, run_command


def start(*words: str, lang: str = "zh_CN.UTF-8") -> subprocess.CompletedProcess[bytes]:
    """Run the command in a process of its own, as a user does."""
    return subprocess.run(
        [sys.executable, "-m", "cluster_atlas", *words],
        capture_output=True,
        env=os.environ | {"LANG": lang, "LC_ALL": lang, "PYTHONUTF8": "1"},
        cwd=ROOT,
        check=False,
    )


@pytest.mark.parametrize(
    ("words", "lang"),
    [(["facts", "--place", "江门", "--format", "csv"], "zh_CN.UTF-8"), (["export", "x.pdf"], "en")],
)
def test_a_process_prints_what_the_call_prints(words: list[str], lang: str) -> None:
    alone, here = start(*words, lang=lang), run_command(*words, lang=lang)
    assert alone.returncode == here.returncode
    assert alone.stdout == here.stdout.encode()
    assert alone.stderr == here.stderr.encode()
    assert alone.stdout or alone.stderr


def test_facts_as_json_lines(atlas: Atlas) -> None:
    lines = run_command("facts", "--format", "jsonl").stdout.splitlines()
    records = [json.loads(line) for line in lines]
    assert [record["id"] for record in records] == [fact.id for fact in atlas.facts]
    rail = next(record for record in records if record["id"] == "equipment-rail-base")
    assert (rail["document"], rail["clause"]) == ("gd-equipment-2023", "4.5")
    assert rail["industries"] == [{"id": "rail-equipment", "name": "轨道交通装备"}]
    assert rail["places"][0] | {"lon": 0, "lat": 0} == {
        "id": "city:440700",
        "name": "江门市",
        "level": "city",
        "adcode": "440700",
        "city_adcode": "440700",
        "lon": 0,
        "lat": 0,
        "precision": "boundary",
        "radius_km": 0.3,
    }
    assert (rail["valid_from"], rail["valid_to"]) == ("2023-12-29", "2025-12-31")
    assert rail["legal_state"] == "period-ended"
    park = next(record for record in records if record["id"] == "equipment-rail-park")
    assert park["places"][0]["city_adcode"] == "440700"
    goal = next(record for record in records if record["id"] == "equipment-revenue-target")
    assert goal["target"] == {
        "metric": "营业收入",
        "value": 3500,
        "unit": "亿元",
        "year": 2025,
        "qualifier": "以上",
    }
    joint = next(record for record in records if record["relations"])
    assert set(joint["relations"][0]) == {"type", "from", "to"}


@pytest.mark.parametrize("form", ["table", "json", "jsonl", "csv", "md"])
@pytest.mark.parametrize(
    "command", [["facts", "--industry", "轨道交通装备"], ["places", "--level", "park"]]
)
def test_every_format(command: list[str], form: str) -> None:
    result = run_command(*command, "--format", form)
    assert result.returncode == 0
    assert "江门" in result.stdout or "440700" in result.stdout


def test_csv_cells_are_whole() -> None:
    text = run_command("places", "--format", "csv").stdout
    rows = list(csv.DictReader(io.StringIO(text)))
    assert {row["id"] for row in rows} >= {"city:440700", "park:guangdong-rail-park"}


@pytest.mark.parametrize(
    ("words", "zh", "en"),
    [
        (["facts", "--place", "江们"], "江门", "江门"),
        (["facts", "--industry", "rail-equip"], "rail-equipment", "rail-equipment"),
        (["facts", "--status", "prioritty"], "未知的状态", "unknown status"),
        (["facts", "--as-of", "soon"], "年份", "year"),
        (["places", "--level", "town"], "层级", "level"),
        (["export", "x.pdf"], "输出格式", "output format"),
        (["export", "/nonexistent/folder/x.html"], "无法写入", "cannot be written"),
        (["check", "--data", "/nonexistent"], "数据目录", "data folder"),
        (["verify", "--policies", "/nonexistent"], "政策文本", "policies folder"),
        (["new", "cluster", "Not A Name"], "集群编号", "cluster id"),
        (["new", "cluster", "equipment"], "已存在", "already"),
    ],
)
def test_refusals(words: list[str], zh: str, en: str) -> None:
    for lang, said in (("zh_CN.UTF-8", zh), ("en_US.UTF-8", en)):
        result = run_command(*words, lang=lang)
        assert result.returncode == 2, result.stdout + result.stderr
        assert said in result.stderr
        assert "Traceback" not in result.stderr


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_values_are_quoted(text: str) -> None:
    result = run_command("facts", f"--place={text}")
    assert result.returncode == 2
    assert text in result.stderr


def test_data_before_and_after_the_command(folder: Path) -> None:
    path = folder / "layers/equipment.toml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("全省轨道交通产业基地", "改过的标题"),
        encoding="utf-8",
    )
    for words in (["--data", str(folder), "facts"], ["facts", "--data", str(folder)]):
        assert "改过的标题" in run_command(*words, "--format", "jsonl").stdout


def test_check_says_the_numbers(atlas: Atlas) -> None:
    result = run_command("check")
    assert result.returncode == 0
    assert f"{len(atlas.facts)} 条定位" in result.stdout


def test_check_lists_issues_as_records(folder: Path) -> None:
    path = folder / "layers/equipment.toml"
    path.write_text(
        path.read_text(encoding="utf-8").replace('"priority"', '"now"', 1), encoding="utf-8"
    )
    result = run_command("check", "--data", str(folder), "--format", "json")
    assert result.returncode == 2
    (issue,) = json.loads(result.stdout)
    assert issue["value"] == "now"
    assert issue["line"]


BESIDE = {
    "csv": ["jiangmen-sources.csv"],
    "geojson": ["jiangmen.qml", "jiangmen.sld"],
    "fgb": ["jiangmen-sources.csv", "jiangmen.qml", "jiangmen.sld"],
    "kml": ["jiangmen-sources.csv"],
}


@pytest.mark.parametrize("kind", by_kind(EXPORT_KINDS))
def test_export(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"jiangmen.{kind}"
    result = run_command("export", str(path), "--place", "江门", "--title", "江门")
    assert result.returncode == 0, result.stderr
    beside = BESIDE.get(kind, [])
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted([path.name, *beside])
    assert all(name in result.stdout for name in beside)
    readers = {"html": _html, "csv": _csv, "xlsx": _xlsx, "geojson": _geojson, "gpkg": _gpkg}
    number = readers.get(kind, _geofile)(path)
    words = ["facts", "--place", "江门", "--legal", "in-force", "--legal", "period-ended"]
    expected = run_command(*words, "--format", "jsonl").stdout.count("\n")
    assert number == expected


def _html(path: Path) -> int:
    from cluster_atlas.atlas.atlas import open_atlas
    from cluster_atlas.atlas.selection import Selection, select

    assert '"place":["city:440700"]' in path.read_text(encoding="utf-8")
    return len(select(open_atlas(ROOT), Selection(places=["city:440700"])).facts)


def _csv(path: Path) -> int:
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    return len({row["编号"] for row in csv.DictReader(io.StringIO(path.read_text("utf-8-sig")))})


def _xlsx(path: Path) -> int:
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["定位", "文件", "来源"]
    rows = list(book["定位"].values)
    return len({row[0] for row in rows[1:]})


def _geojson(path: Path) -> int:
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    return len({feature["properties"]["id"] for feature in features})


def _gpkg(path: Path) -> int:
    layers = {name for name, _ in pyogrio.list_layers(path)}
    assert {"designations_areas", "designations_points", "units", "sources"} <= layers
    for layer in ("designations_areas", "designations_points"):
        assert pyogrio.read_dataframe(path, layer=layer).crs.to_epsg() == 4326
    return int(pyogrio.read_dataframe(path, layer="designations")["id"].nunique())


def _geofile(path: Path) -> int:
    frames = [pyogrio.read_dataframe(path, layer=name) for name, _ in pyogrio.list_layers(path)]
    assert all(frame.crs.to_epsg() == 4326 for frame in frames)
    return len({value for frame in frames for value in frame["citation"] + frame["title"]})


@pytest.mark.parametrize("kind", by_kind(EXPORT_KINDS))
def test_an_empty_selection_says_so_and_is_written(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"nothing.{kind}"
    for lang, said in (("zh_CN.UTF-8", "没有符合"), ("en_US.UTF-8", "no designation matches")):
        result = run_command("export", str(path), "--text", "nothingofthekind", lang=lang)
        assert result.returncode == 0
        assert said in result.stderr
    assert path.stat().st_size


@pytest.mark.parametrize(
    ("words", "zh", "en"),
    [
        (["a\nb.csv"], "控制字符", "control character"),
        (["x.sld", "--kind", "geojson"], "随附的文件", "file beside"),
        ([".", "--kind", "csv"], "无法写入", "cannot be written"),
        (["..", "--kind", "kml"], "无法写入", "cannot be written"),
    ],
)
def test_refused_outputs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], zh: str, en: str
) -> None:
    # Refused before the content is made: a whole province takes seconds.
    monkeypatch.setattr(exchange, "export_files", None)
    for lang, said in (("zh_CN.UTF-8", zh), ("en_US.UTF-8", en)):
        result = run_command("export", *words, "--data", str(ROOT), lang=lang, cwd=tmp_path)
        assert result.returncode == 2, result.stdout + result.stderr
        assert said in result.stderr
        assert len(result.stderr.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_an_export_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "old.csv"
    path.write_text("old", encoding="utf-8")
    assert run_command("export", str(path), "--place", "nowhere").returncode == 2
    assert path.read_text(encoding="utf-8") == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["old.csv"]


def test_new_cluster_is_sound_at_once(folder: Path) -> None:
    assert run_command("new", "cluster", "new-energy", "--data", str(folder)).returncode == 0
    assert run_command("check", "--data", str(folder)).returncode == 0
    assert (folder / "layers/new-energy.toml").is_file()


def test_help_needs_no_data() -> None:
    result = start("--help")
    assert result.returncode == 0
    for command in ("serve", "check", "verify", "facts", "places", "export", "new"):
        assert command in result.stdout.decode()


def test_the_former_name_of_an_option_goes_on_to_work() -> None:
    now, before = (
        run_command("facts", flag, "江门", "--format", "jsonl") for flag in ("--place", "--city")
    )
    assert before.returncode == 0
    assert before.stdout == now.stdout != ""
