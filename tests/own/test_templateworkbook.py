"""The blank workbook of each kind: opened elsewhere, filled in, and read back."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.own.importing import Importer, SystemWish
from cluster_atlas.own.kinds import fields_of, kind_list
from cluster_atlas.own.reading import read_file
from cluster_atlas.own.rows.templateworkbook import LISTS, heading, template_workbook
from tests.conftest import PATIENCE_MS


@pytest.mark.parametrize("kind", kind_list().kinds)
def test_its_headings_are_matched_and_its_example_is_no_row(
    kind: str, atlas: Atlas, tmp_path: Path
) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(template_workbook(atlas, kind))
    assert template_workbook(atlas, kind) == path.read_bytes()
    (table,) = read_file(path)
    made = Importer(atlas).rows_of(kind, table, {}, SystemWish())
    fields = [field for field in fields_of(kind) if field.id != "xy"]
    assert made.match.fields == {field.id: heading(field) for field in fields}
    assert (len(made.source), made.table.num_rows, made.refused) == (0, 0, ())
    (note,) = made.source.notes
    assert note.line == 2


def test_filled_in_it_gives_its_rows_and_the_example_may_stay(atlas: Atlas, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(template_workbook(atlas, "projects"))
    book = openpyxl.load_workbook(path)
    assert book[LISTS].sheet_state == "hidden"
    page = book["项目"]
    columns = {cell.value: cell.column for cell in page[1]}
    rules = {
        str(rule.sqref).rstrip("0123456789").split(":")[0][0]: rule
        for rule in page.data_validations.dataValidation
    }
    stage = rules[page.cell(1, columns["阶段"]).column_letter]
    assert (stage.type, stage.errorStyle or "stop") == ("list", "stop")
    assert [cell.value for cell in book[LISTS]["A"][:8]] == [s.name.zh for s in kind_list().stages]
    filled = {
        "项目名称*": "虚构甲",
        "阶段": "在建",
        "总投资（万元）": 12000,
        "产业": "轨道交通装备、燃料电池",
        "开工日期": dt.date(2025, 3, 1),
        "区县": "江海区",
        "联系电话": "13800000000",
    }
    for name, value in filled.items():
        page.cell(3, columns[name]).value = value
    book.save(path)
    (table,) = read_file(path)
    made = Importer(atlas).rows_of("projects", table, {}, SystemWish())
    assert made.issues() == ()
    (row,) = made.table.to_pylist()
    assert (row["row"], row["name"], row["stage"]) == (3, "虚构甲", "building")
    assert (row["investment"], row["started"]) == (1.2e8, dt.date(2025, 3, 1))
    assert "rail-equipment" in row["industries"]
    assert row["county"] == "county:440704"


@pytest.mark.paper
def test_libreoffice_opens_and_keeps_it(atlas: Atlas, tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("no LibreOffice")
    path = tmp_path / "a.xlsx"
    path.write_bytes(template_workbook(atlas, "projects"))
    subprocess.run(
        [
            office,
            "--headless",
            f"-env:UserInstallation=file://{tmp_path}/profile",
            *("--convert-to", "xlsx:Calc MS Excel 2007 XML"),
            *("--outdir", str(tmp_path / "out")),
            str(path),
        ],
        check=True,
        capture_output=True,
        timeout=PATIENCE_MS / 1000 * 4,
    )
    again = openpyxl.load_workbook(tmp_path / "out" / "a.xlsx")
    assert again[LISTS].sheet_state == "hidden"
    kept = [rule for rule in again["项目"].data_validations.dataValidation if rule.type == "list"]
    assert len(kept) == 4
    (table,) = read_file(tmp_path / "out" / "a.xlsx")
    made = Importer(atlas).rows_of("projects", table, {}, SystemWish())
    assert (len(made.source), len(made.match.others)) == (0, 0)
