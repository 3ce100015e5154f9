"""Any file of an office as tables: its reader is chosen by what is in it."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from cluster_atlas.own.readers.sniff import sniff
from cluster_atlas.own.sourcetable import Reader, ReadOptions, SourceTable
from cluster_atlas.values.issues import AtlasError, Issue, Text, quote

_DEFAULT = ReadOptions()


class TableEntry(NamedTuple):
    """A sheet or layer of a file: its name, its rows, and whether its program shows it.

    ``state`` is ``shown``, ``hidden``, or of a layer of a drawing ``off`` or ``frozen``.
    """

    name: str
    rows: int
    state: str


def read_file(
    path: Path, options: ReadOptions = _DEFAULT, name: str = ""
) -> tuple[SourceTable, ...]:
    """Return the tables of a file.

    Parameters
    ----------
    path
        A file, or the folder of a shapefile or a file geodatabase.
    options
        Encoding, password, the one table that is wanted, and the limits.
    name
        What the user calls it; else the name of ``path``.

    Returns
    -------
    tuple of SourceTable
        Those that hold rows; what the maker's program hides only where it is asked for by name.

    Raises
    ------
    AtlasError
        The file is not there, of no format that is taken, damaged, or exceeds a limit.
    """
    name = name or path.name
    tables = _tables(path, name, options)
    found = tuple(t for t in tables if len(t) and (not t.hidden or t.name == options.table))
    if not found:
        message = Text("没有数据行", "has no rows")
        hint = Text("请核对工作表或图层", "check its sheets or layers")
        raise AtlasError([Issue(name, "", "", options.table, message, hint)])
    return found


def list_tables(
    path: Path, options: ReadOptions = _DEFAULT, name: str = ""
) -> tuple[TableEntry, ...]:
    """Return what a file holds: its sheets or layers, the hidden ones as well.

    Parameters and errors are those of :func:`read_file`.
    """
    name = name or path.name
    if _format(path, name, options) == "dxf":
        from cluster_atlas.own.readers.dxf import dxf_layers

        layers = dxf_layers(path, name, options)
        return tuple(TableEntry(one.name, one.entities, one.state) for one in layers)
    tables = _tables(path, name, options)
    return tuple(TableEntry(t.name, len(t), "hidden" if t.hidden else "shown") for t in tables)


def _format(path: Path, name: str, options: ReadOptions) -> str:
    if not path.exists():
        message, hint = Text("没有这个文件", "is not there"), Text("请核对路径", "check the path")
        raise AtlasError([Issue(name, "", "", quote(path), message, hint)])
    if path.is_dir():
        return "gdb" if path.suffix.lower() == ".gdb" else "shapefile"
    return sniff(path, name, options.limits)


def _tables(path: Path, name: str, options: ReadOptions) -> Sequence[SourceTable]:
    """Return the tables of a file by its reader, whose libraries are loaded only now."""
    module, function = _READERS[_format(path, name, options)]
    read: Reader = getattr(import_module(f"cluster_atlas.own.readers.{module}"), function)
    return read(path, name, options)


# The module and function that read each format.
_READERS = {
    **dict.fromkeys(
        ("xlsx", "xlsm", "xlsb", "xls", "ods"), ("sheets.spreadsheet", "read_workbook")
    ),
    "csv": ("texts.textfile", "read_text"),
    "html": ("texts.webtable", "read_page"),
    **dict.fromkeys(("geojson", "topojson"), ("geojson", "read_geojson")),
    **dict.fromkeys(("shapefile", "shapefile-zip"), ("shapefile", "read_shapefiles")),
    "geopackage": ("geopackage", "read_geopackage"),
    **dict.fromkeys(("gdb", "gdb-zip"), ("gdal_formats", "read_file_geodatabase")),
    **dict.fromkeys(("mapinfo", "mapinfo-zip"), ("gdal_formats", "read_mapinfo")),
    **dict.fromkeys(("kml", "kmz"), ("kml", "read_kml")),
    "dxf": ("dxf", "read_dxf"),
    "flatgeobuf": ("gdal_formats", "read_flatgeobuf"),
    "geoparquet": ("geoparquet", "read_geoparquet"),
}
