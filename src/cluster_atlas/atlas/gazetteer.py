"""The folder geodata/ read into typed values: places, documents, code lists, sources and shapes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from cluster_atlas.files.records import TomlFile, read_csv, read_text, to_record
from cluster_atlas.values.characters import legible
from cluster_atlas.values.issues import Issue, Text, quote
from cluster_atlas.values.model import Code, Document, Place, Shape, Source
from cluster_atlas.values.strategic import Decision, Programme, Sector

Record = TypeVar("Record", Code, Document, Place, Source, Sector)

CODE_LISTS = ("role", "status", "legal-state", "group", "stage", "level", "precision", "relation")
ZONE_KINDS = "zone-kind"
BOUNDARY_FILES = ("units.geojson", "context.geojson")
# The whole finer set, and the coarse one with the coasts of the finer: either may be missing.
FINER_FILES = ("outlines.geojson", "coasts.geojson")

# Boundaries are generalised when they are derived (docs/boundaries.md), by at most this much.
BOUNDARY_RADIUS_KM = 0.3

ZONE_SOURCE = "zones-gb37028"

# What names of zones say in full and people in short; several short forms where several are used.
_SHORT_FORMS = (
    (re.compile("高新?技术产业(开发区|园区)"), ("高新区",)),
    (re.compile("经济(技术)?开发区"), ("经开区", "开发区")),
    (re.compile("综合保税区"), ("综保区",)),
    (re.compile("自由贸易试验区"), ("自贸区", "自贸试验区")),
    (re.compile("国家自主创新示范区"), ("自创区",)),
    (re.compile("产业转移工业园区"), ("产业转移工业园",)),
)
_PROVINCE = re.compile("^(中国（广东）|广东省?)(?=..)")

# Without these columns no row is a place.
_NEEDED = ("id", "name", "level")
_NUMBERS = {"lon", "lat", "radius_km", "area_km2"}


@dataclass(slots=True)
class Gazetteer:
    """All of ``geodata/``, keyed by id, with what is wrong in it.

    ``lines`` tells for each place and document in which file and line it stands; ``folder`` is
    where the finer boundaries are read from. ``issues`` are faults of files and records,
    ``unjoined`` zones whose park is not there.
    """

    folder: Path | None = None

    places: dict[str, Place] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)
    codes: dict[str, dict[str, Code]] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    shapes: list[Shape] = field(default_factory=list)
    programme: Programme = field(default_factory=Programme)
    lines: dict[str, tuple[str, int]] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)
    unjoined: list[Issue] = field(default_factory=list)


def read_gazetteer(folder: Path) -> Gazetteer:
    """Read ``folder`` (a ``geodata/``) completely.

    Parameters
    ----------
    folder
        Holds ``codes.toml``, ``sources.toml``, ``regions.toml``, ``units.csv``, ``places.csv``,
        ``documents/*.toml`` and ``boundaries/*.geojson``; ``zones.csv`` where there are zones, and
        ``strategic.toml`` where there is a programme.

    Returns
    -------
    Gazetteer
        Whatever could be read; faults stand in ``issues``.
    """
    gazetteer = Gazetteer(folder)
    _read_codes(folder, gazetteer)
    _read_sources(folder, gazetteer)
    _read_units(folder, gazetteer)
    _read_regions(folder, gazetteer)
    _read_sites(folder, gazetteer)
    _read_zones(folder, gazetteer)
    _read_documents(folder, gazetteer)
    _read_boundaries(folder, gazetteer)
    _read_programme(folder, gazetteer)
    return gazetteer


def _read_codes(folder: Path, gazetteer: Gazetteer) -> None:
    toml = TomlFile(folder / "codes.toml", "geodata/codes.toml")
    for key in (*CODE_LISTS, ZONE_KINDS):
        entries = gazetteer.codes.setdefault(key, {})
        for line, table in toml.tables(key):
            code = to_record(Code, table, toml.issues, file=toml, line=line)
            if code is not None:
                _add(entries, code, toml.name, line, gazetteer)
    gazetteer.issues += toml.issues


def _read_sources(folder: Path, gazetteer: Gazetteer) -> None:
    toml = TomlFile(folder / "sources.toml", "geodata/sources.toml")
    for line, table in toml.tables("source"):
        source = to_record(Source, table, toml.issues, file=toml, line=line)
        if source is not None:
            _add(gazetteer.sources, source, toml.name, line, gazetteer)
    gazetteer.issues += toml.issues


def _read_units(folder: Path, gazetteer: Gazetteer) -> None:
    """Provinces, cities, counties and SARs; their location is their boundary."""
    name = "geodata/units.csv"
    for line, row in read_csv(folder / "units.csv", name, gazetteer.issues, _NEEDED):
        parent = row.pop("parent", "")
        source = row.pop("area_source", "")
        values = _typed(row, name, line, gazetteer.issues)
        values |= {
            "city": parent if row.get("level") == "county" else "",
            "precision": "boundary",
            "radius_km": BOUNDARY_RADIUS_KM,
            "source": source,
        }
        _add_place(values, name, line, gazetteer)


def _read_regions(folder: Path, gazetteer: Gazetteer) -> None:
    """Regions are sets of cities; ``reading`` stands where the set is our own reading."""
    toml = TomlFile(folder / "regions.toml", "geodata/regions.toml")
    for line, table in toml.tables("region"):
        values = dict(table)
        values["inferred"] = values.pop("reading", "")
        values |= {"level": "region", "radius_km": BOUNDARY_RADIUS_KM}
        place = to_record(Place, values, toml.issues, file=toml, line=line)
        if place is not None:
            _add(gazetteer.places, place, toml.name, line, gazetteer)
    gazetteer.issues += toml.issues


def _read_sites(folder: Path, gazetteer: Gazetteer) -> None:
    name = "geodata/places.csv"
    for line, row in read_csv(folder / "places.csv", name, gazetteer.issues, _NEEDED):
        aliases = [alias for alias in row.pop("aliases", "").split("|") if alias]
        values = _typed(row, name, line, gazetteer.issues)
        _add_place(values | {"aliases": aliases}, name, line, gazetteer)


def _read_zones(folder: Path, gazetteer: Gazetteer) -> None:
    """Economic function zones: one that is a park of the plans lends it code and names."""
    name = "geodata/zones.csv"
    if not (folder / "zones.csv").exists():
        return
    for line, row in read_csv(folder / "zones.csv", name, gazetteer.issues, ("code", "name")):
        code, joined = row.pop("code", ""), row.pop("place", "")
        short = list(short_forms(row.get("name", "")))
        if joined:
            _join_zone(joined, code, [row.get("name", ""), *short], (name, line), gazetteer)
            continue
        cities = [city for city in row.pop("city", "").split("|") if city]
        one = cities[0] if len(cities) == 1 else ""
        values = row | {
            "id": f"zone:{code}",
            "zone": code,
            "level": "park",
            "kind": "zone",
            "city": one,
            "cities": [] if one else cities,
            "precision": "county" if row.get("county") else "city-only" if cities else "unknown",
            "source": _zone_source(gazetteer),
            "aliases": short,
        }
        _add_place(values, name, line, gazetteer)


def _join_zone(
    joined: str, code: str, names: list[str], where: tuple[str, int], gazetteer: Gazetteer
) -> None:
    """Give a park of the plans the code and the names of the zone that it is."""
    park = gazetteer.places.get(joined)
    if park is None or park.level != "park" or park.zone:
        message = Text("没有此园区，或它已有代码", "no such park, or it has a code already")
        hint = Text("请用 places.csv 中园区的编号", "give the id of a park of places.csv")
        file, line = where
        gazetteer.unjoined.append(Issue(file, code, "place", quote(joined), message, hint, line))
        return
    known = {park.name, *park.aliases}
    new = [name for name in names if name not in known]
    gazetteer.places[joined] = replace(park, zone=code, aliases=(*park.aliases, *new))


def _zone_source(gazetteer: Gazetteer) -> str:
    """Return where names and codes of zones come from, as a place says it."""
    source = gazetteer.sources.get(ZONE_SOURCE)
    return source.title if source else ""


def short_forms(name: str) -> Iterator[str]:
    """Yield what a zone is called in short: 佛山高新区 for 佛山高新技术产业开发区.

    The province before the name is left out, and 市 or 县 after a name of two characters. The
    viewer's ``zones.js`` is the same rule.
    """
    plain = re.sub("^(..)[市县](?=...)", r"\1", _PROVINCE.sub("", name))
    if plain != name:
        yield plain
    for pattern, words in _SHORT_FORMS:
        for word in words:
            short = pattern.sub(word, plain)
            if short != plain:
                yield short


def _read_documents(folder: Path, gazetteer: Gazetteer) -> None:
    for path in sorted((folder / "documents").glob("*.toml")):
        toml = TomlFile(path, f"geodata/documents/{path.name}")
        if toml.data:
            values = toml.data | {"id": path.stem}
            document = to_record(Document, values, toml.issues, file=toml)
            if document is not None:
                _add(gazetteer.documents, document, toml.name, 1, gazetteer)
        gazetteer.issues += toml.issues


def _read_boundaries(folder: Path, gazetteer: Gazetteer) -> None:
    for filename in BOUNDARY_FILES:
        gazetteer.shapes += read_shapes(folder, filename, gazetteer.issues)


def read_shapes(folder: Path, filename: str, issues: list[Issue]) -> list[Shape]:
    """Return the boundaries of one file of ``folder`` (a ``geodata/``); none if it is faulty."""
    name = f"geodata/boundaries/{filename}"
    text = read_text(folder / "boundaries" / filename, name, issues)
    if text is None:
        return []
    try:
        return [_shape(feature) for feature in json.loads(text)["features"]]
    except (ValueError, KeyError, TypeError, IndexError) as error:
        issues.append(
            Issue(
                name,
                "",
                "",
                quote(error),
                Text("不是多边形 GeoJSON", "is not GeoJSON of polygons"),
                Text("请用 scripts 中的脚本重新生成", "derive it again"),
            )
        )
        return []


def _read_programme(folder: Path, gazetteer: Gazetteer) -> None:
    path = folder / "strategic.toml"
    if not path.exists():
        return
    toml = TomlFile(path, f"geodata/{path.name}")
    head = toml.data.get("decision")
    decision = to_record(Decision, head, toml.issues, file=toml) if isinstance(head, dict) else None
    sectors: dict[str, Sector] = {}
    for line, table in toml.tables("sector"):
        sector = to_record(Sector, table, toml.issues, file=toml, line=line)
        if sector is not None:
            _add(sectors, sector, toml.name, line, gazetteer)
    gazetteer.programme = Programme(decision, tuple(sectors.values()))
    gazetteer.issues += toml.issues


def _shape(feature: dict[str, Any]) -> Shape:
    """Return one GeoJSON feature (Polygon or MultiPolygon) as a shape."""
    geometry = feature["geometry"]
    parts = geometry["coordinates"]
    if geometry["type"] == "Polygon":
        parts = [parts]
    elif geometry["type"] != "MultiPolygon":
        raise ValueError(geometry["type"])
    polygons = tuple(
        tuple(tuple((float(x), float(y)) for x, y in ring) for ring in rings) for rings in parts
    )
    properties = feature["properties"]
    return Shape(
        str(properties["id"]),
        str(properties["level"]),
        str(properties.get("adcode") or ""),
        legible(str(properties.get("name") or "")),
        legible(str(properties.get("name_en") or "")),
        polygons,
    )


def _typed(row: dict[str, str], name: str, line: int, issues: list[Issue]) -> dict[str, Any]:
    """Return a CSV row with its numbers as floats and its empty numbers as ``None``."""
    values: dict[str, Any] = dict(row)
    for key in _NUMBERS & row.keys():
        text = row[key].strip()
        try:
            values[key] = float(text) if text else None
        except ValueError:
            issues.append(
                Issue(
                    name,
                    row.get("id", ""),
                    key,
                    quote(text),
                    Text("应为数字", "must be a number"),
                    Text("请填数字或留空", "give a number or leave it empty"),
                    line,
                )
            )
            values[key] = None
    return values


def _add_place(values: dict[str, Any], name: str, line: int, gazetteer: Gazetteer) -> None:
    place = to_record(Place, values, gazetteer.issues, file=name, line=line)
    if place is not None:
        _add(gazetteer.places, place, name, line, gazetteer)


def _add(
    entries: dict[str, Record], record: Record, name: str, line: int, gazetteer: Gazetteer
) -> None:
    """Add a record under its id; an id that is there already is an issue."""
    if record.id in entries:
        first = gazetteer.lines.get(record.id, (name, line))
        gazetteer.issues.append(
            Issue(
                name,
                record.id,
                "id",
                quote(record.id),
                Text("编号重复", "duplicate id"),
                Text(
                    f"已见于 {first[0]}:{first[1]}，请改用别的编号",
                    f"it stands at {first[0]}:{first[1]} already, choose another",
                ),
                line,
            )
        )
        return
    entries[record.id] = record
    gazetteer.lines[record.id] = (name, line)
