"""Files written whole or not at all, one or several together."""

from __future__ import annotations

import errno
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from xml.etree import ElementTree as ET

from cluster_atlas.values.characters import fits_a_name, storable
from cluster_atlas.values.issues import AtlasError, Issue, Text, quote

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}

# What no file system takes in a name, and what would leave the folder.
_UNNAMED = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]+')
_LONGEST_STEM = 60


def stem_of(title: str, otherwise: str = "cluster-atlas") -> str:
    """Return a title as the name of a file: no separators, nothing unfit, not too long."""
    fit = "".join(filter(fits_a_name, _UNNAMED.sub(" ", title)))
    stem = " ".join(fit.split()).strip(" .")[:_LONGEST_STEM].strip(" .")
    return stem or otherwise


def write_file(path: Path, content: bytes) -> None:
    """Write a file whole or not at all.

    Raises
    ------
    AtlasError
        If its name has a control character, the folder is not there or cannot be written, or the
        disk is full; nothing is left behind then, and an existing file stays as it was.
    """
    write_files({path: content})


def write_files(files: Mapping[Path, bytes]) -> None:
    """Write several files, all of them or none.

    Raises
    ------
    AtlasError
        As :func:`write_file`; the value is the file that could not be written.
    """
    for path in files:
        safe_path(path)
    made: dict[Path, Path] = {}
    try:
        for path, content in files.items():
            with _refusing(path):
                made[path] = _beside(path, content)
        _move(made)
    finally:
        for temporary in made.values():
            temporary.unlink(missing_ok=True)


def safe_path(path: Path) -> Path:
    """Return the path of a file to write.

    Raises
    ------
    AtlasError
        If the file's name holds a line break or another control character.
    """
    if all(map(fits_a_name, path.name)):
        return path
    shown = "".join(c if fits_a_name(c) else _escaped(c) for c in path.name)
    issue = Issue(
        "export",
        "",
        "",
        quote(shown),
        Text("输出文件名含控制字符", "the output's name has a control character"),
        Text("请改用不含换行等控制字符的文件名", "use a name without line breaks and the like"),
    )
    raise AtlasError([issue])


def file_path(path: Path) -> Path:
    """Return the path of a file to write, before anything is made for it.

    Raises
    ------
    AtlasError
        As :func:`safe_path`, or if a folder stands there.
    """
    if safe_path(path).is_dir():
        raise unwritable(path, IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR)))
    return path


def xml_bytes(root: ET.Element) -> bytes:
    """Return an element as a UTF-8 document, without the characters that XML cannot hold."""
    for element in root.iter():
        element.text = storable(element.text) if element.text else None
        for name, value in element.items():
            element.set(name, storable(value))
    ET.indent(root, " ")
    content: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return content


def unwritable(name: object, error: OSError) -> AtlasError:
    """Return the refusal that says why a file cannot be written and what to do about it."""
    reason = error.strerror or str(error)
    if error.errno in _FULL:
        hint = Text(f"请腾出磁盘空间（{reason}）", f"free some disk space ({reason})")
    else:
        hint = Text(
            f"请检查路径与权限（{reason}）", f"check the path and its permissions ({reason})"
        )
    message = Text("无法写入输出文件", "the output cannot be written")
    return AtlasError([Issue("export", "", "", quote(name), message, hint)])


def unwritable_temporary(error: OSError) -> AtlasError:
    """Return the refusal of a library's temporary file, which lies in a folder of its own."""
    reason = quote(error.strerror or error)
    message = Text("无法写入临时文件", "a temporary file cannot be written")
    hint = Text(
        f"请腾出磁盘空间，或让环境变量 TMPDIR 指向可写的文件夹（{reason}）",
        f"free some disk space, or let TMPDIR name a folder that can be written ({reason})",
    )
    return AtlasError([Issue("export", "", "", quote(error.filename or ""), message, hint)])


@contextmanager
def _refusing(path: Path) -> Iterator[None]:
    """Turn an ``OSError`` into the refusal that names the file to write."""
    try:
        yield
    except OSError as error:
        raise unwritable(path, error) from error


def _escaped(character: str) -> str:
    return f"\\u{ord(character):04x}"


def _beside(path: Path, content: bytes) -> Path:
    """Write a temporary file into the folder of ``path`` and return it; none if it fails."""
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            # Some file systems tell only now that the disk is full.
            os.fsync(file.fileno())
        temporary.chmod(0o644)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def _move(made: Mapping[Path, Path]) -> None:
    """Move temporary files into place; if one cannot be moved, put back what was there."""
    kept: dict[Path, Path | None] = {}
    try:
        for path, temporary in made.items():
            with _refusing(path):
                kept[path] = _copy(path) if len(made) > 1 and path.exists() else None
                temporary.replace(path)
    except AtlasError:
        for path, copy in kept.items():
            if copy is not None:
                copy.replace(path)
            elif not made[path].exists():
                path.unlink(missing_ok=True)
        raise
    finally:
        for copy in kept.values():
            if copy is not None:
                copy.unlink(missing_ok=True)


def _copy(path: Path) -> Path:
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".kept")
    os.close(handle)
    copy = Path(name)
    try:
        shutil.copy2(path, copy)
    except OSError:
        copy.unlink(missing_ok=True)
        raise
    return copy
