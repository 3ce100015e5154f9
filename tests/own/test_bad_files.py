"""Bad files by the command itself: a sentence for each cause, nothing changed, nothing fetched."""

from __future__ import annotations

import ctypes
import json
import os
import re
import socket
import sys
import sysconfig
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from cluster_atlas.own import sourcetable
from cluster_atlas.own.limits import DEFAULT_LIMITS
from cluster_atlas.own.workspace.entries import ImportAbout
from cluster_atlas.own.workspace.workspace import open_workspace
from cluster_atlas.values.issues import Issue
from tests.conftest import ROOT, run_command
from tests.own.bad.badfile import ASKED, BAIT_ADDRESS, BAIT_FILE, REFUSED, TAKEN, BadFile
from tests.own.bad.corpus import bad_files

pytestmark = pytest.mark.slow

FILES = bad_files()
MARK = "机密标记"
CHINESE = re.compile("[\u4e00-\u9fff]")
# What any process of Python opens.
USUAL = tuple(
    str(Path(str(one)).resolve())
    for one in {
        sys.prefix, sys.base_prefix, sysconfig.get_paths()["stdlib"], ROOT / "src",
        ROOT / "tests" / "own" / "watching", "/usr", "/proc", "/dev", "/sys", "/etc/mime.types",
        "/etc/localtime",
    }
)  # fmt: skip


class Bait:
    """A file outside the upload and an address on loopback, which nobody should touch."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.file = folder / "别处.csv"
        self.file.write_text(f"名称,区县\n{MARK},南海区\n", encoding="utf-8")
        self._server = socket.create_server(("127.0.0.1", 0))
        self._server.settimeout(0)
        self.address = f"http://127.0.0.1:{self._server.getsockname()[1]}"
        self._events = -1
        if sys.platform == "linux":
            # Libraries written in C open files as well, which Python does not hear of.
            library = ctypes.CDLL(None, use_errno=True)
            self._events = library.inotify_init1(os.O_NONBLOCK)
            opened_or_read = 0x20 | 0x1
            library.inotify_add_watch(self._events, os.fsencode(self.file), opened_or_read)

    def put_into(self, folder: Path) -> None:
        """Write the bait's own path and address where a bad file has a sign for them."""
        for path in folder.rglob("*"):
            if path.is_symlink():
                target = str(path.readlink())
                if target == BAIT_FILE:
                    path.unlink()
                    path.symlink_to(self.file)
            elif path.is_file():
                raw = path.read_bytes()
                made = raw.replace(BAIT_ADDRESS.encode(), self.address.encode())
                made = made.replace(BAIT_FILE.encode(), str(self.file).encode())
                if made != raw:
                    path.write_bytes(made)

    def touched(self) -> str:
        """Return what happened to the bait; empty where nothing did."""
        try:
            connection, _ = self._server.accept()
        except BlockingIOError:
            pass
        else:
            connection.close()
            return "the address was asked"
        if self._events >= 0:
            try:
                if os.read(self._events, 4096):
                    return "the file was opened"
            except BlockingIOError:
                pass
        return ""

    def close(self) -> None:
        """End the watch."""
        self._server.close()
        if self._events >= 0:
            os.close(self._events)


@pytest.fixture
def bait(tmp_path: Path) -> Iterator[Bait]:
    made = Bait(tmp_path / "elsewhere")
    yield made
    made.close()


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[Issue]:
    """Return the list to which every issue goes that is put into words."""
    found: list[Issue] = []
    sentence = Issue.sentence

    def noted(issue: Issue, language: str | None = None) -> str:
        found.append(issue)
        return sentence(issue, language)

    monkeypatch.setattr(Issue, "sentence", noted)
    return found


def kept(path: Path) -> dict[str, bytes]:
    """Return the files of a workspace."""
    return {one.name: one.read_bytes() for one in sorted(path.parent.iterdir())}


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    path = tmp_path / "office" / "本单位.atlasdb"
    path.parent.mkdir()
    with open_workspace(path, create=True) as opened:
        opened.add_import("parks", pa.table({"name": ["旧园"]}), ImportAbout("旧.csv"))
    return path


