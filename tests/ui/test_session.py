"""What a session knows: its own address, and when a download may be made."""

from __future__ import annotations

import threading
import time
from types import SimpleNamespace

import pytest
import streamlit as st

from cluster_atlas.ui import session


def waiting(turn: session.Turn) -> threading.Thread:
    thread = threading.Thread(target=turn.wait, daemon=True)
    thread.start()
    return thread


def test_a_download_waits_for_the_run_that_takes_the_click_in() -> None:
    turn = session.Turn()
    download = waiting(turn)
    # The run of the text that was typed, before that of the click.
    turn.end_run()
    download.join(0.05)
    assert download.is_alive()
    turn.click()
    turn.end_run()
    download.join(5)
    assert not download.is_alive()


def test_the_run_may_come_first() -> None:
    turn = session.Turn()
    turn.click()
    turn.end_run()
    download = waiting(turn)
    download.join(5)
    assert not download.is_alive()


def test_a_turn_that_nobody_took_does_not_count_for_the_next_click() -> None:
    turn = session.Turn()
    turn.click()
    turn.end_run()
    turn.end_run()
    download = waiting(turn)
    download.join(0.05)
    assert download.is_alive()
    turn.click()
    turn.end_run()
    download.join(5)
    assert not download.is_alive()


def test_a_run_that_never_ends_does_not_hold_a_download(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "PATIENCE", 0.05)
    download = waiting(session.Turn())
    download.join(5)
    assert not download.is_alive()


@pytest.mark.parametrize(
    ("url", "known"),
    [
        ("http://localhost:8501/", ""),
        ("http://127.0.0.1:8501/", ""),
        ("http://[::1]:8501/?view=brief", ""),
        (None, ""),
        ("http://10.0.0.5:8501/?cluster=uhd", "http://10.0.0.5:8501/"),
        ("https://atlas.example.org/gd/?lang=en#x", "https://atlas.example.org/gd/"),
    ],
)
def test_an_address_that_only_this_machine_knows_is_none(
    monkeypatch: pytest.MonkeyPatch, url: str | None, known: str
) -> None:
    monkeypatch.setattr("streamlit.context", SimpleNamespace(url=url))
    assert session.address() == known


@pytest.mark.parametrize(
    "much",
    [
        {"sel": {"place": ["x"] * 2_001}},
        {"ask": {"with": ["x"] * 2_001}},
        {"ask": {"q": "x" * 20_001}},
        {"focus": "x" * 20_001},
    ],
)
def test_a_message_larger_than_a_page_sends_is_refused_and_its_sender_waits(
    much: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []
    monkeypatch.setattr(time, "sleep", waited.append)
    state: dict[str, object] = {"number": 1, "map": SimpleNamespace(act={"n": 2, **much})}
    monkeypatch.setattr(st, "session_state", state)
    session.on_act()
    assert waited == [session.FORFEIT]
    assert state["number"] == 1
