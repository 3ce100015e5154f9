"""What the tests share: the shipped atlas, a copy of its data to spoil, and the command."""

from __future__ import annotations

import datetime as dt
import json
import logging
import os
import pickle
import shutil
import subprocess
import sys
import tempfile
import tomllib
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import IO, Any, TypeVar

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from cluster_atlas.atlas import gazetteer
from cluster_atlas.atlas.atlas import Atlas, open_atlas
from cluster_atlas.atlas.cache import FOLDER_VARIABLE
from cluster_atlas.cli.main import main
from cluster_atlas.files import records
from scripts import build_viewer
from tests import compatibility, hostile

_T = TypeVar("_T")

ROOT = Path(__file__).parents[1]
TODAY = dt.date(2026, 11, 23)

HOSTILE = hostile.HOSTILE

# How long a page may take, on a machine that does other things as well.
PATIENCE_MS = 60_000

# Set by ``make soak``: random tests look ten times as far.
SOAK_VARIABLE = "CLUSTER_ATLAS_SOAK"

# Kinds of files that GDAL writes.
MAP_KINDS = ("geojson", "gpkg", "fgb", "kml")

# What these folders test is set in fonts or opened by another program.
PAPER = ("briefing", "docx", "drawing", "exports")
PAPER_FILES = (
    "test_brief_command.py",
    "test_brief_names.py",
    "test_briefing_page.py",
    "test_hostile_outputs.py",
    "test_python_interface.py",
)


@cache
def shipped_atlas() -> Atlas:
    """Return the one atlas of the shipped data that all tests of a process share."""
    return open_atlas(ROOT, today=TODAY)


def examples(usual: int) -> int:
    """Return how many examples a random test takes: the usual number, or many in a soak."""
    return usual * 10 if os.environ.get(SOAK_VARIABLE) else usual


def with_soak(usual: Sequence[Any], others: Iterable[tuple[Any, ...]]) -> list[Any]:
    """Return the parameters of a test: the usual ones, and the others for a soak only.

    Each of the others is a tuple of one value a parameter.
    """
    return [
        *usual,
        *(
            pytest.param(*other, marks=pytest.mark.soak)
            for other in others
            if other not in usual and not (len(other) == 1 and other[0] in usual)
        ),
    ]


# What stands for all cities and clusters, and all of them in a soak.
SHOWN_CITIES = ("city:440100", "city:440400", "city:441500")
SHOWN_CLUSTERS = ("equipment", "materials")
some_and_all = pytest.mark.parametrize(
    "which", ["some", pytest.param("all", marks=pytest.mark.soak)]
)


def by_kind(kinds: Iterable[str]) -> list[Any]:
    """Return the parameters of a test that takes each kind of file; quick leaves out GDAL's."""
    return [
        pytest.param(kind, marks=pytest.mark.paper) if kind in MAP_KINDS else kind for kind in kinds
    ]


