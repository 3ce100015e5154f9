"""A briefing with the office's own rows: only where they are asked for, and as the filters show."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import cluster_atlas as ca
from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.screen import Screen
from cluster_atlas.atlas.selection import Selection
from cluster_atlas.briefing import batch
from cluster_atlas.briefing.briefing import (
    Briefing,
    PartChoice,
    briefing_toml,
    city_briefing,
    parts_for,
    read_briefing,
)
from cluster_atlas.briefing.outputs import Outputs
from cluster_atlas.briefing.parts import compose_brief
from cluster_atlas.drawing.shapes import TextBox, texts
from cluster_atlas.own.kinds import kind_list
from cluster_atlas.values.briefspec import MOST_OWN
from cluster_atlas.values.issues import AtlasError
from cluster_atlas.values.mapspec import OWN_GROUP
from cluster_atlas.values.owndata import OwnData
from tests.conftest import run_command
from tests.own.madeup import made_up_data, made_up_workspace

KINDS = tuple(kind_list().kinds)
CITY = "city:440300"


@pytest.fixture(scope="module")
def data(atlas: Atlas) -> OwnData:
    return made_up_data(atlas)


def asked(*kinds: str) -> Briefing:
    return replace(city_briefing(CITY), own=kinds)


def test_nothing_is_shown_unless_it_is_asked_for(atlas: Atlas, data: OwnData) -> None:
    without = compose_brief(atlas, city_briefing(CITY))
    assert compose_brief(atlas, city_briefing(CITY), data).brief == without.brief
    assert compose_brief(atlas, asked("firms"), replace(data, rows=())).brief == without.brief


def test_a_city_has_its_largest_projects_and_what_is_free(atlas: Atlas, data: OwnData) -> None:
    part = compose_brief(atlas, asked("projects", "premises", "parks"), data).brief.parts[0]
    mine = [row for row in data.of_kind("projects") if row.city == CITY]
    projects, sites = part.tables[-2:]
    assert projects.title == "本单位项目（前 8 个）"
    largest = sorted(mine, key=lambda row: -row.values.get("investment", 0.0))
    assert [row[0] for row in projects.rows] == [row.name for row in largest[:8]]
    assert str(projects.rows[0][2]).endswith("亿元")
    assert sites.title == "本单位载体"
    assert all("平方" in str(row[1]) for row in sites.rows)
    assert f"项目 {len(mine)}" in part.remarks[-1]
    assert part.map is not None
    drawn = [f.id for layer in part.map.layers if layer.group == OWN_GROUP for f in layer.features]
    there = [r for r in data.rows if r.city == CITY and r.kind in {"projects", "premises", "parks"}]
    assert sorted(drawn) == sorted(f"own:{row.id}" for row in there)


def test_every_page_says_whose_rows_they_are(atlas: Atlas, data: OwnData) -> None:
    outputs = Outputs(atlas, asked("projects"), data)
    assert outputs.brief.credits[0].endswith("；本单位自有数据（虚构，第 1 版）")
    for page in outputs.pages:
        written = "".join(texts([page]))
        assert "自有数据" in written


def test_one_page_has_at_most_five_lines_of_them(atlas: Atlas, data: OwnData) -> None:
    for language in ("zh", "en"):
        briefing = replace(asked(*KINDS), layout="one-page", language=language)
        outputs = Outputs(atlas, briefing, data)
        assert outputs.brief.digest is not None
        own = outputs.brief.digest.own
        assert 2 <= len(own) <= MOST_OWN
        assert len(outputs.pages) == 1
        written = " ".join(texts(outputs.pages))
        assert all(line in written for line in own[1:])


def test_a_part_shows_what_its_screen_shows(atlas: Atlas, data: OwnData) -> None:
    screen = Screen(Selection(), focus=CITY, ask={"own": "premises", "stages": "building"})
    (first, *_) = parts_for(screen)
    assert "own=premises" in first.state
    briefing = Briefing(part=(first,), own=("projects", "premises"))
    part = compose_brief(atlas, briefing, data).brief.parts[0]
    assert part.map is not None
    layers = {layer.id for layer in part.map.layers if layer.group == OWN_GROUP}
    assert layers == {"own-premises"}


def test_a_comparison_has_a_table_of_them(atlas: Atlas, data: OwnData) -> None:
    screen = Screen(Selection(), view="compare", compared=(CITY, "city:441300"))
    briefing = Briefing(part=parts_for(screen), own=("projects",))
    table = compose_brief(atlas, briefing, data).brief.parts[0].tables[-1]
    assert table.head == ("指标", "深圳市", "惠州市")
    count = sum(row.city == CITY for row in data.of_kind("projects"))
    assert table.rows[0] == ("项目数", str(count), "6")


def test_a_saved_briefing_keeps_its_kinds_and_says_where_no_workspace_is_open(
    atlas: Atlas, tmp_path: Path
) -> None:
    path = tmp_path / "a.toml"
    path.write_text(briefing_toml(asked("projects", "layer")), encoding="utf-8")
    saved = read_briefing(path)
    assert saved.own == ("projects", "layer")
    (told,) = compose_brief(atlas, saved).brief.changes
    assert "没有打开工作区" in told
    path.write_text('own = ["persons"]\n[[part]]\nkind = "map"\n', encoding="utf-8")
    with pytest.raises(AtlasError, match="persons"):
        read_briefing(path)


def test_long_names_are_cut_and_a_page_holds_them(atlas: Atlas, data: OwnData) -> None:
    rows = tuple(replace(row, name="很长的名称" * 2000) for row in data.rows if row.city == CITY)
    outputs = Outputs(atlas, asked(*KINDS), replace(data, rows=rows[:40]))
    assert len(outputs.pages) < 40
    assert all(len(line) < 200 for line in outputs.brief.parts[0].own)


def test_rows_without_a_location_of_their_own_are_counted(atlas: Atlas, data: OwnData) -> None:
    rows = tuple(replace(row, precision="county") for row in data.of_kind("projects"))
    part = compose_brief(atlas, asked("projects"), replace(data, rows=rows)).brief.parts[0]
    count = sum(row.city == CITY for row in rows)
    assert part.remarks[-1] == f"本单位自有数据中 {count} 行没有确切位置，未上图"


@pytest.mark.parametrize("kind", ["evolve", "list", "sources", "multiples"])
def test_other_parts_are_as_they_were(atlas: Atlas, data: OwnData, kind: str) -> None:
    briefing = Briefing(part=(PartChoice(kind),), own=KINDS)
    with_rows = compose_brief(atlas, briefing, data).brief
    assert with_rows.parts == compose_brief(atlas, replace(briefing, own=())).brief.parts


def test_a_run_makes_anew_what_other_rows_change(
    atlas: Atlas, data: OwnData, tmp_path: Path
) -> None:
    jobs = [batch.Job("深圳", "深圳", replace(asked("projects"), date=atlas.today))]

    def kept(own: OwnData) -> bool:
        return batch.run(atlas, jobs, ["html"], tmp_path, workers=1, own=own)[0].kept

    assert [kept(data), kept(data)] == [False, True]
    assert not kept(replace(data, revision=2))


def test_the_command_and_the_interface_make_it(atlas: Atlas, tmp_path: Path) -> None:
    workspace = made_up_workspace(atlas, tmp_path / "office.atlas")
    words = ("brief", "--place", "深圳", "--formats", "svg", "--out", str(tmp_path / "out"))
    done = run_command(*words, "--workspace", str(workspace), "--own", "projects")
    assert done.returncode == 0, done.stderr
    pages = "".join(path.read_text("utf-8") for path in (tmp_path / "out").glob("*.svg"))
    assert "本单位项目" in pages
    idle = run_command(*words, "--workspace", str(workspace))
    assert idle.returncode == 2
    assert "--own" in idle.stderr
    own = ca.own_data(workspace)
    made = ca.brief(atlas, place="深圳", format="svg", own=own, own_kinds=["premises"])
    assert any("本单位载体".encode() in content for content in made.values())


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_a_slide_leaves_out_is_said_in_one_line_above_its_foot(
    atlas: Atlas, data: OwnData, language: str
) -> None:
    outputs = Outputs(atlas, replace(asked(*KINDS), language=language), data)
    boxes = [item for page in outputs.slides for item in page.items if item.name == "more"]
    assert boxes
    assert all(isinstance(box, TextBox) and len(box.lines) == 1 for box in boxes)
