"""A grid of cells from any file, with its row numbers, as a table with headings and columns."""

from __future__ import annotations

import contextlib
import datetime as dt
import gc
import math
import re
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from cluster_atlas.own.limits import Limits
from cluster_atlas.own.readers.headings import Headings, Merge, headings, letters
from cluster_atlas.own.sourcetable import SourceTable, Value
from cluster_atlas.values.issues import AtlasError, Issue, Text, quote

# Rows in which headings are looked for.
_HEAD = 256
# A text of these alone is blank.
_SPACES = " \u3000\xa0\t\n\r"
# How the XML of a workbook writes a carriage return.
_RETURN_CODE = "_x000D_"
# Texts that are looked at in one go.
_PIECE = 1024
# From here on a number cell has more digits than a spreadsheet keeps.
_TOO_LONG = 1e15
_DAY = dt.timedelta(days=1)
# A number that shows a month: 2024.03; of 2024.1 nobody knows whether it was typed 2024.10.
_MONTH_HEADING = re.compile(r"年月|月份|时间|日期|年份|工期|month|date|time", re.IGNORECASE)
_MONTH_TEXT = re.compile(r"(?:19|20)\d\d\.(?:0?[1-9]|1[0-2])")
_EARLIEST, _LATEST, _MONTHS, _FEW_MONTHS = 1949, 2100, 12, 3


# Whether Python collected garbage before, once for each reading under way.
_readings: list[bool] = []
_readings_lock = threading.Lock()


