"""The shape of the package: rooms of a size that is taken in at a glance, one name a thing."""

from __future__ import annotations

import runpy
from collections import Counter
from pathlib import Path

import pytest

from tests.conftest import ROOT

PACKAGE = ROOT / "src" / "cluster_atlas"
MOST_FILES = 14
MOST_AT_THE_TOP = 4
SHORTEST = 40
# Short, each for a reason.
SHORT = {
    "__main__.py": "``python -m cluster_atlas``",
    "characters.py": "which characters no file can hold, for all writers",
    "htmltable.py": "tables of a notebook, for values of several packages",
    "numbers.py": "how every number is written",
    "version.py": "the version, without the rest of the package",
    "numbering.py": "counters, times and the log, for three modules of a workspace",
    "csvfile.py": "cells and rows that every table shares",
    "png.py": "one format of pages",
    "hatching.py": "one rule that PDF and SVG share",
    "labels.py": "the words of the frame around the map",
}
BUILT = {"dist", "data", "faces", "__pycache__"}


def folders() -> list[Path]:
    found = [PACKAGE, *(path for path in PACKAGE.rglob("*") if path.is_dir())]
    return [path for path in found if not BUILT & set(path.relative_to(PACKAGE).parts)]


def sources(suffix: str) -> list[Path]:
    return [path for folder in folders() for path in folder.glob(f"*{suffix}")]


@pytest.mark.parametrize("folder", folders(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_folder_is_taken_in_at_a_glance(folder: Path) -> None:
    names = [path.name for path in folder.iterdir() if path.is_file()]
    assert len([name for name in names if name != "__init__.py"]) <= MOST_FILES


def test_few_modules_lie_at_the_top() -> None:
    assert len(list(PACKAGE.glob("*.py"))) <= MOST_AT_THE_TOP


@pytest.mark.parametrize("suffix", [".py", ".js"])
def test_no_file_name_stands_for_two_things(suffix: str) -> None:
    names = Counter(path.name for path in sources(suffix) if path.name != "__init__.py")
    assert [name for name, number in names.items() if number > 1] == []


def test_a_module_is_worth_opening() -> None:
    short = {
        path.name
        for path in sources(".py")
        if path.name != "__init__.py" and path.read_text("utf-8").count("\n") < SHORTEST
    }
    assert short <= set(SHORT)


def test_the_picture_of_the_rooms_is_that_of_the_imports() -> None:
    drawn = runpy.run_path(str(ROOT / "scripts" / "draw_rooms.py"))["draw"]()
    assert drawn == (ROOT / "docs" / "images" / "rooms.svg").read_text(encoding="utf-8")
