"""Rows printed as a table, JSON, JSON lines, CSV or Markdown."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from itertools import zip_longest
from shutil import get_terminal_size
from typing import Any
from unicodedata import combining, east_asian_width

import click

FORMATS = ("table", "json", "jsonl", "csv", "md")

Row = Mapping[str, Any]

# Width of a table that goes to no terminal, what parts its columns, width of the narrowest.
_WIDE, _GAP, _NARROWEST = 200, "  ", 4


def show(rows: Sequence[Row], form: str, columns: Sequence[str] | None = None) -> None:
    """Print rows to standard output.

    Parameters
    ----------
    rows
        Plain values by column.
    form
        One of :data:`FORMATS`. JSON forms print everything; the others one cell per column.
    columns
        Columns of ``table`` and ``md``; all where ``None``.
    """
    if form == "json":
        click.echo(json.dumps(list(rows), ensure_ascii=False, indent=2))
    elif form == "jsonl":
        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False))
    elif form == "csv":
        from cluster_atlas.files.csvfile import rows_csv

        click.echo(rows_csv([{k: flat(v) for k, v in row.items()} for row in rows]), nl=False)
    else:
        names = list(columns or (rows[0] if rows else ()))
        cells = [[flat(row.get(name)) for name in names] for row in rows]
        (_markdown if form == "md" else _table)(names, cells)


def flat(value: Any) -> Any:  # noqa: ANN401 - any plain value
    """Return a nested value as one cell: names of records, joined lists."""
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return value.get("name") or " ".join(str(flat(item)) for item in value.values() if item)
    if isinstance(value, list | tuple):
        return "; ".join(str(flat(item)) for item in value)
    return value


def _markdown(names: Sequence[str], cells: Sequence[Sequence[Any]]) -> None:
    click.echo("| " + " | ".join(names) + " |")
    click.echo("|" + " --- |" * len(names))
    for row in cells:
        escaped = (str(cell).replace("|", "\\|").replace("\n", " ") for cell in row)
        click.echo("| " + " | ".join(escaped) + " |")


def _table(names: Sequence[str], cells: Sequence[Sequence[Any]]) -> None:
    """Print rows as wide as the terminal at most; what is wider is folded inside its column."""
    rows = [[_visible(str(cell)) for cell in row] for row in (names, *cells)]
    columns = list(zip(*rows, strict=True))
    room = get_terminal_size().columns if sys.stdout.isatty() else _WIDE
    widths = _fitted([max(map(cell_width, column)) for column in columns], room)
    for number, row in enumerate(rows):
        folded = [_folded(text, width) for text, width in zip(row, widths, strict=True)]
        for line in zip_longest(*folded, fillvalue=""):
            padded = (
                text + " " * (width - cell_width(text))
                for text, width in zip(line, widths, strict=True)
            )
            click.echo(_GAP.join(padded).rstrip())
        if number == 0:
            click.echo("─" * (sum(widths) + len(_GAP) * (len(widths) - 1)))


def cell_width(text: str) -> int:
    """Return how many cells of a terminal a text takes; Chinese characters take two each."""
    if text.isascii():
        return len(text)
    return sum(
        0 if combining(sign) else 2 if east_asian_width(sign) in "WF" else 1 for sign in text
    )


def _visible(text: str) -> str:
    """Return a text as one line without the signs by which a terminal is told what to do."""
    return "".join(sign if sign.isprintable() else " " for sign in text)


def _fitted(widths: Sequence[int], room: int) -> list[int]:
    """Return column widths of which the widest are cut to one size, so that all fit in."""
    free = room - len(_GAP) * (len(widths) - 1)
    most = max(widths, default=0)
    while most > _NARROWEST and sum(min(width, most) for width in widths) > free:
        most -= 1
    return [min(width, most) for width in widths]


def _folded(text: str, width: int) -> list[str]:
    """Return the lines of a cell, cut between words where a line has a space."""
    if cell_width(text) <= width:
        return [text]
    lines = [""]
    for sign in text:
        if cell_width(lines[-1] + sign) > width and lines[-1]:
            kept, space, rest = lines[-1].rpartition(" ")
            lines[-1:] = [kept, rest] if space and sign != " " and kept else [lines[-1], ""]
        lines[-1] += sign if sign != " " or lines[-1] else ""
    return lines
