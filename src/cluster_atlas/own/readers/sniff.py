"""The format of a file by what is in it, whatever it is called; all others are refused by name."""

from __future__ import annotations

import re
import sqlite3
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path, PurePosixPath

from cluster_atlas.own.limits import DEFAULT_LIMITS, Limits
from cluster_atlas.values.issues import AtlasError, Issue, Text

# Every format that a reader takes.
FORMATS = (
    "xlsx", "xlsm", "xlsb", "xls", "ods", "csv", "html",
    "geojson", "topojson", "shapefile", "shapefile-zip", "geopackage", "gdb-zip",
    "mapinfo", "mapinfo-zip", "kml", "kmz", "dxf", "flatgeobuf", "geoparquet",
)  # fmt: skip

_HEAD, _SEARCHED = 65_536, 1_048_576
_UNPACK = Text("请先解压，再导入其中的文件", "unpack it first and bring the files in it")
_AS_TABLE = Text("请另存为 .xlsx 或 .csv", "save it as .xlsx or .csv")
_AS_LAYER = Text("请另存为 GeoPackage 或 GeoJSON", "save it as GeoPackage or GeoJSON")
_TABLE_OF_IT = Text("请把其中的表格另存为 .xlsx", "save the table in it as .xlsx")

# How the readers of containers say that one is damaged.
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, struct.error, OSError, EOFError, ValueError, LookupError,
    RuntimeError,
)  # fmt: skip

_Refusal = tuple[Text, Text]

# Beginnings of files that a reader takes.
_TAKEN = (
    (b"\x00\x00\x27\x0a", "shapefile"),
    (b"fgb\x03fgb", "flatgeobuf"),
    (b"AutoCAD Binary DXF", "dxf"),
)
# Beginnings of files that none takes: what it is, and what to do.
_REFUSED: tuple[tuple[bytes, _Refusal], ...] = (
    (b"%PDF", (Text("是 PDF", "is a PDF"), _TABLE_OF_IT)),
    (b"\x89PNG", (Text("是图片", "is a picture"), _TABLE_OF_IT)),
    (b"\xff\xd8\xff", (Text("是图片", "is a picture"), _TABLE_OF_IT)),
    (b"GIF8", (Text("是图片", "is a picture"), _TABLE_OF_IT)),
    (b"BM", (Text("是图片", "is a picture"), _TABLE_OF_IT)),
    (b"RIFF", (Text("是图片或音像", "is a picture, a sound or a film"), _TABLE_OF_IT)),
    (b"II*\x00", (Text("是 TIFF 影像", "is a TIFF image"), _AS_LAYER)),
    (b"MM\x00*", (Text("是 TIFF 影像", "is a TIFF image"), _AS_LAYER)),
    (b"Rar!", (Text("是 RAR 压缩包", "is a RAR archive"), _UNPACK)),
    (b"7z\xbc\xaf\x27\x1c", (Text("是 7z 压缩包", "is a 7z archive"), _UNPACK)),
    (b"\x1f\x8b", (Text("是 gzip 压缩包", "is a gzip archive"), _UNPACK)),
    (b"BZh", (Text("是 bzip2 压缩包", "is a bzip2 archive"), _UNPACK)),
    (b"\xfd7zXZ", (Text("是 xz 压缩包", "is an xz archive"), _UNPACK)),
    (b"AC10", (Text("是 DWG 图", "is a DWG drawing"), Text("请另存为 DXF", "save it as DXF"))),
    (b"\x00\x01\x00\x00Standard", (Text("是 Access 数据库", "is an Access database"), _AS_LAYER)),
    (b"\x09\x08", (Text("是很旧的 Excel 文件", "is a very old Excel file"), _AS_TABLE)),
    (b"\x09\x04", (Text("是很旧的 Excel 文件", "is a very old Excel file"), _AS_TABLE)),
    (b"MIME-Version", (Text("是网页存档", "is an archived web page"), _AS_TABLE)),
    (b"MZ", (Text("是程序", "is a program"), _AS_TABLE)),
    (b"\x7fELF", (Text("是程序", "is a program"), _AS_TABLE)),
)
# Those of them that are text.
_TEXTS = {b"%PDF", b"MIME-Version"}
_XML_ROOT = re.compile(rb"\s*<(?:[\w.-]+:)?([\w.-]+)")
_XML_PROLOGUE = re.compile(
    rb"\s*(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[.*?\])?\s*>)", re.DOTALL
)
_JSON = re.compile(rb'\{\s*["}]|\[\s*[\[{"\d-]')
_GEO_TYPES = (
    "FeatureCollection|Feature|GeometryCollection|Point|LineString|Polygon"
    "|MultiPoint|MultiLineString|MultiPolygon"
)
_GEOJSON = re.compile(rb'"type"\s*:\s*"(?:' + _GEO_TYPES.encode() + rb')"')
_TOPOJSON = re.compile(rb'"type"\s*:\s*"Topology"')
_TEXT_FORMS = (
    (re.compile(rb"(?:\s*999\r?\n[^\n]*\n)*\s*0\r?\n\s*SECTION\s"), "dxf"),
    (re.compile(rb"\s*(?:version\s+\d+\s|!table)", re.IGNORECASE), "mapinfo"),
    (re.compile(rb"\s*(?:PROJ|GEOG|PROJC|GEOGC)(?:CS|CRS)\["), "shapefile"),
)
# Parts that say nothing by their beginning; taken by name.
_PARTS = {
    ".cpg": "shapefile", ".sbn": "shapefile", ".sbx": "shapefile", ".qix": "shapefile",
    ".map": "mapinfo", ".id": "mapinfo", ".ind": "mapinfo", ".mid": "mapinfo",
}  # fmt: skip
_DBF_VERSIONS = b"\x02\x03\x30\x31\x43\x63\x83\x8b\xcb\xf5"


