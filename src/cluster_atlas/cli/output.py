"""Rows printed or written as a table, JSON, JSON lines, CSV, Markdown or a workbook."""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import sys
from collections.abc import Mapping, Sequence
from itertools import zip_longest
from pathlib import Path
from shutil import get_terminal_size
from typing import Any
from unicodedata import combining, east_asian_width

import click

from cluster_atlas.values.issues import AtlasError, Issue, Text, quote

FORMATS = ("table", "json", "jsonl", "csv", "md")

Row = Mapping[str, Any]

# What the ending of a file stands for.
_ENDINGS = {
    ".csv": "csv",
    ".htm": "html",
    ".html": "html",
    ".json": "json",
    ".jsonl": "jsonl",
    ".md": "md",
    ".txt": "table",
    ".xlsx": "xlsx",
}

# What parts the columns of a table, width of the narrowest.
_GAP, _NARROWEST = "  ", 4


def form_of(form: str | None, out: Path | None, known: Sequence[str]) -> str:
    """Return the form of an output: the one asked for, or that of the file's ending.

    Parameters
    ----------
    form
        One of ``known``, or ``None`` where none was asked for.
    out
        The file to write, or ``None`` for standard output.
    known
        The forms that the command can write.

    Raises
    ------
    AtlasError
        If the ending stands for no known form or for another one than asked for, or a workbook
        is asked for without a file.
    """
    if out is None:
        if form == "xlsx":
            message = Text("需要写入文件", "needs a file to write to")
            raise AtlasError([Issue("--format", "", "", form, message, _OUT_HINT)])
        return form or "table"
    ending = _ENDINGS.get(out.suffix.lower())
    meant = ending if ending in known else None
    if form is None and meant is None:
        usable = [suffix for suffix, one in _ENDINGS.items() if one in known]
        message = Text("看不出输出格式", "has no ending of an output format")
        hint = Text(
            f"结尾可用：{'、'.join(usable)}，或写明 --format",
            f"end it in one of {', '.join(usable)}, or give --format",
        )
        raise AtlasError([Issue("--out", "", "", quote(str(out)), message, hint)])
    if form and meant and form != meant:
        message = Text(f"与 --format {form} 不一致", f"does not go with --format {form}")
        hint = Text("二者留一", "give one of the two")
        raise AtlasError([Issue("--out", "", "", quote(str(out)), message, hint)])
    return form or meant or "table"


_OUT_HINT = Text("加上 --out 文件.xlsx", "add --out FILE.xlsx")


def rows_workbook(rows: Sequence[Row], title: str, day: dt.date) -> bytes:
    """Return rows as a workbook of one sheet; nested values as one cell.

    Parameters
    ----------
    rows
        Plain values by column.
    title
        Name of the sheet, at most 31 characters.
    day
        When it was made, as its properties say.
    """
    from cluster_atlas.files.csvfile import cell
    from cluster_atlas.files.workbook import Sheet, workbook

    headings = list(rows[0] if rows else ())
    cells = [[cell(flat(row.get(name))) for name in headings] for row in rows]
    sheet = Sheet(title, headings, cells)
    return workbook([sheet], title=title, creator="cluster-atlas", description="", day=day)


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
    """Print rows as wide as the terminal at most; what is wider is folded inside its column.

    What goes to no terminal has one line per row, so that programs that read lines find them.
    """
    rows = [[_visible(str(cell)) for cell in row] for row in (names, *cells)]
    columns = list(zip(*rows, strict=True))
    widths = [max(map(cell_width, column)) for column in columns]
    if sys.stdout.isatty():
        widths = _fitted(widths, get_terminal_size().columns)
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


def settle_streams() -> None:
    """Let no character and no closed stream end a command after its work is done.

    A western code page of Windows holds no Chinese: what goes to a file or another program is
    UTF-8 then, unless an encoding was asked for, and a character that an encoding lacks is written
    as its code. A stream that was closed is one that swallows all.
    """
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            nowhere = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - kept to the end
            setattr(sys, name, nowhere)
        elif isinstance(stream, io.TextIOWrapper):
            free = not stream.isatty() and not os.environ.get("PYTHONIOENCODING")
            stream.reconfigure(
                encoding="utf-8" if free and not _holds_chinese(stream.encoding) else None,
                errors="backslashreplace",
            )


def _holds_chinese(encoding: str) -> bool:
    try:
        "集群".encode(encoding)
    except (LookupError, UnicodeEncodeError):
        return False
    return True


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
