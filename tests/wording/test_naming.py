"""How a place is meant, in words: by name and by region."""

from __future__ import annotations

from cluster_atlas.wording.naming import counted, counted_short, naming_word, role_through, through


def test_counts_tell_named_from_by_region() -> None:
    assert counted(13, 39, "zh") == "点名 13 · 随区域 39"
    assert counted(13, 39, "en") == "named 13 · by region 39"
    assert counted(0, 13, "zh") == "点名 0 · 随区域 13"
    assert counted(5, 0, "zh") == "点名 5"
    assert counted(0, 0, "zh") == "点名 0 · 随区域 0"
    assert (counted_short(13, 39), counted_short(0, 13), counted_short(5, 0)) == (
        "13+39",
        "0+13",
        "5",
    )


def test_a_role_by_region_says_so() -> None:
    assert role_through("核心区", "珠三角", "zh") == "随珠三角 核心区"
    assert (
        role_through("Core area", "Pearl River Delta", "en")
        == "through Pearl River Delta: Core area"
    )
    assert role_through("核心区", "", "zh") == "核心区"
    assert through("", "en") == ""


def test_levels_say_how_they_are_named() -> None:
    assert [naming_word(level, "zh") for level in ("city", "park", "region", "province")] == [
        "点名",
        "点名",
        "随区域",
        "全省",
    ]
