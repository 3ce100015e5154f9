"""Rows printed as a table, JSON, JSON lines, CSV or Markdown."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import click

FORMATS = ("table", "json", "jsonl", "csv", "md")

Row = Mapping[str, Any]


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
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in names:
        table.add_column(name, overflow="fold")
    for row in cells:
        # As plain text, so that square brackets in data are no markup.
        table.add_row(*(Text(str(cell)) for cell in row))
    width = None if sys.stdout.isatty() else 200
    Console(file=sys.stdout, width=width, highlight=False).print(table)
