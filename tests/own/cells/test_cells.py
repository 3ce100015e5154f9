"""Cells of one column mean what their writers meant, or the cell is reported; never a guess."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cluster_atlas.own.cells.column import Column, column_of
from cluster_atlas.own.cells.creditcodes import (
    ALPHABET,
    credit_codes,
    is_credit_code,
)
from cluster_atlas.own.cells.days import days
from cluster_atlas.own.cells.quantities import UNITS, normal_unit, quantities, unit_of_heading
from cluster_atlas.own.cells.telephones import are_telephones, is_telephone
from cluster_atlas.own.sourcetable import SourceTable

MU = 10_000 / 15


def col(*values: Any) -> Column:
    return Column(values, range(5, 5 + len(values)), "项目.xlsx", "表", "值")


def quantity(value: Any, kind: str = "money", unit: str = "") -> float | str | None:
    """Return the number of a cell, or what is said of it."""
    numbers, issues = quantities(col(value), kind, unit)
    return issues[0].message.zh if issues else numbers[0]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("１２３", 123), ("1，234", 1234), ("1,234.5万元", 12_345_000), ("约3.5亿元", 3.5e8),
        ("500多万元", 5e6), ("￥1200", 1200), ("3.5亿", 3.5e8), ("-3.2", -3.2), ("－3.2", -3.2),
        ("1200万元以上", 1.2e7), ("1.5e3", 1500), ("２．５ 万元", 25_000), ("0.8万亿元", 8e11),
        ("人民币300元整", 300), (5, 5), (1.5, 1.5), (None, None), (" 12 ", 12), ("+7", 7),
    ],
)  # fmt: skip
def test_money(text: Any, number: float | None) -> None:
    assert quantity(text) == pytest.approx(number)


@pytest.mark.parametrize(
    ("text", "kind", "number"),
    [
        ("200亩", "area", 200 * MU), ("3公顷", "area", 30_000), ("12㎡", "area", 12),
        ("3 m²", "area", 3), ("1.2平方公里", "area", 1.2e6), ("5万平方米", "area", 50_000),
        ("2 km²", "area", 2e6), ("４０万㎡", "area", 4e5), ("12%", "share", 0.12),
        ("１２％", "share", 0.12), ("500kV·A", "power", 5e5), ("31.5MVA", "power", 3.15e7),
        ("2万千瓦", "power", 2e7), ("3 吨", "mass", 3000), ("12.5米", "length", 12.5),
        ("120人", "count", 120), ("1.2万人", "count", 12_000), ("12", "", 12),
    ],
)  # fmt: skip
def test_other_units(text: str, kind: str, number: float) -> None:
    assert quantity(text, kind) == pytest.approx(number)


def test_a_number_without_unit_has_that_of_the_heading() -> None:
    assert quantities(col("3", 4, "5公顷", None), "area", "亩")[0] == pytest.approx(
        [3 * MU, 4 * MU, 50_000, None]
    )
    assert quantities(col(3, 4.5), "money", "万元")[0] == [30_000, 45_000]
    with pytest.raises(KeyError):
        quantities(col(1), "money", "亩")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("3-5", "是一个范围，不是一个数"), ("3～5亿元", "是一个范围，不是一个数"),
        ("3亿元至5亿元", "是一个范围，不是一个数"), ("约3-5亿元", "是一个范围，不是一个数"),
        ("待定", "不是数"), ("—", "不是数"), ("-", "不是数"), ("", "不是数"), ("nan", "不是数"),
        ("inf", "不是数"), ("1_000", "不认识的单位"), ("12 34", "不是数"), ("2024-03-05", "不是数"),
        (True, "不是数"), (dt.date(2024, 1, 1), "不是数"), ("1,23", "逗号不在千位上"),
        ("1,2345", "逗号不在千位上"), ("12%", "单位不是这一列的"), ("5亩", "单位不是这一列的"),
        ("5 石", "不认识的单位"), ("1e999", "数太大"), ("1.2.3", "不是数"),
    ],
)  # fmt: skip
def test_what_is_not_one_number_is_reported(text: Any, said: str) -> None:
    assert quantity(text) == said
    numbers, issues = quantities(col(1, text, 2), "money")
    assert numbers == [1, None, 2]
    (issue,) = issues
    assert (issue.file, issue.entry, issue.field, issue.line) == ("项目.xlsx", "表", "值", 6)


@given(
    st.floats(-1e12, 1e12).map(lambda number: round(number, 4)),
    st.sampled_from([(kind, unit) for kind, units in UNITS.items() for unit in units]),
    st.booleans(),
)
def test_a_number_written_with_its_unit_comes_back(
    number: float,
    unit: tuple[str, str],
    full: bool,  # noqa: FBT001 - drawn
) -> None:
    kind, name = unit
    text = f"{number:,.4f}{name}"
    if full:
        text = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)
    assert quantity(text, kind) == pytest.approx(number * UNITS[kind][name])


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=12) | st.integers() | st.floats(allow_nan=False) | st.booleans())
def test_no_cell_breaks_a_reading(value: Any) -> None:
    readings: list[Callable[[Column], tuple[list[Any], list[Any]]]] = [
        lambda column: quantities(column, "money"), days, credit_codes,
    ]  # fmt: skip
    for reading in readings:
        values, issues = reading(col(value))
        assert len(values) == 1
        assert (values[0] is None) == (len(issues) == 1)
        for issue in issues:
            assert issue.sentence("zh")
    assert is_telephone(value) in {True, False}


@pytest.mark.parametrize(
    ("heading", "unit"),
    [
        ("投资额（万元）", ("万元", "money")), ("投资 / 亿元", ("亿元", "money")),
        ("用地面积(㎡)", ("m2", "area")), ("面积：亩", ("亩", "area")),
        ("容量[kV·A]", ("kva", "power")),
        ("名称（全称）", ("", "")), ("投资额", ("", "")), ("增速（%）", ("%", "share")),
    ],
)  # fmt: skip
def test_units_of_headings(heading: str, unit: tuple[str, str]) -> None:
    assert unit_of_heading(heading) == unit
    assert normal_unit(unit[0]) == unit[0]


def day(value: Any) -> str:
    """Return a day as text, a month or year shorter; or what is said of the cell."""
    found, issues = days(col(value))
    if issues or found[0] is None:
        return issues[0].message.zh if issues else ""
    return str(found[0].day)[: {"day": 10, "month": 7, "year": 4}[found[0].precision]]


UTC8 = dt.timezone(dt.timedelta(hours=8))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2024年3月", "2024-03"), ("2024年3月5日", "2024-03-05"), ("2024 年 3 月份", "2024-03"),
        ("2024/3/5", "2024-03-05"), ("2024.3.5", "2024-03-05"), ("20240305", "2024-03-05"),
        ("2024.10", "2024-10"), ("2024.1", "2024-01"), ("202403", "2024-03"), ("2024", "2024"),
        (20240305, "2024-03-05"), (45356, "2024-03-05"), (45356.7, "2024-03-05"),
        ("45356", "2024-03-05"), (2024.03, "2024-03"), (2024, "2024"), (2024.12, "2024-12"),
        ("二〇二四年十月十五日", "2024-10-15"), ("二○二四年十二月", "2024-12"),
        ("２０２４－０３－０５", "2024-03-05"), ("2024年3月5日 08:30", "2024-03-05"),
        ("2024-03-05 23:30:00", "2024-03-05"), ("2024-03-05T23:30:00+08:00", "2024-03-05"),
        ("2024-03-05T23:30:00Z", "2024-03-05"), ("2024-03-05T00:10:00.000Z", "2024-03-05"),
        (dt.date(2024, 3, 5), "2024-03-05"), (None, ""),
        (dt.datetime(2024, 3, 5, 0, 10, tzinfo=UTC8), "2024-03-05"),
        (dt.datetime(2024, 3, 5, 23, 50), "2024-03-05"),  # noqa: DTZ001 - as a sheet has it
        ("待定", "不是日期"), ("3月5日", "不是日期"), ("2024-02-30", "没有这一天"),
        ("20241301", "不是日期"), ("2024/3-5", "不是日期"), (True, "不是日期"), (12.5, "不是日期"),
        (2024.1, "是按数字输入的，不知是 1 月还是 10 月"),
        (dt.time(8), "不是日期"), (1e300, "不是日期"),
    ],
)  # fmt: skip
def test_days(value: Any, expected: str) -> None:
    assert day(value) == expected


def test_one_cell_that_is_no_date_is_one_issue() -> None:
    found, issues = days(col("2024-01-05", "待定", "2024年2月", None, dt.date(2024, 3, 1)))
    assert [when and str(when.day) for when in found] == [
        "2024-01-05", None, "2024-02-01", None, "2024-03-01",
    ]  # fmt: skip
    assert [issue.line for issue in issues] == [6]


@given(st.dates(dt.date(1950, 1, 1), dt.date(2150, 12, 31)))
def test_a_day_comes_back_however_it_is_written(value: dt.date) -> None:
    for form in ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日"):
        assert day(value.strftime(form)) == str(value)
    assert day(f"{value.year}年{value.month}月") == str(value)[:7]
    if dt.date(1955, 1, 1) < value < dt.date(2119, 1, 1):
        assert day((value - dt.date(1899, 12, 30)).days) == str(value)


# Of licences shown in public by the firms: Huawei, Tencent, Gree.
REAL = ["914403001922038216", "9144030071526726XG", "91440400192548256N"]


def test_codes_of_firms_hold() -> None:
    assert all(map(is_credit_code, REAL))
    written = ["９１４４０３００１９２２０３８２１６", "9144 0300 7152 6726 xg", REAL[2].lower()]
    assert credit_codes(col(*written)) == (REAL, [])


@given(
    st.text(ALPHABET, min_size=2, max_size=2),
    st.integers(0, 999_999),
    st.text(ALPHABET, min_size=9, max_size=9),
)
def test_one_wrong_character_of_a_code_is_seen(kind: str, place: int, body: str) -> None:
    first = f"{kind}{place:06}{body}"
    (code,) = (first + last for last in ALPHABET if is_credit_code(first + last))
    for at in range(18):
        other = ALPHABET[(ALPHABET.index(code[at]) + 7) % 31]
        assert not is_credit_code(code[:at] + other + code[at + 1 :])


@pytest.mark.parametrize(
    ("code", "message", "hint"),
    [
        ("9144O3001922038216", "含有不用的字母", "是否为 914403001922038216"),
        ("9I44030071526726XG", "含有不用的字母", "是否为 9144030071526726XG"),
        ("9I440400192548256N", "含有不用的字母", "是否为 91440400192548256N"),
        ("9144040019254825GN", "校验位不对", "是否为 91440400192548256N"),
        ("914403001922038215", "校验位不对", "请与营业执照核对"),
        ("91440300192203", "应为 18 位，现为 14 位", "请与营业执照核对"),
        ("9144030019220382é6", "含有不用的字符 É", "请与营业执照核对"),
        (914403001922038216, "是按数字输入的，不是代码", "把该列设为文本后重新输入"),
    ],
)
def test_a_code_that_does_not_hold_is_reported(code: Any, message: str, hint: str) -> None:
    values, (issue,) = credit_codes(col(code))
    assert values == [None]
    assert (issue.message.zh, issue.hint.zh) == (message, hint)


def test_telephones() -> None:
    yes: list[Any] = [
           "13800138000", 13800138000, "020-83123456", "0755-2612 3456", "+852 2345 6789",
           "400-800-1234", "13800138000/020-83123456", "86-755-26770000",
           "(0769)22334455",
           "138 0013 8000", "０２０－８３１２３４５６"]  # fmt: skip
    no: list[Any] = ["440106", "2024-03-05", REAL[0], "广州", None, 1.5, True, "12800138000", "020"]
    assert [value for value in yes if not is_telephone(value)] == []
    assert [value for value in no if is_telephone(value)] == []
    assert are_telephones([None, "13800138000", "020-83123456", "无"])
    assert not are_telephones(["甲", "乙", "13800138000"])
    assert not are_telephones([None])


def test_a_column_of_a_table() -> None:
    table = SourceTable("表", ("a", "b"), (["1"], ["x"]), [7])
    column = column_of(table, "b", "f.csv")
    assert quantities(column, "")[1][0].sentence("zh").startswith("f.csv:7 表 b：不是数")


@pytest.mark.parametrize(
    ("values", "reading"),
    [
        ([1.5] * 100_000, lambda column: quantities(column, "money", "万元")),
        ([str(number) for number in range(100_000)], lambda column: quantities(column, "money")),
        (["1，234万元"] * 100_000, lambda column: quantities(column, "money")),
        ([dt.date(2024, 1, 1)] * 100_000, days),
        (["2024年3月"] * 100_000, days),
    ],
    ids=["floats", "texts", "units", "dates", "months"],
)
def test_a_clean_column_passes_at_once(
    values: list[Any], reading: Callable[[Column], tuple[list[Any], list[Any]]]
) -> None:
    column = Column(values, range(len(values)))
    start = time.process_time()
    found, issues = reading(column)
    assert time.process_time() - start < 0.25
    assert None not in found
    assert not issues
