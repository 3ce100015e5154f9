"""Where rows lie: by their own coordinates or shapes, else by the names and addresses they bear."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import shapely

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.location import distances_km, units_at
from cluster_atlas.own.areas import areas_m2
from cluster_atlas.own.placenames import NOTHING, PlaceMatch, PlaceNames, without_house
from cluster_atlas.own.systems.conversion import to_wgs84
from cluster_atlas.own.systems.system import System
from cluster_atlas.values.issues import Text

Numbers = npt.NDArray[np.float64]
Objects = npt.NDArray[np.object_]

# A point farther than this from the county that its row names contradicts it.
MOST_AWAY_KM = 1.0
# So far from all land a point is in the sea; quays and reclaimed land are not.
MOST_OFFSHORE_KM = 3.0
# Where GEOS says that an outline crosses itself: Self-intersection[412345.5 2556789.25].
_PLACE = re.compile(r"\[(.+)\]")
# Numbers beyond this are shown with an exponent.
_LONGEST = 1e9


@dataclass(slots=True)
class Finding:
    """One thing to say about a row: which, about which field, and whether it is refused for it."""

    row: int
    field: str
    value: object
    message: Text
    hint: Text
    refused: bool


@dataclass(slots=True)
class Placed:
    """Where each row lies, one entry a row.

    Attributes
    ----------
    lon, lat
        Point in degrees (EPSG:4326); of a shape a point inside it; NaN where none is known.
    shapes
        Geometry (EPSG:4326), or ``None``; empty for a table without.
    city, county, town, zone
        CURIEs, and the name of the town; empty where not known.
    precision
        Code of the atlas's list.
    radius_km
        Uncertainty of the point in km; NaN where there is none.
    findings
        What is doubtful or wrong.
    """

    lon: Numbers
    lat: Numbers
    shapes: Objects
    city: Objects
    county: Objects
    town: Objects
    zone: Objects
    precision: Objects
    radius_km: Numbers
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What a table says of where its rows are; a column that it lacks is empty.

    ``units`` is what the columns of city and county mean, one entry a row. ``x`` and ``y`` are
    numbers in the file's system, NaN for none; ``unread`` is by row what
    stands in their columns and is no number. ``shapes`` are those of the file.
    """

    units: Sequence[PlaceMatch]
    address: Sequence[object] = ()
    zone: Sequence[object] = ()
    x: Numbers | None = None
    y: Numbers | None = None
    unread: Mapping[int, str] = field(default_factory=dict)
    shapes: Objects = field(default_factory=lambda: np.empty(0, dtype=object))


def named_units(
    names: PlaceNames, cities: Sequence[object], counties: Sequence[object], count: int
) -> list[PlaceMatch]:
    """Return what the columns of city and county mean; one that is not there is empty."""
    kept: dict[tuple[object, object], PlaceMatch] = {}
    found = []
    for key in zip(cities or [None] * count, counties or [None] * count, strict=True):
        match = kept.get(key)
        if match is None:
            match = kept[key] = _unit(names, *key)
        found.append(match)
    return found


def place_rows(
    atlas: Atlas, names: PlaceNames, where: Whereabouts, system: System | None
) -> Placed:
    """Return where rows lie.

    Parameters
    ----------
    atlas
        Its boundaries decide.
    names
        Of its places.
    where
        What the rows say.
    system
        That of their coordinates and shapes; ``None`` where they have none.
    """
    placed = _empty(len(where.units))
    told = _by_names(placed, names, where)
    _say_unread(placed, where)
    if system is not None and (where.x is not None or len(where.shapes)):
        _by_coordinates(placed, atlas, where, system)
    _confirm(placed, atlas, where.units, told)
    return placed


def _empty(count: int) -> Placed:
    def texts() -> Objects:
        return np.full(count, "", dtype=object)

    nothing = np.full(count, np.nan)
    shapes = np.full(count, None, dtype=object)
    precision = np.full(count, "unknown", dtype=object)
    return Placed(
        nothing.copy(), nothing.copy(), shapes, texts(), texts(), texts(), texts(), precision,
        nothing.copy(),
    )  # fmt: skip


