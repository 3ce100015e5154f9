"""Places held side by side by own rows: counted by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import cluster_atlas as ca
from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.questions.office.owncompare import own_compare_rows
from cluster_atlas.questions.office.owntables import (
    area_words,
    each_once,
    money_words,
    own_table,
)
from cluster_atlas.values.owndata import OwnData, OwnRow
from cluster_atlas.wording.wording import Wording
from tests.conftest import run_command
from tests.own.madeup import made_up_workspace

SHENZHEN, HUIZHOU = "city:440300", "city:441300"
ROWS = (
    OwnRow("1-1", "projects", "虚构一", city=SHENZHEN, values={"investment": 1.5e9}),
    OwnRow("1-2", "projects", "虚构二", city=SHENZHEN, values={"investment": 2e6}),
    OwnRow("1-3", "projects", "虚构三", city=SHENZHEN),
    OwnRow("1-4", "projects", "虚构四", city="city:440100", values={"investment": 9e9}),
    OwnRow("2-1", "premises", "虚构五", city=HUIZHOU, values={"area": 1200.0}),
    OwnRow("2-2", "parks", "虚构六", city=HUIZHOU, values={"free_area": 2.5e6}),
    OwnRow("2-3", "parks", "虚构七", city=HUIZHOU, area_m2=1e6),
)


@pytest.fixture
def wording(atlas: Atlas) -> Wording:
    return Wording(atlas, "zh", atlas.today)


def test_places_are_held_together(wording: Wording) -> None:
    rows = own_compare_rows(wording, [SHENZHEN, HUIZHOU], OwnData("虚构", 1, ROWS))
    told = {row["产业"]: (row["深圳市"], row["惠州市"]) for row in rows}
    assert told == {
        "项目数": ("3", "0"),
        "项目总投资": ("15.02 亿元（1 个未填）", "—"),
        "可用载体数": ("0", "2"),
        "可用面积": ("—", "2.5 平方公里"),
    }
    assert own_compare_rows(wording, ["city:440700"], OwnData("虚构", 1, ROWS)) == []


def test_the_command_and_the_interface_have_the_same_rows(atlas: Atlas, tmp_path: Path) -> None:
    workspace = made_up_workspace(atlas, tmp_path / "office.atlas")
    done = run_command("compare", "深圳", "惠州", "--workspace", str(workspace), "--format", "json")
    assert done.returncode == 0, done.stderr
    told = [row for row in json.loads(done.stdout) if row["集群"] == "本单位自有数据"]
    result = ca.compare(atlas, ["深圳", "惠州"], own=ca.own_data(workspace))
    assert told == result.rows()[-4:]
    assert len(told) == 4


def test_amounts_are_said_in_full(wording: Wording, atlas: Atlas) -> None:
    english = Wording(atlas, "en", atlas.today)
    assert money_words(wording, 1.25e9) == "12.5 亿元"
    assert money_words(wording, 3e6) == "300 万元"
    assert money_words(english, 1.25e9) == "1250 million yuan"
    assert area_words(wording, 12_000.4) == "12000 平方米"
    assert area_words(english, 2_500_000) == "2.5 km²"


def test_a_table_keeps_every_column_under_a_name_of_its_own(wording: Wording) -> None:
    values = {"产业": "甲", "Source": "乙", "source": "丙", "note": "丁"}
    row = OwnRow("1-1", "firms", "虚构", industries=("rail-equipment", "gone"), values=values)
    table = own_table(wording, "firms", [row], "本单位")
    assert len({name.casefold() for name in table.names}) == len(table.names)
    assert len(set(table.headings)) == len(table.headings)
    assert list(table.rows[0]).count("乙") == list(table.rows[0]).count("丙") == 1
    assert "轨道交通装备、gone" in table.rows[0]
    assert list(each_once(["a", "A", "b", "a"])) == ["a", "A (2)", "b", "a (3)"]
