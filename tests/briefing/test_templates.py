"""Templates filled from a screen, sources that follow the parts, and what a writer puts on maps."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.screen import Screen
from cluster_atlas.atlas.selection import Selection, select
from cluster_atlas.briefing.briefing import (
    Briefing,
    CalloutChoice,
    PartChoice,
    briefing_toml,
    parts_for,
    read_briefing,
    state_of,
)
from cluster_atlas.briefing.maps.part_maps import CHANGE_COLOURS
from cluster_atlas.briefing.parts import compose_brief
from cluster_atlas.briefing.templates import TEMPLATE_NAMES, from_template
from cluster_atlas.drawing.layout.pages import layout
from cluster_atlas.drawing.shapes import Shape, TextBox
from cluster_atlas.values.briefspec import TEMPLATES, cell_text
from cluster_atlas.values.issues import AtlasError
from cluster_atlas.wording.changes import CHANGE_SIGNS
from tests.conftest import ROOT
from tests.own.madeup import made_up_data

FULL = Screen(
    Selection(clusters=("uhd",)),
    focus="city:440700",
    compared=("city:441300", "city:441900"),
    ask={"from": "gd-electronics-2021", "to": "gd-electronics-2023"},
)
MARKED = PartChoice(
    "map",
    state="cluster=uhd",
    spotlight=("city:440300",),
    callout=(
        CalloutChoice("深圳是核心", "city:440300"),
        CalloutChoice("此处", lon=113.5, lat=22.8, right=0.2, down=-0.1),
    ),
)


def _documents(briefing: Briefing, atlas: Atlas) -> dict[str, str]:
    brief = compose_brief(atlas, briefing).brief
    (part,) = (one for one in brief.parts if one.kind == "sources")
    return {cell_text(row[0]): cell_text(row[-1]) for row in part.tables[0].rows}


def test_every_template_has_a_name_and_can_be_composed(atlas: Atlas) -> None:
    assert tuple(TEMPLATE_NAMES) == TEMPLATES
    for name in TEMPLATES:
        for language in ("zh", "en"):
            screen = replace(FULL, selection=Selection()) if name == "change-report" else FULL
            briefing = from_template(atlas, name, screen, language=language)
            made = compose_brief(atlas, briefing, made_up_data(atlas))
            assert made.issues == ()
            assert not any(part.empty for part in made.brief.parts), name
            # The rows of one page name their clauses.
            alone = name == "implementation"
            assert made.brief.parts[-1].kind == ("implementation" if alone else "sources")


def test_a_deck_has_three_maps_whatever_is_chosen(atlas: Atlas) -> None:
    for clusters in ((), ("uhd",), ("uhd", "software", "materials"), ("uhd", "software")):
        briefing = from_template(atlas, "three-maps", Screen(Selection(clusters=clusters)))
        maps = [part for part in briefing.part if part.kind == "map"]
        assert len({part.state for part in maps}) == len(maps) == (2 if len(clusters) == 2 else 3)


def test_a_deck_is_called_after_all_its_maps(atlas: Atlas) -> None:
    screen = Screen(Selection(clusters=("uhd", "software", "materials")))
    brief = compose_brief(atlas, from_template(atlas, "three-maps", screen)).brief
    assert brief.title == "超高清视频、软件与信息服务、先进材料"
    assert [part.title for part in brief.parts[:3]] == brief.title.split("、")


@pytest.mark.parametrize("name", ["city-visit", "comparison"])
def test_a_template_says_what_it_lacks(atlas: Atlas, name: str) -> None:
    with pytest.raises(AtlasError) as caught:
        from_template(atlas, name, Screen())
    assert name in caught.value.issues[0].sentence("zh")


def test_the_sources_of_a_deck_are_those_of_all_its_maps(atlas: Atlas) -> None:
    states = ["cluster=uhd", "cluster=software", "cluster=materials"]
    parts = tuple(PartChoice("map", state=state) for state in states)
    # As the app saves it: the sources were added with the first map.
    sources = PartChoice("sources", state=states[0])
    found = _documents(Briefing(part=(*parts, sources)), atlas)
    facts = select(atlas, Selection(clusters=("uhd", "software", "materials"))).facts
    assert len(found) == len({fact.document for fact in facts}) > 1
    assert sum(map(int, found.values())) == len(facts)


def test_the_sources_of_changes_are_both_editions_and_no_other(atlas: Atlas) -> None:
    briefing = Briefing(part=parts_for(replace(FULL, view="evolve", selection=Selection())))
    found = _documents(briefing, atlas)
    names = {atlas.documents[key].title for key in FULL.ask.values()}
    assert set(found) == names


def test_sources_alone_are_those_of_their_own_filters(atlas: Atlas) -> None:
    found = _documents(Briefing(part=(PartChoice("sources", state="cluster=uhd"),)), atlas)
    facts = select(atlas, Selection(clusters=("uhd",))).facts
    assert len(found) == len({fact.document for fact in facts})


def test_signs_and_colours_of_changes_are_those_of_the_page() -> None:
    viewer = ROOT / "src/cluster_atlas/web/viewer/views/evolve/evolve_map.js"
    text = viewer.read_text(encoding="utf-8")
    signs = ", ".join(f'{kind}: "{sign}"' for kind, sign in CHANGE_SIGNS.items())
    assert f"EVO_SIGNS = {{ {signs} }}" in text
    for kind, colour in CHANGE_COLOURS.items():
        assert f'{kind}: "{colour}"' in text


def test_changes_on_paper_carry_the_signs(atlas: Atlas) -> None:
    briefing = Briefing(part=parts_for(replace(FULL, view="evolve", selection=Selection())))
    part = compose_brief(atlas, briefing).brief.parts[0]
    for table in part.tables:
        for row in table.rows:
            assert cell_text(row[0])[0] == table.title[0]
    assert {figure.label[0] for figure in part.figures} == set(CHANGE_SIGNS.values())
    assert part.map is not None
    labels = [feature.label for layer in part.map.layers for feature in layer.features]
    assert any(label.startswith("深圳") and "△" in label for label in labels)


@pytest.mark.parametrize("page", ["A4", "A3"])
def test_the_first_page_says_that_a_plan_has_ended(atlas: Atlas, page: str) -> None:
    briefing = Briefing(page=page, part=parts_for(Screen(Selection(clusters=("uhd",)))))
    first = layout(compose_brief(atlas, briefing).brief)[0]
    said = [getattr(item, "paragraphs", ()) for item in first.items]
    assert any("规划期满 2025" in one.text for paragraphs in said for one in paragraphs)


def test_what_is_put_on_a_map_is_kept(tmp_path: Path) -> None:
    briefing = Briefing(title="标注", layout="one-page", part=(MARKED, PartChoice("sources")))
    path = tmp_path / "a.toml"
    path.write_text(briefing_toml(briefing), encoding="utf-8")
    assert read_briefing(path) == briefing
    fewer = replace(briefing, part=(replace(MARKED, callout=MARKED.callout[:1], dim=False),))
    path.write_text(briefing_toml(fewer, path.read_text(encoding="utf-8")), encoding="utf-8")
    assert read_briefing(path) == fewer


def test_a_spotlight_and_callouts_are_drawn_inside_the_frame(atlas: Atlas) -> None:
    for page in ("A4", "16:9"):
        made = compose_brief(atlas, Briefing(page=page, part=(MARKED,))).brief
        items = [item for one in layout(made, one_page=page == "16:9") for item in one.items]
        names = [item.name for item in items]
        assert {"veil", "spotlight", "深圳是核心", "此处"} <= set(names)
        frame = next(i for i in items if isinstance(i, Shape) and i.name == "frame")
        (x0, y0), _, (x1, y1), _ = frame.contours[0].points
        for item in items:
            if isinstance(item, TextBox) and item.name in {"深圳是核心", "此处"}:
                assert x0 <= item.x <= item.x + item.w <= x1
                assert y0 <= item.y <= item.y + item.h <= y1


def test_a_place_that_is_gone_is_told(atlas: Atlas) -> None:
    strange = replace(MARKED, spotlight=("city:990000",))
    made = compose_brief(atlas, Briefing(part=(strange,)))
    assert "city:990000" in made.issues[0].sentence("zh")


@pytest.mark.parametrize(
    "callout",
    [
        CalloutChoice("哪里"),
        CalloutChoice("远", "city:440300", right=3),
        CalloutChoice("长" * 200, "city:440300"),
        CalloutChoice("外", lon=500, lat=0),
    ],
)
def test_a_callout_that_cannot_be_drawn_is_refused(atlas: Atlas, callout: CalloutChoice) -> None:
    with pytest.raises(AtlasError):
        compose_brief(atlas, Briefing(part=(replace(MARKED, callout=(callout,)),)))


def test_an_old_file_opens_as_it_was(tmp_path: Path, atlas: Atlas) -> None:
    path = tmp_path / "old.toml"
    text = '[[part]]\nkind = "map"\nstate = "industry=rail-equipment"\n'
    path.write_text(text, encoding="utf-8")
    briefing = read_briefing(path)
    assert briefing.layout == "pages"
    assert briefing.part == (PartChoice("map", state="industry=rail-equipment"),)
    assert briefing_toml(briefing, text) == text
    assert state_of(Screen(Selection(industries=("rail-equipment",)))) == briefing.part[0].state
    assert compose_brief(atlas, briefing).brief.digest is None
