"""A ledger held against the plans in a briefing; the ledger of these tests is made up."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.screen import Screen
from cluster_atlas.atlas.selection import Selection, select
from cluster_atlas.briefing.briefing import Briefing, PartChoice, parts_for, shows_own, state_of
from cluster_atlas.briefing.outputs import Outputs
from cluster_atlas.briefing.parts import compose_brief
from cluster_atlas.briefing.templates import from_template
from cluster_atlas.drawing.layout.pages import layout
from cluster_atlas.questions.office.implementation import implementation_of
from cluster_atlas.values.briefspec import FORMATS, Part, Table, cell_text
from cluster_atlas.values.owndata import OwnData
from cluster_atlas.wording.ledger_words import implementation_sentence
from tests.conftest import TODAY
from tests.own.madeup import made_up_data

VIEW = Screen(view="implementation")


@pytest.fixture(scope="module")
def own(atlas: Atlas) -> OwnData:
    return made_up_data(atlas)


def made(atlas: Atlas, own: OwnData | None, screen: Screen = VIEW, language: str = "zh") -> Part:
    briefing = Briefing(part=parts_for(screen), language=language)
    return compose_brief(atlas, briefing, own).brief.parts[0]


def cells(table: Table) -> dict[str, list[str]]:
    """Return the rows of counts by their name, from both halves."""
    rows = [[cell_text(cell) for cell in row] for row in table.rows]
    halves = [row[at : at + 7] for row in rows for at in range(0, len(row), 7)]
    return {half[0]: half[1:] for half in halves if half[0]}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_it_counts_as_the_page_does(atlas: Atlas, own: OwnData, language: str) -> None:
    found = implementation_of(atlas, own, Selection(), select(atlas, Selection()).facts)
    part = made(atlas, own, language=language)
    assert part.answer == implementation_sentence(language, found)
    clusters, cities = (cells(table) for table in part.tables[:2])
    assert len(clusters) == len(found.clusters) + 1
    assert len(cities) == len(found.cities) + 1
    total = {"zh": "合计", "en": "Total"}[language]
    assert clusters[total] == cities[total]
    assert clusters[total][0] == str(found.total.all.count)
    by_name = {
        (
            atlas.cluster_by_id[tally.id].name
            if language == "zh"
            else atlas.cluster_by_id[tally.id].name_en
        ): tally
        for tally in found.clusters
        if tally.id
    }
    for name, tally in by_name.items():
        assert clusters[name][0] == str(tally.all.count)
        assert clusters[name][-1] == (str(tally.waiting) if tally.waiting else "–")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    "screen",
    [
        VIEW,
        replace(VIEW, selection=Selection(places=("city:440400",))),
        replace(VIEW, selection=Selection(clusters=("uhd",))),
        replace(VIEW, ask={"stages": "building,signed"}),
    ],
    ids=("all", "city", "cluster", "stages"),
)
def test_it_is_one_page(atlas: Atlas, own: OwnData, screen: Screen, language: str) -> None:
    briefing = Briefing(part=parts_for(screen), language=language)
    brief = compose_brief(atlas, briefing, own).brief
    assert len(layout(brief)) == 1
    assert len(brief.parts[0].tables) == 3


def test_lists_say_how_much_they_leave_out(atlas: Atlas, own: OwnData) -> None:
    part = made(atlas, own)
    found = implementation_of(atlas, own, Selection(), select(atlas, Selection()).facts)
    none = found.total.states["none"].count
    lists = part.tables[2]
    shown = len(lists.rows)
    assert shown < min(none, len(found.waiting))
    assert lists.head == (
        f"所在地未获点名的项目（前 {shown}，共 {none}）",
        f"尚无项目的定位（前 {shown}，共 {len(found.waiting)}）",
    )
    # The largest first.
    largest = max(
        (one.project for one in found.projects if one.state == "none"),
        key=lambda project: project.investment or 0.0,
    )
    assert largest.name in cell_text(lists.rows[0][0])


def test_filters_and_stages_are_those_of_the_screen(atlas: Atlas, own: OwnData) -> None:
    screen = Screen(
        Selection(places=("city:440400",)), view="implementation", ask={"stages": "full"}
    )
    chosen = select(atlas, screen.selection)
    found = implementation_of(atlas, own, chosen.selection, chosen.facts, "full")
    assert made(atlas, own, screen).answer == implementation_sentence("zh", found)


def test_without_projects_it_says_so(atlas: Atlas, own: OwnData) -> None:
    assert made(atlas, None).empty == "没有打开工作区，没有项目可以对照"
    without = replace(own, rows=own.of_kind("firms"))
    assert made(atlas, without).empty == "工作区里没有项目"
    assert made(
        atlas, own, replace(VIEW, selection=Selection(text="没有这样的词"))
    ).answer.startswith("现有筛选下没有项目。")


def test_every_format_is_made_and_tells_the_sentence(atlas: Atlas, own: OwnData) -> None:
    briefing = replace(from_template(atlas, "implementation", Screen()), date=TODAY)
    assert shows_own(briefing)
    outputs = Outputs(atlas, briefing, own)
    for form in FORMATS:
        files = outputs.files(form, "落地")
        assert files
        for content in files.values():
            # A contact of the ledger stays in the workspace.
            assert b"13800138000" not in content
    # What has no tables has a line for each cluster.
    story = outputs._story()["parts"][0]
    assert story["kind"] == "implementation"
    assert sum("个项目，" in line for line in story["remarks"]) >= len(atlas.clusters)


def test_a_briefing_of_one_page_has_the_clusters(atlas: Atlas, own: OwnData) -> None:
    part = PartChoice("implementation", state=state_of(Screen()))
    brief = compose_brief(atlas, Briefing(part=(part,), layout="one-page"), own).brief
    assert brief.digest is not None
    assert brief.digest.table is not None
    assert brief.digest.answer
    assert len(layout(brief)) == 1
