"""Opened atlases kept in the user's cache folder, so that the next start need not read anew."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import pickle
import tempfile
from contextlib import suppress
from pathlib import Path

from platformdirs import user_cache_path

from cluster_atlas.atlas.atlas import Atlas, data_hash, default_folder

FOLDER_VARIABLE = "CLUSTER_ATLAS_CACHE"
MOST = 4
CODE = {".py", ".js", ".css", ".csv"}


def load(folder: str | Path | None) -> Atlas | None:
    """Return the atlas of a data folder as it was kept today; ``None`` where it was not."""
    try:
        # The folder is the user's own, as that of Python's compiled files is.
        found = pickle.loads(_file(folder).read_bytes())  # noqa: S301
    except Exception:  # noqa: BLE001 - whatever a broken file does, the data is there to be read
        return None
    return found if isinstance(found, Atlas) else None


def keep(folder: str | Path | None, atlas: Atlas) -> None:
    """Keep an atlas; where the folder cannot be written nothing happens."""
    path = _file(folder)
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            pickle.dump(atlas, file, pickle.HIGHEST_PROTOCOL)
        Path(name).replace(path)
        for old in sorted(path.parent.glob("*.pickle"), key=_written)[:-MOST]:
            old.unlink()


def _written(path: Path) -> float:
    return path.stat().st_mtime


def _file(folder: str | Path | None) -> Path:
    """Return where an atlas is kept: by its data, the code that read it and the day."""
    root = Path(folder) if folder is not None else default_folder()
    digest = hashlib.sha256(f"{root.resolve()} {data_hash(root)} {dt.date.today()}".encode())  # noqa: DTZ011
    for path in sorted(Path(__file__).parents[1].rglob("*")):
        if path.suffix not in CODE:
            continue
        state = path.stat()
        digest.update(f"{path} {state.st_size} {state.st_mtime_ns}".encode())
    chosen = os.environ.get(FOLDER_VARIABLE)
    place = Path(chosen) if chosen else user_cache_path("cluster-atlas", appauthor=False)
    return place / f"{digest.hexdigest()[:16]}.pickle"
