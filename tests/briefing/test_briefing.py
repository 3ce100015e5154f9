"""A briefing as it is written, kept and read again."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.screen import Screen
from cluster_atlas.atlas.selection import Selection
from cluster_atlas.briefing.briefing import (
    KINDS,
    LONGEST,
    Briefing,
    PartChoice,
    briefing_issues,
    briefing_toml,
    city_briefing,
    cleaned,
    parts_for,
    read_briefing,
    screen_of,
    state_of,
)
from cluster_atlas.values.briefspec import notes_of
from cluster_atlas.values.issues import AtlasError
from tests.conftest import HOSTILE

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=60)


def _written(briefing: Briefing, folder: Path) -> Briefing:
    path = folder / "a.toml"
    path.write_bytes(briefing_toml(briefing).encode())
    return read_briefing(path)


@settings(max_examples=120, deadline=None)
@given(title=WORDS, note=WORDS, text=WORDS, office=WORDS, number=st.integers(1, 4))
def test_what_is_written_is_read_again(
    tmp_path_factory: pytest.TempPathFactory,
    title: str,
    note: str,
    text: str,
    office: str,
    number: int,
) -> None:
    parts = tuple(PartChoice(kind, title, text, "text=%E7%81%AF") for kind in list(KINDS)[:number])
    briefing = Briefing(
        title, "", note, office=office, page="A3", date=dt.date(2026, 1, 2), part=parts
    )
    again = _written(briefing, tmp_path_factory.mktemp("briefing"))
    assert again == cleaned(briefing)


def test_a_file_is_small_and_leaves_out_what_is_as_usual() -> None:
    text = briefing_toml(city_briefing("city:440700"))
    assert tomllib.loads(text) == {
        "part": [
            {"kind": "place", "state": "focus=city:440700"},
            {"kind": "sources", "state": "place=city:440700"},
        ]
    }
    assert text.count("[[part]]") == 2


def test_what_a_person_wrote_beside_the_values_survives_a_save(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    mine = '# for the visit in May\ntitle = "T" # ours\n\n# first the map\n[[part]]\nkind = "map"\n'
    path.write_text(mine, encoding="utf-8")
    briefing = read_briefing(path)
    assert briefing_toml(briefing, mine) == mine
    more = replace(briefing, office="O", part=(*briefing.part, PartChoice("list", text="a\nb")))
    text = briefing_toml(more, mine)
    path.write_text(text, encoding="utf-8")
    assert read_briefing(path) == more
    assert all(words in text for words in ("# for the visit in May", "# ours", "# first the map"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('title = "a"\nsize = "A4"\n', "size"),
        ('page = "A5"\n[[part]]\nkind = "map"\n', "A5"),
        ('orientation = "across"\n[[part]]\nkind = "map"\n', "across"),
        ('mode = "film"\n[[part]]\nkind = "map"\n', "film"),
        ('[[part]]\nkind = "song"\n', "song"),
        ('[[part]]\ntitle = "no kind"\n', "kind"),
        ("title = 3\n", "title"),
        ("date = 'tomorrow'\n", "date"),
        ('title = "unclosed\n', "TOML"),
        ("part = 3\n", "part"),
        (f'title = "{"长" * 2000}"\n[[part]]\nkind = "map"\n', "2000"),
    ],
)
def test_a_faulty_file_is_refused_whole_and_said_why(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "faulty.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(AtlasError) as refused:
        read_briefing(path)
    for language in ("zh", "en"):
        sentences = " ".join(issue.sentence(language) for issue in refused.value.issues)
        assert "faulty.toml" in sentences
        assert said in sentences


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(AtlasError, match=r"none\.toml"):
        read_briefing(tmp_path / "none.toml")


def _with(name: str, word: str) -> Briefing:
    words: dict[str, Any] = {name: word}
    return replace(Briefing(part=(PartChoice("map"),)), **words)


def test_every_text_has_a_longest_length() -> None:
    for name, most in LONGEST.items():
        word = "字" * (most + 1)
        briefing = (
            Briefing(part=(PartChoice("map", text=word),)) if name == "text" else _with(name, word)
        )
        (issue,) = briefing_issues(briefing)
        assert issue.field == name
        assert str(most) in issue.message.zh
        assert not briefing_issues(replace(Briefing(), title="字" * LONGEST["title"]))


def test_control_characters_and_line_breaks_leave_the_headings() -> None:
    briefing = cleaned(
        Briefing(
            "一\n二\x00\u2028三", office="甲\r\n乙", note="一\n\n二\x07", part=(PartChoice("map"),)
        )
    )
    assert briefing.title == "一 二三"
    assert briefing.office == "甲 乙"
    assert briefing.note == "一\n\n二"


@pytest.mark.parametrize(
    ("screen", "kinds"),
    [
        (Screen(), ["map", "list", "sources"]),
        (Screen(focus="city:440700"), ["place", "sources"]),
        (Screen(view="compare", compared=("city:440700", "city:441300")), ["compare", "sources"]),
        (Screen(view="evolve", ask={"from": "2021", "to": "2024"}), ["evolve", "sources"]),
        (Screen(view="find", ask={"q": "燃料电池"}), ["find", "sources"]),
        (Screen(view="table"), ["list", "sources"]),
        (Screen(view="sources"), ["list", "sources"]),
    ],
)
def test_parts_carry_out_what_is_on_screen(screen: Screen, kinds: list[str]) -> None:
    assert [part.kind for part in parts_for(screen)] == kinds


def test_a_part_keeps_its_screen_as_an_address(atlas: Atlas) -> None:
    screen = Screen(
        Selection(industries=("rail-equipment",), as_of=2024, text="轨道 & 装备"),
        focus="city:440700",
        compared=("city:440700", "city:441300"),
        ask={"q": "车辆"},
    )
    state = state_of(screen)
    assert parse_qs(state)["text"] == ["轨道 & 装备"]
    again, issues = screen_of(atlas, PartChoice("place", state=state))
    assert issues == []
    assert again == replace(screen, ask={"q": "车辆"})


def test_the_writers_text_has_little_markup_and_no_more() -> None:
    notes = notes_of("# 要点\n第一段**重点**。\n续行\n\n- 一\n• **二**\n\nplain\ntext")
    assert [(note.kind, note.text) for note in notes] == [
        ("heading", "要点"),
        ("paragraph", "第一段重点。续行"),
        ("bullet", "一"),
        ("bullet", "二"),
        ("paragraph", "plain text"),
    ]
    assert [run.bold for run in notes[1].runs] == [False, True, False]
    for text in HOSTILE:
        assert "".join(note.text for note in notes_of(text)) == text.strip().removeprefix("# ")


@given(WORDS)
def test_no_word_of_a_note_is_lost(text: str) -> None:
    kept = "".join(note.text for note in notes_of(text))
    for word in (
        text.replace("*", " ").replace("#", " ").replace("-", " ").replace("•", " ").split()
    ):
        assert word in kept


def test_line_breaks_of_windows_come_back_as_line_breaks(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    part = (PartChoice("map", "", "one\r\ntwo\rthree", "text=%E7%81%AF"),)
    briefing = Briefing("", "", "a\r\nb", date=dt.date(2026, 1, 2), part=part)
    again = _written(briefing, tmp_path_factory.mktemp("briefing"))
    assert again == cleaned(briefing)
    assert again.part[0].text == "one\ntwo\nthree"
