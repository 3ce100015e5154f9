"""Designations written to CSV, XLSX and GeoJSON, and every kind of export as files by name."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

import shapely

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.selection import SelectionResult
from cluster_atlas.exports.geofiles import (
    fgb_bytes,
    gpkg_bytes,
    layer_style,
    own_fgb,
    style_files,
)
from cluster_atlas.exports.geolayers import GeoRow, designation_rows
from cluster_atlas.exports.kmlfile import kml_bytes
from cluster_atlas.exports.ownfiles import (
    own_csv_files,
    own_geojson,
    own_layers,
    own_sheets,
    source_rows,
)
from cluster_atlas.files.csvfile import cell, rows_csv
from cluster_atlas.files.outfiles import unwritable_temporary
from cluster_atlas.files.workbook import Sheet, workbook
from cluster_atlas.own.kinds import kind_list
from cluster_atlas.values.characters import storable
from cluster_atlas.values.issues import AtlasError, Issue, Text, quote
from cluster_atlas.values.owndata import OwnData
from cluster_atlas.wording import colophon
from cluster_atlas.wording.facts import describe, table_headings, table_rows
from cluster_atlas.wording.wording import Wording

_SHEETS = {"zh": ("定位", "文件", "来源"), "en": ("designations", "documents", "sources")}


def csv_bytes(atlas: Atlas, selected: SelectionResult, language: str = "zh") -> bytes:
    """Return one line per designation and place, UTF-8 with BOM so that Excel shows Chinese."""
    rows = table_rows(Wording(atlas, language, selected.day), selected.facts)
    return rows_csv(rows, table_headings(language)).encode("utf-8-sig")


def sources_csv_bytes(
    atlas: Atlas, selected: SelectionResult, language: str = "zh", own: OwnData | None = None
) -> bytes:
    """Return what an export rests on: edition, date, filters, documents cited, data sources.

    UTF-8 with BOM; stands beside a file that has no room for it.
    """
    rows = source_rows(atlas, selected, language, own)
    headed = colophon.headed(rows, colophon.SOURCE_FIELDS, language)
    return rows_csv(headed).encode("utf-8-sig")


def xlsx_bytes(
    atlas: Atlas, selected: SelectionResult, language: str = "zh", own: OwnData | None = None
) -> bytes:
    """Return a workbook: designations, own rows by kind, documents, and sources with edition."""
    fields = (colophon.DOCUMENT_FIELDS, colophon.SOURCE_FIELDS)
    rows = (
        colophon.document_rows(atlas, selected, language),
        source_rows(atlas, selected, language, own, documents=False),
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
    first, *others = [
        Sheet(title, headings, [[cell(value) for value in row.values()] for row in found])
        for title, (headings, found) in zip(titles, tables, strict=True)
    ]
    wording = Wording(atlas, language, selected.day)
    return workbook(
        [first, *(own_sheets(wording, own) if own else []), *others],
        title=storable(colophon.heading(atlas, language)),
        creator=f"{colophon.COMMAND} {atlas.data_hash}",
        description=storable("\n".join(colophon.credit_lines(atlas, language))),
        day=atlas.today,
    )


def geojson_bytes(
    atlas: Atlas, selected: SelectionResult, language: str = "zh", own: OwnData | None = None
) -> bytes:
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
        "sources": source_rows(atlas, selected, language, own, documents=False),
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


def export_files(  # noqa: PLR0913 - what an export is made of
    atlas: Atlas,
    selected: SelectionResult,
    kind: str,
    stem: str,
    language: str = "zh",
    *,
    own: OwnData | None = None,
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
    own
        Own rows that go along, as
        :func:`~cluster_atlas.questions.office.owntables.shown_own` returns them; ``None`` for none.

    Returns
    -------
    dict of str to bytes
        File name to content: the main file ``<stem>.<kind>`` first, then what stands beside it:
        ``<stem>-sources.csv`` where the format has no room for the sources, and ``<stem>.qml`` and
        ``<stem>.sld`` where it has none for styles. Own rows are sheets of a workbook, layers of a
        GeoPackage, folders of a KML, and else a file per kind, ``<stem>-own-<kind>.<ending>``. The
        same input gives the same bytes.

    Raises
    ------
    AtlasError
        If the kind is not known, or a temporary file cannot be written.
    """
    if kind not in EXPORT_KINDS:
        raise AtlasError([unknown_kind(kind, EXPORT_KINDS)])
    try:
        files = {f"{stem}.{kind}": _MAKERS[kind](atlas, selected, language, own)}
        beside = _own_files(atlas, selected, kind, stem, language, own) if own else {}
    except OSError as error:
        raise unwritable_temporary(error) from error
    if _SOURCES in _BESIDE.get(kind, ()):
        files[f"{stem}-sources.csv"] = sources_csv_bytes(atlas, selected, language, own)
    if _STYLES[0] in _BESIDE.get(kind, ()):
        files |= style_files(atlas, selected, stem, language)
    return files | beside


def _own_files(  # noqa: PLR0913 - what an export is made of
    atlas: Atlas, selected: SelectionResult, kind: str, stem: str, language: str, own: OwnData
) -> dict[str, bytes]:
    """Return the files of own rows of a format that has room for one table or layer only."""
    wording = Wording(atlas, language, selected.day)
    if kind == "csv":
        return own_csv_files(wording, own, stem)
    if kind not in _OWN_LAYERS:
        return {}
    files = {}
    for layer in own_layers(wording, own):
        name = f"{stem}-own-{layer.kind}"
        make = own_geojson if kind == "geojson" else own_fgb
        files[f"{name}.{kind}"] = make(wording, own, layer)
        files |= layer_style(atlas, layer.rules, name, language)
    return files


def beside_endings(kind: str) -> tuple[str, ...]:
    """Return what may follow the stem in the names of the files beside an export's main file."""
    own = tuple(f"-own-{one}" for one in kind_list().kinds)
    endings = (f".{kind}", *_STYLES) if kind in _OWN_LAYERS else (f".{kind}",)
    more = tuple(name + ending for name in own for ending in endings)
    return (*_BESIDE.get(kind, ()), *(more if kind in {"csv", *_OWN_LAYERS} else ()))


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


def _csv(atlas: Atlas, selected: SelectionResult, language: str, _own: OwnData | None) -> bytes:
    return csv_bytes(atlas, selected, language)


def _fgb(atlas: Atlas, selected: SelectionResult, language: str, _own: OwnData | None) -> bytes:
    return fgb_bytes(atlas, selected, language)


_MAKERS: dict[str, Callable[[Atlas, SelectionResult, str, OwnData | None], bytes]] = {
    "csv": _csv,
    "xlsx": xlsx_bytes,
    "geojson": geojson_bytes,
    "gpkg": gpkg_bytes,
    "fgb": _fgb,
    "kml": kml_bytes,
}
EXPORT_KINDS = tuple(_MAKERS)
# Formats that have one layer a file.
_OWN_LAYERS = frozenset({"geojson", "fgb"})
# What follows the stem in the names of files beside the main one.
_SOURCES, _STYLES = "-sources.csv", (".qml", ".sld")
_BESIDE = {
    "csv": (_SOURCES,),
    "geojson": _STYLES,
    "fgb": (_SOURCES, *_STYLES),
    "kml": (_SOURCES,),
}
