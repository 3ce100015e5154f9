"""Work in a process of its own: requests and answers over pipes, and an end at its limits."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any, Literal

Cause = Literal["died", "time", "memory"]

_MAIN = "import sys; sys.path[:] = sys.argv[1:]; from {module} import {name}; {name}()"
# How often, in s, time and memory are looked at.
_EVERY = 0.05


class ChildError(Exception):
    """A process that gave no answer and is ended.

    Attributes
    ----------
    cause
        ``time`` or ``memory`` where it was ended at that limit, else ``died``.
    """

    def __init__(self, cause: Cause) -> None:
        super().__init__(cause)
        self.cause = cause


class ChildProcess:
    """Another process of this program, which answers one request after the other.

    It ends with whoever started it, however that ends, once the request in hand is answered.

    Parameters
    ----------
    serve
        What it runs: a function of a module, which calls :func:`answer_requests`.
    environment
        What it is told beside the environment of this process.
    """

    def __init__(
        self, serve: Callable[[], None], environment: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        main = _MAIN.format(module=serve.__module__, name=serve.__name__)
        self._process = subprocess.Popen(  # noqa: S603 - this very program
            [sys.executable, "-c", main, *sys.path],
            env={**os.environ, **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    @property
    def pid(self) -> int:
        """Number of the process."""
        return self._process.pid

    @property
    def is_running(self) -> bool:
        """Whether it can be asked."""
        return self._process.poll() is None

    def ask(self, request: object, seconds: float, memory_bytes: int | None = None) -> Any:  # noqa: ANN401 - what was asked for
        """Return the answer to a request, both of values that can be pickled.

        Parameters
        ----------
        request
            What the function of :func:`answer_requests` is given.
        seconds
            How long the answer may take, in s.
        memory_bytes
            How much memory the process may hold meanwhile, in bytes; looked at on Linux only.

        Raises
        ------
        ChildError
            Where it died or was ended at a limit.
        """
        process = self._process
        if process.stdin is None or process.stdout is None or not self.is_running:
            raise ChildError("died")
        watch = _Watch(process, seconds, memory_bytes)
        watch.start()
        answered = False
        try:
            _send(process.stdin, request)
            answer = pickle.load(process.stdout)  # noqa: S301 - our own process
            # It may have been done before anybody looked.
            if memory_bytes and _resident(process.pid) > memory_bytes:
                raise ChildError("memory")
            answered = True
        except (OSError, EOFError, pickle.UnpicklingError) as error:
            raise ChildError(watch.cause or "died") from error
        finally:
            watch.end()
            # Half an answer, or one that nobody waits for, must not stand before the next.
            if watch.cause or not answered:
                self.close()
        return answer

    def kill(self) -> None:
        """End it; who waits for an answer is told that it died."""
        self._process.kill()

    def close(self) -> None:
        """End it and let go of its pipes."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                if stream is not None:
                    stream.close()


def answer_requests(answer: Callable[[Any], object]) -> None:
    """Answer requests until whoever asks closes the pipe or is gone; what a child runs.

    Parameters
    ----------
    answer
        Makes an answer of a request. What it raises ends the process.
    """
    # Whoever interrupts the program at its terminal ends it, and the pipe with it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    requests = sys.stdin.buffer
    # What a library prints must not stand between the answers.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    with suppress(BrokenPipeError), answers:
        while True:
            try:
                request = pickle.load(requests)  # noqa: S301 - from the program that started it
            except EOFError:
                return
            _send(answers, answer(request))


def _send(pipe: IO[bytes], value: object) -> None:
    pickle.dump(value, pipe, pickle.HIGHEST_PROTOCOL)
    pipe.flush()


class _Watch(threading.Thread):
    """Ends a process at its limits and tells which; plain pipes know none on every system."""

    def __init__(
        self, process: subprocess.Popen[bytes], seconds: float, memory_bytes: int | None
    ) -> None:
        super().__init__(daemon=True)
        self._process, self._memory_bytes = process, memory_bytes
        self._until = time.monotonic() + seconds
        self._done = threading.Event()
        self.cause: Cause | None = None

    def run(self) -> None:
        while not self._done.wait(_EVERY):
            if time.monotonic() > self._until:
                self.cause = "time"
            elif self._memory_bytes and _resident(self._process.pid) > self._memory_bytes:
                self.cause = "memory"
            if self.cause:
                self._process.kill()
                return

    def end(self) -> None:
        """Stop watching."""
        self._done.set()
        self.join()


def _resident(pid: int) -> int:
    """Return the memory of a process in bytes; 0 where the system does not tell."""
    try:
        pages = Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]
    except (OSError, IndexError):
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")
