"""Files that are cut, empty, of another kind than their name, too large, or without parts."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests.own.bad.archives import archive_of
from tests.own.bad.badfile import (
    ASKED,
    REFUSED,
    TAKEN,
    BadFile,
    file_of,
)
from tests.own.officefiles import (
    LAYERS,
    TABLES,
    WRITERS,
    write_kml,
    write_shapefile,
    write_xlsx,
)

# What is left of a part of a file, and what then fits: text that ends early may still be a table.
_SHARES = (0.6, 0.95)
_LENIENT = {"csv", "html", "dxf", "tab", "mif", "shapefile", "xls", "kml"}
_PARTS = {
    "shapefile": ("shp", "dbf", "shx", "prj"),
    "tab": ("tab", "dat", "map"),
    "mif": ("mif", "mid"),
}


def cut_files() -> Iterator[BadFile]:
    """Yield them."""
    for form, write in WRITERS.items():
        for suffix in _PARTS.get(form, ("",)):
            for share in _SHARES:

                def make(
                    folder: Path, write: Any = write, suffix: str = suffix, share: float = share
                ) -> Path:
                    path: Path = write(folder)
                    part = path.with_suffix(f".{suffix}") if suffix else path
                    os.truncate(part, int(part.stat().st_size * share))
                    return path

                codes = (REFUSED, ASKED, TAKEN) if form in _LENIENT else (REFUSED,)
                kind = "premises" if form in TABLES else "layer"
                name = f"{form} {suffix} cut to {share:.0%}"
                told = ("--crs", "wgs84")
                yield BadFile(name, make, codes=codes, words=("--as", kind, *told))


def empty_files() -> Iterator[BadFile]:
    """Yield them."""
    for suffix in ("xlsx", "xls", "csv", "geojson", "kml", "dxf", "gpkg", "zip", "shp", "fgb"):
        yield BadFile(f"empty {suffix}", file_of(f"空.{suffix}", b""), "是空文件")
    for suffix in ("shp", "dbf", "shx"):

        def make(folder: Path, suffix: str = suffix) -> Path:
            path = write_shapefile(folder)
            path.with_suffix(f".{suffix}").write_bytes(b"")
            return path

        codes = (TAKEN, REFUSED)
        yield BadFile(f"shapefile with an empty {suffix}", make, codes=codes)


_KINDS: tuple[tuple[str, bytes | str, str], ...] = (
    ("照片.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(64), "是图片"),
    ("扫描件.csv", b"%PDF-1.7\n%\xe2\xe3\n", "是 PDF"),
    ("程序.shp", b"MZ" + bytes(100), "是程序"),
    ("程序.kml", b"\x7fELF" + bytes(100), "是程序"),
    ("压缩包.zip", b"Rar!\x1a\x07\x01\x00", "是 RAR 压缩包"),
    ("压缩包.xlsx", b"7z\xbc\xaf\x27\x1c" + bytes(20), "是 7z 压缩包"),
    ("压缩包.gpkg", b"\x1f\x8b\x08" + bytes(20), "是 gzip 压缩包"),
    ("图纸.dxf", b"AC1032" + bytes(100), "是 DWG 图"),
    ("影像.fgb", b"II*\x00" + bytes(100), "是 TIFF 影像"),
    ("数据库.gpkg", b"\x00\x01\x00\x00Standard ACE DB", "是 Access 数据库"),
    ("网页.xls", "MIME-Version: 1.0\r\nContent-Type: multipart/related", "是网页存档"),
    ("老表.xls", b"\x09\x08\x10\x00\x00\x06\x05\x00" + bytes(40), "是很旧的 Excel 文件"),
    ("电子表格.xls", '<?xml version="1.0"?><Workbook xmlns="urn:x"/>', "是 XML 电子表格"),
    ("图.kml", '<svg xmlns="http://www.w3.org/2000/svg"/>', "是图片"),
    ("轨迹.kml", "<gpx><trk/></gpx>", "是 GPX"),
    ("工程.kml", '<qgis version="3"/>', "是 QGIS 工程"),
    ("数据.kml", "<gml:FeatureCollection xmlns:gml='http://x'/>", "是 GML"),
    ("配置.geojson", '{"a": [1, 2]}', "不是 GeoJSON"),
    ("杂.dat", bytes(range(256)) * 4, "不是可导入的格式"),
    ("杂.gpkg", b"SQLite format 3\0" + bytes(84), "是数据库"),
    ("杂.parquet", b"PAR1" + bytes(20) + b"PAR1", "没有图形的 Parquet"),
    ("杂.xlsx", b"PK\x03\x04" + bytes(60), "损坏"),
    ("杂.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "损坏"),
    ("杂.shp", b"\x00\x00\x27\x0a" + bytes(96), ""),
    ("杂.fgb", b"fgb\x03fgb\x00" + bytes(200), ""),
)


def files_of_another_kind() -> Iterator[BadFile]:
    """Yield them."""
    for name, content, says in _KINDS:
        yield BadFile(f"{name}: {says or 'nothing but its head'}", file_of(name, content), says)
    for suffix in ("docx", "pptx"):
        kind = {"docx": "wordprocessingml", "pptx": "presentationml"}[suffix]
        yield BadFile(
            f"{suffix} named xlsx", archive_of({"[Content_Types].xml": kind}, "台账.xlsx"), "是"
        )
    for own, other in (("xlsx", "csv"), ("geojson", "shp"), ("kml", "gpkg"), ("csv", "xlsx")):

        def make(folder: Path, own: str = own, other: str = other) -> Path:
            path = WRITERS[own](folder)
            return path.rename(path.with_suffix(f".{other}"))

        words = ("--as", "layer", "--crs", "wgs84")
        yield BadFile(f"{own} named {other} is read", make, codes=(TAKEN,), words=words)


def files_beyond_limits() -> Iterator[BadFile]:
    """Yield them."""
    words = ("--as", "layer", "--crs", "wgs84")
    for form, write in LAYERS.items():
        yield BadFile(
            f"{form} of many vertices", write, "顶点", words=words, limits={"vertices": 3}
        )
    for form in ("xlsx", "xls", "ods", "csv", "html", "geojson", "kml", "shapefile", "geopackage"):
        says = "行" if form in TABLES else "记录"
        yield BadFile(f"{form} of many rows", WRITERS[form], says, words=words, limits={"rows": 1})
    for form in ("xlsx", "csv", "geojson", "dxf", "flatgeobuf", "geoparquet", "kmz"):
        yield BadFile(
            f"{form} too large", WRITERS[form], "MB", words=words, limits={"file_bytes": 10}
        )
    for form in ("xlsx", "csv", "html"):
        yield BadFile(
            f"{form} of many columns", WRITERS[form], "列", words=words, limits={"columns": 2}
        )
    yield BadFile("time is up", write_xlsx, "秒", words=words, limits={"seconds": 0.001})
    yield BadFile(
        "memory is up", write_kml, "内存", words=words, limits={"memory_bytes": 1_000_000}
    )


def files_without_parts() -> Iterator[BadFile]:
    """Yield them."""

    def without(form: str, *suffixes: str) -> Callable[[Path], Path]:
        def make(folder: Path) -> Path:
            path = LAYERS[form](folder)
            for suffix in suffixes:
                path.with_suffix(suffix).unlink(missing_ok=True)
            return next(
                (one for one in (path,) if one.exists()), next(iter(sorted(folder.iterdir())))
            )

        return make

    yield BadFile("shapefile without its table", without("shapefile", ".dbf"), "", (TAKEN, ASKED))
    yield BadFile("shapefile without its index", without("shapefile", ".shx"), "", (TAKEN,))
    yield BadFile("shapefile without its system", without("shapefile", ".prj"), "", (ASKED,))
    yield BadFile("table of a shapefile alone", without("shapefile", ".shp", ".shx", ".prj"))
    yield BadFile(
        "index of a shapefile alone", without("shapefile", ".shp", ".dbf", ".prj", ".cpg")
    )
    yield BadFile("MapInfo without its data", without("tab", ".dat"))
    yield BadFile("MapInfo without its shapes", without("tab", ".map"), "没有 .map", (TAKEN,))
    yield BadFile("MIF without its data", without("mif", ".mid"), "", (REFUSED, TAKEN))

    def folder_of(*files: tuple[str, bytes], name: str = "资料") -> Callable[[Path], Path]:
        def make(folder: Path) -> Path:
            home = folder / name
            home.mkdir()
            for title, content in files:
                (home / title).write_bytes(content)
            return home

        return make

    yield BadFile("a folder of nothing", folder_of())
    yield BadFile("a folder of texts", folder_of(("a.txt", b"x")))
    yield BadFile("a geodatabase of nothing", folder_of(name="库.gdb"))
    yield BadFile(
        "a geodatabase of noise",
        folder_of(("a00000001.gdbtable", b"\x03" + bytes(60)), name="库.gdb"),
    )
    yield BadFile("nothing there", lambda folder: folder / "没有.xlsx", "没有这个文件")

    def dangling(folder: Path) -> Path:
        path = folder / "链接.csv"
        path.symlink_to(folder / "没有.csv")
        return path

    yield BadFile("a link to nothing", dangling, "没有这个文件")

    def pipe(folder: Path) -> Path:
        path = folder / "管道.csv"
        os.mkfifo(path)
        return path

    yield BadFile("a pipe", pipe, "")
