"""Formats that GDAL reads for us, each known by its content and opened from a folder of our own."""

from __future__ import annotations

import re
import shutil
import tempfile
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from cluster_atlas.own.readers.archive import unpack
from cluster_atlas.own.readers.encodings import BIG5, GB, UTF_8, codec, judged
from cluster_atlas.own.readers.shapes import wkb
from cluster_atlas.own.readers.shapes.layers import (
    ROWS,
    VERTICES,
    check_size,
    layer_table,
    no_layer,
    note,
    parts_beside,
    refusal,
    too_many,
)
from cluster_atlas.own.readers.shapes.times import read_moments
from cluster_atlas.own.sourcetable import ReadOptions, SourceTable, Value
from cluster_atlas.values.issues import Issue, Text, quote

_FLATGEOBUF = b"fgb"
_GDB_TABLE = "a00000001.gdbtable"
_EXPORT = Text("请重新导出", "export it anew")
_CHECK = Text("请核对", "check it")
_TOGETHER = Text("请连同其余部分一起读入", "read it together with its other parts")
_LOST_SHAPE = Text("图形已损坏", "has a damaged shape")

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
_FOREIGN = re.compile(rb"[^\x00-\x7f][^\x00-\x1f]*")


def read_flatgeobuf(path: Path, name: str, options: ReadOptions) -> list[SourceTable]:
    """Read a FlatGeobuf file.

    Parameters
    ----------
    path
        The file.
    name
        What the user calls it.
    options
        Limits.

    Raises
    ------
    AtlasError
        If it is no FlatGeobuf or exceeds the limits.
    """
    check_size(name, path.stat().st_size, options.limits)
    with path.open("rb") as source:
        known = source.read(8).startswith(_FLATGEOBUF)
    if not known:
        raise refusal(name, Text("不是 FlatGeobuf", "is no FlatGeobuf"), _EXPORT)
    with tempfile.TemporaryDirectory(prefix="cluster-atlas-") as folder:
        place = Path(folder) / "layer.fgb"
        shutil.copyfile(path, place)
        return _Source(place, name, "FlatGeobuf", "flatgeobuf", Path(name).stem).tables(options)


