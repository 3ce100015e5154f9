"""Opened atlases kept in the user's cache folder, so that the next start need not read anew."""

from __future__ import annotations

import datetime as dt
import gc
import hashlib
import os
import pickle
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

from cluster_atlas.atlas.atlas import Atlas, data_hash, default_folder, open_atlas

FOLDER_VARIABLE = "CLUSTER_ATLAS_CACHE"
MOST = 4
CODE = {".py", ".js", ".css", ".csv"}

_ATLAS = "atlas"
_DIGITS = 16
_KEPT = re.compile(rf"[0-9a-f]{{{_DIGITS}}}")


def open_kept(folder: str | Path | None) -> Atlas:
    """Open a data folder as it was kept today; where it was not, read it and keep it.

    An atlas is kept under its data, the code that read it and the day, so that what is found is
    what reading would give. What other modules derive from it is kept beside it, a file each.

    Parameters
    ----------
    folder
        Holds ``layers/`` and ``geodata/``; the shipped data where ``None``.

    Raises
    ------
    AtlasError
        With every issue of the folder, if there is any.
    """
    shelf = _shelf(folder)
    return _load(shelf, folder) or _open(shelf, folder)


def load(folder: str | Path | None) -> Atlas | None:
    """Return the atlas of a data folder as it was kept today; ``None`` where it was not."""
    return _load(_shelf(folder), folder)


def load_derived(folder: str | Path | None, name: str) -> Any:  # noqa: ANN401 - whatever was kept
    """Return what was derived from the atlas of a data folder, without it; ``None`` if not kept.

    Only for what does not refer to the atlas.
    """
    shelf = _shelf(folder)
    return shelf.get(None, name) if shelf else None


def is_kept(folder: str | Path | None, names: Iterable[str]) -> bool:
    """Tell whether the atlas of a data folder is kept, and what was derived under these names."""
    shelf = _shelf(folder)
    return shelf is not None and all(shelf.has(name) for name in (_ATLAS, *names))


def key_of(folder: str | Path | None) -> str:
    """Return what tells a data folder of today, read by this code, from any other; or nothing."""
    shelf = _shelf(folder)
    return shelf.folder.name if shelf else ""


@dataclass(frozen=True)
class Shelf:
    """The folder of one kept atlas: itself and what was derived from it."""

    folder: Path

    def get(self, atlas: Atlas | None, name: str) -> Any:  # noqa: ANN401 - whatever was kept
        """Return what was kept under a name; ``None`` where nothing is or it cannot be read."""
        try:
            content = self._file(name).read_bytes()
            with _no_collection():
                return _Unpickler(BytesIO(content), atlas).load()
        except Exception:  # noqa: BLE001 - whatever a broken file does, it can be made again
            return None

    def has(self, name: str) -> bool:
        """Tell whether something is kept under a name."""
        return self._file(name).is_file()

    def put(self, atlas: Atlas | None, name: str, value: object) -> None:
        """Keep a value; where the folder cannot be written nothing happens."""
        import tempfile

        content = BytesIO()
        # Asking for each object whether it is the atlas takes time.
        pickler = pickle.Pickler if atlas is None else partial(_Pickler, atlas=atlas)
        pickler(content, pickle.HIGHEST_PROTOCOL).dump(value)
        path = self._file(name)
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle, temporary = tempfile.mkstemp(dir=path.parent)
            with os.fdopen(handle, "wb") as file:
                file.write(content.getbuffer())
            Path(temporary).replace(path)

    def _file(self, name: str) -> Path:
        return self.folder / f"{name.replace(' ', '-')}.pickle"


class _Pickler(pickle.Pickler):
    """Writes the atlas that a derived value refers to as a mere name."""

    def __init__(self, file: BytesIO, protocol: int, *, atlas: Atlas) -> None:
        super().__init__(file, protocol)
        self._atlas = atlas

    def persistent_id(self, obj: object) -> str | None:
        return _ATLAS if obj is self._atlas else None


class _Unpickler(pickle.Unpickler):
    def __init__(self, file: BytesIO, atlas: Atlas | None) -> None:
        super().__init__(file)
        self._atlas = atlas

    def persistent_load(self, pid: str) -> Atlas:
        if pid != _ATLAS or self._atlas is None:
            raise pickle.UnpicklingError(pid)
        return self._atlas


@contextmanager
def _no_collection() -> Iterator[None]:
    """Spare the garbage collector thousands of new objects of which none is garbage."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _load(shelf: Shelf | None, folder: str | Path | None) -> Atlas | None:
    # The folder is the user's own, as that of Python's compiled files is.
    found = shelf.get(None, _ATLAS) if shelf else None
    if not isinstance(found, Atlas):
        return None
    object.__setattr__(found, "folder", _root(folder))
    object.__setattr__(found, "shelf", shelf)
    return found


def _open(shelf: Shelf | None, folder: str | Path | None) -> Atlas:
    atlas = open_atlas(folder)
    # Of data that changed while it was read nothing is kept.
    if shelf is not None and _shelf(folder) == shelf:
        shelf.put(None, _ATLAS, atlas)
        object.__setattr__(atlas, "shelf", shelf)
        _clear(shelf.folder)
    return atlas


def _clear(newest: Path) -> None:
    """Remove all but the atlases that were kept last; the newest stays whatever the clock said."""
    import shutil

    with suppress(OSError):
        found = (path for path in newest.parent.iterdir() if _KEPT.fullmatch(path.stem))
        kept = [path for path in found if path != newest]
        for old in sorted(kept, key=_written)[: len(kept) + 1 - MOST]:
            if old.is_dir() and not old.is_symlink():
                shutil.rmtree(old, ignore_errors=True)
            else:
                old.unlink()


def _written(path: Path) -> float:
    return path.stat().st_mtime


def _root(folder: str | Path | None) -> Path:
    return Path(folder) if folder is not None else default_folder()


def _shelf(folder: str | Path | None) -> Shelf | None:
    """Return where an atlas is kept: by its data, the code that read it and the day.

    ``None`` where the data cannot be read at all.
    """
    root = _root(folder)
    try:
        # The shipped data is read without the checks of its shapes, the same folder by name with.
        about = f"{root.resolve()} {folder is None} {data_hash(root)} {dt.date.today()}"  # noqa: DTZ011
        digest = hashlib.sha256(about.encode())
        for state in sorted(_code(str(Path(__file__).parents[1]))):
            digest.update(state.encode())
        chosen = os.environ.get(FOLDER_VARIABLE)
        return Shelf((Path(chosen) if chosen else _cache_folder()) / digest.hexdigest()[:_DIGITS])
    except (OSError, ValueError):
        return None


def _code(folder: str) -> Iterator[str]:
    """Yield path, size and time of each file of the code."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from _code(entry.path)
            elif os.path.splitext(entry.name)[1] in CODE:  # noqa: PTH122 - a tenth of Path's time
                state = entry.stat()
                yield f"{entry.path} {state.st_size} {state.st_mtime_ns}"


def _cache_folder() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("cluster-atlas", appauthor=False)
