"""GeoJSON in all its forms: a collection, a feature, a shape, one of them a line."""

from __future__ import annotations

import gc
import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from cluster_atlas.own.readers.encodings import UTF_8, found_encoding, told_encoding
from cluster_atlas.own.readers.shapes import wkb
from cluster_atlas.own.readers.shapes.layerfaults import (
    CHOOSE_SYSTEM,
    EXPORT,
    HEIGHTS,
    MEND,
    OPEN_RINGS,
    WRONG_SHAPE,
    check_size,
    refusal,
)
from cluster_atlas.own.readers.shapes.layers import Layer, chosen, plain_value
from cluster_atlas.own.readers.shapes.topology import read_topology
from cluster_atlas.own.sourcetable import ReadOptions, SourceTable
from cluster_atlas.values.issues import AtlasError, Issue, Text, quote

WGS84 = "OGC:CRS84"

_SEPARATOR = "\x1e"
_DEEPEST = 12
_UNREADABLE = Text("不是可读的 JSON", "is no readable JSON")
_PLAIN = (
    "Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon",
)  # fmt: skip


class _NotShapeError(ValueError):
    """A geometry does not follow the rules of its type."""


def read_geojson(path: Path, name: str, options: ReadOptions) -> list[SourceTable]:
    """Read a GeoJSON or TopoJSON file.

    A :data:`~cluster_atlas.own.sourcetable.Reader`; it refuses coordinates that
    are encoded for a chart library as well.

    Returns
    -------
    list of SourceTable
        One; of TopoJSON one for each object. Its system is that of the member ``crs``; WGS84 where
        there is none and the numbers can be degrees; empty where they cannot.
    """
    check_size(name, path.stat().st_size, options.limits)
    text, encoding = _text(path.read_bytes(), name, options)
    with _undisturbed():
        document = _document(text, name)
    del text
    if isinstance(document, dict) and document.get("UTF8Encoding") in {True, "true"}:
        raise refusal(
            name,
            Text(
                "坐标经图表库压缩编码，精度已损失",
                "has coordinates encoded for a chart library, which loses precision",
            ),
            Text("请读入编码前的 GeoJSON", "bring the GeoJSON from before it was encoded"),
            "UTF8Encoding",
        )
    title = Path(name).stem
    if isinstance(document, dict) and document.get("type") == "Topology":
        tables = read_topology(document, name, options, _system(document), encoding)
        return chosen(tables, name, options.table)
    layer = Layer(name, title, options)
    reader = _Reader(layer)
    for feature in _features(document, name):
        reader.add(feature)
    if not layer.shapes:
        raise refusal(name, Text("没有要素", "holds no feature"), EXPORT)
    system = reader.system(document)
    return chosen(
        [layer.table(system=system, encoding=encoding, format="geojson")], name, options.table
    )


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Spare a parser the search for circles among the millions of lists that it makes."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


def _text(raw: bytes, name: str, options: ReadOptions) -> tuple[str, str]:
    """Return the text of a file and its encoding."""
    # What its standard demands counts as declared.
    encoding = told_encoding(options.encoding, name) or found_encoding(raw, [UTF_8])
    try:
        return raw.decode(encoding).removeprefix("\ufeff"), encoding
    except UnicodeDecodeError as error:
        message = Text("文字编码无法识别", "is in an encoding that is not recognised")
        hint = Text("请另存为 UTF-8", "save it as UTF-8")
        raise refusal(name, message, hint, raw[error.start : error.start + 8].hex(" ")) from error


