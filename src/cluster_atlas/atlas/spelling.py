"""Texts as search words: one normal form for names, queries, pinyin and its initials."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

# Syllables of the shipped names; loading pypinyin for them would cost a third of a second.
SPELLINGS = Path(__file__).with_name("spellings.csv")

# The usual syllable of each character of names and products; most names are read by it.
READINGS = Path(__file__).with_name("readings.csv")

# How people here read what pypinyin's dictionary reads otherwise.
_READINGS = {
    "花都": ("hua", "du"),
    "之都": ("zhi", "du"),
    "长安": ("chang", "an"),
    "市长安": ("shi", "chang", "an"),
    "长隆": ("chang", "long"),
    "长洲": ("chang", "zhou"),
    "长宁": ("chang", "ning"),
    "塘厦": ("tang", "xia"),
    "勒流": ("le", "liu"),
    # A branch of a river in Cantonese; as a verb, 涌现, it is yong.
    "河涌": ("he", "chong"),
    "东涌": ("dong", "chong"),
    "大涌": ("da", "chong"),
    "麻涌": ("ma", "chong"),
    "葵涌": ("kui", "chong"),
    "霞涌": ("xia", "chong"),
    "铁涌": ("tie", "chong"),
    "公益涌": ("gong", "yi", "chong"),
    "共和涌": ("gong", "he", "chong"),
    "校本部": ("xiao", "ben", "bu"),
    "重熔": ("chong", "rong"),
}

_HAN = re.compile(r"[㐀-鿿豈-﫿]")

# Latin words and digits, or a run of other letters (Chinese is not split).
# The viewer's words.js holds the same rule.
_TOKEN = re.compile(r"[a-z0-9]+|[^\W_a-z0-9]+")


def is_han(character: str) -> bool:
    """Tell whether a character is a Chinese one."""
    return bool(_HAN.match(character))


def tokens(text: str) -> list[str]:
    """Return a text's words: lower case, NFKC, Latin runs apart from Chinese ones."""
    return _TOKEN.findall(unicodedata.normalize("NFKC", text).lower())


def haystack(texts: Iterable[str]) -> str:
    """Return texts as one string of words with a blank before each, every word once."""
    return " " + " ".join(dict.fromkeys(word for text in texts for word in tokens(text)))


def occurs(word: str, hay: str) -> bool:
    """Tell whether a word of a query occurs: Latin at the start of a word, Chinese anywhere."""
    return (f" {word}" if word[0].isascii() else word) in hay


@cache
def syllables(text: str) -> str:
    """Return a Chinese name in toneless pinyin, a blank between syllables."""
    if not _HAN.search(text):
        return ""
    if (known := _spellings().get(text)) is not None:
        return known
    return " ".join(read_syllables(text))


def read_syllables(text: str) -> list[str]:
    """Return the toneless syllables of a name that is not among the shipped ones."""
    return _reader()(text, errors="ignore")  # type: ignore[no-any-return]


@cache
def readings() -> dict[str, str]:
    """Return the usual syllable of each known character."""
    with READINGS.open(encoding="utf-8", newline="") as file:
        return {c: syllable for syllable, characters in csv.reader(file) for c in characters}


def usual_syllables(text: str) -> str:
    """Return a text in toneless pinyin, a character after the other; unknown ones are left out."""
    table = readings()
    return " ".join(table[c] for c in text if c in table)


@cache
def _reader() -> Any:  # noqa: ANN401 - pypinyin has no types
    from pypinyin import lazy_pinyin, load_phrases_dict

    load_phrases_dict({name: [[s] for s in parts] for name, parts in _READINGS.items()})
    return lazy_pinyin


@cache
def _spellings() -> dict[str, str]:
    with SPELLINGS.open(encoding="utf-8", newline="") as file:
        return dict(csv.reader(file))


def pinyin(text: str) -> tuple[str, str]:
    """Return a Chinese name in toneless pinyin, written together, and its initials."""
    parts = syllables(text).split()
    return "".join(parts), "".join(part[0] for part in parts)


def spellings(names: Iterable[str]) -> str:
    """Return the pinyin and the initials of names as one haystack."""
    return haystack(spelling for name in names if name for spelling in pinyin(name))


def syllable_list(names: Iterable[str]) -> str:
    """Return the syllables of each name, ``|`` between names; empty where the usual ones do."""
    known = list(names)
    read = [syllables(name) for name in known]
    return "" if read == [usual_syllables(name) for name in known] else "|".join(read)
