"""Files that take long to make are made one at a time, and not twice."""

from __future__ import annotations

import errno
import shutil
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from cluster_atlas.files.made_files import MadeFiles


def test_many_who_ask_wait_their_turn_and_share_what_is_made() -> None:
    shelf, made, busy = MadeFiles(100), [], threading.Lock()

    def make(name: str) -> bytes:
        assert busy.acquire(blocking=False), "another one is being made"
        time.sleep(0.01)
        made.append(name)
        busy.release()
        return name.encode()

    with ThreadPoolExecutor(8) as threads:
        names = list("abcab" * 4)
        found = list(threads.map(lambda name: shelf.get(name, lambda: make(name)), names))
    assert found == [name.encode() for name in names]
    assert sorted(made) == ["a", "b", "c"]


def test_what_was_asked_for_last_is_kept_within_its_room() -> None:
    shelf, made = MadeFiles(10), []

    def get(name: str, size: int) -> bytes:
        return shelf.get(name, lambda: made.append(name) or bytes(size))  # type: ignore[func-returns-value]

    for name, size in (("a", 4), ("b", 4), ("a", 4), ("c", 4), ("a", 4), ("b", 4), ("large", 11)):
        assert len(get(name, size)) == size
    assert made == ["a", "b", "c", "b", "large"]
    get("large", 11)
    assert made[-2:] == ["large", "large"]


def test_what_fails_is_tried_again() -> None:
    shelf = MadeFiles(10)
    with pytest.raises(ZeroDivisionError):
        shelf.get("a", lambda: bytes(1 // 0))
    assert shelf.get("a", lambda: b"x") == b"x"


def test_what_was_cleared_away_is_made_anew(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    shelf, made = MadeFiles(100), []

    def get(content: bytes) -> bytes:
        return shelf.get("a", lambda: made.append(content) or content)  # type: ignore[func-returns-value]

    assert get(b"first") == b"first"
    (kept,) = tmp_path.rglob("[0-9]*")
    assert kept.read_bytes() == b"first"
    kept.write_bytes(b"cut")
    assert get(b"second") == b"second"
    shutil.rmtree(kept.parent)
    assert [get(b"third"), get(b"fourth")] == [b"third", b"third"]
    assert made == [b"first", b"second", b"third"]


def test_a_full_disk_keeps_nothing_and_hands_out_all(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, _: bytes) -> int:
        path.touch()
        raise OSError(errno.ENOSPC, "no space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    shelf = MadeFiles(100)
    assert [shelf.get("a", lambda: b"x"), shelf.get("a", lambda: b"y")] == [b"x", b"y"]
