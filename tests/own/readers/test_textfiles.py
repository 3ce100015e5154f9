"""Text files and web pages of offices are read in their own encoding, and faults have a line."""

from __future__ import annotations

import csv
import gc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cluster_atlas.own.limits import Limits
from cluster_atlas.own.readers.assembly import no_collection
from cluster_atlas.own.readers.texts.textfile import read_text
from cluster_atlas.own.readers.texts.webtable import read_page
from cluster_atlas.own.sourcetable import ReadOptions, SourceTable
from cluster_atlas.values.issues import AtlasError


def one(path: Path, content: bytes, **options: Any) -> SourceTable:
    path.write_bytes(content)
    (table,) = read_text(path, path.name, ReadOptions(**options))
    return table


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "项目.csv"


def said(table: SourceTable) -> list[tuple[int | None, str, str]]:
    return [(issue.line, issue.field, issue.message.zh) for issue in table.issues]


@pytest.mark.parametrize(
    ("codec", "name"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16"),
        ("utf-16-be", "utf-16"),
        ("gbk", "gb18030"),
        ("gb18030", "gb18030"),
    ],
)
def test_guangzhou_comes_out(path: Path, codec: str, name: str) -> None:
    table = one(path, "代码,地市\r\n044010,广州\r\n".encode(codec))
    assert table.columns == ("代码", "地市")
    assert table.values == (["044010"], ["广州"])
    assert table.encoding == name
    assert (table.name, table.format) == ("项目", "csv")


def test_an_encoding_that_is_told(path: Path) -> None:
    assert one(path, "名稱,數\n甲,1\n".encode("big5hkscs"), encoding="Big5").columns[1] == "數"
    assert one(path, "名称\n镕\n".encode("gbk"), encoding="gb2312").values == (["镕"],)
    for encoding in ("klingon", "base64"):
        with pytest.raises(AtlasError, match="不认识的编码"):
            one(path, b"a\n1\n", encoding=encoding)


@pytest.mark.parametrize("names", ["坪山", "台山", "霞山", "平远", "坪山\n台山\n霞山\n平远"])
def test_names_whose_gbk_is_valid_utf8(path: Path, names: str) -> None:
    assert one(path, f"name\n{names}\n".encode("gbk")).values == (names.split(),)
    cells = "".join(f"<tr><td>{name}<td>1</tr>" for name in names.split())
    for charset in ("utf-8", "gb2312", ""):
        page = f"<meta charset='{charset}'><table><tr><td>name<td>n</tr>{cells}</table>"
        path.write_bytes(page.encode("gbk"))
        (table,) = read_page(path, path.name, ReadOptions())
        assert table.values[0] == names.split()


@pytest.mark.parametrize("mark", [",", "\t", ";", "|", "，"])
def test_the_mark_between_values_is_found(path: Path, mark: str) -> None:
    lines = [["名称", "投资", "备注"], ["甲", "1", "好"], ["乙", "2", "a"]]
    table = one(path, "\n".join(mark.join(line) for line in lines).encode())
    assert table.columns == ("名称", "投资", "备注")
    assert table.values[2] == ["好", "a"]


def test_what_excel_says_of_the_mark(path: Path) -> None:
    table = one(path, "sep=;\r\n名称;值\r\n甲;1,5\r\n".encode())
    assert table.values == (["甲"], ["1,5"])
    assert list(table.rows) == [3]


def test_rows_are_lines_whatever_ends_them(path: Path) -> None:
    content = '名称,备注\r"甲",x\n"乙","a\r\nb\nc"\r\n\n丙,y\n'
    table = one(path, content.encode())
    assert list(table.rows) == [2, 3, 7]
    assert table.values == (["甲", "乙", "丙"], ["x", "a\nb\nc", "y"])


def test_names_and_codes_stay_text(path: Path) -> None:
    content = '代码,名称\n044010,NA\n440106202405010001,null\n="0012",None\n1.50,\n"013800\t",x\n'
    table = one(path, content.encode())
    assert table.values[0] == ["044010", "440106202405010001", "0012", "1.50", "013800"]
    assert table.values[1] == ["NA", "null", "None", None, "x"]


def test_titles_and_two_rows_of_headings(path: Path) -> None:
    lines = ["重点项目表,,,", ",,,单位：万元", "名称,投资,,备注", ",亿元,万元,", "甲,1,2,x", ""]
    table = one(path, "\n".join(lines).encode())
    assert table.columns == ("名称", "投资 / 亿元", "投资 / 万元", "备注")
    assert list(table.rows) == [5]


def test_a_broken_byte_is_said_and_the_rest_read(path: Path) -> None:
    good = "名称,地市\n甲,广州\n乙,深圳天河\n丙,佛山\n"
    for codec in ("utf-8", "gbk"):
        content = good.encode(codec).replace("深圳".encode(codec), "深圳".encode(codec)[:-1])
        table = one(path, content)
        assert table.values[0] == ["甲", "乙", "丙"]
        assert table.values[1][::2] == ["广州", "佛山"]
        assert said(table) == [(3, "地市", "含有无法识别的字节")]
        assert "\ufffd" in table.issues[0].value


def test_a_quotation_mark_without_its_pair(path: Path) -> None:
    table = one(path, '名称,备注\n甲,"x\n乙,"y"\n丙,z\n'.encode())
    assert said(table) == [(2, "", "引号没有配对")]
    assert table.values == (["甲", "乙", "丙"], ['"x', "y", "z"])
    many = '名称,备注\n甲,"x\n' + "乙,y\n" * 60_000
    table = one(path, many.encode())
    assert len(table) == 60_001
    assert said(table) == [(2, "", "引号没有配对")]


