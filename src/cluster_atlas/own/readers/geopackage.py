"""GeoPackages: read from their tables as SQLite keeps them, each cell as it stands."""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote as url_quote

from cluster_atlas.own.readers.encodings import GB
from cluster_atlas.own.readers.gdal_formats import linear_shapes
from cluster_atlas.own.readers.shapes import wkb
from cluster_atlas.own.readers.shapes.layerfaults import (
    CHECK,
    EXPORT,
    NO_LAYERS,
    NO_SYSTEM,
    ROWS,
    WRONG_VALUE,
    check_size,
    no_layer,
    note,
    refusal,
    too_many,
)
from cluster_atlas.own.readers.shapes.layers import flat_shapes, layer_table
from cluster_atlas.own.readers.shapes.times import read_moments
from cluster_atlas.own.sourcetable import ReadOptions, SourceTable, Value
from cluster_atlas.values.issues import Issue, Text, quote

_MAGIC = b"SQLite format 3\0"
_SQLITE_HEADER = 100
_WRITE_VERSION, _READ_VERSION, _WAL = 18, 19, 2
# Tables that a desktop program keeps for itself beside the layers.
_OWN = {"layer_styles", "qgis_projects"}
_ENVELOPES = (0, 32, 48, 48, 64)
_HEADER = 8


@dataclass(frozen=True, slots=True)
class _Content:
    """A table that the package lists: its name, title, column of shapes and system."""

    table: str
    title: str
    geometry: str
    system: int


@dataclass(frozen=True, slots=True)
class _Column:
    name: str
    kind: str


def read_geopackage(path: Path, name: str, options: ReadOptions) -> list[SourceTable]:
    """Read the layers and tables of a GeoPackage.

    A :data:`~cluster_atlas.own.sourcetable.Reader`. The file is opened for reading
    alone, and nothing that its schema defines is trusted.

    Returns
    -------
    list of SourceTable
        One for each layer and table, by name; its system as a code of EPSG or as WKT. Tables of the
        package itself and of the program that made it are left out.
    """
    check_size(name, path.stat().st_size, options.limits)
    with path.open("rb") as source:
        head = source.read(_SQLITE_HEADER)
    if not head.startswith(_MAGIC) or len(head) < _SQLITE_HEADER:
        raise refusal(name, Text("不是 GeoPackage", "is no GeoPackage"), EXPORT)
    notes = []
    if _WAL in {head[_WRITE_VERSION], head[_READ_VERSION]}:
        message = Text(
            "复制时可能仍在 QGIS 中打开，最近的编辑可能不在其中",
            "may have been copied while it was open, without the latest edits",
        )
        hint = Text("请关闭 QGIS 后重新复制", "close QGIS and copy it again")
        notes.append(note(name, "", message, hint))
    address = f"file:{url_quote(str(path.absolute()))}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(address, uri=True)) as database:
            return _tables(database, path, name, options, notes)
    except (sqlite3.Error, UnicodeDecodeError) as error:
        message = Text("不是可读的 GeoPackage", "is no readable GeoPackage")
        raise refusal(name, message, EXPORT, error) from error


def _tables(
    database: sqlite3.Connection, path: Path, file: str, options: ReadOptions, notes: list[Issue]
) -> list[SourceTable]:
    database.text_factory = _text
    database.execute("PRAGMA trusted_schema = OFF")
    database.execute("PRAGMA query_only = ON")
    # A view may ask for more than there is time.
    end = time.monotonic() + options.limits.seconds
    database.set_progress_handler(lambda: time.monotonic() > end, 1_000_000)
    contents, tiles = _contents(database)
    for title in tiles:
        message = Text("是栅格瓦片，不读入", "are picture tiles, which are not read")
        notes.append(note(file, title, message, CHECK))
    if options.table:
        wanted = [one for one in contents if options.table in {one.table, one.title}]
        if not wanted:
            raise no_layer(file, options.table, [one.table for one in contents])
        contents = wanted[:1]
    if not contents:
        raise refusal(file, *NO_LAYERS)
    return [
        _read(database, content, path, file, options, notes if place == 0 else [])
        for place, content in enumerate(contents)
    ]


def _contents(database: sqlite3.Connection) -> tuple[list[_Content], list[str]]:
    """Return the layers and tables that the package lists, and its sets of tiles."""
    shapes = (
        {
            row[0]: (row[1], row[2])
            for row in database.execute(
                "SELECT table_name, column_name, srs_id FROM gpkg_geometry_columns"
            )
        }
        if _exists(database, "gpkg_geometry_columns")
        else {}
    )
    found, tiles = [], []
    for table, kind, title in database.execute(
        "SELECT table_name, data_type, identifier FROM gpkg_contents ORDER BY table_name"
    ):
        if kind in {"tiles", "2d-gridded-coverage"}:
            tiles.append(table)
        elif table not in _OWN and _exists(database, table):
            column, system = shapes.get(table, ("", -1))
            found.append(_Content(table, title or table, column, system))
    return found, tiles


def _exists(database: sqlite3.Connection, table: str) -> bool:
    sql = "SELECT 1 FROM sqlite_master WHERE type IN ('table', 'view') AND lower(name) = lower(?)"
    return database.execute(sql, (table,)).fetchone() is not None