def _unit(names: PlaceNames, city: object, county: object) -> PlaceMatch:
    outer = names.unit(str(city)) if city not in {None, ""} else NOTHING
    if county in {None, ""}:
        return outer
    inner = names.unit(str(county), within=outer.city if outer.is_found else "")
    if inner.is_found or not outer.is_found:
        return inner
    # 长安镇 in a column of counties: Dongguan and Zhongshan have none.
    town = names.address(str(county), within=outer.city)
    return town if town.town else inner


def _by_names(placed: Placed, names: PlaceNames, where: Whereabouts) -> list[PlaceMatch]:
    """Place rows by their units, addresses and zones, and return what those mean."""
    told, units = [], where.units
    addresses = where.address or [None] * len(units)
    zones = where.zone or [None] * len(units)
    kept: dict[tuple[object, object, str, str], PlaceMatch] = {}
    for row, (unit, written, zone) in enumerate(zip(units, addresses, zones, strict=True)):
        address = without_house(written) if isinstance(written, str) else written
        key = address, zone, unit.city, unit.county
        match = kept.get(key)
        if match is None:
            match = kept[key] = _deepest(names, unit, address, zone)
        told.append(match)
        placed.city[row], placed.county[row] = match.city, match.county
        placed.town[row], placed.zone[row] = match.town, match.zone
        placed.precision[row] = match.precision
        if match.lon is not None and match.lat is not None:
            placed.lon[row], placed.lat[row] = match.lon, match.lat
            placed.radius_km[row] = match.radius_km or np.nan
    return told


def _deepest(names: PlaceNames, unit: PlaceMatch, address: object, zone: object) -> PlaceMatch:
    """Return the finest place that unit, address and zone tell together.

    Where they tell none, it is the first of them that could be several.
    """
    known = unit if unit.is_found else NOTHING
    asked = unit if unit.choices else NOTHING
    for text in (zone, address):
        if text not in {None, ""}:
            within = known.county or known.city
            found = names.address(str(text), within=within)
            if found.is_found and (not known.is_found or found.city == known.city):
                known = found
            elif found.choices and not asked.choices:
                asked = replace(NOTHING, choices=found.choices)
    return known if known.is_found else asked


def _where(unit: str) -> Text:
    if unit:
        return Text("坐标落在香港或澳门", "lies in Hong Kong or Macao")
    return Text("坐标落在广东省外或海上", "lies outside Guangdong or in the sea")


_CHECK = Text("请核对坐标、坐标系或经纬度次序", "check it, its system, or the order")
_OTHER_SYSTEM = Text(
    "请核对坐标系；横坐标带有带号时用带号的一个，如 EPSG:4526",
    "check the system; where eastings begin with the zone, take one with it, as EPSG:4526",
)


def _say_unread(placed: Placed, where: Whereabouts) -> None:
    """Say which rows have something in the columns of coordinates that is none."""
    message = Text("不是坐标，未用来定位", "is no coordinate and places nothing")
    hint = Text("请写成度、度分秒或米", "write degrees, or minutes and seconds, or metres")
    for row, text in where.unread.items():
        placed.findings.append(Finding(row, "x", text, message, hint, refused=False))


def _mended(shapes: Objects, written: Objects, findings: list[Finding]) -> Objects:
    """Return shapes of which none crosses itself, and say which did and where in the file.

    Every part that an outline encloses stays; one that encloses nothing stays as it is.
    """
    faulty = np.flatnonzero(~(shapely.is_missing(shapes) | shapely.is_valid(shapes)))
    if not len(faulty):
        return shapes
    found = shapes.copy()
    for row in faulty.tolist():
        solid = shapely.make_valid(shapes[row])
        parts = [part for part in shapely.get_parts(solid) if shapely.area(part) > 0]
        parts = [one for part in parts for one in shapely.get_parts(part) if shapely.area(one) > 0]
        if not parts:
            continue
        found[row] = parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)
        at = _PLACE.search(shapely.is_valid_reason(written[row]))
        message = Text("边界自相交，已修复", "has an outline that crosses itself; it was mended")
        hint = Text("请核对该处边界与面积", "check the outline there and the area")
        findings.append(Finding(row, "shape", at[1] if at else "", message, hint, refused=False))
    return found


