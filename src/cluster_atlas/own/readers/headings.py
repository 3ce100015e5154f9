"""Where the headings of a sheet stand, and what each column is called."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any, NamedTuple

# Rows from the top in which headings are looked for, and from which the width is judged.
_HEAD, _SAMPLE = 40, 200
# Rows that headings take at most, and characters of a heading.
_DEEPEST, _LONGEST = 4, 60
_EARLIEST, _LATEST = 1900, 2100
# A number, or a whole date: neither is a heading. "2024年" and "2024年1月" may be.
_NUMBER = re.compile(
    r"[-+]?[¥￥$]?[\d０-９][\d０-９,，.．]*[%％]?|\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}.*"
)
# "单位：万元", "填报日期：2024-03": said about the table, not of a column.
_ABOUT = re.compile(r"[^：:]{1,12}[：:]\s*\S*|[（(]单位.{0,8}[）)]|附[件表]\s*\d*")
_BETWEEN_HAN = re.compile(r"(?<=[⺀-鿿（）、／])\s+|\s+(?=[⺀-鿿（）、／])")


class Merge(NamedTuple):
    """Cells shown as one: first and last row and column of the grid, from 0."""

    top: int
    left: int
    bottom: int
    right: int


class Headings(NamedTuple):
    """The rows of a grid that hold headings (``depth`` 0: there are none), and the names."""

    first: int
    depth: int
    names: tuple[str, ...]


def letters(column: int) -> str:
    """Return the letters of a column as a spreadsheet shows them: 0 is ``A``, 26 ``AA``."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def headings(
    grid: Sequence[Sequence[Any]],
    width: int,
    merges: Sequence[Merge] = (),
    first_column: int = 0,
) -> Headings:
    """Find the headings of a grid.

    Titles and remarks above them ("单位：万元") are passed over. The headings are the first row
    that fills at least half the width with short texts; numbers among them must be years. Merged
    cells, or gaps that the next row fills, make two to four rows of one heading a column, joined
    by " / ".

    Parameters
    ----------
    grid
        The first rows of cells; blank is ``""`` or ``None``. Rows may differ in length.
    width
        Of the widest row of the whole grid.
    merges
        Merged cells of the grid, where the file says so.
    first_column
        Column of the sheet in which the grid begins, for columns without a heading.

    Returns
    -------
    Headings
        With as many names as the grid is wide, unlike each other and none empty.
    """
    found = _first(grid, merges)
    if found is None:
        return Headings(0, 0, _unlike([""] * width, first_column))
    first = _raised(found, merges, width)
    rows = [_padded(row, width) for row in grid[first : found + 1]]
    deepest = min(_DEEPEST, len(grid) - first)
    while len(rows) < deepest and _goes_on(rows, grid[first + len(rows)], first, merges):
        rows.append(_padded(grid[first + len(rows)], width))
    parts: list[list[str]] = [[] for _ in range(width)]
    for row in _spread(rows, first, merges):
        for part, cell in zip(parts, row, strict=True):
            text = heading_text(cell)
            if text and text not in part[-1:]:
                part.append(text)
    return Headings(first, len(rows), _unlike([" / ".join(part) for part in parts], first_column))


