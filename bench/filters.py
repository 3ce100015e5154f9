"""Filter clicks in the running apps: click to repaint, and bytes over the websocket."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser, Page, WebSocket

from bench.browser import network_requests, new_context
from bench.content import Content, read_content
from bench.servers import GROUP, OURS, REBUILT, TEXT_ONLY, Contestant, free_port, serve

WARM_UPS = 3
# A page is at rest when its sign and its websocket have not changed for so long.
REST_MS = 200
FIRST_REST_MS = 1000


@dataclass
class _PageSession:
    """One open page of a contestant, and what it has asked, sent, received and measured."""

    contestant: Contestant
    page: Page
    asked: list[str]
    frames: list[int] = field(default_factory=list)
    clicks: list[dict[str, float]] = field(default_factory=list)


def measure_filters(browser: Browser, path: Path, runs: int) -> list[dict[str, Any]]:
    """Switch the first three clusters on in turn, then off in turn, in every app.

    So a state comes back after six clicks only, when Streamlit has forgotten its messages: nobody
    is measured on what was sent before.

    Returns
    -------
    list of dict
        A row a contestant: medians of ``changed_ms`` and ``frame_ms`` (from the click to the
        change in the page, and to the end of the frame that shows it), ``bytes``, ``frames`` and
        ``requests`` a click.
    """
    content = read_content(path)
    with ExitStack() as stack:
        visits = []
        for contestant in (OURS, TEXT_ONLY, REBUILT, GROUP):
            port = free_port()
            stack.enter_context(serve(contestant, path, port))
            visits.append(_open(browser, contestant, port))
            stack.callback(visits[-1].page.context.close)
        chosen: list[str] = []
        for click in range(WARM_UPS + runs):
            name = content["clusters"][click % 3]["name"]
            chosen = [*chosen, name] if name not in chosen else [c for c in chosen if c != name]
            # In turn, so that whatever slows the machine down slows all of them.
            for visit in visits:
                goal = _goal(content, visit.contestant.kind, chosen)
                measured = _click(visit, name, goal)
                if click >= WARM_UPS:
                    visit.clicks.append(measured)
    return [_row(visit) for visit in visits]


def _open(browser: Browser, contestant: Contestant, port: int) -> _PageSession:
    page = new_context(browser, stand_in=True).new_page()
    visit = _PageSession(contestant, page, network_requests(page))

    def note(payload: str | bytes) -> None:
        visit.frames.append(len(payload))

    def listen(socket: WebSocket) -> None:
        socket.on("framereceived", note)
        socket.on("framesent", note)

    page.on("websocket", listen)
    page.goto(f"http://127.0.0.1:{port}/", wait_until="commit")
    page.evaluate("kind => bench.first(kind)", contestant.kind)
    _rest(visit, FIRST_REST_MS)
    return visit


def _goal(content: Content, kind: str, chosen: list[str]) -> int:
    """Return the sign that a page must show for these clusters: designations, or paths drawn."""
    clusters = [c for c in content["clusters"] if not chosen or c["name"] in chosen]
    if kind != "folium":
        return sum(cluster["shown"] for cluster in clusters)
    outlines = len(content["cities"]["features"]) + len(content["counties"]["features"])
    return outlines + sum(len(cluster["points"]["features"]) for cluster in clusters)


def _click(visit: _PageSession, name: str, goal: int) -> dict[str, float]:
    page = visit.page
    visit.frames.clear()
    visit.asked.clear()
    page.evaluate("([kind, goal]) => bench.arm(kind, goal)", [visit.contestant.kind, goal])
    page.locator(visit.contestant.option, has_text=name).click()
    measured = page.evaluate("() => bench.measured")
    _rest(visit, REST_MS)
    return {
        "changed_ms": measured["changed"],
        "frame_ms": measured["frame"],
        "bytes": sum(visit.frames),
        "frames": len(visit.frames),
        "requests": len(visit.asked),
    }


def _rest(visit: _PageSession, quiet_ms: int) -> None:
    """Wait until neither the page nor its websocket has changed for a while."""
    before = None
    while before != (now := (_sign(visit), len(visit.frames))):
        before = now
        visit.page.wait_for_timeout(quiet_ms)


def _sign(visit: _PageSession) -> int:
    return int(visit.page.evaluate("kind => bench.sign(kind)", visit.contestant.kind))


def _row(visit: _PageSession) -> dict[str, Any]:
    columns = {key: [click[key] for click in visit.clicks] for key in visit.clicks[0]}
    medians = {key: median(values) for key, values in columns.items()}
    return {"name": visit.contestant.name} | medians | {"all_changed_ms": columns["changed_ms"]}
