"""Which coordinate system numbers speak, judged by where they would lie, with the reasons."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import shapely

from cluster_atlas.atlas.boundaries import geometry
from cluster_atlas.atlas.location import Bounded, distances_km, units_at
from cluster_atlas.own.systems.conversion import to_wgs84
from cluster_atlas.own.systems.system import (
    BD09,
    EASTING,
    GCJ02,
    PREFIX,
    WGS84,
    System,
    gauss_kruger,
    read_system,
)
from cluster_atlas.values.issues import Text

Numbers = npt.NDArray[np.float64]

# Rows that are looked at: enough for borders to tell systems of 500 m apart.
SAMPLE = 3000

# Meridians and zones that reach Guangdong.
_MERIDIANS = (111, 114, 117)
_THREE_DEGREE_ZONES, _SIX_DEGREE_ZONES = (37, 38, 39), (19, 20)
_NORTHING = (2.1e6, 3.0e6)
_EASTING = (-1.0e5, 1.1e6)

# How likely a row lies where it says: most do; of the others few lie far over the border.
_RIGHT, _WRONG, _REACH_KM, _GROSS = 0.985, 0.015, 0.15, 1e-4
# A land row in the sea or outside the province, where no county is named.
_LAND = 0.99
# What a heading such as lng_gcj02 or 百度经度 weighs.
_HINTED = 1e4
# From this share of the likelihood on one system is guessed; below, the user is asked.
CERTAIN = 0.98
# From this share of rows on that lie where they say one system may be certain.
_LEAST_MATCHING = 0.5
# A city's own meridian: this far about where names of counties put it, in minutes, it is looked
# for; the likeliest few are candidates; how likely a meridian is beforehand, by its roundness.
_ABOUT, _FEW, _LOOKED_AT = 30, 4, 400
_ROUND = ((30, 0.02), (15, 0.01), (5, 0.005), (1, 0.002))
# A candidate that puts fewer rows into the province and its special regions is none.
_LEAST_INSIDE = 0.5
_PLACED = Text("落在省内", "lie in the province")

_HINTS = {
    "gcj02": re.compile(r"gcj|高德|火星|腾讯|amap", re.IGNORECASE),
    "bd09": re.compile(r"bd_?0?9|bdlng|bdlat|百度|baidu|(^|_)bd(_|$)", re.IGNORECASE),
    "wgs84": re.compile(r"wgs|gps|cgcs|国家2000|4490|4326", re.IGNORECASE),
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """One system that the numbers could be in.

    Attributes
    ----------
    system
        The system.
    swapped
        Whether the first number is the northing or latitude.
    inside
        Part of the rows that would lie in the province or its special regions, 0 to 1.
    matching
        Part of the rows with a named county or city that would lie there; NaN where none is named.
    weight
        Its part of the likelihood of all candidates, 0 to 1.
    looked_at, named
        Rows that were looked at, and how many of them name a county or city.
    """

    system: System
    swapped: bool
    inside: float
    matching: float
    weight: float
    looked_at: int = 0
    named: int = 0

    def reason(self) -> Text:
        """Return in words how well the rows fit."""
        zh = f"{self.inside:.0%} {_PLACED.zh}"
        en = f"{self.inside:.0%} {_PLACED.en}"
        if np.isfinite(self.matching):
            zh += f"，{self.matching:.1%} 落在所填市县"
            en += f", {self.matching:.1%} in the county or city they name"
        if self.swapped:
            zh += "；前一列是纵坐标（北）"
            en += "; the first column is the northing"
        return Text(zh, en)


@dataclass(frozen=True, slots=True)
class Guess:
    """What is thought of a file's numbers.

    Attributes
    ----------
    candidates
        Likeliest first; none where the numbers lie nowhere here.
    certain
        Whether the first is so much likelier that it may be proposed; it is never taken unasked.
    """

    candidates: tuple[Candidate, ...]
    certain: bool


def guess_system(
    atlas: Bounded,
    x: Numbers,
    y: Numbers,
    units: Sequence[str] = (),
    headings: Sequence[str] = (),
) -> Guess:
    """Return the systems that numbers may be in.

    Parameters
    ----------
    atlas
        Its boundaries decide what lies where.
    x, y
        First and second coordinate as they stand in the file, one entry a row; NaN for none.
    units
        CURIE of the county or city that each row names, empty where it names none.
    headings
        Of the columns, whose words may tell the system.
    """
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    named = np.asarray(units if len(units) else [""] * len(x), dtype=object)
    good: npt.NDArray[np.int64] = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
    if not len(good):
        return Guess((), certain=False)
    rows = good[np.linspace(0, len(good) - 1, min(SAMPLE, len(good))).astype(int)]
    x, y, named = x[rows], y[rows], named[rows]
    judged = []
    for system, swapped, likely in _plausible(atlas, x, y, named):
        first, second = (y, x) if swapped else (x, y)
        found = _judge(atlas, system, first, second, named)
        if found is not None:
            inside, matching, score = found
            judged.append((system, swapped, inside, matching, score + np.log(likely)))
    if not judged:
        return Guess((), certain=False)
    hinted = {code for code, words in _HINTS.items() if any(words.search(one) for one in headings)}
    scores = np.asarray([score for *_, score in judged])
    if len(hinted) == 1:
        scores += [np.log(_HINTED) if one[0].id in hinted else 0.0 for one in judged]
    weights = np.exp(scores - scores.max())
    weights /= weights.sum()
    asked = int(np.count_nonzero(named != ""))
    candidates = [
        Candidate(system, swapped, inside, matching, float(weight), len(rows), asked)
        for (system, swapped, inside, matching, _), weight in zip(judged, weights, strict=True)
    ]
    candidates.sort(key=lambda one: -one.weight)
    return Guess(tuple(candidates), certain=_is_certain(candidates[0], x, y))


def _is_certain(best: Candidate, x: Numbers, y: Numbers) -> bool:
    """Tell whether the likeliest candidate may be proposed.

    Where most rows would lie elsewhere than they say, the right system is none of the candidates.
    Metres without a zone may count from any meridian: without names of counties none is certain.
    """
    if best.weight < CERTAIN or best.matching < _LEAST_MATCHING:
        return False
    first, second = (y, x) if best.swapped else (x, y)
    return bool(np.isfinite(best.matching)) or not _has_no_zone(first, second)


def _has_no_zone(x: Numbers, y: Numbers) -> bool:
    east, north = float(np.median(x)), float(np.median(y))
    return _EASTING[0] < east < _EASTING[1] and _NORTHING[0] < north < _NORTHING[1]


def _judge(
    atlas: Bounded, system: System, x: Numbers, y: Numbers, named: npt.NDArray[np.object_]
) -> tuple[float, float, float] | None:
    """Return the shares inside and where it says, and the log-likelihood; ``None``: nowhere."""
    lon, lat = to_wgs84(atlas, system, x, y)
    points = np.full(len(lon), None, dtype=object)
    good = np.isfinite(lon) & np.isfinite(lat)
    points[good] = shapely.points(lon[good], lat[good])
    unit, city = units_at(atlas, points)
    inside = np.asarray(unit != "", dtype=bool)
    if inside.mean() < _LEAST_INSIDE:
        return None
    asked = np.asarray(named != "", dtype=bool)
    logs = np.full(len(inside), np.log(1 - _LAND))
    logs[inside] = np.log(_LAND)
    matching = np.nan
    if asked.any():
        is_right = np.asarray((unit == named) | (city == named), dtype=bool)
        logs[asked & is_right] = np.log(_RIGHT)
        wrong: npt.NDArray[np.int64] = np.flatnonzero(asked & ~is_right)
        away = distances_km(atlas, points[wrong], named[wrong])
        logs[wrong] = np.log(np.maximum(_WRONG * np.exp(-away / _REACH_KM), _GROSS))
        matching = float(is_right[asked].mean())
    return float(inside.mean()), matching, float(logs.sum())


def _plausible(
    atlas: Bounded, x: Numbers, y: Numbers, named: npt.NDArray[np.object_]
) -> Iterator[tuple[System, bool, float]]:
    """Yield the systems in which numbers of this size may be written.

    With each stands whether the coordinates are turned round, and how likely it is beforehand.
    """
    for swapped in (False, True):
        first, second = (y, x) if swapped else (x, y)
        for system in _of_size(float(np.median(first)), float(np.median(second))):
            yield system, swapped, 1.0
        if _has_no_zone(first, second):
            for system, likely in _local(atlas, first, second, named):
                yield system, swapped, likely


def _local(
    atlas: Bounded, x: Numbers, y: Numbers, named: npt.NDArray[np.object_]
) -> list[tuple[System, float]]:
    """Return the few meridians of no standard zone that put most rows where they say."""
    middles = _middles(atlas)
    asked = np.flatnonzero([one in middles for one in named])[:_LOOKED_AT]
    if not len(asked):
        return []
    any_meridian = gauss_kruger(_MERIDIANS[1])
    east, lat = to_wgs84(atlas, any_meridian, x[asked], y[asked])
    good = np.isfinite(east) & np.isfinite(lat)
    if not good.any():
        return []
    asked, east, lat = asked[good], east[good] - _MERIDIANS[1], lat[good]
    near = float(np.median([middles[one] for one in named[asked]] - east))
    minutes = round(near * 60) + np.arange(-_ABOUT, _ABOUT + 1)
    minutes = minutes[~np.isin(minutes, [60 * one for one in _MERIDIANS])]
    lon = (east + minutes[:, None] / 60).ravel()
    points = np.asarray(shapely.points(lon, np.tile(lat, len(minutes))), dtype=object)
    unit, city = units_at(atlas, points)
    said = np.tile(named[asked], len(minutes))
    right = ((unit == said) | (city == said)).reshape(len(minutes), -1).sum(axis=1)
    likely = np.asarray(
        [next(weight for step, weight in _ROUND if minute % step == 0) for minute in minutes]
    )
    best = np.argsort(-(right * np.log(_RIGHT / _WRONG) + np.log(likely)))[:_FEW]
    return [(gauss_kruger(float(minutes[one] / 60)), float(likely[one])) for one in best]


@lru_cache(maxsize=2)
def _middles(atlas: Bounded) -> dict[str, float]:
    """Return the longitude of the middle of each unit and city."""
    found: defaultdict[str, list[float]] = defaultdict(list)
    for shape in atlas.finer_shapes:
        if shape.level in {"county", "sar"}:
            middle = shapely.centroid(geometry(shape)).x
            found[shape.id].append(middle)
            found[f"city:{shape.adcode[:4]}00"].append(middle)
    return {unit: float(np.mean(middles)) for unit, middles in found.items()}


def _of_size(east: float, north: float) -> Iterator[System]:
    if 100 < east < 125 and 15 < north < 35:  # noqa: PLR2004 - degrees about the province
        yield from (WGS84, GCJ02, BD09)
    if _NORTHING[0] < north < _NORTHING[1]:
        zone, rest = divmod(east, PREFIX)
        if _EASTING[0] < east < _EASTING[1]:
            yield from (gauss_kruger(meridian) for meridian in _MERIDIANS)
            yield from (read_system(code) for code in ("EPSG:32649", "EPSG:32650"))
        # West of its zone by more than half a million metres a point bears the number before.
        for near in (zone, zone + 1) if rest else ():
            if near in _THREE_DEGREE_ZONES:
                yield gauss_kruger(3 * near, near * PREFIX + EASTING)
            if near in _SIX_DEGREE_ZONES:
                yield gauss_kruger(6 * near - 3, near * PREFIX + EASTING)
        yield read_system("EPSG:3857")
    if 7e5 < east < 9e5 and 7e5 < north < 9e5:  # noqa: PLR2004 - metres of Hong Kong's grid
        yield read_system("EPSG:2326")
    if 1e3 < east < 6e4 and 1e3 < north < 6e4:  # noqa: PLR2004 - metres of Macao's grid
        yield read_system("EPSG:8433")
