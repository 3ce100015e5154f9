"""Faulty data is refused whole, with a sentence that says where, what and the mend."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from cluster_atlas.atlas import atlas
from cluster_atlas.atlas.atlas import check_folder, open_atlas
from cluster_atlas.values.issues import AtlasError
from tests.conftest import ROOT

Spoil = Callable[[str, str, str], Path]
EQUIPMENT = "layers/equipment.toml"
RAIL = 'id         = "equipment-rail-base"\n'

# file, what stands there, what stands there instead, field of the issue, part of its sentence
UHD_DRAFT = "geodata/documents/sz-uhd-2023-draft.toml"
FAULTS = [
    (UHD_DRAFT, "draft      = true", "draft      = false", "final", "征求意见稿"),
    (UHD_DRAFT, "2024-03-20", "2023-03-20", "final", "早于"),
    (
        EQUIPMENT,
        'places     = ["city:440700"]',
        'places     = ["city:440701"]',
        "places",
        "city:44070",
    ),
    (EQUIPMENT, 'places     = ["city:440700"]', 'places     = ["江们市"]', "places", "江门市"),
    (
        EQUIPMENT,
        'industries = ["rail-equipment"]',
        'industries = ["rail-equip"]',
        "industries",
        "rail-equipment",
    ),
    (EQUIPMENT, 'role       = "base"', 'role       = "bse"', "role", "base"),
    (EQUIPMENT, 'status     = "priority"', 'status     = "prioritty"', "status", "priority"),
    (EQUIPMENT, '"gd-equipment-2023#4.5"', '"gd-equipment-2023#4.9"', "clause", "4."),
    (
        EQUIPMENT,
        '"gd-equipment-2023#4.5"',
        '"gd-equipment-2024#4.5"',
        "clause",
        "gd-equipment-2023",
    ),
    (
        EQUIPMENT,
        'id         = "equipment-rail-park"',
        'id         = "equipment-rail-base"',
        "id",
        "重复",
    ),
    (EQUIPMENT, 'terms      = ["重点支持江门"', "terms      = [3", "terms.0", "文字"),
    (EQUIPMENT, 'title      = "全省轨道交通产业基地"', "title      = 7", "title", "文字"),
    (EQUIPMENT, 'title      = "全省轨道交通产业基地"', 'title      = " "', "title", "空"),
    (EQUIPMENT, 'title      = "全省轨道交通产业基地"', 'titel      = "x"', "titel", "字段"),
    (
        EQUIPMENT,
        'group   = "strategic-emerging"',
        'group   = "emerging"',
        "group",
        "strategic-emerging",
    ),
    (EQUIPMENT, 'colour  = "#', 'colour  = "x', "colour", "#7a3b69"),
    (EQUIPMENT, 'parent   = "rail-equipment"', 'parent   = "rail-parts"', "parent", "两级"),
    (EQUIPMENT, 'stage    = "midstream"', 'stage    = "middle"', "stage", "midstream"),
    (EQUIPMENT, "value = 1800", 'value = "1800"', "target.value", "数字"),
    (EQUIPMENT, 'type = "jointly"', 'type = "joint"', "relations", "jointly"),
    (
        "geodata/documents/gd-uhd-2023.toml",
        "issued     = 2023-12-26",
        'issued     = "soon"',
        "issued",
        "日期",
    ),
    (
        "geodata/documents/gd-uhd-2023.toml",
        "period     = [2023, 2025]",
        "period     = [2025, 2023]",
        "period",
        "年份",
    ),
    ("geodata/places.csv", ",113.2304,", ",x,", "lon", "数字"),
    ("geodata/places.csv", ",113.2304,", ",23.0,", "lon", "广东"),
    (
        "geodata/places.csv",
        "city:440100,county:440111",
        "city:440100,county:440199",
        "county",
        "county:4401",
    ),
    ("geodata/codes.toml", 'id = "engine"', 'id = "core-area"', "id", "重复"),
]


@pytest.fixture
def _read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let two functions that read the same folder, one to list issues, one to refuse, share it."""
    monkeypatch.setattr(atlas, "_read", cache(atlas._read))


@pytest.mark.usefixtures("_read_once")
@pytest.mark.parametrize(("name", "old", "new", "field", "said"), FAULTS)
def test_fault_is_named(spoil: Spoil, name: str, old: str, new: str, field: str, said: str) -> None:
    folder = spoil(name, old, new)
    issues = check_folder(folder)
    found = [issue for issue in issues if issue.file == name and issue.field == field]
    assert found, [issue.sentence("zh") for issue in issues]
    assert said in found[0].sentence("zh")
    assert "\n" not in found[0].sentence("zh")
    with pytest.raises(AtlasError):
        open_atlas(folder)


def test_line_is_that_of_the_field(spoil: Spoil) -> None:
    folder = spoil(EQUIPMENT, RAIL, RAIL + "size = 3\n")
    (issue,) = check_folder(folder)
    line = (folder / EQUIPMENT).read_text(encoding="utf-8").splitlines()[(issue.line or 0) - 1]
    assert line == "size = 3"


def test_all_issues_at_once(spoil: Spoil) -> None:
    spoil(EQUIPMENT, 'role       = "base"', 'role       = "bse"')
    spoil("layers/uhd.toml", 'status     = "priority"', 'status     = "no"')
    folder = spoil("geodata/places.csv", ",113.2304,", ",x,")
    files = {issue.file for issue in check_folder(folder)}
    assert {EQUIPMENT, "layers/uhd.toml", "geodata/places.csv"} <= files


def test_broken_toml_says_the_line(spoil: Spoil) -> None:
    folder = spoil(EQUIPMENT, RAIL, 'id = "unclosed\n')
    issue = next(issue for issue in check_folder(folder) if issue.file == EQUIPMENT)
    assert issue.line
    lines = (folder / EQUIPMENT).read_text(encoding="utf-8").splitlines()
    assert "unclosed" in lines[issue.line - 1]


def test_shape_that_crosses_itself_is_refused(folder: Path) -> None:
    path = folder / "geodata/boundaries/units.geojson"
    collection = json.loads(path.read_text(encoding="utf-8"))
    feature = next(f for f in collection["features"] if f["properties"]["id"] == "city:440700")
    bow = [[112, 22], [113, 23], [113, 22], [112, 23], [112, 22]]
    feature["geometry"] = {"type": "Polygon", "coordinates": [bow]}
    path.write_text(json.dumps(collection), encoding="utf-8")
    (issue,) = check_folder(folder)
    assert (issue.entry, issue.field) == ("city:440700", "geometry")
    assert "Self-intersection" in issue.value


def test_missing_shape_is_named(folder: Path) -> None:
    path = folder / "geodata/boundaries/units.geojson"
    collection = json.loads(path.read_text(encoding="utf-8"))
    kept = [f for f in collection["features"] if f["properties"]["id"] != "city:440700"]
    path.write_text(json.dumps(collection | {"features": kept}), encoding="utf-8")
    (issue,) = check_folder(folder)
    assert issue.entry == "city:440700"


def test_missing_folder_is_said(tmp_path: Path) -> None:
    (issue,) = check_folder(tmp_path)
    assert str(tmp_path.name) in issue.sentence("en")


def test_file_that_is_not_utf8_is_said(folder: Path) -> None:
    path = folder / EQUIPMENT
    path.write_bytes(path.read_text(encoding="utf-8").encode("gb18030"))
    assert any("UTF-8" in issue.sentence("zh") for issue in check_folder(folder))


def test_shipped_data_has_no_issue() -> None:
    assert check_folder(ROOT) == []
