"""The build: exact packages without a registry's address, and made anew when a source is newer."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from scripts import build_viewer
from tests.conftest import ROOT


def test_the_lock_names_exact_packages_and_no_registry() -> None:
    lock: dict[str, Any] = json.loads(ROOT.joinpath("package-lock.json").read_text("utf-8"))
    wanted = json.loads(ROOT.joinpath("package.json").read_text("utf-8"))
    packages = {name: found for name, found in lock["packages"].items() if name}
    assert not [name for name, found in packages.items() if "resolved" in found]
    assert all(found["integrity"].startswith("sha512-") for found in packages.values())
    for name, version in (wanted["dependencies"] | wanted["devDependencies"]).items():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version), name
        assert packages[f"node_modules/{name}"]["version"] == version


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """Return a project of empty files in which everything is built."""
    for at, names in enumerate((build_viewer.SOURCES, build_viewer.OUTPUTS)):
        for name in names:
            path = tmp_path / name
            if name.endswith("viewer"):
                path /= "map/map.js"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
            os.utime(path, (at, at))
    return tmp_path


def test_what_is_built_is_not_built_again(built: Path) -> None:
    assert build_viewer.is_current(built)


@pytest.mark.parametrize("name", ["src/cluster_atlas/web/viewer/map/map.js", "package-lock.json"])
def test_a_newer_source_is_built(built: Path, name: str) -> None:
    os.utime(built / name, (9, 9))
    assert not build_viewer.is_current(built)
    built.joinpath("PKG-INFO").touch()
    assert build_viewer.is_current(built), "a source archive holds what was built"


@pytest.mark.parametrize("name", build_viewer.OUTPUTS)
def test_what_is_missing_is_built(built: Path, name: str) -> None:
    built.joinpath(name).unlink()
    assert not build_viewer.is_current(built)


@pytest.mark.slow
def test_without_the_npm_registry_one_sentence_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9/")
    monkeypatch.setenv("npm_config_fetch_retries", "0")
    for name in ("package.json", "package-lock.json", ".npmrc"):
        tmp_path.joinpath(name).write_bytes(ROOT.joinpath(name).read_bytes())
    monkeypatch.setenv("npm_config_cache", str(tmp_path / "cache"))
    with pytest.raises(build_viewer.BuildError) as refused:
        build_viewer.install(tmp_path)
    said = str(refused.value)
    assert "npm config set registry" in said
    assert "不能从 npm" in said
    assert len(said.splitlines()) == 1