def _turned(atlas: Atlas, system: System, shapes: Objects) -> tuple[Objects, Numbers, Numbers]:
    """Return shapes in WGS84, and a position of each as it is in the file.

    A shape of which a position cannot be in the system is none; its position is that one.
    """
    positions, owners = shapely.get_coordinates(shapes, return_index=True)
    turned = np.column_stack(to_wgs84(atlas, system, positions[:, 0], positions[:, 1]))
    lost = ~np.isfinite(turned).all(axis=1)
    x, y = np.full((2, len(shapes)), np.nan)
    x[owners], y[owners] = positions.T
    kept = shapes.copy()
    if lost.any():
        # The position that is told is the one that cannot be.
        x[owners[lost]], y[owners[lost]] = positions[lost].T
        whole = ~np.isin(np.arange(len(shapes)), owners[lost])
        kept[~whole] = None
        turned = turned[whole[owners]]
    return shapely.set_coordinates(kept, turned), x, y


def _by_coordinates(placed: Placed, atlas: Atlas, where: Whereabouts, system: System) -> None:
    if len(where.shapes):
        shapes, x, y = _turned(atlas, system, where.shapes)
        shapes = _mended(shapes, where.shapes, placed.findings)
        inner = shapely.point_on_surface(shapes)
        lon, lat = shapely.get_x(inner), shapely.get_y(inner)
    else:
        if where.x is None or where.y is None:
            return
        x, y = where.x, where.y
        lon, lat = to_wgs84(atlas, system, x, y)
        shapes = np.full(len(lon), None, dtype=object)
    there = np.isfinite(lon) & np.isfinite(lat)
    # A zone's number before the easting of a system without it gives infinity and no error.
    for row in np.flatnonzero(np.isfinite(x) & np.isfinite(y) & ~there).tolist():
        message = Text("不是此坐标系中的坐标", "is no position of the system")
        shown = "{}, {}" if abs(x[row]) > _LONGEST else "{:.2f}, {:.2f}"
        value = shown.format(x[row], y[row])
        placed.findings.append(Finding(row, "x", value, message, _OTHER_SYSTEM, refused=True))
    points = np.full(len(lon), None, dtype=object)
    points[there] = shapely.points(lon[there], lat[there])
    solid = np.where(shapely.is_missing(shapes), points, shapes)
    unit, city = units_at(atlas, solid)
    inside = np.asarray(city != "", dtype=bool)
    named = np.asarray([unit.county or unit.city for unit in where.units], dtype=object)
    outside = np.flatnonzero(there & ~inside)
    away = distances_km(atlas, points[outside], named[outside])
    for row, distance in zip(outside.tolist(), away.tolist(), strict=True):
        # A quay or reclaimed land off the named county is where its names say.
        if distance > MOST_OFFSHORE_KM or unit[row]:
            value = f"{lon[row]:.5f}, {lat[row]:.5f}"
            placed.findings.append(
                Finding(row, "x", value, _where(unit[row]), _CHECK, refused=True)
            )
    placed.lon[there], placed.lat[there] = lon[there], lat[there]
    placed.shapes[there] = shapes[there]
    placed.radius_km[there] = 0.0
    is_flat = np.asarray(shapely.get_dimensions(placed.shapes) > 0, dtype=bool)
    placed.precision[there] = "site"
    placed.precision[there & is_flat] = "boundary"
    placed.county[inside] = ["" if one.endswith("00") else one for one in unit[inside].tolist()]
    placed.city[inside] = city[inside]


