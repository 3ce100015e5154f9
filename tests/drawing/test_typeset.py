"""Text set into lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cluster_atlas.drawing import fonts
from cluster_atlas.drawing.shapes import Paragraph, Span
from cluster_atlas.drawing.typeset import clipped, height, measure, set_paragraph, text_box, words

TEXT = st.text(
    st.sampled_from("广东省江门市产业，。（）《》、A B c d e 12 3 45-6.7 http:// \n😀"),
    max_size=120,
)


def _lines(text: str, width: float, size: float = 9) -> list[str]:
    return ["".join(s.text for s in line) for line in set_paragraph(words(text, size), width)]


@given(TEXT, st.floats(12, 400))
def test_no_character_is_lost_and_no_line_is_too_wide(text: str, width: float) -> None:
    lines = set_paragraph(words(text, 9), width)
    kept = "".join(span.text for line in lines for span in line)
    assert kept.replace(" ", "") == "".join(fonts.printable(text.replace("\n", " ")).split())
    for line in lines:
        text_of = "".join(span.text for span in line)
        assert measure(line) <= width + 0.1 or len(text_of) <= 3


def test_chinese_breaks_anywhere_but_not_before_a_stop_or_behind_a_bracket() -> None:
    text = "建设轨道交通装备产业基地，（江门）形成《集群》。" * 4
    for width in range(40, 200, 7):
        for line in _lines(text, width)[1:]:
            assert line[0] not in "，。）》"
        for line in _lines(text, width)[:-1]:
            assert line[-1] not in "（《"


def test_latin_words_stay_whole_where_they_fit() -> None:
    for line in _lines("advanced equipment manufacturing cluster", 90):
        assert set(line.split()) <= {"advanced", "equipment", "manufacturing", "cluster"}


def test_a_word_longer_than_the_line_is_cut() -> None:
    lines = _lines("x" * 200, 50)
    assert len(lines) > 3
    assert "".join(lines) == "x" * 200


def test_right_to_left_text_is_drawn_in_its_order() -> None:
    ((line,),) = (set_paragraph(words("שלום", 9), 200),)
    assert "".join(span.text for span in line) == "םולש"


def test_a_box_is_as_high_as_its_lines() -> None:
    paragraphs = [words("江门" * 60, 9, after=4), words("短", 12)]
    box = text_box(10, 20, 120, paragraphs)
    assert box.h == pytest.approx(height(paragraphs, 120))
    assert all(20 < line.y < 20 + box.h for line in box.lines)
    assert all(line.x >= 10 and line.x + measure(line.spans) <= 130.1 for line in box.lines)


@pytest.mark.parametrize(("align", "left"), [("left", 0), ("center", 45), ("right", 90)])
def test_alignment(align: str, left: float) -> None:
    (line,) = text_box(0, 0, 100, [words("江", 10, align=align)]).lines  # type: ignore[arg-type]
    assert line.x == pytest.approx(left)


def test_a_bullet_hangs_before_the_first_line_only() -> None:
    paragraph = Paragraph((Span("江门" * 40, 9),), indent=12, bullet="•")
    lines = text_box(0, 0, 100, [paragraph]).lines
    marks = [line for line in lines if line.spans[0].text == "●"]
    assert len(marks) == 1
    assert all(line.x >= 12 for line in lines if line not in marks)


@given(TEXT, st.floats(5, 300))
def test_a_clipped_text_fits_and_says_that_it_is_cut(text: str, room: float) -> None:
    short = clipped(text, 9, room)
    assert short == text or short.endswith("…")
    assert fonts.width(short, 9) <= room or short == "…"


@pytest.mark.parametrize("width", [75.0, 90.0, 130.0, 300.0])
def test_a_documents_number_is_not_parted(width: float) -> None:
    numbers = ["粤工信装备〔2023〕13号", "工信部联电子〔2023〕246号", "粤工信数字产业〔2023〕9号"]
    for comma in ("、", ", "):
        lines = set_paragraph(words(f"依据{comma.join(numbers)}", 5.0), width)
        said = ["".join(span.text for span in line) for line in lines]
        for number in numbers:
            assert sum(number in line for line in said) == 1, (number, said)
