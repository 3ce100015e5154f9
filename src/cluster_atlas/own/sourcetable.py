"""A table or layer as it stands in a file: columns, values, row numbers and shapes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from cluster_atlas.own.limits import DEFAULT_LIMITS, Limits
from cluster_atlas.values.issues import Issue

Value: TypeAlias = str | int | float | bool | dt.date | dt.datetime | dt.time | None


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What the user says about a file.

    Attributes
    ----------
    encoding
        Name of the encoding of its text; empty: found.
    password
        Of an encrypted workbook; empty: none.
    table
        Name of the one sheet or layer that is wanted; empty: all that are shown.
    limits
        Bounds of the file.
    """

    encoding: str = ""
    password: str = ""
    table: str = ""
    limits: Limits = DEFAULT_LIMITS


@dataclass(frozen=True, slots=True)
class SourceTable:
    """One sheet of a workbook, text file or layer; nothing of it is interpreted yet.

    Attributes
    ----------
    name
        Of the sheet or layer; of a text file, the file's.
    columns
        Headings, in order; unlike each other and not empty (a second ``名称`` is ``名称 2``).
    values
        One list a column, as long as the table. Text stays text (``"044010"``), blank is ``None``,
        no number is NaN or infinite.
    rows
        Number of each row as the program shows it that made the file, from 1: of a workbook the
        number beside the row; of a text file its line; of a layer the count of the feature.
    shapes
        WKB of each row, two-dimensional, x (east) before y; ``None`` where there is none. Empty for
        a table without shapes.
    system
        The coordinate system as the file declares it: ``EPSG:4547``, or WKT, or a name; empty where
        it says none.
    encoding
        Of the text, as it was found or told; empty where the format fixes it.
    format
        ``xlsx``, ``csv``, ``shapefile`` … the format by content, not by name.
    hidden
        Whether the maker's program hides it.
    issues
        What could not be read as it stands, each with its row.
    notes
        What the user should know and need not mend, as issues without a refusal.
    """

    name: str
    columns: tuple[str, ...]
    values: tuple[list[Value], ...]
    rows: Sequence[int]
    shapes: Sequence[bytes | None] = ()
    system: str = ""
    encoding: str = ""
    format: str = ""
    hidden: bool = False
    issues: tuple[Issue, ...] = ()
    notes: tuple[Issue, ...] = field(default=())

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.rows)


Reader: TypeAlias = Callable[[Path, str, ReadOptions], Sequence[SourceTable]]
"""What reads the files of a format: every public function ``read_…`` of the readers.

It takes where a file lies; what the user calls it, which all that is said of it bears; and what the
user says about it. It returns the tables in their order, of those that the maker's program hides
only what is wanted by name, and raises AtlasError where the file is not of the format, damaged, has
no such table, or exceeds a limit.
"""
