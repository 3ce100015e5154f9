"""The results as tables: on the screen, as Markdown and as JSON."""

from __future__ import annotations

import datetime as dt
import json
import os
import platform
from collections.abc import Callable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bench.bounds import Rows, verdicts

PACKAGES = (
    "cluster-atlas", "streamlit", "folium", "geopandas", "plotly", "pydeck", "streamlit-folium"
)  # fmt: skip

Cell = Callable[[Mapping[str, Any]], str]

# Columns of each table: heading and how a row fills it.
COLUMNS: dict[str, dict[str, Cell]] = {
    "export": {
        "tool": lambda row: str(row["name"]),
        "KB": lambda row: f"{row['bytes'] / 1000:.0f}",
        "KB gzip": lambda row: f"{row['gzip_bytes'] / 1000:.0f}",
        "build, s": lambda row: f"{row['seconds']:.2f}",
        "build, CPU s": lambda row: f"{row['cpu_seconds']:.2f}",
        "requests": lambda row: str(row["requests"]),
        "map with the network blocked": lambda row: "yes" if row["painted"] else "no",
    },
    "filter": {
        "app": lambda row: str(row["name"]),
        "click → repainted, ms": lambda row: f"{row['changed_ms']:.0f}",
        "→ frame, ms": lambda row: f"{row['frame_ms']:.0f}",
        "→ address, ms": lambda row: "–" if row["agreed_ms"] is None else f"{row['agreed_ms']:.0f}",
        "websocket, KB": lambda row: f"{row['bytes'] / 1000:.1f}",
        "messages": lambda row: f"{row['frames']:.0f}",
        "HTTP requests": lambda row: f"{row['requests']:.0f}",
    },
    "toggles": {
        "in the exported file": lambda row: str(row["name"]),
        "click → repainted, ms": lambda row: f"{row['changed_ms']:.1f}",
        "→ frame, ms": lambda row: f"{row['frame_ms']:.1f}",
    },
    "questions": {
        "question page": lambda row: str(row["name"]),
        "key or click → answer, ms": lambda row: f"{row['changed_ms']:.1f}",
        "→ frame, ms": lambda row: f"{row['frame_ms']:.1f}",
        "longest, ms": lambda row: f"{row['longest_ms']:.1f}",
    },
    "briefings": {
        "briefing": lambda row: str(row["name"]),
        "whole process, s": lambda row: f"{row['seconds']:.2f}",
        "KB": lambda row: f"{row['bytes'] / 1000:.0f}",
        "files": lambda row: str(row["files"]),
        "peak memory, MB": lambda row: "–" if row["peak_mb"] is None else f"{row['peak_mb']:.0f}",
    },
    "commands": {
        "command": lambda row: str(row["name"]),
        "whole process, s": lambda row: f"{row['seconds']:.2f}",
        "with nothing kept, s": lambda row: f"{row['fresh_s']:.2f}",
        "× the earlier version": lambda row: (
            "–" if row["times_before"] is None else f"{row['times_before']:.2f}"
        ),
    },
    "imports": {
        "import": lambda row: str(row["name"]),
        "whole processes, s": lambda row: f"{row['seconds']:.2f}",
        "peak memory, MB": lambda row: f"{row['peak_mb']:.0f}",
        "ours × it, of the same turn": lambda row: (
            "–" if row["times_peer"] is None else f"{row['times_peer']:.2f}"
        ),
    },
    "start": {
        "app": lambda row: str(row["name"]),
        "start → port open, s": lambda row: f"{row['server_s']:.2f}",
        "start → first map or text, s": lambda row: f"{row['first_s']:.2f}",
        "× text only of the same turn": lambda row: f"{row['times_text']:.2f}",
    },
}

# What the last column of a table compares, and with which row.
RATIOS = {
    "export": ("× our KB", "bytes", "ours"),
    "filter": ("× text only", "changed_ms", "text only"),
    "briefings": ("× our PDF, s", "seconds", "ours: pdf of a city"),
}

HEADINGS = {
    "export": "The same content as one HTML file",
    "filter": "A filter click in the running app",
    "toggles": "A toggle without a server",
    "questions": "A key or a click on the question pages",
    "briefings": "Briefings without a browser",
    "commands": "Questions on the command line",
    "imports": "An office's files brought into a workspace",
    "start": "Start of the process to the first map",
    "bounds": "Held against the bounds",
}

