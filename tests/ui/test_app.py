"""The app's screen: in step with the address, whatever the address holds."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.screen import Screen, read_query
from cluster_atlas.atlas.selection import Selection
from cluster_atlas.ui import session
from tests.conftest import HOSTILE, PATIENCE_MS, ROOT


def open_app(**query: Any) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=PATIENCE_MS / 1000)
    for key, value in query.items():
        app.query_params[key] = value
    return app.run()


def sent(app: AppTest, name: str) -> dict[str, Any]:
    """Return what the server tells a component."""
    found = [item for item in app.get("bidi_component") if item.proto.component_name.endswith(name)]
    (component,) = found
    return json.loads(component.proto.bytes)  # type: ignore[no-any-return]


def test_first_screen_shows_everything() -> None:
    app = open_app()
    assert not app.exception
    assert sent(app, "map")["state"] == {"sel": {}}


def test_the_address_is_the_state() -> None:
    app = open_app(industry="rail-equipment", focus="city:440700", lang="en", view="table")
    data = sent(app, "map")
    assert data["state"] == {
        "sel": {"industry": ["rail-equipment"]},
        "focus": "city:440700",
        "view": "table",
    }
    assert data["lang"] == "en"
    assert not app.warning


def test_the_panel_is_told_nothing_that_a_click_changes() -> None:
    first, second = open_app(), open_app(cluster="uhd", text="惠州")
    assert set(sent(first, "filters")) == {"kind", "pack", "viewer", "lang"}
    assert sent(first, "filters") == sent(second, "filters")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_address(text: str) -> None:
    keys = ("industry", "focus", "lang", "as_of")
    app = open_app(**dict.fromkeys((*keys, "text"), text))
    assert not app.exception
    assert sent(app, "map")["state"]["sel"] == {"text": text.strip()}
    assert app.code[0].value.count(text) == len(keys)


def test_language_switch() -> None:
    app = open_app()
    app.button(key="language").click().run()
    assert sent(app, "map")["lang"] == "en"
    assert "en" in app.query_params["lang"]
    assert sent(app, "map")["state"] == {"sel": {}}


class State(dict[str, Any]):
    """A dictionary whose values are attributes too, as Streamlit's session state."""

    __getattr__ = dict.__getitem__
    __setattr__ = dict.__setitem__


def acting(atlas: Atlas, monkeypatch: pytest.MonkeyPatch, act: object) -> State:
    """Return a session's values after the page sent something."""
    values = State(shown=session.Shown(Screen()), noticed=False, map=SimpleNamespace(act=act))
    monkeypatch.setattr(session, "st", SimpleNamespace(session_state=values))
    monkeypatch.setattr(session, "atlas", lambda: atlas)
    session.on_act()
    return values


def test_a_message_says_all_that_is_shown(atlas: Atlas, monkeypatch: pytest.MonkeyPatch) -> None:
    act = {
        "n": 3,
        "sel": {"cluster": ["uhd"], "as_of": 2024},
        "focus": "city:440300",
        "view": "table",
    }
    after = acting(atlas, monkeypatch, act)
    assert after["number"] == 3
    assert after["shown"].screen == Screen(
        Selection(clusters=["uhd"], as_of=2024), "city:440300", "table"
    )
    assert session.correction() == {}


@pytest.mark.parametrize(
    "act",
    [
        {"n": 1, "sel": {"cluster": ["no such"]}},
        {"n": 1, "sel": {"cluster": [{}]}},
        {"n": 1, "sel": {"as_of": "99999"}},
        {"n": 1, "sel": {"text": "x" * 500}},
        {"n": 1, "sel": [1, 2]},
        {"n": 1, "sel": {}, "focus": {"a": 1}},
        {"n": 1, "sel": {}, "view": ["map"]},
        {"n": 1, "sel": {}, "view": "<script>"},
        {"n": 1, "sel": {}, "ask": {"with": ["nowhere"] * 9, "q": "y" * 999}},
    ],
)
def test_what_was_not_taken_in_as_sent_is_said(
    atlas: Atlas, monkeypatch: pytest.MonkeyPatch, act: dict[str, Any]
) -> None:
    after = acting(atlas, monkeypatch, act)
    assert after["number"] == 1
    assert session.correction() == {"state": session.page_state(after["shown"].screen)}
    assert read_query(atlas, as_lists(after["shown"].screen)) == (after["shown"].screen, [])


def as_lists(screen: Screen) -> dict[str, list[str]]:
    return {k: v if isinstance(v, list) else [v] for k, v in screen.to_query().items()}


@pytest.mark.parametrize(
    "act", [None, "x", [], {}, {"n": "1"}, {"n": -1}, {"n": 2**60}, {"n": 1.5}]
)
def test_what_has_no_number_changes_nothing(
    atlas: Atlas, monkeypatch: pytest.MonkeyPatch, act: object
) -> None:
    after = acting(atlas, monkeypatch, act)
    assert after["shown"].screen == Screen()
    assert "number" not in after


def test_faulty_data_is_listed(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.setenv("CLUSTER_ATLAS_DATA", str(tmp_path))
    app = open_app()
    assert not app.exception
    assert "layers" in app.code[0].value


def test_screen_through_the_address_and_back(atlas: Atlas) -> None:
    screen = Screen(
        Selection(clusters=["uhd"], as_of=2024, text="a b"), "city:440100", "table", "en"
    )
    assert read_query(atlas, as_lists(screen)) == (screen, [])


@pytest.mark.slow
def test_a_first_start_asks_for_nothing(tmp_path: Path) -> None:
    """With nobody at the keyboard and no settings of Streamlit the app starts all the same."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "cluster_atlas", "serve", "--port", str(port)],
        env=os.environ | {"HOME": str(tmp_path), "BROWSER": "true"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(200):
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            time.sleep(0.1)
        assert server.poll() is None
        with urllib.request.urlopen(
            f"http://127.0.0.1:{port}/_stcore/health", timeout=10
        ) as answer:
            assert answer.status == 200
    finally:
        server.terminate()
        server.wait(timeout=20)


def test_the_export_leads_to_a_briefing() -> None:
    def export_of_a_place() -> None:
        import streamlit as st

        from cluster_atlas.ui import chrome, session
        from cluster_atlas.ui.atlas_store import shared_atlas

        found = shared_atlas(st.session_state["folder"])
        session.screen(found)
        chrome._export(found, "zh")

    app = AppTest.from_function(export_of_a_place, default_timeout=PATIENCE_MS / 1000)
    app.session_state["folder"] = str(ROOT)
    app.query_params["place"] = "city:440700"
    app.query_params["view"] = "table"
    app.run()
    app.button(key="briefing-adjust").click().run()
    assert not app.exception
    state = app.session_state
    assert state["shown"].screen.view == "brief"
    assert state["view-before"] == "table"
