"""One judge of encodings for all readers, held to every name of a place."""

from __future__ import annotations

import csv

import pytest

from cluster_atlas.own.readers.encodings import codec, found_encoding, judged, told_encoding
from cluster_atlas.values.issues import AtlasError
from tests.conftest import ROOT


def names() -> list[str]:
    """Return the names of all cities and counties, and what people call them."""
    found = []
    with (ROOT / "geodata" / "units.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found += [row["name"], row["short"]]
    return [name for name in dict.fromkeys(found) if not name.isascii()]


@pytest.mark.parametrize("declared", ["", "utf-8", "gb18030", "cp1252"])
@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_each_place_is_told_by_its_name_alone(encoding: str, declared: str) -> None:
    """Of some, 坪山 and 台山, GBK is valid UTF-8; of others, 吴川, UTF-8 is common words of GBK."""
    wrong = [name for name in names() if judged([name.encode(encoding)], [declared]) != encoding]
    assert len(names()) > 150
    assert wrong == []


@pytest.mark.parametrize("text", ["名稱,地區\n甲,屯門\n", "香港", "澳門", "公司名稱,聯絡電話\n"])
@pytest.mark.parametrize("declared", ["", "utf-8", "big5hkscs", "cp1252"])
def test_big5_is_found_where_it_is_meant(text: str, declared: str) -> None:
    assert judged([text.encode("big5")], [declared]) == "big5hkscs"


@pytest.mark.parametrize(
    "text", ["A·B", "km²", "Café", "25 °C", "±5", "Φ20", "α", "Москва", "서울"]
)
def test_signs_and_letters_of_others_are_no_rare_chinese(text: str) -> None:
    """``·`` in UTF-8 is 路 in GBK, ``é`` 茅."""
    assert judged([text.encode()]) == judged([text.encode()], ["utf-8"]) == "utf-8"


@pytest.mark.parametrize("text", ["Café", "Zürich", "São Paulo", "25 °C"])
def test_a_western_text_that_is_no_utf8_is_read_as_such(text: str) -> None:
    assert judged([text.encode("cp1252")]) == "cp1252"


def test_what_is_ascii_alone_is_as_declared() -> None:
    assert judged([b"a", b""]) == judged([]) == found_encoding(b"") == "utf-8"
    assert (
        judged([b"a"], ["", "gb18030", "utf-8"]) == found_encoding(b"a", ["gb18030"]) == "gb18030"
    )


@pytest.mark.parametrize(
    ("name", "encoding"),
    [("坪山", "gb18030"), ("坪山", "utf-8"), ("Café", "utf-8"), ("Café", "cp1252")],
)
def test_the_first_name_may_come_late_in_one_long_line(name: str, encoding: str) -> None:
    plain = b'{"a": 1}, ' * 50_000
    assert found_encoding(plain + name.encode(encoding) + plain) == encoding


def test_marks_and_wide_characters_decide() -> None:
    text = "代码,地市\r\n044010,坪山\r\n"
    for encoding, found in (
        ("utf-8-sig", "utf-8"), ("utf-16", "utf-16"), ("utf-32", "utf-32"),
        ("utf-16-le", "utf-16-le"), ("utf-16-be", "utf-16-be"),
    ):  # fmt: skip
        assert found_encoding(text.encode(encoding), ["gb18030"]) == found


@pytest.mark.parametrize(
    "spelling", ["klingon", "base64", "rot13", "hex", "zip", "idna", "OEM", "\0"]
)
def test_what_is_no_encoding_of_text_is_none(spelling: str) -> None:
    assert codec(spelling) == ""
    if spelling.strip("\0"):
        with pytest.raises(AtlasError, match="不认识的编码"):
            told_encoding(spelling, "地块.shp")
    assert told_encoding(" ", "地块.shp") == ""
