"""Formats that GDAL reads for us, each known by its content and opened from a folder of our own."""

from __future__ import annotations

import re
import shutil
import tempfile
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from cluster_atlas.own.readers.archive import layer_parts
from cluster_atlas.own.readers.encodings import BIG5, GB, UTF_8, codec, judged, told_encoding
from cluster_atlas.own.readers.esri.dbf import Dbf, NotDbf
from cluster_atlas.own.readers.shapes import wkb
from cluster_atlas.own.readers.shapes.layerfaults import (
    CHECK,
    EXPORT,
    NO_LAYERS,
    NO_SYSTEM,
    ROWS,
    TOGETHER,
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

_FLATGEOBUF = b"fgb"
_GDB_TABLE = "a00000001.gdbtable"

# Nothing of a network or of other files of the folder; an arc in strokes of half a degree stays
# within 0.5 m up to a radius of 50 km.
_SETTINGS = {
    "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR",
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
    "GDAL_HTTP_MAX_RETRY": "0",
    "GDAL_HTTP_TIMEOUT": "1",
    "GDAL_HTTP_PROXY": "127.0.0.1:9",
    "OGR_ARC_STEPSIZE": "0.5",
}

_MAPINFO_PARTS = {".tab": {".tab", ".dat", ".map", ".id", ".ind"}, ".mif": {".mif", ".mid"}}
_CHARSETS = {GB: "WindowsSimpChinese", BIG5: "WindowsTradChinese", UTF_8: "UTF-8"}
_TAB_CHARSET = re.compile(rb'(!charset\s+|Charset\s+")([\w-]+)', re.IGNORECASE)
_MIF_CHARSET = re.compile(rb'^(Charset\s+")([^"\r\n]*)', re.IGNORECASE | re.MULTILINE)
_TAB_TYPE = re.compile(rb"^\s*Type\s+(\w+)", re.IGNORECASE | re.MULTILINE)
_TAB_FIELD = re.compile(rb"^[ \t]+[^\s;]+[ \t]+(\w+)[^;\r\n]*;", re.MULTILINE)
_FOREIGN = re.compile(rb"[^\x00-\x7f][^\x00-\x1f]*")


def read_flatgeobuf(path: Path, name: str, options: ReadOptions) -> list[SourceTable]:
    """Read a FlatGeobuf file, one table.

    A :data:`~cluster_atlas.own.sourcetable.Reader`.
    """
    check_size(name, path.stat().st_size, options.limits)
    with path.open("rb") as source:
        known = source.read(8).startswith(_FLATGEOBUF)
    if not known:
        raise refusal(name, Text("不是 FlatGeobuf", "is no FlatGeobuf"), EXPORT)
    with tempfile.TemporaryDirectory(prefix="cluster-atlas-") as folder:
        place = Path(folder) / "layer.fgb"
        shutil.copyfile(path, place)
        return _Source(place, name, "FlatGeobuf", "flatgeobuf", Path(name).stem).tables(options)


def read_file_geodatabase(path: Path, name: str, options: ReadOptions) -> list[SourceTable]:
    """Read the one file geodatabase that is in a zip, or is a folder.

    A :data:`~cluster_atlas.own.sourcetable.Reader`.
    """
    with (
        tempfile.TemporaryDirectory(prefix="cluster-atlas-") as folder,
        layer_parts(path, name, options.limits) as parts,
    ):
        homes = sorted({one.parent for one in parts.values() if one.name.lower() == _GDB_TABLE})
        if len(homes) != 1:
            message = Text(
                f"有 {len(homes)} 个文件地理数据库" if homes else "没有文件地理数据库",
                f"holds {len(homes) or 'no'} file geodatabases"
                if homes
                else "holds no file geodatabase",
            )
            raise refusal(name, message, Text("请逐个读入", "read them one by one"))
        place = Path(folder) / "layer.gdb"
        place.mkdir()
        total = 0
        for one in parts.values():
            if one.parent == homes[0]:
                total += one.stat().st_size
                shutil.copyfile(one, place / one.name)
        if total > options.limits.expanded_bytes:
            check_size(name, total, options.limits)
        return _Source(place, name, "OpenFileGDB", "filegdb", "").tables(options)


def read_mapinfo(path: Path, name: str, options: ReadOptions) -> list[SourceTable]:
    """Read the MapInfo tables of a zip, of a folder, or the one that a part belongs to.

    A :data:`~cluster_atlas.own.sourcetable.Reader`; it refuses a table that only
    points to other files as well.
    """
    with layer_parts(path, name, options.limits) as parts:
        return read_mapinfo_parts(parts, name, options)


def read_mapinfo_parts(
    parts: Mapping[str, Path], name: str, options: ReadOptions
) -> list[SourceTable]:
    """Read the MapInfo tables among files that the user brought one by one.

    Parameters
    ----------
    parts
        Where each file lies, by the name that the user gave it.
    name, options
        As of :func:`read_mapinfo`.
    """
    leads = {
        real: PurePosixPath(real)
        for real in sorted(parts)
        if PurePosixPath(real).suffix.lower() in _MAPINFO_PARTS
    }
    if not leads:
        message = Text("没有 .tab 或 .mif 文件", "has no .tab or .mif file")
        raise refusal(name, message, TOGETHER, "、".join(sorted(parts)[:5]))
    titles = [lead.stem for lead in leads.values()]
    if options.table and options.table not in titles:
        raise no_layer(name, options.table, titles)
    tables: list[SourceTable] = []
    for lead in leads.values():
        if options.table and lead.stem != options.table:
            continue
        own = {
            PurePosixPath(real).suffix.lower(): place
            for real, place in parts.items()
            if PurePosixPath(real).with_suffix("").as_posix().casefold()
            == lead.with_suffix("").as_posix().casefold()
        }
        tables.extend(_mapinfo(own, lead, name, options))
    return tables


def _mapinfo(
    own: Mapping[str, Path], lead: PurePosixPath, name: str, options: ReadOptions
) -> list[SourceTable]:
    """Read one table from a copy whose header names the encoding that it truly has."""
    suffix = lead.suffix.lower()
    needed = ".dat" if suffix == ".tab" else ".mid"
    head = own[suffix].read_bytes()
    if suffix == ".tab":
        kind = _TAB_TYPE.search(head)
        if kind is None or kind[1].upper() != b"NATIVE" or b"create view" in head.lower():
            message = Text("只是指向其他文件的表", "only points to other files")
            hint = Text("请另存为本地表", "save it as a native table")
            raise refusal(name, message, hint, kind[1].decode(errors="replace") if kind else "")
    if needed not in own:
        message = Text(f"没有 {needed}", f"has no {needed}")
        raise refusal(name, message, TOGETHER, lead.name)
    pattern = _TAB_CHARSET if suffix == ".tab" else _MIF_CHARSET
    found = pattern.search(head)
    declared = codec(found[2].decode(errors="replace")) if found else ""
    samples = [
        *_FOREIGN.findall(head[:100_000]),
        *_mapinfo_texts(head, needed, own[needed].read_bytes()),
    ]
    encoding = told_encoding(options.encoding, name) or judged(samples, [declared])
    charset = _CHARSETS.get(encoding)
    if charset:
        head = pattern.sub(lambda match: match[1] + charset.encode(), head)
    with tempfile.TemporaryDirectory(prefix="cluster-atlas-") as folder:
        for part in _MAPINFO_PARTS[suffix] & set(own):
            check_size(name, own[part].stat().st_size, options.limits)
            shutil.copyfile(own[part], Path(folder) / f"layer{part}")
        place = Path(folder) / f"layer{suffix}"
        place.write_bytes(head)
        source = _Source(place, name, "MapInfo File", "mapinfo", lead.stem, encoding)
        plain = ReadOptions(limits=options.limits)
        return source.tables(plain)


def _mapinfo_texts(head: bytes, suffix: str, raw: bytes) -> Iterator[bytes]:
    """Yield texts of a table; in a ``.dat`` numbers and days are binary, called text or not."""
    if suffix == ".mid":
        yield from _FOREIGN.findall(raw[:4_000_000])
        return
    try:
        table = Dbf(raw)
    except NotDbf:
        return
    kinds = _TAB_FIELD.findall(head)
    if len(kinds) == len(table.fields):
        pairs = zip(table.fields, kinds, strict=True)
        yield from table.texts([field for field, kind in pairs if kind.lower() == b"char"])


@dataclass(frozen=True, slots=True)
class _Source:
    """A file in a folder of our own, what the user calls it, and the driver that must open it."""

    place: Path
    file: str
    driver: str
    format: str
    title: str
    encoding: str = ""

    def tables(self, options: ReadOptions) -> list[SourceTable]:
        """Return its layers; ``title`` names the one of a format that has no more."""
        import pyogrio

        try:
            with _settings():
                names = [str(row[0]) for row in pyogrio.list_layers(self.place)]
                if options.table and not self.title:
                    if options.table not in names:
                        raise no_layer(self.file, options.table, names)
                    names = [options.table]
                if not names:
                    raise refusal(self.file, *NO_LAYERS)
                return [self._table(layer, options) for layer in names]
        except _failures() as error:
            message = Text("无法读出", "cannot be read")
            cause = str(error).replace(str(self.place), self.place.name)
            raise refusal(self.file, message, EXPORT, cause) from error

    def _table(self, layer: str, options: ReadOptions) -> SourceTable:
        import pyogrio

        limits = options.limits
        info = pyogrio.read_info(self.place, layer=layer, force_feature_count=True)
        if info["driver"] != self.driver:
            message = Text("内容与格式不符", "holds another format than its name says")
            raise refusal(self.file, message, EXPORT, info["driver"])
        if info["features"] > limits.rows:
            raise too_many(self.file, ROWS, limits.rows)
        title = self.title or layer
        with warnings.catch_warnings(record=True) as heard:
            warnings.simplefilter("always")
            meta, table = pyogrio.raw.read_arrow(
                self.place, layer=layer, datetime_as_string=True, return_fids=True
            )
        notes = [
            note(
                self.file,
                title,
                Text("读取时的提示", "was read with a warning"),
                CHECK,
                str(one.message),
            )
            for one in heard
        ]
        issues: list[Issue] = []
        shapes: Sequence[bytes | None] = ()
        shape_column = meta["geometry_name"] or "wkb_geometry"
        if info["geometry_type"] is not None and shape_column in table.column_names:
            found = self._linear(layer, table.column(shape_column).to_pylist(), table)
            shapes = flat_shapes(self.file, title, found, limits, issues, notes)
        kinds = dict(zip(meta["fields"], meta["ogr_types"], strict=True))
        columns = []
        for field, kind in kinds.items():
            values, wrong = _values(table.column(field).to_pylist(), kind)
            for place, told in wrong:
                issues.append(
                    Issue(self.file, title, field, quote(told), WRONG_VALUE, CHECK, place + 1)
                )
            columns.append(values)
        system = str(meta["crs"] or "")
        if shapes and not system:
            notes.append(note(self.file, title, *NO_SYSTEM))
        return layer_table(
            self.file,
            title,
            list(kinds),
            columns,
            range(1, table.num_rows + 1),
            shapes,
            limits,
            issues,
            notes,
            system=system,
            encoding=self.encoding,
            format=self.format,
        )

    def _linear(
        self,
        layer: str,
        blobs: list[bytes | None],
        table: Any,  # noqa: ANN401 - of pyarrow
    ) -> list[bytes | None]:
        """Return the shapes of a layer, those with curves in strokes."""
        if not any(blob is not None and wkb.is_curved(blob) for blob in blobs):
            return blobs
        strokes = linear_shapes(self.place, layer, self.file)
        return [strokes.get(key) for key in table.column(0).to_pylist()]


def linear_shapes(place: Path, layer: str, file: str) -> dict[int, bytes]:
    """Return the shapes of a layer in straight strokes, by the key of each feature.

    Parameters
    ----------
    place
        A file in a folder of our own.
    layer
        Its layer.
    file
        What the user calls the file.
    """
    import pyogrio

    try:
        with _settings(), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            _meta, keys, shapes, _fields = pyogrio.raw.read(
                place, layer=layer, columns=[], force_2d=True, return_fids=True
            )
    except _failures() as error:
        message = Text("曲线图形无法读出", "has curves that cannot be read")
        raise refusal(file, message, EXPORT) from error
    return {
        int(key): bytes(shape) for key, shape in zip(keys, shapes, strict=True) if shape is not None
    }


def _failures() -> tuple[type[Exception], ...]:
    """Return what pyogrio raises of a file that it cannot read."""
    from pyogrio import errors

    return (
        errors.DataSourceError,
        errors.DataLayerError,
        errors.FieldError,
        errors.GeometryError,
        errors.FeatureError,
        UnicodeDecodeError,
        OSError,
    )


def _values(raw: list[Any], kind: str) -> tuple[list[Value], list[tuple[int, str]]]:
    """Return the values of a column, and what of it is of another kind."""
    if kind in {"OFTDate", "OFTDateTime"}:
        values, wrong = read_moments(raw, days=kind == "OFTDate")
        return values, [(place, str(raw[place])) for place in wrong]
    if kind == "OFTBinary":
        return [None] * len(raw), []
    if kind.endswith("List"):
        return [None if one is None else "、".join(map(str, one)) for one in raw], []
    return raw, []


@contextmanager
def _settings() -> Iterator[None]:
    """Set what GDAL may do for as long as a file is read."""
    import pyogrio

    before = {key: pyogrio.get_gdal_config_option(key) for key in _SETTINGS}
    pyogrio.set_gdal_config_options(_SETTINGS)
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options(before)
