"""What the tests share: the shipped atlas, and a copy of its data that a test may spoil."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from cluster_atlas.atlas.atlas import Atlas, open_atlas
from cluster_atlas.atlas.cache import FOLDER_VARIABLE
from scripts import build_viewer

ROOT = Path(__file__).parents[1]
TODAY = dt.date(2026, 11, 23)

# Texts that would run, break out or vanish if anything took them for code.
HOSTILE = (
    "{{7*7}}",
    "{% for x in y %}",
    "{# gone #}",
    "<img src=x onerror=\"document.title='owned'\">",
    "</script><script>document.title='owned'</script>",
    "${1+1}",
    "\"'\\",
    "<!-- -->",
    "=1+1",
    "[a](javascript:alert(1))",
)


def pytest_configure(config: pytest.Config) -> None:
    """Build the viewer where a source is newer, once for all processes of a run."""
    if hasattr(config, "workerinput") or build_viewer.is_current():
        return
    try:
        build_viewer.build()
    except build_viewer.BuildError as error:
        raise pytest.UsageError(str(error)) from error


@pytest.fixture(scope="session")
def atlas() -> Atlas:
    return open_atlas(ROOT, today=TODAY)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the shipped data."""
    for name in ("layers", "geodata"):
        shutil.copytree(ROOT / name, tmp_path / "data" / name)
    return tmp_path / "data"


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


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    assert path, "install Chromium: bash scripts/system_packages.sh test"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(autouse=True, scope="session")
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep opened atlases away from the user's own cache folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(FOLDER_VARIABLE, str(tmp_path_factory.mktemp("cache")))
        yield