def _read(  # noqa: PLR0913 - the parts of a layer
    database: sqlite3.Connection,
    content: _Content,
    path: Path,
    file: str,
    options: ReadOptions,
    notes: list[Issue],
) -> SourceTable:
    limits = options.limits
    entry = content.table
    count = database.execute(f"SELECT count(*) FROM {_name(entry)}").fetchone()[0]  # noqa: S608
    if count > limits.rows:
        raise too_many(file, ROWS, limits.rows)
    columns, key = _columns(database, content)
    asked = [_name(column.name) for column in columns]
    if content.geometry:
        asked.append(_name(content.geometry))
    if key:
        asked.append(_name(key))
    order = f" ORDER BY {_name(key)}" if key else ""
    records = database.execute(
        f"SELECT {', '.join(asked) or 'NULL'} FROM {_name(entry)}{order}"  # noqa: S608
    ).fetchall()
    across: list[list[Value]] = [list(one) for one in zip(*records, strict=True)] or [
        [] for _ in asked
    ]
    keys = across.pop() if key else []
    issues: list[Issue] = []
    notes = list(notes)
    shapes: Sequence[bytes | None] = ()
    if content.geometry:
        blobs: list[Value] = across.pop()
        shapes = _shapes(blobs, keys, content, path, file, options, issues, notes)
    values = []
    for column, raw in zip(columns, across, strict=False):
        read, wrong = _values(column, raw)
        issues.extend(
            Issue(file, entry, column.name, quote(raw[one]), WRONG_VALUE, CHECK, one + 1)
            for one in wrong
        )
        if any(isinstance(one, bytes) for one in raw):
            message = Text("二进制字段不读入", "has a binary field, which is not read")
            notes.append(note(file, entry, message, CHECK, column.name))
        values.append(read)
    return layer_table(
        file,
        entry,
        [column.name for column in columns],
        values,
        range(1, len(records) + 1),
        shapes,
        limits,
        issues,
        notes,
        system=_system(database, content, file, notes) if content.geometry else "",
        format="gpkg",
    )


def _name(name: str) -> str:
    """Return a name as SQL quotes it."""
    return '"' + name.replace('"', '""') + '"'


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        # Against the rules of SQLite, and yet some program wrote it.
        return raw.decode(GB, errors="replace")


def _columns(database: sqlite3.Connection, content: _Content) -> tuple[list[_Column], str]:
    """Return the columns but for the shapes and the key that counts the features, and that key."""
    columns, key = [], ""
    for _place, name, kind, _needed, _default, primary in database.execute(
        f"PRAGMA table_info({_name(content.table)})"
    ):
        if primary and str(kind).upper() in {"INTEGER", "INT"}:
            key = name
        elif name != content.geometry:
            columns.append(_Column(name, str(kind).upper()))
    return columns, key


def _values(column: _Column, raw: list[Value]) -> tuple[list[Value], list[int]]:
    """Return the values of a column by the type that it is declared to have."""
    if column.kind in {"DATE", "DATETIME"}:
        return read_moments(raw, days=column.kind == "DATE")
    if column.kind == "BOOLEAN":
        return [None if one is None else bool(one) for one in raw], []
    return [None if isinstance(one, bytes) else one for one in raw], []


def _system(database: sqlite3.Connection, content: _Content, file: str, notes: list[Issue]) -> str:
    row = database.execute(
        "SELECT organization, organization_coordsys_id, definition FROM gpkg_spatial_ref_sys"
        " WHERE srs_id = ?",
        (content.system,),
    ).fetchone()
    if row and content.system not in {0, -1}:
        organisation, code, definition = row
        if str(organisation).upper() == "EPSG" and code:
            return f"EPSG:{code}"
        if definition and str(definition) != "undefined":
            return str(definition)
    notes.append(note(file, content.table, *NO_SYSTEM))
    return ""


def _shapes(  # noqa: PLR0913
    blobs: list[Value],
    keys: list[Value],
    content: _Content,
    path: Path,
    file: str,
    options: ReadOptions,
    issues: list[Issue],
    notes: list[Issue],
) -> list[bytes | None]:
    """Return the flat shapes of a layer; curves come back from GDAL in strokes."""
    found = [_unwrapped(blob) for blob in blobs]
    curved = any(one is not None and wkb.is_curved(one) for one in found)
    if curved:
        with tempfile.TemporaryDirectory(prefix="cluster-atlas-") as folder:
            copy = Path(folder) / "layer.gpkg"
            copy.write_bytes(path.read_bytes())
            strokes = linear_shapes(copy, content.table, file)
        found = [strokes.get(key) if isinstance(key, int) else None for key in keys]
    lost = [
        place
        for place, (blob, one) in enumerate(zip(blobs, found, strict=True))
        if blob is not None and one is None and not _is_empty(blob)
    ]
    return flat_shapes(file, content.table, found, options.limits, issues, notes, lost)


def _unwrapped(blob: Value) -> bytes | None:
    """Return the well-known binary behind the header of a shape; ``None`` if there is none."""
    if not isinstance(blob, bytes) or len(blob) < _HEADER or blob[:2] != b"GP":
        return None
    envelope = blob[3] >> 1 & 7
    if envelope >= len(_ENVELOPES) or _is_empty(blob):
        return None
    return blob[_HEADER + _ENVELOPES[envelope] :] or None


def _is_empty(blob: Value) -> bool:
    return isinstance(blob, bytes) and len(blob) >= _HEADER and bool(blob[3] & 0x10)
