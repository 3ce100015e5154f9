"""Many visitors at once over websockets, each acting every few seconds, as their pages do.

``make soak`` takes a hundred for ten minutes; ``CLUSTER_ATLAS_SESSIONS`` and
``CLUSTER_ATLAS_SECONDS`` ask for fewer. Everything stays on the loopback address.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import statistics
import subprocess
import sys
import time
import urllib.request
import uuid
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from cluster_atlas.ui.atlas_store import DATA_VARIABLE
from tests.browser.conftest import free_port, wait_for
from tests.conftest import ROOT

SESSIONS = int(os.environ.get("CLUSTER_ATLAS_SESSIONS", "100"))
SECONDS = float(os.environ.get("CLUSTER_ATLAS_SECONDS", "600"))

# How much longer than one user's usual answer that of 19 in 20 may take among many.
SLOWEST = 5
# How far memory may move after the first minute, as a share.
FLAT = 0.05
# Alone, for comparison, in s.
ALONE = 10.0
PATIENCE = 60.0

CLUSTERS = ("uhd", "equipment", "auto", "materials", "robots", "software")
VIEWS = ("map", "table", "compare", "evolve", "sources")
QUESTIONS = ("机器人", "轨道交通", "8K", "hydrogen", "<img src=x>", "{{7*7}}")
EXPORTS = ("csv", "xlsx", "geojson", "kml")
EXPORT_EVERY, RELOAD_EVERY = 20, 50


@dataclass
class Measured:
    """How long each kind of answer took, in s, and what went wrong."""

    took: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    faults: list[str] = field(default_factory=list)


class Visitor:
    """One open page: what it was told, and what it sends."""

    def __init__(self, port: int, measured: Measured, seed: int) -> None:
        self.port, self.measured = port, measured
        self.random = random.Random(seed)  # noqa: S311 - no secret
        self.number = 0
        self.query = self.script = self.session = self.map = self.fragment = self.menu = ""
        self.files: dict[str, str] = {}

    async def visit(self, until: float) -> None:
        """Act until a time, with a new page now and then."""
        try:
            while time.monotonic() < until:
                address = f"ws://127.0.0.1:{self.port}/_stcore/stream"
                async with connect(address, subprotocols=["streamlit"], max_size=None) as socket:  # type: ignore[list-item]
                    await self._open(socket)
                    while self.random.randrange(RELOAD_EVERY):
                        await asyncio.sleep(self.random.uniform(1, 3))
                        if time.monotonic() >= until:
                            return
                        if self.random.randrange(EXPORT_EVERY):
                            await self._act(socket)
                        else:
                            await self._export(socket)
        except Exception as error:  # noqa: BLE001 - each is a fault that is counted
            self.measured.faults.append(repr(error))

    async def warm(self) -> None:
        """Ask once for all that a server makes at first use."""
        address = f"ws://127.0.0.1:{self.port}/_stcore/stream"
        async with connect(address, subprotocols=["streamlit"], max_size=None) as socket:  # type: ignore[list-item]
            await self._open(socket)
            for _ in QUESTIONS:
                await self._act(socket)
            for kind in EXPORTS:
                await self._export(socket, kind)

    async def _open(self, socket: ClientConnection) -> None:
        self.number, self.query = 0, ""
        await self._run(socket, BackMsg(), "open")
        assert self.map, "the map is told"

    async def _act(self, socket: ClientConnection) -> None:
        """Filter, ask or turn the page, as the viewer tells the server."""
        self.number += 1
        kind = self.random.choice(("filter", "question", "page"))
        act: dict[str, object] = {"n": self.number, "sel": {}}
        if kind == "question":
            act |= {"view": "find", "ask": {"q": self.random.choice(QUESTIONS)}}
        else:
            act["sel"] = {"cluster": self.random.sample(CLUSTERS, 2)}
            act["view"] = self.random.choice(VIEWS) if kind == "page" else "map"
        message = BackMsg()
        widget = message.rerun_script.widget_states.widgets.add()
        widget.id = f"{self.map}__events"
        widget.json_trigger_value = json.dumps([{"event": "act", "value": act}])
        message.rerun_script.fragment_id = self.fragment
        await self._run(socket, message, kind)

    async def _export(self, socket: ClientConnection, kind: str = "") -> None:
        """Open the menu and take a file of a kind, or of any."""
        message = BackMsg()
        widget = message.rerun_script.widget_states.widgets.add()
        widget.id, widget.bool_value = self.menu, True
        await self._run(socket, message, "menu")
        began = time.monotonic()
        request = BackMsg()
        asked = request.backend_operation_request
        asked.request_id, asked.session_id = str(uuid.uuid4()), self.session
        asked.deferred_file.file_id = self.files[kind or self.random.choice(EXPORTS)]
        await socket.send(request.SerializeToString())
        while True:
            told = await self._hear(socket)
            if told.WhichOneof("type") == "backend_operation_response":
                break
        url = told.backend_operation_response.deferred_file.url
        content = await asyncio.to_thread(self._fetch, url)
        assert len(content) > 100, told
        self.measured.took["export"].append(time.monotonic() - began)

    def _fetch(self, url: str) -> bytes:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{url}", timeout=PATIENCE) as got:
            content: bytes = got.read()
            return content

    async def _run(self, socket: ClientConnection, message: BackMsg, kind: str) -> None:
        """Send what starts a run, and hear it to its end."""
        run = message.rerun_script
        run.query_string, run.page_script_hash = self.query, self.script
        run.context_info.url = f"http://127.0.0.1:{self.port}/"
        began = time.monotonic()
        await socket.send(message.SerializeToString())
        while (await self._hear(socket)).WhichOneof("type") != "script_finished":
            pass
        self.measured.took[kind].append(time.monotonic() - began)

    async def _hear(self, socket: ClientConnection) -> ForwardMsg:
        """Take in one message, and note what the page would."""
        content = await asyncio.wait_for(socket.recv(), PATIENCE)
        message: ForwardMsg = ForwardMsg.FromString(
            content if isinstance(content, bytes) else content.encode()
        )
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self.script = message.new_session.page_script_hash
            self.session = message.new_session.initialize.session_id or self.session
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "session_event" and message.session_event.HasField(
            "script_compilation_exception"
        ):
            self.measured.faults.append(str(message.session_event))
        elif kind == "delta":
            self._note(message)
        return message

    def _note(self, message: ForwardMsg) -> None:
        element = message.delta.new_element
        if element.HasField("exception"):
            self.measured.faults.append(element.exception.message)
        elif element.HasField("bidi_component") and element.bidi_component.id.endswith("-map"):
            self.map, self.fragment = element.bidi_component.id, message.delta.fragment_id
        elif element.HasField("download_button"):
            button = element.download_button
            name = button.id.rpartition("-")[2]
            self.files[name] = button.deferred_file_id
        elif message.delta.add_block.HasField("popover"):
            self.menu = message.delta.add_block.popover.id or self.menu


def memory(process: subprocess.Popen[bytes]) -> float:
    """Return the resident memory of a process in MB."""
    status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1000


async def crowd(
    server: subprocess.Popen[bytes], port: int, size: int, seconds: float
) -> tuple[Measured, list[tuple[float, float]]]:
    """Let visitors come and act; return what was measured, and memory by time."""
    measured = Measured()
    began = time.monotonic()
    grown: list[tuple[float, float]] = []

    async def watch() -> None:
        while time.monotonic() < began + seconds:
            grown.append((time.monotonic() - began, memory(server)))
            await asyncio.sleep(2)

    async def come(number: int) -> None:
        await asyncio.sleep(number * 0.2)
        await Visitor(port, measured, number).visit(began + seconds)

    await asyncio.gather(watch(), *(come(number) for number in range(size)))
    return measured, grown


def slowest(times: list[float]) -> float:
    """Return what 19 of 20 stay below."""
    return statistics.quantiles(times, n=20)[-1]


@pytest.mark.soak
def test_many_visitors_are_served_as_one(tmp_path: Path) -> None:
    port = free_port()
    words = ["serve", "--no-open", "--port", str(port), "--data", str(ROOT)]
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "cluster_atlas", *words],
            env={k: v for k, v in os.environ.items() if k != DATA_VARIABLE},
            stdout=log,
            stderr=log,
        )
        try:
            wait_for(f"http://127.0.0.1:{port}/_stcore/health")
            asyncio.run(Visitor(port, Measured(), 0).warm())
            alone, _ = asyncio.run(crowd(server, port, 1, ALONE))
            many, grown = asyncio.run(crowd(server, port, SESSIONS, SECONDS))
        finally:
            server.terminate()
            server.wait(timeout=20)
    answers = ("filter", "question", "page")
    usual = statistics.median([t for kind in answers for t in alone.took[kind]])
    all_answers = [t for kind in answers for t in many.took[kind]]
    settled = [size for at, size in grown if at > min(60.0, SECONDS / 2)]
    report = {
        "sessions": SESSIONS,
        "seconds": SECONDS,
        "alone, median ms": round(usual * 1000, 1),
        "median ms": round(statistics.median(all_answers) * 1000, 1),
        "p95 ms": round(slowest(all_answers) * 1000, 1),
        "answers": {kind: len(times) for kind, times in sorted(many.took.items())},
        "export median ms": round(statistics.median(many.took["export"] or [0]) * 1000),
        "memory MB": [round(settled[0]), round(min(settled)), round(max(settled))],
        "faults": len(many.faults),
    }
    print(json.dumps(report, ensure_ascii=False))  # noqa: T201
    assert many.faults == []
    assert "Traceback" not in (tmp_path / "log").read_text(encoding="utf-8")
    assert max(settled) <= settled[0] * (1 + FLAT), report
    assert slowest(all_answers) <= SLOWEST * usual, report
