"""How much a file from outside may hold, and how long and in how much memory it is read."""

from __future__ import annotations

from dataclasses import dataclass

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


DEFAULT_LIMITS = Limits()