def sample(things: Sequence[_T], usual: int) -> list[_T]:
    """Return things for a test that would take each: the usual number, spread, or all in a soak."""
    if os.environ.get(SOAK_VARIABLE) or len(things) <= usual:
        return list(things)
    return [things[len(things) * number // usual] for number in range(usual)]


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Spare a quick run the time to load what it leaves out."""
    left_out = [name for name in ("browser", "paper") if f"not {name}" in config.option.markexpr]
    folders = {"browser": ("browser",), "paper": PAPER}
    if collection_path.parent == ROOT / "tests":
        return any(collection_path.name in folders[name] for name in left_out) or None
    return ("paper" in left_out and collection_path.name in PAPER_FILES) or None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what a quick run leaves out: a browser, and what is set in fonts."""
    for item in items:
        path = item.path.relative_to(ROOT / "tests")
        if "browser" in getattr(item, "fixturenames", ()) or path.parts[0] == "browser":
            item.add_marker("browser")
        if path.parts[0] in PAPER or path.name in PAPER_FILES:
            item.add_marker("paper")
    compatibility.mark_items(items)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add what writes the table of programs."""
    text = "write what was opened by which program into docs/compatibility.md"
    parser.addoption("--compatibility", action="store_true", help=text)


class _Opened:
    """Notes, in the process that hears of every test, what was opened by which program."""

    def __init__(self) -> None:
        self.record = compatibility.Record()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.record.note(report)

    def pytest_sessionfinish(self) -> None:
        compatibility.TABLE.write_text(self.record.table(), encoding="utf-8")


def pytest_configure(config: pytest.Config) -> None:
    """Build the viewer where a source is newer, once for all processes of a run."""
    if hasattr(config, "workerinput"):
        return
    if config.getoption("--compatibility"):
        config.pluginmanager.register(_Opened())
    if build_viewer.is_current():
        return
    try:
        build_viewer.build()
    except build_viewer.BuildError as error:
        raise pytest.UsageError(str(error)) from error


@pytest.fixture(scope="session")
def atlas() -> Atlas:
    return shipped_atlas()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the shipped data."""
    for name in ("layers", "geodata"):
        shutil.copytree(ROOT / name, tmp_path / "data" / name)
    return tmp_path / "data"


@pytest.fixture(scope="session")
def hostile_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the shipped data in which every text is followed by a hostile one."""
    folder = tmp_path_factory.mktemp("hostile")
    for name in ("layers", "geodata"):
        shutil.copytree(ROOT / name, folder / name)
    return hostile.spoil_folder(folder, hostile.followed(end=hostile.UNSEEN))


@pytest.fixture
def spoil(folder: Path) -> Callable[[str, str, str], Path]:
    """Return a function that replaces a text in one file of the copy and returns the copy."""

    def replace(name: str, old: str, new: str) -> Path:
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return folder

    return replace


def run_command(
    *words: str, lang: str = "zh_CN.UTF-8", cwd: Path = ROOT
) -> subprocess.CompletedProcess[str]:
    """Run ``cluster-atlas`` inside this process, as :func:`run_here` does."""
    return run_here(main, "cluster-atlas", *words, lang=lang, cwd=cwd)


def run_here(
    call: Callable[[], None], *words: str, lang: str = "zh_CN.UTF-8", cwd: Path = ROOT
) -> subprocess.CompletedProcess[str]:
    """Run a program inside this process: a new one takes a second to load its packages.

    Parameters
    ----------
    call
        What the program runs.
    words
        Its name, and what follows it on the command line.
    lang
        The locale of the environment.
    cwd
        Folder in which it runs.

    Returns
    -------
    subprocess.CompletedProcess
        Exit code and all that the process would print, by whatever library, newlines as printed.
    """
    with ExitStack() as stack:
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        patch.setenv("LANG", lang)
        patch.setenv("LC_ALL", lang)
        patch.chdir(cwd)
        patch.setattr(sys, "argv", [*words])
        # Pytest's own handlers would keep the messages that Python else prints.
        patch.setattr(logging.root, "handlers", [])
        out, err = (stack.enter_context(_printed(name, patch)) for name in ("stdout", "stderr"))
        code = _exit_code(call)
        texts = []
        for stream, file in ((sys.stdout, out), (sys.stderr, err)):
            stream.flush()
            file.seek(0)
            texts.append(file.read().decode())
    return subprocess.CompletedProcess(words, code, *texts)


@contextmanager
def _printed(name: str, patch: pytest.MonkeyPatch) -> Iterator[IO[bytes]]:
    """Send a stream to a file, and what libraries written in C print to it as well."""
    number = {"stdout": 1, "stderr": 2}[name]
    before = os.dup(number)
    with (
        tempfile.TemporaryFile() as file,
        os.fdopen(os.dup(file.fileno()), "w", encoding="utf-8", errors="backslashreplace") as text,
    ):
        os.dup2(file.fileno(), number)
        patch.setattr(sys, name, text)
        try:
            yield file
        finally:
            os.dup2(before, number)
            os.close(before)


def _exit_code(call: Callable[[], None]) -> int:
    """Call a program and print the warnings that a process of its own would print."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.resetwarnings()
        quiet = (DeprecationWarning, PendingDeprecationWarning, ImportWarning, ResourceWarning)
        for category in quiet:
            warnings.simplefilter("ignore", category)
        try:
            call()
        except SystemExit as end:
            code = end.code
        else:
            code = 0
    for one in caught:
        sys.stderr.write(
            warnings.formatwarning(one.message, one.category, one.filename, one.lineno)
        )
    assert code is None or isinstance(code, int)
    return code or 0


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    assert path, "install Chromium: bash scripts/system_packages.sh test"
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(autouse=True, scope="session")
def _parsed_once() -> Iterator[None]:
    """Parse each text once; most tests of a spoilt folder spoil one file of many."""
    parsed = cache(lambda text: pickle.dumps(tomllib.loads(text)))
    parser = SimpleNamespace(
        loads=lambda text: pickle.loads(parsed(text)),  # noqa: S301 - made in the line above
        TOMLDecodeError=tomllib.TOMLDecodeError,
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(records, "tomllib", parser)
        # Nothing is written into what was read of a boundary file.
        patch.setattr(gazetteer, "json", SimpleNamespace(loads=cache(json.loads)))
        yield


@pytest.fixture(autouse=True, scope="session")
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep opened atlases away from the user's own cache folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(FOLDER_VARIABLE, str(tmp_path_factory.mktemp("cache")))
        yield