def lower_limits(patch: pytest.MonkeyPatch, limits: dict[str, Any]) -> None:
    """Have the command itself use lower limits: it takes the defaults."""
    *others, _ = sourcetable.ReadOptions.__init__.__defaults__ or ()
    lowered = replace(DEFAULT_LIMITS, **limits)
    patch.setattr(sourcetable.ReadOptions.__init__, "__defaults__", (*others, lowered))


@pytest.mark.parametrize("bad", FILES, ids=lambda bad: bad.name[:60])
def test_a_bad_file_is_told_and_changes_nothing(
    bad: BadFile,
    tmp_path: Path,
    workspace: Path,
    bait: Bait,
    told: list[Issue],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    upload, scratch, nothing = (tmp_path / name for name in ("upload", "scratch", "nothing"))
    for folder in (upload, scratch, nothing):
        folder.mkdir()
    path = bad.make(upload)
    bait.put_into(upload)
    before = kept(workspace)
    log = tmp_path / "log"
    if bad.limits:
        lower_limits(monkeypatch, bad.limits)
    with monkeypatch.context() as patch:
        watching = str(ROOT / "tests" / "own" / "watching")
        patch.setenv("PYTHONPATH", os.pathsep.join([watching, str(ROOT / "src")]))
        patch.setenv("WATCHED_LOG", str(log))
        patch.setenv("TMPDIR", str(scratch))
        # No other program is found: not LibreOffice either.
        patch.setenv("PATH", str(nothing))
        words = ("import", str(path), "--workspace", str(workspace), "--report", "json", *bad.words)
        done = run_command(*words)
    said, issues = done.stdout + done.stderr, list(told)
    assert "Traceback" not in said, said
    assert done.returncode in bad.codes, said
    assert MARK not in said
    assert bait.touched() == ""
    check_opened(log, upload, scratch)
    assert list(scratch.iterdir()) == []
    if done.returncode != TAKEN:
        assert kept(workspace) == before
    else:
        check_taken(bad, json.loads(done.stdout), workspace)
    if done.returncode == REFUSED:
        assert issues, said
        for issue in issues:
            check_issue(issue)
    texts = [said, *(issue.sentence("zh") for issue in issues)]
    assert bad.says in "\n".join(texts), texts


def check_issue(issue: Issue) -> None:
    """Hold that an issue says where, what, and what to do about it, in both languages."""
    assert issue.file
    assert "\n" not in issue.sentence("zh") + issue.sentence("en")
    for text in (issue.message, issue.hint):
        assert CHINESE.search(text.zh), text
        assert text.en
        assert text.zh != text.en


def check_taken(bad: BadFile, reports: Any, workspace: Path) -> None:
    """Hold that counts add up and that what was refused is told with its row."""
    reports = reports if isinstance(reports, list) else [reports]
    for report in reports:
        assert report["read"] == report["taken"] + report["refused"]
        for issue in report["issues"]:
            assert all(issue[key] for key in ("reason", "reason_en", "hint", "hint_en"))
    if bad.refused is not None:
        assert sum(report["refused"] for report in reports) == bad.refused, reports
    with_rows = [issue for report in reports for issue in report["issues"] if issue["row"]]
    if sum(report["refused"] for report in reports):
        assert with_rows
    with open_workspace(workspace) as opened:
        entries = opened.imports()
        assert opened.rows("parks")["name"].to_pylist()[0] == "旧园"
    assert sum(entry.rows for entry in entries) - 1 == sum(r["taken"] for r in reports)


def check_opened(log: Path, upload: Path, scratch: Path) -> None:
    """Hold that the process which read opened nothing else, asked nobody and started nothing."""
    if not log.exists():
        return
    allowed = (*USUAL, str(upload.resolve()), str(scratch.resolve()))
    for line in log.read_text(encoding="utf-8").splitlines():
        event, *arguments = json.loads(line)
        assert event == "open", line
        place = arguments[0]
        # A number is a file that is open, a bare name one of a folder that is open; and the
        # library of drawings has settings and fonts of its own.
        if not Path(place).is_absolute() or "/ezdxf/" in place:
            continue
        found = os.path.realpath(place)
        assert found.startswith(allowed), line


def test_the_corpus_is_large_enough() -> None:
    assert len(FILES) >= 120
    assert {code for bad in FILES for code in bad.codes} == {REFUSED, ASKED, TAKEN}
