"""Text files of values, with commas, tabs or other marks between: encoding and mark are found."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from cluster_atlas.own.readers.assembly import Fault, Grid, assembled, no_collection
from cluster_atlas.own.readers.encodings import found_encoding, told_encoding
from cluster_atlas.own.sourcetable import ReadOptions, SourceTable
from cluster_atlas.values.issues import AtlasError, Issue, Text, quote

_MARKS = (",", "\t", ";", "|", "，")
# Lines by which the mark is judged.
_SAMPLE, _BEGINNING = 200, 1_000_000
# So many quotation marks without their pair are looked for.
_MOST_OPEN = 50
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
# Programs write a number so that Excel leaves it alone: ="044010", or with a tab behind it.
_KEPT_AS_TEXT = re.compile(r'="([^"]*)"')
# Where a byte that belongs to no character stood.
_BROKEN = re.compile("[\udc80-\udcff\ufffd]")
# What a codec is called by people.
_NAMES = {"big5hkscs": "big5", "utf-16-le": "utf-16", "utf-16-be": "utf-16"}


@no_collection()
def read_text(path: Path, name: str, options: ReadOptions) -> list[SourceTable]:
    """Read a CSV, TSV or TXT file; all values stay text.

    A :data:`~cluster_atlas.own.sourcetable.Reader`.

    Returns
    -------
    list of SourceTable
        One, named as the user's file without its suffix. Its ``rows`` are lines; a value with line
        breaks in quotation marks takes several.
    """
    text, encoding = decoded(path.read_bytes(), name, options.encoding)
    separator = _SEPARATOR_LINE.match(text)
    mark = separator[1] if separator else found_mark(text)
    lines = list(io.StringIO(text, newline=""))
    records = _all_records(lines, mark, 1 if separator else 0)
    grid = Grid(
        file=name,
        name=Path(name).stem,
        cells=[record.values for record in records],
        numbers=[record.line for record in records],
        faults=_broken(records) if _BROKEN.search(text) else (),
        issues=list(_row_issues(name, records)),
    )
    _clean(grid.cells, text, mark)
    table = assembled(grid, options.limits, format_="csv", encoding=encoding)
    if table is None:
        message, hint = Text("没有数据", "holds no data"), Text("请检查文件", "see what is in it")
        raise AtlasError([Issue(name, "", "", "", message, hint)])
    return [table]


def decoded(
    content: bytes, file: str, encoding: str = "", declared: Sequence[str] = ()
) -> tuple[str, str]:
    """Return a text and the name of its encoding.

    A byte that belongs to no character becomes a lone surrogate, which no valid text holds.

    Parameters
    ----------
    content
        Its bytes.
    file
        What the user calls the file.
    encoding
        As the user tells it; empty: found.
    declared
        Encodings that the file names.

    Raises
    ------
    AtlasError
        Where the encoding is none, or the file holds NUL bytes, which no text does.
    """
    name = told_encoding(encoding, file) or found_encoding(content, declared)
    if "utf-16" not in name and "utf-32" not in name and b"\0" in content:
        line = content.count(b"\n", 0, content.index(b"\0")) + 1
        message = Text("含有空字节，不是文本", "holds NUL bytes and is no text")
        hint = Text("请检查文件是否损坏", "see whether the file is damaged")
        raise AtlasError([Issue(file, "", "", "", message, hint, line)])
    try:
        text = content.decode(name)
    except UnicodeDecodeError:
        text = content.decode(name, "replace" if name.startswith("utf-16") else "surrogateescape")
    return text.removeprefix("\ufeff"), _NAMES.get(name, name)


def found_mark(text: str) -> str:
    """Return what stands between the values: of the usual marks the one that gives even rows."""
    lines = list(io.StringIO(text[:_BEGINNING], newline=""))[:_SAMPLE]
    best, most = ",", 0.0
    for mark in _MARKS:
        counts = Counter(len(record.values) for record in _records(lines, mark, 0))
        width, rows = max(counts.items(), key=lambda item: (item[0] > 1, item[1]), default=(1, 0))
        # Even rows count for more than many columns.
        score = rows / counts.total() + min(width, 50) / 1000 if width > 1 else 0.0
        if score > most:
            best, most = mark, score
    return best


class _Record(NamedTuple):
    """Values of a record and the line where it begins; whether a quotation mark stays open."""

    line: int
    values: list[str]
    is_open: bool = False


def _all_records(lines: Sequence[str], mark: str, start: int) -> list[_Record]:
    """Return the records from a line on; a line whose quotation mark stays open is one by itself.

    Else nothing would be seen of the lines behind it, up to the next mark.
    """
    found: list[_Record] = []
    for _ in range(_MOST_OPEN):
        found += _records(lines, mark, start)
        if not found or not found[-1].is_open:
            break
        start = found[-1].line
        values = next(csv.reader([lines[start - 1]], delimiter=mark, quoting=csv.QUOTE_NONE))
        found[-1] = _Record(start, values, is_open=True)
    return found


def _records(lines: Sequence[str], mark: str, start: int) -> Iterator[_Record]:
    """Yield the records from a line on, up to one whose quotation mark stays open."""
    reader = csv.reader(islice(lines, start, None), delimiter=mark)
    at = start
    try:
        for values in reader:
            end = start + reader.line_num
            # A value of several lines stands in quotation marks, and those inside are doubled.
            is_open = end > at + 1 and "".join(lines[at:end]).count('"') % 2 == 1
            yield _Record(at + 1, values, is_open)
            if is_open:
                return
            at = end
    except csv.Error:
        # A value as long as that can only be one that is not closed.
        yield _Record(at + 1, [], is_open=True)


def _clean(cells: Sequence[list[str]], text: str, mark: str) -> None:
    """Take off what programs write around a number so that Excel leaves it as it is."""
    if '="' not in text and ("\t" not in text or mark == "\t"):
        return
    for row in cells:
        for column, value in enumerate(row):
            if (kept := _KEPT_AS_TEXT.fullmatch(value)) is not None:
                row[column] = kept[1]
            elif value.endswith("\t"):
                row[column] = value.rstrip("\t")


def _broken(records: Sequence[_Record]) -> list[Fault]:
    """Say where bytes belong to no character, and show them as such."""
    message = Text("含有无法识别的字节", "holds a byte that belongs to no character")
    hint = Text("请改正该值，或指定文件的编码", "mend the value or name the encoding of the file")
    faults = []
    for row, record in enumerate(records):
        for column, value in enumerate(record.values):
            if _BROKEN.search(value):
                shown = record.values[column] = _BROKEN.sub("\ufffd", value)
                faults.append(Fault(row, column, shown, message, hint))
    return faults


def _row_issues(file: str, records: Sequence[_Record]) -> Iterator[Issue]:
    """Say which rows have a quotation mark without its pair, or more values than the others."""
    unpaired = Text("引号没有配对", "has a quotation mark without its pair")
    pair = Text("请补上或删去引号", "add the other one or take it away")
    longer = Text("比其他行多出值", "has more values than the other rows")
    enclose = Text(
        "值内有分隔符的，请加引号", "put values that hold the mark between in quotation marks"
    )
    table = Path(file).stem
    usual = Counter(len(record.values) for record in records if any(record.values))
    width = max(usual, key=lambda length: usual[length], default=0)
    for record in records:
        if record.is_open:
            value = quote(record.values[0] if record.values else "")
            yield Issue(file, table, "", value, unpaired, pair, record.line)
        elif width > 1 and any(record.values[width:]):
            value = quote(record.values[width])
            yield Issue(file, table, "", value, longer, enclose, record.line)
