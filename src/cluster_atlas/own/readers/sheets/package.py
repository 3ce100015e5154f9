"""An XLSX, XLSB or ODS file as a package of parts: is it safe to open, where are its sheets."""

from __future__ import annotations

import posixpath
import re
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Any

import deflate
from lxml import etree

from cluster_atlas.own.limits import Limits
from cluster_atlas.values.issues import AtlasError, Issue, Text

# Parts up to this size may be packed as tightly as they like.
_SMALL = 1024 * 1024
_SHORT_PARTS = 16 * _SMALL
_ENCRYPTED = 0x1
_COUNT = re.compile(rb"""count\s*=\s*["'](\d{1,30})["']""", re.IGNORECASE)
_BEGINNING, _SHORT_SHEET = 4096, 8 * _SMALL
_DIMENSION = re.compile(
    rb"""<(?:\w+:)?dimension\s+ref=["'](?:[A-Z]+[0-9]+:)?([A-Z]{1,3})[0-9]+["']"""
)
# Unpacked in one piece up to here, else block by block; bytes of a header in the archive.
_ONE_PIECE, _BLOCK, _HEADER = 256 * _SMALL, 4 * _SMALL, 30


def check_package(archive: zipfile.ZipFile, file: str, limits: Limits) -> None:
    """Refuse a package that would grow beyond the limits, or that programs may read differently.

    Raises
    ------
    AtlasError
        Where it has too many entries, grows too much, names one twice or encrypts some.
    """
    entries = archive.infolist()
    whole = sum(entry.file_size for entry in entries)
    tight = max(
        (
            entry.file_size // max(entry.compress_size, 1)
            for entry in entries
            if entry.file_size > _SMALL
        ),
        default=0,
    )
    message = None
    if len(entries) > limits.entries:
        message = Text(
            f"内含超过 {limits.entries} 个文件", f"holds more than {limits.entries} files"
        )
    elif whole > limits.expanded_bytes:
        most = limits.expanded_bytes // _SMALL
        message = Text(f"解开后超过 {most} MB", f"unpacks to more than {most} MB")
    elif tight > limits.ratio:
        message = Text(f"压缩比超过 {limits.ratio} 倍", f"is packed more than {limits.ratio} times")
    elif len({entry.filename.lower() for entry in entries}) < len(entries):
        message = Text("内有同名的文件", "names one of its parts twice")
    elif any(entry.flag_bits & _ENCRYPTED for entry in entries):
        message = Text("内有加密的文件", "encrypts one of its parts")
    elif any(_claims_too_much(archive, entry) for entry in entries):
        message = Text("所称的文字数超过文件长度", "claims more texts than it is long")
    if message:
        hint = Text("请在 Excel 或 WPS 中另存一份", "save a copy in a spreadsheet and bring that")
        raise AtlasError([Issue(file, "", "", "", message, hint)])


