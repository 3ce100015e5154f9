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
        with self._turn:
            if key not in self._kept:
                self._kept[key] = make()
            self._kept.move_to_end(key)
            content = self._kept[key]
            # A file that is larger than the room is handed out and not kept.
            while sum(map(len, self._kept.values())) > self._room:
                self._kept.popitem(last=False)
            return content
