"""Exports made in a process of their own, so that no other session waits for them.

A request goes in and bytes come out. The process starts at the first request, holds one atlas,
makes one file at a time, and ends with the server, however that ends. Where it dies or takes too
long, whoever asked is told, and the next request starts another.
"""

from __future__ import annotations

import atexit
import os
import pickle
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import IO, Any, TypeVar

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.values.issues import AtlasError, Issue, Text, quote

# How long, in s, one file may take; the slowest of the whole atlas takes a twentieth of it.
LIMIT = 120.0
# How much less urgent it is than the server's answers; see nice(1).
NICENESS = 5

FAILED = Text("文件未能生成", "the file could not be made")
AGAIN = Text("请再试一次", "please try again")
TOO_LONG = Text("文件生成超时", "the file took too long to make")
SMALLER = Text("请缩小范围后再试", "please try again with less on screen")


_MAIN = (
    "import sys; sys.path[:] = sys.argv[1:]; "
    "from cluster_atlas.ui.exports.process import serve; serve()"
)
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
        self._process: subprocess.Popen[bytes] | None = None
        self._folder = ""
        self._holds: Atlas | None = None
        self._closed = False

    @property
    def pid(self) -> int | None:
        """Number of the process; ``None`` where none runs."""
        return self._process.pid if self._process else None

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
            if self._process is None or self._process.poll() is not None:
                self._end()
                self._start()
            sent = None if atlas is self._holds else _portable(atlas)
            made, failure = self._ask((function, sent, about))
            self._holds = atlas if self._process else None
        if failure:
            raise failure
        answer: _Made = made
        return answer

    def close(self) -> None:
        """End the process for good; whoever waits for a file is told that it failed."""
        self._closed = True
        process = self._process
        if process is not None:
            process.kill()
        with self._turn:
            self._end()

    def _start(self) -> None:
        # What it leaves in its own folder when it dies goes with the folder.
        self._folder = tempfile.mkdtemp(prefix="cluster-atlas-")
        self._process = subprocess.Popen(  # noqa: S603 - this very program
            [sys.executable, "-c", _MAIN, *sys.path],
            env=os.environ | {"TMPDIR": self._folder, "TEMP": self._folder, "TMP": self._folder},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def _ask(self, request: object) -> tuple[Any, AtlasError | None]:
        """Return the answer to a request; a process that gives none is ended."""
        process, late = self._process, threading.Event()
        if process is None or process.stdin is None or process.stdout is None:
            return None, _failure(FAILED, AGAIN)

        def stop() -> None:
            late.set()
            process.kill()

        # Plain pipes know no time limit on every system: what is ended answers nothing.
        watch = threading.Timer(self._limit, stop)
        watch.daemon = True
        watch.start()
        try:
            _send(process.stdin, request)
            answer: tuple[Any, AtlasError | None] = pickle.load(process.stdout)  # noqa: S301 - our own process
        except (OSError, EOFError, pickle.UnpicklingError):
            self._end()
            return None, _failure(*(TOO_LONG, SMALLER) if late.is_set() else (FAILED, AGAIN))
        finally:
            watch.cancel()
        return answer

    def _end(self) -> None:
        process, self._process, self._holds = self._process, None, None
        if process is not None:
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout):
                with suppress(OSError):
                    if stream is not None:
                        stream.close()
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = ""


SHARED = ExportProcess()
atexit.register(SHARED.close)


def serve() -> None:
    """Answer requests until the server closes the pipe or is gone; what the process runs."""
    # Whoever interrupts the server at its terminal ends it, and the pipe with it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Asked to end, as all of a service are at once, it still takes its folder away.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    requests = sys.stdin.buffer
    # What a library prints must not stand between the answers.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    atlas: Atlas | None = None
    try:
        while True:
            function, sent, about = pickle.load(requests)  # noqa: S301 - from the server that started it
            atlas = sent or atlas
            _send(answers, _answer(function, atlas, about))
    except (EOFError, BrokenPipeError):
        pass
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


def _send(pipe: IO[bytes], value: object) -> None:
    pickle.dump(value, pipe, pickle.HIGHEST_PROTOCOL)
    pipe.flush()


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
