"""Filter clicks in the running apps: click to repaint, and bytes over the websocket."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser, Page, WebSocket

from bench.browser import network_requests, new_context
from bench.servers import GROUP, OURS, REBUILT, TEXT_ONLY, Contestant, free_port, serve

WARM_UPS = 3
# A page is at rest when its sign and its websocket have not changed for so long.
REST_MS = 300
WARM_REST_MS = 1200


@dataclass
class _Visit:
    """One open page of a contestant, and what it has sent, received and measured."""

    contestant: Contestant
    page: Page
    asked: list[str]
    frames: list[int] = field(default_factory=list)
    goals: list[int] = field(default_factory=list)
    clicks: list[dict[str, float]] = field(default_factory=list)


def measure_filters(browser: Browser, content: Path, runs: int) -> list[dict[str, Any]]:
    """Click the first cluster on and off in every app in turn.

    Returns
    -------
    list of dict
        A row a contestant: medians of ``changed_ms`` and ``frame_ms`` (from the click to the
        change in the page, and to the end of the frame that shows it), ``bytes``, ``frames`` and
        ``requests`` a click.
    """
    with ExitStack() as stack:
        visits = []
        for contestant in (OURS, TEXT_ONLY, REBUILT, GROUP):
            port = free_port()
            stack.enter_context(serve(contestant, content, port))
            visits.append(_open(browser, contestant, port))
        for click in range(WARM_UPS):
            for visit in visits:
                _warm_up(visit, click)
        # In turn, so that whatever slows the machine down slows all of them.
        for click in range(WARM_UPS, WARM_UPS + runs):
            for visit in visits:
                visit.clicks.append(_click(visit, visit.goals[click % 2]))
        for visit in visits:
            visit.page.context.close()
    return [_row(visit) for visit in visits]


def _open(browser: Browser, contestant: Contestant, port: int) -> _Visit:
    page = new_context(browser, stand_in=True).new_page()
    visit = _Visit(contestant, page, network_requests(page))

    def listen(socket: WebSocket) -> None:
        socket.on("framereceived", lambda payload: visit.frames.append(len(payload)))
        socket.on("framesent", lambda payload: visit.frames.append(len(payload)))

    page.on("websocket", listen)
    page.goto(f"http://127.0.0.1:{port}/", wait_until="commit")
    page.evaluate("kind => bench.first(kind)", contestant.kind)
    _rest(visit, WARM_REST_MS)
    return visit


def _warm_up(visit: _Visit, click: int) -> None:
    """Click, wait for rest, and learn the sign of the state: with the filter, without it."""
    visit.page.locator(visit.contestant.option).first.click()
    _rest(visit, WARM_REST_MS)
    if click < 2:
        visit.goals.append(_sign(visit))


def _click(visit: _Visit, goal: int) -> dict[str, float]:
    page = visit.page
    visit.frames.clear()
    visit.asked.clear()
    page.evaluate("([kind, goal]) => bench.arm(kind, goal)", [visit.contestant.kind, goal])
    page.locator(visit.contestant.option).first.click()
    measured = page.evaluate("() => bench.measured")
    _rest(visit, REST_MS)
    return {
        "changed_ms": measured["changed"],
        "frame_ms": measured["frame"],
        "bytes": sum(visit.frames),
        "frames": len(visit.frames),
        "requests": len(visit.asked),
    }


def _rest(visit: _Visit, quiet_ms: int) -> None:
    """Wait until neither the page nor its websocket has changed for a while."""
    before = None
    while before != (now := (_sign(visit), len(visit.frames))):
        before = now
        visit.page.wait_for_timeout(quiet_ms)


def _sign(visit: _Visit) -> int:
    return int(visit.page.evaluate("kind => bench.sign(kind)", visit.contestant.kind))


def _row(visit: _Visit) -> dict[str, Any]:
    columns = {key: [click[key] for click in visit.clicks] for key in visit.clicks[0]}
    medians = {key: median(values) for key, values in columns.items()}
    return {"name": visit.contestant.name} | medians | {"all_changed_ms": columns["changed_ms"]}
