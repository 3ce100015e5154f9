"""A map in words: what is within its frame, in its language, and nothing of what stands back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cluster_atlas.atlas.selection import Selection, select
from cluster_atlas.briefing.maps.part_maps import change_map, place_map, places_map, selection_map
from cluster_atlas.questions.roles import cities, facts_about
from cluster_atlas.values.mapspec import Callout
from cluster_atlas.wording.alternative_text import MOST_NAMES, alternative_text
from tests.conftest import shipped_atlas

ATLAS = shipped_atlas()
CITY = "city:440700"


def test_a_city_is_told_and_not_the_province() -> None:
    spec = selection_map(ATLAS, select(ATLAS, Selection(places=(CITY,))), "zh")
    said = alternative_text(spec)
    assert "（1）：江门 13+38。" in said
    others = [ATLAS.places[city].label for city in cities(ATLAS) if city != CITY]
    assert not [name for name in others if name in said]
    assert "18 市" in spec.subtitle
    assert "18 市" not in said


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_profile_of_a_city_names_its_counties_and_parks(language: str) -> None:
    place = ATLAS.places[CITY]
    spec = place_map(ATLAS, facts_about(ATLAS, CITY, select(ATLAS).facts), place, language)
    assert spec is not None
    counties = {
        "zh": "区县（7）：蓬江、江海、新会、台山、开平、鹤山、恩平。",
        "en": "Counties (7): Pengjiang; Jianghai; Xinhui; Taishan; Kaiping; Heshan; Enping. ",
    }
    parks = {
        "zh": "园区与机构（2）：江门蓬江产业园、广东轨道交通产业园。",
        "en": "Parks and sites (2): Pengjiang Industrial Park, Jiangmen; "
        "Guangdong Rail Transit Industrial Park.",
    }
    title = {
        "zh": "地图：江门市，园区与机构（颜色＝集群）。",
        "en": "Map: Jiangmen, Parks and sites (colour: cluster). ",
    }
    said = alternative_text(spec)
    assert said == title[language] + counties[language] + parks[language]


def test_shades_are_told_with_the_cities_that_have_them() -> None:
    selected = select(ATLAS, Selection(industries=("rail-equipment",)))
    said = alternative_text(selection_map(ATLAS, selected, "zh"))
    assert "轨道交通装备 · 点名条数" in said
    for shade in (
        "3–5 条（1）：广州。",
        "2 条（2）：深圳、江门。",
        "仅随所在区域提及（1）：粤港澳大湾区。",
    ):
        assert shade in said
    assert "（2）：广东轨道交通产业园、" in said


def test_of_many_the_first_are_told_and_their_number() -> None:
    said = alternative_text(selection_map(ATLAS, select(ATLAS), "zh"))
    assert "（21）：" in said
    assert said.count("+") == MOST_NAMES + 1, "twelve cities, and the heading"
    assert "等 21 处" in said


def test_places_that_are_compared_stand_first() -> None:
    places = ("city:441300", "city:441900")
    spec = places_map(ATLAS, select(ATLAS), "zh", places, "对比的地点")
    assert "。对比的地点（2）：惠州、东莞。" in alternative_text(spec)


def test_changes_relations_and_callouts_are_told() -> None:
    changed = alternative_text(change_map(ATLAS, "zh", {CITY: "＋"}, "有变化的市"))
    assert "＋ 新增（1）：江门 ＋。" in changed
    spec = selection_map(ATLAS, select(ATLAS, Selection(clusters=("electronics",))), "en")
    said = alternative_text(replace(spec, callouts=(Callout("look <here>", (113.0, 23.0)),)))
    assert "Pearl River Delta → East wing of the coastal belt Transfers to" in said
    assert said.endswith("Notes on it (1): look <here>.")


def test_a_small_map_without_a_legend_names_what_it_shades() -> None:
    spec = selection_map(ATLAS, select(ATLAS, Selection(industries=("rail-equipment",))), "zh")
    assert "着色（3）：广州、深圳、江门" in alternative_text(replace(spec, legend=()))
    bare = replace(spec, legend=(), layers=tuple(x for x in spec.layers if x.kind == "label"))
    assert "。图中各市（21）：广州、" in alternative_text(bare)
