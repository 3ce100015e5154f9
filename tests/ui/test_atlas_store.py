"""The server's atlas: what one start keeps is all that the next one asks for."""

from __future__ import annotations

from pathlib import Path

import pytest

from cluster_atlas.atlas import cache
from cluster_atlas.ui import atlas_store
from cluster_atlas.web.pack import pack_bytes


def test_a_second_start_needs_no_process_of_its_own(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(cache.FOLDER_VARIABLE, str(tmp_path / "cache"))
    assert not cache.is_kept(folder, atlas_store.PARTS)
    atlas_store._open(folder)
    assert cache.is_kept(folder, atlas_store.PARTS)
    atlas_store.prepare(folder)
    assert str(folder) not in atlas_store._COMING


def test_a_kept_pack_is_served_before_the_atlas_is_open(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(cache.FOLDER_VARIABLE, str(tmp_path / "cache"))
    made = atlas_store.shared_pack(folder)
    assert made == pack_bytes(atlas_store.shared_atlas(folder))
    monkeypatch.setattr(atlas_store, "_OPENED", {})
    assert atlas_store.shared_pack(folder) == made
    assert not atlas_store.is_ready(folder)
