"""Many visitors at once over websockets, each acting every few seconds, as their pages do.

``CLUSTER_ATLAS_SOAK=1 pytest -m soak tests/ui/test_many_sessions.py`` takes a hundred for ten
minutes and prints a table; ``CLUSTER_ATLAS_SESSIONS`` and ``CLUSTER_ATLAS_SECONDS`` ask for fewer.
Everything stays on the loopback address. The visitors take processor time as well, so that the
machine must have two cores that do nothing else.
"""

from __future__ import annotations

import asyncio
import itertools
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
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.state.session_state import STREAMLIT_INTERNAL_KEY_PREFIX
from websockets.asyncio.client import ClientConnection, connect

from cluster_atlas.ui.atlas_store import DATA_VARIABLE
from tests.browser.conftest import free_port, wait_for
from tests.conftest import ROOT

SESSIONS = int(os.environ.get("CLUSTER_ATLAS_SESSIONS", "100"))
SECONDS = float(os.environ.get("CLUSTER_ATLAS_SECONDS", "600"))

# How much longer than one user's usual answer that of 19 in 20 may take among many.
SLOWEST = 5
# How much longer an answer may take while another session asks for files or sends what it should
# not.
BESIDE = 2
# How far memory may move after the first minute, as a share.
FLAT = 0.05
# Alone, for comparison, in s; and answers in a row, to see what stands beside them.
ALONE, IN_A_ROW, TURNS = 30.0, 100, 3
PATIENCE = 60.0
TICKS = os.sysconf("SC_CLK_TCK")

CLUSTERS = ("uhd", "equipment", "auto", "materials", "robots", "software")
VIEWS = ("map", "table", "compare", "evolve", "sources")
QUESTIONS = ("机器人", "轨道交通", "8K", "hydrogen", "<img src=x>", "{{7*7}}")
EXPORTS = ("csv", "xlsx", "geojson", "kml")
ANSWERS = ("filter", "question", "page")
# What no page sends: more names than there are, nests, and long texts.
HOSTILE: tuple[dict[str, object], ...] = (
    {"sel": {"place": [f"nowhere {number}" for number in range(20_000)]}},
    {"view": "find", "ask": {"q": "<script>" * 50_000}},
    {"view": "compare", "ask": {"with": [f"{number}" for number in range(20_000)]}},
    {"sel": {"text": "江门 " * 50_000, "as_of": "9" * 10_000}},
    {"sel": json.loads("[" * 100 + "]" * 100), "focus": "{{7*7}}" * 10_000},
)
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
        self.number = self.taken_in = 0
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

    async def act_in_a_row(self, count: int) -> None:
        """Act, at once after each answer, on one page."""
        address = f"ws://127.0.0.1:{self.port}/_stcore/stream"
        async with connect(address, subprotocols=["streamlit"], max_size=None) as socket:  # type: ignore[list-item]
            await self._open(socket)
            for _ in range(count):
                await asyncio.sleep(0.05)
                await self._act(socket)

    async def export_until(self, done: asyncio.Event, turn: int) -> None:
        """Take one file after the other, none of which was made before."""
        address = f"ws://127.0.0.1:{self.port}/_stcore/stream"
        async with connect(address, subprotocols=["streamlit"], max_size=None) as socket:  # type: ignore[list-item]
            await self._open(socket)
            chosen = (
                {"cluster": list(some)} for some in itertools.permutations(CLUSTERS, 3 + turn)
            )
            while not done.is_set():
                self.number += 1
                await self._send_act(socket, {"n": self.number, "sel": next(chosen)}, "choice")
                for kind in (*EXPORTS, "gpkg", "pdf", "pptx"):
                    await self._export(socket, kind)

    async def be_hostile_until(self, done: asyncio.Event) -> None:
        """Send, at once after each answer, what no page sends."""
        address = f"ws://127.0.0.1:{self.port}/_stcore/stream"
        async with connect(address, subprotocols=["streamlit"], max_size=None) as socket:  # type: ignore[list-item]
            await self._open(socket)
            for sent in itertools.cycle(HOSTILE):
                if done.is_set():
                    return
                self.number += 1
                await self._send_act(socket, {"n": self.number, "sel": {}} | sent, "hostile")

    async def _open(self, socket: ClientConnection) -> None:
        self.number, self.query = 0, ""
        await self._run(socket, BackMsg(), "open")
        assert self.map, "the map is told"

    async def _act(self, socket: ClientConnection) -> None:
        """Filter, ask or turn the page, as the viewer tells the server."""
        self.number += 1
        kind = self.random.choice(ANSWERS)
        act: dict[str, object] = {"n": self.number, "sel": {}}
        if kind == "question":
            act |= {"view": "find", "ask": {"q": self.random.choice(QUESTIONS)}}
        else:
            act["sel"] = {"cluster": self.random.sample(CLUSTERS, 2)}
            act["view"] = self.random.choice(VIEWS) if kind == "page" else "map"
        await self._send_act(socket, act, kind)
        assert self.taken_in == self.number, "the server answers with the number of what it took in"

    async def _send_act(self, socket: ClientConnection, act: dict[str, object], kind: str) -> None:
        message = BackMsg()
        widget = message.rerun_script.widget_states.widgets.add()
        widget.id = f"{STREAMLIT_INTERNAL_KEY_PREFIX}_{self.map}__events"
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
        asked = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{url}", headers={"Accept-Encoding": "gzip"}
        )
        with urllib.request.urlopen(asked, timeout=PATIENCE) as got:
            assert "Content-Encoding" not in got.headers
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
            self.taken_in = json.loads(element.bidi_component.bytes)["n"]
        elif element.HasField("download_button"):
            button = element.download_button
            name = button.id.rpartition("-")[2]
            self.files[name] = button.deferred_file_id
        elif message.delta.add_block.HasField("popover"):
            self.menu = message.delta.add_block.popover.id or self.menu