def _document(text: str, name: str) -> Any:  # noqa: ANN401 - any JSON
    """Return the document, or a list of them where each stands on its own."""
    parse = json.JSONDecoder(parse_constant=lambda _constant: None).decode
    try:
        if text.lstrip(" \t\r\n")[:1] == _SEPARATOR:
            return [parse(part) for part in text.split(_SEPARATOR) if part.strip()]
        try:
            return parse(text)
        except json.JSONDecodeError as error:
            lines = [line for line in text.split("\n") if line.strip()]
            if not error.msg.startswith("Extra data") or len(lines) < 2:  # noqa: PLR2004
                raise
            return [parse(line) for line in lines]
    except json.JSONDecodeError as error:
        around = error.doc[max(0, error.pos - 10) : error.pos + 20]
        issue = Issue(name, "", "", quote(around), _UNREADABLE, EXPORT, error.lineno)
        raise AtlasError([issue]) from error
    except RecursionError as error:
        message = Text("嵌套过深", "is nested too deeply")
        raise refusal(name, message, EXPORT) from error
    except ValueError as error:
        # A whole number of thousands of digits.
        raise refusal(name, _UNREADABLE, EXPORT, error) from error


def _features(document: Any, name: str) -> Iterator[Any]:  # noqa: ANN401
    """Yield the features of whatever form a document has."""
    if isinstance(document, list):
        for part in document:
            yield from _features(part, name)
        return
    kind = document.get("type") if isinstance(document, dict) else None
    if kind == "FeatureCollection" and isinstance(document.get("features"), list):
        yield from document["features"]
    elif kind == "Feature":
        yield document
    elif kind in _PLAIN or kind == "GeometryCollection":
        yield {"type": "Feature", "geometry": document, "properties": None}
    elif isinstance(document, dict) and "features" in document and "geometryType" in document:
        message = Text("是 Esri JSON，不是 GeoJSON", "is Esri JSON and no GeoJSON")
        hint = Text("请导出为 GeoJSON 或 Shapefile", "export it as GeoJSON or a shapefile")
        raise refusal(name, message, hint)
    else:
        message = Text("是 JSON，但不是 GeoJSON", "is JSON, but no GeoJSON")
        raise refusal(name, message, EXPORT, kind if isinstance(kind, str) else "")


