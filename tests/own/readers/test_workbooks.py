"""Workbooks of offices are read as their makers see them, and what cannot be read is said."""

from __future__ import annotations

import datetime as dt
import io
import re
import struct
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from msoffcrypto.format.ooxml import OOXMLFile

from cluster_atlas.own.limits import Limits
from cluster_atlas.own.readers.sheets import binary, recalculation, spreadsheet
from cluster_atlas.own.readers.sheets.spreadsheet import read_workbook
from cluster_atlas.own.sourcetable import ReadOptions, SourceTable
from cluster_atlas.values.issues import AtlasError

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_RELATIONS = "http://purl.oclc.org/ooxml/officeDocument/relationships"


def written(path: Path, fill: Callable[[Any, Any], None], **options: Any) -> Path:
    """Write a workbook of one sheet with xlsxwriter."""
    with xlsxwriter.Workbook(path, options) as book:
        fill(book, book.add_worksheet("项目"))
    return path


def rows(path: Path, *lines: list[Any]) -> Path:
    """Write rows of plain values as a workbook."""

    def fill(_: Any, sheet: Any) -> None:
        for number, line in enumerate(lines):
            sheet.write_row(number, 0, line)

    return written(path, fill, strings_to_formulas=False)


def edited(path: Path, part: str, *changes: tuple[str, str]) -> Path:
    """Change the text of the parts of a package whose names match."""
    content = io.BytesIO()
    with (
        zipfile.ZipFile(path) as old,
        zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            data = old.read(name)
            if re.search(part, name):
                text = data.decode()
                for pattern, instead in changes:
                    text = re.sub(pattern, instead, text)
                data = text.encode()
            new.writestr(name, data)
    path.write_bytes(content.getvalue())
    return path


def one(path: Path, **options: Any) -> SourceTable:
    (table,) = read_workbook(path, path.name, ReadOptions(**options))
    return table


def column(table: SourceTable, name: str) -> list[Any]:
    return table.values[table.columns.index(name)]


def said(table: SourceTable) -> list[tuple[int | None, str, str]]:
    return [(issue.line, issue.field, issue.message.zh) for issue in table.issues]


def refused(path: Path, **options: Any) -> str:
    with pytest.raises(AtlasError) as error:
        read_workbook(path, path.name, ReadOptions(**options))
    assert error.value.issues[0].file == path.name
    return error.value.issues[0].sentence("zh")


def test_text_stays_text_and_no_name_vanishes(tmp_path: Path) -> None:
    names = ["NA", "None", "null", "N/A", "nan", "=项目", "-", "TRUE"]
    path = rows(tmp_path / "a.xlsx", ["代码", "名称"], *(["044010", name] for name in names))
    table = one(path)
    assert column(table, "代码") == ["044010"] * len(names)
    assert column(table, "名称") == names
    assert (table.name, table.format, table.hidden) == ("项目", "xlsx", False)
    assert not table.issues
    assert not table.notes


def test_rows_have_the_numbers_beside_them(tmp_path: Path) -> None:
    def fill(_: Any, sheet: Any) -> None:
        sheet.write("B2", "产业园一览")
        sheet.write("E3", "单位：万元")
        sheet.write_row("B4", ["名称", "投资", "面积", "备注"])
        sheet.write_row("B5", ["甲", 1, 2, "x"])
        sheet.write_row("B8", ["乙", 3, 4])

    table = one(written(tmp_path / "a.xlsx", fill))
    assert table.columns == ("名称", "投资", "面积", "备注")
    assert list(table.rows) == [5, 8]
    assert column(table, "投资") == [1, 3]
    assert column(table, "备注") == ["x", None]
    assert [note.line for note in table.notes] == [4]


def test_sheets_that_are_shown_come_first(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        hidden, empty, shown, deep = (book.add_worksheet(name) for name in ("旧", "空", "新", "深"))
        shown.activate()
        hidden.hide()
        deep.very_hidden()
        empty.write_blank(3, 3, None, book.add_format({"bold": True}))
        for sheet in (hidden, shown, deep):
            sheet.write_column(0, 0, ["名称", "甲"])
    tables = read_workbook(tmp_path / "a.xlsx", "a.xlsx", ReadOptions())
    assert [(table.name, table.hidden) for table in tables] == [
        ("新", False),
        ("旧", True),
        ("深", True),
    ]
    assert one(tmp_path / "a.xlsx", table="旧").hidden
    assert "最接近的是「新」" in refused(tmp_path / "a.xlsx", table="新 ")


def test_headings_of_two_rows_are_joined(tmp_path: Path) -> None:
    def fill(_: Any, sheet: Any) -> None:
        sheet.merge_range("A1:F1", "重点项目\n（2024年）")
        sheet.merge_range("A2:A3", "项目\n名称")
        sheet.merge_range("B2:C2", "投资")
        sheet.merge_range("D2:E2", "面积")
        sheet.write_row("B3", ["亿元", "万元", "亩", "亩"])
        sheet.merge_range("F2:F3", "备注")
        sheet.write_row("A4", ["甲", 1.5, 15000, 2, 3, "好"])

    table = one(written(tmp_path / "a.xlsx", fill))
    assert table.columns == (
        "项目名称", "投资 / 亿元", "投资 / 万元", "面积 / 亩", "面积 / 亩 2", "备注",
    )  # fmt: skip
    assert [values[0] for values in table.values] == ["甲", 1.5, 15000, 2, 3, "好"]
    assert list(table.rows) == [4]


def test_groups_above_headings_at_the_bottom(tmp_path: Path) -> None:
    def fill(_: Any, sheet: Any) -> None:
        sheet.merge_range("B1:C1", "投资")
        sheet.write_row("A2", ["名称", "计划", "完成"])
        sheet.write_row("A3", ["甲", "多", "少"])

    table = one(written(tmp_path / "a.xlsx", fill))
    assert table.columns == ("名称", "投资 / 计划", "投资 / 完成")
    assert column(table, "名称") == ["甲"]


def test_a_row_of_words_below_a_merged_heading_is_data(tmp_path: Path) -> None:
    def fill(_: Any, sheet: Any) -> None:
        sheet.write("A1", "企业")
        sheet.merge_range("B1:C1", "联系人")
        sheet.write_row("A2", ["甲", "张三", "科长"])

    table = one(written(tmp_path / "a.xlsx", fill))
    assert table.columns == ("企业", "联系人", "联系人 2")
    assert column(table, "企业") == ["甲"]


def test_headings_are_unlike_and_years_may_be_some(tmp_path: Path) -> None:
    heads = ["地市", "说明", "说明", "", 2023, 2024]
    table = one(rows(tmp_path / "a.xlsx", heads, ["广州", "a", "b", "c", 1, 2]))
    assert table.columns == ("地市", "说明", "说明 2", "列 D", "2023", "2024")


def test_a_table_without_headings_loses_no_row(tmp_path: Path) -> None:
    table = one(rows(tmp_path / "a.xlsx", ["广州", 440100, 1.5], ["深圳", 440300, 2.5]))
    assert table.columns == ("列 A", "列 B", "列 C")
    assert list(table.rows) == [1, 2]
    assert "没有找到表头" in table.notes[0].sentence("zh")


@pytest.mark.parametrize(
    ("lines", "heads", "first"),
    [
        (
            [["地市", 2023, ""], ["", "产值", "增速"], ["广州", 1, 2]],
            ("地市", "2023 / 产值", "2023 / 增速"),
            3,
        ),
        ([["项目名称：甲", "负责人：乙"], ["名称", "投资"], ["甲", 1]], ("名称", "投资"), 3),
        (
            [["说明：截至2024年", "", ""], ["名称", "级别", "面积"], ["x", "y", 2]],
            ("名称", "级别", "面积"),
            3,
        ),
        ([["2024-01-05", "广州"], ["2024-01-06", "深圳"]], ("列 A", "列 B"), 1),
        ([["单位", "数量"], ["某公司", 3]], ("单位", "数量"), 2),
        ([["名称", "", "备注"], ["甲", "科长", "好"]], ("名称", "列 B", "备注"), 2),
    ],
)
def test_the_row_of_headings_is_found(
    tmp_path: Path, lines: list[list[Any]], heads: tuple[str, ...], first: int
) -> None:
    table = one(rows(tmp_path / "a.xlsx", *lines))
    assert (table.columns, table.rows[0]) == (heads, first)


def test_texts_merged_over_rows_stand_in_each_and_numbers_once(tmp_path: Path) -> None:
    def fill(_: Any, sheet: Any) -> None:
        sheet.write_row("A1", ["地市", "名称", "投资"])
        sheet.merge_range("A2:A3", "广州")
        sheet.write_column("B2", ["甲", "乙"])
        sheet.merge_range("C2:C3", 5)

    table = one(written(tmp_path / "a.xlsx", fill))
    assert column(table, "地市") == ["广州", "广州"]
    assert column(table, "投资") == [5, None]


@pytest.mark.parametrize("number", [14, *range(27, 32), 36, *range(50, 55), 57, 58])
def test_dates_in_built_in_formats_are_dates(tmp_path: Path, number: int) -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_row("A1", ["名称", "日期"])
        sheet.write("A2", "甲")
        sheet.write_number("B2", 45413, book.add_format({"num_format": number}))

    table = one(written(tmp_path / "a.xlsx", fill))
    assert column(table, "日期") == [dt.date(2024, 5, 1)]


def test_dates_counted_from_1904(tmp_path: Path) -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_row("A1", ["名称", "日期"])
        sheet.write("A2", "甲")
        sheet.write_datetime("B2", dt.datetime(2024, 5, 1), book.add_format({"num_format": 31}))  # noqa: DTZ001

    table = one(written(tmp_path / "a.xlsx", fill, date_1904=True))
    assert column(table, "日期") == [dt.date(2024, 5, 1)]


def test_times_and_lengths(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["名称", "时间"])
    book.active.append(["甲", dt.time(8, 30)])
    book.active.append(["乙", dt.timedelta(hours=30)])
    book.active.append(["丙", dt.timedelta(hours=3)])
    book.save(path)
    assert column(one(path), "时间") == [dt.time(8, 30), "30:00:00", dt.time(3, 0)]


def test_a_strict_workbook(tmp_path: Path) -> None:
    path = rows(tmp_path / "a.xlsx", ["名称", "投资"], ["甲", 1.5])
    edited(path, r"xml$|rels$", (MAIN, STRICT), (RELATIONS, STRICT_RELATIONS))
    edited(path, "sheet1", ('<c r="B2">', '<c r="B2" t="e"><v>#N/A</v></c><c r="C2">'))
    table = one(path)
    assert column(table, "名称") == ["甲"]
    assert said(table) == [(2, "投资", "公式出错，按空白读入")]


@pytest.mark.parametrize("reference", ["A1", "A1:XFD1048576", "A1:A2"])
def test_a_wrong_dimension(tmp_path: Path, reference: str) -> None:
    path = rows(tmp_path / "a.xlsx", ["名称", "投资"], ["甲", 1.5], ["乙", 2])
    edited(path, "sheet1", ('ref="A1:B3"', f'ref="{reference}"'))
    assert column(one(path), "投资") == [1.5, 2]


@pytest.mark.parametrize("prefix", ["", "x:"])
def test_error_cells_are_blank_and_said(tmp_path: Path, prefix: str) -> None:
    def fill(_: Any, sheet: Any) -> None:
        sheet.write_row("A1", ["名称", "投资", "空"])
        sheet.write_row("A3", ["甲", 1])
        sheet.write_formula("B3", "=1/0", None, "#DIV/0!")
        sheet.write_formula("C3", "=NA()", None, "#N/A")
        sheet.write_row("A4", ["乙", 1])

    path = edited(written(tmp_path / "a.xlsx", fill), "workbook.xml", (' fullCalcOnLoad="1"', ""))
    if prefix:
        edited(path, "sheet1", (r"<(/?)(?!\?)(\w)", rf"<\1{prefix}\2"), ("xmlns=", "xmlns:x="))
    table = one(path)
    assert column(table, "投资") == [None, 1]
    assert said(table) == [
        (3, "投资", "公式出错，按空白读入"),
        (3, "空", "公式出错，按空白读入"),
    ]
    assert table.issues[0].value == "#DIV/0!"


def uncomputed(path: Path, writer: str) -> Path:
    """Write formulas by a program that does not compute; the last column is nothing but one."""
    lines = [["名称", "单价", "数量", "总价", "说明"], ["甲", 2, 3, "=B2*C2", '="共"&D2']]
    if writer == "openpyxl":
        book = openpyxl.Workbook()
        book.active.title = "项目"
        for line in lines:
            book.active.append(line)
        book.save(path)
        return path

    def fill(_: Any, sheet: Any) -> None:
        for number, line in enumerate(lines):
            sheet.write_row(number, 0, line)

    return written(path, fill)


@pytest.mark.parametrize("writer", ["openpyxl", "xlsxwriter"])
def test_formulas_never_calculated_are_never_0(
    tmp_path: Path, writer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recalculation, "_PROGRAMS", ())
    table = one(uncomputed(tmp_path / "a.xlsx", writer))
    assert table.columns == ("名称", "单价", "数量", "总价", "说明")
    assert [values[0] for values in table.values] == ["甲", 2, 3, None, None]
    wrong = "公式从未计算过，按空白读入"
    assert said(table) == [(2, "总价", wrong), (2, "说明", wrong)]
    assert table.issues[0].value == "=B2*C2"


@pytest.mark.paper
def test_formulas_never_calculated_are_computed(tmp_path: Path) -> None:
    def fill(_: Any, sheet: Any) -> None:
        sheet.write_row("A1", ["名称", "单价", "数量", "总价", "说明", "空", "错"])
        formulas = ["=B2*C2", '="共"&D2', '=IF(D2>0,"",1)', "=1/0"]
        sheet.write_row("A2", ["甲", 2, 3, *formulas])

    table = one(written(tmp_path / "a.xlsx", fill))
    assert [values[0] for values in table.values] == ["甲", 2, 3, 6, "共6", None, None]
    assert said(table) == [(2, "错", "公式出错，按空白读入")]


@pytest.mark.parametrize("formula", ['=WEBSERVICE("http://127.0.0.1:1/")', "='[1]x'!A1", "=1+1"])
def test_nothing_that_reaches_out_is_computed(
    tmp_path: Path, formula: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[bytes] = []
    monkeypatch.setattr(spreadsheet, "recalculated", lambda content, _: given.append(content))
    path = rows(tmp_path / "a.xlsx", ["名称", "值"], ["甲", 1])
    escaped = formula[1:].replace('"', "&quot;")
    edited(
        path,
        "sheet1",
        (r"<v>1</v></c></row></sheetData>", f"<f>{escaped}</f></c></row></sheetData>"),
    )
    assert said(one(path)) == [(2, "值", "公式从未计算过，按空白读入")]
    assert bool(given) == (formula == "=1+1")
    given.clear()
    link = (
        f'<Relationship Id="r9" Type="{RELATIONS}/image" Target="http://x" TargetMode="External"/>'
    )
    edited(path, "workbook.xml.rels", ("</Relationships>", link + "</Relationships>"))
    assert column(one(path), "值") == [None]
    assert not given


def test_an_empty_text_is_a_value_of_a_formula(tmp_path: Path) -> None:
    def fill(_: Any, sheet: Any) -> None:
        sheet.write_row("A1", ["名称", "注"])
        sheet.write("A2", "甲")
        sheet.write_formula("B2", '=IF(1,"","x")', None, "")

    path = written(tmp_path / "a.xlsx", fill)
    edited(path, "sheet1", ('<c r="B2">', '<c r="B2" t="str">'), ("<v>0</v>|<v></v>", "<v></v>"))
    assert not one(path).issues


def test_numbers_too_long_to_be_kept_are_said(tmp_path: Path) -> None:
    path = rows(tmp_path / "a.xlsx", ["名称", "编码"], ["甲", 440106202405010001], ["乙", 12345])
    table = one(path)
    assert column(table, "编码") == [440106202405010000, 12345]
    assert said(table) == [(2, "编码", "是按数字输入的，15 位以后已丢失")]
    assert table.issues[0].value == "440106202405010000"


def test_october_typed_as_a_number_is_doubtful(tmp_path: Path) -> None:
    lines = [["甲", 2024.03, 2024.1, 1950.1], ["乙", 2024.1, 7.5, 3.25], ["丙", 2024.12, None, 8]]
    table = one(rows(tmp_path / "a.xlsx", ["名称", "开工年月", "增长", "投资"], *lines))
    assert said(table) == [(3, "开工年月", "是按数字输入的，不知是 1 月还是 10 月")]
    assert column(table, "开工年月") == [2024.03, 2024.1, 2024.12]


def test_codes_of_line_breaks_are_decoded(tmp_path: Path) -> None:
    path = rows(tmp_path / "a.xlsx", ["名称", "注"], ["甲_x000D_\n乙", "a"])
    assert column(one(path), "名称") == ["甲\n乙"]
    edited(path, "sharedStrings", ("_x005F_", "_"), ("<t>a", "<t>_x0009_b"))
    table = one(path)
    assert column(table, "名称") == ["甲\n乙"]
    assert column(table, "注") == ["\tb"]


def test_whole_numbers_truth_values_and_blanks(tmp_path: Path) -> None:
    lines = [[440106, True, 1.5, "　"], [440107, False, 2, "\xa0 x"]]
    table = one(rows(tmp_path / "a.xlsx", ["代码", "有无", "数", "注"], *lines))
    assert [repr(values) for values in table.values] == [
        "[440106, 440107]", "[True, False]", "[1.5, 2.0]", "[None, '\\xa0 x']",
    ]  # fmt: skip


def test_what_is_no_number_is_said(tmp_path: Path) -> None:
    path = rows(tmp_path / "a.xlsx", ["名称", "数"], ["甲", 7777.5], ["乙", 1])
    table = one(edited(path, "sheet1", ("<v>7777.5</v>", "<v>NaN</v>")))
    assert column(table, "数") == [None, 1]
    assert said(table) == [(2, "数", "不是数，按空白读入")]


def test_a_million_formatted_empty_rows(tmp_path: Path) -> None:
    path = rows(tmp_path / "a.xlsx", ["名称", "数"], ["甲", 1])
    numbers = range(3, 1_048_577)
    empty = "".join(f'<row r="{n}" s="1"><c r="A{n}" s="1"/></row>' for n in numbers)
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
        for name, part in parts.items():
            book.writestr(name, part.replace(b"</sheetData>", empty.encode() + b"</sheetData>"))
    start = time.process_time()
    table = one(path)
    assert time.process_time() - start < 2
    assert list(table.rows) == [2]


def encrypted(path: Path, password: str) -> Path:
    plain = rows(path, ["名称"], ["甲"]).read_bytes()
    with path.open("wb") as target:
        OOXMLFile(io.BytesIO(plain)).encrypt(password, target)
    return path


def test_a_password_is_asked_for(tmp_path: Path) -> None:
    path = encrypted(tmp_path / "a.xlsx", "密码1")
    assert "有打开密码" in refused(path)
    assert "密码不对" in refused(path, password="密码2")  # noqa: S106
    assert column(one(path, password="密码1"), "名称") == ["甲"]  # noqa: S106
    assert column(one(encrypted(path, "VelvetSweatshop")), "名称") == ["甲"]


OPEN_DOCUMENT = """<office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">
<office:body><office:spreadsheet><table:table table:name="项目">{}
</table:table></office:spreadsheet></office:body></office:document-content>"""


def open_document(path: Path, *lines: str, manifest: str = "<manifest/>") -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        text = "".join(lines).replace("<r", "<table:table-row").replace("</r", "</table:table-row")
        text = text.replace("<c", "<table:table-cell").replace("</c", "</table:table-cell")
        text = text.replace("<p>", "<text:p>").replace("</p>", "</text:p>")
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", OPEN_DOCUMENT.format(text))
    return path


def cell(text: str, said: str = "columns-spanned", number: int = 1) -> str:
    return f'<c office:value-type="string" table:number-{said}="{number}"><p>{text}</p></c>'


def test_open_documents(tmp_path: Path) -> None:
    path = open_document(
        tmp_path / "a.ods",
        '<r table:number-rows-repeated="2"><c/></r>',
        f"<r>{cell('名称', 'rows-spanned', 2)}",
        f"{cell('投资', 'columns-spanned', 2)}<table:covered-table-cell/></r>",
        f"<r><table:covered-table-cell/>{cell('亿元')}{cell('万元')}</r>",
        f'<r>{cell("甲")}<c office:value-type="float" office:value="1.5"><p>1.5</p></c>',
        '<c office:value-type="string" calcext:value-type="error"><p>#N/A</p></c></r>',
        '<r table:number-rows-repeated="1048570"><c table:number-columns-repeated="16384"/></r>',
    )
    table = one(path)
    assert table.columns == ("名称", "投资 / 亿元", "投资 / 万元")
    assert [values[0] for values in table.values][:2] == ["甲", 1.5]
    assert list(table.rows) == [5]
    assert said(table) == [(5, "投资 / 万元", "公式出错，按空白读入")]
    assert table.format == "ods"
    locked = "<manifest><encryption-data/></manifest>"
    assert "有打开密码" in refused(open_document(path, f"<r>{cell('甲')}</r>", manifest=locked))


def test_values_of_open_documents(tmp_path: Path) -> None:
    values = [
        ("boolean", "boolean-value", "true"),
        ("time", "time-value", "PT30H00M00S"),
        ("time", "time-value", "PT08H30M00S"),
        ("date", "date-value", "2024-05-01"),
        ("percentage", "value", "0.12"),
        ("currency", "value", "5"),
    ]
    cells = "".join(
        f'<c office:value-type="{kind}" office:{name}="{value}"><p>x</p></c>'
        for kind, name, value in values
    )
    heads = "".join(cell(kind + str(n)) for n, (kind, _, _) in enumerate(values))
    table = one(open_document(tmp_path / "a.ods", f"<r>{heads}</r>", f"<r>{cells}</r>"))
    assert [found[0] for found in table.values] == [
        True, "30:00:00", dt.time(8, 30), dt.date(2024, 5, 1), 0.12, 5,
    ]  # fmt: skip


def test_a_cell_that_stands_for_too_many_is_refused(tmp_path: Path) -> None:
    many = cell("甲", "columns-repeated", 600)
    path = open_document(tmp_path / "a.ods", f"<r>{many}</r>")
    assert "超过 500 列" in refused(path)
    path = open_document(tmp_path / "a.ods", f'<r table:number-rows-repeated="20">{cell("甲")}</r>')
    assert "超过 10 行" in refused(path, limits=Limits(rows=10))


def test_stray_cells_far_away_are_refused(tmp_path: Path) -> None:
    def fill(_: Any, sheet: Any) -> None:
        sheet.write_row("A1", ["名称", "数"])
        sheet.write("D9", 1)

    assert "超过 3 列" in refused(written(tmp_path / "a.xlsx", fill), limits=Limits(columns=3))
    path = rows(tmp_path / "a.xlsx", ["名称", "数"], ["甲", 1])
    edited(path, "sheet1", ("</row></sheetData>", '<c r="XFD2" s="0"/></row></sheetData>'))
    assert one(path).columns == ("名称", "数")
    edited(path, "sheet1", ('r="2"', 'r="1100000"'), ("[AB]2", "A1100000"))
    assert "超过 1048576 行" in refused(path)
    assert "超过 3 列" in refused(
        rows(path, ["a", "b", "c", "d"], ["甲"]), limits=Limits(columns=3)
    )
    rows(path, ["a"], ["x"], ["y"])
    assert "超过 1 行" in refused(path, limits=Limits(rows=1))


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        (Limits(entries=3), "超过 3 个文件"),
        (Limits(expanded_bytes=2**20), "超过 1 MB"),
        (Limits(ratio=2), "压缩比超过 2 倍"),
        (Limits(text_length=4), "超过 4 字"),
    ],
)
def test_a_package_beyond_the_limits_is_refused(tmp_path: Path, limits: Limits, words: str) -> None:
    path = rows(tmp_path / "a.xlsx", ["名称"], ["甲乙丙丁戊"])
    filling = " ".join(map(str, range(200_000)))
    edited(path, "sheet1", ("</sheetData>", f"</sheetData><!-- {filling} -->"))
    assert words in refused(path, limits=limits)


def test_a_count_of_texts_that_cannot_be_is_refused(tmp_path: Path) -> None:
    path = rows(tmp_path / "a.xlsx", ["名称"], ["甲"])
    edited(path, "sharedStrings", ('uniqueCount="2"', 'uniqueCount="100000"'))
    assert "文字数超过文件长度" in refused(path)


def test_a_part_named_twice_is_refused(tmp_path: Path) -> None:
    path = rows(tmp_path / "a.xlsx", ["名称"], ["甲"])
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("XL/workbook.xml", "<a/>")
    assert "同名" in refused(path)


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04 and no more", b"\xd0\xcf\x11\xe0" * 300, b"x"]
)
def test_what_is_no_workbook_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    assert "不是可读的工作簿" in refused(path)


