"""The server's atlas: what one start keeps is all that the next one asks for."""

from __future__ import annotations

from pathlib import Path

import pytest

from cluster_atlas.atlas import cache
from cluster_atlas.ui import atlas_store


def test_a_second_start_needs_no_process_of_its_own(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(cache.FOLDER_VARIABLE, str(tmp_path / "cache"))
    assert not cache.is_kept(folder, atlas_store.PARTS)
    atlas_store._open(folder)
    assert cache.is_kept(folder, atlas_store.PARTS)
    atlas_store.prepare(folder)
    assert str(folder) not in atlas_store._COMING
