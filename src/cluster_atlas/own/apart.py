"""A file read in a process of its own, which ends where it takes too long or too much memory."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from cluster_atlas.own.reading import TableEntry, list_tables, read_file
from cluster_atlas.own.sourcetable import ReadOptions, SourceTable
from cluster_atlas.values.issues import AtlasError, Issue, Text

_MAIN = (
    "import sys; sys.path[:] = sys.argv[1:]; from cluster_atlas.own.apart import answer; answer()"
)
# How often, in s, time and memory are looked at.
_EVERY = 0.05
_MB = 1024 * 1024
_SPLIT = Text("请拆成几个文件，或只留需要的列和图层", "split it, or leave out what is not needed")
_DEFAULT = ReadOptions()
_Found = TypeVar("_Found")


def read_apart(
    path: Path, options: ReadOptions = _DEFAULT, name: str = ""
) -> tuple[SourceTable, ...]:
    """Return the tables of a file as :func:`read_file` does, whatever it does to its reader.

    Raises
    ------
    AtlasError
        As :func:`read_file`; and where reading took too long, too much memory, or died.
    """
    return _apart(read_file, path, options, name)


def list_apart(
    path: Path, options: ReadOptions = _DEFAULT, name: str = ""
) -> tuple[TableEntry, ...]:
    """Return what a file holds as :func:`list_tables` does; errors as of :func:`read_apart`."""
    return _apart(list_tables, path, options, name)


def _apart(
    function: Callable[[Path, ReadOptions, str], _Found],
    path: Path,
    options: ReadOptions,
    name: str,
) -> _Found:
    """Return what a function makes of a file in another process."""
    file = name or path.name
    with subprocess.Popen(  # noqa: S603 - this very program
        [sys.executable, "-c", _MAIN, *sys.path], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        watch = _Watch(process, options)
        watch.start()
        try:
            answered = _asked(process, (function, path, options, name))
        finally:
            watch.end()
            process.kill()
    if watch.why:
        raise AtlasError([Issue(file, "", "", "", watch.why, _SPLIT)])
    if answered is None:
        message = Text("读取时出错，文件可能已损坏", "broke its reader; it may be damaged")
        hint = Text("请在原软件中另存后再导入", "save it anew in its program first")
        raise AtlasError([Issue(file, "", "", "", message, hint)])
    if isinstance(answered, AtlasError):
        raise answered
    found: _Found = answered
    return found


def answer() -> None:
    """Read what standard input asks for and write it to standard output; what the process runs."""
    # What a library prints must not stand before the answer.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    function, path, options, name = pickle.load(sys.stdin.buffer)  # noqa: S301 - from the program that started it
    found: object
    try:
        found = function(path, options, name)
    except AtlasError as error:
        found = error
    with suppress(BrokenPipeError), answers:
        pickle.dump(found, answers, pickle.HIGHEST_PROTOCOL)


def _asked(process: subprocess.Popen[bytes], request: object) -> Any:  # noqa: ANN401 - whatever was asked for
    """Return the answer of a process; ``None`` where it gives none."""
    if process.stdin is None or process.stdout is None:
        return None
    try:
        pickle.dump(request, process.stdin, pickle.HIGHEST_PROTOCOL)
        process.stdin.close()
        return pickle.load(process.stdout)  # noqa: S301 - our own process
    except (OSError, EOFError, pickle.UnpicklingError):
        return None


class _Watch(threading.Thread):
    """Ends a process at its limits and tells which."""

    def __init__(self, process: subprocess.Popen[bytes], options: ReadOptions) -> None:
        super().__init__(daemon=True)
        self._process, self._limits = process, options.limits
        self._done = threading.Event()
        self.why: Text | None = None

    def run(self) -> None:
        until = time.monotonic() + self._limits.seconds
        while not self._done.wait(_EVERY):
            if time.monotonic() > until:
                seconds = f"{round(self._limits.seconds)}"
                self.why = Text(f"读取超过 {seconds} 秒", f"took longer than {seconds} s to read")
            elif _resident(self._process.pid) > self._limits.memory_bytes:
                most = self._limits.memory_bytes // _MB
                self.why = Text(f"读取占用内存超过 {most} MB", f"took more than {most} MB to read")
            if self.why:
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
