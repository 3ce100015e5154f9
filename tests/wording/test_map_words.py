"""What a map shows is told in words: of a city what its map has, not what the province has."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.screen import Screen
from cluster_atlas.atlas.selection import Selection, select
from cluster_atlas.briefing.briefing import Briefing, city_briefing, parts_for
from cluster_atlas.briefing.maps.part_maps import selection_map
from cluster_atlas.briefing.outputs import Outputs
from cluster_atlas.wording.map_words import map_words


def told(atlas: Atlas, briefing: Briefing) -> str:
    spec = Outputs(atlas, briefing).brief.parts[0].map
    assert spec is not None
    return map_words(spec)


def of_screen(atlas: Atlas, screen: Screen, language: str = "zh") -> str:
    return told(atlas, Briefing(part=parts_for(screen), language=language))


@pytest.mark.parametrize("cluster", ["", "uhd"])
def test_a_map_of_a_city_counts_that_city_alone(atlas: Atlas, cluster: str) -> None:
    clusters = (cluster,) if cluster else ()
    said = of_screen(atlas, Screen(Selection(clusters=clusters, places=("city:441300",))))
    assert "惠州" in said
    for elsewhere in ("点名", "市、"):
        assert f"18 {elsewhere}" not in said
    assert "广州" not in said, "what stands back is not what the map is about"
    assert "韶关" not in said


def test_a_profile_tells_its_parks_by_cluster_and_kind(atlas: Atlas) -> None:
    said = told(atlas, city_briefing("city:440700"))
    assert said.startswith("地图：江门市。")
    assert "高端装备制造：广东轨道交通产业园" in said
    assert "园区：江门蓬江产业园、广东轨道交通产业园" in said
    assert "深圳" not in said


def test_shades_arrows_and_hatching_are_told_by_the_legend(atlas: Atlas) -> None:
    said = of_screen(atlas, Screen(Selection(clusters=("uhd",))))
    assert "超高清视频 · 点名条数，11 条及以上：广州。6–10 条：深圳、惠州。" in said
    assert "仅随所在区域提及：粤港澳大湾区、珠三角。" in said
    assert "带动：珠海 → 汕头、" in said
    assert "…" not in said, "names are whole"


def test_ranks_signs_and_outlines(atlas: Atlas) -> None:
    found = of_screen(atlas, Screen(view="find", ask={"q": "燃料电池"}))
    assert "1 广州、2 深圳" in found
    two = Screen(view="compare", compared=("city:440700", "city:441300"))
    assert "对比的地点：江门、惠州。" in of_screen(atlas, two)
    ask = {"from": "gd-electronics-2021", "to": "gd-electronics-2023"}
    changed = of_screen(atlas, Screen(view="evolve", ask=ask), "en")
    assert "＋ added: Shantou ＋△. " in changed


def test_long_lists_are_counted_in_both_languages(atlas: Atlas) -> None:
    assert "等 21 个。" in of_screen(atlas, Screen(Selection()))
    assert " and 9 others." in of_screen(atlas, Screen(Selection()), "en")


def test_a_small_map_without_a_legend_names_what_it_shades(atlas: Atlas) -> None:
    spec = selection_map(atlas, select(atlas, Selection(industries=("rail-equipment",))), "zh")
    assert "。着色：广州、深圳、江门" in map_words(replace(spec, legend=()))