class _NotTakenError(Exception):
    """A file is of no format that is taken; what it is, and what to do."""

    def __init__(self, message: Text, hint: Text) -> None:
        super().__init__(message)
        self.message, self.hint = message, hint


def sniff(path: Path, name: str = "", limits: Limits = DEFAULT_LIMITS) -> str:
    """Return the format of a file, one of `FORMATS`, by what is in it.

    A workbook under a password counts as ``xlsx`` or ``xls``.

    Parameters
    ----------
    path
        The file.
    name
        What the user calls it; else the name of ``path``. It only decides between parts of layers
        that say nothing themselves (``.cpg``, ``.mid``).
    limits
        How large it may be.

    Raises
    ------
    AtlasError
        Where the file is empty or too large, or of a format that is not taken.
    """
    name = name or path.name
    try:
        return _format(path, Path(name).suffix.lower(), limits)
    except _NotTakenError as error:
        issue = Issue(name, "", "", "", error.message, error.hint)
        raise AtlasError([issue]) from error.__cause__


def _format(path: Path, suffix: str, limits: Limits) -> str:
    size = path.stat().st_size
    if size == 0:
        raise _NotTakenError(Text("是空文件", "is empty"), Text("请检查文件", "see what it is"))
    if size > limits.file_bytes:
        most = limits.file_bytes // 1024 // 1024
        message = Text(f"超过 {most} MB", f"is larger than {most} MB")
        raise _NotTakenError(message, Text("请拆成几个文件", "split it"))
    with path.open("rb") as file:
        head = file.read(_HEAD)
    found = _by_beginning(path, suffix, head) or _by_text(path, head)
    if found is None:
        message = Text("不是可导入的格式", "is of a format that is not taken")
        raise _NotTakenError(message, _AS_TABLE)
    return found


def _by_beginning(path: Path, suffix: str, head: bytes) -> str | None:
    """Return the format of a file that has a mark at its beginning, or is told by its name."""
    for mark, look in _CONTAINERS:
        if head.startswith(mark):
            return look(path)
    if taken := next((name for mark, name in _TAKEN if head.startswith(mark)), None):
        return taken
    if suffix in _PARTS and not head.startswith(b"<"):
        return _PARTS[suffix]
    if _is_dbf(head):
        return "mapinfo" if suffix == ".dat" else "shapefile"
    for mark, (message, hint) in _REFUSED:
        # A table may begin with the same letters.
        if head.startswith(mark) and (mark in _TEXTS or not _is_text(head)):
            raise _NotTakenError(message, hint)
    if head[257:262] == b"ustar":
        raise _NotTakenError(Text("是 tar 包", "is a tar archive"), _UNPACK)
    return None


