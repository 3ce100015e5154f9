"""Rows of plain values as CSV, and cells that no spreadsheet takes for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

from cluster_atlas.values.characters import storable

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def cell(value: Any) -> Any:  # noqa: ANN401 - whatever a table holds
    """Return a value that no spreadsheet takes for a formula; numbers stay numbers."""
    if not isinstance(value, str):
        return value
    text = storable(value)
    return "'" + text if text.startswith(FORMULA_STARTS) else text


def rows_csv(rows: Sequence[dict[str, Any]], headings: Sequence[str] = ()) -> str:
    """Return rows as CSV text; formulas are neutralised.

    ``headings`` stand above a table without rows; those of the first row above any other.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    heads = list(rows[0]) if rows else headings
    if heads:
        writer.writerow(cell(heading) for heading in heads)
    writer.writerows([cell(value) for value in row.values()] for row in rows)
    return text.getvalue()