def _confirm(
    placed: Placed, atlas: Atlas, units: Sequence[PlaceMatch], told: Sequence[PlaceMatch]
) -> None:
    """Say where a row's names and its coordinates contradict each other, or tell nothing."""
    named = np.asarray([unit.county or unit.city for unit in units], dtype=object)
    refused = {finding.row for finding in placed.findings if finding.refused}
    own = (placed.precision == "site") | (placed.precision == "boundary")
    elsewhere = (named != "") & (named != placed.county) & (named != placed.city)
    doubtful = np.asarray(own & elsewhere & np.isfinite(placed.lon), dtype=bool)
    asked = [row for row in np.flatnonzero(doubtful).tolist() if row not in refused]
    if asked:
        points = np.asarray(shapely.points(placed.lon[asked], placed.lat[asked]), dtype=object)
        away = distances_km(atlas, points, named[asked])
        for row, distance in zip(asked, away.tolist(), strict=True):
            if distance > MOST_AWAY_KM:
                said = atlas.places[named[row]]
                lies = atlas.places.get(placed.county[row] or placed.city[row])
                there = Text(lies.name, lies.name_en) if lies else Text("省外", "elsewhere")
                placed.findings.append(
                    Finding(
                        row,
                        "county",
                        said.name,
                        Text(f"坐标落在{there.zh}，不在所填区县", f"names another than {there.en}"),
                        Text("请核对坐标或区县", "check the point or the county"),
                        refused=False,
                    )
                )
    for row in np.flatnonzero(placed.city == "").tolist():
        if row not in refused:
            placed.findings.append(_unplaced(atlas, row, told[row]))


def _unplaced(atlas: Atlas, row: int, match: PlaceMatch) -> Finding:
    if match.choices:
        names = "、".join(atlas.places[one].name for one in match.choices)
        message = (
            Text("有几个同名地点", "is the name of several places")
            if len(match.choices) > 1
            else Text(
                "有同名的镇街，但未写明所在的市", "has a town of this name, and no city is told"
            )
        )
        return Finding(row, "county", names, message, Text("请写明地级市", "add the city"), True)  # noqa: FBT003
    message = Text("没有可用的地点", "has no place that is known")
    hint = Text("请填区县、地址或坐标", "give county, address or coordinates")
    return Finding(row, "county", "", message, hint, True)  # noqa: FBT003


def place_columns(placed: Placed) -> dict[str, pa.Array]:
    """Return where rows lie as the columns that a workspace keeps."""
    is_flat = shapely.get_dimensions(placed.shapes) == 2  # noqa: PLR2004 - polygons
    area = np.full(len(placed.lon), np.nan)
    if is_flat.any():
        area[is_flat] = areas_m2(placed.shapes[is_flat])
    return {
        "lon": pa.array(placed.lon, from_pandas=True),
        "lat": pa.array(placed.lat, from_pandas=True),
        "wkb": pa.array(shapely.to_wkb(placed.shapes).tolist(), type=pa.binary()),
        "area_m2": pa.array(area, from_pandas=True),
        **{
            name: pa.array(getattr(placed, name), type=pa.string())
            for name in ("city", "county", "town", "zone", "precision")
        },
        "radius_km": pa.array(placed.radius_km, from_pandas=True),
    }


def shape_findings(placed: Placed) -> list[Finding]:
    """Refuse rows whose shape covers nothing."""
    shapes = placed.shapes
    flat = (shapely.get_dimensions(shapes) == 2) & (shapely.area(shapes) == 0)  # noqa: PLR2004 - polygons
    message = Text("图形没有面积", "has a shape without area")
    hint = Text("请在原软件中修正该图形", "mend the shape in its program")
    return [
        Finding(row, "shape", None, message, hint, refused=True)
        for row in np.flatnonzero(shapely.is_empty(shapes) | flat).tolist()
    ]