def _is_text(head: bytes) -> bool:
    return b"\0" not in head and not re.search(rb"[\x01-\x08\x0e-\x1a]", head[:512])


def _is_dbf(head: bytes) -> bool:
    """Tell whether a file begins as a table of dBase does: version, date, sizes that agree."""
    if len(head) < 33 or head[0] not in _DBF_VERSIONS:  # noqa: PLR2004 - the header
        return False
    header = int.from_bytes(head[8:10], "little")
    return 1 <= head[2] <= 12 and 1 <= head[3] <= 31 and header >= 33 and head[30:32] == b"\0\0"  # noqa: PLR2004


def _zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = [name.lower() for name in archive.namelist()]
            types = (
                archive.read("[Content_Types].xml")[:_SEARCHED]
                if (
                    "[Content_Types].xml" in archive.namelist()
                    and archive.getinfo("[Content_Types].xml").file_size < _SEARCHED
                )
                else b""
            )
            kind = (
                archive.read("mimetype")[:100]
                if "mimetype" in names and (archive.getinfo("mimetype").file_size < _HEAD)
                else b""
            )
    except _DAMAGED as error:
        message = Text("是损坏的压缩包", "is a damaged archive")
        raise _NotTakenError(message, Text("请重新取得文件", "get the file again")) from error
    if types:
        return _office(types)
    if kind:
        if b"opendocument.spreadsheet" in kind:
            return "ods"
        raise _NotTakenError(Text("不是表格文件", "is no spreadsheet"), _TABLE_OF_IT)
    return _layers(names)


def _office(types: bytes) -> str:
    for mark, name in (
        (b"ms-excel.sheet.binary.macroEnabled.main", "xlsb"),
        (b"ms-excel.sheet.macroEnabled.main", "xlsm"),
        (b"ms-excel.template.macroEnabled.main", "xlsm"),
        (b"spreadsheetml.sheet.main", "xlsx"),
        (b"spreadsheetml.template.main", "xlsx"),
    ):
        if mark in types:
            return name
    for mark, message in (
        (b"wordprocessingml", Text("是 Word 文档", "is a Word document")),
        (b"presentationml", Text("是演示文稿", "is a presentation")),
    ):
        if mark in types:
            raise _NotTakenError(message, _TABLE_OF_IT)
    raise _NotTakenError(Text("不是表格文件", "is no spreadsheet"), _AS_TABLE)


def _layers(names: Iterable[str]) -> str:
    paths = [PurePosixPath(name.replace("\\", "/")) for name in names]
    shown = [p for p in paths if not any(part.startswith(("__macosx", "._")) for part in p.parts)]
    suffixes = {p.suffix for p in shown}
    if any(part.endswith(".gdb") for p in shown for part in p.parts) and ".gdbtable" in suffixes:
        return "gdb-zip"
    for suffix, name in (
        (".shp", "shapefile-zip"),
        (".tab", "mapinfo-zip"),
        (".mif", "mapinfo-zip"),
        (".kml", "kmz"),
    ):
        if suffix in suffixes:
            return name
    raise _NotTakenError(Text("是压缩包", "is an archive"), _UNPACK)


def _compound(path: Path) -> str:
    """Return the format of a file of Microsoft's older kind, which holds streams with names."""
    import olefile

    try:
        with olefile.OleFileIO(path) as container:
            names = {"/".join(entry) for entry in container.listdir()}
    except _DAMAGED as error:
        message = Text("是损坏的文件", "is damaged")
        raise _NotTakenError(message, Text("请重新取得文件", "get the file again")) from error
    if names & {"Workbook", "Book"}:
        return "xls"
    if "EncryptedPackage" in names:
        return "xlsx"
    if "WordDocument" in names:
        raise _NotTakenError(Text("是 Word 文档", "is a Word document"), _TABLE_OF_IT)
    raise _NotTakenError(Text("不是表格文件", "is no spreadsheet"), _AS_TABLE)