def test_a_damaged_sheet_is_refused(tmp_path: Path) -> None:
    path = rows(tmp_path / "a.xlsx", ["名称"], ["甲"])
    assert "不是可读的工作簿" in refused(edited(path, "sheet1", ("</sheetData>.*", "<c")))
    path = rows(tmp_path / "a.xlsx", [], [])
    assert "没有数据" in refused(path)


@pytest.mark.parametrize("at", [40, 44, 64, 72])
def test_a_container_that_claims_too_much_is_refused(tmp_path: Path, at: int) -> None:
    content = bytearray(encrypted(tmp_path / "a.xls", "x").read_bytes())
    content[at : at + 4] = struct.pack("<I", 10_000)
    with pytest.raises(ValueError, match="sectors"):
        binary.scan_xls(bytes(content))


def test_a_stream_that_claims_too_much_is_refused(tmp_path: Path) -> None:
    content = bytearray(encrypted(tmp_path / "a.xls", "x").read_bytes())
    at = content.index("EncryptedPackage".encode("utf-16-le"))
    content[at + 120 : at + 124] = struct.pack("<I", 10_000_000)
    with pytest.raises((ValueError, OSError)):
        binary.scan_xls(bytes(content))


def test_a_sheet_that_claims_too_much_is_refused() -> None:
    end = struct.pack("<HH", 0x0A, 0)
    for kind, data in (
        (0x200, struct.pack("<IIHHH", 0, 65_536, 0, 300, 0)),
        (0x203, struct.pack("<HHHd", 1, 300, 0, 1.5)),
    ):
        with pytest.raises(ValueError, match="the format"):
            binary._scan_xls_sheet(struct.pack("<HH", kind, len(data)) + data + end, 0)


