"""Designations and places as plain values: what the command line prints and files carry."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cluster_atlas.values.model import Designation, Place
from cluster_atlas.wording.naming import naming_word
from cluster_atlas.wording.wording import Wording


def describe(wording: Wording, fact: Designation) -> dict[str, Any]:
    """Return a designation as plain values, references resolved, as of the wording's day.

    Returns
    -------
    dict
        ``id, document, clause, cluster, cluster_name, industries, role, status, title, terms,
        places, target, relations, valid_from, valid_from_assumed, valid_to, legal_state`` and
        ``title_en, note``. ``clause`` is the address inside the document; dates are ISO;
        ``valid_from_assumed`` tells that the text bears no date; points are EPSG:4326.
    """
    atlas = wording.atlas
    document = atlas.documents[fact.document]
    final = document.final.issued if document.final else None
    ends = [document.valid_to, atlas.superseded.get(fact.document), final]
    valid_to = min((day for day in ends if day is not None), default=None)
    return {
        "id": fact.id,
        "document": fact.document,
        "clause": fact.address,
        "cluster": fact.cluster,
        "cluster_name": atlas.cluster_by_id[fact.cluster].name,
        "industries": [{"id": i, "name": atlas.industries[i].name} for i in fact.industries],
        "role": fact.role,
        "status": fact.status,
        "title": fact.title,
        "title_en": fact.title_en,
        "terms": list(fact.terms),
        "places": [describe_place(atlas.places[place]) for place in fact.places],
        "target": _target(fact),
        "relations": [
            {"type": relation.type, "from": relation.from_, "to": relation.to}
            for relation in fact.relations
        ],
        "note": fact.note,
        "valid_from": document.issued.isoformat(),
        "valid_from_assumed": document.issued_assumed,
        "valid_to": valid_to.isoformat() if valid_to else None,
        "legal_state": atlas.legal_state(fact.document, wording.day),
    }


def describe_place(place: Place) -> dict[str, Any]:
    """Return a place with its point (EPSG:4326, ``None`` where not known) and precision."""
    return {
        "id": place.id,
        "name": place.name,
        "level": place.level,
        "adcode": place.adcode or None,
        "city_adcode": _city_adcode(place),
        "lon": place.lon,
        "lat": place.lat,
        "precision": place.precision,
        "radius_km": place.radius_km,
    }


def place_row(place: Place) -> dict[str, Any]:
    """Return all that the gazetteer holds of a place, as one flat row."""
    return describe_place(place) | {
        "name_en": place.name_en,
        "kind": place.kind,
        "zone": place.zone,
        "city": place.city or " ".join(place.cities),
        "county": place.county,
        "members": " ".join(place.members),
        "source": place.source,
        "inferred": place.inferred,
        "aliases": "|".join(place.aliases),
        "area_km2": place.area_km2,
    }


def table_rows(wording: Wording, facts: Iterable[Designation]) -> list[dict[str, Any]]:
    """Return one flat row per designation and place, with headings in the wording's language."""
    return [
        _table_row(wording, fact, wording.atlas.places[place])
        for fact in facts
        for place in fact.places
    ]


_HEADINGS = {
    "id": ("编号", "id"),
    "cluster": ("集群", "cluster"),
    "industries": ("产业", "industries"),
    "place": ("地区", "place"),
    "level": ("层级", "level"),
    "naming": ("点名方式", "naming"),
    "adcode": ("行政区划代码", "adcode"),
    "city": ("所在市", "city"),
    "role": ("角色", "role"),
    "status": ("状态", "status"),
    "title": ("定位", "designation"),
    "target": ("目标", "target"),
    "document": ("文件", "document"),
    "number": ("文号", "number"),
    "clause": ("条款", "clause"),
    "legal": ("文件效力", "legal state"),
    "issued": ("印发日期", "issued"),
    "precision": ("位置精度", "precision"),
    "radius": ("误差半径（公里）", "radius_km"),
    "lon": ("经度", "lon"),
    "lat": ("纬度", "lat"),
    "source": ("位置来源", "location source"),
    "citation": ("引文", "citation"),
}


def table_headings(language: str = "zh") -> list[str]:
    """Return the headings of :func:`table_rows`, for a table without rows."""
    return [heading[1 if language == "en" else 0] for heading in _HEADINGS.values()]


def _table_row(wording: Wording, fact: Designation, place: Place) -> dict[str, Any]:
    atlas = wording.atlas
    document = atlas.documents[fact.document]
    city = atlas.places.get(place.id if place.level == "city" else place.city)
    values = {
        "id": fact.id,
        "cluster": wording.name(atlas.cluster_by_id[fact.cluster]),
        "industries": "; ".join(wording.name(atlas.industries[i]) for i in fact.industries),
        "place": wording.name(place),
        "level": wording.code("level", place.level),
        "naming": naming_word(place.level, wording.language),
        "adcode": place.adcode,
        "city": wording.name(city) if city else "",
        "role": wording.code("role", fact.role),
        "status": wording.code("status", fact.status),
        "title": wording.title(fact),
        "target": wording.target(fact),
        "document": wording.document_title(fact.document),
        "number": document.number,
        "clause": wording.clause_label(fact),
        "legal": wording.legal(fact.document),
        "issued": wording.issued(fact.document),
        "precision": wording.code("precision", place.precision),
        "radius": place.radius_km,
        "lon": place.lon,
        "lat": place.lat,
        "source": place.source,
        "citation": wording.citation(fact),
    }
    en = wording.english
    return {_HEADINGS[key][1 if en else 0]: value for key, value in values.items()}


def _target(fact: Designation) -> dict[str, Any] | None:
    target = fact.target
    if target is None:
        return None
    return {
        "metric": target.metric,
        "value": target.value,
        "unit": target.unit,
        "year": target.year,
        "qualifier": target.qualifier,
    }


def _city_adcode(place: Place) -> str | None:
    city = place.id if place.level == "city" else place.city
    return city.partition(":")[2] or None
