"""Exports made in a process of their own, so that no other session waits for them.

A request goes in and bytes come out. The process starts at the first request, holds one atlas,
makes one file at a time, and ends with the server, however that ends. Where it dies or takes too
long, whoever asked is told, and the next request starts another.
"""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.files.childprocess import ChildError, ChildProcess, answer_requests
from cluster_atlas.values.issues import AtlasError, Issue, Text, quote

# How long, in s, one file may take; the slowest of the whole atlas takes a twentieth of it.
LIMIT = 120.0
# How much less urgent it is than the server's answers; see nice(1).
NICENESS = 5

FAILED = Text("文件未能生成", "the file could not be made")
AGAIN = Text("请再试一次", "please try again")
TOO_LONG = Text("文件生成超时", "the file took too long to make")
SMALLER = Text("请缩小范围后再试", "please try again with less on screen")

_Made = TypeVar("_Made")


class ExportProcess:
    """Makes what is asked for in another process, one after the other.

    Parameters
    ----------
    limit
        How long a request may take, in s.
    """

    def __init__(self, limit: float = LIMIT) -> None:
        self._limit = limit
        self._turn = threading.Lock()
        self._child: ChildProcess | None = None
        self._folder = ""
        self._holds: Atlas | None = None
        self._closed = False

    @property
    def pid(self) -> int | None:
        """Number of the process; ``None`` where none runs."""
        return self._child.pid if self._child else None

    def make(self, function: Callable[..., _Made], atlas: Atlas, *about: Any) -> _Made:  # noqa: ANN401 - what a function takes
        """Return what a function makes of an atlas and what else it is given.

        Parameters
        ----------
        function
            A function of a module, which takes the atlas first.
        atlas
            Sent where it is not the one of the request before.
        about
            Its other arguments, in plain values.

        Raises
        ------
        AtlasError
            What the function refuses; or that it failed, that its process died or took too long.
        """
        with self._turn:
            if self._closed:
                raise _failure(FAILED, AGAIN)
            child = self._running()
            sent = None if atlas is self._holds else _portable(atlas)
            self._holds = None
            try:
                made, failure = child.ask((function, sent, about), self._limit)
            except ChildError as error:
                self._end()
                told = (TOO_LONG, SMALLER) if error.cause == "time" else (FAILED, AGAIN)
                raise _failure(*told) from error
            self._holds = atlas
        if failure:
            raise failure
        answer: _Made = made
        return answer

    def close(self) -> None:
        """End the process for good; whoever waits for a file is told that it failed."""
        self._closed = True
        child = self._child
        if child is not None:
            child.kill()
        with self._turn:
            self._end()

    def _running(self) -> ChildProcess:
        """Return the process, or another where it has ended."""
        if self._child is None or not self._child.is_running:
            self._end()
            # What it leaves in its own folder when it dies goes with the folder.
            self._folder = tempfile.mkdtemp(prefix="cluster-atlas-")
            self._child = ChildProcess(
                serve, dict.fromkeys(("TMPDIR", "TEMP", "TMP"), self._folder)
            )
        return self._child

    def _end(self) -> None:
        child, self._child, self._holds = self._child, None, None
        if child is not None:
            child.close()
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = ""


SHARED = ExportProcess()
atexit.register(SHARED.close)


def serve() -> None:
    """Answer requests until the server closes the pipe or is gone; what the process runs."""
    # Asked to end, as all of a service are at once, it still takes its folder away.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    atlas: Atlas | None = None

    def answer(request: tuple[Callable[..., Any], Atlas | None, Sequence[Any]]) -> object:
        nonlocal atlas
        function, sent, about = request
        atlas = sent or atlas
        return _answer(function, atlas, about)

    try:
        answer_requests(answer)
    finally:
        shutil.rmtree(tempfile.gettempdir(), ignore_errors=True)


def _answer(
    function: Callable[..., Any], atlas: Atlas | None, about: Sequence[Any]
) -> tuple[Any, AtlasError | None]:
    try:
        return function(atlas, *about), None
    except AtlasError as error:
        return None, error
    except Exception as error:  # noqa: BLE001 - one file must not end the process
        return None, _failure(FAILED, AGAIN, quote(f"{type(error).__name__}: {error}"))


def _failure(message: Text, hint: Text, value: str = "") -> AtlasError:
    return AtlasError([Issue("export", "", "", value, message, hint)])


def _portable(atlas: Atlas) -> Atlas:
    """Return an atlas without what was derived from it, but with the finer shapes it has read.

    The files they were read from may have changed since.
    """
    sent = replace(atlas)
    object.__setattr__(sent, "shelf", atlas.shelf)
    for name in ("finer_shapes", "coast_shapes"):
        if name in vars(atlas):
            object.__setattr__(sent, name, vars(atlas)[name])
    return sent
