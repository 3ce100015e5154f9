"""Search words: one normal form for Chinese, English and pinyin."""

from __future__ import annotations

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypinyin import lazy_pinyin

from cluster_atlas.atlas.spelling import SPELLINGS, haystack, occurs, pinyin, spellings, tokens


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


def test_the_shipped_spellings_are_those_of_pypinyin() -> None:
    with SPELLINGS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) > 1000
    wrong = [r for r in rows if " ".join(lazy_pinyin(r["name"], errors="ignore")) != r["syllables"]]
    assert wrong == []