def heading_text(cell: Any) -> str:  # noqa: ANN401 - whatever a cell holds
    """Return a heading on one line, without blanks between Chinese characters."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = " ".join(str(cell).split()) if not _blank(cell) else ""
    return _BETWEEN_HAN.sub("", text)


def _blank(cell: Any) -> bool:  # noqa: ANN401
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _padded(row: Sequence[Any], width: int) -> list[Any]:
    return [*row[:width], *[""] * (width - len(row))]


def _first(grid: Sequence[Sequence[Any]], merges: Sequence[Merge]) -> int | None:
    """Return the row that looks like headings; ``None`` where data comes first."""
    counts = [sum(not _blank(cell) for cell in row) for row in grid[:_SAMPLE]]
    for merge in merges:
        # A heading over several columns counts for each; a title begins at the first.
        if 0 < merge.left < merge.right and merge.top < len(counts):
            counts[merge.top] += merge.right - merge.left
    filled = sorted(count for count in counts if count)
    if not filled:
        return None
    # What most rows fill; a title above or a remark below does not narrow it.
    usual = filled[len(filled) * 3 // 4] if len(filled) > 1 else filled[0]
    least = max(min(2, usual), (usual + 1) // 2)
    for number, row in enumerate(grid[:_HEAD]):
        cells = [cell for cell in row if not _blank(cell)]
        if counts[number] < least or all(_is_about(cell) for cell in cells):
            continue
        return number if _is_heading(cells) else None
    return None


def _is_about(cell: Any) -> bool:  # noqa: ANN401
    return isinstance(cell, str) and bool(_ABOUT.fullmatch(cell.strip()))


def _is_heading(cells: Sequence[Any]) -> bool:
    words = [cell for cell in cells if isinstance(cell, str) and not _is_number(cell)]
    others = [cell for cell in cells if not isinstance(cell, str) or _is_number(cell)]
    return bool(words) and max(map(len, words)) <= _LONGEST and all(map(_is_year, others))


def _is_number(text: str) -> bool:
    return bool(_NUMBER.fullmatch(text.strip()))


def _is_year(cell: Any) -> bool:  # noqa: ANN401
    if isinstance(cell, bool | dt.date | dt.time | dt.timedelta):
        return False
    try:
        number = float(cell)
    except ValueError:
        return False
    return number.is_integer() and _EARLIEST <= number <= _LATEST


def _raised(first: int, merges: Sequence[Merge], width: int) -> int:
    """Return the row where headings begin: groups of columns may stand above the row found."""
    for merge in merges:
        grouped = 0 < merge.left < merge.right < width
        if grouped and merge.bottom == first - 1 and merge.top == first - 1:
            return first - 1
    return first


def _goes_on(
    rows: Sequence[Sequence[Any]], below: Sequence[Any], first: int, merges: Sequence[Merge]
) -> bool:
    """Tell whether the row below the rows of headings belongs to them."""
    number = first + len(rows)
    row = _padded(below, len(rows[0]))
    cells = [cell for cell in row if not _blank(cell)]
    if cells and not (_is_heading(cells) or all(map(_is_year, cells))):
        return False
    if any(first <= merge.top < number <= merge.bottom for merge in merges):
        return True
    if not cells:
        return False
    if merges:
        groups = [
            m for m in merges if m.left < m.right and first <= m.top and m.bottom == number - 1
        ]
        grouped = {column for m in groups for column in range(m.left, m.right + 1)}
        return any(_names_parts(row, merge) for merge in groups) and all(
            column in grouped or _blank(cell) or _blank(above)
            for column, (cell, above) in enumerate(zip(row, rows[-1], strict=True))
        )
    return len(rows) == 1 and _fills_gaps(rows[0], row)


def _names_parts(row: Sequence[Any], merge: Merge) -> bool:
    """Tell whether a row names the parts of a merged heading, each by itself."""
    names = [str(cell) for cell in row[merge.left : merge.right + 1] if not _blank(cell)]
    return len(names) > 1 and len(set(names)) == len(names)


def _fills_gaps(above: Sequence[Any], row: Sequence[Any]) -> bool:
    """Tell whether a row stands under the gaps of the one above and is blank elsewhere.

    So does what is left of merged headings in a text file: ``名称,投资,,`` over ``,亿元,万元,``.
    """
    gaps = [_blank(cell) for cell in above]
    if gaps[0] or not any(gaps):
        return False
    last = max(n for n, gap in enumerate(gaps) if not gap or not _blank(row[n]))
    for column, cell in enumerate(row[: last + 1]):
        begins_group = not gaps[column] and gaps[column + 1 : column + 2] == [True]
        if _blank(cell) == (gaps[column] or begins_group):
            return False
    return True


def _spread(rows: Sequence[Sequence[Any]], first: int, merges: Sequence[Merge]) -> list[list[Any]]:
    """Return rows of headings in which each heading stands over all columns it is meant for."""
    spread = [list(row) for row in rows]
    known = [merge for merge in merges if first <= merge.top < first + len(rows)]
    for merge in known:
        cell = spread[merge.top - first][merge.left] if merge.left < len(spread[0]) else ""
        for number in range(merge.top - first, min(merge.bottom - first + 1, len(rows))):
            for column in range(merge.left, min(merge.right + 1, len(spread[0]))):
                spread[number][column] = cell
    if not merges:
        for number, row in enumerate(spread[:-1]):
            for column in range(1, len(row)):
                if _blank(row[column]) and not _blank(spread[number + 1][column]):
                    row[column] = row[column - 1]
    return spread


def _unlike(names: Sequence[str], first_column: int) -> tuple[str, ...]:
    """Return names none of which is empty or stands twice (``说明``, ``说明 2``, ``列 C``)."""
    taken = {name for name in names if name}
    used: set[str] = set()
    unlike = []
    for column, name in enumerate(names):
        chosen = wanted = name or f"列 {letters(first_column + column)}"
        number = 1
        while chosen in used or (chosen != name and chosen in taken):
            number += 1
            chosen = f"{wanted} {number}"
        used.add(chosen)
        unlike.append(chosen)
    return tuple(unlike)
