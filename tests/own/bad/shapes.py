"""Layers whose shapes are none, or lie nowhere."""

from __future__ import annotations

import json
import sqlite3
import struct
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from tests.own.bad.badfile import (
    REFUSED,
    TAKEN,
    BadFile,
    file_of,
)
from tests.own.officefiles import (
    LAYERS,
    PLOTS,
    Plots,
    write_geopackage,
    write_geoparquet,
    write_shapefile,
    write_tab,
)

_BOX = [[113.1, 23.05], [113.101, 23.05], [113.101, 23.051], [113.1, 23.051], [113.1, 23.05]]
_BOW = [_BOX[0], _BOX[2], _BOX[1], _BOX[3], _BOX[0]]


def _feature(geometry: Any, **more: Any) -> Callable[[Path], Path]:
    good = {"type": "Polygon", "coordinates": [_BOX]}
    features = [
        {"type": "Feature", "properties": {"名称": name}, "geometry": one, **more}
        for name, one in (("甲", good), ("乙", geometry))
    ]
    return file_of("图.geojson", json.dumps({"type": "FeatureCollection", "features": features}))


def bad_shapes() -> Iterator[BadFile]:
    """Yield them."""
    for name, rings in (
        ("an outline that crosses itself", [_BOW]),
        ("an outline that is not closed", [_BOX[:-1]]),
        ("a hole across its outline", [_BOX, [[x + 0.0005, y] for x, y in _BOX]]),
        ("a hole around its outline", [_BOX, [[113, 23], [114, 23], [114, 24], [113, 23]]]),
        ("one ring twice", [_BOX, _BOX]),
    ):
        crossed = {"type": "Polygon", "coordinates": rings}
        yield BadFile(f"GeoJSON: {name}", _feature(crossed), "", (TAKEN,), None)
    shapes: tuple[tuple[str, Any], ...] = (
        ("an outline of two points", {"type": "Polygon", "coordinates": [_BOX[:2]]}),
        (
            "an outline of no area",
            {"type": "Polygon", "coordinates": [[_BOX[0], _BOX[1], _BOX[0], _BOX[0]]]},
        ),
        ("texts for numbers", {"type": "Point", "coordinates": ["a", "b"]}),
        ("one number", {"type": "Point", "coordinates": [113.1]}),
        ("NaN", {"type": "Point", "coordinates": [float("nan"), 23.05]}),
        ("infinity", {"type": "Point", "coordinates": [113.1, float("inf")]}),
        ("an unknown kind", {"type": "Kreis", "coordinates": [113.1, 23.05]}),
        ("coordinates of nothing", {"type": "Polygon", "coordinates": []}),
        ("a text", "POINT(113 23)"),
        ("no place", None),
    )
    for name, shape in shapes:
        yield BadFile(f"GeoJSON: {name}", _feature(shape), "", (TAKEN,), 1)
    huge = {
        "type": "Polygon",
        "coordinates": [[[1e308, 0], [1e308, 1e308], [0, 1e308], [1e308, 0]]],
    }
    words = ("--as", "layer", "--crs", "wgs84")
    yield BadFile("GeoJSON: 1e308", _feature(huge), "", (TAKEN,), 1, words)
    sea = {"type": "Point", "coordinates": [115.5, 21.5]}
    yield BadFile("GeoJSON: in the sea", _feature(sea), "海上", (TAKEN,), 1)
    deep: Any = {"type": "Point", "coordinates": [113.1, 23.05]}
    for _ in range(200):
        deep = {"type": "GeometryCollection", "geometries": [deep]}
    yield BadFile("GeoJSON: collections in collections", _feature(deep), "", (TAKEN, REFUSED))
    for name, content in (
        ("features that are no list", {"type": "FeatureCollection", "features": 5}),
        ("no feature", {"type": "FeatureCollection", "features": []}),
    ):
        yield BadFile(f"GeoJSON: {name}", file_of("图.geojson", json.dumps(content)))
    deepest = "[" * 100_000
    yield BadFile(
        "GeoJSON: brackets alone",
        file_of("图.geojson", '{"type":"FeatureCollection","features":' + deepest),
    )
    numbers = json.dumps({"type": "FeatureCollection", "features": [1, None, "x"]})
    made = file_of("图.geojson", numbers)
    yield BadFile("GeoJSON: features that are numbers", made, "不是要素", (TAKEN,), 3)
    two = _feature({"type": "Polygon", "coordinates": [_BOX]}, id="一号")
    yield BadFile("GeoJSON: one id twice", two, "", (TAKEN,), 0)
    yield BadFile("TopoJSON of arcs that are not there", file_of("图.topojson", json.dumps({
        "type": "Topology", "objects": {"a": {"type": "Polygon", "arcs": [[7]]}}, "arcs": [],
    })), "图形", (TAKEN,), 1)  # fmt: skip
    yield from _shapes_of_others()


def _shapes_of_others() -> Iterator[BadFile]:
    bow = shapely.Polygon(_BOW)
    flat = shapely.Polygon([_BOX[0], _BOX[1], _BOX[0], _BOX[0]])
    for form in ("shapefile", "geopackage", "flatgeobuf", "gdb-zip", "geoparquet", "kml", "mif"):
        for name, shape in (("crosses itself", bow), ("has no area", flat)):
            plots = replace(PLOTS, shapes=(shape, PLOTS.shapes[1]))

            def make(folder: Path, form: str = form, plots: Plots = plots) -> Path:
                return LAYERS[form](folder, plots)

            yield BadFile(f"{form}: an outline that {name}", make, "", (TAKEN,), None)

    def spoilt(folder: Path) -> Path:
        path = write_geopackage(folder)
        with sqlite3.connect(path) as base:
            for (trigger,) in base.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            ).fetchall():
                base.execute(f'DROP TRIGGER "{trigger}"')
            base.execute("UPDATE 地块 SET geom = x'47500001E6100000FFFFFFFF' WHERE fid = 1")
        base.close()
        return path

    yield BadFile("geopackage: a damaged shape", spoilt, "图形", (TAKEN,))

    def of_metres(folder: Path) -> Path:
        moved = [shapely.transform(one, lambda xy: xy * 20_000) for one in PLOTS.shapes]
        return write_shapefile(folder, replace(PLOTS, shapes=moved))

    yield BadFile(
        "shapefile: metres that call themselves degrees", of_metres, "", (TAKEN, REFUSED), None
    )

    def elsewhere(folder: Path) -> Path:
        moved = [shapely.transform(one, lambda xy: xy + np.array([0, 5])) for one in PLOTS.shapes]
        return write_tab(folder, replace(PLOTS, shapes=moved))

    yield BadFile("mapinfo: shapes in Hunan", elsewhere, "省外", (TAKEN,), 2)

    def without_table(folder: Path) -> Path:
        path = write_geoparquet(folder)
        raw = path.read_bytes()
        path.write_bytes(raw.replace(b'"encoding": "WKB"', b'"encoding": "XXX"'))
        return path

    yield BadFile("geoparquet: shapes of an unknown encoding", without_table)

    def spoilt_record(folder: Path) -> Path:
        path = write_shapefile(folder)
        raw = bytearray(path.read_bytes())
        raw[108:112] = struct.pack("<i", 77)
        path.write_bytes(bytes(raw))
        return path

    yield BadFile("shapefile: a record of an unknown kind", spoilt_record, "", (TAKEN,), None)
