"""How much a file from outside may hold, and how long and in how much memory it is read."""

from __future__ import annotations

import os
from dataclasses import dataclass, fields, replace

from cluster_atlas.values.issues import AtlasError, Issue, Text, quote

VARIABLE = "CLUSTER_ATLAS_IMPORT_LIMITS"
_MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one file; what exceeds one is refused with the bound in the sentence.

    Attributes
    ----------
    file_bytes
        Size of the file as it was brought.
    entries, expanded_bytes, ratio
        Of an archive: files in it, bytes of all of them unpacked, and unpacked by packed bytes.
    rows, columns
        Of one table, without what is empty behind its last value.
    vertices
        Of all shapes of one layer.
    text_length
        Characters of one value.
    seconds, memory_bytes
        Time and memory of the process that reads.
    """

    file_bytes: int = 200 * _MB
    entries: int = 2000
    expanded_bytes: int = 2000 * _MB
    ratio: int = 200
    rows: int = 1_048_576
    columns: int = 500
    vertices: int = 12_000_000
    text_length: int = 32_767
    seconds: float = 120.0
    memory_bytes: int = 1000 * _MB


def read_limits(text: str) -> Limits:
    """Return the usual limits with those changed that a text names.

    Parameters
    ----------
    text
        As ``file_bytes=400000000 seconds=300``: names of :class:`Limits` and positive numbers.

    Raises
    ------
    AtlasError
        If one is no limit, or no positive whole number.
    """
    names = [field.name for field in fields(Limits)]
    changed: dict[str, int] = {}
    issues = []
    for pair in text.split():
        name, _, value = pair.partition("=")
        if name in names and value.isascii() and value.isdigit() and int(value):
            changed[name] = int(value)
            continue
        message = Text("不是可用的限度", "is no limit")
        hint = Text(
            f"写成 rows=2000000，可用：{'、'.join(names)}",
            f"write rows=2000000, of {', '.join(names)}",
        )
        issues.append(Issue(VARIABLE, "", "", quote(pair), message, hint))
    if issues:
        raise AtlasError(issues)
    return replace(Limits(), **changed)


# What an office's administrator set for all imports of this program.
DEFAULT_LIMITS = read_limits(os.environ.get(VARIABLE, ""))
