"""Counters, times, texts and the log: what every change of a workspace writes."""

from __future__ import annotations

import datetime as dt

from cluster_atlas.own.workspace.schema import Run
from cluster_atlas.values.characters import storable


def next_number(run: Run, counter: str) -> int:
    """Return the next number of a counter; a number is given once."""
    run("UPDATE counters SET value = value + 1 WHERE name = ?", (counter,))
    return current_number(run, counter)


def current_number(run: Run, counter: str) -> int:
    """Return the number that a counter gave last; 0 before the first."""
    ((value,),) = run("SELECT value FROM counters WHERE name = ?", (counter,))
    return int(value)


def now() -> str:
    """Return the time (UTC) as ISO 8601."""
    time = dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")
    return time.replace("+00:00", "Z")


def line(text: str) -> str:
    """Return a text from outside as one line that any database can hold."""
    return " ".join(storable(text).split())


def write_log(run: Run, by: str, action: str, subject: str) -> None:
    """Write who did what; the subject names rows and fields, never values."""
    run(
        "INSERT INTO log (number, made_at, author, action, subject) VALUES (?, ?, ?, ?, ?)",
        (next_number(run, "log"), now(), line(by), line(action), line(subject)),
    )