def _claims_too_much(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    """Tell whether the table of texts names a count of them that the reader must not believe."""
    if not entry.filename.lower().endswith("sharedstrings.xml"):
        return False
    with archive.open(entry) as part:
        counts = _COUNT.findall(part.read(_BEGINNING))
    return any(int(count) > entry.file_size for count in counts)


@dataclass(frozen=True, slots=True)
class BookParts:
    """Where the sheets of an XLSX file are.

    Attributes
    ----------
    sheets
        Name of the part of each sheet, by the sheet's name.
    recalculates
        Whether the workbook asks to be computed when it is opened.
    reaches_out
        Whether it refers to anything outside, other than by a link that waits for a click.
    """

    sheets: dict[str, str] = field(default_factory=dict)
    recalculates: bool = False
    reaches_out: bool = False


def book_parts(archive: zipfile.ZipFile) -> BookParts:
    """Return where the sheets of an XLSX file are, strict or not."""
    book = main_part(archive, "xl/workbook.xml")
    root = _parsed(archive, book)
    if root is None:
        return BookParts()
    targets = relations(archive, book)
    sheets, recalculates = {}, False
    for element in root.iter():
        name = etree.QName(element).localname if isinstance(element.tag, str) else ""
        if name == "sheet":
            ids = [value for key, value in element.items() if key.endswith("}id")]
            if ids and ids[0] in targets:
                sheets[element.get("name", "")] = targets[ids[0]]
        elif name == "calcPr":
            recalculates = element.get("fullCalcOnLoad", "") in {"1", "true"}
    return BookParts(sheets, recalculates, _reaches_out(archive))


def open_part(archive: zipfile.ZipFile, name: str) -> IO[bytes] | None:
    """Return a part of a package, unpacked as it is read; ``None`` where there is none."""
    entry = _entry(archive, name)
    return archive.open(entry) if entry else None


def _entry(archive: zipfile.ZipFile, name: str) -> zipfile.ZipInfo | None:
    known = {entry.filename.lower(): entry for entry in archive.infolist()}
    return known.get(name.lower().lstrip("/"))


def part_blocks(archive: zipfile.ZipFile, name: str) -> Iterator[bytes | bytearray]:
    """Yield what a part holds: in one piece, unpacked at once, unless it is very long."""
    entry = _entry(archive, name)
    if entry is None:
        return
    if entry.file_size <= _ONE_PIECE and entry.compress_type == zipfile.ZIP_DEFLATED:
        try:
            yield deflate.deflate_decompress(_packed(archive, entry), entry.file_size)
        except deflate.DeflateError as error:
            raise zipfile.BadZipFile(name) from error
        return
    with archive.open(entry) as part:
        while block := part.read(_BLOCK):
            yield block


def claims_width(archive: zipfile.ZipFile, name: str, columns: int) -> bool:
    """Tell whether a long sheet says of itself that it is no wider than so many columns.

    A short one is not believed: it is soon looked through.
    """
    entry = _entry(archive, name)
    if entry is None:
        return True
    if entry.file_size <= _SHORT_SHEET:
        return False
    with archive.open(entry) as part:
        found = _DIMENSION.search(part.read(_BEGINNING))
    width = 0
    for letter in found[1] if found else b"ZZZ":
        width = width * 26 + letter - 64
    return width <= columns


def _packed(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Return a part as it is packed: behind a header, a name and a field of varying length."""
    file: Any = archive.fp
    file.seek(entry.header_offset)
    name, extra = struct.unpack("<HH", file.read(_HEADER)[-4:])
    file.seek(name + extra, 1)
    return bytes(file.read(entry.compress_size))


def main_part(archive: zipfile.ZipFile, usual: str) -> str:
    """Return the name of the part that is the workbook."""
    for element in _relation_elements(archive, ""):
        if element.get("Type", "").endswith("/officeDocument"):
            return _target("", element.get("Target", ""))
    return usual


def relations(archive: zipfile.ZipFile, part: str) -> dict[str, str]:
    """Return the names of the parts that a part refers to, by their ids in it."""
    return {
        element.get("Id", ""): _target(part, element.get("Target", ""))
        for element in _relation_elements(archive, part)
    }


def _parsed(archive: zipfile.ZipFile, name: str) -> Any:  # noqa: ANN401 - lxml has no types
    """Return the root of a short XML part; nothing outside of it is fetched or expanded."""
    part = open_part(archive, name)
    if part is None:
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(part.read(_SHORT_PARTS), parser)
    except etree.XMLSyntaxError:
        return None


def _relation_elements(archive: zipfile.ZipFile, part: str) -> list[Any]:
    folder, name = posixpath.split(part)
    root = _parsed(archive, posixpath.join(folder, "_rels", f"{name}.rels"))
    return [] if root is None else [e for e in root if isinstance(e.tag, str)]


def _target(part: str, target: str) -> str:
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(part), target)).lstrip("/")


def _reaches_out(archive: zipfile.ZipFile) -> bool:
    """Tell whether opening the file in a spreadsheet could fetch something."""
    for entry in archive.infolist():
        name = entry.filename.lower()
        if re.search(r"externallinks/|connections\.xml|querytables/|vbaproject|oleobject", name):
            return True
        if not name.endswith(".rels"):
            continue
        root = _parsed(archive, entry.filename)
        for element in [] if root is None else root:
            outside = element.get("TargetMode", "") == "External"
            if outside and not element.get("Type", "").endswith("/hyperlink"):
                return True
    return False
