"""One column as it is interpreted: its cells, where they stand, and what is said about them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from cluster_atlas.own.sourcetable import SourceTable, Value
from cluster_atlas.values.issues import Issue, Text, quote

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Column:
    """Cells of one column, with what a message about one of them says of its place.

    Attributes
    ----------
    values
        The cells; blank is ``None``.
    rows
        Number of each row as its program shows it.
    file, table, name
        Of the file, its sheet or layer, and the column.
    """

    values: Sequence[Value]
    rows: Sequence[int]
    file: str = ""
    table: str = ""
    name: str = ""

    def issue(self, row: int, message: Text, hint: Text) -> Issue:
        """Return what is wrong with the cell of one row, counted from 0."""
        value = quote(self.values[row])
        return Issue(self.file, self.table, self.name, value, message, hint, self.rows[row])

    def interpreted(
        self, reading: Callable[[Value], _T | Unreadable]
    ) -> tuple[list[_T | None], list[Issue]]:
        """Return what a reading makes of each cell, and the issues of those it cannot read.

        Equal texts are read once. A blank cell stays ``None``.
        """
        known: dict[Value, _T | Unreadable] = {}
        values: list[_T | None] = []
        issues: list[Issue] = []
        for row, value in enumerate(self.values):
            if value is None:
                values.append(None)
                continue
            # A number and a truth value that are equal are not the same cell.
            meaning = known.get(value) if type(value) is str else None
            if meaning is None:
                meaning = reading(value)
                if type(value) is str:
                    known[value] = meaning
            if isinstance(meaning, Unreadable):
                issues.append(self.issue(row, meaning.message, meaning.hint))
                values.append(None)
            else:
                values.append(meaning)
        return values, issues


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why a cell is not what it should be, and what to do about it."""

    message: Text
    hint: Text


def column_of(table: SourceTable, name: str, file: str = "") -> Column:
    """Return one column of a table by its heading."""
    values = table.values[table.columns.index(name)]
    return Column(values, table.rows, file, table.name, name)
