"""The atlas as GeoDataFrames, for analysts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import geopandas as gpd
from shapely.geometry.base import BaseGeometry

from cluster_atlas.atlas.boundaries import geometry, outlines_of, place_geometry
from cluster_atlas.atlas.gazetteer import Shape

if TYPE_CHECKING:
    from cluster_atlas.atlas.atlas import Atlas

CRS = "EPSG:4326"


def boundary_frame(shapes: Iterable[Shape]) -> gpd.GeoDataFrame:
    """Return one row per unit: ``id, level, adcode, name, name_en, geometry`` (EPSG:4326)."""
    shapes = list(shapes)
    columns = {
        name: [getattr(shape, name) for shape in shapes]
        for name in ("id", "level", "adcode", "name", "name_en")
    }
    return gpd.GeoDataFrame(columns, geometry=[geometry(shape) for shape in shapes], crs=CRS)


def designation_frame(atlas: Atlas) -> gpd.GeoDataFrame:
    """Return one row per designation and place (EPSG:4326).

    The geometry is the boundary of a unit, the union of a region's cities, the point of a park or
    site, or ``None`` where only the city is known.
    """
    outlines = outlines_of(atlas.shapes)
    rows = []
    geometries: list[BaseGeometry | None] = []
    for fact in atlas.facts:
        for name in fact.places:
            place = atlas.places[name]
            rows.append(
                {
                    "id": fact.id,
                    "cluster": fact.cluster,
                    "industries": list(fact.industries),
                    "role": fact.role,
                    "status": fact.status,
                    "title": fact.title,
                    "title_en": fact.title_en,
                    "document": fact.document,
                    "clause": fact.address,
                    "legal_state": atlas.legal_state(fact.document),
                    "place": place.id,
                    "place_name": place.name,
                    "level": place.level,
                    "adcode": place.adcode,
                    "city": place.id if place.level == "city" else place.city,
                    "precision": place.precision,
                    "radius_km": place.radius_km,
                }
            )
            geometries.append(place_geometry(place, outlines))
    return gpd.GeoDataFrame(rows, geometry=gpd.array.from_shapely(geometries), crs=CRS)