class _Reader:
    """Features on their way into a layer."""

    def __init__(self, layer: Layer) -> None:
        self.layer = layer
        self._vertices = 0
        self._low = np.array([np.inf, np.inf])
        self._high = -self._low

    def add(self, feature: Any) -> None:  # noqa: ANN401
        """Add one feature; what of it cannot be read is said."""
        if not isinstance(feature, dict) or feature.get("type", "Feature") != "Feature":
            self.layer.lost(Text("不是要素", "is no feature"), EXPORT, value=quote(feature))
            self.layer.add({}, None, 0)
            return
        properties = feature.get("properties")
        values = (
            {str(key): plain_value(value) for key, value in properties.items()}
            if isinstance(properties, dict)
            else {}
        )
        if isinstance(feature.get("id"), str | int):
            values.setdefault("id", feature["id"])
        self._vertices = 0
        shape = None
        geometry = feature.get("geometry")
        if geometry is not None:
            try:
                shape = self._shape(geometry, 0)
            except (_NotShapeError, OverflowError):
                kind = geometry.get("type") if isinstance(geometry, dict) else geometry
                self.layer.lost(WRONG_SHAPE, MEND, value=quote(kind))
        self.layer.add(values, shape, self._vertices)

    def system(self, document: Any) -> str:  # noqa: ANN401
        """Return the system of the coordinates, if the file or its numbers say it."""
        if isinstance(document, dict) and document.get("crs") is not None:
            return _system(document)
        degrees = bool((self._low >= (-180, -90)).all() and (self._high <= (180, 90)).all())
        if degrees or not np.isfinite(self._low).all():
            return WGS84
        self.layer.note(
            Text(
                "没有坐标系，坐标不是经纬度", "names no system, and its coordinates are no degrees"
            ),
            CHOOSE_SYSTEM,
            f"{self._low[0]:.0f}, {self._low[1]:.0f}",
        )
        return ""

    def _shape(self, geometry: Any, depth: int) -> bytes | None:  # noqa: ANN401
        if not isinstance(geometry, dict) or depth > _DEEPEST:
            raise _NotShapeError
        kind = geometry.get("type")
        if kind == "GeometryCollection":
            parts = geometry.get("geometries")
            if not isinstance(parts, list):
                raise _NotShapeError
            shapes = [self._shape(part, depth + 1) for part in parts]
            return wkb.gathered([shape for shape in shapes if shape is not None])
        coordinates = geometry.get("coordinates")
        if not isinstance(coordinates, list):
            raise _NotShapeError
        if not coordinates:
            return None
        build = _BUILDERS.get(str(kind))
        if build is None:
            raise _NotShapeError
        return build(self, coordinates)

    def _point(self, coordinates: list[Any]) -> bytes:
        x, y = self._positions([coordinates])[0].tolist()
        return wkb.point(x, y)

    def _line(self, coordinates: list[Any]) -> bytes:
        positions = self._positions(coordinates)
        if len(positions) < 2:  # noqa: PLR2004
            raise _NotShapeError
        return wkb.line(positions)

    def _polygon(self, coordinates: list[Any]) -> bytes:
        return wkb.polygon([self._ring(ring) for ring in coordinates if ring])

    def _parts(self, build: Callable[[Any], bytes], coordinates: list[Any]) -> bytes | None:
        if not all(isinstance(part, list) for part in coordinates):
            raise _NotShapeError
        return wkb.gathered([build(part) for part in coordinates if part])

    def _ring(self, coordinates: Any) -> wkb.Coordinates:  # noqa: ANN401
        ring = self._positions(coordinates)
        whole = wkb.closed(ring)
        if len(whole) < wkb.LEAST_RING:
            raise _NotShapeError
        if len(whole) > len(ring):
            self.layer.note(*OPEN_RINGS)
        return whole

    def _positions(self, coordinates: Any) -> wkb.Coordinates:  # noqa: ANN401
        """Return positions as an array, without heights."""
        if not isinstance(coordinates, list) or not coordinates:
            raise _NotShapeError
        try:
            positions = np.array(coordinates, dtype=np.float64)
        except (ValueError, TypeError):
            # Some have a height and others none; or something there is no number.
            try:
                positions = np.array([part[:2] for part in coordinates], dtype=np.float64)
            except (ValueError, TypeError, KeyError) as error:
                raise _NotShapeError from error
            self._say_heights()
        if positions.ndim != 2 or positions.shape[1] < 2:  # noqa: PLR2004
            raise _NotShapeError
        if positions.shape[1] > 2:  # noqa: PLR2004
            self._say_heights()
            positions = positions[:, :2]
        if not np.isfinite(positions).all():
            raise _NotShapeError
        self._vertices += len(positions)
        self._low = np.minimum(self._low, positions.min(axis=0))
        self._high = np.maximum(self._high, positions.max(axis=0))
        return positions

    def _say_heights(self) -> None:
        self.layer.note(*HEIGHTS)


_BUILDERS: Mapping[str, Callable[[_Reader, list[Any]], bytes | None]] = {
    "Point": _Reader._point,  # noqa: SLF001
    "LineString": _Reader._line,  # noqa: SLF001
    "Polygon": _Reader._polygon,  # noqa: SLF001
    "MultiPoint": lambda reader, parts: reader._parts(reader._point, parts),  # noqa: SLF001
    "MultiLineString": lambda reader, parts: reader._parts(reader._line, parts),  # noqa: SLF001
    "MultiPolygon": lambda reader, parts: reader._parts(reader._polygon, parts),  # noqa: SLF001
}


def _system(document: Mapping[str, Any]) -> str:
    """Return the system that the member ``crs`` names, as a code where it is one."""
    given = document.get("crs")
    if given is None:
        return WGS84
    properties = given.get("properties") if isinstance(given, dict) else None
    if not isinstance(properties, dict):
        return ""
    named = str(properties.get("name") or properties.get("code") or "").strip()
    if named.isdigit():
        return f"EPSG:{named}"
    found = re.fullmatch(
        r"(?:urn:(?:x-)?ogc:def:crs:|https?://www\.opengis\.net/def/crs/)?"
        r"(EPSG|OGC)(?:[:/][\d.]*(?=[:/]))?[:/](\w+)",
        named,
        re.IGNORECASE,
    )
    return f"{found[1].upper()}:{found[2].upper()}" if found else named
