"""A file read in a process of its own, which ends where it takes too long or too much memory."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TypeVar

from cluster_atlas.files.childprocess import Cause, ChildError, ChildProcess, answer_requests
from cluster_atlas.own.limits import Limits
from cluster_atlas.own.reading import TableEntry, list_tables, read_file
from cluster_atlas.own.sourcetable import ReadOptions, SourceTable
from cluster_atlas.values.issues import AtlasError, Issue, Text

_MB = 1024 * 1024
_SPLIT = Text("请拆成几个文件，或只留需要的列和图层", "split it, or leave out what is not needed")
_DEFAULT = ReadOptions()
_Found = TypeVar("_Found")
_Reading = Callable[[Path, ReadOptions, str], _Found]


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


def serve() -> None:
    """Read files for whoever asks; what the process runs."""
    answer_requests(_answer)


def _apart(function: _Reading[_Found], path: Path, options: ReadOptions, name: str) -> _Found:
    """Return what a function makes of a file in another process."""
    limits = options.limits
    with closing(ChildProcess(serve)) as child:
        try:
            found: _Found | AtlasError = child.ask(
                (function, path, options, name), limits.seconds, limits.memory_bytes
            )
        except ChildError as error:
            message, hint = _reason(error.cause, limits)
            raise AtlasError([Issue(name or path.name, "", "", "", message, hint)]) from error
    if isinstance(found, AtlasError):
        raise found
    return found


def _answer(request: tuple[_Reading[_Found], Path, ReadOptions, str]) -> _Found | AtlasError:
    """Return what was found, or why the file is refused."""
    function, path, options, name = request
    try:
        return function(path, options, name)
    except AtlasError as error:
        return error


def _reason(cause: Cause, limits: Limits) -> tuple[Text, Text]:
    """Return why there is no answer and what to do."""
    if cause == "time":
        seconds = f"{round(limits.seconds)}"
        return Text(f"读取超过 {seconds} 秒", f"took longer than {seconds} s to read"), _SPLIT
    if cause == "memory":
        most = limits.memory_bytes // _MB
        return Text(f"读取占用内存超过 {most} MB", f"took more than {most} MB to read"), _SPLIT
    message = Text("读取时出错，文件可能已损坏", "broke its reader; it may be damaged")
    return message, Text("请在原软件中另存后再导入", "save it anew in its program first")
