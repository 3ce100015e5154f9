"""Files for other programs: no formula runs, no file is left half-written."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cluster_atlas.atlas import Atlas
from cluster_atlas.exchange import cell, csv_bytes, write_file, xlsx_bytes
from cluster_atlas.issues import AtlasError
from cluster_atlas.selection import Selection, select
from tests.conftest import HOSTILE


@given(st.text())
def test_no_text_cell_starts_a_formula(text: str) -> None:
    value = cell(text)
    assert not value.startswith(("=", "+", "-", "@", "\t", "\r"))


@given(st.integers() | st.floats(allow_nan=False))
def test_numbers_stay_numbers(number: float) -> None:
    assert cell(number) == number


@pytest.mark.parametrize("text", [*HOSTILE, "-1", "@SUM(A1)", "\x00\x07bell", "+86"])
def test_hostile_titles_stay_text(atlas: Atlas, text: str) -> None:
    spoiled = replace(atlas, facts=(replace(atlas.facts[0], title=text, note=text),))
    selected = select(spoiled, Selection())
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(spoiled, selected)))
    cells = [c for row in book["定位"].iter_rows() for c in row]
    assert all(c.data_type != "f" for c in cells)
    assert text.replace("\x00", "").replace("\x07", "") in "".join(str(c.value) for c in cells)
    assert csv_bytes(spoiled, selected).startswith(b"\xef\xbb\xbf")


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    with pytest.raises(AtlasError, match="missing"):
        write_file(tmp_path / "missing" / "x.csv", b"x")
    target = tmp_path / "folder"
    target.mkdir()
    with pytest.raises(AtlasError):
        write_file(target, b"x")
    assert list(tmp_path.iterdir()) == [target]
