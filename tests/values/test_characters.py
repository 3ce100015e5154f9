"""Characters that do not fit are told apart in one place."""

from __future__ import annotations

import re
import unicodedata
from xml.etree import ElementTree as ET

import pytest

from cluster_atlas.values.characters import fits_a_name, legible, storable
from tests.conftest import HOSTILE, ROOT

EVERY = "".join(map(chr, range(0x110000)))
TURNS = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def test_what_is_storable_is_what_xml_holds() -> None:
    kept = set(storable(EVERY))
    for code in (*range(0x250), *range(0xD7F0, 0xE010), *range(0xFDC0, 0xFE00), 0xFFFD, 0xFFFE):
        text = chr(code)
        try:
            ET.fromstring(f"<a>&#{code};</a>")  # noqa: S314 - made here
        except (ET.ParseError, ValueError):
            assert text not in kept, hex(code)
        else:
            assert text in kept, hex(code)


def test_what_is_legible_can_be_stored_and_seen() -> None:
    kept = legible(EVERY)
    assert storable(kept) == kept
    assert not set(kept) & set(TURNS)
    for character in kept:
        assert character in "\t\n\r" or unicodedata.category(character) not in {
            "Cc",
            "Cs",
            "Zl",
            "Zp",
        }
    letters = [c for c in EVERY if unicodedata.category(c)[0] in "LNPSM"]
    assert legible("".join(letters)) == "".join(letters)


def test_a_name_is_one_line() -> None:
    assert not any(map(fits_a_name, "\t\n\r\x00\x7f\x85\u2028\u2029\ud800\uffff" + TURNS))
    assert all(map(fits_a_name, "江门 - rail_2023（一）.csv é\u200d"))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_become_legible_once(text: str) -> None:
    assert legible(legible(text)) == legible(text)


def test_no_other_module_has_characters_of_its_own() -> None:
    ranges = re.compile(r"\\ud[78]ff|\\ud800|\\ufffe|\\x0e-\\x1f|\\u202a|\\u2066")
    found = {
        path.name for path in (ROOT / "src").rglob("*.py") if ranges.search(path.read_text("utf-8"))
    }
    assert found == {"characters.py"}
