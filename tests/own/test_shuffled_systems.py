"""Five hundred shuffled tables over all coordinate systems: which one each is in, and how sure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.boundaries import geometry
from cluster_atlas.own.importing import Importer, SystemWish
from cluster_atlas.own.sourcetable import SourceTable, Value
from cluster_atlas.own.systems.conversion import from_wgs84
from cluster_atlas.own.systems.system import gauss_kruger, read_system

Numbers = npt.NDArray[np.float64]

SAMPLES, SEED = 500, 20_261_129
# Of the systems that hold points of one zone only, its middle.
ZONES = {
    "EPSG:4546": 111, "EPSG:4547": 114, "EPSG:4548": 117,
    "EPSG:4525": 111, "EPSG:4526": 114, "EPSG:4527": 117,
    "EPSG:4497": 111, "EPSG:4498": 117, "EPSG:32649": 111, "EPSG:32650": 117,
}  # fmt: skip
# Meridians that cities took for their own systems.
LOCAL = (112.5, 113.0, 113 + 17 / 60, 113 + 21 / 60, 113.5, 114 + 3 / 60, 116.5)
PLAIN = ("wgs84", "cgcs2000", "gcj02", "bd09", "EPSG:3857", "dms", "EPSG:2326", "EPSG:8433")
SYSTEMS = (*PLAIN, *ZONES, "local")
# WGS84 and CGCS2000 are one within centimetres; a six-degree zone without its number is the
# three-degree one of the same meridian.
SAME = {"cgcs2000": "wgs84", "dms": "wgs84"}
HEADS = (
    ("经度", "纬度"), ("X坐标", "Y坐标"), ("lng", "lat"), ("横坐标", "纵坐标"), ("x", "y"),
    ("东经", "北纬"),
)  # fmt: skip
TELLING = {
    "gcj02": ("高德经度", "高德纬度"),
    "bd09": ("bd_lng", "bd_lat"),
    "wgs84": ("wgs_lng", "lat_wgs84"),
}
COUNTS = (1, 2, 3, 8, 30, 120, 600)
# Of all tables the right system is named.
LEAST = 0.95
# So many rows more where they say tell a system from another.
_TELLING_ROWS = 4


@dataclass(frozen=True)
class Sample:
    """A table, the system that it is in, and what is said of that."""

    system: str
    swapped: bool
    table: SourceTable
    told: str
    rows: int
    named: bool


@cache
def outlines(atlas: Atlas) -> tuple[list[str], list[Any], list[str]]:
    shapes = [shape for shape in atlas.finer_shapes if shape.level in {"county", "sar"}]
    return (
        [shape.id for shape in shapes],
        [geometry(shape) for shape in shapes],
        [shape.name for shape in shapes],
    )


def points(
    atlas: Atlas, chance: np.random.Generator, fit: npt.NDArray[np.bool_], count: int
) -> tuple[Numbers, Numbers, list[str]]:
    """Return points (WGS84) in some of the units that are fit, and the names of these."""
    _, shapes, names = outlines(atlas)
    units = np.flatnonzero(fit)
    units = chance.choice(units, min(len(units), int(chance.integers(1, 12))), replace=False)
    found: list[tuple[float, float]] = []
    said: list[str] = []
    while len(found) < count:
        unit = int(chance.choice(units))
        west, south, east, north = shapes[unit].bounds
        x, y = chance.uniform(west, east), chance.uniform(south, north)
        if shapely.contains_xy(shapes[unit], x, y):
            found.append((x, y))
            said.append(names[unit])
    lon, lat = np.asarray(found).T
    return lon, lat, said


def written(value: float, form: int) -> str:
    """Return an angle in degrees, minutes and seconds as people write it."""
    tenths = round(value * 36_000)
    degrees, rest = divmod(tenths, 36_000)
    minutes, seconds = divmod(rest, 600)
    forms = ("{}°{}′{:.1f}″", "{}度{}分{:.1f}秒", "{} {} {:.1f}", "{}-{}-{:.1f}")
    return forms[form].format(degrees, minutes, seconds / 10)


def sample(atlas: Atlas, number: int) -> Sample:
    """Return one of the tables; the same each time."""
    chance = np.random.default_rng([SEED, number])
    name = str(chance.choice(SYSTEMS))
    ids, shapes, _ = outlines(atlas)
    middle = np.asarray([shape.centroid.x for shape in shapes])
    special = np.asarray([one.startswith("sar:") for one in ids])
    fit = ~special
    system = None
    if name == "local":
        meridian = float(chance.choice(LOCAL))
        system, fit = gauss_kruger(meridian), fit & (abs(middle - meridian) < 0.7)
    elif name in {"EPSG:2326", "EPSG:8433"}:
        region = "sar:810000" if name == "EPSG:2326" else "sar:820000"
        fit = np.asarray([one == region for one in ids])
    elif name in ZONES:
        fit &= abs(middle - ZONES[name]) < (1.5 if name < "EPSG:44" or name > "EPSG:45" else 3)
    if system is None:
        system = read_system(SAME.get(name, name))
    count = int(chance.choice(COUNTS))
    lon, lat, units = points(atlas, chance, fit, count)
    x, y = from_wgs84(atlas, system, lon, lat)
    heads: tuple[str, str] = HEADS[int(chance.integers(len(HEADS)))]
    telling = bool(chance.random() < 0.15) and system.id in TELLING
    if telling:
        heads = TELLING[system.id]
    swapped = bool(chance.random() < 0.25)
    first, second = (y, x) if swapped else (x, y)
    columns: dict[str, list[Value]] = {"名称": [f"虚构{row}" for row in range(count)]}
    for head, values in zip(heads, (first, second), strict=True):
        if name == "dms":
            form = int(chance.integers(4))
            columns[head] = [written(value, form) for value in values.tolist()]
        else:
            columns[head] = np.round(values, 6 if abs(values[0]) < 200 else 2).tolist()
    named = bool(chance.random() < 0.7)
    if named:
        columns["区县"] = list(units)
    table = SourceTable("表", tuple(columns), tuple(columns.values()), range(2, count + 2))
    told = system.id if name != "local" and chance.random() < 0.1 else ""
    return Sample(system.id, swapped, table, told, count, named)


def verdict(importer: Importer, one: Sample) -> tuple[str, bool]:
    """Return what came of a table, and whether the right system was named.

    What is asked about although five rows and more tell the right system from all others counts as
    wrong, as what is refused does.
    """
    found = importer.rows_of("layer", one.table, {}, SystemWish(one.told))
    choice = found.choice
    # Columns without telling headings are told apart by their values.
    swapped = one.swapped == (found.match.fields["x"] == one.table.columns[1])
    if one.told:
        return "declared", choice.system is not None and choice.system.id == one.system
    assert choice.system is None, "converted without a word"
    candidates = choice.guess.candidates
    if not candidates:
        return "refused", False
    best, *others = candidates
    if choice.guess.certain:
        is_right = same(best.system.id, one.system) and best.swapped == swapped
        return ("guessed right" if is_right else "guessed wrong"), is_right
    second = max((other.matching for other in others), default=0.0)
    if one.named and (best.matching - second) * one.rows > _TELLING_ROWS:
        return "asked for nothing", False
    return "asked", any(same(other.system.id, one.system) for other in candidates[:5])


def same(found: str, true: str) -> bool:
    return SAME.get(found, found) == SAME.get(true, true)


def test_the_right_system_is_named(atlas: Atlas) -> None:
    importer = Importer(atlas)
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    for number in range(SAMPLES):
        one = sample(atlas, number)
        said, is_right = verdict(importer, one)
        counts[said] += 1
        if not is_right:
            wrong.append(f"{number}: {one.system}, {one.rows} rows, named={one.named}: {said}")
    assert sum(counts.values()) == SAMPLES
    assert len(wrong) <= (1 - LEAST) * SAMPLES, "\n".join([str(counts), *wrong])
    assert counts["guessed wrong"] == 0, "\n".join(wrong)
    assert counts["guessed right"] >= counts["asked"], counts
