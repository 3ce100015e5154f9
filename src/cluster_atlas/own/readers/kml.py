"""KML and KMZ: every folder, every placemark and every pair of it, from any maker."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from cluster_atlas.own.readers.archive import check_archive
from cluster_atlas.own.readers.encodings import UTF_8, codec, found_encoding, told_encoding
from cluster_atlas.own.readers.shapes import wkb
from cluster_atlas.own.readers.shapes.layerfaults import (
    CHECK,
    EXPORT,
    HEIGHTS,
    OPEN_RINGS,
    WRONG_SHAPE,
    check_size,
    refusal,
)
from cluster_atlas.own.readers.shapes.layers import Layer, chosen
from cluster_atlas.own.sourcetable import ReadOptions, SourceTable, Value
from cluster_atlas.values.issues import Text, quote

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

WGS84 = "OGC:CRS84"
FOLDER, NAME, DESCRIPTION = "文件夹", "名称", "说明"

_SIMPLE = {
    "name": NAME,
    "description": DESCRIPTION,
    "address": "地址",
    "phoneNumber": "电话",
    "Snippet": "摘要",
}
_LINKS = {
    "NetworkLink": "网络链接",
    "GroundOverlay": "影像叠加",
    "PhotoOverlay": "照片叠加",
    "ScreenOverlay": "屏幕叠加",
}
_GEOMETRIES = {
    "Point",
    "LineString",
    "LinearRing",
    "Polygon",
    "MultiGeometry",
    "Track",
    "MultiTrack",
    "Model",
}
_FORGOTTEN = {"Style", "StyleMap", "Region", "LookAt", "Camera"}
_WATCHED = ("Placemark", "Folder", "name", *_LINKS, *_FORGOTTEN)
_DEEPEST = 12
_DECLARED = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([\w.:-]+)[\"'][^>]*\?>")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


class _NotShapeError(ValueError):
    """A geometry does not follow the rules of its kind."""


def read_kml(path: Path, name: str, options: ReadOptions) -> list[SourceTable]:
    """Read a KML file, or every KML of a KMZ.

    A :data:`~cluster_atlas.own.sourcetable.Reader`. Nothing is fetched: what the
    file only points to is left out and said.

    Returns
    -------
    list of SourceTable
        One for each KML with a placemark, in WGS84: the folder of each placemark (``文件夹``, with
        ``/`` between one and the next), its name and description, and all of its pairs.
    """
    check_size(name, path.stat().st_size, options.limits)
    if not zipfile.is_zipfile(path):
        return chosen(
            [_read(path.read_bytes(), name, Path(name).stem, "kml", options)], name, options.table
        )
    entries = check_archive(path, options.limits, name)
    wanted = [entry for entry in entries if entry.name.lower().endswith(".kml")]
    if not wanted:
        raise refusal(name, Text("KMZ 中没有 KML", "is a KMZ without a KML"), EXPORT)
    tables = []
    with zipfile.ZipFile(path) as archive:
        for entry in wanted:
            try:
                raw = archive.read(entry.info)
            except (zipfile.BadZipFile, EOFError, NotImplementedError, OSError) as error:
                message = Text("KMZ 已损坏", "is a damaged KMZ")
                raise refusal(name, message, EXPORT, entry.name) from error
            title = Path(name).stem if entry.name == "doc.kml" else entry.name.removesuffix(".kml")
            tables.append(_read(raw, name, title, "kmz", options))
    filled = [table for table in tables if len(table)] or tables[:1]
    return chosen(filled, name, options.table)


def _read(raw: bytes, file: str, title: str, form: str, options: ReadOptions) -> SourceTable:
    from lxml import etree

    text, encoding, whole = _text(raw, file, options)
    layer = Layer(file, title, options)
    if not whole:
        message = Text("有文字不合所用编码", "has text that does not fit its encoding")
        layer.note(message, CHECK, encoding)
    reader = _Reader(layer)
    source = io.BytesIO(text.encode("utf-8", errors="replace"))
    try:
        events = etree.iterparse(
            source,
            events=("start", "end"),
            tag=[f"{{*}}{kind}" for kind in _WATCHED],
            resolve_entities=False,
            load_dtd=False,
            no_network=True,
            huge_tree=False,
            recover=False,
            remove_comments=True,
            remove_pis=True,
        )
        for event, element in events:
            if event == "start":
                reader.begin(element)
            else:
                reader.end(element)
        reader.check(events.root)
    except etree.XMLSyntaxError as error:
        message = Text("不是完整的 KML", "is no complete KML")
        raise refusal(file, message, EXPORT, error.msg) from error
    return layer.table(system=WGS84, encoding=encoding, format=form)


def _text(raw: bytes, file: str, options: ReadOptions) -> tuple[str, str, bool]:
    """Return the text without its declaration, its encoding, and whether all of it was read."""
    found = _DECLARED.search(raw[:300])
    declared = codec(found[1].decode()) if found else UTF_8
    encoding = told_encoding(options.encoding, file) or found_encoding(raw, [declared])
    try:
        text, whole = raw.decode(encoding), True
    except UnicodeDecodeError:
        text, whole = raw.decode(encoding, errors="replace"), False
    # The text is handed on in another encoding than it declares.
    return _DECLARATION.sub("", text.removeprefix("\ufeff"), count=1).lstrip(), encoding, whole


def _local(element: Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _content(element: Element | None) -> str:
    return "" if element is None else "".join(element.itertext()).strip()


class _Reader:
    """Placemarks on their way into a layer, while the file is walked through."""

    def __init__(self, layer: Layer) -> None:
        self.layer = layer
        self._folders: list[tuple[Element, str]] = []
        self._inside = 0
        self._checked = False
        self._vertices = 0

    def check(self, root: Element) -> None:
        """Refuse what is no KML or defines texts of its own."""
        self._checked = True
        info = root.getroottree().docinfo
        if info.internalDTD is not None and info.internalDTD.entities():
            message = Text("定义了实体，不读入", "defines entities and is not read")
            raise refusal(self.layer.file, message, EXPORT)
        if _local(root) not in {"kml", "Document", "Folder", "Placemark"}:
            message = Text("是 XML，但不是 KML", "is XML, but no KML")
            raise refusal(self.layer.file, message, EXPORT, _local(root))

    def begin(self, element: Element) -> None:
        """Note where the walk is."""
        kind = _local(element)
        if not self._checked:
            self.check(element.getroottree().getroot())
        if kind == "Placemark":
            self._inside += 1
        elif kind == "Folder":
            self._folders.append((element, ""))

    def end(self, element: Element) -> None:
        """Take what is complete, and let go of it."""
        kind = _local(element)
        if kind == "Placemark":
            self._inside -= 1
            self._add(element)
            _forget(element)
        elif self._inside:
            return
        elif kind == "name" and self._folders and element.getparent() is self._folders[-1][0]:
            self._folders[-1] = (self._folders[-1][0], _content(element))
        elif kind == "Folder":
            self._folders.pop()
            _forget(element)
        elif kind in _LINKS:
            self.layer.note(
                Text(f"有{_LINKS[kind]}，不读入", f"has a {kind}, which is not read"),
                Text("请读入其所指的文件", "bring the file that it points to"),
                _content(element.find(".//{*}href")),
            )
            _forget(element)
        elif kind in _FORGOTTEN:
            _forget(element)

    def _add(self, placemark: Element) -> None:
        values: dict[str, Value] = {}
        if self._folders:
            values[FOLDER] = "/".join(title for _element, title in self._folders if title) or None
        values[NAME] = None
        geometries = []
        pairs: list[tuple[str, Value]] = []
        for child in placemark:
            kind = _local(child)
            if kind in _SIMPLE:
                values[_SIMPLE[kind]] = _content(child) or None
            elif kind in {"TimeStamp", "TimeSpan"}:
                pairs.extend(
                    (_TIMES[_local(time)], _content(time))
                    for time in child
                    if _local(time) in _TIMES
                )
            elif kind == "ExtendedData":
                pairs.extend(_pairs(child))
            elif kind in _GEOMETRIES:
                geometries.append(child)
        for key, value in pairs:
            _put(values, key, value)
        self._vertices = 0
        shapes: list[bytes] = []
        for geometry in geometries:
            try:
                shapes.extend(self._shapes(geometry, 0))
            except (_NotShapeError, ValueError, OverflowError) as error:
                self.layer.lost(WRONG_SHAPE, CHECK, value=quote(str(error) or _local(geometry)))
        self.layer.add(values, wkb.gathered(shapes), self._vertices)

    def _shapes(self, geometry: Element, depth: int) -> Iterator[bytes]:
        kind = _local(geometry)
        if depth > _DEEPEST:
            raise _NotShapeError
        if kind in {"MultiGeometry", "MultiTrack"}:
            for child in geometry:
                if _local(child) in _GEOMETRIES:
                    yield from self._shapes(child, depth + 1)
        elif kind == "Polygon":
            yield self._polygon(geometry)
        elif kind == "Track":
            yield self._path(self._track(geometry))
        elif kind == "Model":
            self.layer.note(Text("有三维模型，不读入", "has a Model, which is not read"), CHECK)
        else:
            positions = self._positions(geometry.find("{*}coordinates"))
            if kind == "Point":
                yield wkb.point(*positions[0].tolist())
            elif kind == "LinearRing":
                yield wkb.polygon([self._ring(positions)])
            else:
                yield self._path(positions)

    def _polygon(self, polygon: Element) -> bytes:
        shells: list[wkb.Coordinates] = []
        holes: list[wkb.Coordinates] = []
        for boundary in polygon:
            found = shells if _local(boundary) == "outerBoundaryIs" else holes
            if _local(boundary) in {"outerBoundaryIs", "innerBoundaryIs"}:
                for coordinates in boundary.iterfind("{*}LinearRing/{*}coordinates"):
                    found.append(self._ring(self._positions(coordinates)))
        if len(shells) != 1:
            raise _NotShapeError
        return wkb.polygon([*shells, *holes])

    def _path(self, positions: wkb.Coordinates) -> bytes:
        if len(positions) == 1:
            return wkb.point(*positions[0].tolist())
        return wkb.line(positions)

    def _ring(self, positions: wkb.Coordinates) -> wkb.Coordinates:
        ring = wkb.closed(positions)
        if len(ring) < wkb.LEAST_RING:
            raise _NotShapeError
        if len(ring) > len(positions):
            place = len(self.layer.shapes) + 1
            self.layer.note(*OPEN_RINGS, Text(f"第 {place} 个要素", f"feature {place}").zh)
        return ring

    def _positions(self, coordinates: Element | None) -> wkb.Coordinates:
        """Return the positions of a list of ``x,y`` or ``x,y,height``."""
        text = _content(coordinates)
        if ", " in text or " ," in text or ",\n" in text:
            text = " ".join(text.replace(",", " , ").split()).replace(" , ", ",")
        return self._array([one.split(",") for one in text.split()])

    def _track(self, track: Element) -> wkb.Coordinates:
        return self._array([_content(one).split() for one in track if _local(one) == "coord"])

    def _array(self, tuples: list[list[str]]) -> wkb.Coordinates:
        self._vertices += len(tuples)
        if not tuples:
            raise _NotShapeError
        short = next((one for one in tuples if len(one) < 2), None)  # noqa: PLR2004
        if short is not None:
            raise _NotShapeError(",".join(short))
        flat = [float(number) for one in tuples for number in one[:2]]
        positions = np.array(flat, dtype=np.float64).reshape(-1, 2)
        if not np.isfinite(positions).all():
            raise _NotShapeError
        if any(len(one) > 2 and one[2].strip("0.-") for one in tuples):  # noqa: PLR2004
            self.layer.note(*HEIGHTS)
        return positions


_TIMES = {"when": "时间", "begin": "开始时间", "end": "结束时间"}


def _pairs(extended: Element) -> Iterator[tuple[str, Value]]:
    """Yield every pair of extended data: typed by a schema or not, or an element of its own."""
    for child in extended:
        kind = _local(child)
        if kind == "Data":
            value = child.find("{*}value")
            yield (
                child.get("name") or _content(child.find("{*}displayName")),
                _content(value) or None,
            )
        elif kind == "SchemaData":
            for one in child:
                if _local(one) == "SimpleData":
                    yield one.get("name") or "", _content(one) or None
        elif kind:
            yield kind, _content(child) or None


def _put(values: dict[str, Value], key: str, value: Value) -> None:
    """Keep a pair beside another of the same name."""
    plain = " ".join(key.split()) or "未命名"
    name, number = plain, 1
    while name in values:
        number += 1
        name = f"{plain} {number}"
    values[name] = value


def _forget(element: Element) -> None:
    """Free what was read, and what stands before it."""
    element.clear()
    parent = element.getparent()
    if parent is not None:
        while element.getprevious() is not None:
            del parent[0]
