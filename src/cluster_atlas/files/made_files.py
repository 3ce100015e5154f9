"""Files that take long to make: one at a time, and those made last are kept."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable


class MadeFiles:
    """Makes files one after the other, so that many who ask neither fill the memory nor the cores.

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
        self._kept: OrderedDict[Hashable, bytes] = OrderedDict()

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
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def _keep(self, key: Hashable, content: bytes) -> None:
        with self._shelf:
            self._kept[key] = content
            # A file that is larger than the room is handed out and not kept.
            while sum(map(len, self._kept.values())) > self._room:
                self._kept.popitem(last=False)