def _sqlite(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head[68:72] in {b"GPKG", b"GP10", b"GP11"} or b"gpkg_contents" in head:
        return "geopackage"
    try:
        with closing(
            sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
        ) as base:
            query = "SELECT 1 FROM sqlite_master WHERE name = 'gpkg_contents'"
            if base.execute(query).fetchone():
                return "geopackage"
    except sqlite3.Error:
        pass
    raise _NotTakenError(
        Text("是数据库，不是 GeoPackage", "is a database, no GeoPackage"), _AS_LAYER
    )


def _parquet(path: Path) -> str:
    """Return the format of a Parquet file, which names its shapes behind its values."""
    with path.open("rb") as file:
        end = file.seek(0, 2)
        file.seek(max(0, end - 8))
        length = int.from_bytes(file.read(4), "little")
        file.seek(max(0, end - 8 - min(length, _SEARCHED)))
        footer = file.read(min(length, _SEARCHED))
    if b'"primary_column"' in footer:
        return "geoparquet"
    raise _NotTakenError(Text("是没有图形的 Parquet", "is Parquet without shapes"), _AS_TABLE)


def _by_text(path: Path, head: bytes) -> str | None:
    """Return the format of a file that is text, or else none."""
    text = _plain(head)
    if text is None:
        return None
    start = text.lstrip()
    if (root := _root(start)) is not None:
        return _markup(root)
    if _JSON.match(start):
        return _json(path, text)
    return next((name for form, name in _TEXT_FORMS if form.match(text)), "csv")


def _plain(head: bytes) -> bytes | None:
    """Return the beginning of a text in bytes that hold its ASCII; ``None`` where it is none."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head[: len(head) // 2 * 2].decode("utf-16", "replace").encode()
    if b"\0" in head:
        even, odd = head[::2].count(0), head[1::2].count(0)
        name = "utf-16-le" if odd > even else "utf-16-be"
        wide = head[: len(head) // 2 * 2].decode(name, "replace").encode()
        if not min(even, odd) and _is_text(wide):
            return wide
        # A few NUL bytes in a text are said by its reader, with their line.
        few = head.count(0) < len(head) // 1000 + 2
        return head if few and _is_text(head[:64]) else None
    if not _is_text(head):
        return None
    return head.removeprefix(b"\xef\xbb\xbf")


def _root(text: bytes) -> str | None:
    """Return the name of the first element of XML or HTML; ``None`` where it is neither."""
    at = 0
    while found := _XML_PROLOGUE.match(text, at):
        at = found.end()
    root = _XML_ROOT.match(text, at)
    return root[1].decode("latin-1") if root else None


def _markup(name: str) -> str:
    """Return the format of XML or HTML by its first element."""
    if name == "kml":
        return "kml"
    if name.lower() in {
        "html",
        "head",
        "body",
        "table",
        "meta",
        "div",
        "style",
        "center",
        "font",
        "form",
    }:
        return "html"
    kinds = {
        "OGRVRTDataSource": Text("是引用其他文件的 VRT", "is a VRT, which refers to other files"),
        "VRTDataset": Text("是引用其他文件的 VRT", "is a VRT, which refers to other files"),
        "Workbook": Text("是 XML 电子表格（2003）", "is an XML spreadsheet of 2003"),
        "svg": Text("是图片", "is a picture"),
        "FeatureCollection": Text("是 GML", "is GML"),
        "gpx": Text("是 GPX", "is GPX"),
        "qgis": Text("是 QGIS 工程", "is a project of QGIS"),
    }
    message = kinds.get(name, Text("是别种 XML", "is XML of another kind"))
    is_layer = name in {"OGRVRTDataSource", "VRTDataset", "FeatureCollection", "gpx", "qgis"}
    raise _NotTakenError(message, _AS_LAYER if is_layer else _AS_TABLE)


def _json(path: Path, head: bytes) -> str:
    """Return the format of JSON; what says which may stand at its end as well."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _SEARCHED))
        parts = (head, file.read())
    for part in parts:
        if _TOPOJSON.search(part):
            return "topojson"
        if _GEOJSON.search(part):
            return "geojson"
    message = Text("是 JSON，但不是 GeoJSON 或 TopoJSON", "is JSON, but no GeoJSON or TopoJSON")
    raise _NotTakenError(message, _AS_LAYER)


# Files that hold others, or streams, or tables, which say what they are.
_CONTAINERS: tuple[tuple[bytes, Callable[[Path], str]], ...] = (
    (b"PK\x03\x04", _zip),
    (b"PK\x05\x06", _zip),
    (b"\xd0\xcf\x11\xe0", _compound),
    (b"SQLite format 3\0", _sqlite),
    (b"PAR1", _parquet),
)
