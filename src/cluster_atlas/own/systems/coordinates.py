"""Coordinates as people write them: decimal numbers, degrees with minutes and seconds, pairs."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from cluster_atlas.own.sourcetable import ColumnValues, Value

Numbers = npt.NDArray[np.float64]

_SOUTH_AND_WEST = ("S", "W", "南", "西")
_SIDE = re.compile(r"^(?:[NESW]|[东南西北][经纬]?)|(?:[NESW]|[东南西北])$", re.IGNORECASE)
# A plain number, as most cells hold, with an exponent where a program wrote one.
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d*)?(?:[eE][+-]?\d+)?")
_SIGNS = str.maketrans("º˚’′‘”″“度分秒，；、", "°°'''\"\"\"°'\",;,")
_PARTS = re.compile(
    r"""
    ([+-]?\d+(?:\.\d+)?) \s* (?:°|\s|-|:)? \s*
    (?: (\d+(?:\.\d+)?) \s* (?:'|\s|-|:)? \s* )?
    (?: (\d+(?:\.\d+)?) \s* (?:"|'')? \s* )?
    """,
    re.VERBOSE,
)
# 1,234,567.8: commas between groups of three figures are no separator of a pair.
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_SIXTY = 60


def coordinate(value: Value) -> float:
    """Return a coordinate as a number, degrees or metres; NaN for what is none.

    Examples
    --------
    >>> from cluster_atlas.own.systems.coordinates import coordinate
    >>> coordinate("东经113°15′36″")
    113.26
    """
    if isinstance(value, str):
        return _written(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    return math.nan


def _written(value: str) -> float:
    text = unicodedata.normalize("NFKC", value.translate(_SIGNS)).strip().translate(_SIGNS)
    if _GROUPED.fullmatch(text):
        text = text.replace(",", "")
    if _NUMBER.fullmatch(text):
        return float(text)
    sides = _SIDE.findall(text)
    text = _SIDE.sub("", text).strip().strip(":")
    found = _PARTS.fullmatch(text)
    if found is None or len(sides) > 1:
        return math.nan
    degrees, minutes, seconds = (float(part or 0) for part in found.groups())
    if minutes >= _SIXTY or seconds >= _SIXTY:
        return math.nan
    size = abs(degrees) + minutes / _SIXTY + seconds / _SIXTY**2
    negative = found[1].startswith("-") != (bool(sides) and sides[0][0].upper() in _SOUTH_AND_WEST)
    return -size if negative else size


def coordinates(values: Sequence[Value]) -> Numbers:
    """Return a column's coordinates as numbers, one entry a row; NaN for what is none."""
    if isinstance(values, ColumnValues) and values.kind == "double":
        return np.asarray(values.array.to_numpy(zero_copy_only=False), dtype=float)
    if set(map(type, values)) == {float}:
        return np.asarray(values, dtype=float)
    return np.fromiter((coordinate(value) for value in values), dtype=float, count=len(values))


def pairs(values: Sequence[Value]) -> tuple[Numbers, Numbers]:
    """Return both coordinates of a column that holds them in one cell; NaN where it does not.

    The first is the easting or longitude where the cell says so (``E``, ``东经``), otherwise the
    one that is written first.
    """
    first, second = np.full(len(values), np.nan), np.full(len(values), np.nan)
    for number, value in enumerate(values):
        parts = _halves(value) if isinstance(value, str) else ()
        if len(parts) == 2:  # noqa: PLR2004 - a pair
            one, other = coordinate(parts[0]), coordinate(parts[1])
            turned = bool(
                re.match(r"\s*[\"'(]?\s*(?:[NS]|北|南)", parts[0], re.IGNORECASE)
            ) or bool(re.search(r"[NS]\s*$", parts[0], re.IGNORECASE))
            first[number], second[number] = (other, one) if turned else (one, other)
    return first, second


def _halves(text: str) -> list[str]:
    """Return the two parts of a pair; something else where the text is none."""
    plain = unicodedata.normalize("NFKC", text.translate(_SIGNS)).strip().translate(_SIGNS)
    plain = re.sub(r"^(?:POINT\s*)?[(\[]|[)\]]$", "", plain).strip()
    for separator in (r"\s*[,;/|]\s*", r"\s+(?=[NESW东南西北])", r"\s+"):
        parts = re.split(separator, plain)
        if len(parts) == 2:  # noqa: PLR2004 - a pair
            return parts
    return []
