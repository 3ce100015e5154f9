"""Parts about whole clusters: small maps in one set of classes, a chain by stage with its gaps."""

from __future__ import annotations

import dataclasses

import pytest

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.screen import Screen
from cluster_atlas.atlas.selection import Selection, select
from cluster_atlas.briefing.briefing import (
    Briefing,
    PartChoice,
    briefing_toml,
    parts_for,
    read_briefing,
    state_of,
)
from cluster_atlas.briefing.parts import compose_brief
from cluster_atlas.drawing.layout.pages import layout
from cluster_atlas.drawing.shapes import TextBox, texts
from cluster_atlas.questions.shading import MEASURES
from cluster_atlas.values.briefspec import Part


def made(atlas: Atlas, kind: str, screen: Screen) -> Part:
    briefing = Briefing(part=(PartChoice(kind, state=state_of(screen)),))
    return compose_brief(atlas, briefing).brief.parts[0]


def test_there_is_a_small_map_for_each_cluster_that_has_a_designation(atlas: Atlas) -> None:
    part = made(atlas, "multiples", Screen())
    assert [panel.title for panel in part.panels] == [c.name for c in atlas.clusters]
    for cluster, panel in zip(atlas.clusters, part.panels, strict=True):
        facts = [fact for fact in select(atlas).facts if fact.cluster == cluster.id]
        cities = {city for fact in facts for city in atlas.named_cities(fact)}
        assert panel.subtitle.startswith(f"点名 {len(cities)} 市 · 点名 " if cities else "点名 ")
        layers = [layer for layer in panel.layers if layer.role == "city-tiers"]
        filled = {f.id for layer in layers for f in layer.features if f.style.fill_opacity}
        assert filled == cities
    one = made(atlas, "multiples", Screen(Selection(clusters=["uhd"])))
    assert [panel.title for panel in one.panels] == ["超高清视频"]


@pytest.mark.parametrize("measure", MEASURES)
def test_small_maps_say_what_their_shades_stand_for(atlas: Atlas, measure: str) -> None:
    part = made(atlas, "multiples", Screen(ask={"sub": "multiples", "shade": measure}))
    assert MEASURES[measure].heading.zh in part.remarks[0]


def test_a_chain_has_a_table_for_each_stage_and_says_its_gaps(atlas: Atlas) -> None:
    part = made(atlas, "chain", Screen(Selection(clusters=["auto"])))
    assert part.title == "汽车 · 产业链"
    stages = [table.title.split(" · ")[0] for table in part.tables]
    assert stages == [code.name for code in atlas.codes["stage"].values()]
    assert part.tables[2].rows[0][-1] == "此环节没有列出产业"
    asked = made(atlas, "chain", Screen(ask={"sub": "chain", "w": "auto"}))
    assert asked.tables == part.tables
    assert {s.id for s in asked.statements()} == {s.id for s in part.statements()}


def test_a_chain_of_no_cluster_says_so(atlas: Atlas) -> None:
    assert made(atlas, "chain", Screen()).empty
    assert made(atlas, "chain", Screen(ask={"w": "no such cluster"})).empty


def test_the_pages_of_the_comparison_become_their_parts(atlas: Atlas) -> None:
    for sub in ("multiples", "chain"):
        screen = Screen(view="compare", ask={"sub": sub, "w": "auto"})
        first = parts_for(screen)[0]
        assert first.kind == sub
        briefing = Briefing(part=(first,))
        assert compose_brief(atlas, briefing).brief.parts[0].kind == sub


def test_both_are_saved_and_read_again(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("brief") / "b.toml"
    parts = tuple(PartChoice(kind, state="cluster=auto&named=1") for kind in ("multiples", "chain"))
    briefing = Briefing(title="图", part=parts)
    path.write_text(briefing_toml(briefing), encoding="utf-8")
    assert read_briefing(path) == briefing


@pytest.mark.parametrize("orientation", ["portrait", "landscape"])
def test_paper_names_every_small_map(atlas: Atlas, orientation: str) -> None:
    briefing = Briefing(orientation=orientation, part=(PartChoice("multiples"),))
    brief = compose_brief(atlas, briefing).brief
    brief = dataclasses.replace(brief, citations=())
    pages = layout(brief)
    said = "".join(texts(pages))
    for cluster in atlas.clusters:
        assert cluster.name in said
    assert len(pages) == 1, "twelve small maps go on one page"
    boxes = [item for item in pages[0].items if isinstance(item, TextBox)]
    scales = [box for box in boxes if box.paragraphs[0].text.endswith(" km")]
    assert len(scales) == len(atlas.clusters)
    assert all(len(box.lines) == 1 for box in scales)
