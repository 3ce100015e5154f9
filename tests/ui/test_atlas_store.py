"""The server's atlas: what one start keeps is all that the next one asks for."""

from __future__ import annotations

import datetime as dt
import shutil
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from cluster_atlas.atlas import cache
from cluster_atlas.atlas.atlas import Atlas, open_atlas
from cluster_atlas.ui import atlas_store, preload
from cluster_atlas.values.issues import AtlasError
from cluster_atlas.web.pack import pack_bytes
from tests.ui.test_app import open_app

pytestmark = pytest.mark.slow


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


@pytest.fixture
def served(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Atlas]:
    """Return what looks at a served folder's files at once and returns the atlas of then."""
    monkeypatch.setenv(atlas_store.DATA_VARIABLE, str(folder))
    monkeypatch.setattr(atlas_store, "LOOK_EVERY", 0.0)
    monkeypatch.setattr(atlas_store, "_open", open_atlas)

    def look() -> Atlas:
        atlas_store.shared_atlas(str(folder))
        reader = atlas_store._WATCHES[str(folder)].reader
        if reader:
            reader.join()
        return atlas_store.shared_atlas(str(folder))

    return look


def test_files_are_looked_at_now_and_then_and_beside_the_sessions(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(atlas_store, "_open", open_atlas)
    atlas_store.shared_atlas(str(folder))
    looked: list[threading.Thread] = []

    def states(_: str) -> atlas_store.FileStates:
        looked.append(threading.current_thread())
        return ()

    monkeypatch.setattr(atlas_store, "_states", states)
    for _ in range(5):
        atlas_store.shared_atlas(str(folder))
    assert looked == []
    watch = atlas_store._WATCHES[str(folder)]
    watch.looked -= atlas_store.LOOK_EVERY
    watch.seen = ()
    atlas_store.shared_atlas(str(folder))
    assert watch.reader
    watch.reader.join()
    assert looked == [watch.reader]


def test_broken_data_leaves_the_last_good_atlas_and_mended_data_is_taken_up(
    folder: Path, served: Callable[[], Atlas], tmp_path: Path
) -> None:
    good = served()
    address = preload._addresses()
    page = open_app()
    assert not page.warning
    path = folder / "layers" / "uhd.toml"
    text = path.read_text(encoding="utf-8")

    path.write_text(text + "\n[[designation", encoding="utf-8")
    assert served() is good
    issue = atlas_store.refused(str(folder))[0]
    assert issue.file == "layers/uhd.toml"
    page.run()
    assert "仍显示上一次可用的数据" in page.warning[0].value
    assert "layers/uhd.toml" in page.code[0].value

    shutil.move(folder, tmp_path / "away")
    assert served() is good
    page.run()
    assert not page.exception
    told = page.warning[0].value + page.code[0].value
    assert str(folder.parent) not in told, "a visitor learns no path"
    assert good.coast_shapes, "what is read late as well"

    shutil.move(tmp_path / "away", folder)
    path.write_text(text.replace('name-en = "', 'name-en = "New ', 1), encoding="utf-8")
    now = served()
    assert now.cluster_by_id["uhd"].name_en.startswith("New ")
    assert atlas_store.refused(str(folder)) == ()
    assert preload._addresses() != address, "the browser has kept the other pack"
    page.run()
    assert not page.warning
    assert "刷新页面" in page.info[0].value
    assert not open_app().info


@pytest.mark.parametrize("days", [-1, 1], ids=["a new day", "a clock set back"])
def test_on_another_day_broken_data_leaves_the_last_good_atlas(
    folder: Path, served: Callable[[], Atlas], days: int
) -> None:
    good = served()
    today = good.today
    other = replace(good, today=today + dt.timedelta(days=days))
    atlas_store._OPENED[str(folder)] = other
    assert served().today == today
    (folder / "layers" / "uhd.toml").write_text("[", encoding="utf-8")
    atlas_store._OPENED[str(folder)] = other
    now = served()
    assert now.today == today
    assert now.facts == good.facts
    assert atlas_store.refused(str(folder))


def test_data_that_was_never_sound_is_refused(folder: Path, served: Callable[[], Atlas]) -> None:
    (folder / "layers" / "uhd.toml").write_text("[", encoding="utf-8")
    with pytest.raises(AtlasError, match="uhd"):
        served()
