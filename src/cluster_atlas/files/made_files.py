"""Files that take long to make: one at a time, and those made last are kept on disk."""

from __future__ import annotations

import tempfile
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextlib import suppress
from itertools import count
from pathlib import Path


class MadeFiles:
    """Makes files one after the other, so that many who ask neither fill the memory nor the cores.

    What was made is kept in a folder of its own, which goes with the program: kept in memory it
    would grow with every visitor who wants another file.

    Parameters
    ----------
    room
        So many bytes of the files that were made last are kept.
    """

    def __init__(self, room: int) -> None:
        self._room = room
        self._turn = threading.Lock()
        # What is there already is handed out while another file is being made.
        self._shelf = threading.Lock()
        self._kept: OrderedDict[Hashable, tuple[Path, int]] = OrderedDict()
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._numbers = count()

    def get(self, key: Hashable, make: Callable[[], bytes]) -> bytes:
        """Return the file of a key, made now or before.

        Parameters
        ----------
        key
            Everything that the file depends on.
        make
            Makes it; what it raises is raised here, and nothing is kept then.
        """
        found = self._find(key)
        if found is None:
            with self._turn:
                # It may have been made while others had their turn.
                found = self._find(key)
                if found is None:
                    found = make()
                    self._keep(key, found)
        return found

    def _find(self, key: Hashable) -> bytes | None:
        with self._shelf:
            if key not in self._kept:
                return None
            self._kept.move_to_end(key)
            path, size = self._kept[key]
            # Somebody may have cleared the folder.
            with suppress(OSError):
                content = path.read_bytes()
                if len(content) == size:
                    return content
            self._drop(key)
            return None

    def _keep(self, key: Hashable, content: bytes) -> None:
        # A file that is larger than the room is handed out and not kept.
        if len(content) > self._room:
            return
        with self._shelf:
            # Where the disk is full, what was made is handed out all the same.
            with suppress(OSError):
                path = self._new_path()
                try:
                    path.write_bytes(content)
                except OSError:
                    path.unlink(missing_ok=True)
                    raise
                self._kept[key] = path, len(content)
            while sum(size for _, size in self._kept.values()) > self._room:
                self._drop(next(iter(self._kept)))

    def _new_path(self) -> Path:
        if self._folder is None or not Path(self._folder.name).is_dir():
            self._folder = tempfile.TemporaryDirectory(
                prefix="cluster-atlas-", ignore_cleanup_errors=True
            )
        return Path(self._folder.name, str(next(self._numbers)))

    def _drop(self, key: Hashable) -> None:
        path, _ = self._kept.pop(key)
        with suppress(OSError):
            path.unlink(missing_ok=True)
