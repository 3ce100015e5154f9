"""Exports made in a process of their own: the same bytes, and nothing that stays behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.screen import Screen
from cluster_atlas.atlas.selection import Selection
from cluster_atlas.briefing.briefing import Briefing, PartChoice
from cluster_atlas.ui.exports.files import (
    briefing_file,
    data_file,
    missing,
    page_file,
    preview,
)
from cluster_atlas.ui.exports.process import ExportProcess
from cluster_atlas.values.issues import AtlasError

pytestmark = pytest.mark.slow

PATIENCE = 20.0
FEW = Selection(clusters=("uhd",))
BRIEFING = Briefing(
    part=(PartChoice("map", state="cluster=uhd"),), layout="one-page", mode="slides"
)


@pytest.fixture
def exports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ExportProcess]:
    """Return a process whose temporary files are seen; it leaves none."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    made = ExportProcess()
    yield made
    made.close()
    assert made.pid is None
    assert list(tmp_path.iterdir()) == []


@pytest.fixture(scope="module")
def shared() -> Iterator[ExportProcess]:
    """Return one process for all that is only made."""
    made = ExportProcess()
    yield made
    made.close()


@pytest.mark.paper
def test_it_makes_the_same_bytes_as_this_process(shared: ExportProcess, atlas: Atlas) -> None:
    for kind in ("csv", "xlsx", "kml"):
        about = (FEW, None, kind, "a", "zh")
        assert shared.make(data_file, atlas, *about) == data_file(atlas, *about), kind
    briefing = replace(BRIEFING, date=atlas.today)
    for kind in ("pdf", "pptx", "docx", "html", "svg"):
        made = shared.make(briefing_file, atlas, briefing, None, kind, "a")
        assert made == briefing_file(atlas, briefing, None, kind, "a"), kind
    about_page = (Screen(FEW, language="en"), "标题", "<b>")
    assert shared.make(page_file, atlas, *about_page) == page_file(atlas, *about_page)


def test_a_preview_is_seen_and_says_what_no_font_has(shared: ExportProcess, atlas: Atlas) -> None:
    briefing = replace(BRIEFING, date=atlas.today, title="\U00013000")
    seen = shared.make(preview, atlas, briefing)
    assert seen.total == len(seen.pictures) == 1
    assert seen.pictures[0].startswith(b"\x89PNG")
    assert shared.make(missing, atlas, briefing) == ("\U00013000",)


def edition(atlas: Atlas) -> tuple[str, int]:
    return atlas.data_hash, len(atlas.facts)


def test_it_follows_the_atlas_that_is_served(shared: ExportProcess, atlas: Atlas) -> None:
    renewed = replace(atlas, data_hash="renewed", facts=atlas.facts[:5])
    for served in (atlas, renewed, renewed, atlas):
        assert shared.make(edition, served) == edition(served)


def refuse(_: Atlas, kind: str) -> bytes:
    print("what a library says on the way")  # noqa: T201 - it must not stand between the answers
    if kind == "fault":
        raise ZeroDivisionError(kind)
    return briefing_file(_, Briefing(page="A9", part=()), None, "pdf", "a")


def test_what_is_refused_or_fails_is_told_and_ends_nothing(
    shared: ExportProcess, atlas: Atlas
) -> None:
    before = shared.make(os_pid, atlas)
    with pytest.raises(AtlasError) as told:
        shared.make(refuse, atlas, "page")
    assert "A9" in str(told.value)
    with pytest.raises(AtlasError) as told:
        shared.make(refuse, atlas, "fault")
    (issue,) = told.value.issues
    assert "文件未能生成" in issue.sentence("zh")
    assert "ZeroDivisionError" in issue.sentence("en")
    assert shared.make(os_pid, atlas) == before


def os_pid(_: Atlas) -> int:
    return os.getpid()


def leave_a_file_and_wait(_: Atlas, seconds: float) -> None:
    with tempfile.NamedTemporaryFile(delete=False) as file:
        file.write(b"half")
    time.sleep(seconds)


def test_one_that_is_killed_is_told_and_the_next_file_is_made(
    exports: ExportProcess, atlas: Atlas, tmp_path: Path
) -> None:
    told: list[AtlasError] = []

    def ask() -> None:
        try:
            exports.make(leave_a_file_and_wait, atlas, PATIENCE)
        except AtlasError as error:
            told.append(error)

    asking = threading.Thread(target=ask)
    asking.start()
    until(lambda: any(tmp_path.glob("*/tmp*")))
    killed = exports.pid
    assert killed is not None
    os.kill(killed, signal.SIGTERM)
    asking.join(PATIENCE)
    assert "文件未能生成" in told[0].issues[0].sentence("zh")
    assert "please try again" in told[0].issues[0].sentence("en")
    assert exports.make(os_pid, atlas) != killed
    # Killed while nobody asks: the next one asks in vain of nobody.
    idle = exports.make(os_pid, atlas)
    os.kill(idle, signal.SIGTERM)
    # It is gone where nobody has asked after it yet.
    until(lambda: Path(f"/proc/{idle}/stat").read_text().rpartition(")")[2].split()[0] == "Z")
    assert exports.make(edition, atlas) == edition(atlas)


def test_one_that_takes_too_long_is_ended_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, atlas: Atlas
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    exports = ExportProcess()
    assert exports.make(edition, atlas) == edition(atlas)
    exports._limit = 0.2
    with pytest.raises(AtlasError) as told:
        exports.make(leave_a_file_and_wait, atlas, PATIENCE)
    assert "took too long" in told.value.issues[0].sentence("en")
    exports.close()
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(AtlasError):
        exports.make(edition, atlas)


@pytest.mark.skipif(not Path("/proc/self/stat").is_file(), reason="asks Linux for processes")
def test_it_ends_with_a_server_that_is_killed(tmp_path: Path) -> None:
    words = """if True:
        import time
        from cluster_atlas.ui.exports.process import ExportProcess
        made = ExportProcess()
        made._running()
        print(made.pid, flush=True)
        time.sleep(60)
    """
    server = subprocess.Popen(
        [sys.executable, "-c", words],
        env=os.environ | {"TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdout is not None
    number = int(server.stdout.readline())
    assert alive(number)
    server.kill()
    server.wait()
    server.stdout.close()
    until(lambda: not alive(number))
    assert list(tmp_path.iterdir()) == []


def test_its_libraries_stay_out_of_the_server() -> None:
    words = "import sys; from cluster_atlas.ui.exports import files, process; print(*sys.modules)"
    told = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True)
    loaded = set(told.stdout.split())
    assert not loaded & {"pandas", "geopandas", "pyogrio", "docx", "pptx", "streamlit"}
    assert not {name for name in loaded if name.startswith("cluster_atlas.drawing")}


def alive(number: int) -> bool:
    try:
        state = Path(f"/proc/{number}/stat").read_text(encoding="ascii").rpartition(")")[2]
    except OSError:
        return False
    return state.split()[0] != "Z"


def until(happened: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.02)
