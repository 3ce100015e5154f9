"""Files of offices that are right, one writer a format, for tests that spoil or convert them."""

from __future__ import annotations

import json
import struct
import warnings
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from tests.own.readers.test_workbooks import binary_workbook, cell, open_document, wide

COLUMNS = ("地块名称", "区县", "可用面积（平方米）")


@dataclass(frozen=True)
class Plots:
    """Plots as an office draws them: rows of :data:`COLUMNS` and a shape of each.

    ``system`` is the code or definition that the file declares, empty where it declares none.
    """

    rows: Sequence[tuple[str, str, float]]
    shapes: Sequence[Any]
    system: str = "EPSG:4326"

    def positions(self) -> list[tuple[float, float]]:
        """Return a point of each plot, for tables."""
        inner = shapely.centroid(np.asarray(self.shapes, dtype=object))
        return list(zip(shapely.get_x(inner).tolist(), shapely.get_y(inner).tolist(), strict=True))


PLOTS = Plots(
    (("虚构一号地块", "禅城区", 1000.5), ("虚构二号地块", "顺德区", 2000.0)),
    (
        shapely.box(113.10, 23.05, 113.101, 23.051),
        shapely.box(113.20, 22.80, 113.201, 22.801),
    ),
)

# A writer puts the plots into a folder and returns what the user brings of it.
Writer = Callable[..., Path]


def _lines(plots: Plots) -> list[list[Any]]:
    places = plots.positions()
    rows = [[*row, *place] for row, place in zip(plots.rows, places, strict=True)]
    return [[*COLUMNS, "经度", "纬度"], *rows]


def write_xlsx(folder: Path, plots: Plots = PLOTS) -> Path:
    import xlsxwriter

    path = folder / "地块.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("地块")
        for number, line in enumerate(_lines(plots)):
            sheet.write_row(number, 0, line)
    return path


def write_xlsb(folder: Path, plots: Plots = PLOTS) -> Path:
    # Rows of two cells each: the format's writer of the tests knows no wider ones.
    cells = [(6, 0, wide("地块名称")), (6, 1, wide("区县"))]
    for name, county, _ in plots.rows:
        cells += [(6, 0, wide(name)), (6, 1, wide(county))]
    return binary_workbook(folder / "地块.xlsb", *cells)


def write_ods(folder: Path, plots: Plots = PLOTS) -> Path:
    def shown(value: Any) -> str:
        if isinstance(value, float):
            return f'<c office:value-type="float" office:value="{value!r}"><p>{value}</p></c>'
        return cell(value)

    rows = [f"<r>{''.join(map(shown, line))}</r>" for line in _lines(plots)]
    return open_document(folder / "地块.ods", *rows)


def write_xls(folder: Path, plots: Plots = PLOTS) -> Path:
    """Write a workbook of Excel 97: one sheet, a container of one stream."""

    def record(kind: int, data: bytes = b"") -> bytes:
        return struct.pack("<HH", kind, len(data)) + data

    def text(value: str) -> bytes:
        return struct.pack("<HB", len(value), 1) + value.encode("utf-16-le")

    lines = _lines(plots)
    sheet = record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0x0DBB, 0x07CC, 0, 6))
    sheet += record(0x200, struct.pack("<IIHHH", 0, len(lines), 0, len(lines[0]), 0))
    for row, line in enumerate(lines):
        for column, value in enumerate(line):
            head = struct.pack("<HHH", row, column, 0)
            if isinstance(value, float):
                sheet += record(0x203, head + struct.pack("<d", value))
            else:
                sheet += record(0x204, head + text(value))
    sheet += record(0x0A)
    name = "地块"
    bound = bytes([len(name), 1]) + name.encode("utf-16-le")
    start = record(0x809, struct.pack("<HHHHII", 0x600, 0x05, 0x0DBB, 0x07CC, 0, 6))
    at = len(start) + 4 + 6 + len(bound) + 4
    book = start + record(0x85, struct.pack("<IBB", at, 0, 0) + bound) + record(0x0A) + sheet
    path = folder / "地块.xls"
    path.write_bytes(_container("Workbook", book))
    return path


