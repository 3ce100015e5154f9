"""The export menu and the briefing page hand out own rows only where the user asks for them."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.ui.access.office_store import STORE_VARIABLE
from tests.conftest import PATIENCE_MS, ROOT
from tests.own.madeup import made_up_workspace


def menu() -> None:
    import streamlit as st

    from cluster_atlas.ui import chrome, session
    from cluster_atlas.ui.atlas_store import shared_atlas

    found = shared_atlas(st.session_state["folder"])
    session.screen(found)
    chrome._export(found, "zh")


def opened() -> AppTest:
    app = AppTest.from_function(menu, default_timeout=PATIENCE_MS / 1000)
    app.session_state["folder"] = str(ROOT)
    return app.run()


def test_without_a_workspace_there_is_nothing_to_tick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(STORE_VARIABLE, raising=False)
    app = opened()
    assert not app.exception
    assert not app.checkbox
    assert app.session_state["export-fields"]["own"] is None


def test_own_rows_go_along_once_they_are_ticked(
    atlas: Atlas, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = made_up_workspace(atlas, tmp_path / "office.atlas")
    monkeypatch.setenv(STORE_VARIABLE, str(workspace))
    app = opened()
    assert not app.exception
    assert app.checkbox(key="export-own").value is False
    assert app.session_state["export-fields"]["own"] is None
    app.checkbox(key="export-own").check().run()
    assert "OwnData(name='office'" in repr(app.session_state["export-fields"]["own"])
    app.checkbox(key="export-own").uncheck().run()
    assert app.session_state["export-fields"]["own"] is None


def test_a_workspace_that_is_damaged_leaves_the_menu_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "office.atlas"
    path.write_bytes(b"no workspace")
    monkeypatch.setenv(STORE_VARIABLE, str(path))
    app = opened()
    assert not app.exception
    assert not app.checkbox
