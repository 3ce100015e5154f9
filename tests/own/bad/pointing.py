"""Files that point to other files or to the network."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests.own.bad.badfile import (
    ASKED,
    BAIT_ADDRESS,
    BAIT_FILE,
    REFUSED,
    TAKEN,
    BadFile,
    file_of,
    with_part,
)
from tests.own.officefiles import (
    TABLES,
    write_dxf,
    write_geojson,
    write_geopackage,
    write_shapefile,
    write_xlsx,
)

_VRT = (
    '<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>{}</SrcDataSource>'
    "</OGRVRTLayer></OGRVRTDataSource>"
)
_CONNECTIONS = (
    f"/vsicurl/{BAIT_ADDRESS}/a.geojson",
    f"WFS:{BAIT_ADDRESS}/wfs",
    f"{BAIT_ADDRESS}/FeatureServer/0/query?f=json",
    "PG:host=127.0.0.1 dbname=x",
    f"/vsizip/{BAIT_FILE}",
    f"CSV:{BAIT_FILE}",
)


def pointing_files() -> Iterator[BadFile]:
    """Yield them."""
    for suffix in ("geojson", "kml", "csv", "shp", "tab", "gpkg", "vrt"):
        for place in (BAIT_FILE, f"/vsicurl/{BAIT_ADDRESS}/a.geojson"):
            where = "a file" if place == BAIT_FILE else "the network"
            made = file_of(f"图层.{suffix}", _VRT.format(place))
            yield BadFile(f"VRT of {where} named {suffix}", made, "VRT")
    for number, text in enumerate(_CONNECTIONS):
        for suffix in ("geojson", "csv", "gpkg"):
            # One line of text is a table without rows.
            made = file_of(f"图层.{suffix}", text)
            yield BadFile(f"connection {number} in a {suffix}", made, codes=(REFUSED, TAKEN))
    for number, name in enumerate(("PG:dbname=x.geojson", "WFS:a.geojson", "MVT:a.geojson")):

        def make(folder: Path, name: str = name) -> Path:
            return write_geojson(folder).rename(folder / name)

        yield BadFile(f"connection {number} as a name", make, codes=(TAKEN,))
    yield from _pointing_parts()
    yield from _pointing_texts()


def _pointing_parts() -> Iterator[BadFile]:
    for kind in ('"RASTER"', "LINKED", "SEAMLESS", "ODBC"):
        text = f'!table\n!version 300\n\nDefinition Table\n  File "{BAIT_FILE}"\n  Type {kind}\n'
        yield BadFile(f"MapInfo table of type {kind}", file_of("表.tab", text))

    def linked(folder: Path) -> Path:
        path = write_shapefile(folder)
        table = path.with_suffix(".dbf")
        table.unlink()
        table.symlink_to(BAIT_FILE)
        return path

    yield BadFile("shapefile whose table is a link", linked, codes=(REFUSED, TAKEN))

    def beside(folder: Path) -> Path:
        path = write_geojson(folder)
        path.with_name(path.name + ".aux.xml").write_text(_VRT.format(BAIT_FILE), encoding="utf-8")
        path.with_suffix(".vrt").write_text(_VRT.format(BAIT_FILE), encoding="utf-8")
        path.with_suffix(".prj").write_text('LOCAL_CS["x"]', encoding="ascii")
        return path

    yield BadFile("side-car files beside a GeoJSON", beside, codes=(TAKEN,))

    def with_grid(folder: Path) -> Path:
        path = write_shapefile(folder)
        path.with_suffix(".prj").write_text(
            f"+proj=longlat +nadgrids={BAIT_FILE} +type=crs", encoding="ascii"
        )
        return path

    yield BadFile("shapefile whose system is a grid file", with_grid, "坐标系")


def _with_crs(crs: Any) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = write_geojson(folder)
        content = json.loads(path.read_text(encoding="utf-8"))
        content["crs"] = crs
        path.write_text(json.dumps(content), encoding="utf-8")
        return path

    return make


_ENTITY = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "{}">]>'
_NESTED = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "甲甲甲"><!ENTITY b "&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;">]>'
)
_PLACE = "<Point><coordinates>113.2,23.05</coordinates></Point>"


def _pointing_texts() -> Iterator[BadFile]:
    link = {"type": "link", "properties": {"href": f"{BAIT_ADDRESS}/crs"}}
    yield BadFile("GeoJSON whose system is an address", _with_crs(link), codes=(REFUSED, TAKEN))
    for number, name in enumerate(
        ("EPSG:99999999", f"+proj=longlat +nadgrids={BAIT_FILE}", "x" * 5000)
    ):
        crs = {"type": "name", "properties": {"name": name}}
        yield BadFile(f"GeoJSON whose system is unknown {number}", _with_crs(crs), "坐标系")
    for where in (f"file://{BAIT_FILE}", f"{BAIT_ADDRESS}/a.dtd"):
        kind = "file" if where.startswith("file") else "network"
        for name, body in (
            ("kml", f"<kml><Placemark><name>&e;</name>{_PLACE}</Placemark></kml>"),
            ("html", "<html><body><table><tr><td>&e;</td><td>a</td></tr></table></body></html>"),
        ):
            text = _ENTITY.format(where) + body
            made = file_of(f"图.{name}", text)
            yield BadFile(f"entity of the {kind} in {name}", made, codes=(REFUSED, TAKEN))
    body = f"<kml><Placemark><name>&c;</name>{_PLACE}</Placemark></kml>"
    yield BadFile(
        "entities in entities in kml", file_of("图.kml", _NESTED + body), codes=(REFUSED, TAKEN)
    )
    link_kml = (
        f"<kml><Document><NetworkLink><Link><href>{BAIT_ADDRESS}/a.kml</href></Link></NetworkLink>"
        f"<GroundOverlay><Icon><href>{BAIT_ADDRESS}/a.png</href></Icon></GroundOverlay>"
        "</Document></kml>"
    )
    yield BadFile("kml of links alone", file_of("图.kml", link_kml))
    page = (
        f'<html><base href="{BAIT_ADDRESS}"><link rel="stylesheet" href="a.css"><img src="a.png">'
        f'<iframe src="file://{BAIT_FILE}"></iframe><table><tr><td>名称</td><td>区县</td></tr>'
        "<tr><td>甲</td><td>南海区</td></tr></table></html>"
    )
    yield BadFile("page that fetches", file_of("表.xls", page), codes=(TAKEN,))
    yield BadFile(
        "ODS with an entity",
        _ods_with(_ENTITY.format(f"file://{BAIT_FILE}")),
        codes=(REFUSED, ASKED),
    )
    yield BadFile(
        "XLSX with an entity",
        _xlsx_with(_ENTITY.format(f"file://{BAIT_FILE}")),
        codes=(REFUSED, ASKED),
    )

    def pointing(folder: Path) -> Path:
        import ezdxf

        path = write_dxf(folder)
        document = ezdxf.readfile(path)  # type: ignore[attr-defined]
        document.add_xref_def(BAIT_FILE, "别图")
        document.modelspace().add_blockref("别图", (0, 0))
        document.saveas(path)
        return path

    words = ("--as", "layer", "--crs", "wgs84")
    yield BadFile("drawing that points to another", pointing, codes=(TAKEN,), words=words)

    def spoilt(folder: Path) -> Path:
        path = write_geopackage(folder)
        with sqlite3.connect(path) as base:
            base.execute("UPDATE gpkg_contents SET table_name = 'sqlite_master'")
            base.execute("UPDATE gpkg_geometry_columns SET table_name = 'sqlite_master'")
        base.close()
        return path

    yield BadFile("GeoPackage that names the table of tables", spoilt)

    def gridded(folder: Path) -> Path:
        path = write_geopackage(folder)
        with sqlite3.connect(path) as base:
            text = f"+proj=longlat +nadgrids={BAIT_FILE}"
            base.execute(
                "UPDATE gpkg_spatial_ref_sys SET organization = 'x', "
                "organization_coordsys_id = 0, definition = ? WHERE srs_id = 4326",
                (text,),
            )
        base.close()
        return path

    yield BadFile("GeoPackage whose system is a grid file", gridded, codes=(REFUSED, ASKED))


def _ods_with(prologue: str) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = TABLES["ods"](folder)
        return with_part(path, "content.xml", lambda raw: prologue.encode() + raw)

    return make


def _xlsx_with(prologue: str) -> Callable[[Path], Path]:
    def changed(raw: bytes) -> bytes:
        return prologue.encode() + raw.partition(b"?>")[2]

    def make(folder: Path) -> Path:
        return with_part(write_xlsx(folder), "xl/sharedStrings.xml", changed)

    return make
