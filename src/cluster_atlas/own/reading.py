"""Any file of an office as tables: its reader is chosen by what is in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from cluster_atlas.own.readers.sniff import sniff
from cluster_atlas.own.sourcetable import ReadOptions, SourceTable
from cluster_atlas.values.issues import AtlasError, Issue, Text, quote

Reader = Callable[[Path, str, ReadOptions], Sequence[SourceTable]]

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
    if not path.exists():
        message, hint = Text("没有这个文件", "is not there"), Text("请核对路径", "check the path")
        raise AtlasError([Issue(name, "", "", quote(path), message, hint)])
    tables = _reader_of(path, options)(path, name, options)
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
    if path.is_file() and sniff(path, options.limits) == "dxf":
        from cluster_atlas.own.readers.dxf import dxf_layers

        layers = dxf_layers(path, name, options)
        return tuple(TableEntry(one.name, one.entities, one.state) for one in layers)
    tables = _reader_of(path, options)(path, name, options)
    return tuple(TableEntry(t.name, len(t), "hidden" if t.hidden else "shown") for t in tables)


def _reader_of(path: Path, options: ReadOptions) -> Reader:
    # The libraries of a format are loaded where a file has it.
    if path.is_dir():
        return _read_geodatabase if path.suffix.lower() == ".gdb" else _read_shapefiles
    return _READERS[sniff(path, options.limits)]


def _read_workbook(path: Path, _name: str, options: ReadOptions) -> Sequence[SourceTable]:
    from cluster_atlas.own.readers.sheets.spreadsheet import read_workbook

    return read_workbook(path, options)


def _read_text(path: Path, _name: str, options: ReadOptions) -> Sequence[SourceTable]:
    from cluster_atlas.own.readers.texts.textfile import read_text

    return read_text(path, options)


def _read_page(path: Path, _name: str, options: ReadOptions) -> Sequence[SourceTable]:
    from cluster_atlas.own.readers.texts.webtable import read_page

    return read_page(path, options)


def _read_geojson(path: Path, name: str, options: ReadOptions) -> Sequence[SourceTable]:
    from cluster_atlas.own.readers.geojson import read_geojson

    return read_geojson(path, name, options)


def _read_shapefiles(path: Path, name: str, options: ReadOptions) -> Sequence[SourceTable]:
    from cluster_atlas.own.readers.shapefile import read_shapefiles

    return read_shapefiles(path, name, options)


def _read_geopackage(path: Path, name: str, options: ReadOptions) -> Sequence[SourceTable]:
    from cluster_atlas.own.readers.geopackage import read_geopackage

    return read_geopackage(path, name, options)


def _read_geodatabase(path: Path, name: str, options: ReadOptions) -> Sequence[SourceTable]:
    from cluster_atlas.own.readers.gdal_formats import read_file_geodatabase

    return read_file_geodatabase(path, name, options)


def _read_mapinfo(path: Path, name: str, options: ReadOptions) -> Sequence[SourceTable]:
    from cluster_atlas.own.readers.gdal_formats import read_mapinfo

    return read_mapinfo(path, name, options)


def _read_kml(path: Path, name: str, options: ReadOptions) -> Sequence[SourceTable]:
    from cluster_atlas.own.readers.kml import read_kml

    return read_kml(path, name, options)


def _read_dxf(path: Path, name: str, options: ReadOptions) -> Sequence[SourceTable]:
    from cluster_atlas.own.readers.dxf import read_dxf

    return read_dxf(path, name, options)


def _read_flatgeobuf(path: Path, name: str, options: ReadOptions) -> Sequence[SourceTable]:
    from cluster_atlas.own.readers.gdal_formats import read_flatgeobuf

    return read_flatgeobuf(path, name, options)


def _read_geoparquet(path: Path, name: str, options: ReadOptions) -> Sequence[SourceTable]:
    from cluster_atlas.own.readers.geoparquet import read_geoparquet

    return read_geoparquet(path, name, options)


_READERS: dict[str, Reader] = {
    "xlsx": _read_workbook,
    "xlsm": _read_workbook,
    "xlsb": _read_workbook,
    "xls": _read_workbook,
    "ods": _read_workbook,
    "csv": _read_text,
    "html": _read_page,
    "geojson": _read_geojson,
    "topojson": _read_geojson,
    "shapefile": _read_shapefiles,
    "shapefile-zip": _read_shapefiles,
    "geopackage": _read_geopackage,
    "gdb-zip": _read_geodatabase,
    "mapinfo": _read_mapinfo,
    "mapinfo-zip": _read_mapinfo,
    "kml": _read_kml,
    "kmz": _read_kml,
    "dxf": _read_dxf,
    "flatgeobuf": _read_flatgeobuf,
    "geoparquet": _read_geoparquet,
}
