"""What every contestant draws: the same outlines and designations, as plain GeoJSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.selection import Selection, select
from cluster_atlas.values.model import UNLOCATED, Designation, Place, Shape
from cluster_atlas.wording.facts import table_rows
from cluster_atlas.wording.wording import Wording

# Columns of the popups, as the atlas heads them in Chinese.
POPUP = ("定位", "地区", "产业", "角色", "状态", "目标", "文号", "条款", "文件效力", "位置精度")

Features = dict[str, Any]
Content = dict[str, Any]


def content_of(atlas: Atlas) -> Content:
    """Return the content as plain values.

    Returns
    -------
    dict
        ``cities`` and ``counties``, each a FeatureCollection of outlines with ``name`` and
        ``adcode``; ``clusters``, a list of ``id, name, colour, shown, points``, where ``shown`` is
        how many designations the filter leaves and ``points`` a FeatureCollection with one point
        a designation and located place and the columns of :data:`POPUP`. All in EPSG:4326.
    """
    clusters = []
    for cluster in atlas.clusters:
        facts = select(atlas, Selection(clusters=[cluster.id])).facts
        clusters.append(
            {
                "id": cluster.id,
                "name": cluster.name,
                "colour": cluster.colour,
                "shown": len(facts),
                "points": _points(atlas, facts),
            }
        )
    return {
        "cities": _outlines(atlas, "city"),
        "counties": _outlines(atlas, "county"),
        "clusters": clusters,
    }


def read_content(path: str | Path) -> Content:
    """Return the content that :func:`content_of` made and the bench wrote to a file."""
    content: Content = json.loads(Path(path).read_text(encoding="utf-8"))
    return content


def count_of(content: Content) -> dict[str, int]:
    """Return how many outlines, designations, points and groups there are."""
    return {
        "cities": len(content["cities"]["features"]),
        "counties": len(content["counties"]["features"]),
        "designations": sum(cluster["shown"] for cluster in content["clusters"]),
        "points": sum(len(cluster["points"]["features"]) for cluster in content["clusters"]),
        "groups": len(content["clusters"]),
    }


def _collection(features: Sequence[Features]) -> Features:
    return {"type": "FeatureCollection", "features": list(features)}


def _outlines(atlas: Atlas, level: str) -> Features:
    return _collection([_outline(shape) for shape in atlas.shapes if shape.level == level])


def _outline(shape: Shape) -> Features:
    return {
        "type": "Feature",
        "id": shape.id,
        "properties": {"name": shape.name, "adcode": shape.adcode},
        "geometry": {"type": "MultiPolygon", "coordinates": shape.polygons},
    }


def _points(atlas: Atlas, facts: Sequence[Designation]) -> Features:
    """Return a point per row; a place that nobody can locate has none, as on our own map."""
    features = []
    places = [atlas.places[place] for fact in facts for place in fact.places]
    for place, row in zip(
        places, table_rows(Wording(atlas, "zh", atlas.today), facts), strict=True
    ):
        spot = _spot(atlas, place)
        if spot is not None:
            properties = {name: str(row[name]) for name in POPUP}
            geometry = {"type": "Point", "coordinates": spot}
            features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    return _collection(features)


def _spot(atlas: Atlas, place: Place) -> tuple[float, float] | None:
    """Return where a place's popup stands; a region's is the middle of its cities."""
    members = [place] if not place.members else [atlas.places[city] for city in place.members]
    located = [(p.lon, p.lat) for p in members if p.precision not in UNLOCATED]
    points = [(lon, lat) for lon, lat in located if lon is not None and lat is not None]
    if not points:
        return None
    lons, lats = zip(*points, strict=True)
    return round(sum(lons) / len(lons), 4), round(sum(lats) / len(lats), 4)
