"""What the measurements are held against: the project's own bounds, as ratios or numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

Rows = Sequence[Mapping[str, Any]]

FILE_KB = 365
BRIEFING_KB = 400
PDF_KB, PDF_S = 1000, 2.0
CITIES_S, CITIES_MB = 90, 800
BUILD_S = 0.3
FILTER_RATIO = 0.25
AGREED_MS = 300
WEBSOCKET_KB = 1.5
TOGGLE_MS = 40
START_RATIO = 1.18
FIRST_START_RATIO = 1.35
COMMAND_RATIO = 0.5
KEY_MS = 50
LEDGER_TO_CALAMINE, LEDGER_TO_PANDAS, PLOTS_TO_GEOPANDAS = 1.8, 0.25, 0.4
IMPORT_MB = 500


@dataclass(frozen=True)
class Verdict:
    """One measured number and its bound; ``within`` where it is not above it."""

    what: str
    measured: float
    bound: float
    unit: str

    @property
    def within(self) -> bool:
        """Whether the bound is kept."""
        return self.measured <= self.bound

    def to_dict(self) -> dict[str, Any]:
        """Return the verdict as plain values."""
        return asdict(self) | {"within": self.within}


def verdicts(results: Mapping[str, Rows]) -> list[Verdict]:
    """Return a verdict for each bound that the results speak of."""
    found: list[Verdict] = []
    for key, judge in _JUDGES.items():
        if key in results:
            found.extend(judge({row["name"]: row for row in results[key]}))
    return found


def _export(rows: Mapping[str, Any]) -> Iterator[Verdict]:
    ours = rows["ours"]
    yield Verdict("exported file", ours["bytes"] / 1000, FILE_KB, "KB")
    yield Verdict("build of the export", ours["seconds"], BUILD_S, "s")
    yield Verdict("requests of the exported file", ours["requests"], 0, "")
    missing = 0 if ours["painted"] else 1
    yield Verdict("exported file left blank with the network blocked", missing, 0, "")


def _toggles(rows: Mapping[str, Any]) -> Iterator[Verdict]:
    for name, row in rows.items():
        yield Verdict(f"toggle in the exported file: {name}", row["changed_ms"], TOGGLE_MS, "ms")


def _questions(rows: Mapping[str, Any]) -> Iterator[Verdict]:
    for name, row in rows.items():
        yield Verdict(f"answer, {name}", row["changed_ms"], KEY_MS, "ms")


def _filters(rows: Mapping[str, Any]) -> Iterator[Verdict]:
    ratio = rows["ours"]["changed_ms"] / rows["text only"]["changed_ms"]
    yield Verdict("filter click to repaint, ratio to text only", ratio, FILTER_RATIO, "×")
    sent = rows["ours"]["bytes"] / 1000
    yield Verdict("over the websocket per filter click", sent, WEBSOCKET_KB, "KB")
    agreed = rows["ours"]["agreed_ms"]
    yield Verdict("filter click to the address that says it", agreed, AGREED_MS, "ms")


def _starts(rows: Mapping[str, Any]) -> Iterator[Verdict]:
    ratio = rows["ours"]["times_text"]
    yield Verdict("start to first map, ratio to text only", ratio, START_RATIO, "×")
    first = rows["ours, first start"]["times_text"]
    yield Verdict("very first start to first map, the same", first, FIRST_START_RATIO, "×")


def _commands(rows: Mapping[str, Any]) -> Iterator[Verdict]:
    for name, row in rows.items():
        if row["times_before"] is not None:
            what = f"command {name}, ratio to the earlier version"
            yield Verdict(what, row["times_before"], COMMAND_RATIO, "×")


def _briefings(rows: Mapping[str, Any]) -> Iterator[Verdict]:
    pdf, html = rows["ours: pdf of a city"], rows["ours: html of a city"]
    yield Verdict("briefing of a city, html", html["bytes"] / 1000, BRIEFING_KB, "KB")
    yield Verdict("briefing of a city, pdf", pdf["bytes"] / 1000, PDF_KB, "KB")
    yield Verdict("briefing of a city, pdf, whole process", pdf["seconds"], PDF_S, "s")
    everything = rows["ours: html, pdf, pptx of 21 cities"]
    yield Verdict("briefings of 21 cities", everything["seconds"], CITIES_S, "s")
    yield Verdict("memory of all processes meanwhile", everything["peak_mb"], CITIES_MB, "MB")


def _imports(rows: Mapping[str, Any]) -> Iterator[Verdict]:
    for name, bound in (
        ("python-calamine: ledger read and no more", LEDGER_TO_CALAMINE),
        ("pandas + geopandas: ledger", LEDGER_TO_PANDAS),
        ("geopandas: plots", PLOTS_TO_GEOPANDAS),
    ):
        yield Verdict(f"import, ratio to {name}", rows[name]["times_peer"], bound, "×")
    for name in ("ours: ledger", "ours: plots"):
        what = f"memory of an import, {name.removeprefix('ours: ')}"
        yield Verdict(what, rows[name]["peak_mb"], IMPORT_MB, "MB")


_JUDGES = {
    "briefings": _briefings,
    "export": _export,
    "toggles": _toggles,
    "questions": _questions,
    "filter": _filters,
    "commands": _commands,
    "imports": _imports,
    "start": _starts,
}
