"""Archives that lead out of their folder, lie about what they hold, or expand."""

from __future__ import annotations

import stat
import struct
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.own.bad.badfile import (
    BAIT_FILE,
    REFUSED,
    TAKEN,
    BadFile,
)
from tests.own.officefiles import (
    WRITERS,
)


def archive_of(
    entries: Mapping[str, bytes | str], name: str = "资料.zip", **about: Any
) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = folder / name
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for title, content in entries.items():
                info = zipfile.ZipInfo(title)
                info.compress_type = zipfile.ZIP_DEFLATED
                for key, value in about.items():
                    setattr(info, key, value)
                archive.writestr(info, content)
        return path

    return make


def bad_archives() -> Iterator[BadFile]:
    """Yield them."""
    for number, name in enumerate(
        (
            "../out.shp",
            "a/../../out.shp",
            "/etc/out.shp",
            "C:/out.shp",
            "..\\out.shp",
            "//host/a.shp",
        )
    ):
        yield BadFile(
            f"zip path {number} out of the folder", archive_of({name: b"x", "a.shp": b""}), "文件夹"
        )
    link: dict[str, Any] = {"create_system": 3, "external_attr": (stat.S_IFLNK | 0o777) << 16}
    yield BadFile("zip of a link", archive_of({"a.shp": BAIT_FILE}, **link), "链接")
    for suffix, text in (("kmz", "doc.kml"), ("gdb.zip", "a.gdb/a00000001.gdbtable")):
        made = archive_of({text: BAIT_FILE}, f"资料.{suffix}", **link)
        yield BadFile(f"{suffix} of a link", made, "链接")
    yield BadFile("zip in a zip", archive_of({"a.shp": b"", "b.zip": b"PK"}), "压缩包")
    yield BadFile("zip of nothing", archive_of({}), "")
    yield BadFile("zip of a text", archive_of({"说明.txt": "x"}), "是压缩包")
    yield BadFile("zip of one name twice", _twice)
    yield BadFile("zip whose entries overlap", _overlapping)
    yield BadFile("zip entry larger than it says", _larger)
    yield BadFile("zip entry of another checksum", _spoilt)
    yield BadFile("zip packed in a way of its own", _packed_by(99))
    yield BadFile("zip under a password", _locked, "已加密")
    blank = bytes(11 * 1024 * 1024)
    yield BadFile("zip that expands", archive_of({"a.shp": blank}), "大于原来的")
    yield BadFile("kmz that expands", archive_of({"doc.kml": blank}, "图.kmz"), "大于原来的")
    yield BadFile(
        "gdb that expands",
        archive_of({"a.gdb/a00000001.gdbtable": blank}, "库.gdb.zip"),
        "大于原来的",
    )
    content = "<Types>spreadsheetml.sheet.main</Types>"
    made = archive_of({"[Content_Types].xml": content, "xl/workbook.xml": blank}, "表.xlsx")
    yield BadFile("xlsx that expands", made)
    made = archive_of({f"{number}.shp": b"" for number in range(5)})
    yield BadFile("zip of many files", made, "文件超过", limits={"entries": 3})
    made = archive_of({"a.shp": bytes(3000)})
    yield BadFile("zip too large when unpacked", made, "解压后", limits={"expanded_bytes": 2000})
    both = {f"{name}.gdb/a00000001.gdbtable": b"x" for name in "ab"}
    yield BadFile("zip of two geodatabases", archive_of(both, "库.gdb.zip"), "文件地理数据库")
    for form in ("shapefile-zip", "mapinfo-zip", "kmz", "gdb-zip", "xlsx", "ods"):

        def make(folder: Path, form: str = form) -> Path:
            path = WRITERS[form](folder)
            raw = bytearray(path.read_bytes())
            # The beginning of the list of contents.
            at = raw.rindex(b"PK\x01\x02")
            raw[at + 20 : at + 24] = struct.pack("<I", 0x7FFFFFFF)
            path.write_bytes(bytes(raw))
            return path

        words = ("--as", "layer", "--crs", "wgs84")
        # What lies is not needed: the data may still come out right.
        codes = (REFUSED, TAKEN)
        yield BadFile(f"{form} whose list of contents lies", make, codes=codes, words=words)


def _twice(folder: Path) -> Path:
    path = folder / "资料.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.shp", "x")
        archive.writestr("A.SHP", "y")
    return path


def _overlapping(folder: Path) -> Path:
    path = archive_of({"a.shp": b"x" * 50, "b.shp": b"y" * 50})(folder)
    raw = path.read_bytes()
    at = raw.rindex(b"PK\x01\x02")
    path.write_bytes(raw[: at + 42] + struct.pack("<I", 0) + raw[at + 46 :])
    return path


def _larger(folder: Path) -> Path:
    path = archive_of({"a.shp": b"x" * 5000})(folder)
    raw = bytearray(path.read_bytes())
    at = raw.rindex(b"PK\x01\x02")
    raw[at + 24 : at + 28] = struct.pack("<I", 10)
    path.write_bytes(bytes(raw))
    return path


def _spoilt(folder: Path) -> Path:
    path = archive_of({"a.shp": b"x" * 5000})(folder)
    raw = bytearray(path.read_bytes())
    at = raw.rindex(b"PK\x01\x02")
    raw[at + 16 : at + 20] = struct.pack("<I", 1)
    path.write_bytes(bytes(raw))
    return path


def _packed_by(method: int) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = archive_of({"a.shp": b"x" * 5000})(folder)
        raw = bytearray(path.read_bytes())
        for at in (raw.index(b"PK\x03\x04") + 8, raw.rindex(b"PK\x01\x02") + 10):
            raw[at : at + 2] = struct.pack("<H", method)
        path.write_bytes(bytes(raw))
        return path

    return make


def _locked(folder: Path) -> Path:
    path = archive_of({"a.shp": b"x" * 50})(folder)
    raw = bytearray(path.read_bytes())
    for at in (raw.index(b"PK\x03\x04") + 6, raw.rindex(b"PK\x01\x02") + 8):
        raw[at] |= 1
    path.write_bytes(bytes(raw))
    return path
