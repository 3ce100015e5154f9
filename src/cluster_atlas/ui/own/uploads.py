"""Files that a browser sent, read as tables by a process with limits; none stays on disk."""

from __future__ import annotations

import hashlib
import re
import tempfile
import threading
from collections import OrderedDict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Protocol

from cluster_atlas.files.outfiles import stem_of
from cluster_atlas.own.apart import read_apart
from cluster_atlas.own.limits import DEFAULT_LIMITS, Limits
from cluster_atlas.own.sourcetable import ReadOptions, SourceTable
from cluster_atlas.values.issues import AtlasError, Issue, Text, quote

# Files that are read with the one before the colon, of the same name.
_PARTS = {
    ".shp": {".shx", ".dbf", ".prj", ".cpg", ".sbn", ".sbx", ".qix", ".qpj"},
    ".tab": {".dat", ".map", ".id", ".ind"},
    ".mif": {".mid"},
}
_SUFFIX = re.compile(r"\.[a-z0-9]{1,8}")
# So many uploads, and so many cells of all of them, are held between two clicks.
_MOST, _MOST_CELLS = 6, 5_000_000


class Upload(Protocol):
    """A file that a browser sent."""

    file_id: str
    name: str
    size: int

    def getbuffer(self) -> memoryview:
        """Return its content."""


@dataclass(frozen=True, slots=True)
class Brought:
    """One file with its parts: its name, its digest, its tables, or why it cannot be read."""

    file: str
    sha256: str
    tables: tuple[SourceTable, ...] = ()
    issues: tuple[Issue, ...] = ()


class Held:
    """Keeps what was made of uploads last, for all sessions; who asks again makes it again.

    Tables of a million cells do not lie in a session: Streamlit keeps those of closed pages.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._made: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()

    def get(self, key: Hashable) -> Any:  # noqa: ANN401 - whatever was put
        """Return what is held; ``None`` where it is not."""
        with self._lock:
            found = self._made.get(key)
            if found is not None:
                self._made.move_to_end(key)
            return found and found[0]

    def put(self, key: Hashable, made: object, cells: int) -> None:
        """Hold something of a number of cells; the oldest goes where it is too much."""
        with self._lock:
            self._made[key] = (made, cells)
            while len(self._made) > 1 and (
                len(self._made) > _MOST
                or sum(size for _, size in self._made.values()) > _MOST_CELLS
            ):
                self._made.popitem(last=False)

    def drop(self, key: Hashable) -> None:
        """Forget what is held."""
        with self._lock:
            self._made.pop(key, None)


HELD = Held()


def key_of(uploads: Sequence[Upload], options: ReadOptions) -> tuple[Hashable, ...]:
    """Return what is the same for the same files of one browser, read in the same way."""
    return (*(one.file_id for one in uploads), options.encoding, options.password)


def read_uploads(uploads: Sequence[Upload], options: ReadOptions) -> tuple[Brought, ...]:
    """Return the tables of files that a browser sent; each file with its parts once.

    They are written into a folder of ours under plain names, read by a process of its own, and
    deleted. What is wrong with one keeps no other from being read.
    """
    key = key_of(uploads, options)
    found: tuple[Brought, ...] | None = HELD.get(key)
    if found is None:
        found = tuple(_read(group, options) for group in _groups(uploads))
        cells = sum(len(t) * len(t.columns) for one in found for t in one.tables)
        HELD.put(key, found, cells)
    return found


def oversized(upload: Upload, limits: Limits = DEFAULT_LIMITS) -> Issue | None:
    """Return the issue of a file that is larger than the limit; the browser is not trusted."""
    if upload.size <= limits.file_bytes:
        return None
    most = limits.file_bytes // 1_048_576
    message = Text(f"超过 {most} MB", f"is larger than {most} MB")
    hint = Text("请拆成几个文件", "split it into several files")
    return Issue(quote(upload.name), "", "", "", message, hint)


def _groups(uploads: Iterable[Upload]) -> list[list[Upload]]:
    """Return files with their parts, the one that is read first in each group."""
    files = list(uploads)
    groups: list[list[Upload]] = []
    taken: set[str] = set()
    for lead in files:
        parts = _PARTS.get(_suffix(lead.name))
        if parts is None:
            continue
        stem = _stem(lead.name)
        with_it = [f for f in files if _stem(f.name) == stem and _suffix(f.name) in parts]
        groups.append([lead, *with_it])
        taken |= {one.file_id for one in groups[-1]}
    groups += [[one] for one in files if one.file_id not in taken]
    order = {one.file_id: n for n, one in enumerate(files)}
    return sorted(groups, key=lambda group: order[group[0].file_id])


def _read(group: Sequence[Upload], options: ReadOptions) -> Brought:
    lead = group[0]
    name = PurePosixPath(lead.name.replace("\\", "/")).name or "?"
    too_large = [issue for one in group if (issue := oversized(one, options.limits))]
    if too_large:
        return Brought(name, "", issues=tuple(too_large))
    sha256 = hashlib.sha256(lead.getbuffer()).hexdigest()
    with tempfile.TemporaryDirectory(prefix="cluster-atlas-upload-") as folder:
        # Of the browser's name only what a plain name has; parts keep the name of their lead.
        stem = stem_of(PurePosixPath(name).stem, "upload")
        for one in group:
            (Path(folder) / f"{stem}{_suffix(one.name)}").write_bytes(one.getbuffer())
        path = Path(folder) / f"{stem}{_suffix(lead.name)}"
        try:
            return Brought(name, sha256, read_apart(path, options, name))
        except AtlasError as error:
            return Brought(name, sha256, issues=error.issues)


def _stem(name: str) -> str:
    return PurePosixPath(name.replace("\\", "/")).stem.casefold()


def _suffix(name: str) -> str:
    suffix = PurePosixPath(name).suffix.lower()
    return suffix if _SUFFIX.fullmatch(suffix) else ""
