"""Kept atlases: found again as they were, and only while data, code and day are the same."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from cluster_atlas.atlas import cache
from cluster_atlas.atlas.atlas import Atlas, open_atlas
from cluster_atlas.atlas.selection import Selection, index_of, select
from cluster_atlas.values.issues import AtlasError
from cluster_atlas.web.pack import pack_bytes


@pytest.fixture(autouse=True)
def cache_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a cache folder of the test's own."""
    monkeypatch.setenv(cache.FOLDER_VARIABLE, str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.mark.slow
def test_a_kept_atlas_answers_like_the_one_that_was_opened(folder: Path) -> None:
    atlas = cache.open_kept(folder)
    content = pack_bytes(atlas)
    wanted = Selection(clusters=["uhd"], text="huizhou")
    expected = [fact.id for fact in select(atlas, wanted).facts]
    found = cache.load(folder)
    assert found is not None
    assert found.facts == atlas.facts
    assert pack_bytes(found) == content
    assert [fact.id for fact in select(found, wanted).facts] == expected


def test_what_is_derived_is_kept_beside_it(folder: Path) -> None:
    atlas = cache.open_kept(folder)
    assert atlas.derive("numbers", lambda: [1, 2]) == [1, 2]
    found = cache.load(folder)
    assert found is not None
    assert found.derive("numbers", list) == [1, 2]


def test_what_is_derived_refers_to_the_atlas_that_is_open(folder: Path) -> None:
    index_of(cache.open_kept(folder))
    found = cache.load(folder)
    assert found is not None
    assert index_of(found).atlas is found


def test_changed_data_is_read_anew(folder: Path) -> None:
    cache.open_kept(folder)
    file = next((folder / "layers").glob("*.toml"))
    file.write_text(file.read_text(encoding="utf-8") + "\n# changed\n", encoding="utf-8")
    assert cache.load(folder) is None


def test_faulty_data_is_refused_each_time(folder: Path) -> None:
    (folder / "layers" / "broken.toml").write_text("name = 1", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(AtlasError):
            cache.open_kept(folder)


def test_data_that_changes_while_it_is_read_is_not_kept(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def changing(root: Path) -> Atlas:
        atlas = open_atlas(root)
        file = next((root / "layers").glob("*.toml"))
        file.write_text(file.read_text(encoding="utf-8") + "# changed\n", encoding="utf-8")
        return atlas

    monkeypatch.setattr(cache, "open_atlas", changing)
    assert cache.open_kept(folder).shelf is None
    assert cache.load(folder) is None


def test_the_next_day_has_its_own(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Tomorrow(dt.date):
        @classmethod
        def today(cls) -> Tomorrow:
            return cls.fromordinal(dt.date.today().toordinal() + 1)  # noqa: DTZ011

    cache.open_kept(folder)
    monkeypatch.setattr(cache, "dt", SimpleNamespace(date=Tomorrow))
    assert cache.load(folder) is None


def test_the_folder_is_the_one_that_was_asked_for(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    cache.open_kept(Path())
    found = cache.load(folder)
    assert found is not None
    assert found.folder == folder


@pytest.mark.parametrize(
    "content",
    [
        b"",
        pytest.param(b"no pickle", marks=pytest.mark.slow),
        pytest.param(b"\x80\x05N.", marks=pytest.mark.slow),
    ],
)
def test_a_broken_file_counts_as_none(folder: Path, cache_folder: Path, content: bytes) -> None:
    index_of(cache.open_kept(folder))
    for path in cache_folder.glob("*/*"):
        path.write_bytes(content)
    assert cache.load(folder) is None
    assert index_of(cache.open_kept(folder)).atlas.facts


def test_an_unwritable_cache_is_no_error(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = folder.parent / "file"
    blocked.write_text("in the way")
    monkeypatch.setenv(cache.FOLDER_VARIABLE, str(blocked))
    assert index_of(cache.open_kept(folder)).names
    assert cache.load(folder) is None


def test_old_ones_are_cleared_away(folder: Path, cache_folder: Path) -> None:
    cache_folder.mkdir()
    foreign = cache_folder / "notes.txt"
    foreign.write_text("not ours")
    for number in range(6):
        old = cache_folder / f"{number:016x}"
        old.mkdir()
        (old / "atlas.pickle").write_bytes(b"old")
        # As the version before this one kept them.
        (cache_folder / f"{number + 10:016x}.pickle").write_bytes(b"old")
    # Kept before the clock was set back.
    for later in cache_folder.iterdir():
        os.utime(later, (2**32, 2**32))
    cache.open_kept(folder)
    assert len(list(cache_folder.iterdir())) == cache.MOST + 1
    assert foreign.exists()
    assert cache.load(folder) is not None
