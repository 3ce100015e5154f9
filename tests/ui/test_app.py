"""The app's screen: in step with the address, whatever the address holds."""

from __future__ import annotations

import base64
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.screen import Screen, read_query
from cluster_atlas.atlas.selection import Selection, select
from cluster_atlas.ui.components import encode_bits
from tests.conftest import HOSTILE, ROOT


def open_app(**query: Any) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    for key, value in query.items():
        app.query_params[key] = value
    return app.run()


def sent(app: AppTest, name: str) -> dict[str, Any]:
    """Return what the server tells a component."""
    found = [item for item in app.get("bidi_component") if item.proto.component_name.endswith(name)]
    (component,) = found
    return json.loads(component.proto.bytes)  # type: ignore[no-any-return]


def shown(data: dict[str, Any]) -> int:
    return int.from_bytes(base64.b64decode(data["bits"]), "little").bit_count()


def test_first_screen_shows_everything(atlas: Atlas) -> None:
    app = open_app()
    assert not app.exception
    assert shown(sent(app, "map")) == len(select(atlas).facts)
    counts = sent(app, "filters")["counts"]
    assert counts["cluster"] == [
        sum(fact.cluster == cluster.id for fact in select(atlas).facts)
        for cluster in atlas.clusters
    ]


def test_the_address_is_the_state(atlas: Atlas) -> None:
    app = open_app(industry="rail-equipment", focus="city:440700", lang="en", view="table")
    data = sent(app, "map")
    expected = select(atlas, Selection(industries=["rail-equipment"]))
    assert shown(data) == len(expected.facts)
    assert (data["focus"], data["lang"], data["view"]) == ("city:440700", "en", "table")
    assert not app.warning


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("key", ["industry", "focus", "lang", "as_of", "text"])
def test_hostile_address(text: str, key: str) -> None:
    app = open_app(**{key: text})
    assert not app.exception
    if key == "text":
        assert sent(app, "map")["sel"]["text"] == text
    else:
        assert text in app.code[0].value


def test_language_switch(atlas: Atlas) -> None:
    app = open_app()
    app.button(key="language").click().run()
    assert sent(app, "map")["lang"] == "en"
    assert "en" in app.query_params["lang"]
    assert shown(sent(app, "map")) == len(select(atlas).facts)


def test_faulty_data_is_listed(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.setenv("CLUSTER_ATLAS_DATA", str(tmp_path))
    app = open_app()
    assert not app.exception
    assert "layers" in app.code[0].value


def test_screen_through_the_address_and_back(atlas: Atlas) -> None:
    screen = Screen(
        Selection(clusters=["uhd"], as_of=2024, text="a b"), "city:440100", "table", "en"
    )
    query = {k: v if isinstance(v, list) else [v] for k, v in screen.to_query().items()}
    assert read_query(atlas, query) == (screen, [])


@pytest.mark.parametrize(("bits", "length"), [(0, 0), (1, 1), (0b1000000001, 10), (1 << 63, 64)])
def test_bits(bits: int, length: int) -> None:
    assert int.from_bytes(base64.b64decode(encode_bits(bits, length)), "little") == bits


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
