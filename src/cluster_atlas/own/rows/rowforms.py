"""Rows of a workspace as JSON lines, GeoJSON, CSV or a workbook, without what is private."""

from __future__ import annotations

import datetime as dt
import json
import math
from typing import Any

import numpy as np
import pyarrow as pa
import shapely

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.files.csvfile import cell, rows_csv
from cluster_atlas.own.columnmatch import private_columns
from cluster_atlas.own.kinds import fields_of, kind_list
from cluster_atlas.own.systems.conversion import from_wgs84
from cluster_atlas.own.systems.system import System

# Which columns come before those of the file, beside the fields.
_FIRST = ("id", "import", "row")
_PLACE = ("city", "county", "town", "zone", "lon", "lat", "precision", "radius_km", "area_m2")
_HIDDEN = {"wkb", "version"}
# Decimals of a position: a tenth of a millimetre.
_DECIMALS = 9


def rows_in_form(kind: str, table: pa.Table, form: str, *, private: bool = False) -> bytes:
    """Return rows of a kind in a form.

    Parameters
    ----------
    kind
        Of ``kinds.toml``.
    table
        As a workspace tells them: positions in WGS84, shapes as WKB.
    form
        ``jsonl``, ``geojson``, ``csv`` or ``xlsx``.
    private
        Whether columns of persons and contacts go out as well.
    """
    rows = plain_rows(kind, table, private=private)
    if form == "geojson":
        shapes = table["wkb"].to_pylist() if "wkb" in table.column_names else [None] * len(rows)
        return _geojson(rows, shapes)
    if form == "jsonl":
        return "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows).encode()
    flat = [{key: _flat(value) for key, value in row.items()} for row in rows]
    if form == "csv":
        return rows_csv(flat, columns_of(kind, table, private=private)).encode("utf-8-sig")
    return _workbook(kind, table, flat, private=private)


def with_coordinates(atlas: Atlas, table: pa.Table, system: System) -> pa.Table:
    """Return rows with ``x`` and ``y`` of their points in a system of the user's."""
    lon = np.asarray(table["lon"].to_numpy(zero_copy_only=False), dtype=float)
    lat = np.asarray(table["lat"].to_numpy(zero_copy_only=False), dtype=float)
    x, y = from_wgs84(atlas, system, lon, lat)
    added = {"x": pa.array(x, from_pandas=True), "y": pa.array(y, from_pandas=True)}
    for name, values in added.items():
        table = table.append_column(name, values)
    return table


def columns_of(kind: str, table: pa.Table, *, private: bool = False) -> list[str]:
    """Return the names of the columns that go out, in their order."""
    there = set(table.column_names)
    fields = [one.id for one in fields_of(kind)]
    known = [*_FIRST, *fields, *_PLACE]
    first = [name for name in dict.fromkeys(known) if name in there]
    others = [n for n in table.column_names if n not in {*known, *_HIDDEN}]
    hidden = frozenset[str]() if private else private_columns(kind, table)
    return [name for name in (*first, *others) if name not in hidden]


def plain_rows(kind: str, table: pa.Table, *, private: bool = False) -> list[dict[str, Any]]:
    """Return rows as plain values: days as ISO text, no shape, private columns left out."""
    names = columns_of(kind, table, private=private)
    return [
        {name: _plain(value) for name, value in row.items()}
        for row in table.select(names).to_pylist()
    ]


def _geojson(rows: list[dict[str, Any]], shapes: list[bytes | None]) -> bytes:
    features = []
    for row, wkb in zip(rows, shapes, strict=True):
        shape = shapely.from_wkb(wkb) if wkb else None
        lon, lat = row.get("lon"), row.get("lat")
        if shape is None and lon is not None and lat is not None:
            shape = shapely.Point(lon, lat)
        geometry = json.loads(shapely.to_geojson(shape)) if shape is not None else None
        features.append({"type": "Feature", "properties": row, "geometry": geometry})
    collection = {"type": "FeatureCollection", "features": features}
    return json.dumps(collection, ensure_ascii=False, allow_nan=False).encode()


def _workbook(kind: str, table: pa.Table, rows: list[dict[str, Any]], *, private: bool) -> bytes:
    from cluster_atlas.files.workbook import Sheet, workbook

    names = columns_of(kind, table, private=private)
    title = kind_list().kinds[kind].name.zh
    shown = {one.id: one.name.zh for one in fields_of(kind)}
    headings = [cell(shown.get(name, name)) for name in names]
    cells = [[cell(row.get(name)) for name in names] for row in rows]
    sheet = Sheet(title, headings, cells)
    day = dt.datetime.now(tz=dt.UTC).date()
    return workbook([sheet], title=title, creator="cluster-atlas", description="", day=day)


def _plain(value: Any) -> Any:  # noqa: ANN401 - any plain value
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    if isinstance(value, float):
        return round(value, _DECIMALS) if math.isfinite(value) else None
    return value


def _flat(value: Any) -> Any:  # noqa: ANN401 - any plain value
    return "；".join(map(str, value)) if isinstance(value, list) else value