def read_file_geodatabase(path: Path, name: str, options: ReadOptions) -> list[SourceTable]:
    """Read a file geodatabase, as its folder or in a zip.

    Parameters
    ----------
    path
        The folder, or a zip with it inside.
    name
        What the user calls it.
    options
        Wanted layer and limits.

    Raises
    ------
    AtlasError
        If the archive is not safe, holds none or several, or exceeds the limits.
    """
    with tempfile.TemporaryDirectory(prefix="cluster-atlas-") as folder:
        if path.is_dir():
            parts = {
                one.relative_to(path.parent).as_posix(): one
                for one in sorted(path.rglob("*"))
                if one.is_file() and not one.is_symlink()
            }
        else:
            parts = unpack(path, options.limits, Path(folder) / "zip", name)
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
    """Read MapInfo tables: a ``.tab`` or ``.mif`` beside its other parts, a folder or a zip.

    Parameters
    ----------
    path
        One of these.
    name
        What the user calls it.
    options
        Encoding, wanted table and limits.

    Raises
    ------
    AtlasError
        If a part is missing, a table only points to other files, or the limits are exceeded.
    """
    if path.is_dir():
        files = [one for one in sorted(path.rglob("*")) if one.is_file() and not one.is_symlink()]
        return read_mapinfo_parts(
            {one.relative_to(path).as_posix(): one for one in files}, name, options
        )
    if path.suffix.lower() in _MAPINFO_PARTS:
        return read_mapinfo_parts(parts_beside(path), name, options)
    with tempfile.TemporaryDirectory(prefix="cluster-atlas-") as folder:
        return read_mapinfo_parts(unpack(path, options.limits, Path(folder), name), name, options)


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
        raise refusal(name, message, _TOGETHER, "、".join(sorted(parts)[:5]))
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
        raise refusal(name, message, _TOGETHER, lead.name)
    pattern = _TAB_CHARSET if suffix == ".tab" else _MIF_CHARSET
    found = pattern.search(head)
    declared = codec(found[2].decode(errors="replace")) if found else ""
    samples = [
        *_FOREIGN.findall(head[:100_000]),
        *_FOREIGN.findall(own[needed].read_bytes()[:4_000_000]),
    ]
    encoding = codec(options.encoding) or judged(samples, [declared])
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
        tables = source.tables(plain)
    if suffix == ".tab" and not {".map", ".id"} <= set(own):
        message = Text(
            "没有 .map 与 .id，只读入表格", "has no .map and .id: only its table is read"
        )
        said = note(name, lead.stem, message, _TOGETHER)
        return [replace(table, notes=(*table.notes, said)) for table in tables]
    return tables


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
                    raise refusal(self.file, Text("没有图层", "has no layer"), _EXPORT)
                return [self._table(layer, options) for layer in names]
        except _failures() as error:
            message = Text("无法读出", "cannot be read")
            cause = str(error).replace(str(self.place), self.place.name)
            raise refusal(self.file, message, _EXPORT, cause) from error

    def _table(self, layer: str, options: ReadOptions) -> SourceTable:
        import pyogrio

        limits = options.limits
        info = pyogrio.read_info(self.place, layer=layer, force_feature_count=True)
        if info["driver"] != self.driver:
            message = Text("内容与格式不符", "holds another format than its name says")
            raise refusal(self.file, message, _EXPORT, info["driver"])
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
                _CHECK,
                str(one.message),
            )
            for one in heard
        ]
        issues: list[Issue] = []
        shapes: Sequence[bytes | None] = ()
        shape_column = meta["geometry_name"] or "wkb_geometry"
        if info["geometry_type"] is not None and shape_column in table.column_names:
            blobs = table.column(shape_column).to_pylist()
            shapes = self._shapes(layer, title, blobs, table, limits.vertices, issues, notes)
        # Two fields may bear one name; the first column is the number of the feature.
        names = [str(field) for field in meta["fields"]]
        columns = []
        for number, (field, kind) in enumerate(zip(names, meta["ogr_types"], strict=True), start=1):
            values, wrong = _values(table.column(number).to_pylist(), kind)
            for place, told in wrong:
                message = Text("不是这一字段的值", "is no value of this field")
                issues.append(
                    Issue(self.file, title, field, quote(told), message, _CHECK, place + 1)
                )
            columns.append(values)
        system = str(meta["crs"] or "")
        if shapes and not system:
            message = Text("没有坐标系", "names no system of coordinates")
            hint = Text("请选择坐标系", "choose the system of coordinates")
            notes.append(note(self.file, title, message, hint))
        return layer_table(
            self.file,
            title,
            names,
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

    def _shapes(  # noqa: PLR0913
        self,
        layer: str,
        title: str,
        blobs: list[bytes | None],
        table: Any,  # noqa: ANN401 - of pyarrow
        most: int,
        issues: list[Issue],
        notes: list[Issue],
    ) -> list[bytes | None]:
        if any(blob is not None and wkb.is_curved(blob) for blob in blobs):
            keys = table.column(0).to_pylist()
            strokes = linear_shapes(self.place, layer, self.file)
            blobs = [strokes.get(key) for key in keys]
        shapes, vertices, tall, broken = wkb.flattened(blobs)
        if vertices > most:
            raise too_many(self.file, VERTICES, most)
        if tall:
            message = Text("图形带高程，只取平面坐标", "has heights, which are dropped")
            notes.append(
                note(self.file, title, message, Text("无需处理", "nothing needs to be done"))
            )
        issues.extend(
            Issue(self.file, title, "", "", _LOST_SHAPE, _EXPORT, place + 1) for place in broken
        )
        return shapes


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
        raise refusal(file, message, _EXPORT) from error
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
