"""Days and months as offices write them, in text, as numbers, or as dates of a spreadsheet."""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from typing import Literal, NamedTuple

from cluster_atlas.own.cells.column import Column, Unreadable
from cluster_atlas.own.sourcetable import Value
from cluster_atlas.values.issues import Issue, Text

Precision = Literal["day", "month", "year"]


class When(NamedTuple):
    """A day, or the first day of the month or year that was written, and how exactly that was."""

    day: dt.date
    precision: Precision


# Day 0 of Excel's count, which takes 1900 for a leap year; serial numbers of 1954 to 2119.
_ZERO = dt.date(1899, 12, 30)
_FIRST_SERIAL, _LAST_SERIAL = 20_000, 80_500
_FIRST_YEAR, _LAST_YEAR = 1900, 2200
_OCTOBER = 10

_YEAR = r"(?P<year>(?:19|20|21)\d\d)"
_MONTH = r"(?P<month>0?[1-9]|1[0-2])"
_DAY = r"(?P<day>[12]\d|3[01]|0?[1-9])"
_TIME = (
    r"(?:[T\s]+\d{1,2}:\d{1,2}(?::\d{1,2}(?:\.\d+)?)?\s*(?:[ap]m)?\s*(?:Z|UTC|[+-]\d\d:?\d\d)?)?"
)
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"{_YEAR}\s*年(?:\s*{_MONTH}\s*月(?:份)?(?:\s*{_DAY}\s*[日号])?)?{_TIME}",
        rf"{_YEAR}\s*(?P<mark>[-/.])\s*{_MONTH}(?:\s*(?P=mark)\s*{_DAY})?{_TIME}",
        rf"{_YEAR}(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])?",
        rf"{_YEAR}",
    )
)
_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_SMALL = "([一二三四五六七八九十]{1,3})"
_IN_WORDS = re.compile(rf"([〇○零一二三四五六七八九]{{4}})年(?:{_SMALL}月(?:{_SMALL}[日号])?)?")
_HINT = Text("请写成 2024-03-05 或 2024-03", "write it as 2024-03-05 or 2024-03")
_NO_DATE = Unreadable(Text("不是日期", "is not a date"), _HINT)
_NO_SUCH_DAY = Unreadable(Text("没有这一天", "is a day that does not exist"), _HINT)
_DOUBTFUL = Unreadable(
    Text("是按数字输入的，不知是 1 月还是 10 月", "was typed as a number: January or October"),
    Text("请改成文本，如 2024-10", "type it as text, as 2024-10"),
)


def days(column: Column) -> tuple[list[When | None], list[Issue]]:
    """Return the days or months of a column.

    A time is left out and the day kept as it is written, whatever its time zone: the day of a
    signature is that of the place. Numbers are read as Excel's count of days, as ``20240305``, as a
    year, or as a month (``2024.03``); of ``2024.1`` nobody knows whether ``2024.10`` was typed.

    Returns
    -------
    list of When or None
        As long as the column; ``None`` where the cell is blank or no date.
    list of Issue
        Of each cell that is no date ("待定"), or might be two.
    """
    values = column.values
    if set(map(type, values)) <= {dt.date, type(None)}:
        known: dict[Value, When] = {
            value: When(value, "day") for value in set(values) if isinstance(value, dt.date)
        }
        return [known.get(value) for value in values], []
    return column.interpreted(_when)


def _when(value: Value) -> When | Unreadable:
    if isinstance(value, dt.datetime):
        return When(value.date(), "day")
    if isinstance(value, dt.date):
        return When(value, "day")
    if isinstance(value, bool | dt.time) or value is None:
        return _NO_DATE
    if isinstance(value, int | float):
        return _of_number(value)
    return _of_text(value)


def _of_number(value: float) -> When | Unreadable:
    if _FIRST_YEAR <= value < _LAST_YEAR:
        year, month = divmod(round(value * 100), 100)
        if abs(value * 100 - round(value * 100)) > 1e-6 or month > 12:  # noqa: PLR2004
            return _NO_DATE
        if month == _OCTOBER:
            return _DOUBTFUL
        return When(dt.date(year, month or 1, 1), "month" if month else "year")
    if _FIRST_SERIAL <= value < _LAST_SERIAL:
        return When(_ZERO + dt.timedelta(days=int(value)), "day")
    if not math.isfinite(value) or value != int(value):
        return _NO_DATE
    return _of_forms(str(int(value)))


def _of_text(value: str) -> When | Unreadable:
    text = unicodedata.normalize("NFKC", value).strip().replace("。", ".")
    text = _IN_WORDS.sub(_in_digits, text)
    if text.isdecimal() and len(text) == len(str(_LAST_SERIAL)):
        # A date that became a number, and the number text.
        return _of_number(int(text))
    return _of_forms(text)


def _of_forms(text: str) -> When | Unreadable:
    for form in _FORMS:
        if found := form.fullmatch(text):
            return _of_parts(found.groupdict())
    return _NO_DATE


def _of_parts(parts: dict[str, str]) -> When | Unreadable:
    year, month, day = (int(parts.get(name) or 0) for name in ("year", "month", "day"))
    try:
        date = dt.date(year, month or 1, day or 1)
    except ValueError:
        return _NO_SUCH_DAY
    return When(date, "day" if day else "month" if month else "year")


def _in_digits(found: re.Match[str]) -> str:
    """Return a date in Chinese numerals in digits: 二〇二四年三月五日."""
    text = found[1].translate(_DIGITS) + "年"
    if found[2]:
        text += f"{_small_number(found[2])}月"
    if found[3]:
        text += f"{_small_number(found[3])}日"
    return text


def _small_number(text: str) -> int:
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return int(text.translate(_DIGITS))
    return int(tens.translate(_DIGITS) or 1) * 10 + int(ones.translate(_DIGITS) or 0)
