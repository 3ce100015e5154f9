"""The server's atlas: opened and packed once, for all sessions, before the first one asks.

Data that changes while it is served is taken up when it is sound; until then the last good atlas
stays.
"""

from __future__ import annotations

import datetime as dt
import threading
import time
from concurrent.futures import BrokenExecutor, Future
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from cluster_atlas.atlas import cache
from cluster_atlas.atlas.atlas import DATA_FILES, Atlas, default_folder
from cluster_atlas.values.issues import AtlasError, Issue

DATA_VARIABLE = "CLUSTER_ATLAS_DATA"
POLICIES_VARIABLE = "CLUSTER_ATLAS_POLICY_TEXTS"

# What a first screen and a first search need of an atlas.
PARTS = ("pack", "index", "haystacks")

# How often, in s, the files of the data are looked at while somebody uses the app.
LOOK_EVERY = 2.0

FileStates = tuple[tuple[str, int, int], ...]


@dataclass
class _Watch:
    """What is known of a data folder's files on disk.

    Attributes
    ----------
    seen
        Path, size and time of each file when they were last read.
    looked
        When they were last looked at, by a clock that nobody sets.
    issues
        Why what is there now was not taken up; empty where it is what is shown.
    key
        What tells this edition from others where it came while it was served; else empty.
    reader
        The thread that reads a new edition, if any.
    """

    seen: FileStates
    looked: float
    issues: tuple[Issue, ...] = ()
    key: str = ""
    reader: threading.Thread | None = None


_LOCK = threading.Lock()
_OPENED: dict[str, Atlas] = {}
_COMING: dict[str, Future[Atlas]] = {}
_WATCHES: dict[str, _Watch] = {}


def shared_atlas(folder: str | Path | None) -> Atlas:
    """Return the atlas of a data folder as it stands today; opened at the first call of a day.

    Where the files have changed since, they are read beside the sessions, and what they hold is
    returned from then on if it is sound.

    Raises
    ------
    AtlasError
        With every issue of the folder, if there is any and it was never sound; the next call tries
        again.
    """
    with _LOCK:
        if not is_ready(folder):
            _OPENED[_key(folder)] = _of_today(folder)
        _look(folder)
        return _OPENED[_key(folder)]


def refused(folder: str | Path | None) -> tuple[Issue, ...]:
    """Return why the data on disk is not what is shown; nothing where it is."""
    watch = _WATCHES.get(_key(folder))
    return watch.issues if watch else ()


def edition_key(folder: str | Path | None) -> str:
    """Return the key of data that was taken up while it was served; empty for that of the start."""
    watch = _WATCHES.get(_key(folder))
    return watch.key if watch else ""


def _of_today(folder: str | Path | None) -> Atlas:
    """Return the atlas of a new day; yesterday's, where the files have been broken since."""
    seen = _states(folder)
    last, watch = _OPENED.get(_key(folder)), _WATCHES.get(_key(folder))
    try:
        atlas = _prepared(folder) or _open(folder)
        issues: tuple[Issue, ...] = ()
    except AtlasError as error:
        if last is None:
            raise
        atlas, issues = replace(last, today=dt.date.today()), error.issues  # noqa: DTZ011
    key = watch.key if watch else ""
    _WATCHES[_key(folder)] = _Watch(seen, time.monotonic(), issues, key)
    return atlas


def _look(folder: str | Path | None) -> None:
    """Have the files looked at now and then, beside the sessions."""
    watch = _WATCHES.get(_key(folder))
    if watch is None:
        watch = _WATCHES[_key(folder)] = _Watch(_states(folder), time.monotonic())
    if time.monotonic() - watch.looked < LOOK_EVERY or (watch.reader and watch.reader.is_alive()):
        return
    watch.looked = time.monotonic()
    watch.reader = threading.Thread(target=_renew, args=(folder, watch), daemon=True)
    watch.reader.start()


def _renew(folder: str | Path | None, watch: _Watch) -> None:
    """Read what a data folder holds now, if it changed; where it is faulty the last atlas stays."""
    seen = _states(folder)
    if seen == watch.seen:
        return
    try:
        atlas = _open(folder)
        hold(atlas)
    except AtlasError as error:
        watch.seen, watch.issues = seen, error.issues
        return
    with _LOCK:
        _OPENED[_key(folder)] = atlas
        watch.seen, watch.issues, watch.key = seen, (), cache.key_of(folder)


def hold(atlas: Atlas) -> None:
    """Read what is else read when it is first asked for: the files may be gone by then."""
    with suppress(AtlasError):  # whoever asks for it is told
        _ = atlas.finer_shapes, atlas.coast_shapes


def _states(folder: str | Path | None) -> FileStates:
    """Return path, size and time of each data file; nothing for one that is gone meanwhile."""
    root = Path(folder) if folder is not None else default_folder()
    found = []
    for pattern in DATA_FILES:
        for path in root.glob(pattern):
            with suppress(OSError):
                state = path.stat()
                found.append((str(path), state.st_size, state.st_mtime_ns))
    return tuple(sorted(found))


def shared_pack(folder: str | Path | None) -> bytes:
    """Return the pack of the atlas of a data folder; where it is kept, no atlas need be open.

    Raises
    ------
    AtlasError
        As :func:`shared_atlas` does.
    """
    from cluster_atlas.web.pack import pack_bytes

    kept = None if is_ready(folder) else cache.load_derived(folder, "pack")
    return kept if isinstance(kept, bytes) else pack_bytes(shared_atlas(folder))


def is_ready(folder: str | Path | None) -> bool:
    """Tell whether the atlas of a data folder is there without a wait."""
    found = _OPENED.get(_key(folder))
    return found is not None and found.today == dt.date.today()  # noqa: DTZ011 - the office's day


def prepare(folder: str | Path | None) -> None:
    """Start to open an atlas beside the start of the server, in a process of its own.

    Where it is kept with all that a first screen needs, it is read when the server is there.
    """
    if not cache.is_kept(folder, PARTS):
        from concurrent.futures import ProcessPoolExecutor

        pool = ProcessPoolExecutor(max_workers=1)
        _COMING[_key(folder)] = pool.submit(_open, folder)
        pool.shutdown(wait=False)


def _key(folder: str | Path | None) -> str:
    return str(folder or "")


def _open(folder: str | Path | None) -> Atlas:
    """Return an atlas with all that a first screen and a first search need, which is kept too."""
    from cluster_atlas.atlas.selection import index_of
    from cluster_atlas.web.pack import pack_bytes

    atlas = cache.open_kept(folder)
    pack_bytes(atlas)
    index_of(atlas).haystacks()
    return atlas


def _prepared(folder: str | Path | None) -> Atlas | None:
    """Return what the other process opened; ``None`` where there is no other process."""
    coming = _COMING.pop(_key(folder), None)
    try:
        return coming.result() if coming else None
    except (BrokenExecutor, OSError):
        return None
