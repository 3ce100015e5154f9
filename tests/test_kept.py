"""Kept atlases: found again as they were, and only while data, code and day are the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from cluster_atlas.atlas import open_atlas
from cluster_atlas.pack import packed
from cluster_atlas.selection import Selection, select
from cluster_atlas.ui import kept


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a cache folder of the test's own."""
    monkeypatch.setenv(kept.FOLDER_VARIABLE, str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_a_kept_atlas_answers_like_the_one_that_was_opened(folder: Path) -> None:
    atlas = open_atlas(folder)
    content = packed(atlas)
    kept.keep(folder, atlas)
    found = kept.load(folder)
    assert found is not None
    assert found.facts == atlas.facts
    assert packed(found) == content
    wanted = Selection(clusters=["uhd"], text="huizhou")
    assert [f.id for f in select(found, wanted).facts] == [
        f.id for f in select(atlas, wanted).facts
    ]


def test_changed_data_is_read_anew(folder: Path) -> None:
    kept.keep(folder, open_atlas(folder))
    file = next((folder / "layers").glob("*.toml"))
    file.write_text(file.read_text(encoding="utf-8") + "\n# changed\n", encoding="utf-8")
    assert kept.load(folder) is None


@pytest.mark.parametrize("content", [b"", b"no pickle", b"\x80\x05N."])
def test_a_broken_file_counts_as_none(folder: Path, cache: Path, content: bytes) -> None:
    kept.keep(folder, open_atlas(folder))
    next(cache.iterdir()).write_bytes(content)
    assert kept.load(folder) is None


def test_an_unwritable_cache_is_no_error(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = folder.parent / "file"
    blocked.write_text("in the way")
    monkeypatch.setenv(kept.FOLDER_VARIABLE, str(blocked))
    kept.keep(folder, open_atlas(folder))
    assert kept.load(folder) is None


def test_old_ones_are_cleared_away(folder: Path, cache: Path) -> None:
    atlas = open_atlas(folder)
    cache.mkdir()
    for number in range(6):
        (cache / f"{number}.pickle").write_bytes(b"old")
    kept.keep(folder, atlas)
    assert len(list(cache.iterdir())) == kept.MOST
    assert kept.load(folder) is not None
