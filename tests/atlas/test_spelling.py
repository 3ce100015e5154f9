"""Search words: one normal form for Chinese, English and pinyin."""

from __future__ import annotations

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cluster_atlas.atlas.spelling import (
    SPELLINGS,
    haystack,
    occurs,
    pinyin,
    read_syllables,
    spellings,
    syllables,
    tokens,
)
from tests.conftest import ROOT


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("维信诺第6代AMOLED模组", ["维信诺第", "6", "代", "amoled", "模组"]),
        ("ＯＬＥＤ／显示", ["oled", "显示"]),
        ("4K/8K", ["4k", "8k"]),
        ("…—，", []),
    ],
)
def test_tokens(text: str, words: list[str]) -> None:
    assert tokens(text) == words


@pytest.mark.parametrize(
    ("name", "full", "initials"),
    [("江门", "jiangmen", "jm"), ("番禺", "panyu", "py"), ("东莞", "dongguan", "dg")],
)
def test_pinyin(name: str, full: str, initials: str) -> None:
    assert pinyin(name) == (full, initials)


def test_latin_at_the_start_of_a_word_chinese_anywhere() -> None:
    hay = haystack(["轨道交通装备 rail equipment", spellings(["江门"])])
    assert occurs("交通", hay)
    assert occurs("jiang", hay)
    assert occurs("equip", hay)
    assert not occurs("quip", hay)


@given(st.text())
def test_every_token_occurs_in_its_own_haystack(text: str) -> None:
    hay = haystack([text])
    assert all(occurs(word, hay) for word in tokens(text))


def test_the_shipped_spellings_are_those_that_would_be_read() -> None:
    with SPELLINGS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) > 1000
    wrong = [r for r in rows if " ".join(read_syllables(r["name"])) != r["syllables"]]
    assert wrong == []


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("花都区", "hua du qu"),
        ("广州花都经济开发区", "guang zhou hua du jing ji kai fa qu"),
        ("世界显示之都", "shi jie xian shi zhi du"),
        ("东莞市长安镇", "dong guan shi chang an zhen"),
        ("麻涌镇", "ma chong zhen"),
        ("塘厦镇", "tang xia zhen"),
    ],
)
def test_names_are_read_as_people_here_read_them(name: str, read: str) -> None:
    assert syllables(name) == read
    assert " ".join(read_syllables(name)) == read


def test_rivers_are_read_in_every_name_of_a_town() -> None:
    with (ROOT / "geodata" / "towns.csv").open(encoding="utf-8", newline="") as file:
        names = {row[key] for row in csv.DictReader(file) for key in ("name", "short")}
    rivers = [name for name in names if "涌" in name]
    assert len(rivers) > 10
    assert [name for name in rivers if "chong" not in syllables(name).split()] == []
    assert syllables("人才涌现").split()[2:] == ["yong", "xian"]
    assert syllables("广州长隆") == "guang zhou chang long"