class Fault(NamedTuple):
    """What is wrong with one cell of a grid: its row and column, from 0, and what is said."""

    row: int
    column: int
    value: str
    message: Text
    hint: Text


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells as they stand in a file.

    Attributes
    ----------
    file, name
        Of the file, for messages, and of the sheet.
    cells
        Rows of cells; blank is ``""`` or ``None``. Rows may differ in length.
    numbers
        Number of each row as its program shows it, from 1.
    first_column
        Column of the sheet, from 0, in which the rows begin.
    merges
        Cells shown as one, counted in the grid.
    faults
        What is wrong with single cells. A row or column with one is kept even if it is blank.
    issues
        What is wrong with whole rows.
    """

    file: str
    name: str
    cells: list[list[Any]]
    numbers: Sequence[int]
    first_column: int = 0
    merges: Sequence[Merge] = ()
    faults: Sequence[Fault] = ()
    issues: Sequence[Issue] = ()


@contextlib.contextmanager
def no_collection() -> Iterator[None]:
    """Look for no garbage meanwhile: so many new lists would be looked through over and over."""
    with _readings_lock:
        _readings.append(_readings[0] if _readings else gc.isenabled())
        gc.disable()
    try:
        yield
    finally:
        with _readings_lock:
            collected = _readings.pop()
            if collected and not _readings:
                gc.enable()


def assembled(
    grid: Grid, limits: Limits, *, format_: str, encoding: str = "", hidden: bool = False
) -> SourceTable | None:
    """Return a grid as a table; ``None`` where it holds nothing.

    Raises
    ------
    AtlasError
        Where it is longer or wider, or a text longer, than the limits allow.
    """
    width = max(map(len, grid.cells), default=0)
    heads = headings(grid.cells[:_HEAD], width, grid.merges, grid.first_column)
    start = heads.first + heads.depth
    _fill_down(grid, start)
    kept, numbers = _filled_rows(grid, start)
    if not kept and not heads.depth:
        return None
    _check_size(grid, len(kept), heads, limits)
    columns = _columns(kept, width)
    wanting = {fault.column for fault in grid.faults}
    used = [
        n for n in range(width) if n in wanting or _is_used(heads, columns[n], n, grid.first_column)
    ]
    issues = [*grid.issues, *_cell_issues(grid, heads)]
    values = []
    for n in used:
        name = heads.names[n]
        about = _About(grid.file, grid.name, name, numbers, issues)
        values.append(_settled(columns[n], about, limits))
    issues.sort(key=lambda issue: issue.line or 0)
    return SourceTable(
        name=grid.name,
        columns=tuple(heads.names[n] for n in used),
        values=tuple(values),
        rows=numbers,
        encoding=encoding,
        format=format_,
        hidden=hidden,
        issues=tuple(issues),
        notes=_notes(grid, heads),
    )


@dataclass(frozen=True, slots=True)
class _About:
    """Where a column stands, for what is said about its cells."""

    file: str
    sheet: str
    column: str
    numbers: Sequence[int]
    issues: list[Issue]

    def add(self, row: int, value: object, message: Text, hint: Text) -> None:
        line = self.numbers[row]
        issue = Issue(self.file, self.sheet, self.column, quote(value), message, hint, line)
        self.issues.append(issue)


def _columns(rows: Sequence[Sequence[Any]], width: int) -> list[list[Any]]:
    """Return rows turned into columns; a short row is filled with blanks."""
    if not rows:
        return [[] for _ in range(width)]
    if set(map(len, rows)) != {width}:
        rows = [[*row[:width], *[""] * (width - len(row))] for row in rows]
    columns: list[list[Any]] = [[] for _ in range(width)]
    # A few rows at a time stay in the processor's memory, which halves the time.
    for first in range(0, len(rows), _PIECE):
        piece = zip(*rows[first : first + _PIECE], strict=True)
        for column, cells in zip(columns, piece, strict=True):
            column.extend(cells)
    return columns


def _filled_rows(grid: Grid, start: int) -> tuple[list[list[Any]], Sequence[int]]:
    """Return the rows below the headings that hold anything, and their numbers."""
    rows = grid.cells[start:]
    empty = [[], *([""] * n for n in {len(row) for row in rows})]
    blank = {number for number, row in enumerate(rows) if row in empty}
    blank -= {fault.row - start for fault in grid.faults}
    numbers = grid.numbers[start:]
    if not blank:
        return rows, numbers
    kept = [number for number in range(len(rows)) if number not in blank]
    return [rows[number] for number in kept], [numbers[number] for number in kept]


def _is_used(heads: Headings, column: Sequence[Any], number: int, first_column: int) -> bool:
    """Tell whether a column has a heading or holds anything."""
    named = heads.names[number] != f"列 {letters(first_column + number)}"
    return named or any(cell is not None and cell != "" for cell in column)


def _fill_down(grid: Grid, start: int) -> None:
    """Write a text that is merged over several rows into each of them; a number stands once."""
    for merge in grid.merges:
        if merge.top < start or merge.bottom == merge.top or merge.top >= len(grid.cells):
            continue
        value = grid.cells[merge.top][merge.left] if merge.left < len(grid.cells[merge.top]) else ""
        if isinstance(value, str) and value:
            for row in grid.cells[merge.top + 1 : merge.bottom + 1]:
                row[merge.left] = value


def _check_size(grid: Grid, rows: int, heads: Headings, limits: Limits) -> None:
    issues = []
    for count, most, noun in (
        (rows, limits.rows, Text("行", "rows")),
        (len(heads.names), limits.columns, Text("列", "columns")),
    ):
        if count > most:
            message = Text(f"超过 {most} {noun.zh}", f"has more than {most} {noun.en}")
            hint = Text("请拆成几个表再导入", "split the table and bring the parts")
            issues.append(Issue(grid.file, grid.name, "", str(count), message, hint))
    if issues:
        raise AtlasError(issues)


def _cell_issues(grid: Grid, heads: Headings) -> Iterable[Issue]:
    for fault in grid.faults:
        if fault.row >= heads.first and fault.column < len(heads.names):
            name, line = heads.names[fault.column], grid.numbers[fault.row]
            value = quote(fault.value)
            yield Issue(grid.file, grid.name, name, value, fault.message, fault.hint, line)


def _notes(grid: Grid, heads: Headings) -> tuple[Issue, ...]:
    if not heads.depth:
        message = Text("没有找到表头", "has no headings that were found")
        hint = Text("各列以列号为名", "columns are named by their letters")
        return (Issue(grid.file, grid.name, "", "", message, hint),)
    if not heads.first and heads.depth == 1:
        return ()
    first = grid.numbers[heads.first]
    last = grid.numbers[heads.first + heads.depth - 1]
    lines = str(first) if first == last else f"{first}–{last}"
    message = Text(f"表头取自第 {lines} 行", f"takes its headings from row {lines}")
    hint = Text("请核对各列的名称", "see whether the columns have their names")
    return (Issue(grid.file, grid.name, "", "", message, hint, first),)


def _settled(column: list[Any], about: _About, limits: Limits) -> list[Value]:
    """Return a column with blanks as ``None`` and numbers as they were typed."""
    # Joining and adding tell sooner than looking that all cells are texts, or numbers.
    with contextlib.suppress(TypeError):
        return _texts(column, column, about, limits)
    with contextlib.suppress(TypeError):
        return _numbers(column, column, about)
    kinds = set(map(type, column))
    if str in kinds:
        texts = [cell for cell in column if type(cell) is str]
        column = _texts(column, texts, about, limits)
    if float in kinds:
        floats = [cell for cell in column if type(cell) is float]
        column = _numbers(column, floats, about)
    if dt.timedelta in kinds:
        column = [_time(cell) if type(cell) is dt.timedelta else cell for cell in column]
    return column


def _texts(column: list[Any], texts: Sequence[str], about: _About, limits: Limits) -> list[Any]:
    pieces = ["".join(texts[n : n + _PIECE]) for n in range(0, len(texts), _PIECE)]
    most = limits.text_length
    if any(
        len(piece) > most and max(map(len, texts[n * _PIECE : (n + 1) * _PIECE])) > most
        for n, piece in enumerate(pieces)
    ):
        _refuse_long(column, about, limits)
    joined = "".join(pieces)
    if "\r" in joined or _RETURN_CODE in joined:
        column = [_with_lines(cell) if type(cell) is str else cell for cell in column]
    # Most columns hold no white space at all, which is sooner seen of all their text at once.
    if any(map(joined.__contains__, _SPACES)):
        return [
            None if type(cell) is str and (not cell or cell.isspace()) else cell for cell in column
        ]
    if texts is column:
        return [cell or None for cell in column] if "" in column else column
    return [None if cell == "" else cell for cell in column]


def _with_lines(text: str) -> str:
    """Return a text with its line breaks as Python has them; some programs leave their code."""
    return text.replace(_RETURN_CODE, "\r").replace("\r\n", "\n").replace("\r", "\n")


def _refuse_long(column: Sequence[Any], about: _About, limits: Limits) -> None:
    most = limits.text_length
    for row, cell in enumerate(column):
        if type(cell) is str and len(cell) > most:
            message = Text(f"超过 {most} 字", f"is longer than {most} characters")
            hint = Text("请检查是否有引号没有配对", "look for a quotation mark without its pair")
            about.add(row, cell, message, hint)
            raise AtlasError(about.issues[-1:])


def _numbers(column: list[Any], floats: list[float], about: _About) -> list[Any]:
    """Return whole numbers as such; say which lost their tail, which may be another month."""
    # What is no number at all makes the sum one of its kind.
    if not sum(map(float.__abs__, floats)) < _TOO_LONG:
        column = _outliers(column, about)
        floats = [cell for cell in column if type(cell) is float]
    if all(map(float.is_integer, floats)):
        if floats is column:
            return list(map(int, column))
        return [int(cell) if type(cell) is float else cell for cell in column]
    _say_doubtful_months(column, floats, about)
    return column


def _outliers(column: Sequence[Any], about: _About) -> list[Any]:
    """Return a column without what is no number; say which numbers lost their tail."""
    kept = []
    for row, cell in enumerate(column):
        value = cell
        if type(cell) is float and not math.isfinite(cell):
            message = Text("不是数，按空白读入", "is not a number and is read as blank")
            about.add(row, cell, message, Text("请填入数值", "type a number"))
            value = None
        elif type(cell) is float and abs(cell) >= _TOO_LONG:
            # The 15 digits that a spreadsheet keeps, as it shows them.
            value = int(Decimal(f"{cell:.14e}"))
            message = Text(
                "是按数字输入的，15 位以后已丢失", "was typed as a number, its tail is lost"
            )
            hint = Text(
                "把该列设为文本后重新输入", "make the column text and type the number again"
            )
            about.add(row, value, message, hint)
        kept.append(value)
    return kept


def _say_doubtful_months(column: Sequence[Any], floats: Sequence[float], about: _About) -> None:
    """Say which months of a column of months may have lost a nought: 2024.1 for 2024.10."""
    if not all(map(_is_month, floats)):
        return
    texts = [cell for cell in column if type(cell) is str]
    if not (
        _MONTH_HEADING.search(about.column)
        or (texts and all(map(_MONTH_TEXT.fullmatch, texts)))
        or len({round(cell % 1, 2) for cell in floats}) >= _FEW_MONTHS
    ):
        return
    message = Text(
        "是按数字输入的，不知是 1 月还是 10 月", "was typed as a number: January or October"
    )
    hint = Text("请改成文本，如 2024-10", "type it as text, as 2024-10")
    for row, cell in enumerate(column):
        if type(cell) is float and round(cell % 1 * 100) == 10:  # noqa: PLR2004
            about.add(row, cell, message, hint)


def _is_month(number: float) -> bool:
    hundredths = number * 100
    return (
        _EARLIEST <= number < _LATEST
        and abs(hundredths - round(hundredths)) < 1e-6  # noqa: PLR2004
        and round(hundredths) % 100 <= _MONTHS
    )


def _time(length: dt.timedelta) -> dt.time | str:
    """Return a time of day; a longer time as hours, minutes and seconds."""
    if dt.timedelta() <= length < _DAY:
        return (dt.datetime(1900, 1, 1) + length).time()  # noqa: DTZ001 - of any day
    hours, rest = divmod(int(length.total_seconds()), 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}"
