"""A ledger of projects held against the plans; that of these tests is made up."""

from __future__ import annotations

from dataclasses import replace

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.questions.office.implementation import Project, check_implementation


def project(number: int, city: str, *industries: str) -> Project:
    return Project(f"1-{number}", f"虚构项目{number}", f"city:{city}", industries=industries)


def test_a_rail_project_in_jiangmen_stands_where_the_plan_wants_it(atlas: Atlas) -> None:
    found = check_implementation(atlas, [project(1, "440700", "rail-equipment")], atlas.facts)
    (one,) = found.projects
    assert one.state == "named"
    assert "equipment-rail-base" in {fact.id for fact in one.facts}
    assert one.clusters == ("equipment",)
    assert "equipment-rail-base" not in {fact.id for fact in found.waiting}


def test_elsewhere_it_does_not(atlas: Atlas) -> None:
    found = check_implementation(atlas, [project(1, "445300", "rail-equipment")], atlas.facts)
    assert found.projects[0].state in {"none", "region"}
    assert "equipment-rail-base" in {fact.id for fact in found.waiting}


def test_what_is_not_matched_is_said(atlas: Atlas) -> None:
    found = check_implementation(atlas, [project(1, "440700")], atlas.facts)
    assert found.projects[0].state == "unmatched"
    assert found.clusters == ()
    assert found.cities[0].none == 1


def test_counts_add_up(atlas: Atlas) -> None:
    ledger = [
        replace(project(1, "440700", "rail-equipment"), stage="building", investment=3e8),
        replace(project(2, "440700", "rail-equipment"), stage="operating", investment=2e8),
        replace(project(3, "440700"), stage="stalled"),
        replace(project(4, "441300", "uhd-terminals"), stage="building"),
    ]
    found = check_implementation(atlas, ledger, atlas.facts)
    cities = {tally.id: tally for tally in found.cities}
    jiangmen = cities["city:440700"]
    assert jiangmen.stages == {"building": 1, "operating": 1, "stalled": 1}
    assert (jiangmen.named, jiangmen.region, jiangmen.none) == (2, 0, 1)
    assert (jiangmen.investment, jiangmen.untold) == (5e8, 1)
    assert sum(t.named + t.region + t.none for t in found.cities) == len(ledger)


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
