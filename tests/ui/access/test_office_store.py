"""The store of own data costs a server nothing that has none, and is read once after a change."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.own.rows import shown
from cluster_atlas.ui.access.office_store import Office, own_data
from cluster_atlas.values.owndata import OwnData
from tests.own.madeup import made_up_workspace


def test_a_server_starts_without_what_reads_workspaces() -> None:
    code = (
        "import sys, cluster_atlas.ui.server, cluster_atlas.ui.components, cluster_atlas.ui.chrome;"
        "print(*sorted({'numpy', 'pyarrow', 'rapidfuzz', 'shapely'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_many_who_ask_after_a_change_have_it_read_once(
    atlas: Atlas, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = Office("虚构", str(made_up_workspace(atlas, tmp_path / "office.atlas")))
    read: list[str] = []
    really = shown.read_own_data

    def noted(workspace: object, name: str) -> OwnData:
        read.append(name)
        return really(workspace, name)  # type: ignore[arg-type]

    monkeypatch.setattr(shown, "read_own_data", noted)
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _: own_data(office), range(16)))
    assert len(set(map(id, found))) == 1
    assert read == ["虚构"]
    with office.open() as workspace:
        workspace.edit("3-1", "office", "虚构二局", seen_version=0, by="")
    changed = own_data(office)
    assert changed is not found[0]
    assert len(read) == 2