def record(kind: int, data: bytes) -> bytes:
    """Return a record of XLSB."""
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    return head + bytes([len(data)]) + data


def wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def binary_workbook(path: Path, *cells: tuple[int, int, bytes]) -> Path:
    """Write an XLSB file of one sheet, of cells as kind, column and data, in rows of two."""
    sheet = record(129, b"") + record(148, bytes(16)) + record(145, b"")
    for row in range(0, len(cells), 2):
        sheet += record(0, struct.pack("<IIHBBBI", row // 2, 0, 300, 0, 0, 0, 0))
        for kind, at, data in cells[row : row + 2]:
            sheet += record(kind, struct.pack("<II", at, 0) + data)
    sheet += record(146, b"") + record(130, b"")
    book = record(131, b"") + record(143, b"")
    book += record(156, struct.pack("<II", 0, 1) + wide("rId1") + wide("项目"))
    book += record(144, b"") + record(132, b"")
    package = "http://schemas.openxmlformats.org/package/2006"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{package}/content-types"><Override PartName="/xl/workbook.bin" '
            'ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/></Types>',
        )
        for name, role, target in (
            ("_rels/.rels", "officeDocument", "xl/workbook.bin"),
            ("xl/_rels/workbook.bin.rels", "worksheet", "worksheets/sheet1.bin"),
        ):
            archive.writestr(
                name,
                f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
                f'Type="{RELATIONS}/{role}" Target="{target}"/></Relationships>',
            )
        archive.writestr("xl/workbook.bin", book)
        archive.writestr("xl/worksheets/sheet1.bin", sheet)
    return path


def test_binary_workbooks(tmp_path: Path) -> None:
    text, real, error = 6, 5, 3
    cells = [
        (text, 0, wide("名称")),
        (text, 1, wide("投资")),
        (text, 0, wide("甲")),
        (real, 1, struct.pack("<d", 1.5)),
        (text, 0, wide("乙")),
        (error, 1, b"\x2a"),
    ]
    table = one(binary_workbook(tmp_path / "a.xlsb", *cells))
    assert column(table, "投资") == [1.5, None]
    assert said(table) == [(3, "投资", "公式出错，按空白读入")]
    assert table.format == "xlsb"
    far = binary_workbook(
        tmp_path / "a.xlsb", *cells, (text, 0, wide("x")), (text, 9999, wide("y"))
    )
    assert "超过 500 列" in refused(far)


@pytest.mark.paper
def test_old_workbooks(tmp_path: Path) -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write("A2", "项目一览")
        sheet.write_row("A3", ["代码", "日期", "值", "有无"])
        sheet.write_string("A4", "044010")
        sheet.write_number("B4", 45413, book.add_format({"num_format": 31}))
        sheet.write_formula("C4", "=NA()", None, "#N/A")
        sheet.write_boolean("D4", True)  # noqa: FBT003 - as the library has it
        sheet.write_row("A5", ["044011", "", 440106202405010001])

    made = written(tmp_path / "a.xlsx", fill)
    profile = f"-env:UserInstallation={(tmp_path / 'p').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "xls", "--outdir", str(tmp_path)]
    assert recalculation._ran([*command, str(made)], tmp_path, 60)
    table = one((tmp_path / "a.xls").rename(tmp_path / "a.et"))
    assert table.format == "xls"
    assert list(table.rows) == [4, 5]
    assert column(table, "代码") == ["044010", "044011"]
    assert column(table, "日期") == [dt.date(2024, 5, 1), None]
    assert [(line, name) for line, name, _ in said(table)] == [(4, "值"), (5, "值")]
