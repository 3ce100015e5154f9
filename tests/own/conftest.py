"""Workspaces in a file and on a real PostgreSQL server on loopback, where it is installed."""

from __future__ import annotations

import itertools
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cluster_atlas.own.workspace.workspace import Workspace, open_workspace
from tests.own.workspaces import ABOUT, LEDGER, Store

_offices = itertools.count()


def _programs() -> Path | None:
    """Return the folder of the server's programs; Debian keeps them off the path."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    on_path = shutil.which("initdb")
    folders = [*([Path(on_path).parent] if on_path else []), *reversed(found)]
    return next((folder for folder in folders if (folder / "pg_ctl").exists()), None)


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port: int = asked.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """Return the address of a database; the server ends with the tests."""
    programs = _programs()
    if programs is None:
        pytest.skip("no PostgreSQL: apt-get install postgresql")
    pytest.importorskip("psycopg", reason="no psycopg: pip install 'cluster-atlas[server]'")
    # The server refuses to run as root.
    is_root = os.geteuid() == 0
    become = ["runuser", "-u", "postgres", "--"] if is_root else []
    folder = Path(tempfile.mkdtemp(prefix="cluster-atlas-postgres-"))
    if is_root:
        shutil.chown(folder, "postgres")
    data, port = folder / "data", _free_port()

    def run(program: str, *options: str) -> None:
        subprocess.run(
            [*become, str(programs / program), "-D", str(data), *options],
            check=True,
            cwd=folder,
            stdout=subprocess.DEVNULL,
        )

    try:
        run("initdb", "-A", "trust", "-U", "atlas", "-E", "UTF8", "--locale=C", "--no-sync")
        settings = f"-c listen_addresses=127.0.0.1 -p {port} -k {folder}"
        run("pg_ctl", "start", "-w", "-l", str(folder / "log"), "-o", settings)
        try:
            yield f"postgresql://atlas:secret@127.0.0.1:{port}/postgres"
        finally:
            run("pg_ctl", "stop", "-m", "immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["file", "server"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Return what opens one workspace, as often as it is wanted."""
    opened: list[Workspace] = []
    place: Any = tmp_path / "own.atlas"
    office = ""
    if request.param == "server":
        place, office = request.getfixturevalue("server"), f"单位 {next(_offices)}"

    def open_() -> Workspace:
        opened.append(open_workspace(place, create=True, office=office, timeout=5))
        return opened[-1]

    yield open_
    for workspace in opened:
        workspace.close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return the path of a workspace with one import and one edit."""
    path = tmp_path / "own.atlas"
    with open_workspace(path, create=True) as workspace:
        workspace.add_import("projects", LEDGER, ABOUT)
        workspace.edit("1-1", "stage", "签约", 0, "王")
    return path