def _container(name: str, stream: bytes) -> bytes:
    """Return a compound file of one stream: a sector of the table, one of the folder, the rest."""
    size, end, free = 512, 0xFFFFFFFE, 0xFFFFFFFF
    # Smaller streams would lie elsewhere.
    stream = stream.ljust(max(4096, -(-len(stream) // size) * size), b"\0")
    sectors = len(stream) // size
    chain = [0xFFFFFFFD, end, *range(3, sectors + 2), end]
    table = struct.pack(f"<{len(chain)}I", *chain)
    table += struct.pack("<I", free) * ((size - len(table)) // 4)

    def entry(title: str, kind: int, child: int, start: int, length: int) -> bytes:
        raw = title.encode("utf-16-le")
        return (
            raw.ljust(64, b"\0")
            + struct.pack("<HBBIII", len(raw) + 2, kind, 1, free, free, child)
            + bytes(36)
            + struct.pack("<IQ", start, length)
        )

    folder = entry("Root Entry", 5, 1, end, 0) + entry(name, 2, free, 2, len(stream)) + bytes(256)
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack(
        "<HHHHH6xIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, end, 0, end, 0, 0
    )
    head += struct.pack("<I", free) * 108
    return head + table + folder + stream


def write_csv(folder: Path, plots: Plots = PLOTS) -> Path:
    path = folder / "地块.csv"
    text = "".join(",".join(map(str, line)) + "\r\n" for line in _lines(plots))
    path.write_bytes(text.encode("gb18030"))
    return path


def write_html(folder: Path, plots: Plots = PLOTS) -> Path:
    path = folder / "地块.xls.html"
    rows = "".join(f"<tr>{''.join(f'<td>{v}</td>' for v in line)}</tr>" for line in _lines(plots))
    head = '<html><head><meta charset="gbk"></head><body>'
    path.write_bytes(f"{head}<table>{rows}</table></body></html>".encode("gbk"))
    return path


def write_geojson(folder: Path, plots: Plots = PLOTS) -> Path:
    path = folder / "地块.geojson"
    code = plots.system.rpartition(":")[2]
    features = [
        {
            "type": "Feature",
            "properties": dict(zip(COLUMNS, row, strict=True)),
            "geometry": shapely.geometry.mapping(shape),
        }
        for row, shape in zip(plots.rows, plots.shapes, strict=True)
    ]
    content: dict[str, Any] = {"type": "FeatureCollection", "features": features}
    if code:
        name = f"urn:ogc:def:crs:EPSG::{code}"
        content["crs"] = {"type": "name", "properties": {"name": name}}
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return path


def write_topojson(folder: Path, plots: Plots = PLOTS) -> Path:
    path = folder / "地块.topojson"
    content = {
        "type": "Topology",
        "objects": {
            "地块": {
                "type": "GeometryCollection",
                "geometries": [
                    {
                        "type": "Polygon",
                        "arcs": [[number]],
                        "properties": dict(zip(COLUMNS, row, strict=True)),
                    }
                    for number, row in enumerate(plots.rows)
                ],
            }
        },
        "arcs": [shapely.get_coordinates(shape).tolist() for shape in plots.shapes],
    }
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return path


def write_kml(folder: Path, plots: Plots = PLOTS) -> Path:
    path = folder / "地块.kml"
    path.write_text(_kml(plots), encoding="utf-8")
    return path


def write_kmz(folder: Path, plots: Plots = PLOTS) -> Path:
    path = folder / "地块.kmz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("doc.kml", _kml(plots))
    return path


def _kml(plots: Plots) -> str:
    """Return a file as Google Earth has it: folders, extended data, outlines with heights."""

    def mark(row: Sequence[Any], shape: Any) -> str:
        data = "".join(
            f'<Data name="{name}"><value>{value}</value></Data>'
            for name, value in zip(COLUMNS, row, strict=True)
        )
        corners = " ".join(f"{x!r},{y!r},0" for x, y in shapely.get_coordinates(shape).tolist())
        ring = f"<LinearRing><coordinates>{corners}</coordinates></LinearRing>"
        return (
            f"<Folder><name>{row[1]}</name><Placemark><name>{row[0]}</name>"
            f"<ExtendedData>{data}</ExtendedData><Polygon><outerBoundaryIs>{ring}"
            "</outerBoundaryIs></Polygon></Placemark></Folder>"
        )

    marks = "".join(mark(row, shape) for row, shape in zip(plots.rows, plots.shapes, strict=True))
    return (
        '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2">'
        f"<Document><name>地块</name>{marks}</Document></kml>"
    )


def write_dxf(folder: Path, plots: Plots = PLOTS) -> Path:
    import ezdxf

    document = ezdxf.new("R2010")  # type: ignore[attr-defined]
    document.layers.add("虚构地块")
    space = document.modelspace()
    for shape in plots.shapes:
        corners = shapely.get_coordinates(shape)[:-1].tolist()
        space.add_lwpolyline(corners, close=True, dxfattribs={"layer": "虚构地块"})
    path = folder / "地块.dxf"
    document.saveas(path)
    return path


def _frame(plots: Plots) -> Any:
    import geopandas as gpd

    # Ten bytes are a field's name in a shapefile.
    names = ("地块名称", "区县", "可用面积")
    columns = {name: [row[at] for row in plots.rows] for at, name in enumerate(names)}
    return gpd.GeoDataFrame(columns, geometry=list(plots.shapes), crs=plots.system or None)


def _written(path: Path, plots: Plots, **options: Any) -> Path:
    import pyogrio

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pyogrio.write_dataframe(_frame(plots), path, **options)
    return path


def write_shapefile(folder: Path, plots: Plots = PLOTS) -> Path:
    """Write the parts of a shapefile whose table is GBK and does not say so."""
    path = _written(folder / "地块.shp", plots, encoding="GBK")
    path.with_suffix(".cpg").unlink(missing_ok=True)
    return path


def write_geopackage(folder: Path, plots: Plots = PLOTS) -> Path:
    return _written(folder / "地块.gpkg", plots, layer="地块")


def write_flatgeobuf(folder: Path, plots: Plots = PLOTS) -> Path:
    return _written(folder / "地块.fgb", plots)


def write_tab(folder: Path, plots: Plots = PLOTS) -> Path:
    encoded = {"layer_options": {"ENCODING": "CP936"}}
    return _written(folder / "地块.tab", plots, driver="MapInfo File", **encoded)


def write_mif(folder: Path, plots: Plots = PLOTS) -> Path:
    options = {"layer_options": {"ENCODING": "CP936"}, "dataset_options": {"FORMAT": "MIF"}}
    return _written(folder / "地块.mif", plots, driver="MapInfo File", **options)


def write_geodatabase(folder: Path, plots: Plots = PLOTS) -> Path:
    home = _written(folder / "地块.gdb", plots, driver="OpenFileGDB", layer="地块")
    return zipped(folder / "地块.gdb.zip", home.iterdir(), "地块.gdb")


def write_geoparquet(folder: Path, plots: Plots = PLOTS) -> Path:
    path = folder / "地块.parquet"
    _frame(plots).to_parquet(path)
    return path


def write_zipped_shapefile(folder: Path, plots: Plots = PLOTS) -> Path:
    parts = folder / "parts"
    parts.mkdir()
    write_shapefile(parts, plots)
    return zipped(folder / "地块.zip", parts.iterdir(), "资料")


def write_zipped_tab(folder: Path, plots: Plots = PLOTS) -> Path:
    parts = folder / "parts"
    parts.mkdir()
    write_tab(parts, plots)
    return zipped(folder / "地块.zip", parts.iterdir(), "资料")


def zipped(path: Path, files: Iterable[Path], inside: str) -> Path:
    """Return an archive of files that lie in a folder of it."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for one in sorted(files):
            archive.write(one, f"{inside}/{one.name}")
    return path


TABLES: dict[str, Writer] = {
    "xlsx": write_xlsx,
    "xlsb": write_xlsb,
    "xls": write_xls,
    "ods": write_ods,
    "csv": write_csv,
    "html": write_html,
}
LAYERS: dict[str, Writer] = {
    "geojson": write_geojson,
    "topojson": write_topojson,
    "kml": write_kml,
    "kmz": write_kmz,
    "dxf": write_dxf,
    "shapefile": write_shapefile,
    "shapefile-zip": write_zipped_shapefile,
    "geopackage": write_geopackage,
    "flatgeobuf": write_flatgeobuf,
    "tab": write_tab,
    "mif": write_mif,
    "mapinfo-zip": write_zipped_tab,
    "gdb-zip": write_geodatabase,
    "geoparquet": write_geoparquet,
}
WRITERS = TABLES | LAYERS
