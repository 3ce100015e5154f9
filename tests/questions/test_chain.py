"""A cluster by stage: facts stand at the stages of their industries, gaps are what names nobody."""

from __future__ import annotations

import pytest

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.selection import Selection, select
from cluster_atlas.questions.chain import GAPS, chain, chain_rows


@pytest.mark.parametrize("named", [False, True])
def test_stages_hold_what_their_industries_have(atlas: Atlas, *, named: bool) -> None:
    facts = select(atlas, Selection(named=named)).facts
    for cluster in atlas.clusters:
        stages = chain(atlas, cluster.id, facts)
        assert [stage.stage for stage in stages] == list(atlas.codes["stage"])
        listed = [link.industry for stage in stages for link in stage.links]
        assert sorted(listed) == sorted(i.id for i in cluster.industries if i.stage)
        for stage in stages:
            expected = {
                fact.id
                for fact in facts
                if any(atlas.industries[i].stage == stage.stage for i in fact.industries)
                and fact.cluster == cluster.id
            }
            assert {fact.id for fact in stage.whole.facts} == expected
            assert {f.id for link in stage.links for f in link.facts} == expected
            cities = {c for fact in stage.whole.facts for c in atlas.named_cities(fact)}
            assert {key for key in stage.whole.places if key.startswith("city:")} == cities


def test_a_gap_is_where_no_place_is_named(atlas: Atlas) -> None:
    facts = select(atlas).facts
    kinds = set()
    for cluster in atlas.clusters:
        for stage in chain(atlas, cluster.id, facts):
            for link in (stage.whole, *stage.links):
                kinds.add(link.gap)
                assert bool(link.gap) != bool(link.places), (cluster.id, link.industry)
                assert not link.gap or link.gap in GAPS
    assert kinds == {"", *GAPS}, "the plans have gaps of every kind"


def test_an_industry_takes_in_its_segments_of_the_same_stage(atlas: Atlas) -> None:
    facts = select(atlas).facts
    for cluster in atlas.clusters:
        for stage in chain(atlas, cluster.id, facts):
            found = {link.industry: set(link.facts) for link in stage.links}
            for key, mine in found.items():
                parent = atlas.industries[key].parent
                assert parent not in found or mine <= found[parent]


def test_rows_say_who_is_named_and_where_nobody_is(atlas: Atlas) -> None:
    rows = chain_rows(atlas, chain(atlas, "auto", select(atlas).facts))
    down = next(row for row in rows if row["环节"] == "下游")
    assert down["补链"] == "此环节没有列出产业"
    hydrogen = next(row for row in rows if row["产业"] == "氢燃料电池汽车")
    assert hydrogen["补链"] == ""
    assert "云浮" in hydrogen["点名的地方"]
    english = chain_rows(atlas, chain(atlas, "auto", select(atlas).facts), "en")
    assert [list(row) for row in english] == [
        ["stage", "industry", "part of", "places named", "by region", "designations", "gap"]
    ] * len(rows)
