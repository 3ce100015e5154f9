"""Designations written to CSV, XLSX and GeoJSON, and every kind of export as files by name."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

import shapely

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.selection import SelectionResult
from cluster_atlas.exports.geofiles import fgb_bytes, gpkg_bytes, style_files
from cluster_atlas.exports.geolayers import GeoRow, designation_rows
from cluster_atlas.exports.kmlfile import kml_bytes
from cluster_atlas.files.csvfile import cell, rows_csv
from cluster_atlas.files.outfiles import unwritable_temporary
from cluster_atlas.files.workbook import Sheet, workbook
from cluster_atlas.values.characters import storable
from cluster_atlas.values.issues import AtlasError, Issue, Text, quote
from cluster_atlas.wording import colophon
from cluster_atlas.wording.facts import describe, table_headings, table_rows
from cluster_atlas.wording.wording import Wording

_SHEETS = {"zh": ("定位", "文件", "来源"), "en": ("designations", "documents", "sources")}


def csv_bytes(atlas: Atlas, selected: SelectionResult, language: str = "zh") -> bytes:
    """Return one line per designation and place, UTF-8 with BOM so that Excel shows Chinese."""
    rows = table_rows(Wording(atlas, language, selected.day), selected.facts)
    return rows_csv(rows, table_headings(language)).encode("utf-8-sig")


def sources_csv_bytes(atlas: Atlas, selected: SelectionResult, language: str = "zh") -> bytes:
    """Return what an export rests on: edition, date, filters, documents cited, data sources.

    UTF-8 with BOM; stands beside a file that has no room for it.
    """
    rows = colophon.source_rows(atlas, selected, language)
    headed = colophon.headed(rows, colophon.SOURCE_FIELDS, language)
    return rows_csv(headed).encode("utf-8-sig")


def xlsx_bytes(atlas: Atlas, selected: SelectionResult, language: str = "zh") -> bytes:
    """Return a workbook: designations, documents, and sources with edition, date and filters."""
    fields = (colophon.DOCUMENT_FIELDS, colophon.SOURCE_FIELDS)
    rows = (
        colophon.document_rows(atlas, selected, language),
        colophon.source_rows(atlas, selected, language, documents=False),
    )
    tables = [
        (
            table_headings(language),
            table_rows(Wording(atlas, language, selected.day), selected.facts),
        )
    ]
    for names, found in zip(fields, rows, strict=True):
        headings = [text.in_language(language) for text in names.values()]
        tables.append((headings, colophon.headed(found, names, language)))
    titles = _SHEETS["en" if language == "en" else "zh"]
    return workbook(
        [
            Sheet(title, headings, [[cell(value) for value in row.values()] for row in found])
            for title, (headings, found) in zip(titles, tables, strict=True)
        ],
        title=storable(colophon.heading(atlas, language)),
        creator=f"{colophon.COMMAND} {atlas.data_hash}",
        description=storable("\n".join(colophon.credit_lines(atlas, language))),
        day=atlas.today,
    )


def geojson_bytes(atlas: Atlas, selected: SelectionResult, language: str = "zh") -> bytes:
    """Return a FeatureCollection (EPSG:4326), one feature per designation and place.

    Features stand in the order in which a map draws them. Documents, filters, sources, credits,
    data hash and date are members of the collection.
    """
    wording = Wording(atlas, language, selected.day)
    facts = {fact.id: describe(wording, fact) for fact in selected.facts}
    citations = {fact.id: wording.citation(fact) for fact in selected.facts}
    rows = designation_rows(wording, selected.facts)
    collection = {
        "type": "FeatureCollection",
        "name": "cluster-atlas",
        "title": colophon.heading(atlas, language),
        "credit": atlas.credit.in_language(language),
        "credits": colophon.credit_lines(atlas, language),
        "data_hash": atlas.data_hash,
        "date": atlas.today.isoformat(),
        "filters": selected.selection.to_dict(),
        "documents": colophon.document_rows(atlas, selected, language),
        "sources": colophon.source_rows(atlas, selected, language, documents=False),
        "features": [
            _feature(row, facts[row.data["id"]], citations[row.data["id"]]) for row in rows
        ],
    }
    return json.dumps(collection, ensure_ascii=False, allow_nan=False).encode()


# What a style asks for, by the names that it knows.
_DRAWN = ("tier", "level", "precision", "radius_km", "label", "draw_order")
_NAMED = ("role_name", "status_name", "document_title", "number", "legal_state_name")


def _feature(row: GeoRow, fact: dict[str, Any], cited: str) -> dict[str, Any]:
    """Return a designation at one of its places."""
    values = row.data
    place = next(place for place in fact["places"] if place["id"] == values["place"])
    properties = {key: value for key, value in fact.items() if key != "places"}
    properties |= {f"place_{key}": value for key, value in place.items()}
    properties |= {key: values[key] for key in (*_NAMED, *_DRAWN)} | {"citation": cited}
    shape = row.shape and shapely.orient_polygons(row.shape)
    return {
        "type": "Feature",
        "id": f"{values['id']}@{values['place']}",
        "properties": properties,
        "geometry": shapely.geometry.mapping(shape) if shape else None,
    }


def export_files(
    atlas: Atlas, selected: SelectionResult, kind: str, stem: str, language: str = "zh"
) -> dict[str, bytes]:
    """Return a selection as the files of an export.

    Parameters
    ----------
    atlas, selected
        What to export; the day of the atlas is the day of the files.
    kind
        One of :data:`EXPORT_KINDS`.
    stem
        Name of the files without an extension.
    language
        ``"zh"`` or ``"en"``.

    Returns
    -------
    dict of str to bytes
        File name to content: the main file ``<stem>.<kind>`` first, then what stands beside it:
        ``<stem>-sources.csv`` where the format has no room for the sources, and ``<stem>.qml`` and
        ``<stem>.sld`` where it has none for styles. The same input gives the same bytes.

    Raises
    ------
    AtlasError
        If the kind is not known, or a temporary file cannot be written.
    """
    if kind not in EXPORT_KINDS:
        raise AtlasError([unknown_kind(kind, EXPORT_KINDS)])
    try:
        files = {f"{stem}.{kind}": _MAKERS[kind](atlas, selected, language)}
    except OSError as error:
        raise unwritable_temporary(error) from error
    if _SOURCES in beside_endings(kind):
        files[f"{stem}-sources.csv"] = sources_csv_bytes(atlas, selected, language)
    if _STYLES[0] in beside_endings(kind):
        files |= style_files(atlas, selected, stem, language)
    return files


def beside_endings(kind: str) -> tuple[str, ...]:
    """Return what follows the stem in the names of the files beside an export's main file."""
    return _BESIDE.get(kind, ())


def unknown_kind(kind: str, known: Sequence[str]) -> Issue:
    """Return the issue of a format that is not one of the known."""
    return Issue(
        "export",
        "",
        "",
        quote(kind),
        Text("不支持的输出格式", "is no output format"),
        Text(f"可用：{'、'.join(known)}", f"use one of {', '.join(known)}"),
    )


_MAKERS: dict[str, Callable[[Atlas, SelectionResult, str], bytes]] = {
    "csv": csv_bytes,
    "xlsx": xlsx_bytes,
    "geojson": geojson_bytes,
    "gpkg": gpkg_bytes,
    "fgb": fgb_bytes,
    "kml": kml_bytes,
}
EXPORT_KINDS = tuple(_MAKERS)
# What follows the stem in the names of files beside the main one.
_SOURCES, _STYLES = "-sources.csv", (".qml", ".sld")
_BESIDE = {
    "csv": (_SOURCES,),
    "geojson": _STYLES,
    "fgb": (_SOURCES, *_STYLES),
    "kml": (_SOURCES,),
}