@dataclass(frozen=True)
class State:
    """A server at a time, in s: memory of its process and of that of its exports, CPU time."""

    at: float
    megabytes: float
    exports: float
    seconds: float


def state(server: subprocess.Popen[bytes]) -> State:
    """Return what a server takes, in MB and s of CPU time."""
    number = server.pid
    own = Path(f"/proc/{number}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    tasks = Path(f"/proc/{number}/task").glob("*/children")
    children = [child for task in tasks for child in _read(task).split()]
    used = (int(own[11]) + int(own[12])) / TICKS
    return State(time.monotonic(), memory(number), sum(map(memory, map(int, children))), used)


def memory(process: int) -> float:
    """Return the resident memory of a process in MB."""
    status = _read(Path(f"/proc/{process}/status"))
    return int((status.partition("VmRSS:")[2].split() or ["0"])[0]) / 1000


def _read(path: Path) -> str:
    """Return what the system says of a process or thread; nothing of one that is gone."""
    try:
        return path.read_text(encoding="ascii")
    except OSError:
        return ""


async def crowd(
    server: subprocess.Popen[bytes], port: int, size: int, seconds: float
) -> tuple[Measured, list[State]]:
    """Let visitors come and act; return what was measured, and the server by time."""
    measured = Measured()
    began = time.monotonic()
    seen: list[State] = []

    async def watch() -> None:
        while time.monotonic() < began + seconds:
            seen.append(state(server))
            await asyncio.sleep(2)

    async def come(number: int) -> None:
        await asyncio.sleep(number * 0.2)
        await Visitor(port, measured, number).visit(began + seconds)

    await asyncio.gather(watch(), *(come(number) for number in range(size)))
    return measured, seen


async def beside(port: int, what: str, turn: int, other: Measured) -> list[float]:
    """Return one session's answers, in s, while another exports or is hostile."""
    measured, done = Measured(), asyncio.Event()

    async def act() -> None:
        try:
            if what:
                # It is under way.
                await asyncio.sleep(1)
            await Visitor(port, measured, 1).act_in_a_row(IN_A_ROW)
        finally:
            done.set()

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(act())
        if what == "an export":
            tasks.create_task(Visitor(port, other, 2).export_until(done, turn))
        elif what:
            tasks.create_task(Visitor(port, other, 2).be_hostile_until(done))
    other.faults += measured.faults
    return [t for kind in ANSWERS for t in measured.took[kind]]


def slowest(times: list[float]) -> float:
    """Return what 19 of 20 stay below."""
    return statistics.quantiles(times, n=20)[-1]


def table(title: str, rows: dict[str, object]) -> None:
    """Print what was measured, with what else the machine was doing."""
    rows["load of the machine"] = " ".join(f"{load:.1f}" for load in os.getloadavg())
    width = max(map(len, rows))
    lines = [f"{name:<{width}}  {value}" for name, value in rows.items()]
    print("\n" + "\n".join([title, *lines]))  # noqa: T201


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """Serve the shipped data; return the server and its port when all is warm."""
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
            yield server, port
        finally:
            server.terminate()
            server.wait(timeout=20)
    assert "Traceback" not in (tmp_path / "log").read_text(encoding="utf-8")


@pytest.mark.soak
def test_many_visitors_are_served_as_one(
    served: tuple[subprocess.Popen[bytes], int], capsys: pytest.CaptureFixture[str]
) -> None:
    server, port = served
    alone, _ = asyncio.run(crowd(server, port, 1, ALONE))
    many, seen = asyncio.run(crowd(server, port, SESSIONS, SECONDS))
    usual = statistics.median([t for kind in ANSWERS for t in alone.took[kind]])
    answers = [t for kind in ANSWERS for t in many.took[kind]]
    begun = seen[0].at + min(60.0, SECONDS / 2)
    settled = [one.megabytes for one in seen if one.at > begun]
    exports = [one.exports for one in seen if one.at > begun]
    used = seen[-1].seconds - seen[0].seconds
    rows: dict[str, object] = {
        "sessions, s": f"{SESSIONS}, {SECONDS:.0f}",
        "answers": {kind: len(times) for kind, times in sorted(many.took.items())},
        "CPU of the server, all it did, per answer": f"{used * 1000 / len(answers):.1f} ms",
        "CPU of the server, share of one core": f"{used / (seen[-1].at - seen[0].at):.0%}",
        "one user, median": f"{usual * 1000:.1f} ms",
        "many, median": f"{statistics.median(answers) * 1000:.1f} ms",
        "many, p95": f"{slowest(answers) * 1000:.1f} ms, at most {SLOWEST * usual * 1000:.1f}",
        "reload, median and p95": f"{statistics.median(many.took['open']) * 1000:.0f} ms, "
        f"{slowest(many.took['open']) * 1000:.0f} ms",
        "export, median": f"{statistics.median(many.took['export'] or [0]) * 1000:.0f} ms",
        "memory of the server": f"{settled[0]:.0f} MB, then {min(settled):.0f} to "
        f"{max(settled):.0f}, at most {settled[0] * (1 + FLAT):.0f}",
        "memory of the exports": f"{exports[0]:.0f} MB, then {min(exports):.0f} to "
        f"{max(exports):.0f}",
        "faults": len(many.faults),
    }
    with capsys.disabled():
        table("Many visitors", rows)
    assert many.faults == []
    assert max(settled) <= settled[0] * (1 + FLAT)
    assert slowest(answers) <= SLOWEST * usual


@pytest.mark.soak
@pytest.mark.parametrize("what", ["an export", "a hostile session"])
def test_one_session_does_not_slow_another(
    served: tuple[subprocess.Popen[bytes], int], what: str, capsys: pytest.CaptureFixture[str]
) -> None:
    _, port = served
    alone: list[float] = []
    slowed: list[float] = []
    other = Measured()
    # In turn, so that what else the machine does meets both alike.
    for turn in range(TURNS):
        alone += asyncio.run(beside(port, "", turn, other))
        slowed += asyncio.run(beside(port, what, turn, other))
    rows: dict[str, object] = {
        f"{name}, median and p95": f"{statistics.median(times) * 1000:.1f} ms, "
        f"{slowest(times) * 1000:.1f} ms"
        for name, times in (("alone", alone), (f"beside {what}", slowed))
    }
    for kind in ("export", "hostile"):
        if took := other.took[kind]:
            rows[f"{kind} meanwhile"] = (
                f"{len(took)}, median {statistics.median(took) * 1000:.0f} ms"
            )
    with capsys.disabled():
        table(f"One session beside {what}", rows)
    assert other.faults == []
    assert statistics.median(slowed) <= BESIDE * statistics.median(alone)
    assert slowest(slowed) <= BESIDE * slowest(alone)
