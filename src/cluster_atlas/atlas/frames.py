"""The atlas as GeoDataFrames, for analysts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from cluster_atlas.atlas.boundaries import geometry, outlines_of, place_geometry
from cluster_atlas.values.model import Designation, Place, Shape

CRS = "EPSG:4326"
COLUMNS = (
    "id",
    "cluster",
    "industries",
    "role",
    "status",
    "title",
    "title_en",
    "document",
    "clause",
    "legal_state",
    "place",
    "place_name",
    "level",
    "adcode",
    "city",
    "precision",
    "radius_km",
)


def oriented(outlines: Iterable[BaseGeometry | None]) -> list[BaseGeometry | None]:
    """Return geometries whose exterior rings run counterclockwise, as RFC 7946 has them."""
    found: list[BaseGeometry | None] = list(
        shapely.orient_polygons(np.asarray([*outlines], object))
    )
    return found


def boundary_frame(shapes: Iterable[Shape]) -> gpd.GeoDataFrame:
    """Return one row per unit: ``id, level, adcode, name, name_en, geometry`` (EPSG:4326)."""
    shapes = list(shapes)
    columns = {
        name: [getattr(shape, name) for shape in shapes]
        for name in ("id", "level", "adcode", "name", "name_en")
    }
    outlines = oriented(geometry(shape) for shape in shapes)
    return gpd.GeoDataFrame(columns, geometry=outlines, crs=CRS)


def designation_frame(
    facts: Iterable[Designation],
    places: Mapping[str, Place],
    shapes: Iterable[Shape],
    legal_state: Callable[[str], str],
) -> gpd.GeoDataFrame:
    """Return one row per designation and place.

    Parameters
    ----------
    facts
        The designations, in the order of the rows.
    places
        Every place that they name, by id.
    shapes
        Boundaries of the units.
    legal_state
        Returns the legal state of a document, given its id.

    Returns
    -------
    geopandas.GeoDataFrame
        :data:`COLUMNS` and ``geometry`` (EPSG:4326): the boundary of a unit, the union of a
        region's cities, the point of a park or site, or ``None`` where only the city is known;
        exterior rings run counterclockwise.
        ``industries`` holds lists of ids; ``radius_km`` is the uncertainty of a point in km.
    """
    outlines = outlines_of(shapes)
    rows = []
    geometries: list[BaseGeometry | None] = []
    for fact in facts:
        for name in fact.places:
            place = places[name]
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
                    "legal_state": legal_state(fact.document),
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
    frame = pd.DataFrame(rows, columns=COLUMNS)
    return gpd.GeoDataFrame(frame, geometry=gpd.array.from_shapely(oriented(geometries)), crs=CRS)
