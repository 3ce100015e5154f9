"""Targets as phrases."""

from __future__ import annotations

import pytest

from cluster_atlas.values.model import Target
from cluster_atlas.wording.targets import amount, target_words


@pytest.mark.parametrize(
    ("value", "unit", "english", "qualifier", "said"),
    [
        (11987.44, "亿元", "CNY 100 million", "", ("11987.44 亿元", "CNY 1.198744 trillion")),
        (1e6, "家", "firms", "超", ("超 1000000 家", "over 1000000 firms")),
        (
            3500,
            "亿元",
            "CNY 100 million",
            "以上",
            ("3500 亿元以上", "at least CNY 350 billion"),
        ),
        (1800, "亿元", "CNY 100 million", "近", ("近 1800 亿元", "nearly CNY 180 billion")),
        (0.35, "亿元", "CNY 100 million", "", ("0.35 亿元", "CNY 35 million")),
        (90.5, "万辆", "10,000 vehicles", "", ("90.5 万辆", "905,000 vehicles")),
        (6, "%", "%", "约", ("约 6%", "about 6%")),
        (5, "个", "", "3至", ("3至5 个", "3 to 5")),
    ],
)
def test_amount(
    value: float, unit: str, english: str, qualifier: str, said: tuple[str, str]
) -> None:
    target = Target("产值", "Output", value, unit, english, 2025, qualifier)
    assert amount(target, "zh", dated=False) == said[0]
    assert amount(target, "en", dated=False) == said[1]
    assert target_words(target, "zh") == f"产值 {said[0]}（2025 年）"
    assert target_words(target, "en") == f"Output: {said[1]} (2025)"


def test_no_target_says_nothing() -> None:
    assert target_words(None, "zh") == ""
