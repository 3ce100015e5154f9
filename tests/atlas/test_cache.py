"""Kept atlases: found again as they were, and only while data, code and day are the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from cluster_atlas.atlas import cache
from cluster_atlas.atlas.atlas import open_atlas
from cluster_atlas.atlas.selection import Selection, select
from cluster_atlas.web.pack import pack_bytes


@pytest.fixture(autouse=True)
def cache_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a cache folder of the test's own."""
    monkeypatch.setenv(cache.FOLDER_VARIABLE, str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_a_kept_atlas_answers_like_the_one_that_was_opened(folder: Path) -> None:
    atlas = open_atlas(folder)
    content = pack_bytes(atlas)
    cache.keep(folder, atlas)
    found = cache.load(folder)
    assert found is not None
    assert found.facts == atlas.facts
    assert pack_bytes(found) == content
    wanted = Selection(clusters=["uhd"], text="huizhou")
    assert [f.id for f in select(found, wanted).facts] == [
        f.id for f in select(atlas, wanted).facts
    ]


def test_changed_data_is_read_anew(folder: Path) -> None:
    cache.keep(folder, open_atlas(folder))
    file = next((folder / "layers").glob("*.toml"))
    file.write_text(file.read_text(encoding="utf-8") + "\n# changed\n", encoding="utf-8")
    assert cache.load(folder) is None


@pytest.mark.parametrize("content", [b"", b"no pickle", b"\x80\x05N."])
def test_a_broken_file_counts_as_none(folder: Path, cache_folder: Path, content: bytes) -> None:
    cache.keep(folder, open_atlas(folder))
    next(cache_folder.iterdir()).write_bytes(content)
    assert cache.load(folder) is None


def test_an_unwritable_cache_is_no_error(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = folder.parent / "file"
    blocked.write_text("in the way")
    monkeypatch.setenv(cache.FOLDER_VARIABLE, str(blocked))
    cache.keep(folder, open_atlas(folder))
    assert cache.load(folder) is None


def test_old_ones_are_cleared_away(folder: Path, cache_folder: Path) -> None:
    atlas = open_atlas(folder)
    cache_folder.mkdir()
    for number in range(6):
        (cache_folder / f"{number}.pickle").write_bytes(b"old")
    cache.keep(folder, atlas)
    assert len(list(cache_folder.iterdir())) == cache.MOST
    assert cache.load(folder) is not None
