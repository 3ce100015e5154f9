"""Days and hours as a database writes them: the clock is kept as it stands, whatever its zone."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from cluster_atlas.own.sourcetable import Value

_SLASHED = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})(.*)", re.DOTALL)
_SHORT_ZONE = re.compile(r"([+-]\d{2})$")


def moment(text: str) -> dt.datetime:
    """Return a day and hour as they stand; a midnight in China stays on its day.

    Raises
    ------
    ValueError
        If the text is neither.
    """
    plain = text.strip()
    slashed = _SLASHED.fullmatch(plain)
    if slashed:
        year, month, day, rest = slashed.groups()
        plain = f"{year}-{int(month):02}-{int(day):02}{rest}"
    if len(plain) > len("2024-05-01T00:00"):
        plain = _SHORT_ZONE.sub(r"\1:00", plain)
    return dt.datetime.fromisoformat(plain).replace(tzinfo=None)


def read_moments(raw: Sequence[Value], *, days: bool = False) -> tuple[list[Value], list[int]]:
    """Return a column of days, or of hours where some are not midnight, and what is neither.

    Parameters
    ----------
    raw
        Texts, days or hours; blank is ``None``.
    days
        Whether the column is declared to hold days.
    """
    found: list[Value] = []
    wrong: list[int] = []
    for place, value in enumerate(raw):
        try:
            found.append(_moment(value))
        except ValueError:
            found.append(None)
            wrong.append(place)
    moments = [one for one in found if isinstance(one, dt.datetime)]
    if days or all(one.time() == dt.time() for one in moments):
        return [one.date() if isinstance(one, dt.datetime) else None for one in found], wrong
    return found, wrong


def _moment(value: Value) -> dt.datetime | None:
    if value is None or value == "":
        return None
    if isinstance(value, dt.datetime):
        return value.replace(tzinfo=None)
    if isinstance(value, dt.date):
        return dt.datetime.combine(value, dt.time())
    return moment(str(value))
