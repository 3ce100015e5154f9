"""Designations as rows with a geometry, for programs that draw maps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from cluster_atlas.atlas.boundaries import outlines_of, place_geometry
from cluster_atlas.mapping.clusterlayers import ClusterView
from cluster_atlas.values.characters import storable
from cluster_atlas.values.model import Code, Designation, Place
from cluster_atlas.wording.documents import ASSUMED
from cluster_atlas.wording.naming import counted_short
from cluster_atlas.wording.wording import Wording

# What is drawn below what: regions, cities, counties, symbols; the strongest role on top of each.
_DEPTH = {"city": 10, "sar": 10, "county": 20, "park": 30, "site": 30}
_WEAKEST = 5
# A region has no name on the map, and the province would stand in the middle of everything.
_LABELLED = set(_DEPTH)
# Letters of a label.
_LONGEST_LABEL = {"zh": 14, "en": 26}

# Type of each field, so that a table without rows has the same fields.
DESIGNATION_FIELDS: dict[str, type] = {
    "id": str,
    "title": str,
    "title_en": str,
    "cluster": str,
    "cluster_name": str,
    "industries": str,
    "industry_names": str,
    "role": str,
    "role_name": str,
    "tier": int,
    "status": str,
    "status_name": str,
    "place": str,
    "place_name": str,
    "level": str,
    "adcode": str,
    "city": str,
    "city_name": str,
    "precision": str,
    "radius_km": float,
    "location_source": str,
    "document": str,
    "document_title": str,
    "number": str,
    "issued": str,
    "issued_note": str,
    "clause": str,
    "clause_label": str,
    "legal_state": str,
    "legal_state_name": str,
    "target": str,
    "note": str,
    "citation": str,
    "label": str,
    "draw_order": int,
}
CLUSTER_FIELDS: dict[str, type] = {
    "cluster": str,
    "cluster_name": str,
    "place": str,
    "place_name": str,
    "level": str,
    "adcode": str,
    "role": str,
    "role_name": str,
    "tier": int,
    "designations": int,
    "ids": str,
    "titles": str,
    "citations": str,
    "label": str,
    "draw_order": int,
}
CITY_FIELDS: dict[str, type] = {
    "cluster": str,
    "cluster_name": str,
    "place": str,
    "place_name": str,
    "adcode": str,
    "state": str,
    "designations": int,
    "named": int,
    "regional": int,
    "label": str,
}

ZONE_FIELDS: dict[str, type] = dict.fromkeys(
    ("code", "name", "name_en", "kind", "city", "county", "precision", "place", "source"), str
)


@dataclass(frozen=True, slots=True)
class GeoRow:
    """One row of a layer: data by field, and a geometry (EPSG:4326) or ``None``."""

    data: dict[str, Any]
    shape: BaseGeometry | None


def designation_rows(wording: Wording, facts: Iterable[Designation]) -> list[GeoRow]:
    """Return one row per designation and place, in the order in which a map draws them.

    Returns
    -------
    list of GeoRow
        With the fields of :data:`DESIGNATION_FIELDS`. The geometry is the boundary of a unit, the
        union of a region's members, the point of a park or site, or ``None`` where only the city
        is known. ``label`` is set on the row of each place that is drawn last, and empty on the
        others, so that a place is named once.
    """
    atlas = wording.atlas
    outlines = outlines_of(atlas.coast_shapes)
    rows = [
        GeoRow(_designation(wording, fact, place), place_geometry(place, outlines))
        for fact in facts
        for place in (atlas.places[name] for name in fact.places)
    ]
    return _labelled(wording, rows)


def cluster_rows(wording: Wording, facts: Sequence[Designation]) -> list[GeoRow]:
    """Return the areas that the map colours, one row per cluster and place.

    Returns
    -------
    list of GeoRow
        With the fields of :data:`CLUSTER_FIELDS`: cities by the strongest role that they or
        anything in them are given, counties by their own, and regions as far as their cities are
        given none. Geometries are polygons (EPSG:4326).
    """
    atlas = wording.atlas
    outlines = outlines_of(atlas.coast_shapes)
    rows = []
    for cluster in atlas.clusters:
        own = tuple(fact for fact in facts if fact.cluster == cluster.id)
        view = ClusterView(wording, cluster, own, {})
        rows += [
            GeoRow(_area(view, place, named), shape)
            for place, named, shape in _coloured(view, outlines)
        ]
    return _labelled(wording, rows)


def city_rows(wording: Wording, facts: Sequence[Designation]) -> list[GeoRow]:
    """Return a square of the province view, one row per city and cluster.

    Returns
    -------
    list of GeoRow
        With the fields of :data:`CITY_FIELDS`; ``named`` and ``regional`` count those that name
        the city and those that mean it by its region only. ``state`` is ``full`` where the cluster
        names the city, ``part`` where it reaches it through a region only, else ``none``.
        Geometries are the cities' points (EPSG:4326). The last row of a city is labelled with its
        name and counts.
    """
    atlas = wording.atlas
    views = [
        ClusterView(wording, cluster, tuple(f for f in facts if f.cluster == cluster.id), {})
        for cluster in atlas.clusters
    ]
    rows = []
    for city in atlas.places.values():
        if city.level != "city" or city.lon is None or city.lat is None:
            continue
        spot = shapely.Point(city.lon, city.lat)
        squares = [GeoRow(_square(view, city), spot) for view in views]
        named, regional = (sum(row.data[key] for row in squares) for key in ("named", "regional"))
        if squares:
            squares[-1].data["label"] = storable(
                f"{wording.short(city)} {counted_short(named, regional)}"
            )
        rows += squares
    return rows


def zone_rows(wording: Wording) -> list[dict[str, str]]:
    """Return the economic function zones by code, with the fields of :data:`ZONE_FIELDS`.

    None has a geometry: their city or county is known, and ``place`` is the park of a plan where
    the zone is one.
    """
    atlas = wording.atlas
    zones = sorted((p for p in atlas.places.values() if p.zone), key=lambda p: p.zone)
    return [
        {
            "code": zone.zone,
            "name": zone.name,
            "name_en": zone.name_en,
            "kind": wording.code("zone-kind", zone.zone[2:5]),
            "city": wording.join(wording.name(atlas.places[c]) for c in zone.all_cities),
            "county": wording.name(atlas.places[zone.county]) if zone.county else "",
            "precision": wording.code("precision", zone.precision),
            "place": zone.id,
            "source": zone.source,
        }
        for zone in zones
    ]


def _square(view: ClusterView, city: Place) -> dict[str, Any]:
    named, covered = view.cities.get(city.id, []), view.covered.get(city.id, [])
    wording = view.reader
    found = {
        "cluster": view.cluster.id,
        "cluster_name": wording.name(view.cluster),
        "place": city.id,
        "place_name": wording.name(city),
        "adcode": city.adcode,
        "state": "full" if named else "part" if covered else "none",
        "designations": len(named) + len(covered),
        "named": len(named),
        "regional": len(covered),
        "label": "",
    }
    return {key: _plain(value) for key, value in found.items()}


def _coloured(
    view: ClusterView, outlines: dict[str, BaseGeometry]
) -> Iterator[tuple[Place, list[Designation], BaseGeometry]]:
    """Yield the areas of a cluster with the designations that colour them."""
    places = view.reader.atlas.places
    for region in view.places("region"):
        silent = [outlines[name] for name in region.members if name not in view.cities]
        if silent:
            yield region, view.named[region.id], shapely.union_all(silent)
    for name, named in view.cities.items():
        if places[name].level == "city":
            yield places[name], named, outlines[name]
    for place in view.places("sar", "county"):
        yield place, view.named[place.id], outlines[place.id]


def _designation(wording: Wording, fact: Designation, place: Place) -> dict[str, Any]:
    """Return the values of a designation and one of its places."""
    atlas = wording.atlas
    document = atlas.documents[fact.document]
    city = atlas.places.get(place.id if place.level == "city" else place.city)
    values = {
        "id": fact.id,
        "title": fact.title,
        "title_en": fact.title_en,
        "industries": " ".join(fact.industries),
        "industry_names": wording.industries(fact.industries),
        "status": fact.status,
        "status_name": wording.code("status", fact.status),
        "city": city.id if city else "",
        "city_name": wording.name(city) if city else "",
        "precision": place.precision,
        "radius_km": place.radius_km,
        "location_source": place.source,
        "document": fact.document,
        "document_title": wording.document_title(fact.document),
        "number": document.number,
        "issued": document.issued.isoformat(),
        "issued_note": ASSUMED.in_language(wording.language) if document.issued_assumed else "",
        "clause": fact.address,
        "clause_label": wording.clause_label(fact),
        "legal_state": atlas.legal_state(fact.document, wording.day),
        "legal_state_name": wording.legal(fact.document),
        "target": wording.target(fact),
        "note": fact.note,
        "citation": wording.citation(fact),
    }
    found = values | _drawn(wording, fact.cluster, place, wording.role(fact))
    return {key: _plain(found[key]) for key in DESIGNATION_FIELDS}


def _area(view: ClusterView, place: Place, named: Sequence[Designation]) -> dict[str, Any]:
    """Return the values of an area that a cluster colours."""
    wording = view.reader
    ordered = wording.by_strength(named)
    cited = dict.fromkeys(wording.citation(fact) for fact in ordered)
    values = {
        "designations": len(ordered),
        "ids": " ".join(fact.id for fact in ordered),
        "titles": "\n".join(wording.title(fact) for fact in ordered),
        "citations": "\n".join(cited),
    }
    found = values | _drawn(wording, view.cluster.id, place, wording.strongest(ordered))
    return {key: _plain(found[key]) for key in CLUSTER_FIELDS}


def _drawn(wording: Wording, cluster: str, place: Place, role: Code) -> dict[str, Any]:
    """Return the values by which a map draws a row."""
    tier = role.tier or _WEAKEST
    return {
        "cluster": cluster,
        "cluster_name": wording.name(wording.atlas.cluster_by_id[cluster]),
        "place": place.id,
        "place_name": wording.name(place),
        "level": place.level,
        "adcode": place.adcode,
        "role": role.id,
        "role_name": wording.name(role),
        "tier": tier,
        "label": "",
        "draw_order": _DEPTH.get(place.level, 0) + _WEAKEST - tier,
    }


def _labelled(wording: Wording, rows: list[GeoRow]) -> list[GeoRow]:
    """Return rows in the order in which they are drawn, each place named on its last row."""
    ordered = sorted(rows, key=lambda row: int(row.data["draw_order"]))
    last = {row.data["place"]: row for row in ordered if row.shape is not None}
    for name, row in last.items():
        if row.data["level"] in _LABELLED:
            row.data["label"] = storable(_label(wording, wording.atlas.places[name]))
    return ordered


def _plain(value: Any) -> Any:  # noqa: ANN401 - text or number
    return storable(value) if isinstance(value, str) else value


def _label(wording: Wording, place: Place) -> str:
    """Return the name of a place, short enough to be written by a program that breaks no line."""
    text, longest = wording.short(place), _LONGEST_LABEL["en" if wording.english else "zh"]
    return text if len(text) <= longest else text[: longest - 1] + "…"
