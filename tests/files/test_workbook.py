"""Workbooks as other programs take them: what is a day, how it is filtered and how it prints."""

from __future__ import annotations

import datetime as dt
import io
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import load_workbook

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.selection import Selection, select
from cluster_atlas.exports.exchange import xlsx_bytes
from cluster_atlas.files.workbook import Sheet, workbook
from tests.conftest import HOSTILE

_SOFFICE = shutil.which("soffice") or ""
DAY = dt.date(2026, 11, 29)


def made(*rows: list[object]) -> bytes:
    sheet = Sheet("定位", ["文号", "印发日期", "条数"], rows)
    return workbook([sheet], title="A&B", creator="x", description="", day=DAY)


@pytest.mark.opens("XLSX", "calamine")
def test_calamine_reads_days_numbers_and_texts() -> None:
    content = made(["〔2023〕13号", "2023-12-29", 4], ["2024-02-30", "", 0.5])
    rows = load_workbook(io.BytesIO(content)).get_sheet_by_name("定位").to_python()
    assert rows[1] == ["〔2023〕13号", dt.date(2023, 12, 29), 4.0]
    # A column that holds anything else stays as it is written.
    assert rows[2] == ["2024-02-30", "", 0.5]


@pytest.mark.opens("XLSX", "openpyxl")
def test_a_table_has_its_filter_and_prints_across_with_its_headings() -> None:
    (page,) = openpyxl.load_workbook(io.BytesIO(made(["a", "2023-12-29", 1]))).worksheets
    assert page.freeze_panes == "A2"
    assert page.auto_filter.ref == "A1:C2"
    assert page.print_title_rows == "$1:$1"
    assert page.page_setup.orientation == "landscape"
    # One page wide, where nothing else is said, and as many high as it takes.
    assert (page.page_setup.fitToWidth, page.page_setup.fitToHeight) == (None, 0)
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert "A&&B" in page.oddFooter.left.text
    assert page["B2"].number_format == "yyyy-mm-dd"


@settings(deadline=None)
@given(st.lists(st.one_of(st.text(max_size=40), st.sampled_from(HOSTILE), st.dates().map(str))))
def test_any_text_is_only_text_or_a_day(texts: list[str]) -> None:
    written = ["".join(c for c in text if c.isprintable()) for text in texts]
    content = workbook(
        [Sheet("x", ["x"], [[text] for text in written])],
        title="",
        creator="",
        description="",
        day=DAY,
    )
    (page,) = openpyxl.load_workbook(io.BytesIO(content)).worksheets
    for cell, text in zip(page["A"][1:], written, strict=False):
        assert cell.data_type in {"s", "n", "d"}
        if cell.data_type == "d":
            assert str(cell.value.date()) == text
        else:
            assert (cell.value or "") == text


@pytest.mark.opens("XLSX", "LibreOffice")
@pytest.mark.paper
@pytest.mark.skipif(not _SOFFICE, reason="LibreOffice is not installed")
def test_libreoffice_prints_a_citys_designations_on_few_pages(atlas: Atlas, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(xlsx_bytes(atlas, select(atlas, Selection(places=["city:440700"]))))
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    words = [_SOFFICE, home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*words, str(path)], check=True, capture_output=True)
    # They were 45.
    assert len(pypdfium2.PdfDocument(tmp_path / "a.pdf")) <= 8
