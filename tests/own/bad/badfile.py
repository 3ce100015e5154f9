"""One bad file: how it is made, and what must come of it."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

# Stand in a file for what is bait: a file outside the upload, and an address on loopback.
BAIT_FILE, BAIT_ADDRESS = "@BAIT_FILE@", "@BAIT_ADDRESS@"

REFUSED, ASKED, TAKEN = 2, 3, 0


@dataclass(frozen=True)
class BadFile:
    """One bad file.

    Attributes
    ----------
    name
        What is wrong with it.
    make
        Puts it into a folder and returns what the user brings.
    says
        A part of the sentence that must be said, in Chinese.
    codes
        Exit codes that fit.
    refused
        Rows that must be refused where the rest is taken; ``None``: whatever is said.
    words
        Further words of the command.
    limits
        Limits that are lowered, by name.
    """

    name: str
    make: Callable[[Path], Path]
    says: str = ""
    codes: tuple[int, ...] = (REFUSED,)
    refused: int | None = None
    words: tuple[str, ...] = ("--as", "layer")
    limits: dict[str, Any] = field(default_factory=dict)


def file_of(name: str, content: bytes | str) -> Callable[[Path], Path]:
    """Return what makes a file of one content."""

    def make(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return make


def with_part(path: Path, part: str, change: Callable[[bytes], bytes]) -> Path:
    """Write an archive anew with one of its parts changed."""
    with zipfile.ZipFile(path) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    parts[part] = change(parts[part])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path
