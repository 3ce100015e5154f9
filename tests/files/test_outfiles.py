"""Files are written whole or not at all, whatever goes wrong."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cluster_atlas.atlas.cache import open_kept
from cluster_atlas.cli.output import _ENDINGS
from cluster_atlas.files.outfiles import safe_path, write_file, write_files
from cluster_atlas.values.briefspec import FORMATS
from cluster_atlas.values.characters import storable
from cluster_atlas.values.issues import AtlasError
from tests.conftest import HOSTILE, MAP_KINDS, ROOT, by_kind, run_command


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    with pytest.raises(AtlasError, match="missing"):
        write_file(tmp_path / "missing" / "x.csv", b"x")
    target = tmp_path / "folder"
    target.mkdir()
    with pytest.raises(AtlasError):
        write_file(target, b"x")
    assert list(tmp_path.iterdir()) == [target]


def test_an_existing_file_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    for content in (b"old", b"new"):
        write_files({path: content, tmp_path / "y.csv": content})
        assert path.read_bytes() == content
    assert names(tmp_path) == ["x.csv", "y.csv"]


@pytest.mark.parametrize("last", ["missing/y.csv", "folder", "bad\nname"])
def test_all_files_or_none(tmp_path: Path, last: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "old.csv").write_bytes(b"old")
    files = {tmp_path / name: b"new" for name in ("old.csv", "fresh.csv", last)}
    with pytest.raises(AtlasError):
        write_files(files)
    assert names(tmp_path) == ["folder", "old.csv"]
    assert (tmp_path / "old.csv").read_bytes() == b"old"


def test_what_was_moved_is_put_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {tmp_path / name: b"new" for name in ("old.csv", "fresh.csv", "last.csv")}
    (tmp_path / "old.csv").write_bytes(b"old")
    move = Path.replace

    def refuse(self: Path, target: Path) -> Path:
        if Path(target).name == "last.csv":
            raise PermissionError(13, "Permission denied")
        return move(self, target)

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(AtlasError, match=r"last\.csv"):
        write_files(files)
    assert names(tmp_path) == ["old.csv"]
    assert (tmp_path / "old.csv").read_bytes() == b"old"


@pytest.mark.parametrize(
    "name", ["a\nb.csv", "a\rb.csv", "a\tb.csv", "a\x1b[31m.csv", "a\x7f", "a\u2028b", "a\u202eb"]
)
def test_control_characters_in_a_name_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(AtlasError) as caught:
        write_file(tmp_path / name, b"x")
    (issue,) = caught.value.issues
    for language, said in (("zh", "控制字符"), ("en", "control character")):
        sentence = issue.sentence(language)
        assert said in sentence
        assert sentence.isprintable()
        assert "\\u" in sentence
    assert names(tmp_path) == []


@pytest.mark.parametrize("text", [text for text in HOSTILE if "/" not in text])
def test_other_names_are_names(tmp_path: Path, text: str) -> None:
    path = safe_path(tmp_path / f"{text} 江门.csv")
    write_file(path, b"x")
    assert names(tmp_path) == [path.name]


def test_what_no_file_format_holds_is_left_out() -> None:
    assert storable("a\x00\x07\x1b江\ufffe\ud800\tb\n") == "a江\tb\n"


@contextmanager
def full_disk(room: int = 8000) -> Iterator[None]:
    """Let the system refuse every byte of a file beyond the limit, as a full disk does."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, before)


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder for the temporary files of this process and of those it starts."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    # The limit would cut compiled modules short.
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    return folder


SAID = {"zh_CN.UTF-8": "请腾出磁盘空间", "en_US.UTF-8": "free some disk space"}


@pytest.mark.parametrize("kind", by_kind(["html", "csv", "xlsx", *MAP_KINDS]))
def test_a_full_disk_leaves_everything_as_it_was(
    tmp_path: Path, temporary: Path, kind: str
) -> None:
    path = tmp_path / "out" / f"x.{kind}"
    path.parent.mkdir()
    path.write_bytes(b"old")
    open_kept(None)  # a full disk keeps none, and each call would read the data anew
    for lang, said in SAID.items():
        with full_disk():
            result = run_command("export", str(path), "--cluster", "uhd", lang=lang)
        assert result.returncode == 2, result.stdout + result.stderr
        assert said in result.stderr
        assert len(result.stderr.strip().splitlines()) == 1, result.stderr
    assert path.read_bytes() == b"old"
    assert names(path.parent) == [path.name]
    assert names(temporary) == []


OTHER_OUTPUTS = [
    *(
        pytest.param(
            ["brief", "--place", "江门", "--formats", kind],
            marks=() if kind == "svg" else pytest.mark.soak,
        )
        for kind in FORMATS
    ),
    *(
        ["compare", "深圳", "惠州", "--out", f"out/x{ending}", "--format", form]
        for form, ending in {form: ending for ending, form in _ENDINGS.items()}.items()
    ),
    ["evolve", "gd-electronics-2021", "gd-electronics-2023", "--out", "out/x.csv"],
    ["find", "轨道交通", "--out", "out/x.csv"],
    ["new", "cluster", "new-cluster", "--data", "."],
]


@pytest.mark.parametrize("words", OTHER_OUTPUTS)
def test_a_full_disk_is_said_whatever_is_written(
    tmp_path: Path, temporary: Path, words: list[str]
) -> None:
    here = tmp_path / "here"
    for name in ("out", "layers", "geodata"):
        (here / name).mkdir(parents=True)
    open_kept(None)
    extra = ["--out", "out"] if words[0] == "brief" else []
    # What is printed goes to a file here as well.
    with full_disk(1000):
        result = run_command(*words, *extra, cwd=here)
    assert result.returncode in {1, 2}, result.stdout + result.stderr
    assert SAID["zh_CN.UTF-8"] in result.stdout + result.stderr
    assert "Traceback" not in result.stderr
    assert [path for path in here.rglob("*") if path.is_file()] == []
    assert names(temporary) == []


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["xlsx", "gpkg"])
def test_a_process_on_a_full_disk_ends_with_one_sentence(
    tmp_path: Path, temporary: Path, kind: str
) -> None:
    """What libraries print and write at a process's end is looked at as well."""
    path = tmp_path / f"x.{kind}"
    path.write_bytes(b"old")
    with full_disk():
        result = subprocess.run(
            [sys.executable, "-m", "cluster_atlas", "export", str(path), "--cluster", "uhd"],
            capture_output=True,
            text=True,
            encoding="utf-8",
            env=os.environ | {"LC_ALL": "zh_CN.UTF-8"},
            cwd=ROOT,
            check=False,
        )
    assert result.returncode == 2, result.stdout + result.stderr
    assert SAID["zh_CN.UTF-8"] in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1, result.stderr
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == [temporary.name, path.name]
    assert names(temporary) == []
