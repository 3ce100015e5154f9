"""What a workspace tells of itself: imports, changes, templates and its log, as plain values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

KINDS = ("parks", "premises", "projects", "firms", "layer")

# Columns that the workspace adds to those of an import.
OWN_COLUMNS = ("id", "version", "import", "layer")

_ROW = re.compile(r"([1-9]\d{0,17})-([1-9]\d{0,17})")


@dataclass(frozen=True, slots=True)
class ImportAbout:
    """Where the rows of an import come from.

    Attributes
    ----------
    file
        Name of the file, without its folder.
    by
        Who brings it.
    sha256
        Of the file, in hexadecimal.
    refused
        Rows of the file that were not taken.
    system
        Coordinate system in which the file has its places.
    declared
        Whether the user named the system; a guess otherwise.
    encoding
        Of its text; empty where the format fixes it.
    layer
        Name of the layer; of no other kind.
    replaces
        Number of the import of which this is a newer version: it is out of sight until this one
        is undone.
    """

    file: str
    by: str = ""
    sha256: str = ""
    refused: int = 0
    system: str = ""
    declared: bool = False
    encoding: str = ""
    layer: str = ""
    replaces: int | None = None


@dataclass(frozen=True, slots=True)
class ImportEntry:
    """One import as it is kept.

    Attributes
    ----------
    number
        Counted from 1 over all kinds; never given twice.
    rows, deleted
        Rows that were taken, and how many of them were deleted for good since.
    at
        Time of the import (UTC, ISO 8601).
    undone_at, undone_by
        When and by whom it was undone; empty while it counts.
    is_shown
        Whether its rows are seen: it is neither undone nor replaced.
    """

    number: int
    kind: str
    rows: int
    deleted: int
    about: ImportAbout
    at: str
    undone_at: str
    undone_by: str
    is_shown: bool


@dataclass(frozen=True, slots=True)
class Edit:
    """One wish to change a field of a row that was seen in a certain version.

    ``value`` may be a text, number, truth value, date, time, bytes or ``None``, or a list of such.
    """

    row: str
    field: str
    value: Any
    seen_version: int


@dataclass(frozen=True, slots=True)
class Change:
    """One edit as it is kept.

    Attributes
    ----------
    version
        Number of the change, rising over the whole workspace; the row bears it until the next.
    value
        What the field holds since; dates as ISO text, bytes as base64.
    as_imported
        Whether the field went back to what was imported; ``value`` is then ``None``.
    undoes
        The version that this one took back.
    """

    version: int
    row: str
    field: str
    value: Any
    as_imported: bool
    by: str
    at: str
    undoes: int | None


@dataclass(frozen=True, slots=True)
class Template:
    """How the columns of a file were matched once: the field by the heading."""

    name: str
    kind: str
    fields: Mapping[str, str]
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class LogEntry:
    """Who read or changed what, and when; never a value of a row."""

    number: int
    at: str
    by: str
    action: str
    subject: str


def row_id(number: int, position: int) -> str:
    """Return the id of a row: the number of its import, and its position there from 1."""
    return f"{number}-{position}"


def row_place(row: str) -> tuple[int, int] | None:
    """Return import and position of a row's id; ``None`` where it is none."""
    found = _ROW.fullmatch(row)
    return (int(found[1]), int(found[2])) if found else None