METHOD = """\
Medians of one run on one machine, contestants in turn; ratios are what counts. 1 KB is 1000 bytes.

- *Content*: every contestant draws the same outlines and designations, a group per cluster, a
  popup per designation; no tiles. Ours carries all facts, filters, search, cards and print besides.
- *Build*: first call in a fresh process with the input open and modules imported, saving included.
- *Map with the network blocked*: every request but this machine's is refused; three seconds after
  loading more than 2 % of the window's pixels differ from its background, and ours counts a paint.
- *Filter click*: from the click in the page to the change in it (number of the text-only app,
  Leaflet's paths, our map's paint counter), and to the end of the next frame. Clusters are switched
  on and off in turn, so that no state comes back while Streamlit still remembers its messages.
  st_folium gets its scripts from a stand-in for the network that answers at once.
  Our page shows a click by itself and tells the server afterwards; *address* is the moment at which
  the server has written the new state to the address.
- *Websocket*: payloads of all messages in both directions per click.
- *Question pages*: a key in the search box of Find, a sub page of Compare, a kind of change in
  Evolve; from the event to the answer in the page, which the page works out itself, in the exported
  file and in the running app.
- *Start*: a fresh server process and a fresh visitor in a running browser. The atlas as opened by
  an earlier start of the day is in the user's cache; *first start* has nothing there and reads the
  data in a process beside the one that starts the server. The ratio is the median of those of each
  turn.
- *Briefings*: a fresh process per run, imports, opening of the atlas and saving included, for the
  city with the most designations; memory is that of all processes together at the worst moment.
  The peer of geopandas and matplotlib draws the map of the city without statements, citations or
  legend; Chromium runs already and prints our own HTML file.
- *Command line*: whole processes; the atlas as opened earlier in the day is in the user's cache.
  `BENCH_BEFORE` names the command of an earlier version to compare with, in turn.
- *Imports*: whole processes, the one that parses included. The ledger is an XLSX of 100,000 made-up
  firms in 20 columns with GCJ-02 coordinates: read, checked, located, joined to its counties and
  stored. The plots are 50,000 made-up polygons of a shapefile in GBK and EPSG:4547, one in fifty of
  which crosses itself: read, repaired, measured, joined and stored. The peers read by openpyxl and
  pyogrio, join by `sjoin`, measure by `pyproj.Geod` and store a GeoPackage; they check less. Areas
  are those of Lambert's equal-area plane of the ellipsoid, which differ from geodesic ones by less
  than 1 part in 100,000. python-calamine only reads.
- *Text only*: Streamlit with one row of pills and a count; the lower bound of any Streamlit app.
"""


def environment(runs: int, content: Mapping[str, int], chromium: str) -> dict[str, Any]:
    """Return what the numbers depend on: versions, the machine's size, the content's size."""
    return {
        "date": dt.datetime.now(dt.UTC).date().isoformat(),
        "python": platform.python_version(),
        "chromium": chromium,
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None,
        "runs": runs,
        "content": dict(content),
        "packages": {name: version(name) for name in PACKAGES},
    }


def print_table(key: str, rows: Rows) -> None:
    """Print one table to the screen."""
    from rich.console import Console
    from rich.table import Table

    table = Table(title=HEADINGS[key], title_justify="left")
    names, cells = _table(key, rows)
    for number, name in enumerate(names):
        table.add_column(name, justify="right" if number else "left")
    for row in cells:
        table.add_row(*row)
    Console(width=140).print(table)


def bound_rows(results: Mapping[str, Rows]) -> Rows:
    """Return the verdicts as rows of a table."""
    return [verdict.to_dict() for verdict in verdicts(results)]


def write_results(folder: Path, results: Mapping[str, Rows], made_in: Mapping[str, Any]) -> None:
    """Write ``latest.json`` with every number and ``latest.md`` with the tables."""
    folder.mkdir(exist_ok=True)
    everything = {"environment": made_in, "bounds": bound_rows(results), **results}
    text = json.dumps(everything, ensure_ascii=False, indent=1)
    (folder / "latest.json").write_text(text + "\n", encoding="utf-8")
    (folder / "latest.md").write_text(_markdown(results, made_in), encoding="utf-8")


def _markdown(results: Mapping[str, Rows], made_in: Mapping[str, Any]) -> str:
    content = ", ".join(f"{number} {name}" for name, number in made_in["content"].items())
    packages = ", ".join(f"{name} {number}" for name, number in made_in["packages"].items())
    lines = ["# Measured against peers", "", METHOD]
    lines += [f"{made_in['date']}: {content}; {made_in['cores']} cores at load {made_in['load']},"]
    lines += [f"Python {made_in['python']}, Chromium {made_in['chromium']}, {packages}.", ""]
    for key, rows in {"bounds": bound_rows(results), **results}.items():
        names, cells = _table(key, rows)
        lines += [f"## {HEADINGS[key]}", "", _line(names)]
        lines += [_line(["---"] + ["---:"] * (len(names) - 1))]
        lines += [*(_line(row) for row in cells), ""]
    return "\n".join(lines)


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _table(key: str, rows: Rows) -> tuple[list[str], list[list[str]]]:
    """Return the headings and the cells of a table, the ratio last."""
    columns = dict(_BOUND_COLUMNS if key == "bounds" else COLUMNS[key])
    if key in RATIOS:
        heading, field, base = RATIOS[key]
        unit = next(row[field] for row in rows if row["name"] == base)
        columns[heading] = lambda row: f"{row[field] / unit:.2f}"
    return list(columns), [[cell(row) for cell in columns.values()] for row in rows]


def _number(value: float, unit: str) -> str:
    digits = 0 if unit == "" else 1 if value >= 10 else 2
    return f"{value:.{digits}f} {unit}".strip()


_BOUND_COLUMNS: dict[str, Cell] = {
    "what": lambda row: str(row["what"]),
    "measured": lambda row: _number(row["measured"], row["unit"]),
    "bound": lambda row: f"≤ {row['bound']:g} {row['unit']}".strip(),
    "kept": lambda row: "yes" if row["within"] else "no",
}
