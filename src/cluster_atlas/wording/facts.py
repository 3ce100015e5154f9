"""Designations and places as plain values: what the command line prints and files carry."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.values.model import Designation, Place, clause_label

# Stands for the number of a document that has none.
NO_NUMBER = "–"


def describe(atlas: Atlas, fact: Designation) -> dict[str, Any]:
    """Return a designation as plain values, references resolved.

    Returns
    -------
    dict
        ``id, document, clause, cluster, cluster_name, industries, role, status, title, terms,
        places, target, relations, valid_from, valid_to, legal_state`` and ``title_en, note``.
        ``clause`` is the address inside the document; dates are ISO; points are EPSG:4326.
    """
    document = atlas.documents[fact.document]
    ends = [document.valid_to, atlas.superseded.get(fact.document)]
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
        "valid_to": valid_to.isoformat() if valid_to else None,
        "legal_state": atlas.legal_state(fact.document),
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
        "city": place.city,
        "county": place.county,
        "members": " ".join(place.members),
        "source": place.source,
        "inferred": place.inferred,
        "aliases": "|".join(place.aliases),
        "area_km2": place.area_km2,
    }


def citation(atlas: Atlas, fact: Designation, language: str = "zh") -> str:
    """Return the citation of a designation's clause: title, number, date and clause."""
    document = atlas.documents[fact.document]
    number = "" if document.number == NO_NUMBER else document.number
    day = document.issued.isoformat()
    if language == "en":
        inside = ", ".join(part for part in (number, f"issued {day}") if part)
        return f"{document.title_en or document.title} ({inside}), §{fact.address}"
    label = clause_label(fact.address)
    # A title inside a title has single marks.
    title = document.title.replace("《", "〈").replace("》", "〉")
    inside = "，".join(part for part in (number, day) if part)
    return f"《{title}》（{inside}），{label}"


def table_rows(
    atlas: Atlas, facts: Iterable[Designation], language: str = "zh"
) -> list[dict[str, Any]]:
    """Return one flat row a designation and place, with headings in the chosen language."""
    return [
        _table_row(atlas, fact, atlas.places[place], language)
        for fact in facts
        for place in fact.places
    ]


# Qualifiers that Chinese puts behind the number: 3500亿元以上, but 超1万亿元.
AFTER_THE_NUMBER = ("以上", "以内", "左右")

_HEADINGS = {
    "id": ("编号", "id"),
    "cluster": ("集群", "cluster"),
    "industries": ("产业", "industries"),
    "place": ("地区", "place"),
    "level": ("层级", "level"),
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


def _table_row(atlas: Atlas, fact: Designation, place: Place, language: str) -> dict[str, Any]:
    en = language == "en"
    document = atlas.documents[fact.document]
    city = atlas.places.get(place.id if place.level == "city" else place.city)
    values = {
        "id": fact.id,
        "cluster": _name(atlas.cluster_by_id[fact.cluster], en),
        "industries": "; ".join(_name(atlas.industries[i], en) for i in fact.industries),
        "place": place.name_en if en else place.name,
        "level": _name(atlas.codes["level"][place.level], en),
        "adcode": place.adcode,
        "city": _name(city, en) if city else "",
        "role": _name(atlas.codes["role"][fact.role], en),
        "status": _name(atlas.codes["status"][fact.status], en),
        "title": fact.title_en if en else fact.title,
        "target": target_text(fact, language),
        "document": document.title_en if en else document.title,
        "number": document.number,
        "clause": f"{fact.clause}" if en else clause_label(fact.address),
        "legal": _name(atlas.codes["legal-state"][atlas.legal_state(fact.document)], en),
        "issued": document.issued.isoformat(),
        "precision": _name(atlas.codes["precision"][place.precision], en),
        "radius": place.radius_km,
        "lon": place.lon,
        "lat": place.lat,
        "source": place.source,
        "citation": citation(atlas, fact, language),
    }
    return {_HEADINGS[key][1 if en else 0]: value for key, value in values.items()}


def target_text(fact: Designation, language: str = "zh") -> str:
    """Return a designation's target as one phrase, empty where it has none."""
    target = fact.target
    if target is None:
        return ""
    year = f"{target.year} " if target.year else ""
    if language == "en":
        return f"{year}{target.metric_en} {target.value:g} {target.unit_en}".strip()
    number = f"{target.value:g}{target.unit}"
    follows = target.qualifier in AFTER_THE_NUMBER
    phrase = number + target.qualifier if follows else target.qualifier + number
    return f"{year}{target.metric} {phrase}"


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


def _name(named: Any, english: bool) -> str:  # noqa: ANN401, FBT001 - anything with two names
    return str(named.name_en if english else named.name)
