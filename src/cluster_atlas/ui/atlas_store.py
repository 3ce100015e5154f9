"""The server's atlas: opened and packed once, for all sessions, before the first one asks."""

from __future__ import annotations

import datetime as dt
import threading
from concurrent.futures import BrokenExecutor, Future
from pathlib import Path

from cluster_atlas.atlas import cache
from cluster_atlas.atlas.atlas import Atlas

DATA_VARIABLE = "CLUSTER_ATLAS_DATA"
POLICIES_VARIABLE = "CLUSTER_ATLAS_POLICY_TEXTS"

# What a first screen and a first search need of an atlas.
PARTS = ("pack", "index", "haystacks")

_LOCK = threading.Lock()
_OPENED: dict[str, Atlas] = {}
_COMING: dict[str, Future[Atlas]] = {}


def shared_atlas(folder: str | Path | None) -> Atlas:
    """Return the atlas of a data folder as it stands today; opened at the first call of a day.

    Raises
    ------
    AtlasError
        With every issue of the folder, if there is any; the next call tries again.
    """
    with _LOCK:
        if not is_ready(folder):
            _OPENED[_key(folder)] = _prepared(folder) or _open(folder)
        return _OPENED[_key(folder)]


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
