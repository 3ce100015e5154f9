"""An office's own rows as one compressed JSON that the viewer reads beside the atlas."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import deflate
import numpy as np
import shapely

from cluster_atlas.own.kinds import fields_of, kind_list, value_names
from cluster_atlas.values.owndata import OwnData, OwnRow

FORMAT = 1
COMPRESSION = 9
# Decimals of a degree: a tenth of a metre.
_DECIMALS = 6
# What is drawn of a layer of many vertices, at the finest zoom of the map; in degrees, 5 m.
_TOLERANCE = 5e-5
# From so many vertices of all shapes together on they are drawn with that tolerance.
MANY_VERTICES = 200_000


def own_pack_bytes(data: OwnData) -> bytes:
    """Return own rows as gzip-compressed JSON; the same rows give the same bytes."""
    values = json.dumps(own_pack(data), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return bytes(deflate.gzip_compress(values.encode(), COMPRESSION))


def own_pack(data: OwnData) -> dict[str, Any]:
    """Return own rows as plain values for the viewer, in columns.

    Returns
    -------
    dict
        ``format, name, revision``; ``kinds`` (``id, zh, en`` and their ``fields``: the values that
        rows have, each ``id, zh, en, type``), ``stages`` (``id, zh, en``) and ``rows``: columns
        ``id, kind`` and ``stage`` (positions in their lists, -1 for none), ``layer, name``,
        ``city, county, zone`` (ids of the atlas, empty for none), ``lon, lat, radius`` (degrees
        (EPSG:4326), km), ``precision, area`` (m²), ``industries`` (ids, or ``cluster:ID``),
        ``values`` (in the order of the kind's fields, ``null`` where blank) and ``shape``:
        ``null``, or polygons as lists of rings or lines of ``[lon, lat]``, under ``polygons`` or
        ``lines``.
    """
    kinds = list(kind_list().kinds.values())
    stages = kind_list().stages
    names = {kind.id: value_names(kind.id, data.of_kind(kind.id)) for kind in kinds}
    place_of = {kind.id: position for position, kind in enumerate(kinds)}
    stage_of = {stage.id: position for position, stage in enumerate(stages)}
    return {
        "format": FORMAT,
        "name": data.name,
        "revision": data.revision,
        "kinds": [
            {"id": k.id, "zh": k.name.zh, "en": k.name.en, "fields": _fields(k.id, names[k.id])}
            for k in kinds
        ],
        "stages": [{"id": s.id, "zh": s.name.zh, "en": s.name.en} for s in stages],
        "rows": {
            "id": [row.id for row in data.rows],
            "kind": [place_of[row.kind] for row in data.rows],
            "layer": [row.layer for row in data.rows],
            "name": [row.name for row in data.rows],
            "city": [row.city for row in data.rows],
            "county": [row.county for row in data.rows],
            "zone": [row.zone for row in data.rows],
            "lon": [_rounded(row.lon) for row in data.rows],
            "lat": [_rounded(row.lat) for row in data.rows],
            "precision": [row.precision for row in data.rows],
            "radius": [row.radius_km for row in data.rows],
            "area": [None if row.area_m2 is None else round(row.area_m2) for row in data.rows],
            "industries": [list(row.industries) for row in data.rows],
            "stage": [stage_of.get(row.stage, -1) for row in data.rows],
            "values": [[row.values.get(name) for name in names[row.kind]] for row in data.rows],
            "shape": _shapes(data.rows),
        },
    }


def _fields(kind: str, names: Sequence[str]) -> list[dict[str, str]]:
    """Return what heads the values of a kind: what is no field of ours is called as in its file."""
    known = {one.id: one for one in fields_of(kind)}
    return [
        {
            "id": name,
            "zh": known[name].name.zh if name in known else name,
            "en": known[name].name.en if name in known else name,
            "type": known[name].type if name in known else "",
        }
        for name in names
    ]


def _shapes(rows: Sequence[OwnRow]) -> list[dict[str, Any] | None]:
    shapes = shapely.from_wkb(np.array([row.shape or None for row in rows], dtype=object))
    if int(np.sum(shapely.get_num_coordinates(shapes))) > MANY_VERTICES:
        shapes = shapely.simplify(shapes, _TOLERANCE)
    return [None if shape is None else _parts(shape) for shape in shapes]


def _parts(shape: shapely.Geometry) -> dict[str, Any] | None:
    """Return what is drawn of a shape: its polygons, or else its lines."""
    parts = list(shapely.get_parts(shape))
    polygons = [part for part in parts if isinstance(part, shapely.Polygon)]
    if polygons:
        rings = [[_line(ring) for ring in (one.exterior, *one.interiors)] for one in polygons]
        return {"polygons": rings}
    lines = [_line(part) for part in parts if isinstance(part, shapely.LineString)]
    return {"lines": lines} if lines else None


def _line(line: shapely.LineString) -> list[list[float]]:
    found: list[list[float]] = np.round(shapely.get_coordinates(line), _DECIMALS).tolist()
    return found


def _rounded(degrees: float | None) -> float | None:
    return None if degrees is None else round(degrees, _DECIMALS)
