"""Ledgers of projects held against the plans; projects and plans of these tests are made up."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.selection import Selection, select
from cluster_atlas.own.workspace.workspace import open_workspace
from cluster_atlas.questions.office.implementation import (
    check_implementation,
    implementation_of,
    projects_of,
)
from cluster_atlas.questions.office.implementationtables import ABOUT, implementation_rows
from cluster_atlas.questions.office.ownrows import select_own
from cluster_atlas.values.ledger import Amount, Implementation, Pairing, Project
from cluster_atlas.values.model import Designation
from cluster_atlas.values.owndata import OwnData, OwnRow
from tests.own.madeup import COUNTS, made_up_data, made_up_workspace

YI = 1e8
JIANGMEN, ZHUHAI, ZHAOQING = "city:440700", "city:440400", "city:441200"
XINHUI, XIANGZHOU = "county:440705", "county:440402"
AVIATION_PARK = "park:zhuhai-aviation-park"


def fact(key: str, cluster: str, places: tuple[str, ...], *industries: str) -> Designation:
    return Designation(
        key,
        places,
        industries,
        role="base",
        status="priority",
        title=f"虚构定位 {key}",
        title_en=f"Made-up designation {key}",
        clause="gd-equipment-2023#4.5",
        terms=(),
        cluster=cluster,
    )


# Seven made-up designations. All but F6 name a city or a place in one.
PLANS = (
    fact("F1", "equipment", (JIANGMEN,), "rail-equipment"),
    fact("F2", "equipment", (ZHUHAI, JIANGMEN), "marine-equipment"),
    fact("F3", "equipment", (AVIATION_PARK,), "aviation-equipment"),
    fact("F4", "uhd", (XIANGZHOU,), "display-panels"),
    fact("F5", "uhd", (ZHUHAI,)),
    fact("F6", "equipment", ("region:prd",), "satellite"),
    fact("F7", "uhd", (ZHAOQING,), "uhd-content"),
)
# Thirteen made-up projects: what stands where, for what, how far, for how much, from when on.
LEDGER = (
    # F1 names its city for its industry.
    Project("P1", "甲", JIANGMEN, XINHUI, "", ("rail-equipment",), "building", 3 * YI, "2024"),
    # F1 is for the industry above its own.
    Project("P2", "乙", JIANGMEN, "", "", ("rail-vehicles",), "operating", 2 * YI, "2023"),
    # F2 is for an industry below the one that its own stands under... and names Jiangmen as well.
    Project("P3", "丙", JIANGMEN, "", "", ("offshore-wind",), "building", None, "2024"),
    # Nobody names Jiangmen for displays: F4 is Xiangzhou's, F5 Zhuhai's.
    Project("P4", "丁", JIANGMEN, "", "", ("display-panels",), "signed", 10 * YI, "2025"),
    # F6 names the delta, in which Jiangmen lies.
    Project("P5", "戊", JIANGMEN, "", "", ("commercial-space",), "", 4 * YI, ""),
    # F3 names its park.
    Project("P6", "己", ZHUHAI, "", AVIATION_PARK, ("general-aviation",), "full", 5 * YI, "2023"),
    # The same industry outside the park: a city is not named with its park.
    Project("P7", "庚", ZHUHAI, XIANGZHOU, "", ("general-aviation",), "stalled", 1 * YI, "2025"),
    # F4 names its county, F5 its city for the whole cluster.
    Project("P8", "辛", ZHUHAI, XIANGZHOU, "", ("display-panels",), "building", 6 * YI, "2024"),
    # Two clusters: F5 names Zhuhai for uhd; of equipment nobody names it for machine tools.
    Project(
        "P9", "壬", ZHUHAI, "", "", ("uhd-content", "cnc-machine-tools"), "started", 8 * YI, "2025"
    ),
    # A whole cluster: all that equipment says of Zhuhai (F2) or its region (F6).
    Project("P10", "癸", ZHUHAI, "", "", ("cluster:equipment",), "negotiated", 20 * YI, "2026"),
    # Zhaoqing lies in the delta (F6), which nobody names for rail.
    Project("P11", "子", ZHAOQING, "", "", ("rail-parts",), "signed", 7 * YI, "2025"),
    # No industry was matched.
    Project("P12", "丑", ZHAOQING, "", "", (), "negotiated", 9 * YI, "2026"),
    # Nobody knows where it is to be.
    Project("P13", "寅", "", "", "", ("rail-equipment",), "negotiated", None, ""),
)
STATES = {
    "named": ["P1", "P2", "P3", "P6", "P8", "P9", "P10"],
    "region": ["P5"],
    "none": ["P4", "P7", "P11", "P13"],
    "unmatched": ["P12"],
}


@pytest.fixture
def found(atlas: Atlas) -> Implementation:
    return check_implementation(atlas, LEDGER, PLANS)


def test_each_project_is_where_it_was_reasoned_to_be(found: Implementation) -> None:
    states = {
        state: [one.project.id for one in found.projects if one.state == state] for state in STATES
    }
    assert states == STATES
    answers = {one.project.id: [fact.id for fact in one.facts] for one in found.projects}
    assert answers["P8"] == ["F4", "F5"]
    assert answers["P9"] == ["F5"]
    # F3 names a park of Zhuhai: for a project of the whole cluster that stands elsewhere it is not.
    assert answers["P10"] == ["F2", "F6"]
    assert [fact.id for fact in found.projects[4].regional] == ["F6"]


def test_totals(found: Implementation) -> None:
    """Eleven tell an investment: 3+2+10+4+5+1+6+8+20+7+9 = 75; P3 and P13 tell none."""
    assert found.total.all == Amount(13, 75 * YI, 2)
    # 3+2+5+6+8+20 = 44, of P3 nothing is known.
    assert found.total.states == {
        "named": Amount(7, 44 * YI, 1),
        "region": Amount(1, 4 * YI, 0),
        "none": Amount(4, 18 * YI, 1),
        "unmatched": Amount(1, 9 * YI, 0),
    }
    assert found.total.stages == {
        "building": Amount(3, 9 * YI, 1),
        "operating": Amount(1, 2 * YI, 0),
        "signed": Amount(2, 17 * YI, 0),
        "": Amount(1, 4 * YI, 0),
        "full": Amount(1, 5 * YI, 0),
        "stalled": Amount(1, 1 * YI, 0),
        "started": Amount(1, 8 * YI, 0),
        "negotiated": Amount(3, 29 * YI, 1),
    }
    # F6 names a region only; nobody builds for F7.
    assert (found.designations, [one.id for one in found.waiting]) == (6, ["F7"])
    assert found.several == 1


def test_by_cluster(found: Implementation) -> None:
    """P9 counts in both of its clusters, as each of them judges it; P12 is of none."""
    clusters = {tally.id: tally for tally in found.clusters}
    assert list(clusters) == ["uhd", "equipment", ""]
    # P4 none, P8 and P9 named: 10 + 6 + 8.
    assert clusters["uhd"].all == Amount(3, 24 * YI, 0)
    assert clusters["uhd"].states == {"none": Amount(1, 10 * YI, 0), "named": Amount(2, 14 * YI, 0)}
    assert (clusters["uhd"].designations, clusters["uhd"].waiting) == (3, 1)
    # Named: P1 3, P2 2, P3 -, P6 5, P10 20; region: P5 4; none: P7 1, P9 8, P11 7, P13 -.
    assert clusters["equipment"].states == {
        "named": Amount(5, 30 * YI, 1),
        "region": Amount(1, 4 * YI, 0),
        "none": Amount(4, 16 * YI, 1),
    }
    assert clusters["equipment"].all == Amount(10, 50 * YI, 2)
    assert (clusters["equipment"].designations, clusters["equipment"].waiting) == (3, 0)
    assert clusters[""].states == {"unmatched": Amount(1, 9 * YI, 0)}
    # 3 + 10 + 1 are one more than the projects: that of two clusters.
    assert sum(tally.all.count for tally in found.clusters) == len(LEDGER) + found.several


def test_by_city(found: Implementation) -> None:
    cities = {tally.id: tally for tally in found.cities}
    assert list(cities) == [ZHUHAI, JIANGMEN, ZHAOQING, ""]
    assert cities[JIANGMEN].all == Amount(5, 19 * YI, 1)
    assert cities[ZHUHAI].all == Amount(5, 40 * YI, 0)
    assert cities[ZHAOQING].all == Amount(2, 16 * YI, 0)
    assert cities[""].all == Amount(1, 0, 1)
    # Jiangmen is named by F1 and F2; P3 answers to F2 there. Of the four of Zhuhai none waits.
    assert (cities[JIANGMEN].designations, cities[JIANGMEN].waiting) == (2, 0)
    assert (cities[ZHUHAI].designations, cities[ZHUHAI].waiting) == (4, 0)
    assert (cities[ZHAOQING].designations, cities[ZHAOQING].waiting) == (1, 1)
    assert sum(tally.all.count for tally in found.cities) == len(LEDGER)


def test_over_time(found: Implementation) -> None:
    years = {tally.id: tally for tally in found.years}
    # What has no day comes last.
    assert list(years) == ["2023", "2024", "2025", "2026", ""]
    assert years["2023"].all == Amount(2, 7 * YI, 0)
    assert years["2024"].stages == {"building": Amount(3, 9 * YI, 1)}
    # P4 10 and P11 7 signed, P7 1 stalled, P9 8 started.
    assert years["2025"].stages == {
        "signed": Amount(2, 17 * YI, 0),
        "stalled": Amount(1, 1 * YI, 0),
        "started": Amount(1, 8 * YI, 0),
    }
    assert years["2026"].all == Amount(2, 29 * YI, 0)
    assert years[""].all == Amount(2, 4 * YI, 1)
    assert sum(tally.all.count for tally in found.years) == len(LEDGER)


def test_clusters_in_cities(found: Implementation) -> None:
    assert found.pairings == (
        # F4 and F5 both have P8, and F5 P9.
        Pairing("uhd", ZHUHAI, projects=2, named=2, designations=2, waiting=0),
        # P4, for which nobody names Jiangmen.
        Pairing("uhd", JIANGMEN, projects=1, named=0, designations=0, waiting=0),
        # F7, for which nobody builds.
        Pairing("uhd", ZHAOQING, projects=0, named=0, designations=1, waiting=1),
        # P6 (F3), P7, P9, P10 (F2).
        Pairing("equipment", ZHUHAI, projects=4, named=2, designations=2, waiting=0),
        Pairing("equipment", JIANGMEN, projects=4, named=3, designations=2, waiting=0),
        Pairing("equipment", ZHAOQING, projects=1, named=0, designations=0, waiting=0),
        Pairing("equipment", "", projects=1, named=0, designations=0, waiting=0),
    )


def test_a_designation_of_two_cities_waits_in_the_one_that_has_no_project(atlas: Atlas) -> None:
    wind = Project("P3", "丙", JIANGMEN, industries=("offshore-wind",))
    found = check_implementation(atlas, [wind], PLANS[1:2])
    assert found.waiting == ()
    assert {tally.id: tally.waiting for tally in found.cities} == {JIANGMEN: 0, ZHUHAI: 1}


def test_the_three_hundred_add_up(atlas: Atlas) -> None:
    data = made_up_data(atlas)
    found = implementation_of(atlas, data, Selection(), select(atlas, Selection()).facts)
    count, projects = COUNTS["projects"], data.of_kind("projects")
    assert found.total.all.count == len(projects) == count
    told = [row.values["investment"] for row in projects if "investment" in row.values]
    assert found.total.all == Amount(count, sum(told), count - len(told))
    for tallies in (found.cities, found.years, (found.total,)):
        assert sum(tally.all.count for tally in tallies) == count
        assert sum(tally.all.investment for tally in tallies) == sum(told)
        assert sum(tally.all.untold for tally in tallies) == count - len(told)
    for tally in (found.total, *found.clusters, *found.cities, *found.years):
        for parts in (tally.stages, tally.states):
            assert sum(part.count for part in parts.values()) == tally.all.count
            assert sum(part.investment for part in parts.values()) == tally.all.investment
    # Each project as often as it has clusters, and once where it has none.
    expected = sum(max(1, len(one.clusters)) for one in found.projects)
    assert sum(tally.all.count for tally in found.clusters) == expected > count
    years = Counter(str(row.values["started"])[:4] for row in projects)
    assert {tally.id: tally.all.count for tally in found.years} == dict(sorted(years.items()))
    # Every designation that names a place waits or has a project.
    assert sum(tally.designations for tally in found.clusters) == found.designations
    assert sum(tally.waiting for tally in found.clusters) == len(found.waiting)
    answered = {fact.id for one in found.projects for fact in one.facts}
    assert answered.isdisjoint(fact.id for fact in found.waiting)
    by_city = Counter[str]()
    for pairing in found.pairings:
        by_city[pairing.city] += pairing.designations
    assert {tally.id: tally.designations for tally in found.cities} == by_city


def test_filters_choose_projects_and_designations(atlas: Atlas) -> None:
    data = made_up_data(atlas)
    chosen = select(atlas, Selection(places=(ZHUHAI, JIANGMEN)))
    found = implementation_of(atlas, data, chosen.selection, chosen.facts, "completed,signed")
    rows = select_own(atlas, data, chosen.selection, "projects", "completed,signed")
    assert [one.project.id for one in found.projects] == [row.id for row in rows]
    # What a designation names besides is not asked for, nor what names only a region.
    assert {tally.id for tally in found.cities} <= {ZHUHAI, JIANGMEN}
    assert 0 < len(found.waiting) <= found.designations < len(chosen.facts)
    assert all({ZHUHAI, JIANGMEN} & {*atlas.named_cities(fact)} for fact in found.waiting)
    everything = select(atlas, Selection())
    whole = implementation_of(atlas, data, everything.selection, everything.facts)
    assert 0 < len(found.projects) < len(whole.projects)


def test_a_chosen_cluster_is_the_only_one_that_is_judged(atlas: Atlas) -> None:
    """A project of two clusters is not called unplanned in the one that was filtered away."""
    row = OwnRow(
        id="1-1",
        kind="projects",
        name="虚构",
        city=ZHUHAI,
        industries=("uhd-content", "cnc-machine-tools"),
    )
    for chosen in (Selection(clusters=("uhd",)), Selection(industries=("uhd-content",))):
        found = implementation_of(atlas, OwnData("虚构", 1, (row,)), chosen, PLANS[4:5])
        assert [(tally.id, tally.all.count) for tally in found.clusters] == [("uhd", 1)]
        assert {pairing.cluster for pairing in found.pairings} == {"uhd"}
        assert found.several == 0


def test_a_workspace_answers_as_its_rows_do(atlas: Atlas, tmp_path: Path) -> None:
    from cluster_atlas.own.rows.shown import read_own_data

    path = made_up_workspace(atlas, tmp_path / "office.atlas")
    with open_workspace(path) as opened:
        kept = read_own_data(opened, "office")
    found = [
        implementation_of(atlas, data, Selection(), atlas.facts).total
        for data in (kept, made_up_data(atlas))
    ]
    assert found[0] == found[1]


def test_what_the_atlas_no_longer_has_is_left_out(atlas: Atlas) -> None:
    row = OwnRow(
        id="1-1",
        kind="projects",
        name="虚构项目",
        city="city:999999",
        county="county:999999",
        zone="park:nowhere",
        industries=("gone", "cluster:gone", "rail-equipment"),
        values={"investment": 1e8, "started": "2024-03-01"},
    )
    (project,) = projects_of(atlas, [row])
    expected = Project(
        "1-1", "虚构项目", "", industries=("rail-equipment",), investment=1e8, year="2024"
    )
    assert project == expected
    data = OwnData("虚构", 1, (row, replace(row, industries=("gone",))))
    chosen = Selection(clusters=("equipment",))
    assert select_own(atlas, data, chosen) == (row,)


def test_a_day_that_is_no_day_is_none(atlas: Atlas) -> None:
    rows = [
        OwnRow(id=f"1-{n}", kind="projects", name="虚构", values={"started": day})
        for n, day in enumerate(("2024-03-01", "明年", 2024.0, "", "24-03-01"))
    ]
    assert [one.year for one in projects_of(atlas, rows)] == ["2024", "", "", "", ""]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("about", ABOUT)
def test_rows_of_every_part(found: Implementation, atlas: Atlas, about: str, language: str) -> None:
    rows = implementation_rows(atlas, found, about, language)
    expected = {"projects": 13, "waiting": 1, "clusters": 3, "cities": 4, "years": 5}
    assert len(rows) == expected[about]
    assert len({tuple(row) for row in rows}) == 1
    if about == "years":
        last = list(rows[-1].values())
        assert last[:2] == [{"zh": "未填开工日期", "en": "no day of start"}[language], 2]


def test_every_designation_is_answered_or_waits(atlas: Atlas) -> None:
    """A project for each named city and industry leaves only what names parts of cities."""
    ledger = [
        Project(
            fact.id,
            fact.title,
            city=place,
            industries=fact.industries or (f"cluster:{fact.cluster}",),
        )
        for fact in atlas.facts
        for place in fact.places
        if atlas.places[place].level == "city"
    ]
    found = check_implementation(atlas, ledger, atlas.facts)
    assert {one.state for one in found.projects} == {"named"}
    for fact in found.waiting:
        assert not any(atlas.places[place].level == "city" for place in fact.places)
