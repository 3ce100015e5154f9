"""Tables whose cells are not what they should be."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from tests.own.bad.badfile import (
    ASKED,
    REFUSED,
    TAKEN,
    BadFile,
    file_of,
    with_part,
)
from tests.own.officefiles import (
    write_geopackage,
    write_xlsx,
)

_HEADS = ("名称", "区县", "经度", "纬度")
_PARK = ("--as", "parks", "--crs", "wgs84")


def _csv(*rows: Sequence[object], heads: Sequence[str] = _HEADS) -> Callable[[Path], Path]:
    lines = [heads, *rows]
    text = "".join(",".join(str(one) for one in row) + "\n" for row in lines)
    return file_of("台账.csv", text)


_GOOD = ("甲园", "南海区", 113.1, 23.06)


def bad_tables() -> Iterator[BadFile]:
    """Yield them."""
    for name, row, says in (
        ("a point in the sea", ("乙", "", 115.5, 21.5), "海上"),
        ("a point in Hunan", ("乙", "", 112.9, 28.2), "省外"),
        ("a point in Hong Kong", ("乙", "", 114.17, 22.3), "香港"),
        ("a point at 1e308", ("乙", "", 1e308, 23), "不是此坐标系"),
        ("metres among degrees", ("乙", "", 412345.6, 2556789.1), ""),
        ("an easting with its zone among degrees", ("乙", "", 38412345.6, 2556789.1), ""),
        ("no name", ("", "南海区", 113.1, 23.06), "为空"),
        ("no place that is known", ("乙", "无此区", "", ""), "没有可用的地点"),
    ):
        yield BadFile(name, _csv(_GOOD, row), says, (TAKEN,), 1, _PARK)
    for name, row, says in (
        ("NaN", ("乙", "南海区", "NaN", "NaN"), "不是坐标"),
        ("infinity", ("乙", "南海区", "inf", "-inf"), "不是坐标"),
        ("words for numbers", ("乙", "南海区", "待定", "待定"), "不是坐标"),
        ("a number of 400 digits", ("乙", "南海区", "9" * 400, "9" * 400), ""),
        ("another county than named", ("乙", "徐闻县", 113.1, 23.06), "不在所填区县"),
    ):
        yield BadFile(f"coordinates: {name}", _csv(_GOOD, row), says, (TAKEN,), None, _PARK)
    swapped = _csv(("甲", "南海区", 23.06, 113.1), ("乙", "顺德区", 22.8, 113.2))
    yield BadFile("swapped coordinates, told", swapped, "", (TAKEN,), None, _PARK)
    yield BadFile(
        "swapped coordinates, untold", swapped, "纵坐标", (ASKED,), words=("--as", "parks")
    )
    mixed = _csv(
        *[("甲", "南海区", 113.1, 23.06)] * 5, *[("乙", "南海区", 412345.6, 2556789.1)] * 5
    )
    yield BadFile("two systems in one file, told", mixed, "", (TAKEN,), 5, _PARK)
    yield BadFile("two systems in one file, untold", mixed, "", (ASKED,), words=("--as", "parks"))
    for crs in (
        "西安80",
        "EPSG:2435",
        "EPSG:99999",
        "无此系",
        "+proj=longlat +nadgrids=/etc/x",
        "x" * 9999,
    ):
        words = ("--as", "parks", "--crs", crs)
        yield BadFile(f"system {crs[:20]}", _csv(_GOOD), "", words=words)
    yield from _ledgers()
    yield from _texts()
    yield from _workbooks()


def _ledgers() -> Iterator[BadFile]:
    heads = ("企业名称", "统一社会信用代码", "区县", "营业收入（万元）", "成立日期")
    firms = ("--as", "firms")
    for name, row, says in (
        ("a code of another check", ("甲", "914401010000000001", "南海区", 1, ""), "校验位"),
        ("a code too short", ("甲", "9144", "南海区", 1, ""), "18 位"),
        ("money of 1e308", ("甲", "", "南海区", "1e308", ""), ""),
        ("money of NaN", ("甲", "", "南海区", "NaN", ""), ""),
        ("money of 亿元 twice", ("甲", "", "南海区", "1亿元2亿元", ""), ""),
    ):
        yield BadFile(name, _csv(row, heads=heads), says, (TAKEN,), 0, firms)
    rows = [("甲", "", "南海区", 1, "")] * 2
    yield BadFile("firm twice", _csv(*rows, heads=heads), "", (TAKEN,), 0, firms)
    twice = [(name, "91440101MA5AAAAA07", "南海区", 1, "") for name in ("甲", "乙")]
    yield BadFile("one code of two firms", _csv(*twice, heads=heads), "重复", (TAKEN,), 0, firms)
    projects = ("项目名称", "区县", "投资额", "开工日期", "项目阶段", "产业")
    for name, told, says in (
        ("a day that is none", ("甲", "南海区", 1, "2024-02-30", "", ""), "日期"),
        ("a day of the year 99999", ("甲", "南海区", 1, "99999-01-01", "", ""), "日期"),
        ("a stage that is none", ("甲", "南海区", 1, "", "快了", ""), "阶段"),
        ("an industry that is none", ("甲", "南海区", 1, "", "", "无此产业"), "产业"),
        ("money in per cent", ("甲", "南海区", "12%", "", "", ""), ""),
    ):
        yield BadFile(name, _csv(told, heads=projects), says, (TAKEN,), 0, ("--as", "projects"))
    yield BadFile(
        "no column that is needed", _csv(("x", "y"), heads=("甲", "乙")), "--match", words=_PARK
    )


def _texts() -> Iterator[BadFile]:
    line = "名称,区县\n甲,南海区\n"
    for name, content, says, codes in (
        ("headings alone", "名称,区县\n", "", (REFUSED,)),
        ("blank lines alone", "\n\n,,\n , \n", "", (REFUSED, TAKEN)),
        ("one mark alone", ",", "", (REFUSED,)),
        ("NUL bytes", b"name,county\n\0\0\0a,b\n" + b"x" * 40, "", (REFUSED,)),
        (
            "a quotation mark without its pair",
            '名称,区县\n"甲,南海区\n乙,南海区\n',
            "",
            (TAKEN, REFUSED),
        ),
        ("bytes of no encoding", line.encode() + b"\xff\xfe\xff,\xff\n", "", (TAKEN,)),
        ("two encodings", line.encode("gbk") + "乙,南海区\n".encode(), "", (TAKEN,)),
        (
            "UTF-16 cut in half a character",
            ("\ufeff" + line).encode("utf-16-le")[:-1],
            "",
            (TAKEN, REFUSED),
        ),
        ("more values than headings", line + "乙,南海区,1,2,3\n", "", (TAKEN,)),
        ("signs that are not seen", "名称,区县\n\u202e甲\u200b,南海区\n", "", (TAKEN,)),
        ("a formula for a name", '名称,区县\n"=HYPERLINK(""http://x"")",南海区\n', "", (TAKEN,)),
        ("a template for a name", "名称,区县\n{{7*7}}<script>,南海区\n", "", (TAKEN,)),
    ):
        yield BadFile(
            f"text: {name}", file_of("台账.csv", content), says, codes, words=("--as", "layer")
        )
    yield BadFile(
        "text: an unknown encoding told",
        _csv(_GOOD),
        "",
        (REFUSED, TAKEN),
        words=(*_PARK, "--encoding", "无此编码"),
    )


def _workbooks() -> Iterator[BadFile]:
    yield BadFile(
        "a sheet that is not there", write_xlsx, "工作表", words=(*_PARK, "--table", "无此表")
    )
    yield BadFile(
        "a layer that is not there", write_geopackage, "", words=("--as", "layer", "--table", "无")
    )

    def locked(folder: Path) -> Path:
        import io

        import msoffcrypto.format.ooxml

        path = write_xlsx(folder)
        sink = io.BytesIO()
        with path.open("rb") as source:
            msoffcrypto.format.ooxml.OOXMLFile(source).encrypt("密码", sink)
        path.write_bytes(sink.getvalue())
        return path

    yield BadFile("workbook under a password", locked, "密码", words=_PARK)
    yield BadFile(
        "workbook under another password", locked, "密码", words=(*_PARK, "--password", "x")
    )

    def uncomputed(folder: Path) -> Path:
        import openpyxl

        book = openpyxl.Workbook()
        sheet = book.active
        sheet.append(["名称", "区县", "规划面积"])
        sheet.append(["甲", "南海区", "=1+1"])
        path = folder / "公式.xlsx"
        book.save(path)
        return path

    yield BadFile(
        "formulas never calculated", uncomputed, "从未计算", (TAKEN,), 0, ("--as", "parks")
    )

    def with_cells(*cells: Any) -> Callable[[Path], Path]:
        def make(folder: Path) -> Path:
            import xlsxwriter

            path = folder / "表.xlsx"
            with xlsxwriter.Workbook(str(path), {"nan_inf_to_errors": True}) as book:
                sheet = book.add_worksheet()
                for place, value in cells:
                    sheet.write(place, value)
            return path

        return make

    yield BadFile("workbook without a cell", with_cells(), "没有数据")
    yield BadFile("workbook of one cell", with_cells(("A1", "名称")), "")
    far = with_cells(("A1", "名称"), ("A2", "甲"), ("XFD1", "x"))
    yield BadFile("a stray cell in the last column", far, "列")
    deep = with_cells(("A1", "名称"), ("A2", "甲"), ("A1048576", "x"))
    yield BadFile("a stray cell in the last row", deep, "没有可用的地点", (TAKEN,), 2)
    errors = with_cells(("A1", "名称"), ("B1", "区县"), ("A2", "甲"), ("B2", "=NA()"))
    yield BadFile("an error for a county", errors, "", (TAKEN,), None)
    long = with_cells(("A1", "名称"), ("A2", "甲" * 300))
    yield BadFile("a cell of a long text", long, "", limits={"text_length": 100})
    for part in (
        "xl/workbook.xml",
        "xl/worksheets/sheet1.xml",
        "xl/sharedStrings.xml",
        "xl/styles.xml",
    ):

        def broken(folder: Path, part: str = part) -> Path:
            return with_part(write_xlsx(folder), part, lambda raw: raw[: len(raw) // 2])

        yield BadFile(
            f"workbook whose {part} is cut", broken, codes=(REFUSED, TAKEN), words=_PREMISES
        )


_PREMISES = ("--as", "premises", "--crs", "wgs84")