def test_a_row_with_more_values_is_said(path: Path) -> None:
    table = one(path, "名称,备注\n甲,x\n乙,y,z\n丙,w,,\n".encode())
    assert table.columns == ("名称", "备注", "列 C")
    assert table.values[2] == [None, "z", None]
    assert said(table) == [(3, "", "比其他行多出值")]


def test_a_file_with_nul_bytes_is_refused(path: Path) -> None:
    with pytest.raises(AtlasError, match="空字节") as error:
        one(path, "名称\n甲\n乙\0\n".encode())
    assert error.value.issues[0].line == 3


@pytest.mark.parametrize("content", [b"", b"\n\n", b",,\n"])
def test_a_file_without_values_is_refused(path: Path, content: bytes) -> None:
    with pytest.raises(AtlasError, match="没有数据"):
        one(path, content)


def test_garbage_is_collected_again_after_a_reading(path: Path) -> None:
    with pytest.raises(AtlasError):
        one(path, b"")
    assert gc.isenabled()
    with no_collection():
        one(path, b"a\nx\n")
        assert not gc.isenabled()
    assert gc.isenabled()


def test_text_beyond_the_limits_is_refused(path: Path) -> None:
    for limits, words in (
        (Limits(rows=1), "超过 1 行"),
        (Limits(columns=1), "超过 1 列"),
        (Limits(text_length=3), "超过 3 字"),
    ):
        with pytest.raises(AtlasError, match=words):
            one(path, "名称,值\n甲,1\n乙,abcd\n".encode(), limits=limits)


CELLS = st.text(st.characters(exclude_categories=["C"], include_characters="\n"), max_size=8)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=6))
def test_what_a_csv_writer_writes_comes_back(rows: list[list[str]]) -> None:
    import io
    import tempfile

    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["名称", "备注", "说明"])
    # A first value in every row, so that none is blank.
    writer.writerows([["甲", *row[1:]] for row in rows])
    with tempfile.TemporaryDirectory() as folder:
        table = one(Path(folder) / "a.csv", text.getvalue().encode(), encoding="utf-8")
    expected = [row[1].strip("\t") for row in rows]
    got = ["" if value is None else str(value) for value in table.values[1]]
    assert [value.strip() for value in got] == [value.strip() for value in expected]
    assert not table.issues


PAGE = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head>
<meta http-equiv="Content-Type" content="text/html; charset={charset}">
<style>td {{mso-number-format:"\\@"}}</style></head><body>
<table border=1><caption>项目</caption>
<tr><th rowspan=2>名称<th colspan=2>投资</tr><tr><td>亿元<td>万元</tr>
<tr><td rowspan=2>甲&nbsp;公司<td>044010<td>a<br>b</tr><tr><td>2<td><script>x()</script>3</tr>
</table></body></html>"""


@pytest.mark.parametrize(
    ("charset", "codec"), [("gb2312", "gbk"), ("utf-8", "utf-8"), ("utf-8", "gbk")]
)
def test_a_page_under_the_name_of_a_workbook(tmp_path: Path, charset: str, codec: str) -> None:
    path = tmp_path / "项目.xls"
    path.write_bytes(PAGE.format(charset=charset).encode(codec))
    (table,) = read_page(path, path.name, ReadOptions())
    assert table.name == "项目"
    assert table.columns == ("名称", "投资 / 亿元", "投资 / 万元")
    assert table.values == (["甲\xa0公司", "甲\xa0公司"], ["044010", "2"], ["a\nb", "3"])
    assert list(table.rows) == [3, 4]
    assert table.format == "html"


def test_pages_of_several_tables(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    inner = "<table><tr><th>甲<th>乙<tr><td>1<td>2</table>"
    path.write_text(f"<table><tr><td>{inner}</table><table><tr><th>丙<tr><td>3</table>", "utf-8")
    tables = read_page(path, path.name, ReadOptions())
    assert [table.columns for table in tables] == [("甲", "乙"), ("丙",)]
    assert read_page(path, path.name, ReadOptions(table=tables[1].name))[0].values == (["3"],)
    with pytest.raises(AtlasError, match="未知的表"):
        read_page(path, path.name, ReadOptions(table="x"))


def test_a_page_fetches_and_expands_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    secret = tmp_path / "secret.txt"
    secret.write_text("secret", "utf-8")
    path.write_text(
        f'<!DOCTYPE html [<!ENTITY x SYSTEM "{secret.as_uri()}">]><table><tr><th>名称<th>值'
        "<tr><td>&x;<td>&lt;b&gt;</table>",
        "utf-8",
    )
    (table,) = read_page(path, path.name, ReadOptions())
    assert "secret" not in str(table.values)
    assert table.values[1] == ["<b>"]


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("<html><frameset><frame src='sheet001.htm'></frameset></html>", "没有表格"),
        ("<table><tr><td colspan=60000>a<td>b<tr><td>1</table>", "超过 500 列"),
        ("<table>" + "<div>" * 300_000, "没有表格"),
    ],
)
def test_a_page_without_a_fit_table_is_refused(tmp_path: Path, page: str, words: str) -> None:
    path = tmp_path / "a.xls"
    path.write_text(page, "utf-8")
    with pytest.raises(AtlasError, match=words):
        read_page(path, path.name, ReadOptions())
