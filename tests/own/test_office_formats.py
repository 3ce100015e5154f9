"""Files of every format in every system come in within a metre of the truth, their text right."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from pyproj import CRS, Geod

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.own.importing import Importer, Prepared, SystemWish
from cluster_atlas.own.reading import read_file
from cluster_atlas.own.systems.conversion import from_wgs84
from cluster_atlas.own.systems.system import read_system
from tests.own.officefiles import LAYERS, PLOTS, TABLES, Plots, write_geojson, write_xlsx

GEOD = Geod(ellps="WGS84")
# Three degrees with and without the zone, six degrees, UTM, and a meridian of a city's own.
LOCAL = CRS("EPSG:4547").to_wkt("WKT1_ESRI").replace("114.0", "113.28333333")
DECLARED = ("EPSG:4326", "EPSG:4490", "EPSG:4547", "EPSG:4526", "EPSG:4497", "EPSG:32649", LOCAL)
TOLD = ("wgs84", "cgcs2000", "gcj02", "bd09", "EPSG:4547", "EPSG:4526", "EPSG:3857")
NAMES = [row[0] for row in PLOTS.rows]

# What a file of the format says of its system.
CARRIERS = (
    "shapefile", "shapefile-zip", "geopackage", "flatgeobuf", "tab", "mif", "mapinfo-zip",
    "gdb-zip", "geoparquet", "geojson",
)  # fmt: skip
# What always is in degrees by its own rules, unless the user says another.
IN_DEGREES = ("kml", "kmz", "topojson")


@pytest.fixture(scope="module")
def importer(atlas: Atlas) -> Importer:
    return Importer(atlas)


def moved(atlas: Atlas, code: str, declared: str = "") -> Plots:
    """Return the plots as they stand in a system."""
    system = read_system(code)

    def turned(positions: Any) -> Any:
        return np.column_stack(from_wgs84(atlas, system, positions[:, 0], positions[:, 1]))

    shapes = [shapely.transform(shape, turned) for shape in PLOTS.shapes]
    return replace(PLOTS, shapes=shapes, system=declared)


def brought(importer: Importer, path: Path, kind: str, told: str = "") -> Prepared:
    (source,) = read_file(path)
    return importer.rows_of(kind, source, {}, SystemWish(told))


def apart_m(found: Sequence[Any], true: Sequence[Any]) -> float:
    """Return the largest distance of corners from those of the true outlines."""
    most = 0.0
    for one, other in zip(found, true, strict=True):
        corners = shapely.get_coordinates(one)
        near = [
            min(GEOD.inv(x, y, a, b)[2] for a, b in shapely.get_coordinates(other).tolist())
            for x, y in corners.tolist()
        ]
        most = max(most, *near)
    return most


def outlines(found: Prepared) -> list[Any]:
    return [shapely.from_wkb(raw) for raw in found.table["wkb"].to_pylist()]


def in_order(found: Prepared, names: Sequence[str] = NAMES) -> list[Any]:
    """Return the outlines by name: some formats sort by place."""
    by_name = dict(zip(found.table["name"].to_pylist(), outlines(found), strict=True))
    assert sorted(by_name) == sorted(names)
    return [by_name[name] for name in names]


@pytest.mark.parametrize(
    ("form", "system"),
    # GeoJSON names a system by its code.
    [(form, one) for form in CARRIERS for one in DECLARED if (form, one) != ("geojson", LOCAL)],
    ids=lambda text: text[:13],
)
def test_the_system_that_a_file_declares_is_taken(
    atlas: Atlas, importer: Importer, tmp_path: Path, form: str, system: str
) -> None:
    path = LAYERS[form](tmp_path, moved(atlas, system, system))
    found = brought(importer, path, "premises")
    assert found.choice.declared == "file"
    assert found.refused == ()
    assert apart_m(in_order(found), PLOTS.shapes) < 1
    assert set(found.table["county"].to_pylist()) == {"county:440604", "county:440606"}
    assert found.table.num_rows == 2
    assert sum(found.table["area"].to_pylist()) == pytest.approx(3000.5)


# What declares a system of its own is taken for another only where that is no projection.
SAID = [
    (form, code)
    for form in LAYERS
    for code in TOLD
    if form in {"dxf", *IN_DEGREES} or code in {"gcj02", "bd09", "wgs84"}
]


@pytest.mark.parametrize(("form", "code"), SAID)
def test_layers_come_in_by_the_system_that_is_told(
    atlas: Atlas, importer: Importer, tmp_path: Path, form: str, code: str
) -> None:
    declared = (
        "" if form not in {"geojson", "tab", "mif", "mapinfo-zip", "gdb-zip"} else "EPSG:4326"
    )
    path = LAYERS[form](tmp_path, moved(atlas, code, declared))
    found = brought(importer, path, "layer", code)
    assert found.choice.declared == "user"
    if form == "dxf":
        assert apart_m(outlines(found), PLOTS.shapes) < 1
        assert found.table["图层"].to_pylist() == ["虚构地块"] * 2
    else:
        by_county = {
            shapely.Point(PLOTS.positions()[at]): shape for at, shape in enumerate(PLOTS.shapes)
        }
        for point, shape in by_county.items():
            (mine,) = [one for one in outlines(found) if one.distance(point) < 0.001]
            assert apart_m([mine], [shape]) < 1


@pytest.mark.parametrize("code", TOLD)
@pytest.mark.parametrize("form", [form for form in TABLES if form != "xlsb"])
def test_tables_come_in_by_the_system_that_is_told(
    atlas: Atlas, importer: Importer, tmp_path: Path, form: str, code: str
) -> None:
    found = brought(importer, TABLES[form](tmp_path, moved(atlas, code)), "premises", code)
    assert found.refused == ()
    assert found.table["name"].to_pylist() == NAMES
    lon, lat = (found.table[key].to_numpy() for key in ("lon", "lat"))
    x, y = np.asarray(PLOTS.positions()).T
    assert GEOD.inv(lon, lat, x, y)[2].max() < 1


# GDAL 3.6 keeps only the letters of ASCII of a field's name in MapInfo's formats.
_SELECTED = 'SELECT "地块名称" AS "{}", "区县" AS "{}" FROM "地块"'
# Formats as GDAL's own program writes them, with its words.
PROGRAM = {
    "shp": ("-lco", "ENCODING=GBK"),
    "gpkg": (),
    "kml": (),
    "tab": ("-f", "MapInfo File", "-lco", "ENCODING=CP936"),
    "mif": ("-f", "MapInfo File", "-lco", "ENCODING=CP936"),
    "fgb": (),
    "geojson": ("-lco", "RFC7946=NO"),
}


@pytest.mark.paper
@pytest.mark.skipif(not shutil.which("ogr2ogr"), reason="no ogr2ogr: apt-get install gdal-bin")
@pytest.mark.parametrize("system", ["EPSG:4326", "EPSG:4490", "EPSG:4547", "EPSG:4526"])
@pytest.mark.parametrize("form", PROGRAM)
def test_what_the_program_of_gdal_writes(
    importer: Importer, tmp_path: Path, form: str, system: str
) -> None:
    plain = write_geojson(tmp_path)
    home = tmp_path / "made"
    home.mkdir()
    path = home / f"地块.{form}"
    heads = ("name", "county") if form in {"tab", "mif"} else ("地块名称", "区县")
    # PROJ knows no way from CGCS2000 to WGS84 and takes it as equal, as we do.
    words = ["-t_srs", system, *PROGRAM[form], "-sql", _SELECTED.format(*heads)]
    command = ["ogr2ogr", *words, str(path), str(plain)]
    subprocess.run(command, check=True, capture_output=True)
    found = brought(importer, path, "premises")
    assert found.refused == ()
    assert apart_m(in_order(found), PLOTS.shapes) < 1


@pytest.mark.paper
@pytest.mark.skipif(not shutil.which("soffice"), reason="no LibreOffice")
@pytest.mark.parametrize("form", ["ods", "xls", "html", "csv:Text - txt - csv (StarCalc):44,34,76"])
def test_what_libreoffice_writes(
    atlas: Atlas, importer: Importer, tmp_path: Path, form: str
) -> None:
    plain = write_xlsx(tmp_path, moved(atlas, "gcj02"))
    home = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    words = ["soffice", home, "--headless", "--convert-to", form, "--outdir", str(tmp_path)]
    subprocess.run([*words, str(plain)], check=True, capture_output=True, timeout=120)
    found = brought(importer, tmp_path / f"地块.{form[:4].rstrip(':')}", "premises", "gcj02")
    assert found.table["name"].to_pylist() == NAMES
    lon, lat = (found.table[key].to_numpy() for key in ("lon", "lat"))
    x, y = np.asarray(PLOTS.positions()).T
    assert GEOD.inv(lon, lat, x, y)[2].max() < 1
