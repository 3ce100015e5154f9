"""Files that were made for a click, held until their browsers have fetched them."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable

# So many bytes are held of the files that were handed out last, and the last of them always.
ROOM = 20_000_000


# Puts content of a type into a place of Streamlit's store, under a name; see _put.
Add = Callable[..., str]


class HandedOut:
    """Holds the files that were handed out last in Streamlit's store.

    Streamlit forgets a file that was made for a click when two more runs have ended, those of other
    visitors as well; with many of them that is before the browser asks. Held without a limit, they
    would be what the server's memory grows by.

    Parameters
    ----------
    room
        In bytes.
    """

    def __init__(self, room: int = ROOM) -> None:
        self._room = room
        self._lock = threading.Lock()
        self._sizes: OrderedDict[str, int] = OrderedDict()
        self._free: list[str] = []

    def hold(self, add: Add, content: bytes, mime: str, name: str) -> None:
        """Hold a file under its name; those handed out longest ago make room for it.

        Parameters
        ----------
        add
            ``add`` of Streamlit's store of files. What stood in a place before is forgotten with
            the next run.
        """
        with self._lock:
            while self._sizes and sum(self._sizes.values()) + len(content) > self._room:
                place, _ = self._sizes.popitem(last=False)
                _put(add, b"", mime, place, "")
                self._free.append(place)
            place = self._free.pop() if self._free else f"handed-out-{len(self._sizes)}"
            _put(add, content, mime, place, name)
            self._sizes[place] = len(content)


def _put(add: Add, content: bytes, mime: str, place: str, name: str) -> None:
    add(content, mime, place, file_name=name or None, is_for_static_download=True)
