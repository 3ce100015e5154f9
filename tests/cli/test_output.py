"""Tables for a terminal: aligned by what a terminal shows, and unable to tell it anything."""

from __future__ import annotations

import pytest

from cluster_atlas.cli.output import cell_width, show


def test_chinese_takes_two_cells_and_columns_stand_under_each_other(
    capsys: pytest.CaptureFixture[str],
) -> None:
    show([{"id": "a", "name": "江门市"}, {"id": "bcd", "name": "x"}], "table")
    assert capsys.readouterr().out == "id   name\n───────────\na    江门市\nbcd  x\n"


def test_what_is_wider_than_the_line_is_folded_and_nothing_is_lost(
    capsys: pytest.CaptureFixture[str],
) -> None:
    title, words = "轨道交通产业基地" * 40, "one two " * 60
    show([{"id": "a", "title": title, "words": words}], "table")
    lines = capsys.readouterr().out.splitlines()
    assert max(map(cell_width, lines)) <= 200
    text = "".join(lines[2:])
    assert sum(sign in "轨道交通产业基地" for sign in text) == len(title)
    assert text.split().count("one") == 60, "words stay whole"


@pytest.mark.parametrize("sign", ["\x1b[31m", "\r", "\n", "\x07", "\u202e"])
def test_no_value_steers_the_terminal(sign: str, capsys: pytest.CaptureFixture[str]) -> None:
    show([{"id": f"a{sign}b"}], "table")
    assert sign[0] not in capsys.readouterr().out.replace("\n", "", 3)
