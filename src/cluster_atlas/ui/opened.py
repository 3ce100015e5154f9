"""The server's atlas: opened and packed once, for all sessions, before the first one asks."""

from __future__ import annotations

import gc
import threading
from pathlib import Path

from cluster_atlas.atlas import Atlas, open_atlas
from cluster_atlas.pack import packed
from cluster_atlas.selection import select

_LOCK = threading.Lock()
_OPENED: dict[str, Atlas] = {}


def opened(folder: str | Path | None) -> Atlas:
    """Return the atlas of a data folder; opened at the first call.

    Raises
    ------
    AtlasError
        With every issue of the folder, if there is any; the next call tries again.
    """
    key = str(folder or "")
    with _LOCK:
        if key not in _OPENED:
            _OPENED[key] = open_atlas(folder)
        return _OPENED[key]


def is_open(folder: str | Path | None) -> bool:
    """Tell whether the atlas of a data folder is there without a wait."""
    return str(folder or "") in _OPENED


def prepare(folder: str | Path | None) -> None:
    """Open an atlas and get ready what a first screen needs, while the server is still starting."""
    atlas = opened(folder)
    threading.Thread(target=_warm, args=(atlas,), daemon=True).start()


def _warm(atlas: Atlas) -> None:
    # Whoever comes meanwhile waits for this instead of doing the same work beside it.
    with _LOCK:
        packed(atlas)
        select(atlas)
    # Streamlit collects garbage after every run; what stays for good need not be walked each time.
    gc.collect()
    gc.freeze()
