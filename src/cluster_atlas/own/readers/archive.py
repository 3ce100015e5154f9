"""Zip archives from outside: held against the limits before anything of them is unpacked."""

from __future__ import annotations

import re
import stat
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path, PurePosixPath

from cluster_atlas.own.limits import Limits
from cluster_atlas.own.readers.encodings import judged
from cluster_atlas.own.readers.shapes.layerfaults import check_size, too_large_unpacked
from cluster_atlas.values.issues import AtlasError, Issue, Text, quote

_ENCRYPTED, _UTF_8 = 0x1, 0x800
_UNIX = 3
_ZIP = b"PK"
_UNICODE_PATH = 0x7075
_LOCAL_HEAD = 30
_BLOCK = 1024 * 1024
# A small entry of blanks is packed a thousandfold and harms nobody.
_HARMLESS = 10 * _BLOCK
_NESTED = {".zip", ".rar", ".7z", ".gz", ".tgz", ".tar", ".bz2", ".xz", ".zst"}
_SAFE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}")
_SAFE_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,12}")
_REPACK = Text("请重新打包", "pack it again")


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of an archive: its name as its maker saw it, with ``/`` between folders."""

    name: str
    info: zipfile.ZipInfo


def check_archive(path: Path, limits: Limits, name: str = "") -> tuple[Entry, ...]:
    """Return the files of an archive, none of which is dangerous to unpack.

    Folders, and what macOS adds for itself, are left out.

    Parameters
    ----------
    path
        The zip file.
    limits
        How much it may hold.
    name
        What the user calls it; else the name of ``path``.

    Raises
    ------
    AtlasError
        With every reason at once: paths that lead out of the folder, links, encryption, archives
        inside, too many or too large files, entries that overlap.
    """
    file = name or path.name
    check_size(file, path.stat().st_size, limits)
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
    except (
        zipfile.BadZipFile,
        struct.error,
        OverflowError,
        NotImplementedError,
        ValueError,
    ) as error:
        message = Text("不是完整的 zip 文件", "is no complete zip file")
        raise AtlasError([Issue(file, "", "", quote(error), message, _REPACK)]) from error
    issues = list(_totals(file, infos, limits))
    if issues:
        raise AtlasError(issues)
    encoding = judged(_raw_name(info) for info in infos if not info.flag_bits & _UTF_8)
    entries = [Entry(_name(info, encoding), info) for info in infos]
    entries = [entry for entry in entries if not _unwanted(entry)]
    issues = [issue for entry in entries for issue in _faults(file, entry, limits)]
    names = [entry.name.casefold() for entry in entries]
    twice = {one for one in names if names.count(one) > 1} if len(set(names)) < len(names) else ()
    issues += [
        Issue(file, quote(one), "", "", Text("同名文件出现两次", "stands there twice"), _REPACK)
        for one in sorted(twice)
    ]
    if issues:
        raise AtlasError(issues)
    return tuple(entries)


def unpack(path: Path, limits: Limits, folder: Path, name: str = "") -> dict[str, Path]:
    """Write the files of a checked archive into a folder, under names that harm nothing.

    Files that differ in their ending alone still do so: parts of one shapefile stay together.

    Returns
    -------
    dict
        Where each file lies, by the name that its maker gave it.

    Raises
    ------
    AtlasError
        As :func:`check_archive`, and where an entry is damaged or larger than it says.
    """
    file = name or path.name
    entries = check_archive(path, limits, file)
    places = _safe_places([entry.name for entry in entries])
    left = limits.expanded_bytes
    written: dict[str, Path] = {}
    with zipfile.ZipFile(path) as archive:
        for entry, place in zip(entries, places, strict=True):
            target = folder / place
            target.parent.mkdir(parents=True, exist_ok=True)
            left -= _write(archive, entry, target, min(left, entry.info.file_size), file)
            written[entry.name] = target
    return written


@contextmanager
def layer_parts(path: Path, name: str, limits: Limits) -> Iterator[dict[str, Path]]:
    """Give the files among which the parts of layers are, while the block runs.

    Parameters
    ----------
    path
        A zip file, a folder, or one part beside its others, which differ in their ending alone.
    name
        What the user calls it.
    limits
        How much an archive may hold.

    Yields
    ------
    dict
        Where each file lies, by the name that the user knows it by, with folders if there are any.

    Raises
    ------
    AtlasError
        As :func:`unpack`.
    """
    if path.is_dir():
        files = [one for one in sorted(path.rglob("*")) if one.is_file() and not one.is_symlink()]
        yield {one.relative_to(path).as_posix(): one for one in files}
        return
    with path.open("rb") as file:
        packed = file.read(2) == _ZIP
    if packed:
        with tempfile.TemporaryDirectory(prefix="cluster-atlas-") as folder:
            yield unpack(path, limits, Path(folder), name)
        return
    called, stem = PurePosixPath(name), path.stem.casefold()
    beside = [one for one in path.parent.iterdir() if one.stem.casefold() == stem]
    yield {called.stem + (one.suffix or called.suffix): one for one in beside}


def _write(archive: zipfile.ZipFile, entry: Entry, target: Path, most: int, file: str) -> int:
    """Write an entry and return its size; no more bytes than it declared are taken."""
    size = 0
    try:
        with archive.open(entry.info) as source, target.open("xb") as sink:
            while block := source.read(_BLOCK):
                size += len(block)
                if size > most:
                    raise zipfile.BadZipFile("larger than declared")  # noqa: TRY301
                sink.write(block)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
        OSError,
        ValueError,
    ) as error:
        message = Text("已损坏，无法解压", "is damaged and cannot be unpacked")
        raise AtlasError(
            [Issue(file, quote(entry.name), "", quote(error), message, _REPACK)]
        ) from error
    return size


def _totals(file: str, infos: list[zipfile.ZipInfo], limits: Limits) -> Iterator[Issue]:
    """Yield what is wrong with an archive as a whole."""
    if len(infos) > limits.entries:
        message = Text(
            f"文件超过 {limits.entries:,} 个", f"holds more than {limits.entries:,} files"
        )
        yield Issue(
            file, "", "", f"{len(infos):,}", message, Text("请分几次读入", "read it in parts")
        )
        return
    expanded = sum(info.file_size for info in infos)
    if expanded > limits.expanded_bytes:
        yield from too_large_unpacked(file, expanded, limits).issues
    ordered = sorted(infos, key=lambda info: info.header_offset)
    for one, following in pairwise(ordered):
        end = one.header_offset + _LOCAL_HEAD + len(_raw_name(one)) + one.compress_size
        if end > following.header_offset:
            message = Text("压缩内容互相重叠", "has entries that overlap")
            yield Issue(file, "", "", quote(following.filename), message, _REPACK)
            return


def _faults(file: str, entry: Entry, limits: Limits) -> Iterator[Issue]:
    """Yield what is wrong with one entry."""
    info, path = entry.info, PurePosixPath(entry.name)
    packed = max(1, info.compress_size)
    link = info.create_system == _UNIX and stat.S_ISLNK(info.external_attr >> 16)
    outside = path.is_absolute() or ".." in path.parts or re.match(r"[A-Za-z]:", entry.name)
    faults = (
        (
            outside or "\0" in entry.name,
            Text("路径指向文件夹之外", "leads out of its folder"),
            _REPACK,
        ),
        (link, Text("是链接，不是文件", "is a link and no file"), _REPACK),
        (
            info.flag_bits & _ENCRYPTED,
            Text("已加密", "is encrypted"),
            Text("请解压后再读入", "unpack it and read the files"),
        ),
        (
            path.suffix.lower() in _NESTED,
            Text("压缩包内还有压缩包", "is an archive inside the archive"),
            Text("请解压后再读入", "unpack it and read the files"),
        ),
        (
            info.file_size > _HARMLESS and info.file_size > limits.ratio * packed,
            Text(
                f"解压后大于原来的 {limits.ratio} 倍",
                f"unpacks to more than {limits.ratio} times its size",
            ),
            _REPACK,
        ),
    )
    for wrong, message, hint in faults:
        if wrong:
            yield Issue(file, quote(entry.name), "", "", message, hint)


def _unwanted(entry: Entry) -> bool:
    parts = PurePosixPath(entry.name).parts
    return (
        entry.info.is_dir()
        or entry.name.endswith("/")
        or not parts
        or parts[0] == "__MACOSX"
        or parts[-1] in {".DS_Store", "Thumbs.db", "desktop.ini"}
    )


def _raw_name(info: zipfile.ZipInfo) -> bytes:
    """Return a name as its bytes stand in the archive."""
    encoding = "utf-8" if info.flag_bits & _UTF_8 else "cp437"
    return info.orig_filename.encode(encoding, errors="replace")


def _name(info: zipfile.ZipInfo, encoding: str) -> str:
    """Return a name as its maker saw it."""
    raw = _raw_name(info)
    if info.flag_bits & _UTF_8:
        text = info.orig_filename
    else:
        text = _unicode_path(info.extra, raw) or raw.decode(encoding, errors="replace")
    return text.replace("\\", "/")


def _unicode_path(extra: bytes, raw: bytes) -> str:
    """Return the name in Unicode that some packers write beside that of the system."""
    place = 0
    while place + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, place)
        content = extra[place + 4 : place + 4 + size]
        if kind == _UNICODE_PATH and content[:5] == b"\x01" + struct.pack("<I", zlib.crc32(raw)):
            return content[5:].decode("utf-8", errors="ignore")
        place += 4 + size
    return ""


def _safe_places(names: list[str]) -> list[Path]:
    """Return a path of plain letters for each name; names of one stem keep one stem."""
    given: dict[tuple[str, str], str] = {}
    used: set[str] = set()

    def safe(parent: str, real: str) -> str:
        key = (parent, real.casefold())
        if key not in given:
            bare = real.removesuffix("/")
            fits = _SAFE.fullmatch(bare) and not bare.endswith(".")
            plain = bare if fits else f"n{len(given) + 1}"
            while f"{parent}/{plain}".casefold() in used:
                plain = f"n{len(given) + 1}_{plain}"
            used.add(f"{parent}/{plain}".casefold())
            given[key] = plain
        return given[key]

    places = []
    for name in names:
        *folders, last = (part for part in PurePosixPath(name).parts if part != ".")
        parent = ""
        for folder in folders:
            parent += "/" + safe(parent, folder + "/")
        stem, dot, ending = last.rpartition(".")
        plain = stem and _SAFE_SUFFIX.fullmatch(dot + ending)
        within = safe(parent, stem) + dot + ending if plain else safe(parent, last)
        places.append(Path(parent.lstrip("/")) / within)
    return places
